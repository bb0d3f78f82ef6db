//! Money is conserved, whatever is imported, decided and taken back, in any order: no cent appears or is lost, a file taken again
//! or overlapping another adds nothing, and the projections are those of the journal.

use std::collections::BTreeMap;
use std::path::PathBuf;

use app::bank::{self, Part};
use app::books::Books;
use app::import::{self, Options};
use app::ports::{Progress, Silent};
use app::record::{self, NewCredit, NewDebtor, NewInvoice};
use app::run;
use domain::Date;
use domain::events::{AllocationUndone, LineIs, NewEvent};
use domain::facts::{ClaimFacts, EntryKind};
use domain::ids::{AllocationId, ClaimId, DebtorId, ImportId};
use domain::money::{Cents, Currency, Money};
use domain::party::{DebtorDetails, DebtorKind, Language};
use domain::payments::Outcome;
use domain::terms::CreditCause;
use formats::table::TableKind;
use proptest::prelude::*;
use store::{BankLine, ImportState, LineState, Location, Selection, Store};

use crate::differential::facts_agree;

const TODAY: Date = Date::constant(2026, 11, 20);
const NAMES: [&str; 3] = ["Menuiserie Sablier", "Fonderie Étoile Filante", "Verger des Brumes"];

struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

/// What the bank booked: day, label, cents of euros, cents of dollars that were ordered.
type Booked = (Date, String, i64, Option<i64>);

struct Life {
    books: Books,
    dice: Dice,
    truth: Vec<Booked>,
    folder: tempfile::TempDir,
    files: usize,
}

impl Life {
    fn new(seed: u64) -> Life {
        let store = Store::open(&Location::Memory).unwrap();
        let now = app::civil::noon_seconds(TODAY) * 1_000_000;
        let tenant = store.create_tenant("Ateliers Boréal", now).unwrap();
        let books = Books::over(store, tenant, std::path::Path::new("."), "essai", TODAY, now);
        let mut life = Life { books, dice: Dice(seed), truth: Vec::new(), folder: tempfile::tempdir().unwrap(), files: 0 };
        life.books.write(|tx| bank::add_account(tx, "FR7630006000011234567890189", "", TODAY)).unwrap();
        for (at, name) in NAMES.iter().enumerate() {
            life.books.write(|tx| record::debtor(tx, &debtor(&format!("C{at}"), name), TODAY)).unwrap();
        }
        for number in 0..6 {
            let (code, number, amount) =
                (format!("C{}", number % 3), format!("F-2026-{}", 101 + number), [40_000, 9_000, 125_040][number % 3]);
            let new = NewInvoice {
                debtor: &code,
                number: &number,
                issued_on: Date::constant(2026, 9, 1),
                due_on: Some(Date::constant(2026, 10, 1)),
                amount: Cents(amount),
                currency: "EUR",
                subject: None,
            };
            life.books.write(|tx| record::invoice(tx, &new)).unwrap();
        }
        for number in 0..2 {
            life.invoice_in_dollars(number);
        }
        // A payer may deduct it, once.
        let credit = NewCredit {
            debtor: "C0",
            number: "A-2026-1",
            amount: Cents(5_000),
            currency: "EUR",
            cause: CreditCause::Return,
            claims: &[],
            on: TODAY,
        };
        life.books.write(|tx| record::credit_note(tx, &credit)).unwrap();
        let free: Vec<AllocationId> = life
            .books
            .read(|tx| {
                let debtor = tx.debtor_by_code("C0")?.unwrap();
                let facts = tx.debtor_facts(debtor)?.unwrap();
                Ok(facts.movements.iter().flat_map(|movement| &movement.allocated).map(|(id, _, _)| *id).collect())
            })
            .unwrap();
        for allocation in free {
            life.books.write(|tx| Ok::<_, app::AppError>(tx.append(NewEvent::new(TODAY, AllocationUndone { allocation }))?)).unwrap();
        }
        life.booked();
        life
    }

