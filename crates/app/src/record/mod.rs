//! A person says that something became true. Each function checks, writes its events, and says what it did in French.
//!
//! They work inside one transaction, so that a door can record several facts or none.

mod contacts;
mod follow;
mod invoices;
mod law;
mod merge;
mod money;
mod parties;
mod refunds;
mod restraints;
mod spread;

pub use contacts::*;
pub use follow::*;
pub use invoices::*;
pub use law::*;
pub use merge::moved;
pub use money::*;
pub use parties::*;
pub use refunds::*;
pub use restraints::*;
pub(crate) use spread::{Share, accessories, beyond, oldest_first, spread};

use domain::Date;
use domain::events::{Event, NewEvent, Private};
use domain::ids::{ClaimId, Seq};
use domain::money::{Cents, Currency};
use serde::Serialize;
use store::Tx;

use crate::error::{AppError, Result};

/// What was recorded: a sentence for the person and the references of what was created.
#[derive(Clone, Debug, Serialize)]
pub struct Done {
    /// In French.
    pub said: String,
    /// References created, such as `rg_12`.
    pub created: Vec<String>,
}

impl Done {
    fn of(said: impl Into<String>, created: impl std::fmt::Display) -> Done {
        Done { said: said.into(), created: vec![created.to_string()] }
    }

    fn only(said: impl Into<String>) -> Done {
        Done { said: said.into(), created: Vec::new() }
    }
}

fn append(tx: &mut Tx<'_>, on: Date, event: impl Into<Event>) -> Result<Seq> {
    Ok(tx.append(NewEvent::new(on, event))?)
}

fn note(tx: &mut Tx<'_>, text: Option<&str>) -> Result<Option<Private>> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(|text| tx.keep(text.as_bytes()).map_err(AppError::from)).transpose()
}

fn currency(code: &str) -> Result<Currency> {
    Currency::parse(code).ok_or_else(|| AppError::usage(format!("« {code} » n'est pas un code de devise à trois lettres, comme EUR.")))
}

fn positive(amount: Cents, what: &str) -> Result<()> {
    if amount.is_positive() { Ok(()) } else { Err(AppError::usage(format!("{what} doit être supérieur à zéro."))) }
}

fn listed(claims: &[ClaimId]) -> String {
    claims.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
