//! The list of debtors: filters and order in the address, fifty a page, totals over the whole filter, export.

use app::words::counted;
use domain::french::grouped;
use std::collections::HashSet;

use app::live::{After, Aged, Flags, Found, Live, Order, Page, Wanted, Which};
use domain::access::Permission;
use domain::access::needs::{Export as MayExport, ReadBooks};
use domain::ids::DebtorId;
use domain::money::Currency;
use domain::party::DebtorKind;
use formats::export::{Cell, Export};
use maud::{Markup, html};

use super::of_today::{age_bar, amount_or_dash, books_of_today, capital, moment, situation};
use crate::answer::Answer;
use crate::ask::{Ask, encoded};
use crate::fault::Fault;
use crate::route::{Answered, Inside, Route, Scoped, get};
use crate::ui::{self, Head, Icon};

pub(crate) fn routes() -> Vec<Route> {
    vec![get("/d/{tenant}/debiteurs", show), get("/d/{tenant}/debiteurs/export", export)]
}

/// Lines of a page.
const SIZE: usize = 50;

/// The filters that are one word, with what they say.
const FILTERS: &[(&str, &str, Which)] = &[
    ("retard", "En retard", Which::Late),
    ("promesse", "Promesse en cours", Which::With(Flags::PROMISED)),
    ("rompue", "Promesse non tenue", Which::With(Flags::BROKEN)),
    ("litige", "Litige", Which::With(Flags::DISPUTED)),
    ("echeancier", "Échéancier", Which::With(Flags::ON_PLAN)),
    ("suspendu", "Suspendus", Which::With(Flags::ON_HOLD)),
    ("procedure", "Procédure collective", Which::With(Flags::INSOLVENT)),
    ("a-completer", "Relance freinée", Which::With(Flags::TO_COMPLETE)),
    ("a-decider", "À décider", Which::With(Flags::TO_DECIDE)),
];

const ORDERS: &[(&str, &str, Order)] = &[
    ("echu", "Échu", Order::Overdue),
    ("solde", "Solde", Order::Open),
    ("anciennete", "Plus ancien retard", Order::Oldest),
    ("nom", "Nom", Order::Name),
    ("code", "Code", Order::Code),
];

/// What is asked for, understood.
struct Asked {
    which: Which,
    kind: Option<DebtorKind>,
    text: String,
    mine: Option<HashSet<DebtorId>>,
    order: Order,
    reverse: bool,
    currency: Currency,
    page: Page,
}

impl Asked {
    fn of(who: &Inside, ask: &Ask, live: &Live) -> Result<Asked, Fault> {
        let unknown =
            |what: &str, said: &str| Fault::Bad(format!("{what} « {said} » n'existe pas. Revenez à la liste et choisissez de nouveau."));
        let which = match ask.query("filtre") {
            None | Some("tous") => Which::All,
            Some(word) => match word.strip_prefix("tranche-").and_then(|at| at.parse::<usize>().ok()) {
                Some(at) if at < live.labels().len() => Which::Column(at),
                Some(_) => return Err(unknown("La tranche", word)),
                None => {
                    FILTERS.iter().find(|(name, ..)| *name == word).map(|(.., which)| *which).ok_or_else(|| unknown("Le filtre", word))?
                }
            },
        };
        let kind = match ask.query("type") {
            None => None,
            Some(word) => Some(DebtorKind::parse(word).ok_or_else(|| unknown("La nature", word))?),
        };
        let order = match ask.query("tri") {
            None => Order::Overdue,
            Some(word) => {
                ORDERS.iter().find(|(name, ..)| *name == word).map(|(.., order)| *order).ok_or_else(|| unknown("Le tri", word))?
            }
        };
        let currency = match ask.query("devise") {
            None => live.currencies().first().copied().unwrap_or(Currency::EUR),
            Some(code) => Currency::parse(code).ok_or_else(|| unknown("La devise", code))?,
        };
        let page = match ask.query("apres") {
            None => Page::First,
            Some(place) => Page::After(After::parse(place).ok_or_else(|| unknown("La page", place))?),
        };
        let mine = match ask.query("suivi") {
            Some("moi") => Some(who.read(|tx| app::lists::debtors_of(tx, who.user.id, who.today))?),
            _ => None,
        };
        let text = ask.query("q").unwrap_or_default().chars().take(100).collect();
        Ok(Asked { which, kind, text, mine, order, reverse: ask.query("inverse") == Some("1"), currency, page })
    }

