//! What letters meet in life: one invoice or sixty, names of 300 characters, names that look like markup.

use domain::letters::{Document, DocumentKind, Part, Run};

use crate::support::*;

/// Margins of the text, in millimetres; the address alone may stand further right.
const TEXT: (f64, f64) = (24.0, 190.0);

#[expect(clippy::float_arithmetic, reason = "places on a page")]
fn stays_on_the_sheet(sheet: &Sheet) {
    for page in 1..=sheet.pages {
        for word in sheet.words(page) {
            let (left, right) = (millimetres(word.left), millimetres(word.right));
            let (top, bottom) = (millimetres(word.top), millimetres(word.bottom));
            // A hyphen or a point may hang in the margin by a hair.
            let widest = if page == 1 && bottom < 90.0 { 195.0 } else { TEXT.1 + 1.5 };
            assert!(left >= TEXT.0 - 0.1 && right <= widest, "page {page}: « {} » from {left} to {right} mm", word.text);
            assert!(top >= 12.0 && bottom <= 290.0, "page {page}: « {} » from {top} to {bottom} mm", word.text);
        }
    }
}

fn with_invoices(count: usize) -> Document {
    let mut document = sample(DocumentKind::FormalNotice);
    let table = table_of(&mut document);
    table.rows = (1..=count)
        .map(|n| {
            let amount = format!("{}\u{202f}{:03},00\u{a0}€", n * 7 % 97 + 1, n * 131 % 1000);
            vec![
                format!("F-2026-{n:04}"),
                format!("{:02}/03/2026", n % 28 + 1),
                amount.clone(),
                "12,34\u{a0}€".into(),
                "40,00\u{a0}€".into(),
                amount,
            ]
        })
        .collect();
    document.enclosures = (1..=count).map(|n| format!("Copie de la facture F-2026-{n:04}")).collect();
    document
}

#[test]
fn one_eight_and_sixty_invoices_lay_out_well() {
    let setter = typesetter();
    for count in [1, 8, 60] {
        let document = with_invoices(count);
        let sheet = Sheet::new(&setter.pdf(&document, None, &[]).expect("a letter").pdf);
        says_what_the_letter_says(&sheet, &document);
        stays_on_the_sheet(&sheet);
        assert_eq!(sheet.codes().len(), 1);
        if count == 60 {
            let head = bare("Facture Échéance Principal Intérêts Indemnité Total");
            let with_head = (1..=sheet.pages).filter(|page| bare(&sheet.page_text(*page)).contains(&head)).count();
            let with_rows = (1..=sheet.pages).filter(|page| sheet.page_text(*page).contains("40,00")).count();
            assert!(with_head >= 2 && with_head + 1 >= with_rows, "the head stands above the rows of each page");
        }
        let last = (1..=sheet.pages).find(|page| sheet.page_text(*page).contains("Lise Capucine\n")).expect("a signature");
        assert!(bare(&sheet.page_text(last)).contains("salutationsdistinguées."), "nobody signs a page without words");
    }
}

#[test]
fn names_of_300_characters_wrap_and_never_leave_their_place() {
    let name = "Société coopérative d’intérêt collectif des artisans fondeurs, chaudronniers et ferronniers d’art réunis "
        .repeat(3)
        .chars()
        .take(300)
        .collect::<String>();
    let unbroken = "F".repeat(300);
    let mut document = sample(DocumentKind::FormalNotice);
    document.sender.name = name.clone();
    document.sender.legal = vec![format!("{name}, société anonyme"), "SIREN 999 333 444".into()];
    document.recipient = vec![name.clone(), "7 RUE DES COMÈTES".into(), "99900 BOURG-IMAGINAIRE".into()];
    document.subject = format!("Factures de {name}");
    document.body.push(Part::Paragraph { runs: vec![Run { text: unbroken.clone(), bold: true }] });
    document.signature.name = name.clone();
    document.enclosures = vec![name.clone(), unbroken.clone()];
    let rows = &mut table_of(&mut document).rows;
    rows[0][0] = name.clone();
    rows[1][0] = unbroken.clone();
    let payment = document.payment.as_mut().expect("a formal notice asks for a payment");
    payment.lines[0].1 = name;
    payment.lines[4].1 = unbroken;
    let rendered = typesetter().pdf(&document, None, &[]).expect("a letter");
    let sheet = Sheet::new(&rendered.pdf);
    says_what_the_letter_says(&sheet, &document);
    stays_on_the_sheet(&sheet);
    assert_eq!(sheet.codes().len(), 1);
}

#[test]
fn a_name_is_never_markup() {
    let hostile = [
        "#read(\"/etc/passwd\")",
        "]#eval(\"1+1\")[",
        "*gras* _italique_ `code` $x^2$",
        "= Titre // commentaire",
        "<label> @renvoi \\u{41} ~ --- \"guillemets\" 'x'",
        "{\"json\": [1, null]}",
    ];
    let mut document = sample(DocumentKind::Reminder);
    document.recipient = hostile.iter().take(5).map(|line| (*line).to_owned()).collect();
    let table = table_of(&mut document);
    for (row, name) in table.rows.iter_mut().zip(hostile) {
        row[0] = name.to_owned();
    }
    document.subject = hostile.concat();
    document.body.push(Part::text(hostile.join(" ; ")));
    document.body.push(Part::Quote { text: hostile[0].into(), source: hostile[1].into() });
    document.signature.name = hostile[2].into();
    let rendered = typesetter().pdf(&document, None, &[]).expect("a letter");
    says_what_the_letter_says(&Sheet::new(&rendered.pdf), &document);
}

#[test]
fn the_letters_of_europe_are_printed() {
    let names = "Œuvre Lœtitia L’Haÿ-les-Roses Łódź Wąchock Dvořák Ďábel Şişli İstanbul ığdır Ångström Þór Žižek Őrség Țepeș Ñandú ŸŒÆß №12 1\u{202f}234,56\u{a0}€ −3 ½ « » “ ” … ‑";
    let mut document = sample(DocumentKind::ThankYou);
    // The last name is written with combining accents, as some systems export it.
    document.body.push(Part::text(format!("{names} De\u{301}borah")));
    let sheet = Sheet::new(&typesetter().pdf(&document, None, &[]).expect("a letter").pdf);
    let text = bare(&sheet.page_text(1));
    assert!(text.contains(&bare(names)), "{text}");
    assert!(text.contains("Déborah") || text.contains("De\u{301}borah"), "{text}");
}