    fn invoice_in_dollars(&self, number: usize) {
        let (code, number) = (format!("C{number}"), format!("F-2026-{}", 201 + number));
        let new = NewInvoice {
            debtor: &code,
            number: &number,
            issued_on: Date::constant(2026, 9, 1),
            due_on: Some(Date::constant(2026, 10, 1)),
            amount: Cents(250_000),
            currency: "USD",
            subject: None,
        };
        self.books.write(|tx| record::invoice(tx, &new)).unwrap();
    }

    /// Ten days of the bank, with equal lines, part payments, lines of nobody and money that leaves.
    fn booked(&mut self) {
        for day in 1..=10 {
            for _ in 0..self.dice.below(4) {
                let (who, number) = (self.dice.below(3), 101 + self.dice.below(6));
                let dollars = [250_000, 250_000, 100_000, 260_000][self.dice.below(4)];
                let line = match self.dice.below(13) {
                    // Orders in dollars, at a rate of the day: for an invoice in dollars, for nobody, and back.
                    10 => (format!("VIR {} F-2026-{}", NAMES[who].to_uppercase(), 201 + number % 2), 231_245, Some(dollars)),
                    11 => (format!("VIR {}", NAMES[who].to_uppercase()), 92_498, Some(dollars)),
                    12 => (format!("REJET VIR {}", NAMES[who].to_uppercase()), -229_980, Some(dollars)),
                    0 => (format!("VIR {} FACTURE F-2026-{number}", NAMES[who].to_uppercase()), 40_000, None),
                    // The first debtor deducts its credit note; another rounds what it owes.
                    6 => (format!("VIR {} F-2026-101 MOINS A-2026-1", NAMES[0].to_uppercase()), 35_000, None),
                    7 => (format!("VIR {} F-2026-{number}", NAMES[who].to_uppercase()), 39_700, None),
                    // The credit note, or an advance of half a line, goes back.
                    8 => (format!("VIR REMBOURSEMENT {}", NAMES[0].to_uppercase()), -5_000, None),
                    9 => (format!("VIR REMBOURSEMENT {}", NAMES[who].to_uppercase()), -7_500, None),
                    1 => (format!("VIR {}", NAMES[who].to_uppercase()), 9_000, None),
                    2 => (format!("VIR F-2026-{number}"), 15_000, None),
                    3 => ("VIR INCONNU".to_owned(), 3_333, None),
                    4 => (format!("REJET VIR {} F-2026-{number}", NAMES[who].to_uppercase()), -40_000, None),
                    _ => ("PRLV ELECTRICITE".to_owned(), -8_015, None),
                };
                self.truth.push((Date::constant(2026, 11, day), line.0, line.1, line.2));
            }
        }
    }

    fn one(&mut self) {
        match self.dice.below(11) {
            0..=3 => self.takes_a_file(),
            4 => self.undoes_an_import(),
            5 => self.reopens(),
            6 | 7 => self.accepts(),
            8 => self.assigns(),
            9 => self.gives_back(),
            _ => self.sets_aside(),
        }
    }

    fn takes_a_file(&mut self) {
        let first = 1 + self.dice.below(10) as i8;
        let last = (first + self.dice.below(6) as i8).min(10);
        let mut rows: Vec<&Booked> = self.truth.iter().filter(|(on, ..)| (first..=last).contains(&on.day())).collect();
        if rows.is_empty() {
            return;
        }
        if self.dice.below(2) == 0 {
            rows.reverse();
        }
        let (text, ends) = if self.dice.below(3) == 0 { (as_ofx(&rows), "ofx") } else { (statement(&rows), "xml") };
        self.files += 1;
        let path: PathBuf = self.folder.path().join(format!("releve-{}.{ends}", self.files));
        std::fs::write(&path, text).unwrap();
        let report = import::files(&self.books, &[path], &Options::default(), &Silent).unwrap();
        assert!(!report.is_refused(), "{}", report.text());
    }

