//! What happens on each day of the demonstration.

use std::collections::BTreeMap;
use std::path::Path;

use domain::Date;
use domain::french::date_short;
use domain::money::Cents;
use domain::party::{Address, DebtorDetails, DebtorKind};
use domain::terms::CreditCause;
use store::Tx;

use super::bank::{Bank, Movement, SAME_AMOUNT};
use super::cast::{DEBTORS, Habit, Part, SUPPLIES};
use crate::books::Books;
use crate::error::Result;
use crate::record::{self, NewCall, NewCredit, NewDebtor, NewInvoice, NewPayment};
use crate::{plan, run};

/// How many invoices the year holds.
const INVOICES: u64 = 300;
/// Two customers of one name who had the same work done, by their places in the cast.
pub(super) const SAME_WORK: [usize; 2] = [40, 46];

/// Something that will happen.
#[derive(Clone, Debug)]
enum Happens {
    Pays { debtor: usize, invoice: String, cents: Cents },
    PaysBack { debtor: usize, invoice: String, cents: Cents, by: Movement },
    Disputes { invoice: String, cents: Cents },
    Settles { debtor: usize, invoice: String, cents: Cents },
    Promises { debtor: usize, invoice: String, by: Date, cents: Cents },
    Calls { debtor: usize },
    FallsInsolvent { debtor: usize },
    SameWork,
    BadCheque { back_on: Date },
}

/// The year, with what is still to come.
pub struct Life {
    seed: u64,
    invoices: BTreeMap<Date, Vec<u64>>,
    coming: BTreeMap<Date, Vec<Happens>>,
    written: u64,
    bank: Bank,
}

fn plus(day: Date, days: i64) -> Date {
    day.checked_add(jiff::Span::new().days(days)).unwrap_or(day)
}

/// The code of a debtor, by its place in the cast.
pub(super) fn code(debtor: usize) -> String {
    format!("C{:03}", debtor + 1)
}

impl Life {
    /// A year from `first` to the day before `today`.
    pub fn new(first: Date, today: Date) -> Life {
        let mut life = Life { seed: 2026, invoices: BTreeMap::new(), coming: BTreeMap::new(), written: 0, bank: Bank::new(today) };
        let days = domain::facts::days_between(first, today).max(1);
        for n in 0..INVOICES {
            let offset = i64::try_from(life.below(u64::try_from(days).unwrap_or(1))).unwrap_or(0);
            life.invoices.entry(plus(first, offset)).or_default().push(n);
        }
        life.coming.entry(plus(today, -62)).or_default().push(Happens::FallsInsolvent { debtor: 9 });
        life.coming.entry(plus(today, -52)).or_default().push(Happens::SameWork);
        life.coming.entry(plus(today, -14)).or_default().push(Happens::BadCheque { back_on: plus(today, -3) });
        life
    }

    /// A number below `n`, the same in every run (splitmix64).
    fn below(&mut self, n: u64) -> u64 {
        self.seed = self.seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.seed;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (x ^ (x >> 31)) % n.max(1)
    }

    fn days(&mut self, from: i64, to: i64) -> i64 {
        from + i64::try_from(self.below(u64::try_from(to - from + 1).unwrap_or(1))).unwrap_or(0)
    }

    /// The debtors, on the first day.
    pub fn opening(&mut self, tx: &mut Tx<'_>, on: Date) -> Result<()> {
        for (at, part) in DEBTORS.iter().enumerate() {
            record::debtor(tx, &debtor(at, part), on)?;
        }
        Ok(())
    }

    /// A whole day: what happens, then the engine's work.
    pub fn day(&mut self, books: &Books, folder: &Path, day: Date) -> Result<()> {
        self.morning(books, folder, day)?;
        let planned = plan::plan(books, day, false, plan::Detail::ToDo)?;
        let keys: Vec<String> = planned.actions().filter(|(_, action)| !action.automatic).map(|(_, action)| action.key.clone()).collect();
        if !keys.is_empty()
            && let Some(why) = plan::approve(books, &keys, None)?.refused.pop()
        {
            return Err(crate::AppError::refused(why));
        }
        let report = run::run(books, run::Output::Words)?;
        if report.letters.is_empty() {
            return Ok(());
        }
        books.write(|tx| {
            for letter in &report.letters {
                let name = [letter.id.to_string()];
                if letter.channel == domain::events::Channel::Call {
                    record::call(tx, &NewCall { what: &name[0], outcome: "reached", claims: &[], note: None, on: day })?;
                } else {
                    record::sent(tx, &name, None, day)?;
                }
            }
            Ok(())
        })
    }

