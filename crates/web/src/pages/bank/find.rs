//! Finding a debtor by what a person types: its code or reference, else words of its name.

use app::live::{Order, Page, View, Wanted, Which};
use domain::ids::DebtorId;
use domain::money::Currency;

use maud::{Markup, html};

use super::words::{Names, named};
use crate::ask::{Ask, encoded};
use crate::fault::Fault;
use crate::fields::Fields;
use crate::route::Inside;
use crate::ui::{self, Icon, form};

/// Debtors proposed for a name.
const FEW: usize = 8;
/// Characters of a search that are read.
const LONGEST: usize = 100;

/// The debtors that a text may mean: one by its code, else those whose name has these words.
pub(crate) fn debtors(who: &Inside, typed: &str) -> Result<Vec<DebtorId>, Fault> {
    let typed: String = typed.trim().chars().take(LONGEST).collect();
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    match who.read(|tx| app::resolve::debtor(tx, &typed)) {
        Ok(debtor) => return Ok(vec![debtor]),
        Err(Fault::Refused(_)) => {}
        Err(other) => return Err(other),
    }
    // While the view of the day is being made, codes are found and names are not yet.
    let View::Ready { live, .. } = who.live()? else { return Ok(Vec::new()) };
    let wanted = Wanted {
        which: Which::All,
        kind: None,
        text: &typed,
        only: None,
        order: Order::Overdue,
        reverse: false,
        currency: live.currencies().first().copied().unwrap_or(Currency::EUR),
        page: Page::First,
        size: FEW,
    };
    Ok(live.list(&wanted).rows.iter().map(|found| found.row.id).collect())
}

/// Their codes and names.
pub(crate) fn names(who: &Inside, debtors: &[DebtorId]) -> Result<Names, Fault> {
    who.read(|tx| Ok(tx.names(debtors)?))
}

/// The debtors that the address asks for (`?debiteur=`), and the fields that say so.
pub(crate) fn asked<'a>(who: &Inside, ask: &'a Ask) -> Result<(Fields<'a>, Vec<DebtorId>), Fault> {
    let typed = ask.query("debiteur").unwrap_or_default();
    let mut fields = Fields::of(ask, who.today).preset("debiteur", typed);
    let found = debtors(who, typed)?;
    if found.is_empty() && !typed.is_empty() {
        fields.wrong("debiteur", nobody(typed));
    }
    Ok((fields, found))
}

/// The card in which a debtor is looked for; of the one that was found, what it has for the line.
pub(crate) fn card(
    here: &str,
    fields: &Fields<'_>,
    (found, names): (&[DebtorId], &Names),
    button: &str,
    of_one: impl FnOnce(DebtorId) -> Result<Markup, Fault>,
) -> Result<Markup, Fault> {
    Ok(html! {
        section class="card form-card" {
            div class="card-head" { h2 { "Chercher par débiteur" } }
            div class="card-body" {
                form method="get" action=(here) class="row wrap bottom" {
                    (form::field(fields, "debiteur", "Code ou nom du débiteur", form::Kind::Text, ""))
                    button class="btn" { (ui::icon(Icon::Search)) (button) }
                }
            }
            @match found {
                [] => {}
                [one] => (of_one(*one)?),
                several => { ul class="list" role="list" { @for debtor in several {
                    @let code = names.get(debtor).map(|(code, _)| code.as_str()).unwrap_or_default();
                    li { a class="grow" href=(format!("{here}?debiteur={}", encoded(&debtor.to_string()))) { (named(names, *debtor)) } span class="muted" { (code) } }
                } } }
            }
        }
    })
}

/// What is said when nobody was found.
pub(super) fn nobody(typed: &str) -> String {
    let typed = typed.trim();
    if typed.is_empty() {
        "Donnez le code ou le nom d'un débiteur.".to_owned()
    } else {
        format!("Aucun débiteur « {typed} ». Donnez son code, ou des mots de son nom.")
    }
}
