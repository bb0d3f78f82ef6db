//! Invoices in CII: every fact, older names, and what does not agree.

use domain::money::{Cents, Currency, Rate};
use domain::party::{Siren, Siret};
use formats::einvoice::{Account, Claim, Frame, Instalment, Nature, Preceding, Syntax};
use jiff::civil::date;

use super::{FACTUR_X, edited, invoice, told};

#[test]
fn every_fact_of_a_factur_x_is_read() {
    let (read, problems) = invoice(FACTUR_X);
    assert_eq!(told(&problems), [""; 0]);
    assert_eq!((read.syntax, read.number.as_deref(), read.type_code.as_deref()), (Syntax::Cii, Some("F-2026-0412"), Some("380")));
    assert_eq!(read.guideline.as_deref(), Some("urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended"));
    assert_eq!(read.frame(), Some(Frame { operation: 'B', case: 1 }));
    assert_eq!((read.issued_on, read.delivered_on), (Some(date(2026, 3, 5)), Some(date(2026, 3, 2))));
    assert_eq!(read.notes_on("PMT").collect::<Vec<_>>(), ["Indemnité forfaitaire de recouvrement : 40 €"]);
    assert_eq!(read.notes_on("PMD").collect::<Vec<_>>(), ["Pénalités : trois fois\nle taux légal"]);
    assert_eq!(read.notes_on("AAB").collect::<Vec<_>>(), ["Pas d'escompte"], "a subject before the text");
    assert_eq!(read.notes.last().map(|note| (note.subject.is_none(), note.text.as_str())), Some((true, "Merci")));
    assert_eq!(
        (read.buyer_reference.as_deref(), read.order.as_deref(), read.contract.as_deref()),
        (Some("ACHATS"), Some("BC-77"), Some("CT-2025-3"))
    );
    assert_eq!(read.preceding, [Preceding { number: "F-2026-0399".into(), issued_on: Some(date(2026, 2, 1)) }]);
    assert_eq!((read.currency, read.lines), (Some(Currency::EUR), 2));
    assert_eq!(read.claim(), Claim::Owed { amount: Cents(100_000), replaces: false });
}

#[test]
fn parties_are_read_with_their_french_numbers() {
    let (read, _) = invoice(FACTUR_X);
    let (seller, buyer) = (read.seller, read.buyer);
    assert_eq!((seller.name.as_deref(), seller.trading_name.as_deref()), (Some("Ateliers Boréal SAS"), Some("Boréal")));
    assert_eq!(seller.legal_id.map(|id| (id.value, id.scheme)), Some(("10000000900017".into(), Some("0002".into()))));
    assert_eq!((seller.siren, seller.siret), (Siren::parse("100000009").ok(), Siret::parse("10000000900017").ok()));
    assert_eq!(seller.vat.as_deref(), Some("FR88100000009"));
    assert_eq!(seller.ids.iter().map(|id| id.value.as_str()).collect::<Vec<_>>(), ["3012345678900"]);
    assert_eq!(buyer.siren, Siren::parse("200000008").ok());
    assert_eq!(buyer.ids.iter().map(|id| id.value.as_str()).collect::<Vec<_>>(), ["C-077"]);
    assert_eq!(buyer.address.lines, ["Service achats", "12 rue Mercière", "Bâtiment C"]);
    let address = [buyer.address.postcode, buyer.address.city, buyer.address.subdivision, buyer.address.country];
    assert_eq!(address.map(Option::unwrap_or_default), ["69002", "Lyon", "Rhône", "FR"]);
    assert_eq!(buyer.electronic_address.map(|id| (id.value, id.scheme)), Some(("200000008_FACTURES".into(), Some("0225".into()))));
    let contact = [buyer.contact.name, buyer.contact.phone, buyer.contact.email];
    assert_eq!(contact.map(Option::unwrap_or_default), ["Anne Leroy", "02 99 00 00 00", "compta@griffon.example"]);
    assert_eq!(read.payee, None);
}

