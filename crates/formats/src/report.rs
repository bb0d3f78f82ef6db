//! What `quittance read FILE… --json` prints for one file.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::fec::{FecFile, Receivables};
use crate::problem::Problem;

/// The facts of a file; one it does not hold is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Facts(pub Map<String, Value>);

/// One file as understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReadReport {
    /// Its name.
    pub file: String,
    /// `fec`, `csv`, `xlsx`, or the code of what it is and is not read.
    pub format: &'static str,
    /// What it holds.
    pub facts: Facts,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

impl Facts {
    fn from(value: Value) -> Facts {
        match value {
            Value::Object(map) => Facts(map),
            _ => Facts::default(),
        }
    }

    /// Of a FEC: amounts as plain decimal text.
    pub fn fec(file: &FecFile, receivables: &Receivables) -> Facts {
        let facts = receivables.facts();
        Facts::from(json!({
            "lines": file.lines,
            "debit": file.debit.plain(),
            "credit": file.credit.plain(),
            "balance_411": facts.balance_411.plain(),
            "unlettered_411": facts.unlettered_411.plain(),
            "customers": facts.customers,
            "invoices_open": facts.invoices_open,
        }))
    }
}
