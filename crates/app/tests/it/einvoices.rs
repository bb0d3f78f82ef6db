//! Electronic invoices beside what the books have from elsewhere: what each says counts, whatever came first, and what the file and
//! the books do not agree on is not chased by itself.

use app::books::Books;
use app::import::{self, FileReport, Options, Outcome, Report};
use app::ports::Silent;
use app::record;
use domain::Date;
use domain::events::{HoldCause, HoldLifted, NewEvent};
use domain::facts::{ClaimFacts, DebtorFacts};
use domain::money::Cents;
use domain::terms::DueBasis;
use formats::table::TableKind;
use jiff::civil::date;
use store::{Location, Selection, Store};

use crate::differential::facts_agree;

const TODAY: Date = Date::constant(2026, 11, 20);
const SELLER: &str = "732829320";
const HEAD: &str = "numero;date_facture;echeance;montant_ttc;code_debiteur;nom;type;siren\n";

struct World {
    books: Books,
    folder: tempfile::TempDir,
}

/// An invoice in UBL, from the creditor to Menuiserie Sablier.
struct Ubl<'u> {
    profile: &'u str,
    number: &'u str,
    issued: &'u str,
    /// Empty where none is printed.
    due: &'u str,
    code: &'u str,
    /// The number of the invoice before it, or empty.
    preceding: &'u str,
    /// What stands after the parties: a payee, terms.
    after: &'u str,
    total: &'u str,
    prepaid: &'u str,
    payable: &'u str,
}

const F1: Ubl<'static> = Ubl {
    profile: "B1",
    number: "F1",
    issued: "2026-09-05",
    due: "2026-10-01",
    code: "380",
    preceding: "",
    after: "",
    total: "1200.00",
    prepaid: "0.00",
    payable: "1200.00",
};

impl Ubl<'_> {
    fn text(&self) -> String {
        let Ubl { profile, number, issued, due, code, preceding, after, total, prepaid, payable } = self;
        let root = if *code == "381" { "CreditNote" } else { "Invoice" };
        let some = |text: &str, tags: String| if text.is_empty() { String::new() } else { tags };
        let due = some(due, format!("<cbc:DueDate>{due}</cbc:DueDate>"));
        let preceding = format!("<cac:InvoiceDocumentReference><cbc:ID>{preceding}</cbc:ID></cac:InvoiceDocumentReference>");
        let preceding = some(self.preceding, format!("<cac:BillingReference>{preceding}</cac:BillingReference>"));
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
            <{root} xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:{root}-2\" \
             xmlns:cac=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\" \
             xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\">\n\
            <cbc:ProfileID>{profile}</cbc:ProfileID><cbc:ID>{number}</cbc:ID><cbc:IssueDate>{issued}</cbc:IssueDate>{due}<cbc:{root}TypeCode>{code}</cbc:{root}TypeCode>\
            <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>{preceding}\
            <cac:AccountingSupplierParty><cac:Party><cac:PartyLegalEntity><cbc:RegistrationName>Ateliers Boréal</cbc:RegistrationName>\
            <cbc:CompanyID schemeID=\"0002\">{SELLER}</cbc:CompanyID></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>\
            <cac:AccountingCustomerParty><cac:Party><cac:PartyLegalEntity><cbc:RegistrationName>Menuiserie Sablier</cbc:RegistrationName>\
            <cbc:CompanyID schemeID=\"0002\">200000008</cbc:CompanyID></cac:PartyLegalEntity></cac:Party></cac:AccountingCustomerParty>{after}\
            <cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount>{total}</cbc:TaxExclusiveAmount>\
            <cbc:TaxInclusiveAmount>{total}</cbc:TaxInclusiveAmount><cbc:PrepaidAmount>{prepaid}</cbc:PrepaidAmount>\
            <cbc:PayableAmount>{payable}</cbc:PayableAmount></cac:LegalMonetaryTotal></{root}>\n"
        )
    }
}

/// A corrected invoice of 1 000 euros in the place of F1.
const F2: Ubl<'static> =
    Ubl { number: "F2", issued: "2026-11-05", due: "2026-12-05", code: "384", preceding: "F1", total: "1000.00", payable: "1000.00", ..F1 };

