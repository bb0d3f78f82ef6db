//! Each kind of debtor, the first day of interest, clauses, and what is found beside the amounts.

use jiff::civil::date;

use super::{business, lines, on, sums};
use crate::law::{Law, Mark};
use crate::money::{Cents, Currency, Rate};
use crate::party::{CreditorKind, DebtorKind};
use crate::statement::{Account, Finding, LineKind, Movement, statement, totals};
use crate::terms::{DueBasis, RateClause};

const THOUSAND: i64 = 1_000_00;

#[test]
fn nothing_is_late_on_the_due_date() {
    let account = business(THOUSAND, date(2026, 5, 31));
    for day in [date(2026, 5, 30), date(2026, 5, 31)] {
        let statement = on(&account, day);
        assert!(statement.lines.is_empty() && statement.indemnity.is_none());
        assert_eq!(sums(&statement), ["1000.00", "0.00", "0.00", "1000.00"]);
    }
    let next = on(&account, date(2026, 6, 1));
    assert_eq!(lines(&next), ["2026-06-01 2026-06-01 1d 1000.00 x 12.15 = 0.33"]);
    assert_eq!(sums(&next), ["1000.00", "0.33", "40.00", "1040.33"]);
    assert_eq!(next.indemnity.expect("due").on, date(2026, 6, 1));
}

#[test]
fn a_leap_year_still_counts_three_hundred_and_sixty_five_days() {
    let statement = on(&business(10_000_00, date(2024, 2, 28)), date(2024, 3, 1));
    assert_eq!(lines(&statement), ["2024-02-29 2024-03-01 2d 10000.00 x 14.50 = 7.95"]);
    let year = on(&business(10_000_00, date(2023, 12, 31)), date(2024, 12, 31));
    assert_eq!(year.lines.iter().map(|line| line.days).sum::<i64>(), 366);
    assert_eq!(year.totals.interest_due.plain(), "1441.37", "723.01 + 718.36: more than a year's interest");
}

#[test]
fn a_consumer_owes_nothing_more_before_a_formal_notice() {
    let mut account = Account::new(Cents(THOUSAND), date(2025, 12, 31), DebtorKind::Consumer);
    let statement = on(&account, date(2026, 11, 21));
    assert_eq!(sums(&statement), ["1000.00", "0.00", "0.00", "1000.00"]);
    assert_eq!(statement.findings, [Finding::NoFormalNotice]);

    account.formal_notice_on = Some(date(2026, 11, 21));
    let statement = on(&account, date(2026, 11, 21));
    assert!(statement.lines.is_empty(), "the day of reception itself bears no interest");
    assert!(statement.findings.is_empty());
    assert_eq!(on(&account, date(2026, 11, 22)).lines[0].from, date(2026, 11, 22));
}

#[test]
fn a_formal_notice_before_the_due_date_starts_nothing_before_it() {
    let mut account = Account::new(Cents(THOUSAND), date(2026, 3, 31), DebtorKind::NonProfessional);
    account.formal_notice_on = Some(date(2026, 3, 10));
    let statement = on(&account, date(2026, 4, 2));
    assert_eq!(lines(&statement), ["2026-04-01 2026-04-02 2d 1000.00 x 2.62 = 0.14"]);
    assert_eq!((statement.lines[0].source(), statement.lines[0].kind), ("C. civ. 1231-6 ; CMF L313-2", LineKind::Legal));
    assert_eq!(statement.totals.fixed_indemnity, Cents::ZERO);
    assert_eq!(statement.findings, [Finding::ToQualify]);
}

#[test]
fn the_column_of_the_legal_rate_is_the_creditors() {
    let mut account = Account::new(Cents(1_234_56), date(2025, 12, 31), DebtorKind::Consumer);
    account.formal_notice_on = Some(date(2026, 2, 10));
    account.creditor = CreditorKind::Individual;
    let statement = on(&account, date(2026, 11, 21));
    assert_eq!(statement.totals.interest_due.plain(), "64.89", "31.58 at 6.67 and 33.31 at 6.84");
    let Finding::RateToCheck { from, rate, mark, .. } = &statement.findings[0] else { panic!("6.84 was seen once only") };
    assert_eq!((*from, *rate, *mark), (date(2026, 7, 1), Rate(6_840), Mark::Doubtful));
}

