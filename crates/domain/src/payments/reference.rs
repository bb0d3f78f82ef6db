//! Creditor references with check digits (ISO 11649): `RF`, two digits, at most 21 letters and digits.
//!
//! The check is ISO 7064 MOD 97-10 with the first four characters moved to the end. A wrong reference is no reference: it is
//! never repaired. Published examples: RF18 5390 0754 7034, RF71 2348 231.

use std::borrow::Cow;
use std::ops::Range;

use crate::ids::{DebtorId, LetterId, TenantId};
use crate::mod97::remainder;

/// The longest body, in characters.
pub const LONGEST_BODY: usize = 21;

/// The reference of a body such as an invoice number; separators are left out. `None` where nothing is left, or too much.
pub fn make(body: &str) -> Option<String> {
    let body: String = body.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    let check = 98 - remainder(body.bytes().chain(*b"RF00"));
    (1..=LONGEST_BODY).contains(&body.len()).then(|| format!("RF{check:02}{body}"))
}

/// The reference that one letter bears, and no other letter of this program: made from its number in the journal.
pub fn of_letter(tenant: TenantId, letter: LetterId) -> String {
    // Two letters and two numbers pass 21 characters only beyond any journal.
    make(&format!("Q{}L{}", tenant.0, letter.0)).unwrap_or_default()
}

/// The reference of what is given to a debtor without being recorded (a statement of any day, a letter printed to be looked at):
/// always the same for a debtor, and of no letter. It says who pays, not what for.
pub fn of_debtor(tenant: TenantId, debtor: DebtorId) -> String {
    make(&format!("Q{}D{}", tenant.0, debtor.0)).unwrap_or_default()
}

/// As it is printed, in groups of four: `RF18 5390 0754 7034`. Nothing else is changed.
pub fn grouped(reference: &str) -> String {
    let compact: Vec<char> = reference.chars().filter(|c| !c.is_whitespace()).collect();
    compact.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// The reference without blanks, in upper case, where it is one.
pub fn read(text: &str) -> Option<String> {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    let well_formed = compact.starts_with("RF")
        && (5..=4 + LONGEST_BODY).contains(&compact.len())
        && compact.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && compact[2..4].bytes().all(|b| b.is_ascii_digit());
    let right = || remainder(compact[4..].bytes().chain(compact[..4].bytes())) == 1;
    (well_formed && right()).then_some(compact)
}

/// What stands after the check digits of a reference that [`read`] gave.
pub fn body(reference: &str) -> &str {
    reference.get(4..).unwrap_or_default()
}

/// Whether this program made the reference for a letter or for a debtor. It names no invoice then, and nor does any part of it.
pub fn is_ours(reference: &str) -> bool {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let ours = |rest: &str| rest.split_once(['L', 'D']).is_some_and(|(tenant, own)| number(tenant) && number(own));
    body(reference).strip_prefix('Q').is_some_and(ours)
}

/// The references that a free text holds, each as long as its check digits allow; blanks inside are allowed.
pub fn found_in(text: &str) -> Vec<String> {
    places(text).into_iter().map(|(reference, _)| reference).collect()
}

/// A text without the references of letters and debtors, each with a mark in its place so that what stood around it stays apart:
/// `REF RF12 Q1L2 611 F 42` becomes `REF ; F 42`.
pub fn without_ours(text: &str) -> Cow<'_, str> {
    let mut cut = Cow::Borrowed(text);
    for (_, place) in places(text).into_iter().rev().filter(|(reference, _)| is_ours(reference)) {
        cut.to_mut().replace_range(place, ";");
    }
    cut
}

/// Where references stand in a text, in its order; none over another.
fn places(text: &str) -> Vec<(String, Range<usize>)> {
    let words = words(text);
    let mut found: Vec<(String, Range<usize>)> = Vec::new();
    for (first, (start, word)) in words.iter().enumerate() {
        let bytes = word.as_bytes();
        let taken = found.last().is_some_and(|(_, place)| *start < place.end);
        if taken || bytes.len() < 2 || !bytes[..2].eq_ignore_ascii_case(b"RF") {
            continue;
        }
        let stretch = |last: usize| {
            let joined: String = words[first..=last].iter().map(|(_, word)| *word).collect();
            let (at, word) = words[last];
            Some((read(&joined)?, *start..at + word.len()))
        };
        let lasts = || (first..words.len().min(first + 8)).rev();
        // Words that follow make another right reference once in 97 times: one of ours ends with its digits.
        let ours = lasts().filter_map(stretch).find(|(reference, _)| is_ours(reference));
        let longest = ours.or_else(|| lasts().find_map(stretch));
        found.extend(longest);
    }
    found
}

