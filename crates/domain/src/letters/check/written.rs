//! Days and amounts as they stand in free words: which letters the text says were sent, which sums it names.

use jiff::civil::Date;

use super::Case;
use super::reading::{Reading, normal};
use crate::letters::text;
use crate::money::Cents;
use crate::party::Language;

/// A day in the words; the year may be left out, as in « les 21 octobre et 11 novembre 2026 ».
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WrittenDay {
    at: usize,
    end: usize,
    day: i8,
    month: i8,
    year: Option<i16>,
}

impl WrittenDay {
    fn is(self, date: Date) -> bool {
        self.day == date.day() && self.month == date.month() && self.year.is_none_or(|year| year == date.year())
    }
}

/// What names a letter of ours.
const CITING: [&[&str]; 2] = [
    &[
        "courrier",
        "courriers",
        "lettre",
        "lettres",
        "relance",
        "relances",
        "rappel",
        "rappels",
        "courriel",
        "courriels",
        "e-mail",
        "e-mails",
        "message",
        "messages",
        "mise en demeure",
        "mises en demeure",
        "avons écrit",
        "avons adressé",
        "avons relancé",
        "avons envoyé",
    ],
    &[
        "letter",
        "letters",
        "reminder",
        "reminders",
        "e-mail",
        "e-mails",
        "email",
        "emails",
        "message",
        "messages",
        "formal notice",
        "wrote",
        "written",
        "sent you",
    ],
];

/// What shows that the day that follows is of something else.
const OTHERWISE: [&[&str]; 2] = [
    &[
        "facture",
        "factures",
        "échéance",
        "échue",
        "plus tard",
        "avant",
        "règlement",
        "régler",
        "payer",
        "paiement",
        "arrêtée",
        "arrêté",
        "appel",
        "échangé",
    ],
    &["invoice", "invoices", "due", "by", "payment", "pay", "as of", "call", "spoke"],
];

/// Statements that letters went before, without a day.
const WROTE: &[&str] = &[
    "notre courrier",
    "nos courriers",
    "notre relance",
    "nos relances",
    "notre lettre",
    "nos lettres",
    "notre rappel",
    "nos rappels",
    "notre courriel",
    "nos courriels",
    "notre message",
    "nos messages",
    "notre mise en demeure",
    "notre première lettre",
    "précédent courrier",
    "précédents courriers",
    "précédente relance",
    "précédentes relances",
    "précédente lettre",
    "précédentes lettres",
    "vous avons écrit",
    "vous avons relancé",
    "vous avons déjà relancé",
    "vous avons déjà écrit",
    "our letter",
    "our letters",
    "our reminder",
    "our reminders",
    "our e-mail",
    "our e-mails",
    "our formal notice",
    "our first letter",
    "our previous",
    "we wrote",
    "we have written",
    "previous letter",
    "previous letters",
    "previous reminder",
    "previous reminders",
];

fn cited_days(case: &Case<'_>) -> Vec<Date> {
    let facts = case.facts;
    let sent = facts.sent.iter().filter(|letter| letter.channel.is_written() && letter.sent_on <= facts.date).map(|letter| letter.sent_on);
    let notices = facts.items.iter().filter_map(|item| item.notice_received_on);
    sent.chain(facts.first_letter.iter().map(|first| first.sent_on)).chain(notices).collect()
}

/// Letters that the text says were sent on a day on which none was.
pub(super) fn days_cited_not_in(case: &Case<'_>, words: &Reading) -> Vec<String> {
    let mut allowed = cited_days(case);
    allowed.push(case.facts.date);
    let which = usize::from(case.language == Language::En);
    let mut found = Vec::new();
    for line in words.said_lines() {
        for sentence in line.split_inclusive(['.', ';', '\n']).flat_map(|s| s.split(" : ")) {
            for day in days_cited(sentence, CITING[which], OTHERWISE[which]) {
                let shown = format!("« {} »", &sentence[day.at..day.end]);
                if !allowed.iter().any(|date| day.is(*date)) && !found.contains(&shown) {
                    found.push(shown);
                }
            }
        }
    }
    found
}

