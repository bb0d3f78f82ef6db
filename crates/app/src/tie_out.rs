//! The accountant's books beside ours (cadrage): every debtor compared with its account 411 in the newest accounting file, in one pass; what a
//! person says of a difference.
//!
//! A difference is never kept: it is what the books and the file say now. What is kept is what the file said, and that a person accepted a
//! difference, for as long as it is the same. Records that were joined are one debtor.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::Date;
use domain::events::{DifferenceAccepted, DifferenceReopened, NewEvent};
use domain::french::{date_short, money_fr};
use domain::ids::{DebtorId, ImportId};
use domain::money::{Cents, Currency};
use domain::tie_out::{AccountBalance, Booked, Difference, Held, Part, Side, compare};
use serde::Serialize;
use sha2::{Digest, Sha256};
use store::{AcceptedRow, Read, StatedRow, Tx};

use crate::balance::plain;
use crate::error::{AppError, Result};
use crate::record::Done;
use crate::words::counted;

/// The books beside the newest accounting file.
#[derive(Clone, Debug)]
pub struct TieOut {
    /// The file.
    pub stated: StatedRow,
    /// Customers of the file that are equal.
    pub equal: u64,
    /// Those that differ, the largest difference first, accepted ones among them.
    pub lines: Vec<Line>,
    /// How debtors are called: code and name.
    names: BTreeMap<DebtorId, (String, String)>,
    /// Of when it is: so many events, and the day that was asked.
    at: (i64, Date),
}

/// A debtor that differs.
#[derive(Clone, Debug)]
pub struct Line {
    /// Whom.
    pub debtor: DebtorId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Both sums and why they differ.
    pub difference: Difference,
    /// What the lines of 411 without lettering come to, where that is not their balance.
    pub unlettered: Option<Cents>,
    /// What the file has to invoice (418), which is no claim and is not compared.
    pub to_invoice: Cents,
    /// It also owes or paid in other currencies, which are not compared.
    pub other_currencies: bool,
    /// What a person said of it, where it still holds.
    pub accepted: Option<AcceptedRow>,
}

impl Line {
    /// Whether nobody accepted the difference as it is.
    pub fn waits(&self) -> bool {
        self.accepted.is_none()
    }

    /// What is told beside the difference, though it makes none of it.
    pub fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        if let Some(unlettered) = self.unlettered {
            remarks.push(format!("Lignes non lettrées du 411 : {}.", money_fr(unlettered, Currency::EUR)));
        }
        if !self.to_invoice.is_zero() {
            remarks.push(format!("Factures à établir (418), non comparées : {}.", money_fr(self.to_invoice, Currency::EUR)));
        }
        if self.other_currencies {
            remarks.push("Ce débiteur a aussi des montants dans une autre devise : ils ne sont pas comparés.".to_owned());
        }
        remarks
    }

    /// What tells the difference apart from any other, payment by payment: a form carries it, an acceptance keeps it. A decision
    /// about another one is not taken.
    pub fn mark(&self) -> String {
        mark(&self.difference)
    }
}

fn mark(difference: &Difference) -> String {
    Sha256::digest(difference.marks().join("\n")).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a difference is the one that was accepted. What was accepted before its parts were kept holds by what it came to, cause by cause.
fn holds(said: &AcceptedRow, difference: &Difference) -> bool {
    let same = said.difference == difference.cents() && said.made_of == difference.made_of();
    same && (said.parts.is_empty() || said.parts == mark(difference))
}

impl TieOut {
    /// Those that wait for a person.
    pub fn waiting(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| line.waits())
    }

    /// The cause of a part, in one sentence.
    pub fn said(&self, part: &Part) -> String {
        part.said(|id| self.names.get(&id).map_or_else(|| id.to_string(), |(code, name)| format!("{code} {name}")))
    }

    /// In one sentence, for the report of an import.
    pub fn summed(&self) -> Tied {
        Tied {
            day: self.stated.on,
            equal: self.equal,
            waiting: self.waiting().count() as u64,
            accepted: self.lines.iter().filter(|line| !line.waits()).count() as u64,
            total: self.waiting().map(|line| line.difference.cents()).sum(),
            newer: None,
        }
    }
}

