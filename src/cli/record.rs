//! `quittance record …`: hands what the person says to the use cases.

use app::record::{self, Done, NewCall, NewContact, NewCredit, NewDebtor, NewInvoice, NewPayment, NewRefund, NewTerms};
use domain::Date;
use domain::events::{HoldCause, LimitationAct, Proceeding};
use domain::party::{Address, DebtorDetails, Siren};
use domain::terms::RateClause;
use serde_json::json;
use store::Tx;

use super::Context;
use super::answer::{Answer, Refusal};
use super::open;
use super::record_args::{DebtorArgs, Fact, HoldWord, LimitationWord, On, ProceedingWord, Record};

impl Record {
    /// Records the fact in one transaction.
    pub fn run(self, context: &Context) -> Result<Answer, Refusal> {
        let books = open::existing(context)?;
        let today = context.clock.today();
        let done = books.write(|tx| recorded(tx, self.fact, today))?;
        Ok(Answer::done(done.said.clone(), json!({ "said": done.said, "created": done.created })))
    }
}

fn recorded(tx: &mut Tx<'_>, fact: Fact, today: Date) -> Result<Done, app::AppError> {
    let on = |on: &On| on.on.unwrap_or(today);
    match fact {
        Fact::Debtor(a) => record::debtor(tx, &new_debtor(&a)?, on(&a.on)),
        Fact::Invoice(a) => {
            let (issued_on, amount, subject) = (on(&a.on), a.amount, a.subject.as_deref());
            let new = NewInvoice { debtor: &a.debtor, number: &a.number, issued_on, due_on: a.due, amount, currency: &a.currency, subject };
            record::invoice(tx, &new)
        }
        Fact::Payment(a) => {
            let (amount, means) = (a.amount, a.means.as_str());
            let new = NewPayment {
                debtor: &a.debtor,
                amount,
                currency: &a.currency,
                claims: &a.claims,
                means,
                reference: a.reference.as_deref(),
                unallocated: a.unallocated,
                on: on(&a.on),
            };
            record::payment(tx, &new)
        }
        Fact::CreditNote(a) => {
            let (number, amount, cause) = (a.number.as_str(), a.amount, a.cause);
            let new = NewCredit { debtor: &a.debtor, number, amount, currency: &a.currency, cause, claims: &a.claims, on: on(&a.on) };
            record::credit_note(tx, &new)
        }
        Fact::Reversal(a) => record::reversal(tx, &a.payment, &a.reason, on(&a.on)),
        Fact::Refund(a) if a.undo => record::refund_undone(tx, &a.what, on(&a.on)),
        Fact::Refund(a) => {
            let amount = a.amount.ok_or_else(|| app::AppError::usage("Donnez le montant remboursé, après le débiteur."))?;
            let new = NewRefund { of: &a.what, amount, currency: &a.currency, reference: a.reference.as_deref(), on: on(&a.on) };
            record::refund(tx, &new)
        }
        Fact::Dispute(a) if a.close => record::dispute_closed(tx, &a.what, a.founded, on(&a.on)),
        Fact::Dispute(a) => record::dispute(tx, &a.what, a.amount, &a.cause, a.note.as_deref(), on(&a.on)),
        Fact::Promise(a) if a.cancel => record::promise_cancelled(tx, &a.what, on(&a.on)),
        Fact::Promise(a) => {
            let by = a.by.ok_or_else(|| app::AppError::usage("Une promesse porte son jour : ajoutez --by 2026-12-15."))?;
            record::promise(tx, &a.what, a.amount, by, &a.claims, a.note.as_deref(), on(&a.on))
        }
        Fact::Plan(a) if a.end => record::plan_ended(tx, &a.what, on(&a.on)),
        Fact::Plan(a) => record::plan(tx, &a.what, &a.dues, &a.claims, on(&a.on)),
        Fact::Hold(a) if a.lift => record::hold_lifted(tx, &a.what, on(&a.on)),
        Fact::Hold(a) => record::hold(tx, &a.what, hold_cause(a.cause), a.until, a.note.as_deref(), on(&a.on)),
        Fact::Waiver(a) if a.withdraw => record::waiver_withdrawn(tx, &a.what, on(&a.on)),
        Fact::Waiver(a) => record::waiver(tx, &a.what, &a.of, a.reason.as_deref(), on(&a.on)),
        Fact::Insolvency(a) if a.close => record::insolvency_closed(tx, &a.what, on(&a.on)),
        Fact::Insolvency(a) => {
            let proceeding = a
                .proceeding
                .ok_or_else(|| app::AppError::usage("Dites la procédure : --proceeding safeguard|reorganisation|liquidation."))?;
            let judgment =
                a.judgment.ok_or_else(|| app::AppError::usage("Donnez le jour du jugement d'ouverture : --judgment 2026-11-02."))?;
            record::insolvency(tx, &a.what, proceeding_of(proceeding), judgment, a.published)
        }
        Fact::Terms(a) => {
            let clause = a.contract_rate.map(|rate| RateClause::Fixed { rate }).or(a.rate_clause);
            let (debtor, terms) = (a.debtor.as_deref(), a.terms.as_deref());
            record::terms(
                tx,
                &NewTerms {
                    debtor,
                    terms,
                    clause,
                    principal_first: a.principal_first,
                    default_kind: a.default_kind,
                    numbers_checked: a.numbers_checked,
                },
                on(&a.on),
            )
        }
        Fact::Kind(a) => record::kind(tx, &a.debtor, a.kind, on(&a.on)),
        other => recorded_next(tx, other, today),
    }
}

