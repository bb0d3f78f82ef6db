//! The books of a creditor: debtors and open claims, as many as asked, the same for a seed.
//!
//! Claims follow the base portfolio of the benchmark (due dates over a year, amounts over nine doublings), but names, numbers,
//! accounts and groups have a life: homonyms, three series of numbers, subscriptions of equal amounts, plans, credits.

use domain::Date;
use domain::ids::{ClaimId, DebtorId, MovementId};
use domain::money::{Cents, Currency};
use domain::payments::{Builder, Credit, Expected, ExpectedKind, LineKind, OpenItem, Payer, Received, Rule, RuleBy};
use jiff::civil::date;

use crate::dice::Dice;
use crate::names::{company, holding, person};

/// The day of the books.
pub const TODAY: Date = date(2026, 11, 21);
/// Ids of debtors begin after those of claims of the largest books, so that the two are never equal by chance.
const FIRST_DEBTOR: i64 = 10_000_000;
/// Payments recorded earlier.
const FIRST_RECEIVED: i64 = 30_000_000;
const FIRST_CREDIT: i64 = 20_000_000;

/// A customer.
pub struct Debtor {
    pub name: String,
    pub person: bool,
    /// The account it pays from.
    pub iban: String,
    /// A person confirmed that account.
    pub confirmed: bool,
    /// The group, and whether its head's account is confirmed.
    pub group: Option<i64>,
    /// All its claims have one amount.
    pub subscription: bool,
}

/// An open claim.
#[derive(Clone, Copy)]
pub struct Claim {
    pub debtor: usize,
    pub cents: i64,
    pub issued_on: Date,
    pub due_on: Date,
}

/// A head of a group.
pub struct Head {
    pub name: String,
    pub iban: String,
}

/// The books.
pub struct World {
    pub seed: u64,
    pub debtors: Vec<Debtor>,
    pub claims: Vec<Claim>,
    pub heads: Vec<Head>,
}

/// An account of this bank, its check digits right.
pub fn iban(account: u64) -> String {
    let bban = format!("3000600001{account:011}");
    // FR: the national key first, then that of the IBAN; letters do not occur.
    let modulo = |digits: &str, by: u64| digits.bytes().fold(0, |rest, digit| (rest * 10 + u64::from(digit - b'0')) % by);
    let (bank, branch) = (30_006 % 97, 1);
    let key = 97 - (89 * bank + 15 * branch + 3 * modulo(&bban[10..], 97)) % 97;
    let check = 98 - modulo(&format!("{bban}{key:02}152700"), 97);
    format!("FR{check:02}{bban}{key:02}")
}

impl World {
    /// Books of `many` claims.
    pub fn of(seed: u64, many: usize) -> World {
        let debtors = (many / 10).max(1);
        let mut world = World { seed, debtors: Vec::with_capacity(debtors), claims: Vec::with_capacity(many), heads: Vec::new() };
        for at in 0..debtors {
            let debtor = world.debtor(at);
            world.debtors.push(debtor);
        }
        for at in 0..many {
            let claim = world.made(at);
            world.claims.push(claim);
        }
        world
    }

    fn debtor(&mut self, at: usize) -> Debtor {
        let mut dice = Dice::of(self.seed, 1, at as u64);
        let is_person = dice.percent(10);
        // One in two hundred is a second record of the debtor before it, or its namesake.
        let twin = at > 0 && dice.below(200) == 0;
        let name = if twin {
            self.debtors[at - 1].name.clone()
        } else if is_person {
            person(&mut dice)
        } else {
            company(&mut dice)
        };
        let group = (at % 150 < 3).then(|| i64::try_from(at / 150).unwrap_or(0));
        if group.is_some() && at.is_multiple_of(150) {
            self.heads.push(Head { name: holding(&mut dice), iban: iban(90_000_000_000 + at as u64) });
        }
        Debtor {
            name,
            person: is_person,
            iban: iban(at as u64 + 1),
            confirmed: dice.percent(45),
            group,
            subscription: at % 150 >= 3 && dice.percent(4),
        }
    }

    fn made(&self, at: usize) -> Claim {
        let debtor = at % self.debtors.len();
        let mut dice = Dice::of(self.seed, 2, at as u64);
        let due_on = TODAY.saturating_sub(jiff::Span::new().days(1 + dice.between(0, 364)));
        let mut amount = if self.debtors[debtor].subscription { Dice::of(self.seed, 3, debtor as u64) } else { dice };
        let base = 5_000 << amount.below(9);
        let mut cents = base + amount.between(0, base - 1);
        if amount.percent(12) {
            cents -= cents % 1_000;
        }
        Claim { debtor, cents, issued_on: due_on.saturating_sub(jiff::Span::new().days(30)), due_on }
    }

