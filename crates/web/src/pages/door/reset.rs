//! A link to choose a new password: once, within the hour. A second factor stays.

use app::AppError;
use maud::html;

use super::layout::door;
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::route::{Answered, Route, Visitor, get_anyone, post_anyone};
use crate::ui::form::{self, Kind};

pub(super) fn routes() -> Vec<Route> {
    vec![get_anyone("/reinitialisation/{lien}", show), post_anyone("/reinitialisation/{lien}", set)]
}

/// What is said of a link that does not work any more.
pub(super) fn over() -> Fault {
    Fault::Refused("Ce lien ne fonctionne plus : il a servi, a été retiré ou date de plus d'une heure. Demandez-en un autre à la personne qui vous l'a remis.".to_owned())
}

fn show(who: &Visitor, ask: &Ask) -> Answered {
    page(who, ask, &Fields::of(ask, who.today))
}

fn page(who: &Visitor, ask: &Ask, fields: &Fields<'_>) -> Answered {
    let token: String = ask.path("lien")?;
    let profile = who.with_users(|users| users.reset_of(&token))?.ok_or_else(over)?;
    let body = html! {
        (form::summary(fields))
        (form::post(who, &ask.url, html! {
            // Password managers file the new password under it.
            input type="hidden" name="courriel" autocomplete="username" value=(profile.email);
            (form::field(fields, "mot_de_passe", "Nouveau mot de passe", Kind::NewPassword, "Douze caractères au moins ; une phrase convient."))
            (form::field(fields, "mot_de_passe_encore", "Confirmez le nouveau mot de passe", Kind::NewPassword, ""))
            button class="btn primary lg block" { "Changer le mot de passe" }
        }))
    };
    let sub = format!("Pour {}. Toutes les sessions ouvertes se termineront.", profile.email);
    Ok(door(who, ask, "Nouveau mot de passe", &sub, body))
}

fn set(who: &Visitor, ask: &Ask) -> Answered {
    let token: String = ask.path("lien")?;
    let mut fields = Fields::of(ask, who.today);
    let password = new_password(ask, &mut fields);
    if fields.has_problems() {
        return Ok(page(who, ask, &fields)?.status(422));
    }
    match who.house.users("web", who.today, who.now).reset(&token, &password) {
        Ok(_) => Ok(Answer::to("/connexion").saying("Mot de passe changé. Connectez-vous.")),
        Err(AppError::Usage(said)) => {
            fields.wrong("mot_de_passe", said);
            Ok(page(who, ask, &fields)?.status(422))
        }
        Err(error) => Err(error.into()),
    }
}

/// A new password typed twice.
pub(crate) fn new_password(ask: &Ask, fields: &mut Fields<'_>) -> String {
    let (password, again) = (ask.form("mot_de_passe"), ask.form("mot_de_passe_encore"));
    if password.is_empty() {
        fields.wrong("mot_de_passe", "Donnez un mot de passe.");
    } else if password != again {
        fields.wrong("mot_de_passe_encore", "Les deux saisies diffèrent. Retapez le mot de passe.");
    }
    password.to_owned()
}
