//! What a file is, by its first bytes; the name only settles what the bytes leave open.
//!
//! What this program does not read is named all the same, with what to do instead.

use crate::{bank, text};

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Accounting entries, flat text (art. A47 A-1 LPF).
    Fec,
    /// A table as text with a separator.
    Csv,
    /// An Excel workbook (also .xlsm).
    Xlsx,
    /// Nothing in it.
    Empty,
    /// No list: an electronic invoice, a bank statement ([`OtherKind::is_statement`]), or something that is not read.
    Other(OtherKind),
}

macro_rules! others {
    ($($(#[$doc:meta])* $name:ident $code:literal $message:literal;)*) => {
        /// A file that is known and is no list: an electronic invoice, a bank statement, or something that is not read.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum OtherKind { $($(#[$doc])* $name,)* }

        impl OtherKind {
            /// The stable code of the problem.
            pub fn code(self) -> &'static str {
                match self { $(OtherKind::$name => $code,)* }
            }

            /// What it is and what to do, in French.
            pub fn message(self) -> &'static str {
                match self { $(OtherKind::$name => $message,)* }
            }
        }
    };
}

others! {
    /// A PDF.
    Pdf "pdf" "c'est un PDF : il n'est pas lu comme une liste. Donnez une liste de factures (CSV ou XLSX) ou le FEC de l'exercice.";
    /// An electronic invoice in UN/CEFACT CII.
    Cii "cii" "c'est une facture électronique (CII) : elle n'est pas lue comme une liste de factures ou de règlements. Donnez un CSV, un XLSX ou le FEC de l'exercice.";
    /// An electronic invoice in UBL.
    Ubl "ubl" "c'est une facture électronique (UBL) : elle n'est pas lue comme une liste de factures ou de règlements. Donnez un CSV, un XLSX ou le FEC de l'exercice.";
    /// A life-cycle status of an electronic invoice.
    Cdar "cdar" "c'est un statut de facture électronique (CDAR) : il n'est pas lu comme une liste de factures ou de règlements. Donnez un CSV, un XLSX ou le FEC de l'exercice.";
    /// XML of another kind.
    Xml "xml" "c'est un fichier XML : il n'est pas lu comme une liste. Pour un FEC, exportez la forme texte (tabulations ou barres verticales).";
    /// A bank statement of ISO 20022, read by [`crate::bank`].
    Camt "camt" "c'est un relevé bancaire CAMT, pas une liste de factures ou de règlements. Importez-le sans dire ce qu'il liste : il est reconnu comme relevé.";
    /// A bank statement in OFX, read by [`crate::bank`].
    Ofx "ofx" "c'est un relevé bancaire OFX, pas une liste de factures ou de règlements. Importez-le sans dire ce qu'il liste : il est reconnu comme relevé.";
    /// A bank statement in CFONB 120, read by [`crate::bank`].
    Cfonb "cfonb" "c'est un relevé bancaire CFONB 120, pas une liste de factures ou de règlements. Importez-le sans dire ce qu'il liste : il est reconnu comme relevé.";
    /// CFONB 240: bills and rejected transfers.
    Cfonb240 "cfonb240" "c'est un fichier CFONB 240 (effets et virements rejetés), qui n'est pas un relevé de compte. Demandez à votre banque le relevé CFONB 120.";
    /// A bank statement in MT940 or MT942, read by [`crate::bank`].
    Mt940 "mt940" "c'est un relevé bancaire MT940, pas une liste de factures ou de règlements. Importez-le sans dire ce qu'il liste : il est reconnu comme relevé.";
    /// A workbook with a password.
    ProtectedWorkbook "workbook_protected" "le classeur est protégé par un mot de passe. Ouvrez-le dans votre tableur, retirez le mot de passe, enregistrez et recommencez.";
    /// The old Excel format.
    OldExcel "old_excel" "c'est un classeur à l'ancien format Excel (.xls) ou un document Office ancien. Enregistrez-le au format .xlsx ou CSV.";
    /// The binary Excel format.
    BinaryExcel "binary_excel" "c'est un classeur Excel binaire (.xlsb). Enregistrez-le au format .xlsx ou CSV.";
    /// OpenDocument.
    OpenDocument "open_document" "c'est un classeur OpenDocument (.ods). Enregistrez-le au format .xlsx ou CSV.";
    /// Another archive.
    Archive "archive" "c'est une archive compressée : décompressez-la et donnez les fichiers qu'elle contient.";
    /// EBCDIC text.
    Ebcdic "ebcdic" "c'est un texte en EBCDIC (grands systèmes). Demandez l'export en UTF-8 ou en ISO 8859-15.";
    /// UTF-16 without a mark.
    Utf16 "utf16_unmarked" "le texte est en UTF-16 sans marque d'ordre des octets. Enregistrez-le en UTF-8.";
    /// Not text.
    Binary "binary" "le fichier n'est pas du texte (données binaires). Vérifiez que vous avez choisi le bon fichier ; attendu : FEC, CSV ou XLSX.";
}

