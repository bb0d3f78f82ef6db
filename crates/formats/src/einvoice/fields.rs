//! The facts of an XML document, taken one by one: amounts, dates, rates, texts. What cannot be read is told with the name that
//! EN 16931 gives to it, and the fact is absent; nothing is rounded or guessed in silence.

use std::fmt::Arguments;

use domain::Date;
use domain::money::{Cents, Currency, Rate};
use jiff::civil::{DateTime, ISOWeekDate, Weekday};

use crate::problem::{Place, Problems, shown};
use crate::values::{AmountError, DateError, DecimalMark, amount, french_day};
use crate::xml::Node;

/// A fact that an invoice or a status holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    /// Its name in French.
    pub(super) name: &'static str,
    /// Its number in the standard.
    pub(super) term: &'static str,
    /// Whether the document is of no use without it.
    pub(super) needed: bool,
}

const fn needed(name: &'static str, term: &'static str) -> Field {
    Field { name, term, needed: true }
}

const fn useful(name: &'static str, term: &'static str) -> Field {
    Field { name, term, needed: false }
}

pub(super) const NUMBER: Field = needed("numéro de la facture", "BT-1");
pub(super) const ISSUED_ON: Field = needed("date de la facture", "BT-2");
pub(super) const TYPE: Field = needed("type de la facture", "BT-3");
pub(super) const CURRENCY: Field = needed("monnaie de la facture", "BT-5");
pub(super) const DUE_ON: Field = needed("date d'échéance", "BT-9");
pub(super) const PRECEDING_ON: Field = useful("date de la facture antérieure", "BT-26");
pub(super) const SELLER: Field = needed("nom du vendeur", "BT-27");
pub(super) const BUYER: Field = needed("nom de l'acheteur", "BT-44");
pub(super) const DELIVERED_ON: Field = useful("date de livraison", "BT-72");
pub(super) const LINES: Field = useful("total des lignes", "BT-106");
pub(super) const ALLOWANCES: Field = useful("total des remises", "BT-107");
pub(super) const CHARGES: Field = useful("total des frais", "BT-108");
pub(super) const EXCL_VAT: Field = needed("total hors taxes", "BT-109");
pub(super) const VAT: Field = needed("total de la TVA", "BT-110");
pub(super) const INCL_VAT: Field = needed("total TTC", "BT-112");
pub(super) const PREPAID: Field = needed("montant déjà payé", "BT-113");
pub(super) const ROUNDING: Field = needed("arrondi", "BT-114");
pub(super) const PAYABLE: Field = needed("net à payer", "BT-115");
pub(super) const VAT_BASE: Field = useful("base de la TVA", "BT-116");
pub(super) const VAT_AMOUNT: Field = useful("montant de la TVA par taux", "BT-117");
pub(super) const VAT_RATE: Field = useful("taux de TVA", "BT-119");
pub(super) const INSTALMENT: Field = needed("montant d'une échéance", "BG-20");
pub(super) const STATUS_AT: Field = needed("date et heure du statut", "MDT-78");
pub(super) const MESSAGE_AT: Field = useful("date et heure du message", "MDT-8");
pub(super) const STATUS_INVOICE: Field = needed("numéro de la facture", "MDT-87");
pub(super) const STATUS_INVOICE_ON: Field = useful("date de la facture", "MDT-100");
pub(super) const STATUS_RECEIVED_AT: Field = useful("date et heure de réception", "MDT-95");
pub(super) const STATUS_CODE: Field = needed("code du statut", "MDT-105");
pub(super) const STATUS_AMOUNT: Field = needed("montant", "MDT-215");
pub(super) const STATUS_PERCENT: Field = useful("pourcentage", "MDT-224");

/// Which day an imprecise date is taken as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The first of the month or week.
    First,
    /// The last: a due date is never taken too early.
    Last,
}

/// A document being read.
pub(super) struct Sheet<'p> {
    problems: &'p mut Problems,
    /// Whether the lines of the XML are those of the file; not so inside a PDF.
    lined: bool,
    /// The currency of the invoice.
    pub(super) currency: Option<Currency>,
    /// The terms of the facts that are there and could not be read: they are told once.
    told: Vec<&'static str>,
}

