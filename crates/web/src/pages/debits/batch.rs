//! A batch: its debits, what changed since, its file, and what a person says of it.

use app::debits::{self, BatchShown, LineShown};
use app::words::counted;
use domain::access::Permission;
use domain::access::needs::ReadBooks;
use domain::french::date_short;
use domain::ids::DebitBatchId;
use maud::{Markup, html};

use super::{PLACE, batch_url, changes, debtor_link, euros, state, to_do};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, Head, Icon, Tone, form};

/// Debits on a page.
const PAGE: usize = 100;

/// The batch of the address, in these books.
pub(super) fn known(who: &Inside, ask: &Ask) -> Result<DebitBatchId, Fault> {
    let id: DebitBatchId = ask.path("lot")?;
    who.read(|tx| Ok(tx.debit_batch(id)?))?.map(|batch| batch.id).ok_or(Fault::NotFound)
}

pub(super) fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let id = known(who, ask)?;
    page(who, ask, id, &Fields::of(ask, who.today).preset("remis_le", date_short(who.today)))
}

/// The page; after a refusal, with what was typed and why.
pub(super) fn page(who: &Inside, ask: &Ask, id: DebitBatchId, fields: &Fields<'_>) -> Answered {
    let (shown, lines) = who.read(|tx| Ok((debits::batch(tx, id, who.today)?, debits::lines(tx, id)?)))?;
    let ics = who.read(|tx| Ok(tx.creditor_profile()?))?.unwrap_or_default().ics;
    let batch = &shown.batch;
    let title = format!("Lot {id}");
    let body = html! {
        (problems(&shown, fields))
        div class="split-flow" { div class="cols cols-main split-s" {
            div class="stack" {
                @if shown.waits() { (what_to_do(&shown, &ics)) }
                (debits_of(who, ask, &lines))
            }
            aside class="stack" {
                @if shown.is_open() && who.can(Permission::RecordMoney) { (hand_over(who, &shown, fields)) }
                (file(who, &shown, fields))
                @if shown.is_open() && who.can(Permission::RecordMoney) { (cancel(who, &shown, fields)) }
            }
        } }
    };
    let head = Head {
        title: &title,
        beside: Some(state(&shown)),
        sub: Some(html! {
            "Prélèvement le " (ui::day(batch.collect_on)) " · " (counted(batch.debits, "prélèvement", "prélèvements")) " · " (euros(batch.total))
        }),
        crumbs: vec![("Prélèvements", who.url(PLACE))],
        actions: None,
        place: PLACE,
    };
    let answer: Answer = ui::page(who, ask, head, body);
    Ok(answer.status(if fields.has_problems() { 422 } else { 200 }))
}

/// Why what was asked is not done: beside its form, or alone where the batch takes no word any more.
fn problems(shown: &BatchShown, fields: &Fields<'_>) -> Markup {
    html! {
        @if shown.is_open() && fields.has_problems() { div class="mb3" { (form::summary(fields)) } }
        @for (_, said) in fields.problems().iter().filter(|_| !shown.is_open()) { div class="mb3" { (ui::notice(Tone::Warn, html! { div role="alert" { (said) } })) } }
    }
}

fn what_to_do(shown: &BatchShown, ics: &str) -> Markup {
    let batch = &shown.batch;
    html! {
        section class="card accent" {
            div class="card-head plain" { h2 { "À faire" } }
            div class="card-body stack-s" {
                @if shown.is_open() && !shown.lapsed && shown.changed.is_empty() {
                    ol class="points" {
                        li { "Prévenez chaque débiteur le " (ui::day(batch.on)) ", jour de la préparation : montant, prélèvement le " (ui::day(batch.collect_on)) ", RUM de son mandat, ICS " span class="mono nowrap" { (ics) } ". Le préavis court de ce jour." }
                        li { "Remettez le fichier à votre banque le " (ui::day(shown.hand_over_by())) " au plus tard, puis dites-le ici. Elle a ses propres heures limites." }
                        li { "Les relances attendent jusqu'au " (ui::day(batch.until)) " inclus, et que les règlements soient connus jusque-là." }
                    }
                } @else {
                    (changes(shown))
                    p { b { (to_do(shown)) } }
                }
            }
        }
    }
}

fn debits_of(who: &Inside, ask: &Ask, lines: &[LineShown]) -> Markup {
    let after: usize = ask.query("apres").and_then(|text| text.parse().ok()).unwrap_or(0);
    let span = ui::page_of(after, lines.len(), PAGE);
    html! {
        section class="card" {
            div class="card-head" { h2 { "Prélèvements du lot" } }
            div class="table-wrap" tabindex="0" role="region" aria-label="Prélèvements du lot" {
                table class="table stackable" {
                    thead { tr {
                        th scope="col" { "Débiteur" } th scope="col" { "Facture" } th scope="col" class="hide-m" { "Mandat (RUM)" } th scope="col" class="hide-m" { "Séquence" }
                        th scope="col" class="num" { "Prélevé" } th scope="col" class="num" { "Encore dû" }
                    } }
                    tbody data-nav { @for one in span.of(lines) { (line(who, one)) } }
                }
            }
            @if lines.len() > PAGE {
                (ui::pager(
                    &span.said(),
                    (span.after > 0).then(|| ask.with("apres", "")).as_deref(),
                    span.next().map(|next| ask.with("apres", &next.to_string())).as_deref(),
                ))
            }
        }
    }
}

