//! Debtors: who they are, how they are reached, what becomes of their claims; calls and letters that come back.

use app::creditor::{self, Change, Field};
use app::record::{self, Done, NewCall, NewContact, NewDebtor};
use domain::events::{Channel, NewEvent, PieceAttached};
use domain::party::{Address, DebtorDetails, DebtorKind, Language};

use super::super::draw::plus;
use super::super::history::{History, Lived};
use super::{claim, claims, day, debtor, reference, settings};

/// The creditor, its debtors and their first invoices.
pub fn opening(h: &mut History) -> Lived {
    let today = h.today;
    if !h.draw.once_in(20) {
        let change = complete_creditor();
        h.record("creditor", |tx| creditor::set(tx, &change, today))?;
    }
    if h.draw.once_in(2) {
        settings::policy(h)?;
    }
    for n in 0..h.draw.between(1, 4) {
        let new = new_debtor(h, &format!("D{}", n + 1));
        h.record(format!("debtor {} {:?} {:?}", new.code, new.kind, new.details.reach()), |tx| record::debtor(tx, &new, today))?;
        h.known.debtors.push(new.code);
    }
    for _ in 0..h.draw.between(1, 8) {
        super::money::invoice(h)?;
    }
    Ok(())
}

fn new_debtor(h: &mut History, code: &str) -> NewDebtor {
    let country = if h.draw.once_in(8) { "DE" } else { "" };
    let posted = !h.draw.once_in(6);
    let address = Address {
        lines: if posted { vec!["1 rue des Lilas".to_owned()] } else { Vec::new() },
        postal_code: "69001".to_owned(),
        city: if posted { "Lyon".to_owned() } else { String::new() },
        country: country.to_owned(),
    };
    let email = if h.draw.once_in(5) { String::new() } else { format!("compta@{}.example", code.to_lowercase()) };
    let phone = if h.draw.once_in(3) { String::new() } else { "04 11 11 11 11".to_owned() };
    NewDebtor {
        code: code.to_owned(),
        kind: Some(h.draw.one(&DebtorKind::ALL)),
        siren: String::new(),
        vat: String::new(),
        language: if h.draw.once_in(6) { Language::En } else { Language::Fr },
        details: DebtorDetails { name: format!("Société {code}"), address, email, phone, contacts: Vec::new() },
    }
}

pub fn complete_creditor() -> Change {
    let texts = [
        (Field::Name, "Ateliers Boréal"),
        (Field::LegalForm, "SAS"),
        (Field::Capital, "60 000 €"),
        (Field::RcsCity, "Lyon"),
        (Field::Siren, "732829320"),
        (Field::PostalCode, "69002"),
        (Field::City, "Lyon"),
        (Field::Email, "relances@ateliers-boreal.example"),
        (Field::Phone, "04 00 00 00 00"),
        (Field::Iban, settings::IBAN),
        (Field::Ics, "FR72ZZZ123456"),
        (Field::SignatoryName, "Lise Capucine"),
        (Field::SignatoryCapacity, "responsable du recouvrement"),
        (Field::ConsumerMediator, "Médiation Exemple, 1 place du Marché, 69002 Lyon"),
    ];
    Change {
        texts: texts.map(|(field, text)| (field, text.to_owned())).to_vec(),
        lines: vec!["12 quai des Aurores".to_owned()],
        ..Change::default()
    }
}

/// A call by hand, or a visit nobody planned.
pub fn call(h: &mut History) -> Lived {
    let what = debtor(h);
    let named = if h.draw.once_in(3) { claims(h) } else { Vec::new() };
    let outcome = h.draw.one(&["reached", "no_answer", "message", "wrong_number"]);
    let on = day(h, 6, 2);
    h.record(format!("call {what} {outcome} on {on}"), |tx| {
        record::call(tx, &NewCall { what: &what, outcome, claims: &named, note: None, on })
    })
    .map(drop)
}

