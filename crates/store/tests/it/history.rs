//! Random histories: every kind of event, back-dated, reversed, undone, erased, from one number. The same seed gives the same
//! history on both engines.

mod bank;
mod debits;
mod sources;
mod statuses;
mod tie_out;

use domain::access::Role;
use domain::events::*;
use domain::ids::*;
use domain::letters::Words;
use domain::money::{Cents, Currency, Rate};
use domain::party::{ActsFor, CreditorKind, DebtorDetails, DebtorKind, Language, Reach, Territory};
use domain::policy::Policy;
use domain::terms::*;
use jiff::ToSpan;
use jiff::civil::Date;
use store::{Store, StoreError, Tx};

use crate::harness::{NOW, TODAY};

/// Splitmix64: enough for tests, the same everywhere.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n.max(1)
    }

    pub fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        let at = usize::try_from(self.below(from.len() as u64)).unwrap();
        from.get(at).copied()
    }

    fn some<T: Copy + Ord>(&mut self, from: &[T]) -> Option<Vec<T>> {
        let mut list: Vec<T> = (0..1 + self.below(3)).filter_map(|_| self.pick(from)).collect();
        list.sort();
        list.dedup();
        (!list.is_empty()).then_some(list)
    }

    fn day(&mut self) -> Date {
        let ahead = i64::try_from(self.below(220)).unwrap() - 180;
        TODAY + ahead.days()
    }

    fn cents(&mut self) -> Cents {
        Cents(100 + i64::try_from(self.below(500_000)).unwrap())
    }
}

/// What a tenant has, to refer to.
#[derive(Default)]
pub struct Model {
    pub debtors: Vec<DebtorId>,
    pub claims: Vec<ClaimId>,
    invoices: Vec<InvoiceId>,
    pub movements: Vec<MovementId>,
    allocations: Vec<AllocationId>,
    disputes: Vec<DisputeId>,
    promises: Vec<PromiseId>,
    plans: Vec<PlanId>,
    holds: Vec<HoldId>,
    insolvencies: Vec<InsolvencyId>,
    waivers: Vec<WaiverId>,
    letters: Vec<LetterId>,
    absences: Vec<AbsenceId>,
    open_imports: Vec<ImportId>,
    done_imports: Vec<ImportId>,
    users: Vec<UserId>,
    kept: Vec<i64>,
    bank: bank::Bank,
    debits: debits::Debits,
    /// Imports that said what customers owe.
    stated: Vec<ImportId>,
    /// Statuses, with the invoice of each.
    statuses: Vec<(StatusId, InvoiceId)>,
}

/// Writes `events` events into each of three new tenants, some per transaction; answers the tenants and what they have.
pub fn write(store: &Store, seed: u64, events: usize) -> Vec<(TenantId, Model)> {
    let mut random = Random::new(seed);
    let mut books: Vec<(TenantId, Model)> =
        (0..3).map(|n| (store.create_tenant(&format!("Dossier {n}"), NOW).unwrap(), Model::default())).collect();
    let mut now = NOW;
    let mut written = 0;
    while written < events {
        for (tenant, model) in &mut books {
            now += 1 + i64::try_from(random.below(3_600_000_000)).unwrap();
            let batch = 1 + random.below(40);
            let author = random.pick(&["cli", "import", "Léa Martin"]).unwrap();
            store
                .write(*tenant, author, now, |tx| {
                    let mut waiting: Vec<NewEvent> = Vec::new();
                    for _ in 0..batch {
                        let Some(event) = model.event(&mut random, tx)? else { continue };
                        let bulk = matches!(event, Event::InvoiceRecorded(_) | Event::DebtorRecorded(_) | Event::PaymentRecorded(_));
                        waiting.push(NewEvent::new(random.day(), event));
                        // What later events of the batch refer to must be known: only runs of the bulk kinds wait for company.
                        if !bulk || random.one_in(6) {
                            model.append(tx, &mut waiting)?;
                        }
                    }
                    model.append(tx, &mut waiting)
                })
                .unwrap();
            written += usize::try_from(batch).unwrap() / 3 + 1;
        }
    }
    books
}

