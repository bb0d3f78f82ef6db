//! Money that is taken back: which payment an unpaid cheque or a rejected direct debit undoes.

use super::candidates::LIKE;
use super::reading::Reading;
use crate::facts::days_between;
use crate::french::{date_short, money_fr};
use crate::money::Cents;
use crate::payments::again::WINDOW;
use crate::payments::books::Received;
use crate::payments::index::Index;
use crate::payments::line::{Line, LineKind};
use crate::payments::runs::runs;
use crate::payments::settings::Settings;
use crate::payments::verdict::{Back, Outcome, Verdict};

/// A direct debit that was not authorised can come back for thirteen months.
const LAST_DAY: i64 = 400;
/// Another payment so many times likelier to be wrong leaves the best alone.
const FAR_BEHIND: u64 = 25;
/// The most payments that are proposed.
const MOST_PROPOSED: usize = 5;
/// The shortest number that ties a return to a payment.
const SHORTEST_NUMBER: usize = 5;

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
}

/// The payments that a line may take back.
pub(super) fn taken_back(index: &Index, line: &Line, settings: &Settings) -> Verdict {
    let reading = Reading::of(line, index);
    let asked = Cents(line.cents.0.saturating_abs());
    let (fee_limit, _) = settings.limits(line.currency);
    let recent = |one: &&Received| one.on <= line.on && days_between(one.on, line.on) <= LAST_DAY && may_come_back(one, line);
    let payments: Vec<&Received> = index.received().between(asked - fee_limit, asked, line.currency).filter(recent).collect();
    let mut weighed: Vec<Weighed<'_>> = payments.iter().map(|one| weigh(index, line, &reading, one, &payments)).collect();
    weighed.sort_by_key(|one| (one.doubt, std::cmp::Reverse(one.payment.on), one.payment.movement));
    let Some(best) = weighed.first() else {
        let why = "Un rejet ou un impayé, mais aucun règlement inscrit n'a ce montant.".to_owned();
        return Verdict { outcome: Outcome::TakesBack { payments: Vec::new(), automatic: false }, holds: Vec::new(), why };
    };
    let alone = weighed.get(1).is_none_or(|second| second.doubt / FAR_BEHIND >= best.doubt);
    let automatic = alone && best.proofs >= 2 && best.payment.cents == asked && score(best.doubt) >= settings.automatic();
    let why = if automatic {
        "Rejet rattaché sans vous au règlement qu'il reprend."
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

fn weigh<'a>(index: &Index, line: &Line, reading: &Reading<'_>, payment: &'a Received, all: &[&Received]) -> Weighed<'a> {
    let asked = Cents(line.cents.0.saturating_abs());
    let equals = all.iter().filter(|other| other.cents == payment.cents).count() as u64;
    // The amount alone, among the payments that could come back.
    let (mut doubt, mut proofs) = (1_000_000 - 850_000 / equals.max(1), 1);
    let mut clauses = vec![format!("le montant est celui du règlement du {}", date_short(payment.on))];
    let mut fact = |chance: u64, clause: String| {
        doubt = doubt * chance / 1_000_000;
        proofs += 1;
        clauses.push(clause);
    };
    if line.end_to_end().is_some_and(|said| said == payment.end_to_end.trim()) {
        fact(1_000, "la référence de bout en bout est la même".to_owned());
    }
    if quotes(reading, payment) {
        fact(20_000, "le libellé cite le même numéro".to_owned());
    }
    if let Some(payer) = index.payer_of(payment.debtor) {
        let likeness = index.names().likeness(payer, &reading.words);
        if reading.of_iban.contains(&payer) {
            fact(20_000, format!("l'IBAN est celui de {}", index.name(payer)));
        } else if likeness.score >= LIKE {
            fact(if likeness.score >= 850 { 50_000 } else { 300_000 }, format!("le nom ressemble à « {} »", index.name(payer)));
        }
    }
    if let Some((day, _)) = payment.came_back {
        fact(20_000, format!("vos comptes disent qu'il est revenu le {}", date_short(day)));
    }
    if payment.cents != asked {
        doubt = (doubt * 3).min(1_000_000);
    }
    Weighed { payment, doubt, proofs, clauses }
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
