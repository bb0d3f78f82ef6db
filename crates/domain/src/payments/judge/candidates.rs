//! Who may have paid: debtors that a line points to, and how surely.

use super::reading::Reading;
use crate::payments::index::Index;
use crate::payments::index::names::Likeness;
use crate::payments::line::Line;
use crate::payments::number::{Shape, seen};

/// The most claims of one amount of which the debtors are compared with those who bear a name.
const MOST_OWING: usize = 2_000;
/// The most claims of one amount that are looked at.
const MOST_OF_AMOUNT: usize = 64;
/// The most debtors that one number or reference points to.
const MOST_OF_NUMBER: usize = 12;
/// The most debtors that a line is taken to name, beside those of them who owe exactly its amount.
pub(super) const MOST_NAMED: usize = 8;
/// The most debtors that are weighed.
const MOST_WEIGHED: usize = 18;
/// Where only an amount points, it does so where so many at most owe it.
const FEW: usize = 3;
/// Of the others, so many at most are weighed: a part of their name was found, or they owe the amount.
const MOST_DOUBTFUL: usize = 5;
/// From this likeness on, a name is a part of what is said.
const SOMEHOW_LIKE: u32 = 300;
/// From this likeness on, a name says something.
pub(super) const LIKE: u32 = 550;

/// A debtor that a line points to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Candidate {
    pub payer: u32,
    pub iban: bool,
    pub siren: bool,
    pub code: bool,
    /// The reference that its statements bear.
    pub standing: bool,
    /// A number or reference of one of its invoices, looked up among all.
    pub number: bool,
    /// The end of a number of one of its invoices, looked up among all.
    pub ending: bool,
    /// A claim or an expected sum of exactly this amount.
    pub amount: bool,
    pub name: Likeness,
}

impl Candidate {
    fn points(&self) -> u32 {
        let flags =
            [(self.number, 8), (self.standing, 8), (self.ending, 3), (self.iban, 8), (self.siren, 6), (self.code, 5), (self.amount, 3)];
        let name = if self.name.score >= LIKE { self.name.score / 200 } else { 0 };
        flags.iter().map(|(yes, points)| if *yes { *points } else { 0 }).sum::<u32>() + name
    }

    /// Whether anything but an amount points to it.
    pub fn is_named(&self) -> bool {
        self.ending || self.iban || self.siren || self.code || self.standing || self.number || self.name.score >= LIKE
    }
}

/// The debtors a line points to, the surest first.
pub(super) fn candidates(index: &Index, line: &Line, reading: &Reading<'_>) -> Vec<Candidate> {
    let mut found = Found(Vec::new());
    for payer in &reading.of_iban {
        found.of(*payer).iban = true;
    }
    for siren in reading.sirens() {
        index.of_siren(siren).iter().take(MOST_OF_NUMBER).for_each(|payer| found.of(*payer).siren = true);
    }
    by_number(index, reading, &mut found);
    let named = index.names().named(&reading.words);
    let (best, others) = named.split_at(named.len().min(MOST_NAMED));
    // Of many who bear a name, those who owe this much come first.
    let owing = if others.is_empty() { Vec::new() } else { index.owing(line.cents, line.currency, MOST_OWING) };
    let owing = others.iter().filter(|named| owing.binary_search(&named.payer).is_ok()).take(MOST_NAMED);
    for named in best.iter().chain(owing) {
        found.of(named.payer).name.bearers = named.bearers;
    }
    by_amount(index, line, reading, &mut found);
    for candidate in &mut found.0 {
        let bearers = candidate.name.bearers;
        candidate.name = index.names().likeness(candidate.payer, &reading.words);
        // Who was found by name knows how many were found as well; else the rarest word says how many there may be.
        if bearers > 0 {
            candidate.name.bearers = bearers;
        }
    }
    let mut found = found.0;
    found.retain(|candidate| candidate.is_named() || candidate.amount || candidate.name.score >= SOMEHOW_LIKE);
    found.sort_by_key(|candidate| (!candidate.is_named(), u32::MAX - candidate.points(), candidate.payer));
    let surer = found.iter().filter(|candidate| candidate.is_named()).count();
    found.truncate((surer + MOST_DOUBTFUL).min(MOST_WEIGHED));
    found
}

fn by_number(index: &Index, reading: &Reading<'_>, found: &mut Found) {
    for run in &reading.runs {
        for claim in run.keys().flat_map(|key| index.of_number(key).iter().take(MOST_OF_NUMBER)) {
            if seen(&Shape::of(index.number(*claim)), run).is_some() {
                found.of(index.claim(*claim).payer).number = true;
            }
        }
        for claim in run.ending().map_or(&[][..], |end| index.of_ending(end)).iter().take(MOST_OF_NUMBER) {
            found.of(index.claim(*claim).payer).ending = true;
        }
        index.of_code(run.plain.bytes()).iter().take(MOST_OF_NUMBER).for_each(|payer| found.of(*payer).code = true);
    }
    for reference in &reading.references {
        index.of_standing_reference(reference.as_bytes()).iter().take(MOST_OF_NUMBER).for_each(|payer| found.of(*payer).standing = true);
    }
    for text in reading.quoted() {
        index.asked_to_quote(text).take(MOST_OF_NUMBER).for_each(|payer| found.of(payer).number = true);
    }
}

/// Those who owe exactly this much, where something else points to them too, or where they are few.
fn by_amount(index: &Index, line: &Line, reading: &Reading<'_>, found: &mut Found) {
    // Words that are not letter for letter in a name found their debtors already, where they could.
    let like =
        |payer: u32| index.names().shares_a_word(payer, &reading.words) && index.names().likeness(payer, &reading.words).score >= LIKE;
    let claims = index.of_amount(line.cents, line.currency, MOST_OF_AMOUNT);
    let few = claims.len() <= FEW;
    for at in claims {
        let payer = index.claim(at).payer;
        let known = found.0.iter().any(|candidate| candidate.payer == payer);
        let quoted = || {
            let shape = Shape::of(index.number(at));
            reading.runs.iter().any(|run| seen(&shape, run).is_some())
        };
        if known || few || like(payer) || quoted() {
            found.of(payer).amount = true;
        }
    }
    for payer in index.expecting(line.cents, line.currency).take(MOST_OF_AMOUNT) {
        let known = found.0.iter().any(|candidate| candidate.payer == payer);
        if known || like(payer) {
            found.of(payer).amount = true;
        }
    }
}

struct Found(Vec<Candidate>);

impl Found {
    fn of(&mut self, payer: u32) -> &mut Candidate {
        let at = self.0.iter().position(|candidate| candidate.payer == payer).unwrap_or_else(|| {
            self.0.push(Candidate { payer, ..Candidate::default() });
            self.0.len() - 1
        });
        &mut self.0[at]
    }
}
