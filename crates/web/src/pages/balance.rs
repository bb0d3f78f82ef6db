//! The aged balance: what each debtor owes by days late, today from the live view, any past day from the journal.

use app::words::counted;
use domain::french::grouped;
use std::collections::HashMap;

use app::balance::Balance;
use app::live::{After, Found, Live, Order, Page, Wanted, Which};
use domain::Date;
use domain::access::Permission;
use domain::access::needs::{Export as MayExport, ReadBooks};
use domain::money::{Cents, Currency};
use formats::export::{Cell, Export};
use maud::{Markup, html};

use super::debtor_list::{exports, next, shown_name};
use super::of_today::{amount_or_dash, books_of_today, capital, moment};
use crate::answer::Answer;
use crate::ask::{Ask, encoded};
use crate::fault::Fault;
use crate::fields::day_of;
use crate::route::{Answered, Inside, Route, Scoped, get};
use crate::ui::{self, Head, Icon, Tone};

pub(crate) fn routes() -> Vec<Route> {
    vec![get("/d/{tenant}/balance", show), get("/d/{tenant}/balance/export", export)]
}

/// Lines of a page.
const SIZE: usize = 50;

/// Books of more debtors than this show a past day as a piece that follows its page.
const MANY: u64 = 20_000;

/// The day asked for: today where none is, or why it is not one.
pub(super) fn day_asked(who: &Inside, ask: &Ask) -> Result<Date, String> {
    let Some(typed) = ask.query("au") else { return Ok(who.today) };
    match day_of(typed, who.today) {
        None => Err(format!("« {typed} » n'est pas une date comprise. Écrivez par exemple {}.", domain::french::date_short(who.today))),
        Some(day) if day > who.today => {
            Err(format!("Le {} est à venir : la balance se lit à une date passée ou à ce jour.", domain::french::date_short(day)))
        }
        Some(day) => Ok(day),
    }
}

/// The choice of a day, as a form that keeps the other choices.
pub(super) fn day_form(ask: &Ask, day: Date, today: Date, kept: &[&str]) -> Markup {
    html! {
        form method="get" class="row wrap" {
            @for name in kept { @if let Some(value) = ask.query(name) { (ui::form::hidden(name, value)) } }
            label for="au" class="soft" { "Situation au" }
            input class="input date short" id="au" name="au" value=(domain::french::date_short(day)) autocomplete="off" inputmode="numeric";
            button class="btn" { "Afficher" }
            @if day != today { a class="btn quiet" href=(ask.with("au", "")) { "Revenir à ce jour" } }
        }
    }
}

/// A line, from the view or from a past day.
struct Line<'a> {
    id: i64,
    name: &'a str,
    code: &'a str,
    cells: Vec<Cents>,
}

/// What a page shows.
struct Shown<'a> {
    day: Date,
    currency: Currency,
    currencies: Vec<Currency>,
    labels: Vec<String>,
    lines: Vec<Line<'a>>,
    totals: Vec<Cents>,
    debtors: u64,
    next: Option<String>,
}

fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let (day, wrong) = match day_asked(who, ask) {
        Ok(day) => (day, None),
        Err(said) => (who.today, Some(said)),
    };
    let currency = match ask.query("devise").map(|code| (code, Currency::parse(code))) {
        Some((code, None)) => return Err(Fault::Bad(format!("La devise « {code} » n'existe pas."))),
        Some((_, known)) => known,
        None => None,
    };
    if day != who.today {
        return past(who, ask, day, currency);
    }
    let (live, behind) = match books_of_today(who, ask, "Balance âgée", "/balance")? {
        Ok(books) => books,
        Err(building) => return Ok(building),
    };
    let shown = of_view(ask, &live, currency)?;
    let body = html! { @if let Some(said) = &wrong { (ui::notice(Tone::Danger, html! { (said) })) } (table(who, ask, &shown)) };
    Ok(framed(who, ask, day, Some(moment(&live, behind)), body).status(if wrong.is_some() { 422 } else { 200 }))
}