impl Model {
    fn append(&mut self, tx: &mut Tx<'_>, waiting: &mut Vec<NewEvent>) -> Result<Vec<Seq>, StoreError> {
        let events = std::mem::take(waiting);
        let numbers = tx.append_many(events.clone())?;
        numbers.iter().zip(&events).for_each(|(seq, new)| self.learn(*seq, &new.event));
        Ok(numbers)
    }

    fn learn(&mut self, Seq(n): Seq, event: &Event) {
        match event {
            Event::DebtorRecorded(_) => self.debtors.push(DebtorId(n)),
            Event::InvoiceRecorded(_) => {
                self.claims.push(ClaimId(n));
                self.invoices.push(InvoiceId(n));
            }
            Event::InstalmentRecorded(_) => self.claims.push(ClaimId(n)),
            Event::PaymentRecorded(_) | Event::CreditNoteRecorded(_) => self.movements.push(MovementId(n)),
            Event::Allocated(_) | Event::Refunded(_) => self.allocations.push(AllocationId(n)),
            Event::AllocationUndone(x) => self.allocations.retain(|id| *id != x.allocation),
            Event::DisputeOpened(_) => self.disputes.push(DisputeId(n)),
            Event::PromiseMade(_) => self.promises.push(PromiseId(n)),
            Event::PlanAgreed(_) => self.plans.push(PlanId(n)),
            Event::HoldPlaced(_) => self.holds.push(HoldId(n)),
            Event::InsolvencyOpened(_) => self.insolvencies.push(InsolvencyId(n)),
            Event::Waived(_) => self.waivers.push(WaiverId(n)),
            Event::LetterPrepared(_) => self.letters.push(LetterId(n)),
            Event::UserCreated(_) => self.users.push(UserId(n)),
            Event::AbsenceSet(_) => self.absences.push(AbsenceId(n)),
            Event::StatusReceived(x) => self.statuses.push((StatusId(n), x.invoice)),
            Event::ImportStarted(_) => self.open_imports.push(ImportId(n)),
            Event::ImportCompleted(x) => {
                self.open_imports.retain(|id| *id != x.import);
                self.done_imports.push(x.import);
            }
            Event::ImportUndone(x) => {
                self.open_imports.retain(|id| *id != x.import);
                self.done_imports.retain(|id| *id != x.import);
            }
            Event::Erased(x) => self.kept.retain(|id| !x.ids.contains(id)),
            Event::PaymentWithdrawn(x) => self.movements.retain(|id| *id != x.payment),
            _ => {
                self.bank.learn(n, event);
                self.debits.learn(n, event);
            }
        }
    }

    fn keep(&mut self, tx: &mut Tx<'_>, text: &str) -> Result<Private, StoreError> {
        let private = tx.keep(text.as_bytes())?;
        self.kept.push(private.id);
        Ok(private)
    }

    fn import(&self, r: &mut Random) -> Option<ImportId> {
        if r.one_in(3) { r.pick(&self.open_imports) } else { None }
    }

    /// One event that can happen now; `None` when the kind drawn cannot.
    fn event(&mut self, r: &mut Random, tx: &mut Tx<'_>) -> Result<Option<Event>, StoreError> {
        // Invoices, payments and allocations make half of a history, the bank some; every other kind comes as often as its neighbours.
        match r.below(14) {
            12 => self.status(r, tx),
            13 => Ok(self.told(r)),
            0 | 1 => self.invoice(r, tx),
            2 => self.payment(r, tx),
            3 | 4 => Ok(self.allocation(r)),
            5 | 6 => self.bank_event(r, tx),
            _ => match r.below(10) {
                8 => self.debit_event(r, tx),
                9 => self.accounts(r, tx),
                6 => self.follow_event(r, tx),
                0 => self.tenant_event(r, tx),
                1 => self.party_event(r, tx),
                2 => self.document_event(r, tx),
                3 => self.restraint_event(r, tx),
                4 => self.legal_event(r, tx),
                5 => self.user_event(r, tx),
                _ => self.letter_event(r, tx),
            },
        }
    }

