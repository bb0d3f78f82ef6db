//! The right column of a card: what comes next and why, what may be asked, what runs, who to speak to.

use app::agenda::ActionRef;
use app::card::{Card, hold_cause};
use domain::Date;
use domain::access::Permission;
use domain::dunning::{Action, Decision, PromiseStanding};
use domain::events::{Channel, Proceeding};
use domain::french::{date_short, money_fr};
use domain::ids::DebtorId;
use domain::letters::DocumentKind;
use domain::money::Currency;
use maud::{Markup, html};

use super::{People, card_url, spaced, to_do};
use crate::pages::agenda::{Asked, carried};
use crate::route::Inside;
use crate::ui::{self, Icon, Tone, form};

/// What would be done, why, and why not the rest.
pub(super) fn next(who: &Inside, card: &Card, day: Date) -> Markup {
    let title = card.scenario.as_ref().map(|scenario| scenario.title.as_str()).unwrap_or_default();
    html! {
        section class="card accent first-s" {
            div class="card-head plain" { h2 { "Prochaine étape" } span class="small muted" { (title) } }
            div class="card-body stack-s" {
                @match &card.next {
                    Err(why) => { p { (why) } }
                    Ok(decision) => { (decided(who, card, decision, day)) }
                }
            }
        }
    }
}

fn decided(who: &Inside, card: &Card, decision: &Decision, day: Date) -> Markup {
    html! {
        @for (at, action) in decision.actions.iter().enumerate() {
            div class="act stack-s" {
                p {
                    b { (to_do(action)) }
                    @if action.document.is_some() { " : " (ui::money(action.asked, action.currency)) ", par " (action.channel.french()) "." } @else { " sur " (ui::money(action.asked, action.currency)) "." }
                }
                ul class="points" { @for reason in &action.reasons { li { (ui::unbroken(&reason.to_string())) } } }
                @if day == who.today && who.can(Permission::DecideActions) { (decide(who, action, at == 0)) }
            }
        }
        @if decision.actions.is_empty() {
            p { b { "Rien à faire ce jour." } @if let Some(again) = decision.look_again_on { " À revoir le " (ui::day(again)) "." } }
        }
        @for repair in &decision.repairs {
            (ui::notice(Tone::Warn, html! { (repair.mend) " " span class="muted" { (money_fr(repair.amount, repair.currency)) " en attente." } }))
        }
        @if !decision.held.is_empty() {
            details open[decision.actions.is_empty()] {
                summary class="small" { "Pourquoi pas le reste" }
                ul class="points small" { @for held in decision.held.iter().take(12) { li { (ui::unbroken(&numbers(card, &held.claims))) " : " (ui::unbroken(&ui::after_colon(&held.because.to_string()))) } } }
                @if decision.held.len() > 12 { p class="small muted" { "et " (app::words::counted(decision.held.len() as u64 - 12, "autre raison", "autres raisons")) } }
            }
        }
    }
}

/// What a person may do with the action, as in the agenda; the first one is in full colour.
fn decide(who: &Inside, action: &Action, first: bool) -> Markup {
    let class = if first { "btn primary grow" } else { "btn grow" };
    let name = ActionRef::of(action);
    let agenda = |what: &str| who.url(&format!("/agenda/{name}/{what}"));
    html! {
        div class="row wrap mt2" {
            @if action.document.is_some() {
                a class=(class) href=(who.url(&format!("/apercu/{name}"))) { "Relire et approuver" }
            } @else if action.channel == Channel::Call {
                a class=(class) href=(agenda("appel")) { (ui::icon(Icon::Phone)) "Consigner l'appel" }
            } @else {
                form method="post" action=(agenda("approuver")) class="contents" {
                    (form::hidden_token(who)) (carried(&Asked::default(), action, None))
                    button class=(class) { (ui::icon(Icon::Check)) "C'est fait" }
                }
            }
            a class="btn" href=(agenda("reporter")) { "Reporter" }
        }
    }
}

/// The invoice numbers of claims, a few of them.
pub(crate) fn numbers(card: &Card, claims: &[domain::ids::ClaimId]) -> String {
    let name = |id| card.facts.claims.iter().find(|claim| claim.id == id).map(|claim| claim.number.clone());
    let mut said: Vec<String> = claims.iter().take(4).filter_map(|id| name(*id)).collect();
    if claims.len() > 4 {
        said.push(app::words::counted(claims.len() as u64 - 4, "autre", "autres"));
    }
    said.join(", ")
}

