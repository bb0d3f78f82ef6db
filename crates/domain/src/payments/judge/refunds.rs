//! Money that left and gives its credit back to a debtor: an advance, what was paid too much, a credit note.
//!
//! Only a line that names the debtor and is exactly one of its credits, or all of them, is proposed; a person says the rest. Nothing is
//! recorded without asking: suppliers are paid in round sums too.

use std::collections::{BTreeMap, BTreeSet};

use super::candidates::{Candidate, LIKE, candidates};
use super::reading::Reading;
use super::reason::joined;
use crate::ids::DebtorId;
use crate::money::{Cents, Currency};
use crate::payments::books::Credit;
use crate::payments::index::Index;
use crate::payments::line::Line;
use crate::payments::name::of_field;
use crate::payments::verdict::{GivenBack, Outcome, Verdict};

/// The most debtors that are proposed.
const MOST_PROPOSED: usize = 5;

/// The sums that could go back at once, so that other lines are passed over quickly.
#[derive(Default)]
pub(in crate::payments) struct Refundable(BTreeSet<(Currency, Cents)>);

impl Refundable {
    /// Of the credits of each debtor: any one, or all.
    pub fn of(credits: &[Credit]) -> Refundable {
        let mut all: BTreeMap<(DebtorId, Currency), Cents> = BTreeMap::new();
        for credit in credits {
            *all.entry((credit.debtor, credit.currency)).or_default() += credit.cents;
        }
        let all = all.into_iter().map(|((_, currency), cents)| (currency, cents));
        Refundable(credits.iter().map(|credit| (credit.currency, credit.cents)).chain(all).collect())
    }
}

/// The debtors to whom a line may give their credit back; `None` where it names nobody who has such a credit.
pub(super) fn given_back(index: &Index, line: &Line) -> Option<Verdict> {
    let asked = Cents(line.cents.0.saturating_abs());
    if !index.refundable().0.contains(&(line.currency, asked)) {
        return None;
    }
    let reading = Reading::of(line, index);
    let found = candidates(index, line, &reading);
    let mut proposed: Vec<GivenBack> =
        found.iter().filter(|one| one.is_named()).filter_map(|one| proposal(index, line, one, asked)).collect();
    proposed.sort_by_key(|one| (std::cmp::Reverse(one.score), one.debtor));
    proposed.truncate(MOST_PROPOSED);
    if proposed.is_empty() {
        return None;
    }
    let why = "À confirmer : cette sortie a le montant d'un crédit de ce client. Dites si elle le rembourse.".to_owned();
    Some(Verdict { outcome: Outcome::GivesBack(proposed), holds: Vec::new(), why })
}

fn proposal(index: &Index, line: &Line, found: &Candidate, asked: Cents) -> Option<GivenBack> {
    let credits: Vec<&Credit> = index.credits_of(found.payer, line.currency).collect();
    let one = credits.iter().find(|credit| credit.cents == asked);
    let all: Cents = credits.iter().map(|credit| credit.cents).sum();
    let amount = match one {
        Some(credit) => format!("le montant est celui de {}", credit.movement),
        None if all == asked => "le montant est tout son crédit".to_owned(),
        None => return None,
    };
    // Out of a million; the amount and one name are the least.
    let (mut doubt, mut clauses) = (400_000_u64, vec![amount]);
    let mut fact = |chance: u64, clause: String| {
        doubt = doubt * chance / 1_000_000;
        clauses.push(clause);
    };
    if found.iban {
        fact(100_000, format!("l'IBAN est celui de {}", index.name(found.payer)));
    } else if found.name.score >= LIKE {
        fact(if found.name.score >= 850 { 400_000 } else { 700_000 }, format!("le nom ressemble à « {} »", index.name(found.payer)));
    }
    if found.number || found.code {
        fact(300_000, "le libellé cite un de ses numéros".to_owned());
    }
    if says_so(line) {
        fact(300_000, "le libellé parle d'un remboursement".to_owned());
    }
    let score = 1000 - u16::try_from(doubt.div_ceil(1000).min(1000)).unwrap_or(1000);
    Some(GivenBack { debtor: index.holder(found.payer).id, score, reason: joined(&clauses) })
}

fn says_so(line: &Line) -> bool {
    let mut words = Vec::new();
    line.texts.iter().for_each(|text| of_field(text, false, &mut words));
    words.iter().any(|word| word.text.starts_with("rembours") || matches!(word.text.as_str(), "rbt" | "remb" | "avoir" | "percu"))
}
