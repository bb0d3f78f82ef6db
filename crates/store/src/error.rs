//! What can go wrong in the store, said to the person who reads it: what, where, what to do.

use std::path::{Path, PathBuf};

use domain::events::DecodeError;

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database was written by a newer program.
    #[error(
        "ces données viennent d'une version plus récente de Quittance (migration « {0} ») : installez cette version ou une plus récente"
    )]
    NewerDatabase(String),
    /// The database needs migrations that this connection may not run.
    #[error("la base doit être mise à niveau (migration « {0} ») : donnez aussi l'adresse d'administration de PostgreSQL")]
    NeedsMigration(String),
    /// A migration that was applied is not the one this program knows.
    #[error("la migration « {0} » appliquée à cette base n'est pas celle de ce programme : restaurez une sauvegarde")]
    MigrationChanged(String),
    /// The folder cannot be written.
    #[error("« {0} » ne peut pas être écrit : vérifiez les droits du dossier des données")]
    ReadOnly(String),
    /// No room is left.
    #[error("le disque est plein : libérez de la place, rien n'a été enregistré de cette opération")]
    DiskFull,
    /// Another program holds the database.
    #[error("la base est occupée par un autre programme : réessayez dans un instant")]
    Busy,
    /// The file is no database of ours.
    #[error("« {0} » n'est pas une base de données de Quittance, ou le fichier est abîmé : restaurez une sauvegarde")]
    NotADatabase(String),
    /// The server cannot be reached.
    #[error("le serveur PostgreSQL ne répond pas : {0}")]
    Unreachable(String),
    /// The clock is before the last event.
    #[error(
        "l'horloge de cette machine ({now}) est en retard sur le dernier événement enregistré ({last}) : mettez-la à l'heure, rien n'a été enregistré"
    )]
    ClockBehind {
        /// What the clock says, in Paris.
        now: String,
        /// When the last event was recorded, in Paris.
        last: String,
    },
    /// No such tenant.
    #[error("le dossier n° {0} n'existe pas")]
    NoTenant(i64),
    /// An event speaks of something that was never recorded.
    #[error("{what} n° {id} n'existe pas dans ce dossier")]
    Missing {
        /// What, in French.
        what: &'static str,
        /// Its number.
        id: i64,
    },
    /// A payload could not be read.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// A row does not hold what the program writes.
    #[error("données abîmées : {0} ; lancez « quittance check »")]
    Damaged(String),
    /// The place where data should go is not empty.
    #[error("« {0} » contient déjà des données : choisissez un dossier vide")]
    NotEmpty(PathBuf),
    /// Another process is sender and scheduler on this folder.
    #[error("un autre programme Quittance envoie déjà depuis ce dossier ({0}) : arrêtez-le d'abord")]
    Locked(PathBuf),
    /// A file could not be read or written.
    #[error("« {path} » : {}", domain::french::refusal_fr(cause))]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The disk does not do what it should.
    #[error(
        "le disque refuse de lire ou d'écrire : vérifiez la place libre, la taille permise et l'état du disque, puis recommencez ; rien n'a été enregistré de cette opération"
    )]
    Disk,
    /// SQLite said so.
    #[error("SQLite : {0}")]
    Sqlite(rusqlite::Error),
    /// PostgreSQL said so.
    #[error("PostgreSQL : {0}")]
    Postgres(String),
}

impl StoreError {
    pub(crate) fn file(path: &Path) -> impl FnOnce(std::io::Error) -> StoreError {
        let path = path.to_owned();
        move |cause| match cause.kind() {
            std::io::ErrorKind::StorageFull => StoreError::DiskFull,
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                StoreError::ReadOnly(path.display().to_string())
            }
            _ => StoreError::File { path, cause },
        }
    }

    pub(crate) fn opening(path: &Path, error: rusqlite::Error) -> StoreError {
        match StoreError::from(error) {
            StoreError::ReadOnly(_) => StoreError::ReadOnly(path.display().to_string()),
            StoreError::NotADatabase(_) => StoreError::NotADatabase(path.display().to_string()),
            other => other,
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => StoreError::DiskFull,
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => StoreError::ReadOnly("la base".to_owned()),
            Some(ErrorCode::SystemIoFailure) => StoreError::Disk,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => StoreError::NotADatabase("la base".to_owned()),
            _ => StoreError::Sqlite(error),
        }
    }
}

impl From<postgres::Error> for StoreError {
    fn from(error: postgres::Error) -> StoreError {
        if error.code() == Some(&postgres::error::SqlState::DISK_FULL) {
            return StoreError::DiskFull;
        }
        // The message and the code only: the detail of a constraint would quote the row.
        StoreError::Postgres(match error.as_db_error() {
            Some(db) => format!("{} ({})", db.message(), db.code().code()),
            None => error.to_string(),
        })
    }
}
