//! Names of those who wrote something: the journal holds references, people read names.

use domain::ids::UserId;

use crate::route::Visitor;

/// The name of an author of the journal.
pub(crate) fn name(who: &Visitor, author: &str) -> String {
    match author {
        "run" => "la remise du jour".to_owned(),
        "import" => "l'import".to_owned(),
        "cli" => "la ligne de commande".to_owned(),
        _ => match author.strip_prefix("ut_").and_then(|_| author.parse::<UserId>().ok()) {
            Some(user) if who.user.as_ref().is_some_and(|own| own.id == user) => "vous".to_owned(),
            Some(user) => who.with_users(|users| users.account(user)).map_or_else(|_| author.to_owned(), |account| account.profile.name),
            None => author.to_owned(),
        },
    }
}

/// A sentence of a use case with the references of users replaced by their names.
pub(crate) fn named(who: &Visitor, said: &str) -> String {
    let mut out = String::with_capacity(said.len());
    let mut rest = said;
    while let Some(at) = rest.find("ut_") {
        let (before, from) = rest.split_at(at);
        let end = from[3..].find(|c: char| !c.is_ascii_digit()).map_or(from.len(), |digits| digits + 3);
        let (reference, after) = from.split_at(end);
        out.push_str(before);
        // « ut_ » inside a word is no reference.
        let within = before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        out.push_str(&if within || end == 3 { reference.to_owned() } else { name(who, reference) });
        rest = after;
    }
    out.push_str(rest);
    out
}