/// What may be asked, line by line.
pub(super) fn asked(card: &Card) -> Markup {
    html! {
        @for sums in &card.sums {
            section class="card" {
                div class="card-head" { div { h2 { "Demandable ce jour" } p { "Principal, hors intérêts et indemnités." } } }
                div class="card-body" {
                    dl class="dl" {
                        @for line in &sums.explained { dt { (line.label) } dd { (ui::money(line.amount, sums.currency)) } }
                        dt class="sum" { "Peut être demandé" } dd class="sum" { (ui::money(sums.asked, sums.currency)) }
                    }
                    @if sums.explained.iter().any(|line| !line.why.is_empty()) {
                        details class="small mt1" {
                            summary { "Le détail, facture par facture" }
                            ul class="points" { @for line in &sums.explained { @for why in line.why.iter().take(20) { li { (why) } } } }
                        }
                    }
                }
            }
        }
    }
}

/// Promises, plans, holds and proceedings that run, with the way to end each.
pub(super) fn running(who: &Inside, card: &Card, day: Date) -> Markup {
    let (promises, plans, holds) = (card.promises(day), card.plans(day), card.holds(day).collect::<Vec<_>>());
    let proceedings: Vec<_> =
        card.facts.insolvencies.iter().filter(|one| one.judgment_on <= day && one.closed_on.is_none_or(|end| end > day)).collect();
    let live: Vec<_> = promises.iter().filter(|(_, standing)| *standing != PromiseStanding::Kept).collect();
    if live.is_empty() && plans.is_empty() && holds.is_empty() && proceedings.is_empty() {
        return html! {};
    }
    let may = who.can(Permission::RecordDunning) && day == who.today;
    let end = |what: String, words: &str| html! { @if may { (form::button(who, &format!("{}/{what}", card_url(who, card.row.id)), "btn sm", html! { (words) })) } };
    html! {
        section class="card" {
            div class="card-head" { h2 { "En cours" } }
            ul class="list" role="list" {
                @for (promise, standing) in live {
                    li { div class="grow" {
                        b { "Promesse de " (money_fr(promise.amount, currency_of(card, &promise.claims))) " pour le " (date_short(promise.by)) }
                        div class="small muted" { (promise_words(*standing)) " · " (ui::unbroken(&numbers(card, &promise.claims))) }
                    } (end(format!("promesses/{}/annulation", promise.id.0), "Annuler")) }
                }
                @for (plan, standing) in &plans {
                    li { div class="grow" {
                        b { "Échéancier en " (plan.dues.len()) " fois, depuis le " (date_short(plan.on)) }
                        div class="small muted" {
                            @if let Some(since) = standing.behind_since { "En retard depuis le " (date_short(since)) ", il manque " (money_fr(standing.missing, currency_of(card, &plan.claims))) }
                            @else { "Respecté" }
                            @if let Some((on, cents)) = standing.next { " · prochaine : " (money_fr(cents, currency_of(card, &plan.claims))) " le " (date_short(on)) }
                        }
                    } (end(format!("echeanciers/{}/fin", plan.id.0), "Terminer")) }
                }
                @for hold in &holds {
                    li { div class="grow" {
                        b { "Relances suspendues" } @if let Some(claim) = hold.claim { " sur " (numbers(card, &[claim])) }
                        div class="small muted" { (hold_cause(hold.cause)) ", depuis le " (date_short(hold.on)) @if let Some(until) = domain::collectable::hold_end(hold.cause, hold.until) { ", jusqu'au " (date_short(until)) } }
                    } (end(format!("suspensions/{}/levee", hold.id.0), "Reprendre")) }
                }
                @for one in &proceedings {
                    li { div class="grow" { b { (proceeding(one.proceeding)) } div class="small muted" { "Jugement du " (date_short(one.judgment_on)) } }
                        (end(format!("procedures/{}/cloture", one.id.0), "Clore")) }
                }
            }
        }
    }
}

/// A proceeding in words.
pub(crate) fn proceeding(of: Proceeding) -> &'static str {
    match of {
        Proceeding::Safeguard => "Sauvegarde",
        Proceeding::Reorganisation => "Redressement judiciaire",
        Proceeding::Liquidation => "Liquidation judiciaire",
    }
}

