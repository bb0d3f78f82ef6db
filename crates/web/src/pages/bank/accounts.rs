//! The creditor's accounts, each with the day to which it is known, and the statements of one with the gaps between them.

use app::bank;
use app::words::counted;
use domain::access::Permission;
use domain::access::needs::{ManageCreditor, ReadBooks};
use domain::french::{date_short, grouped, money_fr};
use domain::ids::BankAccountId;
use domain::money::{Cents, Currency};
use maud::{Markup, html};
use store::{BankAccount, BankStatementRow};

use super::{PLACE, tabs, words};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::fields::Fields;
use crate::pages::card::attempt;
use crate::pages::imports::format_words;
use crate::route::{Answered, Inside, Scoped};
use crate::ui::{self, Head, Icon, Tone, form};

/// Statements shown of an account.
const SHOWN: usize = 200;

pub(super) fn show(who: &Scoped<ReadBooks>, ask: &Ask) -> Answered {
    page(who, ask, &Fields::of(ask, who.today))
}

fn page(who: &Inside, ask: &Ask, fields: &Fields<'_>) -> Answered {
    let accounts = who.read(|tx| Ok(tx.bank_accounts()?))?;
    let asked: Option<BankAccountId> = match ask.query("compte") {
        Some(text) => Some(text.parse().map_err(|_| Fault::NotFound)?),
        None => accounts.first().map(|account| account.id),
    };
    let chosen = asked.map(|id| accounts.iter().find(|account| account.id == id).ok_or(Fault::NotFound)).transpose()?;
    let body = html! {
        (form::summary(fields))
        (tabs(who, None, "comptes")?)
        div class="cols cols-main mt3" {
            div class="stack" {
                section class="card" {
                    div class="card-head" { h2 { "Comptes" } }
                    @if accounts.is_empty() {
                        (ui::empty(Icon::Bank, "Aucun compte pour l'instant", "Le premier relevé du compte de votre papier à en-tête l'ajoute ; un autre compte se déclare ici.", html! {}))
                    } @else { (table(who, &accounts, chosen)) }
                }
                @if let Some(account) = chosen { (statements(who, account)?) }
            }
            @if who.can(Permission::ManageCreditor) { aside class="stack" { (new(who, fields)) } }
        }
    };
    let head = Head { title: "Comptes et relevés", crumbs: vec![("Rapprochement", who.url(PLACE))], place: PLACE, ..Head::default() };
    let answer = ui::page(who, ask, head, body);
    Ok(if fields.has_problems() { answer.status(422) } else { answer })
}

fn table(who: &Inside, accounts: &[BankAccount], chosen: Option<&BankAccount>) -> Markup {
    html! {
        div class="table-wrap" tabindex="0" role="region" aria-label="Comptes" {
            table class="table" {
                thead { tr { th scope="col" { "Compte" } th scope="col" class="hide-s" { "IBAN ou numéro" } th scope="col" { "Devise" } th scope="col" { "Connu jusqu'au" } } }
                tbody { @for account in accounts { tr {
                    th scope="row" { a href=(who.url(&format!("{PLACE}/comptes?compte={}", account.id.0))) aria-current=[chosen.filter(|chosen| chosen.id == account.id).map(|_| "true")] { (words::account_name(account)) } }
                    td class="mono hide-s" { (words::iban(who, &account.key)) }
                    td { (account.currency.code()) }
                    td { @match account.known_to { Some(day) => (ui::day(day)), None => span class="muted" { "aucun relevé" } } }
                } } }
            }
        }
    }
}

/// What is wrong between a statement and the one before it.
#[derive(Debug, PartialEq, Eq)]
enum Gap {
    /// Its balance does not begin where the other ended: the difference.
    Balance(Cents),
    /// Days that no statement covers: how many.
    Days(i64),
}

