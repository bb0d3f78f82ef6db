//! `courriers.csv`, the neutral batch that postal providers take after mapping (formats §16), and `appels.csv`.

use crate::error::{AppError, Result};

/// A letter for the post.
#[derive(Clone, Debug, Default)]
pub struct PostLine {
    /// Our reference (`co_12`).
    pub reference: String,
    /// Company, or empty for a private person.
    pub company: String,
    /// Name of a private person, or empty.
    pub name: String,
    /// Up to three address lines.
    pub lines: Vec<String>,
    /// Postal code.
    pub postal_code: String,
    /// Town.
    pub city: String,
    /// Country.
    pub country: String,
    /// E-mail, for registered e-mail.
    pub email: String,
    /// `normal` or `lrar`.
    pub mode: &'static str,
    /// File inside the folder.
    pub file: String,
}

/// A call to make.
#[derive(Clone, Debug, Default)]
pub struct CallLine {
    /// Our reference (`co_12`).
    pub reference: String,
    /// Debtor's code.
    pub code: String,
    /// Debtor's name.
    pub name: String,
    /// Telephone number.
    pub phone: String,
    /// Amount asked, as printed.
    pub amount: String,
    /// Invoices concerned.
    pub invoices: String,
    /// Why now.
    pub reason: String,
}

/// A cell that a spreadsheet takes as text, never as a formula. An international telephone number is no formula.
fn text(cell: &str) -> String {
    let telephone = cell.strip_prefix('+').is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit() || c == ' '));
    if !telephone && cell.starts_with(['=', '+', '-', '@', '\t', '\0']) { format!("'{cell}") } else { cell.to_owned() }
}

fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<Option<Vec<u8>>> {
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    let failed = |error: csv::Error| AppError::refused(format!("La liste n'a pas pu être écrite : {error}."));
    writer.write_record(head).map_err(failed)?;
    let mut any = false;
    for row in rows {
        any = true;
        writer.write_record(row.iter().map(|cell| text(cell))).map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|error| AppError::refused(format!("La liste n'a pas pu être écrite : {error}.")))?;
    Ok(any.then_some(bytes))
}

/// The bytes of `courriers.csv`; nothing where there is no letter.
pub(super) fn posts(lines: &[PostLine]) -> Result<Option<Vec<u8>>> {
    let head = [
        "reference",
        "societe",
        "civilite",
        "nom",
        "prenom",
        "adresse1",
        "adresse2",
        "adresse3",
        "cp",
        "ville",
        "pays",
        "email",
        "mode",
        "fichier",
    ];
    table(
        &head,
        lines.iter().map(|line| {
            let address = |n: usize| line.lines.get(n).cloned().unwrap_or_default();
            vec![
                line.reference.clone(),
                line.company.clone(),
                String::new(),
                line.name.clone(),
                String::new(),
                address(0),
                address(1),
                address(2),
                line.postal_code.clone(),
                line.city.clone(),
                line.country.clone(),
                line.email.clone(),
                line.mode.to_owned(),
                line.file.clone(),
            ]
        }),
    )
}

/// The bytes of `appels.csv`; nothing where there is no call.
pub(super) fn calls(lines: &[CallLine]) -> Result<Option<Vec<u8>>> {
    let head = ["reference", "code", "nom", "telephone", "montant", "factures", "motif"];
    table(
        &head,
        lines.iter().map(|line| {
            [&line.reference, &line.code, &line.name, &line.phone, &line.amount, &line.invoices, &line.reason]
                .into_iter()
                .cloned()
                .collect()
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_in_a_name_stays_text() {
        let line = CallLine { reference: "co_1".into(), name: "=HYPERLINK(\"x\")".into(), ..CallLine::default() };
        let bytes = calls(&[line]).expect("written").expect("a line");
        let text = String::from_utf8(bytes).expect("UTF-8");
        assert!(text.contains("'=HYPERLINK"), "{text}");
    }

    #[test]
    fn no_letter_no_list() {
        assert_eq!(posts(&[]).expect("written"), None);
    }
}
