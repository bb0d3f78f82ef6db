//! The editor of a scenario: time line, steps, the form of one of them, and what publishing would change.

use app::scenarios::{Edit, Given, Opened, Shelved};
use domain::access::needs::ReadBooks;
use domain::dunning::{Asks, Scenario, Step, Tone as Voice};
use domain::french::grouped;
use domain::party::DebtorKind;
use domain::scenarios::{
    approval_fr, asks_fr, channels_fr, conditions_fr, document_fr, earliest, grouping_fr, kinds_fr, moment_fr, moment_short, remarks,
    tone_fr, unreachable_fr,
};
use maud::{Markup, html};

use super::timeline::{icon_of, timeline};
use super::{PLACE, debtors, effect, may_edit, message, next_number, shelved, step_form, step_url, tabs, title, url, version_words};
use crate::ask::{Ask, encoded};
use crate::fault::Fault;
use crate::fields::Fields;
use crate::pages::authors;
use crate::route::{Answered, Inside, Route, Scoped, get};
use crate::ui::form::{self, Kind};
use crate::ui::{self, Head, Icon, Tone, icon, icon_small};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/d/{tenant}/scenarios/{name}", show)]
}

/// What stands in the middle.
pub(super) enum Panel<'a> {
    /// A step, with its form.
    Step(String, Fields<'a>),
    /// A step to be added, after another or at the beginning.
    New(Option<String>, Fields<'a>),
    /// What holds for the whole.
    Whole(Fields<'a>),
}

/// A page of the editor to be shown.
pub(super) struct Shown<'a> {
    pub line: Shelved,
    pub panel: Panel<'a>,
    /// Stands above: a conflict, what bars a publication.
    pub notice: Option<Markup>,
    pub status: u16,
}

fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let line = shelved(who, ask)?;
    let scenario = line.opened.scenario().ok_or(Fault::NotFound)?;
    let fields = Fields::of(ask, who.today);
    let panel = if ask.query("reglages").is_some() {
        Panel::Whole(whole_of(fields, scenario))
    } else if let Some(after) = ask.query("ajouter").filter(|_| may_edit(who)) {
        let after = scenario.step(after).map(|step| step.name.to_string());
        let step = proposed(scenario, after.as_deref());
        Panel::New(after, step_form::of_step(fields, &step))
    } else {
        let wanted = ask.query("etape").and_then(|name| scenario.step(name));
        let step = wanted.or_else(|| scenario.first_reminder().map(|index| &scenario.steps[index])).or(scenario.steps.first());
        let step = step.ok_or(Fault::NotFound)?;
        Panel::Step(step.name.to_string(), step_form::of_step(fields, step))
    };
    page(who, ask, Shown { line, panel, notice: None, status: 200 })
}

/// A step to begin from: like the one before it, at a moment that stands.
fn proposed(scenario: &Scenario, after: Option<&str>) -> Step {
    let like = after.and_then(|name| scenario.step(name)).or(scenario.steps.first());
    let mut step = like.cloned().unwrap_or_else(|| scenario.steps[0].clone());
    step.title = "".into();
    step.automatic = false;
    step.when = scenario.next_moment(after);
    step
}

/// The form of the whole as it is.
pub(super) fn whole_of<'a>(fields: Fields<'a>, scenario: &Scenario) -> Fields<'a> {
    let tone = tone_word(scenario.tone);
    let mut fields =
        fields.preset("titre", scenario.title.as_str()).preset("ton", tone).preset("ecart", scenario.least_days_between_steps.to_string());
    for kind in &scenario.for_kinds {
        fields = fields.preset("pour", kind.word());
    }
    fields
}

pub(super) const TONES: [(&str, Voice); 3] = [("courteous", Voice::Courteous), ("neutral", Voice::Neutral), ("firm", Voice::Firm)];

fn tone_word(tone: Voice) -> &'static str {
    TONES.iter().find(|(_, other)| *other == tone).map_or("neutral", |(word, _)| word)
}