    fn undoes_an_import(&mut self) {
        let imports = self.books.read(|tx| Ok(tx.imports()?)).unwrap();
        let live: Vec<ImportId> = imports.iter().filter(|one| one.state == ImportState::Completed).map(|one| one.id).collect();
        if !live.is_empty() {
            let one = live[self.dice.below(live.len())];
            // It is refused while something rests on it: then nothing changed.
            drop(import::undo(&self.books, &one.to_string()));
            self.books.write(|tx| bank::reconcile(tx, TODAY)).unwrap();
        }
    }

    fn some(&mut self, state: LineState) -> Option<BankLine> {
        let mut lines = self.books.read(|tx| Ok(tx.bank_lines(state, None, 1_000)?)).unwrap();
        let at = self.dice.below(lines.len().max(1));
        (at < lines.len()).then(|| lines.swap_remove(at))
    }

    fn some_converted(&self) -> Option<BankLine> {
        let open = self.books.read(|tx| Ok(tx.open_bank_lines()?)).unwrap();
        open.into_iter().find(|line| line.details.ordered.is_some() && line.amount.is_positive())
    }

    fn reopens(&mut self) {
        let state = [LineState::Payment, LineState::Return, LineState::Refund, LineState::Aside][self.dice.below(4)];
        if let Some(line) = self.some(state) {
            // A payment that came back since is not withdrawn under the return.
            drop(self.books.write(|tx| bank::reopen(tx, line.id, TODAY)));
        }
    }

    fn accepts(&mut self) {
        // What the bank converted is rare: every other time a person begins with it, and takes it as it is.
        let converted = if self.dice.below(2) == 0 { self.some_converted() } else { None };
        let as_it_is = converted.is_some();
        let Some(line) = converted.or_else(|| self.some(LineState::Open)) else { return };
        let verdict = self.books.read(|tx| Ok(tx.bank_verdict(line.id)?)).unwrap();
        match verdict.map(|verdict| verdict.outcome) {
            Some(Outcome::Proposed(found)) => {
                let (place, give_up) = if as_it_is { (0, false) } else { (self.dice.below(found.len()), self.dice.below(2) == 0) };
                // What another line paid meanwhile refuses it.
                drop(self.books.write(|tx| bank::accept(tx, line.id, place, give_up, TODAY)));
            }
            Some(Outcome::TakesBack { payments, .. }) if !payments.is_empty() => {
                drop(self.books.write(|tx| bank::take_back(tx, line.id, payments[0].payment, TODAY)));
            }
            Some(Outcome::GivesBack(found)) => {
                drop(self.books.write(|tx| bank::refund(tx, line.id, found[0].debtor, TODAY)));
            }
            _ => {}
        }
    }

    fn assigns(&mut self) {
        let Some(line) = self.some(LineState::Open).filter(|line| line.amount.is_positive()) else { return };
        let code = format!("C{}", self.dice.below(3));
        // A person says now and then that it settles dollars, whatever the bank says.
        let settles = (self.dice.below(3) == 0).then(|| dollars(line.amount.0 + 1_755));
        let all = settles.unwrap_or(line.money());
        let half = Cents(all.amount.0 / 2);
        let whole = self.dice.below(2) == 0;
        drop(self.books.write(|tx| {
            let debtor = tx.debtor_by_code(&code)?.unwrap();
            let may_take = |claim: &ClaimFacts| claim.currency == all.currency && claim.book_principal(Date::MAX) >= half;
            let open = tx.debtor_facts(debtor)?.unwrap().claims.into_iter().find(may_take);
            let parts = match open {
                Some(claim) if !whole => vec![part(debtor, Some(claim.id), half), part(debtor, None, all.amount - half)],
                _ => vec![part(debtor, None, all.amount)],
            };
            bank::assign(tx, line.id, &parts, settles, TODAY)
        }));
    }

    /// Money that left gives a debtor its credit back, where there is as much.
    fn gives_back(&mut self) {
        let Some(line) = self.some(LineState::Open).filter(|line| line.amount.0 < 0) else { return };
        let code = format!("C{}", self.dice.below(3));
        drop(self.books.write(|tx| {
            let debtor = tx.debtor_by_code(&code)?.unwrap();
            bank::refund(tx, line.id, debtor, TODAY)
        }));
    }

