//! The dunning policy of a creditor: what it lets the machine do. Dated by the event that sets it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::money::Cents;
use crate::party::DebtorKind;

/// Limits and choices that apply over every scenario. The defaults are the prudent ones of the rule book §5.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// Scenario by kind of debtor; the key is the kind's machine word.
    pub scenarios: BTreeMap<String, String>,
    /// Days from the first import during which every action is to confirm.
    pub prudent_days: u16,
    /// Most letters, e-mails and calls that the runs of one day may deliver by themselves.
    pub run_cap: u32,
    /// A run that would deliver more than this many times the usual number (over the last 28 days' runs) asks first.
    pub trend_factor: u32,
    /// Below this number of actions the trend brake does not look.
    pub trend_floor: u32,
    /// Written contacts a debtor may get in `contact_window_days`.
    pub written_per_window: u16,
    /// Calls a debtor may get in `contact_window_days`.
    pub calls_per_window: u16,
    /// Contacts in all (every channel) a consumer may get in `contact_window_days`.
    pub consumer_contacts_per_window: u16,
    /// Length of the window, in days.
    pub contact_window_days: u16,
    /// Above the first step, nothing is claimed on payments older than this many days.
    pub stale_after_days: u16,
    /// A debtor that owes less than this in all is not written to.
    pub least_total: Cents,
    /// Days left before limitation under which dunning stops and a person decides.
    pub limitation_margin_days: u16,
    /// Days after the promised day before a promise is broken.
    pub promise_grace_days: u16,
    /// Handed over and not confirmed as sent after this many days: a repair item.
    pub unconfirmed_after_days: u16,
    /// Days of the week on which something may leave, Monday first.
    pub open_weekdays: [bool; 7],
    /// Upper ends of the buckets of the aged balance, in days late: 30, 60, 90 gives 1–30, 31–60, 61–90, > 90.
    pub balance_buckets: Vec<u16>,
}

/// A number of the policy: what it means, and between which values it stays.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// The field, as in TOML.
    pub field: &'static str,
    /// As users read it.
    pub french: &'static str,
    /// What it does.
    pub means: &'static str,
    /// Least value.
    pub least: i64,
    /// Greatest value.
    pub most: i64,
    /// Its value in a policy; amounts in cents.
    pub get: fn(&Policy) -> i64,
    /// Sets it; what is out of the bounds is not taken.
    pub set: fn(&mut Policy, i64),
}

macro_rules! limits {
    ($($field:ident $least:literal $most:literal $french:literal $means:literal;)*) => {
        /// The numbers of a policy, in the order they are shown.
        pub const LIMITS: &[Limit] = &[$(Limit {
            field: stringify!($field),
            french: $french,
            means: $means,
            least: $least,
            most: $most,
            get: |policy| policy.$field.into(),
            set: |policy, value| {
                if let Ok(value) = value.try_into() {
                    policy.$field = value;
                }
            },
        }),*];
    };
}

limits! {
    written_per_window 0 7 "Écrits par débiteur" "Courriels et lettres qu'un débiteur peut recevoir dans la fenêtre. Tous les canaux comptent.";
    calls_per_window 0 7 "Appels par débiteur" "Appels qu'un débiteur peut recevoir dans la fenêtre.";
    consumer_contacts_per_window 0 7 "Contacts par particulier" "Contacts de toute sorte qu'un particulier peut recevoir dans la fenêtre.";
    contact_window_days 1 90 "Fenêtre, en jours" "Durée sur laquelle les contacts sont comptés.";
    prudent_days 0 365 "Jours prudents" "Pendant ces jours après le premier import, tout est à confirmer.";
    run_cap 0 100_000 "Envois automatiques par jour" "Au-delà, l'envoi du jour s'arrête et attend un accord.";
    trend_factor 2 100 "Frein, en multiples de l'habitude" "Un envoi qui dépasse autant de fois l'habitude des 28 derniers jours demande d'abord.";
    trend_floor 0 100_000 "Frein à partir de" "Un envoi de moins d'actions que ce nombre n'est jamais freinée.";
    stale_after_days 1 90 "Paiements trop anciens après, en jours" "Au-delà de la première relance, rien n'est demandé tant que les paiements ne sont pas connus à ce nombre de jours près.";
    promise_grace_days 0 30 "Grâce après une promesse, en jours" "Jours laissés après la date promise avant de la dire rompue.";
    unconfirmed_after_days 1 60 "Envoi à confirmer après, en jours" "Un envoi remis et non confirmé devient un point à réparer.";
    limitation_margin_days 0 365 "Marge avant prescription, en jours" "Quand il reste moins de jours avant la prescription, les relances s'arrêtent et une personne décide.";
}