impl World {
    fn new() -> World {
        let store = Store::open(&Location::Memory).unwrap();
        let now = app::civil::noon_seconds(TODAY) * 1_000_000;
        let tenant = store.create_tenant("Ateliers Boréal", now).unwrap();
        let books = Books::over(store, tenant, std::path::Path::new("."), "essai", TODAY, now);
        let own = app::creditor::Change {
            texts: vec![(app::creditor::Field::Name, "Ateliers Boréal".to_owned()), (app::creditor::Field::Siren, SELLER.to_owned())],
            ..app::creditor::Change::default()
        };
        books.write(|tx| app::creditor::set(tx, &own, TODAY)).unwrap();
        World { books, folder: tempfile::tempdir().unwrap() }
    }

    /// With F1 of 1 200 euros of 5 September, due on 1 October, from a list.
    fn listed() -> World {
        let world = World::new();
        world.list("F1;05/09/2026;01/10/2026;1200,00;C1;Menuiserie Sablier;entreprise;200000008\n");
        world
    }

    fn files(&self, files: &[(&str, String)], listed: Option<TableKind>) -> Report {
        let folder = tempfile::tempdir_in(self.folder.path()).unwrap().keep();
        let paths: Vec<_> = files
            .iter()
            .map(|(name, text)| {
                let path = folder.join(name);
                std::fs::write(&path, text).unwrap();
                path
            })
            .collect();
        import::files(&self.books, &paths, &Options { listed, ..Options::default() }, &Silent).unwrap()
    }

    fn list(&self, rows: &str) {
        assert!(!self.files(&[("factures.csv", format!("{HEAD}{rows}"))], Some(TableKind::Invoices)).is_refused());
    }

    fn take(&self, ubl: &Ubl<'_>) -> FileReport {
        self.files(&[("facture.xml", ubl.text())], None).files.remove(0)
    }

    fn all(&self) -> Vec<DebtorFacts> {
        let mut all = Vec::new();
        self.books
            .read(|tx| {
                tx.each_debtor_facts(Selection::All, |facts| {
                    all.push(facts);
                    Ok(())
                })?;
                Ok(())
            })
            .unwrap();
        facts_agree(&self.books).unwrap();
        all
    }

    fn facts(&self) -> DebtorFacts {
        let mut all = self.all();
        assert_eq!(all.len(), 1, "one debtor");
        all.remove(0)
    }

    fn claims(&self, number: &str) -> Vec<ClaimFacts> {
        self.facts().claims.into_iter().filter(|claim| claim.number == number).collect()
    }

    /// What is open of an invoice.
    fn open(&self, number: &str) -> i64 {
        self.claims(number).iter().map(|claim| claim.book_principal(Date::MAX).0).sum()
    }

    /// What the debtor has to its credit.
    fn credit(&self) -> i64 {
        self.facts().movements.iter().map(|one| one.unallocated(Date::MAX).0).sum()
    }

    /// Why letters about an invoice wait.
    fn waits(&self, number: &str) -> Vec<HoldCause> {
        let facts = self.facts();
        let own: Vec<_> = facts.claims.iter().filter(|claim| claim.number == number).map(|claim| claim.id).collect();
        let standing = facts.holds.iter().filter(|hold| hold.lifted_on.is_none());
        let mut causes: Vec<HoldCause> =
            standing.filter(|hold| hold.claim.is_some_and(|of| own.contains(&of))).map(|hold| hold.cause).collect();
        causes.dedup();
        causes
    }

    fn pays(&self, number: &str, cents: i64) {
        let payment = record::NewPayment {
            debtor: "C1",
            amount: Cents(cents),
            currency: "EUR",
            claims: &[number.to_owned()],
            means: "transfer",
            reference: None,
            unallocated: false,
            on: date(2026, 10, 20),
        };
        self.books.write(|tx| record::payment(tx, &payment)).unwrap();
    }
}

fn said(report: &FileReport) -> String {
    format!("{:?} {:?} {:?}", report.outcome, report.notes, report.problems.iter().map(|problem| &problem.message).collect::<Vec<_>>())
}

const FACTOR: &str = "<cac:PayeeParty><cac:PartyName><cbc:Name>Factor Exemple</cbc:Name></cac:PartyName></cac:PayeeParty>";

