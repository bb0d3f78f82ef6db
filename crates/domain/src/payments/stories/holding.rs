//! What is not decided, and whose letters wait for it.

use jiff::civil::date;

use super::world::*;
use crate::ids::{ClaimId, DebtorId};
use crate::money::{Cents, Currency};
use crate::payments::{OpenItem, Outcome, Payer};

#[test]
fn two_customers_of_one_name_are_never_confused() {
    // Both owe 500,00 €: nobody can say which Martin paid.
    let verdict = judge(&index(), &line(50_000, "VIR MARTIN"));
    assert_eq!(verdict.automatic(), None);
    assert_eq!(verdict.holds, [MARTIN_LYON, MARTIN_NICE]);
    let claims: Vec<i64> = matches(&verdict).iter().flat_map(paid).map(|(claim, _)| claim).collect();
    assert!(claims.contains(&51) && claims.contains(&52), "{claims:?}");
    // Only one owes 173,45 €.
    let verdict = judge(&index(), &line(17_345, "VIR MARTIN"));
    assert_eq!(paid(verdict.first().expect("a match")), [(53, 17_345)]);
}

#[test]
fn an_amount_that_is_anothers_by_chance_is_never_automatic() {
    // 414,14 € is the garage's F-2026-0082 to the cent; Perrin is no customer.
    let named = judge(&index(), &from_name(line(41_414, "VENTE OCCASION"), "PERRIN JULIEN"));
    assert_eq!(named.automatic(), None);
    assert!(matches(&named).iter().all(|found| found.score <= 450), "{named:#?}");
    let silent = judge(&index(), &line(41_414, "VIREMENT"));
    assert_eq!(silent.automatic(), None);
    assert_eq!(paid(proposed(&silent)), [(82, 41_414)]);
}

#[test]
fn a_common_name_does_not_hold_all_who_bear_it() {
    let mut books = books();
    for at in 0..40 {
        let debtor = DebtorId(1_000 + at);
        let name = "Bernard".to_owned();
        books.payer(Payer { debtor, code: String::new(), name, also: Vec::new(), siren: String::new(), ibans: Vec::new(), group: None });
        books.item(&item(2_000 + at, debtor, &format!("F-2026-1{at:03}"), 10_000 + 137 * at, TODAY, Currency::EUR));
    }
    let index = books.finish();
    let nobody = judge(&index, &line(7_777, "VIR BERNARD"));
    assert_eq!(nobody.outcome, Outcome::Unknown);
    assert!(nobody.holds.is_empty());
    assert!(nobody.why.contains("40 clients peuvent porter ce nom"), "{}", nobody.why);
    // The amount tells one of them: that one waits, not the forty.
    let one = judge(&index, &line(10_000 + 137 * 7, "VIR BERNARD"));
    assert_eq!(one.holds.iter().chain(one.automatic().iter().flat_map(|found| &found.debtors)).collect::<Vec<_>>(), [&DebtorId(1_007)]);
}

#[test]
fn where_the_price_is_everybodys_the_name_alone_must_tell() {
    // A school: sixty families owe 450,00 €, and three in one are called Martin.
    let mut books = crate::payments::Builder::default();
    let first = ["Léa", "Hugo", "Inès"];
    for at in 0..60 {
        let name = if at % 3 == 0 { format!("{} Martin", first[at % 9 / 3]) } else { format!("Famille N{at}") };
        let debtor = DebtorId(100 + i64::try_from(at).expect("few"));
        let payer = Payer { debtor, code: String::new(), name, also: Vec::new(), siren: String::new(), ibans: Vec::new(), group: None };
        books.payer(payer);
        books.item(&item(debtor.0, debtor, &format!("S26-{at:04}"), 45_000, TODAY, Currency::EUR));
    }
    let only = DebtorId(999);
    let name = "Rémi Martin".to_owned();
    books.payer(Payer { debtor: only, code: String::new(), name, also: Vec::new(), siren: String::new(), ibans: Vec::new(), group: None });
    books.item(&item(999, only, "S26-0999", 45_000, TODAY, Currency::EUR));
    let index = books.finish();
    for label in ["VIR MARTIN", "VIR LEA MARTIN SCOLARITE", "VIR M MARTIN CANTINE"] {
        let verdict = judge(&index, &line(45_000, label));
        assert_eq!(verdict.automatic(), None, "{label}");
        assert!(verdict.holds.len() <= 3, "{label}");
    }
    assert_eq!(paid(automatic(&judge(&index, &line(45_000, "VIR REMI MARTIN SCOLARITE")))), [(999, 45_000)]);
    assert_eq!(paid(automatic(&judge(&index, &line(45_000, "VIR LEA MARTIN S26-0009")))), [(109, 45_000)]);
}

#[test]
fn an_invoice_of_a_customer_with_thousands_is_found_by_its_number() {
    let mut books = books();
    for at in 0..2_000 {
        books.item(&item(10_000 + at, GRIFFON, &format!("G-2026-{at:05}"), 1_000 + 7 * at, date(2026, 1, 2), Currency::EUR));
    }
    let verdict = judge(&books.finish(), &line(1_000 + 7 * 1_999, "IMPRIMERIE DU GRIFFON G-2026-01999"));
    assert_eq!(paid(automatic(&verdict)), [(11_999, 1_000 + 7 * 1_999)]);
}

#[test]
fn nobody_known_holds_nobody() {
    let verdict = judge(&index(), &line(1_234_567, "VIR INSTANTANE QUIDAM"));
    assert_eq!((verdict.outcome, verdict.holds), (Outcome::Unknown, vec![]));
}

#[test]
fn money_of_a_customer_without_invoice_waits_for_a_decision() {
    let mut books = books();
    let (debtor, name) = (DebtorId(500), "Quincaillerie Fabre".to_owned());
    books.payer(Payer { debtor, code: String::new(), name, also: Vec::new(), siren: String::new(), ibans: Vec::new(), group: None });
    let verdict = judge(&books.finish(), &line(30_010, "VIR QUINCAILLERIE FABRE"));
    assert_eq!(verdict.holds, [debtor]);
    assert_eq!(proposed(&verdict).rest.on_account(), crate::money::Cents(30_010));
}

#[test]
fn a_payment_before_the_invoice_is_doubted() {
    let mut books = books();
    let late = crate::payments::OpenItem {
        issued_on: TODAY.saturating_add(jiff::Span::new().days(20)),
        ..item(99, VALLEE, "X", 55_555, TODAY, Currency::EUR)
    };
    books.item(&late);
    let verdict = judge(&books.finish(), &line(55_555, "VIR GARAGE VALLEE"));
    let found = verdict.first().expect("a match");
    assert_eq!(found.allocations[0].0, ClaimId(99));
    assert!(found.reason.contains("postérieure"), "{}", found.reason);
}

#[test]
fn an_amount_that_one_invoice_has_is_proposed_and_holds_however_many_debtors_there_are() {
    let mut books = books();
    for at in 100..400 {
        books.item(&OpenItem {
            claim: ClaimId(at),
            debtor: DebtorId(at),
            number: format!("F-2026-{at:04}"),
            open: Cents(61_000 + at * 7),
            currency: Currency::EUR,
            issued_on: date(2026, 9, 1),
            due_on: date(2026, 10, 1),
            stopped: false,
        });
    }
    let verdict = judge(&books.finish(), &line(31_722, "VIREMENT RECU"));
    assert_eq!(paid(proposed(&verdict)), [(44, 31_722)]);
    assert_eq!(verdict.holds, [DUPONT]);
}
