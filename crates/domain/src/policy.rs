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
