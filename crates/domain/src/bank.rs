//! Bank accounts and the lines on them: what names an account, and by what a line is known again when a file is given twice.
//!
//! * A French account is a RIB (bank, branch, account, key); its IBAN is computed, so that a CFONB file and a CAMT file of
//!   one account meet. Source: Comité français d'organisation et de normalisation bancaires (key), ISO 13616 (IBAN).
//! * A line is the account and the bank's own reference, else its day, amount and label; [`overlap`] compares two lists of lines
//!   by maximum multiplicity: two equal payments of one file stay two, the same file again adds none.
//!
//! Lines of one account told by two formats, which never say the same references and texts: [`across`]. How far an account is known by
//! its statements: [`days`].

pub mod across;
pub mod days;

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::mod97::remainder;
use crate::money::{Cents, Currency, Money};
use crate::party::Iban;
use crate::payments::{Line, LineKind};

/// A French account as its parts: relevé d'identité bancaire.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rib {
    bank: String,
    branch: String,
    account: String,
    iban: Iban,
}

impl Rib {
    /// Five digits of the bank, five of the branch, eleven letters or digits of the account (a shorter number is filled
    /// with zeros on its left); `None` for anything else.
    pub fn new(bank: &str, branch: &str, account: &str) -> Option<Rib> {
        let five = |text: &str| text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit());
        let account = account.to_ascii_uppercase();
        let sound = (1..=11).contains(&account.len()) && account.bytes().all(|b| b.is_ascii_alphanumeric());
        if !five(bank) || !five(branch) || !sound || account.bytes().all(|b| b.is_ascii_alphabetic()) {
            return None;
        }
        let account = format!("{account:0>11}");
        let bban = format!("{bank}{branch}{account}{:02}", rib_key(bank, branch, &account));
        let check = 98 - remainder(bban.bytes().chain(*b"FR00"));
        let iban = Iban::parse(&format!("FR{check:02}{bban}")).ok()?;
        Some(Rib { bank: bank.to_owned(), branch: branch.to_owned(), account, iban })
    }

    /// The key, from 1 to 97.
    pub fn key(&self) -> u8 {
        rib_key(&self.bank, &self.branch, &self.account)
    }

    /// The IBAN of the account.
    pub fn iban(&self) -> &Iban {
        &self.iban
    }

    /// Bank, branch and account.
    pub fn parts(&self) -> (&str, &str, &str) {
        (&self.bank, &self.branch, &self.account)
    }
}

/// 97 − ((89·bank + 15·branch + 3·account) mod 97), letters of the account counted AJ=1, BKS=2, CLT=3 … IRZ=9.
fn rib_key(bank: &str, branch: &str, account: &str) -> u8 {
    let of = |text: &str| remainder(text.bytes().map(|byte| b'0' + rib_digit(byte)));
    let rest = (89 * of(bank) + 15 * of(branch) + 3 * of(account)) % 97;
    u8::try_from(97 - rest).unwrap_or(97)
}

fn rib_digit(letter: u8) -> u8 {
    match letter {
        b'A'..=b'I' => letter - b'A' + 1,
        b'J'..=b'R' => letter - b'J' + 1,
        b'S'..=b'Z' => letter - b'S' + 2,
        digit => digit.wrapping_sub(b'0') % 10,
    }
}

/// The shortest number, zeros on its left apart, that names an account without its bank.
const LEAST_NUMBER: usize = 5;

/// What names an account in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountId {
    /// An IBAN whose key is right.
    Iban(Iban),
    /// A French account given in parts.
    Rib(Rib),
    /// Anything else, as written; `bank` and `branch` are empty where the file does not part them.
    Other {
        /// Code of the bank.
        bank: String,
        /// Code of the branch.
        branch: String,
        /// The account.
        account: String,
    },
}

