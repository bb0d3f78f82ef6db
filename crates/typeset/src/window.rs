//! Where the address stands, so that it shows in the window of the envelope.

use serde::Serialize;

/// A rectangle on the sheet, in millimetres from its top left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Rectangle {
    /// From the left edge.
    pub x: u16,
    /// From the top edge.
    pub y: u16,
    /// Width.
    pub width: u16,
    /// Height.
    pub height: u16,
}

/// What a French window envelope shows of an A4 sheet folded in three, whichever way the sheet slides in it.
///
/// The window of a DL (110 × 220 mm) or C5/6 (114 × 229 mm) envelope with the address at the right is 35 × 100 mm or more, some
/// 20 mm from the bottom and 15 to 20 mm from the right edge; NF Z11-001 keeps the zone of the addressee in the upper right part
/// of the sheet. The block is set inside this rectangle, a few millimetres from its edges, and nothing else is printed there.
pub const ADDRESS_WINDOW: Rectangle = Rectangle { x: 110, y: 50, width: 85, height: 35 };
