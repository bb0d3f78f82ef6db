//! Anti-forgery tokens: bound to the session, masked anew in each page so that compression tells nothing of them.

use std::sync::LazyLock;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// A key of this process: tokens of an earlier run are refused, and the form says to send again.
static KEY: LazyLock<[u8; 32]> = LazyLock::new(random);

const LENGTH: usize = 16;

/// Bytes nobody can guess.
///
/// # Panics
/// The system gives no randomness: nothing can be done safely then.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system gives randomness");
    bytes
}

/// A token for a form of that session.
pub(crate) fn make(session: &str) -> String {
    let mask: [u8; LENGTH] = random();
    let masked = mac(session).into_iter().zip(mask).map(|(a, b)| a ^ b);
    hex(&mask.into_iter().chain(masked).collect::<Vec<u8>>())
}

/// Whether a token was made for a form of that session.
pub(crate) fn holds(session: &str, token: &str) -> bool {
    let Some(bytes) = unhex(token).filter(|bytes| bytes.len() == 2 * LENGTH) else { return false };
    let (mask, masked) = bytes.split_at(LENGTH);
    let differing = mac(session).iter().zip(mask.iter().zip(masked)).fold(0, |all, (expected, (a, b))| all | (expected ^ a ^ b));
    differing == 0
}

fn mac(session: &str) -> [u8; LENGTH] {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(KEY.as_slice()).expect("any length of key will do");
    mac.update(b"form");
    mac.update(session.as_bytes());
    let full = mac.finalize().into_bytes();
    let mut short = [0; LENGTH];
    short.copy_from_slice(&full[..LENGTH]);
    short
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_holds_for_its_session_alone_and_is_never_twice_the_same() {
        let (first, second) = (make("a"), make("a"));
        assert!(holds("a", &first) && holds("a", &second));
        assert_ne!(first, second);
        assert!(!holds("b", &first));
        for wrong in ["", "00", "zz", &first[2..], &format!("{}00", &first[..62])] {
            assert!(!holds("a", wrong), "{wrong}");
        }
    }
}
