//! Payment terms in words, read and printed.
//!
//! Reads what accounting files and people write (« 30 j », « 45 jours fin de mois », « fin de mois le 10 », « comptant », “net 30”,
//! “45 days end of month”). A word that is not understood refuses the whole: a due date read wrong would make an invoice late
//! before its time. Months (« 2 mois »), deposits (« 30 % à la commande ») and terms counted from the receipt or the delivery are
//! refused with what to do.
//!
//! « 45 jours fin de mois » is read as mode A and « fin de mois + 45 jours » as mode B; the contract may say otherwise.

use std::fmt;

use crate::terms::{EndOfMonth, PaymentTerms};

/// The longest term read, in days: a longer one is a typing error.
const LONGEST: u16 = 365;

/// Why terms were not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermsError {
    /// What was written.
    pub text: String,
    why: Why,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Why {
    Empty,
    Word(String),
    TooLong,
    DayOfMonth,
    FromReceipt,
    Contradiction,
}

impl fmt::Display for TermsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = &self.text;
        match &self.why {
            Why::Empty if text.is_empty() => {
                f.write_str("Les conditions de règlement sont vides : écrivez par exemple « 30 jours » ou « 45 jours fin de mois ».")
            }
            Why::Empty => write!(
                f,
                "Conditions de règlement « {text} » : aucun délai n'y est dit. Écrivez par exemple « 30 jours », « 45 jours fin de mois » ou « comptant »."
            ),
            Why::Word(word) => write!(
                f,
                "Conditions de règlement « {text} » : « {word} » n'est pas compris. Écrivez par exemple « 30 jours », « 45 jours fin de mois » ou « comptant »."
            ),
            Why::TooLong => write!(f, "Conditions de règlement « {text} » : plus de {LONGEST} jours. Vérifiez le nombre de jours."),
            Why::DayOfMonth => write!(
                f,
                "Conditions de règlement « {text} » : un jour du mois (de 1 à 31) ne se lit qu'après une fin de mois. Écrivez par exemple « fin de mois le 10 »."
            ),
            Why::FromReceipt => write!(
                f,
                "Conditions de règlement « {text} » : le délai part de la réception, dont le jour n'est pas connu. Indiquez l'échéance, ou un délai depuis l'émission."
            ),
            Why::Contradiction => write!(f, "Conditions de règlement « {text} » : deux délais se contredisent. N'en gardez qu'un."),
        }
    }
}

impl std::error::Error for TermsError {}

/// What has been read so far.
#[derive(Default)]
struct Reading {
    days: Option<u16>,
    end_of_month: bool,
    days_after_end: bool,
    on_day: Option<u8>,
    at_once: bool,
    receipt: bool,
}

/// Reads payment terms.
///
/// # Errors
/// Whatever is not understood to the last word, with what to write instead.
pub fn parse(text: &str) -> Result<PaymentTerms, TermsError> {
    let fail = |why| TermsError { text: text.trim().to_owned(), why };
    let tokens = tokens(text);
    let words: Vec<&str> = tokens.iter().map(String::as_str).collect();
    if words.is_empty() {
        return Err(fail(Why::Empty));
    }
    let mut reading = Reading::default();
    let mut rest = words.as_slice();
    while !rest.is_empty() {
        let read = reading.take(rest).map_err(fail)?;
        rest = &rest[read..];
    }
    reading.terms().map_err(fail)
}

impl Reading {
    /// Reads the longest known phrase at the start of `words` and says how many words it has.
    fn take(&mut self, words: &[&str]) -> Result<usize, Why> {
        if let Some(read) = self.take_number(words)? {
            return Ok(read);
        }
        Ok(match words {
            ["fin", "de" | "du", "mois", ..] => self.end(3),
            ["end", "of", "the", "month", ..] => self.end(4),
            ["end", "of", "month", ..] => self.end(3),
            ["fin", "mois", ..] => self.end(2),
            ["fdm" | "eom", ..] => self.end(1),
            ["du", "mois", "suivant", ..] | ["of", "following", "month", ..] | ["of", "next", "month", ..] if self.on_day.is_some() => 3,
            ["of", "the", "following" | "next", "month", ..] if self.on_day.is_some() => 4,
            ["comptant" | "immediat" | "immediate" | "immediately" | "cash", ..] => {
                self.at_once = true;
                1
            }
            ["reception" | "receipt", ..] => {
                self.receipt = true;
                1
            }
            [word, ..] if is_filler(word) => 1,
            [word, ..] => return Err(Why::Word((*word).to_owned())),
            [] => 0,
        })
    }

