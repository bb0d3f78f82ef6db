//! Files that are looked at, mended and taken in, by people who may leave and come back.

use std::path::Path;
use std::sync::Arc;

use app::books::Books;
use app::deposit::{self, Decision, Incoming, Taken};
use app::import::control::Control;
use app::jobs::Jobs;
use app::ports::{Clock, Silent, Typesetter};
use domain::Date;
use domain::ids::TenantId;
use domain::jobs::{JobKind, JobState};
use domain::letters::Document;
use domain::money::Cents;
use store::{Location, Store};
use tempfile::TempDir;

use crate::cdar;

const TODAY: Date = Date::constant(2026, 11, 21);

struct Standing;

impl Clock for Standing {
    fn today(&self) -> Date {
        TODAY
    }

    fn now(&self) -> i64 {
        1_795_300_000_000_000
    }
}

struct Nothing;

impl Typesetter for Nothing {
    fn pdf(&self, _: &Document, _: Option<&[u8]>, _: &[(String, Vec<u8>)]) -> Result<Vec<u8>, String> {
        Err("rien à composer".to_owned())
    }

    fn pages(&self, _: &Document, _: Option<&[u8]>) -> Result<Vec<Vec<u8>>, String> {
        Err("rien à composer".to_owned())
    }

    fn logo_check(&self, _: &[u8]) -> Result<(), String> {
        Ok(())
    }

    fn unprintable(&self, _: &str) -> Vec<char> {
        Vec::new()
    }
}

struct Room {
    store: Arc<Store>,
    tenant: TenantId,
    folder: TempDir,
}

impl Room {
    fn new() -> Room {
        let store = Arc::new(Store::open(&Location::Memory).unwrap());
        let tenant = store.create_tenant("Ateliers Boréal", 0).unwrap();
        Room { store, tenant, folder: TempDir::new().unwrap() }
    }

    fn books(&self) -> Books {
        Books::over(Arc::clone(&self.store), self.tenant, self.folder.path(), "Lise", TODAY, Standing.now())
    }

    fn jobs(&self) -> Jobs {
        Jobs::new(Arc::clone(&self.store), self.folder.path(), Arc::new(Standing), Arc::new(Nothing))
    }

    fn bring(&self, files: &[(&str, &str)]) -> app::Result<deposit::Deposit> {
        let spool = TempDir::new().unwrap();
        let paths: Vec<_> = files.iter().enumerate().map(|(at, _)| spool.path().join(at.to_string())).collect();
        for ((_, text), path) in files.iter().zip(&paths) {
            std::fs::write(path, text).unwrap();
        }
        let incoming = files.iter().zip(&paths).map(|((name, _), path)| Incoming { name, path: Path::new(path) }).collect();
        deposit::bring(&self.books(), incoming, "Lise")
    }

    fn look(&self, id: domain::ids::DepositId) -> Vec<Control> {
        let books = self.books();
        let deposit = deposit::one(&books, id).unwrap().unwrap();
        deposit::look(&books, &deposit, &Silent).unwrap()
    }

    fn take(&self, id: domain::ids::DepositId) -> Taken {
        let (books, jobs) = (self.books(), self.jobs());
        let job = jobs.queue(&books, JobKind::Import, &id.to_string(), "Lise").unwrap();
        assert!(jobs.work_off("essai").unwrap());
        let job = books.read(|tx| Ok(tx.job(job)?)).unwrap().unwrap();
        assert_eq!(job.state, JobState::Done, "{}", job.result);
        serde_json::from_str(&job.result).unwrap()
    }
}

const FAULTY: &str = "N° Pièce;Code tiers;Raison sociale;Date pièce;Ech.;Mt TTC;Solde;Rep.
F1;411LUN;Cartonnages Lunaires;16/10/2026;16/11/2026;1 248,00;1 248,00;N. SUD
F2;411LIC;Licorne Bâtiment;17/10/2026;17/09/2026;4 210,00;4 210,00;N. SUD
F3;411NUA;Hôtel des Nuages;18/10/2026;18/11/2026;1.2480,0;1 248,00;EST
F4;411GRI;Imprimerie du Griffon SARL;19/10/2026;19/11/2026;990,00;990,00;EST
F5;411OUB;Oubli;20/10/2026;20/11/2026;;;EST
";

fn wrong(control: &Control) -> Vec<(u64, &str, Option<&str>)> {
    let errors = control.found.iter().filter(|found| found.error);
    errors.map(|found| (found.line.unwrap_or(0), found.code.as_str(), found.suggestion.as_deref())).collect()
}

fn decide(room: &Room, id: domain::ids::DepositId, decision: Decision) {
    deposit::decide(&room.books(), id, 0, None, decision).unwrap();
}

