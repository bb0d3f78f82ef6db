//! Files as wholes: what they are, how large, whether somebody is still writing them.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::process::Stdio;
use std::time::Duration;

use super::rows::HEADER;
use super::{After, Case, Given};
use crate::books::{Books, Said};

const GOOD: &str = "F1;14/09/2026;14/10/2026;120,00;EUR;C1;Société Générée;entreprise;\n";

const fn file(
    item: &'static str,
    name: &'static str,
    bytes: fn() -> Vec<u8>,
    code: i32,
    says: &'static [&'static str],
    books: After,
) -> Case {
    Case { item, given: Given::File(name, bytes), code, says, books }
}

pub const CASES: &[Case] = &[
    file(
        "empty",
        "vide.csv",
        Vec::new,
        3,
        &["vide.csv (vide) : refusé, rien n'a été pris", "Le fichier est vide. Refaites l'export et donnez le nouveau fichier."],
        After::Same,
    ),
    file("empty", "blancs.csv", || b"\xEF\xBB\xBF\r\n\r\n".to_vec(), 3, &["Le fichier est vide. Refaites l'export"], After::Same),
    file(
        "binary",
        "photo.csv",
        || (0..4000u32).flat_map(|n| (n.wrapping_mul(2_654_435_761)).to_le_bytes()).collect(),
        3,
        &["Le fichier n'est pas du texte (données binaires). Vérifiez que vous avez choisi le bon fichier ; attendu : FEC, CSV ou XLSX."],
        After::Same,
    ),
    file(
        "wrong encoding",
        "utf16.csv",
        || format!("{HEADER}{GOOD}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
        3,
        &["Le texte est en UTF-16 sans marque d'ordre des octets. Enregistrez-le en UTF-8."],
        After::Same,
    ),
    file(
        "wrong encoding",
        "melange.csv",
        || [format!("{HEADER}{GOOD}").as_bytes(), b"F2;14/09/2026;14/10/2026;80,00;EUR;C2;Caf\xE9 d'\xC9t\xE9;entreprise;\n"].concat(),
        0,
        &["2 lignes prises", "Le fichier mélange deux encodages (UTF-8 et Windows-1252). Les noms accentués sont à vérifier."],
        After::Taken,
    ),
    file(
        "duplicate headers",
        "entetes.csv",
        || b"numero;date_facture;montant_ttc;montant_ttc;nom\nF1;14/09/2026;120,00;130,00;Un\n".to_vec(),
        3,
        &["Ligne 1 : deux colonnes s'appellent « montant_ttc » : aucune des deux n'est lue.", "il manque : montant TTC."],
        After::Same,
    ),
    file(
        "a 10 MB line",
        "long.csv",
        || [HEADER.as_bytes(), GOOD.as_bytes(), b"F2;", &vec![b'x'; 10 << 20], b"\n"].concat(),
        1,
        &["1 ligne prise", "Ligne 3 : la ligne est démesurée, elle est ignorée. Vérifiez le fichier à cet endroit."],
        After::Taken,
    ),
    Case {
        item: "a 2 GB file",
        given: Given::Act(|_| {}, two_gigabytes),
        code: 3,
        says: &["disque.csv (format non pris) : refusé, rien n'a été pris", "Le fichier n'est pas du texte (données binaires)."],
        books: After::Same,
    },
    Case {
        item: "a file being written",
        given: Given::Act(|_| {}, while_it_is_written),
        code: 3,
        says: &[
            "« export.csv » a changé pendant la lecture : il est en cours d'écriture. Recommencez quand l'export est fini. Rien n'a été pris.",
        ],
        books: After::Same,
    },
    Case {
        item: "a file already imported",
        given: Given::Act(|_| {}, |books| books.import("copie.csv", super::rows::KNOWN)),
        code: 0,
        says: &["copie.csv (déjà importé)", "déjà importé le 02/11/2026, rien n'a changé"],
        books: After::Same,
    },
];

/// Two gigabytes that take no room on the disk: only its head can be read in the time this takes.
fn two_gigabytes(books: &Books) -> Said {
    let path = books.path("disque.csv");
    File::create(&path).and_then(|file| file.set_len(2 << 30)).expect("a sparse file");
    books.run(["import", path.to_str().expect("UTF-8")])
}

/// Rows are added for as long as the program reads.
fn while_it_is_written(books: &Books) -> Said {
    let row = |n: u32| format!("E{n};14/09/2026;14/10/2026;120,00;EUR;C1;Un;entreprise;\n");
    let path = books.file("export.csv", format!("{HEADER}{}", (0..5_000).map(row).collect::<String>()));
    let mut writer = OpenOptions::new().append(true).open(&path).expect("the file");
    let mut child = books.command(["import", &path]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    for n in 5_000.. {
        if child.try_wait().expect("a child").is_some() {
            break;
        }
        writer.write_all(row(n).as_bytes()).expect("a row");
        std::thread::sleep(Duration::from_millis(1)); // slower than the program reads
    }
    child.wait_with_output().expect("a child").into()
}
