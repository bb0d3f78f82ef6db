//! A line that the bank converted: the payer ordered an amount in another currency, and may have paid what is owed in that one.
//!
//! The line is read a second time as what was ordered. What is found so is proposed, never recorded without asking: what a payment
//! in another currency discharges is for the creditor to say. A line that is sure in its own currency stays what it is.
//!
//! Not covered: rates. A line of which the bank says nothing is shared by a person.

use std::cmp::Reverse;

use jiff::civil::Date;

use super::reason::{after, capital};
use super::{Judged, MOST_PROPOSED, Undecided, returns};
use crate::ids::DebtorId;
use crate::money::{Cents, Money};
use crate::payments::index::Index;
use crate::payments::line::Line;
use crate::payments::settings::Settings;
use crate::payments::verdict::{Back, Match, Outcome, Verdict};

/// The line as it was ordered; `None` where it was ordered as it was booked.
fn as_ordered(line: &Line) -> Option<(Line, Money)> {
    let ordered = line.ordered.filter(|ordered| ordered.currency != line.currency && ordered.amount.is_positive())?;
    let cents = if line.cents.is_positive() { ordered.amount } else { -ordered.amount };
    Some((Line { cents, currency: ordered.currency, ordered: None, ..line.clone() }, ordered))
}

/// How a reading of what was ordered begins: both amounts.
fn head(line: &Line, ordered: Money) -> String {
    format!("un ordre de {}, que la banque a converti en {}", ordered.french(), line.money().unsigned().french())
}

/// What is judged of money that left, with what it may take back as it was ordered.
pub(super) fn over_back(index: &Index, line: &Line, settings: &Settings, verdict: Verdict) -> Verdict {
    match (as_ordered(line), &verdict.outcome) {
        (Some((read, ordered)), Outcome::TakesBack { automatic: false, .. }) => {
            taken_back(index, (line, &read), ordered, settings, verdict)
        }
        _ => verdict,
    }
}

/// What is judged of money that came in, with what it may be as it was ordered.
pub(super) fn over(index: &Index, line: &Line, settings: &Settings, today: Date, judged: Judged) -> Judged {
    let Some((read, ordered)) = as_ordered(line) else { return judged };
    if matches!(judged.verdict.outcome, Outcome::Automatic(_)) {
        return judged;
    }
    let Judged { verdict, mut weighed } = judged;
    let other = index.judged_as_booked(&read, settings, today);
    weighed.extend(other.weighed);
    let verdict = with_converted(verdict, other.verdict, (line, ordered), settings);
    Judged { verdict, weighed }
}

/// What is proposed in both currencies, the likeliest first.
fn with_converted(own: Verdict, other: Verdict, (line, ordered): (&Line, Money), settings: &Settings) -> Verdict {
    let mut holds = other.holds;
    let found = match other.outcome {
        Outcome::Automatic(found) => {
            holds.clone_from(&found.debtors);
            vec![found]
        }
        Outcome::Proposed(found) => found,
        _ => return own,
    };
    // Money on account is the line's own: nothing says of it that it settles something in the other currency.
    let pays = |found: &Match| !found.allocations.is_empty() || !found.told.is_empty();
    let said = |found: Match| Match { converted: Some(ordered), reason: after(&capital(&head(line, ordered)), &found.reason), ..found };
    let mut proposed: Vec<Match> = found.into_iter().filter(pays).map(said).collect();
    if proposed.is_empty() {
        return own;
    }
    let alone = if let Outcome::Proposed(found) = own.outcome {
        proposed.extend(found);
        false
    } else {
        true
    };
    // Of two that are as likely, what was ordered comes first.
    proposed.sort_by_key(|found| Reverse(found.score));
    proposed.truncate(MOST_PROPOSED);
    let first = proposed.first().is_some_and(|found| found.converted.is_some());
    let why = if alone || first { format!("À confirmer : {}. Dites ce que cette ligne règle.", head(line, ordered)) } else { own.why };
    let holds = both(own.holds, holds, first, settings.most_holds);
    Verdict { outcome: Outcome::Proposed(proposed), holds, why }
}

/// Whose letters wait: those of both readings where they are few, else those of the likelier one.
fn both(own: Vec<DebtorId>, other: Vec<DebtorId>, other_first: bool, most: usize) -> Vec<DebtorId> {
    let mut all = [own.as_slice(), other.as_slice()].concat();
    all.sort_unstable();
    all.dedup();
    match (all.len() <= most, other_first) {
        (true, _) => all,
        (false, true) => other,
        (false, false) => own,
    }
}

/// The payments in the currency of the order that a line may take back as well: exactly of what was ordered.
fn taken_back(index: &Index, (line, read): (&Line, &Line), ordered: Money, settings: &Settings, own: Verdict) -> Verdict {
    let Outcome::TakesBack { mut payments, automatic } = own.outcome else { return own };
    let exact = Settings { fee_limit: Cents::ZERO, ..settings.clone() };
    // They are proposed only: what else may have come back is asked of the line's own currency.
    let found = returns::taken_back(index, read, &exact, &Undecided::default());
    let mut why = own.why;
    if let Outcome::TakesBack { payments: found, .. } = found.outcome
        && !found.is_empty()
    {
        why = "À confirmer : dites quel règlement cette ligne reprend.".to_owned();
        payments.extend(found.into_iter().map(|back| Back { reason: after(&capital(&head(line, ordered)), &back.reason), ..back }));
        payments.sort_by_key(|back| Reverse(back.score));
        payments.truncate(MOST_PROPOSED);
    }
    Verdict { outcome: Outcome::TakesBack { payments, automatic }, holds: own.holds, why }
}
