//! A small creditor: nine customers, their open invoices, on 21 November 2026.

use jiff::civil::{Date, date};

use crate::ids::{ClaimId, DebtorId, MovementId};
use crate::money::{Cents, Currency};
use crate::payments::{
    Builder, Credit, Expected, ExpectedKind, Index, Line, LineKind, Match, OpenItem, Outcome, Payer, Received, Settings, Verdict,
};

pub const TODAY: Date = date(2026, 11, 21);
pub const DUPONT: DebtorId = DebtorId(1);
pub const MARTIN_LYON: DebtorId = DebtorId(2);
pub const MARTIN_NICE: DebtorId = DebtorId(3);
pub const NUAGES: DebtorId = DebtorId(4);
pub const BOREAL_NORD: DebtorId = DebtorId(5);
pub const BOREAL_SUD: DebtorId = DebtorId(6);
pub const GRIFFON: DebtorId = DebtorId(7);
pub const VALLEE: DebtorId = DebtorId(8);
pub const OUTRE_MER: DebtorId = DebtorId(9);

pub const IBAN_DUPONT: &str = "FR14 2004 1010 0505 0001 3M02 606";
pub const IBAN_NUAGES: &str = "FR7630006000011234567890189";
pub const IBAN_NEW: &str = "FR76 1010 7001 0112 3456 7890 129";
pub const IBAN_OWN: &str = "FR7612548029989876543210917";

/// What is known, to be completed by a story.
pub fn books() -> Builder {
    let mut books = Builder::default();
    for (debtor, code, name, iban, group) in [
        (DUPONT, "C0001", "Dupont Menuiserie SARL", IBAN_DUPONT, None),
        (MARTIN_LYON, "C0002", "Martin", "", None),
        (MARTIN_NICE, "C0003", "MARTIN", "", None),
        (NUAGES, "C0004", "Hôtel des Nuages SAS", IBAN_NUAGES, None),
        (BOREAL_NORD, "C0005", "Boréal Nord", "", Some(9)),
        (BOREAL_SUD, "C0006", "Boréal Sud", "", Some(9)),
        (GRIFFON, "C0007", "Imprimerie du Griffon", "", None),
        (VALLEE, "C0008", "Garage de la Vallée", "", None),
        (OUTRE_MER, "C0009", "Nordisk Handel", "", None),
    ] {
        let ibans = if iban.is_empty() { Vec::new() } else { vec![iban.to_owned()] };
        let (code, name) = (code.to_owned(), name.to_owned());
        books.payer(Payer { debtor, code, name, also: Vec::new(), siren: String::new(), ibans, group });
    }
    for (id, debtor, number, open, due_on) in [
        (42, DUPONT, "F-2026-0042", 123_456, date(2026, 9, 1)),
        (43, DUPONT, "F-2026-0043", 45_010, date(2026, 9, 15)),
        (45, DUPONT, "F-2026-0045", 200_035, date(2026, 10, 1)),
        (44, DUPONT, "F-2026-0044", 31_722, date(2026, 10, 1)),
        (51, MARTIN_LYON, "F-2026-0051", 50_000, date(2026, 10, 1)),
        (52, MARTIN_NICE, "F-2026-0052", 50_000, date(2026, 10, 1)),
        (53, MARTIN_NICE, "F-2026-0053", 17_345, date(2026, 10, 15)),
        (61, NUAGES, "F-2026-0061", 88_840, date(2026, 10, 12)),
        (62, NUAGES, "F-2026-0062", 88_840, date(2026, 11, 12)),
        (71, BOREAL_NORD, "F-2026-0071", 60_606, date(2026, 10, 20)),
        (72, BOREAL_SUD, "F-2026-0072", 70_707, date(2026, 10, 20)),
        (81, GRIFFON, "F-2026-0081", 99_990, date(2026, 10, 30)),
        (82, VALLEE, "F-2026-0082", 41_414, date(2026, 10, 30)),
    ] {
        books.item(&item(id, debtor, number, open, due_on, Currency::EUR));
    }
    books.item(&item(91, OUTRE_MER, "F-2026-0091", 250_000, date(2026, 10, 30), currency("USD")));
    books.item(&item(92, OUTRE_MER, "F-2026-0092", 98_000, date(2026, 10, 30), currency("JPY")));
    books
}

pub fn index() -> Index {
    books().finish()
}

