//! Everything that stops a claim or a debtor: the day before, the day, the day after, and the sentence.

use domain::dunning::{CreditorGap, Mend};
use domain::events::{Channel, HoldCause, LimitationAct, Proceeding, StepDone};
use domain::facts::{ContactFacts, LetterState, LimitationFacts};
use domain::ids::{ClaimId, LetterId};
use domain::money::Cents;
use domain::party::{ActsFor, DebtorKind};
use domain::terms::{CreditCause, DueBasis};

use crate::world::{World, d};

/// One invoice of 400,00 € due on 2 September 2026; its first reminder is due since Monday the 7th.
fn one() -> (World, ClaimId) {
    let mut world = World::business();
    let claim = world.invoice("F-1", "2026-09-02", 400_00);
    (world, claim)
}

/// The same claim, due for its formal notice on Tuesday 6 October.
fn before_formal_notice() -> (World, ClaimId) {
    let (mut world, claim) = one();
    world.stepped(claim, "relance-1", "2026-09-07");
    world.stepped(claim, "relance-2", "2026-09-16");
    world.stepped(claim, "avertissement", "2026-09-25");
    assert_eq!(world.actions("2026-10-05"), ["mise-en-demeure registered_letter F-1 443.30"]);
    (world, claim)
}

#[test]
fn a_payment_dated_tomorrow_does_not_count_today() {
    let (mut world, claim) = one();
    world.paid(claim, "2026-09-08", 400_00);
    assert_eq!(world.actions("2026-09-07").len(), 1);
    assert!(world.actions("2026-09-08").is_empty());
    assert_eq!(
        world.why(claim, "2026-09-01"),
        "À régler au plus tard le 02/09/2026. Prochaine étape : Première relance, à partir du 07/09/2026."
    );
    assert_eq!(world.decide(d("2026-09-06")).look_again_on, Some(d("2026-09-07")));
}

#[test]
fn a_paid_claim_is_never_chased_by_itself_and_what_is_left_is_for_a_person() {
    let (mut world, claim) = one();
    world.paid(claim, "2026-09-02", 400_00);
    assert_eq!(world.why(claim, "2026-12-01"), "Réglée : le solde comptable est nul.");

    let (mut late, claim) = one();
    late.paid(claim, "2026-09-12", 400_00);
    // Ten days late at ten cents, and the indemnity.
    assert_eq!(
        late.why(claim, "2026-12-01"),
        "Principal réglé. À décider par une personne, rien n'est relancé : 1,00 € d'intérêts et 40,00 € d'indemnité."
    );
    let decision = late.decide(d("2026-12-01"));
    assert!(decision.actions.is_empty());
    assert!(decision.held[0].because.is_to_decide());
}

#[test]
fn a_cheque_that_bounces_after_the_formal_notice_brings_the_claim_back() {
    let (mut world, claim) = before_formal_notice();
    world.live("2026-10-05", "2026-10-05");
    world.paid(claim, "2026-10-12", 400_00);
    assert!(world.live("2026-10-13", "2026-10-30").is_empty());
    world.claim(claim).entries[0].reversed_on = Some(d("2026-11-02"));
    assert!(world.actions("2026-11-01").is_empty());
    assert_eq!(world.actions("2026-11-02"), ["decider task F-1 400.00"]);
}

#[test]
fn unallocated_money_and_credits_cover_the_oldest_claims() {
    let (mut world, old) = one();
    let young = world.invoice("F-2", "2026-09-03", 300_00);
    world.received("2026-09-04", 250_00);
    world.credited("2026-09-05", 200_00);
    assert_eq!(world.actions("2026-09-08"), ["relance-1 email F-2 250.00"]);
    assert_eq!(world.why(old, "2026-09-08"), "400,00 € couverts par un règlement ou un avoir qui n'est pas encore imputé.");
    let action = world.decide(d("2026-09-08")).actions.remove(0);
    assert!(action.reasons.iter().any(|reason| reason.to_string().replace('\u{a0}', " ") == "50,00 € en retard ne sont pas demandés."));
    world.credited("2026-09-06", 1_000_00);
    assert!(world.actions("2026-09-08").is_empty(), "a credit larger than the debt");
    assert!(world.why(young, "2026-09-08").starts_with("300,00 € couverts"));
}

