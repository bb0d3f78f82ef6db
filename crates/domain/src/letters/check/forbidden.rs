//! What a letter never says: look-alike of a court act, threat, costs that are not owed, an amount or a letter that is not in the facts.

use super::{Case, Rule, reading::Reading};
use crate::letters::check::written::{amounts_not_in, days_cited_not_in, says_that_it_wrote};
use crate::letters::document::DocumentKind;
use crate::party::DebtorKind;

pub(super) const RULES: &[Rule] = &[
    Rule {
        element: "unknown-kind",
        label: "Mise en demeure à un débiteur à qualifier",
        because: "Règles, « débiteurs ni commerçants ni consommateurs » : demander le principal seul",
        remedy: "Dites d'abord ce qu'est le débiteur, ou retirez l'annonce d'une mise en demeure.",
        applies: |case| case.debtor(DebtorKind::Unknown),
        wrong: |case, words| {
            if case.formal() {
                return vec!["la nature du débiteur n'est pas connue".to_owned()];
            }
            words.said(&["mise en demeure", "mettons en demeure", "formal notice"])
        },
    },
    Rule {
        element: "court-look",
        label: "Ressemblance avec un acte de justice",
        because: "C. pén. 433-13 (un an d'emprisonnement et 15 000 € d'amende)",
        remedy: "Retirez ces mots.",
        applies: |_| true,
        wrong: |_, words| {
            let mut found = words.said(COURT);
            found.extend(words.said_in_head(COURT_IN_HEAD));
            found
        },
    },
    Rule {
        element: "other-account",
        label: "Autre compte à payer que celui du créancier",
        because: "Une lettre ne fait payer que sur le compte du créancier ; un autre compte a la forme de la fraude au changement d'IBAN",
        remedy: "Retirez ce compte. Le compte à payer se change dans l'identité du créancier, par son propriétaire.",
        applies: |_| true,
        wrong: |case, words| {
            let own = crate::letters::text::iban(&case.facts.creditor.iban).replace(' ', "");
            words.ibans().into_iter().filter(|iban| !iban.eq_ignore_ascii_case(&own)).map(|iban| format!("« {iban} »")).collect()
        },
    },
    Rule {
        element: "threat",
        label: "Menace ou urgence feinte",
        because: "Face à un consommateur, C. conso. L121-6 et L121-7 ; envers tous, C. pén. 222-16 et 312-1 (à confirmer)",
        remedy: "Dites le fait, la somme, la date et le moyen de payer, sans ces mots.",
        applies: |_| true,
        wrong: |_, words| words.said(THREATS),
    },
    Rule {
        element: "tone",
        label: "Ton",
        because: "Le débiteur est un client : ni point d'exclamation, ni mots en capitales",
        remedy: "Récrivez la phrase calmement.",
        applies: |_| true,
        wrong: shouting,
    },
    Rule {
        element: "all-costs",
        label: "Frais annoncés à la charge du débiteur",
        because: "CPCE L111-8, alinéa 2 : les frais de recouvrement amiable restent au créancier",
        remedy: "Retirez cette annonce.",
        applies: |_| true,
        wrong: |_, words| words.said(ALL_COSTS),
    },
    Rule {
        element: "fees",
        label: "Frais de recouvrement demandés au débiteur",
        because: "CPCE L111-8 ; pour un recouvreur mandaté, CPCE R124-4 3° ; face à un consommateur, C. conso. L121-21",
        remedy: "Retirez ces frais : ils restent à la charge du créancier.",
        applies: |_| true,
        wrong: |_, words| words.said(FEES),
    },
    Rule {
        element: "no-business-accessories",
        label: "Pénalités entre professionnels ou 40 € demandés à ce débiteur",
        because: "C. com. L441-10 et D441-5 : débiteur professionnel seulement ; C. conso. L121-21 ; CPCE L111-8",
        remedy: "Demandez le principal, et l'intérêt au taux légal à compter de la mise en demeure.",
        applies: |case| !case.facts.professional(),
        wrong: |case, words| {
            let mut found = words.said(BUSINESS_ONLY);
            if case.facts.asks_accessories && case.facts.items.iter().any(|item| item.indemnity.is_positive()) {
                found.push("l'indemnité de 40 € dans la somme".to_owned());
            }
            found
        },
    },
    Rule {
        element: "no-interest-yet",
        label: "Intérêts demandés avant la réception d'une mise en demeure",
        because: "C. civ. 1231-6 et 1344-1 : l'intérêt au taux légal court de la mise en demeure",
        remedy: "Demandez le principal seul.",
        applies: |case| !case.facts.professional(),
        wrong: |case, words| {
            let received = |item: &crate::letters::facts::LetterClaim| item.notice_received_on.is_some_and(|day| day <= case.facts.date);
            let asked = |item: &crate::letters::facts::LetterClaim| case.facts.asks_accessories && item.interest.is_positive();
            let early = case.facts.items.iter().filter(|item| asked(item) && !received(item));
            let mut found: Vec<String> = early.map(|item| item.number.clone()).collect();
            if case.debtor(DebtorKind::Unknown) {
                found.extend(words.said(&["intérêt", "intérêts", "interest"]));
            } else if case.facts.interest_asked().is_zero() {
                found.extend(words.said(&["intérêts de retard", "intérêts échus", "intérêts courus", "late interest", "accrued interest"]));
            }
            found
        },
    },
    Rule {
        element: "not-1231-6",
        label: "Article 1231-6 du code civil cité entre professionnels",
        because: "C. com. L441-10, II (et CCP L2192-13) : les pénalités courent sans mise en demeure ; on cite C. civ. 1344 et 1344-1",
        remedy: "Citez les articles 1344 et 1344-1 du code civil.",
        applies: |case| case.facts.professional(),
        wrong: |_, words| if words.has_article("1231-6") { vec!["« 1231-6 »".to_owned()] } else { Vec::new() },
    },
    Rule {
        element: "nothing-late",
        label: "Retard reproché avant l'échéance",
        because: "La dette n'est pas exigible avant son échéance (C. civ. 1305-2, à confirmer)",
        remedy: "Retirez ces mots d'un avis avant échéance.",
        applies: |case| case.kind == DocumentKind::PreDueNotice,
        wrong: |_, words| {
            words.said(&[
                "retard",
                "pénalités",
                "indemnité",
                "mise en demeure",
                "impayée",
                "impayées",
                "overdue",
                "unpaid",
                "penalties",
                "formal notice",
            ])
        },
    },
    Rule {
        element: "relative-delay",
        label: "Délai compté en jours",
        because: "C. civ. 1231 : le débiteur ne doit pas avoir à calculer la date ; la lettre donne une date du calendrier",
        remedy: "Remplacez le délai par une date.",
        applies: |case| case.dunning(),
        wrong: |_, words| words.said(RELATIVE),
    },
    Rule {
        element: "unsent-letter",
        label: "Courrier cité qui n'est pas parti",
        because: "Seul ce qui a vraiment été envoyé peut être cité ; affirmer le contraire tromperait le débiteur (C. conso. L121-1 et suivants, à confirmer)",
        remedy: "Citez seulement les courriers envoyés, à leur date, ou retirez la phrase.",
        applies: |_| true,
        wrong: |case, words| {
            let mut found = days_cited_not_in(case, words);
            found.extend(says_that_it_wrote(case, words));
            found
        },
    },
    Rule {
        element: "amount-of-nowhere",
        label: "Montant qui ne vient pas du décompte",
        because: "C. civ. 1353 : chaque somme demandée se prouve ; un montant récrit à la main ne suit plus les faits",
        remedy: "Employez les variables de montant, ou corrigez la somme.",
        applies: |_| true,
        wrong: amounts_not_in,
    },
];

