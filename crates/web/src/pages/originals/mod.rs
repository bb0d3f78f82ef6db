//! The files of invoices as they came: a list, and for one what was read of it beside the file itself.
//!
//! A PDF is shown as images that a process apart draws; an XML as indented text. Neither is ever opened in our pages' name.

mod accounts;
mod facts;
mod file;
mod list;
mod show;

use domain::ids::ImportId;

use crate::route::{Inside, Route, get};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        get("/d/{tenant}/originaux", list::show),
        get("/d/{tenant}/originaux/{import}", show::show),
        get("/d/{tenant}/originaux/{import}/fichier", file::download),
        get("/d/{tenant}/originaux/{import}/page/{page}", file::page),
    ]
}

/// The address of a file, by its import.
pub(crate) fn url(who: &Inside, import: ImportId) -> String {
    who.url(&format!("/originaux/{}", import.0))
}

#[cfg(test)]
mod tests;
