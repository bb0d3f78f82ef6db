//! Payments and credit notes by hand, with what they will pay shown before they are recorded; payments that came back.

use app::record::{self, NewCredit, NewPayment};
use domain::access::needs::RecordMoney;
use domain::facts::ClaimFacts;
use domain::french::{date_short, money_fr};
use domain::ids::{ClaimId, DebtorId, MovementId};
use domain::money::{Cents, Currency};
use domain::terms::CreditCause;
use maud::{Markup, html};

use super::agreements::{claim_ticks, open_claims, ticked};
use super::{attempt, card_url, debtor_of, form_page};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::route::{Answered, Inside, Route, Scoped, get, post};
use crate::ui::{self, Tone, form};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/d/{tenant}/debiteurs/{debtor}/reglement", payment_form),
        post("/d/{tenant}/debiteurs/{debtor}/reglement", payment),
        get("/d/{tenant}/debiteurs/{debtor}/avoir", credit_form),
        post("/d/{tenant}/debiteurs/{debtor}/avoir", credit),
        get("/d/{tenant}/debiteurs/{debtor}/reglements/{movement}/impaye", reversal_form),
        post("/d/{tenant}/debiteurs/{debtor}/reglements/{movement}/impaye", reversal),
    ]
}

const MEANS: [(&str, &str); 6] = [
    ("transfer", "Virement"),
    ("cheque", "Chèque"),
    ("direct_debit", "Prélèvement"),
    ("card", "Carte"),
    ("cash", "Espèces"),
    ("other", "Autre"),
];

const CAUSES: [(&str, &str, CreditCause); 3] = [
    ("correction", "Correction : la somme n'a jamais été due", CreditCause::Correction),
    ("retour", "Retour de marchandise", CreditCause::Return),
    ("remise", "Geste commercial", CreditCause::Discount),
];

/// What was understood, and what it will pay.
struct Preview {
    amount: Cents,
    on: domain::Date,
    shares: Vec<(ClaimId, Cents)>,
    left: Cents,
}

fn currency_of(open: &[ClaimFacts]) -> Currency {
    open.first().map_or(Currency::EUR, |claim| claim.currency)
}

/// The currencies in which something is open: asked for only where there are several.
fn currencies(open: &[ClaimFacts]) -> Vec<Currency> {
    let mut all: Vec<Currency> = open.iter().map(|claim| claim.currency).collect();
    all.sort_unstable_by_key(|currency| (*currency != Currency::EUR, *currency));
    all.dedup();
    all
}

fn currency_field(fields: &Fields<'_>, open: &[ClaimFacts]) -> Markup {
    let all = currencies(open);
    let choices: Vec<(&str, &str)> = all.iter().map(|currency| (currency.code(), currency.code())).collect();
    html! { @if choices.len() > 1 { (form::select(fields, "devise", "Devise", &choices, "")) } }
}

fn chosen_currency(ask: &Ask, open: &[ClaimFacts]) -> Currency {
    Currency::parse(ask.form("devise"))
        .filter(|chosen| open.iter().any(|claim| claim.currency == *chosen))
        .unwrap_or_else(|| currency_of(open))
}

fn payment_form(who: &Scoped<RecordMoney>, ask: &Ask) -> Answered {
    let (debtor, _) = debtor_of(who, ask)?;
    let open = open_claims(who, debtor)?;
    let mut fields = Fields::of(ask, who.today).preset("date", date_short(who.today)).preset("moyen", "transfer");
    if let Some(claim) = ask.query("facture").and_then(|text| text.parse::<ClaimId>().ok())
        && let Some(claim) = open.iter().find(|open| open.id == claim)
    {
        let left = domain::french::amount_fr(claim.book_principal(who.today), claim.currency);
        fields = fields.preset("echeance", claim.id.to_string()).preset("montant", left);
    }
    payment_page(who, ask, &fields, &open, None)
}

fn payment_page(who: &Inside, ask: &Ask, fields: &Fields<'_>, open: &[ClaimFacts], preview: Option<&Preview>) -> Answered {
    let (debtor, name) = debtor_of(who, ask)?;
    let body = html! {
        div class="form-grid" {
            (form::field(fields, "montant", "Montant reçu", form::Kind::Amount, ""))
            (currency_field(fields, open))
            (form::field(fields, "date", "Reçu le", form::Kind::Day, ""))
            (form::select(fields, "moyen", "Moyen", &MEANS, ""))
            (form::field(fields, "libelle", "Libellé ou référence (facultatif)", form::Kind::Text, ""))
        }
        (claim_ticks(fields, open, who.today, "Ce que le débiteur entend payer"))
        p class="small muted" { (ui::unbroken("Rien de coché : les échéances les plus anciennes d'abord (C. civ. 1342-10), intérêts avant principal (1343-1).")) }
        (form::tick(fields, "sans_affecter", "oui", "Ne rien affecter pour l'instant"))
        (understood(preview, open, chosen_currency(ask, open), "Ce règlement"))
    };
    let button = if preview.is_some() { "Enregistrer le règlement" } else { "Vérifier" };
    Ok(form_page(who, ask, (debtor, &name), ("Saisir un paiement", button), fields, body))
}

