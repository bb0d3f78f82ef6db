//! Passwords at rest: Argon2id, 19 MiB, two passes, one lane, a salt of 16 random bytes, kept as a PHC string with its parameters.
//!
//! A hash takes 19 MiB. A [`Hasher`] keeps one buffer of that size and makes one hash at a time, so that memory does not grow with
//! the number of people who sign in.

use std::sync::{Mutex, PoisonError};

use argon2::password_hash::phc::{Output, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};

use crate::error::{AppError, Result};

const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Bytes of a password beyond which none is looked at: no password of ours is so long.
const MOST_BYTES: usize = 1_024;

/// Makes and verifies hashes, one at a time, in one kept buffer.
#[derive(Default)]
pub struct Hasher {
    memory: Mutex<Vec<Block>>,
}

impl Hasher {
    /// A hasher; its buffer comes with the first hash.
    pub fn new() -> Hasher {
        Hasher::default()
    }

    /// The hash of a secret under a new salt.
    ///
    /// # Errors
    /// The system gives no randomness or no memory.
    pub fn hash(&self, secret: &str) -> Result<String> {
        self.under(secret, &random::<16>()?)
    }

    /// The hashes of several secrets under one salt: one is then found among them by one hash.
    pub(super) fn hash_all(&self, secrets: &[String]) -> Result<Vec<String>> {
        let salt = random::<16>()?;
        secrets.iter().map(|secret| self.under(secret, &salt)).collect()
    }

    /// Whether a secret is the one of a hash. Without a hash the same work is done, and the answer is no.
    ///
    /// # Errors
    /// No memory.
    pub fn verify(&self, secret: &str, phc: Option<&str>) -> Result<bool> {
        Ok(self.find(secret, &[phc.unwrap_or_default()])? == Some(0))
    }

    /// Which of several hashes under one salt is that of the secret.
    pub(super) fn find<T: AsRef<str>>(&self, secret: &str, hashes: &[T]) -> Result<Option<usize>> {
        let parsed: Vec<Option<(Params, Salt, Output)>> = hashes.iter().map(|phc| parts(phc.as_ref())).collect();
        let too_long = secret.len() > MOST_BYTES;
        let secret = if too_long { "" } else { secret };
        let Some((params, salt, _)) = parsed.iter().flatten().next() else {
            self.raw(secret, &[0; 16], &params()?)?;
            return Ok(None);
        };
        let made = self.raw(secret, salt, params)?;
        let alike =
            |expected: &Output| expected.len() == made.len() && expected.as_bytes().iter().zip(&made).fold(0, |d, (a, b)| d | (a ^ b)) == 0;
        let mut found = None;
        for (at, parts) in parsed.iter().enumerate() {
            if parts.as_ref().is_some_and(|(_, _, expected)| alike(expected)) {
                found = Some(at);
            }
        }
        Ok(found.filter(|_| !too_long))
    }

    /// Whether a hash was made with today's parameters.
    pub(super) fn is_current(phc: &str) -> bool {
        let read = |(p, _, _): (Params, Salt, Output)| p.m_cost() == MEMORY_KIB && p.t_cost() == PASSES && p.p_cost() == LANES;
        parts(phc).is_some_and(read)
    }

    fn under(&self, secret: &str, salt: &[u8; 16]) -> Result<String> {
        let made = self.raw(secret, salt, &params()?)?;
        let (salt, made) = (Salt::new(salt).map_err(refused)?, Output::new(&made).map_err(refused)?);
        Ok(format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${salt}${made}"))
    }

    fn raw(&self, secret: &str, salt: &[u8], params: &Params) -> Result<[u8; 32]> {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        if memory.len() < params.block_count() {
            memory.resize(params.block_count(), Block::default());
        }
        let mut made = [0; 32];
        let blocks = params.block_count();
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
        argon.hash_password_into_with_memory(secret.as_bytes(), salt, &mut made, &mut memory[..blocks]).map_err(refused)?;
        Ok(made)
    }
}

fn params() -> Result<Params> {
    Params::new(MEMORY_KIB, PASSES, LANES, Some(32)).map_err(refused)
}

/// Parameters, salt and hash of a PHC string of Argon2id.
fn parts(phc: &str) -> Option<(Params, Salt, Output)> {
    let hash = PasswordHash::new(phc).ok().filter(|hash| hash.algorithm.as_str() == "argon2id")?;
    Some((Params::try_from(&hash).ok()?, hash.salt?, hash.hash?))
}

fn refused(error: impl std::fmt::Display) -> AppError {
    AppError::refused(format!("Le mot de passe n'a pas pu être traité : {error}. Réessayez."))
}

/// Bytes that nobody can guess.
pub(super) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| AppError::refused(format!("Le système ne donne pas d'aléa : {error}.")))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_that_of_its_secret_alone_and_never_the_same_twice() {
        let hasher = Hasher::new();
        let phc = hasher.hash("le chat dort sur la pile").expect("hash");
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && Hasher::is_current(&phc), "{phc}");
        assert!(hasher.verify("le chat dort sur la pile", Some(&phc)).expect("verify"));
        assert!(!hasher.verify("le chat dort sur la pilf", Some(&phc)).expect("verify"));
        assert!(!hasher.verify("le chat dort sur la pile", None).expect("verify"));
        assert!(!hasher.verify(&"x".repeat(5_000), Some(&phc)).expect("verify"));
        assert_ne!(phc, hasher.hash("le chat dort sur la pile").expect("hash"));
    }

    /// Argon2id of "password" under "somesalt" with m=65536, t=2, p=1: the vector of the reference implementation.
    #[test]
    fn the_hash_is_argon2id() {
        let phc = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assert!(Hasher::new().verify("password", Some(phc)).expect("verify"));
        assert!(!Hasher::is_current(phc));
    }
}
