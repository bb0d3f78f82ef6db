//! Each required mention removed in turn from the words is refused with its article; each forbidden thing added is refused.

use std::collections::BTreeSet;

use super::*;
use crate::letters::text;

type Remove = fn(&mut Document, &LetterFacts);

/// Erases these strings from everything a reader sees.
fn erase(document: &mut Document, needles: &[String]) {
    let mut value = serde_json::to_value(&*document).expect("a document is plain data");
    fn walk(value: &mut serde_json::Value, needles: &[String]) {
        match value {
            serde_json::Value::String(text) => {
                for needle in needles {
                    *text = text.replace(needle.as_str(), "");
                }
            }
            serde_json::Value::Array(items) => items.iter_mut().for_each(|item| walk(item, needles)),
            serde_json::Value::Object(fields) => {
                // Machine words are not read by anybody.
                fields
                    .iter_mut()
                    .filter(|(key, _)| !matches!(key.as_str(), "kind" | "language" | "date" | "is" | "align"))
                    .for_each(|(_, v)| walk(v, needles));
            }
            _ => {}
        }
    }
    walk(&mut value, needles);
    *document = serde_json::from_value(value).expect("still a document");
}

fn erase_all(document: &mut Document, needles: &[&str]) {
    erase(document, &needles.iter().map(|needle| (*needle).to_owned()).collect::<Vec<_>>());
}

fn money(facts: &LetterFacts, cents: Cents) -> String {
    text::money(cents, facts.currency)
}

fn erase_day(document: &mut Document, day: Date) {
    erase(document, &[text::date(day, Language::Fr), text::date(day, Language::En), text::date_short(day)]);
}

fn first_with(facts: &LetterFacts, of: fn(&LetterClaim) -> Cents) -> Cents {
    facts.items.iter().map(of).find(|cents| cents.is_positive()).expect("the case has one")
}

