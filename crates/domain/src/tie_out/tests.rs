//! Differences made by hand, to the cent, and random accounts whose parts must add up.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;
use crate::ids::{ClaimId, DebtorId, MovementId};
use crate::money::Cents;

const FROM: Date = date(2026, 1, 1);
const DAY: Date = date(2026, 10, 31);
const AUBERT: DebtorId = DebtorId(7);

fn thing(id: i64, what: What, on: Date, effect: i64) -> Booked {
    let number = if matches!(what, What::Payment { .. }) { String::new() } else { format!("N-{id}") };
    Booked { id, what, number, on, effect: Cents(effect), back_on: None, of_accounts: false }
}

fn invoice(id: i64, on: Date, cents: i64) -> Booked {
    thing(id, What::Invoice, on, cents)
}

fn payment(id: i64, on: Date, cents: i64) -> Booked {
    thing(id, What::Payment { by_bank: false }, on, -cents)
}

fn of_accounts(thing: Booked) -> Booked {
    Booked { of_accounts: true, ..thing }
}

fn held(things: &[Booked]) -> Held {
    Held { things: things.to_vec(), across: Cents::ZERO }
}

/// A customer of the file with a balance and entries that are those things.
fn stated(balance: i64, lines: &[i64]) -> AccountBalance {
    AccountBalance { balance: Cents(balance), lines: lines.to_vec(), ..AccountBalance::of(AUBERT) }
}

fn compared(stated: AccountBalance, held: &Held) -> Difference {
    compare(&[stated], held, &Side::default(), (FROM, DAY))
}

/// The parts as cents and causes.
fn parts(difference: &Difference) -> Vec<(i64, Cause)> {
    difference.parts.iter().map(|part| (part.cents.0, part.cause.clone())).collect()
}

fn sum(difference: &Difference) -> Cents {
    difference.parts.iter().map(|part| part.cents).sum()
}

#[test]
fn equal_accounts_have_no_part() {
    // 1 200 invoiced, 500 paid: both say 700.
    let books = held(&[invoice(10, date(2026, 3, 1), 120_000), payment(11, date(2026, 4, 1), 50_000)]);
    let difference = compared(stated(70_000, &[10, 11]), &books);
    assert_eq!((difference.ours, difference.theirs, difference.parts), (Cents(70_000), Cents(70_000), Vec::new()));
}

#[test]
fn what_the_file_has_not_is_named_one_by_one() {
    // The file: invoice 10 of 1 200. The books besides: 500 from the bank, an invoice of 300, a credit note of 40; and 99 of November,
    // after the day of the file, which is not compared. 1 200 + 300 − 500 − 40 = 960 against 1 200.
    let bank = thing(11, What::Payment { by_bank: true }, date(2026, 10, 30), -50_000);
    let credit = thing(13, What::CreditNote, date(2026, 9, 9), -4_000);
    let books = held(&[
        invoice(10, date(2026, 3, 1), 120_000),
        bank,
        invoice(12, date(2026, 5, 5), 30_000),
        credit,
        payment(14, date(2026, 11, 2), 9_900),
    ]);
    let difference = compared(stated(120_000, &[10]), &books);
    assert_eq!((difference.ours, difference.cents()), (Cents(96_000), Cents(-24_000)));
    assert_eq!(
        parts(&difference),
        [
            (-50_000, Cause::PaymentHere { payment: MovementId(11), on: date(2026, 10, 30), by_bank: true }),
            (30_000, Cause::InvoiceHere { claim: ClaimId(12), number: "N-12".to_owned(), on: date(2026, 5, 5) }),
            (-4_000, Cause::CreditHere { number: "N-13".to_owned(), on: date(2026, 9, 9) }),
        ]
    );
    assert_eq!(
        difference.made_of(),
        [(CauseKind::PaymentHere, Cents(-50_000)), (CauseKind::CreditHere, Cents(-4_000)), (CauseKind::InvoiceHere, Cents(30_000))]
    );
}

#[test]
fn two_differences_of_the_same_sums_by_cause_are_told_apart_by_what_makes_them() {
    // 200 of payment 11 that the file has not; then the file has it, and not the 200 of payment 12, nor another day.
    let (one, two) = (payment(11, date(2026, 10, 30), 20_000), payment(12, date(2026, 10, 31), 20_000));
    let first = compared(stated(0, &[]), &held(std::slice::from_ref(&one)));
    let second = compared(stated(-20_000, &[11]), &held(&[one.clone(), two]));
    assert_eq!(first.made_of(), second.made_of());
    assert_eq!((first.marks(), second.marks()), (vec!["payment_here:11::-20000".to_owned()], vec!["payment_here:12::-20000".to_owned()]));
    // The order in which things are held says nothing, and a later day of the file neither.
    let later = compare(&[stated(0, &[])], &held(&[one]), &Side::default(), (FROM, date(2026, 11, 30)));
    assert_eq!(later.marks(), first.marks());
}

