//! What an invoice must hold, and what must agree in it. A missing fact that nothing can replace is an error; facts that
//! contradict one another are told and taken as they are, never mended.

use domain::Date;
use domain::money::{Cents, Currency};
use domain::party::Iban;
use domain::party::identifiers::IdentifierError;
use jiff::Span;

use super::fields::{self, Sheet};
use super::invoice::{Invoice, Syntax};
use super::kind::{Nature, is_credit_note, is_known};
use crate::problem::shown;
use crate::values::french_day;

/// Checks an invoice; completes the two facts that older standards leave out.
pub(super) fn check(invoice: &mut Invoice, sheet: &mut Sheet<'_>) {
    complete(invoice, sheet);
    mandatory(invoice, sheet);
    dates(invoice, sheet);
    // Without a currency nobody knows which of two totals of the VAT is its own.
    if invoice.currency.is_some() {
        totals(invoice, sheet);
        vat(invoice, sheet);
        instalments(invoice, sheet);
    }
    nature(invoice, sheet);
    payee(invoice, sheet);
    accounts(invoice, sheet);
}

/// ZUGFeRD 1 may leave out what is to be paid; UBL may leave out the type of a credit note.
fn complete(invoice: &mut Invoice, sheet: &mut Sheet<'_>) {
    let totals = &mut invoice.totals;
    if totals.payable.is_none()
        && let Some(total) = totals.incl_vat
        && invoice.guideline.as_deref().is_some_and(is_zugferd_1)
    {
        let left = total
            .0
            .checked_sub(totals.prepaid.unwrap_or_default().0)
            .and_then(|left| left.checked_add(totals.rounding.unwrap_or_default().0));
        totals.payable = left.map(Cents);
        if let Some(left) = totals.payable {
            let left = shown_amount(left, invoice.currency);
            sheet.remark(
                "payable_computed",
                format_args!("le net à payer (BT-115) n'est pas écrit, comme cette ancienne norme le permet : {left}, le total moins ce qui est déjà payé, est retenu. Vérifiez-le."),
            );
        }
    }
    if invoice.type_code.is_none() && invoice.credit_note_root {
        invoice.type_code = Some("381".to_owned());
    }
}

/// ZUGFeRD 1, by its specification.
fn is_zugferd_1(guideline: &str) -> bool {
    guideline.to_ascii_lowercase().contains(":invoice:1p0")
}

/// Factur-X MINIMUM, which has no place for what is paid already.
fn is_minimum(invoice: &Invoice) -> bool {
    invoice.guideline.as_deref().is_some_and(|guideline| guideline.to_ascii_lowercase().ends_with(":minimum"))
}

fn mandatory(invoice: &Invoice, sheet: &mut Sheet<'_>) {
    let totals = &invoice.totals;
    for (there, field) in [
        (invoice.number.is_some(), &fields::NUMBER),
        (invoice.issued_on.is_some(), &fields::ISSUED_ON),
        (invoice.type_code.is_some(), &fields::TYPE),
        (invoice.currency.is_some(), &fields::CURRENCY),
        (invoice.seller.name.is_some(), &fields::SELLER),
        (invoice.buyer.name.is_some(), &fields::BUYER),
        (totals.excl_vat.is_some(), &fields::EXCL_VAT),
        (totals.incl_vat.is_some(), &fields::INCL_VAT),
        (totals.payable.is_some(), &fields::PAYABLE),
    ] {
        if !there {
            sheet.missing(field);
        }
    }
}

fn dates(invoice: &Invoice, sheet: &mut Sheet<'_>) {
    let Some(issued) = invoice.issued_on else { return };
    if issued < Date::constant(1990, 1, 1) {
        let issued = french_day(issued);
        sheet.remark("date_implausible", format_args!("la facture serait du {issued} (BT-2). Vérifiez la date."));
    }
    // Where the invoice is already paid the date is the day of the payment.
    let paid = invoice.frame().is_some_and(super::kind::Frame::is_already_paid);
    let due = invoice.payment.due_on.filter(|_| !paid);
    let (Some(due), issued_text) = (due, french_day(issued)) else { return };
    let due_text = french_day(due);
    if due < issued {
        sheet.remark(
            "due_before_issue",
            format_args!("l'échéance du {due_text} (BT-9) précède la facture du {issued_text} (BT-2). Vérifiez l'une et l'autre."),
        );
    } else if issued.checked_add(Span::new().years(3)).is_ok_and(|latest| due > latest) {
        sheet.remark("due_far", format_args!("l'échéance du {due_text} (BT-9) est à plus de trois ans de la facture. Vérifiez-la."));
    }
}

