//! Life-cycle messages as a platform writes them (CDAR), of our own making.

use std::path::PathBuf;

use domain::Date;
use domain::money::Cents;
use jiff::civil::DateTime;

/// The SIREN of the seller.
pub const SELLER: &str = "732829320";

/// One status.
#[derive(Clone, Debug)]
pub struct Said {
    pub code: String,
    pub invoice: String,
    pub at: DateTime,
    pub issued_on: Option<Date>,
    pub kind: &'static str,
    /// Empty: it is not said.
    pub seller: &'static str,
    pub reason: Option<&'static str>,
    pub sum: Option<(&'static str, Cents)>,
}

impl Said {
    /// A status of an invoice of ours; with a reason where one must come.
    pub fn new(code: &str, invoice: &str, at: DateTime) -> Said {
        let reason = match code {
            "206" | "207" => Some("QTE_ERR"),
            "208" => Some("JUSTIF_ABS"),
            "210" => Some("TX_TVA_ERR"),
            "213" => Some("DOUBLON"),
            _ => None,
        };
        let (code, invoice) = (code.to_owned(), invoice.to_owned());
        Said { code, invoice, at, issued_on: None, kind: "380", seller: SELLER, reason, sum: None }
    }

    /// With the sum that its code names: approved, paid, cashed.
    pub fn of(self, cents: Cents) -> Said {
        let kind = match self.code.as_str() {
            "206" => "MAPTTC",
            "211" => "MPA",
            _ => "MEN",
        };
        Said { sum: Some((kind, cents)), ..self }
    }
}

/// A message of some statuses, named by its id, from a buyer.
pub fn message(id: &str, buyer: &str, statuses: &[Said]) -> String {
    let all: String = statuses.iter().map(status).collect();
    format!(
        r#"<rsm:CrossDomainAcknowledgementAndResponse xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossDomainAcknowledgementAndResponse:100" xmlns:ram="ram" xmlns:udt="udt" xmlns:qdt="qdt">
<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>urn.cpro.gouv.fr:1p0:CDV:invoice</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument><ram:ID>{id}</ram:ID><ram:SenderTradeParty><ram:RoleCode>WK</ram:RoleCode></ram:SenderTradeParty>
<ram:IssuerTradeParty><ram:GlobalID schemeID="0002">{buyer}</ram:GlobalID><ram:RoleCode>BY</ram:RoleCode></ram:IssuerTradeParty>
<ram:RecipientTradeParty><ram:RoleCode>SE</ram:RoleCode></ram:RecipientTradeParty></rsm:ExchangedDocument>
{all}</rsm:CrossDomainAcknowledgementAndResponse>
"#
    )
}

fn status(said: &Said) -> String {
    let Said { code, invoice, kind, seller, .. } = said;
    let at = said.at.strftime("%Y%m%d%H%M%S");
    let issued = said.issued_on.map(|on| {
        format!(
            r#"<ram:FormattedIssueDateTime><qdt:DateTimeString format="102">{}</qdt:DateTimeString></ram:FormattedIssueDateTime>"#,
            on.strftime("%Y%m%d")
        )
    });
    let reason = said.reason.map(|reason| format!("<ram:ReasonCode>{reason}</ram:ReasonCode><ram:Reason>Voir le bon 12</ram:Reason>"));
    let sum = said.sum.map(|(kind, cents)| {
        format!(
            r#"<ram:SpecifiedDocumentCharacteristic><ram:TypeCode>{kind}</ram:TypeCode><ram:ValueAmount currencyID="EUR">{}.{:02}</ram:ValueAmount><ram:ValuePercent>20</ram:ValuePercent></ram:SpecifiedDocumentCharacteristic>"#,
            cents.0 / 100,
            cents.0 % 100
        )
    });
    let seller = if seller.is_empty() {
        String::new()
    } else {
        format!(r#"<ram:IssuerTradeParty><ram:GlobalID schemeID="0002">{seller}</ram:GlobalID></ram:IssuerTradeParty>"#)
    };
    format!(
        r#"<rsm:AcknowledgementDocument><ram:TypeCode>23</ram:TypeCode><ram:IssueDateTime><udt:DateTimeString format="204">{at}</udt:DateTimeString></ram:IssueDateTime>
<ram:ReferenceReferencedDocument><ram:IssuerAssignedID>{invoice}</ram:IssuerAssignedID><ram:TypeCode>{kind}</ram:TypeCode>{}<ram:ProcessConditionCode>{code}</ram:ProcessConditionCode>
{seller}
<ram:SpecifiedDocumentStatus>{}{}</ram:SpecifiedDocumentStatus></ram:ReferenceReferencedDocument></rsm:AcknowledgementDocument>
"#,
        issued.unwrap_or_default(),
        reason.unwrap_or_default(),
        sum.unwrap_or_default()
    )
}

/// Writes a message to a file of a folder.
pub fn file(folder: &tempfile::TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path
}
