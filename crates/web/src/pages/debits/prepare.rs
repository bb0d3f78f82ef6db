//! What a day would collect, shown before anything is recorded; one button prepares exactly that.

use app::debits::{self, Ask as Wanted, DEFAULT_WAIT_DAYS, Left, MOST_WAIT_DAYS, Preview, PreviewLine};
use app::words::counted;
use domain::Date;
use domain::access::needs::RecordMoney;
use domain::french::{date_short, money_fr};
use domain::ids::ClaimId;
use domain::money::{Cents, Currency};
use formats::sepa::debit::Version;
use maud::{Markup, html};

use super::{MANDATES, PLACE, PREPARE, batch_url, debtor_link, euros, lacking};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fields::Fields;
use crate::pages::card::attempt;
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, Head, Icon, Tone, form};

const VERSIONS: [(&str, &str, Version); 2] = [
    ("08", "pain.008.001.08, de 2019", Version::V08),
    ("02", "pain.008.001.02, de 2009, que certaines banques demandent encore", Version::V02),
];
/// The id of the form that asks: boxes of the lists belong to it.
const FORM: &str = "demande";

/// What the form asks for.
struct Asked {
    on: Date,
    wait_days: u16,
    version: Version,
    again: Vec<String>,
}

impl Asked {
    /// `None` where something of it is not understood, which the fields then say.
    fn of(ask: &Ask, fields: &mut Fields<'_>, first: Date) -> Option<Asked> {
        let on = fields.day("jour");
        let wait = fields.number("attente", 1, i64::from(MOST_WAIT_DAYS)).and_then(|days| u16::try_from(days).ok());
        let version = fields.choice("format", &VERSIONS.map(|(word, _, version)| (word, version)));
        // What is not one of our claims is no claim to present again.
        let again = ask.all("encore").filter_map(|id| id.parse::<ClaimId>().ok()).map(|id| id.to_string()).collect();
        (!fields.has_problems()).then(|| Asked {
            on: on.unwrap_or(first),
            wait_days: wait.unwrap_or(DEFAULT_WAIT_DAYS),
            version: version.unwrap_or_default(),
            again,
        })
    }

    fn wanted(&self) -> Wanted<'_> {
        Wanted { collect_on: self.on, wait_days: self.wait_days, version: self.version, again: &self.again }
    }

    fn is_again(&self, claim: ClaimId) -> bool {
        self.again.iter().any(|id| *id == claim.to_string())
    }
}

fn preset(ask: &Ask, today: Date, first: Date) -> Fields<'_> {
    Fields::of(ask, today).preset("jour", date_short(first)).preset("attente", DEFAULT_WAIT_DAYS.to_string()).preset("format", "08")
}

pub(super) fn show(who: &Scoped<RecordMoney>, ask: &Ask) -> Answered {
    // A form that only asks is sent in the address.
    let asked = Ask { form: ask.query.clone(), ..ask.clone() };
    let first = who.read(|tx| debits::first_day(tx, who.today))?;
    page(who, &asked, preset(&asked, who.today, first), first, None)
}

pub(super) fn save(who: &Scoped<RecordMoney>, ask: &Ask) -> Answered {
    let first = who.read(|tx| debits::first_day(tx, who.today))?;
    let mut fields = preset(ask, who.today, first);
    // The day that was shown, not one that a form without it would take.
    fields.required_day("jour");
    let Some(asked) = Asked::of(ask, &mut fields, first) else { return page(who, ask, fields, first, None) };
    let went = who.write(|tx| debits::prepare_as_shown(tx, &asked.wanted(), ask.form("vu"), who.today));
    let Some(went) = attempt(went, &mut fields, "jour")? else { return page(who, ask, fields, first, None) };
    match went.map(|prepared| prepared.batch) {
        Some(Some(batch)) => Ok(Answer::to(batch_url(who, batch.id)).saying(format!(
            "Lot {} préparé : {}, {} le {}.",
            batch.id,
            counted(batch.lines.len() as u64, "prélèvement", "prélèvements"),
            money_fr(batch.total, Currency::EUR),
            date_short(batch.collect_on)
        ))),
        Some(None) => page(who, ask, fields, first, Some("Rien n'est à prélever ce jour-là : aucun lot n'a été préparé.")),
        None => {
            let said = "Ce qui serait prélevé n'est plus ce que vous avez vu : le voici tel qu'il est maintenant. Rien n'a été préparé.";
            Ok(page(who, ask, fields, first, Some(said))?.status(409))
        }
    }
}

