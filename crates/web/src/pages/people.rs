//! Who did what: the names behind the authors of events.

use std::collections::HashMap;

use domain::ids::UserId;

use crate::fault::Fault;
use crate::route::Inside;

/// The users of a creditor's books by id.
pub(crate) struct People(HashMap<UserId, String>);

impl People {
    /// The users of these books.
    pub fn of(who: &Inside) -> Result<People, Fault> {
        let members = who.with_users(|users| users.members(who.tenant))?;
        let mut names: HashMap<UserId, String> =
            members.into_iter().map(|member| (member.account.user, member.account.profile.name)).collect();
        names.insert(who.user.id, who.user.name.clone());
        Ok(People(names))
    }

    /// The name of a user; one who left these books keeps a number.
    pub fn name(&self, user: UserId) -> String {
        self.0.get(&user).filter(|name| !name.is_empty()).cloned().unwrap_or_else(|| format!("Utilisateur {}", user.0))
    }

    /// Who wrote an event, for people.
    pub fn author(&self, author: &str) -> String {
        match author {
            "run" => "Quittance".to_owned(),
            "import" => "Import".to_owned(),
            "cli" => "Ligne de commande".to_owned(),
            other => match other.strip_prefix("ut_").and_then(|_| other.parse().ok()) {
                Some(user) => self.name(user),
                None => other.to_owned(),
            },
        }
    }

    /// Everybody, by name, as choices of a form: value and words.
    pub fn choices(&self) -> Vec<(String, String)> {
        let mut all: Vec<(String, String)> = self.0.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
        all.sort_by(|a, b| a.1.cmp(&b.1));
        all
    }
}
