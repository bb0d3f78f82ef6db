//! Direct debits as the bank takes them: by the published schemas where they are beside the repository, and read back.

mod xsd;

use domain::Date;
use domain::debits::{Scheme, Sequence, is_sepa_character};
use domain::money::{Cents, Currency};
use formats::sepa::debit::{self, Creditor, Debit, Message, Version, Where};
use formats::xml::{Elements, Node};
use jiff::civil::{date, datetime};
use proptest::prelude::*;

const DECEMBER: Date = date(2026, 12, 4);
const JANUARY: Date = date(2027, 1, 5);

fn creditor() -> Creditor<'static> {
    Creditor { name: "Ateliers Boréal", ics: "FR72 ZZZ 123456", iban: "FR76 3000 6000 0112 3456 7890 189", bic: "" }
}

fn one<'a>(end_to_end: &'a str, cents: i64) -> Debit<'a> {
    Debit {
        collect_on: DECEMBER,
        scheme: Scheme::Core,
        sequence: Sequence::Recurring,
        end_to_end,
        amount: Cents(cents),
        currency: Currency::EUR,
        mandate: "GRIFFON-2026/1",
        signed_on: date(2026, 3, 2),
        debtor: "L’Étoile & Fils",
        iban: "FR1420041010050500013M02606",
        bic: "",
        remittance: "Facture n° F-2026-101",
    }
}

