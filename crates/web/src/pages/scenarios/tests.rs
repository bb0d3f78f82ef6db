//! The pages of scenarios, walked through with forms alone.

use std::sync::Arc;

use domain::access::Role;
use domain::events::{DebtorRecorded, InvoiceRecorded, NewEvent, UpToDate};
use domain::ids::{DebtorId, TenantId};
use domain::money::{Cents, Currency};
use domain::party::{DebtorDetails, DebtorKind, Language};
use domain::terms::DueBasis;
use jiff::civil::date;

use crate::House;
use crate::testing::Client;
use crate::testing::fixture::{TODAY, house, identify};
use crate::testing::scene::hidden;

const PAGE: &str = "/d/1/scenarios/entreprise-courtois";

/// A debtor that owes, in the books of the fixture.
fn owing(house: &Arc<House>, tenant: TenantId, name: &str) -> DebtorId {
    let now = house.clock.now();
    identify(house, tenant);
    let written = house.store.write(tenant, "essai", now, |tx| -> Result<DebtorId, store::StoreError> {
        tx.append(NewEvent::new(TODAY, UpToDate { import: None }))?;
        let details = DebtorDetails { name: name.to_owned(), email: "a@exemple.fr".to_owned(), ..DebtorDetails::default() };
        let reach = details.reach();
        let details = tx.keep(&serde_json::to_vec(&details).expect("plain data"))?;
        let recorded = DebtorRecorded {
            code: "C1".to_owned(),
            kind: DebtorKind::Business,
            siren: String::new(),
            vat: String::new(),
            country: String::new(),
            language: Language::Fr,
            reach,
            details,
            import: None,
        };
        let debtor = DebtorId(tx.append(NewEvent::new(TODAY, recorded))?.0);
        let invoice = InvoiceRecorded {
            debtor,
            number: "F-1".to_owned(),
            due_on: date(2026, 11, 12),
            due_basis: DueBasis::Printed,
            amount: Cents(90_000),
            total: Cents(90_000),
            currency: Currency::EUR,
            performed_on: None,
            subject: None,
            import: None,
            key: None,
        };
        tx.append(NewEvent::new(date(2026, 10, 12), invoice))?;
        Ok(debtor)
    });
    written.expect("a debtor")
}

fn owner() -> (Arc<House>, TenantId, Client) {
    let (house, tenant) = house();
    let client = Client::signed_in(&house, tenant, Role::Owner);
    (house, tenant, client)
}

/// The form of the first reminder, as the page gives it.
fn reminder<'a>(seen: &'a str, days: &'a str, title: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("etape", "relance-1"),
        ("vu", seen),
        ("titre", title),
        ("jours", days),
        ("quand", "apres"),
        ("canal", "email"),
        ("canal2", "letter"),
        ("modele", "reminder"),
        ("demande", "principal"),
        ("delai", "8"),
        ("regroupement", "debiteur"),
        ("envoi", "seul"),
        ("joindre", "oui"),
    ]
}

fn with<'a>(mut form: Vec<(&'a str, &'a str)>, name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    form.retain(|(key, _)| *key != name);
    form.push((name, value));
    form
}

fn seen(client: &mut Client) -> String {
    let page = client.get(&format!("{PAGE}?etape=relance-1"));
    assert_eq!(page.status, 200);
    hidden(&page.text(), "formulaire-etape", "vu")
}

#[test]
fn the_list_says_who_follows_what_and_a_reader_changes_nothing() {
    let (house, tenant, mut client) = owner();
    owing(&house, tenant, "Menuiserie Sablier");
    let page = client.get("/d/1/scenarios");
    let text = page.text();
    assert!(text.contains("Entreprise, ton courtois") && text.contains("1 débiteur"));
    assert!(text.contains("version livrée") && text.contains("/scenarios/nouveau"));
    let mut reader = Client::signed_in(&house, tenant, Role::Reader);
    let text = reader.get("/d/1/scenarios").text();
    assert!(!text.contains("/scenarios/nouveau"));
    let text = reader.get(PAGE).text();
    assert!(text.contains("Première relance") && !text.contains("formulaire-etape"));
    assert_eq!(reader.post(&format!("{PAGE}/publier"), &[("vu", "x")]).status, 403);
    assert_eq!(reader.get("/d/1/scenarios/nouveau").status, 403);
    assert_eq!(reader.get("/d/2/scenarios").status, 404);
    assert_eq!(reader.get("/d/1/scenarios/inconnu").status, 404);
    assert_eq!(reader.get(&format!("{PAGE}/comparer?de=9")).status, 404);
}

