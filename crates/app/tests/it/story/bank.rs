//! The bank in a story: each line comes as a file of one line, as a bank would export it.

use app::bank::{self, Part};
use app::books::Books;
use app::import::{self, Options, Outcome};
use app::ports::Silent;
use domain::Date;
use domain::events::LineIs;
use domain::facts::LetterState;
use domain::ids::BankLineId;
use domain::letters::Document;
use domain::money::{Cents, Money};
use store::{BankLine, LineState};

use super::grammar::Says;

/// In a label, what the last letter asks to quote.
const QUOTED: &str = "{référence}";

/// The reference that the last letter which left asks to quote, read on it as the debtor reads it.
fn quoted(books: &Books, name: &str) -> String {
    let last = |tx: &mut store::Read<'_>| -> app::Result<Vec<u8>> {
        let letters = tx.letters_in_state(LetterState::Sent)?;
        let letter = letters.iter().rev().find(|letter| !letter.document.is_empty());
        let letter = letter.unwrap_or_else(|| panic!("{name} : aucun courrier n'est parti"));
        Ok(tx.private(&letter.words)?.unwrap())
    };
    let document: Document = serde_json::from_slice(&books.read(last).unwrap()).unwrap();
    let payment = document.payment.unwrap_or_else(|| panic!("{name} : le dernier courrier ne dit pas comment régler"));
    let (_, reference) = payment.lines.into_iter().find(|(label, _)| label == "Référence à rappeler").unwrap();
    let compact: String = reference.split(' ').collect();
    assert!(payment.qr.ends_with(&format!("\n\n{compact}")), "{name} : le code ne porte pas {reference} : {}", payment.qr);
    reference
}

/// Whether it is about the bank; then it happens.
pub fn happens(books: &Books, name: &str, day: Date, says: &Says) -> bool {
    let write = |work: &mut dyn FnMut(&mut store::Tx<'_>) -> app::Result<()>| {
        books.write(|tx| work(tx)).unwrap_or_else(|error| panic!("{name}, {day} : {error}"));
    };
    match says {
        Says::Bank { amount, currency, ordered, label, dated } => {
            let label = if label.contains(QUOTED) { label.replace(QUOTED, &quoted(books, name)) } else { label.clone() };
            let on = dated.unwrap_or(day);
            let (file, text) = match ordered {
                Some(ordered) => ("releve.xml", camt(on, (*amount, currency), *ordered, &label)),
                None => ("releve.csv", format!("Date;Libellé;Montant;Devise\n{on};{label};{};{currency}\n", amount.plain())),
            };
            taken(books, name, day, file, &text);
        }
        Says::LineRefused => {
            let refused = books.write(|tx| {
                let line = open(tx)?;
                bank::accept(tx, line, 0, true, day).map(drop)
            });
            assert!(refused.is_err_and(|why| why.to_string().contains("limite")), "{name}, {day} : l'écart a été abandonné");
        }
        Says::LineAccepted { write_off } => write(&mut |tx| {
            let line = open(tx)?;
            bank::accept(tx, line, 0, *write_off, day).map(drop)
        }),
        Says::LineRefunds => write(&mut |tx| {
            let line = open(tx)?;
            let debtor = tx.debtor_by_code("A")?.unwrap();
            bank::refund(tx, line, debtor, day).map(drop)
        }),
        Says::LineAside => write(&mut |tx| {
            let line = open(tx)?;
            bank::set_aside(tx, line, "pas un client", None, day).map(drop)
        }),
        Says::LineOn { on, settles } => write(&mut |tx| {
            let line = open(tx)?;
            let line = tx.bank_line(line)?.unwrap();
            let parts = parts(tx, settles.unwrap_or(line.money()).amount, on)?;
            bank::assign(tx, line.id, &parts, *settles, day).map(drop)
        }),
        Says::LineReopened => write(&mut |tx| {
            let line = decided(tx)?;
            bank::reopen(tx, line, day)?;
            bank::reconcile(tx, day).map(drop)
        }),
        Says::ImportUndone => {
            let import = books.read(|tx| Ok(tx.imports()?.pop().unwrap().id)).unwrap();
            import::undo(books, &import.to_string()).unwrap_or_else(|error| panic!("{name}, {day} : {error}"));
        }
        _ => return false,
    }
    true
}

