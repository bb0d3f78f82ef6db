//! Who claims: company, registers, address, account, and for whom one writes.

use app::creditor::{self, Change, Field};
use domain::access::Permission;
use domain::access::needs::{ManageCreditor, ReadBooks};
use domain::party::{ActsFor, Address, Agent, CreditorIdentifier, CreditorKind, CreditorProfile, Iban, Siren, Territory, VatNumber};
use maud::html;

use super::{head, lacking, profile, tabs};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::pages::look_again;
use crate::route::{Answered, Inside, Scoped};
use crate::ui::form::{self, Kind};
use crate::ui::{self, Tone};

const TERRITORIES: [(&str, &str, Territory); 9] = [
    ("metropole", "France métropolitaine", Territory::Metropole),
    ("alsace_moselle", "Alsace et Moselle", Territory::AlsaceMoselle),
    ("guadeloupe", "Guadeloupe", Territory::Guadeloupe),
    ("martinique", "Martinique", Territory::Martinique),
    ("guyane", "Guyane", Territory::Guyane),
    ("reunion", "La Réunion", Territory::Reunion),
    ("mayotte", "Mayotte", Territory::Mayotte),
    ("saint_barthelemy", "Saint-Barthélemy", Territory::SaintBarthelemy),
    ("saint_martin", "Saint-Martin", Territory::SaintMartin),
];

/// The texts of the form: name in the form, field of the profile, longest.
const TEXTS: [(&str, Field, usize); 14] = [
    ("nom", Field::Name, 200),
    ("forme", Field::LegalForm, 60),
    ("capital", Field::Capital, 40),
    ("rcs", Field::RcsCity, 80),
    ("siren", Field::Siren, 20),
    ("tva", Field::Vat, 20),
    ("code_postal", Field::PostalCode, 20),
    ("ville", Field::City, 100),
    ("pays", Field::Country, 2),
    ("courriel", Field::Email, 254),
    ("telephone", Field::Phone, 40),
    ("signataire", Field::SignatoryName, 120),
    ("qualite_signataire", Field::SignatoryCapacity, 120),
    ("ics", Field::Ics, 60),
];

pub(super) fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let fields = preset(who, ask)?;
    page(who, ask, &fields)
}

fn preset<'a>(who: &Inside, ask: &'a Ask) -> Result<Fields<'a>, Fault> {
    let (known, facts) = (profile(who)?, who.read(|tx| Ok(tx.tenant_facts(who.today)?))?);
    let line = |at: usize| known.address.lines.get(at).cloned().unwrap_or_default();
    let territory = TERRITORIES.iter().find(|(.., territory)| *territory == facts.territory).map_or("metropole", |(word, ..)| word);
    let (acts, mandate, insurance) = match facts.acts_for {
        ActsFor::Itself => ("itself", false, false),
        ActsFor::RegulatedProfession { mandate } => ("profession", mandate, false),
        ActsFor::AmicableCollector { mandate, insurance } => ("collector", mandate, insurance),
    };
    let agent = known.agent.clone().unwrap_or_default();
    let mut fields = Fields::of(ask, who.today);
    for (name, value) in [
        ("nom", known.name.as_str()),
        ("forme", &known.legal_form),
        ("capital", &known.capital),
        ("rcs", &known.rcs_city),
        ("tva", &known.vat),
        ("code_postal", &known.address.postal_code),
        ("ville", &known.address.city),
        ("pays", &known.address.country),
        ("courriel", &known.email),
        ("telephone", &known.phone),
        ("signataire", &known.signatory_name),
        ("qualite_signataire", &known.signatory_capacity),
        ("mediateur", &known.consumer_mediator),
        ("bic", &known.bic),
        ("ics", &known.ics),
        ("territoire", territory),
        ("agit", acts),
        ("agent", &agent.name),
        ("agent_rue", &agent.address.lines.join(", ")),
        ("agent_code_postal", &agent.address.postal_code),
        ("agent_ville", &agent.address.city),
        ("agent_immatriculation", &agent.registration),
    ] {
        fields = fields.preset(name, value);
    }
    for at in 0..3 {
        fields = fields.preset(&format!("rue{at}"), line(at));
    }
    let siren = Siren::parse(&known.siren).map_or_else(|_| known.siren.clone(), |siren| siren.printed());
    let iban = Iban::parse(&known.iban).map_or_else(|_| known.iban.clone(), |iban| iban.printed());
    fields = fields.preset("siren", siren).preset("iban", if who.can(Permission::ManageBank) { iban } else { String::new() });
    fields = fields.preset("personne", if facts.creditor_kind == CreditorKind::Individual { "individual" } else { "business" });
    if mandate {
        fields = fields.preset("mandat", "oui");
    }
    if insurance {
        fields = fields.preset("assurance", "oui");
    }
    Ok(fields)
}

