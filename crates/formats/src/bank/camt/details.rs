//! One `TxDtls`: references, parties, amounts, remittance, return.

use domain::bank::AccountId;
use domain::money::{Cents, Currency};

use super::super::amounts::{decimal, iso_day};
use super::super::model::{Entry, Money, ReferredInvoice, Returned};
use super::super::text::{add_line, clean, reference};
use super::entry::plain_amount;
use crate::xml::Node;

/// The amount of a detail in that currency: `Amt` from version .04, `AmtDtls` before.
pub(super) fn amount(detail: &Node, currency: Currency) -> Option<Cents> {
    let places = ["Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt"];
    places.iter().find_map(|path| plain_amount(detail.at(path), currency))
}

/// The amount that was ordered, where it is in another currency than the entry. `InstdAmt` is what the initiating party ordered, and says
/// alone where it stands; `CntrValAmt` is what that came to in some other account, and no order.
pub(super) fn ordered(node: &Node, entry: Money) -> Option<Money> {
    let money = |amount: &Node| {
        let currency = amount.attribute("Ccy").and_then(Currency::parse)?;
        Some(Money { amount: decimal(&amount.text, currency).ok()?, currency })
    };
    let said = match node.at("AmtDtls/InstdAmt/Amt").and_then(money) {
        Some(instructed) => vec![instructed],
        None => node.at("AmtDtls/TxAmt/Amt").into_iter().chain(node.child("Amt")).filter_map(money).collect(),
    };
    said.into_iter().find(|money| money.currency != entry.currency && money.amount.is_positive())
}

/// The charges, where they are in the currency of the entry.
pub(super) fn charges(node: &Node, currency: Currency) -> Option<Money> {
    let charges: Vec<&Node> = node.all("Chrgs").collect();
    let total = charges.iter().find_map(|charge| plain_amount(charge.child("TtlChrgsAndTaxAmt"), currency));
    let records = charges.iter().flat_map(|charge| charge.all("Rcrd").chain(std::iter::once(*charge)));
    let each: Vec<Cents> = records.filter_map(|record| plain_amount(record.child("Amt"), currency)).collect();
    let sum = each.iter().try_fold(0i64, |sum, cents| sum.checked_add(cents.0));
    let amount = total.or_else(|| sum.filter(|_| !each.is_empty()).map(Cents))?;
    (!amount.is_zero()).then_some(Money { amount, currency })
}

/// References of the payment.
pub(super) fn references(entry: &mut Entry, detail: &Node) {
    let at = |path: &str| detail.text_at(path).and_then(reference);
    entry.end_to_end = at("Refs/EndToEndId");
    entry.own_reference = at("Refs/InstrId").or_else(|| at("Refs/PmtInfId")).or_else(|| at("Refs/ChqNb"));
    entry.mandate = at("Refs/MndtId");
    entry.bank_reference = entry.bank_reference.take().or_else(|| at("Refs/AcctSvcrRef"));
}

/// Remittance, invoices and the reason of a return.
pub(super) fn texts(entry: &mut Entry, detail: &Node) {
    for remittance in detail.all("RmtInf") {
        for part in &remittance.children {
            match part.name.as_str() {
                "Ustrd" => add_line(&mut entry.remittance, &part.text),
                "Strd" => structured(entry, part),
                _ => {}
            }
        }
    }
    if let Some(more) = detail.text_at("AddtlTxInf") {
        add_line(&mut entry.remittance, more);
    }
    if let Some(returned) = detail.child("RtrInf") {
        let reason = returned.text_at("Rsn/Cd").or_else(|| returned.text_at("Rsn/Prtry")).and_then(clean);
        let words: Vec<&str> = returned.all("AddtlInf").map(|node| node.text.as_str()).collect();
        entry.returned = Some(Returned { reason, text: clean(&words.join(" ")), original_reference: None });
    }
}

/// One structured remittance: the documents paid, the reference of the creditor, words.
fn structured(entry: &mut Entry, part: &Node) {
    let documents: Vec<&Node> = part.all("RfrdDocInf").collect();
    // The amounts are those of the whole part: with several documents nothing says whose they are.
    let amounts = part.child("RfrdDocAmt").filter(|_| documents.len() == 1);
    for document in documents {
        let Some(number) = document.text_at("Nb").and_then(reference) else { continue };
        let credit_note = document.text_at("Tp/CdOrPrtry/Cd") == Some("CREN");
        let paid = ["RmtdAmt", "CdtNoteAmt", "DuePyblAmt"].into_iter().find_map(|path| {
            let amount = amounts?.child(path)?;
            let currency = amount.attribute("Ccy").and_then(Currency::parse).unwrap_or(entry.money.currency);
            Some(Money { amount: decimal(&amount.text, currency).ok()?, currency })
        });
        let dated = document.at("RltdDt").and_then(|date| {
            let text = date.text_at("Dt").unwrap_or(&date.text);
            iso_day(text).ok()
        });
        entry.invoices.push(ReferredInvoice { number, amount: paid, dated, credit_note });
    }
    if let Some(own) = part.text_at("CdtrRefInf/Ref").and_then(reference)
        && !entry.structured_references.contains(&own)
    {
        entry.structured_references.push(own);
    }
    for more in part.all("AddtlRmtInf") {
        add_line(&mut entry.remittance, &more.text);
    }
}

/// The other side of the movement, and on whose behalf.
pub(super) fn parties(entry: &mut Entry, detail: &Node, account: Option<&AccountId>) {
    let Some(parties) = detail.child("RltdPties") else { return };
    let debtor = side(parties, "Dbtr", "DbtrAcct");
    let creditor = side(parties, "Cdtr", "CdtrAcct");
    let (first, second) = if entry.kind.is_from_debtor(entry.is_credit()) { (debtor, creditor) } else { (creditor, debtor) };
    // On a return banks do not agree who is who: the side that is there, unless it is the holder of the account.
    let own = |side: &Side| side.account.as_ref().is_some_and(|side| account.is_some_and(|own| own.key() == side.key()));
    let other = if first.is_there() || entry.returned.is_none() || own(&second) { first } else { second };
    (entry.counterparty, entry.counterparty_account) = (other.name, other.account);
    entry.ultimate_debtor = name(parties, "UltmtDbtr");
    entry.ultimate_creditor = name(parties, "UltmtCdtr");
}

struct Side {
    name: Option<String>,
    account: Option<AccountId>,
}

impl Side {
    fn is_there(&self) -> bool {
        self.name.is_some() || self.account.is_some()
    }
}

fn side(parties: &Node, role: &str, account: &str) -> Side {
    let account = parties.at(account).and_then(|node| node.text_at("Id/IBAN").or_else(|| node.text_at("Id/Othr/Id")));
    Side { name: name(parties, role), account: account.and_then(AccountId::of_text) }
}

/// `Dbtr/Nm` up to version .07, `Dbtr/Pty/Nm` from .08.
fn name(parties: &Node, role: &str) -> Option<String> {
    let party = parties.child(role)?;
    ["Nm", "Pty/Nm", "Agt/FinInstnId/Nm"].iter().find_map(|path| party.text_at(path)).and_then(clean)
}
