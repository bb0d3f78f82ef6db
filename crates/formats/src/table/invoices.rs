//! Tables of invoices.
//!
//! Rows that follow one another and repeat an invoice, one for each of its payments, are one invoice with payments. Any other
//! repetition is a fault of the file: exact repeats are skipped, others refused, since asking twice for one invoice is worse
//! than asking late. Several due dates of one invoice need a column with their rank.

use domain::Date;
use domain::money::{Cents, Currency};

use super::cells::Cells;
use super::debtors::{DebtorRow, Sirens};
use super::duplicates::{Before, Seen as SeenBefore};
use super::layout::Mapping;
use super::payments::{is_subtotal, means, read_rows};
use super::{Field, Tally, party};
use crate::input::Input;
use crate::problem::{Place, Problems, shown};
use crate::values::{euros, french_day, plain_words};

/// What the file says of the state of an invoice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum InvoiceState {
    /// Nothing, or nothing understood.
    #[default]
    Unknown,
    /// Sent and not fully paid.
    Open,
    /// Paid in full.
    Paid,
}

/// A payment written on the row of an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowPayment {
    /// Line in the file.
    pub line: u64,
    /// Its day, if said.
    pub on: Option<Date>,
    /// Its amount.
    pub amount: Cents,
    /// Its reference.
    pub reference: String,
    /// `transfer`, `cheque`, `direct_debit`, `card`, `cash`, `other`.
    pub means: &'static str,
}

/// An invoice, or an instalment of one; a credit note when its amount is negative. An absent text is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceRow {
    /// Line in the file.
    pub line: u64,
    /// Number as printed.
    pub number: String,
    /// Day of issue.
    pub issued_on: Date,
    /// Last day to pay, if the file has it.
    pub due_on: Option<Date>,
    /// VAT included, in minor units of the currency; never zero; negative for a credit note.
    pub amount: Cents,
    /// Currency.
    pub currency: Currency,
    /// Who owes.
    pub debtor: DebtorRow,
    /// What was supplied.
    pub subject: String,
    /// Already paid, if the file says so.
    pub paid: Option<Cents>,
    /// Remains due, if the file says so.
    pub balance: Option<Cents>,
    /// What the file says of its state.
    pub state: InvoiceState,
    /// End of the service or delivery.
    pub performed_on: Option<Date>,
    /// Rank of the instalment, from a column of its own.
    pub instalment: Option<u32>,
    /// Day on which it was paid in full.
    pub settled_on: Option<Date>,
    /// The file says it is disputed.
    pub disputed: bool,
    /// Payments written on its rows.
    pub payments: Vec<RowPayment>,
}

/// Reads a table of invoices.
pub fn read_invoices(
    input: &Input<'_>,
    mapping: &Mapping,
    today: Date,
    problems: &mut Problems,
    each: &mut dyn FnMut(InvoiceRow),
) -> Tally {
    let mut reader = Reader { today, seen: SeenBefore::default(), sirens: Sirens::default(), last: None };
    let from_balance = !mapping.fields.contains(&Some(Field::Amount)) && !mapping.fields.contains(&Some(Field::AmountExclTax));
    let mut tally = read_rows(input, mapping, problems, &mut |row, plan, tally, problems| {
        let mut cells = Cells::new(row, plan, problems);
        if let Some(done) = reader.row(&mut cells, tally) {
            hand_out(done, tally, each);
        }
    });
    if let Some(last) = reader.last.take() {
        hand_out(last, &mut tally, each);
    }
    if from_balance && tally.taken > 0 {
        problems.warning(
            Place::FILE,
            "amount_from_balance",
            format_args!(
                "le fichier ne donne que le reste dû : il est pris pour le montant des factures, les règlements antérieurs sont inconnus."
            ),
        );
    }
    tally
}

fn hand_out(invoice: InvoiceRow, tally: &mut Tally, each: &mut dyn FnMut(InvoiceRow)) {
    tally.taken += 1;
    tally.add_sum(invoice.currency, invoice.amount);
    each(invoice);
}

