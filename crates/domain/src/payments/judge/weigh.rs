//! How likely a draft is to be wrong: what would all have to be chance at once.
//!
//! Each fact that speaks for a draft has a chance of being there though the draft is wrong, in millionths; independent facts
//! multiply. How common a name or an amount is comes from the books themselves. What could be wrong though the debtor is right
//! (which of its claims) is added, and what speaks against the draft multiplies. The constants were set on generated bank years
//! (`cargo xtask match-bench` with seeds other than the one that measures).

use super::Desk;
use super::candidates::{Candidate, LIKE, MOST_NAMED};
use super::draft::{Against, Draft, Kind};
use super::naming::{Hit, Naming};
use crate::money::Cents;
use crate::payments::number::{Seen, Shape};

/// From this likeness on, all that tells a name from others was found.
const WHOLE_NAME: u32 = 850;
/// Among so many amounts those of strangers spread: where that many claims are open, an amount alone says nothing.
const AMOUNTS: u64 = 300_000;
/// Certainty of being wrong.
const ONE: u64 = 1_000_000;

/// Who paid: the chance that the facts about it mislead, and how many debtors they fit.
#[derive(Clone, Copy)]
struct Who {
    doubt: u64,
    crowd: u64,
}

/// Sets the doubt, the cap and what stands against each draft of a debtor.
pub(super) fn weigh(desk: &Desk<'_>, candidate: &Candidate, naming: &Naming, elsewhere: bool, drafts: &mut [Draft]) {
    let who = who(desk, candidate);
    for draft in drafts {
        let (numbers, amount) = (numbers(desk, draft, who), amount(desk, who, draft));
        let pointed = who.doubt < ONE || numbers < ONE;
        let mut doubt = times(times(who.doubt, numbers), amount).max(20);
        if !pointed {
            doubt = doubt.max(600_000);
        } else if matches!(draft.kind, Kind::Order | Kind::Advance) {
            doubt = ONE - (ONE - doubt.min(ONE)) / crowd(who, draft).max(1);
        }
        let (factor, inside, cap) = of_kind(desk, draft, who.crowd == 1);
        doubt = (doubt * factor).min(ONE) + inside + unseen(desk, who, draft) + if draft.outdone { 120_000 } else { 0 };
        if who.doubt == ONE && !draft.explains_amount() {
            // A number alone, and the amount denies it: it may be mistyped.
            doubt += 150_000;
        }
        (draft.doubt, draft.cap) = (doubt, cap);
        against(desk, candidate, naming, elsewhere, draft);
        if draft.hits.is_empty()
            && !draft.quoted
            && !(candidate.iban || candidate.siren || candidate.code || candidate.standing)
            && candidate.name.score < WHOLE_NAME
        {
            // A part of a name and an amount: somebody else of that name may pay something else.
            draft.cap = draft.cap.min(940);
        }
        if draft.ambiguous {
            draft.cap = draft.cap.min(700);
        }
        if !pointed {
            draft.cap = draft.cap.min(450);
        }
        draft.doubt = draft.doubt.min(ONE);
    }
}

fn times(a: u64, b: u64) -> u64 {
    a * b / ONE
}

fn who(desk: &Desk<'_>, candidate: &Candidate) -> Who {
    let mut who = Who { doubt: ONE, crowd: desk.index.payers() as u64 };
    let mut fact = |doubt: u64, crowd: u64| who = Who { doubt: times(who.doubt, doubt), crowd: who.crowd.min(crowd.max(1)) };
    if candidate.iban {
        let sharers = desk.reading.of_iban.len() as u64;
        fact((20_000 + (sharers - 1) * 100_000).min(500_000), sharers);
    }
    if candidate.siren {
        fact(20_000, 1);
    }
    if candidate.code {
        fact(60_000, 1);
    }
    if candidate.standing {
        // Its check digits were right.
        fact(1_000, 1);
    }
    match candidate.name.score {
        950.. => fact(40_000, candidate.name.bearers.into()),
        850.. => fact(70_000, candidate.name.bearers.into()),
        700.. => fact(180_000, candidate.name.bearers.into()),
        LIKE.. => fact(400_000, candidate.name.bearers.into()),
        _ => {}
    }
    who
}

