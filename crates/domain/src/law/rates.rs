//! The rates of interest and the fixed indemnity, each under the rule it applies.
//!
//! * Sources: C. com. L441-10 II and D441-5; C. civ. 1231-6, 1231-7 and 1344-1; CMF L313-2 and L313-3; CCP R2192-31 and
//!   D2192-35.
//! * Units: thousandths of a percentage point a year; cents of euro.
//! * Not covered: between professionals before 2009 (BCE + 7), the legal rate before 2015, public buyers before the code
//!   de la commande publique (1 April 2019): these days are a [`LawGap`].

use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use super::half_year::HalfYear;
use super::series::{LawGap, Mark};
use super::{Law, Table};
use crate::french::{points_fr, rate_fr};
use crate::money::{Cents, Rate};
use crate::party::CreditorKind;
use crate::terms::RateClause;

/// A rate with the article it comes from, what it is made of, and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct AppliedRate {
    /// The rate of a year.
    pub rate: Rate,
    /// The article of law, or the contract.
    pub source: &'static str,
    /// The weakest mark of the values it is made of; none where a contract alone fixes it.
    pub mark: Option<Mark>,
    /// What it is made of.
    pub basis: RateBasis,
}

/// What a rate is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum RateBasis {
    /// The ECB rate of the first day of a half-year, plus points.
    Ecb {
        /// 1 January or 1 July.
        anchor: Date,
        /// The rate of that day.
        ecb: Rate,
        /// Points added.
        points: Rate,
    },
    /// The legal rate.
    Legal {
        /// Which column.
        column: CreditorKind,
        /// First day of its half-year.
        anchor: Date,
        /// How many times it is taken.
        times: i64,
        /// The legal rate itself.
        legal: Rate,
        /// Points added two months after a judgment; zero elsewhere.
        increase: Rate,
    },
    /// A rate written in the contract.
    Contract,
}

impl AppliedRate {
    /// What the rate is made of, for a statement: `BCE 2,15 % + 10 points`.
    pub fn explain_fr(&self) -> String {
        match self.basis {
            RateBasis::Ecb { ecb, points, .. } => format!("BCE {} + {}", rate_fr(ecb), points_fr(points)),
            RateBasis::Legal { legal, times, increase, .. } => {
                let times = if times == 1 { String::new() } else { format!("{times} × ") };
                let increase = if increase == Rate(0) { String::new() } else { format!(" + {}", points_fr(increase)) };
                format!("{times}taux légal {}{increase}", rate_fr(legal))
            }
            RateBasis::Contract => "taux du contrat".to_owned(),
        }
    }
}

impl Law {
    /// The penalty rate of one day of delay between professionals, when the contract sets none.
    ///
    /// > « Sauf disposition contraire qui ne peut toutefois fixer un taux inférieur à trois fois le taux d'intérêt légal, ce
    /// > taux est égal au taux d'intérêt appliqué par la Banque centrale européenne à son opération de refinancement la
    /// > plus récente majoré de 10 points de pourcentage. Dans ce cas, le taux applicable pendant le premier semestre de
    /// > l'année concernée est le taux en vigueur au 1er janvier de l'année en question. Pour le second semestre de l'année
    /// > concernée, il est le taux en vigueur au 1er juillet de l'année en question. » — C. com. L441-10 II
    ///
    /// Selected by the day of delay itself. The same words stood in L441-6 before 26 April 2019, with 10 points since 2009.
    ///
    /// # Errors
    /// [`LawGap`] before 2009 and where the ECB rate of the first day of the half-year is not known.
    pub fn default_penalty_rate(&self, day: Date) -> Result<AppliedRate, LawGap> {
        self.default_in(HalfYear::of(day))
    }

    pub(crate) fn default_in(&self, half: HalfYear) -> Result<AppliedRate, LawGap> {
        match self.table.default_in(half) {
            Some(rate) => Ok(rate),
            None => self.compute_default(half),
        }
    }

    fn compute_default(&self, half: HalfYear) -> Result<AppliedRate, LawGap> {
        let anchor = half.first_day();
        let ecb = self.ecb.on(anchor)?;
        let points = self.default_points.on(anchor)?;
        Ok(AppliedRate {
            rate: Rate(ecb.is) + Rate(points.is),
            source: article_between_professionals(half),
            mark: Some(ecb.mark.max(points.mark)),
            basis: RateBasis::Ecb { anchor, ecb: Rate(ecb.is), points: Rate(points.is) },
        })
    }

    /// The rate of default interest of a public buyer: one for the whole delay.
    ///
    /// > « Le taux des intérêts moratoires […] est égal au taux d'intérêt appliqué par la Banque centrale européenne à ses
    /// > opérations principales de refinancement les plus récentes, en vigueur au premier jour du semestre de l'année
    /// > civile au cours duquel les intérêts moratoires ont commencé à courir, majoré de huit points de pourcentage. »
    /// > — CCP R2192-31
    ///
    /// Selected by the day on which interest began to run.
    ///
    /// # Errors
    /// [`LawGap`] before 1 April 2019 and where the ECB rate of the first day of that half-year is not known.
    pub fn public_rate(&self, interest_starts_on: Date) -> Result<AppliedRate, LawGap> {
        let anchor = HalfYear::of(interest_starts_on).first_day();
        let ecb = self.ecb.on(anchor)?;
        let points = self.public_points.on(interest_starts_on)?;
        Ok(AppliedRate {
            rate: Rate(ecb.is) + Rate(points.is),
            source: "CCP R2192-31",
            mark: Some(ecb.mark.max(points.mark)),
            basis: RateBasis::Ecb { anchor, ecb: Rate(ecb.is), points: Rate(points.is) },
        })
    }