/// The whole page.
pub(super) fn page(who: &Inside, ask: &Ask, shown: Shown<'_>) -> Answered {
    let Shown { line, panel, notice, status } = shown;
    let opened = &line.opened;
    let scenario = opened.scenario().ok_or(Fault::NotFound)?;
    let selected = match &panel {
        Panel::Step(name, _) => Some(name.as_str()),
        _ => None,
    };
    let head = Head {
        title: title(opened),
        place: PLACE,
        crumbs: vec![("Scénarios", who.url(PLACE))],
        beside: Some(beside(who, opened)),
        sub: Some(sub(&line)),
        actions: Some(actions(who, opened)),
    };
    let body = html! {
        (tabs(who, opened, ""))
        @if let Some(notice) = notice { (notice) }
        (standing(who, opened, scenario))
        section class="card" {
            (ui::title_with("Ligne de temps", "Jours depuis l'échéance, au plus tôt. Une étape qui tombe un jour fermé part le premier jour ouvert.", html! {
                @if may_edit(who) {
                    @let after = selected.or(scenario.steps.last().map(|step| &*step.name)).unwrap_or_default();
                    a class="btn sm" href=(url(who, &opened.name, &format!("?ajouter={}#etape", encoded(after)))) { (icon_small(Icon::Plus)) "Ajouter une étape" }
                }
            }))
            (timeline(scenario, selected, |step| step_url(who, &opened.name, &step.name)))
        }
        div class="cols mt4 scn-cols" {
            (steps(who, opened, scenario, selected))
            (middle(who, opened, scenario, &panel))
            aside class="stack" { (effect::placeholder(who, opened)) (followers(who, &line, scenario)) }
        }
    };
    Ok(ui::page(who, ask, head, body).status(status))
}

fn beside(who: &Inside, opened: &Opened) -> Markup {
    let published = opened.current().map_or_else(|| "jamais publié".to_owned(), |version| version_words(version.number));
    html! {
        @if opened.draft.is_some() {
            (ui::badge(Tone::Draft, "Brouillon"))
            span class="muted small" { (version_words(next_number(opened))) @if opened.current().is_some() { ", en vigueur : " (published) } @else { ", " (published) } }
        } @else {
            (ui::badge(Tone::Ok, "En vigueur")) span class="muted small" { (published) }
        }
        @if let Some(working) = &opened.draft {
            span class="muted small" { "enregistré par " (authors::name(who, &working.draft.author)) ", " (ui::day_time(working.draft.saved_at)) }
        }
    }
}

fn sub(line: &Shelved) -> Markup {
    html! {
        "Suivi par " (debtors(line.followers())) "."
        @if line.opened.draft.is_some() { " Les modifications ne prennent effet qu'à la publication." }
    }
}

fn actions(who: &Inside, opened: &Opened) -> Markup {
    let name = &opened.name;
    html! {
        @if let (Some(_), Some(version)) = (&opened.draft, opened.current()) {
            a class="btn" href=(url(who, name, "/comparer")) { "Comparer à " (if version.number == 0 { "la version livrée".to_owned() } else { version_words(version.number) }) }
        }
        @if may_edit(who) && let Some(working) = &opened.draft {
            (form::button(who, &url(who, name, "/abandonner"), "btn", html! { "Abandonner le brouillon" }))
            (form::post_with(who, &url(who, name, "/publier"), "inline", html! {
                (form::hidden("vu", &app::scenarios::mark(&working.draft.text)))
                button class="btn primary" { "Publier la " (version_words(next_number(opened))) }
            }))
        }
    }
}

