#![no_main]
//! Every reader under libFuzzer: one program, which target being said by `QUITTANCE_FUZZ_TARGET`.
//!
//! A target fails when the program panics, allocates more than [`MOST_BYTES`], takes longer than libFuzzer was told to wait, or
//! breaks what always holds ([`holds`]). The readers contain panics of the workbook library (`formats::table::xlsx`): such a panic is
//! no failure; one of our own code is, contained or not. Corpora are text that a person can read: targets of archives and workbooks
//! pack it first ([`parts`]).

mod holds;
mod parts;
mod targets;

use std::alloc::System;
use std::backtrace::Backtrace;
use std::panic::{PanicHookInfo, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};

use cap::Cap;
use libfuzzer_sys::fuzz_target;

/// Bytes that may be allocated at once while a file is read.
const MOST_BYTES: usize = 256 << 20;

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, MOST_BYTES);

static TARGET: LazyLock<fn(&[u8])> = LazyLock::new(|| {
    let name = std::env::var("QUITTANCE_FUZZ_TARGET").unwrap_or_default();
    targets::named(&name).unwrap_or_else(|| panic!("QUITTANCE_FUZZ_TARGET is no target: {name:?}"))
});

/// What a library panicked with last.
static LAST: Mutex<String> = Mutex::new(String::new());

/// The most that was allocated so far, in kibibytes, as last told.
static TOLD: AtomicUsize = AtomicUsize::new(0);

fuzz_target!(
    init: std::panic::set_hook(Box::new(on_panic)),
    |bytes: &[u8]| {
        let target = *TARGET;
        if catch_unwind(|| target(bytes)).is_err() {
            eprintln!("where nothing contains it, {}", LAST.lock().unwrap_or_else(PoisonError::into_inner));
            std::process::abort();
        }
        tell_memory();
    }
);

/// Our own code never panics; libraries may, where that is contained.
fn on_panic(panic: &PanicHookInfo<'_>) {
    let file = panic.location().map_or("", |at| at.file());
    let library = file.contains("/registry/") || file.contains("/rustc/") || file.contains("/library/");
    if library {
        *LAST.lock().unwrap_or_else(PoisonError::into_inner) = panic.to_string();
        return;
    }
    eprintln!("{panic}\n{}", Backtrace::force_capture());
    std::process::abort();
}

fn tell_memory() {
    let most = MEMORY.max_allocated().div_ceil(1 << 10);
    if TOLD.fetch_max(most, Ordering::Relaxed) < most {
        eprintln!("heap: {most} KiB");
    }
}
