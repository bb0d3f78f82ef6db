//! Differences with the accountant's books: each debtor beside its account 411, why they differ, and the form that accepts a difference.
//!
//! The comparison is kept as long as nothing is recorded. A decision about a difference that is another one by now is not taken (409).

#[cfg(test)]
mod tests;

use std::sync::Arc;

use app::tie_out::{self, Line, TieOut};
use app::words::counted;
use domain::access::Permission;
use domain::access::needs::{ReadBooks, RecordMoney};
use domain::ids::DebtorId;
use domain::money::{Cents, Currency};
use domain::tie_out::{Cause, Part};
use maud::{Markup, html};

use super::authors;
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::route::{Answered, Inside, Route, Scoped, get, post};
use crate::ui::{self, Head, Icon, Tone, form};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        get("/d/{tenant}/ecarts", show),
        post("/d/{tenant}/ecarts/{debtor}/accepter", accept),
        post("/d/{tenant}/ecarts/{debtor}/rouvrir", reopen),
    ]
}

/// The entry of the navigation.
const PLACE: &str = "/ecarts";
/// Debtors on a page.
const PAGE: usize = 20;
/// Parts of a difference that are shown; the others are one sum.
const PARTS: usize = 12;

/// The word of the tab of accepted differences.
const ACCEPTED: &str = "acceptes";

/// A form that was not taken: about whom, and why.
struct Refusal {
    at: DebtorId,
    said: String,
    /// The difference is another one by now.
    changed: bool,
}

/// The comparison of these books; `None` where no accounting file was taken.
fn tied(who: &Inside) -> Result<Arc<Option<TieOut>>, Fault> {
    Ok(who.house.tied.of(&who.books(), tie_out::tie_out)?)
}

/// How many differences wait for a person.
pub(crate) fn waiting(who: &Inside) -> Result<usize, Fault> {
    Ok(tied(who)?.as_ref().as_ref().map_or(0, |tied| tied.waiting().count()))
}

fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    page(who, ask, None)
}

/// What was asked: the tab of accepted differences or the other, and from where on.
fn asked(ask: &Ask) -> (bool, usize) {
    let said = |name: &'static str| ask.query(name).or_else(|| Some(ask.form(name)).filter(|value| !value.is_empty()));
    (said("etat") == Some(ACCEPTED), said("apres").and_then(|text| text.parse().ok()).unwrap_or(0))
}

fn address(who: &Inside, accepted: bool, after: usize) -> String {
    let mut pairs = Vec::new();
    if accepted {
        pairs.push(format!("etat={ACCEPTED}"));
    }
    if after > 0 {
        pairs.push(format!("apres={after}"));
    }
    if pairs.is_empty() { who.url(PLACE) } else { format!("{}?{}", who.url(PLACE), pairs.join("&")) }
}

/// The page; after a refusal, with what was typed.
fn page(who: &Inside, ask: &Ask, refusal: Option<&Refusal>) -> Answered {
    let tied = tied(who)?;
    let body = match tied.as_ref() {
        None => nothing(who),
        Some(tied) => compared(who, ask, tied, refusal),
    };
    let head = Head {
        title: "Écarts avec la comptabilité",
        sub: Some(html! { "Chaque débiteur à côté de son compte 411, au dernier jour du fichier de la comptabilité." }),
        place: PLACE,
        ..Head::default()
    };
    let answer: Answer = ui::page(who, ask, head, body);
    Ok(answer.status(match refusal {
        None => 200,
        Some(refusal) if refusal.changed => 409,
        Some(_) => 422,
    }))
}

fn nothing(who: &Inside) -> Markup {
    let begin =
        html! { @if who.can(Permission::Import) { a class="btn primary" href=(who.url("/imports/nouveau")) { "Importer un FEC" } } };
    let said = "Importez le FEC de l'exercice : chaque compte client sera comparé à ce qui est inscrit ici.";
    html! { section class="card" { (ui::empty(Icon::Import, "Aucune comptabilité à comparer", said, begin)) } }
}