fn currency_of(card: &Card, claims: &[domain::ids::ClaimId]) -> Currency {
    card.facts.claims.iter().find(|claim| claims.contains(&claim.id)).map_or(Currency::EUR, |claim| claim.currency)
}

/// Where a promise stands, in words.
pub(crate) fn promise_words(standing: PromiseStanding) -> String {
    match standing {
        PromiseStanding::Running { until } => format!("court jusqu'au {} inclus", date_short(until)),
        PromiseStanding::Unverified { known_through: Some(day) } => format!("règlements connus jusqu'au {} seulement", date_short(day)),
        PromiseStanding::Unverified { known_through: None } => "règlements pas encore connus".to_owned(),
        PromiseStanding::Kept => "tenue".to_owned(),
        PromiseStanding::Broken { since } => format!("non tenue depuis le {}", date_short(since)),
    }
}

pub(super) fn contacts(who: &Inside, card: &Card) -> Markup {
    let details = card.details.clone().unwrap_or_default();
    let edit = format!("{}/fiche", card_url(who, card.row.id));
    html! {
        section class="card" {
            div class="card-head" { h2 { "Contacts" } @if who.can(Permission::ManageDebtors) { a class="btn sm quiet" href=(edit) { "Modifier" } } }
            ul class="list" role="list" {
                @if !details.email.is_empty() || !details.phone.is_empty() {
                    li { div class="grow" { b { "Adresse générale" } (reached(&details.email, &details.phone)) } }
                }
                @for person in &details.contacts {
                    li {
                        span class="mono-av round" aria-hidden="true" { (ui::initials(&person.name)) }
                        div class="grow" { b { (person.name) } div class="muted small" { (role(&person.role)) } (reached(&person.email, &person.phone)) }
                    }
                }
                @if details.email.is_empty() && details.phone.is_empty() && details.contacts.is_empty() {
                    li class="muted small" { "Aucun courriel ni téléphone connu." }
                }
            }
        }
    }
}

fn reached(email: &str, phone: &str) -> Markup {
    html! {
        @if !email.is_empty() { div class="small" { a class="break" href={ "mailto:" (email) } { (email) } } }
        @if !phone.is_empty() { div class="small" { a class="nowrap" href={ "tel:" (phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect::<String>()) } { (phone) } } }
    }
}

/// What a contact does at the debtor's.
pub(crate) fn role(word: &str) -> &str {
    match word {
        "accounts" => "Comptabilité fournisseurs",
        "approver" => "Valide les factures",
        "legal" => "Juridique",
        "" => "Interlocuteur",
        other => other,
    }
}

pub(super) fn identity(who: &Inside, card: &Card, people: &People) -> Markup {
    let details = card.details.clone().unwrap_or_default();
    let (row, may) = (&card.row, who.can(Permission::ManageDebtors));
    let url = |what: &str| format!("{}/{what}", card_url(who, row.id));
    let terms = card.facts.terms.iter().chain(&card.tenant.terms).filter_map(|terms| terms.terms).next();
    html! {
        section class="card" {
            div class="card-head" { h2 { "Identité" } @if may { a class="btn sm quiet" href=(url("fiche")) { "Modifier" } } }
            div class="card-body" { dl class="dl" {
                dt { "Nature" } dd { @if may { a href=(url("nature")) { (card.kind.french()) } } @else { (card.kind.french()) } }
                @if !row.siren.is_empty() { dt { "SIREN" } dd class="num nowrap" { (spaced(&row.siren)) } }
                @if !row.vat.is_empty() { dt { "TVA" } dd class="num break" { (row.vat) } }
                dt { "Adresse" }
                dd { @if details.address.is_deliverable() {
                    @for line in &details.address.lines { (line) br; } (details.address.postal_code) " " (details.address.city)
                    @if !details.address.country.is_empty() { br; (details.address.country) }
                } @else { "inconnue" } }
                dt { "Conditions" }
                dd { @let said = terms.map_or_else(|| "à préciser".to_owned(), domain::due_date::words::french); @if may { a href=(url("conditions")) { (said) } } @else { (said) } }
                dt { "Scénario" }
                dd { @let said = card.scenario.as_ref().map_or("aucun", |scenario| scenario.title.as_str()); @if who.can(Permission::DecideActions) { a href=(url("scenario")) { (said) } } @else { (said) } }
                dt { "Suivi par" }
                dd { @let said = card.follower.map_or_else(|| "aucun responsable".to_owned(), |(user, _)| people.name(user)); @if may { a href=(url("suivi")) { (said) } } @else { (said) } }
            } }
        }
    }
}

