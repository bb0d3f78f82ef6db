//! One entry line of a FEC.

use domain::Date;
use domain::money::Cents;

use super::checks::Checks;
use super::header::{Col, Header};
use crate::problem::{Place, Problems, shown};
use crate::values::{AmountError, DateError, DateOrder, DecimalMark, amount, date, plain_words};

/// One entry line, fields trimmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FecLine<'a> {
    /// Line in the file, from 1; the header is one.
    pub line: u64,
    /// JournalCode.
    pub journal: &'a str,
    /// JournalLib.
    pub journal_label: &'a str,
    /// EcritureNum; may be 0 everywhere.
    pub entry: &'a str,
    /// EcritureDate as written.
    pub entry_date_text: &'a str,
    /// EcritureDate, where it is a day.
    pub entry_date: Option<Date>,
    /// CompteNum.
    pub account: &'a str,
    /// CompteLib.
    pub account_label: &'a str,
    /// CompAuxNum.
    pub auxiliary: &'a str,
    /// CompAuxLib.
    pub auxiliary_name: &'a str,
    /// PieceRef.
    pub piece: &'a str,
    /// PieceDate, where it is a day.
    pub piece_date: Option<Date>,
    /// EcritureLib.
    pub label: &'a str,
    /// Debit.
    pub debit: Cents,
    /// Credit.
    pub credit: Cents,
    /// EcritureLet.
    pub lettering: &'a str,
    /// DateLet.
    pub lettered_on: Option<Date>,
    /// ValidDate.
    pub validated_on: Option<Date>,
    /// Montantdevise as written.
    pub currency_amount: &'a str,
    /// Idevise as written.
    pub currency: &'a str,
    /// Due date, from a further column or the label.
    pub due_on: Option<Date>,
}

impl FecLine<'_> {
    /// What the line adds to what the account's holder owes: debit less credit.
    pub fn effect(&self) -> Cents {
        Cents(self.debit.0.saturating_sub(self.credit.0))
    }
}

/// Reads a line; `None` with an error when its amounts cannot be read.
pub(super) fn parse<'a>(
    header: &Header,
    fields: &[&'a str],
    line: u64,
    checks: &mut Checks,
    problems: &mut Problems,
) -> Option<FecLine<'a>> {
    let get = |col| header.get(fields, col);
    let (debit, credit) = amounts(header, fields, line, checks, problems)?;
    let mut day = |col| a_day(get(col), line, Header::name(col), checks, problems);
    let entry_date = day(Col::EntryDate);
    let piece_date = day(Col::PieceDate);
    let lettered_on = day(Col::LetteredOn);
    let validated_on = day(Col::ValidatedOn);
    let due_on = day(Col::DueOn);
    let parsed = FecLine {
        line,
        journal: get(Col::Journal),
        journal_label: get(Col::JournalLabel),
        entry: get(Col::Entry),
        entry_date_text: get(Col::EntryDate),
        entry_date,
        account: get(Col::Account),
        account_label: get(Col::AccountLabel),
        auxiliary: get(Col::Auxiliary),
        auxiliary_name: get(Col::AuxiliaryName),
        piece: get(Col::Piece),
        piece_date,
        label: get(Col::Label),
        debit,
        credit,
        lettering: get(Col::Lettering),
        lettered_on,
        validated_on,
        currency_amount: get(Col::CurrencyAmount),
        currency: get(Col::Currency),
        due_on: due_on.or_else(|| due_in_label(get(Col::Label), piece_date.or(entry_date))),
    };
    if entry_date.is_none() && parsed.entry_date_text.is_empty() {
        problems.warning(
            Place::cell(line, Header::name(Col::EntryDate)),
            "date_missing",
            format_args!("la date manque ; la ligne compte dans les totaux. Complétez-la dans votre logiciel."),
        );
    }
    Some(parsed)
}

fn a_day(text: &str, line: u64, name: &str, checks: &mut Checks, problems: &mut Problems) -> Option<Date> {
    match date(text, Some(DateOrder::DayFirst)) {
        Ok(day) => {
            if text.len() != 8 {
                checks.odd_date(line);
            }
            Some(day)
        }
        Err(DateError::Empty) => None,
        Err(error) => {
            let (text, why) = (shown(text), error.message());
            problems.warning(Place::cell(line, name), error.code(), format_args!("« {text} » {why} La ligne compte dans les totaux."));
            None
        }
    }
}

fn amounts(header: &Header, fields: &[&str], line: u64, checks: &mut Checks, problems: &mut Problems) -> Option<(Cents, Cents)> {
    let mut read = |col: Col| {
        let text = header.get(fields, col);
        // The law allows one mark, for decimals, and nothing between thousands.
        let mark = if text.contains('.') { DecimalMark::Dot } else { DecimalMark::Comma };
        match amount(text, Some(mark), 2) {
            Ok(cents) => {
                if mark == DecimalMark::Dot {
                    checks.dot(line);
                }
                Some(cents)
            }
            Err(AmountError::Empty) => Some(Cents::ZERO),
            Err(error) => {
                let (text, why) = (shown(text), error.message());
                problems.error(
                    Place::cell(line, Header::name(col)),
                    error.code(),
                    format_args!("« {text} » {why} La ligne n'est pas comptée."),
                );
                None
            }
        }
    };
    if !header.signed_amounts() {
        let (debit, credit) = (read(Col::Debit), read(Col::Credit));
        return Some((debit?, credit?));
    }
    let cents = read(Col::Amount)?;
    match header.get(fields, Col::Direction).to_ascii_uppercase().as_str() {
        "D" | "+1" | "1" | "+" => Some((cents, Cents::ZERO)),
        "C" | "-1" | "-" => Some((Cents::ZERO, cents)),
        other => {
            let other = shown(other);
            problems.error(
                Place::cell(line, Header::name(Col::Direction)),
                "direction_invalid",
                format_args!("« {other} » n'est pas un sens (D, C, +1 ou -1). La ligne n'est pas comptée ; corrigez-la."),
            );
            None
        }
    }
}

/// « éch. 30/04/2025 », « échéance au 30.04.2025 » in a label; believed only within two years after the invoice.
fn due_in_label(label: &str, issued_on: Option<Date>) -> Option<Date> {
    let issued_on = issued_on?;
    if !label.to_lowercase().contains("ch") {
        return None;
    }
    let mut announced = false;
    for word in label.split([' ', ':', '(', ')', ',', '\u{a0}']) {
        let plain = plain_words(word);
        if matches!(plain.as_str(), "ech" | "echeance" | "echeances") {
            announced = true;
        } else if announced
            && word.len() >= 8
            && let Ok(due) = date(word.trim_end_matches('.'), Some(DateOrder::DayFirst))
        {
            let latest = issued_on.checked_add(jiff::Span::new().years(2)).ok()?;
            return (issued_on <= due && due <= latest).then_some(due);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_due_date_in_the_label_is_read_when_it_is_announced() {
        let issued = Some(Date::constant(2025, 3, 31));
        let due = Some(Date::constant(2025, 4, 30));
        assert_eq!(due_in_label("Facture F12 éch. 30/04/2025", issued), due);
        assert_eq!(due_in_label("FACT DUPONT ECHEANCE AU 30.04.2025", issued), due);
        assert_eq!(due_in_label("Chèque du 30/04/2025", issued), None, "a cheque is not a due date");
        assert_eq!(due_in_label("Facture éch. 30/04/2024", issued), None, "before the invoice");
        assert_eq!(due_in_label("Facture éch. 30/04/2025", None), None);
    }
}
