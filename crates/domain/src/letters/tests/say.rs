//! What the letters say, in the words of a reader.

use super::*;
use crate::letters::shipped::{phrase, phrases};

fn body(document: &Document) -> String {
    text_of(document).replace(['\u{00A0}', '\u{202F}'], " ")
}

#[test]
fn the_formal_notice_to_a_business_is_what_the_rule_book_recommends() {
    let facts = facts(DocumentKind::FormalNotice, DebtorKind::Business, Language::Fr);
    let letter = written(DocumentKind::FormalNotice, &facts);
    let text = body(&letter);
    assert_eq!(letter.title, "Mise en demeure de payer");
    assert_eq!(letter.place_and_date, "Port-Songe, le 23 novembre 2026");
    assert_eq!(letter.delivery, "Lettre recommandée avec avis de réception");
    assert_eq!(letter.sender.legal, ["SAS au capital de 60 000 €", "SIREN 999 333 444, RCS Port-Songe", "TVA FR00999333444"]);
    // 4 212,00 + 2 950,80 + 680,00 = 7 842,80; 159,84 + 51,08 + 12,00 = 222,92; three times 40: 8 185,72 by hand.
    for said in [
        "Nous vous mettons en demeure de régler la somme de 8 185,72 € au plus tard le 8 décembre 2026.",
        "Cette somme, arrêtée au 23 novembre 2026, comprend 7 842,80 € de principal, 222,92 € de pénalités de retard et 120,00 € d’indemnité forfaitaire.",
        "Nous vous avons écrit à ce sujet le 21 octobre 2026 (courriel RF66 Q1L2 609) et le 11 novembre 2026 (lettre RF39 Q1L2 610).",
        "Elles sont calculées au taux annuel de 12,40 % (taux de la Banque centrale européenne majoré de 10 points) et continuent de courir jusqu’au paiement.",
        "La présente lettre vaut mise en demeure au sens des articles 1344 et 1344-1 du code civil.",
        "Ateliers Boréal se réserve la possibilité de saisir la juridiction compétente.",
        "Vous contestez 200,00 € sur la facture F-2026-0490. Cette somme est mise à part : elle ne vous est pas demandée dans ce courrier.",
        "Nous avons tenu compte de ce que nous avons reçu ou crédité : 500,00 € reçus sur la facture F-2026-0467, 120,00 € d’avoir sur la facture F-2026-0490.",
        "écrivez-nous à relances@ateliers-boreal.example ou appelez-nous au 01 99 00 12 34",
        "Le médiateur des entreprises, gratuit et confidentiel",
    ] {
        assert!(text.contains(said), "« {said} » is not in:\n{text}");
    }
    assert!(!text.contains("1231-6") && !text.contains("huit jours"));
    assert_eq!(
        letter.signature,
        Signature {
            name: "Lise Capucine".to_owned(),
            capacity: "responsable du recouvrement".to_owned(),
            on_behalf: "pour Ateliers Boréal".to_owned()
        }
    );
    assert_eq!(letter.enclosures[0], "Décompte arrêté au 23 novembre 2026");
    assert_eq!(letter.annexes.len(), 1);
    let payment = letter.payment.expect("a way to pay");
    assert!(payment.lines.contains(&("IBAN".to_owned(), "FR76 3000 6000 0112 3456 7890 189".to_owned())));
    assert!(payment.lines.contains(&("Référence à rappeler".to_owned(), "RF12 Q1L2 611".to_owned())));
    assert_eq!(letter.reference, "Nos références\u{a0}: RF12 Q1L2 611, compte 411ETOILE");
    assert_eq!(payment.qr, facts.qr);
}

#[test]
fn a_statement_says_how_to_pay_where_all_of_it_may_be_asked() {
    let mut facts = facts(DocumentKind::Statement, DebtorKind::Business, Language::Fr);
    let payment = written(DocumentKind::Statement, &facts).payment.expect("a code was made: all of it may be asked");
    let labels: Vec<&str> = payment.lines.iter().map(|(label, _)| label.as_str()).collect();
    assert_eq!(labels, ["Bénéficiaire", "IBAN", "BIC", "Montant", "Référence à rappeler"], "no day by which to pay: it asks nothing");
    facts.qr.clear();
    assert_eq!(written(DocumentKind::Statement, &facts).payment, None);
}

