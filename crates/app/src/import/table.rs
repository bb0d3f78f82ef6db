//! CSV and XLSX lists of invoices, debtors and payments.
//!
//! An invoice is known by its number and its debtor; a payment by its day, debtor, amount, reference and rank among
//! equal ones of the file. Large files are committed in batches under one import, hidden until it is complete; an
//! interrupted import goes on where identity says it stopped.

pub(super) mod payments;

use std::collections::{BTreeSet, HashMap, HashSet};

use domain::Date;
use domain::events::{
    Allocated, CreditNoteRecorded, DisputeOpened, DueDateSet, InstalmentRecorded, InvoiceRecorded, NewEvent, PaymentRecorded,
};
use domain::facts::TenantFacts;
use domain::french::money_fr;
use domain::ids::{ClaimId, DebtorId, ImportId, MovementId};
use domain::money::{Cents, Currency};
use domain::terms::{CreditCause, DueBasis};
use formats::table::{self, InvoiceRow, InvoiceState, Mapping, TableKind, Tally};
use formats::{Input, Place, Problems};
use store::{KnownInvoice, Read, Tx};

use super::compare;
use super::report::{Counts, FileReport};
use super::rows::{Debtors, debtor_row};
use super::who::Issued;
use super::{Options, Undone, begin, complete, file, or_nothing, still_the_same};
use crate::books::Books;
use crate::error::{AppError, Result};
use crate::ports::Progress;
use crate::record::due_from;
use crate::words::counted;

/// Rows committed at once.
const BATCH: usize = 20_000;

/// Takes a table in.
pub(super) fn take(
    books: &Books,
    opened: &file::Opened<'_>,
    input: &Input<'_>,
    options: &Options<'_>,
    resumed: Option<ImportId>,
    mut problems: Problems,
    progress: &dyn Progress,
) -> Result<FileReport> {
    let Some(mapping) = mapping(books, input, options, &mut problems)? else { return Ok(refused(opened, problems)) };
    if mapping.kind == TableKind::BankStatement {
        return super::bank::take(books, opened, options);
    }
    let today = books.today();
    let (tenant, first_debtors, first_invoices) =
        books.read(|tx| Ok((tx.tenant_facts(today)?, tx.has_no_debtor()?, tx.has_no_invoice()?)))?;
    let (accepted, same_as) =
        options.revision.map_or_else(Default::default, |revision| (revision.accepted.clone(), revision.same_as.clone()));
    let taking = Taking {
        books,
        opened,
        mapping: &mapping,
        import: resumed.unwrap_or(ImportId(0)),
        begun: resumed.is_some(),
        tenant: &tenant,
        today,
        accept: options.accept_changes,
        accepted,
        debtors: Debtors::new(&tenant, today, first_debtors, same_as),
        first_invoices,
        rows: 0,
        ranked: false,
        counts: Counts::default(),
        notes: Vec::new(),
        undated: 0,
        told: 0,
        ranks: HashMap::new(),
        last_payment: None,
        own: Problems::new(),
    };
    match mapping.kind {
        TableKind::Invoices => {
            run(taking, problems, progress, |bad, each| table::read_invoices(input, &mapping, today, bad, each), Taking::invoices)
        }
        TableKind::Debtors => run(taking, problems, progress, |bad, each| table::read_debtors(input, &mapping, bad, each), Taking::debtors),
        TableKind::Payments | TableKind::BankStatement => {
            run(taking, problems, progress, |bad, each| table::read_payments(input, &mapping, today, bad, each), Taking::payments)
        }
    }
}

fn refused(opened: &file::Opened<'_>, problems: Problems) -> FileReport {
    FileReport::refused(opened, opened.kind_word(), problems.into_vec())
}

fn mapping(books: &Books, input: &Input<'_>, options: &Options<'_>, problems: &mut Problems) -> Result<Option<Mapping>> {
    if let Some(given) = options.mapping {
        let mapping: Mapping = serde_json::from_str(given)
            .map_err(|error| AppError::usage(format!("--mapping : la correspondance n'est pas lisible ({error}).")))?;
        let missing = mapping.missing();
        if !missing.is_empty() {
            return Err(AppError::usage(format!("--mapping : il manque {}. Complétez la correspondance.", missing.join(", "))));
        }
        return Ok(Some(mapping));
    }
    let saved = books.read(saved_mappings)?;
    let Some(inspection) = table::inspect_as(input, &saved, options.listed, problems) else { return Ok(None) };
    // The inspection has said which columns are missing.
    Ok(inspection.complete.then_some(inspection.mapping))
}

