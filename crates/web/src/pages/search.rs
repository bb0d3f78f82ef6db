//! Search: a debtor, an invoice number, a SIREN, an amount, a page. The palette (Ctrl K) shows the same answers as a piece.

use app::live::{Live, Order, Page, View, Wanted, Which};
use domain::access::needs::ReadBooks;
use domain::french::{date_short, money_fr, parse_amount_fr};
use domain::money::{Cents, Currency};
use maud::{Markup, html};
use store::{ClaimLine, ClaimOrder, ClaimState, ClaimsAsked};

use super::NAVIGATION;
use super::debtor_list::shown_name;
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::route::{Answered, Inside, Route, Scoped, get};
use crate::ui::{self, Head, Icon};

pub(crate) fn routes() -> Vec<Route> {
    vec![get("/d/{tenant}/recherche", show)]
}

/// Answers of one kind at most, in the palette and in the page.
const FEW: (usize, usize) = (6, 20);

/// Characters of a search that are read.
const LONGEST: usize = 100;

/// An answer: where it leads, what it says, what stands beside it.
struct Hit {
    url: String,
    icon: Icon,
    words: String,
    beside: Markup,
}

/// Debtors of books in which every open claim may be read while somebody types.
const SMALL: u64 = 2_000;

/// Answers of one kind.
type Group = (&'static str, Vec<Hit>);

fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let text: String = ask.query("q").unwrap_or_default().chars().take(LONGEST).collect();
    let piece = ask.is_htmx();
    let most = if piece { FEW.0 } else { FEW.1 };
    let groups = found(who, &text, most, !piece)?;
    if piece {
        return Ok(Answer::html(options(&groups, &text)));
    }
    let body = html! {
        section class="card" {
            div class="toolbar" {
                form method="get" class="row wrap grow filter" role="search" {
                    div class="field grow" { label for="q" { "Nom, code, SIREN, numéro de facture ou montant" } input class="input" type="search" id="q" name="q" value=(text) autocomplete="off" autofocus; }
                    button class="btn primary" { (ui::icon(Icon::Search)) "Rechercher" }
                }
            }
            @if groups.is_empty() || text.is_empty() { (nothing(&text)) }
            @for (title, answers) in &groups {
                div class="card-body" { h2 class="small" { (title) } }
                ul class="list" role="list" data-nav { @for one in answers {
                    li data-item { (ui::icon(one.icon)) a class="grow" href=(one.url) { (one.words) } span class="soft num" { (one.beside) } }
                } }
            }
        }
    };
    Ok(ui::page(who, ask, Head { title: "Recherche", place: "/recherche", ..Head::default() }, body))
}

fn nothing(text: &str) -> Markup {
    if text.is_empty() {
        return ui::empty(
            Icon::Search,
            "Que cherchez-vous ?",
            "Un débiteur par son nom, son code ou son SIREN ; une facture par son numéro ou son montant ; une page par son titre.",
            html! {},
        );
    }
    ui::empty(
        Icon::Search,
        "Aucun résultat",
        "Essayez un autre mot, le début d'un numéro de facture, ou un montant comme 1 234,56.",
        html! {},
    )
}

/// The answers as options of the palette.
fn options(groups: &[Group], text: &str) -> Markup {
    let mut numbered = groups.iter().flat_map(|(_, answers)| answers).enumerate();
    html! {
        @if groups.is_empty() { p class="grp" { @if text.is_empty() { "Tapez un nom, un numéro ou un montant." } @else { "Aucun résultat." } } }
        @for (title, answers) in groups {
            div class="grp" role="presentation" { (title) }
            @for (number, one) in numbered.by_ref().take(answers.len()) {
                a role="option" id={ "palette-" (number) } aria-selected=(if number == 0 { "true" } else { "false" }) tabindex="-1" href=(one.url) {
                    (ui::icon(one.icon)) (one.words) span class="r" { (one.beside) }
                }
            }
        }
    }
}

