//! What an electronic invoice says, fact by fact, as it was read. « BT » are the terms of EN 16931.

use domain::french::rate_fr;
use domain::money::{Cents, Currency};
use formats::einvoice::{Claim, Invoice, Nature, Party, means_word};
use maud::{Markup, html};

use super::accounts;
use crate::pages::bank::iban;
use crate::route::Inside;
use crate::ui;

/// The cards of facts.
pub(super) fn cards(who: &Inside, invoice: &Invoice) -> Markup {
    let known = accounts::of(invoice);
    let seen = |text: &str| accounts::seen(who, text, &known);
    html! {
        (document(invoice))
        (amounts(invoice))
        (payment(who, invoice, &seen))
        (party("Vendeur", &invoice.seller))
        (party("Acheteur", &invoice.buyer))
        @if let Some(payee) = &invoice.payee { (party("Bénéficiaire du paiement", payee)) }
        (notes(invoice, &seen))
    }
}

/// A fact, where the file holds it.
fn fact(label: &str, said: Option<Markup>) -> Markup {
    html! { @if let Some(said) = said { dt { (label) } dd class="break" { (said) } } }
}

fn text(said: Option<&str>) -> Option<Markup> {
    said.filter(|said| !said.trim().is_empty()).map(|said| html! { (said) })
}

fn list(title: &str, facts: Markup) -> Markup {
    html! { section class="card" { div class="card-head" { h2 { (title) } } div class="card-body" { dl class="dl" { (facts) } } } }
}

fn nature(invoice: &Invoice) -> String {
    let kind = invoice.kind();
    let mut said = match kind.nature {
        Nature::Invoice if kind.prepayment => "Facture d'acompte",
        Nature::Invoice => "Facture",
        Nature::CreditNote => "Avoir",
        Nature::Corrected => "Facture rectificative",
    }
    .to_owned();
    if kind.factored {
        said.push_str(", cédée à un affactureur");
    }
    if kind.self_billed {
        said.push_str(", établie par l'acheteur");
    }
    said
}

fn document(invoice: &Invoice) -> Markup {
    let before: Vec<String> = invoice.preceding.iter().map(|before| before.number.clone()).collect();
    list(
        "Ce qui a été lu",
        html! {
            dt { "Nature" } dd { (nature(invoice)) }
            (fact("Numéro", text(invoice.number.as_deref())))
            (fact("Émise le", invoice.issued_on.map(ui::day)))
            (fact("Livrée le", invoice.delivered_on.map(ui::day)))
            (fact("Commande", text(invoice.order.as_deref())))
            (fact("Contrat", text(invoice.contract.as_deref())))
            (fact("Référence de l'acheteur", text(invoice.buyer_reference.as_deref())))
            (fact("Factures citées", text(Some(before.join(", ").as_str()))))
        },
    )
}

fn amounts(invoice: &Invoice) -> Markup {
    let currency = invoice.currency.unwrap_or(Currency::EUR);
    let money = |amount: Option<Cents>| amount.map(|amount| ui::money(amount, currency));
    let totals = &invoice.totals;
    let owed = match invoice.claim() {
        Claim::Owed { amount, .. } => html! { b { (ui::money(amount, currency)) } },
        Claim::Credit(amount) => html! { b { (ui::money(-amount, currency)) } " à déduire" },
        Claim::Overpaid(amount) => html! { (ui::money(amount, currency)) " à rendre à l'acheteur" },
        Claim::Nothing => html! { "rien" },
        Claim::AlreadyPaid => html! { "rien, réglée à l'émission" },
        Claim::Unclear(why) => html! { (why) },
    };
    list(
        "Montants",
        html! {
            dt { "Réclamé par la facture" } dd { (owed) }
            (fact("Net à payer (BT-115)", money(totals.payable)))
            (fact("Total TTC", money(totals.incl_vat)))
            (fact("TVA", money(totals.vat)))
            (fact("Total HT", money(totals.excl_vat)))
            (fact("Déjà payé", money(totals.prepaid.filter(|paid| !paid.is_zero()))))
            (fact("Arrondi", money(totals.rounding.filter(|rounding| !rounding.is_zero()))))
            @for line in &invoice.vat {
                @if let (Some(rate), Some(base)) = (line.rate, line.base) {
                    dt { "TVA à " (rate_fr(rate)) } dd { "sur " (ui::money(base, currency)) @if let Some(amount) = line.amount { " : " (ui::money(amount, currency)) } }
                }
            }
        },
    )
}

