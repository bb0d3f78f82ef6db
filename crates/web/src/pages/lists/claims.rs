//! The list of claims.

use std::collections::{BTreeMap, HashMap};

use app::card::ClaimStanding;
use app::lists::{self, ClaimTotals};
use app::live::Aged;
use domain::access::needs::{Export as MayExport, ReadBooks};
use domain::facts::days_between;
use domain::french::date_short;
use domain::ids::ClaimId;
use domain::money::Currency;
use formats::export::Cell;
use maud::{Markup, html};
use store::{ClaimLine, ClaimOrder, ClaimState};

use super::filter::{Filter, STATES, bucket_words, written};
use super::{Names, SIZE, after, broken, debtor_cell, exports, format_of, mine_chip, shown, unwritten, views};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::pages::card::{lateness, standing_badge};
use crate::route::{Answered, Inside, Route, Scoped, get};
use crate::ui::{self, Head, Icon, Tone, form};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/d/{tenant}/factures", show), get("/d/{tenant}/factures/export", export)]
}

/// Where open claims stand.
type Standings = HashMap<ClaimId, ClaimStanding>;

/// A page of lines, and the totals where they cost nothing more.
struct Found {
    lines: Vec<ClaimLine>,
    more: bool,
    totals: Option<ClaimTotals>,
}

fn find(who: &Inside, filter: &Filter) -> Result<Found, Fault> {
    let keep = |line: &ClaimLine| filter.keeps(line.debtor);
    let (lines, more, totals) = who.read(|tx| {
        if filter.day != who.today {
            let (lines, more, totals) = lists::claims_on(tx, &filter.asked, filter.day, SIZE, keep)?;
            return Ok((lines, more, Some(totals)));
        }
        if let Some(debtor) = filter.debtor {
            let (lines, more, totals) = lists::claims_of(tx, debtor, &filter.asked, SIZE)?;
            return Ok((lines, more, Some(totals)));
        }
        if !filter.asked.by_index() {
            let (lines, more, totals) = lists::claims_on(tx, &filter.asked, filter.day, SIZE, keep)?;
            return Ok((lines, more, Some(totals)));
        }
        let (lines, more) = tx.list_claims(&filter.asked, SIZE, keep)?;
        Ok((lines, more, None))
    })?;
    Ok(Found { lines, more, totals })
}

fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let filter = Filter::of(who, ask)?;
    if ask.query("total") == Some("1") && ask.is_htmx() {
        let totals = who.read(|tx| lists::claim_totals(tx, &filter.asked, |line| filter.keeps(line.debtor)))?;
        return Ok(Answer::html(total_words(&totals)));
    }
    let mut found = find(who, &filter)?;
    if found.totals.is_none() && ask.query("total") == Some("1") {
        found.totals = Some(who.read(|tx| lists::claim_totals(tx, &filter.asked, |line| filter.keeps(line.debtor)))?);
    }
    let debtors: Vec<_> = found.lines.iter().map(|line| line.debtor).chain(filter.debtor).collect();
    let open: Vec<_> = found.lines.iter().filter(|line| line.open.is_positive()).map(|line| line.debtor).collect();
    let (names, standings) = who.read(|tx| Ok((tx.names(&debtors)?, app::card::standings(tx, &open, filter.day)?)))?;
    let head = Head {
        title: "Factures",
        sub: Some(html! {
            @if filter.day == who.today { "Une ligne par échéance." } @else { "Situation au " (ui::day(filter.day)) ". " a href=(ask.with("au", "")) { "Revenir à aujourd'hui" } }
            @if let Some(debtor) = filter.debtor { " Débiteur : " (shown(&names, debtor)) ". " a href=(ask.with("debiteur", "")) { "Tous les débiteurs" } }
        }),
        actions: Some(html! {
            a class="btn" href=(who.url("/originaux")) { (ui::icon(Icon::File)) span class="tx" { "Fichiers des factures" } }
            (exports(who, ask))
        }),
        place: "/factures",
        ..Head::default()
    };
    let body = html! {
        (views::bar(who, ask, "factures")?)
        section class="card" {
            (toolbar(ask, &filter, who.today))
            @if found.lines.is_empty() { (nothing(who, &filter)) } @else {
                (table(who, ask, &filter, &found, (&names, &standings)))
                div class="pager" {
                    span { (total_slot(who, ask, &filter, found.totals.as_ref())) }
                    div class="row" {
                        @if ask.query("apres").is_some() { a class="btn sm" href=(ask.with("apres", "")) { (ui::icon_small(Icon::Previous)) "Début" } }
                        @if let Some(last) = found.lines.last().filter(|_| found.more) { a class="btn sm" rel="next" href=(after(ask, &written(&filter.asked.place(last)))) { "Suite" (ui::icon_small(Icon::Next)) } }
                    }
                }
            }
        }
    };
    Ok(ui::page(who, ask, head, body))
}

