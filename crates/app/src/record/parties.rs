//! Terms, kind, contact details, scenario, policy, erasure.

use std::collections::BTreeMap;

use domain::Date;
use domain::due_date::ceilings::Checked;
use domain::events::{DebtorChanged, DueDateSet, Erased, NewEvent, PolicySet, ScenarioSet, TermsSet};
use domain::facts::DebtorFacts;
use domain::french::money_fr;
use domain::ids::{ClaimId, DebtorId};
use domain::money::{Cents, Currency};
use domain::party::{DebtorDetails, DebtorKind, Language, Siren};
use domain::policy::Policy;
use domain::terms::{DueBasis, Imputation, PaymentTerms, RateClause};
use store::{Read, Tx};

use super::money::facts;
use super::{Done, append};
use crate::error::{AppError, Result};
use crate::resolve;
use crate::words::counted;

/// Terms as a person says them. What is absent keeps what was in force.
#[derive(Clone, Debug, Default)]
pub struct NewTerms<'a> {
    /// One debtor, or the creditor's own.
    pub debtor: Option<&'a str>,
    /// « 45 jours fin de mois ».
    pub terms: Option<&'a str>,
    /// A rate fixed by the contract.
    pub clause: Option<RateClause>,
    /// Principal first, if the contract says so.
    pub principal_first: bool,
    /// Kind of the debtors that no file says.
    pub default_kind: Option<DebtorKind>,
    /// A person looked at the pieces: numbers that were composed stand.
    pub numbers_checked: bool,
}

/// Records terms in force from a day, gives the due dates that were only presumed their agreed day, and says which
/// ceilings of the law the terms break.
///
/// # Errors
/// Terms that are not understood.
pub fn terms(tx: &mut Tx<'_>, new: &NewTerms<'_>, on: Date) -> Result<Done> {
    let debtor = new.debtor.map(|name| resolve::debtor(tx, name)).transpose()?;
    let parsed: Option<PaymentTerms> =
        new.terms.map(|text| domain::due_date::words::parse(text).map_err(|error| AppError::usage(error.to_string()))).transpose()?;
    let day = domain::ledger::civil_day(tx.now());
    let tenant = tx.tenant_facts(day)?;
    let own = debtor.map(|id| facts(tx, id)).transpose()?;
    let before =
        own.as_ref().map_or(tenant.terms.as_slice(), |facts| facts.terms.as_slice()).iter().max_by_key(|terms| terms.from).cloned();
    let imputation = match (new.principal_first, &before) {
        (true, _) => Imputation::PrincipalFirst,
        (false, Some(before)) => before.imputation,
        (false, None) => Imputation::InterestFirst,
    };
    let set = TermsSet {
        debtor,
        terms: parsed.or(before.as_ref().and_then(|b| b.terms)),
        clause: new.clause.or(before.as_ref().and_then(|b| b.clause)),
        imputation,
        default_kind: new.default_kind.or(before.as_ref().and_then(|b| b.default_kind)),
    };
    let parsed = parsed.or(set.terms.filter(|_| new.numbers_checked));
    append(tx, on, set)?;
    let mut said = "Conditions inscrites".to_owned();
    said.push_str(&debtor.map_or_else(|| " pour tous les débiteurs".to_owned(), |id| format!(" pour {id}")));
    if let Some(terms) = parsed {
        said.push_str(&format!(" : {}.", domain::due_date::words::french(terms)));
        let Dated { dated, left } = agree_presumed(tx, debtor, &terms, new.numbers_checked)?;
        if left > 0 {
            said.push_str(&format!(
                " {} : {} ne nomme pas une facture. Vérifiez les pièces, puis ajoutez --numbers-checked, ou « quittance record due-date » pour une seule.",
                counted(left as u64, "échéance reste présumée", "échéances restent présumées"),
                if left == 1 { "son numéro composé" } else { "leur numéro composé" }
            ));
        }
        if dated > 0 {
            said.push_str(&format!(
                " {} date convenue.",
                counted(dated as u64, "échéance présumée a maintenant sa", "échéances présumées ont maintenant leur")
            ));
        }
        let kind = own.as_ref().map_or(DebtorKind::Business, |facts| facts.kind);
        let checked = Checked { kind, issued_on: day, due_on: domain::due_date::due_date(terms, day), terms: parsed, periodic: false };
        for finding in domain::due_date::ceilings::check(&checked) {
            said.push_str(&format!("\n  {}", finding.french));
        }
    } else {
        said.push('.');
    }
    if let Some(kind) = new.default_kind {
        let changed = qualify_unknown(tx, kind, day)?;
        if changed > 0 {
            let debtors = counted(changed as u64, "débiteur à qualifier est maintenant", "débiteurs à qualifier sont maintenant");
            said.push_str(&format!(" {debtors} : {}.", kind.french()));
        }
    }
    Ok(Done::only(said))
}

