//! `quittance demo`.

use std::path::PathBuf;

use app::run::{self, Output};
use clap::Args;
use domain::Date;
use serde_json::json;

use super::answer::{Answer, Refusal};
use super::progress::Bar;
use super::{Context, balance};
use crate::clock::noon;
use crate::typesetting::Typst;

/// The demonstration's own today, a Saturday's eve: 20 November 2026.
const TODAY: Date = Date::constant(2026, 11, 20);

/// Créancier d'exemple avec un an d'historique, dans un dossier temporaire : balance âgée, plan du jour, courriers.
///
/// Rien d'autre n'est nécessaire. Le dossier reste à votre disposition : les autres commandes y travaillent avec --data.
#[derive(Args)]
pub struct Demo {
    /// Dossier où créer l'exemple (un dossier temporaire par défaut). Il doit être vide.
    #[arg(long, value_name = "DOSSIER")]
    folder: Option<PathBuf>,
}

impl Demo {
    /// Builds the sample, shows the balance and the plan, writes the letters.
    pub fn run(self, _: &Context) -> Result<Answer, Refusal> {
        let folder = match self.folder {
            Some(folder) => folder,
            None => fresh_folder()?,
        };
        if folder.join(store::FILE_NAME).exists() {
            return Err(Refusal::usage(format!("« {} » contient déjà des données : choisissez un dossier vide.", folder.display())));
        }
        let bar = Bar::new();
        let books = app::demo::build(&folder, TODAY, noon, &bar)?;
        let aged = books.read(|tx| app::balance::balance(tx, TODAY, None))?;
        let plan = app::plan::plan(&books, TODAY, false, app::plan::Detail::ToDo)?;
        let written = app::plan::plan_json(&books, TODAY, false)?.pieces().concat();
        let written: serde_json::Value = serde_json::from_str(&written).map_err(|error| Refusal::refused(error.to_string()))?;
        let engine = Typst::new().map_err(Refusal::refused)?;
        let keys: Vec<String> =
            plan.actions().filter(|(_, action)| !action.automatic && action.channel.reaches_debtor()).map(|(_, a)| a.key.clone()).collect();
        let refused = app::plan::approve(&books, &keys, Some(&engine))?.refused;
        let report = run::run(&books, Output::Folder { typesetter: &engine, progress: &bar })?;
        drop(bar);
        let mut text = String::new();
        text.push_str(&balance::text(&aged, 15));
        text.push('\n');
        text.push_str(&plan.text(false));
        text.push_str("\nDans cet exemple, tout est approuvé d'office :\n");
        text.push_str(&report.text());
        for why in &refused {
            text.push_str(&format!("✗ {why}\n"));
        }
        text.push_str(&format!(
            "\nL'exemple est dans {0}. Essayez, au même jour :\n  QUITTANCE_TODAY={1} quittance --data {0} plan --all --why\n  QUITTANCE_TODAY={1} quittance --data {0} statement C010\n",
            folder.display(),
            TODAY
        ));
        let json = json!({
            "folder": folder, "today": TODAY.to_string(),
            "balance": serde_json::to_value(&aged).map_err(|error| Refusal::refused(error.to_string()))?,
            "plan": written,
            "run": serde_json::to_value(&report).map_err(|error| Refusal::refused(error.to_string()))?,
        });
        Ok(Answer::done(text, json))
    }
}

/// A folder of its own under the system's temporary folder.
fn fresh_folder() -> Result<PathBuf, Refusal> {
    let root = std::env::temp_dir();
    for n in 1..10_000 {
        let folder = root.join(format!("quittance-demo-{n}"));
        match std::fs::create_dir(&folder) {
            Ok(()) => return Ok(folder),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(Refusal::refused(format!("« {} » : {}.", folder.display(), domain::french::refusal_fr(&error)))),
        }
    }
    Err(Refusal::refused(format!("Aucun dossier libre sous {} : donnez --folder.", root.display())))
}