impl AccountId {
    /// Reads a text: an IBAN when it is one (blanks allowed), else as it stands. `None` when there is nothing in it.
    pub fn of_text(text: &str) -> Option<AccountId> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        Some(match Iban::parse(text) {
            Ok(iban) => AccountId::Iban(iban),
            Err(_) => AccountId::Other { bank: String::new(), branch: String::new(), account: text.to_owned() },
        })
    }

    /// An account given in parts, French where they are those of a RIB. `None` without an account.
    pub fn of_parts(bank: &str, branch: &str, account: &str) -> Option<AccountId> {
        let (bank, branch, account) = (bank.trim(), branch.trim(), account.trim());
        if account.is_empty() {
            return None;
        }
        if let Some(rib) = Rib::new(bank, branch, account) {
            return Some(AccountId::Rib(rib));
        }
        match AccountId::of_text(account) {
            Some(AccountId::Other { account, .. }) => Some(AccountId::Other { bank: bank.to_owned(), branch: branch.to_owned(), account }),
            known => known,
        }
    }

    /// The IBAN, given or computed.
    pub fn iban(&self) -> Option<&Iban> {
        match self {
            AccountId::Iban(iban) => Some(iban),
            AccountId::Rib(rib) => Some(rib.iban()),
            AccountId::Other { .. } => None,
        }
    }

    /// The same text for the same account, whatever the format it came in.
    pub fn key(&self) -> String {
        match self {
            AccountId::Iban(iban) => iban.as_str().to_owned(),
            AccountId::Rib(rib) => rib.iban().as_str().to_owned(),
            AccountId::Other { bank, branch, account } => {
                let parts: Vec<&str> = [bank, branch, account].into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
                parts.join("/").to_uppercase()
            }
        }
    }

    /// Whether it is the number of a French account, as banks write it without the rest of its IBAN: the eleven characters of the
    /// account, with or without the two of its key and the zeros on its left. A bank or branch that is said has to be that of the IBAN.
    pub fn is_number_of(&self, iban: &Iban) -> bool {
        let AccountId::Other { bank, branch, account } = self else { return false };
        let iban = iban.as_str();
        let (Some(of_bank), Some(of_branch), Some(keyed)) = (iban.get(4..9), iban.get(9..14), iban.get(14..27)) else { return false };
        let number: String = account.chars().filter(|c| !matches!(c, ' ' | '.' | '-')).flat_map(char::to_uppercase).collect();
        let bare = |text: &str| text.trim_start_matches('0').to_owned();
        let same = bare(&number) == bare(&keyed[..11]) || bare(&number) == bare(keyed);
        (iban.starts_with("FR") || iban.starts_with("MC"))
            && (bank.is_empty() || bank == of_bank)
            && (branch.is_empty() || branch == of_branch)
            && bare(&number).len() >= LEAST_NUMBER
            && same
    }

    /// The IBAN, else the account as written.
    pub fn shown(&self) -> &str {
        match self {
            AccountId::Iban(iban) => iban.as_str(),
            AccountId::Rib(rib) => rib.iban().as_str(),
            AccountId::Other { account, .. } => account,
        }
    }
}

/// What the bank says of a line beside its day and amount. Absent texts are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LineDetails {
    /// Day from which it counts for interest.
    pub value_on: Option<Date>,
    /// Every free text, in the order of the file.
    pub texts: Vec<String>,
    /// Structured creditor reference.
    pub reference: String,
    /// End-to-end reference of the payer.
    pub end_to_end: String,
    /// Name of the other side.
    pub payer_name: String,
    /// Account of the other side.
    pub payer_iban: String,
    /// Why it came back: an ISO code, or the bank's own.
    pub return_code: String,
    /// What the payer ordered, without sign, where it is in another currency than the line: the bank converted it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ordered: Option<Money>,
    /// Everything that the file says of it, as written.
    pub raw: String,
    /// Its place in a remittance that the file tells by its parts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<across::PartOf>,
}

impl LineDetails {
    /// The line as reconciliation reads it.
    pub fn line(&self, on: Date, cents: Cents, currency: Currency, kind: LineKind) -> Line {
        Line {
            on,
            cents,
            currency,
            texts: self.texts.clone(),
            reference: self.reference.clone(),
            end_to_end: self.end_to_end.clone(),
            payer_name: self.payer_name.clone(),
            payer_iban: self.payer_iban.clone(),
            kind,
            return_code: self.return_code.clone(),
            ordered: self.ordered,
        }
    }
}

