//! Real invoices and statuses that nobody of this project wrote, read by others too: every fact must be theirs.

use formats::Input;
use formats::einvoice::{Document, Invoice, StatusMessage, read};
use serde_json::Value;

use crate::samples::samples;

/// An amount as a peer writes it (`12000`, `2337.5`), in cents.
fn cents(text: &str) -> i64 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{fraction:0<2}").parse().unwrap()
}

fn without_blanks(text: &str) -> String {
    text.split_whitespace().collect()
}

/// What our reading says of a fact of a peer, in his words; `None` where we have none.
fn ours(invoice: &Invoice, attachment: Option<&str>, key: &str) -> Option<String> {
    let amount = |amount: Option<domain::money::Cents>| amount.map(|cents| cents.0.to_string());
    let compact = |day: Option<domain::Date>| day.map(|day| day.strftime("%Y%m%d").to_string());
    let totals = &invoice.totals;
    match key {
        "attachment" => attachment.map(str::to_owned),
        "guideline" => invoice.guideline.clone(),
        "root" => Some(if invoice.credit_note_root { "CreditNote" } else { "Invoice" }.to_owned()),
        "id" => invoice.number.clone(),
        "type" => invoice.type_code.clone(),
        "date" => compact(invoice.issued_on),
        "due" => compact(invoice.payment.due_on),
        "seller" => invoice.seller.name.clone(),
        "seller_legal_id" => invoice.seller.legal_id.as_ref().map(|id| id.value.clone()),
        "buyer" => invoice.buyer.name.clone(),
        "buyer_legal_id" => invoice.buyer.legal_id.as_ref().map(|id| id.value.clone()),
        "cur" => invoice.currency.map(|currency| currency.to_string()),
        "ht" => amount(totals.excl_vat),
        "vat" => amount(totals.vat),
        "ttc" => amount(totals.incl_vat),
        "prepaid" => amount(totals.prepaid),
        "due_amount" => amount(totals.payable),
        "iban" => invoice.payment.accounts.first().map(|account| account.number.clone()),
        "payment_ref" => invoice.payment.reference.clone(),
        "lines" => Some(invoice.lines.to_string()),
        other => panic!("a fact that nobody compares: {other}"),
    }
}

/// The same fact as the peer says it, in the form of [`ours`].
fn theirs(key: &str, value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match key {
        "ht" | "vat" | "ttc" | "prepaid" | "due_amount" => cents(&text).to_string(),
        "date" | "due" => text.replace('-', ""),
        "iban" | "seller_legal_id" | "buyer_legal_id" => without_blanks(&text),
        _ => text,
    }
}

#[test]
fn real_invoices_give_every_fact_of_their_peers() {
    let Some((folder, peers)) = samples() else { return };
    let (mut files, mut facts) = (0, 0);
    let is_invoice = |name: &str| ["facturx/", "cii/", "ubl/"].iter().any(|kind| name.starts_with(kind));
    for (name, peer) in peers.as_object().unwrap().iter().filter(|(name, _)| is_invoice(name)) {
        let path = folder.join(name);
        let reading = read(&Input::file(&path));
        let Some(Document::Invoice(invoice)) = &reading.document else { panic!("{name}: {:?}", reading.problems) };
        let peer = peer.as_object().unwrap();
        for (key, value) in peer {
            assert_eq!(ours(invoice, reading.attachment.as_deref(), key), Some(theirs(key, value)), "{name} {key}");
            facts += 1;
        }
        // What the peer looked for and did not find, we do not find either.
        let looked_for: &[&str] =
            if name.starts_with("ubl/") { &["due", "iban"] } else { &["due", "iban", "seller_legal_id", "buyer_legal_id"] };
        for key in looked_for.iter().filter(|key| !peer.contains_key(**key)) {
            assert_eq!(ours(invoice, None, key), None, "{name} {key}");
        }
        files += 1;
    }
    println!("{files} invoices, {facts} facts");
    assert_eq!(files, 20);
}

