//! What a row says of the customer: identity, how to reach it, where it is.

use domain::party::identifiers::IdentifierError;
use domain::party::{Address, DebtorKind, Language, Siren, VatNumber};

use super::cells::{Cells, one_line};
use super::debtors::DebtorRow;
use super::row::Cell;
use super::{Field, payment_terms};
use crate::problem::shown;
use crate::values::plain_words;

/// Reads the customer of a row. Neither code nor name is an error.
pub(super) fn debtor(cells: &mut Cells<'_>) -> DebtorRow {
    let row = DebtorRow {
        line: cells.row.line,
        code: cells.text(Field::DebtorCode),
        name: cells.text(Field::Name),
        kind: kind(cells),
        siren: siren(cells),
        vat: vat(cells),
        email: email(cells),
        phone: cells.text(Field::Phone),
        contact: cells.text(Field::Contact),
        language: language(cells),
        address: address(cells),
        terms: terms(cells),
        terms_text: cells.text(Field::Terms),
    };
    if row.code.is_empty() && row.name.is_empty() {
        let field = if cells.plan.has(Field::DebtorCode) { Field::DebtorCode } else { Field::Name };
        if !cells.refused {
            cells.error(field, "debtor_missing", format_args!("le client manque (ni code ni nom). Complétez-le."));
        }
    }
    row
}

fn kind(cells: &mut Cells<'_>) -> Option<DebtorKind> {
    let text = cells.raw(Field::Kind);
    if text.is_empty() {
        return None;
    }
    let kind = DebtorKind::parse(text);
    if kind.is_none() {
        let text = shown(text);
        cells.warning(
            Field::Kind,
            "kind_unknown",
            format_args!("« {text} » n'est pas un type de client connu (entreprise, particulier, non_professionnel, public) : le client reste à qualifier."),
        );
    }
    kind
}

/// Nine digits, kept with a warning when their key is wrong; from the SIRET where there is no SIREN.
fn siren(cells: &mut Cells<'_>) -> String {
    let field = if cells.raw(Field::Siren).is_empty() { Field::Siret } else { Field::Siren };
    let text = cells.raw(field);
    if text.is_empty() {
        return String::new();
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let nine = if digits.len() == 14 { &digits[..9] } else { &digits };
    match Siren::parse(nine) {
        Ok(siren) => siren.as_str().to_owned(),
        Err(IdentifierError::Key(_)) => {
            let text = shown(text);
            cells.warning(field, "siren_key", format_args!("« {text} » : la clé de contrôle du SIREN est fausse. Vérifiez les chiffres."));
            nine.to_owned()
        }
        Err(IdentifierError::Shape { .. }) => {
            let text = shown(text);
            cells.warning(
                field,
                "siren_invalid",
                format_args!("« {text} » n'est pas un SIREN (neuf chiffres) : il n'est pas retenu. Corrigez-le."),
            );
            String::new()
        }
    }
}

fn vat(cells: &mut Cells<'_>) -> String {
    let text = cells.text(Field::Vat);
    if text.is_empty() {
        return text;
    }
    match VatNumber::parse(&text) {
        Ok(vat) => vat.as_str().to_owned(),
        Err(error) => {
            cells.warning(Field::Vat, "vat_invalid", format_args!("numéro de TVA : {error}. Il est gardé tel quel ; vérifiez-le."));
            text
        }
    }
}

/// One address that a letter may go to; anything else is told and left out.
fn email(cells: &mut Cells<'_>) -> String {
    let text = cells.raw(Field::Email);
    if text.is_empty() {
        return String::new();
    }
    let plausible = text
        .split_once('@')
        .is_some_and(|(local, host)| !local.is_empty() && host.contains('.') && !host.contains('@') && !host.ends_with('.'));
    let clean = text.chars().all(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, ',' | ';' | '<' | '>' | '"' | '(' | ')'));
    if plausible && clean {
        return text.to_owned();
    }
    let text = shown(text);
    cells.warning(
        Field::Email,
        "email_invalid",
        format_args!("« {text} » n'est pas une adresse e-mail : elle n'est pas retenue. Indiquez-en une seule, complète."),
    );
    String::new()
}

