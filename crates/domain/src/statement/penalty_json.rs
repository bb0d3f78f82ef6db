//! The answer of `quittance penalty --json`. Its shape is stable: amounts are strings with two decimals, dates are ISO.
//!
//! `credits` and `findings` are there only where there is something to say.

use jiff::civil::Date;
use serde::Serialize;

use super::{Line, MovementLine, Statement};

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
        PenaltyJson {
            principal: statement.principal.plain(),
            outstanding_principal: statement.totals.outstanding_principal.plain(),
            lines: statement.lines.iter().map(LineJson::from).collect(),
            payments: statement.payments.iter().map(MovementJson::from).collect(),
            credits: statement.credits.iter().map(MovementJson::from).collect(),
            interest_due: statement.totals.interest_due.plain(),
            fixed_indemnity: statement.totals.fixed_indemnity.plain(),
            total_due: statement.totals.total_due.plain(),
            findings: statement.findings.iter().map(|finding| finding.french()).collect(),
        }
    }
}

impl From<&Line> for LineJson {
    fn from(line: &Line) -> LineJson {
        LineJson {
            from: line.from,
            to: line.to,
            days: line.days,
            base: line.base.plain(),
            rate_percent: line.rate().percent(),
            amount: line.amount.plain(),
            source: line.source(),
        }
    }
}

impl From<&MovementLine> for MovementJson {
    fn from(line: &MovementLine) -> MovementJson {
        MovementJson {
            on: line.on,
            amount: line.amount.plain(),
            to_interest: line.to_interest.plain(),
            to_principal: line.to_principal.plain(),
            to_indemnity: line.to_indemnity.plain(),
            over: line.over.plain(),
        }
    }
}