/// What a line of an account is known again by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The account, see [`AccountId::key`].
    pub account: String,
    /// The bank's own reference of the line, where there is one.
    pub reference: Option<String>,
    /// The day on which it was booked.
    pub on: Date,
    /// Its amount; money out is negative.
    pub amount: Cents,
    /// Its text, folded: compared where there is no reference.
    pub label: String,
}

impl Key {
    /// Two lines with one name are one line, as often as the fuller of the two lists has it.
    fn name(&self) -> Name<'_> {
        match &self.reference {
            Some(reference) => Name::Reference(&self.account, reference),
            None => Name::Content(&self.account, &self.label),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Name<'k> {
    Reference(&'k str, &'k str),
    Content(&'k str, &'k str),
}

/// What a line is beside the lines already known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Not known yet.
    New,
    /// The known line at that index.
    Known(usize),
    /// The bank's reference is that of the known line at that index, with another day or amount: a person looks.
    Changed(usize),
}

/// Tells for each new line what it is beside the known ones: maximum multiplicity.
///
/// Where one name (account and reference; or account, day, amount and label) stands *k* times among the known and *n* times among
/// the new, the first *min(k, n)* new ones are known and the others are new: together they are *max(k, n)*. A reference
/// that stands with several days or amounts is no name of one line (some banks repeat « 55555 »): then only equal lines are known.
pub fn overlap(known: &[Key], new: &[Key]) -> Vec<Standing> {
    let mut left: HashMap<(Name<'_>, Date, Cents), Vec<usize>> = HashMap::with_capacity(known.len());
    for (index, key) in known.iter().enumerate().rev() {
        left.entry((key.name(), key.on, key.amount)).or_default().push(index);
    }
    let mut standings: Vec<Standing> = new
        .iter()
        .map(|key| {
            let same = left.get_mut(&(key.name(), key.on, key.amount)).and_then(Vec::pop);
            same.map_or(Standing::New, Standing::Known)
        })
        .collect();
    let (before, after) = (contents(known), contents(new));
    for (key, standing) in new.iter().zip(&mut standings) {
        let Some((one, index)) = before.get(&key.name()).and_then(|seen| seen.alone()) else { continue };
        let alone = after.get(&key.name()).and_then(|seen| seen.alone()).is_some();
        if *standing == Standing::New && key.reference.is_some() && alone && one != (key.on, key.amount) {
            *standing = Standing::Changed(index);
        }
    }
    standings
}

/// The days and amounts under one reference, and the first line of them.
struct Contents {
    seen: HashSet<(Date, Cents)>,
    first: usize,
}

impl Contents {
    /// The day and amount, where there is only one.
    fn alone(&self) -> Option<((Date, Cents), usize)> {
        let mut seen = self.seen.iter();
        match (seen.next(), seen.next()) {
            (Some(one), None) => Some((*one, self.first)),
            _ => None,
        }
    }
}

fn contents(keys: &[Key]) -> HashMap<Name<'_>, Contents> {
    let mut all: HashMap<Name<'_>, Contents> = HashMap::new();
    for (index, key) in keys.iter().enumerate().filter(|(_, key)| key.reference.is_some()) {
        let seen = all.entry(key.name()).or_insert_with(|| Contents { seen: HashSet::new(), first: index });
        seen.seen.insert((key.on, key.amount));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[test]
    fn the_key_of_a_rib_and_its_iban_are_those_of_the_bank() {
        // The published example of the key with a letter (formats §11), and the IBAN used as an example by the French banks.
        let rib = Rib::new("20041", "01005", "0500013M026").expect("a RIB");
        assert_eq!((rib.key(), rib.iban().as_str()), (6, "FR1420041010050500013M02606"));
        let rib = Rib::new("30006", "00001", "12345678901").expect("a RIB");
        assert_eq!((rib.key(), rib.iban().as_str()), (89, "FR7630006000011234567890189"));
        assert_eq!(Rib::new("30006", "00001", "1").map(|rib| rib.parts().2.to_owned()), Some("00000000001".to_owned()));
        for (bank, branch, account) in
            [("3006", "00001", "12345678901"), ("30006", "A0001", "1"), ("30006", "00001", ""), ("30006", "00001", "XXXXXXXXXXX")]
        {
            assert_eq!(Rib::new(bank, branch, account), None, "{bank} {branch} {account}");
        }
    }

    #[test]
    fn a_line_of_an_older_journal_was_ordered_as_it_was_booked() {
        let old: LineDetails = serde_json::from_str(r#"{"value_on":null,"texts":["VIR"],"reference":"","raw":"x"}"#).expect("JSON");
        assert_eq!((old.ordered, &old.texts[..]), (None, &["VIR".to_owned()][..]));
        assert!(!serde_json::to_string(&old).expect("JSON").contains("ordered"), "and its bytes stay what they were");
        let dollars = Some(Money { amount: Cents(250_000), currency: Currency::parse("USD").expect("three letters") });
        let line = LineDetails { ordered: dollars, ..old };
        let again: LineDetails = serde_json::from_slice(&serde_json::to_vec(&line).expect("JSON")).expect("JSON");
        assert_eq!(again, line);
        assert_eq!(again.line(Date::constant(2026, 3, 2), Cents(231_245), Currency::EUR, LineKind::Transfer).ordered, dollars);
    }

    #[test]
    fn one_account_has_one_key_in_every_format() {
        let key = |id: Option<AccountId>| id.expect("an account").key();
        assert_eq!(key(AccountId::of_parts("30006", "00001", "12345678901")), key(AccountId::of_text("FR76 3000 6000 0112 3456 7890 189")));
        assert_eq!(key(AccountId::of_parts("", "", "FR7630006000011234567890189")), "FR7630006000011234567890189");
        assert_eq!(key(AccountId::of_parts("123", "00", "9100")), "123/00/9100");
        assert_eq!(AccountId::of_text("098-121").map(|id| id.shown().to_owned()), Some("098-121".to_owned()));
        assert_eq!(AccountId::of_text("  "), None);
    }

    #[test]
    fn a_number_is_that_of_a_french_iban_with_or_without_its_key_and_zeros() {
        // The RIB and the IBAN of the published example.
        let laposte = Iban::parse("FR1420041010050500013M02606").expect("an IBAN");
        let number = |text: &str| AccountId::of_text(text).expect("an account");
        for text in ["0500013M026", "500013m026", "0500013M02606", "05 000 13 M 026", "000500013M026"] {
            assert!(number(text).is_number_of(&laposte), "{text}");
        }
        for text in ["0500013M027", "0500013M02607", "500013M02", "00013M026", "20041", "0", "FR1420041010050500013M02606"] {
            assert!(!number(text).is_number_of(&laposte), "{text}");
        }
        let in_parts = |bank: &str, branch: &str| AccountId::Other {
            bank: bank.to_owned(),
            branch: branch.to_owned(),
            account: "0500013M026".to_owned(),
        };
        assert!(in_parts("20041", "").is_number_of(&laposte) && in_parts("", "01005").is_number_of(&laposte));
        assert!(!in_parts("30006", "").is_number_of(&laposte) && !in_parts("20041", "00001").is_number_of(&laposte));
        // A German account is named by its IBAN alone; a French one with four digits is anybody's.
        let german = Iban::parse("DE89370400440532013000").expect("an IBAN");
        assert!(!number("0532013000").is_number_of(&german));
        let low = Rib::new("30006", "00001", "1234").expect("a RIB");
        assert!(!number("1234").is_number_of(low.iban()) && !number("00000001234").is_number_of(low.iban()));
    }

    fn line(reference: Option<&str>, day: i8, cents: i64, label: &str) -> Key {
        Key {
            account: "FR7630006000011234567890189".to_owned(),
            reference: reference.map(str::to_owned),
            on: Date::constant(2026, 3, day),
            amount: Cents(cents),
            label: label.to_owned(),
        }
    }

    #[test]
    fn two_equal_payments_stay_two_and_the_same_file_adds_none() {
        let twice = [line(None, 2, 12_000, "vir dupont"), line(None, 2, 12_000, "vir dupont")];
        assert_eq!(overlap(&[], &twice), [Standing::New, Standing::New]);
        assert_eq!(overlap(&twice, &twice), [Standing::Known(0), Standing::Known(1)]);
        assert_eq!(overlap(&twice[..1], &twice), [Standing::Known(0), Standing::New]);
        assert_eq!(overlap(&twice, &[line(None, 3, 12_000, "vir dupont")]), [Standing::New], "another day is another payment");
    }

    #[test]
    fn a_reference_with_another_amount_is_for_a_person_unless_the_bank_repeats_it() {
        let known = [line(Some("R1"), 2, 12_000, "a"), line(Some("55555"), 2, 100, "a"), line(Some("55555"), 2, 200, "a")];
        let new = [line(Some("R1"), 2, 12_100, "a"), line(Some("55555"), 9, 300, "a"), line(Some("55555"), 2, 200, "other words")];
        assert_eq!(overlap(&known, &new), [Standing::Changed(0), Standing::New, Standing::Known(2)]);
        let mut other = line(Some("R1"), 2, 12_100, "a");
        other.account = "FR1420041010050500013M02606".to_owned();
        assert_eq!(overlap(&known, &[other]), [Standing::New], "another account");
    }

    /// A small generator, so that twenty thousand cases cost little.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, n: u64) -> u64 {
            self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut x = self.0;
            x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            (x ^ (x >> 31)) % n
        }
    }

    /// What the bank really booked: few days, amounts and labels, so that equal lines are common; a reference names one line.
    fn account(dice: &mut Dice) -> Vec<Key> {
        let lines = dice.below(14);
        (0..lines)
            .map(|n| {
                let reference = (dice.below(3) == 0).then(|| format!("R{n}"));
                let day = i8::try_from(dice.below(5) + 1).expect("a small number");
                let cents = i64::try_from(dice.below(2) + 1).expect("a small number") * 5_000;
                line(reference.as_deref(), day, cents, if dice.below(2) == 0 { "vir" } else { "prlv" })
            })
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn any_list_of_files_gives_the_set_once(seed in any::<u64>()) {
            let mut dice = Dice(seed);
            let truth = account(&mut dice);
            let mut known: Vec<Key> = Vec::new();
            let mut covered = [false; 6];
            for _ in 0..dice.below(7) {
                // A file holds whole days, in the order of the bank or the other way round; it may repeat or overlap any other.
                let first = dice.below(5) + 1;
                let last = first + dice.below(6 - first);
                let within = |key: &&Key| (first..=last).contains(&key.on.day().unsigned_abs().into());
                let mut file: Vec<Key> = truth.iter().filter(within).cloned().collect();
                if dice.below(2) == 0 {
                    file.reverse();
                }
                for day in first..=last {
                    covered[usize::try_from(day).expect("a small number")] = true;
                }
                let standings = overlap(&known, &file);
                let fresh = file.iter().zip(&standings).filter(|(_, standing)| **standing == Standing::New).map(|(key, _)| key.clone());
                known.extend(fresh.collect::<Vec<_>>());
                prop_assert!(!standings.iter().any(|standing| matches!(standing, Standing::Changed(_))));
                let again = overlap(&known, &file);
                prop_assert!(again.iter().all(|standing| matches!(standing, Standing::Known(_))), "the same file twice");
            }
            let count = |keys: &mut dyn Iterator<Item = &Key>| {
                let mut counts: BTreeMap<Key, u32> = BTreeMap::new();
                keys.for_each(|key| *counts.entry(key.clone()).or_default() += 1);
                counts
            };
            let real = count(&mut truth.iter().filter(|key| covered[usize::from(key.on.day().unsigned_abs())]));
            prop_assert_eq!(count(&mut known.iter()), real);
        }
    }
}
