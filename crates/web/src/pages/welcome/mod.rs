//! The first day: what is done and what is left, read from the facts; each step leads to the page that does it (screen 12).

use std::sync::Arc;

use app::live::View;
use app::record;
use app::repairs::{Board, Lack};
use domain::Date;
use domain::access::Permission;
use domain::access::needs::{ManageRules, ReadBooks, RecordMoney};
use domain::facts::{TenantFacts, in_force};
use domain::french::date_short;
use domain::party::{CreditorProfile, Siren};
use domain::policy::Policy;
use jiff::ToSpan;
use maud::{Markup, html};

use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::route::{Answered, Inside, Route, Scoped, get, post};
use crate::ui::{self, Head, Icon, form};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        get("/d/{tenant}/bienvenue", show),
        post("/d/{tenant}/bienvenue/a-jour", up_to_date),
        post("/d/{tenant}/bienvenue/prudence", prudence),
    ]
}

/// What the steps are read from.
struct Facts {
    profile: Option<CreditorProfile>,
    tenant: TenantFacts,
    has_invoice: bool,
    letters: u64,
    board: Arc<Board>,
}

impl Facts {
    fn of(who: &Inside) -> Result<Facts, Fault> {
        let (profile, tenant, has_invoice, letters) = who.read(|tx| {
            let letters = tx.letter_counts()?.iter().map(|count| count.count).sum();
            Ok((tx.creditor_profile()?, tx.tenant_facts(who.today)?, !tx.has_no_invoice()?, letters))
        })?;
        Ok(Facts { profile, tenant, has_invoice, letters, board: super::repairs::board(who)? })
    }

    /// Whether payments are known recently enough for more than a first reminder.
    fn is_fresh(&self, today: Date) -> bool {
        let most = i64::from(self.tenant.policy.stale_after_days);
        self.tenant.payments_known_through.is_some_and(|known| domain::facts::days_between(known, today) <= most)
    }

    /// The last prudent day, while it runs.
    fn prudent_until(&self, today: Date) -> Option<Date> {
        let days = i64::from(self.tenant.policy.prudent_days);
        let first = self.tenant.started_on.unwrap_or(today);
        let until = first.checked_add(days.days()).ok()?;
        (days > 0 && today < until).then_some(until)
    }
}

