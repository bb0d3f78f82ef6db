//! MT940, and MT942 (during the day): SWIFT customer statements.
//!
//! A field begins at a line start with `:NN:`; the lines after it without a tag are its own. Messages are parted by `-` or
//! `-}`, by a block header, or only by the next `:20:`. Every message is a statement: a day that takes several messages has
//! intermediate balances (60M, 62M).
//!
//! Not covered: the numbers and sums of MT942 (90D, 90C) are kept as notes and not compared; the transaction codes of German
//! banks (three digits before `?`) beyond the returns.

mod movement;
mod narrative;

use domain::Date;
use domain::bank::AccountId;
use domain::money::{Cents, Currency};

use self::movement::{Direction, Movement};
use self::narrative::Narrative;
use super::amounts::{clamped_day, decimal};
use super::kind::{EntryKind, Hints, classify};
use super::model::{Balance, BalanceKind, Codes, Entry, Format, Money, Returned, Statement};
use super::reasons::returned_by_words;
use super::text::{add_line, clean, numbered_lines};
use crate::problem::{Place, Problems, shown};

/// Tags that only statements have.
const OWN_TAGS: [&str; 8] = ["60F", "60M", "61", "62F", "62M", "34F", "90C", "90D"];

/// Whether the beginning of a text is an MT940 or MT942.
pub(crate) fn is_mt940(head: &str) -> bool {
    let tags: Vec<&str> = numbered_lines(head).filter_map(|(_, line)| tag(after_header(line))).map(|(tag, _)| tag).take(40).collect();
    tags.iter().any(|tag| OWN_TAGS.contains(tag)) && tags.iter().any(|tag| matches!(*tag, "20" | "25"))
}

/// The tag of a line and what follows it: two digits and perhaps a letter, between colons.
fn tag(line: &str) -> Option<(&str, &str)> {
    let (tag, rest) = line.strip_prefix(':')?.split_once(':')?;
    let bytes = tag.as_bytes();
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let usual = digits == 2 && (bytes.len() == 2 || (bytes.len() == 3 && bytes[2].is_ascii_uppercase()));
    (usual || matches!(tag, "NS" | "940" | "942")).then_some((tag, rest))
}

/// What follows the header of block 4.
fn after_header(line: &str) -> &str {
    line.rfind("{4:").map_or(line, |at| line[at + 3..].trim_start())
}

/// Reads every statement of a file.
pub(super) fn read(text: &str, problems: &mut Problems) -> Vec<Statement> {
    let mut reading = Reading { statements: Vec::new(), draft: None, field: None, intraday: false, problems };
    for (number, line) in numbered_lines(text) {
        let content = after_header(line);
        if line.starts_with('{') {
            reading.end_message(false);
            reading.intraday |= line.contains("{2:O942") || line.contains("{2:I942");
            if content == line || content.is_empty() {
                continue;
            }
        }
        match tag(content) {
            Some((header @ ("940" | "942"), _)) => {
                reading.end_message(false);
                reading.intraday |= header == "942";
            }
            Some((tag, rest)) => {
                reading.end_field();
                reading.field = Some(Field { tag: tag.to_owned(), line: number, lines: vec![rest.to_owned()] });
            }
            None if is_end(content) => reading.end_message(false),
            None => {
                if let Some(field) = &mut reading.field {
                    field.lines.push(content.to_owned());
                }
            }
        }
    }
    reading.end_message(true);
    reading.statements
}

/// A dash alone, one that closes block 4, or the one that a bank fills up with letters.
fn is_end(line: &str) -> bool {
    let line = line.trim_end();
    line == "-" || line.starts_with("-}") || line == "-XXX"
}

struct Field {
    tag: String,
    line: u64,
    lines: Vec<String>,
}

struct Reading<'p> {
    statements: Vec<Statement>,
    draft: Option<Draft>,
    field: Option<Field>,
    /// The block header says that it is an MT942.
    intraday: bool,
    problems: &'p mut Problems,
}

