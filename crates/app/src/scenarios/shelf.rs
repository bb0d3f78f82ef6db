//! The scenarios of a creditor as a person finds them: who follows each, which version holds, whether a draft waits.

use std::collections::BTreeSet;

use domain::Date;
use domain::dunning::{SHIPPED, Scenario, scenario_name};
use domain::facts::{DebtorFacts, TenantFacts};
use domain::ids::{DebtorId, Seq};
use domain::party::{DebtorKind, Language, Reach};
use sha2::{Digest, Sha256};
use store::{Read, ScenarioDraft};

use crate::error::{AppError, Result};

/// A scenario as it held from some moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// From 1; 0 is the text that ships with the program.
    pub number: u32,
    /// The event that set it; 0 for the shipped text.
    pub seq: Seq,
    /// Its day; none for the shipped text.
    pub on: Option<Date>,
    /// Who set it; empty for the shipped text.
    pub author: String,
    /// When, in microseconds UTC; 0 for the shipped text.
    pub recorded_at: i64,
    /// The whole text.
    pub text: String,
}

impl Version {
    /// The scenario.
    ///
    /// # Errors
    /// A text that an older program took and this one does not.
    pub fn scenario(&self) -> Result<Scenario> {
        Scenario::parse(&self.text).map_err(|problems| {
            let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
            AppError::refused(format!("Version {} : {}", self.number, said.join(" ; ")))
        })
    }
}

/// A scenario under work, understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Working {
    /// As it is kept.
    pub draft: ScenarioDraft,
    /// Its value; its steps may not climb yet as they should.
    pub scenario: Scenario,
}

/// A scenario with everything that is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// Its name.
    pub name: String,
    /// Its versions, oldest first; none while it was never published.
    pub versions: Vec<Version>,
    /// What holds now.
    pub published: Option<Scenario>,
    /// What is under work.
    pub draft: Option<Working>,
}

impl Opened {
    /// What a person works on: the draft, else what holds.
    pub fn scenario(&self) -> Option<&Scenario> {
        self.draft.as_ref().map(|working| &working.scenario).or(self.published.as_ref())
    }

    /// Its text.
    pub fn text(&self) -> Option<&str> {
        let published = self.versions.last().map(|version| version.text.as_str());
        self.draft.as_ref().map(|working| working.draft.text.as_str()).or(published)
    }

    /// The version that holds.
    pub fn current(&self) -> Option<&Version> {
        self.versions.last()
    }

    /// The event of the version that holds; 0 for the shipped text, or where none holds.
    pub fn current_seq(&self) -> Seq {
        self.current().map_or(Seq(0), |version| version.seq)
    }

    /// Whether another version was published after the draft was begun.
    pub fn is_overtaken(&self) -> bool {
        self.draft.as_ref().is_some_and(|working| working.draft.based_on != self.current_seq())
    }
}

