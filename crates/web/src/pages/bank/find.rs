//! Finding a debtor by what a person types: its code or reference, else words of its name.

use app::live::{Order, Page, View, Wanted, Which};
use domain::ids::DebtorId;
use domain::money::Currency;

use super::words::Names;
use crate::fault::Fault;
use crate::route::Inside;

/// Debtors proposed for a name.
const FEW: usize = 8;
/// Characters of a search that are read.
const LONGEST: usize = 100;

/// The debtors that a text may mean: one by its code, else those whose name has these words.
pub(super) fn debtors(who: &Inside, typed: &str) -> Result<Vec<DebtorId>, Fault> {
    let typed: String = typed.trim().chars().take(LONGEST).collect();
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    match who.read(|tx| app::resolve::debtor(tx, &typed)) {
        Ok(debtor) => return Ok(vec![debtor]),
        Err(Fault::Refused(_)) => {}
        Err(other) => return Err(other),
    }
    // While the view of the day is being made, codes are found and names are not yet.
    let View::Ready { live, .. } = who.live()? else { return Ok(Vec::new()) };
    let wanted = Wanted {
        which: Which::All,
        kind: None,
        text: &typed,
        only: None,
        order: Order::Overdue,
        reverse: false,
        currency: live.currencies().first().copied().unwrap_or(Currency::EUR),
        page: Page::First,
        size: FEW,
    };
    Ok(live.list(&wanted).rows.iter().map(|found| found.row.id).collect())
}

/// Their codes and names.
pub(super) fn names(who: &Inside, debtors: &[DebtorId]) -> Result<Names, Fault> {
    who.read(|tx| Ok(tx.names(debtors)?))
}

/// What is said when nobody was found.
pub(super) fn nobody(typed: &str) -> String {
    let typed = typed.trim();
    if typed.is_empty() {
        "Donnez le code ou le nom d'un débiteur.".to_owned()
    } else {
        format!("Aucun débiteur « {typed} ». Donnez son code, ou des mots de son nom.")
    }
}
