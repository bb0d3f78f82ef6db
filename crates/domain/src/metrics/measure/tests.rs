//! Figures computed by hand.

use jiff::civil::date;

use super::*;
use crate::facts::{Entry, MovementFacts, PromiseFacts};
use crate::ids::{AllocationId, InvoiceId, MovementId};
use crate::party::{DebtorKind, Language, Reach};
use crate::terms::{CreditCause, DueBasis};

const DAY: Date = Date::constant(2026, 6, 30);

fn entry(on: Date, cents: i64, kind: EntryKind) -> Entry {
    Entry { allocation: AllocationId(1), movement: MovementId(1), on, cents: Cents(cents), kind, reversed_on: None }
}

fn claim(id: i64, issued_on: Date, due_on: Date, cents: i64) -> ClaimFacts {
    ClaimFacts {
        id: ClaimId(id),
        invoice: InvoiceId(id),
        number: format!("F{id}"),
        issued_on,
        performed_on: None,
        due_on,
        due_basis: DueBasis::Printed,
        amount: Cents(cents),
        total: Cents(cents),
        currency: Currency::EUR,
        seen_on: issued_on,
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
    }
}

fn paid(mut claim: ClaimFacts, on: Date, cents: i64) -> ClaimFacts {
    claim.entries.push(entry(on, cents, EntryKind::Payment));
    claim
}

fn debtor(claims: Vec<ClaimFacts>) -> DebtorFacts {
    let mut facts =
        DebtorFacts::new(DebtorId(1), "C1".to_owned(), DebtorKind::Business, String::new(), Language::default(), Reach::default());
    facts.claims = claims;
    facts
}

fn figures(claims: Vec<ClaimFacts>) -> Figures {
    let mut measure = Measure::new(DAY, Currency::EUR);
    measure.add(&debtor(claims), &TenantFacts::default());
    measure.figures()
}

fn today(figures: &Figures) -> &Point {
    figures.points.last().expect("a point")
}

/// Owed 120 000; sold 60 000 in June (30 days), 45 000 in May (31), 40 000 in April (30): 15 000 of April are left, 11.25 days.
/// 30 + 31 + 11.25 = 72.25 days, 72.3 rounded half up.
#[test]
fn sales_are_used_up_month_by_month() {
    let sold = |from: Date, _: Date| {
        Cents(match from.month() {
            6 => 6_000_000,
            5 => 4_500_000,
            4 => 4_000_000,
            _ => 0,
        })
    };
    assert_eq!(count_back(Cents(12_000_000), DAY, date(2026, 1, 1), sold), Some(723));
    assert_eq!(count_back(Cents(6_000_000), DAY, date(2026, 1, 1), sold), Some(300));
    assert_eq!(count_back(Cents::ZERO, DAY, date(2026, 1, 1), sold), Some(0));
    assert_eq!(count_back(Cents(-5), DAY, date(2026, 1, 1), sold), Some(0));
}

/// Sales known whole since May: what May and June do not use up is not known.
#[test]
fn a_history_that_does_not_reach_far_enough_gives_no_figure() {
    let sold = |from: Date, _: Date| Cents(if from.month() >= 5 { 1_000_000 } else { 9_000_000 });
    assert_eq!(count_back(Cents(1_500_000), DAY, date(2026, 5, 3), sold), Some(455), "30 + 31 / 2");
    assert_eq!(count_back(Cents(2_500_000), DAY, date(2026, 5, 3), sold), None);
}

/// The month of the day counts only its days gone: 15 June, 10 000 sold in June, 10 000 owed: 15 days.
#[test]
fn the_present_month_counts_the_days_that_are_gone() {
    assert_eq!(count_back(Cents(1_000_000), date(2026, 6, 15), date(2026, 1, 1), |_, _| Cents(1_000_000)), Some(150));
}

/// Open: 3 000 late, 1 000 not due: 75.0 %. Sold since April: 4 000 and a paid 6 000.
/// DSO: 4 000 owed; June sold 1 000 (30 days), May 3 000 (31): 61 days. Best: 1 000 against June: 30 days.
/// CEI from 1 April: before 0, sales 10 000, end 4 000, of which not due 1 000: 6 000 / 9 000 = 66.7 %.
#[test]
fn a_small_book_by_hand() {
    let figures = figures(vec![
        claim(1, date(2026, 5, 4), date(2026, 6, 3), 300_000),
        claim(2, date(2026, 6, 10), date(2026, 7, 10), 100_000),
        paid(claim(3, date(2026, 4, 2), date(2026, 5, 2), 600_000), date(2026, 5, 12), 600_000),
        // So that sales are known whole since long ago.
        paid(claim(4, date(2025, 1, 2), date(2025, 2, 1), 100), date(2025, 2, 1), 100),
    ]);
    let point = today(&figures);
    assert_eq!((point.open, point.late), (Cents(400_000), Cents(300_000)));
    assert_eq!(point.overdue_rate, Some(750));
    assert_eq!((point.dso, point.best_dso), (Some(610), Some(300)));
    assert_eq!((point.open_before, point.sales, point.cei), (Cents::ZERO, Cents(1_000_000), Some(667)));
    assert_eq!(point.days_late, Some(100), "6 000 paid ten days late");
    assert_eq!(figures.behind[&Figure::OverdueRate].count, 1);
    assert_eq!(figures.behind[&Figure::Dso].sum, Cents(400_000));
    assert_eq!(figures.behind[&Figure::DaysLate].pieces[0].number, "F3");
}

