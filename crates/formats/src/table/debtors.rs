//! Tables of debtors.

use std::borrow::Cow;
use std::collections::HashMap;

use domain::party::{Address, DebtorKind, Language};
use domain::terms::PaymentTerms;

use super::cells::Cells;
use super::duplicates::{Before, Seen as SeenBefore};
use super::layout::Mapping;
use super::payments::read_rows;
use super::{Field, Tally, party};
use crate::input::Input;
use crate::problem::{Place, Problems, shown};
use crate::values::plain_words;

/// A debtor, as a row of any table names it. An absent text is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DebtorRow {
    /// Line in the file.
    pub line: u64,
    /// The user's code; may be empty where there is a name.
    pub code: String,
    /// Name.
    pub name: String,
    /// What it is in law, if the file says so.
    pub kind: Option<DebtorKind>,
    /// Nine digits, even with a wrong key (told); empty otherwise.
    pub siren: String,
    /// VAT number.
    pub vat: String,
    /// One plausible e-mail address.
    pub email: String,
    /// Phone as written.
    pub phone: String,
    /// Person to write to.
    pub contact: String,
    /// Language of the letters, if the file says so.
    pub language: Option<Language>,
    /// Address; the country as two letters where it was understood.
    pub address: Address,
    /// Payment terms, where they were understood.
    pub terms: Option<PaymentTerms>,
    /// Payment terms as written.
    pub terms_text: String,
}

impl DebtorRow {
    /// What tells debtors of one file apart: the code, else the name in plain words.
    pub fn key(&self) -> Cow<'_, str> {
        if self.code.is_empty() { Cow::Owned(plain_words(&self.name)) } else { Cow::Borrowed(&self.code) }
    }

    /// Numbers that differ when anything but the line differs.
    fn content(&self) -> Vec<i64> {
        let mut twin = self.clone();
        twin.line = 0;
        format!("{twin:?}").bytes().map(i64::from).collect()
    }
}

/// One SIREN under two codes is told once for each.
#[derive(Default)]
pub(super) struct Sirens(HashMap<String, (String, u64)>);

/// Debtors compared by SIREN.
const MOST: usize = 500_000;

impl Sirens {
    pub(super) fn see(&mut self, row: &DebtorRow, problems: &mut Problems) {
        if row.siren.is_empty() {
            return;
        }
        let key = row.key();
        match self.0.get(&row.siren) {
            Some((first, line)) if *first != key => problems.warning(
                Place::line(row.line),
                "siren_shared",
                format_args!(
                    "le SIREN {} est aussi celui du client « {} » (ligne {line}). Si c'est la même entreprise, réunissez les deux clients ; sinon corrigez-le.",
                    row.siren,
                    shown(first)
                ),
            ),
            Some(_) => {}
            None if self.0.len() < MOST => {
                self.0.insert(row.siren.clone(), (key.into_owned(), row.line));
            }
            None => {}
        }
    }
}

/// Reads a table of debtors.
pub fn read_debtors(input: &Input<'_>, mapping: &Mapping, problems: &mut Problems, each: &mut dyn FnMut(DebtorRow)) -> Tally {
    let mut seen = SeenBefore::default();
    let mut sirens = Sirens::default();
    read_rows(input, mapping, problems, &mut |row, plan, tally, problems| {
        let mut cells = Cells::new(row, plan, problems);
        let debtor = if cells.refused { None } else { Some(party::debtor(&mut cells)) };
        let Some(debtor) = debtor.filter(|_| !cells.refused) else {
            tally.refused += 1;
            return;
        };
        let key = debtor.key().into_owned();
        match seen.see(&key, "", &debtor.content(), debtor.line) {
            Before::Same(first) => {
                tally.skipped += 1;
                cells.warning(
                    Field::DebtorCode,
                    "duplicate_row",
                    format_args!("le client « {} » figure déjà, à l'identique, à la ligne {first} : la ligne est sautée.", shown(&key)),
                );
            }
            Before::Other(first) => {
                tally.refused += 1;
                cells.error(
                    Field::DebtorCode,
                    "duplicate_debtor",
                    format_args!(
                        "le client « {} » figure déjà à la ligne {first} avec d'autres indications. Gardez la bonne ligne.",
                        shown(&key)
                    ),
                );
            }
            Before::Never | Before::OtherDebtor(_) => {
                sirens.see(&debtor, problems);
                tally.taken += 1;
                each(debtor);
            }
        }
    })
}
