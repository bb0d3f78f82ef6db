//! The account of the sample creditor, which its sign-in page gives away: everything in it is fictitious.

use crate::house::House;

/// Whose.
pub const NAME: &str = "Lise Capucine";
/// Its address.
pub const EMAIL: &str = "lise@ateliers-boreal.example";
/// Its password, known to everybody.
pub const PASSWORD: &str = "exemple à découvrir";

/// Makes the owner of the sample creditor.
///
/// # Errors
/// Somebody has an account there already; the store refuses.
pub fn make_demo_account(house: &House) -> app::Result<()> {
    let (today, now) = (house.clock.today(), house.clock.now());
    house.users("demo", today, now).first_owner(NAME, EMAIL, PASSWORD, "Ateliers Boréal").map(drop)
}
