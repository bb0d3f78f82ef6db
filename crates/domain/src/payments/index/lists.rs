//! Compact tables: many texts in one, and lists of places by a key.

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

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..).take(self.len()).map(|at| self.get(at))
    }
}

/// Places by key: for each key a list, ascending. Keys are hashes, spread evenly.
#[derive(Default)]
pub(in super::super) struct Places {
    keys: Vec<u64>,
    places: Vec<u32>,
    /// Where the keys with the same first bits begin; about as many as there are keys.
    buckets: Vec<u32>,
    /// How many bits are not the first.
    shift: u32,
}

impl Places {
    /// From pairs in any order; equal pairs count once.
    pub fn of(mut pairs: Vec<(u64, u32)>) -> Places {
        pairs.sort_unstable();
        pairs.dedup();
        let bits = (pairs.len() | 1).ilog2() + 1;
        let shift = u64::BITS - bits;
        let mut buckets = vec![0_u32; (1 << bits) + 1];
        for (key, _) in &pairs {
            buckets[bucket(*key, shift) + 1] += 1;
        }
        for at in 1..buckets.len() {
            buckets[at] += buckets[at - 1];
        }
        let (keys, places) = pairs.into_iter().unzip();
        Places { keys, places, buckets, shift }
    }

    /// The places of a key.
    pub fn at(&self, key: u64) -> &[u32] {
        let bucket = bucket(key, self.shift);
        let Some([from, to]) = self.buckets.get(bucket..bucket + 2) else { return &[] };
        let (from, to) = (*from as usize, *to as usize);
        let first = from + self.keys[from..to].partition_point(|own| *own < key);
        let last = first + self.keys[first..to].partition_point(|own| *own == key);
        &self.places[first..last]
    }
}

fn bucket(key: u64, shift: u32) -> usize {
    // A shift of at least 31 leaves at most 33 bits.
    usize::try_from(key >> shift).unwrap_or(usize::MAX - 2)
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
        let [five, seven] = [b"5", b"7"].map(|key| hash(key));
        let places = Places::of(vec![(seven, 3), (five, 1), (seven, 2), (seven, 3), (u64::MAX, 0), (0, 9)]);
        assert_eq!((places.at(seven), places.at(five), places.at(hash(b"6"))), (&[2, 3][..], &[1][..], &[][..]));
        assert_eq!((places.at(0), places.at(u64::MAX)), (&[9][..], &[0][..]));
        assert!(Places::default().at(0).is_empty() && Places::of(vec![]).at(u64::MAX).is_empty());
        let many = Places::of((0..5_000).map(|at: u32| (hash(&at.to_le_bytes()), at)).collect());
        assert!((0..5_000).all(|at: u32| many.at(hash(&at.to_le_bytes())) == [at]));
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
