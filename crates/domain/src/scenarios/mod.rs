//! Work on scenarios as values: write them as text, change a step, compare two versions, see what a change would do.
//!
//! Nothing here decides: [`crate::dunning::decide`] does, once with each scenario, and these functions set the answers side by side.
//! No figure is a forecast: days that are lived ahead ([`live`]) say what the engine would do if nothing came in.

mod difference;
mod edit;
mod effect;
mod live;
mod timeline;
mod words;
mod write;

pub use difference::{Change, FieldChange, differences};
pub use edit::{MOST_SLUG, slug};
pub use effect::{ActionChange, Ahead, DebtorEffect, HORIZONS, Tally, effect_on};
pub use live::{Lived, live};
pub use timeline::{Remark, earliest, remarks};
pub use words::{
    approval_fr, asks_fr, channel_fr, channels_fr, conditions_fr, document_fr, grouping_fr, kinds_fr, moment_fr, moment_short, tone_fr,
    unreachable_fr,
};
pub use write::{step_text, text};
