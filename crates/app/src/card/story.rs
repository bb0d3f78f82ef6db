//! The story of a debtor in words: one list of letters and their states, calls, payments, promises, disputes and changes.

mod debits;

use std::collections::HashMap;

use domain::Date;
use domain::events::{Channel, Event, HoldCause, LimitationAct, Private, Proceeding, Recorded, StatusReceived};
use domain::french::{date_short, money_fr};
use domain::ids::{AllocationId, BankLineId, ClaimId, DebtorId, DisputeId, LetterId, MovementId, PieceId};
use domain::letters::DocumentKind;
use domain::money::{Cents, Currency};
use domain::terms::WaiverOf;
use formats::einvoice::Effect;
use store::Read;

use crate::error::Result;
use crate::words::counted;

/// A part of the story that can be read alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Chapter {
    /// Letters, e-mails, and what became of them.
    Letters,
    /// Calls and other contacts made by hand.
    Calls,
    /// Payments, credit notes, waivers.
    Money,
    /// Promises and plans.
    Promises,
    /// Disputes.
    Disputes,
    /// Notes.
    Notes,
    /// Holds, proceedings, changes of the record.
    Changes,
}

impl Chapter {
    /// Every chapter, in the order shown.
    pub const ALL: [Chapter; 7] =
        [Chapter::Letters, Chapter::Calls, Chapter::Money, Chapter::Promises, Chapter::Disputes, Chapter::Notes, Chapter::Changes];

    /// The word in a URL.
    pub fn word(self) -> &'static str {
        match self {
            Chapter::Letters => "courriers",
            Chapter::Calls => "appels",
            Chapter::Money => "paiements",
            Chapter::Promises => "promesses",
            Chapter::Disputes => "litiges",
            Chapter::Notes => "notes",
            Chapter::Changes => "changements",
        }
    }

    /// As users read it.
    pub fn french(self) -> &'static str {
        match self {
            Chapter::Letters => "Courriers",
            Chapter::Calls => "Appels",
            Chapter::Money => "Paiements",
            Chapter::Promises => "Promesses",
            Chapter::Disputes => "Litiges",
            Chapter::Notes => "Notes",
            Chapter::Changes => "Changements",
        }
    }

    /// The chapter of a kind of event.
    pub fn of(kind: &str) -> Chapter {
        match kind.split('.').next().unwrap_or(kind) {
            "letter" | "action" => Chapter::Letters,
            "contact" => Chapter::Calls,
            "payment" | "credit_note" | "waived" | "waiver" | "allocation" | "bank_line" | "mandate" | "debit_batch" | "difference" => {
                Chapter::Money
            }
            "promise" | "plan" => Chapter::Promises,
            "dispute" => Chapter::Disputes,
            "note" => Chapter::Notes,
            _ => Chapter::Changes,
        }
    }
}

/// What an entry leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// A letter.
    Letter(LetterId),
    /// A claim.
    Claim(ClaimId),
    /// A file.
    Piece(PieceId),
    /// A line of the bank.
    Line(BankLineId),
}

/// One entry of the story.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The day it is true from.
    pub on: Date,
    /// Its number.
    pub seq: i64,
    /// When it was recorded, microseconds since 1970 UTC.
    pub recorded_at: i64,
    /// Who said so.
    pub author: String,
    /// Of which chapter.
    pub chapter: Chapter,
    /// Through what, for a letter, a call, another contact.
    pub channel: Option<Channel>,
    /// What happened, in a few words.
    pub title: String,
    /// What else is known of it.
    pub text: String,
    /// Where to read more.
    pub link: Option<Link>,
}

/// A page of the story.
#[derive(Clone, Debug)]
pub struct StoryPage {
    /// The last day first.
    pub entries: Vec<Entry>,
    /// The place after which the next page begins.
    pub next: Option<(Date, i64)>,
    /// How many entries there are of each chapter.
    pub counts: Vec<(Chapter, u64)>,
}

