//! What the tests need on the machine: looked for, installed where that is allowed, else named.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A program and the Debian package that brings it.
struct Tool {
    program: &'static str,
    packages: &'static [&'static str],
}

const TOOLS: &[Tool] = &[
    Tool { program: "cc", packages: &["gcc", "libc6-dev"] },
    Tool { program: "python3", packages: &["python3"] },
    Tool { program: "pdftotext", packages: &["poppler-utils"] },
    // The browser of `tests/it/browser`, and what drives it.
    Tool { program: "chromium", packages: &["chromium"] },
    Tool { program: "chromedriver", packages: &["chromium-driver"] },
    // Debian keeps the server's programs out of PATH, one folder a version.
    Tool { program: "initdb", packages: &["postgresql"] },
];

/// From the registry, pinned; the machine's own are taken when there are any. Unoptimised: what counts is to have them soon
/// (cargo-deny: 83 s of CPU on one of two cores).
const CARGO_TOOLS: &[(&str, &str)] = &[("cargo-nextest", "0.9.143"), ("cargo-deny", "0.20.2")];

/// Makes sure that everything is there; an error says what to install.
pub fn ready() -> Result<(), String> {
    let missing: Vec<&Tool> = TOOLS.iter().filter(|tool| find(tool.program).is_none()).collect();
    if !missing.is_empty() {
        install_packages(&missing)?;
    }
    for (program, version) in CARGO_TOOLS.iter().filter(|(program, _)| find(program).is_none()) {
        println!("==> cargo install {program} {version}");
        let mut command = Command::new("cargo");
        command.args(["install", "--debug", "--locked", program, "--version", version]).env("CARGO_PROFILE_DEV_DEBUG", "0");
        succeed(&mut command)?;
    }
    for (program, component) in [("cargo-fmt", "rustfmt"), ("cargo-clippy", "clippy")] {
        if find(program).is_none() {
            succeed(Command::new("rustup").args(["component", "add", component]))?;
        }
    }
    Ok(())
}

fn install_packages(missing: &[&Tool]) -> Result<(), String> {
    let packages: Vec<&str> = missing.iter().flat_map(|tool| tool.packages).copied().collect();
    let programs: Vec<&str> = missing.iter().map(|tool| tool.program).collect();
    let by_hand = format!("The tests need {}. On Debian: apt-get install {}", programs.join(", "), packages.join(" "));
    if find("apt-get").is_none() || !is_root() {
        return Err(by_hand);
    }
    println!("==> apt-get install {}", packages.join(" "));
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        succeed(&mut command)
    };
    apt(&["update", "-q"])
        .and_then(|()| apt(&[&["install", "-y", "-q", "--no-install-recommends"], packages.as_slice()].concat()))
        .map_err(|problem| format!("{problem}\n{by_hand}"))
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn succeed(command: &mut Command) -> Result<(), String> {
    let line = format!("{command:?}");
    match command.stdin(Stdio::null()).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{line}: {status}")),
        Err(error) => Err(format!("{line}: {error}")),
    }
}

/// The path of a program: in `PATH`, or among the server programs of PostgreSQL.
fn find(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let in_path = env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file());
    in_path.or_else(|| {
        let versions = Path::new("/usr/lib/postgresql").read_dir().ok()?;
        versions.flatten().map(|version| version.path().join("bin").join(program)).find(|file| file.is_file())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_found_where_the_machine_keeps_it() {
        assert!(find("cargo").is_some(), "cargo runs this test");
        assert!(find("no-such-program-anywhere").is_none());
    }
}
