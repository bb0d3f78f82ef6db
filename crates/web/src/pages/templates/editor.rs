//! The editor of a template: words, preview on a real debtor with its mentions, versions, the shipped words again.

use app::live::View;
use app::templates::{self, Sample, problems};
use domain::access::Permission;
use domain::access::needs::{ManageRules, ReadBooks};
use domain::ids::{DebtorId, Seq};
use domain::letters::{TemplateName, Words, email_subject, email_text};
use maud::{Markup, html};
use store::TemplateVersion;

use super::form::{TRIAL, part_name, preset_words, typed_words, unread, words_fields, words_parts};
use super::{name_of, newest, url};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::pages::authors;
use crate::pages::preview::{folded, language, variables};
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, Head, Tone, form};

/// What the preview is written for.
enum Example {
    /// A letter to a real debtor.
    Letter(Box<Sample>, String),
    /// Why there is none.
    None(String),
}

pub(super) fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let name = name_of(ask)?;
    let versions = who.read(|tx| templates::versions(tx, name))?;
    let shown = ask.query("version").and_then(|seq| seq.parse().ok()).map(Seq);
    let words = match shown {
        Some(seq) => versions.iter().find(|version| version.seq == seq).ok_or(Fault::NotFound)?.words.clone(),
        None => None,
    };
    let words = match words {
        Some(words) => words,
        None if shown.is_some() => templates::shipped(name)?,
        None => who.read(|tx| Ok(templates::words(tx, name)?.0))?,
    };
    let fields = preset_words(Fields::of(ask, who.today), &words).preset("debiteur", ask.query("debiteur").unwrap_or(""));
    let example = example(who, name, &words, ask.query("debiteur").unwrap_or(""))?;
    let said = shown.map(|seq| {
        ui::notice(
            Tone::Info,
            html! { "Texte de la version n° " (seq.0) ", dans le formulaire. Rien ne change tant que vous n'enregistrez pas." },
        )
    });
    let seen = versions.first().map(|version| version.seq);
    Ok(page(who, ask, name, &fields, &Beside { said, seen, example, versions: &versions }))
}

/// What stands beside the form.
struct Beside<'a> {
    said: Option<Markup>,
    seen: Option<Seq>,
    example: Example,
    versions: &'a [TemplateVersion],
}

fn page(who: &Inside, ask: &Ask, name: TemplateName, fields: &Fields<'_>, beside: &Beside<'_>) -> Answer {
    let may = who.can(Permission::ManageRules);
    let title = templates::title(name);
    let own = beside.versions.first().is_some_and(|version| version.words.is_some());
    let body = html! {
        @if let Some(said) = &beside.said { (said) }
        (form::summary(fields))
        div class="cols apercu" {
            section class="card" {
                (ui::title_with("Texte", if own { "Le vôtre est en vigueur." } else { "Le texte livré est en vigueur." }, html! {}))
                div class="card-body" {
                    (form::post_or_read(who, may, &url(who, name), html! {
                        (form::hidden("vu", &beside.seen.map(|seq| seq.0.to_string()).unwrap_or_default()))
                        @if may { (words_fields(fields, &url(who, name))) } @else { (words_parts(fields)) }
                        (form::field(fields, "debiteur", "Débiteur de l'aperçu", form::Kind::Text, "Son code ; vide, le premier qui convient."))
                        div class="row wrap" {
                            @if may { button class="btn primary" name="faire" value="enregistrer" { "Enregistrer" } }
                            @if may { button class="btn" name="faire" value="essayer" { "Actualiser l'aperçu" } }
                            a class="btn" href=(who.url("/modeles")) { "Revenir aux modèles" }
                        }
                        @if !may { p class="muted small" { "Votre rôle permet de lire les modèles, pas de les changer." } }
                    }))
                    @if own && may {
                        div class="mt3" { (form::post_with(who, &format!("{}/livre", url(who, name)), "inline", html! {
                            (form::hidden("vu", &beside.seen.map(|seq| seq.0.to_string()).unwrap_or_default()))
                            button class="btn sm quiet" { "Revenir au texte livré" }
                        })) }
                    }
                }
            }
            div class="stack" { div id=(TRIAL) aria-live="polite" { (preview(&beside.example)) } (versions(who, name, beside.versions)) (variables()) }
        }
    };
    let head = Head {
        title: &title,
        sub: Some(
            html! { "Une ligne vide sépare deux paragraphes, «\u{a0}-\u{a0}» commence une liste, «\u{a0}**mot**\u{a0}» est en gras, «\u{a0}{{variable}}\u{a0}» est remplacée par un fait." },
        ),
        crumbs: vec![("Modèles", who.url("/modeles"))],
        place: "/modeles",
        ..Head::default()
    };
    let answer = ui::page(who, ask, head, body);
    if fields.has_problems() { answer.status(422) } else { answer }
}

