//! A bank year, with what each line really is.

use std::collections::HashSet;

use domain::Date;
use domain::ids::{ClaimId, DebtorId, MovementId};
use domain::money::{Cents, Rate};
use domain::payments::{Builder, EarlyDiscount, ExpectedKind, Line, LineKind, Settings, reference};

use crate::dice::Dice;
use crate::labels::{cut, list, misread, mistyped, name, plain, quoted, shortened};
use crate::others;
use crate::world::{TODAY, World, credit, expected};

/// What a line really is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Truth {
    /// It pays these claims, and this much stays on account.
    Pays(Vec<(ClaimId, Cents)>, Cents),
    /// It takes back this payment.
    TakesBack(MovementId),
    /// Money of a customer that no open claim explains: nothing may be allocated without asking.
    OfCustomer(DebtorId),
    /// Nothing of a customer.
    Nothing,
}

/// A line with its truth and the kind of case it is.
pub struct Case {
    pub kind: &'static str,
    pub line: Line,
    pub truth: Truth,
}

/// Cases of customers' payments with how often each comes, of a thousand.
const KINDS: &[(&str, u64)] = &[
    ("number", 270),
    ("misread number", 90),
    ("short number", 100),
    ("name and amount", 110),
    ("several numbers", 70),
    ("sum without numbers", 30),
    ("whole balance", 20),
    ("part, named", 40),
    ("part, nothing said", 15),
    ("bank fee", 25),
    ("discount", 25),
    ("mistyped number", 35),
    ("number of another", 15),
    ("over-payment", 20),
    ("group", 15),
    ("instalment", 15),
    ("reference", 30),
    ("letter", 10),
    ("namesake", 15),
    ("third party", 15),
    ("credit deducted", 10),
    ("subscription", 15),
    ("unknown invoice", 15),
    ("paid twice", 10),
];

/// How the creditor has set the engine.
pub fn settings() -> Settings {
    Settings { discount: Some(EarlyDiscount { rate: Rate::points(2), days: 10 }), ..Settings::default() }
}

/// The lines of a year, in the order of their days; what only they need goes to the books.
pub fn year(world: &World, books: &mut Builder, many: usize) -> Vec<Case> {
    let mut year = Year { world, books, taken: HashSet::new(), closed: HashSet::new(), cases: Vec::with_capacity(many), at: 0 };
    let customers = many * 78 / 100;
    while year.cases.len() < customers && year.at < 20 * many {
        year.customer();
        year.at += 1;
    }
    let mut cases = year.cases;
    for at in cases.len()..many {
        cases.push(others::other(world, books, at));
    }
    cases.sort_by_key(|case| case.line.on);
    cases
}

/// Writing a year.
struct Year<'a> {
    world: &'a World,
    books: &'a mut Builder,
    /// Claims that a line pays.
    taken: HashSet<usize>,
    /// Debtors whose lines must be alone, or who have a line already.
    closed: HashSet<usize>,
    cases: Vec<Case>,
    at: usize,
}

