//! Amounts that do not fall out even: discount, fee, part, surplus, credit, other currency, other day.

use jiff::civil::date;

use super::world::*;
use crate::ids::MovementId;
use crate::money::{Cents, Rate};
use crate::payments::{EarlyDiscount, Evidence, ExpectedKind, Line, Rest, Settings};

#[test]
fn three_invoices_less_two_percent_for_early_payment() {
    let settings = Settings { discount: Some(EarlyDiscount { rate: Rate::points(2), days: 120 }), ..Settings::default() };
    // 1 234,56 → 1 209,87; 450,10 → 441,10; 2 000,35 → 1 960,34: each rounded, 3 611,31 in all of 3 685,01.
    let line = line(361_131, "DUPONT MENUISERIE FACT 42 43 45 ESC 2%");
    let verdict = index().judge(&line, &settings, TODAY);
    let found = proposed(&verdict);
    assert_eq!(paid(found), [(42, 120_987), (43, 44_110), (45, 196_034)]);
    assert_eq!(found.rest, Rest::Discount(Cents(7_370)));
    assert!(found.reason.contains("escompte déduit"), "{}", found.reason);
    // After the days of the discount it is a part payment.
    let late = Settings { discount: Some(EarlyDiscount { rate: Rate::points(2), days: 10 }), ..settings };
    assert!(matches!(proposed(&index().judge(&line, &late, TODAY)).rest, Rest::StillDue(Cents(7_370))));
}

#[test]
fn a_part_payment_of_a_named_invoice_is_proposed() {
    let verdict = judge(&index(), &from_iban(line(70_000, "ACOMPTE FACT 2026-0042"), IBAN_DUPONT));
    let found = proposed(&verdict);
    assert_eq!((paid(found), found.rest), (vec![(42, 70_000)], Rest::StillDue(Cents(53_456))));
    assert!(found.reason.contains("534,56\u{A0}€ restent dus"), "{}", found.reason);
    // A creditor who trusts such payments may set a lower threshold.
    let bold = Settings { automatic_from: 850, ..Settings::default() };
    let line = from_iban(line(70_000, "ACOMPTE FACT 2026-0042"), IBAN_DUPONT);
    assert!(index().judge(&line, &bold, TODAY).automatic().is_some());
}

#[test]
fn what_is_over_stays_on_account() {
    let verdict = judge(&index(), &from_iban(line(130_000, "DUPONT FACT F-2026-0042"), IBAN_DUPONT));
    let found = proposed(&verdict);
    assert_eq!((paid(found), found.rest), (vec![(42, 123_456)], Rest::OnAccount(Cents(6_544))));
    assert!(found.reason.contains("restent au crédit du client"), "{}", found.reason);
}

#[test]
fn what_a_bank_took_and_what_is_next_to_nothing_are_proposed_as_such() {
    let fee = judge(&index(), &line(122_456, "DUPONT MENUISERIE F-2026-0042"));
    assert_eq!((paid(proposed(&fee)), proposed(&fee).rest), (vec![(42, 122_456)], Rest::Fee(Cents(1_000))));
    let trifle = judge(&index(), &line(123_400, "DUPONT MENUISERIE F-2026-0042"));
    assert_eq!((paid(proposed(&trifle)), proposed(&trifle).rest), (vec![(42, 123_400)], Rest::WriteOff(Cents(56))));
    assert_eq!(proposed(&trifle).rest.missing(), Cents(56));
}

#[test]
fn limits_in_euros_do_not_reach_invoices_in_dollars_or_yen() {
    // 3,00 $ short: no write-off and no fee, a part payment.
    let dollars = Line { currency: currency("USD"), ..line(249_700, "NORDISK HANDEL F-2026-0091") };
    assert_eq!(proposed(&judge(&index(), &dollars)).rest, Rest::StillDue(Cents(300)));
    let yen = Line { currency: currency("JPY"), ..line(97_700, "NORDISK HANDEL F-2026-0092") };
    assert_eq!(proposed(&judge(&index(), &yen)).rest, Rest::StillDue(Cents(300)));
    // To the yen, in yen: like any other.
    let exact = Line { currency: currency("JPY"), ..line(98_000, "NORDISK HANDEL F-2026-0092") };
    assert_eq!(paid(automatic(&judge(&index(), &exact))), [(92, 98_000)]);
}

