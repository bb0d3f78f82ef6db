//! The bank: accounts, statements, their lines, what each line is, whose letters wait for it, and what was learned of payers.
//!
//! The story of a debtor for whom a line waits holds the events of that line and of its statement: without them the journal of one
//! debtor could not say how much waits, nor whether its import counts. The import itself is in every story.

use std::collections::HashMap;

use domain::events::{
    BankAccountAdded, BankLineDecided, BankLineHeld, BankLineReopened, BankRuleRemoved, BankRuleSet, BankStatementTaken, Event, LineIs,
    PayerForgotten, PayerLearned,
};
use domain::ids::{AllocationId, BankLineId, BankStatementId, MovementId};
use domain::money::Money;
use jiff::civil::Date;
use serde::Serialize;

use super::{Projection, Stored, json, movement};
use crate::engine::{Bulk, V};
use crate::error::StoreError;
use crate::sql::{bank as sql, import as import_sql, journal as journal_sql, movement as movement_sql};

/// Lines by blocks.
pub(super) const LINES: Bulk = Bulk {
    table: "bank_line",
    columns: &[
        "tenant_id",
        "id",
        "statement",
        "account",
        "import_id",
        "day",
        "amount",
        "currency",
        "kind",
        "reference",
        "label",
        "details",
        "state",
    ],
    conflict: "",
    joined: "",
};

/// What a projection asks of a line.
struct Head {
    statement: i64,
    import: i64,
    day: Date,
    amount: i64,
    currency: String,
    decided: Option<i64>,
}

/// What a decision made, as the row keeps it: of a return, the payment that came back.
#[derive(Serialize)]
struct Made<'d> {
    payments: &'d [MovementId],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    told: &'d [MovementId],
    credits: &'d [AllocationId],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    given_up: &'d [MovementId],
    #[serde(skip_serializing_if = "Option::is_none")]
    converted: Option<Money>,
}

/// The payment that came back, told again or not.
fn back(payment: &MovementId, told: bool) -> Made<'_> {
    let (one, none) = (std::slice::from_ref(payment), &[][..]);
    let (payments, told) = if told { (none, one) } else { (one, none) };
    Made { payments, told, credits: &[], given_up: &[], converted: None }
}

/// The refunds, which are allocations.
fn gives_back(refunds: &[AllocationId]) -> Made<'_> {
    Made { payments: &[], told: &[], credits: refunds, given_up: &[], converted: None }
}

pub(super) fn account_added(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &BankAccountAdded) -> Result<(), StoreError> {
    let values = [
        p.tenant.into(),
        e.seq.0.into(),
        x.account.id.into(),
        x.account.digest.as_str().into(),
        x.name.as_str().into(),
        x.currency.code().into(),
    ];
    p.sql.execute(sql::ACCOUNT, &values)?;
    Ok(())
}

pub(super) fn statement_taken(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &BankStatementTaken) -> Result<(), StoreError> {
    let account = p.sql.first(sql::ACCOUNT_EXISTS, &[p.tenant.into(), x.account.0.into()], |row| row.int(0))?;
    account.ok_or(StoreError::Missing { what: "le compte bancaire", id: x.account.0 })?;
    let import = p.sql.first(import_sql::STATE, &[p.tenant.into(), x.import.0.into()], |row| row.text(0))?;
    import.ok_or(StoreError::Missing { what: "l'import", id: x.import.0 })?;
    let values = [
        p.tenant.into(),
        e.seq.0.into(),
        x.account.0.into(),
        x.import.0.into(),
        e.effective_on.into(),
        x.format.as_str().into(),
        x.number.as_deref().into(),
        x.currency.code().into(),
        x.from.into(),
        x.to.into(),
        x.opening.map(|cents| cents.0).into(),
        x.closing.map(|cents| cents.0).into(),
        i64::from(x.taken).into(),
        i64::from(x.known).into(),
        i64::from(x.covered).into(),
    ];
    p.sql.execute(sql::STATEMENT, &values)?;
    Ok(())
}

