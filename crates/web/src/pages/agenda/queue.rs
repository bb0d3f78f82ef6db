//! The page: the queue by groups, filters, progress of the day, what is approved and waits to leave.

use app::agenda::{ActionRef, Family, Group, Queue, QueueAsk, QueueRow};
use app::live::Live;
use app::plan::Desk;
use domain::access::Permission;
use domain::dunning::{Decision, Reason};
use domain::events::Channel;
use domain::facts::LetterState;
use domain::french::{date_fr, date_short};
use domain::ids::DebtorId;
use maud::{Markup, html};
use std::collections::HashMap;
use store::Selection;

use super::{Asked, PAGE, detail, followed, seen_word, sums};
use crate::ask::Ask;
use crate::fault::Fault;
use crate::route::{Answered, Inside};
use crate::ui::{self, Head, Icon, Tone, form};

/// What the page says beside the queue.
struct Day {
    /// Decided today.
    decided: u64,
    /// Approved letters that wait to be handed over.
    prepared: u64,
    /// Handed over and not confirmed.
    unconfirmed: u64,
    /// The next day on which anything may leave, where that is not today.
    closed_until: Option<domain::Date>,
    /// What is decided for the debtors of the page, for its reasons.
    decisions: HashMap<DebtorId, Decision>,
}

pub(super) fn show(who: &Inside, ask: &Ask, asked: &Asked, live: &Live) -> Answered {
    let mine = followed(who, asked)?;
    let only = mine.as_ref().map(|mine| move |debtor: DebtorId| mine.contains(&debtor));
    let only = only.as_ref().map(|only| only as &dyn Fn(DebtorId) -> bool);
    let queue = app::agenda::queue(live, &QueueAsk { family: asked.family, only, after: asked.after, size: PAGE });
    let day = day(who, live, &queue)?;
    let chosen = asked.action.clone().or_else(|| queue.rows.first().map(QueueRow::name));
    let next = following(&queue, chosen.as_ref());
    let beside = match &chosen {
        Some(action) => Some(detail::panel(who, asked, action, next.as_ref())?),
        None => None,
    };
    let decides = who.can(Permission::DecideActions);
    let body = html! {
        (notices(who, &day))
        (filters(who, asked, &queue, &day))
        @if let Some(why) = live.trouble() { (ui::notice(Tone::Warn, html! { (why) })) }
        div class=(if asked.action.is_some() { "agenda one mt3" } else { "agenda mt3" }) data-key-scope {
            section class="card" aria-label="File des actions" {
                @if queue.rows.is_empty() { (nothing(who, asked, &day)) } @else {
                    @let lines = html! { @for group in Group::ALL { (lines(who, asked, &queue, group, chosen.as_ref(), &day)) } };
                    @if decides {
                        form method="post" action=(who.url("/agenda/lot")) id="file" { (form::hidden_token(who)) (asked.fields()) (bulk()) (lines) }
                    } @else { (lines) }
                    (foot(who, asked, &queue))
                }
            }
            @if let Some(beside) = beside { (beside) }
        }
        @if decides && app::agenda::last_decided(&who.books())?.is_some() { (undo_last(who, asked)) }
    };
    let waiting = queue.count();
    let sub = html! {
        @match waiting {
            n if n > 0 && n < queue.all() => { (n) " sur " (queue.all()) " actions proposées, dans cette vue." },
            0 => "Rien n'est proposé dans cette vue.",
            1 => "1 action proposée par le moteur.",
            n => { (n) " actions proposées par le moteur." },
        }
        @if queue.groups[Group::Automatic as usize].count > 0 {
            " Seules les relances automatiques de votre scénario partent sans accord, à l'envoi du jour."
        } @else { " Rien ne part sans votre accord ou une règle que vous avez choisie." }
    };
    let actions = html! {
        @let toggled = Asked { mine: !asked.mine, after: None, action: None, ..asked.clone() };
        a class="btn" href=(toggled.url(who, None)) aria-pressed=[asked.mine.then_some("true")] {
            (ui::icon(Icon::Filter)) span class="tx" { @if asked.mine { "Tous les dossiers" } @else { "Mes dossiers" } }
        }
    };
    let head = Head { title: "Agenda du jour", sub: Some(sub), actions: Some(actions), place: "/agenda", ..Head::default() };
    Ok(ui::page(who, ask, head, body))
}

