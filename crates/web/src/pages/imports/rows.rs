//! The rows of a file: those at fault with their cells to be retyped, those to look at, or all of them.

use app::words::counted;
use domain::french::grouped;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use app::deposit::{self, mapping_of};
use app::import::control::{Found, Near};
use domain::ids::ClaimId;
use formats::Input;
use formats::table::{self, Field, Mapping, RawRow, TableKind};
use maud::{Markup, html};

use super::control::{Shown, decision};
use super::place;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::route::Inside;
use crate::ui::{self, Icon, form};

/// Lines on a page.
const PAGE: usize = 50;

/// What is shown of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    Wrong,
    ToCheck,
    All,
}

/// The lines after one.
fn beyond(line: u64) -> (Bound<u64>, Bound<u64>) {
    (Bound::Excluded(line), Bound::Unbounded)
}

/// The rows of a table.
pub(super) fn card(who: &Inside, ask: &Ask, shown: &Shown<'_>) -> Result<Markup, Fault> {
    let seen = shown.seen;
    let Some(mapping) = mapping_of(&who.books(), shown.file)? else { return Ok(html! {}) };
    let (wrong, to_check) = (seen.lines(true), seen.lines(false));
    let view = match ask.query("voir") {
        Some("toutes") => View::All,
        Some("a-verifier") => View::ToCheck,
        Some("erreurs") => View::Wrong,
        _ if !wrong.is_empty() => View::Wrong,
        _ if !to_check.is_empty() => View::ToCheck,
        _ => View::All,
    };
    if let Some(line) = ask.query("ligne").and_then(|text| text.parse().ok()) {
        return one_line(who, shown, &mapping, line);
    }
    let after: u64 = ask.query("apres").and_then(|text| text.parse().ok()).unwrap_or(0);
    let lines = match view {
        View::Wrong => &wrong,
        _ => &to_check,
    };
    // Past the end, where those that stood there are mended meanwhile, it begins anew.
    let begun = if view == View::All || lines.range(beyond(after)).next().is_some() { after } else { 0 };
    let page: BTreeSet<u64> = lines.range(beyond(begun)).take(PAGE).copied().collect();
    let rows = read(who, shown, &mapping, |input| match view {
        View::All => table::rows_after(input, &mapping, after, PAGE).into_iter().map(|row| (row.line, row)).collect(),
        View::Wrong | View::ToCheck => table::rows_at(input, &mapping, &page),
    });
    let shown_lines: BTreeSet<u64> = if view == View::All { rows.keys().copied().collect() } else { page };
    let last = shown_lines.last().copied().unwrap_or(after);
    let more = match view {
        View::All => shown_lines.len() == PAGE,
        _ => lines.range(beyond(last)).next().is_some(),
    };
    let columns = columns(&mapping, seen.found.iter().filter(|f| f.line.is_some_and(|line| shown_lines.contains(&line))));
    let base = format!("{}?fichier={}", place(who, shown.deposit.id), shown.at);
    let chip = |word: &str, words: &str, count: u64, of: View| html! { a class="chip" href={ (base) "&voir=" (word) } aria-current=[(view == of).then_some("true")] { (words) " " b { (grouped(count)) } } };
    Ok(html! {
        section class="card" id="lignes" {
            div class="toolbar" {
                h2 { "Contrôle ligne par ligne" } span class="sp" {}
                div class="chips" {
                    (chip("toutes", "Toutes", seen.counts.rows, View::All))
                    (chip("erreurs", "Erreurs", seen.counts.wrong, View::Wrong))
                    (chip("a-verifier", "À vérifier", to_check.len() as u64, View::ToCheck))
                }
            }
            @if shown_lines.is_empty() {
                div class="empty" { (ui::icon(Icon::Check)) h3 { @if view == View::Wrong { "Aucune ligne en erreur" } @else { "Aucune ligne à montrer" } } p { "Le fichier peut être importé tel quel." } }
            } @else {
                div class="table-wrap" tabindex="0" role="region" aria-label="Lignes du fichier" {
                    table class="table" {
                        thead { tr { th scope="col" class="num" { "Ligne" } @for (_, field) in &columns { th scope="col" class=[numeric(*field).then_some("num")] { (title(*field, mapping.kind)) } } } }
                        tbody { @for line in &shown_lines { (row(who, shown, &columns, *line, rows.get(line), &base)) } }
                    }
                }
            }
            (foot(who, shown, &base, view, more.then_some(last)))
        }
        (decided(who, shown))
    })
}