impl Year<'_> {
    fn customer(&mut self) {
        let mut dice = Dice::of(self.world.seed, 10, self.at as u64);
        let kind = KINDS[dice.weighted(KINDS.iter().map(|(_, weight)| *weight))].0;
        let debtor = dice.place(self.world.debtors.len());
        let alone = matches!(
            kind,
            "sum without numbers"
                | "whole balance"
                | "part, nothing said"
                | "instalment"
                | "letter"
                | "credit deducted"
                | "group"
                | "subscription"
                | "paid twice"
        );
        if self.closed.contains(&debtor) || (alone && self.world.claims_of(debtor).any(|claim| self.taken.contains(&claim))) {
            return;
        }
        if self.world.debtors[debtor].subscription != (kind == "subscription") && kind != "unknown invoice" && kind != "namesake" {
            return;
        }
        let before = self.cases.len();
        self.write(kind, debtor, &mut dice);
        if alone && self.cases.len() > before {
            self.closed.insert(debtor);
        }
    }

    fn write(&mut self, kind: &'static str, debtor: usize, dice: &mut Dice) {
        match kind {
            "several numbers" => self.several(kind, debtor, dice),
            "sum without numbers" | "whole balance" => self.summed(kind, debtor, dice),
            "part, nothing said" => self.nothing_said(kind, debtor, dice),
            "group" => self.group(kind, debtor, dice),
            "namesake" => self.namesake(kind, debtor, dice),
            "subscription" => self.subscription(kind, debtor, dice),
            "unknown invoice" => self.unknown(kind, debtor, dice),
            _ => self.one(kind, debtor, dice),
        }
    }

    /// A claim of a debtor that no line pays yet.
    fn free(&self, debtor: usize, dice: &mut Dice) -> Option<usize> {
        let all: Vec<usize> = self.world.claims_of(debtor).filter(|claim| !self.taken.contains(claim)).collect();
        (!all.is_empty()).then(|| all[dice.place(all.len())])
    }

    /// Whether the debtor has another claim of the same amount: without a number nobody can tell them apart.
    fn has_equal(&self, debtor: usize, claim: usize) -> bool {
        self.world.claims_of(debtor).any(|other| other != claim && self.cents(other) == self.cents(claim))
    }

    fn cents(&self, claim: usize) -> i64 {
        self.world.claims[claim].cents
    }

    /// Cases about one claim.
    fn one(&mut self, kind: &'static str, debtor: usize, dice: &mut Dice) {
        let Some(claim) = self.free(debtor, dice) else { return };
        if kind == "name and amount" && self.has_equal(debtor, claim) {
            return;
        }
        let (cents, number) = (self.cents(claim), self.world.number(claim));
        let (on, text) = (self.paid_on(claim, dice), quoted(dice, &number));
        let mut one = One { debtor, claim, on, cents, paid: cents, left: 0, text, reference: String::new() };
        if !one.said(kind, &number, self, dice) || !one.counted(kind, self, dice) {
            return;
        }
        let One { on, cents, paid, left, text, reference, .. } = one;
        let mut line =
            if kind == "third party" { self.third_party(on, cents, &text, dice) } else { self.line(debtor, on, cents, &text, dice) };
        line.reference = reference;
        self.taken.insert(claim);
        let again = (kind == "paid twice").then(|| {
            let on = on.saturating_add(jiff::Span::new().days(dice.between(1, 9))).min(TODAY);
            Case { kind: "the second time", line: Line { on, ..line.clone() }, truth: Truth::OfCustomer(World::debtor_id(debtor)) }
        });
        self.cases.push(Case { kind, line, truth: Truth::Pays(vec![(World::claim_id(claim), Cents(paid))], Cents(left)) });
        self.cases.extend(again);
    }

    fn several(&mut self, kind: &'static str, debtor: usize, dice: &mut Dice) {
        let mut claims: Vec<usize> = self.world.claims_of(debtor).filter(|claim| !self.taken.contains(claim)).collect();
        let many = 2 + dice.place(4);
        while claims.len() > many {
            claims.remove(dice.place(claims.len()));
        }
        if claims.len() < 2 {
            return;
        }
        let numbers: Vec<String> = claims.iter().map(|claim| self.world.number(*claim)).collect();
        let text = list(dice, &numbers);
        self.pays_all(kind, debtor, &claims, &text, dice);
    }

    fn summed(&mut self, kind: &'static str, debtor: usize, dice: &mut Dice) {
        let mut claims: Vec<usize> = self.world.claims_of(debtor).collect();
        let keep = if kind == "whole balance" { claims.len() } else { 2 + dice.place(3) };
        while claims.len() > keep {
            claims.remove(dice.place(claims.len()));
        }
        if claims.len() > 1 {
            let text = *dice.pick(&["REGLEMENT", "SOLDE", "VIREMENT FACTURES", ""]);
            self.pays_all(kind, debtor, &claims, text, dice);
        }
    }

    fn pays_all(&mut self, kind: &'static str, debtor: usize, claims: &[usize], text: &str, dice: &mut Dice) {
        let last = claims.iter().map(|claim| self.world.claims[*claim].issued_on).max().unwrap_or(TODAY);
        let on = last.saturating_add(jiff::Span::new().days(dice.between(20, 30))).min(TODAY);
        let cents = claims.iter().map(|claim| self.cents(*claim)).sum();
        let line = self.line(debtor, on, cents, text, dice);
        let mut paid: Vec<(ClaimId, Cents)> = claims.iter().map(|claim| (World::claim_id(*claim), Cents(self.cents(*claim)))).collect();
        paid.sort_unstable();
        self.taken.extend(claims);
        self.cases.push(Case { kind, line, truth: Truth::Pays(paid, Cents::ZERO) });
    }

    /// The legal order: the oldest due first.
    fn nothing_said(&mut self, kind: &'static str, debtor: usize, dice: &mut Dice) {
        let mut claims: Vec<usize> = self.world.claims_of(debtor).collect();
        claims.sort_by_key(|claim| (self.world.claims[*claim].due_on, World::claim_id(*claim)));
        let days: HashSet<Date> = claims.iter().map(|claim| self.world.claims[*claim].due_on).collect();
        let total: i64 = claims.iter().map(|claim| self.cents(*claim)).sum();
        if days.len() < claims.len() {
            return;
        }
        let cents = (total * dice.between(5, 90) / 100).max(100);
        let mut left = cents;
        let mut paid = Vec::new();
        for claim in &claims {
            let share = self.cents(*claim).min(left);
            if share > 0 {
                paid.push((World::claim_id(*claim), Cents(share)));
                left -= share;
            }
        }
        paid.sort_unstable();
        let line = self.line(debtor, TODAY, cents, "ACOMPTE", dice);
        self.taken.extend(claims);
        self.cases.push(Case { kind, line, truth: Truth::Pays(paid, Cents::ZERO) });
    }

    /// The head of a group pays what two or three members owe.
    fn group(&mut self, kind: &'static str, debtor: usize, dice: &mut Dice) {
        let first = debtor / 150 * 150;
        let members: Vec<usize> = (first..first + 3).filter(|at| *at < self.world.debtors.len()).collect();
        let free = |at: &usize| !self.closed.contains(at) && !self.world.claims_of(*at).any(|claim| self.taken.contains(&claim));
        if members.len() < 2 || !members.iter().all(free) {
            return;
        }
        let claims: Vec<usize> = members.iter().filter_map(|at| self.free(*at, dice)).collect();
        let numbers: Vec<String> = claims.iter().map(|claim| self.world.number(*claim)).collect();
        let Some(head) = self.world.debtors[first].group.and_then(|group| self.world.head(group)) else { return };
        let last = claims.iter().map(|claim| self.world.claims[*claim].issued_on).max().unwrap_or(TODAY);
        let on = last.saturating_add(jiff::Span::new().days(20)).min(TODAY);
        let cents = claims.iter().map(|claim| self.cents(*claim)).sum();
        let text = list(dice, &numbers);
        let line = Line { payer_name: plain(&head.name), payer_iban: head.iban.clone(), ..Line::transfer(on, Cents(cents), &text) };
        let mut paid: Vec<(ClaimId, Cents)> = claims.iter().map(|claim| (World::claim_id(*claim), Cents(self.cents(*claim)))).collect();
        paid.sort_unstable();
        self.closed.extend(members);
        self.taken.extend(claims);
        self.cases.push(Case { kind, line, truth: Truth::Pays(paid, Cents::ZERO) });
    }

    /// A customer whose name another bears pays one invoice without its number.
    fn namesake(&mut self, kind: &'static str, debtor: usize, dice: &mut Dice) {
        let twin = (debtor..self.world.debtors.len().min(debtor + 400))
            .find(|at| *at > 0 && self.world.debtors[*at].name == self.world.debtors[*at - 1].name);
        let Some(twin) = twin.filter(|at| !self.closed.contains(at) && !self.world.debtors[*at].subscription) else { return };
        let Some(claim) = self.free(twin, dice).filter(|claim| !self.has_equal(twin, *claim)) else { return };
        let on = self.paid_on(claim, dice);
        let line = self.line(twin, on, self.cents(claim), "REGLEMENT", dice);
        self.taken.insert(claim);
        self.cases.push(Case { kind, line, truth: Truth::Pays(vec![(World::claim_id(claim), Cents(self.cents(claim)))], Cents::ZERO) });
    }

    /// Equal amounts and no number: the oldest.
    fn subscription(&mut self, kind: &'static str, debtor: usize, dice: &mut Dice) {
        let oldest = self.world.claims_of(debtor).min_by_key(|claim| (self.world.claims[*claim].due_on, World::claim_id(*claim)));
        let Some(claim) = oldest else { return };
        let line = self.line(debtor, TODAY, self.cents(claim), "ABONNEMENT", dice);
        self.taken.extend(self.world.claims_of(debtor));
        self.cases.push(Case { kind, line, truth: Truth::Pays(vec![(World::claim_id(claim), Cents(self.cents(claim)))], Cents::ZERO) });
    }

    /// An invoice that the books do not have, of any amount.
    fn unknown(&mut self, kind: &'static str, debtor: usize, dice: &mut Dice) {
        let base = 5_000 << dice.below(9);
        let cents = if self.world.debtors[debtor].subscription {
            self.world.claims_of(debtor).next().map_or(base, |claim| self.cents(claim))
        } else {
            base + dice.between(0, base - 1)
        };
        let claims = self.world.claims.len();
        let number = self.world.number_like(claims + dice.place(claims), TODAY);
        let text = if dice.percent(60) || self.world.debtors[debtor].subscription { quoted(dice, &number) } else { "REGLEMENT".to_owned() };
        let line = self.line(debtor, TODAY, cents, &text, dice);
        self.cases.push(Case { kind, line, truth: Truth::OfCustomer(World::debtor_id(debtor)) });
    }

    fn paid_on(&self, claim: usize, dice: &mut Dice) -> Date {
        let claim = &self.world.claims[claim];
        let late = jiff::Span::new().days(dice.between(-10, 60));
        claim.due_on.saturating_add(late).min(TODAY)
    }

    /// A line of a debtor, as one of three kinds of banks shows it.
    fn line(&self, debtor: usize, on: Date, cents: i64, text: &str, dice: &mut Dice) -> Line {
        let who = &self.world.debtors[debtor];
        let shown = name(dice, &who.name, who.person);
        let mut line = shown_by(&shown, on, cents, text, dice);
        // One in twelve pays from an account that nobody has seen.
        let account = if dice.below(12) == 0 { crate::world::iban(50_000_000_000 + self.at as u64) } else { who.iban.clone() };
        let with_account = if line.payer_name.is_empty() { 20 } else { 85 };
        if dice.percent(with_account) {
            line.payer_iban = account;
        }
        line
    }

    fn third_party(&self, on: Date, cents: i64, text: &str, dice: &mut Dice) -> Line {
        let payer = plain(&crate::names::company(dice));
        let mut line = shown_by(&payer, on, cents, text, dice);
        line.payer_iban = crate::world::iban(60_000_000_000 + self.at as u64);
        line
    }
}