#[test]
fn a_factor_told_by_the_file_of_a_known_invoice_holds_it_until_a_person_looked() {
    let world = World::listed();
    let report = world.take(&Ubl { after: FACTOR, ..F1 });
    assert!(said(&report).contains("à payer à Factor Exemple"), "{}", said(&report));
    assert_eq!((world.waits("F1"), world.open("F1")), (vec![HoldCause::OtherPayee], 120_000));
    // A person looked, and it is ours to ask: another copy of the file does not stop it again.
    let hold = world.facts().holds[0].id;
    world.books.write(|tx| Ok(tx.append(NewEvent::new(TODAY, HoldLifted { hold }))?)).unwrap();
    world.take(&Ubl { after: FACTOR, total: "1200.0", ..F1 });
    assert_eq!(world.waits("F1"), []);
}

#[test]
fn a_seller_named_as_payee_is_no_third_party_and_a_number_alone_is_one() {
    let world = World::new();
    let own = "<cac:PayeeParty><cac:PartyName><cbc:Name>ATELIERS BOREAL</cbc:Name></cac:PartyName></cac:PayeeParty>";
    world.take(&Ubl { after: own, ..F1 });
    assert_eq!((world.waits("F1"), world.open("F1")), (vec![], 120_000));
    let other = "<cac:PayeeParty><cac:PartyLegalEntity><cbc:CompanyID schemeID=\"0002\">404833048</cbc:CompanyID></cac:PartyLegalEntity></cac:PayeeParty>";
    let report = world.take(&Ubl { number: "F2", after: other, ..F1 });
    assert!(said(&report).contains("à payer à 404833048"), "{}", said(&report));
    assert_eq!(world.waits("F2"), [HoldCause::OtherPayee]);
}

#[test]
fn a_known_invoice_that_its_file_says_paid_or_in_parts_is_to_be_checked() {
    let parts = "<cac:PaymentTerms><cbc:Amount currencyID=\"EUR\">400.00</cbc:Amount><cbc:PaymentDueDate>2026-10-01</cbc:PaymentDueDate></cac:PaymentTerms>\
         <cac:PaymentTerms><cbc:Amount currencyID=\"EUR\">800.00</cbc:Amount><cbc:PaymentDueDate>2026-12-01</cbc:PaymentDueDate></cac:PaymentTerms>";
    for ubl in [Ubl { profile: "B2", ..F1 }, Ubl { due: "", after: parts, ..F1 }] {
        let world = World::listed();
        let report = world.take(&ubl);
        assert_eq!(report.outcome, Outcome::Taken, "{}", said(&report));
        assert_eq!((world.waits("F1"), world.open("F1")), (vec![HoldCause::ToCheck], 120_000), "{}", said(&report));
    }
}

/// 1 200,00 paid whole or in part, then an invoice of 1 000,00 in its place: what was paid is not asked twice.
#[test]
fn what_was_paid_of_a_replaced_invoice_pays_the_one_in_its_place() {
    // What was paid; what is then open of F2, and to the debtor's credit.
    for (paid, open, credit) in [(0, 100_000, 0), (50_000, 50_000, 0), (100_000, 0, 0), (120_000, 0, 20_000)] {
        let world = World::listed();
        if paid > 0 {
            world.pays("F1", paid);
        }
        let report = world.take(&F2);
        assert_eq!((world.open("F1"), world.open("F2"), world.credit()), (0, open, credit), "{paid}: {}", said(&report));
        assert_eq!(world.waits("F2"), []);
        // The same file under another name changes nothing.
        world.take(&Ubl { total: "1000.0", ..F2 });
        assert_eq!((world.open("F1"), world.open("F2"), world.credit()), (0, open, credit));
    }
}

#[test]
fn what_the_file_took_off_already_is_not_taken_off_again_and_what_is_unclear_waits() {
    // 500,00 were paid, and its net to pay has them taken off: nothing moves.
    let world = World::listed();
    world.pays("F1", 50_000);
    world.take(&Ubl { prepaid: "500.00", payable: "500.00", ..F2 });
    assert_eq!((world.open("F1"), world.open("F2"), world.credit(), world.waits("F2")), (0, 50_000, 0, vec![]));
    // 500,00 were paid, 200,00 taken off: a person says what the rest is.
    let world = World::listed();
    world.pays("F1", 50_000);
    let report = world.take(&Ubl { prepaid: "200.00", payable: "800.00", ..F2 });
    assert!(said(&report).contains("Elle remplace F1, dont 500,00"), "{}", said(&report));
    assert_eq!((world.open("F1"), world.waits("F2")), (0, vec![HoldCause::ToCheck]));
    // It does not say which one it replaces.
    let world = World::listed();
    world.take(&Ubl { preceding: "", ..F2 });
    assert_eq!((world.open("F1"), world.waits("F2")), (120_000, vec![HoldCause::ToCheck]));
}

