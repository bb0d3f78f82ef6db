//! An invitation into a creditor's books: a new person chooses a name and a password; whoever has an account accepts signed in.

use app::AppError;
use app::users::Invitation;
use maud::{Markup, html};

use super::layout::door;
use super::reset::{new_password, over};
use super::{agent, signed_in};
use crate::answer::Answer;
use crate::ask::{Ask, encoded};
use crate::fields::Fields;
use crate::route::{Answered, Route, Visitor, get_anyone, post_anyone};
use crate::ui::form::{self, Kind};

pub(super) fn routes() -> Vec<Route> {
    vec![get_anyone("/invitation/{lien}", show), post_anyone("/invitation/{lien}", accept)]
}

fn show(who: &Visitor, ask: &Ask) -> Answered {
    page(who, ask, &Fields::of(ask, who.today))
}

fn page(who: &Visitor, ask: &Ask, fields: &Fields<'_>) -> Answered {
    let token: String = ask.path("lien")?;
    let invitation = who.with_users(|users| users.invitation(&token))?.ok_or_else(over)?;
    let body = html! { (form::summary(fields)) (way_in(who, ask, fields, &invitation)) };
    let sub = format!("{} vous ouvre son dossier, comme {}.", invitation.creditor_name, invitation.role.french().to_lowercase());
    Ok(door(who, ask, "Invitation", &sub, body))
}

fn way_in(who: &Visitor, ask: &Ask, fields: &Fields<'_>, invitation: &Invitation) -> Markup {
    if !invitation.has_account {
        return form::post(
            who,
            &ask.url,
            html! {
                div class="field" { label for="courriel" { "Adresse e-mail" } input class="input" id="courriel" type="email" autocomplete="username" value=(invitation.email) readonly; }
                (form::field(fields, "nom", "Prénom et nom", Kind::Text, ""))
                (form::field(fields, "mot_de_passe", "Mot de passe", Kind::NewPassword, "Douze caractères au moins ; une phrase convient."))
                (form::field(fields, "mot_de_passe_encore", "Confirmez le mot de passe", Kind::NewPassword, ""))
                button class="btn primary lg block" { "Accepter l'invitation" }
            },
        );
    }
    match &who.user {
        Some(user) => form::post(
            who,
            &ask.url,
            html! {
                p { "Vous êtes connecté comme " b { (user.name) } " (" (user.email) ")." }
                button class="btn primary lg block" { "Accepter l'invitation" }
            },
        ),
        None => html! {
            p { "L'adresse " b { (invitation.email) } " a déjà un compte. Connectez-vous avec lui : l'invitation s'ouvrira de nouveau." }
            a class="btn primary lg block" href={ "/connexion?retour=" (encoded(&ask.url)) } { "Se connecter" }
        },
    }
}

fn accept(who: &Visitor, ask: &Ask) -> Answered {
    let token: String = ask.path("lien")?;
    let invitation = who.with_users(|users| users.invitation(&token))?.ok_or_else(over)?;
    let home = format!("/d/{}/tableau", invitation.creditor.0);
    let users = who.house.users("invitation", who.today, who.now);
    if invitation.has_account {
        let Some(signed) = who.signed.as_ref().filter(|_| who.user.is_some()) else {
            return Ok(Answer::to(format!("/connexion?retour={}", encoded(&ask.url))));
        };
        users.accept_as(&token, signed)?;
        return Ok(Answer::to(home).saying(format!("Vous avez maintenant accès à {}.", invitation.creditor_name)));
    }
    let mut fields = Fields::of(ask, who.today);
    let name = fields.required("nom", 120, "Donnez votre prénom et votre nom.");
    let password = new_password(ask, &mut fields);
    if fields.has_problems() {
        return Ok(page(who, ask, &fields)?.status(422));
    }
    match users.accept_as_new(&token, &name, &password) {
        Ok(_) => Ok(signed_in(who, &users.sign_in(&invitation.email, &password, &agent(ask))?, home)),
        Err(AppError::Usage(said)) => {
            fields.wrong("mot_de_passe", said);
            Ok(page(who, ask, &fields)?.status(422))
        }
        Err(error) => Err(error.into()),
    }
}
