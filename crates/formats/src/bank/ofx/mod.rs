//! OFX 1.x (SGML) and 2.x (XML): bank and card statements.
//!
//! One tolerant reader for both: leaves with or without an end tag, in one file; the whole file on one line; elements in any
//! order; no header, or one that lies about the charset. A DOCTYPE is refused, and in OFX 2 any entity but the known ones.
//! The sign of `TRNAMT` rules, not `TRNTYPE`; a day is the written one, whatever its zone.
//!
//! Not covered: investments, loans, bills. The opening balance: OFX has none.

mod tokens;
mod transaction;

use std::collections::BTreeMap;

use domain::Date;
use domain::bank::AccountId;
use domain::money::{Cents, Currency};

use self::tokens::{Token, Tokens, plain};
use self::transaction::Fields;
use super::model::{Balance, BalanceKind, Format, Money, Statement};
use super::text::clean;
use crate::problem::{Place, Problems, shown};
use crate::values::{self, AmountError, DecimalMark};

/// Whether the beginning of a text is an OFX.
pub(crate) fn is_ofx(head: &str) -> bool {
    let upper = head.get(..head.len().min(4096)).map_or_else(|| head.to_ascii_uppercase(), str::to_ascii_uppercase);
    upper.starts_with("OFXHEADER")
        || upper.starts_with("<OFX>")
        || (upper.starts_with('<') && (upper.contains("<OFX>") || upper.contains("<?OFX")))
}

/// Elements that hold elements; every other name holds text.
const AGGREGATES: [&str; 22] = [
    "OFX",
    "SIGNONMSGSRSV1",
    "SONRS",
    "STATUS",
    "FI",
    "BANKMSGSRSV1",
    "STMTTRNRS",
    "STMTRS",
    "BANKACCTFROM",
    "BANKTRANLIST",
    "STMTTRN",
    "LEDGERBAL",
    "AVAILBAL",
    "CREDITCARDMSGSRSV1",
    "CCSTMTTRNRS",
    "CCSTMTRS",
    "CCACCTFROM",
    "PAYEE",
    "CURRENCY",
    "ORIGCURRENCY",
    "BANKACCTTO",
    "CCACCTTO",
];
/// Lists and transactions that are not booked.
const PENDING: [&str; 2] = ["BANKTRANLISTP", "STMTTRNP"];

/// Reads every statement of a file.
pub(super) fn read(text: &str, problems: &mut Problems) -> Vec<Statement> {
    let second = text.trim_start().starts_with("<?xml") || text.contains("OFXHEADER=\"200\"");
    let mut reading = Reading { open: Vec::new(), leaf: None, strict: second, statements: Vec::new(), draft: None, problems };
    let start = text.find('<').unwrap_or(text.len());
    let before = text[..start].bytes().filter(|b| *b == b'\n').count() as u64;
    for (line, token) in Tokens::new(&text[start..]) {
        if reading.take(before + line, token).is_none() {
            // A DOCTYPE or an undefined entity: nothing of such a file is believed.
            return Vec::new();
        }
    }
    reading.end();
    let version = version(&text[..start.max(text.find("<OFX>").unwrap_or(start))]);
    for statement in &mut reading.statements {
        statement.version.clone_from(&version);
    }
    reading.statements
}

/// The version in the header: `VERSION:102`, or `VERSION="211"` of the instruction of OFX 2.
fn version(header: &str) -> Option<String> {
    let own = header.rfind("VERSION").map(|at| header[at + 7..].trim_start_matches([':', '=', '"']))?;
    let digits: String = own.chars().take_while(char::is_ascii_digit).take(4).collect();
    (!digits.is_empty()).then_some(digits)
}

struct Reading<'a, 'p> {
    /// Open aggregates, outermost first.
    open: Vec<(String, u64)>,
    /// The leaf whose text is awaited.
    leaf: Option<&'a str>,
    strict: bool,
    statements: Vec<Statement>,
    draft: Option<Draft>,
    problems: &'p mut Problems,
}

