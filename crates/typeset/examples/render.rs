//! Sets letters given as JSON, for whoever edits a template: `LETTERS=letters render OUT_FOLDER LETTER.json…` writes a PDF
//! for each, with the templates of that folder instead of the embedded ones, and the logo of `LOGO` if there is one.
use std::path::Path;
use std::time::Instant;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let out = arguments.next().expect("usage: render OUT_FOLDER LETTER.json…");
    let options = typeset::Options { letters: std::env::var_os("LETTERS").map(Into::into) };
    let setter = typeset::Typesetter::new(options).expect("readable templates");
    let logo = std::env::var_os("LOGO").map(|path| {
        let bytes = std::fs::read(path).expect("a readable logo");
        typeset::Logo::check(&bytes).unwrap_or_else(|error| panic!("{error}"))
    });
    for file in arguments {
        let text = std::fs::read_to_string(&file).expect("a readable file");
        let mut document: typeset::Document = serde_json::from_str(&text).expect("a letter");
        document.sender.logo = logo.is_some();
        let start = Instant::now();
        let rendered = setter.pdf(&document, logo.as_ref(), &[]);
        let elapsed = start.elapsed();
        match rendered {
            Ok(rendered) => {
                let path = Path::new(&file);
                let name = match path.file_stem().and_then(|stem| stem.to_str()) {
                    Some("sample") => document.kind.word(),
                    Some(stem) => stem,
                    None => "letter",
                };
                std::fs::write(Path::new(&out).join(format!("{name}.pdf")), &rendered.pdf).expect("a writable folder");
                println!("{name}: {} page(s), {} bytes, {elapsed:?}", rendered.pages, rendered.pdf.len());
            }
            Err(error) => println!("{file}: {error}"),
        }
    }
}
