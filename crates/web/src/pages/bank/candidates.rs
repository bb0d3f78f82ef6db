//! What is proposed for a line: who paid what, with what speaks for it, and the ways to accept it.

use std::collections::BTreeMap;

use domain::access::Permission;
use domain::french::money_fr;
use domain::ids::{ClaimId, DebtorId, MovementId};
use domain::money::Cents;
use domain::payments::{Back, Match, Rest};
use maud::{Markup, html};
use store::{BankLine, ClaimRow, MovementRow};

use super::panel::Open;
use super::words::{self, Names, debtor_link};
use super::{Asked, line_url};
use crate::fault::Fault;
use crate::route::Inside;
use crate::ui::{self, Icon, Tone, form};

/// Claims of a proposal that are shown at most; its sums count all.
const SHOWN: usize = 60;

/// What proposals name.
struct Named {
    names: Names,
    claims: BTreeMap<ClaimId, ClaimRow>,
    credits: BTreeMap<MovementId, MovementRow>,
}

impl Named {
    fn of(who: &Inside, found: &[Match]) -> Result<Named, Fault> {
        let mut debtors: Vec<DebtorId> = found.iter().flat_map(|found| found.debtors.clone()).collect();
        debtors.sort_unstable();
        debtors.dedup();
        who.read(|tx| {
            let mut named = Named { names: tx.names(&debtors)?, claims: BTreeMap::new(), credits: BTreeMap::new() };
            for (claim, _) in found.iter().flat_map(|found| &found.allocations) {
                if let Some(row) = tx.claim(*claim)? {
                    named.claims.insert(*claim, row);
                }
            }
            for (movement, _, _) in found.iter().flat_map(|found| &found.credits) {
                if let Some(row) = tx.movement(*movement)? {
                    named.credits.insert(*movement, row);
                }
            }
            Ok(named)
        })
    }
}

/// A proposal as forms carry it: another one in its place is not accepted in its name.
pub(super) fn mark(found: &Match) -> String {
    let mut mark = format!("{}", found.score);
    for debtor in &found.debtors {
        mark.push_str(&format!(".d{}", debtor.0));
    }
    for (claim, cents) in &found.allocations {
        mark.push_str(&format!(".{}:{}", claim.0, cents.0));
    }
    for (movement, claim, cents) in &found.credits {
        mark.push_str(&format!(".c{}:{}:{}", movement.0, claim.0, cents.0));
    }
    for (movement, cents) in &found.told {
        mark.push_str(&format!(".p{}:{}", movement.0, cents.0));
    }
    if let Some(settled) = found.converted {
        mark.push_str(&format!(".v{}:{}", settled.currency, settled.amount.0));
    }
    format!("{mark}.r{}.m{}", found.rest.on_account().0, found.rest.missing().0)
}

/// The key that accepts a proposal, by its place.
fn key(place: usize) -> Option<(&'static str, &'static str)> {
    [("Enter", "Entrée"), ("2", "2"), ("3", "3")].get(place).copied()
}

/// The proposals, the likeliest first.
pub(super) fn matches(who: &Inside, asked: &Asked, open: &Open, found: &[Match]) -> Result<Markup, Fault> {
    let named = Named::of(who, found)?;
    Ok(html! { @for (place, one) in found.iter().enumerate() { (proposal(who, asked, open, &named, place, one)) } })
}

fn proposal(who: &Inside, asked: &Asked, open: &Open, named: &Named, place: usize, found: &Match) -> Markup {
    html! {
        article class=(if place == 0 { "sugg top" } else { "sugg" }) {
            header {
                span class="key" { (place + 1) }
                div class="grow" { h3 {
                    @for (at, debtor) in found.debtors.iter().enumerate() { @if at > 0 { ", " } (debtor_link(who, &named.names, *debtor)) }
                } }
                (words::confidence(found.score))
            }
            @if !found.evidence.is_empty() {
                div class="ev" { @for evidence in &found.evidence { span class="yes" { (ui::icon_small(Icon::Check)) (evidence.french()) } } }
            }
            p class="says" { (ui::unbroken(&found.reason)) }
            @if !found.allocations.is_empty() { (table(who, open, named, found)) }
            div class="card-foot" {
                span class="muted small" {
                    @if found.told.is_empty() { (rest(open, found)) } @else { "Rien n'est compté une seconde fois : la ligne est rattachée à ce règlement." }
                }
                @if who.can(Permission::RecordMoney) { (buttons(who, asked, open, place, found)) }
            }
        }
    }
}

