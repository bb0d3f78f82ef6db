//! The payment code as vector squares.

use std::fmt::Write as _;

use fast_qr::qr::QRBuilder;
use fast_qr::{ECL, Mode, Version};

use crate::error::TypesetError;

/// Quiet zone around the code, in modules (ISO/IEC 18004).
const QUIET: usize = 4;

/// An SVG of one path: level M, version 13 at most (EPC069-12), black on nothing.
pub(crate) fn svg(payload: &str) -> Result<String, TypesetError> {
    let too_long = || TypesetError::QrTooLong(payload.len());
    let code = QRBuilder::new(payload).mode(Mode::Byte).ecl(ECL::M).build().map_err(|_| too_long())?;
    if code.version.is_none_or(|version| version as usize > Version::V13 as usize) {
        return Err(too_long());
    }
    let side = code.size + 2 * QUIET;
    let mut path = String::new();
    for row in 0..code.size {
        let mut column = 0;
        while column < code.size {
            let start = column;
            while column < code.size && code[row][column].value() {
                column += 1;
            }
            if column > start {
                // Runs of one row; writing to a String cannot fail.
                let _ = write!(path, "M{} {}h{}v1h-{}z", start + QUIET, row + QUIET, column - start, column - start);
            } else {
                column += 1;
            }
        }
    }
    Ok(format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}"><path fill="black" d="{path}"/></svg>"#
    ))
}
