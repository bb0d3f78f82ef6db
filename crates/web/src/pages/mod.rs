//! The pages, one module a noun. Each lists its routes; the navigation shows those that exist.

mod again;
mod home;
mod menu;
mod scenarios;
mod theme;

use domain::access::Permission;

use crate::route::{Inside, Route};
use crate::ui::Icon;

pub(crate) use again::{send_again, sign_in_again};

/// Every route.
pub(crate) fn all() -> Vec<Route> {
    [home::routes(), menu::routes(), scenarios::routes(), theme::routes()].into_iter().flatten().collect()
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
}];
