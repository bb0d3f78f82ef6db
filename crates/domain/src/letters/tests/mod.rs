//! Stories of letters: every document, every kind of debtor, both languages; every mention removed in turn.

mod edits;
mod elements;
mod mail;
mod say;
mod small_language;

use jiff::civil::{Date, date};

use super::*;
use crate::events::Channel;
use crate::money::{Cents, Currency, Rate};
use crate::party::{ActsFor, Address, Agent, CreditorKind, CreditorProfile, DebtorDetails, DebtorKind, Language};

pub(super) const TODAY: Date = date(2026, 11, 23);
pub(super) const LANGUAGES: [Language; 2] = [Language::Fr, Language::En];

/// Paragraphs 2 and 3 of CPCE L111-8, as published.
pub(super) const L111_8: &str = "Les frais de recouvrement entrepris sans titre exécutoire restent à la charge du créancier, sauf s'ils concernent un acte dont l'accomplissement est prescrit par la loi au créancier. Toute stipulation contraire est réputée non écrite, sauf disposition législative contraire.\n\nCependant, le créancier qui justifie du caractère nécessaire des démarches entreprises pour recouvrer sa créance peut demander au juge de l'exécution de laisser tout ou partie des frais ainsi exposés à la charge du débiteur de mauvaise foi.";

fn address(street: &str, code: &str, city: &str) -> Address {
    Address { lines: vec![street.to_owned()], postal_code: code.to_owned(), city: city.to_owned(), country: String::new() }
}

fn creditor() -> CreditorProfile {
    CreditorProfile {
        name: "Ateliers Boréal".to_owned(),
        legal_form: "SAS".to_owned(),
        capital: "60 000 €".to_owned(),
        rcs_city: "Port-Songe".to_owned(),
        siren: "999333444".to_owned(),
        vat: "FR00999333444".to_owned(),
        address: address("12 quai des Aurores", "99100", "Port-Songe"),
        email: "relances@ateliers-boreal.example".to_owned(),
        phone: "01 99 00 12 34".to_owned(),
        iban: "FR7630006000011234567890189".to_owned(),
        bic: "AGRIFRPPXXX".to_owned(),
        ics: String::new(),
        signatory_name: "Lise Capucine".to_owned(),
        signatory_capacity: "responsable du recouvrement".to_owned(),
        consumer_mediator: "Médiation du Nord, 3 place Claire, 59000 Lille, mediation-nord.example".to_owned(),
        agent: None,
        logo: String::new(),
    }
}

pub(super) fn agent() -> Agent {
    Agent {
        name: "Cabinet Vireton".to_owned(),
        address: address("4 rue du Levant", "69003", "Lyon"),
        activity: "recouvrement amiable de créances".to_owned(),
        registration: "SARL au capital de 10 000 €, SIREN 999 222 111, RCS Lyon".to_owned(),
    }
}

fn claim(number: &str, due: Date, total: i64, subject: &str) -> LetterClaim {
    LetterClaim {
        number: number.to_owned(),
        issued_on: due.saturating_sub(jiff::Span::new().days(31)),
        due_on: due,
        total: Cents(total),
        paid: Cents::ZERO,
        credited: Cents::ZERO,
        principal: Cents(total),
        disputed: Cents::ZERO,
        interest: Cents::ZERO,
        indemnity: Cents::ZERO,
        subject: subject.to_owned(),
        notice_received_on: None,
    }
}

/// One plain invoice, one part paid, one part credited and part disputed.
fn claims() -> Vec<LetterClaim> {
    let mut paid = claim("F-2026-0467", date(2026, 9, 30), 345_080, "Portes du hangar B");
    (paid.paid, paid.principal) = (Cents(50_000), Cents(295_080));
    let mut disputed = claim("F-2026-0490", date(2026, 10, 15), 100_000, "Saisie comptable de septembre");
    (disputed.credited, disputed.disputed, disputed.principal) = (Cents(12_000), Cents(20_000), Cents(68_000));
    vec![claim("F-2026-0412", date(2026, 7, 30), 421_200, "Charpente de l'atelier"), paid, disputed]
}

