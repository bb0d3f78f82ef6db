//! Drafts of scenarios, their versions, and who follows them.

use domain::events::{DebtorChanged, ScenarioSet};
use domain::ids::Seq;
use domain::party::DebtorKind;

use crate::harness::{NOW, Place, TODAY};

fn drafts_are_kept_replaced_and_given_up(place: &Place) {
    let (tenant, other) = (place.tenant(), place.tenant());
    place.write(tenant, |tx| {
        tx.save_scenario_draft("b", "un", Seq(0))?;
        tx.save_scenario_draft("a", "deux", Seq(4))?;
        tx.save_scenario_draft("b", "trois", Seq(5))
    });
    let all = place.store.read(tenant, |tx| tx.scenario_drafts()).unwrap();
    let said: Vec<(&str, &str, i64)> = all.iter().map(|d| (d.name.as_str(), d.text.as_str(), d.based_on.0)).collect();
    assert_eq!(said, [("a", "deux", 4), ("b", "trois", 5)]);
    assert_eq!((all[1].author.as_str(), all[1].saved_at), ("test", NOW));
    assert!(place.store.read(other, |tx| tx.scenario_draft("b")).unwrap().is_none(), "another creditor has none");
    assert!(!place.write(other, |tx| tx.drop_scenario_draft("b")));
    assert!(place.write(tenant, |tx| tx.drop_scenario_draft("b")));
    assert!(place.store.read(tenant, |tx| tx.scenario_draft("b")).unwrap().is_none());
}

fn every_version_has_its_author_and_its_text(place: &Place) {
    let tenant = place.tenant();
    for toml in ["un", "deux"] {
        place.record(tenant, TODAY, ScenarioSet { name: "x".to_owned(), toml: toml.to_owned() });
    }
    place.record(tenant, TODAY, ScenarioSet { name: "y".to_owned(), toml: "autre".to_owned() });
    let versions = place.store.read(tenant, |tx| tx.scenario_versions("x")).unwrap();
    let said: Vec<(i64, &str, &str)> = versions.iter().map(|v| (v.seq.0, v.author.as_str(), v.toml.as_str())).collect();
    assert_eq!(said, [(1, "test", "un"), (2, "test", "deux")]);
    assert_eq!((versions[0].on, versions[0].recorded_at), (TODAY, NOW));
}

fn followers_are_counted_and_named(place: &Place) {
    let tenant = place.tenant();
    let (one, two) = (place.debtor(tenant, "D1"), place.debtor(tenant, "D2"));
    let follows = DebtorChanged {
        debtor: two,
        kind: None,
        siren: None,
        vat: None,
        country: None,
        language: None,
        scenario: Some("x".to_owned()),
        details: None,
    };
    place.record(tenant, TODAY, follows.clone());
    let read = || {
        place
            .store
            .read(tenant, |tx| {
                let mut shares = tx.scenario_shares()?;
                shares.sort();
                Ok::<_, store::StoreError>((shares, tx.debtors_of_kind(DebtorKind::Business)?, tx.debtors_of_scenario("x")?))
            })
            .unwrap()
    };
    let shares = vec![(DebtorKind::Business, None, 1), (DebtorKind::Business, Some("x".to_owned()), 1)];
    assert_eq!(read(), (shares, vec![one], vec![two]));
    // An empty name goes back to the policy's.
    place.record(tenant, TODAY, DebtorChanged { scenario: Some(String::new()), ..follows });
    assert_eq!(read(), (vec![(DebtorKind::Business, None, 2)], vec![one, two], vec![]));
}

on_both! {
    drafts_are_kept_replaced_and_given_up,
    every_version_has_its_author_and_its_text,
    followers_are_counted_and_named,
}
