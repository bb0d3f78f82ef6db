//! Names that many rows share (steps, scenarios), each kept once.

use std::collections::HashMap;
use std::sync::Arc;

/// A name, by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(u16);

/// The names met so far.
#[derive(Clone, Debug, Default)]
pub struct Names {
    all: Vec<Arc<str>>,
    places: HashMap<Arc<str>, u16>,
}

impl Names {
    /// The place of a name. Scenarios have a few dozen steps; beyond 65 535 names all others are the last one.
    pub fn of(&mut self, name: &str) -> Name {
        if let Some(place) = self.places.get(name) {
            return Name(*place);
        }
        let Ok(place) = u16::try_from(self.all.len()) else { return Name(u16::MAX) };
        let shared: Arc<str> = name.into();
        self.all.push(shared.clone());
        self.places.insert(shared, place);
        Name(place)
    }

    /// The name of a place.
    pub fn text(&self, name: Name) -> &str {
        self.all.get(usize::from(name.0)).map_or("", |text| text)
    }
}
