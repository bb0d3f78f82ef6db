//! Bank statements beside each other: through which day payments are known, one booking that two formats tell, one account under two names.

use std::io::{Cursor, Write};

use app::bank;
use app::books::Books;
use app::import::{self, FileReport, Options};
use app::ports::Silent;
use domain::Date;
use domain::money::Cents;
use formats::table::TableKind;
use proptest::prelude::*;
use store::{BankAccount, LineState, Location, Store};
use zip::write::SimpleFileOptions;

const TODAY: Date = Date::constant(2026, 12, 20);
const IBAN: &str = "FR7630006000011234567890189";

struct Bank {
    books: Books,
    folder: tempfile::TempDir,
    files: usize,
}

/// What a CAMT file says of one booking.
#[derive(Clone)]
struct Booked {
    on: Date,
    cents: i64,
    name: String,
    reference: String,
    /// The operations of a remittance, where the file tells them.
    parts: Vec<(i64, String)>,
    /// How many operations it says that there are, where it does.
    announced: Option<usize>,
}

fn november(day: i8) -> Date {
    Date::constant(2026, 11, day)
}

fn booked(on: Date, cents: i64, name: &str, reference: &str) -> Booked {
    Booked { on, cents, name: name.to_owned(), reference: reference.to_owned(), parts: Vec::new(), announced: None }
}

/// A remittance of direct debits, told by its parts.
fn remittance(on: Date, parts: &[(i64, &str)]) -> Booked {
    let cents = parts.iter().map(|(cents, _)| cents).sum();
    let parts = parts.iter().map(|(cents, name)| (*cents, (*name).to_owned())).collect();
    Booked { parts, ..booked(on, cents, "", "LOT-1") }
}

/// The same, told as one line.
fn in_one(of: &Booked, reference: &str) -> Booked {
    Booked { parts: Vec::new(), announced: Some(of.parts.len()), ..booked(of.on, of.cents, "", reference) }
}

fn amount(cents: i64) -> String {
    let side = if cents < 0 { "DBIT" } else { "CRDT" };
    format!("<Amt Ccy=\"EUR\">{}</Amt><CdtDbtInd>{side}</CdtDbtInd>", Cents(cents.abs()).plain())
}

fn entry(one: &Booked) -> String {
    let parties = |name: &str| if name.is_empty() { String::new() } else { format!("<RltdPties><Dbtr><Nm>{name}</Nm></Dbtr></RltdPties>") };
    let code = if one.announced.is_some() || !one.parts.is_empty() { "IDDT" } else { "RCDT" };
    let details: String = if one.parts.is_empty() {
        format!("<TxDtls>{}</TxDtls>", parties(&one.name))
    } else {
        let part = |(cents, name): &(i64, String)| format!("<TxDtls>{}{}</TxDtls>", amount(*cents), parties(name));
        one.parts.iter().map(part).collect()
    };
    let details = match one.announced {
        Some(announced) => format!("<Btch><NbOfTxs>{announced}</NbOfTxs></Btch>"),
        None => details,
    };
    format!(
        "<Ntry>{}<Sts>BOOK</Sts><BookgDt><Dt>{on}</Dt></BookgDt><AcctSvcrRef>{}</AcctSvcrRef>\
         <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>{code}</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>\
         <NtryDtls>{details}</NtryDtls></Ntry>\n",
        amount(one.cents),
        one.reference,
        on = one.on,
    )
}

/// One statement of a CAMT.053 or a notice.
fn part_of_camt(element: &str, iban: &str, (from, to): (Date, Date), balances: Option<(i64, i64)>, lines: &[Booked]) -> String {
    let balance = |code: &str, cents: i64, on: Date| {
        format!("<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{}<Dt><Dt>{on}</Dt></Dt></Bal>", amount(cents))
    };
    let balances = balances.map(|(opening, closing)| balance("OPBD", opening, from) + &balance("CLBD", closing, to)).unwrap_or_default();
    let lines: String = lines.iter().map(entry).collect();
    format!(
        "<{element}><Id>{from}</Id><CreDtTm>{to}T23:30:00</CreDtTm><FrToDt><FrDtTm>{from}T00:00:00</FrDtTm><ToDtTm>{to}T23:59:59</ToDtTm>\
         </FrToDt><Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>{balances}{lines}</{element}>\n"
    )
}

