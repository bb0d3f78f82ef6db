//! What the bank says of a batch, and what is collected again.

use super::*;

#[test]
fn a_batch_is_prepared_letters_wait_and_the_bank_pays() {
    let mut life = Life::new();
    let late = life.invoice("C1", "F-2026-101", 120_000, date(2026, 10, 1));
    life.invoice("C1", "F-2026-102", 30_050, COLLECT);
    life.invoice("C1", "F-2026-103", 9_900, date(2026, 12, 20));
    life.invoice("C2", "F-2026-104", 5_000, date(2026, 10, 1));
    life.mandate("C1", "GRIFFON-2026");
    assert!(life.plan().0 > 0, "a reminder is proposed before");
    let prepared = life.prepared(COLLECT);
    assert_eq!(left(&prepared), [("F-2026-103", "due_later")], "the debtor without a mandate is not spoken of");
    let batch = prepared.batch.unwrap();
    let numbers: Vec<(&str, i64)> = batch.lines.iter().map(|line| (line.number.as_str(), line.cents.0)).collect();
    assert_eq!((numbers, batch.total), (vec![("F-2026-101", 120_000), ("F-2026-102", 30_050)], Cents(150_050)));
    assert_eq!(batch.until, date(2026, 12, 11), "five open days of banks: the 5th and the 6th are not");

    // The file says the same, and is given again with the same bytes.
    let text = String::from_utf8(batch.bytes.clone()).unwrap();
    let root = Elements::new(&text).document().unwrap();
    let file = root.child("CstmrDrctDbtInitn").unwrap();
    assert_eq!(file.text_at("GrpHdr/CtrlSum"), Some("1500.50"));
    assert_eq!(file.text_at("GrpHdr/MsgId").map(|id| format!("{id}.xml")), Some(batch.file_name.clone()));
    assert_eq!(file.text_at("GrpHdr/CreDtTm"), Some("2026-11-20T12:00:00"), "noon in Paris");
    assert_eq!(file.text_at("PmtInf/ReqdColltnDt"), Some("2026-12-04"));
    assert_eq!(file.text_at("PmtInf/DrctDbtTxInf/RmtInf/Ustrd"), Some("Facture F-2026-101"));
    assert_eq!(file.text_at("PmtInf/DrctDbtTxInf/DrctDbtTx/MndtRltdInf/MndtId"), Some("GRIFFON-2026"));
    let again = life.books.read(|tx| debits::file(tx, batch.id, false, TODAY)).unwrap();
    assert_eq!(again.bytes, batch.bytes);
    let digest: String = Sha256::digest(&again.bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(digest, batch.sha256);

    // Nothing is written about what is being collected; the debtor without a mandate gets its letter.
    let (actions, held) = life.plan();
    assert_eq!(actions, 1, "{held:?}");
    let wanted =
        "Prélèvement préparé, la banque est attendue : 1\u{202f}200,00\u{a0}€ suspendus depuis le 20/11/2026, jusqu'au 11/12/2026.";
    assert!(held.iter().any(|because| because == wanted), "{held:#?}");

    // The money comes: it is matched by itself, and its claim is paid.
    life.wakes(date(2026, 12, 7));
    life.bank(date(2026, 12, 4), "PRLV SEPA MENUISERIE GRIFFON FACTURE F-2026-101", 120_000);
    assert_eq!(life.open(late), Cents::ZERO);

    // The other debit never came: after the wait its letters start again, as for any late invoice.
    assert!(life.plan().1.iter().any(|because| because.starts_with("Prélèvement préparé")));
    life.wakes(date(2026, 12, 14));
    life.known(date(2026, 12, 10));
    let unknown = "Prélèvement attendu jusqu'au 11/12/2026 : les règlements ne sont connus que jusqu'au 10/12/2026, on ne peut pas dire que 300,50\u{a0}€ ne sont pas payés.";
    assert!(life.plan().1.iter().any(|because| because == unknown), "{:#?}", life.plan().1);
    life.known(date(2026, 12, 11));
    let (actions, held) = life.plan();
    assert!(!held.iter().any(|because| because == unknown), "{held:#?}");
    assert!(actions > 0 && !held.iter().any(|because| because.starts_with("Prélèvement préparé")), "{held:#?}");
    let story = life.books.read(|tx| {
        let griffon = tx.debtor_by_code("C1")?.unwrap();
        app::card::story(tx, griffon, life.today(), None, None, 50)
    });
    let titles: Vec<String> = story.unwrap().entries.into_iter().map(|entry| entry.title).collect();
    for wanted in ["Prélèvement préparé : 1\u{202f}500,50\u{a0}€ le 04/12/2026", "Mandat de prélèvement inscrit : GRIFFON-2026"] {
        assert!(titles.iter().any(|title| title == wanted), "{titles:#?}");
    }
    life.sound();
}

#[test]
fn a_debit_that_came_back_is_presented_again_only_on_a_persons_word() {
    let mut life = Life::new();
    let claim = life.invoice("C1", "F-2026-101", 120_000, date(2026, 10, 1));
    life.mandate("C1", "GRIFFON-2026");
    let first = life.prepared(COLLECT).batch.unwrap();
    life.hands_over(first.id);
    life.wakes(date(2026, 12, 8));
    life.bank(date(2026, 12, 4), "PRLV SEPA MENUISERIE GRIFFON FACTURE F-2026-101", 120_000);
    assert_eq!(life.open(claim), Cents::ZERO);
    // It comes back for want of funds.
    life.bank(date(2026, 12, 8), "REJET PRLV MENUISERIE GRIFFON FACTURE F-2026-101 AM04", -120_000);
    if life.open(claim).is_zero() {
        let line = life.books.read(|tx| Ok(tx.open_bank_lines()?)).unwrap().pop().unwrap();
        let griffon = life.books.read(|tx| {
            let debtor = tx.debtor_by_code("C1")?.unwrap();
            Ok(tx.debtor_facts(debtor)?.unwrap())
        });
        let payment = griffon.unwrap().movements[0].id;
        life.write(|tx| bank::take_back(tx, line.id, payment, life.today()));
    }
    assert_eq!(life.open(claim), Cents(120_000));
    // Letters wait through the eleventh, and payments are not known beyond the eighth.
    assert_eq!(left(&life.prepared(date(2026, 12, 22))), [("F-2026-101", "being_collected")]);
    life.wakes(date(2026, 12, 14));
    life.known(date(2026, 12, 11));
    let refused = life.prepared(date(2026, 12, 28));
    assert_eq!(left(&refused), [("F-2026-101", "presented")]);
    let wanted =
        "Déjà présentée le 04/12/2026 et toujours ouverte : à vous de décider, selon le motif du rejet, de la présenter de nouveau.";
    assert_eq!(refused.left[0].why, wanted);
    let again = life.tries(date(2026, 12, 28), &["F-2026-101".to_owned()]).unwrap().batch.unwrap();
    assert_eq!(again.total, Cents(120_000));
    life.sound();
}

#[test]
fn nobody_collects_a_claim_while_an_older_batch_may_be_with_the_bank() {
    let mut life = Life::new();
    life.invoice("C1", "F-2026-101", 120_000, date(2026, 10, 1));
    life.write(|tx| debits::add(tx, &NewMandate { once: true, ..mandate("C1", "GRIFFON-2026") }, TODAY));
    let first = life.prepared(COLLECT).batch.unwrap();
    let standing = |life: &Life| life.books.read(|tx| debits::mandates(tx, None, life.today())).unwrap().remove(0);
    assert!(matches!(standing(&life).standing, Standing::Barred(MandateBar::Taken { batch }) if batch == first.id));
    assert_eq!(standing(&life).mandate.last_presented_on, None, "what did not leave renews nothing");

    // Nobody said that it was handed over, and its wait is over: it may have been.
    life.wakes(date(2026, 12, 14));
    life.known(date(2026, 12, 13));
    assert_eq!(life.shown(first.id).state().0, "lapsed");
    let again = ["F-2026-101".to_owned()];
    let tried = life.tries(date(2026, 12, 29), &again).unwrap();
    assert!(tried.batch.is_none());
    assert_eq!(left(&tried), [("F-2026-101", "in_batch")]);
    assert_eq!(tried.in_vain, ["--again F-2026-101 n'a rien changé : elle n'est pas prélevée, pour la raison dite."]);
    // Too late to be handed over today, and not cancelled without a word more.
    let late = life.books.write(|tx| debits::handed_over(tx, first.id, life.today(), false, life.today()).map(drop));
    let late = late.unwrap_err().to_string();
    assert!(late.contains("ne prélève pas avant le 15/12/2026") && late.contains("--on JOUR"), "{late}");
    let quiet = life.books.write(|tx| debits::cancel(tx, first.id, false, life.today()).map(drop)).unwrap_err().to_string();
    assert!(quiet.contains("la banque l'a peut-être") && quiet.contains("--never-sent"), "{quiet}");
    assert!(life.books.read(|tx| debits::file(tx, first.id, false, life.today()).map(drop)).is_err());
    for day in [date(2026, 11, 19), date(2026, 12, 15)] {
        assert!(life.books.write(|tx| debits::handed_over(tx, first.id, day, true, life.today()).map(drop)).is_err(), "{day}");
    }

    // It had been, in time: the mandate is spent.
    life.write(|tx| debits::handed_over(tx, first.id, date(2026, 11, 30), false, life.today()));
    assert_eq!(life.shown(first.id).state().1, "remis à la banque le 30/11/2026");
    assert!(matches!(standing(&life).standing, Standing::Barred(MandateBar::Spent { on }) if on == COLLECT));
    assert_eq!(left(&life.tries(date(2026, 12, 29), &again).unwrap()), [("F-2026-101", "mandate")]);
    // Another mandate collects it on a person's word; that it had no effect on the other one is said.
    life.mandate("C1", "GRIFFON-2");
    life.invoice("C1", "F-2026-102", 5_000, date(2026, 10, 1));
    let both = ["F-2026-101".to_owned(), "F-2026-102".to_owned()];
    let second = life.tries(date(2026, 12, 29), &both).unwrap();
    assert_eq!(second.in_vain, ["--again F-2026-102 n'a rien changé : elle n'avait jamais été présentée."]);
    let second = second.batch.unwrap();
    assert_eq!(second.total, Cents(125_000));
    // Cancelled in time it takes no word; too late, it does.
    life.wakes(date(2026, 12, 29));
    assert!(life.books.write(|tx| debits::cancel(tx, second.id, false, life.today()).map(drop)).is_err());
    life.write(|tx| debits::cancel(tx, second.id, true, life.today()));
    life.sound();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is prepared, cancelled, handed over, paid and known, on any day: as long as a batch waits for its money, no other
    /// batch that was not cancelled holds any of its claims, and no batch collects more than was owed.
    #[test]
    fn no_claim_is_collected_twice(steps in prop::collection::vec((0_u8..8, 0_usize..6, 0_i64..12), 4..28)) {
        let mut life = Life::new();
        for (at, cents) in [40_000, 9_000, 125_040, 700, 33_333, 1].into_iter().enumerate() {
            let due_on = date(2026, 10, 1) + (i64::try_from(at).unwrap() * 16).days();
            life.invoice(["C1", "C2"][at % 2], &format!("F-2026-{}", 101 + at), cents, due_on);
        }
        for (code, reference, once) in [("C1", "GRIFFON-2026", false), ("C2", "BRUME-1", true), ("C2", "BRUME-2", false)] {
            let new = NewMandate { once, notice_days: Some(2), ..mandate(code, reference) };
            life.write(|tx| debits::add(tx, &new, TODAY));
        }
        let mut live: BTreeMap<ClaimId, Vec<(DebitBatchId, Date)>> = BTreeMap::new();
        let mut open: Vec<DebitBatchId> = Vec::new();
        for (what, which, days) in steps {
            match what {
                0..=3 => {
                    let collect_on = domain::calendar::first_target_day(life.today() + (days + 4).days());
                    let again: Vec<String> = (0..6).map(|at| format!("F-2026-{}", 101 + at)).take(which).collect();
                    let Ok(Prepared { batch: Some(batch), .. }) = life.tries(collect_on, &again) else { continue };
                    for line in &batch.lines {
                        prop_assert!(line.cents.is_positive() && line.cents <= life.open(line.claim), "{line:?}");
                        let before = live.entry(line.claim).or_default();
                        prop_assert!(before.iter().all(|(id, until)| *until < life.today() && !open.contains(id)), "{before:?} before {line:?}");
                        before.push((batch.id, batch.until));
                    }
                    open.push(batch.id);
                }
                4 if !open.is_empty() => {
                    let id = open.remove(which % open.len());
                    life.write(|tx| debits::cancel(tx, id, true, life.today()));
                    live.values_mut().for_each(|batches| batches.retain(|(batch, _)| *batch != id));
                }
                5 if !open.is_empty() => {
                    let id = open.remove(which % open.len());
                    life.write(|tx| debits::handed_over(tx, id, life.today(), true, life.today()));
                }
                6 => life.known(life.today()),
                _ => {
                    let next = life.today() + days.days();
                    life.wakes(next);
                }
            }
        }
        let holds = life.books.read(|tx| {
            let mut holds = 0;
            tx.each_debtor_facts(store::Selection::All, |facts| {
                holds += facts.holds.iter().filter(|hold| hold.cause == HoldCause::DirectDebit && hold.lifted_on.is_none()).count();
                Ok(())
            })?;
            Ok(holds)
        });
        prop_assert_eq!(holds.unwrap(), live.values().map(Vec::len).sum::<usize>(), "a hold for each debit that stands");
        facts_agree(&life.books).unwrap();
    }
}
