//! Of which of the creditor's accounts a statement is: the one it names, the one that a person chose, else the only one.
//!
//! * A file may name a French account by its number alone: it is the known IBAN of that number ([`crate::bank::meant`]).
//! * A person's choice counts for what names no account, or one name that is no known account: some banks write a number of their own. It
//!   never makes one IBAN another.

use std::collections::BTreeSet;

use domain::Date;
use domain::bank::AccountId;
use domain::ids::BankAccountId;
use domain::money::Currency;
use formats::bank::Statement;
use formats::{Place, Problems};
use store::{Read, Tx};

use crate::bank::{meant, own_account};
use crate::error::Result;
use crate::import::control::OfAccount;
use crate::import::report::Lacks;

/// Whose the statements of a file are.
pub(super) struct Whose<'a> {
    /// The account that a person chose.
    pub given: Option<&'a str>,
    pub today: Date,
    /// What is lacking.
    pub lacks: Lacks,
    /// What was understood, in sentences.
    pub notes: Vec<String>,
}

impl Whose<'_> {
    /// The creditor's account of each statement; `None`, with the reason told, where one is nobody's that is known. How the account is
    /// said or declared is for each door to tell.
    pub fn accounts(
        &mut self,
        tx: &mut Tx<'_>,
        statements: &mut [Statement],
        problems: &mut Problems,
    ) -> Result<Option<Vec<BankAccountId>>> {
        let mut found = Vec::with_capacity(statements.len());
        // Every account that is missing is told, so that they are declared at once.
        let mut told = BTreeSet::new();
        let chosen = chosen(tx, self.given.and_then(AccountId::of_text), statements)?;
        for statement in statements {
            let place = Place::line(statement.line);
            let Some(account) = account_of(tx, statement, &chosen)? else {
                self.lacks.account = true;
                let none = if tx.bank_accounts()?.is_empty() { ", et aucun compte n'est déclaré comme le vôtre" } else { "" };
                let then = if none.is_empty() { "Dites-le, puis reprenez-le." } else { "Déclarez le vôtre, puis reprenez-le." };
                problems.error(place, "no_account", format_args!("le relevé ne dit pas de quel compte il est{none}. {then}"));
                return Ok(None);
            };
            match own_account(tx, &account, statement.currency, self.today)? {
                Some((id, own)) if in_currency(tx, statement, (id, own))? => {
                    self.note(statement, &account);
                    found.push(id);
                }
                Some((_, own)) => {
                    told.insert(account.key());
                    problems.error(place, "other_currency", format_args!("{}", other_currency(statement, &account, own)));
                }
                None if told.insert(account.key()) => {
                    self.lacks.choice = self.lacks.undeclared.is_empty() && may_be_chosen(tx, &account)?;
                    self.lacks.undeclared.push(account.key());
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

    /// An account that the file names otherwise is told.
    fn note(&mut self, statement: &Statement, account: &AccountId) {
        let Some(named) = statement.account.as_ref().filter(|named| named.key() != account.key()) else { return };
        let said = format!("Le compte {} du fichier est pris pour le vôtre, {}.", named.shown(), account.shown());
        if !self.notes.contains(&said) {
            self.notes.push(said);
        }
    }
}

/// A person's choice, and the one name of a file that it may stand for.
struct Chosen {
    account: Option<AccountId>,
    instead_of: Option<String>,
}

/// What a person's choice counts for: a file that gives several accounts which are not known has no one to be chosen for.
fn chosen(tx: &mut Read<'_>, given: Option<AccountId>, statements: &[Statement]) -> Result<Chosen> {
    let Some(given) = given else { return Ok(Chosen { account: None, instead_of: None }) };
    let given = meant(tx, &given)?;
    let mut unknown = BTreeSet::new();
    for named in statements.iter().filter_map(|statement| statement.account.as_ref()) {
        let own = meant(tx, named)?;
        if !is_known(tx, &own)? {
            unknown.insert(named.key());
        }
    }
    let one = unknown.len() == 1 && is_known(tx, &given)?;
    let instead_of = unknown.pop_first().filter(|_| one);
    Ok(Chosen { account: Some(given), instead_of })
}

/// The account that a statement is taken for; `None` where nothing says it.
fn account_of(tx: &mut Read<'_>, statement: &Statement, chosen: &Chosen) -> Result<Option<AccountId>> {
    let Some(named) = &statement.account else {
        return if chosen.account.is_some() { Ok(chosen.account.clone()) } else { only_account(tx) };
    };
    let instead = chosen.account.as_ref().filter(|chosen| may_stand_for(chosen, named));
    match instead.filter(|_| chosen.instead_of.as_ref() == Some(&named.key())) {
        Some(instead) => Ok(Some(instead.clone())),
        None => meant(tx, named).map(Some),
    }
}

/// Whether a person may say that an account is what a file names otherwise: two IBANs are two accounts.
fn may_stand_for(chosen: &AccountId, named: &AccountId) -> bool {
    chosen.iban().is_none() || named.iban().is_none()
}

/// Whether one of the known accounts may be chosen for what a file names.
fn may_be_chosen(tx: &mut Read<'_>, named: &AccountId) -> Result<bool> {
    let known = tx.bank_accounts()?;
    Ok(known.iter().filter_map(|known| AccountId::of_text(&known.key)).any(|known| may_stand_for(&known, named)))
}

/// Of which account a statement is before it is taken, and who says it; `given` is what a person chose.
pub(super) fn looked_at(
    tx: &mut Read<'_>,
    statements: &[Statement],
    at: usize,
    given: Option<BankAccountId>,
) -> Result<(OfAccount, Option<AccountId>)> {
    let known = tx.bank_accounts()?;
    let given = known.iter().find(|account| Some(account.id) == given);
    let chosen = chosen(tx, given.and_then(|given| AccountId::of_text(&given.key)), statements)?;
    let Some(statement) = statements.get(at) else { return Ok((OfAccount::Known, None)) };
    let account = account_of(tx, statement, &chosen)?;
    let of = match (&statement.account, &account, given) {
        (None, Some(_), Some(given)) => OfAccount::Given(given.id),
        (None, Some(_), None) => OfAccount::Known,
        (None, None, _) if known.is_empty() => OfAccount::Undeclared,
        (None, None, _) => OfAccount::Asked,
        (Some(named), Some(_), Some(given)) if chosen.instead_of.as_ref() == Some(&named.key()) && account == chosen.account => {
            OfAccount::Given(given.id)
        }
        (Some(_), Some(account), _) if !is_known(tx, account)? && may_be_chosen(tx, account)? => OfAccount::Unknown,
        (Some(_), _, _) => OfAccount::Known,
    };
    Ok((of, account))
}

/// Whether an account is declared, or is that of the letterhead.
pub(super) fn is_known(tx: &mut Read<'_>, account: &AccountId) -> Result<bool> {
    let own = tx.creditor_profile()?.and_then(|profile| AccountId::of_text(&profile.iban));
    let key = account.key();
    Ok(own.is_some_and(|own| own.key() == key) || tx.bank_accounts()?.iter().any(|known| known.key == key))
}

/// The creditor's account, where there is only one, whatever its names.
fn only_account(tx: &mut Read<'_>) -> Result<Option<AccountId>> {
    let known = tx.bank_accounts()?;
    if known.is_empty() {
        return Ok(tx.creditor_profile()?.and_then(|profile| AccountId::of_text(&profile.iban)));
    }
    let mut only = BTreeSet::new();
    for named in known.iter().filter_map(|account| AccountId::of_text(&account.key)) {
        only.insert(meant(tx, &named)?);
    }
    Ok(only.pop_first().filter(|_| only.is_empty()))
}

/// Whether a statement is in the currency of its account: one that says none is. An account declared before its currency was asked
/// is in euros; its statements of before, all in another, go on.
pub(super) fn in_currency(tx: &mut Read<'_>, statement: &mut Statement, (account, own): (BankAccountId, Currency)) -> Result<bool> {
    if statement.take_currency(own) {
        return Ok(true);
    }
    let last = tx.bank_statements(account, 1)?.pop();
    Ok(statement.currency_said && last.is_some_and(|last| last.currency == statement.currency))
}

pub(super) fn other_currency(statement: &Statement, account: &AccountId, own: Currency) -> String {
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
