//! What matching must know of the books: one pass over the debtors, one over what letters asked lately.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::Date;
use domain::collectable::stopped;
use domain::facts::{ClaimFacts, DebtorFacts, EntryKind, MovementFacts};
use domain::ids::{ClaimId, DebtorId, InvoiceId, LetterId, MovementId, TenantId};
use domain::money::{Cents, Currency};
use domain::payments::again::WINDOW;
use domain::payments::allocate::{self, Owed};
use domain::payments::{Builder, Credit, Expected, ExpectedKind, Index, LineKind, OpenItem, Payer, Received, Remittance, reference};
use jiff::ToSpan;
use store::{AskedLine, DebitReference, Read, Selection};

use super::accounts::own_ibans;
use super::settle::is_of_line;
use crate::error::Result;

/// A claim paid so long ago is not cited by mistake any more.
const PAID_DAYS: i64 = 120;
/// A payment can come back for thirteen months (direct debits without mandate).
const RETURN_DAYS: i64 = 400;
/// A sum that a letter asked, or that was due by a plan, is waited for so long.
const EXPECTED_DAYS: i64 = 120;
/// The money of a direct debit comes so many days after the collection at most.
const DEBIT_DAYS: i64 = 10;
/// Debtors of which the details are read at once.
const BLOCK: usize = 1_000;

/// Everything that lines may be matched with, the oldest of them of a day.
pub(super) fn index(tx: &mut Read<'_>, oldest: Date, today: Date) -> Result<Index> {
    let since = ago(oldest, WINDOW).clamp(ago(today, RETURN_DAYS), ago(today, PAID_DAYS));
    let mut builder = Builder::default();
    let mut announced: BTreeMap<InvoiceId, Vec<(Date, Cents)>> = BTreeMap::new();
    for (invoice, on, cents) in tx.announced_since(ago(today, EXPECTED_DAYS))? {
        announced.entry(invoice).or_default().push((on, cents));
    }
    let (paid, taken_back) = tx.payments_on_lines()?;
    let (entries, means) = keys(tx, ago(today, RETURN_DAYS))?;
    let ends = tx.end_to_end_of_debits(ago(today, RETURN_DAYS))?;
    let mut debits: HashMap<ClaimId, Vec<Debit>> = HashMap::new();
    let joined = Joined(tx.joined_records()?);
    let mut references = tx.debit_references(ago(today, RETURN_DAYS))?;
    references.iter_mut().for_each(|one| one.debtor = joined.stays(one.debtor));
    for remittance in remittances(&references, ago(oldest, DEBIT_DAYS)) {
        builder.remittance(remittance);
    }
    for DebitReference { claim, cents, end_to_end, on, .. } in references {
        debits.entry(claim).or_default().push(Debit { cents, end_to_end, on });
    }
    let mut seen = Seen {
        builder: &mut builder,
        today,
        announced,
        paid,
        taken_back,
        entries,
        means,
        ends,
        debits,
        debtors: Vec::new(),
        owing: HashSet::new(),
    };
    tx.each_open_debtor_facts(Selection::All, since, |facts| {
        seen.debtor(&facts);
        Ok(())
    })?;
    let Seen { mut debtors, owing, .. } = seen;
    // What came to a record after it was joined is its own.
    debtors.retain(|debtor| joined.stays(*debtor) == *debtor || owing.contains(debtor));
    payers(tx, &mut builder, &debtors, &joined)?;
    asked(tx, &mut builder, today)?;
    for (_, rule) in tx.bank_rules()? {
        builder.rule(rule);
    }
    for iban in own_ibans(tx)? {
        builder.own_iban(&iban);
    }
    Ok(builder.finish())
}

fn ago(day: Date, days: i64) -> Date {
    day.saturating_sub(days.days())
}

