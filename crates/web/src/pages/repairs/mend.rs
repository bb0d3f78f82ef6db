//! What mends: each form comes back to its list, with what was typed where it was refused.

use app::record::{self, Done, NewTerms};
use app::repairs::{self, Details, Lack};
use domain::access::needs::{DecideActions, ManageCreditor, ManageDebtors};
use domain::ids::{DebtorId, LetterId};
use domain::party::DebtorKind;

use super::{KINDS, Refusal, page};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::route::{Answered, Inside, Scoped};

/// Back to the list where it was taken; the list again, with the reason, where it was not.
fn finish(who: &Inside, ask: &Ask, lack: Lack, at: i64, done: Result<Done, Fault>) -> Answered {
    match done {
        Ok(done) => Ok(Answer::to(format!("{}?type={}", who.url("/a-completer"), lack.word())).saying(app::deposit::said(&done.said))),
        Err(Fault::Refused(said)) => page(who, ask, Some(lack.word()), Some(&Refusal { at, said })),
        Err(fault) => Err(fault),
    }
}

fn existing(who: &Inside, id: DebtorId) -> Result<DebtorId, Fault> {
    who.read(|tx| Ok(tx.debtor(id)?))?.map(|record| record.id).ok_or(Fault::NotFound)
}

fn kind(ask: &Ask) -> Result<DebtorKind, Fault> {
    let word = ask.form("qualite");
    KINDS
        .iter()
        .find(|(name, _)| *name == word)
        .map(|(_, kind)| *kind)
        .ok_or_else(|| Fault::Refused("Choisissez une nature dans la liste.".to_owned()))
}

/// A detail of one debtor.
pub(super) fn details(who: &Scoped<ManageDebtors>, ask: &Ask) -> Answered {
    let debtor = existing(who, ask.path("debtor")?)?;
    let lack = Lack::of_word(ask.form("type")).ok_or(Fault::NotFound)?;
    let cut = |name: &str, most: usize| ask.form(name).trim().chars().take(most).collect::<String>();
    let new = match lack {
        Lack::Kind => Details { kind: Some(kind(ask)?), ..Details::default() },
        Lack::Address => {
            let lines = cut("rue", 300).split(['\n', ',']).map(|line| line.trim().to_owned()).collect();
            Details { address: Some((lines, cut("code_postal", 20), cut("ville", 100), cut("pays", 2))), ..Details::default() }
        }
        Lack::Email => Details { email: Some(cut("courriel", 254)), ..Details::default() },
        Lack::Siren => Details { siren: Some(cut("siren", 20)), ..Details::default() },
        Lack::Name => {
            let name = cut("nom", 300);
            let odd = who.house.typesetter.unprintable(&name);
            if !odd.is_empty() {
                let odd: Vec<String> = odd.into_iter().map(String::from).collect();
                let said =
                    format!("Ces caractères ne peuvent toujours pas être imprimés : {}. Écrivez le nom en lettres latines.", odd.join(" "));
                return page(who, ask, Some(lack.word()), Some(&Refusal { at: debtor.0, said }));
            }
            Details { name: Some(name), ..Details::default() }
        }
        Lack::DueDate | Lack::Double | Lack::Unconfirmed => return Err(Fault::NotFound),
    };
    let done = who.write(|tx| repairs::mend_details(tx, debtor, &new, who.today));
    finish(who, ask, lack, debtor.0, done)
}

/// Terms of one debtor.
pub(super) fn terms_of_one(who: &Scoped<ManageDebtors>, ask: &Ask) -> Answered {
    let debtor = existing(who, ask.path("debtor")?)?;
    let text = ask.form("conditions").trim();
    let done = if text.is_empty() {
        Err(Fault::Refused("Écrivez les conditions, par exemple « 30 jours ».".to_owned()))
    } else {
        let name = debtor.to_string();
        let new = NewTerms { debtor: Some(&name), terms: Some(text), ..NewTerms::default() };
        who.write(|tx| record::terms(tx, &new, who.today))
    };
    finish(who, ask, Lack::DueDate, debtor.0, done)
}

/// The kind of everybody of whom nobody said it.
pub(super) fn kind_of_all(who: &Scoped<ManageCreditor>, ask: &Ask) -> Answered {
    let kind = kind(ask)?;
    let next = ask.form("suivants") == "oui";
    let done = who.write(|tx| {
        if next {
            return record::terms(tx, &NewTerms { default_kind: Some(kind), ..NewTerms::default() }, who.today);
        }
        repairs::qualify_all(tx, kind, who.today)
    });
    finish(who, ask, Lack::Kind, 0, done)
}

/// The creditor's own terms.
pub(super) fn terms_of_all(who: &Scoped<ManageCreditor>, ask: &Ask) -> Answered {
    let text = ask.form("conditions").trim();
    let done = if text.is_empty() {
        Err(Fault::Refused("Écrivez vos conditions, par exemple « 30 jours » ou « 45 jours fin de mois ».".to_owned()))
    } else {
        who.write(|tx| record::terms(tx, &NewTerms { terms: Some(text), ..NewTerms::default() }, who.today))
    };
    finish(who, ask, Lack::DueDate, 0, done)
}

/// A person looked at the pieces whose numbers were composed.
pub(super) fn numbers_checked(who: &Scoped<ManageCreditor>, ask: &Ask) -> Answered {
    let done = who.write(|tx| record::terms(tx, &NewTerms { numbers_checked: true, ..NewTerms::default() }, who.today));
    finish(who, ask, Lack::DueDate, 0, done)
}

/// Two records: joined, or told apart.
pub(super) fn double(who: &Scoped<ManageDebtors>, ask: &Ask) -> Answered {
    let id = |name: &str| ask.form(name).parse::<i64>().map(DebtorId).map_err(|_| Fault::NotFound);
    let (other, keep) = (existing(who, id("fiche")?)?, existing(who, id("garder")?)?);
    let done = if ask.form("decision") == "separer" {
        let told = who.write(|tx| repairs::distinct(tx, other, keep));
        who.house.boards.forget(who.tenant);
        told.map(|()| Done { said: "C'est noté : ce sont deux clients.".to_owned(), created: Vec::new() })
    } else {
        who.write(|tx| repairs::join(tx, other, keep, who.today))
    };
    finish(who, ask, Lack::Double, other.0, done)
}

/// A letter really left.
pub(super) fn sent(who: &Scoped<DecideActions>, ask: &Ask) -> Answered {
    let letter: LetterId = ask.path("letter")?;
    if who.read(|tx| Ok(tx.letter(letter)?))?.is_none() {
        return Err(Fault::NotFound);
    }
    let mut fields = Fields::of(ask, who.today);
    let day = fields.required_day("jour");
    let done = match day {
        None => Err(Fault::Refused(fields.problem("jour").unwrap_or("Donnez le jour du départ.").to_owned())),
        Some(day) if day > who.today => Err(Fault::Refused("Ce jour n'est pas encore passé.".to_owned())),
        Some(day) => who.write(|tx| record::sent(tx, &[letter.to_string()], None, day)),
    };
    finish(who, ask, Lack::Unconfirmed, letter.0, done)
}