#[test]
fn a_corrected_invoice_waits_for_the_one_it_replaces() {
    let world = World::new();
    let alone = world.take(&F2);
    assert_eq!(alone.outcome, Outcome::Refused);
    assert!(said(&alone).contains("F2 remplace la facture F1, qui n'est pas inscrite. Importez-la d'abord"), "{}", said(&alone));
    assert!(world.all().is_empty(), "nothing of it is there");
    // With it, whatever their order.
    let report = world.files(&[("a.xml", F2.text()), ("b.xml", F1.text())], None);
    assert!(!report.is_refused(), "{}", report.text());
    assert_eq!((world.open("F1"), world.open("F2")), (0, 100_000));
}

#[test]
fn terms_in_words_make_the_due_date_where_no_day_is_printed() {
    let due = |terms: &str| {
        let world = World::new();
        let more =
            if terms.is_empty() { String::new() } else { format!("<cac:PaymentTerms><cbc:Note>{terms}</cbc:Note></cac:PaymentTerms>") };
        let report = world.take(&Ubl { due: "", after: &more, ..F1 });
        let claim = world.claims("F1").remove(0);
        (claim.due_on, claim.due_basis, report.problems.iter().any(|problem| problem.code == "terms_unread"))
    };
    // 5 September and 60 days: 4 November; the end of that month.
    assert_eq!(due("Paiement à 60 jours fin de mois"), (date(2026, 11, 30), DueBasis::Printed, false));
    assert_eq!(
        due("45 jours. Pénalités de retard : 3 fois le taux légal. Indemnité de 40 €"),
        (date(2026, 10, 20), DueBasis::Printed, false)
    );
    assert_eq!(
        due("Paiement à 60 jours fin de mois, pas d'escompte pour paiement anticipé"),
        (date(2026, 11, 30), DueBasis::Printed, false)
    );
    // A delay that is not understood: 30 days presumed, by which neither penalty nor formal notice is asked.
    assert_eq!(due("À deux mois de la livraison selon accord-cadre"), (date(2026, 10, 5), DueBasis::Presumed, true));
    assert_eq!(due("30 jours ; 60 jours"), (date(2026, 10, 5), DueBasis::Presumed, true));
    assert_eq!(due("Pas d'escompte pour paiement anticipé"), (date(2026, 10, 5), DueBasis::Presumed, false));
    assert_eq!(due(""), (date(2026, 10, 5), DueBasis::Presumed, false));
}

/// The accounts letter the payment with the invoice that is gone, and cancel it under a number of their own: nothing moves, nothing counts
/// twice.
#[test]
fn the_accounts_tell_again_what_a_corrected_invoice_did() {
    let world = World::listed();
    world.pays("F1", 50_000);
    world.take(&F2);
    assert_eq!((world.open("F1"), world.open("F2"), world.credit()), (0, 50_000, 0));
    let entry = |journal: &str, number: u32, day: &str, piece: &str, cents: i64, against: &str, letter: &str| {
        let amount = |cents: i64| Cents(cents.max(0)).plain().replace('.', ",");
        let (debit, credit) = (amount(cents), amount(-cents));
        let lettered = if letter.is_empty() { "\t".to_owned() } else { format!("{letter}\t{day}") };
        format!(
            "{journal}\tJournal\t{number}\t{day}\t41100000\tClients\tC1\tMenuiserie Sablier\t{piece}\t{day}\t{piece}\t{debit}\t{credit}\t{lettered}\t{day}\t\t\n\
             {journal}\tJournal\t{number}\t{day}\t{against}\tAutre\t\t\t{piece}\t{day}\t{piece}\t{credit}\t{debit}\t\t\t{day}\t\t\n"
        )
    };
    let head = "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\tPieceRef\tPieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\tMontantdevise\tIdevise\n";
    let text = [
        head.to_owned(),
        entry("VE", 1, "20260905", "F1", 120_000, "70600000", "A"),
        entry("BQ", 2, "20261020", "VIR", -50_000, "51200000", "A"),
        entry("VE", 3, "20261105", "AV-9", -120_000, "70600000", ""),
        entry("VE", 4, "20261105", "F2", 100_000, "70600000", ""),
    ]
    .concat();
    let report = world.files(&[("732829320FEC20261231.txt", text)], None);
    assert!(!report.is_refused(), "{}", report.text());
    assert_eq!((world.open("F1"), world.open("F2"), world.credit()), (0, 50_000, 0), "{}", report.text());
}

