//! The chosen line: what the bank says of it, whose letters wait for it, then what is proposed or what was decided.

use domain::access::Permission;
use domain::ids::{BankLineId, DebtorId};
use domain::payments::{Outcome, Settings, Verdict};
use maud::{Markup, html};
use store::{BankLine, BankWait};

use super::words::{self, Names, debtor_link};
use super::{Asked, aside, candidates, decided, line_url, refunded};
use crate::fault::Fault;
use crate::pages::of_today::capital;
use crate::route::Inside;
use crate::ui::{self, Icon, Tone, form};

/// An open line with what is known of it.
pub(super) struct Open {
    pub line: BankLine,
    pub verdict: Option<Verdict>,
    pub waits: Vec<BankWait>,
    pub settings: Settings,
    pub names: Names,
}

impl Open {
    fn of(who: &Inside, line: BankLine) -> Result<Open, Fault> {
        let day = who.today;
        who.read(|tx| {
            let verdict = tx.bank_verdict(line.id)?;
            let waits = tx.bank_waits()?.remove(&line.id).unwrap_or_default();
            let mut debtors: Vec<DebtorId> = waits.iter().map(|wait| wait.debtor).collect();
            if let Some(Outcome::Holds(holds)) = verdict.as_ref().map(|verdict| &verdict.outcome) {
                debtors.extend(holds);
            }
            let names = tx.names(&debtors)?;
            Ok(Open { verdict, waits, settings: tx.matching(day)?, names, line })
        })
    }
}

/// The panel of a line; `late` is told above it.
pub(super) fn of(who: &Inside, asked: &Asked, id: BankLineId, late: Option<Markup>) -> Result<Markup, Fault> {
    let (line, account) = who
        .read(|tx| {
            let Some(line) = tx.bank_line(id)? else { return Ok(None) };
            let account = words::account_of(tx, &line)?;
            Ok(Some((line, account)))
        })?
        .ok_or(Fault::NotFound)?;
    let head = head(who, asked, &line, &account);
    let body = if line.decided.is_some() { decided::body(who, asked, &line)? } else { open(who, asked, Open::of(who, line)?)? };
    Ok(html! {
        section class="stack detail" id="detail" data-of=(id.0) aria-label="Ligne choisie" {
            @if let Some(late) = late { (late) }
            (head)
            (body)
        }
    })
}

/// What the bank says.
fn head(who: &Inside, asked: &Asked, line: &BankLine, account: &str) -> Markup {
    let details = &line.details;
    let beside = words::beside(line);
    let what = capital(line.kind.french());
    html! {
        div class="card" {
            div class="card-body" {
                a class="small back" href=(asked.url(who, None)) { (ui::icon_small(Icon::Previous)) "Revenir aux lignes" }
                div class="row between top wrap" {
                    div {
                        p class="muted small" {
                            (what) " du " (ui::day(line.on))
                            @if let Some(value) = details.value_on { ", valeur " (ui::day(value)) }
                            " · " (account)
                        }
                        h2 tabindex="-1" data-focus { (words::title(line)) }
                        p class="small soft wrap-anywhere" {
                            @if beside != line.kind.french() { (beside) }
                            @if !details.payer_iban.is_empty() { @if beside != line.kind.french() { " · " } span class="mono nowrap" { (words::iban(who, &details.payer_iban)) } }
                            @if !details.end_to_end.trim().is_empty() { " · réf. " span class="mono" { (details.end_to_end) } }
                            @if !details.return_code.trim().is_empty() { " · motif " span class="mono" { (details.return_code) } }
                        }
                    }
                    div {
                        div class="big-due mid" { (ui::money(line.amount, line.currency)) }
                        @if let Some(ordered) = app::bank::ordered(line) { p class="muted small" { (ordered) } }
                    }
                }
            }
            @let raw = words::raw(who, line);
            @if !raw.is_empty() {
                details {
                    summary { "Texte de la banque" }
                    p class="raw mono" { (raw) }
                }
            }
        }
    }
}

