//! Two creditors in one data folder: ours, the demonstration with its year of history, and a small one whose every name is a
//! canary. A user for each role with us, and one who belongs to the other alone.

use std::env;
use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, UNIX_EPOCH};

use app::books::Books;
use app::ports::Silent;
use app::users::{Hasher, Users};
use domain::Date;
use domain::access::Role;
use domain::ids::TenantId;
use store::{Head, Location, Store};
use tempfile::TempDir;
use web::testing::fixture::{Standing, TODAY, Words};
use web::testing::{Client, Page};
use web::{House, Setting};

/// In every name, number, address and mail of the other creditor, and nowhere in ours.
pub const CANARY: &str = "CANARI";

/// Texts that only our books hold.
pub const OURS: &[&str] = &["Ateliers Boréal", "PERLE"];

/// Whoever may come to the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Nobody signed in.
    Stranger,
    /// A user of ours.
    Ours(Role),
    /// The owner of the other creditor's books, who has no role in ours.
    Outsider,
}

/// Everybody that the matrix asks for.
pub fn everybody() -> Vec<Who> {
    let roles = Role::ALL.iter().map(|role| Who::Ours(*role));
    [Who::Stranger].into_iter().chain(roles).chain([Who::Outsider]).collect()
}

/// The data folder and the house over it.
pub struct Town {
    /// The application.
    pub house: Arc<House>,
    /// Our creditor.
    pub ours: TenantId,
    /// The other.
    pub theirs: TenantId,
    _folder: TempDir,
}

/// Everybody's.
pub const PASSWORD: &str = "un long mot de passe d'essai";

fn noon(day: Date) -> i64 {
    day.at(10, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).expect("a moment").timestamp().as_microsecond()
}

impl Town {
    /// As people reach it on their own machine.
    pub fn new() -> Town {
        Town::reached(Setting { local: true, ..Setting::default() })
    }

    /// Reached in that way.
    pub fn reached(setting: Setting) -> Town {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::copy(built().join(store::FILE_NAME), folder.path().join(store::FILE_NAME)).expect("a copy of the data");
        let store = Store::open(&Location::Folder(folder.path().to_owned())).expect("the store");
        let tenants = store.tenants().expect("the creditors");
        let (ours, theirs) = (tenants[0].id, tenants[1].id);
        let house = Arc::new(House::new(Arc::new(store), folder.path(), Arc::new(Standing(TODAY)), Arc::new(Words), setting));
        Town { house, ours, theirs, _folder: folder }
    }

    /// A browser of that person, signed in.
    pub fn client(&self, who: Who) -> Client {
        match who {
            Who::Stranger => Client::new(&self.house),
            Who::Ours(role) => Client::signed_in(&self.house, self.ours, role),
            Who::Outsider => Client::signed_in(&self.house, self.theirs, Role::Owner),
        }
    }

    /// A browser of somebody who owns the books of both.
    pub fn client_of_both(&self) -> Client {
        let hasher = Hasher::new();
        let users = Users { store: &self.house.store, hasher: &hasher, author: "essai", today: TODAY, now: noon(TODAY) };
        let owner = (self.ours, Role::Owner);
        users.add("Deux Dossiers", "deux@perle.example", PASSWORD, &[owner, (self.theirs, Role::Owner)]).expect("a user");
        let mut client = Client::new(&self.house);
        let page = client.post("/connexion", &[("courriel", "deux@perle.example"), ("mot_de_passe", PASSWORD)]);
        assert_eq!(page.status, 303, "{}", page.text());
        client
    }

    /// Our books, as the command line opens them.
    pub fn books(&self) -> Books {
        Books::over(Arc::clone(&self.house.store), self.ours, self._folder.path(), "essai", TODAY, noon(TODAY))
    }

    /// Where every journal ends: equal before and after what must change nothing.
    pub fn heads(&self) -> Vec<Head> {
        self.house.store.heads().expect("heads")
    }

    /// Where our books are.
    pub fn home(&self) -> String {
        format!("/d/{}", self.ours.0)
    }
}

