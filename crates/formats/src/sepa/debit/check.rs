//! What a message must be before it is written, each fault in a sentence that says where, what, and what to do.

use std::collections::BTreeSet;
use std::fmt;

use domain::debits::{HIGHEST_AMOUNT, identifier, in_economic_area};
use domain::money::{Cents, Currency};
use domain::party::{CreditorIdentifier, Iban};

use super::{Creditor, Debit, LONGEST_MESSAGE, LONGEST_NAME, LONGEST_REMITTANCE, Message};
use crate::sepa::text::{plain, plain_cut};
use crate::values::euros;

/// Where a fault is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Where {
    /// In the message as a whole.
    Message,
    /// In what is said of the creditor.
    Creditor,
    /// In a debit, counted from 1, with its end-to-end reference.
    Debit(usize, String),
}

/// A fault of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Where.
    pub place: Where,
    /// A stable word for the fault.
    pub code: &'static str,
    /// What, and what to do, in French.
    pub message: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Where::Message => write!(f, "Fichier de prélèvements : {}", self.message),
            Where::Creditor => write!(f, "Créancier : {}", self.message),
            Where::Debit(rank, reference) => write!(f, "Prélèvement n° {rank} ({reference}) : {}", self.message),
        }
    }
}

/// What is written of a message, as banks carry it.
pub(super) struct Sound {
    pub creditor: SoundCreditor,
    pub debits: Vec<SoundDebit>,
}

pub(super) struct SoundCreditor {
    pub name: String,
    pub ics: CreditorIdentifier,
    pub iban: Iban,
    pub bic: Option<String>,
}

pub(super) struct SoundDebit {
    pub end_to_end: String,
    pub mandate: String,
    pub debtor: String,
    pub iban: Iban,
    pub bic: Option<String>,
    pub remittance: Remittance,
}

pub(super) enum Remittance {
    /// A creditor reference.
    Structured(String),
    /// Free text.
    Free(String),
}

/// Faults as they are found.
struct Faults(Vec<Refused>);

impl Faults {
    fn add(&mut self, place: &Where, code: &'static str, message: impl Into<String>) {
        self.0.push(Refused { place: place.clone(), code, message: message.into() });
    }

    /// The value, or its fault.
    fn take<T>(&mut self, place: &Where, code: &'static str, value: Result<T, impl fmt::Display>) -> Option<T> {
        value.map_err(|error| self.add(place, code, format!("{error}."))).ok()
    }
}

/// What is to be written, or everything that is wrong.
pub(super) fn check(message: &Message<'_>) -> Result<Sound, Vec<Refused>> {
    let mut faults = Faults(Vec::new());
    of_message(message, &mut faults);
    let creditor = of_creditor(&message.creditor, &mut faults);
    let mut seen = BTreeSet::new();
    let mut debits = Vec::with_capacity(message.debits.len());
    for (rank, debit) in (1..).zip(&message.debits) {
        let place = Where::Debit(rank, debit.end_to_end.trim().to_owned());
        if !seen.insert(debit.end_to_end.trim()) {
            faults.add(&place, "end_to_end_twice", "un autre prélèvement du fichier porte la même référence de bout en bout.");
        }
        debits.extend(of_debit(debit, &place, &mut faults));
    }
    match creditor.filter(|_| faults.0.is_empty()) {
        Some(creditor) => Ok(Sound { creditor, debits }),
        None => Err(faults.0),
    }
}

fn of_message(message: &Message<'_>, faults: &mut Faults) {
    let place = Where::Message;
    if let Some(id) = faults.take(&place, "message_id", identifier(message.id))
        && id.len() > LONGEST_MESSAGE
    {
        faults.add(&place, "message_id", format!("sa référence « {id} » dépasse {LONGEST_MESSAGE} caractères."));
    }
    if message.debits.is_empty() {
        faults.add(&place, "no_debit", "il ne contient aucun prélèvement.");
    }
    let total = message.debits.iter().try_fold(0_i64, |sum, debit| sum.checked_add(debit.amount.0));
    if total.is_none() {
        faults.add(&place, "total", "la somme des prélèvements dépasse ce qu'un fichier peut porter : faites-en plusieurs.");
    }
}

fn of_creditor(creditor: &Creditor<'_>, faults: &mut Faults) -> Option<SoundCreditor> {
    let place = Where::Creditor;
    let name = name(creditor.name, &place, faults);
    let ics = if creditor.ics.trim().is_empty() {
        faults.add(
            &place,
            "ics_missing",
            "l'identifiant créancier SEPA (ICS) manque ; votre banque le demande pour vous ; inscrivez-le à l'identité du créancier (--ics).",
        );
        None
    } else {
        faults.take(&place, "ics", CreditorIdentifier::parse(creditor.ics))
    };
    let iban = iban(creditor.iban, &place, faults);
    let bic = bic(creditor.bic, &place, faults);
    Some(SoundCreditor { name: name?, ics: ics?, iban: iban?, bic: bic? })
}

