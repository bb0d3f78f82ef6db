//! The ways in which a debtor may have paid with a line: what the text names, else what the amount says, else the legal order.
//!
//! A simple idea that fits to the cent keeps more laboured ones out: where one claim has the amount, no sum of others is tried.

use super::Desk;
use super::candidates::Candidate;
use super::draft::{Draft, Kind};
use super::naming::{Hit, Naming};
use crate::ids::MovementId;
use crate::money::Cents;
use crate::payments::allocate::{Owed, spread};
use crate::payments::books::Expected;
use crate::payments::subset::{self, Limits};
use crate::payments::verdict::Rest;

/// The most claims among which a sum is looked for.
const MOST_SUMMED: usize = 40;
/// More claims than this, paid together without a number, are those that follow each other by due date.
const MOST_SCATTERED: usize = 3;
/// The most steps of one such search.
const STEPS: usize = 6_000;
/// A discount is computed on each invoice or on the whole: so many cents a claim may differ.
const ROUNDING: i64 = 1;

/// Cents for claims, by their places.
type Parts = Vec<(u32, Cents)>;

/// A debtor at the desk: its open claims in the currency of the line, the oldest due date first.
pub(super) struct Debtor<'a> {
    desk: &'a Desk<'a>,
    pub payer: u32,
    named_otherwise: bool,
    /// Places of the claims.
    pub open: Vec<u32>,
    /// Those of them that are not stopped, where some are and others not.
    not_stopped: Option<Vec<u32>>,
}

