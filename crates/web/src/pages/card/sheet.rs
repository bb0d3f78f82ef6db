//! Identity, addresses and contacts of a debtor, as one form. Two people editing it: both values are shown, nothing is lost.

use app::record::{self, Changed, Sheet};
use domain::access::needs::ManageDebtors;
use domain::party::{Address, DebtorDetails, Language, Person};
use maud::{Markup, html};

use super::{attempt, card_url, debtor_of, form_page};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fields::Fields;
use crate::route::{Answered, Inside, Route, Scoped, get, post};
use crate::ui::{self, Tone, form};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/d/{tenant}/debiteurs/{debtor}/fiche", show), post("/d/{tenant}/debiteurs/{debtor}/fiche", save)]
}

/// Empty contacts offered beside those known.
const MORE: usize = 2;
/// Contacts of one record.
const MOST: usize = 20;

const ROLES: [(&str, &str); 4] =
    [("", "Interlocuteur"), ("accounts", "Comptabilité fournisseurs"), ("approver", "Valide les factures"), ("legal", "Juridique")];

fn preset<'a>(mut fields: Fields<'a>, sheet: &Sheet, version: i64) -> Fields<'a> {
    let details = &sheet.details;
    let plain = [
        ("nom", &details.name),
        ("siren", &sheet.siren),
        ("tva", &sheet.vat),
        ("courriel", &details.email),
        ("telephone", &details.phone),
        ("code_postal", &details.address.postal_code),
        ("ville", &details.address.city),
        ("pays", &details.address.country),
    ];
    for (name, value) in plain {
        fields = fields.preset(name, value.clone());
    }
    fields = fields.preset("adresse", details.address.lines.join("\n")).preset("vu", version.to_string());
    fields = fields.preset("langue", if sheet.language == Language::En { "en" } else { "fr" });
    for (at, person) in details.contacts.iter().enumerate() {
        for (name, value) in [("nom", &person.name), ("role", &person.role), ("courriel", &person.email), ("telephone", &person.phone)] {
            fields = fields.preset(&format!("{name}{at}"), value.clone());
        }
    }
    fields
}

fn show(who: &Scoped<ManageDebtors>, ask: &Ask) -> Answered {
    let (debtor, _) = debtor_of(who, ask)?;
    let (sheet, version) = who.read(|tx| record::sheet(tx, debtor))?;
    let fields = preset(Fields::of(ask, who.today), &sheet, version);
    page(who, ask, &fields, sheet.details.contacts.len(), None)
}

fn page(who: &Inside, ask: &Ask, fields: &Fields<'_>, known: usize, theirs: Option<&Sheet>) -> Answered {
    let (debtor, name) = debtor_of(who, ask)?;
    let body = html! {
        @if let Some(theirs) = theirs { (meanwhile(theirs, fields)) }
        (form::field(fields, "nom", "Nom ou raison sociale", form::Kind::Text, ""))
        div class="form-grid" {
            (form::field(fields, "siren", "SIREN", form::Kind::Text, "Neuf chiffres ; vide s'il n'en a pas."))
            (form::field(fields, "tva", "Numéro de TVA", form::Kind::Text, ""))
            (form::field(fields, "courriel", "Courriel général", form::Kind::Text, ""))
            (form::field(fields, "telephone", "Téléphone", form::Kind::Tel, ""))
        }
        (form::area(fields, "adresse", "Adresse : bâtiment, rue, lieu-dit", 3, "Trois lignes au plus, comme sur l'enveloppe."))
        div class="form-grid" {
            (form::field(fields, "code_postal", "Code postal", form::Kind::Text, ""))
            (form::field(fields, "ville", "Ville", form::Kind::Text, ""))
            (form::field(fields, "pays", "Pays (vide : France)", form::Kind::Text, "Deux lettres, comme BE."))
            (form::select(fields, "langue", "Langue des courriers", &[("fr", "Français"), ("en", "Anglais")], ""))
        }
        @for at in 0..(known + MORE).min(MOST) {
            fieldset class="field group" {
                legend { "Contact " (at + 1) }
                div class="form-grid" {
                    (form::field(fields, &format!("nom{at}"), "Nom", form::Kind::Text, ""))
                    (form::select(fields, &format!("role{at}"), "Rôle", &roles(fields.shown(&format!("role{at}"))), ""))
                    (form::field(fields, &format!("courriel{at}"), "Courriel", form::Kind::Text, ""))
                    (form::field(fields, &format!("telephone{at}"), "Téléphone", form::Kind::Tel, ""))
                }
            }
        }
        (form::hidden("vu", fields.shown("vu")))
        (form::hidden("contacts", &(known + MORE).min(MOST).to_string()))
    };
    let answer = form_page(who, ask, (debtor, &name), ("Identité et contacts", "Enregistrer"), fields, body);
    Ok(if theirs.is_some() { answer.status(409) } else { answer })
}