    /// What the world does on a day, before the engine looks; on a Monday, what the bank tells of the week before.
    pub fn morning(&mut self, books: &Books, folder: &Path, day: Date) -> Result<()> {
        books.write(|tx| self.world(tx, day))?;
        self.bank.monday(books, folder, day)
    }

    /// The last morning: the bank's file is taken in, and what waits in it is left to whoever looks.
    pub fn last_morning(&mut self, books: &Books, folder: &Path, today: Date) -> Result<()> {
        books.write(|tx| {
            self.world(tx, today)?;
            self.bank.surprises(tx, today)
        })?;
        self.bank.taken(books, folder, today)
    }

    fn world(&mut self, tx: &mut Tx<'_>, day: Date) -> Result<()> {
        for n in self.invoices.remove(&day).unwrap_or_default() {
            self.invoice(tx, n, day)?;
        }
        let due: Vec<Date> = self.coming.range(..=day).map(|(on, _)| *on).collect();
        for on in due {
            for happens in self.coming.remove(&on).unwrap_or_default() {
                self.happens(tx, happens, day)?;
            }
        }
        self.bank.own_movements(day);
        if !self.bank.tells(day) {
            record::up_to_date(tx, day, day)?;
        }
        Ok(())
    }

    fn invoice(&mut self, tx: &mut Tx<'_>, n: u64, day: Date) -> Result<()> {
        let debtor = usize::try_from(self.below(DEBTORS.len() as u64)).unwrap_or(0);
        let part = &DEBTORS[debtor];
        let cents = Cents(8_000 + i64::try_from(self.below(180_000) * (1 + n % 5)).unwrap_or(0));
        let subject = SUPPLIES[usize::try_from(self.below(SUPPLIES.len() as u64)).unwrap_or(0)];
        let due_on = match part.kind {
            DebtorKind::Unknown => None,
            DebtorKind::Consumer => Some(plus(day, 15)),
            DebtorKind::Business if n.is_multiple_of(3) => Some(plus(day, 45)),
            _ => Some(plus(day, 30)),
        };
        let number = self.write(tx, debtor, (cents, subject), (day, due_on))?;
        self.fate(part.habit, debtor, number, cents, due_on.unwrap_or_else(|| plus(day, 30)));
        Ok(())
    }

    /// Writes an invoice, with the next number.
    fn write(
        &mut self,
        tx: &mut Tx<'_>,
        debtor: usize,
        (amount, subject): (Cents, &str),
        (day, due_on): (Date, Option<Date>),
    ) -> Result<String> {
        self.written += 1;
        let number = format!("F-{}-{:04}", day.year(), self.written);
        let (code, subject) = (code(debtor), Some(subject));
        record::invoice(tx, &NewInvoice { debtor: &code, number: &number, issued_on: day, due_on, amount, currency: "EUR", subject })?;
        Ok(number)
    }

    /// What becomes of an invoice, by the debtor's habit.
    fn fate(&mut self, habit: Habit, debtor: usize, invoice: String, cents: Cents, due: Date) {
        let half = Cents(cents.0 / 2);
        let part = Cents(cents.0 / 4);
        let heads = self.below(2) == 0;
        let (soon, late, very_late) = (self.days(9, 30), self.days(35, 104), self.days(60, 119));
        let mut later = |days: i64, happens: Happens| self.coming.entry(plus(due, days)).or_default().push(happens);
        let pays = |cents: Cents| Happens::Pays { debtor, invoice: invoice.clone(), cents };
        match habit {
            Habit::Punctual => later(soon % 6 - 4, pays(cents)),
            Habit::Forgetful => later(soon, pays(cents)),
            Habit::Slow if heads => {
                later(soon + 16, pays(half));
                later(very_late, pays(cents - half));
            }
            Habit::Slow => later(late, pays(cents)),
            Habit::Quarrelsome => {
                later(4, Happens::Disputes { invoice: invoice.clone(), cents: part });
                later(soon + 6, pays(cents - part));
                if heads {
                    later(late + 5, Happens::Settles { debtor, invoice: invoice.clone(), cents: part });
                }
            }
            Habit::Promising => {
                later(12, Happens::Calls { debtor });
                later(12, Happens::Promises { debtor, invoice: invoice.clone(), by: plus(due, 24), cents });
                if heads { later(23, pays(cents)) } else { later(late + 15, pays(half)) }
            }
            Habit::Silent if heads && late % 2 == 0 => {
                later(45, pays(cents));
                later(49, Happens::PaysBack { debtor, invoice: invoice.clone(), cents, by: Movement::DebitBack });
            }
            Habit::Silent => {}
        }
    }

