//! Lists of claims, promises and disputes: filters and order in the address, fifty a page by cursor, totals over the whole
//! filter, views that a user keeps, files to take away.

mod claims;
mod disputes;
mod filter;
mod promises;
mod views;

use std::collections::{BTreeMap, HashSet};
use std::io;

use app::AppError;
use domain::Date;
use domain::access::Permission;
use domain::ids::DebtorId;
use formats::export::Export;
use maud::{Markup, html};

use crate::ask::{Ask, encoded};
use crate::fault::Fault;
use crate::route::{Inside, Route};
use crate::ui::{self, Icon};

pub(crate) fn routes() -> Vec<Route> {
    [claims::routes(), disputes::routes(), promises::routes(), views::routes()].into_iter().flatten().collect()
}

/// Lines of a page.
const SIZE: usize = 50;

/// Codes and names of debtors.
type Names = BTreeMap<DebtorId, (String, String)>;

/// A debtor's name, or its code where the name was erased.
fn shown(names: &Names, debtor: DebtorId) -> &str {
    names.get(&debtor).map_or("", |(code, name)| if name.is_empty() { code } else { name })
}

/// A link to a debtor, with its code below.
fn debtor_cell(who: &Inside, names: &Names, debtor: DebtorId) -> Markup {
    html! {
        a href=(who.url(&format!("/debiteurs/{}", debtor.0))) { (shown(names, debtor)) }
        @if let Some((code, name)) = names.get(&debtor) { @if !name.is_empty() { span class="sub" { (code) } } }
    }
}

/// The debtors of the person who asks, where only those are wanted.
fn mine(who: &Inside, ask: &Ask) -> Result<Option<HashSet<DebtorId>>, Fault> {
    match ask.query("suivi") {
        Some("moi") => Ok(Some(who.read(|tx| app::lists::debtors_of(tx, who.user.id, who.today))?)),
        _ => Ok(None),
    }
}

/// The same address with the cursor of the next page.
fn after(ask: &Ask, place: &str) -> String {
    let url = ask.with("apres", "");
    format!("{url}{}apres={}", if url.contains('?') { "&" } else { "?" }, encoded(place))
}

/// A day and a number, as they stand in an address.
fn day_place(text: &str) -> Option<(Date, i64)> {
    let (day, id) = text.split_once('.')?;
    Some((day.parse().ok()?, id.parse().ok()?))
}

/// The place after which a page begins.
fn cursor(ask: &Ask) -> Result<Option<(Date, i64)>, Fault> {
    match ask.query("apres") {
        None => Ok(None),
        Some(text) => day_place(text)
            .map(Some)
            .ok_or_else(|| Fault::Bad("Cette page de la liste n'existe pas. Revenez au début de la liste.".to_owned())),
    }
}

/// The whole filter as a file, for those who may take lists away.
fn exports(who: &Inside, ask: &Ask) -> Markup {
    let url = ask.with("total", "");
    let (path, query) = url.split_once('?').unwrap_or((&url, ""));
    let to = |format: &str| format!("{path}/export?{query}{}format={format}", if query.is_empty() { "" } else { "&" });
    html! {
        @if who.can(Permission::Export) {
            div class="btn-group" role="group" aria-label="Exporter tout le filtre" {
                a class="btn" href=(to("csv")) { (ui::icon(Icon::Download)) "CSV" }
                a class="btn" href=(to("xlsx")) { "XLSX" }
            }
        }
    }
}

/// Which file is asked for.
fn format_of(ask: &Ask) -> Result<Export, Fault> {
    ask.query("format")
        .and_then(Export::of)
        .ok_or_else(|| Fault::Bad("Choisissez CSV ou XLSX : ce sont les deux formats de cet export.".to_owned()))
}

/// What the writer of a file hears when the books cannot be read any further.
fn broken(error: AppError) -> io::Error {
    io::Error::other(error.to_string())
}

/// What reading the books hears when the file cannot be written any further.
fn unwritten(error: io::Error) -> AppError {
    AppError::refused(domain::french::refusal_fr(&error))
}

/// « Mes dossiers », on or off.
fn mine_chip(ask: &Ask) -> Markup {
    let on = ask.query("suivi") == Some("moi");
    html! { a class="chip" href=(ask.with("suivi", if on { "" } else { "moi" })) aria-current=[on.then_some("true")] { "Mes dossiers" } }
}
