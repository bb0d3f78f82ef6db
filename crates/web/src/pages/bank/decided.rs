//! A decided line: what it is, who said so and why, what it paid, and the way back.

use domain::access::Permission;
use domain::events::LineIs;
use domain::ids::{ClaimId, MovementId};
use domain::money::Cents;
use maud::{Markup, html};
use store::{BankLine, Decided, JournalAsked, MovementRow, Read};

use super::words::{self, Names, debtor_link};
use super::{Asked, line_url, refunded};
use crate::fault::Fault;
use crate::pages::people::People;
use crate::route::Inside;
use crate::ui::{self, Icon, form};

/// A payment that a line made or took back, with what it pays.
struct Paid {
    row: MovementRow,
    /// Claim, its number, cents.
    claims: Vec<(ClaimId, String, Cents)>,
    /// What went back to the debtor.
    refunded: Cents,
}

/// Who decided, in a few words.
pub(super) fn by(who: &Inside, decided: &Decided) -> Result<String, Fault> {
    if decided.automatic {
        return Ok("automatique".to_owned());
    }
    let asked = JournalAsked { before: Some(decided.by.0.saturating_add(1)), ..JournalAsked::default() };
    let event = who.read(|tx| Ok(tx.journal_page(&asked, 1)?))?.lines.into_iter().next();
    match event.filter(|line| line.recorded.seq == decided.by) {
        Some(line) => Ok(People::of(who)?.author(&line.recorded.author)),
        None => Ok("une personne".to_owned()),
    }
}

/// What a line was said to be, in one sentence for whoever comes too late.
pub(super) fn in_short(who: &Inside, line: &BankLine) -> Result<String, Fault> {
    let Some(decided) = &line.decided else {
        return Ok("Entre-temps, la ligne a été rouverte : elle est de nouveau à rapprocher.".to_owned());
    };
    let mut said = format!("Entre-temps, elle a été décidée : {}, {}", app::bank::what_is(line), by(who, decided)?);
    if !decided.reason.is_empty() {
        said.push_str(&format!(", « {} »", decided.reason.trim_end_matches('.')));
    }
    said.push('.');
    Ok(said)
}

fn paid(tx: &mut Read<'_>, payments: &[MovementId]) -> app::Result<Vec<Paid>> {
    let mut all = Vec::new();
    for payment in payments {
        let Some(row) = tx.movement(*payment)? else { continue };
        let mut claims = Vec::new();
        let placed = tx.placed(*payment)?;
        let refunded = placed.refunds.iter().map(|(_, cents)| *cents).sum();
        for (_, claim, cents) in placed.claims {
            let number = tx.claim(claim)?.map_or_else(|| claim.to_string(), |row| row.number);
            claims.push((claim, number, cents));
        }
        all.push(Paid { row, claims, refunded });
    }
    Ok(all)
}

/// What was decided of a line.
pub(super) fn body(who: &Inside, asked: &Asked, line: &BankLine) -> Result<Markup, Fault> {
    let Some(decided) = &line.decided else { return Ok(html! {}) };
    let payments: Vec<MovementId> = decided.is.payments().collect();
    let (paid, names) = who.read(|tx| {
        let paid = paid(tx, &payments)?;
        let names: Names = tx.names(&paid.iter().map(|paid| paid.row.debtor).collect::<Vec<_>>())?;
        Ok((paid, names))
    })?;
    let by = by(who, decided)?;
    Ok(html! {
        section class="card" {
            div class="card-head" { h2 { "Décision" } }
            div class="card-body stack-s" {
                dl class="dl left" {
                    dt { "C'est" } dd { (crate::pages::of_today::capital(app::bank::what_is(line))) }
                    dt { "Décidé" } dd { "le " (ui::day(decided.on)) ", " (by) @if let Some(score) = decided.score.filter(|_| decided.automatic) { " " (words::confidence(score)) } }
                    @if let Some(settled) = decided.is.converted() { dt { "Converti" } dd { (line.money().french()) " pour " (settled.french()) } }
                    @if !decided.reason.is_empty() { dt { "Pourquoi" } dd { (ui::unbroken(&decided.reason)) } }
                }
                @if !decided.evidence.is_empty() {
                    div class="ev row wrap" { @for evidence in &decided.evidence { span class="yes" { (ui::icon_small(Icon::Check)) (evidence.french()) } } }
                }
            }
            @for one in &paid { (payment(who, one, &names, matches!(decided.is, LineIs::Return { .. }))) }
            @if let LineIs::Refund { refunds } = &decided.is { (refunded::given(who, line, refunds)?) }
            @if who.can(Permission::RecordMoney) {
                div class="card-foot" {
                    span class="muted small" { (undoing(&decided.is)) }
                    form method="post" action=(line_url(who, line.id, "rouvrir")) class="inline" {
                        (form::hidden_token(who)) (asked.fields()) (form::hidden("vu", &decided.by.0.to_string()))
                        button class="btn" { "Rouvrir" }
                    }
                }
            }
        }
    })
}

/// What reopening means.
fn undoing(is: &LineIs) -> &'static str {
    match is {
        LineIs::Payment { payments, .. } if payments.is_empty() => {
            "Rouvrir : le règlement reste inscrit, et vous direz ce qu'est la ligne."
        }
        LineIs::Return { told: true, .. } => "Rouvrir : l'impayé reste inscrit, et vous direz ce qu'est la ligne.",
        LineIs::Payment { .. } => "Rouvrir : ce que la ligne a réglé sera dû de nouveau, et vous déciderez.",
        LineIs::Return { .. } => "Rouvrir : le règlement repris comptera de nouveau, et vous déciderez.",
        LineIs::Refund { .. } => "Rouvrir : ce qu'elle rendait sera de nouveau au crédit du débiteur, et vous déciderez.",
        LineIs::Aside { .. } => "Rouvrir : la ligne sera de nouveau à rapprocher.",
    }
}

fn payment(who: &Inside, paid: &Paid, names: &Names, returned: bool) -> Markup {
    let row = &paid.row;
    let left = row.amount - paid.refunded - paid.claims.iter().map(|(_, _, cents)| *cents).sum::<Cents>();
    html! {
        div class="table-wrap" tabindex="0" role="region" aria-label="Ce que la ligne règle" {
            table class="table" {
                thead { tr {
                    th scope="col" { @if returned { "Règlement repris à " } (debtor_link(who, names, row.debtor)) " " span class="muted" { (row.id) } }
                    th scope="col" class="num" { (ui::money(row.amount, row.currency)) }
                } }
                tbody {
                    @for (claim, number, cents) in &paid.claims { tr { th scope="row" { a href=(who.url(&format!("/factures/{}", claim.0))) { (number) } } td class="num" { (ui::money(*cents, row.currency)) } } }
                    @if paid.refunded.is_positive() { tr { th scope="row" { "Remboursé" } td class="num" { (ui::money(paid.refunded, row.currency)) } } }
                    @if left.is_positive() { tr { th scope="row" { "À valoir" } td class="num" { (ui::money(left, row.currency)) } } }
                }
            }
        }
    }
}
