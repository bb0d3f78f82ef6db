//! Drafts: changes of a scenario that nobody follows until they are published. Everybody of the creditor works on one draft.
//!
//! A form gives back the mark of what it showed. Where that changed meanwhile nothing is written, and both values are shown.

use domain::dunning::{MOST_TITLE, SHIPPED, Scenario, ScenarioProblem, Step, Tone};
use domain::ids::Seq;
use domain::party::DebtorKind;
use domain::scenarios::{slug, step_text, text};
use store::Tx;

use super::shelf::{Opened, mark, open, versions};
use crate::error::{AppError, Result};

/// The head of a scenario, as a form gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Title.
    pub title: String,
    /// Debtors it is made for.
    pub for_kinds: Vec<DebtorKind>,
    /// Tone.
    pub tone: Tone,
    /// Fewest days between two steps.
    pub least_days_between_steps: u16,
}

impl Given {
    /// The head of a scenario.
    pub fn of(scenario: &Scenario) -> Given {
        Given {
            title: scenario.title.clone(),
            for_kinds: scenario.for_kinds.clone(),
            tone: scenario.tone,
            least_days_between_steps: scenario.least_days_between_steps,
        }
    }

    /// Its mark.
    pub fn mark(&self) -> String {
        mark(&format!("{self:?}"))
    }
}

/// A change of a draft.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// A step is another now.
    Step {
        /// Which.
        name: String,
        /// The mark of the step that the form showed.
        seen: String,
        /// The step now.
        step: Step,
    },
    /// A step more; its name is made from its title.
    Add {
        /// After which; at the beginning otherwise.
        after: Option<String>,
        /// The step.
        step: Step,
    },
    /// A step goes one place earlier or later.
    Move {
        /// Which.
        name: String,
        /// The mark of the order that the page showed.
        seen: String,
        /// Later.
        later: bool,
    },
    /// A step goes.
    Remove {
        /// Which.
        name: String,
        /// The mark of the step that the page showed.
        seen: String,
    },
    /// What holds for the whole.
    Whole {
        /// The mark of what the form showed.
        seen: String,
        /// Now.
        given: Given,
    },
    /// The whole text.
    Text {
        /// The mark of the text that the page showed.
        seen: String,
        /// Now.
        text: String,
    },
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq)]
pub enum Edited {
    /// Kept in the draft; the name of the step that it is about, where it is about one.
    Kept(Option<String>),
    /// Nothing is different from what holds: there is no draft any more.
    AsPublished,
    /// Somebody changed the same thing meanwhile; nothing was written.
    Conflict(Box<Opened>),
    /// The text does not read.
    Unreadable(Vec<ScenarioProblem>),
    /// There is no such scenario or step, or the change is not possible there.
    Missing,
}

/// The mark of a step.
pub(super) fn step_mark(step: &Step) -> String {
    mark(&step_text(step))
}

/// The mark of the order of the steps.
fn order_mark(scenario: &Scenario) -> String {
    mark(&scenario.steps.iter().map(|step| &*step.name).collect::<Vec<_>>().join("\n"))
}

impl Edit {
    /// The mark of a step, for its form.
    pub fn mark_of(step: &Step) -> String {
        step_mark(step)
    }

    /// The mark of the order of the steps, for the buttons that move one.
    pub fn mark_of_order(scenario: &Scenario) -> String {
        order_mark(scenario)
    }

    /// Whether what the page showed is what is there.
    fn is_fresh(&self, opened: &Opened, scenario: &Scenario) -> bool {
        match self {
            Edit::Step { name, seen, .. } | Edit::Remove { name, seen } => scenario.step(name).is_some_and(|step| step_mark(step) == *seen),
            Edit::Move { seen, .. } => order_mark(scenario) == *seen,
            Edit::Whole { seen, .. } => Given::of(scenario).mark() == *seen,
            Edit::Text { seen, .. } => opened.text().is_some_and(|text| mark(text) == *seen),
            Edit::Add { .. } => true,
        }
    }
}

