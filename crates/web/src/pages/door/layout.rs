//! The two halves of the pages at the door: a form, and what the program stands for with an account computed today.

use domain::Date;
use domain::french::rate_fr;
use domain::money::{Cents, Currency};
use domain::party::DebtorKind;
use domain::statement::{Account, Movement, statement};
use jiff::ToSpan;
use maud::{Markup, html};

use crate::answer::Answer;
use crate::ask::Ask;
use crate::route::Visitor;
use crate::ui::{self, Icon, brand, day, icon, money};

/// A page at the door.
pub(super) fn door(who: &Visitor, ask: &Ask, title: &str, sub: &str, body: Markup) -> Answer {
    let whole = html! {
        div class="auth" {
            main class="auth-form" id="contenu" tabindex="-1" {
                div class="stack auth-stack" {
                    a class="brand" href="/" { (brand()) "Quittance" }
                    div { h1 class="auth-title" { (title) } p class="soft mt2" { (sub) } }
                    (body)
                }
            }
            aside class="auth-side" aria-label="Quittance en bref" {
                div class="in" {
                    p class="auth-lead" { "Être payé, sans abîmer la relation." }
                    ul class="why-list" role="list" {
                        @for (title, said) in PROMISES {
                            li { span { (icon(Icon::Check)) } span { b { (title) } br; (said) } }
                        }
                    }
                    @if let Some(example) = example(who.today) { (example) }
                }
            }
        }
    };
    ui::bare(who, ask, title, whole)
}

const PROMISES: [(&str, &str); 3] = [
    ("Chaque euro demandé est expliqué", "Taux, jours, article : le décompte se refait à la main."),
    ("Rien ne part sans votre accord ou une règle que vous avez choisie", "Le moteur propose, dit pourquoi, et vous décidez."),
    ("Un ton juste, du rappel à la mise en demeure", "Gradué, exact, jamais menaçant."),
];

/// An account of a made-up invoice, computed as every other; nothing where the law of today is not recorded.
fn example(today: Date) -> Option<Markup> {
    let due = today.checked_sub(300.days()).ok()?;
    let paid_on = due.checked_add(160.days()).ok()?;
    let (principal, paid) = (Cents(648_000), Cents(300_000));
    let account = Account { movements: vec![Movement::payment(paid_on, paid)], ..Account::new(principal, due, DebtorKind::Business) };
    let said = statement(&account, today, app::law::in_force()).ok()?;
    let interest: Cents = said.lines.iter().map(|line| line.amount).sum();
    let mut rates: Vec<String> = said.lines.iter().map(|line| rate_fr(line.rate())).collect();
    rates.dedup();
    let euros = |cents: Cents| money(cents, Currency::EUR);
    Some(html! {
        div class="card" {
            div class="card-head" { div { h2 { "Exemple de décompte" } p { "Facture échue le " (day(due)) ", décompte au " (day(today)) } } span class="badge promise none" { "Expliqué" } }
            div class="card-body" {
                dl class="dl" {
                    dt { "Principal" } dd { (euros(principal)) }
                    dt { "Paiement reçu" } dd { (euros(-paid)) }
                    dt { "Intérêts, " (rates.join(" puis ")) } dd { (euros(interest)) }
                    dt { "Indemnité forfaitaire" } dd { (euros(said.totals.fixed_indemnity)) }
                    dt class="sum" { "Total dû" } dd class="sum" { (euros(said.totals.total_due)) }
                }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_adds_up_whatever_the_day() {
        let text = example(Date::constant(2026, 11, 21)).expect("the law of that day is recorded").into_string();
        let amounts: Vec<i64> =
            text.split("value=\"").skip(1).filter_map(|rest| rest.split('"').next()?.replace('.', "").parse().ok()).collect();
        assert_eq!(amounts.len(), 5, "{text}");
        assert_eq!(amounts[..4].iter().sum::<i64>(), amounts[4], "{text}");
    }
}
