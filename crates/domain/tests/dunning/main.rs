//! Stories of reminders: what is proposed on which day, and why not on the others.

mod brakes;
mod climbing;
mod collectable;
mod contacts;
mod grouping;
mod property;
mod scenarios;
mod stops;
mod world;
