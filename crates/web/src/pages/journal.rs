//! The journal: everything that became true, newest first, with the state of its chain.

use std::collections::{BTreeMap, HashMap};

use app::journal::{HEADS, NAMES, Thing, amount, kind_fr, number, things};
use domain::Date;
use domain::access::needs::ReadJournal;
use domain::ids::{ClaimId, DebtorId};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use store::{Head as ChainHead, JournalAsked, JournalLine, JournalPage};

use crate::ask::Ask;
use crate::fields::day_of;
use crate::pages::people::People;
use crate::route::{Answered, Route, Scoped, get};
use crate::ui::{self, Head, Icon, Tone, badge, day, day_time, money};

pub(crate) fn routes() -> Vec<Route> {
    vec![get("/d/{tenant}/journal", show)]
}

/// Lines of a page.
const LINES: usize = 50;

fn show(who: &Scoped<ReadJournal>, ask: &Ask) -> Answered {
    let people = People::of(who)?;
    let (asked, problem) = asked(ask, who.today);
    let (page, chain, named) = who.read(|tx| {
        let page = tx.journal_page(&asked, LINES)?;
        let named = named(tx, &page.lines)?;
        Ok((page, chain(tx, who)?, named))
    })?;
    let body = html! { div class="stack" {
        (state(&chain, &page))
        section class="card" {
            (filters(who, ask, &people, problem.as_deref()))
            @if page.lines.is_empty() && page.next.is_none() {
                (ui::empty(Icon::Search, "Aucun événement", "Le filtre ne laisse rien, ou rien n'a encore été inscrit.", html! { a class="btn" href=(who.url("/journal")) { "Effacer les filtres" } }))
            } @else {
                div class="table-wrap" tabindex="0" role="region" aria-label="Événements du journal" {
                    table class="table stackable" {
                        thead { tr { th scope="col" class="num" { "N°" } th scope="col" { "Inscrit le" } th scope="col" { "Événement" } th scope="col" { "Date d'effet" } th scope="col" class="num" { "Montant" } th scope="col" { "Par" } th scope="col" { "Empreinte" } } }
                        tbody { @for line in &page.lines { (row(who, line, &people, &named)) } }
                    }
                }
            }
            (pager(ask, &page))
        }
    } };
    let head = Head {
        title: "Journal",
        sub: Some(html! { "Rien n'y est modifié ni retiré : un autre événement corrige." }),
        crumbs: vec![("Paramètres", who.url("/parametres"))],
        place: "/parametres",
        ..Head::default()
    };
    Ok(ui::page(who, ask, head, body))
}

/// What the address asks for, and what of it was not understood.
fn asked(ask: &Ask, today: Date) -> (JournalAsked, Option<String>) {
    let typed = ask.query("jour");
    let on = typed.and_then(|text| day_of(text, today));
    let problem = typed.filter(|_| on.is_none()).map(|text| format!("« {text} » n'est pas une date comprise : le filtre est ignoré."));
    let moment = |day: Date| {
        let zone = TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC);
        day.to_zoned(zone).map(|zoned| zoned.timestamp().as_microsecond()).ok()
    };
    let asked = JournalAsked {
        before: ask.query("avant").and_then(|text| text.parse().ok()),
        from: on.and_then(moment),
        until: on.and_then(|day| day.tomorrow().ok()).and_then(moment),
        kind: ask.query("type").map(str::to_owned),
        author: ask.query("par").map(str::to_owned),
    };
    (asked, problem)
}

/// The end of the journal, and what a head noted outside the database says of it.
struct Chain {
    head: ChainHead,
    /// The number that was noted, and whether the journal still holds that event with that hash.
    noted: Option<(i64, bool)>,
}

fn chain(tx: &mut store::Read<'_>, who: &Scoped<ReadJournal>) -> app::Result<Chain> {
    let head = tx.head()?;
    let saved = store::read_heads(&who.house.folder.join(HEADS)).unwrap_or_default(); // never checked yet: no file
    let noted = match saved.iter().find(|saved| saved.tenant == who.tenant && saved.events > 0) {
        Some(saved) => Some((saved.events, tx.hash_at(saved.events)? == Some(saved.hash))),
        None => None,
    };
    Ok(Chain { head, noted })
}

