//! Compact tables: many texts in one, and lists of places by a key.

use std::ops::RangeInclusive;

/// Many texts in one string, by their place.
#[derive(Default)]
pub(in super::super) struct Texts {
    all: String,
    ends: Vec<u32>,
}

impl Texts {
    pub fn push(&mut self, text: &str) {
        self.all.push_str(text);
        // Four gigabytes of names would not fit the memory this engine is allowed.
        self.ends.push(u32::try_from(self.all.len()).expect("texts of an index take less than 4 GiB"));
    }

    pub fn get(&self, at: u32) -> &str {
        let at = at as usize;
        let start = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        &self.all[start..self.ends[at] as usize]
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }
}

/// Places by key: for each key a list, ascending. Keys are numbers or hashes of texts.
#[derive(Default)]
pub(in super::super) struct Places {
    keys: Vec<u64>,
    places: Vec<u32>,
}

impl Places {
    /// From pairs in any order; equal pairs count once.
    pub fn of(mut pairs: Vec<(u64, u32)>) -> Places {
        pairs.sort_unstable();
        pairs.dedup();
        let (keys, places) = pairs.into_iter().unzip();
        Places { keys, places }
    }

    /// The places of a key.
    pub fn at(&self, key: u64) -> &[u32] {
        let from = self.keys.partition_point(|own| *own < key);
        let many = self.keys[from..].iter().take_while(|own| **own == key).count();
        &self.places[from..from + many]
    }

    /// The places of all keys within bounds, in the order of the keys.
    pub fn between(&self, keys: RangeInclusive<u64>) -> &[u32] {
        let from = self.keys.partition_point(|own| own < keys.start());
        let to = self.keys.partition_point(|own| own <= keys.end());
        &self.places[from..to.max(from)]
    }
}

/// Lists of places by a place: list `i` is `places[starts[i]..starts[i + 1]]`.
#[derive(Default)]
pub(in super::super) struct Lists {
    starts: Vec<u32>,
    places: Vec<u32>,
}

impl Lists {
    /// From pairs (list, place) in ascending order of the lists; `many` lists in all.
    pub fn of(many: usize, pairs: impl Iterator<Item = (u32, u32)>) -> Lists {
        let mut lists = Lists { starts: Vec::with_capacity(many + 1), places: Vec::new() };
        for (list, place) in pairs {
            lists.open(list as usize);
            lists.places.push(place);
        }
        lists.open(many);
        lists
    }

    fn open(&mut self, list: usize) {
        let here = u32::try_from(self.places.len()).expect("an index holds less than four thousand million places");
        while self.starts.len() <= list {
            self.starts.push(here);
        }
    }

    pub fn at(&self, list: u32) -> &[u32] {
        let list = list as usize;
        match self.starts.get(list..list + 2) {
            Some([from, to]) => &self.places[*from as usize..*to as usize],
            _ => &[],
        }
    }
}

/// A number that stands for a text: FNV-1a, then one round of mixing so that all bits count.
pub(in super::super) fn hash(bytes: &[u8]) -> u64 {
    let sum = bytes.iter().fold(0xCBF2_9CE4_8422_2325_u64, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3));
    let mixed = (sum ^ (sum >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    mixed ^ (mixed >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_by_their_place() {
        let mut texts = Texts::default();
        ["Dupont", "", "Menuiserie é"].iter().for_each(|text| texts.push(text));
        assert_eq!((texts.get(0), texts.get(1), texts.get(2), texts.len()), ("Dupont", "", "Menuiserie é", 3));
    }

    #[test]
    fn places_of_a_key_are_ascending_and_counted_once() {
        let places = Places::of(vec![(7, 3), (5, 1), (7, 2), (7, 3), (9, 0)]);
        assert_eq!((places.at(7), places.at(5), places.at(6)), (&[2, 3][..], &[1][..], &[][..]));
        assert_eq!((places.between(5..=7), places.between(8..=8)), (&[1, 2, 3][..], &[][..]));
        assert!(Places::default().at(0).is_empty());
    }

    #[test]
    fn lists_without_a_place_are_empty() {
        let lists = Lists::of(4, [(1, 10), (1, 11), (3, 12)].into_iter());
        assert_eq!([0, 1, 2, 3, 4].map(|list| lists.at(list).to_vec()), [vec![], vec![10, 11], vec![], vec![12], vec![]]);
    }

    #[test]
    fn texts_that_differ_by_a_letter_have_other_numbers() {
        assert_ne!(hash(b"20260042"), hash(b"20260043"));
        assert_ne!(hash(b""), hash(b"0"));
    }
}
