//! The lines in one state at the left, the chosen one at the right.

use std::collections::BTreeSet;

use app::words::counted;
use domain::access::Permission;
use domain::access::needs::ReadBooks;
use domain::events::LineIs;
use domain::french::date_short;
use domain::ids::{BankLineId, DebtorId};
use domain::jobs::JobKind;
use domain::payments::Outcome;
use maud::{Markup, html};
use store::{BankLine, LineState, Read};

use super::words::{self, Names, named};
use super::{Asked, PLACE, Place, open_lines, panel, state_of, tabs};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, Head, Icon, Tone, form};

/// Lines of a page.
const PAGE: usize = 50;

/// A line of the list with what is said beside it.
struct Row {
    line: BankLine,
    beside: Markup,
}

pub(super) fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let asked = Asked::of(ask);
    if ask.is_htmx() && ask.target() == "detail" {
        let Some(line) = asked.line else { return Err(Fault::NotFound) };
        return Ok(Answer::html(panel::of(who, &asked, line, None)?));
    }
    page(who, ask, &asked, None)
}

/// The page; `late` says what came too late for the line shown.
pub(super) fn page(who: &Inside, ask: &Ask, asked: &Asked, late: Option<Markup>) -> Answered {
    let told = match asked.line {
        Some(line) => Some(who.read(|tx| Ok(tx.bank_line(line)?))?.ok_or(Fault::NotFound)?),
        None => None,
    };
    let state = asked.state.or(told.as_ref().map(state_of)).unwrap_or(LineState::Open);
    let asked = Asked { state: Some(state), ..asked.clone() };
    let (rows, next) = rows(who, &asked, state)?;
    let chosen = asked.line.or_else(|| rows.first().map(|row| row.line.id));
    let too_late = late.is_some();
    let beside = match chosen {
        Some(line) => Some(panel::of(who, &asked, line, late)?),
        None => None,
    };
    let body = html! {
        @if state == LineState::Open { (under_way(who)?) div class=[asked.line.map(|_| "but-narrow")] { (figures(who)?) } }
        (tabs(who, Some(state), "")?)
        @if rows.is_empty() && beside.is_none() {
            section class="card mt3" { (nothing(who, state, asked.after.is_some())?) }
        } @else {
            div class=(if asked.line.is_some() { "match one mt3" } else { "match mt3" }) data-key-scope {
                section class="card" aria-label="Lignes bancaires" {
                    @if rows.is_empty() { (nothing(who, state, asked.after.is_some())?) }
                    ul class="plain" role="list" data-nav { @for row in &rows { (line(who, &asked, row, chosen)) } }
                    (foot(who, &asked, state, rows.len(), next))
                }
                @if let Some(beside) = beside { (beside) }
            }
        }
    };
    let head = Head {
        title: "Rapprochement bancaire",
        sub: Some(html! { "Rien n'est imputé sans une correspondance sûre ou sans votre accord, et tout se défait." }),
        actions: Some(actions(who)?),
        place: PLACE,
        ..Head::default()
    };
    let answer = ui::page(who, ask, head, body);
    Ok(if too_late { answer.status(409) } else { answer })
}

fn actions(who: &Inside) -> Result<Markup, Fault> {
    Ok(html! {
        @if who.can(Permission::RecordMoney) && open_lines(who)? > 0 {
            (form::button(who, &who.url("/banque/rapprocher"), "btn", html! { "Relancer le rapprochement" }))
        }
        @if who.can(Permission::Import) {
            a class="btn" href=(who.url("/imports/nouveau")) aria-label="Importer un relevé" { (ui::icon(Icon::Import)) span class="tx" { "Importer un relevé" } }
        }
    })
}

/// A job that reconciles right now.
fn under_way(who: &Inside) -> Result<Markup, Fault> {
    let job = who.read(|tx| Ok(tx.jobs_to_do()?))?.into_iter().find(|job| job.kind == JobKind::Reconcile);
    Ok(html! {
        @if let Some(job) = job {
            (ui::notice(Tone::Info, html! {
                "Le rapprochement est en cours. "
                @if who.can(Permission::RecordMoney) { a href=(who.url(&format!("/banque/rapprochements/{}", job.id.0))) { "Voir son avancement" } }
            }))
        }
    })
}

