//! The queue of the agenda: what is proposed today, grouped and sorted, from the live view.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

use domain::events::Channel;
use domain::ids::DebtorId;
use domain::letters::DocumentKind;
use domain::money::{Cents, Currency};

use super::ActionRef;
use crate::live::{ActionRow, DebtorRow, Live};

/// How an action is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// One by one: formal notices, calls, tasks.
    OneByOne,
    /// Reminders that wait for a word, which can be given to many at once.
    Ready,
    /// Reminders that leave by themselves with the run of the day.
    Automatic,
}

impl Group {
    /// Every group, in the order of the queue.
    pub const ALL: [Group; 3] = [Group::OneByOne, Group::Ready, Group::Automatic];

    /// The group of an action.
    pub fn of(action: &ActionRow) -> Group {
        match (action.channel, action.document) {
            (Channel::Call | Channel::Task, _) | (_, Some(DocumentKind::FormalNotice)) => Group::OneByOne,
            _ if action.automatic => Group::Automatic,
            _ => Group::Ready,
        }
    }
}

/// Channels that a person filters by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// E-mails.
    Email,
    /// Letters, registered or not.
    Post,
    /// Calls.
    Call,
    /// Tasks.
    Task,
}

impl Family {
    /// Every family, in the order of the filter.
    pub const ALL: [Family; 4] = [Family::Email, Family::Post, Family::Call, Family::Task];

    /// The family of a channel.
    pub fn of(channel: Channel) -> Family {
        match channel {
            Channel::Email => Family::Email,
            Channel::Letter | Channel::RegisteredLetter => Family::Post,
            Channel::Call => Family::Call,
            Channel::Task => Family::Task,
        }
    }

    /// The word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Family::Email => "courriels",
            Family::Post => "courriers",
            Family::Call => "appels",
            Family::Task => "taches",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Family> {
        Family::ALL.into_iter().find(|family| family.word() == word)
    }
}

/// The place of an action in the queue, from which the next page goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    group: Group,
    level: Reverse<u8>,
    asked: Reverse<i64>,
    key: u128,
}

impl Place {
    fn of(action: &ActionRow) -> Place {
        let group = Group::of(action);
        // Among reminders the sum decides; one by one, the gravest first.
        let level = if group == Group::OneByOne { action.level } else { 0 };
        Place { group, level: Reverse(level), asked: Reverse(action.asked.0), key: action.key }
    }

    /// Reads the place back; `None` when it is not one.
    pub fn parse(text: &str) -> Option<Place> {
        let mut parts = text.split('~');
        let group = *Group::ALL.get(parts.next()?.parse::<usize>().ok()?)?;
        let (level, asked) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let key = u128::from_str_radix(parts.next()?, 16).ok()?;
        parts.next().is_none().then_some(Place { group, level: Reverse(level), asked: Reverse(asked), key })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}~{}~{:x}", self.group as usize, self.level.0, self.asked.0, self.key)
    }
}

/// What is asked of the queue.
#[derive(Clone, Copy, Default)]
pub struct QueueAsk<'a> {
    /// Only through these channels.
    pub family: Option<Family>,
    /// Only of these debtors.
    pub only: Option<&'a dyn Fn(DebtorId) -> bool>,
    /// After this place.
    pub after: Option<Place>,
    /// How many at most.
    pub size: usize,
}

/// A line of the queue.
#[derive(Clone, Copy, Debug)]
pub struct QueueRow<'a> {
    /// Whom.
    pub debtor: &'a DebtorRow,
    /// What.
    pub action: &'a ActionRow,
    /// How it is decided.
    pub group: Group,
}

impl QueueRow<'_> {
    /// How screens name the action.
    pub fn name(&self) -> ActionRef {
        ActionRef { debtor: self.action.debtor, key: self.action.key_text() }
    }
}

/// How many actions, for how much.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many.
    pub count: u64,
    /// What they ask, by currency.
    pub sums: BTreeMap<Currency, Cents>,
}

impl Tally {
    fn add(&mut self, action: &ActionRow) {
        self.count += 1;
        *self.sums.entry(action.currency).or_default() += action.asked;
    }
}

/// A page of the queue, with figures over the whole filter.
#[derive(Debug)]
pub struct Queue<'a> {
    /// The lines of the page.
    pub rows: Vec<QueueRow<'a>>,
    /// Over the filter, by group.
    pub groups: [Tally; 3],
    /// Actions by family, before that filter.
    pub families: [u64; 4],
    /// Where the page after begins, if there is one.
    pub after: Option<Place>,
}

impl Queue<'_> {
    /// Everything that the filter finds.
    pub fn count(&self) -> u64 {
        self.groups.iter().map(|tally| tally.count).sum()
    }

    /// Everything before the filter on channels.
    pub fn all(&self) -> u64 {
        self.families.iter().sum()
    }
}

/// A page of the queue.
pub fn queue<'a>(live: &'a Live, ask: &QueueAsk<'_>) -> Queue<'a> {
    let mut queue = Queue { rows: Vec::new(), groups: <[Tally; 3]>::default(), families: [0; 4], after: None };
    let mut found: Vec<(Place, QueueRow<'a>)> = Vec::new();
    for (debtor, action) in live.actions() {
        if ask.only.is_some_and(|only| !only(debtor.id)) {
            continue;
        }
        let family = Family::of(action.channel);
        queue.families[family as usize] += 1;
        if ask.family.is_some_and(|wanted| wanted != family) {
            continue;
        }
        let (place, group) = (Place::of(action), Group::of(action));
        queue.groups[group as usize].add(action);
        if ask.after.is_none_or(|after| place > after) {
            found.push((place, QueueRow { debtor, action, group }));
        }
    }
    let more = found.len() > ask.size;
    if more && ask.size > 0 {
        found.select_nth_unstable_by_key(ask.size, |(place, _)| *place);
    }
    found.truncate(ask.size);
    found.sort_unstable_by_key(|(place, _)| *place);
    queue.after = found.last().filter(|_| more).map(|(place, _)| *place);
    queue.rows = found.into_iter().map(|(_, row)| row).collect();
    queue
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back() {
        let place = Place { group: Group::Ready, level: Reverse(3), asked: Reverse(-12), key: 0xabc };
        assert_eq!(Place::parse(&place.to_string()), Some(place));
        for wrong in ["", "9~0~0~0", "0~0~0", "0~0~0~0~0", "a~b~c~d", "0~999~0~0"] {
            assert_eq!(Place::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn one_by_one_comes_first_and_the_largest_sum_within_reminders() {
        let place = |group, level, asked| Place { group, level: Reverse(level), asked: Reverse(asked), key: 0 };
        assert!(place(Group::OneByOne, 1, 1) < place(Group::Ready, 0, 9_000));
        assert!(place(Group::OneByOne, 4, 1) < place(Group::OneByOne, 1, 9_000));
        assert!(place(Group::Ready, 0, 9_000) < place(Group::Ready, 0, 1));
    }
}
