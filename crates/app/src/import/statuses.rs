//! Life-cycle statuses (CDAR): what is said of an invoice of these books is recorded, and what follows from it is done at once, by
//! events of the kinds that a person would record.
//!
//! * A status is known again by its invoice, code, moment, sum and reasons: said twice, it changes nothing. All are kept, in any order.
//! * 207, 208 and 210 dispute the whole, 206 what is not approved; 211 and 212 are waited for some days, and until payments
//!   are known through the last of them; 213 and 225 to 227 stop
//!   dunning until a person has looked. Nothing is paid, closed or lifted by a status.
//! * A status of an invoice that is not here, or not this creditor's, is told and not taken. The same file can be given again once the
//!   invoice is there: what was left is taken, what is known is known.

use domain::Date;
use domain::collectable::{hold_end, known_by};
use domain::events::{DisputeOpened, HoldCause, HoldPlaced, NewEvent, Private, StatusReceived};
use domain::facts::{ClaimFacts, DebtorFacts, days_between};
use domain::french::date_short;
use domain::ids::{ClaimId, DisputeId, HoldId, ImportId};
use domain::money::{Cents, Currency};
use domain::statuses::{Contested, Due, contested, dispute_cause, lay, reason_fr};
use formats::einvoice::{self, Actor, Document, Effect, Identifier, Invoice, Nature, Status, StatusMessage};
use formats::{Input, Kind, Place, Problems};
use jiff::civil::DateTime;
use store::{ClaimRow, ImportState, Read, Tx};

use super::control::Control;
use super::report::{Counts, FileReport};
use super::{Undone, begin, complete, file, or_nothing, still_the_same};
use crate::books::Books;
use crate::error::Result;
use crate::statuses::{awaited_until, done, label, why};

/// Machine word of the format.
const FORMAT: &str = "cdar";
/// Books may bear another day of issue than the invoice; beyond so many days, it is another invoice of the same number.
const SAME_INVOICE_DAYS: i64 = 31;
/// Of what a status says in words, this much is kept.
const WORDS: usize = 4_000;

/// What a status says at the least: its invoice, its code, its moment.
fn whole(status: &Status) -> Option<(&str, &str, DateTime)> {
    Some((status.invoice.as_deref()?, status.code.as_deref()?, status.at?))
}

/// What the statuses of a file say, before they are taken.
pub(super) fn look(message: &StatusMessage, seen: &mut Control) {
    for status in &message.statuses {
        let Some((invoice, code, at)) = whole(status) else { continue };
        let label = label(code);
        let why = why(status.effect());
        seen.notes.push(format!("Facture {invoice} : statut {code} « {label} » du {}. {why}", date_short(at.date())).trim_end().to_owned());
        seen.counts.fresh += 1;
    }
    seen.counts.rows = message.statuses.len() as u64;
}

/// Whether a file of that kind says statuses.
pub(super) fn are_in(kind: Kind) -> bool {
    matches!(kind, Kind::Other(formats::recognise::OtherKind::Cdar))
}

/// Of a file that was taken before: whether something of it, left then, can be taken now.
pub(super) fn look_again(books: &Books, input: &Input<'_>, seen: &mut Control) -> Result<()> {
    let Some(Document::Status(message)) = einvoice::read(input).document else { return Ok(()) };
    let taking = Taking { message: &message, today: books.today(), import: ImportId(0), counts: Counts::default(), notes: Vec::new() };
    let left = books.read(|tx| {
        let mut left = 0;
        for status in &message.statuses {
            if let Some(said) = taking.said(tx, status, &mut Problems::new())? {
                left += u64::from(!tx.knows_status(&said.key)?);
            }
        }
        Ok(left)
    })?;
    if left > 0 {
        seen.already = None;
        (seen.counts.fresh, seen.counts.known) = (left, seen.counts.fresh - left);
    }
    Ok(())
}

