//! What each column holds: recognised, shown with its first value, changed by hand.

use app::deposit;
use app::import::control::Control;
use app::words::counted;
use formats::table::{Field, TableKind};
use maud::{Markup, html};

use super::control::Shown;
use super::place;
use crate::fault::Fault;
use crate::route::Inside;
use crate::ui::{self, Icon, form};

/// What the step says: how many were recognised.
pub(super) fn said(seen: &Control) -> String {
    if seen.columns.is_empty() {
        return if seen.format == "fec" { "fixées par la norme".to_owned() } else { String::new() };
    }
    let known = seen.columns.iter().filter(|column| column.field.is_some()).count();
    format!("{known} reconnues sur {}", seen.columns.len())
}

/// The word of a field in forms.
pub(super) fn word(field: Field) -> String {
    serde_json::to_value(field).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The field of a word.
pub(super) fn of_word(word: &str) -> Option<Field> {
    Field::ALL.iter().chain(Field::BANK).copied().find(|field| self::word(*field) == word)
}

/// What may stand in a table of that kind, in the order to offer it.
pub(super) fn offered(kind: TableKind) -> impl Iterator<Item = Field> {
    use Field as F;
    let fits = move |field: &Field| match kind {
        TableKind::Invoices => !matches!(field, F::Debit | F::Credit | F::Label),
        TableKind::Debtors => matches!(
            field,
            F::DebtorCode
                | F::Name
                | F::Kind
                | F::Siren
                | F::Siret
                | F::Vat
                | F::Email
                | F::Phone
                | F::Contact
                | F::Language
                | F::Address1
                | F::Address2
                | F::Address3
                | F::PostalCode
                | F::City
                | F::Country
                | F::Terms
        ),
        TableKind::Payments => matches!(
            field,
            F::PaymentOn
                | F::PaymentAmount
                | F::PaymentReference
                | F::Means
                | F::Number
                | F::DebtorCode
                | F::Name
                | F::Currency
                | F::Label
                | F::Debit
                | F::Credit
        ),
        TableKind::BankStatement => {
            matches!(
                field,
                F::PaymentOn
                    | F::PaymentAmount
                    | F::PaymentReference
                    | F::Means
                    | F::Currency
                    | F::Label
                    | F::Debit
                    | F::Credit
                    | F::Status
            ) || Field::BANK.contains(field)
        }
    };
    Field::ALL.iter().chain(Field::BANK).copied().filter(fits)
}

/// The card of the columns; nothing for a file that is no table.
pub(super) fn card(who: &Inside, shown: &Shown<'_>) -> Result<Markup, Fault> {
    let Some(mapping) = &shown.seen.mapping else { return Ok(html! {}) };
    let model = who.read(|tx| deposit::model_name(tx, mapping))?;
    let at = shown.at.to_string();
    Ok(html! {
        section class="card" {
            div class="card-head" { div {
                h2 { "Colonnes" }
                p { @match (&model, shown.seen.mapping_known) {
                    (Some(name), _) => { "Modèle « " (name) " » appliqué" }
                    (None, true) => { "Reprises d'un fichier précédent" }
                    (None, false) => { (said(shown.seen)) }
                } }
            } }
            form method="post" action={ (place(who, shown.deposit.id)) "/colonnes" } id="colonnes" {
                (form::hidden_token(who)) (form::hidden("fichier", &at)) (form::hidden("version", &shown.deposit.version.to_string()))
                div class="map-row" {
                    span { b class="strong" { "Ce fichier liste" } }
                    (ui::icon(Icon::Next))
                    select class="select sm" name="liste" aria-label="Ce que liste le fichier" {
                        @for kind in [TableKind::Invoices, TableKind::Debtors, TableKind::Payments, TableKind::BankStatement] { option value=(kind.word()) selected[kind == mapping.kind] { (kind.french()) } }
                    }
                }
                @for (index, column) in shown.seen.columns.iter().enumerate() {
                    div class="map-row" {
                        span { b class="strong" { @if column.title.is_empty() { "(sans titre)" } @else { (column.title) } } @if let Some(sample) = column.samples.first() { span class="ex" { (sample) } } }
                        (ui::icon(Icon::Next))
                        select class="select sm" name={ "c" (index) } aria-label={ "Champ pour " (column.title) } {
                            option value="" selected[column.field.is_none()] { "Ne pas importer" }
                            @for field in offered(mapping.kind) { option value=(word(field)) selected[column.field == Some(field)] { (capital(field.french())) } }
                        }
                    }
                }
                div class="map-row" {
                    span { b class="strong" { "Ordre des dates" } }
                    (ui::icon(Icon::Next))
                    select class="select sm" name="dates" aria-label="Ordre des dates" {
                        option value="" selected[mapping.date_order.is_none()] { "Reconnu dans chaque colonne" }
                        option value="jour" selected[mapping.date_order == Some(formats::values::DateOrder::DayFirst)] { "Jour / mois / année" }
                        option value="mois" selected[mapping.date_order == Some(formats::values::DateOrder::MonthFirst)] { "Mois / jour / année" }
                    }
                }
                div class="card-body stack-s" {
                    @if !shown.seen.missing.is_empty() { p class="small" { b { "Il manque : " } (shown.seen.missing.join(", ")) "." } }
                    div class="field" {
                        label for="modele" { "Nom du modèle" }
                        input class="input sm" id="modele" name="modele" maxlength="60" value=[model.as_deref()] autocomplete="off" aria-describedby="modele-aide";
                        span class="hint" id="modele-aide" { "Facultatif : le prochain fichier de même en-tête le reprendra." }
                    }
                    div class="row wrap" { button class="btn" { "Appliquer les colonnes" } span class="muted small" { (counted(shown.seen.columns.len() as u64, "colonne", "colonnes")) } }
                }
            }
        }
    })
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
