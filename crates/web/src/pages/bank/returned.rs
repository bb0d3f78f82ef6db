//! Money that left because a payment came back: which payment.

use app::bank;
use domain::access::needs::RecordMoney;
use domain::facts::{EntryKind, MovementFacts};
use domain::ids::{DebtorId, MovementId};
use domain::money::Cents;
use maud::{Markup, html};
use store::BankLine;

use super::decide::{answer, on_open};
use super::words::{self, Names, named};
use super::{Asked, about, find, line_of, line_url};
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::pages::card::{attempt, debtor_books};
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, Icon, form};

/// Payments of a debtor that are proposed.
const SHOWN: usize = 50;

pub(super) fn show(who: &Scoped<RecordMoney>, ask: &Ask) -> Answered {
    let (fields, found) = find::asked(who, ask)?;
    page(who, ask, &line_of(who, ask)?, &fields, &found)
}

pub(super) fn save(who: &Scoped<RecordMoney>, ask: &Ask) -> Answered {
    let line = line_of(who, ask)?;
    let mut fields = Fields::of(ask, who.today);
    let typed = fields.required("reglement", 40, "Donnez la référence du règlement, comme rg_12.");
    if fields.has_problems() {
        return page(who, ask, &line, &fields, &[]);
    }
    let payment: MovementId = match typed.parse() {
        Ok(payment) => payment,
        Err(said) => {
            fields.wrong("reglement", said);
            return page(who, ask, &line, &fields, &[]);
        }
    };
    let day = who.today;
    let went = on_open(who, &line, |tx| bank::take_back(tx, line.id, payment, day).map(Some));
    match attempt(went, &mut fields, "reglement")? {
        Some(went) => answer(who, ask, &line, went, &format!("rattacher {} au règlement {payment}.", words::short(&line))),
        None => page(who, ask, &line, &fields, &[]),
    }
}

/// The payments of a debtor that the line could take back, the newest first.
fn payments(who: &Inside, line: &BankLine, debtor: DebtorId) -> Result<Vec<MovementFacts>, Fault> {
    let taken = Cents(-line.amount.0);
    let mut payments = debtor_books(who, debtor)?.map(|facts| facts.movements).unwrap_or_default();
    // One in another currency came back at the rate of the bank: any amount may be it.
    let may_be = |payment: &MovementFacts| payment.currency != line.currency || payment.amount <= taken;
    payments.retain(|payment| payment.kind == EntryKind::Payment && payment.reversed_on.is_none() && may_be(payment));
    let exact = |payment: &MovementFacts| {
        let ordered = line.details.ordered.is_some_and(|said| (said.amount, said.currency) == (payment.amount, payment.currency));
        ordered || (payment.amount, payment.currency) == (taken, line.currency)
    };
    payments.sort_by_key(|payment| std::cmp::Reverse((exact(payment), payment.on, payment.id)));
    payments.truncate(SHOWN);
    Ok(payments)
}

fn page(who: &Inside, ask: &Ask, line: &BankLine, fields: &Fields<'_>, found: &[DebtorId]) -> Answered {
    let asked = Asked::of(ask);
    let back = asked.url(who, Some(line.id));
    let here = line_url(who, line.id, "impaye");
    let names = find::names(who, found)?;
    let body = html! {
        (form::summary(fields))
        (find::card(&here, fields, (found, &names), "Voir ses règlements", |one| choices(who, &asked, line, &names, one))?)
        section class="card form-card mt3" {
            div class="card-head" { h2 { "Ou par sa référence" } }
            div class="card-body" {
                (form::post(who, &here, html! {
                    (asked.fields())
                    (form::field(fields, "reglement", "Référence du règlement", form::Kind::Text, "Comme rg_12 : elle se lit sous « Règlements », sur la ligne qui l'a apporté."))
                    div class="row wrap" { button class="btn primary" { "C'est ce règlement" } a class="btn" href=(back) { "Revenir" } }
                }))
            }
        }
    };
    Ok(about(who, ask, line, ("Impayé : quel règlement ?", back), fields, body))
}

fn choices(who: &Inside, asked: &Asked, line: &BankLine, names: &Names, debtor: DebtorId) -> Result<Markup, Fault> {
    let payments = payments(who, line, debtor)?;
    Ok(html! {
        @if payments.is_empty() { div class="card-body" { p class="muted" { (named(names, debtor)) " n'a aucun règlement de ce montant ou moins, ou dans une autre devise, qui puisse revenir." } } }
        ul class="list" role="list" {
            @for payment in &payments {
                li {
                    (ui::icon(Icon::Euro))
                    div class="grow" { (ui::money(payment.amount, payment.currency)) " reçus le " (ui::day(payment.on)) div class="muted small" { (named(names, debtor)) " · " (payment.id) } }
                    (form::post_with(who, &line_url(who, line.id, "impaye"), "inline", html! {
                        (asked.fields()) (form::hidden("reglement", &payment.id.to_string()))
                        button class="btn sm" { "C'est ce règlement" }
                    }))
                }
            }
        }
    })
}
