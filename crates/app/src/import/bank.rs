//! Bank statements: every line that the bank booked becomes a line of the books, once.
//!
//! * A statement is taken for an account that is the creditor's; a file of another account is refused, whole.
//! * A line is known again by the bank's reference, else by its day, amount and text; on days that a statement in another format
//!   covers, by day and amount alone, since two formats never say the same texts. Two equal payments stay two.
//! * Statements follow each other: where the opening balance is not the closing balance before it, a statement is missing.

use std::collections::{BTreeSet, HashMap};

use domain::Date;
use domain::bank::{AccountId, Key, LineDetails, Standing, overlap};
use domain::events::{BankLineRecorded, BankStatementTaken, NewEvent, Private};
use domain::french::{date_short, money_fr};
use domain::ids::{BankAccountId, BankStatementId, ImportId};
use domain::money::{Cents, Currency, Money};
use domain::payments::LineKind;
use formats::bank::{self, Entry, EntryKind, Statement};
use formats::table::Mapping;
use formats::{Input, Kind, Place, Problems, Severity};
use jiff::ToSpan;
use store::{Read, Tx};

use super::control::{Control, OfAccount};
use super::report::{Counts, FileReport, Lacks};
use super::table::saved_mappings;
use super::{Options, Undone, begin, complete, file, or_nothing, still_the_same};
use crate::bank::own_account;
use crate::books::Books;
use crate::error::{AppError, Result};
use crate::words::counted;

/// Days around a statement in which a line of it may have been booked in another.
const AROUND: i64 = 10;
/// Lines written at once.
const BATCH: usize = 5_000;

/// Whether a file is a bank statement by its content alone; a table is one where its columns say so.
pub(super) fn may_be(kind: Kind) -> bool {
    matches!(kind, Kind::Other(other) if other.is_statement() || other == formats::recognise::OtherKind::Archive)
}

/// What the statements of a file say, before they are taken; `given` is the account that a person chose for what does not say it.
pub(super) fn look(
    books: &Books,
    input: &Input<'_>,
    (mapping, given): (Option<&Mapping>, Option<BankAccountId>),
    seen: &mut Control,
) -> Result<()> {
    let mut saved = books.read(saved_mappings)?;
    saved.splice(0..0, mapping.cloned());
    let mut reading = bank::read(input, &saved);
    let readable = !reading.problems.iter().any(|problem| problem.severity == Severity::Error);
    for statement in reading.statements.iter_mut().filter(|_| readable) {
        let named = match &statement.account {
            Some(account) => Some(account.clone()),
            None => {
                let (of, named) = books.read(|tx| unsaid(tx, given))?;
                seen.of_account = of;
                named
            }
        };
        if let Some(named) = &named {
            currency_of(books, statement, named, seen)?;
        }
        let account = named.map_or_else(|| "non nommé dans le fichier".to_owned(), |named| named.shown().to_owned());
        let days = days(statement).map(|(from, to)| format!(", du {} au {}", date_short(from), date_short(to))).unwrap_or_default();
        let said = |amount| money_fr(amount, statement.currency);
        let ins: Cents = statement.entries.iter().filter(|entry| entry.is_credit()).map(|entry| entry.money.amount).sum();
        seen.notes.push(format!(
            "Compte {account}{days} : {}, dont {} encaissés.",
            counted(statement.entries.len() as u64, "mouvement", "mouvements"),
            said(ins)
        ));
        if let Some(closing) = &statement.closing {
            seen.notes.push(format!("Solde de clôture : {}.", closing.money.french()));
        }
        seen.counts.rows += statement.entries.len() as u64;
        seen.counts.fresh += statement.entries.len() as u64;
        let sum = seen.sums.entry(statement.currency).or_default();
        *sum += ins;
        if let Some(account) = &statement.account
            && !books.read(|tx| is_known(tx, account))?
        {
            seen.notes.push(
                "Ce compte n'est pas encore déclaré comme le vôtre : faites-le à la page Banque, sinon le relevé sera refusé.".to_owned(),
            );
        }
    }
    seen.notes.push("Les lignes déjà connues seront reconnues : reprendre un relevé n'ajoute rien deux fois.".to_owned());
    seen.add(reading.problems);
    Ok(())
}

