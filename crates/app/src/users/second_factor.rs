//! The second factor: codes of a device (TOTP, RFC 6238: six digits, thirty seconds, one step early or late), and ten recovery codes.
//!
//! A step of the clock is taken once. Five wrong codes in a row, and none is looked at for fifteen minutes. A recovery code works
//! once; they are hashed like passwords, under one salt.

use domain::events::{RecoveryCodeUsed, SecondFactorRemoved, SecondFactorSet};
use domain::ids::UserId;
use serde::{Deserialize, Serialize};
use store::{Guard, Read, TicketRow, TokenHash, Tx, UserRow};
use totp_rs::{Builder, Secret, Totp};

use super::hasher::random;
use super::sessions::{IDLE, SessionState};
use super::{MINUTE, SignIn, Signed, Users, json, known, new_token, token_hash};
use crate::error::{AppError, Result};

/// Recovery codes given out.
const CODES: usize = 10;

/// Wrong codes in a row after which none is looked at for a while.
const MOST_FAILURES: i64 = 5;

/// For how long none is.
const LOCKED: i64 = 15 * MINUTE;

/// For how long a secret that is shown can be confirmed.
const CONFIRM: i64 = 60 * MINUTE;

const PURPOSE: &str = "enrolment";

/// Letters and digits that are not taken for one another.
const ALPHABET: &[u8; 32] = b"23456789abcdefghjkmnpqrstuvwxyz0";

/// A device being added: shown once, until its first code confirms it.
#[derive(Clone, Debug)]
pub struct Enrolment {
    /// Comes back with the code.
    pub token: String,
    /// To be typed where no picture can be read.
    pub secret: String,
    /// `otpauth://…`, to be shown as a QR code.
    pub url: String,
}

/// How a second factor was proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondFactor {
    /// A code of the device, at that step of its clock.
    Device(i64),
    /// The recovery code of that number.
    Recovery(u8),
}

#[derive(Serialize, Deserialize)]
struct Body {
    secret: String,
}

