//! Records 05: what they add to the movement before them, by qualifier (CFONB, revision of 2010).

use domain::bank::AccountId;
use domain::money::{Cents, Currency};

use super::super::model::{Entry, Money};
use super::super::text::{add_line, reference};
use super::record::{Record, scaled, signed_amount};

/// Names and accounts of both sides, until the kind of the movement says which is the other one.
#[derive(Clone, Debug, Default)]
pub(super) struct Sides {
    payer: Option<String>,
    payer_account: Option<AccountId>,
    beneficiary: Option<String>,
    beneficiary_account: Option<AccountId>,
}

impl Sides {
    /// Gives the entry its other side.
    pub(super) fn settle(self, entry: &mut Entry) {
        let payer = (self.payer, self.payer_account);
        let beneficiary = (self.beneficiary, self.beneficiary_account);
        let (first, second) = if entry.kind.is_from_debtor(entry.is_credit()) { (payer, beneficiary) } else { (beneficiary, payer) };
        let there = first.0.is_some() || first.1.is_some();
        // Banks name the issuer of a direct debit as payer too (NPY): the only side that is named is the other one.
        (entry.counterparty, entry.counterparty_account) = if there { first } else { second };
    }
}

/// Adds what a record says to its entry.
pub(super) fn add(record: &Record, entry: &mut Entry, sides: &mut Sides) {
    let qualifier = record.text(46, 3);
    let all = || record.words(49, 70);
    match qualifier.as_str() {
        "NPY" => sides.payer = all(),
        "NBE" => sides.beneficiary = all(),
        "NPO" => entry.ultimate_debtor = all(),
        "NBU" => entry.ultimate_creditor = all(),
        "CPY" => sides.payer_account = AccountId::of_text(&record.text(49, 35)),
        "CBE" => sides.beneficiary_account = AccountId::of_text(&record.text(49, 35)),
        "LCS" => {
            let own = reference(&record.text(49, 35)).filter(|own| !entry.structured_references.contains(own));
            entry.structured_references.extend(own);
        }
        "RCN" => {
            entry.end_to_end = reference(&record.text(49, 35));
            add_line(&mut entry.remittance, &record.text(84, 35));
        }
        "REF" => {
            let (batch, own) = (reference(&record.text(49, 35)), reference(&record.text(84, 35)));
            entry.own_reference = own.or(batch).or_else(|| entry.own_reference.take());
        }
        "RUM" => entry.mandate = reference(&record.text(49, 35)),
        "MMO" => entry.original = own_amount(record).filter(|original| original.currency != entry.money.currency),
        "FEE" => entry.charges = own_amount(record),
        // Identifiers of the parties: kept as written only.
        "IPY" | "IBE" | "IPO" | "IBU" => {}
        // LIB, LCC, LC2, and what no revision names: words.
        _ => {
            if let Some(line) = all() {
                add_line(&mut entry.remittance, &line);
            }
        }
    }
}

/// Currency(3) decimals(1) amount(14); the amount without sign, or signed as those of movements are.
fn own_amount(record: &Record) -> Option<Money> {
    let currency = Currency::parse(&record.text(49, 3))?;
    let decimals = record.text(52, 1).parse().ok()?;
    let text = record.text(53, 14);
    let amount = if text.bytes().all(|b| b.is_ascii_digit()) {
        Cents(scaled(text.parse().ok()?, decimals, currency)?)
    } else {
        Cents(signed_amount(&text, decimals, currency)?.0.saturating_abs())
    };
    (!amount.is_zero()).then_some(Money { amount, currency })
}
