//! A creditor, a debtor and a hand-made table of law, told in a few words; what was proposed can be recorded as sent.

use domain::Date;
use domain::collectable::{Collectable, collectable};
use domain::dunning::{Accessories, Decision, Rules, Scenario, decide};
use domain::events::{Channel, HoldCause, Proceeding, StepDone};
use domain::facts::*;
use domain::ids::*;
use domain::money::{Cents, Currency};
use domain::party::{CreditorKind, DebtorKind, Language, Reach, Territory};
use domain::policy::Policy;
use domain::terms::{CreditCause, DueBasis};
use jiff::ToSpan;

/// A day written `2026-09-02`.
pub fn d(text: &str) -> Date {
    text.parse().expect("a day")
}

/// A day some days after another.
pub fn after(day: Date, days: i64) -> Date {
    day.saturating_add(days.days())
}

/// Law and calendar by hand: Monday to Friday of the policy, no holiday but those listed; ten cents of interest a day
/// late and forty euros for a business; limitation after so many days.
pub struct Table {
    pub holidays: Vec<Date>,
    /// From this day on a rate is missing.
    pub gap_from: Option<Date>,
    pub limitation_days: i64,
}

impl Rules for Table {
    fn accessories(&self, claim: &ClaimFacts, debtor: &DebtorFacts, _: &TenantFacts, day: Date) -> Result<Accessories, String> {
        let paid_on = claim.entries.iter().filter(|e| e.counts_in_books(day)).map(|e| e.on).max();
        let until = if claim.book_principal(day).is_positive() { day } else { paid_on.unwrap_or(day) };
        if self.gap_from.is_some_and(|from| until >= from) {
            return Err(format!("taux BCE inconnu au {until}"));
        }
        let interest = Cents(10 * days_between(claim.due_on, until).max(0));
        let indemnity = if debtor.kind == DebtorKind::Business { Cents(40_00) } else { Cents::ZERO };
        Ok(Accessories { interest, indemnity })
    }

    fn surplus(&self, claim: &ClaimFacts, debtor: &DebtorFacts, tenant: &TenantFacts, day: Date) -> Cents {
        let owed = self.accessories(claim, debtor, tenant, day).unwrap_or_default();
        (-claim.book_principal(day) - owed.interest - owed.indemnity).or_zero()
    }

    fn is_open_day(&self, day: Date, policy: &Policy, _: Territory) -> bool {
        policy.open_weekdays[usize::from(day.weekday().to_monday_zero_offset().unsigned_abs())] && !self.holidays.contains(&day)
    }

    fn limitation_last_day(&self, claim: &ClaimFacts, _: &DebtorFacts, _: Date) -> Option<Date> {
        Some(after(claim.due_on, self.limitation_days))
    }
}

pub struct World {
    pub debtor: DebtorFacts,
    pub tenant: TenantFacts,
    pub scenario: Scenario,
    pub rules: Table,
    next_id: i64,
}

pub const EUR: Currency = Currency::EUR;

impl World {
    /// A business that can be reached in every way, a creditor with everything in order, books opened long ago, payments
    /// always known.
    pub fn business() -> World {
        World {
            debtor: DebtorFacts {
                debtor: DebtorId(1),
                code: "C001".to_owned(),
                kind: DebtorKind::Business,
                country: String::new(),
                language: Language::Fr,
                reach: Reach { email: true, post: true, phone: true },
                reach_changed_on: None,
                scenario: None,
                terms: Vec::new(),
                claims: Vec::new(),
                movements: Vec::new(),
                holds: Vec::new(),
                promises: Vec::new(),
                plans: Vec::new(),
                insolvencies: Vec::new(),
                contacts: Vec::new(),
                approved: Vec::new(),
                unmatched: Vec::new(),
            },
            tenant: TenantFacts {
                creditor_kind: CreditorKind::Business,
                has_profile: true,
                has_iban: true,
                started_on: Some(d("2020-01-01")),
                payments_known_through: Some(d("2035-12-31")),
                ..TenantFacts::default()
            },
            scenario: Scenario::shipped("entreprise-courtois").expect("shipped"),
            rules: Table { holidays: Vec::new(), gap_from: None, limitation_days: 1826 },
            next_id: 100,
        }
    }

    /// A debtor of another kind, with the scenario that the policy gives it.
    pub fn of_kind(kind: DebtorKind) -> World {
        let mut world = World::business();
        world.debtor.kind = kind;
        world.scenario = Scenario::shipped(&world.tenant.policy.scenarios[kind.word()]).expect("shipped");
        world
    }

    pub fn with_scenario(mut self, toml: &str) -> World {
        self.scenario = Scenario::parse(toml).expect("a scenario");
        self
    }

    pub fn id(&mut self) -> i64 {
        self.next_id += 1;
        self.next_id
    }

