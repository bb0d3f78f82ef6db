//! Limitation (prescription): the last day on which a claim can still be sued for.
//!
//! Sources of law, quoted in `law/texts` and stated in `law/rules/6-limitation.toml`: C. com. L110-4 and L133-6, C. civ. 2224, C.
//! conso. L218-2 for the period; 2228 and 2229 for the count (whole days, acquired at the end of the last day: CPC 642 does not
//! carry it); 2240, 2241, 2244 and C. com. L622-25-1 for interruption, 2231 for the new period of the same length, 2238 for
//! mediation, 2232 for the cap of twenty years. Units: civil days.
//!
//! Prudence: the day answered is the earliest that the facts support. A *possible* recognition (a part payment, an e-mail) is shown
//! and never relied on; a reminder or formal notice changes nothing; a suspension or proceeding whose end is not known adds nothing.
//!
//! [`last_day_of_claim`] is for the daily run (no allocation); [`of_claim`] says the same day with its reasons.
//!
//! Not covered: periods changed by the contract (2254), the special periods of rule `limitation-special`, the ten years of an
//! enforceable title, interruption of the debts of the State by a mere written demand (loi 68-1250), an interruption that lapses
//! (2243: the act is then to be taken out of the facts), the extension of a suspension by an expert's inquiry (2239).

use std::sync::LazyLock;

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::calendar::limits::{months_later, years_later};
use crate::events::LimitationAct;
use crate::facts::{ClaimFacts, LimitationFacts, days_between};
use crate::french::date_fr;
use crate::law_book::rules::{self, Rule, Unit};
use crate::party::DebtorKind;

/// What kind of claim, which decides the period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LimitationKind {
    /// Between traders, or a trader and a non-trader: five years (C. com. L110-4).
    Commercial,
    /// Common law: five years (C. civ. 2224).
    Common,
    /// A professional against a consumer: two years (C. conso. L218-2).
    Consumer,
    /// Carriage of goods: one year (C. com. L133-6).
    CarriageOfGoods,
    /// A public debtor: four years from 1 January following (loi 68-1250).
    PublicDebtor,
}

/// Years of each kind, in the order of [`LimitationKind::ALL`], the cap in years, and the months left after a mediation.
struct Periods {
    years: [u16; 5],
    cap: u16,
    after_mediation: u16,
}

static PERIODS: LazyLock<Periods> = LazyLock::new(|| Periods {
    years: LimitationKind::ALL.map(|kind| rules::value(kind.rule_id(), Unit::Years)),
    cap: rules::value("limitation-cap", Unit::Years),
    after_mediation: rules::value("limitation-mediation", Unit::Months),
});

impl LimitationKind {
    /// Every kind.
    pub const ALL: [LimitationKind; 5] = [
        LimitationKind::Commercial,
        LimitationKind::Common,
        LimitationKind::Consumer,
        LimitationKind::CarriageOfGoods,
        LimitationKind::PublicDebtor,
    ];

    /// The kind that follows from what the debtor is. Carriage of goods follows from the contract, which no file says.
    ///
    /// For an unknown debtor the shortest that may apply, the consumer's (rule `limitation-unknown-kind`).
    pub fn of(kind: DebtorKind) -> LimitationKind {
        match kind {
            DebtorKind::Business => LimitationKind::Commercial,
            DebtorKind::NonProfessional => LimitationKind::Common,
            DebtorKind::Consumer | DebtorKind::Unknown => LimitationKind::Consumer,
            DebtorKind::PublicBody => LimitationKind::PublicDebtor,
        }
    }

    fn rule_id(self) -> &'static str {
        match self {
            LimitationKind::Commercial => "limitation-commercial",
            LimitationKind::Common => "limitation-common",
            LimitationKind::Consumer => "limitation-consumer",
            LimitationKind::CarriageOfGoods => "limitation-carriage",
            LimitationKind::PublicDebtor => "limitation-public",
        }
    }

    /// The rule that fixes the period, with its articles and how sure it is.
    pub fn rule(self) -> &'static Rule {
        rules::known(self.rule_id())
    }

    /// The period, in years.
    pub fn years(self) -> u16 {
        PERIODS.years[self as usize]
    }

    /// The last day of a period that begins on a day.
    fn last_day_from(self, day: Date) -> Date {
        match self {
            // Four years from 1 January following: the last is 31 December of the fourth year after.
            LimitationKind::PublicDebtor => years_later(day, self.years()).last_of_year(),
            _ => years_later(day, self.years()),
        }
    }
}

