//! The forms of the editor, taken. Where somebody changed the same thing meanwhile, both values are shown and nothing is written.

use app::scenarios::{Edit, Edited, Given, Opened, Published};
use domain::access::needs::ManageRules;
use domain::dunning::{MOST_TITLE, Scenario, Step};
use domain::party::DebtorKind;
use domain::scenarios::{Change, FieldChange, differences};
use maud::{Markup, html};

use super::editor::{self, Panel, Shown, TONES};
use super::{opened, shelved, step_form, step_url, url, version_words};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::pages::authors;
use crate::route::{Answered, Inside, Route, Scoped, post};
use crate::ui::{self, Tone};

pub(super) fn routes() -> Vec<Route> {
    vec![
        post("/d/{tenant}/scenarios/{name}/etape", step),
        post("/d/{tenant}/scenarios/{name}/deplacer", move_step),
        post("/d/{tenant}/scenarios/{name}/retirer", remove),
        post("/d/{tenant}/scenarios/{name}/reglages", whole),
        post("/d/{tenant}/scenarios/{name}/publier", publish),
        post("/d/{tenant}/scenarios/{name}/abandonner", abandon),
        post("/d/{tenant}/scenarios/{name}/reprendre", keep),
    ]
}

fn step(who: &Scoped<ManageRules>, ask: &Ask) -> Answered {
    let line = shelved(who, ask)?;
    let name = ask.form("etape").to_owned();
    let mut fields = Fields::of(ask, who.today);
    let read = step_form::read(&mut fields, ask, &name);
    let after = Some(ask.form("place").to_owned()).filter(|place| !place.is_empty());
    let Some(step) = read else {
        let panel = if name.is_empty() { Panel::New(after, fields) } else { Panel::Step(name, fields) };
        return editor::page(who, ask, Shown { line, panel, notice: None, status: 422 });
    };
    let scenario = line.opened.name.clone();
    let edit = if name.is_empty() {
        Edit::Add { after, step: step.clone() }
    } else {
        Edit::Step { name: name.clone(), seen: ask.form("vu").to_owned(), step: step.clone() }
    };
    match who.write(|tx| app::scenarios::edit(tx, &scenario, edit))? {
        Edited::Kept(about) => {
            let there = about.unwrap_or(name);
            Ok(Answer::to(step_url(who, &scenario, &there)).saying("Étape enregistrée dans le brouillon."))
        }
        Edited::AsPublished => {
            Ok(Answer::to(step_url(who, &scenario, &name)).saying("Étape enregistrée : plus rien ne diffère de la version en vigueur."))
        }
        Edited::Conflict(_) => {
            let line = shelved(who, ask)?;
            let notice = conflict(who, &line.opened, &name, &step);
            editor::page(who, ask, Shown { line, panel: Panel::Step(name, fields), notice: Some(notice), status: 409 })
        }
        Edited::Missing | Edited::Unreadable(_) => {
            fields.wrong("titre", "Cette étape ne peut pas être ajoutée là : le scénario a trop d'étapes, ou celle d'avant n'y est plus.");
            let line = shelved(who, ask)?;
            editor::page(who, ask, Shown { line, panel: Panel::New(None, fields), notice: None, status: 422 })
        }
    }
}

/// Both values of a step that two people changed.
fn conflict(who: &Inside, opened: &Opened, name: &str, mine: &Step) -> Markup {
    let fields = opened.scenario().and_then(|theirs| both(theirs, name, mine));
    ui::notice(
        Tone::Warn,
        html! {
            b { "Cette étape a été modifiée entre-temps" }
            @if let Some(working) = &opened.draft { " par " (authors::name(who, &working.draft.author)) ", " (ui::day_time(working.draft.saved_at)) }
            ". Rien n'a été enregistré."
            @match &fields {
                Some(fields) if !fields.is_empty() => {
                    (table(fields, "Enregistré", "Votre saisie"))
                    p class="mt2" { "Le formulaire garde votre saisie : l'enregistrer remplace l'autre valeur." }
                },
                Some(_) => p { "Les deux saisies sont identiques." },
                None => p { "Elle a été retirée du brouillon. Ajoutez-la de nouveau si elle doit y rester." },
            }
            a class="btn sm mt2" href=(step_url(who, &opened.name, name)) { "Garder ce qui est enregistré" }
        },
    )
}

