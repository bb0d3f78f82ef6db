//! A day at the agenda, through the client: decide, be refused, take back, hand over, confirm.

use std::sync::Arc;

use app::books::Books;
use app::creditor::{Change, Field};
use app::live::{Lives, View};
use app::record::{self, NewDebtor, NewInvoice, NewPayment};
use domain::Date;
use domain::access::Role;
use domain::ids::{DebtorId, TenantId};
use domain::money::Cents;
use domain::party::{Address, DebtorDetails, DebtorKind, Language};
use store::{Location, Store};
use tempfile::TempDir;

use super::{seen_of, seen_word};
use crate::house::House;
use crate::testing::fixture::{TODAY, house_over};
use crate::testing::{Client, Page};

/// A creditor with late invoices, in a folder of its own.
struct Desk {
    house: Arc<House>,
    tenant: TenantId,
    _folder: TempDir,
}

const HOSTILE: &str = "<script>alert(1)</script> & Cie #read(\"/etc/passwd\")";

fn creditor() -> Change {
    let texts = [
        (Field::Name, "Ateliers Boréal"),
        (Field::LegalForm, "SAS"),
        (Field::Capital, "60 000 €"),
        (Field::RcsCity, "Lyon"),
        (Field::Siren, "732829320"),
        (Field::PostalCode, "69002"),
        (Field::City, "Lyon"),
        (Field::Email, "relances@ateliers-boreal.example"),
        (Field::Iban, "FR7630006000011234567890189"),
        (Field::SignatoryName, "Lise Capucine"),
        (Field::SignatoryCapacity, "responsable du recouvrement"),
    ];
    let texts = texts.map(|(field, text)| (field, text.to_owned())).to_vec();
    Change { texts, lines: vec!["12 quai des Aurores".to_owned()], ..Change::default() }
}

impl Desk {
    fn new() -> Desk {
        let folder = TempDir::new().expect("a folder");
        let store = Store::open(&Location::Memory).expect("memory");
        let tenant = store.create_tenant("Ateliers Boréal", 0).expect("a creditor");
        let desk = Desk { house: house_over(store, folder.path()), tenant, _folder: folder };
        desk.books().write(|tx| app::creditor::set(tx, &creditor(), TODAY).map(drop)).expect("an identity");
        desk.books().write(|tx| record::up_to_date(tx, TODAY, TODAY).map(drop)).expect("payments known");
        desk
    }

    fn books(&self) -> Books {
        Books::over(Arc::clone(&self.house.store), self.tenant, &self.house.folder, "essai", TODAY, self.house.clock.now())
    }

    /// A debtor with one late invoice.
    fn late(&self, code: &str, name: &str, email: bool, cents: i64) {
        let address = Address {
            lines: vec!["1 rue des Lilas".to_owned()],
            postal_code: "69001".to_owned(),
            city: "Lyon".to_owned(),
            country: String::new(),
        };
        let email = if email { format!("compta@{}.example", code.to_lowercase()) } else { String::new() };
        let details = DebtorDetails { name: name.to_owned(), address, email, phone: String::new(), contacts: Vec::new() };
        let debtor = NewDebtor {
            code: code.to_owned(),
            kind: Some(DebtorKind::Business),
            siren: String::new(),
            vat: String::new(),
            language: Language::Fr,
            details,
        };
        let number = format!("F-{code}");
        self.books()
            .write(|tx| {
                record::debtor(tx, &debtor, TODAY)?;
                let (issued_on, due_on) = (Date::constant(2026, 9, 1), Some(Date::constant(2026, 10, 1)));
                record::invoice(
                    tx,
                    &NewInvoice { debtor: code, number: &number, issued_on, due_on, amount: Cents(cents), currency: "EUR", subject: None },
                )
            })
            .expect("an invoice");
    }

    fn pays(&self, code: &str, cents: i64) {
        let payment = NewPayment {
            debtor: code,
            amount: Cents(cents),
            currency: "EUR",
            claims: &[],
            means: "transfer",
            reference: None,
            unallocated: false,
            on: TODAY,
        };
        self.books().write(|tx| record::payment(tx, &payment).map(drop)).expect("a payment");
    }

    fn client(&self, role: Role) -> Client {
        Client::signed_in(&self.house, self.tenant, role)
    }