#[test]
fn a_customer_that_the_file_has_not_owes_all_of_it_more() {
    let difference = compare(&[], &held(&[invoice(10, date(2026, 3, 1), 5_000)]), &Side::default(), (FROM, DAY));
    assert_eq!((difference.cents(), difference.parts.len()), (Cents(5_000), 1));
}

#[test]
fn an_entry_known_with_another_amount_tells_both() {
    // 1 200 here, 1 020 in the file.
    let row = AccountBalance { otherwise: vec![(10, Cents(102_000))], ..stated(102_000, &[10]) };
    let difference = compared(row, &held(&[invoice(10, date(2026, 3, 1), 120_000)]));
    let what = "facture N-10 du 01/03/2026".to_owned();
    assert_eq!(parts(&difference), [(18_000, Cause::OtherAmount { what, here: Cents(120_000), file: Cents(102_000) })]);
}

#[test]
fn a_payment_that_came_back_on_one_side_is_told_with_its_side() {
    let paid = payment(11, date(2026, 4, 1), 50_000);
    let back = Booked { back_on: Some(date(2026, 4, 9)), ..paid.clone() };
    let came_back = |here| Cause::CameBack { payment: MovementId(11), on: date(2026, 4, 1), here };
    // Back here, not in the file: ours 0, theirs −500.
    let here = compared(stated(-50_000, &[11]), &held(std::slice::from_ref(&back)));
    assert_eq!(parts(&here), [(50_000, came_back(true))]);
    // The file has it and sends it back: 0. Here it still pays.
    let sent_back = AccountBalance { otherwise: vec![(11, Cents::ZERO)], ..stated(0, &[11]) };
    assert_eq!(parts(&compared(sent_back.clone(), &held(&[paid]))), [(-50_000, came_back(false))]);
    // Back on both sides: nothing to say.
    assert_eq!(parts(&compared(sent_back, &held(std::slice::from_ref(&back)))), []);
    // Back here only after the day of the file: not compared yet.
    let later = Booked { back_on: Some(date(2026, 11, 3)), ..back };
    assert_eq!(parts(&compared(stated(-50_000, &[11]), &held(&[later]))), []);
}

#[test]
fn a_payment_booked_here_after_the_day_of_the_file_has_another_day() {
    let difference = compared(stated(-50_000, &[11]), &held(&[payment(11, date(2026, 11, 2), 50_000)]));
    assert_eq!(parts(&difference), [(50_000, Cause::OtherDay { what: "règlement rg_11 du 02/11/2026".to_owned(), day: DAY })]);
}

#[test]
fn what_the_file_has_as_sums_is_told_by_its_name() {
    // 411: 1 000 of invoice 10 + 70 dated in the future + 5 without a day + 3 that is nothing here = 1 078.
    // 416: 400, which is claim 11 here; 418: 900, of which nothing is here.
    let row = AccountBalance {
        others: vec![(Account::Doubtful, Cents(40_000)), (Account::ToInvoice, Cents(90_000))],
        ahead: Cents(7_000),
        undated: Cents(500),
        unplaced: Cents(300),
        ..stated(107_800, &[10, 11])
    };
    assert_eq!((row.all(), row.to_invoice()), (Cents(147_800), Cents(90_000)));
    let difference = compared(row, &held(&[invoice(10, date(2026, 3, 1), 100_000), invoice(11, date(2026, 3, 2), 40_000)]));
    assert_eq!(difference.cents(), Cents(140_000 - 107_800));
    assert_eq!(
        parts(&difference),
        [
            (40_000, Cause::OtherAccount(Account::Doubtful)),
            (-7_000, Cause::Ahead { day: DAY }),
            (-500, Cause::Undated),
            (-300, Cause::NoPlace),
        ]
    );
}

/// Two invoices of the year before, 1 000 and 200, brought by an accounting file.
fn year_before() -> [Booked; 2] {
    [of_accounts(invoice(1, date(2025, 6, 1), 100_000)), of_accounts(invoice(2, date(2025, 7, 1), 20_000))]
}

#[test]
fn an_opening_that_is_what_was_owed_needs_no_part() {
    let row = AccountBalance { opening: Cents(120_000), ..stated(120_000, &[]) };
    assert_eq!(parts(&compared(row, &held(&year_before()))), []);
}