#[test]
fn payment_and_totals_are_read_to_the_cent() {
    let (read, _) = invoice(FACTUR_X);
    let payment = read.payment;
    assert_eq!((payment.reference.as_deref(), payment.mandate.as_deref()), (Some("F-2026-0412"), Some("RUM-12")));
    assert_eq!(payment.means, ["58", "59"]);
    let account = Account { number: "FR7630006000011234567890189".into(), bic: Some("AGRIFRPP".into()), holder: Some("Boréal".into()) };
    assert_eq!(payment.accounts, [account]);
    assert_eq!(payment.debited_iban.as_deref(), Some("FR1420041010050500013M02606"));
    assert_eq!((payment.terms, payment.due_on), (vec!["30 jours fin de mois".to_owned()], Some(date(2026, 4, 30))));
    let vat: Vec<_> = read.vat.iter().map(|line| (line.rate, line.base, line.amount)).collect();
    assert_eq!(
        vat,
        [(Some(Rate(20_000)), Some(Cents(100_000)), Some(Cents(20_000))), (Some(Rate(5_500)), Some(Cents(20_000)), Some(Cents(1_100)))]
    );
    let totals = read.totals;
    let amounts = [
        totals.lines,
        totals.allowances,
        totals.charges,
        totals.excl_vat,
        totals.vat,
        totals.incl_vat,
        totals.prepaid,
        totals.rounding,
        totals.payable,
    ];
    assert_eq!(
        amounts.map(|amount| amount.map(|cents| cents.0)),
        [125_000, 5_000, 0, 120_000, 21_100, 141_100, 41_100, 0, 100_000].map(Some)
    );
}

/// ZUGFeRD 1: other names, a date with its time, no payable amount.
const ZUGFERD_1: &str = r#"<rsm:CrossIndustryDocument xmlns:rsm="urn:ferd:CrossIndustryDocument:invoice:1p0" xmlns:ram="r" xmlns:udt="u">
<rsm:SpecifiedExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>urn:ferd:CrossIndustryDocument:invoice:1p0:comfort</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter></rsm:SpecifiedExchangedDocumentContext>
<rsm:HeaderExchangedDocument><ram:ID>RE-1</ram:ID><ram:TypeCode>380</ram:TypeCode><ram:IssueDateTime><udt:DateTime>2016-05-09T00:00:00</udt:DateTime></ram:IssueDateTime></rsm:HeaderExchangedDocument>
<rsm:SpecifiedSupplyChainTradeTransaction>
<ram:ApplicableSupplyChainTradeAgreement>
<ram:SellerTradeParty><ram:Name>Bei Spiel GmbH</ram:Name></ram:SellerTradeParty><ram:BuyerTradeParty><ram:Name>Theodor Est</ram:Name></ram:BuyerTradeParty>
<ram:BuyerOrderReferencedDocument><ram:ID>B-9</ram:ID></ram:BuyerOrderReferencedDocument>
</ram:ApplicableSupplyChainTradeAgreement>
<ram:ApplicableSupplyChainTradeDelivery/>
<ram:ApplicableSupplyChainTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
<ram:ApplicableTradeTax><ram:CalculatedAmount currencyID="EUR">19.00</ram:CalculatedAmount><ram:BasisAmount currencyID="EUR">100.00</ram:BasisAmount><ram:ApplicablePercent>19.00</ram:ApplicablePercent></ram:ApplicableTradeTax>
<ram:SpecifiedTradeSettlementMonetarySummation><ram:LineTotalAmount currencyID="EUR">100.00</ram:LineTotalAmount><ram:TaxBasisTotalAmount currencyID="EUR">100.00</ram:TaxBasisTotalAmount><ram:TaxTotalAmount currencyID="EUR">19.00</ram:TaxTotalAmount><ram:GrandTotalAmount currencyID="EUR">119.00</ram:GrandTotalAmount><ram:TotalPrepaidAmount currencyID="EUR">20.00</ram:TotalPrepaidAmount></ram:SpecifiedTradeSettlementMonetarySummation>
</ram:ApplicableSupplyChainTradeSettlement>
<ram:IncludedSupplyChainTradeLineItem/>
</rsm:SpecifiedSupplyChainTradeTransaction>
</rsm:CrossIndustryDocument>"#;

