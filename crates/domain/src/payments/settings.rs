//! What the creditor decides about matching. Everything else is in the rules.

use serde::{Deserialize, Serialize};

use crate::money::{Cents, Currency, Rate, round_half_up};

/// The lowest score from which matches may ever be automatic, whatever is set: under it, two readings of a line are as likely.
pub const LOWEST_AUTOMATIC: u16 = 800;

/// A discount for early payment (escompte) that the creditor grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlyDiscount {
    /// Taken off the whole amount.
    pub rate: Rate,
    /// When paid within so many days of the issue.
    pub days: u16,
}

impl EarlyDiscount {
    /// What is to be paid of an amount.
    pub fn less(self, cents: Cents) -> Cents {
        cents - Cents(round_half_up(i128::from(cents.0) * i128::from(self.rate.0), 100_000))
    }
}

/// What the creditor decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// From this score (of 1000) a match is automatic; never under [`LOWEST_AUTOMATIC`].
    pub automatic_from: u16,
    /// From this score a match is proposed.
    pub propose_from: u16,
    /// How much of a transfer banks may have taken, in euros.
    pub fee_limit: Cents,
    /// The difference that is not worth a letter, in euros: proposed as a write-off.
    pub write_off_limit: Cents,
    /// A discount for early payment, if one is granted.
    pub discount: Option<EarlyDiscount>,
    /// The most debtors whose letters one undecided line holds.
    pub most_holds: usize,
    /// The most claims that a sum without numbers is made of.
    pub most_together: usize,
    /// How many days the letters of a debtor wait for a line that may be its money.
    pub hold_days: u16,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            automatic_from: 950,
            propose_from: 250,
            fee_limit: Cents(3_000),
            write_off_limit: Cents(500),
            discount: None,
            most_holds: 3,
            most_together: 12,
            hold_days: 5,
        }
    }
}

impl Settings {
    /// The score from which a match is automatic.
    pub fn automatic(&self) -> u16 {
        self.automatic_from.max(LOWEST_AUTOMATIC)
    }

    /// The limits that hold for amounts in a currency: for fees, for write-offs. They are said in euros and never converted.
    pub fn limits(&self, currency: Currency) -> (Cents, Cents) {
        if currency == Currency::EUR { (self.fee_limit, self.write_off_limit) } else { (Cents::ZERO, Cents::ZERO) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_discount_is_rounded_once_half_up() {
        let discount = EarlyDiscount { rate: Rate::points(2), days: 8 };
        // 2 % of 1 234,25 € is 24,685 €: 24,69 €.
        assert_eq!(discount.less(Cents(123_425)), Cents(120_956));
        assert_eq!(discount.less(Cents(100_000)), Cents(98_000));
    }

    #[test]
    fn no_setting_makes_a_coin_toss_automatic() {
        let bold = Settings { automatic_from: 0, ..Settings::default() };
        assert_eq!(bold.automatic(), LOWEST_AUTOMATIC);
    }

    #[test]
    fn limits_in_euros_do_not_hold_for_other_currencies() {
        let settings = Settings::default();
        let yen = Currency::parse("JPY").expect("three letters");
        assert_eq!(settings.limits(Currency::EUR), (Cents(3_000), Cents(500)));
        assert_eq!(settings.limits(yen), (Cents::ZERO, Cents::ZERO));
    }
}
