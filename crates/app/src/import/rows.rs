//! What a row of a table becomes: debtors found or made, details merged.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use domain::Date;
use domain::events::{CodeLearned, DebtorChanged, DebtorRecorded, NewEvent, TermsSet};
use domain::facts::{DatedTerms, TenantFacts};
use domain::ids::{DebtorId, ImportId};
use domain::party::{DebtorDetails, DebtorKind, Person};
use domain::terms::Imputation;
use formats::table::DebtorRow;
use formats::{Place, Problems};
use store::Tx;

use super::report::Counts;
use super::who::{self, Issued};
use crate::error::{AppError, Result};
use crate::record::default_kind;

/// The debtors met while a file is read, by code.
pub(super) struct Debtors {
    known: HashMap<String, Known>,
    /// Debtors that a person said are known under another code.
    same_as: HashMap<String, DebtorId>,
    default_kind: DebtorKind,
    /// There was no debtor before this file: nobody has to be looked for.
    first_file: bool,
    /// Debtors that this import made.
    pub made: u64,
    /// Of them, those whose kind nobody said.
    pub unqualified: u64,
}

struct Known {
    id: DebtorId,
    terms: Vec<DatedTerms>,
}

impl Debtors {
    pub fn new(tenant: &TenantFacts, today: Date, first_file: bool, same_as: HashMap<String, DebtorId>) -> Debtors {
        Debtors { known: HashMap::new(), same_as, default_kind: default_kind(&tenant.terms, today), first_file, made: 0, unqualified: 0 }
    }

    /// The debtor that a row names, where it is in the books.
    fn find(&self, tx: &mut Tx<'_>, code: &str) -> Result<Option<DebtorId>> {
        match self.same_as.get(code) {
            Some(id) if tx.debtor(*id)?.is_some() => Ok(Some(*id)),
            _ => Ok(tx.debtor_by_code(code)?),
        }
    }

