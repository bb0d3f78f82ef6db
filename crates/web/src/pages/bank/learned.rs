//! What was learned (accounts of payers, lines that are no customer's), and what the creditor decides about matching.

use app::bank;
use domain::access::Permission;
use domain::access::needs::{ManageRules, ReadBooks};
use domain::french::{amount_fr, money_fr, parse_rate_fr, rate_fr};
use domain::ids::{BankRuleId, PayerAccountId};
use domain::money::{Cents, Currency, Rate};
use domain::payments::{EarlyDiscount, LOWEST_AUTOMATIC, RuleBy, Settings};
use maud::{Markup, html};

use super::words::{self, debtor_link};
use super::{PLACE, tabs};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::pages::card::attempt;
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, Head, Tone, form};

/// The highest limit that a form takes: what is more is no small difference.
const MOST: Cents = Cents(100_000);
/// The highest discount that a form takes.
const MOST_DISCOUNT: Rate = Rate(20_000);
/// The latest day of a discount.
const MOST_DISCOUNT_DAYS: i64 = 365;
/// The longest wait for a line.
const MOST_DAYS: i64 = 30;

fn settings(who: &Inside) -> Result<Settings, Fault> {
    let day = who.today;
    who.read(|tx| Ok(tx.matching(day)?))
}

fn preset<'a>(ask: &'a Ask, who: &Inside, settings: &Settings) -> Fields<'a> {
    Fields::of(ask, who.today)
        .preset("seuil", (settings.automatic_from / 10).to_string())
        .preset("frais", amount_fr(settings.fee_limit, Currency::EUR))
        .preset("ecart", amount_fr(settings.write_off_limit, Currency::EUR))
        .preset("jours", settings.hold_days.to_string())
        .preset("escompte", settings.discount.map_or_else(String::new, |discount| rate_fr(discount.rate)))
        .preset("escompte_jours", settings.discount.map_or_else(String::new, |discount| discount.days.to_string()))
}

/// The settings as a form carries them.
fn mark(settings: &Settings) -> String {
    let (rate, days) = settings.discount.map_or((0, 0), |discount| (discount.rate.0, discount.days));
    let Settings { automatic_from, fee_limit, write_off_limit, hold_days, .. } = settings;
    format!("{automatic_from}.{}.{}.{hold_days}.{rate}.{days}", fee_limit.0, write_off_limit.0)
}

/// The settings in one sentence.
fn said(settings: &Settings) -> String {
    let discount = settings.discount.map_or_else(
        || "sans escompte".to_owned(),
        |discount| format!("escompte {} sous {}", rate_fr(discount.rate), app::words::counted(u64::from(discount.days), "jour", "jours")),
    );
    format!(
        "seuil {} %, frais {}, écart {}, attente {}, {discount}",
        settings.automatic_from / 10,
        money_fr(settings.fee_limit, Currency::EUR),
        money_fr(settings.write_off_limit, Currency::EUR),
        app::words::counted(u64::from(settings.hold_days), "jour", "jours")
    )
}

pub(super) fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let settings = settings(who)?;
    page(who, ask, &settings, &preset(ask, who, &settings), None)
}

/// The page; `conflict` says what somebody else set meanwhile.
fn page(who: &Inside, ask: &Ask, settings: &Settings, fields: &Fields<'_>, conflict: Option<Markup>) -> Answered {
    let status = match (&conflict, fields.has_problems()) {
        (Some(_), _) => 409,
        (None, true) => 422,
        (None, false) => 200,
    };
    let body = html! {
        (form::summary(fields))
        @if let Some(conflict) = conflict { (ui::notice(Tone::Warn, html! { div role="alert" { (conflict) } })) }
        (tabs(who, None, "reglages")?)
        div class="cols cols-main mt3" {
            div class="stack" { (payers(who)?) (rules(who)?) }
            aside class="stack" { (limits(who, settings, fields)) }
        }
    };
    let head = Head { title: "Appris et réglages", crumbs: vec![("Rapprochement", who.url(PLACE))], place: PLACE, ..Head::default() };
    Ok(ui::page(who, ask, head, body).status(status))
}

