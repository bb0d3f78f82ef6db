//! The longest payment terms that the law accepts, and what to say of an invoice that goes beyond.
//!
//! Sources of law: C. com. L441-10 I between professionals (60 days from the issue, or 45 days end of month if the contract says so,
//! 45 days for a periodic invoice); CCP L2192-10 and R2192-10 ff. for public buyers (30, 50 or 60 days). The numbers are in
//! `law/rules/2-payment-terms.toml`. A finding is for the creditor, never for a letter: a term too long is a matter between the
//! parties and the administration, and the due date stays what was agreed.
//!
//! Not covered: sectors with terms of their own (rule `term-sector`); the day of receipt, from which a public buyer's term runs.

use std::sync::LazyLock;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::due_date;
use crate::french::date_fr;
use crate::law_book::rules::{self, Rule, Unit};
use crate::party::DebtorKind;
use crate::terms::{EndOfMonth, PaymentTerms};

/// The ceilings, in days, from the law folder.
struct Ceilings {
    maximum: u16,
    end_of_month: u16,
    periodic: u16,
    public: u16,
    public_health: u16,
    public_undertaking: u16,
}

static CEILINGS: LazyLock<Ceilings> = LazyLock::new(|| {
    let days = |id| rules::value(id, Unit::Days);
    Ceilings {
        maximum: days("term-maximum"),
        end_of_month: days("term-end-of-month"),
        periodic: days("term-periodic"),
        public: days("term-public"),
        public_health: days("term-public-health"),
        public_undertaking: days("term-public-undertaking"),
    }
});

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Lawful under a condition that the file does not show.
    Conditional,
    /// Beyond every ceiling.
    Over,
}

/// What a due date goes against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How much it weighs.
    pub weight: Weight,
    /// The rule, with its articles and how sure it is.
    pub rule: &'static Rule,
    /// What to tell the creditor.
    pub french: String,
}

/// What is compared with the ceilings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    /// What the debtor is.
    pub kind: DebtorKind,
    /// Day of issue.
    pub issued_on: Date,
    /// Last day to pay, as printed or computed.
    pub due_on: Date,
    /// The terms from which it comes, where known.
    pub terms: Option<PaymentTerms>,
    /// Whether the invoice is periodic (CGI 289 I 3).
    pub periodic: bool,
}

/// Compares a due date with the ceilings; the answer is empty when there is nothing to say.
///
/// A consumer and a non-professional are not concerned. A debtor of unknown kind gets at most a conditional finding.
pub fn check(checked: &Checked) -> Vec<Finding> {
    let finding = match checked.kind {
        DebtorKind::Consumer | DebtorKind::NonProfessional => None,
        DebtorKind::Business => business(checked),
        DebtorKind::Unknown => business(checked).map(|finding| Finding {
            weight: Weight::Conditional,
            french: format!("À vérifier si ce client est un professionnel. {}", finding.french),
            ..finding
        }),
        DebtorKind::PublicBody => public(checked),
    };
    finding.into_iter().collect()
}

fn days_after(day: Date, days: u16) -> Date {
    day.saturating_add(i32::from(days).days())
}

fn finding(weight: Weight, rule: &str, french: String) -> Option<Finding> {
    Some(Finding { weight, rule: rules::known(rule), french })
}

