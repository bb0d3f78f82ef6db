//! The help that `--help` shows: clap's command tree with French headings, French value names and an example for each
//! command.

use clap::Command;

/// The layout of every `--help`.
const LAYOUT: &str = "{about-with-newline}\nUtilisation\u{a0}: {usage}\n\n{all-args}{after-help}";

/// Arguments by their name in the source, as they are shown.
const VALUES: &[(&str, &str)] = &[
    ("acts_for", "POUR QUI"),
    ("amount", "MONTANT"),
    ("batch", "LOT"),
    ("bic", "BIC"),
    ("by", "ACTE"),
    ("capital", "CAPITAL"),
    ("cause", "CAUSE"),
    ("citation", "ARTICLE"),
    ("city", "VILLE"),
    ("claim", "ÉCHÉANCE"),
    ("claims", "ÉCHÉANCE"),
    ("code", "CODE"),
    ("contract_rate", "TAUX"),
    ("country", "PAYS"),
    ("currency", "DEVISE"),
    ("debtor", "DÉBITEUR"),
    ("default_kind", "QUALITÉ"),
    ("document", "DOCUMENT"),
    ("due", "JOUR"),
    ("email", "ADRESSE"),
    ("choice", "RANG"),
    ("file", "FICHIER"),
    ("folder", "DOSSIER"),
    ("from", "SAUVEGARDE"),
    ("iban", "IBAN"),
    ("ics", "ICS"),
    ("imputation", "IMPUTATION"),
    ("kind", "QUALITÉ"),
    ("language", "LANGUE"),
    ("legal_form", "FORME"),
    ("letter", "COURRIER"),
    ("letters", "COURRIER"),
    ("line", "LIGNE"),
    ("lines", "LIGNE"),
    ("mandate", "MANDAT"),
    ("means", "MOYEN"),
    ("name", "NOM"),
    ("note", "TEXTE"),
    ("number", "NUMÉRO"),
    ("of", "QUOI"),
    ("outcome", "RÉSULTAT"),
    ("parts", "FACTURE=PART"),
    ("payment", "RÈGLEMENT"),
    ("phone", "NUMÉRO"),
    ("postal_code", "CODE POSTAL"),
    ("port", "PORT"),
    ("principal", "MONTANT"),
    ("proceeding", "PROCÉDURE"),
    ("rate_clause", "CLAUSE"),
    ("reason", "MOTIF"),
    ("reference", "LIBELLÉ"),
    ("rule", "RÈGLE"),
    ("scenario", "SCÉNARIO"),
    ("series", "SÉRIE"),
    ("siren", "SIREN"),
    ("subject", "OBJET"),
    ("terms", "CONDITIONS"),
    ("territory", "TERRITOIRE"),
    ("role", "RÔLE"),
    ("to", "VERS"),
    ("tracking", "NUMÉRO"),
    ("user", "UTILISATEUR"),
    ("vat", "NUMÉRO"),
    ("what", "QUOI"),
    ("words", "MOTS"),
];

/// What comes first, under the list of commands.
const FIRST_STEPS: &str = "Premiers pas :
  quittance import 732829320FEC20261231.txt debiteurs.csv
  quittance creditor set --name \"Ateliers Boréal\" --iban FR7630006000011234567890189
  quittance record terms \"30 jours\" --default-kind business
  quittance record up-to-date
  quittance plan --why
  quittance approve tout
  quittance run
  quittance record sent 2026-11-20

Chaque commande a son aide : quittance import --help.";

