//! A FEC into debtors, invoices, credit notes, payments and what pays what.
//!
//! * A line is known by its key (journal, entry number, entry date, account, auxiliary, piece, rank).
//! * Opening lines make nothing when the year before is known; else one presumed claim each.
//! * New lettering of known lines is an event: the guessed allocation ends, the lettered one begins.
//! * What was there before and is absent now is reported; nothing is removed.
//! * What the books have from elsewhere (the bank, a list, an electronic invoice, a person) counts once: see [`told`].
//! * What the file says of each customer's accounts is kept, to be compared with the books ([`accounts`]).

mod accounts;
mod told;

use std::collections::{HashMap, HashSet};

use domain::Date;
use domain::events::{
    CreditNoteRecorded, DebtorRecorded, HoldCause, HoldPlaced, InstalmentRecorded, InvoiceRecorded, NewEvent, PaymentRecorded,
};
use domain::facts::{DatedTerms, TenantFacts};
use domain::french::money_fr;
use domain::ids::{ClaimId, DebtorId, ImportId, InvoiceId, MovementId};
use domain::money::{Cents, Currency};
use domain::party::{DebtorDetails, DebtorKind, Language};
use domain::terms::{CreditCause, DueBasis};
use formats::fec::{Basis, Family, FecFile, Movement, MovementKind, Receivables};
use formats::{Input, Place, Problems};
use store::Tx;

use super::compare::There;
use super::report::{Counts, FileReport};
use super::settle::{Share, Wanted, settle};
use super::whose::Own;
use super::{Undone, begin, complete, file, or_nothing, still_the_same};
use crate::books::Books;
use crate::error::Result;
use crate::record::{default_kind, due_from};
use crate::words::counted;

/// Takes a FEC in, in one transaction.
pub(super) fn take(
    books: &Books,
    opened: &file::Opened<'_>,
    input: &Input<'_>,
    resumed: Option<ImportId>,
    mut problems: Problems,
) -> Result<FileReport> {
    let today = books.today();
    let Some((read, receivables)) = formats::fec::receivables(input, today, &mut problems) else {
        return Ok(FileReport::refused(opened, "fec", problems.into_vec()));
    };
    if !read.complete {
        problems.error(
            Place::FILE,
            "incomplete",
            format_args!("le fichier n'a pas pu être lu jusqu'au bout : rien n'en est pris. Réparez-le et importez-le de nouveau."),
        );
        return Ok(FileReport::refused(opened, "fec", problems.into_vec()));
    }
    if receivables.movements.is_empty() && problems.errors() == 0 {
        problems.error(
            Place::FILE,
            "no_receivables",
            format_args!("le fichier n'a aucune écriture de client (compte 411) : il n'y a rien à prendre. Vérifiez l'exercice et les comptes exportés."),
        );
    }
    still_the_same(opened, false)?;
    let (mut import, mut counts, mut notes) = (ImportId(0), Counts::default(), Vec::new());
    let taken = or_nothing(books, |tx| {
        if !Own::of(tx)?.books(tx, &read, &mut problems)? {
            return Err(Undone::Nothing);
        }
        import = match resumed {
            Some(begun) => begun,
            None => begin(tx, opened, "fec", today)?,
        };
        let mut taking = Taking::new(tx, import, &receivables, today, &mut problems)?;
        taking.debtors()?;
        taking.movements()?;
        taking.allocations()?;
        taking.absent()?;
        taking.state_accounts()?;
        let through = receivables.movements.iter().map(|movement| movement.on).max();
        taking.tell_again();
        let Taking { tx, counts: taken, notes: said, problems, .. } = taking;
        (counts, notes) = (Counts { problems: problems.total(), ..taken }, said);
        complete(tx, import, &counts, through, today)?;
        if counts.is_something() { Ok(()) } else { Err(Undone::Nothing) }
    })?;
    if !taken {
        return Ok(FileReport::refused(opened, "fec", problems.into_vec()));
    }
    let mut all = summary(&read, &receivables);
    all.extend(notes);
    let tied = books.read(|tx| crate::tie_out::Tied::of(tx, import, today))?;
    Ok(FileReport { tied, ..FileReport::taken(opened, "fec", import, counts, all, problems.into_vec()) })
}