/// The whole in a few numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tied {
    /// The day of the file.
    pub day: Date,
    /// Customers that are equal.
    pub equal: u64,
    /// Differences that wait for a person.
    pub waiting: u64,
    /// Differences that a person accepted.
    pub accepted: u64,
    /// What the waiting ones come to, ours less theirs.
    #[serde(serialize_with = "plain")]
    pub total: Cents,
    /// The file just taken is older than the one that is compared: its import.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub newer: Option<String>,
}

impl Tied {
    /// After an import: the accounts compared now, which may be those of a newer file. `None` where no accounts were stated.
    ///
    /// # Errors
    /// The store.
    pub fn of(tx: &mut Read<'_>, import: ImportId, today: Date) -> Result<Option<Tied>> {
        let Some(tied) = tie_out(tx, today)? else { return Ok(None) };
        let newer = Some(tied.stated.import).filter(|compared| *compared != import).map(|compared| compared.to_string());
        Ok(Some(Tied { newer, ..tied.summed() }))
    }

    /// In one sentence.
    pub fn said(&self) -> String {
        let file = self.newer.as_ref().map_or_else(String::new, |newer| format!(" (le fichier le plus récent, {newer})"));
        let differ = match self.waiting {
            0 => "aucun écart".to_owned(),
            count => format!("{} (total {})", counted(count, "écart", "écarts"), money_fr(self.total, Currency::EUR)),
        };
        let accepted =
            if self.accepted > 0 { format!(", {}", counted(self.accepted, "écart accepté", "écarts acceptés")) } else { String::new() };
        format!(
            "Comptabilité au {}{file} : {}, {differ}{accepted}",
            date_short(self.day),
            counted(self.equal, "compte égal", "comptes égaux")
        )
    }
}

/// Compares every debtor with the newest accounting file whose day is that one or before. `None` where no file stated anything.
///
/// # Errors
/// The store.
pub fn tie_out(tx: &mut Read<'_>, by: Date) -> Result<Option<TieOut>> {
    let Some(stated) = tx.accounts_stated(by)? else { return Ok(None) };
    let records = Records(tx.joined_records()?);
    let mut theirs: HashMap<DebtorId, Cents> = HashMap::new();
    for (debtor, balance) in tx.stated_balances(stated.import)? {
        *theirs.entry(records.of(debtor)).or_default() += balance;
    }
    let mut ours: HashMap<DebtorId, Cents> = HashMap::new();
    for (debtor, total) in tx.book_totals(stated.on)? {
        *ours.entry(records.of(debtor)).or_default() += total;
    }
    for (payer, owed, cents) in tx.paid_across(stated.on)? {
        *ours.entry(records.of(payer)).or_default() += cents;
        *ours.entry(records.of(owed)).or_default() -= cents;
    }
    let sum = |of: &HashMap<DebtorId, Cents>, id: &DebtorId| of.get(id).copied().unwrap_or_default();
    let differ: BTreeSet<DebtorId> = theirs.keys().chain(ours.keys()).copied().filter(|id| sum(&ours, id) != sum(&theirs, id)).collect();
    let equal = theirs.keys().filter(|id| !differ.contains(id)).count() as u64;
    Ok(Some(TieOut { equal, ..detailed(tx, stated, &records, &differ, by)? }))
}

/// Compares one debtor, or the record that it became part of: a comparison of no other. `None` where no file stated anything.
///
/// # Errors
/// The store.
pub fn of_one(tx: &mut Read<'_>, debtor: DebtorId, by: Date) -> Result<Option<TieOut>> {
    let Some(stated) = tx.accounts_stated(by)? else { return Ok(None) };
    let records = Records(tx.joined_records()?);
    let only = BTreeSet::from([records.of(debtor)]);
    detailed(tx, stated, &records, &only, by).map(Some)
}

/// Which record stands for which.
struct Records(HashMap<DebtorId, DebtorId>);

impl Records {
    fn of(&self, record: DebtorId) -> DebtorId {
        self.0.get(&record).copied().unwrap_or(record)
    }

    /// All the records that some stand for.
    fn behind(&self, some: &BTreeSet<DebtorId>) -> Vec<DebtorId> {
        let joined = self.0.iter().filter(|(_, stands)| some.contains(stands)).map(|(record, _)| *record);
        some.iter().copied().chain(joined).collect()
    }
}

