//! What customers owe, rebuilt from the entries of a FEC.
//!
//! A customer is an account and an auxiliary code; where the code is blank, the account itself. Each line of a customer's
//! account becomes one [`Movement`] whose signed amount is exactly the line's debit less its credit, so that the
//! movements of a customer always add up to its balance (what has no day at all is set aside, and said).
//!
//! What a movement is follows from the rest of its entry (see [`classify`]); which credit pays which debit from the
//! lettering, else the piece, else the oldest first (see [`allocate`]): each [`Allocation`] says which. Open amounts
//! therefore follow the *balance*; where the unlettered lines say something else, both are shown.

mod allocate;
mod classify;
mod numbers;
mod tell;

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, RandomState};

use domain::Date;
use domain::money::Cents;
use serde::Serialize;

use super::FecLine;
use crate::problem::{Place, Problems};
use classify::{Entry, Journal};

pub use numbers::{is_identity, number_is_composed, without_number};

/// Which account of the chart a customer's line is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// 411: customers.
    Customer,
    /// 413: bills receivable (effets à recevoir).
    Bill,
    /// 416: doubtful customers.
    Doubtful,
    /// 418: to be invoiced; never an invoice.
    ToInvoice,
    /// 419: deposits and credits of customers.
    Deposit,
}

impl Family {
    /// The family of an account number, if it is a customer's.
    pub fn of(account: &str) -> Option<Family> {
        Some(match account.get(..3)? {
            "411" => Family::Customer,
            "413" => Family::Bill,
            "416" => Family::Doubtful,
            "418" => Family::ToInvoice,
            "419" => Family::Deposit,
            _ => return None,
        })
    }
}

/// Who owes, as the accounts name them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// CompteNum.
    pub account: String,
    /// CompAuxNum; blank when the account has none.
    pub auxiliary: String,
    /// CompAuxLib, else CompteLib, else the code.
    pub name: String,
    /// Of which family the account is.
    pub family: Family,
    /// All customers in one account without a code: nobody in particular.
    pub collective: bool,
    /// Named after a means of payment (« RECETTE CB »): takings, nobody to write to.
    pub takings: bool,
    /// First line that names it.
    pub first_line: u64,
    /// Debits less credits, every line.
    pub balance: Cents,
    /// Debits less credits of the lines without lettering.
    pub unlettered: Cents,
    /// Part of the balance on lines without any readable day, which make no movement.
    pub set_aside: Cents,
}

impl Customer {
    /// The code of the debtor: the auxiliary, else the account. The same in 411, 413, 416 and 419 when auxiliaries are used.
    pub fn code(&self) -> &str {
        if self.auxiliary.is_empty() { &self.account } else { &self.auxiliary }
    }
}

/// What a line of a customer's account is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MovementKind {
    /// A debit against sales or VAT.
    Invoice,
    /// A credit against sales or VAT.
    CreditNote,
    /// A credit against money.
    Payment,
    /// A debit against money: an unpaid cheque, a rejected debit, a refund.
    PaymentBack,
    /// Brought forward from the year before (à nouveau): owed when positive, a credit when negative.
    Opening,
    /// Anything else: transfer between accounts, write-off, rounding. Changes the balance all the same.
    Adjustment,
}

/// One line of a customer's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// Index in [`Receivables::customers`].
    pub customer: usize,
    /// What it is.
    pub kind: MovementKind,
    /// Line in the file.
    pub line: u64,
    /// Its day: of the piece for invoices, credit notes and openings; of the entry otherwise.
    pub on: Date,
    /// The day on which it was entered, never before [`on`](Movement::on).
    pub entered_on: Date,
    /// Debit less credit, never zero.
    pub cents: Cents,
    /// What no other movement settles, of the same sign as `cents`.
    pub open: Cents,
    /// Number to show for an invoice, credit note or opening; unique for its customer save instalments.
    pub number: String,
    /// The piece is not an invoice number (shared or empty): the number was composed.
    pub number_presumed: bool,
    /// Rank among the due dates of one invoice, from 1: lines of one entry with one piece.
    pub instalment: u32,
    /// PieceRef.
    pub piece: String,
    /// EcritureLib.
    pub label: String,
    /// JournalCode.
    pub journal: String,
    /// EcritureLet; blank when unmatched.
    pub lettering: String,
    /// DateLet.
    pub lettered_on: Option<Date>,
    /// Due date, if the file has one.
    pub due_on: Option<Date>,
    /// How a payment was made: `transfer`, `cheque`, `direct_debit`, `card`, `cash`, `other`.
    pub means: &'static str,
    /// Identity (journal, entry number, entry date, account, auxiliary, piece, rank), fields parted by `|`.
    pub key: String,
}

