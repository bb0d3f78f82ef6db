//! What the reader of a statement must know or decide. A finding changes no amount: nothing is corrected silently.

use jiff::civil::Date;
use serde::Serialize;

use super::account::Account;
use super::engine::{asks_principal_only, interest_starts_on};
use super::{Line, LineKind};
use crate::french::{date_fr, date_short, money_fr, rate_fr};
use crate::law::{HalfYear, Law, Mark};
use crate::money::{Cents, Currency, Rate};
use crate::party::DebtorKind;

/// Something to know or to decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Finding {
    /// The kind of the debtor is not known: the principal only.
    UnknownDebtor,
    /// The due date is only presumed: the principal only.
    PresumedDueDate,
    /// A platform rejected the invoice and nobody answered: the principal only.
    NeverIssued,
    /// Neither trader nor consumer: the qualification is to be confirmed.
    ToQualify,
    /// No formal notice was received: no interest yet.
    NoFormalNotice,
    /// The clause is under the floor of L441-10 II in a half-year: the creditor chooses between the floor and the default rate.
    ClauseBelowFloor {
        /// First day of the half-year.
        half_year_from: Date,
        /// What the clause gives.
        clause: Rate,
        /// Three times the legal rate.
        floor: Rate,
        /// The rate of the law without a clause, where it is known.
        default: Option<Rate>,
    },
    /// The floor of a half-year is not known, so the clause was not checked against it.
    FloorNotChecked {
        /// First day of the half-year.
        half_year_from: Date,
        /// What is missing.
        gap: String,
    },
    /// A penalty clause against a consumer or a non-professional is under control of unfair terms and of the judge.
    ClauseUnderControl,
    /// A public buyer owes the rate of the code, whatever the contract says.
    ClauseNotApplied,
    /// Insolvency stopped interest.
    InterestStopped {
        /// Day of the judgment.
        on: Date,
    },
    /// The 40 € cannot be invoked: insolvency forbade payment at the due date.
    IndemnityNotInvocable {
        /// Day of the judgment.
        on: Date,
    },
    /// The 40 € are in euros and are not added to a claim in another currency.
    IndemnityInEuros,
    /// A value that a person must check before an act relies on it.
    RateToCheck {
        /// First day of its first line.
        from: Date,
        /// The rate.
        rate: Rate,
        /// What it is made of.
        made_of: String,
        /// How sure it is.
        mark: Mark,
    },
    /// A payment came back: in law it never paid.
    PaymentReversed {
        /// Its day.
        on: Date,
        /// Its amount.
        amount: Cents,
        /// The day on which it came back.
        reversed_on: Date,
        /// Its currency.
        currency: Currency,
    },
}

impl Finding {
    /// The sentence shown to the user.
    pub fn french(&self) -> String {
        match self {
            Finding::UnknownDebtor => {
                "Débiteur à qualifier : seul le principal est demandé. Dites s'il est une entreprise, un particulier, un non-professionnel ou un acheteur public.".to_owned()
            }
            Finding::PresumedDueDate => {
                "Échéance présumée : seul le principal est demandé. Confirmez la date d'échéance pour compter les intérêts.".to_owned()
            }
            Finding::NeverIssued => {
                "Facture rejetée par une plateforme (statut 213), jamais valablement émise : seul le principal est compté. Corrigez-la et émettez-la de nouveau, ou levez la suspension si elle est valable.".to_owned()
            }
            Finding::ToQualify => {
                "Débiteur ni commerçant ni consommateur : taux légal depuis la mise en demeure, sans indemnité de 40 €. Qualification à confirmer.".to_owned()
            }
            Finding::NoFormalNotice => {
                "Aucune mise en demeure reçue : les intérêts au taux légal ne courent pas encore (C. civ. 1231-6 et 1344-1).".to_owned()
            }
            Finding::ClauseBelowFloor { half_year_from, clause, floor, default } => below_floor(*half_year_from, *clause, *floor, *default),
            Finding::FloorNotChecked { half_year_from, gap } => {
                format!("Clause non contrôlée au {} : plancher inconnu. {gap}", HalfYear::of(*half_year_from))
            }
            Finding::ClauseUnderControl => {
                "Clause de pénalités envers un non-commerçant : possible, sous le contrôle des clauses abusives (C. conso. L212-1) et du juge (C. civ. 1231-5).".to_owned()
            }
            Finding::ClauseNotApplied => "Clause de pénalités non appliquée : le taux d'un acheteur public est celui du code (CCP R2192-31).".to_owned(),
            Finding::InterestStopped { on } => {
                format!("Intérêts arrêtés la veille du jugement d'ouverture du {} (C. com. L622-28).", date_fr(*on))
            }
            Finding::IndemnityNotInvocable { on } => format!(
                "Indemnité de 40 € non demandée : le jugement d'ouverture du {} interdisait le paiement à l'échéance (C. com. L441-10 II).",
                date_fr(*on)
            ),
            Finding::IndemnityInEuros => "L'indemnité forfaitaire de 40 € est due en euros, en plus de ce décompte.".to_owned(),
            Finding::RateToCheck { from, rate, made_of, mark } => format!(
                "Taux de {} ({made_of}) appliqué depuis le {} : {} [{mark}].",
                rate_fr(*rate),
                date_short(*from),
                mark.french()
            ),
            Finding::PaymentReversed { on, amount, reversed_on, currency } => format!(
                "Le paiement de {} du {} est revenu impayé le {} : il n'a rien payé.",
                money_fr(*amount, *currency),
                date_short(*on),
                date_short(*reversed_on)
            ),
        }
    }
}

