//! What a line is: it is read once, the debtors it points to are found, each way they may have paid is weighed, and the best is
//! automatic only where several independent facts agree and nothing else comes near.

mod account;
mod across;
mod aside;
mod candidates;
mod converted;
mod draft;
mod drafts;
mod holds;
mod naming;
mod reading;
mod reason;
mod refunds;
mod remitted;
mod returns;
mod told;
mod weigh;

use jiff::civil::Date;

use candidates::{Candidate, candidates};
use draft::{Against, Draft, Kind};
use drafts::Debtor;
use naming::{Hit, Naming, naming};
use reading::Reading;
pub(super) use refunds::Refundable;
pub(super) use returns::Undecided;

use super::index::Index;
use super::line::Line;
use super::settings::Settings;
use super::verdict::{Aside, Evidence, Match, Outcome, Verdict};
use crate::ids::DebtorId;

/// The most matches that are proposed.
const MOST_PROPOSED: usize = 5;
/// Another reading so many times likelier than that to be wrong leaves the best alone.
const FAR_BEHIND: u64 = 25;
/// A reading with this doubt is no rival of a good one.
const NO_RIVAL: u64 = 400_000;
/// From this score on, a line that a rule leaves aside is shown all the same.
const STRONGER_THAN_A_RULE: u16 = 950;

/// A line before the engine.
struct Desk<'a> {
    pub index: &'a Index,
    pub line: &'a Line,
    pub settings: &'a Settings,
    pub reading: Reading<'a>,
    /// How many claims have exactly this amount.
    pub equal_amounts: usize,
}

/// A verdict, with the debtors whose claims it turned on.
pub(super) struct Judged {
    pub verdict: Verdict,
    pub weighed: Vec<u32>,
}

impl Index {
    /// What a line is, on a day. The index is not changed: see [`Index::pay`].
    pub fn judge(&self, line: &Line, settings: &Settings, today: Date) -> Verdict {
        self.judged(line, settings, today).verdict
    }

    /// What a line is by which no money came in; `undecided`: money in that is not in the books.
    pub(super) fn judged_out(&self, line: &Line, settings: &Settings, undecided: &Undecided) -> Verdict {
        let verdict = aside::going_out(self, line, settings, undecided);
        converted::over_back(self, line, settings, verdict)
    }

    pub(super) fn judged(&self, line: &Line, settings: &Settings, today: Date) -> Judged {
        if !line.cents.is_positive() {
            return Judged { verdict: self.judged_out(line, settings, &Undecided::default()), weighed: Vec::new() };
        }
        let judged = self.judged_as_booked(line, settings, today);
        converted::over(self, line, settings, today, judged)
    }

    /// What money that came in is in one currency.
    fn judged_as_booked(&self, line: &Line, settings: &Settings, today: Date) -> Judged {
        if let Some(verdict) = aside::coming_in(self, line) {
            return Judged { verdict, weighed: Vec::new() };
        }
        let reading = Reading::of(line, self);
        let equal_amounts = self.how_many_owe(line.cents, line.currency);
        let desk = Desk { index: self, line, settings, reading, equal_amounts };
        let (drafts, candidates) = desk.weighed();
        let told = told::told(&desk);
        let mut weighed: Vec<u32> =
            drafts.iter().filter(|draft| draft.doubt < NO_RIVAL).flat_map(|draft| draft.payers.iter().copied()).collect();
        weighed.extend(told.iter().flat_map(|told| told.payers(self)));
        let verdict = desk.verdict(&drafts, &candidates, today);
        let otherwise = told::Otherwise { drafts: &drafts, candidates: &candidates };
        let verdict = told::over(&desk, &told, &otherwise, verdict, today);
        let verdict = remitted::over(&desk, verdict, today, &mut weighed);
        let verdict = aside::unless_own(aside::own_back(line, &desk.reading), verdict);
        Judged { verdict, weighed }
    }
}

