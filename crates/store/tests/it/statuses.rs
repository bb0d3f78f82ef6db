//! Life-cycle statuses: read in the order in which they were said, gone with their import, told in the story, never facts by themselves.

use domain::events::*;
use domain::ids::*;
use domain::ledger;
use domain::money::Cents;
use jiff::civil::{Date, DateTime, date, time};
use store::{StatusRow, StoreError, Upto};

use crate::harness::{NOW, Place, TODAY};

/// Books with an invoice of 1 200 euros and an import that is complete.
struct Books<'p> {
    place: &'p Place,
    tenant: TenantId,
    debtor: DebtorId,
    claim: ClaimId,
    import: ImportId,
}

fn at(day: i8, hour: i8) -> DateTime {
    date(2026, 11, day).to_datetime(time(hour, 0, 0, 0))
}

impl<'p> Books<'p> {
    fn new(place: &'p Place) -> Books<'p> {
        let tenant = place.tenant();
        let debtor = place.debtor(tenant, "AUBERT");
        let claim = place.invoice(tenant, debtor, "F1", date(2026, 6, 1), 120_000);
        let books = Books { place, tenant, debtor, claim, import: ImportId(0) };
        Books { import: books.import(true), ..books }
    }

    fn record(&self, on: Date, event: impl Into<Event>) -> i64 {
        self.place.record(self.tenant, on, event).0
    }

    fn keep(&self, text: &str) -> Private {
        self.place.write(self.tenant, |tx| tx.keep(text.as_bytes()))
    }

    fn import(&self, complete: bool) -> ImportId {
        let name = self.keep("statut.xml");
        let started = ImportStarted { sha256: "0".repeat(64), format: "cdar".to_owned(), name, file: None };
        let import = ImportId(self.record(TODAY, started));
        if complete {
            self.record(TODAY, ImportCompleted { import, taken: 1, known: 0, problems: 0 });
        }
        import
    }

    fn status(&self, code: &str, at: DateTime) -> StatusReceived {
        StatusReceived {
            invoice: InvoiceId(self.claim.0),
            code: code.to_owned(),
            at,
            sender: Some("BY".to_owned()),
            reasons: vec!["QTE_ERR".to_owned()],
            asked: vec!["CNP".to_owned()],
            amount: None,
            text: None,
            import: self.import,
            key: format!("{code}|{at}"),
            disputes: Vec::new(),
            holds: Vec::new(),
        }
    }

    fn received(&self, status: StatusReceived) -> i64 {
        self.record(status.at.date(), status)
    }

    fn rows(&self) -> Vec<StatusRow> {
        self.place.store.read(self.tenant, |tx| tx.statuses_of(InvoiceId(self.claim.0))).unwrap()
    }

    fn codes(&self) -> Vec<String> {
        self.rows().into_iter().map(|row| row.code).collect()
    }

    fn knows(&self, key: &str) -> bool {
        self.place.store.read(self.tenant, |tx| tx.knows_status(key)).unwrap()
    }

    /// The tables are what the events say, and the own events of the debtor tell its facts.
    fn is_sound(&self) {
        let own = self.place.store.read(self.tenant, |tx| tx.events_of_debtor(self.debtor, Upto::Seq(Seq(i64::MAX)))).unwrap();
        let facts = self.place.store.read(self.tenant, |tx| tx.debtor_facts(self.debtor)).unwrap();
        assert_eq!(ledger::fold(&own, TODAY).debtors.get(&self.debtor), facts.as_ref());
        let report = self.place.store.check(None, &self.place.store.heads().unwrap()).unwrap();
        assert!(report.is_clean(), "{:#?}", report.findings);
    }
}

fn statuses_are_read_in_the_order_in_which_they_were_said(place: &Place) {
    let books = Books::new(place);
    let words = books.keep("Dix manquent");
    let dispute = DisputeId(books.record(
        date(2026, 11, 10),
        DisputeOpened { claim: books.claim, amount: Some(Cents(30_000)), cause: "quantity".to_owned(), note: None },
    ));
    let partly = StatusReceived {
        amount: Some(Cents(90_000)),
        text: Some(words.clone()),
        disputes: vec![dispute],
        ..books.status("206", at(10, 18))
    };
    let id = books.received(partly);
    books.received(books.status("202", at(9, 8)));
    books.received(books.status("204", at(10, 9)));
    assert_eq!(books.codes(), ["202", "204", "206"]);
    let expected = StatusRow {
        id: StatusId(id),
        invoice: InvoiceId(books.claim.0),
        on: date(2026, 11, 10),
        at: at(10, 18),
        recorded_at: NOW,
        code: "206".to_owned(),
        sender: Some("BY".to_owned()),
        reasons: vec!["QTE_ERR".to_owned()],
        asked: vec!["CNP".to_owned()],
        amount: Some(Cents(90_000)),
        text: Some("Dix manquent".to_owned()),
        erased: false,
        import: books.import,
        disputes: vec![dispute],
        holds: Vec::new(),
    };
    assert_eq!(books.rows().last(), Some(&expected));
    books.place.write(books.tenant, |tx| tx.erase(TODAY, vec![words.id], "demande"));
    assert_eq!(books.rows().last(), Some(&StatusRow { text: None, erased: true, ..expected }));
    books.is_sound();
}

fn a_status_of_an_import_that_does_not_count_is_not_read(place: &Place) {
    let books = Books::new(place);
    let under_way = books.import(false);
    let status = StatusReceived { import: under_way, ..books.status("210", at(10, 9)) };
    books.received(status.clone());
    assert!(books.codes().is_empty(), "not complete yet");
    assert!(books.knows(&status.key), "but it is not to be taken twice in one import");
    books.record(TODAY, ImportCompleted { import: under_way, taken: 1, known: 0, problems: 0 });
    assert_eq!(books.codes(), ["210"]);
    let brought = |import| place.store.read(books.tenant, |tx| tx.statuses_of_import(import)).unwrap().len();
    assert_eq!((brought(under_way), brought(books.import)), (1, 0));
    books.record(TODAY, ImportUndone { import: under_way });
    assert!(books.codes().is_empty());
    assert!(!books.knows(&status.key), "the same file can be taken again");
    books.is_sound();
}

fn the_import_of_an_invoice_waits_for_that_of_its_statuses(place: &Place) {
    let books = Books::new(place);
    let of_invoice = books.import(false);
    let invoice = InvoiceRecorded { import: Some(of_invoice), ..crate::harness::invoice(books.debtor, "F2", date(2026, 6, 1), 5_000) };
    let invoice = InvoiceId(books.record(date(2026, 5, 1), invoice));
    books.record(TODAY, ImportCompleted { import: of_invoice, taken: 1, known: 0, problems: 0 });
    let needed = || place.store.read(books.tenant, |tx| tx.import_is_needed_by(of_invoice)).unwrap();
    assert_eq!(needed(), None);
    let status = books.received(StatusReceived { invoice, ..books.status("205", at(10, 9)) });
    assert_eq!(needed(), Some(Seq(status)));
    books.record(TODAY, ImportUndone { import: books.import });
    assert_eq!(needed(), None);
    books.is_sound();
}

fn a_status_is_in_the_story_of_who_owes_its_invoice(place: &Place) {
    let books = Books::new(place);
    books.received(books.status("207", at(10, 9)));
    let told = |debtor| {
        let page = place.store.read(books.tenant, |tx| tx.story_of(debtor, TODAY, |_| true, None, 50)).unwrap();
        page.kinds.get("status.received").copied()
    };
    let other = place.debtor(books.tenant, "BLANC");
    assert_eq!((told(books.debtor), told(other)), (Some(1), None));
    let moved = ClaimsMoved { claims: vec![books.claim], movements: Vec::new(), to: other, joined: Vec::new() };
    books.record(TODAY, moved);
    assert_eq!(books.codes(), ["207"], "it belongs to its invoice");
    books.received(books.status("209", at(11, 9)));
    assert_eq!(told(other), Some(1), "what comes later is told of who owes it now");
    books.is_sound();
}

fn what_a_status_made_again_is_its_own(place: &Place) {
    let books = Books::new(place);
    let opened = || DisputeOpened { claim: books.claim, amount: None, cause: "price".to_owned(), note: None };
    let first = DisputeId(books.record(date(2026, 11, 10), opened()));
    let status = StatusId(books.received(StatusReceived { disputes: vec![first], ..books.status("210", at(10, 9)) }));
    books.record(TODAY, DisputeClosed { dispute: first, founded: false });
    let second = DisputeId(books.record(TODAY, opened()));
    let hold = HoldPlaced { debtor: books.debtor, claim: Some(books.claim), cause: HoldCause::NeverIssued, until: None, note: None };
    let hold = HoldId(books.record(TODAY, hold));
    books.record(TODAY, StatusActedAgain { status, disputes: vec![second], holds: vec![hold] });
    let row = books.rows().remove(0);
    assert_eq!((row.id, row.disputes, row.holds), (status, vec![first, second], vec![hold]));
    for (again, what) in [
        (StatusActedAgain { status: StatusId(999), disputes: vec![second], holds: Vec::new() }, "le statut"),
        (StatusActedAgain { status, disputes: vec![DisputeId(999)], holds: Vec::new() }, "le litige"),
        (StatusActedAgain { status, disputes: Vec::new(), holds: vec![HoldId(999)] }, "la suspension"),
    ] {
        let write = |tx: &mut store::Tx<'_>| tx.append(NewEvent::new(TODAY, again));
        let error: StoreError = place.store.write(books.tenant, "test", NOW, write).unwrap_err();
        assert_eq!(error.to_string(), format!("{what} n° 999 n'existe pas dans ce dossier"));
    }
    books.is_sound();
}

fn sums_announced_are_found_from_a_day_on(place: &Place) {
    let books = Books::new(place);
    for (code, day, amount) in [("211", 8, Some(1)), ("212", 10, Some(2)), ("211", 11, None), ("206", 12, Some(4))] {
        books.received(StatusReceived { amount: amount.map(Cents), ..books.status(code, at(day, 9)) });
    }
    let since = |day: i8| place.store.read(books.tenant, |tx| tx.announced_since(date(2026, 11, day))).unwrap();
    let invoice = InvoiceId(books.claim.0);
    assert_eq!(since(8), [(invoice, date(2026, 11, 8), Cents(1)), (invoice, date(2026, 11, 10), Cents(2))]);
    assert_eq!(since(9), [(invoice, date(2026, 11, 10), Cents(2))]);
}

fn a_status_speaks_of_what_is_there(place: &Place) {
    let books = Books::new(place);
    let status = || books.status("210", at(10, 9));
    let refused = [
        (StatusReceived { invoice: InvoiceId(999), ..status() }, "la créance"),
        (StatusReceived { import: ImportId(999), ..status() }, "l'import"),
        (StatusReceived { disputes: vec![DisputeId(999)], ..status() }, "le litige"),
        (StatusReceived { holds: vec![HoldId(999)], ..status() }, "la suspension"),
    ];
    for (status, what) in refused {
        let write = |tx: &mut store::Tx<'_>| tx.append(NewEvent::new(TODAY, status));
        let error: StoreError = place.store.write(books.tenant, "test", NOW, write).unwrap_err();
        assert_eq!(error.to_string(), format!("{what} n° 999 n'existe pas dans ce dossier"));
    }
    assert!(books.codes().is_empty());
    books.is_sound();
}

on_both! {
    statuses_are_read_in_the_order_in_which_they_were_said,
    a_status_of_an_import_that_does_not_count_is_not_read,
    the_import_of_an_invoice_waits_for_that_of_its_statuses,
    a_status_is_in_the_story_of_who_owes_its_invoice,
    sums_announced_are_found_from_a_day_on,
    a_status_speaks_of_what_is_there,
    what_a_status_made_again_is_its_own,
}
