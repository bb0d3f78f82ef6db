//! The front door: to the books of the only creditor, to the choice among several, or to sign-in.

use crate::answer::Answer;
use crate::ask::Ask;
use crate::route::{Answered, Route, Visitor, get_anyone};

pub(crate) fn routes() -> Vec<Route> {
    vec![get_anyone("/", show)]
}

fn show(who: &Visitor, _: &Ask) -> Answered {
    let Some(user) = &who.user else {
        let empty = who.with_users(|users| users.none_yet())?;
        return Ok(Answer::to(if empty { "/premier-acces" } else { "/connexion" }));
    };
    let places = who.with_users(|users| users.places(user.id))?;
    Ok(Answer::to(match places.as_slice() {
        [only] => format!("/d/{}/tableau", only.creditor.0),
        _ => "/dossiers".to_owned(),
    }))
}
