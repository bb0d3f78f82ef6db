//! Words around numbers, as French has them.

/// A number with its noun: « 0 ligne », « 1 ligne », « 2 lignes ».
pub fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{n} {}", if n < 2 { one } else { many })
}