fn framed(who: &Inside, ask: &Ask, day: Date, sub: Option<Markup>, body: Markup) -> Answer {
    let actions = html! {
        (day_form(ask, day, who.today, &["devise"]))
        @if who.can(Permission::Export) { (exports(ask)) }
    };
    ui::page(who, ask, Head { title: "Balance âgée", place: "/balance", sub, actions: Some(actions), ..Head::default() }, body)
}

fn wanted(currency: Currency, page: Page, size: usize) -> Wanted<'static> {
    Wanted { which: Which::Open, kind: None, text: "", only: None, order: Order::Open, reverse: false, currency, page, size }
}

fn of_view<'a>(ask: &Ask, live: &'a Live, currency: Option<Currency>) -> Result<Shown<'a>, Fault> {
    let currencies = live.currencies();
    let currency = currency.or_else(|| currencies.first().copied()).unwrap_or(Currency::EUR);
    let page = match ask.query("apres") {
        None => Page::First,
        Some(place) => Page::After(After::parse(place).ok_or_else(|| Fault::Bad("Cette page de la balance n'existe plus.".to_owned()))?),
    };
    let list = live.list(&wanted(currency, page, SIZE));
    let line = |found: &Found<'a>| Line {
        id: found.row.id.0,
        name: &found.row.face.name,
        code: &found.row.face.code,
        cells: found.aged.iter().map(|aged| aged.cents).collect(),
    };
    Ok(Shown {
        day: live.day(),
        currency,
        currencies,
        labels: live.labels(),
        lines: list.rows.iter().map(line).collect(),
        totals: list.totals.iter().map(|aged| aged.cents).collect(),
        debtors: list.debtors,
        next: list.after.as_ref().map(|after| next(ask, after)),
    })
}

/// Whether a past day takes so long that it follows its page.
pub(super) fn is_large(who: &Inside) -> bool {
    who.at_hand().is_some_and(|live| live.totals().debtors > MANY)
}

/// A past day is computed from the journal: at once for most books, as a piece that follows its page for large ones.
fn past(who: &Inside, ask: &Ask, day: Date, currency: Option<Currency>) -> Answered {
    let large = is_large(who);
    let sub = || Some(html! { "Situation au " (ui::day(day)) ", recalculée d'après le journal." });
    if large && !ask.is_htmx() && ask.query("complet").is_none() {
        let whole = ask.with("complet", "1");
        let body = html! {
            section class="card" id="balance" hx-get=(ask.url) hx-trigger="load" hx-swap="outerHTML" aria-busy="true" {
                div class="card-body stack" {
                    p role="status" { "Calcul de la balance au " (ui::day(day)) "…" }
                    @for _ in 0..6 { span class="skel" {} }
                    noscript { a class="btn" href=(whole) { "Afficher la balance" } }
                }
            }
        };
        return Ok(framed(who, ask, day, sub(), body));
    }
    let balance = who.read(|tx| app::balance::balance(tx, day, currency))?;
    let body = table(who, ask, &of_past(ask, &balance));
    Ok(if ask.is_htmx() { Answer::html(body) } else { framed(who, ask, day, sub(), body) })
}

fn of_past<'a>(ask: &Ask, balance: &'a Balance) -> Shown<'a> {
    let after: i64 = ask.query("apres").and_then(|id| id.parse().ok()).unwrap_or_default();
    let places: HashMap<i64, usize> = balance.debtors.iter().enumerate().map(|(at, line)| (line.id.0, at + 1)).collect();
    let from = places.get(&after).copied().unwrap_or_default();
    let page: Vec<_> = balance.debtors.iter().skip(from).take(SIZE).collect();
    let more = from + page.len() < balance.debtors.len();
    let next = page.last().filter(|_| more).map(|last| {
        let url = ask.with("apres", "");
        format!("{url}{}apres={}", if url.contains('?') { "&" } else { "?" }, encoded(&last.id.0.to_string()))
    });
    let mut currencies = vec![balance.currency];
    currencies.extend(&balance.other_currencies);
    Shown {
        day: balance.as_of,
        currency: balance.currency,
        currencies,
        labels: balance.buckets.iter().map(|bucket| bucket.label.clone()).collect(),
        lines: page
            .into_iter()
            .map(|line| Line {
                id: line.id.0,
                name: &line.name,
                code: &line.code,
                cells: line.buckets.iter().map(|bucket| bucket.amount).collect(),
            })
            .collect(),
        totals: balance.buckets.iter().map(|bucket| bucket.amount).collect(),
        debtors: balance.debtors.len() as u64,
        next,
    }
}

