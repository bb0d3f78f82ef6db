//! Promises, instalment plans, holds and insolvency proceedings.

use app::record::{self, Done};
use domain::Date;
use domain::access::needs::RecordDunning;
use domain::events::{HoldCause, Proceeding};
use domain::facts::ClaimFacts;
use domain::french::{date_short, money_fr};
use domain::ids::{ClaimId, DebtorId, HoldId, InsolvencyId, PlanId, PromiseId};
use domain::money::{Cents, Currency};
use maud::{Markup, html};

use super::{attempt, card_url, debtor_of, form_page};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::route::{Answered, Inside, Route, Scoped, get, post};
use crate::ui::{self, form};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/d/{tenant}/debiteurs/{debtor}/promesse", promise_form),
        post("/d/{tenant}/debiteurs/{debtor}/promesse", promise),
        post("/d/{tenant}/debiteurs/{debtor}/promesses/{promise}/annulation", promise_cancelled),
        get("/d/{tenant}/debiteurs/{debtor}/echeancier", plan_form),
        post("/d/{tenant}/debiteurs/{debtor}/echeancier", plan),
        post("/d/{tenant}/debiteurs/{debtor}/echeanciers/{plan}/fin", plan_ended),
        get("/d/{tenant}/debiteurs/{debtor}/suspension", hold_form),
        post("/d/{tenant}/debiteurs/{debtor}/suspension", hold),
        post("/d/{tenant}/debiteurs/{debtor}/suspensions/{hold}/levee", hold_lifted),
        get("/d/{tenant}/debiteurs/{debtor}/procedure", insolvency_form),
        post("/d/{tenant}/debiteurs/{debtor}/procedure", insolvency),
        post("/d/{tenant}/debiteurs/{debtor}/procedures/{insolvency}/cloture", insolvency_closed),
    ]
}

/// The open claims of a debtor today, the oldest first.
pub(crate) fn open_claims(who: &Inside, debtor: DebtorId) -> Result<Vec<ClaimFacts>, Fault> {
    let today = who.today;
    let facts = who.read(|tx| Ok(tx.debtor_facts(debtor)?))?.ok_or(Fault::NotFound)?;
    let mut open: Vec<ClaimFacts> = facts.claims.into_iter().filter(|claim| claim.book_principal(today).is_positive()).collect();
    open.sort_by_key(|claim| (claim.due_on, claim.id));
    Ok(open)
}

/// Boxes to tick, one an open claim.
pub(crate) fn claim_ticks(fields: &Fields<'_>, open: &[ClaimFacts], today: Date, legend: &str) -> Markup {
    html! {
        fieldset class="field" {
            legend { (legend) }
            @for claim in open.iter().take(60) {
                (form::tick(fields, "echeance", &claim.id.to_string(), &described(claim, today)))
            }
            @if open.len() > 60 { span class="hint" { "Les 60 plus anciennes sont proposées." } }
            @if let Some(said) = fields.problem("echeance") { span class="err" { (said) } }
        }
    }
}

/// A claim among others: its number, its due date as such, and what is left of it.
fn described(claim: &ClaimFacts, today: Date) -> String {
    let due = if claim.due_on < today { "échue le" } else { "à échéance du" };
    let left = money_fr(claim.book_principal(today), claim.currency);
    format!("{}, {due} {}, {left} restants", claim.number, date_short(claim.due_on))
}

/// The claims ticked, those of this debtor only.
pub(crate) fn ticked(ask: &Ask, open: &[ClaimFacts]) -> Vec<String> {
    let mine = |text: &&str| text.parse::<ClaimId>().is_ok_and(|id| open.iter().any(|claim| claim.id == id));
    ask.all("echeance").filter(mine).map(str::to_owned).collect()
}

fn currency_of(open: &[ClaimFacts]) -> Currency {
    open.first().map_or(Currency::EUR, |claim| claim.currency)
}

fn back(who: &Inside, debtor: DebtorId, done: &Done) -> Answer {
    Answer::to(card_url(who, debtor)).saying(done.said.clone())
}

