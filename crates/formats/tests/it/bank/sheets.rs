//! The tables that French banks offer, in their own columns (formats §9), with rows written by hand.

use domain::Date;
use formats::bank::{self, EntryKind, Format};
use formats::table::{Field, Mapping, TableKind};
use formats::{Input, report};

use super::{account, cents, clean, kinds, message, read, read_bytes, text};
use crate::{TODAY, codes};

fn key(statement: &bank::Statement) -> String {
    statement.account.as_ref().map(|id| id.key()).unwrap_or_default()
}

#[test]
fn bnp_paribas() {
    let read = clean(
        "Compte de chèques;n° 12345678901;;;\n\nDate operation;Libelle court;Type operation;Libelle operation;Montant operation en euro\n02/03/2026;VIR CPTE;VIREMENT RECU;VIR SEPA RECU /DE DUPONT SARL /MOTIF F12;1 250,00\n15/03/2026;PRLV;PRELEVEMENT;PRLV SEPA EDF;-60,50\n",
    );
    assert_eq!(
        (key(&read).as_str(), cents(&read), kinds(&read)),
        ("12345678901", vec![125_000, -6_050], vec![EntryKind::TransferIn, EntryKind::DirectDebitPaid])
    );
    assert_eq!(read.entries[0].remittance, ["VIR SEPA RECU /DE DUPONT SARL /MOTIF F12", "VIR CPTE"]);
    assert!(read.entries[0].raw.starts_with("Date operation: 02/03/2026\nLibelle court: VIR CPTE\n"), "{}", read.entries[0].raw);
}

#[test]
fn societe_generale() {
    let text = "=\"00012345678\";01/03/2026;31/03/2026;3;31/03/2026;1520.35 EUR\nDate de l'opération;Libellé;Détail de l'écriture;Montant de l'opération;Devise;\n31/03/2026;VIR RECU;VIR RECU DE: DUPONT MOTIF: F12;2 400,00;EUR;\n15/03/2026;PRLV;PRLV SEPA X;-1.234,56;EUR;\n02/03/2026;CARTE;CARTE X1234 CAFE;-4,50;EUR;\n";
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let reading = read_bytes("releve.csv", &latin);
    assert_eq!(reading.problems, []);
    let read = &reading.statements[0];
    assert_eq!((key(read).as_str(), cents(read)), ("00012345678", vec![-450, -123_456, 240_000]), "the newest was first");
    assert_eq!((read.from, read.to), (Some(Date::constant(2026, 3, 1)), Some(Date::constant(2026, 3, 31))));
    assert_eq!(read.closing.as_ref().map(|b| (b.money.amount.0, b.on)), Some((152_035, Some(Date::constant(2026, 3, 31)))));
    let short = text.replace("02/03/2026;CARTE;CARTE X1234 CAFE;-4,50;EUR;\n", "");
    assert_eq!(codes(&super::read(&short).problems), [(0, "summary_differs")]);
}

#[test]
fn credit_agricole_writes_labels_over_several_lines() {
    let read = clean(
        "Téléchargement du 31/03/2026;\n\nM. GRIFFON;\nCompte de Dépôt carte n° 12345678901;\nSolde au 31/03/2026 1 189,50 €;\n\nListe des opérations du compte;\n\nDate;Libellé;Débit Euros;Crédit Euros;\n31/03/2026;\"VIREMENT EN VOTRE FAVEUR\nDUPONT SARL\nFACTURE 12\n\";;1 250,00;\n02/03/2026;\"PRELEVEMENT\nEDF\";60,50;;\n",
    );
    assert_eq!(
        (key(&read).as_str(), cents(&read), read.closing.as_ref().map(|b| b.money.amount.0)),
        ("12345678901", vec![-6_050, 125_000], Some(118_950))
    );
    assert_eq!(
        (read.entries[1].line, &read.entries[1].remittance[..]),
        (10, &["VIREMENT EN VOTRE FAVEUR".to_owned(), "DUPONT SARL".to_owned(), "FACTURE 12".to_owned()][..])
    );
    assert_eq!(kinds(&read), [EntryKind::DirectDebitPaid, EntryKind::TransferIn]);
}

