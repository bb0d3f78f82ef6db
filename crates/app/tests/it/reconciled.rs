//! What is taken from the bank without asking, and whose letters wait: days of a small creditor, told file by file.

use app::bank;
use app::books::Books;
use app::import::{self, Options};
use app::ports::Silent;
use app::record::{self, NewDebtor, NewInvoice};
use domain::Date;
use domain::events::LineIs;
use domain::ids::{BankLineId, ClaimId, DebtorId};
use domain::money::Cents;
use domain::party::{DebtorDetails, DebtorKind, Language};
use domain::payments::{Outcome, Verdict, reference};
use formats::table::TableKind;
use jiff::civil::date;
use store::{LineState, Location, Store};

use crate::differential::facts_agree;

struct Scene {
    books: Books,
    today: Date,
    folder: tempfile::TempDir,
    files: usize,
}

impl Scene {
    fn new(today: Date) -> Scene {
        let store = Store::open(&Location::Memory).unwrap();
        let now = noon(today);
        let tenant = store.create_tenant("Ateliers Boréal", now).unwrap();
        let books = Books::over(store, tenant, std::path::Path::new("."), "essai", today, now);
        books.write(|tx| bank::add_account(tx, "FR7630006000011234567890189", "", today)).unwrap();
        Scene { books, today, folder: tempfile::tempdir().unwrap(), files: 0 }
    }

    /// Another day begins.
    fn wakes(mut self, today: Date) -> Scene {
        (self.books, self.today) = (self.books.on(today, noon(today)), today);
        self
    }

    fn debtor(&self, code: &str, name: &str) -> DebtorId {
        self.of_siren(code, name, "")
    }

    fn of_siren(&self, code: &str, name: &str, siren: &str) -> DebtorId {
        let new = NewDebtor {
            code: code.to_owned(),
            kind: Some(DebtorKind::Business),
            siren: siren.to_owned(),
            vat: String::new(),
            language: Language::Fr,
            details: DebtorDetails { name: name.to_owned(), ..DebtorDetails::default() },
        };
        self.books.write(|tx| record::debtor(tx, &new, self.today)).unwrap();
        self.books.read(|tx| Ok(tx.debtor_by_code(code)?.unwrap())).unwrap()
    }

    fn invoice(&self, code: &str, number: &str, cents: i64, due_on: Date) -> ClaimId {
        let issued_on = due_on.saturating_sub(jiff::Span::new().days(30));
        let (amount, due_on) = (Cents(cents), Some(due_on));
        let new = NewInvoice { debtor: code, number, issued_on, due_on, amount, currency: "EUR", subject: None };
        self.books.write(|tx| record::invoice(tx, &new)).unwrap();
        self.books.read(|tx| app::resolve::claim(tx, number, None)).unwrap().0
    }

    /// The bank's file of some lines is taken.
    fn bank(&mut self, lines: &[(Date, &str, i64)]) {
        let mut text = "Date;Libellé;Montant\n".to_owned();
        for (on, label, cents) in lines {
            text += &format!("{on};{label};{}\n", Cents(*cents).plain());
        }
        self.takes("releve.csv", &text, Some(TableKind::BankStatement));
    }

    /// The bank's own file (camt.053) of a transfer is taken: who paid, from which account.
    fn transfer(&mut self, on: Date, (name, iban): (&str, &str), text: &str, cents: i64) {
        let amount = Cents(cents).plain();
        let balance = |code: &str, amount: &str| {
            format!(
                "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{on}</Dt></Dt></Bal>"
            )
        };
        let (opening, closing) = (balance("OPBD", "0.00"), balance("CLBD", &amount));
        let entry = format!(
            "<Ntry><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>{on}</Dt></BookgDt><ValDt><Dt>{on}</Dt></ValDt><AcctSvcrRef>{on}-1</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls><RltdPties><Dbtr><Nm>{name}</Nm></Dbtr><DbtrAcct><Id><IBAN>{iban}</IBAN></Id></DbtrAcct></RltdPties><RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        );
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt><GrpHdr><MsgId>M{on}</MsgId></GrpHdr><Stmt><Id>R{on}</Id><FrToDt><FrDtTm>{on}T00:00:00</FrDtTm><ToDtTm>{on}T23:59:59</ToDtTm></FrToDt><Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id><Ccy>EUR</Ccy></Acct>{opening}{closing}{entry}</Stmt></BkToCstmrStmt></Document>\n"
        );
        self.takes("releve.xml", &text, None);
    }

    fn takes(&mut self, name: &str, text: &str, listed: Option<TableKind>) {
        self.files += 1;
        let path = self.folder.path().join(format!("{}-{name}", self.files));
        std::fs::write(&path, text).unwrap();
        let report = import::files(&self.books, &[path], &Options { listed, ..Options::default() }, &Silent).unwrap();
        assert!(report.files[0].import.is_some(), "{}", report.text());
    }

