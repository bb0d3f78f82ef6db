//! The letterhead: the logo, and how the head and the foot of a letter will read.

use app::creditor::{self, Change};
use domain::access::Permission;
use domain::access::needs::{ManageCreditor, ReadBooks};
use domain::party::{CreditorProfile, Siren};
use maud::{Markup, html};

use super::{head, lacking, profile, tabs};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, form};

/// Bytes of a logo looked at; the engine's own limit is lower, and says so.
const MOST_LOGO: u64 = 2 << 20;

pub(super) fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    page(who, ask, None)
}

fn page(who: &Inside, ask: &Ask, refused: Option<&str>) -> Answered {
    let known = profile(who)?;
    let may = who.can(Permission::ManageCreditor);
    let has_logo = !known.logo.is_empty();
    let body = html! {
        (tabs(who, "/parametres/papier"))
        @if let Some(said) = refused { div class="error-summary" role="alert" tabindex="-1" autofocus { h2 { "Ce logo n'a pas été pris" } p { (said) } } }
        div class="cols cols-main mt4" {
            div class="stack" {
                section class="card" {
                    div class="card-head" { div { h2 { "Logo" } p { "PNG, JPEG ou SVG en tracés. Il est imprimé en haut de chaque courrier." } } }
                    div class="card-body stack" {
                        @if has_logo { img class="logo-seen" src=(who.url("/parametres/papier/logo")) alt={ "Logo de " (known.name) }; }
                        @else { p class="muted small" { "Aucun logo : le nom du créancier est imprimé en tête." } }
                        @if may {
                            (form::post_files(who, &who.url("/parametres/papier"), html! {
                                div class="field" { label for="logo" { @if has_logo { "Nouveau logo" } @else { "Logo" } } div class="pick" { input type="file" id="logo" name="logo" accept="image/png,image/jpeg,image/svg+xml" required; (form::choose_file(false)) } }
                                div class="row wrap" { button class="btn primary" { "Enregistrer le logo" } }
                            }))
                            @if has_logo {
                                (form::post_files(who, &who.url("/parametres/papier"), html! { (form::hidden("retirer", "oui")) button class="btn" { "Retirer le logo" } }))
                            }
                        }
                    }
                }
                (preview(&known))
            }
            aside class="stack" {
                (lacking(&known))
                section class="card" { div class="card-body stack-s small" {
                    p { "Le nom, l'adresse, le registre et le signataire viennent de l'identité." }
                    p { a href=(who.url("/parametres/creancier")) { "Modifier l'identité" } }
                } }
            }
        }
    };
    let answer = ui::page(who, ask, head(who, "Papier à lettres"), body);
    Ok(if refused.is_some() { answer.status(422) } else { answer })
}

/// What the head and the foot of a letter say.
fn preview(profile: &CreditorProfile) -> Markup {
    let siren = Siren::parse(&profile.siren).map_or_else(|_| profile.siren.clone(), |siren| siren.printed());
    let mut foot = vec![profile.name.clone()];
    foot.extend([profile.legal_form.clone()].into_iter().filter(|text| !text.is_empty()));
    if !profile.capital.is_empty() {
        foot.push(format!("au capital de {}", profile.capital));
    }
    if !siren.is_empty() {
        foot.push(if profile.rcs_city.is_empty() { format!("SIREN {siren}") } else { format!("{siren} RCS {}", profile.rcs_city) });
    }
    html! {
        section class="card" {
            div class="card-head" { h2 { "En-tête et pied des courriers" } }
            div class="card-body stack-s small" {
                p { b class="strong" { (profile.name) } @for line in &profile.address.lines { br; (line) } br; (profile.address.postal_code) " " (profile.address.city) }
                @if !profile.email.is_empty() || !profile.phone.is_empty() { p { (profile.email) @if !profile.email.is_empty() && !profile.phone.is_empty() { ", " } (profile.phone) } }
                p { @if profile.signatory_name.is_empty() { span class="muted" { "Signataire à indiquer" } } @else { (profile.signatory_name) ", " (profile.signatory_capacity) } }
                p class="muted" { (foot.join(", ")) }
            }
        }
    }
}

pub(super) fn save(who: &Scoped<ManageCreditor>, ask: &Ask) -> Answered {
    let mut change = Change { without_logo: ask.form("retirer") == "oui", ..Change::default() };
    if !change.without_logo {
        let Some(file) = ask.file("logo") else { return page(who, ask, Some("Choisissez le fichier du logo, puis enregistrez.")) };
        if file.len > MOST_LOGO {
            return page(who, ask, Some("Ce fichier dépasse 2 Mo : réduisez l'image, puis recommencez."));
        }
        let bytes = std::fs::read(&file.path).map_err(|error| Fault::Failed(error.to_string()))?;
        if let Err(said) = who.house.typesetter.logo_check(&bytes) {
            return page(who, ask, Some(&format!("« {} » : {said}.", file.name)));
        }
        change.logo = Some(bytes);
    }
    if profile(who)?.name.trim().is_empty() {
        return page(who, ask, Some("Donnez d'abord le nom du créancier, dans son identité."));
    }
    let named = who.read(|tx| Ok(tx.creditor_profile()?))?.is_some();
    if !named {
        change.texts.push((creditor::Field::Name, who.creditor.clone()));
    }
    who.write(|tx| creditor::set(tx, &change, who.today))?;
    let said = if change.without_logo { "Logo retiré." } else { "Logo enregistré." };
    Ok(Answer::to(who.url("/parametres/papier")).saying(said))
}

/// The logo itself; an SVG is shown as an image, never opened as a page.
pub(super) fn logo(who: &Scoped<ReadBooks>, _: &Ask) -> Answered {
    let known = profile(who)?;
    let bytes = who.read(|tx| creditor::logo(tx, &known))?.ok_or(Fault::NotFound)?;
    let mime = match bytes.as_slice() {
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [0xFF, 0xD8, ..] => "image/jpeg",
        _ => "image/svg+xml",
    };
    Ok(Answer::image(mime, bytes).header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox"))
}
