//! The navigation: places in their order, each with its heading, its key, and what waits there.

use domain::access::Permission;

use crate::route::Inside;
use crate::ui::Icon;

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

/// Nothing waits there.
fn nothing(_: &Inside) -> Option<u64> {
    None
}

/// Actions that wait for a word.
fn to_confirm(who: &Inside) -> Option<u64> {
    who.at_hand().map(|live| live.totals().to_confirm).filter(|count| *count > 0)
}

/// Lines of the bank that wait for a person.
fn to_match(who: &Inside) -> Option<u64> {
    super::bank::open_lines(who).ok().filter(|count| *count > 0)
}

/// Batches of direct debits of which nobody said what became.
fn to_hand_over(who: &Inside) -> Option<u64> {
    super::debits::open_batches(who).ok().filter(|count| *count > 0)
}

const fn entry(
    group: &'static str,
    path: &'static str,
    words: &'static str,
    icon: Icon,
    key: Option<&'static str>,
    short: Option<&'static str>,
    count: fn(&Inside) -> Option<u64>,
) -> Entry {
    Entry { path, words, short, group, icon, key, permission: Permission::ReadBooks, count }
}

const DUNNING: &str = "Recouvrement";
const SETTINGS: &str = "Réglages";

/// The navigation, in its order. One place a line.
#[rustfmt::skip]
pub(crate) const NAVIGATION: &[Entry] = &[
    entry("", "/tableau", "Tableau de bord", Icon::Dashboard, Some("t"), Some("Accueil"), nothing),
    entry("", "/agenda", "Agenda du jour", Icon::Agenda, Some("a"), Some("Agenda"), to_confirm),
    entry(DUNNING, "/debiteurs", "Débiteurs", Icon::Debtors, Some("d"), Some("Débiteurs"), nothing),
    entry(DUNNING, "/factures", "Factures", Icon::File, Some("f"), None, nothing),
    entry(DUNNING, "/promesses", "Promesses", Icon::Promise, None, None, nothing),
    entry(DUNNING, "/litiges", "Litiges", Icon::Flag, None, None, nothing),
    entry(DUNNING, "/balance", "Balance âgée", Icon::Euro, Some("b"), None, nothing),
    entry(DUNNING, "/courriers", "Courriers", Icon::Mail, Some("c"), None, nothing),
    entry(DUNNING, "/a-completer", "À compléter", Icon::Warning, None, None, nothing),
    entry(DUNNING, "/ecarts", "Écarts comptables", Icon::Split, None, None, nothing),
    entry("Encaissements", "/banque", "Rapprochement", Icon::Bank, Some("r"), Some("Banque"), to_match),
    entry("Encaissements", "/prelevements", "Prélèvements", Icon::Debit, Some("p"), None, to_hand_over),
    entry("Contentieux", "/courriers?document=formal-notice", "Mises en demeure", Icon::Letter, None, None, nothing),
    entry(SETTINGS, "/scenarios", "Scénarios", Icon::Scenario, Some("s"), None, nothing),
    entry(SETTINGS, "/modeles", "Modèles", Icon::Template, Some("m"), None, nothing),
    entry(SETTINGS, "/imports", "Imports", Icon::Import, Some("i"), None, nothing),
    entry(SETTINGS, "/parametres", "Paramètres", Icon::Settings, Some("e"), None, nothing),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages;

    #[test]
    fn every_place_exists_and_no_key_is_given_twice() {
        let mut keys = Vec::new();
        for entry in NAVIGATION {
            let path = format!("/d/{{tenant}}{}", entry.path.split('?').next().unwrap_or_default());
            assert!(pages::all().iter().any(|route| route.method == "GET" && route.path == path), "{path} is no page");
            keys.extend(entry.key);
        }
        let count = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), count);
    }
}
