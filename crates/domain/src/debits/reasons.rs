//! Why a claim is not collected: reasons as values, sentences on demand.

use std::fmt;

use jiff::civil::Date;

use super::mandate::MandateBar;
use crate::collectable::NotAsked;
use crate::dunning::words::amount as euros;
use crate::french::date_short as on_day;
use crate::ids::{BankLineId, DebitBatchId};
use crate::money::{Cents, Currency};

/// Why a claim of a debtor with a mandate is not collected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyNot {
    /// SEPA carries euros alone.
    NotEuro {
        /// Its currency.
        currency: Currency,
    },
    /// A batch that is neither with the bank nor cancelled holds it: nobody says whether it will be collected.
    InBatch {
        /// Which batch.
        batch: DebitBatchId,
        /// Day of that collection.
        collect_on: Date,
    },
    /// A batch that is with the bank collects it.
    BeingCollected {
        /// Which batch.
        batch: DebitBatchId,
        /// Day of that collection.
        collect_on: Date,
        /// Last day of the wait for its money.
        until: Date,
    },
    /// It was collected, the wait is over and something of it is open: whether to present that is a person's word.
    Presented {
        /// Day of that collection.
        collect_on: Date,
        /// How much was collected.
        cents: Cents,
        /// What is open now.
        open: Cents,
        /// Why it came back, where the bank says so.
        came_back: Option<&'static str>,
    },
    /// It came back twice for want of funds: a third presentation is none of a direct debit's.
    PresentedTwice {
        /// Day of the last collection.
        collect_on: Date,
    },
    /// A judgment was given: it is no longer collected amicably.
    Judged {
        /// Since.
        on: Date,
    },
    /// Probably time-barred.
    TimeBarred {
        /// Last day of the period.
        last_day: Date,
    },
    /// Its due date is presumed: nobody said it.
    DuePresumed,
    /// Due after the collection.
    DueLater {
        /// Last day to pay.
        due_on: Date,
    },
    /// Nothing of it may be asked.
    NotAsked {
        /// Why.
        what: NotAsked,
        /// How much.
        amount: Cents,
    },
    /// More than a direct debit carries.
    TooMuch {
        /// What it would be.
        amount: Cents,
    },
    /// The debtor signed none.
    NoMandate,
    /// No mandate can be used; of the last one signed, why.
    Mandate {
        /// Its reference.
        reference: String,
        /// Why not.
        bar: MandateBar,
    },
    /// Payments are not known near enough to today: it may be paid already.
    Stale {
        /// Known through that day.
        known_through: Option<Date>,
    },
    /// Money on the bank may be the debtor's.
    Unmatched {
        /// Which line.
        line: BankLineId,
        /// Day on which the bank booked it.
        booked_on: Date,
        /// How much.
        amount: Cents,
        /// Currency.
        currency: Currency,
    },
    /// The mandate is for one debit, and an older claim of the debtor takes it.
    OneDebit {
        /// Its reference.
        reference: String,
    },
}

impl WhyNot {
    /// The machine word.
    pub fn word(&self) -> &'static str {
        match self {
            WhyNot::NotEuro { .. } => "not_euro",
            WhyNot::InBatch { .. } => "in_batch",
            WhyNot::BeingCollected { .. } => "being_collected",
            WhyNot::Presented { .. } => "presented",
            WhyNot::PresentedTwice { .. } => "presented_twice",
            WhyNot::Judged { .. } => "judged",
            WhyNot::TimeBarred { .. } => "time_barred",
            WhyNot::DuePresumed => "due_presumed",
            WhyNot::DueLater { .. } => "due_later",
            WhyNot::NotAsked { .. } => "not_asked",
            WhyNot::TooMuch { .. } => "too_much",
            WhyNot::NoMandate => "no_mandate",
            WhyNot::Mandate { .. } => "mandate",
            WhyNot::Stale { .. } => "stale",
            WhyNot::Unmatched { .. } => "unmatched",
            WhyNot::OneDebit { .. } => "one_debit",
        }
    }
}

impl fmt::Display for WhyNot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WhyNot::NotEuro { currency } => write!(f, "En {currency} : un prélèvement SEPA se fait en euros."),
            WhyNot::InBatch { batch, collect_on } => write!(
                f,
                "Déjà dans le lot {batch}, préparé pour un prélèvement le {} : dites qu'il est remis à la banque, ou annulez-le.",
                on_day(*collect_on)
            ),
            WhyNot::BeingCollected { batch, collect_on, until } => write!(
                f,
                "Déjà dans le lot {batch}, remis à la banque pour un prélèvement le {} : rien de plus avant que les règlements soient connus jusqu'au {}.",
                on_day(*collect_on),
                on_day(*until)
            ),
            WhyNot::PresentedTwice { collect_on } => write!(
                f,
                "Présentée deux fois et revenue deux fois sans provision, la dernière fois pour le {} : elle ne se prélève plus. Demandez un autre règlement.",
                on_day(*collect_on)
            ),
            WhyNot::Presented { collect_on, came_back: Some(why), .. } => write!(
                f,
                "Déjà présentée le {} et revenue impayée ({why}) : à vous de décider de la présenter de nouveau.",
                on_day(*collect_on)
            ),
            WhyNot::Presented { collect_on, cents, open, .. } if cents == open => write!(
                f,
                "Déjà présentée le {} et toujours ouverte : à vous de décider, selon le motif du rejet, de la présenter de nouveau.",
                on_day(*collect_on)
            ),
            WhyNot::Presented { collect_on, cents, open, .. } => write!(
                f,
                "Déjà présentée le {} pour {} ; {} sont encore dus : à vous de décider s'ils doivent être présentés.",
                on_day(*collect_on),
                euros(*cents, Currency::EUR),
                euros(*open, Currency::EUR)
            ),
            WhyNot::Judged { on } => write!(f, "Décision de justice exécutoire depuis le {} : à une personne d'en décider.", on_day(*on)),
            WhyNot::TimeBarred { last_day } => write!(f, "Probablement prescrite : le délai finit le {}.", on_day(*last_day)),
            WhyNot::DuePresumed => f.write_str("Échéance présumée (30 jours) : confirmez-la."),
            WhyNot::DueLater { due_on } => write!(f, "À régler au plus tard le {}, après le prélèvement.", on_day(*due_on)),
            WhyNot::NotAsked { what, amount } => f.write_str(&what.sentence(*amount, Currency::EUR)),
            WhyNot::TooMuch { amount } => {
                write!(f, "{} : plus que 999 999 999,99 €, le plus haut montant d'un prélèvement.", euros(*amount, Currency::EUR))
            }
            WhyNot::NoMandate => f.write_str("Aucun mandat de prélèvement n'est inscrit."),
            WhyNot::Mandate { reference, bar } => write!(f, "Mandat {reference} {bar}."),
            WhyNot::Stale { known_through } => {
                let known =
                    known_through.map_or_else(|| "ne sont pas connus".to_owned(), |on| format!("sont connus jusqu'au {}", on_day(on)));
                write!(f, "Les règlements {known} : elle est peut-être déjà payée. Importez la banque, ou déclarez-les à jour.")
            }
            WhyNot::Unmatched { booked_on, amount, currency, .. } => write!(
                f,
                "{} reçus à la banque le {} sont peut-être de ce débiteur : rapprochez d'abord la ligne.",
                euros(*amount, *currency),
                on_day(*booked_on)
            ),
            WhyNot::OneDebit { reference } => {
                write!(f, "Mandat {reference} ponctuel : un seul prélèvement, pris par une échéance plus ancienne.")
            }
        }
    }
}