fn state(chain: &Chain, page: &JournalPage) -> Markup {
    let short: String = chain.head.hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let broken: Vec<i64> = page.lines.iter().filter(|line| !line.whole).map(|line| line.recorded.seq.0).collect();
    let count = match chain.head.events {
        1 => "1 événement".to_owned(),
        events => format!("{} événements", domain::french::grouped(events.unsigned_abs())),
    };
    html! {
        @if let Some(first) = broken.last() {
            (ui::notice(Tone::Danger, html! { b { "La chaîne est rompue au n° " (first) "." } " Un événement de cette page n'est plus celui qui a été inscrit. Lancez « quittance check », et restaurez une sauvegarde antérieure." }))
        }
        section class="card" {
            div class="card-body row wrap between" {
                div {
                    b class="strong" { (count) }
                    div class="muted small" {
                        "Dernière empreinte : " code { (short) "…" }
                        @if chain.noted.is_none() { " · la commande « quittance check » vérifie la chaîne entière" }
                    }
                }
                div class="row wrap" {
                    @if broken.is_empty() && !page.lines.is_empty() { (badge(Tone::Ok, "Empreintes de cette page vérifiées")) }
                    @match chain.noted {
                        Some((events, true)) => { (badge(Tone::Ok, &format!("Conforme à la vérification du n° {events}"))) }
                        Some((events, false)) => { (badge(Tone::Danger, &format!("Le n° {events} n'est plus celui qui a été vérifié"))) }
                        None => { (badge(Tone::Draft, "Chaîne entière jamais vérifiée")) }
                    }
                }
            }
        }
    }
}

fn filters(who: &Scoped<ReadJournal>, ask: &Ask, people: &People, problem: Option<&str>) -> Markup {
    let authors: Vec<(String, String)> =
        people.choices().into_iter().chain(["run", "import", "cli"].map(|author| (author.to_owned(), people.author(author)))).collect();
    let mut kinds: Vec<(&str, &str)> = NAMES.iter().filter(|(kind, _)| !kind.starts_with("user.")).copied().collect();
    kinds.sort_by_key(|(_, french)| french.to_lowercase());
    html! {
        form method="get" action=(who.url("/journal")) class="toolbar journal-filter filter" role="search" {
            div class="field" {
                label for="type" { "Événement" }
                select class="select" id="type" name="type" {
                    option value="" { "Tous les événements" }
                    @for (kind, french) in kinds { option value=(kind) selected[ask.query("type") == Some(kind)] { (french) } }
                }
            }
            div class="field" {
                label for="par" { "Auteur" }
                select class="select" id="par" name="par" {
                    option value="" { "Par tous" }
                    @for (author, name) in &authors { option value=(author) selected[ask.query("par") == Some(author)] { (name) } }
                }
            }
            div class="field" { label for="jour" { "Inscrit le (jj/mm/aaaa)" } input class="input date short" id="jour" name="jour" value=(ask.query("jour").unwrap_or("")) autocomplete="off"; }
            button class="btn" { "Filtrer" }
            @if ask.query("type").or(ask.query("par")).or(ask.query("jour")).is_some() { a class="btn quiet" href=(who.url("/journal")) { "Effacer" } }
            @if let Some(said) = problem { span class="err" role="alert" { (said) } }
        }
    }
}

fn row(who: &Scoped<ReadJournal>, line: &JournalLine, people: &People, named: &Named) -> Markup {
    let recorded = &line.recorded;
    let short: String = line.hash.chars().take(8).collect();
    let things = things(recorded);
    // The number stands once: in the link to its invoice, where there is one.
    let linked = |number: &String| things.iter().any(|thing| matches!(thing, Thing::Claim(id) if named.numbers.get(id) == Some(number)));
    let number = number(recorded).filter(|number| !linked(number));
    html! {
        tr {
            td class="num cell-r2" data-l="N°" { (recorded.seq.0) }
            td class="cell-l2" { (day_time(recorded.recorded_at)) }
            th scope="row" class="cell-l1" {
                (kind_fr(recorded.event.kind())) @if let Some(number) = &number { " " (number) }
                @if !things.is_empty() { span class="sub" { @for (at, thing) in things.iter().enumerate() { @if at > 0 { " · " } (link(who, *thing, people, named)) } } }
            }
            td class="cell-l3" data-l="date d'effet" { (day(recorded.effective_on)) }
            td class="num cell-r1" { @if let Some((cents, currency)) = amount(recorded) { (money(cents, currency)) } }
            td class="cell-r3" data-l="par" { (people.author(&recorded.author)) }
            td class="cell-w4" { code { (short) } " " @if !line.whole { (badge(Tone::Danger, "rompue")) } }
        }
    }
}

