//! Why something is done, not done, or cannot be done: reasons as values, sentences on demand.
//!
//! The engine makes no string; a screen or a command prints a reason with [`std::fmt::Display`], in French, with its
//! dates and amounts.

use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;

use super::words::amount as euros;
use crate::collectable::NotAsked;
use crate::events::Channel;
use crate::facts::LetterState;
use crate::french::date_short as on_day;
use crate::ids::{BankLineId, LetterId};
use crate::money::{Cents, Currency};
use crate::party::DebtorKind;

/// Why a claim is not acted upon today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// The invoice bears a later date.
    NotIssued {
        /// Its day.
        on: Date,
    },
    /// Nothing is owed in the books.
    Paid,
    /// The principal is paid, interest or the fixed indemnity is left: a person asks for it or gives it up.
    AccessoriesLeft {
        /// Interest.
        interest: Cents,
        /// Fixed indemnity.
        indemnity: Cents,
        /// Currency.
        currency: Currency,
    },
    /// Nothing of the claim may be asked today.
    NotAsked {
        /// Why.
        what: NotAsked,
        /// How much of it.
        amount: Cents,
        /// Currency.
        currency: Currency,
    },
    /// An enforceable judgment was given: the amicable road is over.
    Judged {
        /// Since.
        on: Date,
    },
    /// Probably time-barred.
    TimeBarred {
        /// Last day of the period.
        last_day: Date,
    },
    /// A letter about it was prepared or handed over and is not known to have left.
    Pending {
        /// Which letter.
        letter: LetterId,
        /// Through what.
        channel: Channel,
        /// Where it stands.
        state: LetterState,
        /// Since.
        on: Date,
    },
    /// Its next step is not due.
    NotYet {
        /// Which step.
        step: Arc<str>,
        /// First day on which it may leave.
        on: Date,
        /// Its due date, where it is not gone.
        due_on: Option<Date>,
    },
    /// A person postponed the step.
    Postponed {
        /// Which step.
        step: Arc<str>,
        /// Until.
        until: Date,
    },
    /// Every step is passed.
    ScenarioOver,
    /// A formal notice is due, but something bars it.
    NoFormalNotice(FormalBar),
    /// Nothing is known through which the debtor could be reached for that step.
    Unreachable {
        /// Which step.
        step: Arc<str>,
    },
    /// What holds for the whole debtor or the whole day.
    Debtor(DebtorBar),
}

/// What stops every contact with the debtor today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DebtorBar {
    /// The creditor's own facts are not complete.
    Creditor(CreditorGap),
    /// The scenario is not made for such a debtor.
    WrongScenario {
        /// What the debtor is.
        kind: DebtorKind,
    },
    /// Less is owed in all than the policy's least amount.
    BelowLeast {
        /// Owed.
        asked: Cents,
        /// Least amount.
        least: Cents,
    },
    /// Above the first step nothing is claimed on old payments.
    Stale {
        /// Payments are known through that day.
        known_through: Option<Date>,
        /// Oldest knowledge allowed, in days.
        days: u16,
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
        /// Last day on which it holds.
        until: Date,
    },
    /// Nothing leaves today.
    ClosedDay {
        /// The next open day.
        next: Option<Date>,
    },
    /// One contact a day: the debtor gets another message today, or was already contacted.
    AnotherToday {
        /// Which step is proposed; none where the contact was already made or prepared.
        step: Option<Arc<str>>,
        /// Tomorrow.
        next: Date,
    },
    /// The debtor was contacted as often as the policy allows.
    Budget(Spent),
}

/// What bars a formal notice until a person acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormalBar {
    /// Nobody said what the debtor is in law.
    KindUnknown,
    /// The due date is presumed.
    DuePresumed,
    /// The debtor is abroad: the law of the contract is to be qualified.
    ForeignLaw {
        /// Its country.
        country: Box<str>,
    },
    /// The plan is behind but was not ended.
    PlanBehind {
        /// First day of the delay.
        since: Date,
    },
    /// A rate that the amount needs is not recorded.
    LawGap {
        /// Which, as the law module says it.
        what: Box<str>,
    },
}

