//! One claim and its statement (screen 4): line by line, with its articles, on any day; and what can be recorded about it.

mod acts;
mod disputes;
mod pieces;
mod statement;
mod statuses;
mod waivers;

use app::account::{self, OneClaim};
use app::card::standing;
use app::rules::LawRules;
use domain::access::Permission;
use domain::access::needs::{Export, ReadBooks};
use domain::collectable::collectable;
use domain::facts::{EntryKind, days_between};
use domain::french::{date_short, rate_fr};
use domain::ids::ClaimId;
use domain::terms::{DueBasis, Imputation, RateClause};
use maud::{Markup, html};

use super::card::{AsOf, card_url};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::route::{Answered, Inside, Route, Scoped, get};
use crate::ui::{self, Head, Icon, Tone};

pub(crate) fn routes() -> Vec<Route> {
    let mut all = vec![get("/d/{tenant}/factures/{claim}", show), get("/d/{tenant}/factures/{claim}/decompte.pdf", pdf)];
    for more in [acts::routes(), disputes::routes(), pieces::routes(), waivers::routes()] {
        all.extend(more);
    }
    all
}

pub(crate) use disputes::closing;

/// A claim of these books, or nothing of that name.
pub(crate) fn claim_of(who: &Inside, ask: &Ask) -> Result<store::ClaimRow, Fault> {
    let id: ClaimId = ask.path("claim")?;
    who.read(|tx| Ok(tx.claim(id)?))?.ok_or(Fault::NotFound)
}

/// The address of a claim.
pub(crate) fn claim_url(who: &Inside, claim: ClaimId) -> String {
    who.url(&format!("/factures/{}", claim.0))
}

/// The debtor's name, or its code where the name was erased.
pub(crate) fn debtor_name(who: &Inside, debtor: domain::ids::DebtorId) -> Result<String, Fault> {
    let named = who.read(|tx| Ok(tx.names(&[debtor])?))?;
    Ok(named.get(&debtor).map_or_else(|| debtor.to_string(), |(code, name)| if name.is_empty() { code.clone() } else { name.clone() }))
}

/// A page with one form about a claim; 422 when something is wrong with it.
pub(crate) fn form_page(
    who: &Inside,
    ask: &Ask,
    row: &store::ClaimRow,
    (title, button): (&str, &str),
    fields: &crate::fields::Fields<'_>,
    body: Markup,
) -> Answered {
    let name = debtor_name(who, row.debtor)?;
    let back = claim_url(who, row.id);
    let head = Head {
        title,
        sub: Some(html! { "Facture " (row.number) ", échue le " (ui::day(row.due_on)) }),
        crumbs: vec![("Factures", who.url("/factures")), (&name, card_url(who, row.debtor)), (&row.number, back.clone())],
        place: "/factures",
        ..Head::default()
    };
    let page = html! {
        (ui::form::summary(fields))
        section class="card form-card" { div class="card-body" {
            (ui::form::post(who, &ask.url, html! {
                (body)
                div class="row wrap mt2" { button class="btn primary" { (button) } a class="btn" href=(back) { "Abandonner" } }
            }))
        } }
    };
    Ok(ui::page(who, ask, head, page).status(if fields.has_problems() { 422 } else { 200 }))
}

fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let row = claim_of(who, ask)?;
    let as_of = AsOf::of(ask, who.today);
    let one = who.read(|tx| account::of_claim(tx, row.id, as_of.day, as_of.known_at()))?;
    let said = who.read(|tx| app::statuses::of_invoice(tx, row.invoice, row.currency, as_of.day, as_of.known_at()))?;
    let (pieces, original) = who.read(|tx| {
        let pieces = tx.pieces_of_invoice(row.invoice)?;
        let mut original = None;
        for piece in &pieces {
            original = original.or(app::originals::of_piece(tx, piece.id)?);
        }
        Ok((pieces, original))
    })?;
    let name = debtor_name(who, row.debtor)?;
    let late = days_between(row.due_on, as_of.day);
    let head = Head {
        title: &format!("Facture {}", row.number),
        beside: Some(state(&one, as_of.day, late)),
        sub: Some(sub(&row, &one)),
        crumbs: vec![("Factures", who.url("/factures")), (&name, card_url(who, row.debtor))],
        actions: Some(actions(who, ask, &row)),
        place: "/factures",
    };
    let body = html! {
        @if let Some(trouble) = &as_of.trouble { (ui::notice(Tone::Warn, html! { (trouble) })) }
        @if let Some(known) = as_of.known { (ui::notice(Tone::Info, html! { "Telle que connue le " (ui::day(known)) "." })) }
        div class="split-flow" { div class="cols cols-main split-s" {
            div class="stack" {
                (statement::table(&row, &one, as_of.day))
                (statement::findings(&one))
                (movements(who, &one, as_of.day))
                (statuses::panel(&said))
                (disputes::panel(who, &one, as_of.day))
                (waivers::panel(who, &one, as_of.day))
                (pieces::panel(who, &row, &pieces, original))
                (statement::receipt(&one))
            }
            aside class="stack" {
                (statement::due(ask, &one, &as_of, who.today))
                (applied(who, &row, &one))
                (limitation(who, &row, &one, as_of.day))
            }
        } }
    };
    Ok(ui::page(who, ask, head, body))
}

