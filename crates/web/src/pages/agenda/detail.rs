//! The action beside the queue: amount, reasons for and against, envelope, excerpt, and what a person may do with it.

use app::agenda::{ActionRef, Case};
use app::plan::Desk;
use app::preview::{Preview, preview};
use domain::access::Permission;
use domain::dunning::{Action, Because, Reason};
use domain::events::Channel;
use domain::facts::{DebtorFacts, TenantFacts, days_between};
use domain::french::{date_fr, date_short, money_fr};
use domain::letters::{Document, MentionState, Part};
use domain::money::Cents;
use domain::party::DebtorDetails;
use maud::{Markup, html};

use super::{Asked, decide, queue::capital};
use crate::fault::Fault;
use crate::pages::authors;
use crate::route::Inside;
use crate::ui::{self, Icon, Tone, form};

/// What is read for an action.
pub(crate) struct Looked {
    pub case: Case,
    pub details: DebtorDetails,
    pub tenant: TenantFacts,
    /// The letter, or why there can be none.
    pub letter: Result<Option<Preview>, String>,
    /// Why the action is not proposed any more, where it is not.
    pub gone: Option<String>,
}

impl Looked {
    /// Reads what a screen shows of an action; a debtor of another creditor does not exist.
    pub fn of(who: &Inside, action: &ActionRef) -> Result<Looked, Fault> {
        let day = who.today;
        let found = who.read(|tx| {
            let desk = Desk::open(tx, day)?;
            let Some(case) = Case::of(tx, &desk, action.debtor, day)? else { return Ok(None) };
            let details = tx.debtor_details(action.debtor)?.unwrap_or_default();
            let (letter, gone) = match case.action(&action.key) {
                Some(proposed) => match preview(tx, &desk, &case.facts, proposed, day) {
                    Ok(letter) => (Ok(letter), None),
                    Err(app::AppError::Refused(why) | app::AppError::Usage(why)) => (Err(why), None),
                    Err(other) => return Err(other),
                },
                None => (Ok(None), Some(app::agenda::why_gone(tx, &case, action, day)?)),
            };
            Ok(Some(Looked { tenant: desk.tenant().clone(), case, details, letter, gone }))
        })?;
        found.ok_or(Fault::NotFound)
    }

    /// The debtor's name, or its code where the name was erased.
    pub fn name(&self) -> &str {
        if self.details.name.is_empty() { &self.case.facts.code } else { &self.details.name }
    }

    /// What holds the letter back.
    pub fn wrong(&self) -> Vec<String> {
        match &self.letter {
            Err(why) => vec![why.clone()],
            Ok(None) => Vec::new(),
            Ok(Some(preview)) => {
                let wrong = preview.mentions.iter().filter_map(|mention| mention.missing());
                wrong.map(|missing| format!("{} ({}). {}", missing.french, missing.because, missing.remedy)).collect()
            }
        }
    }
}

/// The panel of an action. `next` is looked at once it is decided.
pub(super) fn panel(who: &Inside, asked: &Asked, action: &ActionRef, next: Option<&ActionRef>) -> Result<Markup, Fault> {
    let looked = Looked::of(who, action)?;
    let Some(proposed) = looked.case.action(&action.key) else { return Ok(gone(who, asked, &looked)) };
    let wrong = looked.wrong();
    Ok(html! {
        aside class="card detail" id="detail" data-of=(ActionRef::of(proposed)) aria-label="Action sélectionnée" {
            div class="card-head" {
                div {
                    a class="small back" href=(asked.url(who, None)) { (ui::icon_small(Icon::Previous)) "Revenir à la file" }
                    h2 tabindex="-1" data-focus { (title(proposed)) }
                    p { a href=(who.url(&format!("/debiteurs/{}", action.debtor.0))) { (looked.name()) } @let line = details_line(&looked.case.facts); @if !line.is_empty() { " · " (line) } }
                }
                @if let Some(badge) = lateness(&looked.case.facts, proposed, who.today) { (badge) }
            }
            div class="card-body stack" {
                (amount(who, proposed))
                div { h3 class="mb2" { "Pourquoi maintenant" } (reasons(&looked, proposed, who.today)) }
                (against(who, &looked, proposed))
                (envelope(who, &looked, proposed, action))
                @for why in &wrong { (ui::notice(Tone::Danger, html! { "Ce courrier est retenu. " (why) })) }
            }
            @if who.can(Permission::DecideActions) { (decide::bar(who, asked, proposed, next, wrong.is_empty())) }
        }
    })
}

