//! What an accounting file says of each customer's accounts, as events: to be compared with the books whenever they change.
//!
//! The day is the last one on which the file has a customer's entry, the day of the import at the latest; an entry dated after it is set
//! aside. Each entry is kept as the claim or movement that it is in the books, so that nothing has to be matched again.

use std::collections::{BTreeMap, HashMap};

use domain::Date;
use domain::events::{AccountsStated, BalancesStated, NewEvent};
use domain::ids::{ClaimId, DebtorId, MovementId};
use domain::money::Cents;
use domain::tie_out::{Account, AccountBalance};
use formats::fec::{Family, MovementKind};

use super::{Home, Taking, told};
use crate::error::Result;

/// Customers in one event.
const CHUNK: usize = 200;

/// What the entries of one customer are, while they are read.
struct Entries {
    balance: AccountBalance,
    unlettered: Cents,
    others: BTreeMap<Account, Cents>,
    /// Things of the books with what the file has of each.
    things: BTreeMap<i64, Cents>,
    /// Of those that this import made: with what.
    made: HashMap<i64, Cents>,
}

impl Taking<'_, '_, '_> {
    /// Keeps what the file says of each customer.
    pub(super) fn state_accounts(&mut self) -> Result<()> {
        // What is not invoiced yet is nobody's entry.
        let owned = self.receivables.movements.iter().filter(|movement| self.owners[movement.customer].is_some());
        let days = || owned.clone().map(|movement| movement.entered_on);
        let day = days().filter(|day| *day <= self.today).max().unwrap_or(self.today);
        let from = days().min().map_or(day, |first| first.min(day));
        let entries = self.entries(day);
        if entries.is_empty() {
            return Ok(());
        }
        let mut events = vec![NewEvent::new(day, AccountsStated { import: self.import, from })];
        let mut customers: Vec<Entries> = entries.into_values().collect();
        for some in customers.chunks_mut(CHUNK) {
            let recorded = self.recorded(some)?;
            let balances = some.iter_mut().map(|one| one.finish(&recorded)).collect();
            events.push(NewEvent::new(day, BalancesStated { import: self.import, balances }));
        }
        self.tx.append_many(events)?;
        Ok(())
    }

    fn entries(&self, day: Date) -> BTreeMap<DebtorId, Entries> {
        let mut rooms = self.told_claims.clone();
        let mut entries: BTreeMap<DebtorId, Entries> = BTreeMap::new();
        let customers = &self.receivables.customers;
        let owner = |at: usize| self.owners[at].as_ref().map(|(debtor, _)| *debtor);
        let by_code: HashMap<&str, DebtorId> =
            customers.iter().enumerate().filter_map(|(at, customer)| Some((customer.code(), owner(at)?))).collect();
        for customer in customers {
            // What is not invoiced yet has no debtor of its own: it is told of whoever has the same code.
            let Some(debtor) = by_code.get(customer.code()) else { continue };
            entries.entry(*debtor).or_insert_with(|| Entries::of(*debtor)).account(customer);
        }
        for (at, movement) in self.receivables.movements.iter().enumerate() {
            let Some(one) = owner(movement.customer).and_then(|debtor| entries.get_mut(&debtor)) else { continue };
            let things: Vec<(i64, Cents)> = match self.places[at] {
                Home::Claim(ClaimId(id)) | Home::Money(MovementId(id)) | Home::ToldMoney(MovementId(id)) => vec![(id, movement.cents)],
                Home::Invoice(invoice) => {
                    let parts = rooms.get_mut(&invoice).map(|rooms| told::taken(rooms, movement.cents)).unwrap_or_default();
                    parts.into_iter().map(|(claim, cents)| (claim.0, cents)).collect()
                }
                Home::None => match (self.sent_back.get(&at), self.refunded.get(&at)) {
                    (Some(payment), _) => vec![(payment.0, movement.cents)],
                    (None, refunds) => refunds.cloned().unwrap_or_default(),
                },
            };
            if movement.on > day {
                one.balance.ahead += movement.cents;
            } else if movement.kind == MovementKind::Opening {
                one.balance.opening += movement.cents;
                one.balance.openings.extend(things.into_iter().map(|(id, _)| id));
            } else if things.is_empty() {
                one.balance.unplaced += movement.cents;
            } else {
                for (id, cents) in things {
                    *one.things.entry(id).or_default() += cents;
                    // A payment that is sent back is made by its own line.
                    one.made.entry(id).or_insert(cents);
                }
            }
        }
        entries
    }

    /// What the books had of the things of some customers before this import.
    fn recorded(&mut self, some: &[Entries]) -> Result<HashMap<i64, Cents>> {
        let before = self.import.0;
        let mut wanted: Vec<i64> = some.iter().flat_map(|one| one.things.keys()).copied().filter(|id| *id < before).collect();
        if wanted.is_empty() {
            return Ok(HashMap::new());
        }
        let debtors: Vec<DebtorId> = some.iter().map(|one| one.balance.debtor).collect();
        let held = self.tx.held_of(&debtors, formats::fec::is_identity)?;
        let mut recorded: HashMap<i64, Cents> = held.values().flat_map(|held| &held.things).map(|thing| (thing.id, thing.effect)).collect();
        // What went to another debtor since is rare: it is asked one by one.
        wanted.retain(|id| !recorded.contains_key(id));
        for id in wanted {
            let effect = match self.tx.claim(ClaimId(id))? {
                Some(claim) => Some(claim.amount),
                None => self.tx.movement(MovementId(id))?.map(|movement| -movement.amount),
            };
            recorded.extend(effect.map(|cents| (id, cents)));
        }
        Ok(recorded)
    }
}

impl Entries {
    fn of(debtor: DebtorId) -> Entries {
        Entries {
            balance: AccountBalance::of(debtor),
            unlettered: Cents::ZERO,
            others: BTreeMap::new(),
            things: BTreeMap::new(),
            made: HashMap::new(),
        }
    }

    fn account(&mut self, customer: &formats::fec::Customer) {
        let other = match customer.family {
            Family::Customer => {
                self.balance.balance += customer.balance;
                self.balance.undated += customer.set_aside;
                self.unlettered += customer.unlettered;
                return;
            }
            Family::Bill => Account::Bill,
            Family::Doubtful => Account::Doubtful,
            Family::ToInvoice => Account::ToInvoice,
            Family::Deposit => Account::Deposit,
        };
        *self.others.entry(other).or_default() += customer.balance;
        if other != Account::ToInvoice {
            self.balance.undated += customer.set_aside;
        }
    }

    fn finish(&mut self, recorded: &HashMap<i64, Cents>) -> AccountBalance {
        let mut balance = self.balance.clone();
        balance.unlettered = Some(self.unlettered).filter(|unlettered| *unlettered != balance.balance);
        balance.others = self.others.iter().map(|(account, cents)| (*account, *cents)).filter(|(_, cents)| !cents.is_zero()).collect();
        balance.openings.sort_unstable();
        for (id, said) in &self.things {
            balance.lines.push(*id);
            if recorded.get(id).or_else(|| self.made.get(id)) != Some(said) {
                balance.otherwise.push((*id, *said));
            }
        }
        balance
    }
}
