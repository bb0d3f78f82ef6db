//! Letters written for somebody else (rule book §4): an amicable collector's letter holds what CPCE R124-4 lists.

use super::{ABSENT, Rule, known_and, unless};
use crate::letters::document::DocumentKind;
use crate::party::{ActsFor, Agent};

pub(super) const RULES: &[Rule] = &[
    Rule {
        element: "collector-name",
        label: "Nom de la personne chargée du recouvrement",
        because: "CPCE R124-4 1°",
        remedy: "Remettez le nom de la personne qui écrit.",
        applies: |case| case.facts.by_collector(),
        wrong: |case, words| agent(case, |agent| known_and(&agent.name, words.has(&agent.name))),
    },
    Rule {
        element: "collector-seat",
        label: "Adresse ou siège de la personne chargée du recouvrement",
        because: "CPCE R124-4 1°",
        remedy: "Complétez ou remettez l'adresse de la personne qui écrit.",
        applies: |case| case.facts.by_collector(),
        wrong: |case, words| {
            agent(case, |agent| known_and(&agent.address.city, words.has(&agent.address.city) && words.has(&agent.address.postal_code)))
        },
    },
    Rule {
        element: "collector-activity",
        label: "Indication de l'activité de recouvrement amiable",
        because: "CPCE R124-4 1°",
        remedy: "Écrivez que la personne « exerce une activité de recouvrement amiable ».",
        applies: |case| case.facts.by_collector(),
        wrong: |_, words| unless(words.has("activité de recouvrement amiable")),
    },
    Rule {
        element: "collector-registration",
        label: "Immatriculation de la personne chargée du recouvrement",
        because: "C. com. R123-237 et R123-238 : ses papiers portent ses propres mentions",
        remedy: "Complétez la forme, le capital, le SIREN et le RCS de la personne qui écrit.",
        applies: |case| case.facts.by_collector(),
        wrong: |case, words| agent(case, |agent| known_and(&agent.registration, words.has(&agent.registration))),
    },
    Rule {
        element: "collector-creditor",
        label: "Pour le compte de quel créancier",
        because: "CPCE R124-4 2°",
        remedy: "Écrivez pour le compte de qui la lettre est envoyée.",
        applies: |case| case.facts.by_collector() || matches!(case.facts.acts_for, ActsFor::RegulatedProfession { .. }),
        wrong: |case, words| {
            unless(words.has_together(case.either(&["pour le compte de"], &["on behalf of"]), &[case.facts.creditor.name.trim()]))
        },
    },
    Rule {
        element: "collector-l111-8",
        label: "Texte des deuxième et troisième alinéas de l'article L111-8",
        because: "CPCE R124-4 5°",
        remedy: "Reproduisez mot pour mot les alinéas 2 et 3 de l'article L111-8 du code des procédures civiles d'exécution.",
        applies: |case| case.first_of_collector(),
        wrong: |case, words| match &case.facts.l111_8 {
            None => vec!["texte non fourni".to_owned()],
            Some(quote) => {
                let whole = quote.text.split('\n').filter(|line| !line.trim().is_empty()).all(|paragraph| words.has(paragraph));
                if whole { Vec::new() } else { vec![ABSENT.to_owned()] }
            }
        },
    },
    Rule {
        element: "collector-first-letter",
        label: "Référence et date de la première lettre",
        because: "CPCE R124-4, dernier alinéa",
        remedy: "Rappelez la référence et la date d'envoi de la première lettre.",
        applies: |case| case.facts.by_collector() && case.facts.first_letter.is_some(),
        wrong: |case, words| {
            let first = case.facts.first_letter.as_ref();
            unless(first.is_some_and(|first| words.has(&first.reference) && words.has_day(first.sent_on)))
        },
    },
    Rule {
        element: "collector-receipt",
        label: "Quittance du règlement",
        because: "CPCE R124-6",
        remedy: "Écrivez que le courrier vaut quittance de la somme reçue.",
        applies: |case| case.facts.by_collector() && case.kind == DocumentKind::ThankYou,
        wrong: |_, words| unless(words.has("quittance")),
    },
];

fn agent(case: &super::Case<'_>, wrong: impl Fn(&Agent) -> Vec<String>) -> Vec<String> {
    case.facts.creditor.agent.as_ref().map_or_else(|| vec!["inconnu du dossier".to_owned()], wrong)
}