/// An action that is not proposed any more says why, and leads on.
fn gone(who: &Inside, asked: &Asked, looked: &Looked) -> Markup {
    let why = authors::named(who, looked.gone.as_deref().unwrap_or_default());
    html! {
        aside class="card detail" id="detail" aria-label="Action sélectionnée" {
            div class="card-head" { div {
                a class="small back" href=(asked.url(who, None)) { (ui::icon_small(Icon::Previous)) "Revenir à la file" }
                h2 tabindex="-1" data-focus { "Plus rien à décider ici" }
                p { a href=(who.url(&format!("/debiteurs/{}", looked.case.facts.debtor.0))) { (looked.name()) } }
            } }
            div class="card-body stack" {
                (ui::notice(Tone::Neutral, html! { (why) }))
                a class="btn" href=(asked.url(who, None)) { "Voir ce qui reste à faire" }
            }
        }
    }
}

/// The name of the step, as the scenario writes it.
pub(crate) fn title(action: &Action) -> String {
    let step = action.reasons.iter().find_map(|reason| match reason {
        Reason::Step { step, .. } => Some(step.to_string()),
        _ => None,
    });
    step.unwrap_or_else(|| capital(action.document.map_or(action.channel.french(), app::plan::document_fr)))
}

/// Code and kind of a debtor.
fn details_line(facts: &DebtorFacts) -> String {
    format!("{}, {}", facts.code, facts.kind.french())
}

fn lateness(facts: &DebtorFacts, action: &Action, today: domain::Date) -> Option<Markup> {
    let days: Vec<i64> = action
        .items
        .iter()
        .filter_map(|item| facts.claims.iter().find(|claim| claim.id == item.claim))
        .map(|claim| days_between(claim.due_on, today))
        .collect();
    let (least, most) = (*days.iter().min()?, *days.iter().max()?);
    let words = match (least, most) {
        (_, ..=0) => return None,
        (least, most) if least == most => format!("{most} j de retard"),
        (least, most) => format!("{} à {most} j de retard", least.max(0)),
    };
    Some(ui::badge(Tone::of_days_late(most), &words))
}

fn amount(who: &Inside, action: &Action) -> Markup {
    let sum = |of: fn(&domain::dunning::Item) -> Cents| -> Cents { action.items.iter().map(of).sum() };
    let (principal, interest, indemnity) = (sum(|item| item.principal), sum(|item| item.interest), sum(|item| item.indemnity));
    let statement = match action.items.as_slice() {
        [only] => who.url(&format!("/factures/{}", only.claim.0)),
        _ => who.url(&format!("/debiteurs/{}", action.debtor.0)),
    };
    html! {
        div {
            div class="row between top" {
                span class="big-due mid" { (ui::money(action.asked, action.currency)) }
                a class="small" href=(statement) { "Voir le décompte" }
            }
            p class="muted small mt1" {
                "Principal " (money_fr(principal, action.currency))
                @if interest.is_positive() { " · intérêts " (money_fr(interest, action.currency)) }
                @if indemnity.is_positive() { " · indemnités " (money_fr(indemnity, action.currency)) }
                " · " (app::words::counted(action.items.len() as u64, "échéance", "échéances"))
            }
        }
    }
}

/// Reasons for, then facts that were looked at and do not stand in the way.
fn reasons(looked: &Looked, action: &Action, today: domain::Date) -> Markup {
    let facts = &looked.case.facts;
    let against = |reason: &Reason| {
        matches!(reason, Reason::ToConfirm(_) | Reason::WithoutAccessories(_) | Reason::InPart { .. } | Reason::Fallback { .. })
    };
    let mut clear: Vec<String> = Vec::new();
    let claims = || facts.claims.iter().filter(|claim| action.items.iter().any(|item| item.claim == claim.id));
    if claims().all(|claim| claim.disputed(today).is_zero()) {
        clear.push(if action.items.len() == 1 {
            "Aucun litige sur cette facture.".to_owned()
        } else {
            "Aucun litige sur ces factures.".to_owned()
        });
    }
    if facts.insolvencies.is_empty() {
        clear.push("Aucune procédure collective enregistrée.".to_owned());
    }
    if let Some(known) = looked.tenant.payments_known_through {
        clear.push(format!("Règlements connus jusqu'au {}.", date_short(known)));
    }
    html! {
        ul class="why-list" role="list" {
            @for reason in action.reasons.iter().filter(|reason| !against(reason)) { li { (ui::icon(Icon::Done)) span { (ui::unbroken(&reason.to_string())) } } }
            @for fact in clear { li { (ui::icon(Icon::Done)) span { (fact) } } }
            @for reason in action.reasons.iter().filter(|reason| against(reason)) { li class="no" { (ui::icon(Icon::Without)) span { (ui::unbroken(&reason.to_string())) } } }
        }
    }
}

/// Reasons told at most beside an action; the rest is on the card of the debtor.
const TOLD: usize = 4;

/// Why the debtor's other claims are not in it.
fn against(who: &Inside, looked: &Looked, action: &Action) -> Markup {
    let (told, more) = because(looked, |claim| action.items.iter().any(|item| item.claim == claim));
    html! {
        @if !told.is_empty() {
            div {
                h3 class="mb2" { "Pourquoi pas les autres" }
                ul class="why-list" role="list" { @for said in told { li class="no" { (ui::icon(Icon::Without)) span { (ui::unbroken(&said)) } } } }
                @if more > 0 { p class="small mt1" { a href=(who.url(&format!("/debiteurs/{}", action.debtor.0))) { "Et " (app::words::counted(more as u64, "autre raison", "autres raisons")) " sur la fiche" } } }
            }
        }
    }
}

