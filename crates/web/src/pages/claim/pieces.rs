//! The files of an invoice: joined after a look at their first bytes, given back as downloads, never opened in our name.

use app::record::{self, FileKind};
use domain::access::Permission;
use domain::access::needs::{ReadBooks, RecordDunning};
use domain::ids::{ImportId, PieceId};
use maud::{Markup, html};

use super::{claim_of, claim_url};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::pages::card::piece_line;
use crate::pages::originals;
use crate::route::{Answered, Inside, Route, Scoped, get, post};
use crate::ui::form;

/// Largest file joined.
const MOST: u64 = 20 << 20;

pub(super) fn routes() -> Vec<Route> {
    vec![post("/d/{tenant}/factures/{claim}/pieces", attach).taking(MOST), get("/d/{tenant}/pieces/{piece}", download)]
}

/// The copies of an invoice; `original` is the import of the file that it came in.
pub(super) fn panel(who: &Inside, row: &store::ClaimRow, pieces: &[store::PieceRow], original: Option<ImportId>) -> Markup {
    let may = who.can(Permission::RecordDunning);
    html! {
        @if may || !pieces.is_empty() {
            section class="card" {
                div class="card-head" {
                    h2 { "Pièces" }
                    @if let Some(import) = original { a class="small" href=(originals::url(who, import)) { "Ce qui a été lu du fichier" } }
                }
                @if !pieces.is_empty() { ul class="list" role="list" { @for piece in pieces { (piece_line(who, piece)) } } }
                @if may {
                    div class="card-body no-print" { (form::post_files(who, &format!("{}/pieces", claim_url(who, row.id)), html! {
                        div class="field" {
                            label for="fichier" { "Joindre une pièce" }
                            div class="pick" { input type="file" id="fichier" name="fichier" accept="application/pdf,image/png,image/jpeg" aria-describedby="fichier-aide"; (form::choose_file(false)) }
                            span class="hint" id="fichier-aide" { "PDF, PNG ou JPEG, 20 Mo au plus." }
                        }
                        div class="row" { button class="btn sm" { "Joindre" } }
                    })) }
                }
            }
        }
    }
}

fn attach(who: &Scoped<RecordDunning>, ask: &Ask) -> Answered {
    let row = claim_of(who, ask)?;
    let Some(file) = ask.file("fichier") else {
        return Err(Fault::Refused("Aucun fichier n'a été choisi. Revenez à la facture et choisissez la pièce à joindre.".to_owned()));
    };
    if file.len > MOST {
        return Err(Fault::TooLarge(format!("« {} » dépasse 20 Mo : réduisez-le, puis recommencez.", file.name)));
    }
    let bytes = std::fs::read(&file.path).map_err(|error| Fault::Failed(error.to_string()))?;
    let name: String = file.name.rsplit(['/', '\\']).next().unwrap_or("pièce").chars().filter(|c| !c.is_control()).take(200).collect();
    let done = who.write(|tx| record::attach(tx, row.invoice, &name, &bytes, who.today))?;
    Ok(Answer::to(claim_url(who, row.id)).saying(done.said))
}

fn download(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    let id: PieceId = ask.path("piece")?;
    let (piece, bytes) = who
        .read(|tx| {
            let Some(piece) = tx.piece(id)? else { return Ok(None) };
            Ok(tx.private_bytes(piece.file)?.map(|bytes| (piece, bytes)))
        })?
        .ok_or(Fault::NotFound)?;
    let mime = FileKind::of(&bytes).map_or("application/octet-stream", FileKind::mime);
    let name = if piece.name.is_empty() { "piece".to_owned() } else { piece.name };
    Ok(Answer::file(&name, mime, bytes))
}
