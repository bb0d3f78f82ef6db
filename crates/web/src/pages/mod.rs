//! The pages, one module a noun. Each lists its routes; the navigation shows those that exist.

mod again;
mod agenda;
mod authors;
mod home;
mod letters;
mod menu;
mod preview;
mod templates;
mod theme;

use domain::access::Permission;

use crate::route::{Inside, Route};
use crate::ui::Icon;

pub(crate) use again::{send_again, sign_in_again};

/// Every route.
pub(crate) fn all() -> Vec<Route> {
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
