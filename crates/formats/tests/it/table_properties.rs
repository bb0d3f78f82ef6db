//! Nothing panics; every row of a table is taken, merged, skipped or refused.

use std::fmt::Write;

use formats::{Input, Problems, Severity, table};
use proptest::prelude::*;

use crate::TODAY;
use crate::tables::{PLAIN, invoices};

fn a_row() -> impl Strategy<Value = String> {
    let pick = |words: Vec<&'static str>| prop::sample::select(words);
    (
        pick(vec!["F1", "F2", "F3", "", "Total", "\"F;4\"", "\"F"]),
        pick(vec!["31/01/2026", "1/31/2026", "02/03/2026", "", "x", "2026-05-05"]),
        pick(vec!["28/02/2027", "", "20250230"]),
        pick(vec!["10,00", "1.234", "1,234.50", "", "0", "-5", "N/A"]),
        pick(vec!["C1", "C2", ""]),
        pick(vec!["", ";", ";;;x", "\0"]),
    )
        .prop_map(|(number, issued, due, amount, code, tail)| format!("{number};{issued};{due};{amount};{code}{tail}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn rows_add_up(rows in prop::collection::vec(a_row(), 0..40)) {
        let (taken, tally, problems) = invoices(&format!("numero;date_facture;echeance;montant;code client\n{}", rows.join("\n")));
        prop_assert_eq!(tally.rows, tally.taken + tally.merged + tally.skipped + tally.refused);
        prop_assert_eq!(tally.taken, taken.len() as u64);
        let refused: std::collections::BTreeSet<_> = problems.iter().filter(|p| p.severity == Severity::Error).filter_map(|p| p.line).collect();
        // A lone header has its own error.
        prop_assert!(tally.rows == 0 || tally.refused == refused.len() as u64, "{:?} {:?}", tally, problems);
        prop_assert!(taken.windows(2).all(|pair| pair[0].line < pair[1].line));
        let sum: i64 = taken.iter().map(|row| row.amount.0).sum();
        prop_assert_eq!(tally.sums.values().map(|c| c.0).sum::<i64>(), sum);
    }

    #[test]
    fn what_is_written_is_read_back(rows in prop::collection::vec((1i64..10_000_000, 1i16..=28, 1i16..=10), 1..30)) {
        let mut text = String::from("numero;date;montant;nom\n");
        for (i, (cents, day, month)) in rows.iter().enumerate() {
            writeln!(text, "F{i};{day:02}/{month:02}/2026;{},{:02};X", cents / 100, cents % 100).expect("memory");
        }
        let (taken, _, problems) = invoices(&text);
        prop_assert!(problems.iter().all(|p| p.code == "date_order_presumed"), "{:?}", problems);
        for (row, (cents, day, month)) in taken.iter().zip(&rows) {
            prop_assert_eq!((row.amount.0, i16::from(row.issued_on.day()), i16::from(row.issued_on.month())), (*cents, *day, *month));
        }
        prop_assert_eq!(taken.len(), rows.len());
    }

    #[test]
    fn bytes_changed_at_random_are_read_or_refused(at in prop::collection::vec((0usize..420, any::<u8>()), 1..30), cut in 1usize..420) {
        let mut bytes = PLAIN.as_bytes().to_vec();
        for (at, byte) in at {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        bytes.truncate(cut);
        let report = formats::report::read(&Input::bytes("x.csv", &bytes), &[], TODAY);
        prop_assert!(!report.facts.0.is_empty() || !report.problems.is_empty());
    }

    #[test]
    fn random_bytes_have_a_reason(bytes in prop::collection::vec(any::<u8>(), 0..300), zip in any::<bool>()) {
        let bytes = if zip { [b"PK\x03\x04".as_slice(), &bytes].concat() } else { bytes };
        let report = formats::report::read(&Input::bytes("x.xlsx", &bytes), &[], TODAY);
        prop_assert!(!report.facts.0.is_empty() || !report.problems.is_empty());
    }
}

#[test]
fn many_rows_stream_through() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("factures.csv");
    let mut text = String::from("numero;date_facture;echeance;montant_ttc;code_debiteur;nom\n");
    for i in 0..10_000 {
        writeln!(text, "F{i};{:02}/01/2026;28/02/2026;{},{:02};C{};Client {}", 1 + i % 31, i / 100 + 1, i % 100, i % 1000, i % 1000)
            .unwrap();
    }
    std::fs::write(&path, text).unwrap();
    let input = Input::file(&path);
    let mut problems = Problems::new();
    let inspection = table::inspect(&input, &[], &mut problems).unwrap();
    let mut sum = 0;
    let tally = table::read_invoices(&input, &inspection.mapping, TODAY, &mut problems, &mut |row| sum += row.amount.0);
    // Σ (i + 100) over 0..10 000: each amount is i cents and one euro.
    assert_eq!((tally.taken, sum, problems.is_empty()), (10_000, 9_999 * 5_000 + 100 * 10_000, true));
}