/// A statement of one line that the bank converted: only an electronic statement says what was ordered.
fn camt(on: Date, (amount, currency): (Cents, &str), ordered: Money, label: &str) -> String {
    let side = if amount.is_positive() { "CRDT" } else { "DBIT" };
    let ordered = format!("<AmtDtls><InstdAmt><Amt Ccy=\"{}\">{}</Amt></InstdAmt></AmtDtls>", ordered.currency, ordered.plain());
    let entry = format!(
        "<Ntry><Amt Ccy=\"{currency}\">{}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>{on}</Dt></BookgDt>{ordered}<AddtlNtryInf>{label}</AddtlNtryInf></Ntry>",
        Cents(amount.0.abs()).plain()
    );
    let account = format!("<Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id><Ccy>{currency}</Ccy></Acct>");
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId></GrpHdr><Stmt><Id>R</Id>{account}{entry}</Stmt></BkToCstmrStmt></Document>"
    )
}

/// The bank's export of one line.
fn taken(books: &Books, name: &str, day: Date, file: &str, text: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(file);
    std::fs::write(&path, text).unwrap();
    let options = Options { listed: Some(formats::table::TableKind::BankStatement), ..Options::default() };
    let report = import::files(books, &[path], &options, &Silent).unwrap_or_else(|error| panic!("{name}, {day} : {error}"));
    assert_eq!(report.files[0].outcome, Outcome::Taken, "{name}, {day} : {}", report.text());
}

/// The line that waits.
fn open(tx: &mut store::Read<'_>) -> app::Result<BankLineId> {
    Ok(tx.open_bank_lines()?.last().unwrap_or_else(|| panic!("aucune ligne n'attend")).id)
}

/// The last line that was decided.
fn decided(tx: &mut store::Read<'_>) -> app::Result<BankLineId> {
    let mut all: Vec<BankLine> = Vec::new();
    for state in [LineState::Payment, LineState::Return, LineState::Refund, LineState::Aside] {
        all.extend(tx.bank_lines(state, None, 1_000)?);
    }
    Ok(all.into_iter().max_by_key(|line| line.decided.as_ref().map(|decided| decided.by)).unwrap().id)
}

/// `F1=100,00, F2`: what is not said of the line goes to the last claim named, or on account.
fn parts(tx: &mut store::Tx<'_>, whole: Cents, on: &str) -> app::Result<Vec<Part>> {
    let mut parts: Vec<Part> = Vec::new();
    for part in on.split(", ") {
        let left = whole - parts.iter().map(|part| part.cents).sum();
        let (name, cents) = part.split_once('=').map_or((part, left), |(name, sum)| (name, domain::french::parse_amount_fr(sum).unwrap()));
        if name == "compte" {
            let debtor = tx.debtor_by_code("A")?.unwrap();
            parts.push(Part { debtor, claim: None, cents });
        } else {
            let named = super::told::named(tx, name)?;
            let (claim, debtor) = app::resolve::claim(tx, &named, None)?;
            parts.push(Part { debtor, claim: Some(claim), cents });
        }
    }
    Ok(parts)
}

/// What the bank's lines are said to be, and that no cent of them is lost.
pub fn look(books: &Books, name: &str, day: Date, number: usize, says: &Says) {
    let lost = |words: String| panic!("{name}, ligne {number} ({day}) : {words}");
    match says {
        Says::ToReconcile(count) => {
            let open = books.read(|tx| Ok(tx.open_bank_lines()?)).unwrap();
            if open.len() != *count {
                lost(format!("{} lignes attendent : {:?}", open.len(), open.iter().map(bank::label_of).collect::<Vec<_>>()));
            }
        }
        Says::OnAccount(amount) => {
            let mut left = Cents::ZERO;
            let all = |facts: domain::facts::DebtorFacts| {
                left += facts.movements.iter().map(|movement| movement.unallocated(day)).sum();
                Ok(())
            };
            books.read(|tx| Ok(tx.each_debtor_facts(store::Selection::All, all)?)).unwrap();
            if left != *amount {
                lost(format!("{} à valoir", left.plain()));
            }
        }
        _ => {}
    }
    conserved(books, name, day);
}

/// The payments of every decided line add up to it, or to what it settles in another currency.
fn conserved(books: &Books, name: &str, day: Date) {
    let check = |tx: &mut store::Read<'_>| {
        for line in tx.bank_lines(LineState::Payment, None, 1_000)? {
            let Some(LineIs::Payment { payments, converted, .. }) = line.decided.as_ref().map(|decided| decided.is.clone()) else {
                unreachable!()
            };
            let whole = converted.unwrap_or(line.money());
            let mut sum = Cents::ZERO;
            for payment in payments {
                let payment = tx.movement(payment)?.unwrap();
                assert_eq!(payment.currency, whole.currency, "{name}, {day} : {}", line.id);
                sum += payment.amount;
            }
            assert_eq!(sum, whole.amount, "{name}, {day} : {} ne fait pas sa ligne", line.id);
        }
        Ok(())
    };
    books.read(check).unwrap();
}