/// Changes the draft of a scenario, beginning one where there is none.
///
/// # Errors
/// The store.
pub fn edit(tx: &mut Tx<'_>, name: &str, edit: Edit) -> Result<Edited> {
    let Some(opened) = open(tx, name)? else { return Ok(Edited::Missing) };
    let Some(scenario) = opened.scenario() else { return Ok(Edited::Missing) };
    let about = match &edit {
        Edit::Step { name, .. } | Edit::Remove { name, .. } | Edit::Move { name, .. } => Some(name.as_str()),
        _ => None,
    };
    if about.is_some_and(|step| scenario.step(step).is_none()) {
        return Ok(Edited::Conflict(Box::new(opened)));
    }
    if !edit.is_fresh(&opened, scenario) {
        return Ok(Edited::Conflict(Box::new(opened)));
    }
    let (changed, written, step) = match edit {
        Edit::Text { text, .. } => match read_as(name, &text) {
            Ok(scenario) => (Some(scenario), Some(text), None),
            Err(problems) => return Ok(Edited::Unreadable(problems)),
        },
        Edit::Step { name, step, .. } => (scenario.with_step(&name, step), None, Some(name)),
        Edit::Add { after, step } => {
            let step = Step { name: scenario.fresh_name(&step.title), ..step };
            let name = step.name.to_string();
            (scenario.with_new_step(after.as_deref(), step), None, Some(name))
        }
        Edit::Move { name, later, .. } => (scenario.with_step_moved(&name, later), None, Some(name)),
        Edit::Remove { name, .. } => (scenario.without_step(&name), None, None),
        Edit::Whole { given, .. } => {
            let Given { title, for_kinds, tone, least_days_between_steps } = given;
            (Some(Scenario { title, for_kinds, tone, least_days_between_steps, ..scenario.clone() }), None, None)
        }
    };
    let Some(changed) = changed else { return Ok(Edited::Missing) };
    let own_text = written.is_some();
    let written = written.unwrap_or_else(|| text(&changed));
    let published = opened.current();
    let as_published =
        if own_text { published.is_some_and(|version| version.text == written) } else { opened.published.as_ref() == Some(&changed) };
    if as_published {
        tx.drop_scenario_draft(name)?;
        return Ok(Edited::AsPublished);
    }
    let based_on = opened.draft.as_ref().map_or(opened.current_seq(), |working| working.draft.based_on);
    tx.save_scenario_draft(name, &written, based_on)?;
    Ok(Edited::Kept(step))
}

/// Reads the text of a scenario that keeps its name.
fn read_as(name: &str, text: &str) -> std::result::Result<Scenario, Vec<ScenarioProblem>> {
    let scenario = Scenario::parse_draft(text)?;
    if &*scenario.name == name {
        return Ok(scenario);
    }
    let line = 1 + text.lines().position(|line| line.trim_start().starts_with("name")).unwrap_or(0);
    let message = format!("ce scénario s'appelle « {name} » : gardez ce nom, ou commencez un nouveau scénario.");
    Err(vec![ScenarioProblem { line, key: "name".to_owned(), message }])
}

/// Begins a scenario from another, under a title of its own; answers its name. Nobody follows it.
///
/// # Errors
/// No title, one that is too long, no such scenario to begin from, or a name that is taken.
pub fn begin(tx: &mut Tx<'_>, from: &str, title: &str) -> Result<String> {
    let title = title.trim();
    if title.is_empty() || title.chars().count() > MOST_TITLE || title.chars().any(char::is_control) {
        return Err(AppError::usage(format!("Donnez au scénario un titre de {MOST_TITLE} caractères au plus.")));
    }
    let Some(model) = open(tx, from)?.and_then(|opened| opened.published.or(opened.draft.map(|working| working.scenario))) else {
        return Err(AppError::usage("Choisissez le scénario dont partir."));
    };
    let name = slug(title);
    if name.is_empty() || RESERVED.contains(&name.as_str()) {
        return Err(AppError::usage(format!("« {title} » ne peut pas nommer un scénario : donnez un titre avec des lettres.")));
    }
    if SHIPPED.iter().any(|(shipped, _)| *shipped == name) || open(tx, &name)?.is_some() {
        return Err(AppError::refused(format!("Un scénario « {name} » existe déjà : donnez un autre titre.")));
    }
    let scenario = Scenario { name: name.as_str().into(), title: title.to_owned(), ..model };
    tx.save_scenario_draft(&name, &text(&scenario), Seq(0))?;
    Ok(name)
}

/// Names that are places of their own.
const RESERVED: [&str; 1] = ["nouveau"];

/// Gives a draft up; answers whether there was one.
///
/// # Errors
/// The store.
pub fn drop_draft(tx: &mut Tx<'_>, name: &str) -> Result<bool> {
    Ok(tx.drop_scenario_draft(name)?)
}

/// Makes a version the draft, to be looked at and published again.
///
/// # Errors
/// No such version; the version that holds; a draft that would be lost; a text that this program does not take any more.
pub fn go_back(tx: &mut Tx<'_>, name: &str, number: u32) -> Result<()> {
    if tx.scenario_draft(name)?.is_some() {
        return Err(AppError::refused("Un brouillon est en cours : publiez-le ou abandonnez-le d'abord."));
    }
    let versions = versions(tx, name)?;
    let Some(version) = versions.iter().find(|version| version.number == number) else {
        return Err(AppError::usage(format!("Aucune version {number} de ce scénario.")));
    };
    let current = versions.last().map_or(Seq(0), |last| last.seq);
    if version.seq == current {
        return Err(AppError::refused(format!("La version {number} est déjà celle en vigueur.")));
    }
    version.scenario()?;
    tx.save_scenario_draft(name, &version.text, current)?;
    Ok(())
}
