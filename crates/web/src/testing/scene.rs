//! A house with one creditor and somebody at work in front of it: what tests of pages begin with.

use std::sync::Arc;

use app::books::Books;
use app::import::{FileReport, Options, files};
use app::ports::Silent;
use domain::access::Role;
use domain::ids::{ClaimId, DebtorId, TenantId};
use store::{Location, Store};
use tempfile::TempDir;

use super::Client;
use super::fixture::{TODAY, house_over, identify};
use crate::house::House;

/// A house in memory, its creditor, a person signed in, and a folder for files.
pub(crate) struct Scene {
    pub house: Arc<House>,
    pub tenant: TenantId,
    pub client: Client,
    pub folder: TempDir,
}

impl Scene {
    /// A creditor without anything, and a person of that role.
    pub fn of(role: Role) -> Scene {
        let folder = TempDir::new().expect("a folder");
        let store = Store::open(&Location::Memory).expect("memory");
        let tenant = store.create_tenant("Ateliers Boréal", 0).expect("a creditor");
        let house = house_over(store, folder.path());
        let client = Client::signed_in(&house, tenant, role);
        Scene { house, tenant, client, folder }
    }

    /// With what a letter needs of the creditor.
    pub fn identified(self) -> Scene {
        identify(&self.house, self.tenant);
        self
    }

    pub fn books(&self) -> Books {
        Books::over(Arc::clone(&self.house.store), self.tenant, self.folder.path(), "essai", TODAY, self.house.clock.now())
    }

    /// The claim of an invoice of one due date, and who owes it.
    pub fn claim(&self, number: &str) -> (ClaimId, DebtorId) {
        self.books().read(|tx| app::resolve::claim(tx, number, None)).expect("a claim")
    }

    /// Takes a file in, which must not be refused.
    pub fn take(&self, name: &str, bytes: impl AsRef<[u8]>, options: &Options<'_>) -> FileReport {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        let mut report = files(&self.books(), &[path], options, &Silent).expect("an import");
        assert!(!report.is_refused(), "{}", report.text());
        report.files.remove(0)
    }
}

/// The value of a hidden field, the first after some words of a page.
pub(crate) fn hidden(page: &str, after: &str, name: &str) -> String {
    let rest = page.split_once(after).map(|(_, rest)| rest).expect("the words");
    let value = rest.split(&format!("name=\"{name}\" value=\"")).nth(1).and_then(|rest| rest.split('"').next());
    value.expect("the field").to_owned()
}