/// Takes the statuses of a file. One that was taken before is read again: what was left of it may be there now, the rest is known.
pub(super) fn take(books: &Books, opened: &file::Opened<'_>, message: &StatusMessage, mut problems: Problems) -> Result<FileReport> {
    let today = books.today();
    let mut taking = Taking { message, today, import: ImportId(0), counts: Counts::default(), notes: Vec::new() };
    let mut statuses: Vec<&Status> = message.statuses.iter().collect();
    statuses.sort_by_key(|status| status.at);
    let mut before = None;
    let taken = or_nothing(books, |tx| {
        before = tx.import_by_sha256(&opened.sha256)?.filter(|import| import.state == ImportState::Completed);
        taking.import = begin(tx, opened, FORMAT, today)?;
        for status in statuses {
            taking.status(tx, status, &mut problems)?;
        }
        if !taking.counts.is_something() || (before.is_some() && taking.counts.taken == 0) {
            return Err(Undone::Nothing);
        }
        taking.counts.problems = problems.total();
        still_the_same(opened, false)?;
        Ok(complete(tx, taking.import, &taking.counts, None, today)?)
    })?;
    if !taken {
        return Ok(match before {
            Some(before) => FileReport { problems: problems.into_vec(), ..FileReport::already(opened, before.id, before.on) },
            None => FileReport::refused(opened, FORMAT, problems.into_vec()),
        });
    }
    Ok(FileReport::taken(opened, FORMAT, taking.import, taking.counts, taking.notes, problems.into_vec()))
}

struct Taking<'m> {
    message: &'m StatusMessage,
    today: Date,
    import: ImportId,
    counts: Counts,
    notes: Vec<String>,
}

/// One status on its invoice.
struct Said<'s> {
    status: &'s Status,
    /// « statut 210 sur la facture F1 ».
    name: String,
    code: &'s str,
    /// When it was said.
    at: DateTime,
    reasons: Vec<String>,
    /// The sum that it names.
    amount: Option<Cents>,
    /// What it is known again by.
    key: String,
    /// The day from which it counts.
    on: Date,
    /// The claims of the invoice, by due date.
    claims: Vec<ClaimRow>,
}

impl Said<'_> {
    /// The whole invoice: as it was recorded, or the sum of its due dates where they were added later.
    fn total(&self) -> Cents {
        let said = self.claims.first().map(|claim| claim.total).unwrap_or_default();
        said.max(self.claims.iter().map(|claim| claim.amount).sum())
    }

    /// The sum of some amounts, where there are any in the currency of the invoice.
    fn sum(&self, kinds: &[&str]) -> Option<Cents> {
        let currency = self.claims.first().map_or(Currency::EUR, |claim| claim.currency);
        self.status.sum(kinds).filter(|(_, own)| own.is_none_or(|own| own == currency)).map(|(cents, _)| cents)
    }

    /// What is contested by a partial approval. Without a sum VAT included, the net sum approved is taken: it leaves more contested.
    fn contested(&self) -> Contested {
        contested(self.total(), self.sum(&["MAPTTC"]).or_else(|| self.sum(&["MAP"])), self.sum(&["MNATTC"]))
    }

    /// The sum that its code names.
    fn sum_named(&self) -> Option<Cents> {
        match self.status.effect() {
            Effect::DisputedInPart => match self.contested() {
                Contested::Unsaid => None,
                Contested::Whole => Some(Cents::ZERO),
                Contested::Part(part) => Some(self.total() - part),
                Contested::Nothing => Some(self.total()),
            },
            Effect::PaymentAnnounced => self.sum(&["MPA"]),
            Effect::Cashed => self.sum(&["MEN"]),
            _ => None,
        }
    }

    /// What it is known again by.
    fn identity(&self) -> String {
        let amount = self.amount.map_or_else(String::new, |cents| cents.0.to_string());
        format!("{}|{}|{}|{amount}|{}", self.claims[0].invoice, self.code, self.at, self.reasons.join(","))
    }

    /// What it says in words, each once.
    fn words(&self) -> String {
        let mut said: Vec<&str> = Vec::new();
        for detail in &self.status.details {
            let texts = [detail.text.as_deref(), detail.action_text.as_deref()];
            for text in texts.into_iter().flatten().chain(detail.notes.iter().map(String::as_str)) {
                if !said.contains(&text) {
                    said.push(text);
                }
            }
        }
        said.join(" · ").chars().take(WORDS).collect()
    }
}

