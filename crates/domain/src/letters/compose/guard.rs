//! What must not be written at all, before any word: the reasons of the rule book that no edit of the text can cure.

use super::{LetterError, money};
use crate::letters::document::DocumentKind;
use crate::letters::facts::{LetterClaim, LetterFacts};
use crate::letters::text;
use crate::money::Cents;
use crate::party::{ActsFor, DebtorKind, Language};

/// Every refusal, in the order in which a person would want to know.
pub(super) fn may_be_written(kind: DocumentKind, facts: &LetterFacts) -> Result<(), LetterError> {
    mandate(facts)?;
    if kind == DocumentKind::FormalNotice && facts.debtor_kind == DebtorKind::Unknown {
        return Err(LetterError::UnknownKind);
    }
    if facts.items.is_empty() && !matches!(kind, DocumentKind::ThankYou | DocumentKind::CallConfirmation) {
        return Err(LetterError::NothingAsked { what: "le courrier ne vise aucune facture".to_owned() });
    }
    needed(kind, facts)?;
    for item in &facts.items {
        adds_up(kind, facts, item)?;
        owed(facts, item)?;
        day(kind, facts, item)?;
    }
    statement_adds_up(facts)
}

fn mandate(facts: &LetterFacts) -> Result<(), LetterError> {
    let refuse = |lacks, because| Err(LetterError::NotAllowedToActFor { lacks, because });
    match facts.acts_for {
        ActsFor::Itself => return Ok(()),
        ActsFor::RegulatedProfession { mandate: false } => {
            return refuse("le mandat écrit du client n'est pas enregistré", "C. civ. 1984 (à confirmer)");
        }
        ActsFor::AmicableCollector { mandate: false, .. } => {
            return refuse("la convention écrite avec le créancier n'est pas enregistrée", "CPCE R124-3");
        }
        ActsFor::AmicableCollector { insurance: false, .. } => {
            return refuse("l'assurance de responsabilité professionnelle n'est pas enregistrée", "CPCE R124-2");
        }
        ActsFor::RegulatedProfession { .. } | ActsFor::AmicableCollector { .. } => {}
    }
    if facts.creditor.agent.is_none() {
        return refuse("la personne qui écrit (nom, adresse, activité) n'est pas renseignée", "CPCE R124-4 1°");
    }
    Ok(())
}

fn needed(kind: DocumentKind, facts: &LetterFacts) -> Result<(), LetterError> {
    let lacks = |what, remedy| Err(LetterError::NoFact { what, remedy });
    match kind {
        DocumentKind::Reminder | DocumentKind::WarningReminder | DocumentKind::FormalNotice => match facts.pay_by {
            None => lacks("la date limite de règlement", "donnez une date du calendrier"),
            Some(day) if day <= facts.date => Err(LetterError::WrongDay {
                what: format!("La date limite de règlement, {}, n'est pas postérieure au courrier", text::date(day, Language::Fr)),
                remedy: "donnez une date qui laisse un délai raisonnable (C. civ. 1231), en général huit à quinze jours",
            }),
            Some(_) => Ok(()),
        },
        DocumentKind::ThankYou if facts.thanks.is_none() => lacks("le règlement reçu", "choisissez le règlement"),
        DocumentKind::CallConfirmation if facts.call.is_none() => lacks("le compte rendu de l'appel", "enregistrez l'appel"),
        DocumentKind::Statement if facts.statement.is_empty() => lacks("les lignes du décompte", "calculez le décompte"),
        _ => Ok(()),
    }
}

/// A row of the table adds up; the part that interest-first imputation leaves is the only exception (C. civ. 1343-1).
fn adds_up(kind: DocumentKind, facts: &LetterFacts, item: &LetterClaim) -> Result<(), LetterError> {
    let asking = !matches!(kind, DocumentKind::Statement | DocumentKind::ThankYou);
    if asking && !item.principal.is_positive() {
        return Err(LetterError::NothingAsked { what: format!("la facture {} n'a pas de principal restant dû", item.number) });
    }
    let imputed = facts.asks_accessories && item.paid.is_positive() && item.principal > item.book();
    if item.principal != item.book() && !imputed {
        return Err(LetterError::DoesNotAddUp {
            number: item.number.clone(),
            why: format!(
                "le reste dû ({}) n'est pas le montant ({}) diminué des règlements, des avoirs et de la part contestée ({})",
                money(facts, item.principal),
                money(facts, item.total),
                money(facts, item.book())
            ),
        });
    }
    let negative = [item.paid, item.credited, item.disputed, item.interest, item.indemnity].into_iter().any(|cents| cents < Cents::ZERO);
    if negative {
        return Err(LetterError::DoesNotAddUp { number: item.number.clone(), why: "un montant est négatif".to_owned() });
    }
    Ok(())
}

/// Accessories are asked only where the law gives them.
fn owed(facts: &LetterFacts, item: &LetterClaim) -> Result<(), LetterError> {
    let refuse = |what, because| Err(LetterError::NotOwed { number: item.number.clone(), what, because });
    if !facts.asks_accessories || facts.professional() {
        return Ok(());
    }
    if item.indemnity.is_positive() {
        return refuse("une indemnité forfaitaire de 40 €", "C. com. L441-10, II : entre professionnels seulement ; C. conso. L121-21");
    }
    if item.interest.is_positive() {
        if facts.debtor_kind == DebtorKind::Unknown {
            return refuse("un intérêt", "débiteur à qualifier : le principal seul");
        }
        if item.notice_received_on.is_none_or(|received| received > facts.date) {
            return refuse("un intérêt avant la réception d'une mise en demeure", "C. civ. 1231-6 et 1344-1");
        }
    }
    Ok(())
}

fn day(kind: DocumentKind, facts: &LetterFacts, item: &LetterClaim) -> Result<(), LetterError> {
    let late = item.due_on < facts.date;
    let due = || format!("La facture {} est à échéance du {}", item.number, text::date(item.due_on, Language::Fr));
    match kind {
        DocumentKind::PreDueNotice if late => {
            Err(LetterError::WrongDay { what: format!("{}, déjà passée", due()), remedy: "écrivez une relance" })
        }
        DocumentKind::Reminder | DocumentKind::WarningReminder | DocumentKind::FormalNotice if !late => {
            Err(LetterError::WrongDay { what: format!("{}, qui n'est pas passée", due()), remedy: "retirez-la du courrier" })
        }
        _ => Ok(()),
    }
}

/// The statement is the letter's own, to the cent: its lines add up, claim by claim, to what is asked.
fn statement_adds_up(facts: &LetterFacts) -> Result<(), LetterError> {
    if facts.statement.is_empty() {
        return Ok(());
    }
    let unknown = facts.statement.iter().find(|line| !facts.items.iter().any(|i| i.number == line.number && i.due_on == line.due_on));
    if let Some(line) = unknown {
        return Err(LetterError::DoesNotAddUp {
            number: line.number.clone(),
            why: "le décompte vise une échéance absente du courrier".to_owned(),
        });
    }
    for item in &facts.items {
        let lines: Cents = facts.statement.iter().filter(|l| l.number == item.number && l.due_on == item.due_on).map(|l| l.amount).sum();
        let asked = item.asked(facts.asks_accessories);
        if lines != asked {
            return Err(LetterError::DoesNotAddUp {
                number: item.number.clone(),
                why: format!("le décompte donne {} et le courrier demande {}", money(facts, lines), money(facts, asked)),
            });
        }
    }
    Ok(())
}
