//! What is printed: the JSON of the command line, the rows, the formula of a line, the receipt.

use jiff::civil::date;

use super::{business, on};
use crate::law::{Law, Mark};
use crate::money::{Cents, Currency, Rate};
use crate::statement::{Movement, PenaltyJson, Row};
use crate::terms::{CreditCause, RateClause};

#[test]
fn the_json_of_the_documented_example_is_exact() {
    let statement = on(&business(12_000_00, date(2026, 5, 31)), date(2026, 9, 15));
    let json = serde_json::to_string(&PenaltyJson::from(&statement)).expect("plain data");
    assert_eq!(
        json,
        concat!(
            r#"{"principal":"12000.00","outstanding_principal":"12000.00","lines":["#,
            r#"{"from":"2026-06-01","to":"2026-06-30","days":30,"base":"12000.00","rate_percent":"12.15","amount":"119.84","#,
            r#""source":"C. com. L441-10 II"},"#,
            r#"{"from":"2026-07-01","to":"2026-09-15","days":77,"base":"12000.00","rate_percent":"12.40","amount":"313.91","#,
            r#""source":"C. com. L441-10 II"}],"#,
            r#""payments":[],"interest_due":"433.75","fixed_indemnity":"40.00","total_due":"12473.75"}"#
        )
    );
}

#[test]
fn the_json_of_another_currency_has_its_decimals() {
    let mut account = business(1_200_000, date(2026, 5, 31));
    account.currency = Currency::parse("JPY").expect("a code");
    account.movements = vec![Movement::payment(date(2026, 6, 30), Cents(11_984))];
    let json = serde_json::to_value(PenaltyJson::from(&on(&account, date(2026, 6, 30)))).expect("plain data");
    // 1 200 000 yen at 12.15 % for 30 days: 11 983.56, in whole yen 11 984. No 40 euros on yen.
    assert_eq!((&json["principal"], &json["lines"][0]["amount"]), (&"1200000.00".into(), &"11984.00".into()));
    assert_eq!((&json["payments"][0]["amount"], &json["payments"][0]["to_interest"]), (&"11984.00".into(), &"11984.00".into()));
    assert_eq!(
        (&json["interest_due"], &json["fixed_indemnity"], &json["total_due"]),
        (&"0.00".into(), &"0.00".into(), &"1200000.00".into())
    );
}

#[test]
fn the_json_says_what_each_payment_and_credit_paid_and_what_was_found() {
    let mut account = business(10_000_00, date(2026, 3, 31));
    account.clause = Some(RateClause::Fixed { rate: Rate(7_875) });
    account.movements = vec![
        Movement::credit(date(2026, 4, 10), Cents(500_00), CreditCause::Return),
        Movement::payment(date(2026, 6, 15), Cents(4_000_00)),
    ];
    let json = serde_json::to_value(PenaltyJson::from(&on(&account, date(2026, 6, 30)))).expect("plain data");
    // 10 days on 10 000.00, 66 on 9 500.00: 21.58 + 135.28.
    let paid = serde_json::json!({
        "on": "2026-06-15", "amount": "4000.00", "to_interest": "156.86", "to_principal": "3843.14", "to_indemnity": "0.00", "over": "0.00"
    });
    assert_eq!(json["payments"][0], paid);
    assert_eq!(json["credits"][0]["to_principal"], "500.00");
    assert_eq!(json["lines"][0]["rate_percent"], "7.875");
    assert_eq!(json["lines"][0]["source"], "Contrat");
    assert!(json.get("findings").is_none(), "7.875 is above the floor of 7.86");
    account.clause = Some(RateClause::Fixed { rate: Rate(7_850) });
    let json = serde_json::to_value(PenaltyJson::from(&on(&account, date(2026, 6, 30)))).expect("plain data");
    assert!(json["findings"][0].as_str().is_some_and(|said| said.starts_with("Clause illicite")), "{json}");
}

#[test]
fn rows_are_read_in_the_order_of_the_days() {
    let mut account = business(1_000_00, date(2026, 5, 31));
    account.movements = vec![
        Movement::payment(date(2026, 6, 10), Cents(100_00)),
        Movement::credit(date(2026, 6, 20), Cents(50_00), CreditCause::Correction),
        Movement::credit(date(2026, 6, 30), Cents(50_00), CreditCause::Discount),
    ];
    let statement = on(&account, date(2026, 7, 5));
    let shown: Vec<String> = statement
        .rows()
        .iter()
        .map(|row| match row {
            Row::Correction(line) => format!("correction {}", line.on),
            Row::Indemnity(line) => format!("indemnity {}", line.on),
            Row::Interest(line) => format!("interest to {}", line.to),
            Row::Payment(line) => format!("payment {}", line.on),
            Row::Credit(line) => format!("credit {}", line.on),
            Row::Capitalisation(line) => format!("capitalisation {}", line.on),
        })
        .collect();
    assert_eq!(
        shown,
        [
            "correction 2026-06-20",
            "indemnity 2026-06-01",
            "interest to 2026-06-10",
            "payment 2026-06-10",
            "interest to 2026-06-30",
            "credit 2026-06-30",
            "interest to 2026-07-05",
        ]
    );
}

#[test]
fn a_line_says_how_it_was_found() {
    let statement = on(&business(6_480_00, date(2025, 5, 30)), date(2025, 6, 30));
    assert_eq!(
        statement.lines[0].formula_fr(Currency::EUR).replace(['\u{A0}', '\u{202F}'], " "),
        "6 480,00 € × (BCE 3,15 % + 10 points) × 31/365"
    );
}

#[test]
fn the_receipt_holds_facts_values_articles_and_versions() {
    let mut account = business(12_000_00, date(2026, 5, 31));
    account.movements = vec![Movement::payment(date(2026, 6, 15), Cents(100_00))];
    let receipt = on(&account, date(2026, 9, 15)).receipt;
    assert_eq!((&receipt.account, receipt.day), (&account, date(2026, 9, 15)));
    let values: Vec<_> = receipt.values.iter().map(|used| (used.series.as_str(), used.from, used.value.as_str(), used.mark)).collect();
    assert_eq!(
        values,
        [
            ("ecb-refinancing-rate", date(2025, 6, 11), "2,15\u{A0}%", Mark::Secondary),
            ("default-penalty-points", date(2009, 1, 1), "10\u{A0}points", Mark::Secondary),
            ("ecb-refinancing-rate", date(2026, 6, 17), "2,40\u{A0}%", Mark::Secondary),
            ("fixed-indemnity", date(2013, 1, 1), "40,00\u{A0}€", Mark::Secondary),
        ]
    );
    assert!(receipt.values.iter().all(|used| !used.source.is_empty()));
    assert_eq!(receipt.articles, ["C. com. L441-10 II", "C. com. L441-10 II et D441-5", "C. civ. 1343-1"]);
    assert_eq!(receipt.program, env!("CARGO_PKG_VERSION"));
    assert_eq!(receipt.law, format!("{:016x}", Law::embedded().fingerprint()));
    let json = serde_json::to_value(&receipt).expect("plain data");
    assert_eq!(json["values"][0]["mark"], "B");
    assert_eq!(json["account"]["due_on"], "2026-05-31");
}
