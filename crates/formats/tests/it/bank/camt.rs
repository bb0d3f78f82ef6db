//! CAMT: versions, signs, batches, returns, structured remittance, faults.

use domain::Date;
use formats::bank::{BalanceKind, EntryKind, Format, Money};
use formats::{Input, report};

use super::{account, cents, clean, kinds, message, read, text};
use crate::{TODAY, codes, has_error};

const ACCOUNT: &str =
    "<Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id><Ccy>EUR</Ccy><Ownr><Nm>Atelier du Griffon</Nm></Ownr></Acct>";

fn balance(code: &str, amount: &str, side: &str, on: &str) -> String {
    format!(
        "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Dt><Dt>{on}</Dt></Dt></Bal>"
    )
}

fn entry(amount: &str, side: &str, more: &str) -> String {
    format!(
        "<Ntry><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-03-02</Dt></BookgDt><ValDt><Dt>2026-03-03</Dt></ValDt>{more}</Ntry>\n"
    )
}

/// A statement of 2 March 2026 that opens with 1 000,00 €.
fn statement(closing: &str, entries: &str) -> String {
    let balances = format!("{}{}", balance("OPBD", "1000.00", "CRDT", "2026-03-01"), balance("CLBD", closing, "CRDT", "2026-03-02"));
    message_of(
        "BkToCstmrStmt",
        &format!(
            "<Stmt>\n<Id>R-12</Id><ElctrncSeqNb>12</ElctrncSeqNb><FrToDt><FrDtTm>2026-03-02T00:00:00</FrDtTm><ToDtTm>2026-03-02T23:59:59+01:00</ToDtTm></FrToDt>{ACCOUNT}{balances}\n{entries}</Stmt>"
        ),
    )
}

fn message_of(name: &str, inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><{name}><GrpHdr><MsgId>M1</MsgId></GrpHdr>{inside}</{name}></Document>\n"
    )
}

#[test]
fn a_transfer_received_with_everything_that_a_bank_says() {
    let more = "<AcctSvcrRef>BNP-4711</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn><Prtry><Cd>05</Cd></Prtry></BkTxCd>\
<NtryDtls><TxDtls><Refs><InstrId>I-1</InstrId><EndToEndId>FA-2026-0012</EndToEndId><MndtId>RUM-9</MndtId></Refs><RltdPties><Dbtr><Nm>Dupont &amp; Fils</Nm></Dbtr>\
<DbtrAcct><Id><IBAN>FR1420041010050500013M02606</IBAN></Id></DbtrAcct><UltmtDbtr><Nm>Groupe Dupont</Nm></UltmtDbtr><Cdtr><Nm>Atelier du Griffon</Nm></Cdtr></RltdPties>\
<RmtInf><Ustrd>FACTURES 12 ET 13</Ustrd><Strd><RfrdDocInf><Tp><CdOrPrtry><Cd>CINV</Cd></CdOrPrtry></Tp><Nb>FA-2026-0012</Nb><RltdDt>2026-01-31</RltdDt></RfrdDocInf><RfrdDocAmt><RmtdAmt Ccy=\"EUR\">1300.00</RmtdAmt></RfrdDocAmt>\
<CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>RF69F20260042</Ref></CdtrRefInf></Strd><Strd><RfrdDocInf><Tp><CdOrPrtry><Cd>CREN</Cd></CdOrPrtry></Tp><Nb>AV-3</Nb></RfrdDocInf><RfrdDocAmt><CdtNoteAmt Ccy=\"EUR\">50.00</CdtNoteAmt></RfrdDocAmt></Strd></RmtInf></TxDtls></NtryDtls><AddtlNtryInf>VIR SEPA DUPONT</AddtlNtryInf>";
    let read = clean(&statement("2250.000", &entry("1250.00", "CRDT", more)));
    assert_eq!(
        (read.format, text(&read.version), text(&read.id), text(&read.sequence)),
        (Format::Camt053, "camt.053.001.02", "R-12", "12")
    );
    assert_eq!((read.is_balanced(), text(&read.holder)), (Some(true), "Atelier du Griffon"));
    assert_eq!((read.from, read.to), (Some(Date::constant(2026, 3, 2)), Some(Date::constant(2026, 3, 2))));
    let one = &read.entries[0];
    assert_eq!(
        (one.booked_on, one.value_on, one.money.amount.0, one.kind),
        (Date::constant(2026, 3, 2), Some(Date::constant(2026, 3, 3)), 125_000, EntryKind::TransferIn)
    );
    assert_eq!(
        (text(&one.bank_reference), text(&one.own_reference), text(&one.end_to_end), text(&one.mandate)),
        ("BNP-4711", "I-1", "FA-2026-0012", "RUM-9")
    );
    assert_eq!(
        (text(&one.counterparty), account(one).as_str(), text(&one.ultimate_debtor)),
        ("Dupont & Fils", "FR1420041010050500013M02606", "Groupe Dupont")
    );
    assert_eq!(
        (&one.remittance[..], &one.structured_references[..]),
        (&["FACTURES 12 ET 13".to_owned(), "VIR SEPA DUPONT".to_owned()][..], &["RF69F20260042".to_owned()][..])
    );
    let invoices: Vec<(&str, Option<i64>, Option<Date>, bool)> =
        one.invoices.iter().map(|i| (i.number.as_str(), i.amount.map(|money| money.amount.0), i.dated, i.credit_note)).collect();
    assert_eq!(invoices, [("FA-2026-0012", Some(130_000), Some(Date::constant(2026, 1, 31)), false), ("AV-3", Some(5_000), None, true)]);
    assert_eq!((text(&one.codes.iso), text(&one.codes.cfonb), text(&one.codes.own)), ("PMNT/RCDT/ESCT", "05", "05"));
    assert!(one.raw.contains("NtryDtls/TxDtls/Refs/EndToEndId: FA-2026-0012") && one.raw.contains("Amt Ccy=EUR: 1250.00"), "{}", one.raw);
}

