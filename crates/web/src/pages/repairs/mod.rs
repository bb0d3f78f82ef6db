//! The repair queue: what is missing or doubtful, list by list, each line with the one form that mends it.

mod lines;
mod mend;

use std::sync::Arc;

use app::repairs::{Board, Lack};
use domain::access::Permission;
use domain::access::needs::ReadBooks;
use domain::party::DebtorKind;
use maud::{Markup, html};

use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::route::{Answered, Inside, Route, Scoped, get, post};
use crate::ui::{self, Head, Icon, Span, form};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        get("/d/{tenant}/a-completer", show),
        post("/d/{tenant}/a-completer/fiches/{debtor}", mend::details),
        post("/d/{tenant}/a-completer/fiches/{debtor}/conditions", mend::terms_of_one),
        post("/d/{tenant}/a-completer/qualite", mend::kind_of_all),
        post("/d/{tenant}/a-completer/conditions", mend::terms_of_all),
        post("/d/{tenant}/a-completer/numeros", mend::numbers_checked),
        post("/d/{tenant}/a-completer/doublons", mend::double),
        post("/d/{tenant}/a-completer/envois/{letter}", mend::sent),
    ]
}

/// Lines on a page.
const PAGE: usize = 25;

/// The kinds that a person may choose, by their word.
pub(crate) const KINDS: [(&str, DebtorKind); 4] = [
    ("business", DebtorKind::Business),
    ("consumer", DebtorKind::Consumer),
    ("non_professional", DebtorKind::NonProfessional),
    ("public_body", DebtorKind::PublicBody),
];

/// A form that was not taken: on which line, and why.
pub(super) struct Refusal {
    pub at: i64,
    pub said: String,
}

/// The lists of these books.
pub(crate) fn board(who: &Inside) -> Result<Arc<Board>, Fault> {
    let typesetter = Arc::clone(&who.house.typesetter);
    Ok(app::repairs::board(&who.house.boards, &who.books(), &move |name| typesetter.unprintable(name).is_empty())?)
}

fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    page(who, ask, ask.query("type"), None)
}

/// The page of a list; after a refusal, with what was typed.
pub(super) fn page(who: &Inside, ask: &Ask, word: Option<&str>, refusal: Option<&Refusal>) -> Answered {
    let board = board(who)?;
    let asked = word.and_then(Lack::of_word);
    let lack = asked.or_else(|| Lack::ALL.into_iter().find(|lack| board.count(*lack) > 0)).unwrap_or(Lack::Kind);
    let after: usize = ask.query("apres").and_then(|text| text.parse().ok()).unwrap_or(0);
    let count = board.count(lack);
    let span = ui::page_of(after, count, PAGE);
    let differ = super::tie_out::waiting(who)?;
    let body = html! {
        @if board.total() == 0 && differ == 0 {
            section class="card" { (ui::empty(Icon::Done, "Rien à compléter", "Tout ce qu'il faut pour relancer est connu.", html! { a class="btn primary" href=(who.url("/agenda")) { "Ouvrir l'agenda" } })) }
        } @else {
            div class="cols cols-import" {
                nav class="card" aria-label="Ce qui manque" {
                    ul class="list" role="list" {
                        @for one in Lack::ALL {
                            @let n = board.count(one);
                            @if n > 0 || one == lack {
                                li { a class="grow" href={ (who.url("/a-completer")) "?type=" (one.word()) } aria-current=[(one == lack).then_some("page")] { (one.french()) } b class="num" { (n) } }
                            }
                        }
                        @if differ > 0 { li { a class="grow" href=(who.url("/ecarts")) { "Écarts avec la comptabilité" } b class="num" { (differ) } } }
                    }
                }
                div class="stack" {
                    section class="card" {
                        div class="card-head" { div { h2 { (lack.french()) } p { (lack.why()) } } }
                        @if count == 0 { (ui::empty(Icon::Check, "Plus rien ici", "Cette liste est complète.", html! {})) }
                        @else {
                            (bulk(who, ask, lack, &board, refusal)?)
                            (lines::list(who, ask, lack, &board, span, refusal)?)
                            (foot(who, lack, span))
                        }
                    }
                }
            }
        }
    };
    let head = Head {
        title: "À compléter",
        sub: Some(html! { "Ce qui manque ou paraît douteux, du plus gênant au moins gênant." }),
        place: "/a-completer",
        ..Head::default()
    };
    let answer: Answer = ui::page(who, ask, head, body);
    Ok(if refusal.is_some() { answer.status(422) } else { answer })
}

