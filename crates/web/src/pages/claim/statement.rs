//! The statement line by line, its sums, what a further day costs, and what it rests on.

use app::account::OneClaim;
use domain::Date;
use domain::french::{date_short, money_fr, rate_fr};
use domain::law::HalfYear;
use domain::money::Cents;
use domain::statement::{Line, LineKind, MovementKind, MovementLine, Row, Statement, WaiverLine};
use domain::terms::{CreditCause, WaiverOf};
use maud::{Markup, html};

use crate::ask::Ask;
use crate::pages::card::AsOf;
use crate::ui::{self, Tone};

/// What is due on the day, and the way to ask for another.
pub(super) fn due(ask: &Ask, one: &OneClaim, as_of: &AsOf, today: Date) -> Markup {
    let path = ask.url.split('?').next().unwrap_or("/");
    html! {
        section class="card accent first-s" {
            div class="card-body stack-s" {
                span class="soft strong small" { "Total dû au " (date_short(as_of.day)) }
                @match &one.statement {
                    Ok(statement) => {
                        div class="big-due" { (ui::money(statement.totals.total_due, statement.currency)) }
                        dl class="dl mt2" {
                            dt { "Principal restant" } dd { (ui::money(statement.totals.outstanding_principal, statement.currency)) }
                            dt { "Intérêts courus" } dd { (ui::money(statement.totals.interest_due, statement.currency)) }
                            dt { "Indemnité forfaitaire" } dd { (ui::money(statement.totals.fixed_indemnity, statement.currency)) }
                            @if statement.totals.credit.is_positive() { dt { "Trop-perçu" } dd { (ui::money(-statement.totals.credit, statement.currency)) } }
                            dt class="sum" { "Total" } dd class="sum" { (ui::money(statement.totals.total_due, statement.currency)) }
                        }
                        @let book = one.claim().book_principal(as_of.day);
                        @if book != statement.totals.outstanding_principal {
                            p class="small muted" { "Solde comptable : " (ui::money(book, statement.currency)) ". Il diffère du principal restant, car en droit les paiements reçus ont d'abord payé les intérêts." }
                        }
                    }
                    Err(gap) => { (ui::notice(Tone::Warn, html! { (gap) })) }
                }
                form method="get" action=(path) class="asof mt3 no-print" {
                    label for="au" class="small strong" { "Calculer à une autre date" }
                    div class="row mt1" {
                        input class="input sm date" type="text" id="au" name="au" value=(date_short(as_of.day)) autocomplete="off" aria-describedby="au-aide";
                        button class="btn sm" { "Recalculer" }
                    }
                    span class="hint" id="au-aide" { "Une date comme 31/12/2026, ou +30j." }
                    div class="row wrap small" {
                        @for (days, words) in [(30, "dans 30 j"), (90, "dans 90 j")] { a href={ (path) "?au=" (later(today, days)) } { (words) } }
                        @if as_of.is_other(today) { a href=(path) { "aujourd'hui" } }
                    }
                    details class="small" { summary { "Telle que connue un autre jour" }
                        div class="row mt1" { input class="input sm date" type="text" name="connu" aria-label="Telle que connue le" value=(as_of.known.map(date_short).unwrap_or_default()); }
                    }
                }
            }
            @if let Some(a_day) = one.a_day { div class="card-foot" { span { "Chaque jour de plus" } b { (ui::money(a_day, one.claim().currency)) } } }
        }
    }
}

fn later(day: Date, days: i64) -> Date {
    day.checked_add(jiff::Span::new().days(days)).unwrap_or(day)
}

/// A printed line: when, what and why, days and rate, amount.
struct Printed {
    /// The day, and the last one of a period.
    when: (Date, Option<Date>),
    /// What happened on a single day, before its date: « le », « émise le ».
    word: &'static str,
    what: Markup,
    rate: Markup,
    amount: Option<Cents>,
    class: &'static str,
}

