//! Pages of lists: claims, promises, disputes. A page is one range of an index, whatever the number of rows before it.

use domain::ids::{ClaimId, DebtorId, DisputeId, InvoiceId, PromiseId};
use domain::money::{Cents, Currency};
use domain::terms::DueBasis;
use jiff::civil::Date;

use crate::engine::{Row, V};
use crate::error::StoreError;
use crate::facts::{NotLive, currency, unword};
use crate::sql::lists as sql;
use crate::tx::Read;

/// The first day that both engines can write.
pub const FIRST_DAY: Date = Date::constant(1, 1, 1);
/// The last one.
pub const LAST_DAY: Date = Date::constant(9999, 12, 31);

/// A claim in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimLine {
    /// Which.
    pub id: ClaimId,
    /// Of which invoice.
    pub invoice: InvoiceId,
    /// Who owes.
    pub debtor: DebtorId,
    /// The number printed.
    pub number: String,
    /// Day of issue.
    pub issued_on: Date,
    /// Last day to pay.
    pub due_on: Date,
    /// Where that day comes from.
    pub due_basis: DueBasis,
    /// Of this due date.
    pub amount: Cents,
    /// What the accounts say is left; zero or less once paid.
    pub open: Cents,
    /// Currency.
    pub currency: Currency,
}

/// Which claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimState {
    /// Not paid whole.
    Open,
    /// Paid.
    Paid,
    /// All.
    All,
    /// Not paid, and disputed.
    Disputed,
    /// Not paid, and promised for a day that is not gone.
    Promised,
}

/// In which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimOrder {
    /// Due date.
    Due,
    /// What is left.
    Left,
    /// Day of issue.
    Issued,
    /// Number.
    Number,
}

/// The place of a row in a list: its key and its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// By a day.
    Day(Date, i64),
    /// By an amount.
    Amount(i64, i64),
    /// By a text.
    Text(String, i64),
}

/// A page asked of the list of claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimsAsked {
    /// Which.
    pub state: ClaimState,
    /// In which order.
    pub order: ClaimOrder,
    /// The other way round.
    pub down: bool,
    /// Due dates.
    pub due: (Date, Date),
    /// What their number begins with.
    pub number: String,
    /// After that row; the first page otherwise.
    pub after: Option<Place>,
    /// The day on which promises run and disputes are open.
    pub today: Date,
}

impl ClaimsAsked {
    /// Open claims by due date, the oldest first.
    pub fn open(today: Date) -> ClaimsAsked {
        ClaimsAsked {
            state: ClaimState::Open,
            order: ClaimOrder::Due,
            down: false,
            due: (FIRST_DAY, LAST_DAY),
            number: String::new(),
            after: None,
            today,
        }
    }

    /// The place of a row in the order asked.
    pub fn place(&self, line: &ClaimLine) -> Place {
        match self.real_order() {
            ClaimOrder::Due => Place::Day(line.due_on, line.id.0),
            ClaimOrder::Issued => Place::Day(line.issued_on, line.id.0),
            ClaimOrder::Left => Place::Amount(line.open.0, line.id.0),
            ClaimOrder::Number => Place::Text(line.number.clone(), line.id.0),
        }
    }

    /// Whether its pages are ranges of an index; others are read in one pass.
    pub fn by_index(&self) -> bool {
        use ClaimOrder::{Due, Issued, Number};
        matches!(
            (self.state, self.real_order()),
            (ClaimState::Open, Due | Number)
                | (ClaimState::Paid, Issued | Number)
                | (ClaimState::All, Number)
                | (ClaimState::Disputed | ClaimState::Promised, _)
        )
    }

    /// The same claims in an order that has an index.
    fn indexed(&self) -> ClaimsAsked {
        let order = match (self.by_index(), self.state) {
            (true, _) => self.order,
            (false, ClaimState::All) => ClaimOrder::Number,
            (false, _) => ClaimOrder::Due,
        };
        ClaimsAsked { order, ..self.clone() }
    }

    /// The order in which the state can be read: what begins a number is a range of numbers, and what is paid has nothing left.
    pub fn real_order(&self) -> ClaimOrder {
        match (self.state, self.order) {
            (ClaimState::Disputed | ClaimState::Promised, _) => ClaimOrder::Due,
            _ if !self.number.is_empty() => ClaimOrder::Number,
            (ClaimState::Paid | ClaimState::All, ClaimOrder::Due | ClaimOrder::Left) => ClaimOrder::Issued,
            (_, order) => order,
        }
    }
}

