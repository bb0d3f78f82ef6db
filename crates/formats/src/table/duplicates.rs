//! Numbers seen twice in one file. Only digests are kept, and no more than [`MOST`]: beyond, the books compare.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState};

/// Rows of invoices whose numbers are compared with each other; they take some 50 MiB.
pub const MOST: usize = 1_000_000;

/// Keys are digests already.
#[derive(Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, digest: u64) {
        self.0 = digest;
    }
}

#[derive(Clone, Copy)]
struct First {
    line: u32,
    debtor: u32,
    content: u32,
}

/// What a number was seen as before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Before {
    /// Never.
    Never,
    /// For the same debtor with the same content, at that line.
    Same(u32),
    /// For the same debtor with other content.
    Other(u32),
    /// For another debtor.
    OtherDebtor(u32),
}

/// The numbers of one file.
#[derive(Default)]
pub(super) struct Seen {
    hasher: RandomState,
    firsts: HashMap<u64, First, BuildHasherDefault<AsIs>>,
}

impl Seen {
    /// Adds a number; says how it was seen before.
    pub(super) fn see(&mut self, number: &str, debtor: &str, content: &[i64], line: u64) -> Before {
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        let debtor_digest = self.hasher.hash_one(debtor);
        let here = First { line, debtor: short(debtor_digest), content: short(self.hasher.hash_one(content)) };
        let key = self.hasher.hash_one(number);
        let Some(first) = self.remember(key, here) else { return Before::Never };
        if first.debtor == here.debtor {
            return against(first, here);
        }
        // Second debtor under this number: from now on each has its own key.
        match self.remember(key ^ debtor_digest.rotate_left(1), here) {
            None => Before::OtherDebtor(first.line),
            Some(own) => against(own, here),
        }
    }

    /// What is known under a key; remembers this where nothing is.
    fn remember(&mut self, key: u64, here: First) -> Option<First> {
        if let Some(first) = self.firsts.get(&key) {
            return Some(*first);
        }
        if self.firsts.len() < MOST {
            self.firsts.insert(key, here);
        }
        None
    }
}

fn against(first: First, here: First) -> Before {
    if first.content == here.content { Before::Same(first.line) } else { Before::Other(first.line) }
}

fn short(digest: u64) -> u32 {
    (digest >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_compared_for_its_own_debtor() {
        let mut seen = Seen::default();
        assert_eq!(seen.see("F1", "A", &[100], 2), Before::Never);
        assert_eq!(seen.see("F1", "A", &[100], 3), Before::Same(2));
        assert_eq!(seen.see("F1", "A", &[101], 4), Before::Other(2));
        assert_eq!(seen.see("F1", "B", &[100], 5), Before::OtherDebtor(2));
        assert_eq!(seen.see("F1", "B", &[100], 6), Before::Same(5));
        assert_eq!(seen.see("F2", "B", &[100], 7), Before::Never);
    }
}
