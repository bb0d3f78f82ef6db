//! Disputes, promises, plans, holds, insolvency.

use app::record;
use domain::events::{HoldCause, Proceeding};
use domain::money::Cents;

use super::super::draw::plus;
use super::super::history::{History, Lived};
use super::{cents, claim, claims, day, debtor, reference};

pub fn dispute(h: &mut History) -> Lived {
    let Some(claim) = claim(h) else { return Ok(()) };
    let amount = h.draw.once_in(2).then(|| cents(h, 100, 60_000));
    let cause = h.draw.one(&["quality", "delivery", "price", "other"]);
    let on = day(h, 15, 4);
    let done = h.record(format!("dispute {claim} {amount:?} on {on}"), |tx| record::dispute(tx, &claim, amount, cause, None, on))?;
    h.known.disputes.extend(done.map(|done| done.created).unwrap_or_default());
    Ok(())
}

pub fn dispute_closed(h: &mut History) -> Lived {
    let Some(dispute) = reference(h, |known| &mut known.disputes) else { return Ok(()) };
    let (founded, on) = (h.draw.once_in(3), day(h, 10, 6));
    h.record(format!("{dispute} closed on {on}"), |tx| record::dispute_closed(tx, &dispute, founded, on)).map(drop)
}

pub fn promise(h: &mut History) -> Lived {
    let debtor = debtor(h);
    let on = day(h, 8, 2);
    let by = plus(on, h.draw.between(0, 20));
    let amount = h.draw.once_in(2).then(|| cents(h, 500, 60_000));
    let named = if h.draw.once_in(3) { claims(h) } else { Vec::new() };
    let what = format!("promise {debtor} {amount:?} by {by} on {on} {named:?}");
    let done = h.record(what, |tx| record::promise(tx, &debtor, amount, by, &named, None, on))?;
    h.known.promises.extend(done.map(|done| done.created).unwrap_or_default());
    Ok(())
}

pub fn promise_cancelled(h: &mut History) -> Lived {
    let Some(promise) = reference(h, |known| &mut known.promises) else { return Ok(()) };
    let on = day(h, 5, 5);
    h.record(format!("{promise} cancelled on {on}"), |tx| record::promise_cancelled(tx, &promise, on)).map(drop)
}

pub fn plan(h: &mut History) -> Lived {
    let debtor = debtor(h);
    let on = day(h, 10, 2);
    let mut due = plus(on, h.draw.between(1, 12));
    let mut dues = Vec::new();
    for _ in 0..h.draw.between(1, 4) {
        dues.push((due, Cents(h.draw.between(1_000, 60_000))));
        due = plus(due, h.draw.between(3, 25));
    }
    let named = if h.draw.once_in(3) { claims(h) } else { Vec::new() };
    let done = h.record(format!("plan {debtor} {dues:?} on {on} {named:?}"), |tx| record::plan(tx, &debtor, &dues, &named, on))?;
    h.known.plans.extend(done.map(|done| done.created).unwrap_or_default());
    Ok(())
}

pub fn plan_ended(h: &mut History) -> Lived {
    let Some(plan) = reference(h, |known| &mut known.plans) else { return Ok(()) };
    let on = day(h, 5, 5);
    h.record(format!("{plan} ended on {on}"), |tx| record::plan_ended(tx, &plan, on)).map(drop)
}

pub fn hold(h: &mut History) -> Lived {
    let what = if h.draw.once_in(3) { debtor(h) } else { claim(h).unwrap_or_else(|| "D1".to_owned()) };
    let cause = if !h.draw.once_in(5) {
        HoldCause::Pause
    } else {
        h.draw.one(&[
            HoldCause::OverIndebtedness,
            HoldCause::Death,
            HoldCause::ContactRefused,
            HoldCause::VulnerablePerson,
            HoldCause::ForeignLaw,
            HoldCause::OpenReply,
        ])
    };
    let on = day(h, 10, 5);
    let until = (!h.draw.once_in(6)).then(|| plus(on, h.draw.between(0, 12)));
    let done = h.record(format!("hold {what} {cause:?} on {on} until {until:?}"), |tx| record::hold(tx, &what, cause, until, None, on))?;
    h.known.holds.extend(done.map(|done| done.created).unwrap_or_default());
    Ok(())
}

pub fn hold_lifted(h: &mut History) -> Lived {
    let Some(hold) = reference(h, |known| &mut known.holds) else { return Ok(()) };
    let on = day(h, 5, 5);
    h.record(format!("{hold} lifted on {on}"), |tx| record::hold_lifted(tx, &hold, on)).map(drop)
}

pub fn insolvency(h: &mut History) -> Lived {
    if !h.draw.once_in(4) {
        return Ok(());
    }
    let debtor = debtor(h);
    let proceeding = h.draw.one(&[Proceeding::Safeguard, Proceeding::Reorganisation, Proceeding::Liquidation]);
    let on = day(h, 20, 3);
    let published = h.draw.once_in(2).then(|| plus(on, 8));
    let done = h.record(format!("{proceeding:?} of {debtor} on {on}"), |tx| record::insolvency(tx, &debtor, proceeding, on, published))?;
    h.known.insolvencies.extend(done.map(|done| done.created).unwrap_or_default());
    Ok(())
}

pub fn insolvency_closed(h: &mut History) -> Lived {
    let Some(insolvency) = reference(h, |known| &mut known.insolvencies) else { return Ok(()) };
    let on = day(h, 5, 5);
    h.record(format!("{insolvency} closed on {on}"), |tx| record::insolvency_closed(tx, &insolvency, on)).map(drop)
}
