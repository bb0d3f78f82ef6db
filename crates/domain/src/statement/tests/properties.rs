//! What holds for every account, whatever its history.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::sample::select;

use super::{business, on};
use crate::law::Law;
use crate::money::{Cents, Rate};
use crate::party::{CreditorKind, DebtorKind};
use crate::statement::{Account, Movement, MovementKind, Waiver, statement, totals};
use crate::terms::{CreditCause, Imputation, RateClause, WaiverOf};

fn day(from: Date, days: i64) -> Date {
    from.saturating_add(days.days())
}

fn any_movement(due: Date) -> impl Strategy<Value = Movement> {
    let kinds = vec![
        MovementKind::Payment,
        MovementKind::Payment,
        MovementKind::Payment,
        MovementKind::Credit(CreditCause::Correction),
        MovementKind::Credit(CreditCause::Return),
        MovementKind::Credit(CreditCause::Discount),
    ];
    (-20i64..500, 1i64..400_000, select(kinds), proptest::option::weighted(0.1, 0i64..60)).prop_map(move |(days, cents, kind, back)| {
        let on = day(due, days);
        Movement { on, cents: Cents(cents), kind, reversed_on: back.map(|days| day(on, days)) }
    })
}

fn any_waiver(due: Date) -> impl Strategy<Value = Waiver> {
    let of = prop_oneof![
        Just(WaiverOf::Indemnity),
        Just(WaiverOf::Interest),
        (0i64..10_000).prop_map(|cents| WaiverOf::InterestAmount { amount: Cents(cents) })
    ];
    (0i64..300, of).prop_map(move |(days, of)| Waiver { on: day(due, days), of, author: "lise".to_owned(), withdrawn_on: None })
}

fn any_clause() -> impl Strategy<Value = Option<RateClause>> {
    proptest::option::weighted(
        0.4,
        prop_oneof![
            (0i64..20_000).prop_map(|rate| RateClause::Fixed { rate: Rate(rate) }),
            (0i64..2_000).prop_map(|rate| RateClause::PerMonth { rate: Rate(rate) }),
            (1u8..6).prop_map(|times| RateClause::TimesLegal { times }),
            (0i64..15_000).prop_map(|points| RateClause::EcbPlus { points: Rate(points) }),
        ],
    )
}

