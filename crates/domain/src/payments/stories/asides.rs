//! Lines that are nobody's payment, and payments that come back.

use jiff::civil::date;

use super::world::*;
use crate::ids::{ClaimId, DebtorId, MovementId};
use crate::money::Cents;
use crate::payments::{Aside, Back, Line, LineKind, Outcome, Payer, Received, Rule, RuleBy, Settings, Verdict, outgoing, reconcile};

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

/// Commune B pays through DGFiP, less what it keeps: a rule that left a refund of DGFiP aside does not hide it.
#[test]
fn what_quotes_an_invoice_is_shown_though_a_rule_leaves_its_lines_aside() {
    let mut books = books();
    books.rule(Rule { by: RuleBy::Label { words: "DGFIP".to_owned() }, says: "Remboursement de taxe".to_owned() });
    let index = books.finish();
    let part = judge(&index, &line(89_990, "VIR DGFIP IMPRIMERIE DU GRIFFON F-2026-0081"));
    assert_eq!(paid(proposed(&part)), [(81, 89_990)]);
    assert_eq!(part.holds, [GRIFFON]);
    assert!(part.why.contains("règle"), "{}", part.why);
    // Two facts without a number: the name and a sum of two invoices.
    let sum = judge(&index, &line(123_456 + 45_010 + 31_722, "VIR DGFIP DUPONT MENUISERIE"));
    assert_eq!(paid(proposed(&sum)).len(), 3);
    // A name alone says little.
    assert_eq!(aside(&judge(&index, &line(1_234, "VIR DGFIP IMPRIMERIE DU GRIFFON"))), Aside::Rule);
}