impl<'p> Sheet<'p> {
    pub(super) fn new(problems: &'p mut Problems, lined: bool) -> Sheet<'p> {
        Sheet { problems, lined, currency: None, told: Vec::new() }
    }

    /// Whether a fact is there and could not be read.
    pub(super) fn has_told(&self, field: &Field) -> bool {
        self.told.contains(&field.term)
    }

    /// Something about the document as a whole.
    pub(super) fn remark(&mut self, code: &'static str, what: Arguments<'_>) {
        self.problems.warning(Place::FILE, code, what);
    }

    fn place(&self, node: &Node) -> Place<'static> {
        if self.lined { Place::line(node.line) } else { Place::FILE }
    }

    /// Something about a fact that is taken all the same.
    pub(super) fn warning(&mut self, node: &Node, code: &'static str, what: Arguments<'_>) {
        self.problems.warning(self.place(node), code, what);
    }

    /// A fact that could not be read. `why` says what is wrong with its text and what to do.
    pub(super) fn lost(&mut self, node: &Node, field: &Field, code: &'static str, why: &str) {
        let text = shown(if node.text.is_empty() { node.children.first().map_or("", |child| &child.text) } else { &node.text });
        let place = self.place(node);
        self.told.push(field.term);
        let Field { name, term, needed } = field;
        let what = format_args!("{name} ({term}) : « {text} » {why}");
        if *needed { self.problems.error(place, code, what) } else { self.problems.warning(place, code, what) }
    }

    /// A fact that should be there and is not.
    pub(super) fn missing(&mut self, field: &Field) {
        if self.has_told(field) {
            return;
        }
        let Field { name, term, .. } = field;
        self.problems.error(
            Place::FILE,
            "fact_missing",
            format_args!("il manque une mention obligatoire : {name} ({term}). Demandez un fichier complet à qui l'a produit."),
        );
    }

    /// An amount in the currency of the invoice; `None` where there is none, or told.
    pub(super) fn amount(&mut self, node: Option<&Node>, field: &Field) -> Option<Cents> {
        let node = node.filter(|node| !node.text.is_empty())?;
        let own = node.attribute("currencyID").map(str::trim).filter(|own| !own.is_empty());
        if let (Some(own), Some(currency)) = (own, self.currency)
            && !own.eq_ignore_ascii_case(currency.code())
        {
            let why = format!("est en {} alors que la facture est en {currency} : il n'est pas retenu. Vérifiez la facture.", shown(own));
            self.lost(node, field, "amount_currency", &why);
            return None;
        }
        self.decimal(node, field, self.currency.map_or(2, |currency| currency.decimals())).map(Cents)
    }

    /// An amount with its own currency.
    pub(super) fn amount_with_currency(&mut self, node: Option<&Node>, field: &Field) -> Option<(Cents, Option<Currency>)> {
        let node = node.filter(|node| !node.text.is_empty())?;
        let currency = node.attribute("currencyID").and_then(Currency::parse);
        let cents = self.decimal(node, field, currency.map_or(2, |currency| currency.decimals()))?;
        Some((Cents(cents), currency))
    }

    /// A percentage.
    pub(super) fn rate(&mut self, node: Option<&Node>, field: &Field) -> Option<Rate> {
        let node = node.filter(|node| !node.text.is_empty())?;
        self.decimal(node, field, 3).map(Rate)
    }

    fn decimal(&mut self, node: &Node, field: &Field, decimals: u32) -> Option<i64> {
        match decimal(&node.text, decimals) {
            Ok(value) => Some(value),
            Err(error) => {
                self.lost(node, field, error.code(), refusal(error));
                None
            }
        }
    }