    fn open(&self, claim: ClaimId) -> i64 {
        let (_, debtor) = self.books.read(|tx| app::resolve::claim(tx, &claim.to_string(), None)).unwrap();
        let facts = self.books.read(|tx| Ok(tx.debtor_facts(debtor)?)).unwrap().unwrap();
        facts.claims.iter().find(|one| one.id == claim).unwrap().book_principal(self.today).0
    }

    /// The lines that wait, with what was made of each.
    fn waiting(&self) -> Vec<(BankLineId, Verdict)> {
        let all = |tx: &mut store::Read<'_>| -> app::Result<_> {
            let lines = tx.open_bank_lines()?;
            lines.into_iter().map(|line| Ok((line.id, tx.bank_verdict(line.id)?.unwrap()))).collect()
        };
        self.books.read(all).unwrap()
    }

    fn reconciled(&self) {
        self.books.write(|tx| bank::reconcile(tx, self.today).map(drop)).unwrap();
    }

    /// Whose letters wait today, through which day.
    fn held(&self) -> Vec<(DebtorId, Date)> {
        let waits = self.books.read(|tx| Ok(tx.bank_waits()?)).unwrap().into_values().flatten();
        let mut held: Vec<(DebtorId, Date)> =
            waits.filter(|wait| !wait.over && wait.until >= self.today).map(|wait| (wait.debtor, wait.until)).collect();
        held.sort_unstable();
        held
    }

    fn is_sound(&self) {
        facts_agree(&self.books).unwrap();
        let report = self.books.store().check(None, &self.books.store().heads().unwrap()).unwrap();
        assert!(report.is_clean(), "{:#?}", report.findings);
    }
}

fn noon(day: Date) -> i64 {
    app::civil::noon_seconds(day) * 1_000_000
}

/// October's debit came with October's file; November's debit and its reject come in one file.
#[test]
fn a_reject_does_not_take_back_an_older_payment_than_that_of_its_own_file() {
    let mut scene = Scene::new(date(2026, 10, 31));
    scene.debtor("A", "Dupont Menuiserie");
    let [october, november] =
        [("F-10", date(2026, 9, 30)), ("F-11", date(2026, 10, 31))].map(|(number, due)| scene.invoice("A", number, 30_000, due));
    scene.bank(&[(date(2026, 10, 5), "PRLV DUPONT MENUISERIE F-10", 30_000)]);
    assert_eq!((scene.open(october), scene.open(november)), (0, 30_000));
    let mut scene = scene.wakes(date(2026, 11, 30));
    let reject = "REJET PRLV SEPA DUPONT MENUISERIE AM04";
    scene.bank(&[(date(2026, 11, 2), "PRLV DUPONT MENUISERIE", 30_000), (date(2026, 11, 8), reject, -30_000)]);
    assert_eq!((scene.open(october), scene.open(november)), (0, 0), "neither is taken back without asking");
    let (line, verdict) = scene.waiting().remove(0);
    let Outcome::TakesBack { payments, automatic: false } = verdict.outcome else { panic!("{verdict:#?}") };
    assert_eq!(payments.len(), 2);
    scene.books.write(|tx| bank::take_back(tx, line, payments[0].payment, date(2026, 11, 30))).unwrap();
    assert_eq!((scene.open(october), scene.open(november)), (0, 30_000), "the newest is proposed first");
    scene.is_sound();
}

/// Where the payment of its file is the only one, the reject takes it back at once.
#[test]
fn a_payment_and_its_reject_may_come_in_one_file() {
    let mut scene = Scene::new(date(2026, 11, 30));
    scene.debtor("A", "Dupont Menuiserie");
    let claim = scene.invoice("A", "F-2026-0011", 30_000, date(2026, 10, 31));
    let reject = "REJET PRLV SEPA DUPONT MENUISERIE F-2026-0011 AM04";
    scene.bank(&[(date(2026, 11, 2), "PRLV DUPONT MENUISERIE F-2026-0011", 30_000), (date(2026, 11, 8), reject, -30_000)]);
    assert_eq!((scene.open(claim), scene.waiting().len()), (30_000, 0));
    let returns = scene.books.read(|tx| Ok(tx.bank_lines(LineState::Return, None, 9)?)).unwrap();
    assert!(matches!(returns[0].decided.as_ref().unwrap().is, LineIs::Return { told: false, .. }));
    scene.is_sound();
}