#[test]
fn a_dispute_of_120_euros_of_1000_leaves_880_reminded() {
    let mut world = World::business();
    let claim = world.invoice("F-1", "2026-09-02", 1_000_00);
    world.disputed(claim, "2026-09-04", Some(120_00));
    assert_eq!(world.actions("2026-09-07"), ["relance-1 email F-1 880.00"]);
    world.claim(claim).disputes[0].closed_on = Some(d("2026-09-08"));
    assert_eq!(world.actions("2026-09-07"), ["relance-1 email F-1 880.00"]);
    assert_eq!(world.actions("2026-09-08"), ["relance-1 email F-1 1000.00"]);
}

#[test]
fn a_dispute_of_the_whole_stops_from_its_day_to_its_end() {
    let (mut world, claim) = one();
    world.disputed(claim, "2026-09-08", None);
    world.claim(claim).disputes[0].closed_on = Some(d("2026-09-10"));
    assert_eq!(world.actions("2026-09-07").len(), 1);
    assert!(world.actions("2026-09-08").is_empty());
    assert_eq!(world.why(claim, "2026-09-09"), "Contesté depuis le 08/09/2026 : 400,00 € ne sont pas demandés.");
    assert_eq!(world.actions("2026-09-10").len(), 1);
    assert_eq!(world.decide(d("2026-09-08")).look_again_on, Some(d("2026-09-10")));
}

#[test]
fn a_formal_notice_for_a_part_is_confirmed_and_asks_no_accessories() {
    let (mut world, claim) = before_formal_notice();
    for step in &mut world.scenario.steps {
        step.automatic = true;
    }
    assert!(world.decide(d("2026-10-05")).actions[0].automatic);
    world.disputed(claim, "2026-10-01", Some(100_00));
    let action = world.decide(d("2026-10-05")).actions.remove(0);
    assert_eq!(action.asked, Cents(300_00));
    assert!(!action.automatic);
}

#[test]
fn a_promise_runs_to_its_day_and_the_grace() {
    let (mut world, claim) = one();
    world.promised(&[claim], "2026-09-04", 400_00, "2026-09-14");
    assert_eq!(
        world.why(claim, "2026-09-10"),
        "Promesse de règlement pour le 14/09/2026 : 400,00 € ne sont pas demandés jusqu'au 16/09/2026 inclus."
    );
    assert!(world.actions("2026-09-16").is_empty());
    assert_eq!(world.decide(d("2026-09-15")).look_again_on, Some(d("2026-09-17")));
    assert_eq!(world.actions("2026-09-17"), ["relance-1 email F-1 400.00"]);
}

#[test]
fn a_promise_kept_in_two_payments_or_a_day_late_is_kept() {
    let mut world = World::business();
    let claim = world.invoice("F-1", "2026-09-02", 1_000_00);
    world.stepped(claim, "relance-1", "2026-09-07");
    world.promised(&[claim], "2026-09-08", 600_00, "2026-09-14");
    world.paid(claim, "2026-09-10", 200_00);
    world.paid(claim, "2026-09-15", 400_00);
    let decision = world.decide(d("2026-09-17"));
    assert!(decision.restarts.is_empty(), "kept, within the grace");
    assert_eq!(world.lines(&decision), ["relance-2 letter F-1 400.00"], "the plan goes on where it was");
}

#[test]
fn a_promise_is_not_called_broken_on_payments_that_are_not_known() {
    let (mut world, claim) = one();
    world.promised(&[claim], "2026-09-04", 400_00, "2026-09-14");
    world.tenant.payments_known_through = Some(d("2026-09-15"));
    assert_eq!(
        world.why(claim, "2026-09-18"),
        "Promesse de 400,00 € pour le 14/09/2026 : les règlements ne sont connus que jusqu'au 15/09/2026, on ne peut pas dire qu'elle n'est pas tenue."
    );
    // What makes them known is no event of this debtor: every run looks again, the same day too.
    assert_eq!(world.decide(d("2026-09-18")).look_again_on, Some(d("2026-09-18")));
    world.tenant.payments_known_through = Some(d("2026-09-16"));
    assert_eq!(world.actions("2026-09-18").len(), 1);
    assert!(world.decide(d("2026-09-18")).look_again_on > Some(d("2026-09-18")));
}

