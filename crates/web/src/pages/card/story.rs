//! The history of a debtor: one merged list, filtered by chapter, a page at a time.

use app::card::{Card, Chapter, Entry, Link};
use domain::Date;
use domain::access::Permission;
use maud::{Markup, html};

use super::side::channel_icon;
use super::{People, card_url};
use crate::ask::{Ask, encoded};
use crate::fault::Fault;
use crate::route::Inside;
use crate::ui::{self, Icon};

const SIZE: usize = 20;

/// How a chapter is drawn.
pub(crate) fn chapter_tone(chapter: Chapter) -> (&'static str, Icon) {
    match chapter {
        Chapter::Letters => ("dot", Icon::Letter),
        Chapter::Calls => ("dot", Icon::Phone),
        Chapter::Money => ("dot ok", Icon::Euro),
        Chapter::Promises => ("dot promise", Icon::Promise),
        Chapter::Disputes => ("dot dispute", Icon::Flag),
        Chapter::Notes => ("dot", Icon::Pencil),
        Chapter::Changes => ("dot", Icon::Settings),
    }
}

pub(super) fn page(who: &Inside, ask: &Ask, card: &Card, people: &People, day: Date) -> Result<Markup, Fault> {
    let chapter = ask.query("voir").and_then(|word| Chapter::ALL.into_iter().find(|chapter| chapter.word() == word));
    let after = ask.query("apres").and_then(place);
    let debtor = card.row.id;
    let found = who.read(|tx| app::card::story(tx, debtor, day, chapter, after, SIZE))?;
    let all: u64 = found.counts.iter().map(|(_, count)| count).sum();
    let mut tabs = vec![("Tout".to_owned(), tab(ask, ""), Some(all), chapter.is_none())];
    for (each, count) in found.counts.iter().filter(|(_, count)| *count > 0) {
        tabs.push((each.french().to_owned(), tab(ask, each.word()), Some(*count), chapter == Some(*each)));
    }
    let next = found
        .next
        .map(|(on, seq)| format!("{}apres={}", with(&tab(ask, chapter.map_or("", Chapter::word))), encoded(&format!("{on}.{seq}"))));
    let first = after.map(|_| tab(ask, chapter.map_or("", Chapter::word)));
    Ok(html! {
        section class="card" id="historique" {
            div class="card-head plain" {
                h2 { "Historique" }
                @if who.can(Permission::RecordDunning) {
                    div class="row" {
                        a class="btn sm" href={ (card_url(who, debtor)) "/note" } { (ui::icon_small(Icon::Pencil)) "Noter" }
                        a class="btn sm" href={ (card_url(who, debtor)) "/appel" } { (ui::icon_small(Icon::Phone)) "Consigner un appel" }
                    }
                }
            }
            div class="pad-x" { (ui::tabs("Filtrer l'historique", &tabs)) }
            @if found.entries.is_empty() {
                (ui::empty(Icon::Clock, "Rien encore", "Les courriers, appels, paiements et notes s'inscriront ici.", html! {}))
            } @else {
                ol class="timeline" role="list" { @for entry in &found.entries { (line(who, entry, people)) } }
                (ui::pager(&app::words::counted(all, "événement", "événements"), first.as_deref(), next.as_deref()))
            }
        }
    })
}

fn line(who: &Inside, entry: &Entry, people: &People) -> Markup {
    let (class, icon) = chapter_tone(entry.chapter);
    let icon = entry.channel.map_or(icon, channel_icon);
    let link = entry.link.map(|link| match link {
        Link::Letter(letter) => (who.url(&format!("/courriers/{}", letter.0)), "Lire le courrier"),
        Link::Claim(claim) => (who.url(&format!("/factures/{}", claim.0)), "Ouvrir la facture"),
        Link::Line(line) => (crate::pages::bank::place_of(who, line), "Voir la ligne de banque"),
        Link::Piece(piece) => (who.url(&format!("/pieces/{}", piece.0)), "Télécharger la pièce"),
    });
    html! {
        li {
            span class=(class) { (ui::icon(icon)) }
            div {
                p class="t" { (entry.title) }
                @if !entry.text.is_empty() { p class="d pre" { (entry.text) } }
                p class="m" {
                    span { (people.author(&entry.author)) }
                    @if let Some((url, words)) = link { a href=(url) { (words) } }
                }
            }
            (ui::day(entry.on))
        }
    }
}

/// The address of a chapter; what else is asked (the day) is kept.
fn tab(ask: &Ask, word: &str) -> String {
    ask.with("voir", word)
}

fn with(url: &str) -> String {
    if url.contains('?') { format!("{url}&") } else { format!("{url}?") }
}

fn place(text: &str) -> Option<(Date, i64)> {
    let (day, seq) = text.split_once('.')?;
    Some((day.parse().ok()?, seq.parse().ok()?))
}
