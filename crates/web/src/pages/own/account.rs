//! One's own account: name, password, second factor, open sessions.

use app::AppError;
use app::users::{Account, OpenSession};
use maud::{Markup, html};

use super::layout::own;
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::pages::door;
use crate::route::{Answered, Person, Route, get_person, post_person};
use crate::ui::form::{self, Kind};
use crate::ui::{self, Tone, badge, day_time};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get_person("/moi", show),
        post_person("/moi/nom", rename),
        post_person("/moi/mot-de-passe", change_password),
        post_person("/moi/sessions/fermer", end_session),
        post_person("/moi/sessions/ailleurs", end_elsewhere),
    ]
}

fn show(who: &Person, ask: &Ask) -> Answered {
    page(who, ask, &Fields::of(ask, who.today))
}

fn page(who: &Person, ask: &Ask, fields: &Fields<'_>) -> Answered {
    let (account, sessions) = who.with_users(|users| Ok((users.account(who.user.id)?, users.sessions(&who.signed)?)))?;
    let body = html! {
        (form::summary(fields))
        (identity(who, fields))
        (password(who, fields))
        (second_factor(who, &account))
        (open_sessions(who, &sessions))
    };
    Ok(own(who, ask, "Mon compte", &who.user.email, body))
}

fn identity(who: &Person, fields: &Fields<'_>) -> Markup {
    let name = if fields.shown("nom").is_empty() { who.user.name.as_str() } else { fields.shown("nom") };
    html! {
        section class="card" {
            (ui::title_with("Identité", "Votre nom figure dans les dossiers, à côté de ce que vous faites.", html! {}))
            div class="card-body" {
                (form::post(who, "/moi/nom", html! {
                    div class=(if fields.problem("nom").is_some() { "field error" } else { "field" }) {
                        label for="nom" { "Prénom et nom" }
                        input class="input" id="nom" name="nom" autocomplete="name" value=(name) aria-describedby=[fields.problem("nom").map(|_| "nom-erreur")];
                        @if let Some(said) = fields.problem("nom") { span class="err" id="nom-erreur" { (said) } }
                    }
                    div { button class="btn" { "Enregistrer le nom" } }
                }))
            }
        }
    }
}

fn password(who: &Person, fields: &Fields<'_>) -> Markup {
    html! {
        section class="card" {
            (ui::title_with("Mot de passe", "En changer termine vos sessions ouvertes ailleurs.", html! {}))
            div class="card-body" {
                (form::post(who, "/moi/mot-de-passe", html! {
                    input type="hidden" autocomplete="username" value=(who.user.email);
                    (form::field(fields, "mot_de_passe_actuel", "Mot de passe actuel", Kind::Password, ""))
                    (form::field(fields, "mot_de_passe", "Nouveau mot de passe", Kind::NewPassword, "Douze caractères au moins ; une phrase convient."))
                    (form::field(fields, "mot_de_passe_encore", "Confirmez le nouveau mot de passe", Kind::NewPassword, ""))
                    div { button class="btn" { "Changer le mot de passe" } }
                }))
            }
        }
    }
}

fn second_factor(who: &Person, account: &Account) -> Markup {
    let state = if account.has_second_factor { badge(Tone::Ok, "Actif") } else { badge(Tone::Draft, "Inactif") };
    html! {
        section class="card" {
            (ui::title_with("Second facteur", "Un code de votre appareil, en plus du mot de passe.", state))
            div class="card-body stack-s" {
                @if account.has_second_factor {
                    @if account.codes_left == 0 {
                        (ui::notice(Tone::Warn, html! { "Tous les codes de secours ont servi. Ajoutez l'appareil de nouveau pour en recevoir d'autres." }))
                    } @else {
                        p { @if account.codes_left == 1 { "Un code de secours reste" } @else { (account.codes_left) " codes de secours restent" } ", si l'appareil est perdu." }
                    }
                    div class="row wrap" {
                        (form::button(who, "/moi/second-facteur", "btn", html! { "Remplacer l'appareil" }))
                        (form::button(who, "/moi/second-facteur/retirer", "btn danger", html! { "Retirer le second facteur" }))
                    }
                } @else {
                    p { "Une application d'authentification (sur téléphone ou ordinateur) montre un code qui change toutes les trente secondes. Sans elle, un mot de passe volé suffit pour entrer." }
                    div { (form::button(who, "/moi/second-facteur", "btn primary", html! { "Ajouter un appareil" })) }
                }
            }
        }
    }
}

