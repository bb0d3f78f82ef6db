//! A person's word on one action: approve, postpone, skip, call made, take back.

use app::agenda::{self, ActionRef, Outcome, Seen};
use app::ports::Silent;
use domain::access::needs::DecideActions;
use domain::dunning::Action;
use domain::events::Channel;
use domain::french::date_short;
use domain::money::Cents;
use maud::{Markup, html};

use super::Asked;
use super::detail::{Looked, carried, title};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::pages::authors;
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, Head, Icon, form};

/// Characters of a reason.
const REASON: usize = 500;

/// The buttons of an action, and the dialogs behind them.
pub(super) fn bar(who: &Inside, asked: &Asked, action: &Action, next: Option<&ActionRef>, may_leave: bool) -> Markup {
    let name = ActionRef::of(action);
    let url = |what: &str| who.url(&format!("/agenda/{name}/{what}"));
    html! {
        div class="actbar" {
            @if action.channel == Channel::Call {
                a class="btn primary" href=(url("appel")) data-open="dialogue-appel" data-key="a" { (ui::icon(Icon::Phone)) "Appel passé" kbd { "A" } }
                (approve_button(who, asked, action, next, html! { "Mettre sur la liste d'appels" }, "btn"))
            } @else if may_leave {
                (approve_button(who, asked, action, next, html! { (ui::icon(Icon::Check)) @if action.channel == Channel::Task { "C'est fait" } @else { "Approuver" } kbd { "A" } }, "btn primary"))
            } @else {
                button class="btn" type="button" aria-disabled="true" aria-describedby="retenu" { "Approuver" }
                span class="vh" id="retenu" { "Impossible tant que le courrier est retenu : la raison est au-dessus." }
            }
            @if action.document.is_some() { a class="btn" href=(who.url(&format!("/apercu/{name}/texte"))) data-key="e" { "Modifier" kbd { "E" } } }
            a class="btn" href=(url("reporter")) data-open="dialogue-reporter" data-key="r" { "Reporter" kbd { "R" } }
            a class="btn" href=(url("ignorer")) data-open="dialogue-ignorer" data-key="s" { "Ignorer" kbd { "S" } }
        }
        @for what in [What::Postpone, What::Skip] { (dialog(who, asked, action, next, what)) }
        @if action.channel == Channel::Call { (dialog(who, asked, action, next, What::Called)) }
    }
}

fn approve_button(who: &Inside, asked: &Asked, action: &Action, next: Option<&ActionRef>, words: Markup, class: &str) -> Markup {
    let url = who.url(&format!("/agenda/{}/approuver", ActionRef::of(action)));
    html! {
        form method="post" action=(url) class="contents" {
            (form::hidden_token(who)) (carried(asked, action, next))
            @if action.channel == Channel::Call { button class=(class) { (words) } } @else { button class=(class) data-key="a" { (words) } }
        }
    }
}

/// A word that asks for more than a click.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Postpone,
    Skip,
    Called,
}

impl What {
    fn word(self) -> &'static str {
        match self {
            What::Postpone => "reporter",
            What::Skip => "ignorer",
            What::Called => "appel",
        }
    }

    fn title(self) -> &'static str {
        match self {
            What::Postpone => "Reporter cette action",
            What::Skip => "Ignorer cette étape",
            What::Called => "Appel passé",
        }
    }

    fn button(self) -> &'static str {
        match self {
            What::Postpone => "Reporter",
            What::Skip => "Ignorer",
            What::Called => "Inscrire l'appel",
        }
    }

    fn fields(self, fields: &Fields<'_>) -> Markup {
        html! {
            @match self {
                What::Postpone => {
                    (form::field(fields, "jour", "Proposer de nouveau à partir du", form::Kind::Day, "Une date, ou +8j."))
                    (form::field(fields, "motif_report", "Motif", form::Kind::Text, "Conservé avec la décision."))
                }
                What::Skip => {
                    p class="soft" { "L'étape compte comme passée, sans que rien ne soit envoyé : le scénario continue à la suivante." }
                    (form::field(fields, "motif_ignorer", "Motif", form::Kind::Text, "Conservé avec la décision."))
                }
                What::Called => {
                    (form::select(fields, "resultat", "Comment s'est-il passé ?", CALL, ""))
                    (form::area(fields, "note", "Ce qui a été dit", 3, "Facultatif. Une promesse de paiement se note sur la fiche du débiteur."))
                }
            }
        }
    }
}

