//! The file beside what was read: the pages of a PDF as images, an XML as text, and always the file to keep.

use app::originals::{self, NoPages, Said, Whole};
use domain::access::needs::ReadBooks;
use domain::ids::ImportId;
use maud::{Markup, html};
use store::ImportState;

use super::{accounts, url};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::pages::preview::{page_image, paper};
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, Icon, Tone};

/// A file of these books.
pub(super) fn whole(who: &Inside, ask: &Ask) -> Result<Whole, Fault> {
    let import: ImportId = ask.path("import")?;
    let found = who.read(|tx| originals::one(tx, import))?;
    found.filter(|whole| whole.original.import.state != ImportState::Started).ok_or(Fault::NotFound)
}

/// Why there are no bytes.
pub(super) fn missing(whole: &Whole) -> &'static str {
    match (whole.original.import.file, whole.original.invoice) {
        (Some(_), _) => "Le fichier a été effacé sur demande. Ce qu'il avait apporté reste dans vos comptes.",
        (None, Some(_)) => "Le fichier dépasse 16 Mo : il n'a pas été gardé avec l'import. Sa copie est parmi les pièces de la facture.",
        (None, None) => "Le fichier dépasse 16 Mo : il n'a pas été gardé. Ce qu'il avait apporté est dans vos comptes.",
    }
}

pub(super) fn link(who: &Inside, whole: &Whole) -> Option<Markup> {
    whole.bytes.as_ref().map(|_| {
        html! { a class="btn" href={ (url(who, whole.original.import.id)) "/fichier" } aria-label="Télécharger le fichier" { (ui::icon(Icon::Download)) span class="tx" { "Télécharger le fichier" } } }
    })
}

pub(super) fn beside(who: &Inside, whole: &Whole, said: Option<&Said>) -> Markup {
    let Some(bytes) = whole.bytes.as_deref() else {
        return html! { section class="card" { (ui::empty(Icon::File, "Fichier absent", missing(whole), html! {})) } };
    };
    if originals::is_pdf(bytes) { pages(who, whole, bytes) } else { text(who, bytes, said) }
}

fn pages(who: &Inside, whole: &Whole, pdf: &[u8]) -> Markup {
    let import = &whole.original.import;
    let drawn = match who.house.drawings.of(&import.sha256, pdf) {
        Ok(drawn) => drawn,
        Err(why) => {
            return html! {
                section class="card" {
                    div class="card-head" { h2 { "Le fichier" } }
                    div class="card-body" { (ui::notice(Tone::Warn, html! { (why.said()) })) }
                }
            };
        }
    };
    let (shown, all) = (drawn.images.len(), drawn.pages as usize);
    html! {
        div class="stack" {
            @if drawn.differs {
                (ui::notice(Tone::Warn, html! { "Une police ou une image manque au fichier : l'aperçu peut en différer. Le fichier téléchargé fait foi." }))
            }
            @if shown < all {
                (ui::notice(Tone::Info, html! { (shown) " pages sur " (all) " sont montrées. Téléchargez le fichier pour voir les autres." }))
            }
            (paper(shown, &|page| format!("{}/page/{page}.png", url(who, import.id)), "Fichier de la facture"))
        }
    }
}

fn text(who: &Inside, xml: &[u8], said: Option<&Said>) -> Markup {
    let shown = originals::shown(xml);
    let known = said.and_then(|said| said.invoice.as_ref()).map(accounts::of).unwrap_or_default();
    html! {
        section class="card" {
            div class="card-head" { h2 { "Le fichier" } }
            div class="card-body stack-s" {
                @if shown.cut { (ui::notice(Tone::Info, html! { "Le fichier est long : seul son début est montré. Téléchargez-le pour voir la suite." })) }
                pre class="code" tabindex="0" role="region" aria-label="Texte du fichier" translate="no" { (accounts::seen(who, &shown.text, &known)) }
            }
        }
    }
}

/// A page as it was drawn. The bytes of the file are read where it is not drawn yet.
pub(super) fn page(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let (import, name): (ImportId, String) = (ask.path("import")?, ask.path("page")?);
    let sha256 = who.read(|tx| originals::hash_of(tx, import))?.ok_or(Fault::NotFound)?;
    let pages = match who.house.drawings.kept(&sha256) {
        Some(pages) => pages,
        None => {
            let pdf = whole(who, ask)?.bytes.filter(|bytes| originals::is_pdf(bytes)).ok_or(Fault::NotFound)?;
            who.house.drawings.of(&sha256, &pdf)
        }
    };
    let drawn = pages.map_err(|why| match why {
        NoPages::Cannot(said) => Fault::Refused(said),
        NoPages::Busy => Fault::Busy(why.said().to_owned()),
    })?;
    page_image(&drawn.images, &name)
}

pub(super) fn download(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let whole = whole(who, ask)?;
    let bytes = whole.bytes.ok_or(Fault::NotFound)?;
    let mime = if originals::is_pdf(&bytes) { "application/pdf" } else { "application/xml" };
    Ok(Answer::file(whole.original.name.as_deref().unwrap_or("facture"), mime, bytes))
}
