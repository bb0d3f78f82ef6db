//! Who follows a debtor (suivi par), and who does while that person is away.
//!
//! A debtor has one follower or none. An absence names who takes over; where that person is away too, the one who takes over
//! for them, and so on. Where everybody in such a row is away, the debtor stays with the last who could be asked.

use jiff::civil::Date;

use crate::ids::{AbsenceId, UserId};

/// An absence of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Absence {
    /// Which.
    pub id: AbsenceId,
    /// Who is away.
    pub user: UserId,
    /// Who takes over.
    pub cover: UserId,
    /// First day away.
    pub from: Date,
    /// Last day away.
    pub until: Date,
}

impl Absence {
    /// Whether the user is away on a day.
    pub fn runs_on(&self, day: Date) -> bool {
        self.from <= day && day <= self.until
    }
}

/// Who works on the debtors of a user on a day: the user, or who takes over. Of two absences that run together the last one
/// said counts.
pub fn working_for(user: UserId, absences: &[Absence], day: Date) -> UserId {
    let (mut at, mut seen) = (user, vec![user]);
    while let Some(absence) = absences.iter().filter(|a| a.user == at && a.runs_on(day)).max_by_key(|a| a.id) {
        if seen.contains(&absence.cover) {
            break;
        }
        at = absence.cover;
        seen.push(at);
    }
    at
}

/// The users whose debtors are somebody's on a day: their own, and those of the absent for whom they take over.
pub fn followed_by(user: UserId, absences: &[Absence], day: Date) -> Vec<UserId> {
    let mut owners: Vec<UserId> = absences.iter().map(|absence| absence.user).chain([user]).collect();
    owners.sort_unstable();
    owners.dedup();
    owners.retain(|owner| working_for(*owner, absences, day) == user);
    owners
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn away(id: i64, user: i64, cover: i64, from: i8, until: i8) -> Absence {
        Absence { id: AbsenceId(id), user: UserId(user), cover: UserId(cover), from: date(2026, 11, from), until: date(2026, 11, until) }
    }

    #[test]
    fn a_debtor_is_its_followers_own_save_while_the_follower_is_away() {
        let absences = [away(1, 10, 11, 5, 10)];
        assert_eq!(working_for(UserId(10), &absences, date(2026, 11, 4)), UserId(10));
        assert_eq!(working_for(UserId(10), &absences, date(2026, 11, 5)), UserId(11));
        assert_eq!(working_for(UserId(10), &absences, date(2026, 11, 10)), UserId(11));
        assert_eq!(working_for(UserId(10), &absences, date(2026, 11, 11)), UserId(10));
    }

    #[test]
    fn who_takes_over_may_be_away_too_and_a_circle_ends() {
        let absences = [away(1, 10, 11, 5, 10), away(2, 11, 12, 8, 9), away(3, 12, 10, 9, 9)];
        assert_eq!(working_for(UserId(10), &absences, date(2026, 11, 8)), UserId(12));
        assert_eq!(working_for(UserId(10), &absences, date(2026, 11, 9)), UserId(12), "everybody is away: the last who could be asked");
        assert_eq!(followed_by(UserId(12), &absences, date(2026, 11, 8)), [UserId(10), UserId(11), UserId(12)]);
        assert_eq!(followed_by(UserId(10), &absences, date(2026, 11, 8)), []);
    }

    #[test]
    fn the_last_word_counts() {
        let absences = [away(1, 10, 11, 1, 30), away(2, 10, 12, 5, 6)];
        assert_eq!(working_for(UserId(10), &absences, date(2026, 11, 5)), UserId(12));
        assert_eq!(working_for(UserId(10), &absences, date(2026, 11, 7)), UserId(11));
    }
}
