//! Notes, who follows a debtor, absences; the whole record of a debtor as a form shows it; files of an invoice.

use domain::Date;
use domain::events::{AbsenceEnded, AbsenceSet, DebtorChanged, FollowerSet, NoteAdded, PieceAttached};
use domain::french::date_short;
use domain::ids::{AbsenceId, DebtorId, InvoiceId, NoteId, PieceId, UserId};
use domain::party::{DebtorDetails, Language, Siren};
use store::Tx;

use super::parties::unchanged;
use super::{Done, append};
use crate::error::{AppError, Result};

/// Longest note.
const MOST_LETTERS: usize = 4_000;

/// Writes a note on a debtor.
///
/// # Errors
/// An unknown debtor, no text, or one that is too long.
pub fn add_note(tx: &mut Tx<'_>, debtor: DebtorId, text: &str, on: Date) -> Result<Done> {
    known(tx, debtor)?;
    let text = text.trim();
    if text.is_empty() {
        return Err(AppError::usage("Écrivez la note."));
    }
    if text.chars().count() > MOST_LETTERS {
        return Err(AppError::usage("La note dépasse 4 000 signes : raccourcissez-la."));
    }
    let body = tx.keep(text.as_bytes())?;
    let id = NoteId(append(tx, on, NoteAdded { debtor, body })?.0);
    Ok(Done::of("Note ajoutée.", id))
}

/// Says who follows a debtor, or that nobody does.
///
/// # Errors
/// An unknown debtor.
pub fn follower(tx: &mut Tx<'_>, debtor: DebtorId, user: Option<UserId>, on: Date) -> Result<Done> {
    known(tx, debtor)?;
    if tx.follower_of(debtor)? == user {
        return Ok(Done::only("Rien n'a changé."));
    }
    append(tx, on, FollowerSet { debtor, user })?;
    Ok(Done::only(if user.is_some() { "Suivi enregistré." } else { "Ce débiteur n'est plus suivi par personne en particulier." }))
}

/// Says that a user is away from one day to another, and who takes over.
///
/// # Errors
/// The same user twice, days out of order.
pub fn absence(tx: &mut Tx<'_>, user: UserId, cover: UserId, from: Date, until: Date) -> Result<Done> {
    if user == cover {
        return Err(AppError::usage("Choisissez une autre personne pour prendre le relais."));
    }
    if until < from {
        return Err(AppError::usage(format!("L'absence finirait ({}) avant de commencer ({}).", date_short(until), date_short(from))));
    }
    let id = AbsenceId(append(tx, from, AbsenceSet { user, cover, until })?.0);
    Ok(Done::of(format!("Absence enregistrée du {} au {}.", date_short(from), date_short(until)), id))
}

/// Ends an absence: its last day is `last`, which may be before it began.
///
/// # Errors
/// No such absence.
pub fn absence_ended(tx: &mut Tx<'_>, absence: AbsenceId, last: Date) -> Result<Done> {
    append(tx, last, AbsenceEnded { absence })?;
    Ok(Done::only("Absence terminée."))
}

/// A debtor's record as a form shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Names, addresses, contacts.
    pub details: DebtorDetails,
    /// SIREN as given, or empty.
    pub siren: String,
    /// VAT number as given, or empty.
    pub vat: String,
    /// Language of its letters.
    pub language: Language,
}

/// What became of a changed record.
#[derive(Clone, Debug)]
pub enum Changed {
    /// Recorded.
    Done(Done),
    /// Somebody changed it since the form was shown: what it says now. Nothing was recorded.
    Meanwhile(Box<Sheet>),
}

/// The record of a debtor, with the version that a form hands back.
///
/// # Errors
/// An unknown debtor.
pub fn sheet(tx: &mut store::Read<'_>, debtor: DebtorId) -> Result<(Sheet, i64)> {
    let row = tx.debtor(debtor)?.ok_or_else(|| AppError::usage(format!("Aucun débiteur {debtor}.")))?;
    let details = tx.debtor_details(debtor)?.unwrap_or_default();
    Ok((Sheet { details, siren: row.siren, vat: row.vat, language: row.language }, row.details))
}

