//! Names of those who wrote something: the journal holds references, people read names.

use super::people::People;
use crate::route::Inside;

/// The name of an author of the journal.
pub(crate) fn name(who: &Inside, author: &str) -> String {
    People::of(who).map_or_else(|_| author.to_owned(), |people| people.author(author))
}

/// A sentence of a use case with the references of users replaced by their names.
pub(crate) fn named(who: &Inside, said: &str) -> String {
    if !said.contains("ut_") {
        return said.to_owned();
    }
    match People::of(who) {
        Ok(people) => replaced(said, |reference| people.author(reference)),
        Err(_) => said.to_owned(),
    }
}

/// Every `ut_12` of a sentence, replaced.
fn replaced(said: &str, name: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(said.len());
    let mut rest = said;
    while let Some(at) = rest.find("ut_") {
        let (before, from) = rest.split_at(at);
        let end = from[3..].find(|c: char| !c.is_ascii_digit()).map_or(from.len(), |digits| digits + 3);
        let (reference, after) = from.split_at(end);
        out.push_str(before);
        // « ut_ » inside a word is no reference.
        let within = before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        out.push_str(&if within || end == 3 { reference.to_owned() } else { name(reference) });
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_names_and_nothing_else_does() {
        let told = replaced("Ignorée par ut_3, puis ut_14. Facture out_3, ut_ et ut_x.", |reference| format!("<{reference}>"));
        assert_eq!(told, "Ignorée par <ut_3>, puis <ut_14>. Facture out_3, ut_ et ut_x.");
    }
}
