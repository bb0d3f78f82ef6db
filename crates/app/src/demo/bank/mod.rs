//! The bank of the demonstration: an account of the creditor over the last weeks, one file a week, taken in as any file is.
//!
//! From the day on which the account begins, what customers pay is not recorded by the history: the bank books it, its file brings it,
//! and reconciliation says what it is. Each Monday the file of the week before is taken, and Lise Capucine answers what waits; that of
//! today nobody has looked at yet.

mod camt;
mod surprises;

use std::path::Path;

use domain::Date;
use domain::bank::Rib;
use domain::french::refusal_fr;
use domain::money::Cents;
use domain::payments::{Outcome, RuleBy};
use formats::values::folded;
use jiff::ToSpan;
use jiff::civil::Weekday;
use store::{BankLine, Tx};

use crate::bank;
use crate::books::Books;
use crate::error::{AppError, Result};
use crate::import;
use crate::ports::Silent;

pub(super) use surprises::SAME_AMOUNT;

/// Whole weeks that the account is known for, before that of today.
const WEEKS: i64 = 11;
/// What is on the account when it begins.
const OPENING: Cents = Cents(4_821_540);
/// The longest name that banks carry.
const LONGEST_NAME: usize = 35;
/// What a refund of VAT says, by which Lise Capucine taught the program to leave it aside.
const REFUND: &str = "REMBOURSEMENT CREDIT DE TVA";

/// What the bank says that a movement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Movement {
    /// A customer's transfer.
    Transfer,
    /// A cheque of a customer, brought to the bank.
    Cheque,
    /// It came back unpaid.
    ChequeBack,
    /// A direct debit on a customer.
    Debit,
    /// It came back unpaid.
    DebitBack,
    /// A transfer of the creditor's own.
    Sent,
    /// What somebody draws on the account.
    Drawn,
    /// What the bank takes.
    Fee,
}

impl Movement {
    /// Family and sub-family of ISO 20022, and the bank's words.
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Movement::Transfer => ("RCDT", "ESCT", "VIR SEPA RECU"),
            Movement::Cheque => ("RCHQ", "CCHQ", "REMISE DE CHEQUE"),
            Movement::ChequeBack => ("RCHQ", "UPCQ", "CHEQUE IMPAYE"),
            Movement::Debit => ("IDDT", "ESDD", "PRLV SEPA EMIS"),
            Movement::DebitBack => ("IDDT", "UPDD", "PRLV SEPA IMPAYE"),
            Movement::Sent => ("ICDT", "ESCT", "VIR SEPA EMIS"),
            Movement::Drawn => ("RDDT", "ESDD", "PRLV SEPA"),
            Movement::Fee => ("MDOP", "CHRG", "FRAIS"),
        }
    }

    fn is_of_customers(self) -> bool {
        !matches!(self, Movement::Sent | Movement::Drawn | Movement::Fee)
    }
}

/// A movement of the account.
#[derive(Clone, Debug)]
struct Booked {
    on: Date,
    cents: Cents,
    movement: Movement,
    reference: String,
    name: String,
    iban: Option<String>,
    text: String,
}

/// Some days of the account, as a file tells them.
struct Week<'b> {
    number: u32,
    from: Date,
    to: Date,
    opening: Cents,
    closing: Cents,
    booked: &'b [Booked],
}

/// The account.
pub(super) struct Bank {
    /// The first day that the next file covers.
    next: Date,
    begins: Date,
    balance: Cents,
    files: u32,
    references: u32,
    booked: Vec<Booked>,
}

/// A name as banks write it.
fn bank_words(name: &str) -> String {
    folded(name).to_uppercase().chars().take(LONGEST_NAME).collect::<String>().trim_end().to_owned()
}

/// The account from which a debtor pays, by its place in the cast.
fn iban_of(debtor: usize) -> Option<String> {
    Rib::new("99999", "00001", &format!("{:011}", 40_000_000 + 7_919 * debtor)).map(|rib| rib.iban().as_str().to_owned())
}

/// The first open day from that one on: banks book nothing at week-ends.
fn open_day(day: Date) -> Date {
    match day.weekday() {
        Weekday::Saturday => day.saturating_add(2.days()),
        Weekday::Sunday => day.saturating_add(1.days()),
        _ => day,
    }
}

impl Bank {
    /// An account that begins some weeks before that day, on a Monday.
    pub(super) fn new(today: Date) -> Bank {
        let monday = today.saturating_sub(i64::from(today.weekday().to_monday_zero_offset()).days());
        let begins = monday.saturating_sub((7 * WEEKS).days());
        Bank { next: begins, begins, balance: OPENING, files: 0, references: 0, booked: Vec::new() }
    }

    /// Whether what happens on that day is the bank's to tell.
    pub(super) fn tells(&self, day: Date) -> bool {
        day >= self.begins
    }