fn summary(read: &FecFile, receivables: &Receivables) -> Vec<String> {
    let facts = receivables.facts();
    let euros = |cents: Cents| money_fr(cents, Currency::EUR);
    let mut notes = vec![format!(
        "{}, {} ; solde du compte 411 : {} ; {}",
        counted(read.lines, "ligne", "lignes"),
        counted(facts.customers, "client", "clients"),
        euros(facts.balance_411),
        counted(facts.invoices_open, "facture ouverte", "factures ouvertes")
    )];
    if facts.balance_411 != facts.unlettered_411 {
        notes.push(format!(
            "lignes non lettrées : {} — le solde fait foi pour les relances, les deux vues sont montrées",
            euros(facts.unlettered_411)
        ));
    }
    notes
}

/// What a movement of the file is in the books.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Home {
    /// An invoice of this file: one of its claims.
    Claim(ClaimId),
    /// An invoice that the books have from elsewhere, with all its claims.
    Invoice(InvoiceId),
    Money(MovementId),
    /// Money that the books have from elsewhere.
    ToldMoney(MovementId),
    /// It has no place of its own: an opening already known, a payment back that reversed its payment.
    None,
}

impl Home {
    /// What it is, by its number in the journal.
    fn id(&self) -> Option<i64> {
        match self {
            Home::Claim(ClaimId(id)) | Home::Invoice(InvoiceId(id)) | Home::Money(MovementId(id)) | Home::ToldMoney(MovementId(id)) => {
                Some(*id)
            }
            Home::None => None,
        }
    }

    /// The payment or credit note that it is.
    fn money(&self) -> Option<MovementId> {
        if let Home::Money(id) | Home::ToldMoney(id) = self { Some(*id) } else { None }
    }
}

struct Taking<'t, 's, 'r> {
    tx: &'t mut Tx<'s>,
    import: ImportId,
    receivables: &'r Receivables,
    today: Date,
    tenant: TenantFacts,
    /// Debtor of each customer of the file.
    owners: Vec<Option<(DebtorId, Vec<DatedTerms>)>>,
    places: Vec<Home>,
    /// Movements that were already in the books.
    known: HashSet<usize>,
    /// Entries of this file that tell again what the books have from elsewhere.
    told: u64,
    /// Entries of an earlier file under another number.
    renumbered: u64,
    /// The claims of invoices that the books have from elsewhere, with their amounts, the first due date first.
    told_claims: HashMap<InvoiceId, Vec<(ClaimId, Cents)>>,
    /// What the refunds are that debits against money tell again: number in the journal, cents.
    refunded: HashMap<usize, Vec<(i64, Cents)>>,
    /// The payments that debits against money send back.
    sent_back: HashMap<usize, MovementId>,
    counts: Counts,
    notes: Vec<String>,
    problems: &'r mut Problems,
}

impl<'t, 's, 'r> Taking<'t, 's, 'r> {
    fn new(tx: &'t mut Tx<'s>, import: ImportId, receivables: &'r Receivables, today: Date, problems: &'r mut Problems) -> Result<Self> {
        let tenant = tx.tenant_facts(today)?;
        let places = vec![Home::None; receivables.movements.len()];
        Ok(Taking {
            tx,
            import,
            receivables,
            today,
            tenant,
            owners: Vec::new(),
            places,
            known: HashSet::new(),
            told: 0,
            renumbered: 0,
            told_claims: HashMap::new(),
            refunded: HashMap::new(),
            sent_back: HashMap::new(),
            counts: Counts::default(),
            notes: Vec::new(),
            problems,
        })
    }

    /// One debtor for each code; what is not yet invoiced (418) has none.
    fn debtors(&mut self) -> Result<()> {
        let kind = default_kind(&self.tenant.terms, self.today);
        let elsewhere = self.customers_known_elsewhere()?;
        let mut by_code: HashMap<&str, DebtorId> = HashMap::new();
        let mut unqualified = 0;
        for (at, customer) in self.receivables.customers.iter().enumerate() {
            if customer.family == Family::ToInvoice {
                self.owners.push(None);
                continue;
            }
            let code = customer.code();
            let id = match by_code.get(code).copied() {
                Some(id) => id,
                None => match self.tx.debtor_by_code(code)? {
                    Some(id) => id,
                    None if elsewhere.contains_key(&at) => self.also_called(elsewhere[&at], code, &customer.name)?,
                    None => {
                        let id = self.new_debtor(code, &customer.name, kind)?;
                        unqualified += u32::from(kind == DebtorKind::Unknown);
                        if customer.collective || customer.takings {
                            self.hold_collective(id, customer)?;
                        }
                        id
                    }
                },
            };
            by_code.insert(code, id);
            let terms = self.tx.debtor_facts(id)?.map(|facts| facts.terms).unwrap_or_default();
            self.owners.push(Some((id, terms)));
        }
        if unqualified > 0 {
            self.notes.push(format!(
                "{} à qualifier : un FEC ne dit ni leur nature, ni leur adresse, ni leur échéance. « quittance record terms \"30 jours\" --default-kind business », et un fichier de débiteurs pour les adresses.",
                counted(u64::from(unqualified), "débiteur", "débiteurs")
            ));
        }
        Ok(())
    }