#[test]
fn the_tables_add_up_and_hold_every_claim() {
    let facts = facts(DocumentKind::FormalNotice, DebtorKind::Business, Language::Fr);
    let letter = written(DocumentKind::FormalNotice, &facts);
    let tables: Vec<&Table> =
        letter.body.iter().filter_map(|part| if let Part::Table { table } = part { Some(table) } else { None }).collect();
    assert_eq!(tables.len(), 2);
    let plain = |row: &[String]| row.iter().map(|cell| cell.replace(['\u{00A0}', '\u{202F}'], " ")).collect::<Vec<_>>();
    assert_eq!(
        plain(&tables[0].rows[2]),
        ["F-2026-0490", "14/09/2026", "15/10/2026", "Saisie comptable de septembre", "1 000,00 €", "120,00 €", "200,00 €", "680,00 €"]
    );
    assert_eq!(plain(&tables[0].total), ["Total", "", "", "", "8 662,80 €", "620,00 €", "200,00 €", "7 842,80 €"]);
    assert_eq!(plain(&tables[1].total), ["Total", "7 842,80 €", "222,92 €", "120,00 €", "8 185,72 €"]);
    for table in tables
        .iter()
        .copied()
        .chain(letter.annexes[0].parts.iter().filter_map(|p| if let Part::Table { table } = p { Some(table) } else { None }))
    {
        assert_eq!(table.head.len(), table.align.len());
        assert!(table.rows.iter().chain(std::iter::once(&table.total).filter(|t| !t.is_empty())).all(|row| row.len() == table.head.len()));
    }
}

#[test]
fn a_consumer_is_asked_the_principal_and_told_that_legal_interest_runs_from_reception() {
    let facts = facts(DocumentKind::FormalNotice, DebtorKind::Consumer, Language::Fr);
    let text = body(&written(DocumentKind::FormalNotice, &facts));
    assert!(text.contains("régler la somme de 7 842,80 € au plus tard le 8 décembre 2026"), "{text}");
    assert!(text.contains("À compter de la réception de la présente lettre, la somme due en principal produit intérêt au taux légal, jusqu’au paiement (articles 1231-6 et 1344-1 du code civil). Aucun intérêt ne vous est demandé pour la période antérieure."));
    assert!(text.contains("Nous ne vous demandons ni frais ni indemnité."));
    assert!(text.contains("médiateur de la consommation") && text.contains("Médiation du Nord"));
    assert!(!text.contains("médiateur des entreprises") && !text.contains("40,00 €") && !text.contains("L441-10"));
}

#[test]
fn a_consumer_who_received_an_earlier_notice_owes_legal_interest_since_that_day() {
    let mut facts = facts(DocumentKind::FormalNotice, DebtorKind::Consumer, Language::Fr);
    facts.items.truncate(1);
    facts.items[0].notice_received_on = Some(date(2026, 9, 3));
    facts.items[0].interest = Cents(25_00);
    facts.asks_accessories = true;
    facts.rates = vec![RateUsed { rate: Rate(2_750), source: "taux légal".to_owned() }];
    with_statement(&mut facts);
    for line in &mut facts.statement {
        line.rate = line.rate.map(|_| Rate(2_750));
    }
    let letter = written(DocumentKind::FormalNotice, &facts);
    assert_eq!(lacking(&letter, &facts), Vec::<&str>::new());
    let text = body(&letter);
    assert!(text.contains("court depuis la réception de notre mise en demeure (3 septembre 2026)"), "{text}");
    assert!(text.contains("4 212,00 € de principal et 25,00 € d’intérêts au taux légal"), "{text}");
}

