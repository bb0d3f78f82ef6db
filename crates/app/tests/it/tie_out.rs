//! The accountant's books beside ours, from a file to a decision: amounts that a pencil gives.

use app::AppError;
use app::books::Books;
use app::import::{self, FileReport, Options, Outcome};
use app::ports::Silent;
use app::record::{self, NewInvoice, NewPayment};
use app::tie_out::{self, Line, TieOut};
use domain::Date;
use domain::facts::DebtorFacts;
use domain::ids::DebtorId;
use domain::money::Cents;
use domain::tie_out::CauseKind;
use formats::table::TableKind;
use jiff::civil::date;
use store::{Location, Store};

use crate::differential::facts_agree;

const TODAY: Date = date(2026, 11, 20);

/// An accounting file: entries of lines (account, auxiliary, debit in cents; credits are less than zero).
struct Fec {
    text: String,
    entries: u32,
}

impl Fec {
    fn new() -> Fec {
        let columns = "JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise";
        Fec { text: format!("{columns}\n"), entries: 0 }
    }

    fn entry(mut self, journal: &str, day: &str, piece: &str, lines: &[(&str, &str, i64)]) -> Fec {
        self.entries += 1;
        for (account, auxiliary, cents) in lines {
            let amount = |cents: i64| format!("{},{:02}", cents / 100, cents % 100);
            let (debit, credit) = (amount((*cents).max(0)), amount((-*cents).max(0)));
            let name = if auxiliary.is_empty() { String::new() } else { format!("Société {auxiliary}") };
            self.text.push_str(&format!(
                "{journal}|{journal}|{}|{day}|{account}|Compte|{auxiliary}|{name}|{piece}|{day}|{piece}|{debit}|{credit}|||{day}||\n",
                self.entries
            ));
        }
        self
    }

    fn sale(self, day: &str, piece: &str, auxiliary: &str, cents: i64) -> Fec {
        self.entry("VE", day, piece, &[("411000", auxiliary, cents), ("706000", "", -cents)])
    }

    fn receipt(self, day: &str, piece: &str, auxiliary: &str, cents: i64) -> Fec {
        self.entry("BQ", day, piece, &[("512000", "", cents), ("411000", auxiliary, -cents)])
    }
}

/// Three customers to the end of October. 411: A 1 200 − 500 = 700; B 900 in two due dates, paid 300, sent back, = 900; C −40 credited
/// and 60 owed = 20.
fn october() -> Fec {
    Fec::new()
        .sale("20260302", "F1", "A", 120_000)
        .receipt("20260405", "R1", "A", 50_000)
        .entry("VE", "20260506", "F2", &[("411000", "B", 45_000), ("411000", "B", 45_000), ("706000", "", -90_000)])
        .receipt("20260607", "R2", "B", 30_000)
        .entry("BQ", "20260612", "R2", &[("411000", "B", 30_000), ("512000", "", -30_000)])
        .sale("20260708", "F3", "C", 6_000)
        .entry("VE", "20261031", "A1", &[("411000", "C", -4_000), ("706000", "", 4_000)])
}

/// A difference: whose, its cents, its cents by cause.
type Told = (String, i64, Vec<(CauseKind, i64)>);

struct Desk {
    books: Books,
    folder: tempfile::TempDir,
    files: usize,
}

impl Desk {
    fn new() -> Desk {
        let store = Store::open(&Location::Memory).unwrap();
        let now = app::civil::noon_seconds(TODAY) * 1_000_000;
        let tenant = store.create_tenant("Ateliers Boréal", now).unwrap();
        let books = Books::over(store, tenant, std::path::Path::new("."), "Lise", TODAY, now);
        Desk { books, folder: tempfile::tempdir().unwrap(), files: 0 }
    }

    fn take(&mut self, name: &str, text: &str, options: &Options<'_>) -> FileReport {
        self.files += 1;
        let folder = self.folder.path().join(self.files.to_string());
        std::fs::create_dir(&folder).unwrap();
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        import::files(&self.books, &[path], options, &Silent).unwrap().files.remove(0)
    }

    fn fec(&mut self, fec: &Fec) -> FileReport {
        let report = self.take("732829320FEC20261231.txt", &fec.text, &Options::default());
        self.is_sound();
        report
    }

    fn tied(&self) -> TieOut {
        self.books.read(|tx| tie_out::tie_out(tx, TODAY)).unwrap().unwrap()
    }