/// How a call can end, in the words of the record.
const CALL: &[(&str, &str)] = &[
    ("reached", "Interlocuteur joint"),
    ("message", "Message laissé"),
    ("no_answer", "Pas de réponse"),
    ("wrong_number", "Mauvais numéro"),
    ("other", "Autre"),
];

fn preset<'a>(ask: &'a Ask, who: &Inside) -> Fields<'a> {
    Fields::of(ask, who.today).preset("jour", date_short(app::letters::days_later(who.today, 7)))
}

fn dialog(who: &Inside, asked: &Asked, action: &Action, next: Option<&ActionRef>, what: What) -> Markup {
    let blank = Ask::default();
    let id = format!("dialogue-{}", what.word());
    html! {
        dialog class="dialog" id=(id) aria-labelledby={ (id) "-titre" } {
            form method="post" action=(who.url(&format!("/agenda/{}/{}", ActionRef::of(action), what.word()))) {
                (form::hidden_token(who)) (carried(asked, action, next))
                header { h2 id={ (id) "-titre" } { (what.title()) } button class="btn icon sm quiet" type="button" data-close aria-label="Fermer" { (ui::icon(Icon::Close)) } }
                div class="body" { (what.fields(&preset(&blank, who))) }
                footer { button class="btn" type="button" data-close { "Revenir" } button class="btn primary" { (what.button()) } }
            }
        }
    }
}

/// The same as a page: without JavaScript, and where something typed has to be corrected.
fn page(who: &Inside, ask: &Ask, what: What, fields: &Fields<'_>) -> Answered {
    let (asked, name) = (Asked::of(ask), ask.path::<ActionRef>("action")?);
    let looked = Looked::of(who, &name)?;
    let Some(action) = looked.case.action(&name.key) else {
        return Ok(Answer::to(asked.url(who, Some(&name))));
    };
    let next = ask.form("suivante").parse().ok();
    let body = html! {
        section class="card form-card" { div class="card-body stack" {
            (form::summary(fields))
            p { b { (title(action)) } " · " (looked.name()) " · " (ui::money(action.asked, action.currency)) }
            (form::post(who, &who.url(&format!("/agenda/{name}/{}", what.word())), html! {
                (carried(&asked, action, next.as_ref()))
                (what.fields(fields))
                div class="row wrap" { button class="btn primary" { (what.button()) } a class="btn" href=(asked.url(who, Some(&name))) { "Revenir" } }
            }))
        } }
    };
    let crumbs = vec![("Agenda du jour", asked.url(who, Some(&name)))];
    let head = Head { title: what.title(), crumbs, place: "/agenda", ..Head::default() };
    let answer = ui::page(who, ask, head, body);
    Ok(if fields.has_problems() { answer.status(422) } else { answer })
}

pub(super) fn ask_postpone(who: &Scoped<DecideActions>, ask: &Ask) -> Answered {
    page(who, ask, What::Postpone, &preset(ask, who))
}

pub(super) fn ask_skip(who: &Scoped<DecideActions>, ask: &Ask) -> Answered {
    page(who, ask, What::Skip, &preset(ask, who))
}

pub(super) fn ask_called(who: &Scoped<DecideActions>, ask: &Ask) -> Answered {
    page(who, ask, What::Called, &preset(ask, who))
}

/// The action of the address, of a debtor of these books: whether it is still proposed is said by what is done with it.
pub(crate) fn action_of(who: &Inside, ask: &Ask) -> Result<ActionRef, Fault> {
    let name: ActionRef = ask.path("action")?;
    who.read(|tx| Ok(tx.debtor(name.debtor)?))?.ok_or(Fault::NotFound)?;
    Ok(name)
}

/// What the form says the person saw.
fn seen(who: &Inside, ask: &Ask) -> Result<Seen, Fault> {
    let asked = ask.form("vu").parse().map_err(|_| Fault::Bad("La somme affichée manque au formulaire : rechargez la page.".to_owned()))?;
    Ok(Seen { action: action_of(who, ask)?, asked: Cents(asked) })
}

/// Back to the agenda: at the next action once this one is decided, at this one where it was not.
fn back(who: &Inside, ask: &Ask, name: &ActionRef, outcome: &Outcome) -> Answer {
    let asked = Asked::of(ask);
    let said = authors::named(who, outcome.said());
    if !outcome.is_done() {
        return Answer::to(asked.url(who, Some(name))).saying(said);
    }
    let next: Option<ActionRef> = ask.form("suivante").parse().ok();
    let there = Answer::to(asked.url(who, next.as_ref()));
    match outcome {
        Outcome::Done { .. } => there.saying_undoable(said, who.url(&format!("/agenda/{name}/annuler"))),
        _ => there.saying(said),
    }
}

