//! Accounting files in a random history, and what a person says of differences.

use domain::events::*;
use domain::money::Cents;
use domain::tie_out::{Account, AccountBalance, CauseKind};
use store::{StoreError, Tx};

use super::{Model, Random};

impl Model {
    /// A file says what some customers owe, all of it in one event; or a person speaks of a difference.
    pub(super) fn accounts(&mut self, r: &mut Random, tx: &mut Tx<'_>) -> Result<Option<Event>, StoreError> {
        let Some(debtor) = r.pick(&self.debtors) else { return Ok(None) };
        match r.below(4) {
            0 => {
                let imports = if r.one_in(3) { &self.open_imports } else { &self.done_imports };
                Ok(r.pick(imports).map(|import| AccountsStated { import, from: r.day() }.into()))
            }
            1 => {
                let stated = &self.stated;
                let new: Vec<_> =
                    self.open_imports.iter().chain(&self.done_imports).filter(|import| !stated.contains(import)).copied().collect();
                let (Some(import), Some(debtors)) = (r.pick(&new), r.some(&self.debtors)) else { return Ok(None) };
                self.stated.push(import);
                let mut balances = Vec::new();
                for debtor in debtors {
                    let others = if r.one_in(2) { vec![(Account::Doubtful, r.cents())] } else { Vec::new() };
                    let lines = r.some(&self.claims).unwrap_or_default().iter().map(|claim| claim.0).collect();
                    balances.push(AccountBalance { balance: r.cents(), others, lines, opening: r.cents(), ..AccountBalance::of(debtor) });
                }
                Ok(Some(BalancesStated { import, balances }.into()))
            }
            2 => {
                let made_of = vec![(CauseKind::PaymentHere, -r.cents()), (CauseKind::Unexplained, Cents(1))];
                let reason = self.keep(tx, "acompte au comptoir")?;
                Ok(Some(
                    DifferenceAccepted {
                        debtor,
                        difference: -r.cents(),
                        made_of,
                        parts: if r.one_in(2) { "a1".to_owned() } else { String::new() },
                        reason,
                    }
                    .into(),
                ))
            }
            _ => Ok(Some(DifferenceReopened { debtor }.into())),
        }
    }
}
