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
mod whose;

use domain::Date;
use domain::bank::AccountId;
use domain::french::{date_short, money_fr};
use domain::ids::BankAccountId;
use domain::money::Cents;
use formats::bank::{self, Format, Statement};
use formats::table::Mapping;
use formats::{Input, Kind, Place, Problems, Severity};
use taking::Taking;
use whose::{Whose, in_currency, is_known, looked_at, other_currency};

use super::control::{Control, OfAccount};
use super::report::{FileReport, Lacks};
use super::table::saved_mappings;
use super::{Options, Undone, begin, complete, file, or_nothing, still_the_same};
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
    let all = if readable { reading.statements.len() } else { 0 };
    for at in 0..all {
        let (of, named) = books.read(|tx| looked_at(tx, &reading.statements, at, given))?;
        if of != OfAccount::Known {
            seen.of_account = of;
        }
        let statement = &mut reading.statements[at];
        if let Some(named) = &named {
            currency_of(books, statement, named, seen)?;
        }
        let known = named.as_ref().map(|named| books.read(|tx| is_known(tx, named))).transpose()?;
        described(statement, named.as_ref(), seen);
        if statement.account.is_some() && known == Some(false) {
            seen.notes.push(
                "Ce compte n'est pas encore déclaré comme le vôtre : faites-le à la page Banque, sinon le relevé sera refusé.".to_owned(),
            );
        }
    }
    seen.notes.push("Les lignes déjà connues seront reconnues : reprendre un relevé n'ajoute rien deux fois.".to_owned());
    seen.add(reading.problems);
    Ok(())
}

/// A statement in sentences and figures, as it is looked at.
fn described(statement: &Statement, account: Option<&AccountId>, seen: &mut Control) {
    let named = account.map_or("non nommé dans le fichier", AccountId::shown);
    let days = days(statement).map(|(from, to)| format!(", du {} au {}", date_short(from), date_short(to))).unwrap_or_default();
    let ins: Cents = statement.entries.iter().filter(|entry| entry.is_credit()).map(|entry| entry.money.amount).sum();
    seen.notes.push(format!(
        "Compte {named}{days} : {}, dont {} encaissés.",
        counted(statement.entries.len() as u64, "mouvement", "mouvements"),
        money_fr(ins, statement.currency)
    ));
    if let Some(closing) = &statement.closing {
        seen.notes.push(format!("Solde de clôture : {}.", closing.money.french()));
    }
    seen.counts.rows += statement.entries.len() as u64;
    seen.counts.fresh += statement.entries.len() as u64;
    let sum = seen.sums.entry(statement.currency).or_default();
    *sum += ins;
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
    let mut whose = Whose { given: options.account, today, lacks: Lacks::default(), notes: Vec::new() };
    let taken = or_nothing(books, |tx| {
        let found = whose.accounts(tx, &mut reading.statements, &mut problems)?;
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
        return Ok(FileReport { lacks: whose.lacks, ..FileReport::refused(opened, format, problems.into_vec()) });
    }
    taking.notes.splice(0..0, whose.notes);
    Ok(FileReport::taken(opened, format, taking.import, taking.counts, taking.notes, problems.into_vec()))
}

/// The first and last day that a statement covers. The day of a balance is one of them, but not in OFX where the file says its last day:
/// its balance is that of the export, of whatever days the list is.
fn days(statement: &Statement) -> Option<(Date, Date)> {
    let booked = statement.entries.iter().map(|entry| entry.booked_on);
    let from = statement.from.into_iter().chain(booked.clone()).min();
    let of_balance = statement.closing.as_ref().and_then(|closing| closing.on);
    let of_balance = of_balance.filter(|_| statement.format != Format::Ofx || statement.to.is_none());
    let to = statement.to.into_iter().chain(of_balance).chain(booked).max();
    let (from, to) = (from.or(to)?, to.or(from)?);
    Some((from.min(to), to))
}

/// The balance at the end of the last day of a statement: none where it is said for another day, and something was or may have been booked
/// in between.
fn closing(statement: &Statement, to: Date) -> Option<Cents> {
    let balance = statement.closing.as_ref()?;
    let on = balance.on.unwrap_or(to);
    let of_the_end = on <= to && statement.entries.iter().all(|entry| entry.booked_on <= on);
    of_the_end.then_some(balance.money.amount)
}