/// The days that follow the name of a letter in a sentence, up to something else; a letter of the debtor's own is not ours.
fn days_cited(sentence: &str, citing: &[&str], otherwise: &[&str]) -> Vec<WrittenDay> {
    let days = days_in(sentence);
    let mut found = Vec::new();
    for word in citing {
        for (at, _) in sentence.match_indices(word) {
            let before = sentence[..at].trim_end();
            if ["votre", "vos", "your"].iter().any(|own| before.ends_with(own)) {
                continue;
            }
            let mut from = at + word.len();
            for day in &days {
                if day.at < from {
                    continue;
                }
                let between = &sentence[from..day.at];
                if otherwise.iter().any(|other| {
                    between.split(|c: char| !c.is_alphanumeric()).any(|w| w == *other) || other.contains(' ') && between.contains(other)
                }) {
                    break;
                }
                from = day.end;
                if !found.contains(day) {
                    found.push(*day);
                }
            }
        }
    }
    found
}

/// « Nos courriers » where no letter went.
pub(super) fn says_that_it_wrote(case: &Case<'_>, words: &Reading) -> Vec<String> {
    if cited_days(case).is_empty() { words.said(WROTE) } else { Vec::new() }
}

/// Every day written in figures (21/10/2026, 2026-10-21) or words (21 octobre 2026, 1er mars, October 21, 2026).
pub(super) fn days_in(line: &str) -> Vec<WrittenDay> {
    let mut days = Vec::new();
    let mut from = 0;
    while let Some(at) = line[from..].find(|c: char| c.is_ascii_digit()).map(|at| at + from) {
        let end = at + line[at..].find(|c: char| !c.is_ascii_digit()).unwrap_or(line.len() - at);
        let touching = line[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '/' | ','));
        let found = if touching { None } else { day_at(line, at, end) };
        from = found.map_or(end, |day| day.end);
        days.extend(found);
    }
    days
}

fn day_at(line: &str, at: usize, end: usize) -> Option<WrittenDay> {
    let number = &line[at..end];
    let rest = &line[end..];
    if number.len() == 4 {
        let (month, rest_) = digits(rest.strip_prefix('-')?)?;
        let (day, last) = digits(rest_.strip_prefix('-')?)?;
        return written(line, at, last, day, month, number.parse().ok());
    }
    let day: i64 = number.parse().ok().filter(|day| (1..=31).contains(day))?;
    if let Some(after) = rest.strip_prefix('/').or_else(|| rest.strip_prefix('.')) {
        let (month, rest_) = digits(after)?;
        let (year, last) = digits(rest_.strip_prefix('/').or_else(|| rest_.strip_prefix('.'))?)?;
        return written(line, at, last, day, month, i16::try_from(if year < 100 { year + 2000 } else { year }).ok());
    }
    let rest = rest.strip_prefix("er").or_else(|| ["st", "nd", "rd", "th"].iter().find_map(|s| rest.strip_prefix(s))).unwrap_or(rest);
    let rest = rest.strip_prefix(' ')?;
    let (month, rest) = month_at(rest).or_else(|| month_at(rest.strip_prefix("of ")?))?;
    match rest.strip_prefix(' ').and_then(digits).filter(|(year, _)| (1900..2200).contains(year)) {
        Some((year, last)) => written(line, at, last, day, month, i16::try_from(year).ok()),
        None => written(line, at, rest, day, month, None),
    }
}

fn written(line: &str, at: usize, rest: &str, day: i64, month: i64, year: Option<i16>) -> Option<WrittenDay> {
    Some(WrittenDay { at, end: line.len() - rest.len(), day: i8::try_from(day).ok()?, month: i8::try_from(month).ok()?, year })
}

fn digits(text: &str) -> Option<(i64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    Some((text[..end].parse().ok()?, &text[end..]))
}

fn month_at(text: &str) -> Option<(i64, &str)> {
    [Language::Fr, Language::En].iter().flat_map(|language| text::months(*language).iter().zip(1_i64..)).find_map(|(name, number)| {
        let rest = text.strip_prefix(&name.to_lowercase())?;
        (!rest.starts_with(char::is_alphanumeric)).then_some((number, rest))
    })
}

