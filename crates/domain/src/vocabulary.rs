//! Closed vocabularies: each item with its machine word and the words users read.

macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $item:ident $word:literal $french:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$item_doc])* $item),* }

        impl $name {
            /// Every one, in the order of the table.
            pub const ALL: &'static [$name] = &[$($name::$item),*];

            /// The word kept in the journal and in URLs.
            pub fn word(self) -> &'static str {
                match self { $($name::$item => $word),* }
            }

            /// As users read it.
            pub fn french(self) -> &'static str {
                match self { $($name::$item => $french),* }
            }

            /// Reads a word back.
            pub fn of_word(word: &str) -> Option<$name> {
                match word { $($word => Some($name::$item),)* _ => None }
            }
        }
    };
}
