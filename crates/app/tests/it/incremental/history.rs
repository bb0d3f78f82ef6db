//! A history: one creditor and a few debtors, lived day by day through the use cases, on an in-memory store.
//!
//! Every day the plan of the debtors that are due is held against the plan of all, whenever something changed. Some days a
//! person approves, skips, confirms; a run is made twice; sometimes the machine is off. What a use case refuses changes
//! nothing and the history goes on; anything else that fails ends it.

use std::collections::{BTreeMap, BTreeSet};

use app::AppError;
use app::books::Books;
use app::live::Lives;
use app::plan::{self, Desk};
use app::record::{self, Done, NewCall};
use app::run::{self, Output, RunReport};
use domain::Date;
use domain::dunning::Action;
use domain::events::Channel;
use domain::facts::LetterState;
use domain::ids::{ClaimId, DebtorId, LetterId, Seq};
use domain::money::{Cents, Currency};
use store::{Location, Selection, Store, Tx};

use super::draw::{Draw, plus};
use super::happen;

/// Days that a history lasts.
pub const DAYS: i64 = 120;

/// What a history answers: the reason why it does not hold.
pub type Lived<T = ()> = Result<T, String>;

/// A letter that a run handed over.
#[derive(Clone)]
pub struct Handed {
    pub letter: LetterId,
    pub channel: Channel,
    pub formal: bool,
}

/// References that later events can name.
#[derive(Default)]
pub struct Known {
    pub debtors: Vec<String>,
    pub invoices: Vec<String>,
    pub claims: Vec<String>,
    pub payments: Vec<String>,
    pub credits: u32,
    pub disputes: Vec<String>,
    pub promises: Vec<String>,
    pub plans: Vec<String>,
    pub holds: Vec<String>,
    pub insolvencies: Vec<String>,
    pub waivers: Vec<String>,
    pub imports: Vec<String>,
    /// Imports of statuses of invoices.
    pub status_imports: Vec<String>,
    pub mandates: Vec<String>,
    /// Files of direct debits.
    pub batches: Vec<String>,
    pub handed: Vec<Handed>,
    pub sent: Vec<Handed>,
}

/// How the creditor says that payments are known.
#[derive(Clone, Copy)]
enum Freshness {
    Daily { behind: i64 },
    Weekly,
    Never,
}

pub struct History {
    pub draw: Draw,
    pub known: Known,
    pub today: Date,
    books: Option<Books>,
    fresh: Freshness,
    stale_until: Date,
    off_until: Date,
    watched: bool,
    /// Contacts handed over today, by debtor.
    reached: BTreeMap<DebtorId, LetterId>,
    /// The last letter handed over for each step of each claim and cycle.
    asked: BTreeMap<(ClaimId, String, u32), LetterId>,
    told: Vec<String>,
    /// The live view, brought up to date all along, in blocks so small that they are divided.
    lives: Lives,
    pub seen: Seen,
}

/// What a history saw, so that a generator that stopped everything would be noticed.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    pub kinds: BTreeSet<&'static str>,
    pub channels: BTreeSet<Channel>,
    pub compared: u64,
    pub proposed: u64,
    pub letters: u64,
}

impl Seen {
    pub fn add(&mut self, other: Seen) {
        self.kinds.extend(other.kinds);
        self.channels.extend(other.channels);
        self.compared += other.compared;
        self.proposed += other.proposed;
        self.letters += other.letters;
    }
}

impl History {
    /// The first morning. `watched` histories compare plans all along; the others only live.
    pub fn new(seed: u64, watched: bool) -> Lived<History> {
        let mut draw = Draw::new(seed);
        let today = plus(jiff::civil::date(2024, 9, 2), draw.between(0, 620));
        let store = Store::open(&Location::Memory).map_err(|error| error.to_string())?;
        let tenant = store.create_tenant("Créancier", moment(today)).map_err(|error| error.to_string())?;
        let books = Books::over(store, tenant, std::path::Path::new("."), "histoire", today, moment(today));
        let fresh = match draw.below(16) {
            0..=6 => Freshness::Daily { behind: 0 },
            7..=10 => Freshness::Daily { behind: draw.between(1, 4) },
            11..=14 => Freshness::Weekly,
            _ => Freshness::Never,
        };
        let mut history = History {
            draw,
            known: Known::default(),
            today,
            books: Some(books),
            fresh,
            stale_until: today,
            off_until: today,
            watched,
            reached: BTreeMap::new(),
            asked: BTreeMap::new(),
            told: Vec::new(),
            lives: Lives::new(1, 2),
            seen: Seen::default(),
        };
        happen::opening(&mut history)?;
        Ok(history)
    }

