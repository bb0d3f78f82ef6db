//! The printed statement: what the walk shows as it goes, and what stands beside the lines.

use jiff::civil::Date;

use super::account::{Account, Movement, MovementKind, Waiver};
use super::engine::{Imputed, Segment, Silent, Sink, walk};
use super::{Capitalisation, IndemnityLine, Line, MovementLine, Statement, Totals, WaiverLine, findings, receipt};
use crate::law::half_year::{date_of, day_number};
use crate::law::{Law, LawGap};
use crate::money::{Cents, round_half_up};
use crate::party::DebtorKind;
use crate::terms::WaiverOf;

#[derive(Default)]
struct Lines {
    lines: Vec<Line>,
    payments: Vec<MovementLine>,
    credits: Vec<MovementLine>,
    capitalisations: Vec<Capitalisation>,
}

impl Sink for Lines {
    fn segment(&mut self, segment: Segment) {
        let Segment { from, to, base, capitalised, applied, kind, amount } = segment;
        let days = i64::from(to - from + 1);
        self.lines.push(Line { from: date_of(from), to: date_of(to), days, base, capitalised, applied, kind, amount });
    }

    fn moved(&mut self, movement: &Movement, imputed: Imputed) {
        let Imputed { to_interest, to_principal, to_indemnity, over, principal_left, interest_left } = imputed;
        let Movement { on, cents: amount, kind, .. } = *movement;
        let line = MovementLine { on, amount, kind, to_interest, to_principal, to_indemnity, over, principal_left, interest_left };
        match kind {
            MovementKind::Payment => self.payments.push(line),
            MovementKind::Credit(_) => self.credits.push(line),
        }
    }

    fn capitalised(&mut self, on: i32, amount: Cents) {
        self.capitalisations.push(Capitalisation { on: date_of(on), amount });
    }
}

pub(super) fn statement(account: &Account, day: Date, law: &Law) -> Result<Statement, LawGap> {
    let mut seen = Lines::default();
    let totals = walk(account, day, law, &mut seen)?;
    let indemnity = indemnity_line(account, totals);
    let findings = findings::of(account, day, law, &seen.lines);
    let receipt = receipt::of(account, day, law, &seen.lines, indemnity.as_ref());
    Ok(Statement {
        day,
        currency: account.currency,
        principal: account.principal,
        interest_unrounded: unrounded(&seen.lines),
        waivers: waiver_lines(account, day, law, totals),
        lines: seen.lines,
        payments: seen.payments,
        credits: seen.credits,
        capitalisations: seen.capitalisations,
        indemnity,
        totals,
        findings,
        receipt,
    })
}

fn indemnity_line(account: &Account, totals: Totals) -> Option<IndemnityLine> {
    totals.indemnity_charged.is_positive().then(|| IndemnityLine {
        on: date_of(day_number(account.due_on) + 1),
        amount: totals.indemnity_charged,
        source: match account.debtor {
            DebtorKind::PublicBody => "CCP L2192-13 et D2192-35",
            _ => "C. com. L441-10 II et D441-5",
        },
    })
}

/// The exact interest of all lines, rounded once.
fn unrounded(lines: &[Line]) -> Cents {
    let exact = lines.iter().map(|line| i128::from(line.base.0) * i128::from(line.rate().0) * i128::from(line.days)).sum();
    Cents(round_half_up(exact, 100_000 * 365))
}

/// What each waiver takes from the total. All interest given up is found by computing the account once more without it;
/// sums of interest share what was really given up, in their order.
fn waiver_lines(account: &Account, day: Date, law: &Law, totals: Totals) -> Vec<WaiverLine> {
    let mut shared = totals.interest_waived;
    let mut all_interest = all_interest_waived(account, day, law, totals);
    let mut indemnity = totals.indemnity_waived;
    let counted = account.waivers.iter().filter(|waiver| waiver.counts(day));
    counted
        .map(|waiver| {
            let amount = match waiver.of {
                WaiverOf::Indemnity => Some(std::mem::take(&mut indemnity)),
                WaiverOf::Interest => all_interest.replace(Cents::ZERO),
                WaiverOf::InterestAmount { amount } => {
                    let part = amount.or_zero().min(shared);
                    shared -= part;
                    Some(part)
                }
            };
            WaiverLine { on: waiver.on, of: waiver.of, author: waiver.author.clone(), amount }
        })
        .collect()
}

fn all_interest_waived(account: &Account, day: Date, law: &Law, totals: Totals) -> Option<Cents> {
    let keeps = |waiver: &&Waiver| waiver.of != WaiverOf::Interest;
    let waivers: Vec<Waiver> = account.waivers.iter().filter(keeps).cloned().collect();
    if waivers.len() == account.waivers.len() {
        return Some(Cents::ZERO);
    }
    let with_interest = Account { waivers, ..account.clone() };
    walk(&with_interest, day, law, &mut Silent).ok().map(|without| without.total_due - totals.total_due)
}
