//! The settings of a creditor's books: who may open them, how debtors are contacted, rates of the law, the data itself.

mod data;
mod policy;
mod rates;
mod users;

use domain::access::Permission;
use domain::access::needs::ReadBooks;
use maud::html;

use crate::ask::Ask;
use crate::route::{Answered, Inside, Route, Scoped, get};
use crate::ui::{self, Crumb, Head, Icon, icon};

/// The lit place of the navigation.
const PLACE: &str = "/parametres";

pub(crate) fn routes() -> Vec<Route> {
    let mut all = vec![get("/d/{tenant}/parametres", hub)];
    all.extend(data::routes());
    all.extend(policy::routes());
    all.extend(rates::routes());
    all.extend(users::routes());
    all
}

/// A settings page, as the hub shows it.
struct Section {
    path: &'static str,
    title: &'static str,
    said: &'static str,
    icon: Icon,
    permission: Permission,
}

const fn section(path: &'static str, title: &'static str, said: &'static str, icon: Icon, permission: Permission) -> Section {
    Section { path, title, said, icon, permission }
}

/// The pages, in the order of the hub. One a line.
#[rustfmt::skip]
const SECTIONS: &[Section] = &[
    section("/parametres/creancier", "Créancier", "Identité, registres, compte à créditer, signataire, et pour qui vous écrivez.", Icon::Company, Permission::ReadBooks),
    section("/parametres/conditions", "Conditions et pénalités", "Délai convenu, taux de retard, nature des débiteurs.", Icon::File, Permission::ReadBooks),
    section("/parametres/papier", "Papier à lettres", "Logo, en-tête et pied des courriers.", Icon::Letter, Permission::ReadBooks),
    section("/bienvenue", "Mise en route", "Les premières étapes, et ce qui reste à faire.", Icon::Flag, Permission::ReadBooks),
    section("/parametres/utilisateurs", "Utilisateurs et rôles", "Qui ouvre ce dossier, et ce que chacun peut y faire.", Icon::Debtors, Permission::ManageUsers),
    section("/absences", "Absences", "Qui est absent, et qui prend le relais sur ses débiteurs.", Icon::Clock, Permission::ReadBooks),
    section("/parametres/politique", "Politique et calendrier", "Jours d'envoi, budget de contacts, freins et délais.", Icon::Calendar, Permission::ManageRules),
    section("/scenarios", "Scénarios", "Les étapes des relances, et pour qui.", Icon::Scenario, Permission::ReadBooks),
    section("/modeles", "Modèles de courrier", "Les mots des relances et des mises en demeure.", Icon::Template, Permission::ReadBooks),
    section("/parametres/taux", "Taux en vigueur", "Chaque valeur du droit, sa source, et jusqu'à quand elle est utilisable.", Icon::Euro, Permission::ReadBooks),
    section("/journal", "Journal", "Tout ce qui a été inscrit, par qui et quand, et l'état de la chaîne.", Icon::Flag, Permission::ReadJournal),
    section("/parametres/donnees", "Données du dossier", "Tout emporter dans une archive.", Icon::Download, Permission::ManageData),
];

fn hub(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let body = html! {
        section class="card" {
            ul class="list" role="list" {
                @for section in SECTIONS.iter().filter(|section| who.can(section.permission)) {
                    li {
                        (icon(section.icon))
                        div class="grow" { a class="strong" href=(who.url(section.path)) { (section.title) } div class="muted small" { (section.said) } }
                    }
                }
                li {
                    (icon(Icon::Key))
                    div class="grow" { a class="strong" href="/moi" { "Mon compte" } div class="muted small" { "Nom, mot de passe, second facteur, sessions ouvertes." } }
                }
            }
        }
    };
    Ok(ui::page(who, ask, Head { title: "Paramètres", place: PLACE, ..Head::default() }, body))
}

/// The way to a page below the hub.
fn crumbs(who: &Inside) -> Vec<Crumb<'static>> {
    vec![("Paramètres", who.url("/parametres"))]
}

#[cfg(test)]
mod tests;
