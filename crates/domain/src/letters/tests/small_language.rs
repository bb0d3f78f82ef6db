//! The small language: parsed first, filled afterwards.

use super::*;
use crate::letters::template::{Value, Values};

struct Fixed {
    number: &'static str,
    several: bool,
}

impl Values for Fixed {
    type Error = TemplateError;
    fn value(&self, name: &'static str) -> Result<Value, TemplateError> {
        Ok(Value::Text(if name == "numeros" { self.number.to_owned() } else { String::new() }))
    }
    fn several(&self) -> bool {
        self.several
    }
    fn language(&self) -> Language {
        Language::Fr
    }
}

fn run(text: &str, bold: bool) -> Run {
    Run { text: text.to_owned(), bold }
}

fn rendered(text: &str, number: &'static str) -> Vec<Part> {
    Template::parse(text).expect("parses").render(&Fixed { number, several: false }).expect("fills")
}

#[test]
fn bold_lists_and_paragraphs() {
    let parts = rendered("Un **mot fort** ici,\net la suite.\n\n- premier {{numeros}}\n- second\n\nFin", "F-1");
    assert_eq!(
        parts,
        [
            Part::Paragraph { runs: vec![run("Un ", false), run("mot fort", true), run(" ici, et la suite.", false)] },
            Part::List { items: vec![vec![run("premier F-1", false)], vec![run("second", false)]] },
            Part::text("Fin"),
        ]
    );
}

#[test]
fn data_is_never_markup() {
    let parts = rendered("Facture {{numeros}}.", "**A** {{montant_total}}\n- B");
    assert_eq!(parts, [Part::text("Facture **A** {{montant_total}}\n- B.")]);
}

#[test]
fn the_number_of_invoices_chooses_the_form() {
    let template = Template::parse("{{La facture reste|Les factures restent}} à régler").expect("parses");
    let say = |several| template.render(&Fixed { number: "", several }).expect("fills");
    assert_eq!(say(false), [Part::text("La facture reste à régler")]);
    assert_eq!(say(true), [Part::text("Les factures restent à régler")]);
}

#[test]
fn a_paragraph_in_which_nothing_is_left_disappears() {
    assert_eq!(rendered("A {{reste}} b\n\n{{reste}}\n\n- {{reste}}", ""), [Part::text("A b")]);
}

#[test]
fn an_unknown_variable_is_an_error_that_names_the_nearest() {
    let error = Template::parse("Bonjour\n\nVous devez {{montant_totale}}").expect_err("refused");
    assert_eq!(error, TemplateError::UnknownVariable { line: 3, name: "montant_totale".to_owned(), nearest: Some("montant_total") });
    assert_eq!(error.to_string(), "Ligne 3 : la variable « montant_totale » n'existe pas ; vouliez-vous écrire « montant_total » ?");
    let far = Template::parse("{{zzzzzzzzzzzzzzzzzzz}}").expect_err("refused");
    assert!(matches!(far, TemplateError::UnknownVariable { nearest: None, .. }));
}

#[test]
fn what_is_not_closed_says_on_which_line() {
    assert_eq!(Template::parse("a\n\nb {{reste"), Err(TemplateError::Unclosed { line: 3 }));
    assert_eq!(Template::parse("- un **gras"), Err(TemplateError::UnclosedBold { line: 1 }));
    assert!(matches!(Template::parse("{{a|b|c}}"), Err(TemplateError::BadChoice { line: 1, .. })));
    assert!(matches!(Template::parse("voici {{tableau}}"), Err(TemplateError::NotAlone { line: 1, .. })));
    assert!(matches!(Template::parse("- {{tableau}}"), Err(TemplateError::NotAlone { line: 1, .. })));
    assert_eq!(Words::read("objet: a\n[corps]\nb"), Err(TemplateError::NoPart { part: "[fin]" }));
    assert_eq!(Words::read("objet: a\ntitre:\n[corps]\nb\n[fin]\nc"), Err(TemplateError::NoPart { part: "salutation" }));
}

#[test]
fn a_hostile_invoice_number_stays_characters_in_the_whole_letter() {
    let mut facts = facts(DocumentKind::Reminder, DebtorKind::Business, Language::Fr);
    facts.items[0].number = "**{{iban}}** #let".to_owned();
    let letter = written(DocumentKind::Reminder, &facts);
    assert!(letter.subject.contains("**{{iban}}** #let"), "{}", letter.subject);
    assert_eq!(lacking(&letter, &facts), Vec::<&str>::new());
}

#[test]
fn every_variable_has_a_value_and_a_meaning_and_help_lists_each_once() {
    for variable in VARIABLES {
        assert!(!variable.meaning.is_empty());
        assert_eq!(VARIABLES.iter().filter(|other| other.name == variable.name).count(), 1, "{}", variable.name);
        let mut facts = by_collector(facts(DocumentKind::CallConfirmation, DebtorKind::Business, Language::Fr), true);
        facts.thanks = Some(PaymentThanked { amount: Cents(1), received_on: TODAY, settled: vec!["F".to_owned()], remaining: Cents(1) });
        with_accessories(&mut facts);
        facts.items[0].notice_received_on = Some(TODAY);
        let words = Words { body: format!("{{{{{}}}}}", variable.name), ..Words::default() };
        let letter =
            compose_with(DocumentKind::CallConfirmation, &words, &facts).unwrap_or_else(|error| panic!("{}: {error}", variable.name));
        let opening = 2;
        assert!(letter.body.len() > opening, "{} says nothing with every fact known", variable.name);
    }
}
