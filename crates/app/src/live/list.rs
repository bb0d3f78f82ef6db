//! Lists of debtors: filtered, sorted, by pages, with totals over the whole filter. One pass over what is in memory, and none for
//! a page that was asked for before and is still true.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use domain::ids::DebtorId;
use domain::money::{Cents, Currency};
use domain::party::DebtorKind;
use memchr::memmem::Finder;

use super::Live;
use super::memo::{Answered, Asked};
use super::row::{Aged, DebtorRow, Flags};

/// Which debtors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// Everybody.
    #[default]
    All,
    /// Those whose balance is not nothing.
    Open,
    /// Those that are late.
    Late,
    /// Those that have something in a column of the balance.
    Column(usize),
    /// Those of whom all of this holds.
    With(Flags),
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The largest amount late first.
    #[default]
    Overdue,
    /// The largest balance first.
    Open,
    /// The oldest delay first.
    Oldest,
    /// By name.
    Name,
    /// By code.
    Code,
}

/// The place of a debtor in an order, from which the next page goes on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct After {
    number: i64,
    text: String,
    id: i64,
}

/// What is asked for.
pub struct Wanted<'a> {
    /// Which debtors.
    pub which: Which,
    /// Only of that kind.
    pub kind: Option<DebtorKind>,
    /// Only whose name, code or SIREN has every word of this.
    pub text: &'a str,
    /// Only these.
    pub only: Option<&'a dyn Fn(DebtorId) -> bool>,
    /// In which order.
    pub order: Order,
    /// From its end.
    pub reverse: bool,
    /// Amounts of that currency.
    pub currency: Currency,
    /// From where.
    pub page: Page,
    /// How many at most.
    pub size: usize,
}

/// Which page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Page {
    /// The first.
    #[default]
    First,
    /// That after a debtor.
    After(After),
    /// That before a debtor.
    Before(After),
}

/// A debtor found, with its columns in the currency asked for.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// Whom.
    pub row: &'a DebtorRow,
    /// What it owes by column.
    pub aged: &'a [Aged],
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Listing<'a> {
    /// Its debtors.
    pub rows: Vec<Found<'a>>,
    /// Debtors of the whole filter.
    pub debtors: u64,
    /// What they owe by column, over the whole filter.
    pub totals: Vec<Aged>,
    /// Where the page before begins, if there is one.
    pub before: Option<After>,
    /// Where the page after begins, if there is one.
    pub after: Option<After>,
}

impl Found<'_> {
    /// What is late.
    pub fn overdue(&self) -> Cents {
        if self.is_main() { self.row.overdue } else { self.aged[1..self.aged.len() - 1].iter().map(|aged| aged.cents).sum() }
    }

    /// What the accounts say.
    pub fn balance(&self) -> Cents {
        if self.is_main() { self.row.balance() } else { self.aged.iter().map(|aged| aged.cents).sum() }
    }

    /// Whether the columns are those of the row's own currency, whose sums it holds: lists of everybody add nothing again.
    fn is_main(&self) -> bool {
        !self.row.others.iter().any(|other| std::ptr::eq(&*other.aged, self.aged))
    }
}

impl Listing<'_> {
    /// What is late, over the whole filter.
    pub fn overdue(&self) -> Cents {
        self.totals[1..self.totals.len() - 1].iter().map(|aged| aged.cents).sum()
    }

    /// What the accounts say, over the whole filter.
    pub fn balance(&self) -> Cents {
        self.totals.iter().map(|aged| aged.cents).sum()
    }
}

impl After {
    /// As it stands in an address.
    pub fn text(&self) -> String {
        format!("{}~{}~{}", self.number, self.id, self.text)
    }

    /// Read back; `None` when it is not one.
    pub fn parse(text: &str) -> Option<After> {
        let mut parts = text.splitn(3, '~');
        let (number, id) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        Some(After { number, text: parts.next()?.to_owned(), id })
    }
}

/// The place of a debtor in the order asked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key<'a> {
    number: i64,
    text: &'a str,
    id: i64,
}

impl Key<'_> {
    fn kept(&self) -> After {
        After { number: self.number, text: self.text.to_owned(), id: self.id }
    }

    fn against(&self, after: &After) -> Ordering {
        (self.number, self.text, self.id).cmp(&(after.number, &after.text, after.id))
    }
}

/// A candidate in the heap: the one farthest from the page's beginning on top.
struct Candidate<'a> {
    key: Key<'a>,
    found: Found<'a>,
    forward: bool,
}

impl PartialEq for Candidate<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Candidate<'_> {}

impl PartialOrd for Candidate<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Candidate<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.forward { self.key.cmp(&other.key) } else { other.key.cmp(&self.key) }
    }
}