pub(super) fn approve(who: &Scoped<DecideActions>, ask: &Ask) -> Answered {
    let seen = seen(who, ask)?;
    let outcomes = agenda::approve(&who.books(), std::slice::from_ref(&seen), Some(&*who.house.typesetter), &Silent)?;
    let outcome = outcomes.into_iter().next().ok_or(Fault::NotFound)?;
    if let Outcome::Done { said, letter: None } = &outcome {
        // A task done is done: there is nothing to take back.
        let next: Option<ActionRef> = ask.form("suivante").parse().ok();
        return Ok(Answer::to(Asked::of(ask).url(who, next.as_ref())).saying(said.clone()));
    }
    Ok(back(who, ask, &seen.action, &outcome))
}

pub(super) fn postpone(who: &Scoped<DecideActions>, ask: &Ask) -> Answered {
    let mut fields = preset(ask, who);
    let until = fields.required_day("jour");
    let reason = fields.required("motif_report", REASON, "Donnez le motif : il est conservé.");
    if until.is_some_and(|until| until <= who.today) {
        fields.wrong("jour", "Donnez un jour à venir.");
    }
    if until.is_some_and(|until| until > app::letters::days_later(who.today, 366)) {
        fields.wrong("jour", "Au plus un an : pour plus longtemps, suspendez les relances sur la fiche du débiteur.");
    }
    match until {
        Some(until) if !fields.has_problems() => decided(who, ask, &reason, Some(until)),
        _ => page(who, ask, What::Postpone, &fields),
    }
}

pub(super) fn skip(who: &Scoped<DecideActions>, ask: &Ask) -> Answered {
    let mut fields = preset(ask, who);
    let reason = fields.required("motif_ignorer", REASON, "Donnez le motif : il est conservé.");
    if fields.has_problems() { page(who, ask, What::Skip, &fields) } else { decided(who, ask, &reason, None) }
}

fn decided(who: &Inside, ask: &Ask, reason: &str, until: Option<domain::Date>) -> Answered {
    let seen = seen(who, ask)?;
    let outcomes = agenda::skip(&who.books(), std::slice::from_ref(&seen), reason, until)?;
    let outcome = outcomes.first().ok_or(Fault::NotFound)?;
    Ok(back(who, ask, &seen.action, outcome))
}

pub(super) fn called(who: &Scoped<DecideActions>, ask: &Ask) -> Answered {
    let mut fields = preset(ask, who);
    let note = fields.text("note", 4_000);
    let words: Vec<(&str, &str)> = CALL.iter().map(|(word, _)| (*word, *word)).collect();
    let result = fields.choice("resultat", &words);
    if result.is_none() && fields.problem("resultat").is_none() {
        fields.wrong("resultat", "Dites comment l'appel s'est passé.");
    }
    match result {
        Some(result) if !fields.has_problems() => {
            let seen = seen(who, ask)?;
            let outcome = agenda::called(&who.books(), &seen, result, Some(&note))?;
            let next: Option<ActionRef> = ask.form("suivante").parse().ok();
            let next = if outcome.is_done() { next } else { Some(seen.action) };
            Ok(Answer::to(Asked::of(ask).url(who, next.as_ref())).saying(authors::named(who, outcome.said())))
        }
        _ => page(who, ask, What::Called, &fields),
    }
}

pub(super) fn take_back(who: &Scoped<DecideActions>, ask: &Ask) -> Answered {
    let name = action_of(who, ask)?;
    let done = agenda::take_back(&who.books(), &name)?;
    Ok(Answer::to(Asked::of(ask).url(who, Some(&name))).saying(done.said))
}

pub(super) fn take_back_last(who: &Scoped<DecideActions>, ask: &Ask) -> Answered {
    let books = who.books();
    let asked = Asked::of(ask);
    let Some(last) = agenda::last_decided(&books)? else {
        return Ok(
            Answer::to(asked.url(who, None)).saying("Rien à annuler : vous n'avez rien décidé aujourd'hui qui puisse encore l'être.")
        );
    };
    let name = ActionRef { debtor: last.debtor, key: last.action };
    let done = agenda::take_back(&books, &name)?;
    Ok(Answer::to(asked.url(who, Some(&name))).saying(done.said))
}
