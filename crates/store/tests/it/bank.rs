//! Stories of the bank: a line that waits, is money, is not, and what of it a debtor's facts say on each day.

use std::collections::BTreeSet;

use domain::bank::LineDetails;
use domain::events::*;
use domain::facts::DebtorFacts;
use domain::ids::*;
use domain::ledger;
use domain::money::{Cents, Currency, Money};
use domain::payments::{Aside, Evidence, LineKind, Settings};
use jiff::civil::{Date, date};
use rusqlite::Connection;
use store::{FILE_NAME, Location, Selection, StoreError, Upto};

use crate::harness::{NOW, Place, TODAY, sqlite};

/// A day of November 2026.
fn november(day: i8) -> Date {
    date(2026, 11, day)
}

/// What payments and credits make of a line, in its own currency.
fn payment_of(payments: Vec<MovementId>, credits: Vec<AllocationId>) -> LineIs {
    LineIs::Payment { payments, told: Vec::new(), credits, given_up: Vec::new(), converted: None }
}

/// Books with two debtors, an account, and the statement of an import.
struct Books<'p> {
    place: &'p Place,
    tenant: TenantId,
    aubert: DebtorId,
    blanc: DebtorId,
    account: BankAccountId,
    import: ImportId,
    statement: BankStatementId,
}

