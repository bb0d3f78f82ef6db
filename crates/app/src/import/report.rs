//! What an import says: rows taken, already known, and problems line by line.

use domain::Date;
use domain::french::date_short;
use domain::ids::ImportId;
use formats::Problem;
use serde::{Deserialize, Serialize};

use super::file::Opened;
use super::pieces::PiecesReport;
use crate::tie_out::Tied;
use crate::words::counted;

/// How many rows did what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Rows that made events.
    pub taken: u64,
    /// Rows already known, unchanged.
    pub known: u64,
    /// Rows known, of which something changed by an event (lettering, details).
    pub changed: u64,
    /// Problems shown.
    pub problems: u64,
}

impl Counts {
    /// Whether any row is in the books, since now or before.
    pub(super) fn is_something(&self) -> bool {
        self.taken + self.known + self.changed > 0
    }
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Its good rows are in the books.
    Taken,
    /// The very same file was taken before.
    AlreadyImported,
    /// Nothing of it could be taken.
    Refused,
}

/// What a bank statement lacks before it can be taken. Each door says how it is given there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lacks {
    /// The file does not say of which account it is, and there is not one account alone.
    pub account: bool,
    /// Accounts that are not declared as the creditor's, each by the name that declares it.
    pub undeclared: Vec<String>,
    /// There is one such name, and a person may say that it is one of the declared accounts.
    #[serde(default)]
    pub choice: bool,
}

impl Lacks {
    /// Whether nothing is lacking.
    pub fn is_nothing(&self) -> bool {
        *self == Lacks::default()
    }
}

/// One file.
#[derive(Clone, Debug, Serialize)]
pub struct FileReport {
    /// Its name.
    pub file: String,
    /// `fec`, `invoices`, `debtors`, `payments`, or what it is.
    pub format: String,
    /// What became of it.
    pub outcome: Outcome,
    /// The import, to undo it.
    pub import: Option<String>,
    /// How many rows did what.
    #[serde(flatten)]
    pub counts: Counts,
    /// What was found, in sentences.
    pub notes: Vec<String>,
    /// What is wrong, line by line.
    pub problems: Vec<Problem>,
    /// What a bank statement lacks.
    #[serde(skip_serializing_if = "Lacks::is_nothing")]
    pub lacks: Lacks,
    /// The accounts of customers beside the books, for an accounting file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tied: Option<Tied>,
}

/// Every file.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// In the order in which they were taken.
    pub files: Vec<FileReport>,
    /// Invoice PDFs matched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pieces: Option<PiecesReport>,
    /// What became of the lines of the bank, in one sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reconciled: Option<String>,
}

impl FileReport {
    /// Whether it was refused for want of what another file brings.
    pub(super) fn waits(&self) -> bool {
        self.outcome == Outcome::Refused && self.problems.iter().any(|problem| problem.code == super::einvoice::REPLACED_UNKNOWN)
    }

    pub(super) fn already(opened: &Opened<'_>, import: ImportId, on: Date) -> FileReport {
        FileReport {
            file: opened.name.clone(),
            format: "known".to_owned(),
            outcome: Outcome::AlreadyImported,
            import: Some(import.to_string()),
            counts: Counts::default(),
            notes: vec![format!("déjà importé le {}, rien n'a changé", date_short(on))],
            problems: Vec::new(),
            lacks: Lacks::default(),
            tied: None,
        }
    }

    /// Its good rows are in the books.
    pub(super) fn taken(
        opened: &Opened<'_>,
        format: &str,
        import: ImportId,
        counts: Counts,
        notes: Vec<String>,
        problems: Vec<Problem>,
    ) -> FileReport {
        FileReport {
            file: opened.name.clone(),
            format: format.to_owned(),
            outcome: Outcome::Taken,
            import: Some(import.to_string()),
            counts,
            notes,
            problems,
            lacks: Lacks::default(),
            tied: None,
        }
    }