fn open(who: &Inside, asked: &Asked, open: Open) -> Result<Markup, Fault> {
    let why = open.verdict.as_ref().map(|verdict| verdict.why.clone());
    let may = who.can(Permission::RecordMoney);
    Ok(html! {
        @match &why {
            Some(why) => { @if !why.is_empty() { (ui::notice(Tone::Neutral, html! { (ui::unbroken(why)) })) } }
            None => (ui::notice(Tone::Info, html! { "Cette ligne n'a pas encore été comparée à vos comptes. Relancez le rapprochement, ou décidez vous-même." }))
        }
        (waiting(who, asked, &open))
        @match open.verdict.as_ref().map(|verdict| &verdict.outcome) {
            Some(Outcome::Proposed(found)) => (candidates::matches(who, asked, &open, found)?),
            Some(Outcome::TakesBack { payments, .. }) => (candidates::backs(who, asked, &open.line, payments)?),
            Some(Outcome::GivesBack(found)) => (refunded::proposals(who, asked, &open.line, found)?),
            Some(Outcome::Holds(debtors)) => (perhaps(who, &open, debtors)),
            _ => {}
        }
        @if may {
            div class="row wrap" {
                @if open.line.amount.is_positive() {
                    a class="btn" href=(line_url(who, open.line.id, "repartir")) data-key="e" { (ui::icon(Icon::Split)) "Répartir à la main" kbd { "E" } }
                } @else {
                    a class="btn" href=(line_url(who, open.line.id, "impaye")) data-key="e" { (ui::icon(Icon::Search)) "Impayé : quel règlement ?" kbd { "E" } }
                    a class="btn" href=(line_url(who, open.line.id, "rembourser")) data-key="r" { (ui::icon(Icon::Euro)) "Remboursement à un client" kbd { "R" } }
                }
                a class="btn quiet" href=(line_url(who, open.line.id, "ecarter")) data-open="dialogue-ecarter" data-key="x" { "Pas un client" kbd { "X" } }
            }
            (aside::dialog(who, asked, &open.line))
        }
    })
}

/// Debtors who may have paid, without anything that says what.
fn perhaps(who: &Inside, open: &Open, debtors: &[DebtorId]) -> Markup {
    html! {
        section class="card" {
            div class="card-head" { h2 { "Peut-être de" } }
            ul class="list" role="list" {
                @for debtor in debtors {
                    li {
                        (ui::icon(Icon::Debtors))
                        span class="grow" { (debtor_link(who, &open.names, *debtor)) }
                        @if who.can(Permission::RecordMoney) && open.line.amount.is_positive() {
                            a class="btn sm" href=(format!("{}?d={}", line_url(who, open.line.id, "repartir"), debtor.0)) { "Répartir sur ses factures" }
                        }
                    }
                }
            }
        }
    }
}

/// Whose letters wait, until when, and the ways to change that.
fn waiting(who: &Inside, asked: &Asked, open: &Open) -> Markup {
    let running: Vec<&BankWait> = open.waits.iter().filter(|wait| !wait.over).collect();
    let days = open.settings.hold_days.max(1);
    let form = |days: &str, words: Markup| {
        form::post_with(
            who,
            &line_url(who, open.line.id, "attendre"),
            "inline",
            html! {
                (asked.fields()) (form::hidden("jours", days))
                button class="btn sm" { (words) }
            },
        )
    };
    html! {
        @if !running.is_empty() {
            (ui::notice(Tone::Warn, html! {
                @for wait in &running {
                    p {
                        @if wait.until >= who.today {
                            "Les relances de " (debtor_link(who, &open.names, wait.debtor)) " attendent cette ligne, jusqu'au " (ui::day(wait.until)) " au plus tard."
                        } @else {
                            "Les relances de " (debtor_link(who, &open.names, wait.debtor)) " n'attendent plus depuis le " (ui::day(wait.until)) "."
                        }
                    }
                }
                @if who.can(Permission::RecordMoney) {
                    div class="row wrap mt1" {
                        (form(&days.to_string(), html! { "Attendre encore " (app::words::counted(u64::from(days), "jour", "jours")) }))
                        @if running.iter().any(|wait| wait.until >= who.today) { (form("0", html! { "Ne plus attendre" })) }
                    }
                }
            }))
        }
    }
}
