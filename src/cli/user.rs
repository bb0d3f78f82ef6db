//! `quittance user add|list|role|reset|disable|enable`: who may sign in to the application, and what each may do.

use std::io::BufRead;

use app::books::FIRST_CREDITOR;
use app::users::{Account, Hasher, Link, Users};
use clap::{Args, Subcommand, ValueEnum};
use domain::access::Role;
use serde_json::{Value, json};
use store::Store;

use super::answer::{Answer, Refusal, table};
use super::{Context, open};

/// Les utilisateurs de l'application : qui se connecte, et avec quel rôle.
#[derive(Args)]
pub struct User {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
#[command(subcommand_value_name = "ACTION", subcommand_help_heading = "Actions")]
enum What {
    Add(Add),
    /// Liste les utilisateurs et leurs rôles.
    List,
    Role(GiveRole),
    Reset(Reset),
    /// Désactive un utilisateur : ses sessions se terminent aussitôt.
    Disable(Named),
    /// Rétablit l'accès d'un utilisateur désactivé.
    Enable(Named),
}

/// Ajoute un utilisateur au dossier d'un créancier.
///
/// Sans mot de passe, écrit un lien d'invitation valable une heure, à transmettre vous-même : Quittance n'envoie pas de courriel. Sur
/// des données vides, --password-stdin fait le premier propriétaire et son créancier.
#[derive(Args)]
struct Add {
    /// Adresse e-mail.
    email: String,
    /// Prénom et nom, avec --password-stdin.
    #[arg(long, requires = "password_stdin")]
    name: Option<String>,
    /// Rôle (propriétaire pour le premier utilisateur).
    #[arg(long, value_enum)]
    role: Option<RoleWord>,
    /// Lit le mot de passe sur une ligne de l'entrée standard.
    #[arg(long, requires = "name")]
    password_stdin: bool,
}

/// Donne un rôle à un utilisateur dans le dossier d'un créancier, ou le retire.
#[derive(Args)]
struct GiveRole {
    /// Adresse e-mail, ou référence ut_3.
    user: String,
    /// Rôle ; « none » retire l'accès au dossier.
    #[arg(value_enum)]
    role: RoleOrNone,
}

/// Écrit un lien qui permet à un utilisateur de choisir un nouveau mot de passe, valable une heure.
#[derive(Args)]
struct Reset {
    /// Adresse e-mail, ou référence ut_3.
    user: String,
    /// Retire aussi le second facteur : appareil et codes de secours perdus.
    #[arg(long)]
    second_factor: bool,
}

#[derive(Args)]
struct Named {
    /// Adresse e-mail, ou référence ut_3.
    user: String,
}

#[derive(Clone, Copy, ValueEnum)]
enum RoleWord {
    /// Propriétaire : tout, accès et coordonnées bancaires compris.
    Owner,
    /// Responsable : le quotidien et les règles.
    Manager,
    /// Chargé de recouvrement : décider et consigner.
    Collector,
    /// Comptable : imports, règlements, exports.
    Accountant,
    /// Lecteur.
    Reader,
}

#[derive(Clone, Copy, ValueEnum)]
enum RoleOrNone {
    /// Propriétaire.
    Owner,
    /// Responsable.
    Manager,
    /// Chargé de recouvrement.
    Collector,
    /// Comptable.
    Accountant,
    /// Lecteur.
    Reader,
    /// Aucun accès.
    None,
}

impl RoleWord {
    fn role(self) -> Role {
        match self {
            RoleWord::Owner => Role::Owner,
            RoleWord::Manager => Role::Manager,
            RoleWord::Collector => Role::Collector,
            RoleWord::Accountant => Role::Accountant,
            RoleWord::Reader => Role::Reader,
        }
    }
}

impl RoleOrNone {
    fn role(self) -> Option<Role> {
        match self {
            RoleOrNone::Owner => Some(Role::Owner),
            RoleOrNone::Manager => Some(Role::Manager),
            RoleOrNone::Collector => Some(Role::Collector),
            RoleOrNone::Accountant => Some(Role::Accountant),
            RoleOrNone::Reader => Some(Role::Reader),
            RoleOrNone::None => None,
        }
    }
}

impl User {
    /// Carries the action out.
    pub fn run(self, context: &Context) -> Result<Answer, Refusal> {
        match self.what {
            What::Add(add) => add.run(context),
            What::List => list(context),
            What::Role(role) => role.run(context),
            What::Reset(reset) => reset.run(context),
            What::Disable(named) => named.run(context, false),
            What::Enable(named) => named.run(context, true),
        }
    }
}

impl Add {
    fn run(self, context: &Context) -> Result<Answer, Refusal> {
        let (store, hasher) = (open::opening(context).store()?, Hasher::new());
        let users = users(context, &store, &hasher);
        let password = if self.password_stdin { Some(line()?) } else { None };
        if let (true, Some(password)) = (users.none_yet()?, &password) {
            if self.role.is_some_and(|role| role.role() != Role::Owner) {
                return Err(Refusal::usage("--role : le premier utilisateur est propriétaire. Retirez --role."));
            }
            let creditor = context.creditor.as_deref().unwrap_or(FIRST_CREDITOR);
            let user = users.first_owner(self.name.as_deref().unwrap_or_default(), &self.email, password, creditor)?;
            let text = format!("{user} ({}) est propriétaire. Il peut se connecter à l'application.", self.email);
            return Ok(Answer::done(text, json!({ "user": user.to_string(), "role": Role::Owner.word() })));
        }
        let Some(role) = self.role.map(RoleWord::role).or(users.none_yet()?.then_some(Role::Owner)) else {
            return Err(Refusal::usage("Donnez --role : owner, manager, collector, accountant ou reader."));
        };
        let books = open::existing(context)?;
        match password {
            Some(password) => {
                let name = self.name.as_deref().unwrap_or_default();
                let user = users.add(name, &self.email, &password, &[(books.tenant(), role)])?;
                let text = format!("{user} ({}) : {}. Il peut se connecter à l'application.", self.email, role.french());
                Ok(Answer::done(text, json!({ "user": user.to_string(), "role": role.word() })))
            }
            None => {
                let link = users.invite(books.tenant(), &self.email, role)?;
                let said = format!("Invitation de {} ({}).", self.email, role.french());
                Ok(linked(&said, "invitation", &link))
            }
        }
    }
}

impl GiveRole {
    fn run(self, context: &Context) -> Result<Answer, Refusal> {
        let (books, hasher) = (open::existing(context)?, Hasher::new());
        let users = users(context, books.store(), &hasher);
        let user = users.find(&self.user)?;
        let role = self.role.role();
        let text = match role {
            Some(role) => {
                users.give_role(user, books.tenant(), role)?;
                format!("{user} est maintenant : {}.", role.french())
            }
            None => {
                users.take_role(user, books.tenant())?;
                format!("{user} n'a plus accès à ce dossier.")
            }
        };
        Ok(Answer::done(text, json!({ "user": user.to_string(), "role": role.map(Role::word) })))
    }
}

impl Reset {
    fn run(self, context: &Context) -> Result<Answer, Refusal> {
        let (store, hasher) = (existing_store(context)?, Hasher::new());
        let users = users(context, &store, &hasher);
        let user = users.find(&self.user)?;
        let mut said = format!("Nouveau mot de passe pour {user}.");
        if self.second_factor {
            users.remove_second_factor(user, None)?;
            said.push_str(" Son second facteur est retiré.");
        }
        let link = users.reset_link(user)?;
        Ok(linked(&said, "reinitialisation", &link))
    }
}

impl Named {
    fn run(self, context: &Context, enable: bool) -> Result<Answer, Refusal> {
        let (store, hasher) = (existing_store(context)?, Hasher::new());
        let users = users(context, &store, &hasher);
        let user = users.find(&self.user)?;
        let text = if enable {
            users.enable(user)?;
            format!("{user} peut de nouveau se connecter.")
        } else {
            users.disable(user)?;
            format!("{user} est désactivé : ses sessions sont terminées.")
        };
        Ok(Answer::done(text, json!({ "user": user.to_string(), "disabled": !enable })))
    }
}

fn list(context: &Context) -> Result<Answer, Refusal> {
    let (store, hasher) = (existing_store(context)?, Hasher::new());
    let users = users(context, &store, &hasher);
    let (mut rows, mut json) = (Vec::new(), Vec::new());
    for account in users.list()? {
        let places = users.places(account.user)?;
        let roles: Vec<String> = places.iter().map(|place| format!("{} ({})", place.name, place.role.french())).collect();
        rows.push(vec![
            account.user.to_string(),
            account.profile.name.clone(),
            account.profile.email.clone(),
            state(&account).to_owned(),
            roles.join(", "),
        ]);
        let roles: Vec<Value> =
            places.iter().map(|place| json!({ "creditor": place.creditor.0, "name": place.name, "role": place.role.word() })).collect();
        json.push(json!({
            "user": account.user.to_string(), "name": account.profile.name, "email": account.profile.email,
            "second_factor": account.has_second_factor, "disabled": account.disabled_on.is_some(), "roles": roles,
        }));
    }
    let text = if rows.is_empty() {
        "Aucun utilisateur. Le premier se crée à l'ouverture de l'application, ou par « quittance user add ».".to_owned()
    } else {
        table(&["Référence", "Nom", "Adresse", "État", "Dossiers"].map(str::to_owned), &rows, 5)
    };
    Ok(Answer::done(text, json!({ "users": json })))
}

fn state(account: &Account) -> &'static str {
    match (account.disabled_on.is_some(), account.has_second_factor) {
        (true, _) => "désactivé",
        (false, true) => "second facteur",
        (false, false) => "mot de passe seul",
    }
}

