//! Who may open these books, and as what. Everything that changes here asks for the password again.

use app::AppError;
use app::users::{Invitation, Link, Member};
use domain::access::needs::ManageUsers;
use domain::access::{Permission, Role, allows};
use domain::ids::UserId;
use maud::{Markup, html};

use super::{PLACE, crumbs};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::pages::look_again;
use crate::route::{Answered, Route, Scoped, get, post};
use crate::ui::form::{self, Kind};
use crate::ui::{self, Head, Icon, Tone, badge, day_time, icon_small, initials};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/d/{tenant}/parametres/utilisateurs", show),
        post("/d/{tenant}/parametres/utilisateurs/inviter", invite),
        post("/d/{tenant}/parametres/utilisateurs/reprendre", take_back),
        post("/d/{tenant}/parametres/utilisateurs/{user}/role", change_role),
        post("/d/{tenant}/parametres/utilisateurs/{user}/retirer", remove),
        post("/d/{tenant}/parametres/utilisateurs/{user}/lien", reset_link),
        post("/d/{tenant}/parametres/utilisateurs/{user}/second-facteur", remove_second_factor),
    ]
}

const HERE: &str = "/parametres/utilisateurs";

fn show(who: &Scoped<ManageUsers>, ask: &Ask) -> Answered {
    page(who, ask, &Fields::of(ask, who.today))
}

fn page(who: &Scoped<ManageUsers>, ask: &Ask, fields: &Fields<'_>) -> Answered {
    let (members, invitations) = who.with_users(|users| Ok((users.members(who.tenant)?, users.invitations(who.tenant)?)))?;
    let body = html! {
        (form::summary(fields))
        div class="cols cols-main" {
            div class="stack" {
                section class="card" {
                    (ui::title_with("Utilisateurs", "Un rôle retiré ou changé vaut dès la page suivante.", html! {}))
                    ul class="list" role="list" { @for member in &members { (line(who, member)) } }
                }
                @if !invitations.is_empty() { (waiting(who, &invitations)) }
                (table())
            }
            aside class="stack" { (inviting(who, fields)) }
        }
    };
    Ok(ui::page(who, ask, head(who), body))
}

fn head<'a>(who: &Scoped<ManageUsers>) -> Head<'a> {
    Head { title: "Utilisateurs et rôles", crumbs: crumbs(who), place: PLACE, ..Head::default() }
}

fn line(who: &Scoped<ManageUsers>, member: &Member) -> Markup {
    let (user, profile) = (member.account.user, &member.account.profile);
    let own = user == who.user.id;
    let at = |what: &str| who.url(&format!("{HERE}/{user}/{what}"));
    html! {
        li class="member" id=(user) {
            span class="mono-av round" aria-hidden="true" { (initials(&profile.name)) }
            div class="grow" {
                b class="strong" { (profile.name) } @if own { " " span class="muted small" { "(vous)" } }
                div class="muted small" { (profile.email) }
                div class="row wrap mt2" {
                    @if member.account.disabled_on.is_some() { (badge(Tone::Danger, "Désactivé")) }
                    @if member.account.has_second_factor { (badge(Tone::Ok, "Second facteur")) } @else { (badge(Tone::Warn, "Mot de passe seul")) }
                }
                details class="data-alt" {
                    summary { "Mot de passe, appareil, accès" }
                    div class="row wrap mt2" {
                        (form::button(who, &at("lien"), "btn sm", html! { "Lien pour un nouveau mot de passe" }))
                        @if member.account.has_second_factor { (form::button(who, &at("second-facteur"), "btn sm", html! { "Retirer le second facteur" })) }
                        (form::button(who, &at("retirer"), "btn sm danger", html! { "Retirer l'accès" span class="vh" { " de " (profile.name) } }))
                    }
                }
            }
            (form::post_with(who, &at("role"), "row", html! {
                label class="vh" for={ "role-" (user) } { "Rôle de " (profile.name) }
                select class="select" id={ "role-" (user) } name="role" {
                    @for role in Role::ALL { option value=(role.word()) selected[*role == member.role] { (role.french()) } }
                }
                button class="btn sm" { "Changer" }
            }))
        }
    }
}

