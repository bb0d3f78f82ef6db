//! Due dates: from payment terms to a day, and what a due date allows according to where it comes from.
//!
//! * [`words`] reads and prints terms (« 45 jours fin de mois », “30 days”).
//! * [`ceilings`] compares a due date with the longest term that the law accepts.
//!
//! Sources of law: C. com. L441-10 I between professionals; CCP L2192-10 and R2192-10 for public buyers. Units: civil days. A due
//! date that falls on a Sunday or holiday stays there (rule `limit-procedure-only`).
//!
//! Not covered: terms that differ by sector (C. com. L441-11 to -13, rule `term-sector`), terms counted from the receipt.

pub mod ceilings;
pub mod words;

use std::sync::LazyLock;

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::law_book::rules::{self, Unit};
use crate::terms::{DueBasis, EndOfMonth, PaymentTerms};

/// Thirty days, for want of any term (C. com. L441-10 I; rules `term-default` and `term-presumed`).
static DEFAULT_DAYS: LazyLock<u16> = LazyLock::new(|| rules::value("term-default", Unit::Days));

/// The last day to pay an invoice issued on a day.
///
/// * Mode A, the default of « 45 jours fin de mois »: the days from the issue, then the end of that month.
/// * Mode B: the end of the month of issue, then the days.
/// * A day of the month (« le 10 ») is the first such day after the day so found; the last day of a month too short for it.
pub fn due_date(terms: PaymentTerms, issued_on: Date) -> Date {
    let after = |day: Date, days: u16| day.saturating_add(i32::from(days).days());
    match terms {
        PaymentTerms::Days { days } => after(issued_on, days),
        PaymentTerms::EndOfMonth { days, mode, on_day } => {
            let reached = match mode {
                EndOfMonth::DaysThenEndOfMonth => after(issued_on, days).last_of_month(),
                EndOfMonth::EndOfMonthThenDays => after(issued_on.last_of_month(), days),
            };
            on_day.map_or(reached, |on_day| first_such_day_after(reached, on_day))
        }
    }
}

/// The first day after `day` that bears the number, or is the last of a month too short for it.
fn first_such_day_after(day: Date, number: u8) -> Date {
    let within = |first: Date| {
        let last = first.days_in_month().unsigned_abs();
        first.saturating_add(i32::from(number.clamp(1, last) - 1).days())
    };
    let same_month = within(day.first_of_month());
    if same_month > day { same_month } else { within(day.first_of_month().saturating_add(1.month())) }
}

/// The due date presumed when nothing says one: thirty days after the issue or, if it came later, the performance.
///
/// The law counts from the receipt of the goods or the end of the service; the later day is taken so as never to ask too early.
pub fn presumed_due_date(issued_on: Date, performed_on: Option<Date>) -> Date {
    let from = performed_on.map_or(issued_on, |performed| performed.max(issued_on));
    from.saturating_add(i32::from(*DEFAULT_DAYS).days())
}

/// What may be asked on the strength of a due date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allows {
    /// Interest and the fixed indemnity.
    pub accessories: bool,
    /// A formal notice (mise en demeure).
    pub formal_notice: bool,
    /// Why, for users.
    pub french: &'static str,
}