/// The roles offered; one that a file brought is kept.
fn roles(shown: &str) -> Vec<(&str, &str)> {
    let mut all = ROLES.to_vec();
    if !shown.is_empty() && all.iter().all(|(word, _)| *word != shown) {
        all.push((shown, shown));
    }
    all
}

/// What somebody else wrote since the form was shown, beside what was typed where they differ.
fn meanwhile(theirs: &Sheet, fields: &Fields<'_>) -> Markup {
    let details = &theirs.details;
    let lines = details.address.lines.join("\n");
    let pairs = [
        ("Nom", "nom", details.name.as_str()),
        ("SIREN", "siren", &theirs.siren),
        ("TVA", "tva", &theirs.vat),
        ("Courriel", "courriel", &details.email),
        ("Téléphone", "telephone", &details.phone),
        ("Adresse", "adresse", &lines),
        ("Code postal", "code_postal", &details.address.postal_code),
        ("Ville", "ville", &details.address.city),
        ("Pays", "pays", &details.address.country),
    ];
    let contacts: Vec<String> =
        details.contacts.iter().map(|person| format!("{} {} {}", person.name, person.email, person.phone)).collect();
    html! {
        (ui::notice(Tone::Warn, html! {
            p { "Cette fiche a été modifiée par quelqu'un d'autre depuis que vous l'avez ouverte. Rien n'a été écrasé : votre saisie est gardée ci-dessous." }
            table class="table" {
                thead { tr { th scope="col" { "Champ" } th scope="col" { "Enregistré entre-temps" } th scope="col" { "Votre saisie" } } }
                tbody {
                    @for (label, name, value) in pairs.iter().filter(|(_, name, value)| fields.shown(name).trim() != value.trim()) {
                        tr { th scope="row" { (label) } td class="w" { (value) } td class="w" { (fields.shown(name)) } }
                    }
                    @if !contacts.is_empty() { tr { th scope="row" { "Contacts" } td class="w" colspan="2" { (contacts.join(" ; ")) } } }
                }
            }
            p { "Corrigez si besoin, puis enregistrez : c'est votre saisie qui sera gardée." }
        }))
    }
}

fn save(who: &Scoped<ManageDebtors>, ask: &Ask) -> Answered {
    let (debtor, _) = debtor_of(who, ask)?;
    let mut fields = Fields::of(ask, who.today);
    let known = ask.form("contacts").parse::<usize>().unwrap_or(MORE).clamp(MORE, MOST);
    let sheet = read(ask, &mut fields, known);
    let seen = ask.form("vu").parse().unwrap_or(0);
    if fields.has_problems() {
        return page(who, ask, &fields, known - MORE, None);
    }
    match attempt(who.write(|tx| record::change_sheet(tx, debtor, &sheet, seen, who.today)), &mut fields, "nom")? {
        Some(Changed::Done(done)) => Ok(Answer::to(card_url(who, debtor)).saying(done.said)),
        Some(Changed::Meanwhile(theirs)) => {
            // The next sending answers what is shown now.
            let (_, version) = who.read(|tx| record::sheet(tx, debtor))?;
            let again = Ask { form: with(&ask.form, "vu", &version.to_string()), ..ask.clone() };
            let fields = Fields::of(&again, who.today);
            page(who, &again, &fields, known - MORE, Some(&theirs))
        }
        None => page(who, ask, &fields, known - MORE, None),
    }
}

fn with(form: &[(String, String)], name: &str, value: &str) -> Vec<(String, String)> {
    let mut form = form.to_vec();
    form.retain(|(key, _)| key != name);
    form.push((name.to_owned(), value.to_owned()));
    form
}

fn read(ask: &Ask, fields: &mut Fields<'_>, known: usize) -> Sheet {
    let name = fields.required("nom", 300, "Donnez le nom.");
    let lines: Vec<String> =
        fields.text("adresse", 400).lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
    if lines.len() > 3 {
        fields.wrong("adresse", "Trois lignes au plus avant le code postal.");
    }
    let country = fields.text("pays", 2).to_uppercase();
    if !country.is_empty() && (country.len() != 2 || !country.bytes().all(|b| b.is_ascii_alphabetic())) {
        fields.wrong("pays", "Écrivez le code du pays en deux lettres, comme BE ou DE.");
    }
    let mut contacts = Vec::new();
    for at in 0..known {
        let mut text = |name: &str, most| fields.text(&format!("{name}{at}"), most);
        let person = Person { name: text("nom", 200), role: text("role", 60), email: text("courriel", 254), phone: text("telephone", 40) };
        if !(person.name.is_empty() && person.email.is_empty() && person.phone.is_empty()) {
            contacts.push(person);
        }
    }
    let address = Address { lines, postal_code: fields.text("code_postal", 16), city: fields.text("ville", 120), country };
    let details = DebtorDetails { name, address, email: fields.text("courriel", 254), phone: fields.text("telephone", 40), contacts };
    let siren: String = fields.text("siren", 20).split_whitespace().collect();
    Sheet { details, siren, vat: fields.text("tva", 20), language: if ask.form("langue") == "en" { Language::En } else { Language::Fr } }
}