    fn url(&self, path: &str) -> String {
        format!("/d/{}{path}", self.tenant.0)
    }

    /// The action proposed for a debtor: its name in addresses and the sum it asks.
    fn action(&self, code: &str) -> Option<(String, String)> {
        let lives = Lives::default();
        let View::Ready { live, .. } = lives.of(&self.books()).expect("a view") else { panic!("small books are read at once") };
        let found = live.actions().find(|(row, _)| row.face.code == code);
        found.map(|(row, action)| (format!("{}-{}", row.id.0, action.key_text()), action.asked.0.to_string()))
    }
}

/// What the page after a form says in passing.
fn then(client: &mut Client, page: &Page) -> String {
    assert_eq!(page.status, 303, "{}", page.text());
    let there = page.header("location").expect("somewhere").to_owned();
    client.get(&there).text()
}

#[test]
fn an_action_is_approved_once_and_taken_back_until_it_leaves() {
    let desk = Desk::new();
    desk.late("A", "Fonderie de l'Étoile", true, 120_000);
    let (action, asked) = desk.action("A").expect("a reminder");
    let mut client = desk.client(Role::Collector);
    let page = client.get(&desk.url("/agenda")).text();
    assert!(page.contains("Fonderie de l'Étoile"), "{page}");
    assert!(page.contains("Pourquoi maintenant") && page.contains("Aucun litige sur cette facture"), "{page}");
    let piece = client.send(
        "GET",
        &desk.url(&format!("/agenda?action={action}")),
        &[("hx-request", "true"), ("hx-target", "aside#detail")],
        Vec::new(),
    );
    assert!(piece.text().starts_with("<aside"), "J and K ask for the panel alone: {}", piece.text());
    let approve = desk.url(&format!("/agenda/{action}/approuver"));
    let page = client.post(&approve, &[("vu", &asked)]);
    let said = then(&mut client, &page);
    assert!(said.contains("Approuvé (co_") && said.contains("Annuler"), "{said}");
    // The second click, or the button « précédent »: said, and nothing more.
    let page = client.post(&approve, &[("vu", &asked)]);
    assert!(then(&mut client, &page).contains("déjà approuvée, prête à partir"));
    assert_eq!(desk.books().read(|tx| Ok(tx.letter_counts()?)).expect("counts").iter().map(|count| count.count).sum::<u64>(), 1);
    assert_eq!(desk.action("A"), None);
    let page = client.post(&desk.url(&format!("/agenda/{action}/annuler")), &[]);
    assert!(then(&mut client, &page).contains("de nouveau proposée"));
    assert_eq!(desk.action("A").map(|(action, _)| action), Some(action));
    assert!(desk.house.store.check(None, &[]).expect("checked").is_clean());
}

#[test]
fn what_changed_meanwhile_is_refused_and_says_why() {
    let desk = Desk::new();
    desk.late("A", "Fonderie", true, 120_000);
    let (action, asked) = desk.action("A").expect("a reminder");
    let mut client = desk.client(Role::Owner);
    let page = client.post(&desk.url(&format!("/agenda/{action}/approuver")), &[("vu", "1")]);
    assert!(then(&mut client, &page).contains("vous aviez 0,01"));
    desk.pays("A", 120_000);
    let page = client.post(&desk.url(&format!("/agenda/{action}/approuver")), &[("vu", &asked)]);
    let said = then(&mut client, &page);
    assert!(said.contains("n'est plus proposée"), "{said}");
    assert!(said.contains("F-A : Principal réglé"), "{said}");
    for path in ["/agenda/1-00000000000000000000000000000000/reporter", "/apercu/999999-00000000000000000000000000000000", "/apercu/rien"] {
        assert_eq!(client.get(&desk.url(path)).status, 404, "{path}");
    }
    assert_eq!(client.post(&desk.url(&format!("/agenda/{action}/approuver")), &[("vu", "beaucoup")]).status, 400);
}

