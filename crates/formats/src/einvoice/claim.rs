//! What an invoice makes owed: by its type, its frame and the sign of its payable amount (BT-115).
//!
//! A credit note carries positive amounts that are subtracted. A corrected invoice takes the place of another (French practice)
//! or, with negative amounts, says the difference. An invoice with a negative total is a credit note in all but name; one
//! whose payable amount alone is negative was paid beyond its total.

use domain::money::Cents;

use super::invoice::{Invoice, Party};
use super::kind::{Nature, PRO_FORMA};

/// What an invoice makes owed. Amounts are positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The buyer owes it. It takes the place of the invoices named in [`Invoice::preceding`] where `replaces`.
    Owed {
        /// How much.
        amount: Cents,
        /// Whether it is a corrected invoice in full.
        replaces: bool,
    },
    /// What the buyer owes is less by it.
    Credit(Cents),
    /// The seller owes it back: more was paid than the invoice came to.
    Overpaid(Cents),
    /// Nothing is to be paid.
    Nothing,
    /// Its frame says that it was paid when it was issued.
    AlreadyPaid,
    /// The file does not say it, or says two things: a person decides. Why, in French.
    Unclear(&'static str),
}

impl Invoice {
    /// Who is to be paid in the place of the seller, as far as the file says it: a name, a number, or that it is a factor.
    pub fn other_payee(&self) -> Option<&str> {
        if !self.payee_is_other() {
            return self.kind().factored.then_some("un affactureur");
        }
        let payee = self.payee.as_ref()?;
        let number = payee.siren.as_ref().map(domain::party::Siren::as_str);
        let id = || payee.legal_id.iter().chain(&payee.ids).map(|id| id.value.as_str()).next();
        Some(payee.name.as_deref().or(number).or_else(id).unwrap_or("un tiers"))
    }

    /// Whether the payee (BG-10) is somebody else than the seller: some programs always write the seller there.
    pub(super) fn payee_is_other(&self) -> bool {
        self.payee.as_ref().is_some_and(|payee| !same(payee, &self.seller))
    }

    /// What is owed because of it.
    pub fn claim(&self) -> Claim {
        let nature = self.kind().nature;
        let settled = self.frame().is_some_and(super::kind::Frame::is_already_paid) || self.totals.payable == Some(Cents::ZERO);
        if nature == Nature::CreditNote && settled {
            return Claim::Unclear("c'est un avoir qui ne laisse rien à déduire : il a déjà été imputé ou remboursé");
        }
        if self.frame().is_some_and(super::kind::Frame::is_already_paid) {
            return Claim::AlreadyPaid;
        }
        if self.type_code.as_deref() == Some(PRO_FORMA) {
            return Claim::Unclear("c'est une facture pro forma, qui ne réclame rien encore");
        }
        let Some(payable) = self.totals.payable else { return Claim::Unclear("le net à payer manque") };
        let owed_back = Cents(payable.0.saturating_neg());
        match payable.0 {
            0 => Claim::Nothing,
            1.. if nature == Nature::CreditNote => Claim::Credit(payable),
            1.. => Claim::Owed { amount: payable, replaces: nature == Nature::Corrected },
            _ if nature == Nature::CreditNote => Claim::Unclear("un avoir au montant négatif peut réduire la dette ou l'augmenter"),
            _ if self.totals.incl_vat.is_some_and(|total| total.0 < 0) => Claim::Credit(owed_back),
            _ => Claim::Overpaid(owed_back),
        }
    }
}

/// Whether a payee is the seller: by SIREN where both have one, else by name, else by registration.
fn same(payee: &Party, seller: &Party) -> bool {
    match (&payee.siren, &seller.siren) {
        (Some(payee), Some(seller)) => payee == seller,
        _ => match (&payee.name, &seller.name) {
            (Some(payee), Some(seller)) => crate::values::folded(payee) == crate::values::folded(seller),
            _ => payee.legal_id.is_some() && payee.legal_id == seller.legal_id,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::einvoice::invoice::Totals;

    fn claim(code: &str, frame: &str, total: i64, payable: i64) -> Claim {
        let totals = Totals { incl_vat: Some(Cents(total)), payable: Some(Cents(payable)), ..Totals::default() };
        Invoice { type_code: Some(code.to_owned()), process: Some(frame.to_owned()), totals, ..Invoice::default() }.claim()
    }

    #[test]
    fn what_is_owed_follows_the_type_and_the_sign() {
        assert_eq!(claim("380", "B1", 12_000, 12_000), Claim::Owed { amount: Cents(12_000), replaces: false });
        assert_eq!(
            claim("380", "S4", 12_000, 7_000),
            Claim::Owed { amount: Cents(7_000), replaces: false },
            "the payable amount, not the total"
        );
        assert_eq!(claim("380", "B1", 12_000, 0), Claim::Nothing, "paid in advance");
        assert_eq!(claim("380", "B2", 12_000, 0), Claim::AlreadyPaid);
        assert_eq!(claim("380", "B2", 12_000, 12_000), Claim::AlreadyPaid, "never chased, whatever is left");
        assert_eq!(claim("381", "B1", 5_000, 5_000), Claim::Credit(Cents(5_000)));
        assert_eq!(claim("261", "B1", 5_000, 5_000), Claim::Credit(Cents(5_000)));
        assert!(matches!(claim("381", "B1", 5_000, 0), Claim::Unclear(_)), "set off or refunded: on what, a person says");
        assert!(matches!(claim("381", "B2", 5_000, 5_000), Claim::Unclear(_)), "a credit note is no paid invoice");
        assert!(matches!(claim("381", "B1", -5_000, -5_000), Claim::Unclear(_)));
        assert_eq!(claim("384", "B1", 9_000, 9_000), Claim::Owed { amount: Cents(9_000), replaces: true });
        assert_eq!(claim("384", "", -879, -879), Claim::Credit(Cents(879)), "a difference");
        assert_eq!(claim("380", "", -78_217_943, -78_217_943), Claim::Credit(Cents(78_217_943)), "a negative invoice");
        assert_eq!(claim("380", "", 52_987, -52_987), Claim::Overpaid(Cents(52_987)));
        assert!(matches!(claim("325", "", 9_000, 9_000), Claim::Unclear(_)), "a pro forma");
        assert!(matches!(Invoice::default().claim(), Claim::Unclear(_)));
    }
}
