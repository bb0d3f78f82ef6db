//! The creditor's own wording of the shipped documents: list, editor with a preview on a real debtor, versions.

mod editor;
pub(crate) mod form;
mod list;

use app::templates;
use domain::ids::Seq;
use domain::letters::TemplateName;

use crate::ask::Ask;
use crate::fault::Fault;
use crate::route::{Inside, Route, get, post};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        get("/d/{tenant}/modeles", list::show),
        get("/d/{tenant}/modeles/{langue}/{nom}", editor::show),
        post("/d/{tenant}/modeles/{langue}/{nom}", editor::save),
        post("/d/{tenant}/modeles/{langue}/{nom}/livre", editor::back_to_shipped),
    ]
}

/// The template of the address.
fn name_of(ask: &Ask) -> Result<TemplateName, Fault> {
    let (language, file): (String, String) = (ask.path("langue")?, ask.path("nom")?);
    TemplateName::parse(&format!("{language}/{file}")).ok_or(Fault::NotFound)
}

fn url(who: &Inside, name: TemplateName) -> String {
    who.url(&format!("/modeles/{name}"))
}

/// The newest version, which a form carries to see whether another came meanwhile.
fn newest(who: &Inside, name: TemplateName) -> Result<Option<Seq>, Fault> {
    who.read(|tx| Ok(templates::versions(tx, name)?.first().map(|version| version.seq)))
}
