//! CFONB 120: statements in records of 120 characters (01 opening, 04 movement, 05 complement, 07 closing).
//!
//! Banks write it in many ways, and every one of these is read: no line ends at all; blanks at the end cut off; a closing under
//! another bank code than the opening; movements of another bank inside a block; an opening without closing and the other way
//! round; a complement before any movement; blank currency and decimals (those of the movements, else euros with
//! two); a letter in the reserved position; a date that is none. What is missing is told; what cannot be read is an error at its line.
//!
//! Not covered: CFONB 240 (bills and rejected transfers).

mod complement;
mod record;

use domain::Date;
use domain::bank::AccountId;
use domain::money::Currency;

use self::complement::Sides;
use self::record::{Piece, Record};
use super::kind::{Hints, classify};
use super::model::{Balance, BalanceKind, Codes, Entry, Format, Money, Returned, Statement};
use super::reasons::iso_reason_in;
use super::text::{add_line, reference};
use crate::problem::{Place, Problems, shown};
use crate::values::{DateError, french_day};

pub(crate) use self::record::is_first_line;

/// Whether a line begins a file of 240 characters a record, which is not read.
pub(crate) fn is_first_line_of_240(line: &str) -> bool {
    let length = line.trim_end().chars().count();
    line.starts_with("31") && length > 60 && line.chars().skip(2).take(6).all(|c| c.is_ascii_digit())
}

/// Reads every statement of a file.
pub(super) fn read(text: &str, problems: &mut Problems) -> Vec<Statement> {
    let mut reading = Reading { statements: Vec::new(), open: None, problems };
    for piece in record::cut(text) {
        match piece {
            Piece::Record(record) => reading.take(record),
            Piece::Other { line, text } => reading.problems.error(
                Place::line(line),
                "record_unknown",
                format_args!(
                    "« {} » n'est pas un enregistrement CFONB 120 (01, 04, 05 ou 07) : il est ignoré. Demandez le fichier de nouveau.",
                    shown(&text)
                ),
            ),
        }
    }
    reading.close(true);
    reading.statements
}

struct Reading<'p> {
    statements: Vec<Statement>,
    open: Option<Block>,
    problems: &'p mut Problems,
}

/// A statement that is not closed yet.
struct Block {
    statement: Statement,
    account: (String, String, String),
    currency: Option<Currency>,
    decimals: Option<u32>,
    /// The movement to which complements belong.
    last: Option<(Entry, Sides)>,
    /// The last movement was refused, and its complements with it.
    last_refused: bool,
    /// An opening whose currency or decimals only the movements say.
    opening: Option<Record>,
    /// Day of the opening, for movements without one.
    day: Option<Date>,
}