#[test]
fn a_skip_needs_a_reason_keeps_what_was_typed_and_is_taken_back_by_one_key() {
    let desk = Desk::new();
    desk.late("A", "Fonderie", true, 120_000);
    let (action, asked) = desk.action("A").expect("a reminder");
    let mut client = desk.client(Role::Manager);
    let page = client.post(&desk.url(&format!("/agenda/{action}/ignorer")), &[("vu", &asked), ("motif_ignorer", " ")]);
    assert_eq!(page.status, 422);
    assert!(page.text().contains("Donnez le motif"));
    let typed = [("vu", asked.as_str()), ("jour", "hier"), ("motif_report", HOSTILE)];
    let page = client.post(&desk.url(&format!("/agenda/{action}/reporter")), &typed);
    assert_eq!(page.status, 422);
    let text = page.text();
    assert!(text.contains("« hier » n'est pas une date"), "{text}");
    assert!(text.contains("&lt;script&gt;") && !text.contains("<script>alert"), "{text}");
    let page =
        client.post(&desk.url(&format!("/agenda/{action}/reporter")), &[("vu", &asked), ("jour", "+8j"), ("motif_report", "appelé hier")]);
    assert!(then(&mut client, &page).contains("reportée au 28/11/2026"));
    assert_eq!(desk.action("A"), None);
    let page = client.post(&desk.url("/agenda/annuler"), &[]);
    assert!(then(&mut client, &page).contains("de nouveau proposée"));
    assert!(desk.action("A").is_some());
    let page = client.post(&desk.url("/agenda/annuler"), &[]);
    assert!(then(&mut client, &page).contains("Rien à annuler"));
}

#[test]
fn many_are_approved_after_what_they_amount_to_was_said() {
    let desk = Desk::new();
    for (code, cents) in [("A", 100_000), ("B", 200_000), ("C", 300_000)] {
        desk.late(code, &format!("Société {code}"), true, cents);
    }
    let mut client = desk.client(Role::Collector);
    let whole = client.post(&desk.url("/agenda/lot"), &[("tout", "oui")]);
    let text = whole.text();
    assert_eq!(whole.status, 200);
    assert!(text.contains("Approuver 3 actions") && text.contains("6\u{202f}000,00"), "{text}");
    let choices: Vec<(String, String)> = ["A", "B"]
        .iter()
        .map(|code| desk.action(code).map(|(action, asked)| ("choix".to_owned(), format!("{action}~{asked}"))).expect("a reminder"))
        .collect();
    let form: Vec<(&str, &str)> = choices.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let page = client.post(&desk.url("/agenda/lot/appliquer"), &form);
    assert!(then(&mut client, &page).contains("2 actions approuvées."));
    assert!(desk.action("A").is_none() && desk.action("C").is_some());
    // Sent again: each says that it was done already.
    let page = client.post(&desk.url("/agenda/lot/appliquer"), &form);
    assert!(page.text().contains("2 actions n'ont pas été traitées"), "{}", page.text());
    let mut reader = desk.client(Role::Reader);
    assert_eq!(reader.post(&desk.url("/agenda/lot/appliquer"), &form).status, 403);
    let page = reader.get(&desk.url("/agenda")).text();
    assert!(page.contains("Société C") && !page.contains("/approuver") && !page.contains("type=\"checkbox\""), "{page}");
}

