//! Pages of PDFs from outside as images, drawn lately: drawing one takes a process and up to half a minute.
//!
//! One file is drawn at a time, and once: whoever asks for it meanwhile waits for it. Few may wait; who comes after them is told so at
//! once, so that reloading a page never takes all the hands of the server. That the pages of a file cannot be shown is kept as its pages
//! would be; that they could not be drawn this time is not. What was asked least lately goes first.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::ports::Drawn;
use crate::untrusted::{self, NotDrawn};

/// Requests that may wait for their turn, beside the one whose file is drawn.
const MOST_WAITING: usize = 3;
/// What an entry weighs beside its images.
const ENTRY: usize = 512;

/// Pages of files, drawn or about to be.
#[derive(Debug)]
pub struct Drawings {
    at_work: Mutex<AtWork>,
    ended: Condvar,
    limit: usize,
}

#[derive(Debug, Default)]
struct AtWork {
    /// By hash, the last used at the end.
    kept: Vec<(String, Result<Arc<Drawn>, String>)>,
    is_drawing: bool,
    waiting: usize,
}

/// Why there are no pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoPages {
    /// They cannot be shown: in French, why, and what to do.
    Cannot(String),
    /// Others are being drawn, and enough wait.
    Busy,
}

impl NoPages {
    /// In French, with what to do.
    pub fn said(&self) -> &str {
        match self {
            NoPages::Cannot(said) => said,
            NoPages::Busy => {
                "D'autres fichiers sont en train d'être dessinés. Rechargez la page dans un instant ; en attendant, téléchargez le fichier."
            }
        }
    }
}

/// The pages of a file, or why there are none.
pub type Pages = Result<Arc<Drawn>, NoPages>;

impl Drawings {
    /// Keeps at most so many bytes of images.
    pub fn new(limit: usize) -> Drawings {
        Drawings { at_work: Mutex::default(), ended: Condvar::new(), limit }
    }

    /// What is known of the file that has this hash; `None` where it is not kept.
    pub fn kept(&self, sha256: &str) -> Option<Pages> {
        self.lock().used(sha256)
    }

    /// The pages of a PDF that has this hash, drawn now or kept from before.
    ///
    /// # Errors
    /// Why they are not shown.
    pub fn of(&self, sha256: &str, pdf: &[u8]) -> Pages {
        self.drawn_by(sha256, || untrusted::drawn(pdf))
    }

    fn drawn_by(&self, sha256: &str, draw: impl FnOnce() -> Result<Drawn, NotDrawn>) -> Pages {
        let _turn = match self.turn(sha256) {
            Ok(turn) => turn,
            Err(answer) => return answer,
        };
        let (entry, lasts) = match draw() {
            Ok(drawn) => (Ok(Arc::new(drawn)), true),
            Err(why) => (Err(why.said), why.lasts),
        };
        if lasts {
            self.lock().keep(sha256, entry.clone(), self.limit);
        }
        entry.map_err(NoPages::Cannot)
    }

    /// The turn to draw a file; an answer where somebody drew it meanwhile, or too many wait.
    fn turn(&self, sha256: &str) -> Result<Turn<'_>, Pages> {
        let mut at_work = self.lock();
        let mut waits = false;
        let answer = loop {
            if let Some(found) = at_work.used(sha256) {
                break Err(found);
            }
            if !at_work.is_drawing {
                at_work.is_drawing = true;
                break Ok(Turn(self));
            }
            if !waits {
                if at_work.waiting >= MOST_WAITING {
                    return Err(Err(NoPages::Busy));
                }
                at_work.waiting += 1;
                waits = true;
            }
            at_work = self.ended.wait(at_work).unwrap_or_else(PoisonError::into_inner);
        };
        at_work.waiting -= usize::from(waits);
        answer
    }

    fn lock(&self) -> MutexGuard<'_, AtWork> {
        self.at_work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The turn of whoever draws; the next one's when it is dropped, however the drawing ended.
struct Turn<'d>(&'d Drawings);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.lock().is_drawing = false;
        self.0.ended.notify_all();
    }
}

