//! The pages of direct debits, walked through with forms alone.

use app::books::Books;
use app::creditor::{self, Change, Field};
use app::debits::{self, Ask, NewMandate};
use app::import::Options;
use app::record;
use domain::Date;
use domain::access::Role;
use domain::debits::Scheme;
use domain::ids::DebitBatchId;
use formats::sepa::debit::Version;
use formats::table::TableKind;
use sha2::{Digest, Sha256};
use store::Tx;

use crate::testing::Page;
use crate::testing::fixture::TODAY;
use crate::testing::scene::{Scene, hidden};

const PAGE: &str = "/d/1/prelevements";
const IBAN: &str = "FR1420041010050500013M02606";
/// A fortnight after today, a Friday.
const COLLECT: Date = Date::constant(2026, 12, 4);
/// The first Monday of the month, when an older batch was prepared, and the day of its collection a fortnight later.
const BEFORE: Date = Date::constant(2026, 11, 2);
const COLLECTED: Date = Date::constant(2026, 11, 16);

const ROWS: &str = "numero;date_facture;echeance;montant_ttc;code_debiteur;nom;type;email;adresse1;code_postal;ville\n\
    F-2026-101;01/09/2026;01/10/2026;1200,00;C1;Menuiserie <b>Griffon</b>;entreprise;a@griffon.example;3 rue des Forges;69007;Lyon\n\
    F-2026-102;01/09/2026;01/10/2026;300,50;C1;Menuiserie <b>Griffon</b>;entreprise;a@griffon.example;3 rue des Forges;69007;Lyon\n\
    F-2026-103;01/09/2026;31/12/2026;80,00;C1;Menuiserie <b>Griffon</b>;entreprise;a@griffon.example;3 rue des Forges;69007;Lyon\n\
    F-2026-104;01/09/2026;01/10/2026;50,00;C2;Aurore Brume;particulier;b@brume.example;8 quai Vert;69009;Lyon\n";

/// Books that may collect, two debtors, payments known through today, and somebody of that role in front of them.
fn scene_of(role: Role) -> Scene {
    let scene = Scene::of(role).identified();
    let ics = Change { texts: vec![(Field::Ics, "FR72ZZZ123456".to_owned())], ..Change::default() };
    scene.write(TODAY, |tx| creditor::set(tx, &ics, TODAY));
    scene.take("factures.csv", ROWS, &Options { listed: Some(TableKind::Invoices), ..Options::default() });
    scene.write(TODAY, |tx| record::up_to_date(tx, TODAY, TODAY));
    scene
}

fn scene() -> Scene {
    scene_of(Role::Owner)
}

impl Scene {
    /// The books on a day of their own; the clock of the journal stands.
    fn on(&self, day: Date) -> Books {
        self.books().on(day, self.house.clock.now())
    }

