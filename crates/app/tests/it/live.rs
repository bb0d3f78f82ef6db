//! The live view equals a view made again, the plan of all and the aged balance, after whatever happened.

use app::books::Books;
use app::live::{ActionRow, Aged, DebtorRow, Flags, Live, Lives, Names, Order, Page, View, Wanted, Which};
use app::{balance, plan};
use domain::ids::DebtorId;
use domain::money::{Cents, Currency};

use std::sync::Arc;

/// The view of these books, which are few: it is never behind.
pub fn view(lives: &Lives, books: &Books) -> Result<Arc<Live>, String> {
    match lives.of(books).map_err(|error| error.to_string())? {
        View::Ready { live, behind: false } => Ok(live),
        View::Ready { .. } => Err("the view is behind".to_owned()),
        View::Building(_) => Err("the view is being made".to_owned()),
    }
}

/// A debtor with everything by its text.
type Told = (DebtorRow, [String; 3], Vec<Aged>, Vec<(ActionRow, String)>);

fn told(live: &Live) -> Vec<Told> {
    let none = Names::default().of("");
    let name = |name: Option<app::live::Name>| name.map(|name| live.name(name).to_owned()).unwrap_or_default();
    let tell = |(row, aged): (&DebtorRow, &[Aged])| {
        let mut plain = row.clone();
        // A day that is never too late: the days through which payments are known may have put it off since.
        plain.look_again_on = None;
        plain.scenario = none;
        plain.reached = plain.reached.map(|(_, level, on)| (none, level, on));
        plain.next = plain.next.map(|(_, on)| (none, on));
        let names = [name(Some(row.scenario)), name(row.reached.map(|(step, ..)| step)), name(row.next.map(|(step, _)| step))];
        let actions = live.actions_of(row.id).iter().map(|action| {
            let texts = format!("{} {}", name(Some(action.step)), name(Some(action.title)));
            (ActionRow { step: none, title: none, ..action.clone() }, texts)
        });
        (plain, names, aged.to_vec(), actions.collect())
    };
    live.chunks().iter().flat_map(|chunk| chunk.aged_rows()).map(tell).collect()
}

/// What is kept equals what is made now, and says what the plan and the balance say.
pub fn agrees(kept: &Lives, books: &Books) -> Result<(), String> {
    let live = view(kept, books)?;
    let again = view(&Lives::default(), books)?;
    for (kept, made) in told(&live).iter().zip(&told(&again)) {
        if kept != made {
            return Err(format!("the live view says\n    {kept:?}\n  made again\n    {made:?}"));
        }
    }
    if live.debtors().count() != again.debtors().count() || live.totals() != again.totals() {
        return Err(format!("the live view sums {:#?}, made again {:#?}", live.totals(), again.totals()));
    }
    // Twice: the second answer is the page kept from the first.
    for turn in ["first", "second"] {
        if pages(&live) != pages(&again) {
            return Err(format!(
                "the {turn} time, lists of the live view say\n    {:?}\n  made again\n    {:?}",
                pages(&live),
                pages(&again)
            ));
        }
    }
    is_the_plan(&live, books)?;
    is_the_balance(&live, books)
}

/// The first pages of the lists in every order: whom, and the totals of the filter.
fn pages(live: &Live) -> Vec<(Vec<DebtorId>, u64, Vec<Aged>)> {
    let orders = [Order::Overdue, Order::Open, Order::Oldest, Order::Name, Order::Code];
    let asked = orders.into_iter().flat_map(|order| [Which::All, Which::Late].map(|which| (order, which)));
    let page = |(order, which)| {
        let wanted =
            Wanted { which, kind: None, text: "", only: None, order, reverse: false, currency: Currency::EUR, page: Page::First, size: 3 };
        let listing = live.list(&wanted);
        (listing.rows.iter().map(|found| found.row.id).collect(), listing.debtors, listing.totals)
    };
    asked.map(page).collect()
}

fn is_the_plan(live: &Live, books: &Books) -> Result<(), String> {
    let Ok(plan) = plan::plan(books, books.today(), true, plan::Detail::Reasons) else { return Ok(()) };
    let planned: Vec<_> = plan
        .actions()
        .map(|(_, a)| (a.key.clone(), a.debtor, a.step.clone(), a.asked, a.currency, a.items.len(), a.automatic, a.channel, a.document))
        .collect();
    let shown: Vec<_> = live
        .actions()
        .map(|(_, a)| {
            (
                a.key_text(),
                a.debtor,
                live.name(a.step).to_owned(),
                a.asked,
                a.currency,
                a.claims as usize,
                a.automatic,
                a.channel,
                a.document,
            )
        })
        .collect();
    if planned != shown {
        return Err(format!("the plan has {planned:#?}, the live view {shown:#?}"));
    }
    let to_complete: Vec<_> =
        plan.debtors.iter().filter(|d| !d.gaps.is_empty() || !d.decision.repairs.is_empty()).map(|d| d.debtor).collect();
    let flagged: Vec<_> = live.debtors().filter(|row| row.flags.has(Flags::TO_COMPLETE)).map(|row| row.id).collect();
    if to_complete == flagged { Ok(()) } else { Err(format!("the plan has {to_complete:?} to complete, the live view {flagged:?}")) }
}

fn is_the_balance(live: &Live, books: &Books) -> Result<(), String> {
    let mut currencies = live.currencies();
    currencies.push(Currency::EUR);
    for currency in currencies {
        let balance = books.read(|tx| balance::balance(tx, books.today(), Some(currency))).map_err(|error| error.to_string())?;
        let aged = live.totals().aged.get(&currency);
        let sums: Vec<Cents> = balance.buckets.iter().map(|bucket| bucket.amount).collect();
        let shown: Vec<Cents> = aged.map_or_else(|| vec![Cents::ZERO; sums.len()], |aged| aged.iter().map(|aged| aged.cents).collect());
        if sums != shown || balance.total != live.totals().total(currency) {
            return Err(format!("the balance in {currency} is {sums:?}, the live view's {shown:?}"));
        }
        for line in &balance.debtors {
            let found = live.debtor(line.id).ok_or_else(|| format!("{} is not in the live view", line.code))?;
            let aged = if found.0.currency == currency {
                found.1
            } else {
                found.0.others.iter().find(|other| other.currency == currency).map_or(&[][..], |other| &other.aged)
            };
            if !line.buckets.iter().map(|bucket| bucket.amount).eq(aged.iter().map(|aged| aged.cents)) || line.name != found.0.face.name {
                return Err(format!("the balance says {line:?}, the live view {aged:?}"));
            }
        }
    }
    Ok(())
}