fn compared(who: &Inside, ask: &Ask, tied: &TieOut, refusal: Option<&Refusal>) -> Markup {
    let (accepted, after) = asked(ask);
    let lines: Vec<&Line> = tied.lines.iter().filter(|line| line.waits() != accepted).collect();
    let waiting = tied.waiting().count() as u64;
    let tabs = [
        ("À expliquer".to_owned(), address(who, false, 0), Some(waiting), !accepted),
        ("Acceptés".to_owned(), address(who, true, 0), Some(tied.lines.len() as u64 - waiting), accepted),
    ];
    let elsewhere = refusal.filter(|refusal| !lines.iter().any(|line| line.debtor == refusal.at));
    let span = ui::page_of(after, lines.len(), PAGE);
    html! {
        @if let Some(refusal) = elsewhere { (ui::notice(Tone::Warn, html! { div role="alert" { (refusal.said) } })) }
        (summary(who, tied))
        (ui::tabs("Écarts", &tabs))
        section class="card mt3" {
            @if lines.is_empty() && accepted { (ui::empty(Icon::Check, "Aucun écart accepté", "Un écart expliqué peut être accepté avec un motif ; il revient dès qu'il change.", html! {})) }
            @else if lines.is_empty() { (ui::empty(Icon::Done, "Aucun écart à expliquer", "Ce qui est inscrit ici et la comptabilité disent la même chose de chaque client.", html! {})) }
            @else {
                ul class="list repairs" role="list" { @for line in span.of(&lines) { (one(who, ask, tied, line, refusal)) } }
                (ui::pager(
                    &span.said(),
                    (span.after > 0).then(|| address(who, accepted, 0)).as_deref(),
                    span.next().map(|next| address(who, accepted, next)).as_deref(),
                ))
            }
        }
    }
}

/// What is compared, in numbers.
fn summary(who: &Inside, tied: &TieOut) -> Markup {
    let summed = tied.summed();
    html! {
        section class="card" {
            div class="card-body" {
                dl class="dl left" {
                    dt { "Fichier" } dd { a href=(who.url(&format!("/imports/{}", tied.stated.import.0))) { @if tied.stated.file.is_empty() { (tied.stated.import) } @else { (tied.stated.file) } } }
                    dt { "Comparé au" } dd { (ui::day(tied.stated.on)) }
                    dt { "Comptes" } dd { (counted(tied.equal, "égal", "égaux")) }
                    dt { "Écarts" } dd { (counted(summed.waiting, "à expliquer", "à expliquer")) @if summed.waiting > 0 { ", total " (euros(summed.total)) } }
                }
            }
        }
    }
}

fn euros(cents: Cents) -> Markup {
    ui::money(cents, Currency::EUR)
}

/// A debtor that differs.
fn one(who: &Inside, ask: &Ask, tied: &TieOut, line: &Line, refusal: Option<&Refusal>) -> Markup {
    let (difference, id) = (&line.difference, line.debtor.0);
    let refused = refusal.filter(|refusal| refusal.at == line.debtor);
    let rest: Cents = difference.parts.iter().skip(PARTS).map(|part| part.cents).sum();
    html! {
        li id={ "d" (id) } {
            div class="grow stack-s" {
                div {
                    a href=(who.url(&format!("/debiteurs/{id}"))) { b class="strong" { @if line.name.is_empty() { (line.code) } @else { (line.name) } } }
                    div class="muted small" { (line.code) ", ici " (euros(difference.ours)) ", compte 411 : " (euros(difference.theirs)) }
                }
                dl class="dl left" {
                    dt class="num strong" { (euros(difference.cents())) } dd { b { "Écart" } }
                    @for part in difference.parts.iter().take(PARTS) { dt class="num" { (euros(part.cents)) } dd { (said(who, tied, part)) } }
                    @if difference.parts.len() > PARTS {
                        dt class="num" { (euros(rest)) }
                        dd { (counted((difference.parts.len() - PARTS) as u64, "autre cause", "autres causes")) }
                    }
                }
                @for remark in line.remarks() { div class="muted small" { (ui::unbroken(&remark)) } }
                @if let Some(accepted) = &line.accepted {
                    div class="small" { "Accepté le " (ui::day(accepted.on)) " par " (authors::name(who, &accepted.author)) @if !accepted.reason.is_empty() { " : " (accepted.reason) } }
                }
                @if let Some(refused) = refused { div class="err small" id={ "motif-" (id) "-erreur" } role="alert" { (refused.said) } }
            }
            @if who.can(Permission::RecordMoney) { (deciding(who, ask, line, refused)) }
        }
    }
}

