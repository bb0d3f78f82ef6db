//! `quittance bank`: the creditor's accounts, the lines of their statements, and what each line is.

use app::bank::{self, Part};
use clap::{Args, Subcommand};
use domain::french::date_short;
use domain::ids::{BankLineId, BankRuleId, DebtorId, MovementId, PayerAccountId};
use domain::money::{Cents, Currency, Money};
use domain::payments::{Outcome, RuleBy, Verdict};
use serde_json::{Value, json};
use store::{BankLine, Read, Tx};

use super::answer::{Answer, Refusal, table};
use super::{Context, open};

/// La banque : vos comptes, les lignes à rapprocher, ce que chaque ligne règle.
///
/// Les relevés se prennent par « quittance import ». Ce qui est sûr est imputé sans vous ; le reste attend ici, et les relances des
/// débiteurs concernés attendent avec.
#[derive(Args)]
pub struct Bank {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
#[command(subcommand_value_name = "ACTION", subcommand_help_heading = "Actions")]
enum What {
    /// Les lignes à rapprocher, avec ce que chacune règle sans doute.
    Lines,
    /// Vos comptes, et jusqu'où chacun est connu.
    Accounts,
    Add(Add),
    Accept(Accept),
    Assign(Assign),
    Aside(SetAside),
    Returned(Returned),
    Refund(Refund),
    Reopen(Line),
    /// Relance le rapprochement des lignes qui attendent.
    Match,
    /// Ce qui a été appris : comptes des payeurs, lignes qui ne sont pas de clients.
    Learned,
    Forget(Forget),
}

/// Déclare un de vos comptes.
#[derive(Args)]
struct Add {
    /// Son IBAN.
    iban: String,
    /// Comment vous l'appelez.
    #[arg(long, default_value = "")]
    name: String,
    /// Sa devise ; elle vaut pour les relevés qui ne la disent pas.
    #[arg(long, default_value = "EUR", value_name = "DEVISE", value_parser = currency)]
    currency: Currency,
}

/// Accepte une proposition.
#[derive(Args)]
struct Accept {
    /// La ligne, comme lb_12.
    line: BankLineId,
    /// Laquelle des propositions, la première sans cela.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..))]
    choice: u8,
    /// Abandonne le petit écart qui reste, dans la limite réglée.
    #[arg(long)]
    write_off: bool,
}

/// Répartit une ligne à la main : « F-2026-12=120,00 » pour chaque facture ; la somme des parts est celle de la ligne.
#[derive(Args)]
struct Assign {
    /// La ligne, comme lb_12.
    line: BankLineId,
    /// Factures avec leur part.
    parts: Vec<String>,
    /// Débiteur qui garde à valoir ce qu'aucune facture ne prend.
    #[arg(long)]
    debtor: Option<String>,
    /// Ce que la ligne règle, dans une autre devise que la sienne, comme « 2500,00 USD » : les parts en font la somme.
    #[arg(long, value_name = "MONTANT DEVISE", value_parser = super::values::money)]
    settles: Option<Money>,
}

/// Laisse une ligne de côté : ce n'est pas l'argent d'un client.
#[derive(Args)]
struct SetAside {
    /// La ligne, comme lb_12.
    line: BankLineId,
    /// Ce que c'est.
    #[arg(long, default_value = "")]
    reason: String,
    /// Laisse aussi de côté, désormais, ce qui vient du même compte.
    #[arg(long, conflicts_with = "words")]
    same_account: bool,
    /// Laisse aussi de côté, désormais, les libellés qui portent ces mots.
    #[arg(long)]
    words: Option<String>,
}

/// Dit quel règlement une sortie d'argent reprend : chèque impayé, prélèvement rejeté.
#[derive(Args)]
struct Returned {
    /// La ligne, comme lb_12.
    line: BankLineId,
    /// Le règlement, comme rg_7.
    payment: MovementId,
}

/// Dit quel débiteur une sortie d'argent rembourse : un trop-perçu, un acompte, un avoir.
#[derive(Args)]
struct Refund {
    /// La ligne, comme lb_12.
    line: BankLineId,
    /// Le débiteur : son code, ou db_12.
    debtor: String,
}

/// Revient sur ce qui a été décidé d'une ligne.
#[derive(Args)]
struct Line {
    /// La ligne, comme lb_12.
    line: BankLineId,
}

/// Oublie un compte payeur (cp_3) ou une règle (rr_4).
#[derive(Args)]
struct Forget {
    /// Sa référence, dite par « quittance bank learned ».
    reference: String,
}

impl Bank {
    /// Carries the action out.
    pub fn run(self, context: &Context) -> Result<Answer, Refusal> {
        let books = open::existing(context)?;
        let day = books.today();
        let write = |work: &dyn Fn(&mut Tx<'_>) -> app::Result<app::record::Done>| -> Result<Answer, Refusal> {
            let done = books.write(|tx| work(tx))?;
            Ok(Answer::done(done.said.clone(), json!(done)))
        };
        match self.what {
            What::Lines => Ok(books.read(lines)?),
            What::Accounts => Ok(books.read(accounts)?),
            What::Learned => Ok(books.read(learned)?),
            What::Add(add) => write(&|tx| bank::declare_account(tx, &add.iban, &add.name, add.currency, day)),
            What::Accept(accept) => write(&|tx| bank::accept(tx, accept.line, usize::from(accept.choice) - 1, accept.write_off, day)),
            What::Assign(assign) => write(&|tx| assign.run(tx, day)),
            What::Aside(aside) => write(&|tx| aside.run(tx, day)),
            What::Returned(back) => write(&|tx| bank::take_back(tx, back.line, back.payment, day)),
            What::Refund(back) => write(&|tx| {
                let debtor = app::resolve::debtor(tx, &back.debtor)?;
                bank::refund(tx, back.line, debtor, day)
            }),
            What::Reopen(line) => write(&|tx| bank::reopen(tx, line.line, day)),
            What::Match => {
                let done = books.write(|tx| bank::reconcile(tx, day))?;
                let said = done.said().unwrap_or_else(|| "Aucune ligne n'attend.".to_owned());
                let json = json!({ "payments": done.payments, "returns": done.returns, "aside": done.aside, "open": done.open, "held": done.held });
                Ok(Answer::done(said, json))
            }
            What::Forget(forget) => write(&|tx| forget.run(tx, day)),
        }
    }
}

impl Assign {
    fn run(&self, tx: &mut Tx<'_>, day: domain::Date) -> app::Result<app::record::Done> {
        let line = tx.bank_line(self.line)?.ok_or_else(|| app::AppError::usage(format!("Aucune ligne {}.", self.line)))?;
        let whole = self.settles.unwrap_or(line.money()).amount;
        let of: Option<DebtorId> = self.debtor.as_deref().map(|named| app::resolve::debtor(tx, named)).transpose()?;
        let mut parts = Vec::with_capacity(self.parts.len() + 1);
        for part in &self.parts {
            let (claim, cents) = app::resolve::claim_part(tx, part, of)?;
            let (_, debtor) = app::resolve::claim(tx, &claim.to_string(), None)?;
            let left = whole - parts.iter().map(|part: &Part| part.cents).sum();
            parts.push(Part { debtor, claim: Some(claim), cents: cents.unwrap_or(left) });
        }
        let left: Cents = whole - parts.iter().map(|part| part.cents).sum();
        if let Some(debtor) = of.filter(|_| left.is_positive()) {
            parts.push(Part { debtor, claim: None, cents: left });
        }
        bank::assign(tx, self.line, &parts, self.settles, day)
    }
}

impl SetAside {
    fn run(&self, tx: &mut Tx<'_>, day: domain::Date) -> app::Result<app::record::Done> {
        let iban = if self.same_account { tx.bank_line(self.line)?.map(|line| line.details.payer_iban) } else { None };
        let by = match (iban, &self.words) {
            (Some(iban), _) => Some(RuleBy::Iban { iban }),
            (None, Some(words)) => Some(RuleBy::Label { words: words.clone() }),
            (None, None) => None,
        };
        bank::set_aside(tx, self.line, &self.reason, by, day)
    }
}

impl Forget {
    fn run(&self, tx: &mut Tx<'_>, day: domain::Date) -> app::Result<app::record::Done> {
        if let Ok(account) = self.reference.parse::<PayerAccountId>() {
            return bank::forget_payer(tx, account, day);
        }
        let rule: BankRuleId = self.reference.parse().map_err(app::AppError::Usage)?;
        bank::remove_rule(tx, rule, day)
    }
}

fn currency(code: &str) -> Result<Currency, String> {
    Currency::parse(code).ok_or_else(|| format!("« {code} » n'est pas un code de devise à trois lettres."))
}

fn accounts(tx: &mut Read<'_>) -> app::Result<Answer> {
    let accounts = tx.bank_accounts()?;
    let known = |to: Option<domain::Date>| to.map_or_else(|| "aucun relevé".to_owned(), |day| format!("jusqu'au {}", date_short(day)));
    let rows: Vec<Vec<String>> = accounts
        .iter()
        .map(|one| vec![one.id.to_string(), one.key.clone(), one.name.clone(), one.currency.to_string(), known(one.known_to)])
        .collect();
    let json: Vec<Value> = accounts
        .iter()
        .map(|one| json!({ "account": one.id.to_string(), "iban": one.key, "name": one.name, "currency": one.currency.code(), "known_to": one.known_to }))
        .collect();
    let text = if rows.is_empty() {
        "Aucun compte. Le premier relevé du compte de votre papier à en-tête l'ajoute ; un autre se déclare par « quittance bank add IBAN ».".to_owned()
    } else {
        table(&["Référence", "Compte", "Nom", "Devise", "Connu"].map(str::to_owned), &rows, 5)
    };
    Ok(Answer::done(text, json!(json)))
}

fn learned(tx: &mut Read<'_>) -> app::Result<Answer> {
    let (payers, rules) = (tx.payer_accounts()?, tx.bank_rules()?);
    let debtors: Vec<DebtorId> = payers.iter().map(|(_, debtor, _)| *debtor).collect();
    let names = tx.names(&debtors)?;
    let mut rows = Vec::new();
    for (id, debtor, iban) in &payers {
        let who = names.get(debtor).map_or_else(|| debtor.to_string(), |(code, name)| format!("{code} {name}"));
        rows.push(vec![id.to_string(), iban.clone(), format!("paie pour {who}")]);
    }
    for (id, rule) in &rules {
        let by = match &rule.by {
            RuleBy::Iban { iban } => iban.clone(),
            RuleBy::Label { words } => format!("« {words} »"),
        };
        rows.push(vec![id.to_string(), by, rule.says.clone()]);
    }
    let text = if rows.is_empty() {
        "Rien n'a encore été appris.".to_owned()
    } else {
        table(&["Référence", "Reconnu à", "C'est"].map(str::to_owned), &rows, 3)
    };
    let json = json!({
        "payers": payers.iter().map(|(id, debtor, iban)| json!({ "payer": id.to_string(), "debtor": debtor.to_string(), "iban": iban })).collect::<Vec<_>>(),
        "rules": rules.iter().map(|(id, rule)| json!({ "rule": id.to_string(), "known_by": rule.by, "says": rule.says })).collect::<Vec<_>>(),
    });
    Ok(Answer::done(text, json))
}

/// The open lines with what the program makes of each.
fn lines(tx: &mut Read<'_>) -> app::Result<Answer> {
    let (lines, mut verdicts) = (tx.open_bank_lines()?, tx.bank_verdicts()?);
    let (mut text, mut json) = (String::new(), Vec::new());
    for line in &lines {
        let verdict = verdicts.remove(&line.id);
        text.push_str(&told(line, verdict.as_ref()));
        json.push(json!({
            "line": line.id.to_string(), "on": line.on, "amount": line.amount.plain_in(line.currency), "currency": line.currency.code(),
            "label": bank::label_of(line), "ordered": line.details.ordered.map(ordered), "verdict": verdict,
        }));
    }
    if lines.is_empty() {
        text.push_str("Aucune ligne à rapprocher.");
    }
    Ok(Answer::done(text, json!(json)))
}

fn ordered(ordered: Money) -> Value {
    json!({ "amount": ordered.plain(), "currency": ordered.currency.code() })
}

fn told(line: &BankLine, verdict: Option<&Verdict>) -> String {
    let converted = bank::ordered(line).map_or_else(String::new, |said| format!(" ({said})"));
    let mut text = format!("{}  {}  {}{converted}  {}\n", line.id, date_short(line.on), line.money().french(), bank::label_of(line));
    let Some(verdict) = verdict else { return text };
    let proposed: Vec<(u16, String, &str)> = match &verdict.outcome {
        Outcome::Proposed(found) => {
            found.iter().enumerate().map(|(place, one)| (one.score, format!("{}.", place + 1), one.reason.as_str())).collect()
        }
        Outcome::TakesBack { payments, .. } => {
            payments.iter().map(|one| (one.score, one.payment.to_string(), one.reason.as_str())).collect()
        }
        Outcome::GivesBack(found) => found.iter().map(|one| (one.score, one.debtor.to_string(), one.reason.as_str())).collect(),
        _ => Vec::new(),
    };
    for (score, which, reason) in proposed {
        text.push_str(&format!("    {which} ({score} sur 1000) {reason}\n"));
    }
    text.push_str(&format!("    {}\n", verdict.why));
    text
}
