//! A letter from an action: gathers its facts, has it composed, checks its mentions, sets it.

use domain::Date;
use domain::dunning::{Action, effective_kind};
use domain::events::Channel;
use domain::facts::{ClaimFacts, ContactFacts, DebtorFacts, TenantFacts};
use domain::french::rate_fr;
use domain::ids::{DebtorId, LetterId, Seq, TenantId};
use domain::law::Mark;
use domain::law_book::texts;
use domain::letters::{
    CallSummary, Document, DocumentKind, FirstLetter, LetterClaim, LetterError, LetterFacts, PaymentThanked, QuotedText, RateUsed,
    SentLetter, StatementLine, TemplateName, Words, check, compose_with, epc,
};
use domain::money::{Cents, Currency};
use domain::party::{ActsFor, CreditorProfile, DebtorKind, Iban, Language};
use domain::payments::reference::{grouped, of_debtor, of_letter};
use domain::statement::{Account, LineKind, Row, Statement, statement};
use domain::terms::WaiverOf;
use store::Read;

use crate::creditor;
use crate::error::{AppError, Result};
use crate::ports::Typesetter;
use crate::templates;

/// A letter ready to be recorded.
#[derive(Clone, Debug)]
pub struct Composed {
    /// The words.
    pub document: Document,
    /// The PDF, where one was asked.
    pub pdf: Option<Vec<u8>>,
    /// Copies of invoices that go with it: name and bytes.
    pub pieces: Vec<(String, Vec<u8>)>,
    /// The logo of its letterhead.
    pub logo: Option<Vec<u8>>,
    /// The event that set the creditor's own words, where those were used.
    pub template: Option<Seq>,
}

/// A letter composed and not checked: what a preview shows, whatever it still lacks.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The words.
    pub document: Document,
    /// What they were written from.
    pub facts: LetterFacts,
    /// The logo of its letterhead.
    pub logo: Option<Vec<u8>>,
    /// The words before they were filled, in the small language.
    pub words: Words,
    /// The event that set the creditor's own words, where those were used.
    pub template: Option<Seq>,
}

/// What a letter is about: claims with what is asked of each.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// Which document.
    pub kind: DocumentKind,
    /// Through what.
    pub channel: Channel,
    /// The day it bears.
    pub day: Date,
    /// By which day it asks to pay.
    pub pay_by: Option<Date>,
    /// Currency of every amount.
    pub currency: Currency,
    /// Claims: principal, interest and indemnity asked.
    pub items: Vec<(&'a ClaimFacts, Cents, Cents, Cents)>,
    /// Whether copies of the invoices go with it.
    pub attach_invoices: bool,
    /// Language, where it is not the debtor's own.
    pub language: Option<Language>,
    /// What a letter that asks nothing is about.
    pub about: About,
    /// Words that a person edited for this letter; those of the creditor's template, or the shipped ones, otherwise.
    pub words: Option<Words>,
    /// Which reference it bears.
    pub bears: Bears,
}

/// The reference that a letter bears and asks to quote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bears {
    /// That of the letter which it becomes: its number in the journal is known.
    Letter(LetterId),
    /// None yet: it is looked at, and its number is given when it is frozen.
    #[default]
    GivenLater,
    /// That of its debtor: it is given to a person and not recorded.
    Debtor,
}

/// What a letter that asks nothing is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum About {
    /// Its claims.
    #[default]
    Claims,
    /// A payment received, to thank for.
    Payment(PaymentThanked),
    /// A call, to confirm in writing.
    Call(CallSummary),
}

