//! Life-cycle statuses imported: what each does, what it does not, what is refused and why, and how it is taken back.

mod again;
mod stops;

use app::bank;
use app::books::Books;
use app::import::{self, FileReport, Options, Outcome, control};
use app::ports::Silent;
use app::record::{self, NewDebtor, NewInvoice};
use app::statuses;
use domain::Date;
use domain::events::{HoldCause, InstalmentRecorded, InvoiceRecorded, NewEvent};
use domain::facts::{DebtorFacts, TenantFacts};
use domain::ids::{DebtorId, InvoiceId};
use domain::money::{Cents, Currency};
use domain::party::{DebtorDetails, DebtorKind, Language};
use domain::terms::DueBasis;
use formats::table::TableKind;
use jiff::civil::{DateTime, date, time};
use store::{Location, Store};

use crate::cdar::{self, SELLER, Said};
use crate::differential::facts_agree;

const TODAY: Date = Date::constant(2026, 11, 20);
const BUYER: &str = "200000008";

struct World {
    books: Books,
    folder: tempfile::TempDir,
    files: std::cell::Cell<usize>,
}

/// A morning of November 2026.
fn at(day: i8) -> DateTime {
    date(2026, 11, day).to_datetime(time(9, 0, 0, 0))
}

fn debtor(code: &str, siren: &str) -> NewDebtor {
    NewDebtor {
        code: code.to_owned(),
        kind: Some(DebtorKind::Business),
        siren: siren.to_owned(),
        vat: String::new(),
        language: Language::Fr,
        details: DebtorDetails { name: "Menuiserie Sablier".to_owned(), email: "a@exemple.fr".to_owned(), ..DebtorDetails::default() },
    }
}

impl World {
    /// A debtor A with an invoice F1 of 1 200 euros of the first of September, due on the first of October.
    fn new() -> World {
        let store = Store::open(&Location::Memory).unwrap();
        let now = app::civil::noon_seconds(TODAY) * 1_000_000;
        let tenant = store.create_tenant("Ateliers Boréal", now).unwrap();
        let books = Books::over(store, tenant, std::path::Path::new("."), "essai", TODAY, now);
        let siren = app::creditor::Change {
            texts: vec![(app::creditor::Field::Name, "Ateliers Boréal".to_owned()), (app::creditor::Field::Siren, SELLER.to_owned())],
            ..app::creditor::Change::default()
        };
        books.write(|tx| app::creditor::set(tx, &siren, TODAY)).unwrap();
        books.write(|tx| record::debtor(tx, &debtor("A", BUYER), TODAY)).unwrap();
        let world = World { books, folder: tempfile::tempdir().unwrap(), files: std::cell::Cell::new(0) };
        world.invoice("A", "F1", 120_000);
        world
    }

    fn invoice(&self, debtor: &str, number: &str, cents: i64) {
        let new = NewInvoice {
            debtor,
            number,
            issued_on: date(2026, 9, 1),
            due_on: Some(date(2026, 10, 1)),
            amount: Cents(cents),
            currency: "EUR",
            subject: None,
        };
        self.books.write(|tx| record::invoice(tx, &new)).unwrap();
    }

    /// F1 is paid whole on the second of November: which payment that is.
    fn pays(&self) -> String {
        self.paid(120_000, "F1")
    }

    /// A sum paid on the second of November on a claim.
    fn paid(&self, cents: i64, claim: &str) -> String {
        let claims = [claim.to_owned()];
        let payment = record::NewPayment {
            debtor: "A",
            amount: Cents(cents),
            currency: "EUR",
            claims: &claims,
            means: "transfer",
            reference: None,
            unallocated: false,
            on: date(2026, 11, 2),
        };
        self.books.write(|tx| record::payment(tx, &payment)).unwrap();
        self.facts("A").movements.last().unwrap().id.to_string()
    }

    /// What may be asked of A on a day.
    fn asked(&self, day: Date) -> Cents {
        let tenant = self.books.read(|tx| Ok(tx.tenant_facts(day)?)).unwrap();
        let rules = app::rules::LawRules { law: app::law::in_force() };
        domain::collectable::collectable(&self.facts("A"), &tenant, &rules, day).asked(Currency::EUR)
    }

