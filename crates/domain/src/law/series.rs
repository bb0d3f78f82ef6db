//! A dated series of values of the law, read from `law/values/*.toml`.
//!
//! Each value has a first day, a source, the day it was read and a mark that says how sure it is. After `checked_until` a
//! value is unknown, not unchanged: asking is a [`LawGap`] that names the series and the day.
//!
//! Units: rates and points are thousandths of a percentage point, sums are cents of euro, multiples are plain numbers.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::half_year::HalfYear;
use crate::french::date_fr;
use crate::money::{Cents, Currency, Rate};

/// How sure a value is (rule book, « How sure »). The weakest of several is the largest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Mark {
    /// Seen in an official page or text.
    #[serde(rename = "A")]
    Official,
    /// Seen in at least one secondary source.
    #[serde(rename = "B")]
    Secondary,
    /// Own knowledge of the value or of its day: to be checked before an act relies on it.
    #[serde(rename = "K")]
    OwnKnowledge,
    /// Contradictory, or seen once only.
    #[serde(rename = "?")]
    Doubtful,
}

impl Mark {
    /// The letter shown between brackets: `A`, `B`, `K`, `?`.
    pub fn word(self) -> &'static str {
        match self {
            Mark::Official => "A",
            Mark::Secondary => "B",
            Mark::OwnKnowledge => "K",
            Mark::Doubtful => "?",
        }
    }

    /// What it says to the reader.
    pub fn french(self) -> &'static str {
        match self {
            Mark::Official => "texte officiel",
            Mark::Secondary => "source secondaire",
            Mark::OwnKnowledge => "à vérifier avant un acte",
            Mark::Doubtful => "douteux, à vérifier avant un acte",
        }
    }

    /// Whether a person must check the value before an act relies on it.
    pub fn is_to_check(self) -> bool {
        self >= Mark::OwnKnowledge
    }
}

/// What a number of a series counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// An annual rate.
    #[serde(rename = "% par an")]
    PercentAYear,
    /// Percentage points added to a rate.
    #[serde(rename = "points")]
    Points,
    /// A sum in euros.
    #[serde(rename = "euros")]
    Euros,
    /// A multiple.
    #[serde(rename = "fois")]
    Times,
}

impl Unit {
    fn decimals(self) -> usize {
        match self {
            Unit::PercentAYear | Unit::Points => 3,
            Unit::Euros => 2,
            Unit::Times => 0,
        }
    }
}

/// By which day a series is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReadBy {
    /// By the day itself.
    #[default]
    Day,
    /// By the first day of the half-year: one known anchor makes six months known.
    HalfYear,
}

/// A value in force from a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// First day.
    pub from: Date,
    /// Last day, where the text itself says so; else until the next entry.
    pub until: Option<Date>,
    /// The value, in the smallest unit of its series.
    pub is: i64,
    /// Where it was read.
    pub source: String,
    /// When it was read.
    pub read_on: Date,
    /// How sure it is.
    pub mark: Mark,
}

/// A dated series with its sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// The name of its file without `.toml`.
    pub key: String,
    /// Its name in French.
    pub name: String,
    /// The articles it comes from.
    pub article: String,
    /// What its numbers count.
    pub unit: Unit,
    /// By which day it is read.
    pub read_by: ReadBy,
    /// The last day that somebody checked; after it the value is unknown.
    pub checked_until: Date,
    /// By first day, without hole or overlap.
    pub entries: Vec<Entry>,
}

/// A value that is not recorded. It is never guessed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{series} : aucune valeur connue au {} (la série « {key} » est connue du {} au {}). Mettez à jour les valeurs du droit : quittance law.",
    date_fr(*.day), date_fr(*.first), date_fr(*.checked_until)
)]
pub struct LawGap {
    /// The series by its file name.
    pub key: String,
    /// The series by its French name.
    pub series: String,
    /// The day asked.
    pub day: Date,
    /// First day known.
    pub first: Date,
    /// Last day known.
    pub checked_until: Date,
}

