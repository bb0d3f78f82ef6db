//! The dated values of the law in force for this process: those of the program, or of a newer folder that the door was given.
//!
//! The door loads them once, before anything else; every use case reads them here and hands them to the domain as an argument.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use domain::law::Law;

use crate::error::{AppError, Result};

static LOADED: OnceLock<Law> = OnceLock::new();

/// The law in force.
pub fn in_force() -> &'static Law {
    LOADED.get().unwrap_or_else(|| Law::embedded())
}

/// Takes a folder of values in the place of those of the program: the folder `law`, or its `values`. Every series must be there.
///
/// # Errors
/// A folder or a file that does not read, with the file and what to do; a law that is loaded already.
pub fn load(folder: &Path) -> Result<()> {
    let law = Law::from_toml_files(&texts(&values_of(folder))?)
        .map_err(|error| AppError::usage(format!("Dossier du droit « {} » : {error}", folder.display())))?;
    LOADED.set(law).map_err(|_| AppError::usage("Le dossier du droit est déjà chargé."))
}

fn values_of(folder: &Path) -> PathBuf {
    let values = folder.join("values");
    if values.is_dir() { values } else { folder.to_owned() }
}

fn texts(folder: &Path) -> Result<BTreeMap<String, String>> {
    let unreadable = |path: &Path, error: std::io::Error| {
        AppError::usage(format!("Dossier du droit : « {} » est illisible, {}.", path.display(), domain::french::refusal_fr(&error)))
    };
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).map_err(|error| unreadable(folder, error))? {
        let path = entry.map_err(|error| unreadable(folder, error))?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let text = std::fs::read_to_string(&path).map_err(|error| unreadable(&path, error))?;
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            files.insert(name, text);
        }
    }
    Ok(files)
}
