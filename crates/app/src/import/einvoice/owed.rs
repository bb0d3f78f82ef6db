//! What an invoice makes owed: its claims with their due dates, those that are held until a person has looked, what was paid already;
//! and what a file says of an invoice that the books have from elsewhere.

use domain::Date;
use domain::due_date::{due_date, words};
use domain::events::{DueDateSet, HoldCause, HoldPlaced, InstalmentRecorded, InvoiceRecorded, NewEvent, PaymentRecorded};
use domain::facts::{ClaimFacts, DebtorFacts, HoldFacts};
use domain::french::{date_short, money_fr};
use domain::ids::{ClaimId, DebtorId, InvoiceId, MovementId};
use domain::money::{Cents, Currency};
use domain::terms::{DueBasis, PaymentTerms};
use formats::einvoice::{self, Claim};
use formats::{Place, Problems};
use store::{KnownInvoice, Read, Tx};

use super::Taking;
use crate::error::{AppError, Result};
use crate::import::compare::There;
use crate::import::file;
use crate::record::{self, due_from, keep_copy};

/// Two invoices of one number and debtor, issued further apart than this, are perhaps two: days.
const APART: i32 = 31;
/// The same where the day of the known one may be that of an opening of the accounts.
const FAR_APART: i32 = 183;

/// What the terms of an invoice in words (BT-20) say.
enum Said {
    /// No delay.
    Nothing,
    Terms(PaymentTerms),
    /// A delay, in words that are not understood.
    Unread(String),
}