#[test]
fn an_opening_that_lacks_what_no_accounts_brought_names_it() {
    // 1 000 + 200 − 150 paid by hand in December = 1 050; the file brings forward 1 200.
    let [one, two] = year_before();
    let row = AccountBalance { opening: Cents(120_000), ..stated(120_000, &[]) };
    let difference = compared(row, &held(&[one, two, payment(3, date(2025, 12, 20), 15_000)]));
    assert_eq!(parts(&difference), [(-15_000, Cause::PaymentHere { payment: MovementId(3), on: date(2025, 12, 20), by_bank: false })]);
}

#[test]
fn an_opening_that_nothing_explains_tells_both_sums() {
    // 1 000 + 200 here, 900 brought forward.
    let row = AccountBalance { opening: Cents(90_000), ..stated(90_000, &[]) };
    let difference = compared(row, &held(&year_before()));
    assert_eq!(parts(&difference), [(30_000, Cause::Opening { here: Cents(120_000), file: Cents(90_000), from: FROM })]);
}

#[test]
fn an_opening_taken_as_a_claim_and_the_year_before_taken_later_count_twice() {
    // The opening of 1 200 became claim 20; then the file of the year before came with the same 1 200.
    let [one, two] = year_before();
    let row = AccountBalance { opening: Cents(120_000), openings: vec![20], ..stated(120_000, &[]) };
    let alone = compared(row.clone(), &held(&[invoice(20, FROM, 120_000)]));
    assert_eq!(parts(&alone), []);
    let twice = compared(row, &held(&[one, two, invoice(20, FROM, 120_000)]));
    assert_eq!(parts(&twice), [(120_000, Cause::Opening { here: Cents(240_000), file: Cents(120_000), from: FROM })]);
}

#[test]
fn what_stands_under_another_debtor_is_told_on_both_sides() {
    let moved = invoice(10, date(2026, 3, 1), 5_000);
    let other = DebtorId(8);
    let what = "facture N-10 du 01/03/2026".to_owned();
    let away = Side { moved_away: [(10, (other, moved.clone()))].into(), ..Side::default() };
    let here = compare(&[stated(5_000, &[10])], &Held::default(), &away, (FROM, DAY));
    assert_eq!(parts(&here), [(-5_000, Cause::OtherDebtor { what: what.clone(), other, moved_away: true })]);
    let of_others = Side { of_others: [(10, AUBERT)].into(), ..Side::default() };
    let there = compare(&[], &held(&[moved]), &of_others, (FROM, DAY));
    assert_eq!(parts(&there), [(5_000, Cause::OtherDebtor { what, other: AUBERT, moved_away: false })]);
}

#[test]
fn what_was_removed_since_takes_what_is_left() {
    // Two entries of the file, −300 and 50, are nowhere in the books any more.
    let difference = compared(stated(75_000, &[10, 11, 12]), &held(&[invoice(10, date(2026, 3, 1), 100_000)]));
    assert_eq!(parts(&difference), [(25_000, Cause::Gone { count: 2 })]);
}

#[test]
fn what_no_name_explains_is_a_part() {
    let difference = compared(stated(99_000, &[10]), &held(&[invoice(10, date(2026, 3, 1), 100_000)]));
    assert_eq!(parts(&difference), [(1_000, Cause::Unexplained)]);
}

#[test]
fn money_of_one_debtor_that_pays_another_is_told() {
    // 1 000 invoiced, paid by the money of another: the file still has it open.
    let books = Held { things: vec![invoice(10, date(2026, 3, 1), 100_000)], across: Cents(-100_000) };
    let difference = compared(stated(100_000, &[10]), &books);
    assert_eq!((difference.ours, parts(&difference)), (Cents::ZERO, vec![(-100_000, Cause::PaidAcross)]));
}

#[test]
fn records_that_were_joined_are_compared_as_one() {
    let books = held(&[invoice(10, date(2026, 3, 1), 100_000), invoice(11, date(2026, 3, 2), 5_000)]);
    let rows = [stated(100_000, &[10]), AccountBalance { debtor: DebtorId(8), ..stated(5_000, &[11]) }];
    let difference = compare(&rows, &books, &Side::default(), (FROM, DAY));
    assert_eq!((difference.theirs, difference.parts), (Cents(105_000), Vec::new()));
}

#[test]
fn every_cause_is_said_in_french_with_its_sums() {
    let said = |cents: i64, cause: Cause| Part { cents: Cents(cents), cause, thing: None }.said(|id| format!("DUPONT ({id})"));
    let opening = Cause::Opening { here: Cents(120_000), file: Cents(-5), from: FROM };
    assert_eq!(said(1, opening), "avant le 01/01/2026 : 1\u{202f}200,00\u{a0}€ ici, \u{2212}0,05\u{a0}€ en à-nouveaux dans le fichier");
    let away = Cause::OtherDebtor { what: "avoir A-1 du 01/01/2026".to_owned(), other: AUBERT, moved_away: true };
    assert_eq!(said(1, away), "avoir A-1 du 01/01/2026, ici sur la fiche DUPONT (db_7), dans le fichier sur ce compte");
    assert_ne!(said(1, Cause::PaidAcross), said(-1, Cause::PaidAcross));
}

