//! Imports through the client: columns, lines mended, the same file twice, what is no file.

use domain::access::Role;

use crate::testing::fixture::TODAY;
use crate::testing::scene::{Scene, hidden};
use crate::testing::{Client, Page};

const FAULTY: &str = "numero;date_facture;echeance;montant_ttc;reste dû;nom
F1;16/10/2026;16/11/2026;1 248,00;1 248,00;Cartonnages <b>Lunaires</b> #read(\"/etc/passwd\")
F2;17/10/2026;17/09/2026;4 210,00;4 210,00;Licorne Bâtiment
F3;18/10/2026;18/11/2026;1.2480,0;1 248,00;Hôtel des Nuages
F4;19/10/2026;19/11/2026;990,00;990,00;Griffon
";

impl Scene {
    fn bring(&mut self, name: &str, bytes: &[u8]) -> Page {
        self.client.upload("/d/1/imports/nouveau", &[], "fichiers", name, bytes)
    }

    fn deposit(&mut self, name: &str, bytes: &[u8]) -> String {
        let page = self.bring(name, bytes);
        assert_eq!(page.status, 303, "{}", page.text());
        page.header("location").expect("a place").to_owned()
    }

    fn work(&self) {
        self.house.jobs.work_off("essai").expect("jobs");
    }

    fn import(&mut self, deposit: &str) -> String {
        let page = self.client.post(&format!("{deposit}/importer"), &[]);
        assert_eq!(page.status, 303, "{}", page.text());
        let job = page.header("location").expect("a job").to_owned();
        assert!(self.client.get(&job).text().contains("Import en cours"));
        self.work();
        let page = self.client.get(&job);
        assert_eq!(page.status, 200);
        page.text()
    }
}

