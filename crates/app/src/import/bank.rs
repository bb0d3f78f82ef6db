//! Bank statements: every line that the bank booked becomes a line of the books, once.
//!
//! * A statement is taken for an account that is the creditor's; a file of another account is refused, whole.
//! * A line is known again by the bank's reference, else by its day, amount and text; on days that a statement in another format
//!   covers, by day and amount, since two formats never say the same texts ([`seen`]). Two equal payments stay two.
//! * Statements follow each other: where the opening balance is not the closing balance before it, a statement is missing, and payments are
//!   not known beyond it ([`holes`]).

mod holes;
mod seen;
mod taking;

use std::collections::BTreeSet;

use domain::Date;
use domain::bank::AccountId;
use domain::french::{date_short, money_fr};
use domain::ids::BankAccountId;
use domain::money::{Cents, Currency};
use formats::bank::{self, Statement};
use formats::table::Mapping;
use formats::{Input, Kind, Place, Problems, Severity};
use store::{Read, Tx};
use taking::Taking;

use super::control::{Control, OfAccount};
use super::report::{FileReport, Lacks};
use super::table::saved_mappings;
use super::{Options, Undone, begin, complete, file, or_nothing, still_the_same};
use crate::bank::own_account;
use crate::books::Books;
use crate::error::{AppError, Result};
use crate::words::counted;

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
    let mut taking = Taking::new(today);
    let mut lacks = Lacks::default();
    let taken = or_nothing(books, |tx| {
        let found = accounts(tx, &mut reading.statements, (options.account, today), &mut lacks, &mut problems)?;
        let Some(accounts) = found else { return Err(Undone::Nothing) };
        taking.import = begin(tx, opened, format, today)?;
        for (statement, account) in reading.statements.iter().zip(&accounts) {
            taking.statement(tx, statement, *account, &mut problems)?;
        }
        let through = taking.known_through(tx, &reading.statements, &accounts, &mut problems)?;
        taking.counts.problems = problems.total();
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

/// The first and last day that a statement covers.
fn days(statement: &Statement) -> Option<(Date, Date)> {
    let booked = statement.entries.iter().map(|entry| entry.booked_on);
    let from = statement.from.into_iter().chain(booked.clone()).min();
    let to = statement.to.into_iter().chain(statement.closing.as_ref().and_then(|closing| closing.on)).chain(booked).max();
    let (from, to) = (from.or(to)?, to.or(from)?);
    Some((from.min(to), to))
}