/// A payment of one claim in the making.
struct One {
    debtor: usize,
    claim: usize,
    on: Date,
    /// What the line is.
    cents: i64,
    /// What of it pays the claim.
    paid: i64,
    /// What stays on account.
    left: i64,
    text: String,
    reference: String,
}

impl One {
    /// What the line says; `false` where the case cannot be made.
    fn said(&mut self, kind: &str, number: &str, year: &Year<'_>, dice: &mut Dice) -> bool {
        match kind {
            "misread number" => {
                let read = misread(dice, number);
                self.text = quoted(dice, &read);
            }
            "mistyped number" => {
                let typed = mistyped(dice, number);
                self.text = quoted(dice, &typed);
            }
            "short number" => self.text = shortened(dice, number),
            "name and amount" => {
                (*dice.pick(&["REGLEMENT", "VIREMENT", "", "LOYER", "VOTRE PRESTATION", "MERCI"])).clone_into(&mut self.text);
            }
            "number of another" => {
                let Some(other) = year.free(self.debtor, dice).filter(|other| *other != self.claim) else { return false };
                self.text = quoted(dice, &year.world.number(other));
            }
            "reference" => {
                let Some(made) = reference::make(number) else { return false };
                if dice.percent(60) {
                    (self.text, self.reference) = (String::new(), made);
                } else {
                    self.text = format!("{} {}", &made[..4], &made[4..]);
                }
            }
            _ => {}
        }
        true
    }

