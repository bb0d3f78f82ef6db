//! What the account that a line came from proves: much where one debtor pays from it, little where several do and somebody else is named.

use super::Desk;
use super::candidates::{Candidate, LIKE};
use super::draft::Draft;
use super::naming::{Hit, Naming};

/// A name that is there whole.
const WHOLE_NAME: u32 = 850;

/// Whom else a line names where a draft rests on an account from which several debtors are known to pay: other debtors, or, where the
/// bank says who paid, somebody unknown. `None` where it rests on more, or the line names nobody else.
pub(super) fn others_named(desk: &Desk<'_>, best: &Draft, candidates: &[(Candidate, Naming)]) -> Option<Vec<u32>> {
    let all = || candidates.iter().map(|(candidate, _)| candidate);
    let own = all().find(|candidate| best.payers == [candidate.payer])?;
    if !own.iban || desk.reading.of_iban.len() < 2 {
        return None;
    }
    let known_otherwise = own.siren || own.code || own.standing || own.name.score >= LIKE;
    if known_otherwise || best.quoted || best.hits.iter().any(Hit::is_sure) {
        return None;
    }
    let named: Vec<u32> =
        all().filter(|other| other.payer != own.payer && other.name.names_it(WHOLE_NAME)).map(|other| other.payer).collect();
    (own.name.other || !named.is_empty()).then_some(named)
}