    /// The differences, by code: cents, and cents by cause.
    fn differences(&self) -> Vec<Told> {
        let causes = |line: &Line| line.difference.made_of().into_iter().map(|(kind, cents)| (kind, cents.0)).collect();
        self.tied().lines.iter().map(|line| (line.code.clone(), line.difference.cents().0, causes(line))).collect()
    }

    fn debtor(&self, code: &str) -> DebtorId {
        self.books.read(|tx| Ok(tx.debtor_by_code(code)?)).unwrap().unwrap()
    }

    fn facts(&self, code: &str) -> DebtorFacts {
        let debtor = self.debtor(code);
        self.books.read(|tx| Ok(tx.debtor_facts(debtor)?)).unwrap().unwrap()
    }

    fn pays(&self, code: &str, on: Date, cents: i64) {
        let new = NewPayment {
            debtor: code,
            amount: Cents(cents),
            currency: "EUR",
            claims: &[],
            means: "transfer",
            reference: None,
            unallocated: false,
            on,
        };
        self.books.write(|tx| record::payment(tx, &new)).unwrap();
    }

    fn owes(&self, code: &str, number: &str, on: Date, cents: i64, currency: &str) {
        let new = NewInvoice { debtor: code, number, issued_on: on, due_on: None, amount: Cents(cents), currency, subject: None };
        self.books.write(|tx| record::invoice(tx, &new)).unwrap();
    }

    fn accepts(&self, code: &str, reason: &str, seen: Option<&str>) -> app::Result<app::record::Done> {
        let debtor = self.debtor(code);
        self.books.write(|tx| tie_out::accept(tx, debtor, reason, seen, None, TODAY))
    }

    /// The tables are what the journal says.
    fn is_sound(&self) {
        facts_agree(&self.books).unwrap();
        let report = self.books.store().check(None, &[]).unwrap();
        assert!(report.is_clean(), "{:#?}", report.findings);
    }
}

#[test]
fn a_file_that_was_just_taken_is_equal() {
    let mut desk = Desk::new();
    assert!(desk.books.read(|tx| tie_out::tie_out(tx, TODAY)).unwrap().is_none());
    let report = desk.fec(&october());
    let tied = report.tied.unwrap();
    assert_eq!((tied.day, tied.equal, tied.waiting, tied.accepted), (date(2026, 10, 31), 3, 0, 0));
    assert_eq!(tied.said(), "Comptabilité au 31/10/2026 : 3 comptes égaux, aucun écart");
    assert_eq!(desk.tied().lines.len(), 0);
}

#[test]
fn what_a_longer_file_repeats_is_known_again_due_date_by_due_date_and_sent_back_once() {
    let mut desk = Desk::new();
    desk.fec(&october());
    let longer = desk.fec(&october().sale("20261102", "F4", "A", 1_000));
    assert_eq!((longer.counts.taken, longer.counts.known), (1, 8));
    assert_eq!(longer.tied.unwrap().said(), "Comptabilité au 02/11/2026 : 3 comptes égaux, aucun écart");
    // B: two due dates of 450, nothing paid.
    let left: Vec<i64> = desk.facts("B").claims.iter().map(|claim| claim.book_principal(TODAY).0).collect();
    assert_eq!(left, [45_000, 45_000]);
}

#[test]
fn what_a_person_and_the_bank_record_is_named_until_the_file_has_it() {
    let mut desk = Desk::new();
    desk.fec(&october());
    desk.pays("A", date(2026, 10, 30), 20_000);
    desk.pays("A", date(2026, 11, 3), 5_000); // after the day of the file
    desk.owes("C", "H-1", date(2026, 9, 1), 12_345, "EUR");
    let options = Options { listed: Some(TableKind::BankStatement), account: Some("FR7630006000011234567890189"), ..Options::default() };
    desk.books.write(|tx| app::bank::add_account(tx, "FR7630006000011234567890189", "", TODAY)).unwrap();
    desk.take("releve.csv", "Date;Libellé;Montant\n2026-10-29;VIR SOCIETE B F2;450.00\n", &options);
    let line = desk.books.read(|tx| Ok(tx.open_bank_lines()?)).unwrap().pop();
    if let Some(line) = line {
        let part = app::bank::Part { debtor: desk.debtor("B"), claim: None, cents: Cents(45_000) };
        desk.books.write(|tx| app::bank::assign(tx, line.id, &[part], None, TODAY)).unwrap();
    }
    assert_eq!(
        desk.differences(),
        [
            ("B".to_owned(), -45_000, vec![(CauseKind::PaymentHere, -45_000)]),
            ("A".to_owned(), -20_000, vec![(CauseKind::PaymentHere, -20_000)]),
            ("C".to_owned(), 12_345, vec![(CauseKind::InvoiceHere, 12_345)]),
        ]
    );
    let tied = desk.tied();
    let said = tied.said(&tied.lines[0].difference.parts[0]);
    assert!(said.ends_with("du 29/10/2026, pris de la banque, que le fichier n'a pas"), "{said}");
    assert_eq!((tied.equal, tied.summed().total), (0, Cents(-45_000 - 20_000 + 12_345)));
    // The payment came back, after the day of the file and then before it: then it is no difference.
    let rg = desk.facts("A").movements[1].id;
    desk.books.write(|tx| record::reversal(tx, &rg.to_string(), "sans provision", date(2026, 10, 31))).unwrap();
    assert_eq!(desk.differences().iter().map(|(code, ..)| code.as_str()).collect::<Vec<_>>(), ["B", "C"]);
    desk.is_sound();
}

