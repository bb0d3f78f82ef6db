//! The statement of account (décompte): what one claim is worth on a day by law or contract, line by line.
//!
//! [`statement`] gives every line with its article; [`totals`] gives the same sums without lines, for a million claims a
//! day. It is always computed on reading from the dated facts of an [`Account`]: a back-dated payment corrects the past by
//! itself. It is not the book balance: who has paid the principal is not chased for what a statement still shows.
//!
//! Conventions, printed with the statement:
//! 1. The first day of interest is the day after the due date (or after the formal notice, where it takes one); the last is
//!    the day of the statement or of the payment. Nothing is late on the due date.
//! 2. Base × annual rate × days / 365, leap year or not.
//! 3. One line for each base and half-year, cut on 1 January and 1 July even where the rate does not change, and on the day
//!    of each payment or dated credit. A public buyer has one rate for the whole delay (CCP R2192-31) and no such cut.
//! 4. Each line is rounded half up to the cent; sums are those of the printed lines. The unrounded sum is kept beside.
//! 5. A payment counts on its own day: the interest of that day is on the old balance. Interest first (C. civ. 1343-1) unless
//!    the contract says principal first. The 40 € stay apart and are paid last; what is left over is a credit.
//! 6. No interest on interest, unless 1343-2 is met: on the day asked, or once a full year of interest is due if that is
//!    later, and every year after, all interest due joins the sum that bears interest. Insolvency ends it.
//! 7. A credit note that corrects was never due and counts from the first day; a return or a discount counts like a payment,
//!    on the principal. What was waived was never asked.
//! 8. From the day of a judgment that orders it, the legal rate takes the place of any other; five points are added the day
//!    after its two months. What ran before stays due.
//! 9. Insolvency: the last day of interest is the eve of the judgment (C. com. L622-28).
//!
//! Units: cents of the account's currency, thousandths of a point. Not covered: costs beyond the 40 € (on proof), sums
//! reduced by a judge (C. civ. 1231-5, 1343-5), loans and deferred payments of a year or more in insolvency.

mod account;
mod engine;
mod findings;
mod penalty_json;
mod receipt;
mod record;

use jiff::civil::Date;
use serde::Serialize;

pub use account::{Account, Movement, MovementKind, Waiver};
pub use findings::Finding;
pub use penalty_json::PenaltyJson;
pub use receipt::{Receipt, ValueUsed};

use crate::french::money_fr;
use crate::law::{AppliedRate, Law, LawGap};
use crate::money::{Cents, Currency, Rate};
use crate::terms::{CreditCause, WaiverOf};

/// The sums of a statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// What is left of the principal after payments and credits.
    pub outstanding_principal: Cents,
    /// Interest still owed after payments and waivers.
    pub interest_due: Cents,
    /// Fixed indemnity still owed.
    pub fixed_indemnity: Cents,
    /// What was received beyond everything.
    pub credit: Cents,
    /// The three sums owed less the credit: negative where the creditor owes.
    pub total_due: Cents,
    /// The fixed indemnity that came to be due, paid or not.
    pub indemnity_charged: Cents,
    /// The fixed indemnity that was given up.
    pub indemnity_waived: Cents,
    /// Interest that was given up as a sum (see [`WaiverOf::InterestAmount`]).
    pub interest_waived: Cents,
}

/// A statement of account.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Statement {
    /// The day through which interest is counted.
    pub day: Date,
    /// Currency of every sum.
    pub currency: Currency,
    /// The sum due at first.
    pub principal: Cents,
    /// Interest, in the order of the days.
    pub lines: Vec<Line>,
    /// Payments and what each paid.
    pub payments: Vec<MovementLine>,
    /// Credit notes and what each lowered; corrections come first.
    pub credits: Vec<MovementLine>,
    /// Days on which interest due became a sum that bears interest.
    pub capitalisations: Vec<Capitalisation>,
    /// The fixed indemnity, once due and not given up.
    pub indemnity: Option<IndemnityLine>,
    /// What was given up, by whom.
    pub waivers: Vec<WaiverLine>,
    /// The sums.
    pub totals: Totals,
    /// The interest of all lines rounded once instead of line by line: may differ by a cent or so from their sum.
    pub interest_unrounded: Cents,
    /// What the reader must know or decide.
    pub findings: Vec<Finding>,
    /// What the statement rests on.
    pub receipt: Receipt,
}

/// Why a line bears its rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// ECB rate plus 10 points between businesses.
    Default,
    /// A clause of the contract.
    Contract,
    /// Legal rate after a formal notice.
    Legal,
    /// ECB rate plus 8 points of a public buyer.
    Public,
    /// Legal rate after a judgment.
    Judgment,
    /// Legal rate plus 5 points, two months after a judgment.
    JudgmentIncreased,
}

