//! What may be asked of a debtor today, and why not the rest: the one collectable amount.
//!
//! Every screen, letter, export and procedure takes it from here. It starts from the book principal (solde comptable)
//! of each claim and takes off, in this order: what an insolvency proceeding or a hold stops, what is disputed, what a
//! running promise or an instalment plan covers, then money and credits not yet allocated (oldest due date first, and
//! first on what could otherwise be asked), and last what is not yet due. What is left adds up to the amount asked.
//!
//! * Source: C. com. L622-7 and L622-21 (claims born before the opening judgment), C. civ. 1342-10 (oldest debts
//!   first), rule book §9.
//! * Units: cents of the claim's own currency. Two currencies are never added.
//! * Not covered: interest and the 40 € ([`crate::dunning`] asks them where a step does), limitation.

use jiff::civil::Date;

use crate::dunning::words::amount as euros;
use crate::dunning::{PlanStanding, PromiseStanding, Rules, plan_standing, promise_standing};
use crate::events::{HoldCause, Proceeding};
use crate::facts::{ClaimFacts, DebtorFacts, HoldFacts, TenantFacts};
use crate::french::date_short as on_day;
use crate::ids::{ClaimId, PlanId, PromiseId};
use crate::money::{Cents, Currency};

/// Why a part of a claim may not be asked today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NotAsked {
    /// The claim was born before (or on) the day of the opening judgment.
    Insolvent {
        /// Which proceeding.
        proceeding: Proceeding,
        /// Day of the judgment.
        judgment_on: Date,
        /// Day of the closing of a liquidation, after which individual actions do not come back.
        closed_on: Option<Date>,
    },
    /// A hold on the debtor or the claim.
    OnHold {
        /// Why.
        cause: HoldCause,
        /// From.
        on: Date,
        /// Last day, where the hold lapses by itself.
        until: Option<Date>,
    },
    /// The debtor disputes it.
    Disputed {
        /// From.
        on: Date,
        /// Only a part of the claim.
        part: bool,
    },
    /// A promise runs.
    Promised {
        /// Day promised.
        by: Date,
        /// Last day of the wait, grace included.
        until: Date,
    },
    /// The promised day is gone, but payments are not known that far: nobody can say that it was broken.
    PromiseUnverified {
        /// Day promised.
        by: Date,
        /// Payments are known through that day.
        known_through: Option<Date>,
    },
    /// The wait for a direct debit is over, but payments are not known that far: nobody can say that it did not pay.
    DebitUnverified {
        /// Last day of the wait.
        until: Date,
        /// Payments are known through that day.
        known_through: Option<Date>,
    },
    /// The wait for a payment that was announced is over, but payments are not known that far: nobody can say that it did not come.
    AnnouncedUnverified {
        /// Last day of the wait.
        until: Date,
        /// Payments are known through that day.
        known_through: Option<Date>,
    },
    /// An instalment plan gives time: only what has fallen due and is missing may be asked.
    OnPlan {
        /// Agreed on.
        on: Date,
        /// The next instalment.
        next: Option<(Date, Cents)>,
    },
    /// Money or a credit note not yet allocated covers it.
    Covered,
    /// Its due date is not gone.
    NotYetDue {
        /// Last day to pay.
        due_on: Date,
    },
}