/// What stands in the way of publishing, and what may not be meant.
fn standing(who: &Inside, opened: &Opened, scenario: &Scenario) -> Markup {
    let faults = scenario.faults();
    html! {
        @if opened.is_overtaken() {
            (ui::notice(Tone::Warn, html! {
                b { "Une autre version a été publiée depuis le début de ce brouillon." } " Comparez-les, puis gardez ce brouillon ou abandonnez-le."
                div class="row wrap mt2" {
                    a class="btn sm" href=(url(who, &opened.name, "/comparer")) { "Comparer" }
                    @if may_edit(who) { (form::button(who, &url(who, &opened.name, "/reprendre"), "btn sm", html! { "Garder ce brouillon" })) }
                }
            }))
        }
        @if !faults.is_empty() {
            (ui::notice(Tone::Danger, html! {
                b { "Ce brouillon ne peut pas être publié tel quel." }
                ul { @for (place, fault) in &faults { @let step = &scenario.steps[*place];
                    li { a href=(step_url(who, &opened.name, &step.name)) { (place + 1) ". " (step.title) } " : " (fault.french()) } } }
            }))
        }
    }
}

fn steps(who: &Inside, opened: &Opened, scenario: &Scenario, selected: Option<&str>) -> Markup {
    let days = earliest(scenario);
    html! {
        section class="card" {
            div class="card-head" {
                h2 { "Étapes" }
                a class="btn sm quiet" href=(url(who, &opened.name, "?reglages=1#etape")) { (icon_small(Icon::Settings)) "Réglages" }
            }
            ol class="plain-list" role="list" {
                @for (step, day) in scenario.steps.iter().zip(days) {
                    li class="step" aria-current=[(selected == Some(&*step.name)).then_some("true")] {
                        span class="j" { (moment_short(day)) small { @if day < 0 { "avant éch." } @else { "après éch." } } }
                        span class="bub" { (icon(icon_of(step))) }
                        div class="grow" {
                            a class="strong step-link" href=(step_url(who, &opened.name, &step.name)) { (step.title) }
                            div class="row wrap small soft" {
                                span { (channels_fr(&step.channels)) }
                                @for condition in conditions_fr(step) { (chip(&condition)) }
                                @if step.automatic { (chip("automatique")) }
                            }
                        }
                    }
                }
            }
            div class="card-foot muted small" { "Un paiement, un litige ou une promesse suspend la suite." }
        }
    }
}

fn chip(words: &str) -> Markup {
    html! { span class="cond" { (icon_small(Icon::Filter)) (words) } }
}

fn middle(who: &Inside, opened: &Opened, scenario: &Scenario, panel: &Panel<'_>) -> Markup {
    match panel {
        Panel::Step(name, fields) => match scenario.step(name) {
            Some(step) if may_edit(who) => step_panel(who, opened, scenario, step, fields),
            Some(step) => step_read(who, opened, scenario, step),
            None => gone(who, opened),
        },
        Panel::New(after, fields) => new_panel(who, opened, scenario, after.as_deref(), fields),
        Panel::Whole(fields) if may_edit(who) => whole_panel(who, opened, scenario, fields),
        Panel::Whole(_) => whole_read(scenario),
    }
}

fn gone(who: &Inside, opened: &Opened) -> Markup {
    html! { section class="card" id="etape" { (ui::empty(Icon::Without, "Cette étape n'est plus là", "Elle a été retirée du brouillon.", html! { a class="btn" href=(url(who, &opened.name, "")) { "Voir les étapes" } })) } }
}

/// What is wrong with a step in its place, and what may not be meant.
fn step_notes(who: &Inside, scenario: &Scenario, place: usize) -> Markup {
    let policy = who.read(|tx| Ok(tx.tenant_facts(who.today)?.policy)).unwrap_or_default();
    html! {
        @for (_, fault) in scenario.faults().iter().filter(|(at, _)| *at == place) { (ui::notice(Tone::Danger, html! { (fault.french()) })) }
        @for remark in remarks(scenario, &policy).iter().filter(|remark| remark.step == place) { (ui::notice(Tone::Warn, html! { (remark.french) })) }
    }
}

