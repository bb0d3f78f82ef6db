//! Payment terms in words: « 30 jours fin de mois », « à réception », « net 45 ».

use domain::terms::{EndOfMonth, PaymentTerms};

use crate::values::plain_words;

/// Reads terms; `None` for what is not understood, which a person then sets.
pub fn payment_terms(text: &str) -> Option<PaymentTerms> {
    let words = plain_words(text);
    let words: Vec<&str> = words.split(' ').collect();
    let joined = words.join(" ");
    if matches!(
        joined.as_str(),
        "comptant" | "a reception" | "a reception de facture" | "a reception de la facture" | "reception" | "immediat" | "due on receipt"
    ) {
        return Some(PaymentTerms::Days { days: 0 });
    }
    let numbers: Vec<u16> = words.iter().filter_map(|word| word.trim_end_matches(['j', 'd']).parse().ok()).collect();
    let end_of_month =
        joined.contains("fin de mois") || words.contains(&"fdm") || joined.contains("end of month") || words.contains(&"eom");
    let understood = words.iter().all(|word| {
        word.trim_end_matches(['j', 'd']).parse::<u16>().is_ok()
            || matches!(
                *word,
                "jours"
                    | "jour"
                    | "j"
                    | "days"
                    | "day"
                    | "net"
                    | "nets"
                    | "fin"
                    | "de"
                    | "mois"
                    | "fdm"
                    | "le"
                    | "end"
                    | "of"
                    | "month"
                    | "eom"
                    | "date"
                    | "facture"
                    | "a"
                    | "dates"
            )
    });
    if !understood {
        return None;
    }
    let days_before_month = words.iter().position(|w| w.trim_end_matches(['j', 'd']).parse::<u16>().is_ok())
        <= words.iter().position(|w| matches!(*w, "fin" | "fdm" | "end" | "eom"));
    let mode = if days_before_month { EndOfMonth::DaysThenEndOfMonth } else { EndOfMonth::EndOfMonthThenDays };
    match (end_of_month, numbers.as_slice(), words.contains(&"le")) {
        (false, [days], false) if *days <= 365 => Some(PaymentTerms::Days { days: *days }),
        (true, [], false) => Some(PaymentTerms::EndOfMonth { days: 0, mode: EndOfMonth::DaysThenEndOfMonth, on_day: None }),
        (true, [days], false) if *days <= 365 => Some(PaymentTerms::EndOfMonth { days: *days, mode, on_day: None }),
        (true, [on_day], true) => {
            a_day(*on_day).map(|on_day| PaymentTerms::EndOfMonth { days: 0, mode: EndOfMonth::DaysThenEndOfMonth, on_day })
        }
        (true, [days, on_day], true) if *days <= 365 => a_day(*on_day).map(|on_day| PaymentTerms::EndOfMonth { days: *days, mode, on_day }),
        _ => None,
    }
}

fn a_day(day: u16) -> Option<Option<u8>> {
    u8::try_from(day).ok().filter(|day| (1..=31).contains(day)).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use EndOfMonth::*;

    #[test]
    fn terms_as_people_word_them() {
        let month = |days, mode, on_day| Some(PaymentTerms::EndOfMonth { days, mode, on_day });
        for (text, terms) in [
            ("30 jours", Some(PaymentTerms::Days { days: 30 })),
            ("30j", Some(PaymentTerms::Days { days: 30 })),
            ("Net 45", Some(PaymentTerms::Days { days: 45 })),
            ("30 jours date de facture", Some(PaymentTerms::Days { days: 30 })),
            ("À réception", Some(PaymentTerms::Days { days: 0 })),
            ("45 jours fin de mois", month(45, DaysThenEndOfMonth, None)),
            ("fin de mois + 45 jours", month(45, EndOfMonthThenDays, None)),
            ("30 jours fin de mois le 10", month(30, DaysThenEndOfMonth, Some(10))),
            ("fin de mois", month(0, DaysThenEndOfMonth, None)),
            ("2/10 net 30", None),
            ("selon contrat", None),
            ("30 jours le 45", None),
            ("", None),
        ] {
            assert_eq!(payment_terms(text), terms, "{text}");
        }
    }
}
