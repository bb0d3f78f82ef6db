//! Files from outside, read first in a process of their own: `quittance __read MIB SECONDS NAME FILE`, this very program, which
//! takes limits upon itself, reads the file with the readers of the import, and says nothing. Only how it ends counts: whoever
//! sent a file made to harm brings down that process, never the server. The pages of a PDF are drawn by another such process
//! ([`draw`]).
//!
//! Limits: memory ([`MOST_MIB`], private and writable, which is what reading takes), processor time, no file written, few files
//! open, no dump; a time by the clock from outside, for what waits. The process has no environment, no standard input or output,
//! and one reads and one draws at a time: whoever looks at a file never holds up an import. Where the system has no such limits
//! (Windows), the time by the clock is left.

mod draw;

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use app::ports::{Drawn, Trial, Tried, Undrawn};
use formats::Input;

/// The command, which no help lists.
const COMMAND: &str = "__read";
/// Mebibytes of memory that a reading may take.
const MOST_MIB: u64 = 256;
/// Seconds of processor.
const MOST_SECONDS: u64 = 10;
/// Seconds by the clock.
const MOST_WAIT: u64 = 30;
/// How often the end is looked for.
const STEP: Duration = Duration::from_millis(5);

/// Reads files in a process of their own.
#[derive(Debug, Default)]
pub struct Apart {
    reading: Mutex<()>,
    drawing: Mutex<()>,
}

impl Trial for Apart {
    fn read_apart(&self, path: &Path, name: &str) -> Tried {
        let _turn = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        match started(path, name) {
            Err(error) => Tried::Unable(domain::french::refusal_fr(&error)),
            Ok(child) => ended(child, Duration::from_secs(MOST_WAIT)),
        }
    }

    fn draw_apart(&self, pdf: &[u8]) -> Result<Drawn, Undrawn> {
        let _turn = self.drawing.lock().unwrap_or_else(PoisonError::into_inner);
        draw::started(pdf).map_err(|error| Undrawn::Unable(domain::french::refusal_fr(&error)))?
    }
}

fn started(path: &Path, name: &str) -> std::io::Result<Child> {
    process(COMMAND)?.arg(name).arg(std::path::absolute(path)?).spawn()
}

/// This program again, to do one thing within limits: nothing is known to it but what it is given.
fn process(command: &str) -> std::io::Result<Command> {
    let mut process = Command::new(own_program()?);
    process
        .arg(command)
        .args([MOST_MIB.to_string(), MOST_SECONDS.to_string()])
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    Ok(process)
}

/// This program as it runs, though another was installed in its place meanwhile.
fn own_program() -> std::io::Result<PathBuf> {
    let running = Path::new("/proc/self/exe");
    if running.exists() { Ok(running.to_owned()) } else { env::current_exe() }
}

fn ended(mut child: Child, wait: Duration) -> Tried {
    let steps = wait.as_millis() / STEP.as_millis();
    for _ in 0..steps {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Tried::Passed,
            Ok(Some(_)) => return Tried::TooMuch,
            Ok(None) => thread::sleep(STEP),
            Err(error) => return Tried::Unable(domain::french::refusal_fr(&error)),
        }
    }
    // It may have ended since; either way it is gone once it was waited for.
    let _ = child.kill();
    let _ = child.wait();
    Tried::TooMuch
}

/// The other side: where this process was started to read a file or to draw one, does it and says how to end.
pub fn asked() -> Option<ExitCode> {
    let mut args = env::args_os().skip(1);
    let command = args.next()?;
    if command != COMMAND && command != draw::COMMAND {
        return None;
    }
    let args: Vec<OsString> = args.collect();
    let [mib, seconds, rest @ ..] = args.as_slice() else { return Some(ExitCode::FAILURE) };
    let number = |text: &OsString| text.to_str().and_then(|text| text.parse::<u64>().ok());
    let (Some(mib), Some(seconds)) = (number(mib), number(seconds)) else { return Some(ExitCode::FAILURE) };
    if limited(mib << 20, seconds).is_err() {
        return Some(ExitCode::FAILURE);
    }
    Some(match rest {
        [] if command == draw::COMMAND => draw::asked(),
        [name, path] if command == COMMAND => {
            // What it holds is dropped: reading it is what may cost too much. No day matters to that.
            formats::report::read(&Input::file(Path::new(path)).with_name(&name.to_string_lossy()), &[], domain::Date::MIN);
            ExitCode::SUCCESS
        }
        _ => ExitCode::FAILURE,
    })
}

#[cfg(unix)]
fn limited(bytes: u64, seconds: u64) -> std::io::Result<()> {
    use rlimit::Resource;
    // Of the address space, what is not memory (the program itself, its stacks) is left some room.
    let limits = [
        (Resource::AS, bytes.saturating_add(2 << 30)),
        (Resource::DATA, bytes),
        (Resource::CPU, seconds),
        (Resource::FSIZE, 0),
        (Resource::CORE, 0),
        (Resource::NOFILE, 16),
    ];
    limits.into_iter().try_for_each(|(resource, most)| {
        // A limit that is stricter already stays.
        let (_, hard) = resource.get()?;
        resource.set(most.min(hard), most.min(hard))
    })
}

#[cfg(not(unix))]
fn limited(_bytes: u64, _seconds: u64) -> std::io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn after(script: &str, wait: u64) -> Tried {
        let child = Command::new("sh").args(["-c", script]).stdin(Stdio::null()).spawn().expect("a shell");
        ended(child, Duration::from_millis(wait))
    }

    #[test]
    fn how_the_process_ends_is_all_that_counts() {
        assert_eq!(after("exit 0", 60_000), Tried::Passed);
        assert_eq!(after("exit 1", 60_000), Tried::TooMuch);
        assert_eq!(after("kill -9 $$", 60_000), Tried::TooMuch);
        assert_eq!(after("exec sleep 3600", 50), Tried::TooMuch, "what waits is not waited for");
    }

    #[test]
    fn it_is_this_very_program_that_is_started() {
        assert!(own_program().is_ok_and(|program| program.exists()));
    }
}