/// Why a credit pays a debit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Same lettering in the same account of the same customer.
    Lettering,
    /// Same piece.
    Piece,
    /// Nothing says so: the oldest debt first.
    OldestFirst,
}

/// So many cents of a credit pay a debit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allocation {
    /// Index of the credit in [`Receivables::movements`].
    pub credit: usize,
    /// Index of the debit.
    pub debit: usize,
    /// A positive amount.
    pub cents: Cents,
    /// Why.
    pub basis: Basis,
}

/// What customers owe.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receivables {
    /// In the order of their first line.
    pub customers: Vec<Customer>,
    /// In the order of the lines.
    pub movements: Vec<Movement>,
    /// Grouped by customer.
    pub allocations: Vec<Allocation>,
}

/// The figures of account 411 that can be compared with those of another reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReceivablesFacts {
    /// Debits less credits of the accounts 411.
    pub balance_411: Cents,
    /// The same, lines without lettering only.
    pub unlettered_411: Cents,
    /// Customers: account and auxiliary, 411 only.
    pub customers: u64,
    /// Invoices and openings of 411 with something open.
    pub invoices_open: u64,
}

impl Receivables {
    /// The figures of account 411.
    pub fn facts(&self) -> ReceivablesFacts {
        let mut facts = ReceivablesFacts::default();
        for customer in self.customers.iter().filter(|c| c.family == Family::Customer) {
            facts.balance_411 += customer.balance;
            facts.unlettered_411 += customer.unlettered;
            facts.customers += 1;
        }
        let open = |m: &&Movement| {
            m.open.is_positive()
                && matches!(m.kind, MovementKind::Invoice | MovementKind::Opening)
                && self.customers[m.customer].family == Family::Customer
        };
        facts.invoices_open = self.movements.iter().filter(open).count() as u64;
        facts
    }

    /// Customers under one code, over all families: one debtor each.
    pub fn debtors(&self) -> BTreeMap<&str, Vec<usize>> {
        let mut debtors: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, customer) in self.customers.iter().enumerate() {
            debtors.entry(customer.code()).or_default().push(index);
        }
        debtors
    }
}

/// A movement whose kind still waits for the rest of its entry.
#[derive(Debug)]
struct Waiting {
    movement: Movement,
    entry: usize,
    opening_label: bool,
}

/// Takes the lines of a FEC in any order and rebuilds the receivables.
#[derive(Debug, Default)]
pub struct ReceivablesBuilder {
    customers: Vec<Customer>,
    by_account: HashMap<String, usize>,
    entries: Vec<Entry>,
    by_entry: HashMap<String, usize>,
    journals: Vec<Journal>,
    by_journal: HashMap<String, usize>,
    waiting: Vec<Waiting>,
    /// How many lines had an identity, by its digest.
    ranks: HashMap<u64, u32>,
    hasher: RandomState,
    key: String,
}

impl ReceivablesBuilder {
    /// No line yet.
    pub fn new() -> ReceivablesBuilder {
        ReceivablesBuilder::default()
    }

    /// Takes a line.
    pub fn add(&mut self, line: &FecLine<'_>, problems: &mut Problems) {
        let entry = self.entry_of(line);
        match Family::of(line.account) {
            Some(family) => self.add_receivable(line, family, entry, problems),
            None => self.entries[entry].see(line),
        }
    }

    /// Everything was given: decides what each movement is and what pays what.
    pub fn finish(self, problems: &mut Problems) -> Receivables {
        let mut entries_of = Vec::with_capacity(self.waiting.len());
        let mut movements = Vec::with_capacity(self.waiting.len());
        for waiting in self.waiting {
            let (mut movement, entry) = (waiting.movement, &self.entries[waiting.entry]);
            let journal = &self.journals[entry.journal];
            movement.kind = classify::kind(movement.cents, entry, journal, waiting.opening_label);
            if movement.kind == MovementKind::Payment {
                movement.means = classify::means(entry, &movement.label);
            }
            movements.push(movement);
            entries_of.push(waiting.entry);
        }
        let mut receivables = Receivables { customers: self.customers, movements, allocations: Vec::new() };
        classify::mark_collective(&mut receivables.customers);
        numbers::give(&mut receivables, &entries_of, &self.entries, problems);
        allocate::all(&mut receivables, &entries_of, problems);
        tell::all(&receivables, problems);
        receivables
    }

