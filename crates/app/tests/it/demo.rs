//! The demonstration's bank: what its files tell is told once, goes to whom it names, and leaves a person something to decide.

use std::collections::BTreeSet;

use app::books::Books;
use app::ports::Silent;
use domain::Date;
use domain::events::LineIs;
use domain::facts::EntryKind;
use domain::ids::{DebtorId, MovementId};
use domain::money::{Cents, Currency};
use domain::payments::{Aside, Outcome, Rest, Verdict};
use formats::values::folded;
use jiff::ToSpan;
use store::{BankLine, ImportState, LineState, Selection};

/// A Friday: the last file holds four days.
const TODAY: Date = Date::constant(2026, 11, 20);
/// The Monday of that week.
const MONDAY: Date = Date::constant(2026, 11, 16);
/// Eleven weeks before it.
const BEGINS: Date = Date::constant(2026, 8, 31);

fn noon(day: Date) -> i64 {
    app::civil::noon_seconds(day) * 1_000_000
}

struct Demo {
    books: Books,
    _folder: tempfile::TempDir,
}

impl Demo {
    fn new() -> Demo {
        let folder = tempfile::tempdir().unwrap();
        let books = app::demo::build(folder.path(), TODAY, noon, &Silent).unwrap();
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().flatten().map(|entry| entry.file_name()).collect();
        assert!(left.iter().all(|name| !name.to_string_lossy().starts_with("releve")), "the bank's files do not stay: {left:?}");
        Demo { books, _folder: folder }
    }

    fn lines(&self, state: LineState) -> Vec<BankLine> {
        self.books.read(|tx| Ok(tx.bank_lines(state, None, 10_000)?)).unwrap()
    }

    fn verdict(&self, line: &BankLine) -> Verdict {
        self.books.read(|tx| Ok(tx.bank_verdict(line.id)?)).unwrap().unwrap()
    }

    /// A name as a bank writes it.
    fn name(&self, debtor: DebtorId) -> String {
        let names = self.books.read(|tx| Ok(tx.names(&[debtor])?)).unwrap();
        folded(&names[&debtor].1).chars().take(35).collect::<String>().trim_end().to_owned()
    }

    /// Every payment: which, whose, since when, how much.
    fn payments(&self) -> Vec<(MovementId, DebtorId, Date, Cents)> {
        let mut all = Vec::new();
        self.books
            .read(|tx| {
                tx.each_debtor_facts(Selection::All, |facts| {
                    let payments = facts.movements.iter().filter(|one| one.kind == EntryKind::Payment);
                    all.extend(payments.map(|one| (one.id, facts.debtor, one.on, one.amount)));
                    Ok(())
                })?;
                Ok(())
            })
            .unwrap();
        all
    }

    /// What the bank tells is told by nobody else, and goes to whom the bank names.
    fn is_told_once(&self) {
        let payments = self.payments();
        let mut of_lines: BTreeSet<MovementId> = BTreeSet::new();
        for line in self.lines(LineState::Payment) {
            let Some(LineIs::Payment { payments: made, given_up, .. }) = line.decided.as_ref().map(|decided| &decided.is) else {
                unreachable!()
            };
            assert!(given_up.is_empty(), "{}", line.id);
            let of_line: Vec<_> = payments.iter().filter(|(id, ..)| made.contains(id)).collect();
            assert_eq!(of_line.iter().map(|(.., cents)| *cents).sum::<Cents>(), line.amount, "{}", line.id);
            for (_, debtor, ..) in of_line {
                assert_eq!(self.name(*debtor), folded(&line.details.payer_name), "{}", line.id);
            }
            of_lines.extend(made);
        }
        for (id, _, on, _) in payments {
            assert_eq!(on >= BEGINS, of_lines.contains(&id), "{id} of {on}");
        }
    }

    /// Its files follow each other to the day before, to the cent.
    fn is_a_whole_account(&self) {
        let mut statements = self
            .books
            .read(|tx| {
                let accounts = tx.bank_accounts()?;
                assert_eq!(accounts.len(), 1);
                Ok(tx.bank_statements(accounts[0].id, 100)?)
            })
            .unwrap();
        statements.sort_by_key(|one| one.from);
        assert_eq!((statements.len(), statements[0].from, statements[11].to), (12, BEGINS, TODAY.yesterday().unwrap()));
        for pair in statements.windows(2) {
            assert_eq!(pair[0].to.tomorrow().unwrap(), pair[1].from);
            assert_eq!(pair[0].closing, pair[1].opening);
        }
    }
}

