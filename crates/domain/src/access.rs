//! Who may do what in the books of a creditor: one table, read by every door.
//!
//! A user has at most one [`Role`] in a creditor's books; without one the books do not exist for that user. A role is a
//! set of [`Permission`]s, nothing else: no rule looks at the name of a role.

vocabulary! {
    /// What a user is in the books of a creditor.
    Role {
        /// Everything, users and bank details included.
        Owner "owner" "Propriétaire",
        /// Everything of the day and of the rules; neither users nor bank details.
        Manager "manager" "Responsable",
        /// The day: decides on actions, records what happens.
        Collector "collector" "Chargé de recouvrement",
        /// The accounts: imports, payments, credit notes, exports.
        Accountant "accountant" "Comptable",
        /// Reads.
        Reader "reader" "Lecteur",
    }
}

vocabulary! {
    /// What a handler asks for.
    Permission {
        /// Read balances, debtors, claims, letters; bank details are shown in part.
        ReadBooks "read_books" "Consulter",
        /// Take lists and statements out of the program.
        Export "export" "Exporter",
        /// Approve, edit, postpone and skip proposed actions; confirm what was sent.
        DecideActions "decide_actions" "Décider des actions",
        /// Record calls, notes, promises, disputes, holds and contacts.
        RecordDunning "record_dunning" "Consigner le recouvrement",
        /// Record payments, credit notes, reversals and what is up to date.
        RecordMoney "record_money" "Saisir les règlements",
        /// Give up interest or an indemnity.
        Waive "waive" "Accorder une remise",
        /// Take files in, mend their lines, undo an import.
        Import "import" "Importer",
        /// Change identity and kind of debtors, merge them, say who follows them.
        ManageDebtors "manage_debtors" "Gérer les débiteurs",
        /// Change scenarios, templates, policy and calendar.
        ManageRules "manage_rules" "Gérer les règles",
        /// Let debtors be contacted more often.
        RaiseContacts "raise_contacts" "Augmenter le budget de contacts",
        /// Change the creditor's identity, terms and letterhead.
        ManageCreditor "manage_creditor" "Gérer l'identité du créancier",
        /// See and change bank details in full.
        ManageBank "manage_bank" "Gérer les coordonnées bancaires",
        /// Invite, change and remove users.
        ManageUsers "manage_users" "Gérer les utilisateurs",
        /// Read the journal of everything recorded, and the state of its chain.
        ReadJournal "read_journal" "Consulter le journal",
        /// Take everything out, and erase on request.
        ManageData "manage_data" "Exporter et effacer les données",
    }
}

/// The table: what a role may do.
pub fn allows(role: Role, permission: Permission) -> bool {
    use Permission::{
        DecideActions, Export, Import, ManageBank, ManageCreditor, ManageData, ManageDebtors, ManageRules, ManageUsers, RaiseContacts,
        ReadBooks, ReadJournal, RecordDunning, RecordMoney, Waive,
    };
    match permission {
        ReadBooks => true,
        Export => role != Role::Reader,
        DecideActions | RecordDunning => matches!(role, Role::Owner | Role::Manager | Role::Collector),
        RecordMoney | Import | ManageDebtors => role != Role::Reader,
        Waive | ManageRules | ManageCreditor => matches!(role, Role::Owner | Role::Manager),
        ReadJournal => matches!(role, Role::Owner | Role::Manager | Role::Accountant),
        ManageBank | ManageUsers | ManageData | RaiseContacts => role == Role::Owner,
    }
}

/// A permission as a type, so that a handler names the one it needs in its signature.
pub trait Needs: Send + Sync + 'static {
    /// Which.
    const PERMISSION: Permission;
}

macro_rules! types {
    ($($name:ident),* $(,)?) => {
        /// One type for each [`Permission`], of the same name.
        pub mod needs {
            use super::{Needs, Permission};
            $(
                #[doc = concat!("Asks for [`Permission::", stringify!($name), "`].")]
                #[derive(Clone, Copy, Debug)]
                pub struct $name;
                impl Needs for $name {
                    const PERMISSION: Permission = Permission::$name;
                }
            )*
        }
    };
}

types! {
    ReadBooks, Export, DecideActions, RecordDunning, RecordMoney, Waive, Import, ManageDebtors, ManageRules, ManageCreditor,
    ManageBank, ManageUsers, ReadJournal, ManageData, RaiseContacts,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_may_everything_and_a_reader_only_reads() {
        for permission in Permission::ALL {
            assert!(allows(Role::Owner, *permission), "{permission:?}");
            assert_eq!(allows(Role::Reader, *permission), *permission == Permission::ReadBooks, "{permission:?}");
        }
    }

    #[test]
    fn only_an_owner_touches_users_bank_and_the_whole_of_the_data() {
        for permission in [Permission::ManageUsers, Permission::ManageBank, Permission::ManageData, Permission::RaiseContacts] {
            let who: Vec<Role> = Role::ALL.iter().copied().filter(|role| allows(*role, permission)).collect();
            assert_eq!(who, [Role::Owner], "{permission:?}");
        }
    }

    #[test]
    fn an_accountant_writes_money_and_decides_nothing() {
        assert!(allows(Role::Accountant, Permission::RecordMoney));
        assert!(!allows(Role::Accountant, Permission::DecideActions));
        assert!(!allows(Role::Collector, Permission::Waive));
    }

    #[test]
    fn words_read_back() {
        for role in Role::ALL {
            assert_eq!(Role::of_word(role.word()), Some(*role));
        }
    }
}
