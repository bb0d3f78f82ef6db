//! The bank in a random history: statements of imports that may be undone, lines held, decided, reopened, payers and rules.

use std::collections::BTreeMap;

use domain::events::*;
use domain::ids::*;
use domain::money::{Cents, Currency, Money};
use domain::payments::{Aside, Evidence, LineKind, Settings};
use store::{StoreError, Tx};

use super::{Model, Random};

/// What a tenant has at the bank.
#[derive(Default)]
pub struct Bank {
    accounts: Vec<BankAccountId>,
    statements: Vec<BankStatementId>,
    lines: Vec<BankLineId>,
    decided: BTreeMap<BankLineId, LineIs>,
    payers: Vec<PayerAccountId>,
    rules: Vec<BankRuleId>,
}

impl Bank {
    pub(super) fn learn(&mut self, n: i64, event: &Event) {
        match event {
            Event::BankAccountAdded(_) => self.accounts.push(BankAccountId(n)),
            Event::BankStatementTaken(_) => self.statements.push(BankStatementId(n)),
            Event::BankLineRecorded(_) => self.lines.push(BankLineId(n)),
            Event::BankLineDecided(x) => drop(self.decided.insert(x.line, x.is.clone())),
            Event::BankLineReopened(x) => drop(self.decided.remove(&x.line)),
            Event::PayerLearned(_) => self.payers.push(PayerAccountId(n)),
            Event::BankRuleSet(_) => self.rules.push(BankRuleId(n)),
            _ => {}
        }
    }
}

impl Model {
    /// One event about the bank; what it says was made just before is recorded first.
    pub(super) fn bank_event(&mut self, r: &mut Random, tx: &mut Tx<'_>) -> Result<Option<Event>, StoreError> {
        match r.below(20) {
            0..=2 => self.statement(r, tx),
            3..=6 => self.line(r, tx),
            7..=9 => Ok(self.line_held(r)),
            10..=13 => self.line_decided(r, tx),
            14..=16 => self.line_reopened(r, tx),
            17 => match (r.pick(&self.debtors), r.pick(&self.bank.payers)) {
                (_, Some(account)) if r.one_in(3) => Ok(Some(PayerForgotten { account }.into())),
                (Some(debtor), _) => Ok(Some(PayerLearned { debtor, iban: self.keep(tx, "FR7630006000011234567890189")? }.into())),
                (None, _) => Ok(None),
            },
            18 => match r.pick(&self.bank.rules) {
                Some(rule) if r.one_in(2) => Ok(Some(BankRuleRemoved { rule }.into())),
                _ => Ok(Some(BankRuleSet { rule: self.keep(tx, "{}")? }.into())),
            },
            _ => {
                let automatic_from = 900 + u16::try_from(r.below(100)).unwrap();
                Ok(Some(MatchingSet { settings: Settings { automatic_from, ..Settings::default() } }.into()))
            }
        }
    }

    /// Records an event at once; answers its number.
    pub(super) fn at_once(&mut self, r: &mut Random, tx: &mut Tx<'_>, event: impl Into<Event>) -> Result<i64, StoreError> {
        let numbers = self.append(tx, &mut vec![NewEvent::new(r.day(), event)])?;
        Ok(numbers[0].0)
    }

    fn statement(&mut self, r: &mut Random, tx: &mut Tx<'_>) -> Result<Option<Event>, StoreError> {
        let Some(account) = r.pick(&self.bank.accounts).filter(|_| !r.one_in(9)) else {
            let number = format!("compte {}", self.bank.accounts.len());
            let account = self.keep(tx, &number)?;
            return Ok(Some(BankAccountAdded { account, name: number, currency: Currency::EUR }.into()));
        };
        let from = if r.one_in(2) { &self.open_imports } else { &self.done_imports };
        let import = match r.pick(from) {
            Some(import) => import,
            None => {
                let name = self.keep(tx, "releve.sta")?;
                let started = ImportStarted { sha256: format!("{:064x}", r.next()), format: "mt940".to_owned(), name, file: None };
                ImportId(self.at_once(r, tx, started)?)
            }
        };
        Ok(Some(Event::from(BankStatementTaken {
            account,
            import,
            format: "mt940".to_owned(),
            number: r.one_in(2).then(|| format!("{}", r.below(99))),
            currency: Currency::EUR,
            from: r.day(),
            to: r.day(),
            opening: r.one_in(2).then(|| r.cents()),
            closing: r.one_in(2).then(|| -r.cents()),
            taken: 4,
            known: 1,
            covered: 0,
        })))
    }

    /// A few lines, of several statements; the last is left to the caller.
    fn line(&mut self, r: &mut Random, tx: &mut Tx<'_>) -> Result<Option<Event>, StoreError> {
        let mut lines = Vec::new();
        for _ in 0..1 + r.below(4) {
            let Some(statement) = r.pick(&self.bank.statements) else { return self.statement(r, tx) };
            let line = BankLineRecorded {
                statement,
                amount: if r.one_in(4) { -r.cents() } else { r.cents() },
                currency: if r.one_in(9) { Currency::parse("USD").unwrap() } else { Currency::EUR },
                kind: r.pick(LineKind::ALL).unwrap(),
                reference: r.one_in(2).then(|| format!("R{}", r.below(99))),
                label: self.keep(tx, "vir societe dupont")?,
                details: self.keep(tx, "{}")?,
            };
            lines.push(NewEvent::new(r.day(), line));
        }
        let last = lines.pop();
        self.append(tx, &mut lines)?;
        Ok(last.map(|line| line.event))
    }

