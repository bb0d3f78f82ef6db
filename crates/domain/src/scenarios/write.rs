//! A scenario as readable text: the same value always gives the same text, and the text reads back as the value.
//!
//! Comments say in French what each step does. They are made from the step, so that they are never wrong after a change.

use super::words::{approval_fr, asks_fr, channels_fr, conditions_fr, moment_fr};
use crate::dunning::{Asks, Grouping, Moment, Scenario, Step, Tone, WhenUnreachable};
use crate::money::Cents;

/// The whole file.
pub fn text(scenario: &Scenario) -> String {
    let mut out = String::from(
        "# Les jours se comptent depuis l'échéance (days_from_due, négatif = avant) ou depuis l'envoi de l'étape précédente\n\
         # (days_after_previous). Rien ne part un jour fermé ni plus souvent que la politique de contact ne le permet.\n",
    );
    let kinds: Vec<String> = scenario.for_kinds.iter().map(|kind| quoted(kind.word())).collect();
    let tone = match scenario.tone {
        Tone::Courteous => "courteous",
        Tone::Neutral => "neutral",
        Tone::Firm => "firm",
    };
    out.push_str(&format!(
        "name = {}\ntitle = {}\nfor_kinds = [{}]\ntone = \"{tone}\"\nleast_days_between_steps = {}\n",
        quoted(&scenario.name),
        quoted(&scenario.title),
        kinds.join(", "),
        scenario.least_days_between_steps
    ));
    for (index, step) in scenario.steps.iter().enumerate() {
        out.push_str(&format!("\n# {}. {}\n[[step]]\n", index + 1, comment(step)));
        out.push_str(&step_text(step));
    }
    out
}

/// The keys of one step, without its heading: two steps are the same when their texts are.
pub fn step_text(step: &Step) -> String {
    let mut out = format!("name = {}\ntitle = {}\n", quoted(&step.name), quoted(&step.title));
    let mut line = |key: &str, value: &str| out.push_str(&format!("{key} = {value}\n"));
    if let Some(document) = step.document {
        line("document", &quoted(document.word()));
    }
    let channels: Vec<String> = step.channels.iter().map(|channel| quoted(channel.word())).collect();
    line("channels", &format!("[{}]", channels.join(", ")));
    match step.when {
        Moment::FromDue(days) => line("days_from_due", &days.to_string()),
        Moment::AfterPrevious(days) => line("days_after_previous", &days.to_string()),
    }
    if step.automatic {
        line("automatic", "true");
    }
    if let Some(least) = step.least_amount {
        line("least_amount", &amount(least));
    }
    if let Some(most) = step.most_amount {
        line("most_amount", &amount(most));
    }
    if step.asks == Asks::PrincipalAndAccessories {
        line("asks", "\"principal_and_accessories\"");
    }
    if step.grouping == Grouping::Claim {
        line("grouping", "\"claim\"");
    }
    if step.pay_within_days != PAY_WITHIN || step.channels.iter().any(|channel| channel.is_written()) {
        line("pay_within_days", &step.pay_within_days.to_string());
    }
    if step.attach_invoices {
        line("attach_invoices", "true");
    }
    if step.when_unreachable == WhenUnreachable::PassOver {
        line("when_unreachable", "\"pass_over\"");
    }
    out
}

/// What an absent `pay_within_days` means.
const PAY_WITHIN: u16 = 8;

