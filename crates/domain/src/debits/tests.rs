//! Mandates and collections, day by day. Amounts and days by pencil; 20 November 2026 is a Friday.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;
use crate::dunning::{Accessories, Rules};
use crate::events::HoldCause;
use crate::facts::{ClaimFacts, DebtorFacts, DisputeFacts, EntryKind, HoldFacts, InsolvencyFacts, MovementFacts, PromiseFacts};
use crate::facts::{TenantFacts, UnmatchedFacts};
use crate::ids::*;
use crate::money::{Cents, Currency};
use crate::party::{DebtorKind, Language, Reach, Territory};
use crate::payments::rejects::reject;
use crate::policy::Policy;
use crate::terms::DueBasis;

const TODAY: Date = date(2026, 11, 20);
const COLLECT: Date = date(2026, 12, 4);

/// No interest; time-barred from a day on.
struct Plain(Option<Date>);

impl Rules for Plain {
    fn accessories(&self, _: &ClaimFacts, _: &DebtorFacts, _: &TenantFacts, _: Date) -> Result<Accessories, String> {
        Ok(Accessories::default())
    }

    fn surplus(&self, _: &ClaimFacts, _: &DebtorFacts, _: &TenantFacts, _: Date) -> Cents {
        Cents::ZERO
    }

    fn is_open_day(&self, _: Date, _: &Policy, _: Territory) -> bool {
        true
    }

    fn limitation_last_day(&self, _: &ClaimFacts, _: &DebtorFacts, _: Date) -> Option<Date> {
        self.0
    }
}

