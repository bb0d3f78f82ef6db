//! Everything a line may be matched with, found by number, amount, IBAN, name, reference.
//!
//! Built once from the books ([`Builder`]), then kept true as lines are allocated ([`Index::pay`]) and as a person confirms
//! ([`Index::learn_iban`]). A million claims of a hundred thousand debtors take some 200 MiB.

mod build;
pub(super) mod lists;
pub(super) mod names;
pub(super) mod recorded;

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::Date;

pub use build::Builder;
use lists::{Lists, Places, Texts, hash};
use names::Names;
use recorded::Recorded;

use super::books::{Credit, Expected, ExpectedKind, Received, Remittance, RuleBy};
use super::judge::Refundable;
use super::line::{Line, plain_iban};
use super::number::{Groups, Shape};
use super::verdict::Match;
use crate::ids::{ClaimId, DebtorId, MovementId};
use crate::money::{Cents, Currency};

/// Where a price is everybody's, claims that are paid already are passed over so far only.
const MOST_PASSED: usize = 4;

/// A claim as the engine keeps it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim {
    pub id: ClaimId,
    pub open: Cents,
    pub payer: u32,
    pub issued_on: Date,
    pub due_on: Date,
    pub currency: Currency,
    /// Paid only where it is named.
    pub stopped: bool,
}

/// A debtor as the engine keeps it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Holder {
    pub id: DebtorId,
    pub group: Option<i64>,
    /// Where its claims begin; they end where those of the next begin.
    claims: u32,
}

/// « Not a customer », ready to be compared.
pub(super) struct Known {
    by: RuleBy,
    pub says: String,
}

/// Everything a line may be matched with.
#[derive(Default)]
pub struct Index {
    /// By debtor, then by due date.
    claims: Vec<Claim>,
    numbers: Texts,
    /// By id.
    holders: Vec<Holder>,
    names: Names,
    printed_names: Texts,
    claim_places: Vec<(ClaimId, u32)>,
    by_number: Places,
    /// By the last digits of numbers, without the year and zeros before them.
    by_ending: Places,
    by_amount: Places,
    /// Claims of which the open amount changed since, by what is open now.
    by_new_amount: BTreeMap<u64, Vec<u32>>,
    /// How the numbers of the portfolio are grouped.
    series: Vec<Groups>,
    by_iban: Places,
    learned: BTreeMap<u64, Vec<u32>>,
    by_siren: Places,
    by_code: Places,
    groups: BTreeMap<i64, Vec<u32>>,
    expected: Vec<Expected>,
    expected_of: Lists,
    expected_by_amount: Places,
    expected_by_reference: Places,
    by_standing_reference: Places,
    credits: Vec<Credit>,
    credits_of: Lists,
    refundable: Refundable,
    received: Recorded,
    remittances: Vec<Remittance>,
    rules: Vec<Known>,
    own_ibans: Vec<String>,
}

impl Index {
    /// Takes what a match allocates from what is open: no claim is paid twice by two lines.
    pub fn pay(&mut self, found: &Match) {
        for (claim, cents) in &found.allocations {
            self.change(*claim, -*cents);
        }
        for (movement, claim, cents) in &found.credits {
            self.change(*claim, -*cents);
            if let Some(credit) = self.credits.iter_mut().find(|credit| credit.movement == *movement) {
                credit.cents -= *cents;
            }
        }
        for (movement, _) in &found.told {
            self.received.on_line(*movement, true);
        }
    }

    /// Gives back what a match allocated: it was undone.
    pub fn give_back(&mut self, found: &Match) {
        for (claim, cents) in &found.allocations {
            self.change(*claim, *cents);
        }
        for (movement, claim, cents) in &found.credits {
            self.change(*claim, *cents);
            if let Some(credit) = self.credits.iter_mut().find(|credit| credit.movement == *movement) {
                credit.cents += *cents;
            }
        }
        for (movement, _) in &found.told {
            self.received.on_line(*movement, false);
        }
    }

    /// Takes a payment that a line just became, with the claims it pays: another line may take it back.
    pub fn recorded(&mut self, payment: Received, pays: &[ClaimId]) {
        let numbers: Vec<&str> = pays.iter().filter_map(|claim| self.claim_place(*claim)).map(|at| self.number(at)).collect();
        let reference = numbers.join(" ");
        // The line of a whole file of direct debits bears the file's, and each debit comes back under its own.
        let is_it = |one: &&Expected| {
            let same = one.kind == ExpectedKind::Debit && one.cents == payment.cents;
            same && one.shares.iter().any(|(claim, _)| pays.contains(claim))
        };
        let debits: Vec<&Expected> =
            self.payer(payment.debtor).map(|payer| self.expected_of(payer).filter(is_it).collect()).unwrap_or_default();
        let own = debits.iter().find(|one| one.reference == payment.end_to_end).or(debits.last());
        let end_to_end = own.map_or_else(|| payment.end_to_end.clone(), |debit| debit.reference.clone());
        self.received.add(Received { reference, end_to_end, ..payment });
    }