#[test]
fn a_clause_against_a_consumer_counts_from_the_formal_notice_and_is_pointed_out() {
    let mut account = Account::new(Cents(1_234_56), date(2025, 12, 31), DebtorKind::Consumer);
    account.clause = Some(RateClause::Fixed { rate: Rate::points(10) });
    account.formal_notice_on = Some(date(2026, 2, 10));
    let statement = on(&account, date(2026, 11, 21));
    assert_eq!(sums(&statement), ["1234.56", "96.06", "0.00", "1330.62"]);
    assert_eq!(statement.findings, [Finding::ClauseUnderControl]);
}

#[test]
fn an_unknown_debtor_or_a_presumed_due_date_is_asked_the_principal_only() {
    let mut account = Account::new(Cents(THOUSAND), date(2025, 12, 31), DebtorKind::Unknown);
    account.movements = vec![Movement::payment(date(2026, 2, 1), Cents(300_00))];
    let unknown = on(&account, date(2026, 11, 21));
    assert_eq!(sums(&unknown), ["700.00", "0.00", "0.00", "700.00"]);
    assert_eq!(unknown.findings, [Finding::UnknownDebtor]);

    account.debtor = DebtorKind::Business;
    account.due_basis = DueBasis::Presumed;
    let presumed = on(&account, date(2026, 11, 21));
    assert_eq!(sums(&presumed), ["700.00", "0.00", "0.00", "700.00"]);
    assert_eq!(presumed.findings, [Finding::PresumedDueDate]);
    // No rate is needed: the reminder of the principal leaves even where no rate is known.
    assert_eq!(on(&account, date(2030, 1, 1)).totals.total_due, Cents(700_00));
}

#[test]
fn a_public_buyer_keeps_its_first_rate_after_a_part_payment_and_ignores_the_clause() {
    let mut account = Account::new(Cents(24_000_00), date(2026, 6, 3), DebtorKind::PublicBody);
    account.clause = Some(RateClause::Fixed { rate: Rate::points(15) });
    account.movements = vec![Movement::payment(date(2026, 7, 15), Cents(10_000_00))];
    let statement = on(&account, date(2026, 8, 20));
    assert_eq!(
        lines(&statement),
        ["2026-06-04 2026-07-15 42d 24000.00 x 10.15 = 280.31", "2026-07-16 2026-08-20 36d 14280.31 x 10.15 = 142.96"]
    );
    assert_eq!(statement.findings, [Finding::ClauseNotApplied]);
    let after = Account::new(Cents(24_000_00), date(2026, 6, 30), DebtorKind::PublicBody);
    assert_eq!(on(&after, date(2026, 7, 10)).lines[0].rate(), Rate(10_400), "interest that begins on 1 July has the rate of that day");
}

#[test]
fn a_clause_under_the_floor_is_shown_and_never_corrected() {
    let mut account = business(12_000_00, date(2026, 5, 31));
    account.clause = Some(RateClause::Fixed { rate: Rate::points(5) });
    let statement = on(&account, date(2026, 9, 15));
    assert_eq!(
        lines(&statement),
        ["2026-06-01 2026-06-30 30d 12000.00 x 5.00 = 49.32", "2026-07-01 2026-09-15 77d 12000.00 x 5.00 = 126.58"]
    );
    let (first, second) = (date(2026, 1, 1), date(2026, 7, 1));
    let below = |half_year_from, floor, default| Finding::ClauseBelowFloor {
        half_year_from,
        clause: Rate(5_000),
        floor: Rate(floor),
        default: Some(Rate(default)),
    };
    assert_eq!(statement.findings, [below(first, 7_860, 12_150), below(second, 8_250, 12_400)]);
    let said = statement.findings[1].french().replace('\u{A0}', " ");
    assert!(said.contains("Clause illicite au 2e semestre 2026") && said.contains("8,25 %") && said.contains("12,40 %"), "{said}");

    account.clause = Some(RateClause::TimesLegal { times: 3 });
    assert!(on(&account, date(2026, 9, 15)).findings.is_empty(), "three times the legal rate is the floor itself");
}

