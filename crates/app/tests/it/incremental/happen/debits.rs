//! Mandates, and files of direct debits.

use app::AppError;
use app::debits::{self, Ask, NewMandate};
use app::record::Done;
use domain::debits::{Scheme, first_collection_day};
use domain::ids::DebitBatchId;
use formats::sepa::debit::Version;

use super::super::draw::plus;
use super::super::history::{History, Lived};
use super::{claim, debtor, reference};

pub fn mandate(h: &mut History) -> Lived {
    let (debtor, reference) = (debtor(h), format!("RUM-{}", h.draw.below(1_000_000)));
    let signed_on = plus(h.today, -h.draw.between(0, 1_200));
    let new = NewMandate {
        debtor: &debtor,
        reference: &reference,
        scheme: h.draw.one(&[Scheme::Core, Scheme::Core, Scheme::B2b]),
        once: h.draw.once_in(4),
        signed_on,
        iban: "FR1420041010050500013M02606",
        notice_days: Some(h.draw.small(0, 14)),
        last_used_on: h.draw.once_in(3).then(|| plus(signed_on, 30).min(h.today)),
    };
    let today = h.today;
    let done = h.record(format!("mandate {reference} of {debtor}"), |tx| debits::add(tx, &new, today))?;
    h.known.mandates.extend(done.map(|done| done.created).unwrap_or_default());
    Ok(())
}

pub fn mandate_revoked(h: &mut History) -> Lived {
    let Some(mandate) = reference(h, |known| &mut known.mandates) else { return Ok(()) };
    let today = h.today;
    h.record(format!("{mandate} revoked"), |tx| debits::revoke(tx, &mandate, today)).map(drop)
}

/// Everything that may be collected on a day soon.
pub fn batch(h: &mut History) -> Lived {
    let today = h.today;
    let collect_on = domain::calendar::first_target_day(plus(first_collection_day(today), h.draw.between(0, 15)));
    let again: Vec<String> = if h.draw.once_in(3) { claim(h).into_iter().collect() } else { Vec::new() };
    let ask = Ask { collect_on, wait_days: h.draw.small(1, 6), version: Version::V08, again: &again };
    let done = h.record(format!("batch for {collect_on}, again {again:?}"), |tx| {
        let prepared = debits::prepare(tx, &ask, today)?;
        let batch = prepared.batch.ok_or_else(|| AppError::refused("nothing to collect"))?;
        Ok(Done { said: batch.file_name, created: vec![batch.id.to_string()] })
    })?;
    h.known.batches.extend(done.map(|done| done.created).unwrap_or_default());
    Ok(())
}

pub fn batch_ended(h: &mut History) -> Lived {
    let Some(name) = reference(h, |known| &mut known.batches) else { return Ok(()) };
    let batch: DebitBatchId = name.parse()?;
    let today = h.today;
    let (never_sent, anyway) = (h.draw.once_in(2), h.draw.once_in(2));
    if h.draw.once_in(2) {
        h.record(format!("{name} cancelled"), |tx| debits::cancel(tx, batch, never_sent, today)).map(drop)
    } else {
        h.record(format!("{name} handed over"), |tx| debits::handed_over(tx, batch, today, anyway, today)).map(drop)
    }
}
