//! The words of one letter, retouched by a person: kept while they are typed, checked as they will be read, frozen at approval.

use app::agenda::ActionRef;
use app::plan::Desk;
use app::preview::{Saved, save as keep, with_words};
use app::templates::problems;
use domain::access::needs::DecideActions;
use domain::letters::{VARIABLES, Words};
use maud::{Markup, html};
use store::Draft;

use super::mentions::checklist;
use super::{authors, looked};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::pages::agenda::action_of;
use crate::pages::templates::form::{TRIAL, part_name, preset_words, typed_words, unread, words_fields};
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, Head, Tone, form};

pub(super) fn show(who: &Scoped<DecideActions>, ask: &Ask) -> Answered {
    let name: ActionRef = ask.path("action")?;
    let looked = match looked(who, &name)? {
        Ok(looked) => looked,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let Ok(Some(preview)) = &looked.letter else {
        return Ok(Answer::to(who.url(&format!("/apercu/{name}"))));
    };
    let fields = preset_words(Fields::of(ask, who.today), &preview.sheet.words);
    let seen = preview.draft.as_ref().map(|draft| draft.saved_at);
    Ok(page(who, ask, &name, looked.name(), &fields, &Beside { seen, ..Beside::default() }))
}

/// What stands beside the form.
#[derive(Default)]
struct Beside {
    /// The version of the edit that the person started from.
    seen: Option<i64>,
    /// What another person saved meanwhile.
    theirs: Option<Draft>,
    /// The letter with the words typed, and its mentions.
    trial: Option<Markup>,
}

fn page(who: &Inside, ask: &Ask, name: &ActionRef, debtor: &str, fields: &Fields<'_>, beside: &Beside) -> Answer {
    let here = who.url(&format!("/apercu/{name}/texte"));
    let body = html! {
        @if let Some(theirs) = &beside.theirs { (conflict(who, theirs)) }
        (form::summary(fields))
        div class="cols apercu" {
            section class="card" {
                (ui::title_with("Texte de ce courrier", "Ce courrier seulement : le modèle ne change pas.", html! {}))
                div class="card-body" {
                    (form::post(who, &here, html! {
                        (form::hidden("vu", &beside.seen.map(|seen| seen.to_string()).unwrap_or_default()))
                        (words_fields(fields, &here))
                        div class="row wrap" {
                            button class="btn primary" name="faire" value="enregistrer" { "Enregistrer" }
                            button class="btn" name="faire" value="essayer" { "Vérifier sans enregistrer" }
                            a class="btn" href=(who.url(&format!("/apercu/{name}"))) { "Revenir à l'aperçu" }
                        }
                    }))
                    @if beside.seen.is_some() {
                        div class="mt3" { (form::button(who, &format!("{here}/abandonner"), "btn sm quiet", html! { "Revenir au texte du modèle" })) }
                    }
                }
            }
            div class="stack" {
                // Empty at first: it stands last, so that the gap above it shows nothing.
                (variables())
                div id=(TRIAL) aria-live="polite" { @if let Some(trial) = &beside.trial { (trial) } }
            }
        }
    };
    let crumbs = vec![("Agenda du jour", who.url(&format!("/agenda?action={name}"))), (debtor, who.url(&format!("/apercu/{name}")))];
    let head = Head {
        title: "Modifier le texte",
        sub: Some(
            html! { "Une ligne vide sépare deux paragraphes, « - » commence une liste, « **mot** » est en gras. Les mentions obligatoires sont vérifiées avant l'approbation." },
        ),
        crumbs,
        place: "/agenda",
        ..Head::default()
    };
    let answer = ui::page(who, ask, head, body);
    match (beside.theirs.is_some(), fields.has_problems()) {
        (true, _) => answer.status(409),
        (false, true) => answer.status(422),
        (false, false) => answer,
    }
}

/// Both values: theirs to read, one's own in the form.
fn conflict(who: &Inside, theirs: &Draft) -> Markup {
    ui::notice(
        Tone::Warn,
        html! {
            p { b { "Ce texte a été modifié par " (authors::name(who, &theirs.author)) ", " (ui::day_time(theirs.saved_at)) "." } " Le vôtre est gardé dans le formulaire ; rien n'a été écrasé. Enregistrer de nouveau remplacera le sien." }
            details { summary { "Voir l'autre texte" } pre class="courriel" { (theirs.words.subject) "\n\n" (theirs.words.salutation) "\n\n" (theirs.words.body) "\n\n" (theirs.words.closing) } }
        },
    )
}

/// The variables that may be written, with what each stands for.
pub(crate) fn variables() -> Markup {
    html! {
        section class="card" {
            details class="data-alt" {
                summary { "Variables disponibles (" (VARIABLES.len()) ")" }
                dl class="dl variables" { @for variable in VARIABLES { dt { code { "{{" (variable.name) "}}" } } dd { (variable.meaning) } } }
            }
        }
    }
}

pub(super) fn save(who: &Scoped<DecideActions>, ask: &Ask) -> Answered {
    let name: ActionRef = ask.path("action")?;
    let looked = match looked(who, &name)? {
        Ok(looked) => looked,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let words = typed_words(ask);
    if ask.is_htmx() && ask.target() == TRIAL {
        let wrong = problems(&words);
        return Ok(Answer::html(if wrong.is_empty() { trial(who, &name, &words)? } else { unread(&wrong) }));
    }
    let seen = ask.form("vu").parse::<i64>().ok();
    let mut fields = preset_words(Fields::of(ask, who.today), &words);
    for (part, why) in problems(&words) {
        fields.wrong(part_name(part), why);
    }
    if fields.has_problems() {
        return Ok(page(who, ask, &name, looked.name(), &fields, &Beside { seen, ..Beside::default() }));
    }
    if ask.form("faire") == "essayer" {
        let trial = trial(who, &name, &words)?;
        return Ok(page(who, ask, &name, looked.name(), &fields, &Beside { seen, trial: Some(trial), ..Beside::default() }));
    }
    let author = who.user.id.to_string();
    let saved = who.write(|tx| keep(tx, &name, &words, seen, &author))?;
    match saved {
        Saved::Kept => Ok(Answer::to(who.url(&format!("/apercu/{name}"))).saying("Texte enregistré pour ce courrier.")),
        Saved::Conflict(theirs) => {
            let beside = Beside { seen: Some(theirs.saved_at), theirs: Some(theirs), ..Beside::default() };
            Ok(page(who, ask, &name, looked.name(), &fields, &beside))
        }
    }
}

/// The letter with the words typed, not kept: its text and its mentions.
fn trial(who: &Inside, name: &ActionRef, words: &Words) -> Result<Markup, Fault> {
    let day = who.today;
    let tried = who.read(|tx| {
        let desk = Desk::open(tx, day)?;
        let facts = tx.debtor_facts(name.debtor)?.ok_or_else(|| app::AppError::refused("Ce débiteur n'existe plus."))?;
        let decision = desk.decide(&facts, day)?;
        let action = decision.actions.iter().find(|action| action.key == name.key);
        let action = action.ok_or_else(|| app::AppError::refused("Cette action n'est plus proposée."))?;
        with_words(tx, &desk, &facts, action, Some(words.clone()), day)
    });
    Ok(match tried {
        Ok(Some((sheet, mentions))) => html! {
            section class="card" {
                div class="card-head" { h2 tabindex="-1" { "Vérification, rien n'est enregistré" } }
                div class="card-body" { pre class="courriel" { (domain::letters::email_text(&sheet.document)) } }
                (checklist(&mentions))
            }
        },
        Ok(None) => html! {},
        Err(Fault::Refused(why)) => ui::notice(Tone::Danger, html! { (why) }),
        Err(other) => return Err(other),
    })
}

pub(super) fn give_up(who: &Scoped<DecideActions>, ask: &Ask) -> Answered {
    let name = action_of(who, ask)?;
    who.write(|tx| Ok(tx.drop_draft(&name.key)?))?;
    Ok(Answer::to(who.url(&format!("/apercu/{name}"))).saying("Le texte du modèle s'applique de nouveau à ce courrier."))
}
