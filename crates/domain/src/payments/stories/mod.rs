//! Stories of bank lines: what a treasurer writes, and what the engine answers.

mod asides;
mod batches;
mod converted;
mod holding;
mod money;
mod naming;
mod refunds;
mod stopped;
mod told;
mod world;
