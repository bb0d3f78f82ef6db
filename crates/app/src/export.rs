//! Everything of a creditor, taken out: lists for spreadsheets, and the journal itself, which says all of it.
//!
//! One view of the data, written as it is read: memory does not grow with the books. Bank details and secrets of users are not in
//! the books of a creditor's debtors, but its own IBAN is: the door asks for the permission and the password.

use std::io::{self, Write};

use domain::Date;
use domain::facts::{EntryKind, LetterState};
use domain::ids::{LetterId, Seq, TenantId};
use formats::archive::Archive;
use formats::export::{Cell, Export, Sheet};
use serde_json::{Value, json};
use store::{ClaimState, ClaimsAsked, LetterFilter, Read, Store, StoreError};

use crate::users::Users;

/// What is in the archive.
const READ_ME: &str = "Export de toutes les données d'un dossier de Quittance

debiteurs.csv, echeances.csv, reglements.csv, courriers.csv, utilisateurs.csv : listes pour un tableur.
journal.jsonl : le journal, un événement par ligne, dans l'ordre, avec son empreinte (SHA-256 enchaînée).
donnees.jsonl : les textes effaçables (coordonnées, notes, mots des courriers), par numéro, comme le journal les nomme.
fichiers/ : les fichiers conservés (PDF, images), par le même numéro.
";

/// Why it was cut short: the store, or the writer.
struct Cut(io::Error);

impl From<StoreError> for Cut {
    fn from(error: StoreError) -> Cut {
        Cut(io::Error::other(error))
    }
}

impl From<io::Error> for Cut {
    fn from(error: io::Error) -> Cut {
        Cut(error)
    }
}

/// Writes everything of a creditor as a zip archive.
///
/// # Errors
/// The data cannot be read, or the writer refuses.
pub fn everything(store: &Store, users: &Users<'_>, tenant: TenantId, today: Date, out: &mut (dyn Write + Send)) -> io::Result<()> {
    let members = users.members(tenant).map_err(|error| io::Error::other(error.to_string()))?;
    store
        .read(tenant, |tx| {
            let mut archive = Archive::new(out, today);
            archive.file("LISEZ-MOI.txt")?.write_all(READ_ME.as_bytes())?;
            list(&mut archive, "debiteurs.csv", &DEBTORS, |sheet| debtors(tx, sheet))?;
            list(&mut archive, "echeances.csv", &CLAIMS, |sheet| claims(tx, today, sheet))?;
            list(&mut archive, "reglements.csv", &MOVEMENTS, |sheet| movements(tx, sheet))?;
            list(&mut archive, "courriers.csv", &LETTERS, |sheet| letters(tx, sheet))?;
            list(&mut archive, "utilisateurs.csv", &USERS, |sheet| {
                members.iter().try_for_each(|member| {
                    let profile = &member.account.profile;
                    let id = member.account.user.to_string();
                    sheet.row(&[id.into(), profile.name.as_str().into(), profile.email.as_str().into(), member.role.french().into()])
                })
            })?;
            journal(tx, archive.file("journal.jsonl")?)?;
            private(tx, &mut archive)?;
            archive.finish()?;
            Ok::<_, Cut>(())
        })
        .map_err(|cut| cut.0)
}

const DEBTORS: [&str; 12] =
    ["Référence", "Code", "Nom", "Type", "SIREN", "TVA", "Courriel", "Téléphone", "Adresse", "Code postal", "Ville", "Pays"];
const CLAIMS: [&str; 8] = ["Référence", "Facture", "Débiteur", "Émise le", "Échéance", "Devise", "Montant", "Reste dû"];
const MOVEMENTS: [&str; 9] = ["Référence", "Débiteur", "Nature", "Date", "Devise", "Montant", "Numéro", "Moyen", "Revenu impayé le"];
const LETTERS: [&str; 9] = ["Référence", "Débiteur", "Document", "Canal", "Date", "Devise", "Demandé", "État", "Depuis"];
const USERS: [&str; 4] = ["Référence", "Nom", "Adresse", "Rôle"];

