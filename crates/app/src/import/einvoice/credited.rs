//! Credit notes beside what they credit, and corrected invoices in the place of others.

use domain::Date;
use domain::events::{CreditNoteRecorded, NewEvent};
use domain::facts::{ClaimFacts, DebtorFacts, Entry, EntryKind, MovementFacts};
use domain::french::money_fr;
use domain::ids::{ClaimId, DebtorId, InvoiceId, MovementId};
use domain::money::{Cents, Currency};
use domain::payments::allocate::{Owed, spread};
use domain::terms::CreditCause;
use formats::{Place, Problems};
use store::{KnownInvoice, Read, Tx};

use super::Taking;
use crate::error::{AppError, Result};
use crate::import::compare::There;
use crate::record::{self, Share};

/// The code of a corrected invoice that came before what it corrects.
pub(in crate::import) const REPLACED_UNKNOWN: &str = "replaced_unknown";
/// How the credit note is called of an invoice that another takes the place of.
pub(in crate::import) const CANCELS: &str = "annulation ";

impl Taking<'_> {
    /// A credit note beside what it credits.
    pub(super) fn credit(
        &mut self,
        tx: &mut Tx<'_>,
        debtor: DebtorId,
        (number, on): (&str, Date),
        (amount, currency): (Cents, Currency),
        problems: &mut Problems,
    ) -> Result<()> {
        if let Some(known) = tx.known_credit_note(debtor, number)? {
            if known.amount == amount && known.currency == currency {
                self.counts.known += 1;
            } else {
                let (was, is) = ((known.amount, known.currency), (amount, currency));
                There::CreditNote(number).tell_other_amount(Place::FILE, was, is, ".", problems);
            }
            return Ok(());
        }
        let event = CreditNoteRecorded {
            debtor,
            number: number.to_owned(),
            amount,
            currency,
            cause: CreditCause::Correction,
            import: Some(self.import),
            key: None,
        };
        let movement = MovementId(tx.append(NewEvent::new(on, event))?.0);
        self.counts.taken += 1;
        let mut left = amount;
        for credited in &self.invoice.preceding {
            match tx.known_invoice(debtor, &credited.number)? {
                Some(known) if known.currency != currency => problems.warning(
                    Place::FILE,
                    "credited_otherwise",
                    format_args!("l'avoir porte sur la facture {}, qui est dans une autre devise : il reste à affecter.", credited.number),
                ),
                Some(known) => {
                    let claims = claims_of(tx, debtor, known.invoice)?;
                    left = allocate(tx, movement, &claims, left, on)?;
                }
                None => problems.warning(
                    Place::FILE,
                    "credited_unknown",
                    format_args!("l'avoir porte sur la facture {}, qui n'est pas inscrite : il reste à affecter.", credited.number),
                ),
            }
        }
        if left.is_positive() {
            self.notes.push(format!("{} restent à affecter", money_fr(left, currency)));
        }
        Ok(())
    }

    /// An invoice that a corrected one takes the place of and that is not there: coming afterwards, it would be asked for beside it.
    pub(super) fn replaced_unknown(&self, tx: &mut Read<'_>, debtor: DebtorId) -> Result<Option<&str>> {
        for replaced in &self.invoice.preceding {
            if tx.known_invoice(debtor, &replaced.number)?.is_none() {
                return Ok(Some(&replaced.number));
            }
        }
        Ok(None)
    }

    /// A corrected invoice in full: what it takes the place of is not owed any more, and what was paid of that is deducted from this one.
    /// Where it cannot be told what of it is already taken off, letters wait. Answers whether something was written.
    pub(super) fn replaced(
        &mut self,
        tx: &mut Tx<'_>,
        (debtor, facts): (DebtorId, Option<&DebtorFacts>),
        by: &[(ClaimId, Cents)],
        (number, on): (&str, Date),
    ) -> Result<bool> {
        let ids: Vec<ClaimId> = by.iter().map(|(claim, _)| *claim).collect();
        if self.invoice.preceding.is_empty() {
            let why =
                "C'est une facture rectificative qui ne dit pas laquelle elle remplace : annulez l'autre par un avoir, ou levez l'attente.";
            return self.wait_for_a_person(tx, (debtor, facts), &ids, why);
        }
        let (mut by, mut written) = (by.to_vec(), false);
        for replaced in &self.invoice.preceding {
            let title = format!("{CANCELS}{} par {number}", replaced.number);
            let Some(known) = tx.known_invoice(debtor, &replaced.number)? else { continue };
            if ids.contains(&known.claim) || tx.known_credit_note(debtor, &title)?.is_some() {
                continue;
            }
            written |= self.cancelled(tx, &Cancelled { debtor, facts, known, number: &replaced.number, title, on }, &mut by)?;
        }
        Ok(written)
    }

    /// One invoice that another takes the place of: a credit note for what is open of it, and for what was paid of it, which the one in its
    /// place deducts. Its payments stay on it, as the accounts letter them.
    fn cancelled(&mut self, tx: &mut Tx<'_>, gone: &Cancelled<'_>, by: &mut [(ClaimId, Cents)]) -> Result<bool> {
        let Cancelled { debtor, facts, known, number, .. } = gone;
        let own = tx.debtor_facts(*debtor)?.ok_or_else(|| AppError::refused(format!("Aucun débiteur {debtor}.")))?;
        let claims: Vec<&ClaimFacts> = own.claims.iter().filter(|claim| claim.invoice == known.invoice).collect();
        let entries: Vec<&Entry> = claims.iter().flat_map(|claim| &claim.entries).filter(|entry| entry.reversed_on.is_none()).collect();
        let sum = |payments: bool| -> Cents {
            entries.iter().filter(|entry| (entry.kind == EntryKind::Payment) == payments).map(|entry| entry.cents).sum()
        };
        let (paid, credited) = (sum(true), sum(false));
        let mut shares: Vec<Share> =
            claims.iter().map(|claim| (claim.id, claim.book_principal(Date::MAX))).filter(|(_, cents)| cents.is_positive()).collect();
        let open: Cents = shares.iter().map(|(_, cents)| *cents).sum();
        let (prepaid, currency) = (self.invoice.totals.prepaid.unwrap_or_default(), known.currency);
        let ids: Vec<ClaimId> = by.iter().map(|(claim, _)| *claim).collect();
        if self.invoice.currency.unwrap_or(Currency::EUR) != currency {
            let why =
                format!("Elle remplace {number}, qui est dans une autre devise : annulez {number} par un avoir, puis levez l'attente.");
            return self.wait_for_a_person(tx, (*debtor, *facts), &ids, &why);
        }
        let loose =
            |one: &&MovementFacts| one.kind != EntryKind::Payment && one.currency == currency && one.unallocated(Date::MAX) == known.total;
        if open.is_positive() && own.movements.iter().any(|one| loose(&one)) {
            let why = format!("Elle remplace {number}, et un avoir de ce montant n'est pas affecté : affectez-le, puis levez l'attente.");
            return self.wait_for_a_person(tx, (*debtor, *facts), &ids, &why);
        }
        let takes_over = paid.is_positive() && credited.is_zero() && prepaid.is_zero();
        let amount = if takes_over { open + paid } else { open };
        if takes_over {
            let passed = deducted(paid, by);
            let moved: Cents = passed.iter().map(|(_, cents)| *cents).sum();
            let mut note = format!("remplace {number}, dont {} étaient réglés et s'en déduisent", money_fr(moved, currency));
            if paid > moved {
                note.push_str(&format!(" ; {} restent au crédit du client", money_fr(paid - moved, currency)));
            }
            self.notes.push(note);
            shares.extend(passed);
        } else if open.is_positive() {
            self.notes.push(format!("remplace {number}, dont {} n'étaient pas réglés", money_fr(open, currency)));
        }
        if amount.is_positive() {
            self.cancel(tx, gone, amount, &shares)?;
        }
        if takes_over || prepaid == paid && (credited.is_zero() || open.is_zero()) {
            return Ok(amount.is_positive());
        }
        let why = format!(
            "Elle remplace {number}, dont {} étaient réglés ou déduits et {} déjà comptés dans son net à payer : vérifiez ce qui reste dû.",
            money_fr(paid + credited, currency),
            money_fr(prepaid, currency)
        );
        let held = self.wait_for_a_person(tx, (*debtor, *facts), &ids, &why)?;
        Ok(held || amount.is_positive())
    }

    /// The credit note of an invoice that another takes the place of.
    fn cancel(&self, tx: &mut Tx<'_>, gone: &Cancelled<'_>, amount: Cents, shares: &[Share]) -> Result<()> {
        let event = CreditNoteRecorded {
            debtor: gone.debtor,
            number: gone.title.clone(),
            amount,
            currency: gone.known.currency,
            cause: CreditCause::Correction,
            import: Some(self.import),
            key: None,
        };
        let movement = MovementId(tx.append(NewEvent::new(gone.on, event))?.0);
        record::allocate(tx, movement, shares, gone.on)
    }
}

