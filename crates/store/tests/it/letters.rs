//! Lists of letters, edits that are not approved, decisions of the day, words of the creditor's own.

use domain::events::{
    ActionApproved, ActionReopened, ActionSkipped, Channel, LetterHandedOver, LetterItem, LetterPrepared, NewEvent, StepDone, TemplateSet,
};
use domain::facts::LetterState;
use domain::ids::{ClaimId, DebtorId, LetterId, TenantId};
use domain::letters::Words;
use domain::money::{Cents, Currency};
use store::{AskedLine, DecidedRow, LetterFilter};

use crate::harness::{Place, TODAY};

fn step() -> StepDone {
    StepDone { scenario: "s1".to_owned(), step: "relance-1".to_owned(), level: 1, cycle: 1 }
}

fn letter(place: &Place, tenant: TenantId, debtor: DebtorId, claim: ClaimId, document: &str, action: &str) -> LetterId {
    place.write(tenant, |tx| {
        let words = tx.keep(b"{}")?;
        let item = LetterItem { claim, step: step(), principal: Cents(100), interest: Cents::ZERO, indemnity: Cents::ZERO };
        let event = LetterPrepared {
            debtor,
            document: document.to_owned(),
            channel: Channel::Letter,
            items: vec![item],
            asked: Cents(100),
            currency: Currency::EUR,
            pay_by: None,
            action: action.to_owned(),
            words,
            pdf: None,
            receipt: String::new(),
        };
        Ok(LetterId(tx.append(NewEvent::new(TODAY, event))?.0))
    })
}

fn letters_are_listed_by_state_newest_first(place: &Place) {
    let tenant = place.tenant();
    let debtor = place.debtor(tenant, "D1");
    let claim = place.invoice(tenant, debtor, "F1", TODAY, 100);
    let ids: Vec<LetterId> =
        (0..5).map(|n| letter(place, tenant, debtor, claim, if n == 2 { "formal-notice" } else { "reminder" }, &format!("a{n}"))).collect();
    place.write(tenant, |tx| tx.append(NewEvent::new(TODAY, LetterHandedOver { letter: ids[1], to: "2026-11-21".to_owned() })));
    place
        .store
        .read(tenant, |tx| {
            let page = tx.letters_page(LetterFilter::default(), None, 2)?;
            assert_eq!(page.iter().map(|line| line.id).collect::<Vec<_>>(), [ids[4], ids[3]]);
            let next = tx.letters_page(LetterFilter::default(), Some(ids[3]), 9)?;
            assert_eq!(next.iter().map(|line| line.id).collect::<Vec<_>>(), [ids[2], ids[1], ids[0]]);
            let handed = LetterFilter { state: Some(LetterState::HandedOver), ..LetterFilter::default() };
            let handed = tx.letters_page(handed, None, 9)?;
            assert_eq!(handed.iter().map(|line| (line.id, line.word.as_str())).collect::<Vec<_>>(), [(ids[1], "2026-11-21")]);
            let formal = LetterFilter { document: Some("formal-notice"), ..LetterFilter::default() };
            assert_eq!(tx.letter_ids(LetterState::Prepared, formal)?, [ids[2]]);
            assert_eq!((tx.letters_counted(LetterState::Prepared)?, tx.letters_counted(LetterState::Sent)?), (4, 0));
            assert_eq!(tx.letter_counts()?.iter().map(|count| count.count).sum::<u64>(), 5);
            assert_eq!(tx.unconfirmed_folders()?, [("2026-11-21".to_owned(), 1)]);
            assert_eq!(tx.letter_of_action(debtor, "a1")?, Some((ids[1], LetterState::HandedOver)));
            assert_eq!(tx.letter_of_action(debtor, "none")?, None);
            let history = tx.letter_history(ids[1])?;
            assert_eq!(history.iter().map(|moment| moment.state).collect::<Vec<_>>(), [LetterState::Prepared, LetterState::HandedOver]);
            assert_eq!(history[0].author, "test");
            Ok::<_, store::StoreError>(())
        })
        .unwrap();
}

fn what_is_reopened_is_neither_passed_nor_postponed_nor_approved(place: &Place) {
    let tenant = place.tenant();
    let debtor = place.debtor(tenant, "D1");
    let claim = place.invoice(tenant, debtor, "F1", TODAY, 100);
    let skip = |until| {
        place.write(tenant, |tx| {
            let reason = tx.keep(b"pas aujourd'hui")?;
            let event = ActionSkipped { action: "a".to_owned(), debtor, claims: vec![claim], step: step(), until, reason };
            tx.append(NewEvent::new(TODAY, event))
        });
    };
    skip(None);
    skip(Some(jiff::civil::date(2027, 1, 4)));
    place.write(tenant, |tx| tx.append(NewEvent::new(TODAY, ActionApproved { action: "a".to_owned(), debtor })));
    let facts = |place: &Place| place.store.read(tenant, |tx| tx.debtor_facts(debtor)).unwrap().unwrap();
    let before = facts(place);
    assert_eq!((before.claims[0].steps.len(), before.claims[0].postponed.len(), before.approved.len()), (1, 1, 1));
    place.write(tenant, |tx| {
        tx.append(NewEvent::new(TODAY, ActionReopened { action: "a".to_owned(), debtor, steps: vec![(claim, step())] }))
    });
    let after = facts(place);
    assert_eq!((after.claims[0].steps.len(), after.claims[0].postponed.len(), after.approved.len()), (0, 0, 0));
    assert!(place.store.check(None, &[]).unwrap().is_clean());
}

