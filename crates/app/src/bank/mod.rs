//! Money in: what each line of the bank is, what it pays, whose letters wait for it.
//!
//! * A line that surely pays a claim is recorded without asking; what is doubtful is proposed and kept ([`reconcile`]), and the
//!   letters of who may have paid wait some days. A person accepts, splits, sets aside; every decision can be taken back.
//! * A line that a person reopened is never decided without asking again.
//! * What a line settles in another currency than its own (converted), the bank says by what was ordered, and a person accepts, or a person
//!   says; no rate is known here.
//! * The decision on a line, the payments it makes and what they pay are one transaction.

mod accounts;
mod decide;
mod known;
mod reconcile;
mod reopen;
mod settle;
mod shown;

pub use accounts::{add_account, declare_account, forget_payer, remove_rule, set_matching};
pub use decide::{Part, accept, assign, keep_waiting, may_settle, refund, set_aside, take_back};
pub use reconcile::{Reconciled, reconcile};
pub use reopen::reopen;
pub use shown::{label_of, ordered, what_is};

pub(crate) use accounts::{meant, own_account};
pub(crate) use reconcile::{after_import, at_once, before_letters};
pub(crate) use reopen::{judge_without, known_by, not_given_back, reopen_all};
pub(crate) use settle::is_of_line;
pub(crate) use shown::decided_as;
