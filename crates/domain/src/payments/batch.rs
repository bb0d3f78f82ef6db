//! Many lines at once: the surest are settled first, so that a weak reading of one line never takes what another line names; what
//! comes back is looked at last, when what was paid is known.

use std::cmp::Reverse;
use std::collections::HashSet;

use jiff::civil::Date;

use super::index::Index;
use super::judge::{Judged, Undecided};
use super::line::Line;
use super::settings::Settings;
use super::verdict::{Match, Outcome, Verdict};

/// What each line is, in the order given: [`incoming`], then [`outgoing`] beside what came in, of which nothing is recorded yet.
///
/// The answer does not depend on the order of the lines, save between lines of one score and one day.
pub fn reconcile(index: &mut Index, lines: &[Line], settings: &Settings, today: Date) -> Vec<Verdict> {
    let (came_in, left): (Vec<usize>, Vec<usize>) = (0..lines.len()).partition(|at| lines[*at].cents.is_positive());
    let some = |places: &[usize]| places.iter().map(|at| &lines[*at]).collect::<Vec<&Line>>();
    let (paying, out) = (some(&came_in), some(&left));
    let paid = incoming(index, &paying, settings, today);
    let beside: Vec<(&Line, &Verdict)> = paying.into_iter().zip(&paid).collect();
    let back = outgoing(index, &out, &beside, settings);
    let mut all: Vec<(usize, Verdict)> = came_in.into_iter().zip(paid).chain(left.into_iter().zip(back)).collect();
    all.sort_unstable_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, verdict)| verdict).collect()
}

/// What each line is by which money came in, in the order given. What is automatic is taken from what is open as it is found
/// ([`Index::pay`]), the highest score first; what it changes for other lines is judged again, until nothing more is automatic.
pub fn incoming(index: &mut Index, lines: &[&Line], settings: &Settings, today: Date) -> Vec<Verdict> {
    let mut judged: Vec<Judged> = lines.iter().map(|line| index.judged(line, settings, today)).collect();
    let mut settled = vec![false; lines.len()];
    loop {
        let mut sure: Vec<usize> = (0..lines.len()).filter(|at| !settled[*at] && judged[*at].verdict.automatic().is_some()).collect();
        if sure.is_empty() {
            return judged.into_iter().map(|judged| judged.verdict).collect();
        }
        sure.sort_by_key(|at| (Reverse(judged[*at].verdict.automatic().map(|found| found.score)), lines[*at].on, *at));
        let (mut paid, mut payers) = (HashSet::new(), HashSet::new());
        for at in sure {
            // Where only other claims were paid meanwhile, this match is only surer.
            if judged[at].verdict.automatic().is_some_and(|found| uses(found).any(|id| paid.contains(&id))) {
                judged[at] = index.judged(lines[at], settings, today);
            }
            if let Some(found) = judged[at].verdict.automatic() {
                paid.extend(uses(found));
                payers.extend(found.debtors.iter().filter_map(|debtor| index.payer_of(*debtor)));
                index.pay(found);
                settled[at] = true;
            }
        }
        for at in 0..lines.len() {
            if !settled[at] && judged[at].weighed.iter().any(|payer| payers.contains(payer)) {
                judged[at] = index.judged(lines[at], settings, today);
            }
        }
    }
}

/// What each line is by which no money came in, in the order given; the oldest is judged first, and a payment comes back once.
/// `undecided`: lines by which money came in that no payment in the index is, with what was made of them. One of them may be what
/// comes back, and where it is, nothing else comes back without asking.
pub fn outgoing(index: &mut Index, lines: &[&Line], undecided: &[(&Line, &Verdict)], settings: &Settings) -> Vec<Verdict> {
    let undecided = Undecided::of(index, undecided.iter().copied());
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by_key(|at| (lines[*at].on, *at));
    let mut judged: Vec<(usize, Verdict)> = Vec::with_capacity(lines.len());
    for at in order {
        let verdict = index.judged_out(lines[at], settings, &undecided);
        if let Outcome::TakesBack { payments, automatic: true } = &verdict.outcome
            && let Some(first) = payments.first()
        {
            index.came_back(first.payment, lines[at].on);
        }
        judged.push((at, verdict));
    }
    judged.sort_unstable_by_key(|(at, _)| *at);
    judged.into_iter().map(|(_, verdict)| verdict).collect()
}

/// The claims a match pays, the credits it uses, the payments it tells again. Their ids are numbers of one journal.
fn uses(found: &Match) -> impl Iterator<Item = i64> {
    let credits = found.credits.iter().flat_map(|(movement, claim, _)| [movement.0, claim.0]);
    found.allocations.iter().map(|(claim, _)| claim.0).chain(credits).chain(found.told.iter().map(|(movement, _)| movement.0))
}