/// Facts for a document to a kind of debtor, complete.
pub(super) fn facts(document: DocumentKind, kind: DebtorKind, language: Language) -> LetterFacts {
    let mut facts = LetterFacts {
        creditor: creditor(),
        creditor_kind: CreditorKind::Business,
        acts_for: ActsFor::Itself,
        debtor: DebtorDetails {
            name: "Fonderie de l'Étoile Filante".to_owned(),
            address: address("7 rue des Comètes", "99900", "Bourg-Imaginaire"),
            ..DebtorDetails::default()
        },
        debtor_kind: kind,
        debtor_code: "411ETOILE".to_owned(),
        language,
        date: TODAY,
        pay_by: Some(date(2026, 12, 8)),
        reference: "RF12 Q1L2 611".to_owned(),
        currency: Currency::EUR,
        items: claims(),
        asks_accessories: false,
        rates: Vec::new(),
        sent: vec![
            SentLetter {
                document: DocumentKind::Reminder,
                channel: Channel::Email,
                sent_on: date(2026, 10, 21),
                reference: "RF66 Q1L2 609".to_owned(),
            },
            SentLetter {
                document: DocumentKind::WarningReminder,
                channel: Channel::Letter,
                sent_on: date(2026, 11, 11),
                reference: "RF39 Q1L2 610".to_owned(),
            },
        ],
        first_letter: None,
        statement: Vec::new(),
        qr: "BCD\n002\n1\nSCT\n\nAteliers Boréal".to_owned(),
        call: None,
        thanks: None,
        enclosures: vec!["Factures F-2026-0412, F-2026-0467 et F-2026-0490".to_owned()],
        channel: Channel::RegisteredLetter,
        business_mediator: true,
        l111_8: Some(QuotedText {
            text: L111_8.to_owned(),
            source: "Article L111-8 du code des procédures civiles d'exécution".to_owned(),
        }),
    };
    match document {
        DocumentKind::PreDueNotice => {
            for (item, days) in facts.items.iter_mut().zip([7, 12, 20]) {
                item.due_on = TODAY.saturating_add(jiff::Span::new().days(days));
            }
            facts.sent.clear();
        }
        DocumentKind::ThankYou => {
            facts.thanks = Some(PaymentThanked {
                amount: Cents(421_200),
                received_on: date(2026, 11, 20),
                settled: vec!["F-2026-0412".to_owned()],
                remaining: Cents(295_080),
            });
        }
        DocumentKind::CallConfirmation => {
            facts.call = Some(CallSummary {
                on: date(2026, 11, 20),
                spoke_with: "Mme Rouvier".to_owned(),
                said: "La comptabilité attendait le bon de livraison ; il lui a été adressé le jour même.".to_owned(),
                promised: Some((Cents(421_200), date(2026, 11, 30))),
            });
        }
        DocumentKind::FormalNotice if matches!(kind, DebtorKind::Business | DebtorKind::PublicBody) => with_accessories(&mut facts),
        DocumentKind::Statement if matches!(kind, DebtorKind::Business | DebtorKind::PublicBody) => with_accessories(&mut facts),
        DocumentKind::Statement => with_statement(&mut facts),
        _ => {}
    }
    facts
}

/// Interest and 40 € on each claim, with rates and a statement. The amounts are the mock's own, not computed here.
pub(super) fn with_accessories(facts: &mut LetterFacts) {
    facts.asks_accessories = true;
    for (item, interest) in facts.items.iter_mut().zip([15_984, 5_108, 1_200]) {
        (item.interest, item.indemnity) = (Cents(interest), Cents(40_00));
    }
    let source = match (facts.debtor_kind, facts.language) {
        (DebtorKind::Business, Language::Fr) => "taux de la Banque centrale européenne majoré de 10 points",
        (DebtorKind::Business, Language::En) => "European Central Bank rate plus 10 points",
        _ => "",
    };
    facts.rates = vec![RateUsed { rate: Rate(12_400), source: source.to_owned() }];
    with_statement(facts);
}

