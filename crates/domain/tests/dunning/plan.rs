//! The plan as machines read it.

use domain::dunning::PlanJson;

use crate::world::{World, d};

#[test]
fn the_plan_of_a_day_in_json() {
    let mut world = World::business();
    let late = world.invoice("F-1", "2026-09-02", 400_00);
    world.invoice("F-2", "2026-10-05", 300_00);
    world.tenant.started_on = Some(d("2026-09-01"));
    let decision = world.decide(d("2026-09-07"));
    let mut plan = PlanJson::new(d("2026-09-07"));
    plan.add("C001", &decision, |claim| claim.to_string());
    let json = serde_json::to_value(&plan).expect("plain data");
    let action = &json["actions"][0];
    assert_eq!(json["day"], "2026-09-07");
    assert_eq!(action["debtor"], "C001");
    assert_eq!(action["claims"][0], late.to_string());
    assert_eq!((&action["step"], &action["channel"], &action["amount"]), (&"relance-1".into(), &"email".into(), &"400.00".into()));
    assert_eq!(action["automatic"], false);
    assert_eq!(action["action"].as_str().map(str::len), Some(32));
    assert_eq!(action["reasons"][0], "En retard de 5 jours (échéance du 02/09/2026).");
    let held = &json["held"][0];
    assert_eq!(held["debtor"], "C001");
    assert_eq!(held["reasons"][0], "À régler au plus tard le 05/10/2026. Prochaine étape : Première relance, à partir du 10/10/2026.");
    assert_eq!(held["look_again_on"], "2026-10-10");
    assert_eq!(json["repairs"], serde_json::json!([]));
}
