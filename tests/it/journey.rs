//! The road of a joinery with five customers: from its accounting file to letters that left, and on through the next months.
//! Also the shapes that machines read, and real accounting files where they are at hand.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::books::{Books, CREDITOR, Said};
use crate::fec::{self, DUPONT, Fec, LENOIR, MAIRIE, NAME_2026, NAME_2027, SABLIER};

/// The addresses of the five, as a list; an accounting file has none.
const DEBTORS: &str = "code;nom;siren;email;adresse1;code_postal;ville\n\
    C001;Dupont Menuiserie;552100554;compta@dupont.example;3 rue des Forges;69007;Lyon\n\
    C002;Martin et Fils;;compta@martin.example;8 quai Sud;33000;Bordeaux\n\
    C003;Claire Lenoir;;claire@lenoir.example;14 allée des Tilleuls;44000;Nantes\n\
    C004;Commune de Valbrune;;;1 place de la Mairie;84000;Avignon\n\
    C005;Sablier SAS;;compta@sablier.example;22 avenue Foch;75116;Paris\n";

/// The accounting file of October and the list of debtors, given together.
fn october() -> Books {
    let books = Books::new();
    let files = [books.file(NAME_2026, fec::october().bytes()), books.file("debiteurs.csv", DEBTORS)];
    books.done(["import", &files[0], &files[1]]);
    books
}

/// The same with everything that the file does not say.
fn ready() -> Books {
    let books = october();
    books.done(CREDITOR);
    for fact in [
        &["terms", "30 jours", "--default-kind", "business"][..],
        &["kind", "C003", "consumer"],
        &["kind", "C004", "public_body"],
        &["up-to-date"],
    ] {
        books.done([&["record"], fact].concat());
    }
    books
}

fn total(books: &Books) -> String {
    books.done(["balance", "--json"]).json()["total"].as_str().expect("a total").to_owned()
}

#[test]
fn the_plan_says_what_is_missing_and_for_how_many_euros() {
    let books = october();
    let all = "5 débiteurs, 10\u{202f}360,00\u{a0}€ en attente : C001, C002, C003, C004, C005";
    let plan = books.done(["plan"]).out;
    assert!(plan.contains("L'identité et l'IBAN du créancier manquent : aucune lettre ne peut partir.") && plan.contains(all), "{plan}");
    books.done(CREDITOR);
    let plan = books.done(["plan"]).out;
    for missing in [
        "Débiteurs à qualifier : ",
        "« quittance record kind DÉBITEUR business »",
        "Échéances présumées",
        "« quittance record terms \"30 jours\" »",
    ] {
        assert!(plan.contains(missing), "« {missing} »: {plan}");
    }
    assert_eq!(plan.matches(all).count(), 2, "{plan}");
    let json = books.done(["plan", "--json"]).json();
    let repairs = json["repairs"].as_array().expect("repairs");
    let cents = |repair: &Value| repair["amount"].as_str().expect("an amount").replace('.', "").parse::<i64>().expect("cents");
    assert_eq!(repairs.iter().map(cents).sum::<i64>(), 2 * 1_036_000, "kinds and due dates: {repairs:?}");
    assert!(json["actions"].as_array().expect("actions").iter().all(|action| action["step"] != "formal_notice"), "{json}");
    // Said: nothing is missing any more.
    books.done(["record", "terms", "30 jours", "--default-kind", "business"]);
    let plan = books.done(["plan"]).out;
    assert!(!plan.contains("À compléter"), "{plan}");
}