#[test]
fn a_step_is_changed_looked_at_published_and_taken_back() {
    let (house, tenant, mut client) = owner();
    owing(&house, tenant, "Menuiserie Sablier");
    let mark = seen(&mut client);
    let taken = client.post(&format!("{PAGE}/etape"), &reminder(&mark, "12", "Première relance"));
    assert_eq!((taken.status, taken.header("location")), (303, Some("/d/1/scenarios/entreprise-courtois?etape=relance-1#etape")));
    let page = client.get(PAGE);
    let text = page.text();
    assert!(text.contains("Étape enregistrée dans le brouillon.") && text.contains("Publier la v1") && text.contains("J+12"));
    let effect = client.send("GET", &format!("{PAGE}/effet"), &[("hx-request", "true")], Vec::new()).text();
    assert!(!effect.contains("<html") && effect.contains("Débiteurs concernés"));
    let effect = client.get(&format!("{PAGE}/effet")).text();
    assert!(effect.contains("Menuiserie Sablier") && effect.contains("Disparaît"));
    let compared = client.get(&format!("{PAGE}/comparer")).text();
    assert!(compared.contains("5 jours après l&apos;échéance") || compared.contains("5 jours après l'échéance"));
    let mark = hidden(&page.text(), "/publier", "vu");
    assert_eq!(client.post(&format!("{PAGE}/publier"), &[("vu", "vieux")]).status, 409);
    assert_eq!(client.post(&format!("{PAGE}/publier"), &[("vu", &mark)]).status, 303);
    assert!(client.get(PAGE).text().contains("Publié : la v1 est en vigueur."));
    let versions = client.get(&format!("{PAGE}/versions")).text();
    assert!(versions.contains("Camille Essai") && versions.contains("une différence"));
    assert_eq!(client.post(&format!("{PAGE}/revenir"), &[("version", "0")]).status, 303);
    assert!(client.get(PAGE).text().contains("Publier la v2"));
    assert_eq!(client.post(&format!("{PAGE}/abandonner"), &[]).status, 303);
    assert!(!client.get(PAGE).text().contains("Publier la"));
}

#[test]
fn a_step_shows_what_it_would_write_to_a_real_debtor() {
    let (house, tenant, mut client) = owner();
    let there = format!("{PAGE}/message?etape=relance-1");
    let fragment = |client: &mut Client, step: &str| {
        client.send("GET", &format!("{PAGE}/message?etape={step}"), &[("hx-request", "true")], Vec::new()).text()
    };
    assert!(client.get(PAGE).text().contains(&there), "the editor asks for the message of its step");
    assert!(fragment(&mut client, "relance-1").contains("ne doit rien aujourd'hui"));
    owing(&house, tenant, "Menuiserie Sablier");
    let text = fragment(&mut client, "relance-1");
    assert!(
        !text.contains("<html") && text.contains("Menuiserie Sablier") && text.contains("F-1") && text.contains("900,00\u{a0}€"),
        "{text}"
    );
    assert!(client.get(&there).text().contains("Revenir à l'étape"));
    let reader = Client::signed_in(&house, tenant, Role::Reader).get(&there);
    assert!(reader.status == 200 && reader.text().contains("Rien ne part d'ici."));
    assert_eq!(client.get(&format!("{PAGE}/message?etape=inconnue")).status, 404);
}

#[test]
fn two_people_on_one_step_are_shown_both_values() {
    let (_, _, mut client) = owner();
    let mark = seen(&mut client);
    client.post(&format!("{PAGE}/etape"), &reminder(&mark, "9", "Première relance"));
    let page = client.post(&format!("{PAGE}/etape"), &reminder(&mark, "12", "Première relance"));
    let text = page.text();
    assert_eq!(page.status, 409);
    assert!(text.contains("9 jours après") && text.contains("12 jours après") && text.contains("value=\"12\""));
    // The form carries the mark of what is kept now: sending it again is a choice.
    let again = hidden(&page.text(), "formulaire-etape", "vu");
    assert_eq!(client.post(&format!("{PAGE}/etape"), &reminder(&again, "12", "Première relance")).status, 303);
    assert!(client.get(PAGE).text().contains("J+12"));
}

