//! The words of a story.

use domain::Date;
use domain::money::{Cents, Currency, Money};

/// One line.
#[derive(Clone, Debug)]
pub struct Line {
    pub day: Date,
    pub number: usize,
    pub says: Says,
}

/// What a line says: something that happens, or something expected.
#[derive(Clone, Debug, PartialEq)]
pub enum Says {
    // What happens
    Kind(String),
    Terms(String),
    Territory(String),
    Scenario(String),
    Invoice { number: String, amount: Cents, currency: String, due: Date, presumed: bool, seen_late: bool },
    Instalment { number: String, amount: Cents, due: Date },
    Credit { number: String, amount: Cents, cause: String, on: Option<String> },
    Payment { name: Option<String>, amount: Cents, on: Option<String>, dated: Option<Date>, unallocated: bool },
    Reversed { name: String },
    Refunded { amount: Cents },
    RefundUndone,
    Dispute { on: String, amount: Option<Cents> },
    DisputeClosed { on: String, founded: bool },
    Promise { amount: Option<Cents>, by: Date },
    PromiseCancelled,
    Plan(Vec<(Date, Cents)>),
    PlanEnded,
    Hold { cause: String, until: Option<Date>, claim: Option<String> },
    HoldLifted,
    Insolvency { proceeding: String, judgment: Date },
    Waiver { of: String, on: String },
    WaiverWithdrawn { on: String },
    Received { on: Option<String> },
    Judgment { on: String },
    Call,
    NoAddress,
    Address,
    UpToDate,
    NotUpToDate,
    MachineOff,
    MachineOn,
    SecondRecord,
    Merge,
    MergeRefused,
    Confirmed,
    CameBack,
    Bank { amount: Cents, currency: String, ordered: Option<Money>, label: String, dated: Option<Date> },
    LineRefused,
    LineAccepted { write_off: bool },
    LineAside,
    LineRefunds,
    LineOn { on: String, settles: Option<Money> },
    LineReopened,
    Status { code: String, on: String, amount: Option<Cents>, dated: Option<Date> },
    ImportUndone,
    // What is expected
    Nothing,
    Action { document: String, channel: String, amount: Option<Cents>, claims: Vec<String>, mode: Mode },
    Reason(String),
    Repair(String),
    ToReconcile(usize),
    OnAccount(Cents),
    Balance { on: String, amount: Cents },
    Statement { on: String, principal: Cents, interest: Cents, indemnity: Cents, total: Cents },
}

/// What is done with an expected action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Approved, run, confirmed as sent.
    Sent,
    /// Only looked at.
    Proposed,
    /// Approved and run, not confirmed.
    HandedOver,
    /// Skipped for good.
    Skipped,
    /// Not before that day.
    Postponed(Date),
}

/// Reads a whole story. Lines that begin with # and empty lines are left out.
pub fn parse(text: &str) -> Result<Vec<Line>, String> {
    let mut lines = Vec::new();
    for (at, raw) in text.lines().enumerate() {
        let line = raw.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (day, rest) = line.split_once(char::is_whitespace).ok_or_else(|| format!("ligne {} : il manque le texte", at + 1))?;
        let day = day.parse().map_err(|_| format!("ligne {} : « {day} » n'est pas un jour", at + 1))?;
        let says = statement(rest.trim()).map_err(|error| format!("ligne {} : {error}", at + 1))?;
        lines.push(Line { day, number: at + 1, says });
    }
    if lines.is_empty() { Err("l'histoire est vide".to_owned()) } else { Ok(lines) }
}

/// The currency that stands after a sum: euros without another.
fn currency(text: &str) -> &str {
    let last = text.trim().rsplit(' ').next().unwrap_or_default();
    if last.len() == 3 && last.bytes().all(|b| b.is_ascii_uppercase()) { last } else { "EUR" }
}

fn amount(text: &str) -> Result<Cents, String> {
    let text = text.trim().trim_end_matches(|c: char| c == '€' || c.is_ascii_uppercase());
    domain::french::parse_amount_fr(text.trim()).map_err(|error| format!("« {text} » : {error}"))
}

fn day(text: &str) -> Result<Date, String> {
    text.trim().parse().map_err(|_| format!("« {text} » n'est pas un jour"))
}

