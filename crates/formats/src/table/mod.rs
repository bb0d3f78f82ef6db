//! Tables of invoices, debtors and payments, and of banks, as CSV or XLSX.
//!
//! 1. [`inspect`] finds the sheet, the separator, the header among the first rows, and proposes a [`Mapping`] of columns to
//!    [`Field`]s from a French and English dictionary. A mapping that a person saved is found again by the header.
//! 2. [`read_invoices`], [`read_debtors`], [`read_payments`] read every row with that mapping, in two passes: the first decides
//!    for each column whether days or months come first and what the decimal mark is, the second reads. CSV is a
//!    stream: memory grows only with the numbers compared for duplicates, up to a bound.
//!
//! A row is taken, merged in the one before, skipped with a note (subtotals, drafts) or refused with an error: the
//! [`Tally`] adds up.

mod bank;
mod bank_words;
mod cells;
mod columns;
mod csv;
mod debtors;
mod dictionary;
mod duplicates;
mod fixes;
mod guard;
mod invoices;
mod layout;
mod party;
mod payments;
mod peek;
mod row;
mod terms;
mod xlsx;

use std::collections::BTreeMap;

use domain::money::{Cents, Currency};
use serde::{Deserialize, Serialize};

pub(crate) use bank::{BankRow, read_bank_rows, rows_above};
pub use debtors::{DebtorRow, read_debtors};
pub use duplicates::MOST as COMPARED;
pub use fixes::{Fix, Fixes};
pub(crate) use guard::declared_parts;
pub use invoices::{InvoiceRow, InvoiceState, RowPayment, read_invoices};
pub(crate) use layout::tell_other;
pub use layout::{Column, Inspection, Mapping, inspect, inspect_as};
pub use payments::{PaymentRow, read_payments};
pub use peek::{RawRow, rows_after, rows_at};
pub use terms::payment_terms;

/// What a table lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableKind {
    /// One row an invoice (or an instalment, or a payment of it).
    Invoices,
    /// One row a debtor.
    Debtors,
    /// One row a payment of a customer.
    Payments,
    /// One row an entry of a bank account; read as payments, money out negative.
    BankStatement,
}

impl TableKind {
    /// The machine word.
    pub fn word(self) -> &'static str {
        match self {
            TableKind::Invoices => "invoices",
            TableKind::Debtors => "debtors",
            TableKind::Payments => "payments",
            TableKind::BankStatement => "bank_statement",
        }
    }

    /// The kind of a machine word.
    pub fn parse(word: &str) -> Option<TableKind> {
        [TableKind::Invoices, TableKind::Debtors, TableKind::Payments, TableKind::BankStatement]
            .into_iter()
            .find(|kind| kind.word() == word)
    }

    /// As users read it.
    pub fn french(self) -> &'static str {
        match self {
            TableKind::Invoices => "Factures",
            TableKind::Debtors => "Débiteurs",
            TableKind::Payments => "Règlements",
            TableKind::BankStatement => "Relevé bancaire",
        }
    }
}

