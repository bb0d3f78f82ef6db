//! How lines, accounts and debtors are said on the pages of the bank.

use std::collections::BTreeMap;

use domain::access::Permission;
use domain::french::{date_short, money_fr};
use domain::ids::DebtorId;
use maud::{Markup, html};
use store::{BankAccount, BankLine, Read};

use crate::pages::debtor_list::shown_name;
use crate::route::Inside;
use crate::ui;

/// Code and name of debtors.
pub(super) type Names = BTreeMap<DebtorId, (String, String)>;

/// A debtor's name, or its code where the name was erased.
pub(super) fn named(names: &Names, debtor: DebtorId) -> String {
    names.get(&debtor).map_or_else(|| debtor.to_string(), |(code, name)| shown_name(name, code).to_owned())
}

/// The same as a link to its card.
pub(super) fn debtor_link(who: &Inside, names: &Names, debtor: DebtorId) -> Markup {
    html! { a href=(who.url(&format!("/debiteurs/{}", debtor.0))) { (named(names, debtor)) } }
}

/// The name of the other side, else the first text: what a line is recognised by.
pub(super) fn title(line: &BankLine) -> &str {
    let details = &line.details;
    let texts = || details.texts.iter().map(|text| text.trim()).find(|text| !text.is_empty());
    match details.payer_name.trim() {
        "" => texts().unwrap_or(line.kind.french()),
        name => name,
    }
}

/// What stands beside the title: the other texts.
pub(super) fn beside(line: &BankLine) -> String {
    let (title, whole) = (title(line), app::bank::label_of(line));
    let rest = whole.strip_prefix(title).map_or(whole.as_str(), str::trim);
    if rest.is_empty() { line.kind.french().to_owned() } else { rest.to_owned() }
}

/// A line in one sentence: `400,00 € du 08/09/2026, VIR MENUISERIE SABLIER`.
pub(super) fn short(line: &BankLine) -> String {
    format!("{} du {}, {}", money_fr(line.amount, line.currency), date_short(line.on), title(line))
}

/// An account of somebody, in part for those who may not see bank details in full.
pub(crate) fn iban(who: &Inside, key: &str) -> String {
    let letters: Vec<char> = key.chars().filter(|c| !c.is_whitespace()).collect();
    if letters.is_empty() {
        return "effacé".to_owned();
    }
    if who.can(Permission::ManageBank) || letters.len() < 8 {
        let grouped: Vec<String> = letters.chunks(4).map(|four| four.iter().collect()).collect();
        // Only what is an IBAN is written in groups of four.
        return if letters[0].is_ascii_alphabetic() { grouped.join(" ") } else { key.to_owned() };
    }
    let part = |range: &[char]| range.iter().collect::<String>();
    format!("{} •••• •••• {}", part(&letters[..4]), part(&letters[letters.len() - 4..]))
}

/// What the bank wrote, the account of the payer in part for those who may not see it in full.
pub(super) fn raw(who: &Inside, line: &BankLine) -> String {
    let details = &line.details;
    let text = if details.raw.trim().is_empty() { details.texts.join("\n") } else { details.raw.clone() };
    let key: String = details.payer_iban.chars().filter(|c| !c.is_whitespace()).collect();
    if who.can(Permission::ManageBank) || key.len() < 8 {
        return text;
    }
    let (part, groups) = (iban(who, &key), key.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" "));
    text.replace(&details.payer_iban, &part).replace(&key, &part).replace(&groups, &part)
}

/// An account of the creditor: its name, else its last characters.
pub(crate) fn account_name(account: &BankAccount) -> String {
    let tail: String = account.key.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
    match (account.name.trim(), tail.is_empty()) {
        ("", true) => account.id.to_string(),
        ("", false) => format!("Compte ···· {tail}"),
        (name, true) => name.to_owned(),
        (name, false) => format!("{name} ···· {tail}"),
    }
}

/// The name of the account that a line is on.
pub(super) fn account_of(tx: &mut Read<'_>, line: &BankLine) -> app::Result<String> {
    let found = tx.bank_accounts()?.into_iter().find(|account| account.id == line.account);
    Ok(found.as_ref().map_or_else(|| line.account.to_string(), account_name))
}

/// How likely a match is: a bar and its figure.
pub(super) fn confidence(score: u16) -> Markup {
    let class = match score {
        900.. => "conf hi",
        500.. => "conf mid",
        _ => "conf lo",
    };
    html! {
        span class=(class) {
            svg class="meter" width="44" height="6" aria-hidden="true" focusable="false" {
                rect class="rail" width="100%" height="6" {}
                rect class="bar" width=(ui::chart::hundredths(i64::from(score) * 10)) height="6" {}
            }
            span class="vh" { "Confiance : " } (score / 10) "\u{a0}%"
        }
    }
}

#[cfg(test)]
mod tests {
    use store::BankAccount;

    use super::account_name;

    #[test]
    fn an_account_is_called_by_its_name_or_its_end() {
        let account = |name: &str, key: &str| BankAccount {
            id: domain::ids::BankAccountId(4),
            key: key.to_owned(),
            name: name.to_owned(),
            currency: domain::money::Currency::EUR,
            known_to: None,
        };
        assert_eq!(account_name(&account("Courant", "FR7630006000011234567890189")), "Courant ···· 0189");
        assert_eq!(account_name(&account("", "00012345678")), "Compte ···· 5678");
        assert_eq!(account_name(&account("", "")), "cb_4");
    }
}
