//! Ten thousand random accounts against `tests/oracle/decompte.py`, another program by another method.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use domain::Date;
use domain::law::Law;
use domain::money::{Cents, Currency, Rate};
use domain::party::{CreditorKind, DebtorKind};
use domain::statement::{Account, Movement, MovementKind, Waiver, totals};
use domain::terms::{CreditCause, DueBasis, Imputation, RateClause, WaiverOf};
use jiff::ToSpan as _;
use jiff::civil::date;
use serde_json::{Value, json};

/// How many random accounts; `cargo xtask oracle --n N` asks for others.
fn accounts_asked() -> usize {
    std::env::var("QUITTANCE_ORACLE_N").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000)
}

/// A small generator (splitmix64): the same accounts on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        x ^ (x >> 31)
    }

    /// From `low` to `high`, both included.
    fn between(&mut self, low: i64, high: i64) -> i64 {
        low + i64::try_from(self.roll() % u64::try_from(high - low + 1).unwrap()).unwrap()
    }

    fn one_in(&mut self, n: i64) -> bool {
        self.between(1, n) == 1
    }

    fn pick<T: Copy>(&mut self, among: &[T]) -> T {
        among[usize::try_from(self.between(0, i64::try_from(among.len()).unwrap() - 1)).unwrap()]
    }

    fn near(&mut self, day: Date, before: i64, after: i64) -> Date {
        day.saturating_add(self.between(-before, after).days())
    }

    fn maybe_near(&mut self, n: i64, day: Date, before: i64, after: i64) -> Option<Date> {
        self.one_in(n).then(|| self.near(day, before, after))
    }
}

fn clause(dice: &mut Dice) -> RateClause {
    match dice.between(1, 4) {
        1 => RateClause::Fixed { rate: Rate(dice.between(0, 20_000)) },
        2 => RateClause::PerMonth { rate: Rate(dice.between(100, 2_000)) },
        3 => RateClause::TimesLegal { times: u8::try_from(dice.between(1, 6)).unwrap() },
        _ => RateClause::EcbPlus { points: Rate(dice.between(0, 15_000)) },
    }
}

fn movement(dice: &mut Dice, principal: i64, due: Date) -> Movement {
    let kind = match dice.between(1, 8) {
        1 => MovementKind::Credit(CreditCause::Correction),
        2 => MovementKind::Credit(CreditCause::Return),
        3 => MovementKind::Credit(CreditCause::Discount),
        _ => MovementKind::Payment,
    };
    let on = dice.near(due, 20, 500);
    let part = dice.pick(&[1, 2, 3, 5, 20, 200]);
    let cents = Cents(if dice.one_in(8) { principal + dice.between(-5_000, 20_000) } else { dice.between(0, principal / part + 100) });
    let reversed_on = if kind == MovementKind::Payment { dice.maybe_near(10, on, 0, 60) } else { None };
    Movement { on, cents, kind, reversed_on }
}

fn waiver(dice: &mut Dice, due: Date) -> Waiver {
    let of = match dice.between(1, 4) {
        1 => WaiverOf::Indemnity,
        2 => WaiverOf::Interest,
        _ => WaiverOf::InterestAmount { amount: Cents(dice.between(0, 20_000)) },
    };
    let on = dice.near(due, 0, 500);
    Waiver { on, of, author: "lise".to_owned(), withdrawn_on: dice.maybe_near(4, on, 0, 100) }
}

fn account(dice: &mut Dice) -> (Account, Date) {
    let (from, days) =
        dice.pick(&[(date(2019, 5, 1), 2_750), (date(2019, 5, 1), 2_750), (date(2024, 1, 1), 1_050), (date(2008, 6, 1), 4_000)]);
    let due = dice.near(from, 0, days);
    let principal = dice.pick(&[1_000, 50_000, 1_000_000, 100_000_000]);
    let principal = dice.between(1, principal);
    let debtor = if dice.one_in(2) { DebtorKind::Business } else { dice.pick(&DebtorKind::ALL) };
    let mut account = Account::new(Cents(principal), due, debtor);
    account.currency = if dice.one_in(30) { Currency::parse("USD").unwrap() } else { Currency::EUR };
    account.due_basis =
        dice.pick(&[DueBasis::Printed, DueBasis::Printed, DueBasis::Agreed, DueBasis::Agreed, DueBasis::Agreed, DueBasis::Presumed]);
    account.creditor = if dice.one_in(4) { CreditorKind::Individual } else { CreditorKind::Business };
    account.clause = if dice.one_in(3) { Some(clause(dice)) } else { None };
    account.imputation = if dice.one_in(4) { Imputation::PrincipalFirst } else { Imputation::InterestFirst };
    account.bears_indemnity = !dice.one_in(10);
    let movements = dice.pick(&[0, 0, 1, 1, 2, 3, 6]);
    account.movements = (0..movements).map(|_| movement(dice, principal, due)).collect();
    let notice = if debtor == DebtorKind::Business { 20 } else { 1 };
    account.formal_notice_on = if dice.one_in(10) { None } else { dice.maybe_near(notice, due, 5, 300) };
    account.judgment_on = dice.maybe_near(6, due, 5, 500);
    account.capitalise_from = dice.maybe_near(4, due, 30, 700);
    account.insolvency_on = dice.maybe_near(8, due, 30, 700);
    let waivers = dice.pick(&[0, 0, 0, 1, 2]);
    account.waivers = (0..waivers).map(|_| waiver(dice, due)).collect();
    let until = if dice.one_in(3) { dice.near(due, 3, 100) } else { dice.near(due, 0, 1_000) };
    (account, if dice.one_in(40) { until } else { until.min(date(2026, 12, 31)) })
}

/// What the oracle answers, in its order: one line for each account.
fn ask(lines: &str) -> Vec<Value> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/oracle/decompte.py");
    let mut python = Command::new("python3")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 is needed to compute the statements a second time: install it (apt install python3)");
    let mut stdin = python.stdin.take().unwrap();
    let lines = lines.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()));
    let output = python.wait_with_output().unwrap();
    writer.join().unwrap().expect("the oracle reads every account");
    assert!(output.status.success(), "the oracle failed: see its message above");
    String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn another_program_finds_the_same_sums_to_the_cent() {
    let (mut dice, asked) = (Dice(20_261_121), accounts_asked());
    let accounts: Vec<(Account, Date)> = (0..asked).map(|_| account(&mut dice)).collect();
    let mut lines = String::new();
    for (account, until) in &accounts {
        let mut facts = serde_json::to_value(account).unwrap();
        facts["until"] = json!(until);
        lines.push_str(&facts.to_string());
        lines.push('\n');
    }
    let answers = ask(&lines);
    assert_eq!(answers.len(), asked);

    let (mut gaps, mut with_interest) = (0, 0);
    for ((account, until), expected) in accounts.iter().zip(&answers) {
        let found = match totals(account, *until, Law::embedded()) {
            Ok(sums) => json!({
                "outstanding": sums.outstanding_principal, "interest": sums.interest_due,
                "indemnity": sums.fixed_indemnity, "total": sums.total_due,
            }),
            Err(gap) => json!({ "gap": gap.key }),
        };
        gaps += u32::from(expected.get("gap").is_some());
        with_interest += u32::from(expected["interest"].as_i64().is_some_and(|cents| cents > 0));
        assert_eq!(&found, expected, "on {until}: {}", serde_json::to_string(account).unwrap());
    }
    // The accounts must be worth comparing: most bear interest, and some ask for a rate that nobody knows.
    assert!(with_interest > 3_000 && gaps > 50, "{with_interest} with interest, {gaps} gaps");
}