    fn new_debtor(&mut self, code: &str, name: &str, kind: DebtorKind) -> Result<DebtorId> {
        let details = DebtorDetails { name: name.to_owned(), ..DebtorDetails::default() };
        let bytes = serde_json::to_vec(&details).map_err(|error| crate::AppError::refused(error.to_string()))?;
        let details_kept = self.tx.keep(&bytes)?;
        let event = DebtorRecorded {
            code: code.to_owned(),
            kind,
            siren: String::new(),
            vat: String::new(),
            country: String::new(),
            language: Language::Fr,
            reach: details.reach(),
            details: details_kept,
            import: Some(self.import),
        };
        Ok(DebtorId(self.tx.append(NewEvent::new(self.today, event))?.0))
    }

    /// An account that stands for nobody in particular is counted, never written to.
    fn hold_collective(&mut self, debtor: DebtorId, customer: &formats::fec::Customer) -> Result<()> {
        let why = if customer.takings {
            format!("Le compte « {} » porte des encaissements, pas un client.", customer.name)
        } else {
            format!("Le compte {} rassemble plusieurs clients sans code : personne à qui écrire.", customer.account)
        };
        let note = self.tx.keep(why.as_bytes())?;
        let event = HoldPlaced { debtor, claim: None, cause: HoldCause::Pause, until: None, note: Some(note) };
        self.tx.append(NewEvent::new(self.today, event))?;
        self.notes.push(format!("{why} Solde {}, suspendu.", money_fr(customer.balance, Currency::EUR)));
        Ok(())
    }

    /// Whether the books of the year before are here, so that opening lines repeat what is known.
    fn year_before_is_known(&mut self) -> Result<bool> {
        let first = self.receivables.movements.iter().filter(|m| m.kind != MovementKind::Opening).map(|m| m.on).min();
        let opening = self.receivables.movements.iter().filter(|m| m.kind == MovementKind::Opening).map(|m| m.on).min();
        let Some(starts) = opening.or(first) else { return Ok(false) };
        let before = starts.yesterday().unwrap_or(starts);
        Ok(self.tx.keyed_between(jiff::civil::Date::MIN, before)?.iter().any(|(key, _)| formats::fec::is_identity(key)))
    }

    fn movements(&mut self) -> Result<()> {
        for at in 0..self.receivables.movements.len() {
            self.find_known(at)?;
        }
        self.told_again()?;
        self.told_claims = self.claims_of_told()?;
        let openings_known = self.year_before_is_known()?;
        let mut skipped_openings = 0;
        let mut first_of_invoice: HashMap<(usize, &str), InvoiceId> = HashMap::new();
        for at in 0..self.receivables.movements.len() {
            let movement = &self.receivables.movements[at];
            let Some((debtor, terms)) = self.owners[movement.customer].clone() else { continue };
            if self.known.contains(&at) {
                if let Home::Claim(claim) = self.places[at]
                    && movement.instalment == 1
                {
                    first_of_invoice.insert((movement.customer, &movement.number), InvoiceId(claim.0));
                }
                continue;
            }
            if movement.kind == MovementKind::Opening && openings_known {
                skipped_openings += 1;
                self.counts.known += 1;
                continue;
            }
            let invoice = first_of_invoice.get(&(movement.customer, movement.number.as_str())).copied();
            if let Some(claim) = self.known_instalment(movement, invoice)? {
                self.places[at] = Home::Claim(claim);
                self.known.insert(at);
                self.counts.known += 1;
                continue;
            }
            if movement.kind == MovementKind::PaymentBack
                && let Some(made) = self.came_back(at)?
            {
                let counts = if made { &mut self.counts.taken } else { &mut self.counts.known };
                *counts += 1;
                self.told += u64::from(!made);
                continue;
            }
            self.counts.taken += 1;
            self.places[at] = if movement.cents.is_positive() {
                let claim = self.new_claim(movement, debtor, &terms, invoice)?;
                first_of_invoice.entry((movement.customer, &movement.number)).or_insert(InvoiceId(claim.0));
                Home::Claim(claim)
            } else {
                Home::Money(self.new_money(movement, debtor)?)
            };
        }
        if skipped_openings > 0 {
            self.notes.push(format!(
                "{} : l'exercice précédent est déjà connu, pas de nouvelle facture",
                counted(skipped_openings, "ligne d'à-nouveau", "lignes d'à-nouveau")
            ));
        }
        Ok(())
    }