/// A means of payment in words; a code that the books have no word for stands beside them.
fn means(code: &str) -> String {
    match means_word(code) {
        "other" => format!("autre moyen (code {code})"),
        word => app::card::means(word).to_owned(),
    }
}

fn payment(who: &Inside, invoice: &Invoice, seen: &dyn Fn(&str) -> String) -> Markup {
    let payment = &invoice.payment;
    let currency = invoice.currency.unwrap_or(Currency::EUR);
    let how: Vec<String> = payment.means.iter().map(|code| means(code)).collect();
    list(
        "Règlement",
        html! {
            (fact("Échéance", payment.due_on.map(ui::day)))
            @for part in &payment.instalments {
                dt { "En partie" } dd { (ui::money(part.amount, currency)) @if let Some(on) = part.due_on { " au " (ui::day(on)) } }
            }
            (fact("Conditions", text(Some(seen(&payment.terms.join("\n")).as_str())).map(|said| html! { span class="pre" { (said) } })))
            (fact("Moyen", text(Some(how.join(", ").as_str()))))
            @for account in &payment.accounts {
                dt { "Compte à payer" }
                dd class="break" { (ui::unbroken(&iban(who, &account.number))) @if let Some(bic) = &account.bic { ", " (bic) } @if let Some(holder) = &account.holder { ", " (holder) } }
            }
            (fact("Compte débité", payment.debited_iban.as_deref().map(|number| html! { (iban(who, number)) })))
            (fact("Mandat", text(payment.mandate.as_deref())))
            (fact("Référence à rappeler", text(payment.reference.as_deref())))
            @if payment.due_on.is_none() && payment.terms.is_empty() && payment.accounts.is_empty() && how.is_empty() { dt { "Règlement" } dd { "rien n'est dit" } }
        },
    )
}

fn party(title: &str, party: &Party) -> Markup {
    let address = &party.address;
    let city = [address.postcode.as_deref(), address.city.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let country = address.country.as_deref().filter(|country| *country != "FR").unwrap_or_default();
    let mut lines: Vec<&str> = address.lines.iter().map(String::as_str).collect();
    lines.extend([city.as_str(), country]);
    lines.retain(|line| !line.trim().is_empty());
    let contact = [&party.contact.name, &party.contact.phone, &party.contact.email].into_iter().flatten().cloned().collect::<Vec<_>>();
    let siren = party.siren.as_ref().map(|siren| siren.printed());
    list(
        title,
        html! {
            dt { "Nom" } dd class="break" { (party.name.as_deref().unwrap_or("non indiqué")) }
            (fact("Nom commercial", text(party.trading_name.as_deref())))
            (fact("SIREN", siren.map(|siren| html! { (siren) })))
            (fact("Identifiant", party.legal_id.as_ref().filter(|_| party.siren.is_none()).map(|id| html! { (id.value) })))
            (fact("TVA", text(party.vat.as_deref())))
            (fact("Adresse", text(Some(lines.join("\n").as_str())).map(|said| html! { span class="pre" { (said) } })))
            (fact("Contact", text(Some(contact.join(", ").as_str()))))
            (fact("Adresse électronique", party.electronic_address.as_ref().map(|address| html! { (address.value) })))
        },
    )
}

/// What a note is about (UNTDID 4451), for the subjects of French law.
fn subject(code: &str) -> &str {
    match code {
        "PMT" => "Indemnité forfaitaire",
        "PMD" => "Pénalités de retard",
        "AAB" => "Escompte",
        other => other,
    }
}

fn notes(invoice: &Invoice, seen: &dyn Fn(&str) -> String) -> Markup {
    html! {
        @if !invoice.notes.is_empty() {
            section class="card" {
                div class="card-head" { h2 { "Mentions" } }
                div class="card-body stack-s small" {
                    @for note in &invoice.notes {
                        p class="pre break" { @if let Some(code) = &note.subject { b { (subject(code)) } " : " } (seen(&note.text)) }
                    }
                }
            }
        }
    }
}
