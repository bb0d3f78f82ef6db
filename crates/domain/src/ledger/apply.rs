//! What each event changes in the books.

use jiff::civil::Date;

use super::book::Book;
use super::{ImportState, civil_day};
use crate::events::{Event, InvoiceRecorded, LetterPrepared, Recorded, StepDone};
use crate::facts::{
    ClaimFacts, ContactFacts, DatedTerms, DebtorFacts, DisputeFacts, Entry, EntryKind, HoldFacts, InsolvencyFacts, LetterState,
    LimitationFacts, MovementFacts, PlanFacts, PromiseFacts, StepFacts, WaiverFacts,
};
use crate::ids::{
    AllocationId, ClaimId, DebtorId, DisputeId, HoldId, ImportId, InsolvencyId, InvoiceId, LetterId, MovementId, PlanId, PromiseId, Seq,
    WaiverId,
};
use crate::money::{Cents, Currency};

impl Book {
    /// Applies one event. What refers to a thing that is not there changes nothing: the store never writes such an event.
    pub(super) fn apply(&mut self, recorded: &Recorded, day: Date) {
        self.started(recorded);
        self.tenant_event(recorded, day);
        self.debtor_event(recorded);
        self.document_event(recorded);
        self.restraint_event(recorded);
        self.claim_event(recorded);
        self.letter_event(recorded);
        self.bank_event(recorded);
    }

    fn started(&mut self, recorded: &Recorded) {
        if matches!(recorded.event, Event::ImportStarted(_) | Event::InvoiceRecorded(_)) {
            let on = civil_day(recorded.recorded_at);
            self.tenant.started_on = Some(self.tenant.started_on.map_or(on, |first| first.min(on)));
        }
    }

    fn tenant_event(&mut self, recorded: &Recorded, day: Date) {
        let on = recorded.effective_on;
        match &recorded.event {
            Event::CreditorSet(set) if on <= day && self.creditor_on.is_none_or(|before| before <= on) => {
                self.creditor_on = Some(on);
                self.tenant.has_profile = true;
                self.tenant.has_iban = set.has_iban;
                self.tenant.acts_for = set.acts_for.clone();
                self.tenant.creditor_kind = set.kind;
                self.tenant.territory = set.territory;
            }
            Event::TermsSet(set) => {
                let terms = DatedTerms {
                    from: on,
                    terms: set.terms,
                    clause: set.clause,
                    imputation: set.imputation,
                    default_kind: set.default_kind,
                };
                match set.debtor {
                    None => self.tenant.terms.push(terms),
                    Some(id) => {
                        if let Some(debtor) = self.debtor(id) {
                            debtor.terms.push(terms);
                        }
                    }
                }
            }
            Event::PolicySet(set) if on <= day && self.policy_on.is_none_or(|before| before <= on) => {
                self.policy_on = Some(on);
                self.tenant.policy = set.policy.clone();
            }
            Event::UpToDate(up) => self.up_to_date.push((on, up.import)),
            Event::ImportStarted(_) => {
                self.imports.insert(ImportId(recorded.seq.0), ImportState::Started);
            }
            Event::ImportCompleted(done) => {
                self.imports.insert(done.import, ImportState::Completed);
            }
            Event::ImportUndone(undone) => {
                self.imports.insert(undone.import, ImportState::Undone);
            }
            _ => {}
        }
    }

