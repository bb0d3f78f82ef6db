//! What the debtor is in law, its terms, its scenario with the effect shown before it is changed, and two records made one.

use app::card::under_scenario;
use app::record::{self, NewTerms};
use domain::access::needs::{DecideActions, ManageDebtors};
use domain::dunning::Decision;
use domain::ids::DebtorId;
use domain::money::Rate;
use domain::party::DebtorKind;
use domain::terms::RateClause;
use maud::{Markup, html};

use super::{attempt, card_url, debtor_of, form_page, to_do};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::route::{Answered, Inside, Route, Scoped, get, post};
use crate::ui::{self, Tone, form};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/d/{tenant}/debiteurs/{debtor}/nature", kind_form),
        post("/d/{tenant}/debiteurs/{debtor}/nature", kind),
        get("/d/{tenant}/debiteurs/{debtor}/conditions", terms_form),
        post("/d/{tenant}/debiteurs/{debtor}/conditions", terms),
        get("/d/{tenant}/debiteurs/{debtor}/scenario", scenario_form),
        post("/d/{tenant}/debiteurs/{debtor}/scenario", scenario),
        get("/d/{tenant}/debiteurs/{debtor}/reunion", merge_form),
        post("/d/{tenant}/debiteurs/{debtor}/reunion", merge),
    ]
}

const KINDS: [(&str, &str, DebtorKind); 5] = [
    ("business", "Entreprise : intérêts et 40 € de plein droit", DebtorKind::Business),
    ("consumer", "Particulier : taux légal depuis la mise en demeure, prescription de deux ans", DebtorKind::Consumer),
    ("non_professional", "Non-professionnel (syndicat, association) : à qualifier avec soin", DebtorKind::NonProfessional),
    ("public_body", "Acheteur public : code de la commande publique", DebtorKind::PublicBody),
    ("unknown", "À qualifier : principal seul", DebtorKind::Unknown),
];

/// Both values, where somebody changed it since the form was shown.
fn conflict(who: &Inside, ask: &Ask, debtor: (DebtorId, &str), what: &str, theirs: &str, yours: &str) -> Answer {
    let back = card_url(who, debtor.0);
    let head = ui::Head {
        title: "Modifié entre-temps",
        crumbs: vec![("Débiteurs", who.url("/debiteurs")), (debtor.1, back.clone())],
        place: "/debiteurs",
        ..ui::Head::default()
    };
    let body = html! {
        section class="card form-card" { div class="card-body stack" {
            (ui::notice(Tone::Warn, html! { (what) " a été modifié par quelqu'un d'autre depuis que vous avez ouvert le formulaire. Rien n'a été écrasé." }))
            dl class="dl left" { dt { "Enregistré entre-temps" } dd { (theirs) } dt { "Votre saisie" } dd { (yours) } }
            div class="row wrap" { a class="btn primary" href=(ask.url) { "Reprendre avec la valeur enregistrée" } a class="btn" href=(back) { "La garder" } }
        } }
    };
    ui::page(who, ask, head, body).status(409)
}

fn kind_of(who: &Inside, debtor: DebtorId) -> Result<DebtorKind, Fault> {
    Ok(who.read(|tx| Ok(tx.debtor(debtor)?))?.ok_or(Fault::NotFound)?.kind)
}

fn kind_form(who: &Scoped<ManageDebtors>, ask: &Ask) -> Answered {
    let (debtor, _) = debtor_of(who, ask)?;
    let word = kind_of(who, debtor)?.word();
    kind_page(who, ask, &Fields::of(ask, who.today).preset("nature", word).preset("vu", word))
}

fn kind_page(who: &Inside, ask: &Ask, fields: &Fields<'_>) -> Answered {
    let (debtor, name) = debtor_of(who, ask)?;
    let body = html! {
        (form::radios(fields, "nature", "Ce débiteur est", &KINDS.map(|(word, words, _)| (word, words))))
        (form::hidden("vu", fields.shown("vu")))
    };
    Ok(form_page(who, ask, (debtor, &name), ("Nature du débiteur", "Enregistrer"), fields, body))
}