impl NotAsked {
    /// A short label for the explanation of a total.
    pub fn label(self) -> &'static str {
        match self {
            NotAsked::Insolvent { .. } => "Procédure collective",
            NotAsked::OnHold { .. } | NotAsked::DebitUnverified { .. } | NotAsked::AnnouncedUnverified { .. } => "Suspendu",
            NotAsked::Disputed { .. } => "Contesté",
            NotAsked::Promised { .. } | NotAsked::PromiseUnverified { .. } => "Promis",
            NotAsked::OnPlan { .. } => "Échéancier accordé",
            NotAsked::Covered => "Règlements et avoirs non imputés",
            NotAsked::NotYetDue { .. } => "Pas encore échu",
        }
    }

    /// The day on which this reason ends by itself, if nothing is recorded before.
    pub fn lapses_on(self) -> Option<Date> {
        match self {
            NotAsked::OnHold { until, .. } => until.map(next_day),
            NotAsked::Promised { until, .. } => Some(next_day(until)),
            NotAsked::NotYetDue { due_on } => Some(next_day(due_on)),
            NotAsked::OnPlan { next, .. } => next.map(|(on, _)| next_day(on)),
            NotAsked::Insolvent { .. }
            | NotAsked::Disputed { .. }
            | NotAsked::PromiseUnverified { .. }
            | NotAsked::DebitUnverified { .. }
            | NotAsked::AnnouncedUnverified { .. }
            | NotAsked::Covered => None,
        }
    }

    /// The reason in a sentence, for an amount.
    pub fn sentence(self, cents: Cents, currency: Currency) -> String {
        let sum = euros(cents, currency);
        match self {
            NotAsked::Insolvent { proceeding, judgment_on, closed_on } => {
                let name = proceeding_in_french(proceeding);
                let end = closed_on.map_or_else(String::new, |on| format!(", clôturée le {}", on_day(on)));
                format!(
                    "{sum} nés au plus tard le jour du jugement d'ouverture ({name} du {}{end}) : les relances sont arrêtées (C. com. L622-7 et L622-21). À déclarer au passif.",
                    on_day(judgment_on)
                )
            }
            NotAsked::OnHold { cause, on, until } => {
                let end = until.map_or_else(|| "jusqu'à ce qu'une personne la lève".to_owned(), |on| format!("jusqu'au {}", on_day(on)));
                format!("{} : {sum} suspendus depuis le {}, {end}.", hold_in_french(cause), on_day(on))
            }
            NotAsked::Disputed { on, part: true } => format!("Contesté en partie depuis le {} : {sum} ne sont pas demandés.", on_day(on)),
            NotAsked::Disputed { on, part: false } => format!("Contesté depuis le {} : {sum} ne sont pas demandés.", on_day(on)),
            NotAsked::Promised { by, until } => {
                format!("Promesse de règlement pour le {} : {sum} ne sont pas demandés jusqu'au {} inclus.", on_day(by), on_day(until))
            }
            NotAsked::PromiseUnverified { by, known_through } => {
                let known = known_in_french(known_through);
                format!("Promesse de {sum} pour le {} : les règlements {known}, on ne peut pas dire qu'elle n'est pas tenue.", on_day(by))
            }
            NotAsked::DebitUnverified { until, known_through } => {
                let known = known_in_french(known_through);
                format!(
                    "Prélèvement attendu jusqu'au {} : les règlements {known}, on ne peut pas dire que {sum} ne sont pas payés.",
                    on_day(until)
                )
            }
            NotAsked::AnnouncedUnverified { until, known_through } => {
                let known = known_in_french(known_through);
                format!(
                    "Paiement annoncé, attendu jusqu'au {} : les règlements {known}, on ne peut pas dire que {sum} ne sont pas payés.",
                    on_day(until)
                )
            }
            NotAsked::OnPlan { on, next } => {
                let next = next
                    .map_or_else(String::new, |(on, cents)| format!(" Prochaine échéance : {} le {}.", euros(cents, currency), on_day(on)));
                format!("Échéancier accordé le {} : {sum} ne sont pas exigibles aujourd'hui.{next}", on_day(on))
            }
            NotAsked::Covered => format!("{sum} couverts par un règlement ou un avoir qui n'est pas encore imputé."),
            NotAsked::NotYetDue { due_on } => format!("{sum} à régler au plus tard le {} : rien n'est en retard.", on_day(due_on)),
        }
    }
}

fn known_in_french(through: Option<Date>) -> String {
    through.map_or_else(|| "ne sont pas connus".to_owned(), |on| format!("ne sont connus que jusqu'au {}", on_day(on)))
}

fn proceeding_in_french(proceeding: Proceeding) -> &'static str {
    match proceeding {
        Proceeding::Safeguard => "sauvegarde",
        Proceeding::Reorganisation => "redressement judiciaire",
        Proceeding::Liquidation => "liquidation judiciaire",
    }
}