#[test]
fn a_renewed_promise_stops_again_and_a_cancelled_one_does_not() {
    let (mut world, claim) = one();
    world.promised(&[claim], "2026-09-04", 400_00, "2026-09-14");
    world.promised(&[claim], "2026-09-17", 400_00, "2026-09-25");
    assert!(world.actions("2026-09-18").is_empty());
    world.debtor.promises[1].cancelled_on = Some(d("2026-09-21"));
    assert!(world.actions("2026-09-18").is_empty());
    assert_eq!(world.actions("2026-09-21").len(), 1);
}

#[test]
fn a_plan_on_track_stops_and_one_behind_asks_the_missing_instalment_softly() {
    let mut world = World::business();
    let claim = world.invoice("F-1", "2026-09-02", 900_00);
    for (step, on) in [("relance-1", "2026-09-07"), ("appel", "2026-09-16"), ("relance-2", "2026-09-25")] {
        world.stepped(claim, step, on);
    }
    world.planned(&[claim], "2026-10-01", &[("2026-10-12", 300_00), ("2026-11-12", 300_00), ("2026-12-14", 300_00)]);
    world.paid(claim, "2026-10-12", 300_00);
    assert!(world.live("2026-10-01", "2026-11-14").is_empty());
    assert_eq!(
        world.why(claim, "2026-11-02"),
        "Échéancier accordé le 01/10/2026 : 600,00 € ne sont pas exigibles aujourd'hui. Prochaine échéance : 300,00 € le 12/11/2026."
    );
    // The second instalment is missing: asked from the third day after it (grace), a Sunday, so on Monday.
    assert_eq!(world.decide(d("2026-11-14")).look_again_on, Some(d("2026-11-15")));
    assert_eq!(world.run("2026-11-16"), ["relance-1 email F-1 300.00"]);
    assert!(world.repairs("2026-11-16")[0].starts_with("Échéancier en retard depuis le 15/11/2026"));
    // It is caught up: on track again.
    world.paid(claim, "2026-11-20", 300_00);
    assert!(world.live("2026-11-20", "2026-12-16").is_empty());
}

#[test]
fn a_plan_behind_is_never_put_in_formal_notice_until_a_person_ends_it() {
    let (mut world, claim) = before_formal_notice();
    world.planned(&[claim], "2026-09-28", &[("2026-09-29", 100_00), ("2027-09-29", 300_00)]);
    world.claim(claim).restarts.push(d("2026-10-02"));
    for (step, on) in [("relance-1", "2026-10-02"), ("relance-2", "2026-10-12"), ("avertissement", "2026-10-22")] {
        world.stepped_as(claim, step, on, 2, false);
    }
    assert!(world.actions("2026-11-03").is_empty());
    assert!(world.why(claim, "2026-11-03").starts_with("Mise en demeure retenue : l'échéancier est en retard depuis le 02/10/2026"));
    world.debtor.plans[0].ended_on = Some(d("2026-11-03"));
    assert!(world.actions("2026-11-02").is_empty());
    assert_eq!(world.actions("2026-11-03"), ["mise-en-demeure registered_letter F-1 446.20"]);
}

