//! Money, rates and the one rounding function.
//!
//! * Units: [`Cents`] are minor units of a [`Currency`] (euro cents; whole yen); [`Rate`] is in
//!   thousandths of a percentage point a year, so that 12.15 % is 12 150 and 9.875 % is exact.
//! * Rounding: [`round_half_up`], once for each printed line, so that a reader can add the lines.
//! * No float ever holds money.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use serde::{Deserialize, Serialize};

/// An amount in minor units of its currency. Negative amounts are credits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cents(pub i64);

impl Cents {
    /// Nothing owed.
    pub const ZERO: Cents = Cents(0);

    /// The most that is taken from outside as one amount, a hundred thousand million: the sums of whole files of such still fit 64 bits.
    pub const MOST: Cents = Cents(10_000_000_000_000);

    /// The smaller of the two.
    pub fn min(self, other: Cents) -> Cents {
        Cents(self.0.min(other.0))
    }

    /// The larger of the two.
    pub fn max(self, other: Cents) -> Cents {
        Cents(self.0.max(other.0))
    }

    /// This amount, or zero where it is negative.
    pub fn or_zero(self) -> Cents {
        self.max(Cents::ZERO)
    }

    /// Whether something is left (more than zero).
    pub fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// Whether it is exactly zero.
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The plain machine form with a dot and two decimals: `12000.00`. For euros; [`Cents::plain_in`] knows the others.
    pub fn plain(self) -> String {
        self.plain_in(Currency::EUR)
    }

    /// The plain machine form, as in every JSON answer: a dot and the decimals of the currency, two at least: `12000.00`,
    /// `1500.00` yen, `10.555` dinars.
    pub fn plain_in(self, currency: Currency) -> String {
        let (sign, units, decimals) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs(), currency.decimals());
        if decimals == 0 {
            return format!("{sign}{units}.00");
        }
        let unit = 10_u64.pow(decimals);
        format!("{sign}{}.{:0width$}", units / unit, units % unit, width = decimals as usize)
    }
}

// Money is computed with checked arithmetic in every profile: `overflow-checks` is on in release.
impl Add for Cents {
    type Output = Cents;
    fn add(self, other: Cents) -> Cents {
        Cents(self.0 + other.0)
    }
}

impl Sub for Cents {
    type Output = Cents;
    fn sub(self, other: Cents) -> Cents {
        Cents(self.0 - other.0)
    }
}

impl Neg for Cents {
    type Output = Cents;
    fn neg(self) -> Cents {
        Cents(-self.0)
    }
}

impl AddAssign for Cents {
    fn add_assign(&mut self, other: Cents) {
        *self = *self + other;
    }
}

impl SubAssign for Cents {
    fn sub_assign(&mut self, other: Cents) {
        *self = *self - other;
    }
}

impl Sum for Cents {
    fn sum<I: Iterator<Item = Cents>>(amounts: I) -> Cents {
        amounts.fold(Cents::ZERO, Add::add)
    }
}

/// An ISO 4217 currency code. Totals never mix two of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// The euro.
    pub const EUR: Currency = Currency(*b"EUR");

    /// Reads a three-letter code, in any case; `None` when it is not three ASCII letters.
    pub fn parse(code: &str) -> Option<Currency> {
        let bytes: [u8; 3] = code.trim().as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_alphabetic).then(|| Currency(bytes.map(|b| b.to_ascii_uppercase())))
    }

    /// The three letters.
    pub fn code(&self) -> &str {
        // The bytes are ASCII letters by construction.
        std::str::from_utf8(&self.0).unwrap_or("???")
    }

    /// How many decimals its minor unit has (ISO 4217): 2 for the euro, 0 for the yen.
    pub fn decimals(&self) -> u32 {
        match &self.0 {
            b"JPY" | b"XPF" | b"XOF" | b"XAF" | b"KRW" | b"CLP" | b"VND" | b"ISK" | b"UGX" | b"RWF" => 0,
            b"TND" | b"KWD" | b"BHD" | b"JOD" | b"OMR" | b"LYD" | b"IQD" => 3,
            _ => 2,
        }
    }
}

/// An amount with its currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units of the currency.
    pub amount: Cents,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// The plain machine form: see [`Cents::plain_in`].
    pub fn plain(self) -> String {
        self.amount.plain_in(self.currency)
    }

    /// As users read it.
    pub fn french(self) -> String {
        crate::french::money_fr(self.amount, self.currency)
    }

    /// The same without sign.
    pub fn unsigned(self) -> Money {
        Money { amount: Cents(self.amount.0.saturating_abs()), ..self }
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> String {
        currency.code().to_owned()
    }
}

impl TryFrom<String> for Currency {
    type Error = String;
    fn try_from(code: String) -> Result<Currency, String> {
        Currency::parse(&code).ok_or_else(|| format!("« {code} » n'est pas un code de devise à trois lettres"))
    }
}

