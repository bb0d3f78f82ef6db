//! Invoices, payments, credit notes, imports and what undoes them.

use app::record::{self, Done, NewCredit, NewInvoice, NewPayment, NewRefund};
use domain::events::{Allocated, AllocationUndone, ImportCompleted, ImportStarted, InvoiceRecorded, NewEvent, PaymentRecorded, UpToDate};
use domain::ids::{AllocationId, ImportId};
use domain::money::{Cents, Currency};
use domain::terms::{CreditCause, DueBasis};

use super::super::draw::plus;
use super::super::history::{History, Lived};
use super::{cents, day, debtor, reference};

/// An invoice of today or of some time ago, seldom of years ago (limitation), with a printed or a presumed due date.
pub fn invoice(h: &mut History) -> Lived {
    let debtor = debtor(h);
    let number = format!("F{}", h.known.invoices.len() + 1);
    let age = match h.draw.below(20) {
        0 => h.draw.between(680, 735),
        1 => h.draw.between(1780, 1835),
        2 | 3 => h.draw.between(60, 300),
        4 => -h.draw.between(1, 10),
        5..=10 => h.draw.between(20, 70),
        _ => h.draw.between(0, 10),
    };
    let issued_on = plus(h.today, -age);
    let due_on = (!h.draw.once_in(6)).then(|| plus(issued_on, h.draw.one(&[0, 8, 15, 30, 30, 30, 45])));
    let currency = if h.draw.once_in(9) { "USD" } else { "EUR" };
    let amount = if h.draw.once_in(6) { cents(h, 50, 2_000) } else { cents(h, 2_000, 300_000) };
    let what = format!("invoice {number} {debtor} {issued_on} due {due_on:?} {} {currency}", amount.plain());
    let done = h.record(what, |tx| {
        let subject = Some("Travaux de menuiserie");
        record::invoice(tx, &NewInvoice { debtor: &debtor, number: &number, issued_on, due_on, amount, currency, subject })
    })?;
    if let Some(done) = done {
        h.known.invoices.push(number);
        h.known.claims.extend(done.created);
    }
    Ok(())
}

pub fn instalment(h: &mut History) -> Lived {
    let Some(number) = reference(h, |known| &mut known.invoices) else { return Ok(()) };
    let (amount, due_on) = (cents(h, 1_000, 90_000), plus(h.today, h.draw.between(-40, 60)));
    let done =
        h.record(format!("instalment of {number} due {due_on} {}", amount.plain()), |tx| record::instalment(tx, &number, amount, due_on))?;
    h.known.claims.extend(done.map(|done| done.created).unwrap_or_default());
    Ok(())
}

/// A payment: of one claim (whole, part, too much), of the oldest, or left to be allocated.
pub fn payment(h: &mut History) -> Lived {
    let open = h.open()?;
    let Some((claim, debtor, owed, currency)) = h.draw.pick(&open) else { return Ok(()) };
    let amount = match h.draw.below(8) {
        0 | 1 => owed,
        2 => owed + Cents(h.draw.between(1, 9_000)),
        3 => Cents(1.max(owed.0 - 1)),
        _ => Cents(h.draw.between(1, owed.0)),
    };
    let (named, unallocated) = match h.draw.below(6) {
        0 => (Vec::new(), true),
        1 | 2 => (Vec::new(), false),
        3 => (vec![claim.to_string()], false),
        _ => (vec![format!("{claim}={}", amount.plain())], false),
    };
    let on = day(h, 25, 3);
    let what = format!("payment {debtor} {} {currency} on {on} {named:?} unallocated={unallocated}", amount.plain());
    let done = h.record(what, |tx| {
        let code = currency.code();
        record::payment(
            tx,
            &NewPayment { debtor: &debtor, amount, currency: code, claims: &named, means: "transfer", reference: None, unallocated, on },
        )
    })?;
    h.known.payments.extend(done.map(|done| done.created).unwrap_or_default());
    Ok(())
}

pub fn reversal(h: &mut History) -> Lived {
    let Some(payment) = reference(h, |known| &mut known.payments) else { return Ok(()) };
    let on = day(h, 10, 5);
    h.record(format!("reversal {payment} on {on}"), |tx| record::reversal(tx, &payment, "AM04", on)).map(drop)
}

pub fn credit_note(h: &mut History) -> Lived {
    let open = h.open()?;
    let Some((claim, debtor, owed, currency)) = h.draw.pick(&open) else { return Ok(()) };
    h.known.credits += 1;
    let number = format!("A{}", h.known.credits);
    let amount = if h.draw.once_in(3) { owed } else { Cents(h.draw.between(1, owed.0 + 5_000)) };
    let cause = h.draw.one(&[CreditCause::Correction, CreditCause::Return, CreditCause::Discount]);
    let named = if h.draw.once_in(2) { vec![claim.to_string()] } else { Vec::new() };
    let on = day(h, 20, 2);
    let what = format!("credit note {number} {debtor} {} {currency} {cause:?} on {on} {named:?}", amount.plain());
    h.record(what, |tx| {
        record::credit_note(
            tx,
            &NewCredit { debtor: &debtor, number: &number, amount, currency: currency.code(), cause, claims: &named, on },
        )
    })
    .map(drop)
}