    fn invoice(&mut self, r: &mut Random, tx: &mut Tx<'_>) -> Result<Option<Event>, StoreError> {
        let Some(debtor) = r.pick(&self.debtors) else { return self.debtor(r, tx) };
        let (amount, n) = (r.cents(), r.next());
        Ok(Some(Event::from(InvoiceRecorded {
            debtor,
            number: format!("F{}", n % 500),
            due_on: r.day(),
            due_basis: r.pick(&[DueBasis::Printed, DueBasis::Agreed, DueBasis::Presumed]).unwrap(),
            amount,
            total: amount,
            currency: if r.one_in(9) { Currency::parse("USD").unwrap() } else { Currency::EUR },
            performed_on: r.one_in(4).then(|| r.day()),
            subject: if r.one_in(5) { Some(self.keep(tx, "Pose de trois fenêtres")?) } else { None },
            import: self.import(r),
            key: r.one_in(3).then(|| format!("FEC|{n}")),
        })))
    }

    fn payment(&mut self, r: &mut Random, tx: &mut Tx<'_>) -> Result<Option<Event>, StoreError> {
        let Some(debtor) = r.pick(&self.debtors) else { return Ok(None) };
        let reference = if r.one_in(4) { Some(self.keep(tx, "VIR SOCIETE DUPONT")?) } else { None };
        let (amount, import, n) = (r.cents(), self.import(r), r.next());
        let key = r.one_in(3).then(|| format!("BANK|{n}"));
        Ok(Some(if r.one_in(4) {
            let cause = r.pick(&[CreditCause::Correction, CreditCause::Return, CreditCause::Discount]).unwrap();
            CreditNoteRecorded { debtor, number: format!("A{}", n % 100), amount, currency: Currency::EUR, cause, import, key }.into()
        } else {
            PaymentRecorded { debtor, amount, currency: Currency::EUR, means: "transfer".to_owned(), reference, import, key }.into()
        }))
    }

    fn allocation(&mut self, r: &mut Random) -> Option<Event> {
        Some(match r.below(9) {
            0 => AllocationUndone { allocation: r.pick(&self.allocations)? }.into(),
            1 => PaymentReversed { payment: r.pick(&self.movements)?, reason: "sans provision".to_owned() }.into(),
            2 => Refunded { movement: r.pick(&self.movements)?, cents: r.cents(), reference: None }.into(),
            _ => Allocated { movement: r.pick(&self.movements)?, claim: r.pick(&self.claims)?, cents: r.cents() }.into(),
        })
    }

    fn debtor(&mut self, r: &mut Random, tx: &mut Tx<'_>) -> Result<Option<Event>, StoreError> {
        let n = r.next() % 10_000;
        let details = DebtorDetails { name: format!("Société n° {n}"), ..DebtorDetails::default() };
        let details = self.keep(tx, &serde_json::to_string(&details).unwrap())?;
        Ok(Some(Event::from(DebtorRecorded {
            code: format!("C{n}"),
            kind: r.pick(&DebtorKind::ALL).unwrap(),
            siren: if r.one_in(2) { format!("{:09}", n) } else { String::new() },
            vat: String::new(),
            country: if r.one_in(9) { "BE".to_owned() } else { String::new() },
            language: Language::Fr,
            reach: Reach { email: r.one_in(2), post: r.one_in(2), phone: r.one_in(2) },
            details,
            import: self.import(r),
        })))
    }

