//! Scenarios: the shipped ones and a creditor's own, with their versions and drafts; policies and scenarios as files.

mod drafts;
mod effect;
mod message;
mod publish;
mod shelf;
mod story;

use std::path::Path;

pub use drafts::{Edit, Edited, Given, begin, drop_draft, edit, go_back};
pub use effect::{Changed, Effect, MOST_LOOKED_AT, Who, effect, some_followers};
pub use message::{Message, message};
pub use publish::{Published, assign, publish, rebase};
pub use shelf::{Followed, Opened, Shelved, Version, Working, mark, open, shelf, shelved, versions};
pub use story::{STORY_DAYS, Story, StoryAction, StoryDay, story};

use domain::policy::Policy;

use crate::error::{AppError, Result};

/// A shipped scenario by name, or a file by path: its name and its text.
///
/// # Errors
/// Neither is there.
pub fn named_or_file(name: &str) -> Result<(String, String)> {
    if let Some((_, text)) = domain::dunning::SHIPPED.iter().find(|(shipped, _)| *shipped == name) {
        return Ok((name.to_owned(), (*text).to_owned()));
    }
    let path = Path::new(name);
    if !path.exists() {
        let shipped: Vec<&str> = domain::dunning::SHIPPED.iter().map(|(shipped, _)| *shipped).collect();
        return Err(AppError::usage(format!(
            "Aucun scénario « {name} ». Scénarios livrés : {}. Ou donnez un fichier TOML.",
            shipped.join(", ")
        )));
    }
    let text = std::fs::read_to_string(path)
        .map_err(|error| AppError::usage(format!("« {} » : illisible, {}.", path.display(), domain::french::refusal_fr(&error))))?;
    Ok((path.file_stem().map_or_else(|| name.to_owned(), |stem| stem.to_string_lossy().into_owned()), text))
}

/// A policy from a TOML file; what is absent keeps its prudent default.
///
/// # Errors
/// Not readable, or an unknown key or a value of another kind: said with its place.
pub fn policy_file(path: &Path) -> Result<Policy> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| AppError::usage(format!("« {} » : illisible, {}.", path.display(), domain::french::refusal_fr(&error))))?;
    toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
        AppError::usage(format!(
            "« {} », ligne {line} : ce nom ou cette valeur n'est pas compris ({}). Corrigez cette ligne ; ce qui est absent garde son défaut.",
            path.display(),
            error.message()
        ))
    })
}