/// A promise in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromiseLine {
    /// Which.
    pub id: PromiseId,
    /// Who promised.
    pub debtor: DebtorId,
    /// On which day.
    pub on: Date,
    /// How much.
    pub amount: Cents,
    /// For when.
    pub by: Date,
    /// Cancelled on.
    pub cancelled_on: Option<Date>,
}

/// A dispute in a list, with its claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisputeLine {
    /// Which.
    pub id: DisputeId,
    /// Whose.
    pub debtor: DebtorId,
    /// On which claim.
    pub claim: ClaimId,
    /// From.
    pub on: Date,
    /// Part disputed; the whole where absent.
    pub amount: Option<Cents>,
    /// Why.
    pub cause: String,
    /// Closed on.
    pub closed_on: Option<Date>,
    /// Whether the debtor was right, once closed.
    pub founded: bool,
    /// Number of what was said in the erasable store.
    pub note: Option<i64>,
    /// Number of the invoice.
    pub number: String,
    /// Last day to pay.
    pub due_on: Date,
    /// What the accounts say is left.
    pub open: Cents,
    /// Currency.
    pub currency: Currency,
}

/// Rows read at first, and at most, to fill a page: what is left out costs more reading, never more memory.
const BLOCKS: (i64, i64) = (100, 5_000);