/// A short mark of a text: two texts with one mark are the same.
pub fn mark(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The versions of a scenario, oldest first, the shipped text before them all.
///
/// # Errors
/// The store.
pub fn versions(tx: &mut Read<'_>, name: &str) -> Result<Vec<Version>> {
    let shipped = SHIPPED.iter().find(|(shipped, _)| *shipped == name).map(|(_, text)| Version {
        number: 0,
        seq: Seq(0),
        on: None,
        author: String::new(),
        recorded_at: 0,
        text: (*text).to_owned(),
    });
    let recorded = tx.scenario_versions(name)?.into_iter().zip(1..).map(|(version, number)| Version {
        number,
        seq: version.seq,
        on: Some(version.on),
        author: version.author,
        recorded_at: version.recorded_at,
        text: version.toml,
    });
    Ok(shipped.into_iter().chain(recorded).collect())
}

/// A scenario by name; none where nothing of that name was shipped, published or begun.
///
/// # Errors
/// The store; a text that an older program took and this one does not.
pub fn open(tx: &mut Read<'_>, name: &str) -> Result<Option<Opened>> {
    let versions = versions(tx, name)?;
    let published = versions.last().map(Version::scenario).transpose()?;
    let draft = tx.scenario_draft(name)?.map(working).transpose()?;
    if versions.is_empty() && draft.is_none() {
        return Ok(None);
    }
    Ok(Some(Opened { name: name.to_owned(), versions, published, draft }))
}

fn working(draft: ScenarioDraft) -> Result<Working> {
    let scenario = Scenario::parse_draft(&draft.text).map_err(|problems| {
        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
        AppError::refused(format!("Brouillon de « {} » : {}", draft.name, said.join(" ; ")))
    })?;
    Ok(Working { draft, scenario })
}

/// A line of the list of scenarios.
#[derive(Clone, Debug, PartialEq)]
pub struct Shelved {
    /// The scenario.
    pub opened: Opened,
    /// Kinds of debtors that follow it by policy, with how many do.
    pub kinds: Vec<(DebtorKind, u64)>,
    /// Debtors that follow it by their own choice.
    pub own: u64,
}

impl Shelved {
    /// Everybody who follows it.
    pub fn followers(&self) -> u64 {
        self.own + self.kinds.iter().map(|(_, count)| count).sum::<u64>()
    }
}

/// Every scenario: the shipped ones, then a creditor's own, then what was only begun.
///
/// # Errors
/// As [`open`].
pub fn shelf(tx: &mut Read<'_>, followed: &Followed, day: Date) -> Result<Vec<Shelved>> {
    let mut names: Vec<String> = SHIPPED.iter().map(|(name, _)| (*name).to_owned()).collect();
    let own: BTreeSet<String> = tx.scenario_names()?.into_iter().chain(tx.scenario_drafts()?.into_iter().map(|draft| draft.name)).collect();
    names.extend(own.into_iter().filter(|name| !SHIPPED.iter().any(|(shipped, _)| shipped == name)));
    let mut shelf = Vec::with_capacity(names.len());
    for name in names {
        shelf.extend(open(tx, &name)?.map(|opened| followed.line(opened, day)));
    }
    Ok(shelf)
}

/// One line of the list; none where nothing of that name was shipped, published or begun.
///
/// # Errors
/// As [`open`].
pub fn shelved(tx: &mut Read<'_>, name: &str, followed: &Followed, day: Date) -> Result<Option<Shelved>> {
    let Some(opened) = open(tx, name)? else { return Ok(None) };
    Ok(Some(followed.line(opened, day)))
}

/// Who follows what: counted over every debtor, and kept by the server ([`crate::kept::Kept`]).
#[derive(Clone, Debug)]
pub struct Followed {
    tenant: TenantFacts,
    shares: Vec<(DebtorKind, Option<String>, u64)>,
}

impl Followed {
    /// Counts them.
    ///
    /// # Errors
    /// What the store says.
    pub fn read(tx: &mut Read<'_>, day: Date) -> Result<Followed> {
        Ok(Followed { tenant: tx.tenant_facts(day)?, shares: tx.scenario_shares()? })
    }

    fn line(&self, opened: Opened, day: Date) -> Shelved {
        let of = |kind: DebtorKind| {
            let those = self.shares.iter().filter(|(its, own, _)| *its == kind && own.is_none());
            those.map(|(_, _, count)| count).sum()
        };
        let kinds = kinds_of(&self.tenant, &opened.name, day).into_iter().map(|kind| (kind, of(kind))).collect();
        let own = self.shares.iter().filter(|(_, own, _)| own.as_deref() == Some(opened.name.as_str())).map(|(_, _, count)| count).sum();
        Shelved { opened, kinds, own }
    }
}

/// The kinds, as recorded, whose debtors follow a scenario by policy; what was said of those that no file qualifies counts.
pub(super) fn kinds_of(tenant: &TenantFacts, name: &str, day: Date) -> Vec<DebtorKind> {
    let follows = |kind: &DebtorKind| {
        let some = DebtorFacts::new(DebtorId(0), String::new(), *kind, String::new(), Language::Fr, Reach::default());
        let effective = domain::dunning::effective_kind(&some, tenant, day);
        scenario_name(None, effective, &tenant.policy) == Some(name)
    };
    DebtorKind::ALL.into_iter().filter(follows).collect()
}
