//! Notes and calls.

use app::card::Card;
use app::record::{self, NewCall};
use domain::access::Permission;
use domain::access::needs::RecordDunning;
use maud::{Markup, html};

use super::{People, attempt, card_url, debtor_of, form_page};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fields::Fields;
use crate::route::{Answered, Inside, Route, Scoped, get, post};
use crate::ui::{self, form};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/d/{tenant}/debiteurs/{debtor}/note", note_form),
        post("/d/{tenant}/debiteurs/{debtor}/note", add_note),
        get("/d/{tenant}/debiteurs/{debtor}/appel", call_form),
        post("/d/{tenant}/debiteurs/{debtor}/appel", add_call),
    ]
}

/// The newest notes, with the way to add one.
pub(super) fn panel(who: &Inside, card: &Card, people: &People) -> Markup {
    let add = format!("{}/note", card_url(who, card.row.id));
    html! {
        section class="card" {
            div class="card-head" { h2 { "Notes" } @if who.can(Permission::RecordDunning) { a class="btn sm quiet" href=(add) { "Ajouter" } } }
            @if card.notes.is_empty() { div class="card-body" { p class="muted small" { "Aucune note." } } }
            @else {
                ul class="list" role="list" { @for note in &card.notes {
                    li { div class="grow" {
                        p class="pre" { @match &note.text { Some(text) => (text), None => span class="muted" { "Note effacée." } } }
                        div class="muted small" { (people.author(&note.author)) ", " (ui::day(note.on)) }
                    } }
                } }
            }
        }
    }
}

fn note_form(who: &Scoped<RecordDunning>, ask: &Ask) -> Answered {
    note_page(who, ask, &Fields::of(ask, who.today))
}

fn note_page(who: &Inside, ask: &Ask, fields: &Fields<'_>) -> Answered {
    let (debtor, name) = debtor_of(who, ask)?;
    let body =
        form::area(fields, "texte", "Note", 6, "Visible de tous les utilisateurs de ce dossier. Effacée avec les données de la personne.");
    Ok(form_page(who, ask, (debtor, &name), ("Nouvelle note", "Ajouter la note"), fields, body))
}

fn add_note(who: &Scoped<RecordDunning>, ask: &Ask) -> Answered {
    let (debtor, _) = debtor_of(who, ask)?;
    let mut fields = Fields::of(ask, who.today);
    let text = fields.required("texte", 4_000, "Écrivez la note.");
    if fields.has_problems() {
        return note_page(who, ask, &fields);
    }
    let done = attempt(who.write(|tx| record::add_note(tx, debtor, &text, who.today)), &mut fields, "texte")?;
    match done {
        Some(done) => Ok(Answer::to(card_url(who, debtor)).saying(done.said)),
        None => note_page(who, ask, &fields),
    }
}

const OUTCOMES: [(&str, &str); 5] = [
    ("reached", "Joint"),
    ("no_answer", "Sans réponse"),
    ("message", "Message laissé"),
    ("wrong_number", "Mauvais numéro"),
    ("other", "Autre"),
];

fn call_form(who: &Scoped<RecordDunning>, ask: &Ask) -> Answered {
    let fields = Fields::of(ask, who.today).preset("date", domain::french::date_short(who.today)).preset("resultat", "reached");
    call_page(who, ask, &fields)
}

fn call_page(who: &Inside, ask: &Ask, fields: &Fields<'_>) -> Answered {
    let (debtor, name) = debtor_of(who, ask)?;
    let phones = who.read(|tx| Ok(tx.debtor_details(debtor)?))?.unwrap_or_default();
    let numbers: Vec<String> = std::iter::once(("", phones.phone.as_str()))
        .chain(phones.contacts.iter().map(|person| (person.name.as_str(), person.phone.as_str())))
        .filter(|(_, phone)| !phone.is_empty())
        .map(|(who, phone)| if who.is_empty() { phone.to_owned() } else { format!("{who}, {phone}") })
        .collect();
    let body = html! {
        @if !numbers.is_empty() { p class="small soft" { "Numéros connus : " (ui::unbroken(&numbers.join(" ; "))) "." } }
        div class="form-grid" {
            (form::field(fields, "date", "Jour de l'appel", form::Kind::Day, ""))
            (form::select(fields, "resultat", "Résultat", &OUTCOMES, ""))
        }
        (form::area(fields, "note", "Ce qui a été dit (facultatif)", 4, ""))
        p class="small muted" { "L'appel compte dans le nombre de contacts permis par semaine." }
    };
    Ok(form_page(who, ask, (debtor, &name), ("Consigner un appel", "Consigner l'appel"), fields, body))
}

fn add_call(who: &Scoped<RecordDunning>, ask: &Ask) -> Answered {
    let (debtor, _) = debtor_of(who, ask)?;
    let mut fields = Fields::of(ask, who.today);
    let on = fields.required_day("date");
    if on.is_some_and(|on| on > who.today) {
        fields.wrong("date", "Ce jour est à venir : consignez l'appel une fois passé.");
    }
    let outcome = fields.choice("resultat", &OUTCOMES.map(|(word, _)| (word, word)));
    let note = fields.text("note", 4_000);
    let (Some(on), Some(outcome), false) = (on, outcome, fields.has_problems()) else {
        return call_page(who, ask, &fields);
    };
    let what = debtor.to_string();
    let new = NewCall { what: &what, outcome, claims: &[], note: Some(&note), on };
    match attempt(who.write(|tx| record::call(tx, &new)), &mut fields, "date")? {
        Some(_) => Ok(Answer::to(card_url(who, debtor)).saying(format!("Appel consigné au {}.", domain::french::date_short(on)))),
        None => call_page(who, ask, &fields),
    }
}