/// Reads a statement in the currency of its account, or says that it is in another.
fn currency_of(books: &Books, statement: &mut Statement, account: &AccountId, seen: &mut Control) -> Result<()> {
    let key = account.key();
    books.read(|tx| {
        let Some(known) = tx.bank_accounts()?.into_iter().find(|known| known.key == key) else { return Ok(()) };
        if !in_currency(tx, statement, (known.id, known.currency))? {
            let mut problems = Problems::new();
            let said = other_currency(statement, account, known.currency);
            problems.error(Place::line(statement.line), "other_currency", format_args!("{said}"));
            seen.add(problems.into_vec());
        }
        Ok(())
    })
}

/// Of which account a statement is that does not say it: as a person chose, else the only one.
fn unsaid(tx: &mut Read<'_>, given: Option<BankAccountId>) -> Result<(OfAccount, Option<AccountId>)> {
    let known = tx.bank_accounts()?;
    if let Some(chosen) = known.iter().find(|account| Some(account.id) == given) {
        return Ok((OfAccount::Given(chosen.id), AccountId::of_text(&chosen.key)));
    }
    let only = only_account(tx)?;
    let of = match (&only, known.is_empty()) {
        (Some(_), _) => OfAccount::Known,
        (None, false) => OfAccount::Asked,
        (None, true) => OfAccount::Undeclared,
    };
    Ok((of, only))
}

/// Whether an account is declared, or is that of the letterhead.
fn is_known(tx: &mut Read<'_>, account: &AccountId) -> Result<bool> {
    let own = tx.creditor_profile()?.and_then(|profile| AccountId::of_text(&profile.iban));
    let key = account.key();
    Ok(own.is_some_and(|own| own.key() == key) || tx.bank_accounts()?.iter().any(|known| known.key == key))
}

/// Takes the statements of a file.
pub(super) fn take(books: &Books, opened: &file::Opened<'_>, options: &Options<'_>) -> Result<FileReport> {
    let mut saved = books.read(saved_mappings)?;
    if let Some(given) = options.mapping {
        let mapping = serde_json::from_str(given)
            .map_err(|error| AppError::usage(format!("--mapping : la correspondance n'est pas lisible ({error}).")))?;
        saved.insert(0, mapping);
    }
    let mut reading = bank::read(&opened.input(), &saved);
    let format = reading.statements.first().map_or(opened.kind_word(), |statement| statement.format.word());
    let readable = !reading.problems.iter().any(|problem| problem.severity == Severity::Error);
    let mut problems = Problems::new();
    reading.problems.into_iter().for_each(|problem| problems.push(problem));
    if !readable || reading.statements.is_empty() {
        return Ok(FileReport::refused(opened, format, problems.into_vec()));
    }
    let today = books.today();
    let mut taking = Taking { today, import: ImportId(0), counts: Counts::default(), notes: Vec::new(), fresh: HashMap::new() };
    let mut lacks = Lacks::default();
    let taken = or_nothing(books, |tx| {
        let found = accounts(tx, &mut reading.statements, (options.account, today), &mut lacks, &mut problems)?;
        let Some(accounts) = found else { return Err(Undone::Nothing) };
        taking.import = begin(tx, opened, format, today)?;
        for (statement, account) in reading.statements.iter().zip(&accounts) {
            taking.statement(tx, statement, *account, &mut problems)?;
        }
        taking.counts.problems = problems.total();
        let through = taking.known_through(tx, &reading.statements, &accounts)?;
        still_the_same(opened, false)?;
        Ok(complete(tx, taking.import, &taking.counts, through, today)?)
    })?;
    if !taken {
        return Ok(FileReport { lacks, ..FileReport::refused(opened, format, problems.into_vec()) });
    }
    Ok(FileReport::taken(opened, format, taking.import, taking.counts, taking.notes, problems.into_vec()))
}

