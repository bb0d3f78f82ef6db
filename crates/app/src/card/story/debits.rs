//! Direct debits in the story of a debtor: what is told of a batch is what it collects of this debtor.

use domain::events::{DebitLine, Event, Recorded};
use domain::french::{date_short, money_fr};
use domain::ids::ClaimId;
use domain::money::Currency;

use super::{Link, Teller, Told};
use crate::error::Result;

impl Teller<'_, '_> {
    pub(super) fn debits(&mut self, recorded: &Recorded) -> Result<Option<Told>> {
        Ok(Some(match &recorded.event {
            Event::MandateRecorded(x) => {
                let text = format!("{}, signé le {}.", x.scheme.french(), date_short(x.signed_on));
                (format!("Mandat de prélèvement inscrit : {}", x.reference), text, None)
            }
            Event::MandateRevoked(_) => ("Mandat de prélèvement révoqué".to_owned(), String::new(), None),
            Event::DebitBatchPrepared(x) => {
                let own = self.own_debits(&x.lines)?;
                let claims: Vec<ClaimId> = own.iter().map(|line| line.claim).collect();
                let sum = own.iter().map(|line| line.cents).sum();
                let title = format!("Prélèvement préparé : {} le {}", money_fr(sum, Currency::EUR), date_short(x.collect_on));
                (title, self.listed(&claims)?, claims.first().map(|claim| Link::Claim(*claim)))
            }
            Event::DebitBatchHandedOver(_) => ("Prélèvement remis à la banque".to_owned(), String::new(), None),
            Event::DebitBatchCancelled(_) => ("Prélèvement annulé".to_owned(), String::new(), None),
            _ => return Ok(None),
        }))
    }

    /// The debits of this debtor's claims.
    fn own_debits(&mut self, lines: &[DebitLine]) -> Result<Vec<DebitLine>> {
        let mut own = Vec::new();
        for line in lines {
            if self.tx.debtor_of_claim(line.claim)? == Some(self.debtor) {
                own.push(line.clone());
            }
        }
        Ok(own)
    }
}
