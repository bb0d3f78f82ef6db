//! Users: who may sign in, how, and what each may do in whose books.
//!
//! Everything lies in the system's books (tenant 0): accounts and roles are events of its journal; sessions, links given out and
//! tried codes are working state. A token (of a session, of a link) is 256 random bits, kept as SHA-256 with its purpose inside, so
//! that a link of one kind is none of another. Hashing a password happens outside any transaction.
//!
//! Not covered: limits per address and per account (the door's), sending e-mail: a link is shown to the person who asked for it.

mod hasher;
mod links;
mod roles;
mod second_factor;
mod sessions;

pub use hasher::Hasher;
pub use links::{Invitation, Link};
pub use roles::{Member, Place};
pub use second_factor::{Enrolment, SecondFactor, spaced};
pub use sessions::{FRESH, IDLE, LONGEST, OpenSession, SessionState, SignIn, Signed};

use domain::Date;
use domain::access::Role;
use domain::events::{Event, NewEvent, PasswordSet, RoleGiven, UserChanged, UserCreated, UserDisabled, UserEnabled};
use domain::ids::{Seq, TenantId, UserId};
use domain::user::{UserProfile, clean_name, folded_email, password_problem};
use sha2::{Digest, Sha256};
use store::{Read, Store, TokenHash, Tx, UserRow};

use crate::error::{AppError, Result};

/// The system's books.
pub const SYSTEM: TenantId = TenantId(0);

const MINUTE: i64 = 60_000_000;

/// The use cases on users, for one person on one day.
#[derive(Clone, Copy)]
pub struct Users<'a> {
    /// The data.
    pub store: &'a Store,
    /// Hashes passwords.
    pub hasher: &'a Hasher,
    /// Who speaks: inscribed with each event.
    pub author: &'a str,
    /// The civil day.
    pub today: Date,
    /// The moment, microseconds since 1970 UTC.
    pub now: i64,
}

/// A user as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Who.
    pub user: UserId,
    /// Name and address; empty once erased.
    pub profile: UserProfile,
    /// Whether there is a password.
    pub has_password: bool,
    /// Whether a second factor is asked for.
    pub has_second_factor: bool,
    /// Recovery codes left.
    pub codes_left: u32,
    /// Since when the user may not sign in.
    pub disabled_on: Option<Date>,
}

