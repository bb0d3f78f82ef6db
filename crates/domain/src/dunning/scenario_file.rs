//! Reading a scenario from TOML: every problem is named in French, with its key and its line.
//!
//! The keys are read one by one, so that an unknown one is a problem and so that one mistake does not hide the next.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::scenario::{Asks, Grouping, Moment, Scenario, Step, Tone, WhenUnreachable};
use super::scenario_rules::{climb_faults, level_for};
use crate::events::Channel;
use crate::letters::DocumentKind;
use crate::money::Cents;
use crate::party::DebtorKind;

/// What is wrong in a scenario, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioProblem {
    /// Line of the file, from 1.
    pub line: usize,
    /// The key, such as `step[2].channels`; empty for the whole file.
    pub key: String,
    /// What is wrong and what to write.
    pub message: String,
}

impl ScenarioProblem {
    /// The step it is about, by its place, and the key within it; no step for the scenario as a whole.
    pub fn place(&self) -> (Option<usize>, &str) {
        let Some((place, rest)) = self.key.strip_prefix("step[").and_then(|rest| rest.split_once(']')) else { return (None, &self.key) };
        let key = rest.trim_start_matches('.');
        (place.parse().ok(), key.split('[').next().unwrap_or(key))
    }
}

impl fmt::Display for ScenarioProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.key.is_empty() {
            write!(f, "ligne {} : {}", self.line, self.message)
        } else {
            write!(f, "ligne {}, {} : {}", self.line, self.key, self.message)
        }
    }
}

/// Most characters of the name of a scenario or of a step.
pub const MOST_NAME: usize = 64;
/// Most characters of a title.
pub const MOST_TITLE: usize = 120;
/// Most steps of a scenario.
pub const MOST_STEPS: usize = 40;

const SCENARIO_KEYS: [&str; 6] = ["name", "title", "for_kinds", "tone", "least_days_between_steps", "step"];
const STEP_KEYS: [&str; 14] = [
    "name",
    "title",
    "document",
    "channels",
    "days_from_due",
    "days_after_previous",
    "automatic",
    "least_amount",
    "most_amount",
    "asks",
    "grouping",
    "pay_within_days",
    "attach_invoices",
    "when_unreachable",
];

/// Reads a whole scenario; all problems found otherwise.
pub(super) fn read(text: &str) -> Result<Scenario, Vec<ScenarioProblem>> {
    let mut problems = Problems { text, found: Vec::new(), climb: Vec::new() };
    match written(&mut problems) {
        Some(scenario) if problems.found.is_empty() && problems.climb.is_empty() => Ok(scenario),
        _ => Err(problems.all()),
    }
}

/// Reads a scenario whose steps are whole, even where they do not climb as they should; all problems found otherwise.
pub(super) fn read_draft(text: &str) -> Result<Scenario, Vec<ScenarioProblem>> {
    let mut problems = Problems { text, found: Vec::new(), climb: Vec::new() };
    match written(&mut problems) {
        Some(scenario) if problems.found.is_empty() => Ok(scenario),
        _ => Err(problems.all()),
    }
}

fn written(problems: &mut Problems<'_>) -> Option<Scenario> {
    match DeTable::parse(problems.text) {
        Ok(root) => scenario(&root, problems),
        Err(error) => {
            problems.add(error.span().unwrap_or(0..0), "", format!("ce n'est pas du TOML ({}).", error.message()));
            None
        }
    }
}

struct Problems<'t> {
    text: &'t str,
    found: Vec<ScenarioProblem>,
    /// What does not hold between steps that read well each by itself.
    climb: Vec<ScenarioProblem>,
}

impl Problems<'_> {
    fn all(mut self) -> Vec<ScenarioProblem> {
        self.found.append(&mut self.climb);
        self.found.sort_by_key(|problem| problem.line);
        self.found
    }

    fn problem(&self, at: &Range<usize>, key: &str, message: impl Into<String>) -> ScenarioProblem {
        let before = self.text.get(..at.start).unwrap_or(self.text);
        ScenarioProblem { line: 1 + before.matches('\n').count(), key: key.to_owned(), message: message.into() }
    }

    fn add(&mut self, at: Range<usize>, key: &str, message: impl Into<String>) {
        let problem = self.problem(&at, key, message);
        self.found.push(problem);
    }
}

/// A table under its path, with the readers of its keys.
struct Keys<'t, 'p, 's> {
    table: &'t DeTable<'s>,
    at: Range<usize>,
    path: String,
    problems: &'p mut Problems<'s>,
}