impl Desk<'_> {
    /// Every way in which the line may have paid, the likeliest first, and the debtors it points to.
    fn weighed(&self) -> (Vec<Draft>, Vec<(Candidate, Naming)>) {
        let found = candidates(self.index, self.line, &self.reading);
        let named: Vec<(Candidate, Naming)> =
            found.into_iter().map(|candidate| (candidate, naming(self.index, &self.reading, candidate.payer))).collect();
        let strong = |naming: &Naming| naming.hits.iter().any(Hit::is_sure);
        let strongly: Vec<u32> = named.iter().filter(|(_, naming)| strong(naming)).map(|(candidate, _)| candidate.payer).collect();
        let mut drafts = across::across(self, &named);
        for (candidate, naming) in &named {
            let elsewhere = strongly.iter().any(|payer| *payer != candidate.payer);
            let mut own = Debtor::of(self, candidate).drafts(naming);
            weigh::weigh(self, candidate, naming, elsewhere, &mut own);
            drafts.extend(own);
        }
        drafts.sort_by(|a, b| (b.score(), a.doubt, &a.payers, &a.parts).cmp(&(a.score(), b.doubt, &b.payers, &b.parts)));
        let mut kept: Vec<Draft> = Vec::with_capacity(drafts.len());
        for draft in drafts {
            if !kept.iter().any(|other| other.same(&draft)) {
                kept.push(draft);
            }
        }
        (kept, named)
    }

    fn verdict(&self, drafts: &[Draft], candidates: &[(Candidate, Naming)], today: Date) -> Verdict {
        let rule = self.index.rule(self.line);
        let shown = |draft: &&Draft| draft.score() >= self.settings.propose_from;
        let best = drafts.iter().find(shown);
        let stronger = |best: &Draft| best.score() >= STRONGER_THAN_A_RULE || reason::speaks(best, candidates);
        if let Some(rule) = rule
            && !best.is_some_and(stronger)
        {
            let why =
                format!("Laissé de côté par une règle que vous avez apprise au programme : {}.", rule.says.trim().trim_end_matches('.'));
            return Verdict { outcome: Outcome::Unrelated(Aside::Rule), holds: Vec::new(), why };
        }
        let Some(best) = best else { return holds::without_match(self, candidates) };
        let brake = self.brake(best, drafts, candidates, rule.is_some(), today);
        let found = self.match_of(best, candidates);
        if brake.is_none() && best.score() >= self.settings.automatic() {
            let why = format!("Imputé sans vous : {} sur 1000, et rien d'autre ne s'en approche.", found.score);
            return Verdict { outcome: Outcome::Automatic(found), holds: Vec::new(), why };
        }
        let why =
            brake.unwrap_or_else(|| format!("À confirmer : {} sur 1000, votre seuil est de {}.", found.score, self.settings.automatic()));
        let proposed: Vec<Match> = drafts.iter().filter(shown).take(MOST_PROPOSED).map(|draft| self.match_of(draft, candidates)).collect();
        let mut holds = holds::of_proposed(self, drafts);
        let named = account::others_named(self, best, candidates).unwrap_or_default().into_iter().map(|payer| self.index.holder(payer).id);
        let named: Vec<DebtorId> = named.filter(|debtor| !holds.contains(debtor)).collect();
        if holds.len() + named.len() <= self.settings.most_holds {
            holds.extend(named);
        }
        Verdict { outcome: Outcome::Proposed(proposed), holds, why }
    }

    /// Why the best reading may not be automatic, whatever its score.
    fn brake(
        &self,
        best: &Draft,
        drafts: &[Draft],
        candidates: &[(Candidate, Naming)],
        against_a_rule: bool,
        today: Date,
    ) -> Option<String> {
        if against_a_rule {
            return Some("À confirmer : une règle apprise laisse ces lignes de côté, mais celle-ci paraît payer une facture.".to_owned());
        }
        if self.line.on > today {
            return Some(format!("À confirmer : ce mouvement est daté du {}, un jour à venir.", crate::french::date_fr(self.line.on)));
        }
        if reason::proofs(best, candidates) < 2 {
            return Some("À confirmer : un seul indice désigne ce règlement.".to_owned());
        }
        let rival = drafts.iter().find(|other| !other.same(best) && other.doubt < NO_RIVAL && other.doubt / FAR_BEHIND < best.doubt);
        if let Some(rival) = rival {
            let same = rival.payers == best.payers;
            let what = if same { "une autre imputation est presque aussi probable" } else { "un autre client a pu faire ce règlement" };
            return Some(format!("À confirmer : {what}."));
        }
        if best.kind != Kind::Named && best.parts.iter().any(|(at, _)| self.index.claim(*at).stopped && !best.names(*at)) {
            let why = "À confirmer : une facture en litige, suspendue ou d'avant un jugement serait payée, et la ligne ne la cite pas.";
            return Some(why.to_owned());
        }
        if account::others_named(self, best, candidates).is_some() {
            let why = "À confirmer : plusieurs clients paient de ce compte, et la ligne nomme quelqu'un d'autre.";
            return Some(why.to_owned());
        }
        match best.against {
            Some(Against::ForeignNumber) => {
                Some("À confirmer : le libellé cite une facture qui n'est pas parmi celles de ce client.".to_owned())
            }
            Some(Against::Untied) => Some("À confirmer : rien ne dit encore que ces clients paient ensemble.".to_owned()),
            _ => None,
        }
    }

    fn match_of(&self, draft: &Draft, candidates: &[(Candidate, Naming)]) -> Match {
        let claim = |at: &u32| self.index.claim(*at).id;
        let evidence: Vec<Evidence> = reason::evidence(self, draft, candidates);
        Match {
            debtors: draft.payers.iter().map(|payer| self.index.holder(*payer).id).collect(),
            allocations: draft.parts.iter().map(|(at, cents)| (claim(at), *cents)).collect(),
            credits: draft.credits.iter().map(|(movement, at, cents)| (*movement, claim(at), *cents)).collect(),
            told: Vec::new(),
            rest: draft.rest,
            converted: None,
            score: draft.score(),
            reason: reason::sentence(self, draft, &evidence, candidates),
            evidence,
        }
    }
}