#[test]
fn other_accounts_days_to_come_and_lines_without_a_day_are_told_by_their_name() {
    let mut desk = Desk::new();
    // A: 1 000 invoiced, of which 400 went to 416, 55 is dated in December, and 7 has no day. 411 = 600 + 55 + 7 = 662; 416 = 400; 418 = 90.
    let file = Fec::new()
        .sale("20260302", "F1", "A", 100_000)
        .entry("OD", "20260911", "T1", &[("411000", "A", -40_000), ("416000", "A", 40_000)])
        .sale("20261224", "F2", "A", 5_500)
        .entry("VE", "", "F3", &[("411000", "A", 700), ("706000", "", -700)])
        .entry("OD", "20261001", "P1", &[("418100", "A", 9_000), ("706000", "", -9_000)]);
    let report = desk.fec(&file);
    assert_eq!(report.tied.unwrap().day, date(2026, 9, 11));
    let expected = vec![(CauseKind::Undated, -700), (CauseKind::Ahead, -5_500), (CauseKind::OtherAccount, 40_000)];
    assert_eq!(desk.differences(), [("A".to_owned(), 33_800, expected)]);
    let line = desk.tied().lines.remove(0);
    assert_eq!((line.difference.ours, line.difference.theirs, line.to_invoice), (Cents(100_000), Cents(66_200), Cents(9_000)));
    assert_eq!(line.remarks(), ["Factures à établir (418), non comparées : 90,00\u{a0}€."]);
}

#[test]
fn an_entry_with_another_amount_and_another_currency_are_told() {
    let mut desk = Desk::new();
    desk.fec(&october());
    let other = Fec { text: october().text.replace("|1200,00|0,00|", "|1020,00|0,00|"), entries: 0 };
    desk.owes("A", "USD-1", date(2026, 5, 5), 99_900, "USD");
    let report = desk.fec(&other);
    assert!(report.problems.iter().any(|problem| problem.code == "known_with_other_amount"), "{:?}", report.problems);
    assert_eq!(desk.differences(), [("A".to_owned(), 18_000, vec![(CauseKind::OtherAmount, 18_000)])]);
    assert_eq!(desk.tied().lines[0].remarks().len(), 1);
}

#[test]
fn the_next_exercise_is_compared_and_its_opening_with_what_was_owed() {
    let mut desk = Desk::new();
    let year = Fec::new().sale("20250302", "F1", "A", 120_000).sale("20250908", "F2", "B", 30_000);
    desk.fec(&year);
    let opening = |a: i64| {
        Fec::new()
            .entry("AN", "20260101", "AN", &[("411000", "A", a), ("411000", "B", 30_000), ("101000", "", -a - 30_000)])
            .receipt("20260203", "R1", "B", 30_000)
    };
    let next = desk.fec(&opening(120_000));
    assert_eq!(next.tied.unwrap().said(), "Comptabilité au 03/02/2026 : 2 comptes égaux, aucun écart");
    // The accountant closed the year with 200 less for A.
    desk.fec(&opening(100_000));
    assert_eq!(desk.differences(), [("A".to_owned(), 20_000, vec![(CauseKind::Opening, 20_000)])]);
    // Paid by hand in December: exactly what the opening lacks.
    desk.pays("A", date(2025, 12, 20), 20_000);
    assert_eq!(desk.differences(), []);
}

