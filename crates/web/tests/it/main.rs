//! The whole application in memory: every route, every role, two creditors who must not know of each other.

mod bad_input;
mod cards;
mod forgery;
mod headers;
mod links;
mod matrix;
mod town;