/// What the creditor has to complete before anything leaves in its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreditorGap {
    /// Neither identity nor account.
    Everything,
    /// Name, address, signatory.
    Profile,
    /// The account to pay to.
    Iban,
    /// The written mandate of whoever writes for the creditor.
    Mandate,
    /// The liability insurance of an amicable collector.
    Insurance,
}

/// Which part of the contact budget is spent, and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spent {
    /// What is counted.
    pub of: Counted,
    /// How many were made.
    pub made: u16,
    /// How many are allowed.
    pub allowed: u16,
    /// Length of the window, in days.
    pub window: u16,
    /// The day on which one more is allowed; `None` while a prepared letter has not left.
    pub free_on: Option<Date>,
}

/// What a budget counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// E-mails and letters.
    Written,
    /// Calls.
    Calls,
    /// Every contact with a consumer, or with a debtor who may be one.
    Any,
}

impl Because {
    /// The day on which the reason ends by itself, where it does.
    pub fn lapses_on(&self) -> Option<Date> {
        match self {
            Because::NotIssued { on } | Because::NotYet { on, .. } | Because::Postponed { until: on, .. } => Some(*on),
            Because::NotAsked { what, .. } => what.lapses_on(),
            Because::Debtor(DebtorBar::ClosedDay { next }) => *next,
            Because::Debtor(DebtorBar::Unmatched { until, .. }) => until.tomorrow().ok(),
            Because::Debtor(DebtorBar::AnotherToday { next, .. }) => Some(*next),
            Because::Debtor(DebtorBar::Budget(spent)) => spent.free_on,
            _ => None,
        }
    }

    /// Whether it belongs to the list « à décider »: only a person can move it on.
    pub fn is_to_decide(&self) -> bool {
        matches!(self, Because::AccessoriesLeft { .. } | Because::TimeBarred { .. } | Because::ScenarioOver | Because::NoFormalNotice(_))
    }
}

impl fmt::Display for Because {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Because::NotIssued { on } => write!(f, "Facture datée du {} : elle ne compte pas encore.", on_day(*on)),
            Because::Paid => f.write_str("Réglée : le solde comptable est nul."),
            Because::AccessoriesLeft { interest, indemnity, currency } => {
                let part = |cents: Cents, of: &str| cents.is_positive().then(|| format!("{} {of}", euros(cents, *currency)));
                let left: Vec<String> = part(*interest, "d'intérêts").into_iter().chain(part(*indemnity, "d'indemnité")).collect();
                write!(f, "Principal réglé. À décider par une personne, rien n'est relancé : {}.", left.join(" et "))
            }
            Because::NotAsked { what, amount, currency } => f.write_str(&what.sentence(*amount, *currency)),
            Because::Judged { on } => write!(f, "Décision de justice exécutoire depuis le {} : plus de relance amiable.", on_day(*on)),
            Because::TimeBarred { last_day } => {
                write!(
                    f,
                    "Probablement prescrite : le délai finit le {}. À vérifier par une personne avant tout contact.",
                    on_day(*last_day)
                )
            }
            Because::Pending { channel, state, on, .. } => {
                let what = if *state == LetterState::Prepared { "prêt et non parti" } else { "remis et non confirmé" };
                write!(f, "Un envoi ({}) est {what} depuis le {}.", channel.french(), on_day(*on))
            }
            Because::NotYet { step, on, due_on: Some(due_on) } => {
                write!(f, "À régler au plus tard le {}. Prochaine étape : {step}, à partir du {}.", on_day(*due_on), on_day(*on))
            }
            Because::NotYet { step, on, due_on: None } => write!(f, "Prochaine étape : {step}, à partir du {}.", on_day(*on)),
            Because::Postponed { step, until } => write!(f, "{step} : reportée par une personne au {}.", on_day(*until)),
            Because::ScenarioOver => f.write_str("Toutes les étapes du scénario sont passées : à vous de décider de la suite."),
            Because::NoFormalNotice(bar) => write!(f, "Mise en demeure retenue : {bar}"),
            Because::Unreachable { step } => {
                write!(f, "{step} : ni adresse électronique, ni adresse postale, ni téléphone utilisable pour cette étape. À compléter.")
            }
            Because::Debtor(bar) => write!(f, "{bar}"),
        }
    }
}