#[test]
fn what_the_debtor_does_not_owe_cannot_be_asked() {
    let refused = |kind: DebtorKind, interest: i64, indemnity: i64| {
        let mut facts = facts(DocumentKind::Reminder, kind, Language::Fr);
        facts.asks_accessories = true;
        (facts.items[0].interest, facts.items[0].indemnity) = (Cents(interest), Cents(indemnity));
        compose(DocumentKind::Reminder, &facts).expect_err("refused").to_string()
    };
    for kind in [DebtorKind::Consumer, DebtorKind::NonProfessional, DebtorKind::Unknown] {
        assert!(refused(kind, 0, 40_00).contains("L441-10"), "{kind:?}");
    }
    assert!(refused(DebtorKind::Consumer, 100, 0).contains("1344-1"));
    assert!(refused(DebtorKind::Unknown, 100, 0).contains("à qualifier"));
}

#[test]
fn a_debtor_of_unknown_kind_gets_no_formal_notice() {
    let facts = facts(DocumentKind::FormalNotice, DebtorKind::Unknown, Language::Fr);
    let error = compose(DocumentKind::FormalNotice, &facts).expect_err("refused");
    assert_eq!(error, LetterError::UnknownKind);
    assert!(error.to_string().contains("à qualifier"));
    let mut forged = written(DocumentKind::Reminder, &facts);
    forged.kind = DocumentKind::FormalNotice;
    assert!(lacking(&forged, &facts).contains(&"unknown-kind"));
}

#[test]
fn a_public_buyer_is_written_to_with_its_own_code() {
    let text = body(&written(DocumentKind::FormalNotice, &facts(DocumentKind::FormalNotice, DebtorKind::PublicBody, Language::Fr)));
    for said in
        ["mise en paiement de la somme de 8 185,72 €", "L2192-13", "R2192-31", "D2192-35", "intérêts moratoires", "majoré de huit points"]
    {
        assert!(text.contains(said), "« {said} » is not in:\n{text}");
    }
    assert!(!text.contains("L441-10") && !text.contains("D441-5"));
}

#[test]
fn a_business_notice_without_accessories_reserves_them() {
    let mut facts = facts(DocumentKind::FormalNotice, DebtorKind::Business, Language::Fr);
    facts.asks_accessories = false;
    facts.statement.clear();
    let letter = written(DocumentKind::FormalNotice, &facts);
    assert_eq!(lacking(&letter, &facts), Vec::<&str>::new());
    let text = body(&letter);
    assert!(text.contains("ne comprend que le principal") && text.contains("nos droits sont réservés"), "{text}");
}

#[test]
fn one_invoice_is_singular_and_several_are_plural() {
    let mut facts = facts(DocumentKind::Reminder, DebtorKind::Business, Language::Fr);
    assert!(body(&written(DocumentKind::Reminder, &facts)).contains("les factures ci-dessous, arrivées à échéance, restent à régler"));
    assert_eq!(
        written(DocumentKind::Reminder, &facts).subject.replace('\u{00A0}', " "),
        "Règlement en attente : factures F-2026-0412, F-2026-0467 et F-2026-0490"
    );
    facts.items.truncate(1);
    let letter = written(DocumentKind::Reminder, &facts);
    assert!(body(&letter).contains("la facture ci-dessous, arrivée à échéance, reste à régler"));
    assert_eq!(letter.subject.replace('\u{00A0}', " "), "Règlement en attente : facture F-2026-0412");
    let many = (0..9).map(|i| LetterClaim { number: format!("F-{i}"), ..facts.items[0].clone() }).collect();
    facts.items = many;
    assert!(written(DocumentKind::Reminder, &facts).subject.ends_with("9 factures"));
}

#[test]
fn the_english_letter_keeps_french_amounts() {
    let letter = written(DocumentKind::FormalNotice, &facts(DocumentKind::FormalNotice, DebtorKind::Business, Language::En));
    let text = body(&letter);
    assert!(text.contains("We hereby give you formal notice to pay the sum of 8 185,72 € by 8 December 2026."), "{text}");
    assert!(
        text.contains(
            "We wrote to you about this on 21 October 2026 (e-mail RF66 Q1L2 609) and on 11 November 2026 (letter RF39 Q1L2 610)."
        ),
        "{text}"
    );
    assert!(!text.contains("échéance") && !text.contains("Nous "), "{text}");
}

