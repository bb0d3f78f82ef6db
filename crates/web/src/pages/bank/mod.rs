//! The bank (screen 7): lines that nobody decided, with what the program proposes for each; what was decided; accounts and their
//! statements; what was learned.
//!
//! A page decides one line at a time, by the use cases of [`app::bank`]. What comes to a line that somebody else decided meanwhile
//! answers 409 with what it is now.

mod accounts;
mod aside;
mod candidates;
#[cfg(test)]
mod converted_tests;
mod decide;
mod decided;
pub(crate) mod find;
mod job;
mod learned;
mod list;
mod panel;
mod refunded;
mod returned;
mod split;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeMap;

use domain::Date;
use domain::ids::BankLineId;
use maud::{Markup, html};
use store::{BankLine, LineState};

use crate::answer::Answer;
use crate::ask::{Ask, encoded};
use crate::fault::Fault;
use crate::fields::Fields;
use crate::route::{Inside, Route, get, post};
use crate::ui::{self, Head, form};

pub(crate) use words::{account_name, iban};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        get("/d/{tenant}/banque", list::show),
        get("/d/{tenant}/banque/comptes", accounts::show),
        post("/d/{tenant}/banque/comptes", accounts::add),
        get("/d/{tenant}/banque/reglages", learned::show),
        post("/d/{tenant}/banque/reglages", learned::save),
        post("/d/{tenant}/banque/payeurs/{payeur}/oublier", learned::forget),
        post("/d/{tenant}/banque/regles/{regle}/retirer", learned::remove),
        post("/d/{tenant}/banque/rapprocher", job::start),
        get("/d/{tenant}/banque/rapprochements/{travail}", job::show),
        post("/d/{tenant}/banque/lignes/{ligne}/accepter", decide::accept),
        post("/d/{tenant}/banque/lignes/{ligne}/attendre", decide::wait),
        post("/d/{tenant}/banque/lignes/{ligne}/rouvrir", decide::reopen),
        get("/d/{tenant}/banque/lignes/{ligne}/repartir", split::show),
        post("/d/{tenant}/banque/lignes/{ligne}/repartir", split::save),
        get("/d/{tenant}/banque/lignes/{ligne}/ecarter", aside::show),
        post("/d/{tenant}/banque/lignes/{ligne}/ecarter", aside::save),
        get("/d/{tenant}/banque/lignes/{ligne}/impaye", returned::show),
        post("/d/{tenant}/banque/lignes/{ligne}/impaye", returned::save),
        get("/d/{tenant}/banque/lignes/{ligne}/rembourser", refunded::show),
        post("/d/{tenant}/banque/lignes/{ligne}/rembourser", refunded::save),
    ]
}

/// The entry of the navigation.
const PLACE: &str = "/banque";

/// The states of lines: word of the address, title of the tab.
const STATES: [(LineState, &str, &str); 5] = [
    (LineState::Open, "", "À rapprocher"),
    (LineState::Payment, "reglements", "Règlements"),
    (LineState::Return, "impayes", "Impayés"),
    (LineState::Refund, "remboursements", "Remboursements"),
    (LineState::Aside, "ecartees", "Laissées de côté"),
];

/// Where a page of lines goes on: the day and the line before it.
type Place = (Date, BankLineId);

/// Where a person is in the lines: carried by every link and form.
#[derive(Clone, Default)]
struct Asked {
    /// The tab; that of the line where none is said.
    state: Option<LineState>,
    /// From where the page goes on.
    after: Option<Place>,
    /// The line shown beside.
    line: Option<BankLineId>,
}

impl Asked {
    /// From the address, or from the fields that [`Asked::fields`] carried.
    fn of(ask: &Ask) -> Asked {
        let said = |name: &'static str| ask.query(name).or_else(|| Some(ask.form(name)).filter(|value| !value.is_empty()));
        let state = |word: &str| STATES.iter().find(|(_, known, _)| *known == word).map(|(state, ..)| *state);
        Asked {
            state: said("etat").and_then(state),
            after: said("apres").and_then(place),
            line: said("ligne").and_then(|text| text.parse().ok()),
        }
    }

