//! An electronic invoice as its file says it, CII and UBL alike. « BT » and « BG » are the terms of EN 16931.
//!
//! Amounts are in minor units of the currency of the invoice, signed as in the file: a credit note carries positive amounts
//! ([`Invoice::claim`](super::claim) says what they mean). A fact that the file does not hold is absent.

use domain::Date;
use domain::money::{Cents, Currency, Rate};
use domain::party::{Siren, Siret};

/// The language that an invoice is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Syntax {
    /// UN/CEFACT Cross Industry Invoice: Factur-X, ZUGFeRD 1 and 2, XRechnung.
    #[default]
    Cii,
    /// UBL 2.
    Ubl,
}

impl Syntax {
    /// The machine word: `cii`, `ubl`.
    pub fn word(self) -> &'static str {
        match self {
            Syntax::Cii => "cii",
            Syntax::Ubl => "ubl",
        }
    }
}

/// An invoice, a credit note, a corrected invoice: see [`Invoice::kind`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invoice {
    /// What it is written in.
    pub syntax: Syntax,
    /// Whether the file itself is a credit note, whatever its type says (UBL `CreditNote`).
    pub credit_note_root: bool,
    /// BT-24: the specification that it follows. An unknown one is never refused.
    pub guideline: Option<String>,
    /// BT-23: the business process; in France the billing frame, see [`Invoice::frame`].
    pub process: Option<String>,
    /// BT-1.
    pub number: Option<String>,
    /// BT-3 (UNTDID 1001).
    pub type_code: Option<String>,
    /// BT-2.
    pub issued_on: Option<Date>,
    /// BG-1.
    pub notes: Vec<Note>,
    /// BG-4.
    pub seller: Party,
    /// BG-7.
    pub buyer: Party,
    /// BG-10: who is to be paid, where it is not the seller.
    pub payee: Option<Party>,
    /// BT-10.
    pub buyer_reference: Option<String>,
    /// BT-13.
    pub order: Option<String>,
    /// BT-12.
    pub contract: Option<String>,
    /// BG-3: the invoices that it credits, corrects or completes.
    pub preceding: Vec<Preceding>,
    /// BT-72.
    pub delivered_on: Option<Date>,
    /// BT-5.
    pub currency: Option<Currency>,
    /// How and when it is to be paid.
    pub payment: Payment,
    /// BG-23.
    pub vat: Vec<VatLine>,
    /// BG-22.
    pub totals: Totals,
    /// How many lines it has; none in the profiles MINIMUM and BASIC WL.
    pub lines: u64,
}

impl Invoice {
    /// The texts of a subject: `PMT` (fixed indemnity of 40 €), `PMD` (late-payment penalties), `AAB` (early-payment discount).
    pub fn notes_on<'i>(&'i self, subject: &'i str) -> impl Iterator<Item = &'i str> {
        let on_it = |note: &&Note| note.subject.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(subject));
        self.notes.iter().filter(on_it).map(|note| note.text.as_str())
    }
}

/// A free text about the invoice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// BT-21: what it is about (UNTDID 4451).
    pub subject: Option<String>,
    /// BT-22.
    pub text: String,
}

/// An identifier with the scheme that gave it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identifier {
    /// As written, without blanks where it is only digits.
    pub value: String,
    /// The scheme (ISO 6523): 0002 SIREN, 0009 SIRET, 0088 GLN, 0225 French e-invoicing address…
    pub scheme: Option<String>,
}

/// A seller, a buyer or a payee.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    /// BT-27, BT-44, BT-59: the registered name.
    pub name: Option<String>,
    /// BT-28, BT-45: the trading name.
    pub trading_name: Option<String>,
    /// BT-30, BT-47, BT-61: the registration, in France the SIREN or SIRET.
    pub legal_id: Option<Identifier>,
    /// BT-29, BT-46, BT-60: other identifiers.
    pub ids: Vec<Identifier>,
    /// Nine digits with a right key, from the registration, another identifier or a French VAT number.
    pub siren: Option<Siren>,
    /// Fourteen digits with a right key.
    pub siret: Option<Siret>,
    /// BT-31, BT-48, without blanks.
    pub vat: Option<String>,
    /// BT-34, BT-49: where electronic invoices are sent to.
    pub electronic_address: Option<Identifier>,
    /// BG-5, BG-8.
    pub address: PostalAddress,
    /// BG-6, BG-9.
    pub contact: Contact,
}

/// A postal address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PostalAddress {
    /// Street lines, one to three, in their order.
    pub lines: Vec<String>,
    /// Postal code.
    pub postcode: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Region, canton, state.
    pub subdivision: Option<String>,
    /// Two letters (ISO 3166-1).
    pub country: Option<String>,
}

/// Whom to ask.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// A person or a department.
    pub name: Option<String>,
    /// As written.
    pub phone: Option<String>,
    /// As written.
    pub email: Option<String>,
}

/// An earlier invoice that this one is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preceding {
    /// BT-25.
    pub number: String,
    /// BT-26.
    pub issued_on: Option<Date>,
}

/// How and when an invoice is to be paid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Payment {
    /// BT-83: what the payer is asked to write on the payment.
    pub reference: Option<String>,
    /// BT-81 (UNTDID 4461): 30 and 58 transfer, 49 and 59 direct debit, 48 card, 20 cheque, 10 cash, 97 clearing…
    pub means: Vec<String>,
    /// BG-17: where to pay to.
    pub accounts: Vec<Account>,
    /// BT-91: the account that will be debited, without blanks.
    pub debited_iban: Option<String>,
    /// BT-89: the mandate of a direct debit.
    pub mandate: Option<String>,
    /// BT-20: terms in words.
    pub terms: Vec<String>,
    /// BT-9; of several dates the last, so that nothing is asked for before it is owed.
    pub due_on: Option<Date>,
    /// Where the amount is to be paid in parts (profile EXTENDED, UBL).
    pub instalments: Vec<Instalment>,
}

/// An account to pay to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// BT-84, without blanks: an IBAN, or another number where the country has none.
    pub number: String,
    /// BT-86.
    pub bic: Option<String>,
    /// BT-85.
    pub holder: Option<String>,
}

/// A part of the amount with its own due date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instalment {
    /// When.
    pub due_on: Option<Date>,
    /// How much.
    pub amount: Cents,
}

/// The VAT of one category and rate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VatLine {
    /// BT-118 (UNTDID 5305): S standard, Z zero, E exempt, AE reverse charge…
    pub category: Option<String>,
    /// BT-119.
    pub rate: Option<Rate>,
    /// BT-116.
    pub base: Option<Cents>,
    /// BT-117.
    pub amount: Option<Cents>,
    /// BT-120.
    pub exemption: Option<String>,
}

/// The totals of an invoice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// BT-106: sum of the lines.
    pub lines: Option<Cents>,
    /// BT-107: allowances on the whole.
    pub allowances: Option<Cents>,
    /// BT-108: charges on the whole.
    pub charges: Option<Cents>,
    /// BT-109: without VAT.
    pub excl_vat: Option<Cents>,
    /// BT-110: VAT, in the currency of the invoice.
    pub vat: Option<Cents>,
    /// BT-112: with VAT.
    pub incl_vat: Option<Cents>,
    /// BT-113: paid already.
    pub prepaid: Option<Cents>,
    /// BT-114: rounding.
    pub rounding: Option<Cents>,
    /// BT-115: what is to be paid.
    pub payable: Option<Cents>,
}
