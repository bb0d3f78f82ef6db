//! Direct debits: mandates that debtors signed, and which of their claims may be collected under them on a day.
//!
//! Nothing is debited by the program: it prepares a file that a person hands to the bank, and every rule here leans to not
//! collecting. A claim is collected for its principal alone, for what [`crate::collectable`] allows both today and on the day of the
//! collection, once; a second presentation of what came back unpaid is a person's word, claim by claim.
//!
//! * Source: formats §13 (schemes, notice of 14 days unless agreed otherwise, submission the day before); règlement (UE) 260/2012
//!   [K]; EPC016-06 (Core) and EPC222-07 (B2B) [K] for what else is said here: a mandate lapses thirty-six months after its last
//!   collection, a B2B mandate is for those who act professionally, `FRST` may be written `RCUR`.
//! * Units: cents of the euro, civil days, open days of TARGET.
//! * Not covered: amendments of a mandate, collections for others, accounts outside the European Economic Area (the bank then asks
//!   for the debtor's address), the hours within which a bank takes files, and the notice itself, which the creditor gives.

mod days;
mod identifier;
mod mandate;
mod reasons;
mod recheck;
mod select;
#[cfg(test)]
mod tests;

pub use days::{DayRefused, HORIZON_DAYS, check_day, first_collection_day};
pub use identifier::{IdentifierRefused, LONGEST_IDENTIFIER, identifier, is_sepa_character};
pub use mandate::{LAPSE_MONTHS, Mandate, MandateBar, NOTICE_DAYS, Scheme, Sequence, in_economic_area};
pub use reasons::WhyNot;
pub use recheck::{Changed, Planned, recheck};
pub use select::{Ask, Chosen, HIGHEST_AMOUNT, LeftOut, Presented, Selection, select};
