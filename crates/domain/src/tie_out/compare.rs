//! The comparison of one debtor: its things in the books, what the file said, and the parts of the difference.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::Date;

use super::accounts::AccountBalance;
use super::cause::{Cause, CauseKind, Part};
use crate::french::date_short;
use crate::ids::{AllocationId, ClaimId, DebtorId, MovementId};
use crate::money::Cents;

/// What a thing of the books is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// A claim.
    Invoice,
    /// A credit note.
    CreditNote,
    /// Credit that went back to the debtor.
    Refund,
    /// Money; whether a line of the bank made it.
    Payment {
        /// It did.
        by_bank: bool,
    },
}

/// A claim, payment or credit note of the books, in euros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booked {
    /// Number of the claim or movement.
    pub id: i64,
    /// What it is.
    pub what: What,
    /// Number printed; empty for a payment.
    pub number: String,
    /// Its day.
    pub on: Date,
    /// What it adds to what is owed: more than zero for an invoice and a refund, less for money and credits.
    pub effect: Cents,
    /// The day on which it came back, for a payment.
    pub back_on: Option<Date>,
    /// An accounting file brought it.
    pub of_accounts: bool,
}

impl Booked {
    /// What it counts for on a day.
    pub fn counts(&self, day: Date) -> Cents {
        if self.on > day || self.is_back(day) { Cents::ZERO } else { self.effect }
    }

    fn is_back(&self, day: Date) -> bool {
        self.back_on.is_some_and(|back| back <= day)
    }

    /// How it is called in the middle of a sentence.
    fn called(&self) -> String {
        let on = date_short(self.on);
        match self.what {
            What::Invoice => format!("facture {} du {on}", self.number),
            What::CreditNote => format!("avoir {} du {on}", self.number),
            What::Refund => format!("remboursement {} du {on}", AllocationId(self.id)),
            What::Payment { .. } => format!("règlement {} du {on}", MovementId(self.id)),
        }
    }

    /// Why it makes a difference when the file has it not.
    fn only_here(&self) -> Cause {
        match self.what {
            What::Invoice => Cause::InvoiceHere { claim: ClaimId(self.id), number: self.number.clone(), on: self.on },
            What::Refund => Cause::RefundHere { refund: AllocationId(self.id), on: self.on },
            What::CreditNote => Cause::CreditHere { number: self.number.clone(), on: self.on },
            What::Payment { by_bank } => Cause::PaymentHere { payment: MovementId(self.id), on: self.on, by_bank },
        }
    }
}

/// What the books have of a debtor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Its claims, payments and credit notes, by number.
    pub things: Vec<Booked>,
    /// Its money that pays what others owe on the day of the file, less theirs that pays what it owes.
    pub across: Cents,
}

/// What others have to do with a debtor: where its entries went, whose entries its things are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// Entries of the file on its account that the books have under another debtor.
    pub moved_away: HashMap<i64, (DebtorId, Booked)>,
    /// Its things that the file has on the account of another.
    pub of_others: HashMap<i64, DebtorId>,
}

/// Ours beside theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What the books have.
    pub ours: Cents,
    /// What account 411 of the file has.
    pub theirs: Cents,
    /// Why they differ, the largest first; the sum is exactly ours less theirs.
    pub parts: Vec<Part>,
}

impl Difference {
    /// Ours less theirs.
    pub fn cents(&self) -> Cents {
        self.ours - self.theirs
    }

    /// What makes it, cause by cause.
    pub fn made_of(&self) -> Vec<(CauseKind, Cents)> {
        let mut by_kind: BTreeMap<CauseKind, Cents> = BTreeMap::new();
        for part in &self.parts {
            *by_kind.entry(part.cause.kind()).or_default() += part.cents;
        }
        by_kind.into_iter().collect()
    }

    /// Its parts, one by one, in an order that is always the same: another payment of the same amount is another difference.
    pub fn marks(&self) -> Vec<String> {
        let mut marks: Vec<String> = self.parts.iter().map(Part::mark).collect();
        marks.sort_unstable();
        marks
    }
}

/// Compares one debtor. `stated` are the customers of the file that it is: none, one, or those of the records joined in it. `from` and `day`
/// are the first day of the file and the one of its balances.
pub fn compare(stated: &[AccountBalance], held: &Held, side: &Side, (from, day): (Date, Date)) -> Difference {
    let ours = held.things.iter().map(|thing| thing.counts(day)).sum::<Cents>() + held.across;
    let theirs = stated.iter().map(|one| one.balance).sum();
    let mut comparing = Comparing { from, day, parts: Vec::new(), gone: 0 };
    comparing.entries(stated, held, side);
    comparing.others(stated, held, side);
    comparing.sums(stated, held);
    let left = ours - theirs - comparing.parts.iter().map(|part| part.cents).sum();
    match comparing.gone {
        0 => comparing.part(left, Cause::Unexplained),
        count => comparing.part(left, Cause::Gone { count }),
    }
    comparing.parts.sort_by_key(|part| (std::cmp::Reverse(part.cents.0.unsigned_abs()), part.cause.kind()));
    Difference { ours, theirs, parts: comparing.parts }
}

struct Comparing {
    from: Date,
    day: Date,
    parts: Vec<Part>,
    /// Entries of the file whose thing is nowhere to be seen: what they came to is what is left in the end.
    gone: usize,
}

