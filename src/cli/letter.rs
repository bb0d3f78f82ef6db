//! `quittance letter`: any letter for a debtor as PDF, with the mention check. Records nothing.

use std::path::PathBuf;

use app::letters::{self, About, Bears, Request};
use app::ports::Typesetter;
use clap::Args;
use domain::Date;
use domain::events::Channel;
use domain::facts::DebtorFacts;
use domain::letters::{CallSummary, DocumentKind, email_subject, email_text};
use domain::money::{Cents, Currency};
use domain::party::Language;
use serde_json::json;

use super::answer::{Answer, Refusal};
use super::{Context, open, values};
use crate::typesetting::Typst;

/// Compose un courrier pour un débiteur, vérifie ses mentions et l'écrit en PDF. Rien n'est enregistré ni envoyé.
///
/// Documents : pre-due-notice, reminder, warning-reminder, formal-notice, statement, thank-you (avec --payment),
/// call-confirmation (avec --said).
#[derive(Args)]
pub struct Letter {
    /// Document.
    #[arg(value_parser = document)]
    document: DocumentKind,
    /// Débiteur (code ou db_12).
    debtor: String,
    /// Fichier PDF à écrire ; sans lui, le texte est montré.
    #[arg(long, value_name = "FICHIER")]
    pdf: Option<PathBuf>,
    /// Dossier où écrire une image PNG par page.
    #[arg(long, value_name = "DOSSIER")]
    pages: Option<PathBuf>,
    /// Jour du courrier (aujourd'hui par défaut).
    #[arg(long, value_name = "JOUR", value_parser = values::day)]
    on: Option<Date>,
    /// Jour avant lequel il demande de régler (quinze jours plus tard par défaut).
    #[arg(long, value_name = "JOUR", value_parser = values::day)]
    pay_by: Option<Date>,
    /// Langue : fr ou en (celle du débiteur par défaut).
    #[arg(long, value_name = "LANGUE", value_parser = language)]
    language: Option<Language>,
    /// Règlement remercié (rg_12), pour thank-you.
    #[arg(long, value_name = "RÈGLEMENT")]
    payment: Option<String>,
    /// Ce qui a été dit à l'appel du jour, pour call-confirmation.
    #[arg(long, value_name = "TEXTE")]
    said: Option<String>,
    /// Avec qui, pour call-confirmation.
    #[arg(long, value_name = "NOM")]
    with: Option<String>,
    /// Somme promise à l'appel : JOUR:MONTANT.
    #[arg(long, value_name = "JOUR:MONTANT", value_parser = values::day_and_amount)]
    promised: Option<(Date, Cents)>,
    /// Joint les copies de factures.
    #[arg(long)]
    with_invoices: bool,
}

fn document(text: &str) -> Result<DocumentKind, String> {
    DocumentKind::parse(text).ok_or_else(|| {
        "Écrivez pre-due-notice, reminder, warning-reminder, formal-notice, statement, thank-you ou call-confirmation.".to_owned()
    })
}

fn language(text: &str) -> Result<Language, String> {
    match text {
        "fr" => Ok(Language::Fr),
        "en" => Ok(Language::En),
        _ => Err("Écrivez fr ou en.".to_owned()),
    }
}

impl Letter {
    /// Composes, checks and writes.
    pub fn run(self, context: &Context) -> Result<Answer, Refusal> {
        let books = open::existing(context)?;
        let day = self.on.unwrap_or_else(|| context.clock.today());
        let engine = Typst::new().map_err(Refusal::refused)?;
        let composed = books.read(|tx| {
            let tenant = tx.tenant_facts(day)?;
            let debtor = app::resolve::debtor(tx, &self.debtor)?;
            let facts = tx.debtor_facts(debtor)?.ok_or_else(|| app::AppError::usage("Aucun débiteur de ce nom."))?;
            let about = self.about(&facts, day)?;
            let accessories = matches!(self.document, DocumentKind::FormalNotice | DocumentKind::Statement);
            let items = match about {
                About::Payment(_) => Vec::new(),
                About::Call(_) => letters::claims_for(self.document, accessories, &facts, &tenant, day, Currency::EUR).unwrap_or_default(),
                About::Claims => letters::claims_for(self.document, accessories, &facts, &tenant, day, Currency::EUR)?,
            };
            let request = Request {
                kind: self.document,
                channel: if self.document == DocumentKind::FormalNotice { Channel::RegisteredLetter } else { Channel::Letter },
                day,
                pay_by: self.asks().then(|| self.pay_by.unwrap_or_else(|| letters::days_later(day, 15))),
                currency: Currency::EUR,
                items,
                attach_invoices: self.with_invoices,
                language: self.language,
                about,
                words: None,
                bears: Bears::Debtor,
            };
            let typesetter = self.pdf.as_ref().map(|_| &engine as &dyn Typesetter);
            letters::write(tx, &tenant, &facts, &request, typesetter)
        })?;
        if let (Some(path), Some(pdf)) = (&self.pdf, &composed.pdf) {
            std::fs::write(path, pdf)
                .map_err(|error| Refusal::refused(format!("« {} » : {}.", path.display(), domain::french::refusal_fr(&error))))?;
        }
        if let Some(folder) = &self.pages {
            std::fs::create_dir_all(folder)
                .map_err(|error| Refusal::refused(format!("« {} » : {}.", folder.display(), domain::french::refusal_fr(&error))))?;
            for (n, page) in engine.pages(&composed.document, composed.logo.as_deref()).map_err(Refusal::refused)?.iter().enumerate() {
                let path = folder.join(format!("page-{}.png", n + 1));
                std::fs::write(&path, page)
                    .map_err(|error| Refusal::refused(format!("« {} » : {}.", path.display(), domain::french::refusal_fr(&error))))?;
            }
        }
        let said = match &self.pdf {
            Some(path) => format!("{} : écrit, mentions vérifiées.", path.display()),
            None => format!("{}\n\n{}", email_subject(&composed.document), email_text(&composed.document)),
        };
        let document = serde_json::to_value(&composed.document).map_err(|error| Refusal::refused(error.to_string()))?;
        Ok(Answer::done(said, json!({ "document": document, "pdf": self.pdf })))
    }

    fn about(&self, facts: &DebtorFacts, day: Date) -> Result<About, app::AppError> {
        match self.document {
            DocumentKind::ThankYou => {
                let payment = self.payment.as_deref().ok_or_else(|| app::AppError::usage("Dites quel règlement : --payment rg_12."))?;
                Ok(About::Payment(letters::payment_thanked(facts, payment, day)?))
            }
            DocumentKind::CallConfirmation => {
                let said = self.said.clone().ok_or_else(|| app::AppError::usage("Dites ce qui a été dit : --said \"…\"."))?;
                let promised = self.promised.map(|(day, cents)| (cents, day));
                Ok(About::Call(CallSummary { on: day, spoke_with: self.with.clone().unwrap_or_default(), said, promised }))
            }
            _ => Ok(About::Claims),
        }
    }

    fn asks(&self) -> bool {
        matches!(self.document, DocumentKind::Reminder | DocumentKind::WarningReminder | DocumentKind::FormalNotice)
    }
}