    pub(super) fn refused(opened: &Opened<'_>, format: &str, problems: Vec<Problem>) -> FileReport {
        FileReport {
            file: opened.name.clone(),
            format: format.to_owned(),
            outcome: Outcome::Refused,
            import: None,
            counts: Counts { problems: problems.len() as u64, ..Counts::default() },
            notes: Vec::new(),
            problems,
            lacks: Lacks::default(),
            tied: None,
        }
    }
}

impl Report {
    /// Whether something was refused or is to be looked at.
    pub fn has_problems(&self) -> bool {
        self.files
            .iter()
            .any(|file| file.outcome == Outcome::Refused || file.problems.iter().any(|p| p.severity == formats::Severity::Error))
    }

    /// Whether nothing of any file could be taken.
    pub fn is_refused(&self) -> bool {
        !self.files.is_empty() && self.files.iter().all(|file| file.outcome == Outcome::Refused)
    }

    /// The report as a person reads it.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for file in &self.files {
            let counts = file.counts;
            out.push_str(&format!("{} ({})", file.file, french_format(&file.format)));
            match file.outcome {
                Outcome::AlreadyImported => {}
                Outcome::Refused => out.push_str(" : refusé, rien n'a été pris"),
                Outcome::Taken => {
                    let taken = counted(counts.taken, "ligne prise", "lignes prises");
                    let known = counted(counts.known, "déjà connue", "déjà connues");
                    out.push_str(&format!(" : {taken}, {known}"));
                    if counts.changed > 0 {
                        out.push_str(&format!(", {}", counted(counts.changed, "mise à jour", "mises à jour")));
                    }
                }
            }
            if let Some(import) = &file.import {
                out.push_str(&format!(" [{import}]"));
            }
            out.push('\n');
            if let (Outcome::Refused, Some(others)) = (file.outcome, other_lists(&file.format)) {
                out.push_str(&format!("  Si ce fichier liste autre chose : {others}.\n"));
            }
            for note in &file.notes {
                out.push_str(&format!("  {note}\n"));
            }
            if let Some(tied) = &file.tied {
                let where_to = if tied.waiting > 0 { " : quittance books" } else { "" };
                out.push_str(&format!("  {}{where_to}\n", tied.said()));
            }
            for problem in file.problems.iter().take(SHOWN) {
                let sign = if problem.severity == formats::Severity::Error { "✗" } else { "•" };
                out.push_str(&format!("  {sign} {}\n", problem.message));
            }
            if file.problems.len() > SHOWN {
                let others = counted((file.problems.len() - SHOWN) as u64, "autre remarque", "autres remarques");
                out.push_str(&format!("  … et {others} (--json les donne toutes)\n"));
            }
        }
        if let Some(pieces) = &self.pieces {
            out.push_str(&pieces.text());
        }
        if let Some(reconciled) = &self.reconciled {
            out.push_str(reconciled);
            out.push('\n');
        }
        out
    }
}

/// Problems shown on a terminal for one file.
const SHOWN: usize = 30;

/// The options that read a table as something else.
fn other_lists(format: &str) -> Option<&'static str> {
    Some(match format {
        "invoices" => "--as payments (règlements) ou --as debtors (débiteurs)",
        "payments" => "--as invoices (factures) ou --as debtors (débiteurs)",
        "debtors" => "--as invoices (factures) ou --as payments (règlements)",
        _ => return None,
    })
}

fn french_format(format: &str) -> &str {
    match format {
        "fec" => "FEC",
        "invoices" => "factures",
        "debtors" => "débiteurs",
        "payments" => "règlements",
        "known" => "déjà importé",
        "empty" => "vide",
        "csv" => "CSV",
        "xlsx" => "XLSX",
        "camt052" | "camt053" | "camt054" | "camt" => "relevé CAMT",
        "cfonb120" | "cfonb" => "relevé CFONB 120",
        "mt940" | "mt942" => "relevé MT940",
        "ofx" => "relevé OFX",
        "unknown" => "format non pris",
        other => other,
    }
}