fn comment(step: &Step) -> String {
    let mut said = format!("{} : {}, {}", step.title, moment_fr(step.when), lower(&channels_fr(&step.channels)));
    for condition in conditions_fr(step) {
        said.push_str(", ");
        said.push_str(&condition);
    }
    said.push_str(&format!(". {}.", approval_fr(step.automatic)));
    if step.asks == Asks::PrincipalAndAccessories {
        said.push_str(&format!(" Demande : {}.", lower(asks_fr(step.asks))));
    }
    said.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// `500`, or `"499,90"` where there are cents.
fn amount(cents: Cents) -> String {
    let (whole, rest) = (cents.0 / 100, cents.0 % 100);
    if rest == 0 { whole.to_string() } else { format!("\"{whole},{rest:02}\"") }
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dunning::{SHIPPED, level_for};
    use crate::events::Channel;
    use crate::letters::DocumentKind;
    use crate::party::DebtorKind;
    use proptest::prelude::*;
    use proptest::sample::{select, subsequence};

    #[test]
    fn the_shipped_scenarios_read_back_as_they_were() {
        for (name, shipped) in SHIPPED {
            let scenario = Scenario::parse(shipped).expect(name);
            let written = text(&scenario);
            assert_eq!(Scenario::parse(&written).expect(&written), scenario, "{name}");
            assert_eq!(text(&Scenario::parse(&written).expect("read")), written, "the text is canonical");
        }
    }

    #[test]
    fn a_comment_says_what_the_step_does() {
        let scenario = Scenario::shipped("entreprise-courtois").expect("shipped");
        let written = text(&scenario);
        let plain = written.replace(['\u{a0}', '\u{202f}'], " ");
        assert!(
            plain.contains(
                "# 1. Avis avant échéance : 5 jours avant l'échéance, courriel, si créance ≥ 1 000,00 €, si joignable. Automatique.\n[[step]]\n"
            ),
            "{plain}"
        );
        assert!(plain.contains("# 6. Mise en demeure : 10 jours après l'étape précédente, lettre recommandée. Après accord dans l'agenda. Demande : le principal, les intérêts et l'indemnité dus.\n"), "{plain}");
    }

    fn any_step() -> impl Strategy<Value = Step> {
        let documents = [DocumentKind::PreDueNotice, DocumentKind::Reminder, DocumentKind::WarningReminder, DocumentKind::FormalNotice];
        let channels = subsequence(vec![Channel::Email, Channel::Letter, Channel::RegisteredLetter, Channel::Call], 1..=4).prop_shuffle();
        let amount = || proptest::option::of((0..10_000_000i64).prop_map(Cents));
        let when = prop_oneof![
            (1..=730i32).prop_map(Moment::FromDue),
            (-90..=-1i32).prop_map(Moment::FromDue),
            (1..=365u16).prop_map(Moment::AfterPrevious)
        ];
        let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
        let names = ("[a-zé\"\\\\#<>' =\\[\\]]{0,20}x", "[A-Za-zé\"\\\\#<>' €]{0,30}x");
        (names, (select(documents.to_vec()), channels, when), (amount(), amount()), flags, 0..=90u16, any::<bool>()).prop_map(
            |((name, title), (document, channels, when), (least_amount, most_amount), flags, pay_within_days, task)| {
                let channels = if task { vec![Channel::Task] } else { channels };
                let document = (!task).then_some(document);
                Step {
                    name: name.into(),
                    title: title.into(),
                    document,
                    level: level_for(document, &channels).expect("a step"),
                    channels,
                    when,
                    automatic: flags.0,
                    least_amount,
                    most_amount,
                    asks: if flags.1 { Asks::PrincipalAndAccessories } else { Asks::Principal },
                    grouping: if flags.2 { Grouping::Claim } else { Grouping::Debtor },
                    pay_within_days,
                    attach_invoices: flags.3,
                    when_unreachable: if flags.4 { WhenUnreachable::PassOver } else { WhenUnreachable::Repair },
                }
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(
            name in "[a-z\"\\\\<>é]{0,30}x",
            title in "[A-Za-z\"\\\\<>' é#]{0,60}x",
            kinds in subsequence(DebtorKind::ALL.to_vec(), 1..=5),
            tone in select(vec![Tone::Courteous, Tone::Neutral, Tone::Firm]),
            least in 1..=365u16,
            steps in proptest::collection::vec(any_step(), 1..8),
        ) {
            let scenario = Scenario { name: name.into(), title, for_kinds: kinds, tone, least_days_between_steps: least, steps };
            let written = text(&scenario);
            prop_assert_eq!(Scenario::parse_draft(&written).map_err(|problems| format!("{problems:?}\n{written}")), Ok(scenario));
        }
    }
}