impl<'t, 's> Keys<'t, '_, 's> {
    fn key(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    fn get(&self, name: &str) -> Option<&'t Spanned<DeValue<'s>>> {
        self.table.get(name)
    }

    fn add(&mut self, name: &str, message: impl Into<String>) {
        let at = self.get(name).map_or(self.at.clone(), Spanned::span);
        let key = self.key(name);
        self.problems.add(at, &key, message);
    }

    fn refuse_unknown(&mut self, known: &[&str]) {
        for key in self.table.keys() {
            if !known.contains(&key.get_ref().as_ref()) {
                let path = self.key(key.get_ref());
                self.problems.add(key.span(), &path, format!("clé inconnue. Clés possibles : {}.", known.join(", ")));
            }
        }
    }

    fn text(&mut self, name: &str) -> Option<&'t str> {
        match self.get(name).map(|value| value.get_ref().as_str()) {
            Some(Some(text)) if !text.trim().is_empty() => Some(text),
            Some(_) => {
                self.add(name, "un texte entre guillemets est attendu.");
                None
            }
            None => {
                self.add(name, "cette clé manque.");
                None
            }
        }
    }

    /// A text of one line, of so many characters at most.
    fn short(&mut self, name: &str, most: usize) -> Option<&'t str> {
        let text = self.text(name)?;
        let long = text.chars().count() > most;
        if long {
            self.add(name, format!("{most} caractères au plus."));
        } else if text.chars().any(char::is_control) {
            self.add(name, "une seule ligne, sans caractère de commande.");
        } else {
            return Some(text);
        }
        None
    }

    fn flag(&mut self, name: &str) -> bool {
        let value = self.get(name).map(|value| value.get_ref().as_bool());
        if value == Some(None) {
            self.add(name, "écrivez true ou false.");
        }
        value.flatten().unwrap_or(false)
    }

    /// A whole number between two bounds; `None` where it is absent or wrong.
    fn number(&mut self, name: &str, least: i32, most: i32) -> Option<i32> {
        let value = self.get(name)?;
        let number = value.get_ref().as_integer().and_then(|integer| i32::from_str_radix(integer.as_str(), integer.radix()).ok());
        match number {
            Some(number) if (least..=most).contains(&number) => Some(number),
            _ => {
                self.add(name, format!("un nombre entier de {least} à {most} est attendu."));
                None
            }
        }
    }

    /// One word of a list; the first one stands for an absent key where `default` says so.
    fn word<T: Copy>(&mut self, name: &str, words: &[(&str, T)], default: bool) -> Option<T> {
        if default && self.get(name).is_none() {
            return words.first().map(|(_, value)| *value);
        }
        let text = self.text(name)?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            self.add(name, unknown_word(text, words));
        }
        found
    }

    /// A list of words without repeats.
    fn words<T: Copy + PartialEq>(&mut self, name: &str, words: &[(&str, T)]) -> Vec<T> {
        let Some(list) = self.get(name).and_then(|value| value.get_ref().as_array()) else {
            self.add(name, "une liste de mots est attendue, par exemple [\"email\", \"letter\"].");
            return Vec::new();
        };
        let mut found = Vec::new();
        for (index, item) in list.iter().enumerate() {
            let key = format!("{}[{index}]", self.key(name));
            let text = item.get_ref().as_str().unwrap_or_default();
            match words.iter().find(|(word, _)| *word == text) {
                Some((_, value)) if found.contains(value) => {
                    self.problems.add(item.span(), &key, format!("« {text} » est écrit deux fois."));
                }
                Some((_, value)) => found.push(*value),
                None => self.problems.add(item.span(), &key, unknown_word(text, words)),
            }
        }
        if list.is_empty() {
            self.add(name, "cette liste est vide.");
        }
        found
    }

    /// An amount in euros: `500` or `"500,00"`.
    fn euros(&mut self, name: &str) -> Option<Cents> {
        let value = self.get(name)?.get_ref();
        let cents = match value {
            DeValue::Integer(integer) => integer.as_str().parse::<u32>().ok().map(|euros| Cents(i64::from(euros) * 100)),
            DeValue::String(text) => cents_of(text),
            _ => None,
        };
        if cents.is_none() {
            self.add(name, "un montant en euros est attendu, par exemple 500 ou \"499,90\".");
        }
        cents
    }
}

fn unknown_word<T>(text: &str, words: &[(&str, T)]) -> String {
    let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    format!("« {text} » n'est pas connu. Mots possibles : {}.", known.join(", "))
}