/// The statement, line by line.
pub(super) fn table(row: &store::ClaimRow, one: &OneClaim, day: Date) -> Markup {
    let Ok(statement) = &one.statement else { return html! {} };
    let mut running = Cents::ZERO;
    let mut show = |line: Printed| {
        running += line.amount.unwrap_or_default();
        let balance = line.amount.map(|_| running);
        html! {
            tr class=(line.class) {
                td class="date hide-s" { (ui::day(line.when.0)) @if let Some(to) = line.when.1 { span class="sub" { "au " (date_short(to)) } } }
                td class="w" { (line.what) div class="sub only-s" { (period(line.word, line.when)) } } td class="num hide-s" { (line.rate) }
                td class="num" { @if let Some(amount) = line.amount { (ui::money(amount, statement.currency)) } }
                td class="num hide-s" { @if let Some(balance) = balance { (ui::money(balance, statement.currency)) } }
            }
        }
    };
    let rows = statement.rows();
    let (accessories, lines): (Vec<Row<'_>>, Vec<Row<'_>>) = rows.into_iter().partition(|row| matches!(row, Row::Indemnity(_)));
    let (corrections, lines): (Vec<Row<'_>>, Vec<Row<'_>>) = lines.into_iter().partition(|row| matches!(row, Row::Correction(_)));
    let principal = Printed {
        when: (row.issued_on, None),
        word: "émise le",
        what: html! { b class="strong" { "Facture " (row.number) } span class="sub" { "échue le " (date_short(row.due_on)) } },
        rate: html! {},
        amount: Some(statement.principal),
        class: "",
    };
    let body = html! {
        (group("Principal"))
        (show(principal))
        @for line in corrections { (show(printed(line, statement))) }
        @if !lines.is_empty() { (group("Intérêts de retard et paiements")) @for line in lines { (show(printed(line, statement))) } }
        @if !accessories.is_empty() || !statement.waivers.is_empty() {
            (group("Accessoires"))
            @for line in accessories { (show(printed(line, statement))) }
            @for waiver in &statement.waivers { (show(waived(waiver, statement))) }
        }
    };
    html! {
        section class="card" {
            div class="card-head" { div { h2 { "Décompte ligne par ligne" } p { "Arrondi au centime par ligne, base 365 jours." } } }
            div class="table-wrap" tabindex="0" role="region" aria-label="Décompte" {
                table class="table decompte stackable" {
                    caption class="vh" { "Décompte de la facture " (row.number) " au " (date_short(day)) }
                    thead { tr { th scope="col" { "Date" } th scope="col" { "Ligne et fondement" } th scope="col" class="num" { "Jours · taux" } th scope="col" class="num" { "Montant" } th scope="col" class="num" { "Solde" } } }
                    tbody {
                        (body)
                        tr class="total" { th scope="row" colspan="3" class="hide-s" { "Total dû au " (date_short(day)) } td class="only-s" { "Total dû" } td class="num" colspan="2" { (ui::money(statement.totals.total_due, statement.currency)) } }
                    }
                }
            }
        }
    }
}

/// A day or a period in words, for a screen without the column of days.
fn period(word: &str, (from, to): (Date, Option<Date>)) -> String {
    match to {
        Some(to) => format!("du {} au {}", date_short(from), date_short(to)),
        None => format!("{word} {}", date_short(from)),
    }
}

fn group(words: &str) -> Markup {
    html! { tr class="grp" { th colspan="5" scope="colgroup" { (words) } } }
}

fn printed(row: Row<'_>, statement: &Statement) -> Printed {
    match row {
        Row::Interest(line) => interest(line, statement),
        Row::Payment(line) => movement(line, statement, "pay"),
        Row::Credit(line) | Row::Correction(line) => movement(line, statement, ""),
        Row::Indemnity(line) => Printed {
            when: (line.on, None),
            word: "le",
            what: html! { "Indemnité forfaitaire de recouvrement" span class="law" { (line.source) } span class="sub" { "Une seule fois par facture payée en retard" } },
            rate: html! {},
            amount: Some(line.amount),
            class: "",
        },
        Row::Capitalisation(line) => Printed {
            when: (line.on, None),
            word: "le",
            what: html! { "Capitalisation de " (money_fr(line.amount, statement.currency)) " d'intérêts" span class="law nowrap" { "C. civ. 1343-2" } span class="sub" { "Ils portent intérêt à leur tour" } },
            rate: html! {},
            amount: None,
            class: "",
        },
    }
}

