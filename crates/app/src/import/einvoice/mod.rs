//! One electronic invoice (Factur-X, CII, UBL): the invoice with its due dates, a credit note beside what it credits, a corrected
//! invoice in the place of another; the file itself is kept as a copy of the invoice.
//!
//! An invoice is known by its seller, number and buyer. What it makes owed is its payable amount (BT-115), by sign; what was
//! paid when it was issued is never chased; what is to be paid to somebody else is held until a person has looked.

mod credited;
mod owed;

use std::collections::HashMap;
use std::path::Path;

use domain::Date;
use domain::events::Told;
use domain::facts::TenantFacts;
use domain::french::{date_short, money_fr};
use domain::ids::{DebtorId, ImportId};
use domain::money::{Cents, Currency};
use domain::party::{Address, Iban};
use formats::einvoice::{self, Claim, Document, Invoice, Party};
use formats::table::DebtorRow;
use formats::{Input, Kind, Place, Problems, Severity};
use store::{Read, Tx};

use super::control::Control;
use super::report::{Counts, FileReport};
use super::rows::{Debtors, debtor_row};
use super::who::Issued;
use super::whose::Own;
use super::{Undone, begin, complete, file, or_nothing, statuses, still_the_same};
use crate::books::Books;
use crate::error::Result;

pub(super) use credited::{CANCELS, REPLACED_UNKNOWN};

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
        if !Own::of(tx)?.sells(&invoice, &mut problems) {
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
                if replaces
                    && tx.known_invoice(debtor, number)?.is_none()
                    && let Some(missing) = self.replaced_unknown(tx, debtor)?
                {
                    problems.error(
                        Place::FILE,
                        REPLACED_UNKNOWN,
                        format_args!(
                            "{number} remplace la facture {missing}, qui n'est pas inscrite. Importez-la d'abord, puis redonnez ce fichier ; si elle ne doit pas l'être, saisissez {number} à la main."
                        ),
                    );
                    return Ok(());
                }
                let made = self.owed(tx, debtor, (number, issued_on), (amount, currency), problems)?;
                if replaces && !made.is_empty() {
                    self.replaced(tx, (debtor, None), &made, (number, issued_on))?;
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