fn camt053(parts: &[String]) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt>\n\
         <GrpHdr><MsgId>1</MsgId><CreDtTm>2026-12-01T08:00:00</CreDtTm></GrpHdr>\n{}</BkToCstmrStmt></Document>\n",
        parts.concat()
    )
}

fn statement(days: (Date, Date), balances: Option<(i64, i64)>, lines: &[Booked]) -> String {
    camt053(&[part_of_camt("Stmt", IBAN, days, balances, lines)])
}

fn notice(days: (Date, Date), lines: &[Booked]) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.02\">\
         <BkToCstmrDbtCdtNtfctn>\n<GrpHdr><MsgId>1</MsgId><CreDtTm>2026-12-01T08:00:00</CreDtTm></GrpHdr>\n{}\
         </BkToCstmrDbtCdtNtfctn></Document>\n",
        part_of_camt("Ntfctn", IBAN, days, None, lines)
    )
}

fn csv(lines: &[(Date, &str, i64)]) -> String {
    let rows: String = lines.iter().map(|(on, label, cents)| format!("{on};{label};{}\n", Cents(*cents).plain())).collect();
    format!("Date;Libellé;Montant\n{rows}")
}

fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

impl Bank {
    fn new() -> Bank {
        let bank = Bank::without_account();
        bank.books.write(|tx| bank::add_account(tx, IBAN, "", TODAY)).unwrap();
        bank
    }

    fn without_account() -> Bank {
        let store = Store::open(&Location::Memory).unwrap();
        let now = app::civil::noon_seconds(TODAY) * 1_000_000;
        let tenant = store.create_tenant("Ateliers Boréal", now).unwrap();
        let books = Books::over(store, tenant, std::path::Path::new("."), "essai", TODAY, now);
        Bank { books, folder: tempfile::tempdir().unwrap(), files: 0 }
    }

    fn give(&mut self, name: &str, bytes: &[u8], account: Option<&str>) -> FileReport {
        self.files += 1;
        let path = self.folder.path().join(format!("{}-{name}", self.files));
        std::fs::write(&path, bytes).unwrap();
        let listed = name.ends_with(".csv").then_some(TableKind::BankStatement);
        let options = Options { listed, account, ..Options::default() };
        import::files(&self.books, &[path], &options, &Silent).unwrap().files.remove(0)
    }

    /// Takes a file: how many lines are new, and how many known. The same file again changes nothing, by its bytes nor by its lines.
    fn take(&mut self, name: &str, bytes: impl AsRef<[u8]>) -> FileReport {
        let bytes = bytes.as_ref();
        let taken = self.give(name, bytes, None);
        assert!(taken.import.is_some(), "{:?}", taken.problems);
        let there = self.lines();
        assert_eq!(self.give(name, bytes, None).counts.taken, 0);
        // Another file with the same lines.
        let more: Vec<u8> = if name.ends_with(".zip") { bytes.to_vec() } else { [bytes, b"\n"].concat() };
        assert_eq!(self.give(name, &more, None).counts.taken, 0);
        assert_eq!(self.lines(), there);
        taken
    }

    /// The lines of the books: day, who or what the bank says, cents.
    fn lines(&self) -> Vec<(Date, String, i64)> {
        let states = [LineState::Open, LineState::Payment, LineState::Return, LineState::Refund, LineState::Aside];
        let mut all = Vec::new();
        for state in states {
            for line in self.books.read(|tx| Ok(tx.bank_lines(state, None, 1_000)?)).unwrap() {
                let said = if line.details.payer_name.is_empty() { line.details.texts.join(" ") } else { line.details.payer_name };
                all.push((line.on, said, line.amount.0));
            }
        }
        all.sort_unstable();
        all
    }

    fn cents(&self) -> Vec<i64> {
        let mut cents: Vec<i64> = self.lines().into_iter().map(|(_, _, cents)| cents).collect();
        cents.sort_unstable();
        cents
    }

    fn accounts(&self) -> Vec<BankAccount> {
        self.books.read(|tx| Ok(tx.bank_accounts()?)).unwrap()
    }

    /// Through which day the account is known, and payments are.
    fn known(&self) -> (Option<Date>, Option<Date>) {
        let payments = self.books.read(|tx| Ok(tx.tenant_facts(TODAY)?.payments_known_through)).unwrap();
        (self.accounts()[0].known_to, payments)
    }

