//! A person's word on a batch: its file is wanted, the bank has it, it is cancelled.

use app::debits::{self, Handed, Obstacles};
use app::record::Done;
use domain::access::needs::{Export, RecordMoney};
use domain::french::date_short;
use domain::ids::DebitBatchId;

use super::batch::{known, page};
use super::batch_url;
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::pages::card::attempt;
use crate::route::{Answered, Inside, Scoped};

/// The file of a batch, as it was prepared.
pub(super) fn file(who: &Scoped<Export>, ask: &Ask) -> Answered {
    let id = known(who, ask)?;
    let mut fields = Fields::of(ask, who.today).preset("remis_le", date_short(who.today));
    let shown = who.read(|tx| debits::batch(tx, id, who.today))?;
    if shown.is_open() && (shown.lapsed || !shown.changed.is_empty()) && ask.query("malgre") != Some("oui") {
        let why = if shown.lapsed { "remis aujourd'hui, il arriverait trop tard" } else { "des prélèvements ne devraient plus se faire" };
        fields.wrong("malgre", format!("Ce fichier n'est plus à remettre tel quel : {why}. Pour le lire quand même, cochez la case."));
        return page(who, ask, id, &fields);
    }
    match attempt(who.read(|tx| debits::file(tx, id, true, who.today)), &mut fields, "malgre")? {
        Some(file) => Ok(Answer::file(&file.name, "application/xml", file.bytes)),
        None => page(who, ask, id, &fields),
    }
}

/// The bank has the file, since a day.
pub(super) fn handed_over(who: &Scoped<RecordMoney>, ask: &Ask) -> Answered {
    let id = known(who, ask)?;
    let mut fields = Fields::of(ask, who.today);
    let on = fields.required_day("remis_le");
    let Some(on) = on.filter(|_| !fields.has_problems()) else { return page(who, ask, id, &fields) };
    let ticked = |name: &str| ask.form(name) == "oui";
    let confirmed = |against: &Obstacles| {
        (against.late.is_none() || ticked("tard")) && (against.changed.is_empty() || ticked("retirer") && ask.form("vu") == against.mark())
    };
    let went = who.write(|tx| debits::handed_over_as_confirmed(tx, id, on, confirmed, who.today));
    match attempt(went, &mut fields, "remis_le")? {
        Some(Handed::Done(done)) => Ok(said(who, id, &done)),
        Some(Handed::Against(against)) => {
            if let Some(late) = against.late.as_ref().filter(|_| !ticked("tard")) {
                fields.wrong(
                    "tard",
                    format!("{late} S'il a été remis plus tôt, dites quel jour. Si la banque l'a pris quand même, cochez la case."),
                );
            }
            let moved = !against.changed.is_empty() && ask.form("vu") != against.mark();
            if !against.changed.is_empty() && (moved || !ticked("retirer")) {
                fields.wrong("retirer", against_changed(moved && ticked("retirer")));
            }
            let answer = page(who, ask, id, &fields)?;
            Ok(if moved { answer.status(409) } else { answer })
        }
        None => page(who, ask, id, &fields),
    }
}

/// Why the box on what changed is asked for.
fn against_changed(moved: bool) -> &'static str {
    if moved {
        "Ce qui a changé n'est plus ce que vous avez lu : relisez-le, puis confirmez. Rien n'est inscrit."
    } else {
        "Des prélèvements ne devraient plus se faire. S'il n'est pas encore remis, annulez ce lot et refaites-le ; s'il l'est déjà, cochez la case. Rien n'est inscrit."
    }
}

/// The batch, with what was done in passing: what its page shows itself is not repeated.
fn said(who: &Inside, id: DebitBatchId, done: &Done) -> Answer {
    Answer::to(batch_url(who, id)).saying(done.said.lines().next().unwrap_or_default())
}

/// The batch is given up before the bank has it.
pub(super) fn cancel(who: &Scoped<RecordMoney>, ask: &Ask) -> Answered {
    let id = known(who, ask)?;
    let mut fields = Fields::of(ask, who.today).preset("remis_le", date_short(who.today));
    let never = ask.form("jamais") == "oui";
    let went: Result<Result<Done, String>, Fault> = who.write(|tx| {
        let shown = debits::batch(tx, id, who.today)?;
        match shown.perhaps_sent().filter(|_| !never) {
            Some(said) => Ok(Err(said)),
            None => debits::cancel(tx, id, never, who.today).map(Ok),
        }
    });
    match attempt(went, &mut fields, "jamais")? {
        Some(Ok(done)) => return Ok(said(who, id, &done)),
        Some(Err(said)) => fields.wrong(
            "jamais",
            format!("{said} S'il lui a été remis, dites quel jour. S'il ne l'a jamais été, cochez la case. Rien n'est inscrit."),
        ),
        None => {}
    }
    page(who, ask, id, &fields)
}
