//! The statements of one import, taken one after the other.

use std::collections::HashMap;

use domain::Date;
use domain::bank::across::PartOf;
use domain::bank::days::{Covered, is_notice};
use domain::bank::{AccountId, Key, LineDetails};
use domain::events::{BankLineRecorded, BankStatementTaken, NewEvent, Private};
use domain::french::date_short;
use domain::ids::{BankAccountId, BankStatementId, ImportId};
use domain::money::Money;
use domain::payments::LineKind;
use formats::bank::{Entry, EntryKind, Statement};
use formats::{Place, Problems};
use store::Tx;

use super::seen::Seen;
use super::{closing, days};
use crate::error::{AppError, Result};
use crate::import::report::Counts;
use crate::words::counted;

/// Lines written at once.
const BATCH: usize = 5_000;

/// An import of statements that is going on.
pub(super) struct Taking {
    pub today: Date,
    pub import: ImportId,
    pub counts: Counts,
    pub notes: Vec<String>,
    /// What was taken in this import: it is not seen by lookups before it is complete.
    pub fresh: HashMap<BankAccountId, Fresh>,
}

/// What an import brought of an account so far.
#[derive(Default)]
pub(super) struct Fresh {
    pub lines: Vec<FreshLine>,
    /// Its statements, each with the word of its format.
    pub statements: Vec<(&'static str, Covered)>,
}

/// A line taken in this import.
pub(super) struct FreshLine {
    pub statement: BankStatementId,
    pub key: Key,
    pub kind: LineKind,
    pub details: LineDetails,
}

impl Taking {
    pub fn new(today: Date) -> Taking {
        Taking { today, import: ImportId(0), counts: Counts::default(), notes: Vec::new(), fresh: HashMap::new() }
    }

    pub fn statement(&mut self, tx: &mut Tx<'_>, statement: &Statement, account: BankAccountId, problems: &mut Problems) -> Result<()> {
        let Some((from, to)) = days(statement) else {
            self.notes.push("Un relevé sans date ni mouvement : rien à prendre.".to_owned());
            return Ok(());
        };
        let standings = self.standings(tx, statement, account, (from, to))?;
        let parts = statement.parts();
        let mut new = Vec::new();
        let (mut known, mut covered) = (0_u32, 0_u32);
        for ((entry, standing), part) in statement.entries.iter().zip(&standings).zip(parts) {
            match standing {
                Seen::New => new.push((entry, part)),
                Seen::Known => known += 1,
                Seen::Covered => covered += 1,
                Seen::Changed(was) => changed(entry, was, problems),
            }
        }
        let number = statement.sequence.clone().or_else(|| statement.id.clone());
        let opening = statement.opening.as_ref().map(|balance| balance.money.amount);
        let closing = closing(statement, to);
        let event = BankStatementTaken {
            account,
            import: self.import,
            format: statement.format.word().to_owned(),
            number,
            currency: statement.currency,
            from,
            to,
            opening,
            closing,
            taken: u32::try_from(new.len()).unwrap_or(u32::MAX),
            known,
            covered,
        };
        let id = BankStatementId(tx.append(NewEvent::new(self.today, event))?.0);
        self.lines(tx, id, account, &new)?;
        let word = statement.format.word();
        let fresh = self.fresh.entry(account).or_default();
        fresh.statements.push((word, Covered { from, to, opening, closing, notice: is_notice(word) }));
        self.counts.taken += new.len() as u64;
        self.counts.known += u64::from(known) + u64::from(covered);
        if covered > 0 {
            self.notes.push(format!(
                "{} un relevé d'un autre format : reconnues à leur jour, à leur montant et à ce qu'elles ont en commun.",
                counted(u64::from(covered), "ligne déjà apportée par", "lignes déjà apportées par")
            ));
        }
        Ok(())
    }

