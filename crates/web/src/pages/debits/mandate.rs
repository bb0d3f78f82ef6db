//! One mandate: recorded as it was signed, revoked after a look at what it is debited under; and what a debtor's card shows of its own.

use app::debits::{self, MandateShown, NewMandate, ToCome};
use domain::access::Permission;
use domain::access::needs::ManageDebtors;
use domain::debits::{HORIZON_DAYS, NOTICE_DAYS, Scheme, identifier};
use domain::facts::DebtorFacts;
use domain::french::date_short;
use domain::ids::{DebitBatchId, DebtorId, MandateId};
use domain::party::Iban;
use maud::{Markup, html};
use store::DebitBatchRow;

use super::mandates::{rules, standing};
use super::{MANDATES, PLACE, batch_url, debtor_link, euros};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::pages::bank::iban;
use crate::pages::card::{attempt, card_url, debtor_of, form_page};
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, Head, Tone, form};

const SCHEMES: [(&str, &str, Scheme); 2] = [
    ("core", "CORE : tout débiteur, remboursable sans motif pendant huit semaines", Scheme::Core),
    ("b2b", "B2B : entre entreprises, enregistré par la banque du débiteur", Scheme::B2b),
];

pub(super) fn show(who: &Scoped<ManageDebtors>, ask: &Ask) -> Answered {
    page(who, ask, &Fields::of(ask, who.today).preset("regles", "core").preset("preavis", NOTICE_DAYS.to_string()))
}

fn page(who: &Inside, ask: &Ask, fields: &Fields<'_>) -> Answered {
    let (debtor, name) = debtor_of(who, ask)?;
    let body = html! {
        div class="form-grid" {
            (form::field(fields, "rum", "Référence unique du mandat (RUM)", form::Kind::Text, "Telle qu'elle est signée ; elle ne sert qu'une fois."))
            (form::field(fields, "iban", "IBAN à débiter", form::Kind::Text, "La clé est vérifiée."))
            (form::field(fields, "signe_le", "Signé le", form::Kind::Day, ""))
            (form::field(fields, "preavis", "Préavis convenu, en jours", form::Kind::Number, "Entre l'annonce au débiteur et le prélèvement ; 14 si rien d'autre n'est convenu."))
            (form::field(fields, "dernier", "Dernier prélèvement (facultatif)", form::Kind::Day, "S'il en a été fait par ce mandat avant son inscription ici."))
        }
        (form::radios(fields, "regles", "Règles", &SCHEMES.map(|(word, words, _)| (word, words))))
        (form::tick(fields, "ponctuel", "oui", "Pour un seul prélèvement"))
    };
    Ok(form_page(who, ask, (debtor, &name), ("Inscrire un mandat", "Inscrire le mandat"), fields, body))
}

pub(super) fn save(who: &Scoped<ManageDebtors>, ask: &Ask) -> Answered {
    let (debtor, _) = debtor_of(who, ask)?;
    let mut fields = Fields::of(ask, who.today);
    let reference = fields.required("rum", 60, "Donnez la RUM du mandat.");
    if !reference.is_empty()
        && let Err(error) = identifier(&reference)
    {
        fields.wrong("rum", format!("RUM : {error}."));
    }
    let account = fields.required("iban", 60, "Donnez l'IBAN à débiter.");
    if !account.is_empty()
        && let Err(error) = Iban::parse(&account)
    {
        fields.wrong("iban", format!("{error}."));
    }
    let signed_on = fields.required_day("signe_le");
    let notice = fields.number("preavis", 0, HORIZON_DAYS);
    let last_used_on = fields.day("dernier");
    let scheme = fields.choice("regles", &SCHEMES.map(|(word, _, scheme)| (word, scheme)));
    if scheme.is_none() && fields.problem("regles").is_none() {
        fields.wrong("regles", "Choisissez les règles du mandat.");
    }
    let (Some(signed_on), Some(scheme), false) = (signed_on, scheme, fields.has_problems()) else { return page(who, ask, &fields) };
    let (of, once) = (debtor.to_string(), ask.form("ponctuel") == "oui");
    let notice_days = notice.and_then(|days| u16::try_from(days).ok());
    let new = NewMandate { debtor: &of, reference: &reference, scheme, once, signed_on, iban: &account, notice_days, last_used_on };
    match attempt(who.write(|tx| debits::add(tx, &new, who.today)), &mut fields, "rum")? {
        Some(done) => Ok(Answer::to(card_url(who, debtor)).saying(done.said)),
        None => page(who, ask, &fields),
    }
}

/// The mandate of the address, in these books.
fn known(who: &Inside, ask: &Ask) -> Result<MandateShown, Fault> {
    let id: MandateId = ask.path("mandat")?;
    who.read(|tx| debits::mandate(tx, id, who.today))?.ok_or(Fault::NotFound)
}

pub(super) fn revoke_form(who: &Scoped<ManageDebtors>, ask: &Ask) -> Answered {
    revoke_page(who, ask, &known(who, ask)?, &Fields::of(ask, who.today))
}