    fn is_sound(&self) {
        let report = self.books.store().check(None, &[]).unwrap();
        assert!(report.is_clean(), "{:#?}", report.findings);
    }
}

const OCTOBER: (Date, Date) = (Date::constant(2026, 10, 1), Date::constant(2026, 10, 31));

fn october() -> String {
    statement(OCTOBER, Some((10_000, 50_000)), &[booked(Date::constant(2026, 10, 7), 40_000, "VERGER", "O1")])
}

/// The second half of November: 1 300 € came in before it that nobody read.
fn late() -> String {
    let days = (november(15), november(30));
    statement(days, Some((180_000, 200_000)), &[booked(november(16), 20_000, "SABLIER", "N2")])
}

fn gaps(report: &FileReport) -> Vec<&str> {
    report.problems.iter().filter(|problem| problem.code == "statement_gap").map(|problem| problem.message.as_str()).collect()
}

#[test]
fn a_notice_of_two_rejects_does_not_make_three_weeks_known() {
    for day in [31, 1, 20] {
        let on = if day == 31 { OCTOBER.1 } else { november(day) };
        let mut bank = Bank::new();
        bank.take("octobre.xml", october());
        let back = [booked(on, -9_000, "ETOILE", "R1"), booked(on, -7_000, "BRUMES", "R2")];
        let told = bank.take("avis.xml", notice((on, on), &back));
        assert_eq!(told.counts.taken, 2);
        assert!(told.notes.iter().any(|note| note.contains("restent connus jusqu'au 31/10/2026")), "{:?}", told.notes);
        assert_eq!(bank.known(), (Some(OCTOBER.1), Some(OCTOBER.1)), "{on}");
        // The statement of those days has what the notice told, and the transfer that nobody had read.
        let all = [booked(november(6), 120_000, "SABLIER", "N1"), back[0].clone(), back[1].clone()];
        let days = (november(1).min(on), november(20));
        let balances = if day == 31 { None } else { Some((50_000, 154_000)) };
        assert_eq!(bank.take("novembre.xml", statement(days, balances, &all)).counts.taken, 1);
        assert_eq!(bank.known(), (Some(november(20)), Some(november(20))));
        bank.is_sound();
    }
}

#[test]
fn a_notice_alone_makes_nothing_known() {
    let mut bank = Bank::new();
    bank.take("avis.xml", notice((november(20), november(20)), &[booked(november(20), -9_000, "ETOILE", "R1")]));
    assert_eq!(bank.known(), (None, None));
}

