//! Any bytes are read or refused, never more; amounts come back as they were written.

use domain::money::Cents;
use formats::einvoice::Claim;
use proptest::prelude::*;
use proptest::sample::Index;

use super::{FACTUR_X, UBL, edited, invoice, pdf, reading, told};

/// A change to a file: another byte, bytes taken out, bytes said twice.
#[derive(Clone, Debug)]
enum Change {
    Byte(Index, u8),
    Cut(Index, usize),
    Twice(Index, usize),
    Word(Index, &'static str),
}

fn change() -> impl Strategy<Value = Change> {
    let words = [
        "<",
        ">",
        "</",
        "/>",
        "&",
        "]]>",
        "<!--",
        "999999999999999999999",
        "-",
        ".",
        "20260231",
        "obj",
        "<<",
        ">>",
        "[",
        "(",
        "0 R",
        "\u{feff}",
    ];
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
        (any::<Index>(), 1..400_usize).prop_map(|(at, length)| Change::Cut(at, length)),
        (any::<Index>(), 1..400_usize).prop_map(|(at, length)| Change::Twice(at, length)),
        (any::<Index>(), proptest::sample::select(words.to_vec())).prop_map(|(at, word)| Change::Word(at, word)),
    ]
}

fn changed(bytes: &[u8], changes: &[Change]) -> Vec<u8> {
    changes.iter().fold(bytes.to_vec(), |mut bytes, change| {
        if bytes.is_empty() {
            return bytes;
        }
        match change {
            Change::Byte(at, byte) => {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            Change::Cut(at, length) => {
                let at = at.index(bytes.len());
                let end = (at + length).min(bytes.len());
                bytes.drain(at..end);
            }
            Change::Twice(at, length) => {
                let at = at.index(bytes.len());
                let end = (at + length).min(bytes.len());
                let copy = bytes[at..end].to_vec();
                bytes.splice(end..end, copy);
            }
            Change::Word(at, word) => {
                let at = at.index(bytes.len());
                bytes.splice(at..at, word.bytes());
            }
        }
        bytes
    })
}

/// Reads bytes; whatever they are there is a document or the reason why not.
fn is_answered(bytes: &[u8]) -> bool {
    let reading = reading(bytes);
    reading.document.is_some() || !reading.problems.is_empty()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn an_invoice_changed_anywhere_is_read_or_refused(changes in prop::collection::vec(change(), 1..6), ubl in any::<bool>()) {
        let text = if ubl { UBL } else { FACTUR_X };
        prop_assert!(is_answered(&changed(text.as_bytes(), &changes)));
    }

    #[test]
    fn a_pdf_changed_anywhere_is_read_or_refused(changes in prop::collection::vec(change(), 1..6)) {
        prop_assert!(is_answered(&changed(&pdf::factur_x(), &changes)));
    }

    #[test]
    fn any_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..400), pdf in any::<bool>()) {
        let mut all = if pdf { b"%PDF-1.7\n".to_vec() } else { Vec::new() };
        all.extend(bytes);
        prop_assert!(is_answered(&all));
    }

    #[test]
    fn totals_come_back_to_the_cent_and_add_up(excl in 0..1_000_000_000_i64, vat in 0..200_000_000_i64, prepaid in 0..2_000_000_000_i64) {
        let amount = |cents: i64| Cents(cents).plain();
        let tag = |name: &str, from: &str, to: i64| (format!("<cbc:{name} currencyID=\"EUR\">{from}<"), format!("<cbc:{name} currencyID=\"EUR\">{}<", amount(to)));
        let edits = [
            tag("TaxExclusiveAmount", "473", excl),
            tag("TaxAmount", "56.87", vat),
            tag("TaxAmount", "19.25", vat - vat / 3),
            tag("TaxAmount", "37.62", vat / 3),
            tag("TaxInclusiveAmount", "529.87", excl + vat),
            tag("PrepaidAmount", "0", prepaid),
            tag("PayableAmount", "529.87", excl + vat - prepaid),
        ];
        let edits: Vec<(&str, &str)> = edits.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
        let (read, problems) = invoice(&edited(UBL, &edits));
        prop_assert_eq!(told(&problems), Vec::<String>::new());
        let totals = [read.totals.excl_vat, read.totals.vat, read.totals.prepaid];
        prop_assert_eq!(totals.map(|amount| amount.map(|cents| cents.0)), [excl, vat, prepaid].map(Some));
        let payable = excl + vat - prepaid;
        let expected = match payable {
            0 => Claim::Nothing,
            1.. => Claim::Owed { amount: Cents(payable), replaces: false },
            _ => Claim::Overpaid(Cents(-payable)),
        };
        prop_assert_eq!(read.claim(), expected);
    }
}
