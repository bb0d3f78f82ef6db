//! Judgment, capitalisation and insolvency.

use jiff::civil::date;

use super::{business, lines, on, sums};
use crate::law::{Law, Mark};
use crate::money::{Cents, Rate};
use crate::party::DebtorKind;
use crate::statement::{Account, Finding, LineKind, Movement, totals};
use crate::terms::{DueBasis, RateClause};

#[test]
fn a_judgment_puts_the_legal_rate_in_the_place_of_the_penalties() {
    let mut account = business(10_000_00, date(2025, 12, 31));
    account.judgment_on = Some(date(2026, 1, 15));
    // Sixty days of judgment end on 15 March, with the two months; the five points begin on the sixty-first.
    let day_60 = on(&account, date(2026, 3, 15));
    assert_eq!(lines(&day_60), ["2026-01-01 2026-01-14 14d 10000.00 x 12.15 = 46.60", "2026-01-15 2026-03-15 60d 10000.00 x 2.62 = 43.07"]);
    assert_eq!(sums(&day_60), ["10000.00", "89.67", "40.00", "10129.67"]);
    let day_61 = on(&account, date(2026, 3, 16));
    assert_eq!(lines(&day_61)[2..], ["2026-03-16 2026-03-16 1d 10000.00 x 7.62 = 2.09"]);
    let kinds: Vec<_> = day_61.lines.iter().map(|line| line.kind).collect();
    assert_eq!(kinds, [LineKind::Default, LineKind::Judgment, LineKind::JudgmentIncreased]);
    assert_eq!(lines(&on(&account, date(2026, 3, 17)))[2..], ["2026-03-16 2026-03-17 2d 10000.00 x 7.62 = 4.18"]);
}

#[test]
fn the_five_points_go_on_into_the_next_half_year() {
    let mut account = business(10_000_00, date(2025, 12, 31));
    account.judgment_on = Some(date(2026, 4, 30));
    let statement = on(&account, date(2026, 7, 10));
    assert_eq!(
        lines(&statement)[1..],
        ["2026-04-30 2026-06-30 62d 10000.00 x 2.62 = 44.50", "2026-07-01 2026-07-10 10d 10000.00 x 7.75 = 21.23",]
    );
}

#[test]
fn a_judgment_starts_interest_that_no_formal_notice_had_started() {
    let mut account = Account::new(Cents(1_000_00), date(2026, 1, 31), DebtorKind::Consumer);
    account.judgment_on = Some(date(2026, 3, 1));
    let statement = on(&account, date(2026, 3, 31));
    assert_eq!(lines(&statement), ["2026-03-01 2026-03-31 31d 1000.00 x 2.62 = 2.23"]);
    assert_eq!(statement.lines[0].source(), "C. civ. 1231-7 ; CMF L313-2");
    assert!(statement.findings.is_empty());
}

#[test]
fn a_judgment_ends_the_one_rate_of_a_public_buyer() {
    let mut account = Account::new(Cents(24_000_00), date(2026, 6, 3), DebtorKind::PublicBody);
    account.judgment_on = Some(date(2026, 8, 1));
    let rates: Vec<_> = on(&account, date(2026, 8, 20)).lines.iter().map(|line| (line.days, line.rate())).collect();
    assert_eq!(rates, [(58, Rate(10_150)), (20, Rate(2_750))]);
}

#[test]
fn a_judgment_does_not_qualify_an_unknown_debtor() {
    let mut account = Account::new(Cents(1_000_00), date(2026, 1, 31), DebtorKind::Unknown);
    account.judgment_on = Some(date(2026, 3, 1));
    assert_eq!(sums(&on(&account, date(2026, 3, 31)))[3], "1000.00");
    account.debtor = DebtorKind::Business;
    account.due_basis = DueBasis::Presumed;
    assert_eq!(sums(&on(&account, date(2026, 3, 31)))[3], "1000.00");
}

/// 10 000.00 at 10 % a year: 1 000.00 for 2025 (495.89 and 504.11).
fn ten_per_cent() -> Account {
    let mut account = business(10_000_00, date(2024, 12, 31));
    account.clause = Some(RateClause::Fixed { rate: Rate::points(10) });
    account.bears_indemnity = false;
    account
}

#[test]
fn interest_due_for_a_full_year_bears_interest_and_not_a_day_before() {
    let mut account = ten_per_cent();
    assert_eq!(sums(&on(&account, date(2026, 12, 31))), ["10000.00", "2000.00", "0.00", "12000.00"], "not asked");
    account.capitalise_from = Some(date(2025, 1, 1));
    let year = on(&account, date(2025, 12, 31));
    assert!(year.capitalisations.is_empty());
    assert_eq!(year.totals.interest_due.plain(), "1000.00");

    let two = on(&account, date(2026, 12, 31));
    assert_eq!(
        lines(&two)[2..],
        ["2026-01-01 2026-06-30 181d 11000.00 x 10.00 = 545.48", "2026-07-01 2026-12-31 184d 11000.00 x 10.00 = 554.52"]
    );
    assert_eq!((two.lines[1].capitalised, two.lines[2].capitalised), (Cents::ZERO, Cents(1_000_00)));
    assert_eq!((two.capitalisations[0].on, two.capitalisations[0].amount), (date(2026, 1, 1), Cents(1_000_00)));
    assert_eq!(sums(&two), ["10000.00", "2100.00", "0.00", "12100.00"], "the principal stays the principal");
}

