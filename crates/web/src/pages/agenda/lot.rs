//! Many actions at once: what is concerned is said first, then carried out one by one.

use app::agenda::{self, ActionRef, Group, QueueAsk, Seen};
use app::live::Live;
use app::ports::Silent;
use domain::access::needs::DecideActions;
use domain::french::date_short;
use domain::ids::DebtorId;
use domain::money::{Cents, Currency};
use maud::{Markup, html};
use std::collections::BTreeMap;

use super::{Asked, followed, live, seen_of, seen_word, sums};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::pages::authors;
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, Head, Tone, form};

/// Actions carried out by one request: a few seconds at most. What is left is proposed again at once.
const AT_ONCE: usize = 200;

/// Actions confirmed at once: what a form can carry. The others are proposed again after them.
const MOST: usize = 10_000;

/// What a lot is.
struct Lot {
    /// The actions, as they were shown.
    seen: Vec<Seen>,
    /// What they ask, by currency.
    sums: BTreeMap<Currency, Cents>,
    /// How many by title.
    kinds: BTreeMap<String, u64>,
    /// Whether it is everything that the filter finds.
    whole: bool,
}

impl Lot {
    /// The lines ticked, or every reminder that the filter finds.
    fn of(who: &Inside, ask: &Ask, asked: &Asked, live: &Live) -> Result<Lot, Fault> {
        let whole = ask.form("tout") == "oui";
        let mine = followed(who, asked)?;
        let only = mine.as_ref().map(|mine| move |debtor: DebtorId| mine.contains(&debtor));
        let only = only.as_ref().map(|only| only as &dyn Fn(DebtorId) -> bool);
        let queue = agenda::queue(live, &QueueAsk { family: asked.family, only, after: None, size: usize::MAX });
        let ticked: BTreeMap<ActionRef, Cents> = ask.all("choix").filter_map(seen_of).map(|seen| (seen.action, seen.asked)).collect();
        let mut lot = Lot { seen: Vec::new(), sums: BTreeMap::new(), kinds: BTreeMap::new(), whole };
        for row in &queue.rows {
            if lot.seen.len() == MOST {
                break;
            }
            let name = row.name();
            // The sum that was on the screen is what the person decides on; a line that is new in the filter shows its own here.
            let asked = match ticked.get(&name) {
                Some(asked) => *asked,
                None if whole && row.group == Group::Ready => row.action.asked,
                None => continue,
            };
            *lot.sums.entry(row.action.currency).or_default() += asked;
            let title = row.action.document.map_or(row.action.channel.french(), app::plan::document_fr);
            *lot.kinds.entry(super::queue::capital(title)).or_default() += 1;
            lot.seen.push(Seen { action: name, asked });
        }
        Ok(lot)
    }
}

/// What is asked for a lot.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Approve,
    Postpone,
    Skip,
}

impl What {
    fn of(ask: &Ask) -> What {
        match ask.form("quoi") {
            "reporter" => What::Postpone,
            "ignorer" => What::Skip,
            _ => What::Approve,
        }
    }

    fn word(self) -> &'static str {
        match self {
            What::Approve => "approuver",
            What::Postpone => "reporter",
            What::Skip => "ignorer",
        }
    }

    fn verb(self) -> &'static str {
        match self {
            What::Approve => "Approuver",
            What::Postpone => "Reporter",
            What::Skip => "Ignorer",
        }
    }
}

/// Says what is concerned, before anything is done.
pub(super) fn confirm(who: &Scoped<DecideActions>, ask: &Ask) -> Answered {
    let asked = Asked::of(ask);
    let live = match live(who, ask)? {
        Ok(live) => live,
        Err(waiting) => return Ok(waiting),
    };
    let lot = Lot::of(who, ask, &asked, &live)?;
    if lot.seen.is_empty() {
        let said = "Aucune ligne n'est cochée, ou les actions cochées ne sont plus proposées.";
        return Ok(Answer::to(asked.url(who, None)).saying(said));
    }
    let fields = Fields::of(ask, who.today).preset("jour", date_short(app::letters::days_later(who.today, 7)));
    Ok(page(who, ask, &asked, &lot, &fields))
}

fn page(who: &Inside, ask: &Ask, asked: &Asked, lot: &Lot, fields: &Fields<'_>) -> Answer {
    let what = What::of(ask);
    let count = lot.seen.len();
    let title = format!("{} {} ?", what.verb(), app::words::counted(count as u64, "action", "actions"));
    let now = count.min(AT_ONCE);
    let body = html! {
        section class="card" { div class="card-body stack" {
            (form::summary(fields))
            p { (what_happens(what)) " Montant concerné : " b { (sums(&lot.sums)) } "." }
            @if lot.whole { p class="soft" { "Toutes les relances prêtes du filtre, pas seulement celles de la page affichée." } }
            dl class="dl" { @for (kind, count) in &lot.kinds { dt { (kind) } dd { (count) } } }
            @if count > AT_ONCE {
                (ui::notice(Tone::Info, html! { "Les " (AT_ONCE) " premières sont traitées d'abord ; les autres vous sont proposées ensuite, sans rien ressaisir." }))
            }
            (form::post(who, &who.url("/agenda/lot/appliquer"), html! {
                (asked.fields()) (form::hidden("quoi", what.word()))
                @if lot.whole { (form::hidden("tout", "oui")) }
                @for seen in &lot.seen { (form::hidden("choix", &seen_word(&seen.action, seen.asked))) }
                @if what == What::Postpone { (form::field(fields, "jour", "Proposer de nouveau à partir du", form::Kind::Day, "Une date, ou +8j.")) }
                @if what != What::Approve { (form::field(fields, "motif", "Motif", form::Kind::Text, "Conservé avec chaque décision.")) }
                div class="row wrap" {
                    a class="btn" href=(asked.url(who, None)) autofocus { "Revenir à la file" }
                    button class="btn primary" { (what.verb()) " les " (now) }
                }
            }))
        } }
    };
    let head = Head { title: &title, crumbs: vec![("Agenda du jour", asked.url(who, None))], place: "/agenda", ..Head::default() };
    let answer = ui::page(who, ask, head, body);
    if fields.has_problems() { answer.status(422) } else { answer }
}