/// The totals add up: with VAT, and what is to be paid.
fn totals(invoice: &Invoice, sheet: &mut Sheet<'_>) {
    let totals = &invoice.totals;
    let Some(incl_vat) = totals.incl_vat else { return };
    if let Some(excl_vat) = totals.excl_vat.filter(|_| !sheet.has_told(&fields::VAT)) {
        let sum = i128::from(excl_vat.0) + i128::from(totals.vat.unwrap_or_default().0);
        if sum != i128::from(incl_vat.0) {
            let told =
                [Some(excl_vat), totals.vat, Some(incl_vat)].map(|amount| shown_amount(amount.unwrap_or_default(), invoice.currency));
            let [excl_vat, vat, incl_vat] = told;
            sheet.remark(
                "total_differs",
                format_args!(
                    "le total TTC ({incl_vat}, BT-112) n'est pas le total hors taxes ({excl_vat}) plus la TVA ({vat}). Vérifiez la facture."
                ),
            );
        }
    }
    let whole = !sheet.has_told(&fields::PREPAID) && !sheet.has_told(&fields::ROUNDING);
    let Some(payable) = totals.payable.filter(|_| whole && (totals.prepaid.is_some() || !is_minimum(invoice))) else { return };
    let (prepaid, rounding) = (totals.prepaid.unwrap_or_default(), totals.rounding.unwrap_or_default());
    if i128::from(incl_vat.0) - i128::from(prepaid.0) + i128::from(rounding.0) != i128::from(payable.0) {
        let [incl_vat, prepaid, rounding, payable] =
            [incl_vat, prepaid, rounding, payable].map(|amount| shown_amount(amount, invoice.currency));
        sheet.remark(
            "payable_differs",
            format_args!("le net à payer ({payable}, BT-115) n'est pas le total TTC ({incl_vat}) moins ce qui est déjà payé ({prepaid}) plus l'arrondi ({rounding}) : il est retenu tel quel. Vérifiez la facture."),
        );
    }
}

/// The VAT by rate adds up to its total.
fn vat(invoice: &Invoice, sheet: &mut Sheet<'_>) {
    let amounts: Option<Vec<Cents>> = invoice.vat.iter().map(|line| line.amount).collect();
    let (Some(amounts), Some(total)) = (amounts.filter(|amounts| !amounts.is_empty()), invoice.totals.vat) else { return };
    let sum: i128 = amounts.iter().map(|amount| i128::from(amount.0)).sum();
    if sum != i128::from(total.0) {
        let total = shown_amount(total, invoice.currency);
        sheet.remark(
            "vat_differs",
            format_args!("le total de la TVA ({total}, BT-110) n'est pas la somme de la TVA par taux (BT-117). Vérifiez la facture."),
        );
    }
}

fn instalments(invoice: &Invoice, sheet: &mut Sheet<'_>) {
    let instalments = &invoice.payment.instalments;
    let Some(payable) = invoice.totals.payable.filter(|_| !instalments.is_empty()) else { return };
    let sum: i128 = instalments.iter().map(|part| i128::from(part.amount.0)).sum();
    if sum != i128::from(payable.0) {
        let payable = shown_amount(payable, invoice.currency);
        sheet.remark(
            "instalments_differ",
            format_args!("la somme des échéances n'est pas le net à payer ({payable}, BT-115). Vérifiez l'échéancier de la facture."),
        );
    }
    if instalments.iter().any(|part| part.due_on.is_none()) {
        sheet.remark("instalment_undated", format_args!("une échéance de la facture n'a pas de date (BT-9). Complétez-la."));
    }
}

