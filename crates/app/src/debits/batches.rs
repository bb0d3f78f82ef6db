//! Batches that were prepared: listed with what changed since, handed over, cancelled, their file given again.

use std::collections::BTreeMap;

use domain::Date;
use domain::debits::{Changed, Mandate, Planned, Presented, WhyNot, first_collection_day, recheck};
use domain::events::{DebitBatchCancelled, DebitBatchHandedOver, HoldLifted, NewEvent};
use domain::french::{date_short, money_fr};
use domain::ids::{ClaimId, DebitBatchId, DebtorId, MandateId};
use domain::money::Currency;
use store::{DebitBatchRow, DebitLineRow, Read, Tx};

use super::{returned, sha256_hex};
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
    /// Nobody said what became of it, and it is too late to hand it over.
    pub lapsed: bool,
}

impl BatchShown {
    /// Where it stands, in a word for machines and in words for people.
    pub fn state(&self) -> (&'static str, String) {
        match (self.batch.cancelled_on, self.batch.handed_over_on) {
            (Some(on), _) => ("cancelled", format!("annulé le {}", date_short(on))),
            (None, Some(on)) => ("handed_over", format!("remis à la banque le {}", date_short(on))),
            (None, None) if self.lapsed => ("lapsed", "périmé : annulez-le, ou dites quel jour il a été remis à la banque".to_owned()),
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
    /// The debits that should no longer be made, and why.
    pub changed: Vec<String>,
}

/// Every batch, newest first.
///
/// # Errors
/// What the database says.
pub fn batches(tx: &mut Read<'_>, today: Date) -> Result<Vec<BatchShown>> {
    let mut shown = Vec::new();
    for batch in tx.debit_batches()? {
        let changed = changed(tx, &batch, today)?;
        let lapsed = is_open(&batch) && too_late(&batch, today);
        shown.push(BatchShown { batch, changed, lapsed });
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

/// Whether nobody said what became of a batch.
fn is_open(batch: &DebitBatchRow) -> bool {
    batch.cancelled_on.is_none() && batch.handed_over_on.is_none()
}

/// Whether a file handed over on a day comes too late for the collection.
fn too_late(batch: &DebitBatchRow, handed_over: Date) -> bool {
    first_collection_day(handed_over) > batch.collect_on
}

/// The debits of a batch whose day is to come that should no longer be made, by the rules under which they were prepared.
fn changed(tx: &mut Read<'_>, batch: &DebitBatchRow, today: Date) -> Result<Vec<String>> {
    if batch.cancelled_on.is_some() || batch.collect_on < today {
        return Ok(Vec::new());
    }
    let (tenant, rules) = (tx.tenant_facts(today)?, LawRules { law: crate::law::in_force() });
    let lines = tx.debit_lines(batch.id)?;
    let mandates: BTreeMap<MandateId, Mandate> = returned::mandates(tx)?.into_iter().map(|mandate| (mandate.id, mandate)).collect();
    let claims: Vec<ClaimId> = lines.iter().map(|line| line.claim).collect();
    let others: Vec<Presented> = tx.presented(&claims)?.into_values().flatten().filter(|other| other.batch != batch.id).collect();
    let mut of_debtor: BTreeMap<DebtorId, Vec<Planned<'_>>> = BTreeMap::new();
    for line in &lines {
        let Some(mandate) = mandates.get(&line.mandate) else { continue };
        of_debtor.entry(line.debtor).or_default().push(Planned { claim: line.claim, cents: line.cents, mandate });
    }
    let mut why: BTreeMap<ClaimId, Changed> = BTreeMap::new();
    for (debtor, debits) in &of_debtor {
        let Some(facts) = tx.debtor_facts(*debtor)? else { continue };
        why.extend(recheck(&facts, &tenant, &rules, &others, debits, (today, batch.collect_on)));
    }
    let mut said: Vec<String> = Vec::new();
    let mut stale = None;
    for line in &lines {
        match why.get(&line.claim) {
            // The same of every debit: said once.
            Some(Changed::Barred(WhyNot::Stale { known_through })) => stale = Some(*known_through),
            Some(why) => said.push(format!("{} ({}), {} : {why}", line.number, line.claim, money_fr(line.cents, Currency::EUR))),
            None => {}
        }
    }
    said.extend(stale.map(|known| {
        let known = known.map_or_else(|| "ne sont pas connus".to_owned(), |on| format!("ne sont connus que jusqu'au {}", date_short(on)));
        format!("Ce qui a été payé depuis : les règlements {known}. Importez la banque, ou déclarez-les à jour.")
    }));
    Ok(said)
}

fn known(tx: &mut Read<'_>, id: DebitBatchId) -> Result<DebitBatchRow> {
    tx.debit_batch(id)?.ok_or_else(|| AppError::usage(format!("Aucun lot de prélèvements {id}. Voir « quittance debit list ».")))
}

/// A person handed the file of a batch to the bank, today or earlier.
///
/// What changed since the batch was prepared, or a day too late for the collection, refuses unless the person says that it is so all the
/// same (`anyway`): what the bank has must be known here.
///
/// # Errors
/// No such batch, one that was cancelled or handed over; a day before it was prepared or to come; what `anyway` confirms.
pub fn handed_over(tx: &mut Tx<'_>, id: DebitBatchId, on: Date, anyway: bool, today: Date) -> Result<Done> {
    let batch = still_here(tx, id)?;
    if on > today || on < batch.on {
        return Err(AppError::usage(format!(
            "Le jour de la remise se place entre la préparation du lot {id} ({}) et aujourd'hui.",
            date_short(batch.on)
        )));
    }
    if !anyway && too_late(&batch, on) {
        return Err(AppError::refused(format!(
            "Remis le {}, un fichier ne prélève pas avant le {}, et le lot {id} prélève le {}. S'il a été remis plus tôt, dites quel jour : « quittance debit handed-over {id} --on JOUR ». S'il ne l'a jamais été, annulez-le : « quittance debit cancel {id} --never-sent ». Si la banque l'a pris quand même : --anyway.",
            date_short(on),
            date_short(first_collection_day(on)),
            date_short(batch.collect_on)
        )));
    }
    let changed = changed(tx, &batch, today)?;
    if !anyway && !changed.is_empty() {
        return Err(AppError::refused(format!(
            "{}\nS'il n'est pas encore remis, annulez-le (« quittance debit cancel {id} ») et refaites-le. S'il l'est déjà, ajoutez --anyway et demandez à votre banque de retirer ces prélèvements. Rien n'est inscrit.",
            since(id, &changed)
        )));
    }
    tx.append(NewEvent::new(on, DebitBatchHandedOver { batch: id }))?;
    let mut said = format!("Lot {id} remis à la banque le {}, pour un prélèvement le {}.", date_short(on), date_short(batch.collect_on));
    if !changed.is_empty() {
        said.push_str(&format!("\n{}\nDemandez à votre banque de retirer ces prélèvements.", since(id, &changed)));
    }
    Ok(Done { said, created: Vec::new() })
}

/// What changed, line by line.
fn since(id: DebitBatchId, changed: &[String]) -> String {
    format!("Depuis la préparation du lot {id}, à retirer avant le prélèvement :\n  {}", changed.join("\n  "))
}

/// Cancels a batch whose file was not handed to the bank: its claims may be collected and written about again.
///
/// Once it is too late to hand it over, the bank may have it and nobody said so: a person says then that it never had (`never_sent`).
///
/// # Errors
/// No such batch, one that was cancelled or handed over, one that the bank may have.
pub fn cancel(tx: &mut Tx<'_>, id: DebitBatchId, never_sent: bool, on: Date) -> Result<Done> {
    let batch = still_here(tx, id)?;
    if !never_sent && too_late(&batch, on) {
        return Err(AppError::refused(format!(
            "Le lot {id} prélève le {} : la banque l'a peut-être. S'il lui a été remis, dites quel jour : « quittance debit handed-over {id} --on JOUR ». S'il ne lui a jamais été remis : « quittance debit cancel {id} --never-sent ».",
            date_short(batch.collect_on)
        )));
    }
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
/// One that is still to be handed over is not given while its debits should no longer be made, or when it is too late, unless a
/// person wants it all the same (`anyway`).
///
/// # Errors
/// A restored backup that nobody compared yet; no such batch, one that was cancelled, bytes that were erased or are not those that
/// were prepared; what `anyway` confirms.
pub fn file(tx: &mut Read<'_>, id: DebitBatchId, anyway: bool, today: Date) -> Result<BatchFile> {
    let batch = known(tx, id)?;
    super::out_of_quarantine(tx)?;
    if let Some(on) = batch.cancelled_on {
        return Err(AppError::refused(format!("Le lot {id} est annulé depuis le {} : son fichier n'est plus donné.", date_short(on))));
    }
    let changed = changed(tx, &batch, today)?;
    if !anyway && is_open(&batch) {
        if too_late(&batch, today) {
            return Err(AppError::refused(format!(
                "Le lot {id} prélève le {} : remis aujourd'hui, il arriverait trop tard. Annulez-le et refaites-le, ou dites quel jour il a été remis. Pour lire son fichier quand même : --anyway.",
                date_short(batch.collect_on)
            )));
        }
        if !changed.is_empty() {
            return Err(AppError::refused(format!(
                "{}\nAnnulez le lot (« quittance debit cancel {id} ») et refaites-le. Pour son fichier quand même : --anyway.",
                since(id, &changed)
            )));
        }
    }
    let bytes = tx.private_bytes(batch.file)?.ok_or_else(|| {
        AppError::refused(format!(
            "Le fichier du lot {id} a été effacé avec les données d'un débiteur ; son empreinte reste : {}.",
            batch.sha256
        ))
    })?;
    if sha256_hex(&bytes) != batch.sha256 {
        return Err(AppError::refused(format!("Le fichier du lot {id} n'est pas celui qui a été préparé. Lancez « quittance check ».")));
    }
    Ok(BatchFile { name: format!("{}.xml", batch.message), bytes, changed })
}
