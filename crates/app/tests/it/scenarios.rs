//! Scenarios under work: drafts, two people at once, publication, versions, and the effect before it.

use app::books::Books;
use app::creditor::{self, Change, Field};
use app::scenarios::{
    Edit, Edited, Followed, Given, Published, Who, assign, begin, edit, effect, go_back, open, publish, rebase, shelf, story,
};
use domain::Date;
use domain::dunning::{Moment, Scenario, Step};
use domain::events::{DebtorChanged, DebtorRecorded, InvoiceRecorded, NewEvent, UpToDate};
use domain::ids::DebtorId;
use domain::money::{Cents, Currency};
use domain::party::{DebtorDetails, DebtorKind, Language};
use domain::terms::DueBasis;
use jiff::civil::date;
use store::{Location, Store};

const TODAY: Date = date(2026, 11, 20);
const NOW: i64 = 1_795_176_000_000_000;

/// A creditor with everything in order and payments known.
fn books() -> Books {
    let store = Store::open(&Location::Memory).unwrap();
    let tenant = store.create_tenant("Ateliers Boréal", NOW).unwrap();
    let books = Books::over(store, tenant, std::path::Path::new("nowhere"), "Lise Capucine", TODAY, NOW);
    let texts = [
        (Field::Name, "Ateliers Boréal"),
        (Field::PostalCode, "99100"),
        (Field::City, "Port-Songe"),
        (Field::Iban, "FR7630006000011234567890189"),
        (Field::SignatoryName, "Lise Capucine"),
        (Field::SignatoryCapacity, "responsable"),
    ];
    let identity = Change {
        texts: texts.into_iter().map(|(field, text)| (field, text.to_owned())).collect(),
        lines: vec!["12 quai des Aurores".to_owned()],
        ..Change::default()
    };
    books.write(|tx| creditor::set(tx, &identity, date(2025, 1, 1))).unwrap();
    books
        .write(|tx| {
            tx.append(NewEvent::new(TODAY, UpToDate { import: None }))?;
            Ok(())
        })
        .unwrap();
    books
}

/// A debtor with one invoice.
fn owing(books: &Books, code: &str, kind: DebtorKind, due_on: Date, cents: i64) -> DebtorId {
    books
        .write(|tx| {
            let details =
                DebtorDetails { name: format!("Société {code}"), email: format!("{code}@exemple.fr"), ..DebtorDetails::default() };
            let reach = details.reach();
            let details = tx.keep(&serde_json::to_vec(&details).unwrap())?;
            let recorded = DebtorRecorded {
                code: code.to_owned(),
                kind,
                siren: String::new(),
                vat: String::new(),
                country: String::new(),
                language: Language::Fr,
                reach,
                details,
                import: None,
            };
            let debtor = DebtorId(tx.append(NewEvent::new(TODAY, recorded))?.0);
            let invoice = InvoiceRecorded {
                debtor,
                number: format!("F-{code}"),
                due_on,
                due_basis: DueBasis::Printed,
                amount: Cents(cents),
                total: Cents(cents),
                currency: Currency::EUR,
                performed_on: None,
                subject: None,
                import: None,
                key: None,
            };
            tx.append(NewEvent::new(date(2026, 10, 1), invoice))?;
            Ok(debtor)
        })
        .unwrap()
}

const COURTEOUS: &str = "entreprise-courtois";

fn shown(books: &Books, name: &str) -> Scenario {
    books.read(|tx| Ok(open(tx, name)?.unwrap().scenario().unwrap().clone())).unwrap()
}

fn change(books: &Books, step: &str, to: impl FnOnce(&mut Step)) -> Edited {
    let before = shown(books, COURTEOUS);
    let seen = Edit::mark_of(before.step(step).unwrap());
    let mut changed = before.step(step).unwrap().clone();
    to(&mut changed);
    let name = step.to_owned();
    books.write(|tx| edit(tx, COURTEOUS, Edit::Step { name, seen, step: changed })).unwrap()
}

fn draft_mark(books: &Books) -> String {
    books.read(|tx| Ok(app::scenarios::mark(open(tx, COURTEOUS)?.unwrap().text().unwrap()))).unwrap()
}

