//! A story being told: the books of a creditor in memory, a day at a time.

use app::books::Books;
use app::creditor::{self, Change, Field};
use app::plan::{self, Plan};
use app::record::{self, NewContact, NewCredit, NewDebtor, NewInvoice, NewPayment, NewRefund, NewTerms};
use app::run::{self, Output};
use domain::Date;
use domain::dunning::Action;
use domain::events::{Channel, HoldCause, Proceeding};
use domain::facts::LetterState;
use domain::money::{Cents, Currency, Rate};
use domain::party::{Address, DebtorDetails, DebtorKind, Language, Territory};
use domain::terms::{CreditCause, RateClause};
use store::{Location, Store};

use super::grammar::{Line, Mode, Says};
use super::{bank, statuses};

/// The debtor of every story; a second record of the same customer is B.
const DEBTOR: &str = "A";

pub struct Told {
    name: String,
    books: Option<Books>,
    payments: Vec<(String, String)>,
    up_to_date: bool,
    machine_on: bool,
    opened: bool,
}

fn noon(day: Date) -> i64 {
    app::civil::noon_seconds(day) * 1_000_000
}

impl Told {
    pub fn new(name: &str) -> Told {
        Told { name: name.to_owned(), books: None, payments: Vec::new(), up_to_date: true, machine_on: true, opened: false }
    }

    fn books(&self) -> &Books {
        self.books.as_ref().unwrap()
    }

