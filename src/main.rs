//! Quittance: from an unpaid invoice to money in the bank. This binary joins the crates behind a command line.
#![forbid(unsafe_code)]

mod cli;
mod clock;
mod typesetting;

fn main() -> std::process::ExitCode {
    cli::main()
}
