//! One sender and scheduler for a data folder; everything else runs beside it.

use std::fs::{File, TryLockError};
use std::path::Path;

use crate::error::StoreError;

/// Held by the process that delivers and schedules; let go when dropped, or when the process ends in whatever way.
#[derive(Debug)]
pub struct SenderLock {
    _file: File,
}

impl SenderLock {
    /// Takes the lock of a data folder.
    ///
    /// # Errors
    /// Another process holds it, or the folder cannot be written.
    pub fn take(folder: &Path) -> Result<SenderLock, StoreError> {
        std::fs::create_dir_all(folder).map_err(StoreError::file(folder))?;
        let path = folder.join("sender.lock");
        let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(StoreError::file(&path))?;
        match file.try_lock() {
            Ok(()) => Ok(SenderLock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::Locked(folder.to_owned())),
            Err(TryLockError::Error(cause)) => Err(StoreError::file(&path)(cause)),
        }
    }
}