fn promise_form(who: &Scoped<RecordDunning>, ask: &Ask) -> Answered {
    let (debtor, _) = debtor_of(who, ask)?;
    let open = open_claims(who, debtor)?;
    let late: Vec<&ClaimFacts> = open.iter().filter(|claim| claim.due_on < who.today).collect();
    let total: Cents = late.iter().map(|claim| claim.book_principal(who.today)).sum();
    let mut fields = Fields::of(ask, who.today).preset("date", date_short(who.today));
    if total.is_positive() {
        fields = fields.preset("montant", domain::french::amount_fr(total, currency_of(&open)));
    }
    for claim in late {
        fields = fields.preset("echeance", claim.id.to_string());
    }
    promise_page(who, ask, &fields, &open)
}

fn promise_page(who: &Inside, ask: &Ask, fields: &Fields<'_>, open: &[ClaimFacts]) -> Answered {
    let (debtor, name) = debtor_of(who, ask)?;
    let body = html! {
        div class="form-grid" {
            (form::field(fields, "pour", "Promis pour le", form::Kind::Day, "Par exemple +8j ou 05/12/2026."))
            (form::field(fields, "montant", "Montant promis", form::Kind::Amount, ""))
            (form::field(fields, "date", "Promesse faite le", form::Kind::Day, ""))
        }
        (claim_ticks(fields, open, who.today, "Factures couvertes"))
        (form::area(fields, "note", "Ce qui a été dit (facultatif)", 3, ""))
        p class="small muted" { "Les factures couvertes ne sont plus relancées jusqu'au jour promis, puis quelques jours de battement." }
    };
    Ok(form_page(who, ask, (debtor, &name), ("Noter une promesse", "Noter la promesse"), fields, body))
}

fn promise(who: &Scoped<RecordDunning>, ask: &Ask) -> Answered {
    let (debtor, _) = debtor_of(who, ask)?;
    let open = open_claims(who, debtor)?;
    let mut fields = Fields::of(ask, who.today);
    let by = fields.required_day("pour");
    let amount = fields.required_amount("montant", currency_of(&open));
    let on = fields.required_day("date");
    if on.is_some_and(|on| on > who.today) {
        fields.wrong("date", "Ce jour est à venir.");
    }
    let claims = ticked(ask, &open);
    if claims.is_empty() {
        fields.wrong("echeance", "Cochez au moins une facture.");
    }
    let note = fields.text("note", 4_000);
    let (Some(by), Some(amount), Some(on), false) = (by, amount, on, fields.has_problems()) else {
        return promise_page(who, ask, &fields, &open);
    };
    let name = debtor.to_string();
    let done = who.write(|tx| record::promise(tx, &name, Some(amount), by, &claims, Some(&note), on));
    match attempt(done, &mut fields, "pour")? {
        Some(_) => Ok(Answer::to(card_url(who, debtor)).saying(format!(
            "Promesse de {} pour le {} notée.",
            money_fr(amount, currency_of(&open)),
            date_short(by)
        ))),
        None => promise_page(who, ask, &fields, &open),
    }
}

