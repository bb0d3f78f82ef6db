//! Tables: the claims, the sums asked, the statement line by line. Every figure is one of the facts or their sum.

use super::money;
use crate::letters::document::{Align, Annex, Part, Table};
use crate::letters::facts::{LetterClaim, LetterFacts, StatementLine};
use crate::letters::labels::{interest_name, labels};
use crate::letters::text;
use crate::money::Cents;

type Column<'a> = (&'static str, Align, Box<dyn Fn(&LetterClaim) -> String + 'a>, Option<Cents>);

/// The claims: number, dates, what was supplied, amount, what was received, what is disputed, what is left.
pub(super) fn claims(facts: &LetterFacts) -> Vec<Part> {
    let words = labels(facts.language);
    let cents = |of: fn(&LetterClaim) -> Cents| -> Box<dyn Fn(&LetterClaim) -> String + '_> { Box::new(move |i| money(facts, of(i))) };
    let mut columns: Vec<Column<'_>> = vec![
        (words.invoice, Align::Left, Box::new(|i| text::clean(&i.number)), None),
        (words.issued, Align::Left, Box::new(|i| text::date_short(i.issued_on)), None),
        (words.due, Align::Left, Box::new(|i| text::date_short(i.due_on)), None),
    ];
    if facts.items.iter().any(|item| !item.subject.trim().is_empty()) {
        columns.push((words.subject, Align::Left, Box::new(|i| text::clean(i.subject.trim())), None));
    }
    columns.push((words.total_vat, Align::Right, cents(|i| i.total), Some(facts.sum(|i| i.total))));
    // Nothing received or disputed on a claim is an empty cell, not an amount.
    let unless_zero = |of: fn(&LetterClaim) -> Cents| -> Box<dyn Fn(&LetterClaim) -> String + '_> {
        Box::new(move |i| if of(i).is_zero() { String::new() } else { money(facts, of(i)) })
    };
    let deducted: fn(&LetterClaim) -> Cents = |i| i.paid + i.credited;
    if facts.sum(deducted).is_positive() {
        columns.push((words.deducted, Align::Right, unless_zero(deducted), Some(facts.sum(deducted))));
    }
    if facts.sum(|i| i.disputed).is_positive() {
        columns.push((words.disputed, Align::Right, unless_zero(|i| i.disputed), Some(facts.sum(|i| i.disputed))));
    }
    columns.push((words.left, Align::Right, cents(|i| i.principal), Some(facts.sum(|i| i.principal))));
    table(facts, String::new(), &columns)
}

/// Principal, interest and indemnity apart (C. civ. 1343-1; CPCE R124-4 3°), when accessories are asked.
pub(super) fn sums(facts: &LetterFacts) -> Vec<Part> {
    if !(facts.interest_asked() + facts.indemnity_asked()).is_positive() {
        return Vec::new();
    }
    let words = labels(facts.language);
    let cents = |of: fn(&LetterClaim) -> Cents| -> Box<dyn Fn(&LetterClaim) -> String + '_> { Box::new(move |i| money(facts, of(i))) };
    let mut columns: Vec<Column<'_>> = vec![
        (words.invoice, Align::Left, Box::new(|i| text::clean(&i.number)), None),
        (words.principal, Align::Right, cents(|i| i.principal), Some(facts.sum(|i| i.principal))),
        (interest_name(facts.debtor_kind, facts.language).0, Align::Right, cents(|i| i.interest), Some(facts.interest_asked())),
    ];
    if facts.indemnity_asked().is_positive() {
        columns.push((words.indemnity, Align::Right, cents(|i| i.indemnity), Some(facts.indemnity_asked())));
    }
    columns.push((words.total, Align::Right, cents(|i| i.asked(true)), Some(facts.asked())));
    table(facts, format!("{} {}", words.sums_as_of, text::date(facts.date, facts.language)), &columns)
}

fn table(facts: &LetterFacts, caption: String, columns: &[Column<'_>]) -> Vec<Part> {
    if facts.items.is_empty() {
        return Vec::new();
    }
    let total = columns.iter().enumerate().map(|(index, column)| match column.3 {
        _ if index == 0 => labels(facts.language).total.to_owned(),
        Some(sum) => money(facts, sum),
        None => String::new(),
    });
    vec![Part::Table {
        table: Table {
            caption,
            head: columns.iter().map(|column| column.0.to_owned()).collect(),
            align: columns.iter().map(|column| column.1).collect(),
            rows: facts.items.iter().map(|item| columns.iter().map(|column| column.2(item)).collect()).collect(),
            total: if facts.items.len() > 1 { total.collect() } else { Vec::new() },
        },
    }]
}

/// The statement after the letter, or nothing.
pub(super) fn annexes(facts: &LetterFacts) -> Vec<Annex> {
    if facts.statement.is_empty() {
        return Vec::new();
    }
    let title = format!("{} {}", labels(facts.language).statement_as_of, text::date(facts.date, facts.language));
    vec![Annex { title, parts: statement(facts) }]
}

/// Every line with its base, days, rate and article; a table for each claim; the grand total.
pub(super) fn statement(facts: &LetterFacts) -> Vec<Part> {
    let words = labels(facts.language);
    let mut parts: Vec<Part> = facts.items.iter().filter_map(|item| statement_of(facts, item)).collect();
    let total: Cents = facts.statement.iter().map(|line| line.amount).sum();
    parts.push(Part::text(format!("{} {}", text::label(words.statement_total, facts.language), money(facts, total))));
    if facts.statement.iter().any(|line| line.rate.is_some()) {
        parts.push(Part::text(text::typography(words.statement_note, facts.language)));
    }
    if facts.statement.iter().any(|line| !line.mark.trim().is_empty()) {
        parts.push(Part::text(text::typography(words.mark_note, facts.language)));
    }
    parts
}

fn statement_of(facts: &LetterFacts, item: &LetterClaim) -> Option<Part> {
    let words = labels(facts.language);
    let lines: Vec<&StatementLine> = facts.statement.iter().filter(|l| l.number == item.number && l.due_on == item.due_on).collect();
    if lines.is_empty() {
        return None;
    }
    let mut total = vec![words.total.to_owned()];
    total.extend(std::iter::repeat_n(String::new(), 5));
    total.extend([money(facts, lines.iter().map(|line| line.amount).sum()), String::new()]);
    Some(Part::Table {
        table: Table {
            caption: format!("{} {}, {} {}", words.invoice, item.number, words.due_of, text::date_short(item.due_on)),
            head: [words.line, words.from, words.until, words.days, words.base, words.rate, words.amount, words.article]
                .map(str::to_owned)
                .to_vec(),
            align: [Align::Left, Align::Left, Align::Left, Align::Right, Align::Right, Align::Right, Align::Right, Align::Left].to_vec(),
            rows: lines.iter().map(|line| row(facts, line)).collect(),
            total,
        },
    })
}

fn row(facts: &LetterFacts, line: &StatementLine) -> Vec<String> {
    vec![
        text::clean(&line.label),
        line.from.map(text::date_short).unwrap_or_default(),
        line.to.map(text::date_short).unwrap_or_default(),
        line.days.map(|days| days.to_string()).unwrap_or_default(),
        line.base.map(|base| money(facts, base)).unwrap_or_default(),
        line.rate.map(text::rate).unwrap_or_default(),
        money(facts, line.amount),
        format!("{} {}", line.article.trim(), line.mark.trim()).trim().to_owned(),
    ]
}