macro_rules! fields {
    (lists { $($(#[$doc:meta])* $name:ident $french:literal;)* } banks { $($(#[$bank_doc:meta])* $bank:ident $bank_french:literal;)* }) => {
        /// What a column may hold.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Field { $($(#[$doc])* $name,)* $($(#[$bank_doc])* $bank,)* }

        impl Field {
            /// The fields of lists, in the order to offer them.
            pub const ALL: &'static [Field] = &[$(Field::$name,)*];
            /// The fields that only the tables of banks have.
            pub const BANK: &'static [Field] = &[$(Field::$bank,)*];

            /// As shown to users.
            pub fn french(self) -> &'static str {
                match self { $(Field::$name => $french,)* $(Field::$bank => $bank_french,)* }
            }
        }
    };
}

fields! {
    lists {
        /// Invoice number.
        Number "numéro de facture";
        /// Day of issue.
        IssuedOn "date de facture";
        /// Due date.
        DueOn "échéance";
        /// Payment terms in words.
        Terms "conditions de règlement";
        /// Amount, VAT included.
        Amount "montant TTC";
        /// Amount before VAT.
        AmountExclTax "montant HT";
        /// VAT.
        Tax "montant de TVA";
        /// Currency.
        Currency "devise";
        /// Code of the customer.
        DebtorCode "code client";
        /// Name of the customer.
        Name "nom du client";
        /// Kind of customer.
        Kind "type de client";
        /// SIREN.
        Siren "SIREN";
        /// SIRET, of which the SIREN is kept.
        Siret "SIRET";
        /// VAT number.
        Vat "numéro de TVA";
        /// E-mail.
        Email "e-mail";
        /// Phone.
        Phone "téléphone";
        /// Person to write to.
        Contact "interlocuteur";
        /// Language of the letters.
        Language "langue";
        /// Address, first line.
        Address1 "adresse";
        /// Address, second line.
        Address2 "adresse (2)";
        /// Address, third line.
        Address3 "adresse (3)";
        /// Postal code.
        PostalCode "code postal";
        /// Town.
        City "ville";
        /// Country.
        Country "pays";
        /// What was supplied.
        Subject "objet";
        /// What was already paid.
        Paid "déjà réglé";
        /// What remains due.
        Balance "reste dû";
        /// State of the invoice, or yes/no for paid.
        Status "état";
        /// End of the service or delivery.
        PerformedOn "date de livraison";
        /// Rank of the instalment.
        Instalment "n° d'échéance";
        /// Day on which it was paid in full.
        SettledOn "soldée le";
        /// Whether it is disputed.
        Disputed "contestée";
        /// Day of a payment.
        PaymentOn "date de règlement";
        /// Amount of a payment.
        PaymentAmount "montant réglé";
        /// Reference of a payment.
        PaymentReference "référence du règlement";
        /// Means of payment.
        Means "mode de règlement";
        /// Money out.
        Debit "débit";
        /// Money in.
        Credit "crédit";
        /// Label of a bank entry.
        Label "libellé";
    }
    banks {
        /// Detail of the label of a bank entry.
        Detail "détail du libellé";
        /// What a bank adds to it.
        Extra "informations complémentaires";
        /// Day from which a bank entry counts for interest.
        ValueOn "date de valeur";
        /// Balance of the account after a bank entry.
        RunningBalance "solde du compte";
        /// The other side of a bank entry.
        Counterparty "contrepartie";
        /// Account of the other side.
        CounterpartyIban "IBAN de la contrepartie";
        /// An IBAN: the account's where every row has the same, else the other side's.
        Iban "IBAN";
        /// Account that a bank entry is on.
        Account "compte";
        /// What the bank calls an entry, never the same twice.
        EntryId "identifiant de l'opération";
        /// Debit or credit, beside an amount without sign.
        Side "sens (débit ou crédit)";
        /// What the bank charges for an entry.
        Fee "frais";
    }
}

/// What became of the rows of a table, blank ones left out: `rows = taken + merged + skipped + refused`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows below the header.
    pub rows: u64,
    /// Rows handed out.
    pub taken: u64,
    /// Rows added to the one before (one row a payment of the same invoice).
    pub merged: u64,
    /// Rows left out without harm (subtotals, drafts, exact repeats), each with a warning.
    pub skipped: u64,
    /// Rows refused, each with an error.
    pub refused: u64,
    /// Amounts of the rows handed out, by currency.
    pub sums: BTreeMap<Currency, Cents>,
    /// Whether the table was read to its end.
    pub complete: bool,
}

impl Tally {
    fn add_sum(&mut self, currency: Currency, cents: Cents) {
        let sum = self.sums.entry(currency).or_default();
        *sum = Cents(sum.0.saturating_add(cents.0));
    }
}
