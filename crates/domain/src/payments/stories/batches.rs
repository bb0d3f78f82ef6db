//! Files of many lines, and what holds of any of them.

use jiff::civil::date;
use proptest::prelude::*;

use super::world::*;
use crate::ids::ClaimId;
use crate::money::{Cents, Currency};
use crate::payments::{Evidence, Line, LineKind, Outcome, Settings, Verdict, reconcile};

#[test]
fn no_claim_is_paid_twice_by_two_lines_of_a_file() {
    let lines = [line(99_990, "IMPRIMERIE DU GRIFFON F-2026-0081"), line(99_990, "IMPRIMERIE DU GRIFFON F-2026-0081")];
    let mut index = index();
    let verdicts = reconcile(&mut index, &lines, &Settings::default(), TODAY);
    assert_eq!(paid(automatic(&verdicts[0])), [(81, 99_990)]);
    assert_eq!(verdicts[1].automatic(), None);
    assert_eq!(verdicts[1].holds, [GRIFFON]);
}

#[test]
fn a_payment_comes_back_once() {
    let mut books = books();
    books.received(received(700, GRIFFON, date(2026, 11, 5), 99_990, "PRLV F-2026-0080", "QT-0080"));
    let reject = || Line { kind: LineKind::Returned, end_to_end: "QT-0080".to_owned(), ..line(-99_990, "REJET PRLV") };
    let verdicts = reconcile(&mut books.finish(), &[reject(), reject()], &Settings::default(), TODAY);
    let taken = |verdict: &Verdict| matches!(&verdict.outcome, Outcome::TakesBack { payments, automatic: true } if payments.len() == 1);
    assert!(taken(&verdicts[0]), "{:?}", verdicts[0]);
    assert_eq!(verdicts[1].outcome, Outcome::TakesBack { payments: Vec::new(), automatic: false });
}

#[test]
fn what_a_line_names_is_not_taken_by_another_that_guesses() {
    // The first says nothing; the second names the older of two equal invoices: the first pays the other.
    let lines = [from_iban(line(88_840, "LOYER"), IBAN_NUAGES), from_iban(line(88_840, "FACT F-2026-0061"), IBAN_NUAGES)];
    let verdicts = reconcile(&mut index(), &lines, &Settings::default(), TODAY);
    assert_eq!(paid(automatic(&verdicts[1])), [(61, 88_840)]);
    assert_eq!(paid(automatic(&verdicts[0])), [(62, 88_840)]);
    let turned: Vec<_> = lines.iter().rev().cloned().collect();
    let other = reconcile(&mut index(), &turned, &Settings::default(), TODAY);
    assert_eq!(other.iter().rev().cloned().collect::<Vec<_>>(), verdicts, "the order of the file does not matter");
}

#[test]
fn one_treasurer_pays_for_two_customers_of_a_group() {
    let named = judge(&index(), &line(60_606 + 70_707, "BOREAL HOLDING F-2026-0071 F-2026-0072"));
    let found = automatic(&named);
    assert_eq!(found.debtors, [BOREAL_NORD, BOREAL_SUD]);
    assert_eq!(paid(found), [(71, 60_606), (72, 70_707)]);
    assert!(found.evidence.contains(&Evidence::Group));
    // Two customers that nothing ties: proposed.
    let untied = judge(&index(), &line(99_990 + 41_414, "TIERS F-2026-0081 F-2026-0082"));
    assert_eq!(proposed(&untied).debtors, [GRIFFON, VALLEE]);
    assert_eq!(untied.holds, [GRIFFON, VALLEE]);
}

#[test]
fn an_account_that_a_person_confirmed_is_known_the_next_time() {
    let mut index = index();
    let line = from_iban(line(41_414, "VIREMENT"), IBAN_NEW);
    assert_eq!(judge(&index, &line).automatic(), None);
    index.learn_iban(VALLEE, "fr7610107001011234567890129");
    let verdict = judge(&index, &line);
    assert_eq!(paid(automatic(&verdict)), [(82, 41_414)]);
    assert!(automatic(&verdict).reason.contains("l'IBAN est celui de Garage de la Vallée"));
}

