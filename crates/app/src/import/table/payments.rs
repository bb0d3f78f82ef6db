//! Payments, thousands together: whose they are, which are known, what they pay.

use std::collections::{HashMap, HashSet};

use domain::events::{Allocated, EntryToldAgain, NewEvent, PaymentRecorded, Told};
use domain::facts::{DebtorFacts, Entry, EntryKind};
use domain::french::{date_short, money_fr};
use domain::ids::{AllocationId, DebtorId, InvoiceId, MovementId};
use domain::payments::again::{self, Said, WINDOW};
use formats::table::PaymentRow;
use formats::{Place, Problems};
use jiff::ToSpan;
use store::{MovementRow, Numbered, Read, Tx};

use super::Taking;
use crate::error::Result;
use crate::import::said;
use crate::record::{Share, spread};

/// Rows looked up and recorded together: their debtors' facts are in memory at once.
const TOGETHER: usize = 2_000;

/// A payment that is to be recorded.
struct New<'r> {
    row: &'r PaymentRow,
    debtor: DebtorId,
    invoice: Option<InvoiceId>,
    key: String,
}

/// What the codes and invoice numbers of some rows stand for.
pub(in crate::import) struct Named {
    debtors: HashMap<String, DebtorId>,
    claims: HashMap<String, Vec<Numbered>>,
}

impl Named {
    /// Looks them up.
    pub fn of(tx: &mut Read<'_>, rows: &[PaymentRow]) -> Result<Named> {
        let distinct = |of: fn(&PaymentRow) -> &str| {
            let mut names: Vec<&str> = rows.iter().map(of).filter(|name| !name.is_empty()).collect();
            names.sort_unstable();
            names.dedup();
            names
        };
        let debtors = tx.debtors_by_codes(&distinct(|row| &row.debtor_code))?;
        let claims = tx.claims_by_numbers(&distinct(|row| &row.invoice))?;
        Ok(Named { debtors, claims })
    }

    /// Who paid: by code, else by the invoice named. Nobody is guessed from a name; where it is nobody, that is told.
    pub fn payer(&self, row: &PaymentRow, problems: &mut Problems) -> Option<(DebtorId, Option<InvoiceId>)> {
        let by_code = self.debtors.get(&row.debtor_code).copied();
        let of_number = self.claims.get(&row.invoice).map_or(&[] as &[Numbered], Vec::as_slice);
        let theirs = of_number.iter().filter(|claim| by_code.is_none_or(|debtor| debtor == claim.debtor));
        let mut invoices: Vec<(DebtorId, InvoiceId)> = theirs.map(|claim| (claim.debtor, claim.invoice)).collect();
        invoices.dedup();
        match (by_code, invoices.as_slice()) {
            (_, [(owner, invoice)]) => Some((*owner, Some(*invoice))),
            (Some(debtor), _) => Some((debtor, None)),
            (None, several) => {
                let why =
                    if several.is_empty() { "aucun débiteur ni facture reconnus" } else { "la facture existe chez plusieurs débiteurs" };
                problems.error(
                    Place::line(row.line),
                    "payer_unknown",
                    format_args!(
                        "règlement de {} du {} : {why} (code « {} », facture « {} »). Ajoutez le code client.",
                        money_fr(row.amount, row.currency),
                        date_short(row.on),
                        row.debtor_code,
                        row.invoice
                    ),
                );
                None
            }
        }
    }
}

/// What tells a payment from another, beside its rank among equal ones of the file.
pub(in crate::import) fn identity(row: &PaymentRow, debtor: DebtorId) -> String {
    format!("règlement|{}|{}|{}|{}|{}|{}", row.on, debtor.0, row.amount.0, row.currency, row.reference, row.label)
}

