//! Signing in with address and password, then with a code where a second factor is set; signing out; the password again before
//! something grave.
//!
//! Failures are counted for an address of e-mail from one place, for that address from anywhere, and for one place: the same
//! words and the same work for an address that nobody has.

use app::AppError;
use app::users::{SessionState, SignIn};
use domain::user::folded_email;
use maud::{Markup, html};

use super::layout::door;
use super::{agent, signed_in, signed_out};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::demo;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::route::{Answered, Person, Route, Visitor, get_anyone, post_anyone};
use crate::server::safe_path;
use crate::ui::form::{self, Kind};
use crate::ui::{self, Icon, Tone, icon_small};

/// Wrong passwords for one address of e-mail from one place.
const FROM_HERE: u32 = 5;
/// From anywhere.
const FOR_ACCOUNT: u32 = 50;
/// Wrong passwords from one place, whoever's.
const FROM_PLACE: u32 = 100;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get_anyone("/connexion", show),
        post_anyone("/connexion", sign_in),
        get_anyone("/connexion/code", show_code),
        post_anyone("/connexion/code", give_code),
        post_anyone("/deconnexion", sign_out),
    ]
}

fn show(who: &Visitor, ask: &Ask) -> Answered {
    let back = safe_path(ask.query("retour").unwrap_or("/"));
    if who.user.is_some() {
        return Ok(Answer::to(back));
    }
    if who.with_users(|users| users.none_yet())? {
        return Ok(Answer::to("/premier-acces"));
    }
    Ok(page(who, ask, &Fields::of(ask, who.today), &back))
}

fn page(who: &Visitor, ask: &Ask, fields: &Fields<'_>, back: &str) -> Answer {
    let body = html! {
        @if who.house.setting.demo {
            (ui::notice(Tone::Info, html! { "Exemple fictif. Adresse : " b class="nowrap" { (demo::EMAIL) } ", mot de passe : " b { (demo::PASSWORD) } }))
        }
        (form::summary(fields))
        (form::post(who, "/connexion", html! {
            (form::hidden("retour", back))
            (form::field(fields, "courriel", "Adresse e-mail", Kind::Email, ""))
            (form::field(fields, "mot_de_passe", "Mot de passe", Kind::Password, ""))
            button class="btn primary lg block" { "Se connecter" }
        }))
        details class="data-alt" {
            summary { "Mot de passe oublié" }
            p class="muted small" { "Un propriétaire de votre dossier peut vous remettre un lien pour en choisir un autre (Paramètres, Utilisateurs). Sur la machine qui héberge Quittance : " code { "quittance user reset" } "." }
        }
        p class="muted small" { "Première visite ? Un propriétaire du dossier vous remet un lien d'invitation." }
    };
    door(who, ask, "Se connecter", "Retrouvez vos dossiers là où vous les avez laissés.", body)
}

fn sign_in(who: &Visitor, ask: &Ask) -> Answered {
    let back = safe_path(ask.form("retour"));
    let mut fields = Fields::of(ask, who.today);
    let email = fields.required("courriel", 254, "Donnez votre adresse e-mail.");
    let password = ask.form("mot_de_passe");
    if password.is_empty() {
        fields.wrong("mot_de_passe", "Donnez votre mot de passe.");
    }
    if fields.has_problems() {
        return Ok(page(who, ask, &fields, &back).status(422));
    }
    match tried(who, ask, &email, || who.with_users(|users| users.sign_in(&email, password, &agent(ask))))? {
        Ok(session) => Ok(come_in(who, &session, &back)),
        Err(said) => {
            fields.wrong("mot_de_passe", said);
            Ok(page(who, ask, &fields, &back).status(422))
        }
    }
}

fn come_in(who: &Visitor, session: &SignIn, back: &str) -> Answer {
    match session.state {
        SessionState::Full => signed_in(who, session, back),
        SessionState::SecondFactor => signed_in(who, session, format!("/connexion/code?retour={}", crate::ask::encoded(back))),
    }
}

/// Tries a password within the limits; what is said when it is refused.
pub(crate) fn tried<T>(
    who: &Visitor,
    ask: &Ask,
    email: &str,
    attempt: impl FnOnce() -> Result<T, Fault>,
) -> Result<Result<T, String>, Fault> {
    let account = folded_email(email).unwrap_or_else(|_| email.to_lowercase());
    let attempts = &who.house.attempts;
    let here = format!("{account} {}", ask.address);
    let mut limits = vec![(here.as_str(), FROM_HERE), (account.as_str(), FOR_ACCOUNT)];
    if !who.house.setting.local {
        limits.push((ask.address.as_str(), FROM_PLACE));
    }
    for (key, most) in &limits {
        if let Err(minutes) = attempts.left(key, *most, who.now) {
            return Err(Fault::TooMany(format!(
                "Trop d'essais. Réessayez dans {minutes} min. Rien n'est bloqué entre-temps pour qui est déjà connecté."
            )));
        }
    }
    let Some(_turn) = attempts.turn() else {
        return Err(Fault::Busy("Beaucoup de connexions à la fois. Réessayez dans quelques secondes.".to_owned()));
    };
    match attempt() {
        Ok(done) => {
            attempts.went_well(&here);
            Ok(Ok(done))
        }
        Err(Fault::Refused(said)) => {
            limits.iter().for_each(|(key, _)| attempts.failed(key, who.now));
            let left = attempts.left(&here, FROM_HERE, who.now).unwrap_or(0);
            Ok(Err(match left {
                0 => format!("{said} Dernier essai avant une pause de 15 minutes : elle commence."),
                1 => format!("{said} Encore 1 essai avant une pause de 15 minutes."),
                _ => format!("{said} Encore {left} essais avant une pause de 15 minutes."),
            }))
        }
        Err(fault) => Err(fault),
    }
}