/// Three lines ask somebody: a difference of a few euros, an amount that two owe, an advance of a name like a customer's.
fn what_waits(demo: &Demo) {
    let open = demo.lines(LineState::Open);
    assert!(open.iter().all(|line| line.on >= MONDAY), "what was in earlier files is answered");
    assert!((3..=6).contains(&open.len()), "{open:#?}");
    let proposed = |line: &BankLine| match demo.verdict(line).outcome {
        Outcome::Proposed(found) => found,
        _ => Vec::new(),
    };
    let small = open.iter().find(|line| matches!(proposed(line).first().map(|first| first.rest), Some(Rest::WriteOff(_))));
    assert!(small.is_some(), "an invoice paid but for a few euros");
    let twice = open.iter().find(|line| line.amount == Cents(54_720)).unwrap();
    let found = proposed(twice);
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found.iter().all(|one| demo.name(one.debtors[0]).ends_with("lendemain")) && found[0].debtors != found[1].debtors);
    assert!(found.iter().all(|one| one.allocations.iter().map(|(_, cents)| *cents).sum::<Cents>() == twice.amount));
    let advance = open.iter().find(|line| line.details.payer_name.starts_with("M OU MME ")).unwrap();
    let held = demo.verdict(advance).holds;
    assert_eq!(held.len(), 1);
    assert!(demo.name(held[0]).ends_with(folded(&advance.details.payer_name).split(' ').next_back().unwrap()));
    let plan = app::plan::plan(&demo.books, TODAY, false, app::plan::Detail::ToDo).unwrap();
    assert!(plan.actions().all(|(whom, _)| whom.debtor != held[0]), "its letters wait");
    let late = demo.books.read(|tx| Ok(tx.debtor_facts(held[0])?)).unwrap().unwrap();
    assert!(late.claims.iter().any(|claim| claim.due_on < TODAY.saturating_sub(7.days()) && claim.book_principal(TODAY).is_positive()));
}

/// What a person taught is known again, and what came back is due again.
fn what_was_decided(demo: &Demo) {
    let refunds: Vec<_> = demo.lines(LineState::Aside).into_iter().filter(|line| line.details.payer_name == "DGFIP").collect();
    let by_rule =
        |line: &BankLine| matches!(line.decided.as_ref().map(|decided| &decided.is), Some(LineIs::Aside { why: Aside::Rule, .. }));
    assert_eq!((refunds.len(), refunds.iter().filter(|line| by_rule(line)).count()), (3, 2), "one was taught, two are known");
    let back = demo.lines(LineState::Return);
    let lately = back.iter().find(|line| line.on >= MONDAY).unwrap();
    assert_eq!((lately.details.return_code.as_str(), lately.currency), ("AM04", Currency::EUR));
    let Some(LineIs::Return { payment, told: false }) = lately.decided.as_ref().map(|decided| decided.is.clone()) else { unreachable!() };
    let debtor = demo.payments().into_iter().find(|(id, ..)| *id == payment).unwrap().1;
    assert_eq!(demo.name(debtor), folded(&lately.details.payer_name));
    assert!(
        demo.lines(LineState::Payment).iter().filter(|line| line.decided.as_ref().is_some_and(|decided| decided.automatic)).count() > 30
    );
}

#[test]
fn the_bank_of_the_demonstration() {
    let demo = Demo::new();
    demo.is_told_once();
    demo.is_a_whole_account();
    what_waits(&demo);
    what_was_decided(&demo);
    the_papers(&demo);
    let report = demo.books.store().check(None, &[]).unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
}

/// The accounts tell what the books have, but for a payment that is not booked and an invoice with two digits swapped; electronic files
/// are of invoices that are there.
fn the_papers(demo: &Demo) {
    let tied = demo.books.read(|tx| app::tie_out::tie_out(tx, TODAY)).unwrap().unwrap();
    let causes: BTreeSet<&str> = tied.lines.iter().flat_map(|line| &line.difference.parts).map(|part| part.cause.kind().word()).collect();
    assert_eq!((tied.lines.len(), causes), (2, BTreeSet::from(["other_amount", "payment_here"])));
    let imports = demo.books.read(|tx| Ok(tx.imports()?)).unwrap();
    assert_eq!(imports.iter().filter(|one| one.format == "ubl" && one.state == ImportState::Completed).count(), 3);
    assert!(imports.iter().filter(|one| ["ubl", "fec"].contains(&one.format.as_str())).all(|one| one.taken == 0 && one.known > 0));
}
