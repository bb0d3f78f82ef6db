//! The time line of a scenario: its steps from the due date on, drawn as SVG. Each leads to its form.

use domain::dunning::{Scenario, Step};
use domain::events::Channel;
use domain::scenarios::{earliest, moment_short};
use maud::{Markup, html};

use crate::ui::chart::hundredths;
use crate::ui::{Icon, icon_drawn};

/// The icon of a step.
pub(super) fn icon_of(step: &Step) -> Icon {
    match step.channels.first() {
        Some(Channel::Call) => Icon::Phone,
        Some(Channel::Task) | None => Icon::Split,
        Some(Channel::Letter | Channel::RegisteredLetter) => Icon::Letter,
        Some(Channel::Email) => Icon::Mail,
    }
}

/// The line; `selected` is the step that is open, `url` the address of a step.
pub(super) fn timeline(scenario: &Scenario, selected: Option<&str>, url: impl Fn(&Step) -> String) -> Markup {
    let days = earliest(scenario);
    let (marks, due) = places(&days);
    let width = match days.len() {
        ..=7 => "scn-line",
        8..=12 => "scn-line wide",
        13..=20 => "scn-line wider",
        _ => "scn-line widest",
    };
    html! {
        div class="card-body scn-scroll" tabindex="0" role="region" aria-label="Ligne de temps du scénario" {
            div class=(width) {
                svg width="100%" height="146" role="group" aria-label="Étapes, en jours depuis l'échéance" {
                    line class="axis" x1="0" x2="100%" y1="110" y2="110" {}
                    line class="pre" x1="0" x2=(hundredths(due)) y1="110" y2="110" {}
                    @for ((step, day), place) in scenario.steps.iter().zip(&days).zip(&marks) {
                        a class="mk" href=(url(step)) aria-label={ (moment_short(*day)) " " (step.title) } aria-current=[(selected == Some(&*step.name)).then_some("true")] {
                            svg x=(hundredths(*place)) y="0" overflow="visible" {
                                circle class="bub" cx="0" cy="18" r="17" {}
                                g transform="translate(0 18)" { (icon_drawn(icon_of(step), 18)) }
                                text class="j" x="0" y="52" text-anchor="middle" { (moment_short(*day)) }
                                " "
                                text class="t" x="0" y="68" text-anchor="middle" {
                                    @for (line, words) in (0..).zip(lines(&step.title)) { tspan x="0" dy=(if line == 0 { "0" } else { "14" }) { (words) } " " }
                                }
                                circle class="dot" cx="0" cy="110" r="5" {}
                            }
                        }
                    }
                    svg x=(hundredths(due)) y="0" overflow="visible" {
                        line class="due" x1="0" x2="0" y1="101" y2="119" {}
                        text class="lab" x="0" y="138" text-anchor="middle" { "Échéance" }
                    }
                }
            }
        }
    }
}

/// A title in at most three short lines.
fn lines(title: &str) -> Vec<String> {
    const LONG: usize = 16;
    let mut lines: Vec<String> = Vec::new();
    for word in title.split_whitespace() {
        let word: String = word.chars().take(LONG).collect();
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= LONG => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    if lines.len() > 3 {
        lines.truncate(3);
        if let Some(last) = lines.last_mut() {
            last.push('…');
        }
    }
    lines
}

/// Where the steps and the due date stand, in hundredths of a percent: in proportion to their days, but never over each other.
fn places(days: &[i64]) -> (Vec<i64>, i64) {
    const WHOLE: i64 = 10_000;
    let count = i64::try_from(days.len()).unwrap_or(1).max(1);
    let gap = (9_500 / count).min(1_480);
    let first = days.iter().copied().min().unwrap_or(0).min(0);
    let last = days.iter().copied().max().unwrap_or(1).max(1);
    let raw = |day: i64| (day - first) * WHOLE / (last - first).max(1);
    let mut places: Vec<i64> = Vec::with_capacity(days.len());
    // Where nothing comes before the due date, it stands alone at the beginning.
    let mut least = if first < 0 { 0 } else { gap / 2 };
    for day in days {
        let place = raw(*day).max(least);
        places.push(place);
        least = place + gap;
    }
    let mut most = WHOLE;
    for place in places.iter_mut().rev() {
        *place = (*place).min(most);
        most = *place - gap;
    }
    let before = days.iter().zip(&places).filter(|(day, _)| **day < 0).map(|(day, place)| (*day, *place)).max();
    let after = days.iter().zip(&places).filter(|(day, _)| **day > 0).map(|(day, place)| (*day, *place)).min();
    let due = match (before, after) {
        (Some((day, place)), Some((next, other))) => place + (other - place) * -day / (next - day).max(1),
        (Some(_), None) => WHOLE,
        (None, _) => 0,
    };
    (places, due)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_never_stand_over_each_other() {
        for days in [vec![-5, 5, 14, 23, 33, 43, 63], vec![7, 22], vec![-5, -4, -3], vec![1; 40], (1..=40).collect()] {
            let (marks, due) = places(&days);
            let gap = (9_500 / days.len() as i64).min(1_480);
            assert!(marks.windows(2).all(|pair| pair[1] - pair[0] >= gap), "{days:?}: {marks:?}");
            assert!(marks.iter().all(|place| (0..=10_000).contains(place)) && (0..=10_000).contains(&due), "{marks:?}, {due}");
        }
        let (marks, due) = places(&[-5, 5, 14]);
        assert!(marks[0] < due && due < marks[1], "the due date is between: {marks:?}, {due}");
    }

    #[test]
    fn a_long_title_is_cut_in_three_lines() {
        assert_eq!(lines("Dernière relance avant mise en demeure"), ["Dernière relance", "avant mise en", "demeure"]);
        let long = lines(&"très ".repeat(60));
        assert_eq!(long.len(), 3);
        assert!(long[2].ends_with('…'));
        assert_eq!(lines(&"x".repeat(300))[0].len(), 16);
    }
}