/// Credit goes back: of a payment, or of the oldest money of a debtor, often more than there is.
pub fn refund(h: &mut History) -> Lived {
    let of = if h.draw.once_in(2) { reference(h, |known| &mut known.payments) } else { Some(debtor(h)) };
    let Some(of) = of else { return Ok(()) };
    let (amount, on) = (cents(h, 100, 9_000), day(h, 15, 5));
    let currency = if h.draw.once_in(9) { "USD" } else { "EUR" };
    h.record(format!("refund {of} {} {currency} on {on}", amount.plain()), |tx| {
        record::refund(tx, &NewRefund { of: &of, amount, currency, reference: Some("Trop-perçu"), on })
    })
    .map(drop)
}

/// An allocation was wrong.
pub fn allocation_undone(h: &mut History) -> Lived {
    let Some(payment) = reference(h, |known| &mut known.payments) else { return Ok(()) };
    let today = h.today;
    h.record(format!("allocations of {payment} undone"), |tx| {
        let movement = payment.parse().map_err(app::AppError::Usage)?;
        let owner = tx.debtor_of_movement(movement)?.ok_or_else(|| app::AppError::usage("no such payment"))?;
        let facts = tx.debtor_facts(owner)?.ok_or_else(|| app::AppError::usage("no such debtor"))?;
        let allocated: Vec<AllocationId> =
            facts.movements.iter().filter(|m| m.id == movement).flat_map(|m| m.allocated.iter().map(|(id, _, _)| *id)).collect();
        if allocated.is_empty() {
            return Err(app::AppError::refused("nothing to undo"));
        }
        for allocation in allocated {
            tx.append(NewEvent::new(today, AllocationUndone { allocation }))?;
        }
        Ok(Done { said: String::new(), created: Vec::new() })
    })
    .map(drop)
}

/// A file with an invoice and a payment of it, complete or interrupted; it may say how far payments are known.
pub fn import(h: &mut History) -> Lived {
    let debtor = debtor(h);
    let number = format!("I{}", h.known.invoices.len() + 1);
    let (today, due_on, amount) = (h.today, plus(h.today, h.draw.between(-30, 30)), cents(h, 5_000, 80_000));
    let issued_on = plus(due_on.min(today), -h.draw.between(0, 30));
    let paid = h.draw.once_in(2).then(|| Cents(h.draw.between(1, amount.0)));
    let other = super::claim(h).filter(|_| h.draw.once_in(3));
    let (complete, known) = (!h.draw.once_in(4), h.draw.once_in(2));
    let what = format!("import of {number} {debtor} due {due_on} {} paid {paid:?} and {other:?}, complete={complete}", amount.plain());
    let done = h.record(what, |tx| {
        let debtor = app::resolve::debtor(tx, &debtor)?;
        let name = tx.keep(number.as_bytes())?;
        let started = ImportStarted { sha256: number.clone(), format: "invoices".to_owned(), name, file: None };
        let import = ImportId(tx.append(NewEvent::new(today, started))?.0);
        let (currency, total, key, due_basis) = (Currency::EUR, amount, None, DueBasis::Printed);
        let invoice = InvoiceRecorded {
            debtor,
            number: number.clone(),
            due_on,
            due_basis,
            amount,
            total,
            currency,
            performed_on: None,
            subject: None,
            import: Some(import),
            key,
        };
        let own = domain::ids::ClaimId(tx.append(NewEvent::new(issued_on, invoice))?.0);
        let claim = match &other {
            Some(other) => app::resolve::claim(tx, other, None)?.0,
            None => own,
        };
        if let Some(cents) = paid {
            let means = "transfer".to_owned();
            let payment = PaymentRecorded { debtor, amount: cents, currency, means, reference: None, import: Some(import), key: None };
            let movement = domain::ids::MovementId(tx.append(NewEvent::new(today, payment))?.0);
            tx.append(NewEvent::new(today, Allocated { movement, claim, cents }))?;
        }
        if known {
            tx.append(NewEvent::new(today, UpToDate { import: Some(import) }))?;
        }
        if complete {
            tx.append(NewEvent::new(today, ImportCompleted { import, taken: 1, known: 0, problems: 0 }))?;
        }
        Ok(Done { said: String::new(), created: vec![import.to_string(), own.to_string()] })
    })?;
    if let Some(done) = done {
        h.known.imports.push(done.created[0].clone());
        if complete {
            h.known.invoices.push(number);
            h.known.claims.push(done.created[1].clone());
        }
    }
    Ok(())
}

/// Undone while nothing later depends on it.
pub fn import_undone(h: &mut History) -> Lived {
    let Some(import) = reference(h, |known| &mut known.imports) else { return Ok(()) };
    let today = h.today;
    h.record(format!("{import} undone"), |tx| {
        let id: ImportId = import.parse().map_err(app::AppError::Usage)?;
        let state = tx.import(id)?.map(|row| row.state);
        if state == Some(store::ImportState::Undone) || tx.import_is_needed_by(id)?.is_some() {
            return Err(app::AppError::refused("needed"));
        }
        tx.append(NewEvent::new(today, domain::events::ImportUndone { import: id }))?;
        Ok(Done { said: String::new(), created: Vec::new() })
    })
    .map(drop)
}
