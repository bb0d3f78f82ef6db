//! Whose an invoice is, where its source names the debtor otherwise than the books: a seller gives a number once, so that the same
//! number, day and amount are the same invoice, and its debtor the same.

use std::collections::{BTreeSet, HashMap};

use domain::Date;
use domain::ids::DebtorId;
use domain::money::{Cents, Currency};
use store::{KnownInvoice, Read};

use crate::error::Result;

/// The shortest number that says something.
const SHORTEST: usize = 3;

/// An invoice as a file says it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Issued<'f> {
    pub number: &'f str,
    pub on: Date,
    pub total: Cents,
    pub currency: Currency,
}

impl Issued<'_> {
    fn says_something(&self) -> bool {
        self.number.len() >= SHORTEST && self.number.bytes().any(|byte| byte.is_ascii_digit())
    }

    fn is(&self, known: &KnownInvoice) -> bool {
        known.issued_on == self.on && known.total == self.total && known.currency == self.currency
    }
}

/// Invoices of the books by number.
pub(super) type Owing = HashMap<String, Vec<KnownInvoice>>;

/// What the books have under the numbers of some invoices.
pub(super) fn owing<'f>(tx: &mut Read<'_>, issued: impl Iterator<Item = &'f Issued<'f>>) -> Result<Owing> {
    let mut numbers: Vec<&str> = issued.filter(|one| one.says_something()).map(|one| one.number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut found = Owing::new();
    if !numbers.is_empty() {
        for ((_, number), known) in tx.known_invoices(&numbers)? {
            found.entry(number).or_default().push(known);
        }
    }
    Ok(found)
}

/// The one debtor who owes some of these invoices in the books, where it is one.
pub(super) fn the_one(issued: &[Issued<'_>], owing: &Owing) -> Option<DebtorId> {
    let same = issued.iter().filter(|one| one.says_something()).flat_map(|one| {
        let known = owing.get(one.number).map_or(&[][..], Vec::as_slice);
        known.iter().filter(|known| one.is(known)).map(|known| known.debtor)
    });
    let debtors: BTreeSet<DebtorId> = same.collect();
    if debtors.len() == 1 { debtors.first().copied() } else { None }
}

/// That a name of a file is a debtor of the books.
pub(super) fn said(name: &str, code: &str, own: &str) -> String {
    format!("« {name} » (code {code}) est le débiteur {own} : même facture, même date, même montant")
}
