//! The real program serving a data folder of its own, and ended with the value.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

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

    /// Waits until the sample is there: before, every address shows how far it is.
    pub fn until_prepared(&self) {
        let address = self.base.trim_start_matches("http://");
        for _ in 0..1_200 {
            let mut stream = TcpStream::connect(address).expect("it listens");
            stream.write_all(b"GET /connexion HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").expect("asked");
            let mut answer = String::new();
            // A server that takes the place of the page of waiting closes what was under way.
            if stream.read_to_string(&mut answer).is_ok() && answer.contains("Mot de passe") {
                return;
            }
            thread::sleep(Duration::from_millis(100));
        }
        panic!("the sample is not there after two minutes");
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
