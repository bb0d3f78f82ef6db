//! The run of today: prepares what is automatic, hands over what is approved, remembers when to look again.
//!
//! What is handed over is not sent: a person (or a provider) says so later, and only then does the step count. A run can
//! be repeated the same day and changes nothing; a machine that was off for a week sends one right message.

mod hand_over;
mod report;

use domain::Date;
use domain::dunning::{Action, Verdict, brake};
use domain::events::{Channel, CycleStarted, LetterCancelled, LetterItem, LetterPrepared, NewEvent};
use domain::facts::{DebtorFacts, LetterState};
use domain::ids::{DebtorId, LetterId};
use store::{LetterRow, Read, SenderLock, Tx};

pub use hand_over::eml;
pub use report::{HandedOver, RunReport};

use crate::books::Books;
use crate::error::{AppError, Result};
use crate::letters::{Bears, Request, write};
use crate::plan::{Desk, Detail, Plan, Survey, survey};
use crate::ports::{Progress, Typesetter};

/// Where a run hands over.
pub enum Output<'a> {
    /// A dated folder with PDFs and e-mails.
    Folder {
        /// Sets the letters.
        typesetter: &'a dyn Typesetter,
        /// Hears how far it has come.
        progress: &'a dyn Progress,
    },
    /// Words only, nothing on disk: the history of the demonstration, and stories.
    Words,
}

impl<'a> Output<'a> {
    fn typesetter(&self) -> Option<&'a dyn Typesetter> {
        match self {
            Output::Folder { typesetter, .. } => Some(*typesetter),
            Output::Words => None,
        }
    }
}

/// Runs today.
///
/// # Errors
/// Another sender is at work on the folder; the data is in quarantine after a restore; the disk refuses.
pub fn run(books: &Books, output: Output<'_>) -> Result<RunReport> {
    let day = books.today();
    let _lock = match output {
        Output::Folder { .. } => Some(SenderLock::take(books.folder())?),
        Output::Words => None,
    };
    if books.read(|tx| Ok(tx.in_quarantine()?))? {
        return Err(AppError::refused(
            "Ces données viennent d'une sauvegarde restaurée : rien ne part avant que vous ayez vérifié les envois faits depuis. « quittance restore --release » quand c'est fait.",
        ));
    }
    let root = books.deliveries();
    crate::deliver::settle(&root, |name| known_to_any(books, name))?;
    crate::bank::before_letters(books)?;
    let (plan, verdict) = books.write_as("run", |tx| {
        cancel_stale(tx, day)?;
        let plan = today(tx, day)?;
        let verdict = judge(tx, &plan, day)?;
        Ok((plan, verdict))
    })?;
    let prepared = prepare_automatic(books, &plan, verdict, &output, day)?;
    let handed = hand_over::all(books, &output, day)?;
    books.write_as("run", |tx| {
        remember(tx, day)?;
        let count = handed.letters.iter().filter(|letter| letter.channel.reaches_debtor()).count();
        tx.record_run(day, u32::try_from(count).unwrap_or(u32::MAX))?;
        Ok(())
    })?;
    let waiting = plan.actions().filter(|(_, action)| !action.automatic).count();
    Ok(RunReport {
        day,
        folder: handed.folder,
        letters: handed.letters,
        refused: [prepared, handed.refused].concat(),
        waiting,
        verdict: verdict.to_string(),
    })
}

