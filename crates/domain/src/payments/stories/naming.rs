//! What the label cites: clean, misread, cut off, listed, wrong.

use super::world::*;
use crate::ids::{ClaimId, LetterId, TenantId};
use crate::money::{Cents, Currency};
use crate::payments::{Evidence, ExpectedKind, Line, OpenItem, Rest, reference};

#[test]
fn an_invoice_is_found_under_letters_read_for_digits() {
    let verdict = judge(&index(), &line(123_456, "VIR SEPA DUPONT MENUISERIE FACT 2O26-OO42"));
    let found = automatic(&verdict);
    assert_eq!((paid(found), found.rest), (vec![(42, 123_456)], Rest::None));
    assert_eq!(found.debtors, [DUPONT]);
    assert_eq!(found.evidence, [Evidence::Number, Evidence::Amount, Evidence::Name]);
    assert_eq!(
        found.reason,
        "Le libellé cite la facture F-2026-0042, à des caractères ressemblants près, le montant est exactement le sien et le nom est « Dupont Menuiserie SARL »."
    );
}

#[test]
fn prefix_and_separators_may_be_left_out() {
    for label in ["DUPONT MENUIS FACT20260042", "REGLEMENT F20260042", "VIR 2026.0042 DUPONT", "facture n° 2026/0042", "F 2026 0042"] {
        let verdict = judge(&index(), &line(123_456, label));
        assert_eq!(paid(automatic(&verdict)), [(42, 123_456)], "{label}");
    }
}

#[test]
fn several_invoices_are_listed_by_the_end_of_their_numbers() {
    let verdict = judge(&index(), &line(123_456 + 45_010 + 200_035, "VIR DUPONT MENUISERIE FACTURES 42, 43 ET 45"));
    let found = automatic(&verdict);
    assert_eq!(paid(found), [(42, 123_456), (43, 45_010), (45, 200_035)]);
    assert_eq!(
        found.reason,
        "Le libellé semble citer les factures F-2026-0042, F-2026-0043 et F-2026-0045, le montant est exactement leur somme et le nom est « Dupont Menuiserie SARL »."
    );
}

#[test]
fn a_range_of_invoices_is_filled() {
    let all = [(42, 123_456), (43, 45_010), (44, 31_722), (45, 200_035)];
    for label in ["DUPONT F-2026-0042 A F-2026-0045", "DUPONT FACT 2026-0042 AU 2026-0045", "DUPONT MENUISERIE FACT 42 A 45"] {
        let verdict = judge(&index(), &line(400_223, label));
        assert_eq!(paid(automatic(&verdict)), all, "{label}");
    }
}

#[test]
fn a_reference_with_check_digits_is_enough_with_the_amount() {
    let rf = reference::make("F-2026-0042").expect("short enough");
    let said = Line { reference: rf.clone(), ..line(123_456, "VIREMENT") };
    let found = judge(&index(), &said);
    assert_eq!(paid(automatic(&found)), [(42, 123_456)]);
    assert!(automatic(&found).reason.starts_with("La référence de paiement désigne la facture F-2026-0042"));
    let in_text = judge(&index(), &line(123_456, &format!("VIR RF {} MERCI", &rf[2..])));
    assert_eq!(paid(automatic(&in_text)), [(42, 123_456)]);
}

#[test]
fn the_reference_of_a_letter_brings_what_it_asked_accessories_included() {
    let mut books = books();
    let rf = reference::of_letter(TenantId(1), LetterId(4711));
    // 1 234,56 € and the fixed indemnity of 40 €.
    books.expected(expected(DUPONT, ExpectedKind::Letter, &rf, &[(42, 127_456)]));
    let verdict = judge(&books.finish(), &Line { reference: rf, ..line(127_456, "VIREMENT COMPTE TIERS") });
    let found = automatic(&verdict);
    assert_eq!((paid(found), found.rest), (vec![(42, 127_456)], Rest::None));
    assert_eq!(found.evidence, [Evidence::Reference, Evidence::Expected]);
}

