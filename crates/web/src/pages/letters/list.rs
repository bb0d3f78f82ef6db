//! The list of letters by state, with what waits to be handed over or confirmed.

use domain::access::Permission;
use domain::access::needs::ReadBooks;
use domain::events::Channel;
use domain::facts::LetterState;
use domain::french::date_short;
use domain::ids::{DebtorId, LetterId};
use maud::{Markup, html};
use std::collections::BTreeMap;
use store::{LetterCount, LetterFilter, LetterLine};

use super::{STATES, state_badge, what};
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, Head, Icon, form};

/// Lines of a page.
const PAGE: u32 = 50;

/// The template of formal notices.
const FORMAL: &str = "formal-notice";

/// Channels of the filter: word of the address and words.
const CHANNELS: [(Channel, &str, &str); 4] = [
    (Channel::Email, "courriel", "Courriels"),
    (Channel::Letter, "lettre", "Lettres"),
    (Channel::RegisteredLetter, "recommande", "Recommandés"),
    (Channel::Call, "appel", "Appels"),
];

/// What is asked of the list.
struct Wanted {
    state: Option<LetterState>,
    formal: bool,
    channel: Option<Channel>,
}

impl Wanted {
    fn of(ask: &Ask) -> Wanted {
        let state = ask.query("etat").and_then(|word| STATES.iter().find(|(known, ..)| *known == word)).map(|(.., state)| *state);
        let channel =
            ask.query("canal").and_then(|word| CHANNELS.iter().find(|(_, known, _)| *known == word)).map(|(channel, ..)| *channel);
        Wanted { state, formal: ask.query("document") == Some(FORMAL), channel }
    }

    fn filter(&self) -> LetterFilter<'static> {
        LetterFilter { state: self.state, document: self.formal.then_some(FORMAL), channel: self.channel }
    }

    /// Letters of a state that pass the other filters.
    fn count(&self, counts: &[LetterCount], state: Option<LetterState>) -> u64 {
        let keeps = |count: &&LetterCount| {
            state.is_none_or(|state| count.state == state)
                && (!self.formal || count.document == FORMAL)
                && self.channel.is_none_or(|channel| count.channel == channel)
        };
        counts.iter().filter(keeps).map(|count| count.count).sum()
    }
}

/// What the page shows.
struct Shown {
    lines: Vec<LetterLine>,
    more: bool,
    names: BTreeMap<DebtorId, (String, String)>,
    counts: Vec<LetterCount>,
    folders: Vec<(String, u64)>,
}

fn read(who: &Inside, wanted: &Wanted, before: Option<LetterId>) -> Result<Shown, Fault> {
    who.read(|tx| {
        let mut lines = tx.letters_page(wanted.filter(), before, PAGE + 1)?;
        let more = lines.len() > PAGE as usize;
        lines.truncate(PAGE as usize);
        let debtors: Vec<DebtorId> = lines.iter().map(|line| line.debtor).collect();
        let folders = if wanted.state == Some(LetterState::HandedOver) { tx.unconfirmed_folders()? } else { Vec::new() };
        Ok(Shown { names: tx.names(&debtors)?, counts: tx.letter_counts()?, lines, more, folders })
    })
}

pub(super) fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let wanted = Wanted::of(ask);
    let before = ask.query("apres").and_then(|text| text.parse().ok());
    let shown = read(who, &wanted, before)?;
    let all = ("Tous".to_owned(), ask.with("etat", ""), Some(wanted.count(&shown.counts, None)), wanted.state.is_none());
    let states = STATES.iter().map(|(word, words, state)| {
        ((*words).to_owned(), ask.with("etat", word), Some(wanted.count(&shown.counts, Some(*state))), wanted.state == Some(*state))
    });
    let tabs: Vec<_> = std::iter::once(all).chain(states).collect();
    let body = html! {
        (ui::tabs("État", &tabs))
        div class="row wrap between mt3" { (chips(ask, &wanted, &shown)) }
        @if wanted.state == Some(LetterState::Prepared) { (to_hand_over(who, &shown)) }
        @if wanted.state == Some(LetterState::HandedOver) { (folders(who, ask, &shown)) }
        section class="card mt3" {
            @if shown.lines.is_empty() { (nothing(who, &wanted)) } @else { (table(who, ask, &wanted, &shown)) }
        }
    };
    let (title, place) =
        if wanted.formal { ("Mises en demeure", "/courriers?document=formal-notice") } else { ("Courriers", "/courriers") };
    let sub = html! { "Préparé, remis, envoyé : seule l'étape d'un envoi confirmé compte dans le scénario." };
    Ok(ui::page(who, ask, Head { title, sub: Some(sub), place, ..Head::default() }, body))
}

