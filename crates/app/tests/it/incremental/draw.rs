//! The numbers that decide a history (splitmix64): one seed, one history, on every machine.

use domain::Date;

pub struct Draw(u64);

impl Draw {
    pub fn new(seed: u64) -> Draw {
        Draw(seed.wrapping_mul(0x2545_f491_4f6c_dd1d))
    }

    /// A number below a bound; zero where the bound is zero.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound.max(1)
    }

    /// A number between two others, both included.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        least + i64::try_from(self.below(u64::try_from(most - least + 1).unwrap())).unwrap()
    }

    /// A small number that a policy or a scenario holds.
    pub fn small(&mut self, least: u16, most: u16) -> u16 {
        u16::try_from(self.between(i64::from(least), i64::from(most))).unwrap()
    }

    pub fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// One of several, where there is one.
    pub fn pick<T: Clone>(&mut self, of: &[T]) -> Option<T> {
        let at = self.below(of.len() as u64);
        of.get(usize::try_from(at).unwrap()).cloned()
    }

    /// One of several that are there.
    pub fn one<T: Clone>(&mut self, of: &[T]) -> T {
        self.pick(of).unwrap()
    }

    /// Mostly that day, else one of the days around it.
    pub fn near(&mut self, day: Date, before: i64, ahead: i64) -> Date {
        if self.below(10) < 6 { day } else { plus(day, self.between(-before, ahead)) }
    }
}

pub fn plus(day: Date, days: i64) -> Date {
    day.saturating_add(jiff::Span::new().days(days))
}