#[test]
fn the_reference_of_a_letter_with_another_sum_goes_to_its_claims() {
    let mut books = books();
    let rf = reference::of_letter(TenantId(1), LetterId(4711));
    // A reminder of the second and the third of four invoices: 450,10 € and 2 000,35 €.
    books.expected(expected(DUPONT, ExpectedKind::Letter, &rf, &[(43, 45_010), (45, 200_035)]));
    let index = books.finish();
    let quoting = |cents| judge(&index, &Line { reference: rf.clone(), ..line(cents, "VIREMENT COMPTE TIERS") });
    let asked = quoting(245_045);
    assert_eq!((paid(automatic(&asked)), automatic(&asked).rest), (vec![(43, 45_010), (45, 200_035)], Rest::None));
    // 1 000,00 €: the older one in full, 549,90 € of the other; the oldest of all, which the letter did not ask, gets nothing.
    let less = quoting(100_000);
    assert_eq!((paid(proposed(&less)), proposed(&less).rest), (vec![(43, 45_010), (45, 54_990)], Rest::StillDue(Cents(145_045))));
    assert_eq!(
        proposed(&less).reason,
        "La référence est celle du courrier qui demandait une autre somme pour ces factures et 1\u{202f}450,45\u{a0}€ restent dus."
    );
    // 3 000,00 €: both in full, and 549,55 € on account.
    let more = quoting(300_000);
    assert_eq!((paid(proposed(&more)), proposed(&more).rest), (vec![(43, 45_010), (45, 200_035)], Rest::OnAccount(Cents(54_955))));
}

#[test]
fn the_digits_of_a_letters_reference_are_no_invoice() {
    let mut books = books();
    // 2345 is an invoice of the same customer, and 1112345 (Q1L12345 with the letters read for digits) one of another.
    books.item(&item(46, DUPONT, "2345", 77_701, TODAY, Currency::EUR));
    books.item(&item(83, VALLEE, "1112345", 88_802, TODAY, Currency::EUR));
    let rf = reference::of_letter(TenantId(1), LetterId(12_345));
    books.expected(expected(DUPONT, ExpectedKind::Letter, &rf, &[(43, 45_010), (45, 200_035)]));
    let index = books.finish();
    for label in [rf.clone(), reference::grouped(&rf), format!("REF {}", reference::grouped(&rf))] {
        let verdict = judge(&index, &line(245_045, &label));
        assert_eq!(paid(automatic(&verdict)), [(43, 45_010), (45, 200_035)], "{label}");
    }
}

#[test]
fn the_reference_of_a_letter_with_the_principal_alone_pays_it() {
    let mut books = books();
    let rf = reference::of_letter(TenantId(1), LetterId(4711));
    // 1 234,56 € and the fixed indemnity of 40 €, which the payer leaves out.
    books.expected(expected(DUPONT, ExpectedKind::Letter, &rf, &[(42, 127_456)]));
    let verdict = judge(&books.finish(), &Line { reference: rf, ..line(123_456, "VIREMENT COMPTE TIERS") });
    assert_eq!((paid(automatic(&verdict)), automatic(&verdict).rest), (vec![(42, 123_456)], Rest::None));
}

#[test]
fn the_reference_of_a_statement_says_who_pays() {
    let mut books = books();
    let rf = reference::of_debtor(TenantId(1), DUPONT);
    books.standing_reference(DUPONT, rf.clone());
    let index = books.finish();
    // All four invoices: 1 234,56 + 450,10 + 317,22 + 2 000,35.
    let all = judge(&index, &Line { reference: rf.clone(), ..line(400_223, "VIREMENT COMPTE TIERS") });
    assert_eq!(paid(automatic(&all)), [(42, 123_456), (43, 45_010), (44, 31_722), (45, 200_035)]);
    assert_eq!(automatic(&all).evidence, [Evidence::Reference, Evidence::Balance]);
    assert!(automatic(&all).reason.ends_with("la référence est celle du compte de Dupont Menuiserie SARL."), "{}", automatic(&all).reason);
    // No sum of them: the oldest first, proposed.
    let some = judge(&index, &Line { reference: rf, ..line(150_000, "VIREMENT COMPTE TIERS") });
    assert_eq!(paid(proposed(&some)), [(42, 123_456), (43, 26_544)]);
}

