//! The card of a debtor: everything that is known of it on a day, and what would be done about it.

mod story;

use std::collections::HashMap;

use domain::Date;
use domain::collectable::{Collectable, Line, collectable, hold_end, hold_runs};
use domain::dunning::{Decision, PlanStanding, PromiseStanding, Scenario, effective_kind, plan_standing, promise_standing};
use domain::facts::{ClaimFacts, DebtorFacts, PlanFacts, PromiseFacts, TenantFacts, days_between};
use domain::followers::working_for;
use domain::habits::{Habits, habits};
use domain::ids::{ClaimId, DebtorId, UserId};
use domain::money::{Cents, Currency};
use domain::party::{DebtorDetails, DebtorKind};
use store::{DebtorRow, NoteRow, PieceRow, Read, Selection};

use crate::account::facts_known_at;
use crate::error::{AppError, Result};
use crate::plan::Desk;
use crate::rules::LawRules;

pub use story::{Chapter, Entry, Link, StoryPage, call_outcome, dispute_cause, hold_cause, limitation_act, means, story};

/// The card.
pub struct Card {
    /// Identity.
    pub row: DebtorRow,
    /// Names, addresses, contacts; `None` where they were erased.
    pub details: Option<DebtorDetails>,
    /// What it is in law on that day, the creditor's default counted.
    pub kind: DebtorKind,
    /// Everything that bears on what may be done.
    pub facts: DebtorFacts,
    /// What holds for every debtor.
    pub tenant: TenantFacts,
    /// The sums, by currency, the euro first.
    pub sums: Vec<Sums>,
    /// Open claims, the latest first.
    pub open: Vec<OpenLine>,
    /// What may be asked, claim by claim.
    pub collectable: Collectable,
    /// What would be done, or why nobody can say.
    pub next: std::result::Result<Decision, String>,
    /// The scenario followed: its name, and the words for it.
    pub scenario: Option<Scenario>,
    /// How it pays.
    pub habits: Habits,
    /// The newest notes.
    pub notes: Vec<NoteRow>,
    /// The newest files of its invoices.
    pub pieces: Vec<PieceRow>,
    /// Who follows it, and who works on it that day where the follower is away.
    pub follower: Option<(UserId, UserId)>,
}

/// The sums of one currency.
#[derive(Clone, Debug)]
pub struct Sums {
    /// Which.
    pub currency: Currency,
    /// What the accounts say is open.
    pub open: Cents,
    /// Of it, what is late.
    pub late: Cents,
    /// How many claims are late.
    pub late_claims: usize,
    /// What may be asked that day.
    pub asked: Cents,
    /// How that is found, line by line.
    pub explained: Vec<Line>,
    /// What is disputed.
    pub disputed: Cents,
    /// Interest that late claims owe that day; absent where a rate is not known.
    pub interest: Option<Cents>,
    /// Fixed indemnities that they owe.
    pub indemnity: Option<Cents>,
    /// What a further day costs.
    pub a_day: Option<Cents>,
}

/// An open claim on a card.
#[derive(Clone, Debug)]
pub struct OpenLine {
    /// Which.
    pub claim: ClaimId,
    /// The number printed.
    pub number: String,
    /// Last day to pay.
    pub due_on: Date,
    /// Days late; zero or less before the due date.
    pub late: i64,
    /// Of this due date.
    pub amount: Cents,
    /// What the accounts say is left.
    pub open: Cents,
    /// Currency.
    pub currency: Currency,
    /// Where it stands.
    pub state: ClaimStanding,
    /// What was sent last, with its day.
    pub last_step: Option<(String, Date)>,
}

/// Where an open claim stands, the strongest word first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimStanding {
    /// An insolvency proceeding stops it.
    Insolvent,
    /// A hold stops it.
    OnHold,
    /// Disputed, whole or in part.
    Disputed,
    /// A promise runs.
    Promised,
    /// A plan gives time.
    OnPlan,
    /// Money not yet allocated covers it.
    Covered,
    /// A formal notice was sent.
    FormalNotice,
    /// Reminded.
    Reminded,
    /// Late, and nothing was sent yet.
    Late,
    /// Not due yet.
    ToCome,
}

