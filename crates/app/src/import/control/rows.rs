//! Rows counted by what they would do, beside what the books hold.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::Date;
use domain::ids::{DebtorId, InvoiceId};
use domain::money::{Cents, Currency};
use formats::table::{self, DebtorRow, InvoiceRow, Mapping, PaymentRow, TableKind, Tally};
use formats::{Input, Problems};
use store::Read as Reader;

use super::{Counts, Said};
use crate::books::Books;
use crate::error::{AppError, Result};
use crate::import::compare;
use crate::import::table::payments::{Named, identity};
use crate::ports::Progress;

/// Rows looked up together.
const TOGETHER: usize = 5_000;
/// New debtors compared with known ones.
const MOST_DEBTORS: usize = 100_000;

/// How long the invoices of a file run, as its other rows say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Gap {
    /// The same day so many months later.
    Months(i32),
    /// So many days.
    Days(i64),
}

/// What was counted.
pub(super) struct Read {
    pub counts: Counts,
    pub sums: BTreeMap<Currency, Cents>,
    /// New debtors, by key.
    pub debtors: Vec<DebtorRow>,
    /// How many rows run how long.
    pub gaps: HashMap<Gap, u64>,
    /// Lines that say something else than the books, with the invoice there.
    pub differing: BTreeMap<u64, (InvoiceId, DebtorId)>,
}

/// A reading under way.
pub(super) struct Reading<'a> {
    books: &'a Books,
    said: &'a Said<'a>,
    mapping: &'a Mapping,
    progress: &'a dyn Progress,
    read: Read,
    new: HashSet<String>,
    met: HashSet<(DebtorId, String)>,
    ranks: HashMap<String, u32>,
    own: Problems,
}

