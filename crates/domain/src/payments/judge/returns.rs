//! Money that is taken back: which payment an unpaid cheque or a rejected direct debit undoes.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use super::candidates::LIKE;
use super::reading::Reading;
use crate::facts::days_between;
use crate::french::{date_short, money_fr};
use crate::ids::{DebtorId, MovementId};
use crate::money::{Cents, Currency};
use crate::payments::again::WINDOW;
use crate::payments::books::Received;
use crate::payments::index::Index;
use crate::payments::index::recorded::SHORTEST_NUMBER;
use crate::payments::line::{Line, LineKind};
use crate::payments::runs::runs;
use crate::payments::settings::Settings;
use crate::payments::verdict::{Back, Evidence, Match, Outcome, Verdict};

/// A direct debit that was not authorised can come back for thirteen months.
const LAST_DAY: i64 = 400;
/// Another payment so many times likelier to be wrong leaves the best alone.
const FAR_BEHIND: u64 = 25;
/// The most payments that are proposed.
const MOST_PROPOSED: usize = 5;
/// The doubt, in millionths, of a payment that something denies.
const UNLIKELY: u64 = 900_000;

/// Whether a line that went out says that it takes something back.
pub(super) fn says_so(line: &Line) -> bool {
    if line.kind == LineKind::Returned || !line.return_code.trim().is_empty() {
        return true;
    }
    if matches!(line.kind, LineKind::Fee | LineKind::Interest) {
        return false;
    }
    let mut words = Vec::new();
    for text in &line.texts {
        crate::payments::name::of_field(text, false, &mut words);
    }
    let has = |said: &[&str]| words.iter().any(|word| said.contains(&word.text.as_str()));
    has(&["rejet", "rejete", "rejetee", "rejets", "impaye", "impayee", "impayes", "retourne"]) && !has(&["frais", "commission", "com"])
}

struct Weighed<'a> {
    payment: &'a Received,
    doubt: u64,
    proofs: u32,
    clauses: Vec<String>,
    /// Something says that it is not this one.
    against: bool,
}

/// The day of such a line, and the debtors it points to.
type Pointing = (Date, Vec<DebtorId>);

/// Money in that may be what a line takes back, and that no payment in the books is: lines that nobody decided, or not yet recorded.
#[derive(Default)]
pub(in crate::payments) struct Undecided {
    by_amount: HashMap<(Currency, Cents), Vec<Pointing>>,
}

impl Undecided {
    /// Of lines with what was made of them.
    pub fn of<'l>(index: &Index, lines: impl Iterator<Item = (&'l Line, &'l Verdict)>) -> Undecided {
        let mut found = Undecided::default();
        for (line, verdict) in lines.filter(|(line, _)| line.cents.is_positive()) {
            let matches: &[Match] = match &verdict.outcome {
                // A payment that the books have can come back as any.
                Outcome::Automatic(one) if !one.told.is_empty() => continue,
                Outcome::Automatic(one) => std::slice::from_ref(one),
                Outcome::Proposed(some) => some,
                Outcome::Unrelated(_) => continue,
                _ => &[],
            };
            let mut debtors = verdict.holds.clone();
            debtors.extend(matches.iter().flat_map(|one| &one.debtors));
            found.by_amount.entry((line.currency, line.cents)).or_default().push((line.on, debtors));
            // Of a remittance each debit comes back alone.
            for one in matches.iter().filter(|one| one.evidence.contains(&Evidence::Remittance)) {
                for (claim, cents) in &one.allocations {
                    let owner = index.place_of(*claim).map(|at| index.holder(index.claim(at).payer).id);
                    found.by_amount.entry((line.currency, *cents)).or_default().push((line.on, owner.into_iter().collect()));
                }
            }
        }
        found
    }

    /// Whether there is such money by a day that may be a debtor's: it points to it, or to nobody.
    fn may_be(&self, line: &Line, debtor: Option<DebtorId>) -> bool {
        let asked = Cents(line.cents.0.saturating_abs());
        let mut some = self.by_amount.get(&(line.currency, asked)).into_iter().flatten().filter(|(on, _)| *on <= line.on);
        some.any(|(_, debtors)| debtor.is_none_or(|debtor| debtors.is_empty() || debtors.contains(&debtor)))
    }
}