fn table(who: &Inside, ask: &Ask, shown: &Shown<'_>) -> Markup {
    let currency = shown.currency;
    let total: Cents = shown.totals.iter().copied().sum();
    html! {
        section class="card" id="balance" {
            @if shown.currencies.len() > 1 {
                div class="toolbar" { div class="chips" role="group" aria-label="Devise" { @for one in &shown.currencies {
                    a class="chip" href=(ask.with("devise", one.code())) aria-current=[(*one == currency).then_some("true")] { (one) }
                } } }
            }
            @if shown.lines.is_empty() {
                (ui::empty(Icon::Done, "Rien d'ouvert à cette date", "Aucune créance, aucun règlement en attente d'imputation dans cette devise.", html! {}))
            } @else {
                div class="table-wrap" tabindex="0" role="region" aria-label="Balance âgée" {
                    table class="table stackable" {
                        caption class="vh" { "Balance âgée au " (domain::french::date_short(shown.day)) ", en " (currency) }
                        thead { tr {
                            th scope="col" { "Débiteur" }
                            @for label in &shown.labels { th scope="col" class="num" { (capital(label)) } }
                            th scope="col" class="num" { "Solde" }
                        } }
                        tbody data-nav { @for line in &shown.lines { tr data-item {
                            th scope="row" class="w" { a href=(who.url(&format!("/debiteurs/{}", line.id))) { (shown_name(line.name, line.code)) } span class="sub" { (line.code) } }
                            @for (label, cents) in shown.labels.iter().zip(&line.cells) { td class=(if cents.is_zero() { "num hide-s" } else { "num pair" }) data-l=(capital(label)) { (amount_or_dash(*cents, currency)) } }
                            td class="num pair" data-l="Solde" { b { (ui::money(line.cells.iter().copied().sum(), currency)) } }
                        } } }
                        tfoot { tr {
                            th scope="row" class="w" { (counted(shown.debtors, "débiteur", "débiteurs")) }
                            @for (label, cents) in shown.labels.iter().zip(&shown.totals) { td class="num pair" data-l=(capital(label)) { (ui::money(*cents, currency)) } }
                            td class="num pair" data-l="Solde" { (ui::money(total, currency)) }
                        } }
                    }
                }
                (ui::pager(
                    &format!("{} affichés sur {}, du plus grand solde au plus petit", shown.lines.len(), grouped(shown.debtors)),
                    ask.query("apres").map(|_| ask.with("apres", "")).as_deref(),
                    shown.next.as_deref(),
                ))
            }
        }
    }
}

fn export(who: &Scoped<MayExport>, ask: &Ask) -> Answered {
    let Some(export) = ask.query("format").and_then(Export::of) else {
        return Err(Fault::Bad("Choisissez CSV ou XLSX : ce sont les deux formats de cet export.".to_owned()));
    };
    let day = day_asked(who, ask).map_err(Fault::Bad)?;
    let currency = ask.query("devise").and_then(Currency::parse);
    let name = format!("balance-{day}.{}", export.extension());
    // A day of the past, or today while the view is being made: from the journal, as the page does.
    let balance = who.read(|tx| app::balance::balance(tx, day, currency))?;
    Ok(Answer::stream(&name, export.media_type(), move |out| {
        let mut heads = vec!["Code", "Nom", "Devise"];
        heads.extend(balance.buckets.iter().map(|bucket| bucket.label.as_str()));
        heads.push("Solde");
        export.write(out, "Balance âgée", &heads, |sheet| {
            balance.debtors.iter().try_for_each(|line| {
                let mut cells: Vec<Cell<'_>> = vec![line.code.as_str().into(), line.name.as_str().into(), balance.currency.code().into()];
                cells.extend(line.buckets.iter().map(|bucket| Cell::Amount(bucket.amount, balance.currency)));
                cells.push(Cell::Amount(line.total, balance.currency));
                sheet.row(&cells)
            })
        })
    }))
}
