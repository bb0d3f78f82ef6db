//! Payments, credit notes, reversals and waivers; what known programs get wrong about them.

use jiff::civil::date;

use super::{business, lines, on, sums};
use crate::money::Cents;
use crate::party::DebtorKind;
use crate::statement::{Account, Finding, Movement, Row, Waiver};
use crate::terms::{CreditCause, Imputation, WaiverOf};

const DUE: jiff::civil::Date = date(2026, 5, 31);
const END_OF_JUNE: jiff::civil::Date = date(2026, 6, 30);

fn waiver(of: WaiverOf) -> Waiver {
    Waiver { on: date(2026, 8, 1), of, author: "Lise Capucine".to_owned(), withdrawn_on: None }
}

#[test]
fn a_part_payment_does_not_erase_the_interest_already_run() {
    // ERPNext takes today's balance for all past days: 500.00 for 30 days would be 4.99.
    let mut account = business(1_000_00, DUE);
    account.movements = vec![Movement::payment(END_OF_JUNE, Cents(500_00))];
    let statement = on(&account, END_OF_JUNE);
    assert_eq!(lines(&statement), ["2026-06-01 2026-06-30 30d 1000.00 x 12.15 = 9.99"]);
    assert_eq!(sums(&statement), ["509.99", "0.00", "40.00", "549.99"]);
}

#[test]
fn principal_paid_alone_leaves_the_interest_due_until_somebody_gives_it_up() {
    // ERPNext lost it when the principal was paid; here only a waiver with its author ends it.
    let mut account = business(1_000_00, DUE);
    account.imputation = Imputation::PrincipalFirst;
    account.movements = vec![Movement::payment(END_OF_JUNE, Cents(1_000_00))];
    assert_eq!(sums(&on(&account, date(2026, 11, 21))), ["0.00", "9.99", "40.00", "49.99"]);

    account.waivers = vec![waiver(WaiverOf::Interest), waiver(WaiverOf::Indemnity)];
    let statement = on(&account, date(2026, 11, 21));
    assert_eq!(sums(&statement), ["0.00", "0.00", "0.00", "0.00"]);
    let given: Vec<_> = statement.waivers.iter().map(|line| (line.author.as_str(), line.amount)).collect();
    assert_eq!(given, [("Lise Capucine", Some(Cents(9_99))), ("Lise Capucine", Some(Cents(40_00)))]);
}

#[test]
fn the_exact_amount_of_the_invoice_paid_late_leaves_a_principal_in_law() {
    let mut account = business(1_000_00, DUE);
    account.movements = vec![Movement::payment(END_OF_JUNE, Cents(1_000_00))];
    let statement = on(&account, date(2026, 11, 21));
    assert_eq!(lines(&statement)[1..], ["2026-07-01 2026-11-21 144d 9.99 x 12.40 = 0.49"]);
    assert_eq!(sums(&statement), ["9.99", "0.49", "40.00", "50.48"]);

    // Once all interest is given up, the same payment has paid the invoice.
    account.waivers = vec![waiver(WaiverOf::Interest)];
    assert_eq!(sums(&on(&account, date(2026, 11, 21))), ["0.00", "0.00", "40.00", "40.00"]);
}

#[test]
fn the_forty_euros_are_due_once_whatever_the_payments() {
    // OCA writes the fee on every line at every level.
    let mut account = business(1_000_00, DUE);
    account.movements = (1..=5).map(|month| Movement::payment(date(2026, 6 + month, 10), Cents(100_00))).collect();
    let statement = on(&account, date(2026, 11, 21));
    assert_eq!((statement.totals.fixed_indemnity, statement.totals.indemnity_charged), (Cents(40_00), Cents(40_00)));
}

#[test]
fn interest_is_on_the_open_part_not_on_the_whole_invoice() {
    // Tryton takes the full line.
    let mut account = business(1_000_00, DUE);
    account.movements = vec![Movement::payment(date(2026, 5, 15), Cents(400_00))];
    let statement = on(&account, END_OF_JUNE);
    assert_eq!(lines(&statement), ["2026-06-01 2026-06-30 30d 600.00 x 12.15 = 5.99"]);
    assert_eq!(sums(&statement), ["600.00", "5.99", "40.00", "645.99"]);
}

#[test]
fn paid_on_the_due_date_owes_nothing_more() {
    let mut account = business(1_000_00, DUE);
    account.movements = vec![Movement::payment(DUE, Cents(1_000_00))];
    assert_eq!(sums(&on(&account, date(2026, 11, 21))), ["0.00", "0.00", "0.00", "0.00"]);
    account.movements = vec![Movement::payment(date(2026, 6, 1), Cents(1_000_00))];
    assert_eq!(sums(&on(&account, date(2026, 6, 1))), ["0.33", "0.00", "40.00", "40.33"]);
}

#[test]
fn a_payment_dated_tomorrow_does_not_count_today() {
    let mut account = business(1_000_00, DUE);
    account.movements = vec![Movement::payment(date(2026, 7, 1), Cents(1_000_00))];
    let statement = on(&account, END_OF_JUNE);
    assert!(statement.payments.is_empty());
    assert_eq!(sums(&statement), ["1000.00", "9.99", "40.00", "1049.99"]);
}