#[test]
fn an_older_file_or_one_undone_does_not_take_the_place_of_the_newest() {
    let mut desk = Desk::new();
    let first = desk.fec(&october());
    let second = desk.fec(&october().sale("20261102", "F4", "A", 1_000));
    let older = desk.fec(&Fec::new().sale("20251205", "F0", "A", 500));
    let tied = older.tied.unwrap();
    assert_eq!((tied.day, tied.newer), (date(2026, 11, 2), second.import.clone()));
    // The older year came after: nothing of it is in the newer file.
    assert_eq!(desk.differences(), [("A".to_owned(), 500, vec![(CauseKind::Opening, 500)])]);
    for import in [&older.import, &second.import] {
        import::undo(&desk.books, import.as_deref().unwrap()).unwrap();
    }
    assert_eq!((Some(desk.tied().stated.import.to_string()), desk.differences()), (first.import, vec![]));
    let again = desk.fec(&october());
    assert_eq!((again.outcome, again.tied), (Outcome::AlreadyImported, None));
    desk.is_sound();
}

#[test]
fn a_difference_is_accepted_with_a_reason_until_it_changes() {
    let mut desk = Desk::new();
    desk.fec(&october());
    assert!(matches!(desk.accepts("A", "rien", None), Err(AppError::Refused(said)) if said.contains("n'a plus d'écart")));
    desk.pays("A", date(2026, 10, 30), 20_000);
    let mark = desk.tied().lines[0].mark();
    assert!(matches!(desk.accepts("A", "  ", None), Err(AppError::Usage(_))));
    assert!(matches!(desk.accepts("A", "autre", Some("payment_here:-1")), Err(AppError::Refused(said)) if said.contains("a changé")));
    assert!(desk.tied().lines[0].waits());
    let done = desk.accepts("A", "acompte au comptoir", Some(&mark)).unwrap();
    assert!(done.said.contains("200,00") && done.said.contains("Société A"), "{}", done.said);
    let tied = desk.tied();
    let accepted = tied.lines[0].accepted.clone().unwrap();
    assert_eq!((accepted.author.as_str(), accepted.reason.as_str(), accepted.on), ("Lise", "acompte au comptoir", TODAY));
    assert_eq!(tied.summed().said(), "Comptabilité au 31/10/2026 : 2 comptes égaux, aucun écart, 1 écart accepté");
    // The next file has more, and still not that payment: the difference is the same one.
    desk.fec(&october().sale("20261102", "F4", "A", 1_000));
    assert!(!desk.tied().lines[0].waits());
    // Another cent: it waits again. Without it, it is the accepted one.
    desk.pays("A", date(2026, 10, 30), 1);
    assert!(desk.tied().lines[0].waits());
    let debtor = desk.debtor("A");
    desk.accepts("A", "et un centime", None).unwrap();
    desk.books.write(|tx| tie_out::reopen(tx, debtor, TODAY)).unwrap();
    assert!(desk.tied().lines[0].waits());
    assert!(desk.books.write(|tx| tie_out::reopen(tx, debtor, TODAY)).is_err());
    desk.is_sound();
}

#[test]
fn records_that_were_joined_are_one_and_a_claim_moved_alone_is_told_on_both_sides() {
    let mut desk = Desk::new();
    desk.fec(&october());
    desk.books.write(|tx| record::moved(tx, &["C".to_owned()], "A", TODAY)).unwrap();
    assert_eq!((desk.differences(), desk.tied().equal), (vec![], 2));
    // C's new entries go to its own record: with A, they are one all the same.
    desk.fec(&october().sale("20261102", "F4", "C", 1_000));
    assert_eq!(desk.differences(), []);
    // F1, 1 200, goes to B alone.
    desk.books.write(|tx| record::moved(tx, &["F1".to_owned()], "B", TODAY)).unwrap();
    let moved = |code: &str, cents: i64| {
        (code.to_owned(), cents, vec![(CauseKind::OtherDebtor, cents), (CauseKind::PaidAcross, if cents > 0 { -50_000 } else { 50_000 })])
    };
    let mut expected = [moved("B", 120_000), moved("A", -120_000)];
    // The 500 that paid it are still A's.
    (expected[0].1, expected[1].1) = (70_000, -70_000);
    let mut found = desk.differences();
    found.sort_by_key(|(_, cents, _)| -cents);
    assert_eq!(found, expected);
    let tied = desk.tied();
    let said: Vec<String> = tied.lines.iter().flat_map(|line| line.difference.parts.iter().map(|part| tied.said(part))).collect();
    assert!(
        said.iter().any(|said| said == "facture F1 du 02/03/2026, ici sur la fiche B Société B, dans le fichier sur ce compte"),
        "{said:?}"
    );
    desk.is_sound();
}