/// What a person looks at after deciding on an action: the next of the list, else the one before.
fn following(queue: &Queue<'_>, chosen: Option<&ActionRef>) -> Option<ActionRef> {
    let names: Vec<ActionRef> = queue.rows.iter().map(QueueRow::name).collect();
    let at = names.iter().position(|name| Some(name) == chosen)?;
    names.get(at + 1).or_else(|| at.checked_sub(1).and_then(|before| names.get(before))).cloned()
}

fn day(who: &Inside, live: &Live, queue: &Queue<'_>) -> Result<Day, Fault> {
    let today = who.today;
    let mut ids: Vec<DebtorId> = queue.rows.iter().map(|row| row.debtor.id).collect();
    ids.sort_unstable();
    ids.dedup();
    who.read(|tx| {
        let decided = tx.decided_counts(today)?.iter().map(|(_, count)| count).sum();
        let (policy, territory) = (&live.tenant().policy, live.tenant().territory);
        let open = domain::calendar::first_open_day(today, &policy.open_weekdays, territory);
        let desk = Desk::open(tx, today)?;
        let mut decisions = HashMap::new();
        tx.each_open_debtor_facts(Selection::Ids(&ids), today, |facts| {
            if let Ok(decision) = desk.decide(&facts, today) {
                decisions.insert(facts.debtor, decision);
            }
            Ok(())
        })?;
        Ok(Day {
            decided,
            prepared: tx.letters_counted(LetterState::Prepared)?,
            unconfirmed: tx.letters_counted(LetterState::HandedOver)?,
            closed_until: open.filter(|open| *open != today),
            decisions,
        })
    })
}

fn notices(who: &Inside, day: &Day) -> Markup {
    html! {
        @if let Some(open) = day.closed_until {
            (ui::notice(Tone::Neutral, html! {
                "Aucun envoi ni appel aujourd'hui : les relances sont proposées le " b { (date_fr(open)) } ", prochain jour ouvert de votre politique. Les tâches restent possibles."
            }))
        }
        @if day.prepared > 0 {
            (ui::notice(Tone::Info, html! {
                b { (app::words::counted(day.prepared, "envoi approuvé", "envois approuvés")) }
                " : à remettre aujourd'hui, chacun peut encore être repris d'ici là. "
                a href=(who.url("/courriers?etat=prepares")) { "Voir et remettre" }
            }))
        }
        @if day.unconfirmed > 0 {
            (ui::notice(Tone::Neutral, html! {
                (app::words::counted(day.unconfirmed, "envoi remis attend", "envois remis attendent"))
                " d'être confirmé : son étape ne compte qu'à partir de là. "
                a href=(who.url("/courriers?etat=remis")) { "Confirmer ce qui est parti" }
            }))
        }
    }
}

fn filters(who: &Inside, asked: &Asked, queue: &Queue<'_>, day: &Day) -> Markup {
    let chip = |family: Option<Family>, words: &str, count: u64| {
        let there = Asked { family, after: None, action: None, ..asked.clone() };
        html! { a class="chip" href=(there.url(who, None)) aria-current=[(asked.family == family).then_some("true")] { (words) " " b { (count) } } }
    };
    let all = day.decided + queue.all();
    html! {
        div class="row wrap between mt3" {
            nav class="chips" aria-label="Filtrer par canal" {
                (chip(None, "Toutes", queue.all()))
                @for (family, words) in Family::ALL.into_iter().zip(["Courriels", "Courriers", "Appels", "Tâches"]) {
                    @let count = queue.families[family as usize];
                    @if count > 0 || asked.family == Some(family) { (chip(Some(family), words, count)) }
                }
            }
            @if all > 0 {
                div class="row small muted" {
                    progress class="jour" value=(day.decided) max=(all) aria-label="Actions traitées aujourd'hui" {}
                    span class="nowrap" { (day.decided) @if day.decided < 2 { " traitée sur " } @else { " traitées sur " } (all) }
                }
            }
        }
    }
}

