//! Why a match is proposed: one sentence in French, and the facts it rests on.

use super::Desk;
use super::candidates::{Candidate, LIKE};
use super::draft::{Against, Draft, Kind};
use super::naming::{Hit, Naming};
use crate::french::money_fr;
use crate::payments::number::Seen;
use crate::payments::verdict::{Evidence, Rest};

/// The most numbers of invoices that a sentence names.
const MOST_NAMED: usize = 4;

/// The candidate behind a draft.
fn behind<'c>(draft: &Draft, candidates: &'c [(Candidate, Naming)]) -> Option<&'c Candidate> {
    candidates.iter().map(|(candidate, _)| candidate).find(|candidate| draft.payers.first() == Some(&candidate.payer))
}

/// The facts that speak for a draft.
pub(super) fn evidence(desk: &Desk<'_>, draft: &Draft, candidates: &[(Candidate, Naming)]) -> Vec<Evidence> {
    let mut found = Vec::new();
    let mut add = |yes: bool, what: Evidence| {
        if yes {
            found.push(what);
        }
    };
    let standing = behind(draft, candidates).is_some_and(|candidate| candidate.standing);
    add(standing || draft.quoted || draft.hits.iter().any(|hit| hit.seen == Seen::Reference), Evidence::Reference);
    add(draft.hits.iter().any(|hit| hit.seen.is_whole() && hit.seen != Seen::Reference), Evidence::Number);
    add(draft.hits.iter().any(|hit| !hit.seen.is_whole()), Evidence::LikeNumber);
    let one = draft.parts.len() == 1;
    match draft.kind {
        Kind::Named | Kind::Amount => add(true, if one { Evidence::Amount } else { Evidence::Sum }),
        Kind::Sum | Kind::NamedAndMore | Kind::NamedLess | Kind::LessCredit => add(true, Evidence::Sum),
        Kind::Balance | Kind::Due => add(true, Evidence::Balance),
        Kind::Expected(_) => add(true, Evidence::Expected),
        Kind::Discount => add(true, if one { Evidence::Amount } else { Evidence::Sum }),
        Kind::Fee | Kind::WriteOff | Kind::Over | Kind::Part | Kind::Order | Kind::Advance => {}
    }
    if let Some(candidate) = behind(draft, candidates) {
        add(candidate.iban, Evidence::Iban);
        add(candidate.siren, Evidence::Siren);
        add(candidate.code, Evidence::Code);
        add(candidate.name.score >= LIKE, Evidence::Name);
    }
    let group = |payer: &u32| desk.index.holder(*payer).group;
    add(
        draft.payers.len() > 1 && draft.payers.iter().all(|payer| group(payer).is_some() && group(payer) == group(&draft.payers[0])),
        Evidence::Group,
    );
    found
}

/// How many facts of different kinds speak for a draft: who paid, what is quoted, how much.
pub(super) fn proofs(draft: &Draft, candidates: &[(Candidate, Naming)]) -> u32 {
    let who = behind(draft, candidates).is_some_and(|one| one.iban || one.siren || one.code || one.standing || one.name.score >= LIKE);
    // The end of a number says something of a debtor who is known; of all debtors it says nothing.
    let what = draft.quoted || draft.hits.iter().any(|hit| hit.is_sure() || who && hit.marked);
    u32::from(who) + u32::from(what) + u32::from(draft.explains_amount())
}

/// Whether so much speaks for a draft that no rule leaves its line aside: it is quoted, or two facts agree.
pub(super) fn speaks(draft: &Draft, candidates: &[(Candidate, Naming)]) -> bool {
    draft.quoted || draft.hits.iter().any(Hit::is_sure) || proofs(draft, candidates) >= 2
}

/// The sentence.
pub(super) fn sentence(desk: &Desk<'_>, draft: &Draft, evidence: &[Evidence], candidates: &[(Candidate, Naming)]) -> String {
    let mut clauses: Vec<String> = numbers(desk, draft).into_iter().collect();
    clauses.extend(amount(desk, draft));
    clauses.extend(who(desk, draft, evidence, candidates));
    clauses.extend(rest(desk, draft));
    clauses.extend(against(desk, draft));
    joined(&clauses)
}

