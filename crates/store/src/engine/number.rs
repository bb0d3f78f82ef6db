//! `$1` becomes `?1` on SQLite, where `$1` would be a name, numbered by first appearance and silently swapped; and a query for any
//! of a list becomes one for each of them, since SQLite has no lists.

/// Rewrites the parameters of a statement, outside strings, quoted names and comments.
pub(crate) fn numbered(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = None;
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let digit = letters.peek().is_some_and(char::is_ascii_digit);
        match (inside, c) {
            (None, '\'' | '"') => inside = Some(c),
            (None, '-') if letters.peek() == Some(&'-') => inside = Some('\n'),
            (Some(end), c) if c == end => inside = None,
            _ => {}
        }
        out.push(if inside.is_none() && c == '$' && digit { '?' } else { c });
    }
    out.replace("= ANY(?2)", "= ?2")
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn parameters_are_numbered_outside_strings_and_comments() {
        assert_eq!(numbered("SELECT $2, '$1', \"$1\" -- $1\n, $1, '$'"), "SELECT ?2, '$1', \"$1\" -- $1\n, ?1, '$'");
    }

    #[test]
    fn any_of_a_list_is_each_of_them() {
        assert_eq!(numbered("SELECT a FROM b WHERE t = $1 AND c = ANY($2)"), "SELECT a FROM b WHERE t = ?1 AND c = ?2");
    }

    #[test]
    fn swapped_parameters_stay_swapped() {
        let c = rusqlite::Connection::open_in_memory().expect("memory");
        let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?));
        let pair = c.query_row(&numbered("SELECT $2, $1"), [1, 2], read).expect("row");
        assert_eq!(pair, (2, 1));
    }
}