/// A page of the story of a debtor up to a day: of one chapter or of all, after a place.
///
/// # Errors
/// The data could not be read.
pub fn story(
    tx: &mut Read<'_>,
    debtor: DebtorId,
    day: Date,
    chapter: Option<Chapter>,
    after: Option<(Date, i64)>,
    limit: usize,
) -> Result<StoryPage> {
    let wanted = |kind: &str| chapter.is_none_or(|chapter| Chapter::of(kind) == chapter);
    let page = tx.story_of(debtor, day, wanted, after, limit)?;
    let counts =
        Chapter::ALL.map(|chapter| (chapter, page.kinds.iter().filter(|(kind, _)| Chapter::of(kind) == chapter).map(|(_, n)| n).sum()));
    let mut teller = Teller { tx, debtor, numbers: HashMap::new(), channel: None };
    let mut entries = Vec::with_capacity(page.events.len());
    for event in &page.events {
        let entry = teller.entry(event)?;
        match entries.last_mut() {
            Some(last) if same_letter(last, &entry) => joined(last, entry),
            _ => entries.push(entry),
        }
    }
    let next = entries.last().filter(|_| page.more).map(|entry: &Entry| (entry.on, entry.seq));
    Ok(StoryPage { entries, next, counts: counts.to_vec() })
}

/// Whether two entries are states of one letter on one day.
fn same_letter(later: &Entry, earlier: &Entry) -> bool {
    matches!((later.link, earlier.link), (Some(Link::Letter(a)), Some(Link::Letter(b))) if a == b)
        && later.on == earlier.on
        && later.chapter == Chapter::Letters
        && earlier.chapter == Chapter::Letters
}

/// The states of one day are one entry: the last one names it.
fn joined(later: &mut Entry, earlier: Entry) {
    later.text = join(&[earlier.text, std::mem::take(&mut later.text)]);
    later.seq = earlier.seq;
}

struct Teller<'t, 'a> {
    tx: &'t mut Read<'a>,
    /// Whose story it is.
    debtor: DebtorId,
    numbers: HashMap<ClaimId, (String, Currency)>,
    /// The channel of the entry that is being told.
    channel: Option<Channel>,
}

/// Title, text, link.
type Told = (String, String, Option<Link>);

impl Teller<'_, '_> {
    fn entry(&mut self, recorded: &Recorded) -> Result<Entry> {
        let (title, text, link) = self.tell(recorded)?;
        Ok(Entry {
            on: recorded.effective_on,
            seq: recorded.seq.0,
            recorded_at: recorded.recorded_at,
            author: recorded.author.clone(),
            chapter: Chapter::of(recorded.event.kind()),
            channel: self.channel.take(),
            title,
            text,
            link,
        })
    }

    fn tell(&mut self, recorded: &Recorded) -> Result<Told> {
        let id = recorded.seq.0;
        Ok(match &recorded.event {
            Event::LetterPrepared(x) => {
                self.channel = Some(x.channel);
                let title = format!("{} : préparation", document(&x.document, x.channel));
                (title, format!("{} demandés.", money_fr(x.asked, x.currency)), Some(Link::Letter(LetterId(id))))
            }
            Event::LetterHandedOver(x) => self.letter(x.letter, "remise pour envoi", String::new())?,
            Event::LetterSent(x) => {
                let tracking = x.tracking.as_ref().map_or_else(String::new, |number| format!("Numéro de suivi {number}."));
                self.letter(x.letter, "départ confirmé", tracking)?
            }
            Event::LetterRefused(x) => self.letter(x.letter, "retour", x.reason.clone())?,
            Event::LetterCancelled(x) => self.letter(x.letter, "annulation", x.reason.clone())?,
            Event::ActionSkipped(x) => {
                let title = x.until.map_or_else(|| "Étape ignorée".to_owned(), |until| format!("Étape reportée au {}", date_short(until)));
                (title, self.text(Some(&x.reason))?, x.claims.first().map(|claim| Link::Claim(*claim)))
            }
            Event::ContactMade(x) => {
                self.channel = Some(x.channel);
                (contact(x.channel, &x.outcome), self.text(x.note.as_ref())?, None)
            }
            Event::NoteAdded(x) => ("Note".to_owned(), self.text(Some(&x.body))?, None),
            Event::DifferenceAccepted(x) => {
                let title = format!("Écart avec la comptabilité accepté : {}", money_fr(x.difference, Currency::EUR));
                (title, self.text(Some(&x.reason))?, None)
            }
            Event::DifferenceReopened(_) => ("Écart avec la comptabilité rouvert".to_owned(), String::new(), None),
            _ => match self.money(recorded)? {
                Some(told) => told,
                None => match self.bank(recorded)? {
                    Some(told) => told,
                    None => match self.agreement(recorded)?.map_or_else(|| self.debits(recorded), |told| Ok(Some(told)))? {
                        Some(told) => told,
                        None => self.change(recorded)?,
                    },
                },
            },
        })
    }

