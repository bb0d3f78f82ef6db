//! Cases that once failed, each as short as it can be told, and the machine that was off for a week.

use app::books::Books;
use app::creditor;
use app::plan;
use app::record::{self, NewContact, NewDebtor, NewInvoice};
use app::run::{self, Output, RunReport};
use domain::Date;
use domain::dunning::Action;
use domain::money::Cents;
use domain::party::{Address, DebtorDetails, DebtorKind};
use domain::policy::Policy;
use jiff::civil::date;
use store::{Location, Store, Tx};

use super::draw::plus;
use super::happen;

/// The books of a creditor with everything in order, open since long ago.
struct Case(Option<Books>);

impl Case {
    /// Debtors A and B, businesses, each with an invoice of 1 000 € due on 1 April 2026; the books are some weeks old.
    fn new() -> Case {
        let day = date(2026, 3, 2);
        let store = Store::open(&Location::Memory).unwrap();
        let tenant = store.create_tenant("Créancier", noon(day)).unwrap();
        let mut case = Case(Some(Books::over(store, tenant, std::path::Path::new("."), "personne", day, noon(day))));
        case.write(|tx| creditor::set(tx, &happen::complete_creditor(), day));
        for code in ["A", "B"] {
            case.write(|tx| record::debtor(tx, &debtor(code), day));
            case.invoice(code, &format!("{code}1"), day);
        }
        case.on(date(2026, 4, 1));
        case
    }

    fn books(&self) -> &Books {
        self.0.as_ref().unwrap()
    }

    fn today(&self) -> Date {
        self.books().today()
    }

    fn on(&mut self, day: Date) {
        self.0 = self.0.take().map(|books| books.on(day, noon(day)));
    }

    /// Another day, on which every payment is known.
    fn up_to_date_on(&mut self, day: Date) {
        self.on(day);
        self.write(|tx| record::up_to_date(tx, day, day));
    }

