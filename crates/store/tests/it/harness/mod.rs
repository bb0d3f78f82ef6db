//! A store on each engine for a test: SQLite in a temporary folder, PostgreSQL in a cluster of the test's own.

mod cluster;

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use domain::events::{DebtorRecorded, Event, InvoiceRecorded, NewEvent, PaymentRecorded};
use domain::ids::{ClaimId, DebtorId, MovementId, Seq, TenantId};
use domain::money::{Cents, Currency};
use domain::party::{DebtorDetails, DebtorKind, Language};
use domain::terms::DueBasis;
use jiff::civil::{Date, date};
use store::{Location, Store, StoreError, Tx};
use tempfile::TempDir;

pub use cluster::Cluster;

/// A morning of November 2026, in microseconds.
pub const NOW: i64 = 1_795_000_000_000_000;

/// The day of [`NOW`].
pub const TODAY: Date = date(2026, 11, 18);

static CLUSTER: LazyLock<Option<Cluster>> = LazyLock::new(Cluster::start);
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// A store with the folder or database that is its own.
pub struct Place {
    /// Open.
    pub store: Store,
    /// Where.
    pub location: Location,
    _folder: Option<TempDir>,
}

/// A store on SQLite, in a temporary folder.
pub fn sqlite() -> Place {
    let folder = TempDir::new().unwrap();
    let location = Location::Folder(folder.path().to_owned());
    Place { store: Store::open(&location).unwrap(), location, _folder: Some(folder) }
}

/// A store on PostgreSQL, in a new database; `None` where PostgreSQL is not installed.
pub fn postgres() -> Option<Place> {
    let location = postgres_location()?;
    Some(Place { store: Store::open(&location).unwrap(), location, _folder: None })
}

/// A new, empty database.
pub fn postgres_location() -> Option<Location> {
    let cluster = CLUSTER.as_ref()?;
    let name = format!("test_{}_{}", std::process::id(), DATABASES.fetch_add(1, Ordering::Relaxed));
    cluster.create_database(&name);
    Some(Location::Postgres { url: cluster.url("quittance", &name), admin: Some(cluster.url("keeper", &name)) })
}

/// Makes of each function two tests, one on each engine: `name::on_sqlite` and `name::on_postgres`.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            #[test]
            fn on_sqlite() {
                super::$name(&crate::harness::sqlite());
            }

            #[test]
            fn on_postgres() {
                match crate::harness::postgres() {
                    Some(place) => super::$name(&place),
                    None => println!("PostgreSQL is not installed: skipped"),
                }
            }
        }
    )*};
}

impl Place {
    /// A tenant.
    pub fn tenant(&self) -> TenantId {
        self.store.create_tenant("Menuiserie Aubert", NOW).unwrap()
    }

    /// Writes for a tenant.
    pub fn write<T>(&self, tenant: TenantId, work: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError>) -> T {
        self.store.write(tenant, "test", NOW, work).unwrap()
    }

    /// Records one event.
    pub fn record(&self, tenant: TenantId, on: Date, event: impl Into<Event>) -> Seq {
        self.write(tenant, |tx| tx.append(NewEvent::new(on, event)))
    }

    /// A debtor.
    pub fn debtor(&self, tenant: TenantId, code: &str) -> DebtorId {
        self.write(tenant, |tx| {
            let event = debtor(tx, code)?;
            tx.append(NewEvent::new(TODAY, event)).map(|seq| DebtorId(seq.0))
        })
    }

    /// An invoice of a debtor with its one claim.
    pub fn invoice(&self, tenant: TenantId, debtor: DebtorId, number: &str, due_on: Date, cents: i64) -> ClaimId {
        let issued_on = date(2026, 5, 1);
        ClaimId(self.record(tenant, issued_on, invoice(debtor, number, due_on, cents)).0)
    }

    /// A payment.
    pub fn payment(&self, tenant: TenantId, debtor: DebtorId, on: Date, cents: i64) -> MovementId {
        MovementId(self.record(tenant, on, payment(debtor, cents)).0)
    }
}

/// A debtor to be recorded, with its details kept.
pub fn debtor(tx: &mut Tx<'_>, code: &str) -> Result<DebtorRecorded, StoreError> {
    let details = DebtorDetails { name: format!("Société {code}"), email: format!("{code}@exemple.fr"), ..DebtorDetails::default() };
    let reach = details.reach();
    let details = tx.keep(&serde_json::to_vec(&details).unwrap())?;
    Ok(DebtorRecorded {
        code: code.to_owned(),
        kind: DebtorKind::Business,
        siren: "732829320".to_owned(),
        vat: String::new(),
        country: String::new(),
        language: Language::Fr,
        reach,
        details,
        import: None,
    })
}

/// An invoice to be recorded.
pub fn invoice(debtor: DebtorId, number: &str, due_on: Date, cents: i64) -> InvoiceRecorded {
    InvoiceRecorded {
        debtor,
        number: number.to_owned(),
        due_on,
        due_basis: DueBasis::Printed,
        amount: Cents(cents),
        total: Cents(cents),
        currency: Currency::EUR,
        performed_on: None,
        subject: None,
        import: None,
        key: None,
    }
}

/// A payment to be recorded.
pub fn payment(debtor: DebtorId, cents: i64) -> PaymentRecorded {
    PaymentRecorded {
        debtor,
        amount: Cents(cents),
        currency: Currency::EUR,
        means: "transfer".to_owned(),
        reference: None,
        import: None,
        key: None,
    }
}
