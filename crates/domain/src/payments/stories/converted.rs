//! Money that the bank converted: what the payer ordered is what is owed, in another currency than the line.

use jiff::civil::date;

use super::world::*;
use crate::ids::MovementId;
use crate::money::{Cents, Money};
use crate::payments::{Evidence, Line, LineKind, Match, Outcome, Received, Rest, Rule, RuleBy, Settings, reconcile};

const USD_2500: i64 = 250_000;

fn money(cents: i64, code: &str) -> Money {
    Money { amount: Cents(cents), currency: currency(code) }
}

/// A line of 2 312,45 €, of which the bank says what was ordered.
fn of_order(label: &str, cents: i64, code: &str) -> Line {
    Line { ordered: Some(money(cents, code)), ..line(231_245, label) }
}

fn dollars(movement: i64, cents: i64) -> Received {
    Received { currency: currency("USD"), ..booked(movement, OUTRE_MER, date(2026, 11, 19), cents, "F-2026-0091") }
}

#[test]
fn what_was_ordered_in_dollars_is_proposed_for_an_invoice_in_dollars() {
    let line = of_order("NORDISK HANDEL F-2026-0091", USD_2500, "USD");
    let verdict = judge(&index(), &line);
    let found = proposed(&verdict);
    assert_eq!((paid(found), found.rest), (vec![(91, USD_2500)], Rest::None));
    assert_eq!(found.converted, Some(money(USD_2500, "USD")));
    assert_eq!(found.evidence, [Evidence::Number, Evidence::Amount, Evidence::Name]);
    let begins = "Un ordre de 2\u{202f}500,00\u{a0}USD, que la banque a converti en 2\u{202f}312,45\u{a0}€ : le libellé cite la facture";
    assert!(found.reason.starts_with(begins), "{}", found.reason);
    assert!(verdict.why.contains("2\u{202f}500,00\u{a0}USD") && verdict.why.contains("2\u{202f}312,45\u{a0}€"), "{}", verdict.why);
    assert_eq!(verdict.holds, [OUTRE_MER]);
    // Never without a person, whatever is set.
    let bold = Settings { automatic_from: 0, ..Settings::default() };
    assert!(index().judge(&line, &bold, TODAY).automatic().is_none());
    assert!(reconcile(&mut index(), &[line.clone(), line], &bold, TODAY).iter().all(|verdict| verdict.automatic().is_none()));
}

#[test]
fn where_the_bank_does_not_say_what_was_ordered_nothing_is_proposed_of_it() {
    let verdict = judge(&index(), &line(231_245, "NORDISK HANDEL F-2026-0091"));
    assert!(matches(&verdict).iter().all(|found| found.converted.is_none() && found.allocations.is_empty()), "{verdict:?}");
    // An order in the currency of the line is the line.
    let euros = judge(&index(), &of_order("NORDISK HANDEL F-2026-0091", 231_245, "EUR"));
    assert_eq!(euros, verdict);
    // Pounds pay nothing in dollars.
    assert_eq!(judge(&index(), &of_order("NORDISK HANDEL F-2026-0091", USD_2500, "GBP")), verdict);
}

#[test]
fn a_part_and_a_surplus_are_said_in_the_currency_of_the_order() {
    let part = judge(&index(), &of_order("NORDISK HANDEL F-2026-0091", 100_000, "USD"));
    let found = proposed(&part);
    assert_eq!((paid(found), found.rest), (vec![(91, 100_000)], Rest::StillDue(Cents(150_000))));
    assert!(found.reason.contains("1\u{202f}500,00\u{a0}USD restent dus"), "{}", found.reason);
    let over = judge(&index(), &of_order("NORDISK HANDEL F-2026-0091", 260_000, "USD"));
    assert_eq!((paid(proposed(&over)), proposed(&over).rest), (vec![(91, USD_2500)], Rest::OnAccount(Cents(10_000))));
    // 3,00 USD short: the limits are in euros.
    let short = judge(&index(), &of_order("NORDISK HANDEL F-2026-0091", 249_700, "USD"));
    let found = proposed(&short);
    assert_eq!((found.rest, found.rest.may_be_given_up(&Settings::default(), currency("USD"))), (Rest::StillDue(Cents(300)), None));
}