struct Reader {
    today: Date,
    seen: SeenBefore,
    sirens: Sirens,
    /// Held back until the next row shows that it is another invoice.
    last: Option<InvoiceRow>,
}

impl Reader {
    /// Reads a row; returns the invoice before it when that is complete.
    fn row(&mut self, cells: &mut Cells<'_>, tally: &mut Tally) -> Option<InvoiceRow> {
        if cells.refused {
            tally.refused += 1;
            return None;
        }
        if is_subtotal(cells, Field::IssuedOn) {
            tally.skipped += 1;
            cells.warning(Field::Number, "subtotal_skipped", format_args!("ligne de total ou sans facture : elle est sautée."));
            return None;
        }
        let status = status(cells);
        if matches!(status, Status::Draft | Status::Cancelled) {
            tally.skipped += 1;
            let text = shown(cells.raw(Field::Status));
            cells.warning(Field::Status, "draft_skipped", format_args!("facture « {text} » : elle n'est pas due, la ligne est sautée."));
            return None;
        }
        let invoice = invoice(cells, status, self.today).filter(|_| !cells.refused);
        let Some(invoice) = invoice else {
            tally.refused += 1;
            return None;
        };
        if invoice.amount.is_zero() {
            tally.skipped += 1;
            cells.warning(
                Field::Amount,
                "amount_zero",
                format_args!("facture d'un montant nul : il n'y a rien à réclamer, la ligne est sautée."),
            );
            return None;
        }
        self.compare(invoice, cells, tally)
    }

    /// Merges the row in the one before, refuses it, or holds it back and returns the one before.
    fn compare(&mut self, mut invoice: InvoiceRow, cells: &mut Cells<'_>, tally: &mut Tally) -> Option<InvoiceRow> {
        if let Some(last) = &mut self.last
            && cells.plan.has(Field::PaymentAmount)
            && is_same(last, &invoice)
        {
            last.payments.append(&mut invoice.payments);
            tally.merged += 1;
            return None;
        }
        let content = [
            invoice.amount.0,
            day_number(invoice.issued_on),
            invoice.due_on.map_or(0, day_number),
            i64::from(invoice.instalment.unwrap_or(0)),
        ];
        let number = invoice.instalment.map(|rank| format!("{}\u{1f}{rank}", invoice.number));
        let number = number.as_deref().unwrap_or(&invoice.number);
        match self.seen.see(number, &invoice.debtor.key(), &content, invoice.line) {
            Before::Same(first) => {
                tally.skipped += 1;
                cells.warning(
                    Field::Number,
                    "duplicate_row",
                    format_args!(
                        "la facture {} figure déjà, à l'identique, à la ligne {first} : la ligne est sautée.",
                        shown(&invoice.number)
                    ),
                );
                return None;
            }
            Before::Other(first) => {
                tally.refused += 1;
                cells.error(
                    Field::Number,
                    "duplicate_number",
                    format_args!(
                        "la facture {} ({}) figure déjà à la ligne {first} avec un autre montant ou une autre date. Gardez la bonne ligne ; si ce sont plusieurs échéances d'une même facture, ajoutez une colonne « n° d'échéance ».",
                        shown(&invoice.number),
                        euros(invoice.amount)
                    ),
                );
                return None;
            }
            Before::OtherDebtor(first) => cells.warning(
                Field::Number,
                "number_two_debtors",
                format_args!(
                    "le numéro {} est aussi celui d'une facture d'un autre client (ligne {first}). Vérifiez à qui elle est.",
                    shown(&invoice.number)
                ),
            ),
            Before::Never => {}
        }
        self.sirens.see(&invoice.debtor, cells.problems);
        self.last.replace(invoice)
    }
}

fn is_same(a: &InvoiceRow, b: &InvoiceRow) -> bool {
    a.number == b.number && a.amount == b.amount && a.issued_on == b.issued_on && a.due_on == b.due_on && a.debtor.key() == b.debtor.key()
}