#[test]
fn an_opening_judgment_stops_what_was_born_by_its_day() {
    let mut world = World::business();
    let before = world.invoice("F-1", "2026-09-02", 400_00); // issued on 3 August
    let after = world.invoice("F-2", "2026-09-03", 300_00); // issued on 4 August
    world.insolvent(Proceeding::Reorganisation, "2026-08-03");
    let decision = world.decide(d("2026-09-08"));
    assert_eq!(world.lines(&decision), ["relance-1 email F-2 300.00"]);
    assert!(!decision.actions[0].automatic, "a company under protection: a person looks");
    assert_eq!(
        world.why(before, "2026-09-08"),
        "400,00 € nés au plus tard le jour du jugement d'ouverture (redressement judiciaire du 03/08/2026) : les relances sont arrêtées (C. com. L622-7 et L622-21). À déclarer au passif."
    );
    // Delivered before the judgment, invoiced after: born before.
    world.claim(after).performed_on = Some(d("2026-07-30"));
    assert!(world.actions("2026-09-08").is_empty());
    // The day before the judgment nothing is stopped.
    world.debtor.insolvencies[0].judgment_on = d("2026-09-09");
    assert_eq!(world.actions("2026-09-08"), ["relance-1 email F-1+F-2 700.00"]);
    assert!(world.actions("2026-09-09").is_empty());
}

#[test]
fn after_a_liquidation_nothing_comes_back_and_after_a_plan_a_person_confirms_nothing_more() {
    let (mut world, claim) = one();
    world.insolvent(Proceeding::Liquidation, "2026-09-03");
    world.debtor.insolvencies[0].closed_on = Some(d("2026-10-01"));
    assert!(world.why(claim, "2026-10-02").contains("liquidation judiciaire du 03/09/2026, clôturée le 01/10/2026"));
    world.debtor.insolvencies[0].proceeding = Proceeding::Safeguard;
    assert!(world.actions("2026-09-30").is_empty());
    assert_eq!(world.actions("2026-10-01").len(), 1);
}

#[test]
fn a_pause_lapses_by_itself_and_what_concerns_the_person_does_not() {
    let (mut world, _) = one();
    world.held(None, HoldCause::Pause, "2026-09-04", Some("2026-09-10"));
    assert!(world.actions("2026-09-10").is_empty());
    assert_eq!(world.actions("2026-09-11").len(), 1);
    assert_eq!(world.decide(d("2026-09-10")).look_again_on, Some(d("2026-09-11")));
    for cause in [HoldCause::PaymentAnnounced, HoldCause::DirectDebit] {
        world.debtor.holds.clear();
        world.held(None, cause, "2026-09-04", Some("2026-09-10"));
        assert!(world.actions("2026-09-10").is_empty(), "the money is waited for");
        assert_eq!(world.actions("2026-09-11").len(), 1, "it did not come");
        assert_eq!(world.decide(d("2026-09-10")).look_again_on, Some(d("2026-09-11")));
    }
}

#[test]
fn what_a_person_alone_may_lift_is_lifted_by_a_person() {
    let (mut world, claim) = one();
    for (cause, says) in [
        (HoldCause::OverIndebtedness, "Procédure de surendettement"),
        (HoldCause::Death, "Décès du débiteur"),
        (HoldCause::ContactRefused, "Le débiteur refuse d'être contacté"),
        (HoldCause::VulnerablePerson, "Personne vulnérable"),
        (HoldCause::ForeignLaw, "Droit applicable à qualifier"),
        (HoldCause::OpenReply, "Une réponse attend d'être lue"),
        (HoldCause::OtherPayee, "À payer à un tiers (affacturage, mandat), à vérifier"),
        (HoldCause::NeverIssued, "Facture rejetée par une plateforme, à émettre de nouveau"),
        (HoldCause::NotReceived, "Facture peut-être jamais reçue, à vérifier ou à remettre"),
        (HoldCause::SaidCancelled, "Facture dite annulée par une plateforme, à vérifier"),
    ] {
        world.debtor.holds.clear();
        world.held(None, cause, "2026-09-04", Some("2026-09-10"));
        assert_eq!(world.actions("2026-09-03").len(), 0);
        assert!(world.actions("2026-09-11").is_empty(), "{cause:?}");
        assert_eq!(
            world.why(claim, "2026-09-11"),
            format!("{says} : 400,00 € suspendus depuis le 04/09/2026, jusqu'à ce qu'une personne la lève.")
        );
        world.debtor.holds[0].lifted_on = Some(d("2026-09-14"));
        assert_eq!(world.actions("2026-09-14").len(), 1);
    }
}

