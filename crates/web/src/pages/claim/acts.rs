//! The due date said by a person, and acts that change what the law gives: formal notice received, judgment, capitalisation,
//! what interrupts limitation.

use app::record;
use domain::access::needs::RecordDunning;
use domain::events::LimitationAct;
use domain::french::date_short;
use maud::html;

use super::{claim_of, claim_url, form_page};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fields::Fields;
use crate::pages::card::attempt;
use crate::route::{Answered, Inside, Route, Scoped, get, post};
use crate::ui::{self, Tone, form};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/d/{tenant}/factures/{claim}/echeance", due_form),
        post("/d/{tenant}/factures/{claim}/echeance", due),
        get("/d/{tenant}/factures/{claim}/acte", act_form),
        post("/d/{tenant}/factures/{claim}/acte", act),
    ]
}

fn due_form(who: &Scoped<RecordDunning>, ask: &Ask) -> Answered {
    let row = claim_of(who, ask)?;
    due_page(who, ask, &Fields::of(ask, who.today).preset("echeance", date_short(row.due_on)).preset("fondement", "imprimee"))
}

fn due_page(who: &Inside, ask: &Ask, fields: &Fields<'_>) -> Answered {
    let row = claim_of(who, ask)?;
    let body = html! {
        (form::field(fields, "echeance", "Dernier jour pour payer", form::Kind::Day, ""))
        (form::radios(fields, "fondement", "D'où vient cette date", &[("imprimee", "Elle est imprimée sur la facture"), ("convenue", "Elle a été convenue avec le débiteur")]))
    };
    form_page(who, ask, &row, ("Fixer l'échéance", "Fixer l'échéance"), fields, body)
}

fn due(who: &Scoped<RecordDunning>, ask: &Ask) -> Answered {
    let row = claim_of(who, ask)?;
    let mut fields = Fields::of(ask, who.today);
    let on = fields.required_day("echeance");
    let agreed = fields.choice("fondement", &[("imprimee", false), ("convenue", true)]);
    if agreed.is_none() {
        fields.wrong("fondement", "Dites d'où vient cette date.");
    }
    let (Some(on), Some(agreed), false) = (on, agreed, fields.has_problems()) else { return due_page(who, ask, &fields) };
    match attempt(who.write(|tx| record::due_date(tx, &row.id.to_string(), on, agreed)), &mut fields, "echeance")? {
        Some(_) => Ok(Answer::to(claim_url(who, row.id)).saying(format!("Échéance fixée au {}.", date_short(on)))),
        None => due_page(who, ask, &fields),
    }
}

/// What can be inscribed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Received,
    Judgment,
    Capitalisation,
    Limitation(LimitationAct),
}

const ACTS: [(&str, &str, Act); 9] = [
    ("recue", "Mise en demeure reçue ou présentée (C. civ. 1344-1)", Act::Received),
    ("jugement", "Jugement exécutoire et notifié (CMF L313-3)", Act::Judgment),
    ("capitalisation", "Capitalisation des intérêts, par contrat ou par le juge (C. civ. 1343-2)", Act::Capitalisation),
    ("reconnaissance", "Reconnaissance claire de la dette (C. civ. 2240)", Act::Limitation(LimitationAct::Recognition)),
    ("reconnaissance_possible", "Reconnaissance possible, à vérifier", Act::Limitation(LimitationAct::PossibleRecognition)),
    ("demande", "Demande en justice (C. civ. 2241)", Act::Limitation(LimitationAct::CourtAction)),
    ("execution", "Mesure conservatoire ou acte d'exécution (C. civ. 2244)", Act::Limitation(LimitationAct::Enforcement)),
    ("declaration", "Déclaration de créance (C. com. L622-25-1)", Act::Limitation(LimitationAct::InsolvencyDeclaration)),
    ("mediation", "Médiation ou conciliation (C. civ. 2238)", Act::Limitation(LimitationAct::Mediation)),
];

fn act_form(who: &Scoped<RecordDunning>, ask: &Ask) -> Answered {
    act_page(who, ask, &Fields::of(ask, who.today).preset("acte", "recue").preset("date", date_short(who.today)))
}

fn act_page(who: &Inside, ask: &Ask, fields: &Fields<'_>) -> Answered {
    let row = claim_of(who, ask)?;
    let body = html! {
        (form::radios(fields, "acte", "Acte", &ACTS.map(|(word, words, _)| (word, words))))
        div class="form-grid" {
            (form::field(fields, "date", "Le", form::Kind::Day, ""))
            (form::field(fields, "jusqu_au", "Jusqu'au (facultatif)", form::Kind::Day, "Fin d'une médiation ou d'une procédure, si elle est connue."))
        }
        (ui::notice(Tone::Info, html! { "Ces actes changent ce qui est dû ou le délai pour agir. Gardez-en la preuve parmi les pièces de la facture." }))
    };
    form_page(who, ask, &row, ("Inscrire un acte", "Inscrire"), fields, body)
}

fn act(who: &Scoped<RecordDunning>, ask: &Ask) -> Answered {
    let row = claim_of(who, ask)?;
    let mut fields = Fields::of(ask, who.today);
    let chosen = fields.choice("acte", &ACTS.map(|(word, _, act)| (word, act)));
    let (on, until) = (fields.required_day("date"), fields.day("jusqu_au"));
    if on.is_some_and(|on| on > who.today) {
        fields.wrong("date", "Ce jour est à venir : inscrivez l'acte une fois fait.");
    }
    if on.is_some_and(|on| on < row.issued_on) {
        fields.wrong("date", format!("La facture est du {} : l'acte ne peut pas la précéder.", date_short(row.issued_on)));
    }
    if until.is_some() && !matches!(chosen, Some(Act::Limitation(LimitationAct::Mediation | LimitationAct::InsolvencyDeclaration))) {
        fields.wrong("jusqu_au", "Une fin ne va qu'avec une médiation ou une déclaration de créance.");
    }
    let (Some(chosen), Some(on), false) = (chosen, on, fields.has_problems()) else { return act_page(who, ask, &fields) };
    let claims = [row.id.to_string()];
    let done = who.write(|tx| match chosen {
        Act::Received => record::received(tx, &claims, on),
        Act::Judgment => record::judgment(tx, &claims, on),
        Act::Capitalisation => record::capitalisation(tx, &claims, on),
        Act::Limitation(by) => record::limitation(tx, &claims, by, until, on),
    });
    match attempt(done, &mut fields, "date")? {
        Some(_) => Ok(Answer::to(claim_url(who, row.id)).saying(format!("Acte du {} inscrit.", date_short(on)))),
        None => act_page(who, ask, &fields),
    }
}
