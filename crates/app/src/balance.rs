//! Aged balance (balance âgée): the book principal of each debtor by days late, on any day.
//!
//! Money received and not allocated, and credit notes not used, stand in a column of their own, negative: the total is
//! the balance of the accounts. Totals never mix currencies: a balance is of one currency.

use std::collections::BTreeMap;

use domain::Date;
use domain::facts::days_between;
use domain::ids::DebtorId;
use domain::money::{Cents, Currency};
use serde::Serialize;
use store::Read;

use crate::error::Result;

/// A balance of one currency.
#[derive(Clone, Debug, Serialize)]
pub struct Balance {
    /// The day.
    pub as_of: Date,
    /// The currency of every amount.
    pub currency: Currency,
    /// Everything.
    #[serde(serialize_with = "plain")]
    pub total: Cents,
    /// Everything by bucket.
    pub buckets: Vec<Bucket>,
    /// By debtor, the largest first.
    pub debtors: Vec<DebtorLine>,
    /// Other currencies in which something is open.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_currencies: Vec<Currency>,
}

/// One column.
#[derive(Clone, Debug, Serialize)]
pub struct Bucket {
    /// `non échu`, `1–30 j`, …, `> 90 j`, `non affecté`.
    pub label: String,
    /// What stands in it.
    #[serde(serialize_with = "plain")]
    pub amount: Cents,
}

/// One debtor.
#[derive(Clone, Debug, Serialize)]
pub struct DebtorLine {
    /// Reference.
    #[serde(skip)]
    pub id: DebtorId,
    /// The user's code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Everything.
    #[serde(serialize_with = "plain")]
    pub total: Cents,
    /// By bucket.
    pub buckets: Vec<Bucket>,
}

pub(crate) fn plain<S: serde::Serializer>(cents: &Cents, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.serialize_str(&cents.plain())
}

/// The labels of the columns for given upper ends, such as 30, 60, 90.
pub(crate) fn labels(ends: &[u16]) -> Vec<String> {
    let mut labels = vec!["non échu".to_owned()];
    let mut from = 1;
    for end in ends {
        labels.push(format!("{from}–{end} j"));
        from = end + 1;
    }
    labels.push(format!("> {} j", from - 1));
    labels.push("non affecté".to_owned());
    labels
}

/// Which column: 0 is not due, the last but one is the oldest.
pub(crate) fn column(late: i64, ends: &[u16]) -> usize {
    if late <= 0 { 0 } else { 1 + ends.iter().take_while(|end| late > i64::from(**end)).count() }
}

/// The aged balance of a day. Without a currency: the euro, or the only one there is.
///
/// # Errors
/// The data could not be read.
pub fn balance(tx: &mut Read<'_>, day: Date, currency: Option<Currency>) -> Result<Balance> {
    let ends = tx.tenant_facts(day)?.policy.balance_buckets;
    let width = ends.len() + 3;
    let mut rows: BTreeMap<(Currency, DebtorId), Vec<Cents>> = BTreeMap::new();
    tx.open_claims(day, |claim| {
        let row = rows.entry((claim.currency, claim.debtor)).or_insert_with(|| vec![Cents::ZERO; width]);
        row[column(days_between(claim.due_on, day), &ends)] += claim.open;
        Ok(())
    })?;
    tx.unallocated(day, |debtor, currency, left| {
        rows.entry((currency, debtor)).or_insert_with(|| vec![Cents::ZERO; width])[width - 1] -= left;
        Ok(())
    })?;
    let mut currencies: Vec<Currency> = rows.keys().map(|(currency, _)| *currency).collect();
    currencies.dedup();
    let currency = currency.unwrap_or(match currencies.as_slice() {
        [only] => *only,
        _ => Currency::EUR,
    });
    let other_currencies = currencies.into_iter().filter(|other| *other != currency).collect();
    let of_currency: Vec<(DebtorId, Vec<Cents>)> = rows
        .into_iter()
        .filter(|((of, _), row)| *of == currency && row.iter().any(|cents| !cents.is_zero()))
        .map(|((_, id), row)| (id, row))
        .collect();
    let ids: Vec<DebtorId> = of_currency.iter().map(|(id, _)| *id).collect();
    let names = tx.names(&ids)?;
    let labels = labels(&ends);
    let buckets =
        |row: &[Cents]| labels.iter().zip(row).map(|(label, amount)| Bucket { label: label.clone(), amount: *amount }).collect::<Vec<_>>();
    let mut totals = vec![Cents::ZERO; width];
    let mut debtors = Vec::with_capacity(of_currency.len());
    for (id, row) in &of_currency {
        for (total, cents) in totals.iter_mut().zip(row) {
            *total += *cents;
        }
        let (code, name) = names.get(id).cloned().unwrap_or_default();
        debtors.push(DebtorLine { id: *id, code, name, total: row.iter().copied().sum(), buckets: buckets(row) });
    }
    debtors.sort_by(|a, b| b.total.cmp(&a.total).then_with(|| a.code.cmp(&b.code)));
    Ok(Balance { as_of: day, currency, total: totals.iter().copied().sum(), buckets: buckets(&totals), debtors, other_currencies })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_late_falls_into_its_column() {
        let ends = [30, 60, 90];
        let columns: Vec<usize> = [-5, 0, 1, 30, 31, 60, 61, 90, 91, 4000].into_iter().map(|late| column(late, &ends)).collect();
        assert_eq!(columns, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
        assert_eq!(labels(&ends), ["non échu", "1–30 j", "31–60 j", "61–90 j", "> 90 j", "non affecté"]);
    }
}