/// The data folder that each test copies: living through the year takes a while, so it is done once for each build of these tests.
fn built() -> PathBuf {
    let own = env::current_exe().and_then(fs::metadata).expect("this program");
    let age = own.modified().ok().and_then(|moment| moment.duration_since(UNIX_EPOCH).ok()).map_or(0, |age| age.as_nanos());
    let all = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = all.join(format!("town-{age}"));
    let _ = fs::create_dir_all(all);
    // Whoever makes the lock builds; the others wait until it is done, and build themselves when it was given up.
    let lock = all.join(format!("town-{age}.lock"));
    if folder.exists() {
        return folder;
    }
    match OpenOptions::new().write(true).create_new(true).open(&lock) {
        Ok(_) => {
            let _held = Held(lock.clone());
            // Finished between the look and the lock.
            if folder.exists() {
                return folder;
            }
            for old in all.read_dir().into_iter().flatten().flatten().filter(|old| old.path() != lock) {
                if old.file_name().to_string_lossy().starts_with("town-") {
                    let _ = fs::remove_dir_all(old.path()).or_else(|_| fs::remove_file(old.path()));
                }
            }
            let unfinished = all.join(format!("town-{age}.part"));
            let _ = fs::remove_dir_all(&unfinished);
            build(&unfinished);
            fs::rename(&unfinished, &folder).expect("the data is put in its place");
        }
        Err(_) => {
            for _ in 0..3_000 {
                if folder.exists() {
                    return folder;
                }
                if !lock.exists() {
                    return built();
                }
                thread::sleep(Duration::from_millis(100));
            }
            panic!("{} was never finished: remove {} and try again", folder.display(), lock.display());
        }
    }
    folder
}

/// The lock goes with whoever holds it, however that ends.
struct Held(PathBuf);