    /// The id of a claim.
    pub fn claim_id(at: usize) -> ClaimId {
        ClaimId(i64::try_from(at).unwrap_or(0) + 1)
    }

    /// The id of a debtor.
    pub fn debtor_id(at: usize) -> DebtorId {
        DebtorId(FIRST_DEBTOR + i64::try_from(at).unwrap_or(0))
    }

    /// The code of a debtor.
    pub fn code(at: usize) -> String {
        format!("C{:06}", at + 1)
    }

    /// The number of a claim's invoice: three series.
    pub fn number(&self, at: usize) -> String {
        self.number_like(at, self.claims[at].issued_on)
    }

    /// The number that an invoice at that place would have.
    pub fn number_like(&self, at: usize, issued_on: Date) -> String {
        match at / self.debtors.len() % 10 {
            0..=6 => format!("F-{}-{:06}", issued_on.year(), at + 1),
            7 | 8 => format!("FA{:07}", at + 1),
            _ => format!("{:02}{:02}-{:06}", issued_on.year() % 100, issued_on.month(), at + 1),
        }
    }

    /// The claims of a debtor.
    pub fn claims_of(&self, debtor: usize) -> impl Iterator<Item = usize> + '_ {
        (debtor..self.claims.len()).step_by(self.debtors.len())
    }

    /// Gives everything that the engine is told, but what only some lines need.
    pub fn fill(&self, books: &mut Builder) {
        for (at, debtor) in self.debtors.iter().enumerate() {
            let mut ibans: Vec<String> = Vec::new();
            if debtor.confirmed {
                ibans.push(debtor.iban.clone());
            }
            if let Some(group) = debtor.group.filter(|group| group % 3 == 0) {
                ibans.extend(self.head(group).map(|head| head.iban.clone()));
            }
            books.payer(Payer {
                debtor: World::debtor_id(at),
                code: World::code(at),
                name: debtor.name.clone(),
                also: Vec::new(),
                siren: String::new(),
                ibans,
                group: debtor.group,
            });
        }
        for (at, claim) in self.claims.iter().enumerate() {
            books.item(&OpenItem {
                claim: World::claim_id(at),
                debtor: World::debtor_id(claim.debtor),
                number: self.number(at),
                open: Cents(claim.cents),
                currency: Currency::EUR,
                issued_on: claim.issued_on,
                due_on: claim.due_on,
                stopped: false,
            });
        }
        for (words, says) in [("URSSAF", "cotisations rendues"), ("DGFIP TVA", "TVA rendue"), ("ASSURANCES GLOBALES", "sinistre")] {
            books.rule(Rule { by: RuleBy::Label { words: words.to_owned() }, says: says.to_owned() });
        }
        books.own_iban(&own_iban());
    }

    /// The head of a group.
    pub fn head(&self, group: i64) -> Option<&Head> {
        self.heads.get(usize::try_from(group).ok()?)
    }
}

/// The creditor's other account.
pub fn own_iban() -> String {
    iban(99_999_999_999)
}

/// A plan's instalment, a promise or what a letter asked.
pub fn expected(kind: ExpectedKind, debtor: usize, reference: String, shares: Vec<(ClaimId, Cents)>) -> Expected {
    let cents = shares.iter().map(|(_, cents)| *cents).sum();
    Expected { debtor: World::debtor_id(debtor), kind, cents, currency: Currency::EUR, on: TODAY, reference, shares }
}

/// A credit note not used.
pub fn credit(at: usize, debtor: usize, cents: i64) -> Credit {
    let movement = MovementId(FIRST_CREDIT + i64::try_from(at).unwrap_or(0));
    Credit { movement, debtor: World::debtor_id(debtor), cents: Cents(cents), currency: Currency::EUR }
}

/// A payment of earlier.
pub fn received(at: usize, debtor: usize, on: Date, cents: i64, reference: String, end_to_end: String) -> Received {
    let movement = MovementId(FIRST_RECEIVED + i64::try_from(at).unwrap_or(0));
    Received {
        movement,
        debtor: World::debtor_id(debtor),
        on,
        cents: Cents(cents),
        currency: Currency::EUR,
        reference,
        end_to_end,
        entry: String::new(),
        on_line: true,
        came_back: None,
        means: LineKind::Other,
    }
}
