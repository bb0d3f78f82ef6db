//! The payload of each event. `effective_on` is in the envelope; each doc says what that day means.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Private;
use super::parts::{Channel, HoldCause, LetterItem, LimitationAct, Proceeding, StepDone};
use crate::ids::{
    AbsenceId, ClaimId, DebtorId, DisputeId, HoldId, ImportId, InsolvencyId, InvoiceId, LetterId, MovementId, PlanId, PromiseId, UserId,
    WaiverId,
};
use crate::letters::Words;
use crate::money::{Cents, Currency};
use crate::party::{ActsFor, CreditorKind, DebtorKind, Language, Reach, Territory};
use crate::policy::Policy;
use crate::terms::{DueBasis, Imputation, PaymentTerms, RateClause, WaiverOf};

payloads! {
    /// The creditor's identity, letterhead and account, in force from that day.
    CreditorSet {
        /// [`crate::party::CreditorProfile`] as JSON.
        profile: Private,
        /// For whom the tenant writes.
        acts_for: ActsFor,
        /// Which column of the legal rate.
        kind: CreditorKind,
        /// Where its holidays are judged.
        territory: Territory,
        /// Whether an IBAN is known (its value is private).
        has_iban: bool,
    }

    /// Terms and clauses of the creditor (`debtor` absent) or of one debtor, for invoices issued from that day.
    TermsSet {
        /// One debtor, or all.
        debtor: Option<DebtorId>,
        /// Terms to compute a due date that no file gives.
        terms: Option<PaymentTerms>,
        /// A penalty rate fixed by the contract.
        clause: Option<RateClause>,
        /// How part payments are imputed.
        imputation: Imputation,
        /// The kind of a debtor that no file says (creditor-wide only).
        default_kind: Option<DebtorKind>,
    }

    /// The dunning policy, in force from that day.
    PolicySet {
        /// All of it.
        policy: Policy,
    }

    /// A scenario adopted or changed: its whole text, so that old actions keep the version that made them.
    ScenarioSet {
        /// Its name, used by policy and debtors.
        name: String,
        /// The TOML text.
        toml: String,
    }

    /// The creditor's own words of a shipped document, or the shipped ones again.
    TemplateSet {
        /// Which words: the language and the name of the shipped file, such as `fr/formal-notice.business`.
        name: String,
        /// All of them, in the small language; absent, those that ship with the program count again.
        words: Option<Words>,
    }

    /// A debtor first seen. Creates the debtor.
    DebtorRecorded {
        /// The user's own code, unique in the tenant.
        code: String,
        /// What it is in law.
        kind: DebtorKind,
        /// Nine digits as given, even with a wrong key, or empty.
        siren: String,
        /// VAT number as given, or empty.
        vat: String,
        /// ISO 3166 country of the debtor, empty for France.
        country: String,
        /// Language of its letters.
        language: Language,
        /// How it can be reached.
        reach: Reach,
        /// [`crate::party::DebtorDetails`] as JSON.
        details: Private,
        /// The import that brought it.
        import: Option<ImportId>,
    }

    /// What changed of a debtor from that day; an absent field did not change.
    DebtorChanged {
        /// Whom.
        debtor: DebtorId,
        /// What it is in law.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kind: Option<DebtorKind>,
        /// SIREN.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        siren: Option<String>,
        /// VAT number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        vat: Option<String>,
        /// Country.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        country: Option<String>,
        /// Language.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        language: Option<Language>,
        /// Scenario by name; an empty name goes back to the policy's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        scenario: Option<String>,
        /// New details, with how it can now be reached.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        details: Option<(Private, Reach)>,
    }

    /// Claims, payments and credit notes belong to another debtor from now on: two records of one customer merged, or one split.
    ClaimsMoved {
        /// Claims.
        claims: Vec<ClaimId>,
        /// Payments and credit notes.
        movements: Vec<MovementId>,
        /// To whom.
        to: DebtorId,
        /// Whole records that are one with it from now on: what was said to them counts for it too.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        joined: Vec<DebtorId>,
    }

    /// An invoice with its first claim. That day is the day of issue. Creates `InvoiceId` and `ClaimId` of the same number.
    InvoiceRecorded {
        /// Who owes.
        debtor: DebtorId,
        /// The number printed.
        number: String,
        /// Last day to pay the first instalment.
        due_on: Date,
        /// Where that day comes from.
        due_basis: DueBasis,
        /// The first instalment, VAT included; the whole where there is one due date.
        amount: Cents,
        /// The whole invoice, VAT included.
        total: Cents,
        /// Currency of both.
        currency: Currency,
        /// End of the service or delivery, where the file says so (limitation starts there).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        performed_on: Option<Date>,
        /// What was supplied.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        subject: Option<Private>,
        /// The import that brought it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        import: Option<ImportId>,
        /// Identity in its source (architecture §5), such as the seven fields of a FEC line.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<String>,
    }

    /// A further due date of an invoice. That day is the day of issue. Creates a claim.
    InstalmentRecorded {
        /// Of which invoice.
        invoice: InvoiceId,
        /// Last day to pay.
        due_on: Date,
        /// Where that day comes from.
        due_basis: DueBasis,
        /// VAT included.
        amount: Cents,
    }

    /// The due date of a claim is another than was said, from the start.
    DueDateSet {
        /// Which claim.
        claim: ClaimId,
        /// Last day to pay.
        due_on: Date,
        /// Where that day comes from.
        due_basis: DueBasis,
    }

    /// A file (the invoice as PDF, an order, a delivery note) belongs to an invoice.
    PieceAttached {
        /// Which invoice.
        invoice: InvoiceId,
        /// The bytes.
        file: Private,
        /// The name of the file.
        name: Private,
    }

    /// The debtor disputes a claim from that day. Creates a dispute.
    DisputeOpened {
        /// What is disputed.
        claim: ClaimId,
        /// How much of it; the whole where absent.
        amount: Option<Cents>,
        /// `quality`, `delivery`, `price`, `quantity`, `not_ordered`, `already_paid`, `other`.
        cause: String,
        /// In words.
        note: Option<Private>,
    }

    /// A dispute ended that day.
    DisputeClosed {
        /// Which one.
        dispute: DisputeId,
        /// Whether the debtor was right (a credit note follows) or the claim stands.
        founded: bool,
    }

    /// The debtor promised, that day, to pay by a later one. Creates a promise. Kept or broken is computed from payments.
    PromiseMade {
        /// Who.
        debtor: DebtorId,
        /// Which claims it covers.
        claims: Vec<ClaimId>,
        /// How much in all.
        amount: Cents,
        /// By which day.
        by: Date,
        /// In words.
        note: Option<Private>,
    }

    /// A promise no longer counts from that day.
    PromiseCancelled {
        /// Which one.
        promise: PromiseId,
    }

    /// An instalment plan agreed that day. Creates a plan. On track is computed from payments.
    PlanAgreed {
        /// Who.
        debtor: DebtorId,
        /// Which claims it covers.
        claims: Vec<ClaimId>,
        /// What is due on which day, in order.
        dues: Vec<(Date, Cents)>,
    }

    /// A plan ended that day (kept to the end, broken, replaced).
    PlanEnded {
        /// Which one.
        plan: PlanId,
    }

    /// Dunning stops from that day for a debtor or one claim. Creates a hold.
    HoldPlaced {
        /// Whose.
        debtor: DebtorId,
        /// One claim only, or all.
        claim: Option<ClaimId>,
        /// Why: it decides whether the hold can lapse by itself.
        cause: HoldCause,
        /// Last day of the hold; without it, until lifted.
        until: Option<Date>,
        /// In words.
        note: Option<Private>,
    }

    /// A hold was lifted that day.
    HoldLifted {
        /// Which one.
        hold: HoldId,
    }

    /// The opening judgment of an insolvency proceeding: that day is the judgment's. Creates a proceeding.
    InsolvencyOpened {
        /// Whose.
        debtor: DebtorId,
        /// Which proceeding.
        proceeding: Proceeding,
        /// Day of publication in the BODACC, from which the time limits run.
        published_on: Option<Date>,
    }

    /// The proceeding was closed that day.
    InsolvencyClosed {
        /// Which one.
        insolvency: InsolvencyId,
    }

    /// The creditor gives something up from that day. Author in the envelope, reason here. Creates a waiver.
    Waived {
        /// On which claim.
        claim: ClaimId,
        /// What.
        of: WaiverOf,
        /// Why.
        reason: Private,
    }

    /// A waiver is taken back from that day (before it was announced to the debtor).
    WaiverWithdrawn {
        /// Which one.
        waiver: WaiverId,
    }

    /// The debtor received a formal notice (or it was first presented): that day starts legal interest (C. civ. 1344-1).
    FormalNoticeReceived {
        /// For which claims.
        claims: Vec<ClaimId>,
        /// Which letter, when it is one of ours.
        letter: Option<LetterId>,
    }

    /// A judgment for these claims, enforceable and notified that day: legal rate, five points more two months later (CMF L313-3).
    JudgmentRecorded {
        /// For which claims.
        claims: Vec<ClaimId>,
    }

    /// Interest due for a full year yields interest from that day, by contract or by the judge (C. civ. 1343-2).
    CapitalisationSet {
        /// For which claims.
        claims: Vec<ClaimId>,
    }

    /// Limitation was interrupted or suspended that day.
    LimitationChanged {
        /// For which claims.
        claims: Vec<ClaimId>,
        /// What happened.
        by: LimitationAct,
        /// For a suspension, its last day.
        until: Option<Date>,
    }

    /// A contact with the debtor that day, other than a letter of ours: a call, a visit, an e-mail by hand. Creates a letter id.
    ContactMade {
        /// With whom.
        debtor: DebtorId,
        /// Through what.
        channel: Channel,
        /// About which claims (may be empty).
        claims: Vec<ClaimId>,
        /// `reached`, `no_answer`, `message`, `wrong_number`, `other`.
        outcome: String,
        /// The scenario step it does, if any.
        step: Option<StepDone>,
        /// In words.
        note: Option<Private>,
    }

    /// A person says that every payment received up to that day is recorded.
    UpToDate {
        /// From which source: `manual`, or the import.
        import: Option<ImportId>,
    }

    /// A person approved a proposed action for that day.
    ActionApproved {
        /// The key of the action, as `plan` shows it.
        action: String,
        /// Whose.
        debtor: DebtorId,
    }

    /// A person skipped or postponed a proposed action on that day.
    ActionSkipped {
        /// The key of the action.
        action: String,
        /// Whose.
        debtor: DebtorId,
        /// The claims and the step skipped; skipped steps count as passed, unlike postponed ones.
        claims: Vec<ClaimId>,
        /// The step.
        step: StepDone,
        /// Propose it again from this day; absent when the step is skipped for good.
        until: Option<Date>,
        /// Why.
        reason: Private,
    }

    /// A person took back, on that day, what was said of an action: it is proposed again.
    ActionReopened {
        /// The key of the action.
        action: String,
        /// Whose.
        debtor: DebtorId,
        /// The steps that are neither passed nor postponed any more; none where an approval was taken back.
        steps: Vec<(ClaimId, StepDone)>,
    }

    /// A letter, e-mail, call sheet or task was prepared for that day, with its frozen bytes. Creates a letter.
    LetterPrepared {
        /// To whom.
        debtor: DebtorId,
        /// Which document: a template name such as `formal-notice`.
        document: String,
        /// Through what.
        channel: Channel,
        /// Which claims, at which step.
        items: Vec<LetterItem>,
        /// What it asks in all.
        asked: Cents,
        /// Currency.
        currency: Currency,
        /// The calendar date by which it asks to pay.
        pay_by: Option<Date>,
        /// Key of the action; at most one live letter has it.
        action: String,
        /// The words, as JSON of [`crate::letters`].
        words: Private,
        /// The PDF, where there is one.
        pdf: Option<Private>,
        /// Program version and law used.
        receipt: String,
    }

    /// A prepared letter was handed over (a folder, a provider) that day.
    LetterHandedOver {
        /// Which letter.
        letter: LetterId,
        /// Where to: the name of the dated folder.
        to: String,
    }

    /// A letter really left that day, by proof or by a person's word.
    LetterSent {
        /// Which letter.
        letter: LetterId,
        /// `person`, `smtp`, `provider`.
        proof: String,
        /// Number of the registered letter, if any.
        tracking: Option<String>,
    }

    /// A letter came back or was refused that day: the channel failed.
    LetterRefused {
        /// Which letter.
        letter: LetterId,
        /// Why.
        reason: String,
    }

    /// A prepared letter will not leave: its facts changed, or a person said so.
    LetterCancelled {
        /// Which letter.
        letter: LetterId,
        /// Why.
        reason: String,
    }

    /// The plan of reminders starts again for these claims that day (a broken promise, a person's word).
    CycleStarted {
        /// Which claims.
        claims: Vec<ClaimId>,
        /// Why.
        cause: String,
    }

    /// A file began to be taken in. Creates an import.
    ImportStarted {
        /// SHA-256 of the bytes, hexadecimal.
        sha256: String,
        /// What it was recognised as: `fec`, `invoices`, `debtors`, `payments`.
        format: String,
        /// File name.
        name: Private,
        /// The bytes, where they were kept.
        file: Option<Private>,
    }

    /// The file was taken in whole: from now on its rows count.
    ImportCompleted {
        /// Which import.
        import: ImportId,
        /// Rows that made events.
        taken: u64,
        /// Rows already known, those of which something changed included.
        known: u64,
        /// Problems shown.
        problems: u64,
    }

    /// Everything the import brought never was.
    ImportUndone {
        /// Which import.
        import: ImportId,
    }

    /// Bytes of the erasable store were erased that day on request (RGPD).
    Erased {
        /// Which ones.
        ids: Vec<i64>,
        /// Why.
        reason: String,
    }

    /// Something written down about a debtor that day, for those who follow it. Creates a note.
    NoteAdded {
        /// About whom.
        debtor: DebtorId,
        /// In words.
        body: Private,
    }

    /// From that day a user follows a debtor, or nobody does.
    FollowerSet {
        /// Whom.
        debtor: DebtorId,
        /// Who follows it.
        user: Option<UserId>,
    }

    /// A user is away from that day, and another takes over. Creates an absence.
    AbsenceSet {
        /// Who is away.
        user: UserId,
        /// Who takes over.
        cover: UserId,
        /// Last day away.
        until: Date,
    }

    /// An absence ends with that day: the user is back, or never left.
    AbsenceEnded {
        /// Which one.
        absence: AbsenceId,
    }
}
