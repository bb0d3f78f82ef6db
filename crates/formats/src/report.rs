//! What `quittance read FILE… --json` prints for one file.

use domain::Date;
use domain::money::{Cents, Currency};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::bank::{self, Statement};
use crate::einvoice::{self, Document, Identifier, Invoice, Party, Status, StatusMessage};
use crate::fec::{self, FecFile, Receivables};
use crate::input::{Input, unreadable};
use crate::problem::{Place, Problem, Problems};
use crate::recognise::{Kind, OtherKind, recognise};
use crate::table::{self, Inspection, Mapping, TableKind, Tally};

/// The facts of a file; one it does not hold is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Facts(pub Map<String, Value>);

/// One file as understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReadReport {
    /// Its name.
    pub file: String,
    /// `fec`, `csv`, `xlsx`, `facturx`, `cii`, `ubl`, `cdar`, `empty`, `unreadable`, or the code of what it is and is not read.
    pub format: &'static str,
    /// What it holds.
    pub facts: Facts,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

impl Facts {
    fn from(value: Value) -> Facts {
        match value {
            Value::Object(map) => Facts(map),
            _ => Facts::default(),
        }
    }

    /// Of a FEC: amounts as plain decimal text.
    pub fn fec(file: &FecFile, receivables: &Receivables) -> Facts {
        let facts = receivables.facts();
        Facts::from(json!({
            "lines": file.lines,
            "debit": file.debit.plain(),
            "credit": file.credit.plain(),
            "balance_411": facts.balance_411.plain(),
            "unlettered_411": facts.unlettered_411.plain(),
            "customers": facts.customers,
            "invoices_open": facts.invoices_open,
        }))
    }
}

impl Facts {
    /// Of a table: kind, headers, rows below the header, and the sum of the amounts taken (one for each currency where there
    /// are several).
    pub fn rows(inspection: &Inspection, tally: Option<&Tally>) -> Facts {
        let columns: Vec<&str> = inspection.columns.iter().map(|column| column.title.as_str()).collect();
        let mut facts = Facts::from(json!({ "columns": columns }));
        let Some(tally) = tally else { return facts };
        facts.0.insert("kind".into(), json!(inspection.mapping.kind.word()));
        facts.0.insert("rows".into(), json!(tally.rows));
        match tally.sums.len() {
            0 => {}
            1 => facts.0.extend(tally.sums.iter().map(|(currency, sum)| ("sum".to_owned(), json!(sum.plain_in(*currency))))),
            _ => {
                let sums: Map<String, Value> =
                    tally.sums.iter().map(|(currency, sum)| (currency.to_string(), json!(sum.plain_in(*currency)))).collect();
                facts.0.insert("sums".into(), json!(sums));
            }
        }
        facts
    }
}

impl Facts {
    /// Of an electronic invoice or a status.
    pub fn einvoice(document: &Document) -> Facts {
        match document {
            Document::Invoice(invoice) => Facts::invoice(invoice),
            Document::Status(message) => Facts::status(message),
        }
    }

    /// Of an invoice: amounts as plain decimal text in its currency, signed as in the file.
    pub fn invoice(invoice: &Invoice) -> Facts {
        let Invoice { totals, payment, .. } = invoice;
        let plain = |amount: Option<Cents>| amount.map(|amount| amount.plain_in(invoice.currency.unwrap_or(Currency::EUR)));
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        Facts::there(json!({
            "number": invoice.number,
            "type": invoice.type_code,
            "issue_date": day(invoice.issued_on),
            "due_date": day(payment.due_on),
            "seller": party(&invoice.seller),
            "buyer": party(&invoice.buyer),
            "currency": invoice.currency,
            "total_excl_vat": plain(totals.excl_vat),
            "total_vat": plain(totals.vat),
            "total_incl_vat": plain(totals.incl_vat),
            "prepaid": plain(totals.prepaid),
            "payable": plain(totals.payable),
            "iban": payment.accounts.first().map(|account| &account.number),
            "lines": invoice.lines,
        }))
    }

    /// Of a message of statuses: its status, or all of them under `statuses` where there are several.
    pub fn status(message: &StatusMessage) -> Facts {
        match message.statuses.as_slice() {
            [one] => Facts(status(one)),
            all => Facts::from(json!({ "statuses": all.iter().map(status).collect::<Vec<_>>() })),
        }
    }

    /// Without the facts that are not there.
    fn there(value: Value) -> Facts {
        let mut facts = Facts::from(value);
        facts.0.retain(|_, value| !value.is_null());
        facts
    }

    /// Of bank statements. An amount booked as a batch counts once, as the bank booked it.
    pub fn statements(statements: &[Statement]) -> Facts {
        let all: Vec<Value> = statements.iter().map(|statement| Value::Object(Facts::statement(statement))).collect();
        Facts::from(json!({ "statements": all }))
    }