/// The numbers that are quoted, three of them at most.
fn numbers(desk: &Desk<'_>, draft: &Draft, who: Who) -> u64 {
    let mut each: Vec<u64> = draft.hits.iter().map(|hit| number(desk, hit, who)).collect();
    each.sort_unstable();
    let product = each.into_iter().take(3).fold(ONE, times);
    let product = if draft.quoted { times(product, 100) } else { product };
    if product < ONE { product.max(20) } else { ONE }
}

fn number(desk: &Desk<'_>, hit: &Hit, who: Who) -> u64 {
    let shape = Shape::of(desk.index.number(hit.claim));
    let own = desk.index.claims_of(desk.index.claim(hit.claim).payer).len() as u64;
    let power = |digits: usize| 10_u64.pow(u32::try_from(digits.min(12)).unwrap_or(12));
    // How full the numbers of this length are: what a number that means something else hits by chance.
    let by_chance = desk.index.len() as u64 * ONE / power(shape.core().len());
    let shared = (hit.bearers.saturating_sub(1) as u64) * 300_000;
    let doubt = match hit.seen {
        Seen::Reference => 50 + shared,
        Seen::Whole if shape.whole().len() > shape.core().len() => 2_000 + by_chance / 50 + shared,
        Seen::Whole | Seen::Core => 5_000 + by_chance + shared,
        Seen::Noisy => 20_000 + by_chance + shared,
        Seen::Tail(digits) if hit.bearers > 0 => {
            let doubt = 15_000 + desk.index.len() as u64 * ONE / power(usize::from(digits)) / 10 + shared;
            if hit.marked { doubt } else { doubt * 4 }
        }
        Seen::Tail(digits) => {
            // Where nothing says who paid, the end of a number is tried on all who owe the amount.
            let tried = if who.doubt < ONE { own } else { own.max(desk.equal_amounts as u64) };
            let doubt = 15_000 + tried * ONE / power(usize::from(digits));
            if hit.marked { doubt } else { doubt * 4 }
        }
        Seen::Near => 250_000,
    };
    doubt.min(ONE)
}

fn amount(desk: &Desk<'_>, who: Who, draft: &Draft) -> u64 {
    if !draft.explains_amount() {
        return ONE;
    }
    let crowd = crowd(who, draft);
    let payer = draft.payers[0];
    let own = desk.index.claims_of(payer).len().max(1) as u64;
    let doubt = match draft.kind {
        Kind::Amount | Kind::Named if draft.parts.len() == 1 => {
            let equals = desk.equal_amounts as u64;
            let own = if draft.hits.is_empty() { own } else { 1 };
            2_000 + of_all(desk, own, equals) + roundness(desk.line.cents)
        }
        Kind::Named | Kind::NamedAndMore | Kind::NamedLess => 1_000,
        Kind::Expected(_) => 2_000 + crowd * 1_000,
        Kind::Balance | Kind::Due => 2_000 + crowd * 1_000,
        _ => 4_000 + crowd * chance(desk, draft),
    };
    doubt.min(ONE)
}

/// How many debtors the facts about who paid fit.
fn crowd(who: Who, draft: &Draft) -> u64 {
    if draft.hits.is_empty() && !draft.quoted { who.crowd } else { 1 }
}

/// The chance that another debtor, whom the same facts fit and who was not looked at, owes the amount too.
fn unseen(desk: &Desk<'_>, who: Who, draft: &Draft) -> u64 {
    if who.doubt == ONE && draft.kind == Kind::Amount && draft.parts.len() == 1 && draft.hits.is_empty() && !draft.quoted {
        // All who owe the amount were looked at: what is left is that a stranger pays so much by chance.
        return (desk.index.len() as u64).saturating_mul(ONE) / AMOUNTS;
    }
    let own = desk.index.claims_of(draft.payers[0]).len() as u64;
    let unseen = crowd(who, draft).saturating_sub(MOST_NAMED as u64);
    of_all(desk, unseen.saturating_mul(own), desk.equal_amounts as u64).min(ONE)
}

