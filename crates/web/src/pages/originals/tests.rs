//! Files of invoices through the client: what was read beside the file, ways to it, and what is not there.

use std::fmt::Write as _;

use app::import::{Options, undo};
use domain::access::Role;
use domain::ids::ImportId;

use crate::testing::Client;
use crate::testing::fixture::TODAY;
use crate::testing::scene::Scene;

const LIST: &str = "/d/1/originaux";

fn scene(role: Role) -> Scene {
    Scene::of(role).identified()
}

impl Scene {
    /// Takes a file in; answers its import.
    fn brings(&self, name: &str, bytes: impl AsRef<[u8]>) -> ImportId {
        self.take(name, bytes, &Options::default()).import.and_then(|id| id.parse().ok()).expect("an import")
    }

    fn page(&mut self, import: ImportId) -> String {
        let page = self.client.get(&format!("{LIST}/{}", import.0));
        assert_eq!(page.status, 200, "{}", page.text());
        page.text()
    }
}

/// An invoice of Ateliers Boréal to Griffon SAS, 1 200,00 € with VAT, with two notes.
fn ubl(number: &str, root: &str, more: &str) -> String {
    let kind = if root == "CreditNote" { ("CreditNoteTypeCode", "381") } else { ("InvoiceTypeCode", "380") };
    format!(
        "<?xml version=\"1.0\"?>\n<{root} xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:{root}-2\" xmlns:cac=\"urn:a\" xmlns:cbc=\"urn:b\">\
         <cbc:ID>{number}</cbc:ID><cbc:IssueDate>2026-09-01</cbc:IssueDate><cbc:DueDate>2026-10-01</cbc:DueDate>\
         <cbc:{type_code}>{code}</cbc:{type_code}><cbc:Note>#PMD#Trois fois le taux légal</cbc:Note>{more}\
         <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>\
         <cac:AccountingSupplierParty><cac:Party><cac:PartyLegalEntity><cbc:RegistrationName>Ateliers Boréal</cbc:RegistrationName>\
         </cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>\
         <cac:AccountingCustomerParty><cac:Party><cac:PostalAddress><cbc:StreetName>3 rue des Forges</cbc:StreetName>\
         <cbc:CityName>Lyon</cbc:CityName><cbc:PostalZone>69007</cbc:PostalZone></cac:PostalAddress>\
         <cac:PartyLegalEntity><cbc:RegistrationName>Griffon &lt;b&gt;SAS&lt;/b&gt;</cbc:RegistrationName>\
         </cac:PartyLegalEntity></cac:Party></cac:AccountingCustomerParty>\
         <cac:PaymentMeans><cbc:PaymentMeansCode>58</cbc:PaymentMeansCode><cac:PayeeFinancialAccount><cbc:ID>FR1420041010050500013M02606</cbc:ID>\
         </cac:PayeeFinancialAccount></cac:PaymentMeans><cac:PaymentTerms><cbc:Note>Trente jours nets</cbc:Note></cac:PaymentTerms>\
         <cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount>1000.00</cbc:TaxExclusiveAmount>\
         <cbc:TaxInclusiveAmount>1200.00</cbc:TaxInclusiveAmount><cbc:PayableAmount>1200.00</cbc:PayableAmount></cac:LegalMonetaryTotal></{root}>",
        type_code = kind.0,
        code = kind.1,
    )
}

