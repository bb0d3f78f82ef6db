//! The French numbers of a party, taken from what the file gives under other names, and what is wrong with them.
//!
//! Files write a SIRET where a SIREN is asked for, with blanks, with or without a scheme; many carry invented numbers. A wrong
//! key is told and the number is not taken as a SIREN; the identifier stays as written.

use domain::party::identifiers::IdentifierError;
use domain::party::{Siren, Siret, VatNumber};

use super::fields::{Sheet, compact, one_line};
use super::invoice::{Identifier, Party};
use crate::problem::shown;
use crate::xml::Node;

/// France as ISO 3166-1 writes it, with the territories that have codes of their own.
const FRANCE: [&str; 13] = ["FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "WF", "PF", "NC", "TF"];

impl Identifier {
    /// From an element, blanks taken out where only digits are left.
    pub(super) fn of(node: Option<&Node>) -> Option<Identifier> {
        let node = node?;
        let written = one_line(&node.text)?;
        let digits = compact(&written);
        let value = if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits } else { written };
        Some(Identifier { value, scheme: node.attribute("schemeID").and_then(one_line) })
    }

    /// Whether its scheme says that it is a SIREN or a SIRET.
    fn is_french(&self) -> bool {
        // 1 is how Chorus Pro says SIRET.
        self.scheme
            .as_deref()
            .is_some_and(|scheme| matches!(scheme.to_ascii_uppercase().as_str(), "0002" | "0009" | "SIREN" | "SIRET" | "1"))
    }
}

impl Party {
    /// Fills in the SIREN and the SIRET, and tells which numbers are wrong. `who` is « du vendeur » or « de l'acheteur ».
    pub(super) fn identify(&mut self, who: &str, node: &Node, sheet: &mut Sheet<'_>) {
        let in_france = self.address.country.as_deref().is_some_and(|country| FRANCE.contains(&country));
        let own = self.legal_id.iter().filter(|id| id.is_french() || (in_france && id.scheme.is_none()));
        let others = self.ids.iter().filter(|id| id.is_french());
        let numbers: Vec<String> = own.chain(others).map(|id| id.value.clone()).collect();
        // Often the same number under several names: its key is told once.
        let mut wrong = Vec::new();
        for number in numbers {
            if let Some(siren) = self.take(&number, who, node, sheet)
                && !wrong.contains(&siren)
            {
                sheet.warning(
                    node,
                    "siren_key",
                    format_args!("le SIREN {who} « {siren} » a une clé de contrôle fausse : il n'est pas retenu. Vérifiez les chiffres."),
                );
                wrong.push(siren);
            }
        }
        self.check_vat(who, node, sheet);
    }

    /// Takes a SIREN or a SIRET; gives back a SIREN whose key is wrong.
    fn take(&mut self, number: &str, who: &str, node: &Node, sheet: &mut Sheet<'_>) -> Option<String> {
        let digits = number.bytes().all(|byte| byte.is_ascii_digit());
        let nine = match number.len() {
            9 | 14 if digits => &number[..9],
            _ => return None,
        };
        let Ok(siren) = Siren::parse(nine) else { return Some(nine.to_owned()) };
        let siret = Siret::parse(number).ok();
        if number.len() == 14 && siret.is_none() {
            sheet.warning(
                node,
                "siret_key",
                format_args!("le SIRET {who} « {number} » a une clé de contrôle fausse : seul le SIREN est retenu. Vérifiez les chiffres."),
            );
        }
        self.siren = self.siren.take().or(Some(siren));
        self.siret = self.siret.take().or(siret);
        None
    }

