//! A batch shown before it is prepared: nothing is recorded, and what is shown has a mark by which it is prepared unchanged.

use domain::Date;
use domain::calendar::first_target_day;
use domain::debits::{Scheme, Sequence, check_day, first_collection_day};
use domain::ids::{ClaimId, DebtorId, Seq};
use domain::money::Cents;
use domain::party::CreditorProfile;
use jiff::ToSpan;
use store::Read;

use super::compose::{Candidate, Moment, composed};
use super::prepare::{Ask, Left};
use crate::civil::noon_seconds;
use crate::error::Result;

/// What a batch would be.
#[derive(Clone, Debug)]
pub struct Preview {
    /// What would be collected, debtor by debtor.
    pub lines: Vec<PreviewLine>,
    /// The sum.
    pub total: Cents,
    /// Last day on which letters would wait.
    pub until: Date,
    /// The open claims of debtors with a mandate that would not be collected.
    pub left: Vec<Left>,
    /// The mark of what would leave for the bank: see [`super::prepare_as_shown`].
    pub mark: String,
}

/// A debit that would be made.
#[derive(Clone, Debug)]
pub struct PreviewLine {
    /// What it pays.
    pub claim: ClaimId,
    /// Number of the invoice.
    pub number: String,
    /// Who pays.
    pub debtor: DebtorId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Reference of the mandate.
    pub mandate: String,
    /// Under which scheme.
    pub scheme: Scheme,
    /// Where it stands among the debits of its mandate.
    pub sequence: Sequence,
    /// How much.
    pub cents: Cents,
    /// What of the claim is not collected, and why.
    pub less: Option<String>,
}

/// What [`super::prepare`] would make of what is asked.
///
/// # Errors
/// As [`super::prepare`], but that nothing at all may be collected is no error.
pub fn preview(tx: &mut Read<'_>, ask: &Ask<'_>, today: Date) -> Result<Preview> {
    // The references of a batch that nobody prepares are only checked for their length: noon stands for the moment.
    let (tenant, next, now) = (tx.tenant(), Seq(tx.head()?.events.saturating_add(1)), noon_seconds(today) * 1_000_000);
    let composed = composed(tx, ask, &Moment { tenant, next, now, today })?;
    let mark = composed.mark(ask);
    let candidates = composed.made.map(|made| made.candidates).unwrap_or_default();
    let total = candidates.iter().map(|one| one.chosen.cents).sum();
    let lines = candidates.into_iter().map(line).collect();
    Ok(Preview { lines, total, until: composed.until, left: composed.left, mark })
}

fn line(one: Candidate) -> PreviewLine {
    let less = one.less();
    PreviewLine {
        claim: one.chosen.claim,
        number: one.number,
        debtor: one.debtor,
        code: one.code,
        name: one.name,
        mandate: one.mandate.reference,
        scheme: one.mandate.scheme,
        sequence: one.chosen.sequence,
        cents: one.chosen.cents,
        less,
    }
}

/// The day proposed for a collection: the first that the bank can do and before which the notice of one mandate at least can be kept.
///
/// # Errors
/// What the database says.
pub fn first_day(tx: &mut Read<'_>, today: Date) -> Result<Date> {
    let first = first_collection_day(today);
    let mandates = tx.mandates()?.into_iter().filter(|mandate| mandate.revoked_on.is_none());
    let told = mandates.map(|mandate| first_target_day(today.saturating_add(i64::from(mandate.notice_days).days())).max(first));
    Ok(told.filter(|day| check_day(today, *day).is_ok()).min().unwrap_or(first))
}

/// What a creditor lacks to collect anything at all, in words.
pub fn lacking(profile: &CreditorProfile) -> Vec<&'static str> {
    let needs = [
        (profile.name.trim().is_empty(), "votre nom ou raison sociale"),
        (profile.ics.is_empty(), "votre identifiant créancier SEPA (ICS), que votre banque demande pour vous"),
        (profile.iban.is_empty(), "l'IBAN de votre compte à créditer"),
    ];
    needs.into_iter().filter(|(lacks, _)| *lacks).map(|(_, what)| what).collect()
}
