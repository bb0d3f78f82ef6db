//! Numbers of invoices: how one is compared, and what of it a text shows.
//!
//! A number is compared without separators and in capitals; where that fails, with the characters that are read for one another
//! taken as one (O 0, I L 1, Z 2, S 5, G 6, B 8). A payer leaves the prefix out, or quotes only the end of the number: the end
//! counts when it holds at least the last group of digits, without its zeros (`42` for `F-2026-0042`). Longer numbers than 28
//! characters are compared by their first 28.

/// The most characters of a number that are compared.
const LONGEST: usize = 28;

/// The shortest digits (and what stands between them) by which a number is looked up among all.
const SHORTEST_CORE: usize = 5;

/// A short text without an allocation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Compact {
    bytes: [u8; LONGEST],
    len: u8,
}

impl Compact {
    pub const EMPTY: Compact = Compact { bytes: [0; LONGEST], len: 0 };

    pub fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(usize::from(self.len)) {
            *place = byte;
            self.len += 1;
        }
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }
}

/// A character as it is compared: those that are read for one another are one.
pub(super) fn folded(byte: u8) -> u8 {
    match byte.to_ascii_uppercase() {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        b'Z' => b'2',
        b'S' => b'5',
        b'G' => b'6',
        b'B' => b'8',
        other => other,
    }
}

/// A number as printed on an invoice, ready to be compared.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    /// In capitals, without separators.
    plain: Compact,
    /// The same, folded.
    whole: Compact,
    /// Where the first digit stands: before it is a prefix of letters.
    core: usize,
    /// Where the last group of digits begins, a year before it and its zeros left out.
    tail: usize,
    /// How its digits are grouped.
    groups: Groups,
}

/// How the digits of a number are grouped: `F-2026-0042` is two groups, of four and four.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Groups(u32);

impl Groups {
    /// One more digit, in a group of its own or not.
    pub fn digit(&mut self, new: bool) {
        let others = if new { self.0 << 5 } else { self.0 & !31 };
        let own = if new { 0 } else { self.0 & 31 };
        self.0 = others | (own + 1).min(31);
    }

    /// Whether the form says something: two groups at least, six digits in all.
    pub fn tells(self) -> bool {
        let lengths = [0, 5, 10, 15, 20, 25].map(|shift| (self.0 >> shift) & 31);
        lengths.iter().filter(|length| **length > 0).count() >= 2 && lengths.iter().sum::<u32>() >= 6
    }
}

impl Shape {
    /// The shape of a number.
    pub fn of(number: &str) -> Shape {
        let (mut plain, mut whole) = (Compact::EMPTY, Compact::EMPTY);
        let (mut core, mut group, mut in_digits, mut groups) = (None, 0, false, Groups::default());
        for byte in number.bytes() {
            if !byte.is_ascii_alphanumeric() {
                in_digits = false;
                continue;
            }
            let at = plain.bytes().len();
            if byte.is_ascii_digit() {
                core = core.or(Some(at));
                if !in_digits {
                    group = at;
                }
                groups.digit(!in_digits);
            }
            in_digits = byte.is_ascii_digit();
            plain.push(byte.to_ascii_uppercase());
            whole.push(folded(byte));
        }
        let length = plain.bytes().len();
        let group = group.min(length);
        let digits = plain.bytes()[group..].iter().take_while(|b| b.is_ascii_digit()).count();
        // « 20260042 » is a year and a number.
        let year = digits >= 6 && is_year(&plain.bytes()[group..group + 4]);
        let start = if year { group + 4 } else { group };
        let zeros = plain.bytes()[start..].iter().take_while(|b| **b == b'0').count();
        Shape { plain, whole, core: core.unwrap_or(length), tail: (start + zeros).min(length), groups }
    }

    /// How its digits are grouped.
    pub fn groups(&self) -> Groups {
        self.groups
    }

    /// The number from its first digit on, folded.
    pub fn core(&self) -> &[u8] {
        &self.whole.bytes()[self.core..]
    }

    /// All of it, folded.
    pub fn whole(&self) -> &[u8] {
        self.whole.bytes()
    }

    /// Under what it is found among all numbers: its core, or all of it where the core is short. `None` where both are.
    pub fn key(&self) -> Option<&[u8]> {
        [self.core(), self.whole()].into_iter().find(|key| key.len() >= SHORTEST_CORE)
    }

    /// The last group of digits as a number, with what stands before it: two numbers of one series have that in common.
    pub fn place_in_series(&self) -> Option<(&[u8], u64)> {
        let tail = &self.plain.bytes()[self.tail..];
        let value = std::str::from_utf8(tail).ok()?.parse().ok()?;
        // The zeros before the tail belong to it: 0099 and 0100 are neighbours.
        let before = &self.plain.bytes()[..self.tail];
        let zeros = before.iter().rev().take_while(|b| **b == b'0').count();
        Some((&before[..before.len() - zeros], value))
    }