/// What terms did to presumed due dates.
struct Dated {
    /// Agreed now.
    dated: usize,
    /// Still presumed.
    left: usize,
}

/// Presumed due dates become agreed ones, save those of invoices whose number a FEC does not give: a person looks at the piece first.
fn agree_presumed(tx: &mut Tx<'_>, only: Option<DebtorId>, terms: &PaymentTerms, checked: bool) -> Result<Dated> {
    let mut presumed = Vec::new();
    let mut take = |debtor: &DebtorFacts| {
        if only.is_none() && !debtor.terms.is_empty() {
            return;
        }
        for claim in debtor.claims.iter().filter(|claim| claim.due_basis == DueBasis::Presumed) {
            presumed.push((claim.id, claim.issued_on));
        }
    };
    match only {
        Some(id) => take(&facts(tx, id)?),
        None => tx.each_debtor_facts(store::Selection::All, |debtor| {
            take(&debtor);
            Ok(())
        })?,
    }
    let (all, mut changes) = (presumed.len(), Vec::new());
    for (claim, issued_on) in presumed {
        let Some(row) = tx.claim(claim)? else { continue };
        // The identity is that of the first due date of its invoice.
        let key = if row.invoice.0 == claim.0 { row.key } else { tx.claim(ClaimId(row.invoice.0))?.and_then(|first| first.key) };
        if checked || !key.is_some_and(|key| formats::fec::number_is_composed(&key, &row.number)) {
            let due_on = domain::due_date::due_date(*terms, issued_on);
            changes.push(NewEvent::new(issued_on, DueDateSet { claim, due_on, due_basis: DueBasis::Agreed }));
        }
    }
    let dated = changes.len();
    tx.append_many(changes)?;
    Ok(Dated { dated, left: all - dated })
}

fn qualify_unknown(tx: &mut Tx<'_>, kind: DebtorKind, on: Date) -> Result<usize> {
    let mut unknown = Vec::new();
    tx.each_debtor_facts(store::Selection::All, |debtor| {
        if debtor.kind == DebtorKind::Unknown {
            unknown.push(NewEvent::new(on, DebtorChanged { kind: Some(kind), ..unchanged(debtor.debtor) }));
        }
        Ok(())
    })?;
    let count = unknown.len();
    tx.append_many(unknown)?;
    Ok(count)
}

/// A change of nothing, to be filled in.
pub(super) fn unchanged(debtor: DebtorId) -> DebtorChanged {
    DebtorChanged { debtor, kind: None, siren: None, vat: None, country: None, language: None, scenario: None, details: None }
}

/// Says what a debtor is in law; `tous` qualifies all that are not yet.
///
/// # Errors
/// An unknown debtor.
pub fn kind(tx: &mut Tx<'_>, debtor: &str, kind: DebtorKind, on: Date) -> Result<Done> {
    if matches!(debtor, "tous" | "all") {
        let count = qualify_unknown(tx, kind, on)?;
        let debtors = counted(count as u64, "débiteur à qualifier est maintenant", "débiteurs à qualifier sont maintenant");
        return Ok(Done::only(format!("{debtors} : {}.", kind.french())));
    }
    let id = resolve::debtor(tx, debtor)?;
    append(tx, on, DebtorChanged { kind: Some(kind), ..unchanged(id) })?;
    Ok(Done::only(format!("{id} est maintenant : {}.", kind.french())))
}