/// Element, the article that the refusal must name, and how its words are removed.
const REMOVALS: &[(&str, &str, Remove)] = &[
    ("creditor-name", "R123-237", |d, f| erase_all(d, &[&f.creditor.name])),
    ("creditor-seat", "R123-237", |d, f| erase_all(d, &[&f.creditor.address.lines[0]])),
    ("creditor-siren", "R123-237 1°", |d, f| erase(d, &[text::siren(&f.creditor.siren)])),
    ("creditor-rcs", "R123-237 2°", |d, _| erase_all(d, &["RCS Port-Songe"])),
    ("creditor-form", "R123-238", |d, _| erase_all(d, &["SAS au"])),
    ("creditor-capital", "R123-238", |d, f| erase_all(d, &[&f.creditor.capital])),
    ("debtor-name", "1344", |d, _| d.recipient = vec!["99900 BOURG-IMAGINAIRE".to_owned()]),
    ("debtor-address", "AFNOR", |d, _| d.recipient.truncate(1)),
    ("date", "1344-1", |d, _| d.place_and_date = "Port-Songe".to_owned()),
    ("signature-name", "1367", |d, _| d.signature.name.clear()),
    ("signature-capacity", "1344", |d, _| d.signature.capacity.clear()),
    ("reference", "recommandée", |d, f| erase_all(d, &[&f.reference])),
    ("invoice-number", "R124-4 3°", |d, f| erase_all(d, &[&f.items[0].number])),
    ("issue-date", "1344", |d, f| erase_day(d, f.items[0].issued_on)),
    ("due-date", "L441-10", |d, f| erase_day(d, f.items[0].due_on)),
    ("supplied", "1353", |d, f| erase_all(d, &[&f.items[0].subject])),
    ("order-to-pay", "1344", |d, _| erase_all(d, &["remercions de", "demandons de", "if you could pay", "ask you to pay"])),
    ("pay-by", "1231", |d, f| erase_day(d, f.pay_by.expect("a day"))),
    ("means-of-payment", "R124-4 4°", |d, f| erase(d, &[text::iban(&f.creditor.iban)])),
    ("payment-code", "Moyen de payer", |d, _| d.payment.as_mut().expect("a box").qr.clear()),
    ("dispute-contact", "L121-6", |d, _| erase_all(d, &["contestez", "dispute"])),
    ("call-date", "appel", |d, f| erase_day(d, f.call.as_ref().expect("a call").on)),
    ("call-summary", "convenu", |d, f| erase(d, &[f.call.as_ref().expect("a call").said.clone()])),
    ("promise", "écrit", |d, f| erase_day(d, f.call.as_ref().and_then(|c| c.promised).expect("a promise").1)),
    ("payment-received", "1342-8", |d, f| erase(d, &[money(f, f.thanks.as_ref().expect("a payment").amount)])),
    ("invoices-settled", "1342-10", |d, f| erase(d, &[f.thanks.as_ref().expect("a payment").settled[0].clone()])),
    ("invoice-amount", "1344", |d, f| erase(d, &[money(f, f.items[0].total)])),
    ("principal", "R124-4 3°", |d, f| erase(d, &[money(f, f.items[0].principal)])),
    ("received", "1353", |d, f| erase(d, &[money(f, first_with(f, |i| i.paid))])),
    ("disputed-apart", "L121-6", |d, _| erase_all(d, &["elle ne vous est pas demandée", "you are not asked to pay it"])),
    ("total", "1344", |d, f| erase(d, &[money(f, f.asked())])),
    ("interest-apart", "1343-1", |d, f| erase(d, &[money(f, f.interest_asked())])),
    ("indemnity-apart", "D441-5", |d, f| erase(d, &[money(f, f.indemnity_asked())])),
    ("statement-lines", "1353", |d, _| {
        d.annexes.clear();
        d.body.retain(|part| !matches!(part, Part::Table { .. }));
    }),
    ("formal-words", "1344", |d, _| {
        d.title.clear();
        d.subject = "Factures".to_owned();
    }),
    ("formal-order", "1344", |d, _| erase_all(d, &["mettons en demeure", "hereby give you formal notice"])),
    ("civil-1344", "1344", |d, _| erase_all(d, &["article 1344 ", "articles 1344 "])),
    ("civil-1344-1", "1344-1", |d, _| erase_all(d, &["1344-1"])),
    ("legal-interest-notice", "1344-1", |d, _| erase_all(d, &["au taux légal", "at the legal rate"])),
    ("penalty-article", "L441-10", |d, _| erase_all(d, &["L441-10"])),
    ("indemnity-article", "D441-5", |d, _| erase_all(d, &["D441-5"])),
    ("penalty-rate", "L441-10", |d, _| erase_all(d, &["12,40\u{00A0}%"])),
    ("interest-runs-on", "L441-10", |d, _| {
        erase_all(
            d,
            &["jusqu’au paiement", "jusqu’à la date de mise en paiement", "jusqu’à la mise en paiement", "until payment", "until the day"],
        );
    }),
    ("public-interest-article", "L2192-13", |d, _| erase_all(d, &["L2192-13"])),
    ("public-rate-article", "R2192-31", |d, _| erase_all(d, &["R2192-31"])),
    ("public-indemnity-article", "D2192-35", |d, _| erase_all(d, &["D2192-35"])),
    ("next-step", "recommandée", |d, _| erase_all(d, &["juridiction compétente", "competent court"])),
    ("business-mediator", "Bonne pratique", |d, _| erase_all(d, &["médiateur des entreprises", "Médiateur des entreprises"])),
    ("consumer-mediator", "L612-1", |d, f| erase_all(d, &[&f.creditor.consumer_mediator])),
    ("collector-name", "R124-4 1°", |d, f| erase(d, &[f.creditor.agent.as_ref().expect("an agent").name.clone()])),
    ("collector-seat", "R124-4 1°", |d, _| erase_all(d, &["69003"])),
    ("collector-activity", "R124-4 1°", |d, _| erase_all(d, &["activité de recouvrement amiable"])),
    ("collector-registration", "R123-237", |d, f| erase(d, &[f.creditor.agent.as_ref().expect("an agent").registration.clone()])),
    ("collector-creditor", "R124-4 2°", |d, _| erase_all(d, &["pour le compte de", "on behalf of"])),
    ("collector-l111-8", "R124-4 5°", |d, _| erase_all(d, &["Toute stipulation contraire est réputée non écrite"])),
    ("collector-first-letter", "R124-4, dernier alinéa", |d, _| erase_all(d, &["VIR-77"])),
    ("collector-receipt", "R124-6", |d, _| erase_all(d, &["quittance"])),
];