    fn end(&mut self, words: usize) -> usize {
        self.end_of_month = true;
        words
    }

    /// Reads « 30 jours », « net 30 », « le 10 », « on the 10th ».
    fn take_number(&mut self, words: &[&str]) -> Result<Option<usize>, Why> {
        let (before, at) = match words {
            ["le" | "net", _, ..] => (words[0], 1),
            ["on", "the", _, ..] => ("le", 2),
            ["on" | "the", _, ..] => ("le", 1),
            _ => ("", 0),
        };
        let Some((number, length)) = number(&words[at..]) else { return Ok(None) };
        let next = at + length;
        match words.get(next).copied() {
            Some("j" | "jr" | "jrs" | "jour" | "jours" | "day" | "days") => {
                self.set_days(number)?;
                Ok(Some(next + 1))
            }
            Some("jfdm") => {
                self.set_days(number)?;
                self.end_of_month = true;
                Ok(Some(next + 1))
            }
            _ if before == "net" => {
                self.set_days(number)?;
                Ok(Some(next))
            }
            after if before == "le" => {
                let day = u8::try_from(number).ok().filter(|day| (1..=31).contains(day)).ok_or(Why::DayOfMonth)?;
                if self.on_day.replace(day).is_some() {
                    return Err(Why::Contradiction);
                }
                Ok(Some(next + usize::from(matches!(after, Some("er" | "st" | "nd" | "rd" | "th")))))
            }
            _ => Err(Why::Word(words[at..next].join(" "))),
        }
    }

    fn set_days(&mut self, days: u16) -> Result<(), Why> {
        if days > LONGEST {
            return Err(Why::TooLong);
        }
        self.days_after_end = self.end_of_month;
        if self.days.replace(days).is_some() { Err(Why::Contradiction) } else { Ok(()) }
    }

    fn terms(self) -> Result<PaymentTerms, Why> {
        let says_when = self.days.is_some() || self.end_of_month;
        if self.on_day.is_some() && !self.end_of_month {
            return Err(Why::DayOfMonth);
        }
        if says_when && self.receipt {
            return Err(Why::FromReceipt);
        }
        if says_when && self.at_once {
            return Err(Why::Contradiction);
        }
        match (self.days, self.end_of_month) {
            (days, true) => {
                let mode = if self.days_after_end { EndOfMonth::EndOfMonthThenDays } else { EndOfMonth::DaysThenEndOfMonth };
                Ok(PaymentTerms::EndOfMonth { days: days.unwrap_or(0), mode, on_day: self.on_day })
            }
            (Some(days), false) => Ok(PaymentTerms::Days { days }),
            (None, false) if self.at_once || self.receipt => Ok(PaymentTerms::Days { days: 0 }),
            (None, false) => Err(Why::Empty),
        }
    }
}

/// Words that change nothing: « paiement à 30 jours nets date de facture par virement ».
fn is_filler(word: &str) -> bool {
    const FILLERS: [&str; 44] = [
        "a",
        "sous",
        "date",
        "de",
        "d",
        "la",
        "facture",
        "factures",
        "emission",
        "net",
        "nets",
        "paiement",
        "reglement",
        "par",
        "plus",
        "payable",
        "des",
        "due",
        "upon",
        "on",
        "from",
        "of",
        "the",
        "invoice",
        "after",
        "payment",
        "within",
        "terms",
        "in",
        "apres",
        "delai",
        "est",
        "conditions",
        "mode",
        "compter",
        "partir",
        "virement",
        "vir",
        "cheque",
        "chq",
        "prelevement",
        "traite",
        "lcr",
        "cb",
    ];
    FILLERS.contains(&word)
}

