//! Who writes, to whom, when, and who signs.

use super::{Case, Rule, known_and, unless};
use crate::events::Channel;
use crate::letters::compose::creditor_name;
use crate::letters::document::DocumentKind;
use crate::letters::text;
use crate::letters::{address, check::reading::normal};
use crate::party::CreditorKind;

pub(super) const RULES: &[Rule] = &[
    Rule {
        element: "creditor-name",
        label: "Nom du créancier",
        because: "C. com. R123-237 ; la personne à qui l'on doit doit être connue (C. civ. 1344)",
        remedy: "Remettez le nom du créancier dans l'en-tête.",
        applies: |_| true,
        wrong: |case, words| known_and(&case.facts.creditor.name, words.has(&case.facts.creditor.name)),
    },
    Rule {
        element: "creditor-seat",
        label: "Adresse du siège du créancier",
        because: "C. com. R123-237 3°",
        remedy: "Complétez l'adresse du créancier, ou remettez-la dans l'en-tête.",
        applies: |_| true,
        wrong: |case, words| {
            let seat = &case.facts.creditor.address;
            let street = seat.lines.iter().all(|line| line.trim().is_empty() || words.has(line));
            known_and(&seat.city, words.has(&seat.city) && words.has(&seat.postal_code) && street)
        },
    },
    Rule {
        element: "creditor-siren",
        label: "Numéro SIREN du créancier",
        because: "C. com. R123-237 1°",
        remedy: "Complétez le SIREN du créancier, ou remettez-le au pied de la lettre.",
        applies: |case| case.facts.creditor_kind == CreditorKind::Business,
        wrong: |case, words| known_and(&case.facts.creditor.siren, words.has(&text::siren(&case.facts.creditor.siren))),
    },
    Rule {
        element: "creditor-rcs",
        label: "Mention RCS et ville du greffe",
        because: "C. com. R123-237 2°",
        remedy: "Complétez la ville du greffe du créancier, ou remettez « RCS » et la ville au pied de la lettre.",
        applies: |case| is_company(case) || !case.facts.creditor.rcs_city.trim().is_empty(),
        wrong: |case, words| {
            let city = &case.facts.creditor.rcs_city;
            known_and(city, words.has(&format!("RCS {}", city.trim())))
        },
    },
    Rule {
        element: "creditor-form",
        label: "Forme juridique du créancier",
        because: "C. com. R123-238",
        remedy: "Remettez la forme de la société au pied de la lettre.",
        applies: is_company,
        wrong: |case, words| unless(words.has(&case.facts.creditor.legal_form)),
    },
    Rule {
        element: "creditor-capital",
        label: "Capital social du créancier",
        because: "C. com. R123-238",
        remedy: "Complétez le capital du créancier, ou remettez-le au pied de la lettre.",
        applies: has_capital,
        wrong: |case, words| known_and(&case.facts.creditor.capital, words.has(&case.facts.creditor.capital)),
    },
    Rule {
        element: "creditor-ei",
        label: "Mention « EI » ou « entrepreneur individuel » auprès du nom",
        because: "C. com. R526-27",
        remedy: "Écrivez « EI » juste avant ou après le nom.",
        applies: |case| creditor_name(&case.facts.creditor) != case.facts.creditor.name.trim(),
        wrong: |case, words| {
            let name = case.facts.creditor.name.trim();
            let beside = ["EI", "entrepreneur individuel"].iter().flat_map(|ei| [format!("{name} {ei}"), format!("{ei} {name}")]);
            unless(beside.into_iter().any(|both| words.has(&both)))
        },
    },
    Rule {
        element: "debtor-name",
        label: "Nom du débiteur",
        because: "C. civ. 1344 : la demande s'adresse à une personne désignée",
        remedy: "Remettez le nom du débiteur dans l'adresse.",
        applies: |_| true,
        wrong: |case, _| known_and(&case.facts.debtor.name, has_recipient(case)),
    },
    Rule {
        element: "debtor-address",
        label: "Adresse postale du débiteur",
        because: "Adresse AFNOR NF Z10-011 ; sans elle la lettre ne peut être ni remise ni prouvée",
        remedy: "Complétez l'adresse du débiteur.",
        applies: |case| matches!(case.facts.channel, Channel::Letter | Channel::RegisteredLetter),
        wrong: |case, words| {
            let to = &case.facts.debtor.address;
            let block = case.document.recipient.iter().map(|line| normal(line)).collect::<Vec<_>>().join(" ");
            let town = normal(&format!("{} {}", to.postal_code, to.city));
            known_and(&to.city, block.contains(town.trim()) && words.has(&to.city))
        },
    },
    Rule {
        element: "date",
        label: "Date du courrier",
        because: "C. civ. 1344-1 : les effets se comptent à partir de la lettre ; mention recommandée",
        remedy: "Remettez la date du courrier à côté du lieu.",
        applies: |_| true,
        wrong: |case, _| {
            let day = text::date(case.facts.date, case.language);
            unless(normal(&case.document.place_and_date).contains(&normal(&day)))
        },
    },
    Rule {
        element: "signature-name",
        label: "Nom du signataire",
        because: "C. civ. 1367 (à confirmer) : la signature identifie son auteur",
        remedy: "Renseignez le signataire du créancier, ou remettez son nom.",
        applies: |case| case.kind != DocumentKind::Statement,
        wrong: |case, _| {
            let name = case.facts.creditor.signatory_name.trim();
            known_and(name, normal(&case.document.signature.name).contains(&normal(name)))
        },
    },
    Rule {
        element: "signature-capacity",
        label: "Qualité du signataire",
        because: "Mention recommandée de la mise en demeure : elle émane du créancier ou de son mandataire (C. civ. 1344)",
        remedy: "Renseignez la qualité du signataire (« gérante », « responsable du recouvrement »).",
        applies: |case| case.formal(),
        wrong: |case, _| {
            let capacity = case.facts.creditor.signatory_capacity.trim();
            known_and(capacity, normal(&case.document.signature.capacity).contains(&normal(capacity)))
        },
    },
];

