//! What is missing or doubtful, and holds reminders back: one list for each lack, with the form that mends it on the page.
//!
//! A [`Board`] is made from everybody at once and kept until the journal grows: it is a cache, nothing is decided from it.

mod mend;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use domain::Date;
use domain::facts::{LetterState, days_between, in_force};
use domain::ids::{DebtorId, LetterId};
use domain::money::{Cents, Currency};
use domain::party::likeness::{alike, folded, outline};
use domain::party::{DebtorKind, Siren};
use store::Read;

pub use mend::{Details, distinct, join, mend_details, qualify_all};

use crate::books::Books;
use crate::error::Result;
use crate::kept::Kept;

/// What is missing or doubtful.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lack {
    /// Nobody said what the debtor is in law.
    Kind,
    /// A due date is only presumed.
    DueDate,
    /// No address to write to.
    Address,
    /// No e-mail.
    Email,
    /// The key of the SIREN is wrong.
    Siren,
    /// The name holds characters that no letter can print.
    Name,
    /// Two records of perhaps one customer.
    Double,
    /// A letter was handed over and nobody said whether it left.
    Unconfirmed,
}

impl Lack {
    /// Every one, in the order of the page: what holds back most first.
    pub const ALL: [Lack; 8] =
        [Lack::Kind, Lack::DueDate, Lack::Address, Lack::Email, Lack::Siren, Lack::Name, Lack::Double, Lack::Unconfirmed];

    /// The word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Lack::Kind => "qualite",
            Lack::DueDate => "echeance",
            Lack::Address => "adresse",
            Lack::Email => "courriel",
            Lack::Siren => "siren",
            Lack::Name => "nom",
            Lack::Double => "doublons",
            Lack::Unconfirmed => "envois",
        }
    }

    /// As users read it.
    pub fn french(self) -> &'static str {
        match self {
            Lack::Kind => "Nature à préciser",
            Lack::DueDate => "Échéance présumée",
            Lack::Address => "Adresse manquante",
            Lack::Email => "Courriel manquant",
            Lack::Siren => "SIREN douteux",
            Lack::Name => "Nom impossible à imprimer",
            Lack::Double => "Doublons possibles",
            Lack::Unconfirmed => "Envois non confirmés",
        }
    }

    /// What it holds back.
    pub fn why(self) -> &'static str {
        match self {
            Lack::Kind => {
                "Sans nature connue (entreprise, particulier, public…), seul le principal peut être demandé : ni intérêts, ni indemnité, ni mise en demeure."
            }
            Lack::DueDate => "Sans échéance convenue, une relance du principal peut partir, mais ni intérêts ni mise en demeure.",
            Lack::Address => "Sans adresse, aucune lettre ni mise en demeure recommandée ne peut partir.",
            Lack::Email => "Sans courriel, les premières relances partent par la poste ou attendent.",
            Lack::Siren => "La clé de contrôle ne tombe pas juste : un chiffre est sans doute faux.",
            Lack::Name => "Certains caractères du nom n'existent pas dans les polices des courriers : aucun courrier ne peut être composé.",
            Lack::Double => "Deux fiches d'un même client reçoivent deux relances. Réunies, elles n'en reçoivent qu'une.",
            Lack::Unconfirmed => "Seul ce qui est parti compte : tant que l'envoi n'est pas confirmé, l'étape suivante attend.",
        }
    }

    /// The lack of a word.
    pub fn of_word(word: &str) -> Option<Lack> {
        Lack::ALL.into_iter().find(|lack| lack.word() == word)
    }
}

/// A debtor in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// Whom.
    pub debtor: DebtorId,
    /// What it owes, in its main currency.
    pub open: Cents,
    /// That currency.
    pub currency: Currency,
}

/// Two records of perhaps one customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Double {
    /// The one that would stay: the one that owes more.
    pub keep: DebtorId,
    /// The one that would go.
    pub other: DebtorId,
    /// What they have in common.
    pub because: String,
}

/// Every list.
#[derive(Clone, Debug, Default)]
pub struct Board {
    /// Debtors by lack, those that owe most first.
    pub debtors: BTreeMap<Lack, Vec<Item>>,
    /// Records that may be one.
    pub doubles: Vec<Double>,
    /// Letters of which nobody said whether they left, the oldest first.
    pub letters: Vec<LetterId>,
    /// Debtors of which nobody said what they are in law, whether they owe or not.
    pub unknown: usize,
}

impl Board {
    /// How many there are in a list.
    pub fn count(&self, lack: Lack) -> usize {
        match lack {
            Lack::Double => self.doubles.len(),
            Lack::Unconfirmed => self.letters.len(),
            lack => self.debtors.get(&lack).map_or(0, Vec::len),
        }
    }

    /// How many there are in all.
    pub fn total(&self) -> usize {
        Lack::ALL.iter().map(|lack| self.count(*lack)).sum()
    }