/// Names what makes the differences of some debtors.
fn detailed(tx: &mut Read<'_>, stated: StatedRow, records: &Records, differ: &BTreeSet<DebtorId>, by: Date) -> Result<TieOut> {
    let at = (tx.head()?.events, by);
    if differ.is_empty() {
        return Ok(TieOut { stated, equal: 0, lines: Vec::new(), names: BTreeMap::new(), at });
    }
    let behind = records.behind(differ);
    let held = held(tx, &stated, records, &behind)?;
    let (rows, sides) = sides(tx, stated.import, records, differ, &held)?;
    let foreign = tx.with_other_currencies(&behind)?;
    let mut accepted = tx.accepted_differences()?;
    let (nothing, none, alone) = (Held::default(), Vec::new(), Side::default());
    let mut lines = Vec::with_capacity(differ.len());
    for debtor in differ {
        let rows = rows.get(debtor).unwrap_or(&none);
        let side = sides.get(debtor).unwrap_or(&alone);
        let difference = compare(rows, held.get(debtor).unwrap_or(&nothing), side, (stated.from, stated.on));
        if difference.cents().is_zero() {
            continue;
        }
        let unlettered: Cents = rows.iter().map(|row| row.unlettered.unwrap_or(row.balance)).sum();
        lines.push(Line {
            debtor: *debtor,
            code: String::new(),
            name: String::new(),
            unlettered: Some(unlettered).filter(|unlettered| *unlettered != difference.theirs),
            to_invoice: rows.iter().map(AccountBalance::to_invoice).sum(),
            other_currencies: behind.iter().any(|record| records.of(*record) == *debtor && foreign.contains(record)),
            accepted: accepted.remove(debtor).filter(|said| holds(said, &difference)),
            difference,
        });
    }
    let mut named: Vec<DebtorId> = lines.iter().map(|line| line.debtor).collect();
    named.extend(sides.values().flat_map(|side| side.moved_away.values().map(|(other, _)| *other).chain(side.of_others.values().copied())));
    let names = tx.names(&named)?;
    for line in &mut lines {
        (line.code, line.name) = names.get(&line.debtor).cloned().unwrap_or_default();
    }
    lines.sort_by(|a, b| {
        let size = |line: &Line| line.difference.cents().0.unsigned_abs();
        size(b).cmp(&size(a)).then_with(|| a.code.cmp(&b.code))
    });
    Ok(TieOut { stated, equal: 0, lines, names, at })
}

/// What the books hold of some debtors, by the record that stands for each.
fn held(tx: &mut Read<'_>, stated: &StatedRow, records: &Records, behind: &[DebtorId]) -> Result<BTreeMap<DebtorId, Held>> {
    let mut held: BTreeMap<DebtorId, Held> = BTreeMap::new();
    for (record, own) in tx.held_of(behind, formats::fec::is_identity)? {
        held.entry(records.of(record)).or_default().things.extend(own.things);
    }
    held.values_mut().for_each(|held| held.things.sort_by_key(|thing| thing.id));
    let wanted: BTreeSet<DebtorId> = behind.iter().map(|record| records.of(*record)).collect();
    for (payer, owed, cents) in tx.paid_across(stated.on)? {
        for (record, cents) in [(records.of(payer), cents), (records.of(owed), -cents)] {
            if wanted.contains(&record) {
                held.entry(record).or_default().across += cents;
            }
        }
    }
    Ok(held)
}

type Rows = BTreeMap<DebtorId, Vec<AccountBalance>>;
type Sides = BTreeMap<DebtorId, Side>;

/// What the file says of some debtors, and which of its entries stand under another debtor in the books.
fn sides(
    tx: &mut Read<'_>,
    import: ImportId,
    records: &Records,
    differ: &BTreeSet<DebtorId>,
    held: &BTreeMap<DebtorId, Held>,
) -> Result<(Rows, Sides)> {
    let homes: HashMap<i64, DebtorId> =
        held.iter().flat_map(|(debtor, held)| held.things.iter().map(|thing| (thing.id, *debtor))).collect();
    let (mut rows, mut sides) = (Rows::new(), Sides::new());
    let mut absent: HashMap<i64, DebtorId> = HashMap::new();
    tx.each_stated(import, |row| {
        let debtor = records.of(row.debtor);
        for id in row.lines.iter().chain(&row.openings) {
            if let Some(home) = homes.get(id).filter(|home| **home != debtor) {
                sides.entry(*home).or_default().of_others.insert(*id, debtor);
            }
        }
        if differ.contains(&debtor) {
            let gone = row.lines.iter().filter(|id| homes.get(id) != Some(&debtor));
            absent.extend(gone.map(|id| (*id, debtor)));
            rows.entry(debtor).or_default().push(row);
        }
    })?;
    for (id, (home, thing)) in elsewhere(tx, records, &absent)? {
        if let Some(debtor) = absent.get(&id).filter(|debtor| **debtor != home) {
            sides.entry(*debtor).or_default().moved_away.insert(id, (home, thing));
        }
    }
    Ok((rows, sides))
}