    /// Its last digits without zeros before them, where they are enough to look it up among all.
    pub fn ending(&self) -> Option<&[u8]> {
        let tail = &self.plain.bytes()[self.tail..];
        (tail.len() >= SHORTEST_CORE && tail.iter().all(u8::is_ascii_digit) && tail.len() < self.core().len()).then_some(tail)
    }

    fn significant(&self) -> usize {
        self.whole.bytes().len() - self.tail
    }
}

/// Whether four digits are a year in which invoices are made.
pub(super) fn is_year(digits: &[u8]) -> bool {
    digits.len() == 4 && digits.iter().all(u8::is_ascii_digit) && digits[0] == b'2' && digits[1] == b'0' && digits[2] <= b'4'
}

/// A stretch of a text that may be a number: one piece or several that follow each other.
#[derive(Clone, Copy)]
pub(super) struct Run {
    /// In capitals, without separators.
    pub plain: Compact,
    /// The same, folded.
    pub whole: Compact,
    /// Where the first digit stands.
    pub core: usize,
    /// Where the digits begin if letters read for digits stand before them.
    pub early: usize,
    /// Which text.
    pub field: u8,
    /// Its first piece and its last.
    pub pieces: (u16, u16),
    /// After « facture », « n° »…, or in a field for references.
    pub marked: bool,
    /// Reads as a day: only a whole number is seen in it.
    pub exact_only: bool,
    /// Begins with a word: only a number with that prefix is seen in it.
    pub prefixed: bool,
    /// Proved by check digits.
    pub certain: bool,
    /// How its digits are grouped.
    pub groups: Groups,
}

impl Run {
    /// From the first digit on, folded.
    pub fn core(&self) -> &[u8] {
        &self.whole.bytes()[self.core..]
    }

    /// Under what it is looked up among all numbers, each once.
    pub fn keys(&self) -> impl Iterator<Item = &[u8]> {
        let (core, early, whole) = (self.core(), self.early(), self.whole.bytes());
        let different = [(core, true), (early, early.len() != core.len()), (whole, whole.len() != early.len())];
        different.into_iter().filter(|(key, new)| *new && key.len() >= SHORTEST_CORE).map(|(key, _)| key)
    }

    /// What it shows of the end of a number, where it is enough to look one up among all.
    pub fn ending(&self) -> Option<&[u8]> {
        let core = self.core();
        let end = &core[core.iter().take_while(|b| **b == b'0').count()..];
        (!self.exact_only && !self.prefixed && end.len() >= SHORTEST_CORE && end.iter().all(u8::is_ascii_digit)).then_some(end)
    }

    /// From the first character that may be a digit on.
    pub fn early(&self) -> &[u8] {
        &self.whole.bytes()[self.early..]
    }
}

/// How well a text shows a number, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// A reference with check digits.
    Reference,
    /// Letter for letter.
    Whole,
    /// Without its prefix.
    Core,
    /// Once characters that look alike are taken as one.
    Noisy,
    /// Its last digits, so many without zeros before them.
    Tail(u8),
    /// All but one character.
    Near,
}

impl Seen {
    /// The lower, the better.
    pub fn rank(self) -> u16 {
        match self {
            Seen::Reference => 0,
            Seen::Whole => 1,
            Seen::Core => 2,
            Seen::Noisy => 3,
            Seen::Tail(digits) => 300 - u16::from(digits),
            Seen::Near => 400,
        }
    }

    /// Whether the number was read from its first digit to its last.
    pub fn is_whole(self) -> bool {
        !matches!(self, Seen::Tail(_) | Seen::Near)
    }
}

/// How well a run shows a number.
pub(super) fn seen(number: &Shape, run: &Run) -> Option<Seen> {
    let exact = |clean: bool, good: Seen| {
        let seen = if clean { good } else { Seen::Noisy };
        Some(if run.certain { Seen::Reference } else { seen })
    };
    if run.whole == number.whole {
        return exact(run.plain == number.plain, Seen::Whole);
    }
    if run.prefixed {
        return None;
    }
    let core = number.core();
    if core.len() >= SHORTEST_CORE {
        if run.core() == core {
            return exact(run.plain.bytes()[run.core..] == number.plain.bytes()[number.core..], Seen::Core);
        }
        if run.early() == core {
            return exact(false, Seen::Noisy);
        }
    }
    if run.exact_only || run.certain {
        return None;
    }
    let quoted = run.core();
    let zeros = quoted.iter().take_while(|b| **b == b'0').count();
    let end = &quoted[zeros..];
    if !end.is_empty() && end.len() >= number.significant() && end.iter().all(u8::is_ascii_digit) && core.ends_with(end) {
        return Some(Seen::Tail(u8::try_from(end.len()).unwrap_or(u8::MAX)));
    }
    let long = |text: &[u8]| text.len() > SHORTEST_CORE;
    (long(core) && long(quoted) && one_off(core, quoted)).then_some(Seen::Near)
}

