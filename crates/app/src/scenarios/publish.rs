//! What makes a scenario hold: its publication, and who follows it.

use domain::Date;
use domain::dunning::Scenario;
use domain::events::{NewEvent, PolicySet, ScenarioSet};
use domain::party::DebtorKind;
use store::Tx;

use super::shelf::{Opened, mark, open};
use crate::error::{AppError, Result};

/// What became of a publication.
#[derive(Clone, Debug, PartialEq)]
pub enum Published {
    /// It holds, as this version.
    As(u32),
    /// The draft changed after the page was shown; nothing was written.
    Changed(Box<Opened>),
    /// Another version was published after the draft was begun; nothing was written.
    Overtaken(Box<Opened>),
    /// The steps do not climb as they should: the place of each and what to change.
    Faulty(Vec<(usize, &'static str)>),
    /// There is no draft.
    Missing,
}

/// Publishes the draft whose text has this mark.
///
/// # Errors
/// The store.
pub fn publish(tx: &mut Tx<'_>, name: &str, seen: &str, on: Date) -> Result<Published> {
    let Some(opened) = open(tx, name)? else { return Ok(Published::Missing) };
    let Some(working) = &opened.draft else { return Ok(Published::Missing) };
    if mark(&working.draft.text) != seen {
        return Ok(Published::Changed(Box::new(opened)));
    }
    if opened.is_overtaken() {
        return Ok(Published::Overtaken(Box::new(opened)));
    }
    let faults = working.scenario.faults();
    if !faults.is_empty() {
        return Ok(Published::Faulty(faults.into_iter().map(|(step, fault)| (step, fault.french())).collect()));
    }
    let text = working.draft.text.clone();
    let number = opened.versions.iter().map(|version| version.number).max().unwrap_or(0) + 1;
    tx.append(NewEvent::new(on, ScenarioSet { name: name.to_owned(), toml: text }))?;
    tx.drop_scenario_draft(name)?;
    Ok(Published::As(number))
}

/// Sets a draft that was overtaken upon the version that holds now: a person looked at both.
///
/// # Errors
/// No draft.
pub fn rebase(tx: &mut Tx<'_>, name: &str) -> Result<()> {
    let opened = open(tx, name)?;
    let Some((opened, working)) = opened.as_ref().and_then(|opened| Some((opened, opened.draft.as_ref()?))) else {
        return Err(AppError::refused("Il n'y a plus de brouillon : la version en vigueur est affichée."));
    };
    tx.save_scenario_draft(name, &working.draft.text, opened.current_seq())?;
    Ok(())
}

/// Makes the debtors of a kind follow a scenario, by policy.
///
/// # Errors
/// A scenario that was never published, or that is not made for them.
pub fn assign(tx: &mut Tx<'_>, name: &str, kind: DebtorKind, on: Date) -> Result<String> {
    let scenario = made_for(tx, name, kind)?;
    let mut policy = tx.tenant_facts(on)?.policy;
    if policy.scenarios.get(kind.word()).map(String::as_str) == Some(name) {
        return Err(AppError::refused(format!("Les débiteurs « {} » suivent déjà ce scénario.", kind.french())));
    }
    policy.scenarios.insert(kind.word().to_owned(), name.to_owned());
    tx.append(NewEvent::new(on, PolicySet { policy }))?;
    Ok(format!("Les débiteurs « {} » suivent maintenant « {} ».", kind.french(), scenario.title))
}

/// A published scenario made for debtors of a kind.
fn made_for(tx: &mut Tx<'_>, name: &str, kind: DebtorKind) -> Result<Scenario> {
    let opened = open(tx, name)?.ok_or_else(|| AppError::usage(format!("Aucun scénario « {name} ».")))?;
    let Some(scenario) = opened.published else {
        return Err(AppError::refused("Ce scénario n'est qu'un brouillon : publiez-le d'abord."));
    };
    if !scenario.for_kinds.contains(&kind) {
        return Err(AppError::refused(format!(
            "« {} » n'est pas fait pour les débiteurs « {} » : ajoutez-les à ses réglages, ou choisissez un autre scénario.",
            scenario.title,
            kind.french()
        )));
    }
    Ok(scenario)
}
