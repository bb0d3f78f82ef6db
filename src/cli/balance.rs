//! `quittance balance`.

use app::balance::Balance as Aged;
use app::words::counted;
use clap::Args;
use domain::Date;
use domain::french::{date_short, money_fr};
use domain::money::Currency;
use serde_json::json;

use super::answer::{Answer, Refusal};
use super::open;
use super::{Context, values};

/// Balance âgée : ce que chaque débiteur doit, par ancienneté, à n'importe quel jour.
#[derive(Args)]
pub struct Balance {
    /// Jour de la balance (aujourd'hui par défaut).
    #[arg(long, value_name = "JOUR", value_parser = values::day)]
    on: Option<Date>,
    /// Devise (euro par défaut).
    #[arg(long)]
    currency: Option<String>,
    /// Nombre de débiteurs montrés ; le JSON les donne tous.
    #[arg(long, default_value_t = 40, value_name = "N")]
    top: usize,
}

impl Balance {
    /// Computes and prints it.
    pub fn run(self, context: &Context) -> Result<Answer, Refusal> {
        let currency = self
            .currency
            .map(|code| {
                Currency::parse(&code).ok_or_else(|| Refusal::usage(format!("« {code} » n'est pas un code de devise à trois lettres.")))
            })
            .transpose()?;
        let books = open::existing(context)?;
        let day = self.on.unwrap_or_else(|| context.clock.today());
        let balance = books.read(|tx| app::balance::balance(tx, day, currency))?;
        if context.json {
            return Answer::written(&balance);
        }
        Ok(Answer::done(text(&balance, self.top), json!(null)))
    }
}

/// The balance as a table.
pub fn text(balance: &Aged, top: usize) -> String {
    let mut out = format!("Balance âgée au {} ({})\n\n", date_short(balance.as_of), balance.currency);
    let mut head = vec!["Code".to_owned(), "Débiteur".to_owned(), "Total".to_owned()];
    head.extend(balance.buckets.iter().map(|bucket| bucket.label.clone()));
    let mut rows = Vec::new();
    for debtor in balance.debtors.iter().take(top) {
        let mut row = vec![debtor.code.clone(), debtor.name.clone(), money_fr(debtor.total, balance.currency)];
        row.extend(debtor.buckets.iter().map(|bucket| money_fr(bucket.amount, balance.currency)));
        rows.push(row);
    }
    let mut total =
        vec!["Total".to_owned(), counted(balance.debtors.len() as u64, "débiteur", "débiteurs"), money_fr(balance.total, balance.currency)];
    total.extend(balance.buckets.iter().map(|bucket| money_fr(bucket.amount, balance.currency)));
    rows.push(total);
    out.push_str(&super::answer::table(&head, &rows, 2));
    if balance.debtors.len() > top {
        let others = counted((balance.debtors.len() - top) as u64, "autre débiteur", "autres débiteurs");
        out.push_str(&format!("\n… et {others} (--top pour en voir davantage).\n"));
    }
    if !balance.other_currencies.is_empty() {
        let others: Vec<&str> = balance.other_currencies.iter().map(Currency::code).collect();
        out.push_str(&format!("\nAutres devises ouvertes : {} (--currency).\n", others.join(", ")));
    }
    out
}