/// The creditor's account of each statement; `None`, with the reason told, where one is nobody's that is known. How the account is
/// said or declared is for each door to tell.
fn accounts(
    tx: &mut Tx<'_>,
    statements: &mut [Statement],
    (given, today): (Option<&str>, Date),
    lacks: &mut Lacks,
    problems: &mut Problems,
) -> Result<Option<Vec<BankAccountId>>> {
    let mut found = Vec::with_capacity(statements.len());
    // Every account that is missing is told, so that they are declared at once.
    let mut told = BTreeSet::new();
    for statement in statements {
        let place = Place::line(statement.line);
        let named = statement.account.clone().or_else(|| given.and_then(AccountId::of_text));
        let Some(account) = named.map_or_else(|| only_account(tx), |named| Ok(Some(named)))? else {
            lacks.account = true;
            let none = if tx.bank_accounts()?.is_empty() { ", et aucun compte n'est déclaré comme le vôtre" } else { "" };
            let then = if none.is_empty() { "Dites-le, puis reprenez-le." } else { "Déclarez le vôtre, puis reprenez-le." };
            problems.error(place, "no_account", format_args!("le relevé ne dit pas de quel compte il est{none}. {then}"));
            return Ok(None);
        };
        match own_account(tx, &account, statement.currency, today)? {
            Some((id, own)) if in_currency(tx, statement, (id, own))? => found.push(id),
            Some((_, own)) => {
                told.insert(account.key());
                problems.error(place, "other_currency", format_args!("{}", other_currency(statement, &account, own)));
            }
            None if told.insert(account.key()) => {
                lacks.undeclared.push(account.key());
                problems.error(
                    place,
                    "other_account",
                    format_args!(
                        "c'est le relevé du compte {}, qui n'est pas déclaré comme le vôtre. Déclarez-le, puis redonnez le fichier.",
                        account.shown()
                    ),
                );
            }
            None => {}
        }
    }
    Ok(told.is_empty().then_some(found))
}

/// Whether a statement is in the currency of its account: one that says none is. An account declared before its currency was asked
/// is in euros; its statements of before, all in another, go on.
fn in_currency(tx: &mut Read<'_>, statement: &mut Statement, (account, own): (BankAccountId, Currency)) -> Result<bool> {
    if statement.take_currency(own) {
        return Ok(true);
    }
    let last = tx.bank_statements(account, 1)?.pop();
    Ok(statement.currency_said && last.is_some_and(|last| last.currency == statement.currency))
}

fn other_currency(statement: &Statement, account: &AccountId, own: Currency) -> String {
    let (account, said) = (account.shown(), statement.currency);
    if statement.currency_said {
        return format!(
            "le relevé est en {said} et le compte {account} est déclaré en {own} : rien n'en est pris. Donnez le relevé du bon compte ; si c'est la devise du compte qui est fausse, déclarez-le de nouveau en {said} avant son premier relevé."
        );
    }
    format!(
        "le relevé ne dit pas sa devise, et le compte {account} est en {own}, qui ne s'écrit pas avec autant de décimales : rien n'en est pris. Demandez à la banque un relevé qui dit sa devise."
    )
}

/// The creditor's account, where there is only one.
fn only_account(tx: &mut Read<'_>) -> Result<Option<AccountId>> {
    let known = tx.bank_accounts()?;
    Ok(match known.as_slice() {
        [] => tx.creditor_profile()?.and_then(|profile| AccountId::of_text(&profile.iban)),
        [only] => AccountId::of_text(&only.key),
        _ => None,
    })
}

struct Taking {
    today: Date,
    import: ImportId,
    counts: Counts,
    notes: Vec<String>,
    /// Lines taken in this import: they are not seen by lookups before it is complete.
    fresh: HashMap<BankAccountId, Vec<Key>>,
}

/// The first and last day that a statement covers.
fn days(statement: &Statement) -> Option<(Date, Date)> {
    let booked = statement.entries.iter().map(|entry| entry.booked_on);
    let from = statement.from.into_iter().chain(booked.clone()).min();
    let to = statement.to.into_iter().chain(statement.closing.as_ref().and_then(|closing| closing.on)).chain(booked).max();
    let (from, to) = (from.or(to)?, to.or(from)?);
    Some((from.min(to), to))
}

impl Taking {
    fn statement(&mut self, tx: &mut Tx<'_>, statement: &Statement, account: BankAccountId, problems: &mut Problems) -> Result<()> {
        let Some((from, to)) = days(statement) else {
            self.notes.push("Un relevé sans date ni mouvement : rien à prendre.".to_owned());
            return Ok(());
        };
        self.continuity(tx, statement, account, (from, to), problems)?;
        let standings = self.standings(tx, statement, account, (from, to))?;
        let mut new = Vec::new();
        let (mut known, mut covered) = (0_u32, 0_u32);
        for (entry, standing) in statement.entries.iter().zip(&standings) {
            match standing {
                Seen::New => new.push(entry),
                Seen::Known => known += 1,
                Seen::Covered => covered += 1,
                Seen::Changed(was) => problems.error(
                    Place::line(entry.line),
                    "line_changed",
                    format_args!(
                        "la référence {} est déjà celle d'une ligne {was}, le relevé dit {} le {}. Non prise : demandez à la banque laquelle est juste.",
                        entry.bank_reference.as_deref().unwrap_or_default(),
                        entry.money.french(),
                        date_short(entry.booked_on)
                    ),
                ),
            }
        }
        let number = statement.sequence.clone().or_else(|| statement.id.clone());
        let event = BankStatementTaken {
            account,
            import: self.import,
            format: statement.format.word().to_owned(),
            number,
            currency: statement.currency,
            from,
            to,
            opening: statement.opening.as_ref().map(|balance| balance.money.amount),
            closing: statement.closing.as_ref().map(|balance| balance.money.amount),
            taken: u32::try_from(new.len()).unwrap_or(u32::MAX),
            known,
            covered,
        };
        let id = BankStatementId(tx.append(NewEvent::new(self.today, event))?.0);
        self.lines(tx, id, account, &new)?;
        self.counts.taken += new.len() as u64;
        self.counts.known += u64::from(known) + u64::from(covered);
        if covered > 0 {
            self.notes.push(format!(
                "{} un relevé d'un autre format : reconnues à leur jour et leur montant.",
                counted(u64::from(covered), "ligne déjà apportée par", "lignes déjà apportées par")
            ));
        }
        Ok(())
    }