#[test]
fn money_on_the_bank_that_may_be_the_debtors_holds_its_letters_until_it_is_decided() {
    let (mut world, claim) = one();
    assert_eq!(world.actions("2026-09-08").len(), 1);
    // Booked on the 4th, read on the 7th, waited for through the 12th.
    world.unmatched("2026-09-04", 150_00, "2026-09-08", "2026-09-12");
    assert_eq!(world.actions("2026-09-07").len(), 1, "the day before nothing is known of it");
    assert!(world.actions("2026-09-08").is_empty() && world.actions("2026-09-11").is_empty());
    assert_eq!(
        world.why(claim, "2026-09-08"),
        "150,00 € reçus à la banque le 04/09/2026 sont peut-être de ce débiteur : rien ne lui est adressé avant que la ligne soit rapprochée, jusqu'au 12/09/2026 au plus tard."
    );
    // The 12th is a Saturday: letters leave on Monday.
    assert_eq!(world.actions("2026-09-14").len(), 1, "nobody decided it: the wait is over");
    assert_eq!(world.decide(d("2026-09-11")).look_again_on, Some(d("2026-09-13")));
    world.debtor.unmatched[0].ended_on = Some(d("2026-09-10"));
    assert!(world.actions("2026-09-09").is_empty());
    assert_eq!(world.actions("2026-09-10").len(), 1, "decided that day");
}

#[test]
fn a_hold_on_one_claim_leaves_the_others() {
    let (mut world, claim) = one();
    world.invoice("F-2", "2026-09-02", 300_00);
    world.held(Some(claim), HoldCause::Pause, "2026-09-04", None);
    assert_eq!(world.actions("2026-09-07"), ["relance-1 email F-2 300.00"]);
}

#[test]
fn a_claim_that_is_probably_time_barred_is_for_a_person() {
    let (mut world, claim) = one();
    world.rules.limitation_days = 730; // to 1 September 2028
    assert_eq!(world.actions("2028-09-01").len(), 1);
    assert!(world.actions("2028-09-04").is_empty());
    assert_eq!(
        world.why(claim, "2028-09-02"),
        "Probablement prescrite : le délai finit le 01/09/2028. À vérifier par une personne avant tout contact."
    );
    world.tenant.policy.limitation_margin_days = 30;
    assert_eq!(world.actions("2028-08-02").len(), 1, "thirty days are left after it");
    assert!(world.actions("2028-08-03").is_empty());
}

#[test]
fn an_enforceable_judgment_ends_the_amicable_road() {
    let (mut world, claim) = one();
    world.claim(claim).judgment_on = Some(d("2026-09-08"));
    assert_eq!(world.actions("2026-09-07").len(), 1);
    assert!(world.actions("2026-09-08").is_empty());
    assert!(world.why(claim, "2026-09-08").starts_with("Décision de justice exécutoire depuis le 08/09/2026"));
}

#[test]
fn an_unknown_debtor_is_reminded_of_the_principal_and_never_put_in_formal_notice() {
    let (mut world, claim) = before_formal_notice();
    world.debtor.kind = DebtorKind::Unknown;
    assert!(world.actions("2026-10-05").is_empty());
    assert!(world.why(claim, "2026-10-05").starts_with("Mise en demeure retenue : dites si le débiteur est une entreprise"));
    assert!(world.repairs("2026-10-05")[0].ends_with("[400.00]"));
    world.claim(claim).steps.clear();
    assert_eq!(world.actions("2026-09-07"), ["relance-1 email F-1 400.00"]);
    // What the creditor says of debtors that no file qualifies.
    let mut terms = domain::facts::DatedTerms {
        from: d("2026-09-08"),
        terms: None,
        clause: None,
        imputation: domain::terms::Imputation::InterestFirst,
        default_kind: Some(DebtorKind::Consumer),
    };
    world.tenant.terms.push(terms.clone());
    assert_eq!(world.actions("2026-09-07").len(), 1);
    assert!(world.why(claim, "2026-09-08").starts_with("Le scénario n'est pas fait pour ce débiteur (particulier)"));
    terms.default_kind = Some(DebtorKind::Business);
    world.tenant.terms.push(terms);
    assert_eq!(world.actions("2026-09-08").len(), 1, "the last thing said holds");
}

