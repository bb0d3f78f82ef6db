//! Light or dark: kept in a cookie, so that the server writes it and no page flashes.

use crate::answer::Answer;
use crate::ask::Ask;
use crate::route::{Answered, Route, Visitor, post_anyone};
use crate::server::{cookie, safe_path, theme_cookie};

pub(crate) fn routes() -> Vec<Route> {
    vec![post_anyone("/theme", choose)]
}

/// A year.
const KEPT: u32 = 31_536_000;

fn choose(who: &Visitor, ask: &Ask) -> Answered {
    let theme = match ask.form("theme") {
        "dark" => "dark",
        "light" => "light",
        _ => "",
    };
    let age = if theme.is_empty() { 0 } else { KEPT };
    let cookie = cookie(&who.house, theme_cookie(&who.house), theme, age);
    Ok(Answer::to(safe_path(ask.form("retour"))).header("set-cookie", cookie))
}
