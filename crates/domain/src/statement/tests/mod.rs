//! Statements held against published or hand-computed amounts, and against their own laws.

#![expect(clippy::inconsistent_digit_grouping, reason = "cents stand apart from the euros: 12_000_00")]

mod claims;
mod kinds;
mod movements;
mod output;
mod properties;
mod stops;
mod worked_examples;

use jiff::civil::Date;

use super::{Account, Statement, statement, totals};
use crate::law::Law;
use crate::money::Cents;
use crate::party::DebtorKind;

/// A business that owes a sum.
fn business(cents: i64, due_on: Date) -> Account {
    Account::new(Cents(cents), due_on, DebtorKind::Business)
}

/// The statement of a day, after a look that the totals alone say the same.
fn on(account: &Account, day: Date) -> Statement {
    let statement = statement(account, day, Law::embedded()).expect("every rate is known");
    assert_eq!(Ok(statement.totals), totals(account, day, Law::embedded()));
    statement
}

/// The lines as they are printed: from, to, days, base, rate, amount.
fn lines(statement: &Statement) -> Vec<String> {
    let show = |line: &super::Line| {
        let (base, rate, amount) = (line.base.plain(), line.rate().percent(), line.amount.plain());
        format!("{} {} {}d {base} x {rate} = {amount}", line.from, line.to, line.days)
    };
    statement.lines.iter().map(show).collect()
}

/// Principal, interest, indemnity and total, as they are printed.
fn sums(statement: &Statement) -> [String; 4] {
    let sums = statement.totals;
    [sums.outstanding_principal, sums.interest_due, sums.fixed_indemnity, sums.total_due].map(Cents::plain)
}