impl Taking<'_> {
    fn status(&mut self, tx: &mut Tx<'_>, status: &Status, problems: &mut Problems) -> Result<()> {
        let Some(said) = self.said(tx, status, problems)? else { return Ok(()) };
        if tx.knows_status(&said.key)? {
            self.counts.known += 1;
            return Ok(());
        }
        let words = said.words();
        let note = tx.keep(note(&said, &words).as_bytes())?;
        let (disputes, holds) = self.act(tx, &said, &note, problems)?;
        let text = if words.is_empty() { None } else { Some(tx.keep(words.as_bytes())?) };
        self.notes.push(told(&said, !disputes.is_empty() || !holds.is_empty()));
        let event = StatusReceived {
            invoice: said.claims[0].invoice,
            code: said.code.to_owned(),
            at: said.at,
            sender: self.message.issuer.role.clone().or_else(|| self.message.sender_role.clone()),
            asked: status.details.iter().filter_map(|detail| detail.action.clone()).collect(),
            amount: said.amount,
            text,
            import: self.import,
            disputes,
            holds,
            key: said.key,
            reasons: said.reasons,
        };
        tx.append(NewEvent::new(said.on, event))?;
        self.counts.taken += 1;
        Ok(())
    }

    /// A status with its invoice; `None`, with the reason told, where it is not of these books or not of an invoice that is there.
    fn said<'s>(&self, tx: &mut Read<'_>, status: &'s Status, problems: &mut Problems) -> Result<Option<Said<'s>>> {
        // What lacks of a status is told by the reader.
        let Some((number, code, at)) = whole(status) else { return Ok(None) };
        let name = format!("statut {code} du {} sur la facture {number}", date_short(at.date()));
        if !self.is_ours(tx, status, &name, problems)? {
            return Ok(None);
        }
        let Some(claims) = self.claims(tx, status, number, &name, problems)? else { return Ok(None) };
        if at.date() > self.today {
            problems.warning(
                Place::FILE,
                "said_later",
                format_args!("{name} : cette date est à venir, il compte d'aujourd'hui. Vérifiez l'horloge de la plateforme."),
            );
        }
        let reasons = status.reasons().map(str::to_owned).collect();
        let on = at.date().min(self.today);
        let mut said = Said { status, name, code, at, reasons, amount: None, key: String::new(), on, claims };
        said.amount = said.sum_named();
        said.key = said.identity();
        Ok(Some(said))
    }

    /// Whether the creditor of these books sells here; else who does is said.
    fn is_ours(&self, tx: &mut Read<'_>, status: &Status, name: &str, problems: &mut Problems) -> Result<bool> {
        let own = tx.creditor_profile()?.unwrap_or_default();
        let ours: String = own.siren.chars().filter(char::is_ascii_digit).collect();
        let seller = status.seller.as_ref().and_then(siren);
        if ours.is_empty() || seller.as_deref() == Some(ours.as_str()) {
            return Ok(true);
        }
        if self.actors("BY").filter_map(|buyer| buyer.id.as_ref()).any(|id| siren(id).as_deref() == Some(&ours)) {
            let by = seller.map_or_else(|| "un vendeur sans SIREN".to_owned(), |seller| format!("le SIREN {seller}"));
            problems.error(
                Place::FILE,
                "purchase",
                format_args!("{name} : c'est une facture d'achat, que vous a adressée {by}. Non pris : donnez les statuts des factures que vous avez émises."),
            );
        } else if seller.is_none() {
            return Ok(true);
        } else {
            let seller = seller.unwrap_or_default();
            problems.error(
                Place::FILE,
                "other_seller",
                format_args!("{name} : le vendeur est le SIREN {seller}, ce dossier est celui du SIREN {ours}. Non pris : importez-le dans le dossier du vendeur."),
            );
        }
        Ok(false)
    }

    /// Whom the message names in a role.
    fn actors(&self, role: &'static str) -> impl Iterator<Item = &Actor> {
        std::iter::once(&self.message.issuer).chain(&self.message.recipients).filter(move |actor| actor.role.as_deref() == Some(role))
    }

    /// The claims of its invoice, by due date; `None`, with the reason told, where there is not exactly one such invoice.
    fn claims(
        &self,
        tx: &mut Read<'_>,
        status: &Status,
        number: &str,
        name: &str,
        problems: &mut Problems,
    ) -> Result<Option<Vec<ClaimRow>>> {
        let refuse = |problems: &mut Problems, code: &'static str, why: String| {
            problems.error(Place::FILE, code, format_args!("{name} : {why}"));
            Ok(None)
        };
        let kind = Invoice { type_code: status.invoice_type.clone(), ..Invoice::default() }.kind();
        if kind.nature == Nature::CreditNote {
            return refuse(
                problems,
                "of_credit_note",
                "il porte sur un avoir, qui ne se relance pas. Non pris : voyez-le sur votre plateforme.".to_owned(),
            );
        }
        let mut rows = tx.claim_rows_of_number(number)?;
        if rows.is_empty() {
            return refuse(
                problems,
                "unknown_invoice",
                "cette facture n'est pas inscrite. Non pris : importez la facture, puis redonnez ce fichier.".to_owned(),
            );
        }
        if let Some(on) = status.invoice_date
            && let Err(why) = of_day(&mut rows, on, name, problems)
        {
            return refuse(problems, "other_invoice", why);
        }
        self.of_buyer(tx, &mut rows)?;
        rows.sort_by_key(|row| (row.due_on, row.id));
        if rows.windows(2).any(|pair| pair[0].invoice != pair[1].invoice) {
            return refuse(
                problems,
                "several_invoices",
                "plusieurs factures portent ce numéro, et rien ne dit laquelle est visée. Non pris : ouvrez vous-même le litige ou la suspension sur la bonne.".to_owned(),
            );
        }
        Ok(Some(rows))
    }

    /// Of several invoices of a number, those of the buyer that the message names, where there are any.
    fn of_buyer(&self, tx: &mut Read<'_>, rows: &mut Vec<ClaimRow>) -> Result<()> {
        if rows.windows(2).all(|pair| pair[0].invoice == pair[1].invoice) {
            return Ok(());
        }
        let mut of_buyer = Vec::new();
        for buyer in self.actors("BY").filter_map(|buyer| buyer.id.as_ref()).filter_map(siren) {
            of_buyer.extend(tx.debtors_by_siren(&buyer)?.into_iter().map(|debtor| debtor.id));
        }
        if rows.iter().any(|row| of_buyer.contains(&row.debtor)) {
            rows.retain(|row| of_buyer.contains(&row.debtor));
        }
        Ok(())
    }

    /// Does what follows from a status.
    fn act(&self, tx: &mut Tx<'_>, said: &Said<'_>, note: &Private, problems: &mut Problems) -> Result<(Vec<DisputeId>, Vec<HoldId>)> {
        let disputes = match said.status.effect() {
            Effect::Disputed | Effect::Suspended | Effect::Refused => self.dispute(tx, said, None, note)?,
            Effect::DisputedInPart => match said.contested() {
                Contested::Unsaid => {
                    problems.warning(
                        Place::FILE,
                        "approved_unknown",
                        format_args!("{} : la somme approuvée, toutes taxes comprises, n'y est pas, ou ne peut pas l'être : toute la facture est tenue pour contestée. Demandez-la à l'acheteur, puis remplacez le litige par un litige sur la part contestée.", said.name),
                    );
                    self.dispute(tx, said, None, note)?
                }
                Contested::Whole => self.dispute(tx, said, None, note)?,
                Contested::Part(part) => self.dispute(tx, said, Some(part), note)?,
                Contested::Nothing => Vec::new(),
            },
            _ => Vec::new(),
        };
        let holds = match said.status.effect() {
            Effect::PaymentAnnounced | Effect::Cashed => {
                let until = awaited_until(said.on);
                let over = until < self.today && known_by(until, &tx.tenant_facts(self.today)?);
                if over { Vec::new() } else { hold(tx, said, HoldCause::PaymentAnnounced, Some(until), note)? }
            }
            Effect::NeverValid => hold(tx, said, HoldCause::NeverIssued, None, note)?,
            Effect::PayeeChanged => hold(tx, said, HoldCause::OtherPayee, None, note)?,
            _ => Vec::new(),
        };
        Ok((disputes, holds))
    }

    /// Disputes an invoice, whole or part, as far as it is not yet.
    fn dispute(&self, tx: &mut Tx<'_>, said: &Said<'_>, part: Option<Cents>, note: &Private) -> Result<Vec<DisputeId>> {
        let open: Vec<&ClaimRow> = said.claims.iter().filter(|claim| is_open(claim)).collect();
        let amounts: Vec<(ClaimId, Option<Cents>)> = match part {
            None => open.iter().map(|claim| (claim.id, None)).collect(),
            Some(part) => {
                let dues: Vec<Due> = open.iter().map(|claim| Due { claim: claim.id, amount: claim.amount }).collect();
                lay(part, &dues).into_iter().map(|(claim, cents)| (claim, Some(cents))).collect()
            }
        };
        let cause = dispute_cause(said.status.reasons()).to_owned();
        let mut opened = Vec::new();
        for (claim, amount) in amounts {
            let Some((_, facts)) = facts_of(tx, claim)? else { continue };
            let standing: Vec<Option<Cents>> = facts.disputes.iter().filter(|d| d.closed_on.is_none()).map(|d| d.amount).collect();
            let already: Cents = standing.iter().flatten().copied().sum();
            let more = amount.map(|cents| cents - already);
            if standing.contains(&None) || more.is_some_and(|cents| !cents.is_positive()) {
                continue;
            }
            let event = DisputeOpened { claim, amount: more, cause: cause.clone(), note: Some(note.clone()) };
            opened.push(DisputeId(tx.append(NewEvent::new(said.on, event))?.0));
        }
        Ok(opened)
    }
}

