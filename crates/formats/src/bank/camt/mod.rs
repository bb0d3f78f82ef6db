//! CAMT.053, .054 and .052 (ISO 20022), versions .02 to .14, with a namespace, a prefix or neither: read by local names, one
//! `Ntry` at a time.
//!
//! * Only what is booked is taken (`Sts` as text up to .06, `Sts/Cd` from .08); what is pending is counted and said.
//! * A batch entry is split in its `TxDtls` only where their amounts make exactly the entry; else it stays one line.
//! * `Amt` has no sign: `CdtDbtInd` gives it, for reversals too.
//!
//! Not covered: addresses, agents and tax of the details; they are kept in the text of the entry ([`super::Entry::raw`]).

mod details;
mod entry;
mod raw;

use domain::Date;
use domain::bank::AccountId;
use domain::money::{Cents, Currency};

use super::amounts::{decimal, iso_day};
use super::model::{Balance, BalanceKind, Format, Money, Statement};
use super::text::clean;
use crate::problem::{Place, Problems, shown};
use crate::values::AmountError;
use crate::xml::{Elements, Node, Step, XmlError};

/// The names of the messages, with what they are.
const MESSAGES: [(&str, Format); 3] =
    [("BkToCstmrStmt", Format::Camt053), ("BkToCstmrDbtCdtNtfctn", Format::Camt054), ("BkToCstmrAcctRpt", Format::Camt052)];

/// Stands for the day of an entry until its statement is whole.
const UNDATED: Date = Date::ZERO;

/// Whether the beginning of an XML text is a CAMT message.
pub(crate) fn is_camt(head: &str) -> bool {
    MESSAGES.iter().any(|(name, _)| head.contains(&format!("{name}>")) || head.contains(&format!("{name} ")))
}

/// Reads every statement of a message.
pub(super) fn read(text: &str, problems: &mut Problems) -> Vec<Statement> {
    let mut elements = Elements::new(text);
    let mut statements = Vec::new();
    let (mut format, mut version) = (Format::Camt053, None);
    loop {
        let read = match elements.step() {
            Ok(None) => return statements,
            Ok(Some(Step::Ends)) => Ok(()),
            Ok(Some(Step::Begins(node))) => match node.name.as_str() {
                "Stmt" | "Ntfctn" | "Rpt" => {
                    let outcome = statement(&mut elements, format, node, &mut statements, problems);
                    if let Some(statement) = statements.last_mut() {
                        statement.version.clone_from(&version);
                    }
                    outcome
                }
                "GrpHdr" => elements.whole(node).map(|header| group(&header, problems)),
                name => {
                    format = MESSAGES.iter().find(|(known, _)| *known == name).map_or(format, |(_, format)| *format);
                    version = version.or_else(|| named_version(&node));
                    Ok(())
                }
            },
            Err(error) => Err(error),
        };
        if let Err(XmlError { line, code, message }) = read {
            problems.error(Place::line(line), code, format_args!("{message}"));
            return statements;
        }
    }
}

/// The version that a namespace names: `urn:iso:std:iso:20022:tech:xsd:camt.053.001.08`.
fn named_version(node: &Node) -> Option<String> {
    let named = |(_, value): &(String, String)| value.rsplit(':').next().filter(|name| name.starts_with("camt.")).map(str::to_owned);
    node.attributes.iter().find_map(named)
}

/// A statement that begins: everything up to its end. What was read before an error is kept.
fn statement(
    elements: &mut Elements<'_>,
    format: Format,
    begun: Node,
    statements: &mut Vec<Statement>,
    problems: &mut Problems,
) -> Result<(), XmlError> {
    let mut reading =
        Reading { statement: Statement::new(format, begun.line), own_currency: None, created: None, undated: Vec::new(), summary: None };
    let outcome = loop {
        match elements.step() {
            Ok(Some(Step::Begins(child))) => match elements.whole(child) {
                Ok(child) => reading.take(&child, problems),
                Err(error) => break Err(error),
            },
            Ok(Some(Step::Ends) | None) => break Ok(()),
            Err(error) => break Err(error),
        }
    };
    let statement = reading.finish(problems);
    super::keep(statement, statements, problems);
    outcome
}

/// A message in several files is told: one page alone does not balance.
fn group(header: &Node, problems: &mut Problems) {
    tell_page(header.child("MsgPgntn"), problems);
}

fn tell_page(page: Option<&Node>, problems: &mut Problems) {
    let Some(page) = page else { return };
    if page.text_at("LastPgInd") == Some("false") {
        problems.warning(
            Place::line(page.line),
            "statement_continues",
            format_args!(
                "page {} d'un relevé qui continue dans un autre fichier. Donnez aussi la suite.",
                page.text_at("PgNb").map_or("?".to_owned(), shown)
            ),
        );
    }
}

/// What `TxsSummry` announces.
struct Summary {
    line: u64,
    entries: u64,
}

