//! The chain of hashes over the journal of a tenant, and the keyed digests of erasable bytes.
//!
//! `hash(n) = SHA-256(hash(n-1) ‖ head(n) ‖ payload(n))`, `hash(0)` being 32 zero bytes. The head is written without
//! any ambiguity: numbers as eight bytes, big end first; texts and payload preceded by their length as eight bytes.
//! Anybody can check it with a common tool.

use std::fs;
use std::path::Path;

use domain::ids::{Seq, TenantId};
use hmac::{Hmac, KeyInit, Mac};
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::engine::day_text;
use crate::error::StoreError;

/// A hash of the chain.
pub type Hash = [u8; 32];

/// The hash before the first event.
pub const ORIGIN: Hash = [0; 32];

/// The end of a tenant's journal: how many events, and the hash of the last. Kept outside the database as well, it
/// shows that the newest events were removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Whose journal.
    pub tenant: TenantId,
    /// How many events.
    pub events: i64,
    /// Hash of the last one.
    pub hash: Hash,
}

/// What is hashed of an envelope.
pub(crate) struct Envelope<'a> {
    pub tenant: TenantId,
    pub seq: Seq,
    pub kind: &'a str,
    pub version: u32,
    pub effective_on: Date,
    pub recorded_at: i64,
    pub author: &'a str,
}

/// The hash of an event that follows one of hash `previous`.
pub(crate) fn link(previous: &Hash, e: &Envelope<'_>, payload: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(previous);
    for number in [e.tenant.0, e.seq.0, i64::from(e.version), e.recorded_at] {
        hasher.update(number.to_be_bytes());
    }
    for bytes in [e.kind.as_bytes(), day_text(e.effective_on).as_bytes(), e.author.as_bytes(), payload] {
        hasher.update((bytes.len() as u64).to_be_bytes());
        hasher.update(bytes);
    }
    hasher.finalize().into()
}

/// The key of a tenant, made ready once for any number of digests.
pub(crate) struct Key(Hmac<Sha256>);

impl Key {
    /// From the tenant's secret.
    pub fn new(secret: &[u8]) -> Key {
        Key(Hmac::new_from_slice(secret).expect("HMAC takes a key of any length"))
    }

    /// HMAC-SHA-256 of bytes under the key: the first sixteen bytes, in hexadecimal.
    pub fn digest(&self, bytes: &[u8]) -> String {
        let mut mac = self.0.clone();
        mac.update(bytes);
        hex(&mac.finalize().into_bytes()[..16])
    }
}

/// Bytes, such as a digest, in lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

/// Reads the heads saved by [`crate::Store::save_heads`].
///
/// # Errors
/// The file cannot be read, or holds something else.
pub fn read_heads(path: &Path) -> Result<Vec<Head>, StoreError> {
    let text = fs::read_to_string(path).map_err(StoreError::file(path))?;
    let read = |line: &str| {
        let mut words = line.split(' ');
        let tenant = TenantId(words.next()?.parse().ok()?);
        let events = words.next()?.parse().ok()?;
        let digits = words.next().filter(|hash| hash.len() == 64 && hash.is_ascii())?;
        let mut hash = ORIGIN;
        for (byte, pair) in hash.iter_mut().zip(digits.as_bytes().chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Head { tenant, events, hash })
    };
    text.lines()
        .map(|line| read(line).ok_or_else(|| StoreError::Damaged(format!("{} : « {line} » n'est pas une tête de journal", path.display()))))
        .collect()
}

/// One line a tenant: number, events, hash.
pub(crate) fn write_heads(path: &Path, heads: &[Head]) -> Result<(), StoreError> {
    let lines: String = heads.iter().map(|h| format!("{} {} {}\n", h.tenant.0, h.events, hex(&h.hash))).collect();
    let beside = path.with_extension("new");
    fs::write(&beside, lines).map_err(StoreError::file(&beside))?;
    fs::rename(&beside, path).map_err(StoreError::file(path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// Computed apart, in another language, from the description at the top of this module.
    #[test]
    fn the_first_link_is_the_published_one() {
        let e = Envelope {
            tenant: TenantId(1),
            seq: Seq(1),
            kind: "import.undone",
            version: 1,
            effective_on: date(2026, 11, 21),
            recorded_at: 1_700_000_000_000_000,
            author: "cli",
        };
        let hash = link(&ORIGIN, &e, br#"{"import":7}"#);
        assert_eq!(hex(&hash), "cea05eb6729f8fac37ee94c9366fb1a7ea8cbc8b6b24b77ec55c2ce28f825bfc");
    }

    /// RFC 4231, test case 2, first sixteen bytes.
    #[test]
    fn a_digest_is_a_truncated_hmac_sha_256() {
        assert_eq!(Key::new(b"Jefe").digest(b"what do ya want for nothing?"), "5bdcc146bf60754e6a042426089575c7");
    }
}
