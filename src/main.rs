//! Quittance: from an unpaid invoice to money in the bank. This binary joins the crates behind a command line.
#![forbid(unsafe_code)]

mod apart;
mod cli;
mod clock;
mod typesetting;

fn main() -> std::process::ExitCode {
    if let Some(ended) = apart::asked() {
        return ended;
    }
    app::untrusted::tried_by(Box::new(apart::Apart::default()));
    cli::main()
}