/// An example for each command, in the order of the list.
const EXAMPLES: &[(&str, &[&str])] = &[
    ("demo", &["quittance demo", "quittance demo --text --folder essai"]),
    ("serve", &["quittance serve", "quittance serve --port 8090", "quittance serve --address 0.0.0.0 --behind-proxy"]),
    ("read", &["quittance read 732829320FEC20261231.txt factures.xlsx", "quittance read factures.csv --json"]),
    ("import", &["quittance import 732829320FEC20261231.txt debiteurs.csv --pieces factures/", "quittance import undo ip_12"]),
    ("watch", &["quittance watch arrivees", "quittance watch arrivees --once"]),
    ("bank lines", &["quittance bank lines"]),
    ("bank accounts", &["quittance bank accounts"]),
    ("bank add", &["quittance bank add FR7630006000011234567890189 --name \"Compte courant\""]),
    ("bank accept", &["quittance bank accept lb_12", "quittance bank accept lb_12 --choice 2", "quittance bank accept lb_12 --write-off"]),
    ("bank assign", &["quittance bank assign lb_12 F2026-031=300,00 F2026-032", "quittance bank assign lb_12 --debtor C010"]),
    ("bank aside", &["quittance bank aside lb_12 --reason \"remboursement de cotisations\" --words urssaf"]),
    ("bank refund", &["quittance bank refund lb_12 C001"]),
    ("bank returned", &["quittance bank returned lb_12 rg_7"]),
    ("bank reopen", &["quittance bank reopen lb_12"]),
    ("bank match", &["quittance bank match"]),
    ("bank learned", &["quittance bank learned"]),
    ("bank forget", &["quittance bank forget rr_4"]),
    ("books accept", &["quittance books accept C001 --reason \"acompte de décembre, régularisé en janvier\""]),
    ("books reopen", &["quittance books reopen C001"]),
    (
        "debit mandate add",
        &[
            "quittance debit mandate add C003 --reference GRIFFON-2026 --iban FR1420041010050500013M02606 --signed-on 2026-03-02",
            "quittance debit mandate add C010 --reference BRUMES-1 --iban FR1420041010050500013M02606 --signed-on 2026-03-02 --scheme b2b --notice 5",
        ],
    ),
    ("debit mandate revoke", &["quittance debit mandate revoke ma_12", "quittance debit mandate revoke GRIFFON-2026"]),
    ("debit mandate list", &["quittance debit mandate list", "quittance debit mandate list C003"]),
    (
        "debit prepare",
        &["quittance debit prepare --on 2026-12-04", "quittance debit prepare --on 2026-12-04 --again cr_12 --out prelevements.xml"],
    ),
    ("debit list", &["quittance debit list", "quittance debit list lp_57"]),
    ("debit file", &["quittance debit file lp_57 --out prelevements.xml"]),
    ("debit handed-over", &["quittance debit handed-over lp_57"]),
    ("debit cancel", &["quittance debit cancel lp_57"]),
    (
        "creditor set",
        &[
            "quittance creditor set --name \"Ateliers Boréal\" --legal-form SARL --siren 732829320 --line \"3 rue des Forges\" --postal-code 69007 --city Lyon --iban FR7630006000011234567890189 --signatory \"Anne Morel\" --capacity gérante --email compta@boreal.example",
        ],
    ),
    ("creditor show", &["quittance creditor show"]),
    ("creditor list", &["quittance creditor list"]),
    ("plan", &["quittance plan --why", "quittance plan --on 2026-12-01"]),
    ("approve", &["quittance approve 1f3a9c20", "quittance approve tout"]),
    (
        "skip",
        &["quittance skip 1f3a9c20 --reason \"appel demain\" --until 2026-11-23", "quittance skip 1f3a9c20 --reason \"réglé au comptoir\""],
    ),
    ("run", &["quittance run", "quittance record sent 2026-11-20"]),
    ("balance", &["quittance balance", "quittance balance --on 2026-09-30 --json"]),
    ("statement", &["quittance statement C001", "quittance statement F2026-007 --on 2026-12-31 --pdf decompte.pdf"]),
    ("penalty", &["quittance penalty --principal 12000,00 --due 2026-05-31 --until 2026-09-15 --debtor business"]),
    ("letter", &["quittance letter reminder C001 --pdf relance.pdf", "quittance letter formal-notice C001"]),
    ("law value", &["quittance law value ecb-refinancing-rate --on 2026-07-01"]),
    ("law series", &["quittance law series ecb-refinancing-rate"]),
    ("law rules", &["quittance law rules"]),
    ("law article", &["quittance law article \"C. com. L441-10\""]),
    ("law beliefs", &["quittance law beliefs"]),
    (
        "user add",
        &[
            "quittance user add lea.martin@boreal.example --role collector",
            "quittance user add anne@boreal.example --name \"Anne Morel\" --password-stdin",
        ],
    ),
    ("user list", &["quittance user list"]),
    ("user role", &["quittance user role lea.martin@boreal.example manager", "quittance user role ut_7 none"]),
    ("user reset", &["quittance user reset lea.martin@boreal.example", "quittance user reset ut_7 --second-factor"]),
    ("user disable", &["quittance user disable lea.martin@boreal.example"]),
    ("user enable", &["quittance user enable lea.martin@boreal.example"]),
    ("check", &["quittance check"]),
    ("backup", &["quittance backup sauvegarde-2026-11-20.db"]),
    ("restore", &["quittance --data nouveau restore sauvegarde-2026-11-20.db", "quittance --data nouveau restore --release"]),
    ("doctor", &["quittance doctor"]),
    ("record debtor", &["quittance record debtor C010 --name \"Menuiserie Sablier\" --kind business --email compta@sablier.example"]),
    ("record invoice", &["quittance record invoice C010 F2026-031 1200,00 --on 2026-10-05 --due 2026-11-04"]),
    ("record payment", &["quittance record payment C001 1200,00 --claim F2026-001 --on 2026-11-18"]),
    ("record credit-note", &["quittance record credit-note C001 A2026-004 150,00 --cause return --claim F2026-001"]),
    (
        "record refund",
        &[
            "quittance record refund C001 120,00",
            "quittance record refund rg_12 50,00 --on 2026-11-12",
            "quittance record refund im_34 --undo",
        ],
    ),
    ("record reversal", &["quittance record reversal rg_12 --reason \"provision insuffisante\""]),
    (
        "record dispute",
        &["quittance record dispute F2026-001 --amount 300,00 --cause quality", "quittance record dispute li_12 --close --founded"],
    ),
    ("record promise", &["quittance record promise C001 --by 2026-12-15", "quittance record promise pr_12 --cancel"]),
    ("record plan", &["quittance record plan C001 --due 2026-12-15:500,00 --due 2027-01-15:500,00", "quittance record plan ec_12 --end"]),
    (
        "record hold",
        &["quittance record hold C001 --until 2026-12-31 --note \"vu avec la direction\"", "quittance record hold su_12 --lift"],
    ),
    ("record waiver", &["quittance record waiver F2026-001 indemnity --reason \"geste commercial\""]),
    ("record insolvency", &["quittance record insolvency C001 --proceeding liquidation --judgment 2026-11-02"]),
    (
        "record terms",
        &["quittance record terms \"30 jours\" --default-kind business", "quittance record terms \"45 jours fin de mois\" --debtor C001"],
    ),
    ("record kind", &["quittance record kind C003 consumer", "quittance record kind tous business"]),
    (
        "record contact",
        &["quittance record contact C001 --email compta@client.example --line \"12 quai Sud\" --postal-code 33000 --city Bordeaux"],
    ),
    ("record call", &["quittance record call C001 --outcome reached --note \"rappellera lundi\""]),
    ("record sent", &["quittance record sent 2026-11-20", "quittance record sent co_12 --tracking 2C12345678901"]),
    ("record received", &["quittance record received co_12 --on 2026-11-24"]),
    ("record returned", &["quittance record returned co_12 --reason \"destinataire inconnu à l'adresse\""]),
    ("record up-to-date", &["quittance record up-to-date", "quittance record up-to-date 2026-11-18"]),
    ("record due-date", &["quittance record due-date F2026-001 2026-11-04"]),
    ("record judgment", &["quittance record judgment F2026-001 --on 2026-11-02"]),
    ("record capitalisation", &["quittance record capitalisation F2026-001 --on 2026-11-02"]),
    ("record limitation", &["quittance record limitation F2026-001 --by recognition --on 2026-11-02"]),
    ("record move", &["quittance record move C002 --to C001"]),
    ("record scenario", &["quittance record scenario mon-scenario.toml --kind business"]),
    ("record policy", &["quittance record policy politique.toml"]),
    ("record erasure", &["quittance record erasure C003 --reason \"demande de la personne\""]),
];