/// A number in figures, or one of those that are written in words, and how many words it has.
fn number(words: &[&str]) -> Option<(u16, usize)> {
    Some(match words {
        ["quarante", "cinq", ..] => (45, 2),
        ["dix", ..] => (10, 1),
        ["quinze", ..] => (15, 1),
        ["trente", ..] => (30, 1),
        ["soixante", ..] => (60, 1),
        // Five figures and more are too many days: kept as a number so that the message says so.
        [word, ..] if word.bytes().all(|b| b.is_ascii_digit()) => (word.parse().unwrap_or(u16::MAX), 1),
        _ => return None,
    })
}

/// Small letters without accents or signs, figures apart from letters; a plus sign is a word.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut last = ' ';
    for c in text.chars().flat_map(char::to_lowercase) {
        let c = match c {
            'à' | 'â' | 'ä' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'î' | 'ï' => 'i',
            'ô' => 'o',
            'ù' | 'û' => 'u',
            'ç' => 'c',
            // « f.d.m. », « 30 j. »
            '.' => continue,
            '+' => {
                tokens.push("plus".to_owned());
                last = ' ';
                continue;
            }
            c if c.is_alphanumeric() || c == '%' => c,
            _ => ' ',
        };
        let same = c != ' ' && last != ' ' && c.is_ascii_digit() == last.is_ascii_digit() && c != '%';
        if same && let Some(token) = tokens.last_mut() {
            token.push(c);
        } else if c != ' ' {
            tokens.push(c.to_string());
        }
        last = c;
    }
    tokens
}

/// Terms in French: « 45 jours fin de mois le 10 », « fin de mois + 45 jours », « comptant ».
pub fn french(terms: PaymentTerms) -> String {
    let count = |days: u16| if days == 1 { "1 jour".to_owned() } else { format!("{days} jours") };
    match terms {
        PaymentTerms::Days { days: 0 } => "comptant".to_owned(),
        PaymentTerms::Days { days } => count(days),
        PaymentTerms::EndOfMonth { days, mode, on_day } => {
            let on_day = on_day.map_or(String::new(), |day| if day == 1 { " le 1er".to_owned() } else { format!(" le {day}") });
            match (days, mode) {
                (0, _) => format!("fin de mois{on_day}"),
                (_, EndOfMonth::DaysThenEndOfMonth) => format!("{} fin de mois{on_day}", count(days)),
                (_, EndOfMonth::EndOfMonthThenDays) => format!("fin de mois + {}{on_day}", count(days)),
            }
        }
    }
}

/// Terms in English: “45 days end of month on the 10th”, “end of month + 45 days”, “due immediately”.
pub fn english(terms: PaymentTerms) -> String {
    let count = |days: u16| if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
    match terms {
        PaymentTerms::Days { days: 0 } => "due immediately".to_owned(),
        PaymentTerms::Days { days } => count(days),
        PaymentTerms::EndOfMonth { days, mode, on_day } => {
            let on_day = on_day.map_or(String::new(), |day| format!(" on the {day}{}", ordinal(day)));
            match (days, mode) {
                (0, _) => format!("end of month{on_day}"),
                (_, EndOfMonth::DaysThenEndOfMonth) => format!("{} end of month{on_day}", count(days)),
                (_, EndOfMonth::EndOfMonthThenDays) => format!("end of month + {}{on_day}", count(days)),
            }
        }
    }
}

