//! The plan as a person reads it.

use std::collections::BTreeMap;

use domain::french::{date_fr, date_short, money_fr};
use domain::money::{Cents, Currency};

use super::{Decided, Plan};
use crate::words::counted;

/// What waits for one repair.
#[derive(Default)]
struct Waiting<'a> {
    amounts: BTreeMap<Currency, Cents>,
    debtors: Vec<&'a Decided>,
}

/// Letters of a key shown: enough to name an action on the command line.
const KEY_SHOWN: usize = 8;

impl Plan {
    /// What would be done, what waits for a person, what is to mend, and why not the others. `why` gives every reason.
    pub fn text(&self, why: bool) -> String {
        let mut out = format!("Plan du {}\n", date_fr(self.day));
        let actions: Vec<_> = self.actions().collect();
        if actions.is_empty() {
            out.push_str("\nRien à faire aujourd'hui.\n");
        }
        for automatic in [true, false] {
            let of_kind: Vec<_> = actions.iter().filter(|(_, action)| action.automatic == automatic).collect();
            if of_kind.is_empty() {
                continue;
            }
            let title = if automatic {
                "Partira au prochain « quittance run »"
            } else {
                "À confirmer (quittance approve RÉFÉRENCE, ou « tout »)"
            };
            out.push_str(&format!("\n{title} : {}\n", of_kind.len()));
            for (decided, action) in of_kind {
                let key: String = action.key.chars().take(KEY_SHOWN).collect();
                let what = action
                    .document
                    .map_or_else(|| action.channel.french().to_owned(), |kind| format!("{} par {}", french(kind), action.channel.french()));
                let numbers: Vec<String> = action.items.iter().map(|item| decided.number(item.claim)).collect();
                out.push_str(&format!(
                    "  {key}  {} ({}) : {what}, {}\n",
                    decided.name,
                    decided.code,
                    money_fr(action.asked, action.currency)
                ));
                out.push_str(&format!("            {}\n", numbers.join(", ")));
                for reason in &action.reasons {
                    out.push_str(&format!("            · {reason}\n"));
                }
            }
        }
        out.push_str(&self.repairs_text());
        out.push_str(&self.held_text(why));
        out
    }

    fn repairs_text(&self) -> String {
        let mut by_reason: BTreeMap<String, Waiting<'_>> = BTreeMap::new();
        for decided in &self.debtors {
            let repairs = decided.decision.repairs.iter().map(|repair| (repair.mend.to_string(), repair.currency, repair.amount));
            let gaps = decided.gaps.iter().map(|gap| (gap.unknown.to_string(), gap.currency, gap.amount));
            for (reason, currency, amount) in repairs.chain(gaps) {
                let entry = by_reason.entry(reason).or_default();
                *entry.amounts.entry(currency).or_default() += amount;
                entry.debtors.push(decided);
            }
        }
        if by_reason.is_empty() {
            return String::new();
        }
        let mut out = String::from("\nÀ compléter ou corriger\n");
        for (reason, Waiting { amounts, debtors }) in by_reason {
            let count = debtors.len();
            let amounts: Vec<String> = amounts.iter().map(|(currency, cents)| money_fr(*cents, *currency)).collect();
            let who: Vec<&str> = debtors.iter().take(5).map(|decided| decided.code.as_str()).collect();
            let more =
                if count > who.len() { format!(" et {}", counted((count - who.len()) as u64, "autre", "autres")) } else { String::new() };
            let count = counted(count as u64, "débiteur", "débiteurs");
            out.push_str(&format!("  {reason}\n      {count}, {} en attente : {}{more}\n", amounts.join(" + "), who.join(", ")));
        }
        out
    }

    fn held_text(&self, why: bool) -> String {
        let mut out = String::new();
        if self.held == 0 {
            return out;
        }
        if !why {
            let groups = counted(self.held as u64, "groupe d'échéances attend", "groupes d'échéances attendent, chacun");
            return format!("\n{groups} avec sa raison : ajoutez --why pour les voir.\n");
        }
        out.push_str("\nPourquoi pas les autres\n");
        for decided in &self.debtors {
            for one in &decided.decision.held {
                let numbers: Vec<String> = one.claims.iter().map(|claim| decided.number(*claim)).collect();
                let again = one.because.lapses_on().map_or_else(String::new, |day| format!(" (à revoir le {})", date_short(day)));
                out.push_str(&format!("  {} : {} — {}{again}\n", decided.code, numbers.join(", "), one.because));
            }
        }
        out
    }
}

/// A document as users name it.
pub fn french(kind: domain::letters::DocumentKind) -> &'static str {
    use domain::letters::DocumentKind;
    match kind {
        DocumentKind::PreDueNotice => "avis avant échéance",
        DocumentKind::Reminder => "relance",
        DocumentKind::WarningReminder => "relance avant mise en demeure",
        DocumentKind::FormalNotice => "mise en demeure",
        DocumentKind::ThankYou => "remerciement",
        DocumentKind::CallConfirmation => "confirmation d'appel",
        DocumentKind::Statement => "décompte",
    }
}