/// How many of so many claims have an amount that so many of all have, in millionths.
fn of_all(desk: &Desk<'_>, claims: u64, equals: u64) -> u64 {
    // A few more than there are: of five claims nobody knows how common an amount is.
    claims.saturating_mul(equals.max(1)).saturating_mul(ONE) / (desk.index.len() as u64 + 100)
}

/// The chance that one of the sums tried gives the amount though it is not meant.
fn chance(desk: &Desk<'_>, draft: &Draft) -> u64 {
    let spread: Cents =
        draft.payers.iter().flat_map(|payer| desk.index.claims_of(*payer)).map(|at| desk.index.claim(at).open.or_zero()).sum();
    let spread = u64::try_from(spread.0.max(1)).unwrap_or(1);
    (draft.tried.saturating_mul(ONE) / spread).min(ONE)
}

/// Round sums are paid for many reasons.
fn roundness(cents: Cents) -> u64 {
    if cents.0 % 10_000 == 0 {
        30_000
    } else if cents.0 % 1_000 == 0 {
        8_000
    } else {
        0
    }
}

/// How rare an idea is beside the plain ones, the chance that other claims of the debtor are meant, and the highest score.
/// `one_fits` where what is known of the payer fits one debtor.
fn of_kind(desk: &Desk<'_>, draft: &Draft, one_fits: bool) -> (u64, u64, u16) {
    let found_by_trying = || chance(desk, draft);
    match draft.kind {
        Kind::Named => (1, 50, 1000),
        Kind::Amount => (1, 1_000 + roundness(desk.line.cents) / 4, 1000),
        Kind::Expected(_) => (1, 1_000, 1000),
        Kind::Balance | Kind::Due => (1, 1_000, 1000),
        Kind::Sum if draft.scattered => (2, 20_000 + found_by_trying(), 940),
        Kind::Sum => (1, 2_000 + found_by_trying(), if one_fits { 990 } else { 940 }),
        Kind::NamedAndMore => (2, 5_000 + found_by_trying(), 940),
        Kind::NamedLess => (2, 5_000, 940),
        Kind::LessCredit => (2, 3_000 + found_by_trying(), 945),
        Kind::Discount => (2, 1_000, 945),
        Kind::Fee | Kind::WriteOff => (4, 5_000, 930),
        Kind::Over => (5, 8_000, 920),
        Kind::Part => (5, 8_000, 920),
        Kind::Order => (1, 200_000, 650),
        Kind::Advance => (1, 200_000, 700),
    }
}

/// What speaks against a draft.
fn against(desk: &Desk<'_>, candidate: &Candidate, naming: &Naming, elsewhere: bool, draft: &mut Draft) {
    let strong = |hit: &Hit| !matches!(hit.seen, Seen::Tail(0..=3) | Seen::Near);
    let left_out = naming.hits.iter().any(|hit| strong(hit) && !draft.parts.iter().any(|(claim, _)| *claim == hit.claim));
    let latest = desk.line.on.saturating_add(jiff::Span::new().days(3));
    let younger = draft.parts.iter().any(|(claim, _)| desk.index.claim(*claim).issued_on > latest);
    let proved = draft.explains_amount() && draft.hits.iter().any(Hit::is_sure);
    let unexplained = draft.hits.is_empty() && !draft.quoted;
    let objections = [
        // A number that is quoted and not paid: a person looks.
        (left_out && draft.kind != Kind::Advance, Against::OtherNumber, 10, 940),
        (elsewhere && !proved, Against::OtherNumber, 20, 940),
        (naming.foreign && unexplained, Against::ForeignNumber, 6, 930),
        (!desk.reading.of_iban.is_empty() && !candidate.iban, Against::OtherIban, 20, 1000),
        (candidate.name.other && !candidate.iban, Against::OtherName, 4, 1000),
        (younger, Against::Younger, 6, if unexplained { 940 } else { 1000 }),
    ];
    for (_, against, factor, cap) in objections.into_iter().filter(|(stands, ..)| *stands) {
        draft.doubt = (draft.doubt * factor).min(ONE);
        draft.cap = draft.cap.min(cap);
        draft.against = draft.against.or(Some(against));
    }
}