/// Claim by claim: what is due, what is paid, what stays.
fn table(who: &Inside, open: &Open, named: &Named, found: &Match) -> Markup {
    let currency = found.whole(open.line.money()).currency;
    let deducted = |claim: ClaimId| -> Cents { found.credits.iter().filter(|(_, on, _)| *on == claim).map(|(_, _, cents)| *cents).sum() };
    html! {
        div class="table-wrap" tabindex="0" role="region" aria-label="Ce que la ligne paierait" {
            table class="table" {
                thead { tr { th scope="col" { "Facture" } th scope="col" class="hide-s" { "Échéance" } th scope="col" class="num hide-s" { "Reste dû" } th scope="col" class="num" { "Imputé" } th scope="col" class="num" { "Après" } } }
                tbody {
                    @for (claim, cents) in found.allocations.iter().take(SHOWN) {
                        @if let Some(row) = named.claims.get(claim) {
                            @let due = (row.amount - row.settled).or_zero();
                            @let after = (due - *cents - deducted(*claim)).or_zero();
                            tr {
                                th scope="row" { a href=(who.url(&format!("/factures/{}", claim.0))) { (row.number) } }
                                td class="date hide-s" { (ui::day(row.due_on)) }
                                td class="num hide-s" { (ui::money(due, currency)) }
                                td class="num strong" {
                                    (ui::money(*cents, currency))
                                    @if *cents > due { span class="sub" { "dont " (money_fr(*cents - due, currency)) " d'intérêts et d'indemnité" } }
                                }
                                td class="num" { @if after.is_zero() { (ui::badge(Tone::Ok, "Soldée")) } @else { (ui::money(after, currency)) } }
                            }
                        }
                    }
                    @if found.allocations.len() > SHOWN {
                        tr { td colspan="5" class="muted" { "et " (app::words::counted((found.allocations.len() - SHOWN) as u64, "autre échéance", "autres échéances")) } }
                    }
                }
            }
        }
        @for (movement, claim, cents) in &found.credits {
            @let number = named.credits.get(movement).map(|row| row.number.clone()).filter(|number| !number.is_empty());
            p class="says mt1" {
                "Déduit : " (money_fr(*cents, currency)) @match &number { Some(number) => { ", avoir " (number) }, None => ", somme à valoir" }
                @if let Some(row) = named.claims.get(claim) { ", sur " (row.number) }
            }
        }
    }
}

/// What is left once the claims are paid.
fn rest(open: &Open, found: &Match) -> String {
    let said = |cents: Cents| money_fr(cents, found.whole(open.line.money()).currency);
    match found.rest {
        Rest::None => "La ligne est répartie en entier.".to_owned(),
        Rest::OnAccount(cents) => format!("Au-delà : {}, sur les intérêts et indemnités dus de ces factures, puis à valoir.", said(cents)),
        Rest::StillDue(cents) => format!("{} restent dus.", said(cents)),
        Rest::Fee(cents) => format!("Il manque {}, sans doute des frais de banque : dus, sauf abandon.", said(cents)),
        Rest::Discount(cents) => format!("Il manque {} : l'escompte convenu.", said(cents)),
        Rest::WriteOff(cents) => format!("Il manque {} : dus, sauf abandon.", said(cents)),
    }
}