/// Lines of a file; what they share is asked once of each statement.
pub(super) fn lines(p: &mut Projection<'_, '_>, run: &[Stored<'_>]) -> Result<(), StoreError> {
    let mut homes: HashMap<i64, (i64, i64)> = HashMap::new();
    let mut rows = Vec::with_capacity(run.len());
    for e in run {
        let Event::BankLineRecorded(x) = e.event else { continue };
        let home = match homes.get(&x.statement.0) {
            Some(home) => *home,
            None => *homes.entry(x.statement.0).or_insert(statement_home(p, x.statement)?),
        };
        rows.push((e, x, home));
    }
    let tenant = p.tenant;
    p.sql.bulk(
        &LINES,
        rows.iter().map(|(e, x, (account, import))| {
            [
                V::Int(tenant),
                V::Int(e.seq.0),
                V::Int(x.statement.0),
                V::Int(*account),
                V::Int(*import),
                V::Day(e.effective_on),
                V::Int(x.amount.0),
                V::Text(x.currency.code()),
                V::Text(x.kind.word()),
                V::from(x.reference.as_deref()),
                V::Text(&x.label.digest),
                V::Int(x.details.id),
                V::Text("open"),
            ]
        }),
    )
}

/// The account and the import of a statement.
fn statement_home(p: &mut Projection<'_, '_>, statement: BankStatementId) -> Result<(i64, i64), StoreError> {
    let home = p.sql.first(sql::STATEMENT_HOME, &[p.tenant.into(), statement.0.into()], |row| Ok((row.int(0)?, row.int(1)?)))?;
    home.ok_or(StoreError::Missing { what: "le relevé", id: statement.0 })
}

fn head(p: &mut Projection<'_, '_>, line: BankLineId) -> Result<Head, StoreError> {
    let head = p.sql.first(sql::LINE_HEAD, &[p.tenant.into(), line.0.into()], |row| {
        Ok(Head {
            statement: row.int(0)?,
            import: row.int(1)?,
            day: row.day(2)?,
            amount: row.int(3)?,
            currency: row.text(4)?,
            decided: row.opt_int(5)?,
        })
    })?;
    head.ok_or(StoreError::Missing { what: "la ligne de relevé", id: line.0 })
}

pub(super) fn held(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &BankLineHeld) -> Result<(), StoreError> {
    let line = head(p, x.line)?;
    released(p, e, x.line)?;
    for (rank, (debtor, until)) in (0_i64..).zip(x.waits()) {
        p.debtor_exists(debtor)?;
        let values = [
            p.tenant.into(),
            debtor.0.into(),
            e.seq.0.into(),
            rank.into(),
            x.line.0.into(),
            line.day.into(),
            line.amount.into(),
            line.currency.as_str().into(),
            line.import.into(),
            e.effective_on.into(),
            until.into(),
        ];
        p.sql.execute(sql::HOLD, &values)?;
        p.knows(debtor.0, line.statement)?;
        p.knows(debtor.0, x.line.0)?;
        p.about(debtor.0, e)?;
    }
    Ok(())
}

/// Letters no longer wait for a line, from the day of an event.
fn released(p: &mut Projection<'_, '_>, e: &Stored<'_>, line: BankLineId) -> Result<(), StoreError> {
    let waited = p.sql.rows(sql::END_HOLDS, &[p.tenant.into(), line.0.into(), e.effective_on.into()], |row| row.int(0))?;
    waited.into_iter().try_for_each(|debtor| p.about(debtor, e))
}

pub(super) fn decided(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &BankLineDecided) -> Result<(), StoreError> {
    let before = head(p, x.line)?;
    released(p, e, x.line)?;
    if before.decided.is_some() {
        p.sql.execute(sql::UNPAY, &[p.tenant.into(), x.line.0.into()])?;
    }
    let (state, made, why) = match &x.is {
        LineIs::Payment { payments, told, credits, given_up, converted } => {
            let made = Made { payments, told, credits, given_up, converted: *converted };
            ("payment", Some(json(&made)), None)
        }
        LineIs::Return { payment, told } => ("return", Some(json(&back(payment, *told))), None),
        LineIs::Refund { refunds } => ("refund", Some(json(&gives_back(refunds))), None),
        LineIs::Aside { why, .. } => ("aside", None, Some(why.word())),
    };
    let evidence = json(&x.evidence);
    let values = [
        p.tenant.into(),
        x.line.0.into(),
        state.into(),
        e.seq.0.into(),
        e.effective_on.into(),
        made.as_deref().into(),
        why.into(),
        i64::from(x.automatic).into(),
        x.score.map(i64::from).into(),
        evidence.as_str().into(),
        x.reason.as_ref().map(|reason| reason.id).into(),
    ];
    p.sql.execute(sql::DECIDE, &values)?;
    for owner in owners(p, &x.is)? {
        p.about(owner, e)?;
    }
    let made: Vec<i64> = match &x.is {
        LineIs::Payment { .. } => x.is.payments().map(|payment| payment.0).collect(),
        LineIs::Refund { refunds } => refunds.iter().map(|refund| refund.0).collect(),
        LineIs::Return { .. } | LineIs::Aside { .. } => Vec::new(),
    };
    for made in made {
        p.sql.execute(sql::PAID, &[p.tenant.into(), made.into(), x.line.0.into()])?;
    }
    Ok(())
}

/// Whose money it is.
fn owners(p: &mut Projection<'_, '_>, is: &LineIs) -> Result<Vec<i64>, StoreError> {
    let credits: &[AllocationId] = match is {
        LineIs::Payment { credits, .. } => credits,
        LineIs::Refund { refunds } => refunds,
        LineIs::Aside { rule: Some(rule), .. } => {
            let found = p.sql.first(sql::RULE_EXISTS, &[p.tenant.into(), rule.0.into()], |row| row.int(0))?;
            found.ok_or(StoreError::Missing { what: "la règle", id: rule.0 })?;
            &[]
        }
        LineIs::Return { .. } | LineIs::Aside { rule: None, .. } => &[],
    };
    let mut owners = Vec::new();
    // A difference is given up of a debtor who paid.
    for payment in is.payments() {
        owners.push(movement::head(p, payment)?.debtor);
    }
    for credit in credits {
        let payer = p.sql.first(movement_sql::ALLOCATION, &[p.tenant.into(), credit.0.into()], |row| row.int(5))?;
        owners.push(payer.ok_or(StoreError::Missing { what: "l'imputation", id: credit.0 })?);
    }
    Ok(owners)
}

/// What the decision made was withdrawn just before: whom it named, only the index still knows.
pub(super) fn reopened(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &BankLineReopened) -> Result<(), StoreError> {
    let line = head(p, x.line)?;
    // Only what a person took back waits for a person.
    let reopened_on = x.without.is_none().then_some(e.effective_on);
    p.sql.execute(sql::REOPEN, &[p.tenant.into(), x.line.0.into(), reopened_on.into()])?;
    p.sql.execute(sql::UNPAY, &[p.tenant.into(), x.line.0.into()])?;
    let Some(decided) = line.decided else { return Ok(()) };
    let named = p.sql.rows(journal_sql::NAMED, &[p.tenant.into(), decided.into()], |row| row.int(0))?;
    named.into_iter().try_for_each(|debtor| p.about(debtor, e))
}

pub(super) fn payer_learned(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &PayerLearned) -> Result<(), StoreError> {
    p.debtor_exists(x.debtor)?;
    let values = [p.tenant.into(), e.seq.0.into(), x.debtor.0.into(), x.iban.id.into(), x.iban.digest.as_str().into()];
    p.sql.execute(sql::PAYER, &values)?;
    p.about(x.debtor.0, e)
}

pub(super) fn payer_forgotten(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &PayerForgotten) -> Result<(), StoreError> {
    p.change(e, sql::FORGET_PAYER, "le compte payeur", x.account.0, &[e.effective_on.into()]).map(|_| ())
}

pub(super) fn rule_set(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &BankRuleSet) -> Result<(), StoreError> {
    p.sql.execute(sql::RULE, &[p.tenant.into(), e.seq.0.into(), x.rule.id.into()])?;
    Ok(())
}

pub(super) fn rule_removed(p: &mut Projection<'_, '_>, e: &Stored<'_>, x: &BankRuleRemoved) -> Result<(), StoreError> {
    if p.sql.execute(sql::REMOVE_RULE, &[p.tenant.into(), x.rule.0.into(), e.effective_on.into()])? == 0 {
        return Err(StoreError::Missing { what: "la règle", id: x.rule.0 });
    }
    Ok(())
}

/// What may be money of a record, and the accounts from which it pays, go with it into another.
pub(super) fn follow(p: &mut Projection<'_, '_>, from: i64, to: i64) -> Result<(), StoreError> {
    let of_record = [p.tenant.into(), from.into()];
    for (hold, line, statement) in p.sql.rows(sql::HOLDS_OF, &of_record, |row| Ok((row.int(0)?, row.int(1)?, row.int(2)?)))? {
        [statement, line, hold].into_iter().try_for_each(|event| p.knows(to, event))?;
    }
    for account in p.sql.rows(sql::PAYERS_OF, &of_record, |row| row.int(0))? {
        p.knows(to, account)?;
    }
    for text in [sql::MOVE_HOLDS, sql::MOVE_PAYERS] {
        p.sql.execute(text, &[p.tenant.into(), from.into(), to.into()])?;
    }
    Ok(())
}
