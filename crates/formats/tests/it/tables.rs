//! Tables of known programs, read as they come.

use domain::Date;
use domain::money::{Cents, Currency};
use domain::party::DebtorKind;
use formats::table::{self, Field, Inspection, InvoiceRow, InvoiceState, Mapping, PaymentRow, TableKind, Tally};
use formats::values::DateOrder;
use formats::{Input, Problem, Problems};

use crate::{TODAY, codes};

/// Inspects and reads a CSV of invoices.
pub fn invoices(text: &str) -> (Vec<InvoiceRow>, Tally, Vec<Problem>) {
    invoices_of(&Input::bytes("factures.csv", text.as_bytes()))
}

/// Inspects and reads a file of invoices.
pub fn invoices_of(input: &Input<'_>) -> (Vec<InvoiceRow>, Tally, Vec<Problem>) {
    let mut problems = Problems::new();
    let mut rows = Vec::new();
    let mut tally = Tally::default();
    if let Some(inspection) = table::inspect(input, &[], &mut problems).filter(|i| i.complete) {
        assert_eq!(inspection.mapping.kind, TableKind::Invoices);
        tally = table::read_invoices(input, &inspection.mapping, TODAY, &mut problems, &mut |row| rows.push(row));
    }
    (rows, tally, problems.into_vec())
}

fn inspect(name: &str, text: &str) -> Inspection {
    table::inspect(&Input::bytes(name, text.as_bytes()), &[], &mut Problems::new()).unwrap()
}

fn payments(name: &str, text: &str) -> (Vec<PaymentRow>, Vec<Problem>) {
    let input = Input::bytes(name, text.as_bytes());
    let mut problems = Problems::new();
    let inspection = table::inspect(&input, &[], &mut problems).unwrap();
    assert!(matches!(inspection.mapping.kind, TableKind::Payments | TableKind::BankStatement), "{inspection:?}");
    let mut rows = Vec::new();
    table::read_payments(&input, &inspection.mapping, TODAY, &mut problems, &mut |row| rows.push(row));
    (rows, problems.into_vec())
}

/// The plain CSV of this program.
pub const PLAIN: &str = "numero;date_facture;echeance;montant_ttc;devise;code_debiteur;nom;type;siren;email;telephone;adresse1;adresse2;code_postal;ville;pays;objet
F1;31/01/2026;02/03/2026;1 234,56;EUR;C1;Dupont SARL;entreprise;732829320;compta@dupont.example;0102030405;1 rue du Bac;;75007;Paris;France;Conseil
F2;15/02/2026;;80,00;;C2;Mme Martin;particulier;;;;;;;;;
";

#[test]
fn the_plain_csv_is_taken_without_asking() {
    let (rows, tally, problems) = invoices(PLAIN);
    assert_eq!(problems, []);
    assert!(inspect("x.csv", PLAIN).columns.iter().all(|column| column.field.is_some()));
    let first = &rows[0];
    assert_eq!((first.number.as_str(), first.amount, first.currency), ("F1", Cents(123_456), Currency::EUR));
    assert_eq!((first.issued_on, first.due_on), (Date::constant(2026, 1, 31), Some(Date::constant(2026, 3, 2))));
    let debtor = &first.debtor;
    assert_eq!((debtor.code.as_str(), debtor.name.as_str(), debtor.kind), ("C1", "Dupont SARL", Some(DebtorKind::Business)));
    assert_eq!((debtor.siren.as_str(), debtor.email.as_str()), ("732829320", "compta@dupont.example"));
    assert_eq!(
        (debtor.address.lines.as_slice(), debtor.address.city.as_str(), debtor.address.country.as_str()),
        (&["1 rue du Bac".to_owned()][..], "Paris", "FR")
    );
    assert_eq!((rows[1].due_on, rows[1].debtor.kind, rows[1].amount), (None, Some(DebtorKind::Consumer), Cents(8_000)));
    assert_eq!((tally.rows, tally.taken, tally.sums[&Currency::EUR]), (2, 2, Cents(131_456)));
}

