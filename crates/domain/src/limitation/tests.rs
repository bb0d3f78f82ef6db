//! Every last day here was counted by hand on a calendar.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::law_book::Mark;

const TODAY: Date = date(2050, 1, 1);

fn act(on: Date, by: LimitationAct) -> LimitationFacts {
    LimitationFacts { on, by, until: None }
}

fn until(on: Date, by: LimitationAct, end: Date) -> LimitationFacts {
    LimitationFacts { on, by, until: Some(end) }
}

/// A claim issued thirty days before its due date, the performance not known.
fn due(kind: LimitationKind, due_on: Date) -> Start {
    Start::of(kind, due_on.saturating_sub(30.days()), None, due_on)
}

fn last(kind: LimitationKind, due_on: Date, acts: &[LimitationFacts]) -> Date {
    last_day(kind, due(kind, due_on), acts, TODAY)
}

use LimitationKind::{CarriageOfGoods, Commercial, Common, Consumer, PublicDebtor};

#[test]
fn each_kind_has_its_period() {
    let due_on = date(2024, 3, 15);
    assert_eq!(last(Commercial, due_on, &[]), date(2029, 3, 15));
    assert_eq!(last(Common, due_on, &[]), date(2029, 3, 15));
    assert_eq!(last(Consumer, due_on, &[]), date(2026, 3, 15));
    assert_eq!(last(CarriageOfGoods, due_on, &[]), date(2025, 3, 15));
    assert_eq!(last(Consumer, date(2024, 2, 29), &[]), date(2026, 2, 28));
}

#[test]
fn the_day_before_and_the_day_itself_are_in_time_and_the_day_after_is_not() {
    let answer = limit(Consumer, due(Consumer, date(2024, 11, 22)), &[], TODAY);
    // 22 November 2026 is a Sunday: the last day is not carried to Monday (rule `limit-procedure-only`).
    assert_eq!(answer.last_day, date(2026, 11, 22));
    assert!(!answer.is_acquired(date(2026, 11, 21)));
    assert!(!answer.is_acquired(date(2026, 11, 22)));
    assert!(answer.is_acquired(date(2026, 11, 23)));
}

#[test]
fn a_late_invoice_does_not_move_the_starting_day() {
    // Work ended on 10 January 2024, invoiced on 10 June 2024 at thirty days (10 July): the period starts on 9 February 2024.
    let start = Start::of(Consumer, date(2024, 6, 10), Some(date(2024, 1, 10)), date(2024, 7, 10));
    assert_eq!((start.day, start.assumption), (date(2024, 2, 9), Assumption::PerformanceAndTerm));
    assert_eq!(start.born_on, date(2024, 1, 10));
    assert_eq!(last_day(Consumer, start, &[], TODAY), date(2026, 2, 9));
    assert!(start.french().contains("9 février 2024"), "{}", start.french());
    // Work ended after the invoice (a deposit): the due date stays.
    let deposit = Start::of(Consumer, date(2024, 6, 10), Some(date(2024, 9, 1)), date(2024, 7, 10));
    assert_eq!((deposit.day, deposit.assumption), (date(2024, 7, 10), Assumption::DueDate));
    // A due date before the issue makes no negative term.
    let odd = Start::of(Consumer, date(2024, 6, 10), Some(date(2024, 6, 1)), date(2024, 6, 5));
    assert_eq!(odd.day, date(2024, 6, 1));
}

#[test]
fn a_public_debtor_has_four_years_from_the_january_that_follows() {
    // Service of December 2023 invoiced in January 2024: from 1 January 2024 to 31 December 2027.
    let start = Start::of(PublicDebtor, date(2024, 1, 15), Some(date(2023, 12, 20)), date(2024, 2, 14));
    assert_eq!(last_day(PublicDebtor, start, &[], TODAY), date(2027, 12, 31));
    assert!(start.french().contains("1er janvier 2024"), "{}", start.french());
    // Nothing known of the service: the year of the invoice.
    let invoiced = Start::of(PublicDebtor, date(2024, 1, 15), None, date(2024, 2, 14));
    assert_eq!(last_day(PublicDebtor, invoiced, &[], TODAY), date(2028, 12, 31));
    assert_eq!(limit(PublicDebtor, start, &[], TODAY).rules[0].mark, Mark::OwnKnowledge);
    // An interruption in 2026: from 1 January 2027 to 31 December 2030.
    assert_eq!(last_day(PublicDebtor, start, &[act(date(2026, 5, 4), LimitationAct::CourtAction)], TODAY), date(2030, 12, 31));
}