/// What may be done with the lines ticked.
fn bulk() -> Markup {
    html! {
        div class="bulk" role="region" aria-label="Sélection" data-bulk {
            b { "Sélection : " span data-bulk-count { "cochez des lignes" } }
            span data-bulk-sum {}
            span class="sp" {}
            button class="btn sm" name="quoi" value="approuver" data-key="A" { (ui::icon(Icon::Check)) "Approuver la sélection" kbd { "⇧" } kbd { "A" } }
            button class="btn sm quiet" name="quoi" value="reporter" { "Reporter" }
            button class="btn sm quiet" name="quoi" value="ignorer" { "Ignorer" }
            button class="btn sm quiet" type="reset" data-tick-none { "Désélectionner" }
        }
    }
}

fn lines(who: &Inside, asked: &Asked, queue: &Queue<'_>, group: Group, chosen: Option<&ActionRef>, day: &Day) -> Markup {
    let tally = &queue.groups[group as usize];
    let rows: Vec<&QueueRow<'_>> = queue.rows.iter().filter(|row| row.group == group).collect();
    let (title, aside) = match group {
        Group::OneByOne => ("À décider une par une", "montant ou conséquence importante"),
        Group::Ready => ("Relances prêtes", "approbation en bloc possible"),
        Group::Automatic => ("Partent d'elles-mêmes à l'envoi du jour", "règle choisie dans le scénario"),
    };
    html! {
        @if !rows.is_empty() {
            div class="q-group" {
                h2 class="h-inherit" { (title) } span class="n" { (tally.count) }
                @if group == Group::Ready && tally.count > 1 && who.can(Permission::DecideActions) {
                    span class="r" {
                        (aside) " · "
                        button class="linklike" name="tout" value="oui" { "Approuver les " (tally.count) " (" (sums(&tally.sums)) ")" }
                    }
                } @else { span class="r" { (aside) } }
            }
            ul class="list-q plain" role="list" data-nav {
                @for row in rows { (line(who, asked, row, chosen, day)) }
            }
        }
    }
}

fn line(who: &Inside, asked: &Asked, row: &QueueRow<'_>, chosen: Option<&ActionRef>, day: &Day) -> Markup {
    let (name, action) = (row.name(), row.action);
    let decision = day.decisions.get(&row.debtor.id);
    let proposed = decision.and_then(|decision| decision.actions.iter().find(|other| other.key == name.key));
    let title = proposed.map_or_else(|| capital(action.document.map_or(action.channel.french(), app::plan::document_fr)), detail::title);
    let why = proposed.map_or_else(|| late(action.late), |action| short_why(&action.reasons));
    let url = asked.url(who, Some(&name));
    let (class, shown) = look(action.channel, row.group);
    html! {
        li class="q-item" data-item=(name) aria-current=[(chosen == Some(&name)).then_some("true")] {
            @if who.can(Permission::DecideActions) {
                input type="checkbox" name="choix" value=(seen_word(&name, action.asked)) data-cents=(action.asked.0)
                    aria-label={ "Sélectionner : " (title) ", " (row.debtor.face.name) };
            } @else { span {} }
            span class={ "ch " (class) } { (ui::icon(shown)) }
            div {
                a class="ti" href=(url) hx-get=(url) hx-trigger="survol" hx-target="#detail" hx-swap="outerHTML" hx-sync="[data-nav]:replace" { (title) }
                " " span class="who" { "· " (debtor_name(row)) }
                p class="why" { (ui::icon_small(Icon::Clock)) span { span class="vh" { "Pourquoi maintenant : " } (why) } }
            }
            div class="amt" {
                (ui::money(action.asked, action.currency))
                small { (app::words::counted(u64::from(action.claims), "échéance", "échéances")) }
            }
        }
    }
}