/// The card of a debtor on a day, as now known or as it was at a moment (microseconds since 1970 UTC).
///
/// # Errors
/// No such debtor.
pub fn card(tx: &mut Read<'_>, debtor: DebtorId, day: Date, known_at: Option<i64>) -> Result<Card> {
    let row = tx.debtor(debtor)?.ok_or_else(|| AppError::usage(format!("Aucun débiteur {debtor}.")))?;
    let details = tx.debtor_details(debtor)?;
    let (tenant, facts) = facts_known_at(tx, debtor, day, known_at)?;
    let rules = LawRules { law: crate::law::in_force() };
    let collectable = collectable(&facts, &tenant, &rules, day);
    let desk = Desk::open(tx, day)?;
    let next = desk.decide(&facts, day).map_err(|error| error.to_string());
    let scenario = desk.scenario(&facts, day).ok().cloned();
    let follower = match tx.follower_of(debtor)? {
        Some(user) => Some((user, working_for(user, &tx.absences(day)?, day))),
        None => None,
    };
    Ok(Card {
        kind: effective_kind(&facts, &tenant, day),
        sums: sums(&facts, &tenant, &rules, &collectable, day),
        open: open_lines(&facts, &collectable, day),
        habits: habits(&facts.claims, day, 12),
        notes: tx.notes_of(debtor, 5)?,
        pieces: tx.pieces_of_debtor(debtor, 10)?,
        row,
        details,
        facts,
        tenant,
        collectable,
        next,
        scenario,
        follower,
    })
}

impl Card {
    /// The name, or the code where it was erased.
    pub fn name(&self) -> &str {
        self.details.as_ref().map(|details| details.name.as_str()).filter(|name| !name.trim().is_empty()).unwrap_or(&self.row.code)
    }

    /// The promises that run or wait for payments to be known on a day.
    pub fn promises(&self, day: Date) -> Vec<(&PromiseFacts, PromiseStanding)> {
        let standing = |promise| promise_standing(promise, &self.facts, &self.tenant, day).map(|standing| (promise, standing));
        self.facts.promises.iter().filter_map(standing).collect()
    }

    /// The plans that run on a day.
    pub fn plans(&self, day: Date) -> Vec<(&PlanFacts, PlanStanding)> {
        let standing = |plan| plan_standing(plan, &self.facts, &self.tenant, day).map(|standing| (plan, standing));
        self.facts.plans.iter().filter_map(standing).collect()
    }

    /// The holds that run on a day, and the waits that are over but not proved vain; a wait for money that is there aside.
    pub fn holds(&self, day: Date) -> impl Iterator<Item = &domain::facts::HoldFacts> {
        let settled = move |id| self.facts.claims.iter().any(|claim| claim.id == id && !claim.book_principal(day).is_positive());
        self.facts.holds.iter().filter(move |hold| {
            let is_moot = hold_end(hold.cause, hold.until).is_some() && hold.claim.is_some_and(settled);
            hold_runs(hold, &self.tenant, day) && !is_moot
        })
    }
}

fn sums(facts: &DebtorFacts, tenant: &TenantFacts, rules: &LawRules<'_>, collectable: &Collectable, day: Date) -> Vec<Sums> {
    let mut currencies = collectable.currencies();
    if currencies.is_empty() {
        currencies.push(facts.claims.last().map_or(Currency::EUR, |claim| claim.currency));
    }
    currencies.into_iter().map(|currency| sums_of(facts, tenant, rules, collectable, (day, currency))).collect()
}

fn sums_of(
    facts: &DebtorFacts,
    tenant: &TenantFacts,
    rules: &LawRules<'_>,
    collectable: &Collectable,
    (day, currency): (Date, Currency),
) -> Sums {
    let late: Vec<&ClaimFacts> = facts
        .claims
        .iter()
        .filter(|claim| claim.currency == currency && claim.due_on < day && claim.book_principal(day).is_positive())
        .collect();
    let owed_on = |day: Date| -> Option<(Cents, Cents)> {
        late.iter().try_fold((Cents::ZERO, Cents::ZERO), |(interest, indemnity), claim| {
            let owed = domain::dunning::Rules::accessories(rules, claim, facts, tenant, day).ok()?;
            Some((interest + owed.interest, indemnity + owed.indemnity))
        })
    };
    let (now, tomorrow) = (owed_on(day), day.tomorrow().ok().and_then(owed_on));
    Sums {
        currency,
        open: collectable.open(currency),
        late: late.iter().map(|claim| claim.book_principal(day)).sum(),
        late_claims: late.len(),
        asked: collectable.asked(currency),
        explained: collectable.explain(facts, currency),
        disputed: facts.claims.iter().filter(|claim| claim.currency == currency).map(|claim| claim.disputed(day)).sum(),
        interest: now.map(|(interest, _)| interest),
        indemnity: now.map(|(_, indemnity)| indemnity),
        a_day: now.zip(tomorrow).map(|((today, _), (next, _))| next - today),
    }
}

