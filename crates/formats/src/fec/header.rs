//! The header of a FEC: separator, and where each column is.

use crate::problem::{Place, Problems, shown};

/// The columns this program reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Col {
    Journal,
    JournalLabel,
    Entry,
    EntryDate,
    Account,
    AccountLabel,
    Auxiliary,
    AuxiliaryName,
    Piece,
    PieceDate,
    Label,
    Debit,
    Credit,
    Amount,
    Direction,
    Lettering,
    LetteredOn,
    ValidatedOn,
    CurrencyAmount,
    Currency,
    DueOn,
}

/// Column, its legal name, and how else it is spelt (lower case, letters and digits only).
const NAMES: [(Col, &str, &[&str]); 21] = [
    (Col::Journal, "JournalCode", &["journalcode"]),
    (Col::JournalLabel, "JournalLib", &["journallib"]),
    (Col::Entry, "EcritureNum", &["ecriturenum"]),
    (Col::EntryDate, "EcritureDate", &["ecrituredate"]),
    (Col::Account, "CompteNum", &["comptenum"]),
    (Col::AccountLabel, "CompteLib", &["comptelib"]),
    (Col::Auxiliary, "CompAuxNum", &["compauxnum", "compteauxnum"]),
    (Col::AuxiliaryName, "CompAuxLib", &["compauxlib", "compteauxlib"]),
    (Col::Piece, "PieceRef", &["pieceref"]),
    (Col::PieceDate, "PieceDate", &["piecedate"]),
    (Col::Label, "EcritureLib", &["ecriturelib"]),
    (Col::Debit, "Debit", &["debit", "débit"]),
    (Col::Credit, "Credit", &["credit", "crédit"]),
    (Col::Amount, "Montant", &["montant"]),
    (Col::Direction, "Sens", &["sens"]),
    (Col::Lettering, "EcritureLet", &["ecriturelet"]),
    (Col::LetteredOn, "DateLet", &["datelet"]),
    (Col::ValidatedOn, "ValidDate", &["validdate"]),
    (Col::CurrencyAmount, "Montantdevise", &["montantdevise"]),
    (Col::Currency, "Idevise", &["idevise"]),
    (Col::DueOn, "DateEcheance", &["dateecheance", "echeance", "dateech", "datedecheance", "echeancedate"]),
];

const SEPARATORS: [char; 3] = ['\t', '|', ';'];

/// Where the columns are.
#[derive(Debug)]
pub(super) struct Header {
    separator: char,
    quoted: bool,
    columns: [Option<usize>; NAMES.len()],
    width: usize,
    named: usize,
    /// The last column without which a line cannot be read.
    needed: usize,
}

/// Whether a line is the header of a FEC.
pub(crate) fn is_header(line: &str) -> bool {
    SEPARATORS.iter().any(|separator| {
        let known = |wanted: &[Col]| line.split(*separator).filter_map(column).filter(|c| wanted.contains(c)).count();
        known(&[Col::Account, Col::EntryDate]) == 2 && line.split(*separator).filter_map(column).count() >= 6
    })
}