/// A statement being read.
struct Draft {
    statement: Statement,
    account: BTreeMap<String, String>,
    currency: Option<Currency>,
    balances: Vec<(&'static str, u64, BTreeMap<String, String>)>,
    transaction: Option<Fields>,
    transactions: Vec<Fields>,
}

impl<'a> Reading<'a, '_> {
    /// Takes a piece; `None` when the file is refused.
    fn take(&mut self, line: u64, token: Token<'a>) -> Option<()> {
        match token {
            Token::Open(name) => {
                self.leaf = None;
                let upper = name.to_ascii_uppercase();
                if AGGREGATES.contains(&upper.as_str()) || PENDING.contains(&upper.as_str()) {
                    self.begin(upper, line);
                } else {
                    self.leaf = Some(name);
                }
            }
            Token::Empty(_) => self.leaf = None,
            Token::Close(name) => {
                self.leaf = None;
                self.close(&name.to_ascii_uppercase());
            }
            Token::Text(text) => {
                let text = match plain(text, self.strict) {
                    Ok(text) => text,
                    Err(entity) => return self.refuse(line, "ofx_entity", &format!("l'entité « {} » n'est pas définie", shown(&entity))),
                };
                if let (Some(leaf), Some(text)) = (self.leaf, clean(&text)) {
                    self.leaf(&leaf.to_ascii_uppercase(), &text);
                }
            }
            Token::Doctype => return self.refuse(line, "xml_doctype", "le fichier contient une déclaration DOCTYPE, qu'aucun relevé n'a"),
        }
        Some(())
    }

    fn refuse(&mut self, line: u64, code: &'static str, what: &str) -> Option<()> {
        self.problems.error(Place::line(line), code, format_args!("{what} : le fichier est refusé par prudence."));
        None
    }

    fn begin(&mut self, name: String, line: u64) {
        // None of them holds another of its name: one that was not ended ends where the next begins.
        self.close(&name);
        match name.as_str() {
            "STMTRS" | "CCSTMTRS" => {
                self.end_statement();
                self.draft = Some(Draft::new(line));
            }
            "STMTTRN" => {
                self.end_transaction();
                self.draft.get_or_insert_with(|| Draft::new(line)).transaction = Some(Fields::new(line));
            }
            "STMTTRNP" => self.draft.get_or_insert_with(|| Draft::new(line)).statement.pending += 1,
            "LEDGERBAL" | "AVAILBAL" => {
                let code = if name == "LEDGERBAL" { "LEDGERBAL" } else { "AVAILBAL" };
                self.draft.get_or_insert_with(|| Draft::new(line)).balances.push((code, line, BTreeMap::new()));
            }
            _ => {}
        }
        self.open.push((name, line));
    }

    fn close(&mut self, name: &str) {
        if !self.open.iter().any(|(open, _)| open == name) {
            return;
        }
        while let Some((open, _)) = self.open.pop() {
            match open.as_str() {
                "STMTTRN" => self.end_transaction(),
                "STMTRS" | "CCSTMTRS" => self.end_statement(),
                _ => {}
            }
            if open == name {
                return;
            }
        }
    }

    /// A value, for the innermost aggregate that is open.
    fn leaf(&mut self, name: &str, text: &str) {
        let Some(draft) = &mut self.draft else { return };
        let inside = self.open.last().map_or("", |(name, _)| name.as_str());
        match inside {
            "STMTTRNP" | "BANKTRANLISTP" => {}
            "BANKACCTFROM" | "CCACCTFROM" => {
                draft.account.insert(name.to_owned(), text.to_owned());
            }
            "LEDGERBAL" | "AVAILBAL" => {
                if let Some((.., fields)) = draft.balances.last_mut() {
                    fields.insert(name.to_owned(), text.to_owned());
                }
            }
            _ if draft.transaction.is_some() => {
                if let Some(transaction) = &mut draft.transaction {
                    transaction.put(if inside == "STMTTRN" { "" } else { inside }, name, text);
                }
            }
            _ => match name {
                "CURDEF" => draft.currency = Currency::parse(text),
                "DTSTART" => draft.statement.from = day(text),
                "DTEND" => draft.statement.to = day(text),
                _ => {}
            },
        }
    }

    fn end_transaction(&mut self) {
        if let Some(draft) = &mut self.draft
            && let Some(transaction) = draft.transaction.take()
        {
            draft.transactions.push(transaction);
        }
    }

    fn end_statement(&mut self) {
        self.end_transaction();
        let Some(draft) = self.draft.take() else { return };
        let statement = draft.finish(self.problems);
        super::keep(statement, &mut self.statements, self.problems);
    }