#[test]
fn the_default_rate_stands_even_under_the_floor_of_clauses() {
    // 2024: 14.50 by default, 15.21 the floor.
    let statement = on(&business(THOUSAND, date(2024, 1, 31)), date(2024, 2, 29));
    assert_eq!((statement.lines[0].rate(), statement.findings.len()), (Rate(14_500), 0));
}

#[test]
fn a_rate_that_is_not_known_is_an_error_that_names_its_series() {
    let account = business(THOUSAND, date(2026, 5, 31));
    assert_eq!(on(&account, date(2026, 12, 31)).lines.len(), 2);
    let gap = statement(&account, date(2027, 1, 1), Law::embedded()).expect_err("2027 is not known");
    assert_eq!((gap.key.as_str(), gap.day), ("ecb-refinancing-rate", date(2027, 1, 1)));
    assert_eq!(totals(&account, date(2027, 1, 1), Law::embedded()), Err(gap));

    let mut consumer = Account::new(Cents(THOUSAND), date(2026, 5, 31), DebtorKind::Consumer);
    consumer.formal_notice_on = Some(date(2026, 6, 15));
    assert_eq!(totals(&consumer, date(2027, 2, 1), Law::embedded()).expect_err("unknown").key, "legal-rate-business");
}

#[test]
fn a_paid_claim_and_a_fixed_clause_need_no_rate_that_is_not_known() {
    let mut paid = business(THOUSAND, date(2026, 5, 31));
    paid.movements = vec![Movement::payment(date(2026, 6, 30), Cents(1_049_99))];
    assert_eq!(sums(&on(&paid, date(2028, 1, 1))), ["0.00", "0.00", "0.00", "0.00"]);

    let mut fixed = business(THOUSAND, date(2026, 5, 31));
    fixed.clause = Some(RateClause::PerMonth { rate: Rate(1_500) });
    let statement = on(&fixed, date(2027, 1, 10));
    assert_eq!(lines(&statement)[2], "2027-01-01 2027-01-10 10d 1000.00 x 18.00 = 4.93");
    let Finding::FloorNotChecked { half_year_from, gap } = &statement.findings[0] else { panic!("the floor of 2027 is not known") };
    assert_eq!(*half_year_from, date(2027, 1, 1));
    assert!(gap.contains("créancier professionnel"), "{gap}");
}

#[test]
fn old_rates_are_marked_to_be_checked() {
    let statement = on(&business(THOUSAND, date(2017, 12, 31)), date(2018, 6, 30));
    assert_eq!(lines(&statement), ["2018-01-01 2018-06-30 181d 1000.00 x 10.00 = 49.59"]);
    assert_eq!(statement.lines[0].source(), "C. com. L441-6 I (ancien)");
    assert!(matches!(statement.findings[..], [Finding::RateToCheck { mark: Mark::OwnKnowledge, .. }]));
}

#[test]
fn another_currency_bears_interest_but_the_forty_euros_stay_apart() {
    let mut account = business(THOUSAND, date(2026, 5, 31));
    account.currency = Currency::parse("USD").expect("a code");
    let statement = on(&account, date(2026, 6, 30));
    assert_eq!(sums(&statement), ["1000.00", "9.99", "0.00", "1009.99"]);
    assert_eq!(statement.findings, [Finding::IndemnityInEuros]);
}

#[test]
fn the_indemnity_began_in_2013() {
    let mut account = business(THOUSAND, date(2012, 12, 30));
    assert_eq!(on(&account, date(2013, 2, 1)).totals.fixed_indemnity, Cents::ZERO);
    account.due_on = date(2012, 12, 31);
    assert_eq!(on(&account, date(2013, 2, 1)).totals.fixed_indemnity, Cents(40_00), "its delay began on 1 January 2013");
}