fn line(who: &Inside, one: &LineShown) -> Markup {
    let line = &one.line;
    html! {
        tr data-item {
            th scope="row" class="cell-l1" { (debtor_link(who, line.debtor, &one.code, &one.name)) }
            td class="cell-l2" data-l="Facture" {
                a class="nowrap" href=(who.url(&format!("/factures/{}", line.claim.0))) { (line.number) }
                span class="sub mono" { (line.end_to_end) }
            }
            td class="mono hide-m hide-s" { (one.reference) }
            td class="hide-m hide-s" { (line.sequence.french()) }
            td class="num strong cell-r1" { (euros(line.cents)) }
            td class="num cell-r2" data-l="Encore dû" { (euros(line.open)) }
        }
    }
}

/// The form that says when the bank got the file; what speaks against it is confirmed by itself.
fn hand_over(who: &Inside, shown: &BatchShown, fields: &Fields<'_>) -> Markup {
    html! {
        section class="card" {
            div class="card-head" { h2 { "Remis à la banque" } }
            div class="card-body" {
                (form::post(who, &format!("{}/remis", batch_url(who, shown.batch.id)), html! {
                    p class="small muted" { "Quand votre banque a le fichier, dites-le : le lot ne peut plus alors être annulé ici." }
                    (form::field(fields, "remis_le", "Remis le", form::Kind::Day, ""))
                    @if !shown.changed.is_empty() {
                        (form::hidden("vu", &shown.mark()))
                        (confirm(fields, "retirer", "La banque a déjà ce fichier tel quel. J'ai lu ce qui a changé depuis, et je lui demande de retirer ces prélèvements."))
                    }
                    @if shown.lapsed || fields.problem("tard").is_some() {
                        (confirm(fields, "tard", "La banque l'a accepté pour ce jour de prélèvement, bien qu'il lui ait été remis tard."))
                    }
                    div class="row wrap" { button class="btn primary" { (ui::icon(Icon::Check)) "Dire qu'il est remis" } }
                }))
            }
        }
    }
}

/// A box by which a person confirms, with why it is asked.
fn confirm(fields: &Fields<'_>, name: &str, words: &str) -> Markup {
    html! {
        div class=(if fields.problem(name).is_some() { "field error" } else { "field" }) {
            label class="check" {
                input type="checkbox" id=(name) name=(name) value="oui" checked[fields.holds(name, "oui")]
                    aria-invalid=[fields.problem(name).map(|_| "true")] aria-describedby=[fields.problem(name).map(|_| format!("{name}-erreur"))];
                span { (ui::unbroken(words)) }
            }
            @if let Some(said) = fields.problem(name) { span class="err" id={ (name) "-erreur" } { (ui::icon_small(Icon::Warning)) span { (said) } } }
        }
    }
}

fn file(who: &Inside, shown: &BatchShown, fields: &Fields<'_>) -> Markup {
    let batch = &shown.batch;
    let address = format!("{}/fichier", batch_url(who, batch.id));
    let against = shown.is_open() && (shown.lapsed || !shown.changed.is_empty());
    html! {
        section class="card" {
            div class="card-head" { h2 { "Fichier" } }
            div class="card-body stack-s" {
                dl class="dl left" {
                    dt { "Message" } dd class="mono break" { (batch.message) }
                    dt { "Préparé le" } dd { (ui::day(batch.on)) }
                    dt { "SHA-256" } dd class="mono small break" { (batch.sha256) }
                }
                @if batch.cancelled_on.is_some() {
                    p class="small" { "Ce lot est annulé : son fichier n'est plus donné. Détruisez celui que vous avez." }
                } @else if who.can(Permission::Export) {
                    @if against {
                        form method="get" action=(address) class="stack" {
                            (confirm(fields, "malgre", "Ce fichier n'est plus à remettre tel quel : je le veux quand même, pour le lire."))
                            button class="btn" { (ui::icon(Icon::Download)) "Télécharger quand même" }
                        }
                    } @else {
                        a class="btn" href=(address) { (ui::icon(Icon::Download)) "Télécharger le fichier" }
                        p class="small muted" { "Il porte les IBAN en entier : ne le confiez qu'à votre banque." }
                    }
                }
            }
        }
    }
}

fn cancel(who: &Inside, shown: &BatchShown, fields: &Fields<'_>) -> Markup {
    html! {
        section class="card" {
            div class="card-head" { h2 { "Annuler ce lot" } }
            div class="card-body" {
                (form::post(who, &format!("{}/annuler", batch_url(who, shown.batch.id)), html! {
                    p class="small muted" { "Ses échéances peuvent de nouveau être prélevées et relancées. Détruisez alors son fichier : il ne doit plus être remis à la banque." }
                    @if let Some(said) = shown.perhaps_sent() {
                        p class="small" { (said) }
                        (confirm(fields, "jamais", "Ce fichier n'a jamais été remis à la banque, et ne le sera pas."))
                    }
                    div class="row wrap" { button class="btn danger" { "Annuler ce lot" } }
                }))
            }
        }
    }
}