    /// Imports a message of these statuses.
    fn take(&self, said: &[Said]) -> FileReport {
        self.files.set(self.files.get() + 1);
        let name = format!("statut-{}.xml", self.files.get());
        self.give(&name, said)
    }

    /// Imports the file of that name, of these statuses: the same name and statuses are the same file.
    fn give(&self, name: &str, said: &[Said]) -> FileReport {
        let path = cdar::file(&self.folder, name, &cdar::message(name, BUYER, said));
        import::files(&self.books, &[path], &Options::default(), &Silent).unwrap().files.remove(0)
    }

    fn facts(&self, code: &str) -> DebtorFacts {
        self.books
            .read(|tx| {
                let debtor = tx.debtor_by_code(code)?.unwrap();
                Ok(tx.debtor_facts(debtor)?.unwrap())
            })
            .unwrap()
    }

    /// What is disputed today of each claim of A.
    fn disputed(&self) -> Vec<i64> {
        self.facts("A").claims.iter().map(|claim| claim.disputed(TODAY).0).collect()
    }

    fn events(&self) -> i64 {
        self.books.read(|tx| Ok(tx.head()?.events)).unwrap()
    }

    fn shown(&self) -> Vec<statuses::Shown> {
        let invoice = self.facts("A").claims[0].invoice;
        self.books.read(|tx| statuses::of_invoice(tx, invoice, Currency::EUR, TODAY, None)).unwrap()
    }
}

fn codes(report: &FileReport) -> Vec<&str> {
    report.problems.iter().map(|problem| problem.code).collect()
}

#[test]
fn a_status_is_kept_shown_and_acted_upon() {
    let world = World::new();
    let report = world.take(&[Said::new("206", "F1", at(10)).of(Cents(90_000)), Said::new("202", "F1", at(9))]);
    assert_eq!((report.outcome, report.counts.taken), (Outcome::Taken, 2), "{report:?}");
    assert_eq!(codes(&report), [""; 0]);
    assert_eq!(
        report.notes[1],
        "facture F1, statut 206 « Approuvée partiellement » (quantité facturée incorrecte) : Litige ouvert sur la part contestée : elle n'est plus relancée. Ce que l'acheteur approuve reste relancé, la part contestée ne l'est plus jusqu'à la clôture du litige."
    );
    // 1 200,00 less 900,00.
    assert_eq!(world.disputed(), [30_000]);
    let dispute = &world.facts("A").claims[0].disputes[0];
    assert_eq!((dispute.on, dispute.cause.as_str(), dispute.amount), (date(2026, 11, 10), "quantity", Some(Cents(30_000))));
    let shown = world.shown();
    assert_eq!(
        shown.iter().map(|one| one.row.code.as_str()).collect::<Vec<_>>(),
        ["202", "206"],
        "in the order said, not in that of the file"
    );
    let partly = &shown[1];
    assert_eq!(partly.sum.as_deref(), Some("900,00\u{a0}€ approuvés"));
    assert_eq!(
        (partly.label, partly.said_by.as_deref(), partly.row.text.as_deref()),
        ("Approuvée partiellement", Some("l'acheteur"), Some("Voir le bon 12"))
    );
    assert_eq!(partly.reasons, ["quantité facturée incorrecte"]);
    assert!(!partly.unverified);
    facts_agree(&world.books).unwrap();
}

#[test]
fn a_status_said_twice_changes_nothing_in_whatever_order_it_comes() {
    let world = World::new();
    let all = [Said::new("205", "F1", at(12)), Said::new("210", "F1", at(10)), Said::new("207", "F1", at(8))];
    assert_eq!(world.take(&all).counts.taken, 3);
    let (facts, shown) = (world.facts("A"), world.shown().len());
    let again = world.take(&[all[2].clone(), all[0].clone(), all[1].clone()]);
    assert_eq!((again.counts.taken, again.counts.known), (0, 3));
    assert_eq!((world.facts("A"), world.shown().len()), (facts.clone(), shown));
    // In the order of their moments: 207 opened the dispute, 210 found it, 205 closed nothing.
    let disputes: Vec<_> = facts.claims[0].disputes.iter().map(|dispute| (dispute.on, dispute.closed_on)).collect();
    assert_eq!(disputes, [(date(2026, 11, 8), None)]);
    // The same words at another moment are another status.
    assert_eq!(world.take(&[Said::new("210", "F1", at(11))]).counts.taken, 1);
    assert_eq!(world.facts("A").claims[0].disputes.len(), 1, "and nothing is disputed twice");
}