    fn write<T>(&self, work: impl FnOnce(&mut store::Tx<'_>) -> app::Result<T>) -> T {
        self.books().write(work).unwrap_or_else(|error| panic!("{} : {error}", self.name))
    }

    /// One day: what happens, what is expected, and nothing else.
    pub fn day(&mut self, day: Date, lines: &[Line]) {
        self.morning(day);
        for line in lines {
            self.happens(day, line);
        }
        if self.machine_on {
            self.engine(day, lines);
        }
        for line in lines {
            self.look(day, line);
        }
    }

    fn morning(&mut self, day: Date) {
        let now = noon(day);
        self.books = Some(match self.books.take() {
            Some(books) => books.on(day, now),
            None => {
                let store = Store::open(&Location::Memory).unwrap();
                let tenant = store.create_tenant("Créancier", now).unwrap();
                Books::over(store, tenant, std::path::Path::new("."), "histoire", day, now)
            }
        });
        if !self.opened {
            self.opened = true;
            self.write(|tx| creditor::set(tx, &complete_creditor(), day));
            self.write(|tx| record::debtor(tx, &debtor(DEBTOR), day));
        }
        if self.up_to_date {
            self.write(|tx| record::up_to_date(tx, day, day));
        }
    }

    fn happens(&mut self, day: Date, line: &Line) {
        match &line.says {
            Says::UpToDate => {
                self.up_to_date = true;
                self.write(|tx| record::up_to_date(tx, day, day));
            }
            Says::NotUpToDate => self.up_to_date = false,
            Says::MachineOff => self.machine_on = false,
            Says::MachineOn => self.machine_on = true,
            Says::Invoice { number, amount, currency, due, presumed, seen_late } => {
                self.invoice(day, number, (*amount, currency), *due, *presumed, *seen_late)
            }
            Says::Payment { name, amount, on, dated, unallocated } => {
                self.payment(day, name.clone(), *amount, on.clone(), *dated, *unallocated)
            }
            says if bank::happens(self.books(), &self.name, day, says) => {}
            says if statuses::happens(self.books(), &self.name, day, says) => {}
            says => self.write(|tx| said(tx, says, day, &self.payments)),
        }
    }

    fn invoice(&mut self, day: Date, number: &str, (amount, currency): (Cents, &str), due: Date, presumed: bool, seen_late: bool) {
        let issued_on = if seen_late { due.checked_sub(jiff::Span::new().days(30)).unwrap() } else { day };
        self.write(|tx| {
            let owner = if tx.debtor_by_code("B")?.is_some() && number.starts_with('B') { "B" } else { DEBTOR };
            let due_on = (!presumed).then_some(due);
            let subject = Some("Travaux de menuiserie");
            record::invoice(tx, &NewInvoice { debtor: owner, number, issued_on, due_on, amount, currency, subject })
        });
        if presumed {
            let claims = self.claims(day);
            let claim = claims.iter().find(|claim| claim.number == number).unwrap();
            assert_eq!(claim.due_on, due, "{} : échéance présumée de {number}", self.name);
        }
    }

    fn payment(&mut self, day: Date, name: Option<String>, amount: Cents, on: Option<String>, dated: Option<Date>, unallocated: bool) {
        let claims: Vec<String> = on.iter().map(|on| self.write(|tx| named(tx, on))).collect();
        let new = NewPayment {
            debtor: DEBTOR,
            amount,
            currency: "EUR",
            claims: &claims,
            means: "transfer",
            reference: None,
            unallocated,
            on: dated.unwrap_or(day),
        };
        let claims_given = NewPayment { claims: &whole(&claims, amount), ..new };
        let done = self.write(|tx| record::payment(tx, &claims_given));
        let name = name.unwrap_or_else(|| format!("P{}", self.payments.len() + 1));
        self.payments.push((name, done.created[0].clone()));
    }

    fn claims(&self, _day: Date) -> Vec<domain::facts::ClaimFacts> {
        let mut claims = Vec::new();
        self.books()
            .read(|tx| {
                tx.each_debtor_facts(store::Selection::All, |facts| {
                    claims.extend(facts.claims);
                    Ok(())
                })?;
                Ok(())
            })
            .unwrap();
        claims
    }

    fn engine(&mut self, day: Date, lines: &[Line]) {
        let found = plan::plan(self.books(), day, true, plan::Detail::Reasons).unwrap_or_else(|error| panic!("{} : {error}", self.name));
        let expected: Vec<&Says> = lines.iter().map(|line| &line.says).filter(|says| matches!(says, Says::Action { .. })).collect();
        let actions: Vec<Action> = found.actions().map(|(_, action)| action.clone()).collect();
        if expected.is_empty() {
            assert!(actions.is_empty(), "{}, {day} : le moteur devait ne rien proposer, et propose\n{}", self.name, found.text(true));
        } else {
            assert_eq!(actions.len(), expected.len(), "{}, {day} : {} actions attendues\n{}", self.name, expected.len(), found.text(true));
        }
        for says in expected {
            self.expect(day, says, &found);
        }
        for line in lines {
            match &line.says {
                Says::Reason(words) => {
                    let held = found.debtors.iter().flat_map(|d| &d.decision.held).map(|held| held.because.to_string());
                    let all: Vec<String> =
                        held.chain(actions.iter().flat_map(|action| action.reasons.iter().map(ToString::to_string))).collect();
                    assert!(
                        all.iter().any(|reason| reason.contains(words)),
                        "{}, ligne {} : aucune raison ne contient « {words} » parmi {all:#?}",
                        self.name,
                        line.number
                    );
                }
                Says::Repair(words) => {
                    let all: Vec<String> =
                        found.debtors.iter().flat_map(|d| &d.decision.repairs).map(|repair| repair.mend.to_string()).collect();
                    assert!(
                        all.iter().any(|reason| reason.contains(words)),
                        "{}, ligne {} : rien à réparer ne contient « {words} » parmi {all:#?}",
                        self.name,
                        line.number
                    );
                }
                _ => {}
            }
        }
        // The run of the day: restarts of cycles, letters whose day is over.
        run::run(self.books(), Output::Words).unwrap_or_else(|error| panic!("{}, {day} : {error}", self.name));
        let again = plan::plan(self.books(), day, true, plan::Detail::Reasons).unwrap();
        let left = again
            .actions()
            .filter(|(_, action)| !lines.iter().any(|l| matches!(&l.says, Says::Action { mode: Mode::Proposed, .. })) || action.automatic);
        let left: Vec<String> = left.map(|(_, action)| action.step.clone()).collect();
        assert!(left.is_empty(), "{}, {day} : le même jour une seconde fois propose encore {left:?}", self.name);
    }

    fn expect(&mut self, day: Date, says: &Says, found: &Plan) {
        let Says::Action { document, channel, amount, claims, mode } = says else { return };
        let (decided, action) = found
            .actions()
            .find(|(_, action)| document_word(action) == document && (channel.is_empty() || action.channel.french() == channel))
            .unwrap_or_else(|| panic!("{}, {day} : « {document} par {channel} » attendu\n{}", self.name, found.text(true)));
        if let Some(amount) = amount {
            assert_eq!(action.asked, *amount, "{}, {day} : montant demandé {}", self.name, action.asked.plain());
        }
        if !claims.is_empty() {
            let mut numbers: Vec<String> =
                action.items.iter().map(|item| shown(&self.claims(day), item.claim, decided.number(item.claim))).collect();
            let mut wanted = claims.clone();
            numbers.sort();
            wanted.sort();
            assert_eq!(numbers, wanted, "{}, {day} : échéances", self.name);
        }
        let key = [action.key.clone()];
        let fail = |error: app::AppError| panic!("{}, {day} : {error}", self.name);
        match mode {
            Mode::Proposed => return,
            Mode::Skipped => {
                plan::skip(self.books(), &key, "choix de l'histoire", None).map_err(fail).unwrap();
                return;
            }
            Mode::Postponed(until) => {
                plan::skip(self.books(), &key, "choix de l'histoire", Some(*until)).map_err(fail).unwrap();
                return;
            }
            Mode::Sent | Mode::HandedOver => {}
        }
        let automatic = action.automatic;
        let channel = action.channel;
        if !automatic {
            let approval = plan::approve(self.books(), &key, None).map_err(fail).unwrap();
            assert!(approval.refused.is_empty(), "{}, {day} : {:?}", self.name, approval.refused);
        }
        if channel == Channel::Task {
            return;
        }
        let report = run::run(self.books(), Output::Words).map_err(fail).unwrap();
        assert!(report.refused.is_empty(), "{}, {day} : {:?}", self.name, report.refused);
        assert!(!report.letters.is_empty(), "{}, {day} : rien n'a été remis", self.name);
        if *mode == Mode::Sent {
            let ids: Vec<String> = report.letters.iter().map(|letter| letter.id.to_string()).collect();
            self.write(|tx| record::sent(tx, &ids, None, day));
        }
    }

    fn look(&self, day: Date, line: &Line) {
        match &line.says {
            Says::Balance { on, amount } => {
                let claims = self.claims(day);
                let of = |claim: &&domain::facts::ClaimFacts| shown(&claims, claim.id, claim.number.clone()) == *on;
                let open: Cents = claims.iter().filter(of).map(|claim| claim.book_principal(day)).sum();
                assert_eq!(open, *amount, "{}, ligne {} : solde de {on} {}", self.name, line.number, open.plain());
            }
            Says::Statement { on, principal, interest, indemnity, total } => {
                let read = |tx: &mut store::Read<'_>| {
                    let claim = named(tx, on)?;
                    app::account::statements(tx, &claim, day, None)
                };
                let (_, all) = self.books().read(read).unwrap();
                let totals = all.first().unwrap().statement.totals;
                let found = [totals.outstanding_principal, totals.interest_due, totals.fixed_indemnity, totals.total_due].map(Cents::plain);
                let wanted = [*principal, *interest, *indemnity, *total].map(Cents::plain);
                assert_eq!(
                    found, wanted,
                    "{}, ligne {} : décompte de {on} (principal, intérêts, indemnité, total)",
                    self.name, line.number
                );
            }
            says => bank::look(self.books(), &self.name, day, line.number, says),
        }
    }
}