/// The totals over the whole filter: at hand, or once they are asked for.
fn total_slot(who: &Inside, ask: &Ask, filter: &Filter, totals: Option<&ClaimTotals>) -> Markup {
    if let Some(totals) = totals {
        return total_words(totals);
    }
    match at_hand(who, filter) {
        Some(sums) => html! {
            (app::words::counted(sums.iter().map(|(_, aged)| u64::from(aged.claims)).sum(), "échéance", "échéances")) " sur tout le filtre"
            @for (currency, aged) in &sums { ", " b { (ui::money(aged.cents, *currency)) } " restants" }
        },
        None => {
            let url = ask.with("total", "1");
            html! { a href=(url) hx-get=(url) hx-swap="outerHTML" { "Calculer le total de tout le filtre" } }
        }
    }
}

/// What the view of the day already knows: open claims by lateness, of everybody or of some debtors.
fn at_hand(who: &Inside, filter: &Filter) -> Option<Vec<(Currency, Aged)>> {
    let standard = filter.asked.state == ClaimState::Open && filter.asked.number.is_empty() && filter.day == who.today;
    let live = who.at_hand().filter(|live| standard && live.day() == who.today && live.labels().len() == filter.ends.len() + 3)?;
    let columns = match (filter.state.as_str(), filter.column) {
        ("retard", Some(at)) => at..=at,
        ("retard", None) => 1..=filter.ends.len() + 1,
        ("a-echoir", _) => 0..=0,
        _ => 0..=filter.ends.len() + 1,
    };
    let mut sums: BTreeMap<Currency, Aged> = BTreeMap::new();
    let mut add = |currency: Currency, aged: &[Aged]| {
        let sum = sums.entry(currency).or_default();
        for column in aged.get(columns.clone()).unwrap_or_default() {
            sum.cents += column.cents;
            sum.claims += column.claims;
        }
    };
    match &filter.mine {
        None => live.totals().aged.iter().for_each(|(currency, aged)| add(*currency, aged)),
        Some(mine) => {
            for (row, aged) in mine.iter().filter_map(|debtor| live.debtor(*debtor)) {
                add(row.currency, aged);
                row.others.iter().for_each(|other| add(other.currency, &other.aged));
            }
        }
    }
    Some(sums.into_iter().filter(|(_, aged)| aged.claims > 0).collect())
}

fn total_words(totals: &ClaimTotals) -> Markup {
    html! {
        (app::words::counted(totals.count, "échéance", "échéances")) " sur tout le filtre"
        @for (currency, (amount, open)) in &totals.sums { ", " b { (ui::money(*open, *currency)) } " restants sur " (ui::money(*amount, *currency)) }
    }
}