    /// Finds a movement that is already in the books by its key; another amount is a problem with both values.
    fn find_known(&mut self, at: usize) -> Result<()> {
        let movement = &self.receivables.movements[at];
        let (place, before) = if let Some(known) = self.tx.invoice_by_key(&movement.key)? {
            (Home::Claim(ClaimId(known.invoice.0)), known.amount)
        } else if let Some(money) = self.tx.movement_by_key(&movement.key)? {
            (Home::Money(money.id), -money.amount)
        } else if let Some(told) = self.told_by_key(at, &movement.key)? {
            told
        } else {
            return Ok(());
        };
        self.places[at] = place;
        self.known.insert(at);
        if before == movement.cents {
            self.counts.known += 1;
        } else {
            let (was, is) = ((before, Currency::EUR), (movement.cents, Currency::EUR));
            let then = " ; corrigez par un avoir ou dans votre comptabilité.";
            There::Entry(&movement.number).tell_other_amount(Place::line(movement.line), was, is, then, self.problems);
        }
        Ok(())
    }

    /// A further due date of an invoice that was known before: its event has no identity of its own, only its rank.
    fn known_instalment(&mut self, movement: &Movement, invoice: Option<InvoiceId>) -> Result<Option<ClaimId>> {
        let Some(invoice) = invoice.filter(|invoice| movement.instalment > 1 && invoice.0 < self.import.0) else { return Ok(None) };
        let mut claims = self.tx.claim_rows_of_number(&movement.number)?;
        claims.retain(|claim| claim.invoice == invoice);
        claims.sort_by_key(|claim| claim.id);
        let Some(known) = claims.get(movement.instalment as usize - 1) else { return Ok(None) };
        if known.amount != movement.cents {
            let (was, is) = ((known.amount, Currency::EUR), (movement.cents, Currency::EUR));
            let then = " ; corrigez par un avoir ou dans votre comptabilité.";
            There::Entry(&movement.number).tell_other_amount(Place::line(movement.line), was, is, then, self.problems);
        }
        Ok(Some(known.id))
    }

    fn new_claim(&mut self, movement: &Movement, debtor: DebtorId, terms: &[DatedTerms], invoice: Option<InvoiceId>) -> Result<ClaimId> {
        let (due_on, due_basis) = match movement.due_on {
            Some(due) if due >= movement.on => (due, DueBasis::Printed),
            // A number that was composed may not stand in a formal notice before a person has looked.
            _ if movement.number_presumed => (due_from(terms, &self.tenant.terms, movement.on).0, DueBasis::Presumed),
            _ if movement.kind == MovementKind::Opening => (domain::due_date::presumed_due_date(movement.on, None), DueBasis::Presumed),
            _ => due_from(terms, &self.tenant.terms, movement.on),
        };
        let amount = movement.cents;
        let event: domain::events::Event = match invoice {
            Some(invoice) if movement.instalment > 1 => InstalmentRecorded { invoice, due_on, due_basis, amount }.into(),
            _ => InvoiceRecorded {
                debtor,
                number: movement.number.clone(),
                due_on,
                due_basis,
                amount,
                total: amount,
                currency: Currency::EUR,
                performed_on: None,
                subject: None,
                import: Some(self.import),
                key: Some(movement.key.clone()),
            }
            .into(),
        };
        Ok(ClaimId(self.tx.append(NewEvent { effective_on: movement.on, event })?.0))
    }

    fn new_money(&mut self, movement: &Movement, debtor: DebtorId) -> Result<MovementId> {
        let amount = -movement.cents;
        let (import, key, currency) = (Some(self.import), Some(movement.key.clone()), Currency::EUR);
        let event: domain::events::Event = if movement.kind == MovementKind::CreditNote {
            CreditNoteRecorded { debtor, number: movement.number.clone(), amount, currency, cause: CreditCause::Correction, import, key }
                .into()
        } else {
            let reference = Some(self.tx.keep(movement.label.as_bytes())?);
            PaymentRecorded { debtor, amount, currency, means: movement.means.to_owned(), reference, import, key }.into()
        };
        Ok(MovementId(self.tx.append(NewEvent { effective_on: movement.on, event })?.0))
    }