/// One sentence of several clauses.
pub(super) fn joined(clauses: &[String]) -> String {
    let text = match clauses {
        [] => "rien ne le désigne plus qu'un autre".to_owned(),
        [one] => one.clone(),
        [first @ .., last] if last.starts_with("mais ") => format!("{}, {last}", first.join(", ")),
        [first @ .., last] => format!("{} et {last}", first.join(", ")),
    };
    format!("{}.", capital(&text))
}

/// A clause as the beginning of a sentence.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let head: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{head}{}", letters.as_str())
}

/// A sentence of [`joined`] after what explains how it was read.
pub(super) fn after(head: &str, sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_lowercase).collect();
    format!("{head} : {first}{}", letters.as_str())
}

fn numbers(desk: &Desk<'_>, draft: &Draft) -> Option<String> {
    if draft.quoted {
        let asked_so = matches!(draft.kind, Kind::Expected(_));
        let what = if asked_so { "cette somme" } else { "une autre somme pour ces factures" };
        return Some(format!("la référence est celle du courrier qui demandait {what}"));
    }
    let first = draft.hits.iter().min_by_key(|hit| hit.seen.rank())?;
    let number = |hit: &Hit| desk.index.number(hit.claim).to_owned();
    if let [only] = draft.hits.as_slice() {
        let number = number(only);
        return Some(match only.seen {
            Seen::Reference => format!("la référence de paiement désigne la facture {number}"),
            Seen::Whole | Seen::Core => format!("le libellé cite la facture {number}"),
            Seen::Noisy => format!("le libellé cite la facture {number}, à des caractères ressemblants près"),
            Seen::Tail(_) => format!("le libellé cite la fin du numéro de la facture {number}"),
            Seen::Near => format!("le libellé cite un numéro à un caractère de celui de la facture {number}"),
        });
    }
    let named: Vec<String> = draft.hits.iter().take(MOST_NAMED).map(number).collect();
    let more = draft.hits.len().saturating_sub(MOST_NAMED);
    let list = if more > 0 { format!("{} et {more} autres", named.join(", ")) } else { listed(&named) };
    let how = if first.seen.is_whole() { "cite" } else { "semble citer" };
    Some(format!("le libellé {how} les factures {list}"))
}

fn listed(all: &[String]) -> String {
    match all {
        [first @ .., last] if !first.is_empty() => format!("{} et {last}", first.join(", ")),
        _ => all.concat(),
    }
}

fn amount(desk: &Desk<'_>, draft: &Draft) -> Option<String> {
    let one = draft.parts.len() == 1;
    let number = || draft.parts.first().map_or("", |(claim, _)| desk.index.number(*claim));
    let quoted = !draft.hits.is_empty();
    Some(match draft.kind {
        Kind::Named if one => "le montant est exactement le sien".to_owned(),
        Kind::Named => "le montant est exactement leur somme".to_owned(),
        Kind::Amount => format!("le montant est exactement celui de la facture {}", number()),
        Kind::Expected(kind) if one => format!("le montant est exactement attendu ({}) sur la facture {}", kind.french(), number()),
        Kind::Expected(kind) => format!("le montant est exactement attendu ({})", kind.french()),
        Kind::Balance => "le montant est exactement tout ce qui est ouvert".to_owned(),
        Kind::Due => "le montant est exactement tout ce qui est échu".to_owned(),
        Kind::Sum => format!("le montant est exactement la somme de {} factures", draft.parts.len()),
        Kind::NamedAndMore => format!("avec d'autres factures ouvertes, le compte tombe juste ({} en tout)", draft.parts.len()),
        Kind::NamedLess => "le montant n'est juste que pour une partie des numéros lus".to_owned(),
        Kind::LessCredit if quoted => "le montant est le leur, un avoir ou une avance déduits".to_owned(),
        Kind::LessCredit => format!("le montant est celui de la facture {}, un avoir ou une avance déduits", number()),
        Kind::Discount if quoted => "le montant est exactement le leur, escompte déduit".to_owned(),
        Kind::Discount => format!("le montant est exactement celui de la facture {}, escompte déduit", number()),
        Kind::Fee | Kind::WriteOff | Kind::Over if !quoted => format!("le montant est presque celui de la facture {}", number()),
        Kind::Order => "rien ne dit quelle facture est payée : les plus anciennes échues d'abord (C. civ. 1342-10)".to_owned(),
        Kind::Fee | Kind::WriteOff | Kind::Over | Kind::Part | Kind::Advance => return None,
    })
}

