//! What surrounds the words: letterhead, address, way to pay, signature.

use super::{LetterError, money};
use crate::events::Channel;
use crate::letters::address;
use crate::letters::document::{DocumentKind, PaymentBox, Sender, Signature};
use crate::letters::facts::LetterFacts;
use crate::letters::labels::Labels;
use crate::letters::text;
use crate::party::{Address, CreditorProfile};

/// The creditor's name, with « EI » where the law wants it beside the name of a sole trader (C. com. R526-27).
pub(crate) fn creditor_name(creditor: &CreditorProfile) -> String {
    let name = creditor.name.trim();
    if is_sole_trader(creditor) && !says_sole_trader(name) { format!("{name} EI") } else { name.to_owned() }
}

/// Whether the legal form is that of a sole trader.
pub(crate) fn is_sole_trader(creditor: &CreditorProfile) -> bool {
    let form = creditor.legal_form.trim().to_lowercase();
    matches!(form.as_str(), "ei" | "e.i." | "micro" | "micro-entreprise" | "auto-entrepreneur") || form.starts_with("entrepreneur")
}

fn says_sole_trader(name: &str) -> bool {
    name.split_whitespace().any(|word| word == "EI") || name.to_lowercase().contains("entrepreneur individuel")
}

/// Form and capital; SIREN and registry; VAT number (C. com. R123-237, R123-238). What is not known is not written.
pub(super) fn registration_lines(creditor: &CreditorProfile) -> Vec<String> {
    let (form, capital) = (creditor.legal_form.trim(), creditor.capital.trim());
    let first = match (form.is_empty(), capital.is_empty()) {
        (_, true) => form.to_owned(),
        (false, false) => format!("{form} au capital de {capital}"),
        (true, false) => format!("Capital de {capital}"),
    };
    let siren = text::siren(&creditor.siren);
    let registry = creditor.rcs_city.trim();
    let second = match (siren.is_empty(), registry.is_empty()) {
        (true, _) => String::new(),
        (false, true) => format!("SIREN {siren}"),
        (false, false) => format!("SIREN {siren}, RCS {registry}"),
    };
    let vat = creditor.vat.trim();
    let third = if vat.is_empty() { String::new() } else { format!("TVA {vat}") };
    [first, second, third].into_iter().filter(|line| !line.is_empty()).collect()
}

/// The creditor writes under its own name; an amicable collector under its own, saying for whom (CPCE R124-4 1° and 2°).
pub(super) fn sender(facts: &LetterFacts) -> Sender {
    let creditor = &facts.creditor;
    let contacts = [&creditor.email, &creditor.phone].into_iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty());
    match creditor.agent.as_ref().filter(|_| facts.by_collector()) {
        Some(agent) => {
            let mut legal: Vec<String> =
                [&agent.activity, &agent.registration].into_iter().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect();
            let mut creditor_lines = vec![creditor_name(creditor)];
            creditor_lines.extend(registration_lines(creditor));
            legal.push(creditor_lines.join(", "));
            Sender { name: agent.name.trim().to_owned(), lines: lines_of(&agent.address).chain(contacts).collect(), legal, logo: false }
        }
        None => Sender {
            name: creditor_name(creditor),
            lines: lines_of(&creditor.address).chain(contacts).collect(),
            legal: registration_lines(creditor),
            logo: !creditor.logo.is_empty(),
        },
    }
}

fn lines_of(address: &Address) -> impl Iterator<Item = String> {
    let town = format!("{} {}", address.postal_code.trim(), address.city.trim());
    let country = if address.is_foreign() { address.country.trim().to_owned() } else { String::new() };
    let mut lines: Vec<String> = address.lines.iter().map(|line| line.trim().to_owned()).collect();
    lines.extend([town.trim().to_owned(), country]);
    lines.into_iter().filter(|line| !line.is_empty())
}