    fn statement(statement: &Statement) -> Map<String, Value> {
        let bookings: Vec<i128> = statement.bookings().collect();
        let of = |credits: bool| bookings.iter().filter(move |amount| if credits { **amount > 0 } else { **amount < 0 });
        let sum = |credits| {
            let sum: i128 = of(credits).sum();
            Cents(i64::try_from(sum.abs()).unwrap_or(i64::MAX)).plain_in(statement.currency)
        };
        let mut facts = Map::new();
        let balance = |balance: &Option<bank::Balance>| balance.as_ref().map(|balance| balance.money.plain());
        let known = [
            ("account", statement.account.as_ref().map(|account| account.shown().to_owned())),
            ("currency", Some(statement.currency.to_string())),
            ("opening", balance(&statement.opening)),
            ("closing", balance(&statement.closing)),
        ];
        facts.extend(known.into_iter().filter_map(|(name, value)| Some((name.to_owned(), json!(value?)))));
        facts.insert("entries".into(), json!(bookings.len()));
        facts.insert("credits".into(), json!(of(true).count()));
        facts.insert("debits".into(), json!(of(false).count()));
        facts.insert("credit_sum".into(), json!(sum(true)));
        facts.insert("debit_sum".into(), json!(sum(false)));
        facts
    }
}

fn party(party: &Party) -> Map<String, Value> {
    Facts::there(json!({ "name": party.name, "legal_id": party.legal_id.as_ref().map(|id| &id.value), "vat": party.vat })).0
}

fn status(status: &Status) -> Map<String, Value> {
    let amounts: Vec<Value> = status
        .data()
        .filter(|datum| datum.kind.is_some())
        .map(|datum| {
            let (amount, currency) = datum
                .amount
                .map_or((None, None), |(amount, currency)| (Some(amount.plain_in(currency.unwrap_or(Currency::EUR))), currency));
            let percent = datum.percent.map(|percent| percent.percent());
            Value::Object(Facts::there(json!({ "kind": datum.kind, "amount": amount, "currency": currency, "percent": percent })).0)
        })
        .collect();
    let reasons: Vec<&str> = status.reasons().collect();
    let mut facts = Facts::there(json!({
        "invoice": status.invoice,
        "code": status.code,
        "label": status.label,
        "reasons": reasons,
        "at": status.at.map(|at| at.to_string()),
        "seller": status.seller.as_ref().map(|Identifier { value, .. }| value),
    }));
    if !amounts.is_empty() {
        facts.0.insert("amounts".into(), Value::Array(amounts));
    }
    facts.0
}

/// Understands one file and writes nothing. `saved` are the mappings kept from earlier tables.
pub fn read(input: &Input<'_>, saved: &[Mapping], today: Date) -> ReadReport {
    let mut problems = Problems::new();
    let (format, facts) = understand(input, saved, today, &mut problems);
    ReadReport { file: input.name().to_owned(), format, facts, problems: problems.into_vec() }
}

fn understand(input: &Input<'_>, saved: &[Mapping], today: Date, problems: &mut Problems) -> (&'static str, Facts) {
    let head = match input.head() {
        Ok(head) => head,
        Err(error) => {
            unreadable(&error, problems);
            return ("unreadable", Facts::default());
        }
    };
    match recognise(&head, input.name()) {
        Kind::Fec => {
            let read = fec::receivables(input, today, problems);
            ("fec", read.map_or_else(Facts::default, |(file, receivables)| Facts::fec(&file, &receivables)))
        }
        Kind::Csv => ("csv", rows(input, saved, today, problems)),
        Kind::Xlsx => ("xlsx", rows(input, saved, today, problems)),
        Kind::Empty => {
            problems.error(Place::FILE, "empty_file", format_args!("le fichier est vide. Refaites l'export et donnez le nouveau fichier."));
            ("empty", Facts::default())
        }
        Kind::Other(kind @ (OtherKind::Pdf | OtherKind::Cii | OtherKind::Ubl | OtherKind::Cdar | OtherKind::Xml)) => {
            let reading = einvoice::read(input);
            let word = reading.format().unwrap_or(kind.code());
            reading.problems.into_iter().for_each(|problem| problems.push(problem));
            (word, reading.document.map_or_else(Facts::default, |document| Facts::einvoice(&document)))
        }
        Kind::Other(kind) if kind.is_statement() => (kind.code(), Facts::statements(&bank::read_known(input, kind, saved, problems))),
        Kind::Other(OtherKind::Archive) if bank::is_zip(&head) => {
            let statements = bank::read_known(input, OtherKind::Archive, saved, problems);
            let facts = if statements.is_empty() { Facts::default() } else { Facts::statements(&statements) };
            (OtherKind::Archive.code(), facts)
        }
        Kind::Other(other) => {
            table::tell_other(other, problems);
            (other.code(), Facts::default())
        }
    }
}

fn rows(input: &Input<'_>, saved: &[Mapping], today: Date, problems: &mut Problems) -> Facts {
    let Some(inspection) = table::inspect(input, saved, problems) else { return Facts::default() };
    if !inspection.complete {
        return Facts::rows(&inspection, None);
    }
    let mapping = &inspection.mapping;
    let tally = match mapping.kind {
        TableKind::Invoices => table::read_invoices(input, mapping, today, problems, &mut |_| {}),
        TableKind::Debtors => table::read_debtors(input, mapping, problems, &mut |_| {}),
        TableKind::Payments => table::read_payments(input, mapping, today, problems, &mut |_| {}),
        TableKind::BankStatement => return Facts::statements(&bank::read_table(input, &inspection, problems)),
    };
    Facts::rows(&inspection, Some(&tally))
}
