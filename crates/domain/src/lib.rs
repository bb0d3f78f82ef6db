//! The pure rules of Quittance: money, calendar, law, claims, dunning, letters as words, events.
//!
//! No clock, network, database or randomness: today is an argument, facts come in, decisions go out.

pub mod events;
pub mod facts;
pub mod french;
pub mod ids;
pub mod law;
pub mod letters;
pub mod money;
pub mod party;
pub mod policy;
pub mod statement;
pub mod terms;

pub use jiff::civil::Date;
