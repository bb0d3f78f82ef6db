//! The pages that are asked for, and how often each is among a person's.

/// A page of the application.
#[derive(Debug)]
pub struct Page {
    /// Its name in the table.
    pub name: &'static str,
    /// Under the creditor's address; `DEBTOR`, `CLAIM` and `CODE` stand for some that exist.
    pub path: &'static str,
    /// How many of a hundred requests of a person are for it.
    pub share: usize,
    /// What 99 of 100 answers may take, in milliseconds.
    pub goal: u64,
    /// Asked once a second only: it reads everything, and nobody asks for it a hundred times a second.
    pub rare: bool,
}

const fn page(name: &'static str, path: &'static str, share: usize) -> Page {
    Page { name, path, share, goal: 50, rare: false }
}

/// A page that computes over everything on a past day or by a free filter, by itself; in the application it comes as a fragment
/// after its page.
const fn computed(name: &'static str, path: &'static str) -> Page {
    Page { name, path, share: 0, goal: 1_500, rare: true }
}

/// Every page that is measured. The shares make a hundred.
pub const PAGES: &[Page] = &[
    page("dashboard", "/tableau", 14),
    page("agenda", "/agenda", 20),
    page("debtors", "/debiteurs", 8),
    page("debtors found", "/debiteurs?q=CODE", 4),
    page("debtor", "/debiteurs/DEBTOR", 16),
    page("claims", "/factures", 6),
    page("claim", "/factures/CLAIM", 10),
    page("claim, past day", "/factures/CLAIM?au=2026-09-30", 2),
    page("balance", "/balance", 3),
    page("balance, past day", "/balance?au=2026-06-30", 1),
    page("promises", "/promesses", 2),
    page("disputes", "/litiges", 2),
    page("letters", "/courriers", 3),
    page("search", "/recherche?q=CODE", 5),
    page("scenarios", "/scenarios", 1),
    page("imports", "/imports", 1),
    page("repairs", "/a-completer", 1),
    page("journal", "/journal", 1),
    computed("balance of a past day", "/balance?au=2026-06-30&complet=1"),
    computed("claims by amount", "/factures?tri=reste"),
    computed("an amount found", "/recherche?q=1234,56"),
];

/// The addresses of some things that exist.
#[derive(Debug, Default)]
pub struct Samples {
    /// Paths of debtor cards.
    pub debtors: Vec<String>,
    /// Paths of claims.
    pub claims: Vec<String>,
    /// Codes of debtors.
    pub codes: Vec<String>,
}

impl Page {
    /// Its addresses, one for each sample that it takes.
    pub fn paths(&self, creditor: &str, samples: &Samples) -> Vec<String> {
        let full = format!("{creditor}{}", self.path);
        let each = |mark: &str, values: &[String]| values.iter().map(|value| full.replace(mark, value)).collect();
        if self.path.contains("DEBTOR") {
            each("DEBTOR", &samples.debtors)
        } else if self.path.contains("CLAIM") {
            each("CLAIM", &samples.claims)
        } else if self.path.contains("CODE") {
            each("CODE", &samples.codes)
        } else {
            vec![full]
        }
    }
}

/// The numbers of the things that a page links to under `…/{noun}/`.
pub fn linked(page: &str, creditor: &str, noun: &str) -> Vec<String> {
    let start = format!("href=\"{creditor}/{noun}/");
    let parts = page.split(&start).skip(1);
    let mut found: Vec<String> = parts.map(|rest| rest.chars().take_while(char::is_ascii_digit).collect()).collect();
    found.retain(|number: &String| !number.is_empty());
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_of_a_person_make_a_hundred() {
        assert_eq!(PAGES.iter().map(|page| page.share).sum::<usize>(), 100);
    }

    #[test]
    fn samples_fill_the_addresses() {
        let samples = Samples { debtors: vec!["7".to_owned(), "8".to_owned()], ..Samples::default() };
        let card = PAGES.iter().find(|page| page.name == "debtor").expect("there");
        assert_eq!(card.paths("/d/1", &samples), ["/d/1/debiteurs/7", "/d/1/debiteurs/8"]);
        let html = r#"<a href="/d/1/debiteurs/42">x</a><a href="/d/1/debiteurs/42">y</a><a href="/d/1/debiteurs/x">z</a>"#;
        assert_eq!(linked(html, "/d/1", "debiteurs"), ["42"]);
    }
}
