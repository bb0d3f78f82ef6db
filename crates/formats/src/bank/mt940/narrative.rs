//! The field `:86:`: free text, German fields (`?20`), Dutch codes (`/REMI/`), SEPA keywords (`EREF+`).

use domain::bank::AccountId;
use domain::money::{Currency, Money};

use super::super::amounts::decimal;
use super::super::text::{clean, reference};

/// What the narrative of a movement says.
#[derive(Clone, Debug, Default)]
pub(super) struct Narrative {
    pub(super) own_reference: Option<String>,
    pub(super) end_to_end: Option<String>,
    pub(super) mandate: Option<String>,
    pub(super) name: Option<String>,
    pub(super) account: Option<AccountId>,
    pub(super) structured: Vec<String>,
    /// Text, line by line.
    pub(super) lines: Vec<String>,
    pub(super) ultimate_debtor: Option<String>,
    pub(super) ultimate_creditor: Option<String>,
    /// Transaction code of three digits.
    pub(super) code: Option<String>,
    /// Why it came back.
    pub(super) reason: Option<String>,
    /// Name of the operation.
    pub(super) title: Option<String>,
    /// What was ordered.
    pub(super) ordered: Option<Money>,
}

/// SEPA keywords inside a text.
const KEYWORDS: [&str; 11] = ["EREF+", "KREF+", "MREF+", "CRED+", "DEBT+", "SVWZ+", "ABWA+", "ABWE+", "IBAN+", "BIC+", "MTLG:"];

/// Codes between slashes.
const SLASHED: [&str; 24] = [
    "TRTP", "IBAN", "BIC", "NAME", "REMI", "EREF", "MARF", "CSID", "BENM", "ORDP", "ISDT", "ID", "ADDR", "SVCL", "PREF", "RTRN", "CNTP",
    "ULTD", "ULTC", "ULTB", "PURP", "KREF", "OCMT", "CHGS",
];

impl Narrative {
    /// Reads the lines of the field.
    pub(super) fn read(lines: &[String]) -> Narrative {
        // Structured text is wrapped anywhere, in the middle of a word or of a tag: its lines are one.
        let whole: String = lines.concat();
        let whole = whole.trim();
        let mut narrative = Narrative::default();
        if let Some((code, fields)) = german(whole) {
            narrative.code = Some(code.to_owned());
            narrative.take_german(&fields);
        } else if let Some(parts) = slashed(whole) {
            narrative.take_slashed(parts);
        } else if KEYWORDS.iter().any(|keyword| whole.starts_with(keyword)) {
            narrative.take_purpose(whole);
        } else {
            narrative.lines = lines.iter().filter_map(|line| clean(line)).collect();
        }
        narrative
    }

    fn take_german(&mut self, fields: &[(u8, &str)]) {
        let (mut purpose, mut name, mut account, mut behalf) = (String::new(), String::new(), String::new(), String::new());
        for (number, text) in fields {
            match number {
                0 => self.title = clean(text),
                20..=29 | 60..=63 => purpose.push_str(text),
                31 => account.push_str(text),
                32 | 33 => name.push_str(text),
                34 => self.reason = reference(text),
                70..=79 => behalf.push_str(text),
                // Numbers of the bank.
                10 | 30 => {}
                _ => self.lines.extend(clean(text)),
            }
        }
        let others = std::mem::take(&mut self.lines);
        self.take_purpose(&purpose);
        self.lines.extend(others.into_iter().chain(clean(&behalf)));
        self.name = clean(&name).or_else(|| self.name.take());
        let account: String = account.split_whitespace().collect();
        self.account = AccountId::of_text(&account).or_else(|| self.account.take());
    }

