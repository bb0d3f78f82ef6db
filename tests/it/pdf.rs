//! Small PDFs, written by hand.

use std::fmt::Write as _;

/// The bounds of a sheet, in points.
pub const A4: &str = "0 0 595 842";

/// A PDF of pages, each with its bounds and what draws it; `more` are further objects, from number 3 on.
pub fn pdf(pages: &[(&str, &str)], more: &[String]) -> Vec<u8> {
    with_catalog("", pages, more)
}

/// A PDF of one page with an electronic invoice in it.
pub fn with_invoice(drawing: &str, xml: &str) -> Vec<u8> {
    let holder = "<< /Type /Filespec /F (factur-x.xml) /UF (factur-x.xml) /AFRelationship /Alternative /EF << /F 4 0 R >> >>".to_owned();
    let file = format!("<< /Type /EmbeddedFile /Length {} >>\nstream\n{xml}\nendstream", xml.len());
    with_catalog("/Names << /EmbeddedFiles << /Names [(factur-x.xml) 3 0 R] >> >> /AF [3 0 R]", &[(A4, drawing)], &[holder, file])
}

fn with_catalog(catalog: &str, pages: &[(&str, &str)], more: &[String]) -> Vec<u8> {
    let first = 3 + more.len();
    let kids: Vec<String> = (0..pages.len()).map(|at| format!("{} 0 R", first + 2 * at)).collect();
    let mut objects = vec![
        format!("<< /Type /Catalog /Pages 2 0 R {catalog} >>"),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()),
    ];
    objects.extend(more.iter().cloned());
    for (at, (bounds, drawing)) in pages.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [{bounds}] /Contents {} 0 R /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 \
             /BaseFont /Helvetica-Bold >> >> /XObject << /X 3 0 R >> >> >>",
            first + 2 * at + 1
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{drawing}\nendstream", drawing.len()));
    }
    let (mut pdf, mut places) = ("%PDF-1.7\n".to_owned(), Vec::new());
    for (at, object) in (1..).zip(&objects) {
        places.push(pdf.len());
        let _ = write!(pdf, "{at} 0 obj\n{object}\nendobj\n");
    }
    let start = pdf.len();
    let _ = write!(pdf, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in places {
        let _ = writeln!(pdf, "{place:010} 00000 n ");
    }
    let _ = write!(pdf, "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    pdf.into_bytes()
}