impl<'p> Books<'p> {
    fn new(place: &'p Place) -> Books<'p> {
        let tenant = place.tenant();
        let (aubert, blanc) = (place.debtor(tenant, "AUBERT"), place.debtor(tenant, "BLANC"));
        let account = place.write(tenant, |tx| tx.keep(b"FR7630006000011234567890189"));
        let added = BankAccountAdded { account, name: "Compte courant".to_owned(), currency: Currency::EUR };
        let account = BankAccountId(place.record(tenant, TODAY, added).0);
        let (import, statement) = import(place, tenant, account);
        place.record(tenant, TODAY, ImportCompleted { import, taken: 0, known: 0, problems: 0 });
        Books { place, tenant, aubert, blanc, account, import, statement }
    }

    fn record(&self, on: Date, event: impl Into<Event>) -> i64 {
        self.place.record(self.tenant, on, event).0
    }

    fn keep(&self, text: &str) -> Private {
        self.place.write(self.tenant, |tx| tx.keep(text.as_bytes()))
    }

    /// A line of 120 euros.
    fn line(&self, booked_on: Date, text: &str) -> BankLineId {
        let (label, details) = (self.keep(text), self.keep(&format!(r#"{{"raw":"{text}"}}"#)));
        let recorded = BankLineRecorded {
            statement: self.statement,
            amount: Cents(12_000),
            currency: Currency::EUR,
            kind: LineKind::Transfer,
            reference: None,
            label,
            details,
        };
        BankLineId(self.record(booked_on, recorded))
    }

    fn hold(&self, on: Date, line: BankLineId, debtors: &[DebtorId], until: Date) {
        self.record(on, BankLineHeld { line, debtors: debtors.to_vec(), until, each: Vec::new() });
    }

    fn decide(&self, on: Date, line: BankLineId, is: LineIs) {
        let reason = Some(self.keep("Le montant est celui de la facture."));
        self.record(on, BankLineDecided { line, is, automatic: false, score: Some(870), evidence: vec![Evidence::Amount], reason });
    }

    /// The line is a payment that settles a claim.
    fn pays(&self, on: Date, line: BankLineId, booked_on: Date, claim: ClaimId, debtor: DebtorId) -> MovementId {
        let movement = self.place.payment(self.tenant, debtor, booked_on, 12_000);
        self.record(booked_on, Allocated { movement, claim, cents: Cents(12_000) });
        self.decide(on, line, payment_of(vec![movement], Vec::new()));
        movement
    }

    fn facts(&self, debtor: DebtorId) -> DebtorFacts {
        self.place.store.read(self.tenant, |tx| tx.debtor_facts(debtor)).unwrap().unwrap()
    }

    fn waits(&self, debtor: DebtorId, on: Date) -> bool {
        self.facts(debtor).unmatched.iter().any(|held| held.holds_on(on))
    }

    /// What is open of the claim of a debtor on a day, from its facts and from the quick balance.
    fn open(&self, debtor: DebtorId, on: Date) -> Cents {
        let open: Cents = self.facts(debtor).claims.iter().map(|claim| claim.book_principal(on)).sum();
        let mut quick = Cents::ZERO;
        let add = |claim: store::OpenClaim| {
            if claim.debtor == debtor {
                quick += claim.open;
            }
            Ok(())
        };
        self.place.store.read(self.tenant, |tx| tx.open_claims(on, add)).unwrap();
        assert_eq!(open, quick, "{on}");
        open
    }

    /// The tables are what the events say, now; and the own events of each debtor tell its facts at every moment.
    fn is_sound(&self) {
        let mut events = Vec::new();
        let read = |tx: &mut store::Read<'_>| {
            tx.each_event(Seq(1), |event| {
                events.push(event);
                Ok::<_, StoreError>(())
            })
        };
        self.place.store.read(self.tenant, read).unwrap();
        for debtor in [self.aubert, self.blanc] {
            assert_eq!(ledger::fold(&events, TODAY).debtors.get(&debtor), Some(&self.facts(debtor)));
            for upto in 1..=events.len() {
                let seq = Seq(i64::try_from(upto).unwrap());
                let own = self.place.store.read(self.tenant, |tx| tx.events_of_debtor(debtor, Upto::Seq(seq))).unwrap();
                let known = ledger::fold(&events[..upto], TODAY);
                assert_eq!(ledger::fold(&own, TODAY).debtors.get(&debtor), known.debtors.get(&debtor), "{debtor} at {upto}");
            }
        }
        let report = self.place.store.check(None, &self.place.store.heads().unwrap()).unwrap();
        assert!(report.is_clean(), "{:#?}", report.findings);
    }

    /// The kinds of events in the story of a debtor.
    fn story(&self, debtor: DebtorId) -> BTreeSet<String> {
        let page = self.place.store.read(self.tenant, |tx| tx.story_of(debtor, TODAY, |_| true, None, 50)).unwrap();
        page.kinds.into_keys().collect()
    }
}

/// An import under way, with a statement.
fn import(place: &Place, tenant: TenantId, account: BankAccountId) -> (ImportId, BankStatementId) {
    let name = place.write(tenant, |tx| tx.keep(b"releve.sta"));
    let started = ImportStarted { sha256: "cd".repeat(32), format: "mt940".to_owned(), name, file: None };
    let import = ImportId(place.record(tenant, TODAY, started).0);
    let taken = BankStatementTaken {
        account,
        import,
        format: "mt940".to_owned(),
        number: Some("221".to_owned()),
        currency: Currency::EUR,
        from: november(9),
        to: november(17),
        opening: Some(Cents(50_000)),
        closing: None,
        taken: 2,
        known: 0,
        covered: 0,
    };
    (import, BankStatementId(place.record(tenant, TODAY, taken).0))
}

fn a_line_waits_is_money_is_not_and_is_set_aside(place: &Place) {
    let books = Books::new(place);
    let (aubert, blanc) = (books.aubert, books.blanc);
    let claim = place.invoice(books.tenant, aubert, "F1", date(2026, 6, 1), 12_000);
    let line = books.line(november(10), "vir f1");
    books.hold(november(12), line, &[aubert, blanc], november(19));
    for debtor in [aubert, blanc] {
        let days = [11, 12, 13, 19, 20].map(|day| books.waits(debtor, november(day)));
        assert_eq!(days, [false, true, true, true, false], "from the day on which it was said, through the last");
        let [held] = &books.facts(debtor).unmatched[..] else { panic!("one line") };
        assert_eq!((held.line, held.booked_on, held.amount, held.currency), (line, november(10), Cents(12_000), Currency::EUR));
    }

    books.pays(november(14), line, november(10), claim, aubert);
    for debtor in [aubert, blanc] {
        assert_eq!([13, 14, 15].map(|day| books.waits(debtor, november(day))), [true, false, false], "it was decided on the 14th");
    }
    assert_eq!([9, 10, 14].map(|day| books.open(aubert, november(day))), [Cents(12_000), Cents(0), Cents(0)], "paid when it was booked");
    assert!(books.story(aubert).contains("bank_line.decided") && books.story(blanc).contains("bank_line.decided"));
    books.is_sound();

    let [movement] = &books.facts(aubert).movements[..] else { panic!("one payment") };
    books.record(november(16), PaymentWithdrawn { payment: movement.id });
    books.record(november(16), BankLineReopened { line, without: None });
    assert_eq!([9, 10, 16, 17].map(|day| books.open(aubert, november(day))), [Cents(12_000); 4], "it never was paid");
    assert_eq!(books.facts(aubert).movements, []);
    assert_eq!([14, 16, 17].map(|day| books.waits(aubert, november(day))), [false; 3], "who waits is said anew");
    let story = books.story(aubert);
    assert!(["payment.recorded", "payment.withdrawn", "bank_line.reopened"].iter().all(|kind| story.contains(*kind)), "{story:?}");

    books.hold(november(16), line, &[blanc], november(23));
    assert_eq!([15, 16, 17].map(|day| books.waits(blanc, november(day))), [false, true, true]);
    assert!(!books.waits(aubert, november(17)));
    books.decide(november(17), line, LineIs::Aside { why: Aside::NotCustomer, rule: None });
    assert_eq!([15, 16, 17, 18].map(|day| books.waits(blanc, november(day))), [false, true, false, false]);
    assert_eq!(books.facts(blanc).unmatched.len(), 2, "what waited once is known");
    books.is_sound();
}

/// Who waits is replaced by what is said last; nobody, where nobody is named.
fn what_is_said_last_of_who_waits_replaces_it(place: &Place) {
    let books = Books::new(place);
    let line = books.line(november(10), "vir");
    books.hold(november(12), line, &[books.aubert], november(19));
    books.hold(november(13), line, &[books.blanc], november(19));
    assert_eq!([12, 13].map(|day| books.waits(books.aubert, november(day))), [true, false]);
    assert_eq!([12, 13].map(|day| books.waits(books.blanc, november(day))), [false, true]);
    books.hold(november(15), line, &[], november(19));
    assert_eq!([14, 15].map(|day| books.waits(books.blanc, november(day))), [true, false]);
    books.is_sound();
}

/// A line in euros that settles dollars: what was ordered and what it settles are there on both engines, and after a replay.
fn a_converted_line_keeps_both_amounts(place: &Place) {
    let books = Books::new(place);
    let dollars = Money { amount: Cents(13_000), currency: Currency::parse("USD").unwrap() };
    let details = LineDetails { ordered: Some(dollars), ..LineDetails::default() };
    let (label, details) = (books.keep("vir nordisk"), books.keep(&serde_json::to_string(&details).unwrap()));
    let recorded = BankLineRecorded {
        statement: books.statement,
        amount: Cents(12_000),
        currency: Currency::EUR,
        kind: LineKind::Transfer,
        reference: None,
        label,
        details,
    };
    let line = BankLineId(books.record(november(10), recorded));
    let payment = PaymentRecorded { currency: dollars.currency, ..crate::harness::payment(books.aubert, dollars.amount.0) };
    let payment = MovementId(books.record(november(10), payment));
    let is = LineIs::Payment { payments: vec![payment], told: vec![], credits: vec![], given_up: vec![], converted: Some(dollars) };
    books.decide(november(14), line, is.clone());
    let there = books.place.store.read(books.tenant, |tx| tx.bank_line(line)).unwrap().unwrap();
    assert_eq!((there.money().plain().as_str(), there.line().ordered), ("120.00", Some(dollars)));
    assert_eq!(there.decided.map(|decided| decided.is), Some(is));
    assert_eq!(books.place.store.read(books.tenant, |tx| tx.line_of_payment(payment)).unwrap(), Some(line));
    books.is_sound();
}

fn a_return_said_by_mistake_never_was(place: &Place) {
    let books = Books::new(place);
    let claim = place.invoice(books.tenant, books.aubert, "F1", date(2026, 6, 1), 12_000);
    let paid = books.line(november(10), "vir f1");
    let payment = books.pays(november(10), paid, november(10), claim, books.aubert);
    let back = books.line(november(13), "rejet");
    books.record(november(13), PaymentReversed { payment, reason: "AM04".to_owned() });
    books.decide(november(14), back, LineIs::Return { payment, told: false });
    assert_eq!([9, 10, 12, 13, 15].map(|day| books.open(books.aubert, november(day)).0), [12_000, 0, 0, 12_000, 12_000]);
    books.is_sound();
    books.record(november(16), PaymentReinstated { payment });
    books.record(november(16), BankLineReopened { line: back, without: None });
    assert_eq!([9, 10, 12, 13, 15, 17].map(|day| books.open(books.aubert, november(day)).0), [12_000, 0, 0, 0, 0, 0]);
    assert_eq!(books.facts(books.aubert).movements[0].reversed_on, None);
    books.is_sound();
}

/// Both records that a line may be money of are one: it waits for the one that is left, and ends for it.
fn what_waits_and_who_pays_follow_the_record_that_is_joined(place: &Place) {
    let books = Books::new(place);
    let line = books.line(november(10), "vir");
    books.hold(november(12), line, &[books.aubert, books.blanc], november(19));
    let account = books.record(november(12), PayerLearned { debtor: books.aubert, iban: books.keep("FR1420041010050500013M02606") });
    let joined = vec![books.aubert];
    books.record(november(13), ClaimsMoved { claims: Vec::new(), movements: Vec::new(), to: books.blanc, joined });
    assert!(books.facts(books.aubert).unmatched.is_empty());
    let held = books.facts(books.blanc).unmatched;
    assert_eq!((held.len(), &held[0]), (2, &held[1]), "said of each record");
    let story = books.story(books.blanc);
    assert!(["payer.learned", "bank_line.held"].iter().all(|kind| story.contains(*kind)), "{story:?}");
    books.is_sound();
    books.record(november(14), PayerForgotten { account: PayerAccountId(account) });
    assert!(books.story(books.blanc).contains("payer.forgotten"));
    let own = books.line(november(11), "vir b");
    books.hold(november(14), own, &[books.blanc], november(20));
    books.decide(november(15), line, LineIs::Aside { why: Aside::OwnAccount, rule: None });
    assert_eq!(books.facts(books.blanc).unmatched.iter().filter(|held| held.holds_on(november(16))).count(), 1);
    books.is_sound();
}

/// A line of an import under way or undone makes nobody wait; its debtors are looked at again when that changes.
fn lines_of_an_import_that_does_not_count_make_nobody_wait(place: &Place) {
    let mut books = Books::new(place);
    let account = books.keep("FR1420041010050500013M02606");
    let account = BankAccountAdded { account, name: "Livret".to_owned(), currency: Currency::EUR };
    let account = BankAccountId(books.record(TODAY, account));
    (books.import, books.statement) = import(place, books.tenant, account);
    let line = books.line(november(10), "vir");
    books.hold(november(12), line, &[books.blanc], november(19));
    let seen = || {
        let mut due = Vec::new();
        let read = |tx: &mut store::Read<'_>| {
            tx.each_debtor_facts(Selection::Due { day: TODAY, fingerprint: "r" }, |facts| {
                due.push(facts.debtor);
                Ok(())
            })
        };
        place.store.read(books.tenant, read).unwrap();
        place.write(books.tenant, |tx| tx.look_again_set(&[(books.aubert, date(2027, 1, 1)), (books.blanc, date(2027, 1, 1))], "r"));
        (books.waits(books.blanc, november(13)), due.contains(&books.blanc))
    };
    assert_eq!(seen(), (false, true), "under way");
    assert_eq!(seen(), (false, false), "nothing happened");
    books.record(TODAY, ImportCompleted { import: books.import, taken: 1, known: 0, problems: 0 });
    assert_eq!(seen(), (true, true), "counts");
    assert_eq!(place.store.read(books.tenant, |tx| tx.named_by_import(books.import)).unwrap(), [books.blanc]);
    books.record(TODAY, ImportUndone { import: books.import });
    assert_eq!(seen(), (false, true), "never was");
    books.is_sound();
}

/// Erasing a debtor erases the lines that are its money and its accounts; what only might have been its money is not its own.
fn a_line_is_erased_with_the_debtor_whose_money_it_is(place: &Place) {
    let books = Books::new(place);
    let claim = place.invoice(books.tenant, books.aubert, "F1", date(2026, 6, 1), 12_000);
    let (paid, other) = (books.line(november(10), "vir aubert"), books.line(november(10), "vir x"));
    for line in [paid, other] {
        books.hold(november(12), line, &[books.aubert, books.blanc], november(19));
    }
    let payment = books.pays(november(13), paid, november(10), claim, books.aubert);
    books.record(november(13), PayerLearned { debtor: books.aubert, iban: books.keep("FR1420041010050500013M02606") });
    books.decide(november(13), other, LineIs::Aside { why: Aside::NotCustomer, rule: None });
    let texts = |debtor: DebtorId| {
        let read = |tx: &mut store::Read<'_>| {
            let ids = tx.private_of_debtor(debtor)?;
            ids.into_iter().map(|id| Ok(String::from_utf8(tx.private_bytes(id)?.unwrap()).unwrap())).collect::<Result<Vec<_>, StoreError>>()
        };
        place.store.read(books.tenant, read).unwrap().split_off(1)
    };
    let own = ["vir aubert", r#"{"raw":"vir aubert"}"#, "Le montant est celui de la facture.", "FR1420041010050500013M02606"];
    assert_eq!(texts(books.aubert), own);
    assert!(texts(books.blanc).is_empty(), "its own details apart");

    books.record(november(14), PaymentWithdrawn { payment });
    books.record(november(14), BankLineReopened { line: paid, without: None });
    assert_eq!(texts(books.aubert), own[2..], "the line may be anybody's again; what was said of the debtor stays its own");
    let ids = place.store.read(books.tenant, |tx| tx.private_of_debtor(books.aubert)).unwrap();
    place.write(books.tenant, |tx| tx.erase(TODAY, ids, "demande de la personne"));
    books.is_sound();
}

fn what_is_unknown_is_refused_by_its_name(place: &Place) {
    let books = Books::new(place);
    let line = books.line(november(10), "vir");
    let decide = |line, is| BankLineDecided { line, is, automatic: true, score: None, evidence: Vec::new(), reason: None };
    let (nobody, nothing) = (DebtorId(999), BankLineId(999));
    let private = books.keep("x");
    let aside = LineIs::Aside { why: Aside::Rule, rule: Some(BankRuleId(999)) };
    let taken = |account, import| BankStatementTaken {
        account,
        import,
        format: "mt940".to_owned(),
        number: None,
        currency: Currency::EUR,
        from: TODAY,
        to: TODAY,
        opening: None,
        closing: None,
        taken: 0,
        known: 0,
        covered: 0,
    };
    let of_no_statement = BankLineRecorded {
        statement: BankStatementId(999),
        amount: Cents(1),
        currency: Currency::EUR,
        kind: LineKind::Other,
        reference: None,
        label: private.clone(),
        details: private.clone(),
    };
    let paid = payment_of(vec![MovementId(999)], Vec::new());
    let deducted = payment_of(Vec::new(), vec![AllocationId(999)]);
    let refused: [(Event, &str); 16] = [
        (taken(BankAccountId(999), books.import).into(), "le compte bancaire"),
        (taken(books.account, ImportId(999)).into(), "l'import"),
        (of_no_statement.into(), "le relevé"),
        (BankLineHeld { line: nothing, debtors: Vec::new(), until: TODAY, each: Vec::new() }.into(), "la ligne de relevé"),
        (BankLineHeld { line, debtors: vec![nobody], until: TODAY, each: Vec::new() }.into(), "le débiteur"),
        (decide(nothing, aside.clone()).into(), "la ligne de relevé"),
        (decide(line, aside).into(), "la règle"),
        (decide(line, paid).into(), "le règlement ou l'avoir"),
        (decide(line, LineIs::Return { payment: MovementId(999), told: false }).into(), "le règlement ou l'avoir"),
        (decide(line, deducted).into(), "l'imputation"),
        (BankLineReopened { line: nothing, without: None }.into(), "la ligne de relevé"),
        (PaymentWithdrawn { payment: MovementId(999) }.into(), "le règlement ou l'avoir"),
        (PaymentReinstated { payment: MovementId(999) }.into(), "le règlement ou l'avoir"),
        (PayerLearned { debtor: nobody, iban: private }.into(), "le débiteur"),
        (PayerForgotten { account: PayerAccountId(999) }.into(), "le compte payeur"),
        (BankRuleRemoved { rule: BankRuleId(999) }.into(), "la règle"),
    ];
    for (event, what) in refused {
        let kind = event.kind();
        let write = |tx: &mut store::Tx<'_>| tx.append(NewEvent::new(TODAY, event));
        let error = place.store.write(books.tenant, "test", NOW, write).unwrap_err().to_string();
        assert_eq!(error, format!("{what} n° 999 n'existe pas dans ce dossier"), "{kind}");
    }
    books.is_sound();
}

/// The rows themselves, against a pencil: digests and numbers of the erasable store, not its texts.
#[test]
fn rows_of_the_bank_hold_what_was_said() {
    let place = sqlite();
    let books = Books::new(&place);
    let claim = place.invoice(books.tenant, books.aubert, "F1", date(2026, 6, 1), 12_000);
    let paid = books.line(november(10), "vir f1");
    let movement = books.pays(november(14), paid, november(10), claim, books.aubert);
    let rule = books.record(TODAY, BankRuleSet { rule: books.keep("{}") });
    books.record(november(16), BankRuleRemoved { rule: BankRuleId(rule) });
    let aside = books.line(november(11), "frais");
    books.decide(november(17), aside, LineIs::Aside { why: Aside::Bank, rule: Some(BankRuleId(rule)) });
    books.record(TODAY, MatchingSet { settings: Settings { hold_days: 9, ..Settings::default() } });
    let Location::Folder(folder) = &place.location else { unreachable!() };
    let c = Connection::open(folder.join(FILE_NAME)).unwrap();
    let text = |query: &str| c.query_row(query, [], |row| row.get::<_, String>(0)).unwrap();
    let tenant = books.tenant.0;
    let line = |id: BankLineId| {
        text(&format!(
            "SELECT concat_ws(' ', statement, import_id, day, amount, currency, kind, state, decided_on, COALESCE(made, '-'),
                COALESCE(why, '-'), automatic, score, evidence) FROM bank_line WHERE tenant_id = {tenant} AND id = {}",
            id.0
        ))
    };
    let home = format!("{} {}", books.statement.0, books.import.0);
    let made = format!(r#"{{"payments":[{}],"credits":[]}}"#, movement.0);
    assert_eq!(line(paid), format!(r#"{home} 2026-11-10 12000 EUR transfer payment 2026-11-14 {made} - 0 870 ["amount"]"#));
    assert_eq!(line(aside), format!(r#"{home} 2026-11-11 12000 EUR transfer aside 2026-11-17 - bank 0 870 ["amount"]"#));
    let label = format!("SELECT label FROM bank_line WHERE tenant_id = {tenant} AND id = {}", paid.0);
    assert_eq!(text(&label), books.keep("vir f1").digest, "the same text, the same digest");
    let details = format!(
        "SELECT CAST(p.bytes AS TEXT) FROM bank_line l JOIN private p ON p.tenant_id = l.tenant_id AND p.id = l.details
            WHERE l.tenant_id = {tenant} AND l.id = {}",
        paid.0
    );
    assert_eq!(text(&details), r#"{"raw":"vir f1"}"#);
    let line_of = format!("SELECT CAST(line AS TEXT) FROM bank_paid WHERE tenant_id = {tenant} AND movement = {}", movement.0);
    assert_eq!(text(&line_of), paid.0.to_string());
    assert_eq!(text(&format!("SELECT removed_on FROM bank_rule WHERE tenant_id = {tenant} AND id = {rule}")), "2026-11-16");
    let account = text(&format!(
        "SELECT a.digest FROM bank_account a JOIN bank_line l ON l.tenant_id = a.tenant_id AND l.account = a.id
            WHERE l.tenant_id = {tenant} AND l.id = {}",
        paid.0
    ));
    assert_eq!(account, books.keep("FR7630006000011234567890189").digest);
    assert!(text("SELECT body FROM setting WHERE kind = 'matching'").contains(r#""hold_days":9"#));
}

on_both! {
    a_line_waits_is_money_is_not_and_is_set_aside,
    what_is_said_last_of_who_waits_replaces_it,
    a_converted_line_keeps_both_amounts,
    a_return_said_by_mistake_never_was,
    what_waits_and_who_pays_follow_the_record_that_is_joined,
    lines_of_an_import_that_does_not_count_make_nobody_wait,
    a_line_is_erased_with_the_debtor_whose_money_it_is,
    what_is_unknown_is_refused_by_its_name,
}