    fn sets_aside(&mut self) {
        if let Some(line) = self.some(LineState::Open) {
            self.books.write(|tx| bank::set_aside(tx, line.id, "autre chose", None, TODAY)).unwrap();
        }
    }

    /// No cent more or less than the bank booked, or than a line settles in another currency, and none without its line; each currency on its
    /// own.
    fn is_conserved(&self) {
        let lines = |state| self.books.read(|tx| Ok(tx.bank_lines(state, None, 10_000)?)).unwrap();
        let (mut of_lines, mut total) = (BTreeMap::<Currency, Cents>::new(), BTreeMap::<Currency, Cents>::new());
        let mut recorded = 0;
        let (mut payments, mut back, mut credits) = (BTreeMap::new(), 0, 0);
        self.books
            .read(|tx| {
                tx.each_debtor_facts(Selection::All, |facts| {
                    for movement in &facts.movements {
                        let used: Cents = movement.allocated.iter().map(|(_, _, cents)| *cents).sum();
                        assert!(used <= movement.amount, "{} gives more than it has", movement.id);
                        credits += usize::from(movement.kind != EntryKind::Payment);
                        if movement.kind == EntryKind::Payment {
                            payments.insert(movement.id, Money { amount: movement.amount, currency: movement.currency });
                            back += usize::from(movement.reversed_on.is_some());
                        }
                    }
                    Ok(())
                })?;
                Ok(())
            })
            .unwrap();
        for line in lines(LineState::Payment) {
            let Some(LineIs::Payment { payments: made, converted, .. }) = line.decided.as_ref().map(|decided| &decided.is) else {
                unreachable!()
            };
            let whole = converted.unwrap_or(line.money());
            recorded += made.len();
            *of_lines.entry(whole.currency).or_default() += whole.amount;
            assert!(made.iter().all(|payment| payments[payment].currency == whole.currency), "{}", line.id);
            let sum: Cents = made.iter().map(|payment| payments[payment].amount).sum();
            assert_eq!(sum, whole.amount, "{}", line.id);
        }
        assert_eq!(payments.len(), recorded, "every payment is of a line");
        let given_up: usize = lines(LineState::Payment)
            .into_iter()
            .map(|line| match line.decided.map(|decided| decided.is) {
                Some(LineIs::Payment { given_up, .. }) => given_up.len(),
                _ => 0,
            })
            .sum();
        assert_eq!(credits, 1 + given_up, "what is given up is given up by a line that stands");
        self.refunds_are_of_lines(&lines(LineState::Refund));
        assert_eq!(back, lines(LineState::Return).len(), "what came back is what a line says");
        for payment in payments.values() {
            *total.entry(payment.currency).or_default() += payment.amount;
        }
        assert_eq!(total, of_lines);
    }

    /// Every refund is of a line, and makes it up.
    fn refunds_are_of_lines(&self, lines: &[BankLine]) {
        let mut of_lines = Vec::new();
        for line in lines {
            let Some(LineIs::Refund { refunds }) = line.decided.as_ref().map(|decided| &decided.is) else { unreachable!() };
            let made = refunds.iter().map(|refund| self.books.read(|tx| Ok(tx.refund(*refund)?)).unwrap().expect("a refund that stands"));
            assert_eq!(made.map(|refund| refund.cents).sum::<Cents>(), Cents(-line.amount.0), "{}", line.id);
            of_lines.extend(refunds.iter().copied());
        }
        let mut all = self
            .books
            .read(|tx| {
                let mut all = Vec::new();
                for at in 0..3 {
                    let debtor = tx.debtor_by_code(&format!("C{at}"))?.unwrap();
                    all.extend(tx.refunds_of(debtor)?.into_iter().map(|refund| refund.id));
                }
                Ok(all)
            })
            .unwrap();
        all.sort_unstable();
        of_lines.sort_unstable();
        assert_eq!(all, of_lines);
    }

