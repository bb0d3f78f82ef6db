//! Nothing panics; every record of a file is an entry, a count or an error.

use std::fmt::Write;

use formats::bank::{self, Statement};
use formats::{Input, Problems, Severity, report};
use proptest::prelude::*;

use crate::TODAY;

/// A statement in one of the formats with that many movements; each is one cent more than the one before.
fn written(format: usize, movements: usize) -> String {
    let mut text = String::new();
    let each = 1..=movements;
    let total: usize = each.clone().sum();
    let put = |text: &mut String, line: std::fmt::Arguments<'_>| text.write_fmt(line).expect("memory");
    match format {
        0 => {
            put(
                &mut text,
                format_args!("<Document><BkToCstmrStmt><Stmt><Id>1</Id><Acct><Id><Othr><Id>A</Id></Othr></Id><Ccy>EUR</Ccy></Acct>\n"),
            );
            each.for_each(|n| put(&mut text, format_args!("<Ntry><Amt Ccy=\"EUR\">0.{n:02}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-03-02</Dt></BookgDt></Ntry>\n")));
            text.push_str("</Stmt></BkToCstmrStmt></Document>");
        }
        1 => {
            let line = |text: &mut String, code: &str, cents: usize, label: &str| {
                let digits = format!("{cents:014}");
                let last = usize::from(digits.as_bytes()[13] - b'0');
                put(
                    text,
                    format_args!(
                        "{code}30006    00001EUR2 1234567890105020326  020326{label:<31}  0000000  {}{}{:16}\n",
                        &digits[..13],
                        &"{ABCDEFGHI"[last..=last],
                        ""
                    ),
                );
            };
            line(&mut text, "01", 0, "");
            each.for_each(|n| line(&mut text, "04", n, "VIR"));
            line(&mut text, "07", total, "");
        }
        2 => {
            text.push_str(":20:X\n:25:A\n:28C:1\n:60F:C260301EUR0,\n");
            each.for_each(|n| put(&mut text, format_args!(":61:260302C0,{n:02}NTRFX\n:86:VIR\n")));
            put(&mut text, format_args!(":62F:C260302EUR{},{:02}\n-\n", total / 100, total % 100));
        }
        _ => {
            text.push_str("OFXHEADER:100\n\n<OFX><STMTRS><CURDEF>EUR<BANKTRANLIST>\n");
            each.for_each(|n| put(&mut text, format_args!("<STMTTRN><DTPOSTED>20260302<TRNAMT>0.{n:02}<FITID>F{n}<NAME>VIR</STMTTRN>\n")));
            text.push_str("</BANKTRANLIST></STMTRS></OFX>");
        }
    }
    text
}

fn counted(statements: &[Statement]) -> u64 {
    statements.iter().map(|s| s.bookings().count() as u64 + s.pending + s.cancelled + s.refused).sum()
}

/// Movements that a text shows by their marks, however it was damaged.
fn marks(format: usize, text: &str) -> u64 {
    let count = |mark: &str| text.matches(mark).count() as u64;
    match format {
        0 => count("<Ntry>"),
        1 => text.lines().filter(|line| line.starts_with("04")).count() as u64,
        2 => text.lines().filter(|line| line.starts_with(":61:")).count() as u64,
        _ => count("<STMTTRN>"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn what_is_written_is_read_back(format in 0usize..4, movements in 0usize..40) {
        let text = written(format, movements);
        let reading = bank::read(&Input::bytes("x", text.as_bytes()), &[]);
        prop_assert!(reading.problems.is_empty(), "{:?}", reading.problems);
        let cents: Vec<i64> = reading.statements[0].entries.iter().map(|entry| entry.money.amount.0).collect();
        prop_assert_eq!(cents, (1i64..).take(movements).collect::<Vec<_>>());
        prop_assert!(reading.statements[0].is_balanced() != Some(false));
    }

    #[test]
    fn no_movement_vanishes_when_bytes_are_changed(format in 0usize..4, at in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), cut in any::<prop::sample::Index>()) {
        let mut bytes = written(format, 6).into_bytes();
        for (at, byte) in at {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len() * 2));
        let reading = bank::read(&Input::bytes("x", &bytes), &[]);
        let errors = reading.problems.iter().filter(|problem| problem.severity == Severity::Error).count();
        if errors == 0 {
            prop_assert!(counted(&reading.statements) >= marks(format, &String::from_utf8_lossy(&bytes)), "{:?}", reading);
        }
        let report = report::read(&Input::bytes("x", &bytes), &[], TODAY);
        prop_assert!(!report.facts.0.is_empty() || !report.problems.is_empty());
    }

    #[test]
    fn a_line_lost_or_doubled_is_counted_or_told(format in 0usize..4, line in any::<prop::sample::Index>(), double in any::<bool>()) {
        let whole = written(format, 5);
        let mut lines: Vec<&str> = whole.lines().collect();
        let at = line.index(lines.len());
        if double { lines.insert(at, lines[at]) } else { lines.remove(at); }
        let text = lines.join("\n");
        let reading = bank::read(&Input::bytes("x", text.as_bytes()), &[]);
        let errors = reading.problems.iter().any(|problem| problem.severity == Severity::Error);
        prop_assert!(errors || counted(&reading.statements) == marks(format, &text), "{:?}", reading);
    }

    #[test]
    fn any_text_has_a_reason(text in "[:<>/A-Z0-9{}.,;?&\n -]{0,200}", format in 0usize..5) {
        let start = ["<BkToCstmrStmt><Stmt>", "0130006    00001EUR2 12345678901", ":20:X\n:60F:", "<OFX><STMTRS>", "Date;Libellé;Montant\n"][format];
        let report = report::read(&Input::bytes("x", format!("{start}{text}").as_bytes()), &[], TODAY);
        prop_assert!(!report.facts.0.is_empty() || !report.problems.is_empty());
        let mut problems = Problems::new();
        report.problems.into_iter().for_each(|problem| problems.push(problem));
    }
}