    /// The legal rate of one day; the column is the creditor's.
    ///
    /// > « Il comprend un taux applicable lorsque le créancier est une personne physique n'agissant pas pour des besoins
    /// > professionnels et un taux applicable dans tous les autres cas. » — CMF L313-2
    ///
    /// # Errors
    /// [`LawGap`] before 2015 and after the last half-year published.
    pub fn legal_rate(&self, creditor: CreditorKind, day: Date) -> Result<AppliedRate, LawGap> {
        self.legal_in(creditor, HalfYear::of(day))
    }

    pub(crate) fn legal_in(&self, creditor: CreditorKind, half: HalfYear) -> Result<AppliedRate, LawGap> {
        match self.table.legal_in(creditor, half) {
            Some(rate) => Ok(rate),
            None => self.compute_legal(creditor, half),
        }
    }

    fn compute_legal(&self, creditor: CreditorKind, half: HalfYear) -> Result<AppliedRate, LawGap> {
        let anchor = half.first_day();
        let legal = match creditor {
            CreditorKind::Business => self.legal_business.on(anchor)?,
            CreditorKind::Individual => self.legal_individual.on(anchor)?,
        };
        Ok(AppliedRate {
            rate: Rate(legal.is),
            source: article_of_legal_interest(half),
            mark: Some(legal.mark),
            basis: RateBasis::Legal { column: creditor, anchor, times: 1, legal: Rate(legal.is), increase: Rate(0) },
        })
    }

    /// The rate that a clause of the contract gives for one day.
    ///
    /// « 1,5 % par mois » is eighteen per cent a year. A clause « BCE + n » is read as the law reads its own: by the rate of
    /// 1 January or 1 July. A multiple of the legal rate takes the creditor's column.
    ///
    /// # Errors
    /// [`LawGap`] where the clause refers to a rate that is not known; a fixed rate never fails.
    pub fn contract_rate(&self, clause: RateClause, creditor: CreditorKind, day: Date) -> Result<AppliedRate, LawGap> {
        self.contract_in(clause, creditor, HalfYear::of(day))
    }

    pub(crate) fn contract_in(&self, clause: RateClause, creditor: CreditorKind, half: HalfYear) -> Result<AppliedRate, LawGap> {
        const SOURCE: &str = "Contrat";
        let fixed = |rate| AppliedRate { rate, source: SOURCE, mark: None, basis: RateBasis::Contract };
        Ok(match clause {
            RateClause::Fixed { rate } => fixed(rate),
            RateClause::PerMonth { rate } => fixed(Rate(rate.0 * 12)),
            RateClause::TimesLegal { times } => {
                let legal = self.legal_in(creditor, half)?;
                let times = i64::from(times);
                let basis = RateBasis::Legal { column: creditor, anchor: half.first_day(), times, legal: legal.rate, increase: Rate(0) };
                AppliedRate { rate: Rate(legal.rate.0 * times), source: SOURCE, mark: legal.mark, basis }
            }
            RateClause::EcbPlus { points } => {
                let anchor = half.first_day();
                let ecb = self.ecb.on(anchor)?;
                let basis = RateBasis::Ecb { anchor, ecb: Rate(ecb.is), points };
                AppliedRate { rate: Rate(ecb.is) + points, source: SOURCE, mark: Some(ecb.mark), basis }
            }
        })
    }

    /// The lowest rate that a clause between professionals may set for one day: three times the legal rate (L441-10 II).
    ///
    /// It bounds clauses only: the default rate stands even where it is lower (2024).
    ///
    /// # Errors
    /// [`LawGap`] where the legal rate is not known.
    pub fn contract_floor(&self, day: Date) -> Result<AppliedRate, LawGap> {
        let half = HalfYear::of(day);
        let legal = self.legal_in(CreditorKind::Business, half)?;
        let times = self.floor_multiple.on(half.first_day())?;
        let (column, anchor) = (CreditorKind::Business, half.first_day());
        Ok(AppliedRate {
            rate: Rate(legal.rate.0 * times.is),
            source: article_between_professionals(half),
            mark: legal.mark.max(Some(times.mark)),
            basis: RateBasis::Legal { column, anchor, times: times.is, legal: legal.rate, increase: Rate(0) },
        })
    }