fn state(one: &OneClaim, day: domain::Date, late: i64) -> Markup {
    let rules = LawRules { law: app::law::in_force() };
    let shares = collectable(&one.debtor, &one.tenant, &rules, day).shares;
    let share = shares.iter().find(|share| share.claim == one.claim().id);
    let open = one.claim().book_principal(day).is_positive();
    html! {
        @match share.filter(|_| open) {
            Some(share) => (super::card::standing_badge(standing(one.claim(), share, day), late)),
            None if one.claim().exists_on(day) => (ui::badge(Tone::Ok, "Réglée")),
            None => (ui::badge(Tone::Draft, "Pas encore émise")),
        }
        @if open && late > 0 { (ui::badge(Tone::of_days_late(late), &format!("{late} j de retard"))) }
    }
}

/// What may be said of a claim in one line.
fn sub(row: &store::ClaimRow, one: &OneClaim) -> Markup {
    let paid = one.claim().entries.iter().filter(|entry| entry.kind == EntryKind::Payment && entry.reversed_on.is_none());
    let paid = paid.fold((0_u64, domain::money::Cents::ZERO), |(n, sum), entry| (n + 1, sum + entry.cents));
    html! {
        "Émise le " (ui::day(row.issued_on)) ", échéance le " (ui::day(row.due_on))
        @match row.due_basis { DueBasis::Presumed => " (présumée)", DueBasis::Agreed => " (convenue)", DueBasis::Printed => "" }
        ". " (ui::money(row.amount, row.currency)) " TTC"
        @if row.amount != row.total { ", sur une facture de " (ui::money(row.total, row.currency)) }
        @if paid.0 > 0 { ", " (app::words::counted(paid.0, "règlement reçu", "règlements reçus")) " pour " (ui::money(paid.1, row.currency)) }
        "."
    }
}

fn actions(who: &Inside, ask: &Ask, row: &store::ClaimRow) -> Markup {
    let pdf = ask.with("voir", "").replacen(&claim_url(who, row.id), &format!("{}/decompte.pdf", claim_url(who, row.id)), 1);
    html! {
        @if who.can(Permission::Export) { a class="btn" href=(pdf) aria-label="Décompte PDF" { (ui::icon(Icon::Download)) span class="tx" { "Décompte PDF" } } }
        @if who.can(Permission::RecordMoney) {
            a class="btn primary" href={ (card_url(who, row.debtor)) "/reglement?facture=" (row.id) } { (ui::icon(Icon::Euro)) "Saisir un paiement" }
        }
        (more(who, row))
    }
}

fn pdf(who: &Scoped<Export>, ask: &Ask) -> Answered {
    let row = claim_of(who, ask)?;
    let as_of = AsOf::of(ask, who.today);
    let name = row.id.to_string();
    let bytes = who.read(|tx| {
        let (facts, all) = account::statements(tx, &name, as_of.day, as_of.known_at())?;
        account::pdf(tx, &facts, &all, as_of.day, &*who.house.typesetter)
    })?;
    Ok(Answer::file(&format!("decompte-{}-{}.pdf", row.number, as_of.day), "application/pdf", bytes))
}

/// Payments and credit notes allocated to the claim.
fn movements(who: &Inside, one: &OneClaim, day: domain::Date) -> Markup {
    let claim = one.claim();
    let entries: Vec<_> = claim.entries.iter().filter(|entry| entry.on <= day).collect();
    html! {
        @if !entries.is_empty() {
            section class="card" {
                div class="card-head" { h2 { "Règlements et avoirs" } }
                ul class="list" role="list" { @for entry in entries {
                    li class="mid" {
                        div class="grow" {
                            b { @if entry.kind == EntryKind::Payment { "Règlement" } @else { "Avoir" } } " du " (ui::day(entry.on))
                            @if let Some(back) = entry.reversed_on { " " (ui::badge(Tone::Danger, &format!("Revenu impayé le {}", date_short(back)))) }
                        }
                        (ui::money(entry.cents, claim.currency))
                        @if entry.kind == EntryKind::Payment && entry.reversed_on.is_none() && who.can(Permission::RecordMoney) {
                            a class="btn sm quiet" href={ (card_url(who, one.debtor.debtor)) "/reglements/" (entry.movement.0) "/impaye" } { "Déclarer impayé" }
                        }
                    }
                } }
            }
        }
    }
}

