//! Links that open a door once: an invitation into a creditor's books, a new password. Each lasts an hour.
//!
//! The program sends no e-mail yet: a link is shown to the person who asked for it, who hands it over. An invitation makes the
//! account only when it is accepted, and whoever has an account already accepts it signed in: a link never opens the account of
//! somebody else. A new password does not do away with the second factor.

use domain::access::{Permission, Role, allows};
use domain::events::RoleGiven;
use domain::ids::{TenantId, UserId};
use domain::user::{UserProfile, folded_email};
use serde::{Deserialize, Serialize};
use store::{TicketRow, Tx};

use super::{MINUTE, Signed, Users, by_email, json, known, new_token, profile, profile_of, token_hash};
use crate::error::{AppError, Result};

/// How long a link lasts.
const LASTS: i64 = 60 * MINUTE;

const INVITATION: &str = "invitation";
const RESET: &str = "reset";

/// A link that was just given out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The secret part of its address: `/invitation/TOKEN`, `/reinitialisation/TOKEN`.
    pub token: String,
    /// Until when it works, microseconds UTC.
    pub until: i64,
}

/// An invitation that still waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Names it in a form; of no use to accept it.
    pub handle: String,
    /// Into whose books.
    pub creditor: TenantId,
    /// Their name.
    pub creditor_name: String,
    /// For whom.
    pub email: String,
    /// As what.
    pub role: Role,
    /// Whether somebody has that address already: then it is accepted signed in.
    pub has_account: bool,
    /// Until when, microseconds UTC.
    pub until: i64,
}

#[derive(Serialize, Deserialize)]
struct Body {
    email: String,
    role: Role,
    author: String,
}