    fn money(&mut self, recorded: &Recorded) -> Result<Option<Told>> {
        let id = recorded.seq.0;
        Ok(Some(match &recorded.event {
            Event::PaymentRecorded(x) => {
                let title = format!("Paiement reçu : {}", money_fr(x.amount, x.currency));
                let paid = self.paid(MovementId(id), x.currency)?;
                let line = self.tx.line_of_payment(MovementId(id))?;
                let link = line.map_or(Ok(None), |line| self.line(line))?;
                (title, join(&[means(&x.means).to_owned(), self.text(x.reference.as_ref())?, paid]), link)
            }
            Event::CreditNoteRecorded(x) => {
                let title = format!("Avoir {} : {}", x.number, money_fr(x.amount, x.currency));
                (title, self.paid(MovementId(id), x.currency)?, None)
            }
            Event::PaymentReversed(x) => {
                let amount =
                    self.tx.movement(x.payment)?.map_or_else(String::new, |row| format!(" : {}", money_fr(row.amount, row.currency)));
                (format!("Paiement revenu impayé{amount}"), x.reason.clone(), None)
            }
            Event::Refunded(x) => {
                let currency = self.tx.movement(x.movement)?.map_or(Currency::EUR, |row| row.currency);
                let line = self.tx.line_of_refund(AllocationId(id))?;
                let link = line.map_or(Ok(None), |line| self.line(line))?;
                (format!("Remboursement : {}", money_fr(x.cents, currency)), self.text(x.reference.as_ref())?, link)
            }
            Event::AllocationUndone(_) => ("Imputation annulée".to_owned(), String::new(), None),
            Event::Waived(x) => {
                let (number, currency) = self.number(x.claim)?;
                let what = match x.of {
                    WaiverOf::Indemnity => "de l'indemnité forfaitaire".to_owned(),
                    WaiverOf::Interest => "des intérêts".to_owned(),
                    WaiverOf::InterestAmount { amount } => format!("de {} d'intérêts", money_fr(amount, currency)),
                };
                (format!("Remise {what} sur {number}"), self.text(Some(&x.reason))?, Some(Link::Claim(x.claim)))
            }
            Event::WaiverWithdrawn(_) => ("Remise reprise".to_owned(), String::new(), None),
            _ => return Ok(None),
        }))
    }

    /// A line leads to its page, as long as its import counts.
    fn line(&mut self, line: BankLineId) -> Result<Option<Link>> {
        Ok(self.tx.bank_line(line)?.map(|line| Link::Line(line.id)))
    }