#[test]
fn a_draft_changes_nobody_until_it_is_published_and_every_version_stays() {
    let books = books();
    let kept = change(&books, "relance-1", |step| step.when = Moment::FromDue(9));
    assert_eq!(kept, Edited::Kept(Some("relance-1".to_owned())));
    let opened = books.read(|tx| Ok(open(tx, COURTEOUS)?.unwrap())).unwrap();
    assert_eq!(opened.published.as_ref().unwrap().steps[1].when, Moment::FromDue(5));
    assert_eq!(opened.draft.as_ref().unwrap().draft.author, "Lise Capucine");
    assert_eq!((opened.versions.len(), opened.current().unwrap().number), (1, 0), "only the shipped text holds");
    let stale = books.write(|tx| publish(tx, COURTEOUS, "another", TODAY)).unwrap();
    assert!(matches!(stale, Published::Changed(_)));
    let seen = draft_mark(&books);
    assert_eq!(books.write(|tx| publish(tx, COURTEOUS, &seen, TODAY)).unwrap(), Published::As(1));
    assert_eq!(books.write(|tx| publish(tx, COURTEOUS, &seen, TODAY)).unwrap(), Published::Missing, "a second click publishes nothing");
    let opened = books.read(|tx| Ok(open(tx, COURTEOUS)?.unwrap())).unwrap();
    assert!(opened.draft.is_none());
    let last = opened.current().unwrap();
    assert_eq!((last.number, last.author.as_str(), last.on), (1, "Lise Capucine", Some(TODAY)));
    // Back to the shipped one, through a draft that is looked at.
    assert!(books.write(|tx| go_back(tx, COURTEOUS, 1)).is_err(), "it holds already");
    books.write(|tx| go_back(tx, COURTEOUS, 0)).unwrap();
    assert!(books.write(|tx| go_back(tx, COURTEOUS, 0)).is_err(), "a draft is never lost");
    let seen = draft_mark(&books);
    assert_eq!(books.write(|tx| publish(tx, COURTEOUS, &seen, TODAY)).unwrap(), Published::As(2));
    assert_eq!(shown(&books, COURTEOUS), Scenario::shipped(COURTEOUS).unwrap());
    assert!(books.store().check(None, &[]).unwrap().is_clean());
}

#[test]
fn two_people_on_one_step_both_see_and_on_two_steps_both_write() {
    let books = books();
    let before = shown(&books, COURTEOUS);
    let seen = Edit::mark_of(&before.steps[1]);
    let other = Edit::mark_of(&before.steps[3]);
    change(&books, "relance-1", |step| step.when = Moment::FromDue(9));
    let mine = Step { when: Moment::FromDue(12), ..before.steps[1].clone() };
    let answer =
        books.write(|tx| edit(tx, COURTEOUS, Edit::Step { name: "relance-1".to_owned(), seen: seen.clone(), step: mine })).unwrap();
    let Edited::Conflict(theirs) = answer else { panic!("{answer:?}") };
    assert_eq!(theirs.scenario().unwrap().steps[1].when, Moment::FromDue(9));
    assert_eq!(shown(&books, COURTEOUS).steps[1].when, Moment::FromDue(9), "nothing was overwritten");
    let step = Step { pay_within_days: 15, ..before.steps[3].clone() };
    let answer = books.write(|tx| edit(tx, COURTEOUS, Edit::Step { name: "relance-2".to_owned(), seen: other, step })).unwrap();
    assert_eq!(answer, Edited::Kept(Some("relance-2".to_owned())));
    let now = shown(&books, COURTEOUS);
    assert_eq!((now.steps[1].when, now.steps[3].pay_within_days), (Moment::FromDue(9), 15));
    let gone = books.write(|tx| edit(tx, COURTEOUS, Edit::Remove { name: "relance-1".to_owned(), seen })).unwrap();
    assert!(matches!(gone, Edited::Conflict(_)), "the step is not the one that was seen");
}

#[test]
fn a_change_taken_back_leaves_no_draft() {
    let books = books();
    change(&books, "relance-1", |step| step.when = Moment::FromDue(9));
    assert_eq!(change(&books, "relance-1", |step| step.when = Moment::FromDue(5)), Edited::AsPublished);
    assert!(books.read(|tx| Ok(open(tx, COURTEOUS)?.unwrap())).unwrap().draft.is_none());
}

