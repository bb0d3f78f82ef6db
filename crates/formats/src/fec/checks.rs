//! What is wrong with the entries of a FEC, line by line and entry by entry. Nothing here refuses a line.

use std::collections::HashMap;

use domain::Date;
use domain::money::Cents;

use super::FecFile;
use super::line::FecLine;
use crate::problem::{Place, Problems};
use crate::text::Encoding;
use crate::values::{euros, french_day};

/// A remark that is listed line by line while it is rare, and once for the file when it is the file's habit.
#[derive(Debug, Default)]
struct Habit {
    lines: Vec<u64>,
    count: u64,
}

const RARE: u64 = 20;

impl Habit {
    fn see(&mut self, line: u64) {
        self.count += 1;
        // Two dates of one line are one remark.
        if self.count <= RARE && self.lines.last() != Some(&line) {
            self.lines.push(line);
        }
    }

    fn tell(&self, code: &'static str, what: &str, problems: &mut Problems) {
        if self.count > RARE {
            problems.warning(Place::FILE, code, format_args!("{what} ({} fois dans le fichier).", self.count));
        } else {
            self.lines.iter().for_each(|line| problems.warning(Place::line(*line), code, format_args!("{what}.")));
        }
    }
}

#[derive(Debug, Default)]
struct Sums {
    first_line: u64,
    debit: Cents,
    credit: Cents,
}

/// What is seen on the way.
#[derive(Debug)]
pub(super) struct Checks {
    closes_on: Option<Date>,
    today: Date,
    /// Sums by journal, entry number and date as written.
    entries: HashMap<String, Sums>,
    key: String,
    dots: Habit,
    odd_dates: Habit,
    outside: Habit,
    future: Habit,
    unvalidated: Habit,
    unlabelled: Habit,
}

impl Checks {
    pub(super) fn new(closes_on: Option<Date>, today: Date) -> Checks {
        Checks {
            closes_on,
            today,
            entries: HashMap::new(),
            key: String::new(),
            dots: Habit::default(),
            odd_dates: Habit::default(),
            outside: Habit::default(),
            future: Habit::default(),
            unvalidated: Habit::default(),
            unlabelled: Habit::default(),
        }
    }

    pub(super) fn dot(&mut self, line: u64) {
        self.dots.see(line);
    }

    pub(super) fn odd_date(&mut self, line: u64) {
        self.odd_dates.see(line);
    }

    pub(super) fn see(&mut self, line: &FecLine<'_>, problems: &mut Problems) {
        self.see_entry(line);
        self.see_dates(line, problems);
        let place = Place::line(line.line);
        if line.debit != Cents::ZERO && line.credit != Cents::ZERO {
            let rest = euros(line.effect());
            problems.warning(
                place,
                "debit_and_credit",
                format_args!("la ligne porte un débit et un crédit ; seule la différence, {rest}, est retenue. Vérifiez l'écriture dans votre logiciel."),
            );
        }
        if !(line.account.len() >= 3 && line.account.as_bytes()[..3].iter().all(u8::is_ascii_digit)) {
            problems.warning(
                place,
                "account_invalid",
                format_args!(
                    "« {} » n'est pas un numéro de compte : la ligne compte dans les totaux seulement.",
                    crate::problem::shown(line.account)
                ),
            );
        }
        if line.account_label.is_empty() {
            self.unlabelled.see(line.line);
        }
        if !line.currency.is_empty() && !line.currency.eq_ignore_ascii_case("EUR") && line.currency_amount.is_empty() {
            problems.warning(
                place,
                "currency_without_amount",
                format_args!(
                    "la devise {} est donnée sans montant en devise ; le montant en euros est retenu.",
                    crate::problem::shown(line.currency)
                ),
            );
        }
    }

    fn see_entry(&mut self, line: &FecLine<'_>) {
        self.key.clear();
        for part in [line.journal, line.entry, line.entry_date_text] {
            self.key.push_str(part);
            self.key.push('\u{1f}');
        }
        if !self.entries.contains_key(&self.key) {
            self.entries.insert(self.key.clone(), Sums { first_line: line.line, ..Sums::default() });
        }
        if let Some(sums) = self.entries.get_mut(&self.key) {
            sums.debit = Cents(sums.debit.0.saturating_add(line.debit.0));
            sums.credit = Cents(sums.credit.0.saturating_add(line.credit.0));
        }
    }