/// What the pass over the debtors leaves to be read.
struct Seen<'b> {
    builder: &'b mut Builder,
    today: Date,
    /// Sums that statuses of invoices announced.
    announced: BTreeMap<InvoiceId, Vec<(Date, Cents)>>,
    /// Payments that are lines of the bank, and those that lines took back.
    paid: HashSet<MovementId>,
    taken_back: HashSet<MovementId>,
    /// The entry of the accounts in which a payment stands.
    entries: HashMap<MovementId, String>,
    /// What the bank said of the lines that payments are.
    means: HashMap<MovementId, LineKind>,
    /// The end-to-end references that lines of direct debits bear, by their payment.
    ends: HashMap<MovementId, String>,
    /// The debits of files that were prepared, by what they pay.
    debits: HashMap<ClaimId, Vec<Debit>>,
    debtors: Vec<DebtorId>,
    /// Those of them who have claims.
    owing: HashSet<DebtorId>,
}

/// A debit of a file that was prepared.
struct Debit {
    cents: Cents,
    end_to_end: String,
    on: Date,
}

impl Seen<'_> {
    fn debtor(&mut self, facts: &DebtorFacts) {
        self.debtors.push(facts.debtor);
        if !facts.claims.is_empty() {
            self.owing.insert(facts.debtor);
        }
        for claim in &facts.claims {
            self.builder.item(&OpenItem {
                claim: claim.id,
                debtor: facts.debtor,
                number: claim.number.clone(),
                open: claim.book_principal(Date::MAX).or_zero(),
                currency: claim.currency,
                issued_on: claim.issued_on,
                due_on: claim.due_on,
                stopped: stopped(claim, facts, self.today),
            });
        }
        let numbers = numbers_paid(facts);
        for movement in &facts.movements {
            let left = movement.unallocated(Date::MAX);
            if left.is_positive() {
                self.builder.credit(Credit { movement: movement.id, debtor: facts.debtor, cents: left, currency: movement.currency });
            }
            if movement.kind == EntryKind::Payment && movement.on >= ago(self.today, RETURN_DAYS) {
                self.builder.received(Received {
                    movement: movement.id,
                    debtor: facts.debtor,
                    on: movement.on,
                    cents: movement.amount,
                    currency: movement.currency,
                    reference: numbers.get(&movement.id).map(|numbers| numbers.join(" ")).unwrap_or_default(),
                    end_to_end: self.end_to_end(facts, movement),
                    entry: self.entries.get(&movement.id).cloned().unwrap_or_default(),
                    on_line: self.paid.contains(&movement.id),
                    came_back: movement.reversed_on.map(|day| (day, self.taken_back.contains(&movement.id))),
                    means: self.means.get(&movement.id).copied().unwrap_or(LineKind::Other),
                });
            }
        }
        self.expected(facts);
    }

    /// What a payment bore: the direct debit that it is by its claim, amount and day, else what its line says; that of a whole file of
    /// direct debits says the file's.
    fn end_to_end(&self, facts: &DebtorFacts, payment: &MovementFacts) -> String {
        let said = self.ends.get(&payment.id);
        let is_it =
            |debit: &&Debit| debit.cents == payment.amount && (0..=DEBIT_DAYS).contains(&domain::facts::days_between(debit.on, payment.on));
        let paid = facts.claims.iter().filter(|claim| claim.entries.iter().any(|entry| entry.movement == payment.id));
        let debits: Vec<&Debit> = paid.filter_map(|claim| self.debits.get(&claim.id)).flatten().filter(is_it).collect();
        let own = debits.iter().find(|debit| said == Some(&debit.end_to_end)).or(debits.last());
        own.map(|debit| &debit.end_to_end).or(said).cloned().unwrap_or_default()
    }

    /// The direct debits of which the money may come: under the reference that each bears.
    fn debited(&mut self, facts: &DebtorFacts) {
        for claim in facts.claims.iter().filter(|claim| claim.currency == Currency::EUR) {
            let open = claim.book_principal(Date::MAX).or_zero();
            for debit in self.debits.get(&claim.id).into_iter().flatten().filter(|debit| debit.cents <= open) {
                if debit.on >= ago(self.today, EXPECTED_DAYS) {
                    self.builder.expected(Expected {
                        debtor: facts.debtor,
                        kind: ExpectedKind::Debit,
                        cents: debit.cents,
                        currency: Currency::EUR,
                        on: debit.on,
                        reference: debit.end_to_end.clone(),
                        shares: vec![(claim.id, debit.cents)],
                    });
                }
            }
        }
    }

    /// Promises, instalments and payments announced that are not settled yet.
    fn expected(&mut self, facts: &DebtorFacts) {
        self.debited(facts);
        for promise in facts.promises.iter().filter(|promise| promise.cancelled_on.is_none()) {
            self.expect(facts, ExpectedKind::Promise, &promise.claims, promise.amount, promise.by);
        }
        for plan in facts.plans.iter().filter(|plan| plan.ended_on.is_none()) {
            for (on, cents) in &plan.dues {
                self.expect(facts, ExpectedKind::Instalment, &plan.claims, *cents, *on);
            }
        }
        let mut announced: BTreeMap<InvoiceId, Vec<ClaimId>> = BTreeMap::new();
        for claim in facts.claims.iter().filter(|claim| self.announced.contains_key(&claim.invoice)) {
            announced.entry(claim.invoice).or_default().push(claim.id);
        }
        for (invoice, of_it) in announced {
            // The buyer says that it paid, then the seller that it cashed: one sum.
            let sums: BTreeMap<Cents, Date> = self.announced.get(&invoice).into_iter().flatten().map(|(on, cents)| (*cents, *on)).collect();
            for (cents, on) in sums.into_iter().filter(|(cents, _)| cents.is_positive()) {
                self.expect(facts, ExpectedKind::Announced, &of_it, cents, on);
            }
        }
    }

    fn expect(&mut self, facts: &DebtorFacts, kind: ExpectedKind, claims: &[ClaimId], cents: Cents, on: Date) {
        if on < ago(self.today, EXPECTED_DAYS) || on > self.today.saturating_add(EXPECTED_DAYS.days()) {
            return;
        }
        let covered: Vec<&ClaimFacts> = facts.claims.iter().filter(|claim| claims.contains(&claim.id)).collect();
        let Some(currency) = covered.first().map(|claim| claim.currency) else { return };
        let owed: Vec<Owed> = covered.iter().map(|claim| Owed::of(claim, claim.book_principal(Date::MAX).or_zero())).collect();
        let (shares, left) = allocate::spread(&owed, &[], true, cents, on);
        // What is asked beyond the principal is not told apart here: the match says that it is on account.
        if left.is_zero() && covered.iter().all(|claim| claim.currency == currency) {
            self.builder.expected(Expected { debtor: facts.debtor, kind, cents, currency, on, reference: String::new(), shares });
        }
    }
}

