//! What a batch would be: what may be collected on a day, what may not, and the file; nothing of it is recorded.

use std::collections::BTreeMap;

use domain::Date;
use domain::calendar::next_target_day;
use domain::debits::{self, Chosen, Mandate, Presented, check_day};
use domain::dunning::CreditorGap;
use domain::facts::DebtorFacts;
use domain::french::money_fr;
use domain::ids::{ClaimId, DebitBatchId, DebtorId, Seq, TenantId};
use domain::money::Currency;
use domain::party::CreditorProfile;
use formats::sepa::debit::{self, Creditor, Debit, Message, Where};
use jiff::civil::DateTime;
use store::{Read, Selection};

use super::prepare::{Ask, Left, MOST_WAIT_DAYS};
use super::returned::Returned;
use crate::civil::paris;
use crate::creditor;
use crate::error::{AppError, Result};
use crate::resolve;
use crate::rules::LawRules;

/// Debtors of which the facts are read at once.
const BLOCK: usize = 1_000;

/// Where in the journal and when a batch is composed: its references follow from it.
pub(super) struct Moment {
    pub tenant: TenantId,
    /// The number that the next event takes.
    pub next: Seq,
    /// Microseconds since 1970 UTC.
    pub now: i64,
    pub today: Date,
}

/// A claim that may be collected, with what its debit says.
pub(super) struct Candidate {
    pub chosen: Chosen,
    pub mandate: Mandate,
    pub debtor: DebtorId,
    pub code: String,
    pub name: String,
    pub number: String,
    /// What the debtor reads on the bank statement.
    remittance: String,
}

impl Candidate {
    /// What of the claim is not collected, and why.
    pub fn less(&self) -> Option<String> {
        let (what, cents) = self.chosen.less.as_ref()?;
        Some(format!("{} non prélevés ({})", money_fr(*cents, Currency::EUR), what.label().to_lowercase()))
    }
}

/// What a batch would be.
pub(super) struct Composed {
    pub profile: CreditorProfile,
    /// The claims that were to be presented again.
    pub again: Vec<ClaimId>,
    /// Last day on which letters wait.
    pub until: Date,
    /// The file; `None` where nothing can be collected.
    pub made: Option<Made>,
    pub left: Vec<Left>,
}

/// A batch whose file is made.
pub(super) struct Made {
    pub names: Names,
    pub candidates: Vec<Candidate>,
    pub bytes: Vec<u8>,
}

impl Composed {
    /// What would leave for the bank: another mark when a debit, its account or the creditor's is another one, or the day.
    pub fn mark(&self, ask: &Ask<'_>) -> String {
        let profile = &self.profile;
        let mut texts = vec![ask.collect_on.to_string(), self.until.to_string(), ask.version.name().to_owned()];
        texts.extend([&profile.name, &profile.ics, &profile.iban, &profile.bic].map(Clone::clone));
        for one in self.made.iter().flat_map(|made| &made.candidates) {
            let chosen = &one.chosen;
            texts.extend([chosen.claim.to_string(), chosen.mandate.to_string(), chosen.cents.plain(), chosen.sequence.code().to_owned()]);
            texts.extend([one.name.clone(), one.mandate.iban.clone().unwrap_or_default()]);
        }
        super::mark_of(texts.iter().map(String::as_str))
    }
}

/// Composes the batch of a day: everything that mandates allow, and nothing that may not be asked.
///
/// A debit that the file cannot carry is left out with its reason; a fault of the creditor's own details refuses the whole.
///
/// # Errors
/// A restored backup that nobody compared yet; a collector without mandate or insurance; a day on which nothing can be collected, an
/// unknown claim, details of the creditor that are missing or wrong.
pub(super) fn composed(tx: &mut Read<'_>, ask: &Ask<'_>, moment: &Moment) -> Result<Composed> {
    let today = moment.today;
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
    let mut made = None;
    while !candidates.is_empty() {
        let names = Names::of(moment, candidates.len());
        match debit::write(&message(&profile, ask, &names, &candidates, paris(moment.now))) {
            Ok(bytes) => {
                made = Some(Made { names, candidates, bytes });
                break;
            }
            Err(refused) => leave_out(&mut candidates, &mut left, refused)?,
        }
    }
    Ok(Composed { profile, again, until, made, left })
}

/// What may be collected, debtor by debtor, and what may not.
fn selected(tx: &mut Read<'_>, collect_on: Date, again: &[ClaimId], today: Date) -> Result<(Vec<Candidate>, Vec<Left>)> {
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
pub(super) struct Names {
    pub batch: DebitBatchId,
    pub message: String,
    pub ends: Vec<String>,
}

impl Names {
    fn of(moment: &Moment, debits: usize) -> Names {
        let holds = i64::try_from(debits).unwrap_or(i64::MAX);
        let batch = moment.next.0.saturating_add(holds);
        let stem = format!("Q{}P{batch}S{}", moment.tenant.0, moment.now.div_euclid(1_000_000));
        let ends = (1..=debits).map(|rank| format!("{stem}R{rank}")).collect();
        Names { batch: DebitBatchId(batch), message: format!("{stem}-{}", moment.today.strftime("%Y%m%d")), ends }
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