/// `X de A €, échéance D présumée`.
fn invoice(rest: &str) -> Result<Says, String> {
    let (number, rest) = rest.split_once(" de ").ok_or("facture N de X €, échéance D")?;
    let (sum, rest) = rest.split_once(", échéance ").ok_or("facture N de X €, échéance D")?;
    let (due, how) = rest.split_once(' ').unwrap_or((rest, ""));
    Ok(Says::Invoice {
        number: number.trim().to_owned(),
        amount: amount(sum)?,
        currency: currency(sum).to_owned(),
        due: day(due.trim_end_matches(','))?,
        presumed: how.contains("présumée"),
        seen_late: how.contains("ancienne"),
    })
}

fn payment(rest: &str) -> Result<Says, String> {
    let (name, rest) = match rest.strip_prefix("de ") {
        Some(rest) => (None, rest),
        None => rest.split_once(" de ").map(|(name, rest)| (Some(name.trim().to_owned()), rest)).ok_or("paiement de X €")?,
    };
    let (sum, tail) = rest.split_once('€').ok_or("paiement de X €")?;
    let tail = tail.trim().trim_start_matches(',').trim();
    let unallocated = tail.contains("non affecté");
    let dated = tail.split_once("daté ").map(|(_, text)| day(text)).transpose()?;
    let on = tail.strip_prefix("sur ").map(|text| text.split(',').next().unwrap_or(text).trim().to_owned());
    Ok(Says::Payment { name, amount: amount(sum)?, on, dated, unallocated })
}

/// An amount with its currency.
fn money(text: &str) -> Result<Money, String> {
    let currency = Currency::parse(currency(text)).ok_or("une devise en trois lettres")?;
    Ok(Money { amount: amount(text)?, currency })
}

/// `X € (ordre de Y USD) « LIBELLÉ », daté D`.
fn bank(rest: &str) -> Result<Says, String> {
    let (sum, rest) = rest.split_once('«').ok_or("banque : X € « LIBELLÉ »")?;
    let (sum, ordered) = match sum.split_once("(ordre de ") {
        Some((sum, order)) => (sum, Some(money(order.trim().trim_end_matches(')'))?)),
        None => (sum, None),
    };
    let (label, tail) = rest.split_once('»').ok_or("banque : X € « LIBELLÉ »")?;
    let dated = tail.split_once("daté ").map(|(_, text)| day(text)).transpose()?;
    Ok(Says::Bank { amount: amount(sum)?, currency: currency(sum).to_owned(), ordered, label: label.trim().to_owned(), dated })
}

/// `210 sur F1 : X €, dit le D`.
fn status(rest: &str) -> Result<Says, String> {
    let (rest, dated) = match rest.split_once(", dit le ") {
        Some((rest, text)) => (rest, Some(day(text)?)),
        None => (rest, None),
    };
    let (rest, amount) = match rest.split_once(" : ") {
        Some((rest, sum)) => (rest, Some(amount(sum)?)),
        None => (rest, None),
    };
    let (code, on) = rest.split_once(" sur ").ok_or("statut 210 sur F1")?;
    Ok(Says::Status { code: code.trim().to_owned(), on: on.trim().to_owned(), amount, dated })
}

fn credit(rest: &str) -> Result<Says, String> {
    let (number, rest) = rest.split_once(" de ").ok_or("avoir N de X € (correction) sur F1")?;
    let (sum, tail) = rest.split_once('€').ok_or("avoir N de X € (correction) sur F1")?;
    let cause = if tail.contains("(retour)") {
        "return"
    } else if tail.contains("(remise)") {
        "discount"
    } else {
        "correction"
    };
    let on = tail.split_once(" sur ").map(|(_, text)| text.trim().to_owned());
    Ok(Says::Credit { number: number.trim().to_owned(), amount: amount(sum)?, cause: cause.to_owned(), on })
}

fn action(text: &str) -> Result<Says, String> {
    let (text, mode) = match text.strip_prefix("reporté au ").and_then(|rest| rest.split_once(" : ")) {
        Some((until, rest)) => (rest, Mode::Postponed(day(until)?)),
        None => [("proposé : ", Mode::Proposed), ("remis : ", Mode::HandedOver), ("ignoré : ", Mode::Skipped)]
            .into_iter()
            .find_map(|(word, mode)| text.strip_prefix(word).map(|rest| (rest, mode)))
            .unwrap_or((text, Mode::Sent)),
    };
    let (head, claims) = text.split_once(" pour ").unwrap_or((text, ""));
    let (head, sum) = head.split_once(" : ").map_or((head, None), |(head, sum)| (head, Some(sum)));
    let (document, channel) = head.split_once(" par ").unwrap_or((head, ""));
    let claims = claims.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
    Ok(Says::Action {
        document: document.trim().to_owned(),
        channel: channel.trim().to_owned(),
        amount: sum.map(amount).transpose()?,
        claims,
        mode,
    })
}

