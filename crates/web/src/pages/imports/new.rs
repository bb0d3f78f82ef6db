//! Files come in: chosen or dropped, several at once.

use app::deposit::{self, Incoming, LIMITS};
use domain::access::needs::Import;
use domain::ids::DepositId;
use maud::{Markup, html};

use super::{look_later, place, size};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, Head, Icon, Tone, form};

pub(super) fn show(who: &Scoped<Import>, ask: &Ask) -> Answered {
    Ok(page(who, ask, None))
}

fn page(who: &Inside, ask: &Ask, refused: Option<&str>) -> Answer {
    let body = html! {
        (steps(0, "", "", ""))
        @if let Some(said) = refused {
            div class="error-summary mt4" role="alert" tabindex="-1" autofocus { h2 { "Les fichiers n'ont pas été gardés" } p { (said) } }
        }
        div class="cols cols-main mt4" {
            section class="card" {
                div class="card-head" { h2 { "Vos fichiers" } }
                div class="card-body" {
                    (form::post_files(who, &who.url("/imports/nouveau"), html! {
                        (drop_zone("Déposez vos fichiers ici"))
                        div class="row wrap" { button class="btn primary" { "Continuer" } a class="btn" href=(who.url("/imports")) { "Retour" } }
                    }))
                }
            }
            aside class="stack" {
                section class="card" {
                    div class="card-head plain" { h2 { "Ce qui convient" } }
                    div class="card-body stack-s small" {
                        p { b { "Une liste de factures ouvertes" } " : l'export CSV ou Excel de votre logiciel. Les colonnes sont reconnues ; vous les vérifiez avant l'import." }
                        p { b { "Le FEC" } " de l'exercice : les factures, les avoirs et les règlements clients en sont tirés. Joignez une liste de débiteurs (CSV) pour les adresses." }
                        p { b { "Des copies de factures" } " (PDF) : chacune est rattachée à la facture dont elle porte le numéro dans son nom." }
                        p class="muted" { "Rien n'est enregistré avant votre accord. Un import s'annule tant que rien ne s'appuie dessus." }
                    }
                }
            }
        }
    };
    let head = Head {
        title: "Importer des fichiers",
        crumbs: vec![("Imports", who.url("/imports"))],
        sub: Some(html! { "Le fichier est vérifié en entier avant la moindre écriture." }),
        place: "/imports",
        ..Head::default()
    };
    let answer = ui::page(who, ask, head, body);
    if refused.is_some() { answer.status(422) } else { answer }
}

/// Where files are dropped or chosen; the field itself takes both.
pub(super) fn drop_zone(title: &str) -> Markup {
    html! {
        label class="drop pick" for="fichiers" {
            span class="accent-ink" { (ui::icon_large(Icon::Import)) }
            b class="strong" { (title) }
            span class="muted small" { "CSV, Excel, FEC ou PDF, jusqu'à " (size(LIMITS.file)) " par fichier" }
            input type="file" id="fichiers" name="fichiers" multiple;
            (form::choose_file(true))
        }
    }
}

/// The four steps, and what is to say of each.
pub(super) fn steps(now: usize, file: &str, columns: &str, control: &str) -> Markup {
    let steps = [("Fichier", file), ("Colonnes", columns), ("Contrôle", control), ("Import", "annulable tant que rien ne s'appuie dessus")];
    html! {
        section class="card" { div class="card-body" {
            ol class="steps-h" role="list" {
                @for (at, (name, said)) in steps.iter().enumerate() {
                    li class=[if at < now { Some("done") } else if at == now { Some("now") } else { None }] aria-current=[(at == now).then_some("step")] {
                        b { (name) } small { (said) }
                    }
                }
            }
        } }
    }
}

/// Keeps the files, and shows what they hold.
pub(super) fn bring(who: &Scoped<Import>, ask: &Ask) -> Answered {
    match deposit::bring(&who.books(), incoming(ask), &who.user.name) {
        Ok(deposit) => {
            look_later(who, &deposit)?;
            Ok(Answer::to(place(who, deposit.id)))
        }
        Err(error) => match Fault::from(error) {
            Fault::Refused(said) => Ok(page(who, ask, Some(&said))),
            fault => Err(fault),
        },
    }
}

/// Adds files to a deposit.
pub(super) fn add(who: &Scoped<Import>, ask: &Ask) -> Answered {
    let id: DepositId = ask.path("depot")?;
    super::deposit_of(who, id)?;
    let files = incoming(ask);
    if files.is_empty() {
        return Ok(Answer::to(place(who, id)).saying("Aucun fichier n'a été choisi."));
    }
    let deposit = deposit::add(&who.books(), id, files)?;
    look_later(who, &deposit)?;
    let last = deposit.lists().last().map_or(0, |(at, _)| at);
    Ok(Answer::to(format!("{}?fichier={last}", place(who, id))))
}

fn incoming(ask: &Ask) -> Vec<Incoming<'_>> {
    ask.files_of("fichiers").map(|file| Incoming { name: &file.name, path: &file.path }).collect()
}

/// A notice that nothing of this file can be taken.
pub(super) fn cannot(said: &str) -> Markup {
    ui::notice(Tone::Danger, html! { (said) })
}