pub(super) fn documents(who: &Inside, card: &Card) -> Markup {
    let letters: Vec<_> = card.facts.contacts.iter().rev().filter(|contact| !contact.document.is_empty()).take(6).collect();
    html! {
        @if !card.pieces.is_empty() || !letters.is_empty() {
            section class="card" {
                div class="card-head" { h2 { "Documents" } }
                ul class="list" role="list" {
                    @for letter in letters {
                        li { (ui::icon(channel_icon(letter.channel))) a class="grow" href=(who.url(&format!("/courriers/{}", letter.id.0))) { (document_words(&letter.document)) } span class="muted small" { (date_short(letter.on)) } }
                    }
                    @for piece in &card.pieces { (piece_line(who, piece)) }
                }
            }
        }
    }
}

/// How a channel is drawn.
pub(crate) fn channel_icon(channel: Channel) -> Icon {
    match channel {
        Channel::Email => Icon::Mail,
        Channel::Letter | Channel::RegisteredLetter => Icon::Letter,
        Channel::Call => Icon::Phone,
        Channel::Task => Icon::Agenda,
    }
}

/// A file with its name and size.
pub(crate) fn piece_line(who: &Inside, piece: &store::PieceRow) -> Markup {
    let name = if piece.name.is_empty() { "Pièce" } else { piece.name.as_str() };
    html! {
        li { (ui::icon(Icon::File))
            @match piece.size {
                Some(size) => { a class="grow break" href=(who.url(&format!("/pieces/{}", piece.id.0))) { (name) } span class="muted small nowrap" { (weight(size)) } }
                None => { span class="grow muted" { "Pièce effacée" } }
            }
        }
    }
}

/// A number of bytes for people.
pub(crate) fn weight(bytes: i64) -> String {
    match bytes {
        ..1_024 => format!("{bytes}\u{a0}o"),
        1_024..1_048_576 => format!("{}\u{a0}Ko", (bytes + 512) / 1_024),
        _ => format!("{},{}\u{a0}Mo", bytes / 1_048_576, bytes % 1_048_576 * 10 / 1_048_576),
    }
}

/// A document as users name it.
pub(crate) fn document_words(word: &str) -> &'static str {
    match DocumentKind::parse(word) {
        Some(DocumentKind::PreDueNotice) => "Avis avant échéance",
        Some(DocumentKind::Reminder) => "Relance",
        Some(DocumentKind::WarningReminder) => "Relance avant mise en demeure",
        Some(DocumentKind::FormalNotice) => "Mise en demeure",
        Some(DocumentKind::ThankYou) => "Remerciement",
        Some(DocumentKind::CallConfirmation) => "Compte rendu d'appel",
        Some(DocumentKind::Statement) => "Décompte",
        None => "Courrier",
    }
}

/// What else can be recorded or changed: rare acts, behind one button.
pub(super) fn more(who: &Inside, debtor: DebtorId) -> Markup {
    let all: [(&str, &str, Permission); 10] = [
        ("avoir", "Saisir un avoir", Permission::RecordMoney),
        ("remboursement", "Inscrire un remboursement", Permission::RecordMoney),
        ("mandat", "Inscrire un mandat de prélèvement", Permission::ManageDebtors),
        ("echeancier", "Accorder un échéancier", Permission::RecordDunning),
        ("suspension", "Suspendre les relances", Permission::RecordDunning),
        ("procedure", "Inscrire une procédure collective", Permission::RecordDunning),
        ("scenario", "Changer de scénario", Permission::DecideActions),
        ("conditions", "Conditions de règlement", Permission::ManageDebtors),
        ("nature", "Nature du débiteur", Permission::ManageDebtors),
        ("reunion", "Réunir avec une autre fiche", Permission::ManageDebtors),
    ];
    let url = |path: &str| format!("{}/{path}", card_url(who, debtor));
    let shown = all.iter().filter(|(_, _, permission)| who.can(*permission)).map(|(path, words, _)| (url(path), *words)).collect();
    let grave = who.can(Permission::ManageData).then(|| (url("effacement"), "Effacer les données personnelles"));
    ui::more(shown, grave)
}
