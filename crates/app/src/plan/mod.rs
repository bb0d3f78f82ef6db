//! The plan of a day: what may be done for whom, why, and why not for the others. Writes nothing, for any day.

mod approve;
pub(crate) mod gaps;
mod json;
mod leftovers;
mod text;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};

use domain::Date;
use domain::dunning::{Action, Decision, Scenario, decide, effective_kind, scenario_name};
use domain::facts::{DebtorFacts, TenantFacts};
use domain::ids::{ClaimId, DebtorId};
use sha2::{Digest, Sha256};
use store::{Read, Selection};

pub use approve::{Approval, approve, skip};
pub use gaps::{Gap, Unknown};
pub use json::Written;
pub use leftovers::{Leftover, leftovers};
pub use text::french as document_fr;

use crate::books::Books;
use crate::error::{AppError, Result};
use crate::rules::LawRules;

/// What was decided for one debtor.
#[derive(Clone, Debug)]
pub struct Decided {
    /// Whom.
    pub debtor: DebtorId,
    /// The user's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Invoice numbers of the claims spoken of.
    pub numbers: HashMap<ClaimId, String>,
    /// What was decided.
    pub decision: Decision,
    /// What nobody has said of it.
    pub gaps: Vec<Gap>,
}

/// The plan of a day.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The day.
    pub day: Date,
    /// Debtors of which there is something to say, by id.
    pub debtors: Vec<Decided>,
    /// Debtors looked at.
    pub looked_at: u64,
    /// Groups of claims that wait, each with its reason.
    pub held: usize,
}

/// What holds for every debtor on a day, with the scenarios in force.
pub struct Desk {
    tenant: TenantFacts,
    scenarios: BTreeMap<String, InForce>,
    rules: LawRules<'static>,
    fingerprint: String,
}

/// A scenario's text, understood when the first debtor follows it.
struct InForce {
    text: Cow<'static, str>,
    read: OnceCell<Scenario>,
}

impl Desk {
    /// Gathers what holds for every debtor on a day.
    ///
    /// # Errors
    /// The store.
    pub fn open(tx: &mut Read<'_>, day: Date) -> Result<Desk> {
        let tenant = tx.tenant_facts(day)?;
        let law = crate::law::in_force();
        let mut scenarios = BTreeMap::new();
        let mut hash = Sha256::new();
        for (name, text) in domain::dunning::SHIPPED {
            let own = tx.scenario(name)?.map_or(Cow::Borrowed(text), |(_, text)| Cow::Owned(text));
            add(&mut scenarios, &mut hash, name, own);
        }
        for name in tx.scenario_names()? {
            if !scenarios.contains_key(&name)
                && let Some((_, text)) = tx.scenario(&name)?
            {
                add(&mut scenarios, &mut hash, &name, Cow::Owned(text));
            }
        }
        // What touches everybody: another value of any of these makes every debtor due.
        let policy = serde_json::to_vec(&tenant.policy).map_err(|error| AppError::refused(error.to_string()))?;
        hash.update(&policy);
        hash.update(law.fingerprint().to_le_bytes());
        hash.update(env!("CARGO_PKG_VERSION").as_bytes());
        let stale = tenant
            .payments_known_through
            .is_none_or(|known| domain::facts::days_between(known, day) > i64::from(tenant.policy.stale_after_days));
        let prudent =
            tenant.started_on.is_some_and(|first| domain::facts::days_between(first, day) < i64::from(tenant.policy.prudent_days));
        let common =
            (tenant.has_profile, tenant.has_iban, tenant.territory, tenant.creditor_kind, &tenant.acts_for, &tenant.terms, stale, prudent);
        hash.update(format!("{common:?}").as_bytes());
        let fingerprint = hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        Ok(Desk { tenant, scenarios, rules: LawRules { law }, fingerprint })
    }

    /// The fingerprint kept with each decision.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// What holds for every debtor.
    pub fn tenant(&self) -> &TenantFacts {
        &self.tenant
    }

    /// The scenario of a debtor.
    ///
    /// # Errors
    /// None for it, or one that does not read.
    pub fn scenario(&self, debtor: &DebtorFacts, day: Date) -> Result<&Scenario> {
        let kind = effective_kind(debtor, &self.tenant, day);
        let name = scenario_name(debtor.scenario.as_deref(), kind, &self.tenant.policy)
            .ok_or_else(|| AppError::refused(format!("La politique ne nomme pas de scénario pour « {} ».", kind.french())))?;
        let found = self.scenarios.get(name).ok_or_else(|| {
            AppError::refused(format!("Le scénario « {name} » n'existe pas. « quittance record scenario … » l'enregistre."))
        })?;
        if let Some(read) = found.read.get() {
            return Ok(read);
        }
        let scenario = Scenario::parse(&found.text).map_err(|problems| {
            let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
            AppError::refused(format!("Scénario « {name} » : {}", said.join(" ; ")))
        })?;
        Ok(found.read.get_or_init(|| scenario))
    }

    /// Decides for one debtor.
    ///
    /// # Errors
    /// No scenario for it.
    pub fn decide(&self, debtor: &DebtorFacts, day: Date) -> Result<Decision> {
        Ok(decide(debtor, &self.tenant, self.scenario(debtor, day)?, &self.rules, day))
    }
}

