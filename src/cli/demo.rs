//! `quittance demo`.

use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use app::books::Books;
use app::ports::Progress;
use app::run::{self, Output};
use clap::Args;
use domain::Date;
use serde_json::json;
use web::{Binding, Setting, Waiting};

use super::answer::{Answer, Refusal};
use super::progress::Bar;
use super::{Context, balance, serve};
use crate::clock::{Clock, noon};
use crate::typesetting::Typst;

/// The demonstration's own today, a Saturday's eve: 20 November 2026.
const TODAY: Date = Date::constant(2026, 11, 20);

/// Créancier d'exemple avec un an d'historique, dans un dossier temporaire, ouvert dans le navigateur.
///
/// Rien d'autre n'est nécessaire. Le dossier reste à votre disposition : les autres commandes y travaillent avec --data.
/// Avec --text (ou --json), rien n'est ouvert : balance âgée, plan du jour et courriers s'affichent ici.
#[derive(Args)]
pub struct Demo {
    /// Affiche la balance, le plan et les courriers ici, sans navigateur.
    #[arg(long)]
    text: bool,
    /// Port ; le suivant qui est libre s'il est pris.
    #[arg(long, value_name = "PORT", default_value_t = 8080)]
    port: u16,
    /// N'ouvre pas le navigateur : affiche l'adresse.
    #[arg(long)]
    no_browser: bool,
    /// Dossier où créer l'exemple (un dossier temporaire par défaut). Il doit être vide.
    #[arg(long, value_name = "DOSSIER")]
    folder: Option<PathBuf>,
}

impl Demo {
    /// Builds the sample, and opens it in the browser or shows it here.
    pub fn run(self, context: &Context) -> Result<Answer, Refusal> {
        let folder = match self.folder {
            Some(folder) => folder,
            None => fresh_folder()?,
        };
        if folder.join(store::FILE_NAME).exists() {
            return Err(Refusal::usage(format!("« {} » contient déjà des données : choisissez un dossier vide.", folder.display())));
        }
        let bar = Bar::new();
        if self.text || context.json {
            let books = app::demo::build(&folder, TODAY, noon, &bar)?;
            return shown_here(&books, &folder, bar);
        }
        // The port first, and a page at once that says how far the sample is.
        let binding = Binding { address: IpAddr::V4(Ipv4Addr::LOCALHOST), port: self.port, next_free: true, certificate: None };
        let serving = serve::listen(&binding)?;
        serve::announce(&serving, false);
        if !self.no_browser {
            open_browser(&serving.url());
        }
        let both = Both { bar, waiting: Arc::new(Waiting::default()) };
        let built = serving.meanwhile(&both.waiting, || app::demo::build(&folder, TODAY, noon, &both).map(drop));
        built.map_err(|error| Refusal::refused(domain::french::refusal_fr(&error)))??;
        drop(both);
        let context =
            Context { clock: Clock::fixed(TODAY), data: folder.clone(), creditor: None, author: context.author.clone(), ..*context };
        let house = serve::house(&context, &folder, Setting { local: true, demo: true, ..Setting::default() })?;
        web::demo::make_demo_account(&house).map_err(Refusal::from)?;
        println!("Exemple dans {} ; le {}, tout y est fictif.", folder.display(), domain::french::date_fr(TODAY));
        serve::answer(serving, house)
    }
}

/// The bar of the terminal and the page of the browser.
struct Both {
    bar: Bar,
    waiting: Arc<Waiting>,
}

impl Progress for Both {
    fn stage(&self, name: &str, total: Option<u64>) {
        self.bar.stage(name, total);
        self.waiting.stage(name, total);
    }

    fn advance(&self, units: u64) {
        self.bar.advance(units);
        self.waiting.advance(units);
    }
}

/// Opens the address where there is a screen; elsewhere it was printed.
fn open_browser(url: &str) {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else if std::env::var_os("DISPLAY").is_some() || std::env::var_os("WAYLAND_DISPLAY").is_some() {
        "xdg-open"
    } else {
        return;
    };
    // No browser is no fault: the address is on the screen.
    let quiet = std::process::Stdio::null;
    let _ = std::process::Command::new(program).arg(url).stdin(quiet()).stdout(quiet()).stderr(quiet()).spawn();
}

/// The balance, the plan and the letters of the sample, as text and as JSON.
fn shown_here(books: &Books, folder: &Path, bar: Bar) -> Result<Answer, Refusal> {
    let aged = books.read(|tx| app::balance::balance(tx, TODAY, None))?;
    let plan = app::plan::plan(books, TODAY, false, app::plan::Detail::ToDo)?;
    let written = app::plan::plan_json(books, TODAY, false)?.pieces().concat();
    let written: serde_json::Value = serde_json::from_str(&written).map_err(|error| Refusal::refused(error.to_string()))?;
    let engine = Typst::new().map_err(Refusal::refused)?;
    let keys: Vec<String> =
        plan.actions().filter(|(_, action)| !action.automatic && action.channel.reaches_debtor()).map(|(_, a)| a.key.clone()).collect();
    let refused = app::plan::approve(books, &keys, Some(&engine))?.refused;
    let report = run::run(books, Output::Folder { typesetter: &engine, progress: &bar })?;
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
