//! Whole stories through the real binary, and what can be read from the tree.

mod tidy;
