//! What pages are made of: the shell around every page, and the components that several pages share.

pub(crate) mod chart;
pub(crate) mod form;
mod icon;
mod page;
mod parts;
mod span;
mod words;

pub(crate) use icon::*;
pub(crate) use page::*;
pub(crate) use parts::*;
pub(crate) use span::*;
pub(crate) use words::*;
