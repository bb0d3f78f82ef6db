//! Every statement of the store, one module per noun, each a constant in one list.
//!
//! One text for both engines. `SUM` of a BIGINT is NUMERIC in PostgreSQL, so every sum is cast; every query names its
//! tenant, `$1` everywhere.

/// Declares statements as constants, and lists them for the test that prepares every one on both engines.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $text:expr;)*) => {
        $($(#[$doc])* pub(crate) const $name: &str = $text;)*
        /// The statements of this module, by name.
        pub(crate) const ALL: &[(&str, &str)] = &[$((stringify!($name), $name)),*];
    };
}

/// What allocations settle of their claims, all at once: cents added (`+`) or taken back (`-`), and the last day on which what a claim is
/// worth changes.
macro_rules! settle {
    ($sign:literal, $($those:tt)+) => {
        concat!("UPDATE claim SET settled = settled ", $sign, " given.cents,
        last_entry_on = CASE WHEN last_entry_on IS NULL OR last_entry_on < given.last THEN given.last ELSE last_entry_on END
        FROM (SELECT claim, CAST(SUM(CASE WHEN reversed_on IS NULL THEN cents ELSE 0 END) AS BIGINT) AS cents,
                MAX(CASE WHEN reversed_on > day THEN reversed_on ELSE day END) AS last
            FROM allocation WHERE ", $($those)+, " GROUP BY claim) given
        WHERE claim.tenant_id = $1 AND claim.id = given.claim")
    };
}

pub(crate) mod agenda;
pub(crate) mod bank;
pub(crate) mod bank_lists;
pub(crate) mod claim;
pub(crate) mod debit;
pub(crate) mod debtor;
pub(crate) mod dunning;
pub(crate) mod facts;
pub(crate) mod follow;
pub(crate) mod import;
pub(crate) mod job;
pub(crate) mod journal;
pub(crate) mod keys;
pub(crate) mod letter;
pub(crate) mod lists;
pub(crate) mod movement;
pub(crate) mod scenario;
pub(crate) mod setting;
pub(crate) mod source;
pub(crate) mod status;
pub(crate) mod tenant;
pub(crate) mod tie_out;
pub(crate) mod user;
pub(crate) mod working;

/// Every statement of the store.
pub(crate) fn all() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    [
        agenda::ALL,
        bank::ALL,
        bank_lists::ALL,
        claim::ALL,
        debit::ALL,
        debtor::ALL,
        dunning::ALL,
        facts::ALL,
        follow::ALL,
        import::ALL,
        job::ALL,
        journal::ALL,
        keys::ALL,
        lists::ALL,
        letter::ALL,
        movement::ALL,
        scenario::ALL,
        setting::ALL,
        source::ALL,
        status::ALL,
        tenant::ALL,
        tie_out::ALL,
        user::ALL,
        working::ALL,
    ]
    .into_iter()
    .flatten()
}
