//! What makes a formal notice, by kind of debtor (rule book §3, §1.3, §1.4, §13).

use super::reading::Reading;
use super::{Case, Rule, unless};
use crate::party::DebtorKind;

pub(super) const RULES: &[Rule] = &[
    Rule {
        element: "formal-words",
        label: "Les mots « mise en demeure » en titre ou en objet",
        because: "C. civ. 1344 : acte portant interpellation suffisante",
        remedy: "Intitulez la lettre « Mise en demeure de payer ».",
        applies: |case| case.formal(),
        wrong: |case, words| unless(!words.said_in_head(case.either(&["mise en demeure"], &["formal notice"])).is_empty()),
    },
    Rule {
        element: "formal-order",
        label: "Ordre clair de payer (« nous vous mettons en demeure de… »)",
        because: "C. civ. 1344 : interpellation suffisante ; pour un recouvreur mandaté, CPCE R124-4 4°",
        remedy: "Écrivez : « Nous vous mettons en demeure de régler la somme de… au plus tard le… ».",
        applies: |case| case.formal(),
        wrong: |case, words| {
            unless(words.has_any(case.either(
                &["mettons en demeure de", "mets en demeure de"],
                &["give you formal notice to pay", "formal notice to pay the sum"],
            )))
        },
    },
    Rule {
        element: "civil-1344",
        label: "Article 1344 du code civil",
        because: "C. civ. 1344",
        remedy: "Écrivez que la lettre vaut mise en demeure au sens de l'article 1344 du code civil.",
        applies: |case| case.formal() && !case.debtor(DebtorKind::PublicBody),
        wrong: |_, words| unless(words.has_article("1344")),
    },
    Rule {
        element: "civil-1344-1",
        label: "Article 1344-1 du code civil",
        because: "C. civ. 1344-1",
        remedy: "Citez l'article 1344-1 du code civil.",
        applies: |case| case.formal() && !case.debtor(DebtorKind::PublicBody),
        wrong: |_, words| unless(words.has_article("1344-1")),
    },
    Rule {
        element: "legal-interest-notice",
        label: "Intérêt au taux légal à compter de la réception",
        because: "C. civ. 1231-6 et 1344-1",
        remedy: "Dites que l'intérêt au taux légal court de la réception de la lettre (ou depuis celle de la précédente).",
        applies: |case| case.formal() && (case.debtor(DebtorKind::Consumer) || case.debtor(DebtorKind::NonProfessional)),
        wrong: |case, words| {
            let rate = case.either(&["au taux légal"], &["at the legal rate"]);
            let from = case.either(&["réception"], &["receipt", "received"]);
            unless(words.has_together(rate, from))
        },
    },
    Rule {
        element: "penalty-article",
        label: "Article L441-10, II du code de commerce (pénalités de retard)",
        because: "C. com. L441-10, II",
        remedy: "Citez l'article L441-10, II.",
        applies: |case| case.debtor(DebtorKind::Business) && (case.formal() || case.dunning() && case.facts.interest_asked().is_positive()),
        wrong: |_, words| unless(words.has_article("L441-10")),
    },
    Rule {
        element: "indemnity-article",
        label: "Article D441-5 du code de commerce (indemnité de 40 €)",
        because: "C. com. D441-5",
        remedy: "Citez l'article D441-5.",
        applies: |case| {
            let accessories = (case.facts.interest_asked() + case.facts.indemnity_asked()).is_positive();
            let asked = case.dunning() && case.facts.indemnity_asked().is_positive();
            case.debtor(DebtorKind::Business) && (asked || case.formal() && !accessories)
        },
        wrong: |_, words| unless(words.has_article("D441-5")),
    },
    Rule {
        element: "penalty-rate",
        label: "Taux appliqués",
        because: "C. com. L441-10, II ; CCP R2192-31 ; C. civ. 1344-1 : le taux et sa source se vérifient",
        remedy: "Remettez le taux ou le décompte.",
        applies: |case| case.dunning() && case.facts.interest_asked().is_positive(),
        wrong: rates,
    },
    Rule {
        element: "interest-runs-on",
        label: "Les intérêts courent jusqu'au paiement",
        because: "Mention recommandée de la mise en demeure ; C. com. L441-10, II ; CCP R2192-32 ; C. civ. 1344-1",
        remedy: "Dites que les intérêts ou pénalités courent jusqu'au paiement.",
        applies: |case| case.formal() && (case.facts.interest_asked().is_positive() || case.facts.indemnity_asked().is_zero()),
        wrong: |case, words| {
            unless(words.has_any(case.either(
                &["jusqu'au paiement", "jusqu'au règlement", "jusqu'à la mise en paiement", "jusqu'à la date de mise en paiement"],
                &["until payment", "until the day on which the principal is paid"],
            )))
        },
    },
    Rule {
        element: "public-interest-article",
        label: "Article L2192-13 du code de la commande publique (intérêts moratoires)",
        because: "CCP L2192-13",
        remedy: "Citez l'article L2192-13.",
        applies: |case| {
            case.debtor(DebtorKind::PublicBody) && (case.formal() || case.dunning() && case.facts.interest_asked().is_positive())
        },
        wrong: |_, words| unless(words.has_article("L2192-13")),
    },
    Rule {
        element: "public-rate-article",
        label: "Article R2192-31 du code de la commande publique (taux)",
        because: "CCP R2192-31",
        remedy: "Citez l'article R2192-31.",
        applies: |case| {
            let accessories = (case.facts.interest_asked() + case.facts.indemnity_asked()).is_positive();
            let asked = case.dunning() && case.facts.interest_asked().is_positive();
            case.debtor(DebtorKind::PublicBody) && (asked || case.formal() && !accessories)
        },
        wrong: |_, words| unless(words.has_article("R2192-31")),
    },
    Rule {
        element: "public-indemnity-article",
        label: "Article D2192-35 du code de la commande publique (indemnité de 40 €)",
        because: "CCP D2192-35",
        remedy: "Citez l'article D2192-35.",
        applies: |case| {
            let accessories = (case.facts.interest_asked() + case.facts.indemnity_asked()).is_positive();
            let asked = case.dunning() && case.facts.indemnity_asked().is_positive();
            case.debtor(DebtorKind::PublicBody) && (asked || case.formal() && !accessories)
        },
        wrong: |_, words| unless(words.has_article("D2192-35")),
    },
    Rule {
        element: "next-step",
        label: "Suite annoncée, sans menace",
        because: "Bonne pratique : mention recommandée de la mise en demeure",
        remedy: "Écrivez que le créancier se réserve la possibilité de saisir la juridiction compétente.",
        applies: |case| case.formal(),
        wrong: |case, words| {
            unless(words.has_any(case.either(&["juridiction compétente", "voie judiciaire", "en justice"], &["competent court"])))
        },
    },
    Rule {
        element: "business-mediator",
        label: "Médiateur des entreprises",
        because: "Bonne pratique : gratuit et confidentiel, proposé avant le judiciaire",
        remedy: "Remettez la phrase sur le médiateur des entreprises.",
        applies: |case| case.formal() && case.facts.professional() && case.facts.business_mediator,
        wrong: |_, words| unless(words.has("médiateur des entreprises")),
    },
    Rule {
        element: "consumer-mediator",
        label: "Médiateur de la consommation",
        because: "C. conso. L612-1 et L616-1 (à confirmer)",
        remedy: "Remettez le nom du médiateur de la consommation.",
        applies: |case| case.formal() && case.debtor(DebtorKind::Consumer) && !case.facts.creditor.consumer_mediator.trim().is_empty(),
        wrong: |case, words| unless(words.has(&case.facts.creditor.consumer_mediator)),
    },
];

fn rates(case: &Case<'_>, words: &Reading) -> Vec<String> {
    let lines = case.facts.statement.iter().filter_map(|line| line.rate);
    let mut rates: Vec<crate::money::Rate> = case.facts.rates.iter().map(|used| used.rate).chain(lines).collect();
    rates.sort_unstable();
    rates.dedup();
    if rates.is_empty() {
        return vec!["inconnus du dossier".to_owned()];
    }
    rates.into_iter().filter(|rate| !words.has_rate(*rate)).map(crate::letters::text::rate).collect()
}
