//! Scenario files: the shipped ones hold, and a wrong one is told in French, with key and line.

use domain::dunning::{DECIDE, FORMAL_NOTICE, Moment, REMINDER, SHIPPED, Scenario, scenario_name};
use domain::party::DebtorKind;
use domain::policy::Policy;

fn problems(toml: &str) -> Vec<String> {
    Scenario::parse(toml).expect_err("wrong").iter().map(ToString::to_string).collect()
}

#[test]
fn the_shipped_scenarios_are_whole() {
    for (name, text) in SHIPPED {
        let scenario = Scenario::parse(text).unwrap_or_else(|problems| panic!("{name}: {problems:?}"));
        assert_eq!(&*scenario.name, name);
        let levels: Vec<u8> = scenario.steps.iter().map(|step| step.level).collect();
        assert!(levels.is_sorted(), "{name} climbs");
        assert_eq!(levels.iter().filter(|level| **level == FORMAL_NOTICE).count(), 1, "{name}");
        assert_eq!(levels.last(), Some(&DECIDE), "{name} ends with a person");
        assert!(
            scenario.steps.iter().filter(|step| step.level > REMINDER).all(|step| !step.automatic),
            "{name}: what is hard is confirmed"
        );
    }
}

#[test]
fn the_policy_names_only_scenarios_that_are_shipped_and_made_for_the_kind() {
    let policy = Policy::default();
    for kind in DebtorKind::ALL {
        let name = scenario_name(None, kind, &policy).expect("a scenario");
        assert!(Scenario::shipped(name).expect("shipped").for_kinds.contains(&kind), "{name}");
    }
    assert_eq!(scenario_name(Some("entreprise-ferme"), DebtorKind::Business, &policy), Some("entreprise-ferme"));
    assert_eq!(scenario_name(Some(""), DebtorKind::Business, &policy), Some("entreprise-courtois"));
}

#[test]
fn the_courteous_scenario_reads_as_it_is_written() {
    let scenario = Scenario::shipped("entreprise-courtois").expect("shipped");
    assert_eq!(scenario.steps[0].when, Moment::FromDue(-5));
    assert_eq!(scenario.first_reminder(), Some(1));
    assert_eq!(scenario.steps[2].when, Moment::AfterPrevious(9));
    assert_eq!(scenario.index_of("mise-en-demeure"), Some(5));
}

const HEAD: &str = "name = \"x\"\ntitle = \"X\"\nfor_kinds = [\"business\"]\ntone = \"neutral\"\n";

fn with_step(step: &str) -> String {
    format!("{HEAD}[[step]]\nname = \"r\"\ntitle = \"R\"\n{step}")
}

#[test]
fn a_mistake_is_told_with_its_key_and_its_line() {
    let text = with_step("document = \"reminder\"\nchannels = [\"email\", \"pigeon\"]\ndays_from_due = 3\nautomatique = true\n");
    assert_eq!(
        problems(&text),
        [
            "ligne 9, step[0].channels[1] : « pigeon » n'est pas connu. Mots possibles : email, letter, registered_letter, call, task.",
            "ligne 11, step[0].automatique : clé inconnue. Clés possibles : name, title, document, channels, days_from_due, \
             days_after_previous, automatic, least_amount, most_amount, asks, grouping, pay_within_days, attach_invoices, when_unreachable.",
        ]
    );
}

#[test]
fn what_is_not_toml_says_the_line() {
    let problems = problems("name = \"x\"\ntitle = oops\n");
    assert!(problems[0].starts_with("ligne 2 : ce n'est pas du TOML ("), "{problems:?}");
}

