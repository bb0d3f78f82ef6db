//! A line shared by hand: debtors, an amount for each of their open claims, the rest on account. A person may say that it settles an amount
//! in another currency: then the claims of that one are shared. Works by its form alone; what was typed comes back until the line is shared.

use app::bank::{self, Part};
use domain::access::needs::RecordMoney;
use domain::facts::ClaimFacts;
use domain::french::{amount_fr, money_fr};
use domain::ids::{ClaimId, DebtorId};
use domain::money::{Cents, Currency, Money};
use domain::payments::{Match, Outcome};
use maud::{Markup, html};
use store::BankLine;

use super::decide::{answer, on_open};
use super::words::{self, Names, named};
use super::{Asked, about, find, line_of, line_url};
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::pages::card::{attempt, debtor_books};
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, Icon, Tone, form};

/// Open claims of a debtor that the form lists, the oldest first; those with an amount are always there.
const SHOWN: usize = 200;
/// Debtors who may share one line.
const MOST: usize = 10;

/// A debtor of the form with its open claims.
struct Sharer {
    debtor: DebtorId,
    open: Vec<ClaimFacts>,
}

/// The form of a line: who shares it, what was typed, who was found by the last search.
struct Sheet<'a> {
    line: &'a BankLine,
    /// What is shared: the line, or what it settles in another currency.
    whole: Money,
    sharers: Vec<Sharer>,
    names: Names,
    found: Vec<DebtorId>,
}

fn amount_name(claim: ClaimId) -> String {
    format!("m{}", claim.0)
}

