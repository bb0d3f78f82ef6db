//! A file as a person corrected it goes through the same readers.

use std::collections::BTreeSet;

use domain::Date;
use domain::money::Cents;
use formats::table::{self, Field, Fix, Fixes};
use formats::{Input, Problems};

use crate::codes;
use crate::tables::invoices_of;

const FAULTY: &str = "numero;date_facture;echeance;montant_ttc;nom
F1;16/11/2026;16/10/2026;4 210,00;Licorne
F2;17/11/2026;17/12/2026;1.2480,0;Nuages
F3;18/11/2026;18/12/2026;990,00;Griffon
F3;18/11/2026;18/12/2026;991,00;Griffon
";

#[test]
fn corrected_cells_and_lines_left_out_are_read_in_their_place() {
    let file = Input::bytes("factures.csv", FAULTY.as_bytes());
    let (rows, tally, problems) = invoices_of(&file);
    assert_eq!(codes(&problems), [(2, "due_before_issue"), (3, "amount_invalid"), (5, "duplicate_number")]);
    assert_eq!((rows.len(), tally.refused), (1, 3));

    let mut fixes = Fixes::default();
    fixes.put(2, 2, Fix::typed(Some(Field::DueOn), "16/12/26"));
    fixes.put(3, 3, Fix::typed(Some(Field::Amount), "1 248,00"));
    fixes.skip(5);
    let (rows, tally, problems) = invoices_of(&file.with_fixes(&fixes));
    assert_eq!(problems, []);
    assert_eq!((tally.rows, tally.taken), (3, 3));
    assert_eq!(rows[0].due_on, Some(Date::constant(2026, 12, 16)));
    assert_eq!(rows[1].amount, Cents(124_800));
}

/// A day typed by a person is a day, even where the column puts months first.
#[test]
fn a_typed_day_does_not_follow_the_order_of_the_column() {
    let file = "invoice number;invoice date;amount;customer name\nF1;10/25/2026;10.00;A\nF2;99/99/2026;10.00;B\n";
    let mut fixes = Fixes::default();
    fixes.put(3, 1, Fix::typed(Some(Field::IssuedOn), "05/11/2026"));
    let (rows, _, problems) = invoices_of(&Input::bytes("x.csv", file.as_bytes()).with_fixes(&fixes));
    assert_eq!(codes(&problems), []);
    assert_eq!(rows[1].issued_on, Date::constant(2026, 11, 5));
}

#[test]
fn rows_are_shown_as_they_stand_with_their_corrections() {
    let mut fixes = Fixes::default();
    fixes.put(3, 3, Fix::typed(Some(Field::Amount), "1248"));
    let input = Input::bytes("factures.csv", FAULTY.as_bytes()).with_fixes(&fixes);
    let mapping = table::inspect(&input, &[], &mut Problems::new()).unwrap().mapping;
    let seen = table::rows_at(&input, &mapping, &BTreeSet::from([3, 5]));
    assert_eq!(seen[&3].cells, ["F2", "17/11/2026", "17/12/2026", "1248", "Nuages"]);
    assert_eq!(seen[&5].cells[3], "991,00");
    let next = table::rows_after(&input, &mapping, 3, 1);
    assert_eq!((next.len(), next[0].line), (1, 4));
}

#[test]
fn the_encoding_of_a_head_is_told() {
    use formats::text::{Encoding, encoding_of};
    assert_eq!(encoding_of("nom\nÉlan\n".as_bytes()), Encoding::Utf8);
    assert_eq!(encoding_of(b"nom\n\xC9lan\nsuite"), Encoding::Windows1252);
}
