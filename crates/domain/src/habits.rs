//! How a debtor pays (habitudes de paiement): how late its invoices were when they were paid, as the books say.
//!
//! * A claim counts once its book principal is gone, on the day of the entry that finished it; credit notes alone pay nothing,
//!   so a claim that no payment touched does not count.
//! * Early is on time: a payment before the due date counts as no day late, so that it does not hide a late one.
//! * Averages are whole days, rounded half up, each claim once whatever its amount.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::facts::{ClaimFacts, EntryKind, days_between};

/// What a period says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    /// Claims paid.
    pub paid: i64,
    /// Of these, on or before their due date.
    pub on_time: i64,
    /// Days late of all of them.
    pub days: i64,
    /// The latest of them.
    pub worst: i64,
}

impl Pace {
    /// Average days late; `None` where nothing was paid.
    pub fn average(self) -> Option<i64> {
        (self.paid > 0).then(|| (2 * self.days + self.paid) / (2 * self.paid))
    }

    /// Paid late.
    pub fn late(self) -> i64 {
        self.paid - self.on_time
    }

    fn add(&mut self, late: i64) {
        self.paid += 1;
        self.on_time += i64::from(late == 0);
        self.days += late;
        self.worst = self.worst.max(late);
    }
}

/// The habits of a debtor on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Habits {
    /// Of everything paid in the months shown.
    pub whole: Pace,
    /// By month of payment, the oldest first, months without payment included: year, month, what it says.
    pub months: Vec<(i16, i8, Pace)>,
}

/// The habits over the last `months` months, that of `day` included.
pub fn habits(claims: &[ClaimFacts], day: Date, months: usize) -> Habits {
    let mut by_month: BTreeMap<(i16, i8), Pace> = BTreeMap::new();
    let (mut year, mut month) = (day.year(), day.month());
    for _ in 0..months {
        by_month.insert((year, month), Pace::default());
        (year, month) = if month == 1 { (year - 1, 12) } else { (year, month - 1) };
    }
    let mut whole = Pace::default();
    for claim in claims {
        let Some(paid_on) = paid_on(claim, day) else { continue };
        let late = days_between(claim.due_on, paid_on).max(0);
        if let Some(pace) = by_month.get_mut(&(paid_on.year(), paid_on.month())) {
            pace.add(late);
            whole.add(late);
        }
    }
    Habits { whole, months: by_month.into_iter().map(|((year, month), pace)| (year, month, pace)).collect() }
}

/// The day on which a claim was paid whole, as the books say on `day`; `None` while something is open, or where no money came.
pub fn paid_on(claim: &ClaimFacts, day: Date) -> Option<Date> {
    if !claim.exists_on(day) || claim.book_principal(day).is_positive() {
        return None;
    }
    let mut entries: Vec<_> = claim.entries.iter().filter(|entry| entry.counts_in_books(day)).collect();
    if !entries.iter().any(|entry| entry.kind == EntryKind::Payment) {
        return None;
    }
    entries.sort_by_key(|entry| (entry.on, entry.allocation));
    let mut left = claim.amount;
    for entry in entries {
        left -= entry.cents;
        if !left.is_positive() {
            return Some(entry.on);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Entry;
    use crate::ids::{AllocationId, ClaimId, InvoiceId, MovementId};
    use crate::money::{Cents, Currency};
    use crate::terms::{CreditCause, DueBasis};
    use jiff::civil::date;

    fn claim(due_on: Date, entries: &[(Date, i64, EntryKind)]) -> ClaimFacts {
        let entry = |(n, (on, cents, kind)): (usize, &(Date, i64, EntryKind))| Entry {
            allocation: AllocationId(n as i64),
            movement: MovementId(n as i64),
            on: *on,
            cents: Cents(*cents),
            kind: *kind,
            reversed_on: None,
        };
        ClaimFacts {
            id: ClaimId(1),
            invoice: InvoiceId(1),
            number: "F-1".to_owned(),
            issued_on: date(2026, 1, 1),
            performed_on: None,
            due_on,
            due_basis: DueBasis::Printed,
            amount: Cents(10_000),
            total: Cents(10_000),
            currency: Currency::EUR,
            seen_on: date(2026, 1, 1),
            entries: entries.iter().enumerate().map(entry).collect(),
            disputes: Vec::new(),
            waivers: Vec::new(),
            formal_notices: Vec::new(),
            judgment_on: None,
            capitalise_from: None,
            limitation: Vec::new(),
            steps: Vec::new(),
            postponed: Vec::new(),
            restarts: Vec::new(),
        }
    }

    #[test]
    fn an_average_is_of_claims_paid_whole_and_early_is_on_time() {
        let due = date(2026, 6, 30);
        let claims = [
            claim(due, &[(date(2026, 6, 1), 10_000, EntryKind::Payment)]),
            claim(due, &[(date(2026, 7, 5), 4_000, EntryKind::Payment), (date(2026, 7, 11), 6_000, EntryKind::Payment)]),
            claim(due, &[(date(2026, 7, 5), 4_000, EntryKind::Payment)]),
        ];
        let found = habits(&claims, date(2026, 7, 31), 3);
        assert_eq!((found.whole.paid, found.whole.on_time, found.whole.late(), found.whole.worst), (2, 1, 1, 11));
        assert_eq!(found.whole.average(), Some(6), "11 days over 2 claims, half up");
        assert_eq!(found.months.iter().map(|(_, month, pace)| (*month, pace.paid)).collect::<Vec<_>>(), [(5, 0), (6, 1), (7, 1)]);
    }

    #[test]
    fn a_credit_note_alone_says_nothing_of_habits() {
        let credited = claim(date(2026, 6, 30), &[(date(2026, 7, 5), 10_000, EntryKind::Credit(CreditCause::Correction))]);
        assert_eq!(paid_on(&credited, date(2026, 12, 1)), None);
        assert_eq!(habits(&[credited], date(2026, 7, 31), 1).whole.average(), None);
    }

    #[test]
    fn the_year_turns() {
        let months = habits(&[], date(2026, 2, 10), 4).months;
        assert_eq!(
            months.iter().map(|(year, month, _)| (*year, *month)).collect::<Vec<_>>(),
            [(2025, 11), (2025, 12), (2026, 1), (2026, 2)]
        );
    }
}