impl OtherKind {
    /// Whether it is a bank statement, read by [`crate::bank`].
    pub fn is_statement(self) -> bool {
        matches!(self, OtherKind::Camt | OtherKind::Cfonb | OtherKind::Mt940 | OtherKind::Ofx)
    }
}

/// Recognises a file by its first bytes (some 64 KiB are enough) and its name.
pub fn recognise(head: &[u8], name: &str) -> Kind {
    if head.is_empty() {
        return Kind::Empty;
    }
    if let Some(kind) = by_signature(head, name) {
        return kind;
    }
    // A stray NUL costs its line; a file full of them is no text.
    let nuls = head.iter().filter(|b| **b == 0).count();
    if !text::has_utf16_mark(head) && nuls * 100 > head.len() {
        return Kind::Other(if alternating_nuls(head) { OtherKind::Utf16 } else { OtherKind::Binary });
    }
    let text = text::decode_head(head);
    if mostly_control(&text) {
        return Kind::Other(OtherKind::Binary);
    }
    by_text(text.trim_start())
}

fn by_signature(head: &[u8], name: &str) -> Option<Kind> {
    const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0];
    // « Journal » in EBCDIC, the first word of a FEC.
    const EBCDIC_JOURNAL: &[u8] = &[0xD1, 0x96, 0xA4, 0x99, 0x95, 0x81, 0x93];
    let name = name.to_lowercase();
    Some(Kind::Other(if head.starts_with(b"%PDF-") {
        OtherKind::Pdf
    } else if head.starts_with(COMPOUND) {
        // An encrypted workbook is a compound file with one stream of this name.
        let encrypted = contains(head, b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0");
        if encrypted || name.ends_with(".xlsx") || name.ends_with(".xlsm") { OtherKind::ProtectedWorkbook } else { OtherKind::OldExcel }
    } else if head.starts_with(b"PK\x03\x04") {
        return Some(archive(head, &name));
    } else if head.starts_with(&[0x1F, 0x8B])
        || head.starts_with(b"7z\xBC\xAF")
        || head.starts_with(b"Rar!")
        || head.starts_with(b"PK\x05\x06")
    {
        OtherKind::Archive
    } else if head.starts_with(EBCDIC_JOURNAL) {
        OtherKind::Ebcdic
    } else {
        return None;
    }))
}

fn archive(head: &[u8], name: &str) -> Kind {
    if contains(head, b"application/vnd.oasis.opendocument") {
        Kind::Other(OtherKind::OpenDocument)
    } else if contains(head, b"xl/workbook.bin") || name.ends_with(".xlsb") {
        Kind::Other(OtherKind::BinaryExcel)
    } else if contains(head, b"xl/w") || name.ends_with(".xlsx") || name.ends_with(".xlsm") {
        Kind::Xlsx
    } else {
        Kind::Other(OtherKind::Archive)
    }
}

fn by_text(text: &str) -> Kind {
    if text.is_empty() {
        return Kind::Empty;
    }
    if let Some(statement) = statement(text) {
        return Kind::Other(statement);
    }
    if text.starts_with('<') {
        return Kind::Other(xml(text));
    }
    if crate::fec::is_header(text.lines().find(|line| !line.trim().is_empty()).unwrap_or("")) { Kind::Fec } else { Kind::Csv }
}

/// What an XML document is, by its root.
fn xml(text: &str) -> OtherKind {
    match crate::einvoice::vocabulary(text) {
        Some("cii") => OtherKind::Cii,
        Some("ubl") => OtherKind::Ubl,
        Some("cdar") => OtherKind::Cdar,
        _ => OtherKind::Xml,
    }
}