#[test]
fn zugferd_1_is_read_by_its_older_names() {
    let (read, problems) = invoice(ZUGFERD_1);
    assert_eq!(told(&problems), ["payable_computed"]);
    assert!(problems[0].message.contains("99,00"), "{}", problems[0].message);
    assert_eq!(
        (read.number.as_deref(), read.issued_on, read.order.as_deref(), read.lines),
        (Some("RE-1"), Some(date(2016, 5, 9)), Some("B-9"), 1)
    );
    assert_eq!(read.vat[0].rate, Some(Rate(19_000)));
    assert_eq!(read.totals.payable, Some(Cents(9_900)), "119,00 less 20,00");
    // No other standard lets it be left out.
    let (read, problems) = invoice(&edited(FACTUR_X, &[("<ram:DuePayableAmount>1000</ram:DuePayableAmount>", "")]));
    assert_eq!((told(&problems), read.totals.payable), (vec!["fact_missing!".to_owned()], None));
}

#[test]
fn an_unknown_specification_is_never_refused() {
    for guideline in ["A2", "urn:nobody:knows", ""] {
        let text = edited(FACTUR_X, &[("urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended", guideline)]);
        assert_eq!(told(&invoice(&text).1), [""; 0], "{guideline}");
    }
}

#[test]
fn a_minimum_profile_may_be_paid_in_part_without_saying_it() {
    let edits = [
        ("urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended", "urn:factur-x.eu:1p0:minimum"),
        ("<ram:TotalPrepaidAmount>411.000</ram:TotalPrepaidAmount>", ""),
    ];
    assert_eq!(told(&invoice(&edited(FACTUR_X, &edits)).1), [""; 0]);
    assert_eq!(told(&invoice(&edited(FACTUR_X, &edits[1..])).1), ["payable_differs"], "elsewhere it is told");
}

#[test]
fn every_fact_that_is_needed_is_missed_by_its_name() {
    for (cut, named) in [
        ("<ram:ID>F-2026-0412</ram:ID>", "numéro de la facture (BT-1)"),
        (
            r#"<ram:IssueDateTime><udt:DateTimeString format="102">20260305</udt:DateTimeString></ram:IssueDateTime>"#,
            "date de la facture (BT-2)",
        ),
        ("<ram:TypeCode>380</ram:TypeCode>", "type de la facture (BT-3)"),
        ("<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>", "monnaie de la facture (BT-5)"),
        ("<ram:Name>Ateliers  Boréal SAS</ram:Name>", "nom du vendeur (BT-27)"),
        ("<ram:Name>Imprimerie du Griffon</ram:Name>", "nom de l'acheteur (BT-44)"),
        ("<ram:TaxBasisTotalAmount>1200.00</ram:TaxBasisTotalAmount>", "total hors taxes (BT-109)"),
        ("<ram:GrandTotalAmount>1411.00</ram:GrandTotalAmount>", "total TTC (BT-112)"),
        ("<ram:DuePayableAmount>1000</ram:DuePayableAmount>", "net à payer (BT-115)"),
    ] {
        let (_, problems) = invoice(&edited(FACTUR_X, &[(cut, "")]));
        assert_eq!(told(&problems), ["fact_missing!"], "{cut}");
        assert!(problems[0].message.contains(named), "{}", problems[0].message);
    }
}

#[test]
fn a_fact_that_cannot_be_read_is_told_once_with_its_line_and_left_out() {
    for (from, to, code) in [
        ("<ram:DuePayableAmount>1000<", "<ram:DuePayableAmount>1 000,00<", "amount_invalid!"),
        ("<ram:DuePayableAmount>1000<", "<ram:DuePayableAmount>1000.005<", "amount_too_precise!"),
        ("<ram:DuePayableAmount>", "<ram:DuePayableAmount currencyID=\"USD\">", "amount_currency!"),
        ("<ram:InvoiceCurrencyCode>EUR<", "<ram:InvoiceCurrencyCode>EURO<", "currency_invalid!"),
        (">20260305<", ">20260231<", "date_impossible!"),
        (">20260430<", ">fin avril<", "date_invalid!"),
        (">20260302<", ">hier<", "date_invalid"),
        (">5.5<", ">réduit<", "amount_invalid"),
        (">211.00<", ">?<", "amount_invalid!"),
        (">411.000<", ">411,00<", "amount_invalid!"),
    ] {
        let (_, problems) = invoice(&edited(FACTUR_X, &[(from, to)]));
        assert_eq!(told(&problems), [code], "{to}");
        assert!(problems[0].line.is_some_and(|line| line > 8), "{}", problems[0].message);
    }
    let (_, problems) = invoice(&edited(FACTUR_X, &[("<ram:DuePayableAmount>1000<", "<ram:DuePayableAmount>1 000,00<")]));
    assert!(
        problems[0].message.starts_with("Ligne 55 : net à payer (BT-115) : « 1 000,00 » n'est pas un nombre"),
        "{}",
        problems[0].message
    );
}