fn ordinal(day: u8) -> &'static str {
    match (day % 10, day) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const A: EndOfMonth = EndOfMonth::DaysThenEndOfMonth;
    const B: EndOfMonth = EndOfMonth::EndOfMonthThenDays;

    fn eom(days: u16, mode: EndOfMonth, on_day: Option<u8>) -> PaymentTerms {
        PaymentTerms::EndOfMonth { days, mode, on_day }
    }

    #[test]
    fn what_people_write_is_read() {
        let days = |days| PaymentTerms::Days { days };
        for (text, terms) in [
            ("30 jours", days(30)),
            ("30 j", days(30)),
            ("30j.", days(30)),
            ("60 jours nets", days(60)),
            ("Paiement à 30 jours date de facture", days(30)),
            ("À 45 jours d'émission de la facture, par virement", days(45)),
            ("30 jours à compter de la facture", days(30)),
            ("VIR 30 J FDM", eom(30, A, None)),
            ("trente jours", days(30)),
            ("quarante-cinq jours fin de mois", eom(45, A, None)),
            ("comptant", days(0)),
            ("Paiement comptant", days(0)),
            ("à réception", days(0)),
            ("A réception de facture", days(0)),
            ("45 jours fin de mois", eom(45, A, None)),
            ("45\u{a0}Jours FIN DE MOIS", eom(45, A, None)),
            ("30 j FDM", eom(30, A, None)),
            ("30J F.D.M.", eom(30, A, None)),
            ("30JFDM", eom(30, A, None)),
            ("fin de mois", eom(0, A, None)),
            ("fin de mois le 10", eom(0, A, Some(10))),
            ("30 jours fin de mois le 10", eom(30, A, Some(10))),
            ("30 jours fin de mois le 1er du mois suivant", eom(30, A, Some(1))),
            ("fin de mois + 45 jours", eom(45, B, None)),
            ("fin de mois, 45 jours", eom(45, B, None)),
            ("30 days", days(30)),
            ("Net 30", days(30)),
            ("net 30 days", days(30)),
            ("30 days from invoice date", days(30)),
            ("45 days end of month", eom(45, A, None)),
            ("45 days EOM", eom(45, A, None)),
            ("end of month + 45 days", eom(45, B, None)),
            ("30 days end of month on the 10th", eom(30, A, Some(10))),
            ("end of month, the 3rd of the following month", eom(0, A, Some(3))),
            ("due on receipt", days(0)),
            ("immediate payment", days(0)),
        ] {
            assert_eq!(parse(text), Ok(terms), "{text}");
        }
    }

    #[test]
    fn what_is_not_understood_is_refused_with_a_reason() {
        for (text, says) in [
            ("", "vides"),
            ("  ", "vides"),
            ("30", "« 30 » n'est pas compris"),
            ("2 mois", "« 2 » n'est pas compris"),
            ("30 % à la commande", "« 30 » n'est pas compris"),
            ("30 jours fin de mois de livraison", "« livraison » n'est pas compris"),
            ("30 jours fin de décade", "« fin » n'est pas compris"),
            ("30 jours réception facture", "part de la réception"),
            ("30 jours le 10", "fin de mois le 10"),
            ("fin de mois le 32", "de 1 à 31"),
            ("fin de mois le 0", "de 1 à 31"),
            ("30 jours 60 jours", "se contredisent"),
            ("comptant 30 jours", "se contredisent"),
            ("fin de mois le 10 le 20", "se contredisent"),
            ("300000 jours", "plus de 365 jours"),
            ("366 jours", "plus de 365 jours"),
            ("paiement", "aucun délai"),
            ("8 jours ouvrables", "« ouvrables » n'est pas compris"),
            ("selon contrat", "« selon » n'est pas compris"),
        ] {
            let error = parse(text).expect_err(text).to_string();
            assert!(error.contains(says), "{text}: {error}");
        }
    }

    #[test]
    fn terms_are_printed_as_people_write_them() {
        assert_eq!(french(eom(45, A, Some(10))), "45 jours fin de mois le 10");
        assert_eq!(french(eom(45, B, None)), "fin de mois + 45 jours");
        assert_eq!(french(eom(0, A, Some(1))), "fin de mois le 1er");
        assert_eq!(french(PaymentTerms::Days { days: 1 }), "1 jour");
        assert_eq!(english(eom(30, A, Some(22))), "30 days end of month on the 22nd");
        assert_eq!(english(eom(0, A, Some(11))), "end of month on the 11th");
        assert_eq!(english(PaymentTerms::Days { days: 0 }), "due immediately");
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(days in 0u16..=365, kind in 0u8..3, on_day in proptest::option::of(1u8..=31)) {
            let terms = match kind {
                0 => PaymentTerms::Days { days },
                1 => eom(days, A, on_day),
                // Without days the two ways are one.
                _ => eom(days.max(1), B, on_day),
            };
            prop_assert_eq!(parse(&french(terms)), Ok(terms));
            prop_assert_eq!(parse(&english(terms)), Ok(terms));
        }

        #[test]
        fn nothing_written_makes_it_panic(text in "\\PC{0,40}", days in "[0-9]{1,6} ?(j|jours|fin|le|mois|\\+| ){0,6}") {
            let _ = parse(&text);
            let _ = parse(&days);
        }
    }
}