pub fn item(id: i64, debtor: DebtorId, number: &str, open: i64, due_on: Date, currency: Currency) -> OpenItem {
    let issued_on = due_on.saturating_sub(jiff::Span::new().days(30));
    OpenItem { claim: ClaimId(id), debtor, number: number.to_owned(), open: Cents(open), currency, issued_on, due_on, stopped: false }
}

pub fn currency(code: &str) -> Currency {
    Currency::parse(code).expect("three letters")
}

pub fn expected(debtor: DebtorId, kind: ExpectedKind, reference: &str, shares: &[(i64, i64)]) -> Expected {
    let shares: Vec<(ClaimId, Cents)> = shares.iter().map(|(claim, cents)| (ClaimId(*claim), Cents(*cents))).collect();
    let cents = shares.iter().map(|(_, cents)| *cents).sum();
    Expected { debtor, kind, cents, currency: Currency::EUR, on: date(2026, 11, 1), reference: reference.to_owned(), shares }
}

pub fn credit(movement: i64, debtor: DebtorId, cents: i64) -> Credit {
    Credit { movement: MovementId(movement), debtor, cents: Cents(cents), currency: Currency::EUR }
}

pub fn received(movement: i64, debtor: DebtorId, on: Date, cents: i64, reference: &str, end_to_end: &str) -> Received {
    let (reference, end_to_end) = (reference.to_owned(), end_to_end.to_owned());
    Received {
        movement: MovementId(movement),
        debtor,
        on,
        cents: Cents(cents),
        currency: Currency::EUR,
        reference,
        end_to_end,
        entry: String::new(),
        on_line: true,
        came_back: None,
        means: LineKind::Other,
    }
}

/// A payment that the accounts have, and no line of the bank yet.
pub fn booked(movement: i64, debtor: DebtorId, on: Date, cents: i64, reference: &str) -> Received {
    Received { on_line: false, ..received(movement, debtor, on, cents, reference, "") }
}

/// A transfer of 20 November 2026.
pub fn line(cents: i64, label: &str) -> Line {
    Line::transfer(date(2026, 11, 20), Cents(cents), label)
}

pub fn from_iban(line: Line, iban: &str) -> Line {
    Line { payer_iban: iban.to_owned(), ..line }
}

pub fn from_name(line: Line, name: &str) -> Line {
    Line { payer_name: name.to_owned(), ..line }
}

pub fn judge(index: &Index, line: &Line) -> Verdict {
    let verdict = index.judge(line, &Settings::default(), TODAY);
    for found in matches(&verdict) {
        conserved(found, line);
        assert!(found.reason.ends_with('.') && !found.reason.replace("C. civ. ", "").contains(". "), "one sentence: {}", found.reason);
        assert!(found.score <= 1000);
    }
    assert!(verdict.why.ends_with('.'), "{}", verdict.why);
    verdict
}

pub fn matches(verdict: &Verdict) -> &[Match] {
    match &verdict.outcome {
        Outcome::Automatic(found) => std::slice::from_ref(found),
        Outcome::Proposed(found) => found,
        _ => &[],
    }
}

/// The cents of the line, or of what it settles in another currency, are all somewhere, once.
pub fn conserved(found: &Match, line: &Line) {
    let paid: Cents = found.allocations.iter().map(|(_, cents)| *cents).sum();
    let told: Cents = found.told.iter().map(|(_, cents)| *cents).sum();
    assert_eq!(paid + found.rest.on_account() + told, found.whole(line.money()).amount, "{found:?}");
    assert_eq!(found.converted, found.converted.and(line.ordered), "nothing but what was ordered: {found:?}");
    assert!(found.allocations.iter().all(|(_, cents)| cents.is_positive()), "{found:?}");
}

/// The match that is automatic.
pub fn automatic(verdict: &Verdict) -> &Match {
    verdict.automatic().unwrap_or_else(|| panic!("not automatic: {verdict:#?}"))
}

/// The first of the matches proposed.
pub fn proposed(verdict: &Verdict) -> &Match {
    match &verdict.outcome {
        Outcome::Proposed(found) => &found[0],
        _ => panic!("not proposed: {verdict:#?}"),
    }
}

/// Claims with their cents, as numbers.
pub fn paid(found: &Match) -> Vec<(i64, i64)> {
    found.allocations.iter().map(|(claim, cents)| (claim.0, cents.0)).collect()
}