fn hold_in_french(cause: HoldCause) -> &'static str {
    match cause {
        HoldCause::Pause => "Pause décidée par vous",
        HoldCause::OverIndebtedness => "Procédure de surendettement",
        HoldCause::Death => "Décès du débiteur",
        HoldCause::ContactRefused => "Le débiteur refuse d'être contacté",
        HoldCause::VulnerablePerson => "Personne vulnérable",
        HoldCause::ForeignLaw => "Droit applicable à qualifier",
        HoldCause::OpenReply => "Une réponse attend d'être lue",
        HoldCause::OtherPayee => "À payer à un tiers (affacturage, mandat), à vérifier",
        HoldCause::PaymentAnnounced => "Paiement annoncé, attendu quelques jours",
        HoldCause::NeverIssued => "Facture rejetée par une plateforme, à émettre de nouveau",
        HoldCause::NotReceived => "Facture peut-être jamais reçue, à vérifier ou à remettre",
        HoldCause::SaidCancelled => "Facture dite annulée par une plateforme, à vérifier",
        HoldCause::DirectDebit => "Prélèvement préparé, la banque est attendue",
        HoldCause::ToCheck => "Sa facture électronique ne dit pas la même chose que vos comptes, à vérifier",
    }
}

/// What was agreed with the debtor and not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Agreement {
    /// A promise.
    Promise(PromiseId),
    /// An instalment plan.
    Plan(PlanId),
}

/// A promise or plan that was not kept: dunning starts again from its first step (a new cycle).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Broken {
    /// Which.
    pub what: Agreement,
    /// First day on which it counts as broken.
    pub since: Date,
}

/// One claim's part in the collectable amount.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// Which claim.
    pub claim: ClaimId,
    /// Its currency.
    pub currency: Currency,
    /// Last day to pay.
    pub due_on: Date,
    /// Book principal; zero or less when nothing is owed.
    pub open: Cents,
    /// What may be asked today: only what is late.
    pub asked: Cents,
    /// What nothing stops but is not yet due: a notice before the due date may name it.
    pub to_come: Cents,
    /// What was taken off, with its reason; with `asked` it adds up to `open`.
    pub less: Vec<(NotAsked, Cents)>,
    /// A promise or plan on it that was not kept.
    pub broken: Option<Broken>,
    /// First day of the delay of a plan that is behind: what is asked is only what the plan misses.
    pub behind_since: Option<Date>,
}

impl Share {
    /// Whether a part of what is late may not be asked.
    pub fn in_part(&self) -> bool {
        self.asked.is_positive() && self.asked < self.open
    }
}

/// What may be asked of a debtor on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Collectable {
    /// One share a claim, in the order of the facts.
    pub shares: Vec<Share>,
}

/// A line of the explanation of a total. The lines add up to the amount asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub label: &'static str,
    /// Positive for what is open, negative for what is taken off.
    pub amount: Cents,
    /// Why, one sentence a claim.
    pub why: Vec<String>,
}

impl Collectable {
    /// The amount that may be asked in a currency.
    pub fn asked(&self, currency: Currency) -> Cents {
        self.of(currency).map(|share| share.asked).sum()
    }

    /// The book principal still owed in a currency.
    pub fn open(&self, currency: Currency) -> Cents {
        self.of(currency).map(|share| share.open.or_zero()).sum()
    }

    /// The currencies in which something is owed, the euro first.
    pub fn currencies(&self) -> Vec<Currency> {
        let mut found: Vec<Currency> = self.shares.iter().filter(|share| share.open.is_positive()).map(|share| share.currency).collect();
        found.sort_unstable_by_key(|currency| (*currency != Currency::EUR, *currency));
        found.dedup();
        found
    }

    /// The total of a currency, line by line: what is open, what is taken off and why.
    pub fn explain(&self, debtor: &DebtorFacts, currency: Currency) -> Vec<Line> {
        let mut lines = vec![Line { label: "Solde comptable ouvert", amount: self.open(currency), why: Vec::new() }];
        for share in self.of(currency) {
            let number = debtor.claims.iter().find(|claim| claim.id == share.claim).map_or("", |claim| claim.number.as_str());
            for (reason, cents) in &share.less {
                let why = format!("Facture {number} : {}", reason.sentence(*cents, currency));
                match lines.iter_mut().skip(1).find(|line| line.label == reason.label()) {
                    Some(line) => {
                        line.amount -= *cents;
                        line.why.push(why);
                    }
                    None => lines.push(Line { label: reason.label(), amount: -*cents, why: vec![why] }),
                }
            }
        }
        lines
    }