/// New contact details; what is absent keeps its value.
#[derive(Clone, Debug, Default)]
pub struct NewContact<'a> {
    /// Whom.
    pub debtor: &'a str,
    /// Name.
    pub name: Option<&'a str>,
    /// E-mail.
    pub email: Option<&'a str>,
    /// Telephone.
    pub phone: Option<&'a str>,
    /// Address lines.
    pub lines: &'a [String],
    /// Postal code.
    pub postal_code: Option<&'a str>,
    /// Town.
    pub city: Option<&'a str>,
    /// Country.
    pub country: Option<&'a str>,
    /// Language of its letters.
    pub language: Option<&'a str>,
    /// SIREN.
    pub siren: Option<&'a str>,
}

/// Changes how a debtor is reached.
///
/// # Errors
/// An unknown debtor, an e-mail without @, a language that is neither fr nor en, a wrong SIREN.
pub fn contact(tx: &mut Tx<'_>, new: &NewContact<'_>, on: Date) -> Result<Done> {
    let id = resolve::debtor(tx, new.debtor)?;
    let mut details: DebtorDetails = tx.debtor_details(id)?.unwrap_or_default();
    let set = |field: &mut String, value: Option<&str>| {
        if let Some(value) = value {
            value.trim().clone_into(field);
        }
    };
    if let Some(email) = new.email.map(str::trim).filter(|email| !email.is_empty())
        && !crate::mail::is_address(email)
    {
        return Err(AppError::usage(format!("« {email} » n'est pas une adresse électronique.")));
    }
    set(&mut details.name, new.name);
    set(&mut details.email, new.email);
    set(&mut details.phone, new.phone);
    set(&mut details.address.postal_code, new.postal_code);
    set(&mut details.address.city, new.city);
    set(&mut details.address.country, new.country);
    if !new.lines.is_empty() {
        details.address.lines = new.lines.to_vec();
    }
    let language = match new.language {
        None => None,
        Some("fr") => Some(Language::Fr),
        Some("en") => Some(Language::En),
        Some(other) => return Err(AppError::usage(format!("Langue « {other} » inconnue. Écrivez fr ou en."))),
    };
    let siren = new
        .siren
        .map(|siren| Siren::parse(siren).map(|s| s.as_str().to_owned()))
        .transpose()
        .map_err(|e| AppError::usage(e.to_string()))?;
    let country = new.country.map(|country| country.trim().to_uppercase());
    let reach = details.reach();
    let bytes = serde_json::to_vec(&details).map_err(|error| AppError::refused(error.to_string()))?;
    let kept = tx.keep(&bytes)?;
    append(tx, on, DebtorChanged { details: Some((kept, reach)), language, siren, country, ..unchanged(id) })?;
    let how = [(reach.email, "courriel"), (reach.post, "courrier"), (reach.phone, "téléphone")];
    let how: Vec<&str> = how.iter().filter(|(reached, _)| *reached).map(|(_, word)| *word).collect();
    let how = if how.is_empty() { "par aucun canal".to_owned() } else { format!("par {}", how.join(", ")) };
    Ok(Done::only(format!("Coordonnées de {id} inscrites : joignable {how}.")))
}

/// Gives a scenario to one debtor, or to all of a kind (by policy). The text is kept with the event.
///
/// # Errors
/// An unknown debtor, a scenario that does not read.
pub fn scenario(tx: &mut Tx<'_>, name: &str, toml: &str, debtor: Option<&str>, kind: Option<DebtorKind>, on: Date) -> Result<Done> {
    let parsed = domain::dunning::Scenario::parse(toml).map_err(|problems| {
        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
        AppError::usage(format!("Scénario {name} : {}", said.join(" ; ")))
    })?;
    let name = parsed.name.to_string();
    append(tx, on, ScenarioSet { name: name.clone(), toml: toml.to_owned() })?;
    match (debtor, kind) {
        (Some(debtor), _) => {
            let id = resolve::debtor(tx, debtor)?;
            append(tx, on, DebtorChanged { scenario: Some(name.clone()), ..unchanged(id) })?;
            Ok(Done::only(format!("{id} suit maintenant le scénario « {name} ».")))
        }
        (None, Some(kind)) => {
            let mut policy = tx.tenant_facts(on)?.policy;
            policy.scenarios.insert(kind.word().to_owned(), name.clone());
            append(tx, on, PolicySet { policy })?;
            Ok(Done::only(format!("Les débiteurs « {} » suivent maintenant le scénario « {name} ».", kind.french())))
        }
        (None, None) => Ok(Done::only(format!("Scénario « {name} » enregistré. Donnez --debtor ou --kind pour l'appliquer."))),
    }
}

