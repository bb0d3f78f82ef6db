//! What a statement holds, whatever the format it came in.
//!
//! Amounts are in minor units of their currency; money in is positive, money out negative. Days are as written: a time of
//! day and its zone never move a day. An absent text is `None`, never an empty one.

use domain::Date;
use domain::bank::across::PartOf;
use domain::bank::{AccountId, Key};
pub use domain::money::Money;
use domain::money::{Cents, Currency};

use super::kind::EntryKind;
use crate::values::folded;

/// Which format a statement came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// ISO 20022 camt.052: the account during the day, provisional.
    Camt052,
    /// ISO 20022 camt.053: the account at the end of the day.
    Camt053,
    /// ISO 20022 camt.054: notice of debits and credits, without balances.
    Camt054,
    /// CFONB 120.
    Cfonb120,
    /// SWIFT MT940.
    Mt940,
    /// SWIFT MT942: the account during the day, provisional.
    Mt942,
    /// OFX 1 or 2.
    Ofx,
    /// The bank's own CSV.
    Csv,
    /// The bank's own workbook.
    Xlsx,
}

impl Format {
    /// The machine word.
    pub fn word(self) -> &'static str {
        match self {
            Format::Camt052 => "camt052",
            Format::Camt053 => "camt053",
            Format::Camt054 => "camt054",
            Format::Cfonb120 => "cfonb120",
            Format::Mt940 => "mt940",
            Format::Mt942 => "mt942",
            Format::Ofx => "ofx",
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
        }
    }

    /// As users read it.
    pub fn french(self) -> &'static str {
        match self {
            Format::Camt052 => "CAMT.052",
            Format::Camt053 => "CAMT.053",
            Format::Camt054 => "CAMT.054",
            Format::Cfonb120 => "CFONB 120",
            Format::Mt940 => "MT940",
            Format::Mt942 => "MT942",
            Format::Ofx => "OFX",
            Format::Csv => "CSV",
            Format::Xlsx => "XLSX",
        }
    }

    /// Whether what it holds may still change: it is read to be looked at and is no source of payments.
    pub fn is_provisional(self) -> bool {
        matches!(self, Format::Camt052 | Format::Mt942)
    }
}

/// Which balance a balance is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BalanceKind {
    /// At the beginning of the statement.
    Opening,
    /// At the end of the statement before.
    PreviousClosing,
    /// At the end of the statement.
    Closing,
    /// Between two parts of one statement (ITBD, 60M, 62M).
    Intermediate,
    /// What may be disposed of, expected or forward: for information.
    Other,
}

/// A balance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// Which one.
    pub kind: BalanceKind,
    /// As the format names it: `OPBD`, `62F`, `01`, `LEDGERBAL`; `computed` where it follows from a column of balances.
    pub code: String,
    /// How much; negative when overdrawn.
    pub money: Money,
    /// Its day.
    pub on: Option<Date>,
}

/// One statement of one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The format it came in.
    pub format: Format,
    /// The version that the file names: `camt.053.001.08`, `102`.
    pub version: Option<String>,
    /// Which file of an archive it came in, from 1.
    pub part: Option<u32>,
    /// The line it begins on, from 1.
    pub line: u64,
    /// The account; absent where the file does not say.
    pub account: Option<AccountId>,
    /// Who holds the account, where the file says.
    pub holder: Option<String>,
    /// The currency of the account; the euro where the file does not say it.
    pub currency: Currency,
    /// Whether the file says it.
    pub currency_said: bool,
    /// What the bank calls the statement.
    pub id: Option<String>,
    /// Its number in the sequence of the account.
    pub sequence: Option<String>,
    /// First day covered.
    pub from: Option<Date>,
    /// Last day covered.
    pub to: Option<Date>,
    /// The balance at the beginning.
    pub opening: Option<Balance>,
    /// The balance at the end.
    pub closing: Option<Balance>,
    /// Every balance of the file, those two included.
    pub balances: Vec<Balance>,
    /// What was booked, in the order of the account.
    pub entries: Vec<Entry>,
    /// Movements announced and not booked: counted, not taken.
    pub pending: u64,
    /// Movements refused or cancelled before they were booked: counted, not taken.
    pub cancelled: u64,
    /// Movements that could not be read, each with an error.
    pub refused: u64,
    /// Text of the statement itself, in the order of the file.
    pub notes: Vec<String>,
}

impl Statement {
    /// A statement with nothing in it yet.
    pub(super) fn new(format: Format, line: u64) -> Statement {
        Statement {
            format,
            version: None,
            part: None,
            line,
            account: None,
            holder: None,
            currency: Currency::EUR,
            currency_said: true,
            id: None,
            sequence: None,
            from: None,
            to: None,
            opening: None,
            closing: None,
            balances: Vec::new(),
            entries: Vec::new(),
            pending: 0,
            cancelled: 0,
            refused: 0,
            notes: Vec::new(),
        }
    }