    fn of(&self, currency: Currency) -> impl Iterator<Item = &Share> {
        self.shares.iter().filter(move |share| share.currency == currency)
    }
}

/// What may be asked of a debtor on a day, claim by claim.
///
/// The money that no claim has yet goes where it spares the debtor a demand: first on what could be asked, the oldest
/// due date first. A claim that was overpaid gives the others what is left of its surplus once its own interest and fixed
/// indemnity are paid.
pub fn collectable<R: Rules>(debtor: &DebtorFacts, tenant: &TenantFacts, rules: &R, day: Date) -> Collectable {
    let agreements = Agreements::on(debtor, tenant, day);
    let mut plan_left: Vec<Cents> = agreements.plans.iter().map(|(_, standing)| standing.missing).collect();
    let mut shares: Vec<Share> = Vec::with_capacity(debtor.claims.len());
    for claim in &debtor.claims {
        shares.push(share_before_money(claim, debtor, tenant, &agreements, day));
    }
    if !agreements.plans.is_empty() {
        give_time(&mut shares, debtor, &agreements, &mut plan_left);
    }
    cover(&mut shares, debtor, tenant, rules, day);
    for share in &mut shares {
        if share.to_come.is_positive() {
            if day > share.due_on {
                share.asked = share.to_come;
                share.to_come = Cents::ZERO;
            } else {
                share.less.push((NotAsked::NotYetDue { due_on: share.due_on }, share.to_come));
            }
        }
    }
    Collectable { shares }
}

/// The promises and plans that bear on a day, judged once for the debtor.
struct Agreements {
    promises: Vec<(usize, PromiseStanding)>,
    plans: Vec<(usize, PlanStanding)>,
}

impl Agreements {
    fn on(debtor: &DebtorFacts, tenant: &TenantFacts, day: Date) -> Agreements {
        let promises =
            debtor.promises.iter().enumerate().filter_map(|(i, p)| Some((i, promise_standing(p, debtor, tenant, day)?))).collect();
        let plans = debtor.plans.iter().enumerate().filter_map(|(i, p)| Some((i, plan_standing(p, debtor, tenant, day)?))).collect();
        Agreements { promises, plans }
    }
}

/// Takes off everything that stops a claim by itself. What is left stands in `to_come` until the end.
fn share_before_money(claim: &ClaimFacts, debtor: &DebtorFacts, tenant: &TenantFacts, agreements: &Agreements, day: Date) -> Share {
    let open = claim.book_principal(day);
    let mut share = Share {
        claim: claim.id,
        currency: claim.currency,
        due_on: claim.due_on,
        open,
        asked: Cents::ZERO,
        to_come: open.or_zero(),
        less: Vec::new(),
        broken: None,
        behind_since: None,
    };
    if !open.is_positive() {
        return share;
    }
    if let Some(reason) = insolvent(claim, debtor, day).or_else(|| held(claim, debtor, tenant, day)) {
        take(&mut share, reason, open);
    }
    let disputed = claim.disputed(day);
    if disputed.is_positive() {
        let on = claim.disputes.iter().filter(|d| d.on <= day && d.closed_on.is_none_or(|end| end > day)).map(|d| d.on).min();
        take(&mut share, NotAsked::Disputed { on: on.unwrap_or(day), part: disputed < open }, disputed);
    }
    for (index, standing) in &agreements.promises {
        let promise = &debtor.promises[*index];
        if !promise.claims.contains(&claim.id) {
            continue;
        }
        match *standing {
            PromiseStanding::Running { until } => take(&mut share, NotAsked::Promised { by: promise.by, until }, open),
            PromiseStanding::Unverified { known_through } => {
                take(&mut share, NotAsked::PromiseUnverified { by: promise.by, known_through }, open);
            }
            PromiseStanding::Broken { since } => note_broken(&mut share, Broken { what: Agreement::Promise(promise.id), since }),
            PromiseStanding::Kept => {}
        }
    }
    share
}

