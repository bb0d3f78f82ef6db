//! What holds for any history: the days on which to look again are enough, nothing is proposed twice, amounts add up.

use std::collections::BTreeSet;

use domain::Date;
use domain::dunning::{Because, Decision, Reason};
use domain::events::{Channel, HoldCause, LimitationAct, Proceeding};
use domain::facts::{LetterState, LimitationFacts};
use domain::ids::{AllocationId, ClaimId};
use domain::money::{Cents, Currency};
use domain::party::{DebtorKind, Reach};
use domain::terms::DueBasis;
use proptest::prelude::*;

use crate::world::{EUR, World, after, d};

/// The first day of every history.
const START: &str = "2026-08-03";
/// How many days it is lived.
const DAYS: i64 = 120;

/// The numbers that decide a history (splitmix64): one seed, one history.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u32::try_from((mixed ^ (mixed >> 31)) % u64::from(bound)).expect("below 32 bits")
    }

    fn once_in(&mut self, times: u32) -> bool {
        self.below(times) == 1
    }

    /// A day of the history, from some days before it to its end.
    fn day(&mut self, before: i64) -> Date {
        let span = u32::try_from(before + DAYS).expect("small");
        after(d(START), i64::from(self.below(span)) - before)
    }

    fn day_text(&mut self, before: i64) -> String {
        self.day(before).to_string()
    }
}

/// A debtor to whom much happens, before and during the days that are lived.
fn world(seed: u64) -> World {
    let mut draw = Draw(seed);
    let mut world = World::of_kind(DebtorKind::ALL[draw.below(5) as usize]);
    if draw.once_in(4) {
        world.scenario = domain::dunning::Scenario::shipped("entreprise-ferme").expect("shipped");
    }
    if draw.once_in(6) {
        world.debtor.country = "DE".to_owned();
    }
    world.debtor.reach = Reach { email: !draw.once_in(4), post: !draw.once_in(4), phone: !draw.once_in(3) };
    world.tenant.started_on = Some(draw.day(200));
    world.tenant.payments_known_through = (!draw.once_in(5)).then(|| if draw.once_in(2) { d("2030-01-01") } else { draw.day(0) });
    world.tenant.policy.written_per_window = 1 + u16::try_from(draw.below(2)).expect("small");
    world.tenant.policy.least_total = Cents(i64::from(draw.below(3)) * 50_00);
    world.tenant.policy.limitation_margin_days = u16::try_from(draw.below(40)).expect("small");
    world.rules.limitation_days = if draw.once_in(3) { 150 } else { 1826 };
    world.rules.gap_from = draw.once_in(5).then(|| draw.day(0));
    world.rules.holidays = (0..draw.below(6)).map(|_| draw.day(0)).collect();
    let usd = Currency::parse("USD").expect("a code");
    let claims: Vec<ClaimId> = (0..1 + draw.below(7))
        .map(|number| {
            let due = draw.day_text(150);
            let cents = 10_00 + i64::from(draw.below(200)) * 10_00;
            let currency = if draw.once_in(8) { usd } else { EUR };
            let id = world.invoice_in(&format!("F-{number}"), &due, cents, currency);
            life(&mut world, id, cents, &mut draw);
            id
        })
        .collect();
    agreements(&mut world, &claims, &mut draw);
    world
}

fn life(world: &mut World, id: ClaimId, cents: i64, draw: &mut Draw) {
    if draw.once_in(6) {
        world.claim(id).due_basis = DueBasis::Presumed;
    }
    for _ in 0..draw.below(3) {
        let on = draw.day_text(60);
        world.paid(id, &on, cents / i64::from(1 + draw.below(3)));
        if draw.once_in(4) {
            let back = draw.day(0);
            world.claim(id).entries.last_mut().expect("just paid").reversed_on = Some(back);
        }
    }
    if draw.once_in(5) {
        let on = draw.day_text(30);
        let part = draw.once_in(2).then_some(cents / 3);
        world.disputed(id, &on, part);
        world.claim(id).disputes[0].closed_on = draw.once_in(2).then(|| draw.day(0));
    }
    if draw.once_in(12) {
        world.claim(id).judgment_on = Some(draw.day(0));
    }
    if draw.once_in(12) {
        let on = draw.day(0);
        world.claim(id).formal_notices.push(on);
    }
    if draw.once_in(12) {
        let act = LimitationFacts { on: draw.day(0), by: LimitationAct::Mediation, until: Some(draw.day(0)) };
        world.claim(id).limitation.push(act);
    }
}