    /// A line of the bank takes a payment back: it cannot come back again.
    pub fn came_back(&mut self, payment: MovementId, on: Date) {
        self.received.came_back(payment, on);
    }

    /// Learns from a person's word that a debtor pays from an account.
    pub fn learn_iban(&mut self, debtor: DebtorId, iban: &str) {
        let iban = plain_iban(iban);
        if let (Some(payer), false) = (self.payer(debtor), iban.is_empty()) {
            let known = self.learned.entry(hash(iban.as_bytes())).or_default();
            if !known.contains(&payer) {
                known.push(payer);
            }
        }
    }

    /// How many claims it holds.
    pub fn len(&self) -> usize {
        self.claims.len()
    }

    /// Whether it holds no claim.
    pub fn is_empty(&self) -> bool {
        self.claims.is_empty()
    }

    fn change(&mut self, claim: ClaimId, by: Cents) {
        let Some(at) = self.claim_place(claim) else { return };
        let claim = &mut self.claims[at as usize];
        claim.open += by;
        if !claim.open.is_positive() {
            return;
        }
        let key = amount_key(claim.open, claim.currency);
        let moved = self.by_new_amount.entry(key).or_default();
        if !moved.contains(&at) {
            moved.push(at);
        }
    }

    fn claim_place(&self, claim: ClaimId) -> Option<u32> {
        let at = self.claim_places.binary_search_by_key(&claim, |(id, _)| *id).ok()?;
        Some(self.claim_places[at].1)
    }

    pub(super) fn place_of(&self, claim: ClaimId) -> Option<u32> {
        self.claim_place(claim)
    }

    pub(super) fn claim(&self, at: u32) -> &Claim {
        &self.claims[at as usize]
    }

    /// The number of the invoice of a claim, as printed.
    pub(super) fn number(&self, at: u32) -> &str {
        self.numbers.get(at)
    }

    pub(super) fn holder(&self, payer: u32) -> &Holder {
        &self.holders[payer as usize]
    }

    /// The name of a debtor as its first name is written.
    pub(super) fn name(&self, payer: u32) -> &str {
        self.printed_names.get(payer)
    }

    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    /// How many debtors it knows.
    pub(super) fn payers(&self) -> usize {
        self.holders.len()
    }

    fn payer(&self, debtor: DebtorId) -> Option<u32> {
        let at = self.holders.binary_search_by_key(&debtor, |holder| holder.id).ok()?;
        u32::try_from(at).ok()
    }

    /// The claims of a debtor, the oldest due date first.
    pub(super) fn claims_of(&self, payer: u32) -> Range<u32> {
        let end = self.holders.get(payer as usize + 1).map_or(self.claims.len(), |next| next.claims as usize);
        self.holders[payer as usize].claims..u32::try_from(end).unwrap_or(u32::MAX)
    }

    /// The claims of which exactly this much is open, at most so many.
    pub(super) fn of_amount(&self, cents: Cents, currency: Currency, most: usize) -> Vec<u32> {
        let key = amount_key(cents, currency);
        let still = |at: &&u32| self.claims[**at as usize].open == cents;
        let mut found: Vec<u32> = self.by_amount.at(key).iter().take(MOST_PASSED * most).filter(still).take(most).copied().collect();
        for at in self.by_new_amount.get(&key).into_iter().flatten().filter(still) {
            if found.len() < most && !found.contains(at) {
                found.push(*at);
            }
        }
        found
    }

    /// The debtors of claims of which exactly this much is open, ascending; of so many claims at most.
    pub(super) fn owing(&self, cents: Cents, currency: Currency, most: usize) -> Vec<u32> {
        let mut payers: Vec<u32> = self.of_amount(cents, currency, most).into_iter().map(|at| self.claim(at).payer).collect();
        payers.sort_unstable();
        payers.dedup();
        payers
    }

    /// How many claims had exactly this much open when the index was made.
    pub(super) fn how_many_owe(&self, cents: Cents, currency: Currency) -> usize {
        self.by_amount.at(amount_key(cents, currency)).len()
    }

    /// The claims whose number has this key.
    pub(super) fn of_number(&self, key: &[u8]) -> &[u32] {
        self.by_number.at(hash(key))
    }

    /// The claims whose number ends so.
    pub(super) fn of_ending(&self, digits: &[u8]) -> &[u32] {
        self.by_ending.at(hash(digits))
    }

    /// Whether digits are grouped as in numbers of this portfolio.
    pub(super) fn is_like_ours(&self, groups: Groups) -> bool {
        groups.tells() && self.series.binary_search(&groups).is_ok()
    }