fn foot(who: &Inside, lack: Lack, span: Span) -> Markup {
    let at = |after: usize| format!("{}?type={}&apres={after}", who.url("/a-completer"), lack.word());
    ui::pager(&span.said(), (span.after > 0).then(|| at(0)).as_deref(), span.next().map(at).as_deref())
}

/// One answer for a whole list, where there is one, with the number concerned.
fn bulk(who: &Inside, ask: &Ask, lack: Lack, board: &Board, refusal: Option<&Refusal>) -> Result<Markup, Fault> {
    let count = board.count(lack);
    let refused = refusal.filter(|refusal| refusal.at == 0).map(|refusal| refusal.said.as_str());
    let why = html! { @if let Some(said) = refused { div class="error-summary" role="alert" tabindex="-1" autofocus { p { (said) } } } };
    Ok(match lack {
        Lack::Kind if who.can(Permission::ManageCreditor) => html! {
            div class="card-body stack-s" {
                (why)
                (form::post_with(who, &who.url("/a-completer/qualite"), "row wrap", html! {
                    label for="toutes-qualites" { "Les " b { (board.unknown) } " débiteurs à qualifier sont tous" }
                    select class="select sm auto" id="toutes-qualites" name="qualite" { @for (word, kind) in KINDS { option value=(word) { (plural(kind)) } } }
                    label class="check" { input type="checkbox" name="suivants" value="oui" checked; "les prochains aussi" }
                    button class="btn" { "Appliquer aux " (board.unknown) }
                }))
            }
        },
        Lack::DueDate if who.can(Permission::ManageCreditor) => {
            let known = who.read(|tx| Ok(tx.tenant_facts(who.today)?.terms.iter().any(|terms| terms.terms.is_some())))?;
            html! {
                div class="card-body stack-s" {
                    (why)
                    (form::post_with(who, &who.url("/a-completer/conditions"), "row wrap", html! {
                        label for="toutes-conditions" { "Vos conditions habituelles" }
                        input class="input sm auto" id="toutes-conditions" name="conditions" value=(ask.form("conditions")) autocomplete="off" aria-describedby="toutes-conditions-aide";
                        button class="btn" { "Appliquer aux " (count) " débiteurs" }
                    }))
                    p class="muted small" id="toutes-conditions-aide" { "Par exemple « 30 jours » ou « 45 jours fin de mois ». Chaque échéance présumée devient une échéance convenue." }
                    @if known {
                        (form::post_with(who, &who.url("/a-completer/numeros"), "row wrap", html! {
                            span class="small" { "Des numéros ont été composés d'après la pièce et l'écriture ; une fois vérifiés, leurs échéances sont convenues." }
                            button class="btn sm" { "J'ai vérifié ces numéros" }
                        }))
                    }
                }
            }
        }
        _ => html! { @if refused.is_some() { div class="card-body" { (why) } } },
    })
}

fn plural(kind: DebtorKind) -> &'static str {
    match kind {
        DebtorKind::Business => "des entreprises",
        DebtorKind::Consumer => "des particuliers",
        DebtorKind::NonProfessional => "des non-professionnels",
        DebtorKind::PublicBody => "des acheteurs publics",
        DebtorKind::Unknown => "à qualifier",
    }
}

#[cfg(test)]
mod tests;
