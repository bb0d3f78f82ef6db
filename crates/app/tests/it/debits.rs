//! Direct debits day by day: what is prepared, what waits for it, what the bank says, and what is never collected twice.

use std::collections::BTreeMap;

use app::AppError;
use app::bank;
use app::books::Books;
use app::debits::{self, Ask, BatchShown, DEFAULT_WAIT_DAYS, NewMandate, Prepared, Standing};
use app::import::{self, Options};
use app::plan::{self, Detail};
use app::ports::Silent;
use app::record::{self, NewDebtor, NewInvoice};
use domain::Date;
use domain::debits::{MandateBar, Scheme};
use domain::events::HoldCause;
use domain::french::date_short;
use domain::ids::{ClaimId, DebitBatchId};
use domain::money::Cents;
use domain::party::{DebtorDetails, DebtorKind, Language};
use formats::sepa::debit::Version;
use formats::table::TableKind;
use formats::xml::Elements;
use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use store::{Location, Store};

use crate::differential::facts_agree;
use crate::incremental::complete_creditor;

/// A Friday.
const TODAY: Date = date(2026, 11, 20);
/// A fortnight later.
const COLLECT: Date = date(2026, 12, 4);
const IBAN: &str = "FR1420041010050500013M02606";

struct Life {
    books: Books,
    folder: tempfile::TempDir,
}

impl Life {
    /// A creditor that may collect, two debtors, and no invoice yet.
    fn new() -> Life {
        let store = Store::open(&Location::Memory).unwrap();
        let tenant = store.create_tenant("Ateliers Boréal", moment(TODAY)).unwrap();
        let books = Books::over(store, tenant, std::path::Path::new("."), "essai", TODAY, moment(TODAY));
        let life = Life { books, folder: tempfile::tempdir().unwrap() };
        life.write(|tx| app::creditor::set(tx, &complete_creditor(), TODAY));
        for (code, name, kind) in [("C1", "Menuiserie Griffon", DebtorKind::Business), ("C2", "Mme Aurore Brume", DebtorKind::Consumer)] {
            life.write(|tx| record::debtor(tx, &debtor(code, name, kind), TODAY));
        }
        life.known(TODAY);
        life
    }

