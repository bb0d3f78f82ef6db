//! Batches that were prepared: listed with what changed since, handed over, cancelled, their file given again.

use std::collections::BTreeMap;

use domain::Date;
use domain::collectable::{NotAsked, collectable};
use domain::events::{DebitBatchCancelled, DebitBatchHandedOver, HoldCause, HoldLifted, NewEvent};
use domain::facts::DebtorFacts;
use domain::french::{date_short, money_fr};
use domain::ids::{DebitBatchId, DebtorId};
use domain::money::Currency;
use sha2::{Digest, Sha256};
use store::{DebitBatchRow, DebitLineRow, Read, Tx};

use crate::error::{AppError, Result};
use crate::record::Done;
use crate::rules::LawRules;

/// A batch, with what changed since it was prepared.
#[derive(Clone, Debug)]
pub struct BatchShown {
    /// The batch.
    pub batch: DebitBatchRow,
    /// Of one that is to be collected: which debits should no longer be made, and why.
    pub changed: Vec<String>,
}

impl BatchShown {
    /// Where it stands, in a word for machines and in words for people.
    pub fn state(&self) -> (&'static str, String) {
        match (self.batch.cancelled_on, self.batch.handed_over_on) {
            (Some(on), _) => ("cancelled", format!("annulé le {}", date_short(on))),
            (None, Some(on)) => ("handed_over", format!("remis à la banque le {}", date_short(on))),
            (None, None) => ("prepared", "à remettre à la banque".to_owned()),
        }
    }
}

/// One debit of a batch.
#[derive(Clone, Debug)]
pub struct LineShown {
    /// The debit.
    pub line: DebitLineRow,
    /// Code of the debtor.
    pub code: String,
    /// Name of the debtor.
    pub name: String,
}

