//! The list of scenarios: who follows each, which version holds, whether a draft waits. And the beginning of a new one.

use app::scenarios::Shelved;
use domain::access::needs::{ManageRules, ReadBooks};
use domain::dunning::MOST_TITLE;
use domain::scenarios::tone_fr;
use maud::{Markup, html};

use super::{PLACE, debtors, followed, may_edit, title, url, version_words};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::pages::people::People;
use crate::route::{Answered, Inside, Route, Scoped, get, post};
use crate::ui::{self, Head, Icon, Tone, form, icon_small};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/d/{tenant}/scenarios", show), get("/d/{tenant}/scenarios/nouveau", ask_new), post("/d/{tenant}/scenarios/nouveau", begin)]
}

fn shelf(who: &Inside) -> Result<Vec<Shelved>, Fault> {
    let followed = followed(who)?;
    who.read(|tx| app::scenarios::shelf(tx, &followed, who.today))
}

fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let shelf = shelf(who)?;
    let people = People::of(who)?;
    let (used, others): (Vec<&Shelved>, Vec<&Shelved>) =
        shelf.iter().partition(|line| !line.kinds.is_empty() || line.own > 0 || line.opened.draft.is_some());
    let head = Head {
        title: "Scénarios",
        place: PLACE,
        sub: Some(html! { "Le plan des relances de chaque débiteur. Une modification reste un brouillon jusqu'à sa publication." }),
        actions: may_edit(who)
            .then(|| html! { a class="btn primary" href=(who.url("/scenarios/nouveau")) { (icon_small(Icon::Plus)) "Nouveau scénario" } }),
        ..Head::default()
    };
    let body = html! {
        section class="card" {
            div class="card-head" { h2 { "Suivis ou en cours " span class="muted small" { (used.len()) } } }
            (table(who, &people, &used))
        }
        @if !others.is_empty() {
            section class="card mt4" {
                div class="card-head" { div { h2 { "Autres " span class="muted small" { (others.len()) } } p { "Livrés ou publiés, suivis par aucun débiteur pour l'instant." } } }
                (table(who, &people, &others))
            }
        }
    };
    Ok(ui::page(who, ask, head, body))
}

fn table(who: &Inside, people: &People, lines: &[&Shelved]) -> Markup {
    html! {
        div class="table-wrap" {
            table class="table stackable shelf" {
                thead { tr { th scope="col" { "Scénario" } th scope="col" { "Suivi par" } th scope="col" class="num" { "Étapes" } th scope="col" { "En vigueur" } th scope="col" { "Brouillon" } } }
                tbody { @for line in lines { (row(who, people, line)) } }
            }
        }
    }
}

fn row(who: &Inside, people: &People, line: &Shelved) -> Markup {
    let opened = &line.opened;
    let kinds: Vec<&str> = line.kinds.iter().map(|(kind, _)| kind.french()).collect();
    html! {
        tr {
            th scope="row" class="cell-l1" {
                a href=(url(who, &opened.name, "")) { (title(opened)) }
                @if let Some(scenario) = opened.scenario() { span class="sub" { "Ton " (tone_fr(scenario.tone).to_lowercase()) " · pour " (domain::scenarios::kinds_fr(&scenario.for_kinds)) } }
            }
            td class="cell-w2" data-l="Suivi par" {
                @if kinds.is_empty() && line.own == 0 { span class="muted" { "Aucun débiteur" } } @else {
                    (debtors(line.followers()))
                    @if !kinds.is_empty() { span class="sub" { (kinds.join(", ")) } }
                    @if line.own > 0 { span class="sub" { (debtors(line.own)) " par choix propre" } }
                }
            }
            td class="num cell-r1" data-l="Étapes" { (opened.scenario().map_or(0, |scenario| scenario.steps.len())) }
            td class="cell-l3" data-l="En vigueur" {
                @match opened.current() {
                    None => span class="muted" { "Jamais publié" },
                    Some(version) => {
                        (version_words(version.number))
                        @if let Some(on) = version.on { span class="sub" { (ui::day(on)) " · " (people.author(&version.author)) } }
                    }
                }
            }
            td class=(if opened.draft.is_some() { "cell-r3" } else { "hide-s" }) data-l="Brouillon" {
                @if let Some(working) = &opened.draft {
                    (ui::badge(Tone::Draft, "Brouillon"))
                    span class="sub" { (people.author(&working.draft.author)) ", " (ui::day_time(working.draft.saved_at)) }
                } @else { span class="muted" { "Aucun" } }
            }
        }
    }
}

fn ask_new(who: &Scoped<ManageRules>, ask: &Ask) -> Answered {
    let from = ask.query("depuis").unwrap_or("entreprise-courtois");
    let fields = Fields::of(ask, who.today).preset("depuis", from);
    new_page(who, ask, &fields)
}

fn new_page(who: &Inside, ask: &Ask, fields: &Fields<'_>) -> Answered {
    let shelf = shelf(who)?;
    let models: Vec<(&str, &str)> = shelf.iter().map(|line| (line.opened.name.as_str(), title(&line.opened))).collect();
    let head = Head { title: "Nouveau scénario", place: PLACE, crumbs: vec![("Scénarios", who.url(PLACE))], ..Head::default() };
    let inner = html! {
        (form::field(fields, "titre", "Titre", form::Kind::Text, "Par exemple « Grands comptes, 60 jours ». Le nom technique en est tiré et ne change plus."))
        (form::select(fields, "depuis", "Partir de", &models, "Ses étapes sont copiées dans un brouillon que personne ne suit."))
        div class="row wrap" { button class="btn primary" { "Créer le brouillon" } a class="btn" href=(who.url(PLACE)) { "Abandonner" } }
    };
    let body = html! {
        (form::summary(fields))
        section class="card form-card mt4" { div class="card-body" { (form::post(who, &who.url("/scenarios/nouveau"), inner)) } }
    };
    let answer = ui::page(who, ask, head, body);
    Ok(if fields.has_problems() { answer.status(422) } else { answer })
}

fn begin(who: &Scoped<ManageRules>, ask: &Ask) -> Answered {
    let mut fields = Fields::of(ask, who.today);
    let title = fields.required("titre", MOST_TITLE, "Donnez un titre au scénario.");
    if fields.has_problems() {
        return new_page(who, ask, &fields);
    }
    match who.write(|tx| app::scenarios::begin(tx, ask.form("depuis"), &title)) {
        Ok(name) => Ok(Answer::to(url(who, &name, "")).saying("Brouillon créé : personne ne le suit encore.")),
        Err(Fault::Refused(said)) => {
            fields.wrong("titre", said);
            new_page(who, ask, &fields)
        }
        Err(other) => Err(other),
    }
}