fn account(rest: &str) -> Result<Says, String> {
    let (on, parts) = rest.split_once(" : ").ok_or("décompte F1 : principal X €, intérêts Y €, indemnité Z €, total T €")?;
    let mut sums = Vec::new();
    for (word, part) in ["principal", "intérêts", "indemnité", "total"].into_iter().zip(parts.split("€,")) {
        let sum = part.trim().strip_prefix(word).ok_or_else(|| format!("« {word} » attendu dans le décompte"))?;
        sums.push(amount(sum)?);
    }
    match sums.as_slice() {
        [principal, interest, indemnity, total] => Ok(Says::Statement {
            on: on.trim().to_owned(),
            principal: *principal,
            interest: *interest,
            indemnity: *indemnity,
            total: *total,
        }),
        _ => Err("décompte F1 : principal X €, intérêts Y €, indemnité Z €, total T €".to_owned()),
    }
}

fn plan(rest: &str) -> Result<Says, String> {
    let mut dues = Vec::new();
    for part in rest.split(';') {
        let (when, sum) = part.trim().split_once(' ').ok_or("échéancier : D X € ; D X €")?;
        dues.push((day(when)?, amount(sum)?));
    }
    Ok(Says::Plan(dues))
}

fn statement(text: &str) -> Result<Says, String> {
    let after = |word: &str| text.strip_prefix(word).map(str::trim);
    let said = match text {
        "rien" => Says::Nothing,
        "règlements à jour" => Says::UpToDate,
        "règlements non tenus à jour" => Says::NotUpToDate,
        "machine éteinte" => Says::MachineOff,
        "machine rallumée" => Says::MachineOn,
        "appel passé" => Says::Call,
        "adresse perdue" => Says::NoAddress,
        "adresse retrouvée" => Says::Address,
        "promesse annulée" => Says::PromiseCancelled,
        "échéancier rompu" => Says::PlanEnded,
        "suspension levée" => Says::HoldLifted,
        "seconde fiche B" => Says::SecondRecord,
        "fiches fusionnées" => Says::Merge,
        "fusion refusée" => Says::MergeRefused,
        "envoi confirmé" => Says::Confirmed,
        "envoi revenu" => Says::CameBack,
        "remboursement annulé" => Says::RefundUndone,
        "ligne acceptée" => Says::LineAccepted { write_off: false },
        "ligne acceptée, écart abandonné" => Says::LineAccepted { write_off: true },
        "écart non abandonné" => Says::LineRefused,
        "ligne : remboursement" => Says::LineRefunds,
        "ligne laissée de côté" => Says::LineAside,
        "ligne rouverte" => Says::LineReopened,
        "dernier import annulé" => Says::ImportUndone,
        _ => return longer(text, after),
    };
    Ok(said)
}

fn longer<'a>(text: &'a str, after: impl Fn(&str) -> Option<&'a str>) -> Result<Says, String> {
    if let Some(rest) = after("débiteur : ") {
        return Ok(Says::Kind(rest.to_owned()));
    }
    if let Some(rest) = after("conditions : ") {
        return Ok(Says::Terms(rest.to_owned()));
    }
    if let Some(rest) = after("territoire : ") {
        return Ok(Says::Territory(rest.to_owned()));
    }
    if let Some(rest) = after("banque : ") {
        return bank(rest);
    }
    if let Some(on) = after("ligne sur ") {
        return Ok(Says::LineOn { on: on.to_owned(), settles: None });
    }
    if let Some(rest) = after("ligne de ") {
        let (sum, on) = rest.split_once(" sur ").ok_or("ligne de X USD sur F1")?;
        return Ok(Says::LineOn { on: on.to_owned(), settles: Some(money(sum)?) });
    }
    if let Some(count) = after("à rapprocher : ") {
        return Ok(Says::ToReconcile(count.parse().map_err(|_| "à rapprocher : N")?));
    }
    if let Some(sum) = after("à valoir : ") {
        return Ok(Says::OnAccount(amount(sum)?));
    }
    if let Some(rest) = after("statut ") {
        return status(rest);
    }
    if let Some(rest) = after("scénario : ") {
        return Ok(Says::Scenario(rest.to_owned()));
    }
    if let Some(rest) = after("facture ") {
        return invoice(rest);
    }
    if let Some(rest) = after("tranche de ") {
        let Says::Invoice { number, amount, due, .. } = invoice(rest)? else {
            return Err("tranche de N de X €, échéance D".to_owned());
        };
        return Ok(Says::Instalment { number, amount, due });
    }
    if let Some(rest) = after("avoir ") {
        return credit(rest);
    }
    if let Some(sum) = after("remboursement de ") {
        return Ok(Says::Refunded { amount: amount(sum)? });
    }
    if let Some(rest) = after("paiement ") {
        return match rest.strip_suffix(" revenu impayé") {
            Some(name) => Ok(Says::Reversed { name: name.trim().to_owned() }),
            None => payment(rest),
        };
    }
    restraint(text, after)
}

