//! The story of a debtor, the last day first, a page at a time.

use domain::events::Recorded;
use domain::ids::DebtorId;
use jiff::civil::Date;

use crate::error::StoreError;
use crate::sql::journal as sql;
use crate::tx::Read;

impl Read<'_> {
    /// The events that speak of a debtor up to a day, the last day first, then the last number: at most `limit`, after a place;
    /// and whether there is more. What pays which claim is left out: a payment says it.
    ///
    /// # Errors
    /// An event that cannot be read, or what the database says.
    pub fn story_of(
        &mut self,
        debtor: DebtorId,
        day: Date,
        after: Option<(Date, i64)>,
        limit: usize,
    ) -> Result<(Vec<Recorded>, bool), StoreError> {
        let mut places =
            self.sql.rows(sql::STORY, &[self.tenant.0.into(), debtor.0.into(), day.into()], |row| Ok((row.day(1)?, row.int(0)?)))?;
        places.sort_unstable_by(|a, b| b.cmp(a));
        let rest = places.into_iter().filter(|place| after.is_none_or(|after| *place < after));
        let mut chosen: Vec<_> = rest.take(limit + 1).collect();
        let more = chosen.len() > limit;
        chosen.truncate(limit);
        let events = chosen.into_iter().map(|(_, seq)| self.event(seq)).collect::<Result<_, _>>()?;
        Ok((events, more))
    }
}
