//! The payloads of the system's journal: who may use the program, and what each may do in whose books.
//!
//! Names, addresses and secrets are in the erasable store. A secret that is replaced is erased in the same transaction.

use serde::{Deserialize, Serialize};

use super::Private;
use crate::access::Role;
use crate::ids::{TenantId, UserId};

payloads! {
    /// A user exists from that day. Creates the user.
    UserCreated {
        /// Keyed digest of the folded e-mail address, by which the user is found.
        login: String,
        /// [`crate::user::UserProfile`] as JSON.
        profile: Private,
    }

    /// Another name or address from that day.
    UserChanged {
        /// Whose.
        user: UserId,
        /// Keyed digest of the folded e-mail address.
        login: String,
        /// [`crate::user::UserProfile`] as JSON.
        profile: Private,
    }

    /// The password is this one from now on.
    PasswordSet {
        /// Whose.
        user: UserId,
        /// The hash with its parameters and salt (PHC string).
        secret: Private,
    }

    /// Codes of a device are asked for from now on.
    SecondFactorSet {
        /// Whose.
        user: UserId,
        /// The secret shared with the device, raw bytes.
        secret: Private,
        /// The hashes of the recovery codes, as JSON.
        recovery: Private,
    }

    /// A recovery code took the place of the device: it is used up.
    RecoveryCodeUsed {
        /// Whose.
        user: UserId,
        /// Which, from 0.
        code: u8,
    }

    /// No code is asked for any more.
    SecondFactorRemoved {
        /// Whose.
        user: UserId,
    }

    /// What a user is in a creditor's books from now on; it takes the place of an earlier role there.
    RoleGiven {
        /// To whom.
        user: UserId,
        /// In whose books.
        creditor: TenantId,
        /// What.
        role: Role,
    }

    /// The books do not exist for the user any more.
    RoleTaken {
        /// From whom.
        user: UserId,
        /// In whose books.
        creditor: TenantId,
    }

    /// The user may not sign in any more.
    UserDisabled {
        /// Who.
        user: UserId,
    }

    /// The user may sign in again.
    UserEnabled {
        /// Who.
        user: UserId,
    }
}
