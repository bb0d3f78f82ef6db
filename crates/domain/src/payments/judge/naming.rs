//! Which claims of a debtor the texts of a line name.

use std::borrow::Cow;
use std::cmp::Reverse;

use super::reading::Reading;
use crate::payments::index::Index;
use crate::payments::number::{Run, Seen, Shape, seen};
use crate::payments::runs::pieces;

/// Of a debtor with more claims than this, the oldest are looked for one by one, the others by their whole number only.
const MOST_LOOKED_AT: u32 = 400;
/// The most claims between two that a range names.
const MOST_IN_RANGE: u64 = 60;

/// A claim that a line names.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub claim: u32,
    pub seen: Seen,
    /// After a word such as « facture », or in a list after it.
    pub marked: bool,
    /// Where: field, first and last piece.
    pub place: (u8, u16, u16),
    /// How many claims of the portfolio the same characters name; nothing where they are too few to tell.
    pub bearers: usize,
}

impl Hit {
    /// Whether it names the claim among all, whoever pays: a whole number, or the end of one long enough to be the only one.
    pub fn is_sure(&self) -> bool {
        self.seen.is_whole() || matches!(self.seen, Seen::Tail(_)) && self.marked && self.bearers == 1
    }
}

/// What a line names of one debtor.
#[derive(Clone, Debug, Default)]
pub(super) struct Naming {
    /// The best hit of each claim, in the order of the text.
    pub hits: Vec<Hit>,
    /// Claims between two named as a range.
    pub between: Vec<u32>,
    /// A number is quoted that has the form of this debtor's numbers and is none of them.
    pub foreign: bool,
}

/// What the line names of the claims of a debtor.
pub(super) fn naming(index: &Index, reading: &Reading<'_>, payer: u32) -> Naming {
    let all = index.claims_of(payer);
    if reading.runs.is_empty() || all.is_empty() {
        return Naming::default();
    }
    let oldest = all.start..all.end.min(all.start + MOST_LOOKED_AT);
    let mut claims: Vec<u32> = oldest.clone().collect();
    if oldest.end < all.end {
        claims.extend(reading.looked_up(index).filter(|at| all.contains(at) && !oldest.contains(at)));
        claims.sort_unstable();
        claims.dedup();
    }
    let shapes: Vec<Shape> = claims.iter().map(|at| Shape::of(index.number(*at))).collect();
    let mut hits: Vec<Hit> = Vec::new();
    for (claim, shape) in claims.into_iter().zip(&shapes) {
        for run in &reading.runs {
            if let Some(seen) = shown(shape, run, &reading.runs).filter(|seen| enough(*seen, run)) {
                let bearers = match seen {
                    Seen::Tail(_) => run.ending().map_or(0, |end| index.of_ending(end).len()),
                    Seen::Near => 0,
                    _ => shape.key().map_or(0, |key| index.of_number(key).len()),
                };
                hits.push(Hit { claim, seen, marked: run.marked, place: (run.field, run.pieces.0, run.pieces.1), bearers });
            }
        }
    }
    let hits = apart(hits);
    let between = between(index, &hits, &reading.texts, payer);
    let foreign = foreign(index, reading, &shapes, &hits);
    Naming { hits, between, foreign }
}

/// How well a run shows a number. The end of a longer run that has the form of the whole number, and is another, shows nothing.
fn shown(shape: &Shape, run: &Run, all: &[Run]) -> Option<Seen> {
    let found = seen(shape, run)?;
    let longer = |other: &&Run| {
        let ends_with_it = other.field == run.field && other.pieces.1 == run.pieces.1 && other.pieces.0 < run.pieces.0;
        ends_with_it && other.core().len() == shape.core().len() && other.core().first().is_some_and(u8::is_ascii_digit)
    };
    match found {
        Seen::Tail(_) => all.iter().find(longer).map_or(Some(found), |whole| seen(shape, whole)),
        _ => Some(found),
    }
}

/// One or two digits alone name an invoice only where one is meant.
fn enough(seen: Seen, run: &Run) -> bool {
    match seen {
        Seen::Tail(digits) => digits >= 3 || run.marked,
        _ => true,
    }
}

/// The best hits that do not use the same pieces of a text for two claims, nor name a claim twice.
fn apart(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_by_key(|hit| (hit.seen.rank(), Reverse(hit.place.2 - hit.place.1), hit.place, hit.claim));
    let mut kept: Vec<Hit> = Vec::new();
    for hit in hits {
        let overlaps = |other: &Hit| other.place.0 == hit.place.0 && other.place.1 <= hit.place.2 && hit.place.1 <= other.place.2;
        if !kept.iter().any(|other| other.claim == hit.claim || overlaps(other)) {
            kept.push(hit);
        }
    }
    kept.sort_by_key(|hit| (hit.place, hit.claim));
    kept
}

/// The claims between two of one series that the text joins by « à », « au » or a dash.
fn between(index: &Index, hits: &[Hit], texts: &[Cow<'_, str>], payer: u32) -> Vec<u32> {
    for pair in hits.windows(2) {
        let [first, last] = [pair[0], pair[1]];
        if first.place.0 != last.place.0 || !joined(texts, first, last) {
            continue;
        }
        let [from, to] = [first, last].map(|hit| Shape::of(index.number(hit.claim)));
        if let (Some((series, from)), Some((other, to))) = (from.place_in_series(), to.place_in_series())
            && series == other
            && from < to
            && to - from <= MOST_IN_RANGE
        {
            let inside = |at: &u32| {
                let shape = Shape::of(index.number(*at));
                shape.place_in_series().is_some_and(|(own, value)| own == series && from < value && value < to)
            };
            return index.claims_of(payer).filter(inside).collect();
        }
    }
    Vec::new()
}

/// Whether the text between two hits says « from … to … ».
fn joined(texts: &[Cow<'_, str>], first: Hit, last: Hit) -> bool {
    let Some(text) = texts.get(usize::from(first.place.0)) else { return false };
    let pieces = pieces(text);
    let between = usize::from(first.place.2) + 1..usize::from(last.place.1);
    match pieces.get(between) {
        Some([]) => pieces.get(usize::from(last.place.1)).is_some_and(|piece| piece.dash_before()),
        Some([word]) => word.is(&["A", "AU", "TO"]),
        _ => false,
    }
}

/// Whether a number is quoted as these are written, and is none of them.
fn foreign(index: &Index, reading: &Reading<'_>, shapes: &[Shape], hits: &[Hit]) -> bool {
    let overlaps =
        |run: &Run| hits.iter().any(|hit| hit.place.0 == run.field && hit.place.1 <= run.pieces.1 && run.pieces.0 <= hit.place.2);
    reading.runs.iter().any(|run| {
        let like_these = |shape: &Shape| {
            let (own, quoted) = (shape.core(), run.core());
            let prefix =
                run.core > 0 && shape.whole().len() - own.len() == run.core && shape.whole()[..run.core] == run.whole.bytes()[..run.core];
            own.len() == quoted.len() && own.len() >= 5 && (run.marked || prefix)
        };
        let like_ours = || !run.exact_only && !run.prefixed && index.is_like_ours(run.groups) || shapes.iter().any(like_these);
        !run.certain && !overlaps(run) && like_ours()
    })
}
