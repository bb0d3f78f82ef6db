//! The differences through the client: seen, accepted with a reason, refused, gone by themselves.

use app::import::{FileReport, Options};
use app::record::{self, NewPayment};
use domain::Date;
use domain::access::Role;
use domain::money::Cents;

use crate::testing::Page;
use crate::testing::scene::{Scene, hidden};

const PAGE: &str = "/d/1/ecarts";

/// A file of these customers: code and what it owes, in euros, all invoiced on one day of October.
fn fec(customers: &[(&str, u32)]) -> String {
    let head = "JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise";
    let mut text = format!("{head}\n");
    for (at, (code, euros)) in customers.iter().enumerate() {
        for (account, auxiliary, name, debit, credit) in
            [("411000", *code, format!("Fonderie {code} & Fils"), *euros, 0), ("706000", "", String::new(), 0, *euros)]
        {
            text.push_str(&format!(
                "VE|Ventes|{at}|20261005|{account}|Compte|{auxiliary}|{name}|F{at}|20261005|Facture|{debit},00|{credit},00|||20261005||\n"
            ));
        }
    }
    text
}

impl Scene {
    fn accounts(&self, name: &str, text: &str) -> FileReport {
        self.take(name, text, &Options::default())
    }

    fn pays(&self, code: &str, cents: i64) {
        let on = Date::constant(2026, 10, 5);
        let new = NewPayment {
            debtor: code,
            amount: Cents(cents),
            currency: "EUR",
            claims: &[],
            means: "transfer",
            reference: None,
            unallocated: false,
            on,
        };
        self.books().write(|tx| record::payment(tx, &new)).expect("a payment");
    }

    fn id(&self, code: &str) -> i64 {
        self.books().read(|tx| Ok(tx.debtor_by_code(code)?)).expect("the books").expect("the debtor").0
    }

    fn see(&mut self) -> Page {
        self.client.get(PAGE)
    }

    fn accept(&mut self, code: &str, reason: &str, seen: &str) -> Page {
        let url = format!("{PAGE}/{}/accepter", self.id(code));
        self.client.post(&url, &[("motif", reason), ("vu", seen)])
    }
}

/// What the form of the first difference carries.
fn mark(page: &Page) -> String {
    hidden(&page.text(), "", "vu")
}

#[test]
fn without_an_accounting_file_there_is_nothing_to_compare() {
    let mut scene = Scene::of(Role::Owner);
    let page = scene.see();
    assert_eq!(page.status, 200);
    assert!(page.text().contains("Aucune comptabilité à comparer") && page.text().contains("Importer un FEC"), "{}", page.text());
    scene.accounts("a.txt", &fec(&[("A", 1_000)]));
    assert!(scene.see().text().contains("Aucun écart à expliquer"), "equal books differ");
}

#[test]
fn a_difference_is_shown_with_its_parts_accepted_with_a_reason_and_shown_again_when_it_changes() {
    let mut scene = Scene::of(Role::Accountant);
    scene.accounts("a.txt", &fec(&[("A", 1_000), ("B", 500), ("C", 70)]));
    scene.pays("A", 25_000);
    scene.pays("B", 40_000);
    let page = scene.see();
    let text = page.text();
    assert!(text.contains("Fonderie A &amp; Fils") && text.contains("que le fichier n'a pas"), "{text}");
    assert!(text.find("Fonderie B").expect("B") < text.find("Fonderie A").expect("A"), "the largest difference comes first");
    assert!(!text.contains("Fonderie C"), "an equal account is shown");
    let repairs = scene.client.get("/d/1/a-completer").text();
    assert!(repairs.contains("Écarts avec la comptabilité</a><b class=\"num\">2</b>"), "{repairs}");

    // The first form is B's.
    let seen = mark(&page);
    let empty = scene.accept("B", "   ", &seen);
    assert_eq!(empty.status, 422);
    assert!(empty.text().contains("Dites pourquoi cet écart est accepté"), "{}", empty.text());
    let done = scene.accept("B", "chèque remis en banque le 6", &seen);
    assert_eq!((done.status, done.header("location")), (303, Some(PAGE)));
    let text = scene.see().text();
    assert!(!text.contains("Fonderie B &amp; Fils</b>") && text.contains("Fonderie A"), "{text}");
    let accepted = scene.client.get(&format!("{PAGE}?etat=acceptes")).text();
    assert!(
        accepted.contains("Fonderie B") && accepted.contains("chèque remis en banque le 6") && accepted.contains("Camille Essai"),
        "{accepted}"
    );

    // Another cent: it waits again, and what was seen before is not what is accepted now.
    scene.pays("B", 1);
    let changed = scene.accept("B", "encore", &seen);
    assert_eq!(changed.status, 409);
    assert!(changed.text().contains("a changé entre-temps") && changed.text().contains("value=\"encore\""), "{}", changed.text());

    // The next file has neither payment: both differences stay, and the report of the import says so.
    let next = scene.accounts("b.txt", &fec(&[("A", 1_000), ("B", 500), ("C", 70), ("D", 1)]));
    let said = next.tied.expect("compared").said();
    assert!(said.ends_with("2 comptes égaux, 2 écarts (total \u{2212}650,01\u{a0}€)"), "{said}");
}