/// The tree of commands as people read it.
pub fn in_french(command: Command) -> Command {
    let path = String::new();
    dressed(command, &path).after_help(spaced(FIRST_STEPS))
}

fn dressed(command: Command, path: &str) -> Command {
    let command = command.help_template(LAYOUT).mut_args(|arg| {
        let own = arg.get_id().as_str().to_owned();
        let arg = match arg.get_value_names() {
            // clap's own choice is the name in the source.
            Some([name]) if *name.as_str() == own.to_uppercase() => match VALUES.iter().find(|(id, _)| *id == own) {
                Some((_, french)) => arg.value_name(*french),
                None => arg,
            },
            _ => arg,
        };
        match (arg.get_help().map(ToString::to_string), arg.get_long_help().map(ToString::to_string)) {
            (help, Some(long)) => arg.help(spaced(&help.unwrap_or_default())).long_help(spaced(&long)),
            (Some(help), None) => arg.help(spaced(&help)),
            (None, None) => arg,
        }
    });
    let about = command.get_about().map(|text| spaced(&text.to_string()));
    let long = command.get_long_about().map(|text| spaced(&text.to_string()));
    let example = EXAMPLES.iter().find(|(of, _)| *of == path).map(|(_, lines)| {
        let word = if lines.len() == 1 { "Exemple" } else { "Exemples" };
        format!("{word}\u{a0}:\n  {}", lines.join("\n  "))
    });
    let command = match long {
        Some(long) => command.long_about(long),
        None => command,
    };
    command.about(about.unwrap_or_default()).after_help(example.unwrap_or_default()).mut_subcommands(|sub| {
        let path = format!("{path} {}", sub.get_name());
        dressed(sub, path.trim_start())
    })
}

