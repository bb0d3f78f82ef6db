//! `quittance import` and `quittance import undo`.

use std::path::PathBuf;
use std::time::Duration;

use app::import::{self, Options, Report};
use app::inbox::Inbox;
use clap::{Args, ValueEnum};
use formats::table::TableKind;
use serde_json::json;

use super::answer::{Answer, Refusal};
use super::progress::Bar;
use super::{Context, open};

/// Surveille un dossier et prend les fichiers qu'on y dépose.
///
/// Un fichier est pris quand il n'est plus en cours d'écriture, puis rangé dans « pris », ou dans « refusés » avec le motif. Rien n'est
/// supprimé, et le même fichier deux fois ne change rien.
#[derive(Args)]
pub struct Watch {
    /// Dossier à surveiller.
    folder: PathBuf,
    /// Prend ce qui est là, puis s'arrête.
    #[arg(long)]
    once: bool,
}

/// How often a watched folder is looked at.
const LOOKS: Duration = Duration::from_secs(5);
/// Between the two looks of a single passage.
const TWO_LOOKS: Duration = Duration::from_secs(1);

impl Watch {
    /// Watches until it is stopped.
    pub fn run(self, context: &Context) -> Result<Answer, Refusal> {
        let mut inbox = Inbox::open(&self.folder)?;
        let (mut said, mut json) = (String::new(), Vec::new());
        for look in 0_u64.. {
            // The books are opened at each look: the day changes, and another process may write between two looks.
            let books = open::existing(context)?;
            if let Some(report) = inbox.look(&books, &Bar::new())? {
                if self.once {
                    said.push_str(&told(&report));
                    json.push(serde_json::to_value(&report).map_err(|error| Refusal::refused(error.to_string()))?);
                } else {
                    Answer::done(told(&report), json!(report)).print(context.json);
                }
            }
            if self.once && look > 0 {
                break;
            }
            std::thread::sleep(if self.once { TWO_LOOKS } else { LOOKS });
        }
        if said.is_empty() {
            said.push_str("Rien à prendre.");
        }
        Ok(Answer::done(said, json!(json)))
    }
}

/// Prend des fichiers : FEC, factures électroniques, listes (CSV, XLSX), relevés bancaires.
///
/// Le format est reconnu au contenu. Une ligne fausse est montrée, le reste est pris. Le même fichier deux fois ne change
/// rien. « quittance import undo ip_12 » annule un import tant que rien ne s'appuie dessus.
#[derive(Args)]
pub struct Import {
    /// Fichiers à prendre ; ou « undo » et la référence d'un import.
    #[arg(required = true, value_name = "FICHIER")]
    files: Vec<PathBuf>,
    /// Dossier de factures PDF, rattachées par leur numéro.
    #[arg(long, value_name = "DOSSIER")]
    pieces: Option<PathBuf>,
    /// Prend les montants et échéances qui diffèrent de ce qui est inscrit.
    #[arg(long)]
    accept_changes: bool,
    /// Correspondance des colonnes (fichier JSON, voir « quittance read FICHIER --json »).
    #[arg(long, value_name = "FICHIER")]
    mapping: Option<PathBuf>,
    /// Votre compte, pour un relevé bancaire qui ne le dit pas ou le nomme autrement (IBAN).
    #[arg(long, value_name = "IBAN")]
    account: Option<String>,
    /// Ce que listent les fichiers CSV ou XLSX, quand leurs colonnes laissent un doute.
    #[arg(long = "as", value_enum, value_name = "LISTE")]
    listed: Option<Listed>,
}

/// What a table lists.
#[derive(Clone, Copy, ValueEnum)]
enum Listed {
    /// Des factures.
    Invoices,
    /// Des débiteurs.
    Debtors,
    /// Des règlements reçus.
    Payments,
    /// Un relevé bancaire.
    Bank,
}

