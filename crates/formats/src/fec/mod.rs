//! The French accounting file (fichier des écritures comptables, LPF art. A47 A-1) as a stream of lines.
//!
//! Tab or `|` (`;` is accepted), 18 columns or more read by name, fields padded or not, `Debit`/`Credit` or
//! `Montant`/`Sens`, any encoding and line end of [`crate::text`]. Dates are `AAAAMMJJ`; what is written with slashes is
//! read day first, since the file is French by law. A comma or a dot is a decimal mark, since the law allows no other.
//!
//! A line whose amounts cannot be read is refused; any other line counts in the totals, with a problem where something
//! is wrong. The file holds no due date (save a further column), address, e-mail or kind of debtor.
//!
//! [`receivables`] rebuilds what customers owe. Not covered: the XML form, EBCDIC.

mod checks;
mod header;
mod line;
pub mod receivables;

pub use line::FecLine;
pub use receivables::{
    Allocation, Basis, Customer, Family, Movement, MovementKind, Receivables, ReceivablesBuilder, ReceivablesFacts, is_identity,
    number_is_composed, without_number,
};

use domain::Date;
use domain::money::Cents;

use crate::input::{Input, unreadable};
use crate::problem::{Place, Problems};
use crate::text::{Encoding, Line, Lines};
use checks::Checks;
use header::Header;

pub(crate) use header::is_header;

/// What a whole file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FecFile {
    /// Entry lines, header and blank lines left out.
    pub lines: u64,
    /// Entry lines refused, each with an error.
    pub refused: u64,
    /// Sum of the debits.
    pub debit: Cents,
    /// Sum of the credits.
    pub credit: Cents,
    /// Encoding met.
    pub encoding: Encoding,
    /// Columns of the header that have a name.
    pub columns: usize,
    /// SIREN in the name of the file: a label, not a fact.
    pub siren: Option<String>,
    /// End of the exercise in the name of the file: a label, not a fact.
    pub closes_on: Option<Date>,
    /// Whether the file was read to its end.
    pub complete: bool,
}

/// Reads a FEC and rebuilds its receivables. `None` when the file is not one, or cannot be read; `problems` says why.
pub fn receivables(input: &Input<'_>, today: Date, problems: &mut Problems) -> Option<(FecFile, Receivables)> {
    let mut builder = ReceivablesBuilder::new();
    let file = read(input, today, problems, &mut |line, problems| builder.add(line, problems))?;
    Some((file, builder.finish(problems)))
}

/// Reads a FEC line by line, in constant memory save the sums of each entry (to find those that do not balance).
///
/// `None` when the file is not one, or cannot be opened; `problems` says why.
pub fn read(input: &Input<'_>, today: Date, problems: &mut Problems, each: &mut dyn FnMut(&FecLine<'_>, &mut Problems)) -> Option<FecFile> {
    let source = input.open_within(input.limits().text_bytes, problems)?;
    let mut lines = Lines::new(source, input.limits().line_bytes).map_err(|error| unreadable(&error, problems)).ok()?;
    let header = find_header(&mut lines, problems)?;
    let (siren, closes_on) = name_labels(input.name(), problems);
    let mut checks = Checks::new(closes_on, today);
    let mut file = FecFile {
        lines: 0,
        refused: 0,
        debit: Cents::ZERO,
        credit: Cents::ZERO,
        encoding: Encoding::Utf8,
        columns: header.named(),
        siren,
        closes_on,
        complete: true,
    };
    loop {
        let number = lines.number() + 1;
        match lines.next_line() {
            Ok(None) => break,
            Ok(Some(Line::Text { text, .. })) if text.trim().is_empty() => {}
            Ok(Some(line)) => {
                file.lines += 1;
                let taken = one_line(&header, line, number, &mut checks, problems, &mut |line, problems| {
                    file.debit = Cents(file.debit.0.saturating_add(line.debit.0));
                    file.credit = Cents(file.credit.0.saturating_add(line.credit.0));
                    each(line, problems);
                });
                file.refused += u64::from(!taken);
            }
            Err(error) => {
                unreadable(&error, problems);
                file.complete = false;
                break;
            }
        }
    }
    file.encoding = lines.encoding();
    checks.finish(&file, problems);
    Some(file)
}

