//! Users and their roles, from the system's journal.

use domain::events::{
    PasswordSet, RecoveryCodeUsed, RoleGiven, RoleTaken, SecondFactorRemoved, SecondFactorSet, UserChanged, UserCreated, UserDisabled,
    UserEnabled,
};
use domain::ids::UserId;

use super::{Projection, Stored};
use crate::engine::V;
use crate::error::StoreError;
use crate::sql::user as sql;

pub(super) fn created(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &UserCreated) -> Result<(), StoreError> {
    p.sql.execute(sql::CREATE, &[p.tenant.into(), e.seq.0.into(), x.login.as_str().into(), x.profile.id.into()])?;
    Ok(())
}

pub(super) fn changed(p: &mut Projection<'_, '_>, x: &UserChanged) -> Result<(), StoreError> {
    account(p, sql::CHANGE, x.user, &[x.login.as_str().into(), x.profile.id.into()])
}

pub(super) fn password(p: &mut Projection<'_, '_>, x: &PasswordSet) -> Result<(), StoreError> {
    account(p, sql::PASSWORD, x.user, &[x.secret.id.into()])
}

pub(super) fn second_factor(p: &mut Projection<'_, '_>, x: &SecondFactorSet) -> Result<(), StoreError> {
    account(p, sql::SECOND_FACTOR, x.user, &[x.secret.id.into(), x.recovery.id.into()])
}

pub(super) fn recovery_used(p: &mut Projection<'_, '_>, x: &RecoveryCodeUsed) -> Result<(), StoreError> {
    account(p, sql::RECOVERY_USED, x.user, &[V::Int(1_i64.checked_shl(x.code.into()).unwrap_or(0))])
}

pub(super) fn no_second_factor(p: &mut Projection<'_, '_>, x: &SecondFactorRemoved) -> Result<(), StoreError> {
    account(p, sql::SECOND_FACTOR, x.user, &[V::Null, V::Null])
}

pub(super) fn role_given(p: &mut Projection<'_, '_>, x: &RoleGiven) -> Result<(), StoreError> {
    exists(p, x.user)?;
    p.sql.execute(sql::GIVE_ROLE, &[p.tenant.into(), x.user.0.into(), x.creditor.0.into(), x.role.word().into()])?;
    Ok(())
}

pub(super) fn role_taken(p: &mut Projection<'_, '_>, x: &RoleTaken) -> Result<(), StoreError> {
    exists(p, x.user)?;
    p.sql.execute(sql::TAKE_ROLE, &[p.tenant.into(), x.user.0.into(), x.creditor.0.into()])?;
    Ok(())
}

pub(super) fn disabled(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &UserDisabled) -> Result<(), StoreError> {
    account(p, sql::DISABLE, x.user, &[e.effective_on.into()])
}

pub(super) fn enabled(p: &mut Projection<'_, '_>, x: &UserEnabled) -> Result<(), StoreError> {
    account(p, sql::DISABLE, x.user, &[V::Null])
}

/// Changes one user, who must exist.
fn account(p: &mut Projection<'_, '_>, text: &'static str, user: UserId, more: &[V<'_>]) -> Result<(), StoreError> {
    let mut values = vec![p.tenant.into(), user.0.into()];
    values.extend_from_slice(more);
    p.sql.first(text, &values, |_| Ok(()))?.ok_or(StoreError::Missing { what: "l'utilisateur", id: user.0 })
}

fn exists(p: &mut Projection<'_, '_>, user: UserId) -> Result<(), StoreError> {
    let found = p.sql.first(sql::ONE, &[p.tenant.into(), user.0.into()], |_| Ok(()))?;
    found.ok_or(StoreError::Missing { what: "l'utilisateur", id: user.0 })
}
