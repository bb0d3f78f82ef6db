//! The accounts had the payment first: the bank tells it again, and it counts once.

use jiff::civil::date;

use super::world::*;
use crate::payments::{Back, Line, LineKind, Match, Outcome, Received, Settings, Verdict, reconcile};

fn told(found: &Match) -> Vec<i64> {
    found.told.iter().map(|(movement, _)| movement.0).collect()
}

#[test]
fn a_transfer_that_the_accounts_have_is_not_counted_twice() {
    let mut books = books();
    // F-2026-0040 was paid by it: it is not open any more, and another invoice of Dupont has the same amount.
    books.received(booked(700, DUPONT, date(2026, 11, 20), 123_456, "F-2026-0040"));
    let verdict = judge(&books.finish(), &line(123_456, "VIR SEPA DUPONT MENUISERIE F-2026-0040"));
    assert_eq!(told(automatic(&verdict)), [700]);
    assert_eq!(paid(automatic(&verdict)), []);
    let said = "Le règlement de 1\u{202f}234,56\u{a0}€ de Dupont Menuiserie SARL au 20/11/2026 est déjà inscrit, le libellé cite ce qu'il a \
        réglé et le nom ressemble à « Dupont Menuiserie SARL ».";
    assert_eq!(automatic(&verdict).reason, said);
    assert!(verdict.holds.is_empty());
}

#[test]
fn what_quotes_an_open_invoice_is_no_payment_of_before() {
    let mut books = books();
    books.received(booked(700, DUPONT, date(2026, 11, 20), 123_456, "F-2026-0040"));
    let verdict = judge(&books.finish(), &line(123_456, "VIR SEPA DUPONT MENUISERIE F-2026-0042"));
    // The person sees both.
    assert!(verdict.automatic().is_none(), "{verdict:#?}");
    let all = matches(&verdict);
    assert_eq!(paid(&all[0]), [(42, 123_456)], "{all:#?}");
    assert!(all.iter().any(|found| told(found) == [700]), "{all:#?}");
}

#[test]
fn a_payment_of_a_week_before_with_an_invoice_open_for_as_much_is_asked() {
    let open = |on| {
        let mut books = books();
        books.received(booked(700, GRIFFON, on, 99_990, ""));
        judge(&books.finish(), &line(99_990, "VIR IMPRIMERIE DU GRIFFON"))
    };
    assert_eq!(told(automatic(&open(date(2026, 11, 17)))), [700]);
    let verdict = open(date(2026, 11, 16));
    assert!(matches!(verdict.outcome, Outcome::Proposed(_)), "{verdict:#?}");
    assert!(verdict.why.contains("déjà inscrit"), "{}", verdict.why);
    // Eleven days before it is another payment, as if it were not there.
    let far = open(date(2026, 11, 9));
    assert!(matches(&far).iter().all(|found| found.told.is_empty()), "{far:#?}");
}

#[test]
fn a_payment_that_has_its_line_is_not_told_again() {
    let mut books = books();
    books.received(received(700, GRIFFON, date(2026, 11, 20), 99_990, "", ""));
    let verdict = judge(&books.finish(), &line(99_990, "VIR IMPRIMERIE DU GRIFFON"));
    assert_eq!(paid(automatic(&verdict)), [(81, 99_990)]);
}

#[test]
fn a_line_that_names_nobody_is_told_again_on_its_day_only_and_alone() {
    let of = |payments: &[Received]| {
        let mut books = books();
        payments.iter().for_each(|one| books.received(one.clone()));
        judge(&books.finish(), &line(77_701, "REMISE CHEQUE 0000123"))
    };
    let on = |movement, debtor, day| booked(movement, debtor, date(2026, 11, day), 77_701, "");
    assert_eq!(told(automatic(&of(&[on(700, GRIFFON, 19)]))), [700]);
    let verdict = of(&[on(700, GRIFFON, 17)]);
    assert_eq!((told(proposed(&verdict)), proposed(&verdict).score), (vec![700], 691));
    let two = of(&[on(700, GRIFFON, 20), on(701, VALLEE, 20)]);
    assert!(two.automatic().is_none() && told(proposed(&two)) == [700], "{two:#?}");
    // A person's threshold counts here too.
    let mut books = books();
    books.received(on(700, GRIFFON, 20));
    let careful = Settings { automatic_from: 1000, ..Settings::default() };
    assert!(books.finish().judge(&line(77_701, "REMISE CHEQUE 0000123"), &careful, TODAY).automatic().is_none());
}