fn page(who: &Inside, ask: &Ask, fields: &Fields<'_>) -> Answered {
    let known = profile(who)?;
    let may = who.can(Permission::ManageCreditor);
    let body = html! {
        (tabs(who, "/parametres/creancier"))
        (form::summary(fields))
        div class="cols cols-main mt4" {
            (form::post_or_read(who, may, &who.url("/parametres/creancier"), html! {
                fieldset class="stack" {
                    legend class="vh" { "Identité du créancier" }
                    section class="card" {
                        div class="card-head" { h2 { "Entreprise" } }
                        div class="card-body stack" {
                            (form::field(fields, "nom", "Nom ou raison sociale", Kind::Text, ""))
                            div class="fields-2" {
                                (form::field(fields, "forme", "Forme", Kind::Text, "Par exemple SAS, SARL ou EI."))
                                (form::field(fields, "capital", "Capital", Kind::Text, "Tel qu'imprimé, par exemple 60 000 €."))
                                (form::field(fields, "siren", "SIREN", Kind::Text, "Neuf chiffres ; la clé est vérifiée."))
                                (form::field(fields, "rcs", "Ville du registre (RCS)", Kind::Text, ""))
                                (form::field(fields, "tva", "Numéro de TVA", Kind::Text, ""))
                                (form::select(fields, "personne", "Le créancier est", &[("business", "Un professionnel"), ("individual", "Un particulier")], "Fixe la colonne du taux légal."))
                            }
                        }
                    }
                    section class="card" {
                        div class="card-head" { div { h2 { "Adresse et contact" } p { "Imprimés sur chaque courrier, pour payer et pour contester." } } }
                        div class="card-body stack" {
                            (form::field(fields, "rue0", "Adresse", Kind::Text, ""))
                            div class="fields-2" {
                                (form::field(fields, "rue1", "Complément", Kind::Text, ""))
                                (form::field(fields, "rue2", "Complément (suite)", Kind::Text, ""))
                                (form::field(fields, "code_postal", "Code postal", Kind::Text, ""))
                                (form::field(fields, "ville", "Ville", Kind::Text, ""))
                                (form::field(fields, "pays", "Pays", Kind::Text, "Deux lettres ; vide pour la France."))
                                (form::select(fields, "territoire", "Jours fériés de", &TERRITORIES.map(|(word, words, _)| (word, words)), "Aucun envoi un jour férié."))
                                (form::field(fields, "courriel", "Courriel", Kind::Email, ""))
                                (form::field(fields, "telephone", "Téléphone", Kind::Tel, ""))
                            }
                            (form::field(fields, "mediateur", "Médiateur de la consommation", Kind::Text, "Pour les débiteurs particuliers : nom et site."))
                        }
                    }
                    section class="card" {
                        div class="card-head" { h2 { "Compte à créditer" } }
                        div class="card-body stack" {
                            @if who.can(Permission::ManageBank) {
                                div class="fields-2" {
                                    (form::field(fields, "iban", "IBAN", Kind::Text, "La clé est vérifiée."))
                                    (form::field(fields, "bic", "BIC", Kind::Text, ""))
                                }
                            } @else {
                                p class="small" { "IBAN : " b { (masked(&known)) } }
                                p class="muted small" { "Seul un propriétaire du dossier voit et change le compte en entier." }
                            }
                            (form::field(fields, "ics", "Identifiant créancier SEPA (ICS)", Kind::Text, "Pour prélever ; votre banque le demande pour vous. La clé est vérifiée."))
                        }
                    }
                    section class="card" {
                        div class="card-head" { h2 { "Signature" } }
                        div class="card-body fields-2" {
                            (form::field(fields, "signataire", "Signataire", Kind::Text, ""))
                            (form::field(fields, "qualite_signataire", "Qualité", Kind::Text, "Par exemple gérante, ou responsable du crédit client."))
                        }
                    }
                    section class="card" {
                        div class="card-head" { div { h2 { "Pour qui vous écrivez" } p { (ui::unbroken("Une profession réglementée ou un recouvreur amiable dit son mandat (CPCE R124-1 et suivants).")) } } }
                        div class="card-body stack" {
                            (form::select(fields, "agit", "Ces créances sont", &[("itself", "Les nôtres"), ("profession", "Celles d'un client (profession réglementée)"), ("collector", "Celles d'un client (recouvrement amiable)")], ""))
                            details open[for_a_client(fields)] {
                                summary class="small" { "Qui écrit pour un client : mandat, assurance, nom et adresse" }
                                div class="stack mt2" {
                                    div {
                                        (form::tick(fields, "mandat", "oui", "Le mandat écrit est au dossier"))
                                        (form::tick(fields, "assurance", "oui", "L'assurance de responsabilité est au dossier"))
                                    }
                                    div class="fields-2" {
                                        (form::field(fields, "agent", "Qui écrit : nom", Kind::Text, "À remplir si les créances sont celles d'un client."))
                                        (form::field(fields, "agent_immatriculation", "Qui écrit : immatriculation", Kind::Text, "Par exemple RCS Lyon 732 829 320."))
                                        (form::field(fields, "agent_rue", "Qui écrit : adresse", Kind::Text, ""))
                                        (form::field(fields, "agent_code_postal", "Qui écrit : code postal", Kind::Text, ""))
                                        (form::field(fields, "agent_ville", "Qui écrit : ville", Kind::Text, ""))
                                    }
                                }
                            }
                        }
                    }
                    @if may { div class="row wrap" { button class="btn primary" { "Enregistrer" } } }
                }
            }))
            aside class="stack" {
                (lacking(&known))
                @if !may { (ui::notice(Tone::Info, html! { "Votre rôle permet de lire cette page, pas de la changer." })) }
            }
        }
    };
    let answer = ui::page(who, ask, head(who, "Créancier"), body);
    Ok(if fields.has_problems() { answer.status(422) } else { answer })
}

