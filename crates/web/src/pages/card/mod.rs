//! The card of a debtor (screen 3): everything known of it on a day, what would be done and why, and the ways to record more.

mod agreements;
mod erase;
mod follow;
mod money;
mod notes;
mod pace;
mod refund;
mod rules;
mod sheet;
mod side;
mod story;
mod tables;

use app::card::Card;
use domain::Date;
use domain::access::Permission;
use domain::access::needs::ReadBooks;
use domain::events::Channel;
use domain::facts::UnmatchedFacts;
use domain::ids::DebtorId;
use domain::letters::DocumentKind;
use domain::party::DebtorKind;
use maud::{Markup, html};

use super::people::People;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::{Fields, day_of};
use crate::route::{Answered, Inside, Route, Scoped, get};
use crate::ui::{self, Head, Icon, Tone, form};

pub(crate) use side::{piece_line, promise_words};
pub(crate) use tables::{lateness, standing as standing_badge};

pub(crate) fn routes() -> Vec<Route> {
    let mut all = vec![get("/d/{tenant}/debiteurs/{debtor}", show)];
    for more in [
        agreements::routes(),
        erase::routes(),
        follow::routes(),
        money::routes(),
        notes::routes(),
        refund::routes(),
        rules::routes(),
        sheet::routes(),
    ] {
        all.extend(more);
    }
    all
}

/// The day and the moment a page is asked for: `?au=` and `?connu=`.
pub(crate) struct AsOf {
    /// The day of the figures.
    pub day: Date,
    /// As known at the end of that day.
    pub known: Option<Date>,
    /// What was not understood.
    pub trouble: Option<String>,
}

impl AsOf {
    /// From the address.
    pub fn of(ask: &Ask, today: Date) -> AsOf {
        let mut trouble = None;
        let mut read = |name: &str| {
            let typed = ask.query(name)?;
            let day = day_of(typed, today).filter(|day| (1900..=2200).contains(&day.year()));
            if day.is_none() {
                trouble =
                    Some(format!("« {typed} » n'est pas une date comprise. Écrivez par exemple {}.", domain::french::date_short(today)));
            }
            day
        };
        let (day, known) = (read("au").unwrap_or(today), read("connu"));
        AsOf { day, known, trouble }
    }

    /// The end of the day asked, in microseconds since 1970 UTC.
    pub fn known_at(&self) -> Option<i64> {
        let zone = jiff::tz::TimeZone::get("Europe/Paris").unwrap_or(jiff::tz::TimeZone::UTC);
        let next = self.known?.tomorrow().ok()?;
        Some(next.to_zoned(zone).ok()?.timestamp().as_microsecond() - 1)
    }

    /// Whether this is another moment than now.
    pub fn is_other(&self, today: Date) -> bool {
        self.day != today || self.known.is_some()
    }
}

/// A debtor of these books, or nothing of that name.
pub(crate) fn debtor_of(who: &Inside, ask: &Ask) -> Result<(DebtorId, String), Fault> {
    let id: DebtorId = ask.path("debtor")?;
    let found = who.read(|tx| Ok(tx.debtor(id)?.zip(Some(tx.debtor_details(id)?))))?;
    let (row, details) = found.ok_or(Fault::NotFound)?;
    let name = details.map(|details| details.name).filter(|name| !name.trim().is_empty()).unwrap_or(row.code);
    Ok((id, name))
}

/// What the books hold of a debtor, where there is one.
pub(crate) fn debtor_books(who: &Inside, debtor: DebtorId) -> Result<Option<domain::facts::DebtorFacts>, Fault> {
    who.read(|tx| if tx.debtor(debtor)?.is_some() { Ok(tx.debtor_facts(debtor)?) } else { Ok(None) })
}

/// The address of a debtor's card.
pub(crate) fn card_url(who: &Inside, debtor: DebtorId) -> String {
    who.url(&format!("/debiteurs/{}", debtor.0))
}

