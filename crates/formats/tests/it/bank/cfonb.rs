//! CFONB 120: records written by position, and every way in which banks depart from them.

use domain::Date;
use formats::Severity;
use formats::bank::EntryKind;

use super::{account, cents, clean, kinds, message, read, read_bytes, text};
use crate::{codes, has_error};

/// Thirteen digits and the sign that is the last digit.
fn amount(cents: i64) -> String {
    let digits = format!("{:014}", cents.unsigned_abs());
    let last = usize::from(digits.as_bytes()[13] - b'0');
    let sign = if cents < 0 { "}JKLMNOPQR" } else { "{ABCDEFGHI" };
    format!("{}{}", &digits[..13], &sign[last..=last])
}

fn head(code: &str, operation: &str) -> String {
    format!("{code}30006    00001EUR2 12345678901{operation:<2}")
}

/// An opening (01) or a closing (07).
fn balance(code: &str, day: &str, cents: i64) -> String {
    format!("{}{day}{}{}{}", head(code, "  "), " ".repeat(50), amount(cents), " ".repeat(16))
}

fn movement(operation: &str, reject: &str, label: &str, cents: i64) -> String {
    format!("{}020326{reject:<2}030326{label:<31}  0000000  {}{:<16}", head("04", operation), amount(cents), "REF-CLIENT")
}

fn complement(operation: &str, qualifier: &str, information: &str) -> String {
    format!("{}020326     {qualifier}{information:<70}  ", head("05", operation))
}

fn file(records: &[String]) -> String {
    records.iter().map(|record| format!("{record}\r\n")).collect()
}

/// 1 000,00 € on 1 March; a transfer of 250,00 €, a returned direct debit of 120,50 €; 1 129,50 € on 2 March.
fn usual() -> Vec<String> {
    vec![
        balance("01", "010326", 100_000),
        movement("05", "", "VIR SEPA DUPONT SARL", 25_000),
        complement("05", "NPY", "DUPONT SARL"),
        complement("05", "NBE", "ATELIER DU GRIFFON"),
        complement("05", "LCC", "FACTURES 12 ET 13"),
        complement("05", "LC2", "MERCI"),
        complement("05", "LCS", "RF69F20260042"),
        complement("05", "RCN", &format!("{:<35}{:<35}", "FA-2026-0012", "FOURNISSEURS")),
        complement("05", "CPY", "FR1420041010050500013M02606"),
        complement("05", "MMO", &format!("USD2{:014}", 27_150)),
        movement("B3", "04", "PRLV IMPAYE MARTIN", -12_050),
        complement("B3", "NPY", "MARTIN"),
        complement("B3", "RCN", &format!("{:<35}", "FA-2026-0009")),
        complement("B3", "RUM", &format!("{:<35}{}", "RUM-MARTIN-1", "RCUR")),
        complement("B3", "LIB", "MOTIF : AM04 PROVISION INSUFFISANTE"),
        balance("07", "020326", 112_950),
    ]
}

#[test]
fn a_statement_with_its_complements() {
    let read = clean(&file(&usual()));
    assert_eq!(
        (read.is_balanced(), read.account.as_ref().map(|id| id.key()).as_deref()),
        (Some(true), Some("FR7630006000011234567890189"))
    );
    assert_eq!((read.from, read.to), (Some(Date::constant(2026, 3, 1)), Some(Date::constant(2026, 3, 2))));
    let [one, two] = &read.entries[..] else { panic!("two movements") };
    assert_eq!(
        (one.line, one.booked_on, one.value_on, one.kind),
        (2, Date::constant(2026, 3, 2), Some(Date::constant(2026, 3, 3)), EntryKind::TransferIn)
    );
    assert_eq!(
        (text(&one.counterparty), account(one).as_str(), text(&one.end_to_end)),
        ("DUPONT SARL", "FR1420041010050500013M02606", "FA-2026-0012")
    );
    assert_eq!(one.remittance, ["VIR SEPA DUPONT SARL", "FACTURES 12 ET 13", "MERCI", "FOURNISSEURS"]);
    assert_eq!((&one.structured_references[..], text(&one.own_reference)), (&["RF69F20260042".to_owned()][..], "REF-CLIENT"));
    assert_eq!(one.original.map(|money| (money.plain(), money.currency.code().to_owned())), Some(("271.50".to_owned(), "USD".to_owned())));
    assert_eq!((one.bank_reference.as_ref(), text(&one.codes.cfonb)), (None, "05"));
    assert_eq!(
        (two.kind, two.money.amount.0, text(&two.counterparty), text(&two.mandate)),
        (EntryKind::DirectDebitReturned, -12_050, "MARTIN", "RUM-MARTIN-1")
    );
    let returned = two.returned.as_ref().unwrap();
    assert_eq!((text(&returned.reason), text(&returned.original_reference)), ("AM04", "FA-2026-0009"));
    assert_eq!(two.raw.lines().count(), 5, "the movement and its four complements, as written");
}

