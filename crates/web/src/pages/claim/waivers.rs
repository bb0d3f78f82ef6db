//! Waivers of interest or of the fixed indemnity, with their reason, and their withdrawal.

use app::account::OneClaim;
use app::record;
use domain::Date;
use domain::access::Permission;
use domain::access::needs::Waive;
use domain::french::{date_short, money_fr};
use domain::ids::WaiverId;
use domain::terms::WaiverOf;
use maud::{Markup, html};

use super::{claim_of, claim_url, form_page};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::pages::card::attempt;
use crate::route::{Answered, Inside, Route, Scoped, get, post};
use crate::ui::form;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/d/{tenant}/factures/{claim}/remise", show),
        post("/d/{tenant}/factures/{claim}/remise", give),
        post("/d/{tenant}/factures/{claim}/remises/{waiver}/reprise", withdraw),
    ]
}

const WHAT: [(&str, &str); 3] = [
    ("indemnity", "L'indemnité forfaitaire de 40 €"),
    ("interest", "Tous les intérêts, passés et à venir"),
    ("somme", "Une somme d'intérêts"),
];

pub(super) fn panel(who: &Inside, one: &OneClaim, day: Date) -> Markup {
    let claim = one.claim();
    let shown: Vec<_> = claim.waivers.iter().filter(|waiver| waiver.on <= day).collect();
    html! {
        @if !shown.is_empty() {
            section class="card" {
                div class="card-head" { h2 { "Remises" } }
                ul class="list" role="list" { @for waiver in shown {
                    li {
                        div class="grow" {
                            b { @match waiver.of { WaiverOf::Indemnity => "Indemnité forfaitaire", WaiverOf::Interest => "Tous les intérêts", WaiverOf::InterestAmount { amount } => { (money_fr(amount, claim.currency)) " d'intérêts" } } }
                            div class="muted small" { "Accordée le " (date_short(waiver.on)) @if let Some(back) = waiver.withdrawn_on { ", reprise le " (date_short(back)) } }
                        }
                        @if waiver.withdrawn_on.is_none() && who.can(Permission::Waive) {
                            (form::button(who, &format!("{}/remises/{}/reprise", claim_url(who, claim.id), waiver.id.0), "btn sm", html! { "Reprendre" }))
                        }
                    }
                } }
            }
        }
    }
}

fn show(who: &Scoped<Waive>, ask: &Ask) -> Answered {
    page(who, ask, &Fields::of(ask, who.today).preset("quoi", "indemnity").preset("date", date_short(who.today)))
}

fn page(who: &Inside, ask: &Ask, fields: &Fields<'_>) -> Answered {
    let row = claim_of(who, ask)?;
    let body = html! {
        (form::radios(fields, "quoi", "Ce qui est remis", &WHAT))
        div class="form-grid" {
            (form::field(fields, "montant", "Somme d'intérêts", form::Kind::Amount, "Seulement pour une somme."))
            (form::field(fields, "date", "À compter du", form::Kind::Day, ""))
        }
        (form::area(fields, "motif", "Motif", 3, "Conservé avec votre nom. Le principal ne se remet pas ici : c'est un avoir."))
    };
    form_page(who, ask, &row, ("Accorder une remise", "Accorder la remise"), fields, body)
}

fn give(who: &Scoped<Waive>, ask: &Ask) -> Answered {
    let row = claim_of(who, ask)?;
    let mut fields = Fields::of(ask, who.today);
    let what = fields.choice("quoi", &WHAT.map(|(word, _)| (word, word)));
    let sum = if what == Some("somme") { fields.required_amount("montant", row.currency) } else { None };
    let on = fields.required_day("date");
    let reason = fields.required("motif", 1_000, "Donnez le motif.");
    let (Some(what), Some(on), false) = (what, on, fields.has_problems()) else {
        if what.is_none() {
            fields.wrong("quoi", "Choisissez ce qui est remis.");
        }
        return page(who, ask, &fields);
    };
    let of = sum.map_or_else(|| what.to_owned(), |cents| cents.plain());
    let name = row.id.to_string();
    match attempt(who.write(|tx| record::waiver(tx, &name, &of, Some(&reason), on)), &mut fields, "montant")? {
        Some(_) => Ok(Answer::to(claim_url(who, row.id)).saying("Remise accordée.")),
        None => page(who, ask, &fields),
    }
}

fn withdraw(who: &Scoped<Waive>, ask: &Ask) -> Answered {
    let row = claim_of(who, ask)?;
    let id: WaiverId = ask.path("waiver")?;
    let facts = who.read(|tx| Ok(tx.debtor_facts(row.debtor)?))?.ok_or(Fault::NotFound)?;
    let mine = facts.claims.iter().find(|claim| claim.id == row.id).and_then(|claim| claim.waivers.iter().find(|waiver| waiver.id == id));
    let waiver = mine.ok_or(Fault::NotFound)?;
    if waiver.withdrawn_on.is_some() {
        return Ok(Answer::to(claim_url(who, row.id)).saying("Cette remise était déjà reprise. Rien n'a changé."));
    }
    who.write(|tx| record::waiver_withdrawn(tx, &id.to_string(), who.today))?;
    Ok(Answer::to(claim_url(who, row.id)).saying("Remise reprise."))
}