#[test]
fn a_wrong_reference_with_the_right_amount_and_account_is_proposed_never_automatic() {
    // 2026-0999 is no open invoice of Dupont; 1 234,56 € is F-2026-0042 to the cent.
    let unknown = judge(&index(), &from_iban(line(123_456, "FACT 2026-0999"), IBAN_DUPONT));
    assert_eq!(paid(proposed(&unknown)), [(42, 123_456)]);
    assert_eq!(unknown.holds, [DUPONT]);
    assert!(unknown.why.contains("cite une facture"), "{}", unknown.why);
    // 2026-0043 is his, but owes 450,10 €.
    let other = judge(&index(), &from_iban(line(123_456, "FACT 2026-0043"), IBAN_DUPONT));
    assert_eq!(paid(proposed(&other)), [(42, 123_456)]);
    // 2026-0082 is the garage's.
    let elsewhere = judge(&index(), &from_iban(line(123_456, "FACT 2026-0082"), IBAN_DUPONT));
    assert_eq!(paid(proposed(&elsewhere)), [(42, 123_456)]);
}

#[test]
fn a_number_with_one_wrong_digit_is_known_by_the_amount() {
    // 0142 for 0042.
    let verdict = judge(&index(), &from_iban(line(123_456, "VIR DUPONT FACT 2026-0142"), IBAN_DUPONT));
    assert_eq!(paid(proposed_or_automatic(&verdict)), [(42, 123_456)]);
}

fn proposed_or_automatic(verdict: &crate::payments::Verdict) -> &crate::payments::Match {
    verdict.first().expect("a match")
}

#[test]
fn somebody_else_who_cites_the_number_and_the_amount_pays_it() {
    let verdict = judge(&index(), &from_name(line(123_456, "POUR FACT F-2026-0042"), "SCI TIERS PAYEUR"));
    let found = automatic(&verdict);
    assert_eq!(paid(found), [(42, 123_456)]);
    assert!(found.reason.ends_with("mais la banque nomme quelqu'un d'autre."), "{}", found.reason);
}

#[test]
fn a_day_in_the_label_is_no_invoice() {
    let mut books = books();
    books.item(&OpenItem { claim: ClaimId(15), ..item(15, VALLEE, "F-2026-0326", 12_345, TODAY, Currency::EUR) });
    // « 15/03/26 »: not F-2026-0326.
    let verdict = judge(&books.finish(), &line(77_777, "VIR GARAGE DE LA VALLEE DU 15/03/26"));
    assert!(matches(&verdict).iter().all(|found| !found.evidence.contains(&Evidence::LikeNumber)), "{verdict:#?}");
}

#[test]
fn the_code_and_the_siren_of_a_customer_name_it() {
    let mut books = books();
    books.payer(crate::payments::Payer {
        debtor: crate::ids::DebtorId(77),
        code: "K-1077".to_owned(),
        name: "Xylo".to_owned(),
        also: Vec::new(),
        siren: "732 829 320".to_owned(),
        ibans: Vec::new(),
        group: None,
    });
    books.item(&item(770, crate::ids::DebtorId(77), "F-2026-0770", 64_321, TODAY, Currency::EUR));
    let index = books.finish();
    let by_code = judge(&index, &line(64_321, "VIR CLIENT K1077"));
    assert_eq!((paid(automatic(&by_code)), automatic(&by_code).evidence.contains(&Evidence::Code)), (vec![(770, 64_321)], true));
    let by_siret = judge(&index, &line(64_321, "VIR SIRET 73282932000074"));
    assert!(automatic(&by_siret).evidence.contains(&Evidence::Siren));
    assert_eq!(automatic(&by_siret).allocations, [(ClaimId(770), Cents(64_321))]);
}