/// The payments that a line may take back.
pub(super) fn taken_back(index: &Index, line: &Line, settings: &Settings, undecided: &Undecided) -> Verdict {
    let reading = Reading::of(line, index);
    let asked = Cents(line.cents.0.saturating_abs());
    let (fee_limit, _) = settings.limits(line.currency);
    let recent = |one: &&Received| one.on <= line.on && days_between(one.on, line.on) <= LAST_DAY && may_come_back(one, line);
    let payments: Vec<&Received> = index.received().between(asked - fee_limit, asked, line.currency).filter(recent).collect();
    let desk = Desk::new(index, line, &reading, &payments);
    let mut weighed: Vec<Weighed<'_>> = desk.worth_weighing(payments).into_iter().map(|one| desk.weigh(one)).collect();
    weighed.sort_by_key(|one| (one.doubt, std::cmp::Reverse(one.payment.on), one.payment.movement));
    let Some(best) = weighed.first() else {
        let why = if undecided.may_be(line, None) {
            "Un rejet ou un impayé : une rentrée de ce montant attend d'être rapprochée, décidez-la d'abord."
        } else {
            "Un rejet ou un impayé, mais aucun règlement inscrit n'a ce montant."
        };
        return Verdict { outcome: Outcome::TakesBack { payments: Vec::new(), automatic: false }, holds: Vec::new(), why: why.to_owned() };
    };
    let alone = weighed.get(1).is_none_or(|second| second.doubt / FAR_BEHIND >= best.doubt);
    let waiting = !desk.same_end(best.payment) && undecided.may_be(line, Some(best.payment.debtor));
    let sure = alone && !best.against && !waiting && best.proofs >= 2 && best.payment.cents == asked;
    let automatic = sure && score(best.doubt) >= settings.automatic();
    let why = if automatic {
        "Rejet rattaché sans vous au règlement qu'il reprend."
    } else if waiting {
        "À confirmer : une rentrée de ce montant, qui n'est pas rapprochée, peut être celle qui revient."
    } else {
        "À confirmer : dites quel règlement cette ligne reprend."
    };
    let payments = weighed.iter().take(MOST_PROPOSED).map(|one| back(line, one, asked)).collect();
    Verdict { outcome: Outcome::TakesBack { payments, automatic }, holds: Vec::new(), why: why.to_owned() }
}

/// Whether the line may say that a payment came back: it did not, or the books say it without the bank, of days near this one.
fn may_come_back(one: &Received, line: &Line) -> bool {
    one.came_back.is_none_or(|(day, on_line)| !on_line && days_between(day, line.on).abs() <= WINDOW)
}

fn score(doubt: u64) -> u16 {
    1000 - u16::try_from(doubt.div_ceil(1000).min(1000)).unwrap_or(1000)
}

/// Whether the line quotes a number of what the payment paid.
pub(super) fn quotes(reading: &Reading<'_>, payment: &Received) -> bool {
    let quoted = runs(&[(&payment.reference, true)]);
    quoted.iter().any(|own| own.core().len() >= SHORTEST_NUMBER && reading.runs.iter().any(|run| run.core() == own.core()))
}

/// How the line says that what comes back was paid.
fn said_means(reading: &Reading<'_>) -> LineKind {
    let has = |said: &[&str]| reading.words.iter().any(|word| said.contains(&word.text.as_str()));
    if has(&["prlv", "prelevement", "prelevements", "sdd"]) {
        LineKind::DirectDebit
    } else if has(&["cheque", "cheques", "chq"]) {
        LineKind::Cheque
    } else if has(&["effet", "effets", "lcr", "traite"]) {
        LineKind::Bill
    } else {
        LineKind::Other
    }
}

/// A line that takes something back, and the payments of its amount.
struct Desk<'a> {
    index: &'a Index,
    line: &'a Line,
    reading: &'a Reading<'a>,
    /// How many of the payments have each amount.
    equals: HashMap<Cents, u64>,
    /// The payments that the line quotes.
    quoted: HashSet<MovementId>,
    means: LineKind,
}