/// The names of debtors and the numbers of invoices that a page speaks of.
#[derive(Default)]
struct Named {
    debtors: BTreeMap<DebtorId, (String, String)>,
    numbers: HashMap<ClaimId, String>,
}

/// What the lines of a page are about, by name: an erased debtor has its code, what is gone its reference.
fn named(tx: &mut store::Read<'_>, lines: &[JournalLine]) -> app::Result<Named> {
    let (mut debtors, mut numbers) = (Vec::new(), HashMap::new());
    for thing in lines.iter().flat_map(|line| things(&line.recorded)) {
        match thing {
            Thing::Debtor(id) => debtors.push(id),
            Thing::Claim(id) if !numbers.contains_key(&id) => {
                if let Some(claim) = tx.claim(id)? {
                    numbers.insert(id, claim.number);
                }
            }
            _ => {}
        }
    }
    Ok(Named { debtors: tx.names(&debtors)?, numbers })
}

fn link(who: &Scoped<ReadJournal>, thing: Thing, people: &People, named: &Named) -> Markup {
    let at = |path: &str, id: &dyn std::fmt::Display, words: &str| html! { a href=(who.url(&format!("/{path}/{id}"))) { (words) } };
    match thing {
        Thing::Debtor(id) => {
            let words = named.debtors.get(&id).map(|(code, name)| if name.is_empty() { code.clone() } else { name.clone() });
            at("debiteurs", &id, &words.unwrap_or_else(|| id.to_string()))
        }
        Thing::Claim(id) => at("factures", &id, &named.numbers.get(&id).cloned().unwrap_or_else(|| id.to_string())),
        Thing::Letter(id) => at("courriers", &id, &format!("envoi {id}")),
        Thing::Import(id) => at("imports", &id, &format!("import {id}")),
        Thing::User(id) => html! { (people.name(id)) },
    }
}

fn pager(ask: &Ask, page: &JournalPage) -> Markup {
    let said = match (page.lines.first(), page.lines.last()) {
        (Some(first), Some(last)) => format!("N° {} à {}", first.recorded.seq.0, last.recorded.seq.0),
        _ => String::new(),
    };
    let next = page.next.map(|before| ask.with("avant", &before.to_string()));
    let searching = page.lines.len() < LINES && page.next.is_some();
    let first = ask.query("avant").map(|_| ask.with("avant", ""));
    html! {
        @if searching { p class="muted small card-body" { "Cette page ne couvre qu'une partie du journal : poursuivez par « Suite » pour chercher plus loin." } }
        (ui::pager(&said, first.as_deref(), next.as_deref()))
    }
}

#[cfg(test)]
mod tests {
    use domain::access::Role;

    use crate::testing::Client;
    use crate::testing::fixture::house;

    #[test]
    fn the_journal_shows_who_wrote_what_and_that_its_chain_holds() {
        let (house, tenant) = house();
        let mut owner = Client::signed_in(&house, tenant, Role::Owner);
        let policy = owner.get("/d/1/parametres/politique");
        assert_eq!(policy.status, 200);
        house
            .store
            .write(tenant, "cli", house.clock.now(), |tx| {
                app::record::policy(tx, domain::policy::Policy::default(), house.clock.today()).map(drop)
            })
            .map_err(|error: app::AppError| error.to_string())
            .expect("a policy");
        let text = owner.get("/d/1/journal").text();
        for words in ["1 événement", "Politique de relance", "Ligne de commande", "Empreintes de cette page vérifiées", "quittance check"]
        {
            assert!(text.contains(words), "« {words} » in {text}");
        }
        assert!(owner.get("/d/1/journal?type=invoice.recorded").text().contains("Aucun événement"));
        assert!(owner.get("/d/1/journal?jour=20/11/2026&par=cli").text().contains("Politique de relance"));
        assert!(owner.get("/d/1/journal?jour=19/11/2026").text().contains("Aucun événement"));
        assert!(owner.get("/d/1/journal?jour=hier&avant=x").text().contains("n'est pas une date comprise"));
        assert_eq!(Client::signed_in(&house, tenant, Role::Reader).get("/d/1/journal").status, 403);
        assert_eq!(owner.get("/d/2/journal").status, 404);
    }
}