/// Whether the form has to say who writes: the claims are a client's, or something of it is filled or wrong.
fn for_a_client(fields: &Fields<'_>) -> bool {
    let told = ["agent", "agent_immatriculation", "agent_rue", "agent_code_postal", "agent_ville"];
    fields.shown("agit") != "itself" || told.iter().any(|name| !fields.shown(name).is_empty() || fields.problem(name).is_some())
}

/// An account shown in part.
fn masked(profile: &CreditorProfile) -> String {
    let iban = &profile.iban;
    if iban.len() < 8 { "non renseigné".to_owned() } else { format!("{}…{}", &iban[..4], &iban[iban.len() - 4..]) }
}

pub(super) fn save(who: &Scoped<ManageCreditor>, ask: &Ask) -> Answered {
    let mut fields = preset(who, ask)?;
    let change = change(who, &mut fields, ask);
    if fields.has_problems() {
        return page(who, ask, &fields);
    }
    if changes_account(who, &change)?
        && let Some(page) = look_again(who, ask)?
    {
        return Ok(page);
    }
    let done = who.write(|tx| creditor::set(tx, &change, who.today));
    match done {
        Ok(_) => Ok(Answer::to(who.url("/parametres/creancier")).saying("Identité enregistrée.")),
        Err(Fault::Refused(said)) => {
            fields.wrong("nom", said);
            page(who, ask, &fields)
        }
        Err(fault) => Err(fault),
    }
}