fn both(theirs: &Scenario, name: &str, mine: &Step) -> Option<Vec<FieldChange>> {
    let with_mine = theirs.with_step(name, mine.clone())?;
    let changed = differences(theirs, &with_mine).into_iter().find_map(|change| match change {
        Change::Changed { fields, .. } => Some(fields),
        _ => None,
    });
    Some(changed.unwrap_or_default())
}

/// Fields with two values beside each other.
pub(super) fn table(fields: &[FieldChange], before: &str, after: &str) -> Markup {
    html! {
        div class="table-wrap" {
            table class="table" {
                thead { tr { th scope="col" { "Champ" } th scope="col" { (before) } th scope="col" { (after) } } }
                tbody { @for field in fields { tr { th scope="row" { (field.label) } td { (field.before) } td { (field.after) } } } }
            }
        }
    }
}

fn move_step(who: &Scoped<ManageRules>, ask: &Ask) -> Answered {
    let scenario = opened(who, ask)?.name;
    let name = ask.form("etape").to_owned();
    let edit = Edit::Move { name: name.clone(), seen: ask.form("vu").to_owned(), later: ask.form("sens") == "apres" };
    let said = match who.write(|tx| app::scenarios::edit(tx, &scenario, edit))? {
        Edited::Kept(_) => "Étape déplacée dans le brouillon.",
        Edited::AsPublished => "Étape déplacée : plus rien ne diffère de la version en vigueur.",
        Edited::Conflict(_) => "L'ordre des étapes a changé entre-temps : le voici, rien n'a été déplacé.",
        Edited::Missing | Edited::Unreadable(_) => "L'étape est déjà au bout : elle n'a pas bougé.",
    };
    Ok(Answer::to(step_url(who, &scenario, &name)).saying(said))
}

fn remove(who: &Scoped<ManageRules>, ask: &Ask) -> Answered {
    let scenario = opened(who, ask)?.name;
    let name = ask.form("etape").to_owned();
    let edit = Edit::Remove { name: name.clone(), seen: ask.form("vu").to_owned() };
    let (there, said) = match who.write(|tx| app::scenarios::edit(tx, &scenario, edit))? {
        Edited::Kept(_) => (url(who, &scenario, ""), "Étape retirée du brouillon. La version en vigueur la garde jusqu'à la publication."),
        Edited::AsPublished => (url(who, &scenario, ""), "Étape retirée : plus rien ne diffère de la version en vigueur."),
        Edited::Conflict(_) => (step_url(who, &scenario, &name), "L'étape a changé entre-temps : la voici, rien n'a été retiré."),
        Edited::Missing | Edited::Unreadable(_) => {
            (step_url(who, &scenario, &name), "C'est la dernière étape : un scénario en garde au moins une.")
        }
    };
    Ok(Answer::to(there).saying(said))
}

fn whole(who: &Scoped<ManageRules>, ask: &Ask) -> Answered {
    let line = shelved(who, ask)?;
    let mut fields = Fields::of(ask, who.today);
    let title = fields.required("titre", MOST_TITLE, "Donnez un titre au scénario.");
    let for_kinds: Vec<DebtorKind> = DebtorKind::ALL.into_iter().filter(|kind| ask.all("pour").any(|word| word == kind.word())).collect();
    if for_kinds.is_empty() {
        fields.wrong("pour", "Choisissez au moins une nature de débiteurs.");
    }
    let tone = fields.choice("ton", &TONES);
    let least = fields.number("ecart", 1, 365).and_then(|days| u16::try_from(days).ok());
    if least.is_none() && fields.problem("ecart").is_none() {
        fields.wrong("ecart", "Donnez un nombre de jours, de 1 à 365.");
    }
    let (Some(tone), Some(least), false) = (tone, least, fields.has_problems()) else {
        return editor::page(who, ask, Shown { line, panel: Panel::Whole(fields), notice: None, status: 422 });
    };
    let given = Given { title, for_kinds, tone, least_days_between_steps: least };
    let name = line.opened.name;
    let edit = Edit::Whole { seen: ask.form("vu").to_owned(), given: given.clone() };
    match who.write(|tx| app::scenarios::edit(tx, &name, edit))? {
        Edited::Conflict(theirs) => {
            let line = shelved(who, ask)?;
            let notice = theirs.scenario().map(|theirs| whole_conflict(theirs, given));
            editor::page(who, ask, Shown { line, panel: Panel::Whole(fields), notice, status: 409 })
        }
        _ => Ok(Answer::to(url(who, &name, "?reglages=1#etape")).saying("Réglages enregistrés dans le brouillon.")),
    }
}

