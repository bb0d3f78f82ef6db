//! What is one's own, outside any creditor's books: the books one may open, and one's account.

mod account;
mod creditors;
mod device;
mod layout;

use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    [account::routes(), creditors::routes(), device::routes()].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests;