/// An invoice that another takes the place of.
struct Cancelled<'c> {
    debtor: DebtorId,
    facts: Option<&'c DebtorFacts>,
    known: KnownInvoice,
    number: &'c str,
    /// What its credit note is called.
    title: String,
    /// Day of the invoice in its place.
    on: Date,
}

/// A sum on claims in their order, as far as they go.
fn deducted(sum: Cents, by: &mut [(ClaimId, Cents)]) -> Vec<Share> {
    let (mut left, mut shares) = (sum, Vec::new());
    for (claim, open) in by.iter_mut() {
        let part = left.min(*open);
        if part.is_positive() {
            (left, *open) = (left - part, *open - part);
            shares.push((*claim, part));
        }
    }
    shares
}

/// The claims of an invoice with what is left of each.
fn claims_of(tx: &mut Read<'_>, debtor: DebtorId, invoice: InvoiceId) -> Result<Vec<Owed>> {
    let facts = tx.debtor_facts(debtor)?.ok_or_else(|| AppError::refused(format!("Aucun débiteur {debtor}.")))?;
    let claims = facts.claims.iter().filter(|claim| claim.invoice == invoice);
    Ok(claims.map(|claim| Owed::of(claim, claim.book_principal(Date::MAX))).collect())
}

/// Gives a movement to claims as far as it goes; answers what is left of it.
fn allocate(tx: &mut Tx<'_>, movement: MovementId, claims: &[Owed], amount: Cents, on: Date) -> Result<Cents> {
    let (shares, left) = spread(claims, &[], true, amount, on);
    record::allocate(tx, movement, &shares, on)?;
    Ok(left)
}
