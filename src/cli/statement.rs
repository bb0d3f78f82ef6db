//! `quittance statement`.

use std::path::PathBuf;

use app::account::{self, ClaimStatement};
use clap::Args;
use domain::Date;
use domain::french::{date_short, money_fr};
use domain::money::Cents;
use domain::statement::PenaltyJson;
use serde_json::json;

use super::answer::{Answer, Refusal};
use super::{Context, open, penalty, values};
use crate::typesetting::Typst;

/// Décompte d'une échéance ou d'un débiteur, chaque ligne avec son article, à n'importe quel jour.
#[derive(Args)]
pub struct Statement {
    /// Échéance (numéro de facture ou cr_12) ou débiteur (code ou db_12).
    what: String,
    /// Jour du décompte (aujourd'hui par défaut).
    #[arg(long, value_name = "JOUR", value_parser = values::day)]
    on: Option<Date>,
    /// Tel que connu à la fin de ce jour : ce que vous saviez alors.
    #[arg(long, value_name = "JOUR", value_parser = values::day)]
    known_at: Option<Date>,
    /// Écrit aussi le décompte en PDF.
    #[arg(long, value_name = "FICHIER")]
    pdf: Option<PathBuf>,
}

impl Statement {
    /// Computes and prints it.
    pub fn run(self, context: &Context) -> Result<Answer, Refusal> {
        let books = open::existing(context)?;
        let day = self.on.unwrap_or_else(|| context.clock.today());
        // The end of a day: the first microsecond of the next one, less one.
        let known_at = self.known_at.map(|known| crate::clock::noon(known) + 12 * 3_600_000_000 - 1);
        let (facts, all) = books.read(|tx| account::statements(tx, &self.what, day, known_at))?;
        if all.is_empty() {
            let text = format!("{} ne doit rien au {}.", facts.code, date_short(day));
            return Ok(Answer::done(text, json!({ "debtor": facts.code, "as_of": day.to_string(), "claims": [], "total_due": "0.00" })));
        }
        if let Some(path) = &self.pdf {
            self.write_pdf(&books, path, day, &facts, &all)?;
        }
        let mut text: String = all.iter().map(one).collect::<Vec<_>>().join("\n\n");
        let total: Cents = all.iter().map(|one| one.statement.totals.total_due).sum();
        let one_currency = all.windows(2).all(|pair| pair[0].statement.currency == pair[1].statement.currency);
        if all.len() > 1 && one_currency {
            text.push_str(&format!(
                "\n\nTotal dû par {} au {} : {}",
                facts.code,
                date_short(day),
                money_fr(total, all[0].statement.currency)
            ));
        }
        let claims: Vec<serde_json::Value> = all.iter().map(json_of).collect::<Result<_, _>>()?;
        let mut json = json!({ "debtor": facts.code, "as_of": day.to_string(), "claims": claims });
        if one_currency {
            json["total_due"] = json!(total.plain_in(all[0].statement.currency));
        }
        Ok(Answer::done(text, json))
    }

    fn write_pdf(
        &self,
        books: &app::books::Books,
        path: &std::path::Path,
        day: Date,
        facts: &domain::facts::DebtorFacts,
        all: &[ClaimStatement],
    ) -> Result<(), Refusal> {
        let engine = Typst::new().map_err(Refusal::refused)?;
        let pdf = books.read(|tx| account::pdf(tx, facts, all, day, &engine))?;
        std::fs::write(path, pdf)
            .map_err(|error| Refusal::refused(format!("« {} » : {}.", path.display(), domain::french::refusal_fr(&error))))
    }
}

fn one(one: &ClaimStatement) -> String {
    format!(
        "{} ({}) du {}, échéance {} ; solde comptable {}\n{}",
        one.number,
        one.claim,
        date_short(one.issued_on),
        date_short(one.due_on),
        money_fr(one.book_principal, one.statement.currency),
        penalty::text(&one.statement)
    )
}

fn json_of(one: &ClaimStatement) -> Result<serde_json::Value, Refusal> {
    let mut json = serde_json::to_value(PenaltyJson::from(&one.statement)).map_err(|error| Refusal::refused(error.to_string()))?;
    json["claim"] = json!(one.claim.to_string());
    json["number"] = json!(one.number);
    json["issued_on"] = json!(one.issued_on.to_string());
    json["due_on"] = json!(one.due_on.to_string());
    json["book_principal"] = json!(one.book_principal.plain_in(one.statement.currency));
    json["receipt"] = serde_json::to_value(&one.statement.receipt).map_err(|error| Refusal::refused(error.to_string()))?;
    Ok(json)
}
