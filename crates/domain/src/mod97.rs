//! The check by 97 of IBANs, RIBs and creditor references: ISO 7064, MOD 97-10.
//!
//! Characters are read in the order given; whoever checks moves the first four to the end, as its own norm says.

/// The remainder by 97 of a number written in ASCII digits and letters, a letter counting 10 (A) to 35 (Z), in any case.
pub(crate) fn remainder(characters: impl Iterator<Item = u8>) -> u32 {
    characters.fold(0, |rest, byte| match byte {
        b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
        letter => (rest * 100 + u32::from(letter.to_ascii_uppercase().wrapping_sub(b'A')) + 10) % 97,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_examples_leave_one() {
        // The example IBAN of the French banks and the example of ISO 11649, their first four characters at the end.
        assert_eq!(remainder(b"30006000011234567890189FR76".iter().copied()), 1);
        assert_eq!(remainder(b"539007547034RF18".iter().copied()), 1);
        assert_eq!(remainder(b"539007547034rf18".iter().copied()), 1);
        // By hand: A counts 10, and 97 leaves nothing.
        assert_eq!(remainder(b"A".iter().copied()), 10);
        assert_eq!(remainder(b"97A".iter().copied()), 10);
        assert_eq!(remainder(b"".iter().copied()), 0);
    }
}