    fn write<T>(&mut self, work: impl FnOnce(&mut Tx<'_>) -> app::Result<T>) -> T {
        self.books().write(work).unwrap()
    }

    fn invoice(&mut self, debtor: &str, number: &str, issued_on: Date) {
        let (due_on, amount, subject) = (Some(plus(issued_on, 30)), Cents(100_000), Some("Travaux"));
        self.write(|tx| record::invoice(tx, &NewInvoice { debtor, number, issued_on, due_on, amount, currency: "EUR", subject }));
    }

    /// The actions of the day: those of the debtors that are due, which are those of all.
    fn actions(&self) -> Vec<Action> {
        let actions = |all| {
            plan::plan(self.books(), self.today(), all, plan::Detail::Reasons)
                .unwrap()
                .actions()
                .map(|(_, action)| action.clone())
                .collect::<Vec<_>>()
        };
        let (due, all) = (actions(false), actions(true));
        assert_eq!(due, all, "on {}", self.today());
        all
    }

    fn run(&self) -> RunReport {
        run::run(self.books(), Output::Words).unwrap()
    }

    fn sent(&mut self, report: &RunReport) {
        let names: Vec<String> = report.letters.iter().map(|letter| letter.id.to_string()).collect();
        let day = self.today();
        self.write(|tx| record::sent(tx, &names, None, day));
    }
}

fn noon(day: Date) -> i64 {
    app::civil::noon_seconds(day) * 1_000_000
}

fn debtor(code: &str) -> NewDebtor {
    let address = Address {
        lines: vec!["1 rue des Lilas".to_owned()],
        postal_code: "69001".to_owned(),
        city: "Lyon".to_owned(),
        ..Address::default()
    };
    let details = DebtorDetails {
        name: format!("Société {code}"),
        address,
        email: format!("compta@{}.example", code.to_lowercase()),
        ..DebtorDetails::default()
    };
    NewDebtor { code: code.to_owned(), kind: Some(DebtorKind::Business), details, ..NewDebtor::default() }
}

/// The first reminder is due on 6 April 2026, Easter Monday: it leaves on the next open day.
const REMINDER: Date = date(2026, 4, 7);

/// Off from the day before the reminder to a week after: one message for each debtor, of today, and not one for each day.
#[test]
fn a_machine_off_for_a_week_sends_one_right_message() {
    let mut case = Case::new();
    case.up_to_date_on(date(2026, 4, 3));
    assert!(case.run().letters.is_empty());
    case.invoice("A", "A2", date(2026, 3, 5));
    case.up_to_date_on(date(2026, 4, 13));
    let proposed = case.actions();
    assert_eq!(proposed.len(), 2);
    assert_eq!(proposed[0].items.len(), 2, "both invoices of A in one message");
    assert_eq!((proposed[0].asked, proposed[0].pay_by), (Cents(200_000), Some(date(2026, 4, 21))), "of today, eight days to pay");
    let report = case.run();
    assert_eq!(report.letters.len(), 2);
    case.sent(&report);
    for day in 14..=18 {
        case.up_to_date_on(date(2026, 4, day));
        assert!(case.actions().is_empty());
        assert!(case.run().letters.is_empty(), "on the {day}th");
    }
}

#[test]
fn what_waits_for_a_person_is_still_in_the_plan_after_the_run_of_the_day() {
    let mut case = Case::new();
    case.up_to_date_on(REMINDER);
    case.write(|tx| record::policy(tx, Policy { prudent_days: 365, ..Policy::default() }, REMINDER));
    assert_eq!(case.run().waiting, 2);
    assert_eq!(case.actions().len(), 2);
    assert_eq!(case.run().waiting, 2);
}

/// Payments become known through a day on which a promise was to be kept: it is broken from that moment, without any event of its debtor.
#[test]
fn a_promise_is_broken_when_payments_become_known() {
    let mut case = Case::new();
    case.up_to_date_on(REMINDER);
    case.write(|tx| record::promise(tx, "A", None, date(2026, 4, 9), &[], None, REMINDER));
    let report = case.run();
    case.sent(&report);
    case.on(date(2026, 4, 14));
    case.run();
    assert!(case.actions().is_empty(), "nobody knows whether A paid");
    case.up_to_date_on(date(2026, 4, 14));
    assert_eq!(case.actions().len(), 1);
}

/// A letter came back, its claim went to another debtor, then a person says that it had left after all: the step counts for the
/// claim, so whoever owes it now is looked at again.
#[test]
fn a_letter_that_left_counts_for_a_claim_that_went_elsewhere() {
    let mut case = Case::new();
    case.up_to_date_on(REMINDER);
    let report = case.run();
    let to_a = report.letters[0].id.to_string();
    case.write(|tx| record::returned(tx, &to_a, "boîte pleine", REMINDER));
    case.write(|tx| record::sent(tx, &[report.letters[1].id.to_string()], None, REMINDER));
    case.write(|tx| record::moved(tx, &["A1".to_owned()], "B", REMINDER));
    case.up_to_date_on(date(2026, 4, 8));
    case.run();
    let looked_at = |case: &Case| plan::plan(case.books(), case.today(), false, plan::Detail::Reasons).unwrap().looked_at;
    assert!(looked_at(&case) < 2, "at most the one whose address is to mend");
    case.write(|tx| record::sent(tx, &[to_a], None, REMINDER));
    assert_eq!(looked_at(&case), 2, "A, to whom it was written, and B, who owes");
    case.actions();
}

/// The payments of a morning make due those who paid, and nobody else; taking them back does the same.
#[test]
fn an_import_makes_due_only_those_whom_its_rows_name() {
    let mut case = Case::new();
    case.up_to_date_on(date(2026, 4, 2));
    case.run();
    let due = |case: &Case| plan::plan(case.books(), case.today(), false, plan::Detail::Reasons).unwrap().looked_at;
    assert_eq!(due(&case), 0, "nothing falls today");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("reglements.csv");
    std::fs::write(&path, "date;montant;code_debiteur;moyen\n2026-04-02;400,00;B;virement\n").unwrap();
    let taken = app::import::files(case.books(), &[path], &app::import::Options::default(), &app::ports::Silent).unwrap();
    assert_eq!(due(&case), 1, "{}", taken.text());
    case.actions();
    case.run();
    assert_eq!(due(&case), 0);
    let import = case.books().read(|tx| Ok(tx.imports()?)).unwrap().pop().unwrap().id;
    app::import::undo(case.books(), &import.to_string()).unwrap();
    assert_eq!(due(&case), 1);
    case.actions();
}

#[test]
fn the_cap_is_that_of_a_day() {
    let mut case = Case::new();
    case.up_to_date_on(REMINDER);
    case.write(|tx| record::policy(tx, Policy { run_cap: 1, ..Policy::default() }, REMINDER));
    assert_eq!(case.run().letters.len(), 1);
    assert!(case.run().letters.is_empty(), "a second run of the day delivers nothing more");
    assert_eq!(case.actions().len(), 1, "what the cap held back waits");
    case.up_to_date_on(date(2026, 4, 8));
    assert_eq!(case.run().letters.len(), 1);
}

/// An address that comes back makes its debtor due.
#[test]
fn a_debtor_that_can_be_reached_again_is_looked_at() {
    let mut case = Case::new();
    let nowhere = NewContact { debtor: "A", email: Some(""), city: Some(""), ..NewContact::default() };
    case.up_to_date_on(REMINDER);
    case.write(|tx| record::contact(tx, &nowhere, REMINDER));
    assert_eq!(case.run().letters.len(), 1, "B");
    case.up_to_date_on(date(2026, 4, 8));
    assert!(case.actions().is_empty());
    case.run();
    case.write(|tx| {
        record::contact(tx, &NewContact { email: Some("compta@a.example"), debtor: "A", ..NewContact::default() }, date(2026, 4, 8))
    });
    assert_eq!(case.actions().len(), 1);
}