/// The second half of the list: contacts, letters, law, parties.
fn recorded_next(tx: &mut Tx<'_>, fact: Fact, today: Date) -> Result<Done, app::AppError> {
    let on = |on: &On| on.on.unwrap_or(today);
    match fact {
        Fact::Contact(a) => {
            let new = NewContact {
                debtor: &a.debtor,
                name: a.name.as_deref(),
                email: a.email.as_deref(),
                phone: a.phone.as_deref(),
                lines: &a.lines,
                postal_code: a.postal_code.as_deref(),
                city: a.city.as_deref(),
                country: a.country.as_deref(),
                language: a.language.as_deref(),
                siren: a.siren.as_deref(),
            };
            record::contact(tx, &new, on(&a.on))
        }
        Fact::Call(a) => {
            record::call(tx, &NewCall { what: &a.what, outcome: &a.outcome, claims: &a.claims, note: a.note.as_deref(), on: on(&a.on) })
        }
        Fact::Sent(a) => record::sent(tx, &a.letters, a.tracking.as_deref(), on(&a.on)),
        Fact::Received(a) => record::received(tx, &a.what, on(&a.on)),
        Fact::Returned(a) => record::returned(tx, &a.letter, &a.reason, on(&a.on)),
        Fact::UpToDate(a) => record::up_to_date(tx, a.through.unwrap_or(today), today),
        Fact::DueDate(a) => record::due_date(tx, &a.claim, a.due, a.agreed),
        Fact::Judgment(a) => record::judgment(tx, &a.claims, on(&a.on)),
        Fact::Capitalisation(a) => record::capitalisation(tx, &a.claims, on(&a.on)),
        Fact::Limitation(a) => record::limitation(tx, &a.claims, limitation_of(a.by), a.until, on(&a.on)),
        Fact::Move(a) => record::moved(tx, &a.what, &a.to, today),
        Fact::Scenario(a) => {
            let (name, toml) = app::scenarios::named_or_file(&a.scenario)?;
            record::scenario(tx, &name, &toml, a.debtor.as_deref(), a.kind, today)
        }
        Fact::Policy(a) => record::policy(tx, app::scenarios::policy_file(&a.file)?, today),
        Fact::Erasure(a) => record::erasure(tx, &a.debtor, &a.reason, today),
        _ => Err(app::AppError::usage("Ce fait n'est pas compris.")),
    }
}

fn new_debtor(a: &DebtorArgs) -> Result<NewDebtor, app::AppError> {
    if !a.siren.is_empty() {
        Siren::parse(&a.siren).map_err(|error| app::AppError::usage(error.to_string()))?;
    }
    if !a.email.is_empty() && !app::mail::is_address(&a.email) {
        return Err(app::AppError::usage(format!("« {} » n'est pas une adresse électronique.", a.email)));
    }
    let address = Address { lines: a.lines.clone(), postal_code: a.postal_code.clone(), city: a.city.clone(), country: String::new() };
    let details = DebtorDetails { name: a.name.clone(), address, email: a.email.clone(), phone: a.phone.clone(), contacts: Vec::new() };
    Ok(NewDebtor { code: a.code.clone(), kind: a.kind, siren: a.siren.clone(), details, ..NewDebtor::default() })
}

fn hold_cause(word: HoldWord) -> HoldCause {
    match word {
        HoldWord::Pause => HoldCause::Pause,
        HoldWord::OverIndebtedness => HoldCause::OverIndebtedness,
        HoldWord::Death => HoldCause::Death,
        HoldWord::ContactRefused => HoldCause::ContactRefused,
        HoldWord::VulnerablePerson => HoldCause::VulnerablePerson,
        HoldWord::ForeignLaw => HoldCause::ForeignLaw,
        HoldWord::OpenReply => HoldCause::OpenReply,
        HoldWord::OtherPayee => HoldCause::OtherPayee,
    }
}

fn proceeding_of(word: ProceedingWord) -> Proceeding {
    match word {
        ProceedingWord::Safeguard => Proceeding::Safeguard,
        ProceedingWord::Reorganisation => Proceeding::Reorganisation,
        ProceedingWord::Liquidation => Proceeding::Liquidation,
    }
}

fn limitation_of(word: LimitationWord) -> LimitationAct {
    match word {
        LimitationWord::Recognition => LimitationAct::Recognition,
        LimitationWord::PossibleRecognition => LimitationAct::PossibleRecognition,
        LimitationWord::CourtAction => LimitationAct::CourtAction,
        LimitationWord::Enforcement => LimitationAct::Enforcement,
        LimitationWord::InsolvencyDeclaration => LimitationAct::InsolvencyDeclaration,
        LimitationWord::Mediation => LimitationAct::Mediation,
    }
}