#[test]
fn any_separator_encoding_and_lines_above_the_header() {
    for (separator, text) in
        [('\t', PLAIN.replace(';', "\t")), ('|', PLAIN.replace(';', "|")), (',', PLAIN.replace(',', ".").replace(';', ","))]
    {
        let (rows, _, problems) = invoices(&text);
        assert_eq!((rows.len(), problems.len()), (2, 0), "{separator:?} {problems:?}");
        assert_eq!(rows[0].amount, Cents(123_456));
    }
    let (rows, ..) = invoices(&format!("\u{feff}Export du 21/11/2026;;;\n;;;\nSociété Été;;;\n{}", PLAIN.replace("Dupont", "Été")));
    assert_eq!((rows[0].debtor.name.as_str(), rows[0].line), ("Été SARL", 5));
    let latin: Vec<u8> = PLAIN.replace("Dupont", "Été").chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let (rows, _, problems) = invoices_of(&Input::bytes("x.csv", &latin));
    assert_eq!((rows[0].debtor.name.as_str(), problems.len()), ("Été SARL", 0));
}

#[test]
fn each_column_of_dates_decides_for_itself_then_with_the_others() {
    let table = |issued: [&str; 2], due: [&str; 2]| {
        format!(
            "Invoice Number,Invoice Date,Due Date,Total,Customer Name\nA,{},{},10.00,X\nB,{},{},20.00,X\n",
            issued[0], due[0], issued[1], due[1]
        )
    };
    let days = |text: &str| {
        let (rows, _, problems) = invoices(text);
        (rows.iter().map(|r| (r.issued_on.to_string(), r.due_on.unwrap().to_string())).collect::<Vec<_>>(), codes(&problems))
    };
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let (found, told) = days(&table(["1/3/2025", "1/31/2025"], ["3/4/2025", "3/31/2025"]));
    assert_eq!((found[0].clone(), told.len()), (pair("2025-01-03", "2025-03-04"), 0));
    let (found, told) = days(&table(["01/03/2025", "02/03/2025"], ["03/04/2025", "31/03/2025"]));
    assert_eq!((found[0].clone(), told.len()), (pair("2025-03-01", "2025-04-03"), 0), "the due dates say day first for both");
    let (found, told) = days(&table(["01/03/2025", "02/03/2025"], ["01/04/2025", "02/04/2025"]));
    assert_eq!(found[0], pair("2025-03-01", "2025-04-01"));
    assert_eq!(told, [(0, "date_order_presumed"), (0, "date_order_presumed")]);
    let (found, told) = days(&table(["31/01/2025", "1/31/2025"], ["2025-04-01", "2025-04-01"]));
    assert_eq!((found.len(), told), (2, vec![(0, "date_order_mixed")]), "what is certain is read");
}

#[test]
fn a_column_of_amounts_settles_what_one_amount_leaves_open() {
    let (rows, ..) = invoices("Facture;Date;Montant;Client\nA;31/01/2026;1.234;X\nB;31/01/2026;12,50;X\n");
    assert_eq!(rows.iter().map(|r| r.amount.0).collect::<Vec<_>>(), [123_400, 1_250]);
    let (rows, _, problems) = invoices("Facture;Date;Montant;Client\nA;31/01/2026;1.234;X\nB;31/01/2026;12;X\n");
    assert_eq!((rows.len(), codes(&problems)), (1, vec![(2, "amount_ambiguous")]));
}