/// A person once took the first proposal by mistake: the account is known for the garage and for Griffon.
#[test]
fn an_account_of_several_does_not_outweigh_the_name_that_the_bank_gives() {
    let mut index = index();
    let line = |cents| from_iban(line(cents, "ACOMPTE"), IBAN_NEW);
    index.learn_iban(VALLEE, IBAN_NEW);
    // One debtor alone pays from it: whatever its bank calls it, that is enough.
    assert_eq!(paid(automatic(&judge(&index, &from_name(line(41_414), "SCI DES TILLEULS")))), [(82, 41_414)]);
    index.learn_iban(GRIFFON, IBAN_NEW);
    let verdict = judge(&index, &from_name(line(41_414), "IMPRIMERIE DU GRIFFON"));
    assert_eq!(verdict.automatic(), None, "{verdict:#?}");
    assert!(verdict.holds.contains(&GRIFFON) && verdict.holds.contains(&VALLEE), "{:?}", verdict.holds);
    assert_eq!(judge(&index, &from_name(line(41_414), "SCI DES TILLEULS")).automatic(), None);
    // What names its own payer stays sure.
    assert_eq!(paid(automatic(&judge(&index, &from_name(line(41_414), "GARAGE DE LA VALLEE")))), [(82, 41_414)]);
}

#[test]
fn what_was_undone_can_be_paid_again() {
    let mut index = index();
    let line = line(99_990, "IMPRIMERIE DU GRIFFON F-2026-0081");
    let first = judge(&index, &line);
    index.pay(automatic(&first));
    index.give_back(automatic(&first));
    assert_eq!(judge(&index, &line), first);
}

#[test]
fn an_empty_portfolio_matches_nothing() {
    let verdict = judge(&crate::payments::Builder::default().finish(), &line(99_990, "IMPRIMERIE DU GRIFFON F-2026-0081"));
    assert_eq!(verdict.outcome, Outcome::Unknown);
}

/// Labels as they could be, and as they never should.
fn labels() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "VIR",
        "SEPA",
        "DUPONT",
        "MENUISERIE",
        "MARTIN",
        "NUAGES",
        "BOREAL",
        "GRIFFON",
        "FACT",
        "F-2026-0042",
        "F20260043",
        "2026-0045",
        "42",
        "43",
        "ET",
        "A",
        "AU",
        "61",
        "F-2026-0071",
        "F-2026-0072",
        "REJET",
        "C0001",
        "15/03/26",
        "1 234,56",
        "RF69F20260042",
        "É",
        "…",
        "0",
    ]);
    prop::collection::vec(words, 0..9).prop_map(|words| words.join(" "))
}

fn amounts() -> impl Strategy<Value = i64> {
    prop_oneof![
        prop::sample::select(vec![123_456, 45_010, 168_466, 50_000, 88_840, 177_680, 60_606, 131_313, 99_990, 400_223, 98_000, -99_990]),
        -300_000i64..300_000
    ]
}

proptest! {
    #[test]
    fn whatever_the_lines_every_cent_is_somewhere_once(
        rows in prop::collection::vec((labels(), amounts(), 0usize..3, any::<bool>()), 1..14), threshold in 0u16..1001
    ) {
        let lines: Vec<_> = rows.into_iter().map(|(label, cents, iban, name)| {
            let line = from_iban(line(cents, &label), ["", IBAN_DUPONT, IBAN_NUAGES][iban]);
            if name { from_name(line, "MARTIN") } else { line }
        }).collect();
        let settings = Settings { automatic_from: threshold, ..Settings::default() };
        let mut after = index();
        let verdicts = reconcile(&mut after, &lines, &settings, TODAY);
        let mut paid_in_all = std::collections::BTreeMap::<ClaimId, Cents>::new();
        for (verdict, line) in verdicts.iter().zip(&lines) {
            matches(verdict).iter().for_each(|found| conserved(found, line));
            for (claim, cents) in verdict.automatic().iter().flat_map(|found| &found.allocations) {
                *paid_in_all.entry(*claim).or_default() += *cents;
            }
        }
        let all = index();
        for at in 0..u32::try_from(all.len()).expect("few") {
            let (before, now) = (all.claim(at), after.claim(at));
            prop_assert_eq!(now.open, before.open - paid_in_all.get(&before.id).copied().unwrap_or_default());
            prop_assert!(now.open >= Cents::ZERO, "paid more than it owed");
        }
        prop_assert_eq!(reconcile(&mut index(), &lines, &settings, TODAY), verdicts, "the same lines, the same answer");
    }

    #[test]
    fn no_line_makes_it_panic(label in "\\PC{0,70}", name in "\\PC{0,30}", reference in "\\PC{0,40}", cents in any::<i32>()) {
        let line = crate::payments::Line { reference, payer_iban: name.clone(), payer_name: name, currency: Currency::EUR, ..line(cents.into(), &label) };
        judge(&index(), &line);
    }
}
