//! Holidays, open days and time limits.
//!
//! Sources of law: C. trav. L3133-1 (eleven national holidays) and L3134-13 (Alsace and Moselle), loi 83-550 (abolition of
//! slavery overseas), CPC 640 to 642 (time limits). Units: civil days. Everything here is asked once or more for each claim of
//! the daily run: nothing allocates.
//!
//! Not covered: bridges, closings of a single business, the holidays of New Caledonia, French Polynesia, Wallis-et-Futuna and
//! Saint-Pierre-et-Miquelon, and the longer limits of distance (CPC 643).

pub mod holidays;
pub mod limits;
pub mod open_days;
pub mod target;

pub use holidays::{Holiday, easter, is_holiday};
pub use limits::{TimeLimit, carried_to_working_day, limit_in_days, limit_in_months, limit_in_years};
pub use open_days::{first_open_day, is_business_day, is_open_day, nth_open_day_after};
pub use target::{first_target_day, is_target_day, next_target_day};