impl<'a> Request<'a> {
    /// The letter of an action; `None` for a call or a task.
    pub fn of(action: &Action, debtor: &'a DebtorFacts, day: Date) -> Option<Request<'a>> {
        let items = action.items.iter().filter_map(|item| {
            let claim = debtor.claims.iter().find(|claim| claim.id == item.claim)?;
            Some((claim, item.principal, item.interest, item.indemnity))
        });
        Some(Request {
            kind: action.document?,
            channel: action.channel,
            day,
            pay_by: action.pay_by,
            currency: action.currency,
            items: items.collect(),
            attach_invoices: action.attach_invoices,
            language: None,
            about: About::Claims,
            words: None,
            bears: Bears::GivenLater,
        })
    }
}

/// Composes a letter, checks its mentions, and sets it where a typesetter is given.
///
/// # Errors
/// The identity of the creditor is not given; a required element is missing (each with its article); the typesetter refuses.
pub fn write(
    tx: &mut Read<'_>,
    tenant: &TenantFacts,
    debtor: &DebtorFacts,
    request: &Request<'_>,
    typesetter: Option<&dyn Typesetter>,
) -> Result<Composed> {
    let Sheet { document, facts, logo, template, .. } = sheet(tx, tenant, debtor, request)?;
    let missing = check(&document, &facts);
    if !missing.is_empty() {
        let said: Vec<String> = missing.iter().map(|m| format!("{} ({}). {}", m.french, m.because, m.remedy)).collect();
        return Err(AppError::refused(format!("{} : le courrier est refusé. {}", debtor.code, said.join(" "))));
    }
    let pieces = if request.attach_invoices { pieces(tx, request)? } else { Vec::new() };
    let set = typesetter.map(|typesetter| typesetter.pdf(&document, logo.as_deref(), &pieces));
    let pdf = set.transpose().map_err(|error| AppError::refused(format!("{} : {error}", debtor.code)))?;
    Ok(Composed { document, pdf, pieces, logo, template })
}

/// Composes a letter without refusing what it lacks: the preview shows it beside the list of its mentions.
///
/// # Errors
/// What no words can cure: the identity of the creditor is not given, sums do not add up, no deliverable address; words that do not read.
pub fn sheet(tx: &mut Read<'_>, tenant: &TenantFacts, debtor: &DebtorFacts, request: &Request<'_>) -> Result<Sheet> {
    let facts = letter_facts(tx, tenant, debtor, request)?;
    let refused = |error: LetterError| AppError::refused(format!("{} : {error}", debtor.code));
    let name = TemplateName::of(request.kind, facts.debtor_kind, facts.language).ok_or_else(|| refused(LetterError::UnknownKind))?;
    let (words, template) = match &request.words {
        Some(words) => (words.clone(), None),
        None => templates::words(tx, name)?,
    };
    let mut document = compose_with(request.kind, &words, &facts).map_err(refused)?;
    let logo = logo(tx, &facts.creditor.logo)?;
    document.sender.logo = logo.is_some();
    Ok(Sheet { document, facts, logo, words, template })
}

/// The claims a letter that no step decided concerns, with what may be asked of each: those not yet due for a notice before
/// the due date, those that are late otherwise; interest and indemnity where `accessories` are asked too.
///
/// # Errors
/// None; a rate that is not recorded.
pub fn claims_for<'a>(
    kind: DocumentKind,
    accessories: bool,
    debtor: &'a DebtorFacts,
    tenant: &TenantFacts,
    day: Date,
    currency: Currency,
) -> Result<Vec<(&'a ClaimFacts, Cents, Cents, Cents)>> {
    let rules = crate::rules::LawRules { law: crate::law::in_force() };
    let shares = domain::collectable::collectable(debtor, tenant, &rules, day).shares;
    let mut items = Vec::new();
    for (claim, share) in debtor.claims.iter().zip(&shares).filter(|(claim, _)| claim.currency == currency) {
        let principal = if kind == DocumentKind::PreDueNotice { share.to_come } else { share.asked };
        if !principal.is_positive() {
            continue;
        }
        let (mut interest, mut indemnity) = (Cents::ZERO, Cents::ZERO);
        if accessories {
            let owed = domain::dunning::Rules::accessories(&rules, claim, debtor, tenant, day).map_err(AppError::Refused)?;
            (interest, indemnity) = (owed.interest, owed.indemnity);
        }
        items.push((claim, principal, interest, indemnity));
    }
    if items.is_empty() {
        return Err(AppError::refused(format!(
            "{} : aucune échéance ne peut faire l'objet de ce courrier au {}.",
            debtor.code,
            domain::french::date_short(day)
        )));
    }
    Ok(items)
}