/// Sums in the writer's words that are none of the facts nor their sums.
pub(super) fn amounts_not_in(case: &Case<'_>, words: &Reading) -> Vec<String> {
    let known = known_amounts(case);
    let shown = |cents: &Cents| normal(&text::money(*cents, case.facts.currency));
    let known: Vec<String> = known.iter().map(shown).collect();
    let mark = shown(&Cents::ZERO).rsplit(' ').next().unwrap_or("€").to_owned();
    let mut found = Vec::new();
    for line in words.said_lines() {
        for (at, _) in line.match_indices(&mark) {
            let readings = amount_before(line, at, &mark);
            let ours = readings.iter().any(|reading| known.contains(reading));
            if let (Some(longest), false) = (readings.last(), ours) {
                let shown = format!("« {longest} »");
                if !found.contains(&shown) {
                    found.push(shown);
                }
            }
        }
    }
    found
}

/// The number that ends before a currency mark, in every reading: a group of three digits before it may or may not be its thousands.
fn amount_before(line: &str, at: usize, mark: &str) -> Vec<String> {
    let head = line[..at].trim_end();
    let (whole, fraction) = match head.rsplit_once(',') {
        Some((whole, fraction)) if !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit()) => (whole, format!(",{fraction}")),
        _ => (head, String::new()),
    };
    let fraction = if fraction.is_empty() && mark == "€" { ",00".to_owned() } else { fraction };
    let mut readings: Vec<String> = Vec::new();
    let mut groups: Vec<&str> = Vec::new();
    for group in whole.rsplit(' ') {
        let digits = group.trim_start_matches(|c: char| !c.is_ascii_digit());
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            break;
        }
        groups.insert(0, digits);
        readings.push(format!("{}{fraction} {mark}", groups.join(" ")));
        readings.push(format!("-{}{fraction} {mark}", groups.join(" ")));
        if digits.len() != 3 || digits.len() != group.len() {
            break;
        }
    }
    // The longest positive reading is shown last.
    if let Some(longest) = readings.iter().rev().find(|reading| !reading.starts_with('-')).cloned() {
        readings.push(longest);
    }
    readings
}

/// Every amount that the letter may name: each claim's, their sums, the statement's, a payment's, a promise's, and the 40 €.
fn known_amounts(case: &Case<'_>) -> Vec<Cents> {
    let facts = case.facts;
    let mut known = vec![facts.asked()];
    for item in &facts.items {
        known.extend([item.total, item.paid, item.credited, item.paid + item.credited, item.principal, item.disputed]);
        known.extend([item.interest, item.indemnity, item.asked(true)]);
    }
    let sums: [fn(&crate::letters::facts::LetterClaim) -> Cents; 9] = [
        |i| i.total,
        |i| i.paid,
        |i| i.credited,
        |i| i.paid + i.credited,
        |i| i.principal,
        |i| i.disputed,
        |i| i.interest,
        |i| i.indemnity,
        |i| i.asked(true),
    ];
    known.extend(sums.into_iter().map(|of| facts.sum(of)));
    for line in &facts.statement {
        known.push(line.amount);
        known.extend(line.base);
    }
    known.push(facts.statement.iter().map(|line| line.amount).sum());
    known.extend(facts.call.iter().filter_map(|call| call.promised).map(|(cents, _)| cents));
    known.extend(facts.thanks.iter().flat_map(|thanks| [thanks.amount, thanks.remaining]));
    if facts.professional() {
        known.push(Cents(40_00));
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_found_however_they_are_written() {
        let days = |text: &str| days_in(text).into_iter().map(|d| (d.day, d.month, d.year)).collect::<Vec<_>>();
        assert_eq!(days("les 21 octobre et 1er novembre 2026"), [(21, 10, None), (1, 11, Some(2026))]);
        assert_eq!(days("le 21/10/2026, le 2026-11-03 et le 5.11.26"), [(21, 10, Some(2026)), (3, 11, Some(2026)), (5, 11, Some(2026))]);
        assert_eq!(days("on 21st october 2026 and the 3rd of may"), [(21, 10, Some(2026)), (3, 5, None)]);
        assert_eq!(days("facture f-2026-0412 de 12 pièces, article 1344-1"), []);
    }

    #[test]
    fn amounts_are_read_with_and_without_their_thousands() {
        let read = |text: &str| amount_before(text, text.find('€').expect("a mark"), "€");
        assert!(read("la somme de 1 234,56 €").contains(&"1 234,56 €".to_owned()));
        assert!(read("facture 12 500,00 €").contains(&"500,00 €".to_owned()), "12 may be another number");
        assert!(read("de 40 € par facture").contains(&"40,00 €".to_owned()));
        assert_eq!(read("en €"), Vec::<String>::new());
    }
}
