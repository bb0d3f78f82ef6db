//! The account of a claim as its facts stand on a day.

use jiff::civil::{Date, date};

use super::{on, sums};
use crate::events::{HoldCause, Proceeding};
use crate::facts::{ClaimFacts, DatedTerms, DebtorFacts, Entry, EntryKind, HoldFacts, InsolvencyFacts, TenantFacts, WaiverFacts};
use crate::ids::{AllocationId, ClaimId, DebtorId, HoldId, InsolvencyId, InvoiceId, MovementId, WaiverId};
use crate::money::{Cents, Currency, Rate};
use crate::party::{CreditorKind, DebtorKind, Language, Reach};
use crate::statement::{Account, Finding, MovementKind};
use crate::terms::{CreditCause, DueBasis, Imputation, RateClause, WaiverOf};

const DUE: Date = date(2026, 5, 31);
const TODAY: Date = date(2026, 11, 21);

fn claim(id: i64, cents: i64, due_on: Date) -> ClaimFacts {
    ClaimFacts {
        id: ClaimId(id),
        invoice: InvoiceId(id),
        number: format!("F-{id}"),
        issued_on: date(2026, 4, 30),
        performed_on: None,
        due_on,
        due_basis: DueBasis::Printed,
        amount: Cents(cents),
        total: Cents(cents),
        currency: Currency::EUR,
        seen_on: TODAY,
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

fn debtor(kind: DebtorKind, claims: Vec<ClaimFacts>) -> DebtorFacts {
    DebtorFacts {
        debtor: DebtorId(1),
        code: "FONDERIE".to_owned(),
        kind,
        country: String::new(),
        language: Language::Fr,
        reach: Reach::default(),
        reach_changed_on: None,
        scenario: None,
        terms: Vec::new(),
        claims,
        movements: Vec::new(),
        holds: Vec::new(),
        promises: Vec::new(),
        plans: Vec::new(),
        insolvencies: Vec::new(),
        contacts: Vec::new(),
        approved: Vec::new(),
        unmatched: Vec::new(),
    }
}

fn entry(day: Date, cents: i64, kind: EntryKind) -> Entry {
    Entry { allocation: AllocationId(9), movement: MovementId(8), on: day, cents: Cents(cents), kind, reversed_on: None }
}

fn terms(from: Date, clause: Option<RateClause>, imputation: Imputation) -> DatedTerms {
    DatedTerms { from, terms: None, clause, imputation, default_kind: None }
}

fn of(facts: &DebtorFacts, at: usize) -> Account {
    Account::from_claim(&facts.claims[at], facts, &TenantFacts::default(), TODAY)
}

#[test]
fn a_plain_claim_is_its_amount_and_due_date() {
    let account = of(&debtor(DebtorKind::Business, vec![claim(1, 12_000_00, DUE)]), 0);
    assert_eq!(sums(&on(&account, date(2026, 9, 15))), ["12000.00", "433.75", "40.00", "12473.75"]);
    assert_eq!((account.issued_on, account.creditor), (Some(date(2026, 4, 30)), CreditorKind::Business));
}

#[test]
fn a_rejected_invoice_bears_its_principal_alone_until_somebody_answered() {
    let mut facts = debtor(DebtorKind::Business, vec![claim(1, 12_000_00, DUE), claim(2, 500_00, DUE)]);
    let rejected = HoldFacts {
        id: HoldId(3),
        claim: Some(ClaimId(1)),
        cause: HoldCause::NeverIssued,
        on: date(2026, 9, 15),
        until: None,
        lifted_on: Some(date(2026, 9, 17)),
    };
    facts.holds = vec![rejected];
    let at = |facts: &DebtorFacts, claim: usize, day: Date| {
        let account = Account::from_claim(&facts.claims[claim], facts, &TenantFacts::default(), day);
        let statement = on(&account, day);
        let told = statement.findings.contains(&Finding::NeverIssued);
        (sums(&statement), told)
    };
    let principal_only = (["12000.00", "0.00", "0.00", "12000.00"].map(str::to_owned), true);
    let eve = at(&facts, 0, date(2026, 9, 14));
    assert!(!eve.1 && eve.0[2] == "40.00", "{eve:?}");
    assert_eq!(at(&facts, 0, date(2026, 9, 15)), principal_only);
    assert_eq!(at(&facts, 0, date(2026, 9, 16)), principal_only);
    // Lifted: it counts from its due date, as if it had never been rejected.
    let lifted = at(&facts, 0, date(2026, 9, 17));
    let plain = debtor(DebtorKind::Business, facts.claims.clone());
    assert_eq!(lifted, at(&plain, 0, date(2026, 9, 17)));
    assert!(!lifted.1 && lifted.0[2] == "40.00", "{lifted:?}");
    // Its neighbour is not concerned, and no other hold takes accessories off.
    assert_eq!(at(&facts, 1, date(2026, 9, 15)), at(&plain, 1, date(2026, 9, 15)));
    facts.holds[0].cause = HoldCause::OtherPayee;
    assert_eq!(at(&facts, 0, date(2026, 9, 15)), at(&plain, 0, date(2026, 9, 15)));
}

#[test]
fn two_invoices_of_one_debtor_are_two_accounts_and_two_indemnities() {
    // ERPNext showed the last one's balance on every invoice, and closed all with the last payment.
    let mut first = claim(1, 500_00, DUE);
    first.entries = vec![entry(date(2026, 5, 20), 500_00, EntryKind::Payment)];
    let facts = debtor(DebtorKind::Business, vec![first, claim(2, 500_00, DUE), claim(3, 800_00, date(2026, 6, 10))]);
    let totals: Vec<_> = (0..3).map(|at| sums(&on(&of(&facts, at), date(2026, 6, 30)))).collect();
    assert_eq!(totals[0], ["0.00", "0.00", "0.00", "0.00"]);
    assert_eq!(totals[1], ["500.00", "4.99", "40.00", "544.99"]);
    assert_eq!(totals[2], ["800.00", "5.33", "40.00", "845.33"]);
}

#[test]
fn what_is_dated_later_is_not_seen() {
    let mut later = claim(1, 1_000_00, DUE);
    later.entries = vec![entry(TODAY.tomorrow().expect("a day"), 1_000_00, EntryKind::Payment)];
    later.judgment_on = Some(date(2026, 12, 1));
    later.formal_notices = vec![date(2026, 12, 1)];
    let mut facts = debtor(DebtorKind::Business, vec![later]);
    facts.insolvencies = vec![insolvency(date(2026, 12, 1))];
    let account = of(&facts, 0);
    assert!(account.movements.is_empty());
    assert_eq!((account.judgment_on, account.formal_notice_on, account.insolvency_on), (None, None, None));
    let before_issue = Account::from_claim(&facts.claims[0], &facts, &TenantFacts::default(), date(2026, 4, 29));
    assert_eq!(before_issue.principal, Cents::ZERO);
}

#[test]
fn entries_become_movements_in_the_order_of_their_days() {
    let mut paid = claim(1, 1_000_00, DUE);
    paid.entries = vec![
        entry(date(2026, 7, 1), 300_00, EntryKind::Payment),
        entry(date(2026, 6, 1), 100_00, EntryKind::Credit(CreditCause::Discount)),
        Entry { reversed_on: Some(date(2026, 6, 20)), ..entry(date(2026, 6, 10), 200_00, EntryKind::Payment) },
        Entry { reversed_on: Some(date(2026, 12, 1)), ..entry(date(2026, 8, 1), 50_00, EntryKind::Payment) },
    ];
    let account = of(&debtor(DebtorKind::Business, vec![paid]), 0);
    let seen: Vec<_> = account.movements.iter().map(|m| (m.on.month(), m.cents.0, m.reversed_on.is_some())).collect();
    assert_eq!(seen, [(6, 100_00, false), (6, 200_00, true), (7, 300_00, false), (8, 50_00, false)]);
    assert_eq!(account.movements[0].kind, MovementKind::Credit(CreditCause::Discount));
}

#[test]
fn the_terms_are_those_of_the_day_of_issue() {
    let facts = debtor(DebtorKind::Business, vec![claim(1, 1_000_00, DUE)]);
    let fixed = |points| Some(RateClause::Fixed { rate: Rate::points(points) });
    let tenant = TenantFacts {
        terms: vec![
            terms(date(2025, 1, 1), fixed(11), Imputation::InterestFirst),
            terms(date(2026, 5, 1), fixed(15), Imputation::PrincipalFirst),
        ],
        ..TenantFacts::default()
    };
    let account = Account::from_claim(&facts.claims[0], &facts, &tenant, TODAY);
    assert_eq!((account.clause, account.imputation), (fixed(11), Imputation::InterestFirst));
}

#[test]
fn the_general_clause_is_not_held_against_a_consumer() {
    let clause = Some(RateClause::Fixed { rate: Rate::points(15) });
    let tenant = TenantFacts { terms: vec![terms(date(2025, 1, 1), clause, Imputation::PrincipalFirst)], ..TenantFacts::default() };
    let mut facts = debtor(DebtorKind::Consumer, vec![claim(1, 1_000_00, DUE)]);
    let account = Account::from_claim(&facts.claims[0], &facts, &tenant, TODAY);
    assert_eq!((account.clause, account.imputation), (None, Imputation::PrincipalFirst));
    facts.terms = vec![terms(date(2026, 1, 1), clause, Imputation::InterestFirst)];
    assert_eq!(Account::from_claim(&facts.claims[0], &facts, &tenant, TODAY).clause, clause, "a clause of its own is");
}

#[test]
fn the_first_formal_notice_starts_interest() {
    let mut noticed = claim(1, 1_000_00, DUE);
    noticed.formal_notices = vec![date(2026, 9, 1), date(2026, 7, 10), date(2026, 12, 24)];
    assert_eq!(of(&debtor(DebtorKind::Consumer, vec![noticed]), 0).formal_notice_on, Some(date(2026, 7, 10)));
}

fn insolvency(judgment_on: Date) -> InsolvencyFacts {
    InsolvencyFacts { id: InsolvencyId(5), proceeding: Proceeding::Reorganisation, judgment_on, published_on: None, closed_on: None }
}

#[test]
fn insolvency_stops_the_claims_born_before_the_judgment_only() {
    let judgment = date(2026, 4, 30);
    let mut facts = debtor(DebtorKind::Business, vec![claim(1, 1_000_00, DUE), claim(2, 1_000_00, DUE), claim(3, 1_000_00, DUE)]);
    facts.claims[1].issued_on = date(2026, 4, 29);
    facts.claims[2].performed_on = Some(date(2026, 4, 10));
    facts.insolvencies = vec![insolvency(judgment)];
    assert_eq!(of(&facts, 0).insolvency_on, None, "issued on the day of the judgment, which begins at its first hour");
    assert_eq!(of(&facts, 1).insolvency_on, Some(judgment));
    assert_eq!(of(&facts, 2).insolvency_on, Some(judgment), "performed before, invoiced after");

    facts.insolvencies = vec![InsolvencyFacts { closed_on: Some(date(2026, 10, 1)), ..insolvency(judgment) }];
    assert_eq!(of(&facts, 1).insolvency_on, Some(judgment), "the closing does not start interest again");
}

/// Three instalments of one invoice of 900.00, due at the end of May, June and July.
fn instalments() -> DebtorFacts {
    let dues = [DUE, date(2026, 6, 30), date(2026, 7, 31)];
    let claims =
        dues.iter().zip(1..).map(|(due, id)| ClaimFacts { invoice: InvoiceId(1), total: Cents(900_00), ..claim(id, 300_00, *due) });
    debtor(DebtorKind::Business, claims.collect())
}

fn forty_by_instalment(facts: &DebtorFacts, day: Date) -> Vec<i64> {
    let account = |claim| Account::from_claim(claim, facts, &TenantFacts::default(), day);
    facts.claims.iter().map(|claim| on(&account(claim), day).totals.fixed_indemnity.0).collect()
}

#[test]
fn the_forty_euros_are_carried_by_the_first_late_instalment_of_the_invoice() {
    let mut facts = instalments();
    assert_eq!(forty_by_instalment(&facts, DUE), [0, 0, 0]);
    assert_eq!(forty_by_instalment(&facts, date(2026, 6, 15)), [40_00, 0, 0]);
    assert_eq!(forty_by_instalment(&facts, TODAY), [40_00, 0, 0]);

    // Paid late, it still was late: the 40 € do not come back on the next.
    facts.claims[0].entries = vec![entry(date(2026, 6, 10), 300_00, EntryKind::Payment)];
    assert_eq!(forty_by_instalment(&facts, TODAY), [40_00, 0, 0]);
    // Paid in time, or cancelled, it never was late: the next carries them.
    facts.claims[0].entries = vec![entry(DUE, 300_00, EntryKind::Payment)];
    assert_eq!(forty_by_instalment(&facts, TODAY), [0, 40_00, 0]);
    facts.claims[0].entries = vec![entry(date(2026, 9, 1), 300_00, EntryKind::Credit(CreditCause::Correction))];
    assert_eq!(forty_by_instalment(&facts, TODAY), [0, 40_00, 0]);
    // The first by its due date, in whatever order the instalments were recorded.
    facts.claims[0].entries.clear();
    facts.claims[0].due_on = date(2026, 8, 31);
    assert_eq!(forty_by_instalment(&facts, TODAY), [0, 40_00, 0]);
    facts.claims[0].due_on = DUE;
    // A due date that is only presumed carries nothing.
    facts.claims[0].due_basis = DueBasis::Presumed;
    assert_eq!(forty_by_instalment(&facts, TODAY), [0, 40_00, 0]);
}

#[test]
fn an_invoice_entered_one_due_date_after_the_other_still_carries_them_once() {
    let mut facts = debtor(DebtorKind::Business, vec![claim(1, 200_00, DUE), claim(2, 200_00, date(2026, 6, 30))]);
    facts.claims[1].invoice = InvoiceId(1);
    assert_eq!(forty_by_instalment(&facts, DUE), [0, 0]);
    assert_eq!(forty_by_instalment(&facts, date(2026, 6, 1)), [40_00, 0]);
    assert_eq!(forty_by_instalment(&facts, date(2026, 7, 1)), [40_00, 0]);
}

#[test]
fn giving_up_the_forty_euros_does_not_move_them_to_the_next_instalment() {
    let mut facts = instalments();
    let waived = WaiverFacts {
        id: WaiverId(7),
        on: date(2026, 8, 1),
        of: WaiverOf::Indemnity,
        author: "Lise Capucine".to_owned(),
        withdrawn_on: None,
    };
    facts.claims[0].waivers = vec![waived.clone()];
    assert_eq!(forty_by_instalment(&facts, TODAY), [0, 0, 0]);
    facts.claims[0].waivers = vec![WaiverFacts { withdrawn_on: Some(date(2026, 9, 1)), ..waived }];
    assert_eq!(forty_by_instalment(&facts, TODAY), [40_00, 0, 0]);
}