/// What a letter of thanks says of a payment: what it settled, and what is left of what it touched.
///
/// # Errors
/// No such payment of the debtor, or one that came back.
pub fn payment_thanked(debtor: &DebtorFacts, named: &str, day: Date) -> Result<PaymentThanked> {
    let id = named.parse().map_err(AppError::Usage)?;
    let payment = debtor.movements.iter().find(|movement| movement.id == id && movement.kind == domain::facts::EntryKind::Payment);
    let payment = payment.ok_or_else(|| AppError::usage(format!("Aucun règlement {named} de ce débiteur.")))?;
    if payment.reversed_on.is_some_and(|back| back <= day) {
        return Err(AppError::refused(format!("{named} est revenu impayé : il n'y a pas de quoi remercier.")));
    }
    let touched: Vec<&ClaimFacts> = debtor.claims.iter().filter(|claim| claim.entries.iter().any(|entry| entry.movement == id)).collect();
    let settled = touched.iter().filter(|claim| !claim.book_principal(day).is_positive()).map(|claim| claim.number.clone()).collect();
    let remaining = touched.iter().map(|claim| claim.book_principal(day).or_zero()).sum();
    Ok(PaymentThanked { amount: payment.amount, received_on: payment.on, settled, remaining })
}

/// A day so many days later.
pub fn days_later(day: Date, days: i32) -> Date {
    day.checked_add(jiff::Span::new().days(days)).unwrap_or(day)
}

/// The reference that a letter bears, as it is printed.
fn reference(tenant: TenantId, debtor: DebtorId, bears: Bears, language: Language) -> String {
    match bears {
        Bears::Letter(letter) => grouped(&of_letter(tenant, letter)),
        Bears::GivenLater => says(language, "(attribuée à l’envoi)", "(given on sending)"),
        Bears::Debtor => grouped(&of_debtor(tenant, debtor)),
    }
}

/// The reference that a letter bore when it left, to whichever record of the debtor: its own, or the code and the day that letters
/// bore before. Nothing where its words were erased: a letter never cites what nobody can show.
fn contact_reference(tx: &mut Read<'_>, debtor: &DebtorFacts, contact: &ContactFacts) -> Result<String> {
    let Some(words) = tx.letter_words(contact.id)? else { return Ok(String::new()) };
    let line = serde_json::from_slice::<Document>(&words).map(|document| document.reference).unwrap_or_default();
    let (code, on) = (contact.elsewhere.as_deref().unwrap_or(&debtor.code), contact.on);
    let before = format!("{code}-{}{:02}{:02}", on.year(), on.month(), on.day());
    let borne = [grouped(&of_letter(tx.tenant(), contact.id)), before];
    Ok(borne.into_iter().find(|one| line.contains(one.as_str())).unwrap_or_default())
}

