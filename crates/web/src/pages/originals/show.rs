//! One file: what was read of it and what it made at the left, the file beside.

use app::originals::{self, Said, Whole, first_claim};
use domain::access::needs::ReadBooks;
use domain::events::Told;
use formats::einvoice::Nature;
use maud::{Markup, html};
use store::{ClaimRow, ImportState, MovementRow};

use super::{accounts, facts, file};
use crate::ask::Ask;
use crate::fault::Fault;
use crate::pages::card::card_url;
use crate::pages::claim::debtor_name;
use crate::pages::imports::format_words;
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, Head, Icon, Tone};

/// What a file made in the books.
struct Made {
    claims: Vec<ClaimRow>,
    credit: Option<MovementRow>,
    /// It made none of it: the books had it from elsewhere.
    elsewhere: bool,
}

pub(super) fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let whole = file::whole(who, ask)?;
    let made = made(who, &whole)?;
    let name = whole.original.name.as_deref().unwrap_or("fichier effacé");
    let said = whole.bytes.as_deref().map(|bytes| originals::said(name, bytes));
    let title = title(&whole, said.as_ref(), &made);
    let body = html! {
        div class="cols cols-import" {
            div class="stack" {
                (books(who, &whole, &made)?)
                @match &said {
                    Some(said) => (read(who, said)),
                    None => section class="card" { (ui::empty(Icon::File, "Rien à relire", file::missing(&whole), html! {})) },
                }
            }
            (file::beside(who, &whole, said.as_ref()))
        }
    };
    let head = Head {
        title: &title,
        beside: (whole.original.import.state == ImportState::Undone).then(|| ui::badge(Tone::Draft, "Import annulé")),
        sub: Some(html! { (name) ", " (format_words(&whole.original.import.format)) ", importé le " (ui::day(whole.original.import.on)) }),
        crumbs: vec![("Factures", who.url("/factures")), ("Fichiers", who.url("/originaux"))],
        actions: file::link(who, &whole),
        place: "/factures",
    };
    Ok(ui::page(who, ask, head, body))
}

/// What the document calls itself, else what is known of it.
fn title(whole: &Whole, said: Option<&Said>, made: &Made) -> String {
    let read = said.and_then(|said| said.invoice.as_ref()).and_then(|invoice| Some((invoice.kind().nature, invoice.number.as_deref()?)));
    let known = || made.claims.first().map(|claim| (Nature::Invoice, claim.number.as_str()));
    let credit = || made.credit.as_ref().map(|credit| (Nature::CreditNote, credit.number.as_str()));
    match read.or_else(known).or_else(credit) {
        Some((Nature::CreditNote, number)) => format!("Avoir {number} : le fichier"),
        Some((_, number)) => format!("Facture {number} : le fichier"),
        None => whole.original.name.clone().unwrap_or_else(|| "Fichier effacé".to_owned()),
    }
}

fn made(who: &Inside, whole: &Whole) -> Result<Made, Fault> {
    let original = &whole.original;
    who.read(|tx| {
        let told = originals::elsewhere(tx, whole)?;
        let (mut invoice, mut credit) = (original.invoice, original.credit);
        match told {
            Some(Told::Invoice { invoice: known }) => invoice = Some(known),
            Some(Told::Movement { movement }) => credit = Some(movement),
            Some(Told::Refund { .. } | Told::Return { .. }) | None => {}
        }
        let mut claims = Vec::new();
        if let Some(invoice) = invoice
            && let Some(first) = tx.claim(first_claim(invoice))?
        {
            claims = tx.claim_rows_of_number(&first.number)?;
            claims.retain(|claim| claim.invoice == invoice);
        }
        let credit = match credit.filter(|_| original.import.state == ImportState::Completed) {
            Some(credit) => tx.movement(credit)?,
            None => None,
        };
        Ok(Made { claims, credit, elsewhere: told.is_some() })
    })
}

/// What is in the books because of it.
fn books(who: &Inside, whole: &Whole, made: &Made) -> Result<Markup, Fault> {
    let import = &whole.original.import;
    let debtor = made.claims.first().map(|claim| claim.debtor).or(made.credit.as_ref().map(|credit| credit.debtor));
    let debtor = debtor.map(|debtor| Ok::<_, Fault>((debtor, debtor_name(who, debtor)?))).transpose()?;
    Ok(html! {
        section class="card" {
            div class="card-head" { h2 { "Dans vos comptes" } a class="small" href=(who.url(&format!("/imports/{}", import.id.0))) { "Voir l'import" } }
            @if made.claims.is_empty() && made.credit.is_none() {
                div class="card-body" { p class="soft" {
                    @if import.state == ImportState::Undone { "Cet import est annulé : rien de ce que le fichier avait apporté ne compte." }
                    @else { "Rien de ce fichier n'est plus dans vos comptes." }
                } }
            } @else {
                @if made.elsewhere { div class="card-body" { p class="soft" { "Déjà inscrit par une autre source quand ce fichier a été pris : compté une seule fois." } } }
                ul class="list" role="list" {
                    @for claim in &made.claims { li {
                        div class="grow" {
                            a href=(who.url(&format!("/factures/{}", claim.id.0))) { b class="strong" { "Facture " (claim.number) } }
                            div class="muted small" { "échéance du " (ui::day(claim.due_on)) }
                        }
                        (ui::money(claim.amount, claim.currency))
                    } }
                    @if let Some(credit) = &made.credit { li {
                        div class="grow" { b class="strong" { "Avoir " (credit.number) } div class="muted small" { "du " (ui::day(credit.on)) } }
                        (ui::money(-credit.amount, credit.currency))
                    } }
                }
                @if let Some((debtor, name)) = &debtor { div class="card-foot" { span class="muted small" { "Débiteur" } a href=(card_url(who, *debtor)) { (name) } } }
            }
        }
    })
}

/// What the reader says of the bytes.
fn read(who: &Inside, said: &Said) -> Markup {
    let known = said.invoice.as_ref().map(accounts::of).unwrap_or_default();
    html! {
        @if let Some(invoice) = &said.invoice { (facts::cards(who, invoice)) }
        section class="card" {
            div class="card-head" { h2 { "Remarques de lecture" } }
            div class="card-body stack-s small" {
                @if said.problems.is_empty() { p class="soft" { "Rien à signaler : le fichier a été lu en entier." } }
                @for problem in &said.problems {
                    (ui::notice(if problem.severity == formats::Severity::Error { Tone::Danger } else { Tone::Warn }, html! { (accounts::seen(who, &app::deposit::said(&problem.message), &known)) }))
                }
            }
        }
    }
}
