//! `quittance books`: each debtor beside its account 411 in the newest accounting file, and what a person says of a difference.

use app::record::Done;
use app::tie_out::{self, Line, NO_ACCOUNTS, TieOut};
use app::words::counted;
use clap::{Args, Subcommand};
use domain::Date;
use domain::french::{date_short, money_fr};
use domain::money::{Cents, Currency};
use serde_json::{Value, json};
use store::{AcceptedRow, Tx};

use super::answer::{Answer, Refusal};
use super::{Context, open, values};

/// La comptabilité à côté de vos comptes : chaque débiteur est comparé à son compte 411 du dernier FEC, et chaque écart est expliqué.
///
/// La comparaison porte sur le dernier jour du fichier. Un écart reste montré jusqu'à ce qu'il disparaisse (un règlement inscrit, un FEC plus
/// récent) ou que vous l'acceptiez avec un motif ; accepté, il revient dès qu'il change. Code de sortie 1 tant qu'un écart attend.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_value_name = "ACTION", subcommand_help_heading = "Actions")]
pub struct Books {
    /// Compare au dernier fichier arrêté ce jour-là au plus tard (aujourd'hui par défaut).
    #[arg(long, value_name = "JOUR", value_parser = values::day)]
    on: Option<Date>,
    /// Montre tous les débiteurs, toutes les causes, et les écarts acceptés.
    #[arg(long)]
    all: bool,
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Subcommand)]
enum What {
    Accept(Accept),
    Reopen(Reopen),
}

/// Accepte l'écart d'un débiteur, tant qu'il ne change pas.
#[derive(Args)]
struct Accept {
    /// Le débiteur, par son code ou sa référence db_12.
    debtor: String,
    /// Pourquoi : le motif est gardé avec l'écart.
    #[arg(long)]
    reason: String,
}

/// Revient sur un écart accepté : il est montré de nouveau.
#[derive(Args)]
struct Reopen {
    /// Le débiteur, par son code ou sa référence db_12.
    debtor: String,
}

/// Debtors, and causes of each, shown without `--all`.
const SHOWN: (usize, usize) = (40, 8);

impl Books {
    /// Compares and prints, or records what a person says.
    pub fn run(self, context: &Context) -> Result<Answer, Refusal> {
        let books = open::existing(context)?;
        let today = books.today();
        let write = |work: &dyn Fn(&mut Tx<'_>) -> app::Result<Done>| -> Result<Answer, Refusal> {
            let done = books.write(|tx| work(tx))?;
            Ok(Answer::done(done.said.clone(), json!(done)))
        };
        match self.what {
            Some(What::Accept(accept)) => {
                let (debtor, known) = books.read(|tx| {
                    let debtor = app::resolve::debtor(tx, &accept.debtor)?;
                    Ok((debtor, tie_out::of_one(tx, debtor, today)?))
                })?;
                write(&|tx| tie_out::accept(tx, debtor, &accept.reason, None, known.as_ref(), today))
            }
            Some(What::Reopen(reopen)) => write(&|tx| {
                let debtor = app::resolve::debtor(tx, &reopen.debtor)?;
                tie_out::reopen(tx, debtor, today)
            }),
            None => {
                let found = books.read(|tx| tie_out::tie_out(tx, self.on.unwrap_or(today)))?;
                let Some(tied) = found else { return Ok(Answer::done(NO_ACCOUNTS, Value::Null)) };
                let waits = tied.waiting().next().is_some();
                Ok(Answer::done(text(&tied, self.all), machine(&tied)).with_problems(waits))
            }
        }
    }
}

fn euros(cents: Cents) -> String {
    money_fr(cents, Currency::EUR)
}

fn text(tied: &TieOut, all: bool) -> String {
    // The name of the file may have been erased.
    let file = if tied.stated.file.is_empty() { String::new() } else { format!("{}, ", tied.stated.file) };
    let mut out = format!("{} ({file}{})\n", tied.summed().said(), tied.stated.import);
    let (most, causes) = if all { (usize::MAX, usize::MAX) } else { SHOWN };
    let lines: Vec<&Line> = tied.lines.iter().filter(|line| all || line.waits()).collect();
    for line in lines.iter().take(most) {
        out.push_str(&one(tied, line, causes));
    }
    if lines.len() > most {
        let others = counted((lines.len() - most) as u64, "autre débiteur", "autres débiteurs");
        out.push_str(&format!("\n… et {others} (--all les montre tous)\n"));
    }
    if let Some(first) = tied.waiting().next() {
        out.push_str(&format!("\nAccepter un écart : quittance books accept {} --reason \"…\"\n", first.debtor));
    }
    out
}

fn one(tied: &TieOut, line: &Line, causes: usize) -> String {
    let difference = &line.difference;
    let (ours, theirs, gap) = (euros(difference.ours), euros(difference.theirs), euros(difference.cents()));
    let mut out = format!("\n{} {} : ici {ours}, compte 411 : {theirs}, écart : {gap}\n", line.code, line.name);
    for part in difference.parts.iter().take(causes) {
        out.push_str(&format!("    {} : {}\n", euros(part.cents), tied.said(part)));
    }
    if difference.parts.len() > causes {
        let rest: Cents = difference.parts.iter().skip(causes).map(|part| part.cents).sum();
        let others = counted((difference.parts.len() - causes) as u64, "autre cause", "autres causes");
        out.push_str(&format!("    {} : {others} (--all)\n", euros(rest)));
    }
    for remark in line.remarks() {
        out.push_str(&format!("    {remark}\n"));
    }
    if let Some(accepted) = &line.accepted {
        out.push_str(&format!("    accepté le {} par {} : {}\n", date_short(accepted.on), accepted.author, accepted.reason));
    }
    out
}

fn machine(tied: &TieOut) -> Value {
    let summed = tied.summed();
    json!({
        "day": tied.stated.on, "file": tied.stated.file, "import": tied.stated.import.to_string(), "equal": tied.equal,
        "waiting": summed.waiting, "accepted": summed.accepted, "total": summed.total.plain(),
        "differences": tied.lines.iter().map(|line| json!({
            "debtor": line.debtor.to_string(), "code": line.code, "name": line.name,
            "ours": line.difference.ours.plain(), "theirs": line.difference.theirs.plain(), "difference": line.difference.cents().plain(),
            "parts": line.difference.parts.iter().map(|part| json!({
                "amount": part.cents.plain(), "cause": part.cause.kind().word(), "said": tied.said(part),
            })).collect::<Vec<_>>(),
            "remarks": line.remarks(),
            "accepted": line.accepted.as_ref().map(accepted),
        })).collect::<Vec<_>>(),
    })
}

fn accepted(accepted: &AcceptedRow) -> Value {
    json!({ "on": accepted.on, "author": accepted.author, "reason": accepted.reason })
}