#[test]
fn the_words_of_one_letter_are_retouched_checked_and_kept() {
    let desk = Desk::new();
    desk.late("A", HOSTILE, false, 120_000);
    let (action, asked) = desk.action("A").expect("a reminder by post");
    let mut client = desk.client(Role::Collector);
    let edit = desk.url(&format!("/apercu/{action}/texte"));
    let body = "Sauf erreur de notre part, ceci reste dû : #read(\"/etc/passwd\") <b>.\n\n{{tableau}}\n\nNous vous remercions de régler **{{montant_total}}** au plus tard le {{date_limite}}.";
    let closing = "Si vous contestez cette facture, {{contact}}.";
    let words = |body: &str| {
        vec![
            ("objet".to_owned(), "Règlement en attente".to_owned()),
            ("titre".to_owned(), String::new()),
            ("salutation".to_owned(), "Bonjour,".to_owned()),
            ("corps".to_owned(), body.to_owned()),
            ("fin".to_owned(), closing.to_owned()),
        ]
    };
    let send = |client: &mut Client, body: &str, more: &[(&str, &str)]| {
        let words = words(body);
        let form: Vec<(&str, &str)> =
            words.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain(more.iter().copied()).collect();
        client.post(&edit, &form)
    };
    let page = send(&mut client, "Bonjour\n\n{{montant_totale}}", &[]);
    assert_eq!(page.status, 422);
    assert!(page.text().contains("Ligne 3") && page.text().contains("montant_total"), "{}", page.text());
    let page = send(&mut client, body, &[("faire", "essayer")]);
    assert!(page.status == 200 && page.text().contains("rien n'est enregistré"), "{}", page.text());
    let page = send(&mut client, body, &[]);
    let said = then(&mut client, &page);
    assert!(said.contains("Texte enregistré") && said.contains("retouché par"), "{said}");
    assert!(!said.contains("<script>alert"), "{said}");
    // Another person who began before sees both texts; nothing is overwritten.
    let mut other = desk.client(Role::Manager);
    let page = send(&mut other, "Autre texte, {{tableau}}", &[]);
    assert_eq!(page.status, 422, "a table stands alone");
    let page = send(&mut other, &body.replace("ceci", "cela"), &[]);
    assert_eq!(page.status, 409);
    assert!(page.text().contains("a été modifié par Camille Essai") && page.text().contains("cela reste"), "{}", page.text());
    let page = client.get(&desk.url(&format!("/apercu/{action}/page/1.png")));
    assert_eq!((page.status, page.header("content-type")), (200, Some("image/png")));
    assert!(page.text().contains("#read(") && page.header("cache-control") == Some("no-store"), "{:?}", page.headers);
    assert_eq!(client.get(&desk.url(&format!("/apercu/{action}/page/9.png"))).status, 404);
    // Without its table the letter is held back, and says by which article.
    let seen = desk.books().read(|tx| Ok(tx.draft(&action[action.len() - 32..])?)).expect("read").expect("a draft").saved_at.to_string();
    let page = send(&mut client, "Nous vous remercions de régler **{{montant_total}}** au plus tard le {{date_limite}}.", &[("vu", &seen)]);
    let said = then(&mut client, &page);
    assert!(said.contains("à corriger") && said.contains("C. civ. 1344"), "{said}");
    let page = client.post(&desk.url(&format!("/agenda/{action}/approuver")), &[("vu", &asked)]);
    assert!(then(&mut client, &page).contains("le courrier est refusé"));
}

#[test]
fn a_day_is_handed_over_downloaded_and_confirmed() {
    let desk = Desk::new();
    desk.late("A", "Fonderie", true, 120_000);
    desk.late("B", &"Très long nom ".repeat(22), false, 90_000);
    let mut client = desk.client(Role::Collector);
    for code in ["A", "B"] {
        let (action, asked) = desk.action(code).expect("a reminder");
        let page = client.post(&desk.url(&format!("/agenda/{action}/approuver")), &[("vu", &asked)]);
        assert_eq!(page.status, 303);
    }
    assert!(client.get(&desk.url("/courriers?etat=prepares")).text().contains("Remettre maintenant"));
    let page = client.post(&desk.url("/courriers/remise"), &[]);
    let there = page.header("location").expect("the page of the job").to_owned();
    assert!(client.get(&there).text().contains("Envoi du jour en cours"));
    desk.house.jobs.work_off("essai").expect("worked");
    let said = client.get(&there).text();
    assert!(said.contains("envois remis dans le dossier du jour") || said.contains("envoi remis dans le dossier du jour"), "{said}");
    let archive = client.get(&desk.url("/courriers/dossiers/2026-11-20.zip"));
    assert_eq!((archive.status, archive.header("content-type")), (200, Some("application/zip")));
    assert!(archive.bytes.starts_with(b"PK\x03\x04") && archive.text().contains("e-mails/"), "a message lies in it");
    for wrong in [
        "/courriers/dossiers/..%2F..zip",
        "/courriers/dossiers/2020-01-01.zip",
        "/courriers/dossiers/2026-11-20",
        "/courriers/999999",
        "/courriers/999999/fichier",
    ] {
        assert_eq!(client.get(&desk.url(wrong)).status, 404, "{wrong}");
    }
    let page = client
        .post(&desk.url("/courriers/confirmer"), &[("dossier", "2026-11-20"), ("jour", "01/01/2030"), ("retour", &desk.url("/courriers"))]);
    assert!(then(&mut client, &page).contains("est à venir"));
    let page = client
        .post(&desk.url("/courriers/confirmer"), &[("dossier", "2026-11-20"), ("jour", "20/11/2026"), ("retour", &desk.url("/courriers"))]);
    assert!(then(&mut client, &page).contains("confirmé"));
    let email = desk.books().read(|tx| Ok(tx.letters_in_state(domain::facts::LetterState::Sent)?)).expect("read").remove(0);
    let letter = desk.url(&format!("/courriers/{}", email.id.0));
    let page = client.get(&letter).text();
    assert!(page.contains("déclaré par") && page.contains("Mots figés"), "{page}");
    assert!(client.get(&format!("{letter}/fichier")).text().contains("Message-ID"));
    let page = client.post(&format!("{letter}/revenu"), &[("revenu_le", "20/11/2026"), ("motif", "")]);
    assert_eq!(page.status, 422);
    let page = client.post(&format!("{letter}/revenu"), &[("revenu_le", "20/11/2026"), ("motif", "boîte inconnue")]);
    assert!(then(&mut client, &page).contains("est revenu le 20/11/2026"));
    assert!(desk.house.store.check(None, &[]).expect("checked").is_clean());
}

