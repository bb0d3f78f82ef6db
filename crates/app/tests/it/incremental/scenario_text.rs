//! Scenarios that a user could write: any steps, in the order that the reader of scenarios accepts.

use super::draw::Draw;

/// Names of the steps shipped and others, so that a change of scenario finds a step again by its name, or only by its level.
fn name(draw: &mut Draw, shipped: &str, own: &str) -> String {
    if draw.once_in(3) { own.to_owned() } else { shipped.to_owned() }
}

/// The text of a scenario of that name.
pub fn text(draw: &mut Draw, scenario: &str) -> String {
    let kinds = ["business", "consumer", "non_professional", "public_body", "unknown"];
    let mut of: Vec<String> = kinds.iter().filter(|_| !draw.once_in(20)).map(|kind| format!("\"{kind}\"")).collect();
    if of.is_empty() {
        of.push("\"business\"".to_owned());
    }
    let tone = draw.one(&["courteous", "neutral", "firm"]);
    let mut out = format!(
        "name = \"{scenario}\"\ntitle = \"Essai\"\nfor_kinds = [{}]\ntone = \"{tone}\"\nleast_days_between_steps = {}\n",
        of.join(", "),
        draw.between(1, 9)
    );
    if draw.once_in(2) {
        let when = format!("days_from_due = {}", -draw.between(1, 9));
        let step = name(draw, "avis-avant-echeance", "avis");
        written(draw, &mut out, &step, "pre-due-notice", &["email"], &when, true);
    }
    let first = format!("days_from_due = {}", draw.between(1, 10));
    let step = name(draw, "relance-1", "rappel");
    reminder(draw, &mut out, &step, &first, false);
    if draw.once_in(2) {
        let when = after(draw);
        out.push_str(&format!("\n[[step]]\nname = \"appel\"\ntitle = \"Appel\"\nchannels = [\"call\"]\n{when}\n"));
        limits(draw, &mut out);
    }
    if !draw.once_in(4) {
        let when = after(draw);
        let step = name(draw, "relance-2", "second-rappel");
        reminder(draw, &mut out, &step, &when, true);
    }
    if draw.once_in(2) {
        let when = after(draw);
        written(draw, &mut out, "avertissement", "warning-reminder", &["letter", "email"], &when, true);
    }
    if !draw.once_in(4) {
        let when = after(draw);
        let step = name(draw, "mise-en-demeure", "sommation");
        written(draw, &mut out, &step, "formal-notice", &["registered_letter"], &when, false);
    }
    if draw.once_in(2) {
        let when = after(draw);
        out.push_str(&format!("\n[[step]]\nname = \"decider\"\ntitle = \"Décider\"\nchannels = [\"task\"]\n{when}\n"));
    }
    out
}

fn after(draw: &mut Draw) -> String {
    if draw.once_in(5) {
        format!("days_from_due = {}", draw.between(3, 40))
    } else {
        format!("days_after_previous = {}", draw.between(1, 15))
    }
}

fn reminder(draw: &mut Draw, out: &mut String, step: &str, when: &str, limited: bool) {
    let channels: &[&str] = draw.one(&[&["email", "letter"][..], &["letter", "email"], &["email"], &["letter"]]);
    written(draw, out, step, "reminder", channels, when, limited);
}

fn written(draw: &mut Draw, out: &mut String, step: &str, document: &str, channels: &[&str], when: &str, limited: bool) {
    let channels: Vec<String> = channels.iter().map(|channel| format!("\"{channel}\"")).collect();
    out.push_str(&format!(
        "\n[[step]]\nname = \"{step}\"\ntitle = \"{step}\"\ndocument = \"{document}\"\nchannels = [{}]\n{when}\n",
        channels.join(", ")
    ));
    out.push_str(&format!("automatic = {}\npay_within_days = {}\n", !draw.once_in(3), draw.between(0, 12)));
    if draw.once_in(3) {
        out.push_str("asks = \"principal_and_accessories\"\n");
    }
    if draw.once_in(4) {
        out.push_str("grouping = \"claim\"\n");
    }
    if limited {
        limits(draw, out);
    }
}

fn limits(draw: &mut Draw, out: &mut String) {
    if draw.once_in(3) {
        out.push_str(&format!("least_amount = {}\n", draw.between(50, 1500)));
    }
    if draw.once_in(6) {
        out.push_str(&format!("most_amount = {}\n", draw.between(1500, 4000)));
    }
    if draw.once_in(3) {
        out.push_str("when_unreachable = \"pass_over\"\n");
    }
}
