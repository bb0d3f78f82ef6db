//! The real program serving a data folder of its own, and ended with the value.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::thread;

use crate::books::Books;

/// A server that runs.
pub struct Server {
    child: Child,
    /// Where it answers, without a slash at the end.
    pub base: String,
}

impl Server {
    /// `quittance serve` on a port that is free, with more arguments.
    pub fn of(books: &Books, arguments: &[&str]) -> Server {
        Server::run(books.command([&["serve", "--port", "0"], arguments].concat()))
    }

    /// A command that serves, until it says where.
    pub fn run(mut command: Command) -> Server {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let mut out = BufReader::new(child.stdout.take().expect("its output"));
        let mut said = String::new();
        let base = loop {
            let before = said.len();
            if out.read_line(&mut said).expect("UTF-8") == 0 {
                let mut problem = String::new();
                let _ = child.stderr.take().expect("its errors").read_to_string(&mut problem);
                panic!("the server ended before it answered: {said}{problem}");
            }
            if let Some(at) = said[before..].find("http://127.0.0.1:") {
                let rest = &said[before + at..];
                break rest.split_whitespace().next().unwrap_or(rest).trim_end_matches(['/', '.', ',']).to_owned();
            }
        };
        // What it says later must not fill the pipe.
        thread::spawn(move || out.lines().map_while(Result::ok).for_each(drop));
        if let Some(errors) = child.stderr.take() {
            thread::spawn(move || BufReader::new(errors).lines().map_while(Result::ok).for_each(|line| eprintln!("server: {line}")));
        }
        Server { child, base }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
