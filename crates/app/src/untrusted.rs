//! Files from outside whose reading may cost anything: PDFs, workbooks, archives. Each is read whole once in a process of its
//! own, within limits ([`Trial`]), before it is opened here; one that asks for too much ends that process, and not this one.
//!
//! The door sets the trial, before anything else; without one (tests of this crate) files are opened here at once. A file that
//! passed is not tried again while it stays as it is. The pages of a PDF are drawn in such a process too ([`drawn`]), and nowhere else.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::SystemTime;

use formats::recognise::OtherKind;
use formats::{Input, Kind, Place, Problem, Problems};

use crate::ports::{Drawn, Trial, Tried, Undrawn};

static TRIAL: OnceLock<Box<dyn Trial>> = OnceLock::new();
/// Files that passed, as they were then.
static PASSED: Mutex<Option<HashSet<Seen>>> = Mutex::new(None);
/// Files remembered at most; beyond, all are tried again.
const REMEMBERED: usize = 10_000;

#[derive(PartialEq, Eq, Hash)]
struct Seen {
    path: PathBuf,
    bytes: u64,
    modified: Option<SystemTime>,
}

/// Has files tried by `trial` from now on; the first to say so is heard.
pub fn tried_by(trial: Box<dyn Trial>) {
    // A second one is the same: a process has one door.
    let _ = TRIAL.set(trial);
}

/// Why a file may not be opened here; `None` where it may, and where what it is costs no more than its bytes.
pub fn refusal(path: &Path, name: &str) -> Option<Problem> {
    let trial = TRIAL.get()?;
    // What cannot be examined costs nothing: the reader says why.
    let metadata = path.metadata().ok()?;
    let head = Input::file(path).head().ok()?;
    if !is_tried(formats::recognise(&head, name)) {
        return None;
    }
    let seen = Seen { path: path.to_owned(), bytes: metadata.len(), modified: metadata.modified().ok() };
    if passed(|all| all.contains(&seen)) {
        return None;
    }
    let refused = problem(&trial.read_apart(path, name));
    if refused.is_none() {
        passed(|all| {
            if all.len() >= REMEMBERED {
                all.clear();
            }
            all.insert(seen)
        });
    }
    refused
}

/// Why no page of a PDF was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotDrawn {
    /// In French, with what to do.
    pub said: String,
    /// It is the file: drawing it again ends the same way.
    pub lasts: bool,
}

/// The first pages of a PDF as images, drawn apart.
///
/// # Errors
/// Why they are not shown.
pub fn drawn(pdf: &[u8]) -> Result<Drawn, NotDrawn> {
    let Some(trial) = TRIAL.get() else {
        return Err(NotDrawn {
            said: "Les pages ne sont pas montrées ici. Téléchargez le fichier pour les voir.".to_owned(),
            lasts: false,
        });
    };
    trial.draw_apart(pdf).map_err(|why| NotDrawn { lasts: !matches!(why, Undrawn::Unable(_)), said: said(&why) })
}

fn said(why: &Undrawn) -> String {
    match why {
        Undrawn::TooMuch => {
            "Les pages demandent trop de mémoire ou de temps pour être montrées. Téléchargez le fichier pour les voir.".to_owned()
        }
        Undrawn::Unreadable => {
            "Les pages de ce PDF ne peuvent pas être montrées : il est abîmé, protégé ou vide. Téléchargez le fichier pour le vérifier."
                .to_owned()
        }
        Undrawn::Unable(why) => {
            format!("Les pages n'ont pas pu être dessinées à l'écart ({why}). Rechargez la page ; en attendant, téléchargez le fichier.")
        }
    }
}

/// What is compressed, or refers to itself: a few bytes of it can ask for gigabytes or hours.
fn is_tried(kind: Kind) -> bool {
    matches!(kind, Kind::Xlsx | Kind::Other(OtherKind::Pdf | OtherKind::Archive))
}

fn passed(work: impl FnOnce(&mut HashSet<Seen>) -> bool) -> bool {
    let mut all = PASSED.lock().unwrap_or_else(PoisonError::into_inner);
    work(all.get_or_insert_default())
}

