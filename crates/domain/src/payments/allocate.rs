//! Which claims a sum pays: what the debtor names first, then the legal order.
//!
//! Source: C. civ. 1342-10 (the debtor chooses; else the debts that are due, among them those that the debtor had most interest
//! in paying, at equal interest the oldest, all else being equal in proportion), rule book §1.5. Between two merchants' claims
//! under one contract the interest to pay is taken as equal. A debtor who names an invoice and sends less than it: the creditor
//! may refuse (1re civ. 27 November 2019), so that such a match is only ever proposed.
//! Units: cents of one currency. Not covered: interest and fixed indemnity within a claim (the statement of account computes
//! them, C. civ. 1343-1).

use jiff::civil::Date;

use crate::facts::ClaimFacts;
use crate::ids::ClaimId;
use crate::money::Cents;

/// A claim that a sum may pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owed {
    /// Which.
    pub claim: ClaimId,
    /// What is open; nothing or less takes no money.
    pub open: Cents,
    /// Day of issue.
    pub issued_on: Date,
    /// Last day to pay.
    pub due_on: Date,
}

impl Owed {
    /// A claim with what is open of it.
    pub fn of(claim: &ClaimFacts, open: Cents) -> Owed {
        Owed { claim: claim.id, open, issued_on: claim.issued_on, due_on: claim.due_on }
    }
}

/// Spreads a sum: first on the claims named, then, where `then_others` says so, on the rest. Gives the cents for each claim, the
/// oldest first, and what no claim takes. No cent appears or is lost.
pub fn spread(owed: &[Owed], named: &[ClaimId], then_others: bool, sum: Cents, on: Date) -> (Vec<(ClaimId, Cents)>, Cents) {
    let mut left = sum.or_zero();
    let mut paid = Vec::new();
    let is_named = |one: &&Owed| named.contains(&one.claim);
    in_order(owed.iter().filter(is_named).copied().collect(), on, &mut left, &mut paid);
    if then_others {
        in_order(owed.iter().filter(|one| !is_named(one)).copied().collect(), on, &mut left, &mut paid);
    }
    (paid, left)
}

/// The legal order: due before not due, then the oldest; what is equal in both shares in proportion.
fn in_order(mut owed: Vec<Owed>, on: Date, left: &mut Cents, paid: &mut Vec<(ClaimId, Cents)>) {
    let rank = |one: &Owed| (one.due_on > on, one.due_on, one.issued_on);
    owed.retain(|one| one.open.is_positive());
    owed.sort_by_key(|one| (rank(one), one.claim));
    for equals in owed.chunk_by(|a, b| rank(a) == rank(b)) {
        if !left.is_positive() {
            return;
        }
        let whole: Cents = equals.iter().map(|one| one.open).sum();
        if *left >= whole {
            paid.extend(equals.iter().map(|one| (one.claim, one.open)));
            *left -= whole;
        } else {
            paid.extend(in_proportion(equals, whole, *left));
            *left = Cents::ZERO;
        }
    }
}

