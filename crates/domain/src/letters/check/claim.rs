//! Which claims, what was supplied, how to pay, by when, and how to dispute.

use super::{Case, Rule, known_and, unless};
use crate::events::Channel;
use crate::letters::document::DocumentKind;
use crate::letters::text;

pub(super) const RULES: &[Rule] = &[
    Rule {
        element: "reference",
        label: "Référence du courrier",
        because: "Mention recommandée : elle relie le règlement et la réponse au courrier",
        remedy: "Remettez la référence.",
        applies: |case| !case.facts.reference.trim().is_empty(),
        wrong: |case, words| unless(words.has(&case.facts.reference)),
    },
    Rule {
        element: "invoice-number",
        label: "Numéro de chaque facture",
        because: "C. civ. 1344 : le débiteur doit savoir ce qui est demandé ; pour un recouvreur mandaté, CPCE R124-4 3° (fondement)",
        remedy: "Remettez le tableau des factures.",
        // Thanks name what was settled, by a rule of their own.
        applies: |case| case.kind != DocumentKind::ThankYou && !case.facts.items.is_empty(),
        wrong: |case, words| each(case, |item| words.has(&item.number)),
    },
    Rule {
        element: "issue-date",
        label: "Date de chaque facture",
        because: "Mention recommandée de la mise en demeure (C. civ. 1344)",
        remedy: "Remettez le tableau des factures.",
        applies: |case| case.formal(),
        wrong: |case, words| each(case, |item| words.has_day(item.issued_on)),
    },
    Rule {
        element: "due-date",
        label: "Échéance de chaque facture",
        because: "C. civ. 1344-1 et C. com. L441-10, II : le retard se compte de l'échéance",
        remedy: "Remettez le tableau des factures.",
        applies: |case| case.asks() || case.kind == DocumentKind::Statement,
        wrong: |case, words| each(case, |item| words.has_day(item.due_on)),
    },
    Rule {
        element: "supplied",
        label: "Ce qui a été fourni",
        because: "C. civ. 1353 : celui qui réclame dit de quoi ; pour un recouvreur mandaté, CPCE R124-4 3° (fondement)",
        remedy: "Remettez l'objet de chaque facture dans le tableau.",
        applies: |case| case.asks() && case.facts.items.iter().any(|item| !item.subject.trim().is_empty()),
        wrong: |case, words| each(case, |item| item.subject.trim().is_empty() || words.has(&item.subject)),
    },
    Rule {
        element: "order-to-pay",
        label: "Demande de payer",
        because: "C. civ. 1344 : interpellation suffisante ; pour un recouvreur mandaté, CPCE R124-4 4°",
        remedy: "Demandez clairement de régler la somme.",
        applies: |case| case.asks() && !case.formal(),
        wrong: |case, words| {
            let fr = [
                "remercions de régler",
                "remercions de nous faire parvenir",
                "demandons de régler",
                "prions de régler",
                "invitons à régler",
                "merci de régler",
            ];
            let en = ["if you could pay", "ask you to pay", "please pay", "invite you to pay", "request you to pay"];
            unless(words.has_any(case.either(&fr, &en)))
        },
    },
    Rule {
        element: "pay-by",
        label: "Date limite de règlement, au calendrier",
        because: "C. civ. 1231 : un délai raisonnable, que le débiteur n'a pas à calculer",
        remedy: "Écrivez la date (« au plus tard le 8 décembre 2026 ») dans le texte.",
        applies: |case| case.dunning(),
        wrong: |case, words| match case.facts.pay_by {
            None => vec!["inconnue du dossier".to_owned()],
            Some(day) => unless(words.has_day(day)),
        },
    },
    Rule {
        element: "means-of-payment",
        label: "Moyen de payer (IBAN)",
        because: "Mention recommandée de la mise en demeure ; pour un recouvreur mandaté, CPCE R124-4 4°",
        remedy: "Renseignez l'IBAN du créancier, ou remettez l'encadré de règlement.",
        applies: |case| case.asks() || promise_confirmed(case),
        wrong: |case, words| {
            let iban = &case.facts.creditor.iban;
            known_and(iban, words.has_compact(&text::iban(iban)))
        },
    },
    Rule {
        element: "payment-code",
        label: "Code de virement (EPC069-12)",
        because: "Moyen de payer sans faute de frappe ; il dit la même somme que la lettre",
        remedy: "Remettez le code dans l'encadré de règlement.",
        // An e-mail is text alone: no code can be drawn in it.
        applies: |case| case.asks() && case.facts.channel != Channel::Email && !case.facts.qr.is_empty(),
        wrong: |case, _| unless(case.document.payment.as_ref().is_some_and(|payment| payment.qr == case.facts.qr)),
    },
    Rule {
        element: "dispute-contact",
        label: "Comment contester ou répondre",
        because: "Le débiteur peut contester, sans entrave à ses droits (pour un consommateur, C. conso. L121-6)",
        remedy: "Dites dans un même paragraphe comment contester et à qui écrire ou téléphoner.",
        applies: |case| case.asks() || matches!(case.kind, DocumentKind::CallConfirmation | DocumentKind::Statement),
        wrong: |case, words| {
            let creditor = &case.facts.creditor;
            let town = format!("{} {}", creditor.address.postal_code.trim(), creditor.address.city.trim());
            let reach: [&str; 3] = [creditor.email.trim(), creditor.phone.trim(), town.trim()];
            unless(words.has_together(case.either(&["contest"], &["disput", "disagree"]), &reach))
        },
    },
    Rule {
        element: "call-date",
        label: "Date de l'appel",
        because: "Bonne pratique : un appel ne laisse pas de trace ; sa confirmation dit quand il a eu lieu",
        remedy: "Remettez la date de l'appel.",
        applies: |case| case.kind == DocumentKind::CallConfirmation,
        wrong: |case, words| unless(case.facts.call.as_ref().is_some_and(|call| words.has_day(call.on))),
    },
    Rule {
        element: "call-summary",
        label: "Ce qui a été dit pendant l'appel",
        because: "Bonne pratique : un appel ne laisse pas de trace ; sa confirmation dit ce qui a été convenu",
        remedy: "Remettez le compte rendu de l'appel.",
        applies: |case| case.kind == DocumentKind::CallConfirmation,
        wrong: |case, words| case.facts.call.as_ref().map_or_else(Vec::new, |call| known_and(&call.said, words.has(&call.said))),
    },
    Rule {
        element: "promise",
        label: "Somme et date promises",
        because: "Bonne pratique : confirmer par écrit ce qui a été dit",
        remedy: "Remettez la somme et la date que le débiteur a indiquées.",
        applies: promise_confirmed,
        wrong: |case, words| {
            let promised = case.facts.call.as_ref().and_then(|call| call.promised);
            unless(promised.is_some_and(|(cents, day)| words.has_money(cents, case.facts.currency) && words.has_day(day)))
        },
    },
    Rule {
        element: "payment-received",
        label: "Montant et date du règlement reçu",
        because: "Un remerciement dit de quel règlement il s'agit (C. civ. 1342-8, à confirmer : preuve du paiement)",
        remedy: "Remettez le montant et la date du règlement.",
        applies: |case| case.kind == DocumentKind::ThankYou,
        wrong: |case, words| {
            let thanks = case.facts.thanks.as_ref();
            unless(thanks.is_some_and(|t| words.has_money(t.amount, case.facts.currency) && words.has_day(t.received_on)))
        },
    },
    Rule {
        element: "invoices-settled",
        label: "Factures soldées par ce règlement",
        because: "C. civ. 1342-10 : le débiteur doit savoir quelle dette est payée",
        remedy: "Remettez les numéros des factures soldées.",
        applies: |case| case.kind == DocumentKind::ThankYou && case.facts.thanks.as_ref().is_some_and(|t| !t.settled.is_empty()),
        wrong: |case, words| {
            let settled = case.facts.thanks.as_ref().map(|thanks| thanks.settled.as_slice()).unwrap_or_default();
            settled.iter().filter(|number| !words.has(number)).cloned().collect()
        },
    },
];

fn promise_confirmed(case: &Case<'_>) -> bool {
    case.kind == DocumentKind::CallConfirmation && case.facts.call.as_ref().is_some_and(|call| call.promised.is_some())
}

/// The numbers of the claims for which something lacks.
fn each(case: &Case<'_>, present: impl Fn(&crate::letters::facts::LetterClaim) -> bool) -> Vec<String> {
    case.facts.items.iter().filter(|item| !present(item)).map(|item| item.number.clone()).collect()
}