#[test]
fn a_presumed_due_date_is_reminded_and_goes_no_further_than_the_warning() {
    let (mut world, claim) = before_formal_notice();
    world.claim(claim).due_basis = DueBasis::Presumed;
    assert!(world.why(claim, "2026-10-05").contains("la date d'échéance est présumée (30 jours) : confirmez-la."));
    world.claim(claim).steps.pop();
    assert_eq!(world.actions("2026-10-05"), ["avertissement letter F-1 400.00"]);
}

#[test]
fn a_debtor_abroad_is_reminded_without_accessories_and_its_law_is_to_be_qualified() {
    let (mut world, claim) = before_formal_notice();
    world.debtor.country = "BE".to_owned();
    assert!(world.why(claim, "2026-10-05").contains("débiteur hors de France (BE) : le droit applicable est à qualifier."));
    world.scenario = domain::dunning::Scenario::shipped("entreprise-ferme").expect("shipped");
    world.claim(claim).steps.truncate(1);
    let decision = world.decide(d("2026-09-14"));
    assert_eq!(world.lines(&decision), ["avertissement letter F-1 400.00"], "principal alone, though the step asks more");
    world.debtor.country = "RE".to_owned();
    let home = world.decide(d("2026-09-14"));
    assert_eq!(world.lines(&home), ["avertissement letter F-1 441.20"], "La Réunion is under French law");
}

#[test]
fn a_missing_rate_holds_the_formal_notice_but_not_a_reminder() {
    let (mut world, claim) = before_formal_notice();
    world.rules.gap_from = Some(d("2026-10-06"));
    assert_eq!(world.actions("2026-10-05").len(), 1);
    let decision = world.decide(d("2026-10-06"));
    assert!(decision.actions.is_empty());
    assert_eq!(decision.look_again_on, Some(d("2026-10-07")));
    assert_eq!(
        world.why(claim, "2026-10-06"),
        "Mise en demeure retenue : un taux manque, le décompte ne peut pas être fait (taux BCE inconnu au 2026-10-06)."
    );
    let (mut firm, claim) = one();
    firm.scenario = domain::dunning::Scenario::shipped("entreprise-ferme").expect("shipped");
    firm.stepped(claim, "relance-1", "2026-09-07");
    firm.rules.gap_from = Some(d("2026-09-14"));
    let action = firm.decide(d("2026-09-14")).actions.remove(0);
    assert_eq!((action.step.as_str(), action.asked), ("avertissement", Cents(400_00)));
    assert!(action.reasons.iter().any(|reason| reason.to_string().contains("Principal seul : un taux manque")));
}

#[test]
fn above_the_first_step_old_payments_hold_everything() {
    let (mut world, claim) = one();
    world.tenant.payments_known_through = None;
    assert_eq!(world.run("2026-09-07").len(), 1, "the first reminder may leave");
    assert!(world.why(claim, "2026-09-16").starts_with("Les règlements ne sont pas connus."));
    world.tenant.payments_known_through = Some(d("2026-09-06"));
    assert_eq!(world.actions("2026-09-16"), ["relance-2 letter F-1 400.00"], "ten days old");
    assert_eq!(
        world.why(claim, "2026-09-17"),
        "Les règlements sont connus jusqu'au 06/09/2026. Au-delà de la première relance, il faut les connaître à 10 jours près : importez la banque ou déclarez-les à jour."
    );
    assert_eq!(world.repairs("2026-09-17"), ["Règlements trop anciens : importez la banque ou déclarez-les à jour. [400.00]"]);
}