/// What a due date allows, according to where it comes from.
pub fn allows(basis: DueBasis) -> Allows {
    match basis {
        DueBasis::Printed => {
            Allows { accessories: true, formal_notice: true, french: "L'échéance figure sur la facture ou dans le fichier." }
        }
        DueBasis::Agreed => Allows {
            accessories: true,
            formal_notice: true,
            french: "L'échéance est calculée sur les conditions que vous dites convenues.",
        },
        DueBasis::Presumed => Allows {
            accessories: false,
            formal_notice: false,
            french: "L'échéance est présumée (trente jours, faute d'autre indication) : seul le principal est rappelé. Indiquez l'échéance ou les conditions convenues pour demander les accessoires ou mettre en demeure.",
        },
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn end_of_month(days: u16, mode: EndOfMonth, on_day: Option<u8>) -> PaymentTerms {
        PaymentTerms::EndOfMonth { days, mode, on_day }
    }

    const A: EndOfMonth = EndOfMonth::DaysThenEndOfMonth;
    const B: EndOfMonth = EndOfMonth::EndOfMonthThenDays;

    #[test]
    fn forty_five_days_end_of_month_is_counted_both_ways() {
        // Worked examples: solon.law for 15 January, expertfiscal.fr for 15 February.
        for (issued, a, b, sixty) in [
            (date(2026, 1, 15), date(2026, 3, 31), date(2026, 3, 17), date(2026, 3, 16)),
            (date(2026, 2, 15), date(2026, 4, 30), date(2026, 4, 14), date(2026, 4, 16)),
        ] {
            assert_eq!(due_date(end_of_month(45, A, None), issued), a);
            assert_eq!(due_date(end_of_month(45, B, None), issued), b);
            assert_eq!(due_date(PaymentTerms::Days { days: 60 }, issued), sixty);
        }
    }

    #[test]
    fn the_end_of_january_and_february_are_counted_by_hand() {
        // 31 January + 30 days: 2 March (1 March in a leap year), so the end of March in mode A; mode B starts on 31 January too.
        assert_eq!(due_date(PaymentTerms::Days { days: 30 }, date(2026, 1, 31)), date(2026, 3, 2));
        assert_eq!(due_date(PaymentTerms::Days { days: 30 }, date(2028, 1, 31)), date(2028, 3, 1));
        assert_eq!(due_date(end_of_month(30, A, None), date(2026, 1, 31)), date(2026, 3, 31));
        assert_eq!(due_date(end_of_month(30, B, None), date(2026, 1, 31)), date(2026, 3, 2));
        // 30 January 2028 + 30 days: 29 February, the end of its month.
        assert_eq!(due_date(end_of_month(30, A, None), date(2028, 1, 30)), date(2028, 2, 29));
        assert_eq!(due_date(end_of_month(0, A, None), date(2028, 2, 1)), date(2028, 2, 29));
        assert_eq!(due_date(PaymentTerms::Days { days: 0 }, date(2026, 2, 28)), date(2026, 2, 28));
    }

    #[test]
    fn a_day_of_the_month_comes_after_the_end_of_month() {
        assert_eq!(due_date(end_of_month(0, A, Some(10)), date(2026, 1, 31)), date(2026, 2, 10));
        assert_eq!(due_date(end_of_month(30, A, Some(10)), date(2026, 1, 15)), date(2026, 3, 10));
        assert_eq!(due_date(end_of_month(30, B, Some(10)), date(2026, 1, 15)), date(2026, 3, 10));
        // A month too short for the 31st, and the turn of the year.
        assert_eq!(due_date(end_of_month(0, A, Some(31)), date(2026, 1, 5)), date(2026, 2, 28));
        assert_eq!(due_date(end_of_month(0, A, Some(15)), date(2026, 12, 3)), date(2027, 1, 15));
    }

    #[test]
    fn nothing_said_is_thirty_days_from_the_later_of_issue_and_performance() {
        assert_eq!(presumed_due_date(date(2026, 1, 31), None), date(2026, 3, 2));
        assert_eq!(presumed_due_date(date(2026, 1, 31), Some(date(2025, 12, 1))), date(2026, 3, 2));
        assert_eq!(presumed_due_date(date(2026, 1, 1), Some(date(2026, 1, 31))), date(2026, 3, 2));
    }

    #[test]
    fn a_presumed_due_date_asks_the_principal_only() {
        assert!(!allows(DueBasis::Presumed).accessories && !allows(DueBasis::Presumed).formal_notice);
        for basis in [DueBasis::Printed, DueBasis::Agreed] {
            assert!(allows(basis).accessories && allows(basis).formal_notice);
        }
    }

    fn any_terms() -> impl Strategy<Value = PaymentTerms> {
        let mode = prop_oneof![Just(A), Just(B)];
        prop_oneof![
            (0u16..=180).prop_map(|days| PaymentTerms::Days { days }),
            (0u16..=180, mode, proptest::option::of(1u8..=31)).prop_map(|(days, mode, on_day)| end_of_month(days, mode, on_day)),
        ]
    }

    proptest! {
        #[test]
        fn a_due_date_never_precedes_the_issue_and_grows_with_it(terms in any_terms(), day in 0i32..30_000) {
            let issued = date(1990, 1, 1).saturating_add(day.days());
            let due = due_date(terms, issued);
            prop_assert!(due >= issued);
            prop_assert!(due_date(terms, issued.tomorrow().expect("before 9999")) >= due);
        }

        #[test]
        fn mode_a_ends_a_month_and_mode_b_is_the_days_after_one(days in 0u16..=180, day in 0i32..30_000) {
            let issued = date(1990, 1, 1).saturating_add(day.days());
            let a = due_date(end_of_month(days, A, None), issued);
            prop_assert_eq!(a, a.last_of_month());
            let plain = due_date(PaymentTerms::Days { days }, issued);
            prop_assert!(a >= plain);
            let b = due_date(end_of_month(days, B, None), issued);
            let start = b.saturating_sub(i32::from(days).days());
            prop_assert_eq!(start, issued.last_of_month());
        }

        #[test]
        fn a_day_of_the_month_is_that_day_within_a_month(days in 0u16..=90, on_day in 1u8..=31, day in 0i32..30_000) {
            let issued = date(1990, 1, 1).saturating_add(day.days());
            for mode in [A, B] {
                let reached = due_date(end_of_month(days, mode, None), issued);
                let due = due_date(end_of_month(days, mode, Some(on_day)), issued);
                prop_assert!(due > reached && due <= reached.saturating_add(31.days()));
                prop_assert!(due.day().unsigned_abs() == on_day || (due == due.last_of_month() && due.day().unsigned_abs() < on_day));
            }
        }
    }
}
