//! Users and their roles, read from the system's books (tenant 0).

use domain::access::Role;
use domain::ids::{TenantId, UserId};
use jiff::civil::Date;

use crate::chain::Key;
use crate::engine::Row;
use crate::error::StoreError;
use crate::sql::{tenant as tenant_sql, user as sql};
use crate::tx::Read;

/// A user, with the numbers of what is kept of the user in the erasable store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserRow {
    /// Who.
    pub id: UserId,
    /// Keyed digest of the folded e-mail address.
    pub login: String,
    /// Name and address.
    pub profile: i64,
    /// The hash of the password, once there is one.
    pub password: Option<i64>,
    /// The secret shared with the device.
    pub totp: Option<i64>,
    /// The hashes of the recovery codes.
    pub recovery: Option<i64>,
    /// Which of them are used up, one bit each.
    pub recovery_used: i64,
    /// Since when the user may not sign in.
    pub disabled_on: Option<Date>,
}

impl Read<'_> {
    /// The digest of a text under the tenant's key, as events hold it.
    ///
    /// # Errors
    /// No such tenant, or what the database says.
    pub fn keyed_digest(&mut self, bytes: &[u8]) -> Result<String, StoreError> {
        let tenant = self.tenant.0;
        let digest = self.sql.first(tenant_sql::SECRET, &[tenant.into()], |row| Ok(Key::new(row.blob(0)?).digest(bytes)))?;
        digest.ok_or(StoreError::NoTenant(tenant))
    }

    /// One user.
    ///
    /// # Errors
    /// What the database says.
    pub fn user(&mut self, user: UserId) -> Result<Option<UserRow>, StoreError> {
        self.sql.first(sql::ONE, &[self.tenant.0.into(), user.0.into()], read_user)
    }

    /// The user of an address, by its keyed digest.
    ///
    /// # Errors
    /// What the database says.
    pub fn user_by_login(&mut self, login: &str) -> Result<Option<UserRow>, StoreError> {
        self.sql.first(sql::BY_LOGIN, &[self.tenant.0.into(), login.into()], read_user)
    }

    /// At most so many users, by number, after one.
    ///
    /// # Errors
    /// What the database says.
    pub fn users_after(&mut self, after: i64, most: i64) -> Result<Vec<UserRow>, StoreError> {
        self.sql.rows(sql::AFTER, &[self.tenant.0.into(), after.into(), most.into()], read_user)
    }

    /// What a user is, creditor by creditor.
    ///
    /// # Errors
    /// What the database says.
    pub fn roles_of(&mut self, user: UserId) -> Result<Vec<(TenantId, Role)>, StoreError> {
        self.sql.rows(sql::ROLES_OF, &[self.tenant.0.into(), user.0.into()], |row| Ok((TenantId(row.int(0)?), role(row.str(1)?)?)))
    }

    /// Who is what in a creditor's books.
    ///
    /// # Errors
    /// What the database says.
    pub fn roles_in(&mut self, creditor: TenantId) -> Result<Vec<(UserId, Role)>, StoreError> {
        self.sql.rows(sql::ROLES_IN, &[self.tenant.0.into(), creditor.0.into()], |row| Ok((UserId(row.int(0)?), role(row.str(1)?)?)))
    }

    /// What a user is in a creditor's books.
    ///
    /// # Errors
    /// What the database says.
    pub fn role_in(&mut self, user: UserId, creditor: TenantId) -> Result<Option<Role>, StoreError> {
        self.sql.first(sql::ROLE, &[self.tenant.0.into(), user.0.into(), creditor.0.into()], |row| role(row.str(0)?))
    }
}

fn read_user(row: &Row<'_>) -> Result<UserRow, StoreError> {
    Ok(UserRow {
        id: UserId(row.int(0)?),
        login: row.text(1)?,
        profile: row.int(2)?,
        password: row.opt_int(3)?,
        totp: row.opt_int(4)?,
        recovery: row.opt_int(5)?,
        recovery_used: row.int(6)?,
        disabled_on: row.opt_day(7)?,
    })
}

fn role(word: &str) -> Result<Role, StoreError> {
    Role::of_word(word).ok_or_else(|| StoreError::Damaged(format!("« {word} » n'est pas un rôle")))
}
