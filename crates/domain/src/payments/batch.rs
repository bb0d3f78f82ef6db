//! Many lines at once: the surest are settled first, so that a weak reading of one line never takes what another line names.

use std::cmp::Reverse;
use std::collections::HashSet;

use jiff::civil::Date;

use super::index::Index;
use super::judge::Judged;
use super::line::Line;
use super::settings::Settings;
use super::verdict::{Match, Outcome, Verdict};

/// What each line is, in the order given. What is automatic is taken from what is open as it is found ([`Index::pay`]), the
/// highest score first; what it changes for other lines is judged again, until nothing more is automatic.
///
/// The answer does not depend on the order of the lines, save between lines of one score and one day.
pub fn reconcile(index: &mut Index, lines: &[Line], settings: &Settings, today: Date) -> Vec<Verdict> {
    let mut judged: Vec<Judged> = lines.iter().map(|line| index.judged(line, settings, today)).collect();
    let mut settled = vec![false; lines.len()];
    loop {
        let mut sure: Vec<usize> = (0..lines.len()).filter(|at| !settled[*at] && judged[*at].verdict.automatic().is_some()).collect();
        if sure.is_empty() {
            returns(index, lines, settings, today, &mut judged);
            return judged.into_iter().map(|judged| judged.verdict).collect();
        }
        sure.sort_by_key(|at| (Reverse(judged[*at].verdict.automatic().map(|found| found.score)), lines[*at].on, *at));
        let (mut paid, mut payers) = (HashSet::new(), HashSet::new());
        for at in sure {
            // Where only other claims were paid meanwhile, this match is only surer.
            if judged[at].verdict.automatic().is_some_and(|found| uses(found).any(|id| paid.contains(&id))) {
                judged[at] = index.judged(&lines[at], settings, today);
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
                judged[at] = index.judged(&lines[at], settings, today);
            }
        }
    }
}

/// What is taken back, the oldest line first: a payment comes back once.
fn returns(index: &mut Index, lines: &[Line], settings: &Settings, today: Date, judged: &mut [Judged]) {
    let mut back: Vec<usize> = (0..lines.len()).filter(|at| matches!(judged[*at].verdict.outcome, Outcome::TakesBack { .. })).collect();
    back.sort_by_key(|at| (lines[*at].on, *at));
    for at in back {
        judged[at] = index.judged(&lines[at], settings, today);
        if let Outcome::TakesBack { payments, automatic: true } = &judged[at].verdict.outcome
            && let Some(first) = payments.first()
        {
            index.came_back(first.payment, lines[at].on);
        }
    }
}

/// The claims a match pays, the credits it uses, the payments it tells again. Their ids are numbers of one journal.
fn uses(found: &Match) -> impl Iterator<Item = i64> {
    let credits = found.credits.iter().flat_map(|(movement, claim, _)| [movement.0, claim.0]);
    found.allocations.iter().map(|(claim, _)| claim.0).chain(credits).chain(found.told.iter().map(|(movement, _)| movement.0))
}