    /// Gives what it stands for to the view.
    fn in_view<T>(&self, size: usize, look: impl FnOnce(&Wanted<'_>) -> T) -> T {
        let mine = |id: DebtorId| self.mine.as_ref().is_none_or(|mine| mine.contains(&id));
        look(&Wanted {
            which: self.which,
            kind: self.kind,
            text: &self.text,
            only: self.mine.is_some().then_some(&mine as &dyn Fn(DebtorId) -> bool),
            order: self.order,
            reverse: self.reverse,
            currency: self.currency,
            page: self.page.clone(),
            size,
        })
    }

    fn is_narrow(&self) -> bool {
        self.which != Which::All || self.kind.is_some() || !self.text.is_empty() || self.mine.is_some()
    }
}

fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let (live, behind) = match books_of_today(who, ask, "Débiteurs", "/debiteurs")? {
        Ok(books) => books,
        Err(building) => return Ok(building),
    };
    let asked = Asked::of(who, ask, &live)?;
    let body = asked.in_view(SIZE, |wanted| {
        let list = live.list(wanted);
        let labels = live.labels();
        html! {
            section class="card" {
                (toolbar(ask, &asked, &live))
                @if list.rows.is_empty() { (nothing(who, &asked)) } @else {
                    div class="table-wrap" tabindex="0" role="region" aria-label="Débiteurs" {
                        table class="table stackable" {
                            caption class="vh" { "Débiteurs et ce qu'ils doivent, en " (asked.currency) }
                            thead { tr {
                                (head(ask, &asked, "nom", "Débiteur", false))
                                (head(ask, &asked, "echu", "Échu", true))
                                (head(ask, &asked, "solde", "Solde", true))
                                th scope="col" class="hide-m" { "Ancienneté" }
                                (head(ask, &asked, "anciennete", "Retard", true))
                                th scope="col" { "Situation" }
                                th scope="col" class="num hide-m" { "Prochaine étape" }
                            } }
                            tbody data-nav { @for found in &list.rows { (line(who, &live, found, &labels, asked.currency)) } }
                            tfoot { tr {
                                th scope="row" class="cell-l1" { (counted(list.debtors, "débiteur", "débiteurs")) @if asked.is_narrow() { span class="sub" { "sur tout le filtre" } } }
                                td class="num cell-r1" data-l="Échu" { (ui::money(list.overdue(), asked.currency)) }
                                td class="num cell-r2" data-l="Solde" { (ui::money(list.balance(), asked.currency)) }
                                td class="hide-m hide-s" { (age_bar(&list.totals, &labels)) }
                                td colspan="2" class="hide-s" {} td class="hide-m hide-s" {}
                            } }
                        }
                    }
                    (ui::pager(
                        &format!("{} affichés sur {}", list.rows.len(), grouped(list.debtors)),
                        (asked.page != Page::First).then(|| ask.with("apres", "")).as_deref(),
                        list.after.as_ref().map(|after| next(ask, after)).as_deref(),
                    ))
                }
            }
        }
    });
    let actions = html! { @if who.can(Permission::Export) { (exports(ask)) } };
    let head =
        Head { title: "Débiteurs", place: "/debiteurs", sub: Some(moment(&live, behind)), actions: Some(actions), ..Head::default() };
    Ok(ui::page(who, ask, head, body))
}

/// The same address, further on.
pub(super) fn next(ask: &Ask, after: &After) -> String {
    let url = ask.with("apres", "");
    format!("{url}{}apres={}", if url.contains('?') { "&" } else { "?" }, encoded(&after.text()))
}

/// The list as a file, in the same filter and order.
pub(super) fn exports(ask: &Ask) -> Markup {
    let url = ask.with("apres", "");
    let (path, query) = url.split_once('?').unwrap_or((&url, ""));
    let to = |format: &str| format!("{path}/export?{query}{}format={format}", if query.is_empty() { "" } else { "&" });
    html! {
        div class="btn-group" role="group" aria-label="Exporter tout le filtre" {
            a class="btn" href=(to("csv")) { (ui::icon(Icon::Download)) "CSV" }
            a class="btn" href=(to("xlsx")) { "XLSX" }
        }
    }
}

