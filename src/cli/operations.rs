//! `check`, `backup`, `restore`, `doctor`: looking after the data.

use std::path::{Path, PathBuf};

use app::journal::HEADS;
use clap::Args;
use serde_json::json;
use store::{Location, Store};

use super::answer::{Answer, Refusal};
use super::{Context, open};

/// Vérifie tout : chaîne du journal, projections rejouées, empreintes des données effaçables.
///
/// Compare aussi avec les têtes de journal notées à la vérification précédente : un retrait des derniers événements se voit.
#[derive(Args)]
pub struct Check {
    /// Têtes du journal à comparer (par défaut, celles notées dans le dossier des données).
    #[arg(long, value_name = "FICHIER")]
    heads: Option<PathBuf>,
}

impl Check {
    /// Checks, then notes the heads when everything is whole.
    pub fn run(self, context: &Context) -> Result<Answer, Refusal> {
        let books = open::existing(context)?;
        let noted = context.data.join(HEADS);
        let path = self.heads.unwrap_or_else(|| noted.clone());
        let saved = if path.exists() { store::read_heads(&path)? } else { Vec::new() };
        let report = books.store().check(None, &saved)?;
        let mut text = format!("{} événements et {} lignes vérifiés.", report.events, report.rows);
        if report.is_clean() {
            books.store().save_heads(&noted)?;
            text.push_str(&format!(" Tout concorde. Têtes du journal notées dans {} : gardez-en une copie ailleurs.", noted.display()));
        } else {
            text.push_str(&format!("\n{} anomalies :\n", report.findings.len()));
            for finding in report.findings.iter().take(50) {
                text.push_str(&format!("  ✗ {finding}\n"));
            }
            text.push_str("Restaurez une sauvegarde antérieure, et gardez ces fichiers pour comprendre.");
        }
        let findings: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
        let json = json!({ "events": report.events, "rows": report.rows, "findings": findings });
        if report.is_clean() { Ok(Answer::done(text, json)) } else { Ok(Answer::done(text, json).with_problems(true)) }
    }
}

/// Écrit une sauvegarde complète, à côté d'un programme qui travaille.
#[derive(Args)]
pub struct Backup {
    /// Fichier à écrire (il ne doit pas exister).
    to: PathBuf,
}

impl Backup {
    /// Writes the backup.
    pub fn run(self, context: &Context) -> Result<Answer, Refusal> {
        let books = open::existing(context)?;
        if self.to.exists() {
            return Err(Refusal::usage(format!(
                "« {} » existe déjà : une sauvegarde n'en remplace jamais une autre. Donnez un autre nom.",
                self.to.display()
            )));
        }
        books.store().backup(&self.to)?;
        let size = self.to.metadata().map(|metadata| metadata.len()).unwrap_or(0);
        let text = format!("Sauvegarde écrite : {} ({} Ko).", self.to.display(), size.div_ceil(1024));
        Ok(Answer::done(text, json!({ "file": self.to, "bytes": size })))
    }
}

/// Restaure une sauvegarde dans un dossier vide, vérifiée, en quarantaine : rien ne part avant votre accord.
#[derive(Args)]
pub struct Restore {
    /// Sauvegarde à restaurer.
    #[arg(required_unless_present = "release")]
    from: Option<PathBuf>,
    /// Lève la quarantaine : les envois faits depuis la sauvegarde ont été vérifiés.
    #[arg(long, conflicts_with = "from")]
    release: bool,
}