/// A bank statement in one of its own formats.
fn statement(text: &str) -> Option<OtherKind> {
    let first = text.lines().next().unwrap_or("");
    if bank::is_ofx(text) {
        Some(OtherKind::Ofx)
    } else if text.starts_with('<') {
        bank::is_camt(text).then_some(OtherKind::Camt)
    } else if bank::is_first_line_of_cfonb(first) {
        Some(OtherKind::Cfonb)
    } else if bank::is_first_line_of_cfonb_240(first) {
        Some(OtherKind::Cfonb240)
    } else if bank::is_mt940(text) {
        Some(OtherKind::Mt940)
    } else {
        None
    }
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

fn alternating_nuls(head: &[u8]) -> bool {
    let zeros = |parity: usize| head.iter().skip(parity).step_by(2).filter(|b| **b == 0).count();
    let half = head.len() / 2;
    half > 0 && (zeros(0) * 10 > half * 9) != (zeros(1) * 10 > half * 9)
}

fn mostly_control(text: &str) -> bool {
    let control = text.chars().filter(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{1a}' | '\u{c}')).count();
    control * 20 > text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_bytes_say_whatever_its_name() {
        let fec = b"JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tDebit\tCredit\n";
        assert_eq!(recognise(fec, "factures.xlsx"), Kind::Fec);
        assert_eq!(recognise(b"numero;date\n", "x.pdf"), Kind::Csv);
        assert_eq!(recognise(b"%PDF-1.7\n", "x.csv"), Kind::Other(OtherKind::Pdf));
        assert_eq!(recognise(b"\xEF\xBB\xBF<?xml version='1.0'?><Invoice/>", "x.txt"), Kind::Other(OtherKind::Xml));
        assert_eq!(recognise(b"<?xml version='1.0'?><?OFX OFXHEADER=\"200\"?><OFX>", "x"), Kind::Other(OtherKind::Ofx));
        assert_eq!(recognise(b":20:START\n:25:ABC\n:61:2601010101\n", "x"), Kind::Other(OtherKind::Mt940));
        for (root, kind) in [
            ("rsm:CrossIndustryInvoice", OtherKind::Cii),
            ("rsm:CrossIndustryDocument", OtherKind::Cii),
            ("CreditNote xmlns='urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2'", OtherKind::Ubl),
            ("rsm:CrossDomainAcknowledgementAndResponse", OtherKind::Cdar),
            ("Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.02'", OtherKind::Xml),
            ("CreditNote", OtherKind::Xml),
        ] {
            let text = format!("<?xml version=\"1.0\"?>\n<!-- {root} -->\n<{root}>");
            assert_eq!(recognise(text.as_bytes(), "x.csv"), Kind::Other(kind), "{root}");
        }
        let camt = b"<?xml version='1.0'?>\n<ns2:Document xmlns:ns2='u'><ns2:BkToCstmrStmt><ns2:GrpHdr/>";
        assert_eq!(recognise(camt, "x.csv"), Kind::Other(OtherKind::Camt));
        let opening = "0130006    00001EUR2 12345678901  020326                                                  0000000010000{";
        assert_eq!(recognise(opening.as_bytes(), "x.csv"), Kind::Other(OtherKind::Cfonb));
        assert_eq!(
            recognise(b"3100000120260302E    300061234567890123456                       300061234567890123456\n", "x"),
            Kind::Other(OtherKind::Cfonb240)
        );
        assert_eq!(recognise(b"01300;06;00001;EUR\n", "x"), Kind::Csv);
        assert_eq!(
            recognise(b"{1:F01BANKFRPPAXXX}{2:I940}{4:\n:20:X\n:25:FR76\n:60F:C260302EUR1,00\n", "x"),
            Kind::Other(OtherKind::Mt940)
        );
        assert_eq!(recognise(b"ofxheader:100\r\n\r\n<ofx><bankmsgsrsv1>", "x"), Kind::Other(OtherKind::Ofx));
        assert_eq!(recognise(b"", "x.csv"), Kind::Empty);
        assert_eq!(recognise(b"\xEF\xBB\xBF \r\n", "x.csv"), Kind::Empty);
    }

    #[test]
    fn a_locked_workbook_is_not_an_old_one() {
        let mut locked = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        locked.extend_from_slice(&[0; 600]);
        assert_eq!(recognise(&locked, "factures.xls"), Kind::Other(OtherKind::OldExcel));
        assert_eq!(recognise(&locked, "factures.xlsx"), Kind::Other(OtherKind::ProtectedWorkbook));
        locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(recognise(&locked, "factures.xls"), Kind::Other(OtherKind::ProtectedWorkbook));
    }

    #[test]
    fn what_is_not_text_is_said_to_be_so() {
        assert_eq!(recognise(&[0, 1, 2, 3, 0, 200, 7], "x.csv"), Kind::Other(OtherKind::Binary));
        let utf16: Vec<u8> = "numero;date;montant\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(recognise(&utf16, "x.csv"), Kind::Other(OtherKind::Utf16));
        let mut marked = vec![0xFF, 0xFE];
        marked.extend(utf16);
        assert_eq!(recognise(&marked, "x.csv"), Kind::Csv);
    }
}