/// What stands above the open lines.
fn figures(who: &Inside) -> Result<Markup, Fault> {
    let today = who.today;
    let (waits, accounts) = who.read(|tx| Ok((tx.bank_waits()?, tx.bank_accounts()?)))?;
    let open = open_lines(who)?;
    if accounts.is_empty() && open == 0 {
        return Ok(html! {});
    }
    let waiting: BTreeSet<DebtorId> =
        waits.values().flatten().filter(|wait| !wait.over && wait.until >= today).map(|wait| wait.debtor).collect();
    let counts = super::counts(who)?;
    let of = |state: LineState| counts.get(&state).copied().unwrap_or(0);
    let known = accounts.iter().filter_map(|account| account.known_to).min();
    Ok(html! {
        section class="kpis mb3" aria-label="Résumé" {
            div class="kpi" { div class="l" { "À rapprocher" } div class="v" { (domain::french::grouped(open)) " " small { @if open < 2 { "ligne" } @else { "lignes" } } } div class="d" { "à décider par une personne" } }
            div class="kpi" { div class="l" { "Reconnues" } div class="v" { (domain::french::grouped(of(LineState::Payment) + of(LineState::Return) + of(LineState::Refund))) } div class="d" { "règlements, impayés et remboursements, chacun se rouvre" } }
            div class="kpi" { div class="l" { "Relances suspendues" } div class="v" { (waiting.len()) " " small { @if waiting.len() < 2 { "débiteur" } @else { "débiteurs" } } } div class="d" { "le temps du rapprochement" } }
            div class="kpi" { div class="l" { "Relevés connus" } div class="v" { @match known { Some(day) => { (date_short(day)) }, None => "—" } } div class="d" { @if accounts.len() > 1 { "sur tous vos comptes" } @else { "dernier jour couvert" } } }
        }
    })
}

/// The lines of a page, and the place after which the next begins.
fn rows(who: &Inside, asked: &Asked, state: LineState) -> Result<(Vec<Row>, Option<Place>), Fault> {
    who.read(|tx| {
        let most = i64::try_from(PAGE).unwrap_or(i64::MAX);
        let mut lines = tx.bank_lines(state, asked.after, most.saturating_add(1))?;
        let more = lines.len() > PAGE;
        lines.truncate(PAGE);
        let next = lines.last().filter(|_| more).map(|line| (line.on, line.id));
        let mut rows = Vec::with_capacity(lines.len());
        let names = paid_by(tx, &lines)?;
        for line in lines {
            let beside = beside(tx, &line, &names)?;
            rows.push(Row { line, beside });
        }
        Ok((rows, next))
    })
}

/// The names of those whose money the lines are, or were.
fn paid_by(tx: &mut Read<'_>, lines: &[BankLine]) -> app::Result<Names> {
    let mut debtors = Vec::new();
    for line in lines {
        debtors.extend(debtors_of(tx, line)?);
    }
    debtors.sort_unstable();
    debtors.dedup();
    Ok(tx.names(&debtors)?)
}

/// Whose money a decided line is, or was.
fn debtors_of(tx: &mut Read<'_>, line: &BankLine) -> app::Result<Vec<DebtorId>> {
    let mut debtors = Vec::new();
    for payment in line.decided.iter().flat_map(|decided| decided.is.payments()) {
        debtors.extend(tx.debtor_of_movement(payment)?);
    }
    if let Some(LineIs::Refund { refunds }) = line.decided.as_ref().map(|decided| &decided.is) {
        for refund in refunds {
            debtors.extend(tx.refund(*refund)?.map(|refund| refund.debtor));
        }
        debtors.dedup();
    }
    Ok(debtors)
}

fn beside(tx: &mut Read<'_>, line: &BankLine, names: &Names) -> app::Result<Markup> {
    let Some(decided) = &line.decided else { return Ok(proposed(tx.bank_verdict(line.id)?.as_ref().map(|verdict| &verdict.outcome))) };
    let whose: Vec<String> = debtors_of(tx, line)?.into_iter().map(|debtor| named(names, debtor)).collect();
    // A name may be long and goes on; why a line is nobody's is short.
    let (what, class) = match &decided.is {
        LineIs::Aside { why, .. } => (why.french().to_owned(), Some("nowrap")),
        LineIs::Payment { .. } | LineIs::Return { .. } | LineIs::Refund { .. } => (whose.join(", "), None),
    };
    Ok(html! { span class=[class] { (what) @if decided.automatic { " · automatique" } } })
}