fn what_happens(what: What) -> &'static str {
    match what {
        What::Approve => "Les courriers sont composés et figés ; ils partent à l'envoi du jour et se reprennent un par un jusque-là.",
        What::Postpone => "Rien n'est envoyé ; les actions sont proposées de nouveau au jour donné.",
        What::Skip => "Rien n'est envoyé ; les étapes comptent comme passées.",
    }
}

/// Carries out what was confirmed, each action for itself.
pub(super) fn apply(who: &Scoped<DecideActions>, ask: &Ask) -> Answered {
    let (asked, what) = (Asked::of(ask), What::of(ask));
    let mut seen: Vec<Seen> = ask.all("choix").filter_map(seen_of).collect();
    let rest = seen.split_off(seen.len().min(AT_ONCE));
    let mut fields = Fields::of(ask, who.today);
    let mut until = None;
    if what == What::Postpone {
        until = fields.required_day("jour");
        if until.is_some_and(|until| until <= who.today) {
            fields.wrong("jour", "Donnez un jour à venir.");
        }
    }
    let reason = if what == What::Approve { String::new() } else { fields.required("motif", 500, "Donnez le motif : il est conservé.") };
    if fields.has_problems() {
        let live = match live(who, ask)? {
            Ok(live) => live,
            Err(waiting) => return Ok(waiting),
        };
        return Ok(page(who, ask, &asked, &Lot::of(who, ask, &asked, &live)?, &fields));
    }
    let books = who.books();
    let outcomes = match what {
        What::Approve => agenda::approve(&books, &seen, Some(&*who.house.typesetter), &Silent)?,
        What::Postpone => agenda::skip(&books, &seen, &reason, until)?,
        What::Skip => agenda::skip(&books, &seen, &reason, None)?,
    };
    let refused: Vec<String> =
        outcomes.iter().filter(|outcome| !outcome.is_done()).map(|outcome| authors::named(who, outcome.said())).collect();
    let done = outcomes.len() - refused.len();
    let words = match what {
        What::Approve => ("action approuvée", "actions approuvées"),
        What::Postpone => ("action reportée", "actions reportées"),
        What::Skip => ("action ignorée", "actions ignorées"),
    };
    let said = format!("{}.", app::words::counted(done as u64, words.0, words.1));
    if refused.is_empty() && rest.is_empty() {
        return Ok(Answer::to(asked.url(who, None)).saying(said));
    }
    Ok(report(who, ask, &asked, what, &Rest { said, refused, seen: rest, reason, until }))
}

/// What a part of a lot left.
struct Rest {
    said: String,
    refused: Vec<String>,
    seen: Vec<Seen>,
    reason: String,
    until: Option<domain::Date>,
}

fn report(who: &Inside, ask: &Ask, asked: &Asked, what: What, rest: &Rest) -> Answer {
    let body = html! {
        section class="card" { div class="card-body stack" {
            p role="status" { b { (rest.said) } }
            @if !rest.refused.is_empty() { (refusals(&rest.refused)) }
            @if !rest.seen.is_empty() {
                (form::post(who, &who.url("/agenda/lot/appliquer"), html! {
                    (asked.fields()) (form::hidden("quoi", what.word())) (form::hidden("motif", &rest.reason))
                    @if let Some(until) = rest.until { (form::hidden("jour", &date_short(until))) }
                    @for seen in &rest.seen { (form::hidden("choix", &seen_word(&seen.action, seen.asked))) }
                    div class="row wrap" {
                        button class="btn primary" { (what.verb()) " les " (rest.seen.len().min(AT_ONCE)) " suivantes" }
                        span class="muted" { (app::words::counted(rest.seen.len() as u64, "action reste", "actions restent")) }
                    }
                }))
            }
            a class="btn" href=(asked.url(who, None)) { "Revenir à la file" }
        } }
    };
    let head =
        Head { title: "Traitement en bloc", crumbs: vec![("Agenda du jour", asked.url(who, None))], place: "/agenda", ..Head::default() };
    ui::page(who, ask, head, body)
}

fn refusals(refused: &[String]) -> Markup {
    ui::notice(
        Tone::Warn,
        html! {
            p { (app::words::counted(refused.len() as u64, "action n'a pas été traitée", "actions n'ont pas été traitées")) ", rien n'a changé pour elles :" }
            ul { @for why in refused.iter().take(50) { li { (why) } } }
            @if refused.len() > 50 { p { "Et " (refused.len() - 50) " autres." } }
        },
    )
}
