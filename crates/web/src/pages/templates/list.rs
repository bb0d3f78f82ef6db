//! The list of templates, in French and in English.

use app::templates;
use domain::access::needs::ReadBooks;
use domain::letters::TemplateName;
use domain::party::Language;
use maud::html;

use crate::ask::Ask;
use crate::pages::authors;
use crate::route::{Answered, Scoped};
use crate::ui::{self, Head, Tone};

pub(super) fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let language = if ask.query("langue") == Some("en") { Language::En } else { Language::Fr };
    let rows = who.read(|tx| {
        let changed = tx.template_names()?;
        let mut rows = Vec::new();
        for name in TemplateName::all(language) {
            let versions = if changed.contains(&name.to_string()) { templates::versions(tx, name)? } else { Vec::new() };
            rows.push((name, versions));
        }
        Ok(rows)
    })?;
    let tab = |words: &str, code: &str, of: Language| (words.to_owned(), who.url(&format!("/modeles?langue={code}")), None, language == of);
    let body = html! {
        (ui::tabs("Langue", &[tab("En français", "fr", Language::Fr), tab("En anglais", "en", Language::En)]))
        section class="card mt3" {
            div class="table-wrap" tabindex="0" role="region" aria-label="Modèles" {
                table class="table stackable" {
                    caption class="vh" { "Modèles de courriers" }
                    thead { tr { th scope="col" { "Document" } th scope="col" { "Texte" } th scope="col" { "Dernier changement" } } }
                    tbody {
                        @for (name, versions) in &rows {
                            @let last = versions.first();
                            tr {
                                th scope="row" class="w cell-w1" { a href=(super::url(who, *name)) { (templates::title(*name)) } }
                                td class="cell-l2" { @if last.is_some_and(|version| version.words.is_some()) { (ui::badge(Tone::Info, "Le vôtre")) } @else { (ui::badge(Tone::Neutral, "Livré")) } }
                                td class=(if last.is_some() { "cell-r2" } else { "hide-s" }) { @match last { Some(version) => { (ui::day_time(version.recorded_at)) " par " (authors::name(who, &version.author)) } None => "—" } }
                            }
                        }
                    }
                }
            }
        }
    };
    let head = Head {
        title: "Modèles",
        sub: Some(
            html! { "Les mots de vos courriers. Montants, dates, tableaux, articles cités et phrases imposées restent calculés et vérifiés." },
        ),
        place: "/modeles",
        ..Head::default()
    };
    Ok(ui::page(who, ask, head, body))
}