fn problem(tried: &Tried) -> Option<Problem> {
    let mut problems = Problems::new();
    match tried {
        Tried::Passed => {}
        Tried::TooMuch => problems.error(
            Place::FILE,
            "asks_too_much",
            format_args!(
                "le fichier demande trop de mémoire ou de temps pour être ouvert : il est démesuré, abîmé ou fabriqué pour nuire. Rien n'en est lu. Donnez les mêmes données en CSV, ou demandez le fichier de nouveau à qui l'a produit."
            ),
        ),
        Tried::Unable(why) => problems.error(
            Place::FILE,
            "not_tried",
            format_args!(
                "le fichier n'a pas pu être ouvert à l'écart, comme le sont les PDF et les classeurs ({why}). Rien n'en est lu. Recommencez ; si cela se répète, dites-le à la personne qui s'occupe de ce serveur."
            ),
        ),
    }
    problems.into_vec().pop()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    static ASKED: AtomicUsize = AtomicUsize::new(0);

    /// Refuses what its name says.
    struct ByName;

    impl Trial for ByName {
        fn read_apart(&self, _path: &Path, name: &str) -> Tried {
            ASKED.fetch_add(1, Ordering::Relaxed);
            match name {
                "bad.pdf" => Tried::TooMuch,
                "gone.pdf" => Tried::Unable("plus de processus".to_owned()),
                _ => Tried::Passed,
            }
        }

        fn draw_apart(&self, pdf: &[u8]) -> Result<Drawn, Undrawn> {
            match pdf {
                b"bomb" => Err(Undrawn::TooMuch),
                b"locked" => Err(Undrawn::Unreadable),
                b"gone" => Err(Undrawn::Unable("plus de processus".to_owned())),
                _ => Ok(Drawn { images: vec![b"png".to_vec()], pages: 1, differs: false }),
            }
        }
    }

    #[test]
    fn what_asks_too_much_is_said_each_time_and_what_passed_is_not_tried_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let put = |name: &str, bytes: &[u8]| {
            std::fs::write(folder.path().join(name), bytes).expect("written");
            folder.path().join(name)
        };
        let (good, bad, text) = (put("good.pdf", b"%PDF-1.7"), put("bad.pdf", b"%PDF-1.7"), put("bad.csv", b"a;b\n1;2\n"));
        assert_eq!(refusal(&bad, "bad.pdf"), None, "nothing tries files until a door says who does");
        assert!(drawn(b"good").is_err_and(|why| why.said.contains("Téléchargez")), "and nothing draws them");
        tried_by(Box::new(ByName));
        let code = |path: &Path, name: &str| refusal(path, name).map(|problem| problem.code);
        assert_eq!(code(&bad, "bad.pdf"), Some("asks_too_much"));
        assert_eq!((code(&bad, "bad.pdf"), ASKED.load(Ordering::Relaxed)), (Some("asks_too_much"), 2));
        assert_eq!((code(&good, "good.pdf"), code(&good, "good.pdf"), ASKED.load(Ordering::Relaxed)), (None, None, 3));
        put("good.pdf", b"%PDF-1.7 and more");
        assert_eq!((code(&good, "good.pdf"), ASKED.load(Ordering::Relaxed)), (None, 4), "another file under the same name");
        assert_eq!((code(&text, "bad.csv"), ASKED.load(Ordering::Relaxed)), (None, 4), "a text costs its bytes");
        let unable = refusal(&put("gone.pdf", b"%PDF-1.7"), "gone.pdf").expect("refused");
        assert!(unable.code == "not_tried" && unable.message.contains("(plus de processus)"), "{unable}");
        assert_eq!(code(&folder.path().join("absent.pdf"), "absent.pdf"), None);
        assert_eq!(drawn(b"good").map(|drawn| drawn.images.len()), Ok(1));
        for (pdf, says, lasts) in
            [(&b"bomb"[..], "trop de mémoire", true), (b"locked", "protégé", true), (b"gone", "(plus de processus)", false)]
        {
            let why = drawn(pdf).expect_err("not drawn");
            assert!(why.said.contains(says) && why.said.to_lowercase().contains("téléchargez") && why.lasts == lasts, "{why:?}");
        }
    }
}