/// What became of a status, in one sentence.
fn told(said: &Said<'_>, made: bool) -> String {
    let effect = said.status.effect();
    let reasons: Vec<&str> = said.status.reasons().map(reason_fr).collect();
    let reasons = if reasons.is_empty() { String::new() } else { format!(" ({})", reasons.join(", ")) };
    let (number, code) = (said.status.invoice.as_deref().unwrap_or_default(), said.code);
    let (label, done, why) = (label(code), done(effect, said.on, made), why(effect));
    format!("facture {number}, statut {code} « {label} »{reasons} : {done} {why}").trim_end().to_owned()
}

/// Of the claims of a number, those of the invoice of a day; why not, where there are none.
fn of_day(rows: &mut Vec<ClaimRow>, on: Date, name: &str, problems: &mut Problems) -> std::result::Result<(), String> {
    let is = |row: &ClaimRow, within: i64| days_between(row.issued_on, on).abs() <= within;
    let within = if rows.iter().any(|row| is(row, 0)) { 0 } else { SAME_INVOICE_DAYS };
    let (here, there) = (date_short(rows.first().map_or(on, |row| row.issued_on)), date_short(on));
    rows.retain(|row| is(row, within));
    if rows.is_empty() {
        return Err(format!(
            "la facture inscrite sous ce numéro est du {here}, celle du statut du {there}. Non pris : si c'est la même, inscrivez-la sous sa date, puis redonnez ce fichier."
        ));
    }
    if within > 0 {
        problems.warning(
            Place::FILE,
            "other_day",
            format_args!("{name} : la facture inscrite est du {here}, celle du statut du {there}. Vérifiez que c'est la même."),
        );
    }
    Ok(())
}

