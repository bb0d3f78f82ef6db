//! One `Ntry`: as one entry, or as many as its details where they make exactly its amount.

use domain::Date;
use domain::bank::AccountId;
use domain::money::Cents;

use super::super::amounts::decimal;
use super::super::kind::{Hints, classify, is_cfonb};
use super::super::model::{Batch, Codes, Entry, Money};
use super::super::reasons::returned_by_words;
use super::super::text::{add_line, clean, reference};
use super::{details, raw};
use crate::problem::{Place, Problems};
use crate::xml::Node;

/// Adds the entries of one `Ntry`; its day, value date and amount are read already.
pub(super) fn add(
    node: &Node,
    (on, value_on, money): (Date, Option<Date>, Money),
    account: Option<&AccountId>,
    entries: &mut Vec<Entry>,
    problems: &mut Problems,
) {
    let mut whole = Entry::new(node.line, on, money);
    whole.value_on = value_on;
    whole.reversal = matches!(node.text_at("RvslInd"), Some("true" | "1"));
    whole.bank_reference = node.text_at("AcctSvcrRef").and_then(reference);
    whole.charges = details::charges(node, money.currency);
    let every: Vec<&Node> = node.all("NtryDtls").flat_map(|part| part.all("TxDtls")).collect();
    let header = node.all("NtryDtls").find_map(|part| part.child("Btch"));
    let announced = header.and_then(|batch| batch.text_at("NbOfTxs")).and_then(|text| text.parse().ok());
    let name = header.and_then(|batch| batch.text_at("PmtInfId").or_else(|| batch.text_at("MsgId"))).and_then(reference);
    let batch = |rank| Batch { rank, details: u32::try_from(every.len()).unwrap_or(u32::MAX), announced, reference: name.clone() };
    match split(&every, money) {
        Some(amounts) => {
            for (rank, (detail, amount)) in (1..).zip(every.iter().zip(amounts)) {
                let mut entry = whole.clone();
                entry.money.amount = amount;
                entry.batch = Some(batch(rank));
                entry.raw = raw::lines(node, &|child| child.name == "TxDtls" && !std::ptr::eq(child, *detail));
                let own = detail.text_at("Refs/AcctSvcrRef").and_then(reference).filter(|own| Some(own) != whole.bank_reference.as_ref());
                entry.bank_reference = own.or_else(|| whole.bank_reference.as_ref().map(|whole| format!("{whole}/{rank}")));
                entries.push(finished(entry, node, &[*detail], account));
            }
        }
        None => {
            if every.len() > 1 || announced.is_some_and(|announced: u32| announced > 1) {
                whole.batch = Some(batch(0));
            }
            if every.len() > 1 {
                problems.warning(
                    Place::line(node.line),
                    "batch_kept_whole",
                    format_args!(
                        "lot de {} opérations dont les montants ne font pas {} : il reste une seule ligne.",
                        every.len(),
                        money.french()
                    ),
                );
            }
            whole.raw = raw::lines(node, &|_| false);
            entries.push(finished(whole, node, &every, account));
        }
    }
}

/// The amounts of the details, where each has one in the currency of the entry and they make exactly the entry.
fn split(every: &[&Node], money: Money) -> Option<Vec<Cents>> {
    if every.len() < 2 {
        return None;
    }
    let sign = if money.amount.0 < 0 { -1 } else { 1 };
    let one = |detail: &&Node| {
        let amount = details::amount(detail, money.currency)?;
        let signed = match detail.text_at("CdtDbtInd") {
            Some("CRDT") => amount.0,
            Some("DBIT") => amount.0.checked_neg()?,
            _ => amount.0 * sign,
        };
        Some(Cents(signed))
    };
    let amounts: Vec<Cents> = every.iter().map(one).collect::<Option<_>>()?;
    let sum: i128 = amounts.iter().map(|amount| i128::from(amount.0)).sum();
    (sum == i128::from(money.amount.0)).then_some(amounts)
}

/// Fills an entry from its `Ntry` and those of the details that are its own.
fn finished(mut entry: Entry, node: &Node, own: &[&Node], account: Option<&AccountId>) -> Entry {
    let alone = if let [one] = own { Some(*one) } else { None };
    let coded = alone.and_then(|detail| detail.child("BkTxCd")).filter(|code| !code.children.is_empty()).or_else(|| node.child("BkTxCd"));
    let french = account.and_then(AccountId::iban).is_some_and(|iban| iban.as_str().starts_with("FR") || iban.as_str().starts_with("MC"));
    entry.codes = codes(coded, french);
    for detail in own {
        details::texts(&mut entry, detail);
    }
    let booked = node.child("AddtlNtryInf").map_or("", |node| node.text.as_str());
    add_line(&mut entry.remittance, booked);
    if let Some(detail) = alone {
        details::references(&mut entry, detail);
    }
    let iso: Vec<&str> = entry.codes.iso.as_deref().unwrap_or("").split('/').collect();
    let label = if booked.is_empty() { entry.remittance.first().map_or("", String::as_str) } else { booked };
    entry.kind = classify(Hints {
        credit: entry.is_credit(),
        iso: if let [domain, family, sub] = iso[..] { Some((domain, family, sub)) } else { None },
        cfonb: entry.codes.cfonb.as_deref(),
        label,
        returned: entry.returned.is_some(),
        ..Hints::default()
    });
    if let Some(detail) = alone {
        details::parties(&mut entry, detail, account);
        entry.charges = details::charges(detail, entry.money.currency).or(entry.charges);
    }
    let ordered = alone.and_then(|detail| details::ordered(detail, entry.money));
    // What is said of a whole batch is of none of its parts.
    let whole = entry.batch.as_ref().is_none_or(|batch| batch.rank == 0);
    entry.original = ordered.or_else(|| details::ordered(node, entry.money).filter(|_| whole));
    match &mut entry.returned {
        Some(returned) => returned.original_reference = entry.end_to_end.clone().or_else(|| entry.own_reference.clone()),
        None => entry.returned = returned_by_words(&entry),
    }
    entry
}

/// ISO codes, and the bank's own, which is CFONB's at French banks.
fn codes(coded: Option<&Node>, french: bool) -> Codes {
    let Some(coded) = coded else { return Codes::default() };
    let domain = coded.text_at("Domn/Cd");
    let parts = [domain, coded.text_at("Domn/Fmly/Cd"), coded.text_at("Domn/Fmly/SubFmlyCd")].map(|part| part.unwrap_or(""));
    let own = coded.text_at("Prtry/Cd").and_then(clean);
    let issued_by_cfonb = coded.text_at("Prtry/Issr").is_some_and(|issuer| issuer.to_uppercase().contains("CFONB"));
    Codes { iso: domain.map(|_| parts.join("/")), cfonb: own.clone().filter(|code| is_cfonb(code) && (french || issued_by_cfonb)), own }
}

/// An amount in one currency: the text of an `Amt`.
pub(super) fn plain_amount(node: Option<&Node>, currency: domain::money::Currency) -> Option<Cents> {
    let node = node?;
    let same = node.attribute("Ccy").is_none_or(|code| domain::money::Currency::parse(code) == Some(currency));
    if same { decimal(&node.text, currency).ok() } else { None }
}