impl Users<'_> {
    /// The code that a sign-in waits for: of the device, or a recovery code. The session begins anew, under another token.
    ///
    /// # Errors
    /// No sign-in waits, a wrong code or one that was used, too many wrong ones.
    pub fn second_factor(&self, waiting: &Signed, code: &str, agent: &str) -> Result<SignIn> {
        if waiting.state != SessionState::SecondFactor {
            return Err(AppError::refused("Aucune connexion n'attend de code. Reconnectez-vous."));
        }
        let row = self.read(|tx| known(tx, waiting.user))?;
        let proof = self.proof(&row, code)?;
        let (token, session) = self.new_session(&row, SessionState::Full, agent)?;
        let own = row.id.to_string();
        let said = Users { author: &own, ..*self }.write(|tx| {
            if tx.session(&waiting.token)?.is_none() {
                return Ok(Err(AppError::refused("Cette connexion est déjà terminée. Reconnectez-vous.")));
            }
            if let Err(refused) = self.take(tx, &row, proof)? {
                return Ok(Err(refused)); // what was tried stays written
            }
            tx.end_session(&waiting.token)?;
            tx.open_session(&session, self.now - IDLE)?;
            Ok(Ok(()))
        })?;
        said.map(|()| SignIn { token, state: SessionState::Full, user: row.id })
    }

    /// Shows a new secret for a device; nothing changes until [`Users::confirm_second_factor`].
    ///
    /// # Errors
    /// What the system or the store says.
    pub fn begin_second_factor(&self, signed: &Signed) -> Result<Enrolment> {
        let secret = Secret::from(random::<20>()?);
        let shown = secret.to_base32();
        let url = totp(&secret, &signed.email)?.to_url().map_err(unusable)?;
        let (token, hash) = new_token(PURPOSE)?;
        let body = String::from_utf8_lossy(&json(&Body { secret: shown.clone() })?).into_owned();
        let ticket = TicketRow {
            token: hash,
            purpose: PURPOSE.to_owned(),
            user: Some(signed.user),
            creditor: None,
            body,
            created_at: self.now,
            expires_at: self.now + CONFIRM,
        };
        self.write(|tx| Ok(tx.give_ticket(&ticket)?))?;
        Ok(Enrolment { token, secret: shown, url })
    }

    /// The enrolment that a form goes on with, when the first code was wrong.
    ///
    /// # Errors
    /// Too late, or of another user.
    pub fn pending_second_factor(&self, signed: &Signed, token: &str) -> Result<Enrolment> {
        let (_, secret) = self.pending(signed, token)?;
        let url = totp(&secret, &signed.email)?.to_url().map_err(unusable)?;
        Ok(Enrolment { token: token.to_owned(), secret: secret.to_base32(), url })
    }

    /// The first code of the device: from now on codes are asked for. Answers the recovery codes, which are never shown again.
    /// Sessions elsewhere end.
    ///
    /// # Errors
    /// A wrong code, too late, or of another user.
    pub fn confirm_second_factor(&self, signed: &Signed, token: &str, code: &str) -> Result<Vec<String>> {
        let (ticket, secret) = self.pending(signed, token)?;
        let step = step_of(&secret, code, self.now)?;
        let Some(step) = step else {
            return Err(AppError::usage(
                "Ce code n'est pas celui que l'appareil montre en ce moment. Vérifiez son heure, puis recopiez le code.",
            ));
        };
        let codes: Vec<String> = (0..CODES).map(|_| recovery_code()).collect::<Result<_>>()?;
        let hashes = self.hasher.hash_all(&codes)?;
        self.write(|tx| {
            let row = known(tx, signed.user)?;
            let (secret, recovery) = (tx.keep(&secret)?, tx.keep(&json(&hashes)?)?);
            self.append(tx, SecondFactorSet { user: row.id, secret, recovery })?;
            self.erase_factor(tx, &row)?;
            tx.set_guard(row.id, Guard { totp_step: step, ..Guard::default() })?;
            tx.end_ticket(&ticket)?;
            tx.end_sessions(row.id, Some(&signed.token))?;
            Ok(())
        })?;
        Ok(codes)
    }

    /// No code is asked for any more. `save` is the session that goes on, the user's own.
    ///
    /// # Errors
    /// No such user.
    pub fn remove_second_factor(&self, user: UserId, save: Option<&TokenHash>) -> Result<()> {
        self.write(|tx| {
            let row = known(tx, user)?;
            if row.totp.is_none() {
                return Ok(());
            }
            self.append(tx, SecondFactorRemoved { user })?;
            self.erase_factor(tx, &row)?;
            tx.end_sessions(user, save)?;
            Ok(())
        })
    }

    fn erase_factor(&self, tx: &mut Tx<'_>, row: &UserRow) -> Result<()> {
        let before: Vec<i64> = [row.totp, row.recovery].into_iter().flatten().collect();
        if !before.is_empty() {
            tx.erase(self.today, before, "second facteur remplacé")?;
        }
        Ok(())
    }

    /// What a code proves, before it is known whether it was used.
    fn proof(&self, row: &UserRow, code: &str) -> Result<Option<SecondFactor>> {
        let plain: String = code.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(40).collect();
        if plain.len() == 6 && plain.bytes().all(|b| b.is_ascii_digit()) {
            let secret = self.read(|tx| Ok(row.totp.map(|id| tx.private_bytes(id)).transpose()?.flatten()))?;
            let Some(secret) = secret else { return Ok(None) };
            return Ok(step_of(&Secret::from(secret), &plain, self.now)?.map(SecondFactor::Device));
        }
        let hashes = self.read(|tx| codes(tx, row))?;
        let found = self.hasher.find(&plain, &hashes)?;
        Ok(found.and_then(|at| u8::try_from(at).ok()).map(SecondFactor::Recovery))
    }

    /// Takes a proof once, or counts a failure.
    fn take(&self, tx: &mut Tx<'_>, row: &UserRow, proof: Option<SecondFactor>) -> Result<Result<()>> {
        let guard = tx.guard(row.id)?;
        let since = self.now - guard.failed_at;
        if guard.failures >= MOST_FAILURES && since < LOCKED {
            let minutes = (LOCKED - since + MINUTE - 1) / MINUTE;
            return Ok(Err(AppError::refused(format!("Trop de codes erronés. Réessayez dans {minutes} min."))));
        }
        let failures = if since < LOCKED { guard.failures } else { 0 };
        let present = known(tx, row.id)?;
        let fresh = match proof {
            Some(SecondFactor::Device(step)) => present.totp == row.totp && step > guard.totp_step,
            Some(SecondFactor::Recovery(code)) => present.recovery == row.recovery && present.recovery_used & (1 << code) == 0,
            None => false,
        };
        match proof.filter(|_| fresh) {
            None => {
                tx.set_guard(row.id, Guard { failures: failures + 1, failed_at: self.now, ..guard })?;
                Ok(Err(AppError::refused("Ce code est erroné ou a déjà servi. Attendez le suivant, ou prenez un code de secours.")))
            }
            Some(SecondFactor::Device(step)) => {
                tx.set_guard(row.id, Guard { totp_step: step, ..Guard::default() })?;
                Ok(Ok(()))
            }
            Some(SecondFactor::Recovery(code)) => {
                self.append(tx, RecoveryCodeUsed { user: row.id, code })?;
                tx.set_guard(row.id, Guard { totp_step: guard.totp_step, ..Guard::default() })?;
                Ok(Ok(()))
            }
        }
    }

    fn pending(&self, signed: &Signed, token: &str) -> Result<(TokenHash, Secret)> {
        let hash = token_hash(PURPOSE, token);
        let ticket = self.read(|tx| Ok(tx.ticket(&hash)?))?;
        let ticket = ticket.filter(|ticket| ticket.user == Some(signed.user) && ticket.purpose == PURPOSE && self.now < ticket.expires_at);
        let secret = ticket.and_then(|ticket| serde_json::from_str::<Body>(&ticket.body).ok());
        let secret = secret.and_then(|body| Secret::try_from_base32(body.secret).ok());
        let late = || AppError::refused("L'ajout de cet appareil a expiré. Recommencez : un nouveau code à scanner sera affiché.");
        secret.map(|secret| (hash, secret)).ok_or_else(late)
    }
}

