//! Claims that a debtor may not pay, or disputes: money that does not name them is for its others.

use jiff::civil::date;

use super::world::*;
use crate::ids::{ClaimId, DebtorId};
use crate::money::Currency;
use crate::payments::{Builder, OpenItem, Payer};

const TENANT: DebtorId = DebtorId(20);

/// A company with rents of October to January, 1 200,00 € each but the last, of which some are stopped.
fn rents(stopped: &[i64]) -> Builder {
    let mut books = books();
    let name = "Comptoir des Arums".to_owned();
    books.payer(Payer {
        debtor: TENANT,
        code: String::new(),
        name,
        also: Vec::new(),
        siren: String::new(),
        ibans: Vec::new(),
        group: None,
    });
    for (id, cents, month) in [(201, 120_000, 8), (202, 120_000, 9), (203, 130_000, 10)] {
        let rent = item(id, TENANT, &format!("L-2026-0{id}"), cents, date(2026, month, 30), Currency::EUR);
        books.item(&OpenItem { claim: ClaimId(id), stopped: stopped.contains(&id), ..rent });
    }
    books
}

#[test]
fn of_equal_claims_the_one_that_may_be_asked_is_paid() {
    let rent = line(120_000, "VIR COMPTOIR DES ARUMS LOYER");
    assert_eq!(paid(automatic(&judge(&rents(&[]).finish(), &rent))), [(201, 120_000)], "the oldest");
    assert_eq!(paid(automatic(&judge(&rents(&[201]).finish(), &rent))), [(202, 120_000)]);
    // The line names it: that is what is paid.
    let named = line(120_000, "VIR COMPTOIR DES ARUMS L-2026-0201");
    assert_eq!(paid(automatic(&judge(&rents(&[201]).finish(), &named))), [(201, 120_000)]);
}

#[test]
fn a_claim_that_is_stopped_is_paid_without_a_name_only_on_a_persons_word() {
    let verdict = judge(&rents(&[201, 202]).finish(), &line(120_000, "VIR COMPTOIR DES ARUMS LOYER"));
    assert_eq!(paid(proposed(&verdict)), [(201, 120_000)]);
    assert_eq!(verdict.holds, [TENANT]);
    assert!(verdict.why.contains("litige"), "{}", verdict.why);
}

#[test]
fn sums_and_the_legal_order_pass_over_what_is_stopped() {
    let index = rents(&[201]).finish();
    let both = judge(&index, &line(250_000, "VIR COMPTOIR DES ARUMS"));
    assert_eq!(paid(automatic(&both)), [(202, 120_000), (203, 130_000)], "not 201 and 203");
    let all = judge(&index, &line(370_000, "VIR COMPTOIR DES ARUMS"));
    assert_eq!(paid(proposed(&all)), [(201, 120_000), (202, 120_000), (203, 130_000)]);
    let part = judge(&index, &line(50_000, "VIR COMPTOIR DES ARUMS"));
    assert_eq!(paid(proposed(&part)), [(202, 50_000)]);
    // More than may be asked: the stopped one comes last.
    let more = judge(&index, &line(300_000, "VIR COMPTOIR DES ARUMS"));
    assert_eq!(paid(proposed(&more)), [(201, 50_000), (202, 120_000), (203, 130_000)]);
}
