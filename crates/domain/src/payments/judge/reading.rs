//! What a line says, read once: possible numbers, words, references, SIRENs.

use std::borrow::Cow;

use crate::payments::index::Index;
use crate::payments::line::Line;
use crate::payments::name::{Word, of_field};
use crate::payments::number::Run;
use crate::payments::reference::{body, found_in, is_ours, read, without_ours};
use crate::payments::runs::{certain, runs};

/// The most claims that one number points to.
const MOST_OF_NUMBER: usize = 12;

/// The most words that are read: labels of banks have a tenth of that.
const MOST_WORDS: usize = 250;

/// What a line says.
pub(super) struct Reading<'a> {
    /// The texts that were searched, those for references first, without the references of letters and debtors.
    pub texts: Vec<Cow<'a, str>>,
    /// What may be a number, whole references with check digits first.
    pub runs: Vec<Run>,
    /// Words of the payer's name, then of the texts.
    pub words: Vec<Word>,
    /// References with check digits, whole.
    pub references: Vec<String>,
    /// Debtors that pay from the account the line came from.
    pub of_iban: Vec<u32>,
}

impl<'a> Reading<'a> {
    pub fn of(line: &'a Line, index: &Index) -> Reading<'a> {
        let mut references: Vec<String> = read(&line.reference).into_iter().collect();
        let mut texts: Vec<(&'a str, bool)> = Vec::with_capacity(line.texts.len() + 2);
        if references.is_empty() && !line.reference.is_empty() {
            texts.push((&line.reference, true));
        }
        texts.extend(line.end_to_end().map(|said| (said, true)));
        texts.extend(line.texts.iter().map(|text| (text.as_str(), false)));
        for (text, _) in &texts {
            references.extend(found_in(text));
        }
        references.sort_unstable();
        references.dedup();
        // « RF12 Q1L2 611 » is a letter: its 611 is no invoice's.
        let names_invoice = |(_, reference): &(usize, &String)| !is_ours(reference);
        let mut all: Vec<Run> =
            references.iter().enumerate().filter(names_invoice).map(|(at, reference)| certain(body(reference), at)).collect();
        let (texts, fields): (Vec<Cow<'_, str>>, Vec<bool>) = texts.into_iter().map(|(text, field)| (without_ours(text), field)).unzip();
        all.extend(runs(&texts.iter().map(Cow::as_ref).zip(fields).collect::<Vec<_>>()));
        let mut words = Vec::new();
        of_field(&line.payer_name, true, &mut words);
        for text in &line.texts {
            of_field(text, false, &mut words);
        }
        words.truncate(MOST_WORDS);
        index.names().recognise(&mut words);
        Reading { texts, runs: all, words, references, of_iban: index.of_iban(&line.payer_iban) }
    }

    /// The claims that its runs name among all, by their whole number or a long end of it.
    pub fn looked_up<'i>(&'i self, index: &'i Index) -> impl Iterator<Item = u32> + 'i {
        self.runs.iter().flat_map(move |run| {
            let ends = run.ending().map_or(&[][..], |end| index.of_ending(end));
            let whole = run.keys().flat_map(move |key| index.of_number(key).iter().take(MOST_OF_NUMBER));
            whole.chain(ends.iter().take(MOST_OF_NUMBER)).copied()
        })
    }

    /// What may be the reference of a letter: in capitals, without separators.
    pub fn quoted(&self) -> impl Iterator<Item = &[u8]> {
        let whole = self.references.iter().flat_map(|reference| [reference.as_bytes(), body(reference).as_bytes()]);
        whole.chain(self.runs.iter().map(|run| run.plain.bytes()))
    }

    /// The SIRENs that the line quotes, alone or at the head of a SIRET.
    pub fn sirens(&self) -> impl Iterator<Item = &[u8]> {
        let digits = self.runs.iter().map(|run| run.plain.bytes()).filter(|bytes| bytes.iter().all(u8::is_ascii_digit));
        digits.filter(|bytes| matches!(bytes.len(), 9 | 14)).map(|bytes| &bytes[..9])
    }
}