#[test]
fn no_line_ends_blanks_cut_off_and_the_old_braces_change_nothing() {
    let usual = usual();
    let expected = clean(&file(&usual));
    let run_on = clean(&usual.concat());
    assert_eq!(cents(&run_on), cents(&expected));
    assert_eq!(run_on.entries[0].remittance, expected.entries[0].remittance);
    let trimmed: String = usual.iter().map(|record| format!("{}\n\n", record.trim_end())).collect();
    assert_eq!(cents(&clean(&trimmed)), cents(&expected));
    // { and } of the French set of seven bits, in ISO 8859-15; and the euro sign of that charset.
    let french: Vec<u8> = file(&usual)
        .replace("FACTURES 12", "50 ¤ LE 12 ")
        .chars()
        .map(|c| {
            if c == '{' {
                0xE9
            } else if c == '}' {
                0xE8
            } else {
                u8::try_from(u32::from(c)).unwrap()
            }
        })
        .collect();
    let old = read_bytes("x", &french);
    assert_eq!((codes(&old.problems), cents(&old.statements[0])), (vec![], cents(&expected)));
    assert_eq!(old.statements[0].entries[0].remittance[1], "50 € LE 12 ET 13");
}

#[test]
fn blank_currency_and_a_letter_in_the_reserve_are_read() {
    let mut records = usual();
    for at in [0, 15] {
        records[at] = records[at].replace("EUR2 ", "    E");
    }
    let read = clean(&file(&records));
    assert_eq!((read.is_balanced(), read.currency.code()), (Some(true), "EUR"));
    let yen: Vec<String> = usual().iter().map(|record| record.replace("EUR2", "JPY0")).collect();
    let mut yen_blank = yen.clone();
    yen_blank[0] = yen_blank[0].replace("JPY0", "    ");
    for records in [&yen, &yen_blank] {
        let read = clean(&file(records));
        assert_eq!((read.currency.code(), cents(&read), read.is_balanced()), ("JPY", vec![25_000, -12_050], Some(true)));
    }
}

#[test]
fn another_bank_inside_a_block_is_counted_with_it_and_said() {
    let mut records = usual();
    records[10] = records[10].replace("30006", "30004");
    records[15] = records[15].replace("30006", "30004");
    let reading = read(&file(&records));
    assert_eq!(codes(&reading.problems), [(11, "bank_differs")]);
    assert_eq!((reading.statements.len(), reading.statements[0].is_balanced()), (1, Some(true)));
}