fn found(who: &Inside, text: &str, most: usize, whole: bool) -> Result<Vec<Group>, Fault> {
    let mut groups: Vec<Group> = Vec::new();
    if !text.is_empty() {
        let live = match who.live()? {
            View::Ready { live, .. } => Some(live),
            // Names are found once the first view is there; numbers and amounts already.
            View::Building(_) => None,
        };
        if let Some(live) = &live {
            groups.push(("Débiteurs", debtors(who, live, text, most)));
        }
        let small = live.as_ref().is_some_and(|live| live.totals().debtors < SMALL);
        let (numbers, amounts) = claims(who, text, most, whole || small)?;
        groups.push(("Factures", numbers.iter().map(|line| invoice(who, live.as_deref(), line)).collect()));
        groups.push(("Factures de ce montant", amounts.iter().map(|line| invoice(who, live.as_deref(), line)).collect()));
    }
    groups.push(("Pages", pages(who, text, most)));
    groups.retain(|(_, answers)| !answers.is_empty());
    Ok(groups)
}

fn debtors(who: &Inside, live: &Live, text: &str, most: usize) -> Vec<Hit> {
    // A SIREN is written in groups of three, kept without.
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let siren = digits.len() == 9 && digits.bytes().all(|b| b.is_ascii_digit());
    let text = if siren { &digits } else { text };
    let currency = live.currencies().first().copied().unwrap_or(Currency::EUR);
    let wanted = Wanted {
        which: Which::All,
        kind: None,
        text,
        only: None,
        order: Order::Overdue,
        reverse: false,
        currency,
        page: Page::First,
        size: most,
    };
    let found = live.list(&wanted).rows;
    found
        .iter()
        .map(|found| Hit {
            url: who.url(&format!("/debiteurs/{}", found.row.id.0)),
            icon: Icon::Debtors,
            words: shown_name(&found.row.face.name, &found.row.face.code).to_owned(),
            beside: match found.overdue() {
                Cents::ZERO => html! { (found.row.face.code) },
                overdue => html! { (money_fr(overdue, currency)) " échus" },
            },
        })
        .collect()
}

/// Claims whose number begins so, and open ones of that amount: amounts have no index, and are looked for while typing in small
/// books only.
fn claims(who: &Inside, text: &str, most: usize, whole: bool) -> Result<(Vec<ClaimLine>, Vec<ClaimLine>), Fault> {
    let amount = parse_amount_fr(text.trim_end_matches('€').trim()).ok().filter(|amount| whole && amount.is_positive());
    who.read(|tx| {
        let by_number =
            ClaimsAsked { state: ClaimState::All, order: ClaimOrder::Number, number: text.to_owned(), ..ClaimsAsked::open(who.today) };
        let (numbers, _) = tx.list_claims(&by_number, most, |_| true)?;
        let amounts = match amount {
            None => Vec::new(),
            Some(amount) => tx.open_claims_of_amount(amount, most)?,
        };
        Ok((numbers, amounts))
    })
}

fn invoice(who: &Inside, live: Option<&Live>, line: &ClaimLine) -> Hit {
    let debtor = live.and_then(|live| live.debtor(line.debtor));
    let name = debtor.map_or_else(String::new, |(row, _)| format!(" · {}", shown_name(&row.face.name, &row.face.code)));
    let left = if line.open.is_positive() {
        html! { (money_fr(line.open, line.currency)) " au " (date_short(line.due_on)) }
    } else {
        html! { "réglée" }
    };
    Hit { url: who.url(&format!("/factures/{}", line.id.0)), icon: Icon::File, words: format!("{}{name}", line.number), beside: left }
}

fn pages(who: &Inside, text: &str, most: usize) -> Vec<Hit> {
    let words = formats::values::folded(text);
    let fits = |title: &str| words.split(' ').all(|word| formats::values::folded(title).contains(word));
    let all: Vec<(&str, &str, Icon, Option<&str>)> =
        NAVIGATION.iter().filter(|entry| who.can(entry.permission)).map(|entry| (entry.words, entry.path, entry.icon, entry.key)).collect();
    all.iter()
        .filter(|(title, ..)| fits(title))
        .take(most)
        .map(|(title, path, icon, key)| Hit {
            url: who.url(path),
            icon: *icon,
            words: (*title).to_owned(),
            beside: html! { @if let Some(key) = key { kbd { "G" } " " kbd { (key.to_uppercase()) } } },
        })
        .collect()
}
