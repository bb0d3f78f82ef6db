//! What a person decides on the pages of a deposit. Each answer leads back to where it was decided.

use app::deposit::{self, Decision, Deposit};
use domain::access::needs::Import;
use domain::ids::{BankAccountId, DebtorId, DepositId};
use domain::jobs::JobKind;
use formats::table::{Mapping, TableKind};
use formats::values::DateOrder;

use super::{columns as fields, deposit_of, look_later, place};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::route::{Answered, Inside, Scoped};

fn asked<T: std::str::FromStr>(ask: &Ask, name: &str) -> Result<T, Fault> {
    ask.form(name)
        .parse()
        .map_err(|_| Fault::Bad("Cette correction n'est pas complète. Revenez à la page du fichier et recommencez.".to_owned()))
}

fn carry_out(who: &Inside, ask: &Ask, decision: Decision) -> Result<Deposit, Fault> {
    let id: DepositId = ask.path("depot")?;
    deposit_of(who, id)?;
    let seen: Option<i64> = ask.form("version").parse().ok();
    let done = deposit::decide(&who.books(), id, asked(ask, "fichier")?, seen, decision);
    let deposit = done.map_err(|error| match Fault::from(error) {
        Fault::Refused(said) if said.starts_with("Une autre personne") => Fault::Conflict(said),
        fault => fault,
    })?;
    look_later(who, &deposit)?;
    Ok(deposit)
}

fn back(who: &Inside, ask: &Ask, deposit: &Deposit, line: Option<u64>) -> Answer {
    let at = line.map_or_else(|| "#lignes".to_owned(), |line| format!("#l{line}"));
    Answer::to(format!("{}?fichier={}{at}", place(who, deposit.id), ask.form("fichier").parse::<usize>().unwrap_or(0)))
}

/// One of the buttons of a row.
pub(super) fn decide(who: &Scoped<Import>, ask: &Ask) -> Answered {
    deposit_of(who, ask.path("depot")?)?;
    let line = ask.form("ligne").parse::<u64>().ok();
    let needed = || asked::<u64>(ask, "ligne");
    let (decision, said) = match ask.form("decision") {
        "cellule" => {
            let text: String = ask.form("texte").trim().chars().take(2_000).collect();
            (Decision::Cell { line: needed()?, column: asked(ask, "colonne")?, text: Some(text) }, "Correction prise en compte.")
        }
        "revenir" => (Decision::Cell { line: needed()?, column: asked(ask, "colonne")?, text: None }, "La valeur du fichier est revenue."),
        "ignorer" => (Decision::Skip { line: needed()?, out: true }, "Ligne laissée de côté."),
        "reprendre" => (Decision::Skip { line: needed()?, out: false }, "Ligne reprise."),
        "accepter" => (Decision::Accept { lines: lines(ask), yes: true }, "La valeur du fichier sera prise."),
        "refuser" => (Decision::Accept { lines: lines(ask), yes: false }, "La valeur inscrite sera gardée."),
        "meme" => {
            let debtor = DebtorId(asked(ask, "debiteur")?);
            if who.read(|tx| Ok(tx.debtor(debtor)?))?.is_none() {
                return Err(Fault::NotFound);
            }
            (Decision::SameAs { key: ask.form("cle").to_owned(), debtor }, "C'est noté : même débiteur.")
        }
        "autre" => (Decision::Distinct { key: ask.form("cle").to_owned() }, "C'est noté : un nouveau débiteur sera créé."),
        "compte" => {
            let account: BankAccountId = BankAccountId(
                asked(ask, "compte")
                    .map_err(|_| Fault::Refused("Choisissez le compte dans la liste, puis validez. Le fichier est gardé.".to_owned()))?,
            );
            if !who.read(|tx| Ok(tx.bank_accounts()?))?.iter().any(|known| known.id == account) {
                return Err(Fault::NotFound);
            }
            (Decision::Account(account), "Compte noté pour ce relevé.")
        }
        "retirer" => (Decision::Remove, "Fichier retiré du dépôt."),
        _ => return Err(Fault::Bad("Cette décision n'est pas comprise.".to_owned())),
    };
    let removed = matches!(decision, Decision::Remove);
    let deposit = carry_out(who, ask, decision)?;
    if removed {
        return Ok(Answer::to(place(who, deposit.id)).saying(said));
    }
    Ok(back(who, ask, &deposit, line).saying(said))
}

