//! What an import of statuses did, taken back with it; and done again, as far as other imports still say it.
//!
//! A status that came later found the dispute or the hold there, and made none: when the import that had made it is undone, that status
//! does what it would have done alone. What a person closed or lifted is never done again: only what was just ended may be.

use std::collections::BTreeSet;

use domain::Date;
use domain::events::{DisputeClosed, HoldLifted, NewEvent, StatusActedAgain};
use domain::ids::{ImportId, InvoiceId};
use domain::money::Cents;
use domain::statuses::contested;
use store::{StatusRow, Tx};

use super::act::{Ended, Made, Says, act_again, claims_of, facts_of, total_of};
use super::{effect, note};
use crate::error::Result;
use crate::words::counted;

/// Takes back what the statuses of an import did: disputes that are still open are closed, holds that still stand are lifted, and what
/// other statuses say of the same invoices is done again. Answers it in words, empty where nothing was.
pub(crate) fn take_back(tx: &mut Tx<'_>, import: ImportId, today: Date) -> Result<String> {
    let (mut closed, mut lifted) = (0_u64, 0_u64);
    let mut ended = Ended::default();
    let mut invoices = BTreeSet::new();
    for status in tx.statuses_of_import(import)? {
        invoices.insert(status.invoice);
        let (disputes, holds) = standing(tx, &status, &mut ended)?;
        for event in disputes {
            tx.append(NewEvent::new(today, event))?;
            closed += 1;
        }
        for event in holds {
            tx.append(NewEvent::new(today, event))?;
            lifted += 1;
        }
    }
    let mut again = 0;
    for invoice in invoices {
        again += said_still(tx, invoice, import, &mut ended, today)?;
    }
    let said = [
        (closed, counted(closed, "litige qu'il avait ouvert est clos", "litiges qu'il avait ouverts sont clos")),
        (lifted, counted(lifted, "suspension qu'il avait posée est levée", "suspensions qu'il avait posées sont levées")),
        (again, counted(again, "est rétabli, un autre statut le dit", "sont rétablis, d'autres statuts les disent")),
    ];
    Ok(said.into_iter().filter(|(count, _)| *count > 0).map(|(_, words)| format!(" ; {words}")).collect())
}

/// What a status made that nobody ended.
fn standing(tx: &mut Tx<'_>, status: &StatusRow, ended: &mut Ended) -> Result<(Vec<DisputeClosed>, Vec<HoldLifted>)> {
    let (mut disputes, mut holds) = (Vec::new(), Vec::new());
    for claim in claims_of(tx, status.invoice)? {
        let Some((debtor, facts)) = facts_of(tx, claim.id)? else { continue };
        for dispute in facts.disputes.iter().filter(|dispute| dispute.closed_on.is_none() && status.disputes.contains(&dispute.id)) {
            disputes.push(DisputeClosed { dispute: dispute.id, founded: false });
            let before = ended.disputed.get(&claim.id).copied().unwrap_or(Some(Cents::ZERO));
            ended.disputed.insert(claim.id, before.zip(dispute.amount).map(|(one, other)| one + other));
        }
        for hold in debtor.holds.iter().filter(|hold| hold.claim == Some(claim.id) && hold.lifted_on.is_none()) {
            if status.holds.contains(&hold.id) {
                holds.push(HoldLifted { hold: hold.id });
                ended.held.insert((claim.id, hold.cause));
            }
        }
    }
    Ok((disputes, holds))
}

/// Does again what later imports still say of an invoice, as far as it was just ended; how much that is. In the order in which they came:
/// each finds what those before it made, and nothing of those after it.
fn said_still(tx: &mut Tx<'_>, invoice: InvoiceId, import: ImportId, ended: &mut Ended, today: Date) -> Result<u64> {
    let mut rows = tx.statuses_of(invoice)?;
    rows.retain(|row| row.import > import);
    rows.sort_by_key(|row| row.id);
    let mut count = 0;
    while !rows.is_empty() {
        let row = rows.remove(0);
        ended.later.disputes = rows.iter().flat_map(|later| later.disputes.iter().copied()).collect();
        ended.later.holds = rows.iter().flat_map(|later| later.holds.iter().copied()).collect();
        let claims = claims_of(tx, invoice)?;
        let says = Says {
            effect: effect(&row),
            on: row.on,
            contested: contested(total_of(&claims), row.amount, None),
            reasons: &row.reasons,
            claims: &claims,
            note: &note((&row.code, row.at.date()), &row.reasons, row.text.as_deref().unwrap_or_default()),
        };
        let made = act_again(tx, &says, ended, today)?;
        if !made.is_nothing() {
            let Made { disputes, holds } = made;
            count += (disputes.len() + holds.len()) as u64;
            tx.append(NewEvent::new(today, StatusActedAgain { status: row.id, disputes, holds }))?;
        }
    }
    Ok(count)
}
