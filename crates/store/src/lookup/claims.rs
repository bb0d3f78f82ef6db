//! Claims by id, number or key of their source; the balance of all of them on a day.

use std::collections::HashMap;

use domain::events::Private;
use domain::ids::{ClaimId, DebtorId, ImportId, InvoiceId};
use domain::money::{Cents, Currency};
use domain::terms::DueBasis;
use jiff::civil::Date;

use super::debtors::undone;
use crate::engine::{Row, V};
use crate::error::StoreError;
use crate::facts::{currency, unword};
use crate::sql::claim as sql;
use crate::tx::Read;

/// A claim as it is known now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimRow {
    /// Which.
    pub id: ClaimId,
    /// Of which invoice.
    pub invoice: InvoiceId,
    /// Who owes.
    pub debtor: DebtorId,
    /// The number printed.
    pub number: String,
    /// Day of issue.
    pub issued_on: Date,
    /// End of the service or delivery.
    pub performed_on: Option<Date>,
    /// Last day to pay.
    pub due_on: Date,
    /// Where that day comes from.
    pub due_basis: DueBasis,
    /// Of this due date.
    pub amount: Cents,
    /// Of the whole invoice.
    pub total: Cents,
    /// Currency.
    pub currency: Currency,
    /// Sum of what is allocated to it, whatever its day.
    pub settled: Cents,
    /// The import that brought it.
    pub import: Option<ImportId>,
    /// Identity in its source.
    pub key: Option<String>,
    /// Number of its subject in the erasable store.
    pub subject: Option<i64>,
}

/// An invoice that is already in the books.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownInvoice {
    /// Which.
    pub invoice: InvoiceId,
    /// Its first claim.
    pub claim: ClaimId,
    /// Who owes.
    pub debtor: DebtorId,
    /// Day of issue.
    pub issued_on: Date,
    /// Last day to pay its first instalment.
    pub due_on: Date,
    /// Where that day comes from.
    pub due_basis: DueBasis,
    /// Its first instalment.
    pub amount: Cents,
    /// The whole.
    pub total: Cents,
    /// Currency.
    pub currency: Currency,
}

/// A claim found by the number of its invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbered {
    /// Which.
    pub claim: ClaimId,
    /// Who owes.
    pub debtor: DebtorId,
    /// Of which invoice.
    pub invoice: InvoiceId,
}

/// What one claim is worth in the books on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenClaim {
    /// Who owes.
    pub debtor: DebtorId,
    /// Last day to pay.
    pub due_on: Date,
    /// Currency.
    pub currency: Currency,
    /// Amount less what was allocated by that day; more than zero.
    pub open: Cents,
}