    /// The lines of the books are those that the bank booked on the days of the files, each once.
    fn are_the_set_once(&self) {
        let mut there: BTreeMap<(Date, String, i64), usize> = BTreeMap::new();
        let mut covered: Vec<(Date, Date)> = Vec::new();
        self.books
            .read(|tx| {
                for state in [LineState::Open, LineState::Payment, LineState::Return, LineState::Refund, LineState::Aside] {
                    for line in tx.bank_lines(state, None, 10_000)? {
                        let ordered = line.details.ordered.map(|ordered| ordered.amount.0);
                        let own = (line.on, bank::label_of(&line), line.amount.0);
                        // A file in another format does not say what was ordered.
                        let told = (own.0, own.1.clone(), own.2, ordered);
                        assert!(ordered.is_none() || self.truth.contains(&told), "{told:?}");
                        *there.entry(own).or_default() += 1;
                    }
                }
                for account in tx.bank_accounts()? {
                    covered.extend(tx.bank_statements(account.id, 10_000)?.iter().map(|one| (one.from, one.to)));
                }
                Ok(())
            })
            .unwrap();
        let mut real: BTreeMap<(Date, String, i64), usize> = BTreeMap::new();
        for (on, label, cents, _) in self.truth.iter().filter(|(on, ..)| covered.iter().any(|(from, to)| (from..=to).contains(&on))) {
            *real.entry((*on, label.clone(), *cents)).or_default() += 1;
        }
        assert_eq!(there, real);
    }
}

/// The account by its number alone, and lines without a reference that lasts; what was ordered is not said.
fn as_ofx(rows: &[&Booked]) -> String {
    let lines: String = rows
        .iter()
        .map(|(on, label, cents, _)| {
            let on = on.strftime("%Y%m%d");
            format!("<STMTTRN><TRNTYPE>OTHER<DTPOSTED>{on}<TRNAMT>{}<MEMO>{label}</STMTTRN>\n", Cents(*cents).plain())
        })
        .collect();
    format!(
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:UTF-8\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM>\
         <BANKID>30006<ACCTID>12345678901<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST>\n{lines}</BANKTRANLIST></STMTRS></STMTTRNRS>\
         </BANKMSGSRSV1></OFX>\n"
    )
}

fn dollars(cents: i64) -> Money {
    Money { amount: Cents(cents), currency: Currency::parse("USD").unwrap() }
}

/// An electronic statement of these lines: a table does not say what was ordered.
fn statement(rows: &[&Booked]) -> String {
    let mut entries = String::new();
    for (on, label, cents, ordered) in rows {
        let side = if *cents < 0 { "DBIT" } else { "CRDT" };
        let order = ordered.map_or_else(String::new, |cents| {
            format!("<AmtDtls><InstdAmt><Amt Ccy=\"USD\">{}</Amt></InstdAmt></AmtDtls>", dollars(cents).plain())
        });
        entries.push_str(&format!(
            "<Ntry><Amt Ccy=\"EUR\">{}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>{on}</Dt></BookgDt>{order}<AddtlNtryInf>{label}</AddtlNtryInf></Ntry>\n",
            Cents(cents.abs()).plain()
        ));
    }
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId></GrpHdr><Stmt><Id>R</Id>\
         <Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id><Ccy>EUR</Ccy></Acct>\n{entries}</Stmt></BkToCstmrStmt></Document>"
    )
}

fn part(debtor: DebtorId, claim: Option<ClaimId>, cents: Cents) -> Part {
    Part { debtor, claim, cents }
}

fn debtor(code: &str, name: &str) -> NewDebtor {
    NewDebtor {
        code: code.to_owned(),
        kind: Some(DebtorKind::Business),
        siren: String::new(),
        vat: String::new(),
        language: Language::Fr,
        details: DebtorDetails { name: name.to_owned(), ..DebtorDetails::default() },
    }
}

