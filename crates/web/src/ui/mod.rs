//! What pages are made of: the shell around every page, and the components that several pages share.

pub(crate) mod chart;
pub(crate) mod form;
mod icon;
mod page;
mod parts;

pub(crate) use icon::*;
pub(crate) use icon::{Icon, brand, icon, icon_large, icon_small};
pub(crate) use page::*;
pub(crate) use page::{Crumb, Head, bare, error_page, page};
pub(crate) use parts::*;
pub(crate) use parts::{Tone, badge, card, day, day_time, empty, money, notice, pager, progress, rate, tabs, title_with};
