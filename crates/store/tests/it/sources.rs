//! What several sources tell of one thing: known by its key, found by its other code, gone with the import that told it.

use domain::events::*;
use domain::ids::*;
use domain::ledger;
use domain::money::{Cents, Currency};
use jiff::civil::date;
use store::{StoreError, Upto};

use crate::harness::{NOW, Place, TODAY};

const KEY: &str = "BQ|12|2026-11-05|41100000|AUB|VIR|1";

struct Books<'p> {
    place: &'p Place,
    tenant: TenantId,
    debtor: DebtorId,
    claim: ClaimId,
    payment: MovementId,
}

impl<'p> Books<'p> {
    fn new(place: &'p Place) -> Books<'p> {
        let tenant = place.tenant();
        let debtor = place.debtor(tenant, "AUBERT");
        let claim = place.invoice(tenant, debtor, "F1", date(2026, 6, 1), 120_000);
        let books = Books { place, tenant, debtor, claim, payment: MovementId(0) };
        Books { payment: books.paid(5, None), ..books }
    }

    fn record(&self, event: impl Into<Event>) -> i64 {
        self.place.record(self.tenant, TODAY, event).0
    }

    fn paid(&self, day: i8, import: Option<ImportId>) -> MovementId {
        let (amount, means) = (Cents(120_000), "transfer".to_owned());
        let paid = PaymentRecorded { debtor: self.debtor, amount, currency: Currency::EUR, means, reference: None, import, key: None };
        MovementId(self.place.record(self.tenant, date(2026, 11, day), paid).0)
    }

    fn import(&self, format: &str) -> ImportId {
        let name = self.place.write(self.tenant, |tx| tx.keep(b"fichier"));
        let started = ImportStarted { sha256: "0".repeat(64), format: format.to_owned(), name, file: None };
        let import = ImportId(self.record(started));
        self.record(ImportCompleted { import, taken: 1, known: 0, problems: 0 });
        import
    }

    fn told(&self, import: ImportId, told: Told) {
        self.record(EntryToldAgain { import, key: KEY.to_owned(), told, amount: Cents(-120_000) });
    }

    fn by_key(&self) -> Option<(Told, Cents)> {
        self.place.store.read(self.tenant, |tx| tx.told_by_key(KEY)).unwrap()
    }

    fn elsewhere(&self, format: &str) -> Vec<MovementId> {
        let (from, to) = (date(2026, 11, 1), date(2026, 11, 10));
        let rows = self.place.store.read(self.tenant, |tx| tx.payments_between(format, from, to)).unwrap();
        rows.into_iter().filter(|(_, of_format)| !of_format).map(|(row, _)| row.id).collect()
    }

    fn named(&self, code: &str) -> Option<DebtorId> {
        let one = self.place.store.read(self.tenant, |tx| tx.debtor_by_code(code)).unwrap();
        let many = self.place.store.read(self.tenant, |tx| tx.debtors_by_codes(&[code])).unwrap();
        assert_eq!(many.get(code).copied(), one);
        one
    }

    fn is_sound(&self) {
        let own = self.place.store.read(self.tenant, |tx| tx.events_of_debtor(self.debtor, Upto::Seq(Seq(i64::MAX)))).unwrap();
        let facts = self.place.store.read(self.tenant, |tx| tx.debtor_facts(self.debtor)).unwrap();
        assert_eq!(ledger::fold(&own, TODAY).debtors.get(&self.debtor), facts.as_ref());
        let report = self.place.store.check(None, &self.place.store.heads().unwrap()).unwrap();
        assert!(report.is_clean(), "{:#?}", report.findings);
    }
}

fn an_entry_that_is_told_again_is_known_by_its_key_as_long_as_its_import_counts(place: &Place) {
    let books = Books::new(place);
    let (movement, fec) = (books.payment, books.import("fec"));
    books.told(fec, Told::Movement { movement });
    assert_eq!(books.by_key(), Some((Told::Movement { movement }, Cents(-120_000))));
    let read = |aside| place.store.read(books.tenant, |tx| tx.payment_told_by(movement, aside)).unwrap();
    assert_eq!((read(None), read(Some(fec))), (Some(fec), None));
    let known = place.store.read(books.tenant, |tx| tx.movement_keys_known(&[KEY, "autre"])).unwrap();
    assert_eq!(known.into_iter().collect::<Vec<_>>(), [KEY]);
    let between = |day| place.store.read(books.tenant, |tx| tx.keyed_between(day, TODAY)).unwrap().len();
    assert_eq!(between(TODAY), 1);
    assert_eq!(place.store.read(books.tenant, |tx| tx.told_of_import(fec)).unwrap(), [Told::Movement { movement }]);
    books.is_sound();
    books.record(ImportUndone { import: fec });
    assert_eq!((books.by_key(), read(None), between(TODAY)), (None, None, 0));
    books.is_sound();
}

fn payments_of_elsewhere_are_those_that_no_import_of_the_format_tells(place: &Place) {
    let books = Books::new(place);
    let (list, fec) = (books.import("payments"), books.import("fec"));
    let (of_list, of_fec, late) = (books.paid(6, Some(list)), books.paid(7, Some(fec)), books.paid(11, None));
    assert_eq!(books.elsewhere("fec"), [books.payment, of_list]);
    assert_eq!(books.elsewhere("payments"), [books.payment, of_fec]);
    books.told(fec, Told::Movement { movement: of_list });
    // What came back is not what was paid.
    books.told(fec, Told::Return { payment: books.payment, made: false });
    assert_eq!(books.elsewhere("fec"), [books.payment]);
    assert!(!books.elsewhere("fec").contains(&late));
    books.is_sound();
}

fn another_code_names_the_debtor_and_the_record_it_is_joined_to(place: &Place) {
    let books = Books::new(place);
    let import = books.import("fec");
    books.record(CodeLearned { debtor: books.debtor, code: "411AUB".to_owned(), import });
    assert_eq!((books.named("411AUB"), books.named("AUBERT"), books.named("411")), (Some(books.debtor), Some(books.debtor), None));
    // A code of its own goes first.
    let other = place.debtor(books.tenant, "BRUN");
    books.record(CodeLearned { debtor: books.debtor, code: "BRUN".to_owned(), import });
    assert_eq!(books.named("BRUN"), Some(other));
    books.record(ClaimsMoved { to: other, claims: vec![books.claim], movements: vec![books.payment], joined: vec![books.debtor] });
    assert_eq!(books.named("411AUB"), Some(other));
    books.is_sound();
    books.record(ImportUndone { import });
    assert_eq!(books.named("411AUB"), None);
    books.is_sound();
}

fn an_import_is_needed_by_the_one_that_tells_its_invoices_again(place: &Place) {
    let books = Books::new(place);
    let (list, fec) = (books.import("payments"), books.import("fec"));
    let needed = || place.store.read(books.tenant, |tx| tx.import_is_needed_by(list)).unwrap();
    let movement = books.paid(6, Some(list));
    assert_eq!(needed(), None);
    books.told(fec, Told::Movement { movement });
    assert!(needed().is_some());
    books.record(ImportUndone { import: fec });
    assert_eq!(needed(), None);
}

fn what_is_unknown_is_refused_by_its_name(place: &Place) {
    let books = Books::new(place);
    let import = books.import("fec");
    let told = |told| EntryToldAgain { import, key: KEY.to_owned(), told, amount: Cents(1) };
    let nothing: [(Event, &str); 5] = [
        (told(Told::Invoice { invoice: InvoiceId(999) }).into(), "la créance"),
        (told(Told::Movement { movement: MovementId(999) }).into(), "le règlement ou l'avoir"),
        (told(Told::Return { payment: MovementId(999), made: true }).into(), "le règlement ou l'avoir"),
        (CodeLearned { debtor: DebtorId(999), code: "X".to_owned(), import }.into(), "le débiteur"),
        (CodeLearned { debtor: books.debtor, code: "X".to_owned(), import: ImportId(999) }.into(), "l'import"),
    ];
    for (event, what) in nothing {
        let write = |tx: &mut store::Tx<'_>| tx.append(NewEvent { effective_on: TODAY, event });
        let error: StoreError = place.store.write(books.tenant, "test", NOW, write).unwrap_err();
        assert_eq!(error.to_string(), format!("{what} n° 999 n'existe pas dans ce dossier"));
    }
    books.is_sound();
}

on_both! {
    an_entry_that_is_told_again_is_known_by_its_key_as_long_as_its_import_counts,
    payments_of_elsewhere_are_those_that_no_import_of_the_format_tells,
    another_code_names_the_debtor_and_the_record_it_is_joined_to,
    an_import_is_needed_by_the_one_that_tells_its_invoices_again,
    what_is_unknown_is_refused_by_its_name,
}