fn drafts_and_decisions_are_remembered_until_they_are_dropped(place: &Place) {
    let tenant = place.tenant();
    let debtor = place.debtor(tenant, "D1");
    let words = Words { subject: "Bonjour #read(\"/etc/passwd\") <b>".to_owned(), ..Words::default() };
    let row = |action: &str, moment| DecidedRow {
        action: action.to_owned(),
        debtor,
        what: "skipped".to_owned(),
        author: "Lise".to_owned(),
        moment,
    };
    place.write(tenant, |tx| {
        tx.save_draft("a", debtor, &words, "Lise")?;
        tx.note_decided(TODAY, &row("a", 1), TODAY)?;
        tx.note_decided(TODAY, &row("b", 2), TODAY)
    });
    let read = |place: &Place| {
        place.store.read(tenant, |tx| {
            let counts = tx.decided_counts(TODAY)?;
            Ok::<_, store::StoreError>((tx.draft("a")?, tx.last_decided(TODAY, "Lise")?, counts, tx.decided(TODAY, "a")?))
        })
    };
    let (draft, last, counts, one) = read(place).unwrap();
    assert_eq!(draft.map(|draft| (draft.words, draft.author)), Some((words, "Lise".to_owned())));
    assert_eq!((last, one), (Some(row("b", 2)), Some(row("a", 1))));
    assert_eq!(counts, [("skipped".to_owned(), 2)]);
    place.write(tenant, |tx| {
        tx.drop_draft("a")?;
        tx.forget_decided(TODAY, "b")
    });
    let (draft, last, ..) = read(place).unwrap();
    assert_eq!((draft, last), (None, Some(row("a", 1))));
}

fn what_letters_that_left_asked_is_told_claim_by_claim(place: &Place) {
    let tenant = place.tenant();
    let debtor = place.debtor(tenant, "D1");
    let (one, other) = (place.invoice(tenant, debtor, "F1", TODAY, 100), place.invoice(tenant, debtor, "F2", TODAY, 700));
    let next = place.write(tenant, |tx| Ok(tx.next()));
    let left = letter(place, tenant, debtor, one, "reminder", "a1");
    assert_eq!(left, LetterId(next.0), "the number was known before");
    let prepared = letter(place, tenant, debtor, other, "reminder", "a2");
    place.write(tenant, |tx| tx.append(NewEvent::new(TODAY, LetterHandedOver { letter: left, to: "2026-11-21".to_owned() })));
    let told = |day| {
        let mut told = Vec::new();
        let all = |tx: &mut store::Read<'_>| {
            tx.each_asked_since(day, |line| {
                told.push(line);
                Ok(())
            })
        };
        place.store.read(tenant, all).unwrap();
        told
    };
    let line = AskedLine {
        letter: left,
        debtor,
        on: TODAY,
        currency: Currency::EUR,
        claim: one,
        principal: Cents(100),
        interest: Cents::ZERO,
        indemnity: Cents::ZERO,
        open: Cents(100),
    };
    assert_eq!(told(TODAY), [line]);
    assert_eq!(told(TODAY.tomorrow().unwrap()), []);
    let words = |id| place.store.read(tenant, |tx| tx.letter_words(id)).unwrap();
    assert_eq!((words(prepared), words(LetterId(999))), (Some(b"{}".to_vec()), None));
}

fn a_template_has_versions_and_goes_back_to_the_shipped_words(place: &Place) {
    let tenant = place.tenant();
    let name = "fr/reminder";
    let words = |subject: &str| Words { subject: subject.to_owned(), ..Words::default() };
    let set = |words: Option<Words>| {
        place.write(tenant, |tx| tx.append(NewEvent::new(TODAY, TemplateSet { name: name.to_owned(), words })));
    };
    let now = |place: &Place| place.store.read(tenant, |tx| tx.template(name)).unwrap().map(|(_, words)| words);
    assert_eq!(now(place), None);
    set(Some(words("Un")));
    set(Some(words("Deux")));
    assert_eq!(now(place), Some(words("Deux")));
    set(None);
    assert_eq!(now(place), None);
    let versions = place.store.read(tenant, |tx| tx.template_versions(name)).unwrap();
    let kept: Vec<_> = versions.into_iter().map(|version| version.words.map(|words| words.subject)).collect();
    assert_eq!(kept, [None, Some("Deux".to_owned()), Some("Un".to_owned())]);
    assert_eq!(place.store.read(tenant, |tx| tx.template_names()).unwrap(), [name]);
    assert!(place.store.check(None, &[]).unwrap().is_clean());
}

on_both! {
    letters_are_listed_by_state_newest_first,
    what_is_reopened_is_neither_passed_nor_postponed_nor_approved,
    drafts_and_decisions_are_remembered_until_they_are_dropped,
    what_letters_that_left_asked_is_told_claim_by_claim,
    a_template_has_versions_and_goes_back_to_the_shipped_words,
}