#[test]
fn a_difference_that_is_gone_is_not_accepted() {
    let mut scene = Scene::of(Role::Owner);
    scene.accounts("a.txt", &fec(&[("A", 1_000)]));
    scene.pays("A", 25_000);
    let seen = mark(&scene.see());
    let back = scene.books().read(|tx| Ok(tx.debtor_by_code("A")?)).expect("the books").expect("A");
    let payment = scene.books().read(|tx| Ok(tx.debtor_facts(back)?)).expect("facts").expect("A").movements[0].id;
    let on = Date::constant(2026, 10, 5);
    scene.books().write(|tx| record::reversal(tx, &payment.to_string(), "sans provision", on)).expect("a reversal");
    let gone = scene.accept("A", "réglé", &seen);
    assert_eq!(gone.status, 409);
    assert!(gone.text().contains("n'a plus d'écart"), "{}", gone.text());
    let url = format!("{PAGE}/{}/rouvrir", scene.id("A"));
    assert_eq!(scene.client.post(&url, &[]).status, 409, "nothing was accepted");
    assert_eq!(scene.client.post(&format!("{PAGE}/9999/accepter"), &[("motif", "x")]).status, 404);
}

#[test]
fn an_accepted_difference_can_be_shown_again() {
    let mut scene = Scene::of(Role::Owner);
    scene.accounts("a.txt", &fec(&[("A", 1_000)]));
    scene.pays("A", 25_000);
    let seen = mark(&scene.see());
    assert_eq!(scene.accept("A", "acompte", &seen).status, 303);
    assert!(scene.see().text().contains("Aucun écart à expliquer"), "it still waits");
    let url = format!("{PAGE}/{}/rouvrir", scene.id("A"));
    let back = scene.client.post(&url, &[("etat", "acceptes")]);
    assert_eq!((back.status, back.header("location")), (303, Some("/d/1/ecarts?etat=acceptes")));
    assert!(scene.see().text().contains("Fonderie A"), "it does not wait");
}

#[test]
fn a_long_list_comes_by_pages() {
    let mut scene = Scene::of(Role::Owner);
    let codes: Vec<String> = (0..45).map(|at| format!("K{at:02}")).collect();
    let customers: Vec<(&str, u32)> = codes.iter().map(|code| (code.as_str(), 100)).collect();
    scene.accounts("a.txt", &fec(&customers));
    for (at, code) in (1..).zip(&codes) {
        scene.pays(code, at);
    }
    let page = scene.see().text();
    assert!(page.contains("1 à 20 sur 45") && page.contains("?apres=20"), "{page}");
    let last = scene.client.get(&format!("{PAGE}?apres=40")).text();
    assert!(last.contains("41 à 45 sur 45") && !last.contains("apres=60") && last.contains("Fonderie K00"), "{last}");
    // What stood on the last page is gone since; nobody counts that far.
    for after in ["60", "18446744073709551615"] {
        let last = scene.client.get(&format!("{PAGE}?apres={after}")).text();
        assert!(last.contains("41 à 45 sur 45") && last.contains("Fonderie K00"), "{after}: {last}");
    }
}

#[test]
fn a_reader_sees_the_differences_and_decides_nothing() {
    let mut scene = Scene::of(Role::Reader);
    scene.accounts("a.txt", &fec(&[("A", 1_000)]));
    scene.pays("A", 25_000);
    let page = scene.see().text();
    assert!(page.contains("Fonderie A") && !page.contains("name=\"motif\""), "{page}");
    assert_eq!(scene.accept("A", "x", "x").status, 403);
}

#[test]
fn the_result_of_an_import_leads_to_the_differences() {
    let mut scene = Scene::of(Role::Owner);
    let text = fec(&[("A", 1_000)]);
    let page = scene.client.upload("/d/1/imports/nouveau", &[], "fichiers", "732829320FEC20261231.txt", text.as_bytes());
    let started = scene.client.post(&format!("{}/importer", page.header("location").expect("a place")), &[]);
    scene.house.jobs.work_off("essai").expect("jobs");
    let result = scene.client.get(started.header("location").expect("the job")).text();
    assert!(result.contains("<a href=\"/d/1/ecarts\">Comptabilité au 05/10/2026 : 1 compte égal, aucun écart</a>"), "{result}");
}
