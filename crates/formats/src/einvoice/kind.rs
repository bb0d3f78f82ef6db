//! What an invoice is (BT-3, UNTDID 1001) and in which frame it was issued (BT-23).
//!
//! Which codes are credit notes is as EN 16931 reads the list; the French reform uses 380, 389, 393, 501, 386, 500, 384, 471,
//! 472, 473, 261, 262, 381, 396, 502 and 503.

use super::invoice::Invoice;

/// What a document does to what the buyer owes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Nature {
    /// It asks for money.
    Invoice,
    /// It gives back.
    CreditNote,
    /// It takes the place of another, or says the difference: see [`Invoice::claim`].
    Corrected,
}

/// What the type of an invoice says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct InvoiceKind {
    /// What it does.
    pub nature: Nature,
    /// Written by the buyer in the seller's name.
    pub self_billed: bool,
    /// Assigned to a factor, who is to be paid.
    pub factored: bool,
    /// Asked before delivery.
    pub prepayment: bool,
}

/// The billing frame of the French reform: what is sold, and when in the life of the sale the invoice comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Frame {
    /// `B` goods, `S` services, `M` both; `A` in Chorus Pro.
    pub operation: char,
    /// 1 invoice, 2 already paid, 4 final after a deposit, 3 and 5 to 9 particular cases.
    pub case: u8,
}

impl Frame {
    /// Reads `B1`, `S2`, `m4`; nothing else.
    pub fn parse(text: &str) -> Option<Frame> {
        let mut signs = text.trim().chars();
        let operation = signs.next()?.to_ascii_uppercase();
        let case = signs.next()?.to_digit(10).and_then(|case| u8::try_from(case).ok())?;
        let whole = signs.next().is_none() && matches!(operation, 'A' | 'B' | 'M' | 'S') && case > 0;
        whole.then_some(Frame { operation, case })
    }

    /// Whether the invoice was paid when it was issued: it is never chased.
    pub fn is_already_paid(self) -> bool {
        self.case == 2
    }
}

impl Invoice {
    /// What it is: by its type, and a UBL credit note by its root.
    pub fn kind(&self) -> InvoiceKind {
        let code = self.type_code.as_deref().unwrap_or_default();
        let nature = if self.credit_note_root || is_credit_note(code) {
            Nature::CreditNote
        } else if matches!(code, "384" | "471" | "472" | "473") {
            Nature::Corrected
        } else {
            Nature::Invoice
        };
        InvoiceKind {
            nature,
            self_billed: matches!(code, "261" | "389" | "471" | "473" | "500" | "501" | "502" | "527"),
            factored: matches!(code, "393" | "396" | "472" | "473" | "501" | "502"),
            prepayment: matches!(code, "386" | "500" | "503"),
        }
    }

    /// The billing frame, where the process is one.
    pub fn frame(&self) -> Option<Frame> {
        self.process.as_deref().and_then(Frame::parse)
    }
}

/// A pro forma: it asks for nothing yet.
pub(super) const PRO_FORMA: &str = "325";

/// The codes of UNTDID 1001 that EN 16931 reads as invoices.
const INVOICES: [&str; 45] = [
    "71", "80", "82", "84", "102", "130", "202", "203", "204", "211", "218", "219", "295", "325", "326", "331", "380", "382", "383", "384",
    "385", "386", "387", "388", "389", "390", "393", "394", "395", "456", "457", "471", "472", "473", "500", "501", "527", "553", "575",
    "623", "633", "751", "780", "817", "870",
];

/// Whether EN 16931 knows the code.
pub(super) fn is_known(code: &str) -> bool {
    INVOICES.contains(&code) || matches!(code, "875" | "876" | "877") || is_credit_note(code)
}

/// The codes of UNTDID 1001 that EN 16931 reads as credit notes.
pub(super) fn is_credit_note(code: &str) -> bool {
    matches!(code, "81" | "83" | "261" | "262" | "296" | "308" | "381" | "396" | "420" | "458" | "502" | "503" | "532")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(code: &str) -> InvoiceKind {
        Invoice { type_code: Some(code.to_owned()), ..Invoice::default() }.kind()
    }

    #[test]
    fn the_types_of_the_french_list() {
        use Nature::*;
        // Code, nature, self-billed, factored, prepayment: the sixteen codes of the reform.
        for (code, nature, self_billed, factored, prepayment) in [
            ("380", Invoice, false, false, false),
            ("389", Invoice, true, false, false),
            ("393", Invoice, false, true, false),
            ("501", Invoice, true, true, false),
            ("386", Invoice, false, false, true),
            ("500", Invoice, true, false, true),
            ("384", Corrected, false, false, false),
            ("471", Corrected, true, false, false),
            ("472", Corrected, false, true, false),
            ("473", Corrected, true, true, false),
            ("261", CreditNote, true, false, false),
            ("262", CreditNote, false, false, false),
            ("381", CreditNote, false, false, false),
            ("396", CreditNote, false, true, false),
            ("502", CreditNote, true, true, false),
            ("503", CreditNote, false, false, true),
        ] {
            assert_eq!(kind(code), InvoiceKind { nature, self_billed, factored, prepayment }, "{code}");
        }
        assert_eq!(kind("").nature, Invoice);
        let root = super::Invoice { credit_note_root: true, ..super::Invoice::default() };
        assert_eq!(root.kind().nature, CreditNote, "a UBL credit note needs no type");
    }

    #[test]
    fn frames_whose_case_is_two_are_already_paid() {
        for (text, paid) in [("B2", true), ("S2", true), ("m2", true), ("A2", true), ("S1", false), ("M4", false), (" B8 ", false)] {
            assert_eq!(Frame::parse(text).map(Frame::is_already_paid), Some(paid), "{text}");
        }
        for text in ["", "B", "B0", "X2", "B22", "2B", "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"] {
            assert_eq!(Frame::parse(text), None, "{text}");
        }
    }
}
