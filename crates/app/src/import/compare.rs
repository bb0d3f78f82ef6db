//! An invoice of a file beside the one of the same number that is in the books: what differs, told with both values.

use domain::Date;
use domain::french::{date_short, money_fr};
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
}

impl Difference {
    /// Whether anything does.
    pub fn is_some(self) -> bool {
        self.amount || self.due_on.is_some()
    }

    /// Says both values of what differs first: the amount, else the due date.
    pub fn tell(self, row: &InvoiceRow, known: &KnownInvoice, problems: &mut Problems) {
        let place = Place::line(row.line);
        if self.amount {
            let (was, is) = (money_fr(known.total, known.currency), money_fr(row.amount, row.currency));
            problems.error(
                place,
                OTHER_AMOUNT,
                format_args!("la facture {} est déjà inscrite pour {was}, le fichier dit {is}. {KEPT}", row.number),
            );
        } else if let Some(due_on) = self.due_on {
            let (was, is) = (date_short(known.due_on), date_short(due_on));
            problems.error(
                place,
                OTHER_DUE_DATE,
                format_args!("la facture {} est déjà inscrite à échéance du {was}, le fichier dit {is}. {KEPT}", row.number),
            );
        }
    }
}

/// The code of an invoice known with another amount.
pub const OTHER_AMOUNT: &str = "known_with_other_amount";
/// The code of an invoice known with another due date.
pub const OTHER_DUE_DATE: &str = "known_with_other_due_date";
const KEPT: &str = "La valeur inscrite est gardée ; ajoutez --accept-changes pour prendre celle du fichier.";

/// Compares. A file that says no due date says nothing against the one that is known.
pub(super) fn invoice(row: &InvoiceRow, known: &KnownInvoice) -> Difference {
    Difference {
        amount: row.amount != known.total || row.currency != known.currency,
        due_on: row.due_on.filter(|due| *due != known.due_on),
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
