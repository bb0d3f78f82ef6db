//! What can happen to the books on a day, drawn at random: every kind of event, on its day, back-dated or dated ahead.

mod bank;
mod debits;
mod law;
mod money;
mod parties;
mod settings;
mod statuses;
mod stops;

use domain::Date;
use domain::money::Cents;

use super::history::{History, Lived};

pub use parties::{complete_creditor, opening};

/// What may happen, with its weight.
type Thing = (u64, fn(&mut History) -> Lived);

const THINGS: &[Thing] = &[
    (12, money::invoice),
    (3, money::instalment),
    (8, money::payment),
    (4, money::reversal),
    (4, money::credit_note),
    (4, money::refund),
    (2, money::allocation_undone),
    (3, money::import),
    (2, money::import_undone),
    (6, bank::line),
    (5, bank::decided),
    (3, bank::reopened),
    (1, bank::unlearned),
    (6, statuses::status),
    (2, statuses::undone),
    (4, debits::mandate),
    (1, debits::mandate_revoked),
    (3, debits::batch),
    (2, debits::batch_ended),
    (5, stops::dispute),
    (6, stops::dispute_closed),
    (7, stops::promise),
    (2, stops::promise_cancelled),
    (3, stops::plan),
    (2, stops::plan_ended),
    (4, stops::hold),
    (6, stops::hold_lifted),
    (1, stops::insolvency),
    (2, stops::insolvency_closed),
    (3, law::waiver),
    (1, law::waiver_withdrawn),
    (3, law::formal_notice),
    (1, law::judgment),
    (1, law::capitalisation),
    (2, law::limitation),
    (4, parties::call),
    (3, parties::returned),
    (4, parties::contact),
    (2, parties::kind),
    (3, parties::moved),
    (2, parties::due_date),
    (1, parties::piece),
    (1, parties::erasure),
    (3, settings::scenario),
    (3, settings::policy),
    (3, settings::terms),
    (2, settings::creditor),
];

/// One thing happens, unless the books refuse it.
pub fn something(h: &mut History) -> Lived {
    let mut at = h.draw.below(THINGS.iter().map(|(weight, _)| weight).sum());
    for (weight, happens) in THINGS {
        match at.checked_sub(*weight) {
            Some(left) => at = left,
            None => return happens(h),
        }
    }
    Ok(())
}

/// A day for an event: mostly today, else around it.
fn day(h: &mut History, before: i64, ahead: i64) -> Date {
    let today = h.today;
    h.draw.near(today, before, ahead)
}

/// A debtor of the history.
fn debtor(h: &mut History) -> String {
    let of = h.known.debtors.clone();
    h.draw.one(&of)
}

/// A claim of the history, open or not.
fn claim(h: &mut History) -> Option<String> {
    let of = h.known.claims.clone();
    h.draw.pick(&of)
}

/// One claim, or two.
fn claims(h: &mut History) -> Vec<String> {
    let mut found: Vec<String> = claim(h).into_iter().collect();
    if h.draw.once_in(4) {
        found.extend(claim(h).filter(|other| !found.contains(other)));
    }
    found
}

fn reference(h: &mut History, of: fn(&mut super::history::Known) -> &mut Vec<String>) -> Option<String> {
    let of = of(&mut h.known).clone();
    h.draw.pick(&of)
}

fn cents(h: &mut History, least: i64, most: i64) -> Cents {
    Cents(h.draw.between(least, most))
}
