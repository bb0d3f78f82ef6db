//! Whose file it is: an invoice that another sells, a purchase, the accounts of another company are refused before anything of them
//! counts, since letters would go out in the wrong name.
//!
//! Who somebody is: the SIREN where both have one, else the VAT number, else the name. What a file does not say is not guessed: an
//! invoice of an unknown seller is taken with a remark.

use domain::party::likeness::alike;
use domain::party::{CreditorProfile, Siren};
use formats::einvoice::{Invoice, Party};
use formats::fec::FecFile;
use formats::{Place, Problems};
use store::{ImportState, Read};

use crate::error::Result;

/// Whether a party of a document is the creditor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Is {
    Us,
    Another,
    Unknown,
}

/// The creditor of the books, as far as a file can tell it from others.
pub(super) struct Own {
    profile: CreditorProfile,
}

impl Own {
    /// # Errors
    /// The store.
    pub(super) fn of(tx: &mut Read<'_>) -> Result<Own> {
        Ok(Own { profile: tx.creditor_profile()?.unwrap_or_default() })
    }

    /// Nine digits, or nothing where nobody said it.
    pub(super) fn siren(&self) -> String {
        self.profile.siren.chars().filter(char::is_ascii_digit).collect()
    }

    fn is(&self, party: &Party) -> Is {
        let said = |one: bool| if one { Is::Us } else { Is::Another };
        let ours = self.siren();
        if let (false, Some(siren)) = (ours.is_empty(), &party.siren) {
            return said(siren.as_str() == ours);
        }
        let names: Vec<&String> = party.name.iter().chain(&party.trading_name).collect();
        let named_so = names.iter().any(|name| alike(name, &self.profile.name));
        let (own, theirs) = (compact(&self.profile.vat), compact(party.vat.as_deref().unwrap_or_default()));
        if named_so || (!own.is_empty() && own == theirs) {
            return Is::Us;
        }
        // A number of another country may be ours abroad, under our name; under another name it is somebody else's.
        let known = !ours.is_empty() || !own.is_empty();
        if known && !theirs.is_empty() { Is::Another } else { Is::Unknown }
    }

    /// Whether the creditor sells what an invoice bills; else who does is said.
    pub(super) fn sells(&self, invoice: &Invoice, problems: &mut Problems) -> bool {
        let name = invoice.seller.name.as_deref().unwrap_or("un autre vendeur");
        match (self.is(&invoice.seller), self.is(&invoice.buyer)) {
            (Is::Us, _) => true,
            (_, Is::Us) => {
                problems.error(
                    Place::FILE,
                    "purchase",
                    format_args!("c'est une facture d'achat : {name} vous la réclame. Donnez les factures que vous avez émises."),
                );
                false
            }
            (Is::Another, _) => {
                problems.error(
                    Place::FILE,
                    "other_seller",
                    format_args!(
                        "le vendeur est {name}{}, ce dossier est celui de {}. Importez-la dans le dossier du vendeur.",
                        numbered(invoice.seller.siren.as_ref().map(Siren::as_str), invoice.seller.vat.as_deref()),
                        self.said()
                    ),
                );
                false
            }
            (Is::Unknown, _) => {
                if !self.profile.name.is_empty() {
                    problems.warning(
                        Place::FILE,
                        "unknown_seller",
                        format_args!(
                            "le vendeur est {name}, sans numéro qui le dise le même que {}. Si ce n'est pas vous, annulez cet import.",
                            self.profile.name
                        ),
                    );
                }
                true
            }
        }
    }

    /// Whether a FEC is not said to be another company's, by the SIREN of its name: the creditor's, else that of the FEC taken last.
    ///
    /// # Errors
    /// The store.
    pub(super) fn books(&self, tx: &mut Read<'_>, file: &FecFile, problems: &mut Problems) -> Result<bool> {
        let Some(named) = file.siren.as_deref().filter(|siren| Siren::parse(siren).is_ok()) else { return Ok(true) };
        let (ours, whose) = match self.siren() {
            own if !own.is_empty() => (own, self.said()),
            _ => match before(tx)? {
                Some(earlier) => {
                    let whose = format!("l'entreprise de SIREN {earlier}, dont le FEC a été pris ici");
                    (earlier, whose)
                }
                None => return Ok(true),
            },
        };
        if named == ours {
            return Ok(true);
        }
        problems.error(
            Place::FILE,
            "other_books",
            format_args!(
                "le nom du fichier dit la comptabilité du SIREN {named}, ce dossier est celui de {whose}. Rien n'est pris : importez-le dans le dossier de cette entreprise ; si c'est bien votre comptabilité, corrigez le nom du fichier."
            ),
        );
        Ok(false)
    }

    fn said(&self) -> String {
        format!("{}{}", self.profile.name, numbered(Some(&self.siren()), Some(&self.profile.vat)))
    }
}

/// The SIREN in the name of the FEC taken last.
fn before(tx: &mut Read<'_>) -> Result<Option<String>> {
    let imports = tx.imports()?;
    let last = imports.iter().filter(|one| one.format == "fec" && one.state == ImportState::Completed).max_by_key(|one| one.id);
    let Some(last) = last else { return Ok(None) };
    let name = tx.private_bytes(last.name)?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    Ok(name.and_then(|name| formats::fec::siren_of_name(&name)).filter(|siren| Siren::parse(siren).is_ok()))
}

/// A number in brackets, the SIREN first.
fn numbered(siren: Option<&str>, vat: Option<&str>) -> String {
    match (siren.filter(|text| !text.is_empty()), vat.filter(|text| !text.is_empty())) {
        (Some(siren), _) => format!(" (SIREN {siren})"),
        (None, Some(vat)) => format!(" (TVA {vat})"),
        (None, None) => String::new(),
    }
}

fn compact(vat: &str) -> String {
    vat.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}
