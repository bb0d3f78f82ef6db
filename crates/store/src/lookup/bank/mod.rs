//! The bank: accounts, statements, lines with what they are said to be, and what was learned of payers.

mod rows;

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::bank::LineDetails;
use domain::bank::days::through;
use domain::events::MatchingSet;
use domain::ids::{AllocationId, BankAccountId, BankLineId, BankRuleId, DebtorId, ImportId, MovementId, PayerAccountId};
use domain::money::Cents;
use domain::payments::{Rule, Settings};
use jiff::civil::Date;

pub use rows::{BankAccount, BankLine, BankStatementRow, BankWait, Decided, LineState, StoredKey};

use crate::error::StoreError;
use crate::facts::unjson;
use crate::sql::bank_lists as sql;
use crate::tx::{Read, Tx};

/// A wait, with the event that says it, its day, and the day on which it ended.
type Waited = (BankWait, (i64, Date), Option<Date>);

impl Read<'_> {
    /// The creditor's accounts, by id.
    ///
    /// # Errors
    /// What the database says.
    pub fn bank_accounts(&mut self) -> Result<Vec<BankAccount>, StoreError> {
        let mut accounts = self.sql.rows(sql::ACCOUNTS, &[self.tenant.0.into()], rows::account)?;
        for account in &mut accounts {
            let days = self.sql.rows(sql::DAYS, &[self.tenant.0.into(), account.id.0.into()], rows::days)?;
            account.known_to = through(&days).known_to;
        }
        Ok(accounts)
    }

    /// The statements of an account, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub fn bank_statements(&mut self, account: BankAccountId, most: i64) -> Result<Vec<BankStatementRow>, StoreError> {
        self.sql.rows(sql::STATEMENTS, &[self.tenant.0.into(), account.0.into(), most.into()], rows::statement)
    }

    /// Which days of an account statements cover between two days: format, first and last day of each.
    ///
    /// # Errors
    /// What the database says.
    pub fn bank_coverage(&mut self, account: BankAccountId, from: Date, to: Date) -> Result<Vec<(String, Date, Date)>, StoreError> {
        let values = [self.tenant.0.into(), account.0.into(), from.into(), to.into()];
        self.sql.rows(sql::COVERAGE, &values, |row| Ok((row.text(0)?, row.day(1)?, row.day(2)?)))
    }

    /// What the lines that an account had on some days are known again by, in the order in which they were taken.
    ///
    /// # Errors
    /// What the database says.
    pub fn bank_keys(&mut self, account: BankAccountId, from: Date, to: Date) -> Result<Vec<StoredKey>, StoreError> {
        let values = [self.tenant.0.into(), account.0.into(), from.into(), to.into()];
        self.sql.rows(sql::KEYS, &values, |row| {
            Ok(StoredKey {
                line: BankLineId(row.int(0)?),
                reference: row.opt_str(1)?.map(str::to_owned),
                on: row.day(2)?,
                amount: Cents(row.int(3)?),
                label: row.text(4)?,
            })
        })
    }

    /// The lines that an account had on some days, in the order in which they were taken.
    ///
    /// # Errors
    /// What the database says.
    pub fn bank_lines_of_days(&mut self, account: BankAccountId, from: Date, to: Date) -> Result<Vec<BankLine>, StoreError> {
        let values = [self.tenant.0.into(), account.0.into(), from.into(), to.into()];
        self.sql.rows(sql::OF_DAYS, &values, rows::line)
    }

    /// A line; `None` when there is none or its import does not count.
    ///
    /// # Errors
    /// What the database says.
    pub fn bank_line(&mut self, line: BankLineId) -> Result<Option<BankLine>, StoreError> {
        Ok(self.sql.rows(sql::LINE, &[self.tenant.0.into(), line.0.into()], rows::line)?.pop())
    }

    /// The lines that nobody decided, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub fn open_bank_lines(&mut self) -> Result<Vec<BankLine>, StoreError> {
        self.sql.rows(sql::OPEN, &[self.tenant.0.into()], rows::line)
    }

    /// Lines in a state, newest first, after a place (day and line) of the same list.
    ///
    /// # Errors
    /// What the database says.
    pub fn bank_lines(&mut self, state: LineState, after: Option<(Date, BankLineId)>, most: i64) -> Result<Vec<BankLine>, StoreError> {
        let (day, id) = after.map_or((super::LAST_DAY, i64::MAX), |(day, line)| (day, line.0));
        let values = [self.tenant.0.into(), state.word().into(), day.into(), id.into(), most.into()];
        self.sql.rows(sql::IN_STATE, &values, rows::line)
    }

    /// The lines that an import brought, by id.
    ///
    /// # Errors
    /// What the database says.
    pub fn bank_lines_of_import(&mut self, import: ImportId) -> Result<Vec<BankLine>, StoreError> {
        self.sql.rows(sql::OF_IMPORT, &[self.tenant.0.into(), import.0.into()], rows::line)
    }

    /// How many lines there are in each state; a state without lines is absent.
    ///
    /// # Errors
    /// What the database says.
    pub fn bank_line_counts(&mut self) -> Result<BTreeMap<LineState, u64>, StoreError> {
        let rows = self.sql.rows(sql::COUNTS, &[self.tenant.0.into()], |row| Ok((rows::state(row.str(0)?)?, row.int(1)?)))?;
        Ok(rows.into_iter().map(|(state, count)| (state, u64::try_from(count).unwrap_or(0))).collect())
    }

    /// How many lines nobody decided, whatever the number of the others.
    ///
    /// # Errors
    /// What the database says.
    pub fn open_bank_line_count(&mut self) -> Result<u64, StoreError> {
        let count = self.sql.first(sql::OPEN_COUNT, &[self.tenant.0.into(), LineState::Open.word().into()], |row| row.int(0))?;
        Ok(count.map_or(0, i64::unsigned_abs))
    }

    /// The payments that are lines of the bank, made by them or told again, and those that lines took back.
    ///
    /// # Errors
    /// What the database says.
    pub fn payments_on_lines(&mut self) -> Result<(HashSet<MovementId>, HashSet<MovementId>), StoreError> {
        let paid = self.sql.rows(sql::PAID, &[self.tenant.0.into()], |row| Ok(MovementId(row.int(0)?)))?;
        let made = self.sql.rows(sql::TAKEN_BACK, &[self.tenant.0.into()], |row| unjson::<rows::Made>(row.str(0)?))?;
        let back = made.into_iter().flat_map(|made| made.payments.into_iter().chain(made.told));
        Ok((paid.into_iter().collect(), back.collect()))
    }

    /// The end-to-end references that lines of direct debits bear, by the payment that each is, since a day. What was erased says none.
    ///
    /// # Errors
    /// What the database says.
    pub fn end_to_end_of_debits(&mut self, since: Date) -> Result<HashMap<MovementId, String>, StoreError> {
        let mut said = HashMap::new();
        let values = [self.tenant.0.into(), LineState::Payment.word().into(), since.into()];
        self.sql.each(sql::OF_DEBITS, &values, |row| {
            let details = row.opt_blob(1)?.map(rows::json::<LineDetails>).transpose()?;
            let end_to_end = details.map(|details| details.end_to_end.trim().to_owned()).filter(|said| !said.is_empty());
            if let Some(end_to_end) = end_to_end {
                said.insert(MovementId(row.int(0)?), end_to_end);
            }
            Ok::<_, StoreError>(())
        })?;
        Ok(said)
    }

    /// The lines that are payments which an import brought.
    ///
    /// # Errors
    /// What the database says.
    pub fn lines_that_tell(&mut self, import: ImportId) -> Result<Vec<BankLineId>, StoreError> {
        self.sql.rows(sql::TELL_IMPORT, &[self.tenant.0.into(), import.0.into()], |row| Ok(BankLineId(row.int(0)?)))
    }

    /// The line that a payment is, where it is one.
    ///
    /// # Errors
    /// What the database says.
    pub fn line_of_payment(&mut self, payment: MovementId) -> Result<Option<BankLineId>, StoreError> {
        self.sql.first(sql::OF_PAYMENT, &[self.tenant.0.into(), payment.0.into()], |row| Ok(BankLineId(row.int(0)?)))
    }

    /// The line that a refund is, where it is one.
    ///
    /// # Errors
    /// What the database says.
    pub fn line_of_refund(&mut self, refund: AllocationId) -> Result<Option<BankLineId>, StoreError> {
        // Numbers of one journal: no payment bears that of a refund.
        self.line_of_payment(MovementId(refund.0))
    }

    /// Whose letters wait, or waited, for each line that nobody decided.
    ///
    /// # Errors
    /// What the database says.
    pub fn bank_waits(&mut self) -> Result<BTreeMap<BankLineId, Vec<BankWait>>, StoreError> {
        let mut rows: BTreeMap<BankLineId, Vec<Waited>> = BTreeMap::new();
        self.sql.each(sql::WAITS, &[self.tenant.0.into()], |row| {
            let ended = row.opt_day(3)?;
            let wait = BankWait { debtor: DebtorId(row.int(1)?), until: row.day(2)?, over: ended.is_some(), replaced: false };
            rows.entry(BankLineId(row.int(0)?)).or_default().push((wait, (row.int(4)?, row.day(5)?), ended));
            Ok::<_, StoreError>(())
        })?;
        let of_line = |rows: Vec<Waited>| {
            let begun: Vec<(i64, Date)> = rows.iter().map(|(_, begun, _)| *begun).collect();
            let replaced = |id: i64, ended: Option<Date>| begun.iter().any(|(other, day)| *other > id && Some(*day) == ended);
            rows.into_iter().map(|(wait, (id, _), ended)| BankWait { replaced: replaced(id, ended), ..wait }).collect()
        };
        Ok(rows.into_iter().map(|(line, rows)| (line, of_line(rows))).collect())
    }

    /// From which accounts debtors are known to pay; an account that was erased is left out.
    ///
    /// # Errors
    /// What the database says.
    pub fn payer_accounts(&mut self) -> Result<Vec<(PayerAccountId, DebtorId, String)>, StoreError> {
        let rows = self.sql.rows(sql::PAYERS, &[self.tenant.0.into()], |row| {
            let iban = row.opt_blob(2)?.map(|bytes| String::from_utf8_lossy(bytes).into_owned());
            Ok((PayerAccountId(row.int(0)?), DebtorId(row.int(1)?), iban))
        })?;
        Ok(rows.into_iter().filter_map(|(id, debtor, iban)| Some((id, debtor, iban?))).collect())
    }

    /// What is no customer's, as persons said; a rule that was erased is left out.
    ///
    /// # Errors
    /// What the database says.
    pub fn bank_rules(&mut self) -> Result<Vec<(BankRuleId, Rule)>, StoreError> {
        let rows = self.sql.rows(sql::RULES, &[self.tenant.0.into()], |row| {
            let rule = row.opt_blob(1)?.map(rows::json::<Rule>).transpose()?;
            Ok((BankRuleId(row.int(0)?), rule))
        })?;
        Ok(rows.into_iter().filter_map(|(id, rule)| Some((id, rule?))).collect())
    }

    /// What the creditor decided about matching, in force on a day.
    ///
    /// # Errors
    /// What the database says.
    pub fn matching(&mut self, day: Date) -> Result<Settings, StoreError> {
        let set: Option<MatchingSet> = self.setting("matching", day)?;
        Ok(set.map(|set| set.settings).unwrap_or_default())
    }

    /// What the program made of the lines that nobody decided, as JSON.
    ///
    /// # Errors
    /// What the database says.
    pub fn bank_verdicts(&mut self) -> Result<BTreeMap<BankLineId, domain::payments::Verdict>, StoreError> {
        let rows = self.sql.rows(sql::VERDICTS, &[self.tenant.0.into()], |row| Ok((BankLineId(row.int(0)?), unjson(row.str(1)?)?)))?;
        Ok(rows.into_iter().collect())
    }

    /// Whether a line that nobody decided was never judged: the import that brought it was cut short.
    ///
    /// # Errors
    /// What the database says.
    pub fn has_unjudged_bank_lines(&mut self) -> Result<bool, StoreError> {
        Ok(self.sql.first(sql::UNJUDGED, &[self.tenant.0.into(), "open".into()], |row| row.int(0))?.is_some())
    }

    /// What it made of one line.
    ///
    /// # Errors
    /// What the database says.
    pub fn bank_verdict(&mut self, line: BankLineId) -> Result<Option<domain::payments::Verdict>, StoreError> {
        self.sql.first(sql::VERDICT, &[self.tenant.0.into(), line.0.into()], |row| unjson(row.str(1)?))
    }
}

impl Tx<'_> {
    /// Keeps what the program makes of a line that nobody decided; nothing, once it is decided.
    ///
    /// # Errors
    /// What the database says.
    pub fn keep_verdict(&mut self, line: BankLineId, verdict: Option<&domain::payments::Verdict>) -> Result<(), StoreError> {
        let (tenant, as_of) = (self.tenant.0, self.now());
        match verdict {
            Some(verdict) => {
                let body = serde_json::to_string(verdict).map_err(|error| StoreError::Damaged(error.to_string()))?;
                self.sql.execute(sql::KEEP_VERDICT, &[tenant.into(), line.0.into(), body.as_str().into(), as_of.into()])?
            }
            None => self.sql.execute(sql::DROP_VERDICT, &[tenant.into(), line.0.into()])?,
        };
        Ok(())
    }
}