fn language(cells: &mut Cells<'_>) -> Option<Language> {
    match plain_words(cells.raw(Field::Language)).as_str() {
        "fr" | "francais" | "french" | "fra" => Some(Language::Fr),
        "en" | "anglais" | "english" | "eng" => Some(Language::En),
        _ => None,
    }
}

fn terms(cells: &mut Cells<'_>) -> Option<domain::terms::PaymentTerms> {
    let text = cells.raw(Field::Terms);
    if text.is_empty() {
        return None;
    }
    let terms = payment_terms(text);
    if terms.is_none() {
        let text = shown(text);
        cells.warning(
            Field::Terms,
            "terms_unknown",
            format_args!("« {text} » : conditions non comprises. Attendu par exemple « 30 jours » ou « 45 jours fin de mois »."),
        );
    }
    terms
}

fn address(cells: &mut Cells<'_>) -> Address {
    let lines = [Field::Address1, Field::Address2, Field::Address3];
    // A cell may hold several lines.
    let lines = lines.iter().flat_map(|field| cells.raw(*field).split('\n')).map(one_line).filter(|line| !line.is_empty()).collect();
    let country = country(cells);
    Address { lines, postal_code: postal_code(cells, &country), city: cells.text(Field::City), country }
}

/// Spreadsheets drop the zero of `01000`.
fn postal_code(cells: &mut Cells<'_>, country: &str) -> String {
    let text = cells.text(Field::PostalCode);
    let short = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    let number = cells.plan.column(Field::PostalCode).is_some_and(|column| cells.row.cell(column) == Cell::Number);
    let french = country == "FR" || (country.is_empty() && number);
    if !(short && french) {
        return text;
    }
    let whole = format!("0{text}");
    cells.warning(
        Field::PostalCode,
        "postal_code_padded",
        format_args!("« {text} » est lu {whole} (le zéro de tête avait disparu). Vérifiez-le."),
    );
    whole
}

/// Countries by name, of the neighbours and of the most frequent customers.
const COUNTRIES: [(&str, &str); 42] = [
    ("france", "FR"),
    ("belgique", "BE"),
    ("belgium", "BE"),
    ("suisse", "CH"),
    ("switzerland", "CH"),
    ("luxembourg", "LU"),
    ("allemagne", "DE"),
    ("germany", "DE"),
    ("espagne", "ES"),
    ("spain", "ES"),
    ("italie", "IT"),
    ("italy", "IT"),
    ("portugal", "PT"),
    ("pays bas", "NL"),
    ("netherlands", "NL"),
    ("royaume uni", "GB"),
    ("united kingdom", "GB"),
    ("irlande", "IE"),
    ("ireland", "IE"),
    ("etats unis", "US"),
    ("united states", "US"),
    ("canada", "CA"),
    ("monaco", "MC"),
    ("andorre", "AD"),
    ("autriche", "AT"),
    ("austria", "AT"),
    ("pologne", "PL"),
    ("poland", "PL"),
    ("danemark", "DK"),
    ("denmark", "DK"),
    ("suede", "SE"),
    ("sweden", "SE"),
    ("maroc", "MA"),
    ("morocco", "MA"),
    ("algerie", "DZ"),
    ("tunisie", "TN"),
    ("guadeloupe", "GP"),
    ("martinique", "MQ"),
    ("guyane", "GF"),
    ("la reunion", "RE"),
    ("reunion", "RE"),
    ("mayotte", "YT"),
];

/// Two letters; what is not understood is kept as written, and told.
fn country(cells: &mut Cells<'_>) -> String {
    let text = cells.text(Field::Country);
    if text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic()) {
        return text.to_uppercase();
    }
    if text.is_empty() {
        return text;
    }
    let words = plain_words(&text);
    if let Some((_, code)) = COUNTRIES.iter().find(|(name, _)| *name == words) {
        return (*code).to_owned();
    }
    let seen = shown(&text);
    cells.warning(
        Field::Country,
        "country_unknown",
        format_args!("« {seen} » n'est pas un pays connu : indiquez son code à deux lettres, par exemple FR ou BE."),
    );
    text
}
