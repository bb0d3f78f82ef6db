//! Accounting files (FEC).

use super::{After, Case, Given};
use crate::books::{Books, Said};
use crate::fec::{self, DUPONT, Fec, MAIRIE, NAME_2026, NAME_2027, SABLIER};

const fn fec(item: &'static str, bytes: fn() -> Vec<u8>, code: i32, says: &'static [&'static str], books: After) -> Case {
    Case { item, given: Given::File(NAME_2026, bytes), code, says, books }
}

const CUSTOMERS: (&str, &str) = ("411000", "Clients");
const SALES: (&str, &str) = ("VE", "Ventes");

/// A sound invoice, then whatever `more` adds.
fn with(more: for<'f> fn(&'f mut Fec) -> &'f mut Fec) -> Vec<u8> {
    let mut fec = Fec::new();
    fec.sale("20260907", "F2026-001", DUPONT, 1_200, "");
    more(&mut fec);
    fec.bytes()
}

pub const CASES: &[Case] = &[
    fec(
        "header only",
        || Fec::new().bytes(),
        3,
        &["Le fichier n'a qu'un en-tête, aucune écriture. Refaites l'export sur l'exercice voulu."],
        After::Same,
    ),
    fec(
        "duplicate headers",
        || Fec::new().text().replacen("PieceDate", "PieceRef", 1).into_bytes(),
        3,
        &["Ligne 1 : la colonne « PieceRef » figure deux fois. Gardez-en une seule et recommencez."],
        After::Same,
    ),
    fec(
        "wrong column count",
        || {
            with(|fec| {
                fec.raw("VE\tVentes\t2\t20260908\t411000\tClients\tC005\tSABLIER\tF2\t20260908\tLibellé\tcoupé\t960,00\t0,00\t\t\t\t\tEUR")
                    .raw("VE\tVentes\t3")
            })
        },
        1,
        &[
            "1 ligne prise",
            "Ligne 5 : 19 champs au lieu de 18 : la ligne est ignorée. Un séparateur se trouve peut-être dans un libellé",
            "Ligne 6 : 3 champs au lieu de 18 : la ligne est ignorée.",
        ],
        After::Taken,
    ),
    fec(
        "truncated",
        || {
            let whole = with(|fec| fec.sale("20260908", "F2026-002", SABLIER, 960, ""));
            let last = whole.windows(2).enumerate().filter(|(_, end)| *end == b"\r\n").map(|(at, _)| at + 2).rev().nth(1);
            whole[..last.expect("many lines") + 40].to_vec()
        },
        1,
        &[
            "2 lignes prises",
            "Ligne 7 : la dernière ligne est coupée",
            "le fichier a sans doute été copié pendant son écriture. Refaites l'export.",
        ],
        After::Taken,
    ),
    fec(
        "impossible dates",
        || with(|fec| fec.sale("20250230", "F2026-002", SABLIER, 960, "")),
        1,
        &[
            "1 ligne prise",
            "Ligne 5, colonne « EcritureDate » : « 20250230 » n'existe pas dans le calendrier.",
            "Ligne 5 : aucune date lisible : la ligne compte dans le solde du client mais aucune facture ni règlement n'en est tiré.",
        ],
        After::Taken,
    ),
    fec(
        "amounts like N/A",
        || with(|fec| fec.entry().line(SALES, "20260908", CUSTOMERS, SABLIER, "F2026-002", "Facture", ("N/A", "0,00"), "")),
        1,
        &["1 ligne prise", "Ligne 5, colonne « Debit » : « N/A » n'est pas un montant.", "La ligne n'est pas comptée."],
        After::Taken,
    ),
    fec(
        "unbalanced entries",
        || with(|fec| fec.entry().line(SALES, "20260908", CUSTOMERS, SABLIER, "F2026-002", "Facture", ("960,00", "0,00"), "")),
        0,
        &[
            "Ligne 5 : l'écriture VE 2 n'est pas équilibrée : débit 960,00\u{a0}€, crédit 0,00\u{a0}€. Corrigez-la dans votre logiciel.",
            "Le fichier n'est pas équilibré : débit 2\u{202f}160,00\u{a0}€, crédit 1\u{202f}200,00\u{a0}€. Vérifiez que l'export est complet.",
        ],
        After::Taken,
    ),
    fec(
        "both debit and credit",
        || with(|fec| fec.entry().line(SALES, "20260908", CUSTOMERS, SABLIER, "F2026-002", "Facture", ("960,00", "60,00"), "")),
        0,
        &["Ligne 5 : la ligne porte un débit et un crédit ; seule la différence, 900,00\u{a0}€, est retenue. Vérifiez l'écriture"],
        After::Taken,
    ),
    fec(
        "future date",
        || with(|fec| fec.sale("20261201", "F2026-002", SABLIER, 960, "")),
        0,
        &["Ligne 5 : écriture datée dans le futur ; vérifiez sa date."],
        After::Taken,
    ),
    Case {
        item: "a file already imported",
        given: Given::Act(october, |books| books.import(NAME_2026, fec::october().bytes())),
        code: 0,
        says: &["(déjà importé)", "déjà importé le 20/11/2026, rien n'a changé"],
        books: After::Same,
    },
    Case {
        item: "last month's FEC again with new lettering",
        given: Given::Act(october, |books| books.import(NAME_2026, fec::november().bytes())),
        code: 0,
        says: &["3 lignes prises, 12 déjà connues, 2 mises à jour", "solde du compte 411 : 7\u{202f}960,00\u{a0}€"],
        books: After::Taken,
    },
    // An amount that changed since is never taken in silence.
    Case {
        item: "last month's FEC again with new lettering",
        given: Given::Act(october, |books| {
            let changed = String::from_utf8_lossy(&fec::november().bytes()).replace("3600,00", "3500,00");
            books.import(NAME_2026, changed)
        }),
        code: 1,
        says: &[
            "« F2026-004 » est déjà inscrite pour 3\u{202f}600,00\u{a0}€, le fichier dit 3\u{202f}500,00\u{a0}€. La valeur inscrite est gardée",
        ],
        books: After::Taken,
    },
    Case {
        item: "next year's FEC with opening lines",
        given: Given::Act(october, openings),
        code: 0,
        says: &["1 ligne prise, 2 déjà connues", "2 lignes d'à-nouveau : l'exercice précédent est déjà connu, pas de nouvelle facture"],
        books: After::Taken,
    },
    // Without the year before, each opening line is a claim whose due date nobody knows.
    Case {
        item: "next year's FEC with opening lines",
        given: Given::Act(|_| {}, openings),
        code: 0,
        says: &["3 lignes prises, 0 déjà connue", "solde du compte 411 : 6\u{202f}000,00\u{a0}€"],
        books: After::Taken,
    },
];

fn october(books: &Books) {
    let said = books.import(NAME_2026, fec::october().bytes());
    assert_eq!(said.code, 0, "{said:?}");
}

fn openings(books: &Books) -> Said {
    let mut fec = Fec::new();
    fec.opening("20270101", &[(MAIRIE, 3_600), (SABLIER, 1_800)]);
    fec.sale("20270111", "F2027-001", SABLIER, 600, "");
    let path = books.file(NAME_2027, fec.bytes());
    books.command(["import", &path]).env("QUITTANCE_TODAY", "2027-02-01").output().expect("the program starts").into()
}
