//! The body of a request: a short form in memory, files on disk as they come, never more than the route takes.

use std::path::{Path, PathBuf};

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

use super::token;
use crate::ask::{Ask, Upload, pairs};
use crate::fault::Fault;

/// The most bytes of the fields of a form, all together.
const MOST_FIELDS: usize = 1 << 20;
/// The most files and fields of one form.
const MOST_PARTS: usize = 2_000;

/// Where files are received, inside the data folder.
pub(crate) const RECEIVED: &str = "reception";

/// Takes away what a server that was killed had received: files of more than a day, so that another server's stay.
pub(crate) fn sweep(data: &Path, now_micros: i64) {
    const DAY: u64 = 86_400;
    let now = std::time::UNIX_EPOCH + std::time::Duration::from_micros(now_micros.unsigned_abs());
    for entry in std::fs::read_dir(data.join(RECEIVED)).into_iter().flatten().flatten() {
        let modified = entry.metadata().and_then(|about| about.modified());
        if modified.is_ok_and(|then| now.duration_since(then).is_ok_and(|age| age.as_secs() > DAY)) {
            // What cannot be removed today is tried again at the next start.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Files received, taken away with the request.
#[derive(Default)]
pub(crate) struct Spooled(Vec<PathBuf>);

impl Drop for Spooled {
    fn drop(&mut self) {
        for path in &self.0 {
            // Who wanted to keep it has moved it.
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Reads the body into the question; files go into `folder`, `most` bytes of them at most. Where no file may come, none is begun.
pub(crate) async fn read(request: Request<Body>, ask: &mut Ask, folder: &Path, most: u64) -> Result<Spooled, Fault> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
    if kind.starts_with("multipart/form-data") {
        return parts(request, ask, folder, most).await;
    }
    let bytes = to_bytes(request.into_body(), MOST_FIELDS).await.map_err(|_| too_large(MOST_FIELDS as u64))?;
    if kind.starts_with("application/x-www-form-urlencoded") {
        ask.form = pairs(&bytes);
    } else if !bytes.is_empty() {
        return Err(Fault::Bad("Cette adresse attend un formulaire.".to_owned()));
    }
    Ok(Spooled::default())
}

async fn parts(request: Request<Body>, ask: &mut Ask, folder: &Path, most: u64) -> Result<Spooled, Fault> {
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| broken())?;
    let mut spooled = Spooled::default();
    let (mut left, mut fields_left) = (most, MOST_FIELDS);
    for _ in 0..MOST_PARTS {
        let Some(mut part) = form.next_field().await.map_err(|_| broken())? else { return Ok(spooled) };
        let name = part.name().unwrap_or("").to_owned();
        let Some(file_name) = part.file_name().map(str::to_owned) else {
            let mut value = Vec::new();
            while let Some(some) = part.chunk().await.map_err(|_| broken())? {
                fields_left = fields_left.checked_sub(some.len()).ok_or_else(|| too_large(MOST_FIELDS as u64))?;
                value.extend_from_slice(&some);
            }
            ask.form.push((name, String::from_utf8_lossy(&value).into_owned()));
            continue;
        };
        if most == 0 {
            return Err(too_large(0));
        }
        tokio::fs::create_dir_all(folder).await.map_err(|error| disk(&error))?;
        let path = folder.join(token::hex(&token::random::<16>()));
        spooled.0.push(path.clone());
        let mut file = File::create(&path).await.map_err(|error| disk(&error))?;
        let mut len = 0;
        while let Some(some) = part.chunk().await.map_err(|_| broken())? {
            left = left.checked_sub(some.len() as u64).ok_or_else(|| too_large(most))?;
            len += some.len() as u64;
            file.write_all(&some).await.map_err(|error| disk(&error))?;
        }
        file.flush().await.map_err(|error| disk(&error))?;
        ask.files.push((name, Upload { name: plain_name(&file_name), path, len }));
    }
    Err(Fault::Bad(format!("Plus de {MOST_PARTS} fichiers ou champs à la fois : envoyez-les en plusieurs fois.")))
}

/// The last part of a name: browsers of old sent whole paths.
fn plain_name(name: &str) -> String {
    name.rsplit(['/', '\\']).next().unwrap_or("").chars().filter(|c| !c.is_control()).take(255).collect()
}

fn broken() -> Fault {
    Fault::Bad("L'envoi a été interrompu avant la fin : rien n'a été enregistré. Recommencez.".to_owned())
}

fn too_large(most: u64) -> Fault {
    let limit = if most >= 1 << 20 { format!("{} Mo", most >> 20) } else { format!("{} Ko", most >> 10) };
    Fault::TooLarge(format!("Cet envoi dépasse {limit}, le plus que cette page prend. Rien n'a été enregistré."))
}

fn disk(error: &std::io::Error) -> Fault {
    let why = domain::french::refusal_fr(error);
    Fault::TooLarge(format!("Le fichier n'a pas pu être reçu : {why}. Rien n'a été enregistré."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn multipart(file: &str) -> Request<Body> {
        let body = format!(
            "--x\r\ncontent-disposition: form-data; name=\"motif\"\r\n\r\nessai\r\n--x\r\n\
             content-disposition: form-data; name=\"f\"; filename=\"a.csv\"\r\n\r\n{file}\r\n--x--\r\n"
        );
        let request = Request::builder().method("POST").header(CONTENT_TYPE, "multipart/form-data; boundary=x");
        request.body(Body::from(body)).expect("a request")
    }

    #[tokio::test]
    async fn no_file_is_begun_where_none_may_come() {
        let root = tempfile::tempdir().expect("a folder");
        let folder = root.path().join("recus");
        let (mut ask, mut other) = (Ask::default(), Ask::default());
        let refused = read(multipart("numero;montant"), &mut ask, &folder, 0).await;
        assert!(matches!(refused, Err(Fault::TooLarge(_))));
        assert!(!folder.exists(), "something was written");
        assert_eq!(ask.form("motif"), "essai", "what was typed before the file is lost");
        let taken = read(multipart("numero;montant"), &mut other, &folder, 14).await.expect("fourteen bytes are taken");
        assert_eq!(std::fs::read_dir(&folder).expect("listed").count(), 1);
        drop(taken);
        assert_eq!(std::fs::read_dir(&folder).expect("listed").count(), 0, "a file of a request outlives it");
        assert!(matches!(read(multipart("numero;montant"), &mut Ask::default(), &folder, 13).await, Err(Fault::TooLarge(_))));
    }

    #[test]
    fn a_file_name_is_no_path() {
        assert_eq!(plain_name("C:\\Users\\a\\factures.csv"), "factures.csv");
        assert_eq!(plain_name("../../etc/passwd"), "passwd");
        assert_eq!(plain_name("fac\u{0}ture\r\n.csv"), "facture.csv");
    }
}