fn interest(line: &Line, statement: &Statement) -> Printed {
    let why = match line.kind {
        LineKind::Default | LineKind::Public => "",
        LineKind::Contract => ", taux du contrat",
        LineKind::Legal => ", taux légal",
        LineKind::Judgment => ", depuis le jugement",
        LineKind::JudgmentIncreased => ", taux majoré",
    };
    Printed {
        when: (line.from, Some(line.to)),
        word: "",
        what: html! {
            "Intérêts, " (HalfYear::of(line.from)) (why) span class="law" { (line.source()) }
            @if let Some(mark) = line.applied.mark.filter(|mark| *mark > domain::law::Mark::Secondary) { " " span class="badge warn" title=(mark.french()) { "[" (mark.word()) "]" } }
            span class="sub" { (line.formula_fr(statement.currency)) }
            @if line.capitalised.is_positive() { span class="sub" { "dont " (money_fr(line.capitalised, statement.currency)) " d'intérêts capitalisés" } }
        },
        rate: html! { (line.days) " j · " (rate_fr(line.rate())) },
        amount: Some(line.amount),
        class: "",
    }
}

fn movement(line: &MovementLine, statement: &Statement, class: &'static str) -> Printed {
    let (what, law) = match line.kind {
        MovementKind::Payment => ("Paiement reçu", "C. civ. 1343-1"),
        MovementKind::Credit(CreditCause::Correction) => ("Avoir, correction", "la somme n'a jamais été due"),
        MovementKind::Credit(CreditCause::Return) => ("Avoir, retour", "compte de sa date"),
        MovementKind::Credit(CreditCause::Discount) => ("Avoir, geste commercial", "compte de sa date"),
    };
    let parts = [
        (line.to_interest, "sur les intérêts"),
        (line.to_principal, "sur le principal"),
        (line.to_indemnity, "sur l'indemnité"),
        (line.over, "en trop"),
    ];
    let said: Vec<String> = parts
        .iter()
        .filter(|(cents, _)| cents.is_positive())
        .map(|(cents, on)| format!("{} {on}", money_fr(*cents, statement.currency)))
        .collect();
    Printed {
        when: (line.on, None),
        word: "le",
        what: html! { b class="strong" { (what) } span class="law" { (law) } span class="sub" { (said.join(", puis ")) } },
        rate: html! {},
        amount: Some(-line.amount),
        class,
    }
}

fn waived(line: &WaiverLine, statement: &Statement) -> Printed {
    let what = match line.of {
        WaiverOf::Indemnity => "Remise de l'indemnité".to_owned(),
        WaiverOf::Interest => "Remise de tous les intérêts".to_owned(),
        WaiverOf::InterestAmount { amount } => format!("Remise de {} d'intérêts", money_fr(amount, statement.currency)),
    };
    let taken = line.amount.map_or_else(String::new, |amount| format!("{} ne sont pas demandés", money_fr(amount, statement.currency)));
    Printed {
        when: (line.on, None),
        word: "le",
        what: html! { (what) span class="sub" { (taken) } },
        rate: html! {},
        amount: None,
        class: "",
    }
}

/// What the reader must know or decide.
pub(super) fn findings(one: &OneClaim) -> Markup {
    let Ok(statement) = &one.statement else { return html! {} };
    html! { @for finding in &statement.findings { (ui::notice(Tone::Warn, html! { (finding.french()) })) } }
}

/// What the statement rests on.
pub(super) fn receipt(one: &OneClaim) -> Markup {
    let Ok(statement) = &one.statement else { return html! {} };
    let receipt = &statement.receipt;
    html! {
        section class="card" {
            details class="card-body" {
                summary { "Sur quoi repose ce décompte" }
                @if !receipt.values.is_empty() {
                    div class="table-wrap mt2" tabindex="0" role="region" aria-label="Valeurs utilisées" { table class="table" {
                        thead { tr { th scope="col" { "Valeur" } th scope="col" { "En vigueur le" } th scope="col" class="num" { "Taux ou somme" } th scope="col" { "Source" } } }
                        tbody { @for used in &receipt.values { tr {
                            th scope="row" class="w" { (used.name) } td class="date" { (ui::day(used.from)) } td class="num" { (used.value) }
                            td class="w" { (used.source) span class="sub" { "lue le " (date_short(used.read_on)) ", " (ui::certainty(used.mark).to_lowercase()) } }
                        } } }
                    } }
                }
                p class="small" { "Articles appliqués : " (ui::unbroken(&if receipt.articles.is_empty() { "aucun".to_owned() } else { receipt.articles.join(" ; ") })) "." }
                @if statement.interest_unrounded != statement.lines.iter().map(|line| line.amount).sum::<Cents>() {
                    p class="small muted" { "Sans arrondi ligne à ligne, les intérêts seraient de " (money_fr(statement.interest_unrounded, statement.currency)) "." }
                }
                p class="small muted" { "Quittance " (receipt.program) ", droit " span class="mono" { (receipt.law) } }
            }
        }
    }
}