#[test]
fn a_missing_statement_keeps_payments_unknown_until_it_comes() {
    let mut bank = Bank::new();
    bank.take("octobre.xml", october());
    let told = bank.take("fin-novembre.xml", late());
    let said = gaps(&told);
    assert_eq!(said.len(), 1, "{said:?}");
    for words in [
        "commence à 1\u{202f}800,00\u{a0}€",
        "finissait à 500,00\u{a0}€",
        "entre le 31/10/2026 et le 15/11/2026",
        "que jusqu'au 31/10/2026",
    ] {
        assert!(said[0].contains(words), "{words} : {}", said[0]);
    }
    assert_eq!(bank.known(), (Some(OCTOBER.1), Some(OCTOBER.1)));
    let december = statement((Date::constant(2026, 12, 1), Date::constant(2026, 12, 15)), Some((200_000, 200_000)), &[]);
    assert!(gaps(&bank.take("decembre.xml", december)).is_empty(), "it follows the one before");
    assert_eq!(bank.known(), (Some(OCTOBER.1), Some(OCTOBER.1)));
    // The day before the hole ends, then the whole of it.
    let short = statement((november(1), november(13)), Some((50_000, 170_000)), &[booked(november(6), 120_000, "ETOILE", "N1")]);
    assert_eq!(gaps(&bank.take("novembre-1.xml", short)).len(), 1, "the 14th is missing still");
    assert_eq!(bank.known(), (Some(november(13)), Some(november(13))));
    let rest = statement((november(14), november(14)), Some((170_000, 180_000)), &[booked(november(14), 10_000, "BRUMES", "N3")]);
    let filled = bank.give("novembre-14.xml", rest.as_bytes(), None);
    let through = Some(Date::constant(2026, 12, 15));
    assert!(gaps(&filled).is_empty() && bank.known() == (through, through), "{:?}", bank.known());
    import::undo(&bank.books, &filled.import.unwrap()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(bank.known(), (Some(november(13)), Some(november(13))), "undone, it is missing again");
    bank.is_sound();
}

#[test]
fn the_account_is_known_as_far_in_whatever_order_its_statements_come() {
    let mut bank = Bank::new();
    bank.take("fin-novembre.xml", late());
    assert_eq!(bank.known().0, Some(november(30)));
    assert_eq!(gaps(&bank.take("octobre.xml", october())).len(), 1, "now it is seen");
    assert_eq!(bank.known().0, Some(OCTOBER.1));
    let first = statement((november(1), november(14)), Some((50_000, 180_000)), &[booked(november(6), 130_000, "ETOILE", "N1")]);
    bank.take("novembre.xml", first);
    assert_eq!(bank.known(), (Some(november(30)), Some(november(30))));
    // In one file, in both orders.
    let early = |element| part_of_camt(element, IBAN, OCTOBER, Some((10_000, 50_000)), &[]);
    let after = |opening| part_of_camt("Stmt", IBAN, (november(15), november(30)), Some((opening, 200_000)), &[]);
    for (opening, known) in [(180_000, OCTOBER.1), (50_000, november(30))] {
        for parts in [[early("Stmt"), after(opening)], [after(opening), early("Stmt")]] {
            let mut bank = Bank::new();
            let told = bank.take("releves.xml", camt053(&parts));
            assert_eq!(gaps(&told).len(), usize::from(known == OCTOBER.1), "{:?}", told.problems);
            assert_eq!(bank.known(), (Some(known), Some(known)));
        }
    }
}

/// A list of October exported in November bears the balance of that day.
#[test]
fn the_balance_of_the_day_of_an_export_makes_no_day_known() {
    let ofx = |end: &str, as_of: &str| {
        format!(
            "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>30006\
             <BRANCHID>00001<ACCTID>12345678901<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><DTSTART>20261001{end}\
             <STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261007<TRNAMT>400.00<FITID>O1<NAME>VERGER</STMTTRN></BANKTRANLIST>\
             <LEDGERBAL><BALAMT>1540.00<DTASOF>{as_of}</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"
        )
    };
    let november_whole = statement((november(1), november(20)), Some((50_000, 154_000)), &[booked(november(6), 104_000, "SABLIER", "N1")]);
    for (end, as_of, known) in
        [("<DTEND>20261031", "20261120", OCTOBER.1), ("<DTEND>20261031", "20261101", OCTOBER.1), ("", "20261105", november(5))]
    {
        let mut bank = Bank::new();
        bank.take("octobre.ofx", ofx(end, as_of));
        assert_eq!(bank.known(), (Some(known), Some(known)), "{end} {as_of}");
        assert!(gaps(&bank.take("novembre.xml", &november_whole)).is_empty(), "{end} {as_of}");
        assert_eq!(bank.known(), (Some(november(20)), Some(november(20))));
    }
    // The balance of its last day is the one that November goes on from.
    let mut bank = Bank::new();
    bank.take("octobre.ofx", ofx("<DTEND>20261031", "20261031"));
    assert_eq!(gaps(&bank.take("novembre.xml", &november_whole)).len(), 1);
    assert_eq!(bank.known().0, Some(OCTOBER.1));
}

fn debits() -> Booked {
    remittance(november(10), &[(10_000, "SABLIER"), (20_000, "BRUMES"), (30_000, "ETOILE")])
}

#[test]
fn a_remittance_is_there_once_told_by_its_parts_and_as_one_line() {
    let days = (november(10), november(10));
    let parts = || ("avis.xml", notice(days, &[debits()]));
    let wholes = [
        ("releve.xml", statement(days, None, &[in_one(&debits(), "W1")])),
        ("releve.csv", csv(&[(november(10), "REMISE DE PRELEVEMENTS", 60_000)])),
    ];
    for whole in wholes {
        let mut bank = Bank::new();
        bank.take(parts().0, parts().1);
        assert_eq!(bank.take(whole.0, &whole.1).counts.known, 1, "{}", whole.0);
        assert_eq!(bank.cents(), [10_000, 20_000, 30_000]);
        bank.is_sound();
        let mut bank = Bank::new();
        bank.take(whole.0, &whole.1);
        assert_eq!(bank.take(parts().0, parts().1).counts.known, 3, "{}", whole.0);
        assert_eq!(bank.cents(), [60_000]);
        bank.is_sound();
    }
}

#[test]
fn a_remittance_of_the_day_before_or_after_is_another() {
    for on in [november(9), november(11)] {
        let days = (november(9), november(11));
        let other = Booked { on, ..in_one(&debits(), "W1") };
        let mut bank = Bank::new();
        bank.take("avis.xml", notice(days, &[debits()]));
        bank.take("releve.xml", statement(days, None, &[other.clone(), in_one(&debits(), "W2")]));
        assert_eq!(bank.cents(), [10_000, 20_000, 30_000, 60_000], "{on}");
        let mut bank = Bank::new();
        bank.take("releve.xml", statement(days, None, &[other, in_one(&debits(), "W2")]));
        bank.take("avis.xml", notice(days, &[debits()]));
        assert_eq!(bank.cents(), [60_000, 60_000], "{on}");
    }
}

#[test]
fn a_transfer_of_the_sum_of_a_remittance_is_not_it() {
    let days = (november(10), november(10));
    let dupont = booked(november(10), 60_000, "DUPONT", "T1");
    let both = [dupont, in_one(&debits(), "W1")];
    for order in [[0, 1], [1, 0]] {
        let mut bank = Bank::new();
        bank.take("avis.xml", notice(days, &[debits()]));
        bank.take("releve.xml", statement(days, None, &order.map(|at| both[at].clone())));
        assert_eq!(bank.cents(), [10_000, 20_000, 30_000, 60_000]);
        assert!(bank.lines().iter().any(|(_, who, _)| who == "DUPONT"), "{:?}", bank.lines());
    }
}

#[test]
fn two_formats_in_one_archive_are_one_account_told_twice() {
    let days = (november(10), november(10));
    let (notice, whole) =
        (notice(days, &[debits()]), statement(days, None, &[in_one(&debits(), "W1"), booked(november(10), 5_000, "ETOILE", "S9")]));
    let list = csv(&[(november(10), "REMISE DE PRELEVEMENTS", 60_000), (november(10), "VIR ETOILE", 5_000)]);
    for (first, second) in
        [((&notice, ".xml"), (&whole, ".xml")), ((&whole, ".xml"), (&notice, ".xml")), ((&list, ".csv"), (&whole, ".xml"))]
    {
        let mut bank = Bank::new();
        let (one, other) = (format!("1{}", first.1), format!("2{}", second.1));
        let taken = bank.take("releves.zip", zipped(&[(&one, first.0), (&other, second.0)]));
        assert_eq!(bank.cents().iter().sum::<i64>(), 65_000, "{one} {other} {taken:?}");
        assert_eq!(bank.take("encore.xml", &whole).counts.taken, 0);
        bank.is_sound();
    }
}

#[test]
fn of_two_equal_payments_the_one_that_the_list_had_is_known() {
    let (martin, dupont) = (booked(november(5), 12_000, "MARTIN PAUL", "T1"), booked(november(5), 12_000, "DUPONT SARL", "T2"));
    let next = Booked { on: november(6), reference: "T3".to_owned(), ..dupont.clone() };
    for of_day in [[martin.clone(), dupont.clone()], [dupont, martin]] {
        let mut bank = Bank::new();
        bank.take("matin.csv", csv(&[(november(5), "VIR SEPA RECU DUPONT", 12_000)]));
        let lines: Vec<Booked> = of_day.into_iter().chain([next.clone()]).collect();
        assert_eq!(bank.take("releve.xml", statement((november(5), november(6)), None, &lines)).counts.taken, 2);
        let there: Vec<String> = bank.lines().into_iter().map(|(on, who, _)| format!("{} {who}", on.day())).collect();
        assert_eq!(there, ["5 MARTIN PAUL", "5 VIR SEPA RECU DUPONT", "6 DUPONT SARL"]);
        bank.is_sound();
    }
}

/// A statement of an account that its bank names so, in the form of lists of French banks.
fn list_of(account: &str, lines: &[(Date, &str, i64)]) -> String {
    let rows: String = lines.iter().map(|(on, label, cents)| format!("{on};{label};{};{account}\n", Cents(*cents).plain())).collect();
    format!("Date;Libellé;Montant;accountNum\n{rows}")
}

/// The account part of the IBAN, with and without its key and zeros.
const NUMBERS: [&str; 2] = ["12345678901", "1234567890189"];

#[test]
fn an_account_named_by_its_number_is_the_known_iban_of_that_number() {
    let days = (november(3), november(4));
    let lines = [booked(november(3), 120_000, "DUPONT SARL", "T1"), booked(november(4), 7_000, "BRUMES", "T2")];
    let rows = [(november(3), "VIR DUPONT", 120_000), (november(4), "VIR BRUMES", 7_000)];
    for number in NUMBERS {
        for list_first in [true, false] {
            let mut bank = Bank::new();
            let (list, camt) = (("liste.csv", list_of(number, &rows)), ("releve.xml", statement(days, None, &lines)));
            let (first, second) = if list_first { (list, camt) } else { (camt, list) };
            assert_eq!(bank.take(first.0, &first.1).counts.taken, 2, "{number}");
            assert_eq!(bank.take(second.0, &second.1).counts.known, 2, "{number}");
            assert_eq!((bank.cents(), bank.accounts().len()), (vec![7_000, 120_000], 1));
            assert_eq!(bank.known(), (Some(november(4)), Some(november(4))));
        }
        // Declared by its number, it is known already.
        let bank = Bank::new();
        let said = bank.books.write(|tx| bank::add_account(tx, number, "", TODAY)).unwrap_err().to_string();
        assert!(said.contains(&format!("c'est le numéro de {IBAN}")), "{said}");
    }
}

#[test]
fn a_number_that_two_ibans_share_or_none_has_is_asked() {
    let rows = [(november(3), "VIR DUPONT", 120_000)];
    let mut bank = Bank::new();
    let twin = domain::bank::Rib::new("20041", "01005", "12345678901").unwrap().iban().as_str().to_owned();
    bank.books.write(|tx| bank::add_account(tx, &twin, "", TODAY)).unwrap();
    let told = bank.give("liste.csv", list_of(NUMBERS[0], &rows).as_bytes(), None);
    assert_eq!(
        (told.import.is_none(), told.lacks.undeclared.as_slice(), told.lacks.choice),
        (true, [NUMBERS[0].to_owned()].as_slice(), true)
    );
    // The key tells them apart.
    assert_eq!(bank.take("liste.csv", list_of(NUMBERS[1], &rows)).counts.taken, 1);
    let mut bank = Bank::new();
    let told = bank.give("liste.csv", list_of("12345678902", &rows).as_bytes(), None);
    assert!(told.import.is_none() && told.lacks.choice, "{:?}", told.problems);
}

#[test]
fn a_person_says_which_account_a_bank_names_in_its_own_way() {
    let mut bank = Bank::new();
    let text = list_of("CONTRAT-77-A-2001", &[(november(3), "VIR DUPONT", 120_000)]);
    assert!(bank.give("liste.csv", text.as_bytes(), None).import.is_none());
    let taken = bank.give("liste.csv", text.as_bytes(), Some(IBAN));
    assert_eq!(taken.counts.taken, 1, "{:?}", taken.problems);
    assert!(taken.notes.iter().any(|note| note.contains("CONTRAT-77-A-2001") && note.contains(IBAN)), "{:?}", taken.notes);
    let days = (november(3), november(3));
    assert_eq!(bank.take("releve.xml", statement(days, None, &[booked(november(3), 120_000, "DUPONT", "T1")])).counts.known, 1);
    // Another IBAN is another account, whatever is chosen; and two names are not one account.
    let other = domain::bank::Rib::new("20041", "01005", "0500013M026").unwrap().iban().as_str().to_owned();
    let foreign = camt053(&[part_of_camt("Stmt", &other, days, None, &[booked(november(3), 5, "X", "Y")])]);
    assert!(bank.give("autre.xml", foreign.as_bytes(), Some(IBAN)).import.is_none());
    let two = format!("{text}{};VIR X;1.00;CONTRAT-77-B-2002\n", november(5));
    let told = bank.give("deux.csv", two.as_bytes(), Some(IBAN));
    assert_eq!((told.import.is_none(), told.lacks.undeclared.len(), told.lacks.choice), (true, 2, false), "{:?}", told.problems);
    bank.is_sound();
}

/// Declared by its number, as was told before; then its statements come by IBAN.
#[test]
fn an_account_declared_by_its_number_goes_on_by_its_iban() {
    let mut bank = Bank::without_account();
    bank.books.write(|tx| bank::add_account(tx, NUMBERS[0], "Courant", TODAY)).unwrap();
    bank.take("liste.csv", list_of(NUMBERS[0], &[(november(3), "VIR DUPONT", 120_000)]));
    let days = (november(3), november(6));
    let camt = statement(days, None, &[booked(november(3), 120_000, "DUPONT", "T1"), booked(november(6), 5_000, "BRUMES", "T2")]);
    assert!(bank.give("releve.xml", camt.as_bytes(), None).import.is_none(), "nobody said that this IBAN is the creditor's");
    let said = bank.books.write(|tx| bank::add_account(tx, IBAN, "", TODAY)).unwrap().said;
    assert!(said.contains("déjà déclaré par son numéro"), "{said}");
    let taken = bank.take("releve.xml", &camt);
    assert_eq!((taken.counts.taken, taken.counts.known), (1, 1));
    assert_eq!((bank.cents(), bank.known()), (vec![5_000, 120_000], (Some(november(6)), Some(november(6)))));
    // A list that names no account has one to go to.
    bank.take("sans.csv", csv(&[(november(6), "VIR BRUMES", 5_000), (november(9), "VIR ETOILE", 900)]));
    assert_eq!((bank.cents(), bank.known().1), (vec![900, 5_000, 120_000], Some(november(9))));
    bank.is_sound();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if std::env::var_os("QUITTANCE_LONG").is_some() { 1_000 } else { 24 }, ..ProptestConfig::default() })]

    /// Four days that any formats tell, by parts or not, in any order, whole or again: the bank's money is there once.
    #[test]
    fn the_money_of_the_bank_is_there_once(
        bookings in proptest::collection::vec((1i8..5, proptest::collection::vec(1i64..4, 1..4)), 1..9),
        files in proptest::collection::vec((0u8..4, 1i8..5, 0i8..4), 1..7),
    ) {
        let mut bank = Bank::new();
        let mut read = [false; 6];
        let truth: Vec<Booked> = bookings
            .iter()
            .enumerate()
            .map(|(at, (day, parts))| match parts.as_slice() {
                [one] => booked(november(*day), one * 1_000, &format!("CLIENT{at}X"), &format!("S{at}")),
                parts => {
                    let parts: Vec<(i64, String)> = (0..).zip(parts).map(|(n, cents)| (cents * 1_000, format!("CLIENT{at}P{n}"))).collect();
                    let parts: Vec<(i64, &str)> = parts.iter().map(|(cents, name)| (*cents, name.as_str())).collect();
                    Booked { reference: format!("B{at}"), ..remittance(november(*day), &parts) }
                }
            })
            .collect();
        for (how, first, more) in files {
            let last = (first + more).min(4);
            (first..=last).for_each(|day| read[usize::try_from(day).unwrap()] = true);
            let of_days: Vec<Booked> = truth.iter().filter(|one| (first..=last).contains(&one.on.day())).cloned().collect();
            let whole = |one: &Booked| if one.parts.is_empty() { one.clone() } else { in_one(one, &one.reference) };
            let days = (november(first), november(last));
            match how {
                0 => drop(bank.give("avis.xml", notice(days, &of_days).as_bytes(), None)),
                1 => drop(bank.give("releve.xml", statement(days, None, &of_days.iter().map(whole).collect::<Vec<_>>()).as_bytes(), None)),
                _ => {
                    let said: Vec<String> = of_days.iter().map(|one| format!("VIR RECU {}", one.name)).collect();
                    let rows: Vec<(Date, &str, i64)> = of_days.iter().zip(&said).map(|(one, said)| (one.on, said.as_str(), one.cents)).collect();
                    if !rows.is_empty() {
                        drop(bank.give("releve.csv", csv(&rows).as_bytes(), None));
                    }
                }
            }
        }
        let real: i64 = truth.iter().filter(|one| read[usize::try_from(one.on.day()).unwrap()]).map(|one| one.cents).sum();
        prop_assert_eq!(bank.cents().iter().sum::<i64>(), real, "{:?}", bank.lines());
    }
}
