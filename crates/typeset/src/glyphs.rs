//! Which characters the embedded faces can print. The check comes before the engine, so that the message names the field.

use std::collections::BTreeSet;

use domain::letters::{Document, Part, Run, Table};

use crate::error::MissingGlyph;
use crate::world::BASE;

/// Characters of `text` that a letter cannot print, each once, in order. Empty when all is well.
///
/// To be asked of a name when it is recorded: what it answers is a repair item.
pub fn unprintable(text: &str) -> Vec<char> {
    let mut found = Vec::new();
    for character in text.chars() {
        if !printable(character) && !found.contains(&character) {
            found.push(character);
        }
    }
    found
}

/// Characters that shape or order text without being seen: in a name they hide something or come from a bad copy.
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn printable(character: char) -> bool {
    // A line feed is a line break. A missing non-breaking hyphen is drawn as the plain one by the shaper.
    match character {
        '\n' => true,
        '\u{2011}' => BASE.prints('\u{2010}'),
        _ => !character.is_control() && !is_invisible(character) && BASE.prints(character),
    }
}

/// Every character of the letter that cannot be printed, with the field it stands in.
pub(crate) fn missing(document: &Document) -> Vec<MissingGlyph> {
    let mut walk = Walk { seen: BTreeSet::new(), found: Vec::new() };
    walk.document(document);
    walk.found
}

struct Walk {
    seen: BTreeSet<(char, String)>,
    found: Vec<MissingGlyph>,
}

impl Walk {
    fn text(&mut self, text: &str, field: impl FnOnce() -> String) {
        let bad = unprintable(text);
        if bad.is_empty() {
            return;
        }
        let field = field();
        for character in bad {
            if self.seen.insert((character, field.clone())) {
                self.found.push(MissingGlyph { character, field: field.clone() });
            }
        }
    }

    fn lines(&mut self, lines: &[String], field: &str) {
        for (index, line) in lines.iter().enumerate() {
            self.text(line, || format!("{field}, ligne {}", index + 1));
        }
    }

    fn document(&mut self, document: &Document) {
        self.text(&document.sender.name, || "nom de l'expéditeur".to_owned());
        self.lines(&document.sender.lines, "en-tête");
        self.lines(&document.recipient, "adresse du destinataire");
        for (text, field) in [
            (&document.delivery, "mode d'envoi"),
            (&document.place_and_date, "lieu et date"),
            (&document.reference, "références"),
            (&document.subject, "objet"),
            (&document.title, "titre"),
            (&document.salutation, "formule d'appel"),
        ] {
            self.text(text, || field.to_owned());
        }
        self.parts(&document.body, "corps");
        if let Some(payment) = &document.payment {
            self.text(&payment.heading, || "paiement, titre".to_owned());
            for (label, value) in &payment.lines {
                self.text(label, || "paiement, intitulé".to_owned());
                self.text(value, || format!("paiement, {label}"));
            }
            self.text(&payment.qr_caption, || "paiement, légende du code".to_owned());
        }
        self.parts(&document.closing, "fin du courrier");
        for text in [&document.signature.name, &document.signature.capacity, &document.signature.on_behalf] {
            self.text(text, || "signature".to_owned());
        }
        self.lines(&document.enclosures, "pièces jointes");
        for annex in &document.annexes {
            self.text(&annex.title, || "titre d'annexe".to_owned());
            self.parts(&annex.parts, &format!("annexe « {} »", annex.title));
        }
        self.lines(&document.sender.legal, "mentions légales");
    }

    fn parts(&mut self, parts: &[Part], place: &str) {
        for part in parts {
            match part {
                Part::Paragraph { runs } => self.runs(runs, place),
                Part::List { items } => items.iter().for_each(|runs| self.runs(runs, place)),
                Part::Table { table } => self.table(table, place),
                Part::Quote { text, source } => {
                    self.text(text, || format!("{place}, citation"));
                    self.text(source, || format!("{place}, source de la citation"));
                }
            }
        }
    }

    fn runs(&mut self, runs: &[Run], place: &str) {
        for run in runs {
            self.text(&run.text, || place.to_owned());
        }
    }

    fn table(&mut self, table: &Table, place: &str) {
        self.text(&table.caption, || format!("{place}, titre du tableau"));
        for head in &table.head {
            self.text(head, || format!("{place}, en-tête du tableau"));
        }
        for (index, row) in table.rows.iter().chain([&table.total]).enumerate() {
            for (column, cell) in row.iter().enumerate() {
                self.text(cell, || {
                    let head = table.head.get(column).map_or("", String::as_str);
                    format!("{place}, tableau, ligne {}, colonne « {head} »", index + 1)
                });
            }
        }
    }
}