/// The reference of a claim by the name a story gives it: `F1`, or `F1/2` for the second due date of the invoice F1.
pub fn named(tx: &mut store::Read<'_>, name: &str) -> app::Result<String> {
    let (number, rank) = name.split_once('/').map_or((name, 1), |(number, rank)| (number, rank.parse().unwrap()));
    let mut claims: Vec<_> = tx.claims_by_number(number)?.into_iter().map(|(claim, _)| claim).collect();
    claims.sort_unstable();
    Ok(claims.get(rank - 1_usize).unwrap_or_else(|| panic!("aucune échéance {name}")).to_string())
}

/// The name a story gives to a claim: its number, and its rank from the second due date of its invoice on.
fn shown(claims: &[domain::facts::ClaimFacts], id: domain::ids::ClaimId, number: String) -> String {
    let invoice = claims.iter().find(|claim| claim.id == id).unwrap().invoice;
    let before = claims.iter().filter(|claim| claim.invoice == invoice && claim.id < id).count();
    if before == 0 { number } else { format!("{number}/{}", before + 1) }
}

/// A claim named in a payment gets the whole amount, so that an over-payment is an over-payment of that claim.
fn whole(claims: &[String], amount: Cents) -> Vec<String> {
    claims.iter().map(|claim| format!("{claim}={}", amount.plain())).collect()
}

