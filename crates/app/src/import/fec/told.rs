//! What a FEC tells and the books have already from elsewhere: it counts once.
//!
//! * A customer under a code that is not known is the debtor who owes one of its invoices here: same number, same day, same amount.
//! * An invoice or credit note is known by its debtor and number; another amount is a problem with both values.
//! * A payment is known by its debtor, amount and day, within some days ([`domain::payments::again`]).
//! * A payment that came back is known by the payment; credit that went back by its debtor, amount and day.
//! * An entry that only got another number (a draft that became final) is known by all the rest of its identity and its amount.
//!
//! Each is an event, so that the entry is known by its key from then on, and so that the thing stays in the books if the other source
//! is undone.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use domain::Date;
use domain::events::{CodeLearned, EntryToldAgain, NewEvent, PaymentReversed, Told};
use domain::facts::{MovementFacts, days_between};
use domain::ids::{ClaimId, DebtorId, InvoiceId, MovementId};
use domain::money::{Cents, Currency};
use domain::payments::again::{self, Said, WINDOW};
use formats::Place;
use formats::fec::{Movement, MovementKind, Receivables};
use jiff::ToSpan;
use store::{KnownInvoice, MovementRow, Refund};

use super::super::compare::There;
use super::super::einvoice::CANCELS;
use super::super::who::{self, Issued};
use super::{Home, Taking};
use crate::error::Result;
use crate::words::counted;

/// Days between which two sources may date one invoice: that of the piece and that of the entry.
const SAME_INVOICE: i64 = 31;