/// Type, frame and signs say the same thing.
fn nature(invoice: &Invoice, sheet: &mut Sheet<'_>) {
    let kind = invoice.kind();
    if let Some(code) = invoice.type_code.as_deref().filter(|code| !is_known(code)) {
        let code = shown(code);
        sheet.remark(
            "type_unknown",
            format_args!("le type de la facture (BT-3) « {code} » n'est pas de la norme : elle est prise pour une facture. Vérifiez-le."),
        );
    }
    if let Some(code) = &invoice.type_code
        && invoice.syntax == Syntax::Ubl
        && invoice.credit_note_root != is_credit_note(code)
    {
        let (root, code) = (if invoice.credit_note_root { "un avoir" } else { "une facture" }, shown(code));
        let taken = if kind.nature == Nature::CreditNote { "un avoir" } else { "une facture" };
        sheet.remark(
            "type_differs",
            format_args!("le fichier est {root} et son type (BT-3) « {code} » dit autre chose : il est pris pour {taken}. Vérifiez-le."),
        );
    }
    let payable = invoice.totals.payable.unwrap_or_default();
    let amount = shown_amount(payable, invoice.currency);
    if kind.nature == Nature::CreditNote && payable.0 < 0 {
        sheet.remark(
            "credit_note_negative",
            format_args!("c'est un avoir, et son montant est négatif ({amount}, BT-115) : on ne peut pas savoir s'il réduit la dette ou l'augmente. Décidez-le en l'enregistrant."),
        );
    }
    if payable.0 > 0 && invoice.frame().is_some_and(super::kind::Frame::is_already_paid) {
        sheet.remark(
            "paid_and_payable",
            format_args!("son cadre de facturation (BT-23) dit la facture déjà payée, et il reste {amount} à payer (BT-115) : elle n'est pas à relancer. Vérifiez-le."),
        );
    }
}

/// Somebody else than the seller is to be paid.
fn payee(invoice: &Invoice, sheet: &mut Sheet<'_>) {
    let Some(who) = invoice.other_payee() else { return };
    if invoice.payee_is_other() {
        sheet.remark(
            "payee_other",
            format_args!("le règlement revient à « {} » et non au vendeur (BG-10 : affacturage, mandat…). Vérifiez qui peut réclamer cette facture avant de la relancer.", shown(who)),
        );
    } else {
        sheet.remark(
            "invoice_factored",
            format_args!("le type de la facture (BT-3) la dit cédée à un affactureur. Vérifiez qui peut la réclamer avant de la relancer."),
        );
    }
}

/// Account numbers that cannot be right: nobody could pay to them. Countries without IBAN have numbers of any other shape, but
/// not for a SEPA transfer (58) or direct debit (59).
fn accounts(invoice: &Invoice, sheet: &mut Sheet<'_>) {
    let sepa = invoice.payment.means.iter().any(|means| means == "58" || means == "59");
    for account in &invoice.payment.accounts {
        let why = match Iban::parse(&account.number) {
            Ok(_) => continue,
            Err(IdentifierError::Key(_)) => "a une clé de contrôle fausse",
            Err(IdentifierError::Shape { .. }) if sepa || looks_like_iban(&account.number) => "n'est pas un IBAN",
            Err(IdentifierError::Shape { .. }) => continue,
        };
        let number = shown(&account.number);
        sheet.remark("iban_invalid", format_args!("le compte à créditer « {number} » (BT-84) {why}. Il est gardé tel quel ; vérifiez-le."));
    }
}

/// Two letters of a country and two digits of a key.
fn looks_like_iban(number: &str) -> bool {
    let (letters, rest) = number.as_bytes().split_at(number.len().min(2));
    letters.iter().all(u8::is_ascii_alphabetic) && rest.len() > 2 && rest[..2].iter().all(u8::is_ascii_digit)
}

fn shown_amount(amount: Cents, currency: Option<Currency>) -> String {
    domain::french::money_fr(amount, currency.unwrap_or(Currency::EUR))
}
