//! How far an import makes payments known, and the statements that are missing.

use std::collections::HashMap;

use domain::Date;
use domain::bank::days::{Covered, Hole, Through, through};
use domain::french::{date_short, money_fr};
use domain::ids::BankAccountId;
use domain::money::Currency;
use formats::bank::Statement;
use formats::{Place, Problems};
use store::Tx;

use super::days;
use super::taking::Taking;
use crate::error::Result;

impl Taking {
    /// The day through which every payment is known, of the account that is known least far; a statement that is missing is told. To be
    /// asked once, when every statement is taken.
    pub(super) fn known_through(
        &mut self,
        tx: &mut Tx<'_>,
        statements: &[Statement],
        accounts: &[BankAccountId],
        problems: &mut Problems,
    ) -> Result<Option<Date>> {
        let known = tx.bank_accounts()?;
        let mut reach: HashMap<BankAccountId, Option<Date>> = known.iter().map(|account| (account.id, account.known_to)).collect();
        for account in &known {
            let Some(fresh) = self.fresh.get(&account.id) else { continue };
            let mut all: Vec<Covered> = tx.bank_statements(account.id, i64::MAX)?.iter().map(|one| one.days()).collect();
            let before = through(&all);
            all.extend(fresh.statements.iter().map(|(_, days)| *days));
            let now = through(&all);
            let own = statements.iter().zip(accounts).filter(|(_, of)| **of == account.id).map(|(one, _)| one);
            for hole in now.holes.iter().filter(|hole| !before.holes.contains(hole)) {
                told(hole, &now, own.clone(), problems);
            }
            if fresh.statements.iter().all(|(_, days)| days.notice) {
                self.notes.push(notice_said(now.known_to));
            }
            reach.insert(account.id, now.known_to);
        }
        // An account of which nothing was ever read says nothing.
        Ok(reach.into_values().flatten().min())
    }
}

/// A notice makes no day known.
fn notice_said(known_to: Option<Date>) -> String {
    let known = known_to.map_or_else(String::new, |day| format!(" : vos règlements restent connus jusqu'au {}", date_short(day)));
    format!("Un avis d'opérations ne dit pas tout ce que la banque a inscrit{known}.")
}

/// A statement is missing: said at the statement of this import beside the hole.
fn told<'s>(hole: &Hole, now: &Through, mut own: impl Iterator<Item = &'s Statement> + Clone, problems: &mut Problems) {
    let first = own.clone().next().map_or(Currency::EUR, |statement| statement.currency);
    let beside = own.find(|statement| days(statement).is_some_and(|(from, to)| from == hole.before || to == hole.after));
    let known_to = now.known_to.unwrap_or(hole.after);
    problems.warning(
        beside.map_or(Place::FILE, |statement| Place::line(statement.line)),
        "statement_gap",
        format_args!(
            "le relevé du {} commence à {} ; le précédent finissait à {} le {}. Il manque sans doute un relevé entre le {} et le {} : importez-le. D'ici là, vos règlements ne sont tenus pour connus que jusqu'au {}.",
            date_short(hole.before),
            money_fr(hole.opening, first),
            money_fr(hole.closing, first),
            date_short(hole.after),
            date_short(hole.after),
            date_short(hole.before),
            date_short(known_to)
        ),
    );
}