/// The gap before a statement of a list, newest first. Statements that overlap say nothing of each other, and notices nothing of the days
/// between them.
fn gap(statements: &[BankStatementRow], at: usize) -> Option<Gap> {
    let own = statements.get(at).filter(|own| !own.days().notice)?;
    let whole = || statements.iter().filter(|other| other.id != own.id && !other.days().notice);
    if whole().any(|other| other.from < own.from && own.from <= other.to) {
        return None;
    }
    let before = whole().filter(|other| other.to < own.from && other.currency == own.currency).max_by_key(|other| (other.to, other.id))?;
    if let (Some(opening), Some(closing)) = (own.opening, before.closing) {
        return (opening != closing).then(|| Gap::Balance(opening - closing));
    }
    let days = domain::facts::days_between(before.to, own.from) - 1;
    (days > 0).then_some(Gap::Days(days))
}

fn statements(who: &Inside, account: &BankAccount) -> Result<Markup, Fault> {
    let most = i64::try_from(SHOWN).unwrap_or(i64::MAX);
    let statements = who.read(|tx| Ok(tx.bank_statements(account.id, most)?))?;
    let balance = |cents: Option<Cents>| html! { @match cents { Some(cents) => (ui::money(cents, account.currency)), None => span class="muted" { "—" } } };
    Ok(html! {
        section class="card" {
            (ui::title_with("Relevés", &words::account_name(account), html! {}))
            @if statements.is_empty() { div class="card-body" { p class="muted" { "Aucun relevé de ce compte n'a été importé." } } } @else {
                div class="table-wrap" tabindex="0" role="region" aria-label="Relevés" {
                    table class="table stackable" {
                        thead { tr { th scope="col" { "Période" } th scope="col" { "Relevé" } th scope="col" class="num" { "Ouverture" } th scope="col" class="num" { "Clôture" } th scope="col" class="num" { "Lignes" } } }
                        tbody {
                            @for (at, one) in statements.iter().enumerate() {
                                tr {
                                    th scope="row" class="nowrap" { (date_short(one.from)) " – " (date_short(one.to)) }
                                    td data-l="Relevé" { a href=(who.url(&format!("/imports/{}", one.import.0))) { (format_words(&one.format)) @if let Some(number) = &one.number { " n° " (number) } } }
                                    td class="num" data-l="Ouverture" { (balance(one.opening)) }
                                    td class="num" data-l="Clôture" { (balance(one.closing)) }
                                    td class="num" data-l="Lignes" { (grouped(one.taken)) @if one.known + one.covered > 0 { span class="sub" { (grouped(one.known + one.covered)) " déjà connues" } } }
                                }
                                @if let Some(gap) = gap(&statements, at) { tr { td colspan="5" { (ui::notice(Tone::Warn, html! { (said(&gap, one)) })) } } }
                            }
                        }
                    }
                }
                @if statements.len() == SHOWN { p class="card-body small muted" { "Les " (SHOWN) " derniers relevés." } }
            }
        }
    })
}

fn said(gap: &Gap, own: &BankStatementRow) -> String {
    match gap {
        Gap::Balance(cents) => format!(
            "Le solde du {} ne suit pas celui du relevé précédent : {} d'écart. Il manque sans doute un relevé entre les deux ; importez-le.",
            date_short(own.from),
            money_fr(Cents(cents.0.abs()), own.currency)
        ),
        Gap::Days(days) => {
            format!(
                "{} sans relevé avant le {} : importez la période qui manque, si elle a des mouvements.",
                counted(days.unsigned_abs(), "jour", "jours"),
                date_short(own.from)
            )
        }
    }
}