fn add(scenarios: &mut BTreeMap<String, InForce>, hash: &mut Sha256, name: &str, text: Cow<'static, str>) {
    hash.update(name.as_bytes());
    hash.update(text.as_bytes());
    scenarios.insert(name.to_owned(), InForce { text, read: OnceCell::new() });
}

/// How much a plan says of the claims that wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// What to do and what to mend; of the rest only how much there is.
    ToDo,
    /// Each claim that waits, with its reason too.
    Reasons,
}

/// The plan of a day: of the debtors that are due, or of all.
///
/// # Errors
/// The data could not be read.
pub fn plan(books: &Books, day: Date, all: bool, detail: Detail) -> Result<Plan> {
    books.read(|tx| {
        let desk = Desk::open(tx, day)?;
        Ok(survey(tx, &desk, day, all, detail)?.plan)
    })
}

/// The same for machines, with every reason, written as it is decided: a large plan is held once, as text.
///
/// # Errors
/// As [`plan`].
pub fn plan_json(books: &Books, day: Date, all: bool) -> Result<json::Written> {
    books.read(|tx| {
        let desk = Desk::open(tx, day)?;
        let mut written = json::Written::new(day);
        each_decided(tx, &desk, day, all, |facts, decision| written.add(&desk, &facts, &decision))?;
        Ok(written)
    })
}

/// A plan, and what it teaches for the days after.
pub(crate) struct Survey {
    pub plan: Plan,
    /// Debtors of which nothing waits for a person, with the next day on which their decision could change.
    pub quiet: Vec<(DebtorId, Date)>,
}

/// A day so far away that only an event makes a debtor due.
const NEVER: Date = Date::constant(9999, 12, 31);

/// Decides for the debtors that are due, or for all.
pub(crate) fn survey(tx: &mut Read<'_>, desk: &Desk, day: Date, all: bool, detail: Detail) -> Result<Survey> {
    let mut plan = Plan { day, debtors: Vec::new(), looked_at: 0, held: 0 };
    let mut quiet = Vec::new();
    each_decided(tx, desk, day, all, |facts, mut decision| {
        plan.looked_at += 1;
        if decision.actions.is_empty() && decision.repairs.is_empty() && decision.restarts.is_empty() {
            quiet.push((facts.debtor, decision.look_again_on.unwrap_or(NEVER)));
        }
        plan.held += decision.held.len();
        if detail == Detail::ToDo {
            decision.held = Vec::new();
        }
        let gaps = gaps::of(&facts, &desk.tenant, day);
        let shown = !(decision.actions.is_empty() && decision.held.is_empty() && decision.repairs.is_empty() && gaps.is_empty());
        if shown || !decision.restarts.is_empty() {
            plan.debtors.push(Decided::of(facts, decision, gaps));
        }
        Ok(())
    })?;
    let named = plan.debtors.iter().filter(|d| !d.decision.actions.is_empty() || !d.decision.repairs.is_empty());
    let named: Vec<DebtorId> = named.map(|d| d.debtor).collect();
    let names = tx.names(&named)?;
    for decided in &mut plan.debtors {
        if let Some((_, name)) = names.get(&decided.debtor) {
            decided.name.clone_from(name);
        }
    }
    Ok(Survey { plan, quiet })
}

/// Gives each debtor that is due, or each of all, with what is decided for it.
fn each_decided(
    tx: &mut Read<'_>,
    desk: &Desk,
    day: Date,
    all: bool,
    mut give: impl FnMut(DebtorFacts, Decision) -> Result<()>,
) -> Result<()> {
    let who = if all { Selection::All } else { Selection::Due { day, fingerprint: desk.fingerprint() } };
    let mut failed = None;
    tx.each_open_debtor_facts(who, day, |facts| {
        if failed.is_none() {
            failed = desk.decide(&facts, day).and_then(|decision| give(facts, decision)).err();
        }
        Ok(())
    })?;
    failed.map_or(Ok(()), Err)
}

impl Plan {
    /// The actions, with whom they concern.
    pub fn actions(&self) -> impl Iterator<Item = (&Decided, &Action)> {
        self.debtors.iter().flat_map(|decided| decided.decision.actions.iter().map(move |action| (decided, action)))
    }

    /// The action of a key.
    pub fn action(&self, key: &str) -> Option<(&Decided, &Action)> {
        self.actions().find(|(_, action)| action.key == key || (key.len() >= 6 && action.key.starts_with(key)))
    }
}

impl Decided {
    /// Keeps of the facts what the plan names.
    fn of(facts: DebtorFacts, decision: Decision, gaps: Vec<Gap>) -> Decided {
        let mut spoken: Vec<ClaimId> = decision.actions.iter().flat_map(|action| action.items.iter().map(|item| item.claim)).collect();
        spoken.extend(decision.held.iter().flat_map(|held| &held.claims));
        spoken.extend(decision.repairs.iter().flat_map(|repair| &repair.claims));
        spoken.extend(gaps.iter().flat_map(|gap| &gap.claims));
        spoken.sort_unstable();
        let numbers = facts.claims.into_iter().filter(|claim| spoken.binary_search(&claim.id).is_ok());
        let numbers = numbers.map(|claim| (claim.id, claim.number)).collect();
        Decided { debtor: facts.debtor, code: facts.code, name: String::new(), numbers, decision, gaps }
    }

    /// How a claim is shown: its invoice number.
    pub fn number(&self, claim: ClaimId) -> String {
        self.numbers.get(&claim).cloned().unwrap_or_else(|| claim.to_string())
    }
}