#[test]
fn what_is_contested_is_never_less_than_the_last_word_and_never_counted_twice() {
    let world = World::new();
    world.take(&[Said::new("206", "F1", at(8)).of(Cents(90_000))]);
    world.take(&[Said::new("206", "F1", at(9)).of(Cents(80_000))]);
    // 300 contested, then 400: 100 more.
    assert_eq!(world.disputed(), [40_000]);
    world.take(&[Said::new("206", "F1", at(10)).of(Cents(110_000))]);
    assert_eq!(world.disputed(), [40_000], "a person closes what is no longer contested");
    world.take(&[Said::new("210", "F1", at(11))]);
    assert_eq!(world.disputed(), [120_000]);
    world.take(&[Said::new("206", "F1", at(12)).of(Cents(20_000))]);
    assert_eq!(world.disputed(), [120_000]);
    facts_agree(&world.books).unwrap();
}

#[test]
fn a_contested_part_lies_on_the_last_due_dates() {
    let world = World::new();
    let debtor = world.facts("A").debtor;
    world.books.write(|tx| instalments(tx, debtor)).unwrap();
    // 1 000 in two halves, 300 contested: 500, then 200, can be asked.
    world.take(&[Said::new("206", "F9", at(10)).of(Cents(70_000))]);
    assert_eq!(world.disputed(), [0, 0, 30_000]);
    // What is refused is refused of each.
    world.take(&[Said::new("210", "F9", at(11))]);
    assert_eq!(world.disputed(), [0, 50_000, 50_000]);
}

fn instalments(tx: &mut store::Tx<'_>, debtor: DebtorId) -> app::Result<()> {
    let event = InvoiceRecorded {
        debtor,
        number: "F9".to_owned(),
        due_on: date(2026, 10, 1),
        due_basis: DueBasis::Printed,
        amount: Cents(50_000),
        total: Cents(100_000),
        currency: Currency::EUR,
        performed_on: None,
        subject: None,
        import: None,
        key: None,
    };
    let invoice = InvoiceId(tx.append(NewEvent::new(date(2026, 9, 1), event))?.0);
    let second = InstalmentRecorded { invoice, due_on: date(2026, 11, 1), due_basis: DueBasis::Printed, amount: Cents(50_000) };
    tx.append(NewEvent::new(date(2026, 9, 1), second))?;
    Ok(())
}

#[test]
fn a_partial_approval_without_its_sum_disputes_the_whole_and_says_so() {
    let world = World::new();
    let report = world.take(&[Said::new("206", "F1", at(10))]);
    assert_eq!((codes(&report), world.disputed()), (vec!["approved_unknown"], vec![120_000]));
    let all = World::new();
    let report = all.take(&[Said::new("206", "F1", at(10)).of(Cents(120_000))]);
    assert_eq!((codes(&report), all.disputed()), (vec![], vec![0]), "all of it is approved");
    let more = World::new();
    let report = more.take(&[Said::new("206", "F1", at(10)).of(Cents(120_001))]);
    assert_eq!((codes(&report), more.disputed()), (vec!["approved_unknown"], vec![120_000]), "more than all of it cannot be");
}

