//! What banks write above the table: the account, the period, the balance, the number of movements.

use domain::Date;
use domain::bank::AccountId;
use domain::money::Currency;

use super::super::model::{Money, Statement};
use crate::problem::{Place, Problems};
use crate::values::{self, DateOrder, plain_words};

/// What stands above the header.
#[derive(Debug, Default)]
pub(super) struct Above {
    pub(super) account: Option<AccountId>,
    pub(super) closing: Option<(Money, Option<Date>)>,
    pub(super) from: Option<Date>,
    pub(super) to: Option<Date>,
    /// Movements announced.
    count: Option<u64>,
    /// The rows themselves.
    pub(super) notes: Vec<String>,
}

impl Above {
    /// Reads the rows above the header.
    pub(super) fn read(rows: &[Vec<String>]) -> Above {
        let mut above = Above::default();
        for row in rows {
            let cells: Vec<&str> = row.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
            let joined = cells.join(" ");
            if !above.take_summary(&cells) {
                let words = plain_words(&joined);
                above.account = above.account.take().or_else(|| iban_in(&cells)).or_else(|| account_in(&words, &cells));
                // The old balance in francs stands beside that in euros.
                if above.closing.is_none() && words.contains("solde") && !words.contains("francs") {
                    above.closing = balance_in(&cells);
                }
            }
            above.notes.push(joined);
        }
        above
    }

    /// One row with everything: account, first and last day, number of movements, day and amount of the balance.
    fn take_summary(&mut self, cells: &[&str]) -> bool {
        let [account, from, to, count, on, balance] = cells else { return false };
        let digits = account.len() >= 10 && account.bytes().all(|b| b.is_ascii_digit());
        let (Some(from), Some(to), Ok(count), Some(on)) = (day(from), day(to), count.parse(), day(on)) else { return false };
        let (true, Some(money)) = (digits, money(balance)) else { return false };
        self.account = AccountId::of_text(account);
        (self.from, self.to, self.count, self.closing) = (Some(from), Some(to), Some(count), Some((money, Some(on))));
        true
    }

    /// Says when the number of movements is not the announced one.
    pub(super) fn check_count(&self, statements: &[Statement], problems: &mut Problems) {
        let Some(announced) = self.count else { return };
        let read: u64 = statements.iter().map(|s| s.entries.len() as u64 + s.pending + s.cancelled + s.refused).sum();
        if read != announced {
            problems.warning(
                Place::FILE,
                "summary_differs",
                format_args!("le relevé annonce {announced} mouvements et en contient {read}. Vérifiez qu'il est complet."),
            );
        }
    }
}

fn day(text: &str) -> Option<Date> {
    values::date(text, Some(DateOrder::DayFirst)).ok()
}

fn money(text: &str) -> Option<Money> {
    let code = text.get(text.len().saturating_sub(3)..).and_then(Currency::parse);
    let currency = code.unwrap_or(Currency::EUR);
    // Without decimals it may be a number of anything.
    let amount = values::amount(text, Some(values::DecimalMark::Comma), currency.decimals()).ok()?;
    text.contains([',', '.', '€']).then_some(Money { amount, currency })
}

/// An IBAN in a cell, alone or behind a word.
fn iban_in(cells: &[&str]) -> Option<AccountId> {
    let found = |text: &str| AccountId::of_text(text).filter(|id| matches!(id, AccountId::Iban(_)));
    cells.iter().find_map(|cell| {
        let upper = cell.to_uppercase();
        let behind = |mark: &str| upper.rfind(mark).map(|at| upper[at + mark.len()..].trim_matches(|c: char| !c.is_ascii_alphanumeric()));
        found(cell).or_else(|| [":", "IBAN"].into_iter().filter_map(behind).find_map(found))
    })
}

/// A number of at least eight signs, most of them digits, in a row that speaks of an account.
fn account_in(words: &str, cells: &[&str]) -> Option<AccountId> {
    if !words.split(' ').any(|word| matches!(word, "compte" | "account" | "rib")) {
        return None;
    }
    let tokens = cells.iter().flat_map(|cell| cell.split(|c: char| c.is_whitespace() || c == ':'));
    let number = |token: &&str| {
        let digits = token.bytes().filter(u8::is_ascii_digit).count();
        token.len() >= 8 && digits >= 6 && token.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    tokens.into_iter().find(number).and_then(AccountId::of_text)
}

/// « Solde au 27/03/2026 1 234,56 € », or the amount in the next cell.
fn balance_in(cells: &[&str]) -> Option<(Money, Option<Date>)> {
    let at = cells.iter().position(|cell| plain_words(cell).contains("solde"))?;
    let tokens: Vec<&str> = cells[at].split_whitespace().collect();
    let dated = tokens.iter().position(|token| day(token).is_some());
    let on = dated.and_then(|index| day(tokens[index])).or_else(|| cells[at + 1..].iter().find_map(|cell| day(cell)));
    let behind = match (dated, cells[at].split_once(':')) {
        (Some(index), _) => tokens[index + 1..].join(" "),
        (None, Some((_, behind))) => behind.trim().to_owned(),
        (None, None) => String::new(),
    };
    let amount = money(behind.trim_start_matches([':', ' '])).or_else(|| cells[at + 1..].iter().find_map(|cell| money(cell)));
    amount.map(|amount| (amount, on))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn above(rows: &[&[&str]]) -> Above {
        let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
        Above::read(&rows)
    }

    #[test]
    fn banks_name_the_account_in_their_own_ways() {
        let account = |rows: &[&[&str]]| above(rows).account.map(|id| id.key());
        assert_eq!(account(&[&["Numéro Compte", "1234567X020"]]).as_deref(), Some("1234567X020"));
        assert_eq!(account(&[&["Compte de dépôt n° 12345678901"], &["Autre"]]).as_deref(), Some("12345678901"));
        assert_eq!(account(&[&["IBAN : FR76 3000 6000 0112 3456 7890 189"]]).as_deref(), Some("FR7630006000011234567890189"));
        assert_eq!(account(&[&["Téléchargement du 27/03/2026"], &[]]), None);
    }

    #[test]
    fn the_balance_is_read_where_it_stands() {
        let closing = |rows: &[&[&str]]| above(rows).closing.map(|(money, on)| (money.amount.0, on));
        let on = Some(Date::constant(2026, 3, 27));
        assert_eq!(closing(&[&["Solde au 27/03/2026 1\u{a0}234,56 €"]]), Some((123_456, on)));
        assert_eq!(closing(&[&["Solde (EUROS)", "-12,50"], &["Solde (FRANCS)", "-81,99"]]), Some((-1_250, None)));
        assert_eq!(closing(&[&["Nombre de lignes", "12"]]), None);
        let summary = above(&[&["00012345678", "01/03/2026", "05/03/2026", "3", "05/03/2026", "1520.35 EUR"]]);
        assert_eq!(summary.closing.map(|(money, on)| (money.amount.0, on)), Some((152_035, Some(Date::constant(2026, 3, 5)))));
        assert_eq!(
            (summary.from, summary.count, summary.account.map(|id| id.key()).as_deref()),
            (Some(Date::constant(2026, 3, 1)), Some(3), Some("00012345678"))
        );
    }
}
