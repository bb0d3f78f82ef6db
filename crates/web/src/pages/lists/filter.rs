//! The filter of the list of claims, read from the address and written into it.

use std::collections::HashSet;

use domain::Date;
use domain::ids::DebtorId;
use store::{ClaimOrder, ClaimState, ClaimsAsked, FIRST_DAY, LAST_DAY, Place};

use super::mine;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::day_of;
use crate::route::Inside;

/// The states, with their word in the address and what users read.
pub(super) const STATES: [(&str, &str); 7] = [
    ("", "Ouvertes"),
    ("retard", "En retard"),
    ("a-echoir", "À échoir"),
    ("litige", "En litige"),
    ("promesse", "Promises"),
    ("payees", "Payées"),
    ("toutes", "Toutes"),
];

const ORDERS: [(&str, ClaimOrder); 4] =
    [("echeance", ClaimOrder::Due), ("reste", ClaimOrder::Left), ("emission", ClaimOrder::Issued), ("numero", ClaimOrder::Number)];

/// What is asked for, understood.
pub(super) struct Filter {
    pub asked: ClaimsAsked,
    /// The word of the state.
    pub state: String,
    /// Which column of the balance, from 1.
    pub column: Option<usize>,
    /// Upper ends of the columns.
    pub ends: Vec<u16>,
    pub debtor: Option<DebtorId>,
    pub mine: Option<HashSet<DebtorId>>,
    /// The day of the figures.
    pub day: Date,
}

impl Filter {
    pub fn of(who: &Inside, ask: &Ask) -> Result<Filter, Fault> {
        let unknown =
            |what: &str, said: &str| Fault::Bad(format!("{what} « {said} » n'existe pas. Revenez à la liste et choisissez de nouveau."));
        let day = match ask.query("au") {
            None => who.today,
            Some(typed) => day_of(typed, who.today).filter(|day| (1900..=2200).contains(&day.year())).ok_or_else(|| {
                Fault::Bad(format!(
                    "« {typed} » n'est pas une date comprise. Écrivez par exemple {}.",
                    domain::french::date_short(who.today)
                ))
            })?,
        };
        let ends = who.read(|tx| Ok(tx.tenant_facts(day)?))?.policy.balance_buckets;
        let word = ask.query("etat").unwrap_or("");
        if STATES.iter().all(|(known, _)| *known != word) {
            return Err(unknown("Le filtre", word));
        }
        let (eve, mut due) = (day.yesterday().unwrap_or(FIRST_DAY), (FIRST_DAY, LAST_DAY));
        let state = match word {
            "payees" => ClaimState::Paid,
            "toutes" => ClaimState::All,
            "litige" => ClaimState::Disputed,
            "promesse" => ClaimState::Promised,
            _ => ClaimState::Open,
        };
        let mut column = None;
        match word {
            "retard" => {
                due.1 = eve;
                column = ask.query("tranche").and_then(|text| text.parse::<usize>().ok()).filter(|at| (1..=ends.len() + 1).contains(at));
                if let Some(at) = column {
                    due = bucket(day, &ends, at);
                }
            }
            "a-echoir" => due.0 = day,
            _ => {}
        }
        let order = match ask.query("tri") {
            None => {
                if matches!(state, ClaimState::Paid | ClaimState::All) {
                    ClaimOrder::Issued
                } else {
                    ClaimOrder::Due
                }
            }
            Some(tri) => ORDERS.iter().find(|(known, _)| *known == tri).map(|(_, order)| *order).ok_or_else(|| unknown("Le tri", tri))?,
        };
        let down = ask.query("inverse") == Some("1") || (ask.query("tri").is_none() && matches!(state, ClaimState::Paid | ClaimState::All));
        let after = match ask.query("apres") {
            None => None,
            Some(text) => Some(place(text).ok_or_else(|| unknown("La page", text))?),
        };
        let debtor = match ask.query("debiteur") {
            None => None,
            Some(text) => Some(text.parse::<DebtorId>().map_err(|_| Fault::NotFound)?),
        };
        if let Some(debtor) = debtor
            && who.read(|tx| Ok(tx.debtor(debtor)?))?.is_none()
        {
            return Err(Fault::NotFound);
        }
        let number: String = ask.query("q").unwrap_or_default().chars().take(60).collect();
        let asked = ClaimsAsked { state, order, down, due, number, after, today: day };
        if asked.after.as_ref().is_some_and(|after| !fits(asked.real_order(), after)) {
            return Err(unknown("La page", ask.query("apres").unwrap_or_default()));
        }
        Ok(Filter { asked, state: word.to_owned(), column, ends, debtor, mine: mine(who, ask)?, day })
    }