fn claim(id: i64, cents: i64, due_on: Date) -> ClaimFacts {
    ClaimFacts {
        id: ClaimId(id),
        invoice: InvoiceId(id),
        number: format!("F-{id}"),
        issued_on: date(2026, 9, 1),
        performed_on: None,
        due_on,
        due_basis: DueBasis::Printed,
        amount: Cents(cents),
        total: Cents(cents),
        currency: Currency::EUR,
        seen_on: date(2026, 9, 1),
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
    let mut facts = DebtorFacts::new(DebtorId(1), "GRIFFON".to_owned(), kind, String::new(), Language::Fr, Reach::default());
    facts.claims = claims;
    facts
}

fn tenant() -> TenantFacts {
    TenantFacts { payments_known_through: Some(date(2026, 11, 19)), ..TenantFacts::default() }
}

fn mandate() -> Mandate {
    Mandate {
        id: MandateId(70),
        debtor: DebtorId(1),
        reference: "GRIFFON-2026".to_owned(),
        scheme: Scheme::Core,
        once: false,
        signed_on: date(2026, 3, 2),
        iban: Some("FR1420041010050500013M02606".to_owned()),
        notice_days: NOTICE_DAYS,
        last_presented_on: None,
        awaiting: None,
        refused: None,
        revoked_on: None,
    }
}

fn asked(debtor: &DebtorFacts, mandates: &[Mandate], presented: &[Presented]) -> Selection {
    select(debtor, &tenant(), &Plain(None), mandates, presented, &Ask { today: TODAY, collect_on: COLLECT, again: &[] })
}

/// The cents chosen and the words of what is left, by claim.
type Said = (Vec<(i64, i64)>, Vec<(i64, &'static str)>);

fn said(selection: &Selection) -> Said {
    (
        selection.chosen.iter().map(|one| (one.claim.0, one.cents.0)).collect(),
        selection.left.iter().map(|one| (one.claim.0, one.why.word())).collect(),
    )
}

#[test]
fn what_is_due_by_the_collection_is_collected_and_what_is_due_later_waits() {
    let claims =
        vec![claim(1, 120_000, date(2026, 10, 1)), claim(2, 30_050, COLLECT), claim(3, 9_900, date(2026, 12, 5)), claim(4, 500, TODAY)];
    let selection = asked(&debtor(DebtorKind::Business, claims), &[mandate()], &[]);
    assert_eq!(said(&selection), (vec![(1, 120_000), (4, 500), (2, 30_050)], vec![(3, "due_later")]));
    assert!(selection.chosen.iter().all(|one| one.sequence == Sequence::Recurring && one.mandate == MandateId(70) && one.less.is_none()));
    assert_eq!(selection.left[0].why.to_string(), "À régler au plus tard le 05/12/2026, après le prélèvement.");
}

#[test]
fn a_consumer_is_collected_under_core_and_only_a_business_under_b2b() {
    let b2b = Mandate { scheme: Scheme::B2b, ..mandate() };
    for kind in DebtorKind::ALL {
        let facts = debtor(kind, vec![claim(1, 10_000, TODAY)]);
        assert_eq!(asked(&facts, &[mandate()], &[]).chosen.len(), 1, "{kind:?}");
        let under_b2b = asked(&facts, std::slice::from_ref(&b2b), &[]);
        assert_eq!(under_b2b.chosen.len(), usize::from(kind == DebtorKind::Business), "{kind:?}");
        // Where both are there, the one that can be used is.
        assert_eq!(asked(&facts, &[b2b.clone(), mandate()], &[]).chosen.len(), 1, "{kind:?}");
    }
    let why = &asked(&debtor(DebtorKind::Consumer, vec![claim(1, 10_000, TODAY)]), &[b2b], &[]).left[0].why;
    assert_eq!(
        why.to_string(),
        "Mandat GRIFFON-2026 interentreprises (B2B), réservé aux entreprises, et le débiteur est noté « particulier »."
    );
}

#[test]
fn what_stops_a_letter_stops_a_debit() {
    let late = date(2026, 10, 1);
    let mut facts = debtor(DebtorKind::Business, (1..=7).map(|id| claim(id, 10_000, late)).collect());
    let dispute = DisputeFacts { id: DisputeId(9), on: TODAY, amount: None, cause: "quality".to_owned(), closed_on: None, founded: false };
    facts.claims[0].disputes.push(dispute.clone());
    facts.claims[1].disputes.push(DisputeFacts { amount: Some(Cents(4_000)), ..dispute });
    facts.claims[2].judgment_on = Some(TODAY);
    facts.claims[3].due_basis = DueBasis::Presumed;
    facts.claims[4].currency = Currency::parse("USD").expect("a currency");
    // A pause that ends before the collection stops it all the same: it holds today.
    let pause = HoldFacts {
        id: HoldId(11),
        claim: Some(ClaimId(6)),
        cause: HoldCause::Pause,
        on: TODAY,
        until: Some(date(2026, 11, 25)),
        lifted_on: None,
    };
    facts.holds.push(pause);
    // A promise for a day before the collection: nobody knows on that day whether it was kept.
    facts.promises.push(PromiseFacts {
        id: PromiseId(12),
        on: TODAY,
        claims: vec![ClaimId(7)],
        amount: Cents(10_000),
        by: date(2026, 11, 30),
        cancelled_on: None,
    });
    let selection = asked(&facts, &[mandate()], &[]);
    let left = [(1, "not_asked"), (3, "judged"), (4, "due_presumed"), (5, "not_euro"), (6, "not_asked"), (7, "not_asked")];
    assert_eq!(said(&selection), (vec![(2, 6_000)], left.to_vec()));
    let (_, less) = selection.chosen[0].less.expect("a part is disputed");
    assert_eq!(less, Cents(4_000));
    assert_eq!(selection.left[0].why.to_string(), "Contesté depuis le 20/11/2026 : 100,00\u{a0}€ ne sont pas demandés.");
}

#[test]
fn money_that_may_have_come_comes_first() {
    let late = date(2026, 10, 1);
    let mut facts = debtor(DebtorKind::Business, vec![claim(1, 10_000, late), claim(2, 20_000, TODAY)]);
    facts.movements.push(MovementFacts {
        id: MovementId(20),
        on: date(2026, 11, 18),
        amount: Cents(12_500),
        currency: Currency::EUR,
        kind: EntryKind::Payment,
        number: String::new(),
        allocated: Vec::new(),
        reversed_on: None,
    });
    // 125 € on account cover the first and 25 € of the second.
    assert_eq!(said(&asked(&facts, &[mandate()], &[])), (vec![(2, 17_500)], vec![(1, "not_asked")]));
    facts.unmatched.push(UnmatchedFacts {
        line: BankLineId(21),
        booked_on: date(2026, 11, 19),
        amount: Cents(17_500),
        currency: Currency::EUR,
        by: Seq(22),
        on: TODAY,
        until: date(2026, 11, 27),
        ended_on: None,
    });
    assert_eq!(said(&asked(&facts, &[mandate()], &[])).1, [(1, "not_asked"), (2, "unmatched")]);
    // Letters wait for it through the 27th; a debit waits until somebody decided it.
    let on = |facts: &DebtorFacts, today: Date| {
        let tenant = TenantFacts { payments_known_through: Some(today), ..tenant() };
        let ask = Ask { today, collect_on: date(2026, 12, 14), again: &[] };
        said(&select(facts, &tenant, &Plain(None), &[mandate()], &[], &ask)).1
    };
    assert_eq!(on(&facts, date(2026, 11, 28)), [(1, "not_asked"), (2, "unmatched")]);
    facts.unmatched[0].ended_on = Some(date(2026, 11, 28));
    assert_eq!(on(&facts, date(2026, 11, 28)), [(1, "not_asked")]);
    facts.unmatched.clear();
    let ask = Ask { today: TODAY, collect_on: COLLECT, again: &[] };
    let unknown = TenantFacts { payments_known_through: None, ..tenant() };
    assert_eq!(said(&select(&facts, &unknown, &Plain(None), &[mandate()], &[], &ask)).1[1], (2, "stale"));
    let long_ago = TenantFacts { payments_known_through: Some(date(2026, 9, 1)), ..tenant() };
    let why = &select(&facts, &long_ago, &Plain(None), &[mandate()], &[], &ask).left[1].why;
    assert!(why.to_string().starts_with("Les règlements sont connus jusqu'au 01/09/2026"), "{why}");
}

#[test]
fn an_insolvency_and_the_end_of_limitation_stop_it() {
    let mut facts = debtor(DebtorKind::Business, vec![claim(1, 10_000, date(2026, 10, 1))]);
    let ask = Ask { today: TODAY, collect_on: COLLECT, again: &[] };
    let barred = |last_day| said(&select(&facts, &tenant(), &Plain(Some(last_day)), &[mandate()], &[], &ask)).1;
    assert_eq!(barred(date(2026, 12, 3)), [(1, "time_barred")]);
    assert_eq!(barred(date(2030, 1, 1)), []);
    facts.insolvencies.push(InsolvencyFacts {
        id: InsolvencyId(30),
        proceeding: crate::events::Proceeding::Reorganisation,
        judgment_on: date(2026, 11, 10),
        published_on: None,
        closed_on: None,
    });
    let left = asked(&facts, &[mandate()], &[]).left;
    assert!(left[0].why.to_string().contains("L622-7"), "{}", left[0].why);
}

#[test]
fn a_claim_is_collected_once_and_again_only_by_a_person() {
    let facts = debtor(DebtorKind::Business, vec![claim(1, 10_000, date(2026, 10, 1))]);
    let before = presented(1, 40, date(2026, 11, 9), date(2026, 11, 14));
    let run = |before: Presented, known: Date, again: &[ClaimId]| {
        let tenant = TenantFacts { payments_known_through: Some(known), ..tenant() };
        let ask = Ask { today: TODAY, collect_on: COLLECT, again };
        select(&facts, &tenant, &Plain(None), &[mandate()], &[before], &ask)
    };
    let again = [ClaimId(1)];
    // While the wait runs, and as long as payments are not known to its end, not even a person's word collects it again.
    let running = Presented { until: TODAY, ..before };
    assert_eq!(said(&run(running, TODAY, &again)).1, [(1, "being_collected")]);
    assert_eq!(said(&run(before, date(2026, 11, 13), &again)).1, [(1, "being_collected")]);
    assert_eq!(said(&run(before, date(2026, 11, 14), &[])).1, [(1, "presented")]);
    assert_eq!(said(&run(before, date(2026, 11, 14), &again)).0, [(1, 10_000)]);
    // A batch of which nobody said what became of it may be with the bank: no word collects its claims again.
    let nobody_said = Presented { handed_over_on: None, ..before };
    let in_batch = run(nobody_said, TODAY, &again);
    assert_eq!(said(&in_batch).1, [(1, "in_batch")]);
    let wanted = "Déjà dans le lot lp_40, préparé pour un prélèvement le 09/11/2026 : dites qu'il est remis à la banque, ou annulez-le.";
    assert_eq!(in_batch.left[0].why.to_string(), wanted);
    // Why it came back is said; a second return for want of funds ends it, whatever a person says.
    let for_funds = Presented { came_back: reject("AM04"), ..before };
    let why = run(for_funds, TODAY, &[]).left.remove(0).why.to_string();
    assert!(why.contains("revenue impayée (provision insuffisante)"), "{why}");
    assert_eq!(said(&run(for_funds, TODAY, &again)).0, [(1, 10_000)]);
    let earlier = Presented { batch: DebitBatchId(39), collect_on: date(2026, 10, 9), until: date(2026, 10, 16), ..for_funds };
    let twice = |first: Presented| {
        let ask = Ask { today: TODAY, collect_on: COLLECT, again: &again };
        said(&select(&facts, &tenant(), &Plain(None), &[mandate()], &[first, for_funds], &ask))
    };
    assert_eq!(twice(earlier).1, [(1, "presented_twice")]);
    assert_eq!(twice(Presented { came_back: reject("MD06"), ..earlier }).0, [(1, 10_000)]);
    // What was disputed then was never presented.
    let of_a_part = Presented { cents: Cents(6_000), ..before };
    let wanted =
        "Déjà présentée le 09/11/2026 pour 60,00\u{a0}€ ; 100,00\u{a0}€ sont encore dus : à vous de décider s'ils doivent être présentés.";
    assert_eq!(run(of_a_part, TODAY, &[]).left[0].why.to_string(), wanted);
}

/// 100 € presented, and handed over four days before.
fn presented(claim: i64, batch: i64, collect_on: Date, until: Date) -> Presented {
    let handed_over_on = Some(collect_on - 4.days());
    let (claim, batch, mandate) = (ClaimId(claim), DebitBatchId(batch), MandateId(70));
    Presented { claim, batch, mandate, collect_on, until, cents: Cents(10_000), handed_over_on, came_back: None }
}

#[test]
fn what_would_not_be_prepared_today_is_told_of_a_batch() {
    let late = date(2026, 10, 1);
    let facts = debtor(DebtorKind::Business, vec![claim(1, 10_000, late), claim(2, 20_000, late)]);
    let told = |facts: &DebtorFacts, mandate: &Mandate, others: &[Presented]| -> Vec<(i64, String)> {
        let debits = [(1, 10_000), (2, 20_000)].map(|(claim, cents)| Planned { claim: ClaimId(claim), cents: Cents(cents), mandate });
        let changed = recheck(facts, &tenant(), &Plain(None), others, &debits, (TODAY, COLLECT));
        changed.into_iter().map(|(claim, why)| (claim.0, why.to_string())).collect()
    };
    let one = |change: &dyn Fn(&mut DebtorFacts), wanted: &str| {
        let mut facts = facts.clone();
        change(&mut facts);
        let told = told(&facts, &mandate(), &[]);
        assert!(told.len() == 1 && told[0].0 == 2 && told[0].1.contains(wanted), "{wanted}: {told:?}");
    };
    // Its own holds, and that it uses a one-off mandate, are no change; nor that a claim came back before.
    let mut own = facts.clone();
    let hold =
        |id| HoldFacts { id: HoldId(id), claim: None, cause: HoldCause::DirectDebit, on: TODAY, until: Some(COLLECT), lifted_on: None };
    own.holds.push(hold(50));
    let once = Mandate { once: true, awaiting: Some(DebitBatchId(41)), last_presented_on: Some(COLLECT), ..mandate() };
    assert_eq!(told(&own, &once, &[presented(1, 40, date(2026, 11, 9), date(2026, 11, 14))]), []);
    // Every rule of a new batch is one of this one.
    one(&|facts| facts.claims[1].due_on = date(2026, 12, 5), "après le prélèvement");
    one(&|facts| facts.claims[1].due_basis = DueBasis::Presumed, "présumée");
    one(&|facts| facts.claims[1].judgment_on = Some(TODAY), "Décision de justice");
    one(&|facts| facts.holds.push(HoldFacts { claim: Some(ClaimId(2)), cause: HoldCause::Pause, ..hold(51) }), "Pause");
    one(&|facts| facts.claims[1].amount = Cents(19_999), "Réglée depuis");
    one(&|facts| facts.claims[1].amount = Cents(0), "Réglée depuis");
    let both = |told: Vec<(i64, String)>, wanted: &str| {
        assert!(told.len() == 2 && told.iter().all(|(_, why)| why.contains(wanted)), "{wanted}: {told:?}");
    };
    both(told(&facts, &Mandate { revoked_on: Some(TODAY), ..mandate() }, &[]), "révoqué le 20/11/2026");
    both(told(&facts, &Mandate { iban: None, ..mandate() }, &[]), "sans compte");
    both(told(&facts, &Mandate { debtor: DebtorId(2), ..mandate() }, &[]), "débiterait le compte du mandat GRIFFON-2026");
    let b2b = Mandate { scheme: Scheme::B2b, ..mandate() };
    assert_eq!(told(&facts, &b2b, &[]), []);
    both(told(&DebtorFacts { kind: DebtorKind::Consumer, ..facts.clone() }, &b2b, &[]), "réservé aux entreprises");
    let mut waiting = facts.clone();
    waiting.unmatched.push(UnmatchedFacts {
        line: BankLineId(21),
        booked_on: date(2026, 11, 9),
        amount: Cents(20_000),
        currency: Currency::EUR,
        by: Seq(22),
        on: date(2026, 11, 9),
        until: date(2026, 11, 14),
        ended_on: None,
    });
    both(told(&waiting, &mandate(), &[]), "rapprochez d'abord la ligne");
    let other = Presented { handed_over_on: None, ..presented(2, 42, COLLECT, COLLECT) };
    assert_eq!(told(&facts, &mandate(), &[other]).len(), 1, "two batches hold it");
}

#[test]
fn a_mandate_lives_thirty_six_months_from_its_last_collection() {
    let of = |mandate: Mandate| mandate.bar(DebtorKind::Business, COLLECT).map(|bar| bar.to_string());
    let old = Mandate { signed_on: date(2023, 12, 4), ..mandate() };
    assert_eq!(old.valid_through(), date(2026, 12, 4));
    assert_eq!(of(old.clone()), None, "the last day counts");
    let lapsed = Mandate { signed_on: date(2023, 12, 3), ..mandate() };
    assert!(of(lapsed.clone()).is_some_and(|said| said.contains("caduc") && said.contains("03/12/2026")));
    assert_eq!(of(Mandate { last_presented_on: Some(date(2024, 1, 5)), ..lapsed }), None, "a collection renews it");
    assert_eq!(of(Mandate { revoked_on: Some(TODAY), ..mandate() }), Some("révoqué le 20/11/2026".to_owned()));
    assert_eq!(of(Mandate { iban: None, ..mandate() }), Some("sans compte : l'IBAN a été effacé".to_owned()));
    let abroad = Mandate { iban: Some("GB33BUKB20201555555555".to_owned()), ..mandate() };
    assert!(of(abroad).is_some_and(|said| said.contains("(GB)")));
    let spent = Mandate { once: true, last_presented_on: Some(date(2026, 11, 9)), ..mandate() };
    assert_eq!(of(spent), Some("ponctuel, et déjà utilisé pour le prélèvement du 09/11/2026".to_owned()));
    let refused = Mandate { refused: Some("compte clôturé"), ..mandate() };
    assert!(of(refused).is_some_and(|said| said.contains("rejeté par la banque (compte clôturé)")));
    let taken = Mandate { once: true, awaiting: Some(DebitBatchId(40)), ..mandate() };
    assert!(of(taken).is_some_and(|said| said.contains("déjà pris par le lot lp_40")));
    assert_eq!(of(Mandate { awaiting: Some(DebitBatchId(40)), ..mandate() }), None);
}

#[test]
fn the_debtor_is_told_fourteen_days_before_or_as_the_mandate_says() {
    let facts = debtor(DebtorKind::Business, vec![claim(1, 10_000, TODAY)]);
    let on = |mandate: Mandate, collect_on: Date| {
        let ask = Ask { today: TODAY, collect_on, again: &[] };
        select(&facts, &tenant(), &Plain(None), &[mandate], &[], &ask).left.first().map(|left| left.why.to_string())
    };
    assert_eq!(on(mandate(), COLLECT), None);
    assert_eq!(
        on(mandate(), date(2026, 12, 3)).as_deref(),
        Some(
            "Mandat GRIFFON-2026 avec un préavis de 14 jours : prévenu aujourd'hui, le débiteur peut être prélevé à partir du 04/12/2026."
        )
    );
    assert_eq!(on(Mandate { notice_days: 3, ..mandate() }, date(2026, 11, 23)), None);
    assert!(on(Mandate { notice_days: 4, ..mandate() }, date(2026, 11, 23)).is_some());
}

#[test]
fn a_one_off_mandate_takes_the_oldest_claim_alone() {
    let once = Mandate { once: true, ..mandate() };
    let facts = debtor(DebtorKind::Consumer, vec![claim(1, 10_000, TODAY), claim(2, 20_000, date(2026, 10, 1))]);
    let selection = asked(&facts, &[once], &[]);
    assert_eq!(said(&selection), (vec![(2, 20_000)], vec![(1, "one_debit")]));
    assert_eq!(selection.chosen[0].sequence, Sequence::Once);
    assert_eq!(said(&asked(&facts, &[], &[])).1, [(2, "no_mandate"), (1, "no_mandate")]);
}

#[test]
fn a_collection_is_asked_for_an_open_day_of_target_the_day_before_at_the_latest() {
    assert_eq!(check_day(TODAY, date(2026, 11, 23)), Ok(()), "Friday for Monday");
    assert_eq!(
        check_day(date(2026, 11, 21), date(2026, 11, 23)),
        Err(DayRefused::TooSoon { day: date(2026, 11, 23), first: date(2026, 11, 24) })
    );
    assert_eq!(check_day(TODAY, TODAY), Err(DayRefused::TooSoon { day: TODAY, first: date(2026, 11, 23) }));
    assert_eq!(check_day(TODAY, date(2026, 12, 25)), Err(DayRefused::Closed { day: date(2026, 12, 25), next: date(2026, 12, 28) }));
    assert_eq!(check_day(TODAY, date(2027, 1, 19)), Ok(()), "sixty days");
    assert_eq!(check_day(TODAY, date(2027, 1, 20)), Err(DayRefused::TooFar { day: date(2027, 1, 20) }));
    assert_eq!(
        check_day(TODAY, date(2026, 12, 25)).expect_err("Christmas").to_string(),
        "le 25/12/2026 les banques n'échangent pas de paiements ; premier jour ensuite : le 28/12/2026"
    );
}

#[test]
fn an_identifier_is_taken_as_it_stands_or_refused() {
    assert_eq!(identifier("  RUM-2026/04 "), Ok("RUM-2026/04"));
    assert_eq!(identifier(&"9".repeat(35)).map(str::len), Ok(35));
    assert_eq!(identifier(" "), Err(IdentifierRefused::Length(String::new())));
    assert!(matches!(identifier(&"9".repeat(36)), Err(IdentifierRefused::Length(_))));
    assert!(matches!(identifier("RUM_1"), Err(IdentifierRefused::Character { character: '_', .. })));
    assert!(matches!(identifier("Éclair"), Err(IdentifierRefused::Character { character: 'É', .. })));
    for slash in ["/A", "A/", "A//B"] {
        assert!(matches!(identifier(slash), Err(IdentifierRefused::Slash(_))), "{slash}");
    }
}

proptest! {
    #[test]
    fn collecting_what_is_chosen_leaves_nothing_to_collect(
        claims in prop::collection::vec((1_i64..2_000_000, -90_i64..60, 0_u8..4), 0..8),
        credit in 0_i64..3_000_000,
        once in any::<bool>(),
        ahead in 1_i64..40,
        handed in any::<bool>(),
    ) {
        let mut facts = debtor(DebtorKind::Business, Vec::new());
        for (at, (cents, days, doubt)) in (1_i64..).zip(&claims) {
            let mut one = claim(at, *cents, TODAY + days.days());
            if *doubt == 0 {
                let amount = (at % 2 == 0).then_some(Cents(cents / 2));
                one.disputes.push(DisputeFacts { id: DisputeId(at), on: TODAY, amount, cause: "price".to_owned(), closed_on: None, founded: false });
            }
            facts.claims.push(one);
        }
        facts.movements.push(MovementFacts {
            id: MovementId(900),
            on: TODAY,
            amount: Cents(credit + 1),
            currency: Currency::EUR,
            kind: EntryKind::Payment,
            number: String::new(),
            allocated: Vec::new(),
            reversed_on: None,
        });
        let collect_on = TODAY + ahead.days();
        let mandates = [Mandate { once, notice_days: 1, ..mandate() }];
        let every: Vec<ClaimId> = facts.claims.iter().map(|claim| claim.id).collect();
        let ask = Ask { today: TODAY, collect_on, again: &every };
        let first = select(&facts, &tenant(), &Plain(None), &mandates, &[], &ask);
        prop_assert_eq!(first.chosen.len() + first.left.len(), facts.claims.len(), "each claim is in one list");
        let allowed = crate::collectable::collectable(&facts, &tenant(), &Plain(None), collect_on);
        for chosen in &first.chosen {
            let share = allowed.shares.iter().find(|share| share.claim == chosen.claim).expect("a share");
            prop_assert!(chosen.cents.is_positive() && chosen.cents <= share.asked + share.to_come && share.due_on <= collect_on);
        }
        prop_assert!(!once || first.chosen.len() <= 1);
        let before: Vec<Presented> = first
            .chosen
            .iter()
            .map(|one| Presented { cents: one.cents, handed_over_on: handed.then_some(TODAY), ..presented(one.claim.0, 99, collect_on, collect_on + 5.days()) })
            .collect();
        let last_presented_on = before.first().filter(|_| handed).map(|one| one.collect_on);
        let awaiting = before.first().filter(|_| !handed).map(|one| one.batch);
        let used = [Mandate { last_presented_on, awaiting, ..mandates[0].clone() }];
        let second = select(&facts, &tenant(), &Plain(None), &used, &before, &ask);
        prop_assert!(second.chosen.is_empty(), "{:?}", second.chosen);
    }
}
