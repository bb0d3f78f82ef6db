//! The accounts had the payment first: the bank tells it again, and it counts once.

use jiff::civil::date;

use super::world::*;
use crate::ids::DebtorId;
use crate::money::Currency;
use crate::payments::{Back, Line, LineKind, Match, Outcome, Payer, Received, Settings, Verdict, reconcile};

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

/// « REF » is no name, and three letters that are the initials of a debtor are no more than that.
#[test]
fn initials_alone_make_nothing_told_again() {
    let of = |label: &str| {
        let mut books = books();
        let payer = |debtor, name: &str| Payer {
            debtor,
            code: String::new(),
            name: name.to_owned(),
            also: Vec::new(),
            siren: String::new(),
            ibans: Vec::new(),
            group: None,
        };
        books.payer(payer(DebtorId(20), "Rénovation Étanchéité Façades"));
        books.payer(payer(DebtorId(21), "Nouvelle Bâtisse Charpente"));
        books.received(booked(700, DebtorId(20), date(2026, 11, 18), 84_000, ""));
        books.received(booked(701, DebtorId(21), date(2026, 11, 18), 42_000, ""));
        let cents = if label.contains("NBC") { 42_000 } else { 84_000 };
        judge(&books.finish(), &line(cents, label))
    };
    assert_eq!(of("VIR DURAND REF 8812").automatic(), None);
    assert_eq!(of("VIR DURAND NBC 8812").automatic(), None);
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

/// Martin (Lyon) paid by cheque, and a person recorded it; Martin (Nice) owes as much, and transfers the next day.
#[test]
fn the_payment_of_a_homonym_does_not_take_the_money_of_another() {
    let mut books = books();
    books.received(booked(700, MARTIN_LYON, date(2026, 11, 19), 50_000, ""));
    let mut index = books.finish();
    let verdict = judge(&index, &line(50_000, "VIR MARTIN"));
    assert_eq!(verdict.automatic(), None, "{verdict:#?}");
    assert_eq!(verdict.holds, [MARTIN_LYON, MARTIN_NICE]);
    assert!(
        matches(&verdict).iter().any(|found| told(found) == [700]) && matches(&verdict).iter().any(|found| paid(found) == [(52, 50_000)])
    );
    // The account is Nice's: its invoice comes first, and a person says.
    index.learn_iban(MARTIN_NICE, IBAN_NEW);
    let verdict = judge(&index, &from_iban(line(50_000, "VIR MARTIN"), IBAN_NEW));
    assert_eq!(paid(proposed(&verdict)), [(52, 50_000)], "{verdict:#?}");
    assert_eq!(verdict.holds, [MARTIN_LYON, MARTIN_NICE]);
}

#[test]
fn a_name_that_is_shown_better_keeps_the_payment_of_another_out() {
    let mut books = books();
    let payer = |debtor, name: &str| Payer {
        debtor: DebtorId(debtor),
        code: String::new(),
        name: name.to_owned(),
        also: Vec::new(),
        siren: String::new(),
        ibans: Vec::new(),
        group: None,
    };
    books.payer(payer(20, "Durand Plomberie"));
    books.payer(payer(21, "Durand Plomberie Sud"));
    books.item(&item(201, DebtorId(21), "F-2026-0201", 231_000, date(2026, 10, 1), Currency::EUR));
    books.received(booked(700, DebtorId(20), date(2026, 11, 19), 70_000, ""));
    let index = books.finish();
    let other = judge(&index, &from_name(line(70_000, "ACOMPTE"), "DURAND PLOMBERIE SUD"));
    assert_eq!(other.automatic(), None, "{other:#?}");
    assert!(other.holds.contains(&DebtorId(21)), "{:?}", other.holds);
    assert_eq!(told(automatic(&judge(&index, &from_name(line(70_000, "ACOMPTE"), "DURAND PLOMBERIE")))), [700]);
}

/// The accounts have Griffon's payment of the 16th and its reject of the 18th: what comes then is other money.
#[test]
fn money_that_comes_after_a_payment_came_back_is_not_that_payment() {
    let mut books = books();
    books.received(Received {
        came_back: Some((date(2026, 11, 18), false)),
        ..booked(700, GRIFFON, date(2026, 11, 16), 99_990, "F-2026-0081")
    });
    let index = books.finish();
    let on = |day| judge(&index, &Line { on: date(2026, 11, day), ..line(99_990, "IMPRIMERIE DU GRIFFON F-2026-0081") });
    assert_eq!(told(automatic(&on(17))), [700]);
    let of_the_day = on(18);
    assert_eq!(of_the_day.automatic(), None, "{of_the_day:#?}");
    assert!(of_the_day.holds.contains(&GRIFFON), "{:?}", of_the_day.holds);
    assert_eq!(paid(automatic(&on(19))), [(81, 99_990)]);
}

/// A price that is everybody's: of a thousand payments that the accounts have, the line's own is found, and few are weighed.
#[test]
fn of_many_payments_of_one_price_few_are_weighed() {
    let mut books = books();
    for at in 0..1_000 {
        let debtor = DebtorId(1_000 + at);
        // « aaaahh », two letters for each digit: no name is a letter from another.
        let name: String = format!("{at:03}").bytes().flat_map(|digit| [char::from(digit - b'0' + b'a'); 2]).collect();
        books.payer(Payer { debtor, code: String::new(), name, also: Vec::new(), siren: String::new(), ibans: Vec::new(), group: None });
        books.received(booked(5_000 + at, debtor, date(2026, 11, 10 + i8::try_from(at % 9).expect("a digit")), 4_900, ""));
    }
    let index = books.finish();
    let judged = index.judged(&line(4_900, "PRLV AAAAHH"), &Settings::default(), TODAY);
    assert!(judged.weighed.len() < 100, "{} are kept", judged.weighed.len());
    assert_eq!(told(&matches(&judged.verdict)[0]), [5_007], "{:#?}", judged.verdict);
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