    /// Reads what says no currency in that one: its account's. Nothing changes where the file says another, or where amounts of the two are
    /// not written with as many decimals: `false` then.
    pub fn take_currency(&mut self, currency: Currency) -> bool {
        if self.currency == currency {
            return true;
        }
        if self.currency_said || self.currency.decimals() != currency.decimals() {
            return false;
        }
        let was = std::mem::replace(&mut self.currency, currency);
        let balances = self.opening.iter_mut().chain(&mut self.closing).chain(&mut self.balances).map(|balance| &mut balance.money);
        let entries = self.entries.iter_mut().flat_map(|entry| std::iter::once(&mut entry.money).chain(&mut entry.charges));
        balances.chain(entries).filter(|money| money.currency == was).for_each(|money| money.currency = currency);
        true
    }

    /// The sum of the entries in the currency of the account; `None` when one is in another or the sum is past 64 bits.
    pub fn sum(&self) -> Option<Cents> {
        let sum = self
            .entries
            .iter()
            .try_fold(0i128, |sum, entry| (entry.money.currency == self.currency).then_some(sum + i128::from(entry.money.amount.0)))?;
        i64::try_from(sum).ok().map(Cents)
    }

    /// Closing less opening less the entries: zero where the statement is whole, `None` where it cannot be told.
    pub fn gap(&self) -> Option<Cents> {
        let (opening, closing) = (self.opening.as_ref()?, self.closing.as_ref()?);
        if opening.money.currency != self.currency || closing.money.currency != self.currency {
            return None;
        }
        let gap = i128::from(closing.money.amount.0) - i128::from(opening.money.amount.0) - i128::from(self.sum()?.0);
        i64::try_from(gap).ok().map(Cents)
    }

    /// Whether opening and entries make the closing; `None` where it cannot be told.
    pub fn is_balanced(&self) -> Option<bool> {
        self.gap().map(Cents::is_zero)
    }

    /// What each entry is known again by, in the order of the entries. Without an account the keys are those of « ? »:
    /// whoever imports says first which account it is.
    pub fn keys(&self) -> Vec<Key> {
        let account = self.account.as_ref().map_or_else(|| "?".to_owned(), AccountId::key);
        self.entries.iter().map(|entry| entry.identity(&account)).collect()
    }

    /// The place of each entry in a batch, with what the bank booked for the whole of it; `None` for an entry of its own.
    pub fn parts(&self) -> Vec<Option<PartOf>> {
        let rank = |entry: &Entry| entry.batch.as_ref().map(|batch| batch.rank);
        let mut booked = self.bookings();
        let mut whole = Cents::ZERO;
        let parts = self.entries.iter().map(|entry| {
            let rank = rank(entry);
            if rank.is_none_or(|rank| rank < 2) {
                whole = booked.next().and_then(|sum| i64::try_from(sum).ok()).map_or(entry.money.amount, Cents);
            }
            rank.map(|rank| PartOf { rank, whole })
        });
        parts.collect()
    }

    /// What the bank booked: the amounts of the entries, a batch that was split counted once.
    pub fn bookings(&self) -> impl Iterator<Item = i128> + '_ {
        let mut rest = self.entries.as_slice();
        std::iter::from_fn(move || {
            let (first, after) = rest.split_first()?;
            let more = if first.batch.as_ref().is_some_and(|batch| batch.rank == 1) {
                after.iter().take_while(|entry| entry.batch.as_ref().is_some_and(|batch| batch.rank > 1)).count()
            } else {
                0
            };
            rest = &after[more..];
            Some(after[..more].iter().fold(i128::from(first.money.amount.0), |sum, entry| sum + i128::from(entry.money.amount.0)))
        })
    }
}

