//! The last guards of a run: a cap, and a brake on what is out of the ordinary.
//!
//! A scenario edited to « 0 jour », a wrong mapping of a date column, an import of ten years: each would write to
//! everybody on one morning. What a person approved by name is not counted here.

use std::fmt;

use crate::policy::Policy;

/// What a run may deliver by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Everything.
    Go,
    /// The first so many, in the order of the plan; the rest waits for a person.
    Cap {
        /// What may leave.
        deliver: usize,
        /// What would have left.
        of: usize,
    },
    /// Nothing: far more than usual. Everything is to confirm.
    Brake {
        /// What would have left.
        of: usize,
        /// The usual number a run.
        usual: u32,
    },
}

impl Verdict {
    /// How many automatic actions may be delivered.
    pub fn deliver(self, of: usize) -> usize {
        match self {
            Verdict::Go => of,
            Verdict::Cap { deliver, .. } => deliver,
            Verdict::Brake { .. } => 0,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Verdict::Go => f.write_str("Le nombre d'envois est habituel."),
            Verdict::Cap { deliver: 0, of: 1 } => {
                f.write_str("Le plafond du jour est atteint : un envoi automatique de plus attend votre accord.")
            }
            Verdict::Cap { deliver: 0, of } => {
                write!(f, "Le plafond du jour est atteint : {of} envois automatiques de plus attendent votre accord.")
            }
            Verdict::Cap { deliver, of } => {
                write!(
                    f,
                    "{of} envois automatiques pour {deliver} au plus par jour : les {deliver} premiers partent, le reste attend votre accord."
                )
            }
            Verdict::Brake { of, usual } => {
                write!(f, "{of} envois automatiques aujourd'hui, pour {usual} d'habitude : rien ne part sans votre accord.")
            }
        }
    }
}

/// Judges the number of automatic contacts (no tasks) of a run against the policy and the runs of the last 28 days.
///
/// The cap is that of a whole day: `already` is what earlier runs of the day delivered, so that a second run delivers nothing more.
///
/// The usual number is the median of these runs, so that one great day does not make the next one usual. Books without
/// a run yet have no usual number: above the floor, a person is asked.
pub fn brake(automatic: usize, policy: &Policy, history: &[u32], already: u32) -> Verdict {
    let mut runs = history.to_vec();
    runs.sort_unstable();
    let usual = runs.get(runs.len() / 2).copied().unwrap_or(0);
    let most = u64::from(usual) * u64::from(policy.trend_factor);
    let cap = usize::try_from(policy.run_cap.saturating_sub(already)).unwrap_or(usize::MAX);
    if automatic >= usize::try_from(policy.trend_floor).unwrap_or(usize::MAX) && automatic as u64 > most {
        Verdict::Brake { of: automatic, usual }
    } else if automatic > cap {
        Verdict::Cap { deliver: cap, of: automatic }
    } else {
        Verdict::Go
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy() -> Policy {
        Policy { run_cap: 100, trend_factor: 4, trend_floor: 25, ..Policy::default() }
    }

    #[test]
    fn a_rule_edited_to_zero_days_writes_to_nobody() {
        let verdict = brake(10_000, &policy(), &[18, 20, 22, 19, 21], 0);
        assert_eq!(verdict, Verdict::Brake { of: 10_000, usual: 20 });
        assert_eq!(verdict.deliver(10_000), 0);
        assert_eq!(verdict.to_string(), "10000 envois automatiques aujourd'hui, pour 20 d'habitude : rien ne part sans votre accord.");
    }

    #[test]
    fn four_times_the_usual_number_goes_and_one_more_does_not() {
        assert_eq!(brake(80, &policy(), &[20, 20, 20], 0), Verdict::Go);
        assert_eq!(brake(81, &policy(), &[20, 20, 20], 0), Verdict::Brake { of: 81, usual: 20 });
    }

    #[test]
    fn below_the_floor_the_brake_does_not_look() {
        assert_eq!(brake(24, &policy(), &[], 0), Verdict::Go);
        assert_eq!(brake(25, &policy(), &[], 0), Verdict::Brake { of: 25, usual: 0 });
    }

    #[test]
    fn one_great_day_does_not_make_the_next_one_usual() {
        assert_eq!(brake(90, &policy(), &[10, 10, 10, 400], 0), Verdict::Brake { of: 90, usual: 10 });
    }

    #[test]
    fn a_second_run_of_the_day_delivers_what_the_cap_of_the_day_leaves() {
        assert_eq!(brake(20, &policy(), &[90, 95, 99], 85), Verdict::Cap { deliver: 15, of: 20 });
        let verdict = brake(1, &policy(), &[90, 95, 99], 100);
        assert_eq!(verdict.deliver(1), 0);
        assert_eq!(verdict.to_string(), "Le plafond du jour est atteint : un envoi automatique de plus attend votre accord.");
    }

    #[test]
    fn a_run_stops_at_its_cap_and_says_what_waits() {
        let verdict = brake(101, &policy(), &[90, 95, 99], 0);
        assert_eq!(verdict, Verdict::Cap { deliver: 100, of: 101 });
        assert_eq!(
            verdict.to_string(),
            "101 envois automatiques pour 100 au plus par jour : les 100 premiers partent, le reste attend votre accord."
        );
    }
}
