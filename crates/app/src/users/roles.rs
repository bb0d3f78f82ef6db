//! What each user may do in whose books. A creditor never loses its last owner who can sign in.

use domain::access::Role;
use domain::events::{RoleGiven, RoleTaken};
use domain::ids::{TenantId, UserId};
use store::Read;

use super::{Account, Users, account, creditor_name, known};
use crate::error::{AppError, Result};

/// Books that a user may open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Whose.
    pub creditor: TenantId,
    /// The creditor's name: of its identity, or given at its creation.
    pub name: String,
    /// What the user is there.
    pub role: Role,
}

/// A user of a creditor's books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub account: Account,
    /// What.
    pub role: Role,
}

impl Users<'_> {
    /// The books that a user may open.
    ///
    /// # Errors
    /// What the store says.
    pub fn places(&self, user: UserId) -> Result<Vec<Place>> {
        let roles = self.read(|tx| Ok(tx.roles_of(user)?))?;
        let tenants = self.store.tenants()?;
        let mut places = Vec::with_capacity(roles.len());
        for (creditor, role) in roles {
            let Some(tenant) = tenants.iter().find(|tenant| tenant.id == creditor) else { continue };
            places.push(Place { creditor, name: self.name_of(creditor, &tenant.name)?, role });
        }
        Ok(places)
    }

    /// The books of one creditor, if that user may open them, and how many creditors' books the user may open in all.
    ///
    /// # Errors
    /// What the store says.
    pub fn place(&self, user: UserId, creditor: TenantId) -> Result<Option<(Place, usize)>> {
        let roles = self.read(|tx| Ok(tx.roles_of(user)?))?;
        let Some((_, role)) = roles.iter().find(|(tenant, _)| *tenant == creditor && tenant.0 > 0) else { return Ok(None) };
        let name = self.name_of(creditor, "")?;
        let name = if name.is_empty() { self.given_name(creditor)? } else { name };
        Ok(Some((Place { creditor, name, role: *role }, roles.len())))
    }

    fn given_name(&self, creditor: TenantId) -> Result<String> {
        let tenants = self.store.tenants()?;
        Ok(tenants.into_iter().find(|tenant| tenant.id == creditor).map(|tenant| tenant.name).unwrap_or_default())
    }

    /// The name of a creditor: of its identity, or given at its creation.
    pub(super) fn name_of(&self, creditor: TenantId, given: &str) -> Result<String> {
        let profile = self.store.read(creditor, |tx| tx.creditor_profile())?;
        Ok(profile.map(|profile| profile.name).filter(|name| !name.is_empty()).unwrap_or_else(|| given.to_owned()))
    }

    /// What a user is in a creditor's books; `None` when they do not exist for that user.
    ///
    /// # Errors
    /// What the store says.
    pub fn role_in(&self, user: UserId, creditor: TenantId) -> Result<Option<Role>> {
        if creditor.0 < 1 {
            return Ok(None); // nobody opens the system's books
        }
        self.read(|tx| Ok(tx.role_in(user, creditor)?))
    }

    /// Who is what in a creditor's books.
    ///
    /// # Errors
    /// What the store says.
    pub fn members(&self, creditor: TenantId) -> Result<Vec<Member>> {
        self.read(|tx| {
            let mut members = Vec::new();
            for (user, role) in tx.roles_in(creditor)? {
                let row = known(tx, user)?;
                members.push(Member { account: account(tx, &row)?, role });
            }
            Ok(members)
        })
    }

    /// Gives a role, in the place of an earlier one.
    ///
    /// # Errors
    /// It would leave the creditor without an owner; no such user.
    pub fn give_role(&self, user: UserId, creditor: TenantId, role: Role) -> Result<()> {
        self.write(|tx| {
            known(tx, user)?;
            let before = tx.role_in(user, creditor)?;
            if before == Some(role) {
                return Ok(());
            }
            if let Some(before) = before {
                spare_last_owner(tx, user, creditor, before)?;
            }
            self.append(tx, RoleGiven { user, creditor, role })?;
            Ok(())
        })
    }

    /// Takes a role: from the next request on, the books do not exist for the user.
    ///
    /// # Errors
    /// The last owner; the user has no role there.
    pub fn take_role(&self, user: UserId, creditor: TenantId) -> Result<()> {
        self.write(|tx| {
            let Some(before) = tx.role_in(user, creditor)? else {
                return Err(AppError::usage(format!("{user} n'a aucun rôle dans ce dossier.")));
            };
            spare_last_owner(tx, user, creditor, before)?;
            self.append(tx, RoleTaken { user, creditor })?;
            Ok(())
        })
    }

    /// Whether `actor` owns every creditor whose books `user` may open: only then may one give the other a new password or take
    /// away a second factor, which would open those books.
    ///
    /// # Errors
    /// What the store says.
    pub fn owns_all_of(&self, actor: UserId, user: UserId) -> Result<bool> {
        self.read(|tx| {
            let (mine, theirs) = (tx.roles_of(actor)?, tx.roles_of(user)?);
            Ok(theirs.iter().all(|(creditor, _)| mine.contains(&(*creditor, Role::Owner))))
        })
    }

    /// Makes a new creditor, owned by a user who owns another.
    ///
    /// # Errors
    /// The user owns none, or has one of that name; a name that is refused.
    pub fn new_creditor(&self, user: UserId, name: &str) -> Result<TenantId> {
        let name = creditor_name(name)?;
        let places = self.places(user)?;
        if !places.iter().any(|place| place.role == Role::Owner) {
            return Err(AppError::refused("Seul un propriétaire peut ouvrir un autre dossier."));
        }
        if places.iter().any(|place| place.name.to_lowercase() == name.to_lowercase()) {
            return Err(AppError::usage(format!("Vous avez déjà un dossier « {name} ». Donnez un autre nom.")));
        }
        let creditor = self.store.create_tenant(&name, self.now)?;
        let given = self.write(|tx| self.append(tx, RoleGiven { user, creditor, role: Role::Owner }));
        if given.is_err() {
            self.store.forget_tenant(creditor)?;
        }
        given.map(|_| creditor)
    }
}

/// Refuses to leave a creditor without an owner who can sign in.
pub(super) fn spare_last_owner(tx: &mut Read<'_>, user: UserId, creditor: TenantId, role: Role) -> Result<()> {
    if role != Role::Owner {
        return Ok(());
    }
    for (other, role) in tx.roles_in(creditor)? {
        if other != user && role == Role::Owner && known(tx, other)?.disabled_on.is_none() {
            return Ok(());
        }
    }
    Err(AppError::refused(
        "C'est le dernier propriétaire de ce dossier : plus personne ne pourrait gérer ses accès. Nommez d'abord un autre propriétaire.",
    ))
}
