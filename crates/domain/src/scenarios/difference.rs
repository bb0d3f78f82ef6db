//! What is different between two versions of a scenario, step by step and field by field, in French words.

use std::sync::Arc;

use super::words::{approval_fr, asks_fr, channels_fr, document_fr, euros, grouping_fr, kinds_fr, moment_fr, tone_fr, unreachable_fr};
use crate::dunning::{Scenario, Step};
use crate::money::Cents;

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Something of the scenario as a whole.
    Whole(Vec<FieldChange>),
    /// A step more.
    Added {
        /// Its place in the later version, from 0.
        place: usize,
        /// Its title.
        title: Arc<str>,
        /// What it does.
        fields: Vec<FieldChange>,
    },
    /// A step less.
    Removed {
        /// Its place in the earlier version, from 0.
        place: usize,
        /// Its title.
        title: Arc<str>,
    },
    /// A step in another order among those that both versions have.
    Moved {
        /// Its place in the earlier version, from 0.
        from: usize,
        /// Its place in the later version, from 0.
        to: usize,
        /// Its title.
        title: Arc<str>,
    },
    /// A step that is not the same.
    Changed {
        /// Its place in the later version, from 0.
        place: usize,
        /// Its title in the later version.
        title: Arc<str>,
        /// What of it.
        fields: Vec<FieldChange>,
    },
}

/// A field with both its values, as a reader sees them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// Which.
    pub label: &'static str,
    /// In the earlier version; empty for a step that it has not.
    pub before: String,
    /// In the later version.
    pub after: String,
}

/// Everything that differs, in the order of the later version; what was taken out comes last.
pub fn differences(before: &Scenario, after: &Scenario) -> Vec<Change> {
    let mut found = Vec::new();
    let whole = changed(&whole_fields(before), &whole_fields(after));
    if !whole.is_empty() {
        found.push(Change::Whole(whole));
    }
    let moved = moved(before, after);
    for (place, step) in after.steps.iter().enumerate() {
        let title = Arc::clone(&step.title);
        let Some(from) = before.index_of(&step.name) else {
            let fields = fields(step).into_iter().map(|(label, after)| FieldChange { label, before: String::new(), after }).collect();
            found.push(Change::Added { place, title, fields });
            continue;
        };
        if moved.contains(&place) {
            found.push(Change::Moved { from, to: place, title: Arc::clone(&title) });
        }
        let fields = changed(&fields(&before.steps[from]), &fields(step));
        if !fields.is_empty() {
            found.push(Change::Changed { place, title, fields });
        }
    }
    let removed = before.steps.iter().enumerate().filter(|(_, step)| after.index_of(&step.name).is_none());
    found.extend(removed.map(|(place, step)| Change::Removed { place, title: Arc::clone(&step.title) }));
    found
}

/// The places, in the later version, of as few steps as possible that explain the new order.
fn moved(before: &Scenario, after: &Scenario) -> Vec<usize> {
    let common: Vec<(usize, usize)> =
        after.steps.iter().enumerate().filter_map(|(place, step)| Some((place, before.index_of(&step.name)?))).collect();
    // The longest run that kept its order stays; the others moved. A scenario has a few dozen steps.
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(common.len());
    for (at, (_, from)) in common.iter().enumerate() {
        let longest = (0..at).filter(|other| common[*other].1 < *from).max_by_key(|other| best[*other].0);
        best.push((longest.map_or(1, |other| best[other].0 + 1), longest));
    }
    let mut kept = Vec::new();
    let mut at = (0..best.len()).rev().max_by_key(|at| best[*at].0);
    while let Some(place) = at {
        kept.push(common[place].0);
        at = best[place].1;
    }
    common.into_iter().map(|(place, _)| place).filter(|place| !kept.contains(place)).collect()
}

fn changed(before: &[(&'static str, String)], after: &[(&'static str, String)]) -> Vec<FieldChange> {
    let pairs = before.iter().zip(after).filter(|((_, before), (_, after))| before != after);
    pairs.map(|((label, before), (_, after))| FieldChange { label, before: before.clone(), after: after.clone() }).collect()
}

fn whole_fields(scenario: &Scenario) -> Vec<(&'static str, String)> {
    vec![
        ("Titre", scenario.title.clone()),
        ("Pour", kinds_fr(&scenario.for_kinds)),
        ("Ton", tone_fr(scenario.tone).to_owned()),
        ("Jours au moins entre deux étapes", scenario.least_days_between_steps.to_string()),
    ]
}

fn fields(step: &Step) -> Vec<(&'static str, String)> {
    let limit = |amount: Option<Cents>| amount.map_or_else(|| "aucun".to_owned(), euros);
    vec![
        ("Titre", step.title.to_string()),
        ("Déclenchement", moment_fr(step.when)),
        ("Canal", channels_fr(&step.channels)),
        ("Modèle", document_fr(step.document).to_owned()),
        ("Avant l'envoi", approval_fr(step.automatic).to_owned()),
        ("Demande", asks_fr(step.asks).to_owned()),
        ("Délai pour payer", format!("{} j", step.pay_within_days)),
        ("Montant minimal", limit(step.least_amount)),
        ("Montant maximal", limit(step.most_amount)),
        ("Si injoignable", unreachable_fr(step.when_unreachable).to_owned()),
        ("Regroupement", grouping_fr(step.grouping).to_owned()),
        ("Factures jointes", if step.attach_invoices { "oui" } else { "non" }.to_owned()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dunning::Moment;

    fn courteous() -> Scenario {
        Scenario::shipped("entreprise-courtois").expect("shipped")
    }

    #[test]
    fn a_version_is_not_different_from_itself() {
        assert_eq!(differences(&courteous(), &courteous()), []);
    }

    #[test]
    fn each_field_is_said_with_both_values() {
        let before = courteous();
        let mut after = before.clone();
        after.title = "Courtois, corrigé".to_owned();
        after.steps[3].when = Moment::AfterPrevious(12);
        after.steps[3].least_amount = Some(Cents(50_00));
        let found = differences(&before, &after);
        let Change::Whole(whole) = &found[0] else { panic!("{found:?}") };
        assert_eq!((whole[0].before.as_str(), whole[0].after.as_str()), ("Entreprise, ton courtois", "Courtois, corrigé"));
        let Change::Changed { place: 3, fields, .. } = &found[1] else { panic!("{found:?}") };
        let said: Vec<String> = fields.iter().map(|f| format!("{} : {} -> {}", f.label, f.before, f.after)).collect();
        assert_eq!(
            said,
            [
                "Déclenchement : 9 jours après l'étape précédente -> 12 jours après l'étape précédente",
                "Montant minimal : aucun -> 50,00\u{a0}€",
            ]
        );
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn one_step_that_moves_is_one_difference() {
        let before = courteous();
        let mut after = before.clone();
        let first = after.steps.remove(0);
        after.steps.insert(4, first);
        let found = differences(&before, &after);
        assert_eq!(found, [Change::Moved { from: 0, to: 4, title: "Avis avant échéance".into() }]);
    }

    #[test]
    fn a_step_more_and_a_step_less() {
        let before = courteous();
        let mut after = before.without_step("appel").expect("not the last");
        let step = Step { name: "rappel".into(), title: "Rappel".into(), ..before.steps[1].clone() };
        after = after.with_new_step(Some("relance-1"), step).expect("room");
        let found = differences(&before, &after);
        assert!(matches!(&found[0], Change::Added { place: 2, title, fields } if &**title == "Rappel" && fields.len() == 12), "{found:?}");
        assert_eq!(found[1], Change::Removed { place: 2, title: "Appel".into() });
    }
}