/// A statement being read.
struct Reading {
    statement: Statement,
    /// The currency of the account as the file says it (`Acct/Ccy`, else of a balance, else of an entry).
    own_currency: Option<Currency>,
    created: Option<Date>,
    /// Entries without a date, to be given the statement's.
    undated: Vec<usize>,
    summary: Option<Summary>,
}

impl Reading {
    fn take(&mut self, child: &Node, problems: &mut Problems) {
        let text = clean(&child.text);
        match child.name.as_str() {
            "Id" => self.statement.id = text,
            "ElctrncSeqNb" => self.statement.sequence = text,
            "LglSeqNb" => self.statement.sequence = self.statement.sequence.take().or(text),
            "CreDtTm" => self.created = iso_day(&child.text).ok(),
            "FrToDt" => {
                let day = |path: &str| child.text_at(path).and_then(|text| iso_day(text).ok());
                (self.statement.from, self.statement.to) = (day("FrDtTm").or_else(|| day("FrDt")), day("ToDtTm").or_else(|| day("ToDt")));
            }
            "Acct" => self.account(child, problems),
            "Bal" => self.balance(child, problems),
            "TxsSummry" => {
                let number = child.text_at("TtlNtries/NbOfNtries").and_then(|text| text.parse().ok());
                self.summary = number.map(|entries| Summary { line: child.line, entries });
            }
            "Ntry" => self.entry(child, problems),
            "StmtPgntn" | "NtfctnPgntn" | "RptPgntn" => tell_page(Some(child), problems),
            "AddtlStmtInf" | "AddtlNtfctnInf" | "AddtlRptInf" => self.statement.notes.extend(text),
            _ => {}
        }
    }

    fn account(&mut self, account: &Node, problems: &mut Problems) {
        let iban = account.text_at("Id/IBAN");
        let written = iban.or_else(|| account.text_at("Id/Othr/Id"));
        self.statement.account = written.and_then(AccountId::of_text);
        self.statement.holder = account.text_at("Ownr/Nm").or_else(|| account.text_at("Nm")).and_then(clean);
        if let (Some(iban), Some(AccountId::Other { .. })) = (iban, &self.statement.account) {
            problems.warning(
                Place::line(account.line),
                "iban_invalid",
                format_args!("« {} » : la clé de cet IBAN est fausse. Il est gardé tel quel ; vérifiez le compte.", shown(iban)),
            );
        }
        if let Some(currency) = account.text_at("Ccy").and_then(Currency::parse) {
            self.own_currency = Some(currency);
        }
    }

    fn balance(&mut self, node: &Node, problems: &mut Problems) {
        let code = node.text_at("Tp/CdOrPrtry/Cd").or_else(|| node.text_at("Tp/CdOrPrtry/Prtry")).unwrap_or("?");
        let kind = match code {
            "OPBD" => BalanceKind::Opening,
            "PRCD" => BalanceKind::PreviousClosing,
            "CLBD" => BalanceKind::Closing,
            "ITBD" => BalanceKind::Intermediate,
            _ => BalanceKind::Other,
        };
        let Some(money) = self.money(node, "solde", problems) else { return };
        let on = node.text_at("Dt/Dt").or_else(|| node.text_at("Dt/DtTm")).and_then(|text| iso_day(text).ok());
        self.own_currency.get_or_insert(money.currency);
        self.statement.balances.push(Balance { kind, code: code.to_owned(), money, on });
    }

    /// The signed amount of a balance or an entry; `None` with the fault told.
    fn money(&mut self, node: &Node, what: &str, problems: &mut Problems) -> Option<Money> {
        let amount = node.child("Amt");
        let place = Place::line(amount.map_or(node.line, |amount| amount.line));
        let text = amount.map_or("", |amount| amount.text.as_str());
        let written = amount.and_then(|amount| amount.attribute("Ccy"));
        let Some(currency) = written.and_then(Currency::parse).or(self.own_currency) else {
            problems.error(
                place,
                "currency_unknown",
                format_args!("la devise du {what} manque ou n'est pas un code à trois lettres. Demandez le fichier de nouveau."),
            );
            return None;
        };
        let cents = match decimal(text, currency) {
            Ok(cents) => cents,
            Err(AmountError::Empty) => {
                problems.error(place, "amount_missing", format_args!("le montant du {what} manque. Demandez le fichier de nouveau."));
                return None;
            }
            Err(error) => {
                problems.error(place, error.code(), format_args!("« {} » ({what}) {}", shown(text), error.message()));
                return None;
            }
        };
        match (node.text_at("CdtDbtInd"), cents.0 < 0) {
            (Some("CRDT"), false) => Some(Money { amount: cents, currency }),
            (Some("DBIT"), false) => Some(Money { amount: Cents(-cents.0), currency }),
            // The sign says the same as the indicator: some banks write both.
            (Some("DBIT"), true) => Some(Money { amount: cents, currency }),
            (indicator, _) => {
                problems.error(
                    place,
                    "direction_unknown",
                    format_args!(
                        "« {} » ({what}) : rien ne dit si c'est un crédit ou un débit (indicateur « {} »). Demandez le fichier de nouveau.",
                        shown(text),
                        shown(indicator.unwrap_or(""))
                    ),
                );
                None
            }
        }
    }

