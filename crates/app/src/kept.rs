//! What is made from a creditor's journal and takes a while: kept in memory as long as nothing was recorded since.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::Date;
use domain::ids::TenantId;
use store::Read;

use crate::books::Books;
use crate::error::Result;

/// One value for each creditor at work. Whoever asks while it is being made waits for it: it is made once.
#[derive(Debug)]
pub struct Kept<T>(Mutex<HashMap<TenantId, Arc<Slot<T>>>>);

/// What was made last for one creditor; whoever makes it holds the lock.
type Slot<T> = Mutex<Option<Made<T>>>;

#[derive(Debug)]
struct Made<T> {
    events: i64,
    day: Date,
    value: Arc<T>,
}

impl<T> Default for Kept<T> {
    fn default() -> Kept<T> {
        Kept(Mutex::default())
    }
}

impl<T> Kept<T> {
    /// The value of a creditor as of now, made anew when its journal has grown or the day has changed.
    ///
    /// # Errors
    /// What `make` says, or the store.
    pub fn of(&self, books: &Books, make: impl FnOnce(&mut Read<'_>, Date) -> Result<T>) -> Result<Arc<T>> {
        let slot = Arc::clone(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(books.tenant()).or_default());
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        books.read(|tx| {
            let (events, day) = (tx.head()?.events, books.today());
            if let Some(made) = slot.as_ref().filter(|made| made.events == events && made.day == day) {
                return Ok(Arc::clone(&made.value));
            }
            let value = Arc::new(make(tx, day)?);
            *slot = Some(Made { events, day, value: Arc::clone(&value) });
            Ok(value)
        })
    }

    /// Forgets a value: something changed that no event tells.
    pub fn forget(&self, tenant: TenantId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&tenant);
    }
}
