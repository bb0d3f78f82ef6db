//! Life-cycle statuses.

use domain::money::{Cents, Currency, Rate};
use formats::einvoice::{Effect, Meaning};
use jiff::civil::{date, datetime};

use super::{edited, message, told};

/// A status 206 on an invoice of which 800,00 are approved and 400,00 are not.
const PARTLY: &str = r#"<rsm:CrossDomainAcknowledgementAndResponse xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossDomainAcknowledgementAndResponse:100" xmlns:ram="ram" xmlns:udt="udt" xmlns:qdt="qdt">
<rsm:ExchangedDocumentContext><ram:BusinessProcessSpecifiedDocumentContextParameter><ram:ID>REGULATED</ram:ID></ram:BusinessProcessSpecifiedDocumentContextParameter><ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>urn.cpro.gouv.fr:1p0:CDV:invoice</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument><ram:ID>F-2026-0412_206</ram:ID><ram:Name>CDV</ram:Name>
<ram:IssueDateTime><udt:DateTimeString format="204">20260410181500</udt:DateTimeString></ram:IssueDateTime>
<ram:SenderTradeParty><ram:RoleCode>WK</ram:RoleCode></ram:SenderTradeParty>
<ram:IssuerTradeParty><ram:GlobalID schemeID="0002">200000008</ram:GlobalID><ram:Name>Imprimerie du Griffon</ram:Name><ram:RoleCode>BY</ram:RoleCode></ram:IssuerTradeParty>
<ram:RecipientTradeParty><ram:RoleCode>SE</ram:RoleCode></ram:RecipientTradeParty><ram:RecipientTradeParty><ram:RoleCode>DFH</ram:RoleCode></ram:RecipientTradeParty>
</rsm:ExchangedDocument>
<rsm:AcknowledgementDocument><ram:TypeCode>23</ram:TypeCode>
<ram:IssueDateTime><udt:DateTimeString format="204">20260410180000</udt:DateTimeString></ram:IssueDateTime>
<ram:ReferenceReferencedDocument>
<ram:IssuerAssignedID>F-2026-0412</ram:IssuerAssignedID><ram:TypeCode>380</ram:TypeCode>
<ram:FormattedIssueDateTime><qdt:DateTimeString format="204">20260305000000</qdt:DateTimeString></ram:FormattedIssueDateTime>
<ram:ProcessConditionCode>206</ram:ProcessConditionCode><ram:ProcessCondition>Approuvée_partiellement</ram:ProcessCondition>
<ram:IssuerTradeParty><ram:GlobalID schemeID="0002">100000009</ram:GlobalID></ram:IssuerTradeParty>
<ram:SpecifiedDocumentStatus><ram:ReasonCode>QTE_ERR</ram:ReasonCode><ram:Reason>Dix manquent</ram:Reason><ram:RequestedActionCode>CNP</ram:RequestedActionCode><ram:RequestedAction>Avoir partiel</ram:RequestedAction><ram:IncludedNote><ram:Content>Voir le bon</ram:Content></ram:IncludedNote>
<ram:SpecifiedDocumentCharacteristic><ram:TypeCode>MAPTTC</ram:TypeCode><ram:ValueAmount currencyID="EUR">800.00</ram:ValueAmount></ram:SpecifiedDocumentCharacteristic>
<ram:SpecifiedDocumentCharacteristic><ram:TypeCode>MNATTC</ram:TypeCode><ram:Location>/Invoice</ram:Location><ram:ValueAmount currencyID="EUR">400</ram:ValueAmount></ram:SpecifiedDocumentCharacteristic>
<ram:SpecifiedDocumentCharacteristic><ram:ID>BT-84</ram:ID><ram:TypeCode>CBB</ram:TypeCode><ram:ValueText>FR7630006000011234567890189</ram:ValueText></ram:SpecifiedDocumentCharacteristic>
</ram:SpecifiedDocumentStatus>
</ram:ReferenceReferencedDocument></rsm:AcknowledgementDocument>
</rsm:CrossDomainAcknowledgementAndResponse>"#;

