//! Direct debits in a random history: mandates, batches with the holds of their claims, what became of them.

use domain::debits::{Scheme, Sequence};
use domain::events::*;
use domain::ids::*;
use domain::money::Cents;
use store::{StoreError, Tx};

use super::{Model, Random};

/// What later events refer to.
#[derive(Default)]
pub struct Debits {
    mandates: Vec<MandateId>,
    batches: Vec<DebitBatchId>,
}

impl Debits {
    pub(super) fn learn(&mut self, n: i64, event: &Event) {
        match event {
            Event::MandateRecorded(_) => self.mandates.push(MandateId(n)),
            Event::DebitBatchPrepared(_) => self.batches.push(DebitBatchId(n)),
            _ => {}
        }
    }
}

impl Model {
    pub(super) fn debit_event(&mut self, r: &mut Random, tx: &mut Tx<'_>) -> Result<Option<Event>, StoreError> {
        let Some(debtor) = r.pick(&self.debtors) else { return Ok(None) };
        Ok(Some(match r.below(8) {
            0..=2 => MandateRecorded {
                debtor,
                reference: format!("RUM-{}", r.below(1_000_000)),
                scheme: r.pick(Scheme::ALL).unwrap(),
                once: r.one_in(4),
                signed_on: r.day(),
                iban: self.keep(tx, "FR1420041010050500013M02606")?,
                notice_days: u16::try_from(r.below(20)).unwrap(),
                last_used_on: r.one_in(3).then(|| r.day()),
            }
            .into(),
            3 => return Ok(r.pick(&self.debits.mandates).map(|mandate| MandateRevoked { mandate }.into())),
            4 => return Ok(r.pick(&self.debits.batches).map(|batch| DebitBatchHandedOver { batch }.into())),
            5 => return Ok(r.pick(&self.debits.batches).map(|batch| DebitBatchCancelled { batch }.into())),
            _ => return self.batch(r, tx),
        }))
    }

    fn batch(&mut self, r: &mut Random, tx: &mut Tx<'_>) -> Result<Option<Event>, StoreError> {
        let (Some(mandate), Some(claims)) = (r.pick(&self.debits.mandates), r.some(&self.claims)) else { return Ok(None) };
        let (collect_on, until) = (r.day(), r.day());
        let mut lines = Vec::new();
        for claim in claims {
            let Some(debtor) = tx.debtor_of_claim(claim)? else { continue };
            let placed = HoldPlaced { debtor, claim: Some(claim), cause: HoldCause::DirectDebit, until: Some(until), note: None };
            let hold = HoldId(self.at_once(r, tx, placed)?);
            let end_to_end = format!("E{}", r.below(1_000_000));
            lines.push(DebitLine { claim, mandate, cents: r.cents(), end_to_end, sequence: r.pick(Sequence::ALL).unwrap(), hold });
        }
        let total = lines.iter().map(|line| line.cents).sum::<Cents>();
        let file = self.keep(tx, "<Document/>")?;
        Ok(Some(Event::from(DebitBatchPrepared {
            collect_on,
            until,
            lines,
            total,
            message: format!("Q{}", r.below(1_000_000)),
            file,
            sha256: format!("{:064x}", r.next()),
        })))
    }
}