    /// The rate of one day after a judgment that orders interest at the legal rate.
    ///
    /// > « En cas de condamnation pécuniaire par décision de justice, le taux de l'intérêt légal est majoré de cinq points à
    /// > l'expiration d'un délai de deux mois à compter du jour où la décision de justice est devenue exécutoire, fût-ce par
    /// > provision. » — CMF L313-3
    ///
    /// `judgment_on` is the day from which the decision is enforceable and notified. See [`increased_from`].
    ///
    /// # Errors
    /// [`LawGap`] where the legal rate of that day is not known.
    pub fn judgment_rate(&self, creditor: CreditorKind, judgment_on: Date, day: Date) -> Result<AppliedRate, LawGap> {
        self.judgment_in(creditor, HalfYear::of(day), (day >= increased_from(judgment_on)).then_some(day))
    }

    pub(crate) fn judgment_in(&self, creditor: CreditorKind, half: HalfYear, increased_on: Option<Date>) -> Result<AppliedRate, LawGap> {
        let mut applied = self.legal_in(creditor, half)?;
        applied.source = "C. civ. 1231-7 ; CMF L313-2";
        if let (Some(day), RateBasis::Legal { increase, .. }) = (increased_on, &mut applied.basis) {
            let points = self.judgment_points.on(day)?;
            *increase = Rate(points.is);
            applied.rate = applied.rate + Rate(points.is);
            applied.source = "C. civ. 1231-7 ; CMF L313-3";
            applied.mark = applied.mark.max(Some(points.mark));
        }
        Ok(applied)
    }

    /// The fixed indemnity for recovery costs of a business whose delay began that day: 40 € since 2013, before: none.
    ///
    /// > « Tout professionnel en situation de retard de paiement est de plein droit débiteur, à l'égard du créancier, d'une
    /// > indemnité forfaitaire pour frais de recouvrement, dont le montant est fixé par décret. » — former C. com. L441-6 I,
    /// > now L441-10 II; amount: D441-5
    ///
    /// # Errors
    /// [`LawGap`] after the last day checked.
    pub fn fixed_indemnity(&self, day: Date) -> Result<Cents, LawGap> {
        if day < self.indemnity.first_day() {
            return Ok(Cents::ZERO);
        }
        self.indemnity.on(day).map(|entry| Cents(entry.is))
    }

    /// The fixed indemnity for recovery costs of a public buyer whose delay began that day (CCP D2192-35).
    ///
    /// # Errors
    /// [`LawGap`] before 1 April 2019 and after the last day checked.
    pub fn public_fixed_indemnity(&self, day: Date) -> Result<Cents, LawGap> {
        self.public_indemnity.on(day).map(|entry| Cents(entry.is))
    }

    /// Every half-year from the first with a default rate to the last with any rate, computed once.
    pub(super) fn tabulate(&self) -> Table {
        let first = HalfYear::of(self.default_points.first_day());
        let last = [&self.ecb, &self.legal_business, &self.legal_individual].map(|series| HalfYear::of(series.last_day()));
        let mut table = Table { first, ..Table::default() };
        let mut half = first;
        while last.iter().any(|last| half <= *last) {
            table.default.push(self.compute_default(half).ok());
            table.legal.push([CreditorKind::Business, CreditorKind::Individual].map(|creditor| self.compute_legal(creditor, half).ok()));
            half = half.next();
        }
        table
    }
}

impl Table {
    fn at<T: Copy>(&self, rows: &[T], half: HalfYear) -> Option<T> {
        usize::try_from(half.since(self.first)).ok().and_then(|at| rows.get(at)).copied()
    }

    fn default_in(&self, half: HalfYear) -> Option<AppliedRate> {
        self.at(&self.default, half).flatten()
    }

    fn legal_in(&self, creditor: CreditorKind, half: HalfYear) -> Option<AppliedRate> {
        let [business, individual] = self.at(&self.legal, half)?;
        match creditor {
            CreditorKind::Business => business,
            CreditorKind::Individual => individual,
        }
    }
}

/// The first day of the increased rate: two months from the day the judgment became enforceable, counted as CPC 641 and 642
/// count them. The period ends at midnight of the day of the same number (else the last of the month), so the five points
/// are added from the next day. It is not moved when that day is closed: nothing has to be done on it.
pub fn increased_from(judgment_on: Date) -> Date {
    judgment_on.saturating_add(2.months()).saturating_add(1.day())
}

/// L441-10 took the place of L441-6 on 26 April 2019, in the same words.
fn article_between_professionals(half: HalfYear) -> &'static str {
    match half.cmp(&HalfYear::of(date(2019, 4, 26))) {
        std::cmp::Ordering::Less => "C. com. L441-6 I (ancien)",
        std::cmp::Ordering::Equal => "C. com. L441-6 I (ancien), puis L441-10 II",
        std::cmp::Ordering::Greater => "C. com. L441-10 II",
    }
}

/// 1231-6 took the place of 1153 on 1 October 2016.
fn article_of_legal_interest(half: HalfYear) -> &'static str {
    match half.cmp(&HalfYear::of(date(2016, 10, 1))) {
        std::cmp::Ordering::Less => "C. civ. 1153 (ancien) ; CMF L313-2",
        std::cmp::Ordering::Equal => "C. civ. 1153 (ancien), puis 1231-6 ; CMF L313-2",
        std::cmp::Ordering::Greater => "C. civ. 1231-6 ; CMF L313-2",
    }
}
