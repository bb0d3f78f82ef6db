//! The books of one creditor, open for one person on one day: what every use case works on.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::Date;
use domain::ids::TenantId;
use store::{Location, Read, Store, Tx};

use crate::error::{AppError, Result};
use crate::ports::Clock;

/// Where the data is, who speaks, and when. The clock is read by the door, once.
#[derive(Clone, Debug)]
pub struct Opening<'a> {
    /// The data folder; deliveries and heads are in it even where the database is elsewhere.
    pub folder: &'a Path,
    /// Address of PostgreSQL, and of the owner of its tables; the folder's own SQLite file otherwise.
    pub postgres: Option<(String, Option<String>)>,
    /// Creditor by name or number, where there are several.
    pub creditor: Option<&'a str>,
    /// Who speaks.
    pub author: &'a str,
    /// The civil day.
    pub today: Date,
    /// The moment, in microseconds since 1970 UTC.
    pub now: i64,
}

/// The books of one creditor.
#[derive(Clone)]
pub struct Books {
    store: Arc<Store>,
    tenant: TenantId,
    folder: PathBuf,
    author: String,
    today: Date,
    now: i64,
    clock: Option<Arc<dyn Clock>>,
}

/// The name of a creditor that nobody has named yet.
pub const FIRST_CREDITOR: &str = "Mon entreprise";

impl Opening<'_> {
    /// Opens the store.
    ///
    /// # Errors
    /// The folder cannot be read or written, or holds a newer version's data.
    pub fn store(&self) -> Result<Store> {
        let location = match &self.postgres {
            Some((url, admin)) => Location::Postgres { url: url.clone(), admin: admin.clone() },
            None => Location::Folder(self.folder.to_owned()),
        };
        Ok(Store::open(&location)?)
    }

    /// Opens the books of the creditor named, or of the only one.
    ///
    /// # Errors
    /// No creditor yet, none of that name, or several and no name.
    pub fn books(&self) -> Result<Books> {
        let store = self.store()?;
        let tenant = self.choose(&store)?.ok_or_else(|| {
            AppError::usage(
                "Aucun créancier dans ce dossier. Commencez par « quittance import FICHIER » ou « quittance creditor set --name … ».",
            )
        })?;
        Ok(self.of(store, tenant))
    }

    /// Works on the books of the creditor named, or of the only one, or of a first one that is made.
    ///
    /// # Errors
    /// As [`Opening::books`], save that no creditor is no error; what the work says.
    pub fn in_books_or_first<T>(&self, name: &str, work: impl FnOnce(&Books) -> Result<T>) -> Result<T> {
        let store = self.store()?;
        match self.choose(&store)? {
            Some(tenant) => work(&self.of(store, tenant)),
            None => self.in_new_books(store, name, work),
        }
    }

    /// Makes a new creditor and works on its books.
    ///
    /// # Errors
    /// The name is taken; what the work says.
    pub fn in_new_creditor<T>(&self, name: &str, work: impl FnOnce(&Books) -> Result<T>) -> Result<T> {
        let store = self.store()?;
        if store.tenants()?.iter().any(|tenant| same(&tenant.name, name)) {
            return Err(AppError::refused(format!(
                "Le créancier « {name} » existe déjà. Donnez un autre nom, ou retirez --new pour changer celui-là."
            )));
        }
        self.in_new_books(store, name, work)
    }

    /// A creditor in whose books nothing was written is taken back: what was refused leaves no trace.
    fn in_new_books<T>(&self, store: Store, name: &str, work: impl FnOnce(&Books) -> Result<T>) -> Result<T> {
        let tenant = store.create_tenant(name, self.now)?;
        let books = self.of(store, tenant);
        let done = work(&books);
        let forgotten = books.store.forget_tenant(tenant);
        let done = done?; // what the work says comes first
        forgotten?;
        Ok(done)
    }

    fn choose(&self, store: &Store) -> Result<Option<TenantId>> {
        let tenants = store.tenants()?;
        let listed = || tenants.iter().map(|tenant| format!("{} ({})", tenant.name, tenant.id.0)).collect::<Vec<_>>().join(", ");
        match self.creditor {
            Some(named) => {
                let found = tenants.iter().find(|tenant| same(&tenant.name, named) || tenant.id.0.to_string() == named);
                match found {
                    Some(tenant) => Ok(Some(tenant.id)),
                    None if tenants.is_empty() => Err(AppError::usage(format!("Aucun créancier « {named} » : ce dossier est vide."))),
                    None => Err(AppError::usage(format!("Aucun créancier « {named} ». Créanciers de ce dossier : {}.", listed()))),
                }
            }
            None => match tenants.as_slice() {
                [] => Ok(None),
                [only] => Ok(Some(only.id)),
                _ => Err(AppError::usage(format!("Plusieurs créanciers : {}. Ajoutez --creditor.", listed()))),
            },
        }
    }

    fn of(&self, store: Store, tenant: TenantId) -> Books {
        Books {
            store: Arc::new(store),
            tenant,
            folder: self.folder.to_owned(),
            author: self.author.to_owned(),
            today: self.today,
            now: self.now,
            clock: None,
        }
    }
}

fn same(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

impl Books {
    /// Books over a store that is already open: the server shares one, demonstrations and tests move their own clock.
    pub fn over(store: impl Into<Arc<Store>>, tenant: TenantId, folder: &Path, author: &str, today: Date, now: i64) -> Books {
        Books { store: store.into(), tenant, folder: folder.to_owned(), author: author.to_owned(), today, now, clock: None }
    }

    /// The same books on another day.
    pub fn on(self, today: Date, now: i64) -> Books {
        Books { today, now, ..self }
    }

    /// The same books for long work: each of its transactions is recorded at its own moment, so that others may write between.
    pub fn ticking(self, clock: Arc<dyn Clock>) -> Books {
        Books { clock: Some(clock), ..self }
    }

    /// Who speaks.
    pub fn author(&self) -> &str {
        &self.author
    }

    /// The civil day.
    pub fn today(&self) -> Date {
        self.today
    }

    /// The moment, in microseconds since 1970 UTC.
    pub fn now(&self) -> i64 {
        self.clock.as_ref().map_or(self.now, |clock| clock.now())
    }

    /// Whose books.
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where runs hand over.
    pub fn deliveries(&self) -> PathBuf {
        self.folder.join("envois")
    }

    /// Reads.
    ///
    /// # Errors
    /// What the work says.
    pub fn read<T>(&self, work: impl FnOnce(&mut Read<'_>) -> Result<T>) -> Result<T> {
        self.store.read(self.tenant, work)
    }

    /// Writes, everything or nothing.
    ///
    /// # Errors
    /// What the work says; then nothing was written.
    pub fn write<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        self.write_as(&self.author, work)
    }

    /// Writes in the name of a part of the program (`import`, `run`).
    ///
    /// # Errors
    /// What the work says; then nothing was written.
    pub fn write_as<T>(&self, author: &str, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        self.store.write(self.tenant, author, self.now(), work)
    }
}