    /// The address of this place, with a line beside or none.
    fn url(&self, who: &Inside, line: Option<BankLineId>) -> String {
        let mut pairs = self.pairs();
        pairs.extend(line.map(|line| ("ligne", line.0.to_string())));
        let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        if pairs.is_empty() { who.url(PLACE) } else { format!("{}?{}", who.url(PLACE), pairs.join("&")) }
    }

    /// The same as hidden fields.
    fn fields(&self) -> Markup {
        html! { @for (name, value) in self.pairs() { (form::hidden(name, &value)) } }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let word = STATES.iter().find(|(state, ..)| Some(*state) == self.state).map_or("", |(_, word, _)| *word);
        let mut pairs = Vec::new();
        if !word.is_empty() {
            pairs.push(("etat", word.to_owned()));
        }
        pairs.extend(self.after.map(|(day, line)| ("apres", format!("{day}.{}", line.0))));
        pairs
    }
}

fn place(text: &str) -> Option<Place> {
    let (day, id) = text.split_once('.')?;
    Some((day.parse().ok()?, BankLineId(id.parse().ok()?)))
}

/// The address of what is done with a line.
fn line_url(who: &Inside, line: BankLineId, what: &str) -> String {
    who.url(&format!("{PLACE}/lignes/{}/{what}", line.0))
}

/// The page that shows a line, whatever it is by now.
pub(crate) fn place_of(who: &Inside, line: BankLineId) -> String {
    Asked::default().url(who, Some(line))
}

/// A line of these books.
fn line_of(who: &Inside, ask: &Ask) -> Result<BankLine, Fault> {
    let id: BankLineId = ask.path("ligne")?;
    who.read(|tx| Ok(tx.bank_line(id)?))?.ok_or(Fault::NotFound)
}

/// Where a line stands.
fn state_of(line: &BankLine) -> LineState {
    use domain::events::LineIs;
    match line.decided.as_ref().map(|decided| &decided.is) {
        None => LineState::Open,
        Some(LineIs::Payment { .. }) => LineState::Payment,
        Some(LineIs::Return { .. }) => LineState::Return,
        Some(LineIs::Refund { .. }) => LineState::Refund,
        Some(LineIs::Aside { .. }) => LineState::Aside,
    }
}

/// How many lines there are in each state.
fn counts(who: &Inside) -> Result<BTreeMap<LineState, u64>, Fault> {
    who.read(|tx| Ok(tx.bank_line_counts()?))
}

/// How many lines wait for a person: asked on every page, whatever the number of lines.
pub(crate) fn open_lines(who: &Inside) -> Result<u64, Fault> {
    Ok(*who.house.bank.of(&who.books(), |tx, _| Ok(tx.open_bank_line_count()?))?)
}

/// The tabs of these pages: lines by state, then accounts, then what was learned. `current` is the path of the last two.
fn tabs(who: &Inside, state: Option<LineState>, current: &str) -> Result<Markup, Fault> {
    let counts = counts(who)?;
    let mut tabs = Vec::new();
    for (each, _, title) in STATES {
        let url = Asked { state: Some(each), ..Asked::default() }.url(who, None);
        let count = counts.get(&each).copied().unwrap_or(0);
        tabs.push((title.to_owned(), url, Some(count), state == Some(each)));
    }
    for (path, title) in [("comptes", "Comptes et relevés"), ("reglages", "Appris et réglages")] {
        tabs.push((title.to_owned(), who.url(&format!("{PLACE}/{path}")), None, current == path));
    }
    Ok(ui::tabs("Banque", &tabs))
}

/// A page that asks something about a line; 422 when something typed is wrong.
fn about(who: &Inside, ask: &Ask, line: &BankLine, (title, back): (&str, String), fields: &Fields<'_>, body: Markup) -> Answer {
    let head = Head {
        title,
        sub: Some(html! { (words::short(line)) }),
        crumbs: vec![("Rapprochement", who.url(PLACE)), (words::title(line), back)],
        place: PLACE,
        ..Head::default()
    };
    ui::page(who, ask, head, body).status(if fields.has_problems() { 422 } else { 200 })
}
