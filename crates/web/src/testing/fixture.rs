//! Houses for tests: in memory, at a fixed day, with a typesetter that sets nothing.

use std::path::Path;
use std::sync::Arc;

use app::creditor::{self, Change, Field};
use app::ports::{Clock, Typesetter};
use domain::Date;
use domain::ids::TenantId;
use domain::letters::Document;
use store::{Location, Store};

use crate::house::{House, Setting};

/// The day of every fixture.
pub const TODAY: Date = Date::constant(2026, 11, 20);

/// A clock that stands.
pub struct Standing(pub Date);

impl Clock for Standing {
    fn today(&self) -> Date {
        self.0
    }

    fn now(&self) -> i64 {
        let noon = self.0.at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC);
        noon.map_or(0, |zoned| zoned.timestamp().as_microsecond())
    }
}

/// Sets nothing: the words of a document, as bytes.
pub struct Words;

impl Typesetter for Words {
    fn pdf(&self, document: &Document, _: Option<&[u8]>, _: &[(String, Vec<u8>)]) -> Result<Vec<u8>, String> {
        serde_json::to_vec(document).map_err(|error| error.to_string())
    }

    fn pages(&self, document: &Document, logo: Option<&[u8]>) -> Result<Vec<Vec<u8>>, String> {
        Ok(vec![self.pdf(document, logo, &[])?])
    }

    fn logo_check(&self, bytes: &[u8]) -> Result<(), String> {
        if bytes.starts_with(b"\x89PNG") { Ok(()) } else { Err("ce fichier n'est pas une image PNG, JPEG ou SVG".to_owned()) }
    }

    fn unprintable(&self, text: &str) -> Vec<char> {
        text.chars().filter(|c| ('\u{4e00}'..'\u{9fff}').contains(c)).collect()
    }
}

/// A house over a store, at the fixed day.
pub fn house_over(store: Store, folder: &Path) -> Arc<House> {
    let setting = Setting { local: true, ..Setting::default() };
    Arc::new(House::new(Arc::new(store), folder, Arc::new(Standing(TODAY)), Arc::new(Words), setting))
}

/// A house in memory with one creditor without anything.
///
/// # Panics
/// The memory is full.
pub fn house() -> (Arc<House>, TenantId) {
    let store = Store::open(&Location::Memory).expect("memory");
    let tenant = store.create_tenant("Ateliers Boréal", 0).expect("a creditor");
    (house_over(store, &std::env::temp_dir()), tenant)
}

/// Gives the creditor what a letter needs of it.
///
/// # Panics
/// The books refuse it.
pub fn identify(house: &House, tenant: TenantId) {
    let texts = [
        (Field::Name, "Ateliers Boréal"),
        (Field::PostalCode, "99100"),
        (Field::City, "Port-Songe"),
        (Field::Iban, "FR7630006000011234567890189"),
        (Field::SignatoryName, "Lise Capucine"),
        (Field::SignatoryCapacity, "responsable"),
    ];
    let texts = texts.into_iter().map(|(field, text)| (field, text.to_owned())).collect();
    let identity = Change { texts, lines: vec!["12 quai des Aurores".to_owned()], ..Change::default() };
    house.store.write(tenant, "essai", house.clock.now(), |tx| creditor::set(tx, &identity, TODAY)).expect("an identity");
}