fn document_word(action: &Action) -> &'static str {
    use domain::letters::DocumentKind;
    match action.document {
        Some(DocumentKind::PreDueNotice) => "avis avant échéance",
        Some(DocumentKind::Reminder) => "relance",
        Some(DocumentKind::WarningReminder) => "relance avant mise en demeure",
        Some(DocumentKind::FormalNotice) => "mise en demeure",
        Some(_) => "autre courrier",
        None if action.channel == Channel::Task => "décision",
        None => "appel",
    }
}

fn said(tx: &mut store::Tx<'_>, says: &Says, day: Date, payments: &[(String, String)]) -> app::Result<()> {
    match says {
        Says::Kind(word) => {
            record::kind(tx, DEBTOR, DebtorKind::parse(word).unwrap(), day)?;
        }
        Says::Terms(terms) => {
            record::terms(tx, &conditions(terms), day)?;
        }
        Says::Territory(name) => {
            assert_eq!(name, "Alsace-Moselle");
            creditor::set(tx, &Change { territory: Some(Territory::AlsaceMoselle), ..Change::default() }, day)?;
        }
        Says::Scenario(name) => {
            let (name, toml) = app::scenarios::named_or_file(name)?;
            record::scenario(tx, &name, &toml, Some(DEBTOR), None, day)?;
        }
        Says::Instalment { number, amount, due } => {
            record::instalment(tx, number, *amount, *due)?;
        }
        Says::Credit { number, amount, cause, on } => {
            let claims: Vec<String> = on.iter().map(|on| named(tx, on)).collect::<app::Result<_>>()?;
            let cause = match cause.as_str() {
                "return" => CreditCause::Return,
                "discount" => CreditCause::Discount,
                _ => CreditCause::Correction,
            };
            record::credit_note(
                tx,
                &NewCredit { debtor: DEBTOR, number, amount: *amount, currency: Currency::EUR.code(), cause, claims: &claims, on: day },
            )?;
        }
        Says::Reversed { name } => {
            let (_, id) = payments.iter().find(|(known, _)| known == name).unwrap();
            record::reversal(tx, id, "AM04", day)?;
        }
        Says::Refunded { amount } => {
            let new = NewRefund { of: DEBTOR, amount: *amount, currency: Currency::EUR.code(), reference: None, on: day };
            record::refund(tx, &new)?;
        }
        Says::RefundUndone => {
            let debtor = app::resolve::debtor(tx, DEBTOR)?;
            let last = tx.refunds_of(debtor)?.last().unwrap().id;
            record::refund_undone(tx, &last.to_string(), day)?;
        }
        Says::Dispute { on, amount } => {
            let claim = named(tx, on)?;
            record::dispute(tx, &claim, *amount, "quality", None, day)?;
        }
        Says::DisputeClosed { on, founded } => {
            let (claim, debtor) = tx.claims_by_number(on)?[0];
            let facts = tx.debtor_facts(debtor)?.unwrap();
            let dispute = facts.claims.iter().find(|c| c.id == claim).and_then(|c| c.disputes.last()).unwrap().id;
            record::dispute_closed(tx, &dispute.to_string(), *founded, day)?;
        }
        Says::Promise { amount, by } => {
            record::promise(tx, DEBTOR, *amount, *by, &[], None, day)?;
        }
        Says::Plan(dues) => {
            record::plan(tx, DEBTOR, dues, &[], day)?;
        }
        other => return said_next(tx, other, day),
    }
    Ok(())
}