impl Drop for Held {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn build(folder: &Path) {
    fs::create_dir_all(folder).expect("a folder");
    let books = app::demo::build(folder, TODAY, noon, &Silent).expect("the demonstration");
    let ours = books.tenant();
    drop(books);
    let store = Arc::new(Store::open(&Location::Folder(folder.to_owned())).expect("the store"));
    let theirs = store.create_tenant("Maison CANARI", noon(TODAY)).expect("another creditor");
    for (tenant, mark, name) in [(theirs, CANARY, "Maison CANARI"), (ours, "PERLE", "Perlerie PERLE")] {
        let books = Books::over(Arc::clone(&store), tenant, folder, "essai", TODAY, noon(TODAY));
        let path = folder.join("lignes.csv");
        fs::write(&path, rows(mark, name)).expect("a file");
        let report = app::import::files(&books, &[path], &app::import::Options::default(), &Silent).expect("an import");
        assert!(!report.is_refused(), "{}", report.text());
        bank(&books, folder, mark, name);
        original(&books, folder, mark, name);
        accounts(&books, folder, mark, name);
    }
    let hasher = Hasher::new();
    let users = Users { store: &store, hasher: &hasher, author: "essai", today: TODAY, now: noon(TODAY) };
    users.add("Prune Perle", EMAIL, PASSWORD, &[(ours, Role::Owner)]).expect("a user");
}

/// A statement: a sum that is nearly that of an invoice, one that bears a name alone, and a refund that names nobody's payment.
fn bank(books: &Books, folder: &Path, mark: &str, name: &str) {
    // Ours has the account of the sample's letterhead.
    let known = books.read(|tx| Ok(tx.creditor_profile()?.is_some_and(|profile| !profile.iban.is_empty()))).expect("a profile");
    if !known {
        books.write(|tx| app::bank::add_account(tx, "FR7630006000011234567890189", mark, TODAY)).expect("an account");
    }
    let hostile = HOSTILE.replace('"', "\"\"");
    let path = folder.join("releve.csv");
    let rows = format!(
        "Date;Libellé;Montant\n17/11/2026;VIR {name} 1 {mark}-F1;1100,00\n18/11/2026;\"VIR {name} 1 {hostile}\";50,00\n19/11/2026;PRLV REJETE {name} 2;-77,00\n"
    );
    fs::write(&path, rows).expect("a file");
    let options = app::import::Options { listed: Some(formats::table::TableKind::BankStatement), ..app::import::Options::default() };
    let report = app::import::files(books, &[path], &options, &Silent).expect("an import");
    assert!(!report.is_refused(), "{}", report.text());
    let open = books.read(|tx| Ok(tx.open_bank_lines()?)).expect("lines").len();
    assert!(open >= 2, "{open} lines wait in the books of {name}");
}

/// An electronic invoice, the mark and hostile markup in its texts.
fn original(books: &Books, folder: &Path, mark: &str, name: &str) {
    let hostile = HOSTILE.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let party = |name: &str| {
        format!("<cac:Party><cac:PartyLegalEntity><cbc:RegistrationName>{name}</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party>")
    };
    let path = folder.join(format!("{mark}.xml"));
    let xml = format!(
        "<?xml version=\"1.0\"?>\n<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\" xmlns:cac=\"urn:a\" xmlns:cbc=\"urn:b\">\
         <cbc:ID>{mark}-E1</cbc:ID><cbc:IssueDate>2026-11-02</cbc:IssueDate><cbc:DueDate>2026-12-02</cbc:DueDate>\
         <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:Note>{hostile}</cbc:Note><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>\
         <cac:AccountingSupplierParty>{}</cac:AccountingSupplierParty><cac:AccountingCustomerParty>{}</cac:AccountingCustomerParty>\
         <cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount>100.00</cbc:TaxExclusiveAmount><cbc:TaxInclusiveAmount>120.00</cbc:TaxInclusiveAmount>\
         <cbc:PayableAmount>120.00</cbc:PayableAmount></cac:LegalMonetaryTotal></Invoice>\n",
        party(&format!("Maison {mark}")),
        party(&format!("{name} 3 {hostile}")),
    );
    fs::write(&path, xml).expect("a file");
    let report = app::import::files(books, &[path], &app::import::Options::default(), &Silent).expect("an import");
    assert!(!report.is_refused(), "{}", report.text());
}

/// An accounting file that knows one invoice of one customer: everybody else differs, and one of them was accepted.
fn accounts(books: &Books, folder: &Path, mark: &str, name: &str) {
    let path = folder.join(format!("comptabilite-{mark}.txt"));
    let head = "JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise";
    let line = |account: &str, auxiliary: &str, amounts: &str| {
        format!("VE|Ventes|1|20260910|{account}|Compte|{auxiliary}|{name}|{mark}-F9|20260910|Facture {mark}-F9|{amounts}|||20260910||\n")
    };
    let text = [format!("{head}\n"), line("411000", &format!("{mark}1"), "90,00|0,00"), line("706000", "", "0,00|90,00")].concat();
    fs::write(&path, text).expect("a file");
    let report = app::import::files(books, &[path], &app::import::Options::default(), &Silent).expect("an import");
    assert!(!report.is_refused(), "{}", report.text());
    let debtor = books.read(|tx| Ok(tx.debtor_by_code(&format!("{mark}1"))?)).expect("the books").expect("the debtor");
    books.write(|tx| app::tie_out::accept(tx, debtor, &format!("motif {mark} {HOSTILE}"), None, None, TODAY)).expect("a difference");
}

/// The address of an owner of our books.
pub const EMAIL: &str = "prune@perle.example";

/// In the name of a debtor of each creditor: markup for browsers, for spreadsheets and for the engine of letters.
pub const HOSTILE: &str =
    "=<script>alert(1)</script><img src=x onerror=alert(2)>\" onfocus=alert(3) #read(\"/etc/passwd\") {{montant_total}}";

/// Three invoices of two debtors, the mark in everything that can hold a text.
fn rows(mark: &str, name: &str) -> String {
    let hostile = HOSTILE.replace('"', "\"\"");
    let line = |number: u8, due: &str, debtor: u8| {
        format!(
            "{mark}-F{number};01/09/2026;{due};1{number}20,00;{mark}{debtor};\"{name} {debtor} {hostile}\";entreprise;compta{debtor}@{mark}.example;{debtor} rue {mark};69001;Lyon {mark};\"objet {mark} {hostile}\"\n"
        )
    };
    let head = "numero;date_facture;echeance;montant_ttc;code_debiteur;nom;type;email;adresse1;code_postal;ville;objet\n";
    [head.to_owned(), line(1, "01/10/2026", 1), line(2, "15/10/2026", 1), line(3, "30/11/2026", 2)].concat()
}

/// Whether an answer sends to the door.
pub fn to_the_door(page: &Page) -> bool {
    page.status == 303 && page.header("location").is_some_and(|location| location.starts_with("/connexion"))
}