impl Comparing {
    fn part(&mut self, cents: Cents, cause: Cause) {
        if !cents.is_zero() {
            self.parts.push(Part { cents, cause, thing: None });
        }
    }

    /// A part that one thing of the books makes.
    fn of(&mut self, thing: &Booked, cents: Cents, cause: Cause) {
        if !cents.is_zero() {
            self.parts.push(Part { cents, cause, thing: Some(thing.id) });
        }
    }

    /// The entries of the file that are things of the books.
    fn entries(&mut self, stated: &[AccountBalance], held: &Held, side: &Side) {
        let things: HashMap<i64, &Booked> = held.things.iter().map(|thing| (thing.id, thing)).collect();
        for one in stated {
            let otherwise: HashMap<i64, Cents> = one.otherwise.iter().copied().collect();
            for id in &one.lines {
                let said = otherwise.get(id).copied();
                match (things.get(id), side.moved_away.get(id)) {
                    (Some(thing), _) => self.known(thing, said.unwrap_or(thing.effect)),
                    (None, Some((other, thing))) => {
                        let cause = Cause::OtherDebtor { what: thing.called(), other: *other, moved_away: true };
                        self.of(thing, -said.unwrap_or(thing.effect), cause);
                    }
                    (None, None) => match said {
                        Some(said) if said.is_zero() => {}
                        _ => self.gone += 1,
                    },
                }
            }
        }
    }

    /// A thing that is an entry, of which the file has so much.
    fn known(&mut self, thing: &Booked, said: Cents) {
        let counts = thing.counts(self.day);
        let came_back = |here| Cause::CameBack { payment: MovementId(thing.id), on: thing.on, here };
        let cause = if said == thing.effect && thing.on > self.day {
            Cause::OtherDay { what: thing.called(), day: self.day }
        } else if said == thing.effect && thing.is_back(self.day) {
            came_back(true)
        } else if said.is_zero() && matches!(thing.what, What::Payment { .. }) {
            came_back(false)
        } else {
            Cause::OtherAmount { what: thing.called(), here: counts, file: said }
        };
        self.of(thing, counts - said, cause);
    }

    /// Things of the books that are no entry of the file, and what was owed before its first day.
    fn others(&mut self, stated: &[AccountBalance], held: &Held, side: &Side) {
        let entries: HashSet<i64> = stated.iter().flat_map(|one| &one.lines).copied().collect();
        let openings: HashSet<i64> = stated.iter().flat_map(|one| &one.openings).copied().collect();
        let mut before = Vec::new();
        let mut taken = Cents::ZERO;
        for thing in held.things.iter().filter(|thing| !entries.contains(&thing.id)) {
            let counts = thing.counts(self.day);
            if counts.is_zero() {
                continue;
            }
            if openings.contains(&thing.id) {
                taken += counts;
            } else if let Some(other) = side.of_others.get(&thing.id) {
                let cause = Cause::OtherDebtor { what: thing.called(), other: *other, moved_away: false };
                self.of(thing, counts, cause);
            } else if thing.on < self.from {
                before.push((thing, counts));
            } else {
                self.of(thing, counts, thing.only_here());
            }
        }
        let opening = stated.iter().map(|one| one.opening).sum();
        self.before(&before, taken, opening);
    }

    /// What was owed before the first day of the file is in its opening as one sum. Where what no accounting file brought, or one
    /// thing of it, is exactly what the opening lacks, it is named; else both sums are told.
    fn before(&mut self, before: &[(&Booked, Cents)], taken: Cents, opening: Cents) {
        let here = taken + before.iter().map(|(_, counts)| *counts).sum();
        let lacks = here - opening;
        if lacks.is_zero() {
            return;
        }
        let own: Vec<&(&Booked, Cents)> = before.iter().filter(|(thing, _)| !thing.of_accounts).collect();
        if own.iter().map(|(_, counts)| *counts).sum::<Cents>() == lacks {
            own.iter().for_each(|(thing, counts)| self.of(thing, *counts, thing.only_here()));
            return;
        }
        let mut alone = own.iter().filter(|(_, counts)| *counts == lacks);
        match (alone.next(), alone.next()) {
            (Some((thing, _)), None) => self.of(thing, lacks, thing.only_here()),
            _ => self.part(lacks, Cause::Opening { here, file: opening, from: self.from }),
        }
    }

    /// What the file has as sums.
    fn sums(&mut self, stated: &[AccountBalance], held: &Held) {
        let mut accounts = BTreeMap::new();
        for (account, cents) in stated.iter().flat_map(AccountBalance::compared_others) {
            *accounts.entry(account).or_insert(Cents::ZERO) += cents;
        }
        for (account, cents) in accounts {
            self.part(cents, Cause::OtherAccount(account));
        }
        let sum = |of: fn(&AccountBalance) -> Cents| stated.iter().map(of).sum::<Cents>();
        self.part(-sum(|one| one.ahead), Cause::Ahead { day: self.day });
        self.part(-sum(|one| one.undated), Cause::Undated);
        self.part(-sum(|one| one.unplaced), Cause::NoPlace);
        self.part(held.across, Cause::PaidAcross);
    }
}