impl Reading<'_> {
    fn take(&mut self, record: Record) {
        match record.code() {
            "01" => {
                self.close(false);
                let mut block = self.opened(&record);
                block.opening = Some(record);
                self.open = Some(block);
            }
            "04" => self.movement(&record),
            "05" => self.complement(&record),
            _ => self.closing(&record),
        }
    }

    /// A statement that begins with its opening balance.
    fn opened(&mut self, record: &Record) -> Block {
        let mut block = Block::new(record);
        block.day = self.told_day(record, 35, "solde d'ouverture");
        (block.statement.from, block.statement.to) = match (record.day(105), record.day(111)) {
            (Ok(from), Ok(to)) if from <= to => (Some(from), Some(to)),
            _ => (block.day, None),
        };
        block.statement.notes.extend(record.words(41, 50));
        block
    }

    /// Begins a statement at a record that should have had an opening before it.
    fn begin_without_opening(&mut self, record: &Record) {
        self.problems.warning(
            Place::line(record.line),
            "opening_missing",
            format_args!("aucun solde d'ouverture (enregistrement 01) avant cette ligne : le relevé n'est pas vérifiable. Demandez le fichier complet."),
        );
        self.open = Some(Block::new(record));
    }

    /// A day of a balance; a text that is none is told.
    fn told_day(&mut self, record: &Record, position: usize, what: &str) -> Option<Date> {
        match record.day(position) {
            Ok(day) => Some(day),
            Err(error) => {
                let text = record.text(position, 6);
                self.problems.warning(
                    Place::line(record.line),
                    if error == DateError::Empty { "date_missing" } else { "date_invalid" },
                    format_args!("la date du {what}, « {} », n'est pas une date JJMMAA : elle est laissée de côté.", shown(&text)),
                );
                None
            }
        }
    }

    fn movement(&mut self, record: &Record) {
        let account = record.account();
        match &self.open {
            Some(block) if block.account.2 == account.2 => {
                if block.account.0 != account.0 {
                    let expected = block.account.0.clone();
                    self.problems.warning(
                        Place::line(record.line),
                        "bank_differs",
                        format_args!("le mouvement porte le code banque {} dans un relevé de la banque {expected} : il est compté avec ce relevé, du même compte.", shown(&account.0)),
                    );
                }
            }
            _ => {
                self.close(false);
                self.begin_without_opening(record);
            }
        }
        let Some(block) = &mut self.open else { return };
        block.settle_last();
        block.currency = block.currency.or(record.currency());
        block.decimals = block.decimals.or(record.decimals());
        block.last = entry(record, block, self.problems).map(|entry| (entry, Sides::default()));
        block.last_refused = block.last.is_none();
        block.statement.refused += u64::from(block.last_refused);
    }

    fn complement(&mut self, record: &Record) {
        let account = record.account();
        let block = self.open.as_mut().filter(|block| block.account.2 == account.2);
        if block.as_ref().is_some_and(|block| block.last_refused) {
            return;
        }
        let owner = block.and_then(|block| block.last.as_mut());
        let Some((entry, sides)) = owner else {
            self.problems.warning(
                Place::line(record.line),
                "complement_orphan",
                format_args!(
                    "complément (05) sans mouvement (04) avant lui : « {} » n'est rattaché à rien.",
                    shown(record.words(46, 73).as_deref().unwrap_or(""))
                ),
            );
            return;
        };
        entry.raw.push('\n');
        entry.raw.push_str(&record.raw);
        complement::add(record, entry, sides);
    }

    fn closing(&mut self, record: &Record) {
        let account = record.account();
        if self.open.as_ref().is_none_or(|block| block.account.2 != account.2) {
            self.close(false);
            self.begin_without_opening(record);
        }
        let day = self.told_day(record, 35, "solde de clôture");
        let Some(mut block) = self.open.take() else { return };
        block.currency = block.currency.or(record.currency());
        block.decimals = block.decimals.or(record.decimals());
        block.open_balance(self.problems);
        let balance = block.balance(record, BalanceKind::Closing, day, self.problems);
        block.statement.closing = balance;
        block.statement.to = block.statement.to.or(day);
        super::keep(block.finish(), &mut self.statements, self.problems);
    }

    /// Ends a statement that has no closing.
    fn close(&mut self, at_end: bool) {
        let Some(mut block) = self.open.take() else { return };
        block.open_balance(self.problems);
        let place = Place::line(block.statement.line);
        if at_end {
            self.problems.error(
                place,
                "statement_unfinished",
                format_args!("le relevé qui commence ici n'a pas de solde de clôture (enregistrement 07) : le fichier est sans doute coupé. Téléchargez-le de nouveau."),
            );
        } else {
            self.problems.warning(
                place,
                "closing_missing",
                format_args!("le relevé qui commence ici n'a pas de solde de clôture (enregistrement 07) : il n'est pas vérifiable."),
            );
        }
        super::keep(block.finish(), &mut self.statements, self.problems);
    }
}

impl Block {
    fn new(record: &Record) -> Block {
        let account = record.account();
        let mut statement = Statement::new(Format::Cfonb120, record.line);
        statement.account = AccountId::of_parts(&account.0, &account.1, &account.2);
        let (currency, decimals) = (record.currency(), record.decimals());
        Block { statement, account, currency, decimals, last: None, last_refused: false, opening: None, day: None }
    }

    /// The currency: of the records, else euros.
    fn money_rule(&self) -> (Currency, u32) {
        let currency = self.currency.unwrap_or(Currency::EUR);
        (currency, self.decimals.unwrap_or(currency.decimals()))
    }