fn buttons(who: &Inside, asked: &Asked, open: &Open, place: usize, found: &Match) -> Markup {
    let key = key(place);
    let currency = found.whole(open.line.money()).currency;
    html! {
        div class="row wrap" {
            @if open.line.amount.is_positive() && found.told.is_empty() {
                a class="btn sm" href=(format!("{}?proposition={}", line_url(who, open.line.id, "repartir"), place + 1)) { (ui::icon_small(Icon::Split)) "Répartir autrement" }
            }
            form method="post" action=(line_url(who, open.line.id, "accepter")) class="contents" {
                (form::hidden_token(who)) (asked.fields()) (form::hidden("choix", &(place + 1).to_string())) (form::hidden("vu", &mark(found)))
                @if let Some(cents) = found.rest.may_be_given_up(&open.settings, currency) {
                    button class="btn sm" name="ecart" value="abandonner" { "Accepter et abandonner l'écart de " (money_fr(cents, currency)) }
                }
                button class=(if place == 0 { "btn sm primary" } else { "btn sm" }) name="ecart" value="" data-key=[key.map(|(key, _)| key)] {
                    "Accepter" @if let Some((_, words)) = key { kbd { (words) } }
                }
            }
        }
    }
}

/// Payments that a line may take back, the likeliest first.
pub(super) fn backs(who: &Inside, asked: &Asked, line: &BankLine, backs: &[Back]) -> Result<Markup, Fault> {
    let (names, rows) = who.read(|tx| {
        let names = tx.names(&backs.iter().map(|back| back.debtor).collect::<Vec<_>>())?;
        let mut rows = Vec::new();
        for back in backs {
            rows.push((back, tx.movement(back.payment)?, paid(tx, back.payment)?));
        }
        Ok((names, rows))
    })?;
    Ok(html! {
        @for (place, (back, payment, paid)) in rows.iter().enumerate() {
            (way(who, asked, line, place, &Way {
                title: html! { "Reprend le règlement de " (debtor_link(who, &names, back.debtor)) },
                score: back.score,
                says: html! {
                    p class="says" { (ui::unbroken(&back.reason)) }
                    @if let Some(payment) = payment {
                        p class="says" {
                            (money_fr(payment.amount, payment.currency)) " reçus le " (ui::day(payment.on)) " (" (payment.id) ")"
                            @if !paid.is_empty() && !back.told { ", qui avaient payé " (ui::unbroken(&paid.join(", "))) ": dus de nouveau une fois l'impayé accepté" }
                            "."
                            @if back.fee.is_positive() { " La banque a pris " (money_fr(back.fee, line.currency)) " de frais." }
                        }
                    }
                },
                path: "impaye",
                chosen: ("reglement", back.payment.to_string()),
                button: "C'est ce règlement",
            }))
        }
    })
}

/// A way to decide a line that a person takes as it is.
pub(super) struct Way<'w> {
    /// What the line would be.
    pub title: Markup,
    /// From 0 to 1000.
    pub score: u16,
    /// What speaks for it, and what follows.
    pub says: Markup,
    /// Where the line is decided so.
    pub path: &'w str,
    /// The field of the form that names the choice, and what it holds.
    pub chosen: (&'w str, String),
    /// What the button says.
    pub button: &'w str,
}

/// A way to decide a line, by its place among them: the first is the likeliest.
pub(super) fn way(who: &Inside, asked: &Asked, line: &BankLine, place: usize, way: &Way<'_>) -> Markup {
    let key = key(place);
    html! {
        article class=(if place == 0 { "sugg top" } else { "sugg" }) {
            header {
                span class="key" { (place + 1) }
                div class="grow" { h3 { (way.title) } }
                (words::confidence(way.score))
            }
            (way.says)
            @if who.can(Permission::RecordMoney) {
                div class="card-foot" {
                    span {}
                    form method="post" action=(line_url(who, line.id, way.path)) class="contents" {
                        (form::hidden_token(who)) (asked.fields()) (form::hidden(way.chosen.0, &way.chosen.1))
                        button class=(if place == 0 { "btn sm primary" } else { "btn sm" }) data-key=[key.map(|(key, _)| key)] { (way.button) @if let Some((_, words)) = key { kbd { (words) } } }
                    }
                }
            }
        }
    }
}

/// The numbers of the invoices that a payment pays, a few of them.
fn paid(tx: &mut store::Read<'_>, payment: MovementId) -> app::Result<Vec<String>> {
    let mut numbers = Vec::new();
    for (_, claim, _) in tx.placed(payment)?.claims.into_iter().take(6) {
        numbers.extend(tx.claim(claim)?.map(|row| row.number));
    }
    Ok(numbers)
}