#[test]
fn a_payment_imputed_on_interest_first_is_explained() {
    let mut facts = facts(DocumentKind::FormalNotice, DebtorKind::Business, Language::Fr);
    facts.items.truncate(1);
    let item = &mut facts.items[0];
    (item.paid, item.principal) = (Cents(100_000), Cents(330_000));
    facts.statement = vec![
        StatementLine {
            number: item.number.clone(),
            due_on: item.due_on,
            label: "Reste dû".to_owned(),
            from: None,
            to: None,
            days: None,
            base: None,
            rate: Some(Rate(12_400)),
            amount: item.asked(true),
            article: "C. civ. 1343-1".to_owned(),
            mark: String::new(),
        };
        1
    ];
    let letter = written(DocumentKind::FormalNotice, &facts);
    assert!(body(&letter).contains("s’impute d’abord sur les intérêts, puis sur le principal (article 1343-1 du code civil)"));
    assert_eq!(lacking(&letter, &facts), Vec::<&str>::new());
    facts.asks_accessories = false;
    facts.statement.clear();
    assert!(matches!(compose(DocumentKind::FormalNotice, &facts), Err(LetterError::DoesNotAddUp { .. })), "the accounts say 3 212,00 €");
}

#[test]
fn figures_that_do_not_add_up_make_no_letter() {
    let mut facts = facts(DocumentKind::FormalNotice, DebtorKind::Business, Language::Fr);
    facts.statement[0].amount += Cents(1);
    let error = compose(DocumentKind::FormalNotice, &facts).expect_err("refused").to_string();
    assert!(error.contains("F-2026-0412") && error.contains("décompte"), "{error}");
}

#[test]
fn a_date_that_is_past_or_not_due_makes_no_letter() {
    let mut facts = facts(DocumentKind::Reminder, DebtorKind::Business, Language::Fr);
    facts.pay_by = Some(TODAY);
    assert!(matches!(compose(DocumentKind::Reminder, &facts), Err(LetterError::WrongDay { .. })));
    facts.pay_by = None;
    assert!(matches!(compose(DocumentKind::Reminder, &facts), Err(LetterError::NoFact { .. })));
    facts.pay_by = Some(date(2026, 12, 8));
    facts.items[0].due_on = TODAY;
    assert!(matches!(compose(DocumentKind::FormalNotice, &facts), Err(LetterError::WrongDay { .. })), "due today is not late");
}

#[test]
fn a_collector_without_mandate_or_insurance_writes_nothing() {
    let base = by_collector(facts(DocumentKind::Reminder, DebtorKind::Business, Language::Fr), false);
    let with = |mandate, insurance| LetterFacts { acts_for: ActsFor::AmicableCollector { mandate, insurance }, ..base.clone() };
    assert!(compose(DocumentKind::Reminder, &with(false, true)).expect_err("refused").to_string().contains("R124-3"));
    assert!(compose(DocumentKind::Reminder, &with(true, false)).expect_err("refused").to_string().contains("R124-2"));
    let mut alone = base.clone();
    alone.creditor.agent = None;
    assert!(compose(DocumentKind::Reminder, &alone).expect_err("refused").to_string().contains("R124-4"));
    let letter = written(DocumentKind::Reminder, &base);
    assert_eq!(letter.sender.name, "Cabinet Vireton");
    assert!(body(&letter).contains("Cabinet Vireton, 4 rue du Levant, 69003 Lyon, exerce une activité de recouvrement amiable. Ce courrier vous est adressé pour le compte de son client Ateliers Boréal, 12 quai des Aurores, 99100 Port-Songe."));
}