fn waiting(who: &Scoped<ManageUsers>, invitations: &[Invitation]) -> Markup {
    html! {
        section class="card" {
            (ui::title_with("Invitations en attente", "Un lien n'est montré qu'à sa création. Invitez de nouveau pour en obtenir un autre.", html! {}))
            ul class="list" role="list" {
                @for invitation in invitations {
                    li {
                        div class="grow" { b class="strong" { (invitation.email) } div class="muted small" { (invitation.role.french()) ", jusqu'au " (day_time(invitation.until)) } }
                        (form::post_with(who, &who.url(&format!("{HERE}/reprendre")), "inline", html! {
                            (form::hidden("invitation", &invitation.handle))
                            button class="btn sm" { "Reprendre" span class="vh" { " l'invitation de " (invitation.email) } }
                        }))
                    }
                }
            }
        }
    }
}

fn inviting(who: &Scoped<ManageUsers>, fields: &Fields<'_>) -> Markup {
    let roles: Vec<(&str, &str)> = Role::ALL.iter().rev().map(|role| (role.word(), role.french())).collect();
    html! {
        section class="card" {
            (ui::title_with("Inviter", "Quittance n'envoie pas de courriel : vous remettez le lien vous-même.", html! {}))
            div class="card-body" {
                (form::post(who, &who.url(&format!("{HERE}/inviter")), html! {
                    (form::field(fields, "courriel", "Adresse e-mail", Kind::Email, "De la personne invitée."))
                    (form::select(fields, "role", "Rôle", &roles, ""))
                    div { button class="btn primary" { "Créer le lien d'invitation" } }
                }))
            }
        }
    }
}