fn open_sessions(who: &Person, sessions: &[OpenSession]) -> Markup {
    html! {
        section class="card" {
            (ui::title_with("Sessions ouvertes", "Une session se termine après huit heures sans activité, ou sept jours.", html! {}))
            ul class="list" role="list" {
                @for session in sessions {
                    li {
                        div class="grow" {
                            b class="strong" { (session.agent) } " " @if session.here { (badge(Tone::Ok, "Cette session")) }
                            div class="muted small" { "Ouverte le " (day_time(session.created_at)) ", vue le " (day_time(session.seen_at)) }
                        }
                        @if !session.here {
                            (form::post_with(who, "/moi/sessions/fermer", "inline", html! {
                                (form::hidden("session", &session.handle))
                                button class="btn sm" { "Fermer" span class="vh" { " la session " (session.agent) } }
                            }))
                        }
                    }
                }
            }
            @if sessions.len() > 1 { div class="card-body" { (form::button(who, "/moi/sessions/ailleurs", "btn", html! { "Fermer toutes les autres" })) } }
        }
    }
}

fn rename(who: &Person, ask: &Ask) -> Answered {
    let mut fields = Fields::of(ask, who.today);
    let name = fields.required("nom", domain::user::LONGEST_NAME, "Donnez votre prénom et votre nom.");
    if fields.has_problems() {
        return Ok(page(who, ask, &fields)?.status(422));
    }
    who.with_users(|users| users.rename(who.user.id, &name))?;
    Ok(Answer::to("/moi").saying("Nom enregistré."))
}

fn change_password(who: &Person, ask: &Ask) -> Answered {
    let mut fields = Fields::of(ask, who.today);
    if ask.form("mot_de_passe_actuel").is_empty() {
        fields.wrong("mot_de_passe_actuel", "Donnez votre mot de passe actuel.");
    }
    let new = door::new_password(ask, &mut fields);
    if fields.has_problems() {
        return Ok(page(who, ask, &fields)?.status(422));
    }
    let author = who.user.id.to_string();
    let users = who.house.users(&author, who.today, who.now);
    let present = ask.form("mot_de_passe_actuel");
    let tried = door::tried(who, ask, &who.user.email, || match users.change_password(&who.signed, present, &new) {
        Err(AppError::Usage(said)) => Ok(Err(said)),
        other => Ok(Ok(other?)),
    });
    match tried? {
        Ok(Ok(())) => Ok(Answer::to("/moi").saying("Mot de passe changé. Vos autres sessions sont terminées.")),
        Ok(Err(said)) => wrong(who, ask, fields, "mot_de_passe", said),
        Err(said) => wrong(who, ask, fields, "mot_de_passe_actuel", said),
    }
}

fn wrong(who: &Person, ask: &Ask, mut fields: Fields<'_>, name: &str, said: String) -> Result<Answer, Fault> {
    fields.wrong(name, said);
    Ok(page(who, ask, &fields)?.status(422))
}

fn end_session(who: &Person, ask: &Ask) -> Answered {
    let ended = who.with_users(|users| users.end_session(&who.signed, ask.form("session")))?;
    if ended {
        Ok(Answer::to("/moi").saying("Session fermée."))
    } else {
        Ok(Answer::to("/moi").saying("Cette session était déjà fermée."))
    }
}

fn end_elsewhere(who: &Person, _: &Ask) -> Answered {
    let ended = who.with_users(|users| users.sign_out_elsewhere(&who.signed))?;
    let said = if ended == 1 { "Une session fermée.".to_owned() } else { format!("{ended} sessions fermées.") };
    Ok(Answer::to("/moi").saying(said))
}