/// Sets the policy.
///
/// # Errors
/// A value out of its bounds.
pub fn policy(tx: &mut Tx<'_>, policy: Policy, on: Date) -> Result<Done> {
    if let Some((_, said)) = policy.problems().into_iter().next() {
        return Err(AppError::usage(said));
    }
    append(tx, on, PolicySet { policy })?;
    Ok(Done::only("Politique de relance inscrite."))
}

/// Says the due date of a claim.
///
/// # Errors
/// An unknown claim, a day before the issue.
pub fn due_date(tx: &mut Tx<'_>, claim: &str, due_on: Date, agreed: bool) -> Result<Done> {
    let (id, debtor) = resolve::claim(tx, claim, None)?;
    let facts = facts(tx, debtor)?;
    let Some(found) = facts.claims.iter().find(|c| c.id == id) else { return Err(AppError::usage(format!("Aucune échéance {id}."))) };
    if due_on < found.issued_on {
        let issued = domain::french::date_short(found.issued_on);
        return Err(AppError::usage(format!("L'échéance ne peut pas précéder la facture, du {issued}.")));
    }
    let due_basis = if agreed { DueBasis::Agreed } else { DueBasis::Printed };
    append(tx, found.issued_on, DueDateSet { claim: id, due_on, due_basis })?;
    Ok(Done::only(format!("Échéance de {id} : {}.", domain::french::date_short(due_on))))
}

/// Why the personal data of a debtor cannot be erased on a day: what it still owes, in each currency, or a file of direct debits that
/// is still to collect from it; `None` where nothing is.
///
/// # Errors
/// An unknown debtor.
pub fn holds_erasure(tx: &mut Read<'_>, debtor: DebtorId, on: Date) -> Result<Option<String>> {
    let mut owed: BTreeMap<Currency, Cents> = BTreeMap::new();
    for claim in facts(tx, debtor)?.claims {
        let open = claim.book_principal(on);
        if open.is_positive() {
            *owed.entry(claim.currency).or_default() += open;
        }
    }
    for batch in tx.debit_batches()?.into_iter().filter(|batch| batch.cancelled_on.is_none() && batch.collect_on >= on) {
        if owed.is_empty() && tx.debit_lines(batch.id)?.iter().any(|line| line.debtor == debtor) {
            let day = domain::french::date_short(batch.collect_on);
            return Ok(Some(format!(
                "Le lot {} prélève ce débiteur le {day}, et l'effacement détruirait son fichier : il est possible après ce jour, ou une fois le lot annulé.",
                batch.id
            )));
        }
    }
    let sums: Vec<String> = owed.iter().map(|(currency, cents)| money_fr(*cents, *currency)).collect();
    Ok((!sums.is_empty()).then(|| {
        let sums = sums.join(" et ");
        format!(
            "Ce débiteur doit encore {sums} : ses données servent au recouvrement. L'effacement est possible une fois la créance éteinte."
        )
    }))
}

/// Erases the personal data of a debtor that owes nothing any more.
///
/// # Errors
/// An unknown debtor, one that still owes or that a file of direct debits is still to collect from, no reason.
pub fn erasure(tx: &mut Tx<'_>, debtor: &str, reason: &str, on: Date) -> Result<Done> {
    let id = resolve::debtor(tx, debtor)?;
    if let Some(said) = holds_erasure(tx, id, on)? {
        return Err(AppError::refused(said));
    }
    let ids = tx.private_of_debtor(id)?;
    let count = ids.len();
    append(tx, on, Erased { ids: ids.clone(), reason: reason.to_owned() })?;
    Ok(Done::only(format!("{count} données personnelles de {id} sont effacées ; les écritures restent, sans elles.")))
}