    fn bank(&mut self, recorded: &Recorded) -> Result<Option<Told>> {
        Ok(Some(match &recorded.event {
            Event::PaymentWithdrawn(_) => {
                ("Paiement retiré".to_owned(), "Inscrit par erreur : ses imputations sont annulées.".to_owned(), None)
            }
            Event::PaymentReinstated(x) => {
                let amount =
                    self.tx.movement(x.payment)?.map_or_else(String::new, |row| format!(" : {}", money_fr(row.amount, row.currency)));
                (format!("Paiement rétabli{amount}"), "Il n'était pas revenu impayé.".to_owned(), None)
            }
            Event::BankLineHeld(x) if x.debtors.is_empty() => {
                ("Ligne de relevé : les courriers n'attendent plus".to_owned(), String::new(), self.line(x.line)?)
            }
            Event::BankLineHeld(x) => {
                let text = format!(
                    "Les courriers de qui a pu la payer attendent qu'elle soit rapprochée, jusqu'au {} au plus tard.",
                    date_short(x.until)
                );
                ("Ligne de relevé en attente".to_owned(), text, self.line(x.line)?)
            }
            Event::BankLineDecided(x) => {
                let title = crate::bank::decided_as(&x.is);
                (title, self.text(x.reason.as_ref())?, self.line(x.line)?)
            }
            Event::BankLineReopened(x) => ("Ligne de relevé à rapprocher de nouveau".to_owned(), String::new(), self.line(x.line)?),
            Event::PayerLearned(x) => ("Compte payeur reconnu".to_owned(), self.text(Some(&x.iban))?, None),
            Event::EntryToldAgain(x) => {
                let what = match x.told {
                    domain::events::Told::Invoice { .. } => "Facture retrouvée dans la comptabilité",
                    domain::events::Told::Movement { .. } => "Règlement ou avoir retrouvé dans un autre fichier",
                    domain::events::Told::Refund { .. } => "Remboursement retrouvé dans la comptabilité",
                    domain::events::Told::Return { .. } => "Impayé retrouvé dans la comptabilité",
                };
                let money = match x.told {
                    domain::events::Told::Movement { movement } => self.tx.movement(movement)?,
                    domain::events::Told::Return { payment, .. } => self.tx.movement(payment)?,
                    domain::events::Told::Invoice { .. } | domain::events::Told::Refund { .. } => None,
                };
                let currency = money.map_or(Currency::EUR, |row| row.currency);
                (what.to_owned(), format!("{} : compté une seule fois.", money_fr(Cents(x.amount.0.abs()), currency)), None)
            }
            Event::CodeLearned(x) => (format!("Autre code : {}", x.code), "Un fichier le nomme ainsi.".to_owned(), None),
            Event::PayerForgotten(_) => ("Compte payeur oublié".to_owned(), String::new(), None),
            _ => return Ok(None),
        }))
    }

    fn agreement(&mut self, recorded: &Recorded) -> Result<Option<Told>> {
        Ok(Some(match &recorded.event {
            Event::PromiseMade(x) => {
                let currency = self.currency(&x.claims)?;
                let title = format!("Promesse de {} pour le {}", money_fr(x.amount, currency), date_short(x.by));
                let said = self.text(x.note.as_ref())?;
                (title, join(&[self.listed(&x.claims)?, said]), None)
            }
            Event::PromiseCancelled(_) => ("Promesse annulée".to_owned(), String::new(), None),
            Event::PlanAgreed(x) => {
                let currency = self.currency(&x.claims)?;
                let total = x.dues.iter().map(|(_, cents)| *cents).sum();
                let span = x
                    .dues
                    .first()
                    .zip(x.dues.last())
                    .map_or_else(String::new, |((first, _), (last, _))| format!("du {} au {}", date_short(*first), date_short(*last)));
                (format!("Échéancier accordé : {} en {} fois", money_fr(total, currency), x.dues.len()), span, None)
            }
            Event::PlanEnded(_) => ("Échéancier terminé".to_owned(), String::new(), None),
            Event::DisputeOpened(x) => {
                let (number, currency) = self.number(x.claim)?;
                let part =
                    x.amount.map_or_else(|| "toute l'échéance".to_owned(), |cents| format!("{} contestés", money_fr(cents, currency)));
                let said = self.text(x.note.as_ref())?;
                (format!("Litige ouvert sur {number}"), join(&[dispute_cause(&x.cause).to_owned(), part, said]), Some(Link::Claim(x.claim)))
            }
            Event::DisputeClosed(x) => self.dispute_closed(x.dispute, x.founded)?,
            Event::StatusReceived(x) => self.status(x, recorded.effective_on)?,
            _ => return Ok(None),
        }))
    }

