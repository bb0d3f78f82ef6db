//! Scenarios: the list, the editor with its draft, the effect before it holds, versions, and a trial on one debtor.
//!
//! Every change goes into a draft that everybody of the creditor shares and nobody follows; publishing makes it hold.

mod changes;
mod editor;
mod effect;
mod list;
mod message;
mod step_form;
#[cfg(test)]
mod tests;
mod text;
mod timeline;
mod trial;
mod versions;

use app::scenarios::{Opened, Shelved};
use domain::access::Permission;
use std::sync::Arc;

use app::scenarios::Followed;
use domain::french::grouped;

use maud::{Markup, html};

use crate::ask::{Ask, encoded};
use crate::fault::Fault;
use crate::route::{Inside, Route};
use crate::ui;

/// The entry of the navigation.
const PLACE: &str = "/scenarios";

pub(crate) fn routes() -> Vec<Route> {
    [
        list::routes(),
        editor::routes(),
        changes::routes(),
        effect::routes(),
        message::routes(),
        versions::routes(),
        text::routes(),
        trial::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The scenario that the address names.
fn opened(who: &Inside, ask: &Ask) -> Result<Opened, Fault> {
    let name: String = ask.path("name")?;
    who.read(|tx| app::scenarios::open(tx, &name))?.ok_or(Fault::NotFound)
}

/// The same with who follows it.
fn shelved(who: &Inside, ask: &Ask) -> Result<Shelved, Fault> {
    let name: String = ask.path("name")?;
    let followed = followed(who)?;
    who.read(|tx| app::scenarios::shelved(tx, &name, &followed, who.today))?.ok_or(Fault::NotFound)
}

/// Who follows which scenario, as of now.
fn followed(who: &Inside) -> Result<Arc<Followed>, Fault> {
    Ok(who.house.followed.of(&who.books(), Followed::read)?)
}

/// An address of a scenario: `""` is its editor, `/versions` its versions.
fn url(who: &Inside, name: &str, rest: &str) -> String {
    who.url(&format!("{PLACE}/{}{rest}", encoded(name)))
}

/// The address of a step in the editor.
fn step_url(who: &Inside, name: &str, step: &str) -> String {
    url(who, name, &format!("?etape={}#etape", encoded(step)))
}

/// The pages of one scenario, beside each other.
fn tabs(who: &Inside, opened: &Opened, current: &str) -> Markup {
    let pages = [("", "Étapes"), ("/effet", "Effet"), ("/essai", "Essai"), ("/versions", "Versions"), ("/texte", "Texte (avancé)")];
    let shown = pages.iter().filter(|(rest, _)| *rest != "/effet" || opened.draft.is_some() || current == "/effet");
    let items: Vec<(String, String, Option<u64>, bool)> =
        shown.map(|(rest, words)| ((*words).to_owned(), url(who, &opened.name, rest), None, *rest == current)).collect();
    html! { div class="mb4" { (ui::tabs("Pages du scénario", &items)) } }
}

/// What a person reads of a scenario's title.
fn title(opened: &Opened) -> &str {
    opened.scenario().map_or(&opened.name, |scenario| &scenario.title)
}

/// « v3 », or what there is before the first version.
fn version_words(number: u32) -> String {
    if number == 0 { "version livrée".to_owned() } else { format!("v{number}") }
}

/// The number that the draft would be published as.
fn next_number(opened: &Opened) -> u32 {
    opened.current().map_or(1, |version| version.number + 1)
}

/// Whether this person may change scenarios here.
fn may_edit(who: &Inside) -> bool {
    who.can(Permission::ManageRules)
}

/// A number of debtors.
fn debtors(count: u64) -> String {
    format!("{} débiteur{}", grouped(count), if count < 2 { "" } else { "s" })
}