    /// Lives every day.
    ///
    /// # Errors
    /// What did not hold, on which day, with the last things that happened.
    pub fn live(&mut self) -> Lived {
        for _ in 0..DAYS {
            self.day().map_err(|why| {
                let from = self.told.len().saturating_sub(40);
                format!("{}: {why}\n  {}", self.today, self.told[from..].join("\n  "))
            })?;
            self.move_to(plus(self.today, 1));
        }
        Ok(())
    }

    pub fn books(&self) -> &Books {
        self.books.as_ref().unwrap()
    }

    fn move_to(&mut self, day: Date) {
        self.books = self.books.take().map(|books| books.on(day, moment(day)));
        self.today = day;
        self.reached.clear();
    }

    fn day(&mut self) -> Lived {
        self.sometimes_agree("in the morning")?;
        self.payments_known()?;
        for _ in 0..self.draw.one(&[0, 0, 0, 1, 1, 2, 3]) {
            happen::something(self)?;
        }
        self.agree("after what happened")?;
        if self.draw.once_in(30) {
            self.off_until = plus(self.today, self.draw.between(2, 10));
        }
        if self.today < self.off_until {
            return Ok(());
        }
        self.person()?;
        self.run_twice()?;
        self.sometimes_agree("after the run")?;
        self.confirm()?;
        if self.draw.once_in(6) {
            happen::something(self)?;
            self.person()?;
        }
        self.sometimes_agree("in the evening")
    }

    fn sometimes_agree(&mut self, when: &str) -> Lived {
        if self.draw.once_in(3) { self.agree(when) } else { Ok(()) }
    }

    /// « Every payment is recorded », mostly.
    fn payments_known(&mut self) -> Lived {
        if self.draw.once_in(60) {
            self.stale_until = plus(self.today, self.draw.between(3, 25));
        }
        let through = match self.fresh {
            Freshness::Daily { behind } => plus(self.today, -behind),
            Freshness::Weekly if self.today.weekday() == jiff::civil::Weekday::Wednesday => plus(self.today, -1),
            _ => return Ok(()),
        };
        if self.today < self.stale_until {
            return Ok(());
        }
        let today = self.today;
        self.record(format!("payments known through {through}"), |tx| record::up_to_date(tx, through, today)).map(drop)
    }

