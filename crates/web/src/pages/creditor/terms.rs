//! Terms of payment, the penalty clause held against its floor, and what debtors are unless somebody says otherwise.

use app::record::{self, NewTerms};
use domain::access::Permission;
use domain::access::needs::{ManageCreditor, ReadBooks};
use domain::facts::{DatedTerms, TenantFacts, in_force};
use domain::french::{parse_rate_fr, points_fr, rate_fr};
use domain::party::{CreditorKind, DebtorKind};
use domain::terms::{Imputation, RateClause};
use maud::{Markup, html};

use super::{head, tabs};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::pages::repairs::KINDS;
use crate::route::{Answered, Inside, Scoped};
use crate::ui;
use crate::ui::form::{self, Kind};

fn facts(who: &Inside) -> Result<TenantFacts, Fault> {
    who.read(|tx| Ok(tx.tenant_facts(who.today)?))
}

/// The terms in force, in words, for a list of what is done.
pub(crate) fn said(tenant: &TenantFacts, day: domain::Date) -> Option<String> {
    let terms = in_force(&tenant.terms, day)?;
    let words = terms.terms.map(domain::due_date::words::french)?;
    Some(format!("{words}, pénalités : {}, indemnité de 40\u{a0}€.", clause_said(terms.clause)))
}

fn clause_said(clause: Option<RateClause>) -> String {
    match clause {
        None => "taux de la BCE majoré de 10 points".to_owned(),
        Some(RateClause::Fixed { rate }) => format!("{} par an", rate_fr(rate)),
        Some(RateClause::PerMonth { rate }) => format!("{} par mois", rate_fr(rate)),
        Some(RateClause::TimesLegal { times }) => format!("{times} fois le taux légal"),
        Some(RateClause::EcbPlus { points }) => format!("taux de la BCE majoré de {}", points_fr(points)),
    }
}

pub(super) fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let fields = preset(who, ask)?;
    page(who, ask, &fields)
}

fn preset<'a>(who: &Inside, ask: &'a Ask) -> Result<Fields<'a>, Fault> {
    let tenant = facts(who)?;
    let terms = in_force(&tenant.terms, who.today);
    let (clause, value) = match terms.and_then(|terms| terms.clause) {
        None => ("default", String::new()),
        Some(RateClause::Fixed { rate }) => ("fixed", rate.percent().replace('.', ",")),
        Some(RateClause::PerMonth { rate }) => ("month", rate.percent().replace('.', ",")),
        Some(RateClause::TimesLegal { times }) => ("legal", times.to_string()),
        Some(RateClause::EcbPlus { points }) => ("ecb", points.percent().replace('.', ",")),
    };
    let kind = terms.and_then(|terms| terms.default_kind).unwrap_or(DebtorKind::Unknown);
    let mut fields = Fields::of(ask, who.today)
        .preset("conditions", terms.and_then(|terms| terms.terms).map(domain::due_date::words::french).unwrap_or_default())
        .preset("penalites", clause)
        .preset("valeur", value)
        .preset("qualite", kind.word());
    if terms.is_some_and(|terms| terms.imputation == Imputation::PrincipalFirst) {
        fields = fields.preset("imputation", "principal");
    }
    Ok(fields)
}

fn page(who: &Inside, ask: &Ask, fields: &Fields<'_>) -> Answered {
    let tenant = facts(who)?;
    let may = who.can(Permission::ManageCreditor);
    let kinds: Vec<(&str, &str)> =
        [("unknown", "À préciser pour chacun")].into_iter().chain(KINDS.iter().map(|(word, kind)| (*word, kind.french()))).collect();
    let body = html! {
        (tabs(who, "/parametres/conditions"))
        (form::summary(fields))
        div class="cols cols-main mt4" {
            (form::post_or_read(who, may, &who.url("/parametres/conditions"), html! {
                fieldset class="stack" {
                    legend class="vh" { "Conditions de paiement" }
                    section class="card" {
                        div class="card-head" { div { h2 { "Conditions de paiement" } p { "Elles datent les factures dont le fichier ne dit pas l'échéance ; un débiteur peut avoir les siennes." } } }
                        div class="card-body stack" {
                            (form::field(fields, "conditions", "Délai convenu", Kind::Text, "Par exemple « 30 jours », « 45 jours fin de mois » ou « comptant »."))
                            (form::select(fields, "qualite", "Vos débiteurs sont, sauf mention contraire", &kinds, "S'applique à ceux dont la nature n'est pas encore précisée."))
                        }
                    }
                    section class="card" {
                        div class="card-head" { div { h2 { "Pénalités de retard" } p { "Entre professionnels. Ce que disent vos conditions générales ; à défaut, la loi." } } }
                        div class="card-body stack" {
                            (form::select(fields, "penalites", "Taux", &[
                                ("default", "Taux de la loi : BCE majoré de 10 points"),
                                ("ecb", "Taux de la BCE majoré de … points"),
                                ("legal", "… fois le taux d'intérêt légal"),
                                ("fixed", "… % par an"),
                                ("month", "… % par mois"),
                            ], ""))
                            (form::field(fields, "valeur", "Valeur", Kind::Amount, "Laissez vide pour le taux de la loi."))
                            (form::tick(fields, "imputation", "principal", "Nos conditions prévoient qu'un règlement partiel paie d'abord le principal"))
                        }
                    }
                    @if may { div class="row wrap" { button class="btn primary" { "Enregistrer" } } }
                }
            }))
            aside class="stack" { (law(who)) (history(&tenant)) }
        }
    };
    let answer = ui::page(who, ask, head(who, "Conditions et pénalités"), body);
    Ok(if fields.has_problems() { answer.status(422) } else { answer })
}

