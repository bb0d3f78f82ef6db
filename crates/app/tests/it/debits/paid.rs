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
    assert_eq!((life.open(claim), life.waiting()), (Cents(120_000), 0), "its number, its name and its amount: nobody is asked");
    // Letters wait through the eleventh, and payments are not known beyond the eighth.
    assert_eq!(left(&life.prepared(date(2026, 12, 22))), [("F-2026-101", "being_collected")]);
    life.wakes(date(2026, 12, 14));
    life.known(date(2026, 12, 11));
    let refused = life.prepared(date(2026, 12, 28));
    assert_eq!(left(&refused), [("F-2026-101", "presented")]);
    let wanted = "Déjà présentée le 04/12/2026 et revenue impayée (provision insuffisante) : à vous de décider de la présenter de nouveau.";
    assert_eq!(refused.left[0].why, wanted);
    let again = life.tries(date(2026, 12, 28), &["F-2026-101".to_owned()]).unwrap().batch.unwrap();
    assert_eq!(again.total, Cents(120_000));

    // It comes back for want of funds once more: no word presents it a third time.
    life.hands_over(again.id);
    life.wakes(date(2026, 12, 30));
    life.bank(date(2026, 12, 28), "PRLV SEPA MENUISERIE GRIFFON FACTURE F-2026-101", 120_000);
    life.bank(date(2026, 12, 30), "REJET PRLV MENUISERIE GRIFFON FACTURE F-2026-101 AM04", -120_000);
    assert_eq!(life.open(claim), Cents(120_000));
    assert_eq!(again.until, date(2027, 1, 5), "the first of January is closed, and the second and third are a week-end");
    life.wakes(date(2027, 1, 6));
    life.known(date(2027, 1, 5));
    let third = life.tries(date(2027, 1, 25), &["F-2026-101".to_owned()]).unwrap();
    assert_eq!(left(&third), [("F-2026-101", "presented_twice")]);
    life.sound();
}

#[test]
fn the_reason_of_a_return_bars_the_mandate_or_holds_for_a_person() {
    let mut life = Life::new();
    for (code, number, cents) in [("C1", "F-2026-101", 120_000), ("C2", "F-2026-104", 5_000)] {
        life.invoice(code, number, cents, date(2026, 10, 1));
    }
    life.invoice("C1", "F-2026-102", 30_050, date(2026, 10, 1));
    life.mandate("C1", "GRIFFON-2026");
    life.mandate("C2", "BRUME-1");
    let batch = life.prepared(COLLECT).batch.unwrap();
    life.hands_over(batch.id);
    life.wakes(date(2026, 12, 8));
    let end = |number: &str| batch.lines.iter().find(|line| line.number == number).unwrap().end_to_end.clone();
    let ends = ["F-2026-101", "F-2026-102", "F-2026-104"].map(end);
    life.statement(date(2026, 12, 4), &[(120_000, &ends[0], ""), (30_050, &ends[1], ""), (5_000, &ends[2], "")]);
    assert_eq!(life.waiting(), 0, "each line bears its reference, and nothing else");
    life.statement(date(2026, 12, 8), &[(-120_000, &ends[0], "AC04"), (-30_050, &ends[1], "MD06"), (-5_000, &ends[2], "MD07")]);
    assert_eq!(life.waiting(), 0, "and so does each return");
    life.wakes(date(2026, 12, 14));
    life.known(date(2026, 12, 13));

    // A disputed debit and a death wait for a person; a closed account stops nothing but the mandate.
    let (_, held) = life.plan();
    for wanted in ["Une réponse attend d'être lue : 300,50", "Décès du débiteur : 50,00"] {
        assert!(held.iter().any(|because| because.starts_with(wanted)), "{held:#?}");
    }
    assert!(life.plan().0 > 0, "the invoice of the closed account is asked for by letter");
    let listed = life.books.read(|tx| debits::mandates(tx, Some("C1"), life.today())).unwrap().remove(0);
    assert!(matches!(listed.standing, Standing::Barred(MandateBar::Refused { why: "compte clôturé" })), "{listed:?}");
    let again = ["F-2026-101".to_owned(), "F-2026-104".to_owned()];
    let tried = life.tries(date(2026, 12, 28), &again).unwrap();
    let wanted = [("F-2026-101", "mandate"), ("F-2026-102", "presented"), ("F-2026-104", "not_asked")];
    assert_eq!(left(&tried), wanted);
    // Another mandate, for another account, collects it on a person's word.
    life.mandate("C1", "GRIFFON-2027");
    assert_eq!(life.tries(date(2026, 12, 28), &again).unwrap().batch.unwrap().total, Cents(120_000));
    life.sound();
}

