//! Life-cycle statuses in a random history, with the disputes and holds that they make.

use domain::events::*;
use domain::ids::*;
use jiff::civil::time;
use store::{StoreError, Tx};

use super::{Model, Random};

impl Model {
    /// A status of some invoice, of an import that is complete, or not, or was undone.
    pub(super) fn status(&mut self, r: &mut Random, tx: &mut Tx<'_>) -> Result<Option<Event>, StoreError> {
        if r.one_in(5) {
            return self.acted_again(r, tx);
        }
        let Some(invoice) = r.pick(&self.invoices) else { return Ok(None) };
        let imports = if r.one_in(3) { &self.open_imports } else { &self.done_imports };
        let Some(import) = r.pick(imports) else { return Ok(None) };
        let code = r.pick(&["205", "206", "207", "210", "211", "212", "213", "225"]).unwrap().to_owned();
        let (at, claim) = (r.day().to_datetime(time(9, 30, 0, 0)), ClaimId(invoice.0));
        let text = if r.one_in(2) { Some(self.keep(tx, "Dix pièces manquent")?) } else { None };
        let (mut disputes, mut holds) = (Vec::new(), Vec::new());
        match code.as_str() {
            "206" | "207" | "210" => {
                let opened = DisputeOpened { claim, amount: (code == "206").then(|| r.cents()), cause: "price".to_owned(), note: None };
                disputes.push(DisputeId(self.at_once(r, tx, opened)?));
            }
            "211" | "212" | "213" | "225" => {
                let (cause, until) = match code.as_str() {
                    "213" => (HoldCause::NeverIssued, None),
                    "225" => (HoldCause::OtherPayee, None),
                    _ => (HoldCause::PaymentAnnounced, Some(r.day())),
                };
                let debtor = tx.debtor_of_claim(claim)?;
                if let Some(debtor) = debtor {
                    let placed = HoldPlaced { debtor, claim: Some(claim), cause, until, note: None };
                    holds.push(HoldId(self.at_once(r, tx, placed)?));
                }
            }
            _ => {}
        }
        Ok(Some(Event::from(StatusReceived {
            invoice,
            sender: r.one_in(2).then(|| "BY".to_owned()),
            reasons: if r.one_in(2) { vec!["QTE_ERR".to_owned()] } else { Vec::new() },
            asked: if r.one_in(4) { vec!["CNP".to_owned()] } else { Vec::new() },
            amount: r.one_in(2).then(|| r.cents()),
            text,
            import,
            key: format!("{invoice}|{code}|{at}"),
            code,
            at,
            disputes,
            holds,
        })))
    }
    /// What a status says was done again.
    fn acted_again(&mut self, r: &mut Random, tx: &mut Tx<'_>) -> Result<Option<Event>, StoreError> {
        let Some((status, invoice)) = r.pick(&self.statuses) else { return Ok(None) };
        let claim = ClaimId(invoice.0);
        let opened = DisputeOpened { claim, amount: None, cause: "price".to_owned(), note: None };
        let disputes = vec![DisputeId(self.at_once(r, tx, opened)?)];
        let mut holds = Vec::new();
        if let Some(debtor) = tx.debtor_of_claim(claim)?.filter(|_| r.one_in(2)) {
            let placed = HoldPlaced { debtor, claim: Some(claim), cause: HoldCause::NeverIssued, until: None, note: None };
            holds.push(HoldId(self.at_once(r, tx, placed)?));
        }
        Ok(Some(Event::from(StatusActedAgain { status, disputes, holds })))
    }
}
