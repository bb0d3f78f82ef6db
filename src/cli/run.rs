//! `quittance run`.

use app::run::{self, Output};
use clap::Args;

use super::answer::{Answer, Refusal};
use super::progress::Bar;
use super::{Context, open};
use crate::typesetting::Typst;

/// Le travail du jour : prépare ce qui est automatique et remet tout ce qui est approuvé dans un dossier daté.
///
/// Le dossier contient les courriers en PDF, les courriels (.eml), courriers.csv et appels.csv. Ce qui est remis n'est pas
/// parti : « quittance record sent DOSSIER » le dit, et alors seulement l'étape compte.
#[derive(Args)]
pub struct Run {}

impl Run {
    /// Runs today.
    pub fn run(self, context: &Context) -> Result<Answer, Refusal> {
        let books = open::existing(context)?;
        let engine = Typst::new().map_err(Refusal::refused)?;
        let bar = Bar::new();
        let report = run::run(&books, Output::Folder { typesetter: &engine, progress: &bar })?;
        drop(bar);
        let json = serde_json::to_value(&report).map_err(|error| Refusal::refused(error.to_string()))?;
        Ok(Answer::done(report.text(), json).with_problems(!report.refused.is_empty()))
    }
}