impl From<Listed> for TableKind {
    fn from(listed: Listed) -> TableKind {
        match listed {
            Listed::Invoices => TableKind::Invoices,
            Listed::Debtors => TableKind::Debtors,
            Listed::Payments => TableKind::Payments,
            Listed::Bank => TableKind::BankStatement,
        }
    }
}

impl Import {
    /// Takes the files in, or undoes.
    pub fn run(self, context: &Context) -> Result<Answer, Refusal> {
        if let [word, references @ ..] = self.files.as_slice()
            && word.as_os_str() == "undo"
            && !word.exists()
        {
            return undo(context, references);
        }
        let mapping = self
            .mapping
            .as_ref()
            .map(|path| {
                std::fs::read_to_string(path)
                    .map_err(|error| Refusal::usage(format!("« {} » : illisible, {}.", path.display(), domain::french::refusal_fr(&error))))
            })
            .transpose()?;
        if let Some(folder) = self.files.iter().find(|path| path.is_dir()) {
            return Err(Refusal::usage(format!(
                "« {} » est un dossier. Donnez des fichiers ; un dossier de factures PDF va avec --pieces.",
                folder.display()
            )));
        }
        if let Some(absent) = self.files.iter().find(|path| !path.exists()) {
            return Err(Refusal::usage(format!("« {} » : ce fichier n'existe pas. Vérifiez son nom et son dossier.", absent.display())));
        }
        let options = Options {
            pieces: self.pieces.as_deref(),
            accept_changes: self.accept_changes,
            mapping: mapping.as_deref(),
            listed: self.listed.map(TableKind::from),
            account: self.account.as_deref(),
            revision: None,
        };
        let bar = Bar::new();
        let report = open::opening(context)
            .in_books_or_first(&first_name(&self.files), |books| import::files(books, &self.files, &options, &bar))?;
        drop(bar);
        let json = serde_json::to_value(&report).map_err(|error| Refusal::refused(error.to_string()))?;
        let answer = Answer::done(told(&report), json);
        Ok(if report.is_refused() { answer.refused() } else { answer.with_problems(report.has_problems()) })
    }
}

/// A report, with the commands that give what statements lack.
fn told(report: &Report) -> String {
    let mut said = report.text();
    for file in &report.files {
        if file.lacks.account {
            said.push_str(&format!(
                "Pour dire de quel compte est {} : redonnez-le à « quittance import » avec --account IBAN (« quittance bank accounts » donne les vôtres, « quittance bank add IBAN » en déclare un).\n",
                file.file
            ));
        }
        for account in &file.lacks.undeclared {
            said.push_str(&format!("Pour déclarer ce compte comme le vôtre : quittance bank add {account}\n"));
        }
        if file.lacks.choice {
            said.push_str(&format!(
                "Si c'est un compte que vous avez déclaré sous un autre nom : redonnez {} à « quittance import » avec --account (« quittance bank accounts » donne les vôtres).\n",
                file.file
            ));
        }
    }
    said
}

/// The name of a first creditor: the SIREN of a FEC's file name, until somebody names it.
fn first_name(files: &[PathBuf]) -> String {
    let siren =
        files.iter().filter_map(|path| path.file_name()?.to_str()?.to_uppercase().split_once("FEC").map(|(siren, _)| siren.to_owned()));
    siren
        .into_iter()
        .find(|siren| siren.len() == 9 && siren.bytes().all(|b| b.is_ascii_digit()))
        .unwrap_or_else(|| app::books::FIRST_CREDITOR.to_owned())
}

fn undo(context: &Context, references: &[PathBuf]) -> Result<Answer, Refusal> {
    let books = open::existing(context)?;
    if references.is_empty() {
        return Err(Refusal::usage("Donnez la référence de l'import à annuler : quittance import undo ip_12."));
    }
    let mut said = Vec::new();
    for reference in references {
        said.push(import::undo(&books, &reference.to_string_lossy())?.said);
    }
    Ok(Answer::done(said.join("\n"), json!({ "said": said })))
}