/// A statement being read.
struct Draft {
    statement: Statement,
    account: Option<String>,
    currency: Option<Currency>,
    /// The last movement, until its narrative is known.
    last: Option<(Movement, u64, Vec<String>)>,
    narrative: Vec<String>,
}

impl Draft {
    fn new(line: u64) -> Draft {
        Draft { statement: Statement::new(Format::Mt940, line), account: None, currency: None, last: None, narrative: Vec::new() }
    }

    /// Puts the last movement among the entries, now that its narrative is known.
    fn settle_last(&mut self) {
        let Some((movement, line, lines)) = self.last.take() else { return };
        let narrative = std::mem::take(&mut self.narrative);
        let currency = self.currency.unwrap_or(Currency::EUR);
        self.statement.entries.push(entry(movement, line, &lines, &narrative, currency));
    }
}

impl Reading<'_> {
    fn draft(&mut self, line: u64) -> &mut Draft {
        self.draft.get_or_insert_with(|| Draft::new(line))
    }

    /// A field is complete: the next tag or the end of the message is there.
    fn end_field(&mut self) {
        let Some(Field { tag, line, lines }) = self.field.take() else { return };
        let text = lines.concat();
        let text = text.trim();
        match tag.as_str() {
            "20" => {
                self.end_draft(false);
                self.draft(line).statement.id = clean(text);
            }
            "25" | "25P" => {
                if self.draft.as_ref().is_some_and(|draft| draft.account.is_some()) {
                    self.end_draft(false);
                }
                self.draft(line).account = clean(&lines[0]);
            }
            "28" | "28C" => self.draft(line).statement.sequence = clean(text),
            "60F" | "60M" => {
                let before = self.draft.as_ref().filter(|draft| draft.statement.opening.is_some()).map(|draft| draft.account.clone());
                if let Some(account) = before {
                    self.end_draft(false);
                    self.draft(line).account = account;
                }
                self.balance(line, &tag, text);
            }
            "62F" | "62M" | "64" | "65" => self.balance(line, &tag, text),
            "61" => self.movement(line, lines),
            "86" => self.narrative(line, lines),
            "34F" => {
                self.intraday = true;
                let currency = text.get(..3).and_then(Currency::parse);
                let draft = self.draft(line);
                draft.currency = draft.currency.or(currency);
            }
            _ => {
                let note = clean(text).map(|text| format!(":{tag}:{text}"));
                self.draft(line).statement.notes.extend(note);
            }
        }
    }

    fn end_message(&mut self, at_end: bool) {
        self.end_field();
        self.end_draft(at_end);
    }

    fn end_draft(&mut self, at_end: bool) {
        let Some(mut draft) = self.draft.take() else { return };
        draft.settle_last();
        if std::mem::take(&mut self.intraday) && draft.statement.opening.is_none() {
            draft.statement.format = Format::Mt942;
        }
        let statement = &mut draft.statement;
        statement.currency = draft.currency.unwrap_or(Currency::EUR);
        statement.currency_said = draft.currency.is_some();
        statement.account = draft.account.as_deref().and_then(|text| account(text, statement.currency));
        statement.from = statement.opening.as_ref().and_then(|balance| balance.on);
        statement.to = statement.closing.as_ref().and_then(|balance| balance.on);
        if statement.format == Format::Mt940 && statement.closing.is_none() {
            tell_unfinished(statement.line, at_end, self.problems);
        }
        super::keep(draft.statement, &mut self.statements, self.problems);
    }

    /// `C|D` AAMMJJ currency amount.
    fn balance(&mut self, line: u64, tag: &str, text: &str) {
        let kind = match tag {
            "60F" => BalanceKind::Opening,
            "60M" | "62M" => BalanceKind::Intermediate,
            "62F" => BalanceKind::Closing,
            _ => BalanceKind::Other,
        };
        let draft = self.draft.get_or_insert_with(|| Draft::new(line));
        let Some((money, on)) = balance(text) else {
            self.problems.error(
                Place::line(line),
                "balance_invalid",
                format_args!("« :{tag}:{} » n'est pas un solde (attendu : C ou D, AAMMJJ, devise, montant) : il est ignoré. Demandez le fichier de nouveau.", shown(text)),
            );
            return;
        };
        let balance = Balance { kind, code: tag.to_owned(), money, on: Some(on) };
        draft.currency = draft.currency.or(Some(money.currency));
        draft.statement.balances.push(balance.clone());
        match tag {
            "60F" | "60M" => draft.statement.opening = Some(balance),
            "62F" | "62M" => draft.statement.closing = Some(balance),
            _ => {}
        }
    }

    fn movement(&mut self, line: u64, lines: Vec<String>) {
        let mut draft = self.draft.take().unwrap_or_else(|| Draft::new(line));
        draft.settle_last();
        let currency = draft.currency.unwrap_or(Currency::EUR);
        match Movement::parse(&lines, currency) {
            Ok(movement) if movement.direction == Direction::Expected => draft.statement.pending += 1,
            Ok(movement) => {
                if movement.clamped {
                    self.problems.warning(
                        Place::line(line),
                        "date_impossible",
                        format_args!("une date du mouvement dépasse la fin de son mois : le dernier jour du mois est pris. Vérifiez-la."),
                    );
                }
                draft.last = Some((movement, line, lines));
            }
            Err(fault) => {
                draft.statement.refused += 1;
                self.problems.error(
                    Place::line(line),
                    fault.code,
                    format_args!(
                        "mouvement « :61:{} » : {} Il est ignoré ; demandez le fichier de nouveau.",
                        shown(&lines[0]),
                        fault.message
                    ),
                );
            }
        }
        self.draft = Some(draft);
    }

    /// The narrative of the last movement; after the closing balance, or before any movement, that of the statement.
    fn narrative(&mut self, line: u64, lines: Vec<String>) {
        let draft = self.draft(line);
        if draft.last.is_some() && draft.narrative.is_empty() && draft.statement.closing.is_none() {
            draft.narrative = lines;
        } else {
            draft.statement.notes.extend(lines.iter().filter_map(|text| clean(text)));
        }
    }
}