/// The day from which the period runs, and what is assumed to say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    /// The day itself.
    pub day: Date,
    /// Earliest known day of the right, from which the cap of twenty years counts (2232).
    pub born_on: Date,
    /// How the day was found.
    pub assumption: Assumption,
}

/// How the starting day was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assumption {
    /// The due date; the performance is not known, or with the term comes later.
    DueDate,
    /// The performance plus the term of payment, earlier than the due date of an invoice that came late.
    PerformanceAndTerm,
    /// For a public debtor: the year in which the service was done or, for want of it, invoiced.
    YearOfRight,
}

impl Start {
    /// The starting day of a claim: the earliest of the performance plus the term, and the due date.
    ///
    /// The term is what separates the issue from the due date. Against a public debtor the year of the right counts.
    pub fn of(kind: LimitationKind, issued_on: Date, performed_on: Option<Date>, due_on: Date) -> Start {
        let born_on = performed_on.map_or(issued_on, |performed| performed.min(issued_on));
        if kind == LimitationKind::PublicDebtor {
            return Start { day: born_on, born_on, assumption: Assumption::YearOfRight };
        }
        let term = days_between(issued_on, due_on).max(0);
        match performed_on.map(|performed| performed.saturating_add(term.days())) {
            Some(day) if day < due_on => Start { day, born_on, assumption: Assumption::PerformanceAndTerm },
            _ => Start { day: due_on, born_on, assumption: Assumption::DueDate },
        }
    }

    /// The assumption, in one French sentence.
    pub fn french(&self) -> String {
        let day = date_fr(self.day);
        match self.assumption {
            Assumption::DueDate => {
                format!(
                    "Point de départ retenu : l'échéance du {day}. Si la prestation a été achevée plus tôt, le délai a pu partir avant."
                )
            }
            Assumption::PerformanceAndTerm => {
                format!(
                    "Point de départ retenu : le {day}, soit l'exécution augmentée du délai de paiement, avant l'échéance de la facture."
                )
            }
            Assumption::YearOfRight => {
                format!("Point de départ retenu : le 1er janvier {}, qui suit l'année du service ou de la facture.", self.day.year() + 1)
            }
        }
    }
}

/// What an act did to the period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// A new period of the same length began that day.
    Restarted {
        /// The day from which it runs.
        from: Date,
    },
    /// The period stood still.
    Suspended {
        /// Days.
        days: i64,
    },
    /// The suspension has no known end: nothing is added until it has one.
    SuspensionWithoutEnd,
    /// A recognition that is only possible: not relied on.
    OnlyPossible,
    /// It came after the last day.
    TooLate,
    /// It would not carry the last day any later.
    NoLater,
}

/// An act with what it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppliedAct {
    /// Its day.
    pub on: Date,
    /// What it is.
    pub by: LimitationAct,
    /// What it did.
    pub effect: Effect,
    /// The last day after it.
    pub last_day: Date,
}

/// The last day with its reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limitation {
    /// The kind of claim.
    pub kind: LimitationKind,
    /// The starting day and its assumption.
    pub start: Start,
    /// The last day if nothing had happened.
    pub without_acts: Date,
    /// The last day on which the claim can be sued for; limitation is acquired at its end.
    pub last_day: Date,
    /// The acts until the day asked, in order.
    pub acts: Vec<AppliedAct>,
    /// A later last day, if the possible recognitions were certain. To be shown, never relied on.
    pub possible_later: Option<Date>,
    /// Whether the cap of twenty years held the last day back.
    pub capped: bool,
    /// The rules applied, in order, each with its articles and how sure it is.
    pub rules: Vec<&'static Rule>,
}

/// The last day and whether the cap held it back.
struct Reached {
    last_day: Date,
    capped: bool,
}

/// The last day on which a claim can be sued for, from what had happened until `day`. Does not allocate.
pub fn last_day(kind: LimitationKind, start: Start, acts: &[LimitationFacts], day: Date) -> Date {
    walk(kind, start, acts, day, false, |_, _, _| ()).last_day
}

/// The same for a claim, the kind of limitation following from the kind of debtor: for the daily run.
pub fn last_day_of_claim(kind: DebtorKind, claim: &ClaimFacts, day: Date) -> Date {
    let kind = LimitationKind::of(kind);
    last_day(kind, Start::of(kind, claim.issued_on, claim.performed_on, claim.due_on), &claim.limitation, day)
}