    /// Makes the lists. `printable` says whether every character of a name can be printed.
    ///
    /// # Errors
    /// The store.
    pub fn make(tx: &mut Read<'_>, day: Date, printable: &dyn Fn(&str) -> bool) -> Result<Board> {
        let tenant = tx.tenant_facts(day)?;
        let default = in_force(&tenant.terms, day).and_then(|terms| terms.default_kind).unwrap_or(DebtorKind::Unknown);
        let mut owing: HashMap<DebtorId, (Item, u64)> = HashMap::new();
        for one in tx.owing()? {
            let new = (Item { debtor: one.debtor, open: one.open, currency: one.currency }, one.presumed);
            owing
                .entry(one.debtor)
                .and_modify(|(item, presumed)| {
                    *presumed += one.presumed;
                    if one.currency == item.currency {
                        item.open += one.open;
                    } else if one.currency == Currency::EUR {
                        *item = new.0;
                    }
                })
                .or_insert(new);
        }
        let records = tx.debtors()?;
        let ids: Vec<DebtorId> = records.iter().map(|record| record.id).collect();
        let details = tx.details_of(&ids)?;
        let mut board = Board::default();
        let mut faces = Vec::with_capacity(records.len());
        for record in &records {
            let own = details.get(&record.id);
            let name = own.map_or("", |own| own.name.as_str());
            let owes = owing.get(&record.id);
            faces.push(Face {
                id: record.id,
                siren: &record.siren,
                vat: &record.vat,
                email: own.map_or("", |own| own.email.trim()),
                name,
                open: owes.map_or(Cents::ZERO, |(item, _)| item.open),
            });
            let unknown = record.kind == DebtorKind::Unknown && default == DebtorKind::Unknown;
            board.unknown += usize::from(unknown);
            let Some((item, presumed)) = owes else { continue };
            let mut lacks = |lack: Lack, yes: bool| {
                if yes {
                    board.debtors.entry(lack).or_default().push(*item);
                }
            };
            lacks(Lack::Kind, unknown);
            lacks(Lack::DueDate, *presumed > 0);
            lacks(Lack::Address, !record.reach.post);
            lacks(Lack::Email, !record.reach.email);
            lacks(Lack::Siren, !record.siren.is_empty() && Siren::parse(&record.siren).is_err());
            lacks(Lack::Name, !printable(name));
        }
        for list in board.debtors.values_mut() {
            list.sort_by_key(|item| (std::cmp::Reverse(item.open), item.debtor));
        }
        board.doubles = doubles(&faces, &mend::known_distinct(tx)?, &tx.merged_pairs()?);
        let late = |on: Date| days_between(on, day) > i64::from(tenant.policy.unconfirmed_after_days);
        board.letters = tx
            .letters_in_state(LetterState::HandedOver)?
            .into_iter()
            .filter(|row| row.channel.is_written() && late(row.on))
            .map(|row| row.id)
            .collect();
        Ok(board)
    }
}

/// What tells two records of one customer.
struct Face<'a> {
    id: DebtorId,
    siren: &'a str,
    vat: &'a str,
    email: &'a str,
    name: &'a str,
    open: Cents,
}

/// Pairs told at most.
const MOST_DOUBLES: usize = 500;

/// A set of pairs of debtors, the older first.
type Pairs = BTreeSet<(DebtorId, DebtorId)>;

fn doubles(faces: &[Face<'_>], distinct: &Pairs, merged: &Pairs) -> Vec<Double> {
    // A record that was joined to another owes nothing any more.
    let joined = |a: &Face<'_>, b: &Face<'_>, pair: &(DebtorId, DebtorId)| merged.contains(pair) && (a.open.is_zero() || b.open.is_zero());
    let mut seen: Pairs = BTreeSet::new();
    let mut found = Vec::new();
    let mut look =
        |key: &dyn Fn(&Face<'_>) -> String, because: &dyn Fn(&Face<'_>) -> String, same: &dyn Fn(&Face<'_>, &Face<'_>) -> bool| {
            let mut first: HashMap<String, &Face<'_>> = HashMap::new();
            for face in faces {
                let key = key(face);
                if key.is_empty() {
                    continue;
                }
                let Some(before) = first.get(&key) else {
                    first.insert(key, face);
                    continue;
                };
                let pair = (before.id.min(face.id), before.id.max(face.id));
                if found.len() < MOST_DOUBLES
                    && same(before, face)
                    && !distinct.contains(&pair)
                    && !joined(before, face, &pair)
                    && seen.insert(pair)
                {
                    let (keep, other) = if face.open > before.open { (face.id, before.id) } else { (before.id, face.id) };
                    found.push(Double { keep, other, because: because(face) });
                }
            }
        };
    let always = |_: &Face<'_>, _: &Face<'_>| true;
    look(&|face| face.siren.to_owned(), &|face| format!("même SIREN {}", face.siren), &always);
    look(&|face| face.vat.to_lowercase(), &|_| "même numéro de TVA".to_owned(), &always);
    look(&|face| face.email.to_lowercase(), &|_| "même adresse électronique".to_owned(), &always);
    look(&|face| folded(face.name).replace(' ', ""), &|_| "même nom".to_owned(), &always);
    look(&|face| outline(face.name), &|_| "noms proches".to_owned(), &|a, b| alike(a.name, b.name));
    found
}

/// The board of a creditor as of now, kept as long as its journal does not grow.
///
/// # Errors
/// The store.
pub fn board(boards: &Kept<Board>, books: &Books, printable: &dyn Fn(&str) -> bool) -> Result<Arc<Board>> {
    boards.of(books, |tx, day| Board::make(tx, day, printable))
}
