//! The command line: English verbs, French answers, `--json` for machines. Each command parses, calls one use case and
//! presents the answer. Exit codes: 0 done, 1 done with problems, 2 usage, 3 refused, 4 busy.

mod answer;
mod balance;
mod bank;
mod books;
mod creditor;
mod debit;
mod demo;
mod errors;
mod help;
mod import;
mod law;
mod letter;
mod open;
mod operations;
mod penalty;
mod plan;
mod progress;
mod read;
mod record;
mod record_args;
mod run;
mod serve;
mod statement;
mod user;
mod values;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

pub use answer::{Answer, Refusal};

/// The heading of the options that every command has.
const COMMON: &str = "Options communes";

/// Du retard de paiement à l'argent encaissé, selon le droit français.
///
/// Quittance lit vos fichiers (FEC, CSV, XLSX), calcule ce que chaque débiteur doit, dit chaque jour ce qui peut et doit
/// être fait, pourquoi, et prépare les courriers. Rien n'est envoyé sans votre accord.
///
/// Pour essayer sans rien installer d'autre : « quittance demo ».
#[derive(Parser)]
#[command(name = "quittance", version, disable_help_subcommand = true, subcommand_value_name = "COMMANDE")]
#[command(subcommand_help_heading = "Commandes")]
pub struct Cli {
    /// Dossier des données.
    #[arg(long, global = true, help_heading = COMMON, value_name = "DOSSIER", env = "QUITTANCE_DATA", default_value = "./quittance-data")]
    data: PathBuf,
    /// Créancier concerné (nom ou numéro) quand il y en a plusieurs.
    #[arg(long, global = true, help_heading = COMMON, value_name = "CRÉANCIER")]
    creditor: Option<String>,
    /// Qui parle : inscrit au journal avec chaque événement.
    #[arg(long, global = true, help_heading = COMMON, value_name = "NOM", env = "QUITTANCE_AUTHOR", default_value = "cli")]
    author: String,
    /// Dossier « law » plus récent que celui du programme : ses valeurs remplacent les siennes.
    #[arg(long, global = true, help_heading = COMMON, value_name = "DOSSIER", env = "QUITTANCE_LAW")]
    law: Option<PathBuf>,
    /// Réponse en JSON pour une machine (montants à deux décimales, dates ISO).
    #[arg(long, global = true, help_heading = COMMON)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Demo(demo::Demo),
    Serve(serve::Serve),
    Read(read::Read),
    Import(import::Import),
    Watch(import::Watch),
    Bank(bank::Bank),
    Debit(debit::DebitCommand),
    Books(books::Books),
    Creditor(creditor::Creditor),
    Record(record_args::Record),
    Plan(plan::Plan),
    Approve(plan::Approve),
    Skip(plan::Skip),
    Run(run::Run),
    Balance(balance::Balance),
    Statement(statement::Statement),
    Penalty(penalty::Penalty),
    Letter(letter::Letter),
    Law(law::Law),
    User(user::User),
    Check(operations::Check),
    Backup(operations::Backup),
    Restore(operations::Restore),
    Doctor(operations::Doctor),
}

/// What every command gets beside its own arguments.
pub struct Context {
    /// Data folder.
    pub data: PathBuf,
    /// `--creditor`.
    pub creditor: Option<String>,
    /// `--author`.
    pub author: String,
    /// `--json`.
    pub json: bool,
    /// Whether `--law` gave a newer folder of values.
    pub law: bool,
    /// The clock.
    pub clock: crate::clock::Clock,
}

/// Parses, runs, prints, and says how it went by the exit code.
pub fn main() -> ExitCode {
    let parsed = help::in_french(Cli::command()).try_get_matches().and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => return errors::usage(&error),
    };
    let clock = match crate::clock::Clock::of_environment() {
        Ok(clock) => clock,
        Err(message) => return Refusal::usage(message).report(cli.json),
    };
    let context = Context { data: cli.data, creditor: cli.creditor, author: cli.author, json: cli.json, law: cli.law.is_some(), clock };
    let json = context.json;
    if context.data.is_file() {
        let message = format!("--data : « {} » est un fichier. Donnez le dossier des données.", context.data.display());
        return Refusal::usage(message).report(json);
    }
    let loaded = cli.law.as_deref().map_or(Ok(()), |folder| app::law::load(folder).map_err(Refusal::from));
    match loaded.and_then(|()| dispatch(cli.command, &context)) {
        Ok(answer) => answer.print(json),
        Err(refusal) => refusal.report(json),
    }
}

fn dispatch(command: Command, context: &Context) -> Result<Answer, Refusal> {
    match command {
        Command::Demo(demo) => demo.run(context),
        Command::Serve(serve) => serve.run(context),
        Command::Read(read) => read.run(context),
        Command::Import(import) => import.run(context),
        Command::Creditor(creditor) => creditor.run(context),
        Command::Record(record) => record.run(context),
        Command::Plan(plan) => plan.run(context),
        Command::Approve(approve) => approve.run(context),
        Command::Skip(skip) => skip.run(context),
        Command::Run(run) => run.run(context),
        Command::Balance(balance) => balance.run(context),
        Command::Statement(statement) => statement.run(context),
        Command::Penalty(penalty) => penalty.run(context),
        Command::Letter(letter) => letter.run(context),
        Command::Law(law) => law.run(context),
        Command::Watch(watch) => watch.run(context),
        Command::Bank(bank) => bank.run(context),
        Command::Debit(debit) => debit.run(context),
        Command::Books(books) => books.run(context),
        Command::User(user) => user.run(context),
        Command::Check(check) => check.run(context),
        Command::Backup(backup) => backup.run(context),
        Command::Restore(restore) => restore.run(context),
        Command::Doctor(doctor) => doctor.run(context),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