/// Why a file of values was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("law/values/{file} : {cause}")]
pub struct LawError {
    /// Which file.
    pub file: String,
    /// What is wrong and what to do, in French.
    pub cause: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SeriesFile {
    name: String,
    article: String,
    unit: Unit,
    #[serde(default)]
    read_by: ReadBy,
    checked_until: toml::value::Datetime,
    value: Vec<EntryFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryFile {
    from: toml::value::Datetime,
    until: Option<toml::value::Datetime>,
    is: String,
    source: String,
    read_on: toml::value::Datetime,
    mark: Mark,
}

impl Series {
    /// Reads one file; `key` is its name without `.toml`.
    ///
    /// # Errors
    /// A text that is not such a file, a value that is not a number of its unit, an entry without source, entries out of
    /// order, with a hole or an overlap, or later than `checked_until`.
    pub fn from_toml(key: &str, text: &str) -> Result<Series, LawError> {
        Series::read(key, text).map_err(|cause| LawError { file: format!("{key}.toml"), cause })
    }

    fn read(key: &str, text: &str) -> Result<Series, String> {
        let file: SeriesFile = toml::from_str(text).map_err(|e| e.to_string().trim_end().to_owned())?;
        let entries = file.value.into_iter().map(|entry| read_entry(entry, file.unit)).collect::<Result<Vec<_>, _>>()?;
        let series = Series {
            key: key.to_owned(),
            name: file.name,
            article: file.article,
            unit: file.unit,
            read_by: file.read_by,
            checked_until: civil_date(file.checked_until)?,
            entries,
        };
        series.check()?;
        Ok(series)
    }

    /// No hole, no overlap, no entry that nobody checked.
    fn check(&self) -> Result<(), String> {
        let last = self.entries.last().ok_or("aucune valeur : ajoutez au moins une entrée [[value]].")?;
        if last.from > self.checked_until {
            return Err(format!("la valeur du {} est postérieure à checked_until ({}).", last.from, self.checked_until));
        }
        for pair in self.entries.windows(2) {
            let (one, next) = (&pair[0], &pair[1]);
            let expected = one.until.map(|until| until.tomorrow().unwrap_or(until));
            if next.from <= one.from || expected.is_some_and(|day| day != next.from) {
                return Err(format!("trou, chevauchement ou désordre entre les valeurs du {} et du {}.", one.from, next.from));
            }
        }
        Ok(())
    }

    /// The entry in force on a day.
    ///
    /// # Errors
    /// [`LawGap`] before the first entry, after the last one ended, and after `checked_until`.
    pub fn on(&self, day: Date) -> Result<&Entry, LawGap> {
        let after = self.entries.partition_point(|entry| entry.from <= day);
        after
            .checked_sub(1)
            .map(|at| &self.entries[at])
            .filter(|entry| day <= self.checked_until && entry.until.is_none_or(|until| day <= until))
            .ok_or_else(|| self.gap(day))
    }

    fn gap(&self, day: Date) -> LawGap {
        let last = self.entries.last().and_then(|entry| entry.until).map_or(self.checked_until, |until| until.min(self.checked_until));
        LawGap { key: self.key.clone(), series: self.name.clone(), day, first: self.first_day(), checked_until: last }
    }

    /// The first day known.
    pub fn first_day(&self) -> Date {
        self.entries.first().map_or(self.checked_until, |entry| entry.from)
    }

    /// The last day for which the series answers, as it is read: a half-year whose first day is known is known whole.
    pub fn last_day(&self) -> Date {
        let last = self.entries.last().and_then(|entry| entry.until).map_or(self.checked_until, |until| until.min(self.checked_until));
        match self.read_by {
            ReadBy::Day => last,
            ReadBy::HalfYear => HalfYear::of(last).last_day(),
        }
    }

    /// A value of the series as users read it: `2,40 %`, `10 points`, `40,00 €`, `3 fois`.
    pub fn show(&self, entry: &Entry) -> String {
        match self.unit {
            Unit::PercentAYear => crate::french::rate_fr(Rate(entry.is)),
            Unit::Points => crate::french::points_fr(Rate(entry.is)),
            Unit::Euros => crate::french::money_fr(Cents(entry.is), Currency::EUR),
            Unit::Times => format!("{} fois", entry.is),
        }
    }
}

fn read_entry(entry: EntryFile, unit: Unit) -> Result<Entry, String> {
    let from = civil_date(entry.from)?;
    let until = entry.until.map(civil_date).transpose()?;
    if until.is_some_and(|until| until < from) {
        return Err(format!("la valeur du {from} finit avant d'avoir commencé."));
    }
    if entry.source.trim().is_empty() {
        return Err(format!("la valeur du {from} n'a pas de source : dites où elle a été lue."));
    }
    let is = decimal(&entry.is, unit.decimals()).ok_or_else(|| {
        format!("« {} » (valeur du {from}) n'est pas un nombre positif de {} décimales au plus.", entry.is, unit.decimals())
    })?;
    Ok(Entry { from, until, is, source: entry.source, read_on: civil_date(entry.read_on)?, mark: entry.mark })
}

/// A plain positive decimal with a dot, exactly, in units of its last allowed decimal.
fn decimal(text: &str, decimals: usize) -> Option<i64> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || rest.len() > decimals || !digits(whole) || !digits(rest) || text.ends_with('.') {
        return None;
    }
    format!("{whole}{rest:0<decimals$}").parse().ok()
}

fn civil_date(datetime: toml::value::Datetime) -> Result<Date, String> {
    let text = datetime.to_string();
    let day = if datetime.time.is_none() { text.parse().ok() } else { None };
    day.ok_or_else(|| format!("« {text} » n'est pas un jour de la forme 2026-07-01."))
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TWO: &str = r#"
        name = "Essai"
        article = "aucun"
        unit = "% par an"
        checked_until = 2026-11-21
        [[value]]
        from = 2026-01-01
        is = "2.15"
        source = "un test"
        read_on = 2026-11-21
        mark = "B"
        [[value]]
        from = 2026-07-01
        is = "2.4"
        source = "un test"
        read_on = 2026-11-21
        mark = "?"
    "#;

    fn refused(text: &str) -> String {
        Series::from_toml("essai", text).expect_err("must be refused").to_string()
    }

    #[test]
    fn a_value_holds_until_the_next_and_is_unknown_after_the_last_check() {
        let series = Series::from_toml("essai", TWO).expect("reads");
        assert_eq!(series.on(date(2026, 6, 30)).expect("known").is, 2_150);
        assert_eq!(series.on(date(2026, 7, 1)).expect("known").is, 2_400);
        assert_eq!(series.on(date(2026, 11, 21)).expect("known").mark, Mark::Doubtful);
        assert!(series.on(date(2025, 12, 31)).is_err());
        let gap = series.on(date(2026, 11, 22)).expect_err("nobody looked");
        assert_eq!(
            gap.to_string(),
            "Essai : aucune valeur connue au 22 novembre 2026 (la série « essai » est connue du 1er janvier 2026 au 21 novembre 2026). \
             Mettez à jour les valeurs du droit : quittance law."
        );
    }

    #[test]
    fn a_file_that_nobody_could_rely_on_is_refused_with_its_reason() {
        assert!(refused(&TWO.replace("mark = \"?\"", "")).contains("mark"));
        assert!(refused(&TWO.replace("unit =", "units =")).contains("units"), "an unknown field is a typing error");
        assert!(refused(&TWO.replace("\"un test\"", "\" \"")).contains("pas de source"));
        assert!(refused(&TWO.replace("\"2.4\"", "\"2,4\"")).contains("« 2,4 »"));
        assert!(refused(&TWO.replace("\"2.4\"", "\"2.4001\"")).contains("3 décimales"));
        assert!(refused(&TWO.replace("from = 2026-07-01", "from = 2026-01-01")).contains("chevauchement"));
        assert!(refused(&TWO.replace("from = 2026-01-01", "from = 2026-01-01\nuntil = 2026-06-29")).contains("trou"));
        assert!(refused(&TWO.replace("checked_until = 2026-11-21", "checked_until = 2026-06-30")).contains("checked_until"));
        assert!(refused(&TWO.replace("2026-07-01", "2026-07-01T10:00:00")).contains("n'est pas un jour"));
    }

    #[test]
    fn decimals_are_read_exactly() {
        assert_eq!(decimal("9.875", 3), Some(9_875));
        assert_eq!(decimal("10", 3), Some(10_000));
        assert_eq!(decimal("40.00", 2), Some(4_000));
        assert_eq!(decimal("3", 0), Some(3));
        for wrong in ["", ".5", "5.", "-1", "1 000", "1e3", "3.0"] {
            assert_eq!(decimal(wrong, 0), None, "{wrong}");
        }
    }
}