impl fmt::Display for DebtorBar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DebtorBar::Creditor(gap) => write!(f, "{gap}"),
            DebtorBar::WrongScenario { kind } => {
                write!(f, "Le scénario n'est pas fait pour ce débiteur ({}) : choisissez-en un autre.", kind.french())
            }
            DebtorBar::BelowLeast { asked, least } => {
                let (asked, least) = (euros(*asked, Currency::EUR), euros(*least, Currency::EUR));
                write!(f, "{asked} en tout : moins que le minimum de {least} pour écrire.")
            }
            DebtorBar::Stale { known_through, days } => {
                let known =
                    known_through.map_or_else(|| "ne sont pas connus".to_owned(), |on| format!("sont connus jusqu'au {}", on_day(on)));
                write!(
                    f,
                    "Les règlements {known}. Au-delà de la première relance, il faut les connaître à {days} jours près : importez la banque ou déclarez-les à jour."
                )
            }
            DebtorBar::Unmatched { booked_on, amount, currency, until, .. } => {
                write!(
                    f,
                    "{} reçus à la banque le {} sont peut-être de ce débiteur : rien ne lui est adressé avant que la ligne soit rapprochée, jusqu'au {} au plus tard.",
                    euros(*amount, *currency),
                    on_day(*booked_on),
                    on_day(*until)
                )
            }
            DebtorBar::ClosedDay { next: Some(next) } => {
                write!(f, "Rien ne part aujourd'hui (jour fermé). Prochain jour ouvert : {}.", on_day(*next))
            }
            DebtorBar::ClosedDay { next: None } => {
                f.write_str("La politique de contact n'ouvre aucun jour de la semaine : rien ne peut partir.")
            }
            DebtorBar::AnotherToday { step: None, .. } => {
                f.write_str("Ce débiteur a déjà été contacté aujourd'hui : un seul contact par jour.")
            }
            DebtorBar::AnotherToday { step: Some(step), .. } => {
                write!(f, "Ce débiteur reçoit déjà un message aujourd'hui ({step}) : un seul contact par jour.")
            }
            DebtorBar::Budget(spent) => write!(f, "{spent}"),
        }
    }
}

impl fmt::Display for FormalBar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FormalBar::KindUnknown => {
                f.write_str("dites si le débiteur est une entreprise, un particulier, un non-professionnel ou un acheteur public.")
            }
            FormalBar::DuePresumed => f.write_str("la date d'échéance est présumée (30 jours) : confirmez-la."),
            FormalBar::ForeignLaw { country } => write!(f, "débiteur hors de France ({country}) : le droit applicable est à qualifier."),
            FormalBar::PlanBehind { since } => write!(
                f,
                "l'échéancier est en retard depuis le {} mais n'est pas clos : mettez-y fin, ou relancez à la main.",
                on_day(*since)
            ),
            FormalBar::LawGap { what } => write!(f, "un taux manque, le décompte ne peut pas être fait ({what})."),
        }
    }
}

impl fmt::Display for CreditorGap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            CreditorGap::Everything => "L'identité et l'IBAN du créancier manquent : aucune lettre ne peut partir.",
            CreditorGap::Profile => "L'identité du créancier (nom, adresse, signataire) manque : aucune lettre ne peut partir.",
            CreditorGap::Iban => "L'IBAN du créancier manque : le débiteur ne saurait pas où payer.",
            CreditorGap::Mandate => "Le mandat écrit de recouvrer pour ce créancier n'est pas enregistré (CPCE R124-3).",
            CreditorGap::Insurance => "L'assurance de responsabilité du recouvreur amiable n'est pas enregistrée (CPCE R124-2).",
        })
    }
}