fn find_header(lines: &mut Lines<'_>, problems: &mut Problems) -> Option<Header> {
    loop {
        match lines.next_line() {
            Err(error) => {
                unreadable(&error, problems);
                return None;
            }
            Ok(None) => {
                problems.error(
                    Place::FILE,
                    "empty_file",
                    format_args!("le fichier est vide. Refaites l'export et donnez le nouveau fichier."),
                );
                return None;
            }
            Ok(Some(Line::Text { text, .. })) if text.trim().is_empty() => {}
            Ok(Some(Line::Text { text, .. })) => return Header::parse(&text, problems),
            Ok(Some(Line::TooLong | Line::Nul)) => {
                problems.error(
                    Place::line(1),
                    "fec_header_missing",
                    format_args!(
                        "la première ligne n'est pas l'en-tête d'un FEC (JournalCode, JournalLib, EcritureNum…). Vérifiez le fichier."
                    ),
                );
                return None;
            }
        }
    }
}

fn one_line(
    header: &Header,
    line: Line<'_>,
    number: u64,
    checks: &mut Checks,
    problems: &mut Problems,
    each: &mut dyn FnMut(&FecLine<'_>, &mut Problems),
) -> bool {
    let (text, ended) = match line {
        Line::Text { text, ended } => (text, ended),
        Line::TooLong => {
            problems.error(
                Place::line(number),
                "line_too_long",
                format_args!("la ligne est démesurée, elle est ignorée. Vérifiez le fichier à cet endroit."),
            );
            return false;
        }
        Line::Nul => {
            problems.error(
                Place::line(number),
                "nul_byte",
                format_args!("la ligne contient un caractère nul, elle est ignorée. Refaites l'export : le fichier est abîmé."),
            );
            return false;
        }
    };
    let mut buffer = Vec::new();
    let Some(fields) = header.fields(&text, number, ended, problems, &mut buffer) else { return false };
    let Some(line) = line::parse(header, fields, number, checks, problems) else { return false };
    checks.see(&line, problems);
    each(&line, problems);
    true
}

/// The SIREN in the name of a FEC, nine digits whose key was not looked at.
pub fn siren_of_name(name: &str) -> Option<String> {
    name_labels(name, &mut Problems::new()).0
}

/// `<SIREN>FEC<AAAAMMJJ>.txt`: both parts are labels, so a wrong name is a warning.
fn name_labels(name: &str, problems: &mut Problems) -> (Option<String>, Option<Date>) {
    let upper = name.to_uppercase();
    let stem = upper.rsplit_once('.').map_or(upper.as_str(), |(stem, _)| stem);
    let Some((siren, day)) = stem.split_once("FEC").filter(|(siren, _)| siren.bytes().any(|b| b.is_ascii_digit())) else {
        problems.warning(
            Place::FILE,
            "fec_name",
            format_args!("le nom du fichier n'a pas la forme SIREN, « FEC », date de clôture (123456789FEC20251231.txt) : le contenu seul est retenu."),
        );
        return (None, None);
    };
    let closes_on = day.get(..8).filter(|d| d.bytes().all(|b| b.is_ascii_digit())).and_then(|d| crate::values::date(d, None).ok());
    if closes_on.is_none() {
        problems.warning(
            Place::FILE,
            "fec_name",
            format_args!("le nom du fichier ne porte pas de date de clôture lisible : le contenu seul est retenu."),
        );
    }
    if let Err(error) = domain::party::Siren::parse(siren) {
        problems.warning(Place::FILE, "fec_name_siren", format_args!("SIREN du nom du fichier : {error}. Le contenu est lu quand même."));
    }
    let siren = siren.bytes().all(|b| b.is_ascii_digit()).then(|| siren.to_owned()).filter(|s| s.len() == 9);
    (siren, closes_on)
}
