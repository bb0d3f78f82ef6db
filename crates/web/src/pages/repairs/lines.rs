//! The lines of a list, each with its form.

use std::collections::BTreeMap;

use app::repairs::{Board, Double, Item, Lack};
use domain::access::Permission;
use domain::french::date_short;
use domain::ids::{DebtorId, LetterId};
use domain::party::DebtorDetails;
use maud::{Markup, html};
use store::DebtorRow;

use super::{KINDS, Refusal};
use crate::ask::Ask;
use crate::fault::Fault;
use crate::route::Inside;
use crate::ui::{self, Span, Tone, form};

/// One debtor of a list.
struct Line<'a> {
    item: &'a Item,
    record: DebtorRow,
    details: DebtorDetails,
    /// What was typed and not taken.
    typed: Option<&'a Ask>,
    said: Option<&'a str>,
}

impl Line<'_> {
    fn name(&self) -> &str {
        if self.details.name.is_empty() { &self.record.code } else { &self.details.name }
    }

    /// What a field shows: typed, else known.
    fn shown<'l>(&'l self, field: &str, known: &'l str) -> &'l str {
        self.typed.filter(|ask| ask.has(field)).map_or(known, |ask| ask.form(field))
    }
}

/// The lines of a page.
pub(super) fn list(who: &Inside, ask: &Ask, lack: Lack, board: &Board, span: Span, refusal: Option<&Refusal>) -> Result<Markup, Fault> {
    match lack {
        Lack::Double => doubles(who, span.of(&board.doubles).iter().collect(), refusal),
        Lack::Unconfirmed => letters(who, ask, span.of(&board.letters).to_vec(), refusal),
        _ => {
            let items: Vec<&Item> = span.of(board.debtors.get(&lack).map_or(&[] as &[Item], Vec::as_slice)).iter().collect();
            let lines = read(who, &items, ask, refusal)?;
            let may = who.can(Permission::ManageDebtors);
            Ok(html! {
                ul class="list repairs" role="list" {
                    @for line in &lines {
                        li id={ "d" (line.item.debtor.0) } {
                            div class="grow" {
                                a href=(who.url(&format!("/debiteurs/{}", line.item.debtor.0))) { b class="strong" { (line.name()) } }
                                div class="muted small" { (line.record.code) ", " (ui::money(line.item.open, line.item.currency)) " à régler" }
                                @if let Some(said) = line.said { div class="err small" role="alert" { (said) } }
                            }
                            @if may { (mending(who, lack, line)) }
                        }
                    }
                }
            })
        }
    }
}

fn read<'a>(who: &Inside, items: &[&'a Item], ask: &'a Ask, refusal: Option<&'a Refusal>) -> Result<Vec<Line<'a>>, Fault> {
    who.read(|tx| {
        let ids: Vec<DebtorId> = items.iter().map(|item| item.debtor).collect();
        let mut details = tx.details_of(&ids)?;
        let mut lines = Vec::with_capacity(items.len());
        for item in items {
            let Some(record) = tx.debtor(item.debtor)? else { continue };
            let said = refusal.filter(|refusal| refusal.at == item.debtor.0);
            let typed = said.map(|_| ask);
            lines.push(Line {
                item,
                record,
                details: details.remove(&item.debtor).unwrap_or_default(),
                typed,
                said: said.map(|r| r.said.as_str()),
            });
        }
        Ok(lines)
    })
}

fn mending(who: &Inside, lack: Lack, line: &Line<'_>) -> Markup {
    let id = line.item.debtor.0;
    let place = who.url(&format!("/a-completer/fiches/{id}"));
    let label = |field: &str, words: &str| html! { label for={ (field) "-" (id) } { (words) span class="vh" { " de " (line.name()) } } };
    let input = |field: &str, words: &str, kind: &str, known: &str| {
        html! {
            div class="field" {
                (label(field, words))
                input class="input sm" id={ (field) "-" (id) } name=(field) type=(kind) value=(line.shown(field, known)) autocomplete="off" aria-invalid=[line.said.map(|_| "true")];
            }
        }
    };
    let body = match lack {
        Lack::Kind => html! {
            div class="field" { (label("qualite", "Nature"))
            select class="select sm" id={ "qualite-" (id) } name="qualite" { @for (word, kind) in KINDS { option value=(word) { (kind.french()) } } } }
        },
        Lack::Address => {
            let address = &line.details.address;
            html! {
                (input("rue", "Numéro et rue", "text", &address.lines.join(", ")))
                (input("code_postal", "Code postal", "text", &address.postal_code))
                (input("ville", "Ville", "text", &address.city))
                (input("pays", "Pays (FR, BE…)", "text", &address.country))
            }
        }
        Lack::Email => input("courriel", "Courriel", "email", &line.details.email),
        Lack::Siren => input("siren", "SIREN", "text", &line.record.siren),
        Lack::Name => {
            let odd: String =
                who.house.typesetter.unprintable(&line.details.name).into_iter().map(String::from).collect::<Vec<_>>().join(" ");
            html! { span class="muted small" { "Caractères en cause : " (odd) } (input("nom", "Nom", "text", &line.details.name)) }
        }
        Lack::DueDate => {
            return form::post_with(
                who,
                &format!("{place}/conditions"),
                "row wrap",
                html! {
                    (input("conditions", "Conditions, par exemple 30 jours", "text", ""))
                    button class="btn sm" { "Enregistrer" }
                },
            );
        }
        Lack::Double | Lack::Unconfirmed => html! {},
    };
    form::post_with(
        who,
        &place,
        "row wrap mend",
        html! { (form::hidden("type", lack.word())) (body) button class="btn sm" { "Enregistrer" } },
    )
}