impl Users<'_> {
    /// Invites an address into a creditor's books; an earlier invitation of the same address there is taken back.
    ///
    /// # Errors
    /// Not an address, or somebody who has a role there already.
    pub fn invite(&self, creditor: TenantId, email: &str, role: Role) -> Result<Link> {
        let folded = folded_email(email).map_err(AppError::usage)?;
        let (token, hash) = new_token(INVITATION)?;
        let body = json(&Body { email: email.trim().to_owned(), role, author: self.author.to_owned() })?;
        let ticket = TicketRow {
            token: hash,
            purpose: INVITATION.to_owned(),
            user: None,
            creditor: Some(creditor),
            body: String::from_utf8_lossy(&body).into_owned(),
            created_at: self.now,
            expires_at: self.now + LASTS,
        };
        self.write(|tx| {
            let there = match by_email(tx, &folded)? {
                Some(row) => tx.role_in(row.id, creditor)?,
                None => None,
            };
            if let Some(role) = there {
                return Err(AppError::usage(format!("{} a déjà accès à ce dossier ({}).", email.trim(), role.french())));
            }
            for earlier in tx.tickets_in(creditor)? {
                if body_of(&earlier).is_some_and(|body| folded_email(&body.email).is_ok_and(|other| other == folded)) {
                    tx.end_ticket(&earlier.token)?;
                }
            }
            Ok(tx.give_ticket(&ticket)?)
        })?;
        Ok(Link { token, until: ticket.expires_at })
    }

    /// The invitations into a creditor's books that still wait.
    ///
    /// # Errors
    /// What the store says.
    pub fn invitations(&self, creditor: TenantId) -> Result<Vec<Invitation>> {
        let tickets = self.read(|tx| Ok(tx.tickets_in(creditor)?))?;
        tickets
            .into_iter()
            .filter(|ticket| self.now < ticket.expires_at)
            .filter_map(|ticket| self.invitation_of(ticket).transpose())
            .collect()
    }

    /// Takes an invitation back; answers whether it was there.
    ///
    /// # Errors
    /// What the store says.
    pub fn take_back(&self, creditor: TenantId, handle: &str) -> Result<bool> {
        self.write(|tx| {
            let found = tx.tickets_in(creditor)?.into_iter().find(|ticket| handle_of(ticket) == handle);
            if let Some(ticket) = &found {
                tx.end_ticket(&ticket.token)?;
            }
            Ok(found.is_some())
        })
    }

    /// The invitation of a link; `None` when it was used, taken back, is too old or never was.
    ///
    /// # Errors
    /// What the store says.
    pub fn invitation(&self, token: &str) -> Result<Option<Invitation>> {
        match self.ticket(INVITATION, token)? {
            Some(ticket) => self.invitation_of(ticket),
            None => Ok(None),
        }
    }

    /// Accepts an invitation as somebody new, with a name and a password of one's own.
    ///
    /// # Errors
    /// The link does not work any more; a name or password that is refused; the address is somebody's.
    pub fn accept_as_new(&self, token: &str, name: &str, password: &str) -> Result<UserId> {
        let invitation = self.invitation(token)?.ok_or_else(over)?;
        let profile = profile(name, &invitation.email)?;
        let phc = self.new_password(password, &profile)?;
        self.accept(token, |users, tx| users.create(tx, &profile, Some(&phc)))
    }

    /// Accepts an invitation as the one who is signed in, who has the address that was invited.
    ///
    /// # Errors
    /// The link does not work any more, or was for another address.
    pub fn accept_as(&self, token: &str, signed: &Signed) -> Result<UserId> {
        let invitation = self.invitation(token)?.ok_or_else(over)?;
        if folded_email(&invitation.email).ok() != folded_email(&signed.email).ok() {
            return Err(AppError::refused(format!(
                "Cette invitation est pour {} ; vous êtes connecté comme {}. Déconnectez-vous, puis ouvrez-la de nouveau.",
                invitation.email, signed.email
            )));
        }
        self.accept(token, |_, _| Ok(signed.user))
    }

    /// The role is given in the name of who invited; the link goes with it, in one transaction.
    fn accept(&self, token: &str, who: impl FnOnce(&Users<'_>, &mut Tx<'_>) -> Result<UserId>) -> Result<UserId> {
        let hash = token_hash(INVITATION, token);
        let ticket = self.ticket(INVITATION, token)?.ok_or_else(over)?;
        let body = body_of(&ticket).ok_or_else(over)?;
        let creditor = ticket.creditor.ok_or_else(over)?;
        let inviter = Users { author: &body.author, ..*self };
        inviter.write(|tx| {
            if tx.ticket(&hash)?.is_none() || !may_still_invite(tx, &body.author, creditor)? {
                return Err(over());
            }
            let user = who(&inviter, tx)?;
            tx.end_ticket(&hash)?;
            if tx.role_in(user, creditor)?.is_none() {
                inviter.append(tx, RoleGiven { user, creditor, role: body.role })?;
            }
            Ok(user)
        })
    }

    /// A link to set a new password.
    ///
    /// # Errors
    /// No such user, or disabled.
    pub fn reset_link(&self, user: UserId) -> Result<Link> {
        let (token, hash) = new_token(RESET)?;
        let until = self.now + LASTS;
        self.write(|tx| {
            if known(tx, user)?.disabled_on.is_some() {
                return Err(AppError::refused(format!("{user} est désactivé : rétablissez d'abord son accès.")));
            }
            let ticket = TicketRow {
                token: hash,
                purpose: RESET.to_owned(),
                user: Some(user),
                creditor: None,
                body: String::new(),
                created_at: self.now,
                expires_at: until,
            };
            Ok(tx.give_ticket(&ticket)?)
        })?;
        Ok(Link { token, until })
    }

    /// Whose password a link sets; `None` when it does not work any more.
    ///
    /// # Errors
    /// What the store says.
    pub fn reset_of(&self, token: &str) -> Result<Option<UserProfile>> {
        let Some(user) = self.ticket(RESET, token)?.and_then(|ticket| ticket.user) else { return Ok(None) };
        self.read(|tx| {
            let row = known(tx, user)?;
            Ok(Some(profile_of(tx, &row)?))
        })
    }

    /// Sets a new password by a link. Every session ends; a second factor stays.
    ///
    /// # Errors
    /// The link does not work any more, a password that is refused.
    pub fn reset(&self, token: &str, password: &str) -> Result<UserId> {
        let ticket = self.ticket(RESET, token)?.ok_or_else(over)?;
        let user = ticket.user.ok_or_else(over)?;
        let (row, profile, _) = self.secrets(user)?;
        let phc = self.new_password(password, &profile)?;
        let own = user.to_string();
        let themselves = Users { author: &own, ..*self };
        themselves.write(|tx| {
            let present = known(tx, user)?;
            if tx.ticket(&ticket.token)?.is_none() || present.disabled_on.is_some() {
                return Err(over());
            }
            tx.end_tickets_of(user)?;
            themselves.put_password(tx, &row, &phc)?;
            tx.end_sessions(user, None)?;
            Ok(user)
        })
    }

    fn ticket(&self, purpose: &str, token: &str) -> Result<Option<TicketRow>> {
        let hash = token_hash(purpose, token);
        let found = self.read(|tx| Ok(tx.ticket(&hash)?))?;
        Ok(found.filter(|ticket| ticket.purpose == purpose && self.now < ticket.expires_at))
    }

    fn invitation_of(&self, ticket: TicketRow) -> Result<Option<Invitation>> {
        let (Some(body), Some(creditor)) = (body_of(&ticket), ticket.creditor) else { return Ok(None) };
        let Some(tenant) = self.store.tenants()?.into_iter().find(|tenant| tenant.id == creditor) else { return Ok(None) };
        let folded = folded_email(&body.email).unwrap_or_default();
        let has_account = self.read(|tx| Ok(by_email(tx, &folded)?.is_some()))?;
        Ok(Some(Invitation {
            handle: handle_of(&ticket),
            creditor,
            creditor_name: self.name_of(creditor, &tenant.name)?,
            email: body.email,
            role: body.role,
            has_account,
            until: ticket.expires_at,
        }))
    }
}

fn body_of(ticket: &TicketRow) -> Option<Body> {
    if ticket.purpose == INVITATION { serde_json::from_str(&ticket.body).ok() } else { None }
}

fn handle_of(ticket: &TicketRow) -> String {
    ticket.token[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether the one who invited may still do so: an invitation does not outlive the right of its author. Who invited from the
/// command line of the machine is no user.
fn may_still_invite(tx: &mut Tx<'_>, author: &str, creditor: TenantId) -> Result<bool> {
    let Ok(user) = author.parse::<UserId>() else { return Ok(true) };
    let able = known(tx, user)?.disabled_on.is_none();
    Ok(able && tx.role_in(user, creditor)?.is_some_and(|role| allows(role, Permission::ManageUsers)))
}

fn over() -> AppError {
    AppError::refused("Ce lien ne fonctionne plus : il a servi, a été retiré ou date de plus d'une heure. Demandez-en un autre.")
}