    fn entry_of(&mut self, line: &FecLine<'_>) -> usize {
        // Where entries are not numbered, the piece tells them apart.
        let unnumbered = line.entry.bytes().all(|b| b == b'0');
        self.key.clear();
        for part in [line.journal, line.entry, line.entry_date_text, if unnumbered { line.piece } else { "" }] {
            self.key.push_str(part);
            self.key.push('\u{1f}');
        }
        if let Some(entry) = self.by_entry.get(&self.key) {
            return *entry;
        }
        let journal = match self.by_journal.get(line.journal) {
            Some(journal) => *journal,
            None => {
                self.journals.push(Journal::new(line.journal, line.journal_label));
                self.by_journal.insert(line.journal.to_owned(), self.journals.len() - 1);
                self.journals.len() - 1
            }
        };
        self.entries.push(Entry::new(line.entry, journal));
        self.by_entry.insert(self.key.clone(), self.entries.len() - 1);
        self.entries.len() - 1
    }

    fn customer_of(&mut self, line: &FecLine<'_>, family: Family) -> usize {
        self.key.clear();
        self.key.push_str(line.account);
        self.key.push('\u{1f}');
        self.key.push_str(line.auxiliary);
        let names = [line.auxiliary_name, if line.auxiliary.is_empty() { line.account_label } else { "" }];
        let name = names.into_iter().find(|name| !name.is_empty());
        if let Some(customer) = self.by_account.get(&self.key) {
            let known = &mut self.customers[*customer];
            if let Some(name) = name.filter(|_| known.name == known.code()) {
                known.name = name.to_owned();
            }
            return *customer;
        }
        let code = if line.auxiliary.is_empty() { line.account } else { line.auxiliary };
        self.customers.push(Customer {
            account: line.account.to_owned(),
            auxiliary: line.auxiliary.to_owned(),
            name: name.unwrap_or(code).to_owned(),
            family,
            collective: false,
            takings: false,
            first_line: line.line,
            balance: Cents::ZERO,
            unlettered: Cents::ZERO,
            set_aside: Cents::ZERO,
        });
        self.by_account.insert(self.key.clone(), self.customers.len() - 1);
        self.customers.len() - 1
    }

    fn add_receivable(&mut self, line: &FecLine<'_>, family: Family, entry: usize, problems: &mut Problems) {
        let customer = self.customer_of(line, family);
        let key = self.identity(line);
        let effect = line.effect();
        let known = &mut self.customers[customer];
        known.balance = Cents(known.balance.0.saturating_add(effect.0));
        if line.lettering.is_empty() {
            known.unlettered = Cents(known.unlettered.0.saturating_add(effect.0));
        } else if line.lettered_on.is_none() {
            problems.warning(
                Place::line(line.line),
                "lettering_undated",
                format_args!("lettrage « {} » sans date de lettrage ; il est retenu.", crate::problem::shown(line.lettering)),
            );
        }
        if effect.is_zero() {
            return;
        }
        self.entries[entry].has_customer = true;
        let Some(on) = line.entry_date.or(line.piece_date).or(line.validated_on) else {
            known.set_aside = Cents(known.set_aside.0.saturating_add(effect.0));
            problems.error(
                Place::line(line.line),
                "receivable_undated",
                format_args!("aucune date lisible : la ligne compte dans le solde du client mais aucune facture ni règlement n'en est tiré. Corrigez la date."),
            );
            return;
        };
        let opening_label = classify::is_opening_label(line.label);
        let movement = Movement {
            customer,
            kind: MovementKind::Adjustment,
            line: line.line,
            on,
            entered_on: on,
            cents: effect,
            open: effect,
            number: String::new(),
            number_presumed: false,
            instalment: 1,
            piece: line.piece.split_whitespace().collect::<Vec<_>>().join(" "),
            label: line.label.to_owned(),
            journal: line.journal.to_owned(),
            lettering: line.lettering.to_owned(),
            lettered_on: line.lettered_on,
            due_on: line.due_on,
            means: "other",
            key,
        };
        // The piece's own day is the invoice's; kept beside until the kind is known.
        let movement =
            Movement { on: classify::day(&movement, line, opening_label, &self.journals[self.entries[entry].journal]), ..movement };
        self.waiting.push(Waiting { movement, entry, opening_label });
    }

    fn identity(&mut self, line: &FecLine<'_>) -> String {
        let fields = [line.journal, line.entry, line.entry_date_text, line.account, line.auxiliary, line.piece];
        let key = fields.map(|field| field.replace('|', "¦")).join("|");
        let rank = self.ranks.entry(self.hasher.hash_one(&key)).or_default();
        *rank += 1;
        format!("{key}|{rank}")
    }
}