/// The page: what is asked, what would be collected, and what not.
fn page(who: &Inside, ask: &Ask, mut fields: Fields<'_>, first: Date, told: Option<&str>) -> Answered {
    let lacks = lacking(who)?;
    let refused = fields.has_problems();
    let asked = if refused || lacks.is_some() { None } else { Asked::of(ask, &mut fields, first) };
    let shown = match &asked {
        Some(asked) => attempt(who.read(|tx| debits::preview(tx, &asked.wanted(), who.today)), &mut fields, "jour")?,
        None => None,
    };
    let body = html! {
        @if let Some(said) = told { div class="mb3" { (ui::notice(Tone::Warn, html! { div role="alert" { (said) } })) } }
        @if fields.has_problems() { div class="mb3" { (form::summary(&fields)) } }
        div class="stack" {
            @if let Some(lacks) = &lacks { (lacks) } @else { (asking(who, &fields)) }
            @if let (Some(asked), Some(preview)) = (&asked, &shown) {
                (collected(who, asked, preview))
                (left_out(who, asked, &preview.left))
            }
        }
    };
    let head = Head {
        title: "Préparer un lot",
        sub: Some(
            html! { "Les échéances qui tombent au plus tard le jour du prélèvement, pour leur principal : ni intérêts, ni indemnité." },
        ),
        crumbs: vec![("Prélèvements", who.url(PLACE))],
        place: PLACE,
        ..Head::default()
    };
    let answer = ui::page(who, ask, head, body);
    Ok(if fields.has_problems() { answer.status(422) } else { answer })
}

fn asking(who: &Inside, fields: &Fields<'_>) -> Markup {
    html! {
        section class="card" { div class="card-body" {
            form method="get" action=(who.url(PREPARE)) id=(FORM) class="stack" {
                div class="form-grid" {
                    (form::field(fields, "jour", "Jour du prélèvement", form::Kind::Day, "Un jour ouvré des banques, un jour ouvré au moins après la remise du fichier."))
                    (form::select(fields, "format", "Message", &VERSIONS.map(|(word, words, _)| (word, words)), "Celui que votre banque demande."))
                    (form::field(fields, "attente", "Attente des relances", form::Kind::Number, "En jours ouvrés des banques après le prélèvement."))
                }
                div class="row wrap" { button class="btn" { (ui::icon(Icon::Search)) "Voir ce qui serait prélevé" } }
            }
        } }
    }
}

/// What would be collected, and the button that prepares it.
fn collected(who: &Inside, asked: &Asked, preview: &Preview) -> Markup {
    if preview.lines.is_empty() {
        let begin = html! { a class="btn" href=(who.url(MANDATES)) { "Voir les mandats" } };
        let said = if preview.left.is_empty() {
            "Aucun débiteur qui a un mandat ne doit quelque chose."
        } else {
            "La raison est dite plus bas pour chaque échéance."
        };
        return html! { section class="card" { (ui::empty(Icon::Debit, &format!("Rien à prélever le {}", date_short(asked.on)), said, begin)) } };
    }
    let count = counted(preview.lines.len() as u64, "prélèvement", "prélèvements");
    html! {
        section class="card" {
            (ui::title_with("Serait prélevé", &format!("{count}, {} le {}", money_fr(preview.total, Currency::EUR), date_short(asked.on)), html! {}))
            div class="table-wrap" tabindex="0" role="region" aria-label="Serait prélevé" {
                table class="table stackable" {
                    thead { tr { th scope="col" { "Débiteur" } th scope="col" { "Facture" } th scope="col" class="hide-m" { "Mandat (RUM)" } th scope="col" class="hide-m" { "Séquence" } th scope="col" class="num" { "Montant" } } }
                    @for of_one in preview.lines.chunk_by(|one, next| one.debtor == next.debtor) { (debtor(who, asked, of_one)) }
                    tfoot { tr { th scope="row" colspan="2" { "Total" } td class="hide-m hide-s" {} td class="hide-m hide-s" {} td class="num strong" { (euros(preview.total)) } } }
                }
            }
            div class="card-foot" {
                span class="small" { "Ses relances attendraient jusqu'au " (ui::day(preview.until)) " inclus. Rien n'est encore inscrit." }
                (form::post_with(who, &who.url(PREPARE), "inline", html! {
                    (form::hidden("jour", &date_short(asked.on))) (form::hidden("attente", &asked.wait_days.to_string())) (form::hidden("format", word(asked.version)))
                    @for again in &asked.again { (form::hidden("encore", again)) }
                    (form::hidden("vu", &preview.mark))
                    button class="btn primary" { (ui::icon(Icon::Check)) "Préparer ce lot : " (count) }
                }))
            }
        }
    }
}