/// A letter that left comes back, or one that was handed over never reached anybody.
pub fn returned(h: &mut History) -> Lived {
    let gone: Vec<_> = h.known.sent.iter().chain(&h.known.handed).filter(|one| one.channel != Channel::Call).cloned().collect();
    let Some(one) = h.draw.pick(&gone) else { return Ok(()) };
    let (letter, on) = (one.letter.to_string(), day(h, 3, 2));
    h.record(format!("{letter} came back on {on}"), |tx| record::returned(tx, &letter, "NPAI", on)).map(drop)
}

/// An address lost or found.
pub fn contact(h: &mut History) -> Lived {
    let debtor = debtor(h);
    let lost = h.draw.once_in(3);
    let on = day(h, 3, 3);
    let (email, phone, city) =
        (if lost { "" } else { "compta@nouvelle.example" }, if lost { "" } else { "04 22 22 22 22" }, if lost { "" } else { "Nantes" });
    let lines = ["2 rue des Acacias".to_owned()];
    let country = h.draw.once_in(6).then_some(if lost { "BE" } else { "FR" });
    let (mail, post, call) = (h.draw.once_in(2), h.draw.once_in(2), h.draw.once_in(2));
    h.record(format!("contact of {debtor} lost={lost} on {on}: e-mail {mail}, post {post}, phone {call}, {country:?}"), |tx| {
        let new = NewContact {
            debtor: &debtor,
            email: mail.then_some(email),
            phone: call.then_some(phone),
            lines: if post { &lines } else { &[] },
            city: post.then_some(city),
            country,
            ..NewContact::default()
        };
        record::contact(tx, &new, on)
    })
    .map(drop)
}

pub fn kind(h: &mut History) -> Lived {
    let (debtor, kind) = (debtor(h), h.draw.one(&DebtorKind::ALL));
    let on = day(h, 5, 5);
    h.record(format!("{debtor} is {kind:?} from {on}"), |tx| record::kind(tx, &debtor, kind, on)).map(drop)
}

/// Claims, a payment or all that a debtor has go to another.
pub fn moved(h: &mut History) -> Lived {
    let to = debtor(h);
    let what = match h.draw.below(3) {
        0 => vec![debtor(h)],
        1 => claims(h),
        _ => reference(h, |known| &mut known.payments).into_iter().collect(),
    };
    let today = h.today;
    h.record(format!("{what:?} moved to {to}"), |tx| record::moved(tx, &what, &to, today)).map(drop)
}

pub fn due_date(h: &mut History) -> Lived {
    let Some(claim) = claim(h) else { return Ok(()) };
    let (due_on, agreed) = (plus(h.today, h.draw.between(-40, 30)), h.draw.once_in(2));
    h.record(format!("{claim} due on {due_on}"), |tx| record::due_date(tx, &claim, due_on, agreed)).map(drop)
}

pub fn piece(h: &mut History) -> Lived {
    let Some(claim) = claim(h) else { return Ok(()) };
    let today = h.today;
    h.record(format!("piece of {claim}"), |tx| {
        let id = app::resolve::claim(tx, &claim, None)?.0;
        let owner = tx.debtor_of_claim(id)?.ok_or_else(|| app::AppError::usage("no such claim"))?;
        let facts = tx.debtor_facts(owner)?.ok_or_else(|| app::AppError::usage("no such debtor"))?;
        let invoice = facts.claims.iter().find(|c| c.id == id).map(|c| c.invoice).ok_or_else(|| app::AppError::usage("no such claim"))?;
        let (file, name) = (tx.keep(b"%PDF-1.7")?, tx.keep(b"facture.pdf")?);
        tx.append(NewEvent::new(today, PieceAttached { invoice, file, name }))?;
        Ok(Done { said: String::new(), created: Vec::new() })
    })
    .map(drop)
}

/// Refused while anything is owed.
pub fn erasure(h: &mut History) -> Lived {
    let debtor = debtor(h);
    let today = h.today;
    h.record(format!("erasure of {debtor}"), |tx| record::erasure(tx, &debtor, "demande", today)).map(drop)
}
