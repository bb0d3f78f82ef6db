//! Building the index: rows come one by one, in any order.

use std::collections::{BTreeMap, BTreeSet};

use super::lists::{Lists, Places, Texts, hash};
use super::names::Names;
use super::recorded::Recorded;
use super::{Claim, Holder, Index, Known, amount_key, number_keys, padded, reference_key};
use crate::ids::DebtorId;
use crate::payments::books::{Credit, Expected, OpenItem, Payer, Received, Remittance, Rule, RuleBy};
use crate::payments::judge::Refundable;
use crate::payments::line::plain_iban;
use crate::payments::number::Shape;

/// A SIREN has nine digits.
const SIREN: usize = 9;
/// A code of a debtor is looked for in labels when it has so many characters: letters and digits, or one kind of them only.
const SHORTEST_CODE: usize = 4;
const SHORTEST_PLAIN_CODE: usize = 6;

/// Takes the books piece by piece and gives the [`Index`].
#[derive(Default)]
pub struct Builder {
    items: Vec<Item>,
    numbers: Texts,
    payers: Vec<Payer>,
    expected: Vec<Expected>,
    credits: Vec<Credit>,
    received: Vec<Received>,
    remittances: Vec<Remittance>,
    rules: Vec<Known>,
    own_ibans: Vec<String>,
    /// References that name a debtor, whatever it pays.
    standing: Vec<(DebtorId, String)>,
}

struct Item {
    debtor: DebtorId,
    /// Where its number is.
    number: u32,
    claim: Claim,
}

impl Builder {
    /// Takes an open claim.
    pub fn item(&mut self, item: &OpenItem) {
        let number = place(self.numbers.len());
        self.numbers.push(&item.number);
        let OpenItem { claim: id, open, issued_on, due_on, currency, debtor, stopped, .. } = *item;
        self.items.push(Item { debtor, number, claim: Claim { id, open, payer: 0, issued_on, due_on, currency, stopped } });
    }

    /// Takes somebody who may pay. Given again (a record that was joined to another speaks for the one that stays), its other names, codes
    /// and accounts are known too; it is called as it was first.
    pub fn payer(&mut self, payer: Payer) {
        self.payers.push(payer);
    }

    /// Takes a sum that is expected.
    pub fn expected(&mut self, expected: Expected) {
        self.expected.push(expected);
    }

    /// Takes a credit that is not used.
    pub fn credit(&mut self, credit: Credit) {
        self.credits.push(credit);
    }

    /// Takes a payment that could come back.
    pub fn received(&mut self, received: Received) {
        self.received.push(received);
    }

    /// Takes a file of direct debits that the bank may credit in one line.
    pub fn remittance(&mut self, remittance: Remittance) {
        self.remittances.push(remittance);
    }

    /// Takes a rule that a person taught.
    pub fn rule(&mut self, rule: Rule) {
        let by = match rule.by {
            RuleBy::Iban { iban } => RuleBy::Iban { iban: plain_iban(&iban) },
            RuleBy::Label { words } => RuleBy::Label { words: padded(&words) },
        };
        self.rules.push(Known { by, says: rule.says });
    }

    /// Takes an account of the creditor itself.
    pub fn own_iban(&mut self, iban: &str) {
        self.own_ibans.push(plain_iban(iban));
    }

    /// Takes a reference that a debtor may quote whatever it pays: what its statements bear.
    pub fn standing_reference(&mut self, debtor: DebtorId, reference: String) {
        self.standing.push((debtor, reference));
    }

    /// The index of all that was taken.
    pub fn finish(self) -> Index {
        let Builder { mut items, numbers, mut payers, expected, credits, received, remittances, rules, own_ibans, standing } = self;
        payers.sort_by_key(|payer| payer.debtor);
        let mut again: Vec<Payer> = Vec::new();
        payers = {
            let mut first: Vec<Payer> = Vec::with_capacity(payers.len());
            for payer in payers {
                let known = first.last().is_some_and(|last| last.debtor == payer.debtor);
                if known { again.push(payer) } else { first.push(payer) }
            }
            first
        };
        add_nameless(&mut payers, items.iter().map(|item| item.debtor));
        items.sort_by_key(|item| (item.debtor, item.claim.due_on, item.claim.id));
        let mut index = Index { rules, own_ibans, remittances, ..Index::default() };
        take_claims(&mut index, &payers, items, &numbers);
        drop(numbers);
        take_payers(&mut index, payers, again);
        index.expected_of = of_payers(&index, expected.iter().map(|one| one.debtor));
        index.expected_by_amount = Places::of(with_places(expected.iter().map(|one| Some(amount_key(one.cents, one.currency)))));
        index.expected_by_reference = Places::of(with_places(expected.iter().map(|one| reference_key(&one.reference))));
        index.expected = expected;
        let known = standing.iter().filter_map(|(debtor, reference)| Some((reference_key(reference)?, index.payer_of(*debtor)?)));
        index.by_standing_reference = Places::of(known.collect());
        index.credits_of = of_payers(&index, credits.iter().map(|one| one.debtor));
        index.credits = credits;
        index.refundable = Refundable::of(&index.credits);
        index.received = Recorded::of(received);
        index
    }
}