    /// Records what happens; what is refused happens not.
    pub fn record(&mut self, what: impl Into<String>, work: impl FnOnce(&mut Tx<'_>) -> app::Result<Done>) -> Lived<Option<Done>> {
        let result = self.books().write(work);
        self.outcome(what.into(), result)
    }

    /// Takes a file in; answers the import, where it was taken.
    pub fn import(&mut self, what: impl Into<String>, path: std::path::PathBuf) -> Lived<Option<String>> {
        let result = app::import::files(self.books(), &[path], &app::import::Options::default(), &app::ports::Silent);
        let report = self.outcome(what.into(), result)?;
        Ok(report.and_then(|report| report.files[0].import.clone()))
    }

    /// Undoes an import, as a person does.
    pub fn undo(&mut self, import: &str) -> Lived {
        let result = app::import::undo(self.books(), import);
        self.outcome(format!("{import} undone"), result).map(drop)
    }

    fn outcome<T>(&mut self, what: String, result: app::Result<T>) -> Lived<Option<T>> {
        let today = self.today;
        match result {
            Ok(done) => {
                self.told.push(format!("{today} {what}"));
                Ok(Some(done))
            }
            Err(AppError::Usage(_) | AppError::Refused(_)) => Ok(None),
            Err(error) => Err(format!("{what}: {error}")),
        }
    }

    /// The claims that are open today: which, whose, how much.
    pub fn open(&self) -> Lived<Vec<(ClaimId, String, Cents, Currency)>> {
        let mut open = Vec::new();
        let today = self.today;
        self.read(|tx| {
            tx.each_open_debtor_facts(Selection::All, today, |facts| {
                for claim in facts.claims.iter().filter(|claim| claim.book_principal(today).is_positive()) {
                    open.push((claim.id, facts.code.clone(), claim.book_principal(today), claim.currency));
                }
                Ok(())
            })?;
            Ok(())
        })?;
        Ok(open)
    }

    fn read<T>(&self, work: impl FnOnce(&mut store::Read<'_>) -> app::Result<T>) -> Lived<T> {
        self.books().read(work).map_err(|error| error.to_string())
    }

    /// The plan of the debtors that are due is the plan of all, and the facts of open claims decide as all facts do.
    fn agree(&mut self, when: &str) -> Lived {
        if !self.watched {
            return Ok(());
        }
        let plan =
            |all| plan::plan(self.books(), self.today, all, plan::Detail::Reasons).map_err(|error| format!("plan, all={all}: {error}"));
        let (due, all) = (plan(false)?, plan(true)?);
        let (some, every): (Vec<&Action>, Vec<&Action>) =
            (due.actions().map(|(_, a)| a).collect(), all.actions().map(|(_, a)| a).collect());
        if some != every {
            let only = |these: &[&Action], those: &[&Action]| {
                these.iter().filter(|a| !those.contains(a)).map(|a| format!("{a:?}")).collect::<Vec<_>>()
            };
            return Err(format!("{when}, only incremental: {:#?}, only --all: {:#?}", only(&some, &every), only(&every, &some)));
        }
        let live = crate::live::view(&self.lives, self.books());
        let held = if self.seen.compared.is_multiple_of(4) { crate::live::agrees(&self.lives, self.books()) } else { live.map(drop) };
        held.map_err(|why| format!("{when}, {why}"))?;
        self.seen.compared += 1;
        self.seen.proposed += every.len() as u64;
        if self.draw.once_in(8) {
            let whole = self.decided_on_everything()?;
            if every.iter().copied().ne(&whole) {
                return Err(format!("{when}, with open claims only: {every:#?}, with all claims: {whole:#?}"));
            }
        }
        Ok(())
    }

    fn decided_on_everything(&self) -> Lived<Vec<Action>> {
        let day = self.today;
        self.read(|tx| {
            let desk = Desk::open(tx, day)?;
            let mut facts = Vec::new();
            tx.each_debtor_facts(Selection::All, |debtor| {
                facts.push(debtor);
                Ok(())
            })?;
            let mut actions = Vec::new();
            for debtor in &facts {
                actions.extend(desk.decide(debtor, day)?.actions);
            }
            Ok(actions)
        })
    }

    /// A person looks at the plan: approves some actions, skips or postpones others.
    fn person(&mut self) -> Lived {
        if !self.draw.once_in(2) {
            return Ok(());
        }
        let plan = plan::plan(self.books(), self.today, false, plan::Detail::Reasons).map_err(|error| error.to_string())?;
        let proposed: Vec<(DebtorId, String, bool)> =
            plan.actions().map(|(_, action)| (action.debtor, action.key.clone(), action.automatic)).collect();
        for (debtor, key, automatic) in proposed {
            match self.draw.below(8) {
                0..=3 if !automatic => {
                    let result = plan::approve(self.books(), std::slice::from_ref(&key), None);
                    self.outcome(format!("approved {key}"), result)?;
                }
                4 => {
                    let until = self.draw.once_in(2).then(|| plus(self.today, self.draw.between(1, 15)));
                    let result = plan::skip(self.books(), std::slice::from_ref(&key), "choix d'une personne", until);
                    self.outcome(format!("skipped {key} until {until:?}"), result)?;
                }
                _ => {}
            }
            if self.draw.once_in(6) {
                let result = app::agenda::take_back(self.books(), &app::agenda::ActionRef { debtor, key: key.clone() });
                self.outcome(format!("took back {key}"), result)?;
            }
        }
        Ok(())
    }

    /// A run, and another of the same day, which changes nothing.
    fn run_twice(&mut self) -> Lived {
        let first = self.run()?;
        let head = self.read(|tx| Ok(tx.head()?))?;
        let second = self.run()?;
        let after = self.read(|tx| Ok(tx.head()?))?;
        if head.hash != after.hash {
            let from = Seq(head.events + 1);
            let mut new = Vec::new();
            self.read(|tx| {
                tx.each_event::<AppError>(from, |event| {
                    new.push(format!("{:?}", event.event));
                    Ok(())
                })
            })?;
            return Err(format!("the second run of the day recorded {new:#?}, verdicts « {} » then « {} »", first.verdict, second.verdict));
        }
        if first.waiting != second.waiting {
            return Err(format!("{} actions waited for a person after a run, {} after the next", first.waiting, second.waiting));
        }
        Ok(())
    }

    fn run(&mut self) -> Lived<RunReport> {
        let report = run::run(self.books(), Output::Words).map_err(|error| format!("run: {error}"))?;
        for letter in &report.letters {
            self.told.push(format!(
                "{} handed over {} {} {} {}",
                self.today,
                letter.id,
                letter.debtor,
                letter.channel.word(),
                letter.document
            ));
            self.right(letter.id)?;
            self.seen.letters += 1;
            self.seen.channels.insert(letter.channel);
            let formal = letter.document == "formal-notice";
            self.known.handed.push(Handed { letter: letter.id, channel: letter.channel, formal });
        }
        Ok(report)
    }

    /// One contact a day for a debtor, nothing asked on what is paid, no step twice unless the letter came back.
    fn right(&mut self, id: LetterId) -> Lived {
        let today = self.today;
        let asked = &self.asked;
        let (row, paid, twice) = self.read(|tx| {
            let row = tx.letter(id)?.ok_or_else(|| AppError::refused("no such letter"))?;
            let facts = tx.debtor_facts(row.debtor)?.ok_or_else(|| AppError::refused("no such debtor"))?;
            let open = |claim: ClaimId| facts.claims.iter().any(|c| c.id == claim && c.book_principal(today).is_positive());
            let paid = row.items.iter().any(|item| !open(item.claim));
            let mut twice = None;
            for earlier in row.items.iter().filter_map(|item| asked.get(&(item.claim, item.step.step.clone(), item.step.cycle))) {
                let state = tx.letter(*earlier)?.map(|row| row.state);
                twice = twice.or((state != Some(LetterState::Refused)).then_some(*earlier));
            }
            Ok((row, paid, twice))
        })?;
        if paid {
            return Err(format!("{id} asks for a claim that is paid or not of that debtor"));
        }
        if let Some(earlier) = twice {
            return Err(format!("{id} does again what {earlier} did: {:?}", row.items));
        }
        self.asked.extend(row.items.into_iter().map(|item| ((item.claim, item.step.step, item.step.cycle), id)));
        match self.reached.insert(row.debtor, id) {
            Some(other) => Err(format!("{} is reached twice in a day: {other} and {id}", row.debtor)),
            None => Ok(()),
        }
    }

    /// What was handed over really left, today or on a day since; some never do, some come back.
    fn confirm(&mut self) -> Lived {
        let (now, later): (Vec<Handed>, Vec<Handed>) =
            std::mem::take(&mut self.known.handed).into_iter().partition(|_| self.draw.once_in(3));
        self.known.handed = later;
        for handed in now {
            let on = self.draw.near(self.today, 4, 0);
            let name = [handed.letter.to_string()];
            let done = if handed.channel == Channel::Call {
                self.record(format!("called {} on {on}", name[0]), |tx| {
                    record::call(tx, &NewCall { what: &name[0], outcome: "reached", claims: &[], note: None, on })
                })?
            } else {
                self.record(format!("sent {} on {on}", name[0]), |tx| record::sent(tx, &name, None, on))?
            };
            match done {
                Some(_) => self.known.sent.push(handed),
                None if !self.draw.once_in(5) => self.known.handed.push(handed),
                None => {}
            }
        }
        Ok(())
    }
}

fn moment(day: Date) -> i64 {
    app::civil::noon_seconds(day) * 1_000_000
}
