//! The document itself, element by element, in the order of the schema.

use std::collections::BTreeMap;

use domain::Date;
use domain::debits::{Scheme, Sequence};
use domain::money::Cents;
use quick_xml::escape::escape;

use super::check::{Remittance, Sound, SoundCreditor, SoundDebit};
use super::{Debit, Message, Version};

/// The debits of one block.
type Block<'m> = Vec<(&'m Debit<'m>, &'m SoundDebit)>;

/// XML under construction, one element a line.
struct Xml {
    out: String,
    depth: usize,
}

impl Xml {
    fn line(&mut self, text: &str) {
        self.out.extend(std::iter::repeat_n("  ", self.depth));
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// An element that holds elements.
    fn within(&mut self, name: &'static str, inside: impl FnOnce(&mut Xml)) {
        self.line(&format!("<{name}>"));
        self.depth += 1;
        inside(self);
        self.depth -= 1;
        self.line(&format!("</{name}>"));
    }

    /// Elements one in another, the last of which holds a text.
    fn path(&mut self, names: &[&'static str], text: &str) {
        match names {
            [] => {}
            [last] => self.line(&format!("<{last}>{}</{last}>", escape(text))),
            [first, rest @ ..] => self.within(first, |xml| xml.path(rest, text)),
        }
    }

    fn text(&mut self, name: &'static str, text: &str) {
        self.path(&[name], text);
    }
}

/// The whole document.
pub(super) fn document(message: &Message<'_>, sound: &Sound) -> String {
    let namespace = format!("urn:iso:std:iso:20022:tech:xsd:{}", message.version.name());
    let mut xml = Xml { out: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), depth: 0 };
    xml.line(&format!("<Document xmlns=\"{namespace}\">"));
    xml.depth += 1;
    xml.within("CstmrDrctDbtInitn", |xml| {
        header(xml, message, &sound.creditor);
        for (number, (key, block)) in (1..).zip(blocks(message, sound)) {
            payment(xml, message, &sound.creditor, number, key, &block);
        }
    });
    xml.depth -= 1;
    xml.line("</Document>");
    xml.out
}

/// One block for each day, scheme and sequence; debits keep their order.
fn blocks<'m>(message: &'m Message<'m>, sound: &'m Sound) -> BTreeMap<(Date, Scheme, Sequence), Block<'m>> {
    let mut blocks: BTreeMap<(Date, Scheme, Sequence), Block<'m>> = BTreeMap::new();
    for (debit, carried) in message.debits.iter().zip(&sound.debits) {
        blocks.entry((debit.collect_on, debit.scheme, debit.sequence)).or_default().push((debit, carried));
    }
    blocks
}

fn header(xml: &mut Xml, message: &Message<'_>, creditor: &SoundCreditor) {
    xml.within("GrpHdr", |xml| {
        xml.text("MsgId", message.id.trim());
        xml.text("CreDtTm", &message.made_at.strftime("%Y-%m-%dT%H:%M:%S").to_string());
        xml.text("NbOfTxs", &message.debits.len().to_string());
        xml.text("CtrlSum", &sum(message.debits.iter()));
        xml.path(&["InitgPty", "Nm"], &creditor.name);
    });
}

/// The check made sure that it does not overflow.
fn sum<'d>(debits: impl Iterator<Item = &'d Debit<'d>>) -> String {
    debits.map(|debit| debit.amount).sum::<Cents>().plain()
}

fn payment(
    xml: &mut Xml,
    message: &Message<'_>,
    creditor: &SoundCreditor,
    number: usize,
    (collect_on, scheme, sequence): (Date, Scheme, Sequence),
    block: &Block<'_>,
) {
    xml.within("PmtInf", |xml| {
        xml.text("PmtInfId", &format!("{}-{number}", message.id.trim()));
        xml.text("PmtMtd", "DD");
        xml.text("NbOfTxs", &block.len().to_string());
        xml.text("CtrlSum", &sum(block.iter().map(|(debit, _)| *debit)));
        xml.within("PmtTpInf", |xml| {
            xml.path(&["SvcLvl", "Cd"], "SEPA");
            xml.path(&["LclInstrm", "Cd"], scheme.code());
            xml.text("SeqTp", sequence.code());
        });
        xml.text("ReqdColltnDt", &collect_on.to_string());
        xml.path(&["Cdtr", "Nm"], &creditor.name);
        xml.path(&["CdtrAcct", "Id", "IBAN"], creditor.iban.as_str());
        agent(xml, "CdtrAgt", message.version, creditor.bic.as_deref());
        xml.text("ChrgBr", "SLEV");
        xml.within("CdtrSchmeId", |xml| {
            xml.within("Id", |xml| {
                xml.within("PrvtId", |xml| {
                    xml.within("Othr", |xml| {
                        xml.text("Id", creditor.ics.as_str());
                        xml.path(&["SchmeNm", "Prtry"], "SEPA");
                    });
                });
            });
        });
        for (debit, carried) in block {
            transaction(xml, message.version, debit, carried);
        }
    });
}

/// A bank, by its BIC where it is known: the IBAN is enough within the European Economic Area.
fn agent(xml: &mut Xml, name: &'static str, version: Version, bic: Option<&str>) {
    match (bic, version) {
        (Some(bic), Version::V02) => xml.path(&[name, "FinInstnId", "BIC"], bic),
        (Some(bic), Version::V08) => xml.path(&[name, "FinInstnId", "BICFI"], bic),
        (None, _) => xml.path(&[name, "FinInstnId", "Othr", "Id"], "NOTPROVIDED"),
    }
}

fn transaction(xml: &mut Xml, version: Version, debit: &Debit<'_>, carried: &SoundDebit) {
    xml.within("DrctDbtTxInf", |xml| {
        xml.path(&["PmtId", "EndToEndId"], &carried.end_to_end);
        xml.line(&format!("<InstdAmt Ccy=\"EUR\">{}</InstdAmt>", debit.amount.plain()));
        xml.within("DrctDbtTx", |xml| {
            xml.within("MndtRltdInf", |xml| {
                xml.text("MndtId", &carried.mandate);
                xml.text("DtOfSgntr", &debit.signed_on.to_string());
            });
        });
        agent(xml, "DbtrAgt", version, carried.bic.as_deref());
        xml.path(&["Dbtr", "Nm"], &carried.debtor);
        xml.path(&["DbtrAcct", "Id", "IBAN"], carried.iban.as_str());
        match &carried.remittance {
            Remittance::Free(text) => xml.path(&["RmtInf", "Ustrd"], text),
            Remittance::Structured(reference) => xml.within("RmtInf", |xml| {
                xml.within("Strd", |xml| {
                    xml.within("CdtrRefInf", |xml| {
                        xml.within("Tp", |xml| {
                            xml.path(&["CdOrPrtry", "Cd"], "SCOR");
                            xml.text("Issr", "ISO");
                        });
                        xml.text("Ref", reference);
                    });
                });
            }),
        }
    });
}