/// The rent of October is stopped by the judgment of the 15th; that of November is not. The customer disputes F-1 and pays F-2.
#[test]
fn money_is_not_for_what_is_stopped_or_disputed() {
    let mut scene = Scene::new(date(2026, 12, 3));
    scene.debtor("A", "Comptoir des Arums");
    scene.debtor("B", "Verger des Brumes");
    let [first, second] =
        [("F-1", date(2026, 10, 31)), ("F-2", date(2026, 11, 30))].map(|(number, due)| scene.invoice("A", number, 120_000, due));
    let [before, after] =
        [("L-1", date(2026, 10, 31)), ("L-2", date(2026, 11, 30))].map(|(number, due)| scene.invoice("B", number, 90_000, due));
    scene.books.write(|tx| record::dispute(tx, "F-1", None, "quality", None, date(2026, 11, 2)).map(drop)).unwrap();
    let proceeding = domain::events::Proceeding::Reorganisation;
    let opened = |tx: &mut store::Tx<'_>| -> app::Result<()> {
        let debtor = tx.debtor_by_code("B")?.unwrap();
        let judgment_on = date(2026, 10, 15);
        let event = domain::events::InsolvencyOpened { debtor, proceeding, published_on: None };
        tx.append(domain::events::NewEvent::new(judgment_on, event))?;
        Ok(())
    };
    scene.books.write(opened).unwrap();
    scene.bank(&[(date(2026, 12, 3), "VIR COMPTOIR DES ARUMS", 120_000), (date(2026, 12, 3), "VIR VERGER DES BRUMES LOYER", 90_000)]);
    assert_eq!([first, second, before, after].map(|claim| scene.open(claim)), [120_000, 0, 90_000, 0]);
    scene.is_sound();
}

/// A person takes the first proposal by mistake, sees it, and takes it back: the account is nobody's again.
#[test]
fn an_account_learned_by_mistake_is_forgotten_with_the_decision() {
    const ACCOUNT: &str = "FR7610107001011234567890129";
    let mut scene = Scene::new(date(2026, 12, 3));
    let [a, b] = [("A", "Atelier des Aulnes"), ("B", "Boulangerie Bisset")].map(|(code, name)| scene.debtor(code, name));
    scene.invoice("A", "F-1", 48_000, date(2026, 11, 1));
    scene.invoice("B", "F-2", 90_000, date(2026, 11, 1));
    scene.transfer(date(2026, 12, 2), ("BOULANGERIE BISSET", ACCOUNT), "ACOMPTE", 10_000);
    let line = scene.waiting()[0].0;
    let gives = |debtor| bank::Part { debtor, claim: None, cents: Cents(10_000) };
    let known = |scene: &Scene| {
        let accounts = scene.books.read(|tx| Ok(tx.payer_accounts()?)).unwrap();
        accounts.into_iter().map(|(_, debtor, _)| debtor).collect::<Vec<_>>()
    };
    scene.books.write(|tx| bank::assign(tx, line, &[gives(a)], None, date(2026, 12, 3))).unwrap();
    assert_eq!(known(&scene), [a]);
    let done = scene.books.write(|tx| bank::reopen(tx, line, date(2026, 12, 3))).unwrap();
    assert!(done.said.contains("n'est plus connu"), "{}", done.said);
    assert_eq!(known(&scene), []);
    scene.books.write(|tx| bank::assign(tx, line, &[gives(b)], None, date(2026, 12, 3))).unwrap();
    assert_eq!(known(&scene), [b]);
    // What another decision says too is kept.
    scene.transfer(date(2026, 12, 3), ("BOULANGERIE BISSET", ACCOUNT), "ACOMPTE", 10_000);
    let waiting = scene.waiting();
    if let Some((second, _)) = waiting.first() {
        scene.books.write(|tx| bank::assign(tx, *second, &[gives(b)], None, date(2026, 12, 3))).unwrap();
        let done = scene.books.write(|tx| bank::reopen(tx, line, date(2026, 12, 3))).unwrap();
        assert!(!done.said.contains("n'est plus connu"), "{}", done.said);
        assert_eq!(known(&scene), [b]);
    }
    assert_eq!(waiting.len(), 1);
    scene.is_sound();
}