    /// The debtors that pay from this account.
    pub(super) fn of_iban(&self, iban: &str) -> Vec<u32> {
        let iban = plain_iban(iban);
        if iban.is_empty() {
            return Vec::new();
        }
        let key = hash(iban.as_bytes());
        let mut found = self.by_iban.at(key).to_vec();
        found.extend(self.learned.get(&key).into_iter().flatten());
        found.sort_unstable();
        found.dedup();
        found
    }

    pub(super) fn of_siren(&self, siren: &[u8]) -> &[u32] {
        self.by_siren.at(hash(siren))
    }

    pub(super) fn of_code(&self, code: &[u8]) -> &[u32] {
        self.by_code.at(hash(code))
    }

    /// The debtors of a group.
    pub(super) fn of_group(&self, group: i64) -> &[u32] {
        self.groups.get(&group).map_or(&[], Vec::as_slice)
    }

    /// Sums that a debtor is expected to pay.
    pub(super) fn expected_of(&self, payer: u32) -> impl Iterator<Item = &Expected> {
        self.expected_of.at(payer).iter().map(|at| &self.expected[*at as usize])
    }

    /// The debtors of whom this sum is expected.
    pub(super) fn expecting(&self, cents: Cents, currency: Currency) -> impl Iterator<Item = u32> {
        self.expected_by_amount.at(amount_key(cents, currency)).iter().filter_map(|at| self.payer(self.expected[*at as usize].debtor))
    }

    /// The debtors who were asked to quote this reference, given in capitals and without separators.
    pub(super) fn asked_to_quote(&self, reference: &[u8]) -> impl Iterator<Item = u32> {
        self.expected_by_reference.at(hash(reference)).iter().filter_map(|at| self.payer(self.expected[*at as usize].debtor))
    }

    /// The debtors whom this reference names, given in capitals and without separators.
    pub(super) fn of_standing_reference(&self, reference: &[u8]) -> &[u32] {
        self.by_standing_reference.at(hash(reference))
    }

    /// Whether a sum was asked under this reference, given in capitals and without separators.
    pub(super) fn was_asked_under(&self, expected: &Expected, reference: &[u8]) -> bool {
        reference_key(&expected.reference) == Some(hash(reference))
    }

    /// The credits of a debtor that are not used.
    pub(super) fn credits_of(&self, payer: u32, currency: Currency) -> impl Iterator<Item = &Credit> {
        let own = self.credits_of.at(payer).iter().map(|at| &self.credits[*at as usize]);
        own.filter(move |credit| credit.currency == currency && credit.cents.is_positive())
    }

    /// The sums of credits that could go back at once.
    pub(super) fn refundable(&self) -> &Refundable {
        &self.refundable
    }

    /// The files of direct debits that the bank may credit in one line.
    pub(super) fn remittances(&self) -> &[Remittance] {
        &self.remittances
    }

    /// The payments that are in the books.
    pub(super) fn received(&self) -> &Recorded {
        &self.received
    }

    pub(super) fn payer_of(&self, debtor: DebtorId) -> Option<u32> {
        self.payer(debtor)
    }

    /// Whether the line is between two accounts of the creditor.
    pub(super) fn is_own(&self, iban: &str) -> bool {
        let iban = plain_iban(iban);
        !iban.is_empty() && self.own_ibans.contains(&iban)
    }

    /// What a rule that was learned says of a line.
    pub(super) fn rule(&self, line: &Line) -> Option<&Known> {
        if self.rules.is_empty() {
            return None;
        }
        let iban = plain_iban(&line.payer_iban);
        let label = padded(&[line.texts.join(" "), line.payer_name.clone()].join(" "));
        self.rules.iter().find(|rule| match &rule.by {
            RuleBy::Iban { iban: own } => !own.is_empty() && *own == iban,
            RuleBy::Label { words } => words.len() > 2 && label.contains(words.as_str()),
        })
    }
}

/// Under what an amount is found.
fn amount_key(cents: Cents, currency: Currency) -> u64 {
    let mut bytes = [0; 11];
    bytes[..8].copy_from_slice(&cents.0.to_le_bytes());
    currency.code().bytes().zip(&mut bytes[8..]).for_each(|(letter, place)| *place = letter);
    hash(&bytes)
}

/// Under what a reference is found: letters and digits, in capitals.
fn reference_key(reference: &str) -> Option<u64> {
    let plain: Vec<u8> = reference.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_uppercase()).collect();
    (plain.len() >= 4).then(|| hash(&plain))
}

/// Folded words between blanks, so that whole words are compared.
fn padded(text: &str) -> String {
    let mut words = Vec::new();
    super::name::of_field(text, false, &mut words);
    let mut padded = String::from(" ");
    for word in words {
        padded.push_str(&word.text);
        padded.push(' ');
    }
    padded
}

/// Under what a number is found among all, and its ending; nothing where they are too short.
fn number_keys(number: &str) -> (Option<u64>, Option<u64>) {
    let shape = Shape::of(number);
    (shape.key().map(hash), shape.ending().map(hash))
}
