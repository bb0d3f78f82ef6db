//! Many lines at once: the surest are settled first, so that a weak reading of one line never takes what another line names.

use std::cmp::Reverse;
use std::collections::HashSet;

use jiff::civil::Date;

use super::index::Index;
use super::judge::Judged;
use super::line::Line;
use super::settings::Settings;
use super::verdict::{Match, Verdict};

/// What each line is, in the order given. What is automatic is taken from what is open as it is found ([`Index::pay`]), the
/// highest score first; what it changes for other lines is judged again, until nothing more is automatic.
///
/// The answer does not depend on the order of the lines, save between lines of one score and one day.
pub fn reconcile(index: &mut Index, lines: &[Line], settings: &Settings, today: Date) -> Vec<Verdict> {
    let mut judged: Vec<Judged> = lines.iter().map(|line| index.judged(line, settings, today)).collect();
    let mut settled = vec![false; lines.len()];
    let mut touched: HashSet<u32> = HashSet::new();
    loop {
        let mut sure: Vec<usize> = (0..lines.len()).filter(|at| !settled[*at] && judged[*at].verdict.automatic().is_some()).collect();
        if sure.is_empty() {
            break;
        }
        sure.sort_by_key(|at| (Reverse(judged[*at].verdict.automatic().map(|found| found.score)), lines[*at].on, *at));
        for at in sure {
            // Where another debtor paid meanwhile, this one is only surer.
            let of = |found: &Match| found.debtors.iter().filter_map(|debtor| index.payer_of(*debtor)).collect::<Vec<u32>>();
            if judged[at].verdict.automatic().is_some_and(|found| of(found).iter().any(|payer| touched.contains(payer))) {
                judged[at] = index.judged(&lines[at], settings, today);
            }
            if let Some(found) = judged[at].verdict.automatic() {
                touched.extend(of(found));
                index.pay(found);
                settled[at] = true;
            }
        }
        for at in 0..lines.len() {
            if !settled[at] && judged[at].weighed.iter().any(|payer| touched.contains(payer)) {
                judged[at] = index.judged(&lines[at], settings, today);
            }
        }
        touched.clear();
    }
    judged.into_iter().map(|judged| judged.verdict).collect()
}