fn toolbar(ask: &Ask, filter: &Filter, today: domain::Date) -> Markup {
    html! {
        div class="toolbar" {
            form method="get" class="row wrap grow filter" role="search" {
                @for name in ["etat", "tranche", "tri", "inverse", "suivi", "debiteur"] { @if let Some(value) = ask.query(name) { (form::hidden(name, value)) } }
                div class="field grow" { label for="q" { "Début du numéro de facture" } input class="input" type="search" id="q" name="q" value=(filter.asked.number) autocomplete="off"; }
                div class="field" { label for="au" { "Situation au (jj/mm/aaaa)" } input class="input short date" id="au" name="au" value=(if filter.day == today { String::new() } else { date_short(filter.day) }) autocomplete="off"; }
                button class="btn" { (ui::icon(Icon::Filter)) "Filtrer" }
            }
        }
        nav class="toolbar" aria-label="Filtres" {
            div class="chips" {
                @for (word, words) in STATES {
                    @let url = Ask { query: ask.query.iter().filter(|(key, _)| !["tri", "inverse", "tranche", "total"].contains(&key.as_str())).cloned().collect(), ..ask.clone() }.with("etat", word);
                    a class="chip" href=(url) aria-current=[(filter.state == word).then_some("true")] { (words) }
                }
                (mine_chip(ask))
            }
            @if filter.state == "retard" {
                div class="chips" aria-label="Tranches de retard" {
                    @for at in 1..=filter.ends.len() + 1 {
                        a class="chip" href=(ask.with("tranche", &if filter.column == Some(at) { String::new() } else { at.to_string() })) aria-current=[(filter.column == Some(at)).then_some("true")] { (bucket_words(&filter.ends, at)) }
                    }
                }
            }
        }
    }
}

fn nothing(who: &Inside, filter: &Filter) -> Markup {
    if filter.is_narrow() {
        return ui::empty(
            Icon::Filter,
            "Aucune facture ne répond à ce filtre",
            "La recherche porte sur le début du numéro. Vérifiez les filtres choisis au-dessus.",
            html! { a class="btn" href=(who.url("/factures")) { "Effacer les filtres" } },
        );
    }
    ui::empty(
        Icon::File,
        "Aucune facture ouverte",
        "Les factures arrivent par import : un FEC, un fichier CSV ou un classeur.",
        html! { @if who.can(domain::access::Permission::Import) { a class="btn primary" href=(who.url("/imports")) { "Importer un fichier" } } },
    )
}

fn table(who: &Inside, ask: &Ask, filter: &Filter, found: &Found, (names, standings): (&Names, &Standings)) -> Markup {
    html! {
        div class="table-wrap" tabindex="0" role="region" aria-label="Factures" {
            table class="table stackable" {
                caption class="vh" { "Factures" }
                thead { tr {
                    (head(ask, filter, ClaimOrder::Number, "Facture", false))
                    th scope="col" { "Débiteur" }
                    (head(ask, filter, ClaimOrder::Issued, "Émise", false))
                    (head(ask, filter, ClaimOrder::Due, "Échéance", false))
                    th scope="col" class="num" { "Retard" }
                    th scope="col" class="num hide-m" { "TTC" }
                    (head(ask, filter, ClaimOrder::Left, "Reste dû", true))
                    th scope="col" { "État" }
                } }
                tbody data-nav { @for line in &found.lines { (row(who, filter.day, line, names, standings.get(&line.id).copied())) } }
            }
        }
    }
}

/// The head of a column; a link where the list can be sorted by it.
fn head(ask: &Ask, filter: &Filter, order: ClaimOrder, words: &str, number: bool) -> Markup {
    let may = lists::orders(filter.asked.state).contains(&order) && filter.asked.number.is_empty();
    let is = filter.asked.real_order() == order;
    let class = match (number, order == ClaimOrder::Issued) {
        (true, _) => Some("num"),
        (_, true) => Some("hide-m"),
        _ => None,
    };
    let down = if is { !filter.asked.down } else { order == ClaimOrder::Left };
    let other = Ask { query: ask.query.iter().filter(|(key, _)| key != "inverse" && key != "total").cloned().collect(), ..ask.clone() };
    let mut url = other.with("tri", Filter::order_word(order));
    if down {
        url.push_str("&inverse=1");
    }
    html! {
        th scope="col" class=[class] aria-sort=[is.then_some(if filter.asked.down { "descending" } else { "ascending" })] {
            @if may { a class="sort" href=(url) { (words) @if is { span aria-hidden="true" { @if filter.asked.down { " ↓" } @else { " ↑" } } } } } @else { (words) }
        }
    }
}

