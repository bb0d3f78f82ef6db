//! What a debtor has to its credit, and giving it back.

use app::record::{self, NewRefund};
use domain::Date;
use domain::access::Permission;
use domain::access::needs::RecordMoney;
use domain::facts::DebtorFacts;
use domain::french::{amount_fr, date_short, money_fr};
use domain::money::{Cents, Currency};
use maud::{Markup, html};

use super::{attempt, card_url, debtor_books, debtor_of, form_page};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::route::{Answered, Inside, Route, Scoped, get, post};
use crate::ui::{self, Tone, form};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/d/{tenant}/debiteurs/{debtor}/remboursement", show), post("/d/{tenant}/debiteurs/{debtor}/remboursement", save)]
}

/// What no claim took of its money and credit notes, by currency, the euro first.
fn credits(facts: &DebtorFacts, day: Date) -> Vec<(Currency, Cents)> {
    let mut all: Vec<(Currency, Cents)> = Vec::new();
    for movement in &facts.movements {
        let left = movement.unallocated(day);
        match all.iter_mut().find(|(currency, _)| *currency == movement.currency) {
            _ if !left.is_positive() => {}
            Some((_, cents)) => *cents += left,
            None => all.push((movement.currency, left)),
        }
    }
    all.sort_by_key(|(currency, _)| (*currency != Currency::EUR, *currency));
    all
}

/// Credit that waits for an invoice or to be given back; nothing where there is none.
pub(super) fn notice(who: &Inside, facts: &DebtorFacts, day: Date) -> Markup {
    let credits = credits(facts, day);
    html! {
        @if !credits.is_empty() {
            div class="mb3" { (ui::notice(Tone::Info, html! {
                "À son crédit : "
                @for (place, (currency, cents)) in credits.iter().enumerate() { @if place > 0 { ", " } b { (ui::money(*cents, *currency)) } }
                ". Ce crédit couvre d'autant ce qui lui est demandé. "
                @if who.can(Permission::RecordMoney) { a href={ (card_url(who, facts.debtor)) "/remboursement" } { "Inscrire un remboursement" } }
            })) }
        }
    }
}

fn books(who: &Inside, ask: &Ask) -> Result<DebtorFacts, Fault> {
    let (debtor, _) = debtor_of(who, ask)?;
    debtor_books(who, debtor)?.ok_or(Fault::NotFound)
}

fn show(who: &Scoped<RecordMoney>, ask: &Ask) -> Answered {
    let facts = books(who, ask)?;
    let mut fields = Fields::of(ask, who.today).preset("date", date_short(who.today));
    if let [(currency, cents)] = credits(&facts, Date::MAX)[..] {
        fields = fields.preset("montant", amount_fr(cents, currency));
    }
    page(who, ask, &fields, &facts)
}

fn page(who: &Inside, ask: &Ask, fields: &Fields<'_>, facts: &DebtorFacts) -> Answered {
    let (debtor, name) = debtor_of(who, ask)?;
    let credits = credits(facts, Date::MAX);
    let choices: Vec<(&str, &str)> = credits.iter().map(|(currency, _)| (currency.code(), currency.code())).collect();
    let body = html! {
        @if credits.is_empty() {
            p { "Ce débiteur n'a rien à son crédit : ce qui règle une facture ne se rembourse pas ; un avoir le libère." }
        } @else {
            p { "À son crédit : " @for (place, (currency, cents)) in credits.iter().enumerate() { @if place > 0 { ", " } b { (ui::money(*cents, *currency)) } } ". Le plus ancien est rendu d'abord." }
        }
        div class="form-grid" {
            (form::field(fields, "montant", "Montant rendu", form::Kind::Amount, ""))
            @if choices.len() > 1 { (form::select(fields, "devise", "Devise", &choices, "")) }
            (form::field(fields, "date", "Rendu le", form::Kind::Day, ""))
            (form::field(fields, "libelle", "Libellé ou référence (facultatif)", form::Kind::Text, ""))
        }
        p class="small muted" { "Si le virement figure sur un relevé, rapprochez plutôt sa ligne : elle inscrit le remboursement." }
    };
    Ok(form_page(who, ask, (debtor, &name), ("Inscrire un remboursement", "Inscrire le remboursement"), fields, body))
}

fn save(who: &Scoped<RecordMoney>, ask: &Ask) -> Answered {
    let facts = books(who, ask)?;
    let credits = credits(&facts, Date::MAX);
    let asked = Currency::parse(ask.form("devise")).filter(|asked| credits.iter().any(|(currency, _)| currency == asked));
    let currency = asked.or(credits.first().map(|(currency, _)| *currency)).unwrap_or(Currency::EUR);
    let mut fields = Fields::of(ask, who.today);
    let (amount, on) = (fields.required_amount("montant", currency), fields.required_day("date"));
    if on.is_some_and(|on| on > who.today) {
        fields.wrong("date", "Ce jour est à venir : un remboursement s'inscrit une fois parti.");
    }
    let reference = fields.text("libelle", 300);
    let (Some(amount), Some(on), false) = (amount, on, fields.has_problems()) else { return page(who, ask, &fields, &facts) };
    let of = facts.debtor.to_string();
    let new = NewRefund { of: &of, amount, currency: currency.code(), reference: Some(&reference), on };
    match attempt(who.write(|tx| record::refund(tx, &new)), &mut fields, "montant")? {
        Some(_) => Ok(Answer::to(card_url(who, facts.debtor)).saying(format!(
            "Remboursement de {} inscrit au {}.",
            money_fr(amount, currency),
            date_short(on)
        ))),
        None => page(who, ask, &fields, &facts),
    }
}