    /// A date; `None` where there is none, or told. One that names a month or a week is taken and told.
    pub(super) fn date(&mut self, node: Option<&Node>, field: &Field, end: End) -> Option<Date> {
        let node = node?;
        let (text, format) = written(node);
        match day(text, format, end) {
            Ok((day, true)) => Some(day),
            Ok((day, false)) => {
                let (text, Field { name, term, .. }) = (shown(text), field);
                let taken = french_day(day);
                self.warning(
                    node,
                    "date_imprecise",
                    format_args!("{name} ({term}) : « {text} » ne dit pas le jour ; le {taken} est retenu. Corrigez-le s'il le faut."),
                );
                Some(day)
            }
            Err(DateError::Empty) => None,
            Err(error) => {
                self.lost(node, field, error.code(), refusal_of_date(error));
                None
            }
        }
    }

    /// A date with its time of day, as written: the zone is not converted.
    pub(super) fn moment(&mut self, node: Option<&Node>, field: &Field) -> Option<DateTime> {
        let node = node?;
        let (text, format) = written(node);
        let read = moment(text, format);
        match read {
            Ok(moment) => Some(moment),
            Err(DateError::Empty) => None,
            Err(error) => {
                self.lost(node, field, error.code(), refusal_of_date(error));
                None
            }
        }
    }
}

fn refusal(error: AmountError) -> &'static str {
    match error {
        AmountError::TooPrecise => {
            "a plus de décimales que sa monnaie ou son unité : il n'est pas retenu. Faites-le arrondir dans le logiciel qui a produit le fichier."
        }
        AmountError::TooLarge => "est trop grand pour être juste : il n'est pas retenu. Vérifiez le fichier.",
        _ => {
            "n'est pas un nombre de cette norme (attendu par exemple 1234.56) : il n'est pas retenu. Demandez un fichier juste à qui l'a produit."
        }
    }
}

fn refusal_of_date(error: DateError) -> &'static str {
    match error {
        DateError::Impossible => "n'existe pas dans le calendrier : elle n'est pas retenue. Demandez un fichier juste à qui l'a produit.",
        _ => {
            "n'est pas une date de cette norme (attendu 20260131 ou 2026-01-31) : elle n'est pas retenue. Demandez un fichier juste à qui l'a produit."
        }
    }
}

/// A decimal number as XML writes it, in units of its last decimal. Decimals beyond are taken only when they are zero.
fn decimal(text: &str, decimals: u32) -> Result<i64, AmountError> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.len() + fraction.len() == 0 || !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
        return Err(AmountError::NotANumber);
    }
    amount(text, Some(DecimalMark::Dot), decimals).map(|cents| cents.0)
}

/// The text of a date and the code of its format, in the element itself or in the one that CII puts around it.
fn written(node: &Node) -> (&str, Option<&str>) {
    let inner = node.children.iter().find(|child| child.name.starts_with("Date")).filter(|_| node.text.is_empty()).unwrap_or(node);
    (&inner.text, inner.attribute("format"))
}

/// A day, and whether the text names it. Formats of UNTDID 2379: 102 AAAAMMJJ, 203 and 204 with the time, 610 AAAAMM, 616 AAAASS.
fn day(text: &str, format: Option<&str>, end: End) -> Result<(Date, bool), DateError> {
    if text.is_empty() {
        return Err(DateError::Empty);
    }
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    match (digits, text.len(), format) {
        (true, 8 | 12 | 14, _) => Ok((civil(&text[..4], &text[4..6], &text[6..8])?, true)),
        (true, 6, Some("610")) => {
            let first = civil(&text[..4], &text[4..], "01")?;
            Ok((if end == End::First { first } else { first.last_of_month() }, false))
        }
        (true, 6, Some("616")) => {
            let weekday = if end == End::First { Weekday::Monday } else { Weekday::Sunday };
            let (year, week) = (text[..4].parse(), text[4..].parse());
            let (Ok(year), Ok(week)) = (year, week) else { return Err(DateError::NotADate) };
            let week = ISOWeekDate::new(year, week, weekday).map_err(|_| DateError::Impossible)?;
            Ok((plausible(week.date())?, false))
        }
        (false, ..) => iso(text).map(|(day, _)| (day, true)),
        _ => Err(DateError::NotADate),
    }
}