    /// An invoice in euros, issued thirty days before its due date and known at once.
    pub fn invoice(&mut self, number: &str, due_on: &str, cents: i64) -> ClaimId {
        self.invoice_in(number, due_on, cents, EUR)
    }

    pub fn invoice_in(&mut self, number: &str, due_on: &str, cents: i64, currency: Currency) -> ClaimId {
        let id = self.id();
        let due_on = d(due_on);
        self.debtor.claims.push(ClaimFacts {
            id: ClaimId(id),
            invoice: InvoiceId(id),
            number: number.to_owned(),
            issued_on: after(due_on, -30),
            performed_on: None,
            due_on,
            due_basis: DueBasis::Printed,
            amount: Cents(cents),
            total: Cents(cents),
            currency,
            seen_on: after(due_on, -30),
            entries: Vec::new(),
            disputes: Vec::new(),
            waivers: Vec::new(),
            formal_notices: Vec::new(),
            judgment_on: None,
            capitalise_from: None,
            limitation: Vec::new(),
            steps: Vec::new(),
            postponed: Vec::new(),
            restarts: Vec::new(),
        });
        ClaimId(id)
    }

    pub fn claim(&mut self, id: ClaimId) -> &mut ClaimFacts {
        self.debtor.claims.iter_mut().find(|claim| claim.id == id).expect("known")
    }

    /// Money received and allocated.
    pub fn paid(&mut self, claim: ClaimId, on: &str, cents: i64) {
        let id = self.id();
        let (on, cents) = (d(on), Cents(cents));
        let entry =
            Entry { allocation: AllocationId(id), movement: MovementId(id), on, cents, kind: EntryKind::Payment, reversed_on: None };
        let currency = self.claim(claim).currency;
        self.claim(claim).entries.push(entry);
        let allocated = vec![(AllocationId(id), on, cents)];
        self.movement(on, cents, currency, EntryKind::Payment, allocated);
    }

    /// Money received that no claim has yet.
    pub fn received(&mut self, on: &str, cents: i64) {
        self.movement(d(on), Cents(cents), EUR, EntryKind::Payment, Vec::new());
    }

    /// A credit note that no claim has yet.
    pub fn credited(&mut self, on: &str, cents: i64) {
        self.movement(d(on), Cents(cents), EUR, EntryKind::Credit(CreditCause::Discount), Vec::new());
    }

    fn movement(&mut self, on: Date, amount: Cents, currency: Currency, kind: EntryKind, allocated: Vec<(AllocationId, Date, Cents)>) {
        let id = MovementId(self.id());
        self.debtor.movements.push(MovementFacts { id, on, amount, currency, kind, number: String::new(), allocated, reversed_on: None });
    }

    pub fn disputed(&mut self, claim: ClaimId, on: &str, cents: Option<i64>) {
        let id = DisputeId(self.id());
        let dispute =
            DisputeFacts { id, on: d(on), amount: cents.map(Cents), cause: "quality".to_owned(), closed_on: None, founded: false };
        self.claim(claim).disputes.push(dispute);
    }

    pub fn promised(&mut self, claims: &[ClaimId], on: &str, cents: i64, by: &str) -> PromiseId {
        let id = PromiseId(self.id());
        let promise = PromiseFacts { id, on: d(on), claims: claims.to_vec(), amount: Cents(cents), by: d(by), cancelled_on: None };
        self.debtor.promises.push(promise);
        id
    }

    pub fn planned(&mut self, claims: &[ClaimId], on: &str, dues: &[(&str, i64)]) {
        let id = PlanId(self.id());
        let dues = dues.iter().map(|(on, cents)| (d(on), Cents(*cents))).collect();
        self.debtor.plans.push(PlanFacts { id, on: d(on), claims: claims.to_vec(), dues, ended_on: None });
    }

    pub fn held(&mut self, claim: Option<ClaimId>, cause: HoldCause, on: &str, until: Option<&str>) {
        let id = HoldId(self.id());
        self.debtor.holds.push(HoldFacts { id, claim, cause, on: d(on), until: until.map(d), lifted_on: None });
    }

    /// A line of the bank may be the debtor's money.
    pub fn unmatched(&mut self, booked_on: &str, cents: i64, on: &str, until: &str) {
        let (line, by) = (BankLineId(self.id()), Seq(self.id()));
        let (booked_on, amount, currency) = (d(booked_on), Cents(cents), EUR);
        self.debtor.unmatched.push(UnmatchedFacts { line, booked_on, amount, currency, by, on: d(on), until: d(until), ended_on: None });
    }

    pub fn insolvent(&mut self, proceeding: Proceeding, judgment_on: &str) {
        let id = InsolvencyId(self.id());
        let judgment_on = d(judgment_on);
        self.debtor.insolvencies.push(InsolvencyFacts { id, proceeding, judgment_on, published_on: None, closed_on: None });
    }

