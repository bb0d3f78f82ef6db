//! Mandates: recorded as signed, revoked, listed with where each stands.

use std::collections::BTreeMap;

use domain::Date;
use domain::debits::{HORIZON_DAYS, Mandate, MandateBar, NOTICE_DAYS, Scheme, in_economic_area};
use domain::dunning::effective_kind;
use domain::events::{MandateRecorded, MandateRevoked, NewEvent};
use domain::facts::DebtorFacts;
use domain::french::date_short;
use domain::ids::{ClaimId, DebitBatchId, DebtorId, MandateId};
use domain::money::Cents;
use domain::party::{DebtorKind, Iban};
use store::{DebitBatchRow, Read, Selection, Tx};

use crate::error::{AppError, Result};
use crate::record::Done;
use crate::resolve;

/// A mandate as it was signed.
#[derive(Clone, Debug)]
pub struct NewMandate<'a> {
    /// Who signed.
    pub debtor: &'a str,
    /// Its unique reference (RUM).
    pub reference: &'a str,
    /// Under which scheme.
    pub scheme: Scheme,
    /// For one debit alone.
    pub once: bool,
    /// Day of the signature.
    pub signed_on: Date,
    /// The IBAN to debit.
    pub iban: &'a str,
    /// Days between the notice and the collection; fourteen where nothing else was agreed.
    pub notice_days: Option<u16>,
    /// Last collection under it before it was recorded here.
    pub last_used_on: Option<Date>,
}

/// Where a mandate stands on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It can be used through that day, if no collection comes before.
    Valid {
        /// Its last day.
        through: Date,
    },
    /// It cannot.
    Barred(MandateBar),
}

/// A mandate with whom it is of and where it stands.
#[derive(Clone, Debug)]
pub struct MandateShown {
    /// The mandate.
    pub mandate: Mandate,
    /// Code of the debtor.
    pub code: String,
    /// Name of the debtor.
    pub name: String,
    /// Where it stands.
    pub standing: Standing,
}

/// Records a mandate.
///
/// # Errors
/// An unknown debtor, a reference that banks refuse or that is known, an IBAN with a wrong key or outside the European Economic
/// Area, days out of order, a B2B mandate of who is no business.
pub fn add(tx: &mut Tx<'_>, new: &NewMandate<'_>, on: Date) -> Result<Done> {
    let debtor = resolve::debtor(tx, new.debtor)?;
    let reference = domain::debits::identifier(new.reference).map_err(|error| AppError::usage(format!("RUM : {error}.")))?;
    // One that was mistyped, revoked and never presented is no mandate of the bank's: its reference may be recorded anew.
    let unused = |known: &Mandate| known.revoked_on.is_some() && known.last_presented_on.is_none() && known.awaiting.is_none();
    let same = |known: &Mandate| known.reference.eq_ignore_ascii_case(reference) && !unused(known);
    if let Some(known) = tx.mandates()?.into_iter().find(same) {
        return Err(AppError::refused(format!(
            "La RUM « {} » est déjà celle du mandat {} ({}) : une RUM ne sert qu'une fois. Inscrite par erreur et jamais présentée, elle peut l'être de nouveau une fois ce mandat révoqué.",
            known.reference, known.id, known.debtor
        )));
    }
    let iban = account(new.iban)?;
    let notice_days = new.notice_days.unwrap_or(NOTICE_DAYS);
    if i64::from(notice_days) > HORIZON_DAYS {
        return Err(AppError::usage(format!("Le préavis va de 0 à {HORIZON_DAYS} jours.")));
    }
    check_days(new, on)?;
    let kind = kind_of(tx, debtor, on)?;
    if new.scheme == Scheme::B2b && kind != DebtorKind::Business {
        return Err(AppError::refused(format!(
            "Un mandat interentreprises (B2B) est réservé aux entreprises, et ce débiteur est noté « {} ». Corrigez sa qualité, ou faites signer un mandat CORE.",
            kind.french()
        )));
    }
    let kept = tx.keep(iban.as_str().as_bytes())?;
    let event = MandateRecorded {
        debtor,
        reference: reference.to_owned(),
        scheme: new.scheme,
        once: new.once,
        signed_on: new.signed_on,
        iban: kept,
        notice_days,
        last_used_on: new.last_used_on,
    };
    let id = MandateId(tx.append(NewEvent::new(on, event))?.0);
    let registered = match new.scheme {
        Scheme::B2b => " Le débiteur doit aussi l'enregistrer auprès de sa banque avant le premier prélèvement.",
        Scheme::Core => "",
    };
    Ok(Done {
        said: format!(
            "Mandat {id} de {debtor} inscrit : RUM {reference}, {}, signé le {}, préavis de {notice_days} jours.{registered}",
            new.scheme.french(),
            date_short(new.signed_on)
        ),
        created: vec![id.to_string()],
    })
}