/// Most that `least_total` may be.
pub const MOST_LEAST_TOTAL: Cents = Cents(1_000_000);

impl Policy {
    /// What is out of its bounds: the field and what is wrong with it.
    pub fn problems(&self) -> Vec<(&'static str, String)> {
        let mut problems = Vec::new();
        for limit in LIMITS {
            let value = (limit.get)(self);
            if !(limit.least..=limit.most).contains(&value) {
                problems.push((limit.field, format!("{} vaut {value} : de {} à {}.", limit.field, limit.least, limit.most)));
            }
        }
        if self.least_total.0 < 0 || self.least_total > MOST_LEAST_TOTAL {
            problems.push(("least_total", format!("least_total : de 0 à {} €.", MOST_LEAST_TOTAL.plain())));
        }
        if !self.open_weekdays.iter().any(|open| *open) {
            problems.push(("open_weekdays", "open_weekdays : au moins un jour de la semaine doit être ouvert.".to_owned()));
        }
        if self.open_weekdays[6] {
            problems.push(("open_weekdays", "open_weekdays : aucun contact ne part le dimanche.".to_owned()));
        }
        if !self.balance_buckets.is_sorted_by(|a, b| a < b) || self.balance_buckets.is_empty() || self.balance_buckets.len() > 8 {
            let said = "balance_buckets : donnez de un à huit nombres de jours croissants, par exemple [30, 60, 90].";
            problems.push(("balance_buckets", said.to_owned()));
        }
        problems
    }

    /// Whether this policy lets a debtor be contacted more often than another does: more contacts, or the same in fewer days.
    pub fn contacts_more_than(&self, other: &Policy) -> bool {
        let budget = |policy: &Policy| [policy.written_per_window, policy.calls_per_window, policy.consumer_contacts_per_window];
        self.contact_window_days < other.contact_window_days || budget(self).iter().zip(budget(other)).any(|(mine, theirs)| *mine > theirs)
    }
}

impl Default for Policy {
    fn default() -> Policy {
        Policy {
            scenarios: [
                (DebtorKind::Business, "entreprise-courtois"),
                (DebtorKind::Consumer, "particulier"),
                (DebtorKind::NonProfessional, "non-professionnel"),
                (DebtorKind::PublicBody, "acheteur-public"),
                (DebtorKind::Unknown, "entreprise-courtois"),
            ]
            .into_iter()
            .map(|(kind, name)| (kind.word().to_owned(), name.to_owned()))
            .collect(),
            prudent_days: 14,
            run_cap: 500,
            trend_factor: 4,
            trend_floor: 25,
            written_per_window: 1,
            calls_per_window: 1,
            consumer_contacts_per_window: 1,
            contact_window_days: 7,
            stale_after_days: 10,
            least_total: Cents(1_00),
            limitation_margin_days: 0,
            promise_grace_days: 2,
            unconfirmed_after_days: 5,
            open_weekdays: [true, true, true, true, true, false, false],
            balance_buckets: vec![30, 60, 90],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prudent_policy_keeps_its_own_bounds() {
        assert!(Policy::default().problems().is_empty());
        let wild = Policy {
            contact_window_days: 0,
            written_per_window: 40,
            least_total: Cents(-1),
            open_weekdays: [false; 7],
            ..Policy::default()
        };
        let fields: Vec<&str> = wild.problems().iter().map(|(field, _)| *field).collect();
        assert_eq!(fields, ["written_per_window", "contact_window_days", "least_total", "open_weekdays"]);
    }

    #[test]
    fn a_limit_reads_and_writes_its_own_field() {
        for (at, limit) in LIMITS.iter().enumerate() {
            let mut policy = Policy::default();
            let value = limit.least + 1 + at as i64 % 2;
            (limit.set)(&mut policy, value);
            assert_eq!((limit.get)(&policy), value, "{}", limit.field);
        }
    }

    #[test]
    fn more_contacts_or_the_same_in_fewer_days_is_more() {
        let usual = Policy::default();
        assert!(!usual.contacts_more_than(&usual));
        assert!(Policy { calls_per_window: 2, ..usual.clone() }.contacts_more_than(&usual));
        assert!(Policy { contact_window_days: 6, ..usual.clone() }.contacts_more_than(&usual));
        assert!(!Policy { contact_window_days: 8, written_per_window: 0, ..usual.clone() }.contacts_more_than(&usual));
    }
}
