//! What holds for every debtor: scenarios, policy, terms, the creditor itself.

use app::creditor::{self, Change, Field};
use app::record::{self, NewTerms};
use domain::money::{Cents, Rate};
use domain::party::{ActsFor, CreditorKind, DebtorKind, Territory};
use domain::policy::Policy;
use domain::terms::RateClause;

use super::super::history::{History, Lived};
use super::super::scenario_text;
use super::{day, debtor};

pub const IBAN: &str = "FR7630006000011234567890189";

/// A scenario written or changed, for one debtor, for a kind, or only kept; or one of those shipped.
pub fn scenario(h: &mut History) -> Lived {
    let shipped = domain::dunning::SHIPPED;
    let (name, toml) = if h.draw.once_in(3) {
        let (name, toml) = if h.draw.once_in(3) { h.draw.one(&shipped) } else { h.draw.one(&shipped[..2]) };
        (name.to_owned(), toml.to_owned())
    } else {
        let name = h.draw.one(&["maison", "maison", "maison-2", "entreprise-courtois", "particulier"]);
        (name.to_owned(), scenario_text::text(&mut h.draw, name))
    };
    let (one, kind) = match h.draw.below(4) {
        0 => (None, None),
        1 => (None, Some(h.draw.one(&DebtorKind::ALL))),
        _ => (Some(debtor(h)), None),
    };
    let on = day(h, 5, 5);
    let what = format!("scenario {name} for {one:?} {kind:?} on {on}: {}", toml.replace('\n', "; "));
    let done = h.record(what, |tx| record::scenario(tx, &name, &toml, one.as_deref(), kind, on))?;
    assert!(done.is_some(), "a scenario that does not read:\n{toml}");
    Ok(())
}

/// Another policy, in force from today, from some days ago or only later.
pub fn policy(h: &mut History) -> Lived {
    let on = day(h, 10, 10);
    let policy = varied(h);
    h.record(format!("policy from {on}: {policy:?}"), |tx| {
        // The scenarios by kind stay: they name scenarios that exist.
        let scenarios = tx.tenant_facts(on)?.policy.scenarios;
        record::policy(tx, Policy { scenarios, ..policy }, on)
    })
    .map(drop)
}

fn varied(h: &mut History) -> Policy {
    let draw = &mut h.draw;
    let mut policy = Policy {
        prudent_days: draw.one(&[0, 0, 0, 3, 14, 60]),
        written_per_window: draw.one(&[0, 1, 1, 1, 2, 2, 3, 3]),
        calls_per_window: draw.small(0, 2),
        consumer_contacts_per_window: draw.small(1, 3),
        contact_window_days: draw.small(1, 12),
        stale_after_days: draw.small(1, 20),
        least_total: Cents(draw.one(&[0, 100, 100, 100, 5_000, 60_000])),
        limitation_margin_days: draw.one(&[0, 0, 30, 90]),
        promise_grace_days: draw.small(0, 6),
        unconfirmed_after_days: draw.small(1, 10),
        ..Policy::default()
    };
    if draw.once_in(6) {
        policy.run_cap = 1;
    }
    if draw.once_in(6) {
        (policy.trend_factor, policy.trend_floor) = (1, 1);
    }
    if draw.once_in(3) {
        policy.open_weekdays = [true, draw.once_in(2), draw.once_in(2), draw.once_in(2), draw.once_in(2), draw.once_in(2), false];
    }
    policy
}

/// Terms of the creditor or of one debtor.
pub fn terms(h: &mut History) -> Lived {
    let one = h.draw.once_in(2).then(|| debtor(h));
    let words = h.draw.pick(&["30 jours", "45 jours fin de mois", "comptant", "60 jours"]).filter(|_| h.draw.once_in(2));
    let clause = h.draw.once_in(3).then(|| RateClause::Fixed { rate: Rate::points(h.draw.between(1, 20)) });
    let default_kind = h.draw.once_in(3).then(|| h.draw.one(&DebtorKind::ALL)).filter(|_| one.is_none());
    let principal_first = h.draw.once_in(4);
    let on = day(h, 90, 10);
    h.record(format!("terms of {one:?} from {on}: {words:?} {clause:?} {default_kind:?}"), |tx| {
        record::terms(
            tx,
            &NewTerms { debtor: one.as_deref(), terms: words, clause, principal_first, default_kind, numbers_checked: false },
            on,
        )
    })
    .map(drop)
}

/// The account disappears or comes back, the seat is elsewhere, somebody else writes.
pub fn creditor(h: &mut History) -> Lived {
    let mut change = Change::default();
    match h.draw.below(8) {
        0 => change.texts.push((Field::Iban, String::new())),
        1 => change.texts.push((Field::Iban, IBAN.to_owned())),
        2 => change.territory = Some(h.draw.one(&[Territory::Metropole, Territory::AlsaceMoselle, Territory::Reunion])),
        3 => {
            let (mandate, insurance) = (h.draw.once_in(2), h.draw.once_in(2));
            let acts = [
                ActsFor::Itself,
                ActsFor::Itself,
                ActsFor::RegulatedProfession { mandate },
                ActsFor::AmicableCollector { mandate, insurance },
            ];
            change.acts_for = Some(h.draw.one(&acts));
        }
        _ => {
            change = super::parties::complete_creditor();
            change.acts_for = Some(ActsFor::Itself);
        }
    }
    if h.draw.once_in(8) {
        change.kind = Some(h.draw.one(&[CreditorKind::Business, CreditorKind::Individual]));
    }
    let on = day(h, 5, 8);
    h.record(format!("creditor from {on}: {change:?}"), |tx| creditor::set(tx, &change, on)).map(drop)
}
