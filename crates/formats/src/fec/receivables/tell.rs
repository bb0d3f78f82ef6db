//! What a person should know of the receivables before anything is written to anybody.

use super::{Basis, Family, Receivables};
use crate::problem::{Place, Problems, shown};
use crate::values::euros;

/// Tells it.
pub(super) fn all(receivables: &Receivables, problems: &mut Problems) {
    if receivables.customers.is_empty() {
        problems.warning(
            Place::FILE,
            "no_customer",
            format_args!(
                "aucun compte client (411) dans ce fichier : il n'y a rien à recouvrer. Vérifiez que l'export contient tous les comptes."
            ),
        );
    }
    for customer in &receivables.customers {
        let (place, name, account) = (Place::line(customer.first_line), shown(&customer.name), shown(&customer.account));
        if customer.collective {
            problems.warning(
                place,
                "collective_account",
                format_args!("le compte {account} réunit les clients sans code auxiliaire : aucune vue par client n'est possible et personne ne peut être relancé. Importez aussi une liste de factures par client."),
            );
        }
        if customer.takings && !customer.collective {
            problems.warning(
                place,
                "takings_account",
                format_args!(
                    "« {name} » ({}) semble être un compte de recettes, non un client : n'écrivez à personne sur cette base.",
                    shown(customer.code())
                ),
            );
        }
        if customer.family == Family::Customer && customer.unlettered != customer.balance {
            problems.warning(
                place,
                "views_differ",
                format_args!(
                    "client {} : les lignes non lettrées font {}, le solde du compte {}. Le solde est retenu ; complétez le lettrage.",
                    shown(customer.code()),
                    euros(customer.unlettered),
                    euros(customer.balance)
                ),
            );
        }
    }
    let unproved = receivables.allocations.iter().filter(|a| a.basis == Basis::OldestFirst).count();
    if unproved > 0 {
        problems.warning(
            Place::FILE,
            "allocated_oldest_first",
            format_args!("sans lettrage ni pièce commune, des règlements ou avoirs ont été imputés sur les factures les plus anciennes ({unproved} fois). Vérifiez-les avant toute relance."),
        );
    }
}