fn payers(who: &Inside) -> Result<Markup, Fault> {
    let (payers, names) = who.read(|tx| {
        let payers = tx.payer_accounts()?;
        let debtors: Vec<_> = payers.iter().map(|(_, debtor, _)| *debtor).collect();
        Ok((payers, tx.names(&debtors)?))
    })?;
    let may = who.can(Permission::ManageRules);
    Ok(html! {
        section class="card" {
            (ui::title_with("Comptes des payeurs", "Appris quand une personne a dit qui avait payé.", html! {}))
            @if payers.is_empty() { div class="card-body" { p class="muted" { "Rien n'a encore été appris." } } }
            ul class="list" role="list" {
                @for (id, debtor, iban) in &payers {
                    li {
                        div class="grow" { (debtor_link(who, &names, *debtor)) div class="mono small muted" { (words::iban(who, iban)) } }
                        @if may { (form::button(who, &who.url(&format!("{PLACE}/payeurs/{}/oublier", id.0)), "btn sm quiet", html! { "Oublier" })) }
                    }
                }
            }
        }
    })
}

fn rules(who: &Inside) -> Result<Markup, Fault> {
    let rules = who.read(|tx| Ok(tx.bank_rules()?))?;
    let may = who.can(Permission::ManageRules);
    Ok(html! {
        section class="card" {
            (ui::title_with("Lignes qui ne sont pas de clients", "Laissées de côté sans demander.", html! {}))
            @if rules.is_empty() { div class="card-body" { p class="muted" { "Aucune règle. Elles s'apprennent en écartant une ligne avec « désormais »." } } }
            ul class="list" role="list" {
                @for (id, rule) in &rules {
                    li {
                        div class="grow" {
                            (rule.says)
                            div class="small muted" { @match &rule.by {
                                RuleBy::Iban { iban } => { "tout ce qui vient de " span class="mono" { (words::iban(who, iban)) } }
                                RuleBy::Label { words } => { "les libellés qui portent « " (words) " »" }
                            } }
                        }
                        @if may { (form::button(who, &who.url(&format!("{PLACE}/regles/{}/retirer", id.0)), "btn sm quiet", html! { "Retirer" })) }
                    }
                }
            }
        }
    })
}

fn limits(who: &Inside, settings: &Settings, fields: &Fields<'_>) -> Markup {
    let threshold = format!("De {} à 100. Plus il est haut, plus de lignes vous sont demandées.", LOWEST_AUTOMATIC / 10);
    let may = who.can(Permission::ManageRules);
    html! {
        section class="card" {
            (ui::title_with("Réglages", "Valent à partir d'aujourd'hui, pour les lignes à venir.", html! {}))
            div class="card-body" {
                (form::post_or_read(who, may, &who.url(&format!("{PLACE}/reglages")), html! {
                    (form::hidden("vu", &mark(settings)))
                    (form::field(fields, "seuil", "Imputer sans demander à partir de cette confiance, en %", form::Kind::Number, &threshold))
                    (form::field(fields, "frais", "Frais de banque possibles, en euros", form::Kind::Amount, "Ce qu'une banque peut avoir pris sur un virement."))
                    (form::field(fields, "ecart", "Écart qu'on peut abandonner, en euros", form::Kind::Amount, "Toujours proposé, jamais abandonné sans vous."))
                    (form::field(fields, "jours", "Attente des relances, en jours", form::Kind::Number, "Le temps laissé pour décider d'une ligne douteuse : 0 à 30."))
                    (form::field(fields, "escompte", "Escompte pour paiement anticipé, en % (facultatif)", form::Kind::Text, "Celui que vos factures accordent : ce qui manque d'un règlement fait à temps est alors proposé à l'abandon."))
                    (form::field(fields, "escompte_jours", "Sous combien de jours après l'émission (facultatif)", form::Kind::Number, "Par exemple 8."))
                    @if may { div { button class="btn primary" { "Enregistrer" } } }
                }))
            }
        }
    }
}