#[test]
fn every_mistake_of_a_step_has_its_sentence() {
    let ok = "document = \"reminder\"\nchannels = [\"email\"]\ndays_from_due = 3\n";
    assert!(Scenario::parse(&with_step(ok)).is_ok());
    for (from, to, says) in [
        ("days_from_due = 3", "days_from_due = 0", "le jour de l'échéance rien n'est en retard"),
        ("days_from_due = 3", "days_from_due = 3\ndays_after_previous = 4", "soit days_from_due, soit days_after_previous"),
        ("days_from_due = 3", "days_after_previous = 3", "la première relance se compte depuis l'échéance"),
        ("days_from_due = 3", "days_from_due = -3", "un avis avant échéance, et lui seul"),
        ("days_from_due = 3", "days_from_due = \"3\"", "un nombre entier de -90 à 730"),
        ("\"reminder\"", "\"formal-notice\"", "la première étape après l'échéance est une relance ou un appel"),
        ("\"reminder\"", "\"thank-you\"", "ce document n'est pas une étape de relance"),
        ("document = \"reminder\"\n", "", "un écrit a besoin d'un document"),
        ("[\"email\"]", "[]", "cette liste est vide"),
        ("[\"email\"]", "[\"email\", \"email\"]", "« email » est écrit deux fois"),
        ("[\"email\"]", "[\"task\"]", "une tâche n'a ni document ni autre canal"),
        ("days_from_due = 3", "days_from_due = 3\nleast_amount = 50", "la première relance concerne toutes les créances"),
        ("days_from_due = 3", "days_from_due = 3\nleast_amount = 50.5", "un montant en euros est attendu"),
        ("days_from_due = 3", "days_from_due = 3\nautomatic = \"oui\"", "écrivez true ou false"),
    ] {
        let told = problems(&with_step(&ok.replace(from, to))).join("\n");
        assert!(told.contains(says), "{to}: {told}");
    }
    let told = problems(HEAD).join("\n");
    assert!(told.contains("il faut au moins une étape [[step]]"), "{told}");
}

#[test]
fn the_climb_is_upwards_and_a_formal_notice_is_not_passed_over() {
    let first = "document = \"reminder\"\nchannels = [\"email\"]\ndays_from_due = 3\n";
    let next = |step: &str| with_step(&format!("{first}[[step]]\nname = \"s\"\ntitle = \"S\"\n{step}"));
    let formal = "document = \"formal-notice\"\nchannels = [\"registered_letter\"]\ndays_after_previous = 8\n";
    assert!(Scenario::parse(&next(formal)).is_ok());
    for (step, says) in [
        (format!("{formal}least_amount = 100\n"), "une mise en demeure ne se saute pas"),
        (formal.replace("[\"registered_letter\"]", "[\"call\", \"letter\"]"), "s'écrit : pas d'appel"),
        (
            format!("{formal}[[step]]\nname = \"t\"\ntitle = \"T\"\n{}", first.replace("days_from_due", "days_after_previous")),
            "une étape plus dure vient avant",
        ),
        (format!("{formal}[[step]]\nname = \"s\"\ntitle = \"T\"\n{formal}"), "deux étapes portent ce nom"),
    ] {
        let told = problems(&next(&step)).join("\n");
        assert!(told.contains(says), "{told}");
    }
}

#[test]
fn an_amount_is_euros_or_euros_and_cents() {
    let step = |amount: &str| {
        let first = "document = \"reminder\"\nchannels = [\"email\"]\ndays_from_due = 3\n";
        let call = "[[step]]\nname = \"s\"\ntitle = \"S\"\nchannels = [\"call\"]\ndays_after_previous = 8\n";
        Scenario::parse(&with_step(&format!("{first}{call}least_amount = {amount}\n")))
    };
    let cents = |amount: &str| step(amount).expect("right").steps[1].least_amount.expect("given").0;
    assert_eq!([cents("500"), cents("\"499,90\""), cents("\"499.90\""), cents("\"12\"")], [500_00, 499_90, 499_90, 12_00]);
    assert!(step("\"1 200,00\"").is_err());
    assert!(step("\"-5\"").is_err());
    assert!(step("-5").is_err());
}
