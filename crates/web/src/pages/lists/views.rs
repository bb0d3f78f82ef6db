//! Views of a list that a user keeps: a name and what stands in the address.

use domain::access::needs::ReadBooks;
use maud::{Markup, html};

use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::route::{Answered, Inside, Route, Scoped, post};
use crate::ui::form;

pub(super) fn routes() -> Vec<Route> {
    vec![post("/d/{tenant}/vues", save), post("/d/{tenant}/vues/oubli", forget)]
}

/// The lists that have views.
const LISTS: [&str; 4] = ["factures", "promesses", "litiges", "debiteurs"];
/// Views of one list, at most.
const MOST: usize = 30;

/// The views of the person who asks, and the way to keep the present one.
pub(crate) fn bar(who: &Inside, ask: &Ask, list: &str) -> Result<Markup, Fault> {
    let views = who.read(|tx| Ok(tx.saved_views(who.user.id, list)?))?;
    let present = ask.with("apres", "").split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default();
    Ok(html! {
        @if !views.is_empty() || !present.is_empty() {
            div class="row wrap since no-print" {
                @if !views.is_empty() {
                    nav class="chips" aria-label="Vues enregistrées" {
                        @for (name, query) in &views { a class="chip" href=(who.url(&format!("/{list}?{query}"))) aria-current=[(*query == present).then_some("true")] { (name) } }
                    }
                }
                @if !present.is_empty() {
                    @match views.iter().find(|(_, query)| *query == present) {
                        Some((name, _)) => (form::post_with(who, &who.url("/vues/oubli"), "inline", html! { (form::hidden("liste", list)) (form::hidden("nom", name)) button class="btn sm quiet" { "Oublier cette vue" } })),
                        None => details class="small" {
                            summary { "Garder cette vue" }
                            (form::post_with(who, &who.url("/vues"), "row wrap mt1", html! {
                                (form::hidden("liste", list)) (form::hidden("requete", &present))
                                label class="vh" for="nom-vue" { "Nom de la vue" }
                                input class="input sm" id="nom-vue" name="nom" maxlength="60" required autocomplete="off";
                                button class="btn sm" { "Garder" }
                            }))
                        },
                    }
                }
            }
        }
    })
}

fn list_of(ask: &Ask) -> Result<&str, Fault> {
    Some(ask.form("liste")).filter(|list| LISTS.contains(list)).ok_or(Fault::NotFound)
}

fn save(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let (list, name, query) = (list_of(ask)?, ask.form("nom").trim(), ask.form("requete"));
    if name.is_empty() || name.chars().count() > 60 {
        return Err(Fault::Refused("Donnez à la vue un nom de 60 signes au plus. Revenez à la liste pour recommencer.".to_owned()));
    }
    if query.len() > 600 || query.chars().any(char::is_control) {
        return Err(Fault::Refused("Ce filtre est trop long pour être gardé. Simplifiez-le, puis recommencez.".to_owned()));
    }
    let known = who.read(|tx| Ok(tx.saved_views(who.user.id, list)?))?;
    if known.len() >= MOST && known.iter().all(|(one, _)| one != name) {
        return Err(Fault::Refused(format!("Vous gardez déjà {MOST} vues de cette liste. Oubliez-en une, puis recommencez.")));
    }
    who.write(|tx| Ok(tx.save_view(who.user.id, list, name, query)?))?;
    Ok(Answer::to(who.url(&format!("/{list}?{query}"))).saying(format!("Vue « {name} » gardée.")))
}

fn forget(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let list = list_of(ask)?;
    who.write(|tx| Ok(tx.forget_view(who.user.id, list, ask.form("nom"))?))?;
    Ok(Answer::to(who.url(&format!("/{list}"))).saying("Vue oubliée."))
}