/// One printed line of interest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// First day.
    pub from: Date,
    /// Last day, counted.
    pub to: Date,
    /// Days, both ends counted.
    pub days: i64,
    /// The sum that bears interest.
    pub base: Cents,
    /// How much of the base is capitalised interest.
    pub capitalised: Cents,
    /// The rate, its article, how sure it is and what it is made of.
    pub applied: AppliedRate,
    /// Why.
    pub kind: LineKind,
    /// Rounded half up.
    pub amount: Cents,
}

impl Line {
    /// The rate of a year.
    pub fn rate(&self) -> Rate {
        self.applied.rate
    }

    /// The article of law, or the contract.
    pub fn source(&self) -> &'static str {
        self.applied.source
    }

    /// How the amount was found: `6 480,00 € × (BCE 3,15 % + 10 points) × 31/365`.
    pub fn formula_fr(&self, currency: Currency) -> String {
        format!("{} × ({}) × {}/365", money_fr(self.base, currency), self.applied.explain_fr(), self.days)
    }
}

/// A payment or a credit note, and where its cents went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct MovementLine {
    /// Its day.
    pub on: Date,
    /// Its amount.
    pub amount: Cents,
    /// Payment, or credit note with its cause.
    pub kind: MovementKind,
    /// Paid of the interest due that day.
    pub to_interest: Cents,
    /// Paid of the principal.
    pub to_principal: Cents,
    /// Paid of the fixed indemnity.
    pub to_indemnity: Cents,
    /// Left over: a credit of the debtor.
    pub over: Cents,
    /// Principal left after it.
    pub principal_left: Cents,
    /// Interest left after it.
    pub interest_left: Cents,
}

impl MovementLine {
    /// Whether it counts from the first day: a credit note that corrects.
    pub fn counts_from_the_start(&self) -> bool {
        self.kind == MovementKind::Credit(CreditCause::Correction)
    }
}

/// Interest due that began to bear interest (C. civ. 1343-2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Capitalisation {
    /// From this day, counted.
    pub on: Date,
    /// How much.
    pub amount: Cents,
}

/// The fixed indemnity for recovery costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct IndemnityLine {
    /// The first day of the delay.
    pub on: Date,
    /// Its amount.
    pub amount: Cents,
    /// Its article.
    pub source: &'static str,
}

/// Something given up, with its author.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WaiverLine {
    /// Its day.
    pub on: Date,
    /// What.
    pub of: WaiverOf,
    /// Who gave it up.
    pub author: String,
    /// What it takes from the total; absent where a rate that would be needed to say so is not known.
    pub amount: Option<Cents>,
}

/// One row of a statement in the order of the days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Row<'a> {
    /// A credit note that corrects, from the first day.
    Correction(&'a MovementLine),
    /// The fixed indemnity.
    Indemnity(&'a IndemnityLine),
    /// Interest.
    Interest(&'a Line),
    /// A payment.
    Payment(&'a MovementLine),
    /// A credit note that counts from its date.
    Credit(&'a MovementLine),
    /// Interest due that begins to bear interest.
    Capitalisation(&'a Capitalisation),
}

impl Statement {
    /// Every row in the order in which it is read: corrections, then by day, the interest of a day before its payments.
    pub fn rows(&self) -> Vec<Row<'_>> {
        let credit = |line| if MovementLine::counts_from_the_start(line) { Row::Correction(line) } else { Row::Credit(line) };
        let mut rows: Vec<Row<'_>> = Vec::new();
        rows.extend(self.indemnity.iter().map(Row::Indemnity));
        rows.extend(self.capitalisations.iter().map(Row::Capitalisation));
        rows.extend(self.lines.iter().map(Row::Interest));
        rows.extend(self.credits.iter().map(credit));
        rows.extend(self.payments.iter().map(Row::Payment));
        rows.sort_by_key(|row| match row {
            Row::Correction(_) => (Date::MIN, 0),
            Row::Indemnity(line) => (line.on, 0),
            Row::Capitalisation(capitalisation) => (capitalisation.on, 0),
            Row::Interest(line) => (line.to, 1),
            Row::Credit(line) | Row::Payment(line) => (line.on, 2),
        });
        rows
    }
}

/// The statement of an account on a day, line by line.
///
/// # Errors
/// [`LawGap`] where a rate that a line needs is not recorded.
pub fn statement(account: &Account, day: Date, law: &Law) -> Result<Statement, LawGap> {
    record::statement(account, day, law)
}

/// The sums of [`statement`] without its lines: nothing is allocated where movements are in the order of their days.
///
/// # Errors
/// The same as [`statement`].
pub fn totals(account: &Account, day: Date, law: &Law) -> Result<Totals, LawGap> {
    engine::walk(account, day, law, &mut engine::Silent)
}

#[cfg(test)]
mod tests;