#[test]
fn capitalisation_asked_later_takes_all_interest_due_on_that_day() {
    let mut account = ten_per_cent();
    account.capitalise_from = Some(date(2026, 4, 1));
    let statement = on(&account, date(2026, 12, 31));
    assert_eq!(
        lines(&statement)[2..],
        [
            "2026-01-01 2026-03-31 90d 10000.00 x 10.00 = 246.58",
            "2026-04-01 2026-06-30 91d 11246.58 x 10.00 = 280.39",
            "2026-07-01 2026-12-31 184d 11246.58 x 10.00 = 566.95",
        ]
    );
    assert_eq!(statement.totals.interest_due.plain(), "2093.92");
}

#[test]
fn capitalisation_comes_back_every_year_on_its_day() {
    let mut account = ten_per_cent();
    account.due_on = date(2020, 2, 28);
    account.capitalise_from = Some(date(2020, 1, 1));
    let days: Vec<_> = on(&account, date(2024, 6, 30)).capitalisations.iter().map(|c| c.on).collect();
    // Interest began on 29 February 2020.
    assert_eq!(days, [date(2021, 2, 28), date(2022, 2, 28), date(2023, 2, 28), date(2024, 2, 28)]);
}

#[test]
fn a_payment_pays_capitalised_interest_before_the_principal() {
    let mut account = ten_per_cent();
    account.capitalise_from = Some(date(2025, 1, 1));
    account.movements = vec![Movement::payment(date(2026, 6, 30), Cents(1_600_00))];
    let statement = on(&account, date(2026, 6, 30));
    assert_eq!((statement.payments[0].to_interest, statement.payments[0].to_principal), (Cents(1_545_48), Cents(54_52)));
    assert_eq!(sums(&statement), ["9945.48", "0.00", "0.00", "9945.48"]);
}

#[test]
fn insolvency_stops_interest_on_the_eve_of_the_judgment() {
    let mut account = business(10_000_00, date(2026, 5, 31));
    account.insolvency_on = Some(date(2026, 6, 11));
    let statement = on(&account, date(2028, 1, 1));
    assert_eq!(lines(&statement), ["2026-06-01 2026-06-10 10d 10000.00 x 12.15 = 33.29"]);
    assert_eq!(sums(&statement), ["10000.00", "33.29", "40.00", "10073.29"], "no later rate is needed");
    assert_eq!(statement.findings, [Finding::InterestStopped { on: date(2026, 6, 11) }]);
    assert!(on(&account, date(2026, 6, 10)).findings.is_empty(), "not known yet");
}

#[test]
fn the_forty_euros_are_not_invoked_for_what_fell_due_after_the_judgment() {
    let mut account = business(10_000_00, date(2026, 6, 11));
    account.insolvency_on = Some(date(2026, 6, 11));
    let statement = on(&account, date(2026, 11, 21));
    assert!(statement.lines.is_empty());
    assert_eq!(sums(&statement), ["10000.00", "0.00", "0.00", "10000.00"]);
    assert!(statement.findings.contains(&Finding::IndemnityNotInvocable { on: date(2026, 6, 11) }));
    account.due_on = date(2026, 6, 10);
    assert_eq!(on(&account, date(2026, 11, 21)).totals.fixed_indemnity, Cents(40_00), "due on the eve: declarable");
}

#[test]
fn insolvency_ends_capitalisation() {
    let mut account = ten_per_cent();
    account.capitalise_from = Some(date(2025, 1, 1));
    account.insolvency_on = Some(date(2026, 1, 1));
    let statement = on(&account, date(2026, 12, 31));
    assert!(statement.capitalisations.is_empty());
    assert_eq!(sums(&statement), ["10000.00", "1000.00", "0.00", "11000.00"]);
}

#[test]
fn the_mark_of_a_line_is_the_weakest_of_its_values() {
    let mut account = Account::new(Cents(1_000_00), date(2026, 3, 31), DebtorKind::Consumer);
    account.creditor = crate::party::CreditorKind::Individual;
    account.judgment_on = Some(date(2026, 4, 1));
    let statement = on(&account, date(2026, 9, 1));
    assert_eq!(statement.lines.last().map(|line| (line.rate(), line.applied.mark)), Some((Rate(11_840), Some(Mark::Doubtful))));
    assert!(totals(&account, date(2027, 1, 1), Law::embedded()).is_err());
}