/// The name under which the mappings of a creditor are kept, the newest first.
const SAVED: &str = "mappings";
/// Mappings kept.
const MAPPINGS: usize = 50;

/// The mappings of earlier files, the newest first.
pub(super) fn saved_mappings(tx: &mut Read<'_>) -> Result<Vec<Mapping>> {
    Ok(tx.mapping(SAVED)?.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// Keeps a mapping for the next file with the same header.
pub(super) fn remember_mapping(tx: &mut Tx<'_>, mapping: &Mapping) -> Result<()> {
    let saved = saved_mappings(tx)?;
    if saved.first() == Some(mapping) {
        return Ok(());
    }
    let mut all = vec![mapping.clone()];
    all.extend(saved.into_iter().filter(|old| old.signature != mapping.signature).take(MAPPINGS - 1));
    let text = serde_json::to_string(&all).map_err(|error| AppError::refused(error.to_string()))?;
    Ok(tx.save_mapping(SAVED, &text)?)
}

/// Reads rows and takes them: up to [`BATCH`] in one transaction with the beginning and the end of the import, more in
/// batches, each in its own. Where nothing could be taken, nothing is written.
fn run<'b, R>(
    mut taking: Taking<'b>,
    mut problems: Problems,
    progress: &dyn Progress,
    read: impl FnOnce(&mut Problems, &mut dyn FnMut(R)) -> Tally,
    take: impl Fn(&mut Taking<'b>, &mut Tx<'_>, Vec<R>) -> Result<()>,
) -> Result<FileReport> {
    let mut rows = Vec::new();
    let mut failed = None;
    let tally = read(&mut problems, &mut |row| {
        if failed.is_some() {
            return;
        }
        rows.push(row);
        if rows.len() == BATCH {
            if progress.is_stopped() {
                failed = Some(stopped());
                return;
            }
            progress.advance(rows.len() as u64);
            let full = std::mem::take(&mut rows);
            failed = taking.transaction(|taking, tx| take(taking, tx, full)).err();
        }
    });
    if let Some(error) = failed {
        return Err(error);
    }
    progress.advance(rows.len() as u64);
    still_the_same(taking.opened, taking.begun)?;
    if !tally.complete {
        let left = if taking.begun { "ce qui a été lu reste caché" } else { "rien n'en est pris" };
        problems.error(
            Place::FILE,
            "incomplete",
            format_args!(
                "le fichier n'a pas pu être lu jusqu'au bout : {left}. Réparez-le et importez-le de nouveau, rien ne sera compté deux fois."
            ),
        );
        return Ok(refused(taking.opened, problems));
    }
    let found = problems.total();
    let taken = taking.transaction(|taking, tx| {
        take(taking, tx, rows)?;
        taking.finish(tx, &tally, found)
    })?;
    let mut all = problems.into_vec();
    all.extend(taking.own.into_vec());
    all.sort_by_key(|problem| problem.line);
    let format = taking.mapping.kind.word();
    if !taken {
        return Ok(FileReport::refused(taking.opened, format, all));
    }
    Ok(FileReport::taken(taking.opened, format, taking.import, taking.counts, taking.notes, all))
}

/// The work was asked to stop between two batches.
fn stopped() -> AppError {
    AppError::Busy("L'import est interrompu. Ce qui a été lu reste caché ; il reprendra là où il s'est arrêté.".to_owned())
}

/// An invoice that is not in the books yet.
struct NewInvoice {
    row: InvoiceRow,
    debtor: DebtorId,
    due_on: Date,
    due_basis: DueBasis,
}

struct Taking<'b> {
    books: &'b Books,
    opened: &'b file::Opened<'b>,
    mapping: &'b Mapping,
    /// Which import, once it has begun.
    import: ImportId,
    begun: bool,
    tenant: &'b TenantFacts,
    today: Date,
    accept: bool,
    /// Lines of which a person accepted what differs.
    accepted: BTreeSet<u64>,
    debtors: Debtors,
    /// There was no invoice before this file.
    first_invoices: bool,
    /// Rows of invoices read so far.
    rows: usize,
    /// A row said which due date of its invoice it is.
    ranked: bool,
    counts: Counts,
    notes: Vec<String>,
    /// Payments of which the file does not say the day.
    undated: u64,
    /// Payments that the books have from elsewhere.
    told: u64,
    /// Rank of equal payments in the file.
    ranks: HashMap<String, u32>,
    last_payment: Option<Date>,
    own: Problems,
}

