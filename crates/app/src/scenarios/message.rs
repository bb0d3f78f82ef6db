//! What a step of a scenario would write today to a real debtor who follows it, before anything of it is published.

use domain::Date;
use domain::dunning::{Asks, Step};
use domain::events::Channel;
use domain::facts::{DebtorFacts, TenantFacts};
use domain::letters::{Document, DocumentKind};
use domain::money::Currency;
use store::Read;

use super::effect::some_followers;
use crate::error::{AppError, Result};
use crate::letters::{About, Bears, Request, claims_for, days_later, sheet};

/// Followers tried at most to find one to whom the step has something to say.
const TRIED: usize = 12;

/// The message of a step.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// To this debtor, by name, as it would be today.
    To(String, Box<Document>),
    /// The step writes nothing: a call, or a decision.
    Nothing,
    /// Nobody could be written to today; why, of the last one tried.
    Nobody(Option<String>),
}

/// What the step `step` of the scenario `name` would write today. Conditions and waiting times are set aside: it is about the words.
///
/// # Errors
/// The store.
pub fn message(tx: &mut Read<'_>, name: &str, step: &Step, day: Date) -> Result<Message> {
    let channel = step.channels.iter().copied().find(|channel| channel.is_written());
    let (Some(kind), Some(channel)) = (step.document, channel) else { return Ok(Message::Nothing) };
    let tenant = tx.tenant_facts(day)?;
    let mut last = None;
    for (debtor, code, shown) in some_followers(tx, name, day, TRIED)? {
        let Some(facts) = tx.debtor_facts(debtor)? else { continue };
        match written(tx, &tenant, &facts, step, (kind, channel), day) {
            Ok(document) => return Ok(Message::To(if shown.is_empty() { code } else { shown }, Box::new(document))),
            Err(AppError::Usage(why) | AppError::Refused(why)) => last = Some(why),
            Err(other) => return Err(other),
        }
    }
    Ok(Message::Nobody(last))
}

fn written(
    tx: &mut Read<'_>,
    tenant: &TenantFacts,
    facts: &DebtorFacts,
    step: &Step,
    (kind, channel): (DocumentKind, Channel),
    day: Date,
) -> Result<Document> {
    let request = Request {
        kind,
        channel,
        day,
        pay_by: (!step.is_before_due()).then(|| days_later(day, i32::from(step.pay_within_days))),
        currency: Currency::EUR,
        items: claims_for(kind, step.asks == Asks::PrincipalAndAccessories, facts, tenant, day, Currency::EUR)?,
        attach_invoices: step.attach_invoices,
        language: None,
        about: About::Claims,
        words: None,
        bears: Bears::GivenLater,
    };
    Ok(sheet(tx, tenant, facts, &request)?.document)
}
