//! The program under load: a data folder with the base portfolio, and the release binary that serves it.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use crate::bench::{CREDITOR, MONDAY, Portfolio, Programs, TODAY, write_data};

/// A data folder that is ready to be served.
pub struct Folder {
    program: String,
    data: PathBuf,
    log: PathBuf,
}

/// A server that runs; it ends with the value.
pub struct Host {
    child: Child,
    /// Where it answers.
    pub address: SocketAddr,
}

impl Folder {
    /// Builds the program, and the data where it is not there yet.
    pub fn ready(n: u64, folder: &Path) -> Result<Folder, String> {
        let program = Programs::build_only(&[&["--bin", "quittance"]])?.quittance();
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let ready = Folder { program, data: folder.join(format!("base-{n}")), log: folder.join("server.log") };
        let whole = ready.data.join("ready");
        if !whole.exists() {
            println!("Building the portfolio of {n} claims in {}", ready.data.display());
            let _ = fs::remove_dir_all(&ready.data);
            let files = write_data(Portfolio::Base, n, folder).map_err(|error| format!("{}: {error}", folder.display()))?;
            let factures = files.first().map(|file| file.display().to_string()).unwrap_or_default();
            ready.run(&["import", &factures], "")?;
            ready.run(CREDITOR, "")?;
            let _ = fs::remove_file(&factures);
            fs::write(&whole, "").map_err(|error| error.to_string())?;
        }
        Ok(ready)
    }

    /// Runs the program on the folder, with something to read.
    pub fn run(&self, words: &[&str], input: &str) -> Result<String, String> {
        let mut child =
            self.command(words, TODAY).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(|error| error.to_string())?;
        if let Some(mut stdin) = child.stdin.take() {
            let _ = stdin.write_all(input.as_bytes());
        }
        let output = child.wait_with_output().map_err(|error| error.to_string())?;
        match output.status.code() {
            Some(0 | 1) => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
            code => Err(format!("quittance {}: exit code {code:?}", words.join(" "))),
        }
    }

    /// The whole decision on everybody, which writes nothing: what runs beside the server.
    pub fn plan_all(&self) -> Command {
        let mut command = self.command(&["plan", "--all", "--on", MONDAY, "--json"], TODAY);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn command(&self, words: &[&str], today: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.args(words).arg("--data").arg(&self.data).env("QUITTANCE_TODAY", today);
        command
    }

    /// Serves the folder on this machine only, as behind a proxy that says who asks: limits by address then see a thousand people.
    pub fn serve(&self) -> Result<Host, String> {
        let log = fs::File::create(&self.log).map_err(|error| format!("{}: {error}", self.log.display()))?;
        let mut command = self.command(&["serve", "--port", "0", "--behind-proxy"], TODAY);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn().map_err(|error| error.to_string())?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
        let address = lines.by_ref().map_while(Result::ok).find_map(|line| address(&line));
        thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        match address {
            Some(address) => Ok(Host { child, address }),
            None => {
                let _ = child.kill();
                let _ = child.wait();
                Err(format!("the server ended before it answered: {}", fs::read_to_string(&self.log).unwrap_or_default()))
            }
        }
    }
}

impl Host {
    /// Memory now and at its highest, in MiB.
    pub fn memory(&self) -> (u64, u64) {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        (mebibytes(&status, "VmRSS:"), mebibytes(&status, "VmHWM:"))
    }

    /// CPU used since it started, in hundredths of a second.
    pub fn cpu(&self) -> u64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
        after.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum()
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn address(line: &str) -> Option<SocketAddr> {
    let rest = &line[line.find("127.0.0.1:")?..];
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ':').unwrap_or(rest.len());
    rest[..end].trim_end_matches('.').parse().ok()
}

fn mebibytes(status: &str, key: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix(key)).unwrap_or("");
    line.split_whitespace().next().and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) / 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_the_server_and_its_memory_are_read() {
        let expected = "127.0.0.1:8080".parse().ok();
        assert_eq!(address("Quittance : http://127.0.0.1:8080/"), expected);
        assert_eq!(address("sur 127.0.0.1:8080."), expected);
        assert_eq!(address("rien"), None);
        let status = "Name:\tq\nVmHWM:\t  204800 kB\nVmRSS:\t  102400 kB\n";
        assert_eq!((mebibytes(status, "VmRSS:"), mebibytes(status, "VmHWM:")), (100, 200));
    }
}