#[test]
fn what_is_paid_beyond_everything_is_a_credit() {
    let mut account = business(1_000_00, DUE);
    account.movements = vec![Movement::payment(END_OF_JUNE, Cents(1_100_00))];
    let statement = on(&account, date(2026, 11, 21));
    let paid = statement.payments[0];
    assert_eq!([paid.to_interest, paid.to_principal, paid.to_indemnity, paid.over].map(|c| c.0), [9_99, 1_000_00, 40_00, 50_01]);
    assert_eq!(sums(&statement), ["0.00", "0.00", "0.00", "-50.01"]);
    assert_eq!((statement.totals.credit, statement.totals.indemnity_charged), (Cents(50_01), Cents(40_00)));

    account.movements = vec![Movement::payment(date(2026, 5, 1), Cents(1_100_00))];
    assert_eq!(sums(&on(&account, date(2026, 11, 21))), ["0.00", "0.00", "0.00", "-100.00"], "paid early: nothing was ever late");
}

#[test]
fn several_movements_of_one_day_share_one_line() {
    let mut account = business(1_000_00, DUE);
    account.movements = vec![
        Movement::payment(END_OF_JUNE, Cents(5_00)),
        Movement::payment(END_OF_JUNE, Cents(200_00)),
        Movement::credit(END_OF_JUNE, Cents(100_00), CreditCause::Return),
    ];
    let statement = on(&account, END_OF_JUNE);
    assert_eq!(statement.lines.len(), 1);
    let split: Vec<_> = statement.payments.iter().map(|p| (p.to_interest.0, p.to_principal.0, p.interest_left.0)).collect();
    assert_eq!(split, [(5_00, 0, 4_99), (4_99, 195_01, 0)]);
    assert_eq!(sums(&statement), ["704.99", "0.00", "40.00", "744.99"]);
}

#[test]
fn the_order_in_which_movements_are_given_does_not_matter() {
    let mut account = business(1_000_00, DUE);
    account.movements = vec![Movement::payment(date(2026, 9, 1), Cents(100_00)), Movement::payment(END_OF_JUNE, Cents(200_00))];
    let given = on(&account, date(2026, 11, 21));
    account.movements.reverse();
    let sorted = on(&account, date(2026, 11, 21));
    assert_eq!((given.lines, given.payments, given.totals), (sorted.lines, sorted.payments, sorted.totals));
}

#[test]
fn a_payment_that_came_back_never_paid() {
    let mut account = business(1_000_00, DUE);
    let cheque = Movement::payment(date(2026, 6, 10), Cents(1_000_00));
    account.movements = vec![Movement { reversed_on: Some(date(2026, 6, 25)), ..cheque }];
    assert_eq!(sums(&on(&account, date(2026, 6, 24))), ["3.33", "0.02", "40.00", "43.35"], "not known yet: 3.33 paid, then 14 days");
    let back = on(&account, END_OF_JUNE);
    assert_eq!(lines(&back), ["2026-06-01 2026-06-30 30d 1000.00 x 12.15 = 9.99"]);
    assert_eq!(sums(&back), ["1000.00", "9.99", "40.00", "1049.99"]);
    assert!(matches!(back.findings[..], [Finding::PaymentReversed { reversed_on, .. }] if reversed_on == date(2026, 6, 25)));
}

#[test]
fn a_credit_note_that_corrects_never_bore_interest() {
    let mut account = business(1_200_00, DUE);
    account.movements = vec![Movement::credit(date(2026, 9, 1), Cents(200_00), CreditCause::Correction)];
    let statement = on(&account, END_OF_JUNE);
    assert_eq!(lines(&statement), ["2026-06-01 2026-06-30 30d 1200.00 x 12.15 = 11.98"], "not known yet in June");
    let statement = on(&account, date(2026, 11, 21));
    assert_eq!(
        lines(&statement),
        ["2026-06-01 2026-06-30 30d 1000.00 x 12.15 = 9.99", "2026-07-01 2026-11-21 144d 1000.00 x 12.40 = 48.92"]
    );
    assert!(statement.credits[0].counts_from_the_start());
    assert!(matches!(statement.rows()[0], Row::Correction(_)));
}

#[test]
fn a_return_or_a_discount_counts_from_its_date_and_on_the_principal() {
    for cause in [CreditCause::Return, CreditCause::Discount] {
        let mut account = business(1_200_00, DUE);
        account.movements = vec![Movement::credit(date(2026, 9, 1), Cents(200_00), cause)];
        let statement = on(&account, date(2026, 11, 21));
        assert_eq!(
            lines(&statement),
            [
                "2026-06-01 2026-06-30 30d 1200.00 x 12.15 = 11.98",
                "2026-07-01 2026-09-01 63d 1200.00 x 12.40 = 25.68",
                "2026-09-02 2026-11-21 81d 1000.00 x 12.40 = 27.52",
            ]
        );
        assert_eq!((statement.credits[0].to_principal, statement.credits[0].to_interest), (Cents(200_00), Cents::ZERO));
    }
}