#[test]
fn banque_populaire_and_caisse_d_epargne() {
    let read = clean(
        "Date de comptabilisation;Libelle simplifie;Libelle operation;Reference;Informations complementaires;Type operation;Categorie;Sous categorie;Debit;Credit;Date operation;Date de valeur;Pointage operation\n02/03/2026;DUPONT;VIR SEPA DUPONT SARL;REF12;FACTURE 12;Virement recu;Revenus;Autres;;3 600,00;01/03/2026;03/03/2026;0\n31/03/2026;EDF;PRLV EDF;REF13;;Prelevement;Charges;Energie;-60,50;;31/03/2026;31/03/2026;0\n",
    );
    let first = &read.entries[0];
    assert_eq!(
        (cents(&read), first.booked_on, first.value_on),
        (vec![360_000, -6_050], Date::constant(2026, 3, 2), Some(Date::constant(2026, 3, 3)))
    );
    assert_eq!(
        (&first.remittance[..], text(&first.own_reference)),
        (&["VIR SEPA DUPONT SARL".to_owned(), "DUPONT".to_owned(), "FACTURE 12".to_owned(), "REF12".to_owned()][..], "REF12")
    );
    assert!(first.raw.contains("Sous categorie: Autres"), "what is not understood is kept");
}

#[test]
fn credit_mutuel_balances_are_checked_line_by_line() {
    let head = "Date;Date de valeur;Débit;Crédit;Libellé;Solde\n";
    let rows = [
        "31/03/2026;31/03/2026;;100,00;VIR DUPONT;1 149,50",
        "15/03/2026;15/03/2026;-60,50;;PRLV EDF;1 049,50",
        "02/03/2026;02/03/2026;;10,00;REM CHQ 1;1 110,00",
    ];
    let read = clean(&format!("{head}{}\n", rows.join("\n")));
    // 1 100,00 + 10,00 − 60,50 + 100,00 = 1 149,50.
    let balances = [&read.opening, &read.closing].map(|balance| balance.as_ref().map(|balance| balance.money.amount.0));
    assert_eq!((cents(&read), balances, read.is_balanced()), (vec![1_000, -6_050, 10_000], [Some(110_000), Some(114_950)], Some(true)));
    let lost = super::read(&format!("{head}{}\n{}\n", rows[0], rows[2]));
    assert_eq!(codes(&lost.problems), [(2, "balance_line"), (2, "balance_differs")]);
    assert!(
        message(&lost.problems, "balance_line")
            .contains("est 1\u{202f}149,50\u{a0}€ alors que les montants donnent 1\u{202f}210,00\u{a0}€"),
        "{:?}",
        lost.problems
    );
    let signed = clean(
        "Date;Date de valeur;Montant;Libellé;Solde\n15/03/2026;15/03/2026;-60,50;PRLV EDF;1 049,50\n31/03/2026;31/03/2026;100,00;VIR DUPONT;1 149,50\n",
    );
    assert_eq!((cents(&signed), signed.opening.as_ref().map(|b| b.money.amount.0)), (vec![-6_050, 10_000], Some(111_000)));
}

#[test]
fn la_banque_postale() {
    let read = clean(
        "Numéro Compte ;1234567X020\nType ;CCP\nCompte tenu en ;euros\nDate ;31/03/2026\nSolde (EUROS) ;1149,50\nSolde (FRANCS) ;7540,23\n\nDate;Libellé;Montant(EUROS);Montant(FRANCS)\n15/03/2026;VIREMENT DE DUPONT;100,00;655,96\n02/03/2026;ACHAT CB CAFE;-4,50;-29,52\n",
    );
    assert_eq!(
        (key(&read).as_str(), cents(&read), read.closing.as_ref().map(|b| b.money.amount.0)),
        ("1234567X020", vec![-450, 10_000], Some(114_950))
    );
}

#[test]
fn boursobank_has_several_accounts_and_two_ways_to_write_amounts() {
    let text = "dateOp;dateVal;label;category;categoryParent;supplierFound;amount;comment;accountNum;accountLabel;accountbalance\n2026-03-02;2026-03-02;\"VIR DUPONT SARL\";\"Virements\";\"Revenus\";dupont;\"1 718,70\";\"à vérifier\";00012345678;\"BoursoBank\";1718.70\n2026-03-03;2026-03-03;\"CARTE CAFE\";\"Bars\";\"Sorties\";cafe;-4,50;;00012345678;\"BoursoBank\";1718.70\n2026-03-03;2026-03-03;\"VIR X\";;;;10,00;;00099999999;\"Livret\";10.00\n";
    let reading = read(text);
    assert_eq!(reading.problems, []);
    let of: Vec<(String, Vec<i64>, Option<i64>, bool)> =
        reading.statements.iter().map(|s| (key(s), cents(s), s.closing.as_ref().map(|b| b.money.amount.0), s.opening.is_some())).collect();
    assert_eq!(
        of,
        [("00012345678".to_owned(), vec![171_870, -450], Some(171_870), false), ("00099999999".to_owned(), vec![1_000], Some(1_000), true)]
    );
    // What the user writes beside a movement does not change what it is known again by.
    assert_eq!(reading.statements[0].keys()[0].label, "vir dupont sarl");
}

