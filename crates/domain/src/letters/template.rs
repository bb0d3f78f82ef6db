//! The small language in which letters are written and edited: `{{montant_total}}`, `{{la facture|les factures}}` by the number of
//! invoices, `**bold**`, `- ` for a list, a blank line between paragraphs.
//!
//! A text is parsed first and filled afterwards: what is inserted is never read as markup. An unknown variable is an error that
//! names it and the nearest known one. A paragraph in which nothing is left disappears.

use serde::{Deserialize, Serialize};

use super::compose::variables::{self, Place};
use super::document::{Part, Run};
use super::text;
use crate::party::Language;

/// What is wrong with a text. Messages say where and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// A variable that does not exist.
    #[error("Ligne {line} : la variable « {name} » n'existe pas{}", nearest.map_or(".".to_owned(), |n| format!(" ; vouliez-vous écrire « {n} » ?")))]
    UnknownVariable {
        /// Line of the text, from 1.
        line: usize,
        /// As written.
        name: String,
        /// The nearest known one, when one is near.
        nearest: Option<&'static str>,
    },
    /// `{{` without `}}`.
    #[error("Ligne {line} : « {{{{ » n'est pas suivi de « }}}} » ; fermez la variable.")]
    Unclosed {
        /// Line of the text, from 1.
        line: usize,
    },
    /// An odd number of `**` in a paragraph or an item.
    #[error("Ligne {line} : « ** » ouvre un passage en gras qui n'est pas fermé dans ce paragraphe.")]
    UnclosedBold {
        /// Line of the text, from 1.
        line: usize,
    },
    /// `{{a|b|c}}`.
    #[error("Ligne {line} : « {{{{{choice}}}}} » offre plus de deux formes ; écrivez le singulier, « | », le pluriel.")]
    BadChoice {
        /// Line of the text, from 1.
        line: usize,
        /// As written.
        choice: String,
    },
    /// A table among words.
    #[error("Ligne {line} : le tableau « {name} » doit être seul dans son paragraphe.")]
    NotAlone {
        /// Line of the text, from 1.
        line: usize,
        /// Which.
        name: String,
    },
    /// A file without one of its parts.
    #[error("Le texte n'a pas la partie « {part} » ; ajoutez-la.")]
    NoPart {
        /// Which.
        part: &'static str,
    },
}

/// The words of one document, in the small language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Subject, one line.
    pub subject: String,
    /// Title in the body; empty for none.
    pub title: String,
    /// Salutation.
    pub salutation: String,
    /// Paragraphs before the way to pay.
    pub body: String,
    /// Paragraphs after it.
    pub closing: String,
}

impl Words {
    /// Reads a file of words: `objet:`, `titre:`, `salutation:`, then `[corps]` and `[fin]`. Lines that begin with `#` before `[corps]` are remarks.
    pub fn read(text: &str) -> Result<Words, TemplateError> {
        let (head, rest) = text.split_once("\n[corps]\n").ok_or(TemplateError::NoPart { part: "[corps]" })?;
        let (body, closing) = rest.split_once("\n[fin]\n").ok_or(TemplateError::NoPart { part: "[fin]" })?;
        let field = |key: &'static str| {
            let value = head.lines().filter(|line| !line.starts_with('#')).find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
            value.map(|value| value.trim().to_owned()).ok_or(TemplateError::NoPart { part: key })
        };
        Ok(Words {
            subject: field("objet")?,
            title: field("titre")?,
            salutation: field("salutation")?,
            body: body.trim().to_owned(),
            closing: closing.trim().to_owned(),
        })
    }

    /// Whether every part can be read, before a person's edit is kept.
    pub fn check(&self) -> Result<(), TemplateError> {
        for part in [&self.subject, &self.title, &self.salutation, &self.body, &self.closing] {
            Template::parse(part)?;
        }
        Ok(())
    }
}

/// What stands in the place of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// A piece of data: characters.
    Text(String),
    /// A sentence of the program, with its own bold.
    Runs(Vec<Run>),
    /// Tables.
    Parts(Vec<Part>),
}