    fn debtor_event(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::DebtorRecorded(new) => {
                let id = DebtorId(recorded.seq.0);
                if let Some(import) = new.import {
                    self.debtor_imports.insert(id, import);
                }
                self.debtors.insert(id, DebtorFacts::new(id, new.code.clone(), new.kind, new.country.clone(), new.language, new.reach));
            }
            Event::DebtorChanged(change) => {
                let on = recorded.effective_on;
                if let Some(debtor) = self.debtor(change.debtor) {
                    if let Some(kind) = change.kind {
                        debtor.kind = kind;
                    }
                    if let Some(country) = &change.country {
                        debtor.country.clone_from(country);
                    }
                    if let Some(language) = change.language {
                        debtor.language = language;
                    }
                    if let Some(scenario) = &change.scenario {
                        debtor.scenario = (!scenario.is_empty()).then(|| scenario.clone());
                    }
                    if let Some((_, reach)) = change.details {
                        debtor.reach = reach;
                        debtor.reach_changed_on = Some(on);
                    }
                }
            }
            Event::ClaimsMoved(moved) => {
                for record in &moved.joined {
                    self.follow_contacts_of(*record, moved.to, |_| true);
                    self.follow_unmatched(*record, moved.to);
                }
                for id in &moved.claims {
                    self.follow_contacts(*id, moved.to);
                    self.follow_claim(*id, moved.to);
                }
                let claims: Vec<ClaimFacts> = moved.claims.iter().filter_map(|id| self.take_claim(*id)).collect();
                let movements: Vec<MovementFacts> = moved.movements.iter().filter_map(|id| self.take_movement(*id)).collect();
                if let Some(debtor) = self.debtor(moved.to) {
                    debtor.claims.extend(claims);
                    debtor.movements.extend(movements);
                }
                self.find_homes();
            }
            _ => {}
        }
    }

    /// What was said about a claim, or about no claim at all, counts for the debtor to whom the claim goes too.
    fn follow_contacts(&mut self, id: ClaimId, to: DebtorId) {
        let Some((from, _)) = self.claims.get(&id).copied() else { return };
        self.follow_contacts_of(from, to, |contact| contact.items.is_empty() || contact.items.iter().any(|(claim, _)| *claim == id));
    }

    fn follow_contacts_of(&mut self, from: DebtorId, to: DebtorId, follows: impl Fn(&ContactFacts) -> bool) {
        if from == to || !self.debtors.contains_key(&to) {
            return;
        }
        let own = self.debtors.get(&from).into_iter().flat_map(|debtor| debtor.contacts.iter().map(|contact| contact.id));
        let heard = self.heard.range((from, LetterId(i64::MIN))..=(from, LetterId(i64::MAX))).map(|(_, letter)| *letter);
        let known: Vec<LetterId> = own.chain(heard).collect();
        for letter in known {
            if self.homes.letters.get(&letter) != Some(&to) && self.letter(letter).is_some_and(|contact| follows(contact)) {
                self.heard.insert((to, letter));
            }
        }
    }

    /// What stops the dunning of a claim follows it to another debtor: promises and plans that cover it, holds on it alone.
    fn follow_claim(&mut self, id: ClaimId, to: DebtorId) {
        let Some((from, _)) = self.claims.get(&id).copied().filter(|(from, _)| *from != to && self.debtors.contains_key(&to)) else {
            return;
        };
        let Some(debtor) = self.debtors.get_mut(&from) else { return };
        let promises: Vec<PromiseFacts> = debtor.promises.extract_if(.., |promise| promise.claims.contains(&id)).collect();
        let plans: Vec<PlanFacts> = debtor.plans.extract_if(.., |plan| plan.claims.contains(&id)).collect();
        let holds: Vec<HoldFacts> = debtor.holds.extract_if(.., |hold| hold.claim == Some(id)).collect();
        self.homes.promises.extend(promises.iter().map(|promise| (promise.id, to)));
        self.homes.plans.extend(plans.iter().map(|plan| (plan.id, to)));
        self.homes.holds.extend(holds.iter().map(|hold| (hold.id, to)));
        if let Some(debtor) = self.debtor(to) {
            debtor.promises.extend(promises);
            debtor.plans.extend(plans);
            debtor.holds.extend(holds);
        }
    }

    fn take_claim(&mut self, id: ClaimId) -> Option<ClaimFacts> {
        let (debtor, at) = *self.claims.get(&id)?;
        let taken = self.debtors.get_mut(&debtor)?.claims.remove(at);
        self.find_homes();
        Some(taken)
    }

    pub(super) fn take_movement(&mut self, id: MovementId) -> Option<MovementFacts> {
        let (debtor, at) = *self.movements.get(&id)?;
        let taken = self.debtors.get_mut(&debtor)?.movements.remove(at);
        self.find_homes();
        Some(taken)
    }

    fn document_event(&mut self, recorded: &Recorded) {
        let (on, seq) = (recorded.effective_on, recorded.seq);
        match &recorded.event {
            Event::InvoiceRecorded(invoice) => {
                self.add_claim(invoice.debtor, new_claim(seq, on, civil_day(recorded.recorded_at), invoice), invoice.import)
            }
            Event::InstalmentRecorded(next) => {
                let first = ClaimId(next.invoice.0);
                let Some(mut claim) = self.claim(first).cloned() else { return };
                let (Some((debtor, _)), import) = (self.claims.get(&first).copied(), self.claim_imports.get(&first).copied()) else {
                    return;
                };
                claim = ClaimFacts {
                    id: ClaimId(seq.0),
                    issued_on: on,
                    seen_on: civil_day(recorded.recorded_at),
                    due_on: next.due_on,
                    due_basis: next.due_basis,
                    amount: next.amount,
                    ..bare(claim)
                };
                self.add_claim(debtor, claim, import);
            }
            Event::DueDateSet(set) => {
                if let Some(claim) = self.claim(set.claim) {
                    claim.due_on = set.due_on;
                    claim.due_basis = set.due_basis;
                }
            }
            Event::CreditNoteRecorded(credit) => {
                let kind = EntryKind::Credit(credit.cause);
                self.add_movement(
                    credit.debtor,
                    movement(seq, on, credit.amount, credit.currency, kind, credit.number.clone()),
                    credit.import,
                );
            }
            Event::PaymentRecorded(payment) => {
                let new = movement(seq, on, payment.amount, payment.currency, EntryKind::Payment, String::new());
                self.add_movement(payment.debtor, new, payment.import);
            }
            Event::PaymentReversed(back) => self.reverse(back.payment, Some(on)),
            Event::Allocated(allocated) => {
                let id = AllocationId(seq.0);
                let Some(source) = self.movement(allocated.movement) else { return };
                source.allocated.push((id, on, allocated.cents));
                let (kind, reversed_on) = (source.kind, source.reversed_on);
                if let Some(claim) = self.claim(allocated.claim) {
                    claim.entries.push(Entry {
                        allocation: id,
                        movement: allocated.movement,
                        on,
                        cents: allocated.cents,
                        kind,
                        reversed_on,
                    });
                }
                self.homes.allocations.insert(id, (allocated.movement, Some(allocated.claim)));
            }
            Event::Refunded(refunded) => {
                let id = AllocationId(seq.0);
                if let Some(source) = self.movement(refunded.movement) {
                    source.allocated.push((id, on, refunded.cents));
                    self.homes.allocations.insert(id, (refunded.movement, None));
                }
            }
            Event::AllocationUndone(undone) => {
                if let Some((movement, claim)) = self.homes.allocations.remove(&undone.allocation) {
                    if let Some(movement) = self.movement(movement) {
                        movement.allocated.retain(|(id, _, _)| *id != undone.allocation);
                    }
                    if let Some(claim) = claim.and_then(|claim| self.claim(claim)) {
                        claim.entries.retain(|entry| entry.allocation != undone.allocation);
                    }
                }
            }
            _ => {}
        }
    }

    fn add_claim(&mut self, debtor: DebtorId, claim: ClaimFacts, import: Option<ImportId>) {
        let id = claim.id;
        let Some(home) = self.debtor(debtor) else { return };
        home.claims.push(claim);
        let at = home.claims.len() - 1;
        self.claims.insert(id, (debtor, at));
        if let Some(import) = import {
            self.claim_imports.insert(id, import);
        }
    }

    fn add_movement(&mut self, debtor: DebtorId, movement: MovementFacts, import: Option<ImportId>) {
        let id = movement.id;
        let Some(home) = self.debtor(debtor) else { return };
        home.movements.push(movement);
        let at = home.movements.len() - 1;
        self.movements.insert(id, (debtor, at));
        if let Some(import) = import {
            self.movement_imports.insert(id, import);
        }
    }

    /// The payment came back on a day, or never did.
    pub(super) fn reverse(&mut self, payment: MovementId, on: Option<Date>) {
        if let Some(movement) = self.movement(payment) {
            movement.reversed_on = on;
        }
        let paid: Vec<ClaimId> =
            self.homes.allocations.values().filter(|(movement, _)| *movement == payment).filter_map(|(_, claim)| *claim).collect();
        for claim in paid {
            if let Some(claim) = self.claim(claim) {
                claim.entries.iter_mut().filter(|entry| entry.movement == payment).for_each(|entry| entry.reversed_on = on);
            }
        }
    }

    fn restraint_event(&mut self, recorded: &Recorded) {
        let (on, Seq(seq)) = (recorded.effective_on, recorded.seq);
        match &recorded.event {
            Event::PromiseMade(made) => {
                self.homes.promises.insert(PromiseId(seq), made.debtor);
                let promise = PromiseFacts {
                    id: PromiseId(seq),
                    on,
                    claims: made.claims.clone(),
                    amount: made.amount,
                    by: made.by,
                    cancelled_on: None,
                };
                if let Some(debtor) = self.debtor(made.debtor) {
                    debtor.promises.push(promise);
                }
            }
            Event::PromiseCancelled(cancelled) => {
                let home = self.homes.promises.get(&cancelled.promise).copied();
                if let Some(promise) =
                    home.and_then(|id| self.debtor(id)).and_then(|d| d.promises.iter_mut().find(|p| p.id == cancelled.promise))
                {
                    promise.cancelled_on = Some(on);
                }
            }
            Event::PlanAgreed(agreed) => {
                self.homes.plans.insert(PlanId(seq), agreed.debtor);
                let plan = PlanFacts { id: PlanId(seq), on, claims: agreed.claims.clone(), dues: agreed.dues.clone(), ended_on: None };
                if let Some(debtor) = self.debtor(agreed.debtor) {
                    debtor.plans.push(plan);
                }
            }
            Event::PlanEnded(ended) => {
                let home = self.homes.plans.get(&ended.plan).copied();
                if let Some(plan) = home.and_then(|id| self.debtor(id)).and_then(|d| d.plans.iter_mut().find(|p| p.id == ended.plan)) {
                    plan.ended_on = Some(on);
                }
            }
            Event::HoldPlaced(placed) => {
                self.homes.holds.insert(HoldId(seq), placed.debtor);
                let hold =
                    HoldFacts { id: HoldId(seq), claim: placed.claim, cause: placed.cause, on, until: placed.until, lifted_on: None };
                if let Some(debtor) = self.debtor(placed.debtor) {
                    debtor.holds.push(hold);
                }
            }
            Event::HoldLifted(lifted) => {
                let home = self.homes.holds.get(&lifted.hold).copied();
                if let Some(hold) = home.and_then(|id| self.debtor(id)).and_then(|d| d.holds.iter_mut().find(|h| h.id == lifted.hold)) {
                    hold.lifted_on = Some(on);
                }
            }
            Event::InsolvencyOpened(opened) => {
                let id = InsolvencyId(seq);
                self.homes.insolvencies.insert(id, opened.debtor);
                let new = InsolvencyFacts {
                    id,
                    proceeding: opened.proceeding,
                    judgment_on: on,
                    published_on: opened.published_on,
                    closed_on: None,
                };
                if let Some(debtor) = self.debtor(opened.debtor) {
                    debtor.insolvencies.push(new);
                }
            }
            Event::InsolvencyClosed(closed) => {
                let home = self.homes.insolvencies.get(&closed.insolvency).copied();
                if let Some(found) =
                    home.and_then(|id| self.debtor(id)).and_then(|d| d.insolvencies.iter_mut().find(|i| i.id == closed.insolvency))
                {
                    found.closed_on = Some(on);
                }
            }
            _ => {}
        }
    }

    fn claim_event(&mut self, recorded: &Recorded) {
        let (on, Seq(seq)) = (recorded.effective_on, recorded.seq);
        match &recorded.event {
            Event::DisputeOpened(opened) => {
                self.homes.disputes.insert(DisputeId(seq), opened.claim);
                let dispute = DisputeFacts {
                    id: DisputeId(seq),
                    on,
                    amount: opened.amount,
                    cause: opened.cause.clone(),
                    closed_on: None,
                    founded: false,
                };
                self.each_claim(&[opened.claim], |claim| claim.disputes.push(dispute.clone()));
            }
            Event::DisputeClosed(closed) => {
                let home = self.homes.disputes.get(&closed.dispute).copied();
                if let Some(dispute) =
                    home.and_then(|id| self.claim(id)).and_then(|c| c.disputes.iter_mut().find(|d| d.id == closed.dispute))
                {
                    dispute.closed_on = Some(on);
                    dispute.founded = closed.founded;
                }
            }
            Event::Waived(waived) => {
                self.homes.waivers.insert(WaiverId(seq), waived.claim);
                let waiver = WaiverFacts { id: WaiverId(seq), on, of: waived.of, author: recorded.author.clone(), withdrawn_on: None };
                self.each_claim(&[waived.claim], |claim| claim.waivers.push(waiver.clone()));
            }
            Event::WaiverWithdrawn(back) => {
                let home = self.homes.waivers.get(&back.waiver).copied();
                if let Some(waiver) = home.and_then(|id| self.claim(id)).and_then(|c| c.waivers.iter_mut().find(|w| w.id == back.waiver)) {
                    waiver.withdrawn_on = Some(on);
                }
            }
            Event::FormalNoticeReceived(received) => self.each_claim(&received.claims, |claim| claim.formal_notices.push(on)),
            Event::JudgmentRecorded(judgment) => self.each_claim(&judgment.claims, |claim| claim.judgment_on = Some(on)),
            Event::CapitalisationSet(set) => self.each_claim(&set.claims, |claim| claim.capitalise_from = Some(on)),
            Event::LimitationChanged(changed) => {
                let act = LimitationFacts { on, by: changed.by, until: changed.until };
                self.each_claim(&changed.claims, |claim| claim.limitation.push(act.clone()));
            }
            Event::CycleStarted(started) => self.each_claim(&started.claims, |claim| claim.restarts.push(on)),
            _ => {}
        }
    }

    fn each_claim(&mut self, ids: &[ClaimId], mut change: impl FnMut(&mut ClaimFacts)) {
        for id in ids {
            if let Some(claim) = self.claim(*id) {
                change(claim);
            }
        }
    }

    fn letter_event(&mut self, recorded: &Recorded) {
        let (on, Seq(seq)) = (recorded.effective_on, recorded.seq);
        match &recorded.event {
            Event::ContactMade(made) => {
                let contact =
                    ContactFacts::by_hand(LetterId(seq), made.channel, on, made.step.as_ref().map(|step| (step, &made.claims[..])));
                if let Some(step) = &made.step {
                    self.step_done(&made.claims, step, on, &contact, false);
                }
                self.homes.letters.insert(LetterId(seq), made.debtor);
                if let Some(debtor) = self.debtor(made.debtor) {
                    debtor.contacts.push(contact);
                }
            }
            Event::ActionApproved(approved) => {
                if let Some(debtor) = self.debtor(approved.debtor) {
                    debtor.approved.push((approved.action.clone(), on));
                }
            }
            Event::ActionSkipped(skipped) => match skipped.until {
                Some(until) => self.each_claim(&skipped.claims, |claim| claim.postponed.push((skipped.step.clone(), until))),
                None => {
                    let nothing = ContactFacts::by_hand(LetterId(seq), crate::events::Channel::Task, on, None);
                    self.step_done(&skipped.claims, &skipped.step, on, &nothing, true);
                }
            },
            Event::ActionReopened(reopened) => {
                if let Some(debtor) = self.debtor(reopened.debtor) {
                    debtor.approved.retain(|(action, _)| *action != reopened.action);
                }
                for (claim, step) in &reopened.steps {
                    let same = |other: &StepDone| other.step == step.step && other.cycle == step.cycle;
                    self.each_claim(&[*claim], |claim| {
                        claim.steps.retain(|passed| !passed.skipped || !same(&passed.step));
                        claim.postponed.retain(|(postponed, _)| !same(postponed));
                    });
                }
            }
            Event::LetterPrepared(prepared) => {
                self.homes.letters.insert(LetterId(seq), prepared.debtor);
                let contact = prepared_contact(LetterId(seq), on, prepared);
                if let Some(debtor) = self.debtor(prepared.debtor) {
                    debtor.contacts.push(contact);
                }
            }
            Event::LetterHandedOver(handed) => self.letter_state(handed.letter, LetterState::HandedOver, on),
            Event::LetterSent(sent) => {
                self.letter_state(sent.letter, LetterState::Sent, on);
                if let Some(contact) = self.letter(sent.letter).cloned() {
                    for (claim, step) in &contact.items {
                        self.step_done(&[*claim], step, on, &contact, false);
                    }
                }
            }
            Event::LetterRefused(refused) => self.letter_state(refused.letter, LetterState::Refused, on),
            Event::LetterCancelled(cancelled) => self.letter_state(cancelled.letter, LetterState::Cancelled, on),
            _ => {}
        }
    }

    fn letter(&mut self, id: LetterId) -> Option<&mut ContactFacts> {
        let debtor = *self.homes.letters.get(&id)?;
        self.debtor(debtor)?.contacts.iter_mut().find(|contact| contact.id == id)
    }

    fn letter_state(&mut self, id: LetterId, state: LetterState, on: Date) {
        if let Some(letter) = self.letter(id) {
            letter.states.push((state, on));
        }
    }

    /// A step counts once per claim and cycle: the first time wins.
    fn step_done(&mut self, claims: &[ClaimId], step: &StepDone, on: Date, contact: &ContactFacts, skipped: bool) {
        let letter = (!skipped).then_some(contact.id);
        let channel = contact.channel;
        self.each_claim(claims, |claim| {
            if !claim.steps.iter().any(|done| done.step.step == step.step && done.step.cycle == step.cycle) {
                claim.steps.push(StepFacts { step: step.clone(), on, channel, letter, skipped });
            }
        });
    }
}

