//! What a handler answers.

use std::io::{self, Write};

use maud::Markup;

/// Writes a long answer piece by piece, on a thread of its own.
pub(crate) type Writer = Box<dyn FnOnce(&mut (dyn Write + Send)) -> io::Result<()> + Send>;

/// The bytes of an answer.
pub(crate) enum Body {
    /// All at once.
    Bytes(Vec<u8>),
    /// As they are written.
    Stream(Writer),
}

/// What the next page says in passing, with the way to undo it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Toast {
    /// One sentence.
    pub said: String,
    /// Where a POST undoes it.
    pub undo: Option<String>,
}

/// What a handler answers.
pub(crate) struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Body,
    pub toast: Option<Toast>,
}

impl Answer {
    /// A whole page or a fragment of one.
    pub fn html(markup: Markup) -> Answer {
        Answer {
            status: 200,
            headers: vec![("content-type", "text/html; charset=utf-8".to_owned())],
            body: Body::Bytes(markup.into_string().into_bytes()),
            toast: None,
        }
    }

    /// Go and see that page (303): the answer to every form that was taken.
    pub fn to(url: impl Into<String>) -> Answer {
        Answer { status: 303, headers: vec![("location", url.into())], body: Body::Bytes(Vec::new()), toast: None }
    }

    /// A file to keep: never opened in our pages' name.
    pub fn file(name: &str, mime: &str, bytes: Vec<u8>) -> Answer {
        Answer { status: 200, headers: download(name, mime), body: Body::Bytes(bytes), toast: None }
    }

    /// A file to keep, written as it is made.
    pub fn stream(name: &str, mime: &str, write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()> + Send + 'static) -> Answer {
        Answer { status: 200, headers: download(name, mime), body: Body::Stream(Box::new(write)), toast: None }
    }

    /// An image shown in a page.
    pub fn image(mime: &str, bytes: Vec<u8>) -> Answer {
        Answer { status: 200, headers: vec![("content-type", mime.to_owned())], body: Body::Bytes(bytes), toast: None }
    }

    /// With another status.
    pub fn status(self, status: u16) -> Answer {
        Answer { status, ..self }
    }

    /// With a header more.
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Answer {
        self.headers.push((name, value.into()));
        self
    }

    /// The next page says so in passing.
    pub fn saying(self, said: impl Into<String>) -> Answer {
        Answer { toast: Some(Toast { said: said.into(), undo: None }), ..self }
    }

    /// The next page says so in passing, and a POST to `undo` undoes it.
    pub fn saying_undoable(self, said: impl Into<String>, undo: impl Into<String>) -> Answer {
        Answer { toast: Some(Toast { said: said.into(), undo: Some(undo.into()) }), ..self }
    }
}

fn download(name: &str, mime: &str) -> Vec<(&'static str, String)> {
    vec![("content-type", mime.to_owned()), ("content-disposition", disposition(name))]
}

/// RFC 6266: a plain name for old programs, the true one in UTF-8.
fn disposition(name: &str) -> String {
    let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || "._- ".contains(c) { c } else { '_' }).collect();
    let full = crate::ask::encoded(name);
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{full}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_header() {
        let said = disposition("décompte \"F-1\"\r\nX: y.pdf");
        assert!(!said.contains('\r') && !said.contains('\n'));
        assert!(said.contains("filename=\"d_compte _F-1___X_ y.pdf\""), "{said}");
        assert!(said.contains("d%C3%A9compte%20%22F-1%22%0D%0A"), "{said}");
    }
}