#[test]
fn dolibarr_repeats_an_invoice_for_each_payment() {
    let text = "CompanyName,InvoiceRef,DateInvoice,DateDue,TotalHT,TotalVAT,TotalTTC,InvoiceStatus,AmountPayment,DatePayment,PaymentNumber,PaymentMode
Dupont,FA2601-0001,2026-01-05,2026-02-04,100.00,20.00,120.00,1,50.00,2026-02-10,PAY1,VIR
Dupont,FA2601-0001,2026-01-05,2026-02-04,100.00,20.00,120.00,1,30.00,2026-03-10,PAY2,CHQ
Dupont,FA2601-0002,2026-01-06,2026-02-05,10.00,2.00,12.00,1,,,,
Dupont,FA2601-0003,2026-01-07,2026-02-06,10.00,2.00,12.00,0,,,,
";
    let (rows, tally, problems) = invoices(text);
    assert_eq!((tally.rows, tally.taken, tally.merged, tally.skipped), (4, 2, 1, 1));
    assert_eq!(codes(&problems), [(5, "draft_skipped")]);
    let paid: Vec<(i64, &str, &str)> = rows[0].payments.iter().map(|p| (p.amount.0, p.reference.as_str(), p.means)).collect();
    assert_eq!(paid, [(5_000, "PAY1", "transfer"), (3_000, "PAY2", "cheque")]);
    assert_eq!((rows[0].amount, rows[1].payments.len()), (Cents(12_000), 0));
}

#[test]
fn stripe_and_odoo_are_understood() {
    let stripe = "id,Amount Due,Amount Paid,Amount Remaining,Currency,Customer,Customer Email,Customer Name,Date (UTC),Due Date (UTC),Number,Paid,Subtotal,Tax,Total,Status
in_1,100.00,40.00,60.00,eur,cus_1,a@b.example,Dupont,2026-01-05 10:12,2026-02-04 10:12,AB-1,false,83.33,16.67,100.00,open
in_2,10.00,0.00,10.00,usd,cus_1,a@b.example,Dupont,2026-01-06 10:12,,AB-2,false,10.00,0.00,10.00,void
";
    let (rows, tally, problems) = invoices(stripe);
    let first = &rows[0];
    assert_eq!(
        (first.number.as_str(), first.amount, first.paid, first.balance),
        ("AB-1", Cents(10_000), Some(Cents(4_000)), Some(Cents(6_000))),
        "{problems:?}"
    );
    assert_eq!(
        (first.debtor.code.as_str(), first.debtor.name.as_str(), first.state, tally.skipped),
        ("cus_1", "Dupont", InvoiceState::Open, 1)
    );
    let odoo =
        "Number;Invoice Partner Display Name;Invoice/Bill Date;Due Date;Untaxed Amount Signed;Total Signed;Amount Due Signed;Payment Status
FAC/2026/00001;Azur Interior;2026-01-31;2026-03-02;1 000,00;1 200,00;1 200,00;not_paid
";
    let (rows, _, problems) = invoices(odoo);
    assert_eq!(
        (rows[0].amount, rows[0].balance, rows[0].state, problems.len()),
        (Cents(120_000), Some(Cents(120_000)), InvoiceState::Open, 0)
    );
}

#[test]
fn instalments_have_a_column_of_their_own() {
    let (rows, tally, problems) = invoices(
        "N° facture;Date facture;Échéance;N° échéance;Montant TTC;Client\nF1;31/01/2026;28/02/2026;1;500,00;X\nF1;31/01/2026;31/03/2026;2;500,00;X\n",
    );
    assert_eq!((rows.len(), tally.taken, problems.len()), (2, 2, 0));
    assert_eq!(rows.iter().map(|r| r.instalment).collect::<Vec<_>>(), [Some(1), Some(2)]);
}