fn kind(who: &Scoped<ManageDebtors>, ask: &Ask) -> Answered {
    let (debtor, name) = debtor_of(who, ask)?;
    let mut fields = Fields::of(ask, who.today);
    let Some(chosen) = fields.choice("nature", &KINDS.map(|(word, _, kind)| (word, kind))) else {
        fields.wrong("nature", "Choisissez une nature.");
        return kind_page(who, ask, &fields);
    };
    let now = kind_of(who, debtor)?;
    if now.word() != ask.form("vu") && now != chosen {
        return Ok(conflict(who, ask, (debtor, &name), "La nature de ce débiteur", now.french(), chosen.french()));
    }
    if now == chosen {
        return Ok(Answer::to(card_url(who, debtor)).saying("Rien n'a changé."));
    }
    match attempt(who.write(|tx| record::kind(tx, &debtor.to_string(), chosen, who.today)), &mut fields, "nature")? {
        Some(_) => Ok(Answer::to(card_url(who, debtor)).saying(format!("Nature enregistrée : {}.", chosen.french()))),
        None => kind_page(who, ask, &fields),
    }
}

fn terms_form(who: &Scoped<ManageDebtors>, ask: &Ask) -> Answered {
    let (debtor, _) = debtor_of(who, ask)?;
    let facts = who.read(|tx| Ok(tx.debtor_facts(debtor)?))?.ok_or(Fault::NotFound)?;
    let known = facts.terms.iter().rev().find_map(|terms| terms.terms).map(domain::due_date::words::french).unwrap_or_default();
    let fields = Fields::of(ask, who.today)
        .preset("delai", known)
        .preset("depuis", domain::french::date_short(who.today))
        .preset("clause", "inchangee");
    terms_page(who, ask, &fields)
}

const CLAUSES: [(&str, &str); 4] = [
    ("inchangee", "Ne rien changer"),
    ("trois_fois", "Trois fois le taux légal"),
    ("fixe", "Taux fixe du contrat"),
    ("bce", "BCE plus des points"),
];

fn terms_page(who: &Inside, ask: &Ask, fields: &Fields<'_>) -> Answered {
    let (debtor, name) = debtor_of(who, ask)?;
    let body = html! {
        (form::field(fields, "delai", "Délai de paiement", form::Kind::Text, "Par exemple « 30 jours », « 45 jours fin de mois »."))
        (form::field(fields, "depuis", "Pour les factures émises à compter du", form::Kind::Day, ""))
        div class="form-grid" {
            (form::select(fields, "clause", "Pénalités de retard", &CLAUSES, ""))
            (form::field(fields, "taux", "Taux ou points", form::Kind::Amount, "En pour cent l'an, pour un taux fixe ou des points."))
        }
        p class="small muted" { "Les échéances seulement présumées de ce débiteur prendront ce délai. Les plafonds légaux sont vérifiés." }
    };
    Ok(form_page(who, ask, (debtor, &name), ("Conditions de règlement", "Enregistrer"), fields, body))
}

fn terms(who: &Scoped<ManageDebtors>, ask: &Ask) -> Answered {
    let (debtor, _) = debtor_of(who, ask)?;
    let mut fields = Fields::of(ask, who.today);
    let delay = fields.text("delai", 80);
    let from = fields.required_day("depuis");
    let clause = clause_of(&mut fields, ask.form("clause"));
    if delay.is_empty() && matches!(ask.form("clause"), "" | "inchangee") {
        fields.wrong("delai", "Donnez un délai ou des pénalités.");
    }
    let (Some(from), false) = (from, fields.has_problems()) else { return terms_page(who, ask, &fields) };
    let name = debtor.to_string();
    let new = NewTerms { debtor: Some(&name), terms: (!delay.is_empty()).then_some(delay.as_str()), clause, ..NewTerms::default() };
    match attempt(who.write(|tx| record::terms(tx, &new, from)), &mut fields, "delai")? {
        Some(done) => Ok(Answer::to(card_url(who, debtor)).saying(done.said)),
        None => terms_page(who, ask, &fields),
    }
}