fn lines(ask: &Ask) -> Vec<u64> {
    ask.all("ligne").filter_map(|text| text.parse().ok()).collect()
}

/// Every cell of a line at once: those that were changed.
pub(super) fn line(who: &Scoped<Import>, ask: &Ask) -> Answered {
    let mut last = deposit_of(who, ask.path("depot")?)?;
    let line: u64 = asked(ask, "ligne")?;
    let mut seen: Option<i64> = ask.form("version").parse().ok();
    let mut changed = false;
    for column in (0..512).take_while(|at| ask.has(&format!("c{at}"))) {
        let typed = ask.form(&format!("c{column}"));
        if typed == ask.form(&format!("avant{column}")) {
            continue;
        }
        let text: String = typed.trim().chars().take(2_000).collect();
        let decision = Decision::Cell { line, column, text: Some(text) };
        last = deposit::decide(&who.books(), last.id, asked(ask, "fichier")?, seen, decision)?;
        (seen, changed) = (Some(last.version), true);
    }
    look_later(who, &last)?;
    Ok(back(who, ask, &last, Some(line)).saying(if changed { "Ligne corrigée." } else { "Rien n'a été changé sur cette ligne." }))
}

/// The columns as chosen.
pub(super) fn columns(who: &Scoped<Import>, ask: &Ask) -> Answered {
    let deposit = deposit_of(who, ask.path("depot")?)?;
    let at: usize = asked(ask, "fichier")?;
    let file = deposit.files.get(at).ok_or(Fault::NotFound)?;
    let before = deposit::mapping_of(&who.books(), file)?.ok_or(Fault::NotFound)?;
    let kind = TableKind::parse(ask.form("liste")).unwrap_or(TableKind::Invoices);
    if kind != before.kind {
        // Another list: its columns are recognised anew, then checked by the person.
        let deposit = carry_out(who, ask, Decision::Lists(Some(kind)))?;
        return Ok(back(who, ask, &deposit, None).saying("Colonnes reconnues de nouveau : vérifiez-les."));
    }
    let chosen = (0..before.fields.len()).map(|at| fields::of_word(ask.form(&format!("c{at}")))).collect();
    let date_order = match ask.form("dates") {
        "jour" => Some(DateOrder::DayFirst),
        "mois" => Some(DateOrder::MonthFirst),
        _ => None,
    };
    let mapping = Mapping { fields: chosen, date_order, ..before };
    let name: String = ask.form("modele").trim().chars().take(60).collect();
    let missing = mapping.missing();
    let deposit = carry_out(who, ask, Decision::Columns(Some(mapping.clone())))?;
    if !name.is_empty() && missing.is_empty() {
        who.write(|tx| deposit::save_model(tx, &mapping, &name))?;
    }
    let said = if missing.is_empty() { "Colonnes appliquées.".to_owned() } else { format!("Il manque encore : {}.", missing.join(", ")) };
    Ok(back(who, ask, &deposit, None).saying(said))
}

/// Looks at a large deposit again.
pub(super) fn control_again(who: &Scoped<Import>, ask: &Ask) -> Answered {
    let deposit = deposit_of(who, ask.path("depot")?)?;
    look_later(who, &deposit)?;
    Ok(Answer::to(place(who, deposit.id)))
}

/// Throws the deposit away.
pub(super) fn discard(who: &Scoped<Import>, ask: &Ask) -> Answered {
    let deposit = deposit_of(who, ask.path("depot")?)?;
    deposit::discard(&who.books(), deposit.id)?;
    Ok(Answer::to(who.url("/imports")).saying("Dépôt abandonné. Rien n'a été enregistré."))
}

/// Into the books, by a job.
pub(super) fn import(who: &Scoped<Import>, ask: &Ask) -> Answered {
    let deposit = deposit_of(who, ask.path("depot")?)?;
    let job = who.house.jobs.queue(&who.books(), JobKind::Import, &deposit.id.to_string(), &who.user.id.to_string())?;
    Ok(Answer::to(who.url(&format!("/imports/travaux/{}", job.0))))
}