/// The faults of a file that is no table: they are mended where it comes from.
pub(super) fn plain(shown: &Shown<'_>) -> Markup {
    html! {
        section class="card" {
            div class="card-head" { div { h2 { "Lignes en cause" } p { "Elles se corrigent dans le logiciel qui a produit le fichier ; les autres peuvent être importées." } } }
            ul class="list" role="list" {
                @for found in shown.seen.found.iter().filter(|found| found.line.is_some()).take(200) {
                    li id=[found.line.map(|line| format!("l{line}"))] { div class="grow small" { (deposit::said(&found.message)) } }
                }
            }
        }
    }
}

fn read(
    who: &Inside,
    shown: &Shown<'_>,
    mapping: &Mapping,
    read: impl FnOnce(&Input<'_>) -> BTreeMap<u64, RawRow>,
) -> BTreeMap<u64, RawRow> {
    let path = deposit::place(&who.books(), shown.file);
    let revision = shown.file.revision(Some(mapping));
    read(&Input::file(&path).with_name(&shown.file.name).with_fixes(&revision.fixes))
}

/// The columns worth a place, then those at fault.
fn columns<'f>(mapping: &Mapping, found: impl Iterator<Item = &'f Found>) -> Vec<(usize, Option<Field>)> {
    use Field as F;
    let wanted: &[Field] = match mapping.kind {
        TableKind::Invoices => &[F::Number, F::Name, F::DebtorCode, F::IssuedOn, F::DueOn, F::Amount, F::Balance],
        TableKind::Debtors => &[F::DebtorCode, F::Name, F::Siren, F::Email, F::PostalCode, F::City],
        TableKind::Payments | TableKind::BankStatement => {
            &[F::PaymentOn, F::Number, F::DebtorCode, F::Name, F::PaymentAmount, F::PaymentReference]
        }
    };
    let at = |field: Field| mapping.fields.iter().position(|of| *of == Some(field));
    let mut columns: Vec<(usize, Option<Field>)> = Vec::new();
    for field in wanted {
        // A code says less than a name.
        if *field == F::DebtorCode && mapping.kind == TableKind::Invoices && at(F::Name).is_some() {
            continue;
        }
        columns.extend(at(*field).map(|column| (column, Some(*field))));
    }
    for column in found.filter_map(|found| found.column) {
        if !columns.iter().any(|(other, _)| *other == column) {
            columns.push((column, mapping.fields.get(column).copied().flatten()));
        }
    }
    columns
}

fn numeric(field: Option<Field>) -> bool {
    matches!(
        field,
        Some(
            Field::Amount
                | Field::AmountExclTax
                | Field::Tax
                | Field::Paid
                | Field::Balance
                | Field::PaymentAmount
                | Field::Debit
                | Field::Credit
        )
    )
}

/// How a cell is set: numbers to the right, numbers of invoices and days unbroken.
fn cell_class(field: Option<Field>) -> Option<&'static str> {
    match field {
        field if numeric(field) => Some("num"),
        Some(Field::Number | Field::DebtorCode | Field::Siren | Field::Siret | Field::PostalCode) => Some("nowrap"),
        Some(Field::IssuedOn | Field::DueOn | Field::PaymentOn) => Some("date"),
        _ => None,
    }
}

fn title(field: Option<Field>, kind: TableKind) -> &'static str {
    match (field, kind) {
        (Some(Field::Number), _) => "Facture",
        (Some(Field::Name), TableKind::Invoices) => "Débiteur",
        (Some(Field::DebtorCode), TableKind::Invoices) => "Débiteur",
        (Some(Field::IssuedOn), _) => "Émission",
        (Some(Field::DueOn), _) => "Échéance",
        (Some(Field::Amount), _) => "TTC",
        (Some(Field::Balance), _) => "Reste dû",
        (Some(field), _) => field.french(),
        (None, _) => "Colonne",
    }
}

