//! Edited words are checked as they will be read.

use super::*;

fn edited(document: DocumentKind, facts: &LetterFacts, edit: impl Fn(&mut Words)) -> Document {
    let mut words = Words::read(shipped(document, facts.debtor_kind, facts.language).expect("shipped")).expect("reads");
    edit(&mut words);
    compose_with(document, &words, facts).expect("composes")
}

#[test]
fn a_letter_that_never_left_cannot_be_cited() {
    let facts = facts(DocumentKind::FormalNotice, DebtorKind::Business, Language::Fr);
    let cites = |sentence: &str| {
        let letter = edited(DocumentKind::FormalNotice, &facts, |words| words.body = format!("{sentence}\n\n{}", words.body));
        check(&letter, &facts).into_iter().find(|m| m.element == "unsent-letter").map(|m| m.french)
    };
    assert_eq!(cites("Malgré nos courriers des 21 octobre et 11 novembre 2026, rien n'est réglé."), None, "both were sent");
    assert!(
        cites("Malgré nos courriers des 21 octobre et 12 novembre 2026, rien n'est réglé.").expect("refused").contains("12 novembre 2026")
    );
    assert!(cites("Notre relance du 03/11/2026 est restée sans réponse.").is_some());
    assert_eq!(cites("Votre courrier du 3 novembre 2026 nous est bien parvenu."), None, "the debtor's own letter is not ours");
    assert_eq!(cites("Ce courrier concerne la facture échue le 30 juillet 2026."), None, "a due date is no letter");
}

#[test]
fn where_nothing_was_sent_no_letter_is_mentioned_at_all() {
    let mut facts = facts(DocumentKind::FormalNotice, DebtorKind::Business, Language::Fr);
    facts.sent.clear();
    let letter = written(DocumentKind::FormalNotice, &facts);
    assert_eq!(lacking(&letter, &facts), Vec::<&str>::new());
    assert!(!text_of(&letter).contains("écrit à ce sujet"));
    let letter = edited(DocumentKind::FormalNotice, &facts, |words| words.body = format!("Malgré nos relances, rien.\n\n{}", words.body));
    assert_eq!(lacking(&letter, &facts), ["unsent-letter"]);
}

#[test]
fn a_call_and_a_letter_dated_after_today_are_never_cited() {
    let mut facts = facts(DocumentKind::FormalNotice, DebtorKind::Business, Language::Fr);
    facts.sent[0].channel = Channel::Call;
    facts.sent[1].sent_on = date(2026, 11, 24);
    let letter = written(DocumentKind::FormalNotice, &facts);
    assert!(!text_of(&letter).contains("écrit à ce sujet"), "{}", text_of(&letter));
}

#[test]
fn an_amount_typed_by_hand_that_follows_no_fact_is_refused() {
    let facts = facts(DocumentKind::Reminder, DebtorKind::Business, Language::Fr);
    let letter = edited(DocumentKind::Reminder, &facts, |words| words.body = words.body.replace("{{montant_total}}", "7 842,81 €"));
    let missing = check(&letter, &facts);
    let found = missing.iter().find(|m| m.element == "amount-of-nowhere").expect("refused");
    assert!(found.french.contains("7 842,81 €"), "{}", found.french);
    let same = edited(DocumentKind::Reminder, &facts, |words| words.body = words.body.replace("{{montant_total}}", "7 842,80 €"));
    assert_eq!(lacking(&same, &facts), Vec::<&str>::new(), "4 212,00 + 2 950,80 + 680,00 is what is asked");
}

#[test]
fn the_table_removed_by_an_edit_is_missed_claim_by_claim() {
    let facts = facts(DocumentKind::Reminder, DebtorKind::Business, Language::Fr);
    let letter = edited(DocumentKind::Reminder, &facts, |words| words.body = words.body.replace("{{tableau}}", ""));
    let missing = check(&letter, &facts);
    let due = missing.iter().find(|m| m.element == "due-date").expect("refused");
    assert!(due.french.contains("F-2026-0412") && due.french.contains("F-2026-0490"), "{}", due.french);
}

#[test]
fn the_same_thing_in_other_words_is_accepted() {
    let facts = facts(DocumentKind::FormalNotice, DebtorKind::Business, Language::Fr);
    let letter = edited(DocumentKind::FormalNotice, &facts, |words| {
        words.title = "MISE EN DEMEURE".to_owned();
        words.body = words.body.replace("L441-10", "L. 441-10").replace("(articles", "(voir les articles");
        words.closing =
            words.closing.replace("se réserve la possibilité de saisir la juridiction compétente", "pourra agir par la voie judiciaire");
    });
    assert_eq!(lacking(&letter, &facts), Vec::<&str>::new());
}

#[test]
fn data_of_the_accounts_is_not_what_the_writer_says() {
    // « Saisie comptable » is a service; « Huissier & Fils » and « CONTRAINTE SARL ! » are names.
    let mut facts = facts(DocumentKind::FormalNotice, DebtorKind::Business, Language::Fr);
    facts.debtor.name = "Huissier & Fils".to_owned();
    facts.items[0].subject = "Plainte contre X, LICENCE DE POLICE URGENTE !".to_owned();
    let letter = written(DocumentKind::FormalNotice, &facts);
    assert_eq!(lacking(&letter, &facts), Vec::<&str>::new());
}

#[test]
fn a_court_word_in_the_title_is_refused_and_the_laws_own_words_are_not() {
    let facts = facts(DocumentKind::FormalNotice, DebtorKind::Business, Language::Fr);
    let letter = edited(DocumentKind::FormalNotice, &facts, |words| words.title = "Mise en demeure avant tribunal".to_owned());
    assert_eq!(lacking(&letter, &facts), ["court-look"]);
    let collector = by_collector(facts, false);
    let mut letter = written(DocumentKind::FormalNotice, &collector);
    assert_eq!(lacking(&letter, &collector), Vec::<&str>::new(), "L111-8 says « titre exécutoire »");
    letter.body.push(Part::Quote { text: "Sans titre exécutoire, nous saisirons.".to_owned(), source: "Nous".to_owned() });
    assert_eq!(lacking(&letter, &collector), ["court-look"], "another quotation is the writer's");
}

#[test]
fn the_text_of_l111_8_is_word_for_word() {
    let facts = by_collector(facts(DocumentKind::Reminder, DebtorKind::Consumer, Language::Fr), false);
    let mut letter = written(DocumentKind::Reminder, &facts);
    for part in &mut letter.body {
        if let Part::Quote { text, .. } = part {
            *text = text.replace("du débiteur de mauvaise foi", "du débiteur");
        }
    }
    let missing = check(&letter, &facts);
    assert!(missing.iter().any(|m| m.element == "collector-l111-8" && m.because.contains("R124-4 5°")), "{missing:?}");
    let mut without = facts.clone();
    without.l111_8 = None;
    let letter = written(DocumentKind::Reminder, &without);
    assert_eq!(lacking(&letter, &without), ["collector-l111-8"]);
}