#[test]
fn undoing_a_corrected_invoice_gives_back_what_it_cancelled() {
    let world = World::listed();
    world.pays("F1", 50_000);
    let taken = world.take(&F2).import.unwrap();
    import::undo(&world.books, &taken).unwrap();
    assert_eq!((world.open("F1"), world.claims("F2").len(), world.credit()), (70_000, 0, 0));
    world.take(&F2);
    assert_eq!((world.open("F1"), world.open("F2"), world.credit()), (0, 50_000, 0));
}

#[test]
fn a_known_invoice_with_a_deposit_beside_is_known_and_another_currency_is_asked_about() {
    // The books have the whole, nothing of the deposit: what is too much waits.
    let world = World::listed();
    let report = world.take(&Ubl { prepaid: "500.00", payable: "700.00", ..F1 });
    assert_eq!((world.waits("F1"), world.open("F1")), (vec![HoldCause::ToCheck], 120_000), "{}", said(&report));
    // They have the deposit as a payment: both agree.
    let world = World::listed();
    world.pays("F1", 50_000);
    world.take(&Ubl { prepaid: "500.00", payable: "700.00", ..F1 });
    assert_eq!((world.waits("F1"), world.open("F1")), (vec![], 70_000));
    // In dollars, in the place of an invoice in euros.
    let world = World::listed();
    let dollars = F2.text().replace("EUR", "USD");
    world.files(&[("dollars.xml", dollars)], None);
    assert_eq!((world.waits("F2"), world.open("F1")), (vec![HoldCause::ToCheck], 120_000));
    // A corrected invoice that is in the books is known, though what it replaces is not.
    let world = World::new();
    world.list("F2;05/11/2026;05/12/2026;1000,00;C1;Menuiserie Sablier;entreprise;200000008\n");
    assert_ne!(world.take(&F2).outcome, Outcome::Refused);
    assert_eq!(world.open("F2"), 100_000);
}

#[test]
fn a_credit_note_that_leaves_nothing_to_deduct_and_a_number_of_another_year_are_asked_about() {
    let world = World::listed();
    let settled = world.take(&Ubl {
        number: "AV-12",
        due: "",
        code: "381",
        preceding: "F1",
        total: "500.00",
        prepaid: "500.00",
        payable: "0.00",
        ..F1
    });
    assert_eq!(settled.outcome, Outcome::Refused);
    assert!(said(&settled).contains("déjà été imputé ou remboursé"), "{}", said(&settled));
    assert_eq!((world.open("F1"), world.facts().movements.len()), (120_000, 0));
    // A month and a day later, under the same number: perhaps another invoice, which nobody asked for yet.
    let later = world.take(&Ubl { issued: "2026-10-07", ..F1 });
    assert!(
        later.outcome == Outcome::Refused && said(&later).contains("Une facture F1 du 05/09/2026 est déjà inscrite"),
        "{}",
        said(&later)
    );
    let near = world.take(&Ubl { issued: "2026-10-06", ..F1 });
    assert_ne!(near.outcome, Outcome::Refused, "{}", said(&near));
}