    /// Reads the opening, once the movements have said its currency where it does not itself.
    fn open_balance(&mut self, problems: &mut Problems) {
        let Some(record) = self.opening.take() else { return };
        self.statement.opening = self.balance(&record, BalanceKind::Opening, self.day, problems);
    }

    fn balance(&mut self, record: &Record, kind: BalanceKind, on: Option<Date>, problems: &mut Problems) -> Option<Balance> {
        let (currency, decimals) = self.money_rule();
        let (currency, decimals) = (record.currency().unwrap_or(currency), record.decimals().unwrap_or(decimals));
        let Some(amount) = record.amount(decimals, currency) else {
            problems.error(
                Place::line(record.line),
                "amount_invalid",
                format_args!(
                    "« {} » n'est pas le montant d'un solde CFONB : le solde est ignoré. Demandez le fichier de nouveau.",
                    shown(&record.text(91, 14))
                ),
            );
            return None;
        };
        let balance = Balance { kind, code: record.code().to_owned(), money: Money { amount, currency }, on };
        self.statement.balances.push(balance.clone());
        Some(balance)
    }

    /// Puts the last movement among the entries, now that its complements are known.
    fn settle_last(&mut self) {
        let Some((mut entry, sides)) = self.last.take() else { return };
        let label = entry.remittance.first().cloned().unwrap_or_default();
        let returned = entry.returned.is_some();
        entry.kind =
            classify(Hints { credit: entry.is_credit(), cfonb: entry.codes.cfonb.as_deref(), label: &label, returned, ..Hints::default() });
        sides.settle(&mut entry);
        // A reject code says why; free lines often give the ISO reason.
        if entry.kind.is_return() || returned {
            let written = iso_reason_in(&entry.remittance.join(" ")).map(str::to_owned);
            let coded = entry.returned.take().and_then(|returned| returned.reason);
            let original_reference = entry.end_to_end.clone().or_else(|| entry.own_reference.clone());
            entry.returned = Some(Returned { reason: written.or(coded), text: None, original_reference });
        }
        self.statement.entries.push(entry);
    }

    fn finish(mut self) -> Statement {
        self.settle_last();
        let (currency, _) = self.money_rule();
        self.statement.currency = currency;
        self.statement.currency_said = self.currency.is_some();
        self.statement
    }
}

/// A movement; `None` with its fault told.
fn entry(record: &Record, block: &Block, problems: &mut Problems) -> Option<Entry> {
    let place = Place::line(record.line);
    let (currency, decimals) = block.money_rule();
    let (currency, decimals) = (record.currency().unwrap_or(currency), record.decimals().unwrap_or(decimals));
    let Some(amount) = record.amount(decimals, currency) else {
        problems.error(
            place,
            "amount_invalid",
            format_args!(
                "« {} » n'est pas le montant d'un mouvement CFONB : le mouvement est ignoré. Demandez le fichier de nouveau.",
                shown(&record.text(91, 14))
            ),
        );
        return None;
    };
    let (booked, value) = (record.day(35), record.day(43).ok());
    let Some(on) = booked.ok().or(value).or(block.day) else {
        problems.error(
            place,
            "date_invalid",
            format_args!("« {} » n'est pas une date JJMMAA et rien d'autre ne dit le jour : le mouvement est ignoré. Demandez le fichier de nouveau.", shown(&record.text(35, 6))),
        );
        return None;
    };
    if booked.is_err() {
        problems.warning(
            place,
            "date_invalid",
            format_args!("« {} » n'est pas une date JJMMAA : le {} est pris. Vérifiez-le.", shown(&record.text(35, 6)), french_day(on)),
        );
    }
    let mut entry = Entry::new(record.line, on, Money { amount, currency });
    entry.value_on = value;
    add_line(&mut entry.remittance, &record.text(49, 31));
    entry.own_reference = reference(&record.text(105, 16));
    entry.codes = Codes { cfonb: record.words(33, 2), iso: None, own: record.words(8, 4) };
    let reject = reference(&record.text(41, 2));
    entry.returned = reject.map(|reason| Returned { reason: Some(reason), text: None, original_reference: None });
    entry.raw.clone_from(&record.raw);
    Some(entry)
}
