//! The erasable store: every kept byte is there and whole, or was erased and is gone.

use std::collections::HashSet;

use super::Checked;
use crate::chain::Key;
use crate::engine::Sql;
use crate::error::StoreError;
use crate::sql::{journal as sql, tenant as tenant_sql};

/// How the erasable store is called in a finding.
pub(super) const PLACE: &str = "données effaçables";

/// Blocks of bytes are small: a PDF may weigh a megabyte.
const BLOCK: i64 = 100;

/// Checks every row against its digest, and that exactly the erased ones are missing.
pub(super) fn check(c: &mut Checked<'_, '_>, scratch: &mut Sql<'_>) -> Result<(), StoreError> {
    let tenant = c.read.tenant.0;
    let key = c.read.sql.first(tenant_sql::SECRET, &[tenant.into()], |row| Ok(Key::new(row.blob(0)?)))?;
    let Some(key) = key else {
        c.find(PLACE, 0, "la clé du dossier manque");
        return Ok(());
    };
    let erased: HashSet<i64> = scratch.rows(sql::ALL_ERASED, &[tenant.into()], |row| row.int(0))?.into_iter().collect();
    let mut last = 0;
    loop {
        let block = c.read.sql.rows(sql::PRIVATE_BLOCK, &[tenant.into(), last.into(), BLOCK.into()], |row| {
            Ok((row.int(0)?, key.digest(row.blob(2)?) == row.str(1)?))
        })?;
        if block.is_empty() {
            break;
        }
        for (id, whole) in block {
            for missing in (last + 1..id).filter(|id| !erased.contains(id)).take(super::MOST) {
                c.find(PLACE, missing, "les données manquent sans avoir été effacées");
            }
            if erased.contains(&id) {
                c.find(PLACE, id, "les données ont été effacées et sont encore là");
            }
            if !whole {
                c.find(PLACE, id, "les données ne sont pas celles qui ont été conservées (empreinte différente)");
            }
            last = id;
        }
    }
    let kept = c.read.sql.first(tenant_sql::HEAD, &[tenant.into()], |row| row.int(3))?.unwrap_or(0);
    for missing in (last + 1..=kept).filter(|id| !erased.contains(id)).take(super::MOST) {
        c.find(PLACE, missing, "les données manquent sans avoir été effacées");
    }
    let highest = erased.iter().copied().max().unwrap_or(0).max(last);
    if highest > kept {
        c.find(PLACE, highest, format!("la tête du journal ne connaît que {kept} données"));
    }
    Ok(())
}
