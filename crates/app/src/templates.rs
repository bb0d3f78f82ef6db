//! The creditor's own words of the shipped documents, in the small language, with their versions.

use domain::Date;
use domain::dunning::effective_kind;
use domain::events::{Channel, NewEvent, TemplateSet};
use domain::facts::{DebtorFacts, TenantFacts};
use domain::ids::{DebtorId, Seq};
use domain::letters::{DocumentKind, Mention, MentionState, TemplateError, TemplateName, Words, checklist};
use domain::money::Currency;
use domain::party::{DebtorKind, Language};
use store::{Read, TemplateVersion, Tx};

use crate::error::{AppError, Result};
use crate::letters::{About, Bears, Request, Sheet, claims_for, days_later, payment_thanked, sheet};
use crate::record::Done;

/// A part of the words, as forms name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordsPart {
    /// Subject.
    Subject,
    /// Title.
    Title,
    /// Salutation.
    Salutation,
    /// Paragraphs before the way to pay.
    Body,
    /// Paragraphs after it.
    Closing,
}

impl WordsPart {
    /// Every part, in the order of the letter.
    pub const ALL: [WordsPart; 5] = [WordsPart::Subject, WordsPart::Title, WordsPart::Salutation, WordsPart::Body, WordsPart::Closing];

    /// The text of the part.
    pub fn of(self, words: &Words) -> &str {
        match self {
            WordsPart::Subject => &words.subject,
            WordsPart::Title => &words.title,
            WordsPart::Salutation => &words.salutation,
            WordsPart::Body => &words.body,
            WordsPart::Closing => &words.closing,
        }
    }

    /// Letters allowed in it: enough for any letter, little enough to be read.
    pub fn limit(self) -> usize {
        match self {
            WordsPart::Subject | WordsPart::Title | WordsPart::Salutation => 300,
            WordsPart::Body | WordsPart::Closing => 20_000,
        }
    }
}

/// What does not read in the words a person typed: each problem with its part.
pub fn problems(words: &Words) -> Vec<(WordsPart, String)> {
    let mut found = Vec::new();
    for part in WordsPart::ALL {
        let text = part.of(words);
        if text.chars().count() > part.limit() {
            found.push((part, format!("Ce texte dépasse {} caractères ; raccourcissez-le.", part.limit())));
        }
        if let Err(error) = domain::letters::Template::parse(text) {
            found.push((part, said(&error)));
        }
    }
    if words.body.trim().is_empty() {
        found.push((WordsPart::Body, "Le corps du courrier est vide ; écrivez-le, ou revenez au texte livré.".to_owned()));
    }
    found
}

fn said(error: &TemplateError) -> String {
    error.to_string()
}

/// The words in force of a template, with the event that set them where they are the creditor's own.
///
/// # Errors
/// The store, or shipped words that do not read (a test reads every one).
pub fn words(tx: &mut Read<'_>, name: TemplateName) -> Result<(Words, Option<Seq>)> {
    if let Some((seq, words)) = tx.template(&name.to_string())? {
        return Ok((words, Some(seq)));
    }
    Ok((shipped(name)?, None))
}

/// The words that ship with the program.
///
/// # Errors
/// They do not read (a test reads every one).
pub fn shipped(name: TemplateName) -> Result<Words> {
    Words::read(name.shipped()).map_err(|error| AppError::refused(error.to_string()))
}

/// Every version of the creditor's own words, newest first.
///
/// # Errors
/// The store.
pub fn versions(tx: &mut Read<'_>, name: TemplateName) -> Result<Vec<TemplateVersion>> {
    Ok(tx.template_versions(&name.to_string())?)
}

/// Adopts words of the creditor's own, or goes back to the shipped ones (`None`). `seen` is the version the person started from.
///
/// # Errors
/// Words that do not read; another version was adopted meanwhile; nothing changed.
pub fn set(tx: &mut Tx<'_>, name: TemplateName, words: Option<Words>, seen: Option<Seq>, on: Date) -> Result<Done> {
    if let Some((_, why)) = words.as_ref().and_then(|words| problems(words).into_iter().next()) {
        return Err(AppError::Usage(why));
    }
    let newest = tx.template_versions(&name.to_string())?.first().map(|version| version.seq);
    if newest != seen {
        return Err(AppError::refused(
            "Ce modèle a été changé par une autre personne pendant que vous le modifiiez. Votre texte est conservé ci-dessous ; comparez avant d'enregistrer.",
        ));
    }
    let before = tx.template(&name.to_string())?.map(|(_, words)| words);
    let shipped = shipped(name)?;
    // Words equal to the shipped ones are the shipped ones: they follow the program again.
    let words = words.filter(|words| *words != shipped);
    if words == before {
        return Ok(Done { said: "Le texte est inchangé.".to_owned(), created: Vec::new() });
    }
    let said = if words.is_some() {
        "Modèle enregistré : les prochains courriers l'emploient."
    } else {
        "Le texte livré s'applique de nouveau."
    };
    tx.append(NewEvent::new(on, TemplateSet { name: name.to_string(), words }))?;
    Ok(Done { said: said.to_owned(), created: Vec::new() })
}