fn new(who: &Inside, fields: &Fields<'_>) -> Markup {
    html! {
        section class="card" {
            (ui::title_with("Ajouter un compte", "Les relevés d'un compte qui n'est pas déclaré ne sont pas pris.", html! {}))
            div class="card-body" {
                (form::post(who, &who.url(&format!("{PLACE}/comptes")), html! {
                    (form::field(fields, "iban", "IBAN, ou numéro du compte", form::Kind::Text, ""))
                    (form::field(fields, "nom", "Nom (facultatif)", form::Kind::Text, "Par exemple « Compte courant »."))
                    (form::field(fields, "devise", "Devise (facultatif)", form::Kind::Text, "Trois lettres ; EUR sans cela. Elle vaut pour les relevés qui ne la disent pas."))
                    button class="btn primary" { "Ajouter le compte" }
                }))
            }
        }
    }
}

pub(super) fn add(who: &Scoped<ManageCreditor>, ask: &Ask) -> Answered {
    let mut fields = Fields::of(ask, who.today);
    let (iban, name) = (fields.required("iban", 60, "Donnez l'IBAN du compte, ou son numéro."), fields.text("nom", 60));
    let code = fields.text("devise", 3);
    let currency = if code.is_empty() { Some(Currency::EUR) } else { Currency::parse(&code.to_uppercase()) };
    let Some(currency) = currency else {
        fields.wrong("devise", "Donnez le code de la devise en trois lettres, par exemple EUR ou USD.");
        return page(who, ask, &fields);
    };
    if fields.has_problems() {
        return page(who, ask, &fields);
    }
    let day = who.today;
    match attempt(who.write(|tx| bank::declare_account(tx, &iban, &name, currency, day)), &mut fields, "iban")? {
        Some(done) => Ok(Answer::to(who.url(&format!("{PLACE}/comptes"))).saying(done.said)),
        None => page(who, ask, &fields),
    }
}

#[cfg(test)]
mod tests {
    use domain::Date;
    use domain::ids::{BankStatementId, ImportId};
    use domain::money::{Cents, Currency};
    use jiff::civil::date;
    use store::BankStatementRow;

    use super::{Gap, gap};

    fn statement(id: i64, (from, to): (Date, Date), balances: Option<(i64, i64)>) -> BankStatementRow {
        BankStatementRow {
            id: BankStatementId(id),
            import: ImportId(1),
            on: to,
            format: "camt053".to_owned(),
            number: None,
            currency: Currency::EUR,
            from,
            to,
            opening: balances.map(|(opening, _)| Cents(opening)),
            closing: balances.map(|(_, closing)| Cents(closing)),
            taken: 1,
            known: 0,
            covered: 0,
        }
    }

    #[test]
    fn a_balance_that_does_not_follow_and_days_without_a_statement_are_gaps() {
        let september = (date(2026, 9, 1), date(2026, 9, 30));
        let october = (date(2026, 10, 1), date(2026, 10, 31));
        let late = (date(2026, 10, 4), date(2026, 10, 31));
        let two = |second, balances, first| [statement(2, second, balances), statement(1, september, first)];
        assert_eq!(gap(&two(october, Some((500, 700)), Some((100, 500))), 0), None);
        assert_eq!(gap(&two(october, Some((450, 700)), Some((100, 500))), 0), Some(Gap::Balance(Cents(-50))));
        // Balances that follow say that nothing moved in between.
        assert_eq!(gap(&two(late, Some((500, 700)), Some((100, 500))), 0), None);
        assert_eq!(gap(&two(late, None, None), 0), Some(Gap::Days(3)));
        assert_eq!(gap(&two(late, None, None), 1), None, "the first has none before it");
        // A notice in between fills nothing, and has no gap before it.
        let days = (date(2026, 10, 2), date(2026, 10, 3));
        let between = BankStatementRow { format: "camt054".to_owned(), ..statement(3, days, None) };
        let mut with = two(late, Some((450, 700)), Some((100, 500))).to_vec();
        with.insert(1, between);
        assert_eq!((gap(&with, 0), gap(&with, 1)), (Some(Gap::Balance(Cents(-50))), None));
        let overlapping = (date(2026, 9, 20), date(2026, 10, 31));
        assert_eq!(gap(&two(overlapping, Some((1, 2)), Some((100, 500))), 0), None);
    }
}
