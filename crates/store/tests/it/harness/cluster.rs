//! A PostgreSQL cluster for one test binary: made under an unprivileged user (`initdb` refuses root), on a free port of
//! 127.0.0.1, gone with the process, whatever way it ends.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use postgres::{Client, NoTls};
use tempfile::TempDir;

/// A running cluster.
pub struct Cluster {
    port: u16,
    _folder: TempDir,
}

impl Cluster {
    /// Starts one; `None` where PostgreSQL is not installed.
    pub fn start() -> Option<Cluster> {
        let bin = binaries()?;
        let folder = TempDir::new().unwrap();
        let user = unprivileged();
        if let Some(user) = &user {
            assert!(Command::new("chown").arg(user).arg(folder.path()).status().unwrap().success());
        }
        let data = folder.path().join("data");
        let made = run_as(user.as_deref(), &bin.join("initdb"))
            .args(["--username=postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C", "-D"])
            .arg(&data)
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        serve(user.as_deref(), &bin, &data, port);
        let cluster = Cluster { port, _folder: folder };
        cluster.wait();
        let mut client = cluster.client("postgres");
        client
            .batch_execute("CREATE ROLE keeper LOGIN NOSUPERUSER NOBYPASSRLS; CREATE ROLE quittance LOGIN NOSUPERUSER NOBYPASSRLS")
            .unwrap();
        Some(cluster)
    }

    /// A new database that `keeper` owns.
    pub fn create_database(&self, name: &str) {
        self.client("postgres").batch_execute(&format!("CREATE DATABASE {name} OWNER keeper")).unwrap();
    }

    /// The address of a database for a role.
    pub fn url(&self, role: &str, database: &str) -> String {
        format!("postgres://{role}@127.0.0.1:{}/{database}", self.port)
    }

    fn client(&self, database: &str) -> Client {
        Client::connect(&self.url("postgres", database), NoTls).unwrap()
    }

    fn wait(&self) {
        for _ in 0..600 {
            if Client::connect(&self.url("postgres", "postgres"), NoTls).is_ok() {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("PostgreSQL did not start on port {}", self.port);
    }
}

/// Runs the server under a shell that waits for the end of its standard input: the pipe closes when this process ends,
/// also when it is killed, and the shell then stops the server and removes its folder (forty megabytes for each process).
fn serve(user: Option<&str>, bin: &Path, data: &Path, port: u16) {
    let server = format!(
        "'{}' -D '{}' -p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off \
         -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=64MB -c max_connections=80 >/dev/null 2>&1 & \
         server=$!; read -r _; kill -QUIT $server; wait $server; cd / && rm -rf '{}'",
        bin.join("postgres").display(),
        data.display(),
        data.parent().unwrap_or(data).display()
    );
    let mut shell = run_as(user, Path::new("/bin/sh"));
    let child = shell.arg("-c").arg(server).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    // Kept open for the life of the process; the shell itself ends with it.
    std::mem::forget(child);
}

fn binaries() -> Option<PathBuf> {
    let root = Path::new("/usr/lib/postgresql");
    let mut versions: Vec<PathBuf> = std::fs::read_dir(root).ok()?.filter_map(|entry| Some(entry.ok()?.path().join("bin"))).collect();
    versions.retain(|bin| bin.join("initdb").exists());
    versions.sort();
    versions.pop()
}

/// The user to become when the tests run as root.
fn unprivileged() -> Option<String> {
    let id = Command::new("id").arg("-u").output().unwrap();
    if String::from_utf8_lossy(&id.stdout).trim() != "0" {
        return None;
    }
    let known = |name: &&str| Command::new("id").arg(name).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success();
    Some(["postgres", "nobody"].iter().find(|name| known(name)).expect("an unprivileged user").to_string())
}

fn run_as(user: Option<&str>, program: &Path) -> Command {
    match user {
        None => Command::new(program),
        Some(user) => {
            let mut command = Command::new("setpriv");
            command.args(["--reuid", user, "--regid", user, "--clear-groups"]);
            if user == "nobody" {
                command = Command::new("setpriv");
                command.args(["--reuid", "nobody", "--regid", "nogroup", "--clear-groups"]);
            }
            command.arg(program);
            command
        }
    }
}