/// `30 jours`, `principal d'abord`, `taux 15 %`, `3 fois le taux légal`.
fn conditions(text: &str) -> NewTerms<'_> {
    let none = NewTerms::default();
    if text == "principal d'abord" {
        return NewTerms { principal_first: true, ..none };
    }
    if let Some(rate) = text.strip_prefix("taux ").and_then(|rest| rest.strip_suffix(" %")) {
        return NewTerms { clause: Some(RateClause::Fixed { rate: Rate::points(rate.parse().unwrap()) }), ..none };
    }
    if let Some(times) = text.strip_suffix(" fois le taux légal") {
        return NewTerms { clause: Some(RateClause::TimesLegal { times: times.parse().unwrap() }), ..none };
    }
    NewTerms { terms: Some(text), ..none }
}

fn said_next(tx: &mut store::Tx<'_>, says: &Says, day: Date) -> app::Result<()> {
    let id = tx.debtor_by_code(DEBTOR)?.unwrap();
    let facts = tx.debtor_facts(id)?.unwrap();
    match says {
        Says::PromiseCancelled => {
            record::promise_cancelled(tx, &facts.promises.last().unwrap().id.to_string(), day)?;
        }
        Says::PlanEnded => {
            record::plan_ended(tx, &facts.plans.last().unwrap().id.to_string(), day)?;
        }
        Says::Hold { cause, until, claim } => {
            let what = match claim {
                Some(record) if record == "B" => record.clone(),
                Some(number) => tx.claims_by_number(number)?[0].0.to_string(),
                None => DEBTOR.to_owned(),
            };
            record::hold(tx, &what, hold_cause(cause), *until, None, day)?;
        }
        Says::HoldLifted => {
            record::hold_lifted(tx, &facts.holds.last().unwrap().id.to_string(), day)?;
        }
        Says::Insolvency { proceeding, judgment } => {
            let proceeding = match proceeding.as_str() {
                "sauvegarde" => Proceeding::Safeguard,
                "redressement" => Proceeding::Reorganisation,
                _ => Proceeding::Liquidation,
            };
            record::insolvency(tx, DEBTOR, proceeding, *judgment, None)?;
        }
        Says::Waiver { of, on } => {
            let claim = named(tx, on)?;
            record::waiver(tx, &claim, of, Some("geste"), day)?;
        }
        Says::WaiverWithdrawn { on } => {
            let claim = named(tx, on)?;
            let waiver = facts.claims.iter().find(|c| c.id.to_string() == claim).and_then(|c| c.waivers.last()).unwrap().id;
            record::waiver_withdrawn(tx, &waiver.to_string(), day)?;
        }
        Says::Received { on } => {
            let what = match on {
                Some(number) => number.clone(),
                None => facts.contacts.iter().rev().find(|contact| contact.document == "formal-notice").unwrap().id.to_string(),
            };
            record::received(tx, &[what], day)?;
        }
        other => return said_of_contacts(tx, other, day),
    }
    Ok(())
}