#[test]
fn each_code_holds_as_the_rules_say() {
    for (code, cause, until) in [
        ("211", HoldCause::PaymentAnnounced, Some(date(2026, 11, 25))),
        ("212", HoldCause::PaymentAnnounced, Some(date(2026, 11, 25))),
        ("213", HoldCause::NeverIssued, None),
        ("225", HoldCause::OtherPayee, None),
        ("226", HoldCause::OtherPayee, None),
        ("227", HoldCause::OtherPayee, None),
        ("220", HoldCause::SaidCancelled, None),
        ("221", HoldCause::NotReceived, None),
        ("501", HoldCause::NotReceived, None),
        ("601", HoldCause::NotReceived, None),
    ] {
        let world = World::new();
        let report = world.take(&[Said::new(code, "F1", at(18)).of(Cents(120_000))]);
        let facts = world.facts("A");
        let holds: Vec<_> = facts.holds.iter().map(|hold| (hold.claim, hold.cause, hold.on, hold.until)).collect();
        assert_eq!(holds, [(Some(facts.claims[0].id), cause, date(2026, 11, 18), until)], "{code}: {report:?}");
        assert!(facts.claims[0].disputes.is_empty() && facts.movements.is_empty(), "{code}: nothing is disputed, nothing is paid");
        let unverified = ["220", "225", "226", "227"].contains(&code);
        assert_eq!(world.shown()[0].unverified, unverified, "{code}");
        // A second one of the same moment of day adds no hold that is there already.
        world.take(&[Said::new(code, "F1", at(17))]);
        assert_eq!(world.facts("A").holds.len(), 1, "{code}");
    }
    for code in ["200", "202", "205", "209", "214", "224", "228", "400", "500", "999"] {
        let world = World::new();
        let report = world.take(&[Said::new(code, "F1", at(18))]);
        let facts = world.facts("A");
        assert_eq!(report.outcome, Outcome::Taken, "{code}: {report:?}");
        assert!(facts.holds.is_empty() && facts.claims[0].disputes.is_empty(), "{code} stops nothing");
        assert_eq!(world.shown()[0].done, "Aucun effet sur les relances.", "{code}");
    }
}

#[test]
fn a_payment_announced_is_waited_for_until_the_bank_is_read_through_its_last_day() {
    // Announced on the twelfth, waited for until the nineteenth; today is the twentieth.
    for (known, holds) in [(None, 1), (Some(18), 1), (Some(19), 0), (Some(20), 0)] {
        let world = World::new();
        if let Some(day) = known {
            world.books.write(|tx| record::up_to_date(tx, date(2026, 11, day), TODAY)).unwrap();
        }
        world.take(&[Said::new("211", "F1", at(12)).of(Cents(120_000))]);
        assert_eq!(world.facts("A").holds.len(), holds, "payments known through {known:?}");
        let done = &world.shown()[0].done;
        let says = if holds == 1 {
            "Relances suspendues jusqu'au 19/11/2026 inclus, et tant que"
        } else {
            "Aucune nouvelle suspension : le délai était passé"
        };
        assert!(done.starts_with(says), "{done}");
    }
    // The day before its end, its end, the day after: whatever is known, then as far as it is.
    let world = World::new();
    world.take(&[Said::new("211", "F1", at(12)).of(Cents(120_000))]);
    let asked = |day: i8, known: i8| {
        let tenant = TenantFacts { payments_known_through: Some(date(2026, 11, known)), ..TenantFacts::default() };
        let rules = app::rules::LawRules { law: app::law::in_force() };
        domain::collectable::collectable(&world.facts("A"), &tenant, &rules, date(2026, 11, day)).asked(Currency::EUR)
    };
    assert_eq!((asked(18, 20), asked(19, 20), asked(20, 20)), (Cents::ZERO, Cents::ZERO, Cents(120_000)));
    assert_eq!((asked(19, 18), asked(20, 18), asked(28, 18)), (Cents::ZERO, Cents::ZERO, Cents::ZERO), "nobody read the nineteenth");
    assert_eq!(asked(20, 19), Cents(120_000));
    // A person need not wait for the bank.
    let hold = world.facts("A").holds[0].id.to_string();
    world.books.write(|tx| record::hold_lifted(tx, &hold, TODAY)).unwrap();
    assert_eq!((asked(19, 18), asked(20, 18)), (Cents::ZERO, Cents(120_000)));
}

#[test]
fn what_is_said_for_later_counts_from_today() {
    let world = World::new();
    let tomorrow = world.take(&[Said::new("211", "F1", at(21)).of(Cents(120_000))]);
    assert_eq!(codes(&tomorrow), ["said_later"]);
    assert_eq!(world.facts("A").holds[0].on, TODAY);
}