#[test]
fn what_does_not_agree_is_told_and_taken_as_it_stands() {
    for (edits, code) in [
        (vec![(">20260430<", ">20260301<")], "due_before_issue"),
        (vec![(">20260430<", ">20290306<")], "due_far"),
        (vec![("<ram:TaxBasisTotalAmount>1200.00<", "<ram:TaxBasisTotalAmount>1200.01<")], "total_differs"),
        (vec![("<ram:DuePayableAmount>1000<", "<ram:DuePayableAmount>999.99<")], "payable_differs"),
        (vec![("<ram:RoundingAmount>0.00<", "<ram:RoundingAmount>0.01<")], "payable_differs"),
        (vec![(">11.00<", ">11.01<")], "vat_differs"),
        (vec![("FR76 3000 6000 0112 3456 7890 189", "FR76 3000 6000 0112 3456 7890 188")], "iban_invalid"),
        (vec![("<ram:ID>B1</ram:ID>", "<ram:ID>S2</ram:ID>")], "paid_and_payable"),
        (vec![("<ram:TypeCode>380<", "<ram:TypeCode>393<")], "invoice_factored"),
        (vec![("<ram:TypeCode>380<", "<ram:TypeCode>38O<")], "type_unknown"),
        (vec![(">20260305<", ">19260305<"), (">20260430<", ">19260430<")], "date_implausible"),
        (vec![("format=\"102\">20260430<", "format=\"610\">202604<")], "date_imprecise"),
    ] {
        let (read, problems) = invoice(&edited(FACTUR_X, &edits));
        assert_eq!(told(&problems), [code]);
        assert!(read.totals.payable.is_some() && read.payment.due_on.is_some(), "{code}");
    }
}

#[test]
fn an_imprecise_due_date_is_never_taken_too_early() {
    let (read, problems) = invoice(&edited(FACTUR_X, &[("format=\"102\">20260430<", "format=\"610\">202604<")]));
    assert_eq!(read.payment.due_on, Some(date(2026, 4, 30)));
    assert!(problems[0].message.contains("le 30/04/2026 est retenu"), "{}", problems[0].message);
    let (read, _) = invoice(&edited(FACTUR_X, &[("format=\"102\">20260305<", "format=\"610\">202603<")]));
    assert_eq!(read.issued_on, Some(date(2026, 3, 1)));
}

/// A term of payment of part of the amount.
fn part(day: &str, amount: &str) -> String {
    format!(
        r#"<ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime><udt:DateTimeString format="102">{day}</udt:DateTimeString></ram:DueDateDateTime><ram:PartialPaymentAmount>{amount}</ram:PartialPaymentAmount></ram:SpecifiedTradePaymentTerms>"#
    )
}

