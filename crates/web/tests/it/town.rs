//! Two creditors in one data folder: ours, the demonstration with its year of history, and a small one whose every name is a
//! canary. A user for each role with us, and one who belongs to the other alone.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use app::books::Books;
use app::ports::{Silent, Typesetter};
use app::users::{Hasher, Users};
use domain::Date;
use domain::access::Role;
use domain::ids::TenantId;
use domain::letters::Document;
use store::{Head, Location, Store};
use tempfile::TempDir;
use web::testing::{Client, Page};
use web::{Clock, House, Setting};

/// The demonstration's today.
pub const TODAY: Date = Date::constant(2026, 11, 20);

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
    folder: TempDir,
}

const PASSWORD: &str = "un long mot de passe d'essai";

fn noon(day: Date) -> i64 {
    day.at(11, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).expect("a moment").timestamp().as_microsecond()
}

struct Noon;

impl Clock for Noon {
    fn today(&self) -> Date {
        TODAY
    }

    fn now(&self) -> i64 {
        noon(TODAY)
    }
}

/// Arranges nothing: a PDF and a page that say who made them.
struct Blank;

/// One transparent point.
const POINT: &[u8] = include_bytes!("point.png");

impl Typesetter for Blank {
    fn pdf(&self, _: &Document, _: Option<&[u8]>, _: &[(String, Vec<u8>)]) -> Result<Vec<u8>, String> {
        Ok(b"%PDF-1.7\n%%EOF\n".to_vec())
    }

    fn pages(&self, _: &Document, _: Option<&[u8]>) -> Result<Vec<Vec<u8>>, String> {
        Ok(vec![POINT.to_vec()])
    }

    fn logo_check(&self, _: &[u8]) -> Result<(), String> {
        Ok(())
    }

    fn unprintable(&self, _: &str) -> Vec<char> {
        Vec::new()
    }
}

impl Town {
    /// As people reach it on their own machine.
    pub fn new() -> Town {
        Town::reached(Setting { local: true, ..Setting::default() })
    }

    /// Reached in that way.
    pub fn reached(setting: Setting) -> Town {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let books = app::demo::build(folder.path(), TODAY, noon, &Silent).expect("the demonstration");
        let ours = books.tenant();
        drop(books);
        let store = Arc::new(Store::open(&Location::Folder(folder.path().to_owned())).expect("the store"));
        let theirs = store.create_tenant("Maison CANARI", noon(TODAY)).expect("another creditor");
        let town = |tenant| Books::over(Arc::clone(&store), tenant, folder.path(), "essai", TODAY, noon(TODAY));
        import(&town(theirs), &folder, &rows("CANARI", "Maison CANARI"));
        import(&town(ours), &folder, &rows("PERLE", "Perlerie PERLE"));
        let hasher = Hasher::new();
        let users = Users { store: &store, hasher: &hasher, author: "essai", today: TODAY, now: noon(TODAY) };
        for role in Role::ALL {
            users.add(role.french(), &email(Who::Ours(*role)), PASSWORD, &[(ours, *role)]).expect("a user");
        }
        users.add("Propriétaire CANARI", &email(Who::Outsider), PASSWORD, &[(theirs, Role::Owner)]).expect("a user");
        let house = Arc::new(House::new(store, folder.path(), Arc::new(Noon), Arc::new(Blank), setting));
        Town { house, ours, theirs, folder }
    }

    /// A browser of that person, signed in through the page that everybody uses.
    pub fn client(&self, who: Who) -> Client {
        let mut client = Client::new(&self.house);
        if who != Who::Stranger {
            client.get("/connexion");
            let answer = client.post("/connexion", &[("courriel", &email(who)), ("mot_de_passe", PASSWORD)]);
            assert_eq!(answer.status, 303, "{who:?} could not sign in: {}", answer.text());
        }
        client
    }

    /// Where every journal ends: equal before and after what must change nothing.
    pub fn heads(&self) -> Vec<Head> {
        self.house.store.heads().expect("heads")
    }

    /// Where our books are.
    pub fn home(&self) -> String {
        format!("/d/{}", self.ours.0)
    }

    /// A file to be sent.
    pub fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, text).expect("a file");
        path
    }
}

/// The address under which somebody signs in.
pub fn email(who: Who) -> String {
    match who {
        Who::Stranger => String::new(),
        Who::Ours(role) => format!("{}@boreal.example", role.word()),
        Who::Outsider => "canari@maison-canari.example".to_owned(),
    }
}

/// Three invoices of two debtors, the mark in everything that can hold a text.
fn rows(mark: &str, name: &str) -> String {
    let line = |number: u8, due: &str, debtor: u8| {
        format!(
            "{mark}-F{number};01/09/2026;{due};1{number}20,00;{mark}{debtor};{name} {debtor};entreprise;compta{debtor}@{mark}.example;{debtor} rue {mark};69001;Lyon {mark};objet {mark}\n"
        )
    };
    let head = "numero;date_facture;echeance;montant_ttc;code_debiteur;nom;type;email;adresse1;code_postal;ville;objet\n";
    [head.to_owned(), line(1, "01/10/2026", 1), line(2, "15/10/2026", 1), line(3, "30/11/2026", 2)].concat()
}

fn import(books: &Books, folder: &TempDir, rows: &str) {
    let path = folder.path().join("lignes.csv");
    fs::write(&path, rows).expect("a file");
    let report = app::import::files(books, &[path], &app::import::Options::default(), &Silent).expect("an import");
    assert!(!report.is_refused(), "{}", report.text());
}

/// Whether an answer sends to the door.
pub fn to_the_door(page: &Page) -> bool {
    page.status == 303 && page.header("location").is_some_and(|location| location.starts_with("/connexion"))
}