fn chips(ask: &Ask, wanted: &Wanted, shown: &Shown) -> Markup {
    let everything = Wanted { state: wanted.state, formal: wanted.formal, channel: None };
    let count = |channel: Channel| {
        Wanted { channel: Some(channel), ..Wanted { state: None, formal: wanted.formal, channel: None } }.count(&shown.counts, wanted.state)
    };
    html! {
        nav class="chips" aria-label="Filtrer par canal" {
            a class="chip" href=(ask.with("canal", "")) aria-current=[wanted.channel.is_none().then_some("true")] { "Tous " b { (everything.count(&shown.counts, wanted.state)) } }
            @for (channel, word, words) in CHANNELS {
                @if count(channel) > 0 || wanted.channel == Some(channel) {
                    a class="chip" href=(ask.with("canal", word)) aria-current=[(wanted.channel == Some(channel)).then_some("true")] { (words) " " b { (count(channel)) } }
                }
            }
        }
        @if wanted.formal { a class="chip" href=(ask.with("document", "")) aria-current="true" { "Mises en demeure seulement" } }
        @else { a class="chip" href=(ask.with("document", FORMAL)) { "Mises en demeure" } }
    }
}

/// What the delivery of the day would take along.
fn to_hand_over(who: &Inside, shown: &Shown) -> Markup {
    let prepared: u64 = shown.counts.iter().filter(|count| count.state == LetterState::Prepared).map(|count| count.count).sum();
    let automatic =
        who.at_hand().map_or(0, |live| live.actions().filter(|(_, action)| action.automatic && action.channel.reaches_debtor()).count());
    html! {
        @if who.can(Permission::DecideActions) && (prepared > 0 || automatic > 0) {
            section class="card mt3" { div class="card-body stack" {
                p {
                    "L'envoi du jour met dans un dossier daté les PDF à poster, les courriels à envoyer et la liste des appels : "
                    b { (app::words::counted(prepared, "envoi approuvé", "envois approuvés")) }
                    @if automatic > 0 { " et " b { (app::words::counted(automatic as u64, "relance automatique", "relances automatiques")) } }
                    ". Chaque fait est relu une dernière fois ; ce qui a changé n'est pas remis. Vous confirmerez ensuite ce qui est vraiment parti."
                }
                (form::button(who, &who.url("/courriers/remise"), "btn primary", html! { (ui::icon(Icon::Letter)) "Remettre maintenant" }))
            } }
        }
    }
}

/// Folders of which something waits to be confirmed.
fn folders(who: &Inside, ask: &Ask, shown: &Shown) -> Markup {
    html! {
        @for (folder, count) in &shown.folders {
            section class="card mt3" { div class="card-body row wrap between" {
                div { b { "Dossier " (folder) } p class="soft small" { (app::words::counted(*count, "envoi à confirmer", "envois à confirmer")) } }
                @if who.can(Permission::DecideActions) {
                    div class="row wrap" {
                        a class="btn" href=(who.url(&format!("/courriers/dossiers/{folder}.zip"))) { (ui::icon(Icon::Download)) "Télécharger le dossier" }
                        (form::post_with(who, &who.url("/courriers/confirmer"), "row wrap", html! {
                            (form::hidden("dossier", folder)) (form::hidden("retour", &ask.url))
                            label class="small" for={ "jour-" (folder) } { "Partis le" }
                            input class="input sm date short" id={ "jour-" (folder) } name="jour" value=(date_short(who.today)) autocomplete="off";
                            button class="btn" { "Confirmer le dossier" }
                        }))
                    }
                }
            } }
        }
    }
}