/// Whether the journal of any creditor of this data knows a folder: they share the place where runs hand over.
fn known_to_any(books: &Books, name: &str) -> Result<bool> {
    for tenant in books.store().tenants()? {
        if !books.store().read(tenant.id, |tx| tx.letters_handed_over_to(name))?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Letters prepared earlier of which the day is over, or the facts changed: their amounts or dates are no longer those approved.
fn cancel_stale(tx: &mut Tx<'_>, day: Date) -> Result<()> {
    let prepared = tx.letters_in_state(LetterState::Prepared)?;
    if prepared.is_empty() {
        return Ok(());
    }
    let desk = Desk::open(tx, day)?;
    for letter in prepared {
        if let Some(reason) = stale(tx, &desk, &letter, day)? {
            tx.append(NewEvent::new(day, LetterCancelled { letter: letter.id, reason }))?;
        }
    }
    Ok(())
}

/// Why a prepared letter may not leave any more; `None` when it still says what is true.
pub(crate) fn stale(tx: &mut Tx<'_>, desk: &Desk, letter: &LetterRow, day: Date) -> Result<Option<String>> {
    let Some(mut facts) = tx.debtor_facts(letter.debtor)? else { return Ok(Some("le débiteur n'existe plus".to_owned())) };
    // What would be decided if it had not been prepared?
    facts.contacts.retain(|contact| contact.id != letter.id);
    let decision = desk.decide(&facts, day)?;
    let same = decision.actions.iter().find(|action| action.key == letter.action);
    Ok(match same {
        None => Some("les faits ont changé : ce courrier n'est plus à envoyer".to_owned()),
        Some(action) if action.asked != letter.asked => Some("la somme a changé depuis l'accord : à approuver de nouveau".to_owned()),
        Some(_) if letter.on != day => Some("le jour de départ est passé : à approuver de nouveau".to_owned()),
        Some(_) => None,
    })
}

/// The plan of today. What waits for nobody is remembered at once; the cycles that broken promises and plans restart are recorded,
/// and their debtors decided again.
fn today(tx: &mut Tx<'_>, day: Date) -> Result<Plan> {
    let desk = Desk::open(tx, day)?;
    let plan = look(tx, &desk, day)?;
    let restarts = plan.debtors.iter().flat_map(|decided| &decided.decision.restarts);
    let cycles: Vec<NewEvent> = restarts
        .map(|restart| NewEvent::new(day, CycleStarted { claims: restart.claims.clone(), cause: agreement(restart.broken.what) }))
        .collect();
    if cycles.is_empty() {
        return Ok(plan);
    }
    tx.append_many(cycles)?;
    look(tx, &desk, day)
}

/// The plan of what is due, remembering the days on which what waits for nobody could change.
fn look(tx: &mut Tx<'_>, desk: &Desk, day: Date) -> Result<Plan> {
    let Survey { plan, quiet } = survey(tx, desk, day, false, Detail::ToDo)?;
    tx.look_again_set(&quiet, desk.fingerprint())?;
    Ok(plan)
}

/// The cap and the trend brake over what would leave by itself.
fn judge(tx: &mut Tx<'_>, plan: &Plan, day: Date) -> Result<Verdict> {
    let automatic = plan.actions().filter(|(_, action)| action.automatic && action.channel.reaches_debtor()).count();
    let since = day.checked_sub(jiff::Span::new().days(28)).unwrap_or(day);
    let runs = tx.runs_since(since)?;
    let history: Vec<u32> = runs.iter().filter(|(on, _)| *on < day).map(|(_, count)| *count).collect();
    let already = runs.iter().filter(|(on, _)| *on == day).map(|(_, count)| *count).sum();
    let policy = tx.tenant_facts(day)?.policy;
    Ok(brake(automatic, &policy, &history, already))
}

/// Letters prepared in one transaction: enough to share what is read once, few enough to let others write in between.
const TOGETHER: usize = 25;

/// Prepares what is automatic. A letter that is refused wrote nothing, and never stops the others.
fn prepare_automatic(books: &Books, plan: &Plan, verdict: Verdict, output: &Output<'_>, day: Date) -> Result<Vec<String>> {
    let automatic: Vec<&Action> =
        plan.actions().filter(|(_, action)| action.automatic && action.channel.reaches_debtor()).map(|(_, a)| a).collect();
    let allowed = verdict.deliver(automatic.len());
    let mut refused = Vec::new();
    if let Output::Folder { progress, .. } = output {
        progress.stage("Courriers", u64::try_from(allowed).ok());
    }
    for some in automatic[..allowed.min(automatic.len())].chunks(TOGETHER) {
        books.write_as("run", |tx| {
            let desk = Desk::open(tx, day)?;
            for action in some {
                match prepare_again(tx, &desk, action, day, output.typesetter()) {
                    Ok(()) => {}
                    Err(AppError::Refused(why)) => refused.push(why),
                    Err(other) => return Err(other),
                }
                if let Output::Folder { progress, .. } = output {
                    progress.advance(1);
                }
            }
            Ok(())
        })?;
    }
    Ok(refused)
}

/// Prepares a letter if it is still to be: the guards are read again, since a payment may have come in after the plan.
fn prepare_again(tx: &mut Tx<'_>, desk: &Desk, action: &Action, day: Date, typesetter: Option<&dyn Typesetter>) -> Result<()> {
    let facts = tx.debtor_facts(action.debtor)?.ok_or_else(|| AppError::refused(format!("Aucun débiteur {}.", action.debtor)))?;
    match desk.decide(&facts, day)?.actions.into_iter().find(|again| again.key == action.key && again.asked == action.asked) {
        Some(again) => prepare(tx, desk, &facts, &again, day, typesetter).map(drop),
        None => Ok(()),
    }
}

/// Composes, sets and freezes the letter of an action: bytes, words, amounts and what they rest on.
fn prepare(
    tx: &mut Tx<'_>,
    desk: &Desk,
    facts: &DebtorFacts,
    action: &Action,
    day: Date,
    typesetter: Option<&dyn Typesetter>,
) -> Result<LetterId> {
    let letter = LetterId(tx.next().0);
    let composed = compose_action(tx, desk, facts, action, letter, day, typesetter)?;
    freeze(tx, desk, action, composed, day)
}

/// The words of an action ready to be frozen.
pub(crate) struct Ready {
    /// The letter it becomes: its reference is in the words.
    letter: LetterId,
    words: Vec<u8>,
    pdf: Option<Vec<u8>>,
    /// Which words were used, for the receipt.
    from: String,
}

/// Composes and sets the letter of an action of today, with a person's edit of its words where there is one. Writes nothing: what can
/// refuse refuses here. `letter` is the number that the journal gives it, known in the transaction that freezes it.
pub(crate) fn compose_action(
    tx: &mut Read<'_>,
    desk: &Desk,
    facts: &DebtorFacts,
    action: &Action,
    letter: LetterId,
    day: Date,
    typesetter: Option<&dyn Typesetter>,
) -> Result<Ready> {
    // An e-mail carries its words itself; only paper is set.
    let typesetter = typesetter.filter(|_| action.channel != Channel::Email);
    let Some(mut request) = Request::of(action, facts, day) else {
        return Ok(Ready { letter, words: b"{}".to_vec(), pdf: None, from: String::new() });
    };
    let draft = tx.draft(&action.key)?;
    request.words = draft.as_ref().map(|draft| draft.words.clone());
    request.bears = Bears::Letter(letter);
    let composed = write(tx, desk.tenant(), facts, &request, typesetter)?;
    let from = match (draft, composed.template) {
        (Some(draft), _) => format!(" ; texte retouché par {}", draft.author),
        (None, Some(seq)) => format!(" ; modèle n° {}", seq.0),
        (None, None) => String::new(),
    };
    let words = serde_json::to_vec(&composed.document).map_err(|error| AppError::refused(error.to_string()))?;
    Ok(Ready { letter, words, pdf: composed.pdf, from })
}

/// Records the letter of an action with its frozen bytes. Another number than its words bear takes the whole transaction back.
pub(crate) fn freeze(tx: &mut Tx<'_>, desk: &Desk, action: &Action, ready: Ready, day: Date) -> Result<LetterId> {
    let words = tx.keep(&ready.words)?;
    let pdf = ready.pdf.map(|bytes| tx.keep(&bytes)).transpose()?;
    let items = action
        .items
        .iter()
        .map(|item| LetterItem {
            claim: item.claim,
            step: item.step.clone(),
            principal: item.principal,
            interest: item.interest,
            indemnity: item.indemnity,
        })
        .collect();
    let event = LetterPrepared {
        debtor: action.debtor,
        document: action.document.map(|kind| kind.word().to_owned()).unwrap_or_default(),
        channel: action.channel,
        items,
        asked: action.asked,
        currency: action.currency,
        pay_by: action.pay_by,
        action: action.key.clone(),
        words,
        pdf,
        receipt: format!("quittance {} ; règles {}{}", env!("CARGO_PKG_VERSION"), desk.fingerprint(), ready.from),
    };
    let letter = LetterId(tx.append(NewEvent::new(day, event))?.0);
    if letter != ready.letter {
        return Err(AppError::Busy(format!("Le courrier {} porte la référence d'un autre : recommencez.", ready.letter)));
    }
    Ok(letter)
}

/// Remembers, for every debtor that the run touched or that waits for a person, the next day on which its decision could change.
fn remember(tx: &mut Tx<'_>, day: Date) -> Result<()> {
    let desk = Desk::open(tx, day)?;
    let plan = look(tx, &desk, day)?;
    // What is proposed or to mend waits for a person: it is shown again, today and every day.
    let waiting = plan.debtors.iter().filter(|decided| !decided.decision.actions.is_empty() || !decided.decision.repairs.is_empty());
    let waiting: Vec<(DebtorId, Date)> = waiting.map(|decided| (decided.debtor, day)).collect();
    Ok(tx.look_again_set(&waiting, desk.fingerprint())?)
}

/// What was not kept, as the journal says it.
fn agreement(what: domain::collectable::Agreement) -> String {
    match what {
        domain::collectable::Agreement::Promise(id) => format!("promesse {id} non tenue"),
        domain::collectable::Agreement::Plan(id) => format!("échéancier {id} non tenu"),
    }
}
