//! Lines of a bank year that no customer's invoice explains: what leaves, what comes back, what others pay.

use domain::money::Cents;
use domain::payments::{Builder, Line, LineKind};

use crate::dice::Dice;
use crate::labels::{name, plain};
use crate::lines::{Case, Truth, shown_by};
use crate::names::{company, person};
use crate::world::{TODAY, World, own_iban, received};

const KINDS: &[(&str, u64)] = &[
    ("supplier paid", 25),
    ("salary", 15),
    ("fee", 15),
    ("refund to a customer", 5),
    ("rule", 8),
    ("own account", 4),
    ("stranger", 14),
    ("supplier gives back", 6),
    ("returned", 8),
];

/// A line that no open claim explains.
pub fn other(world: &World, books: &mut Builder, at: usize) -> Case {
    let mut dice = Dice::of(world.seed, 20, at as u64);
    let kind = KINDS[dice.weighted(KINDS.iter().map(|(_, weight)| *weight))].0;
    let on = TODAY.saturating_sub(jiff::Span::new().days(dice.between(0, 364)));
    let base = 5_000 << dice.below(9);
    let cents = base + dice.between(0, base - 1);
    let number = dice.below(100_000_000);
    let out = |label: &str, kind: LineKind| Line { kind, ..Line::transfer(on, Cents(-cents), label) };
    let mut truth = Truth::Nothing;
    let line = match kind {
        "supplier paid" => out(&format!("VIR SEPA EMIS {} FACT {number}", plain(&company(&mut dice))), LineKind::Transfer),
        "salary" => out(&format!("VIR SALAIRE {}", plain(&person(&mut dice))), LineKind::Transfer),
        "fee" => out(&format!("COMMISSION {number}"), LineKind::Fee),
        "refund to a customer" => {
            let debtor = &world.debtors[dice.place(world.debtors.len())];
            out(&format!("VIR REMBOURSEMENT {}", name(&mut dice, &debtor.name, debtor.person)), LineKind::Transfer)
        }
        "rule" => {
            let label = *dice.pick(&["VIR URSSAF ILE DE FRANCE", "DGFIP TVA REMB", "ASSURANCES GLOBALES SINISTRE"]);
            Line::transfer(on, Cents(cents), &format!("{label} {number}"))
        }
        "own account" => Line { payer_iban: own_iban(), ..Line::transfer(on, Cents(cents), "VIR COMPTE LIVRET") },
        "stranger" => {
            let who = if dice.percent(50) { person(&mut dice) } else { company(&mut dice) };
            // Somebody whose name a customer may bear, who pays for something else, now and then exactly what somebody owes.
            let cents = if dice.percent(30) { world.claims[dice.place(world.claims.len())].cents } else { cents };
            let text = *dice.pick(&["VENTE VEHICULE", "REMBOURSEMENT AVANCE", "CAUTION", "DON", "LOYER BUREAU"]);
            let mut line = shown_by(&plain(&who), on, cents, text, &mut dice);
            line.payer_iban = crate::world::iban(70_000_000_000 + at as u64);
            line
        }
        "supplier gives back" => {
            let text = format!("AVOIR {number} CONTRAT {}", dice.below(1_000_000));
            shown_by(&plain(&company(&mut dice)), on, cents, &text, &mut dice)
        }
        _ => {
            let (line, back) = returned(world, books, at, &mut dice);
            truth = back;
            line
        }
    };
    Case { kind, line, truth }
}

/// A direct debit or a cheque that comes back.
fn returned(world: &World, books: &mut Builder, at: usize, dice: &mut Dice) -> (Line, Truth) {
    let debtor = dice.place(world.debtors.len());
    let on = TODAY.saturating_sub(jiff::Span::new().days(dice.between(0, 300)));
    let base = 5_000 << dice.below(9);
    let cents = base + dice.between(0, base - 1);
    let end_to_end = format!("QT{at:08}");
    let paid = on.saturating_sub(jiff::Span::new().days(dice.between(3, 50)));
    let payment =
        received(at, debtor, paid, cents, format!("PRLV {}", world.number_like(world.claims.len() + at, paid)), end_to_end.clone());
    let truth = Truth::TakesBack(payment.movement);
    books.received(payment);
    let who = &world.debtors[debtor];
    let shown = name(dice, &who.name, who.person);
    let label = format!("{} {shown}", dice.pick(&["REJET PRLV", "IMPAYE", "CHEQUE IMPAYE", "PRLV REJETE"]));
    let mut line = Line { kind: LineKind::Returned, ..Line::transfer(on, Cents(-cents), &label) };
    if dice.percent(60) {
        line.end_to_end = end_to_end;
        "AM04".clone_into(&mut line.return_code);
    }
    (line, truth)
}
