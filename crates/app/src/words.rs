//! Words around numbers, as French has them.

use domain::french::grouped;

/// A number with its noun: « 0 ligne », « 1 ligne », « 1 200 lignes » (a narrow blank between thousands).
pub fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n), if n < 2 { one } else { many })
}