#[test]
fn an_invoice_cancelled_whole_owes_no_forty_euros_but_one_returned_late_does() {
    let mut account = business(1_000_00, DUE);
    account.movements = vec![Movement::credit(date(2026, 9, 1), Cents(1_000_00), CreditCause::Correction)];
    let cancelled = on(&account, date(2026, 11, 21));
    assert!(cancelled.lines.is_empty() && cancelled.indemnity.is_none());
    assert_eq!(sums(&cancelled), ["0.00", "0.00", "0.00", "0.00"]);

    account.movements = vec![Movement::credit(date(2026, 9, 1), Cents(1_000_00), CreditCause::Return)];
    assert_eq!(sums(&on(&account, date(2026, 11, 21))), ["0.00", "31.39", "40.00", "71.39"], "9.99 and 63 days, 21.40");
    account.movements = vec![Movement::credit(DUE, Cents(1_000_00), CreditCause::Return)];
    assert_eq!(sums(&on(&account, date(2026, 11, 21))), ["0.00", "0.00", "0.00", "0.00"], "returned in time");
}

#[test]
fn a_credit_note_larger_than_the_debt_is_set_off_then_a_credit() {
    let mut account = business(1_000_00, DUE);
    account.movements = vec![Movement::credit(END_OF_JUNE, Cents(1_060_00), CreditCause::Return)];
    let statement = on(&account, date(2026, 11, 21));
    let credit = statement.credits[0];
    assert_eq!([credit.to_principal, credit.to_interest, credit.to_indemnity, credit.over].map(|c| c.0), [1_000_00, 9_99, 40_00, 10_01]);
    assert_eq!(sums(&statement)[3], "-10.01");

    account.movements =
        vec![Movement::payment(END_OF_JUNE, Cents(600_00)), Movement::credit(date(2026, 8, 1), Cents(1_000_00), CreditCause::Correction)];
    assert_eq!(sums(&on(&account, date(2026, 11, 21)))[3], "-600.00", "nothing was ever due: the payment is owed back");
}

#[test]
fn a_sum_of_interest_given_up_was_never_asked() {
    let mut account = business(10_000_00, date(2026, 3, 31));
    account.movements = vec![Movement::payment(date(2026, 6, 15), Cents(4_000_00))];
    account.waivers = vec![waiver(WaiverOf::InterestAmount { amount: Cents(52_99) })];
    let statement = on(&account, date(2026, 11, 21));
    // 252.99 ran, 52.99 given up: the payment pays 200.00 of interest and 3 800.00 of principal.
    assert_eq!((statement.payments[0].to_interest, statement.payments[0].to_principal), (Cents(200_00), Cents(3_800_00)));
    assert_eq!(sums(&statement), ["6200.00", "334.27", "40.00", "6574.27"]);
    assert_eq!(statement.waivers[0].amount, Some(Cents(52_99)));

    account.waivers[0].of = WaiverOf::InterestAmount { amount: Cents(100_000_00) };
    let statement = on(&account, date(2026, 11, 21));
    assert_eq!(sums(&statement), ["6000.00", "0.00", "40.00", "6040.00"]);
    assert_eq!(statement.waivers[0].amount, Some(Cents(576_47)), "no more than what ran");
}

#[test]
fn a_waiver_counts_from_its_day_until_it_is_taken_back() {
    let mut account = business(1_000_00, DUE);
    account.waivers = vec![Waiver { withdrawn_on: Some(date(2026, 9, 1)), ..waiver(WaiverOf::Indemnity) }];
    let forty = |day| on(&account, day).totals.fixed_indemnity;
    assert_eq!(forty(date(2026, 7, 31)), Cents(40_00));
    assert_eq!(forty(date(2026, 8, 1)), Cents::ZERO);
    assert_eq!(forty(date(2026, 9, 1)), Cents(40_00), "reinstated");
}

#[test]
fn interest_given_up_needs_no_rate() {
    let mut account = business(1_000_00, DUE);
    account.waivers = vec![waiver(WaiverOf::Interest)];
    let statement = on(&account, date(2027, 3, 1));
    assert_eq!(sums(&statement), ["1000.00", "0.00", "40.00", "1040.00"]);
    assert_eq!(statement.waivers[0].amount, None, "how much was given up is not known in 2027");
}

#[test]
fn a_consumers_payment_before_the_formal_notice_lowers_the_principal() {
    let mut account = Account::new(Cents(1_000_00), date(2026, 1, 31), DebtorKind::Consumer);
    account.formal_notice_on = Some(date(2026, 3, 1));
    account.movements = vec![Movement::payment(date(2026, 2, 15), Cents(400_00))];
    assert_eq!(lines(&on(&account, date(2026, 3, 31))), ["2026-03-02 2026-03-31 30d 600.00 x 2.62 = 1.29"]);
}
