//! What a contract says of payment: terms, penalty clause, imputation. The rules on them live in [`crate::law`].

use serde::{Deserialize, Serialize};

use crate::money::{Cents, Rate};

/// How the end of month is counted in « 45 jours fin de mois » (both ways are lawful).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndOfMonth {
    /// Days from the issue, then the end of that month (mode A).
    #[default]
    DaysThenEndOfMonth,
    /// End of the month of issue, then the days (mode B).
    EndOfMonthThenDays,
}

/// Payment terms (conditions de règlement), counted from the issue of the invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum PaymentTerms {
    /// « 30 jours », « comptant » (0).
    Days {
        /// Days after the issue.
        days: u16,
    },
    /// « 45 jours fin de mois », « fin de mois » (0 days), « 30 jours fin de mois le 10 ».
    EndOfMonth {
        /// Days.
        days: u16,
        /// Which way.
        mode: EndOfMonth,
        /// A day of the following month, as in « fin de mois le 10 ».
        on_day: Option<u8>,
    },
}

/// A penalty rate fixed by the contract (clause de pénalités).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum RateClause {
    /// A fixed annual rate.
    Fixed {
        /// A year.
        rate: Rate,
    },
    /// A rate per month, counted as twelve times a year.
    PerMonth {
        /// A month.
        rate: Rate,
    },
    /// A multiple of the legal rate, such as « 3 × le taux légal ».
    TimesLegal {
        /// How many times.
        times: u8,
    },
    /// The ECB rate plus points.
    EcbPlus {
        /// Points added.
        points: Rate,
    },
}

/// How a part payment is imputed within one claim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Imputation {
    /// Interest first (C. civ. 1343-1), unless the contract says otherwise.
    #[default]
    InterestFirst,
    /// Principal first, only if agreed.
    PrincipalFirst,
}

/// Where a due date comes from. It decides what may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DueBasis {
    /// Printed on the invoice, or read from the file.
    Printed,
    /// Computed from terms that the creditor says were agreed.
    Agreed,
    /// Computed from the law's thirty days for want of anything else: no accessories, no formal notice.
    Presumed,
}

/// Why a credit note was made. It decides what the credited amount owed before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CreditCause {
    /// Corrects an error or cancels: the sum was never due. The prudent default.
    #[default]
    Correction,
    /// Goods came back: acts from its date.
    Return,
    /// A commercial gesture: acts from its date.
    Discount,
}

/// What a waiver (remise) gives up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum WaiverOf {
    /// The fixed indemnity of 40 €.
    Indemnity,
    /// All interest, past and to come.
    Interest,
    /// A sum of interest.
    InterestAmount {
        /// How much.
        amount: Cents,
    },
}
