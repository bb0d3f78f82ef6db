//! What nobody has said yet, and how much it holds back: the kind of a debtor, the due date of a claim. A reminder of the
//! principal may leave without them; interest, indemnity and formal notice may not.

use std::collections::BTreeMap;
use std::fmt;

use domain::Date;
use domain::dunning::effective_kind;
use domain::facts::{ClaimFacts, DebtorFacts, TenantFacts};
use domain::ids::ClaimId;
use domain::money::{Cents, Currency};
use domain::party::DebtorKind;
use domain::terms::DueBasis;

/// What is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unknown {
    /// What the debtor is in law.
    Kind,
    /// The last day to pay.
    DueDate,
    /// Which invoice it is: terms are known, its number was composed, and nobody looked at the piece.
    Number,
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unknown::Kind => {
                "Débiteurs à qualifier : seul le principal peut leur être demandé, sans intérêts, ni indemnité, ni mise en demeure. « quittance record kind DÉBITEUR business » (consumer, non_professional, public_body), ou « record kind tous business »."
            }
            Unknown::Number => {
                "Échéances présumées, leur numéro étant composé de la pièce et de l'écriture : ni intérêts, ni mise en demeure. Vérifiez les pièces, puis « quittance record terms --numbers-checked », ou « record due-date » pour une seule."
            }
            Unknown::DueDate => {
                "Échéances présumées, aucune condition n'étant inscrite : ni intérêts, ni mise en demeure. « quittance record terms \"30 jours\" » dit vos conditions, « --debtor » celles d'un débiteur."
            }
        })
    }
}

/// Open claims of a debtor that wait for it.
#[derive(Clone, Debug)]
pub struct Gap {
    /// What is not known.
    pub unknown: Unknown,
    /// Which claims.
    pub claims: Vec<ClaimId>,
    /// What is left to pay on them.
    pub amount: Cents,
    /// In which currency.
    pub currency: Currency,
}

/// The gaps of a debtor on a day.
pub(crate) fn of(debtor: &DebtorFacts, tenant: &TenantFacts, day: Date) -> Vec<Gap> {
    let unknown_kind = effective_kind(debtor, tenant, day) == DebtorKind::Unknown;
    let terms = tenant.terms.iter().chain(&debtor.terms).any(|dated| dated.terms.is_some());
    let mut found: BTreeMap<(Unknown, Currency), (Vec<ClaimId>, Cents)> = BTreeMap::new();
    let mut add = |unknown: Unknown, claim: &ClaimFacts, open: Cents| {
        let (claims, amount) = found.entry((unknown, claim.currency)).or_default();
        claims.push(claim.id);
        *amount += open;
    };
    for claim in debtor.claims.iter().filter(|claim| claim.exists_on(day)) {
        let presumed = claim.due_basis == DueBasis::Presumed;
        if !unknown_kind && !presumed {
            continue;
        }
        let open = claim.book_principal(day);
        if !open.is_positive() {
            continue;
        }
        if unknown_kind {
            add(Unknown::Kind, claim, open);
        }
        if presumed {
            add(if terms { Unknown::Number } else { Unknown::DueDate }, claim, open);
        }
    }
    found.into_iter().map(|((unknown, currency), (claims, amount))| Gap { unknown, claims, amount, currency }).collect()
}
