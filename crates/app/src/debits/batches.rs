//! Batches that were prepared: listed with what changed since, handed over, cancelled, their file given again.

use std::collections::BTreeMap;

use domain::Date;
use domain::debits::{Changed, Mandate, Planned, Presented, WhyNot, first_collection_day, recheck};
use domain::events::{DebitBatchCancelled, DebitBatchHandedOver, HoldLifted, NewEvent};
use domain::facts::TenantFacts;
use domain::french::{date_short, money_fr};
use domain::ids::{ClaimId, DebitBatchId, DebtorId, MandateId};
use domain::money::Currency;
use jiff::ToSpan;
use store::{DebitBatchRow, DebitLineRow, Read, Selection, Tx};

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
    /// Whether nobody said what became of it.
    pub fn is_open(&self) -> bool {
        is_open(&self.batch)
    }

    /// Whether a person has something to do: hand it over, say what became of it, or have debits withdrawn.
    pub fn waits(&self) -> bool {
        self.is_open() || !self.changed.is_empty()
    }

    /// The last day on which its file can be handed over.
    pub fn hand_over_by(&self) -> Date {
        let mut day = self.batch.collect_on;
        while first_collection_day(day) > self.batch.collect_on && day > self.batch.on {
            day = day.saturating_sub(1.day());
        }
        day
    }

    /// Of one that it is too late to hand over: why cancelling it needs a word more.
    pub fn perhaps_sent(&self) -> Option<String> {
        self.lapsed.then(|| perhaps_sent(&self.batch))
    }

    /// What of it was shown: another one when something changed since.
    pub fn mark(&self) -> String {
        super::mark_of(self.changed.iter().map(String::as_str))
    }

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
    /// Reference of the mandate (RUM).
    pub reference: String,
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
    let (mut shown, mut now) = (Vec::new(), None);
    for batch in tx.debit_batches()? {
        shown.push(compared(tx, batch, &mut now, today)?);
    }
    Ok(shown)
}

/// One batch.
///
/// # Errors
/// No such batch, or what the database says.
pub fn batch(tx: &mut Read<'_>, id: DebitBatchId, today: Date) -> Result<BatchShown> {
    let batch = known(tx, id)?;
    compared(tx, batch, &mut None, today)
}