/// `2026-01-31`, alone or followed by a time or a zone: the day, and what follows it.
fn iso(text: &str) -> Result<(Date, &str), DateError> {
    let (Some(day), Some(rest)) = (text.get(..10), text.get(10..)) else { return Err(DateError::NotADate) };
    let bytes = day.as_bytes();
    if bytes[4] != b'-' || bytes[7] != b'-' || !(rest.is_empty() || rest.starts_with(['T', 'Z', '+', '-', ' '])) {
        return Err(DateError::NotADate);
    }
    Ok((civil(&day[..4], &day[5..7], &day[8..])?, rest))
}

fn civil(year: &str, month: &str, day: &str) -> Result<Date, DateError> {
    let (Ok(year), Ok(month), Ok(day)) = (year.parse(), month.parse(), day.parse()) else { return Err(DateError::NotADate) };
    plausible(Date::new(year, month, day).map_err(|_| DateError::Impossible)?)
}

/// No invoice is of another century than these: such a year is a slip.
fn plausible(day: Date) -> Result<Date, DateError> {
    if (1900..2200).contains(&day.year()) { Ok(day) } else { Err(DateError::Impossible) }
}

fn moment(text: &str, format: Option<&str>) -> Result<DateTime, DateError> {
    let (date, time) = if text.bytes().all(|byte| byte.is_ascii_digit()) {
        (day(text, format, End::First)?.0, text.get(8..).unwrap_or_default().to_owned())
    } else {
        let (date, rest) = iso(text)?;
        // « T15:10:00+02:00 » and « T15:10:00.123Z » : the time before the zone.
        let clock = rest.strip_prefix(['T', ' ']).unwrap_or_default();
        (date, clock.chars().take(8).filter(char::is_ascii_digit).collect())
    };
    let part = |from: usize| time.get(from..from + 2).map_or(Ok(0), |digits| digits.parse::<i8>().map_err(|_| DateError::NotADate));
    let (hour, minute, second) = (part(0)?, part(2)?, part(4)?);
    let time = jiff::civil::Time::new(hour, minute, second, 0).map_err(|_| DateError::Impossible)?;
    Ok(date.to_datetime(time))
}

