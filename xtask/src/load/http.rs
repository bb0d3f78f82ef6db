//! A client for HTTP/1.1 on this machine: connections that stay open, cookies of one person, nothing else.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// An answer read whole.
#[derive(Debug, Default)]
pub struct Answer {
    /// Status.
    pub status: u16,
    /// Where it sends to, if it does.
    pub location: String,
    /// Bytes on the wire, head not counted.
    pub weight: usize,
    /// The bytes; compressed where that was asked.
    pub body: Vec<u8>,
}

impl Answer {
    /// The bytes as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// One person's browser: a connection and cookies.
pub struct Person {
    address: SocketAddr,
    stream: Option<BufReader<TcpStream>>,
    cookies: BTreeMap<String, String>,
    /// What the proxy in front of the server would say of who asks.
    proxied: String,
    line: Vec<u8>,
}

/// An answer that takes longer is an error.
const PATIENCE: Duration = Duration::from_secs(30);

impl Person {
    /// Nobody yet, on the server at that address.
    pub fn at(address: SocketAddr) -> Person {
        Person { address, stream: None, cookies: BTreeMap::new(), proxied: String::new(), line: Vec::new() }
    }

    /// As if a proxy in front of the server had seen this person at an address of their own.
    pub fn asking_for(self, user: usize) -> Person {
        let [.., a, b, c] = user.to_be_bytes();
        let proxied = format!("X-Forwarded-For: 10.{a}.{b}.{c}\r\nX-Forwarded-Proto: https\r\n");
        Person { proxied, ..self }
    }

    /// The same person with another connection.
    pub fn again(&self) -> Person {
        Person { cookies: self.cookies.clone(), proxied: self.proxied.clone(), ..Person::at(self.address) }
    }

    /// Whether a cookie of that name was given.
    pub fn has(&self, cookie: &str) -> bool {
        self.cookies.keys().any(|name| name.ends_with(cookie))
    }

    /// Asks for a page; `packed` as browsers do, compressed.
    pub fn get(&mut self, path: &str, packed: bool) -> io::Result<Answer> {
        let accept = if packed { "Accept-Encoding: gzip\r\n" } else { "" };
        self.send("GET", path, accept, "")
    }

    /// Sends a form.
    pub fn post(&mut self, path: &str, form: &[(&str, &str)]) -> io::Result<Answer> {
        let pairs: Vec<String> = form.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        self.send("POST", path, "Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n", &pairs.join("&"))
    }

    fn send(&mut self, method: &str, path: &str, more: &str, body: &str) -> io::Result<Answer> {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = if cookies.is_empty() { String::new() } else { format!("Cookie: {}\r\n", cookies.join("; ")) };
        let length = if method == "POST" { format!("Content-Length: {}\r\n", body.len()) } else { String::new() };
        let (address, proxied) = (self.address, &self.proxied);
        let request =
            format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nAccept: text/html\r\n{more}{proxied}{cookies}{length}\r\n{body}");
        let kept = self.stream.is_some();
        match self.exchange(&request) {
            // The server may have closed a connection that rested: once more on a new one.
            Err(_) if kept && method == "GET" => {
                self.stream = None;
                self.exchange(&request)
            }
            answer => answer,
        }
    }

