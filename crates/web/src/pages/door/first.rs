//! The first access to an empty house: it makes the owner and the first creditor.
//!
//! Possible from this machine alone, or with the code that the console of `quittance serve` shows, and only while nobody may sign
//! in yet.

use app::AppError;
use maud::html;

use super::layout::door;
use super::{agent, signed_in};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::route::{Answered, Route, Visitor, get_anyone, post_anyone};
use crate::ui::form::{self, Kind};

/// Wrong setup codes before a pause.
const MOST_CODES: u32 = 5;

pub(super) fn routes() -> Vec<Route> {
    vec![get_anyone("/premier-acces", show), post_anyone("/premier-acces", make)]
}

fn show(who: &Visitor, ask: &Ask) -> Answered {
    if !who.with_users(|users| users.none_yet())? {
        return Ok(Answer::to("/connexion"));
    }
    page(who, ask, &Fields::of(ask, who.today))
}

fn page(who: &Visitor, ask: &Ask, fields: &Fields<'_>) -> Answered {
    let known = who.house.store.tenants()?;
    let body = html! {
        (form::summary(fields))
        (form::post(who, "/premier-acces", html! {
            @if who.house.setting.setup_code {
                (form::field(fields, "code", "Code d'installation", Kind::Text, "Affiché par « quittance serve » dans la console de la machine."))
            }
            @if known.is_empty() {
                (form::field(fields, "entreprise", "Entreprise créancière", Kind::Text, "Celle à qui les factures sont dues. Modifiable ensuite."))
            }
            (form::field(fields, "nom", "Prénom et nom", Kind::Text, ""))
            (form::field(fields, "courriel", "Adresse e-mail", Kind::Email, "Sert à vous connecter."))
            (form::field(fields, "mot_de_passe", "Mot de passe", Kind::NewPassword, "Douze caractères au moins ; une phrase convient."))
            (form::field(fields, "mot_de_passe_encore", "Confirmez le mot de passe", Kind::NewPassword, ""))
            button class="btn primary lg block" { "Ouvrir Quittance" }
        }))
        @if !known.is_empty() {
            p class="muted small" { "Vous serez propriétaire " @if known.len() == 1 { "du dossier déjà là : " (known[0].name) "." } @else { "des " (known.len()) " dossiers déjà là." } }
        }
    };
    Ok(door(
        who,
        ask,
        "Premier accès",
        "Personne ne peut encore se connecter. Vous serez propriétaire, et inviterez les autres ensuite.",
        body,
    ))
}

fn make(who: &Visitor, ask: &Ask) -> Answered {
    if !who.with_users(|users| users.none_yet())? {
        return Ok(Answer::to("/connexion").saying("Le premier accès est déjà fait. Connectez-vous."));
    }
    let mut fields = Fields::of(ask, who.today);
    right_code(who, ask, &mut fields)?;
    let creditor = if who.house.store.tenants()?.is_empty() {
        fields.required("entreprise", 120, "Donnez le nom de l'entreprise.")
    } else {
        app::books::FIRST_CREDITOR.to_owned() // not used: there are creditors already
    };
    let name = fields.required("nom", 120, "Donnez votre prénom et votre nom.");
    let email = fields.required("courriel", 254, "Donnez votre adresse e-mail.");
    let password = super::reset::new_password(ask, &mut fields);
    if fields.has_problems() {
        return Ok(page(who, ask, &fields)?.status(422));
    }
    let users = who.house.users("premier accès", who.today, who.now);
    match users.first_owner(&name, &email, &password, &creditor) {
        Ok(user) => {
            let session = users.sign_in(&email, &password, &agent(ask))?;
            let places = users.places(user)?;
            let url = places.first().map_or_else(|| "/".to_owned(), |place| format!("/d/{}/bienvenue", place.creditor.0));
            Ok(signed_in(who, &session, url))
        }
        Err(AppError::Usage(said) | AppError::Refused(said)) => {
            let field = if said.contains("adresse e-mail") { "courriel" } else { "mot_de_passe" };
            fields.wrong(field, said);
            Ok(page(who, ask, &fields)?.status(422))
        }
        Err(error) => Err(error.into()),
    }
}

/// The code of the console, where it is asked for.
fn right_code(who: &Visitor, ask: &Ask, fields: &mut Fields<'_>) -> Result<(), Fault> {
    const KEY: &str = "code d'installation";
    let Some(expected) = who.house.setup_code() else { return Ok(()) };
    let attempts = &who.house.attempts;
    if let Err(minutes) = attempts.left(KEY, MOST_CODES, who.now) {
        return Err(Fault::TooMany(format!("Trop de codes erronés. Réessayez dans {minutes} min.")));
    }
    let typed: String = ask.form("code").chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let differing = typed.bytes().zip(expected.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
    if typed.len() != expected.len() || differing != 0 {
        attempts.failed(KEY, who.now);
        fields.wrong("code", "Ce n'est pas le code que montre la console.");
    }
    Ok(())
}