/// Paid 1 000 five days late and 3 000 early: (1 000 × 5 + 3 000 × 0) / 4 000 = 1.25, 1.3 days.
#[test]
fn an_early_payment_is_not_late_and_amounts_weigh() {
    let figures = figures(vec![
        paid(claim(1, date(2026, 5, 1), date(2026, 6, 1), 100_000), date(2026, 6, 6), 100_000),
        paid(claim(2, date(2026, 5, 1), date(2026, 6, 20), 300_000), date(2026, 6, 2), 300_000),
        // Settled ninety days ago: out of the window.
        paid(claim(3, date(2026, 1, 1), date(2026, 2, 1), 900_000), date(2026, 4, 1), 900_000),
    ]);
    assert_eq!(today(&figures).days_late, Some(13));
    assert_eq!(figures.behind[&Figure::DaysLate].count, 2);
}

/// Due 1 March (121 days ago): 10 000, of which 2 000 credited, 6 000 paid within 90 days, 2 000 after: 6 / 8 = 75 %.
#[test]
fn recovery_counts_what_was_paid_within_ninety_days() {
    let mut part = paid(claim(1, date(2026, 2, 1), date(2026, 3, 1), 1_000_000), date(2026, 4, 15), 600_000);
    part.entries.push(entry(date(2026, 3, 10), 200_000, EntryKind::Credit(CreditCause::Correction)));
    part.entries.push(entry(date(2026, 6, 20), 200_000, EntryKind::Payment));
    let figures = figures(vec![part]);
    assert_eq!(today(&figures).recovery, Some(750));
    assert_eq!(figures.behind[&Figure::Recovery].sum, Cents(200_000));
}

/// Only open invoices, taken in long after their issue: what was sold besides them is not known.
#[test]
fn a_file_of_open_invoices_alone_gives_neither_dso_nor_recovery() {
    let mut old = claim(1, date(2026, 1, 5), date(2026, 2, 4), 100_000);
    old.seen_on = DAY;
    let figures = figures(vec![old]);
    let point = today(&figures);
    assert_eq!(
        (point.dso, point.best_dso, point.cei, point.recovery, point.days_late, point.promises),
        (None, None, None, None, None, None)
    );
    assert_eq!(point.overdue_rate, Some(1_000), "what is open needs no history");
}

/// One kept, one broken, one whose payments are not known yet.
#[test]
fn promises_are_kept_or_broken_once_payments_are_known() {
    let mut facts = debtor(vec![
        paid(claim(1, date(2026, 3, 1), date(2026, 4, 1), 100_000), date(2026, 5, 10), 100_000),
        claim(2, date(2026, 3, 1), date(2026, 4, 1), 50_000),
    ]);
    facts.movements.push(MovementFacts {
        id: MovementId(1),
        on: date(2026, 5, 10),
        amount: Cents(100_000),
        currency: Currency::EUR,
        kind: EntryKind::Payment,
        number: String::new(),
        allocated: vec![(AllocationId(1), date(2026, 5, 10), Cents(100_000))],
        reversed_on: None,
    });
    let promise = |id: i64, claim: i64, cents: i64, by: Date| PromiseFacts {
        id: PromiseId(id),
        on: date(2026, 5, 1),
        claims: vec![ClaimId(claim)],
        amount: Cents(cents),
        by,
        cancelled_on: None,
    };
    facts.promises = vec![
        promise(10, 1, 100_000, date(2026, 5, 12)),
        promise(11, 2, 50_000, date(2026, 5, 12)),
        promise(12, 2, 50_000, date(2026, 6, 27)),
    ];
    let tenant = TenantFacts { payments_known_through: Some(date(2026, 6, 25)), ..TenantFacts::default() };
    let mut measure = Measure::new(DAY, Currency::EUR);
    measure.add(&facts, &tenant);
    let figures = measure.figures();
    assert_eq!(today(&figures).promises, Some((1, 2)));
    assert_eq!(figures.behind[&Figure::Promises].count, 2);
}

/// The curve has a point every thirty days, the oldest first.
#[test]
fn the_curve_goes_back_by_thirty_days() {
    let figures = figures(vec![claim(1, date(2026, 5, 4), date(2026, 6, 3), 300_000)]);
    assert_eq!(figures.points.len(), 8);
    assert_eq!(figures.points[0].day, date(2025, 12, 2));
    assert_eq!(figures.points[6].open, Cents(300_000), "on 31 May it was open and not late");
    assert_eq!((figures.points[6].late, figures.points[5].open), (Cents::ZERO, Cents::ZERO));
}