/// Whether one character replaced, left out, added or changed places with its neighbour makes one of the other.
fn one_off(a: &[u8], b: &[u8]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let (short, long) = (&short[same..], &long[same..]);
    if short.len() < long.len() {
        return short == &long[1..];
    }
    match (short, long) {
        ([], []) => true,
        ([a, b, rest @ ..], [c, d, others @ ..]) if a == d && b == c && rest == others => true,
        ([_, rest @ ..], [_, others @ ..]) => rest == others,
        _ => false,
    }
}

/// Whether two words are alike save for one letter.
pub(super) fn one_letter_apart(a: &str, b: &str) -> bool {
    one_off(a.as_bytes(), b.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::super::runs::runs;
    use super::*;

    /// The best that a text shows of a number.
    fn best(number: &str, text: &str) -> Option<Seen> {
        let number = Shape::of(number);
        runs(&[(text, false)]).iter().filter_map(|run| seen(&number, run)).min_by_key(|seen| seen.rank())
    }

    #[test]
    fn a_number_is_seen_whatever_stands_between_its_parts() {
        assert_eq!(best("F-2026-0042", "VIR DUPONT FACT F-2026-0042"), Some(Seen::Whole));
        assert_eq!(best("F-2026-0042", "f20260042"), Some(Seen::Whole));
        assert_eq!(best("F-2026-0042", "F 2026/0042 MERCI"), Some(Seen::Whole));
        assert_eq!(best("F-2026-0042", "facture 2026 0042"), Some(Seen::Core));
        assert_eq!(best("F-2026-0042", "FACT20260042"), Some(Seen::Core));
        assert_eq!(best("2026-FA-0042", "2026FA0042"), Some(Seen::Whole));
    }

    #[test]
    fn characters_read_for_one_another_are_one() {
        assert_eq!(best("F-2026-0042", "FACT 2O26-OO42"), Some(Seen::Noisy));
        assert_eq!(best("F-2026-1058", "F-2O26-I0S8"), Some(Seen::Noisy));
        assert_eq!(best("F-2026-0042", "FACT Z026 0042"), Some(Seen::Noisy));
    }

    #[test]
    fn the_end_of_a_number_counts_when_it_holds_the_last_group() {
        assert_eq!(best("F-2026-0042", "facture 42"), Some(Seen::Tail(2)));
        assert_eq!(best("F-2026-0042", "facture 0042"), Some(Seen::Tail(2)));
        assert_eq!(best("F-2026-0042", "facture 26-0042"), Some(Seen::Tail(6)));
        assert_eq!(best("F00001042", "facture 1042"), Some(Seen::Tail(4)));
        assert_eq!(best("FA20261042", "facture 1042"), Some(Seen::Tail(4)));
        assert_eq!(best("F00001042", "facture 042"), None);
        assert_eq!(best("F-2026-0042", "facture 43"), None);
    }

    #[test]
    fn one_wrong_character_is_near_two_are_not() {
        assert_eq!(best("F-2026-0042", "FACT 2026-0043"), Some(Seen::Near));
        assert_eq!(best("F-2026-0042", "FACT 2026-0024"), Some(Seen::Near));
        assert_eq!(best("F-2026-1042", "FACT 2026-142"), Some(Seen::Near));
        assert_eq!(best("F-2026-0042", "FACT 2026-042"), Some(Seen::Tail(2)), "a zero less is its end");
        assert_eq!(best("F-2026-0042", "FACT 2026-0133"), None);
    }

    #[test]
    fn days_years_and_amounts_are_no_ends_of_numbers() {
        assert_eq!(best("F-2025-2026", "LOYER MARS 2026"), None);
        assert_eq!(best("F-2025-0326", "VIR DU 15/03/26"), None);
        assert_eq!(best("F-2025-0050", "REGLEMENT 1200,50 EUR"), None);
        assert_eq!(best("F-2025-1200", "REGLEMENT 1200,50 EUR"), None);
        // A number that has the shape of a day is still seen whole.
        assert_eq!(best("F20260315", "FACT 20260315"), Some(Seen::Core));
    }

    #[test]
    fn neighbours_of_a_series_are_known() {
        let shape = Shape::of("F-2026-0099");
        assert_eq!(shape.place_in_series(), Some((&b"F2026"[..], 99)));
        assert_eq!(Shape::of("F-2026-0100").place_in_series(), Some((&b"F2026"[..], 100)));
        assert_eq!(Shape::of("AVOIR").place_in_series(), None);
        assert_eq!(Shape::of("").key(), None);
        assert_eq!(Shape::of("F-42").key(), None);
        assert_eq!(Shape::of("FAC-042").key(), Some(&b"FAC042"[..]));
        assert_eq!(Shape::of("BL-2026-1").key(), Some(&b"20261"[..]));
    }

    #[test]
    fn a_number_longer_than_what_is_compared_does_no_harm() {
        let long = "FACT-2026-".to_owned() + &"7".repeat(40);
        assert_eq!(best(&long, &long), Some(Seen::Whole));
        assert_eq!(Shape::of("2026").key(), None);
    }
}