    /// Text with SEPA keywords, or without any.
    fn take_purpose(&mut self, text: &str) {
        let mut starts: Vec<(usize, &str)> = KEYWORDS.iter().flat_map(|keyword| text.match_indices(keyword)).collect();
        starts.sort_unstable();
        let first = starts.first().map_or(text.len(), |(at, _)| *at);
        self.lines.extend(clean(&text[..first]));
        for (index, (at, keyword)) in starts.iter().enumerate() {
            let end = starts.get(index + 1).map_or(text.len(), |(next, _)| *next);
            let value = &text[at + keyword.len()..end];
            match *keyword {
                "EREF+" => self.end_to_end = reference(value),
                "KREF+" => self.own_reference = reference(value),
                "MREF+" => self.mandate = reference(value),
                "ABWA+" => self.ultimate_debtor = clean(value),
                "ABWE+" => self.ultimate_creditor = clean(value),
                "IBAN+" => self.account = AccountId::of_text(value),
                "SVWZ+" | "MTLG:" => self.lines.extend(clean(value)),
                // Identifiers of creditor, debtor and bank: kept as written only.
                _ => {}
            }
        }
    }

    fn take_slashed(&mut self, parts: Vec<(&str, &str)>) {
        for (key, value) in parts {
            match key {
                "NAME" => self.name = clean(value),
                "IBAN" => self.account = AccountId::of_text(value),
                "EREF" => self.end_to_end = reference(value),
                "MARF" => self.mandate = reference(value),
                "PREF" | "KREF" => self.own_reference = reference(value),
                "RTRN" => self.reason = reference(value.trim_matches('/')),
                "ULTD" => self.ultimate_debtor = clean(value.trim_matches('/')),
                "ULTC" | "ULTB" => self.ultimate_creditor = clean(value.trim_matches('/')),
                "TRTP" => self.title = clean(value),
                "CNTP" => {
                    let mut side = value.split('/');
                    self.account = side.next().and_then(AccountId::of_text);
                    self.name = side.nth(1).and_then(clean);
                }
                "REMI" => self.take_remittance(value),
                "OCMT" => self.ordered = ordered(value.trim_matches('/')),
                _ => {}
            }
        }
    }

    fn take_remittance(&mut self, value: &str) {
        if let Some(structured) = value.strip_prefix("STRD/") {
            let own = structured.rsplit('/').find_map(reference);
            self.structured.extend(own);
        } else {
            let text = value.strip_prefix("USTD/").unwrap_or(value).trim_matches('/');
            self.lines.extend(clean(text));
        }
    }
}

/// A currency and an amount: `USD2500,00`.
fn ordered(value: &str) -> Option<Money> {
    let (code, amount) = value.trim().split_at_checked(3)?;
    let currency = Currency::parse(code)?;
    let amount = decimal(amount, currency).ok().filter(|amount| amount.is_positive())?;
    Some(Money { amount, currency })
}

/// Three digits, then fields of two digits behind a question mark.
fn german(text: &str) -> Option<(&str, Vec<(u8, &str)>)> {
    let (code, rest) = text.split_at_checked(3)?;
    if !code.bytes().all(|b| b.is_ascii_digit()) || number_at(rest).is_none() {
        return None;
    }
    let marks: Vec<usize> = rest.match_indices('?').map(|(at, _)| at).filter(|at| number_at(&rest[*at..]).is_some()).collect();
    let field = |(index, at): (usize, &usize)| {
        let end = marks.get(index + 1).copied().unwrap_or(rest.len());
        Some((number_at(&rest[*at..])?, &rest[at + 3..end]))
    };
    Some((code, marks.iter().enumerate().filter_map(field).collect()))
}

/// The number of a field that begins here: `?20`.
fn number_at(text: &str) -> Option<u8> {
    let digits = text.strip_prefix('?')?.get(..2)?;
    if digits.bytes().all(|b| b.is_ascii_digit()) { digits.parse().ok() } else { None }
}