#[test]
fn the_same_price_paid_by_others_that_week_takes_nothing_from_a_sure_answer() {
    let mut books = books();
    for (movement, day) in [(700, 14), (701, 17), (702, 19)] {
        books.received(booked(movement, VALLEE, date(2026, 11, day), 99_990, ""));
    }
    let verdict = judge(&books.finish(), &line(99_990, "VIR IMPRIMERIE DU GRIFFON F-2026-0081"));
    assert_eq!(paid(automatic(&verdict)), [(81, 99_990)]);
}

#[test]
fn a_remittance_of_cheques_is_the_payments_of_its_entry() {
    let mut books = books();
    for (movement, debtor, cents) in [(700, GRIFFON, 40_001), (701, VALLEE, 30_002), (702, NUAGES, 20_003)] {
        books.received(Received { entry: "BQ|112|2026-11-20".to_owned(), ..booked(movement, debtor, date(2026, 11, 20), cents, "") });
    }
    let cheques = Line { kind: LineKind::Cheque, ..line(90_006, "REMISE CHEQUES BORD 0042 NB 3") };
    assert_eq!(told(automatic(&judge(&books.finish(), &cheques))), [700, 701, 702]);
}

#[test]
fn two_lines_of_one_amount_take_two_payments_and_a_third_pays_what_is_open() {
    let mut books = books();
    books.received(booked(700, GRIFFON, date(2026, 11, 19), 99_990, ""));
    books.received(booked(701, GRIFFON, date(2026, 11, 20), 99_990, ""));
    let on = |day: i8| Line { on: date(2026, 11, day), ..line(99_990, "VIR IMPRIMERIE DU GRIFFON") };
    let verdicts = reconcile(&mut books.finish(), &[on(20), on(20), on(20)], &Settings::default(), TODAY);
    let mut all: Vec<i64> = verdicts.iter().filter_map(Verdict::automatic).flat_map(told).collect();
    all.sort_unstable();
    assert_eq!(all, [700, 701]);
    let paying: Vec<_> = verdicts.iter().filter_map(Verdict::first).flat_map(paid).collect();
    assert_eq!(paying, [(81, 99_990)]);
}

fn back(verdict: &Verdict) -> (&[Back], bool) {
    match &verdict.outcome {
        Outcome::TakesBack { payments, automatic } => (payments, *automatic),
        _ => panic!("{verdict:#?}"),
    }
}

#[test]
fn a_return_that_the_accounts_have_does_not_take_another_payment_back() {
    let mut books = books();
    // October's came back and the accounts say so; November's did not.
    books.received(Received { came_back: Some((date(2026, 11, 18), false)), ..booked(700, GRIFFON, date(2026, 10, 20), 99_990, "") });
    books.received(received(701, GRIFFON, date(2026, 11, 12), 99_990, "", ""));
    let index = books.finish();
    let rejected = Line { kind: LineKind::Returned, ..line(-99_990, "REJET PRLV IMPRIMERIE DU GRIFFON") };
    let verdict = judge(&index, &rejected);
    let (payments, automatic) = back(&verdict);
    assert_eq!((payments[0].payment.0, payments[0].told, automatic), (700, true, true), "{verdict:#?}");
    // One that a line said already, or months before, cannot come back by this line.
    let gone = |day, on_line| {
        let mut books = super::world::books();
        books.received(Received { came_back: Some((day, on_line)), ..booked(700, GRIFFON, date(2026, 10, 1), 99_990, "") });
        back(&judge(&books.finish(), &rejected)).0.len()
    };
    assert_eq!((gone(date(2026, 11, 18), true), gone(date(2026, 10, 18), false), gone(date(2026, 11, 18), false)), (0, 0, 1));
}