#[test]
fn qonto_in_both_languages_and_what_is_not_booked() {
    let english = "Status,Settlement date (UTC),Operation date (UTC),Total amount (incl. VAT),Currency,Counterparty name,Payment method,Transaction ID,IBAN,Reference,Category,Note\nsettled,2026-03-03 10:00,2026-03-02 09:00,1250.00,EUR,Dupont SARL,transfer,q-1,FR7630006000011234567890189,FACTURE 12,,\nprocessing,,2026-03-03 09:00,-10.00,EUR,X,card,q-2,FR7630006000011234567890189,,,\ndeclined,,2026-03-03 09:00,-11.00,EUR,Y,card,q-3,FR7630006000011234567890189,,,\n";
    let reading = read(english);
    assert_eq!(codes(&reading.problems), [(2, "pending_left_out"), (2, "cancelled_left_out")]);
    let first = &reading.statements[0];
    assert_eq!((key(first).as_str(), cents(first), first.pending, first.cancelled), ("FR7630006000011234567890189", vec![125_000], 1, 1));
    let entry = &first.entries[0];
    assert_eq!(
        (text(&entry.bank_reference), text(&entry.counterparty), entry.value_on),
        ("q-1", "Dupont SARL", Some(Date::constant(2026, 3, 3)))
    );
    assert_eq!((&entry.remittance[..], entry.counterparty_account.as_ref()), (&["FACTURE 12".to_owned()][..], None));
    let french = clean(
        "Statut;Date de la valeur (UTC);Date de l'opération (UTC);Montant total (TTC);Devise;Nom de la contrepartie;Méthode de paiement;Identifiant de transaction;Référence\nExécuté;2026-03-03 10:00;2026-03-02 09:00;1250,00;EUR;Dupont SARL;Virement;q-1;FACTURE 12\n",
    );
    assert_eq!((cents(&french), kinds(&french), french.account.as_ref()), (vec![125_000], vec![EntryKind::TransferIn], None));
}

#[test]
fn shine_and_revolut() {
    let shine = clean(
        "Transaction ID;Date de la valeur;Date d'opération;IBAN;Type de transaction;Transaction personnelle;Category;Débit;Crédit;Solde mouvement;Solde bancaire;Libellé;Nom de la contrepartie;Montant HT;Montant de TVA total;Pièces;Date d'ajout pièces;Commentaire\ns-1;13/03/2026;13/03/2026;FR7630006000011234567890189;Virement reçu;Non;;;1250,00;;1350,00;Facture 12;Dupont SARL;;;;;\ns-2;14/03/2026;14/03/2026;FR7630006000011234567890189;Carte;Non;;50,00;;;1300,00;Café;Gare;;;;;\n",
    );
    assert_eq!(
        (key(&shine).as_str(), cents(&shine), shine.is_balanced()),
        ("FR7630006000011234567890189", vec![125_000, -5_000], Some(true))
    );
    let revolut = "Date started (UTC),Date completed (UTC),ID,Type,State,Description,Reference,Payer,Payment currency,Amount,Total amount,Fee,Balance,Account\n2026-03-13,2026-03-13,r-1,TOPUP,COMPLETED,Money from Dupont,F12,Dupont,EUR,100.00,99.00,1.00,199.00,Main\n2026-03-14,2026-03-14,r-2,TRANSFER,COMPLETED,To X,,,USD,-5.00,-5.00,0.00,20.00,Main\n2026-03-15,,r-3,CARD_PAYMENT,PENDING,Y,,,EUR,-1.00,-1.00,0.00,,Main\n";
    let reading = read(revolut);
    let of: Vec<(&str, Vec<i64>)> = reading.statements.iter().map(|s| (s.currency.code(), cents(s))).collect();
    assert_eq!(of, [("EUR", vec![9_900]), ("USD", vec![-500])], "{:?}", reading.problems);
    assert_eq!(reading.statements[0].entries[0].charges.map(|fee| fee.amount.0), Some(100));
    // A pending row has no day of completion yet.
    assert_eq!(codes(&reading.problems), [(2, "pending_left_out")]);
}

