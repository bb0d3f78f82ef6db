//! Pages of lists, the story of a debtor, notes, followers, saved views.

use domain::events::*;
use domain::ids::*;
use domain::money::Cents;
use jiff::ToSpan;
use store::{ClaimLine, ClaimOrder, ClaimState, ClaimsAsked, LAST_DAY, StoreError};

use crate::harness::{Place, TODAY};
use crate::history;

/// Every page of a list, one after the other.
fn pages(place: &Place, tenant: TenantId, asked: &ClaimsAsked, size: usize) -> Vec<ClaimLine> {
    let (mut asked, mut all) = (asked.clone(), Vec::new());
    loop {
        let (page, more) = place.store.read::<_, StoreError>(tenant, |tx| tx.list_claims(&asked, size, |_| true)).unwrap();
        assert!(page.len() <= size);
        asked.after = page.last().map(|line| asked.place(line));
        all.extend(page);
        if !more {
            return all;
        }
    }
}

/// Whatever the order, state and size of the page, a list gives every claim once, in its order, and those only.
fn pages_of_claims_are_the_whole_list_cut(place: &Place) {
    let books = history::write(&place.store, 11, 900);
    for (tenant, _) in &books {
        let mut today = Vec::new();
        place
            .store
            .read::<_, StoreError>(*tenant, |tx| {
                tx.each_claim_on(LAST_DAY, |line| {
                    today.push(line);
                    Ok(())
                })
            })
            .unwrap();
        for state in [ClaimState::Open, ClaimState::Paid, ClaimState::All] {
            let of_state = |line: &&ClaimLine| match state {
                ClaimState::Open => line.open.is_positive(),
                ClaimState::Paid => !line.open.is_positive(),
                _ => true,
            };
            let mut expected: Vec<ClaimId> = today.iter().filter(of_state).map(|line| line.id).collect();
            expected.sort_unstable();
            for order in [ClaimOrder::Due, ClaimOrder::Left, ClaimOrder::Issued, ClaimOrder::Number] {
                for down in [false, true] {
                    let asked = ClaimsAsked { state, order, down, ..ClaimsAsked::open(TODAY) };
                    if !asked.by_index() {
                        continue;
                    }
                    let found = pages(place, *tenant, &asked, 7);
                    let ordered = found.windows(2).all(|pair| {
                        let key = |line: &ClaimLine| match asked.real_order() {
                            ClaimOrder::Due => (line.due_on.to_string(), 0, line.id),
                            ClaimOrder::Issued => (line.issued_on.to_string(), 0, line.id),
                            ClaimOrder::Left => (String::new(), line.open.0, line.id),
                            ClaimOrder::Number => (line.number.clone(), 0, line.id),
                        };
                        if down { key(&pair[0]) > key(&pair[1]) } else { key(&pair[0]) < key(&pair[1]) }
                    });
                    assert!(ordered, "{asked:?}");
                    let mut ids: Vec<ClaimId> = found.iter().map(|line| line.id).collect();
                    ids.sort_unstable();
                    assert_eq!(ids, expected, "{asked:?}");
                }
            }
        }
        let prefix = ClaimsAsked { state: ClaimState::All, number: "F1".to_owned(), ..ClaimsAsked::open(TODAY) };
        let begun = pages(place, *tenant, &prefix, 5);
        assert_eq!(begun.len(), today.iter().filter(|line| line.number.starts_with("F1")).count());
        // What is left of each open claim finds it, and what it came to; nothing finds a claim that is paid.
        for wanted in today.iter().filter(|line| line.open.is_positive()).take(5).flat_map(|line| [line.open, line.amount]) {
            let found = place.store.read::<_, StoreError>(*tenant, |tx| tx.open_claims_of_amount(wanted, 1_000)).unwrap();
            let expected = today.iter().filter(|line| line.open.is_positive() && (line.open == wanted || line.amount == wanted));
            assert_eq!(found.iter().map(|line| line.id).collect::<Vec<_>>(), expected.map(|line| line.id).collect::<Vec<_>>());
        }
        let late = ClaimsAsked { due: (TODAY - 60.days(), TODAY - 1.day()), ..ClaimsAsked::open(TODAY) };
        let in_range = |line: &&ClaimLine| line.open.is_positive() && line.due_on >= late.due.0 && line.due_on <= late.due.1;
        assert_eq!(pages(place, *tenant, &late, 4).len(), today.iter().filter(in_range).count());
    }
}

