//! Rows of a table of invoices.

use super::{After, Case, Given};

/// The plain header.
pub const HEADER: &str = "numero;date_facture;echeance;montant_ttc;devise;code_debiteur;nom;type;siren\n";

/// What the books hold already.
pub const KNOWN: &str = "numero;date_facture;echeance;montant_ttc;code_debiteur;nom;type;siren;email;adresse1;code_postal;ville\n\
    F100;18/05/2026;17/06/2026;1200,00;C100;Menuiserie Sablier;entreprise;552100554;compta@sablier.example;22 avenue Foch;75116;Paris\n\
    F101;15/09/2026;15/10/2026;480,00;C100;Menuiserie Sablier;entreprise;552100554;compta@sablier.example;22 avenue Foch;75116;Paris\n";

const fn rows(item: &'static str, rows: &'static str, code: i32, says: &'static [&'static str], books: After) -> Case {
    Case { item, given: Given::Rows(rows), code, says, books }
}

pub const CASES: &[Case] = &[
    rows(
        "header only",
        "",
        3,
        &["factures.csv (factures) : refusé, rien n'a été pris", "Ligne 1 : aucune ligne sous l'en-tête « numero… ». Vérifiez l'export."],
        After::Same,
    ),
    rows(
        "wrong column count",
        "F1;14/09/2026;14/10/2026;120,00;EUR;C1;Un\nF2;14/09/2026;14/10/2026;120,00;EUR;C1;Un;entreprise;;de;trop\nF3;14/09/2026\n",
        1,
        &["1 ligne prise", "Ligne 3 : ", "11 cellules au lieu de 9", "Ligne 4 : ", "2 cellules"],
        After::Taken,
    ),
    rows(
        "truncated",
        "F1;14/09/2026;14/10/2026;120,00;EUR;C1;Un;entreprise;\nF2;14/09/2026;14/1",
        1,
        &["1 ligne prise", "Ligne 3 : la dernière ligne est coupée (3 cellules sur 9)", "Refaites l'export."],
        After::Taken,
    ),
    rows(
        "NUL bytes",
        "F1;14/09/2026;14/10/2026;120,00;EUR;C1;Un;entreprise;\nF2;14/09/2026;14/10/2026;1\u{0}20,00;EUR;C1;Un;entreprise;\n",
        1,
        &["1 ligne prise", "Ligne 3 : la ligne contient un caractère nul, elle est ignorée. Refaites l'export : le fichier est abîmé."],
        After::Taken,
    ),
    rows(
        "impossible dates",
        "F1;20250230;14/10/2026;120,00;EUR;C1;Un;entreprise;\n",
        3,
        &["Ligne 2, colonne « date_facture » : « 20250230 » n'existe pas dans le calendrier. Corrigez la date."],
        After::Same,
    ),
    rows(
        "impossible dates",
        "F1;14/09/2026;31/11/2026;120,00;EUR;C1;Un;entreprise;\nF2;14/09/2026;14/10/2026;80,00;EUR;C1;Un;entreprise;\n",
        1,
        &["1 ligne prise", "Ligne 2, colonne « echeance » : « 31/11/2026 » n'existe pas dans le calendrier."],
        After::Taken,
    ),
    rows(
        "amounts like N/A",
        "F1;14/09/2026;14/10/2026;N/A;EUR;C1;Un;entreprise;\nF2;14/09/2026;14/10/2026;80,00;EUR;C1;Un;entreprise;\n",
        1,
        &["1 ligne prise", "Ligne 2, colonne « montant_ttc » : « N/A » n'est pas un montant. Attendu par exemple 1 234,56."],
        After::Taken,
    ),
    rows(
        "an ambiguous amount",
        "F1;14/09/2026;14/10/2026;1.234;EUR;C1;Un;entreprise;\n",
        3,
        &["« 1.234 » peut se lire de deux façons (milliers ou décimales)", "Écrivez deux décimales, par exemple 1 234,00."],
        After::Same,
    ),
    rows(
        "zero or negative invoice",
        "F1;14/09/2026;14/10/2026;0,00;EUR;C1;Un;entreprise;\n",
        3,
        &["Ligne 2, colonne « montant_ttc » : facture d'un montant nul : il n'y a rien à réclamer, la ligne est sautée."],
        After::Same,
    ),
    rows(
        "zero or negative invoice",
        "A1;14/09/2026;14/10/2026;-50,00;EUR;C1;Un;entreprise;\n",
        0,
        &["1 ligne prise", "Ligne 2, colonne « montant_ttc » : montant négatif", "lu comme un avoir. Vérifiez-le."],
        After::Taken,
    ),
    rows(
        "due before issue",
        "F1;14/09/2026;13/09/2026;120,00;EUR;C1;Un;entreprise;\n",
        3,
        &["Ligne 2, colonne « echeance » : l'échéance du 13/09/2026 précède la facture du 14/09/2026. Corrigez l'une des deux dates."],
        After::Same,
    ),
    rows(
        "future date",
        "F1;14/09/2027;14/10/2027;120,00;EUR;C1;Un;entreprise;\n",
        3,
        &["Ligne 2, colonne « date_facture » : la facture serait du 14/09/2027, dans le futur. Corrigez la date"],
        After::Same,
    ),
    rows(
        "duplicate number with the same amount",
        "F1;14/09/2026;14/10/2026;120,00;EUR;C1;Un;entreprise;\nF1;14/09/2026;14/10/2026;120,00;EUR;C1;Un;entreprise;\n",
        0,
        &["1 ligne prise", "Ligne 3, colonne « numero » : la facture F1 figure déjà, à l'identique, à la ligne 2 : la ligne est sautée."],
        After::Taken,
    ),
    rows(
        "duplicate number with another amount",
        "F1;14/09/2026;14/10/2026;120,00;EUR;C1;Un;entreprise;\nF1;14/09/2026;14/10/2026;130,00;EUR;C1;Un;entreprise;\n",
        1,
        &[
            "1 ligne prise",
            "Ligne 3, colonne « numero » : la facture F1",
            "figure déjà à la ligne 2 avec un autre montant",
            "Gardez la bonne ligne",
        ],
        After::Taken,
    ),
    // Known from an earlier file: both values, nothing changed.
    Case {
        item: "duplicate number with another amount",
        given: Given::Act(|_| {}, |books| books.import("factures.csv", KNOWN.replace("1200,00", "1250,00"))),
        code: 1,
        says: &[
            "0 ligne prise, 1 déjà connue",
            "Ligne 2 : la facture F100 est déjà inscrite pour 1\u{202f}200,00\u{a0}€, le fichier dit 1\u{202f}250,00\u{a0}€.",
            "ajoutez --accept-changes pour prendre celle du fichier.",
        ],
        books: After::Taken,
    },
    Case {
        item: "duplicate number with another amount",
        given: Given::Act(
            |_| {},
            |books| {
                let other = "F100;18/05/2026;17/06/2026;1250,00;EUR;C100;Menuiserie Sablier;entreprise;552100554\n";
                books.import("factures.csv", format!("{HEADER}{other}"))
            },
        ),
        code: 3,
        says: &["refusé, rien n'a été pris", "la facture F100 est déjà inscrite pour 1\u{202f}200,00\u{a0}€"],
        books: After::Same,
    },
    rows(
        "same number for two debtors",
        "F1;14/09/2026;14/10/2026;120,00;EUR;C1;Un;entreprise;\nF1;14/09/2026;14/10/2026;120,00;EUR;C2;Deux;entreprise;\n",
        0,
        &["2 lignes prises", "Ligne 3, colonne « numero » : le numéro F1 est aussi celui d'une facture d'un autre client (ligne 2)."],
        After::Taken,
    ),
    rows(
        "two debtors with one SIREN",
        "F1;14/09/2026;14/10/2026;120,00;EUR;C1;Un;entreprise;732829320\nF2;14/09/2026;14/10/2026;80,00;EUR;C2;Deux;entreprise;732829320\n",
        0,
        &["2 lignes prises", "Ligne 3 : le SIREN 732829320 est aussi celui du client « C1 » (ligne 2).", "sinon corrigez-le."],
        After::Taken,
    ),
    // The other debtor came with an earlier file.
    rows(
        "two debtors with one SIREN",
        "F1;14/09/2026;14/10/2026;120,00;EUR;C1;Un;entreprise;552100554\n",
        0,
        &["le SIREN 552100554 est déjà celui du débiteur « C100 »", "quittance record move C1 --to C100"],
        After::Taken,
    ),
    rows(
        "SIREN with a bad key",
        "F1;14/09/2026;14/10/2026;120,00;EUR;C1;Un;entreprise;732829321\n",
        0,
        &["1 ligne prise", "« 732829321 » : la clé de contrôle du SIREN est fausse. Vérifiez les chiffres."],
        After::Taken,
    ),
];
