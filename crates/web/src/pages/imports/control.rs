//! A deposit looked at: its files, their columns, their rows with what is wrong, and the way into the books.

use app::words::counted;
use domain::french::grouped;
use std::collections::BTreeMap;

use app::deposit::{self, Brought, Deposit};
use app::import::control::{Control, already_said};
use domain::access::needs::Import;
use domain::french::money_fr;
use domain::jobs::JobKind;
use maud::{Markup, html};

use super::new::{cannot, drop_zone, steps};
use super::{Seen, account, columns, deposit_of, format_words, look, place, rows, size};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, Head, Icon, Tone, form};

/// One file of a deposit, with what was seen of it.
pub(super) struct Shown<'a> {
    pub deposit: &'a Deposit,
    pub at: usize,
    pub file: &'a Brought,
    pub seen: &'a Control,
}

pub(super) fn show(who: &Scoped<Import>, ask: &Ask) -> Answered {
    let deposit = deposit_of(who, ask.path("depot")?)?;
    let running =
        who.read(|tx| Ok(tx.jobs_to_do()?))?.into_iter().find(|job| job.kind == JobKind::Import && job.argument == deposit.id.to_string());
    if let Some(job) = running {
        return Ok(Answer::to(who.url(&format!("/imports/travaux/{}", job.id.0))));
    }
    let asked: Option<usize> = ask.query("fichier").and_then(|text| text.parse().ok());
    let lists: Vec<(usize, &Brought)> = deposit.lists().collect();
    let nth = lists.iter().position(|(at, _)| Some(*at) == asked).unwrap_or(0);
    let seen = look(who, &deposit)?;
    let (waits, body) = match &seen {
        Seen::Waiting(job) => (
            true,
            html! {
                (steps(2, &names(&deposit), "", "en cours"))
                section class="card mt4" { div class="card-body stack-s" id="controle" hx-get=(ask.url) hx-trigger="every 2s" hx-target="#contenu" hx-select="#contenu" hx-swap="outerHTML" {
                    div class="row between small" { b class="strong" { (job.progress.stage) } span class="num" { (grouped(job.progress.done.unsigned_abs())) " lignes lues" } }
                    (ui::progress("Contrôle", 0, None))
                    p class="muted small" { "Vous pouvez quitter la page, le contrôle continue. Rien n'est enregistré avant l'import." }
                } }
            },
        ),
        Seen::Unseen(why) => (
            false,
            html! {
                (steps(2, &names(&deposit), "", ""))
                section class="card mt4" { div class="card-body stack-s" {
                    @if let Some(why) = why { (cannot(why)) } @else { p { "Ce dépôt n'a pas encore été contrôlé." } }
                    (form::button(who, &format!("{}/controler", place(who, deposit.id)), "btn primary", html! { "Contrôler les fichiers" }))
                } }
            },
        ),
        Seen::Ready(all) => (false, ready(who, ask, &deposit, (&lists, nth), all)?),
    };
    let name = lists.get(nth).map_or("Copies de factures", |(_, file)| file.name.as_str());
    let head = Head {
        title: name,
        crumbs: vec![("Imports", who.url("/imports"))],
        sub: Some(html! { "Le fichier est vérifié en entier avant la moindre écriture." }),
        actions: Some(form::button(who, &format!("{}/abandonner", place(who, deposit.id)), "btn", html! { "Abandonner" })),
        place: "/imports",
        ..Head::default()
    };
    Ok(ui::page_again(who, ask, head, waits.then_some(3), body))
}

fn names(deposit: &Deposit) -> String {
    match deposit.files.as_slice() {
        [one] => one.name.clone(),
        several => counted(several.len() as u64, "fichier", "fichiers"),
    }
}

fn ready(
    who: &Inside,
    ask: &Ask,
    deposit: &Deposit,
    (lists, nth): (&[(usize, &Brought)], usize),
    all: &[Control],
) -> Result<Markup, Fault> {
    let shown = lists.get(nth).zip(all.get(nth)).map(|((at, file), seen)| Shown { deposit, at: *at, file, seen });
    let wrong: u64 = all.iter().map(|seen| seen.counts.wrong).sum();
    let said = shown.as_ref().map_or_else(Default::default, |shown| columns::said(shown.seen));
    let lines = if wrong == 0 { "rien à corriger".to_owned() } else { counted(wrong, "ligne à corriger", "lignes à corriger") };
    let step = if shown.as_ref().is_some_and(|shown| !shown.seen.missing.is_empty()) { 1 } else { 2 };
    Ok(html! {
        (steps(step, &names(deposit), &said, &lines))
        div class="cols cols-import mt4" {
            div class="stack" {
                (files(who, deposit, lists, nth, all))
                @if let Some(shown) = &shown { (columns::card(who, shown)?) }
            }
            div class="stack" {
                @if let Some(shown) = &shown { (about(who, ask, shown)?) }
                (into_the_books(who, deposit, all))
            }
        }
    })
}