/// An entry or a thing drawn at random: days around the first and the last of the file, amounts of both signs.
#[derive(Clone, Debug)]
struct Drawn {
    days: i64,
    cents: i64,
    what: u8,
    back: Option<i64>,
    of_accounts: bool,
    /// Nothing, an entry, an entry with another amount, an opening, an entry sent back by the file.
    in_file: u8,
    other: i64,
    away: bool,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let back = proptest::option::weighted(0.2, 0i64..60);
    (-120i64..360, 1i64..1_000_000, 0u8..4, back, any::<bool>(), 0u8..6, -500_000i64..500_000, proptest::bool::weighted(0.1)).prop_map(
        |(days, cents, what, back, of_accounts, in_file, other, away)| Drawn { days, cents, what, back, of_accounts, in_file, other, away },
    )
}

fn booked(id: i64, drawn: &Drawn) -> Booked {
    let on = FROM.saturating_add(drawn.days.days());
    let (what, effect) = match drawn.what {
        0 | 1 => (What::Invoice, drawn.cents),
        2 => (What::CreditNote, -drawn.cents),
        _ => (What::Payment { by_bank: drawn.of_accounts }, -drawn.cents),
    };
    let back_on = drawn.back.filter(|_| matches!(what, What::Payment { .. })).map(|days| on.saturating_add(days.days()));
    Booked { id, what, number: format!("N-{id}"), on, effect: Cents(effect), back_on, of_accounts: drawn.of_accounts }
}

proptest! {
    /// Whatever the books and the file hold, the parts are the difference, and nothing is left unexplained that the file explains.
    #[test]
    fn parts_add_up_to_the_difference(
        things in proptest::collection::vec(drawn(), 0..12),
        sums in proptest::array::uniform4(-100_000i64..100_000),
        others in proptest::collection::vec(-100_000i64..100_000, 4),
        across in -50_000i64..50_000,
    ) {
        let [opening, ahead, undated, unplaced] = sums.map(Cents);
        let mut row = AccountBalance { opening, ahead, undated, unplaced, ..AccountBalance::of(AUBERT) };
        row.others = Account::ALL.iter().copied().zip(others.into_iter().map(Cents)).filter(|(_, cents)| !cents.is_zero()).collect();
        let (mut books, mut side) = (Held { things: Vec::new(), across: Cents(across) }, Side::default());
        // What all the entries of the file come to, told here a second time.
        let mut file = opening + ahead + undated + unplaced;
        for (id, drawn) in (1..).zip(&things) {
            let thing = booked(id, drawn);
            let is_payment = matches!(thing.what, What::Payment { .. });
            match drawn.in_file {
                1 => { row.lines.push(id); file += thing.effect; }
                2 => { row.lines.push(id); row.otherwise.push((id, Cents(drawn.other))); file += Cents(drawn.other); }
                3 => { row.openings.push(id); row.opening += Cents(drawn.other); file += Cents(drawn.other); }
                4 if is_payment => { row.lines.push(id); row.otherwise.push((id, Cents::ZERO)); }
                _ => {}
            }
            let is_line = row.lines.contains(&id);
            match (is_line, drawn.away) {
                (true, true) => { side.moved_away.insert(id, (DebtorId(99), thing)); }
                (false, true) if drawn.in_file != 3 => { side.of_others.insert(id, DebtorId(99)); books.things.push(thing); }
                _ => books.things.push(thing),
            }
        }
        row.balance = file - row.compared_others().map(|(_, cents)| cents).sum();
        let difference = compare(std::slice::from_ref(&row), &books, &side, (FROM, DAY));
        let ours: Cents = books.things.iter()
            .filter(|thing| thing.on <= DAY && thing.back_on.is_none_or(|back| back > DAY))
            .map(|thing| thing.effect).sum();
        prop_assert_eq!(difference.ours, ours + Cents(across));
        prop_assert_eq!(difference.theirs, row.balance);
        prop_assert_eq!(sum(&difference), difference.cents());
        prop_assert!(difference.parts.iter().all(|part| !part.cents.is_zero()));
        prop_assert!(!difference.made_of().iter().any(|(kind, _)| matches!(kind, CauseKind::Unexplained | CauseKind::Gone)), "{:?}", difference);
    }
}