fn row(who: &Inside, shown: &Shown<'_>, columns: &[(usize, Option<Field>)], line: u64, raw: Option<&RawRow>, base: &str) -> Markup {
    let found: Vec<&Found> = shown.seen.found.iter().filter(|found| found.line == Some(line)).collect();
    let near: Vec<&Near> = shown.seen.near.iter().filter(|near| near.line == line).collect();
    let at_fault = |column: usize| found.iter().find(|found| found.error && found.column == Some(column));
    html! {
        tr id={ "l" (line) } {
            td class="num muted" { (line) }
            @for (column, field) in columns {
                @let text = raw.and_then(|row| row.cells.get(*column)).map_or("", String::as_str);
                @match at_fault(*column) {
                    Some(found) => td class=[numeric(*field).then_some("num")] {
                        input class={ "input sm cell" @if numeric(*field) { " num" } } form={ "f" (line) "-" (column) } name="texte" value=(text)
                            aria-invalid="true" aria-describedby={ "e" (line) } aria-label={ (title(*field, kind(shown))) ", ligne " (line) " (" (found.code.replace('_', " ")) ")" };
                    },
                    None => td class=[cell_class(*field)] { (text) },
                }
            }
        }
        @for found in &found { (problem(who, shown, found, columns.len(), base)) }
        @for near in &near { (resemblance(who, shown, near, columns.len())) }
    }
}

fn kind(shown: &Shown<'_>) -> TableKind {
    shown.seen.mapping.as_ref().map_or(TableKind::Invoices, |mapping| mapping.kind)
}

fn problem(who: &Inside, shown: &Shown<'_>, found: &Found, width: usize, base: &str) -> Markup {
    let line = found.line.unwrap_or(0);
    let hidden_line = form::hidden("ligne", &line.to_string());
    html! {
        tr class={ @if found.error { "line-err" } @else { "line-err line-warn" } } {
            td {}
            td colspan=(width) id={ "e" (line) } {
                b class="why" { (short(&found.message)) } " "
                @if let Some(column) = found.column.filter(|_| found.error) {
                    form method="post" class="inline" id={ "f" (line) "-" (column) } action={ (place(who, shown.deposit.id)) "/decision" } {
                        (form::hidden_token(who)) (form::hidden("fichier", &shown.at.to_string())) (form::hidden("version", &shown.deposit.version.to_string()))
                        (form::hidden("decision", "cellule")) (hidden_line) (form::hidden("colonne", &column.to_string()))
                        button class="btn sm" { "Corriger" }
                    }
                    @if let Some(text) = &found.suggestion {
                        (decision(who, shown.deposit, shown.at, "cellule", html! { (hidden_line) (form::hidden("colonne", &column.to_string())) (form::hidden("texte", text)) }, "btn sm", html! { "Mettre " (text) }))
                    }
                }
                @if let Some((invoice, _)) = found.known {
                    (decision(who, shown.deposit, shown.at, "accepter", hidden_line.clone(), "btn sm", html! { "Prendre la valeur du fichier" }))
                    " " a class="small" href=(who.url(&format!("/factures/{}", ClaimId(invoice.0)))) { "Voir la facture existante" }
                }
                @if found.error { (decision(who, shown.deposit, shown.at, "ignorer", hidden_line.clone(), "btn sm", html! { "Ignorer la ligne" })) }
                " " a class="small" href={ (base) "&ligne=" (line) } { "Modifier toute la ligne" }
            }
        }
    }
}