impl Read<'_> {
    /// At most `limit` claims of a list whose order has an index ([`ClaimsAsked::by_index`]), those that `keep` leaves aside. Answers whether there is more.
    ///
    /// # Errors
    /// What the database says.
    pub fn list_claims(
        &mut self,
        asked: &ClaimsAsked,
        limit: usize,
        mut keep: impl FnMut(&ClaimLine) -> bool,
    ) -> Result<(Vec<ClaimLine>, bool), StoreError> {
        let not_live = self.not_live()?;
        let (mut asked, mut found, mut block) = (asked.indexed(), Vec::new(), BLOCKS.0.min(limit as i64 + 1));
        loop {
            let rows = self.claims_after(&asked, block)?;
            let (count, last) = (rows.len(), rows.last().map(|(line, _)| asked.place(line)));
            for (line, import) in rows {
                if live(&not_live, import) && keep(&line) {
                    if found.len() == limit {
                        return Ok((found, true));
                    }
                    found.push(line);
                }
            }
            if (count as i64) < block {
                return Ok((found, false));
            }
            asked.after = last;
            block = (block * 4).min(BLOCKS.1);
        }
    }

    /// Open claims of which that amount is left, or that came to it in all, at most `limit`: every claim is looked at once.
    ///
    /// # Errors
    /// What the database says.
    pub fn open_claims_of_amount(&mut self, amount: Cents, limit: usize) -> Result<Vec<ClaimLine>, StoreError> {
        let not_live = self.not_live()?;
        let most = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = self.sql.rows(sql::OPEN_OF_AMOUNT, &[self.tenant.0.into(), amount.0.into(), most.into()], claim)?;
        Ok(rows.into_iter().filter(|(_, import)| live(&not_live, *import)).map(|(line, _)| line).collect())
    }

    /// Gives every claim of a list without holding them: in its order where that has an index, else in one that has.
    ///
    /// # Errors
    /// What `give` answers, or what the database says.
    pub fn each_listed_claim<E: From<StoreError>>(
        &mut self,
        asked: &ClaimsAsked,
        mut give: impl FnMut(&mut Read<'_>, Vec<ClaimLine>) -> Result<(), E>,
    ) -> Result<(), E> {
        let not_live = self.not_live()?;
        let mut asked = asked.indexed();
        loop {
            let rows = self.claims_after(&asked, BLOCKS.1)?;
            let (count, last) = (rows.len(), rows.last().map(|(line, _)| asked.place(line)));
            give(self, rows.into_iter().filter(|(_, import)| live(&not_live, *import)).map(|(line, _)| line).collect())?;
            if (count as i64) < BLOCKS.1 {
                return Ok(());
            }
            asked.after = last;
        }
    }

    /// The claims of a debtor by due date, as they are known now.
    ///
    /// # Errors
    /// What the database says.
    pub fn claims_of_debtor(&mut self, debtor: DebtorId) -> Result<Vec<ClaimLine>, StoreError> {
        let not_live = self.not_live()?;
        let rows = self.sql.rows(sql::OF_DEBTOR, &[self.tenant.0.into(), debtor.0.into()], claim)?;
        Ok(rows.into_iter().filter(|(_, import)| live(&not_live, *import)).map(|(line, _)| line).collect())
    }

    /// Gives every claim that was issued by a day with what was left of it then, by id: a whole pass.
    ///
    /// # Errors
    /// What `give` answers, or what the database says.
    pub fn each_claim_on(&mut self, day: Date, mut give: impl FnMut(ClaimLine) -> Result<(), StoreError>) -> Result<(), StoreError> {
        let not_live = self.not_live()?;
        self.sql.each(sql::LISTED_ON, &[self.tenant.0.into(), day.into()], |row| {
            let (line, import) = claim(row)?;
            if live(&not_live, import) { give(line) } else { Ok(()) }
        })
    }

    fn claims_after(&mut self, asked: &ClaimsAsked, limit: i64) -> Result<Vec<(ClaimLine, Option<i64>)>, StoreError> {
        let tenant: V<'_> = self.tenant.0.into();
        let (order, down) = (asked.real_order(), asked.down);
        let (from, to) = (V::Day(asked.due.0), V::Day(asked.due.1));
        let text = statement(asked.state, order, down);
        match order {
            ClaimOrder::Due | ClaimOrder::Left => {
                let (key, id) = match &asked.after {
                    Some(Place::Day(day, id)) => (*day, *id),
                    _ if down => (LAST_DAY, i64::MAX),
                    _ => (FIRST_DAY, 0),
                };
                let (low, high) = if down { (asked.due.0, asked.due.1.min(key)) } else { (asked.due.0.max(key), asked.due.1) };
                let mut values = vec![tenant, low.into(), high.into(), key.into(), id.into(), limit.into()];
                if matches!(asked.state, ClaimState::Disputed | ClaimState::Promised) {
                    values.push(asked.today.into());
                }
                self.sql.rows(text, &values, claim)
            }
            ClaimOrder::Issued => {
                let (key, id) = match &asked.after {
                    Some(Place::Day(day, id)) => (*day, *id),
                    _ if down => (LAST_DAY, i64::MAX),
                    _ => (FIRST_DAY, 0),
                };
                let (low, high) = if down { (FIRST_DAY, key) } else { (key, LAST_DAY) };
                self.sql.rows(text, &[tenant, low.into(), high.into(), key.into(), id.into(), limit.into(), from, to], claim)
            }
            ClaimOrder::Number => {
                let beyond = format!("{}\u{10ffff}", asked.number);
                let (key, id) = match &asked.after {
                    Some(Place::Text(number, id)) => (number.as_str(), *id),
                    _ if down => (beyond.as_str(), i64::MAX),
                    _ => (asked.number.as_str(), 0),
                };
                let (low, high) = if down { (asked.number.as_str(), key) } else { (key, beyond.as_str()) };
                self.sql.rows(text, &[tenant, low.into(), high.into(), key.into(), id.into(), limit.into(), from, to], claim)
            }
        }
    }

    /// At most `limit` promises that were not cancelled, for days from one to another, after a place; and whether there is more.
    ///
    /// # Errors
    /// What the database says.
    pub fn list_promises(
        &mut self,
        days: (Date, Date),
        down: bool,
        after: Option<(Date, i64)>,
        limit: usize,
    ) -> Result<(Vec<PromiseLine>, bool), StoreError> {
        let text = if down { sql::PROMISES_DOWN } else { sql::PROMISES_UP };
        self.page(text, days, down, after, limit, promise)
    }

    /// Promises that were cancelled, the last first.
    ///
    /// # Errors
    /// What the database says.
    pub fn list_cancelled_promises(&mut self, after: Option<(Date, i64)>, limit: usize) -> Result<(Vec<PromiseLine>, bool), StoreError> {
        self.page(sql::PROMISES_CANCELLED, (FIRST_DAY, LAST_DAY), true, after, limit, promise)
    }

    /// Disputes that are open, the oldest first; or closed, the last first.
    ///
    /// # Errors
    /// What the database says.
    pub fn list_disputes(
        &mut self,
        closed: bool,
        after: Option<(Date, i64)>,
        limit: usize,
    ) -> Result<(Vec<DisputeLine>, bool), StoreError> {
        let text = if closed { sql::DISPUTES_CLOSED } else { sql::DISPUTES_OPEN };
        let not_live = self.not_live()?;
        let (mut rows, more) = self.page(text, (FIRST_DAY, LAST_DAY), closed, after, limit, dispute)?;
        rows.retain(|(_, import)| live(&not_live, *import));
        Ok((rows.into_iter().map(|(line, _)| line).collect(), more))
    }

    /// One dispute, with its claim.
    ///
    /// # Errors
    /// What the database says.
    pub fn dispute(&mut self, id: DisputeId) -> Result<Option<DisputeLine>, StoreError> {
        Ok(self.sql.first(sql::DISPUTE, &[self.tenant.0.into(), id.0.into()], dispute)?.map(|(line, _)| line))
    }

    /// One promise.
    ///
    /// # Errors
    /// What the database says.
    pub fn promise(&mut self, id: PromiseId) -> Result<Option<PromiseLine>, StoreError> {
        self.sql.first(sql::PROMISE, &[self.tenant.0.into(), id.0.into()], promise)
    }

    fn page<T>(
        &mut self,
        text: &'static str,
        days: (Date, Date),
        down: bool,
        after: Option<(Date, i64)>,
        limit: usize,
        read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<(Vec<T>, bool), StoreError> {
        let (key, id) = after.unwrap_or(if down { (LAST_DAY, i64::MAX) } else { (FIRST_DAY, 0) });
        let (low, high) = if down { (days.0, days.1.min(key)) } else { (days.0.max(key), days.1) };
        let values = [self.tenant.0.into(), low.into(), high.into(), key.into(), id.into(), (limit as i64 + 1).into()];
        let mut rows = self.sql.rows(text, &values, read)?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        Ok((rows, more))
    }
}

fn live(not_live: &NotLive, import: Option<i64>) -> bool {
    import.is_none_or(|import| !not_live.contains_key(&import))
}

fn statement(state: ClaimState, order: ClaimOrder, down: bool) -> &'static str {
    use ClaimOrder::Number;
    use ClaimState::{All, Disputed, Open, Paid, Promised};
    let (up, other) = match (state, order) {
        (Disputed, _) => (sql::DISPUTED_UP, sql::DISPUTED_DOWN),
        (Promised, _) => (sql::PROMISED_UP, sql::PROMISED_DOWN),
        (Open, Number) => (sql::OPEN_NUMBER_UP, sql::OPEN_NUMBER_DOWN),
        (Open, _) => (sql::OPEN_DUE_UP, sql::OPEN_DUE_DOWN),
        (Paid, Number) => (sql::PAID_NUMBER_UP, sql::PAID_NUMBER_DOWN),
        (Paid, _) => (sql::PAID_ISSUED_UP, sql::PAID_ISSUED_DOWN),
        (All, _) => (sql::ALL_NUMBER_UP, sql::ALL_NUMBER_DOWN),
    };
    if down { other } else { up }
}