/// Records what a form says of a debtor, if nobody changed it since the version that the form showed.
///
/// # Errors
/// An unknown debtor, no name, a wrong SIREN, an e-mail address that is none.
pub fn change_sheet(tx: &mut Tx<'_>, debtor: DebtorId, new: &Sheet, seen: i64, on: Date) -> Result<Changed> {
    let (before, version) = sheet(tx, debtor)?;
    if before == *new {
        return Ok(Changed::Done(Done::only("Rien n'a changé.")));
    }
    if version != seen {
        return Ok(Changed::Meanwhile(Box::new(before)));
    }
    if new.details.name.trim().is_empty() {
        return Err(AppError::usage("Donnez le nom du débiteur."));
    }
    for email in std::iter::once(&new.details.email).chain(new.details.contacts.iter().map(|person| &person.email)) {
        if !email.is_empty() && !crate::mail::is_address(email) {
            return Err(AppError::usage(format!("« {email} » n'est pas une adresse électronique.")));
        }
    }
    if !new.siren.is_empty() && new.siren != before.siren {
        Siren::parse(&new.siren).map_err(|error| AppError::usage(error.to_string()))?;
    }
    let bytes = serde_json::to_vec(&new.details).map_err(|error| AppError::refused(error.to_string()))?;
    // Always new bytes: their number is the version that the next form hands back.
    let details = Some((tx.keep(&bytes)?, new.details.reach()));
    let event = DebtorChanged {
        siren: (new.siren != before.siren).then(|| new.siren.clone()),
        vat: (new.vat != before.vat).then(|| new.vat.clone()),
        country: (new.details.address.country != before.details.address.country).then(|| new.details.address.country.trim().to_uppercase()),
        language: (new.language != before.language).then_some(new.language),
        details,
        ..unchanged(debtor)
    };
    append(tx, on, event)?;
    Ok(Changed::Done(Done::only("Coordonnées enregistrées.")))
}

/// Gives a debtor a scenario of its own, by name, or takes it back to the one of its kind.
///
/// # Errors
/// An unknown debtor.
pub fn follow_scenario(tx: &mut Tx<'_>, debtor: DebtorId, name: &str, on: Date) -> Result<Done> {
    known(tx, debtor)?;
    append(tx, on, DebtorChanged { scenario: Some(name.to_owned()), ..unchanged(debtor) })?;
    Ok(Done::only("Scénario enregistré."))
}

/// What a file says it is by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// PDF.
    Pdf,
    /// PNG image.
    Png,
    /// JPEG image.
    Jpeg,
}

impl FileKind {
    /// From the first bytes, whatever the name says.
    pub fn of(bytes: &[u8]) -> Option<FileKind> {
        match bytes {
            [b'%', b'P', b'D', b'F', b'-', ..] => Some(FileKind::Pdf),
            [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(FileKind::Png),
            [0xff, 0xd8, 0xff, ..] => Some(FileKind::Jpeg),
            _ => None,
        }
    }

    /// The type that a browser is told.
    pub fn mime(self) -> &'static str {
        match self {
            FileKind::Pdf => "application/pdf",
            FileKind::Png => "image/png",
            FileKind::Jpeg => "image/jpeg",
        }
    }
}

/// Attaches a file to an invoice. The same bytes are attached once.
///
/// # Errors
/// Bytes that are neither PDF, PNG nor JPEG.
pub fn attach(tx: &mut Tx<'_>, invoice: InvoiceId, name: &str, bytes: &[u8], on: Date) -> Result<Done> {
    if FileKind::of(bytes).is_none() {
        return Err(AppError::refused(format!("« {name} » n'est ni un PDF, ni une image PNG ou JPEG. Rien n'a été joint.")));
    }
    Ok(match keep_copy(tx, invoice, name, bytes, on)? {
        Some(id) => Done::of(format!("« {name} » est jointe."), id),
        None => Done::only(format!("« {name} » était déjà jointe. Rien n'a changé.")),
    })
}

/// Keeps a file as a copy of an invoice; `None` where its bytes are there already.
pub(crate) fn keep_copy(tx: &mut Tx<'_>, invoice: InvoiceId, name: &str, bytes: &[u8], on: Date) -> Result<Option<PieceId>> {
    for (file, _) in tx.pieces_of(invoice)? {
        if tx.private(&file)?.as_deref() == Some(bytes) {
            return Ok(None);
        }
    }
    let (file, name) = (tx.keep(bytes)?, tx.keep(name.as_bytes())?);
    Ok(Some(PieceId(append(tx, on, PieceAttached { invoice, file, name })?.0)))
}

fn known(tx: &mut store::Read<'_>, debtor: DebtorId) -> Result<()> {
    tx.debtor(debtor)?.map(|_| ()).ok_or_else(|| AppError::usage(format!("Aucun débiteur {debtor}.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_first_bytes_say() {
        assert_eq!(FileKind::of(b"%PDF-1.7"), Some(FileKind::Pdf));
        assert_eq!(FileKind::of(b"\x89PNG\r\n\x1a\n...."), Some(FileKind::Png));
        assert_eq!(FileKind::of(&[0xff, 0xd8, 0xff, 0xe0]), Some(FileKind::Jpeg));
        assert_eq!(FileKind::of(b"<html>"), None);
        assert_eq!(FileKind::of(b""), None);
    }
}