fn step_panel(who: &Inside, opened: &Opened, scenario: &Scenario, step: &Step, fields: &Fields<'_>) -> Markup {
    let place = scenario.index_of(&step.name).unwrap_or(0);
    let (order, seen) = (Edit::mark_of_order(scenario), Edit::mark_of(step));
    let name = &opened.name;
    let move_to = |words: &str, later: &str| {
        let inner = html! { (form::hidden("etape", &step.name)) (form::hidden("vu", &order)) (form::hidden("sens", later)) button class="btn sm" { (words) } };
        form::post_with(who, &url(who, name, "/deplacer"), "inline", inner)
    };
    html! {
        section class="card accent" id="etape" {
            div class="card-head" { h2 { (step.title) } span class="muted small" { "étape " (place + 1) } }
            div class="card-body stack" {
                (form::summary(fields))
                (step_notes(who, scenario, place))
                form method="post" action=(url(who, name, "/etape")) id="formulaire-etape" {
                    (form::hidden_token(who)) (form::hidden("etape", &step.name)) (form::hidden("vu", &seen))
                    (step_form::inputs(fields))
                }
                (message::placeholder(who, opened, step))
            }
            div class="card-foot" {
                div class="row wrap" {
                    @if scenario.steps.len() > 1 {
                        (form::post_with(who, &url(who, name, "/retirer"), "inline", html! {
                            (form::hidden("etape", &step.name)) (form::hidden("vu", &seen)) button class="btn sm danger" { "Retirer l'étape" }
                        }))
                    }
                    @if place > 0 { (move_to("Plus tôt", "avant")) }
                    @if place + 1 < scenario.steps.len() { (move_to("Plus tard", "apres")) }
                }
                button class="btn sm primary" form="formulaire-etape" { "Enregistrer l'étape" }
            }
        }
    }
}

fn new_panel(who: &Inside, opened: &Opened, scenario: &Scenario, after: Option<&str>, fields: &Fields<'_>) -> Markup {
    let choices: Vec<(&str, String)> = std::iter::once(("", "Au début".to_owned()))
        .chain(scenario.steps.iter().map(|step| (&*step.name, format!("Après « {} »", step.title))))
        .collect();
    let shown = if fields.shown("place").is_empty() { after.unwrap_or_default() } else { fields.shown("place") };
    html! {
        section class="card accent" id="etape" {
            div class="card-head" { h2 { "Nouvelle étape" } }
            div class="card-body stack" {
                (form::summary(fields))
                form method="post" action=(url(who, &opened.name, "/etape")) id="formulaire-etape" class="stack" {
                    (form::hidden_token(who)) (form::hidden("etape", ""))
                    div class="field" { label for="place" { "Place" } select class="select" id="place" name="place" {
                        @for (value, words) in &choices { option value=(value) selected[*value == shown] { (words) } }
                    } }
                    (step_form::inputs(fields))
                }
            }
            div class="card-foot" {
                a class="btn sm" href=(url(who, &opened.name, "")) { "Abandonner" }
                button class="btn sm primary" form="formulaire-etape" { "Ajouter l'étape" }
            }
        }
    }
}

fn whole_panel(who: &Inside, opened: &Opened, scenario: &Scenario, fields: &Fields<'_>) -> Markup {
    let seen = Given::of(scenario).mark();
    let tones = TONES.map(|(word, tone)| (word, tone_fr(tone)));
    let inner = html! {
        (form::hidden("vu", &seen))
        (form::field(fields, "titre", "Titre", Kind::Text, ""))
        fieldset class="field" id="pour" {
            legend { "Pour" }
            @for kind in DebtorKind::ALL { (form::tick(fields, "pour", kind.word(), kind.french())) }
            @if let Some(said) = fields.problem("pour") { span class="err" { (icon_small(Icon::Warning)) span { (said) } } }
        }
        (form::select(fields, "ton", "Ton", &tones, "Dit l'intention du scénario. Les mots des courriers sont ceux des modèles."))
        (form::field(fields, "ecart", "Jours au moins entre deux étapes", Kind::Number, "Pour une même créance, à compter de l'envoi de l'étape précédente."))
        div class="row wrap" { button class="btn sm primary" { "Enregistrer les réglages" } a class="btn sm" href=(url(who, &opened.name, "")) { "Abandonner" } }
    };
    html! {
        section class="card accent" id="etape" {
            div class="card-head" { h2 { "Réglages du scénario" } }
            div class="card-body stack" { (form::summary(fields)) (form::post(who, &url(who, &opened.name, "/reglages"), inner)) }
        }
    }
}