/// A foreign account in parts is declared by the name that the refusal gives; two that are missing are told together.
#[test]
fn an_account_is_declared_as_the_refusal_says_it() {
    let life = Life::new(1);
    let statement = |account: &str| {
        format!(
            "<STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>12345<ACCTID>{account}<ACCTTYPE>CHECKING</BANKACCTFROM>\
             <BANKTRANLIST><DTSTART>20261101<DTEND>20261110\
             <STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261105<TRNAMT>33.33<FITID>{account}-1<NAME>VIR INCONNU</STMTTRN>\
             </BANKTRANLIST></STMTRS></STMTTRNRS>"
        )
    };
    let head = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n";
    let text = format!("{head}<OFX><BANKMSGSRSV1>{}{}</BANKMSGSRSV1></OFX>", statement("14-526~7"), statement("99-1"));
    let path = life.folder.path().join("releve.ofx");
    std::fs::write(&path, text).unwrap();
    let take = || import::files(&life.books, std::slice::from_ref(&path), &Options::default(), &Silent).unwrap();
    let refused = take();
    let said: Vec<&str> = refused.files[0].problems.iter().map(|problem| problem.message.as_str()).collect();
    let lacks = refused.files[0].lacks.clone();
    assert_eq!((refused.is_refused(), said.len(), lacks.undeclared.len(), lacks.account), (true, 2, 2, false), "{said:?}");
    assert!(said.iter().all(|message| !message.contains("quittance ") && !message.contains("--")), "each door says how: {said:?}");
    for named in lacks.undeclared {
        life.books.write(|tx| bank::add_account(tx, &named, "", TODAY)).unwrap();
    }
    let taken = take();
    assert_eq!(taken.files[0].counts.taken, 2, "{}", taken.text());
}

/// A statement of columns without currency is in that of its account; one that says another is taken in no part.
#[test]
fn a_statement_is_in_the_currency_of_its_account_or_refused_with_both() {
    const DOLLARS: &str = "FR1420041010050500013M02606";
    let life = Life::new(3);
    let (usd, eur) = (Currency::parse("USD").unwrap(), Currency::EUR);
    life.books.write(|tx| bank::add_account(tx, DOLLARS, "Compte d'export", TODAY)).unwrap();
    let declare = |currency| life.books.write(|tx| bank::declare_account(tx, DOLLARS, "", currency, TODAY));
    assert!(declare(eur).is_err(), "as it was said");
    assert!(declare(usd).unwrap().said.contains("maintenant en USD"));
    let take = |name: &str, text: &str| {
        let path = life.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let options = Options { listed: Some(TableKind::BankStatement), account: Some(DOLLARS), ..Options::default() };
        import::files(&life.books, &[path], &options, &Silent).unwrap().files.remove(0)
    };
    let said = take("euros.csv", "Date;Libellé;Montant;Devise\n2026-11-02;VIR EXPORT;70,00;EUR\n");
    let problem = said.problems.iter().find(|problem| problem.code == "other_currency").expect("told");
    assert!(said.import.is_none() && problem.message.contains("en EUR") && problem.message.contains("déclaré en USD"), "{problem}");
    let unsaid = take("sans.csv", "Date;Libellé;Montant;Solde\n2026-11-03;VIR EXPORT;70,00;170,00\n");
    assert_eq!(unsaid.counts.taken, 1, "{:?}", unsaid.problems);
    let (account, lines) = life
        .books
        .read(|tx| {
            let account = tx.bank_accounts()?.into_iter().find(|account| account.key == DOLLARS).unwrap();
            let statements = tx.bank_statements(account.id, 9)?;
            Ok((account, (statements, tx.bank_lines(LineState::Open, None, 100)?)))
        })
        .unwrap();
    assert_eq!((account.currency, account.name.as_str()), (usd, "Compte d'export"));
    assert_eq!(lines.0.iter().map(|one| (one.currency, one.closing)).collect::<Vec<_>>(), [(usd, Some(Cents(17_000)))]);
    assert!(lines.1.iter().all(|line| line.currency == usd) && lines.1.len() == 1, "{:?}", lines.1);
    assert!(declare(eur).is_err_and(|why| why.to_string().contains("ne change plus")), "a statement of it was taken");
    let report = life.books.store().check(None, &[]).unwrap();
    assert!(report.is_clean(), "{:#?}", report.findings);
}