impl Live {
    /// A page of debtors, with the totals of all that the filter finds.
    pub fn list(&self, wanted: &Wanted<'_>) -> Listing<'_> {
        /// Longer lists go into files, once.
        const LONGEST_KEPT: usize = 500;
        if wanted.only.is_some() || wanted.size > LONGEST_KEPT {
            return self.look_through(wanted);
        }
        let asked = Asked {
            which: wanted.which,
            kind: wanted.kind,
            text: formats::values::folded(wanted.text),
            order: wanted.order,
            reverse: wanted.reverse,
            currency: wanted.currency,
            page: wanted.page.clone(),
            size: wanted.size,
        };
        if let Some(known) = self.memo.find(&asked) {
            let rows = known.debtors.iter().filter_map(|id| {
                let (row, main) = self.debtor(*id)?;
                Some(Found { row, aged: columns(row, main, wanted.currency)? })
            });
            return Listing {
                rows: rows.collect(),
                debtors: known.count,
                totals: known.totals.clone(),
                before: known.before.clone(),
                after: known.after.clone(),
            };
        }
        let listing = self.look_through(wanted);
        self.memo.keep(
            asked,
            Answered {
                debtors: listing.rows.iter().map(|found| found.row.id).collect(),
                count: listing.debtors,
                totals: listing.totals.clone(),
                before: listing.before.clone(),
                after: listing.after.clone(),
            },
        );
        listing
    }

    fn look_through(&self, wanted: &Wanted<'_>) -> Listing<'_> {
        let words = formats::values::folded(wanted.text);
        let words: Vec<Finder<'_>> = words.split(' ').filter(|word| !word.is_empty()).map(Finder::new).collect();
        let width = self.tenant().policy.balance_buckets.len() + 3;
        let mut totals = vec![Aged::default(); width];
        let mut debtors = 0;
        let (place, forward) = match &wanted.page {
            Page::First => (None, true),
            Page::After(after) => (Some(after), true),
            Page::Before(before) => (Some(before), false),
        };
        // In an order from its end, what comes after is what is smaller: the heap and the comparison turn round together.
        let towards = forward != wanted.reverse;
        let beyond = if towards { Ordering::Greater } else { Ordering::Less };
        let (mut heap, mut passed_by) = (BinaryHeap::with_capacity(wanted.size.min(1_000) + 2), false);
        for (row, main) in self.chunks().iter().flat_map(|chunk| chunk.aged_rows()) {
            let Some(aged) = columns(row, main, wanted.currency) else { continue };
            let found = Found { row, aged };
            if !keeps(wanted, &words, found) {
                continue;
            }
            debtors += 1;
            for (total, aged) in totals.iter_mut().zip(aged) {
                total.cents += aged.cents;
                total.claims += aged.claims;
            }
            let key = Live::key(wanted, found);
            if place.is_some_and(|place| key.against(place) != beyond) {
                passed_by = true;
                continue;
            }
            heap.push(Candidate { key, found, forward: towards });
            if heap.len() > wanted.size.saturating_add(1) {
                heap.pop();
            }
        }
        let mut page = heap.into_sorted_vec();
        let more = page.len() > wanted.size;
        page.truncate(wanted.size);
        if !forward {
            page.reverse();
        }
        let (is_before, is_after) = if forward { (passed_by, more) } else { (more, passed_by) };
        Listing {
            debtors,
            totals,
            before: page.first().filter(|_| is_before).map(|first| first.key.kept()),
            after: page.last().filter(|_| is_after).map(|last| last.key.kept()),
            rows: page.into_iter().map(|candidate| candidate.found).collect(),
        }
    }

    fn key<'a>(wanted: &Wanted<'_>, found: Found<'a>) -> Key<'a> {
        let (number, text) = match wanted.order {
            Order::Overdue => (-found.overdue().0, ""),
            Order::Open => (-found.balance().0, ""),
            Order::Oldest => (
                found.row.oldest_due.map_or(i64::MAX, |due| {
                    // Days in their order, without counting them.
                    (i64::from(due.year()) * 100 + i64::from(due.month())) * 100 + i64::from(due.day())
                }),
                "",
            ),
            Order::Name => (0, found.row.sorting_name()),
            Order::Code => (0, found.row.face.code.as_str()),
        };
        Key { number, text, id: found.row.id.0 }
    }
}

/// The columns of a debtor in a currency; `None` where it has nothing in that currency, unless it is its main one.
fn columns<'a>(row: &'a DebtorRow, main: &'a [Aged], currency: Currency) -> Option<&'a [Aged]> {
    if row.currency == currency {
        return Some(main);
    }
    row.others.iter().find(|other| other.currency == currency).map(|other| &*other.aged)
}

fn keeps(wanted: &Wanted<'_>, words: &[Finder<'_>], found: Found<'_>) -> bool {
    let row = found.row;
    let which = match wanted.which {
        Which::All => true,
        Which::Open => found.aged.iter().any(|aged| !aged.cents.is_zero()),
        Which::Late => found.overdue().is_positive(),
        Which::Column(at) => found.aged.get(at).is_some_and(|aged| !aged.cents.is_zero()),
        Which::With(flags) => row.flags.has(flags),
    };
    which
        && wanted.kind.is_none_or(|kind| row.kind == kind)
        && words.iter().all(|word| word.find(row.folded.as_bytes()).is_some())
        && wanted.only.is_none_or(|only| only(row.id))
}