fn who(desk: &Desk<'_>, draft: &Draft, evidence: &[Evidence], candidates: &[(Candidate, Naming)]) -> Option<String> {
    let name = desk.index.name(*draft.payers.first()?);
    let has = |what: Evidence| evidence.contains(&what);
    if draft.payers.len() > 1 {
        let many = draft.payers.len();
        return Some(if has(Evidence::Group) {
            format!("ces {many} clients sont d'un même groupe")
        } else {
            format!("ce sont celles de {many} clients")
        });
    }
    if behind(draft, candidates).is_some_and(|one| one.standing) {
        return Some(format!("la référence est celle du compte de {name}"));
    }
    if has(Evidence::Iban) {
        return Some(format!("l'IBAN est celui de {name}"));
    }
    if has(Evidence::Siren) {
        return Some(format!("le SIREN est celui de {name}"));
    }
    if has(Evidence::Code) {
        return Some(format!("le code client est celui de {name}"));
    }
    let candidate = behind(draft, candidates).filter(|one| one.name.score >= LIKE)?;
    let verb = if candidate.name.score >= 950 { "est" } else { "ressemble à" };
    Some(format!("le nom {verb} « {name} »"))
}

fn rest(desk: &Desk<'_>, draft: &Draft) -> Option<String> {
    let sum = |cents| money_fr(cents, desk.line.currency);
    Some(match draft.rest {
        Rest::None => return None,
        Rest::OnAccount(cents) if draft.kind == Kind::Advance => {
            let other = draft.hits.iter().any(|hit| desk.index.claim(hit.claim).currency != desk.line.currency);
            if other {
                format!("elle est dans une autre devise que ce mouvement ({}) : la conversion vous revient", sum(cents))
            } else if draft.hits.is_empty() {
                format!("rien n'est ouvert à son compte : {} restent en avance", sum(cents))
            } else {
                format!("elle est déjà réglée : {} restent à son crédit", sum(cents))
            }
        }
        Rest::OnAccount(cents) => format!("{} restent au crédit du client", sum(cents)),
        Rest::StillDue(cents) => format!("{} restent dus", sum(cents)),
        Rest::Fee(cents) => format!("il manque {}, sans doute des frais de banque", sum(cents)),
        Rest::Discount(cents) => format!("l'escompte est de {}", sum(cents)),
        Rest::WriteOff(cents) => format!("il manque {}, sous le seuil des petits écarts", sum(cents)),
    })
}

fn against(desk: &Desk<'_>, draft: &Draft) -> Option<String> {
    Some(match draft.against? {
        Against::ForeignNumber => "mais le libellé cite un numéro qui n'est pas de ses factures ouvertes".to_owned(),
        Against::OtherNumber => "mais le libellé cite une autre facture".to_owned(),
        Against::OtherIban => "mais le compte est celui d'un autre client".to_owned(),
        Against::OtherName => "mais la banque nomme quelqu'un d'autre".to_owned(),
        Against::Younger => format!("mais la facture est postérieure au mouvement du {}", crate::french::date_short(desk.line.on)),
        Against::Untied => "mais rien ne dit encore qu'ils paient ensemble".to_owned(),
    })
}