    /// The end of the file: what is still open was cut.
    fn end(&mut self) {
        let open = self.open.iter().rev().find(|(name, _)| !matches!(name.as_str(), "SONRS" | "STATUS" | "FI" | "SIGNONMSGSRSV1"));
        if let Some((name, line)) = open {
            self.problems.error(
                Place::line(*line),
                "statement_unfinished",
                format_args!(
                    "« {name} », qui commence ici, n'est jamais fermé : le fichier est sans doute coupé. Téléchargez-le de nouveau."
                ),
            );
        }
        // What was cut inside a transaction may be cut inside its amount.
        if let Some(draft) = self.draft.as_mut().filter(|_| open.is_some_and(|(name, _)| name == "STMTTRN"))
            && draft.transaction.take().is_some()
        {
            draft.statement.refused += 1;
        }
        self.end_statement();
    }
}

impl Draft {
    fn new(line: u64) -> Draft {
        Draft {
            statement: Statement::new(Format::Ofx, line),
            account: BTreeMap::new(),
            currency: None,
            balances: Vec::new(),
            transaction: None,
            transactions: Vec::new(),
        }
    }

    fn finish(mut self, problems: &mut Problems) -> Statement {
        let currency = self.currency.unwrap_or_else(|| {
            problems.warning(
                Place::line(self.statement.line),
                "currency_missing",
                format_args!("la devise du compte (CURDEF) manque ou n'est pas un code à trois lettres : l'euro est pris. Vérifiez-la."),
            );
            Currency::EUR
        });
        self.statement.currency = currency;
        let part = |name: &str| self.account.get(name).map_or("", String::as_str);
        self.statement.account = AccountId::of_parts(part("BANKID"), part("BRANCHID"), part("ACCTID"));
        for (code, line, fields) in &self.balances {
            if let Some(balance) = balance(code, *line, fields, currency, problems) {
                if *code == "LEDGERBAL" {
                    self.statement.closing = Some(balance.clone());
                }
                self.statement.balances.push(balance);
            }
        }
        let presumed = self.statement.to.or(self.statement.closing.as_ref().and_then(|balance| balance.on));
        let mut references: BTreeMap<String, u64> = BTreeMap::new();
        for fields in &self.transactions {
            match fields.entry(currency, presumed, problems) {
                Some(entry) => {
                    if let Some(before) = entry.bank_reference.as_ref().and_then(|own| references.insert(own.clone(), entry.line)) {
                        problems.warning(
                            Place::line(entry.line),
                            "reference_repeated",
                            format_args!("la référence (FITID) est déjà celle du mouvement de la ligne {before} : les deux sont gardés. Vérifiez qu'ils sont distincts."),
                        );
                    }
                    self.statement.entries.push(entry);
                }
                None => self.statement.refused += 1,
            }
        }
        self.statement
    }
}

fn balance(code: &str, line: u64, fields: &BTreeMap<String, String>, currency: Currency, problems: &mut Problems) -> Option<Balance> {
    let amount = match fields.get("BALAMT").map_or(Err(AmountError::Empty), |text| amount(text, currency)) {
        Ok(amount) => amount,
        Err(error) => {
            let text = fields.get("BALAMT").map_or("", String::as_str);
            problems.warning(
                Place::line(line),
                "balance_invalid",
                format_args!(
                    "le solde {code} « {} » n'est pas un montant : il est laissé de côté, le relevé n'est pas vérifiable. {}",
                    shown(text),
                    error.message()
                ),
            );
            return None;
        }
    };
    let kind = if code == "LEDGERBAL" { BalanceKind::Closing } else { BalanceKind::Other };
    let on = fields.get("DTASOF").and_then(|text| day(text));
    Some(Balance { kind, code: code.to_owned(), money: Money { amount, currency }, on })
}

/// An amount with a comma or a dot as decimal mark, perhaps thousands and a currency sign.
fn amount(text: &str, currency: Currency) -> Result<Cents, AmountError> {
    let mark = if text.rfind(',') > text.rfind('.') { DecimalMark::Comma } else { DecimalMark::Dot };
    values::amount(text, Some(mark), currency.decimals())
}

/// The written day of `AAAAMMJJ`, whatever time and zone follow; `None` for any other text.
fn day(text: &str) -> Option<Date> {
    values::date(text.trim().get(..8)?, None).ok()
}