#[test]
fn a_faulty_file_is_mended_in_place_and_taken() {
    let room = Room::new();
    let deposit = room.bring(&[("factures.csv", FAULTY)]).unwrap();
    let seen = room.look(deposit.id).remove(0);
    assert_eq!((seen.separator, seen.encoding.as_deref()), (Some(';'), Some("UTF-8")));
    // A person says what the columns hold.
    let mut mapping = seen.mapping.clone().unwrap();
    let at = |title: &str| seen.columns.iter().position(|column| column.title == title).unwrap();
    mapping.fields[at("Ech.")] = Some(formats::table::Field::DueOn);
    mapping.fields[at("Mt TTC")] = Some(formats::table::Field::Amount);
    decide(&room, deposit.id, Decision::Columns(Some(mapping)));

    let seen = room.look(deposit.id).remove(0);
    assert_eq!(seen.missing, Vec::<String>::new());
    assert_eq!(
        wrong(&seen),
        [(3, "due_before_issue", Some("17/11/2026")), (4, "amount_invalid", Some("1\u{202f}248,00")), (6, "amount_missing", None)]
    );
    assert_eq!((seen.counts.rows, seen.counts.fresh, seen.counts.wrong, seen.counts.debtors), (5, 2, 3, 2));
    assert!(room.books().read(|tx| Ok(tx.has_no_debtor()?)).unwrap(), "looking writes nothing");

    decide(&room, deposit.id, Decision::Cell { line: 3, column: at("Ech."), text: Some("17/11/26".to_owned()) });
    decide(&room, deposit.id, Decision::Cell { line: 4, column: at("Mt TTC"), text: Some("1248".to_owned()) });
    decide(&room, deposit.id, Decision::Skip { line: 6, out: true });
    let seen = room.look(deposit.id).remove(0);
    assert_eq!((wrong(&seen).len(), seen.counts.fresh), (0, 4));
    assert_eq!(seen.sums.values().copied().collect::<Vec<_>>(), [Cents(769_600)]);

    let taken = room.take(deposit.id);
    assert_eq!((taken.files[0].taken, taken.files[0].left_out()), (4, 0));
    // The next file with the same header is known.
    let next = room.bring(&[("novembre.csv", &FAULTY.replace(";F", ";G"))]).unwrap();
    let next = room.look(next.id).remove(0);
    assert!(next.mapping_known && next.missing.is_empty());
    // The deposit itself was taken: looking again says so.
    assert_eq!(room.look(deposit.id)[0].already.map(|(id, _)| Some(id)), Some(taken.files[0].import));
}

#[test]
fn lines_left_out_can_be_mended_and_taken_later() {
    let room = Room::new();
    let plain = "numero;date_facture;echeance;montant_ttc;nom\nF1;16/10/2026;16/11/2026;100,00;A\nF2;31/02/2026;20/11/2026;50,00;B\n";
    let deposit = room.bring(&[("factures.csv", plain)]).unwrap();
    let first = room.take(deposit.id);
    assert_eq!((first.files[0].taken, first.files[0].left_out()), (1, 1));
    decide(&room, deposit.id, Decision::Cell { line: 3, column: 1, text: Some("28/10/2026".to_owned()) });
    let again = room.take(deposit.id);
    assert_eq!((again.files[0].taken, again.files[0].known, again.files[0].already), (1, 1, false));
    assert!(room.take(deposit.id).files[0].already);
}

#[test]
fn statuses_are_taken_after_the_invoices_of_which_they_speak_whatever_the_order_of_the_deposit() {
    let room = Room::new();
    let at = jiff::civil::date(2026, 11, 10).to_datetime(jiff::civil::time(9, 0, 0, 0));
    let status = cdar::message("210", "200000008", &[cdar::Said::new("210", "F8", at)]);
    let invoices = "numero;date_facture;echeance;montant_ttc;nom\nF8;16/10/2026;16/11/2026;100,00;A\n";
    let deposit = room.bring(&[("CDV-210-F8.xml", &status), ("factures.csv", invoices)]).unwrap();
    let taken = room.take(deposit.id);
    let files: Vec<_> = taken.files.iter().map(|file| (file.name.as_str(), file.taken, file.refused)).collect();
    assert_eq!(files, [("factures.csv", 1, false), ("CDV-210-F8.xml", 1, false)], "{taken:?}");
}

#[test]
fn what_differs_from_the_books_is_shown_with_both_values_and_taken_if_a_person_says_so() {
    let room = Room::new();
    let file = |amount: &str| format!("numero;date_facture;echeance;montant_ttc;nom\nF1;16/10/2026;16/11/2026;{amount};A\n");
    let first = room.bring(&[("a.csv", &file("100,00"))]).unwrap();
    room.take(first.id);
    let second = room.bring(&[("b.csv", &file("80,00"))]).unwrap();
    let seen = room.look(second.id).remove(0);
    assert_eq!(wrong(&seen), [(2, "known_with_other_amount", None)]);
    assert!(seen.found[0].known.is_some() && seen.found[0].message.contains("100,00"), "{:?}", seen.found);
    decide(&room, second.id, Decision::Accept { lines: vec![2], yes: true });
    let seen = room.look(second.id).remove(0);
    assert_eq!((seen.counts.changed, wrong(&seen).len()), (1, 0));
    assert_eq!(room.take(second.id).files[0].changed, 1);
}