/// Element, its article, a sentence that must be refused in each language.
const ADDITIONS: &[(&str, &str, [&str; 2])] = &[
    ("unknown-kind", "principal seul", ["Vous recevrez une mise en demeure.", "You will get a formal notice."]),
    ("court-look", "433-13", ["Un huissier vous remettra un commandement.", "A bailiff will bring a summons."]),
    ("other-account", "compte du créancier", ["Réglez sur le FR14 2004 1010 0505 0001 3M02 606.", "Pay to GB82 WEST 1234 5698 7654 32."]),
    ("threat", "L121-6", ["Ceci est notre dernier avertissement avant saisie.", "This is our final warning."]),
    ("tone", "client", ["Réglez cette somme !", "Pay this sum!"]),
    ("all-costs", "L111-8", ["Sinon tous les frais seront à votre charge.", "Otherwise all costs will be at your expense."]),
    ("fees", "L121-21", ["S'y ajoutent des frais de dossier.", "An administration fee is added."]),
    ("no-business-accessories", "L441-10", ["Une indemnité forfaitaire est due.", "A fixed compensation is due."]),
    ("no-interest-yet", "1231-6", ["Les intérêts courus sont dus, les intérêts aussi.", "Accrued interest is due, and interest too."]),
    ("not-1231-6", "L441-10", ["Voir l'article 1231-6 du code civil.", "See article 1231-6 of the Civil Code."]),
    ("nothing-late", "1305-2", ["La facture est impayée.", "The invoice is overdue."]),
    ("relative-delay", "1231", ["Réglez sous huit jours.", "Pay within 15 days."]),
    (
        "unsent-letter",
        "envoyé",
        ["Malgré notre courrier du 3 mars 2026, rien n'est réglé.", "Despite our letter of 3 March 2026, nothing was paid."],
    ),
    ("amount-of-nowhere", "1353", ["Vous devez 9 999,99 €.", "You owe 9 999,99 €."]),
];

#[test]
fn every_document_passes_its_own_check() {
    for (document, facts) in every_case() {
        let letter = written(document, &facts);
        let missing = check(&letter, &facts);
        assert!(missing.is_empty(), "{}: {missing:#?}\n{}", named(document, &facts), text_of(&letter));
    }
}

/// The elements that concern a letter.
fn concerned(letter: &Document, facts: &LetterFacts) -> Vec<Mention> {
    checklist(letter, facts).into_iter().filter(|mention| mention.state != MentionState::NotConcerned).collect()
}

#[test]
fn what_is_shown_as_wrong_is_what_holds_the_letter_back() {
    let facts = facts(DocumentKind::FormalNotice, DebtorKind::Business, Language::Fr);
    let mut letter = written(DocumentKind::FormalNotice, &facts);
    letter.title = String::new();
    letter.subject = "Règlement".to_owned();
    let list = checklist(&letter, &facts);
    let wrong: Vec<&Missing> = list.iter().filter_map(Mention::missing).collect();
    assert_eq!(wrong, check(&letter, &facts).iter().collect::<Vec<_>>());
    assert!(wrong.iter().any(|missing| missing.element == "formal-words"));
    let state = |element: &str| list.iter().find(|mention| mention.element == element).map(|mention| mention.state.clone());
    assert_eq!(state("civil-1344"), Some(MentionState::Good));
    assert_eq!(state("public-rate-article"), Some(MentionState::NotConcerned), "the debtor is a business");
    assert!(list.iter().any(|mention| mention.forbidden && mention.element == "threat" && mention.state == MentionState::Good));
}

#[test]
fn an_e_mail_holds_no_code_to_scan_and_none_is_said_to_be_there() {
    let mut facts = facts(DocumentKind::Reminder, DebtorKind::Business, Language::Fr);
    let state = |facts: &LetterFacts| {
        let list = checklist(&written(DocumentKind::Reminder, facts), facts);
        list.into_iter().find(|mention| mention.element == "payment-code").map(|mention| mention.state)
    };
    facts.channel = Channel::Letter;
    assert_eq!(state(&facts), Some(MentionState::Good));
    facts.channel = Channel::Email;
    assert_eq!(state(&facts), Some(MentionState::NotConcerned));
}