#[test]
fn version_08_writes_states_and_names_deeper_and_a_prefix_changes_nothing() {
    let old = statement(
        "1100.00",
        &entry("100.00", "CRDT", "<NtryDtls><TxDtls><RltdPties><Dbtr><Nm>Dupont</Nm></Dbtr></RltdPties></TxDtls></NtryDtls>"),
    );
    let new = old
        .replace("<Sts>BOOK</Sts>", "<Sts><Cd>BOOK</Cd></Sts>")
        .replace("<Dbtr><Nm>Dupont</Nm></Dbtr>", "<Dbtr><Pty><Nm>Dupont</Nm></Pty></Dbtr>");
    let prefixed = old.replace("<Document xmlns", "<ns2:Document xmlns:ns2").replace("</Document", "</ns2:Document");
    let bare = old.replace(" xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"", "");
    for version in [&old, &new, &prefixed, &bare] {
        let read = clean(version);
        assert_eq!((cents(&read), text(&read.entries[0].counterparty)), (vec![10_000], "Dupont"), "{version}");
    }
    assert_eq!(clean(&bare).version, None);
}

#[test]
fn what_is_pending_is_counted_and_said() {
    let entries = [
        entry("10.00", "CRDT", ""),
        entry("20.00", "CRDT", "").replace("BOOK", "PDNG"),
        entry("30.00", "DBIT", "").replace("BOOK", "INFO"),
    ]
    .concat();
    let reading = read(&statement("1010.00", &entries));
    assert_eq!(codes(&reading.problems), [(2, "pending_left_out")]);
    assert_eq!(reading.problems[0].message, "Ligne 2 : 2 mouvements : pas encore comptabilisé, laissé de côté jusqu'au prochain relevé.");
    assert_eq!(
        (cents(&reading.statements[0]), reading.statements[0].pending, reading.statements[0].is_balanced()),
        (vec![1_000], 2, Some(true))
    );
}

fn batch(amounts: [&str; 3]) -> String {
    let detail = |(rank, amount): (usize, &str)| {
        format!(
            "<TxDtls><Refs><EndToEndId>E{rank}</EndToEndId></Refs><AmtDtls><TxAmt><Amt Ccy=\"EUR\">{amount}</Amt></TxAmt></AmtDtls><RltdPties><Dbtr><Nm>Client {rank}</Nm></Dbtr></RltdPties></TxDtls>"
        )
    };
    let details: String = amounts.into_iter().enumerate().map(detail).collect();
    format!(
        "<AcctSvcrRef>LOT</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>IDDT</Cd><SubFmlyCd>ESDD</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><Btch><PmtInfId>P-7</PmtInfId><NbOfTxs>3</NbOfTxs></Btch>{details}</NtryDtls>"
    )
}

#[test]
fn a_batch_is_split_where_its_details_make_it_exactly() {
    let read = clean(&statement("1060.00", &entry("60.00", "CRDT", &batch(["10.00", "20.00", "30.00"]))));
    assert_eq!((cents(&read), kinds(&read)), (vec![1_000, 2_000, 3_000], vec![EntryKind::DirectDebitIssued; 3]));
    let names: Vec<(&str, &str, &str)> =
        read.entries.iter().map(|e| (text(&e.counterparty), text(&e.end_to_end), text(&e.bank_reference))).collect();
    assert_eq!(names, [("Client 0", "E0", "LOT/1"), ("Client 1", "E1", "LOT/2"), ("Client 2", "E2", "LOT/3")]);
    let second = read.entries[1].batch.as_ref().unwrap();
    assert_eq!((second.rank, second.details, second.announced, text(&second.reference)), (2, 3, Some(3), "P-7"));
    assert!(read.entries[1].raw.contains("E1") && !read.entries[1].raw.contains("E0"), "each keeps its own text");
    assert_eq!((read.is_balanced(), read.bookings().collect::<Vec<_>>()), (Some(true), vec![6_000]));
}

#[test]
fn a_batch_that_does_not_add_up_stays_one_line() {
    let reading = read(&statement("1060.00", &entry("60.00", "CRDT", &batch(["10.00", "20.00", "29.99"]))));
    assert_eq!(codes(&reading.problems), [(4, "batch_kept_whole")]);
    let read = &reading.statements[0];
    assert_eq!((cents(read), read.is_balanced(), text(&read.entries[0].bank_reference)), (vec![6_000], Some(true), "LOT"));
    assert_eq!(read.entries[0].batch.as_ref().map(|batch| (batch.rank, batch.details)), Some((0, 3)));
    assert!(read.entries[0].raw.contains("E2"), "nothing is lost");
}

#[test]
fn a_direct_debit_that_came_back_says_why_and_whose() {
    let more = "<RvslInd>true</RvslInd><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>IDDT</Cd><SubFmlyCd>UPDD</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>FA-9</EndToEndId><MndtId>RUM-9</MndtId></Refs><RltdPties><Dbtr><Nm>Dupont</Nm></Dbtr><Cdtr><Nm>Atelier du Griffon</Nm></Cdtr></RltdPties><RtrInf><Rsn><Cd>AM04</Cd></Rsn><AddtlInf>Provision</AddtlInf></RtrInf></TxDtls></NtryDtls>";
    let back = clean(&statement("900.00", &entry("100.00", "DBIT", more)));
    let one = &back.entries[0];
    assert_eq!(
        (one.kind, one.money.amount.0, one.reversal, text(&one.counterparty)),
        (EntryKind::DirectDebitReturned, -10_000, true, "Dupont")
    );
    let returned = one.returned.as_ref().unwrap();
    assert_eq!((text(&returned.reason), text(&returned.text), text(&returned.original_reference)), ("AM04", "Provision", "FA-9"));
    assert_eq!(formats::bank::reason_fr("AM04"), Some("provision insuffisante"));
    assert!(one.kind.is_return());
    let taken_back = "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>RRTN</SubFmlyCd></Fmly></Domn></BkTxCd>";
    assert_eq!(kinds(&clean(&statement("900.00", &entry("100.00", "DBIT", taken_back)))), [EntryKind::TransferReversed]);
}

#[test]
fn an_order_in_another_currency_and_charges_are_kept() {
    let more = "<Chrgs><TtlChrgsAndTaxAmt Ccy=\"EUR\">12.00</TtlChrgsAndTaxAmt></Chrgs><NtryDtls><TxDtls><AmtDtls><InstdAmt><Amt Ccy=\"USD\">120.50</Amt></InstdAmt></AmtDtls></TxDtls></NtryDtls>";
    let read = clean(&statement("1100.00", &entry("100.00", "CRDT", more)));
    let one = &read.entries[0];
    assert_eq!(
        (one.original.map(|money| money.plain()), one.charges.map(|money| money.plain())),
        (Some("120.50".to_owned()), Some("12.00".to_owned()))
    );
}

/// What was ordered is in `InstdAmt`; the countervalue in the payer's account is no order, and what is said of a batch is of none of its parts.
#[test]
fn only_what_was_ordered_in_another_currency_is_an_order() {
    let amount = |place: &str, sum: &str| format!("<{place}><Amt {sum}</Amt></{place}>");
    let detail = |amounts: &str| format!("<NtryDtls><TxDtls><AmtDtls>{amounts}</AmtDtls></TxDtls></NtryDtls>");
    let original = |more: &str| {
        let read = clean(&statement("1100.00", &entry("100.00", "CRDT", more)));
        read.entries.iter().map(|one| one.original.map(Money::plain)).collect::<Vec<_>>()
    };
    let (dollars, euros) = ("Ccy=\"USD\">120.50", "Ccy=\"EUR\">100.00");
    assert_eq!(original(&detail(&amount("TxAmt", dollars))), [Some("120.50".to_owned())]);
    assert_eq!(original(&detail(&[amount("InstdAmt", euros), amount("TxAmt", dollars)].concat())), [None], "euros were ordered");
    assert_eq!(original(&detail(&amount("CntrValAmt", dollars))), [None]);
    let of_entry = format!("<AmtDtls>{}</AmtDtls>", amount("InstdAmt", dollars));
    assert_eq!(original(&of_entry), [Some("120.50".to_owned())], "an entry without details");
    let two = "<NtryDtls><TxDtls><Amt Ccy=\"EUR\">60.00</Amt></TxDtls><TxDtls><Amt Ccy=\"EUR\">40.00</Amt></TxDtls></NtryDtls>";
    assert_eq!(original(&format!("{of_entry}{two}")), [None, None], "of the batch, not of its parts");
}

#[test]
fn two_equal_payments_of_one_day_are_two() {
    let read = clean(&statement("1200.00", &[entry("100.00", "CRDT", ""), entry("100.00", "CRDT", "")].concat()));
    assert_eq!((cents(&read), read.keys().len()), (vec![10_000, 10_000], 2));
    assert_eq!(read.keys()[0], read.keys()[1]);
    assert_eq!(read.keys()[0].account, "FR7630006000011234567890189");
}

#[test]
fn several_accounts_and_no_movement_at_all_are_legal() {
    let one = format!(
        "<Stmt><Id>A</Id>{ACCOUNT}{}{}</Stmt>",
        balance("PRCD", "5.00", "DBIT", "2026-03-01"),
        balance("CLBD", "5.00", "DBIT", "2026-03-02")
    );
    let two = "<Stmt><Id>B</Id><Acct><Id><Othr><Id>COMPTE-2</Id></Othr></Id><Ccy>JPY</Ccy></Acct><Ntry><Amt Ccy=\"JPY\">2700</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><DtTm>2026-03-02T23:30:00-05:00</DtTm></BookgDt></Ntry></Stmt>";
    let reading = read(&message_of("BkToCstmrStmt", &format!("{one}{two}")));
    assert_eq!(reading.problems, []);
    let [first, second] = &reading.statements[..] else { panic!("two statements") };
    assert_eq!(
        (first.opening.as_ref().map(|b| (b.kind, b.money.amount.0)), first.is_balanced()),
        (Some((BalanceKind::PreviousClosing, -500)), Some(true))
    );
    assert_eq!((second.currency.code(), cents(second), second.entries[0].booked_on), ("JPY", vec![-2700], Date::constant(2026, 3, 2)));
    let report = report::read(&Input::bytes("x", message_of("BkToCstmrStmt", two).as_bytes()), &[], TODAY);
    let wanted = serde_json::json!({"statements": [{"account": "COMPTE-2", "currency": "JPY", "entries": 1, "credits": 0, "debits": 1, "credit_sum": "0.00", "debit_sum": "2700.00"}]});
    assert_eq!((report.format, serde_json::Value::Object(report.facts.0)), ("camt", wanted));
}

#[test]
fn an_intraday_report_is_read_and_refused_as_a_source() {
    let inside = format!("<Rpt><Id>I</Id>{ACCOUNT}{}</Rpt>", entry("10.00", "CRDT", ""));
    let reading = read(&message_of("BkToCstmrAcctRpt", &inside));
    assert!(has_error(&reading.problems, "statement_provisional"));
    assert!(message(&reading.problems, "statement_provisional").contains("(CAMT.052) : il est provisoire et ne sert pas de source"));
    assert_eq!((reading.statements[0].format, cents(&reading.statements[0])), (Format::Camt052, vec![1_000]));
    let notice = clean(&message_of("BkToCstmrDbtCdtNtfctn", &inside.replace("Rpt>", "Ntfctn>")));
    assert_eq!((notice.format, notice.is_balanced()), (Format::Camt054, None));
}

#[test]
fn a_fault_costs_its_own_entry_and_says_where() {
    let entries = [
        entry("10.00", "CRDT", ""),
        entry("18.15500", "CRDT", ""),
        entry("1 000.00", "CRDT", ""),
        entry("", "CRDT", ""),
        entry("20.00", "CREDIT", ""),
        entry("30.00", "CRDT", "").replace("BOOK", "XXXX"),
        entry("40.00", "CRDT", "").replace(" Ccy=\"EUR\"", " Ccy=\"EURO\""),
        entry("50.00", "CRDT", "").replace("<BookgDt><Dt>2026-03-02</Dt></BookgDt>", ""),
        entry("60.00", "CRDT", "").replace("<BookgDt><Dt>2026-03-02</Dt></BookgDt><ValDt><Dt>2026-03-03</Dt></ValDt>", ""),
    ];
    let reading = read(&statement("1160.00", &entries.concat()));
    assert_eq!(
        codes(&reading.problems),
        [
            (5, "amount_too_precise"),
            (6, "amount_invalid"),
            (7, "amount_missing"),
            (8, "direction_unknown"),
            (9, "status_unknown"),
            (11, "date_missing"),
            (12, "date_missing"),
        ]
    );
    let read = &reading.statements[0];
    // A currency that is no code is that of the account; the line of the statement's own day stands for a missing date.
    assert_eq!((cents(read), read.refused, read.is_balanced()), (vec![1_000, 4_000, 5_000, 6_000], 5, Some(true)));
    assert_eq!((read.entries[2].booked_on, read.entries[3].booked_on), (Date::constant(2026, 3, 3), Date::constant(2026, 3, 2)));
    assert_eq!(
        message(&reading.problems, "amount_too_precise"),
        "Ligne 5 : « 18.15500 » (mouvement) a plus de décimales que la monnaie. Arrondissez le montant au centime dans votre logiciel."
    );
}

#[test]
fn a_cut_file_and_a_doctype_are_refused_with_their_place() {
    let whole = statement("1030.00", &[entry("10.00", "CRDT", ""), entry("20.00", "CRDT", "")].concat());
    let cut = &whole[..whole.rfind("<Ntry>").unwrap() + 21];
    let reading = read(cut);
    assert!(has_error(&reading.problems, "xml_unfinished"), "{:?}", reading.problems);
    assert_eq!(cents(&reading.statements[0]), [1_000], "what was whole is shown");
    let bomb = whole.replace("<Document", "<!DOCTYPE d [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>\n<Document");
    let reading = read(&bomb);
    assert_eq!((codes(&reading.problems), reading.statements.len()), (vec![(2, "xml_doctype")], 0));
    let announced = whole.replace("</FrToDt>", "</FrToDt><TxsSummry><TtlNtries><NbOfNtries>3</NbOfNtries></TtlNtries></TxsSummry>");
    assert_eq!(codes(&read(&announced).problems), [(3, "summary_differs")]);
    let page = whole.replace("<MsgId>M1</MsgId>", "<MsgId>M1</MsgId><MsgPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></MsgPgntn>");
    assert_eq!(codes(&read(&page).problems), [(2, "statement_continues")]);
}

#[test]
fn a_file_in_the_wrong_charset_is_still_read() {
    let text = statement("1010.00", &entry("10.00", "CRDT", "<AddtlNtryInf>VIR SOCIÉTÉ GÉNÉRÉE</AddtlNtryInf>"));
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let reading = super::read_bytes("x", &latin);
    assert_eq!((reading.problems.len(), &reading.statements[0].entries[0].remittance[..]), (0, &["VIR SOCIÉTÉ GÉNÉRÉE".to_owned()][..]));
    let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(cents(&super::read_bytes("x", &utf16).statements[0]), [1_000]);
}

#[test]
fn a_hundred_thousand_entries_are_read_one_by_one() {
    // Amounts of one to a hundred thousand cents: their sum is 100 000 × 100 001 / 2.
    let entries: String = (1..=100_000).map(|n| format!("<Ntry><Amt Ccy=\"EUR\">{}.{:02}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-03-02</Dt></BookgDt></Ntry>\n", n / 100, n % 100)).collect();
    let read = clean(&statement("50001500.00", &entries));
    assert_eq!((read.entries.len(), read.is_balanced()), (100_000, Some(true)));
}