fn letter_facts(tx: &mut Read<'_>, tenant: &TenantFacts, debtor: &DebtorFacts, request: &Request<'_>) -> Result<LetterFacts> {
    let creditor = creditor::profile(tx)?;
    let details = tx.debtor_details(debtor.debtor)?.unwrap_or_default();
    let language = request.language.unwrap_or(debtor.language);
    let day = request.day;
    let asks_accessories = request.items.iter().any(|(_, _, interest, indemnity)| interest.is_positive() || indemnity.is_positive());
    let detailed = asks_accessories || request.kind == DocumentKind::Statement;
    let mut items = Vec::new();
    let mut statements = Vec::new();
    for (claim, principal, interest, indemnity) in &request.items {
        let subject = tx.subject_of(claim.id)?;
        let subject = match subject {
            Some(kept) => tx.private(&kept)?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default(),
            None => String::new(),
        };
        items.push(item(claim, *principal, *interest, *indemnity, subject, day));
        if detailed {
            let account = Account::from_claim(claim, debtor, tenant, day);
            statements.push((
                *claim,
                *principal,
                statement(&account, day, crate::law::in_force()).map_err(|gap| AppError::refused(gap.to_string()))?,
            ));
        }
    }
    let reference = reference(tx.tenant(), debtor.debtor, request.bears, language);
    let asked: Cents = match &request.about {
        About::Call(call) => call.promised.map_or(Cents::ZERO, |(cents, _)| cents),
        _ => request.items.iter().map(|(_, principal, interest, indemnity)| *principal + *interest + *indemnity).sum(),
    };
    let kind = effective_kind(debtor, tenant, day);
    let insolvent =
        debtor.insolvencies.iter().any(|proceeding| proceeding.judgment_on <= day && proceeding.closed_on.is_none_or(|end| end > day));
    let enclosures = if request.attach_invoices { enclosures(tx, request)? } else { Vec::new() };
    Ok(LetterFacts {
        qr: code(debtor, tenant, request, &creditor, asked, &reference),
        creditor_kind: tenant.creditor_kind,
        acts_for: tenant.acts_for.clone(),
        debtor: details,
        debtor_kind: kind,
        debtor_code: debtor.code.clone(),
        language,
        date: day,
        pay_by: request.pay_by,
        reference,
        currency: request.currency,
        rates: if asks_accessories { rates(&statements, language) } else { Vec::new() },
        statement: statements.iter().flat_map(|(claim, principal, statement)| lines(claim, *principal, statement, language)).collect(),
        items,
        asks_accessories,
        sent: sent_before(tx, debtor, request)?,
        first_letter: first_letter(tx, tenant, debtor, day)?,
        call: match &request.about {
            About::Call(call) => Some(call.clone()),
            _ => None,
        },
        thanks: match &request.about {
            About::Payment(payment) => Some(payment.clone()),
            _ => None,
        },
        enclosures,
        channel: request.channel,
        business_mediator: matches!(kind, DebtorKind::Business | DebtorKind::PublicBody) && !insolvent,
        l111_8: l111_8(),
        creditor,
    })
}

fn item(claim: &ClaimFacts, principal: Cents, interest: Cents, indemnity: Cents, subject: String, day: Date) -> LetterClaim {
    let credited: Cents = claim
        .entries
        .iter()
        .filter(|entry| entry.counts_in_books(day) && matches!(entry.kind, domain::facts::EntryKind::Credit(_)))
        .map(|entry| entry.cents)
        .sum();
    let disputed = claim.disputed(day);
    LetterClaim {
        number: claim.number.clone(),
        issued_on: claim.issued_on,
        due_on: claim.due_on,
        total: claim.amount,
        // What was received, and money not yet allocated that covers a part of it.
        paid: (claim.amount - credited - disputed - principal).or_zero(),
        credited,
        principal,
        disputed,
        interest,
        indemnity,
        subject,
        notice_received_on: claim.formal_notices.iter().copied().filter(|on| *on <= day).min(),
    }
}

/// Letters about these claims that really left; nothing else may be cited.
fn sent_before(tx: &mut Read<'_>, debtor: &DebtorFacts, request: &Request<'_>) -> Result<Vec<SentLetter>> {
    let mut sent = Vec::new();
    for contact in &debtor.contacts {
        let about = contact.items.iter().any(|(claim, _)| request.items.iter().any(|(c, ..)| c.id == *claim));
        let left = contact.sent_on(request.day).filter(|on| about && *on < request.day);
        let Some((sent_on, document)) = left.zip(DocumentKind::parse(&contact.document)) else { continue };
        sent.push(SentLetter { document, channel: contact.channel, sent_on, reference: contact_reference(tx, debtor, contact)? });
    }
    sent.sort_by_key(|letter| letter.sent_on);
    Ok(sent)
}

/// The first letter of an amicable collector (CPCE R124-4); of nobody else.
fn first_letter(tx: &mut Read<'_>, tenant: &TenantFacts, debtor: &DebtorFacts, day: Date) -> Result<Option<FirstLetter>> {
    if !matches!(tenant.acts_for, ActsFor::AmicableCollector { .. }) {
        return Ok(None);
    }
    let written = debtor.contacts.iter().filter(|contact| contact.channel.is_written() && !contact.document.is_empty());
    let first = written.filter_map(|contact| contact.sent_on(day).filter(|on| *on < day).map(|sent_on| (sent_on, contact)));
    let Some((sent_on, contact)) = first.min_by_key(|(sent_on, contact)| (*sent_on, contact.on)) else { return Ok(None) };
    Ok(Some(FirstLetter { reference: contact_reference(tx, debtor, contact)?, sent_on }))
}