fn day_number(day: Date) -> i64 {
    i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
}

fn invoice(cells: &mut Cells<'_>, status: Status, today: Date) -> Option<InvoiceRow> {
    let number = cells.text(Field::Number);
    if number.is_empty() && !cells.refused {
        cells.error(Field::Number, "number_missing", format_args!("le numéro de facture manque. Complétez-le."));
    }
    let currency = cells.currency();
    let issued_on = cells.needed_date(Field::IssuedOn);
    let due_on = cells.date(Field::DueOn);
    let amount = total(cells, currency);
    let (paid, balance) = (cells.amount(Field::Paid, currency), cells.amount(Field::Balance, currency));
    let debtor = party::debtor(cells);
    let payments = payment_of(cells, currency).into_iter().collect();
    check_dates(cells, issued_on, due_on, today);
    let row = InvoiceRow {
        line: cells.row.line,
        number,
        issued_on: issued_on?,
        due_on,
        amount: amount?,
        currency,
        debtor,
        subject: cells.text(Field::Subject),
        paid,
        balance,
        state: match status {
            Status::Paid => InvoiceState::Paid,
            Status::Open => InvoiceState::Open,
            _ => InvoiceState::Unknown,
        },
        performed_on: cells.date(Field::PerformedOn),
        instalment: rank(cells),
        settled_on: cells.date(Field::SettledOn),
        disputed: cells.yes(Field::Disputed).unwrap_or(false),
        payments,
    };
    if !cells.refused {
        check_amounts(cells, &row);
    }
    Some(row)
}

/// The amount with VAT: its column, else without VAT plus VAT, else what remains due.
fn total(cells: &mut Cells<'_>, currency: Currency) -> Option<Cents> {
    let before = std::mem::replace(&mut cells.refused, false);
    let has = |cells: &Cells<'_>, field| cells.plan.has(field);
    let (field, total) = if has(cells, Field::Amount) {
        (Field::Amount, cells.amount(Field::Amount, currency))
    } else if has(cells, Field::AmountExclTax) && has(cells, Field::Tax) {
        let (base, tax) = (cells.amount(Field::AmountExclTax, currency), cells.amount(Field::Tax, currency));
        (Field::AmountExclTax, base.map(|base| Cents(base.0.saturating_add(tax.unwrap_or_default().0))))
    } else {
        (Field::Balance, cells.amount(Field::Balance, currency))
    };
    if total.is_none() && !cells.refused {
        cells.error(field, "amount_missing", format_args!("le montant manque. Complétez-le."));
    }
    cells.refused |= before;
    total
}

fn rank(cells: &mut Cells<'_>) -> Option<u32> {
    let text = cells.raw(Field::Instalment);
    if text.is_empty() {
        return None;
    }
    // « 2/3 » is the second of three.
    let rank = text.split(['/', ' ']).next().and_then(|digits| digits.parse().ok()).filter(|rank| (1..=120).contains(rank));
    if rank.is_none() {
        let text = shown(text);
        cells.error(
            Field::Instalment,
            "instalment_invalid",
            format_args!("« {text} » n'est pas un rang d'échéance (1, 2, 3…). Corrigez-le."),
        );
    }
    rank
}

fn payment_of(cells: &mut Cells<'_>, currency: Currency) -> Option<RowPayment> {
    let amount = cells.amount(Field::PaymentAmount, currency).filter(|cents| !cents.is_zero())?;
    Some(RowPayment {
        line: cells.row.line,
        on: cells.date(Field::PaymentOn),
        amount,
        reference: cells.text(Field::PaymentReference),
        means: means(cells.raw(Field::Means)),
    })
}

