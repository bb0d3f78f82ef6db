//! Workbooks.

use super::{After, Case, Given};
use crate::workbook::{Cell, locked, workbook};

use Cell::{Day, Error, Formula, Number, Text};

/// 14 September and 14 October 2026 as Excel counts days.
const ISSUED: u32 = 46_279;
const DUE: u32 = 46_309;
/// Days between the two counts.
const SINCE_1904: u32 = 1_462;

pub const CASES: &[Case] = &[
    Case {
        item: "formula and error cells",
        given: Given::File("factures.xlsx", || {
            workbook(
                &[
                    [Text("F1"), Day(ISSUED), Day(DUE), Formula("100*1.2", Some("120")), Text("C1"), Text("Un")],
                    [Text("F2"), Day(ISSUED), Day(DUE), Error("#N/A"), Text("C1"), Text("Un")],
                    [Text("F3"), Day(ISSUED), Day(DUE), Formula("SUM(A1)", None), Text("C1"), Text("Un")],
                ],
                false,
            )
        }),
        code: 1,
        says: &[
            "1 ligne prise",
            "total 120,00\u{a0}€",
            "Ligne 3, colonne « montant_ttc » : ",
            "#N/A",
            "Ligne 4, colonne « montant_ttc » : ",
        ],
        books: After::Taken,
    },
    Case {
        item: "1904 dates",
        given: Given::Act(
            |_| {},
            |books| {
                let row = [
                    Text("F1904"),
                    Day(ISSUED - SINCE_1904),
                    Day(DUE - SINCE_1904),
                    Number("120"),
                    Text("C100"),
                    Text("Menuiserie Sablier"),
                ];
                let said = books.import("mac.xlsx", workbook(&[row], true));
                assert_eq!(said.code, 0, "{said:?}");
                books.run(["statement", "F1904"])
            },
        ),
        code: 0,
        says: &["F1904", "du 14/09/2026, échéance 14/10/2026"],
        books: After::Taken,
    },
    Case {
        item: "a password-protected workbook",
        given: Given::File("factures.xlsx", locked),
        code: 3,
        says: &[
            "Le classeur est protégé par un mot de passe. Ouvrez-le dans votre tableur, retirez le mot de passe, enregistrez et recommencez.",
        ],
        books: After::Same,
    },
    // A workbook that was cut on its way.
    Case {
        item: "truncated",
        given: Given::File("factures.xlsx", || {
            let whole = workbook(&[[Text("F1"), Day(ISSUED), Day(DUE), Number("120"), Text("C1"), Text("Un")]], false);
            whole[..whole.len() / 2].to_vec()
        }),
        code: 3,
        says: &["factures.xlsx (XLSX) : refusé, rien n'a été pris", "classeur"],
        books: After::Same,
    },
];
