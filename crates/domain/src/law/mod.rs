//! The dated values of the law: rates, points, sums, each with its source and how sure it is.
//!
//! The values are `law/values/*.toml`, embedded in the program; a newer folder can be loaded in their place. Asking outside
//! what is known is a [`LawGap`] that names the series and the day, never a guess. The rules that use the values are in
//! [`rates`], each under its article.

pub mod half_year;
pub mod rates;
pub mod series;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;

pub use half_year::HalfYear;
pub use rates::{AppliedRate, RateBasis, increased_from};
pub use series::{Entry, LawError, LawGap, Mark, ReadBy, Series, Unit};

use crate::facts::days_between;

/// Days before a series ends in which `quittance law` and the daily run say so.
const WARNING_DAYS: i64 = 45;

macro_rules! law {
    ($($(#[$doc:meta])* $field:ident $key:literal $unit:ident;)*) => {
        /// Every dated value that the program knows.
        #[derive(Clone, Debug)]
        pub struct Law {
            $($(#[$doc])* pub $field: Series,)*
            table: Table,
            fingerprint: u64,
        }

        const EMBEDDED: &[(&str, &str)] =
            &[$((concat!($key, ".toml"), include_str!(concat!("../../../../law/values/", $key, ".toml")))),*];

        impl Law {
            /// Takes the law from the texts of the files of a `values` folder, by file name.
            ///
            /// # Errors
            /// A file that is missing, unknown or malformed: all of them must be there, and nothing else.
            pub fn from_toml_files(files: &BTreeMap<String, String>) -> Result<Law, LawError> {
                check_names(files)?;
                let mut law = Law { $($field: read(files, $key, Unit::$unit)?,)* table: Table::default(), fingerprint: fingerprint(files) };
                law.table = law.tabulate();
                Ok(law)
            }

            /// Every series, in the order of the documentation.
            pub fn list(&self) -> Vec<&Series> {
                vec![$(&self.$field),*]
            }
        }
    };
}

law! {
    /// ECB main refinancing rate.
    ecb "ecb-refinancing-rate" PercentAYear;
    /// Legal rate, business creditor.
    legal_business "legal-rate-business" PercentAYear;
    /// Legal rate, private creditor.
    legal_individual "legal-rate-individual" PercentAYear;
    /// Points added to the ECB rate between professionals.
    default_points "default-penalty-points" Points;
    /// Points added to the ECB rate for public buyers.
    public_points "public-penalty-points" Points;
    /// Points added to the legal rate two months after a judgment.
    judgment_points "judgment-increase-points" Points;
    /// The multiple of the legal rate under which no clause may go.
    floor_multiple "contract-floor-multiple" Times;
    /// Fixed indemnity between professionals.
    indemnity "fixed-indemnity" Euros;
    /// Fixed indemnity of public buyers.
    public_indemnity "public-fixed-indemnity" Euros;
}

/// The rates by half-year, computed once when the law is read.
#[derive(Clone, Debug)]
struct Table {
    first: HalfYear,
    default: Vec<Option<AppliedRate>>,
    legal: Vec<[Option<AppliedRate>; 2]>,
}

impl Default for Table {
    fn default() -> Table {
        Table { first: HalfYear::of(Date::ZERO), default: Vec::new(), legal: Vec::new() }
    }
}

/// A series that ends soon, or has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunningOut {
    /// The name of its file without `.toml`.
    pub key: String,
    /// Its French name.
    pub name: String,
    /// The last day for which it answers.
    pub last_day: Date,
    /// Days left; negative once it has ended.
    pub days_left: i64,
}

impl Law {
    /// The law that was built into the program.
    pub fn embedded() -> &'static Law {
        static LAW: LazyLock<Law> = LazyLock::new(|| {
            let files = EMBEDDED.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
            Law::from_toml_files(&files).expect("the embedded files are read by a test")
        });
        &LAW
    }

    /// A number that differs whenever a byte of the files differs: what was decided under another law is decided again.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// Series that end within 45 days of `today`, or have ended, the nearest end first.
    pub fn running_out(&self, today: Date) -> Vec<RunningOut> {
        let mut ending: Vec<RunningOut> = self
            .list()
            .into_iter()
            .map(|series| RunningOut {
                key: series.key.clone(),
                name: series.name.clone(),
                last_day: series.last_day(),
                days_left: days_between(today, series.last_day()),
            })
            .filter(|series| series.days_left <= WARNING_DAYS)
            .collect();
        ending.sort_by_key(|series| series.last_day);
        ending
    }
}

fn check_names(files: &BTreeMap<String, String>) -> Result<(), LawError> {
    match files.keys().find(|file| EMBEDDED.iter().all(|(name, _)| name != file)) {
        Some(file) => Err(LawError { file: file.clone(), cause: "fichier inconnu de cette version : retirez-le du dossier.".to_owned() }),
        None => Ok(()),
    }
}

fn read(files: &BTreeMap<String, String>, key: &str, unit: Unit) -> Result<Series, LawError> {
    let file = format!("{key}.toml");
    let wrong = |cause: &str| LawError { file: file.clone(), cause: cause.to_owned() };
    let text = files.get(&file).ok_or_else(|| wrong("fichier absent : le dossier doit tenir toutes les séries."))?;
    let series = Series::from_toml(key, text)?;
    if series.unit != unit {
        return Err(wrong("l'unité n'est pas celle de cette série."));
    }
    Ok(series)
}

/// FNV-1a over names and texts: a change detector, not a protection.
fn fingerprint(files: &BTreeMap<String, String>) -> u64 {
    let bytes = files.iter().flat_map(|(name, text)| name.bytes().chain([0]).chain(text.bytes()).chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests;