impl fmt::Display for Spent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.of {
            Counted::Written => "écrit",
            Counted::Calls => "appel",
            Counted::Any => "contact",
        };
        write!(f, "{} {what}{} en {} jours, pour {} au plus.", self.made, plural(usize::from(self.made)), self.window, self.allowed)?;
        match self.free_on {
            Some(on) => write!(f, " Le prochain est possible le {}.", on_day(on)),
            None => f.write_str(" Un envoi préparé n'est pas encore parti."),
        }
    }
}

/// Why an action is proposed today, and why in this form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The oldest of its claims is late by so many days.
    Late {
        /// Days.
        days: i64,
        /// Its due date.
        due_on: Date,
    },
    /// A notice before that due date.
    DueSoon {
        /// The nearest due date.
        due_on: Date,
    },
    /// The step that is due.
    Step {
        /// Its title.
        step: Arc<str>,
        /// The step before was sent that day.
        after: Option<Date>,
    },
    /// First seen after its due date: it enters at the first reminder.
    SeenLate {
        /// First seen on.
        on: Date,
    },
    /// A promise or plan was not kept: the reminders start again.
    StartsAgain {
        /// First day on which it counts as broken.
        since: Date,
    },
    /// The message takes the softest tone of its claims: some of them were due for a harder step.
    Softened {
        /// How many claims.
        claims: usize,
    },
    /// The first channel of the step does not reach the debtor.
    Fallback {
        /// Wanted.
        from: Channel,
        /// Taken.
        to: Channel,
    },
    /// A part of what is late is not asked.
    InPart {
        /// What is left out.
        left_out: Cents,
        /// Currency.
        currency: Currency,
    },
    /// Interest and indemnity are not asked.
    WithoutAccessories(Unasked),
    /// A person has to approve it.
    ToConfirm(ToConfirm),
}

/// Why interest and the fixed indemnity are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unasked {
    /// Nobody said what the debtor is.
    KindUnknown,
    /// The due date is presumed.
    DuePresumed,
    /// The law of the contract is to be qualified.
    ForeignLaw,
    /// Only a part of the claim may be asked: the accessories were computed on the whole.
    InPart,
    /// A rate is not recorded.
    LawGap(Box<str>),
}

/// Why an action waits for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToConfirm {
    /// The step says so.
    Step,
    /// The first days of these books.
    Prudent {
        /// First day after them.
        until: Option<Date>,
    },
    /// The limits of the policy are in euros.
    OtherCurrency(Currency),
    /// A formal notice for a part of a claim.
    FormalInPart,
    /// An insolvency proceeding is open: these claims were born after it.
    Insolvency {
        /// Day of the judgment.
        judgment_on: Date,
    },
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Late { days: 1, due_on } => write!(f, "En retard d'un jour (échéance du {}).", on_day(*due_on)),
            Reason::Late { days, due_on } => write!(f, "En retard de {days} jours (échéance du {}).", on_day(*due_on)),
            Reason::DueSoon { due_on } => write!(f, "À régler au plus tard le {}.", on_day(*due_on)),
            Reason::Step { step, after: Some(after) } => write!(f, "{step} : l'étape précédente date du {}.", on_day(*after)),
            Reason::Step { step, after: None } => write!(f, "{step} : première étape."),
            Reason::SeenLate { on } => {
                write!(f, "Connue depuis le {}, après l'échéance : on commence par la première relance.", on_day(*on))
            }
            Reason::StartsAgain { since } => write!(f, "Engagement non tenu au {} : les relances reprennent au début.", on_day(*since)),
            Reason::Softened { claims } => {
                write!(
                    f,
                    "{claims} créance{} à une étape plus avancée : un seul message, au ton de l'étape la plus douce.",
                    plural(*claims)
                )
            }
            Reason::Fallback { from, to } => write!(f, "{} impossible, remplacé par : {}.", capital(from.french()), to.french()),
            Reason::InPart { left_out, currency } => write!(f, "{} en retard ne sont pas demandés.", euros(*left_out, *currency)),
            Reason::WithoutAccessories(why) => write!(f, "Principal seul : {why}"),
            Reason::ToConfirm(why) => write!(f, "À confirmer : {why}"),
        }
    }
}