#[test]
fn what_does_not_climb_is_kept_and_not_published() {
    let books = books();
    let order = Edit::mark_of_order(&shown(&books, COURTEOUS));
    let edited = Edit::Move { name: "mise-en-demeure".to_owned(), seen: order, later: false };
    assert!(matches!(books.write(|tx| edit(tx, COURTEOUS, edited)).unwrap(), Edited::Kept(_)));
    let seen = draft_mark(&books);
    let Published::Faulty(faults) = books.write(|tx| publish(tx, COURTEOUS, &seen, TODAY)).unwrap() else { panic!("it was published") };
    assert_eq!(faults, [(5, "Une étape plus dure vient avant celle-ci : rangez les étapes de la plus douce à la plus dure.")]);
}

#[test]
fn a_text_is_read_whole_and_keeps_the_name() {
    let books = books();
    let seen = draft_mark(&books);
    let text = domain::scenarios::text(&shown(&books, COURTEOUS));
    let edited = |text: String| Edit::Text { seen: seen.clone(), text };
    let wrong = books.write(|tx| edit(tx, COURTEOUS, edited(text.replace("\"email\"", "\"pigeon\"")))).unwrap();
    let Edited::Unreadable(problems) = wrong else { panic!("{wrong:?}") };
    assert!(problems[0].message.contains("« pigeon » n'est pas connu"), "{problems:?}");
    let renamed = books.write(|tx| edit(tx, COURTEOUS, edited(text.replace("\"entreprise-courtois\"", "\"autre\"")))).unwrap();
    assert!(matches!(renamed, Edited::Unreadable(problems) if problems[0].line == 3));
    let commented = format!("# À nous\n{text}");
    assert_eq!(books.write(|tx| edit(tx, COURTEOUS, edited(commented.clone()))).unwrap(), Edited::Kept(None));
    assert_eq!(books.read(|tx| Ok(open(tx, COURTEOUS)?.unwrap().text().unwrap().to_owned())).unwrap(), commented);
    let again = books.write(|tx| edit(tx, COURTEOUS, edited(text.clone()))).unwrap();
    assert!(matches!(again, Edited::Conflict(_)), "somebody wrote meanwhile");
}

#[test]
fn a_new_scenario_is_a_draft_of_another_and_is_followed_once_published() {
    let books = books();
    let name = books.write(|tx| begin(tx, "entreprise-ferme", "Grands comptes <60 j>")).unwrap();
    assert_eq!(name, "grands-comptes-60-j");
    assert!(books.write(|tx| begin(tx, "entreprise-ferme", "Grands comptes 60 j")).is_err(), "the name is taken");
    assert!(books.write(|tx| begin(tx, "entreprise-ferme", &"x".repeat(300))).is_err());
    assert!(books.write(|tx| begin(tx, "entreprise-ferme", "Nouveau")).is_err());
    assert!(books.write(|tx| assign(tx, &name, DebtorKind::Business, TODAY)).is_err(), "a draft is followed by nobody");
    let seen = books.read(|tx| Ok(app::scenarios::mark(open(tx, &name)?.unwrap().text().unwrap()))).unwrap();
    assert_eq!(books.write(|tx| publish(tx, &name, &seen, TODAY)).unwrap(), Published::As(1));
    assert!(books.write(|tx| assign(tx, &name, DebtorKind::Consumer, TODAY)).is_err(), "not made for them");
    books.write(|tx| assign(tx, &name, DebtorKind::Business, TODAY)).unwrap();
    owing(&books, "A1", DebtorKind::Business, date(2026, 11, 10), 90_000);
    let other = owing(&books, "A2", DebtorKind::Business, date(2026, 11, 10), 90_000);
    let own = DebtorChanged {
        debtor: other,
        kind: None,
        siren: None,
        vat: None,
        country: None,
        language: None,
        scenario: Some(COURTEOUS.to_owned()),
        details: None,
    };
    books.write(|tx| Ok(tx.append(NewEvent::new(TODAY, own))?)).unwrap();
    let followed = books.read(|tx| Followed::read(tx, TODAY)).unwrap();
    let shelf = books.read(|tx| shelf(tx, &followed, TODAY)).unwrap();
    let of = |name: &str| shelf.iter().find(|line| line.opened.name == name).map(|line| (line.kinds.clone(), line.own)).unwrap();
    assert_eq!(of(&name), (vec![(DebtorKind::Business, 1)], 0));
    assert_eq!(of(COURTEOUS), (vec![(DebtorKind::Unknown, 0)], 1));
}

