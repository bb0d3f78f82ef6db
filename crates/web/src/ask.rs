//! What is asked: address, parameters, form, files.

use std::path::PathBuf;
use std::str::FromStr;

use crate::fault::Fault;

/// A file received, kept on disk while its request lasts; who wants it longer moves it.
#[derive(Clone, Debug)]
pub(crate) struct Upload {
    /// The name the sender gives; never a path of ours.
    pub name: String,
    /// Where its bytes lie.
    pub path: PathBuf,
    /// How many.
    pub len: u64,
}

/// A request, read whole.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ask {
    /// Path with its query, as asked.
    pub url: String,
    pub(crate) params: Vec<(String, String)>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) form: Vec<(String, String)>,
    pub(crate) files: Vec<(String, Upload)>,
    pub(crate) htmx: bool,
    pub(crate) target: String,
    /// `light` or `dark` where the person chose.
    pub(crate) theme: Option<String>,
    /// The name under which it reached us.
    pub(crate) host: String,
    /// What the browser says it is.
    pub(crate) agent: String,
    /// The address it comes from.
    pub(crate) address: String,
}

fn first<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

impl Ask {
    /// A part of the path, such as an id: what is not one does not exist.
    pub fn path<T: FromStr>(&self, name: &str) -> Result<T, Fault> {
        first(&self.params, name).and_then(|text| text.parse().ok()).ok_or(Fault::NotFound)
    }

    /// A parameter of the address; an empty one is absent.
    pub fn query(&self, name: &str) -> Option<&str> {
        first(&self.query, name).map(str::trim).filter(|value| !value.is_empty())
    }

    /// A field of the form as typed.
    pub fn form(&self, name: &str) -> &str {
        first(&self.form, name).unwrap_or("")
    }

    /// Whether the form has that field.
    pub fn has(&self, name: &str) -> bool {
        first(&self.form, name).is_some()
    }

    /// Every value of a field: boxes ticked.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.form.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The file of a field; one without name or bytes was not chosen.
    pub fn file(&self, name: &str) -> Option<&Upload> {
        self.files.iter().find(|(key, file)| key == name && !file.name.is_empty()).map(|(_, file)| file)
    }

    /// The files of a field.
    pub fn files_of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Upload> {
        self.files.iter().filter(move |(key, file)| key == name && !file.name.is_empty()).map(|(_, file)| file)
    }

    /// Whether htmx asks, for a piece of a page.
    pub fn is_htmx(&self) -> bool {
        self.htmx
    }

    /// The id of the element that htmx will replace.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The same address with a parameter set (or taken away by an empty value); the cursor goes, since the list is another.
    pub fn with(&self, name: &str, value: &str) -> String {
        let path = self.url.split('?').next().unwrap_or("/");
        let kept = self.query.iter().filter(|(key, value)| key != name && key != "apres" && !value.is_empty());
        let mut pairs: Vec<(&str, &str)> = kept.map(|(key, value)| (key.as_str(), value.as_str())).collect();
        if !value.is_empty() {
            pairs.push((name, value));
        }
        let query: Vec<String> = pairs.iter().map(|(key, value)| format!("{}={}", encoded(key), encoded(value))).collect();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
    }
}

/// Percent-encoding of a part of an address.
pub(crate) fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, PART).to_string()
}

const PART: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Pairs of a query or of a form.
pub(crate) fn pairs(bytes: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(bytes).into_owned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_read_as_browsers_write_them() {
        assert_eq!(
            pairs(b"a=1&b=l%27%C3%A9t%C3%A9+bleu&c&d=%zz"),
            [
                ("a".to_owned(), "1".to_owned()),
                ("b".to_owned(), "l'été bleu".to_owned()),
                ("c".to_owned(), String::new()),
                ("d".to_owned(), "%zz".to_owned()),
            ]
        );
        let there = format!("a={}", encoded("l'été & co=1+"));
        assert_eq!(pairs(there.as_bytes()), [("a".to_owned(), "l'été & co=1+".to_owned())]);
    }

    #[test]
    fn a_filter_changes_the_address_and_forgets_the_cursor() {
        let ask = Ask { url: "/d/1/factures?tri=nom&apres=12".to_owned(), query: pairs(b"tri=nom&apres=12"), ..Ask::default() };
        assert_eq!(ask.with("etat", "en retard"), "/d/1/factures?tri=nom&etat=en%20retard");
        assert_eq!(ask.with("tri", ""), "/d/1/factures");
    }
}