prop_compose! {
    fn any_account()(due_days in 0i64..2_000, moves in 0usize..5, waivers in 0usize..2)(
        due in Just(day(date(2019, 6, 1), due_days)),
        principal in 1i64..2_000_000,
        debtor in select(DebtorKind::ALL.to_vec()),
        individual in any::<bool>(),
        clause in any_clause(),
        principal_first in proptest::bool::weighted(0.3),
        movements in proptest::collection::vec(any_movement(day(date(2019, 6, 1), due_days)), moves),
        waivers in proptest::collection::vec(any_waiver(day(date(2019, 6, 1), due_days)), waivers),
        // Formal notice, judgment, capitalisation, insolvency: days from the due date, or never.
        later in proptest::array::uniform4(proptest::option::weighted(0.25, -5i64..600)),
    ) -> Account {
        let [notice, judgment, capitalise, insolvency] = later.map(|days| days.map(|days| day(due, days)));
        Account {
            creditor: if individual { CreditorKind::Individual } else { CreditorKind::Business },
            clause,
            imputation: if principal_first { Imputation::PrincipalFirst } else { Imputation::InterestFirst },
            movements,
            waivers,
            formal_notice_on: notice,
            judgment_on: judgment,
            capitalise_from: capitalise,
            insolvency_on: insolvency,
            ..Account::new(Cents(principal), due, debtor)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn totals_say_what_the_statement_says(account in any_account(), days in 0i64..700) {
        let until = day(account.due_on, days).min(date(2026, 12, 31));
        let statement = statement(&account, until, Law::embedded()).expect("every rate is known");
        prop_assert_eq!(totals(&account, until, Law::embedded()).expect("known"), statement.totals);
    }

    /// The printed rows add up: nothing appears or disappears between the lines.
    #[test]
    fn the_printed_rows_add_up_to_the_total(account in any_account(), days in 0i64..700) {
        let until = day(account.due_on, days).min(date(2026, 12, 31));
        let statement = on(&account, until);
        let interest: Cents = statement.lines.iter().map(|line| line.amount).sum();
        let moved = || statement.payments.iter().chain(&statement.credits);
        let received: Cents = moved().map(|line| line.amount).sum();
        let sums = statement.totals;
        prop_assert_eq!(account.principal + interest - sums.interest_waived + sums.indemnity_charged - received, sums.total_due);
        prop_assert_eq!(sums.outstanding_principal, account.principal - moved().map(|line| line.to_principal).sum());
        prop_assert_eq!(sums.interest_due, interest - sums.interest_waived - moved().map(|line| line.to_interest).sum());
        prop_assert!(sums.outstanding_principal.0 >= 0 && sums.interest_due.0 >= 0 && sums.fixed_indemnity.0 >= 0);
        for line in moved() {
            prop_assert_eq!(line.to_interest + line.to_principal + line.to_indemnity + line.over, line.amount);
        }
    }

    /// Lines follow one another without overlap, each within one half-year unless a public buyer's.
    #[test]
    fn lines_neither_overlap_nor_leave_a_debt_without_interest(account in any_account(), days in 0i64..700) {
        let until = day(account.due_on, days).min(date(2026, 12, 31));
        let statement = on(&account, until);
        for line in &statement.lines {
            prop_assert!(line.from > account.due_on && line.from <= line.to && line.to <= until);
            prop_assert!(account.insolvency_on.is_none_or(|judgment| line.to < judgment));
            prop_assert_eq!(line.days, crate::facts::days_between(line.from, line.to) + 1);
            let same_half = crate::law::HalfYear::of(line.from) == crate::law::HalfYear::of(line.to);
            prop_assert!(same_half || account.debtor == DebtorKind::PublicBody);
        }
        for pair in statement.lines.windows(2) {
            prop_assert!(pair[0].to < pair[1].from);
        }
    }

    #[test]
    fn interest_first_never_lowers_the_principal_while_interest_is_due(account in any_account(), days in 0i64..700) {
        let until = day(account.due_on, days).min(date(2026, 12, 31));
        let account = Account { imputation: Imputation::InterestFirst, ..account };
        for payment in on(&account, until).payments {
            prop_assert!(payment.to_principal.is_zero() || payment.interest_left.is_zero(), "{payment:?}");
            prop_assert!(payment.to_indemnity.is_zero() || payment.principal_left.is_zero(), "{payment:?}");
        }
    }

    /// Interest to a half-year's end and interest from there on add up exactly; cut elsewhere, within a cent.
    #[test]
    fn interest_adds_up_over_time(cents in 1i64..2_000_000, due in 0i64..1_500, first in 1i64..400, second in 1i64..400) {
        let due = day(date(2020, 1, 1), due);
        let (middle, end) = (day(due, first), day(due, first + second));
        let whole = on(&business(cents, due), end).totals.interest_due;
        let parts = on(&business(cents, due), middle).totals.interest_due + on(&business(cents, middle), end).totals.interest_due;
        let at_a_cut = crate::law::HalfYear::of(middle).last_day() == middle;
        prop_assert!((whole.0 - parts.0).abs() <= i64::from(!at_a_cut), "{whole:?} {parts:?}");
        let middle = crate::law::HalfYear::of(middle).last_day();
        if middle < end {
            let parts = on(&business(cents, due), middle).totals.interest_due + on(&business(cents, middle), end).totals.interest_due;
            prop_assert_eq!(whole, parts);
        }
    }

    #[test]
    fn a_debt_nobody_pays_never_shrinks(account in any_account(), days in 0i64..600, more in 0i64..100, cents in 0i64..10_000) {
        let account = Account { movements: Vec::new(), waivers: Vec::new(), ..account };
        let until = day(account.due_on, days).min(date(2026, 12, 31));
        let later = day(until, more).min(date(2026, 12, 31));
        prop_assert!(on(&account, until).totals.total_due <= on(&account, later).totals.total_due);
        let larger = Account { principal: account.principal + Cents(cents), ..account.clone() };
        prop_assert!(on(&account, until).totals.interest_due <= on(&larger, until).totals.interest_due);
    }

    #[test]
    fn a_payment_that_came_back_is_as_if_it_had_never_been(account in any_account(), days in 0i64..700, at in -20i64..600) {
        let until = day(account.due_on, days).min(date(2026, 12, 31));
        let mut with = account.clone();
        let paid = day(account.due_on, at);
        with.movements.push(Movement { reversed_on: Some(paid), ..Movement::payment(paid, Cents(123_45)) });
        prop_assert_eq!(on(&account, until).totals, on(&with, until).totals);
    }
}
