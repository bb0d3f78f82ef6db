//! The journal by pages, and everything that is kept, read through.

use domain::events::{NewEvent, PolicySet};
use domain::policy::Policy;
use jiff::civil::date;
use store::{JournalAsked, StoreError};

use crate::harness::{NOW, Place, TODAY, debtor};

const HOUR: i64 = 3_600_000_000;

fn numbers(place: &Place, tenant: domain::ids::TenantId, asked: &JournalAsked, limit: usize) -> (Vec<i64>, Option<i64>) {
    let page = place.store.read(tenant, |tx| tx.journal_page(asked, limit)).unwrap();
    assert!(page.lines.iter().all(|line| line.whole && line.hash.len() == 64));
    (page.lines.iter().map(|line| line.recorded.seq.0).collect(), page.next)
}

fn pages_go_back_and_filters_hold(place: &Place) {
    let (tenant, other) = (place.tenant(), place.tenant());
    place.debtor(other, "AILLEURS");
    for n in 0..7 {
        let author = if n % 2 == 0 { "ut_1" } else { "cli" };
        let at = NOW + n * HOUR;
        place
            .store
            .write(tenant, author, at, |tx| match n {
                3 => tx.append(NewEvent::new(TODAY, PolicySet { policy: Policy::default() })),
                _ => {
                    let event = debtor(tx, &format!("C{n}"))?;
                    tx.append(NewEvent::new(date(2026, 1, 1), event))
                }
            })
            .map_err(|error: StoreError| error)
            .unwrap();
    }
    let all = JournalAsked::default();
    assert_eq!(numbers(place, tenant, &all, 3), (vec![7, 6, 5], Some(5)));
    assert_eq!(numbers(place, tenant, &JournalAsked { before: Some(5), ..all.clone() }, 9), (vec![4, 3, 2, 1], None));
    assert_eq!(numbers(place, tenant, &JournalAsked { before: Some(-3), ..all.clone() }, 9), (vec![], None));
    let policy = JournalAsked { kind: Some("policy.set".to_owned()), ..all.clone() };
    assert_eq!(numbers(place, tenant, &policy, 9), (vec![4], None));
    assert_eq!(numbers(place, tenant, &JournalAsked { author: Some("cli".to_owned()), ..all.clone() }, 9), (vec![6, 4, 2], None));
    let hours = JournalAsked { from: Some(NOW + 2 * HOUR), until: Some(NOW + 4 * HOUR), ..all };
    assert_eq!(numbers(place, tenant, &hours, 9), (vec![4, 3], None));
    let hash = place.store.read(tenant, |tx| tx.hash_at(7)).unwrap();
    assert_eq!(hash, Some(place.store.read(tenant, |tx| tx.head()).unwrap().hash));
    assert_eq!(place.store.read(tenant, |tx| tx.hash_at(8)).unwrap(), None);
}

fn everything_kept_is_given_once(place: &Place) {
    let tenant = place.tenant();
    let (one, two) = (place.debtor(tenant, "C1"), place.debtor(tenant, "C2"));
    place.payment(tenant, one, TODAY, 5_000);
    place.payment(tenant, two, TODAY, 7_000);
    let (mut lines, mut kept, mut paid) = (Vec::new(), 0, Vec::new());
    place
        .store
        .read(tenant, |tx| {
            tx.each_line(domain::ids::Seq(2), |line| {
                lines.push((line.seq.0, line.kind));
                Ok::<_, StoreError>(())
            })?;
            tx.each_private(|_, digest, bytes| {
                kept += usize::from(!digest.is_empty() && !bytes.is_empty());
                Ok::<_, StoreError>(())
            })?;
            tx.each_movement(|movement| {
                paid.push((movement.debtor, movement.amount.0));
                Ok::<_, StoreError>(())
            })
        })
        .unwrap();
    let payment = "payment.recorded".to_owned();
    assert_eq!(lines, [(2, "debtor.recorded".to_owned()), (3, payment.clone()), (4, payment)]);
    assert_eq!((kept, paid), (2, vec![(one, 5_000), (two, 7_000)]));
}

on_both! {
    pages_go_back_and_filters_hold,
    everything_kept_is_given_once,
}
