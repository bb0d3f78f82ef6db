//! What a command answers: text for people, JSON for machines, and how it went.

use std::io::Write;
use std::process::ExitCode;

use serde::Serialize;
use serde_json::{Value, json};

/// A command that has an answer.
pub struct Answer {
    text: String,
    json: Json,
    code: u8,
}

/// What machines read.
enum Json {
    /// A short answer.
    Value(Value),
    /// Written already, in pieces: a long one is not built a second time as a tree of values.
    Written(Vec<String>),
}

impl Answer {
    /// Done: what a person reads, and the same for a machine.
    pub fn done(text: impl Into<String>, json: Value) -> Answer {
        Answer { text: text.into(), json: Json::Value(json), code: 0 }
    }

    /// Done, for a machine alone: what may be long is written at once.
    ///
    /// # Errors
    /// It cannot be written as JSON.
    pub fn written(answer: &impl Serialize) -> Result<Answer, Refusal> {
        let json = serde_json::to_string(answer).map_err(|error| Refusal::refused(error.to_string()))?;
        Ok(Answer::pieces(vec![json]))
    }

    /// Done, for a machine alone: pieces of text that were written on the way.
    pub fn pieces(pieces: Vec<String>) -> Answer {
        Answer { text: String::new(), json: Json::Written(pieces), code: 0 }
    }

    /// Done, with problems that are said in the answer (exit code 1).
    pub fn with_problems(mut self, problems: bool) -> Answer {
        self.code = u8::from(problems);
        self
    }

    /// Nothing was done, for the reasons that are said in the answer (exit code 3).
    pub fn refused(mut self) -> Answer {
        self.code = 3;
        self
    }

    /// Prints it on the standard output.
    pub fn print(self, json: bool) -> ExitCode {
        let mut out = std::io::stdout().lock();
        let written = match &self.json {
            _ if !json => writeln!(out, "{}", self.text.trim_end()),
            Json::Value(value) => writeln!(out, "{value}"),
            Json::Written(pieces) => pieces.iter().try_for_each(|piece| out.write_all(piece.as_bytes())).and_then(|()| writeln!(out)),
        };
        match written.and_then(|()| out.flush()) {
            // A reader that closed the pipe early (`| head`) has what it wanted.
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                let why = domain::french::refusal_fr(&error);
                Refusal::refused(format!("La réponse n'a pas pu être écrite : {why}. Vérifiez où la sortie est dirigée.")).report(false)
            }
            _ => ExitCode::from(self.code),
        }
    }
}

/// A command that was not carried out: where, what, and what to do, in French.
#[derive(Debug)]
pub struct Refusal {
    code: u8,
    kind: &'static str,
    message: String,
}

impl Refusal {
    /// The command line is wrong (exit code 2).
    pub fn usage(message: impl Into<String>) -> Refusal {
        Refusal { code: 2, kind: "usage", message: message.into() }
    }

    /// The data or a rule refuses (exit code 3).
    pub fn refused(message: impl Into<String>) -> Refusal {
        Refusal { code: 3, kind: "refused", message: message.into() }
    }

    /// Somebody else is at work on the data (exit code 4).
    pub fn busy(message: impl Into<String>) -> Refusal {
        Refusal { code: 4, kind: "busy", message: message.into() }
    }

    /// Says so on the error output (as JSON on the standard output for machines).
    pub fn report(self, json: bool) -> ExitCode {
        if json {
            let _ = writeln!(std::io::stdout(), "{}", json!({ "error": { "kind": self.kind, "message": self.message } }));
        } else {
            let _ = writeln!(std::io::stderr(), "{}", self.message);
        }
        ExitCode::from(self.code)
    }
}

/// A table for a terminal: the first `left` columns are words, the others numbers set right. Long words are cut.
pub fn table(head: &[String], rows: &[Vec<String>], left: usize) -> String {
    let cut =
        |cell: &str| if cell.chars().count() > 34 { format!("{}…", cell.chars().take(33).collect::<String>()) } else { cell.to_owned() };
    let cells: Vec<Vec<String>> =
        std::iter::once(head).chain(rows.iter().map(Vec::as_slice)).map(|row| row.iter().map(|c| cut(c)).collect()).collect();
    let width = |column: usize| cells.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let mut out = String::new();
    for (at, row) in cells.iter().enumerate() {
        let line: Vec<String> = row
            .iter()
            .enumerate()
            .map(|(column, cell)| {
                let fill = " ".repeat(widths[column].saturating_sub(cell.chars().count()));
                if column < left { format!("{cell}{fill}") } else { format!("{fill}{cell}") }
            })
            .collect();
        out.push_str(line.join("  ").trim_end());
        out.push('\n');
        if at == 0 {
            out.push_str(&"─".repeat(widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1)));
            out.push('\n');
        }
    }
    out
}
