//! Mandates: recorded as signed, revoked, listed with where each stands.

use domain::Date;
use domain::debits::{HORIZON_DAYS, Mandate, MandateBar, NOTICE_DAYS, Scheme, in_economic_area};
use domain::dunning::effective_kind;
use domain::events::{MandateRecorded, MandateRevoked, NewEvent};
use domain::french::date_short;
use domain::ids::{DebtorId, MandateId};
use domain::party::{DebtorKind, Iban};
use store::{Read, Tx};

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
    let tenant = tx.tenant_facts(on)?;
    let facts = tx.debtor_facts(debtor)?.ok_or_else(|| AppError::usage(format!("Aucun débiteur {debtor}.")))?;
    Ok(effective_kind(&facts, &tenant, on))
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
    for batch in tx.debit_batches()?.into_iter().filter(|batch| batch.cancelled_on.is_none() && batch.collect_on >= on) {
        if tx.debit_lines(batch.id)?.iter().any(|line| line.mandate == mandate.id) {
            let what =
                if batch.handed_over_on.is_some() { "demandez à votre banque de l'en retirer" } else { "annulez ce lot et refaites-le" };
            said.push_str(&format!("\nAttention : le lot {} le prélève le {} ; {what}.", batch.id, date_short(batch.collect_on)));
        }
    }
    Ok(Done { said, created: Vec::new() })
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
    let only = debtor.map(|named| resolve::debtor(tx, named)).transpose()?;
    let mut mandates = super::returned::mandates(tx)?;
    mandates.retain(|mandate| only.is_none_or(|only| only == mandate.debtor));
    let mut debtors: Vec<DebtorId> = mandates.iter().map(|mandate| mandate.debtor).collect();
    debtors.sort_unstable();
    debtors.dedup();
    let names = tx.names(&debtors)?;
    let mut shown = Vec::with_capacity(mandates.len());
    for mandate in mandates {
        let kind = kind_of(tx, mandate.debtor, on)?;
        let standing = match mandate.bar(kind, on) {
            Some(bar) => Standing::Barred(bar),
            None => Standing::Valid { through: mandate.valid_through() },
        };
        let (code, name) = names.get(&mandate.debtor).cloned().unwrap_or_default();
        shown.push(MandateShown { mandate, code, name, standing });
    }
    Ok(shown)
}
