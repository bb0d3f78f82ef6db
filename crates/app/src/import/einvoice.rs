//! One electronic invoice (Factur-X, CII, UBL): the invoice with its due dates, a credit note beside what it credits, a corrected
//! invoice in the place of another; the file itself is kept as a copy of the invoice.
//!
//! An invoice is known by its seller, number and buyer. What it makes owed is its payable amount (BT-115), by sign; what was
//! paid when it was issued is never chased; what is to be paid to somebody else is held until a person has looked.

use std::collections::HashMap;
use std::path::Path;

use domain::Date;
use domain::events::{
    CreditNoteRecorded, DueDateSet, HoldCause, HoldPlaced, InstalmentRecorded, InvoiceRecorded, NewEvent, PaymentRecorded, Told,
};
use domain::facts::TenantFacts;
use domain::french::{date_short, money_fr};
use domain::ids::{ClaimId, DebtorId, ImportId, InvoiceId, MovementId};
use domain::money::{Cents, Currency};
use domain::party::{Address, Iban};
use domain::payments::allocate::{Owed, spread};
use domain::terms::{CreditCause, DueBasis};
use formats::einvoice::{self, Claim, Document, Invoice, Party};
use formats::table::DebtorRow;
use formats::{Input, Kind, Place, Problems, Severity};
use store::{KnownInvoice, Read, Tx};

use super::compare::There;
use super::control::Control;
use super::report::{Counts, FileReport};
use super::rows::{Debtors, debtor_row};
use super::who::Issued;
use super::{Undone, begin, complete, file, or_nothing, statuses, still_the_same};
use crate::books::Books;
use crate::error::{AppError, Result};
use crate::record::{self, due_from, keep_copy};

/// Whether a file may be an electronic invoice or a status: a PDF says it only when it is opened, and any XML why it is none.
pub(super) fn may_be(kind: Kind) -> bool {
    use formats::recognise::OtherKind::{Cdar, Cii, Pdf, Ubl, Xml};
    matches!(kind, Kind::Other(Pdf | Cii | Ubl | Cdar | Xml))
}

/// Whether a PDF that came under a name is to be read as an electronic invoice; one that holds none is the copy of an invoice that
/// is elsewhere, and one that may not be opened is no copy either: whoever looks at it is told why.
pub(crate) fn is_in_pdf(path: &Path, name: &str) -> bool {
    crate::untrusted::refusal(path, name).is_some() || einvoice::read(&Input::file(path)).attachment.is_some()
}

/// What the invoice of a file says, before it is taken.
pub(super) fn look(input: &Input<'_>, seen: &mut Control) {
    let reading = einvoice::read(input);
    if let Some(format) = reading.format() {
        format.clone_into(&mut seen.format);
    }
    let readable = !reading.problems.iter().any(|problem| problem.severity == Severity::Error);
    if let Some(Document::Status(message)) = &reading.document {
        statuses::look(message, seen);
    }
    if let Some(Document::Invoice(invoice)) = &reading.document
        && readable
    {
        let currency = invoice.currency.unwrap_or(Currency::EUR);
        let said = |amount| money_fr(amount, currency);
        let number = invoice.number.as_deref().unwrap_or_default();
        let (what, amount) = match invoice.claim() {
            Claim::Owed { amount, .. } => (format!("Facture {number} : {} à payer", said(amount)), Some(amount)),
            Claim::Credit(amount) => (format!("Avoir {number} : {} à déduire", said(amount)), Some(Cents(-amount.0))),
            Claim::AlreadyPaid | Claim::Nothing => (format!("Facture {number}, réglée à l'émission"), None),
            Claim::Overpaid(amount) => (format!("Facture {number} : {} à rendre à l'acheteur", said(amount)), None),
            Claim::Unclear(why) => (format!("Facture {number} : {why}"), None),
        };
        let to = invoice.buyer.name.as_deref().map(|name| format!(", {name}")).unwrap_or_default();
        let due = invoice.payment.due_on.filter(|_| amount.is_some());
        let due = due.map(|day| format!(", échéance du {}", date_short(day))).unwrap_or_default();
        seen.notes.push(format!("{what}{to}{due}."));
        seen.notes.extend(kept_as(&invoice.claim()).map(str::to_owned));
        let taken = !matches!(invoice.claim(), Claim::Overpaid(_) | Claim::Unclear(_));
        (seen.counts.rows, seen.counts.fresh) = (1, u64::from(taken));
        if let Some(amount) = amount {
            seen.sums.insert(currency, amount);
        }
    }
    seen.add(reading.problems);
}

