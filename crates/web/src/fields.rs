//! A form read tolerantly: what was typed is kept, what was understood is given, what was not is said under its field.

use domain::Date;
use domain::french::date_short;
use domain::money::{Cents, Currency};
use formats::values::date as read_date;

use crate::ask::Ask;

/// The fields of a form with what is wrong with them.
#[derive(Debug)]
pub(crate) struct Fields<'a> {
    ask: &'a Ask,
    today: Date,
    defaults: Vec<(String, String)>,
    problems: Vec<(String, String)>,
}

impl<'a> Fields<'a> {
    /// The form as sent.
    pub fn of(ask: &'a Ask, today: Date) -> Fields<'a> {
        Fields { ask, today, defaults: Vec::new(), problems: Vec::new() }
    }

    /// What a field shows before anybody typed in it.
    pub fn preset(mut self, name: &str, value: impl Into<String>) -> Self {
        self.defaults.push((name.to_owned(), value.into()));
        self
    }

    /// What a field shows: typed, else preset.
    pub fn shown(&self, name: &str) -> &str {
        if self.ask.has(name) {
            return self.ask.form(name);
        }
        self.defaults.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// Whether a box is ticked (or an item of a list chosen).
    pub fn holds(&self, name: &str, value: &str) -> bool {
        let mut typed = self.ask.all(name).peekable();
        if typed.peek().is_some() {
            return typed.any(|one| one == value);
        }
        self.ask.form.is_empty() && self.defaults.iter().any(|(key, held)| key == name && held == value)
    }

    /// Says what is wrong with a field.
    pub fn wrong(&mut self, name: &str, said: impl Into<String>) {
        self.problems.push((name.to_owned(), said.into()));
    }

    /// What is wrong with a field.
    pub fn problem(&self, name: &str) -> Option<&str> {
        self.problems.iter().find(|(key, _)| key == name).map(|(_, said)| said.as_str())
    }

    /// Everything that is wrong, in the order it was found.
    pub fn problems(&self) -> &[(String, String)] {
        &self.problems
    }

    /// Whether something is wrong.
    pub fn has_problems(&self) -> bool {
        !self.problems.is_empty()
    }

    /// A text of at most `most` characters, without blanks around; empty when absent.
    pub fn text(&mut self, name: &str, most: usize) -> String {
        let text = self.ask.form(name).trim().to_owned();
        let length = text.chars().count();
        if length > most {
            self.wrong(name, format!("{length} caractères : {most} au plus."));
        }
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\r' && c != '\t') {
            self.wrong(name, "Le texte contient des caractères invisibles. Retapez-le.");
        }
        text
    }

    /// A text that must be there.
    pub fn required(&mut self, name: &str, most: usize, absent: &str) -> String {
        let text = self.text(name, most);
        if text.is_empty() {
            self.wrong(name, absent);
        }
        text
    }

    /// A day: `21/11/2026`, `21.11.26`, `2026-11-21`, or `+8j` from today. `None` when empty or not understood.
    pub fn day(&mut self, name: &str) -> Option<Date> {
        let typed = self.ask.form(name).trim().to_owned();
        if typed.is_empty() {
            return None;
        }
        match day_of(&typed, self.today) {
            Some(day) => Some(day),
            None => {
                self.wrong(
                    name,
                    format!("« {typed} » n'est pas une date comprise. Écrivez par exemple {} ou +8j.", date_short(self.today)),
                );
                None
            }
        }
    }

    /// A day that must be there.
    pub fn required_day(&mut self, name: &str) -> Option<Date> {
        if self.ask.form(name).trim().is_empty() {
            self.wrong(name, "Donnez une date.");
        }
        self.day(name)
    }

    /// An amount: `1 234,56`, `1234.56`. `None` when empty or not understood.
    pub fn amount(&mut self, name: &str, currency: Currency) -> Option<Cents> {
        let typed = self.ask.form(name).replace('€', "").trim().to_owned();
        if typed.is_empty() {
            return None;
        }
        match app::resolve::amount(&typed, currency) {
            Ok(amount) => Some(amount),
            Err(said) => {
                self.wrong(name, said);
                None
            }
        }
    }

    /// A positive amount that must be there.
    pub fn required_amount(&mut self, name: &str, currency: Currency) -> Option<Cents> {
        if self.ask.form(name).trim().is_empty() {
            self.wrong(name, "Donnez un montant.");
            return None;
        }
        let amount = self.amount(name, currency)?;
        if !amount.is_positive() {
            self.wrong(name, "Le montant doit être supérieur à zéro.");
            return None;
        }
        Some(amount)
    }

    /// A whole number between two bounds.
    pub fn number(&mut self, name: &str, least: i64, most: i64) -> Option<i64> {
        let typed = self.ask.form(name).trim().to_owned();
        if typed.is_empty() {
            return None;
        }
        match typed.parse() {
            Ok(number) if (least..=most).contains(&number) => Some(number),
            _ => {
                self.wrong(name, format!("« {typed} » : donnez un nombre entier de {least} à {most}."));
                None
            }
        }
    }

    /// One of a list, by its word; another word was not sent by our form.
    pub fn choice<T: Copy>(&mut self, name: &str, choices: &[(&str, T)]) -> Option<T> {
        let typed = self.ask.form(name);
        if typed.is_empty() {
            return None;
        }
        let found = choices.iter().find(|(word, _)| *word == typed).map(|(_, value)| *value);
        if found.is_none() {
            self.wrong(name, "Choisissez dans la liste.");
        }
        found
    }
}

/// A day as people type it.
pub(crate) fn day_of(typed: &str, today: Date) -> Option<Date> {
    if let Some(days) = typed.strip_prefix('+') {
        let days: i64 = days.trim_end_matches(['j', 'J']).trim().parse().ok().filter(|days| (0..=3_650).contains(days))?;
        return today.checked_add(jiff::Span::new().days(days)).ok();
    }
    if let Ok(day) = typed.parse::<Date>() {
        return Some(day);
    }
    read_date(typed, Some(formats::values::DateOrder::DayFirst)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = Date::constant(2026, 11, 21);

    #[test]
    fn a_day_is_read_as_people_type_it() {
        for typed in ["29/11/2026", "29.11.2026", "29/11/26", "2026-11-29", "+8j", "+8"] {
            assert_eq!(day_of(typed, TODAY), Some(Date::constant(2026, 11, 29)), "{typed}");
        }
        for wrong in ["31/02/2026", "hier", "+-3j", "99/99/9999", "<b>"] {
            assert_eq!(day_of(wrong, TODAY), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_and_what_was_typed_is_kept() {
        let ask =
            Ask { form: vec![("montant".to_owned(), "1.234".to_owned()), ("date".to_owned(), "demain".to_owned())], ..Ask::default() };
        let mut fields = Fields::of(&ask, TODAY);
        assert_eq!(fields.amount("montant", Currency::EUR), None);
        assert_eq!(fields.day("date"), None);
        assert_eq!(fields.problems().len(), 2);
        assert_eq!(fields.shown("montant"), "1.234");
        assert!(fields.problem("date").is_some_and(|said| said.contains("demain")), "{:?}", fields.problems());
    }
}
