//! Adding the device of a second factor, and taking it away. Secrets are shown in the answer to a form, once.

use app::AppError;
use app::users::{Enrolment, spaced};
use fast_qr::QRBuilder;
use maud::{Markup, html};

use super::layout::own;
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::pages::look_again;
use crate::route::{Answered, Person, Route, post_person};
use crate::ui::form::{self, Kind};
use crate::ui::{self, Tone};

pub(super) fn routes() -> Vec<Route> {
    vec![
        post_person("/moi/second-facteur", begin),
        post_person("/moi/second-facteur/confirmer", confirm),
        post_person("/moi/second-facteur/retirer", remove),
    ]
}

fn begin(who: &Person, ask: &Ask) -> Answered {
    if let Some(page) = look_again(who, ask)? {
        return Ok(page);
    }
    let enrolment = who.with_users(|users| users.begin_second_factor(&who.signed))?;
    page(who, ask, &Fields::of(ask, who.today), &enrolment)
}

fn page(who: &Person, ask: &Ask, fields: &Fields<'_>, enrolment: &Enrolment) -> Answered {
    let body = html! {
        (form::summary(fields))
        section class="card" {
            div class="card-body stack" {
                ol class="stack-s numbered" {
                    li { "Dans votre application d'authentification, ajoutez un compte en scannant ce code." }
                    li { "Recopiez ci-dessous les six chiffres qu'elle montre." }
                }
                div class="qr" role="img" aria-label="Code à scanner" { (drawing(&enrolment.url)?) }
                details class="data-alt" {
                    summary { "Impossible de scanner" }
                    p class="small" { "Saisissez cette clé dans l'application : " code class="secret" { (grouped(&enrolment.secret)) } }
                }
                (form::post(who, "/moi/second-facteur/confirmer", html! {
                    (form::hidden("ajout", &enrolment.token))
                    (form::field(fields, "code", "Code à six chiffres", Kind::Code, ""))
                    div class="row wrap" { button class="btn primary" { "Confirmer l'appareil" } a class="btn" href="/moi" { "Abandonner" } }
                }))
            }
        }
    };
    Ok(own(who, ask, "Ajouter un appareil", "Rien ne change tant que le premier code n'est pas confirmé.", body))
}

fn confirm(who: &Person, ask: &Ask) -> Answered {
    let author = who.user.id.to_string();
    let users = who.house.users(&author, who.today, who.now);
    let token = ask.form("ajout");
    match users.confirm_second_factor(&who.signed, token, ask.form("code")) {
        Ok(codes) => Ok(own(who, ask, "Codes de secours", "Le second facteur est actif.", codes_shown(&codes))),
        Err(AppError::Usage(said)) => {
            let mut fields = Fields::of(ask, who.today);
            fields.wrong("code", said);
            let enrolment = users.pending_second_factor(&who.signed, token)?;
            Ok(page(who, ask, &fields, &enrolment)?.status(422))
        }
        Err(error) => Err(error.into()),
    }
}

fn codes_shown(codes: &[String]) -> Markup {
    html! {
        section class="card" {
            div class="card-body stack" {
                (ui::notice(Tone::Warn, html! { "Notez ces codes et gardez-les hors de l'ordinateur : ils ne seront plus affichés. Chacun remplace une fois le code de l'appareil." }))
                ol class="codes" { @for code in codes { li { code { (spaced(code)) } } } }
                p class="muted small" { "Vos sessions ouvertes ailleurs sont terminées." }
                div { a class="btn primary" href="/moi" { "C'est noté" } }
            }
        }
    }
}

fn remove(who: &Person, ask: &Ask) -> Answered {
    if let Some(page) = look_again(who, ask)? {
        return Ok(page);
    }
    who.with_users(|users| users.remove_second_factor(who.user.id, Some(&who.signed.token)))?;
    Ok(Answer::to("/moi").saying("Second facteur retiré. Vos autres sessions sont terminées."))
}

/// The QR code of an address, as a drawing of one path.
fn drawing(url: &str) -> Result<Markup, Fault> {
    let code = QRBuilder::new(url).build().map_err(|error| Fault::Failed(format!("QR code: {error:?}")))?;
    let mut path = String::new();
    for y in 0..code.size {
        for x in (0..code.size).filter(|x| code[y][*x].value()) {
            path.push_str(&format!("M{} {}h1v1h-1z", x + 4, y + 4));
        }
    }
    let side = code.size + 8;
    Ok(html! {
        svg viewBox={ "0 0 " (side) " " (side) } shape-rendering="crispEdges" aria-hidden="true" focusable="false" { path d=(path) fill="#000" {} }
    })
}

/// Letters in fours.
fn grouped(secret: &str) -> String {
    secret.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect::<Vec<_>>().join(" ")
}
