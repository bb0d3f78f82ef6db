//! A ZIP of statements, as some banks hand them out: each file in it is recognised by its content, inflated through a counter,
//! and read like any other. Its names are never used, nor is anything written.

use std::io::{self, Read};

use zip::ZipArchive;

use super::model::Statement;
use crate::input::{Input, ReadSeek};
use crate::problem::{Place, Problems};
use crate::recognise::{Kind, OtherKind, recognise};
use crate::table::{self, Mapping, TableKind, declared_parts};

/// Files of an archive.
const MOST_FILES: usize = 1_000;

/// Reads every statement of an archive. One that holds none is told as the archive it is.
pub(super) fn read(input: &Input<'_>, saved: &[Mapping], problems: &mut Problems) -> Vec<Statement> {
    let Some(mut archive) = opened(input, problems) else { return Vec::new() };
    let (mut left, mut statements, mut others) = (input.limits().unpacked_bytes, Vec::new(), Vec::new());
    for (index, part) in (0..archive.len()).zip(1u32..) {
        let most = left.min(input.limits().statement_bytes);
        let bytes = match inflate(&mut archive, index, most) {
            Ok(None) => continue,
            Ok(Some(bytes)) if bytes.len() as u64 > most => {
                excessive(problems);
                return statements;
            }
            Ok(Some(bytes)) => bytes,
            Err(error) => {
                let said = crate::problem::shown(&error.to_string());
                problems.error(
                    Place::FILE,
                    "archive_damaged",
                    format_args!("le fichier n° {part} de l'archive ne peut pas être ouvert ({said}). Décompressez l'archive et donnez les fichiers qu'elle contient."),
                );
                continue;
            }
        };
        left -= bytes.len() as u64;
        let file = Input::bytes("", &bytes).with_limits(*input.limits());
        let Some((found, own)) = member(&file, &bytes, saved) else {
            others.push(part);
            continue;
        };
        statements.extend(found.into_iter().map(|statement| Statement { part: Some(part), ..statement }));
        for mut problem in own.into_vec() {
            problem.message = format!("Fichier n° {part} de l'archive. {}", problem.message);
            problems.push(problem);
        }
    }
    tell_others(&others, statements.is_empty() && problems.is_empty(), problems);
    statements
}

/// The archive, when the list of its files is whole and not too long.
fn opened<'a>(input: &Input<'a>, problems: &mut Problems) -> Option<ZipArchive<Box<dyn ReadSeek + 'a>>> {
    let mut source = input.open_within(input.limits().workbook_bytes, problems)?.into_inner();
    let archive = match declared_parts(&mut source) {
        Ok(parts) if parts <= MOST_FILES => ZipArchive::new(source).map_err(io::Error::other),
        Ok(_) => {
            excessive(problems);
            return None;
        }
        Err(error) => Err(error),
    };
    match archive {
        Ok(archive) if archive.len() <= MOST_FILES => Some(archive),
        Ok(_) => {
            excessive(problems);
            None
        }
        Err(error) => {
            damaged(&error, problems);
            None
        }
    }
}

/// One file of the archive: its statements, or `None` where it is not a statement.
fn member(file: &Input<'_>, bytes: &[u8], saved: &[Mapping]) -> Option<(Vec<Statement>, Problems)> {
    let mut problems = Problems::new();
    let head = &bytes[..bytes.len().min(1 << 16)];
    let statements = match recognise(head, "") {
        Kind::Other(kind) if kind.is_statement() => super::read_known(file, kind, saved, &mut problems),
        Kind::Csv | Kind::Xlsx => {
            let inspection = table::inspect(file, saved, &mut problems)?;
            if !inspection.complete || inspection.mapping.kind != TableKind::BankStatement {
                return None;
            }
            super::read_table(file, &inspection, &mut problems)
        }
        _ => return None,
    };
    Some((statements, problems))
}

/// The bytes of one file, one more than `most` where it is larger; `None` for a folder.
fn inflate<R: Read + io::Seek>(archive: &mut ZipArchive<R>, index: usize, most: u64) -> io::Result<Option<Vec<u8>>> {
    let file = archive.by_index(index).map_err(io::Error::other)?;
    if file.is_dir() {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

fn tell_others(others: &[u32], nothing: bool, problems: &mut Problems) {
    if nothing {
        table::tell_other(OtherKind::Archive, problems);
        return;
    }
    for part in others {
        problems.warning(
            Place::FILE,
            "archive_other_file",
            format_args!("le fichier n° {part} de l'archive n'est pas un relevé bancaire : il est laissé de côté."),
        );
    }
}

fn damaged(why: &dyn std::fmt::Display, problems: &mut Problems) {
    let why = crate::problem::shown(&why.to_string());
    problems.error(
        Place::FILE,
        "archive_damaged",
        format_args!(
            "l'archive est abîmée et ne peut pas être ouverte ({why}). Téléchargez-la de nouveau, ou donnez les fichiers qu'elle contient."
        ),
    );
}

fn excessive(problems: &mut Problems) {
    problems.error(
        Place::FILE,
        "archive_excessive",
        format_args!(
            "l'archive est démesurée une fois décompressée : elle n'est pas lue plus loin. Décompressez-la et donnez les relevés un par un."
        ),
    );
}