/// C's F3 of 60 goes to A, with the 40 of C's credit that it had: a payment of 20 makes A equal again, so that it is not among those
/// that differ.
#[test]
fn a_claim_moved_to_a_debtor_that_is_equal_is_told_where_it_went() {
    let mut desk = Desk::new();
    desk.fec(&october());
    desk.books.write(|tx| record::moved(tx, &["F3".to_owned()], "A", TODAY)).unwrap();
    desk.pays("A", date(2026, 10, 30), 2_000);
    let tied = desk.tied();
    let only: Vec<(&str, i64)> = tied.lines.iter().map(|line| (line.code.as_str(), line.difference.cents().0)).collect();
    assert_eq!(only, [("C", -2_000)]);
    let said: Vec<String> = tied.lines[0].difference.parts.iter().map(|part| tied.said(part)).collect();
    let (moved, across) = (
        "facture F3 du 08/07/2026, ici sur la fiche A Société A, dans le fichier sur ce compte",
        "son argent règle ici ce que d'autres doivent",
    );
    assert_eq!(said, [moved, across]);
}

#[test]
fn both_sides_of_a_claim_moved_alone_are_accepted_as_they_are_shown() {
    let mut desk = Desk::new();
    desk.fec(&october());
    desk.books.write(|tx| record::moved(tx, &["F3".to_owned()], "B", TODAY)).unwrap();
    for code in ["B", "C"] {
        let mark = desk.tied().lines.iter().find(|line| line.code == code).unwrap().mark();
        desk.accepts(code, "facturée à l'ancien nom", Some(&mark)).unwrap();
        // Without a page too, and on a comparison of before: it is the same difference.
        desk.accepts(code, "facturée à l'ancien nom", None).unwrap();
    }
    let tied = desk.tied();
    assert_eq!((tied.lines.len(), tied.waiting().count()), (2, 0));
    desk.is_sound();
}

/// October lacks the 200 of the 30th, accepted; the file of November has them, and lacks 200 of the 5th: another difference of the same sum.
#[test]
fn another_payment_of_the_same_amount_is_another_difference() {
    let mut desk = Desk::new();
    desk.fec(&october());
    desk.pays("A", date(2026, 10, 30), 20_000);
    let seen = desk.tied().lines[0].mark();
    desk.accepts("A", "acompte au comptoir", Some(&seen)).unwrap();
    assert!(!desk.tied().lines[0].waits());
    desk.fec(&october().receipt("20261030", "R9", "A", 20_000).sale("20261110", "F9", "B", 1_000));
    assert_eq!(desk.differences(), []);
    desk.pays("A", date(2026, 11, 5), 20_000);
    assert_eq!(desk.differences(), [("A".to_owned(), -20_000, vec![(CauseKind::PaymentHere, -20_000)])]);
    assert!(desk.tied().lines[0].waits(), "nobody accepted that one");
    assert!(matches!(desk.accepts("A", "encore", Some(&seen)), Err(AppError::Refused(said)) if said.contains("a changé")));
}

#[test]
fn a_comparison_of_before_serves_until_something_is_recorded() {
    let mut desk = Desk::new();
    desk.fec(&october());
    desk.pays("A", date(2026, 10, 30), 20_000);
    let (before, debtor) = (desk.tied(), desk.debtor("A"));
    let mark = before.lines[0].mark();
    desk.pays("A", date(2026, 10, 30), 1);
    let accept = |known: &TieOut, seen: &str| desk.books.write(|tx| tie_out::accept(tx, debtor, "acompte", Some(seen), Some(known), TODAY));
    assert!(matches!(accept(&before, &mark), Err(AppError::Refused(said)) if said.contains("a changé")));
    let now = desk.tied();
    assert!(accept(&now, &now.lines[0].mark()).unwrap().said.contains("200,01"));
}

/// One event for each two hundred customers; all of them are compared at once.
#[test]
fn customers_are_kept_by_chunks() {
    let mut desk = Desk::new();
    let mut file = Fec::new();
    for customer in 0..450 {
        file = file.sale("20260302", &format!("F{customer}"), &format!("K{customer:03}"), 1_000 + customer);
    }
    desk.fec(&file);
    let kinds = desk
        .books
        .read(|tx| {
            let mut chunks = Vec::new();
            tx.each_event::<AppError>(domain::ids::Seq(1), |event| {
                if let domain::events::Event::BalancesStated(stated) = event.event {
                    chunks.push(stated.balances.len());
                }
                Ok(())
            })?;
            Ok(chunks)
        })
        .unwrap();
    assert_eq!((kinds, desk.tied().equal), (vec![200, 200, 50], 450));
}
