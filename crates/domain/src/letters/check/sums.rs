//! How much: each claim, what was received, what is disputed, the total, principal and accessories apart, the statement's lines.

use super::{Case, Rule, unless};
use crate::letters::document::DocumentKind;
use crate::letters::facts::LetterClaim;
use crate::money::Cents;

pub(super) const RULES: &[Rule] = &[
    Rule {
        element: "invoice-amount",
        label: "Montant TTC de chaque facture",
        because: "Mention recommandée de la mise en demeure (C. civ. 1344)",
        remedy: "Remettez le tableau des factures.",
        applies: |case| case.formal(),
        wrong: |case, words| amounts(case, words, |item| item.total),
    },
    Rule {
        element: "principal",
        label: "Principal restant dû de chaque facture",
        because: "C. civ. 1344 : la somme demandée doit être connue ; pour un recouvreur mandaté, CPCE R124-4 3°",
        remedy: "Remettez le tableau des factures.",
        applies: |case| case.asks(),
        wrong: |case, words| amounts(case, words, |item| item.principal),
    },
    Rule {
        element: "received",
        label: "Ce qui a été reçu ou crédité",
        because: "C. civ. 1353 : un règlement ou un avoir éteint d'autant la dette, et se voit",
        remedy: "Remettez les règlements et les avoirs déduits.",
        applies: |case| case.asks() && case.facts.items.iter().any(|item| (item.paid + item.credited).is_positive()),
        wrong: |case, words| {
            let mut wrong = amounts(case, words, |item| item.paid);
            wrong.extend(amounts(case, words, |item| item.credited));
            wrong
        },
    },
    Rule {
        element: "disputed-apart",
        label: "Part contestée mise à part",
        because: "Une somme contestée n'est pas demandée avec le reste (pour un consommateur, C. conso. L121-6)",
        remedy: "Remettez la phrase qui dit la part contestée et qu'elle n'est pas demandée.",
        applies: |case| case.asks() && case.facts.items.iter().any(|item| item.disputed.is_positive()),
        wrong: |case, words| {
            let mut wrong = amounts(case, words, |item| item.disputed);
            let set_apart =
                case.either(&["elle ne vous est pas demandée", "n'est pas demandée"], &["you are not asked to pay it", "is not asked"]);
            wrong.extend(unless(words.has_any(set_apart)));
            wrong
        },
    },
    Rule {
        element: "total",
        label: "Somme demandée",
        because: "C. civ. 1344 : la somme demandée doit être connue ; pour un recouvreur mandaté, CPCE R124-4 3°",
        remedy: "Remettez la somme demandée.",
        applies: |case| case.asks(),
        wrong: |case, words| unless(words.has_money(case.facts.asked(), case.facts.currency)),
    },
    Rule {
        element: "interest-apart",
        label: "Intérêts ou pénalités distingués du principal",
        because: "C. civ. 1343-1 ; pour un recouvreur mandaté, CPCE R124-4 3°",
        remedy: "Remettez le tableau qui distingue le principal et les intérêts.",
        applies: |case| case.dunning() && case.facts.interest_asked().is_positive(),
        wrong: |case, words| {
            let mut wrong = amounts(case, words, |item| item.interest);
            wrong.extend(unless(words.has_money(case.facts.interest_asked(), case.facts.currency)));
            wrong
        },
    },
    Rule {
        element: "indemnity-apart",
        label: "Indemnité forfaitaire distinguée du principal",
        because: "C. com. L441-10, II et D441-5 (40 € par facture) ; CCP D2192-35 ; pour un recouvreur mandaté, CPCE R124-4 3°",
        remedy: "Remettez le tableau qui distingue l'indemnité.",
        applies: |case| case.dunning() && case.facts.indemnity_asked().is_positive(),
        wrong: |case, words| {
            let mut wrong = amounts(case, words, |item| item.indemnity);
            wrong.extend(unless(words.has_money(case.facts.indemnity_asked(), case.facts.currency)));
            wrong
        },
    },
    Rule {
        element: "statement-lines",
        label: "Décompte ligne par ligne, chaque ligne avec son article",
        because: "C. civ. 1353 : celui qui réclame prouve ; pour un recouvreur mandaté, CPCE R124-4 3°",
        remedy: "Remettez le décompte.",
        applies: |case| {
            let asks_accessories = case.dunning() && (case.facts.interest_asked() + case.facts.indemnity_asked()).is_positive();
            case.kind == DocumentKind::Statement || asks_accessories || !case.facts.statement.is_empty() && case.asks()
        },
        wrong: |case, words| {
            let lines = &case.facts.statement;
            if lines.is_empty() {
                return vec!["aucune ligne".to_owned()];
            }
            let shown = |line: &&crate::letters::facts::StatementLine| {
                let article = line.article.trim().is_empty() || words.has(&line.article);
                article && words.has(&line.label) && words.has_money(line.amount, case.facts.currency)
            };
            lines.iter().filter(|line| !shown(line)).map(|line| format!("{} ({})", line.label, line.number)).collect()
        },
    },
];

/// The claims whose amount is not in the words; an amount of zero is not looked for.
fn amounts(case: &Case<'_>, words: &super::reading::Reading, of: fn(&LetterClaim) -> Cents) -> Vec<String> {
    let lacks = |item: &&LetterClaim| of(item).is_positive() && !words.has_money(of(item), case.facts.currency);
    case.facts.items.iter().filter(lacks).map(|item| item.number.clone()).collect()
}