impl Taking<'_> {
    /// One transaction, with which the import begins where it has not. False, and nothing is written, where it brought
    /// nothing: debtors are only made with a row that is counted, so nothing that was remembered is lost.
    fn transaction(&mut self, work: impl FnOnce(&mut Self, &mut Tx<'_>) -> Result<()>) -> Result<bool> {
        let begun = self.begun;
        self.begun = or_nothing(self.books, |tx| {
            if !begun {
                self.import = begin(tx, self.opened, self.mapping.kind.word(), self.today)?;
                remember_mapping(tx, self.mapping)?;
            }
            work(self, tx)?;
            if begun || self.counts.is_something() { Ok(()) } else { Err(Undone::Nothing) }
        })?;
        Ok(self.begun)
    }

    /// Says what was taken, and ends the import.
    fn finish(&mut self, tx: &mut Tx<'_>, tally: &Tally, found: u64) -> Result<()> {
        let sums: Vec<String> = tally.sums.iter().map(|(currency, cents)| money_fr(*cents, *currency)).collect();
        if !sums.is_empty() {
            self.notes.insert(0, format!("{}, total {}", counted(tally.rows, "ligne", "lignes"), sums.join(" + ")));
        }
        if self.debtors.made > 0 {
            self.notes.push(counted(self.debtors.made, "nouveau débiteur", "nouveaux débiteurs"));
        }
        if self.debtors.unqualified > 0 {
            self.notes.push(format!(
                "{} à qualifier : « quittance record kind tous business » ou une colonne « type »",
                counted(self.debtors.unqualified, "débiteur", "débiteurs")
            ));
        }
        if self.undated > 0 {
            self.notes.push(format!(
                "{} sans date : au jour de la facture, sans intérêts sur cette part",
                counted(self.undated, "montant déjà réglé", "montants déjà réglés")
            ));
        }
        if self.told > 0 {
            let one = "règlement, déjà connu par une autre source (banque, comptabilité, saisie), ne compte qu'une fois";
            let several = "règlements, déjà connus par une autre source (banque, comptabilité, saisie), ne comptent qu'une fois";
            self.notes.push(counted(self.told, one, several));
        }
        self.counts.problems = found + self.own.total();
        let through = if self.mapping.kind == TableKind::Payments { self.last_payment } else { None };
        complete(tx, self.import, &self.counts, through, self.today)
    }

    fn debtors(&mut self, tx: &mut Tx<'_>, rows: Vec<table::DebtorRow>) -> Result<()> {
        for row in &rows {
            debtor_row(tx, row, self.import, self.today, &mut self.debtors, &mut self.counts, &mut self.own)?;
        }
        Ok(())
    }

    fn invoices(&mut self, tx: &mut Tx<'_>, rows: Vec<InvoiceRow>) -> Result<()> {
        // In the first invoices of a creditor nothing can be known already, save an invoice that has several due dates in the
        // file; its reader compares numbers, up to a limit.
        self.ranked |= rows.iter().any(|row| row.instalment.is_some());
        self.rows += rows.len();
        let all_new = self.first_invoices && !self.ranked && self.rows < table::COMPARED;
        if !self.first_invoices {
            let issued = rows.iter().map(|row| {
                let issued = Issued { number: &row.number, on: row.issued_on, total: row.amount, currency: row.currency };
                (&row.debtor, issued)
            });
            self.notes.extend(self.debtors.known_by_invoices(tx, issued, self.import, self.today)?);
        }
        self.debtors.meet(tx, rows.iter().map(|row| &row.debtor), self.import, self.today, &mut self.own)?;
        let mut numbers: Vec<&str> = if all_new { Vec::new() } else { rows.iter().map(|row| row.number.as_str()).collect() };
        numbers.sort_unstable();
        numbers.dedup();
        let known = tx.known_invoices(&numbers)?;
        // Plain new invoices are appended together; a row whose number was met in this batch waits for what became of it.
        let mut plain = Vec::new();
        let mut met: HashSet<(DebtorId, String)> = HashSet::new();
        for row in rows {
            let (debtor, terms) = self.debtors.of(&row.debtor)?;
            if row.amount.0 < 0 {
                self.credit_note(tx, &row, debtor)?;
                continue;
            }
            let (due_on, due_basis) = match row.due_on {
                Some(due) => (due, DueBasis::Printed),
                None => match row.debtor.terms {
                    Some(terms) => (domain::due_date::due_date(terms, row.issued_on), DueBasis::Agreed),
                    None => due_from(terms, &self.tenant.terms, row.issued_on),
                },
            };
            if !all_new {
                let key = (debtor, row.number.clone());
                let mut there = known.get(&key).copied();
                if !met.insert(key) {
                    self.flush(tx, std::mem::take(&mut plain))?;
                    there = tx.known_invoice(debtor, &row.number)?;
                }
                if let Some(known) = there {
                    self.known_invoice(tx, &row, debtor, &known)?;
                    continue;
                }
            }
            plain.push(NewInvoice { row, debtor, due_on, due_basis });
        }
        self.flush(tx, plain)
    }

    /// Writes the invoices gathered so far, then what happened to them.
    fn flush(&mut self, tx: &mut Tx<'_>, plain: Vec<NewInvoice>) -> Result<()> {
        self.counts.taken += plain.len() as u64;
        let subjects: Vec<&[u8]> = plain.iter().map(|new| new.row.subject.as_bytes()).filter(|subject| !subject.is_empty()).collect();
        let mut kept = tx.keep_many(&subjects)?.into_iter();
        let mut events = Vec::with_capacity(plain.len());
        let mut lives = Vec::new();
        for (at, NewInvoice { mut row, debtor, due_on, due_basis }) in plain.into_iter().enumerate() {
            let event = InvoiceRecorded {
                debtor,
                number: std::mem::take(&mut row.number),
                due_on,
                due_basis,
                amount: row.amount,
                total: row.amount,
                currency: row.currency,
                performed_on: row.performed_on,
                subject: if row.subject.is_empty() { None } else { kept.next() },
                import: Some(self.import),
                key: None,
            };
            events.push(NewEvent::new(row.issued_on, event));
            if has_life(&row) {
                lives.push((at, debtor, row));
            }
        }
        let seqs = tx.append_many(events)?;
        for (at, debtor, row) in lives {
            self.life(tx, ClaimId(seqs[at].0), debtor, &row)?;
        }
        Ok(())
    }

    /// What a row says happened to its invoice: payments, a dispute.
    fn life(&mut self, tx: &mut Tx<'_>, claim: ClaimId, debtor: DebtorId, row: &InvoiceRow) -> Result<()> {
        for payment in &row.payments {
            self.undated += u64::from(payment.on.is_none());
            let on = payment.on.unwrap_or(row.issued_on);
            self.pay(tx, claim, debtor, row.currency, payment.amount, on, payment.means, &payment.reference)?;
        }
        let written: Cents = row.payments.iter().map(|payment| payment.amount).sum();
        let rest = paid_in_all(row).map_or(Cents::ZERO, |paid| paid - written);
        if rest.is_positive() {
            self.undated += u64::from(row.settled_on.is_none());
            self.pay(tx, claim, debtor, row.currency, rest, row.settled_on.unwrap_or(row.issued_on), "other", "")?;
        }
        if row.disputed {
            tx.append(NewEvent::new(self.today, DisputeOpened { claim, amount: None, cause: "other".to_owned(), note: None }))?;
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "the fields of one payment of one row")]
    fn pay(
        &mut self,
        tx: &mut Tx<'_>,
        claim: ClaimId,
        debtor: DebtorId,
        currency: Currency,
        amount: Cents,
        on: Date,
        means: &str,
        reference: &str,
    ) -> Result<()> {
        if !amount.is_positive() {
            return Ok(());
        }
        let reference = if reference.is_empty() { None } else { Some(tx.keep(reference.as_bytes())?) };
        let event = PaymentRecorded { debtor, amount, currency, means: means.to_owned(), reference, import: Some(self.import), key: None };
        let movement = MovementId(tx.append(NewEvent::new(on, event))?.0);
        tx.append(NewEvent::new(on, Allocated { movement, claim, cents: amount }))?;
        Ok(())
    }

    fn credit_note(&mut self, tx: &mut Tx<'_>, row: &InvoiceRow, debtor: DebtorId) -> Result<()> {
        if let Some(known) = tx.known_credit_note(debtor, &row.number)? {
            if known.amount == -row.amount {
                self.counts.known += 1;
            } else {
                let (was, is) = ((known.amount, known.currency), (-row.amount, row.currency));
                compare::There::CreditNote(&row.number).tell_other_amount(Place::line(row.line), was, is, ".", &mut self.own);
            }
            return Ok(());
        }
        self.counts.taken += 1;
        let event = CreditNoteRecorded {
            debtor,
            number: row.number.clone(),
            amount: -row.amount,
            currency: row.currency,
            cause: CreditCause::Correction,
            import: Some(self.import),
            key: None,
        };
        tx.append(NewEvent::new(row.issued_on, event))?;
        Ok(())
    }

    /// An invoice that is already in the books: nothing, a problem with both values, or a change that a person accepted.
    fn known_invoice(&mut self, tx: &mut Tx<'_>, row: &InvoiceRow, debtor: DebtorId, known: &KnownInvoice) -> Result<()> {
        let claim = ClaimId(known.invoice.0);
        if compare::is_instalment(row, known) {
            return self.instalment(tx, row, debtor, known);
        }
        let mut changed = self.paid_since(tx, row, debtor, claim)?;
        let difference = compare::invoice(row, known);
        let accept = self.accept || self.accepted.contains(&row.line);
        if difference.is_some() && !(accept && row.currency == known.currency) {
            difference.tell(row, known, &mut self.own);
            return Ok(());
        }
        if difference.amount {
            self.accept_amount(tx, row, debtor, known)?;
            changed = true;
        }
        if let Some(due_on) = difference.due_on {
            tx.append(NewEvent::new(row.issued_on, DueDateSet { claim, due_on, due_basis: DueBasis::Printed }))?;
            changed = true;
        }
        if changed {
            self.counts.changed += 1;
        } else {
            self.counts.known += 1;
        }
        Ok(())
    }

    fn instalment(&mut self, tx: &mut Tx<'_>, row: &InvoiceRow, debtor: DebtorId, known: &KnownInvoice) -> Result<()> {
        let due_on = row.due_on.unwrap_or(known.due_on);
        let there = tx
            .debtor_facts(debtor)?
            .is_some_and(|facts| facts.claims.iter().any(|c| c.invoice == known.invoice && c.due_on == due_on && c.amount == row.amount));
        if there {
            self.counts.known += 1;
            return Ok(());
        }
        self.counts.taken += 1;
        let event = InstalmentRecorded { invoice: known.invoice, due_on, due_basis: DueBasis::Printed, amount: row.amount };
        tx.append(NewEvent::new(row.issued_on, event))?;
        Ok(())
    }

    /// The file says that more was paid than the books know: the difference is a payment.
    fn paid_since(&mut self, tx: &mut Tx<'_>, row: &InvoiceRow, debtor: DebtorId, claim: ClaimId) -> Result<bool> {
        let Some(paid) = paid_in_all(row) else { return Ok(false) };
        let settled = tx.claim(claim)?.map_or(Cents::ZERO, |known| known.settled);
        let more = paid.min(row.amount) - settled;
        if !more.is_positive() {
            return Ok(false);
        }
        let on = row.settled_on.or_else(|| row.payments.iter().filter_map(|payment| payment.on).max()).unwrap_or(self.today);
        self.pay(tx, claim, debtor, row.currency, more, on, "other", "")?;
        Ok(true)
    }

    /// A person accepts another amount: a correcting credit note, or a further due date for the difference.
    fn accept_amount(&mut self, tx: &mut Tx<'_>, row: &InvoiceRow, debtor: DebtorId, known: &KnownInvoice) -> Result<()> {
        let difference = row.amount - known.total;
        if difference.is_positive() {
            let event = InstalmentRecorded {
                invoice: known.invoice,
                due_on: row.due_on.unwrap_or(known.due_on),
                due_basis: DueBasis::Printed,
                amount: difference,
            };
            tx.append(NewEvent::new(row.issued_on, event))?;
            return Ok(());
        }
        let event = CreditNoteRecorded {
            debtor,
            number: format!("rectification {}", row.number),
            amount: -difference,
            currency: row.currency,
            cause: CreditCause::Correction,
            import: Some(self.import),
            key: None,
        };
        let movement = MovementId(tx.append(NewEvent::new(row.issued_on, event))?.0);
        tx.append(NewEvent::new(row.issued_on, Allocated { movement, claim: ClaimId(known.invoice.0), cents: -difference }))?;
        Ok(())
    }
}

/// Whether something happened to the invoice of a row.
fn has_life(row: &InvoiceRow) -> bool {
    row.disputed || !row.payments.is_empty() || paid_in_all(row).is_some_and(|paid| paid.is_positive())
}

/// What a row says was paid in all.
fn paid_in_all(row: &InvoiceRow) -> Option<Cents> {
    if row.state == InvoiceState::Paid || row.settled_on.is_some() {
        return Some(row.amount);
    }
    row.paid.or_else(|| row.balance.map(|left| row.amount - left)).map(|paid| paid.or_zero().min(row.amount))
}
