//! Of which account a bank statement is, where its file does not say it and there are several, or names none that is declared.

use app::import::control::OfAccount;
use domain::access::Permission;
use maud::{Markup, html};
use store::BankAccount;

use super::control::Shown;
use super::place;
use crate::fault::Fault;
use crate::pages::bank::account_name;
use crate::route::Inside;
use crate::ui::form;

/// The question, or the answer that was given; nothing where the file says it or there is one account alone.
pub(super) fn card(who: &Inside, shown: &Shown<'_>) -> Result<Markup, Fault> {
    let (given, said) = match shown.seen.of_account {
        OfAccount::Known => return Ok(html! {}),
        OfAccount::Undeclared => return Ok(undeclared(who)),
        OfAccount::Asked => (None, "Le fichier ne le dit pas, et vous avez plusieurs comptes. Rien n'est pris avant votre réponse."),
        OfAccount::Unknown => (
            None,
            "Le fichier nomme un compte qui n'est pas déclaré. Si la banque y nomme autrement l'un des vôtres, dites lequel ; sinon déclarez-le.",
        ),
        OfAccount::Given(account) => (Some(account), "Vous l'avez dit. Changez-le ici si ce n'est pas le bon."),
    };
    let accounts = who.read(|tx| Ok(tx.bank_accounts()?))?;
    let fields = html! {
        div class="field" {
            label for="compte" { "Compte" }
            select class="select" id="compte" name="compte" required aria-describedby="compte-aide" {
                @if given.is_none() { option value="" { "Choisissez un compte" } }
                @for account in &accounts { (choice(account, given == Some(account.id))) }
            }
            span class="hint" id="compte-aide" { "Un relevé pris pour le mauvais compte fausserait jusqu'où vos règlements sont connus." }
        }
    };
    Ok(html! {
        section class="card" {
            div class="card-head" { div { h2 { "De quel compte est ce relevé ?" } p { (said) } } }
            div class="card-body" {
                (form::post(who, &format!("{}/decision", place(who, shown.deposit.id)), html! {
                    (form::hidden("fichier", &shown.at.to_string()))
                    (form::hidden("version", &shown.deposit.version.to_string()))
                    (form::hidden("decision", "compte"))
                    (fields)
                    div class="row" { button class="btn primary" { @if given.is_some() { "Changer de compte" } @else { "C'est ce compte" } } }
                }))
            }
        }
    })
}

fn choice(account: &BankAccount, chosen: bool) -> Markup {
    html! { option value=(account.id.0) selected[chosen] { (account_name(account)) ", " (account.currency.code()) } }
}

/// No account is declared: nothing to choose from.
fn undeclared(who: &Inside) -> Markup {
    html! {
        section class="card" {
            div class="card-head" { h2 { "De quel compte est ce relevé ?" } }
            div class="card-body stack-s" {
                p { "Le fichier ne le dit pas, et aucun compte n'est déclaré comme le vôtre." }
                @if who.can(Permission::ManageCreditor) {
                    p { a class="btn primary" href=(who.url("/banque/comptes")) { "Déclarer un compte" } }
                    p class="muted small" { "Le fichier est gardé : revenez ici ensuite." }
                } @else { p class="muted small" { "Demandez à un propriétaire du dossier de le déclarer : le fichier est gardé." } }
            }
        }
    }
}