    /// Money of a customer, or what takes it back: positive for what comes in.
    pub(super) fn of_customer(&mut self, debtor: usize, movement: Movement, cents: Cents, invoice: &str, on: Date) {
        let text = match (movement, self.references % 3) {
            (Movement::Cheque | Movement::ChequeBack | Movement::Debit | Movement::DebitBack, _) => invoice.to_owned(),
            (_, 0) => format!("REGLEMENT FACTURE {invoice}"),
            (_, 1) => format!("VOTRE FACTURE {invoice} MERCI"),
            _ => invoice.to_owned(),
        };
        let iban = iban_of(debtor).filter(|_| matches!(movement, Movement::Transfer | Movement::Debit | Movement::DebitBack));
        self.books((movement, cents), (&bank_words(super::cast::DEBTORS[debtor].name), iban), text, on);
    }

    fn books(&mut self, (movement, cents): (Movement, Cents), (name, iban): (&str, Option<String>), text: String, on: Date) {
        self.references += 1;
        let (on, reference) = (open_day(on), format!("BOR{:07}", 4_100 + self.references));
        self.booked.push(Booked { on, cents, movement, reference, name: name.to_owned(), iban, text });
    }

    /// What the creditor pays and is paid back every month: no customer's.
    pub(super) fn own_movements(&mut self, day: Date) {
        if !self.tells(day) {
            return;
        }
        let month = day.month();
        let (movement, cents, name, text) = match day.day() {
            1 => (Movement::Fee, -2_850, "", format!("TENUE DE COMPTE MOIS {month:02}")),
            5 => (Movement::Drawn, -214_000, "SCI DU QUAI DES AURORES", format!("LOYER ATELIER MOIS {month:02}")),
            10 => (Movement::Sent, -1_482_060, "COMPTOIR DES BOIS DU NORD", format!("FACTURES FOURNISSEUR MOIS {month:02}")),
            15 => (Movement::Drawn, -1_268_300, "URSSAF", "COTISATIONS SOCIALES".to_owned()),
            18 => (Movement::Transfer, 91_700 + 1_300 * i64::from(month), "DGFIP", format!("{REFUND} MOIS {month:02}")),
            28 => (Movement::Sent, -2_843_040, "VIREMENTS GROUPES", format!("SALAIRES MOIS {month:02}")),
            _ => return,
        };
        self.books((movement, Cents(cents)), (name, None), text, day);
    }

    /// On a Monday, takes in the file of the week before, and Lise Capucine answers what waits.
    pub(super) fn monday(&mut self, books: &Books, folder: &Path, day: Date) -> Result<()> {
        if day.weekday() == Weekday::Monday && day > self.begins {
            self.taken(books, folder, day)?;
            answered(books, day)?;
        }
        Ok(())
    }

    /// Takes in what was booked up to the day before, as the bank's file.
    pub(super) fn taken(&mut self, books: &Books, folder: &Path, day: Date) -> Result<()> {
        let to = day.yesterday().unwrap_or(day);
        let (mut now, later): (Vec<Booked>, Vec<Booked>) = self.booked.drain(..).partition(|booked| booked.on <= to);
        self.booked = later;
        now.sort_by(|a, b| (a.on, &a.reference).cmp(&(b.on, &b.reference)));
        let closing = self.balance + now.iter().map(|booked| booked.cents).sum::<Cents>();
        self.files += 1;
        let week = Week { number: self.files, from: self.next, to, opening: self.balance, closing, booked: &now };
        let path = folder.join(format!("releve-{:02}.xml", self.files));
        let on_disk = |error: std::io::Error| AppError::refused(format!("« {} » : {}.", path.display(), refusal_fr(&error)));
        std::fs::write(&path, camt::text(&week)).map_err(on_disk)?;
        let report = import::files(books, std::slice::from_ref(&path), &import::Options::default(), &Silent);
        std::fs::remove_file(&path).map_err(on_disk)?;
        let report = report?;
        if report.is_refused() {
            return Err(AppError::refused(report.text()));
        }
        (self.next, self.balance) = (day, closing);
        Ok(())
    }
}

/// A person answers each line that waits: the likeliest reading, which is the right one here.
fn answered(books: &Books, day: Date) -> Result<()> {
    for line in books.read(|tx| Ok(tx.open_bank_lines()?))? {
        match books.write(|tx| answer(tx, &line, day)) {
            Ok(()) => {}
            // An answer before this one changed what it may pay.
            Err(AppError::Refused(_)) => {
                books.write(|tx| bank::reconcile(tx, day))?;
            }
            Err(other) => return Err(other),
        }
    }
    Ok(())
}

fn answer(tx: &mut Tx<'_>, line: &BankLine, day: Date) -> Result<()> {
    match tx.bank_verdict(line.id)?.map(|verdict| verdict.outcome) {
        Some(Outcome::Proposed(_)) => bank::accept(tx, line.id, 0, false, day).map(drop),
        Some(Outcome::TakesBack { payments, .. }) if !payments.is_empty() => {
            bank::take_back(tx, line.id, payments[0].payment, day).map(drop)
        }
        _ if line.details.texts.iter().any(|text| text.starts_with(REFUND)) => {
            let learn = RuleBy::Label { words: REFUND.to_owned() };
            bank::set_aside(tx, line.id, "remboursement de TVA", Some(learn), day).map(drop)
        }
        _ => Ok(()),
    }
}
