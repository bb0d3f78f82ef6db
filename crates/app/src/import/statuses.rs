//! Life-cycle statuses (CDAR): what is said of an invoice of these books is recorded, and what follows from it is done at once, by
//! events of the kinds that a person would record.
//!
//! * A status is known again by its invoice, code, moment, sum and reasons: said twice, it changes nothing. All are kept, in any order.
//! * 207, 208 and 210 dispute the whole, 206 what is not approved; 211 and 212 are waited for some days, and until payments are known
//!   through the last of them; 213, 225 to 227, and what may never have reached the buyer or is said to be cancelled (200 not
//!   transmitted, 220, 221, 501, 601) stop dunning until a person has looked. Nothing is paid, closed or lifted by a status.
//! * A status of an invoice that is not here, or not this creditor's, is told and not taken. The same file can be given again once the
//!   invoice is there: what was left is taken, what is known is known.

use domain::Date;
use domain::events::{NewEvent, StatusReceived};
use domain::facts::days_between;
use domain::french::date_short;
use domain::ids::ImportId;
use domain::money::{Cents, Currency};
use domain::statuses::{Contested, contested, reason_fr};
use formats::einvoice::{self, Actor, Document, Effect, Identifier, Invoice, Nature, Status, StatusMessage};
use formats::{Input, Kind, Place, Problems};
use jiff::civil::DateTime;
use store::{ClaimRow, ImportState, Read, Tx};

use super::control::Control;
use super::report::{Counts, FileReport};
use super::whose::Own;
use super::{Undone, begin, complete, file, or_nothing, still_the_same};
use crate::books::Books;
use crate::error::Result;
use crate::statuses::{Made, Says, act, done, label, note, total_of, why};

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
    /// The sum of some amounts, where there are any in the currency of the invoice.
    fn sum(&self, kinds: &[&str]) -> Option<Cents> {
        let currency = self.claims.first().map_or(Currency::EUR, |claim| claim.currency);
        self.status.sum(kinds).filter(|(_, own)| own.is_none_or(|own| own == currency)).map(|(cents, _)| cents)
    }

    /// What is contested by a partial approval. Without a sum VAT included, the net sum approved is taken: it leaves more contested.
    fn contested(&self) -> Contested {
        contested(total_of(&self.claims), self.sum(&["MAPTTC"]).or_else(|| self.sum(&["MAP"])), self.sum(&["MNATTC"]))
    }

    /// The sum that its code names.
    fn sum_named(&self) -> Option<Cents> {
        match self.status.effect() {
            Effect::DisputedInPart => match self.contested() {
                Contested::Unsaid => None,
                Contested::Whole => Some(Cents::ZERO),
                Contested::Part(part) => Some(total_of(&self.claims) - part),
                Contested::Nothing => Some(total_of(&self.claims)),
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
        let made = self.act(tx, &said, &words, problems)?;
        let text = if words.is_empty() { None } else { Some(tx.keep(words.as_bytes())?) };
        self.notes.push(told(&said, !made.is_nothing()));
        let event = StatusReceived {
            invoice: said.claims[0].invoice,
            code: said.code.to_owned(),
            at: said.at,
            sender: self.message.issuer.role.clone().or_else(|| self.message.sender_role.clone()),
            asked: status.details.iter().filter_map(|detail| detail.action.clone()).collect(),
            amount: said.amount,
            text,
            import: self.import,
            disputes: made.disputes,
            holds: made.holds,
            key: said.key,
            reasons: said.reasons,
        };
        tx.append(NewEvent::new(said.on, event))?;
        self.counts.taken += 1;
        Ok(())
    }

    /// Does what follows from a status, and says what a person should know of it.
    fn act(&self, tx: &mut Tx<'_>, said: &Said<'_>, words: &str, problems: &mut Problems) -> Result<Made> {
        let effect = said.status.effect();
        let contested = said.contested();
        if effect == Effect::DisputedInPart && contested == Contested::Unsaid {
            problems.warning(
                Place::FILE,
                "approved_unknown",
                format_args!("{} : la somme approuvée, toutes taxes comprises, n'y est pas, ou ne peut pas l'être : toute la facture est tenue pour contestée. Demandez-la à l'acheteur, puis remplacez le litige par un litige sur la part contestée.", said.name),
            );
        }
        let note = note((said.code, said.at.date()), &said.reasons, words);
        let says = Says { effect, on: said.on, contested, reasons: &said.reasons, claims: &said.claims, note: &note };
        act(tx, &says, self.today)
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
        let ours = Own::of(tx)?.siren();
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

/// The SIREN of a company, from it or from the SIRET of an establishment.
fn siren(id: &Identifier) -> Option<String> {
    let digits: String = id.value.chars().filter(char::is_ascii_digit).collect();
    let known = id.scheme.as_deref().is_none_or(|scheme| matches!(scheme, "0002" | "0009" | "0225"));
    (known && matches!(digits.len(), 9 | 14)).then(|| digits[..9].to_owned())
}