fn has_recipient(case: &Case<'_>) -> bool {
    let block = normal(&case.document.recipient.join(" "));
    block.contains(&normal(&first_line(case)))
}

/// The name as the window shows it: abbreviated and wrapped as the builder of the block does.
fn first_line(case: &Case<'_>) -> String {
    address::block(&case.facts.debtor.name, &case.facts.debtor.address)
        .ok()
        .and_then(|block| block.into_iter().next())
        .unwrap_or_else(|| case.facts.debtor.name.trim().to_owned())
}

/// The forms registered as companies, in their usual short names.
const COMPANIES: &[&str] =
    &["sas", "sasu", "sarl", "eurl", "sa", "snc", "sci", "scs", "sca", "se", "scm", "scp", "sel", "selarl", "selas", "gie", "scop", "sccv"];
/// Those of them that have a share capital to print.
const WITH_CAPITAL: &[&str] = &["sas", "sasu", "sarl", "eurl", "sa", "sca", "se", "selarl", "selas"];

/// The short name of a legal form as people write it: « S.A.R.L. », « Société par actions simplifiée »…
fn short(form: &str) -> String {
    let form = form.trim().to_lowercase().replace('.', "");
    if form.starts_with("société par actions simplifiée") {
        return "sas".to_owned();
    }
    if form.starts_with("société à responsabilité limitée") {
        return "sarl".to_owned();
    }
    if form.starts_with("société anonyme") {
        return "sa".to_owned();
    }
    form.split_whitespace().next().unwrap_or_default().to_owned()
}

/// Whether a creditor of this form is registered as a company: its letters name the register (C. com. R123-237).
pub fn is_company_form(form: &str) -> bool {
    let form = short(form);
    COMPANIES.contains(&form.as_str()) || form == "société"
}

/// Whether a creditor of this form has a capital that its letters print (C. com. R123-238).
pub fn has_capital_form(form: &str) -> bool {
    WITH_CAPITAL.contains(&short(form).as_str())
}

fn is_company(case: &Case<'_>) -> bool {
    is_company_form(&case.facts.creditor.legal_form)
}

fn has_capital(case: &Case<'_>) -> bool {
    has_capital_form(&case.facts.creditor.legal_form)
}