fn preview(example: &Example) -> Markup {
    match example {
        Example::None(why) => ui::card("Aperçu", html! {}, html! { div class="card-body" { p class="soft" { (why) } } }),
        Example::Letter(sample, debtor) => {
            let document = &sample.sheet.document;
            let wrong = sample.wrong();
            html! {
                section class="card clip" {
                    (ui::title_with("Aperçu", &format!("Tel que {debtor} le recevrait aujourd'hui. Rien n'est enregistré."), html! {}))
                    div class="card-body stack" {
                        @if !wrong.is_empty() { (ui::notice(Tone::Danger, html! { "Un courrier écrit ainsi serait retenu : " (wrong.join(" ")) })) }
                        p { b { (email_subject(document)) } }
                        pre class="courriel" lang=(language(document.language)) { (email_text(document)) }
                    }
                    (folded(&sample.mentions))
                }
            }
        }
    }
}

fn versions(who: &Inside, name: TemplateName, versions: &[TemplateVersion]) -> Markup {
    html! {
        @if !versions.is_empty() {
            section class="card" {
                (ui::title_with("Versions", "Chaque courrier garde celle qui l'a écrit.", html! {}))
                ul class="checklist" role="list" {
                    @for version in versions {
                        li { span {} span {
                            a href={ (url(who, name)) "?version=" (version.seq.0) } { @if version.words.is_some() { "Version n° " (version.seq.0) } @else { "Texte livré" } }
                            " · " (ui::day_time(version.recorded_at)) " · " (authors::name(who, &version.author))
                        } }
                    }
                }
            }
        }
    }
}

/// Debtors tried at most to find one for whom the document can be written.
const TRIED: usize = 40;

/// A letter with these words to the debtor named, or to the first one that it suits.
fn example(who: &Inside, name: TemplateName, words: &Words, code: &str) -> Result<Example, Fault> {
    let day = who.today;
    if !problems(words).is_empty() {
        return Ok(Example::None("Corrigez le texte pour voir l'aperçu.".to_owned()));
    }
    let named = |tx: &mut store::Read<'_>, debtor: DebtorId| -> app::Result<String> {
        Ok(tx
            .names(&[debtor])?
            .remove(&debtor)
            .map_or_else(|| debtor.to_string(), |(code, name)| if name.is_empty() { code } else { name }))
    };
    let one = |debtor: DebtorId| {
        who.read(|tx| {
            let sample = templates::sample(tx, name, words, debtor, day)?;
            Ok(Example::Letter(Box::new(sample), named(tx, debtor)?))
        })
    };
    if !code.is_empty() {
        return match who.read(|tx| app::resolve::debtor(tx, code)).and_then(one) {
            Err(Fault::Refused(why)) => Ok(Example::None(why)),
            other => other,
        };
    }
    let View::Ready { live, .. } = who.live()? else { return Ok(Example::None("Les comptes sont en cours de lecture.".to_owned())) };
    let mut suits: Vec<DebtorId> =
        live.debtors().filter(|row| row.open.is_positive() && name.kind.is_none_or(|kind| row.kind == kind)).map(|row| row.id).collect();
    suits.truncate(TRIED);
    let mut last = "Aucun débiteur de vos comptes ne convient encore à ce document.".to_owned();
    for debtor in suits {
        match one(debtor) {
            Err(Fault::Refused(why)) => last = why,
            other => return other,
        }
    }
    Ok(Example::None(last))
}

pub(super) fn save(who: &Scoped<ManageRules>, ask: &Ask) -> Answered {
    let name = name_of(ask)?;
    let words = typed_words(ask);
    let code = ask.form("debiteur").trim().to_owned();
    if ask.is_htmx() && ask.target() == TRIAL {
        let wrong = problems(&words);
        return Ok(Answer::html(if wrong.is_empty() { preview(&example(who, name, &words, &code)?) } else { unread(&wrong) }));
    }
    let versions = who.read(|tx| templates::versions(tx, name))?;
    let mut fields = preset_words(Fields::of(ask, who.today), &words);
    for (part, why) in problems(&words) {
        fields.wrong(part_name(part), why);
    }
    let example = example(who, name, &words, &code)?;
    let seen = ask.form("vu").parse().ok().map(Seq);
    let saves = ask.form("faire") != "essayer";
    if saves && !fields.has_problems() {
        // Words with which every letter would be held back are not adopted.
        if let Example::Letter(sample, debtor) = &example {
            for why in sample.wrong() {
                fields.wrong("corps", format!("{why} (courrier à {debtor})"));
            }
        }
    }
    if !saves || fields.has_problems() {
        return Ok(page(who, ask, name, &fields, &Beside { said: None, seen, example, versions: &versions }));
    }
    let day = who.today;
    match who.write(|tx| templates::set(tx, name, Some(words), seen, day)) {
        Ok(done) => Ok(Answer::to(url(who, name)).saying(done.said)),
        Err(Fault::Refused(why)) => {
            let seen = newest(who, name)?;
            let said = Some(ui::notice(Tone::Warn, html! { (why) }));
            Ok(page(who, ask, name, &fields, &Beside { said, seen, example, versions: &versions }).status(409))
        }
        Err(other) => Err(other),
    }
}

pub(super) fn back_to_shipped(who: &Scoped<ManageRules>, ask: &Ask) -> Answered {
    let name = name_of(ask)?;
    let seen = ask.form("vu").parse().ok().map(Seq);
    let day = who.today;
    let done = who.write(|tx| templates::set(tx, name, None, seen, day))?;
    Ok(Answer::to(url(who, name)).saying(done.said))
}