/// Known codes between slashes, each with what follows it; `None` when the text does not begin with one.
fn slashed(text: &str) -> Option<Vec<(&str, &str)>> {
    let key_at = |at: usize| {
        let (key, _) = text[at + 1..].split_once('/')?;
        SLASHED.contains(&key).then_some((at, key))
    };
    let keys: Vec<(usize, &str)> = text.match_indices('/').filter_map(|(at, _)| key_at(at)).collect();
    if keys.first()?.0 != 0 {
        return None;
    }
    let value = |(index, (at, key)): (usize, &(usize, &str))| {
        let end = keys.get(index + 1).map_or(text.len(), |(next, _)| *next);
        text.get(at + key.len() + 2..end).unwrap_or("").trim()
    };
    Some(keys.iter().enumerate().map(|each| (each.1.1, value(each))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn narrative(text: &str) -> Narrative {
        Narrative::read(&text.split('\n').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn german_fields_are_wrapped_anywhere() {
        let read = narrative(
            "166?00GUTSCHRIFT?109?20EREF+FA-2026-0012?21SVWZ+Rechnung 12 vo?2\n2m 2. Maerz?30AGRIFRPP?31FR76300060000112345\n67890189?32DUPONT ?33SARL?34000",
        );
        assert_eq!((read.code.as_deref(), read.title.as_deref()), (Some("166"), Some("GUTSCHRIFT")));
        assert_eq!(read.end_to_end.as_deref(), Some("FA-2026-0012"));
        assert_eq!(read.lines, ["Rechnung 12 vom 2. Maerz"]);
        assert_eq!(read.name.as_deref(), Some("DUPONT SARL"));
        assert_eq!(read.account.map(|id| id.key()).as_deref(), Some("FR7630006000011234567890189"));
        assert_eq!(read.reason, None);
    }

    #[test]
    fn slashed_codes_have_their_values() {
        let read = narrative("/EREF/NOTPROVIDED/NAME/CONTRA ACCOUN\nT HOLDER/REMI/USTD//FACTURE 12/13/RTRN/MS03/");
        assert_eq!((read.end_to_end, read.name.as_deref()), (None, Some("CONTRA ACCOUNT HOLDER")));
        assert_eq!((read.lines, read.reason.as_deref()), (vec!["FACTURE 12/13".to_owned()], Some("MS03")));
        let read = narrative("/CNTP/FR7630006000011234567890189/AGRIFRPP/DUPONT SARL/PARIS//REMI/STRD/CUR/RF18539007547034/");
        assert_eq!((read.name.as_deref(), read.structured), (Some("DUPONT SARL"), vec!["RF18539007547034".to_owned()]));
    }

    #[test]
    fn what_was_ordered_has_its_currency() {
        let read = |text: &str| narrative(text).ordered.map(|ordered| (ordered.amount.0, ordered.currency.code().to_owned()));
        let dollars = Some((250_000, "USD".to_owned()));
        assert_eq!(read("/OCMT/USD2500,00//CHGS/EUR12,00//REMI/USTD//FACTURE 12/"), dollars);
        assert_eq!(read("/EREF/FA-12/OCMT/USD2500,/"), dollars);
        assert_eq!(read("/OCMT/JPY98000,/"), Some((98_000, "JPY".to_owned())));
        for unread in ["/OCMT/2500,00/", "/OCMT/USD/", "/OCMT/USD0,00/", "/OCMT/USD2500,005/", "/REMI/USTD//USD2500,00/"] {
            assert_eq!(read(unread), None, "{unread}");
        }
    }

    #[test]
    fn french_banks_write_lines() {
        let read = narrative("VIR SEPA RECU /DE DUPONT SARL\n/MOTIF FACTURE 2026-12 ?\n\n/REF 4711");
        assert_eq!(read.lines, ["VIR SEPA RECU /DE DUPONT SARL", "/MOTIF FACTURE 2026-12 ?", "/REF 4711"]);
        assert_eq!(read.code, None);
        assert!(narrative("166 é?").lines.len() == 1);
    }
}
