//! Direct debits: mandates, and the files of debits that a person hands to the bank.
//!
//! Nothing is debited here. A batch is an event with the bytes of its file; until the bank is known its claims are being collected:
//! their letters wait (a hold each, which lapses some days after the collection) and no other batch takes them. What comes in is
//! matched like any other money; what came back unpaid is presented again only on a person's word.
//!
//! Not covered: instalments of plans, what the bank answers to the file (pain.002).

use sha2::{Digest, Sha256};
use store::{Read, hex};

use crate::error::{AppError, Result};

mod batches;
mod compose;
mod mandates;
mod prepare;
mod preview;
mod returned;

pub use batches::{
    BatchFile, BatchShown, Handed, LineShown, Obstacles, batch, batches, cancel, file, handed_over, handed_over_as_confirmed, lines,
};
pub use mandates::{MandateShown, NewMandate, Standing, ToCome, add, debited_by, mandate, mandates, mandates_of, revoke, to_come};
pub use prepare::{Ask, DEFAULT_WAIT_DAYS, Left, MOST_WAIT_DAYS, Prepared, PreparedBatch, PreparedLine, prepare, prepare_as_shown};
pub use preview::{Preview, PreviewLine, first_day, lacking, preview};

/// Refuses while the books are a restored backup that nobody compared with what left since: the batches prepared after it are not
/// there, and their debits would be made a second time.
fn out_of_quarantine(tx: &mut Read<'_>) -> Result<()> {
    if tx.in_quarantine()? {
        return Err(AppError::refused(
            "Ces données viennent d'une sauvegarde restaurée : aucun fichier de prélèvements n'est préparé ni redonné avant que vous ayez vérifié ce qui est parti depuis, lettres et fichiers remis à la banque. « quittance restore --release » quand c'est fait.",
        ));
    }
    Ok(())
}

/// SHA-256 of a file, hexadecimal.
fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// What a page showed, so that a word on it is not taken for another: thirty-two hexadecimal characters that change with any of its texts.
fn mark_of<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    hex(&hash.finalize()[..16])
}