fn open_lines(facts: &DebtorFacts, collectable: &Collectable, day: Date) -> Vec<OpenLine> {
    let mut lines: Vec<OpenLine> = facts
        .claims
        .iter()
        .zip(&collectable.shares)
        .filter(|(claim, _)| claim.exists_on(day) && claim.book_principal(day).is_positive())
        .map(|(claim, share)| OpenLine {
            claim: claim.id,
            number: claim.number.clone(),
            due_on: claim.due_on,
            late: days_between(claim.due_on, day),
            amount: claim.amount,
            open: claim.book_principal(day),
            currency: claim.currency,
            state: standing(claim, share, day),
            last_step: last_step(claim, day),
        })
        .collect();
    lines.sort_by_key(|line| (line.due_on, line.claim));
    lines
}

/// Where a claim stands: what stops it first, then what was sent.
pub fn standing(claim: &ClaimFacts, share: &domain::collectable::Share, day: Date) -> ClaimStanding {
    use domain::collectable::NotAsked;
    let stopped = share.less.iter().filter_map(|(reason, _)| match reason {
        NotAsked::Insolvent { .. } => Some((0, ClaimStanding::Insolvent)),
        NotAsked::OnHold { .. } | NotAsked::DebitUnverified { .. } | NotAsked::AnnouncedUnverified { .. } => {
            Some((1, ClaimStanding::OnHold))
        }
        NotAsked::Disputed { .. } => Some((2, ClaimStanding::Disputed)),
        NotAsked::Promised { .. } | NotAsked::PromiseUnverified { .. } => Some((3, ClaimStanding::Promised)),
        NotAsked::OnPlan { .. } => Some((4, ClaimStanding::OnPlan)),
        NotAsked::Covered => Some((5, ClaimStanding::Covered)),
        NotAsked::NotYetDue { .. } => None,
    });
    if let Some((_, stopped)) = stopped.min_by_key(|(rank, _)| *rank) {
        return stopped;
    }
    if claim.due_on >= day {
        return ClaimStanding::ToCome;
    }
    let sent = claim.steps.iter().filter(|step| step.on <= day && !step.skipped);
    match sent.map(|step| step.step.level).max() {
        Some(level) if level >= domain::dunning::FORMAL_NOTICE => ClaimStanding::FormalNotice,
        Some(_) => ClaimStanding::Reminded,
        None => ClaimStanding::Late,
    }
}

/// Where the open claims of some debtors stand on a day: their open claims are read, whatever they paid before.
///
/// # Errors
/// The data could not be read.
pub fn standings(tx: &mut Read<'_>, debtors: &[DebtorId], day: Date) -> Result<HashMap<ClaimId, ClaimStanding>> {
    let tenant = tx.tenant_facts(day)?;
    let rules = LawRules { law: crate::law::in_force() };
    let mut found = HashMap::new();
    tx.each_open_debtor_facts(Selection::Ids(debtors), day, |facts| {
        let collectable = collectable(&facts, &tenant, &rules, day);
        found.extend(facts.claims.iter().zip(&collectable.shares).map(|(claim, share)| (claim.id, standing(claim, share, day))));
        Ok(())
    })?;
    Ok(found)
}

fn last_step(claim: &ClaimFacts, day: Date) -> Option<(String, Date)> {
    let sent = claim.steps.iter().filter(|step| step.on <= day && !step.skipped);
    sent.max_by_key(|step| step.on).map(|step| (level_words(step.step.level).to_owned(), step.on))
}

/// What would be decided for a debtor if it followed another scenario (by name; empty: that of its kind).
///
/// # Errors
/// No such debtor, or no such scenario.
pub fn under_scenario(tx: &mut Read<'_>, debtor: DebtorId, name: &str, day: Date) -> Result<(Scenario, Decision)> {
    let mut facts = tx.debtor_facts(debtor)?.ok_or_else(|| AppError::usage(format!("Aucun débiteur {debtor}.")))?;
    facts.scenario = Some(name.to_owned()).filter(|name| !name.is_empty());
    let desk = Desk::open(tx, day)?;
    Ok((desk.scenario(&facts, day)?.clone(), desk.decide(&facts, day)?))
}

/// The scenarios that a debtor can follow, by name.
///
/// # Errors
/// The data could not be read.
pub fn scenarios(tx: &mut Read<'_>) -> Result<Vec<String>> {
    let mut names: Vec<String> = domain::dunning::SHIPPED.iter().map(|(name, _)| (*name).to_owned()).collect();
    names.extend(tx.scenario_names()?);
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

/// A place on the ladder, in words.
pub fn level_words(level: u8) -> &'static str {
    match level {
        domain::dunning::PRE_DUE => "Avis avant échéance",
        domain::dunning::REMINDER => "Relance",
        domain::dunning::WARNING => "Relance avant mise en demeure",
        domain::dunning::FORMAL_NOTICE => "Mise en demeure",
        _ => "Décision prise",
    }
}