/// An invoice line, payments and credits as negative lines, interest, indemnity: they add up to what is asked.
pub(super) fn with_statement(facts: &mut LetterFacts) {
    let (professional, accessories) = (facts.debtor_kind == DebtorKind::Business, facts.asks_accessories);
    let mut lines = Vec::new();
    for item in &facts.items {
        let line = |label: &str, amount: Cents, article: &str| StatementLine {
            number: item.number.clone(),
            due_on: item.due_on,
            label: label.to_owned(),
            from: None,
            to: None,
            days: None,
            base: None,
            rate: None,
            amount,
            article: article.to_owned(),
            mark: String::new(),
        };
        lines.push(line("Facture", item.total, "C. civ. 1103"));
        lines.extend(item.paid.is_positive().then(|| line("Règlement", -item.paid, "C. civ. 1342-10")));
        lines.extend(item.credited.is_positive().then(|| line("Avoir", -item.credited, "C. civ. 1103")));
        lines.extend(item.disputed.is_positive().then(|| line("Part contestée, non demandée", -item.disputed, "C. civ. 1353")));
        if accessories {
            let article = if professional { "C. com. L441-10, II" } else { "CCP R2192-31" };
            lines.push(StatementLine {
                from: Some(item.due_on),
                to: Some(TODAY),
                days: Some(54),
                base: Some(item.principal),
                rate: Some(Rate(12_400)),
                mark: "[K]".to_owned(),
                ..line("Intérêts", item.interest, article)
            });
            if item.indemnity.is_positive() {
                lines.push(line("Indemnité", item.indemnity, if professional { "C. com. D441-5" } else { "CCP D2192-35" }));
            }
        }
    }
    facts.statement = lines;
}

/// The same facts written by an amicable collector.
pub(super) fn by_collector(mut facts: LetterFacts, later: bool) -> LetterFacts {
    facts.acts_for = ActsFor::AmicableCollector { mandate: true, insurance: true };
    facts.creditor.agent = Some(agent());
    if later {
        facts.first_letter = Some(FirstLetter { reference: "VIR-77".to_owned(), sent_on: date(2026, 10, 21) });
    }
    facts
}

/// The same facts written by a regulated profession for a client.
pub(super) fn by_profession(mut facts: LetterFacts) -> LetterFacts {
    facts.acts_for = ActsFor::RegulatedProfession { mandate: true };
    facts.creditor.agent = Some(Agent { activity: "expert-comptable".to_owned(), ..agent() });
    facts
}

/// Every document that may be written, with its facts: kinds, languages, writers, one claim or three.
pub(super) fn every_case() -> Vec<(DocumentKind, LetterFacts)> {
    let mut cases = Vec::new();
    for document in DocumentKind::ALL {
        for kind in DebtorKind::ALL {
            if document == DocumentKind::FormalNotice && kind == DebtorKind::Unknown {
                continue;
            }
            for language in LANGUAGES {
                let whole = facts(document, kind, language);
                let mut one = whole.clone();
                one.items.truncate(1);
                one.statement.retain(|line| line.number == one.items[0].number);
                cases.extend(
                    [by_collector(whole.clone(), false), by_collector(whole.clone(), true), by_profession(whole.clone()), whole, one]
                        .map(|facts| (document, facts)),
                );
            }
        }
    }
    cases
}

/// A name for the case in a failure.
pub(super) fn named(document: DocumentKind, facts: &LetterFacts) -> String {
    format!(
        "{} / {} / {:?} / {:?} / {} claims",
        document.word(),
        facts.debtor_kind.word(),
        facts.language,
        facts.acts_for,
        facts.items.len()
    )
}

pub(super) fn written(document: DocumentKind, facts: &LetterFacts) -> Document {
    compose(document, facts).unwrap_or_else(|error| panic!("{}: {error}", named(document, facts)))
}

/// The elements that a document lacks.
pub(super) fn lacking(document: &Document, facts: &LetterFacts) -> Vec<&'static str> {
    check(document, facts).into_iter().map(|missing| missing.element).collect()
}

/// Body and closing as text.
pub(super) fn text_of(document: &Document) -> String {
    document.words().join("\n")
}