    fn lines(
        &mut self,
        tx: &mut Tx<'_>,
        statement: BankStatementId,
        account: BankAccountId,
        entries: &[(&Entry, Option<PartOf>)],
    ) -> Result<()> {
        for some in entries.chunks(BATCH) {
            let labels: Vec<String> = some.iter().map(|(entry, _)| entry.identity("").label).collect();
            let details: Vec<LineDetails> = some.iter().map(|(entry, part)| details(entry, *part)).collect();
            let bytes: Vec<Vec<u8>> = details
                .iter()
                .map(|details| serde_json::to_vec(details).map_err(|error| AppError::refused(error.to_string())))
                .collect::<Result<_>>()?;
            let kept_labels = tx.keep_many(&labels.iter().map(String::as_bytes).collect::<Vec<_>>())?;
            let kept_details = tx.keep_many(&bytes.iter().map(Vec::as_slice).collect::<Vec<_>>())?;
            let pairs = kept_labels.into_iter().zip(kept_details);
            let events = some.iter().zip(pairs).map(|((entry, _), kept)| NewEvent::new(entry.booked_on, recorded(statement, entry, kept)));
            tx.append_many(events.collect())?;
            for ((entry, _), details) in some.iter().zip(details) {
                let line = FreshLine { statement, key: key_of(tx, entry, account), kind: kind(entry), details };
                self.fresh.entry(account).or_default().lines.push(line);
            }
        }
        Ok(())
    }
}

/// A line that is not taken: the bank said something else under the same reference.
fn changed(entry: &Entry, was: &str, problems: &mut Problems) {
    problems.error(
        Place::line(entry.line),
        "line_changed",
        format_args!(
            "la référence {} est déjà celle d'une ligne {was}, le relevé dit {} le {}. Non prise : demandez à la banque laquelle est juste.",
            entry.bank_reference.as_deref().unwrap_or_default(),
            entry.money.french(),
            date_short(entry.booked_on)
        ),
    );
}

/// What an entry is known again by; its text as the digest that is stored.
pub(super) fn key_of(tx: &Tx<'_>, entry: &Entry, account: BankAccountId) -> Key {
    let key = entry.identity(&account.to_string());
    Key { label: tx.digest(key.label.as_bytes()), ..key }
}

fn recorded(statement: BankStatementId, entry: &Entry, (label, details): (Private, Private)) -> BankLineRecorded {
    BankLineRecorded {
        statement,
        amount: entry.money.amount,
        currency: entry.money.currency,
        kind: kind(entry),
        reference: entry.bank_reference.clone(),
        label,
        details,
    }
}

/// What the bank says of a line, as reconciliation reads it.
pub(super) fn kind(entry: &Entry) -> LineKind {
    match entry.kind {
        EntryKind::TransferIn | EntryKind::TransferOut => LineKind::Transfer,
        EntryKind::DirectDebitIssued | EntryKind::DirectDebitPaid => LineKind::DirectDebit,
        EntryKind::ChequeDeposit | EntryKind::ChequePaid => LineKind::Cheque,
        EntryKind::BillDeposit => LineKind::Bill,
        EntryKind::Card => LineKind::Card,
        EntryKind::Cash => LineKind::Cash,
        EntryKind::Fee => LineKind::Fee,
        EntryKind::Interest => LineKind::Interest,
        kind if kind.is_return() => LineKind::Returned,
        // A transfer of the creditor's own that came back is no customer's payment, and nobody says whose it was.
        _ => LineKind::Other,
    }
}

pub(super) fn details(entry: &Entry, part: Option<PartOf>) -> LineDetails {
    let mut texts = entry.remittance.clone();
    texts.extend(entry.invoices.iter().map(|invoice| invoice.number.clone()));
    texts.extend(entry.structured_references.iter().skip(1).cloned());
    texts.extend(entry.ultimate_debtor.clone());
    let returned = entry.returned.clone().unwrap_or_default();
    texts.extend(returned.text);
    texts.retain(|text| !text.trim().is_empty());
    let end_to_end = entry.end_to_end.clone().or(returned.original_reference).unwrap_or_default();
    LineDetails {
        value_on: entry.value_on,
        texts,
        reference: entry.structured_references.first().cloned().unwrap_or_default(),
        end_to_end,
        payer_name: entry.counterparty.clone().unwrap_or_default(),
        payer_iban: entry.counterparty_account.as_ref().map(AccountId::key).unwrap_or_default(),
        return_code: returned.reason.unwrap_or_default(),
        ordered: entry.original.map(Money::unsigned),
        raw: entry.raw.clone(),
        part,
    }
}