fn note_broken(share: &mut Share, broken: Broken) {
    if share.broken.is_none_or(|known| known.since < broken.since) {
        share.broken = Some(broken);
    }
}

/// A plan gives time: of its claims only the instalments that fell due and are missing may be asked, oldest claim first.
fn give_time(shares: &mut [Share], debtor: &DebtorFacts, agreements: &Agreements, missing: &mut [Cents]) {
    for index in by_due_date(shares) {
        let share = &mut shares[index];
        if !share.to_come.is_positive() {
            continue;
        }
        let found = agreements.plans.iter().enumerate().find(|(_, (plan, _))| debtor.plans[*plan].claims.contains(&share.claim));
        let Some((place, (plan, standing))) = found else { continue };
        if let Some(since) = standing.behind_since {
            share.behind_since = Some(since);
            note_broken(share, Broken { what: Agreement::Plan(debtor.plans[*plan].id), since });
        }
        let asked = missing[place].min(share.to_come);
        missing[place] -= asked;
        let spared = share.to_come - asked;
        take(share, NotAsked::OnPlan { on: debtor.plans[*plan].on, next: standing.next }, spared);
    }
}

fn take(share: &mut Share, reason: NotAsked, cents: Cents) {
    let taken = cents.min(share.to_come);
    if taken.is_positive() {
        share.to_come -= taken;
        share.less.push((reason, taken));
    }
}

/// The insolvency that stops a claim: opened, and the claim born by the day of its judgment.
///
/// A claim is born when it was earned (performance), at the latest when it was invoiced. The judgment takes effect on
/// its day (C. com. R621-4): a claim of that very day is stopped too, a person decides otherwise. A sauvegarde or
/// redressement that was closed stops nothing more; after a liquidation individual actions do not come back (L643-11 [K]).
fn insolvent(claim: &ClaimFacts, debtor: &DebtorFacts, day: Date) -> Option<NotAsked> {
    let born = claim.performed_on.map_or(claim.issued_on, |performed| performed.min(claim.issued_on));
    debtor.insolvencies.iter().find_map(|opened| {
        let closed_on = opened.closed_on.filter(|closed| *closed <= day);
        let over = closed_on.is_some_and(|closed| opened.proceeding != Proceeding::Liquidation || closed <= opened.judgment_on);
        let stops = opened.judgment_on <= day && born <= opened.judgment_on && !over;
        stops.then_some(NotAsked::Insolvent { proceeding: opened.proceeding, judgment_on: opened.judgment_on, closed_on })
    })
}

/// Whether the debtor may not pay a claim, or has a reason not to: an insolvency stops it, it is disputed in whole, or who may ask for
/// it, and whether at all, is to be cleared up. Money that does not name such a claim is for others (C. civ. 1342-10 speaks of debts
/// that are due; L622-7 forbids to pay those of before the judgment).
pub fn stopped(claim: &ClaimFacts, debtor: &DebtorFacts, day: Date) -> bool {
    let open = claim.book_principal(day);
    let unclear = |hold: &HoldFacts| {
        let cause = match hold.cause {
            HoldCause::OpenReply
            | HoldCause::OtherPayee
            | HoldCause::NeverIssued
            | HoldCause::NotReceived
            | HoldCause::SaidCancelled
            | HoldCause::ToCheck
            | HoldCause::OverIndebtedness => true,
            HoldCause::Pause
            | HoldCause::Death
            | HoldCause::ContactRefused
            | HoldCause::VulnerablePerson
            | HoldCause::ForeignLaw
            | HoldCause::PaymentAnnounced
            | HoldCause::DirectDebit => false,
        };
        cause && hold.claim == Some(claim.id) && hold.on <= day && hold.lifted_on.is_none_or(|lifted| lifted > day)
    };
    let disputed = open.is_positive() && claim.disputed(day) >= open;
    disputed || insolvent(claim, debtor, day).is_some() || debtor.holds.iter().any(unclear)
}