/// Whether debtors would be asked to pay into another account: the password is asked for again.
fn changes_account(who: &Inside, change: &Change) -> Result<bool, Fault> {
    // Before the first identity there is none, and no error either.
    let before = who.read(|tx| Ok(tx.creditor_profile()?))?.unwrap_or_default();
    let plain = |iban: &str| iban.split_whitespace().collect::<String>().to_uppercase();
    Ok(change.texts.iter().any(|(field, text)| match field {
        Field::Iban => plain(text) != plain(&before.iban),
        Field::Bic => plain(text) != plain(&before.bic),
        _ => false,
    }))
}

fn change(who: &Inside, fields: &mut Fields<'_>, ask: &Ask) -> Change {
    fields.required("nom", 200, "Donnez le nom du créancier.");
    let mut texts: Vec<(Field, String)> = TEXTS.iter().map(|(name, field, most)| (*field, fields.text(name, *most))).collect();
    texts.push((Field::ConsumerMediator, fields.text("mediateur", 300)));
    if who.can(Permission::ManageBank) {
        let iban = fields.text("iban", 50);
        if !iban.is_empty()
            && let Err(error) = Iban::parse(&iban)
        {
            fields.wrong("iban", error.to_string());
        }
        texts.push((Field::Iban, iban));
        texts.push((Field::Bic, fields.text("bic", 20)));
    }
    let siren = ask.form("siren").trim();
    if !siren.is_empty()
        && let Err(error) = Siren::parse(siren)
    {
        fields.wrong("siren", error.to_string());
    }
    let vat = ask.form("tva").trim();
    if !vat.is_empty()
        && let Err(error) = VatNumber::parse(vat)
    {
        fields.wrong("tva", error.to_string());
    }
    let ics = ask.form("ics").trim();
    if !ics.is_empty()
        && let Err(error) = CreditorIdentifier::parse(ics)
    {
        fields.wrong("ics", error.to_string());
    }
    let email = ask.form("courriel").trim();
    if !email.is_empty() && !app::mail::is_address(email) {
        fields.wrong("courriel", format!("« {email} » n'est pas une adresse électronique. Exemple attendu : compta@societe.fr."));
    }
    let lines = (0..3).map(|at| fields.text(&format!("rue{at}"), 100)).filter(|line| !line.is_empty()).collect();
    let (mandate, insurance) = (ask.form("mandat") == "oui", ask.form("assurance") == "oui");
    let agent_name = fields.text("agent", 200);
    let acts_for = match ask.form("agit") {
        "profession" => ActsFor::RegulatedProfession { mandate },
        "collector" => ActsFor::AmicableCollector { mandate, insurance },
        _ => ActsFor::Itself,
    };
    if acts_for != ActsFor::Itself && agent_name.is_empty() {
        fields.wrong("agent", "Dites qui écrit : son nom figure sur les courriers.");
    }
    let agent = (acts_for != ActsFor::Itself).then(|| Agent {
        name: agent_name,
        address: Address {
            lines: fields.text("agent_rue", 200).split(',').map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect(),
            postal_code: fields.text("agent_code_postal", 20),
            city: fields.text("agent_ville", 100),
            country: String::new(),
        },
        activity: "exerce une activité de recouvrement amiable".to_owned(),
        registration: fields.text("agent_immatriculation", 200),
    });
    let territory = TERRITORIES.iter().find(|(word, ..)| *word == ask.form("territoire")).map(|(.., territory)| *territory);
    let kind = match ask.form("personne") {
        "individual" => Some(CreditorKind::Individual),
        "business" => Some(CreditorKind::Business),
        _ => None,
    };
    Change { texts, lines, acts_for: Some(acts_for), agent, kind, territory, logo: None, without_logo: false }
}
