//! Every line that nobody decided, judged against the books as they are: what is sure is recorded, the rest is proposed and waits.

use std::collections::{BTreeMap, BTreeSet};

use domain::Date;
use domain::events::{BankLineHeld, LineIs, NewEvent};
use domain::ids::{BankLineId, ClaimId, DebtorId, MovementId};
use domain::payments::{self, Index, Line, LineKind, Match, Outcome, Received, Rest, Settings, Verdict};
use jiff::ToSpan;
use store::{BankLine, BankWait, Tx};

use super::known;
use super::settle::{self, By, Taking};
use crate::books::Books;
use crate::error::{AppError, Result};
use crate::words::counted;

/// What became of the lines that were open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reconciled {
    /// Recorded as payments without asking.
    pub payments: u64,
    /// Payments that the books had from elsewhere, found on a line without asking.
    pub told: u64,
    /// Recorded as payments that came back, without asking.
    pub returns: u64,
    /// Left aside: no money of a debtor.
    pub aside: u64,
    /// To be decided by a person.
    pub open: u64,
    /// Debtors whose letters wait for them.
    pub held: u64,
}

impl Reconciled {
    /// In one sentence for a report; `None` where there was no line.
    pub fn said(&self) -> Option<String> {
        let parts = [
            (self.payments, "règlement reconnu", "règlements reconnus"),
            (self.told, "règlement déjà inscrit retrouvé", "règlements déjà inscrits retrouvés"),
            (self.returns, "impayé rattaché", "impayés rattachés"),
            (self.aside, "ligne sans client laissée de côté", "lignes sans client laissées de côté"),
            (self.open, "ligne à rapprocher", "lignes à rapprocher"),
        ];
        let mut said: Vec<String> =
            parts.into_iter().filter(|(count, _, _)| *count > 0).map(|(count, one, several)| counted(count, one, several)).collect();
        if self.held > 0 {
            said.push(format!("{} en attente de relance", counted(self.held, "débiteur", "débiteurs")));
        }
        (!said.is_empty()).then(|| format!("Rapprochement : {}.", said.join(", ")))
    }
}

/// Reconciles in one transaction, where lines are open; what became of them in one sentence.
///
/// # Errors
/// The store.
pub(crate) fn at_once(books: &Books) -> Result<Option<String>> {
    let day = books.today();
    Ok(books.write_as("run", |tx| reconcile(tx, day))?.said())
}

/// The same after files were taken in: they stay taken where the lines cannot be judged now, and the sentence says so.
pub(crate) fn after_import(books: &Books) -> Option<String> {
    at_once(books).unwrap_or_else(|error| Some(format!("Rapprochement non fait : {error} Relancez-le (Rapprochement).")))
}

/// The same where an import was cut short between its lines and their judgement: until then nobody's letters wait for them.
///
/// # Errors
/// The store.
pub(crate) fn before_letters(books: &Books) -> Result<()> {
    if books.read(|tx| Ok(tx.has_unjudged_bank_lines()?))? {
        at_once(books)?;
    }
    Ok(())
}

/// Judges every open line. Writes what is sure, and keeps the rest with whose letters wait.
///
/// # Errors
/// The store.
pub fn reconcile(tx: &mut Tx<'_>, day: Date) -> Result<Reconciled> {
    let open = tx.open_bank_lines()?;
    let done = Reconciled::default();
    if open.is_empty() {
        return Ok(done);
    }
    let settings = tx.matching(day)?;
    let oldest = open.iter().map(|line| line.on).min().unwrap_or(day);
    let mut index = known::index(tx, oldest, day)?;
    // What a person reopened is not taken by itself again, and may not take what another line pays.
    let (asked, free): (Vec<&BankLine>, Vec<&BankLine>) = open.iter().partition(|line| line.reopened);
    let comes_in = |line: &&BankLine| line.amount.is_positive();
    let (paying, out): (Vec<&BankLine>, Vec<&BankLine>) = free.into_iter().partition(comes_in);
    let (asked_in, asked_out): (Vec<&BankLine>, Vec<&BankLine>) = asked.into_iter().partition(comes_in);
    let mut verdicts: Vec<(&BankLine, Verdict)> = paying.iter().copied().zip(incoming(&mut index, &paying, &settings, day)).collect();
    verdicts.extend(asked_in.into_iter().map(|line| (line, to_confirm(index.judge(&line.line(), &settings, day)))));
    let waiting = Waiting { day, until: day.saturating_add(i64::from(settings.hold_days).days()), known: tx.bank_waits()? };
    let mut desk = Desk { day, waiting, done, held: BTreeSet::new(), undecided: Vec::new() };
    for (line, verdict) in verdicts {
        let made = desk.takes(tx, line, verdict)?;
        if !out.is_empty() {
            tell(tx, &mut index, line, &made)?;
        }
    }
    // What comes back is looked at once what was paid is in the books: it may be that.
    let undecided: Vec<(Line, Verdict)> = desk.undecided.drain(..).map(|(line, verdict)| (line.line(), verdict)).collect();
    let beside: Vec<(&Line, &Verdict)> = undecided.iter().map(|(line, verdict)| (line, verdict)).collect();
    let lines: Vec<Line> = out.iter().map(|line| line.line()).collect();
    let mut verdicts: Vec<(&BankLine, Verdict)> =
        out.into_iter().zip(payments::outgoing(&mut index, &lines.iter().collect::<Vec<&Line>>(), &beside, &settings)).collect();
    verdicts.extend(asked_out.into_iter().map(|line| (line, to_confirm(index.judge(&line.line(), &settings, day)))));
    for (line, verdict) in verdicts {
        desk.takes(tx, line, verdict)?;
    }
    desk.done.held = desk.held.len() as u64;
    Ok(desk.done)
}