fn debtor_name(row: &QueueRow<'_>) -> String {
    if row.debtor.face.name.is_empty() { row.debtor.face.code.clone() } else { row.debtor.face.name.clone() }
}

/// What matters most in a line: how late, what came before, what was not kept.
fn short_why(reasons: &[Reason]) -> String {
    let said: Vec<String> = reasons
        .iter()
        .filter_map(|reason| match reason {
            Reason::Late { .. } | Reason::DueSoon { .. } | Reason::StartsAgain { .. } => Some(reason.to_string()),
            Reason::Step { after: Some(after), .. } => Some(format!("Étape précédente le {}.", date_short(*after))),
            Reason::Step { after: None, .. } => Some("Première étape.".to_owned()),
            _ => None,
        })
        .collect();
    said.join(" ")
}

fn late(days: i32) -> String {
    if days > 0 { format!("En retard de {}.", app::words::counted(u64::from(days.unsigned_abs()), "jour", "jours")) } else { String::new() }
}

/// The first letter as a capital.
pub(super) fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn look(channel: Channel, group: Group) -> (&'static str, Icon) {
    match channel {
        Channel::Call => ("call", Icon::Phone),
        Channel::Task => ("", Icon::Agenda),
        Channel::Email => ("", Icon::Mail),
        Channel::Letter | Channel::RegisteredLetter => (if group == Group::OneByOne { "letter" } else { "" }, Icon::Letter),
    }
}

/// The keys told under the queue, and whether they decide something.
const KEYS: [(&[&str], &str, bool); 8] = [
    (&["J", "K"], "parcourir", false),
    (&["X"], "cocher", true),
    (&["A"], "approuver", true),
    (&["E"], "modifier", true),
    (&["R"], "reporter", true),
    (&["S"], "ignorer", true),
    (&["Z"], "annuler", true),
    (&["?"], "aide", false),
];

fn foot(who: &Inside, asked: &Asked, queue: &Queue<'_>) -> Markup {
    let first = asked.after.map(|_| Asked { after: None, ..asked.clone() }.url(who, None));
    let next = queue.after.map(|after| Asked { after: Some(after), ..asked.clone() }.url(who, None));
    html! {
        @if first.is_some() || next.is_some() {
            (ui::pager(&format!("{} affichées sur {}", queue.rows.len(), queue.count()), first.as_deref(), next.as_deref()))
        }
        div class="card-foot kbd-hint muted" {
            @for (keys, words, decides) in KEYS {
                @if !decides || who.can(Permission::DecideActions) { span class="nowrap" { @for key in keys { kbd { (key) } " " } (words) } }
            }
        }
    }
}

fn nothing(who: &Inside, asked: &Asked, day: &Day) -> Markup {
    if asked.family.is_some() || asked.mine || asked.after.is_some() {
        let said = if asked.mine {
            "Rien n'est proposé pour les débiteurs que vous suivez dans cette vue."
        } else {
            "Rien n'est proposé par ce canal."
        };
        return ui::empty(
            Icon::Filter,
            "Aucune action ne correspond au filtre",
            said,
            html! { a class="btn" href=(who.url("/agenda")) { "Effacer le filtre" } },
        );
    }
    let said = if day.decided > 0 {
        "Tout ce qui était proposé aujourd'hui est traité."
    } else {
        "Le moteur ne propose rien aujourd'hui. Chaque débiteur dit pourquoi sur sa fiche ; ce qui manque est dans « À compléter »."
    };
    ui::empty(Icon::Done, "Rien à faire", said, html! { a class="btn" href=(who.url("/debiteurs")) { "Voir les débiteurs" } })
}

/// « Z »: the last decision of the person, taken back.
fn undo_last(who: &Inside, asked: &Asked) -> Markup {
    html! {
        form method="post" action=(who.url("/agenda/annuler")) class="mt3" {
            (form::hidden_token(who)) (asked.fields())
            button class="btn sm quiet" data-key="z" { "Annuler ma dernière décision" kbd { "Z" } }
        }
    }
}
