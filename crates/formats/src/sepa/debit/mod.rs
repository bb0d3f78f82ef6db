//! Direct debits for the bank: pain.008.001.02 (2009) and pain.008.001.08 (2019).
//!
//! A [`Message`] is a plain value. It is checked whole ([`Refused`] says everything that is wrong, not the first thing), then written:
//! one payment block for each day, scheme and sequence, in that order, with its count and sum. The same value gives the same bytes.
//!
//! * Source: formats §13, the published schemas, EPC130-08 [K] for what the schemas leave open. Banks in France take both versions;
//!   the newer one names a bank `BICFI`, nothing else differs in what is written here.
//! * Units: cents of the euro; at most 999 999 999.99 € a debit.
//! * Not covered: amended mandates, debits for others, addresses (needed outside the European Economic Area), purpose codes, and how
//!   the bank books what comes in (its contract with the creditor says so).

mod check;
mod write;

use domain::Date;
use domain::debits::{Scheme, Sequence};
use domain::money::{Cents, Currency};
use jiff::civil::DateTime;

pub use check::{Refused, Where};

/// Longest name, in characters.
pub const LONGEST_NAME: usize = 70;
/// Longest free remittance, in characters.
pub const LONGEST_REMITTANCE: usize = 140;
/// Longest identifier of a message: its blocks bear it with their number.
pub const LONGEST_MESSAGE: usize = 30;

/// Which schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Version {
    /// pain.008.001.02, of 2009.
    V02,
    /// pain.008.001.08, of 2019.
    #[default]
    V08,
}

impl Version {
    /// The name of the message.
    pub fn name(self) -> &'static str {
        match self {
            Version::V02 => "pain.008.001.02",
            Version::V08 => "pain.008.001.08",
        }
    }

    /// The version by its last number, `02` or `08`.
    pub fn of_number(text: &str) -> Option<Version> {
        [Version::V02, Version::V08].into_iter().find(|version| version.name().ends_with(text) && text.len() == 2)
    }
}

/// A file of direct debits.
#[derive(Clone, Debug, PartialEq)]
pub struct Message<'a> {
    /// Which schema.
    pub version: Version,
    /// Its identifier, never used before by this creditor: [`LONGEST_MESSAGE`] characters at most.
    pub id: &'a str,
    /// When it was made, in local time.
    pub made_at: DateTime,
    /// Who collects.
    pub creditor: Creditor<'a>,
    /// What is collected, in the order of the file within each block.
    pub debits: Vec<Debit<'a>>,
}

/// Who collects. Absent texts are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Creditor<'a> {
    /// Name.
    pub name: &'a str,
    /// SEPA creditor identifier (ICS).
    pub ics: &'a str,
    /// IBAN to credit.
    pub iban: &'a str,
    /// BIC of that account, or empty.
    pub bic: &'a str,
}

/// One direct debit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Debit<'a> {
    /// Day of the collection.
    pub collect_on: Date,
    /// Under which rules.
    pub scheme: Scheme,
    /// Where it stands among those of its mandate.
    pub sequence: Sequence,
    /// The reference that banks carry from end to end, unique in the message.
    pub end_to_end: &'a str,
    /// How much.
    pub amount: Cents,
    /// The euro, or it is refused.
    pub currency: Currency,
    /// Unique mandate reference (RUM).
    pub mandate: &'a str,
    /// Day on which the mandate was signed.
    pub signed_on: Date,
    /// Name of the debtor.
    pub debtor: &'a str,
    /// IBAN to debit.
    pub iban: &'a str,
    /// BIC of that account, or empty.
    pub bic: &'a str,
    /// What is paid: a creditor reference (ISO 11649) goes into the structured field, any other text into the free one.
    pub remittance: &'a str,
}

/// The bytes of the file.
///
/// # Errors
/// Everything in the message that the schema or the scheme refuses.
pub fn write(message: &Message<'_>) -> Result<Vec<u8>, Vec<Refused>> {
    let sound = check::check(message)?;
    Ok(write::document(message, &sound).into_bytes())
}