fn show_code(who: &Visitor, ask: &Ask) -> Answered {
    let back = safe_path(ask.query("retour").unwrap_or("/"));
    match (&who.user, &who.signed) {
        (Some(_), _) => Ok(Answer::to(back)),
        (None, None) => Ok(Answer::to(format!("/connexion?retour={}", crate::ask::encoded(&back)))),
        (None, Some(_)) => Ok(code_page(who, ask, &Fields::of(ask, who.today), &back)),
    }
}

fn code_page(who: &Visitor, ask: &Ask, fields: &Fields<'_>, back: &str) -> Answer {
    let body = html! {
        (form::summary(fields))
        (form::post(who, "/connexion/code", html! {
            (form::hidden("retour", back))
            (form::field(fields, "code", "Code", Kind::Code, "Les six chiffres que montre votre application d'authentification, ou un code de secours."))
            button class="btn primary lg block" { "Continuer" }
        }))
        details class="data-alt" {
            summary { "Appareil perdu" }
            p class="muted small" { "Saisissez l'un des codes de secours notés à l'ajout de l'appareil ; chacun sert une fois." }
            p class="muted small" { "Sans code de secours, un propriétaire de tous vos dossiers peut retirer le second facteur. Sur la machine qui héberge Quittance : " code { "quittance user reset --second-factor" } "." }
        }
        (form::button(who, "/deconnexion", "btn quiet", html! { "Se connecter avec un autre compte" }))
    };
    door(who, ask, "Votre code", "Votre mot de passe est accepté. Il reste à prouver que vous avez votre appareil.", body)
}

fn give_code(who: &Visitor, ask: &Ask) -> Answered {
    let back = safe_path(ask.form("retour"));
    let Some(waiting) = who.signed.as_ref().filter(|_| who.user.is_none()) else {
        return Ok(Answer::to(format!("/connexion?retour={}", crate::ask::encoded(&back))));
    };
    let mut fields = Fields::of(ask, who.today);
    if ask.form("code").trim().is_empty() {
        fields.wrong("code", "Donnez le code.");
        return Ok(code_page(who, ask, &fields, &back).status(422));
    }
    let Some(_turn) = who.house.attempts.turn() else {
        return Err(Fault::Busy("Beaucoup de connexions à la fois. Réessayez dans quelques secondes.".to_owned()));
    };
    let users = who.house.users("web", who.today, who.now);
    match users.second_factor(waiting, ask.form("code"), &agent(ask)) {
        Ok(session) => Ok(signed_in(who, &session, back)),
        Err(AppError::Refused(said)) => {
            fields.wrong("code", said);
            Ok(code_page(who, ask, &fields, &back).status(422))
        }
        Err(error) => Err(error.into()),
    }
}

fn sign_out(who: &Visitor, _: &Ask) -> Answered {
    if let Some(signed) = &who.signed {
        who.with_users(|users| users.sign_out(signed))?;
    }
    Ok(signed_out(who, "/connexion"))
}

/// The field that carries the password before something grave.
const AGAIN: &str = "mot_de_passe_actuel";

/// Fields that are not carried along.
const NOT_CARRIED: [&str; 2] = ["jeton", AGAIN];

/// Before something grave: `None` when the password was given a short while ago or comes with the form; else the page that asks
/// for it and sends the same form again.
pub(crate) fn look_again(who: &Person, ask: &Ask) -> Result<Option<Answer>, Fault> {
    if who.is_fresh() {
        return Ok(None);
    }
    let mut fields = Fields::of(ask, who.today);
    let typed = ask.form(AGAIN);
    if !typed.is_empty() {
        match tried(who, ask, &who.user.email, || who.with_users(|users| users.prove_again(&who.signed, typed)))? {
            Ok(()) => return Ok(None),
            Err(said) => fields.wrong(AGAIN, said),
        }
    }
    let carried = ask.form.iter().filter(|(name, _)| !NOT_CARRIED.contains(&name.as_str()));
    let body: Markup = html! {
        main class="main" id="contenu" tabindex="-1" {
            h1 { "Confirmez que c'est bien vous" }
            section class="card" { div class="card-body stack" {
                (ui::notice(Tone::Info, html! { "Cette opération touche aux accès, au compte à créditer ou à toutes les données : votre mot de passe est redemandé. Il vaut ensuite pour un quart d'heure." }))
                (form::post(who, &ask.url, html! {
                    @for (name, value) in carried { (form::hidden(name, value)) }
                    (form::field(&fields, AGAIN, "Mot de passe", Kind::Password, ""))
                    div class="row wrap" { button class="btn primary" { "Confirmer" } a class="btn" href="/" { (icon_small(Icon::Close)) "Abandonner" } }
                }))
            } }
        }
    };
    let status = if fields.has_problems() { 422 } else { 403 };
    Ok(Some(ui::bare(who, ask, "Confirmez que c'est bien vous", body).status(status)))
}
