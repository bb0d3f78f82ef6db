//! WebDriver spoken by hand: a browser of its own, one command after the other, no crate and no `async` for it.

use std::env;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

/// The key under which WebDriver wraps an element.
pub const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// chromedriver with one session of Chromium; both end with the value.
pub struct Wire {
    driver: Child,
    port: u16,
    session: String,
    _profile: TempDir,
}

impl Wire {
    /// Starts a browser; `script` says whether pages may run theirs.
    pub fn start(script: bool) -> Wire {
        let profile = tempfile::tempdir().expect("a folder for the browser's profile");
        let mut driver = Command::new(program("chromedriver"))
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver (Debian: chromium-driver) starts");
        let port = BufReader::new(driver.stdout.take().expect("its output"))
            .lines()
            .map_while(Result::ok)
            .find_map(|line| line.split_once("started successfully on port ")?.1.trim_end_matches('.').parse().ok())
            .expect("chromedriver says its port");
        let mut wire = Wire { driver, port, session: String::new(), _profile: profile };
        let answer = wire.send("POST", "/session", &capabilities(wire._profile.path(), script)).expect("a session");
        wire.session = answer["sessionId"].as_str().expect("its id").to_owned();
        wire
    }

    /// One command of the session.
    pub fn ask(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        self.send(method, &format!("/session/{}{path}", self.session), body)
    }

    /// One command of Chromium's own protocol.
    pub fn devtools(&self, command: &str, parameters: Value) -> Value {
        let body = json!({ "cmd": command, "params": parameters });
        self.ask("POST", "/goog/cdp/execute", &body).unwrap_or_else(|problem| panic!("{command}: {problem}"))
    }

    fn send(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let body = if method == "POST" { body.to_string() } else { String::new() };
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("chromedriver listens");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a time limit");
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            self.port,
            body.len()
        );
        stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())).expect("a command is written");
        let (status, answer) = read(stream).unwrap_or_else(|problem| panic!("{method} {path}: {problem}"));
        let value = answer["value"].clone();
        if status == 200 {
            return Ok(value);
        }
        let message = value["message"].as_str().unwrap_or_default().lines().next().unwrap_or_default();
        Err(format!("{}: {message}", value["error"].as_str().unwrap_or("error")))
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        if !self.session.is_empty() && !std::thread::panicking() {
            let _ = self.ask("DELETE", "", &Value::Null);
        } else if !self.session.is_empty() {
            let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.ask("DELETE", "", &Value::Null)));
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

fn capabilities(profile: &Path, script: bool) -> Value {
    let mut options = json!({ "args": [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage",
        "--hide-scrollbars", "--force-device-scale-factor=1", "--lang=fr-FR", "--window-size=1440,900",
        format!("--user-data-dir={}", profile.display()),
    ]});
    if !script {
        options["prefs"] = json!({ "profile.managed_default_content_settings.javascript": 2 });
    }
    let wanted = json!({
        "browserName": "chrome",
        "goog:loggingPrefs": { "browser": "ALL" },
        "goog:chromeOptions": options,
        "unhandledPromptBehavior": "accept",
    });
    json!({ "capabilities": { "alwaysMatch": wanted } })
}

/// Status and JSON of an answer. chromedriver says the length of its answers.
fn read(stream: TcpStream) -> Result<(u16, Value), String> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).map_err(|error| error.to_string())?;
    let status = line.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or_else(|| format!("no status: {line}"))?;
    let mut length = 0;
    loop {
        line.clear();
        reader.read_line(&mut line).map_err(|error| error.to_string())?;
        match line.trim_end().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.trim().parse().unwrap_or(0),
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).map_err(|error| error.to_string())?;
    serde_json::from_slice(&body).map(|json| (status, json)).map_err(|error| error.to_string())
}

fn program(name: &str) -> PathBuf {
    let path = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file());
    found.unwrap_or_else(|| panic!("{name} is not there; `cargo xtask test` installs it (Debian: chromium, chromium-driver)"))
}
