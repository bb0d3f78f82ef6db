//! Imports made, deposits that wait, and what undoing one would mean.

use app::deposit;
use app::words::counted;
use domain::access::Permission;
use domain::access::needs::{Import, ReadBooks};
use domain::french::grouped;
use domain::ids::ImportId;
use domain::jobs::JobKind;
use maud::{Markup, html};
use store::{ImportRow, ImportState};

use super::{format_words, place};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::pages::originals;
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, Head, Icon, Tone, form};

/// Imports shown at once.
const PAGE: usize = 50;

pub(super) fn list(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let (mut imports, jobs) = who.read(|tx| Ok((tx.imports()?, tx.jobs_to_do()?)))?;
    imports.reverse();
    let after: usize = ask.query("apres").and_then(|text| text.parse().ok()).unwrap_or(0);
    let span = ui::page_of(after, imports.len(), PAGE);
    let page: Vec<(ImportRow, String)> = who.read(|tx| {
        let rows = imports.into_iter().skip(span.after).take(PAGE);
        rows.map(|row| Ok((name(tx, &row)?, row)).map(|(name, row)| (row, name))).collect()
    })?;
    let may = who.can(Permission::Import);
    let deposits = if may { deposit::all(&who.books())? } else { Vec::new() };
    let new = html! { a class="btn primary" href=(who.url("/imports/nouveau")) { (ui::icon(Icon::Import)) "Importer des fichiers" } };
    // The empty list has the button itself.
    let nothing = page.is_empty();
    let said = if nothing { without_import(who)? } else { String::new() };
    let next = span.next().map(|next| ask.with("apres", &next.to_string()));
    let body = html! {
        @for job in jobs.iter().filter(|job| job.kind == JobKind::Import) {
            (ui::notice(Tone::Info, html! { "Un import est en cours. " @if may { a href=(who.url(&format!("/imports/travaux/{}", job.id.0))) { "Voir son avancement" } } }))
        }
        @if !deposits.is_empty() { (waiting(who, &deposits)) }
        section class="card" {
            div class="card-head" { h2 { "Historique" } }
            @if nothing {
                (ui::empty(Icon::Import, "Aucun import pour l'instant", &said, if may { new.clone() } else { html! {} }))
            } @else {
                div class="table-wrap" tabindex="0" role="region" aria-label="Imports" {
                    table class="table" {
                        thead { tr { th scope="col" { "Fichier" } th scope="col" { "Jour" } th scope="col" class="hide-s" { "Contenu" } th scope="col" class="num" { "Prises" } th scope="col" class="num hide-s" { "Connues" } th scope="col" class="num hide-s" { "Remarques" } th scope="col" { "État" } } }
                        tbody { @for (row, name) in &page { tr {
                            td { a href=(who.url(&format!("/imports/{}", row.id.0))) { (name) } }
                            td { (ui::day(row.on)) }
                            td class="hide-s" { (format_words(&row.format)) }
                            td class="num" { (grouped(row.taken.unsigned_abs())) }
                            td class="num hide-s" { (grouped(row.known.unsigned_abs())) }
                            td class="num hide-s" { (grouped(row.problems.unsigned_abs())) }
                            td { (state(row.state)) }
                        } } }
                    }
                }
                (ui::pager(&counted(span.len as u64, "import", "imports"), (span.after > 0).then(|| ask.with("apres", "")).as_deref(), next.as_deref()))
            }
        }
    };
    let head = Head { title: "Imports", place: "/imports", actions: (may && !nothing).then_some(new), ..Head::default() };
    Ok(ui::page(who, ask, head, body))
}

/// What an empty list says: how to begin, or that the invoices came without a file.
fn without_import(who: &Inside) -> Result<String, Fault> {
    if who.read(|tx| Ok(tx.has_no_invoice()?))? {
        return Ok("Un export de votre comptabilité suffit : CSV, Excel ou FEC.".to_owned());
    }
    let open = who.at_hand().map(|live| live.totals().aged.values().flatten().map(|aged| u64::from(aged.claims)).sum());
    let there = match open {
        Some(open) if open > 0 => counted(open, "échéance ouverte est déjà au dossier", "échéances ouvertes sont déjà au dossier"),
        _ => "Des factures sont déjà au dossier".to_owned(),
    };
    Ok(format!("{there}, sans fichier importé. Un export de votre comptabilité les met à jour : CSV, Excel ou FEC."))
}