fn business(checked: &Checked) -> Option<Finding> {
    let Checked { issued_on, due_on, .. } = *checked;
    let due = date_fr(due_on);
    if checked.periodic {
        let last = days_after(issued_on, CEILINGS.periodic);
        let said = || {
            format!(
                "L'échéance du {due} dépasse {} jours après l'émission, maximum pour une facture périodique ({}).",
                CEILINGS.periodic,
                date_fr(last)
            )
        };
        return if due_on > last { finding(Weight::Over, "term-periodic", said()) } else { None };
    }
    let last = days_after(issued_on, CEILINGS.maximum);
    if due_on <= last {
        return None;
    }
    let end_of_month = |mode| due_date(PaymentTerms::EndOfMonth { days: CEILINGS.end_of_month, mode, on_day: None }, issued_on);
    let exception = match checked.terms {
        Some(PaymentTerms::Days { .. }) => None,
        Some(PaymentTerms::EndOfMonth { mode, .. }) => Some(end_of_month(mode)),
        None => Some(end_of_month(EndOfMonth::DaysThenEndOfMonth).max(end_of_month(EndOfMonth::EndOfMonthThenDays))),
    };
    match exception {
        Some(exception) if due_on <= exception => finding(
            Weight::Conditional,
            "term-end-of-month",
            format!(
                "L'échéance du {due} dépasse {} jours après l'émission ({}) : elle n'est admise que si le contrat stipule expressément {} jours fin de mois, sans abus manifeste envers vous.",
                CEILINGS.maximum,
                date_fr(last),
                CEILINGS.end_of_month
            ),
        ),
        _ => finding(
            Weight::Over,
            "term-maximum",
            format!(
                "L'échéance du {due} dépasse le délai maximal entre professionnels, {} jours après l'émission ({}) ou {} jours fin de mois ; un régime sectoriel est à vérifier.",
                CEILINGS.maximum,
                date_fr(last),
                CEILINGS.end_of_month
            ),
        ),
    }
}