fn linked(said: &str, path: &str, link: &Link) -> Answer {
    let address = format!("/{path}/{}", link.token);
    let text = format!(
        "{said}\nLien valable une heure, une seule fois, à ouvrir à l'adresse de l'application et à transmettre à cette personne seule :\n  {address}"
    );
    Answer::done(text, json!({ "path": address }))
}

fn users<'a>(context: &'a Context, store: &'a Store, hasher: &'a Hasher) -> Users<'a> {
    Users { store, hasher, author: &context.author, today: context.clock.today(), now: context.clock.now_micros() }
}

fn existing_store(context: &Context) -> Result<Store, Refusal> {
    let opening = open::opening(context);
    if opening.postgres.is_none() && !context.data.join(store::FILE_NAME).exists() {
        return Err(Refusal::usage(format!("Aucune donnée dans {}. Donnez --data DOSSIER.", context.data.display())));
    }
    Ok(opening.store()?)
}

/// One line of the standard input, without its end.
fn line() -> Result<String, Refusal> {
    let mut text = String::new();
    let read = std::io::stdin().lock().read_line(&mut text);
    read.map_err(|error| Refusal::usage(format!("Entrée standard : {}.", domain::french::refusal_fr(&error))))?;
    let password = text.trim_end_matches(['\n', '\r']).to_owned();
    if password.is_empty() {
        return Err(Refusal::usage("--password-stdin : l'entrée standard est vide. Écrivez-y le mot de passe, sur une ligne."));
    }
    Ok(password)
}