/// Falls over, or asks to stop, when the second file begins.
struct Second {
    falls: bool,
    stages: std::cell::Cell<u32>,
}

impl Progress for Second {
    fn stage(&self, _: &str, _: Option<u64>) {
        self.stages.set(self.stages.get() + 1);
        assert!(!self.falls || self.stages.get() < 2, "the machine stops");
    }

    fn advance(&self, _: u64) {}

    fn is_stopped(&self) -> bool {
        self.stages.get() > 1
    }
}

/// What a statement brought is judged before a letter leaves, whatever cut short the import: the program, or a file after it.
#[test]
fn lines_of_an_import_cut_short_are_judged_before_letters_leave() {
    for falls in [false, true] {
        let life = Life::new(1);
        let file = |name: &str, text: String| {
            let path = life.folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let ofx = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>30006<BRANCHID>00001\
             <ACCTID>12345678901<ACCTTYPE>CHECKING<ACCTKEY>89</BANKACCTFROM><BANKTRANLIST><DTSTART>20261118<DTEND>20261118\
             <STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261118<TRNAMT>400.00<FITID>cut-1<NAME>MENUISERIE SABLIER<MEMO>F-2026-101</STMTTRN>\
             </BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>";
        let rows: String = (0..20_001).map(|row| format!("2026-11-02;0,01;C1;virement {row}\n")).collect();
        let list = file("b.csv", format!("date;montant;code_debiteur;moyen\n{rows}"));
        let (first, second) = (file("a.ofx", ofx.to_owned()), list);
        let options = Options::default();
        let second_file = Second { falls, stages: 0.into() };
        let taken = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            import::files(&life.books, &[first, second], &options, &second_file).map(|report| report.text())
        }));
        let judged = life.books.read(|tx| Ok(!tx.has_unjudged_bank_lines()?)).unwrap();
        match taken {
            Ok(stopped) => assert!(!falls && judged && stopped.is_err(), "{stopped:?}"),
            Err(_) => assert!(falls && !judged),
        }
        run::run(&life.books, run::Output::Words).unwrap();
        assert!(life.books.read(|tx| Ok(!tx.has_unjudged_bank_lines()?)).unwrap());
        let paid = life.books.read(|tx| Ok(tx.bank_lines(LineState::Payment, None, 9)?)).unwrap();
        assert!(paid.iter().any(|line| line.amount == Cents(40_000)), "{paid:?}");
    }
}

/// The histories below do convert: by what the bank says was ordered, and by a person's word; in part, whole and with something over.
#[test]
fn converted_lines_are_lived() {
    let (mut ordered, mut said) = (0, 0);
    for seed in 0..12 {
        let mut life = Life::new(seed);
        for _ in 0..14 {
            life.one();
        }
        for line in life.books.read(|tx| Ok(tx.bank_lines(LineState::Payment, None, 1_000)?)).unwrap() {
            if let Some(settled) = line.decided.as_ref().and_then(|decided| decided.is.converted()) {
                *if line.details.ordered == Some(settled) { &mut ordered } else { &mut said } += 1;
            }
        }
    }
    assert!(ordered >= 2 && said >= 2, "{ordered} as ordered, {said} as said");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: crate::cases(40, 2_000), ..ProptestConfig::default() })]

    #[test]
    fn no_cent_appears_or_is_lost_long(seed in any::<u64>()) {
        let mut life = Life::new(seed);
        for _ in 0..14 {
            life.one();
            life.is_conserved();
            life.are_the_set_once();
        }
        facts_agree(&life.books).unwrap();
        let report = life.books.store().check(None, &[]).unwrap();
        prop_assert!(report.findings.is_empty(), "{:?}", report.findings);
    }
}
