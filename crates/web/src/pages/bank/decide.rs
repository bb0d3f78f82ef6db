//! A person's word on one line: accept, wait or not, reopen. Whoever comes to a line that somebody else decided is told both.

use app::bank;
use app::record::Done;
use domain::access::needs::RecordMoney;
use domain::payments::Outcome;
use maud::html;
use store::{BankLine, LineState, Tx};

use super::{Asked, candidates, decided, line_of, line_url, list, words};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, Tone};

/// The longest wait that one word gives.
const MOST_DAYS: i64 = 30;

/// What became of a word on an open line.
pub(super) enum Went {
    /// It is done.
    Done(Done),
    /// The line was decided meanwhile.
    Decided,
    /// What was shown is not what is proposed now.
    Changed,
}

/// Carries a word out on a line that is still open; `None` from `work`: what was shown has changed.
pub(super) fn on_open(who: &Inside, line: &BankLine, work: impl FnOnce(&mut Tx<'_>) -> app::Result<Option<Done>>) -> Result<Went, Fault> {
    let id = line.id;
    who.write(|tx| {
        if tx.bank_line(id)?.is_some_and(|line| line.decided.is_some()) {
            return Ok(Went::Decided);
        }
        Ok(work(tx)?.map_or(Went::Changed, Went::Done))
    })
}

/// After a word: the next open line, with what was done and the way back; or what stood in the way.
pub(super) fn answer(who: &Inside, ask: &Ask, line: &BankLine, went: Went, wanted: &str) -> Answered {
    let asked = Asked::of(ask);
    let done = match went {
        Went::Done(done) => done,
        Went::Decided => return late(who, ask, line, wanted, None),
        Went::Changed => {
            let said = "La proposition n'est plus celle que vous avez vue : la voici telle qu'elle est.".to_owned();
            return late(who, ask, line, wanted, Some(said));
        }
    };
    let (next, decided) = who.read(|tx| {
        let older = tx.bank_lines(LineState::Open, Some((line.on, line.id)), 1)?;
        let next = if older.is_empty() { tx.bank_lines(LineState::Open, None, 1)? } else { older };
        Ok((next, tx.bank_line(line.id)?.and_then(|line| line.decided)))
    })?;
    let there = Asked { state: None, ..asked }.url(who, next.first().map(|line| line.id));
    let undo = line_url(who, line.id, "rouvrir");
    // The toast takes back this decision and no later one.
    let undo = decided.map_or_else(|| undo.clone(), |decided| format!("{undo}?vu={}", decided.by.0));
    Ok(Answer::to(there).saying_undoable(done.said, undo))
}

/// Somebody decided it meanwhile, or the books moved: what was asked and what stands in the way are said, and nothing changed.
/// Where no reason is given, it is what the line is by now.
fn late(who: &Inside, ask: &Ask, line: &BankLine, wanted: &str, why: Option<String>) -> Answered {
    let said = match why {
        Some(why) => why,
        None => decided::in_short(who, &line_now(who, line)?)?,
    };
    let told = ui::notice(
        Tone::Warn,
        html! {
            div role="alert" {
                p { b { "Rien n'a changé." } " Vous demandiez : " (wanted) }
                p { (said) }
            }
        },
    );
    let asked = Asked { state: None, after: None, line: Some(line.id) };
    list::page(who, ask, &asked, Some(told))
}

fn line_now(who: &Inside, line: &BankLine) -> Result<BankLine, Fault> {
    who.read(|tx| Ok(tx.bank_line(line.id)?))?.ok_or(Fault::NotFound)
}

pub(super) fn accept(who: &Scoped<RecordMoney>, ask: &Ask) -> Answered {
    let line = line_of(who, ask)?;
    let place: usize = ask.form("choix").parse().ok().filter(|place| *place > 0).ok_or_else(incomplete)?;
    let give_up = ask.form("ecart") == "abandonner";
    let (day, seen) = (who.today, ask.form("vu"));
    let accepted = on_open(who, &line, |tx| {
        let now = match tx.bank_verdict(line.id)?.map(|verdict| verdict.outcome) {
            Some(Outcome::Proposed(found)) => found.get(place - 1).map(candidates::mark),
            _ => None,
        };
        if now.as_deref() != Some(seen) {
            return Ok(None);
        }
        bank::accept(tx, line.id, place - 1, give_up, day).map(Some)
    });
    let what = if give_up { ", et abandonner l'écart" } else { "" };
    let wanted = format!("accepter la proposition {place} pour {}{what}.", words::short(&line));
    match accepted {
        // The books moved since the proposal was made: the use case says how.
        Err(Fault::Refused(why)) => late(who, ask, &line, &wanted, Some(why)),
        went => answer(who, ask, &line, went?, &wanted),
    }
}

fn incomplete() -> Fault {
    Fault::Bad("Ce formulaire n'est pas complet. Revenez à la ligne et recommencez.".to_owned())
}

pub(super) fn wait(who: &Scoped<RecordMoney>, ask: &Ask) -> Answered {
    let line = line_of(who, ask)?;
    let days: i64 = ask.form("jours").parse().ok().filter(|days| (0..=MOST_DAYS).contains(days)).ok_or_else(incomplete)?;
    let (day, more) = (who.today, u16::try_from(days).ok().filter(|days| *days > 0));
    let went = on_open(who, &line, |tx| bank::keep_waiting(tx, line.id, more, day).map(Some))?;
    match went {
        Went::Done(done) => Ok(Answer::to(Asked { state: None, ..Asked::of(ask) }.url(who, Some(line.id))).saying(done.said)),
        _ => late(who, ask, &line, if more.is_some() { "attendre encore cette ligne." } else { "ne plus attendre cette ligne." }, None),
    }
}

pub(super) fn reopen(who: &Scoped<RecordMoney>, ask: &Ask) -> Answered {
    let line = line_of(who, ask)?;
    let day = who.today;
    let seen: Option<i64> = ask.query("vu").unwrap_or(ask.form("vu")).parse().ok();
    let done = who.write(|tx| {
        let now = tx.bank_line(line.id)?.and_then(|line| line.decided).map(|decided| decided.by.0);
        if now.is_none() || seen.is_some() && seen != now {
            return Ok(None);
        }
        bank::reopen(tx, line.id, day).map(Some)
    });
    let wanted = format!("rouvrir {}.", words::short(&line));
    match done {
        Err(Fault::Refused(why)) => late(who, ask, &line, &wanted, Some(why)),
        Err(other) => Err(other),
        Ok(Some(done)) => Ok(Answer::to(Asked::default().url(who, Some(line.id))).saying(done.said)),
        Ok(None) => late(who, ask, &line, &wanted, None),
    }
}