fn key(title: &str) -> String {
    title.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn column(title: &str) -> Option<Col> {
    let key = key(title);
    NAMES.iter().find(|(_, _, spellings)| spellings.contains(&key.as_str())).map(|(col, ..)| *col)
}

impl Header {
    /// Reads the header line; `None` with an error when it is not one.
    pub(super) fn parse(line: &str, problems: &mut Problems) -> Option<Header> {
        let separator = SEPARATORS.into_iter().max_by_key(|s| line.split(*s).filter_map(column).count()).unwrap_or('\t');
        let mut columns = [None; NAMES.len()];
        let mut clash = false;
        for (at, title) in line.split(separator).enumerate() {
            let Some(col) = column(title) else { continue };
            let slot = &mut columns[col as usize];
            if slot.is_some() {
                clash = true;
                let title = shown(title.trim());
                problems.error(
                    Place::line(1),
                    "duplicate_header",
                    format_args!("la colonne « {title} » figure deux fois. Gardez-en une seule et recommencez."),
                );
            }
            *slot = Some(at);
        }
        let missing = missing(&columns);
        if !missing.is_empty() {
            problems.error(
                Place::line(1),
                "fec_columns_missing",
                format_args!(
                    "l'en-tête n'est pas celui d'un FEC : il manque {}. Refaites l'export au format légal (18 colonnes).",
                    missing.join(", ")
                ),
            );
        }
        if clash || !missing.is_empty() {
            return None;
        }
        if separator == ';' {
            problems.warning(Place::line(1), "fec_separator", format_args!("les champs sont séparés par des points-virgules ; la norme veut des tabulations ou des barres verticales. Le fichier est lu quand même."));
        }
        absent(&columns, problems);
        let width = line.split(separator).count();
        let named = line.split(separator).filter(|title| !title.trim().is_empty()).count();
        let needed = [Col::Account, Col::EntryDate, Col::Debit, Col::Credit, Col::Amount, Col::Direction]
            .iter()
            .filter_map(|c| columns[*c as usize])
            .max();
        Some(Header { separator, quoted: line.trim_start().starts_with('"'), columns, width, named, needed: needed.unwrap_or(0) })
    }

    /// Columns that have a name.
    pub(super) fn named(&self) -> usize {
        self.named
    }

    /// Cuts a line in its fields; `None` with an error when their number is wrong.
    pub(super) fn fields<'l, 'b>(
        &self,
        text: &'l str,
        line: u64,
        ended: bool,
        problems: &mut Problems,
        buffer: &'b mut Vec<&'l str>,
    ) -> Option<&'b [&'l str]> {
        buffer.extend(text.split(self.separator));
        let (found, width) = (buffer.len(), self.width);
        if found < width && !ended {
            problems.error(
                Place::line(line),
                "truncated_last_line",
                format_args!("la dernière ligne est coupée ({found} champs sur {width}) : le fichier a sans doute été copié pendant son écriture. Refaites l'export."),
            );
            return None;
        }
        let only_blank_beyond = buffer.iter().skip(width).all(|field| field.trim().is_empty());
        if found <= self.needed || (found > width && !only_blank_beyond) {
            problems.error(
                Place::line(line),
                "column_count",
                format_args!("{found} champs au lieu de {width} : la ligne est ignorée. Un séparateur se trouve peut-être dans un libellé ; corrigez-le et recommencez."),
            );
            return None;
        }
        if found + 1 < width {
            problems.warning(
                Place::line(line),
                "short_line",
                format_args!("{found} champs au lieu de {width} : les derniers sont tenus pour vides."),
            );
        }
        Some(buffer)
    }

    /// A field of a line, trimmed; empty where the column or the field is absent.
    pub(super) fn get<'l>(&self, fields: &[&'l str], col: Col) -> &'l str {
        let field = self.columns[col as usize].and_then(|at| fields.get(at)).map_or("", |field| field.trim());
        match field.strip_prefix('"').and_then(|f| f.strip_suffix('"')) {
            Some(inner) if self.quoted => inner.trim(),
            _ => field,
        }
    }

    /// The legal name of a column.
    pub(super) fn name(col: Col) -> &'static str {
        NAMES[col as usize].1
    }

    /// Whether amounts come as `Montant` and `Sens`.
    pub(super) fn signed_amounts(&self) -> bool {
        self.columns[Col::Debit as usize].is_none()
    }
}

/// Columns without which nothing can be read.
fn missing(columns: &[Option<usize>; NAMES.len()]) -> Vec<&'static str> {
    let has = |col: Col| columns[col as usize].is_some();
    let mut missing: Vec<&'static str> = [Col::EntryDate, Col::Account].into_iter().filter(|c| !has(*c)).map(Header::name).collect();
    if !(has(Col::Debit) && has(Col::Credit) || has(Col::Amount) && has(Col::Direction)) {
        missing.push("Debit et Credit (ou Montant et Sens)");
    }
    missing
}

/// Legal columns that are absent but can be done without.
fn absent(columns: &[Option<usize>; NAMES.len()], problems: &mut Problems) {
    let optional = |col: &Col| matches!(col, Col::Debit | Col::Credit | Col::Amount | Col::Direction | Col::DueOn);
    let absent: Vec<&str> =
        NAMES.iter().filter(|(col, ..)| columns[*col as usize].is_none() && !optional(col)).map(|(_, name, _)| *name).collect();
    if !absent.is_empty() {
        problems.warning(
            Place::line(1),
            "fec_columns_absent",
            format_args!(
                "colonnes légales absentes : {}. Le fichier est lu sans elles ; le lettrage et les clients peuvent manquer.",
                absent.join(", ")
            ),
        );
    }
}
