//! An invoice of a file beside the one of the same number that is in the books: what differs, told with both values.

use domain::Date;
use domain::french::{date_short, money_fr};
use domain::money::{Cents, Currency};
use domain::terms::DueBasis;
use formats::table::InvoiceRow;
use formats::{Place, Problems};
use store::KnownInvoice;

/// What differs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Difference {
    /// The amount, or its currency.
    pub amount: bool,
    /// The due date that the file says.
    pub due_on: Option<Date>,
    /// The one of the books was only presumed: nothing is lost by taking that of the file.
    pub presumed: bool,
}

impl Difference {
    /// Whether anything does.
    pub fn is_some(self) -> bool {
        self.amount || (self.due_on.is_some() && !self.presumed)
    }

    /// Says both values of what differs first: the amount, else the due date.
    pub fn tell(self, row: &InvoiceRow, known: &KnownInvoice, problems: &mut Problems) {
        let (place, there) = (Place::line(row.line), There::Invoice(&row.number));
        if self.amount {
            there.tell_other_amount(place, (known.total, known.currency), (row.amount, row.currency), ACCEPT, problems);
        } else if let Some(due_on) = self.due_on {
            let said = there.differs(&format!("à échéance du {}", date_short(known.due_on)), &date_short(due_on));
            problems.error(place, OTHER_DUE_DATE, format_args!("{said}{ACCEPT}"));
        }
    }
}

/// What a file brings and the books have already, by its number.
#[derive(Clone, Copy)]
pub(super) enum There<'n> {
    Invoice(&'n str),
    CreditNote(&'n str),
    /// An accounting entry.
    Entry(&'n str),
}

impl There<'_> {
    /// Says that the books have another amount, which stays; `then` ends the sentence.
    pub fn tell_other_amount(self, place: Place, was: (Cents, Currency), is: (Cents, Currency), then: &str, problems: &mut Problems) {
        let said = self.differs(&format!("pour {}", money_fr(was.0, was.1)), &money_fr(is.0, is.1));
        problems.error(place, OTHER_AMOUNT, format_args!("{said}{then}"));
    }

    fn differs(self, was: &str, is: &str) -> String {
        let there = match self {
            There::Invoice(number) => format!("la facture {number} est déjà inscrite"),
            There::CreditNote(number) => format!("l'avoir {number} est déjà inscrit"),
            There::Entry(number) => format!("« {number} » est déjà inscrite"),
        };
        format!("{there} {was}, le fichier dit {is}. La valeur inscrite est gardée")
    }
}

/// The code of an invoice known with another amount.
const OTHER_AMOUNT: &str = "known_with_other_amount";
/// The code of an invoice known with another due date.
const OTHER_DUE_DATE: &str = "known_with_other_due_date";
/// How a person takes the value of the file.
const ACCEPT: &str = " ; ajoutez --accept-changes pour prendre celle du fichier.";

/// Compares. A file that says no due date says nothing against the one that is known.
pub(super) fn invoice(row: &InvoiceRow, known: &KnownInvoice) -> Difference {
    Difference {
        amount: row.amount != known.total || row.currency != known.currency,
        due_on: row.due_on.filter(|due| *due != known.due_on),
        presumed: known.due_basis == DueBasis::Presumed,
    }
}

/// Whether a row of a known invoice is a further due date of it.
pub(super) fn is_instalment(row: &InvoiceRow, known: &KnownInvoice) -> bool {
    row.instalment.is_some_and(|rank| rank > 1) && row.due_on.is_some_and(|due| due != known.due_on)
}

/// Whether a problem of that code is about an invoice that is in the books.
pub(super) fn is_about_known(code: &str) -> bool {
    matches!(code, OTHER_AMOUNT | OTHER_DUE_DATE)
}