fn message(version: Version, debits: Vec<Debit<'_>>) -> Message<'_> {
    Message { version, id: "Q1P57-20261120", made_at: datetime(2026, 11, 20, 9, 5, 0, 0), creditor: creditor(), debits }
}

fn written(message: &Message<'_>) -> String {
    String::from_utf8(debit::write(message).unwrap()).unwrap()
}

fn read(text: &str) -> Node {
    Elements::new(text).document().unwrap()
}

fn codes(message: &Message<'_>) -> Vec<&'static str> {
    debit::write(message).unwrap_err().into_iter().map(|refused| refused.code).collect()
}

/// The schema of a version; `None` where none is beside the repository.
fn schema(version: Version) -> Option<xsd::Schema> {
    let path = format!("{}/../../../shared/samples/sepa/{}.xsd", env!("CARGO_MANIFEST_DIR"), version.name());
    match std::fs::read_to_string(path) {
        Ok(text) => Some(xsd::Schema::read(&text)),
        Err(_) => {
            println!("skipped: no schema of {} beside the repository", version.name());
            None
        }
    }
}

/// Everything that a file can hold: both schemes, every sequence, two days, a BIC and a creditor reference.
fn everything() -> Vec<Debit<'static>> {
    vec![
        one("Q1P57R1", 120_000),
        Debit { scheme: Scheme::B2b, sequence: Sequence::First, bic: "PSSTFRPPMON", ..one("Q1P57R2", 1) },
        Debit { sequence: Sequence::Once, remittance: "RF18 5390 0754 7034", ..one("Q1P57R3", 99_999_999_999) },
        Debit { collect_on: JANUARY, sequence: Sequence::Last, ..one("Q1P57R4", 30_050) },
        one("Q1P57R5", 5),
    ]
}

#[test]
fn the_published_schemas_take_what_is_written() {
    for version in [Version::V02, Version::V08] {
        let Some(schema) = schema(version) else { return };
        let mut all = message(version, everything());
        assert_eq!(schema.faults(&written(&all)), Vec::<String>::new(), "{version:?}");
        all.creditor.bic = "AGRIFRPP";
        assert_eq!(schema.faults(&written(&all)), Vec::<String>::new(), "{version:?}");
    }
}

#[test]
fn the_schemas_refuse_what_is_not() {
    for version in [Version::V02, Version::V08] {
        let Some(schema) = schema(version) else { return };
        let good = written(&message(version, everything()));
        let other = if version == Version::V02 { "pain.008.001.08" } else { "pain.008.001.02" };
        for (from, to) in [
            ("<PmtMtd>DD</PmtMtd>", ""),
            ("<PmtMtd>DD</PmtMtd>", "<PmtMtd>TRF</PmtMtd>"),
            ("<ReqdColltnDt>2026-12-04</ReqdColltnDt>", "<ReqdColltnDt>04/12/2026</ReqdColltnDt>"),
            ("<EndToEndId>Q1P57R1</EndToEndId>", "<EndToEndId>Q1P57R1-with-thirty-six-characters-x</EndToEndId>"),
            ("<InstdAmt Ccy=\"EUR\">1200.00</InstdAmt>", "<InstdAmt>1200.00</InstdAmt>"),
            ("<InstdAmt Ccy=\"EUR\">1200.00</InstdAmt>", "<InstdAmt Ccy=\"EUR\">1200,00</InstdAmt>"),
            ("<IBAN>FR1420041010050500013M02606</IBAN>", "<IBAN>1420041010050500013M02606</IBAN>"),
            ("<ChrgBr>SLEV</ChrgBr>", "<ChrgBr>SLEV</ChrgBr><ChrgBr>SLEV</ChrgBr>"),
            ("<NbOfTxs>5</NbOfTxs>", "<NbOfTxs>cinq</NbOfTxs>"),
            (version.name(), other),
        ] {
            assert!(good.contains(from), "{from}");
            assert_ne!(schema.faults(&good.replacen(from, to, 1)), Vec::<String>::new(), "{from} became {to}");
        }
    }
}

#[test]
fn a_file_says_who_collects_what_from_whom() {
    let text = written(&message(Version::V08, everything()));
    let root = read(&text);
    let file = root.child("CstmrDrctDbtInitn").unwrap();
    let header = |path: &str| file.text_at(&format!("GrpHdr/{path}"));
    assert_eq!((header("MsgId"), header("CreDtTm")), (Some("Q1P57-20261120"), Some("2026-11-20T09:05:00")));
    // 1200.00 + 0.01 + 999 999 999.99 + 300.50 + 0.05, by pencil.
    assert_eq!((header("NbOfTxs"), header("CtrlSum"), header("InitgPty/Nm")), (Some("5"), Some("1000001500.55"), Some("Ateliers Boreal")));
    let blocks: Vec<[&str; 6]> = file
        .all("PmtInf")
        .map(|block| {
            ["PmtInfId", "ReqdColltnDt", "PmtTpInf/LclInstrm/Cd", "PmtTpInf/SeqTp", "NbOfTxs", "CtrlSum"]
                .map(|path| block.text_at(path).unwrap())
        })
        .collect();
    assert_eq!(
        blocks,
        [
            ["Q1P57-20261120-1", "2026-12-04", "CORE", "RCUR", "2", "1200.05"],
            ["Q1P57-20261120-2", "2026-12-04", "CORE", "OOFF", "1", "999999999.99"],
            ["Q1P57-20261120-3", "2026-12-04", "B2B", "FRST", "1", "0.01"],
            ["Q1P57-20261120-4", "2027-01-05", "CORE", "FNAL", "1", "300.50"],
        ]
    );
    let first = file.child("PmtInf").unwrap();
    assert_eq!(first.text_at("CdtrSchmeId/Id/PrvtId/Othr/Id"), Some("FR72ZZZ123456"));
    assert_eq!(first.text_at("CdtrAcct/Id/IBAN"), Some("FR7630006000011234567890189"));
    assert_eq!(first.text_at("CdtrAgt/FinInstnId/Othr/Id"), Some("NOTPROVIDED"));
    let debit = first.child("DrctDbtTxInf").unwrap();
    assert_eq!(debit.at("InstdAmt").and_then(|amount| amount.attribute("Ccy")), Some("EUR"));
    for (path, said) in [
        ("PmtId/EndToEndId", "Q1P57R1"),
        ("InstdAmt", "1200.00"),
        ("DrctDbtTx/MndtRltdInf/MndtId", "GRIFFON-2026/1"),
        ("DrctDbtTx/MndtRltdInf/DtOfSgntr", "2026-03-02"),
        ("Dbtr/Nm", "L'Etoile + Fils"),
        ("DbtrAcct/Id/IBAN", "FR1420041010050500013M02606"),
        ("RmtInf/Ustrd", "Facture no F-2026-101"),
    ] {
        assert_eq!(debit.text_at(path), Some(said), "{path}");
    }
    let reference = file.all("PmtInf").nth(1).and_then(|block| block.text_at("DrctDbtTxInf/RmtInf/Strd/CdtrRefInf/Ref"));
    assert_eq!(reference, Some("RF18539007547034"));
    let old = written(&message(Version::V02, everything()));
    let bank =
        |text: &str, tag: &str| read(text).at("CstmrDrctDbtInitn/PmtInf/DrctDbtTxInf/DbtrAgt/FinInstnId").is_some() && text.contains(tag);
    assert!(bank(&old, "<BIC>PSSTFRPPMON</BIC>") && bank(&text, "<BICFI>PSSTFRPPMON</BICFI>"));
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let bad = Debit {
        amount: Cents(0),
        currency: Currency::parse("CHF").unwrap(),
        iban: "FR1420041010050500013M02607",
        bic: "AGRI",
        debtor: "北京",
        mandate: "RUM_1",
        remittance: "«»",
        ..one("Q1P57R1", 0)
    };
    let mut wrong = message(Version::V08, vec![one("Q1P57R1", 1), bad]);
    wrong.creditor = Creditor { name: " ", ics: "", iban: "", bic: "" };
    wrong.id = "a reference of thirty-one chars";
    let found = codes(&wrong);
    let debit = ["end_to_end_twice", "currency", "amount", "mandate", "name", "iban", "bic", "remittance"];
    let expected: Vec<&str> = ["message_id", "name", "ics_missing", "iban"].into_iter().chain(debit).collect();
    assert_eq!(found, expected);
    let said: Vec<String> = debit::write(&wrong).unwrap_err().iter().map(ToString::to_string).collect();
    assert!(said[2].starts_with("Créancier : l'identifiant créancier SEPA (ICS) manque"), "{}", said[2]);
    assert!(said[6].starts_with("Prélèvement n° 2 (Q1P57R1) : 0,00"), "{}", said[6]);
    assert!(said[9].contains("la clé de contrôle est fausse"), "{}", said[9]);
}

#[test]
fn the_edges_of_what_banks_take() {
    let with = |debit: Debit<'static>| message(Version::V08, vec![debit]);
    assert_eq!(codes(&message(Version::V08, Vec::new())), ["no_debit"]);
    assert_eq!(codes(&with(one("A", 100_000_000_000))), ["amount"]);
    assert_eq!(codes(&with(one("A", -1))), ["amount"]);
    assert!(debit::write(&with(one("A", 99_999_999_999))).is_ok());
    assert_eq!(codes(&with(Debit { iban: "GB33BUKB20201555555555", ..one("A", 1) })), ["iban_abroad"]);
    assert_eq!(codes(&with(Debit { signed_on: date(2026, 12, 5), ..one("A", 1) })), ["signed_later"]);
    assert_eq!(codes(&with(Debit { end_to_end: "", ..one("A", 1) })), ["end_to_end"]);
    assert_eq!(codes(&with(Debit { bic: "AGRIFR1P", ..one("A", 1) })), ["bic"], "no digit 1 there, says the older schema");
    let long: &'static str = Box::leak("x".repeat(141).into_boxed_str());
    assert_eq!(codes(&with(Debit { remittance: long, ..one("A", 1) })), ["remittance"]);
    assert!(debit::write(&with(Debit { remittance: &long[..140], ..one("A", 1) })).is_ok());
    let mut key = message(Version::V08, vec![one("A", 1)]);
    key.creditor.ics = "FR73ZZZ123456";
    assert_eq!(codes(&key), ["ics"]);
    let huge = vec![one("A", i64::MAX), one("B", i64::MAX)];
    assert_eq!(codes(&message(Version::V08, huge))[0], "total");
    let name = Debit { debtor: long, ..one("A", 1) };
    let text = written(&with(name));
    assert_eq!(read(&text).text_at("CstmrDrctDbtInitn/PmtInf/DrctDbtTxInf/Dbtr/Nm").map(str::len), Some(70));
    assert!(matches!(debit::write(&with(one("A", -1))).unwrap_err()[0].place, Where::Debit(1, _)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn sums_counts_and_characters_hold_whatever_is_written(
        rows in prop::collection::vec((1_i64..99_999_999_999, 0_usize..4, any::<bool>(), "\\PC{1,80}", "\\PC{1,60}"), 1..12),
    ) {
        let ends: Vec<String> = (0..rows.len()).map(|n| format!("E{n}")).collect();
        let debits: Vec<Debit<'_>> = rows
            .iter()
            .zip(&ends)
            .map(|((cents, sequence, b2b, name, remittance), end)| Debit {
                collect_on: if *b2b { JANUARY } else { DECEMBER },
                scheme: Scheme::ALL[usize::from(*b2b)],
                sequence: Sequence::ALL[*sequence],
                debtor: name,
                remittance,
                ..one(end, *cents)
            })
            .collect();
        let message = message(Version::V08, debits);
        match debit::write(&message) {
            // Names and remittances without a letter that banks carry.
            Err(refused) => prop_assert!(refused.iter().all(|one| matches!(one.code, "name" | "remittance")), "{refused:?}"),
            Ok(bytes) => {
                prop_assert_eq!(&bytes, &debit::write(&message).unwrap(), "the same value gives the same bytes");
                let text = String::from_utf8(bytes).unwrap();
                if let Some(schema) = schema(Version::V08) {
                    prop_assert_eq!(schema.faults(&text), Vec::<String>::new());
                }
                let root = read(&text);
                let file = root.child("CstmrDrctDbtInitn").unwrap();
                let cents = |text: &str| text.replace('.', "").parse::<i64>().unwrap();
                let sum: i64 = rows.iter().map(|row| row.0).sum();
                prop_assert_eq!(cents(file.text_at("GrpHdr/CtrlSum").unwrap()), sum);
                prop_assert_eq!(file.text_at("GrpHdr/NbOfTxs").unwrap().parse::<usize>().unwrap(), rows.len());
                let (mut seen, mut total) = (0, 0);
                for block in file.all("PmtInf") {
                    let own: Vec<i64> = block.all("DrctDbtTxInf").map(|one| cents(one.text_at("InstdAmt").unwrap())).collect();
                    prop_assert_eq!(block.text_at("NbOfTxs").unwrap().parse::<usize>().unwrap(), own.len());
                    prop_assert_eq!(cents(block.text_at("CtrlSum").unwrap()), own.iter().sum::<i64>());
                    seen += own.len();
                    total += own.iter().sum::<i64>();
                    for debit in block.all("DrctDbtTxInf") {
                        let said = [debit.text_at("Dbtr/Nm"), debit.text_at("RmtInf/Ustrd")];
                        prop_assert!(said.into_iter().flatten().all(|text| text.chars().all(is_sepa_character)), "{said:?}");
                    }
                }
                prop_assert_eq!((seen, total), (rows.len(), sum));
            }
        }
    }
}