    /// A French VAT number ends with the SIREN: it gives it where nothing else does, and must not say another.
    fn check_vat(&mut self, who: &str, node: &Node, sheet: &mut Sheet<'_>) {
        let Some(vat) = self.vat.as_deref().filter(|vat| vat.starts_with("FR")) else { return };
        match VatNumber::parse(vat) {
            Ok(number) => {
                let Ok(siren) = Siren::parse(&number.as_str()[4..]) else { return };
                match &self.siren {
                    Some(own) if *own != siren => sheet.warning(
                        node,
                        "siren_vat_differ",
                        format_args!("le numéro de TVA {who} ({number}) et son SIREN ({own}) ne sont pas ceux de la même entreprise. Vérifiez les deux."),
                    ),
                    Some(_) => {}
                    None => self.siren = Some(siren),
                }
            }
            Err(IdentifierError::Key(_) | IdentifierError::Shape { .. }) => {
                let vat = shown(vat);
                sheet.warning(
                    node,
                    "vat_invalid",
                    format_args!("le numéro de TVA {who} « {vat} » n'a pas la forme ou la clé d'un numéro français. Il est gardé tel quel ; vérifiez-le."),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::einvoice::invoice::PostalAddress;
    use crate::problem::Problems;

    fn party(id: &str, scheme: Option<&str>, vat: Option<&str>, country: &str) -> (Party, Vec<&'static str>) {
        let mut node = Node { text: id.to_owned(), ..Node::default() };
        node.attributes.extend(scheme.map(|scheme| ("schemeID".to_owned(), scheme.to_owned())));
        let address = PostalAddress { country: Some(country.to_owned()), ..PostalAddress::default() };
        let mut party = Party { legal_id: Identifier::of(Some(&node)), vat: vat.map(str::to_owned), address, ..Party::default() };
        let mut problems = Problems::new();
        party.identify("du vendeur", &node, &mut Sheet::new(&mut problems, true));
        (party, problems.into_vec().iter().map(|problem| problem.code).collect())
    }

    /// SIREN and SIRET, and what was told.
    fn numbers(id: &str, scheme: Option<&str>, vat: Option<&str>, country: &str) -> (String, String, Vec<&'static str>) {
        let (party, codes) = party(id, scheme, vat, country);
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        (text(party.siren.as_ref().map(Siren::as_str)), text(party.siret.as_ref().map(Siret::as_str)), codes)
    }

    fn found(siren: &str, siret: &str, codes: &[&'static str]) -> (String, String, Vec<&'static str>) {
        (siren.to_owned(), siret.to_owned(), codes.to_vec())
    }

    #[test]
    fn a_siren_comes_from_what_the_file_has() {
        assert_eq!(numbers("732 829 320", Some("0002"), None, "FR"), found("732829320", "", &[]));
        assert_eq!(
            numbers("73282932000074", Some("0002"), None, "FR"),
            found("732829320", "73282932000074", &[]),
            "a SIRET under the scheme of SIREN"
        );
        assert_eq!(numbers("356 000 000 49837", Some("0009"), None, "FR"), found("356000000", "35600000049837", &[]), "La Poste");
        assert_eq!(numbers("732829320", None, None, "FR"), found("732829320", "", &[]));
        assert_eq!(numbers("732829320", None, None, "RE"), found("732829320", "", &[]));
        assert_eq!(numbers("RCS Paris", None, Some("FR44732829320"), "FR"), found("732829320", "", &[]), "the VAT number gives it");
    }

    #[test]
    fn a_number_of_another_country_or_scheme_is_no_siren() {
        assert_eq!(numbers("732829320", None, None, "DE"), found("", "", &[]));
        assert_eq!(numbers("732829320", Some("0060"), None, "FR"), found("", "", &[]), "a DUNS has nine digits too");
        assert_eq!(numbers("NL16356706", Some("0106"), Some("NL16356706"), "NL"), found("", "", &[]));
    }

    #[test]
    fn a_wrong_key_is_told_and_never_taken() {
        assert_eq!(numbers("732829321", Some("0002"), None, "FR"), found("", "", &["siren_key"]));
        assert_eq!(numbers("73282932012345", Some("0002"), None, "FR"), found("732829320", "", &["siret_key"]));
        assert_eq!(numbers("732829320", Some("0002"), Some("FR83404833048"), "FR"), found("732829320", "", &["siren_vat_differ"]));
        assert_eq!(numbers("732829320", Some("0002"), Some("FR45732829320"), "FR"), found("732829320", "", &["vat_invalid"]));
        assert_eq!(numbers("732829320", Some("0002"), Some("FRé"), "FR"), found("732829320", "", &["vat_invalid"]));
    }

    #[test]
    fn an_identifier_loses_its_blanks_only_where_it_is_a_number() {
        let id = |text: &str| party(text, None, None, "DE").0.legal_id.map(|id| id.value);
        assert_eq!(id("456 789 012 34567").as_deref(), Some("45678901234567"));
        assert_eq!(id("HRB 12345").as_deref(), Some("HRB 12345"));
        assert_eq!(id("  "), None);
    }
}
