//! Lines of the bank, and what is said of them.

use app::bank::{self, Part};
use app::record::Done;
use domain::Date;
use domain::bank::LineDetails;
use domain::events::{BankLineRecorded, BankStatementTaken, ImportCompleted, ImportStarted, NewEvent};
use domain::ids::{BankAccountId, BankLineId, BankStatementId, ImportId};
use domain::money::{Cents, Currency, Money};
use domain::payments::{LineKind, Outcome, RuleBy, Settings};
use store::{BankLine, LineState, Tx};

use super::super::history::{History, Lived};
use super::{cents, day, debtor};

const IBAN: &str = "FR7630006000011234567890189";

fn done(what: &str) -> Done {
    Done { said: what.to_owned(), created: Vec::new() }
}

/// A statement of one line: the payment of an open invoice, named or not; something that may be anybody's; money that leaves.
pub fn line(h: &mut History) -> Lived {
    let open = h.open()?;
    let known = h.draw.pick(&open);
    let number = super::reference(h, |known| &mut known.invoices).unwrap_or_default();
    let (amount, label) = match (h.draw.below(6), &known) {
        (0 | 1, Some((_, code, owed, _))) => (*owed, format!("VIR SOCIETE {code} {number}")),
        (2, Some((_, code, owed, _))) => (Cents(1.max(owed.0 / 2)), format!("VIR SOCIETE {code}")),
        (3, _) => (Cents(-paid(h)?.0), "REJET VIR SOCIETE".to_owned()),
        (4, _) => (Cents(-cents(h, 1_000, 50_000).0), "PRLV ELECTRICITE".to_owned()),
        _ => (cents(h, 1_000, 50_000), format!("VIR {number}")),
    };
    // What is owed in another currency, the bank converted as it liked.
    let ordered = known.filter(|(_, _, _, currency)| *currency != Currency::EUR && amount.is_positive());
    let ordered = ordered.map(|(_, _, owed, currency)| Money { amount: owed, currency });
    let amount = if ordered.is_some() { cents(h, 1_000, 50_000) } else { amount };
    let (on, today) = (day(h, 12, 2), h.today);
    let complete = !h.draw.once_in(6);
    let what = format!("bank {on} {} « {label} », ordered {ordered:?}, complete={complete}", amount.plain());
    let taken = h.record(what, |tx| {
        let account = match tx.bank_accounts()?.first() {
            Some(account) => account.id,
            None => added(tx, today)?,
        };
        let name = tx.keep(label.as_bytes())?;
        let sha256 = format!("bank {} {}", label, tx.head()?.events);
        let started = ImportStarted { sha256, format: "csv".to_owned(), name, file: None };
        let import = ImportId(tx.append(NewEvent::new(today, started))?.0);
        let statement = BankStatementTaken {
            account,
            import,
            format: "csv".to_owned(),
            number: None,
            currency: Currency::EUR,
            from: on,
            to: on,
            opening: None,
            closing: None,
            taken: 1,
            known: 0,
            covered: 0,
        };
        let statement = BankStatementId(tx.append(NewEvent::new(today, statement))?.0);
        let details = LineDetails { texts: vec![label.clone()], payer_iban: IBAN.replace('9', "4"), ordered, ..LineDetails::default() };
        let (kept, details) = (tx.keep(label.as_bytes())?, tx.keep(&serde_json::to_vec(&details).unwrap())?);
        let kind = if amount.is_positive() { LineKind::Transfer } else { LineKind::Other };
        let line = BankLineRecorded { statement, amount, currency: Currency::EUR, kind, reference: None, label: kept, details };
        tx.append(NewEvent::new(on, line))?;
        if complete {
            tx.append(NewEvent::new(today, ImportCompleted { import, taken: 1, known: 0, problems: 0 }))?;
        }
        Ok(Done { said: String::new(), created: vec![import.to_string()] })
    })?;
    drop(taken);
    matched(h)
}

