//! Credit that went back to its debtor, told by the bank, by the accounts, by both.

use app::bank;
use app::record;
use domain::money::Cents;
use formats::table::TableKind;
use store::LineState;

use super::{House, Invoice, NAMES, TODAY, day, fec, one_payment, plain, two_invoices};

/// 100,00 too much, given back two weeks later: by the bank and by the accounts, once.
#[test]
fn a_refund_of_two_sources_is_one() {
    let paid = |on: &str, number: &str, cents: i64| {
        let amounts = |cents: i64| format!("{}\t{}", plain(cents.max(0)), plain((-cents).max(0)));
        format!(
            "BQ\tBanque\t{number}\t{on}\t41100000\tClients\tC0\t{}\tVIR{number}\t{on}\tVirement\t{}\t\t\t{on}\t\t\n\
             BQ\tBanque\t{number}\t{on}\t51200000\tBanque\t\t\tVIR{number}\t{on}\tVirement\t{}\t\t\t{on}\t\t\n",
            NAMES[0],
            amounts(cents),
            amounts(-cents)
        )
    };
    let received = fec(&two_invoices(), &[], "C", day(11, 30)) + &paid("20261103", "B1", -130_000);
    let both = received.clone() + &paid("20261118", "B2", 10_000);
    let line = |house: &mut House, name: &str, text: &str| {
        house.take(name, &format!("Date;Libellé;Montant\n{text}\n"), Some(TableKind::BankStatement));
    };
    for accounts_first in [false, true] {
        let mut house = House::new();
        house.list(&two_invoices(), "C");
        line(&mut house, "recu.csv", "2026-11-03;VIR MENUISERIE SABLIER F-2026-101;1300,00");
        // Not for what the delay cost: a person keeps it for the debtor.
        let (claim, debtor) = house.books.read(|tx| app::resolve::claim(tx, "F-2026-101", None)).unwrap();
        let part = |claim, cents| bank::Part { debtor, claim, cents: Cents(cents) };
        let open = house.lines(LineState::Open)[0].id;
        house.books.write(|tx| bank::assign(tx, open, &[part(Some(claim), 120_000), part(None, 10_000)], None, TODAY)).unwrap();
        house.is(&[(0, -10_000), (1, 45_000)], &[(0, 130_000)]);
        if accounts_first {
            house.take("732829320FEC20261231.txt", &both, None);
        }
        line(&mut house, "rendu.csv", "2026-11-17;VIR REMBOURSEMENT MENUISERIE SABLIER;-100,00");
        if !accounts_first {
            let open = house.lines(LineState::Open)[0].id;
            house.books.write(|tx| bank::refund(tx, open, debtor, TODAY)).unwrap();
            house.is(&[(0, 0), (1, 45_000)], &[(0, 130_000)]);
            // What went back was received.
            let receipt = house.lines(LineState::Payment)[0].id;
            let refused = house.books.write(|tx| bank::reopen(tx, receipt, TODAY)).unwrap_err().to_string();
            assert!(refused.contains("a été remboursé depuis : rouvrez d'abord la ligne"), "{refused}");
            house.take("732829320FEC20261231.txt", &received, None);
            let tied = house.books.read(|tx| app::tie_out::tie_out(tx, TODAY)).unwrap().unwrap();
            assert_eq!(tied.lines.iter().map(|line| line.difference.cents()).collect::<Vec<_>>(), [], "the file ends before the refund");
        }
        for _ in 0..2 {
            house.take("732829320FEC20261231.txt", &both, None);
            house.is(&[(0, 0), (1, 45_000)], &[(0, 130_000)]);
            let tied = house.books.read(|tx| app::tie_out::tie_out(tx, TODAY)).unwrap().unwrap();
            assert!(tied.lines.is_empty(), "{:#?}", tied.lines);
        }
    }
}

/// A refund that only the books have is a named part of the difference.
#[test]
fn a_refund_that_the_accounts_have_not_is_named() {
    let mut house = House::new();
    let mut invoices = two_invoices();
    invoices.push(Invoice { number: "AV-2026-7".to_owned(), who: 2, on: day(9, 20), cents: -20_000 });
    house.accounts(&invoices, &one_payment(), "C", day(11, 10));
    let refund = record::NewRefund { of: "C2", amount: Cents(12_000), currency: "EUR", reference: None, on: day(11, 4) };
    house.books.write(|tx| record::refund(tx, &refund)).unwrap();
    house.is(&[(0, 0), (1, 45_000), (2, -8_000)], &[(0, 120_000)]);
    let tied = house.books.read(|tx| app::tie_out::tie_out(tx, TODAY)).unwrap().unwrap();
    let parts: Vec<_> = tied.lines.iter().flat_map(|line| &line.difference.parts).map(|part| (part.cents.0, part.cause.kind())).collect();
    assert_eq!(parts, [(12_000, domain::tie_out::CauseKind::RefundHere)]);
}