    /// Allocates as the file says.
    fn allocations(&mut self) -> Result<()> {
        let wanted = self.wanted();
        let settled = settle(self.tx, &wanted, self.today)?;
        self.counts.changed += settled.changed;
        if settled.guessed > 0 {
            let payments = counted(settled.guessed, "règlement sans lettrage ni pièce imputé", "règlements sans lettrage ni pièce imputés");
            self.notes.push(format!("{payments} sur les plus anciennes échéances"));
        }
        if settled.without_room > 0 {
            let payments = counted(settled.without_room, "règlement n'a pas trouvé place", "règlements n'ont pas trouvé place");
            self.problems.warning(
                Place::FILE,
                "no_room",
                format_args!("{payments} sur l'échéance que le fichier désigne, déjà réglée autrement. L'argent reste à affecter ; vérifiez s'il n'a pas été saisi deux fois."),
            );
        }
        Ok(())
    }

    fn wanted(&self) -> Wanted {
        let mut wanted = Wanted::default();
        let mut claims: HashMap<usize, Vec<(Date, ClaimId)>> = HashMap::new();
        let mut rooms = self.told_claims.clone();
        for (at, movement) in self.receivables.movements.iter().enumerate() {
            let mine = claims.entry(movement.customer).or_default();
            match self.places[at] {
                Home::Claim(claim) => mine.push((movement.on, claim)),
                Home::Invoice(invoice) => {
                    mine.extend(rooms.get(&invoice).into_iter().flatten().map(|(claim, _)| (movement.on, *claim)));
                }
                _ => {}
            }
        }
        for mine in claims.values_mut() {
            mine.sort_unstable();
            mine.dedup();
        }
        for allocation in &self.receivables.allocations {
            let (money, told) = match self.places[allocation.credit] {
                Home::Money(money) => (money, false),
                Home::ToldMoney(money) => (money, true),
                _ => continue,
            };
            // What the bank or a person allocated, or left on account, only lettering changes.
            if told && allocation.basis != Basis::Lettering {
                continue;
            }
            let (credit, debit) = (&self.receivables.movements[allocation.credit], &self.receivables.movements[allocation.debit]);
            let on = credit.on.max(debit.on);
            let shares = match self.places[allocation.debit] {
                Home::Claim(claim) => vec![(claim, allocation.cents)],
                Home::Invoice(invoice) => rooms.get_mut(&invoice).map(|rooms| told::taken(rooms, allocation.cents)).unwrap_or_default(),
                _ => Vec::new(),
            };
            match self.places[allocation.debit] {
                Home::Claim(_) | Home::Invoice(_) => {
                    let shares = shares.into_iter().map(|(claim, cents)| Share { claim, cents, basis: allocation.basis, on });
                    wanted.shares.entry(money).or_default().extend(shares);
                    let known = || claims.get(&credit.customer).into_iter().flatten().map(|(_, claim)| *claim).collect();
                    wanted.claims.entry(money).or_insert_with(known);
                }
                Home::None if debit.kind == MovementKind::Opening => {
                    if let Some((debtor, _)) = &self.owners[credit.customer] {
                        wanted.openings.entry(money).or_insert((*debtor, Cents::ZERO, on)).1 += allocation.cents;
                    }
                }
                _ => {}
            }
        }
        wanted
    }

    /// Lines that an earlier file had for the same days, and this one has not.
    fn absent(&mut self) -> Result<()> {
        let days = self.receivables.movements.iter().map(|movement| movement.on);
        let (Some(from), Some(to)) = (days.clone().min(), days.max()) else { return Ok(()) };
        let here: HashSet<&str> = self.receivables.movements.iter().map(|movement| movement.key.as_str()).collect();
        let keys = self.tx.keyed_between(from, to)?;
        let gone = keys.into_iter().map(|(key, _)| key).filter(|key| formats::fec::is_identity(key) && !here.contains(key.as_str()));
        // What stands in this file under another number is there.
        let there: HashSet<i64> = self.places.iter().filter_map(Home::id).collect();
        let mut absent = 0;
        for key in gone {
            let home = self.of_key(&key)?.and_then(|(home, ..)| home.id());
            absent += u64::from(home.is_none_or(|id| !there.contains(&id)));
        }
        if absent > 0 {
            self.problems.warning(
                Place::FILE,
                "absent_since",
                format_args!(
                    "{} dans celui-ci pour les mêmes jours. Rien n'a été retiré ; vérifiez dans votre comptabilité.",
                    counted(absent, "ligne d'un fichier précédent n'est plus", "lignes d'un fichier précédent ne sont plus")
                ),
            );
        }
        Ok(())
    }
}