    fn happens(&mut self, tx: &mut Tx<'_>, happens: Happens, day: Date) -> Result<()> {
        match happens {
            Happens::Pays { debtor, invoice, cents } => self.pays(tx, debtor, invoice, cents, day)?,
            Happens::PaysBack { debtor, invoice, cents, by } => self.pays_back(tx, debtor, &invoice, (cents, by), day)?,
            Happens::Disputes { invoice, cents } => {
                record::dispute(tx, &invoice, Some(cents), "quality", Some("Une partie de la fourniture est contestée."), day)?;
            }
            Happens::Settles { debtor, invoice, cents } => {
                let number = invoice.replacen('F', "A", 1);
                let claims = [invoice];
                let new = NewCredit {
                    debtor: &code(debtor),
                    number: &number,
                    amount: cents,
                    currency: "EUR",
                    cause: CreditCause::Correction,
                    claims: &claims,
                    on: day,
                };
                record::credit_note(tx, &new)?;
            }
            Happens::Promises { debtor, invoice, by, cents } => {
                let note = format!("Promis au téléphone pour le {}", date_short(by));
                record::promise(tx, &code(debtor), Some(cents), by, &[invoice], Some(&note), day)?;
            }
            Happens::Calls { debtor } => {
                let note = Some("Le service comptable annonce un règlement.");
                record::call(tx, &NewCall { what: &code(debtor), outcome: "reached", claims: &[], note, on: day })?;
            }
            Happens::FallsInsolvent { debtor } => {
                let published = Some(plus(day, 8));
                record::insolvency(tx, &code(debtor), domain::events::Proceeding::Reorganisation, day, published)?;
            }
            Happens::SameWork => {
                for debtor in SAME_WORK {
                    self.write(tx, debtor, (SAME_AMOUNT, SUPPLIES[8]), (day, Some(plus(day, 15))))?;
                }
            }
            Happens::BadCheque { back_on } => {
                if let Some((debtor, cents, invoice)) = self.bank.bad_cheque(tx, day)? {
                    self.coming.entry(back_on).or_default().push(Happens::PaysBack { debtor, invoice, cents, by: Movement::ChequeBack });
                }
            }
        }
        Ok(())
    }

    /// A customer pays: the bank tells it, or the history records it.
    fn pays(&mut self, tx: &mut Tx<'_>, debtor: usize, invoice: String, cents: Cents, day: Date) -> Result<()> {
        let (means, movement) = match DEBTORS[debtor].habit {
            Habit::Silent => ("direct_debit", Movement::Debit),
            _ if cents.0 % 7 == 0 => ("cheque", Movement::Cheque),
            _ => ("transfer", Movement::Transfer),
        };
        if self.bank.tells(day) {
            self.bank.of_customer(debtor, movement, cents, &invoice, day);
            return Ok(());
        }
        let reference = format!("VIR {invoice}");
        let new = NewPayment {
            debtor: &code(debtor),
            amount: cents,
            currency: "EUR",
            claims: &[invoice],
            means,
            reference: Some(&reference),
            unallocated: false,
            on: day,
        };
        record::payment(tx, &new).map(drop)
    }

    /// The last payment of that sum comes back: the bank tells it, or the history records it.
    fn pays_back(&mut self, tx: &mut Tx<'_>, debtor: usize, invoice: &str, (cents, by): (Cents, Movement), day: Date) -> Result<()> {
        if self.bank.tells(day) {
            self.bank.of_customer(debtor, by, -cents, invoice, day);
            return Ok(());
        }
        let id = crate::resolve::debtor(tx, &code(debtor))?;
        let facts = tx.debtor_facts(id)?;
        let paid =
            facts.and_then(|facts| facts.movements.iter().rev().find(|m| m.amount == cents && m.reversed_on.is_none()).map(|m| m.id));
        if let Some(payment) = paid {
            record::reversal(tx, &payment.to_string(), "AM04", day)?;
        }
        Ok(())
    }
}

fn debtor(at: usize, part: &Part) -> NewDebtor {
    let slug: String = crate::deliver::file_stem(part.name).chars().filter(char::is_ascii).collect();
    // Every ninth debtor has no e-mail, every twenty-third no address: the repair list is not empty.
    let email = if at % 9 == 8 { String::new() } else { format!("compta@{}.example", slug.trim_matches('-')) };
    let address = if at % 23 == 22 {
        Address::default()
    } else {
        Address {
            lines: vec![part.street.to_owned()],
            postal_code: part.town.0.to_owned(),
            city: part.town.1.to_owned(),
            country: String::new(),
        }
    };
    let phone = format!("01 99 00 {:02} {:02}", at, (at * 7) % 100);
    let details = DebtorDetails { name: part.name.to_owned(), address, email, phone, contacts: Vec::new() };
    NewDebtor { code: code(at), kind: Some(part.kind), details, ..NewDebtor::default() }
}
