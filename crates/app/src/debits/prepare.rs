//! A batch of direct debits: what may be collected on a day, the file, and the event that says so.

use domain::Date;
use domain::events::{DebitBatchPrepared, DebitLine, HoldCause, HoldPlaced, NewEvent};
use domain::french::date_short;
use domain::ids::{ClaimId, DebitBatchId, DebtorId, HoldId};
use domain::money::Cents;
use domain::party::CreditorProfile;
use formats::sepa::debit::Version;
use store::Tx;

use super::compose::{Candidate, Composed, Made, Moment, composed};
use crate::error::{AppError, Result};

/// Letters wait so many open days of TARGET after the collection: banks send back most of what fails within five.
pub const DEFAULT_WAIT_DAYS: u16 = 5;
/// The longest wait, in open days of TARGET.
pub const MOST_WAIT_DAYS: u16 = 30;

/// What a person asks.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// Day of the collection.
    pub collect_on: Date,
    /// How many open days of TARGET letters wait after it.
    pub wait_days: u16,
    /// Which schema the bank wants.
    pub version: Version,
    /// Claims to present again, by number or reference.
    pub again: &'a [String],
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The batch; `None` when nothing could be collected, and nothing was recorded.
    pub batch: Option<PreparedBatch>,
    /// The open claims of debtors with a mandate that are not collected.
    pub left: Vec<Left>,
    /// Of the claims that were to be presented again, those of which it changed nothing, and why.
    pub in_vain: Vec<String>,
}

/// A batch that was recorded.
#[derive(Clone, Debug)]
pub struct PreparedBatch {
    /// Which.
    pub id: DebitBatchId,
    /// Day of the collection.
    pub collect_on: Date,
    /// Last day on which letters wait.
    pub until: Date,
    /// The sum.
    pub total: Cents,
    /// What it collects.
    pub lines: Vec<PreparedLine>,
    /// Name of the file.
    pub file_name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// SHA-256 of them, hexadecimal.
    pub sha256: String,
}

/// One debit.
#[derive(Clone, Debug)]
pub struct PreparedLine {
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
    /// How much.
    pub cents: Cents,
    /// The reference that banks carry.
    pub end_to_end: String,
    /// What of the claim is not collected, and why.
    pub less: Option<String>,
}

/// A claim that is not collected.
#[derive(Clone, Debug)]
pub struct Left {
    /// Which.
    pub claim: ClaimId,
    /// Number of the invoice.
    pub number: String,
    /// Who owes.
    pub debtor: DebtorId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// A stable word for the reason.
    pub word: &'static str,
    /// The reason.
    pub why: String,
}

/// Prepares the direct debits of a day: everything that mandates allow, and nothing that may not be asked.
///
/// # Errors
/// A restored backup that nobody compared yet; a collector without mandate or insurance; a day on which nothing can be collected, an
/// unknown claim, details of the creditor that are missing or wrong.
pub fn prepare(tx: &mut Tx<'_>, ask: &Ask<'_>, today: Date) -> Result<Prepared> {
    let moment = moment(tx, today);
    let composed = composed(tx, ask, &moment)?;
    committed(tx, ask, composed, today)
}

/// The same, if it is what a person was shown ([`super::Preview::mark`]); `None` when the books moved since, and nothing is recorded.
///
/// # Errors
/// As [`prepare`].
pub fn prepare_as_shown(tx: &mut Tx<'_>, ask: &Ask<'_>, mark: &str, today: Date) -> Result<Option<Prepared>> {
    let moment = moment(tx, today);
    let composed = composed(tx, ask, &moment)?;
    if composed.mark(ask) != mark {
        return Ok(None);
    }
    committed(tx, ask, composed, today).map(Some)
}

fn moment(tx: &Tx<'_>, today: Date) -> Moment {
    Moment { tenant: tx.tenant(), next: tx.next(), now: tx.now(), today }
}

/// Records what was composed, where there is something to collect.
fn committed(tx: &mut Tx<'_>, ask: &Ask<'_>, composed: Composed, today: Date) -> Result<Prepared> {
    let Composed { again, until, made, left, .. } = composed;
    let batch = match made {
        Some(made) => Some(recorded(tx, made, (ask.collect_on, until), today)?),
        // A creditor that could not collect anything at all is told so at once, not on the day of its first mandate.
        None if left.is_empty() => {
            return Err(AppError::refused("Aucun débiteur qui a un mandat ne doit quelque chose. Voir « quittance debit mandate list »."));
        }
        None => None,
    };
    let in_vain = in_vain(tx, ask.again, &again, batch.as_ref(), &left)?;
    Ok(Prepared { batch, left, in_vain })
}

