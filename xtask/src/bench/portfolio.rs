//! The base portfolio: `n` open invoices, the same on every machine and in every program that is compared.
//!
//! With `h1, h2, h3 = mix(3i), mix(3i + 1), mix(3i + 2)` for invoice `i` of `n`, counted from 0: debtor
//! `1 + i mod max(1, n / 10)`; due `1 + h1 mod 365` days before 21 November 2026; issued 30 days before; `b + h3 mod b`
//! cents with `b = 5000 << (h2 mod 9)`. Names and addresses are made of the debtor's number.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::day::{Days, TODAY};

/// The head of the plain CSV that `quittance import` takes without asking.
const HEAD: &str = "numero;date_facture;echeance;montant_ttc;devise;code_debiteur;nom;type;siren;email;telephone;\
adresse1;adresse2;code_postal;ville;pays;objet";

/// One invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoice {
    /// Its place, from 0.
    pub i: u64,
    /// Who owes, from 1.
    pub debtor: u64,
    /// Day of issue, in days since 1970.
    pub issued: i64,
    /// Last day to pay.
    pub due: i64,
    /// VAT included.
    pub cents: u64,
}

/// splitmix64 of `x`: a number that looks random and is the same everywhere.
pub fn mix(x: u64) -> u64 {
    let z = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// `h mod m` as a number of days.
pub fn days(h: u64, m: u64) -> i64 {
    i64::try_from(h % m).expect("a remainder by a few hundred")
}

/// Invoice `i` of `n`.
pub fn invoice(i: u64, n: u64) -> Invoice {
    let [h1, h2, h3] = [0, 1, 2].map(|k| mix(3 * i + k));
    let base = 5000 << (h2 % 9);
    let due = TODAY - 1 - days(h1, 365);
    Invoice { i, debtor: 1 + i % (n / 10).max(1), issued: due - 30, due, cents: base + h3 % base }
}

/// `1234,56`.
pub fn amount(cents: u64) -> String {
    format!("{},{:02}", cents / 100, cents % 100)
}

/// Writes `factures.csv` into a folder.
pub fn write(n: u64, folder: &Path) -> io::Result<PathBuf> {
    let path = folder.join("factures.csv");
    let mut out = BufWriter::with_capacity(1 << 20, File::create(&path)?);
    let days = Days::new();
    write_head(&mut out)?;
    for i in 0..n {
        write_row(&mut out, &invoice(i, n), "entreprise", &days)?;
    }
    out.flush()?;
    Ok(path)
}

/// The first line.
pub fn write_head(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{HEAD}")
}

/// The line of one invoice, its debtor being of that kind.
pub fn write_row(out: &mut impl Write, invoice: &Invoice, kind: &str, days: &Days) -> io::Result<()> {
    let Invoice { i, debtor, issued, due, cents } = *invoice;
    let (issued, due, amount) = (days.iso(issued), days.iso(due), amount(cents));
    writeln!(
        out,
        "F{i:08};{issued};{due};{amount};EUR;D{debtor:07};Client {debtor};{kind};;compta@client-{debtor}.example;\
         ;{debtor} rue des Essais;;69001;Lyon;FR;Fournitures"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Published first outputs of splitmix64 from seed 0: each adds the constant once more.
    #[test]
    fn mix_is_splitmix64() {
        assert_eq!(mix(0), 0xE220_A839_7B1D_CDAF);
        assert_eq!(mix(0x9E37_79B9_7F4A_7C15), 0x6E78_9E6A_A1B9_65F4);
    }

    /// Rows 0, 1, 2 and 39 of 40, computed apart from this program from the definition above.
    #[test]
    fn the_rows_are_those_of_the_definition() {
        let days = Days::new();
        let row = |i| {
            let invoice = invoice(i, 40);
            (invoice.debtor, days.iso(invoice.issued).to_owned(), days.iso(invoice.due).to_owned(), invoice.cents)
        };
        let expected = |debtor, issued: &str, due: &str, cents| (debtor, issued.to_owned(), due.to_owned(), cents);
        assert_eq!(row(0), expected(1, "2026-09-01", "2026-10-01", 188_110));
        assert_eq!(row(1), expected(2, "2026-01-31", "2026-03-02", 118_618));
        assert_eq!(row(2), expected(3, "2026-06-06", "2026-07-06", 77_622));
        assert_eq!(row(39), expected(4, "2026-05-29", "2026-06-28", 993_719));
    }

    #[test]
    fn the_file_is_the_plain_csv() {
        let folder = crate::bench::scratch("plain");
        let text = std::fs::read_to_string(write(40, &folder).expect("written")).expect("read");
        std::fs::remove_dir_all(folder).expect("removed");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 41);
        assert_eq!(
            lines[1],
            "F00000000;2026-09-01;2026-10-01;1881,10;EUR;D0000001;Client 1;entreprise;;compta@client-1.example;;1 rue des Essais;;69001;Lyon;FR;Fournitures"
        );
        assert!(lines.iter().all(|line| line.matches(';').count() == 16), "seventeen fields everywhere");
    }

    #[test]
    fn fewer_than_ten_invoices_have_one_debtor() {
        assert!((0..9).all(|i| invoice(i, 9).debtor == 1));
    }
}
