//! Accounting files (FEC) of a joinery with five customers, as its accounting software exports them.

/// The eighteen columns of the law (LPF art. A47 A-1).
const COLUMNS: [&str; 18] = [
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
];

/// The names of the files: SIREN of the joinery, close of the exercise.
pub const NAME_2026: &str = "732829320FEC20261231.txt";
/// The next exercise.
pub const NAME_2027: &str = "732829320FEC20271231.txt";

/// A file being put together.
pub struct Fec {
    text: String,
    entry: u32,
}

/// A customer: auxiliary account and name.
pub type Customer = (&'static str, &'static str);

pub const DUPONT: Customer = ("C001", "DUPONT MENUISERIE");
pub const MARTIN: Customer = ("C002", "MARTIN ET FILS");
pub const LENOIR: Customer = ("C003", "LENOIR CLAIRE");
pub const MAIRIE: Customer = ("C004", "COMMUNE DE VALBRUNE");
pub const SABLIER: Customer = ("C005", "SABLIER SAS");

impl Fec {
    pub fn new() -> Fec {
        Fec { text: format!("{}\r\n", COLUMNS.join("\t")), entry: 0 }
    }

    /// One line, all its fields given but the number of its entry.
    #[expect(clippy::too_many_arguments, reason = "the fields of the law")]
    pub fn line(
        &mut self,
        journal: (&str, &str),
        day: &str,
        account: (&str, &str),
        auxiliary: (&str, &str),
        piece: &str,
        label: &str,
        amounts: (&str, &str),
        lettering: &str,
    ) -> &mut Fec {
        let entry = self.entry.to_string();
        let lettered = if lettering.is_empty() { "" } else { day };
        let fields = [
            journal.0,
            journal.1,
            &entry,
            day,
            account.0,
            account.1,
            auxiliary.0,
            auxiliary.1,
            piece,
            day,
            label,
            amounts.0,
            amounts.1,
            lettering,
            lettered,
            day,
            "",
            "",
        ];
        self.text.push_str(&fields.join("\t"));
        self.text.push_str("\r\n");
        self
    }

    /// A line as it stands.
    pub fn raw(&mut self, line: &str) -> &mut Fec {
        self.text.push_str(line);
        self.text.push_str("\r\n");
        self
    }

    /// Begins another entry.
    pub fn entry(&mut self) -> &mut Fec {
        self.entry += 1;
        self
    }

    /// An invoice, VAT at 20 % included.
    pub fn sale(&mut self, day: &str, piece: &str, customer: Customer, euros: i64, lettering: &str) -> &mut Fec {
        let label = format!("Facture {piece} {}", customer.1);
        self.on_sales(day, piece, customer, euros, &label, lettering)
    }

    /// A credit note.
    pub fn credit(&mut self, day: &str, piece: &str, customer: Customer, euros: i64, lettering: &str) -> &mut Fec {
        let label = format!("Avoir {piece} {}", customer.1);
        self.on_sales(day, piece, customer, -euros, &label, lettering)
    }

    fn on_sales(&mut self, day: &str, piece: &str, customer: Customer, euros: i64, label: &str, lettering: &str) -> &mut Fec {
        const SALES: (&str, &str) = ("VE", "Ventes");
        let (tax, none) = (euros.abs() / 6, "0,00".to_owned());
        let sides = |cents: i64| {
            let text = format!("{cents},00");
            if euros > 0 { (text, none.clone()) } else { (none.clone(), text) }
        };
        let (debit, credit) = sides(euros.abs());
        self.entry().line(SALES, day, ("411000", "Clients"), customer, piece, label, (&debit, &credit), lettering);
        let (credit, debit) = sides(euros.abs() - tax);
        self.line(SALES, day, ("706000", "Prestations"), ("", ""), piece, label, (&debit, &credit), "");
        let (credit, debit) = sides(tax);
        self.line(SALES, day, ("445710", "TVA collectée"), ("", ""), piece, label, (&debit, &credit), "")
    }

    /// Money received on the bank account.
    pub fn receipt(&mut self, day: &str, piece: &str, customer: Customer, euros: i64, lettering: &str) -> &mut Fec {
        const BANK: (&str, &str) = ("BQ", "Banque");
        let (text, label) = (format!("{euros},00"), format!("VIR {}", customer.1));
        self.entry().line(BANK, day, ("512000", "Banque"), ("", ""), piece, &label, (&text, "0,00"), "");
        self.line(BANK, day, ("411000", "Clients"), customer, piece, &label, ("0,00", &text), lettering)
    }

    /// Opening lines of a new exercise: what each customer owes, and the capital against it.
    pub fn opening(&mut self, day: &str, balances: &[(Customer, i64)]) -> &mut Fec {
        const OPENING: (&str, &str) = ("AN", "A nouveaux");
        self.entry();
        for (customer, euros) in balances {
            let text = format!("{euros},00");
            self.line(OPENING, day, ("411000", "Clients"), *customer, "AN", "A nouveau", (&text, "0,00"), "");
        }
        let total = format!("{},00", balances.iter().map(|(_, euros)| euros).sum::<i64>());
        self.line(OPENING, day, ("101000", "Capital"), ("", ""), "AN", "A nouveau", ("0,00", &total), "")
    }

    /// The file, in the encoding that most software writes.
    pub fn bytes(&self) -> Vec<u8> {
        // Windows-1252 of the letters used here is their Unicode number.
        self.text.chars().map(|c| u8::try_from(u32::from(c)).expect("a letter of Western Europe")).collect()
    }

    /// The same as text.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// The file exported at the end of October 2026. Customers owe 10 360 € in all.
pub fn october() -> Fec {
    let mut fec = Fec::new();
    year(&mut fec, "", "", "");
    fec
}

/// The same exercise on 20 November: the same lines, three of them lettered since, and what November brought.
/// Customers owe 7 960 € in all.
pub fn november() -> Fec {
    let mut fec = Fec::new();
    // The transfer of 1 200 € paid the invoice of July, not that of January.
    year(&mut fec, "AA", "AB", "AC");
    fec.sale("20261102", "F2026-009", LENOIR, 720, "");
    fec.receipt("20261103", "R2026-004", SABLIER, 960, "AB");
    fec.receipt("20261105", "R2026-005", MARTIN, 2_160, "AC");
    fec
}

/// The lines of January to October, with the lettering of DUPONT, SABLIER and MARTIN.
fn year(fec: &mut Fec, dupont: &str, sablier: &str, martin: &str) {
    fec.sale("20260105", "F2026-001", DUPONT, 1_200, "");
    fec.sale("20260202", "F2026-002", MARTIN, 2_400, martin);
    fec.sale("20260316", "F2026-003", LENOIR, 600, "");
    fec.receipt("20260420", "R2026-001", LENOIR, 200, "");
    fec.sale("20260504", "F2026-004", MAIRIE, 3_600, "");
    fec.sale("20260615", "F2026-005", SABLIER, 960, sablier);
    fec.sale("20260708", "F2026-006", DUPONT, 1_200, dupont);
    fec.receipt("20260810", "R2026-002", DUPONT, 1_200, dupont);
    fec.credit("20260901", "A2026-001", MARTIN, 240, martin);
    fec.sale("20260907", "F2026-007", SABLIER, 1_800, "");
    fec.sale("20261012", "F2026-008", DUPONT, 480, "");
    fec.receipt("20261020", "R2026-003", DUPONT, 240, "");
}