/// Acts and officers of justice that a letter must not resemble; « huissier » has also been out of date since 2022-07-01.
const COURT: &[&str] = &[
    "commandement",
    "sommation",
    "huissier",
    "huissiers",
    "assignation",
    "assigner",
    "signification",
    "acte extrajudiciaire",
    "acte judiciaire",
    "titre exécutoire",
    "au nom de la loi",
    "au nom du peuple français",
    "république française",
    "ministère de la justice",
    "writ",
    "summons",
    "bailiff",
    "bailiffs",
    "court order",
    "enforcement order",
];

const COURT_IN_HEAD: &[&str] = &[
    "tribunal",
    "juge",
    "cour",
    "greffe",
    "injonction",
    "injonction de payer",
    "ordonnance",
    "jugement",
    "commissaire de justice",
    "court",
    "judge",
    "judgment",
    "tribunals",
];

const THREATS: &[&str] = &[
    "dernier avertissement",
    "avertissement",
    "dernier rappel",
    "dernière relance",
    "dernière chance",
    "ultime",
    "poursuites",
    "poursuivre",
    "poursuivi",
    "saisie",
    "saisies",
    "saisir vos",
    "fichage",
    "fiché",
    "fichier",
    "liste noire",
    "mauvais payeur",
    "plainte",
    "pénal",
    "pénale",
    "pénales",
    "pénalement",
    "prison",
    "police",
    "gendarmerie",
    "sans délai",
    "immédiat",
    "immédiate",
    "immédiates",
    "immédiatement",
    "urgent",
    "urgente",
    "urgence",
    "plus brefs délais",
    "sous peine",
    "n'hésiterons pas",
    "contraint",
    "contraints",
    "contrainte",
    "vous expose",
    "vous exposez",
    "employeur",
    "entourage",
    "voisins",
    "réputation",
    "banque de france",
    "interdit bancaire",
    "24 heures",
    "48 heures",
    "24 h",
    "48 h",
    "24h",
    "48h",
    "final warning",
    "last warning",
    "warning",
    "final reminder",
    "final demand",
    "final notice",
    "last chance",
    "immediate",
    "immediately",
    "urgent",
    "urgently",
    "seizure",
    "seize",
    "blacklist",
    "credit bureau",
    "criminal",
    "prosecute",
    "prosecution",
    "hesitate",
    "without further notice",
    "legal action",
    "legal proceedings",
    "employer",
    "reputation",
    "24 hours",
    "48 hours",
];