fn agreements(world: &mut World, claims: &[ClaimId], draw: &mut Draw) {
    for _ in 0..draw.below(3) {
        let (on, by) = (draw.day_text(30), draw.day_text(10));
        let promise = world.promised(&claims[..1 + draw.below(2).min(claims.len() as u32 - 1) as usize], &on, 50_00, &by);
        if draw.once_in(4) {
            let cancelled = draw.day(0);
            world.debtor.promises.iter_mut().filter(|p| p.id == promise).for_each(|p| p.cancelled_on = Some(cancelled));
        }
    }
    if draw.once_in(4) {
        let on = draw.day_text(30);
        let mut dues = [draw.day_text(0), draw.day_text(0)];
        dues.sort();
        world.planned(&claims[..1], &on, &[(&dues[0], 100_00), (&dues[1], 200_00)]);
        world.debtor.plans[0].ended_on = draw.once_in(3).then(|| draw.day(0));
    }
    for cause in [HoldCause::Pause, HoldCause::OpenReply] {
        if draw.once_in(5) {
            let (on, until) = (draw.day_text(20), draw.day_text(0));
            world.held(draw.once_in(2).then_some(claims[0]), cause, &on, Some(&until));
            world.debtor.holds.last_mut().expect("just placed").lifted_on = draw.once_in(2).then(|| draw.day(0));
        }
    }
    if draw.once_in(4) {
        let (on, until) = (draw.day_text(5), draw.day_text(0));
        world.unmatched(&on, 100_00, &on, &until);
        world.debtor.unmatched[0].ended_on = draw.once_in(2).then(|| draw.day(0));
    }
    if draw.once_in(8) {
        let on = draw.day_text(60);
        world.insolvent(if draw.once_in(2) { Proceeding::Liquidation } else { Proceeding::Safeguard }, &on);
        world.debtor.insolvencies[0].closed_on = draw.once_in(2).then(|| draw.day(0));
    }
    for channel in [Channel::Email, Channel::Letter, Channel::Call] {
        if draw.once_in(3) {
            let on = draw.day_text(20);
            world.contacted(channel, &on);
            let contact = world.debtor.contacts.last_mut().expect("just made");
            match draw.below(4) {
                1 => contact.states.push((LetterState::Refused, draw.day(0))),
                2 => contact.states = vec![(LetterState::Prepared, d(&on)), (LetterState::HandedOver, after(d(&on), 2))],
                _ => {}
            }
        }
    }
    world.debtor.reach_changed_on = draw.once_in(3).then(|| draw.day(0));
    for _ in 0..draw.below(2) {
        let (on, cents) = (draw.day_text(30), i64::from(draw.below(30)) * 10_00);
        if cents > 0 {
            world.received(&on, cents);
            let (allocated, half) = (draw.day(0), Cents(cents / 2));
            let id = world.id();
            world.debtor.movements.last_mut().expect("just received").allocated.push((AllocationId(id), allocated, half));
        }
    }
}