fn cents_of(text: &str) -> Option<Cents> {
    let (whole, rest) = text.split_once([',', '.']).unwrap_or((text, "00"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(rest) || rest.len() != 2 {
        return None;
    }
    Some(Cents(i64::from(whole.parse::<u32>().ok()?) * 100 + i64::from(rest.parse::<u32>().ok()?)))
}

fn scenario<'s>(root: &Spanned<DeTable<'s>>, problems: &mut Problems<'s>) -> Option<Scenario> {
    let table = root.get_ref();
    let mut keys = Keys { table, at: 0..0, path: String::new(), problems };
    keys.refuse_unknown(&SCENARIO_KEYS);
    let name = keys.short("name", MOST_NAME);
    let title = keys.short("title", MOST_TITLE);
    let kinds = DebtorKind::ALL.map(|kind| (kind.word(), kind));
    let for_kinds = keys.words("for_kinds", &kinds);
    let tone = keys.word("tone", &[("courteous", Tone::Courteous), ("neutral", Tone::Neutral), ("firm", Tone::Firm)], false);
    let least_days = if keys.get("least_days_between_steps").is_some() { keys.number("least_days_between_steps", 1, 365) } else { Some(7) };
    let Some(list) = keys.get("step").and_then(|value| value.get_ref().as_array()) else {
        keys.add("step", "il faut au moins une étape [[step]].");
        return None;
    };
    if list.len() > MOST_STEPS {
        keys.add("step", format!("{MOST_STEPS} étapes au plus."));
    }
    let mut steps = Vec::new();
    for (index, item) in list.iter().enumerate().take(MOST_STEPS) {
        let path = format!("step[{index}]");
        match item.get_ref().as_table() {
            Some(table) => {
                let mut keys = Keys { table, at: item.span(), path, problems };
                let step = step(&mut keys);
                steps.extend(step.map(|step| (step, item.span())));
            }
            None => problems.add(item.span(), &path, "une étape s'écrit [[step]]."),
        }
    }
    if steps.len() == list.len() {
        let (steps, places): (Vec<Step>, Vec<Range<usize>>) = steps.iter().cloned().unzip();
        for (index, fault) in climb_faults(&steps) {
            let problem = problems.problem(&places[index], &format!("step[{index}].{}", fault.key()), fault.in_file());
            problems.climb.push(problem);
        }
    }
    Some(Scenario {
        name: Arc::from(name?),
        title: title?.to_owned(),
        for_kinds,
        tone: tone?,
        least_days_between_steps: u16::try_from(least_days?).ok()?,
        steps: steps.into_iter().map(|(step, _)| step).collect(),
    })
}

fn step(keys: &mut Keys<'_, '_, '_>) -> Option<Step> {
    keys.refuse_unknown(&STEP_KEYS);
    let name = keys.short("name", MOST_NAME);
    let title = keys.short("title", MOST_TITLE);
    let document = match keys.get("document") {
        Some(_) => keys.word("document", &DocumentKind::ALL.map(|kind| (kind.word(), kind)), false).map(Some),
        None => Some(None),
    };
    let channels = keys.words("channels", &CHANNELS);
    let when = moment(keys);
    let automatic = keys.flag("automatic");
    let (least_amount, most_amount) = (keys.euros("least_amount"), keys.euros("most_amount"));
    let asks = keys.word("asks", &[("principal", Asks::Principal), ("principal_and_accessories", Asks::PrincipalAndAccessories)], true);
    let grouping = keys.word("grouping", &[("debtor", Grouping::Debtor), ("claim", Grouping::Claim)], true);
    let pay_within = if keys.get("pay_within_days").is_some() { keys.number("pay_within_days", 0, 90) } else { Some(8) };
    let attach_invoices = keys.flag("attach_invoices");
    let when_unreachable =
        keys.word("when_unreachable", &[("repair", WhenUnreachable::Repair), ("pass_over", WhenUnreachable::PassOver)], true);
    let document = document?;
    let level = level_for(document, &channels).map_err(|fault| keys.add(fault.key(), fault.in_file())).ok()?;
    Some(Step {
        name: Arc::from(name?),
        title: Arc::from(title?),
        document,
        channels,
        when: when?,
        automatic,
        least_amount,
        most_amount,
        asks: asks?,
        grouping: grouping?,
        pay_within_days: u16::try_from(pay_within?).ok()?,
        attach_invoices,
        when_unreachable: when_unreachable?,
        level,
    })
}

const CHANNELS: [(&str, Channel); 5] = [
    ("email", Channel::Email),
    ("letter", Channel::Letter),
    ("registered_letter", Channel::RegisteredLetter),
    ("call", Channel::Call),
    ("task", Channel::Task),
];

fn moment(keys: &mut Keys<'_, '_, '_>) -> Option<Moment> {
    match (keys.get("days_from_due").is_some(), keys.get("days_after_previous").is_some()) {
        (true, false) => match keys.number("days_from_due", -90, 730)? {
            0 => {
                keys.add("days_from_due", "le jour de l'échéance rien n'est en retard : écrivez 1 ou plus, ou un nombre négatif.");
                None
            }
            days => Some(Moment::FromDue(days)),
        },
        (false, true) => keys.number("days_after_previous", 1, 365).and_then(|days| u16::try_from(days).ok()).map(Moment::AfterPrevious),
        _ => {
            keys.add("days_from_due", "écrivez soit days_from_due, soit days_after_previous.");
            None
        }
    }
}