impl<'a> Sheet<'a> {
    fn of(who: &Inside, (line, whole): (&'a BankLine, Money), debtors: &[DebtorId], found: Vec<DebtorId>) -> Result<Sheet<'a>, Fault> {
        let mut sharers: Vec<Sharer> = Vec::new();
        for debtor in debtors.iter().take(MOST) {
            if sharers.iter().any(|sharer| sharer.debtor == *debtor) {
                continue;
            }
            let Some(facts) = debtor_books(who, *debtor)? else { continue };
            let mut open: Vec<ClaimFacts> = facts
                .claims
                .into_iter()
                .filter(|claim| claim.currency == whole.currency && claim.book_principal(domain::Date::MAX).is_positive())
                .collect();
            open.sort_by_key(|claim| (claim.due_on, claim.id));
            sharers.push(Sharer { debtor: *debtor, open });
        }
        let all: Vec<DebtorId> = sharers.iter().map(|sharer| sharer.debtor).chain(found.iter().copied()).collect();
        Ok(Sheet { line, whole, names: find::names(who, &all)?, sharers, found })
    }

    /// The claims of the form with their debtor.
    fn claims(&self) -> impl Iterator<Item = (DebtorId, &ClaimFacts)> {
        self.sharers.iter().flat_map(|sharer| sharer.open.iter().map(move |claim| (sharer.debtor, claim)))
    }

    /// The parts as typed; what is not understood is said under its field.
    fn parts(&self, fields: &mut Fields<'_>) -> Vec<Part> {
        let mut parts = Vec::new();
        for (debtor, claim) in self.claims() {
            let name = amount_name(claim.id);
            if let Some(cents) = fields.amount(&name, self.whole.currency).filter(|cents| !cents.is_zero()) {
                parts.push(Part { debtor, claim: Some(claim.id), cents });
            }
        }
        if let Some(cents) = fields.amount("avaloir", self.whole.currency).filter(|cents| !cents.is_zero()) {
            match self.keeper(fields) {
                Some(debtor) => parts.push(Part { debtor, claim: None, cents }),
                None => fields.wrong("avaloir", "Choisissez d'abord le débiteur qui garde cette somme à valoir."),
            }
        }
        parts
    }

    /// What the line settles in another currency, where that is said.
    fn settles(&self) -> Option<Money> {
        (self.whole.currency != self.line.currency).then_some(self.whole)
    }

    /// Whose the money on account is.
    fn keeper(&self, fields: &Fields<'_>) -> Option<DebtorId> {
        let chosen = fields.shown("avaloir_de");
        self.sharers
            .iter()
            .map(|sharer| sharer.debtor)
            .find(|debtor| debtor.0.to_string() == chosen)
            .or(self.sharers.first().map(|first| first.debtor))
    }
}

/// What the line settles: as typed in another currency, else itself. A currency that is understood stands even beside an amount that is not,
/// so that what was typed for its claims is kept.
fn whole_typed(line: &BankLine, fields: &mut Fields<'_>) -> Money {
    let (sum, code) = (fields.text("regle", 40), fields.text("devise", 20));
    if sum.is_empty() && code.is_empty() {
        return line.money();
    }
    let Some(currency) = Currency::parse(&code) else {
        fields.wrong("devise", "Donnez le code de la devise en trois lettres, par exemple USD.");
        return line.money();
    };
    if sum.is_empty() {
        fields.wrong("regle", "Donnez aussi le montant que la ligne règle dans cette devise.");
    }
    let amount = fields.amount("regle", currency);
    let said = Money { amount: amount.unwrap_or_default(), currency };
    match bank::may_settle(line, said) {
        Err(why) if amount.is_some() || currency == line.currency => fields.wrong("regle", why.to_string()),
        _ => {}
    }
    if currency == line.currency { line.money() } else { said }
}

/// The proposal that the form begins with, by its place in the list.
fn begun_with(who: &Inside, line: &BankLine, place: Option<usize>) -> Result<(Vec<DebtorId>, Option<Match>), Fault> {
    let outcome = who.read(|tx| Ok(tx.bank_verdict(line.id)?))?.map(|verdict| verdict.outcome);
    Ok(match (outcome, place) {
        (Some(Outcome::Proposed(found)), place) => {
            let chosen = found.into_iter().nth(place.unwrap_or(1).saturating_sub(1));
            let debtors = chosen.as_ref().map(|found| found.debtors.clone()).unwrap_or_default();
            // Only who asks for a proposal finds its amounts typed.
            (debtors, chosen.filter(|_| place.is_some()))
        }
        (Some(Outcome::Holds(debtors)), _) if debtors.len() == 1 => (debtors, None),
        _ => (Vec::new(), None),
    })
}

pub(super) fn show(who: &Scoped<RecordMoney>, ask: &Ask) -> Answered {
    let line = line_of(who, ask)?;
    let asked_for: Option<DebtorId> = ask.query("d").and_then(|text| text.parse().ok());
    let place: Option<usize> = ask.query("proposition").and_then(|text| text.parse().ok());
    let (debtors, begun) = match asked_for {
        Some(debtor) => (vec![debtor], None),
        None => begun_with(who, &line, place)?,
    };
    let mut fields = Fields::of(ask, who.today);
    let whole = begun.as_ref().map_or(line.money(), |found| found.whole(line.money()));
    if let Some(found) = &begun {
        for (claim, cents) in &found.allocations {
            fields = fields.preset(&amount_name(*claim), amount_fr(*cents, whole.currency));
        }
        let kept = found.rest.on_account();
        if kept.is_positive() {
            fields = fields.preset("avaloir", amount_fr(kept, whole.currency));
        }
        if let Some(settled) = found.converted {
            fields = fields.preset("regle", amount_fr(settled.amount, settled.currency)).preset("devise", settled.currency.code());
        }
    }
    let sum = begun.map_or(Cents::ZERO, |found| found.allocations.iter().map(|(_, cents)| *cents).sum::<Cents>() + found.rest.on_account());
    page(who, ask, &Sheet::of(who, (&line, whole), &debtors, Vec::new())?, &fields, sum)
}

pub(super) fn save(who: &Scoped<RecordMoney>, ask: &Ask) -> Answered {
    let line = line_of(who, ask)?;
    let mut debtors: Vec<DebtorId> = ask.all("d").filter_map(|text| text.parse().ok()).collect();
    let (step, given) = ask.form("etape").split_once('-').unwrap_or((ask.form("etape"), ""));
    let given: Option<DebtorId> = given.parse().ok();
    let mut found = Vec::new();
    let mut missing = None;
    match (step, given) {
        ("prendre", Some(debtor)) => debtors.push(debtor),
        ("retirer", Some(debtor)) => debtors.retain(|known| *known != debtor),
        ("chercher", _) => {
            found = find::debtors(who, ask.form("debiteur"))?;
            match found.as_slice() {
                [] => missing = Some(find::nobody(ask.form("debiteur"))),
                [one] => {
                    debtors.push(*one);
                    found = Vec::new();
                }
                _ => {}
            }
        }
        _ => {}
    }
    let mut fields = Fields::of(ask, who.today);
    let sheet = Sheet::of(who, (&line, whole_typed(&line, &mut fields)), &debtors, found)?;
    let rest = rest_typed(&sheet, ask, who, step == "reste");
    let ask = rest.as_ref().unwrap_or(ask);
    let mut fields = Fields::of(ask, who.today);
    whole_typed(&line, &mut fields);
    if let Some(said) = missing {
        fields.wrong("debiteur", said);
    }
    let parts = sheet.parts(&mut fields);
    let sum = parts.iter().map(|part| part.cents).sum();
    if step != "enregistrer" || fields.has_problems() {
        return page(who, ask, &sheet, &fields, sum);
    }
    let day = who.today;
    let shared = on_open(who, &line, |tx| bank::assign(tx, line.id, &parts, sheet.settles(), day).map(Some));
    match attempt(shared, &mut fields, "somme")? {
        Some(went) => {
            let parts = app::words::counted(parts.len() as u64, "part", "parts");
            answer(who, ask, &line, went, &format!("répartir {} en {parts}.", words::short(&line)))
        }
        None => page(who, ask, &sheet, &fields, sum),
    }
}

/// The form with what no claim takes put on account.
fn rest_typed(sheet: &Sheet<'_>, ask: &Ask, who: &Inside, wanted: bool) -> Option<Ask> {
    if !wanted {
        return None;
    }
    let mut typed = ask.clone();
    typed.form.retain(|(name, _)| name != "avaloir");
    let taken: Cents = sheet.parts(&mut Fields::of(&typed, who.today)).iter().map(|part| part.cents).sum();
    let left = (sheet.whole.amount - taken).or_zero();
    typed.form.push(("avaloir".to_owned(), amount_fr(left, sheet.whole.currency)));
    Some(typed)
}

fn page(who: &Inside, ask: &Ask, sheet: &Sheet<'_>, fields: &Fields<'_>, sum: Cents) -> Answered {
    let line = sheet.line;
    let back = Asked { line: None, ..Asked::of(ask) }.url(who, Some(line.id));
    let body = html! {
        (form::summary(fields))
        form method="post" action=(line_url(who, line.id, "repartir")) class="stack split" {
            (form::hidden_token(who)) (Asked::of(ask).fields())
            // Enter in a field checks the sum: it neither searches nor records.
            button class="vh" name="etape" value="verifier" tabindex="-1" aria-hidden="true" { "Vérifier" }
            @for sharer in &sheet.sharers { (claims(who, sheet, sharer, fields)) }
            (search(sheet, fields))
            (elsewhere(sheet, fields))
            (total(sheet, fields, sum))
            div class="row wrap" { button class="btn primary" name="etape" value="enregistrer" { "Répartir la ligne" } a class="btn" href=(back) { "Abandonner" } }
        }
    };
    Ok(about(who, ask, line, ("Répartir à la main", back), fields, body))
}

/// The open claims of a debtor, an amount for each.
fn claims(who: &Inside, sheet: &Sheet<'_>, sharer: &Sharer, fields: &Fields<'_>) -> Markup {
    let name = named(&sheet.names, sharer.debtor);
    let currency = sheet.whole.currency;
    let shown = sharer.open.iter().enumerate().filter(|(at, claim)| *at < SHOWN || !fields.shown(&amount_name(claim.id)).is_empty());
    html! {
        section class="card" {
            (form::hidden("d", &sharer.debtor.0.to_string()))
            div class="card-head" {
                div { h2 { (name) } p { a href=(who.url(&format!("/debiteurs/{}", sharer.debtor.0))) { "Voir sa fiche" } } }
                button class="btn sm quiet" name="etape" value={ "retirer-" (sharer.debtor.0) } { "Retirer" span class="vh" { " " (name) } }
            }
            @if sharer.open.is_empty() {
                div class="card-body" { p class="muted" { "Rien d'ouvert en " (currency.code()) " : la somme peut rester à valoir." } }
            } @else {
                div class="table-wrap" tabindex="0" role="region" aria-label={ "Factures ouvertes de " (name) } {
                    table class="table" {
                        thead { tr { th scope="col" { "Facture" } th scope="col" class="hide-s" { "Échéance" } th scope="col" class="num" { "Reste dû" } th scope="col" class="num" { "Part de la ligne" } } }
                        tbody { @for (_, claim) in shown { (claim_row(claim, fields)) } }
                    }
                }
                @if sharer.open.len() > SHOWN { p class="card-body small muted" { "Les " (SHOWN) " plus anciennes sont proposées." } }
            }
        }
    }
}

fn claim_row(claim: &ClaimFacts, fields: &Fields<'_>) -> Markup {
    let name = amount_name(claim.id);
    let problem = fields.problem(&name);
    html! {
        tr {
            th scope="row" class="nowrap" { (claim.number) }
            td class="date hide-s" { (ui::day(claim.due_on)) }
            td class="num" { (ui::money(claim.book_principal(domain::Date::MAX), claim.currency)) }
            td class="num" {
                input class="input sm num" id=(name) name=(name) inputmode="decimal" autocomplete="off" value=(fields.shown(&name))
                    aria-label={ "Part pour " (claim.number) } aria-invalid=[problem.map(|_| "true")] aria-describedby=[problem.map(|_| format!("{name}-erreur"))];
                @if let Some(said) = problem { span class="err small" id={ (name) "-erreur" } { (said) } }
            }
        }
    }
}

/// Another debtor: by code or name.
fn search(sheet: &Sheet<'_>, fields: &Fields<'_>) -> Markup {
    html! {
        section class="card" {
            div class="card-head" { h2 { @if sheet.sharers.is_empty() { "Débiteur" } @else { "Un autre débiteur" } } }
            div class="card-body stack-s" {
                div class="row wrap bottom" {
                    (form::field(fields, "debiteur", "Code ou nom du débiteur", form::Kind::Text, ""))
                    button class="btn" name="etape" value="chercher" { (ui::icon(Icon::Search)) "Voir ses factures" }
                }
                @if !sheet.found.is_empty() {
                    p class="small" { "Plusieurs débiteurs portent ce nom : choisissez." }
                    div class="row wrap" { @for debtor in &sheet.found {
                        button class="btn sm" name="etape" value={ "prendre-" (debtor.0) } { (named(&sheet.names, *debtor)) @if let Some((code, _)) = sheet.names.get(debtor) { " " span class="muted" { (code) } } }
                    } }
                }
            }
        }
    }
}

/// What the line settles in another currency, as a person says.
fn elsewhere(sheet: &Sheet<'_>, fields: &Fields<'_>) -> Markup {
    let hint = match bank::ordered(sheet.line) {
        Some(ordered) => format!("La banque indique {ordered}."),
        None => "Laissez vide si la ligne règle des factures de sa devise.".to_owned(),
    };
    html! {
        section class="card" {
            div class="card-head" { h2 { "Dans une autre devise" } }
            div class="card-body stack-s" {
                p class="small muted" { (hint) }
                div class="row wrap bottom" {
                    (form::field(fields, "regle", "Ce que la ligne règle, dans une autre devise", form::Kind::Amount, ""))
                    (form::field(fields, "devise", "Devise, en trois lettres", form::Kind::Text, ""))
                    button class="btn" name="etape" value="verifier" { "Voir les factures de cette devise" }
                }
            }
        }
    }
}

/// What stays on account, and the sum against the line.
fn total(sheet: &Sheet<'_>, fields: &Fields<'_>, sum: Cents) -> Markup {
    let currency = sheet.whole.currency;
    let left = sheet.whole.amount - sum;
    html! {
        section class="card" id="somme" {
            div class="card-head" { h2 { "Somme" } }
            div class="card-body stack-s" {
                @if !sheet.sharers.is_empty() {
                    div class="row wrap bottom" {
                        (form::field(fields, "avaloir", "À valoir (sans facture)", form::Kind::Amount, ""))
                        @if sheet.sharers.len() > 1 { (keeper(sheet, fields)) }
                        button class="btn" name="etape" value="reste" { "Le reste à valoir" }
                    }
                }
                @if let Some(said) = fields.problem("somme") { p class="err" { (said) } }
                (ui::notice(if left.is_zero() { Tone::Ok } else { Tone::Neutral }, html! {
                    @if let Some(settled) = sheet.settles() { "Pour vous, les " (sheet.line.money().french()) " de la ligne règlent " (settled.french()) ". " }
                    "Réparti : " b { (money_fr(sum, currency)) } " sur " b { (sheet.whole.french()) } "."
                    @if left.is_positive() { " Il reste " (money_fr(left, currency)) "." }
                    @if left.0 < 0 { " Il y a " (money_fr(Cents(-left.0), currency)) " de trop." }
                }))
                div { button class="btn sm" name="etape" value="verifier" { "Recalculer la somme" } }
            }
        }
    }
}

fn keeper(sheet: &Sheet<'_>, fields: &Fields<'_>) -> Markup {
    let choices: Vec<(String, String)> =
        sheet.sharers.iter().map(|sharer| (sharer.debtor.0.to_string(), named(&sheet.names, sharer.debtor))).collect();
    let choices: Vec<(&str, &str)> = choices.iter().map(|(id, name)| (id.as_str(), name.as_str())).collect();
    form::select(fields, "avaloir_de", "À valoir pour", &choices, "")
}
