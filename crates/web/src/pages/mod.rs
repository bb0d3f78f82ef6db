//! The pages, one module a noun. Each lists its routes; [`navigation`] shows those that exist.

mod again;
mod agenda;
mod authors;
mod home;
mod menu;
mod scenarios;
mod own;
mod balance;
mod card;
mod dashboard;
mod debtor_list;
mod door;
mod claim;
mod home;
mod imports;
mod letters;
mod menu;
mod preview;
mod templates;
mod navigation;
mod of_today;
mod own;
mod people;
mod search;
mod theme;

use crate::route::Route;

pub(crate) use again::{send_again, sign_in_again};
pub(crate) use door::look_again;
pub(crate) use navigation::{Entry, NAVIGATION};

/// Every route. One module a line: pages are added by lines.
#[rustfmt::skip]
pub(crate) fn all() -> Vec<Route> {
    [home::routes(), menu::routes(), scenarios::routes(), theme::routes()].into_iter().flatten().collect()
    [door::routes(), home::routes(), menu::routes(), own::routes(), theme::routes()].into_iter().flatten().collect()
    [balance::routes(), debtor_list::routes(), home::routes(), menu::routes(), search::routes(), theme::routes()]
        .into_iter()
        .flatten()
        .collect()
    [home::routes(), menu::routes(), theme::routes(), agenda::routes()].into_iter().flatten().collect()
    [card::routes(), home::routes(), menu::routes(), theme::routes()].into_iter().flatten().collect()
    [home::routes(), menu::routes(), theme::routes(), agenda::routes(), letters::routes(), preview::routes(), templates::routes()]
        .into_iter()
        .flatten()
        .collect()
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
pub(crate) const NAVIGATION: &[Entry] = &[Entry {
    path: "/scenarios",
    words: "Scénarios",
    short: None,
    group: "Réglages",
    icon: Icon::Scenario,
    key: None,
    permission: Permission::ReadBooks,
    count: |_| None,
pub(crate) const NAVIGATION: &[Entry] = &[
    Entry {
        path: "/debiteurs",
        words: "Débiteurs",
        short: Some("Débiteurs"),
        group: "Recouvrement",
        icon: Icon::Debtors,
        key: Some("d"),
pub(crate) const NAVIGATION: &[Entry] = &[
    Entry {
        path: "/agenda",
        words: "Agenda du jour",
        short: Some("Agenda"),
        group: "",
        icon: Icon::Agenda,
        key: Some("a"),
        permission: Permission::ReadBooks,
        count: |who| who.at_hand().map(|live| live.totals().to_confirm).filter(|count| *count > 0),
    },
    Entry {
        path: "/courriers",
        words: "Courriers",
        short: Some("Courriers"),
        group: "Recouvrement",
        icon: Icon::Mail,
        key: Some("c"),
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
        path: "/courriers?document=formal-notice",
        words: "Mises en demeure",
        short: None,
        group: "Contentieux",
        icon: Icon::Letter,
        key: None,
        permission: Permission::ReadBooks,
        count: |_| None,
    },
    Entry {
        path: "/modeles",
        words: "Modèles",
        short: None,
        group: "Réglages",
        icon: Icon::Template,
        key: None,
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
    let mut all = Vec::new();
    all.extend(agenda::routes());
    all.extend(balance::routes());
    all.extend(card::routes());
    all.extend(dashboard::routes());
    all.extend(debtor_list::routes());
    all.extend(door::routes());
    all.extend(home::routes());
    all.extend(imports::routes());
    all.extend(menu::routes());
    all.extend(own::routes());
    all.extend(search::routes());
    all.extend(theme::routes());
    all
    [card::routes(), claim::routes(), home::routes(), menu::routes(), theme::routes()].into_iter().flatten().collect()
}