    fn change(&mut self, recorded: &Recorded) -> Result<Told> {
        let plain = |title: &str| (title.to_owned(), String::new(), None);
        Ok(match &recorded.event {
            Event::DebtorRecorded(_) => plain("Fiche créée"),
            Event::DebtorChanged(x) => {
                let mut what = Vec::new();
                what.extend(x.kind.map(|kind| format!("nature : {}", kind.french())));
                what.extend(x.siren.as_ref().map(|siren| format!("SIREN {siren}")));
                what.extend(x.vat.as_ref().map(|vat| format!("TVA {vat}")));
                what.extend(x.scenario.as_ref().map(|name| match name.as_str() {
                    "" => "scénario de sa nature".to_owned(),
                    name => format!("scénario « {name} »"),
                }));
                what.extend(x.details.as_ref().map(|_| "coordonnées".to_owned()));
                what.extend(x.language.map(|_| "langue des courriers".to_owned()));
                ("Fiche modifiée".to_owned(), what.join(", "), None)
            }
            Event::TermsSet(_) => plain("Conditions de règlement modifiées"),
            Event::ClaimsMoved(x) if !x.joined.is_empty() => plain("Fiches réunies"),
            Event::ClaimsMoved(x) => (
                "Échéances ou règlements déplacés".to_owned(),
                counted((x.claims.len() + x.movements.len()) as u64, "pièce", "pièces"),
                None,
            ),
            Event::DueDateSet(x) => {
                let (number, _) = self.number(x.claim)?;
                (format!("Échéance de {number} fixée au {}", date_short(x.due_on)), String::new(), Some(Link::Claim(x.claim)))
            }
            Event::PieceAttached(x) => ("Pièce jointe".to_owned(), self.text(Some(&x.name))?, Some(Link::Piece(PieceId(recorded.seq.0)))),
            Event::HoldPlaced(x) => {
                let until = x.until.map_or_else(|| "jusqu'à nouvel ordre".to_owned(), |day| format!("jusqu'au {}", date_short(day)));
                let said = self.text(x.note.as_ref())?;
                ("Relances suspendues".to_owned(), join(&[hold_cause(x.cause).to_owned(), until, said]), x.claim.map(Link::Claim))
            }
            Event::HoldLifted(_) => plain("Relances reprises"),
            Event::InsolvencyOpened(x) => {
                let name = match x.proceeding {
                    Proceeding::Safeguard => "sauvegarde",
                    Proceeding::Reorganisation => "redressement judiciaire",
                    Proceeding::Liquidation => "liquidation judiciaire",
                };
                (format!("Procédure collective : {name}"), String::new(), None)
            }
            Event::InsolvencyClosed(_) => plain("Procédure collective close"),
            Event::FormalNoticeReceived(x) => ("Mise en demeure reçue".to_owned(), self.listed(&x.claims)?, x.letter.map(Link::Letter)),
            Event::JudgmentRecorded(x) => ("Jugement exécutoire et notifié".to_owned(), self.listed(&x.claims)?, None),
            Event::CapitalisationSet(x) => ("Capitalisation des intérêts".to_owned(), self.listed(&x.claims)?, None),
            Event::LimitationChanged(x) => (limitation_act(x.by).to_owned(), self.listed(&x.claims)?, None),
            Event::CycleStarted(x) => {
                // The reference of the promise or plan is for machines.
                let cause: Vec<&str> = x.cause.split(' ').filter(|word| !word.starts_with("pr_") && !word.starts_with("ec_")).collect();
                ("Relances reprises du début".to_owned(), join(&[cause.join(" "), self.listed(&x.claims)?]), None)
            }
            Event::FollowerSet(x) => plain(if x.user.is_some() { "Suivi confié" } else { "Suivi retiré" }),
            other => plain(other.kind()),
        })
    }