#[test]
fn what_is_missing_is_told_and_the_rest_is_read() {
    let usual = usual();
    // No opening: everything is read, nothing can be checked.
    let reading = read(&file(&usual[1..]));
    assert_eq!((codes(&reading.problems), cents(&reading.statements[0])), (vec![(1, "opening_missing")], vec![25_000, -12_050]));
    assert_eq!(reading.statements[0].is_balanced(), None);
    // No closing at the end of the file: it was cut.
    let reading = read(&file(&usual[..15]));
    assert!(has_error(&reading.problems, "statement_unfinished"));
    assert_eq!(cents(&reading.statements[0]), [25_000, -12_050]);
    // No closing before the next opening: that happens.
    let two = [&usual[..15], &usual[..]].concat();
    let reading = read(&file(&two));
    assert_eq!(codes(&reading.problems), [(1, "closing_missing")]);
    assert_eq!(reading.statements.iter().map(|statement| statement.is_balanced()).collect::<Vec<_>>(), [None, Some(true)]);
    // A closing alone.
    let reading = read(&file(&[&usual[..], &usual[15..]].concat()));
    assert_eq!(codes(&reading.problems), [(17, "opening_missing")]);
    assert_eq!(reading.statements[1].closing.as_ref().map(|balance| balance.money.amount.0), Some(112_950));
    // A complement before any movement, and one of another account.
    let mut orphans = usual.clone();
    orphans.insert(1, complement("05", "LIB", "SEUL"));
    orphans.insert(4, complement("05", "LIB", "AILLEURS").replace("12345678901", "99999999999"));
    let reading = read(&file(&orphans));
    assert_eq!(codes(&reading.problems), [(2, "complement_orphan"), (5, "complement_orphan")]);
    assert!(message(&reading.problems, "complement_orphan").contains("« LIBSEUL »"), "{:?}", reading.problems);
    assert_eq!(reading.statements[0].is_balanced(), Some(true));
}

#[test]
fn the_movement_of_another_account_is_not_counted_with_this_one() {
    let mut records = usual();
    records.insert(15, movement("05", "", "VIR AUTRE COMPTE", 999).replace("12345678901", "99999999999"));
    let reading = read(&file(&records));
    let of: Vec<(usize, Option<bool>)> = reading.statements.iter().map(|s| (s.entries.len(), s.is_balanced())).collect();
    assert_eq!(of, [(2, None), (1, None), (0, None)]);
    assert!(codes(&reading.problems).contains(&(16, "opening_missing")), "{:?}", reading.problems);
}

#[test]
fn dates_and_amounts_that_are_none_are_said_at_their_line() {
    let mut records = usual();
    records[0] = records[0].replace("010326", "  CART");
    records[1] = records[1].replacen("020326", "310226", 1);
    let reading = read(&file(&records));
    assert_eq!(codes(&reading.problems), [(1, "date_invalid"), (2, "date_invalid")]);
    assert!(reading.problems.iter().all(|problem| problem.severity == Severity::Warning));
    assert_eq!(reading.statements[0].entries[0].booked_on, Date::constant(2026, 3, 3), "its value date");
    let mut records = usual();
    records[1] = records[1].replace(&amount(25_000), "0000000002500 ");
    let reading = read(&file(&records));
    // The complements of a movement that is refused are told with it.
    assert_eq!(codes(&reading.problems), [(1, "balance_differs"), (2, "amount_invalid")]);
    assert_eq!((cents(&reading.statements[0]), reading.statements[0].refused), (vec![-12_050], 1));
    assert!(message(&reading.problems, "balance_differs").contains("Écart : 250,00\u{a0}€"), "{:?}", reading.problems);
}

#[test]
fn odd_qualifiers_and_unknown_records_lose_nothing() {
    let records = [
        balance("01", "010326", 0),
        movement("18", "", "VIREMENT", 100),
        complement("18", "   ", ""),
        complement("18", "N Y", "AVEC UN BLANC"),
        complement("18", "2'C", "AUTRE"),
        "99 PIED DE FICHIER".to_owned(),
        balance("07", "020326", 100),
    ];
    let reading = read(&file(&records));
    assert_eq!(codes(&reading.problems), [(6, "record_unknown")]);
    let read = &reading.statements[0];
    assert_eq!(
        (&read.entries[0].remittance[..], kinds(read)),
        (&["VIREMENT".to_owned(), "AVEC UN BLANC".to_owned(), "AUTRE".to_owned()][..], vec![EntryKind::TransferIn])
    );
    let quiet = balance("01", "010326", 0).replace(&" ".repeat(50), &format!("{:^50}", "** PAS DE MOUVEMENT CE JOUR **"));
    let read = clean(&file(&[quiet, balance("07", "020326", 0)]));
    assert_eq!((&read.notes[..], read.entries.len()), (&["** PAS DE MOUVEMENT CE JOUR **".to_owned()][..], 0));
}
