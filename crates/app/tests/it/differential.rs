//! The facts of the projections are those folded from the journal, whatever happened through the use cases.

use std::collections::{BTreeMap, BTreeSet};

use app::books::Books;
use domain::events::Recorded;
use domain::facts::DebtorFacts;
use domain::ids::{DebtorId, Seq};
use domain::ledger;
use store::{Selection, Upto};

use crate::incremental::history::Lived;
use crate::incremental::live_all;

/// Holds every debtor's facts, and those of the creditor, against the journal; gives the kinds of events it has.
///
/// Nothing is normalised: both sides are compared as they are.
///
/// # Errors
/// What differs.
pub fn facts_agree(books: &Books) -> Lived<BTreeSet<&'static str>> {
    let mut events: Vec<Recorded> = Vec::new();
    let mut gathered: BTreeMap<DebtorId, DebtorFacts> = BTreeMap::new();
    let day = books.today();
    let read = books.read(|tx| {
        tx.each_event::<app::AppError>(Seq(1), |event| {
            events.push(event);
            Ok(())
        })?;
        tx.each_debtor_facts(Selection::All, |facts| {
            gathered.insert(facts.debtor, facts);
            Ok(())
        })?;
        let mut alone = Vec::new();
        for id in gathered.keys() {
            alone.push((*id, tx.debtor_facts(*id)?, tx.events_of_debtor(*id, Upto::Now)?));
        }
        Ok((tx.tenant_facts(day)?, alone))
    });
    let (tenant, alone) = read.map_err(|error| error.to_string())?;
    let folded = ledger::fold(&events, day);
    if tenant != folded.tenant {
        return Err(format!("the creditor: projected {tenant:#?}, folded {:#?}", folded.tenant));
    }
    if let Some((id, facts)) = gathered.iter().find(|(id, facts)| folded.debtors.get(id) != Some(facts)) {
        return Err(format!("{id}: projected {facts:#?}, folded {:#?}", folded.debtors.get(id)));
    }
    if gathered.len() != folded.debtors.len() {
        return Err(format!("{} debtors projected, {} folded", gathered.len(), folded.debtors.len()));
    }
    for (id, facts, own) in alone {
        if facts.as_ref() != gathered.get(&id) {
            return Err(format!("{id} by itself: {facts:#?}, among all {:#?}", gathered.get(&id)));
        }
        let of_own = ledger::fold(&own, day);
        if of_own.debtors.get(&id) != gathered.get(&id) {
            return Err(format!("{id} of its own events: {:#?}, of all {:#?}", of_own.debtors.get(&id), gathered.get(&id)));
        }
    }
    Ok(events.iter().map(|recorded| recorded.event.kind()).collect())
}

/// Histories that nobody watches, so that many can be lived; the watched ones are compared at their end too.
#[test]
fn facts_are_those_folded_from_the_journal_long() {
    let many = if std::env::var_os("QUITTANCE_LONG").is_some() { 500 } else { 8 };
    live_all(1_000_000..1_000_000 + many, false);
}
