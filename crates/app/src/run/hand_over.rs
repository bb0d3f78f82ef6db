//! Hands over the prepared letters: files first, under a temporary name; then the journal; then the name.

use std::path::PathBuf;

use domain::Date;
use domain::events::{Channel, LetterCancelled, LetterHandedOver, NewEvent};
use domain::facts::LetterState;
use domain::french::money_fr;
use domain::letters::{Document, email_subject, email_text};
use domain::party::{DebtorDetails, DebtorKind};
use store::{LetterRow, Read, Tx};

use super::known_to_any;
use super::report::HandedOver;
use super::{Output, stale};
use crate::books::Books;
use crate::creditor;
use crate::deliver::{CallLine, Folder, PostLine, file_stem};
use crate::error::{AppError, Result};
use crate::mail;
use crate::plan::Desk;

/// What was handed over.
pub(super) struct All {
    pub folder: Option<PathBuf>,
    pub letters: Vec<HandedOver>,
    pub refused: Vec<String>,
}

/// Hands over every prepared letter that may still leave.
pub(super) fn all(books: &Books, output: &Output<'_>, day: Date) -> Result<All> {
    let prepared = books.read(|tx| Ok(tx.letters_in_state(LetterState::Prepared)?))?;
    if prepared.is_empty() {
        return Ok(All { folder: None, letters: Vec::new(), refused: Vec::new() });
    }
    let mut folder = match output {
        Output::Folder { .. } => Some(Folder::begin(&books.deliveries(), day, |name| known_to_any(books, name))?),
        Output::Words => None,
    };
    let outcome = books.write_as("run", |tx| in_one_transaction(tx, &prepared, folder.as_mut(), day));
    match (outcome, folder) {
        (Ok((letters, refused)), Some(folder)) if letters.is_empty() => {
            folder.abandon();
            Ok(All { folder: None, letters, refused })
        }
        (Ok((letters, refused)), Some(folder)) => Ok(All { folder: Some(folder.finish()?), letters, refused }),
        (Ok((letters, refused)), None) => Ok(All { folder: None, letters, refused }),
        (Err(error), folder) => {
            if let Some(folder) = folder {
                folder.abandon();
            }
            Err(error)
        }
    }
}

fn in_one_transaction(
    tx: &mut Tx<'_>,
    prepared: &[LetterRow],
    mut folder: Option<&mut Folder>,
    day: Date,
) -> Result<(Vec<HandedOver>, Vec<String>)> {
    let desk = Desk::open(tx, day)?;
    let (mut handed, mut refused) = (Vec::new(), Vec::new());
    for letter in prepared {
        // The guards once more, in the transaction that hands over.
        if let Some(reason) = stale(tx, &desk, letter, day)? {
            tx.append(NewEvent::new(day, LetterCancelled { letter: letter.id, reason }))?;
            continue;
        }
        let (code, details) =
            (tx.debtor(letter.debtor)?.map(|row| row.code).unwrap_or_default(), tx.debtor_details(letter.debtor)?.unwrap_or_default());
        if let Some(folder) = folder.as_deref_mut() {
            match files(tx, folder, letter, &code, &details) {
                Ok(()) => {}
                Err(AppError::Refused(why)) => {
                    refused.push(format!("{code} : {why}"));
                    continue;
                }
                Err(other) => return Err(other),
            }
        }
        let to = folder.as_deref().map_or_else(|| "mots".to_owned(), |folder| folder.name().to_owned());
        tx.append(NewEvent::new(day, LetterHandedOver { letter: letter.id, to }))?;
        handed.push(HandedOver {
            id: letter.id,
            debtor: format!("{code} {}", details.name),
            document: letter.document.clone(),
            channel: letter.channel,
            amount: letter.asked,
            currency: letter.currency,
        });
    }
    if let Some(folder) = folder {
        folder.write_lists()?;
    }
    Ok((handed, refused))
}

