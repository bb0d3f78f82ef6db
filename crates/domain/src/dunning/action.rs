//! What the engine answers: actions, what is held, what is to mend, and the day on which to look again.

use jiff::civil::Date;

use super::reasons::{Because, Mend, Reason};
use crate::collectable::Broken;
use crate::events::{Channel, StepDone};
use crate::ids::{ClaimId, DebtorId};
use crate::letters::DocumentKind;
use crate::money::{Cents, Currency};

/// The answer for one debtor on one day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decision {
    /// What may be done today: at most one contact, and tasks.
    pub actions: Vec<Action>,
    /// Why not the others.
    pub held: Vec<Held>,
    /// What somebody has to mend.
    pub repairs: Vec<Repair>,
    /// Cycles to restart: the run records them (`CycleStarted`, today) before anything else. The actions above already
    /// count with them, so that a plan that writes nothing says the same.
    pub restarts: Vec<Restart>,
    /// The earliest day on which a guard that was read could change without an event about the debtor; `None` when only
    /// such an event can. Today itself while a promise or plan waits for payments to become known.
    pub look_again_on: Option<Date>,
}

/// Something to do for a debtor: a message, a call or a task.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// Deterministic: a hash of the claims, their steps and cycles, and the channel.
    pub key: String,
    /// Whom.
    pub debtor: DebtorId,
    /// The claims, by id.
    pub items: Vec<Item>,
    /// The step that gives the message its document, tone and channel: the softest of its claims' steps.
    pub step: String,
    /// The document; none for a call or a task.
    pub document: Option<DocumentKind>,
    /// Through what.
    pub channel: Channel,
    /// What it asks in all.
    pub asked: Cents,
    /// Currency of every amount.
    pub currency: Currency,
    /// Leaves without a person's word.
    pub automatic: bool,
    /// The day a person approved it, if one did.
    pub approved_on: Option<Date>,
    /// The calendar date by which it asks to pay.
    pub pay_by: Option<Date>,
    /// Place of the document on the ladder.
    pub level: u8,
    /// The invoices go with it.
    pub attach_invoices: bool,
    /// Why, and why in this form.
    pub reasons: Vec<Reason>,
}

/// A claim in an action.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Which.
    pub claim: ClaimId,
    /// Its own step, with the level of the document that is really sent.
    pub step: StepDone,
    /// Principal asked: what is collectable of it.
    pub principal: Cents,
    /// Interest asked.
    pub interest: Cents,
    /// Fixed indemnity asked.
    pub indemnity: Cents,
}

/// Claims that nothing is done about today, for one reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// Which.
    pub claims: Vec<ClaimId>,
    /// Why.
    pub because: Because,
}

/// Something to mend, and what waits for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Repair {
    /// What.
    pub mend: Mend,
    /// The claims that wait.
    pub claims: Vec<ClaimId>,
    /// How much waits.
    pub amount: Cents,
    /// Currency.
    pub currency: Currency,
}

/// A cycle to restart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restart {
    /// Which claims.
    pub claims: Vec<ClaimId>,
    /// What was not kept.
    pub broken: Broken,
}

/// The key of an action: FNV-1a (128 bits) over the sorted claims with their steps and cycles, and the channel.
///
/// It depends on nothing else: not on the day, the amounts, the scenario or the program's build, so that the same
/// letter has the same key for ever.
pub fn action_key<'a>(items: impl Iterator<Item = (ClaimId, &'a str, u32)>, channel: Channel) -> String {
    let mut items: Vec<(ClaimId, &str, u32)> = items.collect();
    items.sort_unstable();
    let mut hash = Fnv::new();
    for (claim, step, cycle) in items {
        hash.write(&claim.0.to_le_bytes());
        hash.write(step.as_bytes());
        // A byte that no step name holds: UTF-8 never has it, so two lists of items never give the same bytes.
        hash.write(&[0xff]);
        hash.write(&cycle.to_le_bytes());
    }
    hash.write(channel.word().as_bytes());
    format!("{:032x}", hash.0)
}

/// FNV-1a on 128 bits: published offset and prime.
struct Fnv(u128);

impl Fnv {
    fn new() -> Fnv {
        Fnv(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d)
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u128::from(*byte)).wrapping_mul((1 << 88) + 0x13b);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        for (text, expected) in [
            ("", 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128),
            ("a", 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964),
            ("foobar", 0x343e_1662_793c_64bf_6f0d_3597_ba44_6f18),
        ] {
            let mut hash = Fnv::new();
            hash.write(text.as_bytes());
            assert_eq!(hash.0, expected, "{text}");
        }
    }

    #[test]
    fn the_order_of_the_claims_does_not_matter_and_everything_else_does() {
        let key = |items: &[(i64, &str, u32)], channel| action_key(items.iter().map(|(c, s, y)| (ClaimId(*c), *s, *y)), channel);
        let letter = key(&[(1, "relance-1", 1), (2, "relance-2", 1)], Channel::Email);
        assert_eq!(letter, key(&[(2, "relance-2", 1), (1, "relance-1", 1)], Channel::Email));
        assert_ne!(letter, key(&[(1, "relance-1", 1), (2, "relance-2", 1)], Channel::Letter));
        assert_ne!(letter, key(&[(1, "relance-1", 2), (2, "relance-2", 1)], Channel::Email));
        assert_ne!(letter, key(&[(1, "relance-1", 1)], Channel::Email));
    }
}