    fn line_held(&mut self, r: &mut Random) -> Option<Event> {
        let line = r.pick(&self.bank.lines)?;
        let debtors = if r.one_in(5) { Vec::new() } else { r.some(&self.debtors)? };
        let each = if r.one_in(3) { debtors.iter().map(|_| r.day()).collect() } else { Vec::new() };
        Some(BankLineHeld { line, debtors, until: r.day(), each }.into())
    }

    fn line_decided(&mut self, r: &mut Random, tx: &mut Tx<'_>) -> Result<Option<Event>, StoreError> {
        let Some(line) = r.pick(&self.bank.lines) else { return self.line(r, tx) };
        if self.bank.decided.contains_key(&line) && !r.one_in(8) {
            return Ok(None);
        }
        let is = match r.below(6) {
            0..=2 => self.made(r, tx)?,
            3 => match r.pick(&self.movements) {
                Some(payment) => {
                    self.at_once(r, tx, PaymentReversed { payment, reason: "AM04".to_owned() })?;
                    Some(LineIs::Return { payment, told: false })
                }
                None => None,
            },
            4 => match r.pick(&self.movements) {
                Some(movement) => {
                    let refund = Refunded { movement, cents: r.cents(), reference: None };
                    Some(LineIs::Refund { refunds: vec![AllocationId(self.at_once(r, tx, refund)?)] })
                }
                None => None,
            },
            _ => Some(LineIs::Aside { why: r.pick(Aside::ALL).unwrap(), rule: r.pick(&self.bank.rules) }),
        };
        let Some(is) = is else { return Ok(None) };
        let reason = if r.one_in(2) { Some(self.keep(tx, "Le numéro de facture et le montant sont les mêmes.")?) } else { None };
        let evidence = r.some(Evidence::ALL).unwrap_or_default();
        let score = r.one_in(2).then(|| u16::try_from(r.below(1_001)).unwrap());
        Ok(Some(BankLineDecided { line, is, automatic: r.one_in(2), score, evidence, reason }.into()))
    }

    /// The payments that a line makes, recorded with their allocations.
    fn made(&mut self, r: &mut Random, tx: &mut Tx<'_>) -> Result<Option<LineIs>, StoreError> {
        let Some(debtors) = r.some(&self.debtors) else { return Ok(None) };
        let currency = if r.one_in(4) { Currency::parse("USD").unwrap() } else { Currency::EUR };
        let (mut payments, mut sum) = (Vec::new(), Cents::ZERO);
        for debtor in debtors {
            let (amount, import) = (r.cents(), self.import(r));
            sum += amount;
            let means = "transfer".to_owned();
            let payment = PaymentRecorded { debtor, amount, currency, means, reference: None, import, key: None };
            let movement = MovementId(self.at_once(r, tx, payment)?);
            for _ in 0..r.below(3) {
                if let Some(claim) = r.pick(&self.claims) {
                    let cents = r.cents();
                    self.at_once(r, tx, Allocated { movement, claim, cents })?;
                }
            }
            payments.push(movement);
        }
        let credits = r.pick(&self.allocations).filter(|_| r.one_in(3)).into_iter().collect();
        let converted = (currency != Currency::EUR).then_some(Money { amount: sum, currency });
        Ok(Some(LineIs::Payment { payments, told: Vec::new(), credits, given_up: Vec::new(), converted }))
    }

    fn line_reopened(&mut self, r: &mut Random, tx: &mut Tx<'_>) -> Result<Option<Event>, StoreError> {
        let lines: Vec<BankLineId> = self.bank.decided.keys().copied().collect();
        let Some(line) = r.pick(&lines) else { return Ok(None) };
        match self.bank.decided[&line].clone() {
            LineIs::Payment { payments, credits, .. } => {
                for allocation in credits.into_iter().filter(|id| self.allocations.contains(id)).collect::<Vec<_>>() {
                    self.at_once(r, tx, AllocationUndone { allocation })?;
                }
                for payment in payments {
                    // Now and then one stays: a person keeps the payment and says anew what the line is.
                    if self.movements.contains(&payment) && !r.one_in(5) {
                        self.at_once(r, tx, PaymentWithdrawn { payment })?;
                    }
                }
            }
            LineIs::Return { payment, .. } if self.movements.contains(&payment) => {
                self.at_once(r, tx, PaymentReinstated { payment })?;
            }
            LineIs::Refund { refunds } => {
                for allocation in refunds.into_iter().filter(|id| self.allocations.contains(id)).collect::<Vec<_>>() {
                    self.at_once(r, tx, AllocationUndone { allocation })?;
                }
            }
            LineIs::Return { .. } | LineIs::Aside { .. } => {}
        }
        Ok(Some(BankLineReopened { line, without: None }.into()))
    }
}