#[test]
fn letters_leave_and_only_then_the_step_counts() {
    let books = ready();
    let plan = books.done(["plan", "--json"]).json();
    let actions = plan["actions"].as_array().expect("actions");
    let asked: Vec<(&str, &str, &str)> = actions
        .iter()
        .map(|action| {
            let text = |key: &str| action[key].as_str().expect("text");
            (text("debtor"), text("channel"), text("amount"))
        })
        .collect();
    // 1 200 + 1 200 + 480 − 1 200 − 240; 2 400 − 240; 600 − 200; 3 600; 960 + 1 800.
    assert_eq!(
        asked,
        [
            ("C001", "email", "1440.00"),
            ("C002", "email", "2160.00"),
            ("C003", "email", "400.00"),
            ("C004", "letter", "3600.00"),
            ("C005", "email", "2760.00")
        ]
    );
    let approved = books.done(["approve", "tout", "--json"]).json();
    assert_eq!((approved["approved"].as_array().map(Vec::len), approved["refused"].as_array().map(Vec::len)), (Some(5), Some(0)));
    let run = books.done(["run", "--json"]).json();
    let folder = PathBuf::from(run["folder"].as_str().expect("a folder"));
    assert_eq!(folder, books.data().join("envois").join("2026-11-20"));
    let names = |sub: &str| names(&folder.join(sub));
    assert_eq!(names("courriers").len(), 1, "{:?}", names("courriers"));
    assert_eq!(names("e-mails").len(), 4, "{:?}", names("e-mails"));
    let pdf = fs::read(folder.join("courriers").join(&names("courriers")[0])).expect("a PDF");
    assert!(pdf.starts_with(b"%PDF-"));
    for name in names("e-mails") {
        let message = fs::read_to_string(folder.join("e-mails").join(name)).expect("a message");
        assert!(message.contains("To: ") && message.contains("Message-ID: <") && message.contains(".example>"), "{message}");
    }
    let list = fs::read_to_string(folder.join("courriers.csv")).expect("a list");
    assert!(list.lines().nth(1).is_some_and(|line| line.contains("Commune de Valbrune") && line.contains("84000;Avignon")), "{list}");
    // Handed over is not sent: nothing new is proposed, nothing counts yet.
    let before = books.bytes();
    let again = books.done(["run"]).out;
    assert!(again.contains("Rien à remettre aujourd'hui."), "{again}");
    assert!(books.bytes().keys().eq(before.keys()), "the second run wrote files");
    let sent = books.done(["record", "sent", "2026-11-20"]).out;
    assert!(sent.contains("5 envois confirmés au 20/11/2026 : leurs étapes comptent."), "{sent}");
    let plan = books.done(["plan", "--all", "--why"]).out;
    assert!(plan.contains("Rien à faire aujourd'hui.") && plan.contains("C005 : F2026-005"), "{plan}");
    books.done(["check"]);
}

#[test]
fn november_letters_what_october_guessed() {
    let mut books = ready();
    assert_eq!(total(&books), "10360.00", "the balance of account 411");
    let before = books.bytes();
    let said = books.import(NAME_2026, fec::october().bytes());
    assert!(said.code == 0 && said.out.contains("déjà importé le 20/11/2026, rien n'a changé"), "{said:?}");
    assert!(books.bytes() == before, "the same file twice changed the books");

    books.on("2026-11-30");
    let said = books.import(NAME_2026, fec::november().bytes());
    assert!(said.code == 0 && said.out.contains("3 lignes prises, 12 déjà connues, 2 mises à jour"), "{said:?}");
    assert_eq!(total(&books), "7960.00", "the balance of account 411");
    // The transfer of 1 200 € was guessed to pay January and is lettered with July: July is paid, January is open but for
    // the 240 € that had been put on July.
    assert_eq!((book_principal(&books, "F2026-001", None), book_principal(&books, "F2026-006", None)), ("960.00".into(), "0.00".into()));
    let known = |number| book_principal(&books, number, Some("2026-11-20"));
    assert_eq!((known("F2026-001"), known("F2026-006")), ("0.00".into(), "960.00".into()), "as it was known then");
    // The past is right too: what was owed at the end of September, before and after.
    let september = books.done(["balance", "--on", "2026-09-30", "--json"]).json();
    assert_eq!(september["total"], "10120.00");
    let said = books.run(["statement", "C001", "--known-at", "2026-11-01"]);
    assert!(said.code == 2 && said.err.contains("n'était pas encore connu à ce moment"), "{said:?}");
    books.done(["check"]);
}