fn nothing(who: &Inside, wanted: &Wanted) -> Markup {
    if wanted.state.is_some() || wanted.formal || wanted.channel.is_some() {
        return ui::empty(
            Icon::Filter,
            "Aucun envoi ne correspond",
            "Ce filtre ne retient rien.",
            html! { a class="btn" href=(who.url("/courriers")) { "Effacer le filtre" } },
        );
    }
    ui::empty(
        Icon::Letter,
        "Aucun courrier encore",
        "Les courriers apparaissent ici dès qu'une action est approuvée.",
        html! { a class="btn" href=(who.url("/agenda")) { "Ouvrir l'agenda" } },
    )
}

fn table(who: &Inside, ask: &Ask, wanted: &Wanted, shown: &Shown) -> Markup {
    let ticks = wanted.state == Some(LetterState::HandedOver) && who.can(Permission::DecideActions);
    let fields = Fields::of(ask, who.today);
    let next = shown.lines.last().filter(|_| shown.more).map(|line| {
        let here = ask.with("apres", "");
        format!("{here}{}apres={}", if here.contains('?') { "&" } else { "?" }, line.id.0)
    });
    let rows = html! {
        div class="table-wrap" tabindex="0" role="region" aria-label="Envois" {
            table class=(if ticks { "table stackable ticked" } else { "table stackable" }) {
                caption class="vh" { "Envois, le plus récent d'abord" }
                thead { tr {
                    @if ticks { th scope="col" { span class="vh" { "Choisir" } } }
                    th scope="col" { "Envoi" } th scope="col" { "Débiteur" } th scope="col" { "Canal" }
                    th scope="col" class="num" { "Montant" } th scope="col" { "Courrier du" } th scope="col" { "État" }
                } }
                tbody data-nav { @for line in &shown.lines { (row(who, shown, line, ticks)) } }
            }
        }
    };
    html! {
        @if ticks {
            form method="post" action=(who.url("/courriers/confirmer")) {
                (form::hidden_token(who)) (form::hidden("retour", &ask.url))
                div class="bulk" role="region" aria-label="Sélection" data-bulk {
                    b { "Sélection : " span data-bulk-count { "cochez des lignes" } } span data-bulk-sum {} span class="sp" {}
                    label class="small" for="jour-lot" { "Partis le" }
                    input class="input sm date short" id="jour-lot" name="jour" value=(date_short(who.today)) autocomplete="off";
                    button class="btn sm" { "Confirmer l'envoi" }
                }
                (form::summary(&fields)) (rows)
            }
        } @else { (rows) }
        @if next.is_some() || ask.query("apres").is_some() {
            (ui::pager(&format!("{} affichés", shown.lines.len()), ask.query("apres").map(|_| ask.with("apres", "")).as_deref(), next.as_deref()))
        }
    }
}

fn row(who: &Inside, shown: &Shown, line: &LetterLine, ticks: bool) -> Markup {
    let (code, name) = shown.names.get(&line.debtor).cloned().unwrap_or_default();
    let shown_name = if name.is_empty() { code.clone() } else { name };
    html! {
        tr data-item {
            @if ticks {
                td class="cell-t1" { @if line.channel.is_written() {
                    input type="checkbox" name="choix" value=(line.id) data-cents=(line.asked.0) aria-label={ "Choisir " (what(&line.document, line.channel)) ", " (shown_name) };
                } }
            }
            th scope="row" class="cell-l1" { a href=(who.url(&format!("/courriers/{}", line.id.0))) { (what(&line.document, line.channel)) } }
            td class="cell-l2" { a href=(who.url(&format!("/debiteurs/{}", line.debtor.0))) { (shown_name) } span class="sub" { (code) } }
            td class="cell-l3" data-l="Canal" { (line.channel.french()) }
            td class="num cell-r1" { (ui::money(line.asked, line.currency)) }
            td class="cell-r3" data-l="Courrier du" { (ui::day(line.on)) }
            td class="cell-r2" { (state_badge(line.state, line.channel)) span class="sub" { "depuis le " (date_short(line.since)) @if matches!(line.state, LetterState::HandedOver | LetterState::Cancelled | LetterState::Refused) && !line.word.is_empty() { " · " (line.word) } } }
        }
    }
}
