//! `quittance plan`, `approve`, `skip`.

use app::plan::{self, Detail};
use clap::Args;
use domain::Date;
use domain::french::{date_short, money_fr};
use serde_json::json;

use super::answer::{Answer, Refusal, table};
use super::{Context, open, values};
use crate::typesetting::Typst;

/// Ce qui peut et doit être fait un jour donné, pour qui, pourquoi, et pourquoi pas les autres. N'écrit rien.
#[derive(Args)]
pub struct Plan {
    /// Jour du plan (aujourd'hui par défaut).
    #[arg(long, value_name = "JOUR", value_parser = values::day)]
    on: Option<Date>,
    /// Réexamine tous les débiteurs, pas seulement ceux dont quelque chose a pu changer.
    #[arg(long)]
    all: bool,
    /// Montre la raison de chaque échéance qui attend.
    #[arg(long)]
    why: bool,
    /// Montre ce qui est « à décider » : principal réglé en retard, intérêts ou 40 € encore dus. Rien n'en est relancé.
    #[arg(long)]
    to_decide: bool,
}

impl Plan {
    /// Computes and prints it.
    pub fn run(self, context: &Context) -> Result<Answer, Refusal> {
        let books = open::existing(context)?;
        let day = self.on.unwrap_or_else(|| context.clock.today());
        if self.to_decide {
            return to_decide(&books, day);
        }
        // For another day, what was remembered of today says nothing: everybody is looked at.
        let all = self.all || day != context.clock.today();
        if context.json {
            return Ok(Answer::pieces(plan::plan_json(&books, day, all)?.pieces()));
        }
        let plan = plan::plan(&books, day, all, if self.why { Detail::Reasons } else { Detail::ToDo })?;
        Ok(Answer::done(plan.text(self.why), json!(null)))
    }
}

fn to_decide(books: &app::books::Books, day: Date) -> Result<Answer, Refusal> {
    let all = books.read(|tx| plan::leftovers(tx, day))?;
    let mut text =
        format!("À décider au {} : principal réglé, restent des intérêts ou l'indemnité. Rien n'en est relancé.\n\n", date_short(day));
    let head = ["Débiteur", "Facture", "Intérêts", "Indemnité"].map(str::to_owned);
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|left| {
            vec![left.debtor.clone(), left.number.clone(), money_fr(left.interest, left.currency), money_fr(left.indemnity, left.currency)]
        })
        .collect();
    text.push_str(&if rows.is_empty() { "Rien.\n".to_owned() } else { table(&head, &rows, 2) });
    text.push_str(
        "\nRéclamer : quittance statement FACTURE --pdf … ; renoncer : quittance record waiver FACTURE indemnity --reason \"…\".\n",
    );
    let json = serde_json::to_value(&all).map_err(|error| Refusal::refused(error.to_string()))?;
    Ok(Answer::done(text, json!({ "day": day.to_string(), "to_decide": json })))
}

/// Approuve des actions du jour : leurs courriers sont composés et figés, et partent au prochain « run ».
#[derive(Args)]
pub struct Approve {
    /// Références données par « plan », ou « tout ».
    #[arg(required = true, value_name = "ACTION")]
    actions: Vec<String>,
}

impl Approve {
    /// Approves.
    pub fn run(self, context: &Context) -> Result<Answer, Refusal> {
        let books = open::existing(context)?;
        let engine = Typst::new().map_err(Refusal::refused)?;
        let plan::Approval { done, refused } = plan::approve(&books, &self.actions, Some(&engine))?;
        let mut said: Vec<String> = done.iter().map(|done| done.said.clone()).collect();
        said.extend(refused.iter().map(|why| format!("✗ {why}")));
        let text = if said.is_empty() { "Rien à approuver aujourd'hui.".to_owned() } else { said.join("\n") };
        let answer = Answer::done(text, json!({ "approved": done, "refused": refused }));
        Ok(if done.is_empty() && !refused.is_empty() { answer.refused() } else { answer.with_problems(!refused.is_empty()) })
    }
}

/// Ignore des actions du jour, ou les reporte ; le motif est conservé.
#[derive(Args)]
pub struct Skip {
    /// Références données par « plan ».
    #[arg(required = true, value_name = "ACTION")]
    actions: Vec<String>,
    /// Motif.
    #[arg(long)]
    reason: String,
    /// Reporter à ce jour ; sans cette option, l'étape est passée.
    #[arg(long, value_name = "JOUR", value_parser = values::day)]
    until: Option<Date>,
}

impl Skip {
    /// Skips.
    pub fn run(self, context: &Context) -> Result<Answer, Refusal> {
        let books = open::existing(context)?;
        let done = plan::skip(&books, &self.actions, &self.reason, self.until)?;
        let said: Vec<String> = done.iter().map(|done| done.said.clone()).collect();
        Ok(Answer::done(said.join("\n"), json!({ "skipped": done })))
    }
}