/// The file of a batch.
#[derive(Clone, Debug)]
pub struct BatchFile {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Every batch, newest first.
///
/// # Errors
/// What the database says.
pub fn batches(tx: &mut Read<'_>, today: Date) -> Result<Vec<BatchShown>> {
    let mut shown = Vec::new();
    for batch in tx.debit_batches()? {
        let running = batch.cancelled_on.is_none() && batch.collect_on >= today;
        let changed = if running { changed(tx, &batch, today)? } else { Vec::new() };
        shown.push(BatchShown { batch, changed });
    }
    Ok(shown)
}

/// The debits of a batch, in their order.
///
/// # Errors
/// No such batch, or what the database says.
pub fn lines(tx: &mut Read<'_>, batch: DebitBatchId) -> Result<Vec<LineShown>> {
    known(tx, batch)?;
    let lines = tx.debit_lines(batch)?;
    let mut debtors: Vec<DebtorId> = lines.iter().map(|line| line.debtor).collect();
    debtors.sort_unstable();
    debtors.dedup();
    let names = tx.names(&debtors)?;
    let shown = lines.into_iter().map(|line| {
        let (code, name) = names.get(&line.debtor).cloned().unwrap_or_default();
        LineShown { line, code, name }
    });
    Ok(shown.collect())
}

/// The debits of a batch that may no longer be made: paid, disputed or stopped since.
fn changed(tx: &mut Read<'_>, batch: &DebitBatchRow, today: Date) -> Result<Vec<String>> {
    let (tenant, rules) = (tx.tenant_facts(today)?, LawRules { law: crate::law::in_force() });
    let mut known: BTreeMap<DebtorId, DebtorFacts> = BTreeMap::new();
    let mut said = Vec::new();
    for line in tx.debit_lines(batch.id)? {
        if let std::collections::btree_map::Entry::Vacant(place) = known.entry(line.debtor) {
            let Some(mut facts) = tx.debtor_facts(line.debtor)? else { continue };
            // What the batch itself stops is no change.
            facts.holds.retain(|hold| hold.cause != HoldCause::DirectDebit);
            place.insert(facts);
        }
        let Some(facts) = known.get(&line.debtor) else { continue };
        let shares = collectable(facts, &tenant, &rules, today).shares;
        let Some(share) = shares.iter().find(|share| share.claim == line.claim) else { continue };
        if share.asked + share.to_come >= line.cents {
            continue;
        }
        let stop = share.less.iter().find(|(what, _)| !matches!(what, NotAsked::NotYetDue { .. }));
        let why =
            stop.map_or_else(|| "réglée depuis, en tout ou partie.".to_owned(), |(what, cents)| what.sentence(*cents, share.currency));
        said.push(format!("{} ({}), {} : {why}", line.number, line.claim, money_fr(line.cents, Currency::EUR)));
    }
    Ok(said)
}

fn known(tx: &mut Read<'_>, id: DebitBatchId) -> Result<DebitBatchRow> {
    tx.debit_batch(id)?.ok_or_else(|| AppError::usage(format!("Aucun lot de prélèvements {id}. Voir « quittance debit list ».")))
}

/// A person handed the file of a batch to the bank.
///
/// # Errors
/// No such batch, one that was cancelled or handed over.
pub fn handed_over(tx: &mut Tx<'_>, id: DebitBatchId, on: Date) -> Result<Done> {
    let batch = still_here(tx, id)?;
    tx.append(NewEvent::new(on, DebitBatchHandedOver { batch: id }))?;
    let said = format!("Lot {id} remis à la banque le {}, pour un prélèvement le {}.", date_short(on), date_short(batch.collect_on));
    Ok(Done { said, created: Vec::new() })
}

/// Cancels a batch whose file was not handed to the bank: its claims may be collected and written about again.
///
/// # Errors
/// No such batch, one that was cancelled or handed over.
pub fn cancel(tx: &mut Tx<'_>, id: DebitBatchId, on: Date) -> Result<Done> {
    let batch = still_here(tx, id)?;
    let lines = tx.debit_lines(id)?;
    for line in &lines {
        if tx.hold_stands(line.hold)? {
            tx.append(NewEvent::new(on, HoldLifted { hold: line.hold }))?;
        }
    }
    tx.append(NewEvent::new(on, DebitBatchCancelled { batch: id }))?;
    let said = format!(
        "Lot {id} annulé ({}, {}) : ses échéances peuvent de nouveau être prélevées et relancées. Détruisez son fichier (message {}) : il ne doit plus être remis à la banque.",
        crate::words::counted(batch.debits, "prélèvement", "prélèvements"),
        money_fr(batch.total, Currency::EUR),
        batch.message
    );
    Ok(Done { said, created: Vec::new() })
}

/// A batch that is neither cancelled nor with the bank.
fn still_here(tx: &mut Read<'_>, id: DebitBatchId) -> Result<DebitBatchRow> {
    let batch = known(tx, id)?;
    if let Some(on) = batch.cancelled_on {
        return Err(AppError::refused(format!("Le lot {id} est annulé depuis le {}.", date_short(on))));
    }
    if let Some(on) = batch.handed_over_on {
        return Err(AppError::refused(format!(
            "Le lot {id} est à la banque depuis le {} : elle seule peut l'arrêter. Ses échéances attendent jusqu'au {}.",
            date_short(on),
            date_short(batch.until)
        )));
    }
    Ok(batch)
}

/// The file of a batch, as it was prepared.
///
/// # Errors
/// No such batch, one that was cancelled, bytes that were erased or are not those that were prepared.
pub fn file(tx: &mut Read<'_>, id: DebitBatchId) -> Result<BatchFile> {
    let batch = known(tx, id)?;
    if let Some(on) = batch.cancelled_on {
        return Err(AppError::refused(format!("Le lot {id} est annulé depuis le {} : son fichier n'est plus donné.", date_short(on))));
    }
    let bytes = tx.private_bytes(batch.file)?.ok_or_else(|| {
        AppError::refused(format!(
            "Le fichier du lot {id} a été effacé avec les données d'un débiteur ; son empreinte reste : {}.",
            batch.sha256
        ))
    })?;
    let sha256: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    if sha256 != batch.sha256 {
        return Err(AppError::refused(format!("Le fichier du lot {id} n'est pas celui qui a été préparé. Lancez « quittance check ».")));
    }
    Ok(BatchFile { name: format!("{}.xml", batch.message), bytes })
}
