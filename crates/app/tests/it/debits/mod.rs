//! Direct debits day by day: what is prepared, what waits for it, what the bank says, and what is never collected twice.

mod batches;
mod mandates;
mod paid;
mod preview;

use std::collections::{BTreeMap, BTreeSet};

use app::AppError;
use app::books::Books;
use app::debits::{self, Ask, BatchShown, DEFAULT_WAIT_DAYS, NewMandate, Prepared, Standing};
use app::import::{self, Options};
use app::plan::{self, Detail};
use app::ports::Silent;
use app::record::{self, NewDebtor, NewInvoice, NewPayment};
use domain::Date;
use domain::debits::{MandateBar, Scheme};
use domain::events::HoldCause;
use domain::french::date_short;
use domain::ids::{ClaimId, DebitBatchId, DebtorId};
use domain::money::Cents;
use domain::party::{ActsFor, DebtorDetails, DebtorKind, Language};
use formats::sepa::debit::Version;
use formats::table::TableKind;
use formats::xml::Elements;
use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use store::{Location, Store};

use crate::differential::facts_agree;
use crate::incremental::complete_creditor;

/// A Friday.
const TODAY: Date = date(2026, 11, 20);
/// A fortnight later.
const COLLECT: Date = date(2026, 12, 4);
const IBAN: &str = "FR1420041010050500013M02606";

struct Life {
    books: Books,
    folder: tempfile::TempDir,
}

impl Life {
    /// A creditor that may collect, two debtors, and no invoice yet.
    fn new() -> Life {
        let store = Store::open(&Location::Memory).unwrap();
        let tenant = store.create_tenant("Ateliers Boréal", moment(TODAY)).unwrap();
        let books = Books::over(store, tenant, std::path::Path::new("."), "essai", TODAY, moment(TODAY));
        let life = Life { books, folder: tempfile::tempdir().unwrap() };
        life.write(|tx| app::creditor::set(tx, &complete_creditor(), TODAY));
        for (code, name, kind) in [("C1", "Menuiserie Griffon", DebtorKind::Business), ("C2", "Mme Aurore Brume", DebtorKind::Consumer)] {
            life.write(|tx| record::debtor(tx, &debtor(code, name, kind), TODAY));
        }
        life.known(TODAY);
        life
    }

    fn write<T>(&self, work: impl FnOnce(&mut store::Tx<'_>) -> app::Result<T>) -> T {
        self.books.write(work).unwrap()
    }

    fn today(&self) -> Date {
        self.books.today()
    }

    /// Another day begins.
    fn wakes(&mut self, day: Date) {
        self.books = self.books.clone().on(day, moment(day));
    }

    /// Every payment through a day is recorded.
    fn known(&self, through: Date) {
        self.write(|tx| record::up_to_date(tx, through, self.today()));
    }

    fn invoice(&self, code: &str, number: &str, cents: i64, due_on: Date) -> ClaimId {
        let (debtor, issued_on) = (code, due_on.saturating_sub(31.days()));
        let (due_on, amount) = (Some(due_on), Cents(cents));
        let new = NewInvoice { debtor, number, issued_on, due_on, amount, currency: "EUR", subject: None };
        self.write(|tx| record::invoice(tx, &new));
        self.books.read(|tx| app::resolve::claim(tx, number, None)).unwrap().0
    }

    fn mandate(&self, code: &str, reference: &str) {
        self.write(|tx| debits::add(tx, &mandate(code, reference), self.today()));
    }

    fn tries(&self, collect_on: Date, again: &[String]) -> app::Result<Prepared> {
        let ask = Ask { collect_on, wait_days: DEFAULT_WAIT_DAYS, version: Version::V08, again };
        self.books.write(|tx| debits::prepare(tx, &ask, self.today()))
    }

    fn prepared(&self, collect_on: Date) -> Prepared {
        self.tries(collect_on, &[]).unwrap()
    }

    /// The bank's file of one line is taken.
    fn bank(&self, on: Date, label: &str, cents: i64) {
        let path = self.folder.path().join(format!("{on}-{cents}.csv"));
        std::fs::write(&path, format!("Date;Libellé;Montant\n{on};{label};{}\n", Cents(cents).plain())).unwrap();
        let options = Options { listed: Some(TableKind::BankStatement), ..Options::default() };
        import::files(&self.books, &[path], &options, &Silent).unwrap();
    }

    /// The bank's own file (camt.053) of a day is taken: cents with the end-to-end reference, negative with the code of a return.
    fn statement(&self, on: Date, entries: &[(i64, &str, &str)]) {
        let balance = |code: &str, cents: i64| {
            let (side, amount) = (if cents < 0 { "DBIT" } else { "CRDT" }, Cents(cents.abs()).plain());
            format!(
                "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Dt><Dt>{on}</Dt></Dt></Bal>"
            )
        };
        let entry = |(at, (cents, end_to_end, code)): (usize, &(i64, &str, &str))| {
            let (side, amount) = (if *cents < 0 { "DBIT" } else { "CRDT" }, Cents(cents.abs()).plain());
            let (family, back) =
                if code.is_empty() { ("ESDD", String::new()) } else { ("UPDD", format!("<RtrInf><Rsn><Cd>{code}</Cd></Rsn></RtrInf>")) };
            format!(
                "<Ntry><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>{on}</Dt></BookgDt><ValDt><Dt>{on}</Dt></ValDt><AcctSvcrRef>{on}-{at}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>IDDT</Cd><SubFmlyCd>{family}</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>{end_to_end}</EndToEndId></Refs>{back}</TxDtls></NtryDtls></Ntry>"
            )
        };
        let closing = entries.iter().map(|(cents, ..)| cents).sum();
        let inside: String =
            [balance("OPBD", 0), balance("CLBD", closing)].into_iter().chain(entries.iter().enumerate().map(entry)).collect();
        let path = self.folder.path().join(format!("{on}.xml"));
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt><GrpHdr><MsgId>M{on}</MsgId></GrpHdr><Stmt><Id>R{on}</Id><FrToDt><FrDtTm>{on}T00:00:00</FrDtTm><ToDtTm>{on}T23:59:59</ToDtTm></FrToDt><Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id><Ccy>EUR</Ccy></Acct>{inside}</Stmt></BkToCstmrStmt></Document>\n"
        );
        std::fs::write(&path, text).unwrap();
        let report = import::files(&self.books, &[path], &Options::default(), &Silent).unwrap();
        assert!(report.files[0].import.is_some(), "{report:?}");
    }