/// One movement that the bank booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The line it begins on, from 1.
    pub line: u64,
    /// The day on which it was booked.
    pub booked_on: Date,
    /// The day from which it counts for interest.
    pub value_on: Option<Date>,
    /// How much; money out is negative.
    pub money: Money,
    /// What it is.
    pub kind: EntryKind,
    /// Whether the bank marks it as the reversal of another.
    pub reversal: bool,
    /// What the bank calls it (AcctSvcrRef, FITID, reference after `//`).
    pub bank_reference: Option<String>,
    /// What the holder of the account called it (InstrId, batch, cheque number, customer reference).
    pub own_reference: Option<String>,
    /// End-to-end id, given by whoever paid (or by the holder, for a direct debit).
    pub end_to_end: Option<String>,
    /// Structured references of creditors (RF, SCOR), in order.
    pub structured_references: Vec<String>,
    /// Text, line by line in order.
    pub remittance: Vec<String>,
    /// Name of the other side.
    pub counterparty: Option<String>,
    /// Account of the other side.
    pub counterparty_account: Option<AccountId>,
    /// On whose behalf the debtor pays.
    pub ultimate_debtor: Option<String>,
    /// For whom the creditor collects.
    pub ultimate_creditor: Option<String>,
    /// Mandate of a direct debit (RUM).
    pub mandate: Option<String>,
    /// How the file codes the operation.
    pub codes: Codes,
    /// Why it came back, where it is a return.
    pub returned: Option<Returned>,
    /// Amount in the currency in which it was ordered, where it is another.
    pub original: Option<Money>,
    /// Invoices named in structured remittance, in order.
    pub invoices: Vec<ReferredInvoice>,
    /// Charges that the bank kept or added.
    pub charges: Option<Money>,
    /// The batch it belongs to, or is.
    pub batch: Option<Batch>,
    /// Everything that the file says of it, as written.
    pub raw: String,
}

impl Entry {
    /// An entry of which only day, amount and place are known.
    pub(super) fn new(line: u64, booked_on: Date, money: Money) -> Entry {
        Entry {
            line,
            booked_on,
            value_on: None,
            money,
            kind: EntryKind::Other,
            reversal: false,
            bank_reference: None,
            own_reference: None,
            end_to_end: None,
            structured_references: Vec::new(),
            remittance: Vec::new(),
            counterparty: None,
            counterparty_account: None,
            ultimate_debtor: None,
            ultimate_creditor: None,
            mandate: None,
            codes: Codes::default(),
            returned: None,
            original: None,
            invoices: Vec::new(),
            charges: None,
            batch: None,
            raw: String::new(),
        }
    }

    /// Whether money came in.
    pub fn is_credit(&self) -> bool {
        self.money.amount.0 > 0
    }

    /// What the entry is known again by on that account.
    pub fn identity(&self, account: &str) -> Key {
        let more = [&self.counterparty, &self.end_to_end].into_iter().flatten();
        let words: Vec<&str> = self.remittance.iter().chain(more).map(String::as_str).collect();
        Key {
            account: account.to_owned(),
            reference: self.bank_reference.clone(),
            on: self.booked_on,
            amount: self.money.amount,
            label: folded(&words.join(" ")),
        }
    }
}

/// How a file codes an operation; each as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Codes {
    /// Interbank operation code of CFONB: `05`, `B3`.
    pub cfonb: Option<String>,
    /// Domain, family and sub-family of ISO 20022: `PMNT/RCDT/ESCT`.
    pub iso: Option<String>,
    /// The bank's own: an internal code, a SWIFT type (`NTRF`), a TRNTYPE.
    pub own: Option<String>,
}

/// Why a payment came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Returned {
    /// The reason as coded: an ISO code (`AM04`), a CFONB reject code (`64`), a bank's own.
    pub reason: Option<String>,
    /// What the file says of it in words.
    pub text: Option<String>,
    /// Reference of the payment that came back.
    pub original_reference: Option<String>,
}

/// An invoice named by whoever paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferredInvoice {
    /// Its number.
    pub number: String,
    /// What is paid of it, without sign.
    pub amount: Option<Money>,
    /// Its date.
    pub dated: Option<Date>,
    /// Whether it is a credit note, which is taken off.
    pub credit_note: bool,
}

/// A batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Rank of this operation in the batch, from 1; 0 where the entry is the whole batch, kept as one line.
    pub rank: u32,
    /// Operations that the file details.
    pub details: u32,
    /// Operations that the bank announces.
    pub announced: Option<u32>,
    /// What the batch is called.
    pub reference: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(cents: i64, rank: Option<u32>) -> Entry {
        let mut entry = Entry::new(1, Date::constant(2026, 3, 2), Money { amount: Cents(cents), currency: Currency::EUR });
        entry.batch = rank.map(|rank| Batch { rank, details: 2, announced: None, reference: None });
        entry
    }

    #[test]
    fn a_batch_that_was_split_was_booked_once() {
        let mut statement = Statement::new(Format::Camt053, 1);
        statement.entries = vec![
            entry(5, None),
            entry(10, Some(1)),
            entry(20, Some(2)),
            entry(1, Some(1)),
            entry(2, Some(2)),
            entry(7, Some(0)),
            entry(-3, None),
        ];
        assert_eq!(statement.bookings().collect::<Vec<_>>(), [5, 30, 3, 7, -3]);
        assert_eq!(statement.sum(), Some(Cents(42)));
        let part = |rank, cents| Some(PartOf { rank, whole: Cents(cents) });
        assert_eq!(statement.parts(), [None, part(1, 30), part(2, 30), part(1, 3), part(2, 3), part(0, 7), None]);
    }
}
