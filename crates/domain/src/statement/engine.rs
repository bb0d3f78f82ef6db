//! The computation itself: one walk over the days of an account, from event to event.
//!
//! The same walk gives the totals alone and the printed lines: what differs is the [`Sink`] that watches it, so the two
//! agree to the cent. Without lines nothing is allocated.

use std::borrow::Cow;

use jiff::ToSpan;
use jiff::civil::Date;

use super::account::{Account, Movement, MovementKind};
use super::{LineKind, Totals};
use crate::law::half_year::{HalfYear, date_of, day_number};
use crate::law::{AppliedRate, Law, LawGap, increased_from};
use crate::money::{Cents, Currency, simple_interest};
use crate::party::DebtorKind;
use crate::terms::{DueBasis, Imputation, WaiverOf};

/// One line of interest, by day number.
pub(super) struct Segment {
    pub from: i32,
    pub to: i32,
    pub base: Cents,
    pub capitalised: Cents,
    pub applied: AppliedRate,
    pub kind: LineKind,
    pub amount: Cents,
}

/// Where the cents of a payment or credit note went, and what was left after it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Imputed {
    pub to_interest: Cents,
    pub to_principal: Cents,
    pub to_indemnity: Cents,
    pub over: Cents,
    pub principal_left: Cents,
    pub interest_left: Cents,
}

/// Watches the walk.
pub(super) trait Sink {
    fn segment(&mut self, _segment: Segment) {}
    fn moved(&mut self, _movement: &Movement, _imputed: Imputed) {}
    fn capitalised(&mut self, _on: i32, _amount: Cents) {}
}

/// For totals: watches nothing.
pub(super) struct Silent;

impl Sink for Silent {}

/// Walks an account through `until`.
pub(super) fn walk<S: Sink>(account: &Account, until: Date, law: &Law, sink: &mut S) -> Result<Totals, LawGap> {
    let movements = by_day(&account.movements);
    let counted = || movements.iter().filter(|movement| movement.counts(until));
    let mut walk = Walk::new(account, until, law, sink);
    for movement in counted().filter(|m| m.is_correction()) {
        walk.take(movement);
    }
    for movement in counted().filter(|m| !m.is_correction() && m.on <= account.due_on) {
        walk.take(movement);
    }
    walk.charge_indemnity(until)?;
    for movement in counted().filter(|m| !m.is_correction() && m.on > account.due_on) {
        walk.accrue_through(day_number(movement.on))?;
        walk.take(movement);
    }
    walk.accrue_through(day_number(until))?;
    Ok(walk.totals())
}

/// Movements in the order of their days; those of one day keep the order in which they were given.
fn by_day(movements: &[Movement]) -> Cow<'_, [Movement]> {
    if movements.is_sorted_by_key(|movement| movement.on) {
        return Cow::Borrowed(movements);
    }
    let mut sorted = movements.to_vec();
    sorted.sort_by_key(|movement| movement.on);
    Cow::Owned(sorted)
}

/// Whether nothing but the principal may be asked: an unknown kind of debtor, a due date that is only presumed, or an invoice that was
/// never validly issued.
pub(super) fn asks_principal_only(account: &Account) -> bool {
    account.debtor == DebtorKind::Unknown || account.due_basis == DueBasis::Presumed || account.never_issued
}

/// The first day of interest, if any has begun by `until`.
///
/// * Between businesses and for public buyers: the day after the due date, without reminder (C. com. L441-10 II, CCP R2192-32).
/// * Others: the day after the formal notice was received (C. civ. 1231-6, 1344-1), never before the debt is late.
/// * Everyone: the day of the judgment at the latest (C. civ. 1231-7).
pub(super) fn interest_starts_on(account: &Account, until: Date) -> Option<i32> {
    if asks_principal_only(account) {
        return None;
    }
    let late = day_number(account.due_on) + 1;
    let of_right = match account.debtor {
        DebtorKind::Business | DebtorKind::PublicBody => Some(late),
        DebtorKind::Consumer | DebtorKind::NonProfessional => account.formal_notice_on.map(|on| (day_number(on) + 1).max(late)),
        DebtorKind::Unknown => None,
    };
    let judged = account.judgment_on.map(|on| day_number(on).max(late));
    let start = of_right.into_iter().chain(judged).min()?;
    (start <= day_number(until)).then_some(start)
}