/// A status of another code without reason nor amount.
fn bare(code: &str) -> String {
    let start = PARTLY.find("<ram:SpecifiedDocumentStatus>").unwrap();
    let end = PARTLY.find("</ram:ReferenceReferencedDocument>").unwrap();
    edited(&format!("{}{}", &PARTLY[..start], &PARTLY[end..]), &[(">206<", &format!(">{code}<"))])
}

/// A status whose cashed amounts are given with their VAT rates.
fn cashed(amounts: &[(&str, &str)]) -> String {
    let data: String = amounts
        .iter()
        .map(|(amount, percent)| format!("<ram:SpecifiedDocumentCharacteristic><ram:TypeCode>MEN</ram:TypeCode><ram:ValueAmount currencyID=\"EUR\">{amount}</ram:ValueAmount><ram:ValuePercent>{percent}</ram:ValuePercent></ram:SpecifiedDocumentCharacteristic>"))
        .collect();
    bare("212").replace(
        "</ram:ReferenceReferencedDocument>",
        &format!("<ram:SpecifiedDocumentStatus>{data}</ram:SpecifiedDocumentStatus></ram:ReferenceReferencedDocument>"),
    )
}

#[test]
fn every_fact_of_a_status_is_read() {
    let (read, problems) = message(PARTLY);
    assert_eq!(told(&problems), [""; 0]);
    assert_eq!(
        (read.id.as_deref(), read.process.as_deref(), read.sender_role.as_deref()),
        (Some("F-2026-0412_206"), Some("REGULATED"), Some("WK"))
    );
    assert_eq!((read.created_at, read.recipients.len()), (Some(datetime(2026, 4, 10, 18, 15, 0, 0)), 2));
    assert_eq!((read.issuer.role.as_deref(), read.issuer.id.map(|id| id.value)), (Some("BY"), Some("200000008".to_owned())));
    let [status] = read.statuses.as_slice() else { panic!("one status") };
    assert_eq!((status.at, status.phase.as_deref()), (Some(datetime(2026, 4, 10, 18, 0, 0, 0)), Some("23")));
    assert_eq!(
        (status.invoice.as_deref(), status.invoice_type.as_deref(), status.invoice_date),
        (Some("F-2026-0412"), Some("380"), Some(date(2026, 3, 5)))
    );
    assert_eq!(status.seller.as_ref().map(|seller| seller.value.as_str()), Some("100000009"));
    assert_eq!((status.code.as_deref(), status.label.as_deref()), (Some("206"), Some("Approuvée_partiellement")));
    let detail = &status.details[0];
    assert_eq!(
        [&detail.reason, &detail.text, &detail.action, &detail.action_text].map(|text| text.as_deref().unwrap_or_default()),
        ["QTE_ERR", "Dix manquent", "CNP", "Avoir partiel"]
    );
    assert_eq!(detail.notes, ["Voir le bon"]);
    assert_eq!(status.sum(&["MNA", "MNATTC"]), Some((Cents(40_000), Some(Currency::EUR))));
    assert_eq!(status.sum(&["MEN"]), None);
    assert_eq!(status.data().nth(1).and_then(|datum| datum.location.as_deref()), Some("/Invoice"));
    assert_eq!(
        status.data().last().map(|datum| datum.others.clone()),
        Some(vec![("ValueText".into(), "FR7630006000011234567890189".into())]),
        "nothing is dropped"
    );
    assert_eq!((status.effect(), status.meaning().map(|meaning| meaning.label)), (Effect::DisputedInPart, Some("Approuvée partiellement")));
}

