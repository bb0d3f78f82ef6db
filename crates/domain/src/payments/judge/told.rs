//! Money that the books have already from elsewhere: a payment that the accounts, a list or a person recorded, and that the bank
//! tells again. Recorded once more, it would pay what nobody paid.
//!
//! A payment told again has exactly the amount of the line, a day near it, and no line of its own yet. Somebody or something
//! of it must be named, save on its very day where nothing else comes into question.

use std::cmp::Reverse;

use jiff::civil::Date;

use super::candidates::LIKE;
use super::draft::Draft;
use super::naming::Hit;
use super::{Desk, MOST_PROPOSED, returns};
use crate::facts::days_between;
use crate::french::{date_short, money_fr};
use crate::ids::DebtorId;
use crate::payments::again::WINDOW;
use crate::payments::books::Received;
use crate::payments::index::Index;
use crate::payments::verdict::{Evidence, Match, Outcome, Rest, Verdict};

/// Nothing else is likelier so near: a week-end between two days.
const NEAR: i64 = 3;
/// Where nothing is named, only a payment of that day or the next is one.
const NEXT_DAY: i64 = 1;
/// Where nothing is named, no other payment of so many days may have the amount.
const SEASON: i64 = 45;

/// Payments that the line may be.
pub(super) struct Told<'i> {
    payments: Vec<&'i Received>,
    days: i64,
    evidence: Vec<Evidence>,
    clauses: Vec<String>,
}

impl Told<'_> {
    fn named(&self) -> bool {
        !self.evidence.is_empty()
    }

    /// Whose they are, as the index counts them.
    pub fn payers<'s>(&'s self, index: &'s Index) -> impl Iterator<Item = u32> + 's {
        self.payments.iter().filter_map(|one| index.payer_of(one.debtor))
    }

    fn debtors(&self) -> Vec<DebtorId> {
        let mut debtors: Vec<DebtorId> = self.payments.iter().map(|one| one.debtor).collect();
        debtors.sort_unstable();
        debtors.dedup();
        debtors
    }
}

/// The payments that the line may tell again, the likeliest first.
pub(super) fn told<'i>(desk: &Desk<'i>) -> Vec<Told<'i>> {
    let (line, index) = (desk.line, desk.index);
    let free = |one: &&Received| !one.on_line;
    let alone = index.received().near(line.cents, line.currency, line.on, WINDOW).filter(free).map(|one| vec![one]);
    let together = index.received().of_sum(line.cents, line.currency, line.on, WINDOW).filter(|some| some.iter().all(free));
    let mut found: Vec<Told<'_>> = alone.chain(together).map(|payments| weighed(desk, payments)).collect();
    found.sort_by_key(|told| {
        let first = told.payments.iter().map(|one| one.movement).min();
        (Reverse(told.named()), told.days, Reverse(told.evidence.len()), told.payments.len(), first)
    });
    found
}

fn weighed<'i>(desk: &Desk<'i>, payments: Vec<&'i Received>) -> Told<'i> {
    let line = desk.line;
    let days = payments.iter().map(|one| days_between(one.on, line.on).abs()).max().unwrap_or_default();
    let (mut evidence, mut clauses) = (Vec::new(), vec![recorded(desk, &payments)]);
    let mut fact = |what: Evidence, clause: String| {
        evidence.push(what);
        clauses.push(clause);
    };
    if payments.iter().any(|one| line.end_to_end().is_some_and(|said| said == one.end_to_end.trim())) {
        fact(Evidence::Reference, "la référence de bout en bout est la même".to_owned());
    }
    if payments.iter().any(|one| returns::quotes(&desk.reading, one)) {
        fact(Evidence::Number, "le libellé cite ce qu'il a réglé".to_owned());
    }
    if let Some(payer) = payments.iter().find_map(|one| desk.index.payer_of(one.debtor)) {
        if desk.reading.of_iban.contains(&payer) {
            fact(Evidence::Iban, format!("l'IBAN est celui de {}", desk.index.name(payer)));
        } else if desk.index.names().likeness(payer, &desk.reading.words).score >= LIKE {
            fact(Evidence::Name, format!("le nom ressemble à « {} »", desk.index.name(payer)));
        }
    }
    Told { payments, days, evidence, clauses }
}