/// Whether the fixed indemnity is due in principle, before asking if something was late.
pub(super) fn may_bear_indemnity(account: &Account) -> bool {
    let stopped = account.insolvency_on.is_some_and(|judgment| account.due_on >= judgment);
    account.bears_indemnity
        && matches!(account.debtor, DebtorKind::Business | DebtorKind::PublicBody)
        && !asks_principal_only(account)
        && account.currency == Currency::EUR
        && !stopped
}

struct Walk<'a, S> {
    account: &'a Account,
    law: &'a Law,
    sink: &'a mut S,
    /// Next day whose interest is to be counted.
    cursor: i32,
    /// Last day that may bear interest: the day asked, or the eve of the insolvency judgment.
    last: i32,
    judged: Option<i32>,
    increased: Option<i32>,
    capitalising: Option<Capitalising>,
    /// The one rate of a public buyer, once it was looked up.
    public_rate: Option<AppliedRate>,
    start: i32,
    principal: Cents,
    /// Interest due that bears no interest.
    interest: Cents,
    /// Interest due that bears interest.
    capitalised: Cents,
    indemnity: Cents,
    credit: Cents,
    waivable: Cents,
    totals: Totals,
}

/// The days on which interest due becomes a sum that bears interest.
#[derive(Clone, Copy)]
struct Capitalising {
    first: Date,
    years: i32,
    next: i32,
}

