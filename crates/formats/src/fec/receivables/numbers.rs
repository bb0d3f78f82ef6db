//! The number shown for each invoice, credit note and opening.
//!
//! The piece is the number when it names one entry only. Real files put a month (`VE 0323`), a batch, « sans » or
//! nothing there: the number is then composed from the piece and the entry, and marked as presumed.

use std::collections::HashMap;

use super::classify::Entry;
use super::{MovementKind, Receivables};
use crate::problem::{Place, Problems, shown};
use crate::values::{euros, french_day};

/// Gives every document its number and instalment rank, and tells of pieces that are no numbers and of invoices booked twice.
pub(super) fn give(receivables: &mut Receivables, entries_of: &[usize], entries: &[Entry], problems: &mut Problems) {
    let shared = shared_pieces(receivables, entries_of);
    booked_twice(receivables, entries_of, problems);
    let mut instalments: HashMap<(usize, usize, String), (u32, String)> = HashMap::new();
    let mut used: HashMap<(usize, String), u32> = HashMap::new();
    let mut presumed = 0;
    for (index, movement) in receivables.movements.iter_mut().enumerate() {
        let is_document = matches!(movement.kind, MovementKind::Invoice | MovementKind::CreditNote | MovementKind::Opening);
        if !is_document {
            continue;
        }
        let entry = entries_of[index];
        let same_invoice = (movement.customer, entry, movement.piece.clone());
        if movement.kind == MovementKind::Invoice
            && let Some((rank, number)) = instalments.get_mut(&same_invoice)
        {
            *rank += 1;
            movement.instalment = *rank;
            movement.number.clone_from(number);
            continue;
        }
        let good = is_number(&movement.piece) && !shared.contains_key(movement.piece.as_str());
        let number = if good {
            movement.piece.clone()
        } else {
            composed(&movement.piece, movement.kind, movement.on, &entries[entry], &movement.journal)
        };
        let times = used.entry((movement.customer, number.clone())).or_default();
        *times += 1;
        movement.number_presumed = !good || *times > 1;
        presumed += u64::from(movement.number_presumed);
        movement.number = if *times > 1 { format!("{number} ({times})") } else { number };
        if movement.kind == MovementKind::Invoice {
            instalments.insert(same_invoice, (1, movement.number.clone()));
        }
    }
    if presumed > 0 {
        let example = shared.iter().max_by_key(|(piece, entries)| (**entries, std::cmp::Reverse(piece.as_str())));
        let example = example.map_or_else(String::new, |(piece, n)| format!(", par exemple « {} » pour {n} écritures", shown(piece)));
        problems.warning(
            Place::column("PieceRef"),
            "piece_not_a_number",
            format_args!("des pièces vides ou partagées ne sont pas des numéros de facture ({presumed} fois{example}) : le numéro montré est composé de la pièce et de l'écriture. Vérifiez-le avant toute lettre."),
        );
    }
}

/// Whether the number of an invoice was composed, or shared with another entry: the piece that its [identity](super::Movement::key)
/// keeps is not that number. False for an identity that is not of a FEC.
pub fn number_is_composed(key: &str, number: &str) -> bool {
    let parts: Vec<&str> = key.split('|').collect();
    let [.., piece, _rank] = parts.as_slice() else { return false };
    parts.len() == PARTS_OF_IDENTITY && piece.split_whitespace().collect::<Vec<_>>().join(" ") != number.replace('|', "¦")
}

/// Whether a key is the [identity](super::Movement::key) of an entry.
pub fn is_identity(key: &str) -> bool {
    key.split('|').count() == PARTS_OF_IDENTITY
}

/// An [identity](super::Movement::key) without the number and rank of its entry: what stays where a draft becomes final. `None` for a
/// key of another source.
pub fn without_number(key: &str) -> Option<String> {
    let parts: Vec<&str> = key.split('|').collect();
    let [journal, _number, day, account, auxiliary, piece, _rank] = parts.as_slice() else { return None };
    Some([*journal, *day, *account, *auxiliary, *piece].join("|"))
}

/// Journal, entry, day, account, auxiliary, piece, rank.
const PARTS_OF_IDENTITY: usize = 7;

/// A piece that may be a number: it has a digit and is no stop-gap.
fn is_number(piece: &str) -> bool {
    piece.chars().any(|c| c.is_ascii_digit()) && piece.chars().any(|c| matches!(c, '1'..='9'))
}

fn composed(piece: &str, kind: MovementKind, on: domain::Date, entry: &Entry, journal: &str) -> String {
    let head = if is_number(piece) { piece } else { journal };
    if kind == MovementKind::Opening && !is_number(piece) {
        return format!("à nouveau {}", french_day(on));
    }
    if entry.number.bytes().all(|b| b == b'0') { format!("{head} du {}", french_day(on)) } else { format!("{head} / {}", entry.number) }
}

/// Pieces that documents of more than one entry carry, with how many entries. An opening line is an entry of its own.
fn shared_pieces(receivables: &Receivables, entries_of: &[usize]) -> HashMap<String, u64> {
    let mut seen: HashMap<&str, (Option<usize>, u64)> = HashMap::new();
    for (movement, entry) in receivables.movements.iter().zip(entries_of) {
        if matches!(movement.kind, MovementKind::Invoice | MovementKind::Opening) && is_number(&movement.piece) {
            let (last, count) = seen.entry(&movement.piece).or_insert((None, 0));
            if movement.kind == MovementKind::Opening || *last != Some(*entry) {
                *count += 1;
                *last = Some(*entry);
            }
        }
    }
    seen.into_iter().filter(|(_, (_, count))| *count > 1).map(|(piece, (_, count))| (piece.to_owned(), count)).collect()
}

/// One customer, one piece, one day and one amount in two entries.
fn booked_twice(receivables: &Receivables, entries_of: &[usize], problems: &mut Problems) {
    let mut seen: HashMap<(usize, &str, domain::Date, i64), (usize, u64)> = HashMap::new();
    for (movement, entry) in receivables.movements.iter().zip(entries_of) {
        if movement.kind != MovementKind::Invoice || !is_number(&movement.piece) {
            continue;
        }
        let same = (movement.customer, movement.piece.as_str(), movement.on, movement.cents.0);
        let (first_entry, first_line) = *seen.entry(same).or_insert((*entry, movement.line));
        if first_entry != *entry {
            let (piece, amount) = (shown(&movement.piece), euros(movement.cents));
            problems.warning(
                Place::line(movement.line),
                "invoice_twice",
                format_args!("même client, même pièce « {piece} », même jour et même montant ({amount}) qu'à la ligne {first_line}. Vérifiez que la facture n'est pas comptabilisée deux fois."),
            );
        }
    }
}