impl Taking<'_> {
    /// The invoice with its claims: those made, none where it was there already. What an import brings is not seen before it is
    /// complete: they are not looked for again.
    pub(super) fn owed(
        &mut self,
        tx: &mut Tx<'_>,
        debtor: DebtorId,
        (number, issued_on): (&str, Date),
        (amount, currency): (Cents, Currency),
        problems: &mut Problems,
    ) -> Result<Vec<(ClaimId, Cents)>> {
        if let Some(known) = tx.known_invoice(debtor, number)? {
            // The books may have it whole, with what was paid in advance beside it.
            let whole = self.invoice.totals.incl_vat.filter(|total| *total == known.total && *total > amount).unwrap_or(amount);
            let apart = (issued_on - known.issued_on).get_days().abs();
            if known.total != whole || known.currency != currency {
                let (was, is) = ((known.total, known.currency), (amount, currency));
                There::Invoice(number).tell_other_amount(Place::FILE, was, is, ".", problems);
            } else if apart > if known.due_basis == DueBasis::Presumed { FAR_APART } else { APART } {
                problems.error(
                    Place::FILE,
                    "same_number",
                    format_args!(
                        "une facture {number} du {} est déjà inscrite pour ce débiteur, celle du fichier est du {}. Si c'est une autre facture, saisissez-la à la main, sous un numéro qui les distingue ; sinon il n'y a rien à faire.",
                        date_short(known.issued_on),
                        date_short(issued_on)
                    ),
                );
            } else {
                self.known(tx, &known, problems)?;
            }
            return Ok(Vec::new());
        }
        let instalments = self.instalments(tx, debtor, issued_on, amount, problems)?;
        let Some(((due_on, due_basis, first), others)) = instalments.split_first() else { return Ok(Vec::new()) };
        let event = InvoiceRecorded {
            debtor,
            number: number.to_owned(),
            due_on: *due_on,
            due_basis: *due_basis,
            amount: *first,
            total: amount,
            currency,
            performed_on: self.invoice.delivered_on,
            subject: None,
            import: Some(self.import),
            key: None,
        };
        let invoice = InvoiceId(tx.append(NewEvent::new(issued_on, event))?.0);
        let mut made = vec![(ClaimId(invoice.0), *first)];
        for (due_on, due_basis, amount) in others {
            let event = InstalmentRecorded { invoice, due_on: *due_on, due_basis: *due_basis, amount: *amount };
            made.push((ClaimId(tx.append(NewEvent::new(issued_on, event))?.0), *amount));
        }
        self.counts.taken += 1;
        self.attach(tx, invoice)?;
        let claims: Vec<ClaimId> = made.iter().map(|(claim, _)| *claim).collect();
        self.elsewhere(tx, (debtor, None), &claims)?;
        Ok(made)
    }

    /// Its due dates with their amounts: those of the file where they make the whole, else one, printed or from the terms.
    fn instalments(
        &self,
        tx: &mut Read<'_>,
        debtor: DebtorId,
        issued_on: Date,
        amount: Cents,
        problems: &mut Problems,
    ) -> Result<Vec<(Date, DueBasis, Cents)>> {
        if let Some(parts) = self.parts(amount) {
            return Ok(parts.into_iter().map(|(due_on, cents)| (due_on, DueBasis::Printed, cents)).collect());
        }
        let (due_on, basis) = match (self.invoice.payment.due_on, self.terms()) {
            (Some(due_on), _) => (due_on, DueBasis::Printed),
            (None, Said::Terms(terms)) => (due_date(terms, issued_on), DueBasis::Printed),
            (None, said) => {
                let own = tx.debtor_facts(debtor)?.map(|facts| facts.terms).unwrap_or_default();
                let (due_on, basis) = due_from(&own, &self.tenant.terms, issued_on);
                match said {
                    Said::Unread(text) => {
                        problems.warning(
                            Place::FILE,
                            "terms_unread",
                            format_args!(
                                "la facture n'a pas de date d'échéance (BT-9), et ses conditions « {text} » ne sont pas comprises : l'échéance du {} est présumée. Confirmez-la sur la créance.",
                                date_short(due_on)
                            ),
                        );
                        (due_on, DueBasis::Presumed)
                    }
                    _ => (due_on, basis),
                }
            }
        };
        Ok(vec![(due_on, basis, amount)])
    }

    /// The parts in which the amount is to be paid, in their order, where all have a day and they make the whole.
    fn parts(&self, amount: Cents) -> Option<Vec<(Date, Cents)>> {
        let parts = self.invoice.payment.instalments.iter().map(|part| Some((part.due_on?, part.amount)));
        let mut dated = parts.collect::<Option<Vec<_>>>().filter(|dated| !dated.is_empty())?;
        dated.sort_by_key(|(due_on, _)| *due_on);
        let whole = dated.iter().map(|(_, cents)| *cents).sum::<Cents>() == amount;
        (whole && dated.iter().all(|(_, cents)| cents.is_positive())).then_some(dated)
    }

    /// The terms in words: one delay, said once or more; another beside it, or one that is not understood, says nothing.
    fn terms(&self) -> Said {
        let sentences = self.invoice.payment.terms.iter().flat_map(|text| text.split(['.', ';', ',', '(', ')', '\n'])).map(str::trim);
        let delays: Vec<&str> = sentences.filter(|text| tells_a_delay(text)).collect();
        let Some(first) = delays.first() else { return Said::Nothing };
        let mut read = delays.iter().map(|text| words::parse(text).ok());
        let one = read.next().flatten().filter(|one| read.all(|other| other.as_ref() == Some(one)));
        one.map_or_else(|| Said::Unread(first.chars().take(120).collect()), Said::Terms)
    }

    /// An invoice that is in the books already: its file is kept where it is not there yet, the due date that it prints takes the
    /// place of one that was only presumed, and what it says beside (another payee, paid already, parts, a correction) counts.
    fn known(&mut self, tx: &mut Tx<'_>, known: &KnownInvoice, problems: &mut Problems) -> Result<()> {
        let attached = self.attach(tx, known.invoice)?;
        if attached {
            self.notes.push("déjà inscrite ; sa copie est maintenant jointe".to_owned());
        }
        let facts = tx.debtor_facts(known.debtor)?.ok_or_else(|| AppError::refused(format!("Aucun débiteur {}.", known.debtor)))?;
        let claims: Vec<&ClaimFacts> = facts.claims.iter().filter(|claim| claim.invoice == known.invoice).collect();
        let ids: Vec<ClaimId> = claims.iter().map(|claim| claim.id).collect();
        let dated = self.dated(tx, known, claims.len(), problems)?;
        let mut held = self.elsewhere(tx, (known.debtor, Some(&facts)), &ids)?;
        let open = |claim: &&ClaimFacts| claim.book_principal(Date::MAX).is_positive();
        let unpaid: Vec<ClaimId> = claims.iter().copied().filter(open).map(|claim| claim.id).collect();
        if matches!(self.invoice.claim(), Claim::AlreadyPaid | Claim::Nothing) && !unpaid.is_empty() {
            let why = "Sa facture électronique la dit déjà réglée : inscrivez ce règlement, ou levez l'attente si elle reste due.";
            held |= self.wait_for_a_person(tx, (known.debtor, Some(&facts)), &unpaid, why)?;
        }
        let left: Cents = claims.iter().map(|claim| claim.book_principal(Date::MAX)).sum();
        if let Claim::Owed { amount, .. } = self.invoice.claim()
            && left > amount
        {
            let (said, left) = (money_fr(amount, known.currency), money_fr(left, known.currency));
            let why = format!(
                "Sa facture électronique dit {said} à payer, {left} sont inscrits : inscrivez ce qui était déjà réglé, ou levez l'attente."
            );
            held |= self.wait_for_a_person(tx, (known.debtor, Some(&facts)), &unpaid, &why)?;
        }
        if let Some(parts) = self.parts(known.total).filter(|parts| parts.len() > 1) {
            let mut there: Vec<(Date, Cents)> = claims.iter().map(|claim| (claim.due_on, claim.amount)).collect();
            there.sort_by_key(|(due_on, _)| *due_on);
            if there != parts && !unpaid.is_empty() {
                let said: Vec<String> = parts
                    .iter()
                    .map(|(due_on, cents)| format!("{} le {}", money_fr(*cents, known.currency), date_short(*due_on)))
                    .collect();
                let why = format!("Sa facture électronique se paie autrement que ce qui est inscrit : {}.", said.join(", "));
                held |= self.wait_for_a_person(tx, (known.debtor, Some(&facts)), &unpaid, &why)?;
            }
        }
        if let Claim::Owed { replaces: true, .. } = self.invoice.claim() {
            let by: Vec<(ClaimId, Cents)> = claims.iter().map(|claim| (claim.id, claim.book_principal(Date::MAX))).collect();
            let corrected = self.invoice.number.as_deref().unwrap_or_default();
            held |= self.replaced(tx, (known.debtor, Some(&facts)), &by, (corrected, known.issued_on))?;
        }
        if attached || dated || held {
            self.counts.changed += 1;
        } else {
            self.counts.known += 1;
        }
        Ok(())
    }

    /// The due date that the file prints, beside the one that is known; answers whether it took its place.
    fn dated(&mut self, tx: &mut Tx<'_>, known: &KnownInvoice, claims: usize, problems: &mut Problems) -> Result<bool> {
        let single = self.invoice.payment.instalments.len() < 2 && claims == 1;
        let Some(due_on) = self.invoice.payment.due_on.filter(|due_on| *due_on != known.due_on && single) else { return Ok(false) };
        if known.due_basis == DueBasis::Presumed {
            let event = DueDateSet { claim: known.claim, due_on, due_basis: DueBasis::Printed };
            tx.append(NewEvent::new(known.issued_on, event))?;
            self.notes.push(format!("échéance du {} : la facture le dit", date_short(due_on)));
            return Ok(true);
        }
        problems.warning(
            Place::FILE,
            "other_due_date",
            format_args!(
                "la facture dit une échéance du {}, celle qui est inscrite est du {} et reste. Corrigez-la sur la créance si le fichier a raison.",
                date_short(due_on),
                date_short(known.due_on)
            ),
        );
        Ok(false)
    }

    /// Keeps the file as a copy of the invoice; answers whether it was not there.
    fn attach(&self, tx: &mut Tx<'_>, invoice: InvoiceId) -> Result<bool> {
        Ok(keep_copy(tx, invoice, &self.opened.name, &file::bytes(self.opened.path)?, self.today)?.is_some())
    }

    /// Money that goes to somebody else (a factor) is not asked for by us until a person has looked; answers whether letters wait anew.
    fn elsewhere(&mut self, tx: &mut Tx<'_>, debtor: (DebtorId, Option<&DebtorFacts>), claims: &[ClaimId]) -> Result<bool> {
        let Some(to) = self.invoice.other_payee() else { return Ok(false) };
        let why = format!("La facture se paie à {to} : vérifiez qui doit la réclamer.");
        let held = self.hold(tx, debtor, claims, HoldCause::OtherPayee, &why)?;
        if held {
            self.notes.push(format!("à payer à {to} : relances suspendues jusqu'à votre décision"));
        }
        Ok(held)
    }

    /// Letters wait because the file and the books do not agree; answers whether they wait anew.
    pub(super) fn wait_for_a_person(
        &mut self,
        tx: &mut Tx<'_>,
        debtor: (DebtorId, Option<&DebtorFacts>),
        claims: &[ClaimId],
        why: &str,
    ) -> Result<bool> {
        let held = self.hold(tx, debtor, claims, HoldCause::ToCheck, why)?;
        if held {
            self.notes.push(format!("relances suspendues jusqu'à votre décision. {why}"));
        }
        Ok(held)
    }

    /// Holds claims until a person has looked: where one looked before and lifted it, not again.
    fn hold(
        &self,
        tx: &mut Tx<'_>,
        (debtor, facts): (DebtorId, Option<&DebtorFacts>),
        claims: &[ClaimId],
        cause: HoldCause,
        why: &str,
    ) -> Result<bool> {
        let looked = |claim: ClaimId| {
            // One of the whole debtor that was lifted says nothing of this claim.
            let of_claim = |hold: &HoldFacts| hold.claim.map_or(hold.lifted_on.is_none(), |of| of == claim);
            facts.is_some_and(|facts| facts.holds.iter().any(|hold| hold.cause == cause && of_claim(hold)))
        };
        let note = tx.keep(why.as_bytes())?;
        let mut held = false;
        for claim in claims.iter().copied().filter(|claim| !looked(*claim)) {
            let hold = HoldPlaced { debtor, claim: Some(claim), cause, until: None, note: Some(note.clone()) };
            tx.append(NewEvent::new(self.today, hold))?;
            held = true;
        }
        Ok(held)
    }

    pub(super) fn paid(
        &self,
        tx: &mut Tx<'_>,
        debtor: DebtorId,
        made: Vec<(ClaimId, Cents)>,
        (amount, currency): (Cents, Currency),
        on: Date,
    ) -> Result<()> {
        let means = self.invoice.payment.means.first().map_or("other", |code| einvoice::means_word(code)).to_owned();
        let event = PaymentRecorded { debtor, amount, currency, means, reference: None, import: Some(self.import), key: None };
        let movement = MovementId(tx.append(NewEvent::new(on, event))?.0);
        record::allocate(tx, movement, &made, on)
    }
}

/// Whether a sentence says when to pay, and not what is lost or won by paying late or early.
fn tells_a_delay(sentence: &str) -> bool {
    const DELAY: [&str; 13] =
        ["jour", "jours", "j", "jrs", "mois", "comptant", "reception", "echeance", "days", "day", "net", "tage", "tagen"];
    const BESIDE: [&str; 8] = ["escompte", "penalite", "penalites", "indemnite", "interet", "interets", "taux", "skonto"];
    let folded = formats::values::folded(sentence);
    let has = |words: &[&str]| folded.split(|letter: char| !letter.is_alphabetic()).any(|word| words.contains(&word));
    has(&DELAY) && !has(&BESIDE)
}