fn name(tx: &mut store::Read<'_>, row: &ImportRow) -> app::Result<String> {
    let bytes = tx.private_bytes(row.name)?;
    Ok(bytes.map_or_else(|| "fichier effacé".to_owned(), |bytes| String::from_utf8_lossy(&bytes).into_owned()))
}

fn state(state: ImportState) -> Markup {
    match state {
        ImportState::Started => ui::badge(Tone::Info, "Commencé"),
        ImportState::Completed => ui::badge(Tone::Ok, "Complet"),
        ImportState::Undone => ui::badge(Tone::Draft, "Annulé"),
    }
}

fn waiting(who: &Inside, deposits: &[deposit::Deposit]) -> Markup {
    html! {
        section class="card" {
            div class="card-head" { div { h2 { "Fichiers déposés" } p { "Gardés trente jours avec vos corrections ; rien n'en est enregistré sans import." } } }
            ul class="list" role="list" {
                @for deposit in deposits.iter().take(20) {
                    li {
                        (ui::icon(Icon::File))
                        div class="grow" {
                            a href=(place(who, deposit.id)) { b class="strong" { (deposit.files.iter().map(|file| file.name.as_str()).take(3).collect::<Vec<_>>().join(", ")) } }
                            div class="muted small" { (ui::day_time(deposit.at)) ", " (deposit.by) }
                        }
                        (form::button(who, &format!("{}/abandonner", place(who, deposit.id)), "btn sm quiet", html! { "Abandonner" }))
                    }
                }
            }
        }
    }
}

pub(super) fn one(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let id: ImportId = ask.path("import")?;
    let found = who.read(|tx| {
        let Some(row) = tx.import(id)? else { return Ok(None) };
        let name = name(tx, &row)?;
        Ok(Some((app::import::what_prevents(tx, id)?, name, row)))
    })?;
    let (prevented, name, row) = found.ok_or(Fault::NotFound)?;
    let original = app::originals::is_of_invoice(&row.format)
        .then(|| html! { a class="btn" href=(originals::url(who, row.id)) { (ui::icon(Icon::File)) "Voir la facture et son fichier" } });
    let body = html! {
        section class="card" {
            div class="card-body" {
                dl class="dl" {
                    dt { "Jour" } dd { (ui::day(row.on)) }
                    dt { "Contenu" } dd { (format_words(&row.format)) }
                    dt { "Lignes prises" } dd class="num" { (grouped(row.taken.unsigned_abs())) }
                    dt { "Déjà connues" } dd class="num" { (grouped(row.known.unsigned_abs())) }
                    dt { "Remarques" } dd class="num" { (grouped(row.problems.unsigned_abs())) }
                    dt { "Référence" } dd { (row.id) }
                    dt { "Empreinte SHA-256" } dd class="small wrap-anywhere" { (row.sha256) }
                }
            }
            div class="card-foot" {
                @if row.state == ImportState::Undone { span class="muted small" { "Cet import est annulé : rien de ce qu'il avait apporté ne compte." } }
                @else if let Some(why) = &prevented { span class="muted small" { (why) } }
                @else if who.can(Permission::Import) {
                    span class="muted small" { "Annuler : " (counted(row.taken.unsigned_abs(), "ligne ne comptera plus", "lignes ne compteront plus")) ". Le fichier pourra être repris." }
                    (form::button(who, &who.url(&format!("/imports/{}/annuler", row.id.0)), "btn danger", html! { "Annuler cet import" }))
                }
            }
        }
    };
    let head = Head {
        title: &name,
        beside: Some(state(row.state)),
        crumbs: vec![("Imports", who.url("/imports"))],
        actions: original,
        place: "/imports",
        ..Head::default()
    };
    Ok(ui::page(who, ask, head, body))
}

pub(super) fn undo(who: &Scoped<Import>, ask: &Ask) -> Answered {
    let id: ImportId = ask.path("import")?;
    if who.read(|tx| Ok(tx.import(id)?))?.is_none() {
        return Err(Fault::NotFound);
    }
    let done = app::import::undo(&who.books(), &id.to_string())?;
    Ok(Answer::to(who.url("/imports")).saying(done.said))
}