/// One step.
struct Step {
    title: &'static str,
    said: String,
    done: bool,
    /// Where it is done, and in what words.
    way: Option<(String, &'static str)>,
}

fn steps(who: &Inside, facts: &Facts) -> Vec<Step> {
    let way = |needs: Permission, path: &str, words: &'static str| who.can(needs).then(|| (who.url(path), words));
    vec![
        company(who, facts),
        {
            let said = super::creditor::terms_said(&facts.tenant, who.today);
            let kind = in_force(&facts.tenant.terms, who.today).and_then(|terms| terms.default_kind);
            let kind_said = kind.map_or_else(String::new, |kind| format!(" Débiteurs, sauf mention contraire : {}.", kind.french()));
            Step {
                title: "Conditions de paiement",
                done: said.is_some(),
                said: said.map_or_else(
                    || {
                        "Votre délai convenu et vos pénalités ; à défaut, trente jours et le taux de la loi. Sur une échéance seulement présumée, ni intérêts ni mise en demeure."
                            .to_owned()
                    },
                    |said| format!("{}{kind_said}", capital(&said)),
                ),
                way: way(Permission::ManageCreditor, "/parametres/conditions", "Indiquer"),
            }
        },
        Step {
            title: "Vos factures ouvertes",
            said: "Un export de votre comptabilité suffit : CSV, Excel ou FEC.".to_owned(),
            done: facts.has_invoice,
            way: way(Permission::Import, "/imports/nouveau", "Importer un fichier"),
        },
        records(who, facts),
        Step {
            title: "Règlements à jour",
            said: match facts.tenant.payments_known_through {
                Some(known) => {
                    format!("Règlements connus jusqu'au {}. Au-delà de la première relance, ils doivent être récents.", date_short(known))
                }
                None => "Avant de réclamer plus fermement, dites jusqu'à quel jour tous les règlements reçus sont enregistrés.".to_owned(),
            },
            done: facts.has_invoice && facts.is_fresh(who.today),
            way: None,
        },
        Step {
            title: "Votre première relance",
            said: "L'agenda propose quoi envoyer, à qui et pourquoi. Le scénario appliqué se change à tout moment.".to_owned(),
            done: facts.letters > 0,
            way: way(Permission::ReadBooks, "/agenda", "Ouvrir l'agenda"),
        },
    ]
}

fn company(who: &Inside, facts: &Facts) -> Step {
    let lacks = facts.profile.as_ref().map(app::creditor::lacking_said);
    let said = match (&facts.profile, &lacks) {
        (Some(profile), Some(lacks)) if lacks.is_empty() => {
            let siren = Siren::parse(&profile.siren).map_or_else(|_| profile.siren.clone(), |siren| siren.printed());
            format!("{}, SIREN {siren}.", profile.name)
        }
        (Some(_), Some(lacks)) => format!("Il manque encore : {}.", lacks.join(", ")),
        _ => "Nom, SIREN, adresse, IBAN et signataire : ce que vos courriers doivent porter.".to_owned(),
    };
    Step {
        title: "Votre entreprise",
        said,
        done: lacks.is_some_and(|lacks| lacks.is_empty()),
        way: who.can(Permission::ManageCreditor).then(|| (who.url("/parametres/creancier"), "Renseigner")),
    }
}

/// What the records of debtors still lack.
fn records(who: &Inside, facts: &Facts) -> Step {
    let counts: Vec<String> = [Lack::Kind, Lack::DueDate, Lack::Address, Lack::Email]
        .into_iter()
        .map(|lack| (lack, facts.board.count(lack)))
        .filter(|(_, count)| *count > 0)
        .map(|(lack, count)| format!("{} ({count})", lack.french().to_lowercase()))
        .collect();
    Step {
        title: "Adresses et fiches",
        said: if !facts.has_invoice {
            "Après l'import : ce qui manque aux fiches de vos débiteurs pour leur écrire.".to_owned()
        } else if counts.is_empty() {
            "Rien ne manque pour écrire à vos débiteurs.".to_owned()
        } else {
            format!("À compléter : {}.", counts.join(", "))
        },
        done: facts.has_invoice && counts.is_empty(),
        way: (facts.has_invoice && who.can(Permission::ReadBooks)).then(|| (who.url("/a-completer"), "Compléter")),
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let fields = Fields::of(ask, who.today).preset("jour", date_short(who.today));
    page(who, ask, &fields)
}

fn page(who: &Inside, ask: &Ask, fields: &Fields<'_>) -> Answered {
    let facts = Facts::of(who)?;
    let steps = steps(who, &facts);
    let done = steps.iter().filter(|step| step.done).count() as u64;
    let next = steps.iter().position(|step| !step.done);
    let first_name = who.user.name.split(' ').next().unwrap_or_default();
    let title = if first_name.is_empty() { "Bienvenue".to_owned() } else { format!("Bienvenue, {first_name}") };
    let body = html! {
        (form::summary(fields))
        div class="cols cols-main" {
            div class="stack" {
                section class="card clip" {
                    div class="card-head" {
                        div { h2 { "Mise en route" } p { (done) @if done < 2 { " étape sur " } @else { " étapes sur " } (steps.len()) } }
                        div class="welcome-bar" { (ui::progress("Mise en route", done, Some(steps.len() as u64))) }
                    }
                    ol class="todo-list" role="list" {
                        @for (at, step) in steps.iter().enumerate() { (line(who, fields, step, at, next == Some(at))) }
                    }
                }
                (agenda(who, &facts)?)
            }
            aside class="stack" { (prudent(who, &facts)) (people(who)?) }
        }
    };
    let head = Head {
        title: &title,
        sub: Some(
            html! { "Six étapes pour votre premier jour. Vous pouvez les faire dans l'ordre que vous voulez et tout modifier ensuite." },
        ),
        actions: Some(html! { a class="btn" href=(who.url("/tableau")) { "Passer la mise en route" } }),
        place: "/tableau",
        ..Head::default()
    };
    let answer = ui::page(who, ask, head, body);
    Ok(if fields.has_problems() { answer.status(422) } else { answer })
}

fn line(who: &Inside, fields: &Fields<'_>, step: &Step, at: usize, now: bool) -> Markup {
    let class = if step.done {
        "done"
    } else if now {
        "now"
    } else {
        ""
    };
    html! {
        li class=(class) {
            span class="st" { @if step.done { (ui::icon(Icon::Check)) span class="vh" { "Fait" } } @else { (at + 1) } }
            div {
                b { (step.title) } p { (step.said) }
                @if step.way.is_none() && step.title == "Règlements à jour" && who.can(Permission::RecordMoney) {
                    (form::post_with(who, &who.url("/bienvenue/a-jour"), "row wrap mt2", html! {
                        label class="small" for="jour" { "Tous les règlements reçus sont enregistrés jusqu'au" }
                        input class="input sm auto date" id="jour" name="jour" value=(fields.shown("jour")) autocomplete="off" aria-invalid=[fields.problem("jour").map(|_| "true")];
                        button class="btn sm" { "C'est à jour" }
                    }))
                }
            }
            @if let Some((url, words)) = &step.way {
                a class=(if step.done { "btn sm quiet" } else if now { "btn primary sm" } else { "btn sm" }) href=(url) { @if step.done { "Revoir" } @else { (words) } span class="vh" { " : " (step.title) } }
            }
        }
    }
}

fn agenda(who: &Inside, facts: &Facts) -> Result<Markup, Fault> {
    if !facts.has_invoice {
        let begin = html! { @if who.can(Permission::Import) { div class="row wrap mt2" { a class="btn primary" href=(who.url("/imports/nouveau")) { "Importer des factures" } } } };
        return Ok(html! {
            section class="card" {
                div class="card-head" { h2 { "Agenda du jour" } }
                (ui::empty(Icon::Agenda, "Vos premières actions apparaîtront ici", "Importez vos factures : le moteur classera les retards et proposera quoi faire, avec ses raisons.", begin))
            }
        });
    }
    let count = match who.live()? {
        View::Ready { live, .. } => live.totals().to_confirm + live.totals().ready,
        View::Building(_) => {
            return Ok(
                html! { section class="card" { div class="card-head" { h2 { "Agenda du jour" } a class="btn sm" href=(who.url("/agenda")) { "Ouvrir" } } div class="card-body" { p class="soft" { "Les actions du jour sont en cours de calcul." } } } },
            );
        }
    };
    Ok(html! {
        section class="card" {
            div class="card-head" { h2 { "Agenda du jour" } a class="btn sm" href=(who.url("/agenda")) { "Ouvrir" } }
            div class="card-body" {
                p { @if count == 0 { "Rien à faire aujourd'hui : l'agenda dit pourquoi, débiteur par débiteur." } @else { b { (count) } @if count == 1 { " action proposée, avec ses raisons." } @else { " actions proposées, chacune avec ses raisons." } } }
            }
        }
    })
}

/// While everything is to confirm.
fn prudent(who: &Inside, facts: &Facts) -> Markup {
    let until = facts.prudent_until(who.today);
    let may = who.can(Permission::ManageRules);
    html! {
        section class={ "card" @if until.is_some() { " accent" } } {
            div class="card-head plain" { h2 { @if until.is_some() { "Mode prudent activé" } @else { "Mode prudent" } } }
            div class="card-body stack-s" {
                @match until {
                    Some(until) => p class="soft small" { "Jusqu'au " (ui::day(until)) ", aucun message ne part sans votre accord explicite, quelles que soient les règles du scénario." },
                    None => p class="soft small" { "Les étapes automatiques d'un scénario partent sans accord. Les autres attendent toujours le vôtre." },
                }
                @if may {
                    (form::post_with(who, &who.url("/bienvenue/prudence"), "stack-s", html! {
                        label class="check" { input type="checkbox" name="garder" value="oui" checked[until.is_some()] data-submit-on-change; "Garder le mode prudent" }
                        div class="row" { button class="btn sm" { "Enregistrer" } }
                    }))
                }
            }
        }
    }
}

fn people(who: &Inside) -> Result<Markup, Fault> {
    let members = who.with_users(|users| users.members(who.tenant))?;
    Ok(html! {
        section class="card" {
            div class="card-head" { h2 { "Qui fait quoi" } }
            ul class="list" role="list" {
                @for member in members.iter().take(8) {
                    li { span class="mono-av round" aria-hidden="true" { (ui::initials(&member.account.profile.name)) } div class="grow" { b class="strong" { (member.account.profile.name) } @if who.can(Permission::ManageUsers) { div class="muted small" { (member.role.french()) } } } }
                }
                @if who.can(Permission::ManageUsers) {
                    li { span class="mono-av round" aria-hidden="true" { "+" } div class="grow" { b class="strong" { "Inviter un collègue" } div class="muted small" { "ou votre expert-comptable" } } a class="btn sm" href=(who.url("/parametres/utilisateurs")) { "Inviter" } }
                }
            }
        }
    })
}

/// A person's word that payments are recorded through a day.
fn up_to_date(who: &Scoped<RecordMoney>, ask: &Ask) -> Answered {
    let mut fields = Fields::of(ask, who.today);
    let Some(day) = fields.required_day("jour") else { return page(who, ask, &fields) };
    match who.write(|tx| record::up_to_date(tx, day, who.today)) {
        Ok(done) => Ok(Answer::to(who.url("/bienvenue")).saying(done.said)),
        Err(Fault::Refused(said)) => {
            fields.wrong("jour", said);
            page(who, ask, &fields)
        }
        Err(fault) => Err(fault),
    }
}

/// Keeps or ends the prudent days; kept ones last as the program has them.
fn prudence(who: &Scoped<ManageRules>, ask: &Ask) -> Answered {
    let keep = ask.form("garder") == "oui";
    let said = who.write(|tx| {
        let tenant = tx.tenant_facts(who.today)?;
        let first = tenant.started_on.unwrap_or(who.today);
        let gone = u16::try_from(domain::facts::days_between(first, who.today)).unwrap_or(0);
        let days = if keep { gone.saturating_add(Policy::default().prudent_days).max(tenant.policy.prudent_days) } else { 0 };
        if days == tenant.policy.prudent_days || (keep && tenant.policy.prudent_days > gone) {
            return Ok("Rien n'a changé.");
        }
        record::policy(tx, Policy { prudent_days: days, ..tenant.policy }, who.today)?;
        Ok(if keep { "Mode prudent gardé quatorze jours encore." } else { "Mode prudent terminé." })
    })?;
    Ok(Answer::to(who.url("/bienvenue")).saying(said))
}

#[cfg(test)]
mod tests;