/// A PDF of one page with an invoice in it.
fn pdf_with(xml: &str) -> Vec<u8> {
    let drawn = "BT /F1 24 Tf 72 760 Td (FACTURE) Tj ET";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(factur-x.xml) 4 0 R] >> >> /AF [4 0 R] >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R /Resources << >> >>".to_owned(),
        "<< /Type /Filespec /F (factur-x.xml) /UF (factur-x.xml) /AFRelationship /Alternative /EF << /F 5 0 R >> >>".to_owned(),
        format!("<< /Type /EmbeddedFile /Length {} >>\nstream\n{xml}\nendstream", xml.len()),
        format!("<< /Length {} >>\nstream\n{drawn}\nendstream", drawn.len()),
    ];
    let (mut pdf, mut places) = ("%PDF-1.7\n".to_owned(), Vec::new());
    for (at, object) in (1..).zip(&objects) {
        places.push(pdf.len());
        let _ = write!(pdf, "{at} 0 obj\n{object}\nendobj\n");
    }
    let start = pdf.len();
    let _ = write!(pdf, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in places {
        let _ = writeln!(pdf, "{place:010} 00000 n ");
    }
    let _ = write!(pdf, "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    pdf.into_bytes()
}

#[test]
fn what_was_read_of_an_xml_stands_beside_its_text_and_is_reached_from_everywhere() {
    let mut scene = scene(Role::Reader);
    let file = ubl("F9", "Invoice", "");
    let import = scene.brings("F9.xml", &file);
    let list = scene.client.get(LIST).text();
    let here = format!("{LIST}/{}", import.0);
    for said in ["F9.xml", "facture UBL", "Griffon &lt;b&gt;SAS&lt;/b&gt;", "1 fichier", &format!("href=\"{here}\"")] {
        assert!(list.contains(said), "{said} in {list}");
    }
    let page = scene.page(import);
    for said in [
        "Facture F9 : le fichier",
        "Net à payer (BT-115)",
        "échéance du <time class=\"date\" datetime=\"2026-10-01\">",
        "FR14 •••• •••• 2606",
        "virement",
        "Trente jours nets",
        "69007 Lyon",
        "Pénalités de retard</b> : Trois fois le taux légal",
        "Remarques de lecture",
        "  &lt;cbc:ID&gt;F9&lt;/cbc:ID&gt;\n",
        "Télécharger le fichier",
    ] {
        assert!(page.contains(said), "{said} in {page}");
    }
    assert!(!page.contains("<b>SAS"), "names are text");
    assert!(!page.contains("FR1420041010050500013M02606"), "the account in full, in the text of the file: {page}");
    let mut owner = Client::signed_in(&scene.house, scene.tenant, Role::Owner);
    let full = owner.get(&here).text();
    assert!(full.contains("FR14 2004 1010 0505 0001 3M02 606") && full.contains("FR1420041010050500013M02606"), "{full}");
    for after in ["50", "18446744073709551615"] {
        let list = scene.client.get(&format!("{LIST}?apres={after}")).text();
        assert!(list.contains("F9.xml") && list.contains("1 fichier<"), "{after}: {list}");
    }
    // From the claim, from the import, and back.
    let claim =
        page.split("/d/1/factures/").filter_map(|rest| rest.split('"').next()).find(|id| id.parse::<i64>().is_ok()).expect("a claim");
    let claim = scene.client.get(&format!("/d/1/factures/{claim}")).text();
    assert!(claim.contains(&format!("href=\"{here}\"")) && claim.contains("Ce qui a été lu du fichier"), "{claim}");
    let of_import = scene.client.get(&format!("/d/1/imports/{}", import.0)).text();
    assert!(of_import.contains(&format!("href=\"{here}\"")) && of_import.contains("facture UBL"), "{of_import}");
    assert!(scene.client.get("/d/1/factures").text().contains("href=\"/d/1/originaux\""));
    let kept = scene.client.get(&format!("{here}/fichier"));
    assert_eq!(kept.bytes, file.as_bytes());
    assert!(kept.header("content-disposition").is_some_and(|said| said.starts_with("attachment") && said.contains("F9.xml")));
    assert_eq!(scene.client.get(&format!("{here}/page/1.png")).status, 404, "a text has no pages");
}

#[test]
fn a_pdf_whose_pages_cannot_be_drawn_keeps_its_facts_and_its_download() {
    let mut scene = scene(Role::Owner);
    let pdf = pdf_with(&ubl("F10", "Invoice", ""));
    let import = scene.brings("F10.pdf", &pdf);
    let page = scene.page(import);
    // Nothing draws in these tests: it is as on a system where no process can be started.
    for said in ["facture Factur-X", "Facture F10", "Les pages ne sont pas montrées ici. Téléchargez le fichier", "Télécharger le fichier"]
    {
        assert!(page.contains(said), "{said} in {page}");
    }
    assert!(!page.contains("<img"), "{page}");
    let here = format!("{LIST}/{}", import.0);
    assert_eq!(scene.client.get(&format!("{here}/page/1.png")).status, 422);
    let kept = scene.client.get(&format!("{here}/fichier"));
    assert!(kept.bytes == pdf && kept.header("content-type") == Some("application/pdf"));
    let file = scene.books().read(|tx| Ok(tx.import(import)?.and_then(|row| row.file))).expect("rows").expect("kept");
    scene.books().write(|tx| Ok(tx.erase(TODAY, vec![file], "demande")?)).expect("erased");
    assert_eq!(scene.client.get(&format!("{here}/page/1.png")).status, 404, "erased: no page of it either");
}

#[test]
fn a_credit_note_a_copy_and_an_import_undone_say_what_they_are() {
    let mut scene = scene(Role::Owner);
    let invoice = scene.brings("F9.xml", ubl("F9", "Invoice", ""));
    let copy = scene.brings("F9-bis.xml", ubl("F9", "Invoice", "<!-- copie -->"));
    let credit = scene.brings("A1.xml", ubl("A1", "CreditNote", "").replace("1200.00", "200.00"));
    let page = scene.page(credit);
    assert!(page.contains("Avoir A1 : le fichier") && page.contains("−200,00"), "{page}");
    assert!(scene.page(copy).contains("Facture F9"), "the copy of an invoice that was there leads to it");
    // The same documents again, in other words: they make nothing, and are where they were.
    let told = "Déjà inscrit par une autre source quand ce fichier a été pris";
    let again = scene.brings("A1-bis.xml", ubl("A1", "CreditNote", "<!-- bis -->").replace("1200.00", "200.00"));
    let page = scene.page(again);
    assert!(page.contains(told) && page.contains("Avoir A1</b>") && page.contains("−200,00") && !page.contains("n'est plus"), "{page}");
    assert!(scene.client.get(LIST).text().contains("Déjà inscrite"));
    undo(&scene.books(), &again.to_string()).expect("undone");
    assert!(!scene.page(again).contains(told));
    undo(&scene.books(), &credit.to_string()).expect("undone");
    let page = scene.page(credit);
    assert!(page.contains("Import annulé") && page.contains("rien de ce que le fichier avait apporté ne compte"), "{page}");
    let list = scene.client.get(LIST).text();
    assert!(list.contains("4 fichiers") && list.contains("Annulé"), "{list}");
    assert!(!scene.page(invoice).contains("copie --"), "each page shows its own file");
    assert!(scene.page(copy).contains("&lt;!-- copie --&gt;") && !scene.page(copy).contains("<!-- copie"));
}

#[test]
fn a_huge_text_is_cut_and_an_erased_file_is_said_to_be_gone() {
    let mut scene = scene(Role::Owner);
    let notes = "<cbc:Note>Une mention parmi tant d'autres.</cbc:Note>".repeat(5_000);
    let import = scene.brings("long.xml", ubl("F11", "Invoice", &notes));
    let page = scene.page(import);
    assert!(page.contains("seul son début est montré") && page.contains("Facture F11"), "the end is not shown");
    let (file, name) = scene.books().read(|tx| Ok(tx.import(import)?.map(|row| (row.file, row.name)))).expect("rows").expect("an import");
    let ids = vec![file.expect("kept"), name];
    scene.books().write(|tx| Ok(tx.erase(TODAY, ids, "demande")?)).expect("erased");
    let page = scene.page(import);
    assert!(page.contains("Le fichier a été effacé sur demande") && page.contains("Facture F11"), "{page}");
    assert!(!page.contains("Télécharger") && scene.client.get(LIST).text().contains("fichier effacé"));
    assert_eq!(scene.client.get(&format!("{LIST}/{}/fichier", import.0)).status, 404);
}

#[test]
fn what_is_no_file_of_an_invoice_of_these_books_is_not_there() {
    let mut scene = scene(Role::Owner);
    assert!(scene.client.get(LIST).text().contains("Aucune facture électronique pour l'instant"));
    let table = scene.brings("f.csv", "numero;date_facture;montant_ttc;nom\nF1;16/10/2026;100,00;Dupont\n");
    let invoice = scene.brings("F9.xml", ubl("F9", "Invoice", ""));
    let mut absent = vec![format!("{LIST}/{}", table.0), format!("{LIST}/999999"), format!("{LIST}/x"), format!("{LIST}/-1")];
    absent.extend(absent.clone().iter().map(|url| format!("{url}/fichier")));
    for url in absent {
        assert_eq!(scene.client.get(&url).status, 404, "{url}");
    }
    let other = scene.house.store.create_tenant("Autre", 0).expect("a creditor");
    let mut stranger = Client::signed_in(&scene.house, other, Role::Owner);
    for what in ["", "/fichier", "/page/1.png"] {
        assert_eq!(stranger.get(&format!("/d/1/originaux/{}{what}", invoice.0)).status, 404);
        assert_eq!(stranger.get(&format!("/d/{}/originaux/{}{what}", other.0, invoice.0)).status, 404);
    }
}

/// A list brought the invoice, a person joined its PDF: taken as an invoice, the same PDF makes nothing, and leads to what was there.
#[test]
fn a_file_whose_copy_was_joined_before_leads_to_its_invoice() {
    let mut scene = scene(Role::Owner);
    let pdf = pdf_with(&ubl("F10", "Invoice", "").replace("&lt;b&gt;SAS&lt;/b&gt;", "SAS"));
    scene.brings("f.csv", "numero;date_facture;echeance;montant_ttc;nom\nF10;01/09/2026;01/10/2026;1200,00;Griffon SAS\n");
    let claim = scene.books().read(|tx| Ok(tx.claim_rows_of_number("F10")?)).expect("rows").remove(0);
    scene.books().write(|tx| app::record::attach(tx, claim.invoice, "F10.pdf", &pdf, TODAY)).expect("joined");
    let import = scene.brings("F10.pdf", &pdf);
    let page = scene.page(import);
    assert!(
        page.contains(&format!("href=\"/d/1/factures/{}\"", claim.id.0)) && page.contains("Déjà inscrit par une autre source"),
        "{page}"
    );
}