fn said_of_contacts(tx: &mut store::Tx<'_>, says: &Says, day: Date) -> app::Result<()> {
    match says {
        Says::Judgment { on } => {
            record::judgment(tx, std::slice::from_ref(on), day)?;
        }
        Says::Call => {
            record::call(tx, &app::record::NewCall { what: DEBTOR, outcome: "reached", claims: &[], note: None, on: day })?;
        }
        Says::NoAddress => {
            let debtor = tx.debtor_by_code(DEBTOR)?.unwrap();
            let lost = no_contact(tx, debtor)?;
            tx.append(domain::events::NewEvent::new(day, lost))?;
        }
        Says::Address => {
            let lines = ["1 rue des Lilas".to_owned()];
            record::contact(
                tx,
                &NewContact {
                    debtor: DEBTOR,
                    email: Some("compta@a.example"),
                    lines: &lines,
                    postal_code: Some("69001"),
                    city: Some("Lyon"),
                    ..NewContact::default()
                },
                day,
            )?;
        }
        Says::SecondRecord => {
            record::debtor(tx, &debtor("B"), day)?;
        }
        Says::Merge => {
            record::moved(tx, &["B".to_owned()], DEBTOR, day)?;
        }
        Says::MergeRefused => {
            assert!(record::moved(tx, &["B".to_owned()], DEBTOR, day).is_err(), "la fusion devait être refusée");
        }
        Says::Confirmed => {
            let letter = tx.letters_in_state(LetterState::HandedOver)?.pop().unwrap().id;
            record::sent(tx, &[letter.to_string()], None, day)?;
        }
        Says::CameBack => {
            let letter = tx.letters_in_state(LetterState::Sent)?.pop().unwrap().id;
            record::returned(tx, &letter.to_string(), "adresse inconnue", day)?;
        }
        _ => {}
    }
    Ok(())
}

fn no_contact(tx: &mut store::Tx<'_>, debtor: domain::ids::DebtorId) -> app::Result<domain::events::DebtorChanged> {
    let details = DebtorDetails { name: "Menuiserie Sablier".to_owned(), ..DebtorDetails::default() };
    let kept = tx.keep(&serde_json::to_vec(&details).unwrap())?;
    Ok(domain::events::DebtorChanged {
        debtor,
        kind: None,
        siren: None,
        vat: None,
        country: None,
        language: None,
        scenario: None,
        details: Some((kept, details.reach())),
    })
}

fn hold_cause(word: &str) -> HoldCause {
    match word {
        "surendettement" => HoldCause::OverIndebtedness,
        "décès" => HoldCause::Death,
        "refus de contact" => HoldCause::ContactRefused,
        "personne vulnérable" => HoldCause::VulnerablePerson,
        "droit étranger" => HoldCause::ForeignLaw,
        "réponse à lire" => HoldCause::OpenReply,
        "à payer à un tiers" => HoldCause::OtherPayee,
        _ => HoldCause::Pause,
    }
}

pub fn complete_creditor() -> Change {
    let texts = [
        (Field::Name, "Ateliers Boréal"),
        (Field::LegalForm, "SAS"),
        (Field::Capital, "60 000 €"),
        (Field::RcsCity, "Lyon"),
        (Field::Siren, "732829320"),
        (Field::PostalCode, "69002"),
        (Field::City, "Lyon"),
        (Field::Email, "relances@ateliers-boreal.example"),
        (Field::Phone, "04 00 00 00 00"),
        (Field::Iban, "FR7630006000011234567890189"),
        (Field::SignatoryName, "Lise Capucine"),
        (Field::SignatoryCapacity, "responsable du recouvrement"),
        (Field::ConsumerMediator, "Médiation Exemple, 1 place du Marché, 69002 Lyon"),
    ];
    Change {
        texts: texts.map(|(field, text)| (field, text.to_owned())).to_vec(),
        lines: vec!["12 quai des Aurores".to_owned()],
        ..Change::default()
    }
}

pub fn debtor(code: &str) -> NewDebtor {
    let address = Address {
        lines: vec!["1 rue des Lilas".to_owned()],
        postal_code: "69001".to_owned(),
        city: "Lyon".to_owned(),
        country: String::new(),
    };
    let details = DebtorDetails {
        name: if code == DEBTOR { "Menuiserie Sablier" } else { "Menuiserie Sablier Agence Nord" }.to_owned(),
        address,
        email: format!("compta@{}.example", code.to_lowercase()),
        phone: "04 11 11 11 11".to_owned(),
        contacts: Vec::new(),
    };
    NewDebtor {
        code: code.to_owned(),
        kind: Some(DebtorKind::Business),
        siren: String::new(),
        vat: String::new(),
        language: Language::Fr,
        details,
    }
}