#[test]
fn what_the_creditor_has_to_complete_is_said_with_what_it_costs() {
    let (mut world, claim) = one();
    world.invoice("F-2", "2026-09-02", 300_00);
    world.tenant.has_iban = false;
    assert!(world.actions("2026-09-07").is_empty());
    assert_eq!(world.repairs("2026-09-07"), ["L'IBAN du créancier manque : le débiteur ne saurait pas où payer. [700.00]"]);
    world.tenant.has_profile = false;
    assert_eq!(world.why(claim, "2026-09-07"), "L'identité et l'IBAN du créancier manquent : aucune lettre ne peut partir.");
}

#[test]
fn an_amicable_collector_writes_to_nobody_without_mandate_and_insurance() {
    let (mut world, _) = one();
    for (mandate, insurance, gap) in
        [(false, false, Some(CreditorGap::Mandate)), (true, false, Some(CreditorGap::Insurance)), (true, true, None)]
    {
        world.tenant.acts_for = ActsFor::AmicableCollector { mandate, insurance };
        let decision = world.decide(d("2026-09-07"));
        assert_eq!(decision.repairs.first().map(|repair| repair.mend.clone()), gap.map(Mend::Creditor));
        assert_eq!(decision.actions.len(), usize::from(gap.is_none()));
    }
    world.tenant.acts_for = ActsFor::RegulatedProfession { mandate: false };
    assert!(world.actions("2026-09-07").is_empty());
}

#[test]
fn a_few_cents_are_not_written_about_and_the_tolerance_is_in_euros_only() {
    let mut world = World::business();
    world.tenant.policy.least_total = Cents(10_00);
    let claim = world.invoice("F-1", "2026-09-02", 9_99);
    assert!(world.actions("2026-09-07").is_empty());
    assert_eq!(world.why(claim, "2026-09-07"), "9,99 € en tout : moins que le minimum de 10,00 € pour écrire.");
    world.invoice("F-2", "2026-09-02", 1);
    assert_eq!(world.actions("2026-09-07"), ["relance-1 email F-1+F-2 10.00"]);

    // 9 USD and 900 JPY: nothing says what they are in euros. Reminded, but a person confirms.
    for (code, cents) in [("USD", 9_00), ("JPY", 900)] {
        let mut abroad = World::business();
        abroad.tenant.policy.least_total = Cents(10_00);
        let currency = domain::money::Currency::parse(code).expect("a code");
        abroad.invoice_in("F-1", "2026-09-02", cents, currency);
        let decision = abroad.decide(d("2026-09-07"));
        assert_eq!(decision.actions[0].asked, Cents(cents));
        assert!(!decision.actions[0].automatic);
        assert!(decision.actions[0].reasons.iter().any(|r| r.to_string().contains(&format!("montant en {code}"))));
    }
}

#[test]
fn the_first_days_of_new_books_are_to_confirm() {
    let (mut world, _) = one();
    world.tenant.started_on = Some(d("2026-08-25"));
    let action = world.decide(d("2026-09-07")).actions.remove(0);
    assert!(!action.automatic);
    assert!(
        action
            .reasons
            .iter()
            .any(|r| r.to_string() == "À confirmer : ce dossier vient d'être ouvert ; rien ne part seul avant le 08/09/2026.")
    );
    assert!(world.decide(d("2026-09-08")).actions[0].automatic);
}

#[test]
fn an_invoice_dated_tomorrow_does_not_exist_today() {
    let (mut world, claim) = one();
    world.claim(claim).issued_on = d("2026-09-10");
    assert_eq!(world.why(claim, "2026-09-09"), "Facture datée du 10/09/2026 : elle ne compte pas encore.");
    assert_eq!(world.decide(d("2026-09-09")).look_again_on, Some(d("2026-09-10")));
    assert_eq!(world.actions("2026-09-10").len(), 1);
}