/// The hashes of the recovery codes of a user.
pub(super) fn codes(tx: &mut Read<'_>, row: &UserRow) -> Result<Vec<String>> {
    let bytes = row.recovery.map(|id| tx.private_bytes(id)).transpose()?.flatten().unwrap_or_default();
    Ok(serde_json::from_slice(&bytes).unwrap_or_default())
}

/// The step of the clock whose code that is.
fn step_of(secret: &Secret, code: &str, now: i64) -> Result<Option<i64>> {
    let plain: String = code.chars().filter(|c| !c.is_whitespace()).take(10).collect();
    let seconds = u64::try_from(now / 1_000_000).unwrap_or(0);
    Ok(totp(secret, "")?.check(&plain, seconds).and_then(|step| i64::try_from(step).ok()))
}

fn totp(secret: &Secret, account: &str) -> Result<Totp> {
    let account = account.replace(':', " ");
    Builder::new().with_secret(secret.clone()).with_account_name(account).with_issuer(Some("Quittance")).build().map_err(unusable)
}

fn unusable(error: impl std::fmt::Display) -> AppError {
    AppError::refused(format!("Le code à scanner n'a pas pu être préparé : {error}."))
}

/// Ten signs of thirty-two.
fn recovery_code() -> Result<String> {
    Ok(random::<10>()?.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect())
}

/// A recovery code as shown: in two halves.
pub fn spaced(code: &str) -> String {
    let (first, last) = code.split_at(code.len() / 2);
    format!("{first}-{last}")
}
