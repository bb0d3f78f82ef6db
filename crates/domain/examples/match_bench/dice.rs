//! Chance that is the same on every machine: splitmix64, a stream for each use.

/// splitmix64 of `x`.
fn mix(x: u64) -> u64 {
    let z = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A stream of numbers.
pub struct Dice(u64);

impl Dice {
    /// The stream of a seed for a use and a place in it.
    pub fn of(seed: u64, usage: u64, at: u64) -> Dice {
        Dice(mix(seed ^ mix(usage) ^ mix(at.wrapping_mul(0x5851_F42D_4C95_7F2D))))
    }

    /// The next number below `many`.
    pub fn below(&mut self, many: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0) % many.max(1)
    }

    /// From `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + i64::try_from(self.below(u64::try_from(high - low + 1).unwrap_or(1))).unwrap_or(0)
    }

    /// Whether something happens that happens so many times in a hundred.
    pub fn percent(&mut self, times: u64) -> bool {
        self.below(100) < times
    }

    /// A place in a list of so many.
    pub fn place(&mut self, many: usize) -> usize {
        usize::try_from(self.below(many as u64)).unwrap_or(0)
    }

    /// One of a list.
    pub fn pick<'a, T>(&mut self, among: &'a [T]) -> &'a T {
        &among[self.place(among.len())]
    }

    /// A place by weights.
    pub fn weighted(&mut self, weights: impl Iterator<Item = u64> + Clone) -> usize {
        let mut left = self.below(weights.clone().sum());
        for (place, weight) in weights.enumerate() {
            if left < weight {
                return place;
            }
            left -= weight;
        }
        0
    }
}