/// Whether all that a statement lists may be asked today: then it says how to pay it. What is disputed, promised, on a plan, covered or
/// stopped by a proceeding is told and not asked.
fn wholly_collectable(debtor: &DebtorFacts, tenant: &TenantFacts, request: &Request<'_>) -> bool {
    let rules = crate::rules::LawRules { law: crate::law::in_force() };
    let shares = domain::collectable::collectable(debtor, tenant, &rules, request.day).shares;
    let asked = |claim: &ClaimFacts| shares.iter().find(|share| share.claim == claim.id).map_or(Cents::ZERO, |share| share.asked);
    request.items.iter().all(|(claim, principal, ..)| asked(claim) == *principal)
}

fn l111_8() -> Option<QuotedText> {
    let text = texts::article("code-des-procedures-civiles-d-execution", "L111-8")?;
    let paragraphs = [text.paragraph(2)?, text.paragraph(3)?].join("\n\n");
    Some(QuotedText {
        text: paragraphs, source: "Article L111-8 du code des procédures civiles d'exécution (alinéas 2 et 3)".to_owned()
    })
}

/// The payment code: none where nothing is asked, in another currency than the euro, or on a statement that may not be asked whole.
fn code(
    debtor: &DebtorFacts,
    tenant: &TenantFacts,
    request: &Request<'_>,
    creditor: &CreditorProfile,
    asked: Cents,
    reference: &str,
) -> String {
    let Ok(iban) = Iban::parse(&creditor.iban) else { return String::new() };
    let told_only = request.kind == DocumentKind::Statement && !wholly_collectable(debtor, tenant, request);
    if request.currency != Currency::EUR || !asked.is_positive() || told_only {
        return String::new();
    }
    let bic = Some(creditor.bic.trim()).filter(|bic| !bic.is_empty());
    epc::payload(&creditor.name, &iban, bic, asked, reference).unwrap_or_default()
}

/// The rates used by the statements, each once.
fn rates(statements: &[(&ClaimFacts, Cents, Statement)], language: Language) -> Vec<RateUsed> {
    let mut rates: Vec<RateUsed> = Vec::new();
    for line in statements.iter().flat_map(|(_, _, statement)| &statement.lines) {
        let used = RateUsed { rate: line.rate(), source: rate_source(line.kind, language).to_owned() };
        if !rates.contains(&used) {
            rates.push(used);
        }
    }
    rates
}

fn rate_source(kind: LineKind, language: Language) -> &'static str {
    match (language, kind) {
        (Language::Fr, LineKind::Default) => "taux de refinancement de la BCE majoré de dix points",
        (Language::Fr, LineKind::Public) => "taux de refinancement de la BCE majoré de huit points",
        (Language::Fr, LineKind::Contract) => "taux prévu au contrat",
        (Language::Fr, LineKind::Legal | LineKind::Judgment) => "taux d'intérêt légal",
        (Language::Fr, LineKind::JudgmentIncreased) => "taux d'intérêt légal majoré de cinq points",
        (Language::En, LineKind::Default) => "ECB refinancing rate plus ten points",
        (Language::En, LineKind::Public) => "ECB refinancing rate plus eight points",
        (Language::En, LineKind::Contract) => "rate set by the contract",
        (Language::En, LineKind::Legal | LineKind::Judgment) => "French legal interest rate",
        (Language::En, LineKind::JudgmentIncreased) => "French legal interest rate plus five points",
    }
}

fn says(language: Language, french: &'static str, english: &'static str) -> String {
    match language {
        Language::Fr => french,
        Language::En => english,
    }
    .to_owned()
}

