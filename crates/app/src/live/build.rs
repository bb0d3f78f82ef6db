//! A view made from the whole books, or brought up to date from the end of the journal.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::Date;
use domain::dunning::scenario_name;
use domain::events::Event;
use domain::facts::{DebtorFacts, TenantFacts};
use domain::ids::{DebtorId, Seq};
use store::{Read, Selection};

use super::Live;
use super::chunk::{Chunk, Tally, monday_of};
use super::memo::Memo;
use super::names::Names;
use super::row::{Drawing, Drawn};
use crate::error::Result;
use crate::plan::{Desk, gaps};

/// More events than this since the view was made: it is made again rather than brought up to date.
const MOST_EVENTS: i64 = 20_000;

/// More debtors than this touched: likewise.
const MOST_TOUCHED: usize = 5_000;

/// How far a view is made.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicU64,
    of: AtomicU64,
}

impl Progress {
    /// Debtors looked at, of how many.
    pub fn so_far(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.of.load(Ordering::Relaxed))
    }
}

/// The decisions of one debtor after the other, drawn.
struct Drawer<'a> {
    desk: &'a Desk,
    day: Date,
    drawing: Drawing<'a>,
    /// The first debtor that no scenario could be read for: said once, the others are shown all the same.
    trouble: Option<String>,
}

impl Drawer<'_> {
    fn draw(&mut self, facts: &DebtorFacts) -> Drawn {
        let tenant = self.desk.tenant();
        let decision = match self.desk.decide(facts, self.day) {
            Ok(decision) => Some(decision),
            Err(error) => {
                self.trouble.get_or_insert_with(|| format!("{} : {error}", facts.code));
                None
            }
        };
        let kind = domain::dunning::effective_kind(facts, tenant, self.day);
        let name = scenario_name(facts.scenario.as_deref(), kind, &tenant.policy).unwrap_or_default();
        self.drawing.scenario = self.desk.scenario(facts, self.day).ok();
        let has_gaps = !gaps::of(facts, tenant, self.day).is_empty();
        self.drawing.draw(facts, name, decision.as_ref(), has_gaps)
    }
}

/// What a view was decided under: another value makes it again.
fn rules_of(desk: &Desk) -> (String, TenantFacts) {
    (desk.fingerprint().to_owned(), desk.tenant().clone())
}

/// Makes the view of a day from everything.
pub(super) fn whole(tx: &mut Read<'_>, day: Date, now: i64, block: usize, progress: &Progress) -> Result<Live> {
    progress.of.store(tx.debtor_count()?, Ordering::Relaxed);
    let head = Seq(tx.head()?.events);
    let desk = Desk::open(tx, day)?;
    let width = desk.tenant().policy.balance_buckets.len() + 3;
    let mut names = Names::default();
    let mut chunks: Vec<Vec<Drawn>> = Vec::new();
    let mut drawer = Drawer {
        desk: &desk,
        day,
        drawing: Drawing { tenant: desk.tenant(), day, monday: monday_of(day), names: &mut names, scenario: None },
        trouble: None,
    };
    tx.each_open_debtor_facts(Selection::All, day, |facts| {
        let drawn = drawer.draw(&facts);
        match chunks.last_mut().filter(|last| last.len() < block) {
            Some(last) => last.push(drawn),
            None => chunks.push(vec![drawn]),
        }
        progress.done.fetch_add(1, Ordering::Relaxed);
        Ok(())
    })?;
    let trouble = drawer.trouble;
    for chunk in &mut chunks {
        face(tx, chunk)?;
    }
    let (fingerprint, tenant) = rules_of(&desk);
    let chunks: Vec<Arc<Chunk>> = chunks.into_iter().map(|chunk| Arc::new(Chunk::of(chunk, width))).collect();
    Ok(Live { day, head, made_at: now, fingerprint, tenant, names, block, totals: sum(&chunks), chunks, trouble, memo: Memo::default() })
}

fn sum(chunks: &[Arc<Chunk>]) -> Tally {
    let mut totals = Tally::default();
    chunks.iter().for_each(|chunk| totals.add(chunk.tally()));
    totals
}

/// Gives the debtors their names.
fn face(tx: &mut Read<'_>, drawn: &mut [Drawn]) -> Result<()> {
    let ids: Vec<DebtorId> = drawn.iter().map(|drawn| drawn.row.id).collect();
    let mut faces = tx.faces(&ids)?;
    for one in drawn {
        one.row.faced(faces.remove(&one.row.id).unwrap_or_default());
    }
    Ok(())
}