    /// A contact made by hand.
    pub fn contacted(&mut self, channel: Channel, on: &str) {
        let id = LetterId(self.id());
        let on = d(on);
        self.debtor.contacts.push(ContactFacts {
            id,
            channel,
            document: String::new(),
            action: String::new(),
            on,
            states: vec![(LetterState::Sent, on)],
            items: Vec::new(),
            asked: Cents::ZERO,
            pay_by: None,
            elsewhere: None,
        });
    }

    /// A step recorded as sent.
    pub fn stepped(&mut self, claim: ClaimId, step: &str, on: &str) {
        self.stepped_as(claim, step, on, 1, false);
    }

    pub fn stepped_as(&mut self, claim: ClaimId, step: &str, on: &str, cycle: u32, skipped: bool) {
        let scenario = &self.scenario;
        let level = scenario.index_of(step).map_or(1, |index| scenario.steps[index].level);
        let done = StepDone { scenario: scenario.name.to_string(), step: step.to_owned(), level, cycle };
        self.claim(claim).steps.push(StepFacts { step: done, on: d(on), channel: Channel::Email, letter: None, skipped });
    }

    pub fn decide(&self, day: Date) -> Decision {
        decide(&self.debtor, &self.tenant, &self.scenario, &self.rules, day)
    }

    pub fn collectable(&self, day: &str) -> Collectable {
        collectable(&self.debtor, &self.tenant, &self.rules, d(day))
    }

    /// The actions of a day, a line each: `relance-1 email F-1 1200.00`.
    pub fn actions(&self, day: &str) -> Vec<String> {
        self.lines(&self.decide(d(day)))
    }

    pub fn lines(&self, decision: &Decision) -> Vec<String> {
        let number = |id: ClaimId| self.debtor.claims.iter().find(|claim| claim.id == id).map_or("?", |claim| &claim.number);
        decision
            .actions
            .iter()
            .map(|action| {
                let claims: Vec<&str> = action.items.iter().map(|item| number(item.claim)).collect();
                format!("{} {} {} {}", action.step, action.channel.word(), claims.join("+"), action.asked.plain())
            })
            .collect()
    }

    /// Why a claim waits on a day, in French.
    pub fn why(&self, claim: ClaimId, day: &str) -> String {
        let decision = self.decide(d(day));
        let held = decision.held.iter().find(|held| held.claims.contains(&claim));
        held.map_or_else(|| "rien ne la retient".to_owned(), |held| held.because.to_string()).replace(['\u{a0}', '\u{202f}'], " ")
    }

    /// What there is to mend on a day, in French, with the amount that waits.
    pub fn repairs(&self, day: &str) -> Vec<String> {
        self.decide(d(day)).repairs.iter().map(|repair| format!("{} [{}]", repair.mend, repair.amount.plain())).collect()
    }

    /// Records everything that a decision proposes, as done that day.
    pub fn record(&mut self, decision: &Decision, day: Date) {
        for restart in &decision.restarts {
            for claim in &restart.claims {
                self.claim(*claim).restarts.push(day);
            }
        }
        for action in &decision.actions {
            let letter = LetterId(self.id());
            self.debtor.contacts.push(ContactFacts {
                id: letter,
                channel: action.channel,
                document: action.document.map_or_else(String::new, |document| document.word().to_owned()),
                action: action.key.clone(),
                on: day,
                states: vec![(LetterState::Prepared, day), (LetterState::Sent, day)],
                items: action.items.iter().map(|item| (item.claim, item.step.clone())).collect(),
                asked: action.asked,
                pay_by: action.pay_by,
                elsewhere: None,
            });
            for item in &action.items {
                let step = StepFacts { step: item.step.clone(), on: day, channel: action.channel, letter: Some(letter), skipped: false };
                // As in the books: a step of a cycle is kept once, the first time.
                let steps = &mut self.claim(item.claim).steps;
                if !steps.iter().any(|kept| (&kept.step.step, kept.step.cycle) == (&step.step.step, step.step.cycle)) {
                    steps.push(step);
                }
            }
        }
    }

    /// Decides a day and records what it proposes.
    pub fn run(&mut self, day: &str) -> Vec<String> {
        let decision = self.decide(d(day));
        let lines = self.lines(&decision);
        self.record(&decision, d(day));
        lines
    }

    /// Runs every day from one to another, both included: what was proposed, with its day.
    pub fn live(&mut self, from: &str, to: &str) -> Vec<String> {
        let (mut day, to, mut log) = (d(from), d(to), Vec::new());
        while day <= to {
            let decision = self.decide(day);
            log.extend(self.lines(&decision).into_iter().map(|line| format!("{day} {line}")));
            self.record(&decision, day);
            day = after(day, 1);
        }
        log
    }
}