    /// A person records a payment of today.
    fn pays(&self, debtor: &str, number: &str, cents: i64) {
        let (claims, amount, on) = ([number.to_owned()], Cents(cents), self.today());
        let (reference, unallocated) = (None, false);
        let new = NewPayment { debtor, amount, currency: "EUR", claims: &claims, means: "direct_debit", reference, unallocated, on };
        self.write(|tx| record::payment(tx, &new));
    }

    /// How many lines of the bank wait for a person.
    fn waiting(&self) -> usize {
        self.books.read(|tx| Ok(tx.open_bank_lines()?)).unwrap().len()
    }

    /// What the engine proposes today, and why it does not write about the rest.
    fn plan(&self) -> (usize, Vec<String>) {
        let plan = plan::plan(&self.books, self.today(), true, Detail::Reasons).unwrap();
        let held = plan.debtors.iter().flat_map(|one| &one.decision.held).map(|held| held.because.to_string());
        (plan.actions().count(), held.collect())
    }

    fn open(&self, claim: ClaimId) -> Cents {
        let (_, debtor) = self.books.read(|tx| app::resolve::claim(tx, &claim.to_string(), None)).unwrap();
        let facts = self.books.read(|tx| Ok(tx.debtor_facts(debtor)?)).unwrap().unwrap();
        facts.claims.iter().find(|one| one.id == claim).unwrap().book_principal(self.today())
    }

    /// Its file is with the bank.
    fn hands_over(&self, batch: DebitBatchId) {
        self.write(|tx| debits::handed_over(tx, batch, self.today(), false, self.today()));
    }

    /// What is shown of a batch.
    fn shown(&self, batch: DebitBatchId) -> BatchShown {
        let all = self.books.read(|tx| debits::batches(tx, self.today())).unwrap();
        all.into_iter().find(|one| one.batch.id == batch).unwrap()
    }

    /// The journal and the projections agree, and the chain holds.
    fn sound(&self) {
        facts_agree(&self.books).unwrap();
        let report = self.books.store().check(None, &self.books.store().heads().unwrap()).unwrap();
        assert!(report.is_clean(), "{:#?}", report.findings);
    }
}

fn moment(day: Date) -> i64 {
    app::civil::noon_seconds(day) * 1_000_000
}

fn debtor(code: &str, name: &str, kind: DebtorKind) -> NewDebtor {
    let details = DebtorDetails { name: name.to_owned(), email: format!("{code}@exemple.fr"), ..DebtorDetails::default() };
    let (siren, vat) = (String::new(), String::new());
    NewDebtor { code: code.to_owned(), kind: Some(kind), siren, vat, language: Language::Fr, details }
}

fn mandate<'a>(debtor: &'a str, reference: &'a str) -> NewMandate<'a> {
    NewMandate {
        debtor,
        reference,
        scheme: Scheme::Core,
        once: false,
        signed_on: date(2026, 3, 2),
        iban: IBAN,
        notice_days: None,
        last_used_on: None,
    }
}

/// The reasons of what is left, by invoice.
fn left(prepared: &Prepared) -> Vec<(&str, &str)> {
    prepared.left.iter().map(|left| (left.number.as_str(), left.word)).collect()
}
