//! Life-cycle statuses of the French reform: UN/CEFACT Cross Domain Acknowledgement and Response (D22B).

use super::fields::{self, End, Sheet, line_at, one_line, prose};
use super::invoice::Identifier;
use super::meaning::{Effect, Meaning};
use super::status::{Actor, Datum, Detail, Status, StatusMessage};
use crate::problem::shown;
use crate::xml::Node;

/// Elements of a datum that are read as facts of their own, or say nothing.
const READ: [&str; 7] = ["ID", "TypeCode", "Name", "Location", "ValueAmount", "ValuePercent", "ValueChangedIndicator"];

/// Reads a message from its root.
pub(super) fn read(root: &Node, sheet: &mut Sheet<'_>) -> StatusMessage {
    let nothing = Node::default();
    let context = root.child("ExchangedDocumentContext").unwrap_or(&nothing);
    let document = root.child("ExchangedDocument").unwrap_or(&nothing);
    let mut message = StatusMessage {
        id: line_at(document, "ID"),
        name: line_at(document, "Name"),
        process: line_at(context, "BusinessProcessSpecifiedDocumentContextParameter/ID"),
        guideline: line_at(context, "GuidelineSpecifiedDocumentContextParameter/ID"),
        created_at: sheet.moment(document.child("IssueDateTime"), &fields::MESSAGE_AT),
        sender_role: line_at(document, "SenderTradeParty/RoleCode"),
        issuer: document.child("IssuerTradeParty").map(actor).unwrap_or_default(),
        recipients: document.all("RecipientTradeParty").map(actor).collect(),
        statuses: Vec::new(),
    };
    for acknowledgement in root.all("AcknowledgementDocument") {
        let at = sheet.moment(acknowledgement.child("IssueDateTime"), &fields::STATUS_AT);
        let phase = line_at(acknowledgement, "TypeCode");
        for reference in acknowledgement.all("ReferenceReferencedDocument") {
            let status = Status { at, phase: phase.clone(), ..status(reference, sheet) };
            check(&status, reference, sheet);
            message.statuses.push(status);
        }
    }
    if message.statuses.is_empty() {
        sheet.missing(&fields::STATUS_CODE);
    }
    message
}

fn actor(node: &Node) -> Actor {
    Actor { role: line_at(node, "RoleCode"), id: Identifier::of(node.child("GlobalID")), name: line_at(node, "Name") }
}

fn status(reference: &Node, sheet: &mut Sheet<'_>) -> Status {
    Status {
        at: None,
        phase: None,
        invoice: line_at(reference, "IssuerAssignedID"),
        invoice_type: line_at(reference, "TypeCode"),
        invoice_date: sheet.date(reference.child("FormattedIssueDateTime"), &fields::STATUS_INVOICE_ON, End::First),
        received_at: sheet.moment(reference.child("ReceiptDateTime"), &fields::STATUS_RECEIVED_AT),
        seller: Identifier::of(reference.at("IssuerTradeParty/GlobalID")),
        code: line_at(reference, "ProcessConditionCode"),
        label: line_at(reference, "ProcessCondition"),
        details: reference.all("SpecifiedDocumentStatus").map(|detail| self::detail(detail, sheet)).collect(),
    }
}

fn detail(node: &Node, sheet: &mut Sheet<'_>) -> Detail {
    Detail {
        reason: line_at(node, "ReasonCode"),
        text: node.text_at("Reason").and_then(prose),
        action: line_at(node, "RequestedActionCode"),
        action_text: line_at(node, "RequestedAction"),
        notes: node.all("IncludedNote").filter_map(|note| note.text_at("Content").and_then(prose)).collect(),
        data: node.all("SpecifiedDocumentCharacteristic").map(|datum| self::datum(datum, sheet)).collect(),
    }
}

fn datum(node: &Node, sheet: &mut Sheet<'_>) -> Datum {
    let other = |child: &Node| {
        let inner = child.children.first().filter(|_| child.text.is_empty()).unwrap_or(child);
        Some((child.name.clone(), one_line(&inner.text)?))
    };
    Datum {
        id: line_at(node, "ID"),
        kind: line_at(node, "TypeCode"),
        name: line_at(node, "Name"),
        location: line_at(node, "Location"),
        amount: sheet.amount_with_currency(node.child("ValueAmount"), &fields::STATUS_AMOUNT),
        percent: sheet.rate(node.child("ValuePercent"), &fields::STATUS_PERCENT),
        others: node.children.iter().filter(|child| !READ.contains(&child.name.as_str())).filter_map(other).collect(),
    }
}

/// What a status must hold, by its code.
fn check(status: &Status, node: &Node, sheet: &mut Sheet<'_>) {
    for (there, field) in [
        (status.invoice.is_some(), &fields::STATUS_INVOICE),
        (status.code.is_some(), &fields::STATUS_CODE),
        (status.at.is_some(), &fields::STATUS_AT),
    ] {
        if !there {
            sheet.missing(field);
        }
    }
    if status.seller.is_none() {
        sheet.warning(
            node,
            "seller_missing",
            format_args!("le statut ne dit pas le SIREN du vendeur (MDT-129) : la facture n'est désignée que par son numéro. Vérifiez que c'est la bonne."),
        );
    }
    if status.data().any(|datum| matches!(datum.amount, Some((_, None)))) {
        sheet.warning(
            node,
            "amount_without_currency",
            format_args!("un montant du statut ne dit pas sa monnaie : il est compris dans celle de la facture. Vérifiez-le."),
        );
    }
    check_meaning(status, node, sheet);
}

/// What its code wants with it.
fn check_meaning(status: &Status, node: &Node, sheet: &mut Sheet<'_>) {
    let Some(code) = status.code.as_deref() else { return };
    let Some(Meaning { code, label, effect, unverified, wants_reason, .. }) = status.meaning() else {
        let code = shown(code);
        sheet.warning(
            node,
            "status_unknown",
            format_args!("le statut « {code} » n'est pas de ceux qui ont été publiés : il n'a aucun effet. Demandez à votre plateforme ce qu'il veut dire."),
        );
        return;
    };
    if *wants_reason && status.reasons().next().is_none() {
        sheet.warning(
            node,
            "reason_missing",
            format_args!(
                "un statut {code} « {label} » doit dire son motif (MDT-113) : il n'y en a pas. Demandez-le à l'acheteur ou à la plateforme."
            ),
        );
    }
    let whole = |datum: &Datum| datum.kind.as_deref() == Some("MEN") && datum.amount.is_some() && datum.percent.is_some();
    if *effect == Effect::Cashed && !status.data().any(whole) {
        sheet.warning(
            node,
            "cashed_amount_missing",
            format_args!("un statut {code} « {label} » doit dire le montant encaissé et son taux de TVA (MEN, MDT-215 et MDT-224) : il n'y en a pas. Vérifiez ce qui a été encaissé."),
        );
    }
    if *unverified {
        sheet.warning(
            node,
            "status_unverified",
            format_args!("le sens du statut {code} « {label} » n'a pas été vérifié dans la norme : rien de définitif n'en est tiré. Vérifiez-le auprès de votre plateforme."),
        );
    }
}