    fn letter(&mut self, letter: LetterId, became: &str, text: String) -> Result<Told> {
        let row = self.tx.letter(letter)?;
        self.channel = row.as_ref().map(|row| row.channel);
        let what = row.map_or_else(|| letter.to_string(), |row| document(&row.document, row.channel));
        let became = if what == "Fiche d'appel" && became == "départ confirmé" { "appel passé" } else { became };
        Ok((format!("{what} : {became}"), text, Some(Link::Letter(letter))))
    }

    fn dispute_closed(&mut self, dispute: DisputeId, founded: bool) -> Result<Told> {
        let line = self.tx.dispute(dispute)?;
        let on = line.as_ref().map_or_else(String::new, |line| format!(" sur {}", line.number));
        let end = if founded { "Fondé : un avoir est dû." } else { "Non fondé : la créance est maintenue." };
        Ok((format!("Litige clos{on}"), end.to_owned(), line.map(|line| Link::Claim(line.claim))))
    }

    fn status(&mut self, x: &StatusReceived, on: Date) -> Result<Told> {
        let claim = ClaimId(x.invoice.0);
        let (number, _) = self.number(claim)?;
        let effect = Effect::of(&x.code, x.reasons.iter().map(String::as_str));
        let reasons: Vec<&str> = x.reasons.iter().map(|code| domain::statuses::reason_fr(code)).collect();
        let done = crate::statuses::done(effect, on, !x.disputes.is_empty() || !x.holds.is_empty());
        let said = self.text(x.text.as_ref())?;
        let title = format!("Statut {} « {} » sur {number}", x.code, crate::statuses::label(&x.code));
        Ok((title, join(&[reasons.join(", "), said, done]), Some(Link::Claim(claim))))
    }

    /// What a movement pays, claim by claim.
    fn paid(&mut self, movement: MovementId, currency: Currency) -> Result<String> {
        let mut said = Vec::new();
        for (_, claim, cents) in self.tx.placed(movement)?.claims.into_iter().take(4) {
            said.push(format!("{} sur {}", money_fr(cents, currency), self.number(claim)?.0));
        }
        Ok(said.join(", "))
    }

    fn listed(&mut self, claims: &[ClaimId]) -> Result<String> {
        let mut said = Vec::new();
        for claim in claims.iter().take(6) {
            said.push(self.number(*claim)?.0);
        }
        if claims.len() > 6 {
            said.push(counted(claims.len() as u64 - 6, "autre", "autres"));
        }
        Ok(said.join(", "))
    }

    fn number(&mut self, claim: ClaimId) -> Result<(String, Currency)> {
        if let Some(known) = self.numbers.get(&claim) {
            return Ok(known.clone());
        }
        let found = self.tx.claim(claim)?.map_or_else(|| (claim.to_string(), Currency::EUR), |row| (row.number, row.currency));
        self.numbers.insert(claim, found.clone());
        Ok(found)
    }

    fn currency(&mut self, claims: &[ClaimId]) -> Result<Currency> {
        claims.first().map_or(Ok(Currency::EUR), |claim| Ok(self.number(*claim)?.1))
    }

    /// What a person wrote; nothing where it was erased.
    fn text(&mut self, private: Option<&Private>) -> Result<String> {
        let Some(private) = private else { return Ok(String::new()) };
        let bytes = self.tx.private(private)?;
        Ok(bytes.map_or_else(|| "(effacé)".to_owned(), |bytes| String::from_utf8_lossy(&bytes).into_owned()))
    }
}

fn join(parts: &[String]) -> String {
    parts.iter().map(String::as_str).filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join(" · ")
}

