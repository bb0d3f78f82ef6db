//! Erasing a person's data on request (RGPD, article 17): asked again for the password, done once nothing is owed.

use app::record;
use domain::access::needs::ManageData;
use domain::ids::DebtorId;
use maud::html;

use super::{attempt, card_url, debtor_of, page_about, page_with};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fields::Fields;
use crate::pages::look_again;
use crate::route::{Answered, Inside, Route, Scoped, get, post};
use crate::ui::{self, Tone, form};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/d/{tenant}/debiteurs/{debtor}/effacement", show), post("/d/{tenant}/debiteurs/{debtor}/effacement", erase)]
}

fn show(who: &Scoped<ManageData>, ask: &Ask) -> Answered {
    page(who, ask, &Fields::of(ask, who.today))
}

fn page(who: &Inside, ask: &Ask, fields: &Fields<'_>) -> Answered {
    let (debtor, name) = debtor_of(who, ask)?;
    let title = "Effacer les données personnelles";
    if let Some(said) = who.read(|tx| record::holds_erasure(tx, debtor, who.today))? {
        let status = if fields.has_problems() { 422 } else { 200 };
        return Ok(held(who, ask, debtor, (&name, title), &said).status(status));
    }
    let count = who.read(|tx| Ok(tx.private_of_debtor(debtor)?))?.len();
    let body = html! {
        (ui::notice(Tone::Danger, html! {
            "Nom, adresses, contacts, notes, courriers et pièces de ce débiteur seront effacés pour toujours : " (app::words::counted(count as u64, "texte ou fichier enregistré", "textes et fichiers enregistrés")) ". Les montants et les dates restent, sans eux."
        }))
        (form::field(fields, "motif", "Motif", form::Kind::Text, "Par exemple : demande de la personne du 12/11/2026. Il est conservé."))
        (form::tick(fields, "certain", "oui", "Je sais que cela ne se défait pas"))
    };
    let button = html! { button class="btn danger" { "Effacer pour toujours" } };
    Ok(page_with(who, ask, (debtor, &name), (title, button), fields, body))
}

/// Something is still owed: why nothing can be erased yet, and no form that would be refused.
fn held(who: &Inside, ask: &Ask, debtor: DebtorId, (name, title): (&str, &str), said: &str) -> Answer {
    let body = html! {
        section class="card form-card" { div class="card-body stack" {
            (ui::notice(Tone::Warn, html! { (said) }))
            div class="row wrap" { a class="btn" href=(card_url(who, debtor)) { "Revenir à la fiche" } }
        } }
    };
    page_about(who, ask, (debtor, name), title, body)
}

fn erase(who: &Scoped<ManageData>, ask: &Ask) -> Answered {
    let (debtor, _) = debtor_of(who, ask)?;
    let mut fields = Fields::of(ask, who.today);
    let reason = fields.required("motif", 300, "Donnez le motif.");
    if !fields.holds("certain", "oui") {
        fields.wrong("certain", "Cochez la case pour confirmer.");
    }
    if fields.has_problems() {
        return page(who, ask, &fields);
    }
    if let Some(page) = look_again(who, ask)? {
        return Ok(page);
    }
    match attempt(who.write(|tx| record::erasure(tx, &debtor.to_string(), &reason, who.today)), &mut fields, "motif")? {
        Some(done) => Ok(Answer::to(card_url(who, debtor)).saying(done.said)),
        None => page(who, ask, &fields),
    }
}
