//! Notes, who follows a debtor, and absences.

use domain::events::{AbsenceEnded, AbsenceSet, FollowerSet, NoteAdded};

use super::{Projection, Stored};
use crate::error::StoreError;
use crate::sql::follow as sql;

pub(super) fn note(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &NoteAdded) -> Result<(), StoreError> {
    p.debtor_exists(x.debtor)?;
    let values = [
        p.tenant.into(),
        e.seq.0.into(),
        x.debtor.0.into(),
        e.effective_on.into(),
        e.author.into(),
        e.recorded_at.into(),
        x.body.id.into(),
    ];
    p.sql.execute(sql::NOTE, &values)?;
    // A note changes nothing of what is to be done.
    p.index(x.debtor.0, e)
}

pub(super) fn follower(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &FollowerSet) -> Result<(), StoreError> {
    p.debtor_exists(x.debtor)?;
    let values = [p.tenant.into(), x.debtor.0.into(), x.user.map(|user| user.0).into(), e.seq.0.into()];
    p.sql.execute(sql::FOLLOW, &values)?;
    p.index(x.debtor.0, e)
}

pub(super) fn absence(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &AbsenceSet) -> Result<(), StoreError> {
    let values = [p.tenant.into(), e.seq.0.into(), x.user.0.into(), x.cover.0.into(), e.effective_on.into(), x.until.into()];
    p.sql.execute(sql::ABSENCE, &values)?;
    p.about_all(e)
}

pub(super) fn absence_ended(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &AbsenceEnded) -> Result<(), StoreError> {
    let values = [p.tenant.into(), x.absence.0.into(), e.effective_on.into()];
    if p.sql.execute(sql::END_ABSENCE, &values)? == 0 {
        return Err(StoreError::Missing { what: "l'absence", id: x.absence.0 });
    }
    p.about_all(e)
}