/// A payment entered by hand and lettered in the next file as well: the claim is paid once, the rest shows itself.
#[test]
fn money_entered_twice_never_pays_a_claim_twice() {
    let books = ready();
    books.done(["record", "payment", "C005", "960,00", "--claim", "F2026-005", "--on", "2026-11-03"]);
    assert_eq!(total(&books), "9400.00");
    // The accounts tell it again: it counts once.
    let said = books.import(NAME_2026, fec::november().bytes());
    assert!(said.out.contains("1 écriture, déjà connue par une autre source"), "{said:?}");
    assert_eq!((total(&books).as_str(), book_principal(&books, "F2026-005", None).as_str()), ("7960.00", "0.00"));
    books.done(["check"]);
}

/// So far from the day of the accounts, it may be another payment: it is recorded, covers, and is said.
#[test]
fn money_entered_twice_on_far_days_never_pays_a_claim_twice() {
    let books = ready();
    books.done(["record", "payment", "C005", "960,00", "--claim", "F2026-005", "--on", "2026-10-20"]);
    let said = books.import(NAME_2026, fec::november().bytes());
    assert!(said.out.contains("1 règlement n'a pas trouvé place") && said.out.contains("saisi deux fois"), "{said:?}");
    // The second 960 € stay to be allocated: they cover, and show in their own column.
    let balance = books.done(["balance", "--json"]).json();
    let unallocated = balance["buckets"].as_array().and_then(|all| all.last()).expect("a bucket");
    assert_eq!((&unallocated["label"], &unallocated["amount"]), (&"non affecté".into(), &"-960.00".into()));
    assert_eq!(balance["total"], "7000.00", "7 960 less what was entered twice");
    assert_eq!(book_principal(&books, "F2026-005", None), "0.00");
    books.done(["check"]);
}

#[test]
fn the_next_exercise_repeats_what_is_known() {
    let mut books = ready();
    books.import(NAME_2026, fec::november().bytes());
    books.on("2027-02-01");
    let mut next = Fec::new();
    next.opening("20270101", &[(DUPONT, 1_440), (LENOIR, 1_120), (MAIRIE, 3_600), (SABLIER, 1_800)]);
    next.sale("20270111", "F2027-001", SABLIER, 600, "");
    next.receipt("20270120", "R2027-001", SABLIER, 1_800, "");
    let said = books.import(NAME_2027, next.bytes());
    assert!(said.code == 0 && said.out.contains("4 lignes d'à-nouveau : l'exercice précédent est déjà connu"), "{said:?}");
    // 7 960 + 600 − 1 800; the transfer paid the invoice of 2026 behind the opening line.
    assert_eq!(total(&books), "6760.00");
    let balance = books.done(["balance", "--json"]).json();
    let debtors = balance["debtors"].as_array().expect("debtors");
    let sablier = debtors.iter().find(|debtor| debtor["code"] == "C005").expect("Sablier");
    let buckets = sablier["buckets"].as_array().expect("buckets");
    let of = |label: &str| buckets.iter().find(|bucket| bucket["label"] == label).map(|bucket| &bucket["amount"]).expect("a bucket");
    assert_eq!((&sablier["total"], of("non échu"), of("non affecté")), (&"600.00".into(), &"600.00".into(), &"0.00".into()));
    books.done(["check"]);
}

