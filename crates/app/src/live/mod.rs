//! A live view of one creditor's books as of today, kept in memory by the server: debtors with what they owe, the aged balance, the
//! agenda, the counts of the navigation.
//!
//! Deciding for everybody takes seconds with a million claims; a page has milliseconds. [`Lives`] keeps a [`Live`] for each creditor
//! at work, brings it up to date from the end of the journal (the debtors touched since, decided again), and makes it again
//! in the background when the day, the rules or too much changed, the old one answering meanwhile. It equals what
//! [`crate::plan`] and [`crate::balance`] answer for the same day: a property test over random histories says so.
//!
//! A view is a cache: nothing is lost with it, nothing is decided from it. What a person approves is decided again from the facts.

mod build;
mod chunk;
mod keep;
mod list;
mod memo;
mod names;
mod row;

use std::sync::Arc;

use domain::Date;
use domain::facts::TenantFacts;
use domain::ids::{DebtorId, Seq};
use domain::money::Currency;

pub use build::Progress;
pub use chunk::{Chunk, Tally};
pub use keep::{Lives, View};
pub use list::{After, Found, Listing, Order, Page, Wanted, Which};
pub use names::{Name, Names};
pub use row::{ActionRow, Aged, DebtorRow, Expected, Flags, Other, WEEKS};

/// One creditor's books on a day.
#[derive(Clone, Debug)]
pub struct Live {
    day: Date,
    head: Seq,
    made_at: i64,
    fingerprint: String,
    tenant: TenantFacts,
    names: Names,
    block: usize,
    chunks: Vec<Arc<Chunk>>,
    totals: Tally,
    trouble: Option<String>,
    memo: memo::Memo,
}

impl Live {
    /// The day.
    pub fn day(&self) -> Date {
        self.day
    }

    /// The last event it knows.
    pub fn head(&self) -> Seq {
        self.head
    }

    /// When it was made or brought up to date, in microseconds since 1970 UTC.
    pub fn made_at(&self) -> i64 {
        self.made_at
    }

    /// What holds for every debtor on the day.
    pub fn tenant(&self) -> &TenantFacts {
        &self.tenant
    }

    /// Why a debtor could not be decided for (a scenario that is missing or does not read), the first of them.
    pub fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }

    /// A name of a row.
    pub fn name(&self, name: Name) -> &str {
        self.names.text(name)
    }

    /// The debtors, by blocks of neighbours.
    pub fn chunks(&self) -> &[Arc<Chunk>] {
        &self.chunks
    }

    /// Every debtor, by id.
    pub fn debtors(&self) -> impl Iterator<Item = &DebtorRow> {
        self.chunks.iter().flat_map(|chunk| chunk.rows())
    }

    /// Every action with whom it concerns, by debtor.
    pub fn actions(&self) -> impl Iterator<Item = (&DebtorRow, &ActionRow)> {
        self.chunks.iter().flat_map(|chunk| chunk.actions().iter().filter_map(|action| Some((chunk.debtor(action.debtor)?.0, action))))
    }

    /// The action of a key.
    pub fn action(&self, key: &str) -> Option<(&DebtorRow, &ActionRow)> {
        let key = u128::from_str_radix(key, 16).ok()?;
        self.actions().find(|(_, action)| action.key == key)
    }

    /// A debtor, with the columns of its balance.
    pub fn debtor(&self, id: DebtorId) -> Option<(&DebtorRow, &[Aged])> {
        self.chunk_of(id)?.debtor(id)
    }

    /// The actions of a debtor.
    pub fn actions_of(&self, id: DebtorId) -> &[ActionRow] {
        self.chunk_of(id).map_or(&[], |chunk| chunk.actions_of(id))
    }

    /// Sums over everybody.
    pub fn totals(&self) -> &Tally {
        &self.totals
    }

    /// Labels of the columns of the balance: not due, by days late, not allocated.
    pub fn labels(&self) -> Vec<String> {
        crate::balance::labels(&self.tenant.policy.balance_buckets)
    }

    /// Currencies in which something is open, the euro first.
    pub fn currencies(&self) -> Vec<Currency> {
        let mut all: Vec<Currency> = self.totals.aged.keys().copied().collect();
        all.sort_by_key(|currency| (*currency != Currency::EUR, *currency));
        all
    }

    /// Monday of the first of the weeks of expected cash.
    pub fn monday(&self) -> Date {
        chunk::monday_of(self.day)
    }

    fn chunk_of(&self, id: DebtorId) -> Option<&Chunk> {
        let after = self.chunks.partition_point(|chunk| chunk.first().is_some_and(|first| first <= id));
        self.chunks.get(after.checked_sub(1)?).map(|chunk| &**chunk)
    }
}