#[test]
fn two_debits_of_one_amount_are_told_apart_by_their_references() {
    let mut life = Life::new();
    let first = life.invoice("C1", "F-2026-101", 9_000, date(2026, 10, 1));
    let second = life.invoice("C2", "F-2026-104", 9_000, date(2026, 10, 1));
    life.mandate("C1", "GRIFFON-2026");
    life.mandate("C2", "BRUME-1");
    let batch = life.prepared(COLLECT).batch.unwrap();
    life.hands_over(batch.id);
    life.wakes(date(2026, 12, 8));
    // Their lines name nobody, and the payments were recorded otherwise: only the references tell which came back.
    life.bank(date(2026, 12, 4), "PRLV SEPA FACTURE F-2026-101", 9_000);
    life.pays("C2", "F-2026-104", 9_000);
    assert_eq!((life.open(first), life.open(second)), (Cents::ZERO, Cents::ZERO));
    life.statement(date(2026, 12, 8), &[(-9_000, &batch.lines[1].end_to_end, "AM04")]);
    let of_second = batch.lines[1].claim;
    let other = if of_second == first { second } else { first };
    assert_eq!((life.open(of_second), life.open(other)), (Cents(9_000), Cents::ZERO));
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

    /// Whatever is prepared, cancelled, handed over, paid, disputed and known, on any day: as long as a batch is still to be collected or
    /// waits for its money, no other batch that was not cancelled holds any of its claims; no batch collects more than was owed, nor
    /// what is disputed.
    #[test]
    fn no_claim_is_collected_twice(steps in prop::collection::vec((0_u8..11, 0_usize..6, 0_i64..12), 4..28)) {
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
        let claims: Vec<ClaimId> =
            (101..107).map(|at| life.books.read(|tx| app::resolve::claim(tx, &format!("F-2026-{at}"), None)).unwrap().0).collect();
        let mut disputed: BTreeSet<ClaimId> = BTreeSet::new();
        for (what, which, days) in steps {
            match what {
                0..=3 => {
                    let collect_on = domain::calendar::first_target_day(life.today() + (days + 4).days());
                    let again: Vec<String> = (0..6).map(|at| format!("F-2026-{}", 101 + at)).take(which).collect();
                    let waits = life.books.read(|tx| Ok(tx.bank_waits()?)).unwrap().into_values().flatten();
                    let waiting: BTreeSet<DebtorId> = waits.filter(|wait| !wait.over).map(|wait| wait.debtor).collect();
                    let Ok(Prepared { batch: Some(batch), .. }) = life.tries(collect_on, &again) else { continue };
                    for line in &batch.lines {
                        prop_assert!(line.cents.is_positive() && line.cents <= life.open(line.claim), "{line:?}");
                        prop_assert!(!disputed.contains(&line.claim) && !waiting.contains(&line.debtor), "{line:?}");
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
                7 => {
                    let claim = claims[which];
                    if life.open(claim).is_positive() && disputed.insert(claim) {
                        life.write(|tx| record::dispute(tx, &claim.to_string(), None, "quality", None, life.today()));
                    }
                }
                8 => {
                    // Something of a claim is paid otherwise, between the file and the collection or after it.
                    let cents = Cents(life.open(claims[which]).0 / 2);
                    if cents.is_positive() {
                        life.pays(["C1", "C2"][which % 2], &format!("F-2026-{}", 101 + which), cents.0);
                    }
                }
                9 => {
                    // A line of the bank that may be anybody's of that name.
                    let name = ["MENUISERIE GRIFFON", "AURORE BRUME"][which % 2];
                    life.bank(life.today(), &format!("VIR {name}"), 77_700 + days);
                }
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

#[test]
fn the_bank_credits_the_whole_file_in_one_line() {
    // Three debits of two debtors; the line names nobody.
    let prepared = || {
        let mut life = Life::new();
        let claims = [("C1", "F-2026-101", 120_000), ("C1", "F-2026-102", 30_050), ("C2", "F-2026-104", 5_000)]
            .map(|(code, number, cents)| life.invoice(code, number, cents, date(2026, 10, 1)));
        life.mandate("C1", "GRIFFON-2026");
        life.mandate("C2", "BRUME-1");
        let batch = life.prepared(COLLECT).batch.unwrap();
        life.hands_over(batch.id);
        life.wakes(date(2026, 12, 7));
        (life, claims, batch)
    };
    let opens = |life: &Life, claims: &[ClaimId; 3]| claims.map(|claim| life.open(claim).0);

    // Its sum and its day propose it; a person accepts, and each debit is a payment that comes back alone.
    let (mut life, claims, batch) = prepared();
    life.bank(date(2026, 12, 4), "REMISE PRLV SEPA 3 OPERATIONS", 155_050);
    assert_eq!((opens(&life, &claims), life.waiting()), ([120_000, 30_050, 5_000], 1));
    // Nobody decides before the wait is over and its end is known: all whom it may be of are still held.
    life.wakes(date(2026, 12, 14));
    life.known(date(2026, 12, 13));
    assert_eq!(left(&life.tries(date(2026, 12, 28), &[]).unwrap()).iter().filter(|(_, why)| *why == "presented").count(), 3);
    let again = ["F-2026-101".to_owned(), "F-2026-104".to_owned()];
    let held = life.tries(date(2026, 12, 28), &again).unwrap();
    assert_eq!(left(&held), [("F-2026-101", "unmatched"), ("F-2026-102", "presented"), ("F-2026-104", "unmatched")]);
    let line = life.books.read(|tx| Ok(tx.open_bank_lines()?)).unwrap().remove(0).id;
    let said = life.write(|tx| app::bank::accept(tx, line, 0, false, life.today())).said;
    assert!(said.contains("la remise de 3 prélèvements du 04/12/2026"), "{said}");
    assert_eq!(opens(&life, &claims), [0, 0, 0]);
    let end = batch.lines.iter().find(|line| line.claim == claims[1]).unwrap().end_to_end.clone();
    life.statement(date(2026, 12, 14), &[(-30_050, &end, "AM04")]);
    assert_eq!((opens(&life, &claims), life.waiting()), ([0, 30_050, 0], 0), "one of two debits of one debtor");
    life.sound();

    // Where the line bears the reference of the file, nobody is asked.
    let (life, claims, batch) = prepared();
    let message = batch.file_name.trim_end_matches(".xml");
    life.bank(date(2026, 12, 4), &format!("REMISE PRLV SEPA {message}-1"), 155_050);
    assert_eq!((opens(&life, &claims), life.waiting()), ([0, 0, 0], 0));
    life.sound();

    // Another sum: what was rejected, or what else is in it, is not known, and a person shares it; another day is another file's.
    for (day, cents, waits) in [(date(2026, 12, 4), 150_050, 2), (date(2026, 12, 3), 155_050, 0), (date(2026, 12, 4), 155_051, 2)] {
        let (life, claims, _) = prepared();
        life.bank(day, "REMISE PRLV SEPA", cents);
        assert_eq!(opens(&life, &claims), [120_000, 30_050, 5_000]);
        let held = life.books.read(|tx| Ok(tx.bank_waits()?)).unwrap().into_values().flatten().count();
        assert_eq!(held, waits, "{day} {cents}");
    }
}

#[test]
fn one_debit_paid_otherwise_does_not_hide_the_rest_of_its_file() {
    // C2 transfers what is debited, the day before the collection.
    let prepared = || {
        let mut life = Life::new();
        let claims = [("C1", "F-2026-101", 120_000), ("C1", "F-2026-102", 30_050), ("C2", "F-2026-104", 5_000)]
            .map(|(code, number, cents)| life.invoice(code, number, cents, date(2026, 10, 1)));
        life.mandate("C1", "GRIFFON-2026");
        life.mandate("C2", "BRUME-1");
        let batch = life.prepared(COLLECT).batch.unwrap();
        life.hands_over(batch.id);
        life.wakes(date(2026, 12, 7));
        life.bank(date(2026, 12, 3), "VIR AURORE BRUME F-2026-104", 5_000);
        assert_eq!(life.open(claims[2]), Cents::ZERO);
        (life, claims, batch)
    };
    let opens = |life: &Life, claims: &[ClaimId; 3]| claims.map(|claim| life.open(claim).0);
    let held = |life: &Life| {
        let waits = life.books.read(|tx| Ok(tx.bank_waits()?)).unwrap();
        waits.into_values().flatten().filter(|wait| !wait.over).map(|wait| wait.debtor).collect::<Vec<_>>()
    };
    let griffon = |life: &Life| life.books.read(|tx| Ok(tx.debtor_by_code("C1")?.unwrap())).unwrap();

    // The bank credits the whole file all the same: the rest is paid, and what C2 paid twice stays on its account.
    let (life, claims, batch) = prepared();
    let message = batch.file_name.trim_end_matches(".xml");
    life.bank(date(2026, 12, 4), &format!("REMISE PRLV SEPA {message}-1"), 155_050);
    assert_eq!((opens(&life, &claims), held(&life)), ([120_000, 30_050, 0], vec![griffon(&life)]));
    let line = life.books.read(|tx| Ok(tx.open_bank_lines()?)).unwrap().remove(0).id;
    let said = life.write(|tx| app::bank::accept(tx, line, 0, false, life.today())).said;
    assert!(said.contains("mais 50,00\u{a0}€ ne sont plus dus par Mme Aurore Brume et resteraient en avance"), "{said}");
    assert_eq!(opens(&life, &claims), [0, 0, 0]);
    let code = |tx: &mut store::Read<'_>| Ok(tx.debtor_by_code("C2")?.unwrap());
    let brume = life.books.read(|tx| code(tx).and_then(|debtor| Ok(tx.debtor_facts(debtor)?))).unwrap().unwrap();
    assert_eq!(brume.movements.iter().map(|movement| movement.unallocated(Date::MAX)).sum::<Cents>(), Cents(5_000));
    life.sound();

    // The debit was withdrawn in time: the bank credits the rest, and a person shares it.
    let (life, claims, _) = prepared();
    life.bank(date(2026, 12, 4), "REMISE PRLV SEPA 2 OPERATIONS", 150_050);
    assert_eq!((opens(&life, &claims), held(&life)), ([120_000, 30_050, 0], vec![griffon(&life)]));
    life.sound();
}