fn files(who: &Inside, deposit: &Deposit, lists: &[(usize, &Brought)], nth: usize, all: &[Control]) -> Markup {
    let pieces = deposit.pieces().count() as u64;
    html! {
        section class="card" { div class="card-body stack-s" {
            (form::post_files(who, &format!("{}/ajouter", place(who, deposit.id)), html! {
                (drop_zone("Ajoutez un autre fichier"))
                button class="btn sm" { "Ajouter au dépôt" }
            }))
            @for (at, ((index, file), seen)) in lists.iter().zip(all).enumerate() {
                div class="row small mt2" {
                    (ui::icon(Icon::File))
                    span class="grow" {
                        @if at == nth { b class="strong" aria-current="true" { (file.name) } } @else { a href={ (place(who, deposit.id)) "?fichier=" (index) } { (file.name) } }
                        br; span class="muted" { (described(file, seen)) }
                    }
                    (state(seen))
                    @if lists.len() > 1 {
                        (decision(who, deposit, *index, "retirer", html! {}, "btn icon sm quiet", html! { (ui::icon(Icon::Close)) span class="vh" { "Retirer " (file.name) } }))
                    }
                }
            }
            @if pieces > 0 {
                div class="row small mt2" { (ui::icon(Icon::File)) span class="grow" { b class="strong" { (counted(pieces, "copie de facture", "copies de factures")) } br; span class="muted" { "PDF, rattachées par leur numéro après l'import" } } }
            }
        } }
    }
}

fn state(seen: &Control) -> Markup {
    if seen.already.is_some() {
        ui::badge(Tone::Neutral, "Déjà importé")
    } else if seen.can_be_taken() {
        if seen.counts.wrong > 0 { ui::badge(Tone::Warn, "À corriger") } else { ui::badge(Tone::Ok, "Lu") }
    } else if seen.lacks_account() {
        ui::badge(Tone::Warn, "Compte à dire")
    } else if seen.missing.is_empty() {
        ui::badge(Tone::Danger, "Non pris")
    } else {
        ui::badge(Tone::Warn, "Colonnes")
    }
}

fn described(file: &Brought, seen: &Control) -> String {
    let mut parts = Vec::new();
    if seen.counts.rows > 0 {
        parts.push(counted(seen.counts.rows, "ligne", "lignes"));
    }
    parts.push(size(file.bytes));
    parts.push(seen.encoding.clone().unwrap_or_else(|| format_words(&seen.format).to_owned()));
    if let Some(separator) = seen.separator {
        parts.push(match separator {
            ';' => "point-virgule".to_owned(),
            ',' => "virgule".to_owned(),
            '\t' => "tabulation".to_owned(),
            other => format!("séparateur {other}"),
        });
    }
    if let Some(sheet) = &seen.sheet {
        parts.push(format!("feuille « {sheet} »"));
    }
    parts.join(", ")
}

/// What is wrong with the file, then its rows.
fn about(who: &Inside, ask: &Ask, shown: &Shown<'_>) -> Result<Markup, Fault> {
    let seen = shown.seen;
    if let Some((_, on)) = seen.already {
        return Ok(html! {
            section class="card" { div class="card-body stack-s" {
                (ui::notice(Tone::Info, html! { (already_said(on)) }))
                p class="small soft" { "Pour reprendre des lignes laissées de côté, corrigez-les plus bas : elles seules seront ajoutées." }
            } }
            (rows::card(who, ask, shown)?)
        });
    }
    let whole: Vec<&str> =
        seen.found.iter().filter(|found| found.line.is_none() && found.error).map(|found| found.message.as_str()).collect();
    Ok(html! {
        @if seen.counts.wrong > 0 || !whole.is_empty() { (summary(shown, &whole)) }
        (account::card(who, shown)?)
        @for note in seen.found.iter().filter(|found| found.line.is_none() && !found.error) { (ui::notice(Tone::Warn, html! { (deposit::said(&note.message)) })) }
        @if !seen.notes.is_empty() {
            section class="card" {
                div class="card-head" { h2 { "Ce que dit le fichier" } }
                div class="card-body stack-s small" { @for note in &seen.notes { p { (note) } } }
            }
        }
        @if seen.mapping.is_some() && seen.missing.is_empty() { (rows::card(who, ask, shown)?) }
        @else if seen.mapping.is_none() && seen.counts.wrong > 0 { (rows::plain(shown)) }
    })
}

