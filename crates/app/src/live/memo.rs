//! Pages of lists that were asked for already: everybody begins at the same ones. They belong to one state of a view; a view that
//! takes something in begins with none.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use domain::ids::DebtorId;
use domain::money::Currency;
use domain::party::DebtorKind;

use super::list::{After, Order, Page, Which};
use super::row::Aged;

/// How many pages are kept: the oldest goes first.
const MOST: usize = 64;

/// What was asked, without who asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub which: Which,
    pub kind: Option<DebtorKind>,
    pub text: String,
    pub order: Order,
    pub reverse: bool,
    pub currency: Currency,
    pub page: Page,
    pub size: usize,
}

/// What was found: whom, in the order of the page, and the totals over the whole filter.
#[derive(Debug)]
pub(super) struct Answered {
    pub debtors: Vec<DebtorId>,
    pub count: u64,
    pub totals: Vec<Aged>,
    pub before: Option<After>,
    pub after: Option<After>,
}

/// The pages of one state of a view.
#[derive(Debug, Default)]
pub(super) struct Memo(Mutex<VecDeque<(Asked, Arc<Answered>)>>);

impl Clone for Memo {
    /// A copy is made to be changed: it knows nothing yet.
    fn clone(&self) -> Memo {
        Memo::default()
    }
}

impl Memo {
    pub(super) fn find(&self, asked: &Asked) -> Option<Arc<Answered>> {
        let pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pages.iter().find(|(own, _)| own == asked).map(|(_, answered)| Arc::clone(answered))
    }

    pub(super) fn keep(&self, asked: Asked, answered: Answered) {
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pages.retain(|(own, _)| *own != asked);
        pages.push_back((asked, Arc::new(answered)));
        if pages.len() > MOST {
            pages.pop_front();
        }
    }
}
