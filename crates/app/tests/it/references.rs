//! What a letter asks to quote: given when it is frozen, cited as it was borne, the debtor's own where nothing is recorded.

use app::books::Books;
use app::letters::{About, Bears, Request, claims_for, sheet};
use app::plan::{self, Desk};
use app::record::{self, NewInvoice};
use app::run::{self, Output};
use app::{creditor, preview};
use domain::Date;
use domain::dunning::Action;
use domain::events::{Channel, LetterHandedOver, LetterItem, LetterPrepared, LetterSent, NewEvent};
use domain::ids::LetterId;
use domain::letters::{Document, DocumentKind};
use domain::money::{Cents, Currency};
use domain::payments::reference::{grouped, of_debtor, of_letter, read};
use store::{Location, Store};

use crate::story::told::{complete_creditor, debtor};

/// Due on 3 September 2026: reminded on the 8th, again on the 17th.
const ISSUED: Date = Date::constant(2026, 9, 1);
const DUE: Date = Date::constant(2026, 9, 3);
const FIRST: Date = Date::constant(2026, 9, 8);
const SECOND: Date = Date::constant(2026, 9, 17);

fn noon(day: Date) -> i64 {
    app::civil::noon_seconds(day) * 1_000_000
}

fn begun() -> Books {
    let store = Store::open(&Location::Memory).unwrap();
    let tenant = store.create_tenant("Ateliers Boréal", noon(ISSUED)).unwrap();
    let books = Books::over(store, tenant, std::path::Path::new("."), "essai", ISSUED, noon(ISSUED));
    books.write(|tx| creditor::set(tx, &complete_creditor(), ISSUED)).unwrap();
    books.write(|tx| record::debtor(tx, &debtor("A"), ISSUED)).unwrap();
    let new = NewInvoice {
        debtor: "A",
        number: "F1",
        issued_on: ISSUED,
        due_on: Some(DUE),
        amount: Cents(40_000),
        currency: "EUR",
        subject: None,
    };
    books.write(|tx| record::invoice(tx, &new)).unwrap();
    books
}

fn on(books: Books, day: Date) -> (Books, Action) {
    let books = books.on(day, noon(day));
    books.write(|tx| record::up_to_date(tx, day, day)).unwrap();
    let plan = plan::plan(&books, day, true, plan::Detail::ToDo).unwrap();
    let action = plan.actions().map(|(_, action)| action.clone()).next().unwrap();
    (books, action)
}

/// The letter of an action as a person looks at it before it is approved.
fn looked_at(books: &Books, action: &Action, day: Date) -> app::letters::Sheet {
    let look = |tx: &mut store::Read<'_>| -> app::Result<_> {
        let desk = Desk::open(tx, day)?;
        let facts = tx.debtor_facts(action.debtor)?.unwrap();
        preview::preview(tx, &desk, &facts, action, day)
    };
    books.read(look).unwrap().unwrap().sheet
}

fn asks_to_quote(document: &Document) -> String {
    let payment = document.payment.as_ref().unwrap();
    payment.lines.iter().find(|(label, _)| label == "Référence à rappeler").unwrap().1.clone()
}

#[test]
fn a_letter_gets_its_reference_when_it_is_frozen_and_the_next_one_cites_it() {
    let (books, action) = on(begun(), FIRST);
    assert_eq!(asks_to_quote(&looked_at(&books, &action, FIRST).document), "(attribuée à l’envoi)");
    let approval = plan::approve(&books, std::slice::from_ref(&action.key), None).unwrap();
    let letter: LetterId = approval.done[0].created[0].parse().unwrap();
    let words = books.read(|tx| Ok(tx.letter_words(letter)?.unwrap())).unwrap();
    let frozen: Document = serde_json::from_slice(&words).unwrap();
    let reference = of_letter(books.tenant(), letter);
    assert_eq!(asks_to_quote(&frozen), grouped(&reference));
    assert_eq!(frozen.reference, format!("Nos références\u{a0}: {}, compte A", grouped(&reference)));
    assert!(frozen.payment.unwrap().qr.ends_with(&format!("\nEUR400.00\n\n{reference}")));
    let report = run::run(&books, Output::Words).unwrap();
    assert_eq!(report.letters.len(), 1);
    books.write(|tx| record::sent(tx, &[letter.to_string()], None, FIRST)).unwrap();
    let (books, action) = on(books, SECOND);
    let cited = looked_at(&books, &action, SECOND).facts.sent;
    assert_eq!(cited.iter().map(|letter| letter.reference.as_str()).collect::<Vec<_>>(), [grouped(&reference)]);
}