impl Taking<'_, '_, '_> {
    /// The customers whose code nobody knows and of whom the books have an invoice from elsewhere, by their place in the file.
    pub(super) fn customers_known_elsewhere(&mut self) -> Result<HashMap<usize, DebtorId>> {
        let mut invoices: BTreeMap<usize, Vec<Issued<'_>>> = BTreeMap::new();
        let receivables = self.receivables;
        for ((customer, number), total) in totals(receivables, &self.known, |movement| movement.kind == MovementKind::Invoice) {
            let issued = Issued { number, on: total.on, total: total.cents, currency: Currency::EUR };
            invoices.entry(customer).or_default().push(issued);
        }
        let customers = &receivables.customers;
        let codes: Vec<&str> = invoices.keys().map(|customer| customers[*customer].code()).collect();
        let known = self.tx.debtors_by_codes(&codes)?;
        invoices.retain(|customer, _| !known.contains_key(customers[*customer].code()) && !customers[*customer].collective);
        let found = who::owing(self.tx, invoices.values().flatten())?;
        Ok(invoices.into_iter().filter_map(|(customer, issued)| Some((customer, who::the_one(&issued, &found)?))).collect())
    }

    /// A debtor is named by this code too from now on.
    pub(super) fn also_called(&mut self, debtor: DebtorId, code: &str, name: &str) -> Result<DebtorId> {
        let own = self.tx.debtor(debtor)?.map(|row| row.code).unwrap_or_default();
        self.notes.push(who::said(name, code, &own));
        self.tx.append(NewEvent::new(self.today, CodeLearned { debtor, code: code.to_owned(), import: self.import }))?;
        Ok(debtor)
    }

    /// Where an entry stands that an earlier file told again, and the amount it said.
    pub(super) fn told_by_key(&mut self, at: usize, key: &str) -> Result<Option<(Home, Cents)>> {
        let Some((told, amount)) = self.tx.told_by_key(key)? else { return Ok(None) };
        if let Told::Return { payment, .. } = told {
            self.sent_back.insert(at, payment);
        }
        let home = match told {
            Told::Invoice { invoice } => Home::Invoice(invoice),
            // One that was withdrawn since is not in the books any more.
            Told::Movement { movement } if self.tx.movement(movement)?.is_none() => return Ok(None),
            Told::Movement { movement } => Home::ToldMoney(movement),
            Told::Refund { refund } => {
                let Some(row) = self.tx.refund(refund)? else { return Ok(None) };
                let parts = self.of_one_act(&row, amount)?;
                self.refunded.insert(at, parts);
                Home::None
            }
            Told::Return { .. } => Home::None,
        };
        Ok(Some((home, amount)))
    }

    /// Finds what of the file the books have from elsewhere.
    pub(super) fn told_again(&mut self) -> Result<()> {
        self.renumbered()?;
        self.told_invoices()?;
        self.told_credit_notes()?;
        self.told_payments()
    }

    /// Entries of an earlier file of the accounts that this one has no more, and has under another number: same journal, day, account,
    /// auxiliary, piece and amount. A number given again to another entry alike in all this is taken for the one that had it: the
    /// comparison with account 411 shows it.
    fn renumbered(&mut self) -> Result<()> {
        // Documents with a number of their own are known by it, whole.
        let has_number = |movement: &Movement| {
            !movement.number_presumed && matches!(movement.kind, MovementKind::Invoice | MovementKind::CreditNote | MovementKind::Opening)
        };
        let all = self.receivables.movements.iter().enumerate();
        let unknown: Vec<usize> = all.filter(|(at, own)| !self.known.contains(at) && !has_number(own)).map(|(at, _)| at).collect();
        let days = self.receivables.movements.iter().map(|movement| movement.on);
        let (Some(from), Some(to), false) = (days.clone().min(), days.max(), unknown.is_empty()) else { return Ok(()) };
        let here: HashSet<&str> = self.receivables.movements.iter().map(|movement| movement.key.as_str()).collect();
        let mut gone: HashMap<String, Vec<String>> = HashMap::new();
        for (key, _) in self.tx.keyed_between(from, to)? {
            if let Some(rest) = formats::fec::without_number(&key)
                && !here.contains(key.as_str())
            {
                gone.entry(rest).or_default().push(key);
            }
        }
        // What stands in this file under a later number is no candidate for another.
        let mut taken: HashSet<i64> = self.places.iter().filter_map(Home::id).collect();
        for at in unknown {
            let movement = &self.receivables.movements[at];
            let Some(keys) = formats::fec::without_number(&movement.key).and_then(|rest| gone.get_mut(&rest)) else { continue };
            for place in 0..keys.len() {
                let Some((home, told, cents)) = self.of_key(&keys[place])? else { continue };
                if cents == self.receivables.movements[at].cents && home.id().is_none_or(|id| taken.insert(id)) {
                    keys.remove(place);
                    self.renumbered += 1;
                    self.place(at, home, told)?;
                    break;
                }
            }
        }
        Ok(())
    }

    /// What an entry of an earlier file made or told, and its amount as an entry has it.
    pub(super) fn of_key(&mut self, key: &str) -> Result<Option<(Home, Told, Cents)>> {
        if let Some(known) = self.tx.invoice_by_key(key)? {
            let invoice = known.invoice;
            return Ok(Some((Home::Invoice(invoice), Told::Invoice { invoice }, known.amount)));
        }
        if let Some(money) = self.tx.movement_by_key(key)? {
            return Ok(Some((Home::ToldMoney(money.id), Told::Movement { movement: money.id }, -money.amount)));
        }
        Ok(self.tx.told_by_key(key)?.and_then(|(told, cents)| match told {
            Told::Invoice { invoice } => Some((Home::Invoice(invoice), told, cents)),
            Told::Movement { movement } => Some((Home::ToldMoney(movement), told, cents)),
            // A return is known by its payment, a refund by its day.
            Told::Refund { .. } | Told::Return { .. } => None,
        }))
    }

    fn told_invoices(&mut self) -> Result<()> {
        let is_owed =
            |movement: &Movement| matches!(movement.kind, MovementKind::Invoice | MovementKind::Opening) && movement.cents.is_positive();
        let all = totals(self.receivables, &self.known, is_owed);
        let numbers: Vec<&str> = all.keys().map(|(_, number)| *number).collect();
        let known = self.tx.known_invoices(&numbers)?;
        // Of an invoice that an earlier file of the accounts brought, a further due date is known by its rank.
        let movements = self.receivables.movements.iter().zip(&self.places);
        let own: HashSet<(usize, &str)> = movements
            .filter(|(_, place)| matches!(place, Home::Claim(_)))
            .map(|(movement, _)| (movement.customer, movement.number.as_str()))
            .collect();
        for ((customer, number), total) in all {
            if own.contains(&(customer, number)) {
                continue;
            }
            let Some((debtor, _)) = self.owners[customer] else { continue };
            let Some(there) = known.get(&(debtor, number.to_owned())) else { continue };
            if !is_same(&total, there) {
                continue;
            }
            if !total.opening && total.cents != there.total {
                let (was, is) = ((there.total, there.currency), (total.cents, Currency::EUR));
                let then = " ; corrigez par un avoir ou dans votre comptabilité.";
                There::Invoice(number).tell_other_amount(Place::line(total.line), was, is, then, self.problems);
            }
            for at in total.places {
                self.place_told(at, Home::Invoice(there.invoice), Told::Invoice { invoice: there.invoice })?;
            }
        }
        Ok(())
    }

    fn told_credit_notes(&mut self) -> Result<()> {
        // One that an earlier file of the accounts brought is known by its key; a further entry of its number is another.
        let here: HashSet<MovementId> = self.places.iter().filter_map(Home::money).collect();
        for ((customer, number), total) in totals(self.receivables, &self.known, |movement| movement.kind == MovementKind::CreditNote) {
            let Some((debtor, _)) = self.owners[customer] else { continue };
            let there = match self.tx.known_credit_note(debtor, number)? {
                Some(there) => there,
                // The accounts cancel under a number of their own what a corrected invoice took the place of.
                None => match self.cancellation(debtor, (-total.cents, total.on), &here)? {
                    Some(there) => there,
                    None => continue,
                },
            };
            if here.contains(&there.id) || there.currency != Currency::EUR || days_between(there.on, total.on).abs() > SAME_INVOICE {
                continue;
            }
            if there.amount != -total.cents {
                let (was, is) = ((there.amount, there.currency), (-total.cents, Currency::EUR));
                let then = " ; corrigez dans votre comptabilité.";
                There::CreditNote(number).tell_other_amount(Place::line(total.line), was, is, then, self.problems);
            }
            for at in total.places {
                self.place_told(at, Home::ToldMoney(there.id), Told::Movement { movement: there.id })?;
            }
        }
        Ok(())
    }

    /// The credit note of that amount by which a corrected invoice cancelled the one before it.
    fn cancellation(&mut self, debtor: DebtorId, (cents, on): (Cents, Date), here: &HashSet<MovementId>) -> Result<Option<MovementRow>> {
        let Some(facts) = self.tx.debtor_facts(debtor)? else { return Ok(None) };
        let taken: HashSet<MovementId> = self.places.iter().filter_map(Home::money).collect();
        let is = |one: &&MovementFacts| {
            let near = one.amount == cents && days_between(one.on, on).abs() <= SAME_INVOICE;
            near && one.number.starts_with(CANCELS) && !here.contains(&one.id) && !taken.contains(&one.id)
        };
        let found = facts.movements.iter().find(is).map(|one| one.id);
        found.map_or(Ok(None), |id| Ok(self.tx.movement(id)?))
    }

    fn told_payments(&mut self) -> Result<()> {
        let mut places = Vec::new();
        let mut theirs = Vec::new();
        let mut pays: HashMap<usize, BTreeSet<String>> = HashMap::new();
        for one in &self.receivables.allocations {
            pays.entry(one.credit).or_default().insert(self.receivables.movements[one.debit].number.clone());
        }
        for (at, movement) in self.receivables.movements.iter().enumerate() {
            if movement.kind == MovementKind::Payment
                && !self.known.contains(&at)
                && let Some((debtor, _)) = self.owners[movement.customer]
            {
                let entry = super::super::entry_of(&movement.key).unwrap_or_default().to_owned();
                places.push(at);
                let pays = pays.remove(&at).unwrap_or_default();
                theirs.push(Said { debtor, on: movement.on, cents: -movement.cents, currency: Currency::EUR, entry, pays });
            }
        }
        let days = theirs.iter().map(|said| said.on);
        let (Some(from), Some(to)) = (days.clone().min(), days.max()) else { return Ok(()) };
        let (from, to) = (from.saturating_sub(WINDOW.days()), to.saturating_add(WINDOW.days()));
        let ours = self.tx.payments_between("fec", from, to)?;
        // What an earlier file of the accounts brought is here under its key; where it is not, on a day that this file covers, its entry
        // was numbered anew: a draft that became final.
        let here: HashSet<MovementId> = self.places.iter().filter_map(Home::money).collect();
        let all = || self.receivables.movements.iter().map(|movement| movement.on);
        let covered = all().min()..=all().max();
        let may_be = |row: &MovementRow, of_accounts: bool| !of_accounts || (covered.contains(&Some(row.on)) && !here.contains(&row.id));
        let ours: Vec<MovementRow> = ours.into_iter().filter(|(row, of)| may_be(row, *of)).map(|(row, _)| row).collect();
        let pairs = again::told_again(&theirs, &super::super::said(self.tx, &ours)?);
        for (parts, own) in pairs {
            let movement = ours[own].id;
            for part in parts {
                self.place_told(places[part], Home::ToldMoney(movement), Told::Movement { movement })?;
            }
        }
        Ok(())
    }

    /// A debit against money tells a refund that the books have: same debtor and amount, days near each other.
    fn told_refund(&mut self, at: usize) -> Result<bool> {
        let back = &self.receivables.movements[at];
        let Some((debtor, _)) = self.owners[back.customer] else { return Ok(false) };
        let (on, cents) = (back.on, back.cents);
        let taken: HashSet<i64> = self.refunded.values().flatten().map(|(id, _)| *id).collect();
        let mut near = self.tx.refunds_of(debtor)?;
        near.retain(|one| days_between(one.on, on).abs() <= WINDOW && !taken.contains(&one.id.0));
        near.sort_by_key(|one| (one.cents != cents, days_between(one.on, on).abs(), one.id));
        for one in near {
            let parts = self.of_one_act(&one, cents)?;
            let euros = self.tx.movement(one.movement)?.is_some_and(|row| row.currency == Currency::EUR);
            if euros && parts.iter().map(|(_, cents)| *cents).sum::<Cents>() == cents && parts.iter().all(|(id, _)| !taken.contains(id)) {
                self.refunded.insert(at, parts);
                self.tell(at, Told::Refund { refund: one.id })?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A refund, with those of its day where the sum is theirs together: one transfer may give several credits back.
    fn of_one_act(&mut self, one: &Refund, cents: Cents) -> Result<Vec<(i64, Cents)>> {
        if one.cents == cents {
            return Ok(vec![(one.id.0, cents)]);
        }
        let mut all = self.tx.refunds_of(one.debtor)?;
        all.retain(|other| other.on == one.on);
        Ok(all.into_iter().map(|other| (other.id.0, other.cents)).collect())
    }

    /// A debit against money tells a refund again, or sends a payment back: the last of that customer and amount before it. Says whether
    /// it was the first to say so; `None` where it is neither.
    pub(super) fn came_back(&mut self, at: usize) -> Result<Option<bool>> {
        if self.told_refund(at)? {
            return Ok(Some(false));
        }
        let back = &self.receivables.movements[at];
        let mut payments: Vec<(Date, u64, MovementId)> = Vec::new();
        for (other, movement) in self.receivables.movements.iter().enumerate() {
            if movement.kind == MovementKind::Payment
                && movement.customer == back.customer
                && movement.cents == -back.cents
                && movement.on <= back.on
                && let Some(id) = self.places[other].money()
            {
                payments.push((movement.on, movement.line, id));
            }
        }
        payments.sort_unstable();
        payments.dedup_by_key(|(.., id)| *id);
        for (.., payment) in payments.into_iter().rev() {
            let Some(row) = self.tx.movement(payment)? else { continue };
            let made = match row.reversed_on {
                None => {
                    self.tx.append(NewEvent::new(back.on, PaymentReversed { payment, reason: back.label.clone() }))?;
                    true
                }
                // The bank, a person or a draft of the accounts said it first, and no other debit of this file says it.
                Some(day) if days_between(day, back.on).abs() <= WINDOW && !self.sent_back.values().any(|sent| *sent == payment) => false,
                Some(_) => continue,
            };
            self.sent_back.insert(at, payment);
            self.tell(at, Told::Return { payment, made })?;
            return Ok(Some(made));
        }
        Ok(None)
    }

    fn place_told(&mut self, at: usize, home: Home, told: Told) -> Result<()> {
        self.told += 1;
        self.place(at, home, told)
    }

    fn place(&mut self, at: usize, home: Home, told: Told) -> Result<()> {
        self.places[at] = home;
        self.known.insert(at);
        self.counts.known += 1;
        self.tell(at, told)
    }

    fn tell(&mut self, at: usize, told: Told) -> Result<()> {
        let movement = &self.receivables.movements[at];
        let event = EntryToldAgain { import: self.import, key: movement.key.clone(), told, amount: movement.cents };
        self.tx.append(NewEvent::new(movement.on, event))?;
        Ok(())
    }

    /// Says how much the books had from elsewhere.
    pub(super) fn tell_again(&mut self) {
        if self.renumbered > 0 {
            let one = "écriture, numérotée autrement dans un fichier précédent, est la même";
            self.notes.push(counted(self.renumbered, one, "écritures, numérotées autrement dans un fichier précédent, sont les mêmes"));
        }
        if self.told > 0 {
            let one = "écriture, déjà connue par une autre source (banque, liste, facture électronique, saisie), ne compte qu'une fois";
            let several =
                "écritures, déjà connues par une autre source (banque, liste, facture électronique, saisie), ne comptent qu'une fois";
            self.notes.push(counted(self.told, one, several));
        }
    }

    /// Reads the claims of the invoices that the books have from elsewhere.
    pub(super) fn claims_of_told(&mut self) -> Result<HashMap<InvoiceId, Vec<(ClaimId, Cents)>>> {
        let mut claims: HashMap<InvoiceId, Vec<(ClaimId, Cents)>> = HashMap::new();
        for at in 0..self.places.len() {
            let Home::Invoice(invoice) = self.places[at] else { continue };
            if let std::collections::hash_map::Entry::Vacant(place) = claims.entry(invoice) {
                let number = self.tx.claim(ClaimId(invoice.0))?.map(|claim| claim.number).unwrap_or_default();
                let mut all = self.tx.claim_rows_of_number(&number)?;
                all.retain(|claim| claim.invoice == invoice);
                all.sort_by_key(|claim| (claim.due_on, claim.id));
                place.insert(all.into_iter().map(|claim| (claim.id, claim.amount)).collect());
            }
        }
        Ok(claims)
    }
}

/// Movements of the file that are not known by their keys, by customer and number: what their entries add up to.
fn totals<'r>(receivables: &'r Receivables, known: &HashSet<usize>, is: impl Fn(&Movement) -> bool) -> BTreeMap<(usize, &'r str), Total> {
    let mut totals: BTreeMap<(usize, &str), Total> = BTreeMap::new();
    for (at, movement) in receivables.movements.iter().enumerate() {
        if !is(movement) || movement.number_presumed || known.contains(&at) {
            continue;
        }
        let opening = movement.kind == MovementKind::Opening;
        let first = || Total { places: Vec::new(), cents: Cents::ZERO, on: movement.on, line: movement.line, opening };
        let total = totals.entry((movement.customer, &movement.number)).or_insert_with(first);
        total.places.push(at);
        total.cents += movement.cents;
        total.opening |= opening;
    }
    totals
}

/// What entries of one number add up to.
struct Total {
    places: Vec<usize>,
    cents: Cents,
    on: Date,
    line: u64,
    opening: bool,
}

/// Whether entries are an invoice of the same debtor and number: a number that begins again each year is another invoice, and what is
/// brought forward is at most the whole.
fn is_same(total: &Total, known: &KnownInvoice) -> bool {
    if known.currency != Currency::EUR {
        return false;
    }
    if total.opening {
        return total.cents <= known.total && known.issued_on <= total.on;
    }
    days_between(known.issued_on, total.on).abs() <= SAME_INVOICE
}

/// So many cents for the claims of an invoice, the first due date first; what finds no room stays with the last.
pub(super) fn taken(rooms: &mut [(ClaimId, Cents)], cents: Cents) -> Vec<(ClaimId, Cents)> {
    let (mut left, mut shares) = (cents, Vec::new());
    for (claim, room) in rooms.iter_mut() {
        let part = left.min(*room);
        if part.is_positive() {
            shares.push((*claim, part));
            *room -= part;
            left -= part;
        }
    }
    if left.is_positive()
        && let Some((claim, _)) = rooms.last()
    {
        match shares.iter_mut().find(|(own, _)| own == claim) {
            Some((_, part)) => *part += left,
            None => shares.push((*claim, left)),
        }
    }
    shares
}