fn restraint<'a>(text: &'a str, after: impl Fn(&str) -> Option<&'a str>) -> Result<Says, String> {
    if let Some(rest) = after("litige sur ") {
        let (on, tail) = rest.split_once(' ').unwrap_or((rest, ""));
        let on = on.to_owned();
        return match tail {
            "clos fondé" => Ok(Says::DisputeClosed { on, founded: true }),
            "clos non fondé" => Ok(Says::DisputeClosed { on, founded: false }),
            _ => Ok(Says::Dispute { on, amount: tail.strip_prefix("pour ").map(amount).transpose()? }),
        };
    }
    if let Some(rest) = after("promesse ") {
        let (sum, by) = rest.split_once("pour le ").ok_or("promesse de X € pour le D")?;
        let sum = sum.trim().strip_prefix("de ").map(amount).transpose()?;
        return Ok(Says::Promise { amount: sum, by: day(by)? });
    }
    if let Some(rest) = after("échéancier : ") {
        return plan(rest);
    }
    if let Some(rest) = after("suspension") {
        let until = rest.split_once("jusqu'au ").map(|(_, text)| day(text)).transpose()?;
        let cause = rest.split_once('(').and_then(|(_, tail)| tail.split_once(')')).map_or("pause", |(cause, _)| cause).to_owned();
        let claim = rest.split_once("sur ").map(|(_, tail)| tail.split_whitespace().next().unwrap_or(tail).to_owned());
        return Ok(Says::Hold { cause, until, claim });
    }
    if let Some(rest) = after("procédure collective : ") {
        let (proceeding, judgment) = rest.split_once(", jugement du ").ok_or("procédure collective : liquidation, jugement du D")?;
        return Ok(Says::Insolvency { proceeding: proceeding.to_owned(), judgment: day(judgment)? });
    }
    if let Some(on) = after("remise sur ").and_then(|rest| rest.strip_suffix(" reprise")) {
        return Ok(Says::WaiverWithdrawn { on: on.to_owned() });
    }
    if let Some((sum, on)) = after("remise de ").and_then(|rest| rest.split_once(" € d'intérêts sur ")) {
        return Ok(Says::Waiver { of: sum.to_owned(), on: on.to_owned() });
    }
    if let Some(rest) = after("remise de l'indemnité sur ") {
        return Ok(Says::Waiver { of: "indemnity".to_owned(), on: rest.to_owned() });
    }
    if let Some(rest) = after("remise des intérêts sur ") {
        return Ok(Says::Waiver { of: "interest".to_owned(), on: rest.to_owned() });
    }
    if text == "mise en demeure reçue" {
        return Ok(Says::Received { on: None });
    }
    if let Some(rest) = after("mise en demeure reçue pour ") {
        return Ok(Says::Received { on: Some(rest.to_owned()) });
    }
    if let Some(rest) = after("jugement sur ") {
        return Ok(Says::Judgment { on: rest.to_owned() });
    }
    if let Some(rest) = after("raison : ") {
        return Ok(Says::Reason(rest.to_owned()));
    }
    if let Some(rest) = after("à réparer : ") {
        return Ok(Says::Repair(rest.to_owned()));
    }
    if let Some(rest) = after("solde ") {
        let (on, sum) = rest.split_once(" : ").ok_or("solde F1 : X €")?;
        return Ok(Says::Balance { on: on.trim().to_owned(), amount: amount(sum)? });
    }
    if let Some(rest) = after("décompte ") {
        return account(rest);
    }
    action(text)
}
