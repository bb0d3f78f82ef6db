//! The mixed portfolio: the base one with a life.
//!
//! With `g(k) = mix(2^40 + 16 i + k)` for invoice `i` (the base portfolio never asks `mix` for such numbers):
//!
//! * due `365 - g(0) mod 426` days before 21 November 2026, so from 365 days back to 60 ahead; issued 30 days before, or 60
//!   where it falls due more than 30 days ahead, so that no invoice is of the future; debtor and cents as in the base;
//! * by `g(1) mod 100`: 20 % paid, 15 % part paid (one to three payments, a fifth to four fifths in all), 5 % credited (a tenth
//!   to the whole), 3 % disputed (half of them in part), 2 % promised by a day to come, the others left alone;
//! * debtor `d` by `mix(2^41 + d) mod 100`: 10 % consumers, 3 % public bodies, the others businesses;
//! * an unpaid invoice was written to 10, 30 and 50 days after its due date, as far as these days are past.
//!
//! Nothing happens after 21 November 2026.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::day::{Days, TODAY};
use super::portfolio::{self, Invoice, amount, days, mix};

/// What became of an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Life {
    /// Nothing.
    Open,
    /// Payments in whole or in part: day and cents, in order.
    Paid(Vec<(i64, u64)>),
    /// A credit note.
    Credited { on: i64, cents: u64, cause: &'static str },
    /// A dispute, of the whole or of some cents.
    Disputed { on: i64, cents: Option<u64> },
    /// A promise to pay everything by a day.
    Promised { on: i64, by: i64 },
}

/// Invoice `i` of `n` with what became of it.
pub fn invoice(i: u64, n: u64) -> (Invoice, Life) {
    let g = |k: u64| mix((1 << 40) + 16 * i + k);
    let base = portfolio::invoice(i, n);
    let due = TODAY - 365 + days(g(0), 426);
    let invoice = Invoice { due, issued: due - if due > TODAY + 30 { 60 } else { 30 }, ..base };
    let since = invoice.issued;
    // A day of the invoice's life: after the issue where there is one, never after today.
    let some_day = |h: u64| TODAY.min(since + 1 + days(h, u64::try_from((TODAY - since).max(1)).expect("at least one day")));
    let cents = invoice.cents;
    let life = match g(1) % 100 {
        0..20 => Life::Paid(vec![(some_day(g(2)), cents)]),
        20..35 => Life::Paid(payments(cents * (20 + g(3) % 61) / 100, 1 + g(4) % 3, |k| some_day(g(5 + k)))),
        35..40 => Life::Credited {
            on: some_day(g(2)),
            cents: (cents * (10 + g(3) % 91) / 100).max(1),
            cause: ["correction", "retour", "remise"][usize::try_from(g(4) % 3).expect("under three")],
        },
        40..43 => Life::Disputed { on: some_day(g(2)), cents: (g(3) % 2 == 0).then_some(cents / 2) },
        43..45 => Life::Promised { on: (TODAY - days(g(2), 10)).max(since), by: TODAY + 1 + days(g(3), 20) },
        _ => Life::Open,
    };
    (invoice, life)
}

/// Equal payments, the first with the cents that do not divide.
fn payments(total: u64, count: u64, day: impl Fn(u64) -> i64) -> Vec<(i64, u64)> {
    let mut on: Vec<i64> = (0..count).map(day).collect();
    on.sort_unstable();
    let part = total / count;
    let first = total - part * (count - 1);
    on.into_iter().enumerate().map(|(k, on)| (on, if k == 0 { first } else { part })).collect()
}

/// The kind of a debtor, as the plain CSV writes it.
pub fn kind(debtor: u64) -> &'static str {
    match mix((1 << 41) + debtor) % 100 {
        0..10 => "particulier",
        10..13 => "public",
        _ => "entreprise",
    }
}

/// The days on which an invoice was written about.
pub fn contacts(invoice: &Invoice, life: &Life) -> Vec<i64> {
    let unpaid = !matches!(life, Life::Paid(paid) if paid.iter().map(|(_, cents)| cents).sum::<u64>() >= invoice.cents);
    [10, 30, 50].into_iter().map(|after| invoice.due + after).filter(|day| unpaid && *day < TODAY).collect()
}

