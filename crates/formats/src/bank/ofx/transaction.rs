//! One `STMTTRN`.

use domain::Date;
use domain::bank::AccountId;
use domain::money::Currency;

use super::super::kind::{Hints, classify};
use super::super::model::{Codes, Entry, Money};
use super::super::reasons::returned_by_words;
use super::super::text::{add_line, clean, reference};
use super::{amount, day};
use crate::problem::{Place, Problems, shown};
use crate::values::french_day;

/// The values of a transaction, in the order of the file.
#[derive(Debug)]
pub(super) struct Fields {
    line: u64,
    values: Vec<(String, String)>,
}

impl Fields {
    pub(super) fn new(line: u64) -> Fields {
        Fields { line, values: Vec::new() }
    }

    /// Adds a value; `inside` is the aggregate it stands in, empty for the transaction itself.
    pub(super) fn put(&mut self, inside: &str, name: &str, text: &str) {
        let name = if inside.is_empty() { name.to_owned() } else { format!("{inside}/{name}") };
        self.values.push((name, text.to_owned()));
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(own, _)| own == name).map(|(_, text)| text.as_str())
    }

    /// The entry; `None` with its fault told. `presumed` is the day of the statement, for a transaction without one.
    pub(super) fn entry(&self, currency: Currency, presumed: Option<Date>, problems: &mut Problems) -> Option<Entry> {
        let place = Place::line(self.line);
        // CURRENCY says that the amount itself is in another currency; ORIGCURRENCY, that it was converted already.
        let currency = self.get("CURRENCY/CURSYM").and_then(Currency::parse).unwrap_or(currency);
        let written = self.get("TRNAMT").unwrap_or("");
        let amount = match amount(written, currency) {
            Ok(amount) => amount,
            Err(error) => {
                problems.error(
                    place,
                    error.code(),
                    format_args!("montant du mouvement (TRNAMT) : « {} » {} Il est ignoré.", shown(written), error.message()),
                );
                return None;
            }
        };
        let on = self.day(presumed, problems)?;
        let mut entry = Entry::new(self.line, on, Money { amount, currency });
        entry.value_on = self.get("DTAVAIL").and_then(day);
        entry.bank_reference = self.get("FITID").and_then(reference);
        entry.own_reference = self.get("CHECKNUM").and_then(reference).or_else(|| self.get("REFNUM").and_then(reference));
        for name in ["NAME", "EXTDNAME", "MEMO"] {
            add_line(&mut entry.remittance, self.get(name).unwrap_or(""));
        }
        entry.counterparty = self.get("PAYEE/NAME").and_then(clean);
        let account = ["BANKACCTTO/ACCTID", "CCACCTTO/ACCTID"].iter().find_map(|name| self.get(name));
        let part = |name: &str| self.get(name).unwrap_or("");
        entry.counterparty_account =
            account.and_then(|account| AccountId::of_parts(part("BANKACCTTO/BANKID"), part("BANKACCTTO/BRANCHID"), account));
        let kind = self.get("TRNTYPE").map(str::to_ascii_uppercase);
        let label = entry.remittance.first().cloned().unwrap_or_default();
        entry.kind = classify(Hints { credit: entry.is_credit(), ofx: kind.as_deref(), label: &label, ..Hints::default() });
        entry.codes = Codes { own: kind, ..Codes::default() };
        entry.returned = returned_by_words(&entry);
        entry.raw = self.values.iter().map(|(name, text)| format!("{name}: {text}")).collect::<Vec<_>>().join("\n");
        Some(entry)
    }

    fn day(&self, presumed: Option<Date>, problems: &mut Problems) -> Option<Date> {
        let posted = self.get("DTPOSTED").and_then(day);
        let other = || ["DTUSER", "DTAVAIL"].iter().find_map(|name| self.get(name).and_then(day));
        if posted.is_some() {
            return posted;
        }
        let place = Place::line(self.line);
        let written = shown(self.get("DTPOSTED").unwrap_or(""));
        match other().or(presumed) {
            Some(on) => {
                problems.warning(
                    place,
                    "date_invalid",
                    format_args!(
                        "la date du mouvement (DTPOSTED), « {written} », n'en est pas une : le {} est pris. Vérifiez-le.",
                        french_day(on)
                    ),
                );
                Some(on)
            }
            None => {
                problems.error(
                    place,
                    "date_invalid",
                    format_args!(
                        "la date du mouvement (DTPOSTED), « {written} », n'en est pas une : il est ignoré. Demandez le fichier de nouveau."
                    ),
                );
                None
            }
        }
    }
}