#[test]
fn two_lines_are_mended_in_place_and_the_file_is_imported_and_undone() {
    let mut scene = Scene::of(Role::Accountant);
    let deposit = scene.deposit("factures.csv", FAULTY.as_bytes());
    let page = scene.client.get(&deposit).text();
    for said in [
        "2 lignes ne peuvent pas être importées",
        "Mettre 17/11/2026",
        "Mettre 1\u{202f}248,00",
        "point-virgule",
        "Importer 2 lignes, ignorer 2",
    ] {
        assert!(page.contains(said), "{said} in {page}");
    }
    let cell = |line: &str, column: &str, text: &str, version: &str| {
        [("fichier", "0"), ("decision", "cellule"), ("ligne", line), ("colonne", column), ("texte", text), ("version", version)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    for fields in [cell("3", "2", "17/11/2026", "1"), cell("4", "3", "1 248", "2")] {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(scene.client.post(&format!("{deposit}/decision"), &fields).status, 303);
    }
    let page = scene.client.get(&format!("{deposit}?voir=toutes")).text();
    assert!(page.contains("Importer 4 lignes") && page.contains("Vos corrections (2)"), "{page}");
    assert!(page.contains("&lt;b&gt;Lunaires") && !page.contains("<b>Lunaires"), "names are text");
    // A decision about what somebody else changed meanwhile is told.
    let late = [("fichier", "0"), ("decision", "ignorer"), ("ligne", "2"), ("version", "1")];
    assert_eq!(scene.client.post(&format!("{deposit}/decision"), &late).status, 409);

    let done = scene.import(&deposit);
    assert!(done.contains("4 lignes prises") && done.contains("/bienvenue"), "{done}");
    assert!(!done.contains("quittance record"), "{done}");
    let again = scene.client.get(&deposit).text();
    assert!(again.contains("a déjà été importé le 20/11/2026"), "{again}");

    let list = scene.client.get("/d/1/imports").text();
    assert!(list.contains("factures.csv") && list.contains("Complet"), "{list}");
    let import =
        list.split("/d/1/imports/").filter_map(|rest| rest.split('"').next()).find(|id| id.parse::<i64>().is_ok()).expect("an import");
    let place = format!("/d/1/imports/{import}");
    assert!(scene.client.get(&place).text().contains("Annuler cet import"));
    assert_eq!(scene.client.post(&format!("{place}/annuler"), &[]).status, 303);
    assert!(scene.client.get(&place).text().contains("Cet import est annulé"));
}

#[test]
fn columns_are_chosen_named_and_found_again() {
    let mut scene = Scene::of(Role::Owner);
    let file = "Colonne A;Colonne B;Colonne C;Colonne D\nF1;16/10/2026;100,00;Dupont\n";
    let deposit = scene.deposit("export.csv", file.as_bytes());
    let page = scene.client.get(&deposit).text();
    assert!(page.contains("Il manque") && page.contains("Indiquez d'abord"), "{page}");
    let twice = [("fichier", "0"), ("version", "1"), ("liste", "invoices"), ("c0", "number"), ("c1", "number")];
    let refused = scene.client.post(&format!("{deposit}/colonnes"), &twice);
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("Deux colonnes"), "{}", refused.text());
    let form = [
        ("fichier", "0"),
        ("version", "1"),
        ("liste", "invoices"),
        ("c0", "number"),
        ("c1", "issued_on"),
        ("c2", "amount"),
        ("c3", "name"),
        ("dates", "jour"),
        ("modele", "Export compta"),
    ];
    assert_eq!(scene.client.post(&format!("{deposit}/colonnes"), &form).status, 303);
    assert!(scene.client.get(&deposit).text().contains("Importer 1 ligne"));
    let next = scene.deposit("suite.csv", file.replace("F1", "F2").as_bytes());
    let page = scene.client.get(&next).text();
    assert!(page.contains("Modèle « Export compta » appliqué") && page.contains("Importer 1 ligne"), "{page}");
}

#[test]
fn what_is_no_list_says_so_and_takes_nothing() {
    let mut scene = Scene::of(Role::Manager);
    let none = scene.bring("", b"");
    assert_eq!(none.status, 422);
    assert!(none.text().contains("Aucun fichier n'a été choisi"), "{}", none.text());
    for (name, bytes, said) in [
        ("vide.csv", &b""[..], "le fichier est vide"),
        ("entete.csv", b"numero;date_facture;montant_ttc;nom\n", "aucune ligne"),
        ("photo.png", b"\x89PNG\r\n\x1a\n\0\0\0\0\0\0\0\0\0\0", "pas du texte"),
        ("classeur.xlsx", b"PK\x03\x04 xl/w ceci n'est pas un classeur", "classeur"),
        ("archive.zip", b"PK\x03\x04 rien", "archive"),
    ] {
        let deposit = scene.deposit(name, bytes);
        let page = scene.client.get(&deposit).text();
        assert!(page.to_lowercase().contains(said), "{name}: {page}");
        assert!(page.contains("<button class=\"btn primary\" disabled>"), "{name}: {page}");
        assert_eq!(scene.client.post(&format!("{deposit}/abandonner"), &[]).status, 303);
        assert_eq!(scene.client.get(&deposit).status, 404);
    }
}

#[test]
fn a_line_is_edited_whole_and_errors_are_downloaded() {
    let mut scene = Scene::of(Role::Owner);
    let deposit = scene.deposit("factures.csv", FAULTY.as_bytes());
    let csv = scene.client.get(&format!("{deposit}/erreurs?fichier=0"));
    assert!(
        csv.text().contains("Licorne Bâtiment") && csv.header("content-disposition").is_some_and(|h| h.contains("erreurs-factures.csv"))
    );
    let page = scene.client.get(&format!("{deposit}?ligne=3")).text();
    assert!(page.contains("Enregistrer la ligne") && page.contains("4 210,00"), "{page}");
    let form = [
        ("fichier", "0"),
        ("version", "1"),
        ("ligne", "3"),
        ("c0", "F2"),
        ("avant0", "F2"),
        ("c1", "17/08/2026"),
        ("avant1", "17/10/2026"),
    ];
    assert_eq!(scene.client.post(&format!("{deposit}/ligne"), &form).status, 303);
    assert!(scene.client.get(&deposit).text().contains("1 ligne ne peut pas être importée"));
    assert_eq!(scene.client.get(&format!("{deposit}?ligne=99")).status, 404);
}

#[test]
fn a_reader_sees_the_history_only_and_another_creditor_s_deposits_do_not_exist() {
    let mut scene = Scene::of(Role::Reader);
    assert_eq!(scene.client.get("/d/1/imports").status, 200);
    assert_eq!(scene.client.get("/d/1/imports/nouveau").status, 403);
    assert_eq!(scene.bring("a.csv", FAULTY.as_bytes()).status, 403);
    let other = scene.house.store.create_tenant("Autre", 0).expect("a creditor");
    let mut owner = Client::signed_in(&scene.house, other, Role::Owner);
    let page = owner.upload("/d/2/imports/nouveau", &[], "fichiers", "a.csv", FAULTY.as_bytes());
    assert_eq!(page.header("location"), Some("/d/2/imports/depots/1"));
    let mut mine = Client::signed_in(&scene.house, scene.tenant, Role::Owner);
    for place in ["/d/1/imports/depots/1", "/d/2/imports/depots/1", "/d/1/imports/travaux/1", "/d/1/imports/7", "/d/1/imports/depots/x"] {
        assert_eq!(mine.get(place).status, 404, "{place}");
    }
}

/// A life-size invoice is dropped like any file: it is said what it asks, then taken, and its copy is on its page.
#[test]
fn an_electronic_invoice_is_shown_before_it_is_taken() {
    let mut scene = Scene::of(Role::Accountant);
    let invoice = "<?xml version=\"1.0\"?>\n<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\" \
        xmlns:cac=\"urn:a\" xmlns:cbc=\"urn:b\"><cbc:ID>F9</cbc:ID><cbc:IssueDate>2026-09-01</cbc:IssueDate>\
        <cbc:DueDate>2026-10-01</cbc:DueDate><cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>\
        <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>\
        <cac:AccountingSupplierParty><cac:Party><cac:PartyLegalEntity><cbc:RegistrationName>Ateliers Boréal</cbc:RegistrationName>\
        </cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>\
        <cac:AccountingCustomerParty><cac:Party><cac:PartyLegalEntity><cbc:RegistrationName>Griffon SAS</cbc:RegistrationName>\
        </cac:PartyLegalEntity></cac:Party></cac:AccountingCustomerParty>\
        <cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount>1000.00</cbc:TaxExclusiveAmount>\
        <cbc:TaxInclusiveAmount>1200.00</cbc:TaxInclusiveAmount><cbc:PayableAmount>1200.00</cbc:PayableAmount></cac:LegalMonetaryTotal></Invoice>";
    let deposit = scene.deposit("F9.xml", invoice.as_bytes());
    scene.work();
    let page = scene.client.get(&deposit).text();
    assert!(page.contains("Facture F9 : 1\u{202f}200,00\u{a0}€ à payer, Griffon SAS, échéance du 01/10/2026."), "{page}");
    let done = scene.import(&deposit);
    assert!(done.contains("1 ligne prise"), "{done}");
    assert!(scene.client.get("/d/1/factures?q=F9").text().contains("Griffon SAS"));
}

/// A statement of a bank in columns: its own fields are offered, and one content has one column.
#[test]
fn the_columns_of_a_bank_are_chosen_and_none_twice() {
    let mut scene = Scene::of(Role::Owner);
    let place = scene.deposit("banque.csv", b"A;B;C;D\n19/11/2026;VIR SABLIER;150,00;20/11/2026\n");
    let choose = |scene: &mut Scene, form: &[(&str, &str)]| scene.client.post(&format!("{place}/colonnes"), form);
    assert_eq!(choose(&mut scene, &[("fichier", "0"), ("liste", "bank_statement")]).status, 303);
    let text = scene.client.get(&place).text();
    assert!(text.contains("Relevé bancaire") && text.contains("Date de valeur") && text.contains("IBAN de la contrepartie"), "{text}");
    let all = |value: &'static str| {
        [("fichier", "0"), ("liste", "bank_statement"), ("c0", "payment_on"), ("c1", "label"), ("c2", "payment_amount"), ("c3", value)]
    };
    assert_eq!(choose(&mut scene, &all("value_on")).status, 303);
    assert!(scene.client.get(&place).text().contains("value=\"value_on\" selected"));
    let twice =
        [("fichier", "0"), ("liste", "bank_statement"), ("c0", "value_on"), ("c1", "label"), ("c2", "payment_amount"), ("c3", "value_on")];
    let refused = choose(&mut scene, &twice);
    assert!(refused.status == 422 && refused.text().contains("date de valeur"), "{} {}", refused.status, refused.text());
}