#[test]
fn money_in_another_currency_is_never_automatic() {
    let euros = judge(&index(), &line(250_000, "NORDISK HANDEL F-2026-0091"));
    let found = proposed(&euros);
    assert_eq!((paid(found), found.rest), (vec![], Rest::OnAccount(Cents(250_000))));
    assert!(found.reason.contains("autre devise"), "{}", found.reason);
    assert_eq!(euros.holds, [OUTRE_MER]);
    let bold = Settings { automatic_from: 0, ..Settings::default() };
    assert!(index().judge(&line(250_000, "NORDISK HANDEL F-2026-0091"), &bold, TODAY).automatic().is_none());
}

#[test]
fn money_of_a_day_to_come_is_known_and_not_taken_yet() {
    let tomorrow = Line { on: date(2026, 11, 22), ..line(123_456, "DUPONT MENUISERIE F-2026-0042") };
    let verdict = judge(&index(), &tomorrow);
    assert_eq!(paid(proposed(&verdict)), [(42, 123_456)]);
    assert!(verdict.why.contains("22 novembre 2026"), "{}", verdict.why);
    assert_eq!(verdict.holds, [DUPONT]);
}

#[test]
fn an_instalment_of_a_plan_is_known_by_its_amount() {
    let mut books = books();
    books.expected(expected(GRIFFON, ExpectedKind::Instalment, "", &[(81, 33_330)]));
    let verdict = judge(&books.finish(), &line(33_330, "VIR IMPRIMERIE DU GRIFFON"));
    let found = automatic(&verdict);
    assert_eq!((paid(found), found.rest), (vec![(81, 33_330)], Rest::StillDue(Cents(66_660))));
    assert_eq!(found.evidence, [Evidence::Expected, Evidence::Name]);
}

#[test]
fn a_credit_note_that_was_deducted_is_used_with_the_payment() {
    let mut books = books();
    books.credit(credit(900, GRIFFON, 9_990));
    let mut index = books.finish();
    let line = line(90_000, "IMPRIMERIE DU GRIFFON F-2026-0081 MOINS AVOIR");
    let verdict = judge(&index, &line);
    let found = proposed(&verdict).clone();
    assert_eq!((paid(&found), found.rest), (vec![(81, 90_000)], Rest::None));
    assert_eq!(found.credits, [(MovementId(900), crate::ids::ClaimId(81), Cents(9_990))]);
    index.pay(&found);
    assert!(matches!(proposed(&judge(&index, &line)).rest, Rest::OnAccount(_)), "the invoice and the credit are used up");
}

#[test]
fn where_only_the_payer_is_known_the_oldest_due_are_paid_first() {
    let verdict = judge(&index(), &from_iban(line(150_000, "VIREMENT"), IBAN_DUPONT));
    let found = proposed(&verdict);
    assert_eq!((paid(found), found.rest), (vec![(42, 123_456), (43, 26_544)], Rest::StillDue(Cents(18_466))));
    assert!(found.reason.contains("C. civ. 1342-10"), "{}", found.reason);
}

#[test]
fn the_whole_account_or_a_sum_of_some_claims_needs_no_number() {
    let all = judge(&index(), &from_iban(line(400_223, "SOLDE DE TOUT COMPTE"), IBAN_DUPONT));
    assert_eq!(automatic(&all).allocations.len(), 4);
    assert_eq!(automatic(&all).evidence, [Evidence::Balance, Evidence::Iban]);
    let some = judge(&index(), &from_iban(line(123_456 + 31_722, "REGLEMENT"), IBAN_DUPONT));
    assert_eq!(paid(automatic(&some)), [(42, 123_456), (44, 31_722)]);
}

#[test]
fn of_two_equal_invoices_the_oldest_is_paid() {
    let verdict = judge(&index(), &from_iban(line(88_840, "LOYER"), IBAN_NUAGES));
    assert_eq!(paid(automatic(&verdict)), [(61, 88_840)]);
}

#[test]
fn an_invoice_that_is_paid_already_makes_a_second_payment_a_credit() {
    let mut index = index();
    let line = line(99_990, "IMPRIMERIE DU GRIFFON F-2026-0081");
    let first = judge(&index, &line);
    index.pay(automatic(&first));
    let again = judge(&index, &line);
    let found = proposed(&again);
    assert_eq!((paid(found), found.rest), (vec![], Rest::OnAccount(Cents(99_990))));
    assert!(found.reason.contains("déjà réglée"), "{}", found.reason);
    // The number alone, from nobody known, says whose letters wait.
    assert_eq!(judge(&index, &crate::payments::Line { texts: vec!["F-2026-0081".to_owned()], ..line }).holds, [GRIFFON]);
}