#[test]
fn what_is_said_of_a_paid_invoice_counts_when_its_money_goes_back() {
    for code in ["206", "207", "208", "210", "211", "212", "213", "225"] {
        let world = World::new();
        let payment = world.pays();
        let report = world.take(&[Said::new(code, "F1", at(18))]);
        assert_eq!((world.asked(TODAY), world.disputed()), (Cents::ZERO, vec![0]), "{code}: nothing is open");
        assert!(!world.shown()[0].done.contains("Aucun"), "{code}: {report:?}");
        // The money went back on the nineteenth: what the platform said on the day before still stands.
        world.books.write(|tx| record::reversal(tx, &payment, "AM04", date(2026, 11, 19))).unwrap();
        assert_eq!(world.asked(TODAY), Cents::ZERO, "{code}");
        facts_agree(&world.books).unwrap();
    }
    let silent = World::new();
    let payment = silent.pays();
    silent.books.write(|tx| record::reversal(tx, &payment, "AM04", date(2026, 11, 19))).unwrap();
    assert_eq!((silent.asked(date(2026, 11, 18)), silent.asked(date(2026, 11, 19))), (Cents::ZERO, Cents(120_000)));
}

#[test]
fn of_an_invoice_paid_in_part_what_was_approved_is_asked_and_no_more() {
    let world = World::new();
    let debtor = world.facts("A").debtor;
    world.books.write(|tx| instalments(tx, debtor)).unwrap();
    // 1 000 in two halves; the second is paid before the first, then 700 are approved.
    let second = world.facts("A").claims[2].id.to_string();
    let payment = world.paid(50_000, &second);
    world.take(&[Said::new("206", "F9", at(10)).of(Cents(70_000))]);
    assert_eq!(world.disputed(), [0, 30_000, 0], "200 are left of what was approved");
    world.books.write(|tx| record::reversal(tx, &payment, "AM04", date(2026, 11, 19))).unwrap();
    assert_eq!(world.disputed(), [0, 30_000, 0], "700 in all");
}

#[test]
fn what_is_not_ours_or_not_there_is_told_and_not_taken() {
    let world = World::new();
    world.books.write(|tx| record::debtor(tx, &debtor("B", "100000009"), TODAY)).unwrap();
    world.books.write(|tx| record::debtor(tx, &debtor("C", "300000007"), TODAY)).unwrap();
    world.invoice("B", "F7", 10_000);
    world.invoice("C", "F7", 10_000);
    let one = |code: &str, number: &str| Said::new(code, number, at(10));
    let before = world.events();
    for (said, code, words) in [
        (
            one("210", "F8"),
            "unknown_invoice",
            "Statut 210 du 10/11/2026 sur la facture F8 : cette facture n'est pas inscrite. Non pris : importez la facture",
        ),
        (
            Said { seller: "552100554", ..one("210", "F1") },
            "other_seller",
            "le vendeur est le SIREN 552100554, ce dossier est celui du SIREN 732829320",
        ),
        (Said { seller: BUYER, ..one("210", "F1") }, "other_seller", "importez-le dans le dossier du vendeur"),
        (Said { kind: "381", ..one("210", "F1") }, "of_credit_note", "il porte sur un avoir"),
        (
            Said { issued_on: Some(date(2025, 9, 1)), ..one("210", "F1") },
            "other_invoice",
            "la facture inscrite sous ce numéro est du 01/09/2026, celle du statut du 01/09/2025",
        ),
        (one("210", "F7"), "several_invoices", "plusieurs factures portent ce numéro"),
    ] {
        let report = world.take(&[said]);
        assert_eq!((report.outcome, codes(&report)), (Outcome::Refused, vec![code]));
        assert!(report.problems[0].message.contains(words), "{}", report.problems[0].message);
    }
    assert_eq!(world.events(), before, "nothing is written");
    // A bad one does not hide the good one.
    let report = world.take(&[one("210", "F8"), Said { issued_on: Some(date(2026, 9, 1)), ..one("207", "F1") }]);
    assert_eq!((report.outcome, report.counts.taken, codes(&report)), (Outcome::Taken, 1, vec!["unknown_invoice"]));
    let near = world.take(&[Said { issued_on: Some(date(2026, 9, 3)), ..one("205", "F1") }]);
    assert_eq!((near.outcome, codes(&near)), (Outcome::Taken, vec!["other_day"]), "books may bear another day than the invoice");
}

#[test]
fn of_two_invoices_of_a_number_the_buyer_says_which() {
    let world = World::new();
    world.books.write(|tx| record::debtor(tx, &debtor("B", "100000009"), TODAY)).unwrap();
    world.invoice("B", "F1", 10_000);
    assert_eq!(world.take(&[Said::new("210", "F1", at(10))]).outcome, Outcome::Taken);
    assert_eq!((world.disputed(), world.facts("B").claims[0].disputed(TODAY)), (vec![120_000], Cents::ZERO));
}