/// The cause of a part; an invoice leads to its page.
fn said(who: &Inside, tied: &TieOut, part: &Part) -> Markup {
    let said = tied.said(part);
    match &part.cause {
        Cause::InvoiceHere { claim, .. } => html! { a href=(who.url(&format!("/factures/{}", claim.0))) { (ui::unbroken(&said)) } },
        _ => ui::unbroken(&said),
    }
}

/// What a person may say of it.
fn deciding(who: &Inside, ask: &Ask, line: &Line, refused: Option<&Refusal>) -> Markup {
    let id = line.debtor.0;
    let place = who.url(&format!("{PLACE}/{id}"));
    let (accepted, after) = asked(ask);
    let back = html! {
        @if accepted { (form::hidden("etat", ACCEPTED)) }
        @if after > 0 { (form::hidden("apres", &after.to_string())) }
    };
    let name = if line.name.is_empty() { &line.code } else { &line.name };
    if line.accepted.is_some() {
        return form::post_with(
            who,
            &format!("{place}/rouvrir"),
            "inline",
            html! { (back) button class="btn sm" { "Ne plus accepter" span class="vh" { " l'écart de " (name) } } },
        );
    }
    let field = format!("motif-{id}");
    form::post_with(
        who,
        &format!("{place}/accepter"),
        "row wrap mend",
        html! {
            (back) (form::hidden("vu", &line.mark()))
            div class="field" {
                label for=(field) { "Motif" span class="vh" { " pour accepter l'écart de " (name) } }
                input class="input sm" id=(field) name="motif" type="text" maxlength="500" autocomplete="off" value=(refused.map_or("", |_| ask.form("motif")))
                    aria-invalid=[refused.map(|_| "true")] aria-describedby=[refused.map(|_| format!("{field}-erreur"))];
            }
            button class="btn sm" { "Accepter" }
        },
    )
}

fn debtor(who: &Inside, ask: &Ask) -> Result<DebtorId, Fault> {
    let id: DebtorId = ask.path("debtor")?;
    who.read(|tx| Ok(tx.debtor(id)?))?.map(|record| record.id).ok_or(Fault::NotFound)
}

fn accept(who: &Scoped<RecordMoney>, ask: &Ask) -> Answered {
    let at = debtor(who, ask)?;
    let (reason, seen, day) = (ask.form("motif"), ask.form("vu"), who.today);
    // Compared before the transaction, which others wait for.
    let known = tied(who)?;
    let mut changed = false;
    let accepted = who.write(|tx| {
        let done = tie_out::accept(tx, at, reason, Some(seen), known.as_ref().as_ref(), day);
        done.inspect_err(|error| changed = matches!(error, app::AppError::Refused(_)))
    });
    match accepted {
        Ok(done) => {
            let (accepted, after) = asked(ask);
            let undo = who.url(&format!("{PLACE}/{}/rouvrir", at.0));
            Ok(Answer::to(address(who, accepted, after)).saying_undoable(done.said, undo))
        }
        Err(Fault::Refused(said)) => page(who, ask, Some(&Refusal { at, said, changed })),
        Err(fault) => Err(fault),
    }
}

fn reopen(who: &Scoped<RecordMoney>, ask: &Ask) -> Answered {
    let at = debtor(who, ask)?;
    let day = who.today;
    match who.write(|tx| tie_out::reopen(tx, at, day)) {
        Ok(done) => {
            let (accepted, after) = asked(ask);
            Ok(Answer::to(address(who, accepted, after)).saying(done.said))
        }
        Err(Fault::Refused(said)) => page(who, ask, Some(&Refusal { at, said, changed: true })),
        Err(fault) => Err(fault),
    }
}