#[test]
fn a_template_of_ones_own_is_checked_on_a_real_debtor_and_given_up_again() {
    let desk = Desk::new();
    desk.late("A", "Fonderie", true, 120_000);
    let mut client = desk.client(Role::Manager);
    let url = desk.url("/modeles/fr/reminder");
    let page = client.get(&url).text();
    assert!(page.contains("Tel que Fonderie le recevrait"), "{page}");
    let send = |client: &mut Client, body: &str, vu: &str| {
        client.post(
            &url,
            &[
                ("vu", vu),
                ("objet", "Rappel : {{designation}}"),
                ("titre", ""),
                ("salutation", "Bonjour,"),
                ("corps", body),
                ("fin", "Si vous contestez, {{contact}}."),
                ("debiteur", "A"),
            ],
        )
    };
    let page = send(&mut client, "Merci de régler {{montant_total}} !", "");
    assert_eq!(page.status, 422);
    assert!(page.text().contains("point d'exclamation") || page.text().contains("Ton"), "{}", page.text());
    let good =
        "Les factures ci-dessous restent à régler.\n\n{{tableau}}\n\nMerci de régler {{montant_total}} au plus tard le {{date_limite}}.";
    let page = send(&mut client, good, "");
    assert!(then(&mut client, &page).contains("Modèle enregistré"));
    let page = send(&mut client, &good.replace("ci-dessous", "suivantes"), "");
    assert_eq!(page.status, 409, "another version came meanwhile");
    assert!(page.text().contains("suivantes"));
    let (action, _) = desk.action("A").expect("a reminder");
    assert!(client.get(&desk.url(&format!("/apercu/{action}"))).text().contains("votre modèle"));
    let versions = desk.books().read(|tx| Ok(tx.template_versions("fr/reminder")?)).expect("versions");
    let seen = versions[0].seq.0.to_string();
    let page = client.post(&format!("{url}/livre"), &[("vu", &seen)]);
    assert!(then(&mut client, &page).contains("texte livré"));
    assert_eq!(desk.client(Role::Collector).post(&url, &[]).status, 403);
    for wrong in ["/modeles/fr/rien", "/modeles/de/reminder", "/modeles/fr/formal-notice.unknown"] {
        assert_eq!(client.get(&desk.url(wrong)).status, 404, "{wrong}");
    }
    assert_eq!(client.get(&desk.url("/modeles?langue=en")).status, 200);
}

#[test]
fn what_a_form_carries_reads_back() {
    let seen = seen_of("128-9f3c0000000000000000000000000abc~1182055").expect("seen");
    assert_eq!((seen.action.debtor, seen.asked), (DebtorId(128), Cents(1_182_055)));
    assert_eq!(seen_word(&seen.action, seen.asked), "128-9f3c0000000000000000000000000abc~1182055");
    for wrong in ["", "~", "128-9f~x", "128-9f3c0000000000000000000000000abc~1,5"] {
        assert!(seen_of(wrong).is_none(), "{wrong}");
    }
}