#[test]
fn what_another_sells_what_we_buy_and_the_accounts_of_another_are_refused() {
    let world = World::new();
    let seller =
        format!("<cbc:RegistrationName>Ateliers Boréal</cbc:RegistrationName><cbc:CompanyID schemeID=\"0002\">{SELLER}</cbc:CompanyID>");
    let buyer = "<cbc:RegistrationName>Menuiserie Sablier</cbc:RegistrationName><cbc:CompanyID schemeID=\"0002\">200000008</cbc:CompanyID>";
    let foreign = "<cbc:RegistrationName>Holzhandel Exempel GmbH</cbc:RegistrationName>";
    let purchase = F1.text().replace(&seller, foreign).replace(buyer, &seller);
    let refused = world.files(&[("achat.xml", purchase)], None).files.remove(0);
    assert!(
        refused.outcome == Outcome::Refused && said(&refused).contains("facture d'achat : Holzhandel Exempel GmbH"),
        "{}",
        said(&refused)
    );
    // A number of another country under another name.
    let vat = "<cac:PartyTaxScheme><cbc:CompanyID>DE123456789</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme><cac:PartyLegalEntity>";
    let theirs = F1.text().replacen("<cac:PartyLegalEntity>", vat, 1).replace(&seller, foreign);
    let refused = world.files(&[("autre.xml", theirs.clone())], None).files.remove(0);
    assert!(
        said(&refused).contains("Le vendeur est Holzhandel Exempel GmbH (TVA DE123456789), ce dossier est celui de Ateliers Boréal"),
        "{}",
        said(&refused)
    );
    // The same number under our name is ours abroad; no number at all is a remark.
    let abroad = theirs.replace("Holzhandel Exempel GmbH", "ATELIERS BOREAL SARL");
    assert_eq!(world.files(&[("export.xml", abroad)], None).files.remove(0).outcome, Outcome::Taken);
    let unknown = F1.text().replace(&seller, foreign).replace(">F1<", ">F9<");
    let taken = world.files(&[("inconnu.xml", unknown)], None).files.remove(0);
    assert!(taken.outcome == Outcome::Taken && said(&taken).contains("Si ce n'est pas vous, annulez cet import"), "{}", said(&taken));
    let fec = "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\tPieceRef\tPieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\tMontantdevise\tIdevise\n\
        VE\tVentes\t1\t20260905\t41100000\tClients\tC9\tFonderie Étoile\tFA-9\t20260905\tFacture\t120,00\t0,00\t\t\t20260905\t\t\n\
        VE\tVentes\t1\t20260905\t70600000\tVentes\t\t\tFA-9\t20260905\tFacture\t0,00\t120,00\t\t\t20260905\t\t\n";
    let before = world.all();
    let refused = world.files(&[("552100554FEC20261231.txt", fec.to_owned())], None).files.remove(0);
    assert!(
        refused.outcome == Outcome::Refused
            && said(&refused).contains("la comptabilité du SIREN 552100554, ce dossier est celui de Ateliers Boréal (SIREN 732829320)"),
        "{}",
        said(&refused)
    );
    assert_eq!(world.all(), before);
    // Under its own number, or under none, it is ours.
    assert_eq!(world.files(&[("732829320FEC20261231.txt", fec.to_owned())], None).files.remove(0).outcome, Outcome::Taken);
    assert_eq!(world.files(&[("export.txt", fec.replace("FA-9", "FA-10"))], None).files.remove(0).outcome, Outcome::Taken);
}

#[test]
fn before_anybody_said_who_the_creditor_is_the_accounts_of_a_second_company_are_refused() {
    let store = Store::open(&Location::Memory).unwrap();
    let now = app::civil::noon_seconds(TODAY) * 1_000_000;
    let tenant = store.create_tenant("Ateliers Boréal", now).unwrap();
    let books = Books::over(store, tenant, std::path::Path::new("."), "essai", TODAY, now);
    let world = World { books, folder: tempfile::tempdir().unwrap() };
    let fec = |number: &str| {
        format!(
            "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\tPieceRef\tPieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\tMontantdevise\tIdevise\n\
            VE\tVentes\t1\t20260905\t41100000\tClients\tC9\tFonderie Étoile\t{number}\t20260905\tFacture\t120,00\t0,00\t\t\t20260905\t\t\n\
            VE\tVentes\t1\t20260905\t70600000\tVentes\t\t\t{number}\t20260905\tFacture\t0,00\t120,00\t\t\t20260905\t\t\n"
        )
    };
    let one = |name: &str, number: &str| world.files(&[(name, fec(number))], None).files.remove(0);
    assert_eq!(one("732829320FEC20251231.txt", "FA-1").outcome, Outcome::Taken);
    let other = one("552100554FEC20261231.txt", "FA-2");
    assert!(other.outcome == Outcome::Refused && said(&other).contains("l'entreprise de SIREN 732829320"), "{}", said(&other));
    assert_eq!(one("732829320FEC20261231.txt", "FA-3").outcome, Outcome::Taken);
}