/// An account that a direct debit can take from.
fn account(text: &str) -> Result<Iban> {
    let iban = Iban::parse(text).map_err(|error| AppError::usage(format!("{error}.")))?;
    let country = &iban.as_str()[..2];
    if in_economic_area(country) {
        return Ok(iban);
    }
    Err(AppError::refused(format!(
        "Le compte est hors de l'Espace économique européen ({country}) : un prélèvement y demande l'adresse du débiteur, que le fichier ne porte pas."
    )))
}

fn check_days(new: &NewMandate<'_>, on: Date) -> Result<()> {
    if new.signed_on > on {
        return Err(AppError::usage(format!("Le mandat serait signé le {}, après le {}.", date_short(new.signed_on), date_short(on))));
    }
    if let Some(last) = new.last_used_on.filter(|last| *last > on || *last < new.signed_on) {
        return Err(AppError::usage(format!(
            "Le dernier prélèvement ({}) se place entre la signature ({}) et aujourd'hui.",
            date_short(last),
            date_short(new.signed_on)
        )));
    }
    Ok(())
}

/// What a debtor is in law, as decisions take it.
fn kind_of(tx: &mut Read<'_>, debtor: DebtorId, on: Date) -> Result<DebtorKind> {
    kinds_of(tx, &[debtor], on)?.remove(&debtor).ok_or_else(|| AppError::usage(format!("Aucun débiteur {debtor}.")))
}

/// The same of several debtors at once.
fn kinds_of(tx: &mut Read<'_>, debtors: &[DebtorId], on: Date) -> Result<BTreeMap<DebtorId, DebtorKind>> {
    let tenant = tx.tenant_facts(on)?;
    let mut kinds = BTreeMap::new();
    tx.each_open_debtor_facts(Selection::Ids(debtors), on, |facts| {
        kinds.insert(facts.debtor, effective_kind(&facts, &tenant, on));
        Ok(())
    })?;
    Ok(kinds)
}

/// Revokes a mandate, named by its reference `ma_12` or its RUM.
///
/// # Errors
/// None of that name, or one revoked already.
pub fn revoke(tx: &mut Tx<'_>, named: &str, on: Date) -> Result<Done> {
    let mandate = one(tx, named)?;
    if let Some(before) = mandate.revoked_on {
        return Err(AppError::refused(format!("Le mandat {} est déjà révoqué, depuis le {}.", mandate.id, date_short(before))));
    }
    tx.append(NewEvent::new(on, MandateRevoked { mandate: mandate.id }))?;
    let mut said =
        format!("Mandat {} (RUM {}) révoqué au {} : plus rien n'est prélevé par lui.", mandate.id, mandate.reference, date_short(on));
    for batch in debited_by(tx, mandate.id, on)? {
        let what =
            if batch.handed_over_on.is_some() { "demandez à votre banque de l'en retirer" } else { "annulez ce lot et refaites-le" };
        said.push_str(&format!("\nAttention : le lot {} le prélève le {} ; {what}.", batch.id, date_short(batch.collect_on)));
    }
    Ok(Done { said, created: Vec::new() })
}

/// The batches to come that debit under a mandate, newest first: revoking it does not take its debit out of their files.
///
/// # Errors
/// What the database says.
pub fn debited_by(tx: &mut Read<'_>, mandate: MandateId, today: Date) -> Result<Vec<DebitBatchRow>> {
    let mut found = Vec::new();
    for batch in tx.debit_batches()?.into_iter().filter(|batch| batch.cancelled_on.is_none() && batch.collect_on >= today) {
        if tx.debit_lines(batch.id)?.iter().any(|line| line.mandate == mandate) {
            found.push(batch);
        }
    }
    Ok(found)
}

