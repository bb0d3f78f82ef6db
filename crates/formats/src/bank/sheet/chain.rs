//! The column of balances: which way the rows run, and whether each balance follows from the one before.

use std::collections::BTreeSet;

use domain::money::{Cents, Currency};

use super::super::model::{Balance, BalanceKind, Money};
use crate::problem::{Place, Problems};
use crate::table::BankRow;

/// Puts the rows in the order of the account, checks each balance, and returns opening and closing where a column of balances
/// gives them. A column that is the same everywhere while money moves is today's balance: then there is no opening.
pub(super) fn settle(rows: &mut [BankRow], currency: Currency, problems: &mut Problems) -> Option<(Option<Balance>, Balance)> {
    let constant = is_constant(rows);
    let backwards = if constant { is_newest_first(rows) } else { runs_backwards(rows) };
    if backwards {
        rows.reverse();
    }
    let balance = |kind, amount, on| Balance { kind, code: "computed".to_owned(), money: Money { amount: Cents(amount), currency }, on };
    let last = rows.iter().rev().find(|row| row.balance.is_some())?;
    if constant {
        let closing = balance(BalanceKind::Closing, last.balance?.0, None);
        return Some((None, closing));
    }
    let (mut expected, mut opening): (Option<i64>, Option<i64>) = (None, None);
    let mut moved = 0i64;
    for row in rows.iter() {
        moved = moved.saturating_add(row.amount.0);
        expected = expected.map(|balance| balance.saturating_add(row.amount.0));
        let Some(written) = row.balance else { continue };
        match expected {
            None => opening = Some(written.0.saturating_sub(moved)),
            Some(expected) if expected != written.0 => tell_gap(row, expected, currency, problems),
            Some(_) => {}
        }
        expected = Some(written.0);
    }
    // Rows after the last balance belong to the statement too.
    let closing = expected.unwrap_or_default();
    let (first_on, last_on) = (rows.first().map(|row| row.on), rows.last().map(|row| row.on));
    Some((opening.map(|amount| balance(BalanceKind::Opening, amount, first_on)), balance(BalanceKind::Closing, closing, last_on)))
}

fn tell_gap(row: &BankRow, expected: i64, currency: Currency, problems: &mut Problems) {
    let written = row.balance.unwrap_or_default();
    let french = |amount| Money { amount, currency }.french();
    problems.warning(
        Place::line(row.line),
        "balance_line",
        format_args!(
            "le solde après cette ligne est {} alors que les montants donnent {}. Une ligne manque peut-être avant celle-ci, ou un montant est faux.",
            french(written),
            french(Cents(expected))
        ),
    );
}

/// Whether one balance stands everywhere although money moves.
fn is_constant(rows: &[BankRow]) -> bool {
    let written: BTreeSet<i64> = rows.iter().filter_map(|row| row.balance).map(|balance| balance.0).collect();
    let moving = rows.iter().skip(1).filter(|row| !row.amount.is_zero()).count();
    written.len() == 1 && moving > 0 && rows.iter().filter(|row| row.balance.is_some()).count() > 1
}

/// Whether the newest row is the first: by the balances where they say so, else by the days.
fn runs_backwards(rows: &[BankRow]) -> bool {
    let (mut onwards, mut backwards) = (0u64, 0u64);
    for pair in rows.windows(2) {
        let [above, below] = pair else { continue };
        if let (Some(first), Some(second)) = (above.balance, below.balance) {
            onwards += u64::from(first.0.checked_add(below.amount.0) == Some(second.0));
            backwards += u64::from(second.0.checked_add(above.amount.0) == Some(first.0));
        }
    }
    if onwards == backwards { is_newest_first(rows) } else { backwards > onwards }
}

fn is_newest_first(rows: &[BankRow]) -> bool {
    rows.first().zip(rows.last()).is_some_and(|(first, last)| first.on > last.on)
}
