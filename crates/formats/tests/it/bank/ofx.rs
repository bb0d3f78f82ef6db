//! OFX 1 and 2: with and without end tags, on one line, cut, hostile.

use domain::Date;
use domain::bank::AccountId;
use formats::bank::EntryKind;

use super::{cents, clean, kinds, message, read, read_bytes, text};
use crate::{codes, has_error};

const HEADER: &str = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n";

/// Without end tags, as OFX 1 has it.
const BODY: &str = "<OFX>
<BANKMSGSRSV1><STMTTRNRS><STMTRS>
<CURDEF>EUR
<BANKACCTFROM>
<BANKID>30006
<BRANCHID>00001
<ACCTID>12345678901
<ACCTTYPE>CHECKING
</BANKACCTFROM>
<BANKTRANLIST>
<DTSTART>20260301
<DTEND>20260302
<STMTTRN>
<TRNTYPE>CREDIT
<DTPOSTED>20260302235900[-8:PST]
<DTAVAIL>20260303
<TRNAMT>+1250,50
<FITID>F-1
<NAME>VIR SEPA DUPONT
<MEMO>FACTURES 12 & 13 &amp; R&D
</STMTTRN>
<STMTTRN>
<TRNTYPE>CHECK
<DTPOSTED>20260302
<TRNAMT>-40.5
<FITID>F-2
<CHECKNUM>0012
<NAME>CHQ 0012
</STMTTRN>
</BANKTRANLIST>
<LEDGERBAL>
<BALAMT>2000.00
<DTASOF>20260302
</LEDGERBAL>
</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
";

fn whole() -> String {
    format!("{HEADER}{BODY}")
}

#[test]
fn a_french_statement() {
    let read = clean(&whole());
    assert!(matches!(&read.account, Some(AccountId::Rib(rib)) if rib.iban().as_str() == "FR7630006000011234567890189"));
    assert_eq!((read.from, read.to, text(&read.version)), (Some(Date::constant(2026, 3, 1)), Some(Date::constant(2026, 3, 2)), "102"));
    assert_eq!(
        (read.opening.as_ref(), read.closing.as_ref().map(|balance| balance.money.amount.0), read.is_balanced()),
        (None, Some(200_000), None)
    );
    assert_eq!((cents(&read), kinds(&read)), (vec![125_050, -4_050], vec![EntryKind::TransferIn, EntryKind::ChequePaid]));
    let first = &read.entries[0];
    assert_eq!((first.line, first.booked_on, first.value_on), (19, Date::constant(2026, 3, 2), Some(Date::constant(2026, 3, 3))));
    assert_eq!(
        (text(&first.bank_reference), &first.remittance[..]),
        ("F-1", &["VIR SEPA DUPONT".to_owned(), "FACTURES 12 & 13 & R&D".to_owned()][..])
    );
    assert_eq!(text(&read.entries[1].own_reference), "0012");
    assert!(first.raw.contains("TRNTYPE: CREDIT\nDTPOSTED: 20260302235900[-8:PST]"), "{}", first.raw);
}

#[test]
fn end_tags_one_line_and_order_change_nothing() {
    let expected = clean(&whole());
    let same = |text: &str| {
        let read = clean(text);
        assert_eq!(
            (cents(&read), read.account, read.closing.map(|b| b.money), &read.entries[0].remittance),
            (cents(&expected), expected.account.clone(), expected.closing.as_ref().map(|b| b.money), &expected.entries[0].remittance),
            "{text}"
        );
    };
    same(&whole().replace('\n', ""));
    same(BODY);
    same(&whole().replace("<TRNAMT>-40.5", "<TRNAMT>-40.5</TRNAMT>").replace("<NAME>CHQ 0012", "<NAME>CHQ 0012</NAME>"));
    same(&whole().replace("</STMTTRN>\n", ""));
    same(
        &whole()
            .to_lowercase()
            .replace("vir sepa dupont", "VIR SEPA DUPONT")
            .replace("factures 12 & 13 &amp; r&d", "FACTURES 12 & 13 &amp; R&D")
            .replace("eur", "EUR"),
    );
    let moved = whole()
        .replace("<LEDGERBAL>\n<BALAMT>2000.00\n<DTASOF>20260302\n</LEDGERBAL>\n", "")
        .replace("<CURDEF>EUR\n", "<LEDGERBAL><BALAMT>2000.00<DTASOF>20260302</LEDGERBAL><CURDEF>EUR\n");
    same(&moved);
    // The header says Windows-1252 and the bytes are UTF-8, or the other way round.
    let accents = whole().replace("DUPONT", "SOCIÉTÉ");
    let latin: Vec<u8> = accents.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    assert_eq!(clean(&accents).entries[0].remittance[0], "VIR SEPA SOCIÉTÉ");
    assert_eq!(read_bytes("x", &latin).statements[0].entries[0].remittance[0], "VIR SEPA SOCIÉTÉ");
}

