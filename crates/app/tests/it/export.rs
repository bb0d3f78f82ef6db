//! Everything of a creditor as one archive: nothing of another, nothing left out, formulas defused.

use std::collections::BTreeMap;
use std::io::Read;

use app::users::{Hasher, Users};
use domain::events::{DebtorRecorded, InvoiceRecorded, NewEvent, PaymentRecorded};
use domain::ids::{DebtorId, TenantId};
use domain::money::{Cents, Currency};
use domain::party::{DebtorDetails, DebtorKind, Language};
use domain::terms::DueBasis;
use jiff::civil::date;
use store::{Location, Store, StoreError};

const NOW: i64 = 1_795_000_000_000_000;

fn fill(store: &Store, tenant: TenantId, name: &str) {
    let day = date(2026, 10, 1);
    store
        .write(tenant, "ut_1", NOW, |tx| {
            let details = DebtorDetails { name: name.to_owned(), email: "a@b.fr".to_owned(), ..DebtorDetails::default() };
            let (reach, details) = (details.reach(), tx.keep(&serde_json::to_vec(&details).expect("json"))?);
            let event = DebtorRecorded {
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
            let debtor = DebtorId(tx.append(NewEvent::new(day, event))?.0);
            let amount = Cents(123_456);
            let invoice = InvoiceRecorded {
                debtor,
                number: "F-1".to_owned(),
                due_on: date(2026, 11, 1),
                due_basis: DueBasis::Printed,
                amount,
                total: amount,
                currency: Currency::EUR,
                performed_on: None,
                subject: None,
                import: None,
                key: None,
            };
            tx.append(NewEvent::new(day, invoice))?;
            let reference = Some(tx.keep(b"%PDF-1.7 un justificatif")?);
            let payment = PaymentRecorded {
                debtor,
                amount: Cents(5_000),
                currency: Currency::EUR,
                means: "transfer".to_owned(),
                reference,
                import: None,
                key: None,
            };
            tx.append(NewEvent::new(day, payment))
        })
        .map_err(|error: StoreError| error)
        .expect("written");
}

#[test]
fn the_archive_holds_these_books_and_no_others() {
    let (store, hasher) = (Store::open(&Location::Memory).expect("memory"), Hasher::new());
    let tenant = store.create_tenant("Aubert", NOW).expect("tenant");
    let other = store.create_tenant("Brun", NOW).expect("tenant");
    fill(&store, tenant, "=HYPERLINK(\"x\")");
    fill(&store, other, "CANARI-AILLEURS");
    let today = date(2026, 11, 18);
    let users = Users { store: &store, hasher: &hasher, author: "test", today, now: NOW };
    users.add("Camille Renaud", "camille@exemple.fr", "le chat dort sur la pile", &[(tenant, domain::access::Role::Owner)]).expect("user");
    let mut bytes = Vec::new();
    app::export::everything(&store, &users, tenant, today, &mut bytes).expect("export");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
    let mut files = BTreeMap::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).expect("a file");
        let mut text = String::new();
        file.read_to_string(&mut text).expect("text");
        let name = file.name().expect("a name").into_owned();
        files.insert(name, text);
    }
    assert!(files.values().all(|text| !text.contains("CANARI")));
    assert!(files["debiteurs.csv"].contains("\"'=HYPERLINK(\"\"x\"\")\""), "{}", files["debiteurs.csv"]);
    assert!(files["echeances.csv"].contains("cr_2;F-1;db_1;01/10/2026;01/11/2026;EUR;1234,56;1234,56"), "{}", files["echeances.csv"]);
    assert!(files["reglements.csv"].contains("rg_3;db_1;Règlement;01/10/2026;EUR;50,00"), "{}", files["reglements.csv"]);
    assert!(files["utilisateurs.csv"].contains("Camille Renaud;camille@exemple.fr;Propriétaire"), "{}", files["utilisateurs.csv"]);
    assert_eq!(files["journal.jsonl"].lines().count(), 3);
    let last: serde_json::Value = serde_json::from_str(files["journal.jsonl"].lines().last().expect("a line")).expect("json");
    assert_eq!((last["kind"].as_str(), last["payload"]["amount"].as_i64()), (Some("payment.recorded"), Some(5_000)));
    assert_eq!(files["donnees.jsonl"].lines().count(), 1);
    assert_eq!(files["fichiers/2.pdf"], "%PDF-1.7 un justificatif");
    assert!(!files.values().any(|text| text.contains("argon2")), "no secret of a user");
}