/// The words of a text, letters and digits, each with where it begins.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut at = 0;
    for word in text.split(|c: char| !c.is_ascii_alphanumeric()) {
        let start = at + text[at..].find(word).unwrap_or(0);
        words.push((start, word));
        at = start + word.len();
    }
    words.retain(|(_, word)| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_published_references_are_made_and_read() {
        assert_eq!(make("539007547034").as_deref(), Some("RF18539007547034"));
        assert_eq!(make("2348231").as_deref(), Some("RF712348231"));
        assert_eq!(make("F-2026/0042").as_deref(), Some("RF69F20260042"));
        assert_eq!(read("RF18 5390 0754 7034").as_deref(), Some("RF18539007547034"));
        assert_eq!(read("rf71 2348 231").as_deref(), Some("RF712348231"));
        assert_eq!(body("RF69F20260042"), "F20260042");
    }

    /// Letters are read as numbers (R = 27, F = 15), the remainder by 97 is taken digit after digit, and 98 less it is the check.
    #[test]
    fn the_check_digits_are_those_of_a_pencil() {
        // 539007547034 RF 00 is 539007547034 27 15 00; its remainder is 80: 98 - 80 = 18.
        assert_eq!(make("539007547034").as_deref(), Some("RF18539007547034"));
        // 539007547034 27 15 18 leaves 1: the reference is right.
        assert_eq!(539_007_547_034_271_518_u64 % 97, 1);
        // Q1L7 RF 00 is 26 1 21 7 27 15 00; its remainder is 83: 98 - 83 = 15.
        assert_eq!(of_letter(TenantId(1), LetterId(7)), "RF15Q1L7");
        // Q1D7 RF 00 is 26 1 13 7 27 15 00; its remainder is 57: 98 - 57 = 41.
        assert_eq!(of_debtor(TenantId(1), DebtorId(7)), "RF41Q1D7");
    }

    #[test]
    fn it_is_printed_in_groups_of_four_and_read_so() {
        assert_eq!(grouped("RF18539007547034"), "RF18 5390 0754 7034");
        assert_eq!(grouped("RF712348231"), "RF71 2348 231");
        let letter = of_letter(TenantId(3), LetterId(123_456));
        assert_eq!(read(&grouped(&letter)), Some(letter));
    }

    #[test]
    fn a_wrong_digit_or_length_makes_it_none() {
        for wrong in ["RF19539007547034", "RF18539007547043", "RF18", "RF", "", "RG18539007547034", "RF1é539007547034"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(make(""), None);
        assert_eq!(make("- /"), None);
        assert_eq!(make("1234567890123456789012"), None, "22 characters");
    }

    #[test]
    fn it_is_found_in_a_label_with_or_without_blanks() {
        assert_eq!(found_in("VIR SEPA DUPONT RF18 5390 0754 7034 MERCI"), ["RF18539007547034"]);
        assert_eq!(found_in("RF69F20260042/RF712348231"), ["RF69F20260042", "RF712348231"]);
        assert!(found_in("VIREMENT RF 2026 PERFECT RFID").is_empty());
    }

    #[test]
    fn a_word_after_the_reference_of_a_letter_is_not_taken_into_it() {
        // RF22Q1L77MERCI passes the check as well, as does one word in 97.
        assert!(read("RF22Q1L77MERCI").is_some() && read("RF02Q1L49DUPONT").is_some());
        assert_eq!(found_in("RF22 Q1L7 7 MERCI"), ["RF22Q1L77"]);
        assert_eq!(found_in("VIR RF02Q1L49 DUPONT"), ["RF02Q1L49"]);
    }

    #[test]
    fn what_is_ours_is_cut_out_of_a_text_and_keeps_its_neighbours_apart() {
        assert_eq!(without_ours("REF RF12 Q1L2 611 F 42"), "REF ; F 42");
        assert_eq!(without_ours("É 42 RF12Q1L2611/RF15 Q1L7 43"), "É 42 ;/; 43");
        // Made from an invoice's number, or none at all.
        for kept in ["RF69 F202 6004 2", "RF13 Q1L2 611", "VIREMENT", ""] {
            assert_eq!(without_ours(kept), kept);
        }
        assert!(is_ours("RF41Q1D7") && !is_ours("RF69F20260042") && !is_ours("RF18539007547034") && !is_ours("RF00QL7"));
    }

    #[test]
    fn two_letters_never_share_one() {
        let one = of_letter(TenantId(1), LetterId(23));
        let two = of_letter(TenantId(12), LetterId(3));
        assert_ne!(one, two);
        assert_eq!(read(&one).as_deref(), Some(one.as_str()));
        assert_eq!(body(&one), "Q1L23");
    }

    proptest! {
        #[test]
        fn what_is_made_is_read_and_one_wrong_character_is_seen(bytes in "[A-Z0-9]{1,21}", at in 0usize..25, by in 1u8..10) {
            let made = make(&bytes).expect("a good body");
            prop_assert_eq!(read(&made), Some(made.clone()));
            let mut wrong: Vec<u8> = made.into_bytes();
            let at = at % wrong.len();
            // Another digit for a digit, another letter for a letter: what MOD 97-10 always sees.
            let (first, many) = if wrong[at].is_ascii_digit() { (b'0', 10) } else { (b'A', 26) };
            wrong[at] = first + (wrong[at] - first + by) % many;
            prop_assert_eq!(read(&String::from_utf8(wrong).expect("ASCII")), None);
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,60}") {
            let _ = (read(&text), found_in(&text), without_ours(&text), make(&text));
        }
    }
}