fn place(at: usize) -> u32 {
    u32::try_from(at).expect("an index holds less than four thousand million rows")
}

/// A debtor of whom only claims were given has no name.
fn add_nameless(payers: &mut Vec<Payer>, owing: impl Iterator<Item = DebtorId>) {
    let known = payers.len();
    let mut missing: Vec<DebtorId> =
        owing.filter(|debtor| payers[..known].binary_search_by_key(debtor, |payer| payer.debtor).is_err()).collect();
    missing.sort_unstable();
    missing.dedup();
    payers.extend(missing.into_iter().map(|debtor| Payer {
        debtor,
        code: String::new(),
        name: String::new(),
        also: Vec::new(),
        siren: String::new(),
        ibans: Vec::new(),
        group: None,
    }));
    payers.sort_by_key(|payer| payer.debtor);
}

/// The claims in the order of their debtors, found by id, number and amount.
fn take_claims(index: &mut Index, payers: &[Payer], items: Vec<Item>, numbers: &Texts) {
    let mut at = 0;
    for (payer, one) in payers.iter().enumerate() {
        index.holders.push(Holder { id: one.debtor, group: one.group, claims: place(index.claims.len()) });
        while let Some(item) = items.get(at).filter(|item| item.debtor == one.debtor) {
            index.numbers.push(numbers.get(item.number));
            index.claims.push(Claim { payer: place(payer), ..item.claim });
            at += 1;
        }
    }
    drop(items);
    let claims = (0..).zip(&index.claims);
    index.claim_places = claims.clone().map(|(at, claim)| (claim.id, at)).collect();
    index.claim_places.sort_unstable();
    index.by_amount = Places::of(claims.clone().map(|(at, claim)| (amount_key(claim.open, claim.currency), at)).collect());
    let (mut numbers, mut endings) = (Vec::with_capacity(index.claims.len()), Vec::new());
    let mut series = BTreeSet::new();
    for (at, _) in claims {
        let (number, ending) = number_keys(index.numbers.get(at));
        numbers.extend(number.map(|key| (key, at)));
        endings.extend(ending.map(|key| (key, at)));
        series.insert(Shape::of(index.numbers.get(at)).groups());
    }
    index.series = series.into_iter().collect();
    index.by_number = Places::of(numbers);
    index.by_ending = Places::of(endings);
}

/// The debtors, found by name, IBAN, SIREN, code and group; `again`: those that were given again.
fn take_payers(index: &mut Index, payers: Vec<Payer>, again: Vec<Payer>) {
    let (mut ibans, mut sirens, mut codes, mut names) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut groups: BTreeMap<i64, Vec<u32>> = BTreeMap::new();
    payers.iter().for_each(|payer| index.printed_names.push(payer.name.trim()));
    let again: Vec<(u32, Payer)> = again.into_iter().filter_map(|payer| Some((index.payer_of(payer.debtor)?, payer))).collect();
    for (at, payer) in (0..).zip(payers).chain(again) {
        for iban in payer.ibans.iter().map(|iban| plain_iban(iban)).filter(|iban| !iban.is_empty()) {
            ibans.push((hash(iban.as_bytes()), at));
        }
        let siren: Vec<u8> = payer.siren.bytes().filter(u8::is_ascii_digit).collect();
        if siren.len() >= SIREN {
            sirens.push((hash(&siren[..SIREN]), at));
        }
        let code: Vec<u8> = payer.code.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_uppercase()).collect();
        let mixed = code.iter().any(u8::is_ascii_digit) && code.iter().any(u8::is_ascii_alphabetic);
        if code.len() >= if mixed { SHORTEST_CODE } else { SHORTEST_PLAIN_CODE } {
            codes.push((hash(&code), at));
        }
        if let Some(group) = payer.group {
            groups.entry(group).or_default().push(at);
        }
        names.extend([payer.name].into_iter().chain(payer.also).filter(|name| !name.trim().is_empty()).map(|name| (at, name)));
    }
    index.by_iban = Places::of(ibans);
    index.by_siren = Places::of(sirens);
    index.by_code = Places::of(codes);
    index.groups = groups;
    names.sort_by_key(|(at, _)| *at);
    index.names = Names::of(index.holders.len(), &names);
}

/// The rows of each debtor.
fn of_payers(index: &Index, debtors: impl Iterator<Item = DebtorId>) -> Lists {
    let mut pairs: Vec<(u32, u32)> = (0..).zip(debtors).filter_map(|(at, debtor)| Some((index.payer_of(debtor)?, at))).collect();
    pairs.sort_unstable();
    Lists::of(index.holders.len(), pairs.into_iter())
}

fn with_places(keys: impl Iterator<Item = Option<u64>>) -> Vec<(u64, u32)> {
    (0..).zip(keys).filter_map(|(at, key)| Some((key?, at))).collect()
}