#[test]
fn debtors_payments_and_bank_entries_are_told_from_invoices() {
    let kind = |name: &str, text: &str| {
        let inspection = inspect(name, text);
        (inspection.mapping.kind, inspection.complete)
    };
    assert_eq!(kind("x.csv", "Code client;Raison sociale;SIREN;E-mail;Ville\nC1;X;;;\n"), (TableKind::Debtors, true));
    assert_eq!(kind("x.csv", "Date règlement;Montant;N° facture;Mode\n01/02/2026;1,00;F1;VIR\n"), (TableKind::Payments, true));
    assert_eq!(kind("x.csv", "Date;Montant;Client\n01/02/2026;1,00;C1\n"), (TableKind::Payments, true));
    assert_eq!(kind("reglements.csv", "Date;Montant;Facture;Client\n01/02/2026;1,00;F1;C1\n"), (TableKind::Payments, true));
    assert_eq!(kind("x.csv", "Facture;Date;Montant;Client\nF1;01/02/2026;1,00;C1\n"), (TableKind::Invoices, true));
    assert_eq!(kind("x.csv", "Date opération;Libellé;Débit;Crédit;Devise;Référence\n"), (TableKind::BankStatement, true));
    assert_eq!(kind("x.csv", "Alpha;Beta;Gamma\n1;2;3\n"), (TableKind::Invoices, false));
}

#[test]
fn payments_are_read_with_their_sign_and_means() {
    let (rows, problems) = payments(
        "x.csv",
        "Date règlement;Montant réglé;N° facture;Code client;Mode de règlement;Référence\n13/02/2026;1 200,00;F1;C1;Virement;R7\n14/02/2026;-10,00;;C1;Chèque;\n;1 190,00;;;Total;\n",
    );
    assert_eq!(
        rows.iter().map(|r| (r.amount.0, r.means, r.invoice.as_str())).collect::<Vec<_>>(),
        [(120_000, "transfer", "F1"), (-1_000, "cheque", "")]
    );
    assert_eq!((rows[0].on, rows[0].reference.as_str()), (Date::constant(2026, 2, 13), "R7"));
    assert_eq!(codes(&problems), [(3, "payment_negative"), (4, "subtotal_skipped")]);
    // Both columns positive, or the debit negative: money out is negative.
    for debit in ["4,50", "-4,50"] {
        let (rows, _) = payments(
            "x.csv",
            &format!(
                "Relevé;;;\n\nDate;Libellé;Débit Euros;Crédit Euros;\n13/04/2026;\"CAFÉ\nDU COIN\";{debit};;\n14/04/2026;VIR DUPONT;;1 500,00;\n"
            ),
        );
        assert_eq!(
            rows.iter().map(|r| (r.amount.0, r.label.as_str())).collect::<Vec<_>>(),
            [(-450, "CAFÉ DU COIN"), (150_000, "VIR DUPONT")]
        );
    }
}

#[test]
fn debtors_are_read_with_terms_address_and_language() {
    let text = "Code client;Raison sociale;Type;SIRET;E-mail;Adresse;Code postal;Ville;Pays;Conditions de règlement;Langue
C1;Dupont;entreprise;73282932000074;a@b.example;1 rue du Bac;1000;Bourg;France;45 jours fin de mois;français
C2;Smith Ltd;pro;;;;;London;United Kingdom;Net 30;EN
";
    let input = Input::bytes("clients.csv", text.as_bytes());
    let mut problems = Problems::new();
    let inspection = table::inspect(&input, &[], &mut problems).unwrap();
    let mut rows = Vec::new();
    let tally = table::read_debtors(&input, &inspection.mapping, &mut problems, &mut |row| rows.push(row));
    assert_eq!((tally.taken, codes(&problems.into_vec())), (2, vec![(2, "postal_code_padded")]));
    assert_eq!(
        (rows[0].siren.as_str(), rows[0].address.postal_code.as_str(), rows[0].terms),
        ("732829320", "01000", table::payment_terms("45 jours fin de mois"))
    );
    assert_eq!((rows[1].address.country.as_str(), rows[1].language), ("GB", Some(domain::party::Language::En)));
}

