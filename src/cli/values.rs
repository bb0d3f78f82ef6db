//! Values of the command line: days, amounts, rates, debtor kinds, with their errors in French.

use domain::Date;
use domain::money::{Cents, Currency, Money, Rate};
use domain::party::DebtorKind;
use domain::terms::{CreditCause, RateClause};

/// A day: `2026-11-21` or `21/11/2026`.
///
/// # Errors
/// Anything else, or a day that does not exist.
pub fn day(text: &str) -> Result<Date, String> {
    let french = || {
        let mut parts = text.split(['/', '.']);
        let (day, month, year) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        if parts.next().is_some() {
            return None;
        }
        Date::new(year, month, day).ok()
    };
    text.parse::<Date>().ok().or_else(french).ok_or_else(|| "Écrivez un jour qui existe, par exemple 2026-11-21.".to_owned())
}

/// An amount with two decimals at most: `12000.00`, `1 234,56`.
///
/// # Errors
/// Anything else.
pub fn amount(text: &str) -> Result<Cents, String> {
    domain::french::parse_amount_fr(text).map_err(|error| error.to_string())
}

/// An amount with its currency: `2500,00 USD`.
///
/// # Errors
/// Anything else.
pub fn money(text: &str) -> Result<Money, String> {
    let read = text.trim().rsplit_once(char::is_whitespace).and_then(|(sum, code)| Some((sum, Currency::parse(code)?)));
    let (sum, currency) = read.ok_or_else(|| "Écrivez un montant et sa devise, par exemple 2500,00 USD.".to_owned())?;
    app::resolve::amount(sum, currency).map(|amount| Money { amount, currency })
}

/// An annual rate in percent: `12`, `9,875`.
///
/// # Errors
/// Anything else, or more than three decimals.
pub fn rate(text: &str) -> Result<Rate, String> {
    domain::french::parse_rate_fr(text).ok_or_else(|| "Écrivez un taux annuel en pour cent, par exemple 12,15.".to_owned())
}

/// `3x-legal`, `ecb+10`.
///
/// # Errors
/// Anything else.
pub fn rate_clause(text: &str) -> Result<RateClause, String> {
    let wrong = || "Écrivez par exemple 3x-legal ou ecb+10.".to_owned();
    let word = text.trim().to_lowercase();
    if let Some(times) = word.strip_suffix("x-legal") {
        return times.parse().map(|times| RateClause::TimesLegal { times }).map_err(|_| wrong());
    }
    let points = word.strip_prefix("ecb+").or_else(|| word.strip_prefix("bce+")).ok_or_else(wrong)?;
    rate(points).map(|points| RateClause::EcbPlus { points }).map_err(|_| wrong())
}

/// What the debtor is.
///
/// # Errors
/// Anything else.
pub fn debtor_kind(text: &str) -> Result<DebtorKind, String> {
    DebtorKind::parse(text).ok_or_else(|| "Écrivez business, consumer, non_professional, public_body ou unknown.".to_owned())
}

/// Why a credit note was made.
///
/// # Errors
/// Anything else.
pub fn credit_cause(text: &str) -> Result<CreditCause, String> {
    match text {
        "correction" => Ok(CreditCause::Correction),
        "return" => Ok(CreditCause::Return),
        "discount" => Ok(CreditCause::Discount),
        _ => Err("Écrivez correction, return ou discount.".to_owned()),
    }
}

/// `DAY:AMOUNT`, as in `--payment 2026-06-15:4000.00`.
///
/// # Errors
/// A part that is not one.
pub fn day_and_amount(text: &str) -> Result<(Date, Cents), String> {
    let (on, sum) = text.split_once(':').ok_or_else(|| "Écrivez JOUR:MONTANT, par exemple 2026-06-15:4000.00.".to_owned())?;
    Ok((day(on)?, amount(sum)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_both_ways() {
        assert_eq!(day("2026-11-21"), day("21/11/2026"));
        assert!(day("2025-02-30").is_err());
        assert!(day("31/11/2026").is_err());
    }

    #[test]
    fn an_amount_of_another_currency_has_its_decimals() {
        let cents = |text: &str| money(text).map(|money| (money.amount.0, money.currency.code().to_owned()));
        assert_eq!(cents("2 500,00 usd"), Ok((250_000, "USD".to_owned())));
        assert_eq!(cents("98000 JPY"), Ok((98_000, "JPY".to_owned())));
        for wrong in ["2500,00", "USD", "2500,00 dollars", "98000,50 JPY", ""] {
            assert!(money(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn rates_keep_three_decimals() {
        assert_eq!(rate("12,15"), Ok(Rate(12_150)));
        assert_eq!(rate("9.875 %"), Ok(Rate(9_875)));
        assert!(rate("9.8755").is_err());
        assert!(rate("-1").is_err());
        assert_eq!(rate_clause("3x-legal"), Ok(RateClause::TimesLegal { times: 3 }));
        assert_eq!(rate_clause("ecb+10"), Ok(RateClause::EcbPlus { points: Rate::points(10) }));
        assert!(rate_clause("legal").is_err());
    }
}