/// Writes `factures.csv`, `reglements.csv`, `avoirs.csv` and `vie.csv` (disputes, promises, contacts) into a folder.
pub fn write(n: u64, folder: &Path) -> io::Result<Vec<PathBuf>> {
    let paths = ["factures.csv", "reglements.csv", "avoirs.csv", "vie.csv"].map(|name| folder.join(name));
    let open = |path: &PathBuf| File::create(path).map(|file| BufWriter::with_capacity(1 << 18, file));
    let [mut invoices, mut paid, mut credits, mut events] = [open(&paths[0])?, open(&paths[1])?, open(&paths[2])?, open(&paths[3])?];
    portfolio::write_head(&mut invoices)?;
    writeln!(paid, "date_reglement;montant;devise;code_debiteur;numero_facture;moyen;reference")?;
    writeln!(credits, "numero_avoir;date_avoir;montant;devise;code_debiteur;numero_facture;cause")?;
    writeln!(events, "quoi;jour;numero_facture;code_debiteur;montant;jusque")?;
    let days = Days::new();
    for i in 0..n {
        let (invoice, life) = invoice(i, n);
        portfolio::write_row(&mut invoices, &invoice, kind(invoice.debtor), &days)?;
        let (number, debtor) = (format!("F{i:08}"), format!("D{:07}", invoice.debtor));
        match &life {
            Life::Open => {}
            Life::Paid(payments) => {
                for (k, (on, cents)) in payments.iter().enumerate() {
                    let (on, sum) = (days.iso(*on), amount(*cents));
                    writeln!(paid, "{on};{sum};EUR;{debtor};{number};virement;{number}-{}", k + 1)?;
                }
            }
            Life::Credited { on, cents, cause } => {
                writeln!(credits, "A{i:08};{};{};EUR;{debtor};{number};{cause}", days.iso(*on), amount(*cents))?;
            }
            Life::Disputed { on, cents } => {
                writeln!(events, "litige;{};{number};{debtor};{};", days.iso(*on), cents.map_or_else(String::new, amount))?;
            }
            Life::Promised { on, by } => {
                writeln!(events, "promesse;{};{number};{debtor};{};{}", days.iso(*on), amount(invoice.cents), days.iso(*by))?;
            }
        }
        for on in contacts(&invoice, &life) {
            writeln!(events, "contact;{};{number};{debtor};;", days.iso(on))?;
        }
    }
    for mut file in [invoices, paid, credits, events] {
        file.flush()?;
    }
    Ok(paths.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const N: u64 = 20_000;

    /// Invoices of forty, computed apart from this program from the definition above.
    #[test]
    fn the_lives_are_those_of_the_definition() {
        let days = Days::new();
        let told = |i| {
            let (invoice, life) = invoice(i, 40);
            let life = match &life {
                Life::Paid(payments) => {
                    payments.iter().map(|(on, cents)| format!("{} {cents}", days.iso(*on))).collect::<Vec<_>>().join(", ")
                }
                Life::Credited { on, cents, cause } => format!("{} {cents} {cause}", days.iso(*on)),
                Life::Disputed { on, cents } => format!("{} {cents:?}", days.iso(*on)),
                other => format!("{other:?}"),
            };
            format!("{} {} {}: {life}", days.iso(invoice.issued), days.iso(invoice.due), invoice.cents)
        };
        assert_eq!(told(0), "2026-06-04 2026-07-04 188110: 2026-07-07 49536, 2026-07-17 49535, 2026-09-21 49535");
        assert_eq!(told(1), "2026-03-06 2026-04-05 118618: Open");
        assert_eq!(told(13), "2026-06-15 2026-07-15 784713: 2026-06-16 243261 remise");
        assert_eq!(told(25), "2026-04-30 2026-05-30 816257: 2026-10-17 None");
        assert_eq!(told(28), "2025-11-25 2025-12-25 286901: 2026-03-09 163533 correction");
        assert_eq!([4, 5, 16, 28].map(kind), ["entreprise", "particulier", "particulier", "particulier"]);
    }

    #[test]
    fn the_shares_are_those_announced() {
        let lives: Vec<(Invoice, Life)> = (0..N).map(|i| invoice(i, N)).collect();
        let share = |wanted: fn(&Invoice, &Life) -> bool| lives.iter().filter(|(i, l)| wanted(i, l)).count() * 1000 / lives.len();
        let in_full = share(|i, l| matches!(l, Life::Paid(p) if p.iter().map(|(_, c)| c).sum::<u64>() == i.cents));
        let in_part = share(|i, l| matches!(l, Life::Paid(p) if p.iter().map(|(_, c)| c).sum::<u64>() < i.cents));
        let credited = share(|_, l| matches!(l, Life::Credited { .. }));
        let disputed = share(|_, l| matches!(l, Life::Disputed { .. }));
        let half = share(|_, l| matches!(l, Life::Disputed { cents: Some(_), .. }));
        let promised = share(|_, l| matches!(l, Life::Promised { .. }));
        let shares = [in_full, in_part, credited, disputed, half, promised];
        for (share, per_mille) in shares.into_iter().zip([200, 150, 50, 30, 15, 20_usize]) {
            assert!(share.abs_diff(per_mille) <= 8, "{shares:?}");
        }
    }

    #[test]
    fn nothing_happens_before_the_issue_nor_after_today() {
        for (invoice, life) in (0..N).map(|i| invoice(i, N)) {
            assert!(invoice.issued <= TODAY && (TODAY - 365..=TODAY + 60).contains(&invoice.due), "{invoice:?}");
            let days: Vec<i64> = match &life {
                Life::Open => vec![],
                Life::Paid(payments) => {
                    assert!((1..=3).contains(&payments.len()) && payments.iter().all(|(_, cents)| *cents > 0), "{life:?}");
                    assert!(payments.is_sorted_by_key(|(on, _)| *on), "{life:?}");
                    payments.iter().map(|(on, _)| *on).collect()
                }
                Life::Credited { on, cents, .. } => {
                    assert!((1..=invoice.cents).contains(cents), "{life:?}");
                    vec![*on]
                }
                Life::Disputed { on, .. } => vec![*on],
                Life::Promised { on, by } => {
                    assert!(*by > TODAY, "{life:?}");
                    vec![*on]
                }
            };
            assert!(days.iter().all(|on| (invoice.issued..=TODAY).contains(on)), "{invoice:?} {life:?}");
        }
    }

    #[test]
    fn a_paid_invoice_was_not_written_about_and_an_old_one_was_thrice() {
        let old = Invoice { i: 0, debtor: 1, issued: TODAY - 130, due: TODAY - 100, cents: 100 };
        assert_eq!(contacts(&old, &Life::Paid(vec![(TODAY, 100)])), Vec::<i64>::new());
        assert_eq!(contacts(&old, &Life::Paid(vec![(TODAY, 99)])), vec![TODAY - 90, TODAY - 70, TODAY - 50]);
        assert_eq!(contacts(&Invoice { due: TODAY - 10, ..old }, &Life::Open), Vec::<i64>::new());
    }

    #[test]
    fn debtors_are_of_three_kinds_in_the_shares_announced() {
        let share = |word| (1..=N).filter(|d| kind(*d) == word).count() * 1000 / usize::try_from(N).expect("small");
        assert!(share("particulier").abs_diff(100) <= 8 && share("public").abs_diff(30) <= 5, "{}", share("particulier"));
    }

    #[test]
    fn the_files_hold_a_line_for_each_thing() {
        let folder = crate::bench::scratch("mixed");
        let files = write(2_000, &folder).expect("written");
        let lines: Vec<usize> = files.iter().map(|file| std::fs::read_to_string(file).expect("read").lines().count() - 1).collect();
        std::fs::remove_dir_all(folder).expect("removed");
        let lives: Vec<(Invoice, Life)> = (0..2_000).map(|i| invoice(i, 2_000)).collect();
        let payments: usize = lives.iter().map(|(_, l)| if let Life::Paid(p) = l { p.len() } else { 0 }).sum();
        let credits = lives.iter().filter(|(_, l)| matches!(l, Life::Credited { .. })).count();
        let events: usize =
            lives.iter().map(|(i, l)| contacts(i, l).len() + usize::from(matches!(l, Life::Disputed { .. } | Life::Promised { .. }))).sum();
        assert_eq!(lines, [2_000, payments, credits, events]);
    }
}
