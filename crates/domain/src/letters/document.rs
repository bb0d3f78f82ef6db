//! A letter as a value: finished strings in the order in which they are read.
//!
//! The typesetting engine gets this as JSON and makes no sum, date or legal choice. The same value gives the text of an
//! e-mail ([`Document::words`]) and what the mention checker reads.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::party::Language;

/// Which document. The word is the name of its folder in `letters/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentKind {
    /// Before the due date: a notice (avis avant échéance).
    PreDueNotice,
    /// A courteous reminder (relance).
    Reminder,
    /// A firm reminder that announces the formal notice (relance avant mise en demeure).
    WarningReminder,
    /// The formal notice (mise en demeure).
    FormalNotice,
    /// Thanks on payment (remerciement).
    ThankYou,
    /// What was said in a call, confirmed in writing.
    CallConfirmation,
    /// The statement of account alone (décompte).
    Statement,
}

impl DocumentKind {
    /// Every document.
    pub const ALL: [DocumentKind; 7] = [
        DocumentKind::PreDueNotice,
        DocumentKind::Reminder,
        DocumentKind::WarningReminder,
        DocumentKind::FormalNotice,
        DocumentKind::ThankYou,
        DocumentKind::CallConfirmation,
        DocumentKind::Statement,
    ];

    /// The name of its folder, used in scenarios and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            DocumentKind::PreDueNotice => "pre-due-notice",
            DocumentKind::Reminder => "reminder",
            DocumentKind::WarningReminder => "warning-reminder",
            DocumentKind::FormalNotice => "formal-notice",
            DocumentKind::ThankYou => "thank-you",
            DocumentKind::CallConfirmation => "call-confirmation",
            DocumentKind::Statement => "statement",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<DocumentKind> {
        DocumentKind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A whole letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Which document.
    pub kind: DocumentKind,
    /// Its language (hyphenation, tags).
    pub language: Language,
    /// The day it bears; also the date of the PDF, so that the bytes are reproducible.
    pub date: Date,
    /// Letterhead.
    pub sender: Sender,
    /// The address block in the window, at most six lines of 38 characters, name first (AFNOR NF Z10-011).
    pub recipient: Vec<String>,
    /// How it is delivered, such as « Lettre recommandée avec avis de réception »; empty for a plain letter.
    pub delivery: String,
    /// « Lyon, le 21 novembre 2026 ».
    pub place_and_date: String,
    /// « Nos références : … », to be quoted in the answer.
    pub reference: String,
    /// « Objet : … » without the label.
    pub subject: String,
    /// A title in the body, such as « MISE EN DEMEURE »; empty for none.
    pub title: String,
    /// « Madame, Monsieur, ».
    pub salutation: String,
    /// What is said.
    pub body: Vec<Part>,
    /// How to pay; absent where nothing is asked.
    pub payment: Option<PaymentBox>,
    /// What is said after the way to pay (dispute contact, next step, courtesy).
    pub closing: Vec<Part>,
    /// Who signs.
    pub signature: Signature,
    /// « Pièces jointes » in order; empty for none.
    pub enclosures: Vec<String>,
    /// Pages after the letter: the statement line by line.
    pub annexes: Vec<Annex>,
}

/// Letterhead: who writes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    /// Name.
    pub name: String,
    /// Address and contacts, a line each.
    pub lines: Vec<String>,
    /// Legal mentions for the foot of the page (form, capital, SIREN, RCS, VAT), a line each.
    pub legal: Vec<String>,
    /// Whether `/logo` is given to the engine beside this value.
    pub logo: bool,
}

/// A piece of text, bold or not. Data is never markup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The characters.
    pub text: String,
    /// Bold.
    #[serde(default)]
    pub bold: bool,
}

/// A part of the body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Part {
    /// A paragraph.
    Paragraph {
        /// Its runs, joined without blanks of their own.
        runs: Vec<Run>,
    },
    /// A bulleted list.
    List {
        /// Its items.
        items: Vec<Vec<Run>>,
    },
    /// A table.
    Table {
        /// The table.
        table: Table,
    },
    /// An article quoted word for word, with its reference.
    Quote {
        /// The text.
        text: String,
        /// « Article L111-8 du code des procédures civiles d'exécution (alinéas 2 et 3) ».
        source: String,
    },
}

/// A table of finished strings. Head cells repeat on each page; the total row is set off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// A line above the table; empty for none.
    pub caption: String,
    /// Head cells.
    pub head: Vec<String>,
    /// How each column is set: `left` or `right`.
    pub align: Vec<Align>,
    /// Rows of as many cells as the head.
    pub rows: Vec<Vec<String>>,
    /// The last row, set off; empty for none.
    pub total: Vec<String>,
}

/// How a column is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// Words and dates.
    Left,
    /// Numbers.
    Right,
}

/// How to pay: printed in full, and as an EPC069-12 code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentBox {
    /// « Pour régler par virement ».
    pub heading: String,
    /// Label and value a line: beneficiary, IBAN, BIC, amount, reference, latest day.
    pub lines: Vec<(String, String)>,
    /// Payload of the QR code (EPC069-12); empty where the currency is not the euro or no IBAN is known.
    pub qr: String,
    /// What is said under the code, for whoever does not know it.
    pub qr_caption: String,
}

/// Who signs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Name.
    pub name: String,
    /// Capacity.
    pub capacity: String,
    /// « pour Ateliers Boréal ».
    pub on_behalf: String,
}

/// Pages after the letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annex {
    /// Title.
    pub title: String,
    /// Parts.
    pub parts: Vec<Part>,
}

impl Part {
    /// A plain paragraph.
    pub fn text(text: impl Into<String>) -> Part {
        Part::Paragraph { runs: vec![Run { text: text.into(), bold: false }] }
    }
}

impl Document {
    /// Every string a reader sees, in reading order, one a line: what the PDF's text must contain, what the mention checker reads.
    pub fn words(&self) -> Vec<String> {
        let mut words = vec![self.sender.name.clone()];
        words.extend(self.sender.lines.iter().cloned());
        words.extend(self.recipient.iter().cloned());
        words.extend(
            [&self.delivery, &self.place_and_date, &self.reference, &self.subject, &self.title, &self.salutation].into_iter().cloned(),
        );
        push_parts(&self.body, &mut words);
        if let Some(payment) = &self.payment {
            words.push(payment.heading.clone());
            words.extend(payment.lines.iter().flat_map(|(label, value)| [label.clone(), value.clone()]));
            words.push(payment.qr_caption.clone());
        }
        push_parts(&self.closing, &mut words);
        words.extend([&self.signature.name, &self.signature.capacity, &self.signature.on_behalf].into_iter().cloned());
        words.extend(self.enclosures.iter().cloned());
        for annex in &self.annexes {
            words.push(annex.title.clone());
            push_parts(&annex.parts, &mut words);
        }
        words.extend(self.sender.legal.iter().cloned());
        words.retain(|line| !line.trim().is_empty());
        words
    }
}

fn joined(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

fn push_parts(parts: &[Part], words: &mut Vec<String>) {
    for part in parts {
        match part {
            Part::Paragraph { runs } => words.push(joined(runs)),
            Part::List { items } => words.extend(items.iter().map(|runs| joined(runs))),
            Part::Table { table } => {
                words.push(table.caption.clone());
                words.extend(table.head.iter().cloned());
                words.extend(table.rows.iter().flatten().cloned());
                words.extend(table.total.iter().cloned());
            }
            Part::Quote { text, source } => words.extend([text.clone(), source.clone()]),
        }
    }
}