fn public(checked: &Checked) -> Option<Finding> {
    let Checked { issued_on, due_on, .. } = *checked;
    let due = date_fr(due_on);
    let beyond = |days: u16| due_on > days_after(issued_on, days);
    let counted = "compté depuis l'émission, faute du jour de réception";
    if beyond(CEILINGS.public_undertaking) {
        let text = format!(
            "L'échéance du {due} dépasse {} jours ({counted}), le plus long délai d'un acheteur public.",
            CEILINGS.public_undertaking
        );
        return finding(Weight::Over, "term-public-undertaking", text);
    }
    if beyond(CEILINGS.public_health) {
        let text = format!(
            "L'échéance du {due} dépasse {} jours ({counted}) : elle n'est admise que pour une entreprise publique ({} jours).",
            CEILINGS.public_health, CEILINGS.public_undertaking
        );
        return finding(Weight::Conditional, "term-public-undertaking", text);
    }
    if beyond(CEILINGS.public) {
        let text = format!(
            "L'échéance du {due} dépasse {} jours ({counted}) : elle n'est admise que pour un établissement public de santé ({} jours) ou une entreprise publique ({} jours).",
            CEILINGS.public, CEILINGS.public_health, CEILINGS.public_undertaking
        );
        return finding(Weight::Conditional, "term-public-health", text);
    }
    None
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::law_book::Mark;

    fn with(kind: DebtorKind, terms: PaymentTerms, issued_on: Date) -> Vec<Finding> {
        check(&Checked { kind, issued_on, due_on: due_date(terms, issued_on), terms: Some(terms), periodic: false })
    }

    fn weights(findings: &[Finding]) -> Vec<(Weight, &str)> {
        findings.iter().map(|finding| (finding.weight, finding.rule.id.as_str())).collect()
    }

    const END_OF_MONTH_A: PaymentTerms = PaymentTerms::EndOfMonth { days: 45, mode: EndOfMonth::DaysThenEndOfMonth, on_day: None };

    #[test]
    fn sixty_days_are_lawful_and_sixty_one_are_not() {
        let issued = date(2026, 1, 15);
        assert!(with(DebtorKind::Business, PaymentTerms::Days { days: 60 }, issued).is_empty());
        let over = with(DebtorKind::Business, PaymentTerms::Days { days: 61 }, issued);
        assert_eq!(weights(&over), [(Weight::Over, "term-maximum")]);
        assert_eq!(over[0].rule.mark, Mark::Official);
        assert!(over[0].rule.references().contains("L441-10") && over[0].french.contains("16 mars 2026"), "{}", over[0].french);
    }

    #[test]
    fn forty_five_days_end_of_month_need_a_contract_when_they_pass_sixty() {
        // Issued 15 January: 31 March is 75 days on. Issued 30 January: 45 days reach 16 March, and 31 March is 60 days on.
        assert_eq!(weights(&with(DebtorKind::Business, END_OF_MONTH_A, date(2026, 1, 15))), [(Weight::Conditional, "term-end-of-month")]);
        assert!(with(DebtorKind::Business, END_OF_MONTH_A, date(2026, 1, 30)).is_empty());
        let sixty = PaymentTerms::EndOfMonth { days: 60, mode: EndOfMonth::DaysThenEndOfMonth, on_day: None };
        // Sixty days end of month: from 15 January the same 31 March; from 10 January 31 March too, when 45 days end on 28 February.
        assert_eq!(weights(&with(DebtorKind::Business, sixty, date(2026, 1, 15))), [(Weight::Conditional, "term-end-of-month")]);
        assert_eq!(weights(&with(DebtorKind::Business, sixty, date(2026, 1, 10))), [(Weight::Over, "term-maximum")]);
        let ninety = PaymentTerms::EndOfMonth { days: 90, mode: EndOfMonth::DaysThenEndOfMonth, on_day: None };
        assert_eq!(weights(&with(DebtorKind::Business, ninety, date(2026, 1, 15))), [(Weight::Over, "term-maximum")]);
    }

    #[test]
    fn the_limit_is_that_of_the_way_of_counting() {
        // Issued 15 January 2026: mode B ends on 17 March, mode A on 31 March. Terms of mode B that reach 27 March are over.
        let b = |days| PaymentTerms::EndOfMonth { days, mode: EndOfMonth::EndOfMonthThenDays, on_day: None };
        assert_eq!(weights(&with(DebtorKind::Business, b(45), date(2026, 1, 15))), [(Weight::Conditional, "term-end-of-month")]);
        assert_eq!(weights(&with(DebtorKind::Business, b(55), date(2026, 1, 15))), [(Weight::Over, "term-maximum")]);
    }

    #[test]
    fn a_printed_date_without_terms_may_be_either_way() {
        let printed = |due_on| Checked { kind: DebtorKind::Business, issued_on: date(2026, 1, 15), due_on, terms: None, periodic: false };
        assert!(check(&printed(date(2026, 3, 16))).is_empty());
        assert_eq!(weights(&check(&printed(date(2026, 3, 31)))), [(Weight::Conditional, "term-end-of-month")]);
        assert_eq!(weights(&check(&printed(date(2026, 4, 1)))), [(Weight::Over, "term-maximum")]);
    }

    #[test]
    fn a_periodic_invoice_has_forty_five_days() {
        let periodic = |due_on| Checked { kind: DebtorKind::Business, issued_on: date(2026, 1, 15), due_on, terms: None, periodic: true };
        assert!(check(&periodic(date(2026, 3, 1))).is_empty());
        assert_eq!(weights(&check(&periodic(date(2026, 3, 2)))), [(Weight::Over, "term-periodic")]);
    }

    #[test]
    fn a_consumer_is_not_concerned_and_an_unknown_debtor_only_if() {
        let ninety = PaymentTerms::Days { days: 90 };
        assert!(with(DebtorKind::Consumer, ninety, date(2026, 1, 15)).is_empty());
        assert!(with(DebtorKind::NonProfessional, ninety, date(2026, 1, 15)).is_empty());
        let unknown = with(DebtorKind::Unknown, ninety, date(2026, 1, 15));
        assert_eq!(weights(&unknown), [(Weight::Conditional, "term-maximum")]);
        assert!(unknown[0].french.starts_with("À vérifier si ce client est un professionnel. L'échéance"), "{}", unknown[0].french);
    }

    #[test]
    fn a_public_buyer_has_thirty_fifty_or_sixty_days() {
        let public = |days| with(DebtorKind::PublicBody, PaymentTerms::Days { days }, date(2026, 5, 4));
        assert!(public(30).is_empty());
        assert_eq!(weights(&public(31)), [(Weight::Conditional, "term-public-health")]);
        assert_eq!(weights(&public(50)), [(Weight::Conditional, "term-public-health")]);
        assert_eq!(weights(&public(51)), [(Weight::Conditional, "term-public-undertaking")]);
        assert_eq!(weights(&public(61)), [(Weight::Over, "term-public-undertaking")]);
        assert_eq!(public(61)[0].rule.mark, Mark::OwnKnowledge);
    }
}