/// What the bank may credit in one line, of collections since a day: each file, and where it has debits of several kinds those of each.
fn remittances(references: &[DebitReference], since: Date) -> Vec<Remittance> {
    let mut found = Vec::new();
    for batch in references.chunk_by(|one, next| one.batch == next.batch).filter(|batch| batch[0].on >= since) {
        let mut kinds: Vec<_> = batch.iter().map(|one| Some(one.kind)).collect();
        kinds.sort_unstable();
        kinds.dedup();
        if kinds.len() == 1 {
            kinds.clear();
        }
        for kind in kinds.into_iter().chain([None]) {
            let of_kind = batch.iter().filter(|one| kind.is_none_or(|kind| kind == one.kind));
            let debits = of_kind.map(|one| (one.debtor, one.claim, one.cents)).collect();
            found.push(Remittance { message: batch[0].message.clone(), on: batch[0].on, debits });
        }
    }
    found
}

/// By payment since a day: the entry of the accounts in which it stands (journal, number and day, the head of its key), and for one
/// that a line of the bank made, what the bank says it was. What others say of it is read off labels, and proves nothing.
fn keys(tx: &mut Read<'_>, since: Date) -> Result<(HashMap<MovementId, String>, HashMap<MovementId, LineKind>)> {
    let (mut entries, mut means) = (HashMap::new(), HashMap::new());
    for (movement, key, said) in tx.keys_of_payments(since)? {
        if let Some(entry) = crate::import::entry_of(&key) {
            entries.insert(movement, entry.to_owned());
        }
        if let Some(kind) = LineKind::of_word(&said).filter(|_| is_of_line(&key)) {
            means.insert(movement, kind);
        }
    }
    Ok((entries, means))
}