/// What the law says today, for comparison.
fn law(who: &Inside) -> Markup {
    let law = app::law::in_force();
    html! {
        section class="card" {
            div class="card-head plain" { h2 { "Ce que dit la loi" } }
            div class="card-body stack-s small" {
                @if let Ok(rate) = law.default_penalty_rate(who.today) { p { "Taux par défaut aujourd'hui : " b { (rate_fr(rate.rate)) } ", " (rate.source) "." } }
                @if let Ok(floor) = law.contract_floor(who.today) { p { "Une clause ne peut être inférieure à trois fois le taux légal, soit " b { (rate_fr(floor.rate)) } " " span class="nowrap" { "(C. com. L441-10 II)" } "." } }
                p { "L'indemnité forfaitaire de 40\u{a0}€ par facture est due par les professionnels, sans clause (D441-5)." }
            }
        }
    }
}

fn history(tenant: &TenantFacts) -> Markup {
    let mut all: Vec<&DatedTerms> = tenant.terms.iter().collect();
    all.reverse();
    html! {
        @if all.len() > 1 {
            section class="card" {
                div class="card-head plain" { h2 { "Conditions successives" } }
                ul class="list" role="list" {
                    @for terms in all.into_iter().take(8) {
                        li { div class="grow small" { "Factures émises depuis le " (ui::day(terms.from)) " : " (terms.terms.map_or_else(|| "délai non précisé".to_owned(), domain::due_date::words::french)) ", " (clause_said(terms.clause)) } }
                    }
                }
            }
        }
    }
}

pub(super) fn save(who: &Scoped<ManageCreditor>, ask: &Ask) -> Answered {
    let mut fields = preset(who, ask)?;
    let text = fields.text("conditions", 100);
    if !text.is_empty()
        && let Err(error) = domain::due_date::words::parse(&text)
    {
        fields.wrong("conditions", error.to_string());
    }
    let clause = clause(who, &mut fields, ask);
    let kind = KINDS.iter().find(|(word, _)| *word == ask.form("qualite")).map(|(_, kind)| *kind);
    if fields.has_problems() {
        return page(who, ask, &fields);
    }
    let new = NewTerms {
        terms: (!text.is_empty()).then_some(text.as_str()),
        clause,
        principal_first: ask.form("imputation") == "principal",
        default_kind: kind,
        ..NewTerms::default()
    };
    match who.write(|tx| record::terms(tx, &new, who.today)) {
        Ok(done) => Ok(Answer::to(who.url("/parametres/conditions")).saying(app::deposit::said(&done.said))),
        Err(Fault::Refused(said)) => {
            fields.wrong("conditions", said);
            page(who, ask, &fields)
        }
        Err(fault) => Err(fault),
    }
}

/// The clause as typed, refused under the floor of the law.
fn clause(who: &Inside, fields: &mut Fields<'_>, ask: &Ask) -> Option<RateClause> {
    let typed = fields.text("valeur", 20);
    let word = ask.form("penalites");
    if word == "default" || word.is_empty() {
        return default_again(who);
    }
    let clause = match word {
        "legal" => typed.parse().ok().filter(|times| (1..=20).contains(times)).map(|times| RateClause::TimesLegal { times }),
        "ecb" => parse_rate_fr(&typed).map(|points| RateClause::EcbPlus { points }),
        "fixed" => parse_rate_fr(&typed).map(|rate| RateClause::Fixed { rate }),
        "month" => parse_rate_fr(&typed).map(|rate| RateClause::PerMonth { rate }),
        _ => None,
    };
    let Some(clause) = clause else {
        fields.wrong("valeur", "Écrivez la valeur du taux, par exemple 12,15 (un nombre entier de fois pour le taux légal).");
        return None;
    };
    let law = app::law::in_force();
    let rates = (law.contract_rate(clause, CreditorKind::Business, who.today), law.contract_floor(who.today));
    if let (Ok(rate), Ok(floor)) = rates
        && rate.rate < floor.rate
    {
        fields.wrong(
            "valeur",
            format!(
                "Ce taux vaut {} aujourd'hui : une clause ne peut être inférieure à trois fois le taux légal, soit {} (C. com. L441-10 II). Corrigez-la, ou choisissez le taux de la loi.",
                rate_fr(rate.rate),
                rate_fr(floor.rate)
            ),
        );
    }
    Some(clause)
}

/// Back to the rate of the law: said as a clause where another clause is in force, since what is absent keeps its value.
fn default_again(who: &Inside) -> Option<RateClause> {
    let before = facts(who).ok().and_then(|tenant| in_force(&tenant.terms, who.today).and_then(|terms| terms.clause));
    before.map(|_| RateClause::EcbPlus { points: domain::money::Rate::points(10) })
}