fn whole_conflict(theirs: &Scenario, mine: Given) -> Markup {
    let Given { title, for_kinds, tone, least_days_between_steps } = mine;
    let mine = Scenario { title, for_kinds, tone, least_days_between_steps, ..theirs.clone() };
    let fields = differences(theirs, &mine).into_iter().find_map(|change| match change {
        Change::Whole(fields) => Some(fields),
        _ => None,
    });
    ui::notice(
        Tone::Warn,
        html! {
            b { "Ces réglages ont été modifiés entre-temps." } " Rien n'a été enregistré."
            @if let Some(fields) = fields { (table(&fields, "Enregistré", "Votre saisie")) }
            p class="mt2" { "Le formulaire garde votre saisie : l'enregistrer remplace l'autre valeur." }
        },
    )
}

fn publish(who: &Scoped<ManageRules>, ask: &Ask) -> Answered {
    let name = opened(who, ask)?.name;
    let seen = ask.form("vu").to_owned();
    match who.write(|tx| app::scenarios::publish(tx, &name, &seen, who.today))? {
        Published::As(number) => {
            Ok(Answer::to(url(who, &name, "")).saying(format!("Publié : la {} est en vigueur.", version_words(number))))
        }
        Published::Missing => Ok(Answer::to(url(who, &name, "")).saying("Il n'y a plus de brouillon : voici la version en vigueur.")),
        Published::Overtaken(_) => refused(who, ask, "Rien n'a été publié : une autre version l'a été entre-temps.", 409),
        Published::Changed(_) => {
            refused(who, ask, "Rien n'a été publié : le brouillon a changé depuis l'affichage de la page. Le voici tel qu'il est.", 409)
        }
        Published::Faulty(_) => refused(who, ask, "Rien n'a été publié : corrigez d'abord les étapes indiquées.", 422),
    }
}

fn refused(who: &Inside, ask: &Ask, said: &str, status: u16) -> Answered {
    let line = shelved(who, ask)?;
    let scenario = line.opened.scenario().ok_or(Fault::NotFound)?;
    let step = scenario.first_reminder().map(|index| &scenario.steps[index]).or(scenario.steps.first()).ok_or(Fault::NotFound)?;
    // The form that publishes has no field of a step: it is shown as it is kept.
    let bare = Ask { form: Vec::new(), ..ask.clone() };
    let panel = Panel::Step(step.name.to_string(), step_form::of_step(Fields::of(&bare, who.today), step));
    let notice = Some(ui::notice(Tone::Warn, html! { b { (said) } }));
    editor::page(who, ask, Shown { line, panel, notice, status })
}

fn abandon(who: &Scoped<ManageRules>, ask: &Ask) -> Answered {
    let opened = opened(who, ask)?;
    let there = if opened.current().is_some() { url(who, &opened.name, "") } else { who.url(super::PLACE) };
    let dropped = who.write(|tx| app::scenarios::drop_draft(tx, &opened.name))?;
    Ok(Answer::to(there).saying(if dropped { "Brouillon abandonné." } else { "Il n'y avait plus de brouillon." }))
}

fn keep(who: &Scoped<ManageRules>, ask: &Ask) -> Answered {
    let name = opened(who, ask)?.name;
    who.write(|tx| app::scenarios::rebase(tx, &name))?;
    Ok(Answer::to(url(who, &name, "")).saying("Brouillon gardé : il remplacera la dernière version publiée."))
}