/// What each role may do, as the one table says.
fn table() -> Markup {
    html! {
        section class="card" {
            (ui::title_with("Ce que chaque rôle peut faire", "", html! {}))
            div class="table-wrap" tabindex="0" role="region" aria-label="Droits de chaque rôle" {
                table class="table stackable matrix" {
                    thead { tr { th scope="col" { "Droit" } @for role in Role::ALL { th scope="col" { (role.french()) } } } }
                    tbody {
                        @for permission in Permission::ALL {
                            tr {
                                th scope="row" { (permission.french()) }
                                @for role in Role::ALL {
                                    td class=[(!allows(*role, *permission)).then_some("hide-s")] data-l=(role.french()) { @if allows(*role, *permission) { (icon_small(Icon::Check)) span class="vh" { "oui" } } @else { span class="muted" aria-hidden="true" { "–" } span class="vh" { "non" } } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn invite(who: &Scoped<ManageUsers>, ask: &Ask) -> Answered {
    if let Some(page) = look_again(who, ask)? {
        return Ok(page);
    }
    let mut fields = Fields::of(ask, who.today);
    let email = fields.required("courriel", 254, "Donnez l'adresse e-mail de la personne.");
    let role = role_of(ask, &mut fields);
    let Some(role) = role.filter(|_| !fields.has_problems()) else { return Ok(page(who, ask, &fields)?.status(422)) };
    let author = who.user.id.to_string();
    match who.house.users(&author, who.today, who.now).invite(who.tenant, &email, role) {
        Ok(link) => {
            let said = format!("Pour {email}, comme {}.", role.french().to_lowercase());
            Ok(link_page(who, ask, "Lien d'invitation", &said, "invitation", &link))
        }
        Err(AppError::Usage(said)) => {
            fields.wrong("courriel", said);
            Ok(page(who, ask, &fields)?.status(422))
        }
        Err(error) => Err(error.into()),
    }
}

fn role_of(ask: &Ask, fields: &mut Fields<'_>) -> Option<Role> {
    let role = Role::of_word(ask.form("role"));
    if role.is_none() {
        fields.wrong("role", "Choisissez un rôle dans la liste.");
    }
    role
}

/// The link, shown once.
fn link_page(who: &Scoped<ManageUsers>, ask: &Ask, title: &'static str, said: &str, path: &str, link: &Link) -> Answer {
    let scheme = if who.house.setting.secure { "https" } else { "http" };
    let address = format!("{scheme}://{}/{path}/{}", ask.host, link.token);
    let body = html! {
        section class="card" {
            div class="card-body stack" {
                (ui::notice(Tone::Warn, html! { "Ce lien ne sera plus montré. Il sert une fois, jusqu'au " (day_time(link.until)) ". Remettez-le à cette personne seule : qui l'ouvre agit à sa place." }))
                p { (said) }
                div class="field" { label for="lien" { "Lien" } input class="input" id="lien" readonly value=(address) data-focus; }
                div { a class="btn primary" href=(who.url(HERE)) { "C'est transmis" } }
            }
        }
    };
    let mut head = head(who);
    head.crumbs.push(("Utilisateurs et rôles", who.url(HERE)));
    head.title = title;
    ui::page(who, ask, head, body)
}

fn take_back(who: &Scoped<ManageUsers>, ask: &Ask) -> Answered {
    if let Some(page) = look_again(who, ask)? {
        return Ok(page);
    }
    let there = who.with_users(|users| users.take_back(who.tenant, ask.form("invitation")))?;
    let said = if there { "Invitation reprise : son lien ne fonctionne plus." } else { "Cette invitation n'attendait plus." };
    Ok(Answer::to(who.url(HERE)).saying(said))
}

/// Somebody of these books; anybody else does not exist.
fn member(who: &Scoped<ManageUsers>, ask: &Ask) -> Result<Member, Fault> {
    let user: UserId = ask.path("user")?;
    let members = who.with_users(|users| users.members(who.tenant))?;
    members.into_iter().find(|member| member.account.user == user).ok_or(Fault::NotFound)
}

fn change_role(who: &Scoped<ManageUsers>, ask: &Ask) -> Answered {
    let member = member(who, ask)?;
    if let Some(page) = look_again(who, ask)? {
        return Ok(page);
    }
    let mut fields = Fields::of(ask, who.today);
    let Some(role) = role_of(ask, &mut fields) else { return Ok(page(who, ask, &fields)?.status(422)) };
    let user = member.account.user;
    changed(
        who,
        ask,
        user,
        |users| users.give_role(user, who.tenant, role),
        &format!("{} : {}.", member.account.profile.name, role.french()),
    )
}

fn remove(who: &Scoped<ManageUsers>, ask: &Ask) -> Answered {
    let member = member(who, ask)?;
    if let Some(page) = look_again(who, ask)? {
        return Ok(page);
    }
    let user = member.account.user;
    let said = format!("{} n'a plus accès à ce dossier.", member.account.profile.name);
    changed(who, ask, user, |users| users.take_role(user, who.tenant), &said)
}

/// Does it and comes back; what is refused is said on the page, at the user concerned.
fn changed(
    who: &Scoped<ManageUsers>,
    ask: &Ask,
    user: UserId,
    work: impl FnOnce(&app::users::Users<'_>) -> app::Result<()>,
    said: &str,
) -> Answered {
    let author = who.user.id.to_string();
    match work(&who.house.users(&author, who.today, who.now)) {
        // Who took away one's own right to be here goes where it is not needed.
        Ok(()) if user == who.user.id => Ok(Answer::to("/dossiers").saying(said)),
        Ok(()) => Ok(Answer::to(who.url(HERE)).saying(said)),
        Err(AppError::Refused(why) | AppError::Usage(why)) => {
            let mut fields = Fields::of(ask, who.today);
            fields.wrong(&user.to_string(), why);
            Ok(page(who, ask, &fields)?.status(422))
        }
        Err(error) => Err(error.into()),
    }
}

/// Only who owns all the books that a user may open may open the user's account.
fn may_open(who: &Scoped<ManageUsers>, member: &Member) -> Result<(), Fault> {
    if who.with_users(|users| users.owns_all_of(who.user.id, member.account.user))? {
        return Ok(());
    }
    Err(Fault::Refused(format!(
        "{} a aussi accès à d'autres dossiers, dont vous n'êtes pas propriétaire : son compte n'est pas à vous. Sur la machine qui héberge Quittance : quittance user reset.",
        member.account.profile.name
    )))
}

fn reset_link(who: &Scoped<ManageUsers>, ask: &Ask) -> Answered {
    let member = member(who, ask)?;
    if let Some(page) = look_again(who, ask)? {
        return Ok(page);
    }
    may_open(who, &member)?;
    let link = who.with_users(|users| users.reset_link(member.account.user))?;
    let said = format!(
        "Pour {} ({}). Ses sessions se termineront quand le nouveau mot de passe sera choisi.",
        member.account.profile.name, member.account.profile.email
    );
    Ok(link_page(who, ask, "Lien pour un nouveau mot de passe", &said, "reinitialisation", &link))
}

fn remove_second_factor(who: &Scoped<ManageUsers>, ask: &Ask) -> Answered {
    let member = member(who, ask)?;
    if let Some(page) = look_again(who, ask)? {
        return Ok(page);
    }
    may_open(who, &member)?;
    let own = (member.account.user == who.user.id).then_some(&who.signed.token);
    who.with_users(|users| users.remove_second_factor(member.account.user, own))?;
    let said = format!("Second facteur de {} retiré : un mot de passe suffit désormais.", member.account.profile.name);
    Ok(Answer::to(who.url(HERE)).saying(said))
}