#[test]
fn what_is_wrong_is_said_under_its_field_and_what_was_typed_is_kept() {
    let (_, _, mut client) = owner();
    let mark = seen(&mut client);
    let long = "x".repeat(300);
    for (name, value, said) in [
        ("modele", "", "Un écrit a besoin d'un modèle"),
        ("jours", "0", "donnez un nombre entier de 1 à 730"),
        ("jours", "demain", "demain"),
        ("canal", "", "Choisissez au moins un canal"),
        ("canal", "pigeon", "Choisissez dans la liste"),
        ("canal2", "email", "Ce canal est déjà choisi"),
        ("minimum", "1.234", "ambigu"),
        ("titre", "", "Donnez un titre"),
        ("titre", &long, "120 au plus"),
        ("delai", "", "Donnez le nombre de jours"),
    ] {
        let form = with(reminder(&mark, "9", "Relance <b>forte</b>"), name, value);
        let page = client.post(&format!("{PAGE}/etape"), &form);
        let text = page.text();
        assert_eq!(page.status, 422, "{name} = {value}");
        assert!(text.replace("&#39;", "'").replace("&apos;", "'").contains(said), "{name} = {value}");
        assert!(text.contains(&format!("#{name}")), "the summary leads to {name}");
    }
    assert!(!client.get(PAGE).text().contains("Publier la"), "nothing was kept");
    client.post(&format!("{PAGE}/etape"), &reminder(&mark, "9", "Relance <b>forte</b>"));
    let text = client.get(PAGE).text();
    assert!(text.contains("Relance &lt;b&gt;forte&lt;/b&gt;") && !text.contains("<b>forte"));
}

#[test]
fn a_formal_notice_before_the_reminders_is_kept_and_cannot_be_published() {
    let (_, _, mut client) = owner();
    for _ in 0..4 {
        let page = client.get(&format!("{PAGE}?etape=mise-en-demeure"));
        let order = hidden(&page.text(), "/deplacer", "vu");
        client.post(&format!("{PAGE}/deplacer"), &[("etape", "mise-en-demeure"), ("vu", &order), ("sens", "avant")]);
    }
    let page = client.get(PAGE);
    let text = page.text();
    assert!(text.contains("Ce brouillon ne peut pas être publié tel quel."));
    let mark = hidden(&page.text(), "/publier", "vu");
    let refused = client.post(&format!("{PAGE}/publier"), &[("vu", &mark)]);
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("La première étape après l'échéance est une relance ou un appel."));
    // A button of an old page moves nothing.
    client.post(&format!("{PAGE}/deplacer"), &[("etape", "appel"), ("vu", "vieux"), ("sens", "avant")]);
    assert!(client.get(PAGE).text().contains("rien n&#39;a été déplacé") || client.get(PAGE).status == 200);
}

#[test]
fn steps_are_added_and_taken_out_and_the_whole_is_set() {
    let (_, _, mut client) = owner();
    assert!(client.get(&format!("{PAGE}?ajouter=relance-2")).text().contains("Nouvelle étape"));
    let mut form = with(with(reminder("", "12", "Rappel"), "etape", ""), "quand", "suite");
    form.push(("place", "relance-2"));
    let added = client.post(&format!("{PAGE}/etape"), &form);
    assert_eq!(added.header("location"), Some("/d/1/scenarios/entreprise-courtois?etape=rappel#etape"));
    let page = client.get(&format!("{PAGE}?etape=rappel"));
    let mark = hidden(&page.text(), "/retirer", "vu");
    assert_eq!(client.post(&format!("{PAGE}/retirer"), &[("etape", "rappel"), ("vu", &mark)]).status, 303);
    assert!(client.get(PAGE).text().contains("plus rien ne diffère"));
    let page = client.get(&format!("{PAGE}?reglages=1"));
    let mark = hidden(&page.text(), "/reglages", "vu");
    let form = [("vu", mark.as_str()), ("titre", "Courtois"), ("pour", "business"), ("ton", "firm"), ("ecart", "9")];
    assert_eq!(client.post(&format!("{PAGE}/reglages"), &form).status, 303);
    assert_eq!(client.post(&format!("{PAGE}/reglages"), &form).status, 409, "the same mark a second time");
    let wrong = client.post(&format!("{PAGE}/reglages"), &[("vu", "x"), ("titre", "Courtois"), ("ton", "firm"), ("ecart", "0")]);
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("Choisissez au moins une nature"));
}