#[test]
fn a_name_close_to_a_known_one_is_asked_about() {
    let room = Room::new();
    let known = "code;nom;siren\nGRIF;Imprimerie du Griffon;\n";
    let first =
        room.bring(&[("clients.csv", &known.replace(";siren", ";email").replace("Griffon;", "Griffon;a@griffon.example"))]).unwrap();
    room.take(first.id);
    let invoices = "numero;date_facture;echeance;montant_ttc;nom\nF1;16/10/2026;16/11/2026;100,00;Impr. du Griffon\n";
    let second = room.bring(&[("factures.csv", invoices)]).unwrap();
    let seen = room.look(second.id).remove(0);
    assert_eq!((seen.near.len(), seen.near[0].code.as_str()), (1, "GRIF"));
    let (key, debtor) = (seen.near[0].key.clone(), seen.near[0].debtor);
    decide(&room, second.id, Decision::SameAs { key, debtor });
    assert!(room.look(second.id)[0].near.is_empty());
    room.take(second.id);
    assert_eq!(room.books().read(|tx| Ok(tx.debtors()?)).unwrap().len(), 1);
    assert_eq!(room.books().read(|tx| Ok(tx.claims_by_number("F1")?)).unwrap()[0].1, debtor);
}

#[test]
fn two_people_who_decide_at_once_are_told_and_columns_hold_one_thing_each() {
    let room = Room::new();
    let deposit = room.bring(&[("a.csv", FAULTY)]).unwrap();
    let skip = Decision::Skip { line: 3, out: true };
    deposit::decide(&room.books(), deposit.id, 0, Some(1), skip.clone()).unwrap();
    let late = deposit::decide(&room.books(), deposit.id, 0, Some(1), skip).unwrap_err();
    assert!(late.to_string().contains("Une autre personne"), "{late}");
    let mut mapping = room.look(deposit.id)[0].mapping.clone().unwrap();
    mapping.fields[4] = mapping.fields[3];
    let twice = deposit::decide(&room.books(), deposit.id, 0, None, Decision::Columns(Some(mapping))).unwrap_err();
    assert!(twice.to_string().contains("date de facture"), "{twice}");
}

#[test]
fn deposits_are_thrown_away_with_their_files() {
    let room = Room::new();
    let one = room.bring(&[("a.csv", FAULTY), ("vide.csv", "")]).unwrap();
    let two = room.bring(&[("b.csv", FAULTY)]).unwrap();
    let place = deposit::place(&room.books(), &one.files[0]);
    assert!(place.exists());
    assert_eq!(room.look(one.id)[1].found[0].code, "empty_file");
    deposit::discard(&room.books(), one.id).unwrap();
    assert!(place.exists(), "another deposit holds it");
    let later = Books::over(Arc::clone(&room.store), room.tenant, room.folder.path(), "Lise", TODAY, Standing.now() + 31 * 86_400_000_000);
    deposit::sweep(&later).unwrap();
    assert!(!place.exists() && deposit::one(&room.books(), two.id).unwrap().is_none());
    assert!(room.bring(&[]).is_err());
}

/// A job asked to stop before it began does nothing; one of a worker that died is done by the next.
#[test]
fn jobs_stop_and_are_taken_up_again() {
    let room = Room::new();
    let deposit = room.bring(&[("a.csv", "numero;date_facture;echeance;montant_ttc;nom\nF1;16/10/2026;16/11/2026;100,00;A\n")]).unwrap();
    let (books, jobs) = (room.books(), room.jobs());
    let job = jobs.queue(&books, JobKind::Import, &deposit.id.to_string(), "Lise").unwrap();
    assert!(jobs.cancel(&books, job).unwrap());
    assert!(!jobs.work_off("essai").unwrap());
    assert!(books.read(|tx| Ok(tx.has_no_debtor()?)).unwrap());

    let job = jobs.queue(&books, JobKind::Import, &deposit.id.to_string(), "Lise").unwrap();
    books.write(|tx| Ok(tx.claim_job(job, "mort", Standing.now() - 1)?)).unwrap();
    assert!(jobs.work_off("vivant").unwrap());
    assert_eq!(books.read(|tx| Ok(tx.job(job)?)).unwrap().unwrap().state, JobState::Done);
    let lost = jobs.queue(&books, JobKind::Import, "dp_99", "Lise").unwrap();
    jobs.work_off("vivant").unwrap();
    let lost = books.read(|tx| Ok(tx.job(lost)?)).unwrap().unwrap();
    assert_eq!(lost.state, JobState::Failed);
    assert!(lost.result.contains("n'existe plus"), "{}", lost.result);
}