fn tell_unfinished(line: u64, at_end: bool, problems: &mut Problems) {
    let place = Place::line(line);
    if at_end {
        problems.error(
            place,
            "statement_unfinished",
            format_args!("le relevé qui commence ici n'a pas de solde de clôture (:62F:) : le fichier est sans doute coupé. Téléchargez-le de nouveau."),
        );
    } else {
        problems.warning(
            place,
            "closing_missing",
            format_args!("le relevé qui commence ici n'a pas de solde de clôture (:62F:) : il n'est pas vérifiable."),
        );
    }
}

fn balance(text: &str) -> Option<(Money, Date)> {
    let squeezed: String = text.split_whitespace().collect();
    let text = squeezed.as_str();
    let negative = match text.get(..1)? {
        "C" => false,
        "D" => true,
        _ => return None,
    };
    let (on, _) = clamped_day(text.get(1..3)?, text.get(3..5)?, text.get(5..7)?).ok()?;
    let currency = Currency::parse(text.get(7..10)?)?;
    let amount = decimal(text.get(10..)?, currency).ok()?;
    Some((Money { amount: Cents(if negative { -amount.0 } else { amount.0 }), currency }, on))
}

/// `IBAN`, `BIC/IBAN`, `BLZ/account`, each perhaps with the currency behind it.
fn account(text: &str, currency: Currency) -> Option<AccountId> {
    let bare = text.strip_suffix(currency.code()).map_or(text, str::trim_end);
    for candidate in [text, bare].into_iter().flat_map(|text| [Some(text), text.rsplit_once('/').map(|(_, behind)| behind)]).flatten() {
        if let Some(id @ AccountId::Iban(_)) = AccountId::of_text(candidate) {
            return Some(id);
        }
    }
    let shaped = bare.len() >= 15
        && bare.as_bytes()[..2].iter().all(u8::is_ascii_alphabetic)
        && bare.as_bytes()[2..4].iter().all(u8::is_ascii_digit);
    AccountId::of_text(if shaped { bare } else { text })
}