    fn tenant_event(&mut self, r: &mut Random, tx: &mut Tx<'_>) -> Result<Option<Event>, StoreError> {
        Ok(Some(match r.below(10) {
            9 => {
                let words = Words { subject: format!("Objet {}", r.below(99)), ..Words::default() };
                TemplateSet { name: format!("fr/t{}", r.below(3)), words: r.one_in(2).then_some(words) }.into()
            }
            0 => CreditorSet {
                profile: self.keep(tx, r#"{"name":"Menuiserie Aubert"}"#)?,
                acts_for: ActsFor::AmicableCollector { mandate: r.one_in(2), insurance: r.one_in(2) },
                kind: r.pick(&[CreditorKind::Business, CreditorKind::Individual]).unwrap(),
                territory: r.pick(&[Territory::Metropole, Territory::Reunion]).unwrap(),
                has_iban: r.one_in(2),
            }
            .into(),
            1 => TermsSet {
                debtor: r.pick(&self.debtors).filter(|_| r.one_in(2)),
                terms: Some(PaymentTerms::Days { days: 30 }),
                clause: r.one_in(2).then_some(RateClause::Fixed { rate: Rate(9_000) }),
                imputation: r.pick(&[Imputation::InterestFirst, Imputation::PrincipalFirst]).unwrap(),
                default_kind: r.one_in(3).then_some(DebtorKind::Business),
            }
            .into(),
            2 => PolicySet { policy: Policy { run_cap: u32::try_from(r.below(900)).unwrap(), ..Policy::default() } }.into(),
            3 => ScenarioSet { name: format!("s{}", r.below(3)), toml: format!("# version {}", r.below(99)) }.into(),
            4 => UpToDate { import: r.pick(&self.done_imports).filter(|_| r.one_in(2)) }.into(),
            5 => ImportStarted {
                sha256: format!("{:064x}", r.next()),
                format: "invoices".to_owned(),
                name: self.keep(tx, "factures.csv")?,
                file: if r.one_in(2) { Some(self.keep(tx, "numero;montant")?) } else { None },
            }
            .into(),
            6 | 7 => match r.pick(&self.open_imports) {
                Some(import) if r.one_in(4) => ImportUndone { import }.into(),
                Some(import) => ImportCompleted { import, taken: r.below(99), known: r.below(9), problems: r.below(3) }.into(),
                None => return Ok(None),
            },
            _ => match r.pick(&self.done_imports) {
                Some(import) if r.one_in(2) => ImportUndone { import }.into(),
                _ => match r.some(&self.kept) {
                    Some(ids) => Erased { ids, reason: "demande de la personne".to_owned() }.into(),
                    None => return Ok(None),
                },
            },
        }))
    }

    fn party_event(&mut self, r: &mut Random, tx: &mut Tx<'_>) -> Result<Option<Event>, StoreError> {
        let Some(debtor) = r.pick(&self.debtors) else { return self.debtor(r, tx) };
        match r.below(4) {
            0 | 1 => self.debtor(r, tx),
            2 => {
                let details = if r.one_in(2) {
                    Some((self.keep(tx, r#"{"name":"Nouveau nom"}"#)?, Reach { email: true, post: r.one_in(2), phone: false }))
                } else {
                    None
                };
                Ok(Some(Event::from(DebtorChanged {
                    debtor,
                    kind: r.one_in(3).then(|| r.pick(&DebtorKind::ALL).unwrap()),
                    siren: r.one_in(4).then(|| "552100554".to_owned()),
                    vat: r.one_in(4).then(|| "FR83404833048".to_owned()),
                    country: r.one_in(5).then(|| "DE".to_owned()),
                    language: r.one_in(5).then_some(Language::En),
                    scenario: r.one_in(3).then(|| r.pick(&["", "s1"]).unwrap().to_owned()),
                    details,
                })))
            }
            _ => {
                let (claims, movements) = (r.some(&self.claims).unwrap_or_default(), r.some(&self.movements).unwrap_or_default());
                let joined =
                    if r.one_in(3) { r.pick(&self.debtors).into_iter().filter(|other| *other != debtor).collect() } else { Vec::new() };
                Ok(Some(Event::from(ClaimsMoved { claims, movements, to: debtor, joined })))
            }
        }
    }

    fn follow_event(&mut self, r: &mut Random, tx: &mut Tx<'_>) -> Result<Option<Event>, StoreError> {
        let Some(debtor) = r.pick(&self.debtors) else { return Ok(None) };
        let user = UserId(1 + i64::try_from(r.below(4)).unwrap());
        Ok(Some(match r.below(5) {
            0 | 1 => NoteAdded { debtor, body: self.keep(tx, "rappeler en janvier")? }.into(),
            2 => FollowerSet { debtor, user: r.one_in(4).then_some(user) }.into(),
            3 => AbsenceSet { user, cover: UserId(9), until: r.day() }.into(),
            _ => return Ok(r.pick(&self.absences).map(|absence| AbsenceEnded { absence }.into())),
        }))
    }

    fn document_event(&mut self, r: &mut Random, tx: &mut Tx<'_>) -> Result<Option<Event>, StoreError> {
        let (Some(invoice), Some(claim)) = (r.pick(&self.invoices), r.pick(&self.claims)) else { return Ok(None) };
        Ok(Some(match r.below(3) {
            0 => InstalmentRecorded { invoice, due_on: r.day(), due_basis: DueBasis::Printed, amount: r.cents() }.into(),
            1 => DueDateSet { claim, due_on: r.day(), due_basis: DueBasis::Agreed }.into(),
            _ => PieceAttached { invoice, file: self.keep(tx, "%PDF-1.7")?, name: self.keep(tx, "F12.pdf")? }.into(),
        }))
    }

    fn restraint_event(&mut self, r: &mut Random, tx: &mut Tx<'_>) -> Result<Option<Event>, StoreError> {
        let (Some(debtor), Some(claims)) = (r.pick(&self.debtors), r.some(&self.claims)) else { return Ok(None) };
        let claim = claims[0];
        let note = if r.one_in(3) { Some(self.keep(tx, "dit au téléphone")?) } else { None };
        let ended = |event: Option<Event>| Ok(event);
        Ok(Some(match r.below(10) {
            0 => DisputeOpened { claim, amount: r.one_in(2).then(|| r.cents()), cause: "quality".to_owned(), note }.into(),
            1 => return ended(r.pick(&self.disputes).map(|dispute| DisputeClosed { dispute, founded: r.one_in(2) }.into())),
            2 => PromiseMade { debtor, claims, amount: r.cents(), by: r.day(), note }.into(),
            3 => return ended(r.pick(&self.promises).map(|promise| PromiseCancelled { promise }.into())),
            4 => PlanAgreed { debtor, claims, dues: vec![(r.day(), r.cents()), (r.day(), r.cents())] }.into(),
            5 => return ended(r.pick(&self.plans).map(|plan| PlanEnded { plan }.into())),
            6 => {
                let cause = r.pick(&[HoldCause::Pause, HoldCause::Death, HoldCause::OpenReply]).unwrap();
                HoldPlaced { debtor, claim: r.one_in(2).then_some(claim), cause, until: r.one_in(2).then(|| r.day()), note }.into()
            }
            7 => return ended(r.pick(&self.holds).map(|hold| HoldLifted { hold }.into())),
            8 => InsolvencyOpened { debtor, proceeding: Proceeding::Reorganisation, published_on: r.one_in(2).then(|| r.day()) }.into(),
            _ => return ended(r.pick(&self.insolvencies).map(|insolvency| InsolvencyClosed { insolvency }.into())),
        }))
    }

    fn legal_event(&mut self, r: &mut Random, tx: &mut Tx<'_>) -> Result<Option<Event>, StoreError> {
        let Some(claims) = r.some(&self.claims) else { return Ok(None) };
        Ok(Some(match r.below(7) {
            0 => Waived {
                claim: claims[0],
                of: r.pick(&[WaiverOf::Indemnity, WaiverOf::Interest, WaiverOf::InterestAmount { amount: Cents(1_250) }]).unwrap(),
                reason: self.keep(tx, "geste commercial")?,
            }
            .into(),
            1 => return Ok(r.pick(&self.waivers).map(|waiver| WaiverWithdrawn { waiver }.into())),
            2 => FormalNoticeReceived { claims, letter: r.pick(&self.letters) }.into(),
            3 => JudgmentRecorded { claims }.into(),
            4 => CapitalisationSet { claims }.into(),
            5 => LimitationChanged { claims, by: LimitationAct::Recognition, until: r.one_in(2).then(|| r.day()) }.into(),
            _ => CycleStarted { claims, cause: "promesse rompue".to_owned() }.into(),
        }))
    }

    fn letter_event(&mut self, r: &mut Random, tx: &mut Tx<'_>) -> Result<Option<Event>, StoreError> {
        let (Some(debtor), Some(claims)) = (r.pick(&self.debtors), r.some(&self.claims)) else { return Ok(None) };
        let level = u8::try_from(r.below(3)).unwrap();
        let step =
            StepDone { scenario: "s1".to_owned(), step: format!("relance-{level}"), level, cycle: 1 + u32::try_from(r.below(2)).unwrap() };
        let channel = r.pick(&[Channel::Email, Channel::Letter, Channel::Call]).unwrap();
        let letter = r.pick(&self.letters);
        Ok(Some(match r.below(10) {
            9 => {
                let steps = claims.iter().map(|claim| (*claim, step.clone())).collect();
                ActionReopened { action: "a".to_owned(), debtor, steps }.into()
            }
            0 | 1 => {
                let item = |claim: &ClaimId| LetterItem {
                    claim: *claim,
                    step: step.clone(),
                    principal: Cents(12_000),
                    interest: Cents(450),
                    indemnity: Cents(4_000),
                };
                LetterPrepared {
                    debtor,
                    document: "reminder".to_owned(),
                    channel,
                    items: claims.iter().map(item).collect(),
                    asked: r.cents(),
                    currency: Currency::EUR,
                    pay_by: r.one_in(2).then(|| r.day()),
                    action: format!("{:x}", r.next()),
                    words: self.keep(tx, "{}")?,
                    pdf: if r.one_in(2) { Some(self.keep(tx, "%PDF-1.7 relance")?) } else { None },
                    receipt: "0.1.0".to_owned(),
                }
                .into()
            }
            2 => return Ok(letter.map(|letter| LetterHandedOver { letter, to: "2026-11-18".to_owned() }.into())),
            3 => return Ok(letter.map(|letter| LetterSent { letter, proof: "person".to_owned(), tracking: None }.into())),
            4 => return Ok(letter.map(|letter| LetterRefused { letter, reason: "NPAI".to_owned() }.into())),
            5 => return Ok(letter.map(|letter| LetterCancelled { letter, reason: "payée".to_owned() }.into())),
            6 => ContactMade {
                debtor,
                channel: Channel::Call,
                claims,
                outcome: "reached".to_owned(),
                step: r.one_in(2).then_some(step),
                note: None,
            }
            .into(),
            7 => ActionApproved { action: format!("{:x}", r.next()), debtor }.into(),
            _ => {
                let reason = self.keep(tx, "déjà au téléphone")?;
                ActionSkipped { action: "a".to_owned(), debtor, claims, step, until: r.one_in(2).then(|| r.day()), reason }.into()
            }
        }))
    }

    /// In life these are in the system's books alone.
    fn user_event(&mut self, r: &mut Random, tx: &mut Tx<'_>) -> Result<Option<Event>, StoreError> {
        let login = format!("{:x}", r.below(50));
        let Some(user) = r.pick(&self.users).filter(|_| !r.one_in(4)) else {
            return Ok(Some(UserCreated { login, profile: self.keep(tx, "Camille Renaud")? }.into()));
        };
        let creditor = TenantId(1 + i64::try_from(r.below(3)).unwrap());
        Ok(Some(match r.below(9) {
            0 => UserChanged { user, login, profile: self.keep(tx, "Camille R.")? }.into(),
            1 => PasswordSet { user, secret: self.keep(tx, "$argon2id$")? }.into(),
            2 => SecondFactorSet { user, secret: self.keep(tx, "12345678901234567890")?, recovery: self.keep(tx, "[]")? }.into(),
            3 => RecoveryCodeUsed { user, code: u8::try_from(r.below(10)).unwrap() }.into(),
            4 => SecondFactorRemoved { user }.into(),
            5 => RoleGiven { user, creditor, role: r.pick(Role::ALL).unwrap() }.into(),
            6 => RoleTaken { user, creditor }.into(),
            7 => UserDisabled { user }.into(),
            _ => UserEnabled { user }.into(),
        }))
    }
}
