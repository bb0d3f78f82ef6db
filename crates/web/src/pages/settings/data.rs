//! Everything of a creditor, taken out as one archive. It asks for the password again.

use std::sync::Arc;

use domain::access::needs::ManageData;
use maud::html;

use super::{PLACE, crumbs};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::pages::look_again;
use crate::route::{Answered, Route, Scoped, get, post};
use crate::ui::{self, Head, Icon, form, icon};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/d/{tenant}/parametres/donnees", show), post("/d/{tenant}/parametres/donnees", export)]
}

fn show(who: &Scoped<ManageData>, ask: &Ask) -> Answered {
    let body = html! {
        section class="card" {
            (ui::title_with("Tout emporter", "Une archive zip, écrite au fil de la lecture.", html! {}))
            div class="card-body stack" {
                ul class="points" {
                    li { "Débiteurs, échéances, règlements, courriers et utilisateurs en listes pour un tableur." }
                    li { "Le journal entier, un événement par ligne, avec ses empreintes." }
                    li { "Les textes et les fichiers conservés : coordonnées, notes, courriers en PDF, pièces." }
                }
                p class="muted small" { "L'archive contient des données personnelles et vos coordonnées bancaires : gardez-la comme les livres eux-mêmes. Une copie prête à restaurer se fait par " code { "quittance backup" } "." }
                (form::post(who, &who.url("/parametres/donnees"), html! { div { button class="btn primary" { (icon(Icon::Download)) "Préparer l'archive" } } }))
            }
        }
    };
    let head = Head { title: "Données du dossier", crumbs: crumbs(who), place: PLACE, ..Head::default() };
    Ok(ui::page(who, ask, head, body))
}

fn export(who: &Scoped<ManageData>, ask: &Ask) -> Answered {
    if let Some(page) = look_again(who, ask)? {
        return Ok(page);
    }
    let (house, tenant, today, now) = (Arc::clone(&who.house), who.tenant, who.today, who.now);
    let name = format!("quittance-dossier-{}-{today}.zip", tenant.0);
    Ok(Answer::stream(&name, "application/zip", move |out| {
        app::export::everything(&house.store, &house.users("web", today, now), tenant, today, out)
    }))
}
