//! « Pas un client »: a line that is no debtor's money, and what is learned from that.

use app::bank;
use domain::access::needs::RecordMoney;
use domain::payments::RuleBy;
use maud::{Markup, html};
use store::BankLine;

use super::decide::{answer, on_open};
use super::{Asked, about, line_of, line_url, words};
use crate::ask::Ask;
use crate::fields::Fields;
use crate::pages::card::attempt;
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, Icon, form};

/// Characters of a reason, and of the words of a rule.
const MOST: usize = 120;

/// What the form asks.
fn questions(who: &Inside, line: &BankLine, fields: &Fields<'_>) -> Markup {
    let account = (!line.details.payer_iban.trim().is_empty())
        .then(|| format!("Oui, tout ce qui vient de {}", words::iban(who, &line.details.payer_iban)));
    let mut choices = vec![("", "Non, cette ligne seulement")];
    choices.extend(account.as_deref().map(|words| ("iban", words)));
    choices.push(("mots", "Oui, les libellés qui portent ces mots :"));
    html! {
        (form::field(fields, "motif", "Ce que c'est (facultatif)", form::Kind::Text, "Par exemple « Remboursement URSSAF ». Conservé avec la décision."))
        (form::radios(fields, "desormais", "Désormais, laisser de côté les lignes semblables ?", &choices))
        (form::field(fields, "mots", "Mots du libellé", form::Kind::Text, "Ils se suivent dans le libellé ; majuscules et accents ne comptent pas."))
    }
}

fn preset<'a>(ask: &'a Ask, who: &Inside, line: &BankLine) -> Fields<'a> {
    let words: String = words::title(line).chars().take(MOST).collect();
    Fields::of(ask, who.today).preset("mots", words)
}

/// The form in a dialog of the panel.
pub(super) fn dialog(who: &Inside, asked: &Asked, line: &BankLine) -> Markup {
    let blank = Ask::default();
    html! {
        dialog class="dialog" id="dialogue-ecarter" aria-labelledby="dialogue-ecarter-titre" {
            form method="post" action=(line_url(who, line.id, "ecarter")) {
                (form::hidden_token(who)) (asked.fields())
                header { h2 id="dialogue-ecarter-titre" { "Pas un client" } button class="btn icon sm quiet" type="button" data-close aria-label="Fermer" { (ui::icon(Icon::Close)) } }
                div class="body" { (questions(who, line, &preset(&blank, who, line))) }
                footer { button class="btn" type="button" data-close { "Revenir" } button class="btn primary" { "Laisser de côté" } }
            }
        }
    }
}

pub(super) fn show(who: &Scoped<RecordMoney>, ask: &Ask) -> Answered {
    let line = line_of(who, ask)?;
    page(who, ask, &line, &preset(ask, who, &line))
}

/// The same as a page: without JavaScript, and where something typed has to be corrected.
fn page(who: &Inside, ask: &Ask, line: &BankLine, fields: &Fields<'_>) -> Answered {
    let asked = Asked::of(ask);
    let back = asked.url(who, Some(line.id));
    let body = html! {
        (form::summary(fields))
        section class="card form-card" { div class="card-body" {
            (form::post(who, &line_url(who, line.id, "ecarter"), html! {
                (asked.fields())
                (questions(who, line, fields))
                div class="row wrap" { button class="btn primary" { "Laisser de côté" } a class="btn" href=(back) { "Revenir" } }
            }))
        } }
    };
    Ok(about(who, ask, line, ("Pas un client", back), fields, body))
}

pub(super) fn save(who: &Scoped<RecordMoney>, ask: &Ask) -> Answered {
    let line = line_of(who, ask)?;
    let mut fields = preset(ask, who, &line);
    let (says, typed) = (fields.text("motif", MOST), fields.text("mots", MOST));
    let learn = match fields.choice("desormais", &[("iban", "iban"), ("mots", "mots")]) {
        Some("iban") => Some(RuleBy::Iban { iban: line.details.payer_iban.clone() }),
        Some(_) => Some(RuleBy::Label { words: typed }),
        None => None,
    };
    if fields.has_problems() {
        return page(who, ask, &line, &fields);
    }
    let day = who.today;
    let went = on_open(who, &line, |tx| bank::set_aside(tx, line.id, &says, learn, day).map(Some));
    match attempt(went, &mut fields, "mots")? {
        Some(went) => answer(who, ask, &line, went, &format!("laisser de côté {}.", words::short(&line))),
        None => page(who, ask, &line, &fields),
    }
}