/// What was understood of amount and day, and what it pays.
fn understood(preview: Option<&Preview>, open: &[ClaimFacts], currency: Currency, what: &str) -> Markup {
    let Some(seen) = preview else { return html! {} };
    let named = |id: ClaimId| open.iter().find(|claim| claim.id == id).map_or_else(|| id.to_string(), |claim| claim.number.clone());
    html! {
        (ui::notice(if seen.left.is_positive() { Tone::Warn } else { Tone::Info }, html! {
            p { (what) " de " b { (money_fr(seen.amount, currency)) } ", le " b class="nowrap" { (domain::french::date_fr(seen.on)) } ", paiera :" }
            ul class="points" {
                @for (claim, cents) in &seen.shares { li { (money_fr(*cents, currency)) " sur " (named(*claim)) } }
                @if seen.left.is_positive() { li { (money_fr(seen.left, currency)) " resteront à affecter : c'est plus que ce qui est dû. Ils viendront en déduction des prochaines factures." } }
            }
        }))
        (form::hidden("etape", "enregistrer"))
        (form::hidden("vu", &fingerprint(seen)))
    }
}

/// What the person saw: another answer is shown again before it is recorded.
fn fingerprint(seen: &Preview) -> String {
    let mut text = format!("{}.{}", seen.amount.0, seen.on);
    for (claim, cents) in &seen.shares {
        text.push_str(&format!(".{}:{}", claim.0, cents.0));
    }
    text
}

fn payment(who: &Scoped<RecordMoney>, ask: &Ask) -> Answered {
    let (debtor, _) = debtor_of(who, ask)?;
    let open = open_claims(who, debtor)?;
    let currency = chosen_currency(ask, &open);
    let mut fields = Fields::of(ask, who.today);
    let (amount, on) = (fields.required_amount("montant", currency), fields.required_day("date"));
    if on.is_some_and(|on| on > who.today) {
        fields.wrong("date", "Ce jour est à venir : un règlement s'inscrit une fois reçu.");
    }
    let means = fields.choice("moyen", &MEANS.map(|(word, _)| (word, word))).unwrap_or("transfer");
    let reference = fields.text("libelle", 300);
    let claims = ticked(ask, &open);
    let (Some(amount), Some(on), false) = (amount, on, fields.has_problems()) else {
        return payment_page(who, ask, &fields, &open, None);
    };
    let name = debtor.to_string();
    let new = NewPayment {
        debtor: &name,
        amount,
        currency: currency.code(),
        claims: &claims,
        means,
        reference: Some(&reference),
        unallocated: fields.holds("sans_affecter", "oui"),
        on,
    };
    let Some((shares, left)) = attempt(who.read(|tx| record::payment_preview(tx, &new)), &mut fields, "montant")? else {
        return payment_page(who, ask, &fields, &open, None);
    };
    let seen = Preview { amount, on, shares, left };
    if ask.form("etape") != "enregistrer" || ask.form("vu") != fingerprint(&seen) {
        return payment_page(who, ask, &fields, &open, Some(&seen));
    }
    match attempt(who.write(|tx| record::payment(tx, &new)), &mut fields, "montant")? {
        Some(_) => Ok(Answer::to(card_url(who, debtor)).saying(format!(
            "Règlement de {} inscrit au {}.",
            money_fr(amount, currency),
            date_short(on)
        ))),
        None => payment_page(who, ask, &fields, &open, None),
    }
}

fn credit_form(who: &Scoped<RecordMoney>, ask: &Ask) -> Answered {
    let (debtor, _) = debtor_of(who, ask)?;
    let open = open_claims(who, debtor)?;
    let mut fields = Fields::of(ask, who.today).preset("date", date_short(who.today)).preset("motif", "correction");
    if let Some(claim) = ask.query("facture").filter(|text| open.iter().any(|open| open.id.to_string() == *text)) {
        fields = fields.preset("echeance", claim);
    }
    credit_page(who, ask, &fields, &open)
}