/// No line breaks between a word and the sign that belongs to it.
fn spaced(text: &str) -> String {
    let mut spaced = text.replace("« ", "«\u{a0}");
    for sign in ["»", ":", ";", "?", "!", "€", "%"] {
        spaced = spaced.replace(&format!(" {sign}"), &format!("\u{a0}{sign}"));
    }
    spaced
}

/// clap writes a few words of its own into the help: in French too.
pub fn worded(help: &str) -> String {
    let help = help
        .replace("Print help (see more with '--help')", "Montre l'aide (davantage avec --help)")
        .replace("Print help (see a summary with '-h')", "Montre l'aide (un résumé avec -h)")
        .replace("Print help", "Montre l'aide")
        .replace("Print version", "Montre la version")
        .replace("[possible values:", "[valeurs possibles\u{a0}:")
        .replace("Possible values:", "Valeurs possibles\u{a0}:")
        .replace("[default:", "[par défaut\u{a0}:")
        .replace("[env:", "[variable\u{a0}:");
    let heading = |line: &str| match line.strip_suffix(':') {
        Some(title) if !title.starts_with(' ') && !title.ends_with('\u{a0}') => format!("{title}\u{a0}:"),
        _ => line.to_owned(),
    };
    help.lines().map(|line| heading(line) + "\n").collect()
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::*;
    use crate::cli::Cli;

    /// Every command that does something, by its path.
    fn leaves(command: &Command, path: &str, found: &mut Vec<String>) {
        let subcommands: Vec<&Command> = command.get_subcommands().collect();
        if subcommands.is_empty() {
            found.push(path.to_owned());
        }
        for sub in subcommands {
            leaves(sub, format!("{path} {}", sub.get_name()).trim_start(), found);
        }
    }

    fn words(line: &str) -> Vec<String> {
        let mut words = vec![];
        for (at, part) in line.split('"').enumerate() {
            if at % 2 == 1 {
                words.push(part.to_owned());
            } else {
                words.extend(part.split_whitespace().map(str::to_owned));
            }
        }
        words
    }

    #[test]
    fn every_command_has_an_example_that_is_understood() {
        let mut found = vec![];
        leaves(&Cli::command(), "", &mut found);
        for path in &found {
            let lines = EXAMPLES.iter().find(|(of, _)| of == path).map(|(_, lines)| *lines).unwrap_or_default();
            assert!(!lines.is_empty(), "{path} has no example");
        }
        let steps = FIRST_STEPS.lines().filter(|line| line.starts_with("  quittance"));
        for line in EXAMPLES.iter().flat_map(|(_, lines)| lines.iter().copied()).chain(steps) {
            let parsed = Cli::try_parse_from(words(line));
            assert!(parsed.is_ok(), "{line}: {}", parsed.err().map(|error| error.to_string()).unwrap_or_default());
        }
        assert!(EXAMPLES.iter().all(|(of, _)| found.iter().any(|path| path == of)), "an example of nothing");
    }

    #[test]
    fn the_help_of_every_command_is_in_french() {
        fn look(command: &mut Command) {
            let help = worded(&command.render_long_help().to_string());
            for english in ["Usage", "Options:", "Arguments:", "Commands", "Print ", "[default", "[env", "possible values", "[aliases"] {
                assert!(!help.contains(english), "« {english} »: {help}");
            }
            for arg in command.get_arguments().filter(|arg| arg.get_action().takes_values()) {
                let own = arg.get_id().as_str().to_uppercase();
                let same_word = VALUES.iter().any(|(id, french)| *id == arg.get_id().as_str() && *french == own);
                let names = arg.get_value_names().unwrap_or_default();
                assert!(same_word || names.iter().all(|name| **name != *own), "{own} has no French name: {help}");
                assert!(arg.get_help().is_some(), "{own} is not explained: {help}");
            }
            for sub in command.get_subcommands_mut() {
                look(sub);
            }
        }
        let mut command = in_french(Cli::command());
        command.build();
        look(&mut command);
    }
}