/// Ends something of this debtor; what is another's does not exist.
fn end(who: &Inside, ask: &Ask, of: Option<DebtorId>, work: impl FnOnce(&mut store::Tx<'_>) -> app::Result<Done>) -> Answered {
    let (debtor, _) = debtor_of(who, ask)?;
    if of != Some(debtor) {
        return Err(Fault::NotFound);
    }
    let done = who.write(work)?;
    Ok(back(who, debtor, &done))
}

fn promise_cancelled(who: &Scoped<RecordDunning>, ask: &Ask) -> Answered {
    let id: PromiseId = ask.path("promise")?;
    let of = who.read(|tx| Ok(tx.promise(id)?))?.map(|row| row.debtor);
    end(who, ask, of, |tx| record::promise_cancelled(tx, &id.to_string(), who.today))
}

fn facts_hold(who: &Inside, ask: &Ask, has: impl Fn(&domain::facts::DebtorFacts) -> bool) -> Result<Option<DebtorId>, Fault> {
    let debtor: DebtorId = ask.path("debtor")?;
    Ok(who.read(|tx| Ok(tx.debtor_facts(debtor)?))?.filter(|facts| has(facts)).map(|facts| facts.debtor))
}

fn plan_ended(who: &Scoped<RecordDunning>, ask: &Ask) -> Answered {
    let id: PlanId = ask.path("plan")?;
    let of = facts_hold(who, ask, |facts| facts.plans.iter().any(|plan| plan.id == id))?;
    end(who, ask, of, |tx| record::plan_ended(tx, &id.to_string(), who.today))
}

fn hold_lifted(who: &Scoped<RecordDunning>, ask: &Ask) -> Answered {
    let id: HoldId = ask.path("hold")?;
    let of = facts_hold(who, ask, |facts| facts.holds.iter().any(|hold| hold.id == id))?;
    end(who, ask, of, |tx| record::hold_lifted(tx, &id.to_string(), who.today))
}

fn insolvency_closed(who: &Scoped<RecordDunning>, ask: &Ask) -> Answered {
    let id: InsolvencyId = ask.path("insolvency")?;
    let of = facts_hold(who, ask, |facts| facts.insolvencies.iter().any(|one| one.id == id))?;
    end(who, ask, of, |tx| record::insolvency_closed(tx, &id.to_string(), who.today))
}

/// Lines of a plan shown on its form.
const LINES: usize = 12;

fn plan_form(who: &Scoped<RecordDunning>, ask: &Ask) -> Answered {
    let (debtor, _) = debtor_of(who, ask)?;
    let open = open_claims(who, debtor)?;
    let mut fields = Fields::of(ask, who.today).preset("date", date_short(who.today)).preset("nombre", "3");
    for claim in open.iter().filter(|claim| claim.due_on < who.today) {
        fields = fields.preset("echeance", claim.id.to_string());
    }
    plan_page(who, ask, &fields, &open, None)
}

fn plan_page(who: &Inside, ask: &Ask, fields: &Fields<'_>, open: &[ClaimFacts], proposed: Option<&[(Date, Cents)]>) -> Answered {
    let (debtor, name) = debtor_of(who, ask)?;
    let currency = currency_of(open);
    let body = html! {
        div class="form-grid" {
            (form::field(fields, "premier", "Première échéance", form::Kind::Day, "Par exemple +15j."))
            (form::field(fields, "nombre", "Nombre d'échéances mensuelles", form::Kind::Number, "De 1 à 12."))
            (form::field(fields, "montant", "Montant total", form::Kind::Amount, "Vide : tout ce qui reste sur les factures cochées."))
            (form::field(fields, "date", "Accordé le", form::Kind::Day, ""))
        }
        (claim_ticks(fields, open, who.today, "Factures couvertes"))
        @if let Some(dues) = proposed {
            fieldset class="field" {
                legend { "Échéances comprises, à corriger si besoin" }
                @for (at, (on, cents)) in dues.iter().enumerate() {
                    div class="row" {
                        input class="input date" name={ "jour" (at) } aria-label={ "Jour de l'échéance " (at + 1) } value=(if ask.has(&format!("jour{at}")) { ask.form(&format!("jour{at}")).to_owned() } else { date_short(*on) });
                        input class="input num" inputmode="decimal" name={ "somme" (at) } aria-label={ "Montant de l'échéance " (at + 1) } value=(if ask.has(&format!("somme{at}")) { ask.form(&format!("somme{at}")).to_owned() } else { domain::french::amount_fr(*cents, currency) });
                    }
                }
            }
            (form::hidden("etape", "enregistrer"))
        }
        p class="small muted" { "Tant qu'il est respecté, seul ce qui est échu et manque peut être demandé." }
    };
    let button = if proposed.is_some() { "Accorder l'échéancier" } else { "Calculer les échéances" };
    Ok(form_page(who, ask, (debtor, &name), ("Accorder un échéancier", button), fields, body))
}

fn plan(who: &Scoped<RecordDunning>, ask: &Ask) -> Answered {
    let (debtor, _) = debtor_of(who, ask)?;
    let open = open_claims(who, debtor)?;
    let mut fields = Fields::of(ask, who.today);
    let (first, count) = (fields.required_day("premier"), fields.number("nombre", 1, 12).unwrap_or(3));
    let typed = fields.amount("montant", currency_of(&open));
    let on = fields.required_day("date");
    let claims = ticked(ask, &open);
    if claims.is_empty() {
        fields.wrong("echeance", "Cochez au moins une facture.");
    }
    let covered: Cents =
        open.iter().filter(|claim| claims.contains(&claim.id.to_string())).map(|claim| claim.book_principal(who.today)).sum();
    let total = typed.unwrap_or(covered);
    let (Some(first), Some(on), false) = (first, on, fields.has_problems()) else {
        return plan_page(who, ask, &fields, &open, None);
    };
    let proposed = spread_evenly(first, count, total);
    if ask.form("etape") != "enregistrer" {
        return plan_page(who, ask, &fields, &open, Some(&proposed));
    }
    let dues = typed_dues(ask, &mut fields, currency_of(&open), who.today);
    if fields.has_problems() {
        return plan_page(who, ask, &fields, &open, Some(&proposed));
    }
    let name = debtor.to_string();
    match attempt(who.write(|tx| record::plan(tx, &name, &dues, &claims, on)), &mut fields, "premier")? {
        Some(_) => Ok(Answer::to(card_url(who, debtor)).saying(format!("Échéancier en {} fois accordé.", dues.len()))),
        None => plan_page(who, ask, &fields, &open, Some(&proposed)),
    }
}

/// The same amount every month, the cents left over on the last one.
fn spread_evenly(first: Date, count: i64, total: Cents) -> Vec<(Date, Cents)> {
    let part = total.0 / count;
    let months = |n: i64| first.checked_add(jiff::Span::new().months(n)).unwrap_or(first);
    (0..count).map(|n| (months(n), Cents(if n + 1 == count { total.0 - part * (count - 1) } else { part }))).collect()
}

fn typed_dues(ask: &Ask, fields: &mut Fields<'_>, currency: Currency, today: Date) -> Vec<(Date, Cents)> {
    let mut dues = Vec::new();
    for at in 0..LINES {
        let (day, sum) = (ask.form(&format!("jour{at}")).trim(), ask.form(&format!("somme{at}")).trim());
        if day.is_empty() && sum.is_empty() {
            continue;
        }
        let cents = fields.amount(&format!("somme{at}"), currency);
        match (crate::fields::day_of(day, today), cents) {
            (Some(day), Some(cents)) => dues.push((day, cents)),
            (None, _) => fields.wrong("premier", format!("Échéance {} : « {day} » n'est pas une date comprise.", at + 1)),
            (_, None) => fields.wrong("montant", format!("Échéance {} : donnez un montant.", at + 1)),
        }
    }
    dues
}

const HOLDS: [(&str, &str, HoldCause); 8] = [
    ("pause", "Pause décidée par vous", HoldCause::Pause),
    ("reponse", "Une réponse attend d'être lue", HoldCause::OpenReply),
    ("tiers", "À payer à un tiers (affacturage, mandat)", HoldCause::OtherPayee),
    ("refus", "Le débiteur refuse d'être contacté", HoldCause::ContactRefused),
    ("surendettement", "Procédure de surendettement", HoldCause::OverIndebtedness),
    ("vulnerable", "Personne vulnérable", HoldCause::VulnerablePerson),
    ("deces", "Décès", HoldCause::Death),
    ("droit", "Droit applicable à qualifier", HoldCause::ForeignLaw),
];

fn hold_form(who: &Scoped<RecordDunning>, ask: &Ask) -> Answered {
    hold_page(who, ask, &Fields::of(ask, who.today).preset("motif", "pause").preset("date", date_short(who.today)))
}

fn hold_page(who: &Inside, ask: &Ask, fields: &Fields<'_>) -> Answered {
    let (debtor, name) = debtor_of(who, ask)?;
    let body = html! {
        div class="form-grid" {
            (form::select(fields, "motif", "Motif", &HOLDS.map(|(word, words, _)| (word, words)), "Seule une pause finit d'elle-même."))
            (form::field(fields, "date", "À compter du", form::Kind::Day, ""))
            (form::field(fields, "jusqu_au", "Jusqu'au (facultatif)", form::Kind::Day, "Par exemple +15j. Vide : jusqu'à ce que vous repreniez."))
        }
        (form::area(fields, "note", "Précision (facultatif)", 3, ""))
    };
    Ok(form_page(who, ask, (debtor, &name), ("Suspendre les relances", "Suspendre"), fields, body))
}

fn hold(who: &Scoped<RecordDunning>, ask: &Ask) -> Answered {
    let (debtor, _) = debtor_of(who, ask)?;
    let mut fields = Fields::of(ask, who.today);
    let cause = fields.choice("motif", &HOLDS.map(|(word, _, cause)| (word, cause)));
    let (until, on, note) = (fields.day("jusqu_au"), fields.required_day("date"), fields.text("note", 4_000));
    let (Some(cause), Some(on), false) = (cause, on, fields.has_problems()) else { return hold_page(who, ask, &fields) };
    let name = debtor.to_string();
    match attempt(who.write(|tx| record::hold(tx, &name, cause, until, Some(&note), on)), &mut fields, "jusqu_au")? {
        Some(_) => Ok(Answer::to(card_url(who, debtor)).saying("Relances suspendues.")),
        None => hold_page(who, ask, &fields),
    }
}

const PROCEEDINGS: [(&str, &str, Proceeding); 3] = [
    ("sauvegarde", "Sauvegarde", Proceeding::Safeguard),
    ("redressement", "Redressement judiciaire", Proceeding::Reorganisation),
    ("liquidation", "Liquidation judiciaire", Proceeding::Liquidation),
];

fn insolvency_form(who: &Scoped<RecordDunning>, ask: &Ask) -> Answered {
    insolvency_page(who, ask, &Fields::of(ask, who.today))
}

fn insolvency_page(who: &Inside, ask: &Ask, fields: &Fields<'_>) -> Answered {
    let (debtor, name) = debtor_of(who, ask)?;
    let body = html! {
        (form::select(fields, "procedure", "Procédure", &PROCEEDINGS.map(|(word, words, _)| (word, words)), ""))
        div class="form-grid" {
            (form::field(fields, "jugement", "Jugement d'ouverture du", form::Kind::Day, ""))
            (form::field(fields, "publication", "Publié au BODACC le (facultatif)", form::Kind::Day, "Le délai de déclaration de deux mois court de ce jour."))
        }
        (ui::notice(ui::Tone::Info, ui::unbroken("Les créances nées avant le jugement ne sont plus relancées (C. com. L622-7 et L622-21) et leurs intérêts s'arrêtent (L622-28).")))
    };
    Ok(form_page(who, ask, (debtor, &name), ("Procédure collective", "Inscrire la procédure"), fields, body))
}

fn insolvency(who: &Scoped<RecordDunning>, ask: &Ask) -> Answered {
    let (debtor, _) = debtor_of(who, ask)?;
    let mut fields = Fields::of(ask, who.today);
    let proceeding = fields.choice("procedure", &PROCEEDINGS.map(|(word, _, proceeding)| (word, proceeding)));
    let (judgment, published) = (fields.required_day("jugement"), fields.day("publication"));
    if judgment.is_some_and(|day| day > who.today) {
        fields.wrong("jugement", "Ce jour est à venir.");
    }
    let (Some(proceeding), Some(judgment), false) = (proceeding, judgment, fields.has_problems()) else {
        return insolvency_page(who, ask, &fields);
    };
    let name = debtor.to_string();
    match attempt(who.write(|tx| record::insolvency(tx, &name, proceeding, judgment, published)), &mut fields, "jugement")? {
        Some(done) => Ok(back(who, debtor, &done)),
        None => insolvency_page(who, ask, &fields),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_spreads_to_the_cent() {
        let dues = spread_evenly(Date::constant(2026, 1, 31), 3, Cents(10_000));
        assert_eq!(dues.iter().map(|(_, cents)| cents.0).collect::<Vec<_>>(), [3_333, 3_333, 3_334]);
        assert_eq!(dues[1].0, Date::constant(2026, 2, 28));
    }
}
