//! What pays what, as a FEC says it: lettering first of all; guesses only where the books say nothing else.
//!
//! Lettering that comes later moves what was only guessed: the guess is undone by an event, and its money goes where there
//! is room. No claim ever gets more than what is left of it; money that finds no room stays to be allocated.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::Date;
use domain::events::{Allocated, AllocationUndone, NewEvent};
use domain::ids::{ClaimId, DebtorId, MovementId};
use domain::money::{Cents, Currency};
use formats::fec::Basis;
use store::Tx;

use crate::error::Result;
use crate::record::oldest_first;

/// So many cents of some money for a claim.
#[derive(Clone, Copy, Debug)]
pub(super) struct Share {
    pub claim: ClaimId,
    pub cents: Cents,
    pub basis: Basis,
    pub on: Date,
}

/// What a file says of its money.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// Money with its shares.
    pub shares: BTreeMap<MovementId, Vec<Share>>,
    /// Claims of the debtor of each money that the file knows, the oldest first.
    pub claims: HashMap<MovementId, Vec<ClaimId>>,
    /// Money against opening lines, which are no claims of their own here: its debtor, how much, from when.
    pub openings: BTreeMap<MovementId, (DebtorId, Cents, Date)>,
}

/// What came of it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Settled {
    /// Money of which the allocation changed.
    pub changed: u64,
    /// Shares that nothing but age decides.
    pub guessed: u64,
    /// Money that found no room where the file puts it.
    pub without_room: u64,
}

/// Room left on claims, while allocations are undone and made.
#[derive(Default)]
struct Rooms(HashMap<ClaimId, Cents>);

impl Rooms {
    fn of(&mut self, tx: &mut Tx<'_>, claim: ClaimId) -> Result<&mut Cents> {
        Ok(match self.0.entry(claim) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(place) => {
                let left = tx.claim(claim)?.map_or(Cents::ZERO, |row| row.amount - row.settled);
                place.insert(left)
            }
        })
    }

    /// Takes up to so many cents; answers how many.
    fn take(&mut self, tx: &mut Tx<'_>, claim: ClaimId, cents: Cents) -> Result<Cents> {
        let room = self.of(tx, claim)?;
        let taken = cents.min(room.or_zero());
        *room -= taken;
        Ok(taken)
    }
}

struct Settling<'t, 's> {
    tx: &'t mut Tx<'s>,
    today: Date,
    rooms: Rooms,
    undone: Vec<NewEvent>,
    made: Vec<NewEvent>,
    settled: Settled,
}

/// Allocates what a file says.
pub(super) fn settle(tx: &mut Tx<'_>, wanted: &Wanted, today: Date) -> Result<Settled> {
    let mut settling = Settling { tx, today, rooms: Rooms::default(), undone: Vec::new(), made: Vec::new(), settled: Settled::default() };
    // Money to place, with how much of it: lettered money as a whole, guesses that must yield by what they free.
    let mut lettered = Vec::new();
    let mut held: HashSet<ClaimId> = HashSet::new();
    let mut others = Vec::new();
    for (money, shares) in &wanted.shares {
        let placed = settling.tx.placed(*money)?;
        // What went back to the debtor pays nothing, whatever the file puts against it.
        let most = placed.for_claims();
        let existing = placed.claims;
        if !shares.iter().any(|share| share.basis == Basis::Lettering) {
            others.push((*money, shares, existing, most));
            continue;
        }
        let same = |share: &Share| existing.iter().any(|(_, claim, cents)| *claim == share.claim && *cents == share.cents);
        if !existing.is_empty() && shares.iter().all(same) {
            continue;
        }
        settling.settled.changed += u64::from(!existing.is_empty());
        for (allocation, claim, cents) in existing {
            settling.undo(allocation, claim, cents)?;
        }
        held.extend(shares.iter().filter(|share| share.basis == Basis::Lettering).map(|share| share.claim));
        lettered.push((*money, shares, shares.iter().map(|share| share.cents).sum::<Cents>().min(most)));
    }
    let mut guesses = Vec::new();
    for (money, shares, existing, most) in others {
        if existing.is_empty() {
            guesses.push((money, shares, shares.iter().map(|share| share.cents).sum::<Cents>().min(most)));
            continue;
        }
        let mut freed = Cents::ZERO;
        for (allocation, claim, cents) in existing {
            if held.contains(&claim) && !shares.iter().any(|share| share.claim == claim) {
                settling.undo(allocation, claim, cents)?;
                freed += cents;
            }
        }
        if freed.is_positive() {
            settling.settled.changed += 1;
            guesses.push((money, shares, freed));
        }
    }
    for (money, shares, amount) in lettered.into_iter().chain(guesses) {
        let claims = wanted.claims.get(&money).map_or(&[] as &[ClaimId], Vec::as_slice);
        settling.place(money, shares, amount, claims)?;
    }
    let Settling { tx, undone, made, mut settled, .. } = settling;
    tx.append_many(undone)?;
    tx.append_many(made)?;
    for (money, (debtor, cents, on)) in &wanted.openings {
        settled.guessed += u64::from(against_opening(tx, *money, *debtor, *cents, *on)?);
    }
    Ok(settled)
}

impl Settling<'_, '_> {
    fn undo(&mut self, allocation: domain::ids::AllocationId, claim: ClaimId, cents: Cents) -> Result<()> {
        self.undone.push(NewEvent::new(self.today, AllocationUndone { allocation }));
        *self.rooms.of(self.tx, claim)? += cents;
        Ok(())
    }

    /// Places an amount on the claims the file says; a guess that finds no room there goes to the oldest claim that has some.
    fn place(&mut self, money: MovementId, shares: &[Share], amount: Cents, claims: &[ClaimId]) -> Result<()> {
        let mut left = amount;
        for share in shares {
            let cents = self.rooms.take(self.tx, share.claim, share.cents.min(left))?;
            if cents.is_positive() {
                self.settled.guessed += u64::from(share.basis == Basis::OldestFirst);
                self.made.push(NewEvent::new(share.on, Allocated { movement: money, claim: share.claim, cents }));
                left -= cents;
            }
        }
        let (Some(on), true) = (shares.iter().map(|share| share.on).max(), left.is_positive()) else { return Ok(()) };
        if shares.iter().any(|share| share.basis == Basis::OldestFirst) {
            for claim in claims {
                let cents = self.rooms.take(self.tx, *claim, left)?;
                if cents.is_positive() {
                    self.settled.guessed += 1;
                    self.made.push(NewEvent::new(on, Allocated { movement: money, claim: *claim, cents }));
                    left -= cents;
                }
            }
        }
        self.settled.without_room += u64::from(left.is_positive());
        Ok(())
    }
}

/// Money that a later exercise puts against an opening balance pays the oldest claims behind it.
fn against_opening(tx: &mut Tx<'_>, money: MovementId, debtor: DebtorId, cents: Cents, on: Date) -> Result<bool> {
    let placed = tx.placed(money)?;
    if !placed.claims.is_empty() {
        return Ok(false);
    }
    let cents = cents.min(placed.for_claims());
    let Some(facts) = tx.debtor_facts(debtor)? else { return Ok(false) };
    let shares = oldest_first(&facts, cents, Currency::EUR, on);
    let made = shares.iter().map(|(claim, cents)| NewEvent::new(on, Allocated { movement: money, claim: *claim, cents: *cents }));
    tx.append_many(made.collect())?;
    Ok(!shares.is_empty())
}