/// The window's block. An e-mail needs no deliverable address: it then names the debtor and where it was sent.
pub(super) fn recipient(facts: &LetterFacts) -> Result<Vec<String>, LetterError> {
    let debtor = &facts.debtor;
    match address::block(&debtor.name, &debtor.address) {
        Ok(block) => Ok(block),
        Err(address::AddressProblem::NoName) => Err(address::AddressProblem::NoName.into()),
        Err(_) if !matches!(facts.channel, Channel::Letter | Channel::RegisteredLetter) => {
            Ok([&debtor.name, &debtor.email].into_iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect())
        }
        Err(problem) => Err(problem.into()),
    }
}

pub(super) fn place_and_date(facts: &LetterFacts) -> String {
    let agent = facts.creditor.agent.as_ref().filter(|_| facts.by_collector());
    let city = agent.map_or(&facts.creditor.address.city, |agent| &agent.address.city).trim();
    let day = text::date(facts.date, facts.language);
    match (city.is_empty(), facts.language) {
        (true, _) => day,
        (false, crate::party::Language::Fr) => format!("{city}, le {day}"),
        (false, crate::party::Language::En) => format!("{city}, {day}"),
    }
}

pub(super) fn reference(facts: &LetterFacts, labels: &Labels) -> String {
    let (reference, code) = (facts.reference.trim(), facts.debtor_code.trim());
    match (reference.is_empty(), code.is_empty()) {
        (true, true) => String::new(),
        (false, true) => format!("{} {reference}", labels.our_reference),
        (true, false) => format!("{} {} {code}", labels.our_reference, labels.account),
        (false, false) => format!("{} {reference}, {} {code}", labels.our_reference, labels.account),
    }
}

/// How to pay, where something is asked and an account is known.
pub(super) fn payment(kind: DocumentKind, facts: &LetterFacts, labels: &Labels) -> Option<PaymentBox> {
    let creditor = &facts.creditor;
    let (amount, latest) = match kind {
        DocumentKind::ThankYou => return None,
        // It asks nothing; where all of it may be asked, a code was made, and it says how to pay.
        DocumentKind::Statement if facts.qr.is_empty() => return None,
        DocumentKind::Statement => (facts.asked(), None),
        DocumentKind::CallConfirmation => facts.call.as_ref()?.promised.map(|(cents, day)| (cents, Some(day)))?,
        DocumentKind::PreDueNotice => (facts.asked(), one_due_date(facts)),
        DocumentKind::Reminder | DocumentKind::WarningReminder | DocumentKind::FormalNotice => (facts.asked(), facts.pay_by),
    };
    if creditor.iban.trim().is_empty() {
        return None;
    }
    let mut lines = vec![(labels.beneficiary, creditor_name(creditor)), ("IBAN", text::iban(&creditor.iban))];
    if !creditor.bic.trim().is_empty() {
        lines.push(("BIC", creditor.bic.trim().to_owned()));
    }
    lines.push((labels.amount, money(facts, amount)));
    if !facts.reference.trim().is_empty() {
        lines.push((labels.reference, facts.reference.trim().to_owned()));
    }
    if let Some(day) = latest {
        lines.push((labels.pay_by, text::date(day, facts.language)));
    }
    Some(PaymentBox {
        heading: labels.pay_heading.to_owned(),
        lines: lines.into_iter().map(|(label, value)| (label.to_owned(), value)).collect(),
        qr: facts.qr.clone(),
        qr_caption: if facts.qr.is_empty() { String::new() } else { labels.qr_caption.to_owned() },
    })
}

fn one_due_date(facts: &LetterFacts) -> Option<jiff::civil::Date> {
    let first = facts.items.first()?.due_on;
    facts.items.iter().all(|item| item.due_on == first).then_some(first)
}

pub(super) fn signature(facts: &LetterFacts, labels: &Labels) -> Signature {
    let creditor = &facts.creditor;
    let on_behalf = match creditor.agent.as_ref().filter(|_| facts.by_collector()) {
        Some(agent) => format!("{} {}", labels.on_behalf, agent.name.trim()),
        None => format!("{} {}", labels.on_behalf, creditor_name(creditor)),
    };
    Signature { name: creditor.signatory_name.trim().to_owned(), capacity: creditor.signatory_capacity.trim().to_owned(), on_behalf }
}
