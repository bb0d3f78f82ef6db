//! The agenda of the day: what is proposed, why, and a person's word on it.

mod decide;
mod detail;
mod lot;
mod queue;
#[cfg(test)]
mod tests;

use app::agenda::{ActionRef, Family, Place, Seen};
use app::live::{Live, View};
use domain::access::needs::ReadBooks;
use domain::ids::DebtorId;
use domain::money::{Cents, Currency};
use maud::{Markup, html};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::answer::Answer;
use crate::ask::{Ask, encoded};
use crate::fault::Fault;
use crate::route::{Answered, Inside, Route, Scoped, get, post};
use crate::ui::{self, Head, Icon};

pub(crate) use decide::action_of;
pub(crate) use detail::{Looked, addressee, carried, title};

/// Lines of a page.
const PAGE: usize = 50;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        get("/d/{tenant}/agenda", show),
        post("/d/{tenant}/agenda/annuler", decide::take_back_last),
        post("/d/{tenant}/agenda/lot", lot::confirm),
        post("/d/{tenant}/agenda/lot/appliquer", lot::apply),
        post("/d/{tenant}/agenda/{action}/approuver", decide::approve),
        get("/d/{tenant}/agenda/{action}/reporter", decide::ask_postpone),
        post("/d/{tenant}/agenda/{action}/reporter", decide::postpone),
        get("/d/{tenant}/agenda/{action}/ignorer", decide::ask_skip),
        post("/d/{tenant}/agenda/{action}/ignorer", decide::skip),
        get("/d/{tenant}/agenda/{action}/appel", decide::ask_called),
        post("/d/{tenant}/agenda/{action}/appel", decide::called),
        post("/d/{tenant}/agenda/{action}/annuler", decide::take_back),
    ]
}

/// Where a person is in the agenda: carried by every link and form.
#[derive(Clone, Default)]
pub(crate) struct Asked {
    /// Only these channels.
    pub family: Option<Family>,
    /// Only the debtors that the user follows.
    pub mine: bool,
    /// From where the page goes on.
    pub after: Option<Place>,
    /// The action shown beside.
    pub action: Option<ActionRef>,
}

impl Asked {
    /// From the address, or from the fields that [`Asked::fields`] carried.
    pub fn of(ask: &Ask) -> Asked {
        let said = |name: &'static str| ask.query(name).or_else(|| Some(ask.form(name)).filter(|value| !value.is_empty()));
        Asked {
            family: said("canal").and_then(Family::parse),
            mine: said("suivi") == Some("moi"),
            after: said("apres").and_then(Place::parse),
            action: said("action").and_then(|text| text.parse().ok()),
        }
    }

    /// The address of this place, with an action beside or none.
    pub fn url(&self, who: &Inside, action: Option<&ActionRef>) -> String {
        let pairs: Vec<String> = self.pairs(action).iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        if pairs.is_empty() { who.url("/agenda") } else { format!("{}?{}", who.url("/agenda"), pairs.join("&")) }
    }

    /// The same as hidden fields.
    pub fn fields(&self) -> Markup {
        html! { @for (name, value) in self.pairs(None) { (ui::form::hidden(name, &value)) } }
    }

    fn pairs(&self, action: Option<&ActionRef>) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if let Some(family) = self.family {
            pairs.push(("canal", family.word().to_owned()));
        }
        if self.mine {
            pairs.push(("suivi", "moi".to_owned()));
        }
        if let Some(after) = self.after {
            pairs.push(("apres", after.to_string()));
        }
        if let Some(action) = action {
            pairs.push(("action", action.to_string()));
        }
        pairs
    }
}

/// The books as of today, or a page that says how far their making is.
pub(super) fn live(who: &Inside, ask: &Ask) -> Result<Result<Arc<Live>, Answer>, Fault> {
    Ok(match who.live()? {
        View::Ready { live, .. } => Ok(live),
        View::Building(progress) => Err(building(who, ask, progress.so_far())),
    })
}

fn building(who: &Inside, ask: &Ask, (done, all): (u64, u64)) -> Answer {
    let said = if all == 0 { "Lecture des comptes…".to_owned() } else { format!("{done} débiteurs examinés sur {all}.") };
    let body = html! {
        section class="card" { (ui::empty(Icon::Clock, "L'agenda se prépare", &said, html! { a class="btn" href=(ask.url) { "Actualiser" } })) }
    };
    ui::page(who, ask, Head { title: "Agenda du jour", place: "/agenda", ..Head::default() }, body).header("refresh", "2")
}

/// The debtors that the user follows today, where only those are asked for.
pub(super) fn followed(who: &Inside, asked: &Asked) -> Result<Option<HashSet<DebtorId>>, Fault> {
    if !asked.mine {
        return Ok(None);
    }
    let (user, day) = (who.user.id, who.today);
    Ok(Some(who.read(|tx| app::lists::debtors_of(tx, user, day))?))
}

/// Sums of several currencies, the euro first.
pub(super) fn sums(sums: &BTreeMap<Currency, Cents>) -> Markup {
    let mut all: Vec<(Currency, Cents)> = sums.iter().map(|(currency, cents)| (*currency, *cents)).collect();
    all.sort_by_key(|(currency, _)| (*currency != Currency::EUR, *currency));
    if all.is_empty() {
        all.push((Currency::EUR, Cents::ZERO));
    }
    html! { @for (at, (currency, cents)) in all.iter().enumerate() { @if at > 0 { " + " } (ui::money(*cents, *currency)) } }
}

/// `128-9f3c…~11820.55` as forms carry a decision: the action and the sum that was shown.
pub(super) fn seen_word(action: &ActionRef, asked: Cents) -> String {
    format!("{action}~{}", asked.0)
}

/// Reads it back.
pub(super) fn seen_of(word: &str) -> Option<Seen> {
    let (action, asked) = word.split_once('~')?;
    Some(Seen { action: action.parse().ok()?, asked: Cents(asked.parse().ok()?) })
}

fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let asked = Asked::of(ask);
    if ask.is_htmx() && ask.target() == "detail" {
        let Some(action) = &asked.action else { return Err(Fault::NotFound) };
        return Ok(Answer::html(detail::panel(who, &asked, action, None)?));
    }
    let live = match live(who, ask)? {
        Ok(live) => live,
        Err(waiting) => return Ok(waiting),
    };
    queue::show(who, ask, &asked, &live)
}