fn plural(count: usize) -> &'static str {
    if count > 1 { "s" } else { "" }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

impl fmt::Display for Unasked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unasked::KindUnknown => f.write_str("la nature du débiteur n'est pas connue."),
            Unasked::DuePresumed => f.write_str("la date d'échéance est présumée."),
            Unasked::ForeignLaw => f.write_str("le droit applicable est à qualifier."),
            Unasked::InPart => f.write_str("une partie de la créance n'est pas demandée."),
            Unasked::LawGap(what) => write!(f, "un taux manque ({what})."),
        }
    }
}

impl fmt::Display for ToConfirm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ToConfirm::Step => f.write_str("cette étape attend toujours l'accord d'une personne."),
            ToConfirm::Prudent { until: Some(until) } => {
                write!(f, "ce dossier vient d'être ouvert ; rien ne part seul avant le {}.", on_day(*until))
            }
            ToConfirm::Prudent { until: None } => f.write_str("ce dossier vient d'être ouvert."),
            ToConfirm::OtherCurrency(currency) => write!(f, "montant en {currency}, les seuils en euros ne s'y comparent pas."),
            ToConfirm::FormalInPart => f.write_str("mise en demeure pour une partie seulement d'une créance."),
            ToConfirm::Insolvency { judgment_on } => {
                write!(f, "procédure collective ouverte le {} ; créance née après, à vérifier.", on_day(*judgment_on))
            }
        }
    }
}

/// What somebody has to mend so that dunning can go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mend {
    /// No channel reaches the debtor.
    Unreachable,
    /// A letter came back: the address is wrong or refused.
    CameBack {
        /// Through what.
        channel: Channel,
        /// On.
        on: Date,
    },
    /// Prepared and not left after some days.
    NotLeft {
        /// Which letter.
        letter: LetterId,
        /// Since.
        since: Date,
    },
    /// Handed over and not confirmed after some days.
    Unconfirmed {
        /// Which letter.
        letter: LetterId,
        /// Since.
        since: Date,
    },
    /// The creditor's own facts.
    Creditor(CreditorGap),
    /// The scenario does not fit the debtor.
    WrongScenario(DebtorKind),
    /// A person has to qualify something before a formal notice.
    Qualify(FormalBar),
    /// An instalment plan is behind.
    PlanBehind {
        /// First day of the delay.
        since: Date,
    },
    /// Payments are too old for the steps that are due.
    Stale,
}

impl fmt::Display for Mend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Mend::Unreachable => f.write_str("Aucune adresse ni téléphone utilisable : complétez le débiteur."),
            Mend::CameBack { channel, on } => write!(f, "{} revenu le {} : corrigez l'adresse.", capital(channel.french()), on_day(*on)),
            Mend::NotLeft { since, .. } => {
                write!(f, "Un envoi est prêt depuis le {} et n'est pas parti : envoyez-le ou annulez-le.", on_day(*since))
            }
            Mend::Unconfirmed { since, .. } => {
                write!(f, "Un envoi remis le {} n'est pas confirmé : dites s'il est parti.", on_day(*since))
            }
            Mend::Creditor(gap) => write!(f, "{gap}"),
            Mend::WrongScenario(kind) => write!(f, "Aucun scénario adapté à ce débiteur ({}).", kind.french()),
            Mend::Qualify(bar) => write!(f, "Mise en demeure en attente : {bar}"),
            Mend::PlanBehind { since } => {
                write!(f, "Échéancier en retard depuis le {} : relancé en douceur ; y mettre fin ?", on_day(*since))
            }
            Mend::Stale => f.write_str("Règlements trop anciens : importez la banque ou déclarez-les à jour."),
        }
    }
}
