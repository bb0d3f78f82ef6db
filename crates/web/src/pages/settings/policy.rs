//! The policy: on which days something may leave, how often a debtor may be contacted, brakes and delays.

use domain::access::Permission;
use domain::access::needs::ManageRules;
use domain::money::{Cents, Currency};
use domain::policy::{LIMITS, Limit, MOST_LEAST_TOTAL, Policy};
use maud::{Markup, html};

use super::{PLACE, crumbs};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::route::{Answered, Route, Scoped, get, post};
use crate::ui::form::{self, Kind};
use crate::ui::{self, Head, Tone, day};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/d/{tenant}/parametres/politique", show), post("/d/{tenant}/parametres/politique", save)]
}

const DAYS: [&str; 7] = ["Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche"];

/// The numbers that make the contact budget.
const BUDGET: [&str; 4] = ["written_per_window", "calls_per_window", "consumer_contacts_per_window", "contact_window_days"];

fn present(who: &Scoped<ManageRules>) -> Result<Policy, Fault> {
    who.read(|tx| Ok(tx.tenant_facts(who.today)?.policy))
}

fn show(who: &Scoped<ManageRules>, ask: &Ask) -> Answered {
    let policy = present(who)?;
    page(who, ask, preset(Fields::of(ask, who.today), &policy))
}

fn preset<'a>(mut fields: Fields<'a>, policy: &Policy) -> Fields<'a> {
    for limit in LIMITS {
        fields = fields.preset(limit.field, (limit.get)(policy).to_string());
    }
    for (at, _) in policy.open_weekdays.iter().enumerate().filter(|(_, open)| **open) {
        fields = fields.preset("jours", at.to_string());
    }
    let buckets: Vec<String> = policy.balance_buckets.iter().map(u16::to_string).collect();
    fields.preset("least_total", policy.least_total.plain().replace('.', ",")).preset("balance_buckets", buckets.join(", "))
}

fn page(who: &Scoped<ManageRules>, ask: &Ask, fields: Fields<'_>) -> Answered {
    let others = |limit: &&Limit| !BUDGET.contains(&limit.field);
    let budget = |limit: &&Limit| BUDGET.contains(&limit.field);
    let body = html! {
        (form::summary(&fields))
        (form::post_with(who, &who.url("/parametres/politique"), "stack policy", html! {
            div class="cols cols-2" {
                div class="stack" {
                    section class="card" {
                        (ui::title_with("Calendrier", "Rien ne part les autres jours, ni les jours fériés, ni le dimanche.", html! {}))
                        div class="card-body stack-s" {
                            fieldset class="field" id="open_weekdays" {
                                legend { "Jours où un envoi ou un appel peut partir" }
                                @for (at, name) in DAYS.iter().enumerate().take(6) { (form::tick(&fields, "jours", &at.to_string(), name)) }
                            }
                        }
                    }
                    section class="card" {
                        (ui::title_with("Budget de contacts", "Ce qu'un débiteur peut recevoir, tous canaux comptés.", html! {}))
                        div class="card-body stack" {
                            @if !who.can(Permission::RaiseContacts) {
                                (ui::notice(Tone::Info, html! { "Vous pouvez le réduire ; seul un propriétaire peut l'augmenter." }))
                            }
                            @for limit in LIMITS.iter().filter(budget) { (number(&fields, limit)) }
                        }
                    }
                }
                div class="stack" {
                    section class="card" {
                        (ui::title_with("Freins et délais", "", html! {}))
                        div class="card-body stack" {
                            @for limit in LIMITS.iter().filter(others) { (number(&fields, limit)) }
                            (form::field(&fields, "least_total", "Plus petit total relancé, en euros", Kind::Amount, "On n'écrit pas à un débiteur qui doit moins."))
                            (form::field(&fields, "balance_buckets", "Tranches de la balance âgée, en jours de retard", Kind::Text, "Par exemple 30, 60, 90."))
                        }
                    }
                }
            }
            div class="row wrap" { button class="btn primary" { "Enregistrer" } a class="btn" href=(who.url("/parametres")) { "Abandonner" } }
        }))
    };
    let head = Head {
        title: "Politique et calendrier",
        sub: Some(html! { "Vaut pour tous les scénarios, à partir du " (day(who.today)) "." }),
        crumbs: crumbs(who),
        place: PLACE,
        ..Head::default()
    };
    Ok(ui::page(who, ask, head, body))
}

fn number(fields: &Fields<'_>, limit: &Limit) -> Markup {
    let bound = |value: i64| domain::french::grouped(value.unsigned_abs());
    let hint = format!("{} De {} à {}.", limit.means, bound(limit.least), bound(limit.most));
    form::field(fields, limit.field, limit.french, Kind::Number, &hint)
}

fn save(who: &Scoped<ManageRules>, ask: &Ask) -> Answered {
    let before = present(who)?;
    let mut fields = Fields::of(ask, who.today);
    let after = read(ask, &mut fields, &before);
    if !fields.has_problems() {
        for (field, said) in after.problems() {
            fields.wrong(field, said);
        }
    }
    if after.contacts_more_than(&before) && !who.can(Permission::RaiseContacts) {
        fields.wrong(
            "written_per_window",
            "Seul un propriétaire peut augmenter le budget de contacts. Le reste peut être enregistré sans cela.",
        );
    }
    if fields.has_problems() {
        return Ok(page(who, ask, fields)?.status(422));
    }
    if after == before {
        return Ok(Answer::to(who.url("/parametres/politique")).saying("Rien n'a changé."));
    }
    let today = who.today;
    who.write(|tx| app::record::policy(tx, after, today))?;
    Ok(Answer::to(who.url("/parametres/politique")).saying("Politique enregistrée. Les débiteurs concernés seront réexaminés."))
}

/// The policy as typed; what was not understood keeps its value and is said.
fn read(ask: &Ask, fields: &mut Fields<'_>, before: &Policy) -> Policy {
    let mut policy = before.clone();
    for limit in LIMITS {
        if ask.form(limit.field).trim().is_empty() {
            fields.wrong(limit.field, format!("{} : donnez un nombre de {} à {}.", limit.french, limit.least, limit.most));
        } else if let Some(value) = fields.number(limit.field, limit.least, limit.most) {
            (limit.set)(&mut policy, value);
        }
    }
    for (at, open) in policy.open_weekdays.iter_mut().enumerate() {
        *open = ask.all("jours").any(|ticked| ticked == at.to_string());
    }
    match fields.amount("least_total", Currency::EUR) {
        Some(amount) if (Cents(0)..=MOST_LEAST_TOTAL).contains(&amount) => policy.least_total = amount,
        Some(_) => fields.wrong("least_total", format!("Donnez un montant de 0 à {} €.", MOST_LEAST_TOTAL.plain())),
        None if ask.form("least_total").trim().is_empty() => fields.wrong("least_total", "Donnez un montant, 0 pour relancer toute somme."),
        None => {}
    }
    let typed = fields.text("balance_buckets", 80);
    let ends: Option<Vec<u16>> = typed.split([',', ';', ' ']).filter(|part| !part.is_empty()).map(|part| part.parse().ok()).collect();
    match ends {
        Some(ends) => policy.balance_buckets = ends,
        None => fields.wrong("balance_buckets", format!("« {typed} » : donnez des nombres de jours croissants, par exemple 30, 60, 90.")),
    }
    policy
}
