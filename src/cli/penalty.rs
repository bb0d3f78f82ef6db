//! `quittance penalty`: the statement of one claim given on the command line. Needs no data.

use clap::{Args, ValueEnum};
use domain::Date;
use domain::french::{date_short, money_fr, rate_fr};
use domain::money::{Cents, Currency, Rate};
use domain::party::{CreditorKind, DebtorKind};
use domain::statement::{self, Account, Movement, PenaltyJson, Row, Statement};
use domain::terms::{CreditCause, Imputation, RateClause};

use super::answer::{Answer, Refusal, table};
use super::{Context, values};

/// Décompte d'une créance donnée ici : intérêts ligne par ligne, indemnité, paiements. Aucune donnée n'est nécessaire.
///
/// Ici, --creditor dit la nature du créancier (business ou individual) : elle décide de la colonne du taux légal.
#[derive(Args)]
pub struct Penalty {
    /// Principal TTC.
    #[arg(long, value_parser = values::amount)]
    principal: Cents,
    /// Dernier jour pour payer.
    #[arg(long, value_parser = values::day, value_name = "JOUR")]
    due: Date,
    /// Jour du décompte, inclus (aujourd'hui par défaut).
    #[arg(long, value_parser = values::day, value_name = "JOUR")]
    until: Option<Date>,
    /// Nature du débiteur : business, consumer, non_professional, public_body, unknown.
    #[arg(long, value_parser = values::debtor_kind, default_value = "business")]
    debtor: DebtorKind,
    /// Taux annuel du contrat, en pour cent.
    #[arg(long, value_parser = values::rate, conflicts_with = "rate_clause", value_name = "TAUX")]
    contract_rate: Option<Rate>,
    /// Clause de taux : 3x-legal ou ecb+10.
    #[arg(long, value_parser = values::rate_clause, value_name = "CLAUSE")]
    rate_clause: Option<RateClause>,
    /// Règlement reçu : JOUR:MONTANT. Répétable.
    #[arg(long = "payment", value_parser = values::day_and_amount, value_name = "JOUR:MONTANT")]
    payments: Vec<(Date, Cents)>,
    /// Avoir : JOUR:MONTANT, ou JOUR:MONTANT:from-date s'il n'agit qu'à sa date. Répétable.
    #[arg(long = "credit-note", value_parser = credit_note, value_name = "JOUR:MONTANT[:from-date]")]
    credit_notes: Vec<(Date, Cents, CreditCause)>,
    /// Imputation des règlements partiels.
    #[arg(long, value_enum, default_value = "interest-first")]
    imputation: ImputationWord,
    /// Réception de la mise en demeure : point de départ pour particuliers et non-professionnels.
    #[arg(long, value_parser = values::day, value_name = "JOUR")]
    formal_notice: Option<Date>,
    /// Jugement exécutoire et notifié ce jour.
    #[arg(long, value_parser = values::day, value_name = "JOUR")]
    judgment: Option<Date>,
    /// Capitalisation à compter de ce jour.
    #[arg(long, value_parser = values::day, value_name = "JOUR")]
    capitalise_from: Option<Date>,
    /// Jugement d'ouverture d'une procédure collective.
    #[arg(long, value_parser = values::day, value_name = "JOUR")]
    insolvency: Option<Date>,
}

#[derive(Clone, Copy, ValueEnum)]
enum ImputationWord {
    InterestFirst,
    PrincipalFirst,
}

fn credit_note(text: &str) -> Result<(Date, Cents, CreditCause), String> {
    let (rest, cause) = match text.strip_suffix(":from-date") {
        Some(rest) => (rest, CreditCause::Discount),
        None => (text, CreditCause::Correction),
    };
    values::day_and_amount(rest).map(|(on, cents)| (on, cents, cause))
}

impl Penalty {
    /// Computes and prints it.
    pub fn run(self, context: &Context) -> Result<Answer, Refusal> {
        if !self.principal.is_positive() {
            return Err(Refusal::usage("--principal : le principal doit être supérieur à zéro."));
        }
        let sums = self.payments.iter().map(|(_, cents)| cents).chain(self.credit_notes.iter().map(|(_, cents, _)| cents));
        if sums.into_iter().any(|cents| !cents.is_positive()) {
            return Err(Refusal::usage("Un règlement ou un avoir est supérieur à zéro."));
        }
        let until = self.until.unwrap_or_else(|| context.clock.today());
        let statement = statement::statement(&self.account(creditor_kind(context)?), until, app::law::in_force())
            .map_err(|gap| Refusal::refused(gap.to_string()))?;
        let json = serde_json::to_value(PenaltyJson::from(&statement)).map_err(|error| Refusal::refused(error.to_string()))?;
        Ok(Answer::done(text(&statement), json))
    }