#[test]
fn instalments_have_their_own_dates_and_amounts() {
    let start = FACTUR_X.find("<ram:SpecifiedTradePaymentTerms>").unwrap();
    let end = FACTUR_X.find("<ram:SpecifiedTradeSettlementHeaderMonetarySummation>").unwrap();
    let with = |terms: &str| invoice(&format!("{}{terms}{}", &FACTUR_X[..start], &FACTUR_X[end..]));
    let (read, problems) = with(&(part("20260430", "600.00") + &part("20260531", "400.00")));
    assert_eq!(told(&problems), [""; 0]);
    let instalment = |month, day, amount| Instalment { due_on: Some(date(2026, month, day)), amount: Cents(amount) };
    assert_eq!(read.payment.instalments, [instalment(4, 30, 60_000), instalment(5, 31, 40_000)]);
    assert_eq!(read.payment.due_on, Some(date(2026, 5, 31)));
    let (_, problems) = with(&(part("20260430", "600.00") + &part("20260531", "300.00")));
    assert_eq!(told(&problems), ["instalments_differ"]);
    let undated = part("20260531", "400.00").replace(r#"<udt:DateTimeString format="102">20260531</udt:DateTimeString>"#, "");
    assert_eq!(told(&with(&(part("20260430", "600.00") + &undated)).1), ["instalment_undated"]);
}

#[test]
fn credit_notes_and_corrections_say_what_they_do() {
    let (read, problems) = invoice(&edited(FACTUR_X, &[("<ram:TypeCode>380<", "<ram:TypeCode>381<")]));
    assert_eq!((read.kind().nature, read.claim(), problems.len()), (Nature::CreditNote, Claim::Credit(Cents(100_000)), 0));
    let (read, _) = invoice(&edited(FACTUR_X, &[("<ram:TypeCode>380<", "<ram:TypeCode>384<")]));
    assert_eq!(read.claim(), Claim::Owed { amount: Cents(100_000), replaces: true });
    let negative = [
        ("<ram:TypeCode>380<", "<ram:TypeCode>381<"),
        (">1200.00<", ">-1200.00<"),
        (">211.00<", ">-211.00<"),
        (">200.00<", ">-200.00<"),
        (">11.00<", ">-11.00<"),
        (">1411.00<", ">-1411.00<"),
        (">411.000<", ">-411.000<"),
        ("<ram:DuePayableAmount>1000<", "<ram:DuePayableAmount>-1000<"),
    ];
    let (read, problems) = invoice(&edited(FACTUR_X, &negative));
    assert_eq!(told(&problems), ["credit_note_negative"]);
    assert!(matches!(read.claim(), Claim::Unclear(_)));
    let (read, problems) = invoice(&edited(FACTUR_X, &negative[1..]));
    assert_eq!((read.claim(), problems.len()), (Claim::Credit(Cents(100_000)), 0), "an invoice in negative");
}

#[test]
fn somebody_else_who_is_to_be_paid_is_named() {
    let payee = |inside: &str| {
        edited(
            FACTUR_X,
            &[("<ram:InvoiceCurrencyCode>", &format!("<ram:PayeeTradeParty>{inside}</ram:PayeeTradeParty><ram:InvoiceCurrencyCode>"))],
        )
    };
    let (read, problems) = invoice(&payee("<ram:Name>Factor du Nord</ram:Name>"));
    assert_eq!(told(&problems), ["payee_other"]);
    assert!(problems[0].message.contains("« Factor du Nord »"), "{}", problems[0].message);
    assert_eq!(read.payee.and_then(|payee| payee.name).as_deref(), Some("Factor du Nord"));
    // The seller under another spelling, or by the SIREN alone, is no other.
    for own in [
        "<ram:Name>ATELIERS BOREAL SAS</ram:Name>",
        r#"<ram:Name>Boréal</ram:Name><ram:SpecifiedLegalOrganization><ram:ID schemeID="0002">100000009</ram:ID></ram:SpecifiedLegalOrganization>"#,
    ] {
        assert_eq!(told(&invoice(&payee(own)).1), [""; 0], "{own}");
    }
}

#[test]
fn amounts_follow_the_decimals_of_their_currency() {
    let yen: Vec<(&str, &str)> = vec![
        ("<ram:InvoiceCurrencyCode>EUR<", "<ram:InvoiceCurrencyCode>JPY<"),
        (r#"<ram:TaxTotalAmount currencyID="EUR">"#, "<ram:TaxTotalAmount currencyID=\"JPY\">"),
    ];
    let (read, problems) = invoice(&edited(FACTUR_X, &yen));
    assert_eq!(told(&problems), [""; 0]);
    assert_eq!((read.totals.payable, read.totals.vat), (Some(Cents(1_000)), Some(Cents(211))));
}