fn check_dates(cells: &mut Cells<'_>, issued_on: Option<Date>, due_on: Option<Date>, today: Date) {
    let Some(issued) = issued_on else { return };
    if issued > today {
        cells.error(
            Field::IssuedOn,
            "date_future",
            format_args!("la facture serait du {}, dans le futur. Corrigez la date, ou l'ordre jour/mois.", french_day(issued)),
        );
    } else if issued < Date::constant(1990, 1, 1) {
        cells.error(Field::IssuedOn, "date_implausible", format_args!("la facture serait du {}. Corrigez la date.", french_day(issued)));
    }
    let Some(due) = due_on else { return };
    if due < issued {
        cells.error(
            Field::DueOn,
            "due_before_issue",
            format_args!("l'échéance du {} précède la facture du {}. Corrigez l'une des deux dates.", french_day(due), french_day(issued)),
        );
    } else if issued.checked_add(jiff::Span::new().years(3)).is_ok_and(|latest| due > latest) {
        cells.warning(
            Field::DueOn,
            "due_far",
            format_args!("l'échéance du {} est à plus de trois ans de la facture. Vérifiez-la.", french_day(due)),
        );
    }
}

fn check_amounts(cells: &mut Cells<'_>, row: &InvoiceRow) {
    if row.amount.0 < 0 {
        cells.warning(
            Field::Amount,
            "amount_negative",
            format_args!("montant négatif ({}) : lu comme un avoir. Vérifiez-le.", euros(row.amount)),
        );
        return;
    }
    if let Some(paid) = row.paid.filter(|paid| *paid > row.amount) {
        cells.warning(
            Field::Paid,
            "overpaid",
            format_args!("déjà réglé {} pour une facture de {}. Vérifiez les deux montants.", euros(paid), euros(row.amount)),
        );
    }
    if let (Some(paid), Some(balance)) = (row.paid, row.balance)
        && row.amount.0.checked_sub(paid.0) != Some(balance.0)
    {
        cells.warning(
            Field::Balance,
            "balance_mismatch",
            format_args!("{} moins {} ne font pas {}. Vérifiez les trois montants.", euros(row.amount), euros(paid), euros(balance)),
        );
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Unknown,
    Draft,
    Open,
    Paid,
    Cancelled,
}

fn status(cells: &Cells<'_>) -> Status {
    let words = plain_words(cells.raw(Field::Status));
    if matches!(words.as_str(), "0" | "1" | "2" | "3") {
        // A yes or no in a column of « payée »; Dolibarr's codes in its own; elsewhere nobody can say.
        let title = plain_words(cells.plan.column(Field::Status).map_or("", |column| &cells.plan.titles[column]));
        return match (title.as_str(), words.as_str()) {
            ("invoice status", "0") => Status::Draft,
            ("invoice status", "1") => Status::Open,
            ("invoice status", "2") => Status::Paid,
            ("invoice status", _) => Status::Cancelled,
            ("statut" | "etat" | "status", _) => Status::Unknown,
            (_, "0") => Status::Open,
            (_, "1") => Status::Paid,
            _ => Status::Unknown,
        };
    }
    match words.as_str() {
        "brouillon" | "draft" | "provisoire" | "en preparation" => Status::Draft,
        "annulee" | "annule" | "abandonnee" | "abandoned" | "void" | "voided" | "cancelled" | "canceled" | "cancel" | "reversed" => {
            Status::Cancelled
        }
        "payee" | "paye" | "paid" | "reglee" | "regle" | "soldee" | "solde" | "encaissee" | "oui" | "yes" | "true" | "vrai" => Status::Paid,
        "impayee"
        | "impaye"
        | "non payee"
        | "non paye"
        | "not paid"
        | "unpaid"
        | "open"
        | "ouverte"
        | "validee"
        | "validated"
        | "envoyee"
        | "sent"
        | "posted"
        | "en retard"
        | "overdue"
        | "a payer"
        | "a regler"
        | "partielle"
        | "partiellement payee"
        | "partial"
        | "partially paid"
        | "en attente"
        | "non"
        | "no"
        | "false"
        | "faux"
        | "uncollectible" => Status::Open,
        _ => Status::Unknown,
    }
}