    /// What each entry is beside the lines that are known.
    fn standings(&self, tx: &mut Tx<'_>, statement: &Statement, account: BankAccountId, (from, to): (Date, Date)) -> Result<Vec<Seen>> {
        let stored = tx.bank_keys(account, from.saturating_sub(AROUND.days()), to.saturating_add(AROUND.days()))?;
        let mut known: Vec<Key> = stored
            .into_iter()
            .map(|key| Key { account: account.to_string(), reference: key.reference, on: key.on, amount: key.amount, label: key.label })
            .collect();
        known.extend(self.fresh.get(&account).into_iter().flatten().cloned());
        let word = statement.format.word();
        let others: Vec<(Date, Date)> = tx
            .bank_coverage(account, from, to)?
            .into_iter()
            .filter(|(format, _, _)| format != word)
            .map(|(_, first, last)| (first, last))
            .collect();
        let elsewhere = |day: Date| others.iter().any(|(first, last)| (*first..=*last).contains(&day));
        let plain = |key: &Key| Key { reference: None, label: String::new(), ..key.clone() };
        let keys: Vec<Key> = statement.entries.iter().map(|entry| key_of(tx, entry, account)).collect();
        let (covered, own): (Vec<usize>, Vec<usize>) = (0..keys.len()).partition(|at| elsewhere(keys[*at].on));
        let mut seen = vec![Seen::New; keys.len()];
        let of = |places: &[usize]| -> Vec<Key> { places.iter().map(|at| keys[*at].clone()).collect() };
        for (at, standing) in own.iter().zip(overlap(&known, &of(&own))) {
            seen[*at] = match standing {
                Standing::New => Seen::New,
                Standing::Known(_) => Seen::Known,
                Standing::Changed(other) => {
                    let other = &known[other];
                    Seen::Changed(format!("de {} le {}", money_fr(other.amount, statement.currency), date_short(other.on)))
                }
            };
        }
        let there: Vec<Key> = known.iter().filter(|key| elsewhere(key.on)).map(plain).collect();
        let here: Vec<Key> = of(&covered).iter().map(plain).collect();
        for (at, standing) in covered.iter().zip(overlap(&there, &here)) {
            seen[*at] = if standing == Standing::New { Seen::New } else { Seen::Covered };
        }
        Ok(seen)
    }

    /// A statement that does not begin where the one before it ended.
    fn continuity(
        &mut self,
        tx: &mut Tx<'_>,
        statement: &Statement,
        account: BankAccountId,
        (from, to): (Date, Date),
        problems: &mut Problems,
    ) -> Result<()> {
        let before = tx.bank_statements(account, 100)?.into_iter().find(|other| other.to < from || (other.to <= to && other.from < from));
        let Some((before, opening)) = before.and_then(|other| Some((other.clone(), statement.opening.as_ref()?))) else { return Ok(()) };
        if let Some(closing) = before.closing.filter(|closing| *closing != opening.money.amount && before.to < from) {
            problems.warning(
                Place::line(statement.line),
                "statement_gap",
                format_args!(
                    "le solde d'ouverture est de {} ; le relevé précédent finissait à {} le {}. Il manque sans doute un relevé entre le {} et le {}.",
                    opening.money.french(),
                    money_fr(closing, statement.currency),
                    date_short(before.to),
                    date_short(before.to),
                    date_short(from)
                ),
            );
        }
        Ok(())
    }

