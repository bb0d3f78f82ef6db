//! A batch of direct debits: what may be collected on a day, the file, and the event that says so.

use std::collections::BTreeMap;

use domain::Date;
use domain::calendar::next_target_day;
use domain::debits::{self, Chosen, Mandate, Presented, check_day};
use domain::dunning::CreditorGap;
use domain::events::{DebitBatchPrepared, DebitLine, HoldCause, HoldPlaced, NewEvent};
use domain::facts::DebtorFacts;
use domain::french::{date_short, money_fr};
use domain::ids::{ClaimId, DebitBatchId, DebtorId, HoldId};
use domain::money::{Cents, Currency};
use domain::party::CreditorProfile;
use formats::sepa::debit::{self, Creditor, Debit, Message, Version, Where};
use jiff::civil::DateTime;
use store::{Selection, Tx};

use super::returned::Returned;
use crate::civil::paris;
use crate::creditor;
use crate::error::{AppError, Result};
use crate::resolve;
use crate::rules::LawRules;

/// Letters wait so many open days of TARGET after the collection: banks send back most of what fails within five.
pub const DEFAULT_WAIT_DAYS: u16 = 5;
/// The longest wait, in open days of TARGET.
const MOST_WAIT_DAYS: u16 = 30;
/// Debtors of which the facts are read at once.
const BLOCK: usize = 1_000;

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

/// A claim that may be collected, with what its debit says.
struct Candidate {
    chosen: Chosen,
    mandate: Mandate,
    debtor: DebtorId,
    code: String,
    name: String,
    number: String,
    /// What the debtor reads on the bank statement.
    remittance: String,
}

/// A batch whose file is made.
struct Ready {
    collect_on: Date,
    until: Date,
    names: Names,
    candidates: Vec<Candidate>,
    bytes: Vec<u8>,
}