fn revoke_page(who: &Inside, ask: &Ask, one: &MandateShown, fields: &Fields<'_>) -> Answered {
    let mandate = &one.mandate;
    let batches = who.read(|tx| debits::debited_by(tx, mandate.id, who.today))?;
    let body = html! {
        @if fields.has_problems() { div class="mb3" { (form::summary(fields)) } }
        section class="card form-card" { div class="card-body stack" {
            dl class="dl left" {
                dt { "Débiteur" } dd { (debtor_link(who, mandate.debtor, &one.code, &one.name)) }
                dt { "RUM" } dd class="mono" { (mandate.reference) }
                dt { "Compte" } dd class="mono" { (iban(who, mandate.iban.as_deref().unwrap_or_default())) }
                dt { "Règles" } dd { (rules(mandate)) }
                dt { "Signé le" } dd { (ui::day(mandate.signed_on)) }
            }
            @if let Some(on) = mandate.revoked_on {
                (ui::notice(Tone::Info, html! { "Ce mandat est révoqué depuis le " (ui::day(on)) "." }))
                div class="row wrap" { a class="btn" href=(who.url(MANDATES)) { "Revenir aux mandats" } }
            } @else {
                (debited(who, &batches))
                (form::post(who, &ask.url, html! {
                    p { "Plus rien ne sera prélevé par lui. Cela ne se défait pas : un débiteur qui veut de nouveau être prélevé signe un nouveau mandat." }
                    div class="row wrap" { button class="btn danger" { "Révoquer ce mandat" } a class="btn" href=(who.url(MANDATES)) { "Abandonner" } }
                }))
            }
        } }
    };
    let head = Head {
        title: "Révoquer un mandat",
        crumbs: vec![("Prélèvements", who.url(PLACE)), ("Mandats", who.url(MANDATES))],
        place: PLACE,
        ..Head::default()
    };
    let answer = ui::page(who, ask, head, body);
    Ok(if fields.has_problems() { answer.status(422) } else { answer })
}

/// Batches to come that debit under the mandate: revoking it does not change their files.
fn debited(who: &Inside, batches: &[DebitBatchRow]) -> Markup {
    html! {
        @if !batches.is_empty() {
            (ui::notice(Tone::Warn, html! {
                ul { @for batch in batches { li {
                    "Le lot " (batch_link(who, batch.id)) " le prélève le " (ui::day(batch.collect_on)) " ; "
                    @if batch.handed_over_on.is_some() { "demandez à votre banque de l'en retirer." } @else { "annulez ce lot et refaites-le." }
                } } }
            }))
        }
    }
}

fn batch_link(who: &Inside, id: DebitBatchId) -> Markup {
    html! { a href=(batch_url(who, id)) { (id) } }
}

pub(super) fn revoke(who: &Scoped<ManageDebtors>, ask: &Ask) -> Answered {
    let one = known(who, ask)?;
    let mut fields = Fields::of(ask, who.today);
    match attempt(who.write(|tx| debits::revoke(tx, &one.mandate.id.to_string(), who.today)), &mut fields, "contenu")? {
        Some(done) => Ok(Answer::to(who.url(MANDATES)).saying(done.said.replace('\n', " "))),
        None => revoke_page(who, ask, &one, &fields),
    }
}

/// What a card shows: the mandates of a debtor, and the debits to come of its claims.
pub(crate) fn panel(who: &Inside, facts: &DebtorFacts) -> Result<Markup, Fault> {
    let (mandates, to_come) =
        who.read(|tx| Ok((debits::mandates_of(tx, facts.debtor, who.today)?, debits::to_come(tx, facts, who.today)?)))?;
    if mandates.is_empty() && to_come.is_empty() {
        return Ok(html! {});
    }
    Ok(html! {
        section class="card" {
            div class="card-head" {
                h2 { "Prélèvements" }
                @if who.can(Permission::ManageDebtors) { a class="btn sm quiet" href={ (card_url(who, facts.debtor)) "/mandat" } { "Inscrire un mandat" } }
            }
            ul class="list" role="list" {
                @for one in &to_come { (coming(who, one)) }
                @for one in &mandates { (of_card(who, facts.debtor, one)) }
            }
        }
    })
}

fn coming(who: &Inside, one: &ToCome) -> Markup {
    html! {
        li { div class="grow" {
            b { (euros(one.cents)) " le " (date_short(one.collect_on)) }
            div class="small muted" {
                (one.number) " · lot " (batch_link(who, one.batch)) ", "
                @match one.handed_over_on { Some(on) => { "remis à la banque le " (date_short(on)) }, None => "pas encore remis à la banque" }
            }
        } }
    }
}

fn of_card(who: &Inside, debtor: DebtorId, one: &MandateShown) -> Markup {
    let mandate = &one.mandate;
    let code = crate::ask::encoded(if one.code.is_empty() { &mandate.reference } else { &one.code });
    html! {
        li id={ "mandat-" (mandate.id.0) "-" (debtor.0) } {
            div class="grow" {
                a class="mono" href={ (who.url(MANDATES)) "?q=" (code) } { (mandate.reference) }
                div class="small muted" { (rules(mandate)) " · " (iban(who, mandate.iban.as_deref().unwrap_or_default())) " · signé le " (date_short(mandate.signed_on)) }
                div class="small" { (standing(one)) }
            }
        }
    }
}
