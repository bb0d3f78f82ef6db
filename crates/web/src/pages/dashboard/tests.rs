//! The pages made from the live view, walked through without JavaScript.

use std::sync::Arc;

use app::books::Books;
use app::record::{self, NewDebtor, NewInvoice};
use domain::Date;
use domain::access::Role;
use domain::ids::TenantId;
use domain::money::Cents;
use domain::party::{DebtorDetails, DebtorKind};
use jiff::civil::date;

use crate::House;
use crate::testing::fixture::{TODAY, house};
use crate::testing::{Client, Page};

/// A name that would be markup, or a formula, if it were anything but text.
const EVIL: &str = "=<b>Étoile</b> & #read(\"/etc/passwd\")";

fn books(house: &Arc<House>, tenant: TenantId) -> Books {
    Books::over(Arc::clone(&house.store), tenant, &house.folder, "essai", TODAY, house.clock.now())
}

fn owes(books: &Books, code: &str, name: &str, invoices: &[(&str, Date, i64)]) {
    let details = DebtorDetails { name: name.to_owned(), email: "a@exemple.fr".to_owned(), ..DebtorDetails::default() };
    let new = NewDebtor { code: code.to_owned(), kind: Some(DebtorKind::Business), details, ..NewDebtor::default() };
    books.write(|tx| record::debtor(tx, &new, TODAY)).expect("a debtor");
    for (number, due_on, cents) in invoices {
        let issued_on = due_on.saturating_sub(jiff::Span::new().days(30));
        let new =
            NewInvoice { debtor: code, number, issued_on, due_on: Some(*due_on), amount: Cents(*cents), currency: "EUR", subject: None };
        books.write(|tx| record::invoice(tx, &new)).expect("an invoice");
    }
}

/// Sixty debtors: D00 owes 1 €, D01 2 €…, all 10 days late; Étoile owes 5 000 € since 100 days.
fn scene(role: Role) -> (Arc<House>, Client) {
    let (house, tenant) = house();
    let books = books(&house, tenant);
    owes(&books, "ETOILE", EVIL, &[("F-2026-1", date(2026, 8, 12), 500_000), ("F-2026-2", date(2026, 12, 20), 12_345)]);
    for n in 0..60_u8 {
        owes(
            &books,
            &format!("D{n:02}"),
            &format!("Débiteur {n:02}"),
            &[(&format!("G-{n:02}"), date(2026, 11, 10), i64::from(n + 1) * 100)],
        );
    }
    let client = Client::signed_in(&house, tenant, role);
    (house, client)
}

fn ok(page: &Page) -> String {
    assert_eq!(page.status, 200, "{}", page.text());
    page.text().replace(['\u{a0}', '\u{202f}'], " ")
}

#[test]
fn the_dashboard_says_what_it_knows_and_what_it_does_not() {
    let (_house, mut client) = scene(Role::Reader);
    let text = ok(&client.get("/d/1/tableau"));
    for said in [
        "Tableau de bord",
        "Historique insuffisant",
        "Balance âgée",
        "62 échéances ouvertes",
        "Encaissements prévus",
        "Débiteurs à suivre",
        "Agenda du jour",
    ] {
        assert!(text.contains(said), "« {said} » in {text}");
    }
    assert!(text.contains("&lt;b&gt;Étoile") && !text.contains("<b>Étoile"), "a name is text");
    let figure = ok(&client.get("/d/1/tableau/indicateurs/taux-echu"));
    assert!(figure.contains("Encours échu ÷ encours ouvert") && figure.contains("F-2026-1") && figure.contains("61 lignes"), "{figure}");
    assert_eq!(client.get("/d/1/tableau/indicateurs/inconnu").status, 404);
    let past = ok(&client.get("/d/1/tableau?au=2026-09-30"));
    assert!(past.contains("30/09/2026") && past.contains("1 débiteur"), "{past}");
    for wrong in ["/d/1/tableau?au=hier", "/d/1/tableau?au=2026-12-31"] {
        assert_eq!(client.get(wrong).status, 422, "{wrong}");
    }
    assert_eq!(client.get("/d/1/tableau?devise=euros").status, 400);
}

#[test]
fn books_without_anybody_say_how_to_begin() {
    let (house, tenant) = house();
    let mut client = Client::signed_in(&house, tenant, Role::Owner);
    assert!(ok(&client.get("/d/1/tableau")).contains("Vos chiffres apparaîtront ici"));
    assert!(ok(&client.get("/d/1/debiteurs")).contains("Aucun débiteur pour l'instant"));
    assert!(ok(&client.get("/d/1/balance")).contains("Rien d'ouvert"));
}