/// A letter as users name it: « Mise en demeure (lettre recommandée) ».
fn document(word: &str, channel: Channel) -> String {
    let name = match DocumentKind::parse(word) {
        Some(DocumentKind::PreDueNotice) => "Avis avant échéance",
        Some(DocumentKind::Reminder) => "Courrier de relance",
        Some(DocumentKind::WarningReminder) => "Courrier de relance avant mise en demeure",
        Some(DocumentKind::FormalNotice) => "Courrier de mise en demeure",
        Some(DocumentKind::ThankYou) => "Remerciement",
        Some(DocumentKind::CallConfirmation) => "Compte rendu d'appel",
        Some(DocumentKind::Statement) => "Décompte",
        None if channel == Channel::Call => return "Fiche d'appel".to_owned(),
        None if channel == Channel::Task => return "Tâche".to_owned(),
        None => "Envoi",
    };
    format!("{name} ({})", channel.french())
}

fn contact(channel: Channel, outcome: &str) -> String {
    let what = match channel {
        Channel::Call => "Appel",
        Channel::Task => "Tâche",
        Channel::Email => "Courriel hors programme",
        Channel::Letter | Channel::RegisteredLetter => "Courrier hors programme",
    };
    match call_outcome(outcome) {
        "" => what.to_owned(),
        outcome => format!("{what} : {outcome}"),
    }
}

/// How a call ended, in words.
pub fn call_outcome(word: &str) -> &'static str {
    match word {
        "reached" => "joint",
        "no_answer" => "sans réponse",
        "message" => "message laissé",
        "wrong_number" => "mauvais numéro",
        "done" => "faite",
        _ => "",
    }
}

/// How money came, in words.
pub fn means(word: &str) -> &'static str {
    match word {
        "transfer" => "virement",
        "cheque" => "chèque",
        "direct_debit" => "prélèvement",
        "card" => "carte",
        "cash" => "espèces",
        _ => "autre moyen",
    }
}

/// Why a claim is disputed, in words.
pub fn dispute_cause(word: &str) -> &'static str {
    match word {
        "quality" => "qualité",
        "delivery" => "livraison",
        "price" => "prix",
        "quantity" => "quantité",
        "not_ordered" => "non commandé",
        "already_paid" => "déjà payé",
        _ => "autre motif",
    }
}

/// Why dunning stops, in words.
pub fn hold_cause(cause: HoldCause) -> &'static str {
    match cause {
        HoldCause::Pause => "pause décidée par vous",
        HoldCause::OverIndebtedness => "procédure de surendettement",
        HoldCause::Death => "décès",
        HoldCause::ContactRefused => "contact refusé par le débiteur",
        HoldCause::VulnerablePerson => "personne vulnérable",
        HoldCause::ForeignLaw => "droit applicable à qualifier",
        HoldCause::OpenReply => "réponse à lire",
        HoldCause::OtherPayee => "à payer à un tiers",
        HoldCause::PaymentAnnounced => "paiement annoncé, attendu quelques jours",
        HoldCause::NeverIssued => "facture rejetée, à émettre de nouveau",
        HoldCause::NotReceived => "facture peut-être jamais reçue, à vérifier ou à remettre",
        HoldCause::SaidCancelled => "facture dite annulée par une plateforme, à vérifier",
        HoldCause::DirectDebit => "prélèvement préparé, la banque est attendue",
        HoldCause::ToCheck => "facture électronique à comparer avec vos comptes",
    }
}

/// What bears on limitation, in words.
pub fn limitation_act(act: LimitationAct) -> &'static str {
    match act {
        LimitationAct::Recognition => "Reconnaissance de la dette",
        LimitationAct::PossibleRecognition => "Reconnaissance possible de la dette",
        LimitationAct::CourtAction => "Demande en justice",
        LimitationAct::Enforcement => "Mesure conservatoire ou acte d'exécution",
        LimitationAct::InsolvencyDeclaration => "Déclaration de créance",
        LimitationAct::Mediation => "Médiation ou conciliation",
    }
}