/// What is in the books.
fn recorded(desk: &Desk<'_>, payments: &[&Received]) -> String {
    let sum = money_fr(desk.line.cents, desk.line.currency);
    match payments {
        [one] => {
            let who = desk.index.payer_of(one.debtor).map(|payer| format!(" de {}", desk.index.name(payer))).unwrap_or_default();
            format!("le règlement de {sum}{who} au {} est déjà inscrit", date_short(one.on))
        }
        several => format!("{} règlements déjà inscrits font ensemble {sum}", several.len()),
    }
}

/// The verdict on a line that may tell payments again.
pub(super) fn over(desk: &Desk<'_>, told: &[Told<'_>], drafts: &[Draft], verdict: Verdict, today: Date) -> Verdict {
    let Some(best) = told.first() else { return verdict };
    // Equal prices are many: a payment that nothing on the line names says nothing against whom the line does name.
    if !best.named() && !matches!(verdict.outcome, Outcome::Unknown | Outcome::Proposed(_)) {
        return verdict;
    }
    if desk.line.on <= today && matched(best).score >= desk.settings.automatic() && is_sure(desk, best, told, drafts) {
        let why = "Rapproché sans vous : ce règlement est déjà dans vos comptes, il n'y compte pas deux fois.".to_owned();
        return Verdict { outcome: Outcome::Automatic(matched(best)), holds: Vec::new(), why };
    }
    let mut proposed: Vec<Match> = match verdict.outcome {
        Outcome::Automatic(found) => vec![found],
        Outcome::Proposed(found) => found,
        _ => Vec::new(),
    };
    let first = proposed.is_empty() || best.named() && !quotes_what_is_open(desk, best, drafts);
    let others = told.iter().take(MOST_PROPOSED).map(matched);
    let at = if first { 0 } else { proposed.len() };
    proposed.splice(at..at, others);
    proposed.truncate(MOST_PROPOSED);
    let why = if first {
        "À confirmer : un règlement de ce montant est déjà inscrit. Dites si c'est celui-ci, ou un nouveau.".to_owned()
    } else {
        verdict.why
    };
    Verdict { outcome: Outcome::Proposed(proposed), holds: verdict.holds, why }
}

/// Whether the line is surely the best of them.
fn is_sure(desk: &Desk<'_>, best: &Told<'_>, told: &[Told<'_>], drafts: &[Draft]) -> bool {
    let rival = told.get(1).filter(|other| other.debtors() != best.debtors() && other.named() == best.named());
    if rival.is_some_and(|other| other.days <= best.days.max(NEXT_DAY)) {
        return false;
    }
    if !best.named() {
        let (line, index) = (desk.line, desk.index);
        let equals = index.received().near(line.cents, line.currency, line.on, SEASON).count();
        let shown = drafts.iter().any(|draft| draft.score() >= desk.settings.propose_from);
        return best.days <= NEXT_DAY && equals <= 1 && told.len() == 1 && !shown;
    }
    if quotes_what_is_open(desk, best, drafts) {
        return false;
    }
    let pays = |draft: &Draft| draft.score() >= desk.settings.propose_from && draft.explains_amount();
    best.days <= NEAR || !drafts.iter().any(pays)
}

/// Whether the line quotes what is still owed, and not what the payments paid.
fn quotes_what_is_open(desk: &Desk<'_>, best: &Told<'_>, drafts: &[Draft]) -> bool {
    let open = |hit: &Hit| desk.index.claim(hit.claim).open.is_positive();
    let quoted = |draft: &Draft| draft.doubt < super::NO_RIVAL && draft.hits.iter().any(|hit| hit.is_sure() && open(hit));
    !best.evidence.contains(&Evidence::Number) && drafts.iter().any(quoted)
}

/// As a match that pays nothing more.
fn matched(told: &Told<'_>) -> Match {
    let likely = match (told.named(), told.days <= NEXT_DAY) {
        (true, _) => 990,
        (false, true) => 960,
        // An amount and a day of that week.
        (false, false) => 700,
    };
    // The nearest day first, where two lines may be one payment.
    let score = likely - 3 * u16::try_from(told.days).unwrap_or_default().min(10);
    let mut evidence = vec![Evidence::Recorded];
    evidence.extend(&told.evidence);
    let mut payments: Vec<_> = told.payments.iter().map(|one| (one.movement, one.cents)).collect();
    payments.sort_unstable();
    Match {
        debtors: told.debtors(),
        allocations: Vec::new(),
        credits: Vec::new(),
        told: payments,
        rest: Rest::None,
        converted: None,
        score,
        evidence,
        reason: super::reason::joined(&told.clauses),
    }
}