const ALL_COSTS: &[&str] = &[
    "tous les frais",
    "tous frais",
    "frais à votre charge",
    "frais seront à votre charge",
    "frais sera à votre charge",
    "frais resteront à votre charge",
    "seront à votre charge",
    "seront mis à votre charge",
    "frais supplémentaires",
    "à vos frais",
    "à vos dépens",
    "entière charge",
    "all costs",
    "additional costs",
    "at your expense",
    "at your cost",
    "costs will be charged",
    "you will bear",
];

const FEES: &[&str] = &[
    "frais de dossier",
    "frais de relance",
    "frais de rappel",
    "frais de gestion",
    "frais d'impayé",
    "frais d'impayés",
    "frais administratifs",
    "frais d'agence",
    "frais de mise en demeure",
    "honoraires de recouvrement",
    "honoraires",
    "commission de recouvrement",
    "administration fee",
    "administrative fee",
    "handling fee",
    "collection fee",
    "collection fees",
    "reminder fee",
    "late fee",
];

const BUSINESS_ONLY: &[&str] = &[
    "l441-10",
    "l. 441-10",
    "l.441-10",
    "d441-5",
    "d. 441-5",
    "d.441-5",
    "indemnité forfaitaire",
    "frais de recouvrement",
    "pénalité",
    "pénalités",
    "pénalités de retard",
    "majoré de 10 points",
    "majoré de dix points",
    "bce",
    "fixed compensation",
    "recovery costs",
    "collection costs",
    "penalty",
    "penalties",
    "ecb",
];

const RELATIVE: &[&str] = &[
    "sous huitaine",
    "sous quinzaine",
    "sous huit jours",
    "sous 8 jours",
    "sous quinze jours",
    "sous 15 jours",
    "dans un délai de huit jours",
    "dans un délai de 8 jours",
    "dans un délai de quinze jours",
    "dans un délai de 15 jours",
    "dans les huit jours",
    "dans les 8 jours",
    "dans les quinze jours",
    "dans les 15 jours",
    "jours à compter de la réception",
    "jours à compter de la présente",
    "jours suivant la réception",
    "within eight days",
    "within 8 days",
    "within fifteen days",
    "within 15 days",
    "days of receipt",
    "days from receipt",
];

/// An exclamation mark, or a word of six capitals or more that is not a datum.
fn shouting(_: &Case<'_>, words: &Reading) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    if words.said_lines().any(|line| line.contains('!')) {
        found.push("« ! »".to_owned());
    }
    found.extend(words.capitals().iter().map(|word| format!("« {word} »")));
    found
}