/// The message without its place, which is in sight.
fn short(message: &str) -> String {
    let said = deposit::said(message);
    let rest = said.strip_prefix("Ligne ").and_then(|rest| rest.split_once(" : ")).map(|(_, rest)| rest.to_owned()).unwrap_or(said);
    let mut letters = rest.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn resemblance(who: &Inside, shown: &Shown<'_>, near: &Near, width: usize) -> Markup {
    let fields = html! { (form::hidden("cle", &near.key)) (form::hidden("debiteur", &near.debtor.0.to_string())) };
    html! {
        tr class="line-err line-warn" {
            td {}
            td colspan=(width) {
                b class="why" { "« " (near.name) " » est proche de « " (near.known_as) " » (" (near.code) ") : " (near.because) "." } " "
                (decision(who, shown.deposit, shown.at, "meme", fields.clone(), "btn sm", html! { "C'est le même" }))
                (decision(who, shown.deposit, shown.at, "autre", fields, "btn sm", html! { "Créer" }))
            }
        }
    }
}

fn foot(who: &Inside, shown: &Shown<'_>, base: &str, view: View, next: Option<u64>) -> Markup {
    let counts = shown.seen.counts;
    let differing: Vec<u64> = shown.seen.found.iter().filter(|found| found.known.is_some()).filter_map(|found| found.line).collect();
    let word = match view {
        View::Wrong => "erreurs",
        View::ToCheck => "a-verifier",
        View::All => "toutes",
    };
    html! {
        div class="pager" {
            span {
                (counted(counts.fresh + counts.known + counts.changed, "ligne prête", "lignes prêtes")) ", " (grouped(shown.seen.lines(false).len() as u64)) " à vérifier, " (grouped(counts.wrong)) " en erreur"
            }
            div class="row wrap" {
                @if differing.len() > 1 {
                    (decision(who, shown.deposit, shown.at, "accepter", html! { @for line in &differing { (form::hidden("ligne", &line.to_string())) } }, "btn sm", html! { "Prendre les " (differing.len()) " valeurs du fichier" }))
                }
                @if counts.wrong > 0 {
                    a class="btn sm" href={ (place(who, shown.deposit.id)) "/erreurs?fichier=" (shown.at) } download { (ui::icon_small(Icon::Download)) "Télécharger les erreurs" }
                }
                @if let Some(next) = next { a class="btn sm" rel="next" href={ (base) "&voir=" (word) "&apres=" (next) "#lignes" } { "Suite" (ui::icon_small(Icon::Next)) } }
            }
        }
    }
}

/// What was decided about lines so far, each to be taken back.
fn decided(who: &Inside, shown: &Shown<'_>) -> Markup {
    let file = shown.file;
    let count = file.cells.values().map(BTreeMap::len).sum::<usize>() + file.skipped.len() + file.accepted.len();
    let name = |column: usize| shown.seen.columns.get(column).map_or("", |seen| seen.title.as_str());
    let back = |word: &str, fields: Markup| decision(who, shown.deposit, shown.at, word, fields, "btn sm quiet", html! { "Revenir" });
    html! {
        @if count > 0 {
            section class="card" {
                details {
                    summary class="card-head" { "Vos corrections (" (count) ")" }
                    ul class="list" role="list" {
                        @for (line, cells) in &file.cells { @for (column, text) in cells {
                            li { div class="grow small" { "Ligne " (line) ", " (name(*column)) " : « " (text) " »" } (back("revenir", html! { (form::hidden("ligne", &line.to_string())) (form::hidden("colonne", &column.to_string())) })) }
                        } }
                        @for line in &file.skipped { li { div class="grow small" { "Ligne " (line) " : laissée de côté" } (back("reprendre", form::hidden("ligne", &line.to_string()))) } }
                        @for line in &file.accepted { li { div class="grow small" { "Ligne " (line) " : valeur du fichier acceptée" } (back("refuser", form::hidden("ligne", &line.to_string()))) } }
                    }
                }
            }
        }
    }
}

/// Every cell of one line, to be retyped.
fn one_line(who: &Inside, shown: &Shown<'_>, mapping: &Mapping, line: u64) -> Result<Markup, Fault> {
    let raw =
        read(who, shown, mapping, |input| table::rows_at(input, mapping, &BTreeSet::from([line]))).remove(&line).ok_or(Fault::NotFound)?;
    let found = shown.seen.found.iter().filter(|found| found.line == Some(line));
    Ok(html! {
        section class="card" {
            div class="card-head" { div { h2 { "Ligne " (line) } p { "Les autres lignes ne changent pas. Ce que vous laissez tel quel reste celui du fichier." } } }
            form method="post" class="card-body stack" action={ (place(who, shown.deposit.id)) "/ligne" } {
                (form::hidden_token(who)) (form::hidden("fichier", &shown.at.to_string())) (form::hidden("version", &shown.deposit.version.to_string())) (form::hidden("ligne", &line.to_string()))
                @for found in found { (ui::notice(if found.error { ui::Tone::Danger } else { ui::Tone::Warn }, html! { (short(&found.message)) })) }
                div class="fields-2" {
                    @for (at, column) in shown.seen.columns.iter().enumerate() {
                        @let text = raw.cells.get(at).map_or("", String::as_str);
                        div class="field" {
                            label for={ "c" (at) } { @if column.title.is_empty() { "Colonne " (at + 1) } @else { (column.title) } }
                            input class="input" id={ "c" (at) } name={ "c" (at) } value=(text) autocomplete="off";
                            (form::hidden(&format!("avant{at}"), text))
                            @if let Some(field) = column.field { span class="hint" { (field.french()) } }
                        }
                    }
                }
                div class="row wrap" { button class="btn primary" { "Enregistrer la ligne" } a class="btn" href={ (place(who, shown.deposit.id)) "?fichier=" (shown.at) } { "Retour" } }
            }
        }
    })
}