fn doubles(who: &Inside, pairs: Vec<&Double>, refusal: Option<&Refusal>) -> Result<Markup, Fault> {
    let ids: Vec<DebtorId> = pairs.iter().flat_map(|pair| [pair.keep, pair.other]).collect();
    let names = who.read(|tx| Ok(tx.names(&ids)?))?;
    let name = |id: DebtorId| names.get(&id).map(|(code, name)| format!("{name} ({code})")).unwrap_or_default();
    let may = who.can(Permission::ManageDebtors);
    Ok(html! {
        ul class="list repairs" role="list" {
            @for pair in pairs {
                li {
                    div class="grow" {
                        a href=(who.url(&format!("/debiteurs/{}", pair.keep.0))) { b class="strong" { (name(pair.keep)) } } " et "
                        a href=(who.url(&format!("/debiteurs/{}", pair.other.0))) { b class="strong" { (name(pair.other)) } }
                        div class="muted small" { (pair.because) }
                        @if let Some(refusal) = refusal.filter(|refusal| refusal.at == pair.other.0) { div class="err small" role="alert" { (refusal.said) } }
                    }
                    @if may {
                        div class="row wrap" {
                            (one(who, pair.other, pair.keep, "reunir", html! { "Garder " (name(pair.keep)) }))
                            (one(who, pair.keep, pair.other, "reunir", html! { "Garder " (name(pair.other)) }))
                            (one(who, pair.other, pair.keep, "separer", html! { "Deux clients" }))
                        }
                    }
                }
            }
        }
    })
}

fn one(who: &Inside, other: DebtorId, keep: DebtorId, word: &str, words: Markup) -> Markup {
    form::post_with(
        who,
        &who.url("/a-completer/doublons"),
        "inline",
        html! {
            (form::hidden("decision", word)) (form::hidden("fiche", &other.0.to_string())) (form::hidden("garder", &keep.0.to_string()))
            button class="btn sm" { (words) }
        },
    )
}

fn letters(who: &Inside, ask: &Ask, ids: Vec<LetterId>, refusal: Option<&Refusal>) -> Result<Markup, Fault> {
    let (rows, names) = who.read(|tx| {
        let mut rows = Vec::new();
        for id in ids {
            rows.extend(tx.letter(id)?);
        }
        let debtors: Vec<DebtorId> = rows.iter().map(|row| row.debtor).collect();
        Ok((rows, tx.names(&debtors)?))
    })?;
    let name = |names: &BTreeMap<DebtorId, (String, String)>, id| names.get(&id).map(|(_, name)| name.clone()).unwrap_or_default();
    let may = who.can(Permission::DecideActions);
    let today = date_short(who.today);
    Ok(html! {
        ul class="list repairs" role="list" {
            @for row in &rows {
                @let refused = refusal.filter(|refusal| refusal.at == row.id.0);
                li id={ "e" (row.id.0) } {
                    div class="grow" {
                        a href=(who.url(&format!("/courriers/{}", row.id.0))) { b class="strong" { (name(&names, row.debtor)) } } " " (ui::badge(Tone::Warn, row.channel.french()))
                        div class="muted small" { (ui::money(row.asked, row.currency)) ", remis le " (ui::day(row.on)) @if let Some(folder) = &row.folder { ", dossier " (folder) } }
                        @if let Some(refused) = refused { div class="err small" role="alert" { (refused.said) } }
                    }
                    @if may {
                        (form::post_with(who, &who.url(&format!("/a-completer/envois/{}", row.id.0)), "row wrap", html! {
                            label class="small" for={ "parti-" (row.id.0) } { "Parti le" }
                            input class="input sm auto date" id={ "parti-" (row.id.0) } name="jour" value=(if refused.is_some() { ask.form("jour") } else { &today }) autocomplete="off";
                            button class="btn sm" { "Confirmer l'envoi" }
                        }))
                    }
                }
            }
        }
    })
}