    /// Whether a debtor's claims are wanted.
    pub fn keeps(&self, debtor: DebtorId) -> bool {
        self.debtor.is_none_or(|only| only == debtor) && self.mine.as_ref().is_none_or(|mine| mine.contains(&debtor))
    }

    /// The word of an order.
    pub fn order_word(order: ClaimOrder) -> &'static str {
        ORDERS.iter().find(|(_, one)| *one == order).map_or("echeance", |(word, _)| word)
    }

    /// Whether anything is left out.
    pub fn is_narrow(&self) -> bool {
        !self.state.is_empty() || !self.asked.number.is_empty() || self.debtor.is_some() || self.mine.is_some()
    }
}

/// Due dates of a column of the balance: so many days late on a day.
pub(super) fn bucket(day: Date, ends: &[u16], at: usize) -> (Date, Date) {
    let back = |days: i64| day.checked_sub(jiff::Span::new().days(days)).unwrap_or(FIRST_DAY);
    let newest = if at == 1 { 1 } else { i64::from(ends[at - 2]) + 1 };
    let oldest = ends.get(at - 1).map_or(FIRST_DAY, |end| back(i64::from(*end)));
    (oldest, back(newest))
}

/// The words of a column.
pub(super) fn bucket_words(ends: &[u16], at: usize) -> String {
    let from = if at == 1 { 1 } else { ends[at - 2] + 1 };
    ends.get(at - 1).map_or_else(|| format!("Plus de {} j", from - 1), |end| format!("{from}–{end} j"))
}

/// A place as it stands in an address.
pub(super) fn written(place: &Place) -> String {
    match place {
        Place::Day(day, id) => format!("d.{id}.{day}"),
        Place::Amount(cents, id) => format!("m.{id}.{cents}"),
        Place::Text(text, id) => format!("t.{id}.{text}"),
    }
}

fn place(text: &str) -> Option<Place> {
    let (kind, rest) = text.split_once('.')?;
    let (id, key) = rest.split_once('.')?;
    let id = id.parse().ok()?;
    Some(match kind {
        "d" => Place::Day(key.parse().ok()?, id),
        "m" => Place::Amount(key.parse().ok()?, id),
        "t" => Place::Text(key.to_owned(), id),
        _ => return None,
    })
}

fn fits(order: ClaimOrder, place: &Place) -> bool {
    matches!(
        (order, place),
        (ClaimOrder::Due | ClaimOrder::Issued, Place::Day(..))
            | (ClaimOrder::Left, Place::Amount(..))
            | (ClaimOrder::Number, Place::Text(..))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_read_back() {
        for one in [Place::Day(Date::constant(2026, 11, 21), 7), Place::Amount(-5, 8), Place::Text("F.12/é".to_owned(), 9)] {
            assert_eq!(place(&written(&one)), Some(one));
        }
        for wrong in ["", "d", "d.x.2026-01-01", "d.1.hier", "z.1.2"] {
            assert_eq!(place(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn columns_cover_every_late_day_once() {
        let (day, ends) = (Date::constant(2026, 11, 21), [30, 60, 90]);
        assert_eq!(bucket(day, &ends, 1), (Date::constant(2026, 10, 22), Date::constant(2026, 11, 20)));
        assert_eq!(bucket(day, &ends, 2), (Date::constant(2026, 9, 22), Date::constant(2026, 10, 21)));
        assert_eq!(bucket(day, &ends, 4), (FIRST_DAY, Date::constant(2026, 8, 22)));
        assert_eq!(bucket_words(&ends, 2), "31–60 j");
        assert_eq!(bucket_words(&ends, 4), "Plus de 90 j");
    }
}