fn files(tx: &mut Read<'_>, folder: &mut Folder, letter: &LetterRow, code: &str, details: &DebtorDetails) -> Result<()> {
    let stem = format!("{}-{}-{}", letter.id, file_stem(code), if letter.document.is_empty() { "appel" } else { &letter.document });
    match letter.channel {
        Channel::Email => email(tx, folder, letter, details, &stem),
        Channel::Letter | Channel::RegisteredLetter => post(tx, folder, letter, details, &stem),
        Channel::Call => {
            let numbers = numbers(tx, letter)?;
            folder.call(CallLine {
                reference: letter.id.to_string(),
                code: code.to_owned(),
                name: details.name.clone(),
                phone: first(&details.phone, details.contacts.iter().map(|person| &person.phone)),
                amount: money_fr(letter.asked, letter.currency),
                invoices: numbers.join(", "),
                reason: "relance téléphonique".to_owned(),
            });
            Ok(())
        }
        Channel::Task => Ok(()),
    }
}

fn numbers(tx: &mut Read<'_>, letter: &LetterRow) -> Result<Vec<String>> {
    let mut numbers = Vec::new();
    for claim in letter.items.iter().map(|item| &item.claim) {
        if let Some(row) = tx.claim(*claim)? {
            numbers.push(row.number);
        }
    }
    Ok(numbers)
}

fn first<'a>(own: &'a str, others: impl Iterator<Item = &'a String>) -> String {
    std::iter::once(own).chain(others.map(String::as_str)).map(str::trim).find(|text| !text.is_empty()).unwrap_or_default().to_owned()
}

fn document(tx: &mut Read<'_>, letter: &LetterRow) -> Result<Document> {
    let bytes = tx.private(&letter.words)?.ok_or_else(|| AppError::refused("les mots du courrier ont été effacés"))?;
    serde_json::from_slice(&bytes).map_err(|error| AppError::refused(format!("les mots du courrier sont illisibles ({error})")))
}

fn email(tx: &mut Read<'_>, folder: &Folder, letter: &LetterRow, details: &DebtorDetails, stem: &str) -> Result<()> {
    let bytes = eml(tx, letter, details)?;
    folder.add("e-mails", &format!("{stem}.eml"), &bytes)
}

/// The message of an e-mail with its frozen words, as a mail program opens it.
///
/// # Errors
/// Its words were erased, or an address is none.
pub fn eml(tx: &mut Read<'_>, letter: &LetterRow, details: &DebtorDetails) -> Result<Vec<u8>> {
    let document = document(tx, letter)?;
    let profile = creditor::profile(tx)?;
    if !mail::is_address(&profile.email) {
        return Err(AppError::refused("le créancier n'a pas d'adresse électronique : « quittance creditor set --email … »"));
    }
    let mut attachments = Vec::new();
    for claim in letter.items.iter().map(|item| &item.claim) {
        if let Some(row) = tx.claim(*claim)? {
            for (file, _) in tx.pieces_of(row.invoice)? {
                if let Some(bytes) = tx.private(&file)? {
                    attachments.push((format!("{}.pdf", file_stem(&row.number)), "application/pdf", bytes));
                }
            }
        }
    }
    let message_id = format!("{}.{}@quittance.invalid", letter.action, letter.on);
    let message = mail::Message {
        from: (&profile.name, &profile.email),
        to: (&details.name, &first(&details.email, details.contacts.iter().map(|person| &person.email))),
        subject: &email_subject(&document),
        text: &email_text(&document),
        attachments: &attachments,
        message_id: &message_id,
        on: letter.on,
    };
    mail::eml(&message).map_err(AppError::Refused)
}

fn post(tx: &mut Read<'_>, folder: &mut Folder, letter: &LetterRow, details: &DebtorDetails, stem: &str) -> Result<()> {
    let pdf = match &letter.pdf {
        Some(kept) => tx.private(kept)?,
        None => None,
    };
    let pdf = pdf.ok_or_else(|| AppError::refused("le PDF du courrier n'est pas là"))?;
    let file = format!("{stem}.pdf");
    folder.add("courriers", &file, &pdf)?;
    let private_person = tx.debtor(letter.debtor)?.is_some_and(|row| row.kind == DebtorKind::Consumer);
    let (company, name) = if private_person { (String::new(), details.name.clone()) } else { (details.name.clone(), String::new()) };
    folder.post(PostLine {
        reference: letter.id.to_string(),
        company,
        name,
        lines: details.address.lines.clone(),
        postal_code: details.address.postal_code.clone(),
        city: details.address.city.clone(),
        country: if details.address.country.is_empty() { "FR".to_owned() } else { details.address.country.clone() },
        email: details.email.clone(),
        mode: if letter.channel == Channel::RegisteredLetter { "lrar" } else { "normal" },
        file: format!("courriers/{file}"),
    });
    Ok(())
}