#[test]
fn a_letter_that_left_before_is_cited_under_what_it_bears() {
    let (books, action) = on(begun(), FIRST);
    let mut document = looked_at(&books, &action, FIRST).document;
    // As letters were written before they had references of their own.
    document.reference = "Nos références\u{a0}: A-20260908, compte A".to_owned();
    let old = |tx: &mut store::Tx<'_>| -> app::Result<()> {
        let words = tx.keep(&serde_json::to_vec(&document).unwrap())?;
        let zero = Cents::ZERO;
        let items = action.items.iter().map(|item| LetterItem {
            claim: item.claim,
            step: item.step.clone(),
            principal: item.principal,
            interest: zero,
            indemnity: zero,
        });
        let event = LetterPrepared {
            debtor: action.debtor,
            document: "reminder".to_owned(),
            channel: action.channel,
            items: items.collect(),
            asked: action.asked,
            currency: Currency::EUR,
            pay_by: action.pay_by,
            action: action.key.clone(),
            words,
            pdf: None,
            receipt: String::new(),
        };
        let letter = LetterId(tx.append(NewEvent::new(FIRST, event))?.0);
        tx.append(NewEvent::new(FIRST, LetterHandedOver { letter, to: "2026-09-08".to_owned() }))?;
        tx.append(NewEvent::new(FIRST, LetterSent { letter, proof: "person".to_owned(), tracking: None }))?;
        Ok(())
    };
    books.write(old).unwrap();
    let (books, action) = on(books, SECOND);
    let cited = looked_at(&books, &action, SECOND).facts.sent;
    assert_eq!(cited.iter().map(|letter| letter.reference.as_str()).collect::<Vec<_>>(), ["A-20260908"]);
}

#[test]
fn a_statement_bears_the_reference_of_its_debtor_and_says_how_to_pay_what_may_be_asked() {
    let books = begun().on(FIRST, noon(FIRST));
    let statement = || {
        let written = |tx: &mut store::Read<'_>| -> app::Result<_> {
            let debtor = tx.debtor_by_code("A")?.unwrap();
            let (facts, tenant) = (tx.debtor_facts(debtor)?.unwrap(), tx.tenant_facts(FIRST)?);
            // From the 4th to the 8th: 400,00 × 12,40 % × 5 / 365 = 0,68, and the 40 €.
            let items = facts.claims.iter().map(|claim| (claim, claim.book_principal(FIRST), Cents(68), Cents(4_000))).collect();
            let request = Request {
                kind: DocumentKind::Statement,
                channel: Channel::Letter,
                day: FIRST,
                pay_by: None,
                currency: Currency::EUR,
                items,
                attach_invoices: false,
                language: None,
                about: About::Claims,
                words: None,
                bears: Bears::Debtor,
            };
            Ok((debtor, sheet(tx, &tenant, &facts, &request)?.document))
        };
        books.read(written).unwrap()
    };
    let (debtor, document) = statement();
    let reference = of_debtor(books.tenant(), debtor);
    assert_eq!(read(&asks_to_quote(&document)), Some(reference.clone()));
    assert!(document.payment.unwrap().qr.ends_with(&format!("\nEUR440.68\n\n{reference}")));
    // A promise runs: the statement tells what is owed, and asks nothing.
    books.write(|tx| record::promise(tx, "A", Some(Cents(40_000)), Date::constant(2026, 9, 22), &[], None, FIRST)).unwrap();
    assert_eq!(statement().1.payment, None);
    let none = |tx: &mut store::Read<'_>| -> app::Result<bool> {
        let (facts, tenant) = (tx.debtor_facts(debtor)?.unwrap(), tx.tenant_facts(FIRST)?);
        Ok(claims_for(DocumentKind::Statement, false, &facts, &tenant, FIRST, Currency::EUR).is_err())
    };
    assert!(books.read(none).unwrap());
}