/// Of the claims that were to be presented again, those of which that changed nothing: not collected, or never presented before.
fn in_vain(tx: &mut Tx<'_>, named: &[String], again: &[ClaimId], batch: Option<&PreparedBatch>, left: &[Left]) -> Result<Vec<String>> {
    let presented = tx.presented(again)?;
    let before =
        |claim: &ClaimId| presented.get(claim).is_some_and(|all| all.iter().any(|one| batch.is_none_or(|batch| one.batch != batch.id)));
    let why = |claim: &ClaimId| {
        if !batch.is_some_and(|batch| batch.lines.iter().any(|line| line.claim == *claim)) {
            let said = left.iter().any(|one| one.claim == *claim);
            return Some(if said {
                "elle n'est pas prélevée, pour la raison dite"
            } else {
                "rien n'en est dû, ou son débiteur n'a pas de mandat"
            });
        }
        (!before(claim)).then_some("elle n'avait jamais été présentée")
    };
    Ok(named.iter().zip(again).filter_map(|(named, claim)| Some(format!("--again {named} n'a rien changé : {}.", why(claim)?))).collect())
}

/// Records the batch: a hold for each claim, then the batch with its bytes.
fn recorded(tx: &mut Tx<'_>, made: Made, (collect_on, until): (Date, Date), today: Date) -> Result<PreparedBatch> {
    let Made { names, candidates, bytes } = made;
    let holds = candidates.iter().map(|one| {
        let (debtor, claim) = (one.debtor, Some(one.chosen.claim));
        NewEvent::new(today, HoldPlaced { debtor, claim, cause: HoldCause::DirectDebit, until: Some(until), note: None })
    });
    let holds = tx.append_many(holds.collect())?;
    let debits = candidates.iter().zip(&names.ends).zip(&holds);
    let lines: Vec<DebitLine> = debits
        .map(|((one, end_to_end), hold)| DebitLine {
            claim: one.chosen.claim,
            mandate: one.mandate.id,
            cents: one.chosen.cents,
            end_to_end: end_to_end.clone(),
            sequence: one.chosen.sequence,
            hold: HoldId(hold.0),
        })
        .collect();
    let total: Cents = lines.iter().map(|line| line.cents).sum();
    let sha256 = super::sha256_hex(&bytes);
    let file = tx.keep(&bytes)?;
    let event = DebitBatchPrepared { collect_on, until, lines, total, message: names.message.clone(), file, sha256: sha256.clone() };
    let id = DebitBatchId(tx.append(NewEvent::new(today, event))?.0);
    if id != names.batch {
        return Err(AppError::refused(format!("Le lot {id} devait être {} : rien n'a été inscrit, recommencez.", names.batch)));
    }
    let lines = candidates.into_iter().zip(names.ends).map(|(one, end_to_end)| shown(one, end_to_end)).collect();
    Ok(PreparedBatch { id, collect_on, until, total, lines, file_name: format!("{}.xml", names.message), bytes, sha256 })
}

fn shown(one: Candidate, end_to_end: String) -> PreparedLine {
    let less = one.less();
    PreparedLine {
        claim: one.chosen.claim,
        number: one.number,
        debtor: one.debtor,
        code: one.code,
        name: one.name,
        mandate: one.mandate.reference,
        cents: one.chosen.cents,
        end_to_end,
        less,
    }
}

impl PreparedBatch {
    /// What a person does now: tell the debtors, then hand the file over; one sentence a line.
    pub fn to_do(&self, profile: &CreditorProfile) -> Vec<String> {
        vec![
            format!(
                "Prévenez chaque débiteur aujourd'hui : montant, prélèvement le {}, RUM de son mandat, ICS {}.",
                date_short(self.collect_on),
                profile.ics
            ),
            format!("Remettez le fichier à votre banque, puis dites-le : « quittance debit handed-over {} ».", self.id),
            format!("Ses relances attendent jusqu'au {} inclus, et que les règlements soient connus jusque-là.", date_short(self.until)),
        ]
    }
}