/// How sure the program is of an open line.
fn proposed(outcome: Option<&Outcome>) -> Markup {
    let score = match outcome {
        Some(Outcome::Automatic(found)) => Some(found.score),
        Some(Outcome::Proposed(found)) => found.first().map(|found| found.score),
        Some(Outcome::TakesBack { payments, .. }) => payments.first().map(|back| back.score),
        Some(Outcome::GivesBack(found)) => found.first().map(|found| found.score),
        _ => None,
    };
    match (score, outcome) {
        (Some(score), _) => words::confidence(score),
        (None, Some(Outcome::Holds(_))) => html! { span { "peut-être un débiteur" } },
        (None, Some(_)) => html! { span { "non reconnue" } },
        (None, None) => html! { span { "à examiner" } },
    }
}

fn line(who: &Inside, asked: &Asked, row: &Row, chosen: Option<BankLineId>) -> Markup {
    let line = &row.line;
    let url = asked.url(who, Some(line.id));
    html! {
        li data-item=(line.id.0) aria-current=[(chosen == Some(line.id)).then_some("true")] {
            a class="bank-line" href=(url) hx-get=(url) hx-trigger="survol" hx-target="#detail" hx-swap="outerHTML" hx-sync="[data-nav]:replace" {
                time class="dt num" datetime=(line.on) { (line.on.strftime("%d/%m").to_string()) }
                span class="lb" { (words::title(line)) }
                span class="mt" { (ui::money(line.amount, line.currency)) }
                span class="s" { span class="who-paid" { (words::beside(line)) } (row.beside) }
            }
        }
    }
}

/// The keys told under the open lines, and whether they decide something.
const KEYS: [(&[&str], &str, bool); 6] = [
    (&["J", "K"], "ligne", false),
    (&["Entrée"], "accepter", true),
    (&["2", "3"], "autre proposition", true),
    (&["E"], "répartir", true),
    (&["X"], "écarter", true),
    (&["?"], "aide", false),
];

fn foot(who: &Inside, asked: &Asked, state: LineState, shown: usize, next: Option<Place>) -> Markup {
    let first = asked.after.map(|_| Asked { after: None, ..asked.clone() }.url(who, None));
    let next = next.map(|next| Asked { after: Some(next), ..asked.clone() }.url(who, None));
    html! {
        @if first.is_some() || next.is_some() {
            (ui::pager(&counted(shown as u64, "ligne affichée", "lignes affichées"), first.as_deref(), next.as_deref()))
        }
        @if state == LineState::Open && shown > 0 {
            div class="card-foot kbd-hint muted" {
                @for (keys, words, decides) in KEYS {
                    @if !decides || who.can(Permission::RecordMoney) { span class="nowrap" { @for key in keys { kbd { (key) } " " } (words) } }
                }
            }
        }
    }
}

fn nothing(who: &Inside, state: LineState, further: bool) -> Result<Markup, Fault> {
    let known = super::counts(who)?.values().any(|count| *count > 0);
    let bring = html! { @if who.can(Permission::Import) { a class="btn primary" href=(who.url("/imports/nouveau")) { (ui::icon(Icon::Import)) "Importer un relevé" } } };
    Ok(match state {
        _ if further => {
            let start = Asked { state: Some(state), ..Asked::default() }.url(who, None);
            ui::empty(
                Icon::Bank,
                "Rien de plus ancien",
                "La liste s'arrête là.",
                html! { a class="btn" href=(start) { "Revenir au début" } },
            )
        }
        _ if !known => ui::empty(
            Icon::Bank,
            "Aucun relevé pour l'instant",
            "Un relevé de votre banque (CAMT, CFONB 120, MT940, OFX ou CSV) dit qui a payé : ce qui est reconnu avec certitude est imputé, le reste vous est proposé.",
            bring,
        ),
        LineState::Open => ui::empty(
            Icon::Done,
            "Tout est rapproché",
            "Aucune ligne n'attend. Les prochaines viendront avec le prochain relevé.",
            html! {},
        ),
        LineState::Payment => {
            ui::empty(Icon::Bank, "Aucun règlement reconnu", "Les lignes imputées à des factures se retrouvent ici.", html! {})
        }
        LineState::Return => ui::empty(
            Icon::Bank,
            "Aucun impayé",
            "Les chèques impayés et prélèvements rejetés rattachés à leur règlement se retrouvent ici.",
            html! {},
        ),
        LineState::Refund => ui::empty(
            Icon::Bank,
            "Aucun remboursement",
            "Les sorties d'argent qui rendent son crédit à un client se retrouvent ici.",
            html! {},
        ),
        LineState::Aside => ui::empty(
            Icon::Bank,
            "Aucune ligne laissée de côté",
            "Les frais, virements internes et autres lignes sans client se retrouvent ici.",
            html! {},
        ),
    })
}