fn toolbar(ask: &Ask, asked: &Asked, live: &Live) -> Markup {
    let kinds = [DebtorKind::Business, DebtorKind::Consumer, DebtorKind::NonProfessional, DebtorKind::PublicBody, DebtorKind::Unknown];
    let totals = live.totals();
    let chosen = ask.query("filtre").unwrap_or("tous");
    let kept = |names: &[&str]| -> Vec<(String, String)> {
        names.iter().filter_map(|name| Some(((*name).to_owned(), ask.query(name)?.to_owned()))).collect()
    };
    let count = |word: &str| match word {
        "tous" => Some(totals.debtors),
        "retard" => Some(totals.late),
        "a-completer" => Some(totals.to_complete),
        "a-decider" => Some(totals.to_decide),
        "rompue" => Some(totals.broken),
        "promesse" => Some(totals.promised),
        "litige" => Some(totals.disputing),
        "echeancier" => Some(totals.on_plan),
        "suspendu" => Some(totals.on_hold),
        "procedure" => Some(totals.insolvent),
        _ => None,
    };
    let labels = live.labels();
    html! {
        div class="toolbar" {
            form method="get" class="row wrap grow filter" role="search" {
                @for (name, value) in kept(&["filtre", "tri", "inverse", "devise", "suivi"]) { (ui::form::hidden(&name, &value)) }
                div class="field grow" { label for="q" { "Nom, code ou SIREN" } input class="input" type="search" id="q" name="q" value=(asked.text) autocomplete="off"; }
                div class="field" {
                    label for="type" { "Nature" }
                    select class="select" id="type" name="type" data-submit-on-change {
                        option value="" { "Toutes les natures" }
                        @for kind in kinds { option value=(kind.word()) selected[asked.kind == Some(kind)] { (capital(kind.french())) } }
                    }
                }
                button class="btn" { (ui::icon(Icon::Filter)) "Filtrer" }
            }
            @if live.currencies().len() > 1 {
                div class="chips" { @for currency in live.currencies() {
                    a class="chip" href=(ask.with("devise", currency.code())) aria-current=[(currency == asked.currency).then_some("true")] { (currency) }
                } }
            }
        }
        nav class="toolbar" aria-label="Filtres" {
            div class="chips" {
                @for (word, words, _) in [("tous", "Tous", Which::All)].iter().chain(FILTERS) {
                    a class="chip" href=(ask.with("filtre", if *word == "tous" { "" } else { word })) aria-current=[(chosen == *word).then_some("true")] {
                        (words) @if let Some(count) = count(word) { " " b { (grouped(count)) } }
                    }
                }
            }
            div class="chips" {
                @for (at, label) in labels.iter().enumerate().take(labels.len() - 1) {
                    @let word = format!("tranche-{at}");
                    a class="chip" href=(ask.with("filtre", &word)) aria-current=[(chosen == word).then_some("true")] { (capital(label)) }
                }
                a class="chip" href=(ask.with("suivi", if asked.mine.is_some() { "" } else { "moi" })) aria-current=[asked.mine.is_some().then_some("true")] { "Mes dossiers" }
            }
        }
    }
}

fn nothing(who: &Inside, asked: &Asked) -> Markup {
    if asked.is_narrow() {
        return ui::empty(
            Icon::Filter,
            "Aucun débiteur ne répond à ce filtre",
            "Vérifiez la recherche et les filtres choisis au-dessus.",
            html! { a class="btn" href=(who.url("/debiteurs")) { "Effacer les filtres" } },
        );
    }
    ui::empty(
        Icon::Debtors,
        "Aucun débiteur pour l'instant",
        "Les débiteurs arrivent avec vos factures : un FEC, un fichier CSV ou un classeur.",
        html! { @if who.can(Permission::Import) { a class="btn primary" href=(who.url("/imports")) { "Importer un fichier" } } },
    )
}