    /// How much it is; `false` where the case cannot be made.
    fn counted(&mut self, kind: &str, year: &mut Year<'_>, dice: &mut Dice) -> bool {
        let (whole, id) = (self.cents, World::claim_id(self.claim));
        let pays = |one: &mut One, cents: i64| (one.cents, one.paid) = (cents, cents);
        match kind {
            "part, named" => pays(self, whole * dice.between(20, 80) / 100),
            "bank fee" => {
                pays(self, whole - *dice.pick(&[900, 1_250, 1_500, 2_000, 2_500]));
                return self.cents * 5 >= whole * 4;
            }
            "discount" => {
                self.on = year.world.claims[self.claim].issued_on.saturating_add(jiff::Span::new().days(dice.between(2, 9)));
                pays(self, settings().discount.map_or(whole, |discount| discount.less(Cents(whole)).0));
            }
            "over-payment" => {
                self.left = dice.between(100, 20_000);
                self.cents = whole + self.left;
            }
            "instalment" => {
                pays(self, whole / dice.between(2, 6));
                "ECHEANCE PLAN".clone_into(&mut self.text);
                year.books.expected(expected(ExpectedKind::Instalment, self.debtor, String::new(), vec![(id, Cents(self.paid))]));
            }
            "letter" => {
                self.reference = reference::make(&format!("Q1L{}", year.at)).unwrap_or_default();
                pays(self, whole + 4_000 + dice.between(0, 3_000));
                let asked = vec![(id, Cents(self.paid))];
                year.books.expected(expected(ExpectedKind::Letter, self.debtor, self.reference.clone(), asked));
            }
            "credit deducted" => {
                let deducted = (whole / 10).max(100);
                pays(self, whole - deducted);
                year.books.credit(credit(year.at, self.debtor, deducted));
                self.text.push_str(" MOINS AVOIR");
            }
            _ => {}
        }
        true
    }
}

/// A line of a payer as one of three kinds of banks shows it: apart, in one label cut off, in two.
pub fn shown_by(payer: &str, on: Date, cents: i64, text: &str, dice: &mut Dice) -> Line {
    let line = match dice.below(10) {
        0..=4 => Line { payer_name: cut(payer, 70), ..Line::transfer(on, Cents(cents), text) },
        5 | 6 => {
            let label = format!("{}{payer} {text}", dice.pick(&["VIR SEPA RECU DE ", "VIR ", "VIREMENT RECU ", "VIR INST "]));
            let most = *dice.pick(&[70, 105, 140]);
            Line::transfer(on, Cents(cents), &cut(&label, most))
        }
        _ => {
            let label = cut(&format!("VIR {payer}"), 31);
            let texts = vec![label, cut(text, 70)];
            Line { texts, ..Line::transfer(on, Cents(cents), "") }
        }
    };
    let end_to_end = match dice.below(6) {
        0 => format!("E2E{:010}", dice.below(10_000_000_000)),
        1..=3 => "NOTPROVIDED".to_owned(),
        _ => String::new(),
    };
    Line { end_to_end, kind: LineKind::Transfer, ..line }
}