/// Where entries of the file are that their own debtor has not. Who has them now may be equal, or not compared: the books are asked.
fn elsewhere(tx: &mut Read<'_>, records: &Records, absent: &HashMap<i64, DebtorId>) -> Result<HashMap<i64, (DebtorId, Booked)>> {
    let whose = tx.whose(&absent.keys().copied().collect::<Vec<_>>())?;
    let owners: BTreeSet<DebtorId> = whose.values().copied().collect();
    let held = tx.held_of(&owners.into_iter().collect::<Vec<_>>(), formats::fec::is_identity)?;
    let things = held.into_iter().flat_map(|(record, held)| held.things.into_iter().map(move |thing| (record, thing)));
    Ok(things.filter(|(_, thing)| absent.contains_key(&thing.id)).map(|(record, thing)| (thing.id, (records.of(record), thing))).collect())
}

/// A person accepts the difference of a debtor, with a reason. `seen` is the [mark](Line::mark) of what the person looked at, where a page
/// showed it; `known` a comparison made before this transaction, which takes the place of another one as long as nothing was recorded since.
///
/// # Errors
/// No reason, no accounts, no difference, or another one than the person saw; nothing changed.
pub fn accept(tx: &mut Tx<'_>, debtor: DebtorId, reason: &str, seen: Option<&str>, known: Option<&TieOut>, on: Date) -> Result<Done> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(AppError::usage("Dites pourquoi cet écart est accepté : le motif est gardé avec lui."));
    }
    if reason.chars().count() > MOST_REASON {
        return Err(AppError::usage(format!("Le motif dépasse {MOST_REASON} caractères.")));
    }
    let at = (tx.head()?.events, on);
    let now = match known.filter(|known| known.at == at) {
        Some(known) => Some(Cow::Borrowed(known)),
        None => of_one(tx, debtor, on)?.map(Cow::Owned),
    };
    let Some(now) = now else { return Err(AppError::refused(NO_ACCOUNTS)) };
    let debtor = Records(tx.joined_records()?).of(debtor);
    let Some(line) = now.lines.iter().find(|line| line.debtor == debtor) else {
        return Err(AppError::refused("Ce débiteur n'a plus d'écart avec la comptabilité. Rien n'a changé."));
    };
    if seen.is_some_and(|seen| seen != line.mark()) {
        return Err(AppError::refused(CHANGED));
    }
    let kept = tx.keep(reason.as_bytes())?;
    let difference = line.difference.cents();
    let event =
        DifferenceAccepted { debtor: line.debtor, difference, made_of: line.difference.made_of(), parts: line.mark(), reason: kept };
    tx.append(NewEvent::new(on, event))?;
    let said =
        format!("Écart de {} accepté pour {} {}, tant qu'il ne change pas.", money_fr(difference, Currency::EUR), line.code, line.name);
    Ok(Done { said, created: Vec::new() })
}

/// The difference of a debtor is no longer accepted: it waits again.
///
/// # Errors
/// It was not accepted; nothing changed.
pub fn reopen(tx: &mut Tx<'_>, debtor: DebtorId, on: Date) -> Result<Done> {
    let debtor = Records(tx.joined_records()?).of(debtor);
    if !tx.accepted_differences()?.contains_key(&debtor) {
        return Err(AppError::refused("Aucun écart de ce débiteur n'était accepté. Rien n'a changé."));
    }
    tx.append(NewEvent::new(on, DifferenceReopened { debtor }))?;
    Ok(Done { said: "L'écart n'est plus accepté : il est montré de nouveau.".to_owned(), created: Vec::new() })
}

/// The longest reason.
const MOST_REASON: usize = 500;

/// Nothing to compare with.
pub const NO_ACCOUNTS: &str = "Aucune comptabilité à comparer : importez le FEC de l'exercice, et chaque compte client sera comparé.";

/// What a person saw is not what there is.
const CHANGED: &str = "L'écart a changé entre-temps : rien n'est accepté. Regardez ce qu'il est maintenant, puis décidez.";
