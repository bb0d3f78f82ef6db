//! What a statement rests on, kept with what is sent: facts, values with source and mark, articles, program and law.

use jiff::civil::Date;
use serde::Serialize;

use super::account::Account;
use super::{IndemnityLine, Line, LineKind};
use crate::law::{Entry, Law, Mark, RateBasis, Series};
use crate::party::{CreditorKind, DebtorKind};
use crate::terms::Imputation;

/// What a statement rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// The facts.
    pub account: Account,
    /// The day asked.
    pub day: Date,
    /// The values of the law that were used.
    pub values: Vec<ValueUsed>,
    /// The articles that were applied, each once.
    pub articles: Vec<String>,
    /// Version of the program.
    pub program: &'static str,
    /// Fingerprint of the law that was loaded, hexadecimal.
    pub law: String,
}

/// A value of the law as it was used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ValueUsed {
    /// Series by the name of its file.
    pub series: String,
    /// French name of the series.
    pub name: String,
    /// In force from.
    pub from: Date,
    /// The value as users read it.
    pub value: String,
    /// Where it was read.
    pub source: String,
    /// When it was read.
    pub read_on: Date,
    /// How sure it is.
    pub mark: Mark,
}

/// The receipt of an account on a day, given its lines.
pub(super) fn of(account: &Account, day: Date, law: &Law, lines: &[Line], indemnity: Option<&IndemnityLine>) -> Receipt {
    let mut values = Vec::new();
    for line in lines {
        line_values(line, law, &mut values);
    }
    if let Some(indemnity) = indemnity {
        let series = if account.debtor == DebtorKind::PublicBody { &law.public_indemnity } else { &law.indemnity };
        add(series, indemnity.on, &mut values);
    }
    Receipt {
        account: account.clone(),
        day,
        values,
        articles: articles(account, day, lines, indemnity),
        program: env!("CARGO_PKG_VERSION"),
        law: format!("{:016x}", law.fingerprint()),
    }
}

fn line_values(line: &Line, law: &Law, values: &mut Vec<ValueUsed>) {
    match line.applied.basis {
        RateBasis::Ecb { anchor, .. } => {
            add(&law.ecb, anchor, values);
            match line.kind {
                LineKind::Default => add(&law.default_points, anchor, values),
                LineKind::Public => add(&law.public_points, line.from, values),
                _ => {}
            }
        }
        RateBasis::Legal { column, anchor, .. } => {
            let series = match column {
                CreditorKind::Business => &law.legal_business,
                CreditorKind::Individual => &law.legal_individual,
            };
            add(series, anchor, values);
            if line.kind == LineKind::JudgmentIncreased {
                add(&law.judgment_points, line.from, values);
            }
        }
        RateBasis::Contract => {}
    }
}

fn add(series: &Series, day: Date, values: &mut Vec<ValueUsed>) {
    // The value was found when the line was computed; a gap here would have been an error there.
    let Ok(entry) = series.on(day) else { return };
    let Entry { from, source, read_on, mark, .. } = entry;
    if values.iter().all(|used| used.series != series.key || used.from != *from) {
        values.push(ValueUsed {
            series: series.key.clone(),
            name: series.name.clone(),
            from: *from,
            value: series.show(entry),
            source: source.clone(),
            read_on: *read_on,
            mark: *mark,
        });
    }
}

fn articles(account: &Account, day: Date, lines: &[Line], indemnity: Option<&IndemnityLine>) -> Vec<String> {
    let mut articles: Vec<String> = Vec::new();
    let mut cite = |article: &str| {
        if articles.iter().all(|cited| cited != article) {
            articles.push(article.to_owned());
        }
    };
    lines.iter().for_each(|line| cite(line.source()));
    if let Some(indemnity) = indemnity {
        cite(indemnity.source);
    }
    if !lines.is_empty() && !account.movements.is_empty() {
        cite(match account.imputation {
            Imputation::InterestFirst => "C. civ. 1343-1",
            Imputation::PrincipalFirst => "Contrat (imputation sur le principal, par dérogation à C. civ. 1343-1)",
        });
    }
    if lines.iter().any(|line| line.capitalised.is_positive()) {
        cite("C. civ. 1343-2");
    }
    if account.insolvency_on.is_some_and(|on| on <= day) {
        cite("C. com. L622-28");
    }
    articles
}