/// The hold that stops a claim. Only a pause and the wait for a payment or a direct debit end by themselves, a wait once payments are
/// known through its last day; the rest is lifted by a person.
fn held(claim: &ClaimFacts, debtor: &DebtorFacts, tenant: &TenantFacts, day: Date) -> Option<NotAsked> {
    let running = |hold: &&HoldFacts| hold.claim.is_none_or(|id| id == claim.id) && hold_runs(hold, tenant, day);
    // The gravest cause first: it is what a person must read.
    let hold = debtor.holds.iter().filter(running).min_by_key(|hold| lapses(hold.cause))?;
    let until = hold_end(hold.cause, hold.until);
    let known_through = tenant.payments_known_through;
    Some(match until.filter(|_| wait_unverified(hold, tenant, day)) {
        Some(until) if hold.cause == HoldCause::DirectDebit => NotAsked::DebitUnverified { until, known_through },
        Some(until) => NotAsked::AnnouncedUnverified { until, known_through },
        None => NotAsked::OnHold { cause: hold.cause, on: hold.on, until },
    })
}

/// Whether a hold stops letters on a day: it began, nobody lifted it, and it did not end by itself.
pub fn hold_runs(hold: &HoldFacts, tenant: &TenantFacts, day: Date) -> bool {
    let lasts = hold_end(hold.cause, hold.until).is_none_or(|until| day <= until);
    hold.on <= day && hold.lifted_on.is_none_or(|lifted| lifted > day) && (lasts || wait_unverified(hold, tenant, day))
}

/// Whether the wait for a payment or a direct debit is over on a day, and payments are not known through its last day: the money may be
/// there.
pub(crate) fn wait_unverified(hold: &HoldFacts, tenant: &TenantFacts, day: Date) -> bool {
    let unknown = |until: Date| day > until && !known_by(until, tenant);
    let lifted = hold.lifted_on.is_some_and(|lifted| lifted <= day);
    let waits = matches!(hold.cause, HoldCause::DirectDebit | HoldCause::PaymentAnnounced);
    waits && hold.on <= day && !lifted && hold.until.is_some_and(unknown)
}

/// Whether every payment is known through a day.
pub fn known_by(day: Date, tenant: &TenantFacts) -> bool {
    tenant.payments_known_through.is_some_and(|known| known >= day)
}

/// The last day of a hold that lapses by itself: a pause does, and the wait for a payment or a direct debit.
pub fn hold_end(cause: HoldCause, until: Option<Date>) -> Option<Date> {
    until.filter(|_| lapses(cause))
}

fn lapses(cause: HoldCause) -> bool {
    matches!(cause, HoldCause::Pause | HoldCause::PaymentAnnounced | HoldCause::DirectDebit)
}

/// Money and credits not allocated cover the oldest due dates among what is left, in their own currency.
fn cover<R: Rules>(shares: &mut [Share], debtor: &DebtorFacts, tenant: &TenantFacts, rules: &R, day: Date) {
    let mut pools: Vec<(Currency, Cents)> = Vec::new();
    let mut pour = |currency: Currency, cents: Cents| match pools.iter_mut().find(|(of, _)| *of == currency) {
        Some((_, pool)) => *pool += cents,
        None => pools.push((currency, cents)),
    };
    for movement in &debtor.movements {
        let left = movement.unallocated(day);
        if left.is_positive() {
            pour(movement.currency, left);
        }
    }
    for (share, claim) in shares.iter().zip(&debtor.claims) {
        if share.open < Cents::ZERO {
            pour(share.currency, rules.surplus(claim, debtor, tenant, day).min(-share.open).or_zero());
        }
    }
    if pools.is_empty() {
        return;
    }
    for index in by_due_date(shares) {
        let share = &mut shares[index];
        if let Some((_, pool)) = pools.iter_mut().find(|(of, _)| *of == share.currency) {
            let covered = share.to_come.min(*pool);
            take(share, NotAsked::Covered, covered);
            *pool -= covered;
        }
    }
}

fn by_due_date(shares: &[Share]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by_key(|index| (shares[*index].due_on, shares[*index].claim));
    order
}

fn next_day(day: Date) -> Date {
    crate::dunning::plus(day, 1)
}