fn one(tx: &mut Read<'_>, named: &str) -> Result<Mandate> {
    let named = named.trim();
    let mandates = tx.mandates()?;
    let id: Option<MandateId> = named.strip_prefix("ma_").and_then(|_| named.parse().ok());
    let found = mandates.iter().find(|mandate| Some(mandate.id) == id);
    // Of several with one reference all but the last are revoked.
    let found = found.or_else(|| mandates.iter().rfind(|mandate| mandate.reference.eq_ignore_ascii_case(named)));
    found.cloned().ok_or_else(|| AppError::usage(format!("Aucun mandat « {named} ». Voir « quittance debit mandate list ».")))
}

/// The mandates, of one debtor or of all, by id.
///
/// # Errors
/// An unknown debtor, or what the database says.
pub fn mandates(tx: &mut Read<'_>, debtor: Option<&str>, on: Date) -> Result<Vec<MandateShown>> {
    if let Some(named) = debtor {
        let debtor = resolve::debtor(tx, named)?;
        return mandates_of(tx, debtor, on);
    }
    let mandates = super::returned::mandates(tx)?;
    shown(tx, mandates, on)
}

/// The mandates of a debtor, by id.
///
/// # Errors
/// What the database says.
pub fn mandates_of(tx: &mut Read<'_>, debtor: DebtorId, on: Date) -> Result<Vec<MandateShown>> {
    let mandates = super::returned::mandates_of(tx, debtor)?;
    shown(tx, mandates, on)
}

/// One mandate, where there is one of that id.
///
/// # Errors
/// What the database says.
pub fn mandate(tx: &mut Read<'_>, id: MandateId, on: Date) -> Result<Option<MandateShown>> {
    let mandates = super::returned::mandate(tx, id)?.into_iter().collect();
    Ok(shown(tx, mandates, on)?.pop())
}

fn shown(tx: &mut Read<'_>, mandates: Vec<Mandate>, on: Date) -> Result<Vec<MandateShown>> {
    let mut debtors: Vec<DebtorId> = mandates.iter().map(|mandate| mandate.debtor).collect();
    debtors.sort_unstable();
    debtors.dedup();
    let (names, kinds) = (tx.names(&debtors)?, kinds_of(tx, &debtors, on)?);
    let shown = mandates.into_iter().map(|mandate| {
        let kind = kinds.get(&mandate.debtor).copied().unwrap_or(DebtorKind::Unknown);
        let standing = match mandate.bar(kind, on) {
            Some(bar) => Standing::Barred(bar),
            None => Standing::Valid { through: mandate.valid_through() },
        };
        let (code, name) = names.get(&mandate.debtor).cloned().unwrap_or_default();
        MandateShown { mandate, code, name, standing }
    });
    Ok(shown.collect())
}

/// A debit of a claim that is to come, or of which nobody said what became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToCome {
    /// In which batch.
    pub batch: DebitBatchId,
    /// What it pays.
    pub claim: ClaimId,
    /// Number of the invoice.
    pub number: String,
    /// How much.
    pub cents: Cents,
    /// Day of the collection.
    pub collect_on: Date,
    /// Handed to the bank on.
    pub handed_over_on: Option<Date>,
}

/// The debits to come of a debtor's claims, the first day first.
///
/// # Errors
/// What the database says.
pub fn to_come(tx: &mut Read<'_>, facts: &DebtorFacts, today: Date) -> Result<Vec<ToCome>> {
    let open = facts.claims.iter().filter(|claim| claim.book_principal(today).is_positive());
    let numbers: BTreeMap<ClaimId, &str> = open.map(|claim| (claim.id, claim.number.as_str())).collect();
    let claims: Vec<ClaimId> = numbers.keys().copied().collect();
    let presented = tx.presented(&claims)?.into_values().flatten();
    let waited = presented.filter(|one| one.collect_on >= today || one.handed_over_on.is_none());
    let mut found: Vec<ToCome> = waited
        .map(|one| ToCome {
            batch: one.batch,
            claim: one.claim,
            number: numbers.get(&one.claim).copied().unwrap_or_default().to_owned(),
            cents: one.cents,
            collect_on: one.collect_on,
            handed_over_on: one.handed_over_on,
        })
        .collect();
    found.sort_by_key(|one| (one.collect_on, one.batch, one.claim));
    Ok(found)
}
