//! `quittance read`: understands files and prints facts and problems. Writes nothing.

use std::path::PathBuf;

use clap::Args;
use formats::{Input, ReadReport};
use serde_json::json;

use super::Context;
use super::answer::{Answer, Refusal};

/// Lit des fichiers et montre ce qui en est compris, sans rien enregistrer.
#[derive(Args)]
pub struct Read {
    /// Fichiers à lire.
    #[arg(required = true, value_name = "FICHIER")]
    files: Vec<PathBuf>,
}

impl Read {
    /// Reads and prints.
    pub fn run(self, context: &Context) -> Result<Answer, Refusal> {
        let mut reports = Vec::new();
        for path in &self.files {
            if path.is_dir() {
                return Err(Refusal::usage(format!("« {} » est un dossier. Donnez les fichiers qu'il contient.", path.display())));
            }
            if !path.exists() {
                return Err(Refusal::usage(format!("« {} » : ce fichier n'existe pas. Vérifiez son nom et son dossier.", path.display())));
            }
            reports.push(formats::report::read(&Input::file(path), &[], context.clock.today()));
        }
        let problems = reports.iter().any(|report| report.problems.iter().any(|problem| problem.severity == formats::Severity::Error));
        let text = reports.iter().map(text).collect::<Vec<_>>().join("\n");
        Ok(Answer::done(text, json!({ "files": reports })).with_problems(problems))
    }
}

fn text(report: &ReadReport) -> String {
    let mut out = format!("{} : {}\n", report.file, report.format);
    for (name, value) in &report.facts.0 {
        out.push_str(&format!("  {name:<16} {}\n", value.as_str().map_or_else(|| value.to_string(), str::to_owned)));
    }
    for problem in &report.problems {
        out.push_str(&format!("  • {}\n", problem.message));
    }
    out
}
