//! Whose letters wait while a line is undecided: who probably paid, never all who bear a common name.

use super::Desk;
use super::candidates::Candidate;
use super::draft::{Against, Draft};
use super::naming::Naming;
use crate::ids::DebtorId;
use crate::payments::verdict::{Outcome, Verdict};

/// From this likeness on, a name alone holds.
const SURE_NAME: u32 = 700;
/// A reading so many times likelier to be wrong than the best holds nobody.
const BEHIND: u64 = 60;

/// The debtors of the matches that are proposed, where they are few; else those whose amount fits.
pub(super) fn of_proposed(desk: &Desk<'_>, drafts: &[Draft]) -> Vec<DebtorId> {
    let best = drafts.first().map_or(0, |draft| draft.doubt.max(1));
    let near: Vec<&Draft> = drafts
        .iter()
        .filter(|draft| draft.score() >= desk.settings.propose_from && (draft.doubt / BEHIND < best || draft.doubt < 200_000))
        // An amount that is theirs by chance, and the bank names somebody else.
        .filter(|draft| draft.against != Some(Against::OtherName) || !draft.hits.is_empty())
        .collect();
    let all = ids(desk, near.iter().copied());
    if all.len() <= desk.settings.most_holds {
        return all;
    }
    let exact = ids(desk, near.iter().copied().filter(|draft| draft.explains_amount()));
    if exact.len() <= desk.settings.most_holds { exact } else { Vec::new() }
}

fn ids<'d>(desk: &Desk<'_>, drafts: impl Iterator<Item = &'d Draft>) -> Vec<DebtorId> {
    let mut found: Vec<DebtorId> = Vec::new();
    for payer in drafts.flat_map(|draft| &draft.payers) {
        let id = desk.index.holder(*payer).id;
        if !found.contains(&id) {
            found.push(id);
        }
    }
    found
}

/// The answer where nothing is worth proposing.
pub(super) fn without_match(desk: &Desk<'_>, candidates: &[(Candidate, Naming)]) -> Verdict {
    let sure = |candidate: &Candidate| candidate.iban || candidate.siren || candidate.code || candidate.name.score >= SURE_NAME;
    let few = |candidate: &Candidate| {
        candidate.iban || candidate.siren || candidate.code || candidate.name.bearers as usize <= desk.settings.most_holds
    };
    let named: Vec<&Candidate> = candidates.iter().map(|(candidate, _)| candidate).filter(|candidate| sure(candidate)).collect();
    let held: Vec<DebtorId> =
        named.iter().filter(|candidate| few(candidate)).map(|candidate| desk.index.holder(candidate.payer).id).collect();
    if !held.is_empty() && held.len() <= desk.settings.most_holds {
        let who = desk.index.name(named[0].payer);
        let why = format!("Argent peut-être de {who}, sans facture qui convienne : ses courriers attendent votre décision.");
        return Verdict { outcome: Outcome::Holds(held.clone()), holds: held, why };
    }
    let why = match named.first() {
        Some(one) => {
            format!("{} clients peuvent porter ce nom et rien ne les départage : aucun courrier n'est retenu.", one.name.bearers.max(2))
        }
        None => match desk.equal_amounts {
            0 => "Aucun client, aucune facture et aucune somme attendue ne correspondent.".to_owned(),
            1 => "Une facture a ce montant, et rien d'autre ne dit qui a payé.".to_owned(),
            many => format!("{many} factures ont ce montant, et rien d'autre ne dit qui a payé."),
        },
    };
    Verdict { outcome: Outcome::Unknown, holds: Vec::new(), why }
}
