//! The accountant's books beside ours, from the command line.

use crate::books::Books;
use crate::fec::{self, NAME_2026};

#[test]
fn a_difference_is_told_until_it_is_explained() {
    let books = Books::new();
    assert_eq!(books.run(["books"]).code, 2, "no data yet");
    books.done(["creditor", "set", "--name", "Ateliers Boréal"]);
    assert!(books.done(["books"]).out.contains("Aucune comptabilité à comparer"));
    let said = books.import(NAME_2026, fec::october().bytes());
    assert!(said.out.contains("Comptabilité au 20/10/2026 : 5 comptes égaux, aucun écart\n"), "{said:?}");
    assert!(books.done(["books"]).out.contains("5 comptes égaux, aucun écart (732829320FEC20261231.txt, ip_"));

    // SABLIER owes 960 + 1 800; 800 were paid in cash and never booked. What comes after the day of the file is not compared.
    books.done(["record", "payment", "C005", "800", "--on", "2026-10-01"]);
    books.done(["record", "payment", "C004", "3600", "--on", "2026-11-02"]);
    let told = books.run(["books"]);
    assert_eq!(told.code, 1, "{told:?}");
    for line in [
        "4 comptes égaux, 1 écart (total \u{2212}800,00\u{a0}€)",
        "C005 SABLIER SAS : ici 1\u{202f}960,00\u{a0}€, compte 411 : 2\u{202f}760,00\u{a0}€, écart : \u{2212}800,00\u{a0}€",
        "\u{2212}800,00\u{a0}€ : règlement rg_",
        "quittance books accept db_",
    ] {
        assert!(told.out.contains(line), "{line}: {told:?}");
    }
    let json = books.run(["books", "--json"]).json();
    let first = &json["differences"][0];
    assert_eq!(
        (&json["day"], &json["equal"], &json["waiting"], &json["total"]),
        (&"2026-10-20".into(), &4.into(), &1.into(), &"-800.00".into())
    );
    assert_eq!((&first["code"], &first["ours"], &first["theirs"]), (&"C005".into(), &"1960.00".into(), &"2760.00".into()));
    assert_eq!((&first["parts"][0]["amount"], &first["parts"][0]["cause"]), (&"-800.00".into(), &"payment_here".into()));

    assert_eq!(books.run(["books", "accept", "C005", "--reason", " "]).code, 2);
    assert_eq!(books.run(["books", "accept", "C004", "--reason", "rien"]).code, 3, "equal");
    books.done(["books", "accept", "C005", "--reason", "espèces du salon d'octobre"]);
    let told = books.done(["books", "--all"]).out;
    assert!(told.contains("1 écart accepté") && told.contains("espèces du salon d'octobre"), "{told}");
    books.done(["books", "reopen", "C005"]);
    assert_eq!(books.run(["books"]).code, 1);
    // November's file says the same of SABLIER, less what came in November: the difference is the same.
    let november = books.import(NAME_2026, fec::november().bytes());
    assert!(
        november.out.contains("Comptabilité au 05/11/2026")
            && november.out.contains("2 écarts (total \u{2212}4\u{202f}400,00\u{a0}€) : quittance books"),
        "{november:?}"
    );
    assert_eq!(books.run(["books", "--on", "2026-10-31", "--json"]).json()["waiting"], 1, "the file of October has another day");
    books.done(["check"]);
}