#[test]
fn a_draft_overtaken_by_a_publication_waits_for_a_person() {
    let books = books();
    change(&books, "relance-1", |step| step.when = Moment::FromDue(9));
    // Meanwhile the command line sets another version.
    let mut other = Scenario::shipped(COURTEOUS).unwrap();
    other.title = "Autre".to_owned();
    let text = domain::scenarios::text(&other);
    books.write(|tx| app::record::scenario(tx, COURTEOUS, &text, None, None, TODAY)).unwrap();
    let seen = draft_mark(&books);
    assert!(matches!(books.write(|tx| publish(tx, COURTEOUS, &seen, TODAY)).unwrap(), Published::Overtaken(_)));
    books.write(|tx| rebase(tx, COURTEOUS)).unwrap();
    assert_eq!(books.write(|tx| publish(tx, COURTEOUS, &seen, TODAY)).unwrap(), Published::As(2));
}

#[test]
fn the_whole_of_a_scenario_is_changed_at_once() {
    let books = books();
    let before = shown(&books, COURTEOUS);
    let given = Given { least_days_between_steps: 9, ..Given::of(&before) };
    let seen = Given::of(&before).mark();
    let answer = books.write(|tx| edit(tx, COURTEOUS, Edit::Whole { seen, given: given.clone() })).unwrap();
    assert_eq!(answer, Edited::Kept(None));
    assert_eq!(Given::of(&shown(&books, COURTEOUS)), given);
}

#[test]
fn the_effect_names_who_is_touched_and_says_of_how_many() {
    let books = books();
    for number in 0..30 {
        owing(&books, &format!("A{number}"), DebtorKind::Business, date(2026, 11, 12), 90_000);
    }
    owing(&books, "P1", DebtorKind::Consumer, date(2026, 11, 2), 90_000);
    let mut later = Scenario::shipped(COURTEOUS).unwrap();
    later.steps[1].when = Moment::FromDue(12);
    let who = Who::Followers(COURTEOUS.to_owned());
    let same = books.read(|tx| effect(tx, &who, &Scenario::shipped(COURTEOUS).unwrap(), TODAY, 100)).unwrap();
    assert_eq!((same.concerned, same.looked_at, same.differ), (30, 30, 0));
    assert_eq!((same.before[0].contacts(), same.first_difference), (30, None));
    let found = books.read(|tx| effect(tx, &who, &later, TODAY, 100)).unwrap();
    assert_eq!((found.disappear, found.appear, found.change, found.differ_today), (30, 0, 0, 30));
    assert_eq!((found.before[0].contacts(), found.after[0].contacts()), (30, 0));
    assert_eq!(found.first_difference, Some((TODAY, 30)));
    assert_eq!(found.today[0].name, "Société A0");
    let part = books.read(|tx| effect(tx, &who, &later, TODAY, 10)).unwrap();
    assert!(part.is_sample());
    assert_eq!((part.concerned, part.looked_at, part.disappear), (30, 10, 10));
    // Consumers who would follow a scenario that is made for businesses get nothing at all.
    let wrong = books.read(|tx| effect(tx, &Who::Kind(DebtorKind::Consumer), &later, TODAY, 100)).unwrap();
    assert_eq!((wrong.concerned, wrong.before[0].contacts(), wrong.after[3].contacts()), (1, 1, 0));
}

#[test]
fn a_story_is_told_day_by_day_with_its_amounts() {
    let books = books();
    let debtor = owing(&books, "A1", DebtorKind::Business, date(2026, 11, 12), 90_000);
    let told = books.read(|tx| story(tx, debtor, &Scenario::shipped(COURTEOUS).unwrap(), TODAY)).unwrap().unwrap();
    let days: Vec<(Date, &str)> = told.days.iter().map(|day| (day.on, day.actions[0].title.as_str())).collect();
    // Only an e-mail address is known: the call is passed over, and the formal notice waits for a postal address.
    assert_eq!(days[0], (TODAY, "Première relance"));
    assert_eq!(days[1].1, "Deuxième relance, par lettre");
    assert_eq!(told.days[0].actions[0].action.asked, Cents(90_000));
    assert_eq!(told.days[0].actions[0].numbers, ["F-A1"]);
    assert!(days.iter().all(|(_, title)| *title != "Mise en demeure"), "{days:?}");
    assert!(books.read(|tx| story(tx, DebtorId(9_999), &Scenario::shipped(COURTEOUS).unwrap(), TODAY)).unwrap().is_none());
}