/// Text as one line, without control characters; `None` where nothing is left.
pub(super) fn one_line(text: &str) -> Option<String> {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

/// Text whose lines are kept, without other control characters; `None` where nothing is left.
pub(super) fn prose(text: &str) -> Option<String> {
    let lines: Vec<String> = text.lines().map(|line| one_line(line).unwrap_or_default()).collect();
    let text = lines.join("\n").trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// The text at the end of a path, as one line.
pub(super) fn line_at(node: &Node, path: &str) -> Option<String> {
    node.text_at(path).and_then(one_line)
}

/// Without any blank.
pub(super) fn compact(text: &str) -> String {
    text.chars().filter(|c| !crate::values::is_blank(*c)).collect()
}

/// The first element directly in a node that bears one of these names: newer and older versions of a standard differ so.
pub(super) fn either<'n>(node: &'n Node, names: &[&str]) -> Option<&'n Node> {
    names.iter().find_map(|name| node.child(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_have_a_dot_and_no_more_decimals_than_their_currency() {
        for (text, cents) in [
            ("12000", 1_200_000),
            ("1.234", 0),
            ("18.150", 1815),
            ("5442.09000", 544_209),
            ("-8.79", -879),
            ("+3.5", 350),
            (".5", 50),
            ("0", 0),
        ] {
            let expected = if text == "1.234" { Err(AmountError::TooPrecise) } else { Ok(cents) };
            assert_eq!(decimal(text, 2), expected, "{text}");
        }
        for text in ["12,50", "1 234.50", "1.2.3", "", "-", ".", "1e3", "12 EUR", "0x10", "١٢"] {
            assert_eq!(decimal(text, 2), Err(AmountError::NotANumber), "{text}");
        }
        assert_eq!(decimal("1500", 0), Ok(1500), "whole yen");
        assert_eq!(decimal("19.6", 3), Ok(19_600), "a rate");
        assert_eq!(decimal("99999999999999999999", 2), Err(AmountError::TooLarge));
    }

    #[test]
    fn dates_of_every_format_are_taken_as_written() {
        let date = jiff::civil::date;
        for (text, format, end, taken) in [
            ("20260131", Some("102"), End::First, Ok((date(2026, 1, 31), true))),
            ("20260131", None, End::First, Ok((date(2026, 1, 31), true))),
            ("202601312359", Some("203"), End::First, Ok((date(2026, 1, 31), true))),
            ("20260131235959", Some("204"), End::First, Ok((date(2026, 1, 31), true))),
            // Declared one way and written the other: the text decides.
            ("20250701151500", Some("102"), End::First, Ok((date(2025, 7, 1), true))),
            ("2026-01-31", None, End::First, Ok((date(2026, 1, 31), true))),
            ("2026-01-31Z", None, End::First, Ok((date(2026, 1, 31), true))),
            ("2026-01-31+01:00", None, End::First, Ok((date(2026, 1, 31), true))),
            ("2026-01-31T23:30:00-05:00", None, End::First, Ok((date(2026, 1, 31), true))),
            ("202602", Some("610"), End::First, Ok((date(2026, 2, 1), false))),
            ("202602", Some("610"), End::Last, Ok((date(2026, 2, 28), false))),
            // ISO week 1 of 2026 is from Monday 29 December 2025 to Sunday 4 January.
            ("202601", Some("616"), End::First, Ok((date(2025, 12, 29), false))),
            ("202601", Some("616"), End::Last, Ok((date(2026, 1, 4), false))),
            ("202654", Some("616"), End::First, Err(DateError::Impossible)),
            ("202602", None, End::First, Err(DateError::NotADate)),
            ("20260230", Some("102"), End::First, Err(DateError::Impossible)),
            ("00010101", Some("102"), End::First, Err(DateError::Impossible)),
            ("31/01/2026", None, End::First, Err(DateError::NotADate)),
            ("2026-1-31", None, End::First, Err(DateError::NotADate)),
            ("2026-01-31x", None, End::First, Err(DateError::NotADate)),
            ("", None, End::First, Err(DateError::Empty)),
        ] {
            assert_eq!(day(text, format, end), taken, "{text} {format:?}");
        }
    }

    #[test]
    fn moments_keep_their_own_clock() {
        let at = |text: &str, format| moment(text, format).map(|moment| moment.to_string());
        assert_eq!(at("20250701151500", Some("204")).as_deref(), Ok("2025-07-01T15:15:00"));
        assert_eq!(at("202507011515", Some("203")).as_deref(), Ok("2025-07-01T15:15:00"));
        assert_eq!(at("20250701", Some("102")).as_deref(), Ok("2025-07-01T00:00:00"));
        assert_eq!(at("2025-07-01T15:15:09.5+02:00", None).as_deref(), Ok("2025-07-01T15:15:09"));
        assert_eq!(at("2025-07-01", None).as_deref(), Ok("2025-07-01T00:00:00"));
        assert_eq!(at("20250701251500", Some("204")), Err(DateError::Impossible));
    }

    #[test]
    fn texts_lose_what_cannot_be_printed() {
        assert_eq!(one_line(" Au \u{0}bon\n\t moulin ").as_deref(), Some("Au bon moulin"));
        assert_eq!(one_line(" \u{a0}\n"), None);
        assert_eq!(prose("Une \r\n\n  autre\u{7}\n ").as_deref(), Some("Une\n\nautre"));
        assert_eq!(compact("FR20 1254\u{a0}25\u{202f}47"), "FR2012542547");
    }

    proptest! {
        #[test]
        fn an_amount_that_is_written_is_read_back(cents in any::<i32>(), zeros in 0..4_usize) {
            let text = format!("{}{}", Cents(i64::from(cents)).plain(), "0".repeat(zeros));
            prop_assert_eq!(decimal(&text, 2), Ok(i64::from(cents)));
        }

        #[test]
        fn any_text_is_read_or_refused(text in any::<String>(), format in proptest::option::of("[0-9]{3}")) {
            let _ = (decimal(&text, 2), day(&text, format.as_deref(), End::Last), moment(&text, format.as_deref()), prose(&text));
        }
    }
}