fn row(who: &Inside, day: domain::Date, line: &ClaimLine, names: &Names, standing: Option<ClaimStanding>) -> Markup {
    let late = days_between(line.due_on, day);
    let paid = !line.open.is_positive();
    let standing = standing.unwrap_or(if late > 0 { ClaimStanding::Late } else { ClaimStanding::ToCome });
    // Where lines are stacked, the delay beside the due date already says late or to come.
    let told = !paid && matches!(standing, ClaimStanding::Late | ClaimStanding::ToCome);
    html! {
        tr data-item {
            th scope="row" class="cell-l1" { a class="nowrap" href=(who.url(&format!("/factures/{}", line.id.0))) { (line.number) } }
            td class="cell-l2" { (debtor_cell(who, names, line.debtor)) }
            td class="date hide-m hide-s" { (ui::day(line.issued_on)) }
            td class="date cell-l3" data-l="Éch." { (ui::day(line.due_on)) @if line.due_basis == domain::terms::DueBasis::Presumed { span class="sub" { "présumée" } } }
            @if paid { td class="num muted hide-s" { "—" } } @else { (lateness(late)) }
            td class="num muted hide-m hide-s" { (ui::money(line.amount, line.currency)) }
            td class="num strong cell-r1" { (ui::money(line.open.or_zero(), line.currency)) }
            td class=(if told { "hide-s" } else { "cell-r3" }) { @if paid { (ui::badge(Tone::Ok, "Payée")) } @else { (standing_badge(standing, late)) } }
        }
    }
}

const HEADS: [&str; 11] = [
    "Facture",
    "Référence",
    "Code débiteur",
    "Débiteur",
    "Émise le",
    "Échéance",
    "Jours de retard",
    "Devise",
    "Montant TTC",
    "Reste dû",
    "Échéance présumée",
];

fn export(who: &Scoped<MayExport>, ask: &Ask) -> Answered {
    let format = format_of(ask)?;
    let mut filter = Filter::of(who, ask)?;
    filter.asked.after = None;
    let (books, today) = (who.books(), who.today);
    let name = format!("factures-{}.{}", filter.day, format.extension());
    Ok(Answer::stream(&name, format.media_type(), move |out| {
        format.write(out, "Factures", &HEADS, |sheet| {
            let give = |tx: &mut store::Read<'_>, lines: Vec<ClaimLine>| -> app::Result<()> {
                let debtors: Vec<_> = lines.iter().map(|line| line.debtor).collect();
                let names = tx.names(&debtors)?;
                lines
                    .iter()
                    .filter(|line| filter.keeps(line.debtor))
                    .try_for_each(|line| sheet.row(&cells(line, &names, filter.day)))
                    .map_err(unwritten)
            };
            let mut give = give;
            let written = books.read(|tx| {
                if filter.day == today && filter.debtor.is_none() {
                    return tx.each_listed_claim(&filter.asked, give);
                }
                let lines = if filter.day == today {
                    filter
                        .debtor
                        .map_or(Ok(Vec::new()), |debtor| lists::claims_of(tx, debtor, &filter.asked, usize::MAX - 1).map(|found| found.0))?
                } else {
                    lists::claims_on(tx, &filter.asked, filter.day, usize::MAX / 4, |line| filter.keeps(line.debtor))?.0
                };
                give(tx, lines)
            });
            written.map_err(broken)
        })
    }))
}

fn cells<'a>(line: &'a ClaimLine, names: &'a Names, day: domain::Date) -> Vec<Cell<'a>> {
    let (code, name) = names.get(&line.debtor).map_or(("", ""), |(code, name)| (code.as_str(), name.as_str()));
    vec![
        line.number.as_str().into(),
        line.id.to_string().into(),
        code.into(),
        name.into(),
        Cell::Day(line.issued_on),
        Cell::Day(line.due_on),
        Cell::Whole(if line.open.is_positive() { days_between(line.due_on, day).max(0) } else { 0 }),
        line.currency.code().to_owned().into(),
        Cell::Amount(line.amount, line.currency),
        Cell::Amount(line.open.or_zero(), line.currency),
        if line.due_basis == domain::terms::DueBasis::Presumed { "oui".into() } else { Cell::Nothing },
    ]
}