#[test]
fn a_mapping_is_saved_and_found_again_by_the_header() {
    let strange = "Alpha;Beta;Gamma;Delta\nF1;03/04/2026;1.234;Dupont\n";
    let input = Input::bytes("x.csv", strange.as_bytes());
    let mut problems = Problems::new();
    let asked = table::inspect(&input, &[], &mut problems).unwrap();
    assert!(!asked.complete && codes(&problems.into_vec()) == [(1, "columns_unknown")]);
    assert_eq!(asked.columns[2].samples, ["1.234"]);
    let said = Mapping {
        fields: vec![Some(Field::Number), Some(Field::IssuedOn), Some(Field::Amount), Some(Field::Name)],
        date_order: Some(DateOrder::MonthFirst),
        decimal_mark: Some(formats::values::DecimalMark::Comma),
        ..asked.mapping
    };
    let kept: Mapping = serde_json::from_str(&serde_json::to_string(&said).unwrap()).unwrap();
    assert_eq!(kept, said);
    let mut problems = Problems::new();
    let again = table::inspect(&input, std::slice::from_ref(&kept), &mut problems).unwrap();
    assert!(again.complete && again.mapping == kept && problems.is_empty());
    let mut rows = Vec::new();
    table::read_invoices(&input, &kept, TODAY, &mut problems, &mut |row| rows.push(row));
    assert_eq!((rows[0].issued_on, rows[0].amount), (Date::constant(2026, 3, 4), Cents(123_400)));
    // For another file it is refused, not bent.
    let mut problems = Problems::new();
    table::read_invoices(&Input::bytes("x.csv", PLAIN.as_bytes()), &kept, TODAY, &mut problems, &mut |_| panic!("no row"));
    assert_eq!(codes(&problems.into_vec()), [(0, "mapping_mismatch")]);
}

#[test]
fn what_read_prints_has_the_shape_of_the_documentation() {
    let report = formats::report::read(&Input::bytes("factures.csv", PLAIN.as_bytes()), &[], TODAY);
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["format"], "csv");
    assert_eq!(json["facts"]["kind"], "invoices");
    assert_eq!((&json["facts"]["rows"], &json["facts"]["sum"]), (&serde_json::json!(2), &serde_json::json!("1314.56")));
    assert_eq!(json["facts"]["columns"][0], "numero");
    let report = formats::report::read(&Input::bytes("732829320FEC20251231.txt", crate::fec_shapes::BOOKS.as_bytes()), &[], TODAY);
    let json = serde_json::to_value(&report).unwrap();
    let facts = serde_json::json!({
        "lines": 8, "debit": "2760.50", "credit": "2760.50", "balance_411": "360.50", "unlettered_411": "360.50", "customers": 2,
        "invoices_open": 1
    });
    assert_eq!((&json["format"], &json["facts"], &json["problems"]), (&"fec".into(), &facts, &serde_json::json!([])));
    let report = formats::report::read(&Input::bytes("facture.pdf", b"%PDF-1.7"), &[], TODAY);
    assert_eq!((report.format, report.problems[0].code), ("pdf", "pdf_damaged"));
    let two = PLAIN.replace("80,00;;", "80,00;USD;");
    let report = formats::report::read(&Input::bytes("x.csv", two.as_bytes()), &[], TODAY);
    assert_eq!(serde_json::to_value(&report).unwrap()["facts"]["sums"], serde_json::json!({ "EUR": "1234.56", "USD": "80.00" }));
    let others = PLAIN.replace("80,00;;", "8000;JPY;").replace("1 234,56;EUR;", "1 234,567;TND;");
    let report = formats::report::read(&Input::bytes("x.csv", others.as_bytes()), &[], TODAY);
    assert_eq!(serde_json::to_value(&report).unwrap()["facts"]["sums"], serde_json::json!({ "JPY": "8000.00", "TND": "1234.567" }));
    let yen = PLAIN.replace("80,00;;", "8000;JPY;").replace("1 234,56;EUR;", "1 234;JPY;");
    let report = formats::report::read(&Input::bytes("x.csv", yen.as_bytes()), &[], TODAY);
    assert_eq!(serde_json::to_value(&report).unwrap()["facts"]["sum"], "9234.00");
}