impl Restore {
    /// Restores, or ends the quarantine.
    pub fn run(self, context: &Context) -> Result<Answer, Refusal> {
        if self.release {
            let books = open::existing(context)?;
            books.write(|tx| Ok(tx.set_quarantine(false)?))?;
            return Ok(Answer::done("Quarantaine levée : les envois peuvent reprendre.", json!({ "quarantine": false })));
        }
        let from = self.from.ok_or_else(|| Refusal::usage("Donnez la sauvegarde à restaurer."))?;
        if !from.is_file() {
            return Err(Refusal::usage(format!(
                "« {} » : cette sauvegarde n'existe pas. Vérifiez son nom et son dossier.",
                from.display()
            )));
        }
        let location = location(context);
        let saved = beside(&from);
        let (_, report) = Store::restore(&from, &location, &saved)?;
        let mut text = format!("{} événements restaurés dans {}, en quarantaine : rien ne part.", report.events, context.data.display());
        text.push_str("\nVérifiez ce qui est parti depuis la sauvegarde, inscrivez-le (record sent), puis : quittance restore --release");
        for finding in &report.findings {
            text.push_str(&format!("\n  ✗ {finding}"));
        }
        let findings: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
        Ok(Answer::done(text, json!({ "events": report.events, "quarantine": true, "findings": findings }))
            .with_problems(!report.is_clean()))
    }
}

fn location(context: &Context) -> Location {
    match open::opening(context).postgres {
        Some((url, admin)) => Location::Postgres { url, admin },
        None => Location::Folder(context.data.clone()),
    }
}

/// The heads kept beside a backup, where there are some.
fn beside(backup: &Path) -> Vec<store::Head> {
    let heads = backup.with_file_name(HEADS);
    if heads.exists() { store::read_heads(&heads).unwrap_or_default() } else { Vec::new() }
}

/// État de santé : données, droit à jour, identité du créancier, envois à confirmer.
#[derive(Args)]
pub struct Doctor {}

impl Doctor {
    /// Looks at everything that may go wrong quietly.
    pub fn run(self, context: &Context) -> Result<Answer, Refusal> {
        let today = context.clock.today();
        let mut lines: Vec<(bool, String)> = vec![(true, format!("quittance {}", env!("CARGO_PKG_VERSION")))];
        if context.law {
            lines.push((true, "Droit : valeurs du dossier donné par --law, à la place de celles du programme.".to_owned()));
        }
        for series in app::law::in_force().running_out(today) {
            lines.push((
                false,
                format!("Droit : {} n'est connue que jusqu'au {}.", series.name, domain::french::date_short(series.last_day)),
            ));
        }
        if context.data.join(store::FILE_NAME).exists() || open::opening(context).postgres.is_some() {
            self.books(context, &mut lines)?;
        } else {
            lines.push((true, format!("Aucune donnée dans {}.", context.data.display())));
        }
        let problems = lines.iter().any(|(good, _)| !good);
        let text: String = lines.iter().map(|(good, line)| format!("{} {line}\n", if *good { "✓" } else { "✗" })).collect();
        let json: Vec<_> = lines.iter().map(|(good, line)| json!({ "ok": good, "message": line })).collect();
        Ok(Answer::done(text, json!({ "checks": json })).with_problems(problems))
    }

    fn books(&self, context: &Context, lines: &mut Vec<(bool, String)>) -> Result<(), Refusal> {
        let store = open::opening(context).store()?;
        for tenant in store.tenants()? {
            let (quarantine, lacks, waiting) = store.read(tenant.id, |tx| {
                let lacks = tx.creditor_profile()?.map(|profile| app::creditor::lacking(&profile));
                let waiting = tx.letters_in_state(domain::facts::LetterState::HandedOver)?.len();
                Ok::<_, store::StoreError>((tx.in_quarantine()?, lacks, waiting))
            })?;
            lines.push((
                !quarantine,
                format!("{} : {}", tenant.name, if quarantine { "en quarantaine, rien ne part" } else { "données ouvertes" }),
            ));
            match lacks {
                None => lines.push((false, format!("{} : identité du créancier à donner (quittance creditor set).", tenant.name))),
                Some(lacks) if !lacks.is_empty() => lines.push((false, format!("{} : il manque {}.", tenant.name, lacks.join(", ")))),
                Some(_) => {}
            }
            if waiting > 0 {
                lines.push((
                    false,
                    format!("{} : {waiting} envois remis attendent leur confirmation (quittance record sent).", tenant.name),
                ));
            }
        }
        Ok(())
    }
}