const BANK: &str = "Date;Libellé;Montant\n18/11/2026;VIR INCONNU;33,33\n19/11/2026;VIR AUTRE;12,00\n";

/// Declares an account of the creditor.
fn declared(scene: &Scene, iban: &str, name: &str) -> String {
    let write = |tx: &mut store::Tx<'_>| app::bank::add_account(tx, iban, name, TODAY);
    let done = scene.house.store.write(scene.tenant, "essai", scene.house.clock.now(), write).expect("an account");
    done.created[0].trim_start_matches("cb_").to_owned()
}

/// A statement that does not say whose it is: the page asks, the file stays, and nothing is taken before the answer.
#[test]
fn a_statement_without_account_asks_which_of_several() {
    let mut scene = Scene::of(Role::Owner);
    let current = declared(&scene, "FR7630006000011234567890189", "Compte courant");
    let place = scene.deposit("banque.csv", BANK.as_bytes());
    let text = scene.client.get(&place).text();
    assert!(!text.contains("De quel compte") && text.contains("Importer 2 lignes"), "one account is the one: {text}");
    let other = declared(&scene, "FR1420041010050500013M02606", "Livret <b>");
    let text = scene.client.get(&place).text();
    for said in [
        "De quel compte est ce relevé ?",
        "Compte courant ···· 0189",
        "Livret &lt;b&gt; ···· 2606",
        "Dites d'abord de quel compte",
        "disabled",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    // Whoever imports all the same is told why not, in words of a page.
    let refused = scene.import(&place);
    assert!(
        refused.contains("le relevé ne dit pas de quel compte il est") && refused.contains("Dire de quel compte est ce relevé"),
        "{refused}"
    );
    assert!(!refused.contains("--account") && !refused.contains("quittance bank"), "{refused}");
    let mut choose = |account: &str, version: &str| {
        let form = [("fichier", "0"), ("version", version), ("decision", "compte"), ("compte", account)];
        scene.client.post(&format!("{place}/decision"), &form).status
    };
    assert_eq!((choose("", "1"), choose("999999", "1"), choose("x", "1")), (422, 404, 422));
    assert_eq!((choose(&other, "1"), choose(&current, "1"), choose(&current, "2")), (303, 409, 303), "a late answer is told");
    let text = scene.client.get(&place).text();
    assert!(text.contains("Changer de compte") && text.contains("Importer 2 lignes"), "{text}");
    let done = scene.import(&place);
    assert!(done.contains("2 lignes prises"), "{done}");
    let of = |account: &str| format!("/d/1/banque/comptes?compte={account}");
    assert!(scene.client.get(&of(&current)).text().contains("18/11/2026 – 19/11/2026"));
    assert!(scene.client.get(&of(&other)).text().contains("Aucun relevé de ce compte"));
}

/// October was taken while there was one account; with two, it is brought again beside November: only November is asked about.
#[test]
fn a_statement_that_was_taken_before_does_not_hold_the_others_up() {
    let mut scene = Scene::of(Role::Owner);
    let current = declared(&scene, "FR7630006000011234567890189", "Compte courant");
    let october = BANK.replace("/11/2026", "/10/2026");
    let place = scene.deposit("oct.csv", october.as_bytes());
    assert!(scene.import(&place).contains("2 lignes prises"));
    declared(&scene, "FR1420041010050500013M02606", "Livret");
    let place = scene.deposit("oct.csv", october.as_bytes());
    let added = scene.client.upload(&format!("{place}/ajouter"), &[], "fichiers", "nov.csv", BANK.as_bytes());
    assert_eq!(added.status, 303, "{}", added.text());
    let text = scene.client.get(&format!("{place}?fichier=1")).text();
    assert!(text.contains("De quel compte est ce relevé ?") && text.contains("Dites d'abord de quel compte"), "{text}");
    let version = hidden(&text, "De quel compte", "version");
    let form = [("fichier", "1"), ("version", version.as_str()), ("decision", "compte"), ("compte", current.as_str())];
    assert_eq!(scene.client.post(&format!("{place}/decision"), &form).status, 303);
    let text = scene.client.get(&place).text();
    assert!(text.contains("Déjà importé") && text.contains("Importer 2 lignes"), "{text}");
    let done = scene.import(&place);
    assert!(done.contains("Déjà importé") && done.contains("2 lignes prises"), "{done}");
}

#[test]
fn a_page_past_the_end_shows_the_last_one() {
    let mut scene = Scene::of(Role::Owner);
    let place = scene.deposit("factures.csv", FAULTY.as_bytes());
    for after in ["99", "18446744073709551615"] {
        let text = scene.client.get(&format!("{place}?voir=erreurs&apres={after}")).text();
        assert!(text.contains("Licorne") && !text.contains("Aucune ligne en erreur"), "{after}: {text}");
        assert_eq!(scene.client.get(&format!("{place}?voir=toutes&apres={after}")).status, 200);
    }
    scene.import(&place);
    for after in ["50", "18446744073709551615"] {
        let text = scene.client.get(&format!("/d/1/imports?apres={after}")).text();
        assert!(text.contains("factures.csv") && text.contains("1 import<"), "{after}: {text}");
    }
}

/// Without any account the page says where one is declared; a statement of a foreign account leads there too.
#[test]
fn a_statement_of_an_account_that_nobody_declared_leads_to_where_it_is() {
    let mut scene = Scene::of(Role::Owner);
    let place = scene.deposit("banque.csv", BANK.as_bytes());
    let text = scene.client.get(&place).text();
    assert!(text.contains("aucun compte n'est déclaré comme le vôtre") && text.contains("href=\"/d/1/banque/comptes\""), "{text}");
    let ofx = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>12345\
        <ACCTID>14-526~7<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><DTSTART>20261101<DTEND>20261110\
        <STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261105<TRNAMT>33.33<FITID>1<NAME>VIR INCONNU</STMTTRN></BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>";
    let place = scene.deposit("releve.ofx", ofx.as_bytes());
    let refused = scene.import(&place);
    assert!(refused.contains("qui n'est pas déclaré comme le vôtre") && refused.contains("href=\"/d/1/banque/comptes\""), "{refused}");
    assert!(!refused.contains("quittance bank") && refused.contains("Le fichier est gardé."), "{refused}");
    // With an account declared, a person may say that the bank means that one.
    assert!(!scene.client.get(&place).text().contains("De quel compte est ce relevé ?"), "there is none to choose");
    let current = declared(&scene, "FR7630006000011234567890189", "Compte courant");
    let place = scene.deposit("releve.ofx", ofx.as_bytes());
    let text = scene.client.get(&place).text();
    assert!(text.contains("De quel compte est ce relevé ?") && text.contains("nomme un compte qui n'est pas déclaré"), "{text}");
    let version = hidden(&text, "De quel compte", "version");
    let form = [("fichier", "0"), ("version", version.as_str()), ("decision", "compte"), ("compte", current.as_str())];
    assert_eq!(scene.client.post(&format!("{place}/decision"), &form).status, 303);
    let text = scene.client.get(&place).text();
    assert!(text.contains("Changer de compte") && text.contains("Importer 1 ligne"), "{text}");
    assert!(scene.import(&place).contains("1 ligne prise"));
}