impl AtWork {
    fn used(&mut self, sha256: &str) -> Option<Pages> {
        let at = self.kept.iter().position(|(known, _)| known == sha256)?;
        let entry = self.kept.remove(at);
        let found = entry.1.clone().map_err(NoPages::Cannot);
        self.kept.push(entry);
        Some(found)
    }

    fn keep(&mut self, sha256: &str, entry: Result<Arc<Drawn>, String>, limit: usize) {
        self.kept.push((sha256.to_owned(), entry));
        while self.kept.len() > 1 && self.kept.iter().map(weight).sum::<usize>() > limit {
            self.kept.drain(..1);
        }
    }
}

fn weight((_, entry): &(String, Result<Arc<Drawn>, String>)) -> usize {
    ENTRY + entry.as_ref().map_or(0, |drawn| drawn.images.iter().map(Vec::len).sum())
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::thread;

    use super::*;

    fn pages(bytes: usize) -> Result<Drawn, NotDrawn> {
        Ok(Drawn { images: vec![vec![0; bytes]], pages: 1, differs: false })
    }

    fn not(lasts: bool) -> Result<Drawn, NotDrawn> {
        Err(NotDrawn { said: "abîmé".to_owned(), lasts })
    }

    fn never() -> Result<Drawn, NotDrawn> {
        panic!("it is kept")
    }

    #[test]
    fn what_cannot_be_shown_is_tried_once_and_what_could_not_be_tried_is_tried_again() {
        let drawings = Drawings::new(10_000);
        let cannot = Err(NoPages::Cannot("abîmé".to_owned()));
        assert_eq!(drawings.drawn_by("bomb", || not(true)), cannot);
        assert_eq!((drawings.drawn_by("bomb", never), drawings.kept("bomb")), (cannot.clone(), Some(cannot.clone())));
        assert_eq!(drawings.drawn_by("later", || not(false)), cannot);
        assert_eq!(drawings.kept("later"), None);
        assert!(drawings.drawn_by("later", || pages(1)).is_ok() && drawings.drawn_by("later", never).is_ok());
    }

    #[test]
    fn what_was_used_least_lately_goes_first() {
        let drawings = Drawings::new(3 * (1_000 + ENTRY));
        for name in ["a", "b", "c"] {
            assert!(drawings.drawn_by(name, || pages(1_000)).is_ok());
        }
        assert!(drawings.drawn_by("a", never).is_ok());
        assert!(drawings.drawn_by("d", || pages(1_000)).is_ok());
        let kept: Vec<bool> = ["a", "b", "c", "d"].iter().map(|name| drawings.kept(name).is_some()).collect();
        assert_eq!(kept, [true, false, true, true]);
    }

    /// One draws; two wait for the same file and one for another; the next is told at once. Then one drawing answers three.
    #[test]
    fn a_file_is_drawn_once_few_wait_and_the_next_is_told() {
        let drawings = Drawings::new(1_000_000);
        let (let_go, held) = mpsc::channel::<()>();
        let (begun, has_begun) = mpsc::channel::<()>();
        thread::scope(|scope| {
            let first = scope.spawn(|| {
                drawings.drawn_by("a", move || {
                    begun.send(()).expect("heard");
                    held.recv().expect("let go");
                    pages(7)
                })
            });
            has_begun.recv().expect("begun");
            let same: Vec<_> = (0..2).map(|_| scope.spawn(|| drawings.drawn_by("a", never))).collect();
            let other = scope.spawn(|| drawings.drawn_by("b", || pages(9)));
            while drawings.lock().waiting < MOST_WAITING {
                thread::yield_now();
            }
            assert_eq!(drawings.drawn_by("c", never), Err(NoPages::Busy));
            let_go.send(()).expect("heard");
            let drawn = first.join().expect("drawn").expect("pages");
            for one in same {
                assert_eq!(one.join().expect("answered"), Ok(Arc::clone(&drawn)));
            }
            assert!(other.join().expect("answered").is_ok());
        });
        let left = drawings.lock();
        assert_eq!((left.waiting, left.is_drawing, left.kept.len()), (0, false, 2));
    }
}