impl Users<'_> {
    pub(crate) fn read<T>(&self, work: impl FnOnce(&mut Read<'_>) -> Result<T>) -> Result<T> {
        self.store.read(SYSTEM, work)
    }

    pub(crate) fn write<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        self.store.write(SYSTEM, self.author, self.now, work)
    }

    fn append(&self, tx: &mut Tx<'_>, event: impl Into<Event>) -> Result<Seq> {
        Ok(tx.append(NewEvent::new(self.today, event))?)
    }

    /// Whether nobody may sign in yet.
    ///
    /// # Errors
    /// What the store says.
    pub fn none_yet(&self) -> Result<bool> {
        self.read(|tx| Ok(tx.users_after(0, 1)?.is_empty()))
    }

    /// The first user, owner of every creditor there is, or of a first one that is made under that name.
    ///
    /// # Errors
    /// There is a user already; a name, address or password that is refused.
    pub fn first_owner(&self, name: &str, email: &str, password: &str, creditor: &str) -> Result<UserId> {
        if !self.none_yet()? {
            return Err(AppError::refused("Le premier accès est déjà fait. Connectez-vous, ou demandez une invitation."));
        }
        let profile = profile(name, email)?;
        let creditor = creditor_name(creditor)?;
        let phc = self.new_password(password, &profile)?;
        let before = self.store.tenants()?;
        let made = if before.is_empty() { Some(self.store.create_tenant(&creditor, self.now)?) } else { None };
        let books: Vec<TenantId> = before.iter().map(|tenant| tenant.id).chain(made).collect();
        let done = self.write(|tx| {
            if !tx.users_after(0, 1)?.is_empty() {
                return Err(AppError::refused("Le premier accès vient d'être fait ailleurs. Connectez-vous."));
            }
            let user = self.create(tx, &profile, Some(&phc))?;
            for creditor in books {
                self.append(tx, RoleGiven { user, creditor, role: Role::Owner })?;
            }
            Ok(user)
        });
        if let (Err(_), Some(made)) = (&done, made) {
            self.store.forget_tenant(made)?;
        }
        done
    }

    /// A user with a role, for an operator of the machine.
    ///
    /// # Errors
    /// The address is known; a name, address or password that is refused.
    pub fn add(&self, name: &str, email: &str, password: &str, roles: &[(TenantId, Role)]) -> Result<UserId> {
        let profile = profile(name, email)?;
        let phc = self.new_password(password, &profile)?;
        self.write(|tx| {
            let user = self.create(tx, &profile, Some(&phc))?;
            for (creditor, role) in roles {
                self.append(tx, RoleGiven { user, creditor: *creditor, role: *role })?;
            }
            Ok(user)
        })
    }

    /// Every user, by number.
    ///
    /// # Errors
    /// What the store says.
    pub fn list(&self) -> Result<Vec<Account>> {
        self.read(|tx| {
            let mut found = Vec::new();
            let mut after = 0;
            loop {
                let block = tx.users_after(after, 500)?;
                let Some(last) = block.last() else { return Ok(found) };
                after = last.id.0;
                for row in &block {
                    found.push(account(tx, row)?);
                }
            }
        })
    }

    /// One user.
    ///
    /// # Errors
    /// No such user.
    pub fn account(&self, user: UserId) -> Result<Account> {
        self.read(|tx| {
            let row = known(tx, user)?;
            account(tx, &row)
        })
    }

    /// The user of an address, or of a reference such as `ut_3`.
    ///
    /// # Errors
    /// No such user.
    pub fn find(&self, named: &str) -> Result<UserId> {
        let none = || AppError::usage(format!("Aucun utilisateur « {named} ». Voyez la liste : quittance user list."));
        if let Ok(id) = named.parse::<UserId>() {
            return self.read(|tx| Ok(tx.user(id)?)).and_then(|row| row.map(|row| row.id).ok_or_else(none));
        }
        let folded = folded_email(named).map_err(AppError::usage)?;
        self.read(|tx| by_email(tx, &folded)).and_then(|row| row.map(|row| row.id).ok_or_else(none))
    }

    /// Another name for a user.
    ///
    /// # Errors
    /// A name that is refused, no such user.
    pub fn rename(&self, user: UserId, name: &str) -> Result<()> {
        let name = clean_name(name).map_err(AppError::usage)?;
        self.write(|tx| {
            let row = known(tx, user)?;
            let before = profile_of(tx, &row)?;
            if before.name == name {
                return Ok(());
            }
            let changed = tx.keep(&json(&UserProfile { name, ..before })?)?;
            self.append(tx, UserChanged { user, login: row.login, profile: changed })?;
            tx.erase(self.today, vec![row.profile], "nom remplacé")?;
            Ok(())
        })
    }

    /// Another password, by the user: sessions elsewhere end, and so do links that were given out.
    ///
    /// # Errors
    /// The present password is not that, the new one is refused.
    pub fn change_password(&self, signed: &Signed, present: &str, new: &str) -> Result<()> {
        let (row, profile, phc) = self.secrets(signed.user)?;
        if !self.hasher.verify(present, phc.as_deref())? {
            return Err(AppError::refused("Le mot de passe actuel n'est pas celui-là. Rien n'a changé."));
        }
        let phc = self.new_password(new, &profile)?;
        self.write(|tx| {
            self.put_password(tx, &row, &phc)?;
            tx.end_sessions(row.id, Some(&signed.token))?;
            Ok(tx.end_tickets_of(row.id)?)
        })
    }

    /// The user may not sign in any more; every session ends at once.
    ///
    /// # Errors
    /// The last owner of a creditor, no such user.
    pub fn disable(&self, user: UserId) -> Result<()> {
        self.write(|tx| {
            let row = known(tx, user)?;
            if row.disabled_on.is_some() {
                return Ok(());
            }
            for (creditor, role) in tx.roles_of(user)? {
                roles::spare_last_owner(tx, user, creditor, role)?;
            }
            self.append(tx, UserDisabled { user })?;
            tx.end_sessions(user, None)?;
            Ok(tx.end_tickets_of(user)?)
        })
    }

    /// The user may sign in again.
    ///
    /// # Errors
    /// No such user.
    pub fn enable(&self, user: UserId) -> Result<()> {
        self.write(|tx| {
            if known(tx, user)?.disabled_on.is_some() {
                self.append(tx, UserEnabled { user })?;
            }
            Ok(())
        })
    }

    /// A user, whose address nobody has yet.
    fn create(&self, tx: &mut Tx<'_>, profile: &UserProfile, phc: Option<&str>) -> Result<UserId> {
        let folded = folded_email(&profile.email).map_err(AppError::usage)?;
        let login = tx.keyed_digest(folded.as_bytes())?;
        if tx.user_by_login(&login)?.is_some() {
            return Err(AppError::refused(format!("Un utilisateur a déjà l'adresse {}.", profile.email)));
        }
        let kept = tx.keep(&json(profile)?)?;
        let user = UserId(self.append(tx, UserCreated { login, profile: kept })?.0);
        if let Some(phc) = phc {
            let secret = tx.keep(phc.as_bytes())?;
            self.append(tx, PasswordSet { user, secret })?;
        }
        Ok(user)
    }

    /// The earlier secret is erased.
    fn put_password(&self, tx: &mut Tx<'_>, row: &UserRow, phc: &str) -> Result<()> {
        let before = known(tx, row.id)?.password;
        let secret = tx.keep(phc.as_bytes())?;
        self.append(tx, PasswordSet { user: row.id, secret })?;
        if let Some(before) = before {
            tx.erase(self.today, vec![before], "mot de passe remplacé")?;
        }
        Ok(())
    }

    /// The hash of a password that may be used.
    fn new_password(&self, password: &str, profile: &UserProfile) -> Result<String> {
        match password_problem(password, profile) {
            Some(problem) => Err(AppError::usage(problem)),
            None => self.hasher.hash(password),
        }
    }

    /// A user with name and hash of the password.
    fn secrets(&self, user: UserId) -> Result<(UserRow, UserProfile, Option<String>)> {
        self.read(|tx| {
            let row = known(tx, user)?;
            let phc = row.password.map(|id| text(tx, id)).transpose()?.flatten();
            Ok((row.clone(), profile_of(tx, &row)?, phc))
        })
    }
}