#[test]
fn the_other_sides_accounts_are_told_from_the_own_one() {
    let rows = "13/03/2026;VIR DUPONT;10,00;FR1420041010050500013M02606\n14/03/2026;VIR MARTIN;20,00;FR7630006000011234567890189\n";
    let read = clean(&format!("Date;Libellé;Montant;IBAN\n{rows}"));
    assert_eq!((read.account.as_ref(), account(&read.entries[0]).as_str()), (None, "FR1420041010050500013M02606"));
    let read = clean(&format!("IBAN du compte : FR76 3000 6000 0112 3456 7890 189\nDate;Libellé;Montant;IBAN contrepartie\n{rows}"));
    assert_eq!((key(&read).as_str(), account(&read.entries[0]).as_str()), ("FR7630006000011234567890189", "FR1420041010050500013M02606"));
}

#[test]
fn faults_cost_their_own_row_and_feet_are_said() {
    let reading = read(
        "Date;Libellé;Débit;Crédit\n13/03/2026;A;;10,00\n;B;;20,00\n14/03/2026;C;;\n15/03/2026;D;5,00;6,00\n16/03/2026;E;;1,23456\n32/03/2026;F;;1,00\n17/03/2026;G;\n18/03/2026;H;0,00;\n;Total;;36,00\n;Édité le 31/03/2026;;\n",
    );
    assert_eq!(
        codes(&reading.problems),
        [
            (3, "date_missing"),
            (4, "amount_missing"),
            (5, "debit_and_credit"),
            (6, "amount_too_precise"),
            (7, "date_impossible"),
            (8, "amount_missing"),
            (10, "row_without_entry"),
            (11, "row_without_entry"),
        ]
    );
    let read = &reading.statements[0];
    assert_eq!((cents(read), read.refused), (vec![1_000, 0], 6));
    let empty = clean("Date;Libellé;Débit;Crédit\n");
    assert_eq!(empty.entries.len(), 0);
}

#[test]
fn columns_that_nobody_knows_are_asked_for_once() {
    let text = "Quand;Quoi;Combien\n13/03/2026;VIR DUPONT;10,00\n14/03/2026;CB CAFE;-4,50\n";
    let input = Input::bytes("releve.csv", text.as_bytes());
    let asked = bank::read(&input, &[]);
    assert_eq!((asked.statements.len(), codes(&asked.problems)), (0, vec![(1, "columns_unknown")]));
    let mapping = Mapping {
        kind: TableKind::BankStatement,
        signature: "quand;quoi;combien".to_owned(),
        fields: vec![Some(Field::PaymentOn), Some(Field::Label), Some(Field::PaymentAmount)],
        date_order: None,
        decimal_mark: None,
    };
    let reading = bank::read(&input, std::slice::from_ref(&mapping));
    assert_eq!((reading.problems.len(), cents(&reading.statements[0])), (0, vec![1_000, -450]));
    let kept: Mapping = serde_json::from_str(&serde_json::to_string(&mapping).unwrap()).unwrap();
    assert_eq!(kept, mapping);
    let report = report::read(&input, &[kept], TODAY);
    assert_eq!((report.format, report.facts.0["statements"][0]["credit_sum"].as_str()), ("csv", Some("10.00")));
}

#[test]
fn a_side_beside_an_amount_gives_its_sign() {
    let read = clean("Date;Libellé;Montant;Sens\n13/03/2026;A;10,00;C\n14/03/2026;B;4,50;D\n");
    assert_eq!((cents(&read), read.format), (vec![1_000, -450], Format::Csv));
    let wrong = super::read("Date;Libellé;Montant;Sens\n13/03/2026;A;10,00;X\n");
    assert_eq!(codes(&wrong.problems), [(2, "direction_unknown")]);
}

#[test]
fn a_workbook_is_read_like_a_text() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let day = rust_xlsxwriter::Format::new().set_num_format("dd/mm/yyyy");
    let sheet = book.add_worksheet();
    for (column, title) in (0..).zip(["Date", "Libellé", "Débit", "Crédit", "Solde"]) {
        sheet.write(0, column, title).unwrap();
    }
    sheet.write_with_format(1, 0, 46_094, &day).unwrap();
    sheet.write(1, 1, "VIR DUPONT").unwrap();
    sheet.write(1, 3, 1250.00).unwrap();
    sheet.write(1, 4, "2 250,00").unwrap();
    sheet.write_with_format(2, 0, 46_095, &day).unwrap();
    sheet.write(2, 1, "PRLV EDF").unwrap();
    sheet.write(2, 2, 60.50).unwrap();
    sheet.write(2, 4, 2189.50).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let reading = read_bytes("releve.xlsx", &bytes);
    assert_eq!(reading.problems, []);
    let read = &reading.statements[0];
    // Serial 46094 is 13 March 2026.
    assert_eq!(
        (read.format, cents(read), read.entries[0].booked_on, read.is_balanced()),
        (Format::Xlsx, vec![125_000, -6_050], Date::constant(2026, 3, 13), Some(true))
    );
}