pub(super) fn save(who: &Scoped<ManageRules>, ask: &Ask) -> Answered {
    let before = settings(who)?;
    let mut fields = preset(ask, who, &before);
    let Some(after) = read(ask, &mut fields, &before) else { return page(who, ask, &before, &fields, None) };
    if ask.form("vu") != mark(&before) && after != before {
        let told = html! {
            p { b { "Rien n'a changé." } " Une autre personne a réglé entre-temps : " (said(&before)) "." }
            p { "Vous demandiez : " (said(&after)) ". Enregistrez de nouveau si c'est toujours ce que vous voulez." }
        };
        return page(who, ask, &before, &fields, Some(told));
    }
    let day = who.today;
    match attempt(who.write(|tx| bank::set_matching(tx, after, day)), &mut fields, "seuil")? {
        Some(done) => Ok(Answer::to(who.url(&format!("{PLACE}/reglages"))).saying(done.said)),
        None => page(who, ask, &before, &fields, None),
    }
}

/// The settings as typed; nothing where something is missing or not understood, which is said under its field.
fn read(ask: &Ask, fields: &mut Fields<'_>, before: &Settings) -> Option<Settings> {
    for name in ["seuil", "frais", "ecart", "jours"] {
        if ask.form(name).trim().is_empty() {
            fields.wrong(name, "Donnez un nombre.");
        }
    }
    let threshold = fields.number("seuil", i64::from(LOWEST_AUTOMATIC / 10), 100);
    let days = fields.number("jours", 0, MOST_DAYS);
    let mut limit = |name: &str| {
        let cents = fields.amount(name, Currency::EUR)?;
        if !(Cents::ZERO..=MOST).contains(&cents) {
            fields.wrong(name, format!("Donnez un montant de 0 à {}.", money_fr(MOST, Currency::EUR)));
            return None;
        }
        Some(cents)
    };
    let (fee, difference) = (limit("frais"), limit("ecart"));
    let discount = discount(fields);
    if fields.has_problems() {
        return None;
    }
    let threshold = u16::try_from(threshold?).ok()?;
    // Scores are of 1000: what was set finer than a hundredth stays so until another hundredth is typed.
    let automatic_from = if before.automatic_from / 10 == threshold { before.automatic_from } else { threshold * 10 };
    Some(Settings {
        automatic_from,
        // What may be automatic may be proposed.
        propose_from: before.propose_from.min(automatic_from),
        fee_limit: fee?,
        write_off_limit: difference?,
        hold_days: u16::try_from(days?).ok()?,
        discount,
        ..before.clone()
    })
}

/// The discount for early payment as typed: a rate and days, or neither.
fn discount(fields: &mut Fields<'_>) -> Option<EarlyDiscount> {
    let (typed, days) = (fields.text("escompte", 20), fields.number("escompte_jours", 0, MOST_DISCOUNT_DAYS));
    if typed.is_empty() {
        if days.is_some() {
            fields.wrong("escompte", "Donnez aussi le taux de l'escompte, ou effacez les jours.");
        }
        return None;
    }
    let rate = parse_rate_fr(&typed).filter(|rate| (Rate(1)..=MOST_DISCOUNT).contains(rate));
    if rate.is_none() {
        fields.wrong("escompte", format!("« {typed} » : donnez un taux jusqu'à {}, par exemple 2 %.", rate_fr(MOST_DISCOUNT)));
    }
    let Some(days) = days else {
        fields.wrong("escompte_jours", "Sous combien de jours l'escompte est-il accordé ?");
        return None;
    };
    Some(EarlyDiscount { rate: rate?, days: u16::try_from(days).ok()? })
}

pub(super) fn forget(who: &Scoped<ManageRules>, ask: &Ask) -> Answered {
    let payer: PayerAccountId = ask.path("payeur")?;
    if !who.read(|tx| Ok(tx.payer_accounts()?.iter().any(|(id, _, _)| *id == payer)))? {
        return Err(Fault::NotFound);
    }
    let day = who.today;
    who.write(|tx| bank::forget_payer(tx, payer, day))?;
    Ok(Answer::to(who.url(&format!("{PLACE}/reglages"))).saying("Compte oublié : il ne désigne plus personne."))
}

pub(super) fn remove(who: &Scoped<ManageRules>, ask: &Ask) -> Answered {
    let rule: BankRuleId = ask.path("regle")?;
    if !who.read(|tx| Ok(tx.bank_rules()?.iter().any(|(id, _)| *id == rule)))? {
        return Err(Fault::NotFound);
    }
    let day = who.today;
    let done = who.write(|tx| bank::remove_rule(tx, rule, day))?;
    Ok(Answer::to(who.url(&format!("{PLACE}/reglages"))).saying(done.said))
}