fn whole_read(scenario: &Scenario) -> Markup {
    html! {
        section class="card" id="etape" {
            div class="card-head" { h2 { "Réglages du scénario" } }
            div class="card-body" { dl class="dl left" {
                dt { "Pour" } dd { (kinds_fr(&scenario.for_kinds)) }
                dt { "Ton" } dd { (tone_fr(scenario.tone)) }
                dt { "Entre deux étapes" } dd { (scenario.least_days_between_steps) " jours au moins" }
            } }
        }
    }
}

fn step_read(who: &Inside, opened: &Opened, scenario: &Scenario, step: &Step) -> Markup {
    let place = scenario.index_of(&step.name).unwrap_or(0);
    let conditions = conditions_fr(step);
    html! {
        section class="card" id="etape" {
            div class="card-head" { h2 { (step.title) } span class="muted small" { "étape " (place + 1) } }
            div class="card-body" { dl class="dl left" {
                dt { "Déclenchement" } dd { (moment_fr(step.when)) }
                dt { "Canal" } dd { (channels_fr(&step.channels)) }
                dt { "Modèle" } dd { (document_fr(step.document)) }
                dt { "Conditions" } dd { @if conditions.is_empty() { "aucune" } @else { (conditions.join(", ")) } }
                dt { "Si injoignable" } dd { (unreachable_fr(step.when_unreachable)) }
                dt { "Somme demandée" } dd { (asks_fr(step.asks)) @if step.asks == Asks::PrincipalAndAccessories { ", selon la loi ou le contrat" } }
                dt { "Délai pour payer" } dd { (step.pay_within_days) " jours" }
                dt { "Regroupement" } dd { (grouping_fr(step.grouping)) }
                dt { "Avant l'envoi" } dd { (approval_fr(step.automatic)) }
            } (message::placeholder(who, opened, step)) }
        }
    }
}

fn followers(who: &Inside, line: &Shelved, scenario: &Scenario) -> Markup {
    let published = line.opened.published.is_some();
    let others: Vec<DebtorKind> =
        scenario.for_kinds.iter().copied().filter(|kind| line.kinds.iter().all(|(followed, _)| followed != kind)).collect();
    html! {
        section class="card" {
            div class="card-head" { h2 { "Suivi par" } }
            ul class="list small" role="list" {
                @for (kind, count) in &line.kinds { li { span class="grow" { "Débiteurs «\u{a0}" (kind.french()) "\u{a0}»" } b { (grouped(*count)) } } }
                @if line.own > 0 { li { span class="grow" { "Par choix propre du débiteur" } b { (grouped(line.own)) } } }
                @if line.kinds.is_empty() && line.own == 0 { li { span class="muted" { "Personne pour l'instant." } } }
            }
            @if may_edit(who) && published && !others.is_empty() {
                div class="card-foot" {
                    form method="get" action=(url(who, &line.opened.name, "/attribuer")) class="row wrap" {
                        label class="vh" for="nature" { "Nature des débiteurs" }
                        select class="select sm" id="nature" name="nature" { @for kind in &others { option value=(kind.word()) { "Débiteurs «\u{a0}" (kind.french()) "\u{a0}»" } } }
                        button class="btn sm" { "Voir l'effet" }
                    }
                }
            }
        }
    }
}