fn incoming(index: &mut Index, lines: &[&BankLine], settings: &Settings, day: Date) -> Vec<Verdict> {
    let lines: Vec<Line> = lines.iter().map(|line| line.line()).collect();
    payments::incoming(index, &lines.iter().collect::<Vec<&Line>>(), settings, day)
}

/// Tells the index the payments that a line just became.
fn tell(tx: &mut Tx<'_>, index: &mut Index, line: &BankLine, made: &[MovementId]) -> Result<()> {
    for payment in made {
        let Some(row) = tx.movement(*payment)? else { continue };
        let pays: Vec<ClaimId> = tx.placed(*payment)?.claims.iter().map(|(_, claim, _)| *claim).collect();
        let received = Received {
            movement: *payment,
            debtor: row.debtor,
            on: row.on,
            cents: row.amount,
            currency: row.currency,
            reference: String::new(),
            end_to_end: line.details.end_to_end.clone(),
            entry: String::new(),
            on_line: true,
            came_back: None,
            means: LineKind::of_word(&row.means).unwrap_or(LineKind::Other),
        };
        index.recorded(received, &pays);
    }
    Ok(())
}

/// What is done with the lines of a pass.
struct Desk<'l> {
    day: Date,
    waiting: Waiting,
    done: Reconciled,
    held: BTreeSet<DebtorId>,
    /// Lines that stay open, with what was made of them.
    undecided: Vec<(&'l BankLine, Verdict)>,
}

impl<'l> Desk<'l> {
    /// Writes what is sure of a line, and keeps the rest; answers the payments that it became.
    fn takes(&mut self, tx: &mut Tx<'_>, line: &'l BankLine, verdict: Verdict) -> Result<Vec<MovementId>> {
        match &verdict.outcome {
            Outcome::Automatic(found) => {
                // A discount that was granted is not due any more; other differences are given up by a person.
                let give_up = Some(found.rest).and_then(|rest| if let Rest::Discount(cents) = rest { Some(cents) } else { None });
                let taking = Taking { by: By::Program, accessories: true, give_up };
                match settle::pays(tx, line, found, taking, self.day) {
                    Ok(()) if found.told.is_empty() => {
                        self.done.payments += 1;
                        let decided = tx.bank_line(line.id)?.and_then(|line| line.decided);
                        return Ok(match decided.map(|decided| decided.is) {
                            Some(LineIs::Payment { payments, .. }) => payments,
                            _ => Vec::new(),
                        });
                    }
                    Ok(()) => self.done.told += 1,
                    // Nothing is written of a match that does not stand: a person looks.
                    Err(AppError::Refused(why)) => {
                        let proposed = Verdict { why: format!("À confirmer : {why}"), ..to_confirm(verdict.clone()) };
                        self.stays(tx, line, proposed)?;
                    }
                    Err(other) => return Err(other),
                }
            }
            Outcome::TakesBack { payments, automatic: true } if !payments.is_empty() => {
                settle::returns(tx, line, &payments[0], By::Program, self.day)?;
                self.done.returns += 1;
            }
            Outcome::Unrelated(why) => {
                settle::aside(tx, line, (*why, None), &verdict.why, By::Program, self.day)?;
                self.done.aside += 1;
            }
            _ => self.stays(tx, line, verdict)?,
        }
        Ok(Vec::new())
    }