/// The head of a column by which the list can be sorted.
fn head(ask: &Ask, asked: &Asked, word: &str, words: &str, number: bool) -> Markup {
    let is = ORDERS.iter().any(|(name, _, order)| *name == word && *order == asked.order);
    // Names go up at first, amounts and delays down: the other way round on the second choice.
    let up = (word == "nom") != asked.reverse;
    let url = if is && !asked.reverse { with(&ask.with("tri", word), "inverse=1") } else { without(&ask.with("tri", word)) };
    html! {
        th scope="col" class=[number.then_some("num")] aria-sort=[is.then_some(if up { "ascending" } else { "descending" })] {
            a class="sort" href=(url) { (words) @if is { span aria-hidden="true" { @if up { " ↑" } @else { " ↓" } } } }
        }
    }
}

fn without(url: &str) -> String {
    url.replace("&inverse=1", "").replace("?inverse=1&", "?").replace("?inverse=1", "")
}

fn with(url: &str, pair: &str) -> String {
    let url = without(url);
    format!("{url}{}{pair}", if url.contains('?') { "&" } else { "?" })
}

fn line(who: &Inside, live: &Live, found: &Found<'_>, labels: &[String], currency: Currency) -> Markup {
    let row = found.row;
    let days = row.days_late(live.day());
    html! {
        tr data-item {
            th scope="row" {
                a href=(who.url(&format!("/debiteurs/{}", row.id.0))) { (shown_name(&row.face.name, &row.face.code)) }
                span class="sub" { (row.face.code) @if !row.face.city.is_empty() { " · " (row.face.city) } }
            }
            td class="num" data-l="Échu" { (amount_or_dash(found.overdue(), currency)) }
            td class="num hide-s" { (amount_or_dash(found.balance(), currency)) }
            td class="hide-m hide-s" { (age_bar(found.aged, labels)) }
            td class="num hide-s" { @if days > 0 { span class="nowrap" { (days) " j" } } @else { span class="soft" { "—" } } }
            td class="w" { (situation(live, row)) }
            td class="num date hide-m hide-s" { @if let Some((_, on)) = row.next { (ui::day(on)) } @else { span class="soft" { "—" } } }
        }
    }
}

/// A name, or its code where it was erased.
pub(super) fn shown_name<'a>(name: &'a str, code: &'a str) -> &'a str {
    if name.is_empty() { code } else { name }
}

fn export(who: &Scoped<MayExport>, ask: &Ask) -> Answered {
    let Some(export) = ask.query("format").and_then(Export::of) else {
        return Err(Fault::Bad("Choisissez CSV ou XLSX : ce sont les deux formats de cet export.".to_owned()));
    };
    let (live, _) = match books_of_today(who, ask, "Débiteurs", "/debiteurs")? {
        Ok(books) => books,
        Err(building) => return Ok(building),
    };
    let asked = Asked { page: Page::First, ..Asked::of(who, ask, &live)? };
    let name = format!("debiteurs-{}.{}", live.day(), export.extension());
    Ok(Answer::stream(&name, export.media_type(), move |out| {
        let labels = live.labels();
        let mut heads = vec!["Code", "Nom", "Ville", "SIREN", "Nature", "Devise"];
        heads.extend(labels.iter().map(String::as_str));
        heads.extend(["Échu", "Solde", "Échéances ouvertes", "Plus ancienne échéance en retard"]);
        export.write(out, "Débiteurs", &heads, |sheet| {
            asked.in_view(usize::MAX, |wanted| live.list(wanted).rows.iter().try_for_each(|found| sheet.row(&cells(found, asked.currency))))
        })
    }))
}

fn cells<'a>(found: &'a Found<'_>, currency: Currency) -> Vec<Cell<'a>> {
    let row = found.row;
    let mut cells: Vec<Cell<'a>> = vec![
        row.face.code.as_str().into(),
        row.face.name.as_str().into(),
        row.face.city.as_str().into(),
        row.face.siren.as_str().into(),
        row.kind.french().into(),
        currency.code().to_owned().into(),
    ];
    cells.extend(found.aged.iter().map(|Aged { cents, .. }| Cell::Amount(*cents, currency)));
    cells.push(Cell::Amount(found.overdue(), currency));
    cells.push(Cell::Amount(found.balance(), currency));
    cells.push(Cell::Whole(i64::from(row.claims)));
    cells.push(row.oldest_due.into());
    cells
}
