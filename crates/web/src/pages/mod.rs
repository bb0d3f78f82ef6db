//! The pages, one module a noun. Each lists its routes; [`navigation`] shows those that exist.

mod again;
mod agenda;
mod authors;
mod balance;
mod bank;
mod card;
mod claim;
mod creditor;
mod dashboard;
mod debits;
mod debtor_list;
mod door;
mod home;
mod imports;
mod journal;
mod letters;
mod lists;
mod menu;
mod navigation;
mod of_today;
mod originals;
mod own;
mod people;
mod preview;
mod repairs;
mod scenarios;
mod search;
mod settings;
mod templates;
mod theme;
mod tie_out;
mod welcome;
mod work;

use crate::route::Route;

pub(crate) use again::{send_again, sign_in_again};
pub(crate) use door::look_again;
pub(crate) use navigation::{Entry, NAVIGATION};

/// Every route. One module a line: pages are added by lines.
#[rustfmt::skip]
pub(crate) fn all() -> Vec<Route> {
    let mut all = Vec::new();
    all.extend(agenda::routes());
    all.extend(balance::routes());
    all.extend(bank::routes());
    all.extend(card::routes());
    all.extend(claim::routes());
    all.extend(creditor::routes());
    all.extend(dashboard::routes());
    all.extend(debits::routes());
    all.extend(debtor_list::routes());
    all.extend(door::routes());
    all.extend(home::routes());
    all.extend(imports::routes());
    all.extend(journal::routes());
    all.extend(letters::routes());
    all.extend(lists::routes());
    all.extend(menu::routes());
    all.extend(originals::routes());
    all.extend(own::routes());
    all.extend(preview::routes());
    all.extend(repairs::routes());
    all.extend(scenarios::routes());
    all.extend(search::routes());
    all.extend(settings::routes());
    all.extend(templates::routes());
    all.extend(theme::routes());
    all.extend(tie_out::routes());
    all.extend(welcome::routes());
    all
}