impl<'a> Reading<'a> {
    pub fn new(books: &'a Books, said: &'a Said<'a>, mapping: &'a Mapping, progress: &'a dyn Progress) -> Reading<'a> {
        let read = Read {
            counts: Counts::default(),
            sums: BTreeMap::new(),
            debtors: Vec::new(),
            gaps: HashMap::new(),
            differing: BTreeMap::new(),
        };
        Reading {
            books,
            said,
            mapping,
            progress,
            read,
            new: HashSet::new(),
            met: HashSet::new(),
            ranks: HashMap::new(),
            own: Problems::new(),
        }
    }

    /// Reads every row.
    pub fn rows(&mut self, input: &Input<'_>, problems: &mut Problems) -> Result<Tally> {
        let (mapping, today) = (self.mapping, self.books.today());
        let tally = match mapping.kind {
            TableKind::Invoices => self.batches(|each| table::read_invoices(input, mapping, today, problems, each), Reading::invoices),
            TableKind::Debtors => self.batches(|each| table::read_debtors(input, mapping, problems, each), Reading::debtors),
            TableKind::Payments | TableKind::BankStatement => {
                self.batches(|each| table::read_payments(input, mapping, today, problems, each), Reading::payments)
            }
        }?;
        for problem in std::mem::take(&mut self.own).into_vec() {
            problems.push(problem);
        }
        Ok(tally)
    }

    pub fn into_read(self) -> Read {
        self.read
    }

    fn batches<R>(
        &mut self,
        read: impl FnOnce(&mut dyn FnMut(R)) -> Tally,
        look: impl Fn(&mut Self, &mut Reader<'_>, Vec<R>) -> Result<()>,
    ) -> Result<Tally> {
        let mut rows = Vec::new();
        let mut failed = None;
        let books = self.books;
        let tally = read(&mut |row| {
            if failed.is_some() {
                return;
            }
            rows.push(row);
            if rows.len() == TOGETHER {
                if self.progress.is_stopped() {
                    failed = Some(AppError::Busy("Le contrôle est interrompu.".to_owned()));
                    return;
                }
                self.progress.advance(rows.len() as u64);
                let full = std::mem::take(&mut rows);
                failed = books.read(|tx| look(self, tx, full)).err();
            }
        });
        if let Some(error) = failed {
            return Err(error);
        }
        self.progress.advance(rows.len() as u64);
        books.read(|tx| look(self, tx, rows))?;
        Ok(tally)
    }

    /// The debtors of rows that are in the books, by key; the others are remembered as new.
    fn known<'r>(&mut self, tx: &mut Reader<'_>, rows: impl Iterator<Item = &'r DebtorRow> + Clone) -> Result<HashMap<String, DebtorId>> {
        let keys: HashSet<String> = rows.clone().map(|row| row.key().into_owned()).collect();
        let codes: Vec<&str> = keys.iter().map(String::as_str).collect();
        let mut known = tx.debtors_by_codes(&codes)?;
        for (key, id) in self.said.revision.same_as.iter().filter(|(key, _)| keys.contains(*key)) {
            known.insert(key.clone(), *id);
        }
        for row in rows {
            let key = row.key();
            if !known.contains_key(key.as_ref()) && self.new.insert(key.into_owned()) {
                self.read.counts.debtors += 1;
                if self.read.debtors.len() < MOST_DEBTORS {
                    self.read.debtors.push(row.clone());
                }
            }
        }
        Ok(known)
    }

    fn invoices(&mut self, tx: &mut Reader<'_>, rows: Vec<InvoiceRow>) -> Result<()> {
        let debtors = self.known(tx, rows.iter().map(|row| &row.debtor))?;
        let mut numbers: Vec<&str> = rows.iter().map(|row| row.number.as_str()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let known = tx.known_invoices(&numbers)?;
        for row in &rows {
            self.gap(row);
            let debtor = debtors.get(row.debtor.key().as_ref()).copied();
            if let Some(debtor) = debtor
                && row.amount.0 < 0
            {
                let there = tx.known_credit_note(debtor, &row.number)?.is_some();
                self.count(there, row.currency, row.amount);
                continue;
            }
            let there = debtor.and_then(|debtor| known.get(&(debtor, row.number.clone())));
            let Some((debtor, there)) = debtor.zip(there) else {
                self.count(false, row.currency, row.amount);
                continue;
            };
            if !self.met.insert((debtor, row.number.clone())) || compare::is_instalment(row, there) {
                self.count(false, row.currency, row.amount);
                continue;
            }
            let difference = compare::invoice(row, there);
            let accepted = self.said.revision.accepted.contains(&row.line) && row.currency == there.currency;
            if !difference.is_some() {
                self.count(true, row.currency, row.amount);
            } else if accepted {
                self.read.counts.changed += 1;
                self.sum(row.currency, row.amount);
            } else {
                difference.tell(row, there, &mut self.own);
                self.read.differing.insert(row.line, (there.invoice, debtor));
            }
        }
        Ok(())
    }

    fn debtors(&mut self, tx: &mut Reader<'_>, rows: Vec<DebtorRow>) -> Result<()> {
        let known = self.known(tx, rows.iter())?;
        for row in &rows {
            if known.contains_key(row.key().as_ref()) {
                self.read.counts.known += 1;
            } else {
                self.read.counts.fresh += 1;
            }
        }
        Ok(())
    }

    fn payments(&mut self, tx: &mut Reader<'_>, rows: Vec<PaymentRow>) -> Result<()> {
        let named = Named::of(tx, &rows)?;
        let mut keyed = Vec::with_capacity(rows.len());
        for row in &rows {
            let Some((debtor, _)) = named.payer(row, &mut self.own) else {
                self.read.counts.wrong += 1;
                continue;
            };
            let content = identity(row, debtor);
            let rank = self.ranks.entry(content.clone()).or_default();
            *rank += 1;
            keyed.push((format!("{content}|{rank}"), row));
        }
        let keys: Vec<&str> = keyed.iter().map(|(key, _)| key.as_str()).collect();
        let known = tx.movement_keys_known(&keys)?;
        for (key, row) in &keyed {
            self.count(known.contains(key), row.currency, row.amount);
        }
        Ok(())
    }

    fn count(&mut self, known: bool, currency: Currency, amount: Cents) {
        if known {
            self.read.counts.known += 1;
        } else {
            self.read.counts.fresh += 1;
        }
        self.sum(currency, amount);
    }

    fn sum(&mut self, currency: Currency, amount: Cents) {
        let sum = self.read.sums.entry(currency).or_default();
        *sum = Cents(sum.0.saturating_add(amount.0));
    }

    fn gap(&mut self, row: &InvoiceRow) {
        let Some(due) = row.due_on else { return };
        *self.read.gaps.entry(Gap::Days(domain::facts::days_between(row.issued_on, due))).or_default() += 1;
        if row.issued_on.day() == due.day() {
            *self.read.gaps.entry(Gap::Months(months(row.issued_on, due))).or_default() += 1;
        }
    }
}

fn months(from: Date, to: Date) -> i32 {
    (i32::from(to.year()) - i32::from(from.year())) * 12 + i32::from(to.month()) - i32::from(from.month())
}