/// An annual rate in thousandths of a percentage point: 12.15 % is `Rate(12_150)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rate(pub i64);

impl Rate {
    /// A whole number of percentage points.
    pub const fn points(points: i64) -> Rate {
        Rate(points * 1000)
    }

    /// The plain machine form in percent with two decimals, three where the third is not zero: `12.15`.
    pub fn percent(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let thousandths = self.0.unsigned_abs();
        let (whole, rest) = (thousandths / 1000, thousandths % 1000);
        if rest % 10 == 0 { format!("{sign}{whole}.{:02}", rest / 10) } else { format!("{sign}{whole}.{rest:03}") }
    }
}

impl Add for Rate {
    type Output = Rate;
    fn add(self, other: Rate) -> Rate {
        Rate(self.0 + other.0)
    }
}

/// Divides and rounds half up (half away from zero for negative numbers), the only rounding of money.
///
/// `denominator` is a positive constant of the caller.
pub fn round_half_up(numerator: i128, denominator: i128) -> i64 {
    let quotient = (numerator.abs() + denominator / 2) / denominator;
    // An amount of interest above i64 cents does not occur: principals are i64 and rates are small.
    let quotient = i64::try_from(quotient).expect("an interest fits in 64 bits of cents");
    if numerator < 0 { -quotient } else { quotient }
}

/// Principal × rate × days / 365, rounded half up to the cent: one printed line of interest.
///
/// The year counts 365 days, leap or not (rule book §1.1; convention 2 of the worked examples).
pub fn simple_interest(principal: Cents, rate: Rate, days: i64) -> Cents {
    let exact = i128::from(principal.0) * i128::from(rate.0) * i128::from(days);
    Cents(round_half_up(exact, 100_000 * 365))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_published_lines_come_out_to_the_cent() {
        // felohq.com and agenceipro.com, worked examples 1 and 2; 3 is the example with the wrong cent.
        assert_eq!(simple_interest(Cents(1_500_000), Rate::points(12), 30), Cents(14_795));
        assert_eq!(simple_interest(Cents(1_500_000), Rate::points(15), 30), Cents(18_493));
        assert_eq!(simple_interest(Cents(100_000), Rate(13_150), 30), Cents(1_081));
    }

    #[test]
    fn a_half_cent_goes_up_and_a_negative_half_goes_down() {
        assert_eq!(round_half_up(5, 10), 1);
        assert_eq!(round_half_up(4, 10), 0);
        assert_eq!(round_half_up(-5, 10), -1);
        assert_eq!(round_half_up(-4, 10), 0);
    }

    #[test]
    fn rates_print_two_decimals_and_a_third_when_there_is_one() {
        assert_eq!(Rate(12_150).percent(), "12.15");
        assert_eq!(Rate(9_875).percent(), "9.875");
        assert_eq!(Rate(12_400).percent(), "12.40");
    }

    #[test]
    fn a_currency_is_three_letters() {
        assert_eq!(Currency::parse("eur"), Some(Currency::EUR));
        assert_eq!(Currency::parse("EURO"), None);
        assert_eq!(Currency::parse("E1R"), None);
    }

    #[test]
    fn the_plain_form_has_the_decimals_of_the_currency_and_two_at_least() {
        let plain = |cents, code| Cents(cents).plain_in(Currency::parse(code).expect("a code"));
        assert_eq!(plain(-2700, "JPY"), "-2700.00");
        assert_eq!(plain(-2700, "EUR"), "-27.00");
        assert_eq!(plain(-5, "USD"), "-0.05");
        assert_eq!(plain(1_234_567, "TND"), "1234.567");
        assert_eq!(plain(7, "KWD"), "0.007");
        assert_eq!(Cents(i64::MIN).plain(), "-92233720368547758.08");
    }

    proptest! {
        #[test]
        fn interest_grows_with_time_and_sums_within_a_cent(cents in 0i64..10_000_000_000, rate in 0i64..40_000, a in 0i64..2000, b in 0i64..2000) {
            let whole = simple_interest(Cents(cents), Rate(rate), a + b);
            let parts = simple_interest(Cents(cents), Rate(rate), a) + simple_interest(Cents(cents), Rate(rate), b);
            prop_assert!((whole.0 - parts.0).abs() <= 1);
            prop_assert!(simple_interest(Cents(cents), Rate(rate), a) <= whole);
        }

        #[test]
        fn the_plain_form_reads_back(cents in any::<i32>()) {
            let plain = Cents(cents.into()).plain();
            let digits: i64 = plain.replace(['.', '-'], "").parse().expect("digits");
            prop_assert_eq!(digits, i64::from(cents).abs());
            prop_assert_eq!(plain.starts_with('-'), cents < 0);
        }
    }
}