/// What must not change between two looks: everything but the amounts of « à décider », which run on with interest.
fn seen(decision: &Decision) -> String {
    let held: Vec<String> = decision
        .held
        .iter()
        .map(|held| match held.because {
            Because::AccessoriesLeft { .. } => format!("{:?} left", held.claims),
            _ => format!("{held:?}"),
        })
        .collect();
    format!("{:?} {held:?} {:?} {:?}", decision.actions, decision.repairs, decision.restarts)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Without a new event, nothing changes before the day on which to look again.
    #[test]
    fn nothing_changes_before_the_day_to_look_again(seed in any::<u64>(), start in 0..DAYS) {
        let world = world(seed);
        let mut today = after(d(START), start);
        for _ in 0..6 {
            let decision = world.decide(today);
            let end = after(d(START), DAYS + 20);
            let next = decision.look_again_on.unwrap_or(end);
            // Today itself means « at every run »: it waits for payments to become known.
            prop_assert!(next >= today);
            let next = next.max(after(today, 1));
            let mut day = after(today, 1);
            while day < next.min(end) {
                prop_assert_eq!(seen(&world.decide(day)), seen(&decision), "on {} after {}", day, today);
                day = after(day, 1);
            }
            today = next;
            if today >= end {
                break;
            }
        }
    }

    /// Looking only when it is time finds, day by day, what looking every day finds.
    #[test]
    fn the_daily_run_finds_what_looking_at_everything_finds(seed in any::<u64>()) {
        let (mut all, mut due) = (world(seed), world(seed));
        let (mut day, mut next) = (d(START), Some(d(START)));
        for _ in 0..DAYS {
            let every = all.decide(day);
            all.record(&every, day);
            let lines = all.lines(&every);
            if next.is_some_and(|next| next <= day) {
                let decision = due.decide(day);
                prop_assert_eq!(due.lines(&decision), lines, "on {}", day);
                due.record(&decision, day);
                // Recording is an event: it sets the day to look again to the same day.
                next = due.decide(day).look_again_on;
            } else {
                prop_assert_eq!(&Vec::<String>::new(), &lines, "on {}, next look {:?}", day, next);
            }
            day = after(day, 1);
        }
    }

    /// A step is proposed once for a claim and cycle, at most one contact a day, and never more than the budget.
    #[test]
    fn nothing_is_sent_twice_and_the_budget_holds(seed in any::<u64>()) {
        let mut world = world(seed);
        let mut done = BTreeSet::new();
        let mut written: Vec<Date> = Vec::new();
        let mut day = d(START);
        for _ in 0..DAYS {
            let decision = world.decide(day);
            prop_assert!(decision.actions.iter().filter(|action| action.channel.reaches_debtor()).count() <= 1);
            for action in &decision.actions {
                for item in &action.items {
                    prop_assert!(done.insert((item.claim, item.step.step.clone(), item.step.cycle)), "twice {:?} on {}", item, day);
                }
                if action.channel.is_written() {
                    written.push(day);
                }
            }
            world.record(&decision, day);
            let again = world.decide(day);
            prop_assert!(again.actions.is_empty(), "{:?}", again.actions);
            day = after(day, 1);
        }
        let allowed = usize::from(world.tenant.policy.written_per_window);
        for first in &written {
            prop_assert!(written.iter().filter(|on| **on >= *first && **on < after(*first, 7)).count() <= allowed);
        }
    }

    /// Amounts add up, one currency a message, nothing asked beyond what is collectable, and nothing without a reason.
    #[test]
    fn amounts_add_up_and_every_claim_has_an_answer(seed in any::<u64>(), start in 0..DAYS) {
        let world = world(seed);
        let day = after(d(START), start);
        let decision = world.decide(day);
        let collectable = domain::collectable::collectable(&world.debtor, &world.tenant, &world.rules, day);
        for share in &collectable.shares {
            prop_assert_eq!(share.open.or_zero(), share.asked + share.less.iter().map(|(_, cents)| *cents).sum());
            prop_assert!(share.asked >= Cents::ZERO && share.less.iter().all(|(_, cents)| cents.is_positive()));
        }
        for currency in collectable.currencies() {
            let lines = collectable.explain(&world.debtor, currency);
            prop_assert_eq!(lines.iter().map(|line| line.amount).sum::<Cents>(), collectable.asked(currency));
        }
        let mut answered: Vec<ClaimId> = decision.held.iter().flat_map(|held| held.claims.clone()).collect();
        for action in &decision.actions {
            prop_assert_eq!(action.asked, action.items.iter().map(|item| item.principal + item.interest + item.indemnity).sum());
            for item in &action.items {
                let share = collectable.shares.iter().find(|share| share.claim == item.claim).expect("known");
                prop_assert_eq!(item.principal, share.asked + share.to_come);
                prop_assert_eq!(share.currency, action.currency);
                answered.push(item.claim);
            }
            let confirmed = action.reasons.iter().any(|reason| matches!(reason, Reason::ToConfirm(_)));
            prop_assert_eq!(action.automatic, !confirmed);
        }
        answered.sort_unstable();
        let all: Vec<ClaimId> = world.debtor.claims.iter().map(|claim| claim.id).collect();
        prop_assert_eq!(answered, all, "each claim is acted upon or held, once");
    }
}