#[test]
fn an_import_is_undone_as_long_as_nothing_rests_on_it() {
    let books = Books::new();
    let path = books.file(NAME_2026, fec::october().bytes());
    let import = books.done(["import", &path, "--json"]).json()["files"][0]["import"].as_str().expect("an import").to_owned();
    let said = books.done(["import", "undo", &import]);
    assert!(said.out.contains(&format!("{import} est annulé : 12 lignes ne comptent plus. Le même fichier peut être repris.")), "{said:?}");
    assert_eq!(total(&books), "0.00");
    let said = books.run(["import", "undo", &import]);
    assert!(said.code == 3 && said.err.contains("est déjà annulé. Rien n'a changé."), "{said:?}");
    assert_eq!(books.import(NAME_2026, fec::october().bytes()).code, 0);
    assert_eq!(total(&books), "10360.00");
    // A letter rests on it: it stays.
    books.done(CREDITOR);
    books.done([
        "record",
        "contact",
        "C005",
        "--email",
        "compta@sablier.example",
        "--line",
        "22 avenue Foch",
        "--postal-code",
        "75116",
        "--city",
        "Paris",
    ]);
    books.done(["approve", "tout"]);
    let again = books.done(["import", &path, "--json"]).json()["files"][0]["import"].as_str().expect("an import").to_owned();
    let said = books.run(["import", "undo", &again]);
    assert!(
        said.code == 3 && said.err.contains("ne peut pas être annulé") && said.err.contains("Corrigez par un autre événement."),
        "{said:?}"
    );
    books.done(["check"]);
}

fn book_principal(books: &Books, number: &str, known_at: Option<&str>) -> String {
    let mut arguments = vec!["statement", number, "--json"];
    arguments.extend(known_at.iter().flat_map(|day| ["--known-at", day]));
    let json = books.done(arguments).json();
    json["claims"][0]["book_principal"].as_str().unwrap_or_else(|| panic!("no principal: {json}")).to_owned()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn machines_read_shapes_that_stay() {
    let books = ready();
    let list = books.file("debiteurs.csv", DEBTORS);
    let ledger = books.file(NAME_2026, fec::october().bytes());
    let read = books.done(["read", &ledger, &list, "--json"]).json();
    shape(&read, "", &["files"]);
    shape(&read, "/files/0", &["file", "format", "facts", "problems"]);
    let facts = ["lines", "debit", "credit", "balance_411", "unlettered_411", "customers", "invoices_open"];
    shape(&read, "/files/0/facts", &facts);
    shape(&read, "/files/0/problems/0", &["line", "code", "severity", "message"]);
    shape(&read, "/files/1/facts", &["columns", "kind", "rows"]);
    assert_eq!((&read["files"][0]["facts"]["balance_411"], &read["files"][0]["facts"]["customers"]), (&"10360.00".into(), &5.into()));

    let balance = books.done(["balance", "--json"]).json();
    shape(&balance, "", &["as_of", "currency", "total", "buckets", "debtors"]);
    shape(&balance, "/buckets/0", &["label", "amount"]);
    shape(&balance, "/debtors/0", &["code", "name", "total", "buckets"]);

    let plan = books.done(["plan", "--json"]).json();
    shape(&plan, "", &["day", "actions", "held", "repairs"]);
    shape(&plan, "/actions/0", &["action", "debtor", "claims", "step", "channel", "amount", "currency", "automatic", "reasons"]);
    let later = books.done(["plan", "--on", "2026-08-15", "--json"]).json();
    shape(&later, "/held/0", &["debtor", "claims", "reasons", "look_again_on"]);
    let missing = october().done(["plan", "--json"]).json();
    shape(&missing, "/repairs/0", &["debtor", "claims", "reason", "amount", "currency"]);
}

/// The example of the design, whose amounts were computed by hand: 12 000 × 12,15 % × 30/365 and 12 000 × 12,40 % × 77/365.
#[test]
fn the_penalty_of_one_claim_needs_no_data() {
    let books = Books::new();
    let json = books
        .done(["penalty", "--principal", "12000.00", "--due", "2026-05-31", "--until", "2026-09-15", "--debtor", "business", "--json"])
        .json();
    shape(&json, "", &["principal", "outstanding_principal", "lines", "payments", "interest_due", "fixed_indemnity", "total_due"]);
    shape(&json, "/lines/0", &["from", "to", "days", "base", "rate_percent", "amount", "source"]);
    let lines: Vec<String> = json["lines"]
        .as_array()
        .expect("lines")
        .iter()
        .map(|line| {
            format!("{} {} {} {} {} {}", line["from"], line["to"], line["days"], line["base"], line["rate_percent"], line["amount"])
                .replace('"', "")
        })
        .collect();
    assert_eq!(lines, ["2026-06-01 2026-06-30 30 12000.00 12.15 119.84", "2026-07-01 2026-09-15 77 12000.00 12.40 313.91"]);
    let sums = ["principal", "outstanding_principal", "interest_due", "fixed_indemnity", "total_due"]
        .map(|key| json[key].as_str().expect("text").to_owned());
    assert_eq!(sums, ["12000.00", "12000.00", "433.75", "40.00", "12473.75"]);
    assert!(!books.data().exists(), "a simulation made a data folder");
}

/// The keys of an object, in their order.
fn shape(json: &Value, at: &str, keys: &[&str]) {
    let object = json.pointer(at).and_then(Value::as_object).unwrap_or_else(|| panic!("no object at {at}: {json}"));
    assert_eq!(object.keys().map(String::as_str).collect::<Vec<_>>(), keys, "{at}");
}

/// Accounting files that nobody of this project wrote: read with the figures of their peer, taken with the same balance.
#[test]
fn real_accounting_files_give_the_balance_of_their_accounts() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples");
    let Ok(peers) = fs::read_to_string(folder.join("PEER_FACTS.json")) else {
        println!("skipped: no folder of samples beside the repository");
        return;
    };
    let peers: Value = serde_json::from_str(&peers).expect("JSON");
    let mut compared = 0;
    for (name, peer) in peers.as_object().expect("an object").iter().filter(|(name, _)| name.starts_with("fec/")) {
        let path = folder.join(name).to_str().expect("UTF-8").to_owned();
        let books = Books::new();
        let read = books.run(["read", &path, "--json"]).json();
        let facts = &read["files"][0]["facts"];
        for (own, theirs) in [
            ("lines", "lines"),
            ("debit", "debit"),
            ("credit", "credit"),
            ("balance_411", "411_balance"),
            ("customers", "411_accounts"),
            ("unlettered_411", "411_unlettered_sum"),
        ] {
            // The peer writes a sum of nothing without decimals.
            let expected = if peer[theirs] == "0" { Value::from("0.00") } else { peer[theirs].clone() };
            assert_eq!(facts[own], expected, "{name}: {own}");
        }
        let said: Said = books.run(["import", &path]);
        assert!(said.code <= 1, "{name}: {said:?}");
        assert_eq!(total(&books), peer["411_balance"].as_str().expect("text"), "{name}");
        // Nothing but the file was taken: every customer is equal to its account, and the books agree to the cent.
        assert_eq!(books.done(["books", "--json"]).json()["differences"], Value::Array(Vec::new()), "{name}");
        books.done(["check"]);
        compared += 1;
    }
    assert_eq!(compared, 5);
}

