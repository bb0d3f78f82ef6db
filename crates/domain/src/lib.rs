//! The pure rules of Quittance: money, calendar, law, claims, dunning, letters as words, events.
//!
//! No clock, network, database or randomness: today is an argument, facts come in, decisions go out.

#[macro_use]
mod vocabulary;

pub mod access;
pub mod bank;
pub mod calendar;
pub mod collectable;
pub mod debits;
pub mod due_date;
pub mod dunning;
pub mod events;
pub mod facts;
pub mod followers;
pub mod french;
pub mod habits;
pub mod ids;
pub mod jobs;
pub mod law;
pub mod law_book;
pub mod ledger;
pub mod letters;
pub mod limitation;
pub mod metrics;
mod mod97;
pub mod money;
pub mod party;
pub mod payments;
pub mod policy;
pub mod scenarios;
pub mod statement;
pub mod statuses;
pub mod terms;
pub mod tie_out;
pub mod user;

pub use jiff::civil::Date;