    /// The debtors that a person named for codes of the file go first.
    fn meet_named(&mut self, tx: &mut Tx<'_>, unknown: &mut Vec<(&DebtorRow, Cow<'_, str>)>) -> Result<()> {
        if self.same_as.is_empty() {
            return Ok(());
        }
        let mut terms = tx.terms_of_debtors()?;
        for (code, id) in unknown.iter().filter_map(|(_, code)| self.same_as.get(code.as_ref()).map(|id| (code, *id))) {
            if tx.debtor(id)?.is_some() {
                self.known.insert(code.to_string(), Known { id, terms: terms.remove(&id).unwrap_or_default() });
            }
        }
        unknown.retain(|(_, code)| !self.known.contains_key(code.as_ref()));
        Ok(())
    }

    /// Debtors that nobody knows by their code and that owe invoices of the file in the books under another: each is named by this code
    /// too from now on. Says who is who.
    pub fn known_by_invoices<'r>(
        &mut self,
        tx: &mut Tx<'_>,
        rows: impl Iterator<Item = (&'r DebtorRow, Issued<'r>)>,
        import: ImportId,
        today: Date,
    ) -> Result<Vec<String>> {
        let mut invoices: BTreeMap<String, (&DebtorRow, Vec<Issued<'r>>)> = BTreeMap::new();
        for (row, issued) in rows {
            let code = row.key();
            if !self.known.contains_key(code.as_ref()) && !self.same_as.contains_key(code.as_ref()) {
                invoices.entry(code.into_owned()).or_insert_with(|| (row, Vec::new())).1.push(issued);
            }
        }
        let codes: Vec<&str> = invoices.keys().map(String::as_str).collect();
        let there = tx.debtors_by_codes(&codes)?;
        invoices.retain(|code, _| !there.contains_key(code));
        let owing = who::owing(tx, invoices.values().flat_map(|(_, issued)| issued))?;
        let mut notes = Vec::new();
        for (code, (row, issued)) in invoices {
            let Some(debtor) = who::the_one(&issued, &owing) else { continue };
            let Some(own) = tx.debtor(debtor)?.filter(|own| own.siren.is_empty() || row.siren.is_empty() || own.siren == row.siren) else {
                continue;
            };
            notes.push(who::said(&row.name, &code, &own.code));
            tx.append(NewEvent::new(today, CodeLearned { debtor, code, import }))?;
        }
        Ok(notes)
    }

    /// The debtor of a row that was [met](Self::meet), and its terms.
    pub fn of(&self, row: &DebtorRow) -> Result<(DebtorId, &[DatedTerms])> {
        let known = self.known.get(row.key().as_ref());
        let known = known.ok_or_else(|| AppError::refused(format!("Ligne {} : le débiteur n'a pas été inscrit.", row.line)))?;
        Ok((known.id, &known.terms))
    }

    /// Finds the debtors of rows by their code (or their name where there is no code), and makes those that are not there, all
    /// together. Details are taken only from a list of debtors; a list of invoices completes what is missing.
    pub fn meet<'r>(
        &mut self,
        tx: &mut Tx<'_>,
        rows: impl Iterator<Item = &'r DebtorRow>,
        import: ImportId,
        today: Date,
        problems: &mut Problems,
    ) -> Result<()> {
        let mut unknown: Vec<(&DebtorRow, Cow<'_, str>)> = Vec::new();
        let mut asked: HashSet<Cow<'_, str>> = HashSet::new();
        for row in rows {
            let code = row.key();
            if !self.known.contains_key(code.as_ref()) && asked.insert(code.clone()) {
                unknown.push((row, code));
            }
        }
        self.meet_named(tx, &mut unknown)?;
        if !self.first_file && !unknown.is_empty() {
            let codes: Vec<&str> = unknown.iter().map(|(_, code)| code.as_ref()).collect();
            let found = tx.debtors_by_codes(&codes)?;
            let mut terms = if found.is_empty() { HashMap::new() } else { tx.terms_of_debtors()? };
            unknown.retain(|(_, code)| !found.contains_key(code.as_ref()));
            let known = found.into_iter().map(|(code, id)| (code, Known { id, terms: terms.remove(&id).unwrap_or_default() }));
            self.known.extend(known);
        }
        let ids = self.make(tx, &unknown, import, today, problems)?;
        for ((_, code), id) in unknown.into_iter().zip(ids) {
            self.known.insert(code.into_owned(), Known { id, terms: Vec::new() });
        }
        Ok(())
    }

    fn make(
        &mut self,
        tx: &mut Tx<'_>,
        rows: &[(&DebtorRow, Cow<'_, str>)],
        import: ImportId,
        today: Date,
        problems: &mut Problems,
    ) -> Result<Vec<DebtorId>> {
        let mut all = Vec::with_capacity(rows.len());
        for (row, code) in rows {
            self.tell_other_of_siren(tx, row, code, import, problems)?;
            let details = details(row, DebtorDetails::default());
            let bytes = serde_json::to_vec(&details).map_err(|error| AppError::refused(error.to_string()))?;
            all.push((bytes, details.reach()));
        }
        let bytes: Vec<&[u8]> = all.iter().map(|(bytes, _)| bytes.as_slice()).collect();
        let kept = tx.keep_many(&bytes)?;
        let mut events = Vec::with_capacity(rows.len());
        for (((row, code), (_, reach)), details) in rows.iter().zip(&all).zip(kept) {
            let kind = row.kind.unwrap_or(self.default_kind);
            self.made += 1;
            self.unqualified += u64::from(kind == DebtorKind::Unknown);
            let event = DebtorRecorded {
                code: code.clone().into_owned(),
                kind,
                siren: row.siren.clone(),
                vat: row.vat.clone(),
                country: row.address.country.clone(),
                language: row.language.unwrap_or_default(),
                reach: *reach,
                details,
                import: Some(import),
            };
            events.push(NewEvent::new(today, event));
        }
        Ok(tx.append_many(events)?.into_iter().map(|seq| DebtorId(seq.0)).collect())
    }

    /// Two codes of one SIREN in the same file are told by its reader.
    fn tell_other_of_siren(&self, tx: &mut Tx<'_>, row: &DebtorRow, code: &str, import: ImportId, problems: &mut Problems) -> Result<()> {
        if row.siren.is_empty() || self.first_file {
            return Ok(());
        }
        if let Some(other) = tx.debtors_by_siren(&row.siren)?.iter().find(|other| other.import != Some(import)) {
            problems.warning(
                Place::line(row.line),
                "siren_of_another",
                format_args!("le SIREN {} est déjà celui du débiteur « {} ». Si c'est le même, fusionnez-les : quittance record move {code} --to {}.", row.siren, other.code, other.code),
            );
        }
        Ok(())
    }
}

fn keep(tx: &mut Tx<'_>, details: &DebtorDetails) -> Result<domain::events::Private> {
    let bytes = serde_json::to_vec(details).map_err(|error| AppError::refused(error.to_string()))?;
    Ok(tx.keep(&bytes)?)
}

/// The details of a row over those already known: what the row does not say stays.
fn details(row: &DebtorRow, mut known: DebtorDetails) -> DebtorDetails {
    let set = |field: &mut String, value: &str| {
        if !value.is_empty() {
            value.clone_into(field);
        }
    };
    set(&mut known.name, &row.name);
    set(&mut known.email, &row.email);
    set(&mut known.phone, &row.phone);
    if row.address.is_deliverable() {
        known.address = row.address.clone();
    }
    if !row.contact.is_empty() && !known.contacts.iter().any(|person| person.name == row.contact) {
        known.contacts.push(Person { name: row.contact.clone(), ..Person::default() });
    }
    known
}

/// Takes a row of a list of debtors: makes the debtor, or changes what differs.
pub(super) fn debtor_row(
    tx: &mut Tx<'_>,
    row: &DebtorRow,
    import: ImportId,
    today: Date,
    debtors: &mut Debtors,
    counts: &mut Counts,
    problems: &mut Problems,
) -> Result<()> {
    let code = row.key();
    let Some(id) = debtors.find(tx, &code)? else {
        debtors.meet(tx, std::iter::once(row), import, today, problems)?;
        let (id, _) = debtors.of(row)?;
        counts.taken += 1;
        return terms_of(tx, id, row, today);
    };
    let Some(before) = tx.debtor(id)? else { return Ok(()) };
    let old = tx.debtor_details(id)?.unwrap_or_default();
    let new = details(row, old.clone());
    let differs = |new: &str, old: &str| (!new.is_empty() && new != old).then(|| new.to_owned());
    let changed = DebtorChanged {
        debtor: id,
        kind: row.kind.filter(|kind| *kind != before.kind),
        siren: differs(&row.siren, &before.siren),
        vat: differs(&row.vat, &before.vat),
        country: differs(&row.address.country, &before.country),
        language: row.language.filter(|language| *language != before.language),
        scenario: None,
        details: if new == old { None } else { Some((keep(tx, &new)?, new.reach())) },
    };
    let nothing =
        DebtorChanged { debtor: id, kind: None, siren: None, vat: None, country: None, language: None, scenario: None, details: None };
    if changed == nothing {
        counts.known += 1;
    } else {
        tx.append(NewEvent::new(today, changed))?;
        counts.changed += 1;
    }
    terms_of(tx, id, row, today)
}

/// Terms of its own that a list of debtors gives, where they are not already in force.
fn terms_of(tx: &mut Tx<'_>, id: DebtorId, row: &DebtorRow, today: Date) -> Result<()> {
    let Some(terms) = row.terms else { return Ok(()) };
    let own = tx.debtor_facts(id)?.map(|facts| facts.terms).unwrap_or_default();
    if own.iter().any(|dated| dated.terms == Some(terms)) {
        return Ok(());
    }
    let event = TermsSet { debtor: Some(id), terms: Some(terms), clause: None, imputation: Imputation::InterestFirst, default_kind: None };
    tx.append(NewEvent::new(today, event))?;
    Ok(())
}
