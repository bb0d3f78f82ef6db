//! The tie-out (cadrage): the balance of each debtor in the books beside its account 411 in the accountant's file, on one day.
//!
//! * The day is that of the file: the last one on which it has a customer's entry. What is booked later is not compared.
//! * Ours is the book principal of the debtor's claims less its money and credits not yet allocated, on that day.
//! * A difference is ours less theirs. Its parts are named and add up to it exactly; what no name explains is a part too.
//! * An entry of the file and a thing of the books are one where the import made or found the one for the other
//!   ([`AccountBalance::lines`]): nothing is matched again here.
//!
//! Units: cents of euros, positive where the debtor owes. Not covered: other currencies (the file is in euros; a debtor who owes in
//! another is compared on its euros, and this is said), and which invoice a payment was lettered with: it changes no balance.

mod accounts;
mod cause;
mod compare;
#[cfg(test)]
mod tests;

pub use accounts::{Account, AccountBalance};
pub use cause::{Cause, CauseKind, Part};
pub use compare::{Booked, Difference, Held, Side, What, compare};
