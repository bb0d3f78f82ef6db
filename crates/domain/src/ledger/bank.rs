//! What the bank changes in the books: money that may be a debtor's, payments taken back.

use super::book::Book;
use crate::events::{BankLineHeld, Event, Recorded};
use crate::facts::UnmatchedFacts;
use crate::ids::{AllocationId, BankLineId, BankStatementId, ClaimId, DebtorId, MovementId, Seq};
use crate::money::{Cents, Currency};
use jiff::civil::Date;

/// A line, as far as debtors are concerned.
#[derive(Clone, Debug)]
pub(super) struct BookedLine {
    pub statement: BankStatementId,
    pub on: Date,
    pub amount: Cents,
    pub currency: Currency,
}

impl Book {
    pub(super) fn bank_event(&mut self, recorded: &Recorded) {
        let (on, Seq(seq)) = (recorded.effective_on, recorded.seq);
        match &recorded.event {
            Event::BankStatementTaken(taken) => {
                self.statement_imports.insert(BankStatementId(seq), taken.import);
            }
            Event::BankLineRecorded(line) => {
                let booked = BookedLine { statement: line.statement, on, amount: line.amount, currency: line.currency };
                self.lines.insert(BankLineId(seq), booked);
            }
            Event::BankLineHeld(held) => {
                self.release(held.line, on);
                self.wait(held, on, recorded.seq);
            }
            Event::BankLineDecided(decided) => self.release(decided.line, on),
            Event::PaymentWithdrawn(withdrawn) => self.withdraw(withdrawn.payment),
            Event::PaymentReinstated(reinstated) => self.reverse(reinstated.payment, None),
            _ => {}
        }
    }

    /// Letters no longer wait for a line.
    fn release(&mut self, line: BankLineId, on: Date) {
        for debtor in self.debtors.values_mut() {
            debtor
                .unmatched
                .iter_mut()
                .filter(|held| held.line == line && held.ended_on.is_none())
                .for_each(|held| held.ended_on = Some(on));
        }
    }

    /// Letters of some debtors wait for it.
    fn wait(&mut self, held: &BankLineHeld, on: Date, by: Seq) {
        let Some(line) = self.lines.get(&held.line).cloned() else { return };
        for (debtor, until) in held.waits() {
            let waiting = UnmatchedFacts {
                line: held.line,
                booked_on: line.on,
                amount: line.amount,
                currency: line.currency,
                by,
                on,
                until,
                ended_on: None,
            };
            if let Some(debtor) = self.debtor(debtor) {
                debtor.unmatched.push(waiting);
            }
        }
    }

    /// What waits for one record waits for the one it was joined to.
    pub(super) fn follow_unmatched(&mut self, from: DebtorId, to: DebtorId) {
        if from == to || !self.debtors.contains_key(&to) {
            return;
        }
        let Some(moved) = self.debtors.get_mut(&from).map(|debtor| std::mem::take(&mut debtor.unmatched)) else { return };
        if let Some(debtor) = self.debtor(to) {
            debtor.unmatched.extend(moved);
            debtor.unmatched.sort_by_key(|held| held.by);
        }
    }

    /// The payment never was.
    fn withdraw(&mut self, payment: MovementId) {
        let of_it = self.homes.allocations.iter().filter(|(_, (movement, _))| *movement == payment);
        let undone: Vec<(AllocationId, Option<ClaimId>)> = of_it.map(|(id, (_, claim))| (*id, *claim)).collect();
        for (allocation, claim) in undone {
            self.homes.allocations.remove(&allocation);
            if let Some(claim) = claim.and_then(|claim| self.claim(claim)) {
                claim.entries.retain(|entry| entry.allocation != allocation);
            }
        }
        drop(self.take_movement(payment));
    }

    /// Whether the import of a line does not count.
    pub(super) fn hides_line(&self, line: BankLineId) -> bool {
        let import = self.lines.get(&line).and_then(|line| self.statement_imports.get(&line.statement));
        self.hidden(import)
    }
}