    fn exchange(&mut self, request: &str) -> io::Result<Answer> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect_timeout(&self.address, PATIENCE)?;
                stream.set_nodelay(true)?;
                stream.set_read_timeout(Some(PATIENCE))?;
                stream.set_write_timeout(Some(PATIENCE))?;
                BufReader::new(stream)
            }
        };
        stream.get_mut().write_all(request.as_bytes())?;
        let (answer, stays) = self.read(&mut stream)?;
        if stays {
            self.stream = Some(stream);
        }
        Ok(answer)
    }

    /// The answer, and whether the connection stays open.
    fn read(&mut self, stream: &mut BufReader<TcpStream>) -> io::Result<(Answer, bool)> {
        let mut answer = Answer::default();
        let status = self.line(stream)?;
        answer.status = status.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or_else(|| strange(&status))?;
        let (mut length, mut chunked, mut stays) = (None, false, true);
        loop {
            let line = self.line(stream)?;
            let Some((name, value)) = line.split_once(':') else { break };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = Some(value.parse::<usize>().map_err(|_| strange(value))?),
                "transfer-encoding" => chunked = value.eq_ignore_ascii_case("chunked"),
                "connection" => stays = !value.eq_ignore_ascii_case("close"),
                "location" => answer.location = value.to_owned(),
                "set-cookie" => self.keep(value),
                _ => {}
            }
        }
        match length {
            _ if chunked => answer.body = self.chunks(stream)?,
            Some(length) => {
                answer.body = vec![0; length];
                stream.read_exact(&mut answer.body)?;
            }
            None if [204, 304].contains(&answer.status) => {}
            None => {
                stream.read_to_end(&mut answer.body)?;
                stays = false;
            }
        }
        answer.weight = answer.body.len();
        Ok((answer, stays))
    }

    fn chunks(&mut self, stream: &mut BufReader<TcpStream>) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let head = self.line(stream)?;
            let size = usize::from_str_radix(head.split(';').next().unwrap_or("").trim(), 16).map_err(|_| strange(&head))?;
            let from = body.len();
            body.resize(from + size, 0);
            stream.read_exact(&mut body[from..])?;
            self.line(stream)?;
            if size == 0 {
                return Ok(body);
            }
        }
    }

    fn line(&mut self, stream: &mut BufReader<TcpStream>) -> io::Result<String> {
        self.line.clear();
        if stream.read_until(b'\n', &mut self.line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(String::from_utf8_lossy(self.line.trim_ascii_end()).into_owned())
    }

    fn keep(&mut self, line: &str) {
        let Some((name, value)) = line.split(';').next().and_then(|pair| pair.split_once('=')) else { return };
        if value.trim().is_empty() {
            self.cookies.remove(name.trim());
        } else {
            self.cookies.insert(name.trim().to_owned(), value.trim().to_owned());
        }
    }
}

fn strange(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("not an answer: {what}"))
}

/// As forms write it.
pub fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// The value of the hidden field of that name in a page.
pub fn hidden(page: &str, name: &str) -> Option<String> {
    let at = page.find(&format!("name=\"{name}\""))?;
    let tag = &page[page[..at].rfind('<')?..at + page[at..].find('>')?];
    let value = tag.split_once("value=\"")?.1.split_once('"')?.0;
    Some(value.replace("&quot;", "\"").replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;
    use std::thread;

    /// A server that gives these answers, one a request, on one connection each time it is told to close.
    fn server(answers: &'static [&'static str]) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("its address");
        thread::spawn(move || {
            let mut stream = None;
            for answer in answers {
                let mut open = stream.take().unwrap_or_else(|| BufReader::new(listener.accept().expect("a client").0));
                loop {
                    let mut line = String::new();
                    open.read_line(&mut line).expect("a line");
                    if line.trim().is_empty() {
                        break;
                    }
                }
                open.get_mut().write_all(answer.as_bytes()).expect("written");
                if !answer.contains("close") {
                    stream = Some(open);
                }
            }
        });
        address
    }

    #[test]
    fn answers_are_read_by_length_in_chunks_and_to_the_end() {
        let address = server(&[
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nSet-Cookie: a=1; Path=/\r\n\r\nabc",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n1\r\nf\r\n0\r\n\r\n",
            "HTTP/1.1 303 See Other\r\nLocation: /la\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nreste",
        ]);
        let mut person = Person::at(address);
        assert_eq!(person.get("/", false).expect("an answer").text(), "abc");
        assert!(person.has("a"));
        assert_eq!(person.get("/", true).expect("an answer").text(), "def");
        let moved = person.get("/", true).expect("an answer");
        assert_eq!((moved.status, moved.location.as_str()), (303, "/la"));
        assert_eq!(person.get("/", true).expect("an answer").weight, 5);
    }

    #[test]
    fn a_hidden_field_is_found_and_a_form_is_written() {
        let page = r#"<form><input type="hidden" name="jeton" value="a&amp;b"><input name="x"></form>"#;
        assert_eq!(hidden(page, "jeton").as_deref(), Some("a&b"));
        assert_eq!(hidden(page, "absent"), None);
        assert_eq!(encoded("é 1&=~"), "%C3%A9%201%26%3D~");
    }
}