fn word(version: Version) -> &'static str {
    VERSIONS.iter().find(|(.., known)| *known == version).map_or("08", |(word, ..)| word)
}

/// The debits of one debtor, with their sum where there are several.
fn debtor(who: &Inside, asked: &Asked, lines: &[PreviewLine]) -> Markup {
    let sum: Cents = lines.iter().map(|line| line.cents).sum();
    html! {
        tbody data-nav {
            @for line in lines {
                tr data-item {
                    th scope="row" class="cell-l1" { (debtor_link(who, line.debtor, &line.code, &line.name)) }
                    td class="cell-l2" data-l="Facture" {
                        a class="nowrap" href=(who.url(&format!("/factures/{}", line.claim.0))) { (line.number) }
                        @if let Some(less) = &line.less { span class="sub" { (less) } }
                        @if asked.is_again(line.claim) { (again(asked, line.claim, &line.number)) }
                    }
                    td class="mono hide-m hide-s" { (line.mandate) }
                    td class="hide-m hide-s" { (line.scheme.code()) ", " (line.sequence.french()) }
                    td class="num strong cell-r1" { (euros(line.cents)) }
                }
            }
            @if lines.len() > 1 {
                tr { th scope="row" colspan="2" class="muted" { "Total de ce débiteur" } td class="hide-m hide-s" {} td class="hide-m hide-s" {} td class="num" { (euros(sum)) } }
            }
        }
    }
}

/// The box by which a person presents a claim again.
fn again(asked: &Asked, claim: ClaimId, number: &str) -> Markup {
    html! {
        label class="check" {
            input type="checkbox" name="encore" value=(claim) form=(FORM) checked[asked.is_again(claim)];
            span { "Présenter de nouveau" span class="vh" { " " (number) } }
        }
    }
}

/// What would not be collected, debtor by debtor; first what a person may present again.
fn left_out(who: &Inside, asked: &Asked, left: &[Left]) -> Markup {
    if left.is_empty() {
        return html! {};
    }
    let returnable = |one: &&Left| one.word == "presented" || asked.is_again(one.claim);
    let (first, rest): (Vec<&Left>, Vec<&Left>) = left.iter().partition(returnable);
    html! {
        section class="card" {
            (ui::title_with("Ne serait pas prélevé", &counted(left.len() as u64, "échéance", "échéances"), html! {}))
            div class="table-wrap" tabindex="0" role="region" aria-label="Ne serait pas prélevé" {
                table class="table stackable" {
                    thead { tr { th scope="col" { "Débiteur" } th scope="col" { "Facture" } th scope="col" { "Pourquoi" } } }
                    tbody data-nav {
                        @for one in &first { (reason(who, one, again(asked, one.claim, &one.number))) }
                        @for one in &rest { (reason(who, one, html! {})) }
                    }
                }
            }
            @if !first.is_empty() {
                div class="card-foot" { span class="small" { "Cochez ce que vous présentez de nouveau, selon le motif du rejet." } button class="btn sm" form=(FORM) { "Voir ce qui serait prélevé" } }
            }
        }
    }
}

fn reason(who: &Inside, one: &Left, box_of_it: Markup) -> Markup {
    html! {
        tr data-item {
            th scope="row" class="cell-l1" { (debtor_link(who, one.debtor, &one.code, &one.name)) }
            td class="cell-l2" { a class="nowrap" href=(who.url(&format!("/factures/{}", one.claim.0))) { (one.number) } (box_of_it) }
            td class="cell-l3" { (ui::unbroken(&one.why)) }
        }
    }
}