#[test]
fn euros_ordered_from_an_account_in_dollars_are_limited_in_euros() {
    let line = Line { currency: currency("USD"), ordered: Some(money(123_400, "EUR")), ..line(133_300, "DUPONT MENUISERIE F-2026-0042") };
    let verdict = judge(&index(), &line);
    let found = proposed(&verdict);
    assert_eq!((paid(found), found.rest, found.converted), (vec![(42, 123_400)], Rest::WriteOff(Cents(56)), line.ordered));
}

#[test]
fn a_line_that_is_sure_in_its_own_currency_stays_what_it_is() {
    let line = Line { ordered: Some(money(98_000, "JPY")), ..line(123_456, "DUPONT MENUISERIE F-2026-0042") };
    let verdict = judge(&index(), &line);
    assert_eq!((paid(automatic(&verdict)), automatic(&verdict).converted), (vec![(42, 123_456)], None));
}

#[test]
fn what_fits_in_both_currencies_is_proposed_in_both() {
    // The number is Nordisk's; half of it would be Dupont's, in euros.
    let line =
        Line { ordered: Some(money(USD_2500, "USD")), ..from_iban(line(70_000, "FACT 2026-0042 NORDISK HANDEL F-2026-0091"), IBAN_DUPONT) };
    let verdict = judge(&index(), &line);
    let found = matches(&verdict);
    assert!(found.iter().any(|one| one.converted.is_some()) && found.iter().any(|one| one.converted.is_none()), "{found:#?}");
    assert!(found.windows(2).all(|pair| pair[0].score >= pair[1].score), "{found:#?}");
    assert_eq!(verdict.holds, [DUPONT, OUTRE_MER]);
}

#[test]
fn a_rule_leaves_aside_what_nothing_strong_says_to_be_an_invoice() {
    let with_rule = || {
        let mut books = books();
        books.rule(Rule { by: RuleBy::Label { words: "NORDISK HANDEL".to_owned() }, says: "Ristourne".to_owned() });
        books.finish()
    };
    let sure = judge(&with_rule(), &of_order("NORDISK HANDEL F-2026-0091", USD_2500, "USD"));
    assert_eq!(proposed(&sure).converted, Some(money(USD_2500, "USD")));
    let weak = judge(&with_rule(), &of_order("VIR NORDISK HANDEL", 77_700, "USD"));
    assert!(matches!(weak.outcome, Outcome::Unrelated(_)), "{weak:?}");
}

#[test]
fn a_payment_in_dollars_that_the_books_have_is_told_and_not_made_twice() {
    let mut books = books();
    books.received(dollars(700, USD_2500));
    let verdict = judge(&books.finish(), &of_order("NORDISK HANDEL F-2026-0091", USD_2500, "USD"));
    let found: &Match = proposed(&verdict);
    assert_eq!((&found.told[..], paid(found)), (&[(MovementId(700), Cents(USD_2500))][..], vec![]));
    assert_eq!(found.converted, Some(money(USD_2500, "USD")));
    assert!(found.reason.contains("déjà inscrit") && found.reason.contains("2\u{202f}312,45\u{a0}€"), "{}", found.reason);
}

#[test]
fn what_was_converted_comes_back_at_another_rate() {
    let mut books = books();
    books.received(Received { on_line: true, ..dollars(700, USD_2500) });
    let index = books.finish();
    let back = |ordered| Line { kind: LineKind::Returned, ordered, ..line(-229_980, "REJET VIR NORDISK HANDEL") };
    let verdict = judge(&index, &back(Some(money(USD_2500, "USD"))));
    let Outcome::TakesBack { payments, automatic: false } = &verdict.outcome else { panic!("{verdict:?}") };
    assert_eq!((payments.len(), payments[0].payment, payments[0].fee), (1, MovementId(700), Cents::ZERO));
    assert!(payments[0].reason.starts_with("Un ordre de 2\u{202f}500,00\u{a0}USD"), "{}", payments[0].reason);
    for other in [None, Some(money(249_000, "USD")), Some(money(USD_2500, "GBP"))] {
        let verdict = judge(&index, &back(other));
        assert!(matches!(&verdict.outcome, Outcome::TakesBack { payments, .. } if payments.is_empty()), "{verdict:?}");
    }
}