fn profile(name: &str, email: &str) -> Result<UserProfile> {
    folded_email(email).map_err(AppError::usage)?;
    Ok(UserProfile { name: clean_name(name).map_err(AppError::usage)?, email: email.trim().to_owned() })
}

fn creditor_name(name: &str) -> Result<String> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(AppError::usage("Donnez le nom de l'entreprise créancière."));
    }
    if name.chars().count() > domain::user::LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(AppError::usage(format!(
            "Le nom de l'entreprise dépasse {} caractères. Raccourcissez-le.",
            domain::user::LONGEST_NAME
        )));
    }
    Ok(name)
}

fn account(tx: &mut Read<'_>, row: &UserRow) -> Result<Account> {
    let codes = second_factor::codes(tx, row)?.len() as u32;
    Ok(Account {
        user: row.id,
        profile: profile_of(tx, row)?,
        has_password: row.password.is_some(),
        has_second_factor: row.totp.is_some(),
        codes_left: codes.saturating_sub(row.recovery_used.count_ones()),
        disabled_on: row.disabled_on,
    })
}

fn known(tx: &mut Read<'_>, user: UserId) -> Result<UserRow> {
    tx.user(user)?.ok_or_else(|| AppError::usage(format!("Aucun utilisateur {user}.")))
}

fn by_email(tx: &mut Read<'_>, folded: &str) -> Result<Option<UserRow>> {
    let login = tx.keyed_digest(folded.as_bytes())?;
    Ok(tx.user_by_login(&login)?)
}

fn profile_of(tx: &mut Read<'_>, row: &UserRow) -> Result<UserProfile> {
    let bytes = tx.private_bytes(row.profile)?.unwrap_or_default();
    Ok(serde_json::from_slice(&bytes).unwrap_or_default()) // erased: nobody's name
}

fn text(tx: &mut Read<'_>, id: i64) -> Result<Option<String>> {
    Ok(tx.private_bytes(id)?.and_then(|bytes| String::from_utf8(bytes).ok()))
}

fn json<T: serde::Serialize>(value: &T) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(|error| AppError::refused(error.to_string()))
}

/// A new token and what is kept of it.
fn new_token(purpose: &str) -> Result<(String, TokenHash)> {
    let token: String = hasher::random::<32>()?.iter().map(|byte| format!("{byte:02x}")).collect();
    let hash = token_hash(purpose, &token);
    Ok((token, hash))
}

/// What is kept of a token; its purpose is inside.
fn token_hash(purpose: &str, token: &str) -> TokenHash {
    let mut hasher = Sha256::new();
    hasher.update(purpose.as_bytes());
    hasher.update([0]);
    hasher.update(token.as_bytes());
    hasher.finalize().into()
}