impl Taking<'_> {
    pub(super) fn payments(&mut self, tx: &mut Tx<'_>, rows: Vec<PaymentRow>) -> Result<()> {
        rows.chunks(TOGETHER).try_for_each(|some| self.payments_together(tx, some))
    }

    fn payments_together(&mut self, tx: &mut Tx<'_>, rows: &[PaymentRow]) -> Result<()> {
        let named = Named::of(tx, rows)?;
        let mut new: Vec<New<'_>> = rows.iter().filter_map(|row| self.payment(row, &named)).collect();
        let keys: Vec<&str> = new.iter().map(|payment| payment.key.as_str()).collect();
        let known = tx.movement_keys_known(&keys)?;
        new.retain(|payment| !known.contains(&payment.key));
        self.counts.known += known.len() as u64;
        self.told_again(tx, &mut new)?;
        self.counts.taken += new.len() as u64;
        let movements = self.record(tx, &new)?;
        let mut facts = self.facts(tx, &new)?;
        let mut allocated = Vec::new();
        for (payment, movement) in new.iter().zip(movements) {
            let Some(facts) = facts.get_mut(&payment.debtor) else { continue };
            let row = payment.row;
            for (claim, cents) in spread(tx, facts, self.tenant, payment.invoice, (row.amount, row.currency), row.on)? {
                paid(facts, movement, (claim, cents), row);
                allocated.push(NewEvent::new(row.on, Allocated { movement, claim, cents }));
            }
        }
        tx.append_many(allocated)?;
        Ok(())
    }

    /// Payments that the bank, the accounts or a person told already count once: they are known by their keys from now on.
    fn told_again(&mut self, tx: &mut Tx<'_>, new: &mut Vec<New<'_>>) -> Result<()> {
        let days = new.iter().map(|payment| payment.row.on);
        let (Some(from), Some(to)) = (days.clone().min(), days.max()) else { return Ok(()) };
        let (from, to) = (from.saturating_sub(WINDOW.days()), to.saturating_add(WINDOW.days()));
        // Of two lists, each has payments of its own.
        let mut ours = tx.payments_between(self.mapping.kind.word(), from, to)?;
        ours.retain(|(_, of_a_list)| !of_a_list);
        let ours: Vec<MovementRow> = ours.into_iter().map(|(row, _)| row).collect();
        if ours.is_empty() {
            return Ok(());
        }
        let theirs: Vec<Said> = new
            .iter()
            .map(|New { row, debtor, .. }| {
                let (debtor, entry) = (*debtor, row.reference.clone());
                let pays = [row.invoice.clone()].into_iter().filter(|number| !number.is_empty()).collect();
                Said { debtor, on: row.on, cents: row.amount, currency: row.currency, entry, pays }
            })
            .collect();
        let mut told = HashSet::new();
        let mut events = Vec::new();
        for (parts, own) in again::told_again(&theirs, &said(tx, &ours)?) {
            for part in parts {
                let New { row, key, .. } = &new[part];
                let known = Told::Movement { movement: ours[own].id };
                let event = EntryToldAgain { import: self.import, key: key.clone(), told: known, amount: -row.amount };
                events.push(NewEvent::new(row.on, event));
                told.insert(key.clone());
            }
        }
        tx.append_many(events)?;
        self.counts.known += told.len() as u64;
        self.told += told.len() as u64;
        new.retain(|payment| !told.contains(&payment.key));
        Ok(())
    }

    /// What the payers of these payments owe: what was settled before the first of them cannot be paid by them, save where its
    /// invoice is named.
    fn facts(&self, tx: &mut Tx<'_>, new: &[New<'_>]) -> Result<HashMap<DebtorId, DebtorFacts>> {
        let mut facts: HashMap<DebtorId, DebtorFacts> = HashMap::new();
        let first = new.iter().map(|payment| payment.row.on).min();
        tx.each_debtor_facts_for(self.import, &payers(new.iter()), first, |one| {
            facts.insert(one.debtor, one);
            Ok(())
        })?;
        let absent = |payment: &&New<'_>| {
            let there = |facts: &DebtorFacts| facts.claims.iter().any(|claim| Some(claim.invoice) == payment.invoice);
            payment.invoice.is_some() && !facts.get(&payment.debtor).is_some_and(there)
        };
        let whole = payers(new.iter().filter(absent));
        tx.each_debtor_facts_for(self.import, &whole, None, |one| {
            facts.insert(one.debtor, one);
            Ok(())
        })?;
        Ok(facts)
    }

    /// A row understood; `None` where it names nobody, or is no payment received.
    fn payment<'r>(&mut self, row: &'r PaymentRow, named: &Named) -> Option<New<'r>> {
        let (debtor, invoice) = named.payer(row, &mut self.own)?;
        if row.amount.0 < 0 {
            self.own.error(Place::line(row.line), "payment_negative", format_args!("{} : un remboursement ou un rejet ne s'importe pas ici. « quittance record reversal » inscrit un règlement revenu impayé.", money_fr(row.amount, row.currency)));
            return None;
        }
        let content = identity(row, debtor);
        let rank = self.ranks.entry(content.clone()).or_default();
        *rank += 1;
        let key = format!("{content}|{rank}");
        self.last_payment = Some(self.last_payment.map_or(row.on, |last| last.max(row.on)));
        Some(New { row, debtor, invoice, key })
    }

    fn record(&self, tx: &mut Tx<'_>, new: &[New<'_>]) -> Result<Vec<MovementId>> {
        let labels: Vec<String> =
            new.iter().map(|payment| [payment.row.reference.as_str(), payment.row.label.as_str()].join(" ")).collect();
        let said: Vec<&[u8]> = labels.iter().map(|label| label.trim().as_bytes()).filter(|label| !label.is_empty()).collect();
        let mut kept = tx.keep_many(&said)?.into_iter();
        let events = new.iter().zip(&labels).map(|(payment, label)| {
            let event = PaymentRecorded {
                debtor: payment.debtor,
                amount: payment.row.amount,
                currency: payment.row.currency,
                means: payment.row.means.to_owned(),
                reference: if label.trim().is_empty() { None } else { kept.next() },
                import: Some(self.import),
                key: Some(payment.key.clone()),
            };
            NewEvent::new(payment.row.on, event)
        });
        let events = events.collect();
        Ok(tx.append_many(events)?.into_iter().map(|seq| MovementId(seq.0)).collect())
    }
}

fn payers<'n>(payments: impl Iterator<Item = &'n New<'n>>) -> Vec<DebtorId> {
    let mut ids: Vec<DebtorId> = payments.map(|payment| payment.debtor).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// What a payment of these rows pays, so that the next one finds it paid. Its number is given when all of them are recorded.
fn paid(facts: &mut DebtorFacts, movement: MovementId, (claim, cents): Share, row: &PaymentRow) {
    if let Some(claim) = facts.claims.iter_mut().find(|known| known.id == claim) {
        claim.entries.push(Entry {
            allocation: AllocationId(i64::MAX),
            movement,
            on: row.on,
            cents,
            kind: EntryKind::Payment,
            reversed_on: None,
        });
    }
}