    /// A line stays open.
    fn stays(&mut self, tx: &mut Tx<'_>, line: &'l BankLine, verdict: Verdict) -> Result<()> {
        self.held.extend(self.waiting.open(tx, line, &verdict)?);
        self.done.open += 1;
        self.undecided.push((line, verdict));
        Ok(())
    }
}

/// Judges one line that was just reopened, for a person to decide, and makes the letters of who probably paid wait anew: what
/// it had paid is due again from now on, while the money is still there. No other line is looked at.
///
/// # Errors
/// The store.
pub(super) fn look_again(tx: &mut Tx<'_>, line: &BankLine, day: Date) -> Result<()> {
    let settings = tx.matching(day)?;
    let verdict = to_confirm(known::index(tx, line.on, day)?.judge(&line.line(), &settings, day));
    let until = day.saturating_add(i64::from(settings.hold_days).days());
    // Waits that ended with the decision are those of before it.
    Waiting { day, until, known: BTreeMap::new() }.open(tx, line, &verdict).map(drop)
}

/// The same verdict, for a person to say.
fn to_confirm(verdict: Verdict) -> Verdict {
    let why = "À confirmer : vous avez rouvert cette ligne, elle n'est plus décidée sans vous.".to_owned();
    let outcome = match verdict.outcome {
        Outcome::Automatic(found) => Outcome::Proposed(vec![found]),
        Outcome::TakesBack { payments, .. } => Outcome::TakesBack { payments, automatic: false },
        Outcome::Unrelated(_) => Outcome::Unknown,
        other => return Verdict { outcome: other, ..verdict },
    };
    let holds = if let Outcome::Proposed(found) = &outcome { debtors(found) } else { verdict.holds };
    Verdict { outcome, holds, why }
}

fn debtors(found: &[Match]) -> Vec<DebtorId> {
    found.first().map(|first| first.debtors.clone()).unwrap_or_default()
}

/// Whose letters wait for which line.
struct Waiting {
    day: Date,
    until: Date,
    known: BTreeMap<BankLineId, Vec<BankWait>>,
}

impl Waiting {
    /// Keeps what is made of a line that stays open; answers whose letters wait for it.
    fn open(&mut self, tx: &mut Tx<'_>, line: &BankLine, verdict: &Verdict) -> Result<Vec<DebtorId>> {
        tx.keep_verdict(line.id, Some(verdict))?;
        self.keep(tx, line, &verdict.holds)
    }

    /// Makes the letters of these debtors wait, and of no other; answers whose wait. A wait that began is never made longer for the same
    /// debtor, and one that a person ended does not begin again; another debtor has its own.
    fn keep(&mut self, tx: &mut Tx<'_>, line: &BankLine, debtors: &[DebtorId]) -> Result<Vec<DebtorId>> {
        let before = self.known.remove(&line.id).unwrap_or_default();
        let mut wanted = debtors.to_vec();
        wanted.sort_unstable();
        wanted.dedup();
        let wanted: Vec<(DebtorId, Date)> =
            wanted.into_iter().filter_map(|debtor| Some((debtor, self.through(&before, debtor)?))).collect();
        // Of two records that became one, both waits are the one record's.
        let mut running: BTreeMap<DebtorId, Date> = BTreeMap::new();
        for wait in before.iter().filter(|wait| !wait.over && wait.until >= self.day) {
            let until = running.entry(wait.debtor).or_insert(wait.until);
            *until = wait.until.max(*until);
        }
        let debtors: Vec<DebtorId> = wanted.iter().map(|(debtor, _)| *debtor).collect();
        if !running.into_iter().eq(wanted.iter().copied()) {
            let until = wanted.iter().map(|(_, until)| *until).max().unwrap_or(self.day);
            let differ = wanted.iter().any(|(_, own)| *own != until);
            let each = if differ { wanted.iter().map(|(_, until)| *until).collect() } else { Vec::new() };
            tx.append(NewEvent::new(self.day, BankLineHeld { line: line.id, debtors: debtors.clone(), until, each }))?;
        }
        Ok(debtors)
    }

    /// Through which day the letters of a debtor wait for a line; `None` where that is past, or a person ended it.
    fn through(&self, before: &[BankWait], debtor: DebtorId) -> Option<Date> {
        let own = || before.iter().filter(|wait| wait.debtor == debtor);
        let running = own().filter(|wait| !wait.over).map(|wait| wait.until).max();
        let until = match (running, own().next_back()) {
            (Some(until), _) => until,
            (None, None) => self.until,
            (None, Some(last)) => Some(last.until).filter(|_| last.replaced)?,
        };
        Some(until).filter(|until| *until >= self.day)
    }
}
