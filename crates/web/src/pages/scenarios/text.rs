//! A scenario as text, for those who prefer it: to read, to change, to paste.

use app::scenarios::{Edit, Edited, Opened};
use domain::access::needs::{ManageRules, ReadBooks};
use domain::dunning::ScenarioProblem;
use maud::{Markup, html};

use super::{PLACE, may_edit, opened, tabs, title, url};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fields::Fields;
use crate::route::{Answered, Inside, Route, Scoped, get, post};
use crate::ui::{self, Head, Tone, form};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/d/{tenant}/scenarios/{name}/texte", show), post("/d/{tenant}/scenarios/{name}/texte", save)]
}

/// Longest text of a scenario.
const MOST: usize = 40_000;

fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let opened = opened(who, ask)?;
    let fields = Fields::of(ask, who.today).preset("texte", opened.text().unwrap_or_default());
    page(who, ask, &opened, &fields, None, 200)
}

fn page(who: &Inside, ask: &Ask, opened: &Opened, fields: &Fields<'_>, notice: Option<Markup>, status: u16) -> Answered {
    let head = Head {
        title: "Texte du scénario",
        place: PLACE,
        crumbs: vec![("Scénarios", who.url(PLACE)), (title(opened), url(who, &opened.name, ""))],
        sub: Some(html! { "Le même scénario en TOML. Une modification par formulaire réécrit ce texte et ses commentaires." }),
        ..Head::default()
    };
    let seen = app::scenarios::mark(opened.text().unwrap_or_default());
    let inner = html! {
        (form::hidden("vu", &seen))
        (form::area(fields, "texte", "Texte", 32, "Enregistré dans le brouillon. Le nom du scénario ne change pas."))
        div class="row wrap" { button class="btn primary" { "Enregistrer dans le brouillon" } a class="btn" href=(url(who, &opened.name, "")) { "Abandonner" } }
    };
    let body = html! {
        (tabs(who, opened, "/texte"))
        @if let Some(notice) = notice { (notice) }
        section class="card" {
            @if may_edit(who) { div class="card-body code-form" { (form::post(who, &url(who, &opened.name, "/texte"), inner)) } }
            @else { div class="card-body" { pre class="code" tabindex="0" { (opened.text().unwrap_or_default()) } } }
        }
    };
    Ok(ui::page(who, ask, head, body).status(status))
}

fn save(who: &Scoped<ManageRules>, ask: &Ask) -> Answered {
    let opened = opened(who, ask)?;
    let mut fields = Fields::of(ask, who.today);
    // Browsers send lines that end with CR LF.
    let text = ask.form("texte").replace("\r\n", "\n");
    let length = text.chars().count();
    if length > MOST {
        fields.wrong("texte", format!("{length} caractères : {MOST} au plus."));
        return page(who, ask, &opened, &fields, None, 422);
    }
    let text = format!("{}\n", text.trim_end());
    let edit = Edit::Text { seen: ask.form("vu").to_owned(), text };
    match who.write(|tx| app::scenarios::edit(tx, &opened.name, edit))? {
        Edited::Kept(_) => Ok(Answer::to(url(who, &opened.name, "")).saying("Texte enregistré dans le brouillon.")),
        Edited::AsPublished => {
            Ok(Answer::to(url(who, &opened.name, "")).saying("Ce texte est celui en vigueur : il n'y a pas de brouillon."))
        }
        Edited::Unreadable(problems) => {
            let notice = unreadable(&problems);
            fields.wrong("texte", "Rien n'a été enregistré : corrigez les lignes indiquées.");
            page(who, ask, &opened, &fields, Some(notice), 422)
        }
        Edited::Conflict(theirs) => {
            let notice = conflict(&theirs);
            page(who, ask, &theirs, &fields, Some(notice), 409)
        }
        Edited::Missing => Err(crate::fault::Fault::NotFound),
    }
}

fn unreadable(problems: &[ScenarioProblem]) -> Markup {
    html! {
        div class="error-summary" role="alert" tabindex="-1" autofocus {
            h2 { @if problems.len() == 1 { "Une ligne est à corriger" } @else { (problems.len()) " points sont à corriger" } }
            ul { @for problem in problems { li { a href="#texte" { "Ligne " (problem.line) @if !problem.key.is_empty() { ", " (problem.key) } } " : " (problem.message) } } }
        }
    }
}

fn conflict(theirs: &Opened) -> Markup {
    ui::notice(
        Tone::Warn,
        html! {
            b { "Le texte a changé entre-temps." } " Rien n'a été enregistré. Votre texte est gardé ci-dessous ; l'enregistrer remplace celui-ci :"
            pre class="code mt2" tabindex="0" { (theirs.text().unwrap_or_default()) }
        },
    )
}
