//! Money that left and gives a debtor its credit back.

use super::world::*;
use crate::ids::DebtorId;
use crate::payments::{Aside, Line, LineKind, Outcome, Rule, RuleBy, Verdict};

fn to(verdict: &Verdict) -> Vec<DebtorId> {
    match &verdict.outcome {
        Outcome::GivesBack(found) => found.iter().map(|one| one.debtor).collect(),
        other => panic!("{other:#?}"),
    }
}

fn world() -> crate::payments::Builder {
    let mut books = books();
    // 120,00 paid too much and 30,00 credited; the Martins have 75,00 each.
    books.credit(credit(900, VALLEE, 12_000));
    books.credit(credit(901, VALLEE, 3_000));
    books.credit(credit(902, MARTIN_LYON, 7_500));
    books.credit(credit(903, MARTIN_NICE, 7_500));
    books
}

#[test]
fn a_line_that_names_who_has_that_credit_may_give_it_back() {
    let index = world().finish();
    let one = judge(&index, &line(-12_000, "VIR REMBOURSEMENT GARAGE DE LA VALLEE"));
    assert_eq!(to(&one), [VALLEE]);
    assert!(one.holds.is_empty(), "money that leaves holds no letter");
    // All of it at once.
    assert_eq!(to(&judge(&index, &line(-15_000, "VIR GARAGE VALLEE TROP PERCU"))), [VALLEE]);
    // Whoever bears the name: a person says which.
    assert_eq!(to(&judge(&index, &line(-7_500, "VIR MARTIN REMBOURSEMENT"))), [MARTIN_LYON, MARTIN_NICE]);
}

#[test]
fn what_is_not_exactly_a_credit_of_who_is_named_is_an_outgoing_line() {
    let index = world().finish();
    for (cents, label) in [
        (-11_999, "VIR REMBOURSEMENT GARAGE DE LA VALLEE"),
        (-12_001, "VIR REMBOURSEMENT GARAGE DE LA VALLEE"),
        (-12_000, "VIR SALAIRE NOVEMBRE LEA PETIT"),
        (-12_000, "VIR REMBOURSEMENT IMPRIMERIE DU GRIFFON"),
        (-12_000, "PRLV ELECTRICITE"),
    ] {
        assert_eq!(judge(&index, &line(cents, label)).outcome, Outcome::Unrelated(Aside::Outgoing), "{cents} {label}");
    }
    let fee = Line { kind: LineKind::Fee, ..line(-12_000, "GARAGE DE LA VALLEE") };
    assert_eq!(judge(&index, &fee).outcome, Outcome::Unrelated(Aside::Bank));
}

#[test]
fn an_iban_a_number_and_words_speak_for_it_and_a_rule_against() {
    let mut books = world();
    books.credit(credit(904, DUPONT, 9_900));
    let index = books.finish();
    let score = |line: &Line| match judge(&index, line).outcome {
        Outcome::GivesBack(found) => found[0].score,
        other => panic!("{other:#?}"),
    };
    let bare = score(&line(-9_900, "VIR DUPONT MENUISERIE"));
    let words = score(&line(-9_900, "VIR DUPONT MENUISERIE REMBOURSEMENT"));
    let all = score(&from_iban(line(-9_900, "REMBOURSEMENT F-2026-0042"), IBAN_DUPONT));
    assert!(bare < words && words < all, "{bare} {words} {all}");
    let mut books = world();
    books.rule(Rule { by: RuleBy::Label { words: "GARAGE DE LA VALLEE".to_owned() }, says: "Entretien du camion".to_owned() });
    let verdict = judge(&books.finish(), &line(-12_000, "VIR GARAGE DE LA VALLEE"));
    assert_eq!(verdict.outcome, Outcome::Unrelated(Aside::Rule), "their garage too");
}
