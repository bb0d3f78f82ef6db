//! Stories of reminders: what is proposed on which day, and why not on the others.
#![expect(clippy::inconsistent_digit_grouping, reason = "1_200_00 reads as 1 200,00 €, in cents")]

mod climbing;
mod collectable;
mod contacts;
mod grouping;
mod plan;
mod property;
mod scenario_effect;
mod scenarios;
mod stops;
mod waits;
mod world;
