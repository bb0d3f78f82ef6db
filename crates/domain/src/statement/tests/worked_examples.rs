//! The seven worked examples, published or computed apart from the program, and their variants.

use jiff::civil::date;

use super::{business, lines, on, sums};
use crate::money::{Cents, Rate};
use crate::party::DebtorKind;
use crate::statement::{Account, Movement};
use crate::terms::{Imputation, RateClause};

#[test]
fn the_published_clauses_of_twelve_and_fifteen_per_cent() {
    // felohq.com: 147,95 + 40; agenceipro.com: 184,93.
    for (rate, total) in [(12, "15187.95"), (15, "15224.93")] {
        let mut account = business(15_000_00, date(2026, 1, 31));
        account.clause = Some(RateClause::Fixed { rate: Rate::points(rate) });
        assert_eq!(on(&account, date(2026, 3, 2)).totals.total_due.plain(), total);
    }
}

#[test]
fn thirty_days_of_the_first_half_of_2025_are_ten_euros_eighty_one() {
    // heropay.eu prints 10.82, which no rounding at the line gives.
    let statement = on(&business(1_000_00, date(2025, 3, 1)), date(2025, 3, 31));
    assert_eq!(lines(&statement), ["2025-03-02 2025-03-31 30d 1000.00 x 13.15 = 10.81"]);
}

#[test]
fn the_default_rate_across_the_first_of_july() {
    let statement = on(&business(12_000_00, date(2026, 5, 31)), date(2026, 9, 15));
    assert_eq!(
        lines(&statement),
        ["2026-06-01 2026-06-30 30d 12000.00 x 12.15 = 119.84", "2026-07-01 2026-09-15 77d 12000.00 x 12.40 = 313.91"]
    );
    assert_eq!(sums(&statement), ["12000.00", "433.75", "40.00", "12473.75"]);
    assert_eq!(statement.interest_unrounded.plain(), "433.74", "the unrounded sum differs by a cent and is shown");
}

#[test]
fn a_part_payment_pays_the_interest_first() {
    let mut account = business(10_000_00, date(2026, 3, 31));
    account.movements = vec![Movement::payment(date(2026, 6, 15), Cents(4_000_00))];
    let statement = on(&account, date(2026, 11, 21));
    assert_eq!(
        lines(&statement),
        [
            "2026-04-01 2026-06-15 76d 10000.00 x 12.15 = 252.99",
            "2026-06-16 2026-06-30 15d 6252.99 x 12.15 = 31.22",
            "2026-07-01 2026-11-21 144d 6252.99 x 12.40 = 305.90",
        ]
    );
    let paid = statement.payments[0];
    assert_eq!([paid.to_interest, paid.to_principal, paid.to_indemnity, paid.over].map(|c| c.0), [252_99, 3_747_01, 0, 0]);
    assert_eq!(sums(&statement), ["6252.99", "337.12", "40.00", "6630.11"]);
}

#[test]
fn a_part_payment_pays_the_principal_first_where_the_contract_says_so() {
    let mut account = business(10_000_00, date(2026, 3, 31));
    account.imputation = Imputation::PrincipalFirst;
    account.movements = vec![Movement::payment(date(2026, 6, 15), Cents(4_000_00))];
    let statement = on(&account, date(2026, 11, 21));
    assert_eq!(
        lines(&statement)[1..],
        ["2026-06-16 2026-06-30 15d 6000.00 x 12.15 = 29.96", "2026-07-01 2026-11-21 144d 6000.00 x 12.40 = 293.52"]
    );
    assert_eq!(sums(&statement), ["6000.00", "576.47", "40.00", "6616.47"]);
}

#[test]
fn a_consumer_owes_the_legal_rate_from_the_day_after_the_formal_notice() {
    let mut account = Account::new(Cents(1_234_56), date(2025, 12, 31), DebtorKind::Consumer);
    account.formal_notice_on = Some(date(2026, 2, 10));
    let statement = on(&account, date(2026, 11, 21));
    assert_eq!(
        lines(&statement),
        ["2026-02-11 2026-06-30 140d 1234.56 x 2.62 = 12.41", "2026-07-01 2026-11-21 144d 1234.56 x 2.75 = 13.39"]
    );
    assert_eq!(sums(&statement), ["1234.56", "25.80", "0.00", "1260.36"]);
}

#[test]
fn a_public_buyer_owes_one_rate_for_the_whole_delay() {
    let account = Account::new(Cents(24_000_00), date(2026, 6, 3), DebtorKind::PublicBody);
    let statement = on(&account, date(2026, 8, 20));
    assert_eq!(lines(&statement), ["2026-06-04 2026-08-20 78d 24000.00 x 10.15 = 520.57"], "528.96 with a cut at 1 July is wrong");
    assert_eq!(sums(&statement), ["24000.00", "520.57", "40.00", "24560.57"]);
    assert_eq!(statement.lines[0].source(), "CCP R2192-31");
}

#[test]
fn three_half_years_with_two_part_payments() {
    let mut account = business(6_480_00, date(2025, 5, 30));
    account.movements = vec![Movement::payment(date(2025, 9, 15), Cents(2_000_00)), Movement::payment(date(2026, 2, 16), Cents(1_000_00))];
    let statement = on(&account, date(2026, 11, 21));
    assert_eq!(
        lines(&statement),
        [
            "2025-05-31 2025-06-30 31d 6480.00 x 13.15 = 72.37",
            "2025-07-01 2025-09-15 77d 6480.00 x 12.15 = 166.09",
            "2025-09-16 2025-12-31 107d 4718.46 x 12.15 = 168.06",
            "2026-01-01 2026-02-16 47d 4718.46 x 12.15 = 73.82",
            "2026-02-17 2026-06-30 134d 3960.34 x 12.15 = 176.65",
            "2026-07-01 2026-11-21 144d 3960.34 x 12.40 = 193.74",
        ]
    );
    let split: Vec<_> = statement.payments.iter().map(|p| (p.to_interest.plain(), p.to_principal.plain())).collect();
    assert_eq!(split, [("238.46".into(), "1761.54".into()), ("241.88".into(), "758.12".into())]);
    assert_eq!(sums(&statement), ["3960.34", "370.39", "40.00", "4370.73"]);
}
