//! Accounts in what a file says, in part for those who may not see bank details in full: in facts, in notes, in the text of the file.
//!
//! Not covered: the pages of a PDF, which are images, and the file itself, which whoever reads the books may keep.

use domain::access::Permission;
use domain::party::Iban;
use formats::einvoice::Invoice;

use crate::pages::bank::iban;
use crate::route::Inside;

/// The shortest and the longest IBAN there are.
const IBAN: std::ops::RangeInclusive<usize> = 15..=34;

/// A text of a file as this person may see it. `known` are the accounts that the file names, in which a text may have numbers that are
/// no IBAN.
pub(super) fn seen(who: &Inside, text: &str, known: &[&str]) -> String {
    if who.can(Permission::ManageBank) {
        return text.to_owned();
    }
    let mut said = text.to_owned();
    for number in known.iter().filter(|number| number.trim().len() >= 8) {
        said = said.replace(number.trim(), &iban(who, number));
    }
    ibans_in_part(&said, |found| iban(who, found))
}

/// The accounts that an invoice names.
pub(super) fn of(invoice: &Invoice) -> Vec<&str> {
    let payment = &invoice.payment;
    payment.accounts.iter().map(|account| account.number.as_str()).chain(payment.debited_iban.as_deref()).collect()
}

/// Every IBAN of a text, by groups or in one piece, as `part` says it.
fn ibans_in_part(text: &str, part: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut within_word) = (text, false);
    while let Some(first) = rest.chars().next() {
        let found = if within_word { None } else { iban_at(rest) };
        if let Some((length, found)) = found {
            out.push_str(&part(&found));
            rest = &rest[length..];
            continue;
        }
        within_word = first.is_ascii_alphanumeric();
        out.push(first);
        rest = &rest[first.len_utf8()..];
    }
    out
}

/// The IBAN with which a text begins, and how many bytes of the text it takes.
fn iban_at(text: &str) -> Option<(usize, String)> {
    let head = text.as_bytes().first_chunk::<4>()?;
    if !(head[..2].iter().all(u8::is_ascii_alphabetic) && head[2..].iter().all(u8::is_ascii_digit)) {
        return None;
    }
    let (mut compact, mut found) = (String::new(), None);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c.is_ascii_alphanumeric() && compact.len() < *IBAN.end() {
            compact.push(c);
            let ends = chars.peek().is_none_or(|(_, next)| !next.is_ascii_alphanumeric());
            if ends && IBAN.contains(&compact.len()) && Iban::parse(&compact).is_ok() {
                found = Some((at + 1, compact.clone()));
            }
        } else if !(matches!(c, ' ' | '\u{a0}' | '\u{202f}') && chars.peek().is_some_and(|(_, next)| next.is_ascii_alphanumeric())) {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::ibans_in_part;

    #[test]
    fn ibans_are_found_by_groups_and_in_one_piece_and_nothing_else_is() {
        let shown = |text: &str| ibans_in_part(text, |found| format!("[{}]", &found[found.len() - 4..]));
        for (text, said) in [
            ("<cbc:ID>FR1420041010050500013M02606</cbc:ID>", "<cbc:ID>[2606]</cbc:ID>"),
            ("virement sur FR14 2004 1010 0505 0001 3M02 606 avant le 30", "virement sur [2606] avant le 30"),
            ("FR14\u{a0}2004 1010 0505 0001 3M02 606", "[2606]"),
            ("DE89370400440532013000, BE68539007547034.", "[3000], [7034]."),
            // A wrong key, a part of a longer word, a VAT number, nothing.
            ("FR1520041010050500013M02606", "FR1520041010050500013M02606"),
            ("XFR1420041010050500013M02606", "XFR1420041010050500013M02606"),
            ("FR40303265045 et é FR", "FR40303265045 et é FR"),
            ("", ""),
        ] {
            assert_eq!(shown(text), said);
        }
    }
}