#[test]
fn a_list_is_read_page_by_page_in_its_order() {
    let (_house, mut client) = scene(Role::Collector);
    let first = ok(&client.get("/d/1/debiteurs?tri=nom&filtre=retard"));
    assert!(first.contains("Débiteur 00") && !first.contains("Débiteur 55") && first.contains("61 débiteurs"), "{first}");
    assert!(first.contains("5 018,30") || first.contains("6 830,00") || first.contains("sur tout le filtre"));
    let next = first.split("href=\"").find(|link| link.contains("apres=")).and_then(|link| link.split('"').next()).expect("a next page");
    let second = ok(&client.get(&next.replace("&amp;", "&")));
    assert!(second.contains("Débiteur 55") && !second.contains("Débiteur 10"), "{second}");
    let turned = ok(&client.get("/d/1/debiteurs?tri=nom&inverse=1"));
    assert!(turned.find("Débiteur 59") < turned.find("Débiteur 58") && !turned.contains("Débiteur 00"), "{turned}");
    let by_amount = ok(&client.get("/d/1/debiteurs"));
    assert!(by_amount.find("ETOILE") < by_amount.find("D59"), "{by_amount}");
}

#[test]
fn filters_find_and_what_finds_nothing_can_be_cleared() {
    let (_house, mut client) = scene(Role::Collector);
    let old = ok(&client.get("/d/1/debiteurs?filtre=tranche-4"));
    assert!(old.contains("1 débiteur<") && old.contains("ETOILE"), "{old}");
    assert!(ok(&client.get("/d/1/debiteurs?q=etoile")).contains("ETOILE"));
    let none = ok(&client.get("/d/1/debiteurs?q=zzz&type=consumer"));
    assert!(none.contains("Aucun débiteur ne répond à ce filtre") && none.contains("Effacer") && none.contains("value=\"zzz\""), "{none}");
    for wrong in ["filtre=x", "filtre=tranche-99", "tri=x", "type=x", "devise=1", "apres=x"] {
        assert_eq!(client.get(&format!("/d/1/debiteurs?{wrong}")).status, 400, "{wrong}");
    }
}

#[test]
fn the_balance_of_any_day_adds_up() {
    let (_house, mut client) = scene(Role::Accountant);
    let today = ok(&client.get("/d/1/balance"));
    assert!(today.contains("61 débiteurs") && today.contains("6 953,45"), "5 000 + 123,45 + 1 830 : {today}");
    let past = ok(&client.get("/d/1/balance?au=30/09/2026"));
    assert!(past.contains("5 000,00") && !past.contains("Débiteur 10"), "{past}");
    let wrong = client.get("/d/1/balance?au=40/40/2026");
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("40/40/2026"));
}

#[test]
fn an_export_is_of_the_whole_filter_and_holds_no_formula() {
    let (_house, mut client) = scene(Role::Accountant);
    for url in ["/d/1/debiteurs/export?filtre=retard&format=csv", "/d/1/balance/export?format=csv"] {
        let csv = ok(&client.get(url));
        assert_eq!(csv.lines().count(), 62, "{csv}");
        assert!(csv.contains(";\"'=<b>Étoile</b> & #read(\"\"/etc/passwd\"\")\";"), "{csv}");
        assert!(csv.contains("5000,00") && csv.starts_with('\u{feff}'), "{csv}");
    }
    let book = client.get("/d/1/debiteurs/export?format=xlsx");
    assert_eq!((book.status, &book.bytes[..2]), (200, &b"PK"[..]));
    assert_eq!(client.get("/d/1/debiteurs/export?format=exe").status, 400);
    let (_house, mut reader) = scene(Role::Reader);
    assert_eq!(reader.get("/d/1/debiteurs/export?format=csv").status, 403);
    assert!(!ok(&reader.get("/d/1/debiteurs")).contains("format=csv"), "no button that is not answered");
}

#[test]
fn search_finds_names_numbers_amounts_and_pages() {
    let (_house, mut client) = scene(Role::Reader);
    for (asked, found) in [
        ("étoile", "Étoile"),
        ("ETOI", "Étoile"),
        ("F-2026", "F-2026-2"),
        ("123,45", "F-2026-2"),
        ("balance", "/d/1/balance"),
        ("D07", "Débiteur 07"),
    ] {
        let url = format!("/d/1/recherche?q={}", crate::ask::encoded(asked));
        assert!(ok(&client.get(&url)).contains(found), "{asked}");
        let piece = client.send("GET", &url, &[("hx-request", "true")], Vec::new());
        assert!(piece.text().contains("role=\"option\"") && piece.text().contains(found) && !piece.text().contains("<html"), "{asked}");
    }
    assert!(ok(&client.get("/d/1/recherche?q=zzzz")).contains("Aucun résultat"));
    assert!(ok(&client.get("/d/1/recherche")).contains("Que cherchez-vous"));
}

#[test]
fn what_was_just_recorded_is_there_at_once() {
    let (house, mut client) = scene(Role::Reader);
    assert!(!ok(&client.get("/d/1/debiteurs?q=nouveau")).contains("NOUVEAU"));
    owes(&books(&house, TenantId(1)), "NOUVEAU", "Nouveau venu", &[("H-1", date(2026, 11, 1), 77_700)]);
    let text = ok(&client.get("/d/1/debiteurs?q=nouveau"));
    assert!(text.contains("NOUVEAU") && text.contains("777,00"), "{text}");
}
