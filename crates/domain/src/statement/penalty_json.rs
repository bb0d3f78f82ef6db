//! The answer of `quittance penalty --json`. Its shape is stable: amounts are strings with the decimals of the
//! currency, two at least; dates are ISO.
//!
//! `credits` and `findings` are there only where there is something to say.

use jiff::civil::Date;
use serde::Serialize;

use super::{Line, MovementLine, Statement};
use crate::money::{Cents, Currency};

/// A statement as machines read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PenaltyJson {
    principal: String,
    outstanding_principal: String,
    lines: Vec<LineJson>,
    payments: Vec<MovementJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    credits: Vec<MovementJson>,
    interest_due: String,
    fixed_indemnity: String,
    total_due: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct LineJson {
    from: Date,
    to: Date,
    days: i64,
    base: String,
    rate_percent: String,
    amount: String,
    source: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct MovementJson {
    on: Date,
    amount: String,
    to_interest: String,
    to_principal: String,
    to_indemnity: String,
    over: String,
}

impl From<&Statement> for PenaltyJson {
    fn from(statement: &Statement) -> PenaltyJson {
        let Statement { currency, totals, .. } = statement;
        let plain = |cents: Cents| cents.plain_in(*currency);
        PenaltyJson {
            principal: plain(statement.principal),
            outstanding_principal: plain(totals.outstanding_principal),
            lines: statement.lines.iter().map(|line| LineJson::of(line, *currency)).collect(),
            payments: statement.payments.iter().map(|line| MovementJson::of(line, *currency)).collect(),
            credits: statement.credits.iter().map(|line| MovementJson::of(line, *currency)).collect(),
            interest_due: plain(totals.interest_due),
            fixed_indemnity: plain(totals.fixed_indemnity),
            total_due: plain(totals.total_due),
            findings: statement.findings.iter().map(|finding| finding.french()).collect(),
        }
    }
}

impl LineJson {
    fn of(line: &Line, currency: Currency) -> LineJson {
        LineJson {
            from: line.from,
            to: line.to,
            days: line.days,
            base: line.base.plain_in(currency),
            rate_percent: line.rate().percent(),
            amount: line.amount.plain_in(currency),
            source: line.source(),
        }
    }
}

impl MovementJson {
    fn of(line: &MovementLine, currency: Currency) -> MovementJson {
        let plain = |cents: Cents| cents.plain_in(currency);
        MovementJson {
            on: line.on,
            amount: plain(line.amount),
            to_interest: plain(line.to_interest),
            to_principal: plain(line.to_principal),
            to_indemnity: plain(line.to_indemnity),
            over: plain(line.over),
        }
    }
}
