//! Lines that are nobody's payment, and payments that come back.

use jiff::civil::date;

use super::world::*;
use crate::ids::MovementId;
use crate::money::Cents;
use crate::payments::{Aside, Back, Line, LineKind, Outcome, Rule, RuleBy, Verdict};

fn aside(verdict: &Verdict) -> Aside {
    match verdict.outcome {
        Outcome::Unrelated(what) => what,
        _ => panic!("{verdict:#?}"),
    }
}

#[test]
fn salaries_refunds_and_fees_are_left_aside_with_a_reason() {
    let index = index();
    assert_eq!(aside(&judge(&index, &line(-215_000, "VIR SALAIRE NOVEMBRE LEA MARTIN"))), Aside::Outgoing);
    assert_eq!(aside(&judge(&index, &line(-12_000, "VIR REMBOURSEMENT DUPONT MENUISERIE"))), Aside::Outgoing);
    let fee = Line { kind: LineKind::Fee, ..line(-1_250, "COMMISSION DE MOUVEMENT") };
    assert_eq!(aside(&judge(&index, &fee)), Aside::Bank);
    assert_eq!(aside(&judge(&index, &line(0, "PAS DE MOUVEMENT"))), Aside::Nothing);
}

#[test]
fn money_between_own_accounts_is_no_payment() {
    let mut books = books();
    books.own_iban(IBAN_OWN);
    let verdict = judge(&books.finish(), &from_iban(line(123_456, "VIR COMPTE A COMPTE"), "fr76 1254 8029 9898 7654 3210 917"));
    assert_eq!(aside(&verdict), Aside::OwnAccount);
}

#[test]
fn a_rule_that_was_learned_leaves_its_lines_aside() {
    let mut books = books();
    books.rule(Rule { by: RuleBy::Label { words: "URSSAF Rhône".to_owned() }, says: "Remboursement de cotisations".to_owned() });
    books.rule(Rule { by: RuleBy::Iban { iban: IBAN_NEW.to_owned() }, says: "Location du parking".to_owned() });
    let index = books.finish();
    let label = judge(&index, &line(41_414, "VIR SEPA URSSAF RHONE-ALPES 2026"));
    assert_eq!(aside(&label), Aside::Rule);
    assert!(label.why.contains("Remboursement de cotisations"), "{}", label.why);
    assert_eq!(aside(&judge(&index, &from_iban(line(9_000, "LOYER PLACE 12"), IBAN_NEW))), Aside::Rule);
    // Words inside other words are not the words of a rule.
    assert_ne!(judge(&index, &line(5_001, "VIR URSSAFIENNE RHONE")).outcome, Outcome::Unrelated(Aside::Rule));
}

#[test]
fn a_line_that_a_rule_leaves_aside_and_that_pays_an_invoice_is_shown() {
    let mut books = books();
    books.rule(Rule { by: RuleBy::Iban { iban: IBAN_NEW.to_owned() }, says: "Pas un client".to_owned() });
    let verdict = judge(&books.finish(), &from_iban(line(123_456, "DUPONT MENUISERIE F-2026-0042"), IBAN_NEW));
    assert_eq!(paid(proposed(&verdict)), [(42, 123_456)]);
    assert!(verdict.why.contains("règle"), "{}", verdict.why);
}

fn back(verdict: &Verdict) -> (&[Back], bool) {
    match &verdict.outcome {
        Outcome::TakesBack { payments, automatic } => (payments, *automatic),
        _ => panic!("{verdict:#?}"),
    }
}

fn returned(cents: i64, label: &str) -> Line {
    Line { kind: LineKind::Returned, ..line(cents, label) }
}

#[test]
fn a_rejected_direct_debit_takes_its_payment_back() {
    let mut books = books();
    books.received(received(700, GRIFFON, date(2026, 11, 5), 99_990, "PRLV F-2026-0080", "QT-0080"));
    books.received(received(701, VALLEE, date(2026, 11, 6), 99_990, "PRLV F-2026-0079", "QT-0079"));
    let index = books.finish();
    let rejected = Line { end_to_end: "QT-0080".to_owned(), return_code: "AM04".to_owned(), ..returned(-99_990, "REJET PRLV") };
    let verdict = judge(&index, &rejected);
    let (payments, automatic) = back(&verdict);
    assert_eq!((payments[0].payment, payments[0].debtor, automatic), (MovementId(700), GRIFFON, true));
    assert_eq!(payments[0].reason, "Le montant est celui du règlement du 05/11/2026 et la référence de bout en bout est la même.");
    // Without a reference two payments of one amount are as likely.
    let verdict = judge(&index, &returned(-99_990, "CHEQUE IMPAYE"));
    assert_eq!((back(&verdict).0.len(), back(&verdict).1), (2, false));
}

#[test]
fn an_unpaid_cheque_is_known_by_name_and_amount_with_what_the_bank_took() {
    let mut books = books();
    books.received(received(710, NUAGES, date(2026, 10, 2), 88_840, "CHQ 7654321", ""));
    books.received(received(711, NUAGES, date(2025, 1, 2), 88_840, "CHQ 1234567", ""));
    let index = books.finish();
    let verdict = judge(&index, &line(-88_840, "CHEQUE IMPAYE 7654321 HOTEL DES NUAGES"));
    let (payments, automatic) = back(&verdict);
    assert_eq!((payments.len(), payments[0].payment, automatic), (1, MovementId(710), true));
    let verdict = judge(&index, &line(-90_340, "CHEQUE IMPAYE HOTEL DES NUAGES"));
    assert_eq!((back(&verdict).0[0].fee, back(&verdict).1), (Cents(1_500), false));
}

#[test]
fn a_reject_without_payment_says_so_and_its_fee_is_the_banks() {
    let verdict = judge(&index(), &returned(-5_000, "REJET VIR"));
    assert_eq!(back(&verdict), (&[][..], false));
    assert!(verdict.why.contains("aucun règlement"), "{}", verdict.why);
    let fee = Line { kind: LineKind::Other, ..line(-2_000, "FRAIS IMPAYE CHEQUE") };
    assert_eq!(aside(&judge(&index(), &fee)), Aside::Outgoing);
}