    fn account(&self, creditor: CreditorKind) -> Account {
        let mut movements: Vec<Movement> = self.payments.iter().map(|(on, cents)| Movement::payment(*on, *cents)).collect();
        movements.extend(self.credit_notes.iter().map(|(on, cents, cause)| Movement::credit(*on, *cents, *cause)));
        Account {
            creditor,
            clause: self.contract_rate.map(|rate| RateClause::Fixed { rate }).or(self.rate_clause),
            imputation: match self.imputation {
                ImputationWord::InterestFirst => Imputation::InterestFirst,
                ImputationWord::PrincipalFirst => Imputation::PrincipalFirst,
            },
            movements,
            formal_notice_on: self.formal_notice,
            judgment_on: self.judgment,
            capitalise_from: self.capitalise_from,
            insolvency_on: self.insolvency,
            ..Account::new(self.principal, self.due, self.debtor)
        }
    }
}

/// What `--creditor` says for this command.
fn creditor_kind(context: &Context) -> Result<CreditorKind, Refusal> {
    match context.creditor.as_deref() {
        None | Some("business") => Ok(CreditorKind::Business),
        Some("individual") => Ok(CreditorKind::Individual),
        Some(other) => Err(Refusal::usage(format!("« {other} » : pour « penalty », --creditor vaut business ou individual."))),
    }
}

/// A statement as a table, with its articles and what the reader must know.
pub fn text(statement: &Statement) -> String {
    let money = |cents: Cents| money_fr(cents, statement.currency);
    let mut out = format!("Décompte au {}\nPrincipal : {}\n\n", date_short(statement.day), money(statement.principal));
    let head = ["Ligne", "Période ou jour", "Source", "Jours", "Base", "Taux", "Montant"].map(str::to_owned);
    let mut rows: Vec<Vec<String>> = statement.rows().into_iter().map(|row| row_cells(&row, statement.currency)).collect();
    rows.extend(statement.waivers.iter().map(|waiver| {
        let amount = waiver.amount.map_or_else(|| "?".to_owned(), |cents| money(-cents));
        vec![
            format!("Remise ({})", waiver.author),
            date_short(waiver.on),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
            amount,
        ]
    }));
    if !rows.is_empty() {
        out.push_str(&table(&head, &rows, 3));
        out.push('\n');
    }
    let totals = statement.totals;
    for (label, cents) in [
        ("Principal restant dû", totals.outstanding_principal),
        ("Intérêts restant dus", totals.interest_due),
        ("Indemnité forfaitaire", totals.fixed_indemnity),
    ] {
        out.push_str(&format!("{label:<24} {:>18}\n", money(cents)));
    }
    if totals.credit.is_positive() {
        out.push_str(&format!("{:<24} {:>18}\n", "Trop-perçu", money(-totals.credit)));
    }
    out.push_str(&format!("{:<24} {:>18}\n", "Total dû", money(totals.total_due)));
    for finding in &statement.findings {
        out.push_str(&format!("\n• {}", finding.french()));
    }
    out
}

fn row_cells(row: &Row<'_>, currency: Currency) -> Vec<String> {
    let money = |cents: Cents| money_fr(cents, currency);
    let empty = String::new;
    match row {
        Row::Interest(line) => vec![
            "Intérêts".to_owned(),
            format!("{} – {}", date_short(line.from), date_short(line.to)),
            format!(
                "{}{}",
                line.source(),
                line.applied.mark.filter(|mark| mark.is_to_check()).map_or_else(empty, |mark| format!(" [{mark}]"))
            ),
            line.days.to_string(),
            money(line.base),
            rate_fr(line.rate()),
            money(line.amount),
        ],
        Row::Indemnity(line) => {
            vec![
                "Indemnité forfaitaire".to_owned(),
                date_short(line.on),
                line.source.to_owned(),
                empty(),
                empty(),
                empty(),
                money(line.amount),
            ]
        }
        Row::Payment(line) => {
            vec!["Règlement".to_owned(), date_short(line.on), spread(line, currency), empty(), empty(), empty(), money(-line.amount)]
        }
        Row::Credit(line) | Row::Correction(line) => {
            vec!["Avoir".to_owned(), date_short(line.on), empty(), empty(), empty(), empty(), money(-line.amount)]
        }
        Row::Capitalisation(line) => {
            vec![
                "Capitalisation".to_owned(),
                date_short(line.on),
                "C. civ. 1343-2".to_owned(),
                empty(),
                money(line.amount),
                empty(),
                empty(),
            ]
        }
    }
}

/// Where the cents of a payment went.
fn spread(line: &statement::MovementLine, currency: Currency) -> String {
    let parts =
        [("intérêts", line.to_interest), ("principal", line.to_principal), ("indemnité", line.to_indemnity), ("trop-perçu", line.over)];
    let said: Vec<String> = parts
        .into_iter()
        .filter(|(_, cents)| cents.is_positive())
        .map(|(word, cents)| format!("{word} {}", money_fr(cents, currency)))
        .collect();
    said.join(", ")
}