#[test]
fn a_letter_on_its_way_stops_its_claims_and_asks_to_be_confirmed() {
    let (mut world, claim) = one();
    world.stepped(claim, "relance-1", "2026-09-07");
    let step = StepDone { scenario: "entreprise-courtois".to_owned(), step: "relance-2".to_owned(), level: 1, cycle: 1 };
    world.debtor.contacts.push(ContactFacts {
        id: LetterId(9),
        channel: Channel::Letter,
        document: "reminder".to_owned(),
        action: "k".to_owned(),
        on: d("2026-09-16"),
        states: vec![(LetterState::Prepared, d("2026-09-16")), (LetterState::HandedOver, d("2026-09-16"))],
        items: vec![(claim, step)],
        asked: Cents(400_00),
        pay_by: None,
        elsewhere: None,
    });
    assert_eq!(world.why(claim, "2026-09-18"), "Un envoi (lettre) est remis et non confirmé depuis le 16/09/2026.");
    assert!(world.repairs("2026-09-20").is_empty());
    assert_eq!(world.decide(d("2026-09-18")).look_again_on, Some(d("2026-09-21")));
    assert_eq!(world.repairs("2026-09-21"), ["Un envoi remis le 16/09/2026 n'est pas confirmé : dites s'il est parti. [400.00]"]);
    assert!(world.actions("2026-12-01").is_empty(), "nothing goes beyond what is not known to have left");
    // Cancelled: the step is proposed again. Only what was sent counts.
    world.debtor.contacts[0].states.push((LetterState::Cancelled, d("2026-09-22")));
    assert_eq!(world.actions("2026-09-22"), ["relance-2 letter F-1 400.00"]);
}

#[test]
fn a_suspension_of_limitation_dated_ahead_is_looked_at_when_it_comes() {
    let (mut world, claim) = one();
    world.stepped(claim, "relance-1", "2026-09-07");
    let act = LimitationFacts { on: d("2026-09-10"), by: LimitationAct::Mediation, until: Some(d("2026-09-11")) };
    world.claim(claim).limitation.push(act);
    assert_eq!(world.decide(d("2026-09-08")).look_again_on, Some(d("2026-09-10")));
    assert_eq!(world.decide(d("2026-09-10")).look_again_on, Some(d("2026-09-12")));
}

#[test]
fn a_claim_that_was_credited_is_paid_and_leaves_nothing_over() {
    let (mut world, claim) = one();
    world.paid(claim, "2026-09-12", 400_00);
    world.claim(claim).entries[0].kind = domain::facts::EntryKind::Credit(CreditCause::Correction);
    assert_eq!(world.why(claim, "2026-09-12"), "Réglée : le solde comptable est nul.");
}

#[test]
fn of_two_holds_the_one_that_a_person_must_read_is_told() {
    let (mut world, claim) = one();
    world.held(None, HoldCause::Pause, "2026-09-04", Some("2026-09-30"));
    world.held(None, HoldCause::OpenReply, "2026-09-05", None);
    assert!(world.why(claim, "2026-09-07").starts_with("Une réponse attend d'être lue"));
    world.debtor.holds.pop();
    assert!(world.why(claim, "2026-09-07").starts_with("Pause décidée par vous"));
}

#[test]
fn the_day_on_which_payments_become_too_old_is_looked_at() {
    let (mut world, claim) = one();
    world.stepped(claim, "relance-1", "2026-09-07");
    world.contacted(Channel::Letter, "2026-09-15");
    world.tenant.payments_known_through = Some(d("2026-09-08"));
    assert!(world.why(claim, "2026-09-16").contains("Le prochain est possible le 22/09/2026."));
    assert_eq!(world.decide(d("2026-09-16")).look_again_on, Some(d("2026-09-19")), "before the budget is free");
    assert!(world.why(claim, "2026-09-19").starts_with("Les règlements sont connus jusqu'au 08/09/2026."));
}

#[test]
fn a_task_that_waits_for_a_person_is_not_an_unsent_letter() {
    let (mut world, claim) = one();
    world.contacted(Channel::Task, "2026-09-07");
    let task = &mut world.debtor.contacts[0];
    task.states = vec![(LetterState::Prepared, d("2026-09-07"))];
    let step = StepDone { scenario: "entreprise-courtois".to_owned(), step: "decider".to_owned(), level: 4, cycle: 1 };
    task.items = vec![(claim, step)];
    assert!(world.actions("2026-10-07").is_empty(), "it is not proposed twice");
    assert!(world.repairs("2026-10-07").is_empty());
}
