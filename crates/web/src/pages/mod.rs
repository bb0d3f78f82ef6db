//! The pages, one module a noun. Each lists its routes; the navigation shows those that exist.

mod again;
mod door;
mod agenda;
mod authors;
mod home;
mod menu;
mod own;
mod balance;
mod debtor_list;
mod home;
mod menu;
mod of_today;
mod search;
mod card;
mod home;
mod menu;
mod people;
mod theme;

use domain::access::Permission;

use crate::route::{Inside, Route};
use crate::ui::Icon;

pub(crate) use again::{send_again, sign_in_again};
pub(crate) use door::look_again;

/// Every route.
pub(crate) fn all() -> Vec<Route> {
    [door::routes(), home::routes(), menu::routes(), own::routes(), theme::routes()].into_iter().flatten().collect()
    [balance::routes(), debtor_list::routes(), home::routes(), menu::routes(), search::routes(), theme::routes()]
        .into_iter()
        .flatten()
        .collect()
    [home::routes(), menu::routes(), theme::routes(), agenda::routes()].into_iter().flatten().collect()
    [card::routes(), home::routes(), menu::routes(), theme::routes()].into_iter().flatten().collect()
}

/// An entry of the navigation.
pub(crate) struct Entry {
    /// Path inside the creditor.
    pub path: &'static str,
    pub words: &'static str,
    /// Words for the bar of a phone, where it stands there.
    pub short: Option<&'static str>,
    /// The heading it stands under.
    pub group: &'static str,
    pub icon: Icon,
    /// The key after G.
    pub key: Option<&'static str>,
    pub permission: Permission,
    /// What waits there.
    pub count: fn(&Inside) -> Option<u64>,
}

/// The navigation, in its order.
pub(crate) const NAVIGATION: &[Entry] = &[
    Entry {
        path: "/debiteurs",
        words: "Débiteurs",
        short: Some("Débiteurs"),
        group: "Recouvrement",
        icon: Icon::Debtors,
        key: Some("d"),
        permission: Permission::ReadBooks,
        count: |_| None,
    },
    Entry {
        path: "/balance",
        words: "Balance âgée",
        short: None,
        group: "Recouvrement",
        icon: Icon::Euro,
        key: Some("b"),
        permission: Permission::ReadBooks,
        count: |_| None,
    },
];
pub(crate) const NAVIGATION: &[Entry] = &[Entry {
    path: "/agenda",
    words: "Agenda du jour",
    short: Some("Agenda"),
    group: "",
    icon: Icon::Agenda,
    key: Some("a"),
    permission: Permission::ReadBooks,
    count: |who| who.at_hand().map(|live| live.totals().to_confirm).filter(|count| *count > 0),
}];