    fn see_dates(&mut self, line: &FecLine<'_>, problems: &mut Problems) {
        let Some(day) = line.entry_date else { return };
        if day > self.today {
            self.future.see(line.line);
        }
        if let Some(closing) = self.closes_on
            && (day > closing || closing.checked_sub(jiff::Span::new().months(24)).is_ok_and(|start| day < start))
        {
            self.outside.see(line.line);
        }
        match line.validated_on {
            None => self.unvalidated.see(line.line),
            Some(validated) if validated < day => problems.warning(
                Place::line(line.line),
                "validated_before_entry",
                format_args!("validée le {}, avant l'écriture du {}. Vérifiez les dates.", french_day(validated), french_day(day)),
            ),
            Some(_) => {}
        }
    }

    pub(super) fn finish(self, file: &FecFile, problems: &mut Problems) {
        if file.lines == 0 {
            problems.error(
                Place::FILE,
                "no_rows",
                format_args!("le fichier n'a qu'un en-tête, aucune écriture. Refaites l'export sur l'exercice voulu."),
            );
        }
        if file.encoding == Encoding::Mixed {
            problems.warning(
                Place::FILE,
                "mixed_encoding",
                format_args!("le fichier mélange deux encodages (UTF-8 et Windows-1252). Les noms accentués sont à vérifier."),
            );
        }
        self.dots.tell("dot_decimals", "montant écrit avec un point au lieu d'une virgule ; il est lu quand même", problems);
        self.odd_dates.tell("date_form", "date écrite autrement que AAAAMMJJ ; elle est lue jour/mois/année", problems);
        self.outside.tell("outside_exercise", "date hors de l'exercice annoncé par le nom du fichier ; vérifiez l'un ou l'autre", problems);
        self.future.tell("date_future", "écriture datée dans le futur ; vérifiez sa date", problems);
        self.unvalidated.tell("not_validated", "écriture sans date de validation : elle peut encore changer", problems);
        self.unlabelled.tell("account_label_missing", "compte sans libellé ; complétez-le dans votre logiciel", problems);
        self.balance(file, problems);
    }

    fn balance(self, file: &FecFile, problems: &mut Problems) {
        let mut open: Vec<(String, Sums)> = self.entries.into_iter().filter(|(_, sums)| sums.debit != sums.credit).collect();
        open.sort_by_key(|(_, sums)| sums.first_line);
        // One entry booked on two dates balances as a whole.
        let mut whole: HashMap<String, (i64, u64)> = HashMap::new();
        let name = |key: &str| key.splitn(3, '\u{1f}').take(2).collect::<Vec<_>>().join(" ");
        for (key, sums) in &open {
            let (difference, parts) = whole.entry(name(key)).or_default();
            *difference = difference.saturating_add(sums.debit.0.saturating_sub(sums.credit.0));
            *parts += 1;
        }
        for (key, sums) in &open {
            let name = name(key);
            let place = Place::line(sums.first_line);
            match whole.get_mut(&name) {
                Some((0, parts)) if *parts == 0 => {}
                Some((0, parts)) if *parts > 1 => {
                    *parts = 0;
                    problems.warning(
                        place,
                        "entry_dates_differ",
                        format_args!("les lignes de l'écriture {name} portent des dates différentes ; elle n'est équilibrée que tous jours réunis. Vérifiez-la dans votre logiciel."),
                    );
                }
                _ => problems.warning(
                    place,
                    "entry_unbalanced",
                    format_args!(
                        "l'écriture {name} n'est pas équilibrée : débit {}, crédit {}. Corrigez-la dans votre logiciel.",
                        euros(sums.debit),
                        euros(sums.credit)
                    ),
                ),
            }
        }
        if file.debit != file.credit {
            problems.warning(
                Place::FILE,
                "file_unbalanced",
                format_args!(
                    "le fichier n'est pas équilibré : débit {}, crédit {}. Vérifiez que l'export est complet.",
                    euros(file.debit),
                    euros(file.credit)
                ),
            );
        }
    }
}