/// The view as of the end of the journal, where what happened since touched few debtors; `None` where it must be made again.
pub(super) fn up_to_date(tx: &mut Read<'_>, live: &Live, now: i64) -> Result<Option<Live>> {
    let head = Seq(tx.head()?.events);
    if head == live.head {
        return Ok(Some(live.clone()));
    }
    if head < live.head || head.0 - live.head.0 > MOST_EVENTS {
        return Ok(None);
    }
    let Some(mut touched) = touched(tx, live)? else { return Ok(None) };
    let desk = Desk::open(tx, live.day)?;
    let (fingerprint, tenant) = rules_of(&desk);
    if fingerprint != live.fingerprint || tenant.policy != live.tenant.policy {
        return Ok(None);
    }
    if tenant.payments_known_through != live.tenant.payments_known_through {
        // Promises and plans whose day is gone wait for it, and so does whatever is shown as proposed today.
        let due = live.debtors().filter(|row| row.look_again_on.is_some_and(|on| on <= live.day)).map(|row| row.id);
        touched.extend(due);
    }
    if touched.len() > MOST_TOUCHED {
        return Ok(None);
    }
    Ok(Some(changed(tx, live, &desk, &touched, Live { head, made_at: now, tenant, ..live.clone() })?))
}

/// Whom the events since then touched; `None` where one of them touches everybody.
fn touched(tx: &mut Read<'_>, live: &Live) -> Result<Option<BTreeSet<DebtorId>>> {
    let mut touched = tx.touched_since(live.head)?;
    for event in tx.about_all_since(live.head)? {
        match event {
            // The fingerprint and what is known of payments say whether these change anything.
            Event::CreditorSet(_) | Event::TermsSet(_) | Event::PolicySet(_) | Event::ScenarioSet(_) | Event::UpToDate(_) => {}
            // Its rows do not count before it is completed.
            Event::ImportStarted(_) => {}
            Event::ImportCompleted(end) => touched.extend(tx.named_by_import(end.import)?),
            Event::ImportUndone(end) => touched.extend(tx.named_by_import(end.import)?),
            _ => return Ok(None),
        }
    }
    Ok(Some(touched))
}

/// The view with these debtors as they are now.
fn changed(tx: &mut Read<'_>, before: &Live, desk: &Desk, touched: &BTreeSet<DebtorId>, mut live: Live) -> Result<Live> {
    let ids: Vec<DebtorId> = touched.iter().copied().collect();
    let mut names = std::mem::take(&mut live.names);
    let day = live.day;
    let mut drawn: Vec<Drawn> = Vec::with_capacity(ids.len());
    let drawing = Drawing { tenant: desk.tenant(), day, monday: monday_of(day), names: &mut names, scenario: None };
    let mut drawer = Drawer { desk, day, drawing, trouble: before.trouble.clone() };
    tx.each_open_debtor_facts(Selection::Ids(&ids), day, |facts| {
        drawn.push(drawer.draw(&facts));
        Ok(())
    })?;
    live.trouble = drawer.trouble;
    face(tx, &mut drawn)?;
    live.names = names;
    let width = live.tenant.policy.balance_buckets.len() + 3;
    let mut drawn = drawn.into_iter().peekable();
    let mut chunks: Vec<Arc<Chunk>> = Vec::with_capacity(live.chunks.len() + 1);
    let mut rest = touched.iter().copied().peekable();
    for (at, chunk) in live.chunks.iter().enumerate() {
        // What comes before the first debtor of the next chunk belongs here.
        let end = live.chunks.get(at + 1).and_then(|next| next.first());
        let mut own: Option<Chunk> = None;
        while let Some(id) = rest.next_if(|id| end.is_none_or(|end| *id < end)) {
            let new = drawn.next_if(|drawn| drawn.row.id == id);
            own.get_or_insert_with(|| Chunk::clone(chunk)).put(id, new);
        }
        match own {
            Some(own) => chunks.extend(own.settled(live.block).into_iter().filter(|chunk| chunk.first().is_some()).map(Arc::new)),
            None => chunks.push(chunk.clone()),
        }
    }
    // Books that had nobody yet.
    let first: Vec<Drawn> = drawn.collect();
    if !first.is_empty() {
        chunks.extend(Chunk::of(first, width).settled(live.block).into_iter().map(Arc::new));
    }
    live.totals = sum(&chunks);
    live.chunks = chunks;
    Ok(live)
}