/// The amount of a payment that was recorded, or another.
fn paid(h: &mut History) -> Lived<Cents> {
    let payment = super::reference(h, |known| &mut known.payments).and_then(|payment| payment.parse().ok());
    let row = payment.map(|payment| h.books().read(|tx| Ok(tx.movement(payment)?))).transpose().map_err(|error| error.to_string())?;
    Ok(row.flatten().map_or_else(|| cents(h, 1_000, 50_000), |row| row.amount))
}

fn added(tx: &mut Tx<'_>, today: Date) -> app::Result<BankAccountId> {
    bank::add_account(tx, IBAN, "", today)?;
    Ok(tx.bank_accounts()?[0].id)
}

fn matched(h: &mut History) -> Lived {
    let today = h.today;
    h.record("lines reconciled", |tx| bank::reconcile(tx, today).map(|_| done(""))).map(drop)
}

/// A person decides a line that waits, in one of the ways there are.
pub fn decided(h: &mut History) -> Lived {
    let (today, way, debtor, words) = (h.today, h.draw.below(6), debtor(h), h.draw.once_in(2));
    let place = h.draw.below(3) as usize;
    h.record(format!("a line decided, way {way}, for {debtor}"), |tx| {
        let line = some_open(tx)?;
        match (way, tx.bank_verdict(line.id)?.map(|verdict| verdict.outcome)) {
            (0..=2, Some(Outcome::Proposed(found))) => bank::accept(tx, line.id, place.min(found.len() - 1), place == 1, today),
            (_, Some(Outcome::TakesBack { payments, .. })) if !payments.is_empty() => {
                bank::take_back(tx, line.id, payments[0].payment, today)
            }
            (3, _) if line.amount.is_positive() => {
                let debtor = app::resolve::debtor(tx, &debtor)?;
                let settles = words.then_some(Money { amount: Cents(12_345), currency: Currency::parse("USD").unwrap() });
                let cents = settles.unwrap_or(line.money()).amount;
                bank::assign(tx, line.id, &[Part { debtor, claim: None, cents }], settles, today)
            }
            (5, _) if !line.amount.is_positive() => {
                let debtor = app::resolve::debtor(tx, &debtor)?;
                bank::refund(tx, line.id, debtor, today)
            }
            (4, _) => bank::keep_waiting(tx, line.id, words.then_some(3), today),
            _ => bank::set_aside(tx, line.id, "autre", words.then(|| RuleBy::Label { words: "electricite".to_owned() }), today),
        }
    })
    .map(drop)
}

fn some_open(tx: &mut Tx<'_>) -> app::Result<BankLine> {
    tx.open_bank_lines()?.pop().ok_or_else(|| app::AppError::refused("no line waits"))
}

/// A person comes back on a decision.
pub fn reopened(h: &mut History) -> Lived {
    let (today, of) = (h.today, h.draw.below(4) as usize);
    h.record("a line reopened", |tx| {
        let state = [LineState::Payment, LineState::Return, LineState::Refund, LineState::Aside][of];
        let last: Option<BankLineId> = tx.bank_lines(state, None, 1)?.pop().map(|line| line.id);
        bank::reopen(tx, last.ok_or_else(|| app::AppError::refused("no such line"))?, today)
    })?;
    matched(h)
}

/// What was learned is forgotten, or another threshold is set.
pub fn unlearned(h: &mut History) -> Lived {
    let (today, of, days) = (h.today, h.draw.below(3), h.draw.small(1, 9));
    h.record("learned and settings", |tx| match (of, tx.payer_accounts()?.pop(), tx.bank_rules()?.pop()) {
        (0, Some((account, _, _)), _) => bank::forget_payer(tx, account, today),
        (1, _, Some((rule, _))) => bank::remove_rule(tx, rule, today),
        _ => bank::set_matching(tx, Settings { hold_days: days, ..Settings::default() }, today),
    })
    .map(drop)
}
