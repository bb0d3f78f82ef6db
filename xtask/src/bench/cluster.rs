//! A PostgreSQL server of the benchmark's own: under an unprivileged user (`initdb` refuses root), on a free port of 127.0.0.1,
//! with its durability on, gone with the benchmark.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// A running server.
pub struct Cluster {
    port: u16,
    folder: PathBuf,
    shell: Child,
    bin: PathBuf,
}

/// The owner of the tables, and the application's role, which owns nothing.
const ROLES: &str = "CREATE ROLE keeper LOGIN NOSUPERUSER NOBYPASSRLS; CREATE ROLE quittance LOGIN NOSUPERUSER NOBYPASSRLS";

impl Cluster {
    /// Starts one in a new folder.
    pub fn start(folder: &Path) -> Result<Cluster, String> {
        let bin = binaries().ok_or("PostgreSQL is not there: apt-get install postgresql")?;
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let user = unprivileged();
        if let Some((user, group)) = user {
            done(Command::new("chown").arg(format!("{user}:{group}")).arg(folder))?;
        }
        let data = folder.join("cluster");
        done(
            run_as(user, &bin.join("initdb"))
                .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "-D"])
                .arg(&data)
                .current_dir(folder),
        )?;
        let port = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).map_err(|error| error.to_string())?.port();
        // The shell waits for the end of its standard input, which comes when this process ends, whatever way.
        let server = format!(
            "'{}' -D '{}' -p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c shared_buffers=256MB \
             -c max_wal_size=4GB >/dev/null 2>&1 & server=$!; read -r _; kill -INT $server; wait $server",
            bin.join("postgres").display(),
            data.display()
        );
        let shell = run_as(user, Path::new("/bin/sh"))
            .arg("-c")
            .arg(server)
            .current_dir(folder)
            .stdin(Stdio::piped())
            .spawn()
            .map_err(|error| format!("/bin/sh: {error}"))?;
        let cluster = Cluster { port, folder: folder.to_owned(), shell, bin };
        cluster.wait()?;
        cluster.sql("postgres", ROLES)?;
        Ok(cluster)
    }

    /// A new database, and the settings that lead the program to it.
    pub fn database(&self, name: &str) -> Result<Vec<(String, String)>, String> {
        self.sql("postgres", &format!("CREATE DATABASE {name} OWNER keeper"))?;
        Ok(vec![
            ("QUITTANCE_POSTGRES".to_owned(), self.url("quittance", name)),
            ("QUITTANCE_POSTGRES_ADMIN".to_owned(), self.url("keeper", name)),
        ])
    }

    /// The address of a database for a role.
    pub fn url(&self, role: &str, database: &str) -> String {
        format!("postgres://{role}@127.0.0.1:{}/{database}", self.port)
    }

    fn sql(&self, database: &str, text: &str) -> Result<(), String> {
        done(Command::new(self.bin.join("psql")).arg(self.url("postgres", database)).args(["-q", "-v", "ON_ERROR_STOP=1", "-c", text]))
    }

    fn wait(&self) -> Result<(), String> {
        for _ in 0..300 {
            let ready = Command::new(self.bin.join("pg_isready")).arg("-q").arg("-d").arg(self.url("postgres", "postgres")).status();
            if ready.is_ok_and(|status| status.success()) {
                return Ok(());
            }
            sleep(Duration::from_millis(100));
        }
        Err(format!("PostgreSQL did not start on port {}", self.port))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn binaries() -> Option<PathBuf> {
    let versions = Path::new("/usr/lib/postgresql").read_dir().ok()?;
    versions.flatten().map(|version| version.path().join("bin")).filter(|bin| bin.join("initdb").is_file()).max()
}

/// The user and group to become when root runs the benchmark.
fn unprivileged() -> Option<(&'static str, &'static str)> {
    let id = |arguments: &[&str]| Command::new("id").args(arguments).stderr(Stdio::null()).output().ok().filter(|out| out.status.success());
    if id(&["-u"])?.stdout.trim_ascii() != b"0" {
        return None;
    }
    Some(if id(&["postgres"]).is_some() { ("postgres", "postgres") } else { ("nobody", "nogroup") })
}

fn run_as(user: Option<(&str, &str)>, program: &Path) -> Command {
    let Some((user, group)) = user else { return Command::new(program) };
    let mut command = Command::new("setpriv");
    command.args(["--reuid", user, "--regid", group, "--clear-groups"]).arg(program);
    command
}

fn done(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| format!("{}: {error}", command.get_program().display()))?;
    if output.status.success() { Ok(()) } else { Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr))) }
}