/// What a use case answered: done, or words that belong above the form.
pub(crate) fn attempt<T>(result: Result<T, Fault>, fields: &mut Fields<'_>, name: &str) -> Result<Option<T>, Fault> {
    match result {
        Ok(done) => Ok(Some(done)),
        Err(Fault::Refused(said) | Fault::Bad(said)) => {
            fields.wrong(name, said);
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// A page with one form about a debtor; 422 when something is wrong with it.
pub(crate) fn form_page(
    who: &Inside,
    ask: &Ask,
    (debtor, name): (DebtorId, &str),
    (title, button): (&str, &str),
    fields: &Fields<'_>,
    body: Markup,
) -> crate::answer::Answer {
    page_with(who, ask, (debtor, name), (title, html! { button class="btn primary" { (button) } }), fields, body)
}

/// The same with a button of its own.
fn page_with(
    who: &Inside,
    ask: &Ask,
    (debtor, name): (DebtorId, &str),
    (title, button): (&str, Markup),
    fields: &Fields<'_>,
    body: Markup,
) -> crate::answer::Answer {
    let page = html! {
        (form::summary(fields))
        section class="card form-card" { div class="card-body" {
            (form::post(who, &ask.url, html! {
                (body)
                div class="row wrap mt2" { (button) a class="btn" href=(card_url(who, debtor)) { "Abandonner" } }
            }))
        } }
    };
    page_about(who, ask, (debtor, name), title, page).status(if fields.has_problems() { 422 } else { 200 })
}

/// A page about a debtor, under its name.
fn page_about(who: &Inside, ask: &Ask, (debtor, name): (DebtorId, &str), title: &str, page: Markup) -> crate::answer::Answer {
    let head = Head {
        title,
        crumbs: vec![("Débiteurs", who.url("/debiteurs")), (name, card_url(who, debtor))],
        sub: Some(html! { (name) }),
        place: "/debiteurs",
        ..Head::default()
    };
    ui::page(who, ask, head, page)
}

fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let debtor: DebtorId = ask.path("debtor")?;
    let as_of = AsOf::of(ask, who.today);
    let day = as_of.day;
    if who.read(|tx| Ok(tx.debtor(debtor)?))?.is_none() {
        return Err(Fault::NotFound);
    }
    let card = who.read(|tx| app::card::card(tx, debtor, day, as_of.known_at()))?;
    let people = People::of(who)?;
    let story = story::page(who, ask, &card, &people, day)?;
    if ask.is_htmx() && ask.target() == "historique" {
        return Ok(crate::answer::Answer::html(story));
    }
    // Mandates and batches are those of now: another moment says nothing of them.
    let debited = if as_of.is_other(who.today) {
        html! {}
    } else {
        super::debits::panel(who, &card.facts)?
    };
    let head = Head {
        title: card.name(),
        beside: Some(badges(&card, day)),
        sub: Some(sub(&card, &people)),
        crumbs: vec![("Débiteurs", who.url("/debiteurs"))],
        actions: Some(actions(who, debtor)),
        place: "/debiteurs",
    };
    let body = html! {
        (moment(ask, &as_of, who.today))
        (waiting_money(who, &card, day))
        (refund::notice(who, &card.facts, day))
        (tables::sums(&card, day))
        div class="split-flow mt4" { div class="cols cols-main split-s" {
            div class="stack" {
                (tables::open_claims(who, &card))
                (notes::panel(who, &card, &people))
                (side::documents(who, &card))
                (pace::habits(&card))
                (story)
            }
            aside class="stack" {
                (side::next(who, &card, day))
                (side::asked(&card))
                (side::running(who, &card, day))
                (debited)
                (side::contacts(who, &card))
                (side::identity(who, &card, &people))
            }
        } }
    };
    Ok(ui::page(who, ask, head, body))
}

/// Money on the bank that may be this debtor's, each line once.
fn waiting_money(who: &Inside, card: &Card, day: Date) -> Markup {
    let mut lines: Vec<&UnmatchedFacts> = Vec::new();
    let running = |held: &&UnmatchedFacts| held.on <= day && held.ended_on.is_none_or(|ended| ended > day);
    for held in card.facts.unmatched.iter().filter(running) {
        lines.retain(|known| known.line != held.line);
        lines.push(held);
    }
    html! {
        @for held in lines {
            (ui::notice(Tone::Warn, html! {
                (ui::money(held.amount, held.currency)) " reçus à la banque le " (ui::day(held.booked_on)) " sont peut-être de ce débiteur : "
                @if held.until >= day { "rien ne lui est adressé jusqu'au " (ui::day(held.until)) " au plus tard. " } @else { "l'attente est finie depuis le " (ui::day(held.until)) ". " }
                a href=(super::bank::place_of(who, held.line)) { "Voir la ligne" }
            }))
        }
    }
}

/// That the figures are those of another day, and the way to choose one.
fn moment(ask: &Ask, as_of: &AsOf, today: Date) -> Markup {
    let path = ask.url.split('?').next().unwrap_or("/");
    html! {
        @if let Some(trouble) = &as_of.trouble { (ui::notice(Tone::Warn, html! { (trouble) })) }
        @if as_of.is_other(today) {
            (ui::notice(Tone::Info, html! {
                "Situation au " (ui::day(as_of.day))
                @if let Some(known) = as_of.known { ", telle que connue le " (ui::day(known)) }
                ". " a href=(path) { "Revenir à aujourd'hui" }
            }))
        }
        details class="no-print small since" {
            summary { "Voir à une autre date" }
            form method="get" action=(path) class="row wrap mt1" {
                div class="field" { label for="au" { "Situation au" } input class="input sm date" id="au" name="au" value=(domain::french::date_short(as_of.day)); }
                div class="field" { label for="connu" { "Telle que connue le (facultatif)" } input class="input sm date" id="connu" name="connu" value=(as_of.known.map(domain::french::date_short).unwrap_or_default()); }
                button class="btn sm" { "Recalculer" }
            }
        }
    }
}

fn badges(card: &Card, day: Date) -> Markup {
    let action = card.next.as_ref().ok().and_then(|decision| decision.actions.first());
    let disputes = card.facts.claims.iter().flat_map(|claim| &claim.disputes);
    let disputes = disputes.filter(|dispute| dispute.on <= day && dispute.closed_on.is_none_or(|end| end > day)).count();
    html! {
        @if let Some(action) = action { (ui::badge(if action.document == Some(DocumentKind::FormalNotice) { Tone::Danger } else { Tone::Info }, &to_do(action))) }
        @if disputes > 0 { (ui::badge(Tone::Dispute, &app::words::counted(disputes as u64, "litige", "litiges"))) }
        @if card.holds(day).next().is_some() { (ui::badge(Tone::Warn, "Relances suspendues")) }
        @if card.facts.insolvencies.iter().any(|one| one.judgment_on <= day && one.closed_on.is_none_or(|end| end > day)) { (ui::badge(Tone::Legal, "Procédure collective")) }
        @if card.kind == DebtorKind::Unknown { (ui::badge(Tone::Draft, "À qualifier")) }
    }
}

/// What waits, in two words: « Mise en demeure à approuver ».
pub(crate) fn to_do(action: &domain::dunning::Action) -> String {
    let waits = if action.automatic { "prête" } else { "à approuver" };
    match (action.document, action.channel) {
        (Some(DocumentKind::FormalNotice), _) => format!("Mise en demeure {waits}"),
        (Some(DocumentKind::PreDueNotice), _) => format!("Avis avant échéance {}", if action.automatic { "prêt" } else { "à approuver" }),
        (Some(_), _) => format!("Relance {waits}"),
        (None, Channel::Call) => "Appel à passer".to_owned(),
        (None, _) => "À décider".to_owned(),
    }
}

fn sub(card: &Card, people: &People) -> Markup {
    let city = card.details.as_ref().map(|details| details.address.city.as_str()).unwrap_or_default();
    let siren = spaced(&card.row.siren);
    html! {
        (card.kind.french()) " · code " (card.row.code)
        @if !siren.is_empty() { " · SIREN " span class="nowrap" { (siren) } }
        @if !city.is_empty() { " · " (city) }
        @if let Some((user, working)) = card.follower {
            " · suivi par " (people.name(user))
            @if working != user { " (remplacé par " (people.name(working)) ")" }
        }
    }
}

/// A SIREN in groups of three, where it has nine digits.
pub(crate) fn spaced(siren: &str) -> String {
    if siren.len() == 9 && siren.bytes().all(|b| b.is_ascii_digit()) {
        return format!("{} {} {}", &siren[..3], &siren[3..6], &siren[6..]);
    }
    siren.to_owned()
}

fn actions(who: &Inside, debtor: DebtorId) -> Markup {
    let url = |what: &str| format!("{}/{what}", card_url(who, debtor));
    html! {
        @if who.can(Permission::RecordDunning) {
            a class="btn" href=(url("appel")) aria-label="Consigner un appel" { (ui::icon(Icon::Phone)) span class="tx" { "Appel" } }
            a class="btn" href=(url("promesse")) aria-label="Noter une promesse" { (ui::icon(Icon::Promise)) span class="tx" { "Promesse" } }
        }
        @if who.can(Permission::RecordMoney) {
            a class="btn primary" href=(url("reglement")) aria-label="Saisir un paiement" { (ui::icon(Icon::Euro)) span class="tx" { "Saisir un paiement" } }
        }
        (side::more(who, debtor))
    }
}