impl<'a, S: Sink> Walk<'a, S> {
    fn new(account: &'a Account, until: Date, law: &'a Law, sink: &'a mut S) -> Walk<'a, S> {
        let waived = || account.waivers.iter().filter(|waiver| waiver.counts(until)).map(|waiver| waiver.of);
        let all_waived = waived().any(|of| of == WaiverOf::Interest);
        let start = interest_starts_on(account, until).filter(|_| !all_waived);
        let last = account.insolvency_on.map_or(i32::MAX, |judgment| day_number(judgment) - 1).min(day_number(until));
        let principal = account.principal.or_zero();
        Walk {
            account,
            law,
            sink,
            cursor: start.unwrap_or(i32::MAX),
            last,
            judged: account.judgment_on.map(day_number),
            increased: account.judgment_on.map(|on| day_number(increased_from(on))),
            capitalising: start.zip(account.capitalise_from).map(|(start, from)| Capitalising::new(start, from)),
            public_rate: None,
            start: start.unwrap_or(i32::MAX),
            principal,
            interest: Cents::ZERO,
            capitalised: Cents::ZERO,
            indemnity: Cents::ZERO,
            credit: principal - account.principal,
            waivable: waived().map(|of| if let WaiverOf::InterestAmount { amount } = of { amount.or_zero() } else { Cents::ZERO }).sum(),
            totals: Totals::default(),
        }
    }

    /// The 40 € are due once something was open at the end of the due day, whatever is paid or returned later.
    fn charge_indemnity(&mut self, until: Date) -> Result<(), LawGap> {
        let account = self.account;
        if until <= account.due_on || !self.principal.is_positive() || !may_bear_indemnity(account) {
            return Ok(());
        }
        let late_on = date_of(day_number(account.due_on) + 1);
        let sum = match account.debtor {
            DebtorKind::PublicBody => self.law.public_fixed_indemnity(late_on)?,
            _ => self.law.fixed_indemnity(late_on)?,
        };
        if account.waivers.iter().any(|waiver| waiver.of == WaiverOf::Indemnity && waiver.counts(until)) {
            self.totals.indemnity_waived = sum;
        } else {
            self.totals.indemnity_charged = sum;
            self.indemnity = sum;
        }
        Ok(())
    }

    /// Counts interest from the cursor through a day, that day included, a line for each base and rate.
    fn accrue_through(&mut self, day: i32) -> Result<(), LawGap> {
        let through = day.min(self.last);
        while self.cursor <= through {
            self.capitalise();
            let half = HalfYear::of_number(self.cursor);
            let to = self.end_of_line(half).min(through);
            let base = self.principal + self.capitalised;
            if base.is_positive() {
                let (applied, kind) = self.rate(half)?;
                self.add(Segment {
                    from: self.cursor,
                    to,
                    base,
                    capitalised: self.capitalised,
                    applied,
                    kind,
                    amount: simple_interest(base, applied.rate, i64::from(to - self.cursor + 1)),
                });
            }
            self.cursor = to + 1;
        }
        Ok(())
    }

    fn add(&mut self, segment: Segment) {
        let waived = segment.amount.min(self.waivable);
        self.waivable -= waived;
        self.totals.interest_waived += waived;
        self.interest += segment.amount - waived;
        self.sink.segment(segment);
    }

    /// Where the line that begins at the cursor must end, if nothing is paid before.
    fn end_of_line(&self, half: HalfYear) -> i32 {
        let after = |day: Option<i32>| day.filter(|day| *day > self.cursor).map_or(i32::MAX, |day| day - 1);
        let one_rate = self.account.debtor == DebtorKind::PublicBody && !self.is_judged();
        let half_end = if one_rate { i32::MAX } else { half.last_number() };
        half_end.min(after(self.judged)).min(after(self.increased)).min(after(self.capitalising.map(|c| c.next)))
    }

    fn is_judged(&self) -> bool {
        self.judged.is_some_and(|day| day <= self.cursor)
    }

    /// The rate at the cursor.
    fn rate(&mut self, half: HalfYear) -> Result<(AppliedRate, LineKind), LawGap> {
        let (account, law) = (self.account, self.law);
        if self.is_judged() {
            let increased = self.increased.filter(|day| *day <= self.cursor);
            let kind = if increased.is_some() { LineKind::JudgmentIncreased } else { LineKind::Judgment };
            return Ok((law.judgment_in(account.creditor, half, increased.map(date_of))?, kind));
        }
        Ok(match (account.debtor, account.clause) {
            (DebtorKind::PublicBody, _) => (self.public_rate()?, LineKind::Public),
            (_, Some(clause)) => (law.contract_in(clause, account.creditor, half)?, LineKind::Contract),
            (DebtorKind::Business, None) => (law.default_in(half)?, LineKind::Default),
            (_, None) => (law.legal_in(account.creditor, half)?, LineKind::Legal),
        })
    }

    fn public_rate(&mut self) -> Result<AppliedRate, LawGap> {
        if let Some(rate) = self.public_rate {
            return Ok(rate);
        }
        let rate = self.law.public_rate(date_of(self.start))?;
        self.public_rate = Some(rate);
        Ok(rate)
    }

    /// On its day, all interest due becomes a sum that bears interest (C. civ. 1343-2).
    fn capitalise(&mut self) {
        let Some(capitalising) = self.capitalising.as_mut().filter(|c| c.next == self.cursor) else { return };
        capitalising.next_year();
        if self.interest.is_positive() {
            self.sink.capitalised(self.cursor, self.interest);
            self.capitalised += self.interest;
            self.interest = Cents::ZERO;
        }
    }

    /// Imputes a payment or a credit note.
    ///
    /// A payment goes first to interest (C. civ. 1343-1) unless the contract says principal first; a credit note lowers the
    /// principal. What is left over pays the rest of interest and principal, then the indemnity, then is a credit.
    fn take(&mut self, movement: &Movement) {
        let mut left = movement.cents;
        let mut pay = |debt: &mut Cents| {
            let part = left.min(*debt);
            left -= part;
            *debt -= part;
            part
        };
        let interest_first = movement.kind == MovementKind::Payment && self.account.imputation == Imputation::InterestFirst;
        let mut imputed = Imputed::default();
        if interest_first {
            imputed.to_interest = pay(&mut self.interest) + pay(&mut self.capitalised);
        }
        imputed.to_principal = pay(&mut self.principal);
        if !interest_first {
            imputed.to_interest = pay(&mut self.capitalised) + pay(&mut self.interest);
        }
        imputed.to_indemnity = pay(&mut self.indemnity);
        imputed.over = left;
        self.credit += left;
        imputed.principal_left = self.principal;
        imputed.interest_left = self.interest + self.capitalised;
        self.sink.moved(movement, imputed);
    }

    fn totals(self) -> Totals {
        let interest_due = self.interest + self.capitalised;
        Totals {
            outstanding_principal: self.principal,
            interest_due,
            fixed_indemnity: self.indemnity,
            credit: self.credit,
            total_due: self.principal + interest_due + self.indemnity - self.credit,
            ..self.totals
        }
    }
}

impl Capitalising {
    /// The first day is the day asked, or the day on which a full year of interest is due where that is later.
    fn new(start: i32, from: Date) -> Capitalising {
        let first = date_of(start).saturating_add(1.year()).max(from);
        Capitalising { first, years: 0, next: day_number(first) }
    }

    fn next_year(&mut self) {
        self.years += 1;
        self.next = day_number(self.first.saturating_add(self.years.years()));
    }
}