fn below_floor(half_year_from: Date, clause: Rate, floor: Rate, default: Option<Rate>) -> String {
    let default = default.map_or_else(String::new, |rate| format!(" ({})", rate_fr(rate)));
    format!(
        "Clause illicite au {} : {} est inférieur à trois fois le taux d'intérêt légal ({}), plancher de C. com. L441-10 II ; amende L441-16. \
         Choisissez entre ce plancher et le taux BCE + 10 points{default} ; rien n'a été corrigé.",
        HalfYear::of(half_year_from),
        rate_fr(clause),
        rate_fr(floor)
    )
}

/// Everything to say of an account on a day, given its lines.
pub(super) fn of(account: &Account, day: Date, law: &Law, lines: &[Line]) -> Vec<Finding> {
    let mut findings = Vec::new();
    of_the_debtor(account, day, &mut findings);
    of_the_clause(account, law, lines, &mut findings);
    of_insolvency(account, day, &mut findings);
    of_marks(lines, &mut findings);
    let returned = account.movements.iter().filter_map(|movement| movement.reversed_on.map(|back| (movement, back)));
    findings.extend(returned.filter(|(_, back)| *back <= day).map(|(movement, reversed_on)| Finding::PaymentReversed {
        on: movement.on,
        amount: movement.cents,
        reversed_on,
        currency: account.currency,
    }));
    findings
}

fn of_the_debtor(account: &Account, day: Date, findings: &mut Vec<Finding>) {
    if account.debtor == DebtorKind::Unknown {
        findings.push(Finding::UnknownDebtor);
    } else if account.never_issued {
        findings.push(Finding::NeverIssued);
    } else if asks_principal_only(account) {
        findings.push(Finding::PresumedDueDate);
    }
    if account.debtor == DebtorKind::NonProfessional {
        findings.push(Finding::ToQualify);
    }
    let takes_notice = matches!(account.debtor, DebtorKind::Consumer | DebtorKind::NonProfessional);
    if takes_notice && day > account.due_on && !asks_principal_only(account) && interest_starts_on(account, day).is_none() {
        let noticed = account.formal_notice_on.is_some_and(|on| on <= day);
        findings.extend((!noticed).then_some(Finding::NoFormalNotice));
    }
    let owes_indemnity = matches!(account.debtor, DebtorKind::Business | DebtorKind::PublicBody);
    if owes_indemnity
        && account.bears_indemnity
        && account.currency != Currency::EUR
        && day > account.due_on
        && !asks_principal_only(account)
    {
        findings.push(Finding::IndemnityInEuros);
    }
}

fn of_the_clause(account: &Account, law: &Law, lines: &[Line], findings: &mut Vec<Finding>) {
    if account.clause.is_none() {
        return;
    }
    match account.debtor {
        DebtorKind::Business => floor_findings(law, lines, findings),
        DebtorKind::Consumer | DebtorKind::NonProfessional => findings.push(Finding::ClauseUnderControl),
        DebtorKind::PublicBody => findings.push(Finding::ClauseNotApplied),
        DebtorKind::Unknown => {}
    }
}

/// Each half-year in which the clause was applied is held against its floor.
fn floor_findings(law: &Law, lines: &[Line], findings: &mut Vec<Finding>) {
    let mut checked = None;
    for line in lines.iter().filter(|line| line.kind == LineKind::Contract) {
        let half = HalfYear::of(line.from);
        if checked.replace(half) == Some(half) {
            continue;
        }
        let half_year_from = half.first_day();
        match law.contract_floor(half_year_from) {
            Ok(floor) if line.rate() < floor.rate => findings.push(Finding::ClauseBelowFloor {
                half_year_from,
                clause: line.rate(),
                floor: floor.rate,
                default: law.default_penalty_rate(half_year_from).ok().map(|applied| applied.rate),
            }),
            Ok(_) => {}
            Err(gap) => findings.push(Finding::FloorNotChecked { half_year_from, gap: gap.to_string() }),
        }
    }
}

fn of_insolvency(account: &Account, day: Date, findings: &mut Vec<Finding>) {
    let Some(on) = account.insolvency_on.filter(|on| *on <= day) else { return };
    findings.push(Finding::InterestStopped { on });
    let owes_indemnity = matches!(account.debtor, DebtorKind::Business | DebtorKind::PublicBody) && account.bears_indemnity;
    if owes_indemnity && account.due_on >= on && account.due_on < day {
        findings.push(Finding::IndemnityNotInvocable { on });
    }
}

fn of_marks(lines: &[Line], findings: &mut Vec<Finding>) {
    let mut said = Vec::new();
    for line in lines {
        let Some(mark) = line.applied.mark.filter(|mark| mark.is_to_check()) else { continue };
        if !said.contains(&line.applied) {
            said.push(line.applied);
            findings.push(Finding::RateToCheck { from: line.from, rate: line.rate(), made_of: line.applied.explain_fr(), mark });
        }
    }
}