fn clause_of(fields: &mut Fields<'_>, word: &str) -> Option<RateClause> {
    if !matches!(word, "fixe" | "bce") {
        return (word == "trois_fois").then_some(RateClause::TimesLegal { times: 3 });
    }
    // A rate is typed like an amount: hundredths of a point are cents.
    match fields.required_amount("taux", domain::money::Currency::EUR) {
        Some(cents) if cents.0 > 10_000 => {
            fields.wrong("taux", "Plus de cent pour cent l'an : vérifiez.");
            None
        }
        Some(cents) if word == "fixe" => Some(RateClause::Fixed { rate: Rate(cents.0 * 10) }),
        Some(cents) => Some(RateClause::EcbPlus { points: Rate(cents.0 * 10) }),
        None => None,
    }
}

fn own_scenario(who: &Inside, debtor: DebtorId) -> Result<String, Fault> {
    Ok(who.read(|tx| Ok(tx.debtor(debtor)?))?.ok_or(Fault::NotFound)?.scenario.unwrap_or_default())
}

fn scenario_form(who: &Scoped<DecideActions>, ask: &Ask) -> Answered {
    let (debtor, _) = debtor_of(who, ask)?;
    let own = own_scenario(who, debtor)?;
    let fields = Fields::of(ask, who.today).preset("scenario", own.clone()).preset("vu", own);
    scenario_page(who, ask, &fields, None)
}

fn scenario_page(who: &Inside, ask: &Ask, fields: &Fields<'_>, chosen: Option<&str>) -> Answered {
    let (debtor, name) = debtor_of(who, ask)?;
    let names = who.read(app::card::scenarios)?;
    let choices: Vec<(&str, &str)> =
        std::iter::once(("", "Celui de sa nature")).chain(names.iter().map(|name| (name.as_str(), name.as_str()))).collect();
    let effect = match chosen {
        Some(new) => {
            let (before, after) =
                who.read(|tx| Ok((under_scenario(tx, debtor, fields.shown("vu"), who.today), under_scenario(tx, debtor, new, who.today))))?;
            html! {
                div class="cols cols-2" {
                    (effect("Aujourd'hui", before.map(|(scenario, decision)| (scenario.title, decision)).map_err(Fault::from)))
                    (effect("Avec ce scénario", after.map(|(scenario, decision)| (scenario.title, decision)).map_err(Fault::from)))
                }
                (form::hidden("etape", "enregistrer"))
                (form::hidden("montre", new))
            }
        }
        None => html! {},
    };
    let body = html! {
        (form::select(fields, "scenario", "Scénario suivi", &choices, ""))
        (form::hidden("vu", fields.shown("vu")))
        (effect)
    };
    let button = if chosen.is_some() { "Adopter ce scénario" } else { "Voir l'effet avant de changer" };
    Ok(form_page(who, ask, (debtor, &name), ("Changer de scénario", button), fields, body))
}

/// What would be decided today.
fn effect(when: &str, decided: Result<(String, Decision), Fault>) -> Markup {
    html! {
        div class="stack-s" {
            h3 { (when) }
            @match decided {
                Err(fault) => { p class="small" { (fault.told().2) } }
                Ok((title, decision)) => {
                    p class="small muted" { (title) }
                    @for action in &decision.actions { p { b { (to_do(action)) } ", " (ui::money(action.asked, action.currency)) " par " (action.channel.french()) } }
                    @if decision.actions.is_empty() { p { "Rien à faire aujourd'hui." } }
                    ul class="points small" { @for held in decision.held.iter().take(5) { li { (held.because) } } }
                    @if let Some(again) = decision.look_again_on { p class="small muted" { "À revoir le " (ui::day(again)) } }
                }
            }
        }
    }
}

