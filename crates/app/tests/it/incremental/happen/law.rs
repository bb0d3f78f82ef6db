//! Waivers, formal notices, judgments, capitalisation, limitation.

use app::record;
use domain::events::LimitationAct;

use super::super::draw::plus;
use super::super::history::{History, Lived};
use super::{claim, claims, day, reference};

pub fn waiver(h: &mut History) -> Lived {
    let Some(claim) = claim(h) else { return Ok(()) };
    let (of, on) = (h.draw.one(&["indemnity", "interest", "4,50"]), day(h, 10, 4));
    let done = h.record(format!("waiver {claim} {of} on {on}"), |tx| record::waiver(tx, &claim, of, Some("geste"), on))?;
    h.known.waivers.extend(done.map(|done| done.created).unwrap_or_default());
    Ok(())
}

pub fn waiver_withdrawn(h: &mut History) -> Lived {
    let Some(waiver) = reference(h, |known| &mut known.waivers) else { return Ok(()) };
    let on = day(h, 3, 5);
    h.record(format!("{waiver} withdrawn on {on}"), |tx| record::waiver_withdrawn(tx, &waiver, on)).map(drop)
}

/// A formal notice was received: one of ours, or one that was sent without the program.
pub fn formal_notice(h: &mut History) -> Lived {
    let ours: Vec<String> = h.known.sent.iter().filter(|sent| sent.formal).map(|sent| sent.letter.to_string()).collect();
    let what = match h.draw.pick(&ours) {
        Some(letter) if !h.draw.once_in(4) => vec![letter],
        _ if h.draw.once_in(3) => claims(h),
        _ => return Ok(()),
    };
    let on = day(h, 10, 3);
    h.record(format!("formal notice {what:?} received on {on}"), |tx| record::received(tx, &what, on)).map(drop)
}

pub fn judgment(h: &mut History) -> Lived {
    let (named, on) = (claims(h), day(h, 10, 8));
    h.record(format!("judgment {named:?} on {on}"), |tx| record::judgment(tx, &named, on)).map(drop)
}

pub fn capitalisation(h: &mut History) -> Lived {
    let (named, on) = (claims(h), day(h, 10, 8));
    h.record(format!("capitalisation {named:?} on {on}"), |tx| record::capitalisation(tx, &named, on)).map(drop)
}

pub fn limitation(h: &mut History) -> Lived {
    let named = claims(h);
    let by = h.draw.one(&[
        LimitationAct::Recognition,
        LimitationAct::PossibleRecognition,
        LimitationAct::CourtAction,
        LimitationAct::Enforcement,
        LimitationAct::InsolvencyDeclaration,
        LimitationAct::Mediation,
    ]);
    let on = day(h, 60, 5);
    let until = h.draw.once_in(2).then(|| plus(on, h.draw.between(0, 90)));
    h.record(format!("{by:?} {named:?} on {on} until {until:?}"), |tx| record::limitation(tx, &named, by, until, on)).map(drop)
}