/// Disputed and promised claims, disputes and promises by state.
fn what_is_disputed_and_promised_is_listed(place: &Place) {
    let tenant = place.tenant();
    let debtor = place.debtor(tenant, "C1");
    let claims: Vec<ClaimId> = (1..=5).map(|n| place.invoice(tenant, debtor, &format!("F{n}"), TODAY - n.days(), 10_000)).collect();
    let open = DisputeOpened { claim: claims[0], amount: None, cause: "price".to_owned(), note: None };
    let dispute = DisputeId(place.record(tenant, TODAY, open).0);
    let part = DisputeOpened { claim: claims[1], amount: Some(Cents(500)), cause: "price".to_owned(), note: None };
    let closed = DisputeId(place.record(tenant, TODAY, part).0);
    place.record(tenant, TODAY, DisputeClosed { dispute: closed, founded: true });
    let made = |by, claim| PromiseMade { debtor, claims: vec![claim], amount: Cents(10_000), by, note: None };
    let soon = PromiseId(place.record(tenant, TODAY, made(TODAY + 3.days(), claims[2])).0);
    let gone = PromiseId(place.record(tenant, TODAY - 9.days(), made(TODAY - 3.days(), claims[3])).0);
    let dropped = PromiseId(place.record(tenant, TODAY, made(TODAY + 5.days(), claims[4])).0);
    place.record(tenant, TODAY, PromiseCancelled { promise: dropped });

    let of =
        |state| pages(place, tenant, &ClaimsAsked { state, ..ClaimsAsked::open(TODAY) }, 2).iter().map(|line| line.id).collect::<Vec<_>>();
    assert_eq!(of(ClaimState::Disputed), [claims[0]]);
    assert_eq!(of(ClaimState::Promised), [claims[2]]);
    place
        .store
        .read::<_, StoreError>(tenant, |tx| {
            let ids = |rows: &[store::PromiseLine]| rows.iter().map(|row| row.id).collect::<Vec<_>>();
            assert_eq!(ids(&tx.list_promises((TODAY, LAST_DAY), false, None, 10)?.0), [soon]);
            assert_eq!(ids(&tx.list_promises((store::FIRST_DAY, TODAY - 1.day()), true, None, 10)?.0), [gone]);
            assert_eq!(ids(&tx.list_cancelled_promises(None, 10)?.0), [dropped]);
            let (all, more) = tx.list_promises((store::FIRST_DAY, LAST_DAY), true, None, 1)?;
            assert_eq!((ids(&all), more), (vec![soon], true));
            let next = tx.list_promises((store::FIRST_DAY, LAST_DAY), true, Some((all[0].by, all[0].id.0)), 1)?;
            assert_eq!((ids(&next.0), next.1), (vec![gone], false));
            let rows = tx.list_disputes(false, None, 10)?.0;
            assert_eq!((rows.len(), rows[0].id, rows[0].number.as_str(), rows[0].open), (1, dispute, "F1", Cents(10_000)));
            assert_eq!(tx.list_disputes(true, None, 10)?.0.iter().map(|row| (row.id, row.founded)).collect::<Vec<_>>(), [(closed, true)]);
            assert_eq!(tx.promise(soon)?.map(|row| row.debtor), Some(debtor));
            Ok(())
        })
        .unwrap();
}

/// Notes are erased with the person, go with a record that is joined to another, and are part of its story.
fn notes_follow_and_are_erased(place: &Place) {
    let tenant = place.tenant();
    let (one, other) = (place.debtor(tenant, "C1"), place.debtor(tenant, "C2"));
    place.write(tenant, |tx| {
        let body = tx.keep("Comptable en congé jusqu'au 3".as_bytes())?;
        tx.append(NewEvent::new(TODAY, NoteAdded { debtor: one, body }))
    });
    place.record(tenant, TODAY, FollowerSet { debtor: one, user: Some(UserId(7)) });
    place.record(tenant, TODAY, AbsenceSet { user: UserId(7), cover: UserId(8), until: TODAY + 5.days() });
    place
        .store
        .read::<_, StoreError>(tenant, |tx| {
            assert_eq!(tx.follower_of(one)?, Some(UserId(7)));
            assert_eq!(tx.debtors_followed_by(&[UserId(7), UserId(8)])?, [one]);
            assert_eq!(tx.absences(TODAY)?.len(), 1);
            assert_eq!(tx.absences(TODAY + 6.days())?.len(), 0);
            let whole = tx.story_of(one, TODAY, |_| true, None, 10)?;
            assert_eq!((whole.events.len(), whole.more), (3, false));
            assert!(matches!(whole.events[0].event, Event::FollowerSet(_)));
            let after = Some((whole.events[0].effective_on, whole.events[0].seq.0));
            let next = tx.story_of(one, TODAY, |_| true, after, 1)?;
            assert_eq!((&next.events[0], next.more), (&whole.events[1], true));
            let notes = tx.story_of(one, TODAY, |kind| kind == "note.added", None, 10)?;
            assert_eq!((notes.events.len(), notes.kinds["debtor.recorded"], notes.kinds["note.added"]), (1, 1, 1));
            Ok(())
        })
        .unwrap();
    place.record(tenant, TODAY, ClaimsMoved { claims: Vec::new(), movements: Vec::new(), to: other, joined: vec![one] });
    let ids = place
        .store
        .read::<_, StoreError>(tenant, |tx| {
            assert!(tx.notes_of(one, 10)?.is_empty());
            assert_eq!(tx.notes_of(other, 10)?[0].text.as_deref(), Some("Comptable en congé jusqu'au 3"));
            tx.private_of_debtor(other)
        })
        .unwrap();
    place.write(tenant, |tx| tx.erase(TODAY, ids, "demande"));
    let notes = place.store.read::<_, StoreError>(tenant, |tx| tx.notes_of(other, 10)).unwrap();
    assert_eq!((notes.len(), notes[0].text.clone()), (1, None));
    assert!(place.store.check(None, &[]).unwrap().is_clean());
}

fn views_are_a_users_own(place: &Place) {
    let tenant = place.tenant();
    place.write(tenant, |tx| {
        tx.save_view(UserId(1), "factures", "Gros retards", "retard=90")?;
        tx.save_view(UserId(1), "factures", "Gros retards", "retard=60")?;
        tx.save_view(UserId(2), "factures", "À moi", "mien=1")?;
        tx.save_view(UserId(1), "factures", "Vieux", "tri=echeance")?;
        tx.forget_view(UserId(1), "factures", "Vieux")
    });
    let views = place.store.read::<_, StoreError>(tenant, |tx| tx.saved_views(UserId(1), "factures")).unwrap();
    assert_eq!(views, [("Gros retards".to_owned(), "retard=60".to_owned())]);
}

on_both! {
    pages_of_claims_are_the_whole_list_cut,
    what_is_disputed_and_promised_is_listed,
    notes_follow_and_are_erased,
    views_are_a_users_own,
}
