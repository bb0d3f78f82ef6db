//! The books while the journal is read, and what is left when it ends.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::bank::BookedLine;
use super::{ClaimHome, ImportState, Imports, Ledger, MovementHome};
use crate::facts::{ClaimFacts, ContactFacts, DebtorFacts, MovementFacts, TenantFacts};
use crate::ids::{
    AllocationId, BankLineId, BankStatementId, ClaimId, DebtorId, DisputeId, HoldId, ImportId, InsolvencyId, LetterId, MovementId, PlanId,
    PromiseId, WaiverId,
};

/// Where a child of a debtor or claim is, by its id.
#[derive(Default)]
pub(super) struct Homes {
    pub disputes: BTreeMap<DisputeId, ClaimId>,
    pub waivers: BTreeMap<WaiverId, ClaimId>,
    pub promises: BTreeMap<PromiseId, DebtorId>,
    pub plans: BTreeMap<PlanId, DebtorId>,
    pub holds: BTreeMap<HoldId, DebtorId>,
    pub insolvencies: BTreeMap<InsolvencyId, DebtorId>,
    pub letters: BTreeMap<LetterId, DebtorId>,
    pub allocations: BTreeMap<AllocationId, (MovementId, Option<ClaimId>)>,
}

#[derive(Default)]
pub(super) struct Book {
    pub tenant: TenantFacts,
    pub debtors: BTreeMap<DebtorId, DebtorFacts>,
    pub claims: ClaimHome,
    pub movements: MovementHome,
    pub homes: Homes,
    /// Letters of another record that count for a debtor, since their claims moved to it.
    pub heard: BTreeSet<(DebtorId, LetterId)>,
    pub imports: Imports,
    pub claim_imports: BTreeMap<ClaimId, ImportId>,
    pub movement_imports: BTreeMap<MovementId, ImportId>,
    pub debtor_imports: BTreeMap<DebtorId, ImportId>,
    pub statement_imports: BTreeMap<BankStatementId, ImportId>,
    pub lines: BTreeMap<BankLineId, BookedLine>,
    pub up_to_date: Vec<(Date, Option<ImportId>)>,
    /// From when the identity and the policy in force hold: one said later for an earlier day does not replace them.
    pub creditor_on: Option<Date>,
    pub policy_on: Option<Date>,
}

impl Book {
    pub fn debtor(&mut self, id: DebtorId) -> Option<&mut DebtorFacts> {
        self.debtors.get_mut(&id)
    }

    pub fn claim(&mut self, id: ClaimId) -> Option<&mut ClaimFacts> {
        let (debtor, at) = *self.claims.get(&id)?;
        self.debtors.get_mut(&debtor)?.claims.get_mut(at)
    }

    pub fn movement(&mut self, id: MovementId) -> Option<&mut MovementFacts> {
        let (debtor, at) = *self.movements.get(&id)?;
        self.debtors.get_mut(&debtor)?.movements.get_mut(at)
    }

    /// Finds the places again after claims or movements changed hands.
    pub fn find_homes(&mut self) {
        self.claims.clear();
        self.movements.clear();
        for (id, debtor) in &self.debtors {
            self.claims.extend(debtor.claims.iter().enumerate().map(|(at, claim)| (claim.id, (*id, at))));
            self.movements.extend(debtor.movements.iter().enumerate().map(|(at, movement)| (movement.id, (*id, at))));
        }
    }

    pub(super) fn hidden(&self, import: Option<&ImportId>) -> bool {
        import.is_some_and(|id| self.imports.get(id) != Some(&ImportState::Completed))
    }

    /// Leaves out what uncompleted and undone imports brought, and what was allocated from or to it.
    pub fn finish(mut self) -> Ledger {
        let claims: BTreeSet<ClaimId> = self.claims.keys().filter(|id| self.hidden(self.claim_imports.get(id))).copied().collect();
        let movements: BTreeSet<MovementId> =
            self.movements.keys().filter(|id| self.hidden(self.movement_imports.get(id))).copied().collect();
        let debtors: BTreeSet<DebtorId> = self.debtors.keys().filter(|id| self.hidden(self.debtor_imports.get(id))).copied().collect();
        let unseen: BTreeSet<BankLineId> = self.lines.keys().filter(|line| self.hides_line(**line)).copied().collect();
        let mut lost: BTreeMap<MovementId, Vec<AllocationId>> = BTreeMap::new();
        for (allocation, (movement, claim)) in &self.homes.allocations {
            if claim.is_some_and(|claim| claims.contains(&claim)) {
                lost.entry(*movement).or_default().push(*allocation);
            }
        }
        self.tenant.payments_known_through =
            self.up_to_date.iter().filter(|(_, import)| !self.hidden(import.as_ref())).map(|(day, _)| *day).max();
        for (to, letter) in std::mem::take(&mut self.heard) {
            let home = self.homes.letters.get(&letter).and_then(|home| self.debtors.get(home));
            let found = home.and_then(|home| Some((home.code.clone(), home.contacts.iter().find(|contact| contact.id == letter)?.clone())));
            if let (Some((code, contact)), Some(debtor)) = (found, self.debtors.get_mut(&to)) {
                debtor.contacts.push(ContactFacts { elsewhere: Some(code), ..contact });
            }
        }
        for debtor in self.debtors.values_mut() {
            debtor.unmatched.retain(|held| !unseen.contains(&held.line));
            debtor.contacts.sort_by_key(|contact| contact.id);
            debtor.claims.retain(|claim| !claims.contains(&claim.id));
            debtor.movements.retain(|movement| !movements.contains(&movement.id));
            for claim in &mut debtor.claims {
                claim.entries.retain(|entry| !movements.contains(&entry.movement));
                claim.entries.sort_by_key(|entry| entry.allocation);
            }
            debtor.claims.sort_by_key(|claim| claim.id);
            debtor.movements.sort_by_key(|movement| movement.id);
            debtor.promises.sort_by_key(|promise| promise.id);
            debtor.plans.sort_by_key(|plan| plan.id);
            debtor.holds.sort_by_key(|hold| hold.id);
            for movement in &mut debtor.movements {
                let gone = lost.get(&movement.id).map_or(&[][..], Vec::as_slice);
                movement.allocated.retain(|(allocation, _, _)| !gone.contains(allocation));
            }
        }
        self.debtors.retain(|id, debtor| !debtors.contains(id) || !debtor.claims.is_empty() || !debtor.movements.is_empty());
        Ledger { tenant: self.tenant, debtors: self.debtors }
    }
}
