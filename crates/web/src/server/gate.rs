//! Who is at the door: the session of the cookie, the role in the books that the address names.

use std::sync::Arc;

use app::users::SessionState;
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

/// The cookie that holds light or dark.
pub(crate) fn theme_cookie(house: &House) -> &'static str {
    if house.setting.secure { "__Host-theme" } else { "theme" }
}

/// What every cookie of ours says.
pub(crate) fn cookie(house: &House, name: &str, value: &str, seconds: u32) -> String {
    let secure = if house.setting.secure { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
}

/// Who the cookies say it is. A session whose second factor is waited for is nobody yet.
pub(crate) fn visitor(house: &Arc<House>, cookies: &[(String, String)]) -> Result<Visitor, Fault> {
    let (today, now) = (house.clock.today(), house.clock.now());
    let found = |name: &str| cookies.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let token = found(session_cookie(house)).unwrap_or_default();
    let signed = if token.is_empty() { None } else { house.users("web", today, now).session(token)? };
    let user = signed.as_ref().filter(|signed| signed.state == SessionState::Full);
    let user = user.map(|signed| User { id: signed.user, name: signed.name.clone(), email: signed.email.clone() });
    let session = match &signed {
        Some(_) => super::session_key(token),
        None => found(visitor_cookie(house)).unwrap_or_default().to_owned(),
    };
    Ok(Visitor { house: Arc::clone(house), user, signed, session, today, now })
}

/// Somebody signed in.
pub(crate) fn person(visitor: Visitor) -> Result<Person, Fault> {
    let (user, signed) = visitor.user.clone().zip(visitor.signed.clone()).ok_or(Fault::SignIn)?;
    Ok(Person { visitor, user, signed })
}

/// Somebody signed in, in the books that the address names; books without a role do not exist.
pub(crate) fn inside(person: Person, ask: &Ask) -> Result<Inside, Fault> {
    let tenant = TenantId(ask.path("tenant")?);
    let user = person.user.id;
    let (place, creditors) = person.with_users(|users| users.place(user, tenant))?.ok_or(Fault::NotFound)?;
    Ok(Inside { person, tenant, creditor: place.name, creditors, role: place.role })
}