fn claim(row: &Row<'_>) -> Result<(ClaimLine, Option<i64>), StoreError> {
    let amount = Cents(row.int(7)?);
    let line = ClaimLine {
        id: ClaimId(row.int(0)?),
        invoice: InvoiceId(row.int(1)?),
        debtor: DebtorId(row.int(2)?),
        number: row.text(3)?,
        issued_on: row.day(4)?,
        due_on: row.day(5)?,
        due_basis: unword(row.str(6)?)?,
        amount,
        open: amount - Cents(row.int(8)?),
        currency: currency(row.str(9)?)?,
    };
    Ok((line, row.opt_int(10)?))
}

fn promise(row: &Row<'_>) -> Result<PromiseLine, StoreError> {
    Ok(PromiseLine {
        id: PromiseId(row.int(0)?),
        debtor: DebtorId(row.int(1)?),
        on: row.day(2)?,
        amount: Cents(row.int(3)?),
        by: row.day(4)?,
        cancelled_on: row.opt_day(5)?,
    })
}

fn dispute(row: &Row<'_>) -> Result<(DisputeLine, Option<i64>), StoreError> {
    let line = DisputeLine {
        id: DisputeId(row.int(0)?),
        debtor: DebtorId(row.int(1)?),
        claim: ClaimId(row.int(2)?),
        on: row.day(3)?,
        amount: row.opt_int(4)?.map(Cents),
        cause: row.text(5)?,
        closed_on: row.opt_day(6)?,
        founded: row.int(7)? != 0,
        note: row.opt_int(8)?,
        number: row.text(9)?,
        due_on: row.day(10)?,
        open: Cents(row.int(11)?) - Cents(row.int(12)?),
        currency: currency(row.str(13)?)?,
    };
    Ok((line, row.opt_int(14)?))
}
