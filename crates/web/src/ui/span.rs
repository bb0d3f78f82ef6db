//! The page of a list that is counted by places.

use std::ops::Range;

/// What of a list is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// How many are before it.
    pub after: usize,
    /// The place of its last one, counted from 1.
    pub last: usize,
    /// How many there are in all.
    pub len: usize,
}

/// The page of `size` that begins after so many. Where the list ended before, because what stood there is done meanwhile, it is the last page.
pub(crate) fn page_of(after: usize, len: usize, size: usize) -> Span {
    let after = if after < len { after } else { len.saturating_sub(1) / size.max(1) * size };
    Span { after, last: after.saturating_add(size).min(len), len }
}

impl Span {
    /// The places of the list that are shown, counted from 0.
    pub fn range(self) -> Range<usize> {
        self.after..self.last
    }

    /// The part of a list that is shown.
    pub fn of<T>(self, all: &[T]) -> &[T] {
        all.get(self.range()).unwrap_or_default()
    }

    /// After how many the next page begins, where there is one.
    pub fn next(self) -> Option<usize> {
        (self.last < self.len).then_some(self.last)
    }

    /// « 21 à 40 sur 45 ».
    pub fn said(self) -> String {
        format!("{} à {} sur {}", (self.after + 1).min(self.last), self.last, self.len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_past_the_end_is_the_last_one() {
        let shown = |after, len| (page_of(after, len, 20).said(), page_of(after, len, 20).next());
        assert_eq!(shown(0, 45), ("1 à 20 sur 45".to_owned(), Some(20)));
        assert_eq!(shown(40, 45), ("41 à 45 sur 45".to_owned(), None));
        // The 41st was the only one of its page, and is done.
        assert_eq!(shown(40, 40), ("21 à 40 sur 40".to_owned(), None));
        assert_eq!(shown(usize::MAX, 45), ("41 à 45 sur 45".to_owned(), None));
        assert_eq!(shown(usize::MAX, 0), ("0 à 0 sur 0".to_owned(), None));
        assert_eq!((page_of(40, 40, 20).of(&[0; 40]).len(), page_of(7, 0, 20).range()), (20, 0..0));
    }
}