fn credit_page(who: &Inside, ask: &Ask, fields: &Fields<'_>, open: &[ClaimFacts]) -> Answered {
    let (debtor, name) = debtor_of(who, ask)?;
    let body = html! {
        div class="form-grid" {
            (form::field(fields, "numero", "Numéro de l'avoir", form::Kind::Text, ""))
            (form::field(fields, "montant", "Montant TTC", form::Kind::Amount, ""))
            (currency_field(fields, open))
            (form::field(fields, "date", "Daté du", form::Kind::Day, ""))
            (form::select(fields, "motif", "Motif", &CAUSES.map(|(word, words, _)| (word, words)), "Il décide si la somme a porté intérêt."))
        }
        (claim_ticks(fields, open, who.today, "Factures concernées"))
        p class="small muted" { "Rien de coché : les échéances les plus anciennes d'abord. Un avoir ne paie ni intérêts ni indemnité." }
    };
    Ok(form_page(who, ask, (debtor, &name), ("Saisir un avoir", "Enregistrer l'avoir"), fields, body))
}

fn credit(who: &Scoped<RecordMoney>, ask: &Ask) -> Answered {
    let (debtor, _) = debtor_of(who, ask)?;
    let open = open_claims(who, debtor)?;
    let currency = chosen_currency(ask, &open);
    let mut fields = Fields::of(ask, who.today);
    let number = fields.required("numero", 80, "Donnez le numéro de l'avoir.");
    let (amount, on) = (fields.required_amount("montant", currency), fields.required_day("date"));
    let cause = fields.choice("motif", &CAUSES.map(|(word, _, cause)| (word, cause)));
    let claims = ticked(ask, &open);
    let (Some(amount), Some(on), Some(cause), false) = (amount, on, cause, fields.has_problems()) else {
        return credit_page(who, ask, &fields, &open);
    };
    let name = debtor.to_string();
    let new = NewCredit { debtor: &name, number: &number, amount, currency: currency.code(), cause, claims: &claims, on };
    match attempt(who.write(|tx| record::credit_note(tx, &new)), &mut fields, "numero")? {
        Some(_) => Ok(Answer::to(card_url(who, debtor)).saying(format!(
            "Avoir {number} de {} inscrit au {}.",
            money_fr(amount, currency),
            date_short(on)
        ))),
        None => credit_page(who, ask, &fields, &open),
    }
}

fn payment_of(who: &Inside, ask: &Ask, debtor: DebtorId) -> Result<store::MovementRow, Fault> {
    let id: MovementId = ask.path("movement")?;
    who.read(|tx| Ok(tx.movement(id)?))?.filter(|row| row.debtor == debtor).ok_or(Fault::NotFound)
}

fn reversal_form(who: &Scoped<RecordMoney>, ask: &Ask) -> Answered {
    reversal_page(who, ask, &Fields::of(ask, who.today).preset("date", date_short(who.today)))
}

fn reversal_page(who: &Inside, ask: &Ask, fields: &Fields<'_>) -> Answered {
    let (debtor, name) = debtor_of(who, ask)?;
    let row = payment_of(who, ask, debtor)?;
    let body = html! {
        p { "Règlement de " b { (money_fr(row.amount, row.currency)) } " reçu le " (ui::day(row.on)) ". En droit, il n'a jamais payé : les sommes redeviennent dues." }
        div class="form-grid" {
            (form::field(fields, "date", "Revenu le", form::Kind::Day, ""))
            (form::field(fields, "motif", "Motif donné par la banque", form::Kind::Text, ""))
        }
    };
    Ok(form_page(who, ask, (debtor, &name), ("Règlement revenu impayé", "Inscrire l'impayé"), fields, body))
}

fn reversal(who: &Scoped<RecordMoney>, ask: &Ask) -> Answered {
    let (debtor, _) = debtor_of(who, ask)?;
    let row = payment_of(who, ask, debtor)?;
    let mut fields = Fields::of(ask, who.today);
    let on = fields.required_day("date");
    let reason = fields.required("motif", 200, "Donnez le motif.");
    let (Some(on), false) = (on, fields.has_problems()) else { return reversal_page(who, ask, &fields) };
    match attempt(who.write(|tx| record::reversal(tx, &row.id.to_string(), &reason, on)), &mut fields, "date")? {
        Some(_) => Ok(Answer::to(card_url(who, debtor)).saying("Impayé inscrit.")),
        None => reversal_page(who, ask, &fields),
    }
}