#[test]
fn a_certain_act_gives_a_new_period_of_the_same_length() {
    let due_on = date(2024, 3, 15);
    for by in [LimitationAct::Recognition, LimitationAct::CourtAction, LimitationAct::Enforcement, LimitationAct::InsolvencyDeclaration] {
        assert_eq!(last(Consumer, due_on, &[act(date(2025, 9, 1), by)]), date(2027, 9, 1), "{by:?}");
    }
    // On the last day it is in time, on the day after it is not.
    assert_eq!(last(Consumer, due_on, &[act(date(2026, 3, 15), LimitationAct::Recognition)]), date(2028, 3, 15));
    assert_eq!(last(Consumer, due_on, &[act(date(2026, 3, 16), LimitationAct::Recognition)]), date(2026, 3, 15));
    // Two acts, given in the wrong order: the second is in time only because of the first.
    let acts = [act(date(2027, 1, 10), LimitationAct::Enforcement), act(date(2025, 9, 1), LimitationAct::Recognition)];
    assert_eq!(last(Consumer, due_on, &acts), date(2029, 1, 10));
    // A recognition before the due date does not shorten the period.
    assert_eq!(last(Consumer, due_on, &[act(date(2024, 2, 20), LimitationAct::Recognition)]), date(2026, 3, 15));
}

#[test]
fn a_proceeding_with_a_known_end_gives_a_new_period_from_its_end() {
    // C. com. L622-25-1: the declaration interrupts to the closing of the proceeding.
    let declared = until(date(2025, 9, 1), LimitationAct::InsolvencyDeclaration, date(2028, 6, 30));
    assert_eq!(last(Commercial, date(2024, 3, 15), &[declared]), date(2033, 6, 30));
    // C. civ. 2242, of own knowledge: marked as such among the rules applied.
    let judged = until(date(2025, 9, 1), LimitationAct::CourtAction, date(2026, 6, 30));
    let answer = limit(Commercial, due(Commercial, date(2024, 3, 15)), &[judged], TODAY);
    assert_eq!(answer.last_day, date(2031, 6, 30));
    assert!(answer.rules.iter().any(|rule| rule.other_articles == ["C. civ. 2242"] && rule.mark == Mark::OwnKnowledge));
}

#[test]
fn a_possible_recognition_is_shown_and_never_relied_on() {
    let start = due(Consumer, date(2024, 3, 15));
    let part_payment = act(date(2025, 9, 1), LimitationAct::PossibleRecognition);
    let answer = limit(Consumer, start, std::slice::from_ref(&part_payment), TODAY);
    assert_eq!((answer.last_day, answer.possible_later), (date(2026, 3, 15), Some(date(2027, 9, 1))));
    assert_eq!(answer.acts[0].effect, Effect::OnlyPossible);
    assert!(answer.french().iter().any(|line| line.contains("1er septembre 2027")), "{:?}", answer.french());
    // Court action in 2027 would be in time only if the recognition held: relied on, it came too late.
    let court = act(date(2027, 3, 1), LimitationAct::CourtAction);
    let answer = limit(Consumer, start, &[part_payment, court], TODAY);
    assert_eq!((answer.last_day, answer.possible_later), (date(2026, 3, 15), Some(date(2029, 3, 1))));
    assert_eq!(answer.acts[1].effect, Effect::TooLate);
}

#[test]
fn a_mediation_stops_the_clock_and_leaves_six_months() {
    let due_on = date(2024, 3, 15);
    // From 1 September to 1 December 2025, 91 days: 15 March 2026 becomes 14 June 2026.
    let early = until(date(2025, 9, 1), LimitationAct::Mediation, date(2025, 12, 1));
    assert_eq!(last(Consumer, due_on, &[early]), date(2026, 6, 14));
    // From 1 to 31 March 2026, 30 days: 14 April 2026 would leave two weeks; six months after 31 March is 30 September.
    let late = until(date(2026, 3, 1), LimitationAct::Mediation, date(2026, 3, 31));
    assert_eq!(last(Consumer, due_on, &[late]), date(2026, 9, 30));
    // Begun after the last day: nothing. Without a known end: nothing is added.
    let too_late = until(date(2026, 3, 16), LimitationAct::Mediation, date(2026, 6, 1));
    assert_eq!(last(Consumer, due_on, &[too_late]), date(2026, 3, 15));
    let open = limit(Consumer, due(Consumer, due_on), &[act(date(2025, 9, 1), LimitationAct::Mediation)], TODAY);
    assert_eq!((open.last_day, open.acts[0].effect), (date(2026, 3, 15), Effect::SuspensionWithoutEnd));
    // Begun before the period: only the days within it count. 15 March to 1 April 2024 is 17 days.
    let before = until(date(2024, 2, 1), LimitationAct::Mediation, date(2024, 4, 1));
    assert_eq!(last(Consumer, due_on, &[before]), date(2026, 4, 1));
}