fn new_claim(seq: Seq, issued_on: Date, seen_on: Date, invoice: &InvoiceRecorded) -> ClaimFacts {
    ClaimFacts {
        id: ClaimId(seq.0),
        invoice: InvoiceId(seq.0),
        number: invoice.number.clone(),
        issued_on,
        performed_on: invoice.performed_on,
        due_on: invoice.due_on,
        due_basis: invoice.due_basis,
        amount: invoice.amount,
        total: invoice.total,
        currency: invoice.currency,
        seen_on,
        entries: Vec::new(),
        disputes: Vec::new(),
        waivers: Vec::new(),
        formal_notices: Vec::new(),
        judgment_on: None,
        capitalise_from: None,
        limitation: Vec::new(),
        steps: Vec::new(),
        postponed: Vec::new(),
        restarts: Vec::new(),
    }
}

/// The same claim without its life: what a further instalment shares with the first.
fn bare(claim: ClaimFacts) -> ClaimFacts {
    ClaimFacts {
        entries: Vec::new(),
        disputes: Vec::new(),
        waivers: Vec::new(),
        formal_notices: Vec::new(),
        judgment_on: None,
        capitalise_from: None,
        limitation: Vec::new(),
        steps: Vec::new(),
        postponed: Vec::new(),
        restarts: Vec::new(),
        ..claim
    }
}

fn movement(seq: Seq, on: Date, amount: Cents, currency: Currency, kind: EntryKind, number: String) -> MovementFacts {
    MovementFacts { id: MovementId(seq.0), on, amount, currency, kind, number, allocated: Vec::new(), reversed_on: None }
}

fn prepared_contact(id: LetterId, on: Date, prepared: &LetterPrepared) -> ContactFacts {
    ContactFacts {
        id,
        channel: prepared.channel,
        document: prepared.document.clone(),
        action: prepared.action.clone(),
        on,
        states: vec![(LetterState::Prepared, on)],
        items: prepared.items.iter().map(|item| (item.claim, item.step.clone())).collect(),
        asked: prepared.asked,
        pay_by: prepared.pay_by,
        elsewhere: None,
    }
}
