//! A letter looked at before it is approved: its words, its mentions, its pages as images; and a person's edit of its words.

use std::sync::{Arc, Mutex, PoisonError};

use domain::Date;
use domain::dunning::Action;
use domain::facts::DebtorFacts;
use domain::letters::{Document, Mention, Words, checklist};
use sha2::{Digest, Sha256};
use store::{Draft, Read, Tx};

use crate::agenda::ActionRef;
use crate::error::{AppError, Result};
use crate::letters::{Request, Sheet, sheet};
use crate::plan::Desk;
use crate::ports::Typesetter;
use crate::templates;

/// The letter of an action as it would be frozen now.
pub struct Preview {
    /// The letter.
    pub sheet: Sheet,
    /// Every mention, with where it stands.
    pub mentions: Vec<Mention>,
    /// A person's edit of the words, where there is one.
    pub draft: Option<Draft>,
}

/// The letter of a proposed action; `None` for a call or a task.
///
/// # Errors
/// What no words can cure; the store.
pub fn preview(tx: &mut Read<'_>, desk: &Desk, facts: &DebtorFacts, action: &Action, day: Date) -> Result<Option<Preview>> {
    let draft = tx.draft(&action.key)?;
    let words = draft.as_ref().map(|draft| draft.words.clone());
    Ok(with_words(tx, desk, facts, action, words, day)?.map(|(sheet, mentions)| Preview { sheet, mentions, draft }))
}

/// The same with words that are not kept yet.
///
/// # Errors
/// As [`preview`].
pub fn with_words(
    tx: &mut Read<'_>,
    desk: &Desk,
    facts: &DebtorFacts,
    action: &Action,
    words: Option<Words>,
    day: Date,
) -> Result<Option<(Sheet, Vec<Mention>)>> {
    let Some(mut request) = Request::of(action, facts, day) else { return Ok(None) };
    request.words = words;
    let sheet = sheet(tx, desk.tenant(), facts, &request)?;
    let mentions = checklist(&sheet.document, &sheet.facts);
    Ok(Some((sheet, mentions)))
}

/// What became of an edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It is kept, for this letter only.
    Kept,
    /// Another person saved other words meanwhile: nothing was overwritten.
    Conflict(Draft),
}

/// Keeps a person's edit of the words of one letter. `seen` is the version of the edit that the person started from, if any.
///
/// # Errors
/// Words that do not read; the store.
pub fn save(tx: &mut Tx<'_>, action: &ActionRef, words: &Words, seen: Option<i64>, author: &str) -> Result<Saved> {
    if let Some((_, why)) = templates::problems(words).into_iter().next() {
        return Err(AppError::Usage(why));
    }
    match tx.draft(&action.key)? {
        Some(theirs) if Some(theirs.saved_at) != seen && theirs.words != *words => return Ok(Saved::Conflict(theirs)),
        _ => {}
    }
    tx.save_draft(&action.key, action.debtor, words, author)?;
    Ok(Saved::Kept)
}

/// Pages of letters looked at lately, as images: at most so many bytes.
pub struct Pages {
    kept: Mutex<Kept>,
    limit: usize,
}

/// Images of one letter.
pub type Images = Arc<Vec<Vec<u8>>>;

#[derive(Default)]
struct Kept {
    /// The letter looked at last is last.
    letters: Vec<([u8; 32], Images)>,
    bytes: usize,
}

impl Pages {
    /// Keeps at most so many bytes of images.
    pub fn new(limit: usize) -> Pages {
        Pages { kept: Mutex::default(), limit }
    }

    /// The pages of a document, set now or kept from before.
    ///
    /// # Errors
    /// The typesetter refuses: a character without a glyph, a broken logo.
    pub fn of(&self, typesetter: &dyn Typesetter, document: &Document, logo: Option<&[u8]>) -> Result<Images> {
        let hash = hash(document, logo)?;
        if let Some(images) = self.find(&hash) {
            return Ok(images);
        }
        let images = Arc::new(typesetter.pages(document, logo).map_err(AppError::Refused)?);
        self.keep(hash, &images);
        Ok(images)
    }

    fn find(&self, hash: &[u8; 32]) -> Option<Images> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.letters.iter().position(|(known, _)| known == hash)?;
        let found = kept.letters.remove(at);
        let images = Arc::clone(&found.1);
        kept.letters.push(found);
        Some(images)
    }

    fn keep(&self, hash: [u8; 32], images: &Images) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.letters.iter().any(|(known, _)| *known == hash) {
            return;
        }
        kept.bytes += weight(images);
        kept.letters.push((hash, Arc::clone(images)));
        while kept.bytes > self.limit && kept.letters.len() > 1 {
            let (_, oldest) = kept.letters.remove(0);
            kept.bytes -= weight(&oldest);
        }
    }
}

fn weight(images: &Images) -> usize {
    images.iter().map(Vec::len).sum()
}

fn hash(document: &Document, logo: Option<&[u8]>) -> Result<[u8; 32]> {
    let words = serde_json::to_vec(document).map_err(|error| AppError::refused(error.to_string()))?;
    let mut hash = Sha256::new();
    hash.update((words.len() as u64).to_le_bytes());
    hash.update(&words);
    hash.update(logo.unwrap_or_default());
    Ok(hash.finalize().into())
}
