//! Figures of credit management, each with its formula, on a day and on days before it.
//!
//! * Source: the usual definitions (count-back DSO, best possible DSO, collection effectiveness index of the Credit Research
//!   Foundation), written out by [`Figure::formula`]; they are habits of the trade, not law.
//! * Units: cents of one currency, tenths of a day, tenths of a percent. No float.
//! * History that lacks is said, never filled in: sales are known whole only from the first day since which invoices were recorded as
//!   they came, or paid ones are in the books too.
//! * Not covered: any forecast.

mod figure;
mod measure;

pub use figure::Figure;
pub use measure::{Behind, Figures, Measure, Piece, Point, count_back};