    fn write<T>(&self, work: impl FnOnce(&mut store::Tx<'_>) -> app::Result<T>) -> T {
        self.books.write(work).unwrap()
    }

    fn today(&self) -> Date {
        self.books.today()
    }

    /// Another day begins.
    fn wakes(&mut self, day: Date) {
        self.books = self.books.clone().on(day, moment(day));
    }

    /// Every payment through a day is recorded.
    fn known(&self, through: Date) {
        self.write(|tx| record::up_to_date(tx, through, self.today()));
    }

    fn invoice(&self, code: &str, number: &str, cents: i64, due_on: Date) -> ClaimId {
        let (debtor, issued_on) = (code, due_on.saturating_sub(31.days()));
        let (due_on, amount) = (Some(due_on), Cents(cents));
        let new = NewInvoice { debtor, number, issued_on, due_on, amount, currency: "EUR", subject: None };
        self.write(|tx| record::invoice(tx, &new));
        self.books.read(|tx| app::resolve::claim(tx, number, None)).unwrap().0
    }

    fn mandate(&self, code: &str, reference: &str) {
        self.write(|tx| debits::add(tx, &mandate(code, reference), self.today()));
    }

    fn tries(&self, collect_on: Date, again: &[String]) -> app::Result<Prepared> {
        let ask = Ask { collect_on, wait_days: DEFAULT_WAIT_DAYS, version: Version::V08, again };
        self.books.write(|tx| debits::prepare(tx, &ask, self.today()))
    }

    fn prepared(&self, collect_on: Date) -> Prepared {
        self.tries(collect_on, &[]).unwrap()
    }

    /// The bank's file of one line is taken.
    fn bank(&self, on: Date, label: &str, cents: i64) {
        let path = self.folder.path().join(format!("{on}-{cents}.csv"));
        std::fs::write(&path, format!("Date;Libellé;Montant\n{on};{label};{}\n", Cents(cents).plain())).unwrap();
        let options = Options { listed: Some(TableKind::BankStatement), ..Options::default() };
        import::files(&self.books, &[path], &options, &Silent).unwrap();
    }

    /// What the engine proposes today, and why it does not write about the rest.
    fn plan(&self) -> (usize, Vec<String>) {
        let plan = plan::plan(&self.books, self.today(), true, Detail::Reasons).unwrap();
        let held = plan.debtors.iter().flat_map(|one| &one.decision.held).map(|held| held.because.to_string());
        (plan.actions().count(), held.collect())
    }

    fn open(&self, claim: ClaimId) -> Cents {
        let (_, debtor) = self.books.read(|tx| app::resolve::claim(tx, &claim.to_string(), None)).unwrap();
        let facts = self.books.read(|tx| Ok(tx.debtor_facts(debtor)?)).unwrap().unwrap();
        facts.claims.iter().find(|one| one.id == claim).unwrap().book_principal(self.today())
    }

    /// Its file is with the bank.
    fn hands_over(&self, batch: DebitBatchId) {
        self.write(|tx| debits::handed_over(tx, batch, self.today(), false, self.today()));
    }

    /// What is shown of a batch.
    fn shown(&self, batch: DebitBatchId) -> BatchShown {
        let all = self.books.read(|tx| debits::batches(tx, self.today())).unwrap();
        all.into_iter().find(|one| one.batch.id == batch).unwrap()
    }

    /// The journal and the projections agree, and the chain holds.
    fn sound(&self) {
        facts_agree(&self.books).unwrap();
        let report = self.books.store().check(None, &self.books.store().heads().unwrap()).unwrap();
        assert!(report.is_clean(), "{:#?}", report.findings);
    }
}

fn moment(day: Date) -> i64 {
    app::civil::noon_seconds(day) * 1_000_000
}

fn debtor(code: &str, name: &str, kind: DebtorKind) -> NewDebtor {
    let details = DebtorDetails { name: name.to_owned(), email: format!("{code}@exemple.fr"), ..DebtorDetails::default() };
    let (siren, vat) = (String::new(), String::new());
    NewDebtor { code: code.to_owned(), kind: Some(kind), siren, vat, language: Language::Fr, details }
}

fn mandate<'a>(debtor: &'a str, reference: &'a str) -> NewMandate<'a> {
    NewMandate {
        debtor,
        reference,
        scheme: Scheme::Core,
        once: false,
        signed_on: date(2026, 3, 2),
        iban: IBAN,
        notice_days: None,
        last_used_on: None,
    }
}

/// The reasons of what is left, by invoice.
fn left(prepared: &Prepared) -> Vec<(&str, &str)> {
    prepared.left.iter().map(|left| (left.number.as_str(), left.word)).collect()
}

#[test]
fn a_batch_is_prepared_letters_wait_and_the_bank_pays() {
    let mut life = Life::new();
    let late = life.invoice("C1", "F-2026-101", 120_000, date(2026, 10, 1));
    life.invoice("C1", "F-2026-102", 30_050, COLLECT);
    life.invoice("C1", "F-2026-103", 9_900, date(2026, 12, 20));
    life.invoice("C2", "F-2026-104", 5_000, date(2026, 10, 1));
    life.mandate("C1", "GRIFFON-2026");
    assert!(life.plan().0 > 0, "a reminder is proposed before");
    let prepared = life.prepared(COLLECT);
    assert_eq!(left(&prepared), [("F-2026-103", "due_later")], "the debtor without a mandate is not spoken of");
    let batch = prepared.batch.unwrap();
    let numbers: Vec<(&str, i64)> = batch.lines.iter().map(|line| (line.number.as_str(), line.cents.0)).collect();
    assert_eq!((numbers, batch.total), (vec![("F-2026-101", 120_000), ("F-2026-102", 30_050)], Cents(150_050)));
    assert_eq!(batch.until, date(2026, 12, 9));

    // The file says the same, and is given again with the same bytes.
    let text = String::from_utf8(batch.bytes.clone()).unwrap();
    let root = Elements::new(&text).document().unwrap();
    let file = root.child("CstmrDrctDbtInitn").unwrap();
    assert_eq!(file.text_at("GrpHdr/CtrlSum"), Some("1500.50"));
    assert_eq!(file.text_at("GrpHdr/MsgId").map(|id| format!("{id}.xml")), Some(batch.file_name.clone()));
    assert_eq!(file.text_at("GrpHdr/CreDtTm"), Some("2026-11-20T12:00:00"), "noon in Paris");
    assert_eq!(file.text_at("PmtInf/ReqdColltnDt"), Some("2026-12-04"));
    assert_eq!(file.text_at("PmtInf/DrctDbtTxInf/RmtInf/Ustrd"), Some("Facture F-2026-101"));
    assert_eq!(file.text_at("PmtInf/DrctDbtTxInf/DrctDbtTx/MndtRltdInf/MndtId"), Some("GRIFFON-2026"));
    let again = life.books.read(|tx| debits::file(tx, batch.id, false, TODAY)).unwrap();
    assert_eq!(again.bytes, batch.bytes);
    let digest: String = Sha256::digest(&again.bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(digest, batch.sha256);

    // Nothing is written about what is being collected; the debtor without a mandate gets its letter.
    let (actions, held) = life.plan();
    assert_eq!(actions, 1, "{held:?}");
    let wanted =
        "Prélèvement préparé, la banque est attendue : 1\u{202f}200,00\u{a0}€ suspendus depuis le 20/11/2026, jusqu'au 09/12/2026.";
    assert!(held.iter().any(|because| because == wanted), "{held:#?}");

    // The money comes: it is matched by itself, and its claim is paid.
    life.wakes(date(2026, 12, 7));
    life.bank(date(2026, 12, 4), "PRLV SEPA MENUISERIE GRIFFON FACTURE F-2026-101", 120_000);
    assert_eq!(life.open(late), Cents::ZERO);

    // The other debit never came: after the wait its letters start again, as for any late invoice.
    assert!(life.plan().1.iter().any(|because| because.starts_with("Prélèvement préparé")));
    life.wakes(date(2026, 12, 10));
    life.known(date(2026, 12, 9));
    let (actions, held) = life.plan();
    assert!(actions > 0 && !held.iter().any(|because| because.starts_with("Prélèvement préparé")), "{held:#?}");
    let story = life.books.read(|tx| {
        let griffon = tx.debtor_by_code("C1")?.unwrap();
        app::card::story(tx, griffon, life.today(), None, None, 50)
    });
    let titles: Vec<String> = story.unwrap().entries.into_iter().map(|entry| entry.title).collect();
    for wanted in ["Prélèvement préparé : 1\u{202f}500,50\u{a0}€ le 04/12/2026", "Mandat de prélèvement inscrit : GRIFFON-2026"] {
        assert!(titles.iter().any(|title| title == wanted), "{titles:#?}");
    }
    life.sound();
}

#[test]
fn preparing_twice_collects_once_and_a_cancelled_batch_frees_its_claims() {
    let mut life = Life::new();
    life.invoice("C1", "F-2026-101", 120_000, date(2026, 10, 1));
    life.mandate("C1", "GRIFFON-2026");
    let first = life.prepared(COLLECT).batch.unwrap();
    let events = life.books.read(|tx| Ok(tx.head()?.events)).unwrap();
    for collect_on in [COLLECT, date(2026, 12, 7)] {
        let second = life.prepared(collect_on);
        assert!(second.batch.is_none());
        assert_eq!(left(&second), [("F-2026-101", "in_batch")]);
    }
    // Not even a person's word collects it while the bank is awaited.
    assert!(life.tries(COLLECT, &["F-2026-101".to_owned()]).unwrap().batch.is_none());
    assert_eq!(life.books.read(|tx| Ok(tx.head()?.events)).unwrap(), events, "what collects nothing records nothing");

    life.wakes(date(2026, 11, 23));
    life.known(date(2026, 11, 22));
    let said = life.write(|tx| debits::cancel(tx, first.id, false, life.today())).said;
    assert!(said.contains("Détruisez son fichier"), "{said}");
    assert!(life.plan().0 > 0, "reminders start again");
    let third = life.prepared(date(2026, 12, 7)).batch.unwrap();
    assert_ne!((third.id, &third.file_name), (first.id, &first.file_name), "no message bears the same reference twice");
    for refused in [
        life.books.write(|tx| debits::cancel(tx, first.id, false, TODAY).map(drop)),
        life.books.write(|tx| debits::handed_over(tx, first.id, TODAY, true, TODAY).map(drop)),
        life.books.read(|tx| debits::file(tx, first.id, true, TODAY).map(drop)),
    ] {
        assert!(refused.unwrap_err().to_string().contains("annulé"));
    }
    life.hands_over(third.id);
    let refused = life.books.write(|tx| debits::cancel(tx, third.id, true, life.today()).map(drop)).unwrap_err();
    assert!(refused.to_string().contains("elle seule peut l'arrêter"), "{refused}");
    let states: Vec<&str> = life.books.read(|tx| debits::batches(tx, life.today())).unwrap().iter().map(|one| one.state().0).collect();
    assert_eq!(states, ["handed_over", "cancelled"]);
    life.sound();
}

#[test]
fn a_debit_that_came_back_is_presented_again_only_on_a_persons_word() {
    let mut life = Life::new();
    let claim = life.invoice("C1", "F-2026-101", 120_000, date(2026, 10, 1));
    life.mandate("C1", "GRIFFON-2026");
    let first = life.prepared(COLLECT).batch.unwrap();
    life.hands_over(first.id);
    life.wakes(date(2026, 12, 8));
    life.bank(date(2026, 12, 4), "PRLV SEPA MENUISERIE GRIFFON FACTURE F-2026-101", 120_000);
    assert_eq!(life.open(claim), Cents::ZERO);
    // It comes back for want of funds.
    life.bank(date(2026, 12, 8), "REJET PRLV MENUISERIE GRIFFON FACTURE F-2026-101 AM04", -120_000);
    if life.open(claim).is_zero() {
        let line = life.books.read(|tx| Ok(tx.open_bank_lines()?)).unwrap().pop().unwrap();
        let griffon = life.books.read(|tx| {
            let debtor = tx.debtor_by_code("C1")?.unwrap();
            Ok(tx.debtor_facts(debtor)?.unwrap())
        });
        let payment = griffon.unwrap().movements[0].id;
        life.write(|tx| bank::take_back(tx, line.id, payment, life.today()));
    }
    assert_eq!(life.open(claim), Cents(120_000));
    // Letters wait through the ninth, and payments are not known beyond the eighth.
    assert_eq!(left(&life.prepared(date(2026, 12, 22))), [("F-2026-101", "being_collected")]);
    life.wakes(date(2026, 12, 10));
    life.known(date(2026, 12, 9));
    let refused = life.prepared(date(2026, 12, 24));
    assert_eq!(left(&refused), [("F-2026-101", "presented")]);
    let wanted =
        "Déjà présentée le 04/12/2026 et toujours ouverte : à vous de décider, selon le motif du rejet, de la présenter de nouveau.";
    assert_eq!(refused.left[0].why, wanted);
    let again = life.tries(date(2026, 12, 24), &["F-2026-101".to_owned()]).unwrap().batch.unwrap();
    assert_eq!(again.total, Cents(120_000));
    life.sound();
}

#[test]
fn what_changed_since_is_said_before_the_collection() {
    let life = Life::new();
    let disputed = life.invoice("C1", "F-2026-101", 120_000, date(2026, 10, 1));
    life.invoice("C1", "F-2026-102", 30_050, date(2026, 10, 1));
    life.mandate("C1", "GRIFFON-2026");
    let batch = life.prepared(COLLECT).batch.unwrap();
    let changed = |life: &Life| life.books.read(|tx| debits::batches(tx, TODAY)).unwrap().remove(0).changed;
    assert_eq!(changed(&life), Vec::<String>::new(), "its own holds are no change");
    life.write(|tx| record::dispute(tx, &disputed.to_string(), None, "quality", None, TODAY));
    let said = changed(&life);
    assert!(said.len() == 1 && said[0].contains("F-2026-101") && said[0].contains("Contesté"), "{said:?}");
    let lines = life.books.read(|tx| debits::lines(tx, batch.id)).unwrap();
    assert_eq!(lines.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["C1", "C1"]);
}

#[test]
fn nobody_collects_a_claim_while_an_older_batch_may_be_with_the_bank() {
    let mut life = Life::new();
    life.invoice("C1", "F-2026-101", 120_000, date(2026, 10, 1));
    life.write(|tx| debits::add(tx, &NewMandate { once: true, ..mandate("C1", "GRIFFON-2026") }, TODAY));
    let first = life.prepared(COLLECT).batch.unwrap();
    let standing = |life: &Life| life.books.read(|tx| debits::mandates(tx, None, life.today())).unwrap().remove(0);
    assert!(matches!(standing(&life).standing, Standing::Barred(MandateBar::Taken { batch }) if batch == first.id));
    assert_eq!(standing(&life).mandate.last_presented_on, None, "what did not leave renews nothing");

    // Nobody said that it was handed over, and its wait is over: it may have been.
    life.wakes(date(2026, 12, 14));
    life.known(date(2026, 12, 13));
    assert_eq!(life.shown(first.id).state().0, "lapsed");
    let again = ["F-2026-101".to_owned()];
    let tried = life.tries(date(2026, 12, 29), &again).unwrap();
    assert!(tried.batch.is_none());
    assert_eq!(left(&tried), [("F-2026-101", "in_batch")]);
    assert_eq!(tried.in_vain, ["--again F-2026-101 n'a rien changé : elle n'est pas prélevée, pour la raison dite."]);
    // Too late to be handed over today, and not cancelled without a word more.
    let late = life.books.write(|tx| debits::handed_over(tx, first.id, life.today(), false, life.today()).map(drop));
    let late = late.unwrap_err().to_string();
    assert!(late.contains("ne prélève pas avant le 15/12/2026") && late.contains("--on JOUR"), "{late}");
    let quiet = life.books.write(|tx| debits::cancel(tx, first.id, false, life.today()).map(drop)).unwrap_err().to_string();
    assert!(quiet.contains("la banque l'a peut-être") && quiet.contains("--never-sent"), "{quiet}");
    assert!(life.books.read(|tx| debits::file(tx, first.id, false, life.today()).map(drop)).is_err());
    for day in [date(2026, 11, 19), date(2026, 12, 15)] {
        assert!(life.books.write(|tx| debits::handed_over(tx, first.id, day, true, life.today()).map(drop)).is_err(), "{day}");
    }

    // It had been, in time: the mandate is spent.
    life.write(|tx| debits::handed_over(tx, first.id, date(2026, 11, 30), false, life.today()));
    assert_eq!(life.shown(first.id).state().1, "remis à la banque le 30/11/2026");
    assert!(matches!(standing(&life).standing, Standing::Barred(MandateBar::Spent { on }) if on == COLLECT));
    assert_eq!(left(&life.tries(date(2026, 12, 29), &again).unwrap()), [("F-2026-101", "mandate")]);
    // Another mandate collects it on a person's word; that it had no effect on the other one is said.
    life.mandate("C1", "GRIFFON-2");
    life.invoice("C1", "F-2026-102", 5_000, date(2026, 10, 1));
    let both = ["F-2026-101".to_owned(), "F-2026-102".to_owned()];
    let second = life.tries(date(2026, 12, 29), &both).unwrap();
    assert_eq!(second.in_vain, ["--again F-2026-102 n'a rien changé : elle n'avait jamais été présentée."]);
    let second = second.batch.unwrap();
    assert_eq!(second.total, Cents(125_000));
    // Cancelled in time it takes no word; too late, it does.
    life.wakes(date(2026, 12, 29));
    assert!(life.books.write(|tx| debits::cancel(tx, second.id, false, life.today()).map(drop)).is_err());
    life.write(|tx| debits::cancel(tx, second.id, true, life.today()));
    life.sound();
}

#[test]
fn a_restored_backup_prepares_no_file_and_gives_no_reference_twice() {
    let mut life = Life::new();
    life.invoice("C1", "F-2026-101", 120_000, date(2026, 10, 1));
    life.mandate("C1", "GRIFFON-2026");
    // The same books an hour later: what a backup from before the batch makes of them.
    let mut restored = Life::new();
    restored.invoice("C1", "F-2026-101", 120_000, date(2026, 10, 1));
    restored.mandate("C1", "GRIFFON-2026");
    restored.books = restored.books.clone().on(TODAY, moment(TODAY) + 3_600_000_000);
    let batch = life.prepared(COLLECT).batch.unwrap();
    restored.write(|tx| Ok(tx.set_quarantine(true)?));
    let refused = restored.tries(COLLECT, &[]).unwrap_err().to_string();
    assert!(refused.contains("sauvegarde restaurée") && refused.contains("quittance restore --release"), "{refused}");
    restored.write(|tx| Ok(tx.set_quarantine(false)?));
    let other = restored.prepared(COLLECT).batch.unwrap();
    assert_eq!(batch.id, other.id, "the journal counts from the same place");
    assert_ne!(batch.file_name, other.file_name);
    assert_ne!(batch.lines[0].end_to_end, other.lines[0].end_to_end);
    assert!(other.lines[0].end_to_end.len() <= 35 && other.file_name.len() <= 35 + ".xml".len());

    // A batch from before the backup is not given again; that the bank has it is said all the same.
    life.write(|tx| Ok(tx.set_quarantine(true)?));
    let refused = life.books.read(|tx| debits::file(tx, batch.id, true, TODAY).map(drop)).unwrap_err().to_string();
    assert!(refused.contains("sauvegarde restaurée"), "{refused}");
    life.hands_over(batch.id);
    life.wakes(date(2026, 11, 23));
    life.sound();
}

#[test]
fn what_changed_is_said_before_the_file_leaves_and_confirmed() {
    let life = Life::new();
    let later = life.invoice("C1", "F-2026-101", 120_000, date(2026, 10, 1));
    life.invoice("C1", "F-2026-102", 30_050, date(2026, 10, 1));
    life.invoice("C2", "F-2026-104", 5_000, date(2026, 10, 1));
    life.mandate("C1", "GRIFFON-2026");
    life.mandate("C2", "BRUME-1");
    let batch = life.prepared(COLLECT).batch.unwrap();
    assert_eq!(life.shown(batch.id).changed, Vec::<String>::new());
    life.write(|tx| record::due_date(tx, &later.to_string(), date(2026, 12, 31), true));
    life.write(|tx| record::moved(tx, &["F-2026-102".to_owned()], "C2", TODAY));
    life.write(|tx| debits::revoke(tx, "BRUME-1", TODAY));
    let changed = life.shown(batch.id).changed;
    let wanted = ["31/12/2026, après le prélèvement", "débiterait le compte du mandat GRIFFON-2026", "révoqué le 20/11/2026"];
    assert!(changed.len() == 3 && changed.iter().zip(wanted).all(|(said, wanted)| said.contains(wanted)), "{changed:#?}");
    for refused in [
        life.books.write(|tx| debits::handed_over(tx, batch.id, TODAY, false, TODAY).map(drop)),
        life.books.read(|tx| debits::file(tx, batch.id, false, TODAY).map(drop)),
    ] {
        let said = refused.unwrap_err().to_string();
        assert!(wanted.iter().all(|wanted| said.contains(wanted)) && said.contains("--anyway"), "{said}");
    }
    // The bank has it already: a person says so, and is told what to have withdrawn.
    let said = life.write(|tx| debits::handed_over(tx, batch.id, TODAY, true, TODAY)).said;
    assert!(said.contains("remis à la banque") && wanted.iter().all(|wanted| said.contains(wanted)), "{said}");
    assert_eq!(life.books.read(|tx| debits::file(tx, batch.id, false, TODAY)).unwrap().changed.len(), 3, "the copy says it too");
    life.sound();
}

#[test]
fn a_fault_of_one_debit_leaves_the_others_and_one_of_the_creditor_refuses_all() {
    let life = Life::new();
    let name = DebtorDetails { name: "北京".to_owned(), ..DebtorDetails::default() };
    let far = NewDebtor { details: name, ..debtor("C3", "", DebtorKind::Business) };
    life.write(|tx| record::debtor(tx, &far, TODAY));
    life.invoice("C1", "F-2026-101", 120_000, date(2026, 10, 1));
    life.invoice("C3", "F-2026-105", 7_700, date(2026, 10, 1));
    life.mandate("C1", "GRIFFON-2026");
    life.mandate("C3", "PEKIN-2026");
    let without = app::creditor::Change { texts: vec![(app::creditor::Field::Ics, String::new())], ..Default::default() };
    life.write(|tx| app::creditor::set(tx, &without, TODAY));
    let refused = life.tries(COLLECT, &[]).unwrap_err().to_string();
    assert!(refused.contains("identifiant créancier SEPA (ICS) manque"), "{refused}");
    life.write(|tx| app::creditor::set(tx, &complete_creditor(), TODAY));
    let prepared = life.prepared(COLLECT);
    assert_eq!(left(&prepared), [("F-2026-105", "file")]);
    assert!(prepared.left[0].why.starts_with("Rien du nom « 北京 »"), "{}", prepared.left[0].why);
    assert_eq!(prepared.batch.unwrap().total, Cents(120_000));
}

#[test]
fn mandates_are_recorded_with_care_and_listed_with_where_they_stand() {
    let life = Life::new();
    let adds = |new: &NewMandate<'_>| life.books.write(|tx| debits::add(tx, new, TODAY)).map_err(|error| error.to_string());
    assert!(adds(&mandate("C1", "GRIFFON-2026")).is_ok());
    for (new, why) in [
        (mandate("C2", "griffon-2026"), "une RUM ne sert qu'une fois"),
        (mandate("C2", "BRUME_1"), "« _ » n'est pas admis"),
        (NewMandate { iban: "FR1420041010050500013M02607", ..mandate("C2", "A") }, "clé de contrôle"),
        (NewMandate { iban: "GB33BUKB20201555555555", ..mandate("C2", "A") }, "Espace économique européen"),
        (NewMandate { scheme: Scheme::B2b, ..mandate("C2", "A") }, "réservé aux entreprises"),
        (NewMandate { signed_on: date(2026, 11, 21), ..mandate("C2", "A") }, "serait signé le 21/11/2026"),
        (NewMandate { last_used_on: Some(date(2026, 3, 1)), ..mandate("C2", "A") }, "dernier prélèvement"),
        (NewMandate { notice_days: Some(61), ..mandate("C2", "A") }, "Le préavis va de 0 à 60 jours"),
        (mandate("C9", "A"), "Aucun débiteur « C9 »"),
    ] {
        let said = adds(&new).unwrap_err();
        assert!(said.contains(why), "{said}");
    }
    let old = NewMandate { signed_on: date(2023, 11, 20), ..mandate("C2", "BRUME-1") };
    adds(&old).unwrap();
    let listed = |life: &Life| life.books.read(|tx| debits::mandates(tx, None, life.today())).unwrap();
    assert!(matches!(listed(&life)[1].standing, Standing::Valid { through } if through == TODAY));
    life.write(|tx| debits::revoke(tx, "griffon-2026", TODAY));
    assert!(life.books.write(|tx| debits::revoke(tx, "GRIFFON-2026", TODAY)).unwrap_err().to_string().contains("déjà révoqué"));
    let first = listed(&life).remove(0);
    assert_eq!((first.code.as_str(), first.mandate.iban.as_deref()), ("C1", Some(IBAN)));
    assert!(matches!(first.standing, Standing::Barred(_)));
    life.invoice("C1", "F-2026-101", 120_000, date(2026, 10, 1));
    assert_eq!(left(&life.prepared(COLLECT)), [("F-2026-101", "mandate")]);
    life.sound();
}

#[test]
fn a_mandate_revoked_after_the_batch_is_told_and_one_of_a_joined_record_follows() {
    let life = Life::new();
    life.invoice("C1", "F-2026-101", 120_000, date(2026, 10, 1));
    life.mandate("C1", "GRIFFON-2026");
    let batch = life.prepared(COLLECT).batch.unwrap();
    life.write(|tx| record::moved(tx, &["C1".to_owned()], "C2", TODAY));
    let of_the_other = life.books.read(|tx| debits::mandates(tx, Some("C2"), TODAY)).unwrap();
    assert_eq!(of_the_other.len(), 1);
    let said = life.write(|tx| debits::revoke(tx, "GRIFFON-2026", TODAY)).said;
    let wanted = format!("le lot {} le prélève le {} ; annulez ce lot", batch.id, date_short(COLLECT));
    assert!(said.contains(&wanted), "{said}");
    life.sound();
}

#[test]
fn an_import_stays_while_a_batch_collects_what_it_brought() {
    let life = Life::new();
    let path = life.folder.path().join("factures.csv");
    let text = "numero;date_facture;echeance;montant_ttc;devise;code_debiteur;nom\nF-2026-101;2026-09-01;2026-10-01;1200,00;EUR;C1;Menuiserie Griffon\n";
    std::fs::write(&path, text).unwrap();
    let options = Options { listed: Some(TableKind::Invoices), ..Options::default() };
    let report = import::files(&life.books, &[path], &options, &Silent).unwrap();
    let import = report.files[0].import.clone().unwrap();
    life.mandate("C1", "GRIFFON-2026");
    let batch = life.prepared(COLLECT).batch.unwrap();
    assert!(import::undo(&life.books, &import).is_err());
    life.write(|tx| debits::cancel(tx, batch.id, false, TODAY));
    import::undo(&life.books, &import).unwrap();
    life.sound();
}

#[test]
fn erasing_a_debtor_erases_its_account_and_not_what_was_done() {
    let mut life = Life::new();
    life.invoice("C2", "F-2026-104", 5_000, date(2026, 10, 1));
    life.mandate("C2", "BRUME-1");
    let batch = life.prepared(COLLECT).batch.unwrap();
    life.wakes(date(2026, 12, 7));
    life.bank(date(2026, 12, 4), "PRLV SEPA AURORE BRUME FACTURE F-2026-104", 5_000);
    life.write(|tx| record::erasure(tx, "C2", "demande de la personne", life.today()));
    let listed = life.books.read(|tx| debits::mandates(tx, None, life.today())).unwrap();
    assert_eq!(listed[0].mandate.iban, None);
    let refused = life.books.read(|tx| debits::file(tx, batch.id, true, TODAY).map(drop)).unwrap_err().to_string();
    assert!(refused.contains("effacé") && refused.contains(&batch.sha256), "{refused}");
    life.sound();
}

#[test]
fn a_day_on_which_nothing_can_be_collected_is_refused() {
    let life = Life::new();
    for (day, why) in
        [(TODAY, "trop proche"), (date(2026, 12, 25), "premier jour ensuite : le 28/12/2026"), (date(2027, 11, 22), "à plus de 60 jours")]
    {
        let refused = life.tries(day, &[]).unwrap_err().to_string();
        assert!(refused.contains(why), "{refused}");
    }
    let nobody = life.tries(COLLECT, &[]).unwrap_err();
    assert!(matches!(nobody, AppError::Refused(_)), "{nobody}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is prepared, cancelled, handed over, paid and known, on any day: as long as a batch waits for its money, no other
    /// batch that was not cancelled holds any of its claims, and no batch collects more than was owed.
    #[test]
    fn no_claim_is_collected_twice(steps in prop::collection::vec((0_u8..8, 0_usize..6, 0_i64..12), 4..28)) {
        let mut life = Life::new();
        for (at, cents) in [40_000, 9_000, 125_040, 700, 33_333, 1].into_iter().enumerate() {
            let due_on = date(2026, 10, 1) + (i64::try_from(at).unwrap() * 16).days();
            life.invoice(["C1", "C2"][at % 2], &format!("F-2026-{}", 101 + at), cents, due_on);
        }
        for (code, reference, once) in [("C1", "GRIFFON-2026", false), ("C2", "BRUME-1", true), ("C2", "BRUME-2", false)] {
            let new = NewMandate { once, notice_days: Some(2), ..mandate(code, reference) };
            life.write(|tx| debits::add(tx, &new, TODAY));
        }
        let mut live: BTreeMap<ClaimId, Vec<(DebitBatchId, Date)>> = BTreeMap::new();
        let mut open: Vec<DebitBatchId> = Vec::new();
        for (what, which, days) in steps {
            match what {
                0..=3 => {
                    let collect_on = domain::calendar::first_target_day(life.today() + (days + 4).days());
                    let again: Vec<String> = (0..6).map(|at| format!("F-2026-{}", 101 + at)).take(which).collect();
                    let Ok(Prepared { batch: Some(batch), .. }) = life.tries(collect_on, &again) else { continue };
                    for line in &batch.lines {
                        prop_assert!(line.cents.is_positive() && line.cents <= life.open(line.claim), "{line:?}");
                        let before = live.entry(line.claim).or_default();
                        prop_assert!(before.iter().all(|(id, until)| *until < life.today() && !open.contains(id)), "{before:?} before {line:?}");
                        before.push((batch.id, batch.until));
                    }
                    open.push(batch.id);
                }
                4 if !open.is_empty() => {
                    let id = open.remove(which % open.len());
                    life.write(|tx| debits::cancel(tx, id, true, life.today()));
                    live.values_mut().for_each(|batches| batches.retain(|(batch, _)| *batch != id));
                }
                5 if !open.is_empty() => {
                    let id = open.remove(which % open.len());
                    life.write(|tx| debits::handed_over(tx, id, life.today(), true, life.today()));
                }
                6 => life.known(life.today()),
                _ => {
                    let next = life.today() + days.days();
                    life.wakes(next);
                }
            }
        }
        let holds = life.books.read(|tx| {
            let mut holds = 0;
            tx.each_debtor_facts(store::Selection::All, |facts| {
                holds += facts.holds.iter().filter(|hold| hold.cause == HoldCause::DirectDebit && hold.lifted_on.is_none()).count();
                Ok(())
            })?;
            Ok(holds)
        });
        prop_assert_eq!(holds.unwrap(), live.values().map(Vec::len).sum::<usize>(), "a hold for each debit that stands");
        facts_agree(&life.books).unwrap();
    }
}
