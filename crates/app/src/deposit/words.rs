//! What the import says, for somebody who reads a page: sentences about commands of the terminal are left out.

/// What only a terminal understands.
const COMMANDS: [&str; 4] = ["« quittance ", "quittance record ", "--accept-changes", "--as "];
/// Where a part of a sentence may end.
const ENDS: [&str; 4] = [". ", " : ", " ; ", ", "];

/// A sentence without what follows of commands.
pub(super) fn without_commands(text: &str) -> String {
    let Some(at) = COMMANDS.iter().filter_map(|command| text.find(command)).min() else { return text.to_owned() };
    let before = &text[..at];
    let end = ENDS.iter().filter_map(|end| before.rfind(end)).max().unwrap_or(before.len());
    let kept = before[..end].trim_end_matches([' ', ':', ';', ',']);
    if kept.is_empty() { String::new() } else { format!("{}.", kept.trim_end_matches('.')) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_left_out_and_the_rest_stands() {
        assert_eq!(
            without_commands("3 débiteurs à qualifier : « quittance record kind tous business » ou une colonne « type »"),
            "3 débiteurs à qualifier."
        );
        assert_eq!(
            without_commands(
                "Ligne 2 : le SIREN 1 est déjà celui de « A ». Si c'est le même, fusionnez-les : quittance record move B --to A."
            ),
            "Ligne 2 : le SIREN 1 est déjà celui de « A ». Si c'est le même, fusionnez-les."
        );
        assert_eq!(
            without_commands(
                "Ligne 2 : la facture F1 est déjà inscrite pour 1 €, le fichier dit 2 €. La valeur inscrite est gardée ; ajoutez --accept-changes pour prendre celle du fichier."
            ),
            "Ligne 2 : la facture F1 est déjà inscrite pour 1 €, le fichier dit 2 €. La valeur inscrite est gardée."
        );
        assert_eq!(without_commands("Rien de tel."), "Rien de tel.");
    }
}