/// Griffon is a supplier too: the transfer that it did not get is no payment of its invoice.
#[test]
fn a_transfer_of_ones_own_that_came_back_pays_nothing() {
    let index = index();
    let paid_back = line(99_990, "IMPRIMERIE DU GRIFFON");
    assert_eq!(paid(automatic(&judge(&index, &paid_back))), [(81, 99_990)]);
    for back in [
        Line { return_code: "AC04".to_owned(), ..paid_back.clone() },
        Line { kind: LineKind::Returned, ..paid_back.clone() },
        Line { return_code: "AC04".to_owned(), ..line(99_990, "VIR RETOURNE IMPRIMERIE DU GRIFFON F-2026-0081") },
    ] {
        let verdict = judge(&index, &back);
        assert_eq!(verdict.outcome, Outcome::Holds(vec![GRIFFON]), "{verdict:#?}");
        assert!(verdict.why.contains("qui revient"), "{}", verdict.why);
    }
    let said = judge(&index, &line(99_990, "VIR RETOURNE IMPRIMERIE DU GRIFFON"));
    assert_eq!((paid(proposed(&said)), said.holds.clone()), (vec![(81, 99_990)], vec![GRIFFON]));
    // Words apart say something else.
    assert_eq!(paid(automatic(&judge(&index, &line(99_990, "VIR IMPRIMERIE DU GRIFFON RETOUR")))), [(81, 99_990)]);
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

#[test]
fn initials_alone_take_nothing_back() {
    let mut books = books();
    let name = "Rénovation Étanchéité Façades".to_owned();
    books.payer(Payer {
        debtor: DebtorId(20),
        code: String::new(),
        name,
        also: Vec::new(),
        siren: String::new(),
        ibans: Vec::new(),
        group: None,
    });
    books.received(received(700, DebtorId(20), date(2026, 10, 20), 84_000, "", ""));
    let index = books.finish();
    for label in ["REJET PRLV SEPA DURAND REF 8812", "REJET PRLV REF"] {
        let verdict = judge(&index, &returned(-84_000, label));
        let (payments, automatic) = back(&verdict);
        assert_eq!((payments.len(), automatic), (1, false), "{verdict:#?}");
    }
}

/// October's debit was matched with its file; November's is in the file that has its reject.
#[test]
fn what_came_in_with_the_reject_may_be_what_it_takes_back() {
    let with = |credit: Option<Line>, end_to_end: &str| {
        let mut books = books();
        books.received(received(700, GRIFFON, date(2026, 10, 5), 99_990, "F-2026-0080", "QT-0080"));
        let reject = Line { end_to_end: end_to_end.to_owned(), ..returned(-99_990, "REJET PRLV SEPA IMPRIMERIE DU GRIFFON") };
        let lines: Vec<Line> = credit.into_iter().chain([reject]).collect();
        let verdicts = reconcile(&mut books.finish(), &lines, &Settings::default(), TODAY);
        let (payments, automatic) = back(verdicts.last().expect("a verdict for each line"));
        (payments.len(), automatic)
    };
    let debit = |day, label: &str| Some(Line { on: date(2026, 11, day), ..line(99_990, label) });
    assert_eq!(with(None, ""), (1, true));
    assert_eq!(with(debit(19, "PRLV IMPRIMERIE DU GRIFFON"), ""), (1, false), "the day before");
    assert_eq!(with(debit(20, "PRLV IMPRIMERIE DU GRIFFON"), ""), (1, false), "the same day");
    assert_eq!(with(debit(21, "PRLV IMPRIMERIE DU GRIFFON"), ""), (1, true), "it came after");
    // A line that names nobody may be it, one that is surely another's is not; a reference is stronger than both.
    assert_eq!(with(debit(19, "REMISE PRLV"), ""), (1, false));
    assert_eq!(with(debit(19, "PRLV IMPRIMERIE DU GRIFFON"), "QT-0080"), (1, true));
    // Two references that differ: it is not that payment.
    assert_eq!(with(None, "QT-0093"), (1, false));
}

/// Once it is recorded, the payment of the same file is what the reject takes back, or a person says which.
#[test]
fn a_payment_recorded_since_the_index_was_made_comes_back() {
    let reject = returned(-99_990, "REJET PRLV SEPA IMPRIMERIE DU GRIFFON F-2026-0081");
    let fresh = |movement, end_to_end: &str| received(movement, GRIFFON, date(2026, 11, 18), 99_990, "", end_to_end);
    let mut index = index();
    index.recorded(fresh(800, ""), &[ClaimId(81)]);
    let verdicts = outgoing(&mut index, &[&reject, &reject], &[], &Settings::default());
    let (payments, automatic) = back(&verdicts[0]);
    assert_eq!((payments[0].payment, automatic), (MovementId(800), true));
    assert!(payments[0].reason.contains("cite le même numéro"), "{}", payments[0].reason);
    assert!(back(&verdicts[1]).0.is_empty(), "once");
    // Beside an older one of the same amount and name a person says, the newest first.
    let mut books = books();
    books.received(received(700, GRIFFON, date(2026, 10, 5), 99_990, "", ""));
    let mut index = books.finish();
    index.recorded(fresh(800, ""), &[]);
    let verdicts = outgoing(&mut index, &[&returned(-99_990, "REJET PRLV IMPRIMERIE DU GRIFFON")], &[], &Settings::default());
    let (payments, automatic) = back(&verdicts[0]);
    assert_eq!((payments[0].payment, payments.len(), automatic), (MovementId(800), 2, false));
}

#[test]
fn money_does_not_come_back_otherwise_than_it_came() {
    let of = |means, paid_on, label: &str| {
        let mut books = books();
        books.received(Received { means, ..received(700, GRIFFON, paid_on, 99_990, "", "") });
        back(&judge(&books.finish(), &returned(-99_990, label))).1
    };
    let january = date(2026, 1, 20);
    assert!(of(LineKind::DirectDebit, january, "REJET PRLV IMPRIMERIE DU GRIFFON"));
    assert!(!of(LineKind::Transfer, january, "REJET PRLV IMPRIMERIE DU GRIFFON"));
    assert!(!of(LineKind::DirectDebit, january, "CHEQUE IMPAYE IMPRIMERIE DU GRIFFON"));
    assert!(!of(LineKind::Cash, january, "IMPAYE IMPRIMERIE DU GRIFFON"));
    // A transfer is recalled within ten days.
    let recalled = |day| of(LineKind::Transfer, date(2026, 11, day), "RAPPEL REJET IMPRIMERIE DU GRIFFON");
    assert_eq!((recalled(9), recalled(10), recalled(11)), (false, true, true));
}

/// Prices are everybody's: of the payments that a reject does not name, the newest are shown.
#[test]
fn of_many_payments_of_one_price_a_reject_shows_a_few() {
    let mut books = books();
    for at in 0..1_000 {
        let on = date(2026, 10, 1).saturating_add(jiff::Span::new().days(at % 30));
        books.received(received(5_000 + at, DebtorId(1_000 + at), on, 4_900, "", ""));
    }
    books.received(received(700, GRIFFON, date(2026, 10, 2), 4_900, "", ""));
    let index = books.finish();
    let nobody = judge(&index, &returned(-4_900, "REJET PRLV"));
    let (payments, automatic) = back(&nobody);
    assert_eq!((payments.len(), automatic), (5, false));
    let named = judge(&index, &returned(-4_900, "REJET PRLV IMPRIMERIE DU GRIFFON"));
    assert_eq!(back(&named).0[0].payment, MovementId(700));
}
