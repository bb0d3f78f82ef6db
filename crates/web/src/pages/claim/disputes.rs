//! Disputes on a claim, whole or part, and their end.

use app::account::OneClaim;
use app::card::dispute_cause;
use app::record;
use domain::Date;
use domain::access::Permission;
use domain::access::needs::RecordDunning;
use domain::french::{date_short, money_fr};
use domain::ids::DisputeId;
use maud::{Markup, html};

use super::{claim_of, claim_url, form_page};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::pages::card::attempt;
use crate::route::{Answered, Inside, Route, Scoped, get, post};
use crate::ui::{self, Tone, form};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/d/{tenant}/factures/{claim}/litige", show),
        post("/d/{tenant}/factures/{claim}/litige", open),
        post("/d/{tenant}/factures/{claim}/litiges/{dispute}/cloture", close),
    ]
}

/// Why a claim is disputed: word and words.
pub(crate) const CAUSES: [(&str, &str); 7] = [
    ("quality", "Qualité"),
    ("delivery", "Livraison"),
    ("price", "Prix"),
    ("quantity", "Quantité"),
    ("not_ordered", "Non commandé"),
    ("already_paid", "Déjà payé"),
    ("other", "Autre motif"),
];

/// The disputes of a claim, open ones with the way to close them.
pub(super) fn panel(who: &Inside, one: &OneClaim, day: Date) -> Markup {
    let claim = one.claim();
    let shown: Vec<_> = claim.disputes.iter().filter(|dispute| dispute.on <= day).collect();
    html! {
        @if !shown.is_empty() {
            section class="card" {
                div class="card-head" { h2 { "Litiges" } }
                ul class="list" role="list" { @for dispute in shown {
                    @let closed = dispute.closed_on.filter(|end| *end <= day);
                    li {
                        div class="grow" {
                            b { (dispute_cause(&dispute.cause)) } ", " (dispute.amount.map_or_else(|| "toute l'échéance".to_owned(), |cents| money_fr(cents, claim.currency)))
                            div class="muted small" { "Ouvert le " (date_short(dispute.on)) @if let Some(end) = closed { ", clos le " (date_short(end)) @if dispute.founded { ", fondé" } @else { ", non fondé" } } }
                        }
                        @if closed.is_none() {
                            (ui::badge(Tone::Dispute, "Ouvert"))
                            @if who.can(Permission::RecordDunning) && day == who.today { (closing(who, claim.id, dispute.id)) }
                        }
                    }
                } }
            }
        }
    }
}

/// The two ways to close a dispute.
pub(crate) fn closing(who: &Inside, claim: domain::ids::ClaimId, dispute: DisputeId) -> Markup {
    let action = format!("{}/litiges/{}/cloture", claim_url(who, claim), dispute.0);
    html! {
        (form::post_with(who, &action, "row wrap", html! {
            button class="btn sm" name="fonde" value="oui" { "Clore : fondé" }
            button class="btn sm" name="fonde" value="non" { "Clore : non fondé" }
        }))
    }
}

fn show(who: &Scoped<RecordDunning>, ask: &Ask) -> Answered {
    page(who, ask, &Fields::of(ask, who.today).preset("date", date_short(who.today)).preset("motif", "quality"))
}

fn page(who: &Inside, ask: &Ask, fields: &Fields<'_>) -> Answered {
    let row = claim_of(who, ask)?;
    let body = html! {
        div class="form-grid" {
            (form::select(fields, "motif", "Motif", &CAUSES, ""))
            (form::field(fields, "montant", "Part contestée", form::Kind::Amount, "Vide : toute l'échéance. Le reste continue d'être relancé."))
            (form::field(fields, "date", "Contesté le", form::Kind::Day, ""))
        }
        (form::area(fields, "note", "Ce que dit le débiteur (facultatif)", 4, ""))
    };
    form_page(who, ask, &row, ("Ouvrir un litige", "Ouvrir le litige"), fields, body)
}

fn open(who: &Scoped<RecordDunning>, ask: &Ask) -> Answered {
    let row = claim_of(who, ask)?;
    let mut fields = Fields::of(ask, who.today);
    let cause = fields.choice("motif", &CAUSES.map(|(word, _)| (word, word)));
    let (part, on, note) = (fields.amount("montant", row.currency), fields.required_day("date"), fields.text("note", 4_000));
    if on.is_some_and(|on| on > who.today) {
        fields.wrong("date", "Ce jour est à venir.");
    }
    let (Some(cause), Some(on), false) = (cause, on, fields.has_problems()) else { return page(who, ask, &fields) };
    let name = row.id.to_string();
    match attempt(who.write(|tx| record::dispute(tx, &name, part, cause, Some(&note), on)), &mut fields, "montant")? {
        Some(_) => Ok(Answer::to(claim_url(who, row.id)).saying(match part {
            Some(part) => format!("Litige ouvert : {} ne sont plus relancés.", money_fr(part, row.currency)),
            None => "Litige ouvert : l'échéance n'est plus relancée.".to_owned(),
        })),
        None => page(who, ask, &fields),
    }
}

fn close(who: &Scoped<RecordDunning>, ask: &Ask) -> Answered {
    let row = claim_of(who, ask)?;
    let id: DisputeId = ask.path("dispute")?;
    let line = who.read(|tx| Ok(tx.dispute(id)?))?.filter(|line| line.claim == row.id).ok_or(Fault::NotFound)?;
    if line.closed_on.is_some() {
        return Ok(Answer::to(claim_url(who, row.id)).saying("Ce litige était déjà clos. Rien n'a changé."));
    }
    let founded = match ask.form("fonde") {
        "oui" => true,
        "non" => false,
        _ => return Err(Fault::Bad("Dites si le litige est fondé ou non.".to_owned())),
    };
    who.write(|tx| record::dispute_closed(tx, &id.to_string(), founded, who.today))?;
    let said =
        if founded { "Litige clos, fondé : saisissez l'avoir." } else { "Litige clos, non fondé : la facture est de nouveau relancée." };
    Ok(Answer::to(claim_url(who, row.id)).saying(said))
}