fn list<W: Write + Send>(
    archive: &mut Archive<W>,
    name: &str,
    heads: &[&str],
    fill: impl FnOnce(&mut Sheet<'_>) -> io::Result<()>,
) -> io::Result<()> {
    Export::Csv.write(archive.file(name)?, "", heads, fill)
}

fn debtors(tx: &mut Read<'_>, sheet: &mut Sheet<'_>) -> io::Result<()> {
    let all = tx.debtors().map_err(io::Error::other)?;
    for some in all.chunks(500) {
        let ids: Vec<_> = some.iter().map(|debtor| debtor.id).collect();
        let details = tx.details_of(&ids).map_err(io::Error::other)?;
        for debtor in some {
            let known = details.get(&debtor.id).cloned().unwrap_or_default();
            sheet.row(&[
                debtor.id.to_string().into(),
                debtor.code.as_str().into(),
                known.name.into(),
                debtor.kind.french().into(),
                debtor.siren.as_str().into(),
                debtor.vat.as_str().into(),
                known.email.into(),
                known.phone.into(),
                known.address.lines.join(", ").into(),
                known.address.postal_code.into(),
                known.address.city.into(),
                debtor.country.as_str().into(),
            ])?;
        }
    }
    Ok(())
}

fn claims(tx: &mut Read<'_>, today: Date, sheet: &mut Sheet<'_>) -> io::Result<()> {
    let asked = ClaimsAsked { state: ClaimState::All, ..ClaimsAsked::open(today) };
    let done: Result<(), Cut> = tx.each_listed_claim(&asked, |_, lines| {
        for line in lines {
            sheet.row(&[
                line.id.to_string().into(),
                line.number.into(),
                line.debtor.to_string().into(),
                Cell::Day(line.issued_on),
                Cell::Day(line.due_on),
                line.currency.code().into(),
                Cell::Amount(line.amount, line.currency),
                Cell::Amount(line.open, line.currency),
            ])?;
        }
        Ok(())
    });
    done.map_err(|cut| cut.0)
}

fn movements(tx: &mut Read<'_>, sheet: &mut Sheet<'_>) -> io::Result<()> {
    let done: Result<(), Cut> = tx.each_movement(|movement| {
        let nature = if movement.kind == EntryKind::Payment { "Règlement" } else { "Avoir" };
        sheet.row(&[
            movement.id.to_string().into(),
            movement.debtor.to_string().into(),
            nature.into(),
            Cell::Day(movement.on),
            movement.currency.code().into(),
            Cell::Amount(movement.amount, movement.currency),
            movement.number.into(),
            movement.means.into(),
            movement.reversed_on.into(),
        ])?;
        Ok(())
    });
    done.map_err(|cut| cut.0)
}

fn letters(tx: &mut Read<'_>, sheet: &mut Sheet<'_>) -> io::Result<()> {
    let mut before: Option<LetterId> = None;
    loop {
        let page = tx.letters_page(LetterFilter::default(), before, 1_000).map_err(io::Error::other)?;
        let Some(last) = page.last() else { return Ok(()) };
        before = Some(last.id);
        for letter in page {
            sheet.row(&[
                letter.id.to_string().into(),
                letter.debtor.to_string().into(),
                letter.document.into(),
                letter.channel.french().into(),
                Cell::Day(letter.on),
                letter.currency.code().into(),
                Cell::Amount(letter.asked, letter.currency),
                state(letter.state).into(),
                Cell::Day(letter.since),
            ])?;
        }
    }
}

fn state(state: LetterState) -> &'static str {
    match state {
        LetterState::Prepared => "préparé",
        LetterState::HandedOver => "remis",
        LetterState::Sent => "envoyé",
        LetterState::Refused => "revenu ou refusé",
        LetterState::Cancelled => "annulé",
    }
}

fn journal(tx: &mut Read<'_>, out: &mut impl Write) -> Result<(), Cut> {
    tx.each_line(Seq(1), |line| {
        let payload: Value = serde_json::from_slice(&line.payload).unwrap_or(Value::Null);
        let said = json!({
            "seq": line.seq.0, "kind": line.kind, "version": line.version, "effective_on": line.effective_on.to_string(),
            "recorded_at": line.recorded_at, "author": line.author, "payload": payload, "hash": line.hash,
        });
        Ok(writeln!(out, "{said}")?)
    })
}

/// Texts in one file; what is no text, each in its own.
fn private<W: Write>(tx: &mut Read<'_>, archive: &mut Archive<W>) -> Result<(), Cut> {
    let mut files = Vec::new();
    let out = archive.file("donnees.jsonl")?;
    tx.each_private(|id, digest, bytes| {
        match std::str::from_utf8(bytes).ok().filter(|_| !bytes.starts_with(b"%PDF")) {
            Some(text) => {
                let said = match serde_json::from_str::<Value>(text) {
                    Ok(value) if value.is_object() || value.is_array() => json!({ "id": id, "digest": digest, "json": value }),
                    _ => json!({ "id": id, "digest": digest, "text": text }),
                };
                writeln!(out, "{said}")?;
            }
            None => files.push(id),
        }
        Ok::<_, Cut>(())
    })?;
    for id in files {
        let Some(bytes) = tx.private_bytes(id)? else { continue };
        archive.file(&format!("fichiers/{id}.{}", extension(&bytes)))?.write_all(&bytes)?;
    }
    Ok(())
}

fn extension(bytes: &[u8]) -> &'static str {
    match bytes {
        [b'%', b'P', b'D', b'F', ..] => "pdf",
        [0x89, b'P', b'N', b'G', ..] => "png",
        [0xff, 0xd8, ..] => "jpg",
        [b'P', b'K', 3, 4, ..] => "zip",
        _ => "bin",
    }
}