/// The last day with its reasons, from what had happened until `day`.
pub fn limit(kind: LimitationKind, start: Start, acts: &[LimitationFacts], day: Date) -> Limitation {
    let mut applied = Vec::new();
    let reached = walk(kind, start, acts, day, false, |act, effect, last_day| {
        applied.push(AppliedAct { on: act.on, by: act.by, effect, last_day });
    });
    let possible = walk(kind, start, acts, day, true, |_, _, _| ()).last_day;
    let mut rules = vec![kind.rule(), rules::known("limitation-start"), rules::known("limitation-counting")];
    for act in &applied {
        let rule = rules::known(rule_of(act.by));
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }
    if acts.iter().any(|act| act.by == LimitationAct::CourtAction && act.on <= day) {
        rules.push(rules::known("limitation-court-duration"));
    }
    if applied.iter().any(|act| matches!(act.effect, Effect::Restarted { .. })) {
        rules.push(rules::known("limitation-new-period"));
    }
    if reached.capped {
        rules.push(rules::known("limitation-cap"));
    }
    Limitation {
        kind,
        start,
        without_acts: kind.last_day_from(start.day),
        last_day: reached.last_day,
        acts: applied,
        possible_later: (possible > reached.last_day).then_some(possible),
        capped: reached.capped,
        rules,
    }
}

/// The same for a claim, the kind of limitation following from the kind of debtor.
pub fn of_claim(kind: DebtorKind, claim: &ClaimFacts, day: Date) -> Limitation {
    let limitation = LimitationKind::of(kind);
    let start = Start::of(limitation, claim.issued_on, claim.performed_on, claim.due_on);
    let mut answer = limit(limitation, start, &claim.limitation, day);
    if kind == DebtorKind::Unknown {
        answer.rules.push(rules::known("limitation-unknown-kind"));
    }
    answer
}

/// Goes through the acts in the order of their days and tells each with its effect.
fn walk(
    kind: LimitationKind,
    start: Start,
    acts: &[LimitationFacts],
    day: Date,
    rely_on_possible: bool,
    mut tell: impl FnMut(&LimitationFacts, Effect, Date),
) -> Reached {
    let mut reached = Reached { last_day: kind.last_day_from(start.day), capped: false };
    let mut done = None;
    while let Some((index, act)) = next_act(acts, done, day) {
        done = Some((act.on, index));
        let effect = apply(kind, start, act, rely_on_possible, &mut reached);
        tell(act, effect, reached.last_day);
    }
    reached
}

/// The first act after one already seen, by day and then by place, among those until `day`.
fn next_act(acts: &[LimitationFacts], done: Option<(Date, usize)>, day: Date) -> Option<(usize, &LimitationFacts)> {
    acts.iter()
        .enumerate()
        .filter(|(index, act)| act.on <= day && done.is_none_or(|done| (act.on, *index) > done))
        .min_by_key(|(index, act)| (act.on, *index))
}

/// Carries the last day by one act and says what it did.
fn apply(kind: LimitationKind, start: Start, act: &LimitationFacts, rely_on_possible: bool, reached: &mut Reached) -> Effect {
    // 2229: acquired at the end of the last day; nothing interrupts or suspends it after.
    if act.on > reached.last_day {
        return Effect::TooLate;
    }
    let (candidate, effect, cap_holds) = match act.by {
        LimitationAct::PossibleRecognition if !rely_on_possible => return Effect::OnlyPossible,
        LimitationAct::PossibleRecognition | LimitationAct::Recognition => restarted(kind, act.on, true),
        // 2232 al. 2: the cap is not for a court action nor for an enforcement act.
        LimitationAct::Enforcement => restarted(kind, act.on, false),
        LimitationAct::CourtAction => restarted(kind, end_of(act), false),
        LimitationAct::InsolvencyDeclaration => restarted(kind, end_of(act), true),
        LimitationAct::Mediation => {
            let Some(until) = act.until else { return Effect::SuspensionWithoutEnd };
            // 2238: runs again from the day on which the mediation is said to be over.
            let days = days_between(act.on.max(start.day), until).max(0);
            let longer = reached.last_day.saturating_add(days.days()).max(months_later(until, PERIODS.after_mediation));
            (longer, Effect::Suspended { days }, true)
        }
    };
    let cap = years_later(start.born_on, PERIODS.cap).max(reached.last_day);
    let capped = cap_holds && candidate > cap;
    let carried = if capped { cap } else { candidate };
    reached.capped = capped || (reached.capped && carried <= reached.last_day);
    if carried <= reached.last_day {
        return Effect::NoLater;
    }
    reached.last_day = carried;
    effect
}