#[test]
fn the_shipped_words_are_calm() {
    let forbidden = [
        "avertissement",
        "poursuites",
        "saisie",
        "huissier",
        "tribunal",
        "immédiat",
        "sans délai",
        "urgent",
        "sous peine",
        "!",
        "hélas",
        "malgré",
    ];
    for (document, kind, language) in
        DocumentKind::ALL.iter().flat_map(|d| DebtorKind::ALL.iter().flat_map(move |k| LANGUAGES.iter().map(move |l| (*d, *k, *l))))
    {
        let Some(text) = shipped(document, kind, language) else {
            assert_eq!((document, kind), (DocumentKind::FormalNotice, DebtorKind::Unknown));
            continue;
        };
        let words = Words::read(text).unwrap_or_else(|error| panic!("{document:?} {kind:?} {language:?}: {error}"));
        words.check().unwrap_or_else(|error| panic!("{document:?} {kind:?} {language:?}: {error}"));
        for spoken in [&words.subject, &words.title, &words.salutation, &words.body, &words.closing] {
            let lower = spoken.to_lowercase();
            assert!(forbidden.iter().all(|word| !lower.contains(word)), "{document:?} {kind:?} {language:?}: {spoken}");
        }
    }
    let all = format!("{}{}", phrases(Language::Fr), phrases(Language::En)).to_lowercase();
    assert!(forbidden.iter().all(|word| !all.contains(word)));
}

#[test]
fn both_languages_have_the_same_phrases_and_each_can_be_read() {
    let keys = |language| -> Vec<String> {
        phrases(language).lines().filter_map(|line| line.strip_prefix('[')?.strip_suffix(']').map(str::to_owned)).collect()
    };
    assert_eq!(keys(Language::Fr), keys(Language::En));
    for language in LANGUAGES {
        for key in keys(language) {
            let text = phrase(language, &key).unwrap_or_else(|| panic!("{key}"));
            assert!(!text.is_empty());
            Template::parse(text).unwrap_or_else(|error| panic!("{key}: {error}"));
        }
    }
}

#[test]
fn several_rates_are_listed_and_thanks_sent_before_are_not_cited() {
    let mut facts = facts(DocumentKind::FormalNotice, DebtorKind::Business, Language::Fr);
    facts.rates.insert(0, RateUsed { rate: Rate(12_150), source: facts.rates[0].source.clone() });
    facts.sent[0].document = DocumentKind::ThankYou;
    facts.sent[1].document = DocumentKind::FormalNotice;
    let text = body(&written(DocumentKind::FormalNotice, &facts));
    let rates = "aux taux annuels de 12,15 % et 12,40 % selon les périodes (taux de la Banque centrale européenne majoré de 10 points)";
    assert!(text.contains(rates), "{text}");
    assert!(text.contains("Nous vous avons écrit à ce sujet le 11 novembre 2026 (mise en demeure RF39 Q1L2 610)."), "{text}");
}

#[test]
fn thanks_ask_for_nothing() {
    for kind in DebtorKind::ALL {
        let facts = facts(DocumentKind::ThankYou, kind, Language::Fr);
        let letter = written(DocumentKind::ThankYou, &facts);
        let text = body(&letter);
        assert!(
            text.contains("Nous avons bien reçu votre règlement de 4 212,00 € le 20 novembre 2026, et nous vous en remercions."),
            "{text}"
        );
        assert!(
            text.contains(
                "La facture F-2026-0412 est maintenant soldée en principal. Après ce règlement, il reste 2 950,80 € à régler en principal."
            ),
            "{text}"
        );
        assert!(letter.payment.is_none() && !text.contains("pénalités"));
    }
}

#[test]
fn a_call_is_confirmed_as_it_was_said() {
    let facts = facts(DocumentKind::CallConfirmation, DebtorKind::Business, Language::Fr);
    let letter = written(DocumentKind::CallConfirmation, &facts);
    let text = body(&letter);
    assert!(text.contains("Nous avons échangé par téléphone le 20 novembre 2026 avec Mme Rouvier."), "{text}");
    assert!(text.contains("Vous nous avez indiqué que vous régleriez 4 212,00 € au plus tard le 30 novembre 2026."), "{text}");
    let pay = letter.payment.expect("a way to pay");
    assert!(pay.lines.iter().any(|(label, value)| label == "Au plus tard le" && value == "30 novembre 2026"));
}
