//! Changes of one step: put in its place, added, moved, taken out. None looks at the others: [`Scenario::faults`] does.

use std::sync::Arc;

use crate::dunning::{MOST_STEPS, Moment, Scenario, Step};

/// Most characters of a name made from a title.
pub const MOST_SLUG: usize = 48;

/// A name made from a title: small letters, digits and hyphens. « Relance n° 2, précise » gives `relance-n-2-precise`.
pub fn slug(title: &str) -> String {
    let mut out = String::new();
    for c in title.chars().flat_map(char::to_lowercase) {
        let plain = match c {
            'à' | 'â' | 'ä' | 'á' | 'ã' => "a",
            'é' | 'è' | 'ê' | 'ë' => "e",
            'î' | 'ï' | 'í' => "i",
            'ô' | 'ö' | 'ó' | 'õ' => "o",
            'ù' | 'û' | 'ü' | 'ú' => "u",
            'ç' => "c",
            'ñ' => "n",
            'œ' => "oe",
            'æ' => "ae",
            c if c.is_ascii_alphanumeric() => {
                out.push(c);
                continue;
            }
            _ if out.is_empty() || out.ends_with('-') => "",
            _ => "-",
        };
        out.push_str(plain);
    }
    let mut short: String = out.chars().take(MOST_SLUG).collect();
    while short.ends_with('-') {
        short.pop();
    }
    short
}

impl Scenario {
    /// The step of a name.
    pub fn step(&self, name: &str) -> Option<&Step> {
        self.index_of(name).map(|index| &self.steps[index])
    }

    /// The scenario with a step changed; `None` when it has no step of that name.
    pub fn with_step(&self, name: &str, step: Step) -> Option<Scenario> {
        let index = self.index_of(name)?;
        let mut changed = self.clone();
        changed.steps[index] = step;
        Some(changed)
    }

    /// The scenario with a step more, after another or at the beginning; `None` when there is no such step, or too many.
    pub fn with_new_step(&self, after: Option<&str>, step: Step) -> Option<Scenario> {
        let index = match after {
            Some(name) => self.index_of(name)? + 1,
            None => 0,
        };
        if self.steps.len() >= MOST_STEPS {
            return None;
        }
        let mut changed = self.clone();
        changed.steps.insert(index, step);
        Some(changed)
    }

    /// The scenario without a step; `None` when it has no step of that name, or no other.
    pub fn without_step(&self, name: &str) -> Option<Scenario> {
        let index = self.index_of(name).filter(|_| self.steps.len() > 1)?;
        let mut changed = self.clone();
        changed.steps.remove(index);
        Some(changed)
    }

    /// The scenario with a step one place earlier or later; `None` when it cannot move there.
    pub fn with_step_moved(&self, name: &str, later: bool) -> Option<Scenario> {
        let index = self.index_of(name)?;
        let to = if later { Some(index + 1).filter(|to| *to < self.steps.len()) } else { index.checked_sub(1) }?;
        let mut changed = self.clone();
        changed.steps.swap(index, to);
        Some(changed)
    }

    /// A name for a new step that no other has.
    pub fn fresh_name(&self, title: &str) -> Arc<str> {
        let base = Some(slug(title)).filter(|slug| !slug.is_empty()).unwrap_or_else(|| "etape".to_owned());
        let numbered = (2..).map(|number| format!("{base}-{number}"));
        let mut names = std::iter::once(base.clone()).chain(numbered);
        // The names are without end and the steps are not.
        names.find(|name| self.index_of(name).is_none()).unwrap_or(base).into()
    }

    /// The moment that a new step after another is proposed with.
    pub fn next_moment(&self, after: Option<&str>) -> Moment {
        let first = after.and_then(|name| self.step(name)).is_none_or(Step::is_before_due);
        if first { Moment::FromDue(5) } else { Moment::AfterPrevious(10) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn courteous() -> Scenario {
        Scenario::shipped("entreprise-courtois").expect("shipped")
    }

    fn names(scenario: &Scenario) -> Vec<&str> {
        scenario.steps.iter().map(|step| &*step.name).collect()
    }

    #[test]
    fn a_title_gives_a_name() {
        assert_eq!(slug("Relance n° 2, précise"), "relance-n-2-precise");
        assert_eq!(slug("  Œuvre & <b>Cie</b> !"), "oeuvre-b-cie-b");
        assert_eq!(slug("???"), "");
        assert_eq!(slug(&"é".repeat(300)).chars().count(), MOST_SLUG);
    }

    #[test]
    fn a_step_is_moved_added_and_taken_out() {
        let scenario = courteous();
        let moved = scenario.with_step_moved("appel", false).expect("it may move");
        assert_eq!(names(&moved)[1..3], ["appel", "relance-1"]);
        assert_eq!(moved.faults().len(), 2, "an optional call comes first now: {:?}", moved.faults());
        assert!(scenario.with_step_moved("avis-avant-echeance", false).is_none());
        assert!(scenario.with_step_moved("decider", true).is_none());
        let name = scenario.fresh_name("Appel");
        assert_eq!(&*name, "appel-2");
        let step = Step { name, ..scenario.steps[2].clone() };
        let added = scenario.with_new_step(Some("relance-2"), step).expect("after the second reminder");
        assert_eq!(names(&added)[3..5], ["relance-2", "appel-2"]);
        assert!(added.faults().is_empty());
        assert_eq!(names(&added.without_step("appel").expect("not the last"))[2..4], ["relance-2", "appel-2"]);
    }

    #[test]
    fn a_scenario_keeps_one_step_and_has_no_more_than_it_may() {
        let mut scenario = courteous();
        let first = scenario.steps[1].clone();
        scenario.steps.truncate(1);
        assert!(scenario.without_step("avis-avant-echeance").is_none());
        while let Some(more) = scenario.with_new_step(None, Step { name: scenario.fresh_name("Relance"), ..first.clone() }) {
            scenario = more;
        }
        assert_eq!(scenario.steps.len(), MOST_STEPS);
    }
}