/// The lines of one claim, signed, which add up to what is asked for it.
fn lines(claim: &ClaimFacts, principal: Cents, statement: &Statement, language: Language) -> Vec<StatementLine> {
    let blank = |label: String, amount: Cents| StatementLine {
        number: claim.number.clone(),
        due_on: claim.due_on,
        label,
        from: None,
        to: None,
        days: None,
        base: None,
        rate: None,
        amount,
        article: String::new(),
        mark: String::new(),
    };
    let mut lines = vec![blank(says(language, "Principal", "Principal"), statement.principal)];
    for row in statement.rows() {
        lines.push(match row {
            Row::Interest(line) => StatementLine {
                from: Some(line.from),
                to: Some(line.to),
                days: Some(line.days),
                base: Some(line.base),
                rate: Some(line.rate()),
                article: line.source().to_owned(),
                mark: mark(line.applied.mark),
                ..blank(format!("{} ({})", says(language, "Intérêts", "Interest"), rate_fr(line.rate())), line.amount)
            },
            Row::Indemnity(line) => StatementLine {
                from: Some(line.on),
                article: line.source.to_owned(),
                ..blank(says(language, "Indemnité forfaitaire de recouvrement", "Fixed recovery indemnity"), line.amount)
            },
            Row::Payment(line) => {
                StatementLine { from: Some(line.on), ..blank(says(language, "Règlement reçu", "Payment received"), -line.amount) }
            }
            Row::Credit(line) | Row::Correction(line) => {
                StatementLine { from: Some(line.on), ..blank(says(language, "Avoir", "Credit note"), -line.amount) }
            }
            Row::Capitalisation(line) => StatementLine {
                from: Some(line.on),
                base: Some(line.amount),
                article: "C. civ. 1343-2".to_owned(),
                ..blank(says(language, "Capitalisation", "Capitalisation"), Cents::ZERO)
            },
        });
    }
    // The 40 € or all interest given up have no line above: they are not asked. A sum of interest is taken off its lines.
    let taken_off = statement.waivers.iter().filter(|waiver| matches!(waiver.of, WaiverOf::InterestAmount { .. }));
    for waiver in taken_off.filter_map(|waiver| waiver.amount.map(|amount| (waiver.on, amount))) {
        lines.push(StatementLine { from: Some(waiver.0), ..blank(says(language, "Remise", "Waiver"), -waiver.1) });
    }
    // What is disputed, or covered by money not yet allocated, is not asked.
    let asked_principal = principal;
    let left_out = claim.book_principal(statement.day).or_zero() - asked_principal;
    if left_out.is_positive() {
        lines.push(blank(says(language, "Part non demandée (contestée ou couverte)", "Part not claimed (disputed or covered)"), -left_out));
    }
    lines
}

fn mark(mark: Option<Mark>) -> String {
    mark.filter(|mark| mark.is_to_check()).map_or_else(String::new, |mark| format!("[{mark}]"))
}

fn enclosures(tx: &mut Read<'_>, request: &Request<'_>) -> Result<Vec<String>> {
    let mut named = Vec::new();
    for (claim, ..) in &request.items {
        if !tx.pieces_of(claim.invoice)?.is_empty() {
            let words = if request.language == Some(Language::En) { "Invoice" } else { "Facture" };
            named.push(format!("{words} {}", claim.number));
        }
    }
    named.dedup();
    Ok(named)
}

fn pieces(tx: &mut Read<'_>, request: &Request<'_>) -> Result<Vec<(String, Vec<u8>)>> {
    let mut pieces = Vec::new();
    let mut seen = Vec::new();
    for (claim, ..) in &request.items {
        if seen.contains(&claim.invoice) {
            continue;
        }
        seen.push(claim.invoice);
        for (file, _) in tx.pieces_of(claim.invoice)? {
            if let Some(bytes) = tx.private(&file)? {
                pieces.push((claim.number.clone(), bytes));
            }
        }
    }
    Ok(pieces)
}

fn logo(tx: &mut Read<'_>, id: &str) -> Result<Option<Vec<u8>>> {
    match id.parse() {
        Ok(id) => Ok(tx.private_bytes(id)?),
        Err(_) => Ok(None),
    }
}