impl Read<'_> {
    /// A claim by id; `None` when there is none or its import was undone.
    ///
    /// # Errors
    /// What the database says.
    pub fn claim(&mut self, id: ClaimId) -> Result<Option<ClaimRow>, StoreError> {
        Ok(self.claims_where(sql::ONE, id.0.into())?.pop())
    }

    /// Every claim of the invoices of a number, with who owes it. Claims that are being imported are found too.
    ///
    /// # Errors
    /// What the database says.
    pub fn claims_by_number(&mut self, number: &str) -> Result<Vec<(ClaimId, DebtorId)>, StoreError> {
        Ok(self.claims_where(sql::BY_NUMBER, number.into())?.iter().map(|claim| (claim.id, claim.debtor)).collect())
    }

    /// As [`Read::claims_by_number`], with all that is known of each claim.
    ///
    /// # Errors
    /// What the database says.
    pub fn claim_rows_of_number(&mut self, number: &str) -> Result<Vec<ClaimRow>, StoreError> {
        self.claims_where(sql::BY_NUMBER, number.into())
    }

    /// The claims of the invoices of these numbers, by number. As [`Read::claims_by_number`], for many at once.
    ///
    /// # Errors
    /// What the database says.
    pub fn claims_by_numbers(&mut self, numbers: &[&str]) -> Result<HashMap<String, Vec<Numbered>>, StoreError> {
        let not_live = self.not_live()?;
        let numbers: Vec<V<'_>> = numbers.iter().map(|number| V::Text(number)).collect();
        let read = |row: &Row<'_>| {
            let claim = Numbered { claim: ClaimId(row.int(1)?), debtor: DebtorId(row.int(2)?), invoice: InvoiceId(row.int(3)?) };
            Ok((row.text(0)?, claim, row.opt_int(4)?.map(ImportId)))
        };
        let mut found: HashMap<String, Vec<Numbered>> = HashMap::new();
        for (number, claim, import) in self.sql.any(sql::OF_NUMBERS, self.tenant.0, &numbers, read)? {
            if !undone(&not_live, import) {
                found.entry(number).or_default().push(claim);
            }
        }
        Ok(found)
    }

    /// Who owes a claim.
    ///
    /// # Errors
    /// What the database says.
    pub fn debtor_of_claim(&mut self, claim: ClaimId) -> Result<Option<DebtorId>, StoreError> {
        Ok(self.claim(claim)?.map(|claim| claim.debtor))
    }

    /// What a claim was for, where the source said so and it was not erased.
    ///
    /// # Errors
    /// What the database says.
    pub fn subject_of(&mut self, claim: ClaimId) -> Result<Option<Private>, StoreError> {
        match self.claim(claim)?.and_then(|claim| claim.subject) {
            Some(subject) => self.reference(subject),
            None => Ok(None),
        }
    }

    /// Whether no invoice was ever recorded.
    ///
    /// # Errors
    /// What the database says.
    pub fn has_no_invoice(&mut self) -> Result<bool, StoreError> {
        Ok(self.sql.first(sql::FIRST, &[self.tenant.0.into()], |_| Ok(()))?.is_none())
    }

    /// The invoice of a number of a debtor, if it is known. Quick enough to be asked for each row of a file.
    ///
    /// # Errors
    /// What the database says.
    pub fn known_invoice(&mut self, debtor: DebtorId, number: &str) -> Result<Option<KnownInvoice>, StoreError> {
        self.known(sql::KNOWN, &[self.tenant.0.into(), debtor.0.into(), number.into()])
    }

    /// The invoice of a key of its source, if it is known. Quick enough to be asked for each row of a file.
    ///
    /// # Errors
    /// What the database says.
    pub fn invoice_by_key(&mut self, key: &str) -> Result<Option<KnownInvoice>, StoreError> {
        self.known(sql::KNOWN_BY_KEY, &[self.tenant.0.into(), key.into()])
    }

    /// The invoices of these numbers that are known, by debtor and number. As [`Read::known_invoice`], for many at once.
    ///
    /// # Errors
    /// What the database says.
    pub fn known_invoices(&mut self, numbers: &[&str]) -> Result<HashMap<(DebtorId, String), KnownInvoice>, StoreError> {
        let not_live = self.not_live()?;
        let numbers: Vec<V<'_>> = numbers.iter().map(|number| V::Text(number)).collect();
        let found = self.sql.any(sql::KNOWN_OF, self.tenant.0, &numbers, |row| Ok((known(row)?, row.text(9)?)))?;
        let live = found.into_iter().filter(|((_, import), _)| !undone(&not_live, *import));
        // The first of a number is the invoice of that number.
        Ok(live.rev().map(|((known, _), number)| ((known.debtor, number), known)).collect())
    }

    fn known(&mut self, text: &'static str, values: &[V<'_>]) -> Result<Option<KnownInvoice>, StoreError> {
        let found = self.sql.rows(text, values, known)?;
        for (known, import) in found {
            if import.is_none() || !undone(&self.not_live()?, import) {
                return Ok(Some(known));
            }
        }
        Ok(None)
    }

    /// The files attached to an invoice, with their names; those that were erased are absent.
    ///
    /// # Errors
    /// What the database says.
    pub fn pieces_of(&mut self, invoice: InvoiceId) -> Result<Vec<(Private, Private)>, StoreError> {
        let rows = self.sql.rows(sql::PIECES, &[self.tenant.0.into(), invoice.0.into()], |row| Ok((row.int(1)?, row.int(2)?)))?;
        let mut pieces = Vec::with_capacity(rows.len());
        for (file, name) in rows {
            pieces.extend(self.reference(file)?.zip(self.reference(name)?));
        }
        Ok(pieces)
    }

    /// Gives what every claim was worth on a day, by id, those worth nothing aside: right for any day, quickest for today.
    ///
    /// # Errors
    /// What `give` answers, or what the database says.
    pub fn open_claims(&mut self, day: Date, mut give: impl FnMut(OpenClaim) -> Result<(), StoreError>) -> Result<(), StoreError> {
        let not_live = self.not_live()?;
        let mut last = (String::from("EUR"), Currency::EUR);
        self.sql.each(sql::OPEN_ON, &[self.tenant.0.into(), day.into()], |row| {
            let open = Cents(row.int(4)?);
            if !open.is_positive() || row.opt_int(3)?.is_some_and(|import| not_live.contains_key(&import)) {
                return Ok(());
            }
            if last.0 != row.str(2)? {
                last = (row.text(2)?, currency(row.str(2)?)?);
            }
            give(OpenClaim { debtor: DebtorId(row.int(0)?), due_on: row.day(1)?, currency: last.1, open })
        })
    }

    pub(super) fn claims_where(&mut self, text: &'static str, value: V<'_>) -> Result<Vec<ClaimRow>, StoreError> {
        let mut found = self.sql.rows(text, &[self.tenant.0.into(), value], read)?;
        if found.iter().any(|claim| claim.import.is_some()) {
            let not_live = self.not_live()?;
            found.retain(|claim| !undone(&not_live, claim.import));
        }
        Ok(found)
    }
}

fn known(row: &Row<'_>) -> Result<(KnownInvoice, Option<ImportId>), StoreError> {
    let known = KnownInvoice {
        invoice: InvoiceId(row.int(0)?),
        claim: ClaimId(row.int(0)?),
        debtor: DebtorId(row.int(7)?),
        due_basis: unword(row.str(8)?)?,
        issued_on: row.day(1)?,
        due_on: row.day(2)?,
        amount: Cents(row.int(3)?),
        total: Cents(row.int(4)?),
        currency: currency(row.str(5)?)?,
    };
    Ok((known, row.opt_int(6)?.map(ImportId)))
}

fn read(row: &Row<'_>) -> Result<ClaimRow, StoreError> {
    Ok(ClaimRow {
        id: ClaimId(row.int(0)?),
        invoice: InvoiceId(row.int(1)?),
        debtor: DebtorId(row.int(2)?),
        number: row.text(3)?,
        issued_on: row.day(4)?,
        performed_on: row.opt_day(5)?,
        due_on: row.day(6)?,
        due_basis: unword(row.str(7)?)?,
        amount: Cents(row.int(8)?),
        total: Cents(row.int(9)?),
        currency: currency(row.str(10)?)?,
        settled: Cents(row.int(11)?),
        import: row.opt_int(12)?.map(ImportId),
        key: row.opt_str(13)?.map(str::to_owned),
        subject: row.opt_int(14)?,
    })
}
