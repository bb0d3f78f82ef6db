//! The creditor's accounts, and what was learned: accounts of payers, lines that are no customer's, settings.

use std::collections::BTreeSet;

use domain::Date;
use domain::bank::AccountId;
use domain::events::{BankAccountAdded, BankRuleRemoved, MatchingSet, NewEvent, PayerForgotten};
use domain::ids::{BankAccountId, BankRuleId, PayerAccountId};
use domain::money::Currency;
use domain::payments::{LOWEST_AUTOMATIC, Settings};
use store::{Read, Tx};

use crate::error::{AppError, Result};
use crate::record::Done;

/// The longest name of an account.
const MOST_NAME: usize = 60;
/// The longest wait for a line.
pub(super) const MOST_DAYS: u16 = 30;

/// Adds an account of the creditor in euros: see [`declare_account`].
///
/// # Errors
/// As there.
pub fn add_account(tx: &mut Tx<'_>, account: &str, name: &str, on: Date) -> Result<Done> {
    declare_account(tx, account, name, Currency::EUR, on)
}

/// Declares an account of the creditor in a currency; again, with another currency or name, as long as no statement of it was taken.
///
/// # Errors
/// Nothing that names an account; one that is there already, as it is said or with statements.
pub fn declare_account(tx: &mut Tx<'_>, account: &str, name: &str, currency: Currency, on: Date) -> Result<Done> {
    let account = AccountId::of_text(account).ok_or_else(|| AppError::usage("Donnez l'IBAN du compte, ou son numéro."))?;
    let key = account.key();
    let looks =
        key.len() >= 15 && key.as_bytes()[..2].iter().all(u8::is_ascii_alphabetic) && key.as_bytes()[2..4].iter().all(u8::is_ascii_digit);
    if account.iban().is_none() && looks {
        return Err(AppError::usage(format!("« {} » n'est pas un IBAN : sa clé est fausse. Recopiez-le du RIB.", account.shown())));
    }
    let name = name.trim();
    if name.chars().count() > MOST_NAME {
        return Err(AppError::usage(format!("Le nom du compte dépasse {MOST_NAME} caractères.")));
    }
    if let Some(known) = tx.bank_accounts()?.into_iter().find(|known| known.key == account.key()) {
        if known.currency == currency {
            return Err(AppError::refused(format!("Le compte {} est déjà connu. Rien n'a changé.", account.shown())));
        }
        if !tx.bank_statements(known.id, 1)?.is_empty() {
            return Err(AppError::refused(format!(
                "Le compte {} est déjà connu en {}, et un relevé en est pris : sa devise ne change plus. Rien n'a changé.",
                account.shown(),
                known.currency
            )));
        }
        let name = if name.is_empty() { known.name.as_str() } else { name };
        added(tx, &account, name, currency, on)?;
        let said = format!("Le compte {} ({}) est maintenant en {currency}.", account.shown(), known.id);
        return Ok(Done { said, created: Vec::new() });
    }
    let same = meant(tx, &account)?;
    if same.key() != account.key() {
        let (account, same) = (account.shown(), same.shown());
        return Err(AppError::refused(format!("Le compte {account} est déjà connu : c'est le numéro de {same}. Rien n'a changé.")));
    }
    let id = added(tx, &account, name, currency, on)?;
    let same = meant(tx, &account)?;
    let also = match same.key() == account.key() {
        true => String::new(),
        false => format!(" C'est le compte {}, déjà déclaré par son numéro : leurs relevés vont ensemble.", same.shown()),
    };
    Ok(Done { said: format!("Compte {} ajouté ({id}).{also}", account.shown()), created: vec![id.to_string()] })
}

fn added(tx: &mut Tx<'_>, account: &AccountId, name: &str, currency: Currency, on: Date) -> Result<BankAccountId> {
    let kept = tx.keep(account.key().as_bytes())?;
    let event = BankAccountAdded { account: kept, name: name.to_owned(), currency };
    Ok(BankAccountId(tx.append(NewEvent::new(on, event))?.0))
}

/// The creditor's own account of that name, as [`meant`] gives it, with its currency; the one on its letterhead is added when it is met,
/// in the currency of the file. `None`: nobody said that it is the creditor's.
pub(crate) fn own_account(tx: &mut Tx<'_>, account: &AccountId, currency: Currency, on: Date) -> Result<Option<(BankAccountId, Currency)>> {
    let key = account.key();
    if let Some(known) = tx.bank_accounts()?.into_iter().find(|known| known.key == key) {
        return Ok(Some((known.id, known.currency)));
    }
    let own = tx.creditor_profile()?.map(|profile| AccountId::of_text(&profile.iban));
    if own.flatten().is_some_and(|own| own.key() == key) {
        return Ok(Some((added(tx, account, "", currency, on)?, currency)));
    }
    Ok(None)
}