/// What a letter with some words would be, for a real debtor, with its mentions.
pub struct Sample {
    /// The letter.
    pub sheet: Sheet,
    /// Its mentions.
    pub mentions: Vec<Mention>,
}

impl Sample {
    /// What holds such a letter back, in words.
    pub fn wrong(&self) -> Vec<String> {
        let wrong = self.mentions.iter().filter_map(Mention::missing);
        wrong.map(|missing| format!("{} ({}). {}", missing.french, missing.because, missing.remedy)).collect()
    }

    /// How many elements are as they should be.
    pub fn good(&self) -> usize {
        self.mentions.iter().filter(|mention| mention.state == MentionState::Good).count()
    }
}

/// Writes a template for a real debtor, without recording anything.
///
/// # Errors
/// The debtor is not of the kind the template is for, or has nothing to be asked; what no words can cure.
pub fn sample(tx: &mut Read<'_>, name: TemplateName, words: &Words, debtor: DebtorId, day: Date) -> Result<Sample> {
    let facts = tx.debtor_facts(debtor)?.ok_or_else(|| AppError::usage("Ce débiteur n'existe pas."))?;
    let tenant = tx.tenant_facts(day)?;
    if let Some(kind) = name.kind.filter(|kind| *kind != effective_kind(&facts, &tenant, day)) {
        return Err(AppError::usage(format!(
            "{} n'est pas de la nature « {} » : choisissez un autre débiteur.",
            facts.code,
            kind.french()
        )));
    }
    let request = request(name, words, &facts, &tenant, day)?;
    let sheet = sheet(tx, &tenant, &facts, &request)?;
    let mentions = checklist(&sheet.document, &sheet.facts);
    Ok(Sample { sheet, mentions })
}

fn request<'a>(name: TemplateName, words: &Words, facts: &'a DebtorFacts, tenant: &TenantFacts, day: Date) -> Result<Request<'a>> {
    let about = match name.document {
        DocumentKind::ThankYou => {
            let paid =
                facts.movements.iter().rev().find(|movement| {
                    movement.kind == domain::facts::EntryKind::Payment && movement.reversed_on.is_none_or(|back| back > day)
                });
            let paid = paid.ok_or_else(|| AppError::refused(format!("{} n'a rien réglé : choisissez un autre débiteur.", facts.code)))?;
            About::Payment(payment_thanked(facts, &paid.id.to_string(), day)?)
        }
        DocumentKind::CallConfirmation => About::Call(domain::letters::CallSummary {
            on: day,
            spoke_with: String::new(),
            said: "la facture est en cours de validation".to_owned(),
            promised: None,
        }),
        _ => About::Claims,
    };
    let accessories = matches!(name.document, DocumentKind::FormalNotice | DocumentKind::Statement);
    let items = match about {
        About::Payment(_) => Vec::new(),
        About::Call(_) => claims_for(name.document, accessories, facts, tenant, day, Currency::EUR).unwrap_or_default(),
        About::Claims => claims_for(name.document, accessories, facts, tenant, day, Currency::EUR)?,
    };
    let asks = matches!(name.document, DocumentKind::Reminder | DocumentKind::WarningReminder | DocumentKind::FormalNotice);
    Ok(Request {
        kind: name.document,
        channel: if name.document == DocumentKind::FormalNotice { Channel::RegisteredLetter } else { Channel::Letter },
        day,
        pay_by: asks.then(|| days_later(day, 15)),
        currency: Currency::EUR,
        items,
        attach_invoices: false,
        language: Some(name.language),
        about,
        words: Some(words.clone()),
        bears: Bears::GivenLater,
    })
}

/// The title of a template, as users read it.
pub fn title(name: TemplateName) -> String {
    let what = crate::plan::document_fr(name.document);
    let for_whom = match name.kind {
        None => String::new(),
        Some(DebtorKind::Unknown) => ", débiteur à qualifier".to_owned(),
        Some(kind) => format!(", {}", kind.french()),
    };
    let language = if name.language == Language::En { " (en anglais)" } else { "" };
    let mut title: String = what.chars().take(1).flat_map(char::to_uppercase).collect();
    title.extend(what.chars().skip(1));
    format!("{title}{for_whom}{language}")
}
