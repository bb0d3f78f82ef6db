//! The plan of a day: what may be done for whom, why, and why not for the others. Writes nothing, for any day.

mod approve;
mod gaps;
mod leftovers;
mod text;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};

use domain::Date;
use domain::dunning::{Action, Decision, PlanJson, RepairJson, Scenario, decide, effective_kind, scenario_name};
use domain::facts::{DebtorFacts, TenantFacts};
use domain::ids::{ClaimId, DebtorId};
use domain::law::Law;
use domain::money::Cents;
use sha2::{Digest, Sha256};
use store::{Read, Selection};

pub use approve::{Approval, approve, skip};
pub use gaps::{Gap, Unknown};
pub use leftovers::{Leftover, leftovers};

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
        let law = Law::embedded();
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

/// The plan of a day: of the debtors that are due, or of all.
///
/// # Errors
/// The data could not be read.
pub fn plan(books: &Books, day: Date, all: bool) -> Result<Plan> {
    books.read(|tx| plan_in(tx, day, all))
}

pub(crate) fn plan_in(tx: &mut Read<'_>, day: Date, all: bool) -> Result<Plan> {
    let desk = Desk::open(tx, day)?;
    let mut debtors = Vec::new();
    let mut looked_at = 0;
    let who = if all { Selection::All } else { Selection::Due { day, fingerprint: desk.fingerprint() } };
    let mut failed = None;
    tx.each_open_debtor_facts(who, day, |facts| {
        looked_at += 1;
        let decision = match desk.decide(&facts, day) {
            Ok(decision) => decision,
            Err(error) => {
                failed = Some(error);
                return Ok(());
            }
        };
        let gaps = gaps::of(&facts, &desk.tenant, day);
        if !decision.actions.is_empty() || !decision.held.is_empty() || !decision.repairs.is_empty() || !gaps.is_empty() {
            let numbers = facts.claims.iter().map(|claim| (claim.id, claim.number.clone())).collect();
            debtors.push(Decided { debtor: facts.debtor, code: facts.code, name: String::new(), numbers, decision, gaps });
        }
        Ok(())
    })?;
    if let Some(error) = failed {
        return Err(error);
    }
    let shown: Vec<DebtorId> =
        debtors.iter().filter(|d| !d.decision.actions.is_empty() || !d.decision.repairs.is_empty()).map(|d| d.debtor).collect();
    let names = tx.names(&shown)?;
    for decided in &mut debtors {
        if let Some((_, name)) = names.get(&decided.debtor) {
            decided.name.clone_from(name);
        }
    }
    Ok(Plan { day, debtors, looked_at })
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

    /// The plan for machines.
    pub fn json(&self) -> PlanJson {
        let mut json = PlanJson::new(self.day);
        for decided in &self.debtors {
            json.add(&decided.code, &decided.decision, |claim| decided.number(claim));
            json.repairs.extend(decided.gaps.iter().map(|gap| RepairJson {
                debtor: decided.code.clone(),
                claims: gap.claims.iter().map(|claim| decided.number(*claim)).collect(),
                reason: gap.unknown.to_string(),
                amount: gap.amount.plain(),
                currency: gap.currency.code().to_owned(),
            }));
        }
        json
    }

    /// How much every repair holds back, in euros.
    pub fn waiting_for_repair(&self) -> Cents {
        let repairs = self.debtors.iter().flat_map(|decided| &decided.decision.repairs);
        repairs.filter(|repair| repair.currency == domain::money::Currency::EUR).map(|repair| repair.amount).sum()
    }
}

impl Decided {
    /// How a claim is shown: its invoice number.
    pub fn number(&self, claim: ClaimId) -> String {
        self.numbers.get(&claim).cloned().unwrap_or_else(|| claim.to_string())
    }
}
