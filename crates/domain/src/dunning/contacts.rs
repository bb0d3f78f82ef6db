//! What was already said to the debtor: the contact budget, what is on its way, what came back.
//!
//! Source: rule book §5 (no statutory cap; malicious repetition C. pen. 222-16 [K]). Every channel counts, calls and
//! letters handed over too. A prepared letter occupies the budget until it leaves or is cancelled.

use jiff::civil::Date;

use super::plus;
use super::reasons::{Counted, Spent};
use crate::events::{Channel, StepDone};
use crate::facts::{ContactFacts, DebtorFacts, LetterState, StepFacts, days_between};
use crate::ids::{ClaimId, LetterId};
use crate::party::DebtorKind;
use crate::policy::Policy;

/// A contact that bears on the budget: its channel, and its day where it left.
struct Counts {
    channel: Channel,
    on: Option<Date>,
}

/// The contacts of a debtor, digested for one day.
pub(super) struct Contacts<'a> {
    today: Date,
    window: i64,
    all: &'a [ContactFacts],
    recent: Vec<Counts>,
    /// Something reached the debtor, or was prepared for it, today.
    pub(super) today_already: bool,
    /// Prepared or handed over, with the day of that state.
    pub(super) on_their_way: Vec<(&'a ContactFacts, LetterState, Date)>,
    /// Came back, with the day; the details were not changed since.
    pub(super) came_back: Vec<(&'a ContactFacts, Date)>,
    bounced: Vec<LetterId>,
}

impl<'a> Contacts<'a> {
    /// Reads what is known of the contacts on a day.
    pub(super) fn on(debtor: &'a DebtorFacts, policy: &Policy, today: Date) -> Contacts<'a> {
        let window = i64::from(policy.contact_window_days);
        let mut contacts = Contacts {
            today,
            window,
            all: &debtor.contacts,
            recent: Vec::new(),
            today_already: false,
            on_their_way: Vec::new(),
            came_back: Vec::new(),
            bounced: Vec::new(),
        };
        for contact in &debtor.contacts {
            let Some((state, since)) = contact.states.iter().rev().find(|(_, on)| *on <= today).copied() else { continue };
            match state {
                LetterState::Prepared | LetterState::HandedOver => contacts.on_their_way.push((contact, state, since)),
                LetterState::Refused => contacts.back(contact, since, debtor),
                LetterState::Sent | LetterState::Cancelled => {}
            }
            if let Some(on) = counted_on(contact, state, since, today).filter(|_| contact.channel.reaches_debtor()) {
                contacts.today_already |= on.unwrap_or(since) == today;
                contacts.count(contact.channel, on);
            }
        }
        contacts
    }

    fn back(&mut self, contact: &'a ContactFacts, on: Date, debtor: &DebtorFacts) {
        // An e-mail that bounced served nothing; a letter that left and came back is a matter of proof, not ours to undo.
        if contact.channel == Channel::Email {
            self.bounced.push(contact.id);
        }
        // Another record's address is not the one known here.
        if contact.elsewhere.is_some() {
            return;
        }
        let reached_since = debtor.contacts.iter().any(|other| other.channel == contact.channel && other.sent_on(self.today) > Some(on));
        if !reached_since && debtor.reach_changed_on.is_none_or(|changed| changed < on || changed > self.today) {
            self.came_back.push((contact, on));
        }
    }

    fn count(&mut self, channel: Channel, on: Option<Date>) {
        if on.is_none_or(|on| plus(on, self.window) > self.today) {
            self.recent.push(Counts { channel, on });
        }
    }

    /// A letter about a claim that is prepared or handed over.
    pub(super) fn pending(&self, claim: ClaimId) -> Option<(&'a ContactFacts, LetterState, Date)> {
        self.on_their_way.iter().find(|(contact, ..)| contact.items.iter().any(|(id, _)| *id == claim)).copied()
    }

    /// The day on which a step of a claim was passed, and by which letter.
    ///
    /// An e-mail that bounced served nothing: `None`, unless another letter of the same step left in its place.
    pub(super) fn passed(&self, claim: ClaimId, step: &StepFacts) -> Option<(Date, Option<LetterId>)> {
        let first = (step.on, step.letter);
        let bounced = |letter: &LetterId| self.bounced.contains(letter);
        if step.skipped || !step.letter.as_ref().is_some_and(bounced) {
            return (step.on <= self.today).then_some(first);
        }
        let same = |(of, done): &(ClaimId, StepDone)| *of == claim && done.step == step.step.step && done.cycle == step.step.cycle;
        let others = self.all.iter().filter(|contact| !bounced(&contact.id) && contact.items.iter().any(same));
        others.filter_map(|contact| Some((contact.sent_on(self.today)?, Some(contact.id)))).min()
    }

    /// Days to pay that a letter really gave, whatever its scenario says now; `None` for one that the engine did not make.
    pub(super) fn days_given(&self, letter: LetterId) -> Option<u16> {
        let contact = self.all.iter().find(|contact| contact.id == letter && !contact.action.is_empty())?;
        let days = contact.pay_by.map_or(0, |pay_by| days_between(contact.on, pay_by));
        Some(u16::try_from(days).unwrap_or(0))
    }

    /// Whether a channel reaches the debtor, as far as is known.
    pub(super) fn reaches(&self, debtor: &DebtorFacts, channel: Channel) -> bool {
        let known = match channel {
            Channel::Email => debtor.reach.email,
            Channel::Letter | Channel::RegisteredLetter => debtor.reach.post,
            Channel::Call => debtor.reach.phone,
            Channel::Task => true,
        };
        known && !self.came_back.iter().any(|(contact, _)| same_address(contact.channel, channel))
    }

    /// The part of the budget that bars one more contact, and until when.
    pub(super) fn spent(&self, channel: Channel, kind: DebtorKind, policy: &Policy) -> Option<Spent> {
        let own = if channel == Channel::Call {
            self.over(Counted::Calls, policy.calls_per_window, policy)
        } else {
            self.over(Counted::Written, policy.written_per_window, policy)
        };
        // A debtor of unknown kind may be a consumer: it gets the consumer's budget.
        let any = matches!(kind, DebtorKind::Consumer | DebtorKind::Unknown)
            .then(|| self.over(Counted::Any, policy.consumer_contacts_per_window, policy))
            .flatten();
        match (own, any) {
            (Some(own), Some(any)) if own.free_on.is_none_or(|free| any.free_on.is_some_and(|other| other <= free)) => Some(own),
            (own, any) => any.or(own),
        }
    }

    fn over(&self, of: Counted, allowed: u16, policy: &Policy) -> Option<Spent> {
        let counts = |channel: Channel| match of {
            Counted::Written => channel.is_written(),
            Counted::Calls => channel == Channel::Call,
            Counted::Any => true,
        };
        let mut days: Vec<Option<Date>> = self.recent.iter().filter(|one| counts(one.channel)).map(|one| one.on).collect();
        let made = u16::try_from(days.len()).unwrap_or(u16::MAX);
        if made < allowed {
            return None;
        }
        // One more is allowed once fewer than `allowed` are left in the window. What has not left stays in it.
        days.sort_unstable_by_key(|on| (on.is_none(), *on));
        let last_to_go = allowed.checked_sub(1).and_then(|kept| days.get(days.len() - 1 - usize::from(kept)).copied().flatten());
        Some(Spent { of, made, allowed, window: policy.contact_window_days, free_on: last_to_go.map(|on| plus(on, self.window)) })
    }

    /// Days on which a contact leaves the window.
    pub(super) fn window_ends(&self) -> impl Iterator<Item = Date> {
        self.recent.iter().filter_map(|one| one.on).map(|on| plus(on, self.window))
    }
}

/// The day on which a contact counts: the inner `None` is « not left yet, at any moment ».
fn counted_on(contact: &ContactFacts, state: LetterState, since: Date, today: Date) -> Option<Option<Date>> {
    match state {
        LetterState::Prepared => Some(None),
        LetterState::HandedOver => Some(Some(since)),
        LetterState::Sent => Some(contact.sent_on(today).or(Some(since))),
        // The postman stood at the door, or the telephone rang; an e-mail that bounced reached nobody.
        LetterState::Refused if contact.channel != Channel::Email => contact.sent_on(today).map(Some),
        LetterState::Refused | LetterState::Cancelled => None,
    }
}

fn same_address(one: Channel, other: Channel) -> bool {
    let post = |channel| matches!(channel, Channel::Letter | Channel::RegisteredLetter);
    one == other || (post(one) && post(other))
}