fn compared(tx: &mut Read<'_>, batch: DebitBatchRow, now: &mut Option<Now>, today: Date) -> Result<BatchShown> {
    let changed = changed(tx, &batch, now, today)?;
    let lapsed = is_open(&batch) && too_late(&batch, today);
    Ok(BatchShown { batch, changed, lapsed })
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
    let references: BTreeMap<MandateId, String> = tx.mandates()?.into_iter().map(|mandate| (mandate.id, mandate.reference)).collect();
    let shown = lines.into_iter().map(|line| {
        let (code, name) = names.get(&line.debtor).cloned().unwrap_or_default();
        let reference = references.get(&line.mandate).cloned().unwrap_or_default();
        LineShown { line, code, name, reference }
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

/// What every batch is compared with, read once.
struct Now {
    tenant: TenantFacts,
    mandates: BTreeMap<MandateId, Mandate>,
}

impl Now {
    fn of(tx: &mut Read<'_>, today: Date) -> Result<Now> {
        let mandates = returned::mandates(tx)?.into_iter().map(|mandate| (mandate.id, mandate)).collect();
        Ok(Now { tenant: tx.tenant_facts(today)?, mandates })
    }
}

/// The debits of a batch whose day is to come that should no longer be made, by the rules under which they were prepared.
fn changed(tx: &mut Read<'_>, batch: &DebitBatchRow, now: &mut Option<Now>, today: Date) -> Result<Vec<String>> {
    if batch.cancelled_on.is_some() || batch.collect_on < today {
        return Ok(Vec::new());
    }
    let now = match now {
        Some(now) => now,
        None => now.insert(Now::of(tx, today)?),
    };
    let lines = tx.debit_lines(batch.id)?;
    let why = rechecked(tx, batch, &lines, now, today)?;
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

/// Why debits of a batch should no longer be made, by claim.
fn rechecked(
    tx: &mut Read<'_>,
    batch: &DebitBatchRow,
    lines: &[DebitLineRow],
    now: &Now,
    today: Date,
) -> Result<BTreeMap<ClaimId, Changed>> {
    let rules = LawRules { law: crate::law::in_force() };
    let claims: Vec<ClaimId> = lines.iter().map(|line| line.claim).collect();
    let others: Vec<Presented> = tx.presented(&claims)?.into_values().flatten().filter(|other| other.batch != batch.id).collect();
    let mut of_debtor: BTreeMap<DebtorId, Vec<Planned<'_>>> = BTreeMap::new();
    for line in lines {
        let Some(mandate) = now.mandates.get(&line.mandate) else { continue };
        of_debtor.entry(line.debtor).or_default().push(Planned { claim: line.claim, cents: line.cents, mandate });
    }
    let (debtors, mut why) = (of_debtor.keys().copied().collect::<Vec<_>>(), BTreeMap::new());
    tx.each_debtor_facts(Selection::Ids(&debtors), |facts| {
        let debits = of_debtor.get(&facts.debtor).map_or(&[][..], Vec::as_slice);
        why.extend(recheck(&facts, &now.tenant, &rules, &others, debits, (today, batch.collect_on)));
        Ok(())
    })?;
    Ok(why)
}

fn known(tx: &mut Read<'_>, id: DebitBatchId) -> Result<DebitBatchRow> {
    tx.debit_batch(id)?.ok_or_else(|| AppError::usage(format!("Aucun lot de prélèvements {id}. Voir « quittance debit list ».")))
}

/// What speaks against saying that the bank has a batch, each to be confirmed by a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Obstacles {
    /// Handed over on that day, the file comes too late for its collection: the sentence that says so.
    pub late: Option<String>,
    /// Which debits should no longer be made, and why.
    pub changed: Vec<String>,
}

impl Obstacles {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.late.is_none() && self.changed.is_empty()
    }

    /// What of the changes was seen: that of [`BatchShown::mark`].
    pub fn mark(&self) -> String {
        super::mark_of(self.changed.iter().map(String::as_str))
    }
}

/// What came of saying that a batch is with the bank.
#[derive(Clone, Debug)]
pub enum Handed {
    /// It is recorded.
    Done(Done),
    /// Nothing is: a person confirms first.
    Against(Obstacles),
}

/// A person handed the file of a batch to the bank, today or earlier.
///
/// What changed since the batch was prepared, or a day too late for the collection, refuses unless the person says that it is so all the
/// same (`anyway`): what the bank has must be known here.
///
/// # Errors
/// No such batch, one that was cancelled or handed over; a day before it was prepared or to come; what `anyway` confirms.
pub fn handed_over(tx: &mut Tx<'_>, id: DebitBatchId, on: Date, anyway: bool, today: Date) -> Result<Done> {
    let against = match handed_over_as_confirmed(tx, id, on, |_| anyway, today)? {
        Handed::Done(done) => return Ok(done),
        Handed::Against(against) => against,
    };
    Err(AppError::refused(match against.late {
        Some(late) => format!(
            "{late} S'il a été remis plus tôt, dites quel jour : « quittance debit handed-over {id} --on JOUR ». S'il ne l'a jamais été, annulez-le : « quittance debit cancel {id} --never-sent ». Si la banque l'a pris quand même : --anyway."
        ),
        None => format!(
            "{}\nS'il n'est pas encore remis, annulez-le (« quittance debit cancel {id} ») et refaites-le. S'il l'est déjà, ajoutez --anyway et demandez à votre banque de retirer ces prélèvements. Rien n'est inscrit.",
            since(id, &against.changed)
        ),
    }))
}

/// The same, where a person confirms each obstacle by itself.
///
/// # Errors
/// No such batch, one that was cancelled or handed over; a day before it was prepared or to come.
pub fn handed_over_as_confirmed(
    tx: &mut Tx<'_>,
    id: DebitBatchId,
    on: Date,
    confirmed: impl FnOnce(&Obstacles) -> bool,
    today: Date,
) -> Result<Handed> {
    let batch = still_here(tx, id)?;
    if on > today || on < batch.on {
        return Err(AppError::usage(format!(
            "Le jour de la remise se place entre la préparation du lot {id} ({}) et aujourd'hui.",
            date_short(batch.on)
        )));
    }
    let late = too_late(&batch, on).then(|| {
        format!(
            "Remis le {}, un fichier ne prélève pas avant le {}, et le lot {id} prélève le {}.",
            date_short(on),
            date_short(first_collection_day(on)),
            date_short(batch.collect_on)
        )
    });
    let against = Obstacles { late, changed: changed(tx, &batch, &mut None, today)? };
    if !against.is_empty() && !confirmed(&against) {
        return Ok(Handed::Against(against));
    }
    tx.append(NewEvent::new(on, DebitBatchHandedOver { batch: id }))?;
    let mut said = format!("Lot {id} remis à la banque le {}, pour un prélèvement le {}.", date_short(on), date_short(batch.collect_on));
    if !against.changed.is_empty() {
        said.push_str(&format!("\n{}\nDemandez à votre banque de retirer ces prélèvements.", since(id, &against.changed)));
    }
    Ok(Handed::Done(Done { said, created: Vec::new() }))
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
            "{} S'il lui a été remis, dites quel jour : « quittance debit handed-over {id} --on JOUR ». S'il ne lui a jamais été remis : « quittance debit cancel {id} --never-sent ».",
            perhaps_sent(&batch)
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

fn perhaps_sent(batch: &DebitBatchRow) -> String {
    format!("Le lot {} prélève le {} : la banque l'a peut-être.", batch.id, date_short(batch.collect_on))
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
    let changed = changed(tx, &batch, &mut None, today)?;
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