/// Prepares the direct debits of a day: everything that mandates allow, and nothing that may not be asked.
///
/// A debit that the file cannot carry is left out with its reason; a fault of the creditor's own details refuses the whole.
///
/// # Errors
/// A restored backup that nobody compared yet; a collector without mandate or insurance; a day on which nothing can be collected, an unknown claim, details of the creditor that
/// are missing or wrong.
pub fn prepare(tx: &mut Tx<'_>, ask: &Ask<'_>, today: Date) -> Result<Prepared> {
    super::out_of_quarantine(tx)?;
    check_day(today, ask.collect_on).map_err(|error| AppError::refused(format!("Prélèvement : {error}.")))?;
    if !(1..=MOST_WAIT_DAYS).contains(&ask.wait_days) {
        return Err(AppError::usage(format!("L'attente va de 1 à {MOST_WAIT_DAYS} jours ouvrés après le prélèvement.")));
    }
    if let Some(gap) = CreditorGap::of_third_party(&tx.tenant_facts(today)?.acts_for) {
        return Err(AppError::refused(format!("{gap} Rien n'est prélevé pour un autre sans cela.")));
    }
    let profile = creditor::profile(tx)?;
    let again: Vec<ClaimId> =
        ask.again.iter().map(|named| resolve::claim(tx, named, None).map(|(claim, _)| claim)).collect::<Result<_>>()?;
    let (mut candidates, mut left) = selected(tx, ask.collect_on, &again, today)?;
    let until = (0..ask.wait_days).fold(ask.collect_on, |day, _| next_target_day(day));
    while !candidates.is_empty() {
        let names = Names::of(tx, candidates.len(), today);
        match debit::write(&message(&profile, ask, &names, &candidates, paris(tx.now()))) {
            Ok(bytes) => {
                let batch = recorded(tx, Ready { collect_on: ask.collect_on, until, names, candidates, bytes }, today)?;
                let in_vain = in_vain(tx, ask.again, &again, Some(&batch), &left)?;
                return Ok(Prepared { batch: Some(batch), left, in_vain });
            }
            Err(refused) => leave_out(&mut candidates, &mut left, refused)?,
        }
    }
    // A creditor that could not collect anything at all is told so at once, not on the day of its first mandate.
    if left.is_empty() {
        return Err(AppError::refused("Aucun débiteur qui a un mandat ne doit quelque chose. Voir « quittance debit mandate list »."));
    }
    let in_vain = in_vain(tx, ask.again, &again, None, &left)?;
    Ok(Prepared { batch: None, left, in_vain })
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

/// What may be collected, debtor by debtor, and what may not.
fn selected(tx: &mut Tx<'_>, collect_on: Date, again: &[ClaimId], today: Date) -> Result<(Vec<Candidate>, Vec<Left>)> {
    let mut mandates: BTreeMap<DebtorId, Vec<Mandate>> = BTreeMap::new();
    let returned = Returned::all(tx)?;
    let mut all = tx.mandates()?;
    returned.bar(tx, &mut all)?;
    for mandate in all {
        mandates.entry(mandate.debtor).or_default().push(mandate);
    }
    let ids: Vec<DebtorId> = mandates.keys().copied().collect();
    let (tenant, names) = (tx.tenant_facts(today)?, tx.names(&ids)?);
    let rules = LawRules { law: crate::law::in_force() };
    let asked = debits::Ask { today, collect_on, again };
    let (mut candidates, mut left) = (Vec::new(), Vec::new());
    for some in ids.chunks(BLOCK) {
        let mut debtors: Vec<DebtorFacts> = Vec::with_capacity(some.len());
        tx.each_open_debtor_facts(Selection::Ids(some), today, |facts| {
            debtors.push(facts);
            Ok(())
        })?;
        let claims: Vec<ClaimId> = debtors.iter().flat_map(|facts| &facts.claims).map(|claim| claim.id).collect();
        let presented = tx.presented(&claims)?;
        for facts in &debtors {
            let own = mandates.get(&facts.debtor).map_or(&[][..], Vec::as_slice);
            let mut before: Vec<Presented> = facts.claims.iter().filter_map(|claim| presented.get(&claim.id)).flatten().copied().collect();
            returned.mark(facts, &mut before);
            let selection = debits::select(facts, &tenant, &rules, own, &before, &asked);
            let (code, name) = names.get(&facts.debtor).cloned().unwrap_or_default();
            for chosen in selection.chosen {
                let Some(mandate) = own.iter().find(|mandate| mandate.id == chosen.mandate).cloned() else { continue };
                let number = number_of(facts, chosen.claim);
                let (code, name, remittance) = (code.clone(), name.clone(), format!("Facture {number}"));
                candidates.push(Candidate { chosen, mandate, debtor: facts.debtor, code, name, number, remittance });
            }
            left.extend(selection.left.into_iter().map(|one| Left {
                claim: one.claim,
                number: number_of(facts, one.claim),
                debtor: facts.debtor,
                code: code.clone(),
                name: name.clone(),
                word: one.why.word(),
                why: one.why.to_string(),
            }));
        }
    }
    Ok((candidates, left))
}

fn number_of(facts: &DebtorFacts, claim: ClaimId) -> String {
    facts.claims.iter().find(|one| one.id == claim).map(|one| one.number.clone()).unwrap_or_default()
}

/// The references of a batch: they follow from its number in the journal, which the holds before it push back, and from the second
/// at which it is prepared. A restored backup gives the same numbers again, and banks must never see a reference twice.
struct Names {
    batch: DebitBatchId,
    message: String,
    ends: Vec<String>,
}

impl Names {
    fn of(tx: &Tx<'_>, debits: usize, today: Date) -> Names {
        let holds = i64::try_from(debits).unwrap_or(i64::MAX);
        let batch = tx.next().0.saturating_add(holds);
        let stem = format!("Q{}P{batch}S{}", tx.tenant().0, tx.now().div_euclid(1_000_000));
        let ends = (1..=debits).map(|rank| format!("{stem}R{rank}")).collect();
        Names { batch: DebitBatchId(batch), message: format!("{stem}-{}", today.strftime("%Y%m%d")), ends }
    }
}

fn message<'a>(
    profile: &'a CreditorProfile,
    ask: &Ask<'_>,
    names: &'a Names,
    candidates: &'a [Candidate],
    made_at: DateTime,
) -> Message<'a> {
    let debit = |(one, end_to_end): (&'a Candidate, &'a String)| Debit {
        collect_on: ask.collect_on,
        scheme: one.mandate.scheme,
        sequence: one.chosen.sequence,
        end_to_end,
        amount: one.chosen.cents,
        currency: Currency::EUR,
        mandate: &one.mandate.reference,
        signed_on: one.mandate.signed_on,
        debtor: &one.name,
        iban: one.mandate.iban.as_deref().unwrap_or_default(),
        bic: "",
        remittance: &one.remittance,
    };
    Message {
        version: ask.version,
        id: &names.message,
        made_at,
        creditor: Creditor { name: &profile.name, ics: &profile.ics, iban: &profile.iban, bic: &profile.bic },
        debits: candidates.iter().zip(&names.ends).map(debit).collect(),
    }
}

/// Takes out the debits that the file cannot carry.
fn leave_out(candidates: &mut Vec<Candidate>, left: &mut Vec<Left>, refused: Vec<debit::Refused>) -> Result<()> {
    let of_all: Vec<String> = refused.iter().filter(|one| !matches!(one.place, Where::Debit(..))).map(ToString::to_string).collect();
    if !of_all.is_empty() {
        return Err(AppError::refused(of_all.join("\n")));
    }
    let mut why: BTreeMap<usize, String> = BTreeMap::new();
    for one in refused {
        if let Where::Debit(rank, _) = one.place {
            let said = why.entry(rank - 1).or_default();
            let mut letters = one.message.chars();
            let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
            said.push_str(&format!("{}{first}{}", if said.is_empty() { "" } else { " " }, letters.as_str()));
        }
    }
    let mut kept = Vec::with_capacity(candidates.len());
    for (at, one) in candidates.drain(..).enumerate() {
        match why.remove(&at) {
            None => kept.push(one),
            Some(why) => {
                let Candidate { chosen, debtor, code, name, number, .. } = one;
                left.push(Left { claim: chosen.claim, number, debtor, code, name, word: "file", why });
            }
        }
    }
    *candidates = kept;
    Ok(())
}

/// Records the batch: a hold for each claim, then the batch with its bytes.
fn recorded(tx: &mut Tx<'_>, ready: Ready, today: Date) -> Result<PreparedBatch> {
    let Ready { collect_on, until, names, candidates, bytes } = ready;
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
    let less =
        one.chosen.less.map(|(what, cents)| format!("{} non prélevés ({})", money_fr(cents, Currency::EUR), what.label().to_lowercase()));
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