#[test]
fn each_required_mention_removed_in_turn_is_refused_with_its_article() {
    let mut exercised = BTreeSet::new();
    for (document, facts) in every_case().into_iter().filter(|(_, facts)| facts.items.len() > 1) {
        let letter = written(document, &facts);
        // What a letter for somebody else changes is who writes for whom; the rest is the same rule, tried on the creditor's own letter.
        let own = facts.acts_for == ActsFor::Itself;
        if !own && facts.language == Language::En && document != DocumentKind::Reminder {
            continue;
        }
        for mention in concerned(&letter, &facts) {
            if !own && !["creditor-", "collector-"].iter().any(|of| mention.element.starts_with(of)) {
                continue;
            }
            if ADDITIONS.iter().any(|(element, ..)| *element == mention.element) {
                continue;
            }
            let Some((element, article, remove)) = REMOVALS.iter().find(|(element, ..)| *element == mention.element) else {
                panic!("no removal is written for {}", mention.element);
            };
            if *element == "statement-lines" && facts.statement.is_empty() {
                continue;
            }
            let mut less = letter.clone();
            remove(&mut less, &facts);
            assert_ne!(less, letter, "{element} was not there to remove: {}", named(document, &facts));
            let found = check(&less, &facts).into_iter().find(|missing| missing.element == *element);
            let Some(missing) = found else { panic!("{element} removed and not missed: {}\n{}", named(document, &facts), text_of(&less)) };
            assert!(missing.because.contains(article), "{element}: « {} » does not name {article}", missing.because);
            assert!(!missing.remedy.is_empty() && !missing.french.is_empty());
            exercised.insert(*element);
        }
    }
    let all: BTreeSet<&str> = REMOVALS.iter().map(|(element, ..)| *element).collect();
    assert_eq!(exercised, all, "every removal of the table applies somewhere");
}

#[test]
fn each_forbidden_sentence_added_is_refused_with_its_article() {
    let mut exercised = BTreeSet::new();
    for (document, facts) in every_case().into_iter().filter(|(_, facts)| facts.acts_for == ActsFor::Itself && facts.items.len() > 1) {
        let letter = written(document, &facts);
        let sentence_at = usize::from(facts.language == Language::En);
        for mention in concerned(&letter, &facts) {
            let Some((element, article, sentences)) = ADDITIONS.iter().find(|(element, ..)| *element == mention.element) else { continue };
            let mut more = letter.clone();
            more.body.push(Part::text(sentences[sentence_at]));
            let found = check(&more, &facts).into_iter().find(|missing| missing.element == *element);
            let Some(missing) = found else { panic!("{element} not refused: {}", named(document, &facts)) };
            assert!(missing.because.contains(article), "{element}: « {} » does not name {article}", missing.because);
            exercised.insert(*element);
        }
    }
    assert_eq!(exercised.len(), ADDITIONS.len(), "every forbidden thing applies somewhere");
}

#[test]
fn a_sole_trader_is_named_with_ei_and_a_removed_ei_is_refused() {
    let mut facts = facts(DocumentKind::Reminder, DebtorKind::Business, Language::Fr);
    facts.creditor.name = "Marie Dupont".to_owned();
    facts.creditor.legal_form = "EI".to_owned();
    facts.creditor.capital = String::new();
    facts.creditor.rcs_city = String::new();
    let mut letter = written(DocumentKind::Reminder, &facts);
    assert_eq!(letter.sender.name, "Marie Dupont EI");
    assert_eq!(lacking(&letter, &facts), Vec::<&str>::new(), "no capital and no RCS are asked of a sole trader");
    erase_all(&mut letter, &["Marie Dupont EI"]);
    letter.sender.name = "Marie Dupont".to_owned();
    let missing = check(&letter, &facts);
    assert!(missing.iter().any(|m| m.element == "creditor-ei" && m.because.contains("R526-27")), "{missing:?}");
}

#[test]
fn what_the_creditor_never_told_is_missing_and_says_where_to_fill_it_in() {
    let mut facts = facts(DocumentKind::FormalNotice, DebtorKind::Business, Language::Fr);
    facts.creditor.siren = String::new();
    facts.creditor.iban = String::new();
    facts.creditor.signatory_capacity = String::new();
    let letter = written(DocumentKind::FormalNotice, &facts);
    let missing = check(&letter, &facts);
    for element in ["creditor-siren", "means-of-payment", "signature-capacity"] {
        let found = missing.iter().find(|m| m.element == element).unwrap_or_else(|| panic!("{element}"));
        assert!(found.french.contains("inconnu du dossier"), "{}", found.french);
    }
    assert!(letter.payment.is_none(), "no way to pay is drawn without an account");
}

#[test]
fn a_private_creditor_bears_no_identifiers() {
    let mut facts = facts(DocumentKind::Reminder, DebtorKind::Consumer, Language::Fr);
    facts.creditor_kind = CreditorKind::Individual;
    (facts.creditor.siren, facts.creditor.legal_form, facts.creditor.capital, facts.creditor.rcs_city) = Default::default();
    let letter = written(DocumentKind::Reminder, &facts);
    assert_eq!(lacking(&letter, &facts), Vec::<&str>::new());
}
