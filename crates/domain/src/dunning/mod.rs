//! Dunning (relances): what may and should be done about each late claim on a day, and why not the rest.
//!
//! [`decide`] is a pure function of the facts of one debtor, those of the tenant, a [`Scenario`], the law and the
//! calendar ([`Rules`]) and a day. It proposes [`Action`]s, says for every other claim why it waits ([`Because`]), lists
//! what somebody has to mend ([`Repair`]), and gives the day on which to look again.
//!
//! * Amounts come from [`crate::collectable`]; nothing else decides what may be asked.
//! * Source: C. civ. 1344 (formal notice), C. com. L622-7 and L622-21 (insolvency), rule book §3, §5, §9.
//! * Units: cents of one currency, whole days; every day is a civil date of the tenant.
//! * Not covered: sending, procedures after the letters, the words of a letter ([`crate::letters`]).

mod action;
mod agreements;
mod brake;
mod climb;
mod contacts;
mod decide;
mod group;
mod horizon;
mod plan;
mod reasons;
mod rules;
mod scenario;
mod scenario_file;
mod scenario_rules;
pub(crate) mod words;

pub use action::{Action, Decision, Held, Item, Repair, Restart, action_key};
pub use agreements::{PlanStanding, PromiseStanding, plan_standing, promise_standing};
pub use brake::{Verdict, brake};
pub use decide::{decide, effective_kind, is_french};
pub use plan::{ActionJson, HeldJson, PlanJson, RepairJson};
pub use reasons::{Because, Counted, CreditorGap, DebtorBar, FormalBar, Mend, Reason, Spent, ToConfirm, Unasked};
pub use rules::{Accessories, Rules};
pub use scenario::{
    Asks, DECIDE, FORMAL_NOTICE, Grouping, Moment, PRE_DUE, REMINDER, SHIPPED, Scenario, Step, Tone, WARNING, WhenUnreachable, level_of,
    scenario_name,
};
pub use scenario_file::{MOST_NAME, MOST_STEPS, MOST_TITLE, ScenarioProblem};
pub use scenario_rules::{Fault, climb_faults, level_for};

pub(crate) use horizon::plus;