#[test]
fn twenty_years_cap_recognitions_but_not_the_court() {
    // Born on 14 February 2004 (issue), due on 15 March 2004, recognised in 2008, 2012, 2016 and 2020: capped at 14 February 2024.
    let due_on = date(2004, 3, 15);
    let recognised: Vec<LimitationFacts> =
        [2008, 2012, 2016, 2020].map(|year| act(date(year, 6, 1), LimitationAct::Recognition)).into_iter().collect();
    let answer = limit(Commercial, due(Commercial, due_on), &recognised, TODAY);
    assert_eq!((answer.last_day, answer.capped), (date(2024, 2, 14), true));
    assert!(answer.articles().contains(&"C. civ. 2232") && answer.french().iter().any(|line| line.contains("20 ans")));
    // 2232 al. 2: a court action of 2023 is not held back, and a recognition after it does not shorten what it won.
    let mut acts = recognised;
    acts.push(act(date(2023, 5, 2), LimitationAct::CourtAction));
    acts.push(act(date(2026, 1, 1), LimitationAct::Recognition));
    let answer = limit(Commercial, due(Commercial, due_on), &acts, TODAY);
    assert_eq!((answer.last_day, answer.acts[5].effect), (date(2028, 5, 2), Effect::NoLater));
}

#[test]
fn what_happens_after_the_day_asked_is_not_seen() {
    let start = due(Consumer, date(2024, 3, 15));
    let acts = [act(date(2025, 9, 1), LimitationAct::Recognition)];
    assert_eq!(last_day(Consumer, start, &acts, date(2025, 8, 31)), date(2026, 3, 15));
    assert_eq!(last_day(Consumer, start, &acts, date(2025, 9, 1)), date(2027, 9, 1));
}

#[test]
fn the_kind_follows_from_the_debtor() {
    assert_eq!(
        DebtorKind::ALL.map(LimitationKind::of),
        [Commercial, Consumer, Common, PublicDebtor, Consumer],
        "an unknown debtor gets the shortest that may apply"
    );
    for kind in LimitationKind::ALL {
        assert!(kind.rule().value == Some(kind.years()) && !kind.rule().references().is_empty());
    }
}

#[test]
fn the_reasons_are_said_with_their_articles() {
    let answer = limit(Consumer, due(Consumer, date(2024, 3, 15)), &[act(date(2025, 9, 1), LimitationAct::Recognition)], TODAY);
    assert_eq!(
        answer.french(),
        [
            "Professionnel contre consommateur (C. conso. L218-2) : 2 ans.",
            "Point de départ retenu : l'échéance du 15 mars 2024. Si la prestation a été achevée plus tôt, le délai a pu partir avant.",
            "1er septembre 2025, reconnaissance de la dette : un nouveau délai de même durée part du 1er septembre 2025 et expire le 1er septembre 2027.",
            "Dernier jour pour agir : le 1er septembre 2027 à minuit, sans report au jour ouvrable.",
        ]
    );
    for article in ["C. conso. L218-2", "C. civ. 2224", "C. civ. 2229", "C. civ. 2240", "C. civ. 2231"] {
        assert!(answer.articles().contains(&article), "{article}");
    }
}

fn any_act() -> impl Strategy<Value = LimitationFacts> {
    let by = prop_oneof![
        Just(LimitationAct::Recognition),
        Just(LimitationAct::PossibleRecognition),
        Just(LimitationAct::CourtAction),
        Just(LimitationAct::Enforcement),
        Just(LimitationAct::InsolvencyDeclaration),
        Just(LimitationAct::Mediation),
    ];
    (0i32..9000, by, proptest::option::of(0i32..900)).prop_map(|(day, by, length)| {
        let on = date(2000, 1, 1).saturating_add(day.days());
        LimitationFacts { on, by, until: length.map(|days| on.saturating_add(days.days())) }
    })
}

proptest! {
    #[test]
    fn the_short_answer_is_the_explained_one_and_no_act_shortens(acts in proptest::collection::vec(any_act(), 0..6), day in 0i32..9000, kind in 0usize..5) {
        let kind = LimitationKind::ALL[kind];
        let start = due(kind, date(2000, 1, 1).saturating_add(day.days()));
        let answer = limit(kind, start, &acts, TODAY);
        prop_assert_eq!(answer.last_day, last_day(kind, start, &acts, TODAY));
        prop_assert!(answer.last_day >= answer.without_acts);
        prop_assert!(answer.possible_later.is_none_or(|later| later > answer.last_day));
        let never = acts.iter().all(|act| act.by == LimitationAct::PossibleRecognition);
        prop_assert!(!never || answer.last_day == answer.without_acts);
        let mut reversed = acts.clone();
        reversed.sort_by_key(|act| std::cmp::Reverse(act.on));
        let distinct = acts.iter().all(|a| acts.iter().filter(|b| b.on == a.on).count() == 1);
        prop_assert!(!distinct || last_day(kind, start, &reversed, TODAY) == answer.last_day, "the order of the facts does not matter");
    }
}
