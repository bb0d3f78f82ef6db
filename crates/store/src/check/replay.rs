//! The chain, link by link, and the replay of every event.

use domain::events::Event;
use domain::ids::Seq;

use super::Checked;
use crate::chain::{Envelope, Hash, Head, ORIGIN, link};
use crate::engine::Sql;
use crate::error::StoreError;
use crate::line::{Line, lines_after, stored};
use crate::project::{Touched, privates, project};
use crate::sql::{journal as sql, tenant as tenant_sql};
use crate::tx::hash_of;

/// How the journal is called in a finding.
const JOURNAL: &str = "journal";

/// Where the reading of the journal stands.
struct At {
    seq: i64,
    hash: Hash,
    recorded_at: i64,
    replayable: bool,
}

/// Verifies the chain and replays the journal; answers whether every event could be replayed.
pub(super) fn replay(c: &mut Checked<'_, '_>, scratch: &mut Sql<'_>, saved: &[Head]) -> Result<bool, StoreError> {
    let mut at = At { seq: 0, hash: ORIGIN, recorded_at: 0, replayable: true };
    loop {
        let lines = lines_after(&mut c.read.sql, c.read.tenant.0, at.seq)?;
        if lines.is_empty() {
            break;
        }
        let mut events = Vec::with_capacity(lines.len());
        for line in &lines {
            verify(c, &mut at, line, saved);
            match line.event() {
                Ok(event) => events.push(event),
                Err(error) => {
                    c.find(JOURNAL, line.seq, error.to_string());
                    at.replayable = false;
                    break;
                }
            }
        }
        references(c, &lines, &events)?;
        if at.replayable {
            at.replayable = project_all(c, scratch, &lines, &events);
        }
        let last = lines.last().map_or(at.seq, |line| line.seq);
        if !at.replayable {
            // The chain is still verified to its end; only the replay stops.
            lines.iter().skip(events.len() + 1).for_each(|line| verify(c, &mut at, line, saved));
        }
        at.seq = last;
        c.report.events += lines.len() as i64;
    }
    end(c, &at, saved)?;
    Ok(at.replayable)
}

/// One link: the number follows, time does not go back, the hash is that of the bytes and of what came before.
fn verify(c: &mut Checked<'_, '_>, at: &mut At, line: &Line, saved: &[Head]) {
    if line.seq != at.seq + 1 {
        c.find(JOURNAL, at.seq + 1, format!("l'événement manque (le suivant porte le n° {})", line.seq));
    }
    if line.recorded_at < at.recorded_at {
        c.find(JOURNAL, line.seq, "l'heure d'enregistrement recule");
    }
    let envelope = Envelope {
        tenant: c.read.tenant,
        seq: Seq(line.seq),
        kind: &line.kind,
        version: line.version(),
        effective_on: line.effective_on,
        recorded_at: line.recorded_at,
        author: &line.author,
    };
    if link(&at.hash, &envelope, &line.payload)[..] != line.hash[..] {
        c.find(JOURNAL, line.seq, "l'événement n'est pas celui qui a été enregistré (empreinte différente)");
    }
    // One tampering is shown where it is: the next link is judged on the hash that is stored.
    at.hash = hash_of(&line.hash).unwrap_or(ORIGIN);
    (at.seq, at.recorded_at) = (line.seq, line.recorded_at);
    if saved.iter().any(|head| head.events == line.seq && head.hash != at.hash) {
        c.find(JOURNAL, line.seq, "l'empreinte n'est pas celle qui avait été conservée hors de la base");
    }
}

/// Projects a block; a failure is a finding that names the first event of the block that cannot be replayed.
fn project_all(c: &mut Checked<'_, '_>, scratch: &mut Sql<'_>, lines: &[Line], events: &[Event]) -> bool {
    match project(scratch, c.read.tenant, &stored(lines, events), &mut Touched::default()) {
        Ok(()) => true,
        Err(error) => {
            c.find(JOURNAL, format!("{} et suivants", lines.first().map_or(0, |line| line.seq)), error.to_string());
            false
        }
    }
}

/// Every reference into the erasable store finds the digest it was made with, or nothing (which [`super::private`] judges).
fn references(c: &mut Checked<'_, '_>, lines: &[Line], events: &[Event]) -> Result<(), StoreError> {
    for (line, event) in lines.iter().zip(events) {
        for private in privates(event) {
            let found = c.read.sql.first(sql::DIGEST, &[c.read.tenant.0.into(), private.id.into()], |row| row.text(0))?;
            if found.is_some_and(|digest| digest != private.digest) {
                c.find(super::private::PLACE, private.id, format!("ce ne sont pas les données enregistrées par l'événement {}", line.seq));
            }
        }
    }
    Ok(())
}

/// The head of the database, and those saved elsewhere, know how far the journal went.
fn end(c: &mut Checked<'_, '_>, at: &At, saved: &[Head]) -> Result<(), StoreError> {
    let values = [c.read.tenant.0.into()];
    let head = c.read.sql.first(tenant_sql::HEAD, &values, |row| Ok((row.int(0)?, row.blob(1)?.to_vec(), row.int(2)?)))?;
    match head {
        None => c.find(JOURNAL, 0, "la tête du journal manque"),
        Some((events, hash, recorded_at)) => {
            if events != at.seq || hash[..] != at.hash[..] || recorded_at != at.recorded_at {
                c.find(JOURNAL, at.seq, format!("le journal s'arrête au n° {}, sa tête dit {events}", at.seq));
            }
        }
    }
    for lost in saved.iter().filter(|head| head.events > at.seq) {
        c.find(JOURNAL, at.seq + 1, format!("le journal s'arrête au n° {}, il allait au moins jusqu'au n° {}", at.seq, lost.events));
    }
    Ok(())
}