/// Where the values come from.
pub(crate) trait Values {
    /// What a failure to give a value is.
    type Error;
    /// The value of a known variable.
    fn value(&self, name: &'static str) -> Result<Value, Self::Error>;
    /// Whether the plural is used.
    fn several(&self) -> bool;
    /// Language of the literal text.
    fn language(&self) -> Language;
}

/// A parsed text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    shapes: Vec<Shape>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Shape {
    Paragraph(Vec<Piece>),
    List(Vec<Vec<Piece>>),
    Block(&'static str),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    bold: bool,
    what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    Text(String),
    Variable(&'static str),
    Choice(String, String),
}

impl Template {
    /// Reads a text; every variable in it is known.
    pub fn parse(text: &str) -> Result<Template, TemplateError> {
        let mut shapes = Vec::new();
        let mut open: Option<Open> = None;
        for (index, raw) in text.lines().enumerate() {
            let (line, content) = (index + 1, raw.trim());
            if content.is_empty() {
                close(open.take(), &mut shapes)?;
            } else if let Some(item) = content.strip_prefix("- ") {
                match &mut open {
                    Some(Open::List(items)) => items.push((line, item.to_owned())),
                    _ => {
                        close(open.take(), &mut shapes)?;
                        open = Some(Open::List(vec![(line, item.to_owned())]));
                    }
                }
            } else {
                match &mut open {
                    Some(Open::List(items)) => append(&mut items.last_mut().expect("a list opens with an item").1, content),
                    Some(Open::Paragraph(_, text)) => append(text, content),
                    None => open = Some(Open::Paragraph(line, content.to_owned())),
                }
            }
        }
        close(open, &mut shapes)?;
        Ok(Template { shapes })
    }

    /// Fills it.
    pub(crate) fn render<V: Values>(&self, values: &V) -> Result<Vec<Part>, V::Error> {
        let mut parts = Vec::new();
        for shape in &self.shapes {
            match shape {
                Shape::Paragraph(pieces) => {
                    let runs = fill(pieces, values)?;
                    if !runs.is_empty() {
                        parts.push(Part::Paragraph { runs });
                    }
                }
                Shape::List(items) => {
                    let items: Vec<Vec<Run>> = items.iter().map(|pieces| fill(pieces, values)).collect::<Result<_, _>>()?;
                    let items: Vec<Vec<Run>> = items.into_iter().filter(|runs| !runs.is_empty()).collect();
                    if !items.is_empty() {
                        parts.push(Part::List { items });
                    }
                }
                Shape::Block(name) => {
                    if let Value::Parts(more) = values.value(name)? {
                        parts.extend(more);
                    }
                }
            }
        }
        Ok(parts)
    }

    /// Fills it as runs of one paragraph, for a subject or a sentence.
    pub(crate) fn render_runs<V: Values>(&self, values: &V) -> Result<Vec<Run>, V::Error> {
        match self.shapes.as_slice() {
            [Shape::Paragraph(pieces)] => fill(pieces, values),
            _ => Ok(self.render(values)?.into_iter().flat_map(runs_of).collect()),
        }
    }
}

fn runs_of(part: Part) -> Vec<Run> {
    match part {
        Part::Paragraph { runs } => runs,
        Part::List { items } => items.into_iter().flatten().collect(),
        Part::Table { .. } | Part::Quote { .. } => Vec::new(),
    }
}

enum Open {
    Paragraph(usize, String),
    List(Vec<(usize, String)>),
}

fn append(text: &mut String, more: &str) {
    text.push(' ');
    text.push_str(more);
}

fn close(open: Option<Open>, shapes: &mut Vec<Shape>) -> Result<(), TemplateError> {
    match open {
        None => {}
        Some(Open::Paragraph(line, text)) => {
            let pieces = pieces(line, &text)?;
            let block = pieces.iter().find_map(|piece| match piece.what {
                What::Variable(name) if variables::place(name) == Place::Block => Some(name),
                _ => None,
            });
            shapes.push(match block {
                Some(name) if pieces.len() == 1 => Shape::Block(name),
                Some(name) => return Err(TemplateError::NotAlone { line, name: name.to_owned() }),
                None => Shape::Paragraph(pieces),
            });
        }
        Some(Open::List(items)) => {
            let items: Vec<Vec<Piece>> = items.iter().map(|(line, text)| inline(*line, text)).collect::<Result<_, _>>()?;
            shapes.push(Shape::List(items));
        }
    }
    Ok(())
}

fn inline(line: usize, text: &str) -> Result<Vec<Piece>, TemplateError> {
    let pieces = pieces(line, text)?;
    match pieces.iter().find_map(|piece| match piece.what {
        What::Variable(name) if variables::place(name) == Place::Block => Some(name),
        _ => None,
    }) {
        Some(name) => Err(TemplateError::NotAlone { line, name: name.to_owned() }),
        None => Ok(pieces),
    }
}

fn pieces(line: usize, text: &str) -> Result<Vec<Piece>, TemplateError> {
    let mut pieces = Vec::new();
    let mut bold = false;
    let mut rest = text;
    while !rest.is_empty() {
        let next = [rest.find("**"), rest.find("{{")].into_iter().flatten().min().unwrap_or(rest.len());
        if next > 0 {
            pieces.push(Piece { bold, what: What::Text(rest[..next].to_owned()) });
        }
        rest = &rest[next..];
        if let Some(after) = rest.strip_prefix("**") {
            bold = !bold;
            rest = after;
        } else if let Some(after) = rest.strip_prefix("{{") {
            let (inner, after) = after.split_once("}}").ok_or(TemplateError::Unclosed { line })?;
            pieces.push(Piece { bold, what: what(line, inner)? });
            rest = after;
        }
    }
    if bold { Err(TemplateError::UnclosedBold { line }) } else { Ok(pieces) }
}

fn what(line: usize, inner: &str) -> Result<What, TemplateError> {
    match inner.split('|').collect::<Vec<_>>().as_slice() {
        [name] => variables::known(name.trim()).map(What::Variable).ok_or_else(|| TemplateError::UnknownVariable {
            line,
            name: name.trim().to_owned(),
            nearest: nearest(name.trim()),
        }),
        [one, many] => Ok(What::Choice((*one).to_owned(), (*many).to_owned())),
        _ => Err(TemplateError::BadChoice { line, choice: inner.to_owned() }),
    }
}

fn fill<V: Values>(pieces: &[Piece], values: &V) -> Result<Vec<Run>, V::Error> {
    let mut runs: Vec<Run> = Vec::new();
    for piece in pieces {
        match &piece.what {
            What::Text(literal) => push(&mut runs, text::typography(literal, values.language()), piece.bold),
            What::Choice(one, many) => {
                push(&mut runs, text::typography(if values.several() { many } else { one }, values.language()), piece.bold);
            }
            What::Variable(name) => match values.value(name)? {
                Value::Text(data) => push(&mut runs, data, piece.bold),
                Value::Runs(inner) => inner.into_iter().for_each(|run| push(&mut runs, run.text, piece.bold || run.bold)),
                Value::Parts(_) => {}
            },
        }
    }
    Ok(trimmed(runs))
}

fn push(runs: &mut Vec<Run>, text: String, bold: bool) {
    match runs.last_mut() {
        _ if text.is_empty() => {}
        Some(last) if last.bold == bold => last.text.push_str(&text),
        _ => runs.push(Run { text, bold }),
    }
}

/// Without blanks at both ends, and without the double blanks that an absent sentence leaves.
fn trimmed(mut runs: Vec<Run>) -> Vec<Run> {
    for run in &mut runs {
        while run.text.contains("  ") {
            run.text = run.text.replace("  ", " ");
        }
    }
    if let Some(first) = runs.first_mut() {
        first.text = first.text.trim_start_matches(' ').to_owned();
    }
    if let Some(last) = runs.last_mut() {
        last.text = last.text.trim_end_matches(' ').to_owned();
    }
    runs.retain(|run| !run.text.is_empty());
    runs
}

/// The known variable that needs the fewest changes, when they are few.
fn nearest(name: &str) -> Option<&'static str> {
    let best = variables::ALL.iter().map(|variable| (distance(name, variable.name), variable.name)).min()?;
    (best.0 <= 2.max(name.chars().count() / 3)).then_some(best.1)
}

/// Levenshtein's distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let change = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