/// Holds what is open of an invoice, as far as it is not yet for that cause and that long.
fn hold(tx: &mut Tx<'_>, said: &Said<'_>, cause: HoldCause, until: Option<Date>, note: &Private) -> Result<Vec<HoldId>> {
    let mut placed = Vec::new();
    for claim in said.claims.iter().filter(|claim| is_open(claim)) {
        let Some((debtor, _)) = facts_of(tx, claim.id)? else { continue };
        let last = |cause, until| hold_end(cause, until).unwrap_or(Date::MAX);
        let there = debtor.holds.iter().any(|hold| {
            hold.cause == cause
                && hold.lifted_on.is_none()
                && hold.claim.is_none_or(|held| held == claim.id)
                && last(hold.cause, hold.until) >= last(cause, until)
        });
        if there {
            continue;
        }
        let event = HoldPlaced { debtor: debtor.debtor, claim: Some(claim.id), cause, until, note: Some(note.clone()) };
        placed.push(HoldId(tx.append(NewEvent::new(said.on, event))?.0));
    }
    Ok(placed)
}

fn is_open(claim: &ClaimRow) -> bool {
    claim.settled < claim.amount
}

/// What is known of a claim and of who owes it.
fn facts_of(tx: &mut Read<'_>, claim: ClaimId) -> Result<Option<(DebtorFacts, ClaimFacts)>> {
    let Some(debtor) = tx.debtor_of_claim(claim)? else { return Ok(None) };
    Ok(tx.debtor_facts(debtor)?.and_then(|facts| {
        let own = facts.claims.iter().find(|own| own.id == claim)?.clone();
        Some((facts, own))
    }))
}

/// What a dispute or a hold says of the status that made it.
fn note(said: &Said<'_>, words: &str) -> String {
    let reasons: Vec<&str> = said.status.reasons().map(reason_fr).collect();
    let why = [reasons.join(", "), words.to_owned()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let why = if why.is_empty() { String::new() } else { format!(" : {why}") };
    format!("Statut {} « {} » du {}{why}", said.code, label(said.code), date_short(said.at.date()))
}

/// The SIREN of a company, from it or from the SIRET of an establishment.
fn siren(id: &Identifier) -> Option<String> {
    let digits: String = id.value.chars().filter(char::is_ascii_digit).collect();
    let known = id.scheme.as_deref().is_none_or(|scheme| matches!(scheme, "0002" | "0009" | "0225"));
    (known && matches!(digits.len(), 9 | 14)).then(|| digits[..9].to_owned())
}
