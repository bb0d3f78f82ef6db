//! Errors of usage, said in French: clap knows what is wrong, this says it.

use std::io::Write;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::answer::Refusal;
use super::help;

/// Prints help and version as asked; says any other error in French (exit code 2).
pub fn usage(error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // A reader that closed the pipe early (`| head`) has what it wanted.
            let _ = write!(std::io::stdout(), "{}", help::worded(&error.render().to_string()));
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand if !wants_json() => {
            let _ = write!(std::io::stderr(), "{}", help::worded(&error.render().to_string()));
            ExitCode::from(2)
        }
        _ => Refusal::usage(sentence(error)).report(wants_json()),
    }
}

/// The command line could not be parsed: what it asked for is looked up as it stands.
fn wants_json() -> bool {
    std::env::args_os().skip(1).take_while(|argument| argument != "--").any(|argument| argument == "--json")
}

fn sentence(error: &clap::Error) -> String {
    let said = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join(", ")),
        _ => None,
    };
    let near = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join(" » ou « ")),
        _ => None,
    };
    let argument = said(ContextKind::InvalidArg).unwrap_or_default();
    let value = said(ContextKind::InvalidValue).unwrap_or_default();
    let what = match error.kind() {
        ErrorKind::UnknownArgument if argument.starts_with('-') => format!("L'option « {argument} » n'existe pas pour cette commande."),
        ErrorKind::UnknownArgument => format!("« {argument} » est de trop : cette commande ne l'attend pas."),
        ErrorKind::InvalidSubcommand => {
            format!("La commande « {} » n'existe pas.", said(ContextKind::InvalidSubcommand).unwrap_or_default())
        }
        ErrorKind::MissingRequiredArgument => format!("Il manque : {argument}."),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "Il manque la commande à exécuter.".to_owned()
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("« {argument} » attend une valeur."),
        ErrorKind::InvalidValue => {
            let possible = said(ContextKind::ValidValue).map_or_else(String::new, |all| format!(" Valeurs possibles : {all}."));
            format!("« {value} » ne convient pas pour {argument}.{possible}")
        }
        ErrorKind::ValueValidation => {
            let cause = std::error::Error::source(error).map_or_else(String::new, |cause| format!(" {cause}"));
            format!("« {value} » ne convient pas pour {argument}.{cause}")
        }
        ErrorKind::ArgumentConflict => {
            format!(
                "« {argument} » ne va pas avec {}.",
                said(ContextKind::PriorArg).unwrap_or_else(|| "une autre option donnée".to_owned())
            )
        }
        ErrorKind::TooManyValues => format!("« {value} » est de trop pour {argument}."),
        _ => "La ligne de commande n'est pas comprise.".to_owned(),
    };
    let near =
        near(ContextKind::SuggestedArg).or_else(|| near(ContextKind::SuggestedSubcommand)).or_else(|| near(ContextKind::SuggestedValue));
    let near = near.map_or_else(String::new, |near| format!(" Vouliez-vous dire « {near} » ?"));
    format!("{what}{near}\nPour voir ce qui est possible : ajoutez --help.")
}