fn entry(movement: Movement, line: u64, lines: &[String], narrative: &[String], currency: Currency) -> Entry {
    let amount = if movement.direction == Direction::In { movement.amount } else { Cents(-movement.amount.0) };
    let mut entry = Entry::new(line, movement.booked_on, Money { amount, currency });
    entry.value_on = Some(movement.value_on);
    entry.reversal = movement.reversal;
    entry.bank_reference = movement.bank_reference;
    entry.raw = format!(":61:{}", lines.join("\n"));
    if !narrative.is_empty() {
        entry.raw.push_str(&format!("\n:86:{}", narrative.join("\n")));
    }
    let Narrative {
        own_reference,
        end_to_end,
        mandate,
        name,
        account,
        structured,
        lines: text,
        ultimate_debtor,
        ultimate_creditor,
        code,
        reason,
        title,
        ordered,
    } = Narrative::read(narrative);
    for supplement in &movement.supplement {
        match AccountId::of_text(supplement) {
            Some(id @ AccountId::Iban(_)) if entry.counterparty_account.is_none() => entry.counterparty_account = Some(id),
            _ => add_line(&mut entry.remittance, supplement),
        }
    }
    let label = title.clone().or_else(|| text.first().cloned()).or_else(|| entry.remittance.first().cloned()).unwrap_or_default();
    title.iter().chain(&text).for_each(|line| add_line(&mut entry.remittance, line));
    entry.own_reference = own_reference.or(movement.customer_reference);
    (entry.end_to_end, entry.mandate, entry.counterparty) = (end_to_end, mandate, name);
    entry.counterparty_account = account.or(entry.counterparty_account);
    entry.structured_references = structured;
    (entry.ultimate_debtor, entry.ultimate_creditor) = (ultimate_debtor, ultimate_creditor);
    entry.original = ordered.filter(|ordered| ordered.currency != currency);
    entry.codes = Codes { cfonb: None, iso: None, own: (!movement.kind.is_empty()).then(|| movement.kind.clone()) };
    // 108 and 109 are direct debits that came back, 159 a transfer that did (German transaction codes).
    let came_back = matches!(code.as_deref(), Some("108" | "109" | "159"));
    let reason = reason.filter(|_| came_back || code.is_none());
    let returned = reason.is_some() || came_back;
    entry.kind = kind(&entry, &label, code.as_deref(), returned);
    entry.returned = if returned {
        let original_reference = entry.end_to_end.clone().or_else(|| entry.own_reference.clone());
        Some(Returned { reason, text: None, original_reference })
    } else {
        returned_by_words(&entry)
    };
    entry
}

/// What a movement is: by its type, its label, and whether the bank reverses it.
fn kind(entry: &Entry, label: &str, code: Option<&str>, returned: bool) -> EntryKind {
    let swift = entry.codes.own.as_deref().and_then(|own| own.get(1..4));
    let kind = classify(Hints { credit: entry.is_credit(), swift, label, returned, ..Hints::default() });
    match (code, entry.is_credit(), entry.reversal, kind) {
        (Some("108" | "109"), false, ..) => EntryKind::DirectDebitReturned,
        (_, false, true, EntryKind::TransferOut) => EntryKind::TransferReversed,
        (_, false, true, EntryKind::DirectDebitPaid) => EntryKind::DirectDebitReturned,
        (_, true, true, EntryKind::TransferIn) => EntryKind::TransferReturned,
        (.., kind) => kind,
    }
}