#[test]
fn a_purchase_is_not_ours_to_chase_whoever_sold_it() {
    let world = World::new();
    for (seller, words) in [("552100554", "que vous a adressée le SIREN 552100554"), ("", "que vous a adressée un vendeur sans SIREN")] {
        // Its number is that of an invoice of ours.
        let message = cdar::message(seller, SELLER, &[Said { seller, ..Said::new("210", "F1", at(10)) }]);
        let path = cdar::file(&world.folder, &format!("achat{seller}.xml"), &message);
        let report = import::files(&world.books, &[path], &Options::default(), &Silent).unwrap().files.remove(0);
        assert_eq!(report.outcome, Outcome::Refused, "{report:?}");
        let told = report.problems.iter().find(|problem| problem.code == "purchase").unwrap();
        assert!(told.message.contains(words), "{}", told.message);
    }
    assert_eq!(world.disputed(), [0]);
    // Where nobody says who sold, and the buyer is another, it is of the invoice of that number.
    assert_eq!(world.take(&[Said { seller: "", ..Said::new("210", "F1", at(10)) }]).counts.taken, 1);
    assert_eq!(world.disputed(), [120_000]);
}

#[test]
fn an_import_taken_back_takes_back_what_its_statuses_did() {
    let world = World::new();
    world.invoice("A", "F2", 50_000);
    let report = world.take(&[Said::new("210", "F1", at(10)), Said::new("213", "F2", at(10)), Said::new("225", "F1", at(11))]);
    let import = report.import.unwrap();
    let by_hand = world.facts("A").holds.iter().find(|hold| hold.cause == HoldCause::OtherPayee).unwrap().id.to_string();
    world.books.write(|tx| record::hold_lifted(tx, &by_hand, date(2026, 11, 15))).unwrap();
    let done = import::undo(&world.books, &import).unwrap();
    assert_eq!(
        done.said,
        format!(
            "{import} est annulé : 3 lignes ne comptent plus ; 1 litige qu'il avait ouvert est clos ; 1 suspension qu'il avait posée est levée. Le même fichier peut être repris."
        )
    );
    let facts = world.facts("A");
    assert_eq!(world.disputed(), [0, 0]);
    let ends: Vec<_> = facts.holds.iter().map(|hold| (hold.cause, hold.lifted_on)).collect();
    assert_eq!(
        ends,
        [(HoldCause::NeverIssued, Some(TODAY)), (HoldCause::OtherPayee, Some(date(2026, 11, 15)))],
        "what a person lifted stays so"
    );
    assert!(world.shown().is_empty());
    // It can come again, and does the same again.
    assert_eq!(world.take(&[Said::new("210", "F1", at(10))]).counts.taken, 1);
    assert_eq!(world.disputed(), [120_000, 0]);
    facts_agree(&world.books).unwrap();
}

#[test]
fn a_sum_announced_is_expected_of_the_bank_and_paid_by_it_alone() {
    let world = World::new();
    world.invoice("A", "F2", 120_000);
    world.books.write(|tx| bank::add_account(tx, "FR7630006000011234567890189", "", TODAY)).unwrap();
    world.take(&[Said::new("212", "F2", at(17)).of(Cents(120_000))]);
    assert!(world.facts("A").movements.is_empty(), "a status never pays");
    let path = cdar::file(&world.folder, "releve.csv", "Date;Libellé;Montant\n2026-11-18;VIR SEPA MENUISERIE SABLIER;1200,00\n");
    let options = Options { listed: Some(TableKind::BankStatement), ..Options::default() };
    import::files(&world.books, &[path], &options, &Silent).unwrap();
    let verdict = world
        .books
        .read(|tx| {
            let line = tx.open_bank_lines()?.remove(0);
            Ok(tx.bank_verdict(line.id)?.unwrap())
        })
        .unwrap();
    let domain::payments::Outcome::Proposed(found) = &verdict.outcome else { panic!("{verdict:?}") };
    assert!(found[0].reason.contains("paiement annoncé"), "of two invoices of that amount, the one announced: {found:#?}");
}