/// Facts of a status in the words of the peer.
fn status_facts(message: &StatusMessage) -> Value {
    let [status] = message.statuses.as_slice() else { panic!("one status") };
    let moment = |at: Option<jiff::civil::DateTime>| at.map(|at| at.strftime("%Y%m%d%H%M%S").to_string());
    let amounts: Vec<Value> = status
        .data()
        .map(|datum| {
            let amount = datum.amount.map(|(cents, _)| cents.0);
            serde_json::json!([datum.kind, amount, datum.percent.map(|percent| percent.percent())])
        })
        .collect();
    let reasons: Vec<&str> = status.reasons().collect();
    let mut facts = serde_json::json!({
        "doc": message.id, "issued": moment(message.created_at), "invoice": status.invoice, "invoice_type": status.invoice_type,
        "invoice_date": status.invoice_date.map(|day| day.strftime("%Y%m%d").to_string()), "status": status.code, "label": status.label,
        "issuer_role": message.issuer.role,
    });
    if !reasons.is_empty() {
        facts["reasons"] = reasons.into();
    }
    if !amounts.is_empty() {
        facts["amounts"] = amounts.into();
    }
    facts
}

#[test]
fn real_statuses_give_every_fact_of_their_peers() {
    let Some((folder, peers)) = samples() else { return };
    let mut files = 0;
    for (name, peer) in peers.as_object().unwrap().iter().filter(|(name, _)| name.starts_with("cdar/")) {
        let path = folder.join(name);
        let reading = read(&Input::file(&path));
        let Some(Document::Status(message)) = &reading.document else { panic!("{name}: {:?}", reading.problems) };
        let mut peer = peer.clone();
        for amount in peer.get_mut("amounts").and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(text) = amount[1].as_str() {
                amount[1] = cents(text).into();
            }
        }
        assert_eq!(status_facts(message), peer, "{name}");
        assert_eq!(message.statuses[0].seller.as_ref().map(|seller| seller.value.as_str()), Some("100000009"), "{name}");
        files += 1;
    }
    assert_eq!(files, 5);
}

#[test]
fn what_is_told_of_real_invoices_is_true() {
    let Some((folder, _)) = samples() else { return };
    // The keys of SIREN, SIRET, VAT and account numbers were computed apart; the payees were looked up in the files. Files that
    // are not named have nothing to tell.
    let both = |code: &'static str| vec![code, code];
    let invented = vec!["siren_key", "vat_invalid", "siren_key", "vat_invalid"];
    let expected = [
        ("facturx/Avoir_FR_type381_BASIC.pdf", both("siret_key")),
        ("facturx/Facture_FR_BASICWL.pdf", both("siret_key")),
        ("facturx/avoir_cii_381_facturx.pdf", invented.clone()),
        ("facturx/en16931_facturx.pdf", vec!["siren_key", "payee_other"]),
        ("facturx/extended_facturx.pdf", vec!["siren_key", "payee_other"]),
        ("facturx/facture_cii_001_avec_pj_facturx.pdf", invented),
        ("cii/CII_example5.xml", vec!["payee_other", "iban_invalid", "iban_invalid"]),
        ("cii/facturFrMinimum.xml", both("siret_key")),
        ("cii/invoice-fr-fr-choruspro.xml", both("siret_key")),
    ];
    for kind in ["facturx", "cii", "ubl", "cdar"] {
        for file in std::fs::read_dir(folder.join(kind)).unwrap() {
            let path = file.unwrap().path();
            let name = format!("{kind}/{}", path.file_name().unwrap().to_string_lossy());
            let codes: Vec<_> = read(&Input::file(&path)).problems.iter().map(|problem| problem.code).collect();
            let wanted = expected.iter().find(|(own, _)| *own == name).map_or_else(Vec::new, |(_, codes)| codes.clone());
            assert_eq!(codes, wanted, "{name}");
        }
    }
}
