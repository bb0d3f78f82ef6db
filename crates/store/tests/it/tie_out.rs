//! What an accounting file stated, and what a person said of a difference: kept with its import, replaced by a newer one, told in the story.

use std::collections::HashMap;

use domain::events::*;
use domain::ids::*;
use domain::money::{Cents, Currency};
use domain::tie_out::{Account, AccountBalance, CauseKind, What};
use jiff::civil::{Date, date};
use store::{StoreError, Upto};

use crate::harness::{NOW, Place, TODAY};

const DAY: Date = date(2026, 10, 31);

struct Books<'p> {
    place: &'p Place,
    tenant: TenantId,
    debtor: DebtorId,
    claim: ClaimId,
}

impl<'p> Books<'p> {
    fn new(place: &'p Place) -> Books<'p> {
        let tenant = place.tenant();
        let debtor = place.debtor(tenant, "AUBERT");
        let claim = place.invoice(tenant, debtor, "F1", date(2026, 6, 1), 120_000);
        Books { place, tenant, debtor, claim }
    }

    fn record(&self, on: Date, event: impl Into<Event>) -> i64 {
        self.place.record(self.tenant, on, event).0
    }

    fn read<T>(&self, work: impl FnOnce(&mut store::Read<'_>) -> Result<T, StoreError>) -> T {
        self.place.store.read(self.tenant, work).unwrap()
    }

    fn import(&self) -> ImportId {
        let name = self.place.write(self.tenant, |tx| tx.keep(b"732829320FEC20261231.txt"));
        ImportId(self.record(TODAY, ImportStarted { sha256: "0".repeat(64), format: "fec".to_owned(), name, file: None }))
    }

    fn complete(&self, import: ImportId) {
        self.record(TODAY, ImportCompleted { import, taken: 1, known: 0, problems: 0 });
    }

    /// A file of a day that says so much of the debtor.
    fn states(&self, on: Date, cents: i64) -> ImportId {
        let import = self.import();
        self.record(on, AccountsStated { import, from: date(2026, 1, 5) });
        self.record(on, BalancesStated { import, balances: vec![self.balance(cents)] });
        self.complete(import);
        import
    }

    fn balance(&self, cents: i64) -> AccountBalance {
        AccountBalance {
            balance: Cents(cents),
            others: vec![(Account::Doubtful, Cents(7_000))],
            lines: vec![self.claim.0],
            otherwise: vec![(self.claim.0, Cents(102_000))],
            ..AccountBalance::of(self.debtor)
        }
    }

    fn compared(&self) -> Option<ImportId> {
        self.read(|tx| tx.accounts_stated(TODAY)).map(|stated| stated.import)
    }

    fn is_sound(&self) {
        let report = self.place.store.check(None, &self.place.store.heads().unwrap()).unwrap();
        assert!(report.is_clean(), "{:#?}", report.findings);
    }
}

fn the_newest_file_of_imports_that_count_is_compared(place: &Place) {
    let books = Books::new(place);
    assert_eq!(books.compared(), None);
    let october = books.states(DAY, 102_000);
    let stated = books.read(|tx| tx.accounts_stated(TODAY)).unwrap();
    assert_eq!((stated.on, stated.from, stated.file.as_str()), (DAY, date(2026, 1, 5), "732829320FEC20261231.txt"));
    // An older day does not take its place; the same day does, and so does a newer one.
    books.states(date(2026, 9, 30), 1);
    assert_eq!(books.compared(), Some(october));
    let again = books.states(DAY, 102_001);
    assert_eq!(books.compared(), Some(again));
    assert_eq!(books.read(|tx| tx.accounts_stated(date(2026, 10, 1))).unwrap().on, date(2026, 9, 30));
    assert_eq!(books.read(|tx| tx.accounts_stated(date(2026, 9, 1))), None);
    // One that is not complete is not there yet; one undone is there no more.
    let under_way = books.import();
    books.record(TODAY, AccountsStated { import: under_way, from: DAY });
    assert_eq!(books.compared(), Some(again));
    books.record(TODAY, ImportUndone { import: again });
    assert_eq!(books.compared(), Some(october));
    assert_eq!(books.read(|tx| tx.stated_balances(october)), [(books.debtor, Cents(102_000))]);
    let mut all = Vec::new();
    books.read(|tx| tx.each_stated(october, |row| all.push(row)));
    assert_eq!(all, [books.balance(102_000)]);
    books.is_sound();
}

fn what_the_books_hold_is_read_by_debtor_and_by_day(place: &Place) {
    let books = Books::new(place);
    let other = place.debtor(books.tenant, "BLANC");
    let paid = place.payment(books.tenant, books.debtor, date(2026, 8, 1), 50_000);
    let back = place.payment(books.tenant, books.debtor, date(2026, 8, 2), 9_000);
    books.record(date(2026, 8, 9), PaymentReversed { payment: back, reason: "sans provision".to_owned() });
    place.payment(books.tenant, books.debtor, date(2026, 11, 2), 1_000);
    let dollars = InvoiceRecorded { currency: Currency::parse("USD").unwrap(), ..crate::harness::invoice(other, "U1", DAY, 3_300) };
    books.record(DAY, dollars);
    // An import under way counts for nothing.
    let hidden = InvoiceRecorded { import: Some(books.import()), ..crate::harness::invoice(other, "H1", DAY, 4_400) };
    books.record(DAY, hidden);
    let theirs = place.invoice(books.tenant, other, "F2", DAY, 20_000);
    books.record(date(2026, 8, 1), Allocated { movement: paid, claim: theirs, cents: Cents(20_000) });
    let totals = books.read(|tx| tx.book_totals(DAY));
    // 1 200 − 500; the one that came back and the one of November count for nothing.
    assert_eq!(totals, HashMap::from([(books.debtor, Cents(70_000)), (other, Cents(20_000))]));
    assert_eq!(books.read(|tx| tx.paid_across(DAY)), [(books.debtor, other, Cents(20_000))]);
    assert_eq!(books.read(|tx| tx.paid_across(date(2026, 7, 1))), []);
    let held = books.read(|tx| tx.held_of(&[books.debtor], |key| key.starts_with("FEC")));
    assert_eq!(held.len(), 1);
    let things: Vec<(i64, What, i64, Option<Date>)> =
        held[&books.debtor].things.iter().map(|thing| (thing.id, thing.what, thing.effect.0, thing.back_on)).collect();
    let payment = What::Payment { by_bank: false };
    assert_eq!(
        things,
        [
            (books.claim.0, What::Invoice, 120_000, None),
            (paid.0, payment, -50_000, None),
            (back.0, payment, -9_000, Some(date(2026, 8, 9))),
            (things[3].0, payment, -1_000, None),
        ]
    );
    assert_eq!(books.read(|tx| tx.with_other_currencies(&[books.debtor, other])), [other].into());
    books.is_sound();
}

fn whose_a_thing_is_follows_it_to_another_debtor(place: &Place) {
    let books = Books::new(place);
    let other = place.debtor(books.tenant, "BLANC");
    let paid = place.payment(books.tenant, books.debtor, date(2026, 8, 1), 50_000);
    let asked = [paid.0, books.claim.0, books.debtor.0, 9_999];
    assert_eq!(books.read(|tx| tx.whose(&asked)), HashMap::from([(paid.0, books.debtor), (books.claim.0, books.debtor)]));
    books.record(TODAY, ClaimsMoved { claims: vec![books.claim], movements: Vec::new(), to: other, joined: Vec::new() });
    assert_eq!(books.read(|tx| tx.whose(&asked)), HashMap::from([(paid.0, books.debtor), (books.claim.0, other)]));
}

fn a_key_says_what_an_accounting_file_brought(place: &Place) {
    let books = Books::new(place);
    let keyed = InvoiceRecorded { key: Some("FEC|1".to_owned()), ..crate::harness::invoice(books.debtor, "F9", DAY, 1) };
    let keyed = books.record(DAY, keyed);
    let held = books.read(|tx| tx.held_of(&[books.debtor], |key| key.starts_with("FEC")));
    let of_accounts: Vec<(i64, bool)> = held[&books.debtor].things.iter().map(|thing| (thing.id, thing.of_accounts)).collect();
    assert_eq!(of_accounts, [(books.claim.0, false), (keyed, true)]);
}

fn records_that_join_stand_for_each_other(place: &Place) {
    let books = Books::new(place);
    let other = place.debtor(books.tenant, "AUBERT-BIS");
    assert_eq!(books.read(|tx| tx.joined_records()), HashMap::new());
    let moved = |claims: Vec<ClaimId>, to, joined| ClaimsMoved { claims, movements: Vec::new(), to, joined };
    books.record(TODAY, moved(vec![books.claim], other, Vec::new()));
    assert_eq!(books.read(|tx| tx.joined_records()), HashMap::new());
    books.record(TODAY, moved(vec![books.claim], books.debtor, vec![other]));
    assert_eq!(books.read(|tx| tx.joined_records()), HashMap::from([(other, books.debtor)]));
}

fn a_difference_is_accepted_once_and_told_in_the_story(place: &Place) {
    let books = Books::new(place);
    let reason = place.write(books.tenant, |tx| tx.keep("acompte au comptoir".as_bytes()));
    let accepted = |cents: i64| DifferenceAccepted {
        debtor: books.debtor,
        difference: Cents(cents),
        made_of: vec![(CauseKind::PaymentHere, Cents(cents))],
        parts: format!("p{cents}"),
        reason: reason.clone(),
    };
    books.record(TODAY, accepted(-1));
    let last = books.record(TODAY, accepted(-2));
    let rows = books.read(|tx| tx.accepted_differences());
    let row = &rows[&books.debtor];
    assert_eq!((rows.len(), row.difference, row.reason.as_str(), row.author.as_str()), (1, Cents(-2), "acompte au comptoir", "test"));
    assert_eq!((row.made_of.as_slice(), row.parts.as_str()), (&[(CauseKind::PaymentHere, Cents(-2))][..], "p-2"));
    let own = books.read(|tx| tx.events_of_debtor(books.debtor, Upto::Now));
    assert!(own.iter().any(|event| event.seq == Seq(last)));
    // The words can be erased; the acceptance stands.
    place.store.write(books.tenant, "test", NOW, |tx| tx.erase(TODAY, vec![reason.id], "demande")).unwrap();
    assert_eq!(books.read(|tx| tx.accepted_differences())[&books.debtor].reason, "");
    books.record(TODAY, DifferenceReopened { debtor: books.debtor });
    assert_eq!(books.read(|tx| tx.accepted_differences()), HashMap::new());
    books.is_sound();
}

fn an_event_about_nothing_is_refused(place: &Place) {
    let books = Books::new(place);
    let (nobody, nothing) = (DebtorId(999), ImportId(999));
    let import = books.import();
    let events: [(Event, &str); 4] = [
        (AccountsStated { import: nothing, from: DAY }.into(), "l'import"),
        (BalancesStated { import: nothing, balances: Vec::new() }.into(), "l'import"),
        (BalancesStated { import, balances: vec![AccountBalance::of(nobody)] }.into(), "le débiteur"),
        (DifferenceReopened { debtor: nobody }.into(), "le débiteur"),
    ];
    for (event, what) in events {
        let refused = place.store.write(books.tenant, "test", NOW, |tx| tx.append(NewEvent::new(TODAY, event.clone())));
        assert!(matches!(&refused, Err(StoreError::Missing { what: missing, .. }) if *missing == what), "{event:?}: {refused:?}");
    }
    books.is_sound();
}

on_both! {
    the_newest_file_of_imports_that_count_is_compared,
    what_the_books_hold_is_read_by_debtor_and_by_day,
    whose_a_thing_is_follows_it_to_another_debtor,
    a_key_says_what_an_accounting_file_brought,
    records_that_join_stand_for_each_other,
    a_difference_is_accepted_once_and_told_in_the_story,
    an_event_about_nothing_is_refused,
}