    fn write<T>(&self, day: Date, work: impl FnOnce(&mut Tx<'_>) -> app::Result<T>) -> T {
        self.on(day).write(work).expect("it is recorded")
    }

    fn mandate(&self, code: &str, reference: &str) {
        let new = NewMandate {
            debtor: code,
            reference,
            scheme: Scheme::Core,
            once: false,
            signed_on: Date::constant(2026, 3, 2),
            iban: IBAN,
            notice_days: None,
            last_used_on: None,
        };
        self.write(BEFORE, |tx| debits::add(tx, &new, BEFORE));
    }

    /// A batch prepared on a day, after which letters wait for one open day.
    fn batch(&self, on: Date, collect_on: Date) -> DebitBatchId {
        let ask = Ask { collect_on, wait_days: 1, version: Version::V08, again: &[] };
        self.write(on, |tx| debits::prepare(tx, &ask, on)).batch.expect("something to collect").id
    }

    fn events(&self) -> i64 {
        self.books().read(|tx| Ok(tx.head()?.events)).expect("the journal")
    }

    fn batches(&self) -> Vec<store::DebitBatchRow> {
        self.books().read(|tx| Ok(tx.debit_batches()?)).expect("batches")
    }

    fn lot(&mut self, id: DebitBatchId, what: &str, form: &[(&str, &str)]) -> Page {
        self.client.post(&format!("{PAGE}/lots/{}/{what}", id.0), form)
    }

    fn words(&mut self, url: &str) -> String {
        words(&self.client.get(url))
    }
}

/// The words of a page, quotes as typed and blanks as blanks.
fn words(page: &Page) -> String {
    page.text().replace("&#39;", "'").replace("&quot;", "\"").replace(['\u{a0}', '\u{202f}'], " ")
}

/// The fields of the button that prepares, as the page carries them.
fn shown_form(page: &str) -> Vec<(String, String)> {
    let button = "method=\"post\" action=\"/d/1/prelevements/preparer\"";
    ["jour", "attente", "format", "vu"].map(|name| (name.to_owned(), hidden(page, button, name))).to_vec()
}

fn refs(form: &[(String, String)]) -> Vec<(&str, &str)> {
    form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[test]
fn without_an_ics_the_pages_say_what_is_missing_and_where_it_is_set() {
    let mut scene = Scene::of(Role::Owner).identified();
    for url in [PAGE.to_owned(), format!("{PAGE}/mandats"), format!("{PAGE}/preparer")] {
        let text = scene.words(&url);
        assert!(text.contains("identifiant créancier SEPA (ICS)") && text.contains("/d/1/parametres/creancier#ics"), "{url}: {text}");
    }
    assert!(!scene.words(&format!("{PAGE}/preparer")).contains("Voir ce qui serait prélevé"));
    assert!(scene.words("/d/1/parametres/creancier").contains("id=\"ics\""));
    let mut form = vec![("nom", "Ateliers Boréal"), ("iban", "FR7630006000011234567890189"), ("ics", "FR73ZZZ123456")];
    let wrong = scene.client.post("/d/1/parametres/creancier", &form);
    assert!(wrong.status == 422 && words(&wrong).contains("id=\"ics-erreur\""), "{}", words(&wrong));
    form[2] = ("ics", "FR72ZZZ123456");
    assert_eq!(scene.client.post("/d/1/parametres/creancier", &form).status, 303);
    let text = scene.words(&format!("{PAGE}/preparer"));
    assert!(!text.contains("#ics") && text.contains("Aucun débiteur qui a un mandat ne doit quelque chose"), "{text}");
    assert!(scene.words("/d/1/parametres/creancier").contains("value=\"FR72ZZZ123456\""), "it is kept and shown");
}

#[test]
fn a_mandate_is_recorded_from_the_card_found_again_and_revoked() {
    let mut scene = scene();
    let (_, debtor) = scene.claim("F-2026-101");
    let (card, form) = (format!("/d/1/debiteurs/{}", debtor.0), format!("/d/1/debiteurs/{}/mandat", debtor.0));
    assert!(scene.words(&card).contains(&form), "the card leads to the form");
    let good = [("rum", "GRIFFON-2026"), ("iban", "FR14 2004 1010 0505 0001 3M02 606"), ("signe_le", "02/03/2026"), ("regles", "core")];
    let mut wrong = good;
    wrong[1].1 = "FR15 2004 1010 0505 0001 3M02 606";
    let page = scene.client.post(&form, &wrong);
    let text = words(&page);
    assert!(page.status == 422 && text.contains("id=\"iban-erreur\"") && text.contains("value=\"GRIFFON-2026\""), "{text}");
    wrong = good;
    wrong[2].1 = "02/03/2027";
    let page = scene.client.post(&form, &wrong);
    assert!(page.status == 422 && words(&page).contains("Le mandat serait signé le 02/03/2027"), "{}", words(&page));
    let page = scene.client.post(&form, &good);
    assert_eq!((page.status, page.header("location")), (303, Some(card.as_str())), "{}", words(&page));
    let page = scene.client.post(&form, &good);
    assert!(page.status == 422 && words(&page).contains("une RUM ne sert qu'une fois"), "{}", words(&page));

    // Thirty-six months after its signature, when nothing is collected.
    let text = scene.words(&format!("{PAGE}/mandats?q=griffon"));
    for wanted in ["GRIFFON-2026", "FR14 2004 1010 0505 0001 3M02 606", "CORE", "02/03/2026", "02/03/2029", "utilisable"] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    assert!(scene.words(&format!("{PAGE}/mandats?q=brume")).contains("Aucun mandat ici"));
    assert!(scene.words(&format!("{PAGE}/mandats/nouveau?debiteur=Griffon")).contains(&form), "a debtor is found by its name");
    let text = scene.words(&card);
    assert!(text.contains("GRIFFON-2026") && text.contains("jusqu'au"), "{text}");

    let id = scene.books().read(|tx| Ok(tx.mandates()?)).expect("mandates").remove(0).id;
    let batch = scene.batch(TODAY, COLLECT);
    let revoke = format!("{PAGE}/mandats/{}/revoquer", id.0);
    let text = scene.words(&revoke);
    assert!(text.contains("GRIFFON-2026") && text.contains(&batch.to_string()) && text.contains("annulez ce lot et refaites-le"), "{text}");
    assert_eq!(scene.client.post(&revoke, &[]).status, 303);
    let page = scene.client.post(&revoke, &[]);
    assert!(page.status == 422 && words(&page).contains("déjà révoqué"), "{}", words(&page));
    let text = scene.words(&format!("{PAGE}/mandats"));
    assert!(text.contains("révoqué le 20/11/2026") && !text.contains("/revoquer"), "{text}");
    assert_eq!(scene.client.get(&format!("{PAGE}/mandats/999/revoquer")).status, 404);
}

#[test]
fn accounts_are_shown_in_part_to_whoever_may_not_see_bank_details() {
    for (role, whole) in [(Role::Owner, true), (Role::Accountant, false), (Role::Reader, false)] {
        let mut scene = scene_of(role);
        scene.mandate("C1", "GRIFFON-2026");
        let (_, debtor) = scene.claim("F-2026-101");
        for url in [format!("{PAGE}/mandats"), format!("/d/1/debiteurs/{}", debtor.0)] {
            let text = scene.words(&url);
            assert_eq!(text.contains("FR14 2004 1010 0505 0001 3M02 606"), whole, "{role:?} at {url}: {text}");
            assert_eq!(text.contains("FR14 •••• •••• 2606"), !whole, "{role:?} at {url}: {text}");
            assert!(!text.contains(IBAN), "{role:?} at {url}");
        }
    }
}

#[test]
fn a_reader_sees_the_batches_and_is_offered_nothing() {
    let mut scene = scene_of(Role::Reader);
    scene.mandate("C1", "GRIFFON-2026");
    let id = scene.batch(TODAY, COLLECT);
    for url in [PAGE.to_owned(), format!("{PAGE}/lots/{}", id.0), format!("{PAGE}/mandats")] {
        let text = scene.words(&url);
        let offered = ["/preparer", "/remis", "/annuler", "/fichier", "/nouveau", "/revoquer"].map(|to| text.contains(&format!("{to}\"")));
        assert_eq!(offered, [false; 6], "{url}: {text}");
    }
    for (what, status) in [("fichier", 403), ("autre", 404)] {
        assert_eq!(scene.client.get(&format!("{PAGE}/lots/{}/{what}", id.0)).status, status);
    }
}

#[test]
fn a_day_is_shown_before_it_is_prepared_and_prepared_as_it_was_shown() {
    let mut scene = scene();
    scene.mandate("C1", "GRIFFON-2026");
    let before = scene.events();
    // The first day after a fortnight's notice is proposed by itself.
    let text = scene.words(&format!("{PAGE}/preparer"));
    for wanted in ["value=\"04/12/2026\"", "F-2026-101", "F-2026-102", "2 prélèvements, 1 500,50 € le 04/12/2026", "GRIFFON-2026"] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    assert!(text.contains("À régler au plus tard le 31/12/2026, après le prélèvement"), "{text}");
    assert!(text.contains("Menuiserie &lt;b&gt;Griffon") && !text.contains("<b>Griffon"), "{text}");
    assert!(!text.contains("F-2026-104"), "its debtor has no mandate: {text}");
    let early = scene.words(&format!("{PAGE}/preparer?jour=30/11/2026"));
    assert!(early.contains("Rien à prélever le 30/11/2026") && early.contains("préavis de 14 jours"), "{early}");
    let sunday = scene.client.get(&format!("{PAGE}/preparer?jour=06/12/2026"));
    assert!(sunday.status == 422 && words(&sunday).contains("premier jour ensuite : le 07/12/2026"), "{}", words(&sunday));
    assert_eq!(scene.events(), before, "to look records nothing");

    let page = scene.words(&format!("{PAGE}/preparer?jour=04/12/2026&format=02&attente=3"));
    let form = shown_form(&page);
    // Somebody disputes one of them between the look and the word.
    let (disputed, _) = scene.claim("F-2026-102");
    scene.write(TODAY, |tx| record::dispute(tx, &disputed.to_string(), None, "quality", None, TODAY));
    let moved = scene.client.post(&format!("{PAGE}/preparer"), &refs(&form));
    let text = words(&moved);
    assert!(moved.status == 409 && text.contains("n'est plus ce que vous avez vu"), "{text}");
    assert!(text.contains("1 prélèvement, 1 200,00 € le 04/12/2026") && text.contains("Contesté"), "{text}");
    assert!(scene.batches().is_empty(), "nothing was prepared");

    let page = scene.client.post(&format!("{PAGE}/preparer"), &refs(&shown_form(&text)));
    let batch = scene.batches().remove(0);
    let lot = format!("{PAGE}/lots/{}", batch.id.0);
    assert_eq!((page.status, page.header("location")), (303, Some(lot.as_str())), "{}", words(&page));
    assert_eq!((batch.debits, batch.total.0, batch.collect_on), (1, 120_000, COLLECT));
    // Three open days of banks after the Friday.
    assert_eq!(batch.until, Date::constant(2026, 12, 9));
    let file = scene.client.get(&format!("{lot}/fichier"));
    assert_eq!((file.status, file.header("content-type")), (200, Some("application/xml")));
    assert!(file.text().contains("pain.008.001.02") && file.text().contains(IBAN) && file.text().contains("1200.00"), "{}", file.text());
    let digest: String = Sha256::digest(&file.bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(digest, batch.sha256);
    // The same form again prepares nothing more.
    let again = scene.client.post(&format!("{PAGE}/preparer"), &refs(&form));
    assert!(again.status == 409 && words(&again).contains("Déjà dans le lot"), "{}", words(&again));
    assert_eq!(scene.batches().len(), 1);
}

#[test]
fn a_batch_is_shown_handed_over_and_then_only_the_bank_stops_it() {
    let mut scene = scene();
    scene.mandate("C1", "GRIFFON-2026");
    let id = scene.batch(TODAY, COLLECT);
    let text = scene.words(PAGE);
    // The file of a Friday is one of the Thursday before, at the latest.
    for wanted in [&format!("Lot {id}</b>"), "à remettre le 03/12/2026 au plus tard", "1 500,50", "2 prélèvements"] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    assert!(text.contains("<span class=\"n\">1<span class=\"vh\"> à traiter"), "the menu counts it: {text}");
    let lot = format!("{PAGE}/lots/{}", id.0);
    let text = scene.words(&lot);
    for wanted in ["F-2026-101", "GRIFFON-2026", "récurrent", "FR72ZZZ123456", "Prévenez chaque débiteur", "Télécharger le fichier"] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    assert!(!text.contains("name=\"retirer\"") && !text.contains("name=\"tard\"") && !text.contains("name=\"jamais\""), "{text}");
    let (_, debtor) = scene.claim("F-2026-101");
    let card = scene.words(&format!("/d/1/debiteurs/{}", debtor.0));
    assert!(card.contains("pas encore remis à la banque") && card.contains(&lot), "{card}");
    for (day, why) in [("", "Donnez une date"), ("21/11/2026", "entre la préparation"), ("19/11/2026", "entre la préparation")] {
        let page = scene.lot(id, "remis", &[("remis_le", day)]);
        assert!(page.status == 422 && words(&page).contains(why), "{day}: {}", words(&page));
    }
    assert_eq!(scene.lot(id, "remis", &[("remis_le", "20/11/2026")]).status, 303);
    assert_eq!(scene.batches()[0].handed_over_on, Some(TODAY));
    let page = scene.lot(id, "annuler", &[]);
    assert!(page.status == 422 && words(&page).contains("elle seule peut l'arrêter"), "{}", words(&page));
    let text = scene.words(PAGE);
    assert!(text.contains("remis à la banque le 20/11/2026") && text.contains("Autres lots") && !text.contains("À faire"), "{text}");
    assert_eq!(scene.client.get(&format!("{PAGE}/lots/1")).status, 404, "another event is no batch");
}

#[test]
fn what_changed_is_read_and_confirmed_before_the_bank_is_said_to_have_it() {
    let mut scene = scene();
    scene.mandate("C1", "GRIFFON-2026");
    let id = scene.batch(TODAY, COLLECT);
    let (first, _) = scene.claim("F-2026-101");
    scene.write(TODAY, |tx| record::dispute(tx, &first.to_string(), None, "quality", None, TODAY));
    let lot = format!("{PAGE}/lots/{}", id.0);
    let text = scene.words(PAGE);
    assert!(text.contains("À retirer avant le prélèvement") && text.contains("F-2026-101") && text.contains("refaites-le"), "{text}");
    let seen = hidden(&scene.words(&lot), "/remis\"", "vu");
    let file = scene.client.get(&format!("{lot}/fichier"));
    assert!(file.status == 422 && words(&file).contains("des prélèvements ne devraient plus se faire"), "{}", words(&file));
    assert_eq!(scene.client.get(&format!("{lot}/fichier?malgre=oui")).header("content-type"), Some("application/xml"));

    let refused = scene.lot(id, "remis", &[("remis_le", "20/11/2026"), ("vu", &seen)]);
    let text = words(&refused);
    assert!(refused.status == 422 && text.contains("id=\"retirer-erreur\"") && !text.contains("--anyway"), "{text}");
    // Another one is disputed meanwhile: what was confirmed is not what there is.
    let (second, _) = scene.claim("F-2026-102");
    scene.write(TODAY, |tx| record::dispute(tx, &second.to_string(), None, "quality", None, TODAY));
    let moved = scene.lot(id, "remis", &[("remis_le", "20/11/2026"), ("retirer", "oui"), ("vu", &seen)]);
    let text = words(&moved);
    assert!(moved.status == 409 && text.contains("relisez-le") && text.contains("F-2026-102"), "{text}");
    assert_eq!(scene.batches()[0].handed_over_on, None);
    let seen = hidden(&text, "/remis\"", "vu");
    assert_eq!(scene.lot(id, "remis", &[("remis_le", "20/11/2026"), ("retirer", "oui"), ("vu", &seen)]).status, 303);
    let text = scene.words(PAGE);
    assert!(text.contains("demandez-lui de retirer ces prélèvements") && text.contains("F-2026-102"), "{text}");
}

#[test]
fn a_batch_that_nobody_spoke_of_again_is_asked_about_in_so_many_words() {
    let mut scene = scene();
    scene.mandate("C1", "GRIFFON-2026");
    scene.write(BEFORE, |tx| record::up_to_date(tx, BEFORE, BEFORE));
    let id = scene.batch(BEFORE, COLLECTED);
    let text = scene.words(PAGE);
    assert!(text.contains("périmé") && text.contains("dites quel jour il l'a été, ou annulez-le"), "{text}");
    let text = scene.words(&format!("{PAGE}/lots/{}", id.0));
    assert!(text.contains("name=\"jamais\"") && text.contains("name=\"tard\"") && text.contains("la banque l'a peut-être"), "{text}");

    let refused = scene.lot(id, "annuler", &[]);
    let text = words(&refused);
    assert!(refused.status == 422 && text.contains("la banque l'a peut-être") && !text.contains("--never-sent"), "{text}");
    let late = scene.lot(id, "remis", &[("remis_le", "20/11/2026")]);
    assert!(late.status == 422 && words(&late).contains("ne prélève pas avant le 23/11/2026"), "{}", words(&late));
    assert!(scene.batches()[0].handed_over_on.is_none() && scene.batches()[0].cancelled_on.is_none());
    // The day on which it went in time needs no more words.
    assert_eq!(scene.lot(id, "remis", &[("remis_le", "03/11/2026")]).status, 303);
    assert_eq!(scene.batches()[0].handed_over_on, Some(Date::constant(2026, 11, 3)));

    let mut other = self::scene();
    other.mandate("C1", "GRIFFON-2026");
    other.write(BEFORE, |tx| record::up_to_date(tx, BEFORE, BEFORE));
    let id = other.batch(BEFORE, COLLECTED);
    assert_eq!(other.lot(id, "annuler", &[("jamais", "oui")]).status, 303);
    assert_eq!(other.batches()[0].cancelled_on, Some(TODAY));
    let text = other.words(&format!("{PAGE}/lots/{}", id.0));
    assert!(text.contains("annulé le 20/11/2026") && text.contains("Détruisez") && !text.contains("/fichier\""), "{text}");
}

#[test]
fn a_claim_that_came_back_is_presented_again_by_its_box_alone() {
    let mut scene = scene();
    scene.mandate("C1", "GRIFFON-2026");
    scene.write(BEFORE, |tx| record::up_to_date(tx, BEFORE, BEFORE));
    let id = scene.batch(BEFORE, COLLECTED);
    scene.write(BEFORE, |tx| debits::handed_over(tx, id, BEFORE, false, BEFORE));
    scene.write(TODAY, |tx| record::up_to_date(tx, TODAY, TODAY));
    let (claim, _) = scene.claim("F-2026-101");
    let text = scene.words(&format!("{PAGE}/preparer?jour=04/12/2026"));
    assert!(text.contains("Rien à prélever") && text.contains("Déjà présentée le 16/11/2026 et toujours ouverte"), "{text}");
    let named = format!("name=\"encore\" value=\"{claim}\"");
    assert!(text.contains(&named), "{text}");
    let later = scene.claim("F-2026-103").0;
    assert!(!text.contains(&format!("name=\"encore\" value=\"{later}\"")), "what was never presented has no box: {text}");

    let text = scene.words(&format!("{PAGE}/preparer?jour=04/12/2026&encore={claim}&encore=cr_999999x"));
    assert!(text.contains("1 prélèvement, 1 200,00 € le 04/12/2026"), "{text}");
    let mut form = shown_form(&text);
    let without = scene.client.post(&format!("{PAGE}/preparer"), &refs(&form));
    assert_eq!(without.status, 409, "without its box it is another batch");
    form.push(("encore".to_owned(), claim.to_string()));
    assert_eq!(scene.client.post(&format!("{PAGE}/preparer"), &refs(&form)).status, 303);
    assert_eq!(scene.batches().iter().map(|batch| (batch.debits, batch.total.0)).collect::<Vec<_>>(), [(1, 120_000), (2, 150_050)]);
}