/// The numbers of the invoices that each payment paid: what a return may quote.
fn numbers_paid(facts: &DebtorFacts) -> BTreeMap<MovementId, Vec<&str>> {
    let mut numbers: BTreeMap<MovementId, Vec<&str>> = BTreeMap::new();
    for claim in &facts.claims {
        for entry in &claim.entries {
            numbers.entry(entry.movement).or_default().push(&claim.number);
        }
    }
    numbers
}

/// Who may pay: names, codes, accounts and references of records that were joined to another speak for the one that owes now.
fn payers(tx: &mut Read<'_>, builder: &mut Builder, debtors: &[DebtorId], joined: &Joined) -> Result<()> {
    let mut ibans: BTreeMap<DebtorId, Vec<String>> = BTreeMap::new();
    for (_, debtor, iban) in tx.payer_accounts()? {
        ibans.entry(debtor).or_default().push(iban);
    }
    let mut became: Vec<DebtorId> = joined.0.keys().copied().collect();
    became.sort_unstable();
    // A debtor is called as its own record is, which comes first.
    let own = debtors.chunks(BLOCK).map(|some| (some, false));
    for (some, for_another) in own.chain(became.chunks(BLOCK).map(|some| (some, true))) {
        for (record, face) in tx.faces(some)? {
            let debtor = if for_another { joined.stays(record) } else { record };
            builder.payer(Payer {
                debtor,
                code: face.code,
                name: face.name,
                also: Vec::new(),
                // Records of one SIREN are one person in law, who may pay for all of them at once.
                group: face.siren.parse().ok(),
                siren: face.siren,
                ibans: ibans.remove(&record).unwrap_or_default(),
            });
            builder.standing_reference(debtor, reference::of_debtor(tx.tenant(), record));
        }
    }
    Ok(())
}

/// The records that became part of another.
struct Joined(HashMap<DebtorId, DebtorId>);

impl Joined {
    /// The record that stands for a record.
    fn stays(&self, record: DebtorId) -> DebtorId {
        self.0.get(&record).copied().unwrap_or(record)
    }
}

/// What letters that left lately asked, under the reference they bear: what is still open of the principal, and the interest and
/// indemnity with their claim. A claim that is paid is expected no more; the reference is known all the same.
fn asked(tx: &mut Read<'_>, builder: &mut Builder, today: Date) -> Result<()> {
    let tenant = tx.tenant();
    let mut under_way: Option<(LetterId, Expected)> = None;
    tx.each_asked_since(ago(today, EXPECTED_DAYS), |line| {
        let same = under_way.as_ref().is_some_and(|(letter, sum)| *letter == line.letter && sum.debtor == line.debtor);
        if !same && let Some((_, whole)) = under_way.take() {
            builder.expected(whole);
        }
        let (_, sum) = under_way.get_or_insert_with(|| (line.letter, nothing_asked(tenant, &line)));
        if line.open.is_positive() {
            let cents = line.principal.min(line.open) + line.interest + line.indemnity;
            sum.cents += cents;
            sum.shares.push((line.claim, cents));
        }
        Ok(())
    })?;
    if let Some((_, whole)) = under_way {
        builder.expected(whole);
    }
    Ok(())
}

/// A letter before its claims are counted.
fn nothing_asked(tenant: TenantId, line: &AskedLine) -> Expected {
    Expected {
        debtor: line.debtor,
        kind: ExpectedKind::Letter,
        cents: Cents::ZERO,
        currency: line.currency,
        on: line.on,
        reference: reference::of_letter(tenant, line.letter),
        shares: Vec::new(),
    }
}
