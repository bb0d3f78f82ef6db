//! Money that left because a debtor got its credit back: which debtor.

use app::bank;
use domain::access::needs::RecordMoney;
use domain::facts::MovementFacts;
use domain::ids::{AllocationId, DebtorId};
use domain::money::Cents;
use domain::payments::GivenBack;
use maud::{Markup, html};
use store::BankLine;

use super::candidates::{self, Way};
use super::decide::{answer, on_open};
use super::words::{self, Names, debtor_link, named};
use super::{Asked, about, find, line_of, line_url};
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::pages::card::{attempt, debtor_books};
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, Icon, form};

pub(super) fn show(who: &Scoped<RecordMoney>, ask: &Ask) -> Answered {
    let (fields, found) = find::asked(who, ask)?;
    page(who, ask, &line_of(who, ask)?, &fields, &found)
}

pub(super) fn save(who: &Scoped<RecordMoney>, ask: &Ask) -> Answered {
    let line = line_of(who, ask)?;
    let mut fields = Fields::of(ask, who.today);
    let typed = fields.required("debiteur", 100, "Donnez le code ou le nom du débiteur.");
    let found = find::debtors(who, &typed)?;
    let [debtor] = found.as_slice() else {
        if found.is_empty() && !fields.has_problems() {
            fields.wrong("debiteur", find::nobody(&typed));
        }
        return page(who, ask, &line, &fields, &found);
    };
    let (debtor, day) = (*debtor, who.today);
    let went = on_open(who, &line, |tx| bank::refund(tx, line.id, debtor, day).map(Some));
    match attempt(went, &mut fields, "debiteur")? {
        Some(went) => answer(who, ask, &line, went, &format!("dire que {} remboursent {debtor}.", words::short(&line))),
        None => page(who, ask, &line, &fields, &found),
    }
}

/// The debtors that the program proposes, each with its way to be chosen.
pub(super) fn proposals(who: &Inside, asked: &Asked, line: &BankLine, found: &[GivenBack]) -> Result<Markup, Fault> {
    let names = find::names(who, &found.iter().map(|one| one.debtor).collect::<Vec<_>>())?;
    Ok(html! {
        @for (place, one) in found.iter().enumerate() {
            (candidates::way(who, asked, line, place, &Way {
                title: html! { "Rend son crédit à " (debtor_link(who, &names, one.debtor)) },
                score: one.score,
                says: html! { p class="says" { (ui::unbroken(&one.reason)) } },
                path: "rembourser",
                chosen: ("debiteur", one.debtor.to_string()),
                button: "C'est ce remboursement",
            }))
        }
    })
}

/// What a decided line gave back, movement by movement.
pub(super) fn given(who: &Inside, line: &BankLine, refunds: &[AllocationId]) -> Result<Markup, Fault> {
    let (rows, names) = who.read(|tx| {
        let mut rows = Vec::new();
        for refund in refunds {
            rows.extend(tx.refund(*refund)?);
        }
        let names = tx.names(&rows.iter().map(|row| row.debtor).collect::<Vec<_>>())?;
        Ok((rows, names))
    })?;
    Ok(html! {
        div class="table-wrap" tabindex="0" role="region" aria-label="Ce que la ligne rend" {
            table class="table" {
                thead { tr { th scope="col" { "Rendu à" } th scope="col" { "De" } th scope="col" class="num" { "Montant" } } }
                tbody { @for row in &rows { tr {
                    th scope="row" { (debtor_link(who, &names, row.debtor)) }
                    td { (row.movement) }
                    td class="num" { (ui::money(row.cents, line.currency)) }
                } } }
            }
        }
    })
}

fn page(who: &Inside, ask: &Ask, line: &BankLine, fields: &Fields<'_>, found: &[DebtorId]) -> Answered {
    let asked = Asked::of(ask);
    let back = asked.url(who, Some(line.id));
    let here = line_url(who, line.id, "rembourser");
    let names = find::names(who, found)?;
    let body = html! {
        (form::summary(fields))
        p class="muted mb3" { "Un remboursement rend à un client un trop-perçu, un acompte ou un avoir : son crédit en diminue d'autant, et ne couvre plus ses factures." }
        (find::card(&here, fields, (found, &names), "Voir son crédit", |one| choice(who, &asked, line, &names, one))?)
        p class="mt3" { a class="btn" href=(back) { "Revenir" } }
    };
    Ok(about(who, ask, line, ("Remboursement : à quel client ?", back), fields, body))
}

/// What the debtor has to its credit, and the way to say that the line gives it back.
fn choice(who: &Inside, asked: &Asked, line: &BankLine, names: &Names, debtor: DebtorId) -> Result<Markup, Fault> {
    let mut credits: Vec<MovementFacts> = debtor_books(who, debtor)?.map(|facts| facts.movements).unwrap_or_default();
    credits.retain(|one| one.currency == line.currency && one.unallocated(domain::Date::MAX).is_positive());
    let all: Cents = credits.iter().map(|one| one.unallocated(domain::Date::MAX)).sum();
    let amount = Cents(-line.amount.0);
    Ok(html! {
        div class="card-body" {
            @if all < amount {
                p class="muted" { (named(names, debtor)) " a " (ui::money(all, line.currency)) " à son crédit : moins que cette ligne." }
            } @else {
                (form::post_with(who, &line_url(who, line.id, "rembourser"), "row between wrap", html! {
                    (asked.fields()) (form::hidden("debiteur", &debtor.to_string()))
                    span { (named(names, debtor)) " a " (ui::money(all, line.currency)) " à son crédit." }
                    button class="btn primary" { (ui::icon(Icon::Euro)) "C'est ce remboursement" }
                }))
            }
        }
        ul class="list" role="list" {
            @for one in &credits {
                li { span class="grow" { (one.id) @if !one.number.is_empty() { " · avoir " (one.number) } " du " (ui::day(one.on)) } (ui::money(one.unallocated(domain::Date::MAX), one.currency)) }
            }
        }
    })
}