/// The rules applied, each with its source.
fn applied(who: &Inside, row: &store::ClaimRow, one: &OneClaim) -> Markup {
    let Ok(statement) = &one.statement else { return html! {} };
    let account = &statement.receipt.account;
    let kinds = statement.lines.last().map(|line| line.kind);
    html! {
        section class="card" {
            div class="card-head" { h2 { "Règles appliquées" } @if who.can(Permission::ManageDebtors) { a class="btn sm quiet" href={ (card_url(who, row.debtor)) "/conditions" } { "Modifier" } } }
            div class="card-body" { dl class="dl" {
                dt { "Débiteur" } dd { (one.kind.french()) }
                dt { "Taux" } dd { (clause(account.clause, kinds)) }
                dt { "Source" } dd { (ui::unbroken(statement.lines.last().map_or("aucun intérêt à ce jour", |line| line.source()))) }
                dt { "Point de départ" } dd { @match statement.lines.first() { Some(line) => { (ui::day(line.from)) }, None => "—" } }
                dt { "Imputation" } dd { @match account.imputation { Imputation::InterestFirst => (ui::unbroken("intérêts, puis principal (C. civ. 1343-1)")), Imputation::PrincipalFirst => "principal d'abord, selon le contrat" } }
                dt { "Capitalisation" } dd { @match account.capitalise_from { Some(on) => { "depuis le " (ui::day(on)) }, None => "non demandée" } }
                dt { "Mise en demeure reçue" } dd { @match account.formal_notice_on { Some(on) => { (ui::day(on)) }, None => "non inscrite" } }
                @if let Some(on) = account.judgment_on { dt { "Jugement" } dd { (ui::day(on)) } }
            } }
        }
    }
}

fn clause(clause: Option<RateClause>, kind: Option<domain::statement::LineKind>) -> String {
    use domain::statement::LineKind;
    match (kind, clause) {
        (Some(LineKind::Contract), Some(RateClause::Fixed { rate })) => format!("{} (contrat)", rate_fr(rate)),
        (Some(LineKind::Contract), Some(RateClause::PerMonth { rate })) => format!("{} par mois (contrat)", rate_fr(rate)),
        (Some(LineKind::Contract), Some(RateClause::TimesLegal { times })) => format!("{times} fois le taux légal (contrat)"),
        (Some(LineKind::Contract), Some(RateClause::EcbPlus { points })) => {
            format!("BCE + {} (contrat)", domain::french::points_fr(points))
        }
        (Some(LineKind::Legal), _) => "taux légal".to_owned(),
        (Some(LineKind::Public), _) => "BCE + 8 points (acheteur public)".to_owned(),
        (Some(LineKind::Judgment | LineKind::JudgmentIncreased), _) => "taux légal, depuis le jugement".to_owned(),
        (Some(_), _) => "BCE + 10 points".to_owned(),
        (None, _) => "aucun intérêt à ce jour".to_owned(),
    }
}

fn limitation(who: &Inside, row: &store::ClaimRow, one: &OneClaim, day: domain::Date) -> Markup {
    let left = days_between(day, one.limitation.last_day);
    html! {
        section class="card" {
            div class="card-head" { div { h2 { "Prescription" } } @if who.can(Permission::RecordDunning) { a class="btn sm quiet" href={ (claim_url(who, row.id)) "/acte" } { "Inscrire un acte" } } }
            div class="card-body stack-s" {
                p { b { (ui::day(one.limitation.last_day)) } @if left < 0 { " " (ui::badge(Tone::Danger, "Acquise")) } @else if left <= 180 { " " (ui::badge(Tone::Warn, &format!("Dans {left} j"))) } }
                details { summary class="small" { "Pourquoi cette date" }
                    ul class="points small" {
                        @for said in one.limitation.french() { li { (ui::unbroken(&said)) } }
                        @for rule in &one.limitation.rules { li class="muted" { (rule.title) " (" (ui::unbroken(&rule.references())) ")" @if rule.mark.is_to_check() { ", à confirmer" } } }
                    }
                    p class="small muted" { "Une relance ou une mise en demeure n'interrompt pas la prescription. « À confirmer » : règle à vérifier dans le texte officiel." }
                }
            }
        }
    }
}

/// What else can be recorded: rare acts, behind one button.
fn more(who: &Inside, row: &store::ClaimRow) -> Markup {
    let here = claim_url(who, row.id);
    let there = card_url(who, row.debtor);
    let all = [
        (format!("{there}/avoir?facture={}", row.id), "Saisir un avoir", Permission::RecordMoney),
        (format!("{here}/litige"), "Ouvrir un litige", Permission::RecordDunning),
        (format!("{there}/promesse"), "Noter une promesse", Permission::RecordDunning),
        (format!("{here}/remise"), "Accorder une remise", Permission::Waive),
        (format!("{here}/echeance"), "Fixer l'échéance", Permission::RecordDunning),
        (format!("{here}/acte"), "Inscrire un acte (mise en demeure reçue, jugement, capitalisation…)", Permission::RecordDunning),
    ];
    ui::more(all.into_iter().filter(|(_, _, permission)| who.can(*permission)).map(|(url, words, _)| (url, words)).collect(), None)
}