/// « Le Petit Bistrot » was joined to « SARL Durand »; it pays under its old name, its old code, and the reference of an old statement.
#[test]
fn a_record_that_was_joined_speaks_for_the_one_that_owes() {
    let mut scene = Scene::new(date(2026, 11, 10));
    let bistrot = scene.debtor("BIST07", "Le Petit Bistrot");
    let durand = scene.debtor("DUR003", "SARL Durand");
    let claims =
        [("F-2026-0101", 61_234), ("F-2026-0102", 70_001)].map(|(number, cents)| scene.invoice("BIST07", number, cents, date(2026, 10, 1)));
    scene.invoice("DUR003", "F-2026-0103", 99_900, date(2026, 10, 1));
    scene.books.write(|tx| record::moved(tx, &["BIST07".to_owned()], "DUR003", date(2026, 11, 2))).unwrap();
    let standing = reference::of_debtor(scene.books.tenant(), bistrot);
    scene.bank(&[
        (date(2026, 11, 9), "VIR LE PETIT BISTROT", 61_234),
        (date(2026, 11, 10), &format!("VIR {standing}"), 50_000),
        (date(2026, 11, 10), "VIR CLIENT BIST07", 70_001),
    ]);
    assert_eq!(scene.open(claims[0]), 0, "the name and the amount");
    let waiting = scene.waiting();
    assert!(waiting.iter().all(|(_, verdict)| verdict.holds == [durand]), "{waiting:#?}");
    assert!(waiting.iter().all(|(_, verdict)| verdict.first().is_some_and(|first| first.debtors == [durand])), "{waiting:#?}");
    assert!(waiting.iter().all(|(_, verdict)| !verdict.first().unwrap().allocations.is_empty()), "{waiting:#?}");
    scene.is_sound();
}

/// A line of the 3rd holds A; the 4th says that it is not A's; on the 5th a list brings who it may be of.
#[test]
fn who_is_recognised_later_has_a_wait_of_its_own() {
    let waits = |ended: bool, day: Date| {
        let mut scene = Scene::new(date(2026, 12, 3));
        let a = scene.debtor("A", "Atelier des Aulnes");
        scene.invoice("A", "F-1", 150_000, date(2026, 11, 1));
        scene.bank(&[(date(2026, 12, 3), "VIR SCI LILAS", 150_000)]);
        assert_eq!(scene.held(), [(a, date(2026, 12, 8))]);
        let line = scene.waiting()[0].0;
        let scene = scene.wakes(date(2026, 12, 4));
        if ended {
            scene.books.write(|tx| bank::keep_waiting(tx, line, None, date(2026, 12, 4))).unwrap();
        }
        scene.reconciled();
        assert_eq!(scene.held(), if ended { vec![] } else { vec![(a, date(2026, 12, 8))] });
        let scene = scene.wakes(day);
        let lilas = scene.debtor("L", "SCI Lilas");
        scene.invoice("L", "F-2", 230_000, date(2026, 10, 15));
        scene.reconciled();
        let held = scene.held();
        let mut own: Vec<(DebtorId, Date)> = held.iter().copied().filter(|(debtor, _)| *debtor == lilas).collect();
        let of_a = held.into_iter().find(|(debtor, _)| *debtor == a).map(|(_, until)| until);
        // Judged again the next day, nothing is made longer.
        let scene = scene.wakes(day.tomorrow().unwrap());
        scene.reconciled();
        own.extend(scene.held().into_iter().filter(|(debtor, _)| *debtor == lilas));
        scene.is_sound();
        (own.into_iter().map(|(_, until)| until).collect::<Vec<_>>(), of_a)
    };
    let [fifth, tenth, fourteenth] = [5, 10, 14].map(|day| date(2026, 12, day));
    assert_eq!(waits(true, fifth), (vec![tenth, tenth], None), "A's was ended by a person, Lilas has its own five days");
    assert_eq!(waits(false, fifth).0, [tenth, tenth]);
    assert!(waits(false, fifth).1.is_none_or(|until| until == date(2026, 12, 8)), "A's is not made longer");
    // The last day of A's wait, and the day after.
    assert_eq!(waits(false, date(2026, 12, 8)).0, [date(2026, 12, 13); 2]);
    assert_eq!(waits(false, date(2026, 12, 9)), (vec![fourteenth; 2], None));
}

/// Two records of one SIREN are one person in law: one transfer for both is taken, for two companies it is asked about.
#[test]
fn one_transfer_pays_for_all_records_of_one_siren() {
    for (second, taken) in [("552100554", true), ("404833048", false)] {
        let mut scene = Scene::new(date(2026, 12, 3));
        scene.of_siren("C1", "Papeteries Vermeil agence de Lyon", "552100554");
        scene.of_siren("C2", "Papeteries Vermeil agence de Nantes", second);
        let lyon = scene.invoice("C1", "F-2026-301", 43_210, date(2026, 11, 20));
        let nantes = scene.invoice("C2", "F-2026-302", 56_789, date(2026, 11, 20));
        // 432,10 and 567,89.
        scene.bank(&[(date(2026, 12, 2), "VIR TRESORERIE DU GROUPE F-2026-301 F-2026-302", 99_999)]);
        let left = if taken { (0, 0) } else { (43_210, 56_789) };
        assert_eq!((scene.open(lyon), scene.open(nantes)), left, "{:?}", scene.waiting());
        facts_agree(&scene.books).unwrap();
    }
}