/// An opening line is no invoice that anybody could find: terms date the others, a person looks at that one.
#[test]
fn terms_leave_a_composed_number_to_a_person() {
    let books = Books::new();
    let mut ledger = Fec::new();
    ledger.opening("20260102", &[(DUPONT, 900)]).sale("20260105", "F2026-001", DUPONT, 1_200, "");
    assert!(books.import(NAME_2026, ledger.bytes()).code <= 1);
    let said = books.done(["record", "terms", "30 jours"]);
    assert!(said.out.contains("1 échéance présumée a maintenant sa date convenue."), "{said:?}");
    assert!(said.out.contains("1 échéance reste présumée : son numéro composé ne nomme pas une facture."), "{said:?}");
    let said = books.done(["record", "terms", "45 jours"]);
    assert!(said.out.contains("1 échéance reste présumée") && !said.out.contains("date convenue"), "{said:?}");
    let plan = books.done(["plan", "--all"]).out;
    assert!(plan.contains("leur numéro étant composé") && !plan.contains("aucune condition n'étant inscrite"), "{plan}");
    let said = books.done(["record", "terms", "--numbers-checked"]);
    assert!(said.out.contains("1 échéance présumée a maintenant sa date convenue."), "{said:?}");
    assert!(!books.done(["plan", "--all"]).out.contains("leur numéro étant composé"));
}