/// Reasons for which claims are held, with their invoices, and how many more there are.
fn because(looked: &Looked, but: impl Fn(domain::ids::ClaimId) -> bool) -> (Vec<String>, usize) {
    let number = |claim| looked.case.facts.claims.iter().find(|known| known.id == claim).map(|claim| claim.number.clone());
    let held = looked.case.decision.held.iter().filter(|held| !matches!(held.because, Because::Paid | Because::NotIssued { .. }));
    let said: Vec<String> = held
        .filter_map(|held| {
            let numbers: Vec<String> = held.claims.iter().filter(|claim| !but(**claim)).filter_map(|claim| number(*claim)).collect();
            let shown = match numbers.as_slice() {
                [] => return None,
                few if few.len() <= 3 => few.join(", "),
                many => format!("{} et {} autres", many[..2].join(", "), many.len() - 2),
            };
            let again = held.because.lapses_on().map_or_else(String::new, |day| format!(" À revoir le {}.", date_short(day)));
            Some(format!("{shown} : {}{again}", ui::after_colon(&held.because.to_string())))
        })
        .collect();
    let more = said.len().saturating_sub(TOLD);
    (said.into_iter().take(TOLD).collect(), more)
}

/// To whom a message goes, as its channel reaches it.
pub(crate) fn addressee(details: &DebtorDetails, channel: Channel) -> String {
    let first = |own: &str, of: fn(&domain::party::Person) -> &String| {
        let all = std::iter::once(own).chain(details.contacts.iter().map(|person| of(person).as_str()));
        all.map(str::trim).find(|text| !text.is_empty()).unwrap_or_default().to_owned()
    };
    match channel {
        Channel::Email => first(&details.email, |person| &person.email),
        Channel::Call => first(&details.phone, |person| &person.phone),
        Channel::Task => String::new(),
        Channel::Letter | Channel::RegisteredLetter => {
            let address = &details.address;
            let town = format!("{} {}", address.postal_code, address.city);
            address.lines.iter().map(String::as_str).chain([town.trim()]).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", ")
        }
    }
}

fn envelope(who: &Inside, looked: &Looked, action: &Action, name: &ActionRef) -> Markup {
    let to = addressee(&looked.details, action.channel);
    let sheet = looked.letter.as_ref().ok().and_then(Option::as_ref);
    let pieces = sheet.map(|preview| preview.sheet.facts.enclosures.as_slice()).unwrap_or_default();
    html! {
        div class="mail" {
            div class="h" {
                span { @if action.channel.reaches_debtor() { "Envoi" } @else { "Action" } } b { (capital(action.channel.french())) }
                @if !to.is_empty() { span { "À" } b { (to) } }
                @if let Some(pay_by) = action.pay_by { span { "Délai" } b { (ui::unbroken(&format!("à régler au plus tard le {}", date_fr(pay_by)))) } }
                @if !pieces.is_empty() { span { "Pièces" } b { (pieces.join(", ")) } }
                @if let Some(draft) = sheet.and_then(|preview| preview.draft.as_ref()) { span { "Texte" } b { "retouché par " (authors::name(who, &draft.author)) } }
            }
            @if let Some(preview) = sheet {
                div class="b" {
                    p { (excerpt(&preview.sheet.document, &money_fr(action.asked, action.currency))) }
                    @let counted = preview.mentions.iter().filter(|mention| !mention.forbidden && mention.state != MentionState::NotConcerned).count();
                    a class="small" href=(who.url(&format!("/apercu/{name}"))) { "Relire le courrier et ses " (counted) " mentions" }
                }
            }
        }
    }
}

/// The sentence of the letter that asks, with its sum marked; else its first sentence.
fn excerpt(document: &Document, sum: &str) -> Markup {
    let paragraphs = document.body.iter().filter_map(|part| match part {
        Part::Paragraph { runs } => Some(runs.iter().map(|run| run.text.as_str()).collect::<String>()),
        _ => None,
    });
    let all: Vec<String> = paragraphs.collect();
    match all.iter().find_map(|text| text.split_once(sum)) {
        Some((before, after)) => html! { (before) mark { (sum) } (after) },
        None => html! { (all.first().map(String::as_str).unwrap_or_default()) },
    }
}

/// A form that carries the action as it was seen.
pub(crate) fn carried(asked: &Asked, action: &Action, next: Option<&ActionRef>) -> Markup {
    html! {
        (form::hidden("vu", &action.asked.0.to_string()))
        @if let Some(next) = next { (form::hidden("suivante", &next.to_string())) }
        (asked.fields())
    }
}
