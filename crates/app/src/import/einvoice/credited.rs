//! Credit notes beside what they credit, and corrected invoices in the place of others.

use domain::Date;
use domain::events::{AllocationUndone, CreditNoteRecorded, NewEvent};
use domain::facts::{ClaimFacts, DebtorFacts, Entry, EntryKind};
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
            if known.amount == amount {
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

    /// The invoices that a corrected one takes the place of, which must all be there before it is taken: one that came afterwards would
    /// be asked for beside it. Answers whether they are.
    pub(super) fn are_replaced_there(&self, tx: &mut Read<'_>, debtor: DebtorId, number: &str, problems: &mut Problems) -> Result<bool> {
        for replaced in &self.invoice.preceding {
            if tx.known_invoice(debtor, &replaced.number)?.is_none() {
                problems.error(
                    Place::FILE,
                    REPLACED_UNKNOWN,
                    format_args!(
                        "{number} remplace la facture {}, qui n'est pas inscrite. Importez-la d'abord, puis redonnez ce fichier ; si elle ne doit pas l'être, saisissez {number} à la main.",
                        replaced.number
                    ),
                );
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// A corrected invoice in full: what it takes the place of is not owed any more, and what was paid of that pays this one. Where it
    /// cannot be told what of it is already taken off, letters wait. Answers whether something was written.
    pub(super) fn replaced(
        &mut self,
        tx: &mut Tx<'_>,
        (debtor, facts): (DebtorId, Option<&DebtorFacts>),
        by: &[(ClaimId, Cents)],
        (number, on): (&str, Date),
        problems: &mut Problems,
    ) -> Result<bool> {
        let ids: Vec<ClaimId> = by.iter().map(|(claim, _)| *claim).collect();
        if self.invoice.preceding.is_empty() {
            let why =
                "C'est une facture rectificative qui ne dit pas laquelle elle remplace : annulez l'autre par un avoir, ou levez l'attente.";
            return self.wait_for_a_person(tx, (debtor, facts), &ids, why);
        }
        if !self.are_replaced_there(tx, debtor, number, problems)? {
            return Ok(false);
        }
        let (mut by, mut written) = (by.to_vec(), false);
        for replaced in &self.invoice.preceding {
            let title = format!("annulation {} par {number}", replaced.number);
            let Some(known) = tx.known_invoice(debtor, &replaced.number)? else { continue };
            if ids.contains(&known.claim) || tx.known_credit_note(debtor, &title)?.is_some() {
                continue;
            }
            written |= self.cancelled(tx, &Cancelled { debtor, facts, known, number: &replaced.number, title, on }, &mut by)?;
        }
        Ok(written)
    }

    /// One invoice that another takes the place of.
    fn cancelled(&mut self, tx: &mut Tx<'_>, gone: &Cancelled<'_>, by: &mut [(ClaimId, Cents)]) -> Result<bool> {
        let Cancelled { debtor, facts, known, number, .. } = gone;
        let own = tx.debtor_facts(*debtor)?.ok_or_else(|| AppError::refused(format!("Aucun débiteur {debtor}.")))?;
        let claims: Vec<&ClaimFacts> = own.claims.iter().filter(|claim| claim.invoice == known.invoice).collect();
        let entries: Vec<&Entry> = claims.iter().flat_map(|claim| &claim.entries).filter(|entry| entry.reversed_on.is_none()).collect();
        let sum = |payments: bool| -> Cents {
            entries.iter().filter(|entry| (entry.kind == EntryKind::Payment) == payments).map(|entry| entry.cents).sum()
        };
        let (paid, credited) = (sum(true), sum(false));
        let open: Cents = claims.iter().map(|claim| claim.book_principal(Date::MAX)).sum();
        let prepaid = self.invoice.totals.prepaid.unwrap_or_default();
        let currency = known.currency;
        if paid.is_positive() && credited.is_zero() && prepaid.is_zero() {
            for entry in &entries {
                tx.append(NewEvent::new(self.today, AllocationUndone { allocation: entry.allocation }))?;
            }
            let whole: Vec<Share> = claims.iter().map(|claim| (claim.id, claim.amount)).collect();
            self.credit_whole(tx, gone, &whole)?;
            let moved = pass_on(tx, &entries, by)?;
            let kept = paid - moved;
            let mut note = format!("remplace {number}, dont {} étaient réglés et passent sur celle-ci", money_fr(moved, currency));
            if kept.is_positive() {
                note.push_str(&format!(" ; {} restent au crédit du client", money_fr(kept, currency)));
            }
            self.notes.push(note);
            return Ok(true);
        }
        let shares: Vec<Share> =
            claims.iter().map(|claim| (claim.id, claim.book_principal(Date::MAX))).filter(|(_, cents)| cents.is_positive()).collect();
        if open.is_positive() {
            self.credit_whole(tx, gone, &shares)?;
            self.notes.push(format!("remplace {number}, dont {} n'étaient pas réglés", money_fr(open, currency)));
        }
        let told = prepaid == paid && (credited.is_zero() || open.is_zero());
        if told {
            return Ok(open.is_positive());
        }
        let ids: Vec<ClaimId> = by.iter().map(|(claim, _)| *claim).collect();
        let why = format!(
            "Elle remplace {number}, dont {} étaient réglés ou déduits et {} déjà comptés dans son net à payer : vérifiez ce qui reste dû.",
            money_fr(paid + credited, currency),
            money_fr(prepaid, currency)
        );
        let held = self.wait_for_a_person(tx, (*debtor, *facts), &ids, &why)?;
        Ok(held || open.is_positive())
    }

    /// A credit note for what is not owed any more of an invoice that another takes the place of.
    fn credit_whole(&self, tx: &mut Tx<'_>, gone: &Cancelled<'_>, shares: &[Share]) -> Result<()> {
        let event = CreditNoteRecorded {
            debtor: gone.debtor,
            number: gone.title.clone(),
            amount: shares.iter().map(|(_, cents)| *cents).sum(),
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

/// Payments that a cancelled invoice gave free pay the one in its place, as far as it goes; answers how much they pay.
fn pass_on(tx: &mut Tx<'_>, entries: &[&Entry], by: &mut [(ClaimId, Cents)]) -> Result<Cents> {
    let mut moved = Cents::ZERO;
    for entry in entries {
        let (mut left, mut shares) = (entry.cents, Vec::new());
        for (claim, open) in by.iter_mut() {
            let part = left.min(*open);
            if part.is_positive() {
                (left, *open) = (left - part, *open - part);
                shares.push((*claim, part));
            }
        }
        moved += entry.cents - left;
        record::allocate(tx, entry.movement, &shares, entry.on)?;
    }
    Ok(moved)
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
