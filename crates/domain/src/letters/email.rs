//! A document as the plain text of an e-mail: the same words in the same order, tables as labelled lines.

use super::document::{Document, Part, Run, Table};
use super::labels::labels;
use super::text;
use crate::party::Language;

/// The subject line: one line, without control characters (nothing in it can begin another header).
pub fn email_subject(document: &Document) -> String {
    one_line(&document.subject)
}

/// The text of the e-mail. Lines end with `\n`.
pub fn email_text(document: &Document) -> String {
    let mut blocks: Vec<String> = vec![document.salutation.clone()];
    blocks.extend(document.body.iter().map(|part| part_text(part, document.language)));
    if let Some(payment) = &document.payment {
        let lines = payment.lines.iter().map(|(label, value)| format!("  {} {value}", text::label(label, document.language)));
        blocks.push(std::iter::once(payment.heading.clone()).chain(lines).collect::<Vec<_>>().join("\n"));
    }
    blocks.extend(document.closing.iter().map(|part| part_text(part, document.language)));
    let signature = &document.signature;
    blocks.push(lines([&signature.name, &signature.capacity, &signature.on_behalf]));
    blocks.push(document.reference.clone());
    if !document.enclosures.is_empty() {
        let list = document.enclosures.iter().map(|name| format!("- {name}"));
        blocks.push(std::iter::once(labels(document.language).enclosures.to_owned()).chain(list).collect::<Vec<_>>().join("\n"));
    }
    for annex in &document.annexes {
        blocks.push(annex.title.clone());
        blocks.extend(annex.parts.iter().map(|part| part_text(part, document.language)));
    }
    let sender = &document.sender;
    let foot: Vec<String> = std::iter::once(&sender.name).chain(&sender.lines).chain(&sender.legal).cloned().collect();
    blocks.push(format!("-- \n{}", foot.join("\n")));
    blocks.retain(|block| !block.trim().is_empty());
    blocks.join("\n\n") + "\n"
}

fn part_text(part: &Part, language: Language) -> String {
    match part {
        Part::Paragraph { runs } => joined(runs),
        Part::List { items } => items.iter().map(|runs| format!("- {}", joined(runs))).collect::<Vec<_>>().join("\n"),
        Part::Table { table } => table_text(table, language),
        Part::Quote { text: quoted, source } => format!("« {quoted} »\n{source}"),
    }
}

/// Each row as its first cell, then « label : value » for the cells that hold something; the total likewise.
fn table_text(table: &Table, language: Language) -> String {
    let mut out: Vec<String> = Vec::new();
    if !table.caption.is_empty() {
        out.push(table.caption.clone());
    }
    let first = table.head.first().map_or("", String::as_str);
    for row in &table.rows {
        out.push(format!("- {first} {}", row.first().map_or("", String::as_str)));
        out.extend(cells(table, row, language));
    }
    if let Some(name) = table.total.first() {
        out.push(format!("- {name}"));
        out.extend(cells(table, &table.total, language));
    }
    out.join("\n")
}

fn cells(table: &Table, row: &[String], language: Language) -> Vec<String> {
    let filled = table.head.iter().zip(row).skip(1).filter(|(_, cell)| !cell.is_empty());
    filled.map(|(label, cell)| format!("    {} {cell}", text::label(label, language))).collect()
}

fn joined(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

fn lines<const N: usize>(of: [&String; N]) -> String {
    of.into_iter().filter(|line| !line.is_empty()).cloned().collect::<Vec<_>>().join("\n")
}

fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control() || c.is_whitespace() && c != text::NBSP && c != text::NARROW)
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
