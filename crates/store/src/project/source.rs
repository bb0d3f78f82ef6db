//! What several sources tell of one thing.

use domain::events::{CodeLearned, EntryToldAgain, Told};
use domain::ids::{ClaimId, ImportId};

use super::{Projection, Stored, movement};
use crate::error::StoreError;
use crate::sql::{import as import_sql, movement as movement_sql, source as sql};

fn import_exists(p: &mut Projection<'_, '_>, import: ImportId) -> Result<(), StoreError> {
    let found = p.sql.first(import_sql::STATE, &[p.tenant.into(), import.0.into()], |_| Ok(()))?;
    found.ok_or(StoreError::Missing { what: "l'import", id: import.0 })
}

pub(super) fn told_again(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &EntryToldAgain) -> Result<(), StoreError> {
    import_exists(p, x.import)?;
    let (what, target, made, owner) = match x.told {
        Told::Invoice { invoice } => ("invoice", invoice.0, false, p.claim(ClaimId(invoice.0))?.debtor),
        Told::Movement { movement } => ("movement", movement.0, false, movement::head(p, movement)?.debtor),
        Told::Refund { refund } => {
            let payer = p.sql.first(movement_sql::REFUND_OF, &[p.tenant.into(), refund.0.into()], |row| row.int(1))?;
            ("refund", refund.0, false, payer.ok_or(StoreError::Missing { what: "le remboursement", id: refund.0 })?)
        }
        Told::Return { payment, made } => ("return", payment.0, made, movement::head(p, payment)?.debtor),
    };
    let values = [
        p.tenant.into(),
        e.seq.0.into(),
        x.import.0.into(),
        x.key.as_str().into(),
        what.into(),
        target.into(),
        i64::from(made).into(),
        x.amount.0.into(),
        e.effective_on.into(),
    ];
    p.sql.execute(sql::TOLD, &values)?;
    p.about(owner, e)
}

pub(super) fn code_learned(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &CodeLearned) -> Result<(), StoreError> {
    import_exists(p, x.import)?;
    p.debtor_exists(x.debtor)?;
    let values = [p.tenant.into(), e.seq.0.into(), x.debtor.0.into(), x.code.as_str().into(), x.import.0.into()];
    p.sql.execute(sql::CODE, &values)?;
    p.about(x.debtor.0, e)
}

/// The codes of a record name the one it was joined to.
pub(super) fn follow(p: &mut Projection<'_, '_>, from: i64, to: i64) -> Result<(), StoreError> {
    for learned in p.sql.rows(sql::CODES_OF, &[p.tenant.into(), from.into()], |row| row.int(0))? {
        p.knows(to, learned)?;
    }
    p.sql.execute(sql::MOVE_CODES, &[p.tenant.into(), from.into(), to.into()])?;
    Ok(())
}