/// Where the file will be found again: with what is made of it.
fn kept_as(claim: &Claim) -> Option<&'static str> {
    match claim {
        Claim::Owed { .. } | Claim::AlreadyPaid | Claim::Nothing => Some("Le fichier sera gardé comme copie de la facture."),
        Claim::Credit(_) => Some("Le fichier sera gardé avec cet import, parmi les fichiers des factures."),
        Claim::Overpaid(_) | Claim::Unclear(_) => None,
    }
}

/// The invoice or credit note of the books that a file tells, whoever brought it: of that number, of a debtor that is its buyer.
pub(crate) fn in_the_books(tx: &mut Read<'_>, invoice: &Invoice) -> Result<Option<Told>> {
    let Some(number) = invoice.number.as_deref() else { return Ok(None) };
    let row = buyer(&invoice.buyer);
    let mut debtors: Vec<DebtorId> = Vec::new();
    if !row.siren.is_empty() {
        debtors.extend(tx.debtors_by_siren(&row.siren)?.into_iter().map(|debtor| debtor.id));
    }
    debtors.extend(tx.debtors_by_codes(&[row.key().as_ref()])?.into_values());
    for debtor in debtors {
        let found = match invoice.claim() {
            Claim::Credit(_) => tx.known_credit_note(debtor, number)?.map(|known| Told::Movement { movement: known.id }),
            _ => tx.known_invoice(debtor, number)?.map(|known| Told::Invoice { invoice: known.invoice }),
        };
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// Takes the invoice of a file.
pub(super) fn take(books: &Books, opened: &file::Opened<'_>) -> Result<FileReport> {
    let reading = einvoice::read(&opened.input());
    let format = reading.format().unwrap_or("unknown");
    let readable = !reading.problems.iter().any(|problem| problem.severity == Severity::Error);
    let mut problems = Problems::new();
    reading.problems.into_iter().for_each(|problem| problems.push(problem));
    let invoice = match reading.document {
        Some(Document::Invoice(invoice)) if readable => *invoice,
        Some(Document::Status(message)) => return statuses::take(books, opened, &message, problems),
        _ => return Ok(FileReport::refused(opened, format, problems.into_vec())),
    };
    let today = books.today();
    let tenant = books.read(|tx| Ok(tx.tenant_facts(today)?))?;
    let mut taking =
        Taking { opened, invoice: &invoice, tenant: &tenant, today, import: ImportId(0), counts: Counts::default(), notes: Vec::new() };
    let taken = or_nothing(books, |tx| {
        if !taking.is_ours(tx, &mut problems)? {
            return Err(Undone::Nothing);
        }
        taking.import = begin(tx, opened, format, today)?;
        taking.document(tx, &mut problems)?;
        if !taking.counts.is_something() {
            return Err(Undone::Nothing);
        }
        taking.counts.problems = problems.total();
        still_the_same(opened, false)?;
        Ok(complete(tx, taking.import, &taking.counts, None, today)?)
    })?;
    if !taken {
        return Ok(FileReport::refused(opened, format, problems.into_vec()));
    }
    Ok(FileReport::taken(opened, format, taking.import, taking.counts, taking.notes, problems.into_vec()))
}

struct Taking<'t> {
    opened: &'t file::Opened<'t>,
    invoice: &'t Invoice,
    tenant: &'t TenantFacts,
    today: Date,
    import: ImportId,
    counts: Counts,
    notes: Vec<String>,
}

impl Taking<'_> {
    /// Whether the creditor of these books sells here; else who does is said.
    fn is_ours(&self, tx: &mut Read<'_>, problems: &mut Problems) -> Result<bool> {
        let own = tx.creditor_profile()?.unwrap_or_default();
        let plain = |siren: &str| siren.chars().filter(char::is_ascii_digit).collect::<String>();
        let siren = |party: &Party| party.siren.as_ref().map(|siren| plain(&siren.printed()));
        let (ours, seller, buyer) = (plain(&own.siren), siren(&self.invoice.seller), siren(&self.invoice.buyer));
        if ours.is_empty() || seller.is_none() || seller.as_deref() == Some(&ours) {
            return Ok(true);
        }
        let name = self.invoice.seller.name.as_deref().unwrap_or("un autre vendeur");
        if buyer.as_deref() == Some(&ours) {
            problems.error(
                Place::FILE,
                "purchase",
                format_args!("c'est une facture d'achat : {name} vous la réclame. Donnez les factures que vous avez émises."),
            );
        } else {
            problems.error(
                Place::FILE,
                "other_seller",
                format_args!(
                    "le vendeur est {name} (SIREN {}), ce dossier est celui de {} (SIREN {ours}). Importez-la dans le dossier du vendeur.",
                    seller.unwrap_or_default(),
                    own.name
                ),
            );
        }
        Ok(false)
    }

    fn document(&mut self, tx: &mut Tx<'_>, problems: &mut Problems) -> Result<()> {
        let (Some(number), Some(issued_on)) = (self.invoice.number.as_deref(), self.invoice.issued_on) else { return Ok(()) };
        let currency = self.invoice.currency.unwrap_or(Currency::EUR);
        if issued_on > self.today {
            problems.warning(
                Place::FILE,
                "issued_later",
                format_args!("la facture est datée du {}, un jour à venir.", date_short(issued_on)),
            );
        }
        self.other_account(tx, problems)?;
        let refuse = |problems: &mut Problems, code: &'static str, why: std::fmt::Arguments<'_>| problems.error(Place::FILE, code, why);
        match self.invoice.claim() {
            Claim::Owed { amount, replaces } => {
                let debtor = self.debtor(tx, (number, issued_on), problems)?;
                let made = self.owed(tx, debtor, (number, issued_on), (amount, currency), problems)?;
                if replaces && !made.is_empty() {
                    self.replaced(tx, debtor, (number, issued_on), problems)?;
                }
            }
            Claim::AlreadyPaid | Claim::Nothing => {
                let total = self.invoice.totals.incl_vat.or(self.invoice.totals.payable).unwrap_or_default();
                if !total.is_positive() {
                    refuse(problems, "nothing_owed", format_args!("rien n'est dû par cette facture : elle n'est pas inscrite."));
                    return Ok(());
                }
                let debtor = self.debtor(tx, (number, issued_on), problems)?;
                let made = self.owed(tx, debtor, (number, issued_on), (total, currency), problems)?;
                if !made.is_empty() {
                    self.paid(tx, debtor, made, (total, currency), issued_on)?;
                    self.notes.push("réglée à l'émission : elle n'est pas relancée".to_owned());
                }
            }
            Claim::Credit(amount) => {
                let debtor = self.debtor(tx, (number, issued_on), problems)?;
                self.credit(tx, debtor, (number, issued_on), (amount, currency), problems)?;
            }
            Claim::Overpaid(amount) => refuse(
                problems,
                "overpaid",
                format_args!(
                    "la facture {number} est réglée au-delà de son montant : {} sont à rendre à l'acheteur. Elle n'est pas inscrite ; décidez du remboursement.",
                    money_fr(amount, currency)
                ),
            ),
            Claim::Unclear(why) => {
                refuse(problems, "unclear", format_args!("{why} : saisissez cette facture à la main, avec ce qui est vraiment dû."));
            }
        }
        Ok(())
    }

    /// The account printed on the invoice is the one that letters name, or it is said.
    fn other_account(&self, tx: &mut Read<'_>, problems: &mut Problems) -> Result<()> {
        let own = tx.creditor_profile()?.and_then(|profile| Iban::parse(&profile.iban).ok());
        let mut printed = self.invoice.payment.accounts.iter().filter_map(|account| Iban::parse(&account.number).ok()).peekable();
        let Some(own) = own.filter(|_| printed.peek().is_some()) else { return Ok(()) };
        if printed.all(|iban| iban != own) {
            problems.warning(
                Place::FILE,
                "other_account",
                format_args!(
                    "le compte à payer imprimé sur la facture n'est pas celui que nomment vos courriers. Vérifiez lequel est le bon."
                ),
            );
        }
        Ok(())
    }

    /// The buyer: known by its SIREN, else by the code that its name makes; made where it is not there.
    fn debtor(&mut self, tx: &mut Tx<'_>, (number, issued_on): (&str, Date), problems: &mut Problems) -> Result<DebtorId> {
        let row = buyer(&self.invoice.buyer);
        let first = tx.has_no_debtor()?;
        let known = if row.siren.is_empty() { Vec::new() } else { tx.debtors_by_siren(&row.siren)? };
        let mut same_as = HashMap::new();
        match known.as_slice() {
            [] => {}
            [one] => {
                same_as.insert(row.key().into_owned(), one.id);
            }
            [one, ..] => {
                problems.warning(
                    Place::FILE,
                    "several_of_siren",
                    format_args!("plusieurs débiteurs ont le SIREN {} : la facture va au premier, « {} ».", row.siren, one.code),
                );
                same_as.insert(row.key().into_owned(), one.id);
            }
        }
        let known_by_siren = !same_as.is_empty();
        let mut debtors = Debtors::new(self.tenant, self.today, first, same_as);
        if !known_by_siren && let Some(total) = self.invoice.totals.incl_vat {
            let issued = Issued { number, on: issued_on, total, currency: self.invoice.currency.unwrap_or(Currency::EUR) };
            let said = debtors.known_by_invoices(tx, std::iter::once((&row, issued)), self.import, self.today)?;
            if !said.is_empty() {
                // A FEC knows a code and a name: the invoice says the rest.
                debtor_row(tx, &row, self.import, self.today, &mut debtors, &mut Counts::default(), problems)?;
                self.notes.extend(said);
            }
        }
        debtors.meet(tx, std::iter::once(&row), self.import, self.today, problems)?;
        Ok(debtors.of(&row)?.0)
    }

    /// The invoice with its claims: those made, none where it was there already. What an import brings is not seen before it is
    /// complete: they are not looked for again.
    fn owed(
        &mut self,
        tx: &mut Tx<'_>,
        debtor: DebtorId,
        (number, issued_on): (&str, Date),
        (amount, currency): (Cents, Currency),
        problems: &mut Problems,
    ) -> Result<Vec<(ClaimId, Cents)>> {
        if let Some(known) = tx.known_invoice(debtor, number)? {
            if known.total != amount || known.currency != currency {
                let (was, is) = ((known.total, known.currency), (amount, currency));
                There::Invoice(number).tell_other_amount(Place::FILE, was, is, ".", problems);
            } else {
                self.known(tx, &known, problems)?;
            }
            return Ok(Vec::new());
        }
        let instalments = self.instalments(tx, debtor, issued_on, amount)?;
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
        self.elsewhere(tx, debtor, &made)?;
        Ok(made)
    }

    /// Its due dates with their amounts: those of the file where they make the whole, else one, printed or from the terms.
    fn instalments(&self, tx: &mut Read<'_>, debtor: DebtorId, issued_on: Date, amount: Cents) -> Result<Vec<(Date, DueBasis, Cents)>> {
        let parts = &self.invoice.payment.instalments;
        let dated: Option<Vec<_>> = parts.iter().map(|part| Some((part.due_on?, DueBasis::Printed, part.amount))).collect();
        if let Some(mut dated) = dated.filter(|dated| dated.iter().map(|(.., cents)| *cents).sum::<Cents>() == amount)
            && dated.iter().all(|(.., cents)| cents.is_positive())
        {
            dated.sort_by_key(|(due_on, ..)| *due_on);
            return Ok(dated);
        }
        let (due_on, basis) = match self.invoice.payment.due_on {
            Some(due_on) => (due_on, DueBasis::Printed),
            None => {
                let own = tx.debtor_facts(debtor)?.map(|facts| facts.terms).unwrap_or_default();
                due_from(&own, &self.tenant.terms, issued_on)
            }
        };
        Ok(vec![(due_on, basis, amount)])
    }

    /// An invoice that is in the books already: its file is kept where it is not there yet, and the due date that it prints takes the
    /// place of one that was only presumed.
    fn known(&mut self, tx: &mut Tx<'_>, known: &KnownInvoice, problems: &mut Problems) -> Result<()> {
        let attached = self.attach(tx, known.invoice)?;
        if attached {
            self.notes.push("déjà inscrite ; sa copie est maintenant jointe".to_owned());
        }
        let printed = self.invoice.payment.due_on.filter(|due_on| *due_on != known.due_on && self.invoice.payment.instalments.len() < 2);
        let dated = printed.is_some() && known.due_basis == DueBasis::Presumed;
        if let Some(due_on) = printed {
            if dated {
                let event = DueDateSet { claim: known.claim, due_on, due_basis: DueBasis::Printed };
                tx.append(NewEvent::new(known.issued_on, event))?;
                self.notes.push(format!("échéance du {} : la facture le dit", date_short(due_on)));
            } else {
                problems.warning(
                    Place::FILE,
                    "other_due_date",
                    format_args!(
                        "la facture dit une échéance du {}, celle qui est inscrite est du {} et reste. Corrigez-la sur la créance si le fichier a raison.",
                        date_short(due_on),
                        date_short(known.due_on)
                    ),
                );
            }
        }
        if attached || dated {
            self.counts.changed += 1;
        } else {
            self.counts.known += 1;
        }
        Ok(())
    }

    /// Keeps the file as a copy of the invoice; answers whether it was not there.
    fn attach(&self, tx: &mut Tx<'_>, invoice: InvoiceId) -> Result<bool> {
        Ok(keep_copy(tx, invoice, &self.opened.name, &file::bytes(self.opened.path)?, self.today)?.is_some())
    }

    /// Money that goes to somebody else (a factor) is not asked for by us until a person has looked.
    fn elsewhere(&mut self, tx: &mut Tx<'_>, debtor: DebtorId, made: &[(ClaimId, Cents)]) -> Result<()> {
        let payee = self.invoice.payee.as_ref().and_then(|payee| payee.name.as_deref());
        if payee.is_none() && !self.invoice.kind().factored {
            return Ok(());
        }
        let to = payee.unwrap_or("un affactureur");
        let note = tx.keep(format!("La facture se paie à {to} : vérifiez qui doit la réclamer.").as_bytes())?;
        for (claim, _) in made {
            let hold = HoldPlaced { debtor, claim: Some(*claim), cause: HoldCause::OtherPayee, until: None, note: Some(note.clone()) };
            tx.append(NewEvent::new(self.today, hold))?;
        }
        self.notes.push(format!("à payer à {to} : relances suspendues jusqu'à votre décision"));
        Ok(())
    }

    fn paid(
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

    fn credit(
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

    /// A corrected invoice in full: what it takes the place of is not owed any more.
    fn replaced(&mut self, tx: &mut Tx<'_>, debtor: DebtorId, (number, on): (&str, Date), problems: &mut Problems) -> Result<()> {
        for replaced in &self.invoice.preceding {
            let Some(known) = tx.known_invoice(debtor, &replaced.number)? else {
                problems.warning(
                    Place::FILE,
                    "replaced_unknown",
                    format_args!(
                        "la facture {} qu'elle remplace n'est pas inscrite. Si elle l'est sous un autre numéro, annulez-la par un avoir.",
                        replaced.number
                    ),
                );
                continue;
            };
            let claims = claims_of(tx, debtor, known.invoice)?;
            let amount: Cents = claims.iter().map(|claim| claim.open).sum();
            if !amount.is_positive() {
                continue;
            }
            let event = CreditNoteRecorded {
                debtor,
                number: format!("annulation {} par {number}", replaced.number),
                amount,
                currency: known.currency,
                cause: CreditCause::Correction,
                import: Some(self.import),
                key: None,
            };
            let movement = MovementId(tx.append(NewEvent::new(on, event))?.0);
            allocate(tx, movement, &claims, amount, on)?;
            self.notes.push(format!("remplace {}, dont {} n'étaient pas réglés", replaced.number, money_fr(amount, known.currency)));
        }
        Ok(())
    }
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

/// The buyer as a row of a list of debtors.
fn buyer(party: &Party) -> DebtorRow {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let siren: String =
        party.siren.as_ref().map(|siren| siren.printed().chars().filter(char::is_ascii_digit).collect()).unwrap_or_default();
    let country = party.address.country.as_deref().filter(|country| *country != "FR").unwrap_or_default().to_owned();
    DebtorRow {
        code: siren.clone(),
        name: party.name.clone().or_else(|| party.trading_name.clone()).unwrap_or_default(),
        siren,
        vat: text(&party.vat),
        email: text(&party.contact.email),
        phone: text(&party.contact.phone),
        contact: text(&party.contact.name),
        address: Address {
            lines: party.address.lines.clone(),
            postal_code: text(&party.address.postcode),
            city: text(&party.address.city),
            country,
        },
        ..DebtorRow::default()
    }
}
