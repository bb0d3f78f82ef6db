//! A person's word on what was handed over: it left, it came back, it was received, the call was made.

use app::agenda::{self, ActionRef};
use app::record;
use domain::access::needs::{DecideActions, RecordDunning};
use domain::ids::LetterId;
use store::LetterRow;

use super::show;
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::route::{Answered, Inside, Scoped};
use crate::server::safe_path;

/// The letter of the address, in these books.
pub(super) fn letter_of(who: &Inside, ask: &Ask) -> Result<LetterRow, Fault> {
    let id: LetterId = ask.path("letter")?;
    who.read(|tx| Ok(tx.letter(id)?))?.ok_or(Fault::NotFound)
}

/// Confirms the letters ticked, or a whole folder.
pub(super) fn many(who: &Scoped<DecideActions>, ask: &Ask) -> Answered {
    let back = Answer::to(safe_path(ask.form("retour")));
    let mut fields = Fields::of(ask, who.today);
    let on = fields.required_day("jour");
    let mut named: Vec<String> = ask.all("choix").filter_map(|id| id.parse::<LetterId>().ok()).map(|id| id.to_string()).collect();
    if !ask.form("dossier").is_empty() {
        named.push(ask.form("dossier").to_owned());
    }
    let on = match on {
        Some(on) if on <= who.today => on,
        Some(_) => return Ok(back.saying("Rien n'est confirmé : ce jour est à venir. Donnez le jour où les envois sont partis.")),
        None => return Ok(back.saying(format!("Rien n'est confirmé. {}", fields.problem("jour").unwrap_or("Donnez une date.")))),
    };
    if named.is_empty() {
        return Ok(back.saying("Rien n'est confirmé : cochez au moins un envoi."));
    }
    match who.write(|tx| record::sent(tx, &named, None, on)) {
        Ok(done) => Ok(back.saying(done.said)),
        Err(Fault::Refused(why)) => Ok(back.saying(format!("Rien n'est confirmé. {why}"))),
        Err(other) => Err(other),
    }
}

/// The day of a form, not after today.
fn past_day(fields: &mut Fields<'_>, name: &str, today: domain::Date) -> Option<domain::Date> {
    let day = fields.required_day(name)?;
    if day > today {
        fields.wrong(name, "Ce jour est à venir.");
        return None;
    }
    Some(day)
}

pub(super) fn sent(who: &Scoped<DecideActions>, ask: &Ask) -> Answered {
    let letter = letter_of(who, ask)?;
    let mut fields = Fields::of(ask, who.today);
    let (on, tracking) = (past_day(&mut fields, "parti_le", who.today), fields.text("suivi", 60));
    let Some(on) = on.filter(|_| !fields.has_problems()) else { return show::with_problems(who, ask, &letter, &fields) };
    let tracking = Some(tracking.as_str()).filter(|tracking| !tracking.is_empty());
    ended(who, &letter, who.write(|tx| record::sent(tx, &[letter.id.to_string()], tracking, on)))
}

pub(super) fn returned(who: &Scoped<DecideActions>, ask: &Ask) -> Answered {
    let letter = letter_of(who, ask)?;
    let mut fields = Fields::of(ask, who.today);
    let on = past_day(&mut fields, "revenu_le", who.today);
    let reason = fields.required("motif", 200, "Dites pourquoi : adresse inconnue, refusé, boîte pleine…");
    let Some(on) = on.filter(|_| !fields.has_problems()) else { return show::with_problems(who, ask, &letter, &fields) };
    ended(who, &letter, who.write(|tx| record::returned(tx, &letter.id.to_string(), &reason, on)))
}

pub(super) fn received(who: &Scoped<DecideActions>, ask: &Ask) -> Answered {
    let letter = letter_of(who, ask)?;
    let mut fields = Fields::of(ask, who.today);
    let on = past_day(&mut fields, "recu_le", who.today);
    let Some(on) = on.filter(|_| !fields.has_problems()) else { return show::with_problems(who, ask, &letter, &fields) };
    ended(who, &letter, who.write(|tx| record::received(tx, &[letter.id.to_string()], on)))
}

pub(super) fn called(who: &Scoped<RecordDunning>, ask: &Ask) -> Answered {
    let letter = letter_of(who, ask)?;
    let outcome = ask.form("resultat").to_owned();
    let call = record::NewCall { what: &letter.id.to_string(), outcome: &outcome, claims: &[], note: None, on: who.today };
    ended(who, &letter, who.write(|tx| record::call(tx, &call)))
}

pub(super) fn take_back(who: &Scoped<DecideActions>, ask: &Ask) -> Answered {
    let letter = letter_of(who, ask)?;
    let action = ActionRef { debtor: letter.debtor, key: letter.action.clone() };
    ended(who, &letter, Ok(agenda::take_back(&who.books(), &action)?))
}

/// Back to the letter, with what was said or why not.
fn ended(who: &Inside, letter: &LetterRow, done: Result<record::Done, Fault>) -> Answered {
    let there = Answer::to(who.url(&format!("/courriers/{}", letter.id.0)));
    match done {
        Ok(done) => Ok(there.saying(done.said)),
        Err(Fault::Refused(why)) => Ok(there.saying(format!("Rien n'a changé. {why}"))),
        Err(other) => Err(other),
    }
}
