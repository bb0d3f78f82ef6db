//! The door: signing in, the second factor, the first access, links that were given out, signing out.

mod first;
mod invitation;
mod layout;
mod reset;
mod sign_in;

use app::users::SignIn;

pub(crate) use reset::new_password;
pub(crate) use sign_in::{look_again, tried};

use crate::answer::Answer;
use crate::ask::Ask;
use crate::route::{Route, Visitor};
use crate::server::gate;

pub(crate) fn routes() -> Vec<Route> {
    [sign_in::routes(), first::routes(), invitation::routes(), reset::routes()].into_iter().flatten().collect()
}

/// The cookie of a session lasts as long as the session may.
const SECONDS: u32 = 7 * 24 * 3_600;

/// Signed in: to that page, with the session in its cookie.
fn signed_in(who: &Visitor, session: &SignIn, url: impl Into<String>) -> Answer {
    let name = gate::session_cookie(&who.house);
    Answer::to(url).header("set-cookie", gate::cookie(&who.house, name, &session.token, SECONDS))
}

/// Signed out: the cookie goes.
fn signed_out(who: &Visitor, url: impl Into<String>) -> Answer {
    let name = gate::session_cookie(&who.house);
    Answer::to(url).header("set-cookie", gate::cookie(&who.house, name, "", 0))
}

/// A browser in a few words, as its user knows it.
pub(crate) fn agent(ask: &Ask) -> String {
    let find = |known: &[(&str, &'static str)]| known.iter().find(|(sign, _)| ask.agent.contains(sign)).map(|(_, words)| *words);
    let browser = find(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("HeadlessChrome/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = find(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} sur {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "Navigateur inconnu".to_owned(),
    }
}

#[cfg(test)]
mod tests;
