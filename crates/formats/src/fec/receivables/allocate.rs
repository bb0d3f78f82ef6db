//! Which credit pays which debit, customer by customer: the lettering, else the piece, else the oldest debt first.

use std::collections::BTreeMap;

use domain::money::Cents;

use super::{Allocation, Basis, Receivables};
use crate::problem::{Place, Problems, shown};
use crate::values::euros;

/// Allocates everything that can be; what remains open adds up to the balance.
pub(super) fn all(receivables: &mut Receivables, entries_of: &[usize], problems: &mut Problems) {
    let mut by_customer: Vec<Vec<usize>> = vec![Vec::new(); receivables.customers.len()];
    for (index, movement) in receivables.movements.iter().enumerate() {
        by_customer[movement.customer].push(index);
    }
    for mut mine in by_customer {
        mine.sort_by_key(|index| (receivables.movements[*index].on, receivables.movements[*index].line));
        by_lettering(receivables, &mine, problems);
        by_piece(receivables, &mine, entries_of);
        let (debits, credits) = sides(receivables, mine.iter().copied());
        settle(receivables, &debits, &credits, Basis::OldestFirst);
    }
}

/// Debits and credits with something open, in the order given.
fn sides(receivables: &Receivables, mine: impl Iterator<Item = usize>) -> (Vec<usize>, Vec<usize>) {
    mine.filter(|i| !receivables.movements[*i].open.is_zero()).partition(|i| receivables.movements[*i].open.is_positive())
}

/// Pays the debits with the credits, both in order.
fn settle(receivables: &mut Receivables, debits: &[usize], credits: &[usize], basis: Basis) {
    let mut debits = debits.iter().copied();
    let mut current = debits.next();
    for &credit in credits {
        while let Some(debit) = current {
            let cents = receivables.movements[debit].open.min(-receivables.movements[credit].open);
            if cents.is_positive() {
                receivables.movements[debit].open -= cents;
                receivables.movements[credit].open += cents;
                receivables.allocations.push(Allocation { credit, debit, cents, basis });
            }
            if receivables.movements[debit].open.is_zero() {
                current = debits.next();
            }
            if receivables.movements[credit].open.is_zero() {
                break;
            }
        }
        if current.is_none() {
            return;
        }
    }
}

fn by_lettering(receivables: &mut Receivables, mine: &[usize], problems: &mut Problems) {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for &index in mine {
        let lettering = &receivables.movements[index].lettering;
        if !lettering.is_empty() {
            groups.entry(lettering.clone()).or_default().push(index);
        }
    }
    for (lettering, group) in groups {
        let (debits, credits) = sides(receivables, group.iter().copied());
        settle(receivables, &debits, &credits, Basis::Lettering);
        let rest: Cents = group.iter().map(|index| receivables.movements[*index].open).sum();
        if !rest.is_zero() {
            let first = &receivables.movements[group[0]];
            let customer = &receivables.customers[first.customer];
            problems.warning(
                Place::line(first.line),
                "lettering_unbalanced",
                format_args!(
                    "le lettrage « {} » du client {} n'est pas soldé (écart {}). Le reste est imputé comme s'il n'était pas lettré ; vérifiez le lettrage.",
                    shown(&lettering),
                    shown(customer.code()),
                    euros(rest)
                ),
            );
        }
    }
}

/// A piece that the debits of one entry only carry pays that entry.
fn by_piece(receivables: &mut Receivables, mine: &[usize], entries_of: &[usize]) {
    let mut pieces: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let (_, credits) = sides(receivables, mine.iter().copied());
    for credit in credits {
        let piece = &receivables.movements[credit].piece;
        if piece.chars().any(|c| c.is_ascii_digit()) {
            pieces.entry(piece.clone()).or_default().push(credit);
        }
    }
    if pieces.is_empty() {
        return;
    }
    let mut debits_of: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for &index in mine {
        let movement = &receivables.movements[index];
        if movement.cents.is_positive() && pieces.contains_key(&movement.piece) {
            debits_of.entry(&movement.piece).or_default().push(index);
        }
    }
    let one_entry = |debits: &Vec<usize>| debits.iter().all(|d| entries_of[*d] == entries_of[debits[0]]);
    let payable: Vec<(Vec<usize>, Vec<usize>)> = pieces
        .into_iter()
        .filter_map(|(piece, credits)| Some((debits_of.get(piece.as_str()).filter(|d| one_entry(d))?.clone(), credits)))
        .collect();
    for (debits, credits) in payable {
        let open: Vec<usize> = debits.into_iter().filter(|d| receivables.movements[*d].open.is_positive()).collect();
        settle(receivables, &open, &credits, Basis::Piece);
    }
}