#[test]
fn money_that_was_cashed_comes_by_vat_rate() {
    let (read, problems) = message(&cashed(&[("1000.00", "20.00"), ("211", "5.5")]));
    assert_eq!(told(&problems), [""; 0]);
    let status = &read.statuses[0];
    assert_eq!((status.effect(), status.sum(&["MEN"])), (Effect::Cashed, Some((Cents(121_100), Some(Currency::EUR)))));
    assert_eq!(status.data().map(|datum| datum.percent).collect::<Vec<_>>(), [Some(Rate(20_000)), Some(Rate(5_500))]);
    let (read, _) = message(&cashed(&[("1000.00", "20.00"), ("211", "5.5")]).replacen("\"EUR\"", "\"USD\"", 1));
    assert_eq!(read.statuses[0].sum(&["MEN"]), None, "two currencies make no sum");
    assert_eq!(told(&message(&bare("212")).1), ["cashed_amount_missing"]);
    let without_rate = cashed(&[("1000.00", "20.00")]).replace("<ram:ValuePercent>20.00</ram:ValuePercent>", "");
    assert_eq!(told(&message(&without_rate).1), ["cashed_amount_missing"]);
    let without_currency = cashed(&[("1000.00", "20.00")]).replace(" currencyID=\"EUR\"", "");
    assert_eq!(told(&message(&without_currency).1), ["amount_without_currency"]);
}

#[test]
fn a_refusal_without_reason_is_told() {
    for code in ["206", "207", "208", "210", "213", "501"] {
        assert_eq!(told(&message(&bare(code)).1), ["reason_missing"], "{code}");
    }
    for code in ["200", "202", "205", "211"] {
        assert_eq!(told(&message(&bare(code)).1), [""; 0], "{code}");
    }
    assert_eq!(told(&message(&bare("225")).1), ["status_unverified"]);
    assert_eq!(told(&message(&bare("999")).1), ["status_unknown"]);
}

#[test]
fn a_status_says_what_it_changes() {
    let effect = |text: &str| message(text).0.statuses[0].effect();
    assert_eq!(effect(&bare("207")), Effect::Disputed);
    assert_eq!(effect(&bare("205")), Effect::Approved);
    assert_eq!(effect(&bare("200")), Effect::NoChange);
    let lost = edited(PARTLY, &[(">206<", ">200<"), (">QTE_ERR<", ">NON_TRANSMISE<")]);
    assert_eq!(effect(&lost), Effect::NotDelivered, "deposited, and never delivered");
    assert_eq!(effect(&bare("999")), Effect::Unknown);
    assert_eq!(Meaning::of("226").map(|meaning| (meaning.effect, meaning.unverified)), Some((Effect::PayeeChanged, true)));
}

#[test]
fn a_message_of_several_statuses_keeps_them_all() {
    let start = PARTLY.find("<ram:ReferenceReferencedDocument>").unwrap();
    let end = PARTLY.find("</rsm:AcknowledgementDocument>").unwrap();
    let second = PARTLY[start..end].replace("F-2026-0412", "F-2026-0413");
    let (read, problems) = message(&format!("{}{second}{}", &PARTLY[..end], &PARTLY[end..]));
    assert_eq!(told(&problems), [""; 0]);
    assert_eq!(read.statuses.iter().filter_map(|status| status.invoice.as_deref()).collect::<Vec<_>>(), ["F-2026-0412", "F-2026-0413"]);
}

#[test]
fn a_status_of_no_invoice_is_of_no_use() {
    for (cut, named) in [
        ("<ram:IssuerAssignedID>F-2026-0412</ram:IssuerAssignedID>", "numéro de la facture (MDT-87)"),
        ("<ram:ProcessConditionCode>206</ram:ProcessConditionCode>", "code du statut (MDT-105)"),
        (
            "<ram:IssueDateTime><udt:DateTimeString format=\"204\">20260410180000</udt:DateTimeString></ram:IssueDateTime>",
            "date et heure du statut (MDT-78)",
        ),
    ] {
        let (_, problems) = message(&edited(PARTLY, &[(cut, "")]));
        assert_eq!(told(&problems), ["fact_missing!"], "{cut}");
        assert!(problems[0].message.contains(named), "{}", problems[0].message);
    }
    let seller = "<ram:IssuerTradeParty><ram:GlobalID schemeID=\"0002\">100000009</ram:GlobalID></ram:IssuerTradeParty>";
    assert_eq!(told(&message(&edited(PARTLY, &[(seller, "")])).1), ["seller_missing"]);
}