/// The account that a file names: where it gives the number of a French account alone, the known IBAN of that number, if there is exactly
/// one. Of an account that was declared by its number and by its IBAN, the one that has statements.
pub(crate) fn meant(tx: &mut Read<'_>, named: &AccountId) -> Result<AccountId> {
    let known = tx.bank_accounts()?;
    let mut names: Vec<AccountId> = known.iter().filter_map(|account| AccountId::of_text(&account.key)).collect();
    names.extend(tx.creditor_profile()?.and_then(|profile| AccountId::of_text(&profile.iban)));
    let exact = names.iter().find(|name| name.key() == named.key());
    let Some(other) = other_name(named, &names) else { return Ok(named.clone()) };
    if exact.is_none() {
        // An IBAN that nobody declared is not taken for a number that somebody did.
        return Ok(if named.iban().is_some() { named.clone() } else { other });
    }
    let of = |name: &AccountId| known.iter().find(|account| account.key == name.key());
    if let (Some(own), Some(other)) = (of(named), of(&other))
        && own.currency != other.currency
    {
        return Ok(named.clone());
    }
    let mut is_used = |name: &AccountId| match of(name) {
        Some(account) => Ok::<_, AppError>(!tx.bank_statements(account.id, 1)?.is_empty()),
        None => Ok(false),
    };
    let (own, theirs) = (is_used(named)?, is_used(&other)?);
    let by_iban = named.iban().is_some();
    Ok(if own || (!theirs && by_iban) { named.clone() } else { other })
}

/// The other name of an account among those that are known: its IBAN, where it is named by its number alone, or that number. `None` where
/// there is not exactly one, or the number is that of several IBANs.
fn other_name(named: &AccountId, names: &[AccountId]) -> Option<AccountId> {
    let ibans_of = |number: &AccountId| {
        let all = names.iter().chain([named]).filter_map(AccountId::iban).filter(|iban| number.is_number_of(iban));
        all.map(|iban| iban.as_str().to_owned()).collect::<BTreeSet<String>>()
    };
    let mut others: BTreeSet<AccountId> = match named.iban() {
        Some(iban) => names.iter().filter(|name| name.is_number_of(iban) && ibans_of(name).len() == 1).cloned().collect(),
        None => ibans_of(named).iter().filter_map(|iban| AccountId::of_text(iban)).collect(),
    };
    others.pop_first().filter(|_| others.is_empty())
}

/// The accounts of the creditor as matching compares them: those added, and the one on its letterhead.
pub(super) fn own_ibans(tx: &mut Read<'_>) -> Result<Vec<String>> {
    let mut ibans: Vec<String> = tx.bank_accounts()?.into_iter().map(|account| account.key).collect();
    ibans.extend(tx.creditor_profile()?.map(|profile| profile.iban));
    ibans.retain(|iban| !iban.trim().is_empty());
    Ok(ibans)
}

/// A debtor does not pay from an account, or no longer.
///
/// # Errors
/// No such account.
pub fn forget_payer(tx: &mut Tx<'_>, account: PayerAccountId, on: Date) -> Result<Done> {
    let known = tx.payer_accounts()?.into_iter().find(|(id, _, _)| *id == account);
    let (_, _, iban) = known.ok_or_else(|| AppError::usage(format!("Aucun compte payeur {account}.")))?;
    tx.append(NewEvent::new(on, PayerForgotten { account }))?;
    Ok(Done { said: format!("L'IBAN {iban} ne désigne plus personne."), created: Vec::new() })
}

/// Lines like that are to be looked at again.
///
/// # Errors
/// No such rule.
pub fn remove_rule(tx: &mut Tx<'_>, rule: BankRuleId, on: Date) -> Result<Done> {
    let known = tx.bank_rules()?.into_iter().find(|(id, _)| *id == rule);
    let (_, known) = known.ok_or_else(|| AppError::usage(format!("Aucune règle {rule}.")))?;
    tx.append(NewEvent::new(on, BankRuleRemoved { rule }))?;
    Ok(Done {
        said: format!("La règle « {} » est retirée ; les lignes déjà laissées de côté le restent.", known.says),
        created: Vec::new(),
    })
}

/// Sets what the creditor decides about matching.
///
/// # Errors
/// A threshold under which matches may not be automatic, limits that make no sense; nothing changed.
pub fn set_matching(tx: &mut Tx<'_>, settings: Settings, on: Date) -> Result<Done> {
    if !(LOWEST_AUTOMATIC..=1000).contains(&settings.automatic_from) {
        return Err(AppError::usage(format!(
            "Le seuil automatique va de {LOWEST_AUTOMATIC} à 1000 ; au-dessous, deux lectures se valent."
        )));
    }
    if settings.propose_from > settings.automatic_from {
        return Err(AppError::usage("Le seuil de proposition ne dépasse pas le seuil automatique."));
    }
    if settings.fee_limit.0 < 0 || settings.write_off_limit.0 < 0 || settings.hold_days > MOST_DAYS {
        return Err(AppError::usage(format!("Des limites positives, et {MOST_DAYS} jours d'attente au plus.")));
    }
    if tx.matching(on)? == settings {
        return Ok(Done { said: "Les réglages du rapprochement sont inchangés.".to_owned(), created: Vec::new() });
    }
    tx.append(NewEvent::new(on, MatchingSet { settings }))?;
    Ok(Done { said: "Réglages du rapprochement enregistrés.".to_owned(), created: Vec::new() })
}