fn summary(shown: &Shown<'_>, whole: &[&str]) -> Markup {
    let seen = shown.seen;
    let mut by_code: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    for found in seen.found.iter().filter(|found| found.error) {
        if let Some(line) = found.line {
            by_code.entry(&found.code).or_default().push(line);
            first.entry(&found.code).or_insert(&found.message);
        }
    }
    html! {
        div class="error-summary" role="alert" tabindex="-1" {
            h2 {
                @if seen.counts.wrong > 0 { (counted(seen.counts.wrong, "ligne ne peut pas être importée", "lignes ne peuvent pas être importées")) }
                @else { "Ce fichier ne peut pas être importé" }
            }
            ul class="small" {
                @for said in whole { li { (deposit::said(said)) } }
                @for (code, lines) in &by_code {
                    @let line = lines[0];
                    li {
                        a href={ "#l" (line) } { (deposit::said(first.get(code).copied().unwrap_or_default())) }
                        @if lines.len() > 1 { " " span class="muted" { "(et " (counted(lines.len() as u64 - 1, "autre ligne", "autres lignes")) ")" } }
                    }
                }
            }
        }
    }
}

/// What would happen, and the button that makes it happen.
fn into_the_books(who: &Inside, deposit: &Deposit, all: &[Control]) -> Markup {
    let total = |of: fn(&Control) -> u64| all.iter().filter(|seen| seen.already.is_none()).map(of).sum::<u64>();
    let (fresh, known, changed) = (total(|s| s.counts.fresh), total(|s| s.counts.known), total(|s| s.counts.changed));
    let (wrong, debtors) = (total(|s| s.counts.wrong), total(|s| s.counts.debtors));
    let pieces = deposit.pieces().count() as u64;
    let ready = pieces > 0 || all.iter().any(Control::can_be_taken);
    let unready = all.iter().any(|seen| seen.already.is_none() && !seen.missing.is_empty());
    let of_whom = all.iter().any(Control::lacks_account);
    let sums: Vec<String> = all.iter().flat_map(|seen| &seen.sums).map(|(currency, cents)| money_fr(*cents, *currency)).collect();
    html! {
        section class="card" {
            div class="card-body stack-s" {
                dl class="dl" {
                    dt { "Nouvelles lignes" } dd class="num" { (grouped(fresh)) }
                    @if known > 0 { dt { "Déjà connues, inchangées" } dd class="num" { (grouped(known)) } }
                    @if changed > 0 { dt { "Valeurs du fichier acceptées" } dd class="num" { (grouped(changed)) } }
                    @if debtors > 0 { dt { "Nouveaux débiteurs" } dd class="num" { (grouped(debtors)) } }
                    @if wrong > 0 { dt { "Laissées de côté" } dd class="num" { (grouped(wrong)) } }
                    @if pieces > 0 { dt { "Copies de factures" } dd class="num" { (grouped(pieces)) } }
                }
            }
            div class="card-foot" {
                @if unready { span class="muted small" { "Indiquez d'abord ce que contiennent les colonnes." } }
                @else if of_whom { span class="muted small" { "Dites d'abord de quel compte est le relevé." } }
                @else if !ready { span class="muted small" { "Rien de ces fichiers ne peut être importé en l'état." } }
                @else { span class="muted small" { @if !sums.is_empty() { "Total contrôlé : " (sums.join(" + ")) } } }
                @if ready && !unready && !of_whom {
                    (form::button(who, &format!("{}/importer", place(who, deposit.id)), "btn primary", html! {
                        @if fresh + known + changed == 0 { "Importer " (counted(pieces, "copie", "copies")) }
                        @else { "Importer " (counted(fresh + known + changed, "ligne", "lignes")) @if wrong > 0 { ", ignorer " (grouped(wrong)) } }
                    }))
                } @else { button class="btn primary" disabled { "Importer" } }
            }
        }
    }
}

/// A form of one button that decides something about a file.
pub(super) fn decision(who: &Inside, deposit: &Deposit, at: usize, word: &str, fields: Markup, class: &str, words: Markup) -> Markup {
    form::post_with(
        who,
        &format!("{}/decision", place(who, deposit.id)),
        "inline",
        html! {
            (form::hidden("fichier", &at.to_string()))
            (form::hidden("version", &deposit.version.to_string()))
            (form::hidden("decision", word))
            (fields)
            button class=(class) { (words) }
        },
    )
}

/// The lines at fault, as a file.
pub(super) fn faults(who: &Scoped<Import>, ask: &Ask) -> Answered {
    let deposit = deposit_of(who, ask.path("depot")?)?;
    let at: usize = ask.query("fichier").and_then(|text| text.parse().ok()).unwrap_or(0);
    let Seen::Ready(all) = look(who, &deposit)? else {
        return Err(Fault::Busy("Le contrôle n'est pas terminé. Attendez qu'il le soit, puis recommencez.".to_owned()));
    };
    let (file, seen) =
        deposit.lists().zip(&all).find(|((index, _), _)| *index == at).map(|((_, file), seen)| (file, seen)).ok_or(Fault::NotFound)?;
    let bytes = deposit::faults_csv(&who.books(), file, seen)?;
    let stem = file.name.rsplit_once('.').map_or(file.name.as_str(), |(stem, _)| stem);
    Ok(Answer::file(&format!("erreurs-{stem}.csv"), "text/csv; charset=utf-8", bytes))
}