/// Shares a sum in proportion of what is open; the cents that do not divide go to the first claims.
fn in_proportion(equals: &[Owed], whole: Cents, sum: Cents) -> Vec<(ClaimId, Cents)> {
    let share = |one: &Owed| {
        let exact = i128::from(one.open.0) * i128::from(sum.0) / i128::from(whole.0);
        // A share of a sum is not larger than the sum.
        Cents(i64::try_from(exact).unwrap_or(sum.0))
    };
    let mut shares: Vec<(ClaimId, Cents)> = equals.iter().map(|one| (one.claim, share(one))).collect();
    let mut over = sum - shares.iter().map(|(_, cents)| *cents).sum();
    for ((_, cents), one) in shares.iter_mut().zip(equals) {
        if over.is_positive() && *cents < one.open {
            *cents += Cents(1);
            over -= Cents(1);
        }
    }
    shares.retain(|(_, cents)| cents.is_positive());
    shares
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn owed(claim: i64, open: i64, due_on: Date) -> Owed {
        Owed { claim: ClaimId(claim), open: Cents(open), issued_on: date(2026, 1, 1), due_on }
    }

    fn paid(shares: &[(i64, i64)]) -> Vec<(ClaimId, Cents)> {
        shares.iter().map(|(claim, cents)| (ClaimId(*claim), Cents(*cents))).collect()
    }

    #[test]
    fn what_the_debtor_names_comes_before_the_oldest() {
        let claims = [owed(1, 10_000, date(2026, 2, 1)), owed(2, 20_000, date(2026, 3, 1))];
        let on = date(2026, 4, 1);
        assert_eq!(spread(&claims, &[ClaimId(2)], true, Cents(25_000), on), (paid(&[(2, 20_000), (1, 5_000)]), Cents::ZERO));
        assert_eq!(spread(&claims, &[ClaimId(2)], false, Cents(25_000), on), (paid(&[(2, 20_000)]), Cents(5_000)));
        assert_eq!(spread(&claims, &[], true, Cents(25_000), on), (paid(&[(1, 10_000), (2, 15_000)]), Cents::ZERO));
    }

    #[test]
    fn what_is_due_comes_before_what_is_not_and_surplus_is_left() {
        let claims = [owed(1, 10_000, date(2026, 6, 1)), owed(2, 20_000, date(2026, 3, 1))];
        let (shares, left) = spread(&claims, &[], true, Cents(30_500), date(2026, 4, 1));
        assert_eq!((shares, left), (paid(&[(2, 20_000), (1, 10_000)]), Cents(500)));
    }

    #[test]
    fn equal_claims_share_in_proportion_to_the_cent() {
        // 100,00 € on 100,00 €, 100,00 € and 100,00 €: 33,34 + 33,33 + 33,33.
        let day = date(2026, 2, 1);
        let claims = [owed(1, 10_000, day), owed(2, 10_000, day), owed(3, 10_000, day)];
        let (shares, left) = spread(&claims, &[], true, Cents(10_000), date(2026, 4, 1));
        assert_eq!((shares, left), (paid(&[(1, 3_334), (2, 3_333), (3, 3_333)]), Cents::ZERO));
    }

    #[test]
    fn of_claims_due_on_one_day_the_first_issued_is_paid_first() {
        let due = date(2026, 2, 1);
        let claims = [owed(1, 10_000, due), Owed { issued_on: date(2025, 12, 31), ..owed(2, 20_000, due) }];
        assert_eq!(spread(&claims, &[], true, Cents(9_000), date(2026, 4, 1)), (paid(&[(2, 9_000)]), Cents::ZERO));
    }

    #[test]
    fn a_claim_that_owes_nothing_takes_nothing() {
        let claims = [owed(1, 0, date(2026, 2, 1)), owed(2, -300, date(2026, 2, 1))];
        assert_eq!(spread(&claims, &[ClaimId(1)], true, Cents(700), date(2026, 4, 1)), (Vec::new(), Cents(700)));
        assert_eq!(spread(&claims, &[], true, Cents(-700), date(2026, 4, 1)), (Vec::new(), Cents::ZERO));
    }

    proptest! {
        #[test]
        fn no_cent_appears_or_is_lost(
            opens in prop::collection::vec((-500i64..50_000, 0i8..3), 0..12), named in prop::collection::vec(0i64..12, 0..4),
            sum in 0i64..200_000, others in any::<bool>()
        ) {
            let claims: Vec<Owed> =
                opens.iter().enumerate().map(|(at, (open, day))| owed(at as i64, *open, date(2026, 3, 1 + day))).collect();
            let named: Vec<ClaimId> = named.into_iter().map(ClaimId).collect();
            let (shares, left) = spread(&claims, &named, others, Cents(sum), date(2026, 3, 2));
            prop_assert_eq!(shares.iter().map(|(_, cents)| *cents).sum::<Cents>() + left, Cents(sum));
            for (claim, cents) in &shares {
                let open = claims.iter().find(|one| one.claim == *claim).expect("a claim given").open;
                prop_assert!(cents.is_positive() && *cents <= open);
            }
            let mut ids: Vec<ClaimId> = shares.iter().map(|(claim, _)| *claim).collect();
            ids.sort_unstable();
            ids.dedup();
            prop_assert_eq!(ids.len(), shares.len(), "each claim once");
        }
    }
}