#[test]
fn the_text_is_pasted_and_its_mistakes_are_told_with_their_lines() {
    let (_, _, mut client) = owner();
    let address = format!("{PAGE}/texte");
    let page = client.get(&address);
    let mark = hidden(&page.text(), "/texte", "vu");
    let shipped = domain::dunning::SHIPPED[0].1;
    let wrong = client.post(&address, &[("vu", &mark), ("texte", &shipped.replace("\"call\"", "\"pigeon\""))]);
    assert_eq!(wrong.status, 422);
    let line = 1 + shipped.lines().position(|line| line.contains("\"call\"")).expect("a call");
    assert!(wrong.text().contains(&format!("Ligne {line}")) && wrong.text().contains("« pigeon »"));
    let none = client.post(&address, &[("vu", &mark), ("texte", "")]);
    assert_eq!(none.status, 422);
    let right = shipped.replace("days_from_due = 5", "days_from_due = 6").replace('\n', "\r\n");
    assert_eq!(client.post(&address, &[("vu", &mark), ("texte", &right)]).status, 303);
    let late = client.post(&address, &[("vu", &mark), ("texte", shipped)]);
    assert_eq!(late.status, 409);
    assert!(late.text().contains("days_from_due = 6") && late.text().contains("days_from_due = 5"));
    assert_eq!(client.post(&address, &[("vu", &mark), ("texte", &"x".repeat(50_000))]).status, 422);
}

#[test]
fn a_new_scenario_is_begun_published_and_given_to_a_kind() {
    let (house, tenant, mut client) = owner();
    owing(&house, tenant, "Menuiserie Sablier");
    let long = "x".repeat(300);
    for title in ["", "???", &long, "Entreprise ferme"] {
        let page = client.post("/d/1/scenarios/nouveau", &[("titre", title), ("depuis", "entreprise-ferme")]);
        assert_eq!(page.status, 422, "{title}");
    }
    let begun = client.post("/d/1/scenarios/nouveau", &[("titre", "Grands comptes <i>"), ("depuis", "entreprise-ferme")]);
    assert_eq!(begun.header("location"), Some("/d/1/scenarios/grands-comptes-i"));
    let there = "/d/1/scenarios/grands-comptes-i";
    let page = client.get(there);
    assert!(page.text().contains("Grands comptes &lt;i&gt;") && page.text().contains("jamais publié"));
    assert_eq!(client.get(&format!("{there}/attribuer?nature=business")).status, 422, "not published yet");
    let mark = hidden(&page.text(), "/publier", "vu");
    assert_eq!(client.post(&format!("{there}/publier"), &[("vu", &mark)]).status, 303);
    let effect = client.get(&format!("{there}/attribuer?nature=business")).text();
    assert!(effect.contains("Attribuer ce scénario") && effect.contains("Débiteurs concernés"));
    assert_eq!(client.get(&format!("{there}/attribuer?nature=martien")).status, 400);
    assert_eq!(client.post(&format!("{there}/attribuer"), &[("nature", "consumer")]).status, 422, "not made for them");
    assert_eq!(client.post(&format!("{there}/attribuer"), &[("nature", "business")]).status, 303);
    assert!(client.get(there).text().contains("1 débiteur"));
}

#[test]
fn a_trial_tells_the_days_of_one_debtor() {
    let (house, tenant, mut client) = owner();
    let debtor = owing(&house, tenant, "Menuiserie <b>Sablier</b>");
    let page = client.get(&format!("{PAGE}/essai"));
    assert!(page.text().contains("Menuiserie &lt;b&gt;Sablier&lt;/b&gt;"), "a follower is proposed");
    for named in ["C1".to_owned(), debtor.to_string()] {
        let text = client.get(&format!("{PAGE}/essai?debiteur={named}")).text();
        assert!(text.contains("Première relance") && text.contains("F-1") && text.contains("900,00"));
    }
    let unknown = client.get(&format!("{PAGE}/essai?debiteur=zzz"));
    assert_eq!(unknown.status, 422);
    assert!(unknown.text().contains("Aucun débiteur « zzz »"));
}
