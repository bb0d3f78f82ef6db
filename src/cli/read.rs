//! `quittance read`: understands files and prints facts and problems. Writes nothing.

use std::path::{Path, PathBuf};

use clap::Args;
use formats::table::TableKind;
use formats::{Input, ReadReport};
use serde_json::{Value, json};

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
            reports.push(understood(path, context.clock.today()));
        }
        let problems = reports.iter().any(|report| report.problems.iter().any(|problem| problem.severity == formats::Severity::Error));
        let text = reports.iter().map(text).collect::<Vec<_>>().join("\n");
        Ok(Answer::done(text, json!({ "files": reports })).with_problems(problems))
    }
}

/// A file as understood; one that may not be opened says why.
fn understood(path: &Path, today: domain::Date) -> ReadReport {
    let input = Input::file(path);
    match app::untrusted::refusal(path, input.name()) {
        None => formats::report::read(&input, &[], today),
        Some(refusal) => {
            let facts = formats::Facts::default();
            ReadReport { file: input.name().to_owned(), format: "unreadable", facts, problems: vec![refusal] }
        }
    }
}

fn text(report: &ReadReport) -> String {
    let mut out = format!("{} : {}\n", report.file, report.format);
    let width = report.facts.0.keys().map(|name| words(name).chars().count()).max().unwrap_or(0);
    for (name, value) in &report.facts.0 {
        match value.as_array().filter(|all| all.iter().any(Value::is_object)) {
            None => {
                let said = words(name);
                out.push_str(&format!("  {said}{}  {}\n", " ".repeat(width - said.chars().count()), shown(name, value)));
            }
            Some(all) => {
                for one in all {
                    out.push_str(&format!("  {} : {}\n", words(name), shown(name, one)));
                }
            }
        }
    }
    for problem in &report.problems {
        out.push_str(&format!("  • {}\n", problem.message));
    }
    out
}

/// The facts as users read them; machines read the names of `--json`.
const WORDS: &[(&str, &str)] = &[
    ("account", "compte"),
    ("amounts", "montant"),
    ("at", "du"),
    ("balance_411", "solde du 411"),
    ("buyer", "acheteur"),
    ("closing", "solde de clôture"),
    ("code", "code"),
    ("columns", "colonnes"),
    ("credit", "crédit"),
    ("credit_sum", "total au crédit"),
    ("credits", "au crédit"),
    ("currency", "devise"),
    ("customers", "clients"),
    ("debit", "débit"),
    ("debit_sum", "total au débit"),
    ("debits", "au débit"),
    ("due_date", "échéance"),
    ("entries", "mouvements"),
    ("iban", "IBAN"),
    ("invoice", "facture"),
    ("invoices_open", "factures ouvertes"),
    ("issue_date", "date"),
    ("kind", "contenu"),
    ("label", "libellé"),
    ("legal_id", "immatriculation"),
    ("lines", "lignes"),
    ("name", "nom"),
    ("number", "numéro"),
    ("opening", "solde d'ouverture"),
    ("payable", "net à payer"),
    ("prepaid", "déjà réglé"),
    ("reasons", "motifs"),
    ("rows", "lignes"),
    ("seller", "vendeur"),
    ("statements", "relevé"),
    ("statuses", "statut"),
    ("sum", "total"),
    ("total_excl_vat", "total HT"),
    ("total_incl_vat", "total TTC"),
    ("total_vat", "TVA"),
    ("type", "type"),
    ("unlettered_411", "non lettré"),
    ("vat", "TVA"),
];

/// Facts that are amounts.
const AMOUNTS: &[&str] = &[
    "amount",
    "balance_411",
    "closing",
    "credit",
    "credit_sum",
    "debit",
    "debit_sum",
    "opening",
    "payable",
    "prepaid",
    "sum",
    "total_excl_vat",
    "total_incl_vat",
    "total_vat",
    "unlettered_411",
];

fn words(name: &str) -> &str {
    WORDS.iter().find(|(own, _)| *own == name).map_or(name, |(_, words)| words)
}

fn shown(name: &str, value: &Value) -> String {
    match value {
        Value::String(text) if AMOUNTS.contains(&name) => amount(text).unwrap_or_else(|| text.clone()),
        // What a table lists; the kind of an amount in a status is a code of the norm and stays as it is.
        Value::String(text) if name == "kind" => TableKind::parse(text).map_or(text.as_str(), |kind| kind.french()).to_owned(),
        Value::String(text) => text.parse::<domain::Date>().map_or_else(|_| text.clone(), domain::french::date_short),
        Value::Array(all) => all.iter().map(|one| shown(name, one)).collect::<Vec<_>>().join(", "),
        Value::Object(facts) => {
            let said = facts.iter().map(|(name, value)| format!("{} {}", words(name), shown(name, value)));
            said.collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

/// An amount of the machine's shape, `-1234.56`, whatever its decimals, as users read it; `None` for anything else.
fn amount(text: &str) -> Option<String> {
    let (sign, figures) = text.strip_prefix('-').map_or(("", text), |figures| ("\u{2212}", figures));
    let (whole, rest) = figures.split_once('.')?;
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let whole: u64 = Some(whole).filter(|whole| digits(whole) && digits(rest))?.parse().ok()?;
    Some(format!("{sign}{},{rest}", domain::french::grouped(whole)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_shown_as_users_write_them() {
        assert_eq!(amount("-1234567.89").as_deref(), Some("\u{2212}1\u{202f}234\u{202f}567,89"));
        assert_eq!(amount("0.05").as_deref(), Some("0,05"));
        assert_eq!(amount("10.555").as_deref(), Some("10,555"));
        for other in ["", "-", ".5", "5.", "12", "1.2.3", "+1.00", "1e3.00", "N/A"] {
            assert_eq!(amount(other), None, "{other}");
        }
    }

    #[test]
    fn the_kind_of_a_table_is_said_and_a_code_of_a_status_is_kept() {
        assert_eq!(shown("kind", &json!("debtors")), "Débiteurs");
        assert_eq!(shown("kind", &json!("MEN")), "MEN");
        assert_eq!(shown("label", &json!("debtors")), "debtors");
    }
}
