//! What waits in the file of today: lines that only a person can decide, made from what is open in the books that morning.

use domain::Date;
use domain::facts::ClaimFacts;
use domain::money::Cents;
use domain::party::DebtorKind;
use store::Tx;

use super::super::cast::{DEBTORS, Habit, Part};
use super::super::life::{SAME_WORK, code};
use super::{Bank, Movement, bank_words, iban_of};
use crate::error::Result;
use crate::resolve;

/// What two customers of one name were invoiced for the same yearly work.
pub(in crate::demo) const SAME_AMOUNT: Cents = Cents(54_720);
/// A difference under this much is not worth a letter.
const NEARLY: i64 = 500;
/// A part payment is of whole thousands of euros, or hundreds.
const ROUND: [i64; 2] = [100_000, 10_000];

impl Bank {
    /// Three lines that wait: an advance of somebody who bears a part of a customer's name, a sum that two customers of one name
    /// owe, and an invoice paid but for a few euros. Each falls on a day of its own, the last ones before today. What the books give
    /// no ground for is left out.
    pub(in crate::demo) fn surprises(&mut self, tx: &mut Tx<'_>, today: Date) -> Result<()> {
        let before = |days: i64| super::open_day(today.saturating_sub(jiff::Span::new().days(days)));
        if let Some((debtor, claims)) = self.whose(tx, Habit::Slow, today, |name| name.split(' ').count() == 2)? {
            let due: Cents = claims.iter().map(open).sum();
            if let Some(step) = ROUND.into_iter().find(|step| due.0 > 2 * step) {
                let half = Cents(due.0 / 2 / step * step);
                // Somebody who bears one word of the customer's name: its owner, or nobody of theirs.
                let other = format!("M OU MME {}", last_word(debtor));
                self.books((Movement::Transfer, half), (&other, iban_of(DEBTORS.len())), "ACOMPTE".to_owned(), before(2));
            }
        }
        let twin = format!("MME {}", last_word(SAME_WORK[0]));
        self.books((Movement::Transfer, SAME_AMOUNT), (&twin, iban_of(DEBTORS.len() + 1)), "ENTRETIEN ANNUEL".to_owned(), before(3));
        if let Some((debtor, claims)) = self.whose(tx, Habit::Forgetful, today, |_| true)? {
            let claim = &claims[0];
            let owed = open(claim);
            let short = Cents((owed.0 - 1) / NEARLY * NEARLY);
            self.of_customer(debtor, Movement::Transfer, short, &claim.number, before(1));
        }
        Ok(())
    }

    /// A cheque of somebody who does not pay: it will come back. Whose, how much, for which invoice.
    pub(in crate::demo) fn bad_cheque(&mut self, tx: &mut Tx<'_>, day: Date) -> Result<Option<(usize, Cents, String)>> {
        let Some((debtor, mut claims)) = self.whose(tx, Habit::Silent, day, |_| true)? else { return Ok(None) };
        let Some(claim) = claims.pop() else { return Ok(None) };
        let cents = open(&claim);
        self.of_customer(debtor, Movement::Cheque, cents, &claim.number, day);
        Ok(Some((debtor, cents, claim.number)))
    }

    /// The first firm of that habit and name that is late, is not insolvent, and of which no line waits: its late claims, the oldest
    /// first.
    fn whose(&self, tx: &mut Tx<'_>, habit: Habit, day: Date, named: impl Fn(&str) -> bool) -> Result<Option<(usize, Vec<ClaimFacts>)>> {
        let fits = |part: &Part| part.habit == habit && part.kind == DebtorKind::Business && named(part.name);
        for (at, part) in DEBTORS.iter().enumerate().filter(|(_, part)| fits(part)) {
            if self.booked.iter().any(|booked| booked.name == bank_words(part.name)) {
                continue;
            }
            let id = resolve::debtor(tx, &code(at))?;
            let Some(facts) = tx.debtor_facts(id)?.filter(|facts| facts.insolvencies.is_empty()) else { continue };
            let mut late: Vec<ClaimFacts> = facts.claims.into_iter().filter(|claim| claim.due_on < day && open(claim).0 > NEARLY).collect();
            late.sort_by_key(|claim| (claim.due_on, claim.id));
            if !late.is_empty() {
                return Ok(Some((at, late)));
            }
        }
        Ok(None)
    }
}

/// The surname of a person, or what tells a firm from others.
fn last_word(debtor: usize) -> String {
    bank_words(DEBTORS[debtor].name).split(' ').next_back().unwrap_or_default().to_owned()
}

fn open(claim: &ClaimFacts) -> Cents {
    claim.book_principal(Date::MAX).or_zero()
}