impl<'a> Debtor<'a> {
    pub fn of(desk: &'a Desk<'a>, candidate: &Candidate) -> Debtor<'a> {
        let payable = |at: &u32| {
            let claim = desk.index.claim(*at);
            claim.open.is_positive() && claim.currency == desk.line.currency
        };
        let open: Vec<u32> = desk.index.claims_of(candidate.payer).filter(payable).collect();
        let stopped = |at: &&u32| desk.index.claim(**at).stopped;
        let some = open.iter().any(|at| stopped(&at));
        let others = || open.iter().filter(|at| !stopped(at)).copied().collect::<Vec<u32>>();
        let not_stopped = some.then(others).filter(|others| !others.is_empty());
        Debtor { desk, payer: candidate.payer, named_otherwise: candidate.is_named(), open, not_stopped }
    }

    /// Every way worth weighing.
    pub fn drafts(&self, naming: &Naming) -> Vec<Draft> {
        let mut drafts = self.named(naming);
        let mut exact = drafts.iter().any(Draft::explains_amount);
        let expected = self.expected();
        // What was asked or planned explains the same claims to the cent: nothing is over, nothing is missing.
        let covered =
            |draft: &Draft| expected.iter().any(|one| draft.parts.iter().all(|(at, _)| one.parts.iter().any(|(own, _)| own == at)));
        drafts.retain(|draft| draft.explains_amount() || draft.parts.is_empty() || !covered(draft));
        let as_asked = !expected.is_empty();
        drafts.extend(expected);
        if !as_asked && drafts.is_empty() {
            drafts.extend(self.asked_otherwise());
            exact = drafts.iter().any(Draft::explains_amount);
        }
        if let Some(one) = self.one_of_amount() {
            drafts.iter_mut().for_each(|draft| draft.outdone = !draft.explains_amount());
            drafts.push(one);
        } else if !exact && self.named_otherwise {
            let before = drafts.len();
            let apart = if self.not_stopped.is_some() { self.sum() } else { None };
            let whole = apart.or_else(|| self.whole()).or_else(|| self.less_credit(self.payable()));
            drafts.extend(whole.or_else(|| self.less_discount(self.payable(), &[])));
            if drafts.len() == before {
                drafts.extend(self.sum());
            }
            if drafts.len() == before {
                drafts.extend(self.nearly());
            }
        }
        if drafts.is_empty() && self.named_otherwise {
            drafts.push(self.order());
        }
        drafts
    }

    /// What money without a name is for.
    fn payable(&self) -> &[u32] {
        self.not_stopped.as_deref().unwrap_or(&self.open)
    }

    fn cents(&self) -> Cents {
        self.desk.line.cents
    }

    fn open_of(&self, at: u32) -> Cents {
        self.desk.index.claim(at).open
    }

    fn total(&self, claims: &[u32]) -> Cents {
        claims.iter().map(|at| self.open_of(*at)).sum()
    }

    fn in_full(&self, claims: &[u32]) -> Parts {
        let mut claims = claims.to_vec();
        claims.sort_unstable();
        claims.into_iter().map(|at| (at, self.open_of(at))).collect()
    }

    fn draft(&self, kind: Kind, parts: Parts, rest: Rest, hits: &[Hit]) -> Draft {
        Draft { parts, rest, hits: hits.to_vec(), ..Draft::new(kind, self.payer) }
    }

    /// What the text names.
    fn named(&self, naming: &Naming) -> Vec<Draft> {
        let is_open = |hit: &&Hit| self.open.contains(&hit.claim);
        let hits: Vec<Hit> = naming.hits.iter().filter(is_open).copied().collect();
        if hits.is_empty() {
            let closed = naming.hits.iter().any(|hit| hit.seen.is_whole());
            let again = || self.draft(Kind::Advance, Vec::new(), Rest::OnAccount(self.cents()), &naming.hits);
            return if closed { vec![again()] } else { Vec::new() };
        }
        let claims: Vec<u32> = hits.iter().map(|hit| hit.claim).collect();
        let mut sets = vec![claims.clone()];
        if !naming.between.is_empty() {
            sets.push([claims.clone(), naming.between.iter().filter(|at| self.open.contains(at)).copied().collect()].concat());
        }
        if let Some(set) = sets.iter().find(|set| self.total(set) == self.cents()) {
            return vec![self.draft(Kind::Named, self.in_full(set), Rest::None, &hits)];
        }
        let exact = self.less_credit(&claims).map(|draft| Draft { hits: hits.clone(), ..draft });
        let exact =
            exact.or_else(|| self.less_discount(&claims, &hits)).or_else(|| self.some_of(&hits)).or_else(|| self.and_more(&claims, &hits));
        match exact {
            Some(draft) => vec![draft],
            None => vec![self.not_exact(&claims, &hits)],
        }
    }

    /// The claims named, and money that does not fit.
    fn not_exact(&self, claims: &[u32], hits: &[Hit]) -> Draft {
        let total = self.total(claims);
        if self.cents() > total {
            return self.draft(Kind::Over, self.in_full(claims), Rest::OnAccount(self.cents() - total), hits);
        }
        let (kind, rest) = self.shortfall(total).unwrap_or((Kind::Part, Rest::StillDue(total - self.cents())));
        let (parts, _) = self.spread(claims, self.cents());
        self.draft(kind, parts, rest, hits)
    }

    /// A shortfall that has a name of its own.
    fn shortfall(&self, total: Cents) -> Option<(Kind, Rest)> {
        let (fee, write_off) = self.desk.settings.limits(self.desk.line.currency);
        let gap = total - self.cents();
        // Fees and trifles are small beside what is paid.
        if !gap.is_positive() || gap.0 > self.cents().0 / 5 {
            None
        } else if gap <= write_off {
            Some((Kind::WriteOff, Rest::WriteOff(gap)))
        } else {
            (gap <= fee).then_some((Kind::Fee, Rest::Fee(gap)))
        }
    }

    /// A sum over some claims in the legal order, and what none of them takes.
    fn spread(&self, claims: &[u32], sum: Cents) -> (Parts, Cents) {
        let owed = |at: &u32| {
            let claim = self.desk.index.claim(*at);
            Owed { claim: claim.id, open: claim.open, issued_on: claim.issued_on, due_on: claim.due_on }
        };
        let all: Vec<Owed> = claims.iter().map(owed).collect();
        let (shares, left) = spread(&all, &[], true, sum, self.desk.line.on);
        let mut parts: Parts = shares
            .into_iter()
            .filter_map(|(id, cents)| Some((*claims.iter().find(|at| self.desk.index.claim(**at).id == id)?, cents)))
            .collect();
        parts.sort_unstable();
        (parts, left)
    }

    /// Some of the claims named, where a number was read that is none: the surest first.
    fn some_of(&self, hits: &[Hit]) -> Option<Draft> {
        if hits.len() < 2 {
            return None;
        }
        let claims: Vec<u32> = hits.iter().map(|hit| hit.claim).collect();
        let kept = match claims.iter().position(|at| self.open_of(*at) == self.cents()) {
            Some(one) => vec![one],
            None => self.adding_up(&claims, self.cents()).map(|found| found.places)?,
        };
        let hits: Vec<Hit> = kept.iter().map(|at| hits[*at]).collect();
        let claims: Vec<u32> = hits.iter().map(|hit| hit.claim).collect();
        Some(self.draft(Kind::NamedLess, self.in_full(&claims), Rest::None, &hits))
    }

    /// The claims named and others that make up the sum.
    fn and_more(&self, claims: &[u32], hits: &[Hit]) -> Option<Draft> {
        let missing = self.cents() - self.total(claims);
        if !missing.is_positive() {
            return None;
        }
        let others: Vec<u32> = self.payable().iter().filter(|at| !claims.contains(at)).copied().collect();
        let one = others.iter().find(|at| self.open_of(**at) == missing).map(|at| (vec![*at], others.len() as u64, false));
        let (more, tried, ambiguous) = one.or_else(|| {
            let found = self.adding_up(&others, missing)?;
            let more = found.places.iter().map(|at| others[*at]).collect();
            Some((more, sums_of(others.len()), found.another || !found.whole))
        })?;
        let parts = self.in_full(&[claims.to_vec(), more].concat());
        Some(Draft { tried, ambiguous, ..self.draft(Kind::NamedAndMore, parts, Rest::None, hits) })
    }

    fn adding_up(&self, claims: &[u32], sum: Cents) -> Option<subset::Found> {
        let amounts: Vec<i64> = claims.iter().take(MOST_SUMMED).map(|at| self.open_of(*at).0).collect();
        subset::find(&amounts, sum.0, Limits { picked: self.desk.settings.most_together, steps: STEPS })
    }

    /// The oldest claim of exactly this amount; a stopped one where no other has it.
    fn one_of_amount(&self) -> Option<Draft> {
        let at = *self.payable().iter().chain(&self.open).find(|at| self.open_of(**at) == self.cents())?;
        Some(self.draft(Kind::Amount, vec![(at, self.cents())], Rest::None, &[]))
    }

    /// All that is open, or all that is due.
    fn whole(&self) -> Option<Draft> {
        let due: Vec<u32> = self.open.iter().filter(|at| self.desk.index.claim(**at).due_on <= self.desk.line.on).copied().collect();
        let fits = |claims: &[u32]| claims.len() > 1 && self.total(claims) == self.cents();
        let (kind, claims) =
            if fits(&self.open) { (Kind::Balance, &self.open) } else { Some((Kind::Due, &due)).filter(|(_, due)| fits(due))? };
        Some(self.draft(kind, self.in_full(claims), Rest::None, &[]))
    }

    /// Several claims that add up.
    fn sum(&self) -> Option<Draft> {
        let among = self.payable();
        let found = self.adding_up(among, self.cents())?;
        let claims: Vec<u32> = found.places.iter().map(|at| among[*at]).collect();
        let ambiguous = found.another || !found.whole || among.len() > MOST_SUMMED;
        // Claims that follow each other by due date are what a payer takes together; of others, two or three.
        let follow = found.places.windows(2).all(|pair| pair[1] == pair[0] + 1);
        let tried = if follow { (among.len() * among.len()) as u64 } else { sums_up_to(among.len(), claims.len()) };
        let scattered = !follow && claims.len() > MOST_SCATTERED;
        Some(Draft { tried, ambiguous, scattered, ..self.draft(Kind::Sum, self.in_full(&claims), Rest::None, &[]) })
    }

    /// Claims less a credit that the debtor deducted: the claims given together, or one of them.
    fn less_credit(&self, claims: &[u32]) -> Option<Draft> {
        let credits: Vec<_> = self.desk.index.credits_of(self.payer, self.desk.line.currency).collect();
        let all: Cents = credits.iter().map(|credit| credit.cents).sum();
        let mut ways: Vec<Vec<_>> = credits.iter().map(|credit| vec![*credit]).collect();
        if credits.len() > 1 {
            ways.push(credits.clone());
        }
        let tried = (ways.len() * (claims.len() + 1)) as u64;
        for way in ways {
            let deducted = if way.len() == 1 { way[0].cents } else { all };
            let owed = self.cents() + deducted;
            let paid = if self.total(claims) == owed {
                claims.to_vec()
            } else {
                let Some(one) = claims.iter().find(|at| self.open_of(**at) == owed) else { continue };
                vec![*one]
            };
            let parts = self.in_full(&paid);
            let credits: Vec<_> = way.iter().map(|credit| (credit.movement, credit.cents)).collect();
            let (parts, credits) = deduct(parts, &credits);
            return Some(Draft { tried, credits, ..self.draft(Kind::LessCredit, parts, Rest::None, &[]) });
        }
        None
    }

    /// Claims less the discount for early payment: those given together, or one of them.
    fn less_discount(&self, claims: &[u32], hits: &[Hit]) -> Option<Draft> {
        let discount = self.desk.settings.discount?;
        let early = |at: &u32| {
            let last = self.desk.index.claim(*at).issued_on.saturating_add(jiff::Span::new().days(i64::from(discount.days)));
            self.desk.line.on <= last
        };
        let fits = |claims: &[u32]| {
            let each: Cents = claims.iter().map(|at| discount.less(self.open_of(*at))).sum();
            let near = ROUNDING * i64::try_from(claims.len()).unwrap_or(i64::MAX);
            (each - self.cents()).0.abs() <= near && claims.iter().all(early)
        };
        let claims = if !claims.is_empty() && fits(claims) {
            claims.to_vec()
        } else if hits.is_empty() {
            vec![*claims.iter().find(|at| fits(&[**at]))?]
        } else {
            return None;
        };
        let gap = self.total(&claims) - self.cents();
        let mut parts: Parts = self.in_full(&claims).into_iter().map(|(at, cents)| (at, discount.less(cents))).collect();
        // What rounding left goes to the last claim.
        let rounded = self.cents() - parts.iter().map(|(_, cents)| *cents).sum();
        if let Some((_, last)) = parts.last_mut() {
            *last += rounded;
        }
        Some(self.draft(Kind::Discount, parts, Rest::Discount(gap), hits))
    }

    /// One claim, or all, give or take next to nothing.
    fn nearly(&self) -> Option<Draft> {
        let (_, write_off) = self.desk.settings.limits(self.desk.line.currency);
        let mut sets: Vec<Vec<u32>> = self.payable().iter().map(|at| vec![*at]).collect();
        if self.payable().len() > 1 {
            sets.push(self.payable().to_vec());
        }
        // The smallest difference first.
        let set = sets.into_iter().min_by_key(|set| (self.total(set) - self.cents()).0.abs())?;
        let total = self.total(&set);
        if self.cents() > total {
            let over = self.cents() - total;
            return (over <= write_off).then(|| self.draft(Kind::Over, self.in_full(&set), Rest::OnAccount(over), &[]));
        }
        let (kind, rest) = self.shortfall(total)?;
        Some(self.draft(kind, self.spread(&set, self.cents()).0, rest, &[]))
    }

    /// What was promised, planned or asked.
    fn expected(&self) -> Vec<Draft> {
        let fits = |one: &&Expected| one.cents == self.cents() && one.currency == self.desk.line.currency;
        let mut drafts: Vec<Draft> = Vec::new();
        for one in self.desk.index.expected_of(self.payer).filter(fits) {
            let quoted = self.desk.reading.quoted().any(|text| self.desk.index.was_asked_under(one, text));
            let mut parts = Vec::new();
            for (claim, cents) in &one.shares {
                parts.extend(self.desk.index.place_of(*claim).filter(|at| self.open.contains(at)).map(|at| (at, *cents)));
            }
            parts.sort_unstable();
            let whole = parts.len() == one.shares.len() && parts.iter().map(|(_, cents)| *cents).sum::<Cents>() == self.cents();
            if whole && !drafts.iter().any(|draft| draft.parts == parts && draft.quoted) {
                let still = self.still_due(&parts);
                let rest = if still.is_positive() { Rest::StillDue(still) } else { Rest::None };
                drafts.push(Draft { quoted, ..self.draft(Kind::Expected(one.kind), parts, rest, &[]) });
            }
        }
        drafts
    }

    /// The claims of a letter of which the reference is quoted, with another sum than it asked.
    fn asked_otherwise(&self) -> Option<Draft> {
        let quoted = |one: &&Expected| self.desk.reading.quoted().any(|text| self.desk.index.was_asked_under(one, text));
        let mut asked = self.desk.index.expected_of(self.payer).filter(|one| one.currency == self.desk.line.currency);
        let letter = asked.find(quoted)?;
        let open = letter.shares.iter().filter_map(|(claim, _)| self.desk.index.place_of(*claim)).filter(|at| self.open.contains(at));
        let claims: Vec<u32> = open.collect();
        if claims.is_empty() {
            return None;
        }
        let draft = if self.total(&claims) == self.cents() {
            self.draft(Kind::Named, self.in_full(&claims), Rest::None, &[])
        } else {
            self.not_exact(&claims, &[])
        };
        Some(Draft { quoted: true, ..draft })
    }

    /// What stays open on the claims that are paid.
    fn still_due(&self, parts: &[(u32, Cents)]) -> Cents {
        parts.iter().map(|(at, cents)| (self.open_of(*at) - *cents).or_zero()).sum()
    }

    /// Nothing but who paid is known.
    fn order(&self) -> Draft {
        let (mut parts, mut left) = self.spread(self.payable(), self.cents());
        if left.is_positive() {
            // What may be asked is paid: then what is stopped.
            let stopped: Vec<u32> = self.open.iter().filter(|at| !self.payable().contains(at)).copied().collect();
            let (more, rest) = self.spread(&stopped, left);
            parts.extend(more);
            parts.sort_unstable();
            left = rest;
        }
        if parts.is_empty() {
            return self.draft(Kind::Advance, parts, Rest::OnAccount(left), &[]);
        }
        let still = self.still_due(&parts);
        let rest = if left.is_positive() {
            Rest::OnAccount(left)
        } else if still.is_positive() {
            Rest::StillDue(still)
        } else {
            Rest::None
        };
        self.draft(Kind::Order, parts, rest, &[])
    }
}

/// How many sums so many claims make.
pub(super) fn sums_of(claims: usize) -> u64 {
    1 << claims.min(MOST_SUMMED)
}

/// How many sums of at most so many claims.
fn sums_up_to(claims: usize, picked: usize) -> u64 {
    let (mut of_so_many, mut all) = (1_u64, 0_u64);
    for size in 0..picked.min(claims) {
        of_so_many = of_so_many.saturating_mul((claims - size) as u64) / (size as u64 + 1);
        all = all.saturating_add(of_so_many);
    }
    all
}

/// Takes credits off what claims get of the line, the oldest claim first.
fn deduct(mut parts: Parts, credits: &[(MovementId, Cents)]) -> (Parts, Vec<(MovementId, u32, Cents)>) {
    let mut used = Vec::new();
    for (movement, cents) in credits {
        let mut left = *cents;
        for (claim, part) in &mut parts {
            let taken = (*part).min(left);
            if taken.is_positive() {
                *part -= taken;
                left -= taken;
                used.push((*movement, *claim, taken));
            }
        }
    }
    parts.retain(|(_, cents)| cents.is_positive());
    (parts, used)
}
