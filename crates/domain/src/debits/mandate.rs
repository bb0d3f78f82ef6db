//! A mandate, and whether a collection may be made under it.

use std::fmt;

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::dunning::plus;
use crate::french::date_short as on_day;
use crate::ids::{DebitBatchId, DebtorId, MandateId};
use crate::party::DebtorKind;

/// Days between the notice to the debtor and the collection, unless the mandate says otherwise.
pub const NOTICE_DAYS: u16 = 14;
/// A mandate lapses so many months after the last collection presented under it, or after its signature [K].
pub const LAPSE_MONTHS: i32 = 36;

vocabulary! {
    /// Under which rules a debit is made.
    Scheme {
        /// Every debtor; refunded without question for eight weeks.
        Core "core" "CORE",
        /// Businesses alone; no refund, and the debtor's bank knows the mandate beforehand.
        B2b "b2b" "B2B (interentreprises)",
    }
}

vocabulary! {
    /// Where a debit stands among those of its mandate.
    Sequence {
        /// The first of several.
        First "first" "premier",
        /// One of several; the first may be written so too, which is what the program does.
        Recurring "recurring" "récurrent",
        /// The last of several.
        Last "last" "dernier",
        /// The only one.
        Once "once" "ponctuel",
    }
}

impl Scheme {
    /// The code of the local instrument.
    pub fn code(self) -> &'static str {
        match self {
            Scheme::Core => "CORE",
            Scheme::B2b => "B2B",
        }
    }
}

impl Sequence {
    /// The code of the sequence type.
    pub fn code(self) -> &'static str {
        match self {
            Sequence::First => "FRST",
            Sequence::Recurring => "RCUR",
            Sequence::Last => "FNAL",
            Sequence::Once => "OOFF",
        }
    }
}

/// Whether a country, by its two letters, is of the European Economic Area [K]: elsewhere a direct debit needs the debtor's address.
pub fn in_economic_area(country: &str) -> bool {
    const AREA: [&str; 30] = [
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MT",
        "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
    ];
    AREA.contains(&country)
}

/// A mandate as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mandate {
    /// Which.
    pub id: MandateId,
    /// Who signed.
    pub debtor: DebtorId,
    /// Its unique reference (RUM).
    pub reference: String,
    /// Under which scheme.
    pub scheme: Scheme,
    /// For one debit alone.
    pub once: bool,
    /// Day of the signature.
    pub signed_on: Date,
    /// The IBAN to debit; `None` once it was erased.
    pub iban: Option<String>,
    /// Days between the notice and the collection.
    pub notice_days: u16,
    /// The last collection under it of which the file was handed to the bank: what stayed here collected nothing.
    pub last_presented_on: Option<Date>,
    /// The last batch that debits under it and is neither with the bank nor cancelled.
    pub awaiting: Option<DebitBatchId>,
    /// Why a collection under it came back, where nothing more may be collected so: told by the lines of the bank, not by the mandate.
    pub refused: Option<&'static str>,
    /// Revoked on.
    pub revoked_on: Option<Date>,
}

/// Why nothing is collected under a mandate.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MandateBar {
    /// It was revoked.
    Revoked {
        /// From.
        on: Date,
    },
    /// No collection for thirty-six months.
    Lapsed {
        /// Its last day.
        through: Date,
    },
    /// A collection under it came back: wrong or closed account, or no such mandate.
    Refused {
        /// Why, in French.
        why: &'static str,
    },
    /// For one debit, which was made.
    Spent {
        /// Day of the collection.
        on: Date,
    },
    /// For one debit, which a batch that is neither with the bank nor cancelled makes.
    Taken {
        /// Which batch.
        batch: DebitBatchId,
    },
    /// A B2B mandate, and the debtor is not a business.
    NotBusiness {
        /// What it is.
        kind: DebtorKind,
    },
    /// The account was erased.
    Erased,
    /// The account is outside the European Economic Area.
    Abroad {
        /// Two letters.
        country: String,
    },
    /// The collection comes too soon after a notice given today.
    Notice {
        /// Days of notice.
        days: u16,
        /// First day of a collection.
        from: Date,
    },
}

impl Mandate {
    /// The last day on which a collection may be made under it, if none is made before.
    pub fn valid_through(&self) -> Date {
        self.last_presented_on.unwrap_or(self.signed_on).max(self.signed_on).saturating_add(LAPSE_MONTHS.months())
    }

    /// Why nothing may be collected under it, whatever the notice: what stays true tomorrow comes first.
    pub fn bar(&self, kind: DebtorKind, collect_on: Date) -> Option<MandateBar> {
        if let Some(on) = self.revoked_on {
            return Some(MandateBar::Revoked { on });
        }
        if let Some(why) = self.refused {
            return Some(MandateBar::Refused { why });
        }
        if let Some(on) = self.last_presented_on.filter(|_| self.once) {
            return Some(MandateBar::Spent { on });
        }
        if let Some(batch) = self.awaiting.filter(|_| self.once) {
            return Some(MandateBar::Taken { batch });
        }
        let through = self.valid_through();
        if collect_on > through {
            return Some(MandateBar::Lapsed { through });
        }
        let Some(iban) = &self.iban else { return Some(MandateBar::Erased) };
        let country = iban.get(..2).unwrap_or_default();
        if !in_economic_area(country) {
            return Some(MandateBar::Abroad { country: country.to_owned() });
        }
        (self.scheme == Scheme::B2b && kind != DebtorKind::Business).then_some(MandateBar::NotBusiness { kind })
    }

    /// Why nothing may be collected under it on a day, when the debtor is told today.
    pub fn bar_with_notice(&self, kind: DebtorKind, today: Date, collect_on: Date) -> Option<MandateBar> {
        let from = plus(today, i64::from(self.notice_days));
        self.bar(kind, collect_on).or_else(|| (collect_on < from).then_some(MandateBar::Notice { days: self.notice_days, from }))
    }

    /// What its debits are.
    pub fn sequence(&self) -> Sequence {
        if self.once { Sequence::Once } else { Sequence::Recurring }
    }
}

impl fmt::Display for MandateBar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MandateBar::Revoked { on } => write!(f, "révoqué le {}", on_day(*on)),
            MandateBar::Lapsed { through } => {
                write!(
                    f,
                    "caduc : aucun prélèvement pendant {LAPSE_MONTHS} mois, jusqu'au {}. Faites signer un nouveau mandat",
                    on_day(*through)
                )
            }
            MandateBar::Refused { why } => {
                write!(f, "rejeté par la banque ({why}) : faites signer un nouveau mandat, puis révoquez celui-ci")
            }
            MandateBar::Spent { on } => write!(f, "ponctuel, et déjà utilisé pour le prélèvement du {}", on_day(*on)),
            MandateBar::Taken { batch } => {
                write!(f, "ponctuel, et déjà pris par le lot {batch} : dites qu'il est remis à la banque, ou annulez-le")
            }
            MandateBar::NotBusiness { kind } => {
                write!(f, "interentreprises (B2B), réservé aux entreprises, et le débiteur est noté « {} »", kind.french())
            }
            MandateBar::Erased => f.write_str("sans compte : l'IBAN a été effacé"),
            MandateBar::Abroad { country } => write!(
                f,
                "sur un compte hors de l'Espace économique européen ({country}) : la banque demande alors l'adresse du débiteur, que le fichier ne porte pas"
            ),
            MandateBar::Notice { days, from } => {
                write!(
                    f,
                    "avec un préavis de {days} jours : prévenu aujourd'hui, le débiteur peut être prélevé à partir du {}",
                    on_day(*from)
                )
            }
        }
    }
}