fn of_debit(debit: &Debit<'_>, place: &Where, faults: &mut Faults) -> Option<SoundDebit> {
    if debit.currency != Currency::EUR {
        faults.add(place, "currency", format!("il est en {} : un prélèvement SEPA se fait en euros.", debit.currency));
    }
    if debit.amount < Cents(1) || debit.amount > HIGHEST_AMOUNT {
        let amount = euros(debit.amount);
        faults.add(place, "amount", format!("{amount} : un prélèvement va de 0,01\u{a0}€ à 999\u{202f}999\u{202f}999,99\u{a0}€."));
    }
    if debit.signed_on > debit.collect_on {
        faults.add(place, "signed_later", "le mandat est signé après le jour du prélèvement : vérifiez les deux jours.");
    }
    let end_to_end = faults.take(place, "end_to_end", identifier(debit.end_to_end)).map(str::to_owned);
    let mandate = faults.take(place, "mandate", identifier(debit.mandate)).map(str::to_owned);
    let debtor = name(debit.debtor, place, faults);
    let iban = iban(debit.iban, place, faults);
    let bic = bic(debit.bic, place, faults);
    let remittance = remittance(debit.remittance, place, faults);
    Some(SoundDebit { end_to_end: end_to_end?, mandate: mandate?, debtor: debtor?, iban: iban?, bic: bic?, remittance: remittance? })
}

/// A name, cut where it is longer than banks carry.
fn name(text: &str, place: &Where, faults: &mut Faults) -> Option<String> {
    let name = plain_cut(text, LONGEST_NAME);
    if name.bytes().any(|byte| byte.is_ascii_alphanumeric()) {
        return Some(name);
    }
    let shown = crate::problem::shown(text.trim());
    faults.add(
        place,
        "name",
        format!("rien du nom « {shown} » ne peut s'écrire en lettres que les banques transmettent : donnez-le en lettres latines."),
    );
    None
}

fn iban(text: &str, place: &Where, faults: &mut Faults) -> Option<Iban> {
    let iban = faults.take(place, "iban", Iban::parse(text))?;
    let country = &iban.as_str()[..2];
    if in_economic_area(country) {
        return Some(iban);
    }
    faults.add(
        place,
        "iban_abroad",
        format!(
            "le compte {iban} est hors de l'Espace économique européen : la banque demande alors une adresse, que ce fichier ne porte pas."
        ),
    );
    None
}

/// A BIC that both schemas take; `Some(None)` where none is given, which the scheme allows.
fn bic(text: &str, place: &Where, faults: &mut Faults) -> Option<Option<String>> {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    if compact.is_empty() {
        return Some(None);
    }
    let bytes = compact.as_bytes();
    let sound = matches!(bytes.len(), 8 | 11)
        && bytes[..6].iter().all(u8::is_ascii_uppercase)
        && matches!(bytes[6], b'A'..=b'Z' | b'2'..=b'9')
        && matches!(bytes[7], b'A'..=b'N' | b'P'..=b'Z' | b'0'..=b'9')
        && bytes[8..].iter().all(u8::is_ascii_alphanumeric);
    if sound {
        return Some(Some(compact));
    }
    let shown = crate::problem::shown(text.trim());
    faults.add(
        place,
        "bic",
        format!("« {shown} » n'est pas un BIC : 8 ou 11 caractères, comme AGRIFRPP. Corrigez-le, ou laissez-le vide."),
    );
    None
}

fn remittance(text: &str, place: &Where, faults: &mut Faults) -> Option<Remittance> {
    if let Some(reference) = domain::payments::reference::read(text) {
        return Some(Remittance::Structured(reference));
    }
    let free = plain(text);
    if free.is_empty() {
        let shown = crate::problem::shown(text.trim());
        faults.add(
            place,
            "remittance",
            format!("le libellé « {shown} » est vide une fois réduit aux lettres que les banques transmettent : dites ce qui est payé."),
        );
        return None;
    }
    if free.len() > LONGEST_REMITTANCE {
        faults.add(
            place,
            "remittance",
            format!("le libellé a {} caractères, {LONGEST_REMITTANCE} au plus : raccourcissez-le.", free.len()),
        );
        return None;
    }
    Some(Remittance::Free(free))
}