/// The body as OFX 2 writes it: every leaf closed.
fn second() -> String {
    let closed: Vec<String> = BODY
        .replace("12 & 13", "12 &amp; 13")
        .replace("R&D", "R&amp;D")
        .lines()
        .map(|line| match line.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
            Some((name, value)) if !value.is_empty() && !value.starts_with('<') => format!("{line}</{name}>"),
            _ => line.to_owned(),
        })
        .collect();
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<?OFX OFXHEADER=\"200\" VERSION=\"211\"?>\n{}", closed.join("\n"))
}

#[test]
fn ofx_2_is_read_and_a_doctype_is_not() {
    let read = clean(&second());
    assert_eq!(
        (cents(&read), text(&read.version), &read.entries[0].remittance[1]),
        (vec![125_050, -4_050], "211", &"FACTURES 12 & 13 & R&D".to_owned())
    );
    let bomb = second().replace("<OFX>", "<!DOCTYPE OFX [<!ENTITY a \"aaaa\">]>\n<OFX>");
    let reading = super::read(&bomb);
    assert_eq!((codes(&reading.problems), reading.statements.len()), (vec![(3, "xml_doctype")], 0));
    let entity = super::read(&second().replace("CHQ 0012", "&bombe;"));
    assert!(has_error(&entity.problems, "ofx_entity") && entity.statements.is_empty());
}

#[test]
fn several_accounts_cards_and_pending_lists() {
    let account = |id: &str, more: &str| format!("<STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>123<ACCTID>{id}</BANKACCTFROM>{more}</STMTRS>");
    let pending = "<BANKTRANLIST><STMTTRN><TRNTYPE>POS<DTPOSTED>20260302<TRNAMT>-1<FITID>1</STMTTRN></BANKTRANLIST><BANKTRANLISTP><DTASOF>20260302<STMTTRNP><TRNTYPE>POS<DTTRAN>20260302<TRNAMT>-5<NAME>X</STMTTRNP></BANKTRANLISTP>";
    let card = "<CREDITCARDMSGSRSV1><CCSTMTTRNRS><CCSTMTRS><CURDEF>USD<CCACCTFROM><ACCTID>4970</CCACCTFROM><BANKTRANLIST><STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260302<TRNAMT>$-12.00<FITID>9</STMTTRN></BANKTRANLIST></CCSTMTRS></CCSTMTTRNRS></CREDITCARDMSGSRSV1>";
    let text = format!(
        "{HEADER}<OFX><BANKMSGSRSV1><STMTTRNRS>{}{}</STMTTRNRS></BANKMSGSRSV1>{card}</OFX>",
        account("A", pending),
        account("B", "")
    );
    let reading = super::read(&text);
    assert_eq!(codes(&reading.problems), [(7, "pending_left_out")]);
    let of: Vec<(String, Vec<i64>, u64)> =
        reading.statements.iter().map(|s| (s.account.as_ref().unwrap().key(), cents(s), s.pending)).collect();
    assert_eq!(of, [("123/A".to_owned(), vec![-100], 1), ("123/B".to_owned(), vec![], 0), ("4970".to_owned(), vec![-1_200], 0)]);
}

#[test]
fn a_returned_direct_debit_says_why_in_its_words() {
    let back = clean(&whole().replace("<NAME>CHQ 0012", "<NAME>REJET PRLV SEPA MARTIN<MEMO>MOTIF MD06 RUM 12"));
    let returned = back.entries[1].returned.as_ref().unwrap();
    assert_eq!(
        (back.entries[1].kind, text(&returned.reason), text(&returned.original_reference)),
        (EntryKind::DirectDebitReturned, "MD06", "0012")
    );
    assert_eq!(back.entries[0].returned, None);
}

#[test]
fn faults_are_said_at_their_line() {
    let reading = super::read(&whole().replace("<TRNAMT>-40.5", "<TRNAMT>-40,50125"));
    assert_eq!((codes(&reading.problems), cents(&reading.statements[0])), (vec![(28, "amount_too_precise")], vec![125_050]));
    let reading = super::read(&whole().replace("<BALAMT>2000.00", "<BALAMT>").replace("<DTPOSTED>20260302\n", "<DTPOSTED>\n"));
    assert_eq!(codes(&reading.problems), [(28, "date_invalid"), (37, "balance_invalid")]);
    assert_eq!(
        (cents(&reading.statements[0]), reading.statements[0].entries[1].booked_on),
        (vec![125_050, -4_050], Date::constant(2026, 3, 2)),
        "the day of the list"
    );
    // Cut in the middle of an amount: the movement is not believed.
    let cut = whole();
    let reading = super::read(&cut[..cut.find("-40.5").unwrap() + 3]);
    assert!(has_error(&reading.problems, "statement_unfinished"));
    assert!(
        message(&reading.problems, "statement_unfinished").contains("« STMTTRN », qui commence ici, n'est jamais fermé"),
        "{:?}",
        reading.problems
    );
    assert_eq!((cents(&reading.statements[0]), reading.statements[0].refused), (vec![125_050], 1));
    let reading = super::read(&whole().replace("<FITID>F-2", "<FITID>F-1").replace("<CURDEF>EUR", ""));
    assert_eq!(codes(&reading.problems), [(8, "currency_missing"), (28, "reference_repeated")]);
    assert_eq!(read("<OFX></OFX>").problems[0].code, "no_statement");
}