impl<'a> Desk<'a> {
    fn new(index: &'a Index, line: &'a Line, reading: &'a Reading<'a>, payments: &[&Received]) -> Desk<'a> {
        let mut equals: HashMap<Cents, u64> = HashMap::new();
        payments.iter().for_each(|one| *equals.entry(one.cents).or_default() += 1);
        let quoted = reading.runs.iter().flat_map(|run| index.received().quoting(run)).map(|one| one.movement).collect();
        Desk { index, line, reading, equals, quoted, means: said_means(reading) }
    }

    /// Those of which the line says something, and of the others, whom only their amount tells, the newest: prices are everybody's.
    fn worth_weighing<'p>(&self, payments: Vec<&'p Received>) -> Vec<&'p Received> {
        let mut shown: HashMap<DebtorId, bool> = HashMap::new();
        let named: HashSet<u32> = self.index.names().named(&self.reading.words).into_iter().map(|named| named.payer).collect();
        let mut told = |one: &Received| {
            *shown.entry(one.debtor).or_insert_with(|| {
                let of = |payer: u32| {
                    let known = named.contains(&payer) || self.reading.of_iban.contains(&payer);
                    known || self.index.names().shares_a_word(payer, &self.reading.words)
                };
                self.index.payer_of(one.debtor).is_some_and(of)
            })
        };
        let (mut some, mut others): (Vec<&Received>, Vec<&Received>) = payments
            .into_iter()
            .partition(|one| self.same_end(one) || one.came_back.is_some() || self.quoted.contains(&one.movement) || told(one));
        others.sort_unstable_by_key(|one| (self.by_amount(one), std::cmp::Reverse(one.on), one.movement));
        others.truncate(MOST_PROPOSED);
        some.extend(others);
        some
    }

    /// The doubt that the amount alone leaves, among the payments that could come back.
    fn by_amount(&self, payment: &Received) -> u64 {
        let doubt = 1_000_000 - 850_000 / self.equals.get(&payment.cents).copied().unwrap_or(1).max(1);
        if payment.cents.0 == self.line.cents.0.saturating_abs() { doubt } else { (doubt * 3).min(1_000_000) }
    }

    /// Whether both bear the same end-to-end reference.
    fn same_end(&self, payment: &Received) -> bool {
        self.line.end_to_end().is_some_and(|said| payment.end_to_end() == Some(said))
    }

    /// Whether something says that it is not this one: two references that differ, or money that does not come back so.
    fn denied(&self, payment: &Received) -> bool {
        if let (Some(said), Some(own)) = (self.line.end_to_end(), payment.end_to_end()) {
            return said != own;
        }
        match (self.means, payment.means) {
            (_, LineKind::Cash) => true,
            // A transfer is recalled within days or not at all.
            (LineKind::Other, LineKind::Transfer) => days_between(payment.on, self.line.on) > WINDOW,
            (said, own @ (LineKind::Transfer | LineKind::Cheque | LineKind::DirectDebit | LineKind::Card | LineKind::Bill)) => {
                said != LineKind::Other && said != own
            }
            _ => false,
        }
    }

    fn weigh<'p>(&self, payment: &'p Received) -> Weighed<'p> {
        let (index, reading) = (self.index, self.reading);
        let (mut doubt, mut proofs) = (self.by_amount(payment), 1);
        let mut clauses = vec![format!("le montant est celui du règlement du {}", date_short(payment.on))];
        let mut fact = |chance: u64, clause: String| {
            doubt = doubt * chance / 1_000_000;
            proofs += 1;
            clauses.push(clause);
        };
        if self.same_end(payment) {
            fact(1_000, "la référence de bout en bout est la même".to_owned());
        }
        if self.quoted.contains(&payment.movement) {
            fact(20_000, "le libellé cite le même numéro".to_owned());
        }
        if let Some(payer) = index.payer_of(payment.debtor) {
            let likeness = index.names().likeness(payer, &reading.words);
            if reading.of_iban.contains(&payer) {
                fact(20_000, format!("l'IBAN est celui de {}", index.name(payer)));
            } else if likeness.names_it(LIKE) {
                fact(if likeness.score >= 850 { 50_000 } else { 300_000 }, format!("le nom ressemble à « {} »", index.name(payer)));
            }
        }
        if let Some((day, _)) = payment.came_back {
            fact(20_000, format!("vos comptes disent qu'il est revenu le {}", date_short(day)));
        }
        let against = self.denied(payment);
        if against {
            doubt = doubt.max(UNLIKELY);
            clauses.push("mais sa référence ou son moyen de paiement n'est pas celui de ce rejet".to_owned());
        }
        Weighed { payment, doubt, proofs, clauses, against }
    }
}

fn back(line: &Line, one: &Weighed<'_>, asked: Cents) -> Back {
    let fee = asked - one.payment.cents;
    let mut clauses = one.clauses.clone();
    if fee.is_positive() {
        clauses.push(format!("la banque a pris {} en plus", money_fr(fee, line.currency)));
    }
    let reason = super::reason::joined(&clauses);
    let told = one.payment.came_back.is_some();
    Back { payment: one.payment.movement, debtor: one.payment.debtor, told, fee, score: score(one.doubt), reason }
}