    fn entry(&mut self, node: &Node, problems: &mut Problems) {
        let status = node.text_at("Sts/Cd").or_else(|| node.text_at("Sts/Prtry")).or_else(|| node.text_at("Sts"));
        match status {
            Some("BOOK") => {}
            Some("PDNG" | "INFO" | "FUTR") => {
                self.statement.pending += 1;
                return;
            }
            None => problems.warning(
                Place::line(node.line),
                "status_missing",
                format_args!("le mouvement n'a pas d'état (Sts) : il est lu comme comptabilisé. Vérifiez-le."),
            ),
            Some(other) => {
                self.statement.refused += 1;
                problems.error(
                    Place::line(node.line),
                    "status_unknown",
                    format_args!(
                        "l'état « {} » du mouvement est inconnu : rien ne dit qu'il est comptabilisé. Demandez-le à votre banque.",
                        shown(other)
                    ),
                );
                return;
            }
        }
        let Some(money) = self.money(node, "mouvement", problems) else {
            self.statement.refused += 1;
            return;
        };
        self.own_currency.get_or_insert(money.currency);
        let day = |path: &str| {
            node.at(path).and_then(|date| date.text_at("Dt").or_else(|| date.text_at("DtTm"))).and_then(|text| iso_day(text).ok())
        };
        let (booked, value) = (day("BookgDt"), day("ValDt"));
        let first = self.statement.entries.len();
        let on = booked.or(value).unwrap_or(UNDATED);
        entry::add(node, (on, value, money), self.statement.account.as_ref(), &mut self.statement.entries, problems);
        if booked.is_none() && value.is_some() {
            problems.warning(
                Place::line(node.line),
                "date_missing",
                format_args!("le mouvement n'a pas de date de comptabilisation : sa date de valeur est prise. Vérifiez-la."),
            );
        }
        if booked.or(value).is_none() {
            self.undated.extend(first..self.statement.entries.len());
        }
    }

    /// Settles what only the whole statement can say.
    fn finish(mut self, problems: &mut Problems) -> Statement {
        let statement = &mut self.statement;
        statement.currency = self.own_currency.unwrap_or(Currency::EUR);
        // Several balances of one kind: the one in the currency of the account.
        let pick = |kind: BalanceKind| {
            let mut of_kind = statement.balances.iter().filter(|balance| balance.kind == kind);
            of_kind.clone().find(|balance| balance.money.currency == statement.currency).or_else(|| of_kind.next()).cloned()
        };
        statement.opening = pick(BalanceKind::Opening).or_else(|| pick(BalanceKind::PreviousClosing));
        statement.closing = pick(BalanceKind::Closing);
        let day = |balance: &Option<Balance>| balance.as_ref().and_then(|balance| balance.on);
        let last = statement.entries.iter().map(|entry| entry.booked_on).filter(|on| *on != UNDATED).max();
        let presumed = day(&statement.closing).or(statement.to).or(last).or(self.created);
        self.date_undated(presumed, problems);
        self.check_summary(problems);
        self.statement
    }

    fn date_undated(&mut self, presumed: Option<Date>, problems: &mut Problems) {
        for index in &self.undated {
            let entry = &mut self.statement.entries[*index];
            match presumed {
                Some(on) => {
                    entry.booked_on = on;
                    problems.warning(
                        Place::line(entry.line),
                        "date_missing",
                        format_args!(
                            "le mouvement n'a aucune date : celle du relevé, {}, est prise. Vérifiez-la.",
                            crate::values::french_day(on)
                        ),
                    );
                }
                None => problems.error(
                    Place::line(entry.line),
                    "date_missing",
                    format_args!("le mouvement n'a aucune date et le relevé non plus : il est ignoré. Demandez le fichier de nouveau."),
                ),
            }
        }
        if presumed.is_none() {
            let before = self.statement.entries.len();
            self.statement.entries.retain(|entry| entry.booked_on != UNDATED);
            self.statement.refused += (before - self.statement.entries.len()) as u64;
        }
    }

    fn check_summary(&self, problems: &mut Problems) {
        let Some(summary) = &self.summary else { return };
        let booked = self.statement.bookings().count() as u64 + self.statement.refused;
        let (with_pending, announced) = (booked + self.statement.pending, summary.entries);
        if announced != booked && announced != with_pending {
            problems.warning(
                Place::line(summary.line),
                "summary_differs",
                format_args!("le relevé annonce {announced} mouvements et en contient {with_pending}. Vérifiez qu'il est complet."),
            );
        }
    }
}