    fn lines(&mut self, tx: &mut Tx<'_>, statement: BankStatementId, account: BankAccountId, entries: &[&Entry]) -> Result<()> {
        for some in entries.chunks(BATCH) {
            let labels: Vec<String> = some.iter().map(|entry| entry.identity("").label).collect();
            let details: Vec<Vec<u8>> = some
                .iter()
                .map(|entry| serde_json::to_vec(&details(entry)).map_err(|error| AppError::refused(error.to_string())))
                .collect::<Result<_>>()?;
            let kept_labels = tx.keep_many(&labels.iter().map(String::as_bytes).collect::<Vec<_>>())?;
            let kept_details = tx.keep_many(&details.iter().map(Vec::as_slice).collect::<Vec<_>>())?;
            let pairs = kept_labels.into_iter().zip(kept_details);
            let events = some.iter().zip(pairs).map(|(entry, kept)| NewEvent::new(entry.booked_on, recorded(statement, entry, kept)));
            tx.append_many(events.collect())?;
            for entry in some {
                let key = key_of(tx, entry, account);
                self.fresh.entry(account).or_default().push(key);
            }
        }
        Ok(())
    }

    /// The day through which every payment is known: the last covered of the account that is known least far.
    fn known_through(&self, tx: &mut Tx<'_>, statements: &[Statement], accounts: &[BankAccountId]) -> Result<Option<Date>> {
        let mut through: HashMap<BankAccountId, Option<Date>> = tx.bank_accounts()?.into_iter().map(|a| (a.id, a.known_to)).collect();
        for (statement, account) in statements.iter().zip(accounts) {
            let to = days(statement).map(|(_, to)| to);
            let known = through.entry(*account).or_default();
            *known = (*known).max(to);
        }
        // An account of which nothing was ever read says nothing.
        Ok(through.into_values().flatten().min())
    }
}

/// What an entry is beside what is known.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Seen {
    New,
    Known,
    /// Brought by a statement in another format.
    Covered,
    /// The bank's reference stands with another day or amount: which.
    Changed(String),
}

/// What an entry is known again by; its text as the digest that is stored.
fn key_of(tx: &Tx<'_>, entry: &Entry, account: BankAccountId) -> Key {
    let key = entry.identity(&account.to_string());
    Key { label: tx.digest(key.label.as_bytes()), ..key }
}

fn recorded(statement: BankStatementId, entry: &Entry, (label, details): (Private, Private)) -> BankLineRecorded {
    BankLineRecorded {
        statement,
        amount: entry.money.amount,
        currency: entry.money.currency,
        kind: kind(entry),
        reference: entry.bank_reference.clone(),
        label,
        details,
    }
}

/// What the bank says of a line, as reconciliation reads it.
fn kind(entry: &Entry) -> LineKind {
    match entry.kind {
        EntryKind::TransferIn | EntryKind::TransferOut => LineKind::Transfer,
        EntryKind::DirectDebitIssued | EntryKind::DirectDebitPaid => LineKind::DirectDebit,
        EntryKind::ChequeDeposit | EntryKind::ChequePaid => LineKind::Cheque,
        EntryKind::BillDeposit => LineKind::Bill,
        EntryKind::Card => LineKind::Card,
        EntryKind::Cash => LineKind::Cash,
        EntryKind::Fee => LineKind::Fee,
        EntryKind::Interest => LineKind::Interest,
        kind if kind.is_return() => LineKind::Returned,
        // A transfer of the creditor's own that came back is no customer's payment, and nobody says whose it was.
        _ => LineKind::Other,
    }
}

fn details(entry: &Entry) -> LineDetails {
    let mut texts = entry.remittance.clone();
    texts.extend(entry.invoices.iter().map(|invoice| invoice.number.clone()));
    texts.extend(entry.structured_references.iter().skip(1).cloned());
    texts.extend(entry.ultimate_debtor.clone());
    let returned = entry.returned.clone().unwrap_or_default();
    texts.extend(returned.text);
    texts.retain(|text| !text.trim().is_empty());
    let end_to_end = entry.end_to_end.clone().or(returned.original_reference).unwrap_or_default();
    LineDetails {
        value_on: entry.value_on,
        texts,
        reference: entry.structured_references.first().cloned().unwrap_or_default(),
        end_to_end,
        payer_name: entry.counterparty.clone().unwrap_or_default(),
        payer_iban: entry.counterparty_account.as_ref().map(AccountId::key).unwrap_or_default(),
        return_code: returned.reason.unwrap_or_default(),
        ordered: entry.original.map(Money::unsigned),
        raw: entry.raw.clone(),
    }
}