fn scenario(who: &Scoped<DecideActions>, ask: &Ask) -> Answered {
    let (debtor, name) = debtor_of(who, ask)?;
    let mut fields = Fields::of(ask, who.today);
    let chosen = ask.form("scenario");
    let known = chosen.is_empty() || who.read(app::card::scenarios)?.iter().any(|one| one == chosen);
    if !known {
        fields.wrong("scenario", "Choisissez dans la liste.");
        return scenario_page(who, ask, &fields, None);
    }
    let own = own_scenario(who, debtor)?;
    if own != ask.form("vu") && own != chosen {
        let said = |name: &str| if name.is_empty() { "celui de sa nature".to_owned() } else { name.to_owned() };
        return Ok(conflict(who, ask, (debtor, &name), "Le scénario de ce débiteur", &said(&own), &said(chosen)));
    }
    if ask.form("etape") != "enregistrer" || ask.form("montre") != chosen {
        return scenario_page(who, ask, &fields, Some(chosen));
    }
    match attempt(who.write(|tx| record::follow_scenario(tx, debtor, chosen, who.today)), &mut fields, "scenario")? {
        Some(done) => Ok(Answer::to(card_url(who, debtor)).saying(done.said)),
        None => scenario_page(who, ask, &fields, None),
    }
}

fn merge_form(who: &Scoped<ManageDebtors>, ask: &Ask) -> Answered {
    let fields = Fields::of(ask, who.today).preset("vers", ask.query("vers").unwrap_or_default());
    merge_page(who, ask, &fields, None)
}

fn merge_page(who: &Inside, ask: &Ask, fields: &Fields<'_>, to: Option<(&str, u64, u64)>) -> Answered {
    let (debtor, name) = debtor_of(who, ask)?;
    let body = html! {
        p { "Les factures, règlements, notes et courriers de «\u{a0}" (name) "\u{a0}» seront comptés avec l'autre fiche, qui reste." }
        (form::field(fields, "vers", "Code de la fiche qui reste", form::Kind::Text, "Il se lit sous le nom du débiteur, sur sa fiche."))
        @if let Some((other, claims, movements)) = to {
            (ui::notice(Tone::Warn, html! {
                (app::words::counted(claims, "échéance passera", "échéances passeront")) " et " (app::words::counted(movements, "règlement ou avoir", "règlements ou avoirs")) " à «\u{a0}" b { (other) } "\u{a0}». La réunion ne se défait pas d'un clic."
            }))
            (form::hidden("etape", "enregistrer"))
            (form::hidden("montre", fields.shown("vers").trim()))
        }
    };
    let button = if to.is_some() { "Réunir les deux fiches" } else { "Vérifier" };
    Ok(form_page(who, ask, (debtor, &name), ("Réunir avec une autre fiche", button), fields, body))
}

fn merge(who: &Scoped<ManageDebtors>, ask: &Ask) -> Answered {
    let (debtor, _) = debtor_of(who, ask)?;
    let mut fields = Fields::of(ask, who.today);
    let to = fields.required("vers", 120, "Donnez le code de la fiche qui reste.");
    let found = match to.is_empty() {
        true => None,
        false => attempt(who.read(|tx| app::resolve::debtor(tx, &to)), &mut fields, "vers")?,
    };
    if found == Some(debtor) {
        fields.wrong("vers", "C'est la même fiche.");
    }
    let (Some(other), false) = (found, fields.has_problems()) else { return merge_page(who, ask, &fields, None) };
    if ask.form("etape") != "enregistrer" || ask.form("montre") != to {
        let (named, facts) = who.read(|tx| Ok((tx.names(&[other])?, tx.debtor_facts(debtor)?)))?;
        let facts = facts.ok_or(Fault::NotFound)?;
        let name = named.get(&other).map_or_else(|| other.to_string(), |(code, name)| format!("{name} ({code})"));
        return merge_page(who, ask, &fields, Some((&name, facts.claims.len() as u64, facts.movements.len() as u64)));
    }
    let moved = who.write(|tx| record::moved(tx, &[debtor.to_string()], &other.to_string(), who.today));
    match attempt(moved, &mut fields, "vers")? {
        Some(_) => Ok(Answer::to(card_url(who, other)).saying("Les deux fiches n'en font plus qu'une.")),
        None => merge_page(who, ask, &fields, None),
    }
}