fn restarted(kind: LimitationKind, from: Date, cap_holds: bool) -> (Date, Effect, bool) {
    (kind.last_day_from(from), Effect::Restarted { from }, cap_holds)
}

/// The day on which the effect of a proceeding ends: its known end, else prudently its first day.
fn end_of(act: &LimitationFacts) -> Date {
    act.until.map_or(act.on, |until| until.max(act.on))
}

fn rule_of(act: LimitationAct) -> &'static str {
    match act {
        LimitationAct::Recognition => "limitation-recognition",
        LimitationAct::PossibleRecognition => "limitation-possible-recognition",
        LimitationAct::CourtAction => "limitation-court",
        LimitationAct::Enforcement => "limitation-enforcement",
        LimitationAct::InsolvencyDeclaration => "limitation-declaration",
        LimitationAct::Mediation => "limitation-mediation",
    }
}

impl Limitation {
    /// Whether the claim is time-barred on a day: the last day is over.
    pub fn is_acquired(&self, day: Date) -> bool {
        day > self.last_day
    }

    /// The articles applied, as cited, in order and once each.
    pub fn articles(&self) -> Vec<&'static str> {
        let mut cited = Vec::new();
        for article in self.rules.iter().flat_map(|rule| rule.articles.iter().chain(&rule.other_articles)) {
            if !cited.contains(&article.as_str()) {
                cited.push(article.as_str());
            }
        }
        cited
    }

    /// The reasons, a French sentence each, in the order in which they are read.
    pub fn french(&self) -> Vec<String> {
        let years = self.kind.years();
        let plural = if years > 1 { "s" } else { "" };
        let mut said =
            vec![format!("{} ({}) : {years} an{plural}.", self.kind.rule().title, self.kind.rule().references()), self.start.french()];
        said.extend(self.acts.iter().map(AppliedAct::french));
        if self.capped {
            said.push(format!(
                "Le délai ne peut dépasser {} ans après la naissance du droit, le {} (C. civ. 2232).",
                PERIODS.cap,
                date_fr(self.start.born_on)
            ));
        }
        said.push(format!("Dernier jour pour agir : le {} à minuit, sans report au jour ouvrable.", date_fr(self.last_day)));
        if let Some(later) = self.possible_later {
            said.push(format!(
                "Si une reconnaissance possible était établie, le dernier jour serait le {} : cette date n'est pas à utiliser sans l'avis d'un juriste.",
                date_fr(later)
            ));
        }
        said
    }
}

impl AppliedAct {
    /// What the act is and what it did, in one French sentence.
    pub fn french(&self) -> String {
        let act = match self.by {
            LimitationAct::Recognition => "reconnaissance de la dette",
            LimitationAct::PossibleRecognition => "reconnaissance possible",
            LimitationAct::CourtAction => "demande en justice",
            LimitationAct::Enforcement => "mesure conservatoire ou acte d'exécution",
            LimitationAct::InsolvencyDeclaration => "déclaration de créance",
            LimitationAct::Mediation => "médiation ou conciliation",
        };
        let effect = match self.effect {
            Effect::Restarted { from } => {
                format!("un nouveau délai de même durée part du {} et expire le {}", date_fr(from), date_fr(self.last_day))
            }
            Effect::Suspended { days } => {
                format!("{days} jours de suspension, six mois au moins restant ensuite : le délai expire le {}", date_fr(self.last_day))
            }
            Effect::SuspensionWithoutEnd => "la suspension n'a pas de fin connue et n'est pas comptée".to_owned(),
            Effect::OnlyPossible => "elle n'est pas certaine et la date d'origine est gardée".to_owned(),
            Effect::TooLate => "elle vient après le dernier jour et reste sans effet".to_owned(),
            Effect::NoLater => "elle ne reporte pas le dernier jour".to_owned(),
        };
        format!("{}, {act} : {effect}.", date_fr(self.on))
    }
}

#[cfg(test)]
mod tests;
