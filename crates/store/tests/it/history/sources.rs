//! What several sources tell, in a random history.

use domain::events::*;

use super::{Model, Random};

impl Model {
    /// An entry of some import tells what is there, or names a debtor by another code.
    pub(super) fn told(&mut self, r: &mut Random) -> Option<Event> {
        let imports = if r.one_in(3) { &self.open_imports } else { &self.done_imports };
        let import = r.pick(imports)?;
        if r.one_in(4) {
            return Some(CodeLearned { debtor: r.pick(&self.debtors)?, code: format!("C{}", r.below(5)), import }.into());
        }
        let told = match r.below(3) {
            0 => Told::Invoice { invoice: r.pick(&self.invoices)? },
            1 => Told::Movement { movement: r.pick(&self.movements)? },
            _ => Told::Return { payment: r.pick(&self.movements)?, made: r.one_in(2) },
        };
        Some(EntryToldAgain { import, key: format!("BQ|{}|2026-11-05|411|C|P|1", r.below(9)), told, amount: r.cents() }.into())
    }
}
